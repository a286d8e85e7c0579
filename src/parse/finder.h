/* Finds what a long list already holds, without walking it: places in the list, filed by a hash of what is looked for.
 * SPDX-License-Identifier: MIT */
#ifndef PARSE_FINDER_H
#define PARSE_FINDER_H

#include "base/arena.h"

/* Zeroed it is empty. Its room lies in the arena it is given. */
struct finder {
    struct finder_slot {
        uint32_t hash;
        uint32_t place; /* 1 + the index; 0: free */
    } * slots;
    size_t room, count;
};

/* A walk over the places filed under one hash. */
struct finder_walk {
    const struct finder *finder;
    uint32_t hash;
    size_t at;
};

/* NUMBER and NAME in one. */
uint32_t finder_hash(int64_t number, str name);

struct finder_walk finder_seek(const struct finder *finder, uint32_t hash);

/* The next place under the walk's hash: the caller compares what stands there. False at the end. */
bool finder_next(struct finder_walk *walk, size_t *ret_index);

/* Files INDEX under HASH. False when memory is short. */
bool finder_add(struct finder *finder, struct arena *arena, uint32_t hash, size_t index);

#endif
