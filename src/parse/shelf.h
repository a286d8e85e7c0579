/* Complete events wait here for a while: for an earlier one that is still in progress, for lines that come late, and
 * for the same event told again by another transport. SPDX-License-Identifier: MIT */
#ifndef PARSE_SHELF_H
#define PARSE_SHELF_H

#include "parse/parse.h"

struct shelf;

/* NULL when memory is short. */
struct shelf *shelf_new(parse_sink *sink, void *context);
void shelf_free(struct shelf *shelf);

/* Takes EVENT. If it has been told before, its place goes to the first one, and it is released. */
void shelf_put(struct shelf *shelf, struct oomwhy_event *event, int64_t kill_uptime_us);

/* How many events were told again too late to be named in the first one's `also`; counting begins anew. */
int64_t shelf_take_again(struct shelf *shelf);

/* Whether it is time for shelf_release. */
bool shelf_is_full(const struct shelf *shelf);

/* Hands out, in the order of their first lines, what has waited long enough; nothing from FIRST_IN_PROGRESS on while
 * that is not too long a wait. False if the sink stopped. */
bool shelf_release(struct shelf *shelf, int64_t first_in_progress);

/* Hands out everything. */
bool shelf_flush(struct shelf *shelf);

/* The latest victim PID of HOST that no reaper has spoken of, or NULL. */
struct oomwhy_kill *shelf_victim(struct shelf *shelf, str host, int64_t pid);

/* The latest event of HOST at or before LINE by that killer with that victim, or NULL. */
struct oomwhy_event *shelf_user_kill(struct shelf *shelf, str host, enum oomwhy_killer killer, int64_t pid, str name);

typedef bool shelf_wants(const struct oomwhy_event *event, const void *context);

/* The latest event that WANTS wants, or NULL. */
struct oomwhy_event *shelf_find(struct shelf *shelf, shelf_wants *wants, const void *context);

/* Releases an event that waits on the shelf: it was none. */
void shelf_drop(struct shelf *shelf, struct oomwhy_event *event);

#endif
