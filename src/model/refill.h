/* The machine's counters, where a log lost or damaged them, from its nodes and zones.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_REFILL_H
#define MODEL_REFILL_H

#include "model/reckoning.h"

/* MEMORY itself where it has counters, or where its lines do not show the whole machine as far as can be told; else a
 * copy in which the counters that are lost, or say far less than the Node and zone lines, are the sums of what these
 * tell. *RET_CONTRADICTED: some say far less, or far more, which a warning names. NULL when storage is short. */
const struct memory *refill_counters(struct event *event, const struct memory *memory, int64_t page_kb,
                                     bool *ret_contradicted);

#endif
