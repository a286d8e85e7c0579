/* Kinds of memory that belong to no process.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_KINDS_H
#define DIAGNOSE_KINDS_H

#include "diagnose/room.h"

struct kind {
    enum room_part part;
    const char *name; /* the word for scripts: "shared memory" */
    const char *said; /* the same with its verb */
};

/* The name of the kind that is PART; "" where there is none. */
str kinds_name(enum room_part part);

/* What KIND holds, in kB: for unaccounted memory only what is unusual, so that it can be weighed against others. */
int64_t kinds_kb(const struct room *room, const struct kind *kind);

/* The kind that holds most, LEFT_OUT left out (PART_COUNT: none); NULL where none holds anything. */
const struct kind *kinds_largest(const struct room *room, enum room_part left_out);

#endif
