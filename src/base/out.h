/* Buffered output with one sticky error: writers need not check, closing returns it.
 * SPDX-License-Identifier: MIT */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include "base/str.h"

/* Takes LEN bytes; 0, or an error that is kept and returned by out_flush. */
typedef int out_write(void *context, const char *bytes, size_t len);

enum { OUT_ROOM = 64 * 1024 };

struct out {
    out_write *write;
    void *context;
    size_t len;
    int error; /* the first */
    char buffer[OUT_ROOM];
};

void out_open(struct out *out, out_write *write, void *context);

/* Hands on what is buffered. The first error so far, or 0. Seldom called: once in OUT_ROOM bytes. */
int out_flush(struct out *out) __attribute__((cold));

void out_bytes(struct out *out, const char *bytes, size_t len);

static inline void out_str(struct out *out, str text) {
    out_bytes(out, text.data, text.len);
}

static inline void out_byte(struct out *out, char byte) {
    if (out->len == OUT_ROOM) {
        out_bytes(out, &byte, 1);
        return;
    }
    out->buffer[out->len++] = byte;
}

/* Where MOST bytes, no more than OUT_ROOM, may be written at once; out_written then tells up to where they were. */
static inline char *out_room(struct out *out, size_t most) {
    if (OUT_ROOM - out->len < most)
        out_flush(out);
    return out->buffer + out->len;
}

static inline void out_written(struct out *out, const char *end) {
    out->len = (size_t)(end - out->buffer);
}

void out_repeat(struct out *out, char byte, size_t times);

#endif
