/* The balance of a memory cgroup: parts that do not overlap and add up to its usage.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_CGROUP_H
#define MODEL_CGROUP_H

#include "model/reckoning.h"

/* Fills reckoning->cgroup. */
void cgroup_fill(const struct event *event, struct reckoning *reckoning);

#endif
