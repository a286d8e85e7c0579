/* Finds what a long list already holds, without walking it.
 * SPDX-License-Identifier: MIT */
#include "base/index.h"

enum { INDEX_FIRST = 16 };

uint32_t index_hash(int64_t number, str name) {
    uint64_t hash = (str_hash(name) ^ (uint64_t)number) * 0x9e3779b97f4a7c15u;
    return (uint32_t)(hash >> 32);
}

struct index_walk index_seek(const struct index *finder, uint32_t hash) {
    return (struct index_walk){finder, hash, finder->room ? hash & (finder->room - 1) : 0};
}

bool index_next(struct index_walk *walk, size_t *ret_index) {
    const struct index *finder = walk->finder;
    while (finder->room && finder->slots[walk->at].place) {
        const struct index_slot *slot = &finder->slots[walk->at];
        walk->at = (walk->at + 1) & (finder->room - 1);
        if (slot->hash != walk->hash)
            continue;
        *ret_index = slot->place - 1;
        return true;
    }
    return false;
}

static void index_put(struct index *finder, struct index_slot slot) {
    size_t at = slot.hash & (finder->room - 1);
    while (finder->slots[at].place)
        at = (at + 1) & (finder->room - 1);
    finder->slots[at] = slot;
}

/* At most three quarters of the room are taken, so that a walk ends soon. */
static bool index_widen(struct index *finder, struct arena *arena) {
    struct index wider = {.room = finder->room ? finder->room * 2 : INDEX_FIRST, .count = finder->count};
    wider.slots = arena_alloc(arena, wider.room * sizeof *wider.slots);
    if (!wider.slots)
        return false;
    for (size_t i = 0; i < finder->room; i++)
        if (finder->slots[i].place)
            index_put(&wider, finder->slots[i]);
    *finder = wider;
    return true;
}

bool index_add(struct index *finder, struct arena *arena, uint32_t hash, size_t index) {
    if (4 * (finder->count + 1) > 3 * finder->room && !index_widen(finder, arena))
        return false;
    index_put(finder, (struct index_slot){hash, (uint32_t)index + 1});
    finder->count++;
    return true;
}
