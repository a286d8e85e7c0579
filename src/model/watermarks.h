/* Why now: each zone against the request, and what was short.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_WATERMARKS_H
#define MODEL_WATERMARKS_H

#include "model/gfp.h"

/* A zone's min without what lifts it for a while; ABSENT where the log does not print it. */
int64_t watermarks_steady_min_kb(const struct zone *zone);

/* Fills zones, shortage and min_total_kb from MEMORY (sound figures of EVENT). Needs the page size, gfp, scope and
 * ledger. False when memory is short. */
bool watermarks_fill(const struct event *event, const struct memory *memory, gfp_set flags,
                     struct reckoning *reckoning);

#endif
