/* Room in the zones that the rest of the report contradicts.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_RELIEF_H
#define MODEL_RELIEF_H

#include "model/reckoning.h"

/* Zones, swap and ledger being reckoned: where they say that memory was not short, tests that against each other. */
void relief_fill(const struct memory *memory, struct reckoning *reckoning);

#endif
