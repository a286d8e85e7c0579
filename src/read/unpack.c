/* Compressed bytes become what was compressed.
 * SPDX-License-Identifier: MIT */
#include "read/unpack.h"

#include <stdlib.h>

#define UNPACK_READ "; what could be read is reported"

/* NUL bytes between members and after the last one: xz pads with them, and so do tapes. */
static str unpack_skip_padding(str bytes) {
    while (bytes.len > 0 && *bytes.data == '\0')
        bytes = str_from(bytes, 1);
    return bytes;
}

static void unpack_stop(struct unpack *unpack, const char *sentence) {
    unpack->has_finished = true;
    if (!unpack->stream.sentence)
        unpack->stream.sentence = sentence;
}

/* MOVED: the step took or made something; IS_BEHIND: it followed a whole member and made nothing. */
static void unpack_judge_step(struct unpack *unpack, bool moved, bool is_behind) {
    if (unpack->state == DECODE_OUT_OF_ROOM)
        unpack_stop(unpack, "takes more memory to unpack than there is" UNPACK_READ);
    else if (unpack->state != DECODE_DAMAGED && moved)
        return;
    else if (is_behind)
        unpack_stop(unpack, "goes on behind its compressed data with bytes that are something else" UNPACK_READ);
    else
        unpack_stop(unpack, "is damaged: the compressed data is wrong" UNPACK_READ);
}

/* One step of the decoder. Returns what it made. */
static str unpack_step(struct unpack *unpack) {
    struct decode_cursor cursor = {unpack->in.data, unpack->in.len, unpack->room, UNPACK_ROOM};
    const bool was_between = unpack->state == DECODE_BETWEEN && unpack->has_made;
    unpack->state = unpack->decoder->step(unpack->decoding, &cursor);
    const str made = str_of(unpack->room, UNPACK_ROOM - cursor.out_len);
    const bool moved = made.len > 0 || unpack->in.len == 0 || cursor.in_len < unpack->in.len;
    unpack->in = str_from(unpack->in, unpack->in.len - cursor.in_len);
    unpack->is_full = cursor.out_len == 0;
    unpack->has_made |= made.len > 0;
    unpack_judge_step(unpack, moved, was_between && made.len == 0);
    return made;
}

/* The compressed bytes are at their end. */
static void unpack_end(struct unpack *unpack) {
    const struct stream *from = unpack->from.stream;
    unpack->stream.failed = from->failed;
    unpack_stop(unpack, from->sentence                    ? from->sentence
                        : unpack->state == DECODE_GOES_ON ? "is cut off: the compressed data ends early" UNPACK_READ
                                                          : NULL);
}

/* Has something to step on, or has finished. */
static void unpack_fetch(struct unpack *unpack) {
    for (;;) {
        if (unpack->state == DECODE_BETWEEN)
            unpack->in = unpack_skip_padding(unpack->in);
        if (unpack->in.len > 0 || (unpack->is_full && unpack->state == DECODE_GOES_ON))
            return;
        if (!stream_rest_next(&unpack->from, &unpack->in)) {
            unpack_end(unpack);
            return;
        }
    }
}

static bool unpack_next(struct stream *stream, str *ret_bytes) {
    struct unpack *unpack = (struct unpack *)stream;
    while (!unpack->has_finished) {
        unpack_fetch(unpack);
        if (unpack->has_finished)
            return false;
        *ret_bytes = unpack_step(unpack);
        if (ret_bytes->len > 0)
            return true;
    }
    return false;
}

bool unpack_open(struct unpack *unpack, const struct decoder *decoder, struct stream_rest from) {
    *unpack = (struct unpack){
        .stream = {.next = unpack_next, .fd = -1}, .from = from, .decoder = decoder, .state = DECODE_BETWEEN};
    unpack->room = malloc(UNPACK_ROOM);
    unpack->decoding = decoder->open();
    return unpack->room && unpack->decoding;
}

void unpack_close(struct unpack *unpack) {
    if (unpack->decoding)
        unpack->decoder->close(unpack->decoding);
    free(unpack->room);
}
