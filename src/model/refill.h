/* The machine's counters, where a log lost them, from its nodes and zones.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_REFILL_H
#define MODEL_REFILL_H

#include "model/reckoning.h"

/* MEMORY itself where it has counters, or where its lines do not show the whole machine as far as can be told; else a
 * copy whose counters are the sums of what the Node and zone lines tell, absent where these don't. NULL when storage is
 * short. */
const struct memory *refill_counters(struct event *event, const struct memory *memory, int64_t page_kb);

#endif
