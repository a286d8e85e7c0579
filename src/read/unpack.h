/* Compressed bytes become what was compressed.
 * SPDX-License-Identifier: MIT */
#ifndef READ_UNPACK_H
#define READ_UNPACK_H

#include "read/decode.h"
#include "read/stream.h"

/* Output of a decompressor is handed on in pieces of this size; a piece and what it came from fit the L2 cache. */
enum { UNPACK_ROOM = 64 * 1024 };

struct unpack {
    struct stream stream; /* what comes out */
    struct stream_rest from;
    str in; /* what is left of the piece in progress */
    const struct decoder *decoder;
    void *decoding;
    enum decode_state state;
    bool is_full;      /* the last step left no room: more may come out of what it took */
    bool has_made;     /* something has come out */
    bool has_finished; /* nothing more comes */
    char *room;
};

/* False when memory is short. UNPACK must not move afterwards; unpack_close is called in either case. */
bool unpack_open(struct unpack *unpack, const struct decoder *decoder, struct stream_rest from);
void unpack_close(struct unpack *unpack);

#endif
