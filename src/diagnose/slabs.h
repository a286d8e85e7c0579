/* The slab caches of one event: by size, and what their names mean beside what else it shows.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_SLABS_H
#define DIAGNOSE_SLABS_H

#include "diagnose/facts.h"

/* The largest cache below BELOW (NULL: of all) by what it takes; NULL after the last. */
const struct slab *slabs_next(const struct facts *facts, const struct slab *below);

/* What fills the cache, in words for an administrator, and a command that shows whose they are; "" where the name does
 * not tell. A small cache may hold others' objects: SLUB merges caches of one size under the first one's name. */
const char *slabs_meaning(const struct facts *facts, const struct slab *slab);
str slabs_command(const struct facts *facts, const struct slab *slab);

/* What the largest caches hold, of a FINDING about KB of slab. */
void slabs_add_largest(const struct facts *facts, struct finding *finding, int64_t kb);

#endif
