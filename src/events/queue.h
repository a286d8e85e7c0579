/* Complete events wait here for a while: for an earlier one that is still in progress, for lines that come late, and
 * for the same event told again by another transport. SPDX-License-Identifier: MIT */
#ifndef EVENTS_QUEUE_H
#define EVENTS_QUEUE_H

#include "model/event.h"

struct queue;

/* Takes a complete event and owns it: ends with event_free. False to stop. */
typedef bool queue_sink(void *context, struct event *event);

/* NULL when memory is short. */
struct queue *queue_new(queue_sink *sink, void *context);
void queue_free(struct queue *queue);

/* Takes EVENT. If it has been told before, its place goes to the first one, and it is released. */
void queue_put(struct queue *queue, struct event *event, int64_t kill_uptime_us);

/* How many events were told again too late to be named in the first one's `also`; counting begins anew. */
int64_t queue_take_again(struct queue *queue);

/* Whether it is time for queue_release. */
bool queue_is_full(const struct queue *queue);

/* Hands out, in the order of their first lines, what has waited long enough; nothing from FIRST_IN_PROGRESS on while
 * that is not too long a wait. False if the sink stopped. */
bool queue_release(struct queue *queue, int64_t first_in_progress);

/* Hands out everything. */
bool queue_flush(struct queue *queue);

/* The latest victim PID of HOST that no reaper has spoken of, or NULL. */
struct kill *queue_victim(struct queue *queue, str host, int64_t pid);

/* The latest event of HOST at or before LINE by that killer with that victim, or NULL. */
struct event *queue_user_kill(struct queue *queue, str host, enum killer killer, int64_t pid, str name);

typedef bool queue_wants(const struct event *event, const void *context);

/* The latest event that WANTS wants, or NULL. */
struct event *queue_find(struct queue *queue, queue_wants *wants, const void *context);

/* Releases an event that waits on the shelf: it was none. */
void queue_drop(struct queue *queue, struct event *event);

#endif
