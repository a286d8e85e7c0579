/* Bytes as they lie in a file become text: unpacked where their first bytes say that they are compressed.
 * SPDX-License-Identifier: MIT */
#ifndef READ_UNPACK_H
#define READ_UNPACK_H

#include "read/text.h"

/* Output of a decompressor is handed on in pieces of this size; a piece and what it came from fit the L2 cache. */
enum { UNPACK_ROOM = 64 * 1024 };

struct unpack {
    struct text text;
    struct magic_head head;
    const struct decoder *decoder; /* NULL: plain */
    void *decoding;
    enum decode_state state;
    const char *sentence; /* what went wrong with the compressed data */
    char *room;
    bool failed; /* memory was short */
};

void unpack_open(struct unpack *unpack, text_sink *sink, void *context);

/* False when the sink stopped, memory is short (`failed`) or nothing more can be unpacked (`sentence`). */
bool unpack_feed(struct unpack *unpack, str bytes);
bool unpack_end(struct unpack *unpack);

/* After the end: what was wrong with the input, or NULL. */
const char *unpack_complaint(const struct unpack *unpack);

void unpack_close(struct unpack *unpack);

#endif
