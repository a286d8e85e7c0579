/* Memory that is freed all at once: one arena an event, views point into it.
 * SPDX-License-Identifier: MIT
 *
 * A budget bounds what arenas take together. It is kept by those who make lists longer (arena_may_grow) and by copies
 * of texts, which are left out once it is spent; what is computed from them is in proportion. The first failed request
 * makes the arena `failed`; until a reset every other fails too, so that a caller may do several steps and ask once,
 * and no text is made of parts of which one is lacking. With OOMWHY_ARENA_DEBUG each request goes to malloc and
 * sanitizers see every byte. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>

struct arena_chunk;

enum { ARENA_FIRST = 8 }; /* elements that a list has room for at first; then always twice as many */

/* Bytes that arenas share. */
struct arena_budget {
    size_t most, used;
};

struct arena {
    struct arena_chunk *chunks;
    char *at;
    size_t left; /* bytes from there on; 0 once a request has failed */
    size_t next_chunk;
    struct arena_budget own;     /* of this arena alone; no bound where `most` is 0 */
    struct arena_budget *shared; /* with other arenas, or NULL */
    bool failed;
    bool spent; /* a text was left out: the budget is spent */
};

/* An arena that has asked for nothing yet. */
#define ARENA_INIT                                                                                                     \
    { 0 }

/* Zeroed bytes aligned for any type; NULL when memory is short. A SIZE of 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same without zeroing them: for what is written as a whole before it is read. */
void *arena_room(struct arena *arena, size_t size);

/* A copy of TEXT; an empty view when memory is short, or the budget is spent. */
str arena_copy(struct arena *arena, str text);

/* printf into the arena; an empty view when memory is short. */
str arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
str arena_format_list(struct arena *arena, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

/* Whether a list may become longer by SIZE bytes: by a third of what the budgets have left, so that after each long
 * list there is room for others. A part is kept for texts and for what must not be lost. */
bool arena_may_grow(const struct arena *arena, size_t size);

/* The list of COUNT elements of SIZE bytes in ITEMS with *ROOM places, with a place for one more, zeroed: ITEMS itself,
 * or elsewhere with twice the room; views into a long list end here. When memory is short (`failed`), ITEMS as it was.
 */
void *arena_push(struct arena *arena, void *items, size_t count, size_t *room, size_t size);

/* One more element of a list, zeroed; the caller counts it. NULL when memory is short. */
#define ARENA_PUSH(arena, items, count, room)                                                                          \
    ((items) = arena_push((arena), (items), (count), &(room), sizeof *(items)),                                        \
     (arena)->failed ? NULL : &(items)[(count)])

/* Frees everything; the arena may be used again, within the same budgets. */
void arena_reset(struct arena *arena);

#endif
