/* The task table by name: workers of one service, forks of one program.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_GROUPS_H
#define MODEL_GROUPS_H

#include <oomwhy/reckoning.h>

/* Marks repeated threads in reckoning->tasks (which must be there), then fills the sums, process_count and the groups.
 * False when memory is short. */
bool groups_fill(const struct oomwhy_event *event, struct oomwhy_reckoning *reckoning);

/* The most of what GROUP holds in RAM that can be its own: its sum counts shared pages once for each process, the
 * counters of the machine or the cgroup count them once, and what the victim held by itself is not theirs.
 * OOMWHY_ABSENT where the log does not show these. */
int64_t groups_private_most_kb(const struct oomwhy_event *event, const struct oomwhy_reckoning *reckoning,
                               const struct oomwhy_group *group);

#endif
