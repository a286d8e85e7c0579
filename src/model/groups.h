/* The task table by name: workers of one service, forks of one program.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_GROUPS_H
#define MODEL_GROUPS_H

#include <oomwhy/reckoning.h>

/* Marks repeated threads in reckoning->tasks (which must be there), then fills the sums, process_count and the groups.
 * False when memory is short. */
bool groups_fill(const struct oomwhy_event *event, struct oomwhy_reckoning *reckoning);

#endif
