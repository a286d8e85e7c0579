/* Whose request a call trace shows: the function that was allocating, and what it makes.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_MAKER_H
#define MODEL_MAKER_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum maker_kind {
    MAKER_UNNAMED, /* a function that no table knows, or that makes nothing in particular */
#define KIND(name, request, kept, what, check) MAKER_##name,
#include "model/makers.def"
#undef KIND
    MAKER_COUNT
};

/* Where a report counts what a kind makes. */
enum { MAKER_IN_SLAB = 1, MAKER_IN_PAGES = 2 /* in no counter */ };

struct maker {
    str function; /* "" where the trace names nobody */
    str module;   /* "" in the kernel proper */
    int64_t line;
    enum maker_kind kind;
    bool slab; /* by way of the slab allocator */
};

#endif
