/* Bytes gathered from several lines into one text, up to a bound.
 * SPDX-License-Identifier: MIT */
#include "base/buffer.h"

enum { BUFFER_FIRST = 4096 };

/* The old bytes stay in the arena: doubling bounds them by the size of the new ones. */
static bool buffer_grow(struct buffer *buffer, size_t need) {
    size_t room = buffer->room ? buffer->room * 2 : BUFFER_FIRST;
    while (room < need)
        room *= 2;
    char *data = arena_alloc(buffer->arena, room);
    if (!data)
        return false;
    if (buffer->len > 0)
        memcpy(data, buffer->data, buffer->len);
    buffer->data = data;
    buffer->room = room;
    return true;
}

char *buffer_reserve(struct buffer *buffer, size_t len, size_t *ret_room) {
    if (len > BUFFER_MOST - buffer->len) {
        len = BUFFER_MOST - buffer->len;
        buffer->cut = true;
    }
    if ((!buffer->data || buffer->len + len > buffer->room) && !buffer_grow(buffer, buffer->len + len))
        return NULL;
    *ret_room = len;
    return buffer->data + buffer->len;
}

bool buffer_add(struct buffer *buffer, str text) {
    size_t room;
    char *at = buffer_reserve(buffer, text.len, &room);
    if (!at)
        return false;
    if (room > 0)
        memcpy(at, text.data, room);
    buffer->len += room;
    return true;
}
