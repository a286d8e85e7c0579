/* Bytes gathered from several lines into one text, up to a bound.
 * SPDX-License-Identifier: MIT */
#ifndef PARSE_GATHER_H
#define PARSE_GATHER_H

#include "base/arena.h"
#include "base/str.h"

/* The longest record that is put together; what goes beyond is left out, and the gather is `cut`. */
enum { GATHER_MOST = 1024 * 1024 };

/* Zeroed but for the arena, which owns the bytes. */
struct gather {
    struct arena *arena;
    char *data;
    size_t len, room;
    bool cut;
};

static inline str gather_text(const struct gather *gather) {
    return str_of(gather->data, gather->len);
}

static inline void gather_clear(struct gather *gather) {
    gather->len = 0;
    gather->cut = false;
}

/* Room for LEN more bytes behind the text, fewer at the bound; NULL when memory is short. The caller writes up to
 * *RET_ROOM bytes there and adds to `len`. Views of the text end here. */
char *gather_reserve(struct gather *gather, size_t len, size_t *ret_room);

/* False when memory is short; at the bound the text is cut. */
bool gather_add(struct gather *gather, str text);

#endif
