/* Complete events wait here for a while: for earlier ones that are still in progress, for late lines, and for
 * duplicates from other transports.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_QUEUE_H
#define EVENTS_QUEUE_H

#include "base/str.h"

#include "model/event.h"
#include "model/limits.h"

struct queue;

/* Takes a complete event and owns it, until event_free. False to stop. */
typedef bool queue_sink(void *context, struct event *event);

/* NULL when memory is short. */
struct queue *queue_new(queue_sink *sink, void *context);
void queue_free(struct queue *queue);

/* Takes EVENT. A duplicate is freed: of two, the more complete one stays, with the place of the other in `also`. */
void queue_put(struct queue *queue, struct event *event);

/* How many duplicates of one file came after their event had been handed out; 0: of no further file. They are
 * forgotten. *RET_FILE, NULL where memory was short, is the caller's to free. */
int64_t queue_take_duplicates(struct queue *queue, char **ret_file);

/* Whether so many events were handed out that duplicates of the latest are no longer known. */
bool queue_forgets(const struct queue *queue);

/* Hands out events in the order of their first lines while more than the bound wait; those after FIRST_IN_PROGRESS up
 * to a larger bound. False if the sink stopped; the same below. */
bool queue_release(struct queue *queue, int64_t first_in_progress);

/* Hands out everything. */
bool queue_flush(struct queue *queue);

/* Whether there was no event yet. */
bool queue_is_untouched(const struct queue *queue);

/* From now on the input is a stream: events may leave before late lines about them come, which are then recognised. */
void queue_begin_stream(struct queue *queue);

/* Streams: hands out the events whose last line came long enough before NOW_US, whatever is still in progress. */
bool queue_tick(struct queue *queue, int64_t now_us);

bool queue_is_empty(const struct queue *queue);

/* Whether a victim PID of HOST was handed out lately. */
bool queue_had_victim(const struct queue *queue, str host, int64_t pid);

typedef bool queue_wants(const struct event *event, const void *context);

/* The latest event for which WANTS is true, or NULL. Of a stream it may be one that was handed out: then it is what is
 * remembered of it, and a late line that is added to it is dropped with it. */
struct event *queue_find(struct queue *queue, queue_wants *wants, const void *context);

/* The same, among the events of KILLER. */
struct event *queue_find_of(struct queue *queue, enum killer killer, queue_wants *wants, const void *context);

/* Frees an event that waits: it became part of another. */
void queue_drop(struct queue *queue, struct event *event);

/* Events that the queue handed out, of an input whose newest lines come first: they are reported by their time, so from
 * the last one on. Zeroed: none. */
struct turned {
    struct event *events[LIMIT_TURNED_EVENTS];
    size_t count, bytes;
};

/* Whether EVENT may be older than those that wait to be reported by their time. */
bool turned_may_hold(const struct turned *turned, const struct event *event);

/* EVENT waits with them. */
void turned_hold(struct turned *turned, struct event *event);

#endif
