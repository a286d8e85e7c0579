/* Whom the kernel had to choose: oom_badness of every row, by kernel version.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_BADNESS_H
#define MODEL_BADNESS_H

#include "model/reckoning.h"

/* Whether vm.oom_kill_allocating_task had the one who asked killed: the kill line says so, up to 5.0 the line before.
 */
bool badness_kills_allocating(const struct event *event);

/* badness_is_before for rows of one badness. */
bool badness_equal_is_before(const struct event *event, const struct reckoning *reckoning, size_t a, size_t b);

/* Whether row A comes before row B: by falling badness, then by falling rss + swapents, then as the kernel takes them.
 */
static inline bool badness_is_before(const struct event *event, const struct reckoning *reckoning, size_t a, size_t b) {
    const int64_t one = reckoning->tasks[a].badness, other = reckoning->tasks[b].badness; /* absent is the least */
    return one != other ? one > other : badness_equal_is_before(event, reckoning, a, b);
}

/* The rows in that order, in the event's memory; NULL when memory is short. */
const size_t *badness_rank(const struct event *event, const struct reckoning *reckoning);

/* Fills tasks (badness, killable), total_pages, victim_row, best_row and explained. Needs the kernel, page size, scope,
 * swap, the ledger and the cgroup's. MEMORY holds the sound figures of EVENT. */
void badness_fill(const struct event *event, const struct memory *memory, struct reckoning *reckoning);

#endif
