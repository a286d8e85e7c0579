/* What is remembered of an event of a stream that was handed out, for late lines about it.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_TOLD_H
#define EVENTS_TOLD_H

#include "model/event.h"

/* An event of its own with what late lines are compared with: who was killed, when, by whom, in which cgroup, and what
 * was noted about it. NULL when memory is short. Goes to event_free. */
struct event *told_of(const struct event *event);

#endif
