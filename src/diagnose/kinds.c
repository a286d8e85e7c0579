/* Kinds of memory that belong to no process.
 * SPDX-License-Identifier: MIT */
#include "diagnose/kinds.h"

static const struct kind kinds[] = {
    {PART_SLAB, "slab", "the kernel's own objects (slab) hold"},
    {PART_SHMEM, "shared memory", "shared memory (tmpfs, segments) holds"},
    {PART_HUGETLB, "hugetlb", "the pool of huge pages (hugetlb) holds"},
    {PART_PAGETABLES, "page tables", "page tables hold"},
    {PART_UNEVICTABLE, "unevictable", "unevictable memory (locked, or ramfs) holds"},
    {PART_GPU, "graphics memory", "graphics drivers hold"},
    {PART_FILE, "page cache", "page cache holds"},
    {PART_UNACCOUNTED, "unaccounted", "memory that no counter shows holds"},
};

str kinds_name(enum room_part part) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].part == part && part != PART_GPU) /* which has no word of its own for scripts */
            return str_from_cstr(kinds[i].name);
    return STR("");
}

int64_t kinds_kb(const struct room *room, const struct kind *kind) {
    switch (kind->part) {
    case PART_SLAB:
        return room_slab_kb(room);
    case PART_SHMEM:
        return room_shmem_kb(room);
    case PART_UNACCOUNTED:
        return room_unaccounted_kb(room);
    default:
        return room_part_kb(room, kind->part);
    }
}

const struct kind *kinds_largest(const struct room *room, enum room_part left_out) {
    const struct kind *largest = NULL;
    int64_t most = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        int64_t kb = kinds_kb(room, &kinds[i]);
        if (kinds[i].part == left_out || kb <= most)
            continue;
        most = kb;
        largest = &kinds[i];
    }
    return largest;
}
