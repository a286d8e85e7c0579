/* Memory that is freed all at once.
 * SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "base/format.h"

#include <stdalign.h>
#include <stdlib.h>

enum {
    CHUNK_FIRST = 8 * 1024, /* a thousand hosts with an event in progress stay small */
    CHUNK_MOST = 1024 * 1024,
    LIST_FIRST = 8 /* elements */
};

struct arena_chunk {
    struct arena_chunk *next;
    alignas(max_align_t) char bytes[];
};

/* Nothing fits from here on. */
static void *fail(struct arena *arena) {
    arena->failed = true;
    arena->left = 0;
    return NULL;
}

static struct arena_chunk *add_chunk(struct arena *arena, size_t size) {
    struct arena_chunk *chunk = malloc(sizeof *chunk + size);
    if (!chunk)
        return NULL;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return chunk;
}

static size_t take_rounded(size_t size) {
    const size_t alignment = alignof(max_align_t);
    return (size + alignment - 1) & ~(alignment - 1);
}

static void *take_rest(struct arena *arena, size_t size) {
    void *memory = arena->at;
    arena->at += size;
    arena->left -= size;
    return memory;
}

/* Bytes that hold anything, where they don't fit. */
static __attribute__((cold)) void *take_elsewhere(struct arena *arena, size_t size) {
    if (arena->failed || size > SIZE_MAX / 4)
        return fail(arena);
#ifdef OOMWHY_ARENA_DEBUG
    struct arena_chunk *own = add_chunk(arena, size);
    return own ? own->bytes : fail(arena);
#endif
    size = take_rounded(size);
    if (!arena->at || arena->left < size) {
        size_t room = arena->next_chunk ? arena->next_chunk : CHUNK_FIRST;
        arena->next_chunk = room < CHUNK_MOST ? room * 2 : CHUNK_MOST;
        if (size > room / 4) { /* a large request gets a chunk of its own, the current one stays in use */
            struct arena_chunk *large = add_chunk(arena, size);
            return large ? large->bytes : fail(arena);
        }
        struct arena_chunk *chunk = add_chunk(arena, room);
        if (!chunk)
            return fail(arena);
        arena->at = chunk->bytes;
        arena->left = room;
    }
    return take_rest(arena, size);
}

/* Bytes that hold anything. What is left is a multiple of the alignment: what fits does so when rounded, too. */
static inline void *take(struct arena *arena, size_t size) {
    if (size >= arena->left)
        return take_elsewhere(arena, size);
    return take_rest(arena, take_rounded(size));
}

void *arena_alloc(struct arena *arena, size_t size) {
    void *memory = take(arena, size);
    return memory ? memset(memory, 0, size) : NULL;
}

str arena_copy(struct arena *arena, str text) {
    if (text.len == 0)
        return (str){"", 0};
    char *copy = take(arena, text.len);
    if (!copy)
        return (str){"", 0};
    memcpy(copy, text.data, text.len);
    return str_of(copy, text.len);
}

/* Written where the next request begins, so that it has to be asked for only; once more elsewhere if there is not the
 * room. */
str arena_format_list(struct arena *arena, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    const size_t len = format_list(arena->at, arena->left, format, arguments);
    const bool has_room = len < arena->left;
    char *text = len == 0 ? "" : take(arena, has_room ? len : len + 1);
    if (text && !has_room && len > 0)
        format_list(text, len + 1, format, again);
    va_end(again);
    return text ? str_of(text, len) : (str){"", 0};
}

str arena_format(struct arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    str result = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return result;
}

void *arena_push(struct arena *arena, void *items, size_t count, size_t *room, size_t size) {
    if (arena->failed)
        return items;
    if (count == *room) {
        const size_t wider = *room ? *room * 2 : LIST_FIRST;
        char *moved = wider > SIZE_MAX / size ? fail(arena) : take(arena, wider * size);
        if (!moved)
            return items;
        if (count)
            memcpy(moved, items, count * size);
        items = moved;
        *room = wider;
    }
    memset((char *)items + count * size, 0, size);
    return items;
}

void arena_reset(struct arena *arena) {
    while (arena->chunks) {
        struct arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        free(chunk);
    }
    *arena = (struct arena)ARENA_INIT;
}
