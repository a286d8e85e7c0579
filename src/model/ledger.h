/* The balance of the machine: parts that do not overlap and add up to what the kernel had to give.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_LEDGER_H
#define MODEL_LEDGER_H

#include "model/reckoning.h"

/* Fills reckoning->ledger from MEMORY (sound figures of EVENT). Needs the page size and the kernel. False when memory
 * is short. */
bool ledger_fill(struct event *event, const struct memory *memory, struct reckoning *reckoning);

#endif
