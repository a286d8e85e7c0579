/* The balance of a memory cgroup: parts that do not overlap and add up to its usage.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_CGROUP_H
#define MODEL_CGROUP_H

#include <oomwhy/reckoning.h>

/* Fills reckoning->cgroup. */
void cgroup_fill(const struct oomwhy_event *event, struct oomwhy_reckoning *reckoning);

#endif
