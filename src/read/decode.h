/* Decompressors with one interface: bytes in, bytes out, in pieces.
 * SPDX-License-Identifier: MIT */
#ifndef READ_DECODE_H
#define READ_DECODE_H

#include "base/str.h"

enum decode_state {
    DECODE_GOES_ON,    /* within compressed data */
    DECODE_BETWEEN,    /* a member is complete: the end, or another one follows */
    DECODE_DAMAGED,    /* what came out so far is good, as far as is known */
    DECODE_OUT_OF_ROOM /* memory is short, or more is asked for than DECODE_MEMORY_MOST */
};

/* What one decompressor may take: the windows of xz -9 and zstd --long=27 fit. */
enum { DECODE_MEMORY_MOST = 192 * 1024 * 1024 };

/* Where a step reads and writes; a step moves both on. */
struct decode_cursor {
    const char *in;
    size_t in_len;
    char *out;
    size_t out_len;
};

/* Moves CURSOR past the TAKEN bytes of input and the MADE bytes of output of a step. */
static inline void decode_move(struct decode_cursor *cursor, size_t taken, size_t made) {
    cursor->in += taken;
    cursor->in_len -= taken;
    cursor->out += made;
    cursor->out_len -= made;
}

/* One step's share of LEN: the older libraries count in 32 bits. */
static inline uint32_t decode_step_len(size_t len) {
    return len < 1u << 30 ? (uint32_t)len : 1u << 30;
}

/* One way of compressing. Several members in a row are one input. */
struct decoder {
    void *(*open)(void); /* NULL when memory is short */
    /* Takes what it can from IN and fills OUT; moving neither on is damage, unless one of them is empty. */
    enum decode_state (*step)(void *state, struct decode_cursor *cursor);
    void (*close)(void *state);
};

extern const struct decoder decode_gzip, decode_xz, decode_bzip2, decode_zstd, decode_lz4;

#endif
