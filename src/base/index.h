/* Finds what a long list already holds, without walking it: places in the list, filed by a hash of what is looked for.
 * SPDX-License-Identifier: MIT */
#ifndef BASE_INDEX_H
#define BASE_INDEX_H

#include "base/arena.h"

/* Zeroed it is empty. Its room lies in the arena it is given. */
struct index {
    struct index_slot {
        uint32_t hash;
        uint32_t place; /* 1 + the index; 0: free */
    } * slots;
    size_t room, count;
};

/* A walk over the places filed under one hash. */
struct index_walk {
    const struct index *finder;
    uint32_t hash;
    size_t at;
};

/* NUMBER and NAME in one. */
uint32_t index_hash(int64_t number, str name);

struct index_walk index_seek(const struct index *finder, uint32_t hash);

/* The next place under the walk's hash: the caller compares what is there. False at the end. */
bool index_next(struct index_walk *walk, size_t *ret_index);

/* Files INDEX under HASH. False when memory is short. */
bool index_add(struct index *finder, struct arena *arena, uint32_t hash, size_t index);

#endif
