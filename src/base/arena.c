/* Memory that is freed all at once.
 * SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "base/format.h"

#include <stdalign.h>
#include <stdlib.h>

enum {
    ARENA_CHUNK_FIRST = 4 * 1024, /* a thousand hosts with an event in progress stay small */
    ARENA_CHUNK_MOST = 1024 * 1024,
    ARENA_LARGE_PART = 4,                                     /* of a chunk: a larger request has one of its own */
    ARENA_CHUNK_SHARED = ARENA_CHUNK_MOST / ARENA_LARGE_PART, /* what is larger has one of its own in any case */
    ARENA_GROWTH_PARTS = 3,                                   /* of what is left */
    ARENA_RESERVED = 1024 * 1024                              /* of a budget, for what is no list */
};

/* A debug build hands each request to malloc. */
#ifdef OOMWHY_ARENA_DEBUG
enum { ARENA_IS_DEBUG = true };
#else
enum { ARENA_IS_DEBUG = false };
#endif

struct arena_chunk {
    struct arena_chunk *next;
    alignas(max_align_t) char bytes[];
};

/* Nothing fits from here on. */
static void *arena_fail(struct arena *arena) {
    arena->failed = true;
    arena->left = 0;
    return NULL;
}

static void arena_charge(struct arena *arena, size_t size) {
    arena->own.used += size;
    if (arena->shared)
        arena->shared->used += size;
}

static struct arena_chunk *arena_add_chunk(struct arena *arena, size_t size) {
    struct arena_chunk *chunk = malloc(sizeof *chunk + size);
    if (!chunk)
        return NULL;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena_charge(arena, size);
    return chunk;
}

/* Bytes that are left of a budget; without a bound, more than there are. */
static size_t arena_budget_left(const struct arena_budget *budget) {
    if (!budget || budget->most == 0)
        return SIZE_MAX;
    return budget->used < budget->most ? budget->most - budget->used : 0;
}

static size_t arena_left(const struct arena *arena) {
    const size_t own = arena_budget_left(&arena->own), shared = arena_budget_left(arena->shared);
    return own < shared ? own : shared;
}

static size_t arena_rounded(size_t size) {
    const size_t alignment = alignof(max_align_t);
    return (size + alignment - 1) & ~(alignment - 1);
}

static void *arena_take_rest(struct arena *arena, size_t size) {
    void *memory = arena->at;
    arena->at += size;
    arena->left -= size;
    return memory;
}

/* Bytes that hold anything, where they don't fit. */
static __attribute__((cold)) void *arena_take_elsewhere(struct arena *arena, size_t size) {
    if (arena->failed || size > SIZE_MAX / 4)
        return arena_fail(arena);
    size_t room = arena->next_chunk ? arena->next_chunk : ARENA_CHUNK_FIRST;
    const size_t rounded = ARENA_IS_DEBUG ? size : arena_rounded(size);
    if (arena->at && rounded <= arena->left)
        return arena_take_rest(arena, rounded);
    /* what is large is alone in its chunk, and the current one stays in use */
    const bool is_large = ARENA_IS_DEBUG || rounded > room / ARENA_LARGE_PART;
    struct arena_chunk *chunk = arena_add_chunk(arena, is_large ? rounded : room);
    if (!chunk)
        return arena_fail(arena);
    arena->next_chunk = room < ARENA_CHUNK_MOST ? room * 2 : ARENA_CHUNK_MOST;
    if (is_large)
        return chunk->bytes;
    arena->at = chunk->bytes;
    arena->left = room;
    return arena_take_rest(arena, rounded);
}

/* Bytes that hold anything. What is left is a multiple of the alignment: what fits does so when rounded, too. */
static inline void *arena_take(struct arena *arena, size_t size) {
    if (size >= arena->left)
        return arena_take_elsewhere(arena, size);
    return arena_take_rest(arena, arena_rounded(size));
}

void *arena_room(struct arena *arena, size_t size) {
    return arena_take(arena, size);
}

void *arena_alloc(struct arena *arena, size_t size) {
    void *memory = arena_take(arena, size);
    return memory ? memset(memory, 0, size) : NULL;
}

/* A copy that does not fit. */
static __attribute__((cold)) str arena_copy_elsewhere(struct arena *arena, str text) {
    arena->spent |= arena_left(arena) == 0;
    char *copy = arena_left(arena) > 0 ? arena_take_elsewhere(arena, text.len) : NULL;
    if (!copy)
        return (str){"", 0};
    memcpy(copy, text.data, text.len);
    return str_of(copy, text.len);
}

str arena_copy(struct arena *arena, str text) {
    if (text.len == 0)
        return (str){"", 0};
    if (text.len >= arena->left)
        return arena_copy_elsewhere(arena, text);
    char *copy = arena_take_rest(arena, arena_rounded(text.len));
    str_put_name(copy, text);
    return str_of(copy, text.len);
}

/* Written where the next request begins, so that it has to be asked for only; once more elsewhere if there is not the
 * room. */
str arena_format_list(struct arena *arena, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    const size_t len = format_list(arena->at, arena->left, format, arguments);
    const bool has_room = len < arena->left;
    char *text = len == 0 ? "" : arena_take(arena, has_room ? len : len + 1);
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

bool arena_may_grow(const struct arena *arena, size_t size) {
    const size_t left = arena_left(arena);
    return left == SIZE_MAX || (left > ARENA_RESERVED && size <= (left - ARENA_RESERVED) / ARENA_GROWTH_PARTS);
}

/* The chunk whose only content is ITEMS, by the pointer to it, or NULL. */
static struct arena_chunk **arena_own_chunk(struct arena *arena, const void *items, size_t size) {
    struct arena_chunk **link = &arena->chunks;
    if (!ARENA_IS_DEBUG && size <= ARENA_CHUNK_SHARED)
        return NULL;
    while (*link && (*link)->bytes != items)
        link = &(*link)->next;
    return *link ? link : NULL;
}

/* ITEMS of OLD bytes in room of SIZE bytes, which is larger; NULL when memory is short. */
static void *arena_widen(struct arena *arena, void *items, size_t old, size_t size) {
    struct arena_chunk **link = arena_own_chunk(arena, items, old);
    if (!link) {
        char *moved = arena_take(arena, size);
        return moved && old ? memcpy(moved, items, old) : moved;
    }
    struct arena_chunk *chunk = realloc(*link, sizeof *chunk + size);
    if (!chunk)
        return arena_fail(arena);
    arena_charge(arena, size - old);
    *link = chunk;
    return chunk->bytes;
}

void *arena_push(struct arena *arena, void *items, size_t count, size_t *room, size_t size) {
    if (arena->failed)
        return items;
    if (count == *room) {
        const size_t wider = *room ? *room * 2 : ARENA_FIRST;
        void *moved =
            wider > SIZE_MAX / 4 / size ? arena_fail(arena) : arena_widen(arena, items, *room * size, wider * size);
        if (!moved)
            return items;
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
    if (arena->shared)
        arena->shared->used -= arena->own.used;
    *arena = (struct arena){.own.most = arena->own.most, .shared = arena->shared};
}
