/* Whose request the kernel was serving when it ran out: where to look first, and no proof.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_LEAD_H
#define DIAGNOSE_LEAD_H

#include "diagnose/facts.h"

/* The trace shows who was making kernel memory that the report counts in PART: PART_SLAB, or PART_UNACCOUNTED. */
bool lead_fits(const struct facts *facts, enum room_part part);

/* Adds the lead to what speaks for FINDING, where it fits. */
void lead_add(const struct facts *facts, struct finding *finding, enum room_part part);

/* " Begin with capture (pid 640), which was asking for such memory.", behind an advice; "" without a lead. */
str lead_advice(const struct facts *facts, enum room_part part);

/* How to see who has much of it; "" where no command tells. */
str lead_check(const struct facts *facts, enum room_part part);

/* A slab allocation that failed near the event in a cache of one cgroup: "anon_vma_chain(632851:2b75bb60139b..)". */
struct lead_cache {
    str cache; /* "" where there is none */
    str group; /* the cgroup's own name: a container's id, most often */
    int64_t line;
};

struct lead_cache lead_cache_of(const struct facts *facts);

#endif
