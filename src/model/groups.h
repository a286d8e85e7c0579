/* The task table by name: workers of one service, forks of one program.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_GROUPS_H
#define MODEL_GROUPS_H

#include "model/reckoning.h"

/* Marks repeated threads in reckoning->tasks (which must be there), then fills the sums, process_count and the groups.
 * False when memory is short. */
bool groups_fill(const struct event *event, struct reckoning *reckoning);

/* The most of what GROUP holds in RAM that can be its own: its sum counts shared pages once for each process, the
 * counters of the machine or the cgroup count them once, and what the victim held by itself is not theirs.
 * ABSENT where the log does not show these. */
int64_t groups_private_most_kb(const struct event *event, const struct reckoning *reckoning, const struct group *group);

#endif
