/* Whom the kernel had to choose: oom_badness of every row, by kernel version.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_BADNESS_H
#define MODEL_BADNESS_H

#include "model/reckoning.h"

/* Whether vm.oom_kill_allocating_task had the one who asked killed: the kill line says so, up to 5.0 the line before.
 */
bool badness_kills_allocating(const struct event *event);

/* Fills tasks (badness, killable), total_pages, ranking, victim_row, best_row and explained. Needs the kernel, page
 * size, scope, swap, the ledger and the cgroup's. MEMORY holds the sound figures of EVENT. False when memory is short.
 */
bool badness_fill(const struct event *event, const struct memory *memory, struct reckoning *reckoning);

#endif
