/* Bytes in pieces of any size become blocks of whole lines.
 * SPDX-License-Identifier: MIT */
#include "read/blocks.h"

#include <stdlib.h>

static bool blocks_make_room(struct blocks *blocks, size_t len) {
    if (len <= blocks->tail_room)
        return true;
    size_t room = blocks->tail_room ? blocks->tail_room : 1024;
    while (room < len)
        room *= 2;
    char *tail = realloc(blocks->tail, room);
    if (!tail) {
        blocks->failed = true;
        return false;
    }
    blocks->tail = tail;
    blocks->tail_room = room;
    return true;
}

/* Adds BYTES, which hold no newline, to the line in progress. */
static bool blocks_carry(struct blocks *blocks, str bytes) {
    size_t left = BLOCKS_LINE_MOST - blocks->tail_len;
    if (bytes.len > left && !blocks->cutting) {
        blocks->cutting = true;
        blocks->cut_lines++;
    }
    bytes = str_first(bytes, left);
    if (!blocks_make_room(blocks, blocks->tail_len + bytes.len + 1)) /* the newline has its place already */
        return false;
    if (bytes.len > 0)
        memcpy(blocks->tail + blocks->tail_len, bytes.data, bytes.len);
    blocks->tail_len += bytes.len;
    return true;
}

/* Hands on the line in progress. */
static bool blocks_hand_on_tail(struct blocks *blocks) {
    str line = str_of(blocks->tail, blocks->tail_len);
    blocks->tail_len = 0;
    blocks->cutting = false;
    return blocks->sink(blocks->context, line);
}

/* Completes the line in progress with the start of BYTES, and takes that off them. */
static bool blocks_finish_line(struct blocks *blocks, str *bytes) {
    size_t newline = str_find_byte(*bytes, '\n');
    str rest = str_first(*bytes, newline);
    if (!blocks_carry(blocks, rest))
        return false;
    if (newline == STR_NONE) {
        *bytes = str_from(*bytes, bytes->len);
        return true;
    }
    blocks->tail[blocks->tail_len++] = '\n';
    *bytes = str_from(*bytes, newline + 1);
    return blocks_hand_on_tail(blocks);
}

/* A piece no longer than a line may be, so that no line within it needs cutting. */
static bool blocks_feed_piece(struct blocks *blocks, str bytes) {
    if (blocks->tail_len > 0 && !blocks_finish_line(blocks, &bytes))
        return false;
    size_t last = str_find_last_byte(bytes, '\n');
    size_t whole = last == STR_NONE ? 0 : last + 1;
    if (whole > 0 && !blocks->sink(blocks->context, str_first(bytes, whole)))
        return false;
    return whole == bytes.len || blocks_carry(blocks, str_from(bytes, whole));
}

void blocks_open(struct blocks *blocks, blocks_sink *sink, void *context) {
    *blocks = (struct blocks){.sink = sink, .context = context};
}

bool blocks_feed(struct blocks *blocks, str bytes) {
    while (bytes.len > 0) {
        if (!blocks_feed_piece(blocks, str_first(bytes, BLOCKS_LINE_MOST)))
            return false;
        bytes = str_from(bytes, BLOCKS_LINE_MOST);
    }
    return true;
}

bool blocks_end(struct blocks *blocks) {
    return blocks->tail_len == 0 || blocks_hand_on_tail(blocks);
}

void blocks_close(struct blocks *blocks) {
    free(blocks->tail);
    blocks_open(blocks, blocks->sink, blocks->context);
}
