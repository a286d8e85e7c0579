/* Complete events wait here for a while: for an earlier one that is still in progress, for lines that come late, and
 * for the same event told again by another transport. SPDX-License-Identifier: MIT */
#ifndef EVENTS_QUEUE_H
#define EVENTS_QUEUE_H

#include "base/str.h"

#include "model/event.h"

struct queue;

/* Takes a complete event and owns it: ends with event_free. False: it wants no more. */
typedef bool queue_sink(void *context, struct event *event);

/* NULL when memory is short. */
struct queue *queue_new(queue_sink *sink, void *context);
void queue_free(struct queue *queue);

/* Takes EVENT. If it was told before, its place goes to the first one, and it is released. */
void queue_put(struct queue *queue, struct event *event);

/* How many events were told again too late to be named in the first one's `also`; counting begins anew. */
int64_t queue_take_duplicates(struct queue *queue);

/* Hands out, in the order of their first lines, what is too much to wait; nothing from FIRST_IN_PROGRESS on while that
 * is not too long a wait. False if the sink wants no more; the same below. */
bool queue_release(struct queue *queue, int64_t first_in_progress);

/* Hands out everything. */
bool queue_flush(struct queue *queue);

typedef bool queue_wants(const struct event *event, const void *context);

/* The latest event that WANTS wants, or NULL. */
struct event *queue_find(struct queue *queue, queue_wants *wants, const void *context);

/* Releases an event that waits: it was none. */
void queue_drop(struct queue *queue, struct event *event);

#endif
