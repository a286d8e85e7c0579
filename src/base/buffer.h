/* Bytes gathered from several lines into one text, up to a bound.
 * SPDX-License-Identifier: MIT */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/arena.h"
#include "base/str.h"

/* The longest record that is put together; what goes beyond is left out, and the buffer is `cut`. */
enum { BUFFER_MOST = 1024 * 1024 };

/* Zeroed but for the arena, which owns the bytes. */
struct buffer {
    struct arena *arena;
    char *data;
    size_t len, room;
    bool cut;
};

static inline str buffer_text(const struct buffer *buffer) {
    return str_of(buffer->data, buffer->len);
}

static inline void buffer_clear(struct buffer *buffer) {
    buffer->len = 0;
    buffer->cut = false;
}

/* Room for LEN more bytes after the text, fewer at the bound; NULL when memory is short. The caller writes up to
 * *RET_ROOM bytes there and adds to `len`. Views of the text end here. */
char *buffer_reserve(struct buffer *buffer, size_t len, size_t *ret_room);

/* False when memory is short; at the bound the text is cut. */
bool buffer_add(struct buffer *buffer, str text);

#endif
