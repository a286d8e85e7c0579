/* How much swap was left.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_SWAP_H
#define MODEL_SWAP_H

#include "model/reckoning.h"

/* Fills swap, swap_total_kb, swap_free_kb and swap_lines from EVENT and from MEMORY, its memory section without
 * damaged figures. Needs the cgroup's ledger. */
void swap_fill(const struct event *event, const struct memory *memory, struct reckoning *reckoning);

#endif
