/* Figures of processes and cgroups that cannot be, held against those of the machine.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_CONTRADICTIONS_H
#define MODEL_CONTRADICTIONS_H

#include "model/reckoning.h"

/* Makes sizes on the kill lines and in the rows of the task table absent that no machine, or not this one, can have,
 * and names them in a warning; sets reckoning->is_contradicted. Needs the ledger, the cgroup and swap; comes before
 * sums over the rows. False when memory is short. */
bool contradictions_remove(struct event *event, struct reckoning *reckoning);

#endif
