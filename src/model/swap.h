/* How much swap was left.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_SWAP_H
#define MODEL_SWAP_H

#include <oomwhy/reckoning.h>

/* Fills swap, swap_total_kb, swap_free_kb and swap_lines. Needs the cgroup's ledger. */
void swap_fill(const struct oomwhy_event *event, struct oomwhy_reckoning *reckoning);

#endif
