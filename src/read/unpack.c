/* Bytes as they lie in a file become text.
 * SPDX-License-Identifier: MIT */
#include "read/unpack.h"

#include <stdlib.h>

#define UNPACK_READ "; what could be read is reported"

/* NUL bytes between members and behind the last one: xz pads with them, and so do tapes. */
static str unpack_skip_padding(str bytes) {
    while (bytes.len > 0 && *bytes.data == '\0')
        bytes = str_from(bytes, 1);
    return bytes;
}

static bool unpack_stop(struct unpack *unpack, const char *sentence) {
    unpack->sentence = sentence;
    return false;
}

static bool unpack_judge_step(struct unpack *unpack, bool moved, bool was_between) {
    if (unpack->state == DECODE_OUT_OF_ROOM)
        return unpack_stop(unpack, "takes more memory to unpack than there is" UNPACK_READ);
    if (unpack->state != DECODE_DAMAGED && moved)
        return true;
    if (was_between)
        return unpack_stop(unpack, "goes on behind its compressed data with bytes that are something else" UNPACK_READ);
    return unpack_stop(unpack, "is damaged: the compressed data is wrong" UNPACK_READ);
}

/* One step of the decoder; its output goes to the text. */
static bool unpack_step(struct unpack *unpack, str *bytes, bool *ret_full) {
    struct decode_cursor cursor = {bytes->data, bytes->len, unpack->room, UNPACK_ROOM};
    bool was_between = unpack->state == DECODE_BETWEEN && unpack->text.seen > 0;
    unpack->state = unpack->decoder->step(unpack->decoding, &cursor);
    str made = str_of(unpack->room, UNPACK_ROOM - cursor.out_len);
    bool moved = made.len > 0 || bytes->len == 0 || cursor.in_len < bytes->len;
    *bytes = str_from(*bytes, bytes->len - cursor.in_len);
    *ret_full = cursor.out_len == 0;
    return text_feed(&unpack->text, made) && unpack_judge_step(unpack, moved, was_between && made.len == 0);
}

static bool unpack_pass(struct unpack *unpack, str bytes) {
    if (!unpack->decoder)
        return text_feed(&unpack->text, bytes);
    bool is_full = false;
    for (;;) {
        if (unpack->state == DECODE_BETWEEN)
            bytes = unpack_skip_padding(bytes);
        bool may_hold_more = is_full && unpack->state == DECODE_GOES_ON;
        if (bytes.len == 0 && !may_hold_more)
            return true;
        if (!unpack_step(unpack, &bytes, &is_full))
            return false;
    }
}

/* HEAD is how the input begins. */
static bool unpack_begin(struct unpack *unpack, str head) {
    const struct magic *magic = magic_of(head);
    if (magic && magic->decoder) {
        unpack->decoder = magic->decoder;
        unpack->state = DECODE_BETWEEN;
        unpack->room = malloc(UNPACK_ROOM);
        unpack->decoding = unpack->decoder->open();
        unpack->failed = !unpack->room || !unpack->decoding;
    }
    return !unpack->failed && unpack_pass(unpack, head);
}

void unpack_open(struct unpack *unpack, text_sink *sink, void *context) {
    *unpack = (struct unpack){0};
    text_open(&unpack->text, sink, context);
}

bool unpack_feed(struct unpack *unpack, str bytes) {
    str head;
    if (!unpack->head.is_known && (!magic_gather(&unpack->head, &bytes, &head) || !unpack_begin(unpack, head)))
        return !unpack->head.is_known;
    return unpack_pass(unpack, bytes);
}

bool unpack_end(struct unpack *unpack) {
    bool going = unpack->head.is_known || unpack_begin(unpack, str_of(unpack->head.bytes, unpack->head.len));
    if (unpack->decoder && unpack->state == DECODE_GOES_ON && !unpack->sentence)
        unpack->sentence = "is cut off: the compressed data ends early" UNPACK_READ;
    return text_end(&unpack->text) && going;
}

const char *unpack_complaint(const struct unpack *unpack) {
    return unpack->sentence ? unpack->sentence : text_complaint(&unpack->text);
}

void unpack_close(struct unpack *unpack) {
    if (unpack->decoding)
        unpack->decoder->close(unpack->decoding);
    free(unpack->room);
}
