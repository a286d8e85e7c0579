/* Bytes gathered from several lines into one text, up to a bound.
 * SPDX-License-Identifier: MIT */
#include "parse/gather.h"

enum { ROOM_FIRST = 4096 };

/* The old bytes stay in the arena: doubling bounds them by the size of the new ones. */
static bool gather_grow(struct gather *gather, size_t need) {
    size_t room = gather->room ? gather->room * 2 : ROOM_FIRST;
    while (room < need)
        room *= 2;
    char *data = arena_alloc(gather->arena, room);
    if (!data)
        return false;
    if (gather->len > 0)
        memcpy(data, gather->data, gather->len);
    gather->data = data;
    gather->room = room;
    return true;
}

char *gather_reserve(struct gather *gather, size_t len, size_t *ret_room) {
    if (len > GATHER_MOST - gather->len) {
        len = GATHER_MOST - gather->len;
        gather->cut = true;
    }
    if ((!gather->data || gather->len + len > gather->room) && !gather_grow(gather, gather->len + len))
        return NULL;
    *ret_room = len;
    return gather->data + gather->len;
}

bool gather_add(struct gather *gather, str text) {
    size_t room;
    char *at = gather_reserve(gather, text.len, &room);
    if (!at)
        return false;
    if (room > 0)
        memcpy(at, text.data, room);
    gather->len += room;
    return true;
}
