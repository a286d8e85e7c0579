/* The balance of the machine: parts that do not overlap and add up to what the kernel had to give.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_LEDGER_H
#define MODEL_LEDGER_H

#include <oomwhy/reckoning.h>

/* Fills reckoning->ledger from MEMORY (sound figures of EVENT). Needs the page size and the kernel. False when memory
 * is short. */
bool ledger_fill(struct oomwhy_event *event, const struct oomwhy_memory *memory, struct oomwhy_reckoning *reckoning);

#endif
