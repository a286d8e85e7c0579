/* Which events the caller wants, and what there is to choose from.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_FILTER_H
#define MODEL_FILTER_H

#include "base/arena.h"

#include "model/event.h"

enum { FILTER_NAMES = 16 }; /* that are remembered of each kind */

struct filter_names {
    const char *items[FILTER_NAMES]; /* each once, in the log's order */
    size_t count;
};

/* Zeroed, then filter_open; filter_close releases it. */
struct filter {
    struct arena arena; /* of all texts and lists */
    str *hosts, *killed;
    size_t host_count, killed_count;
    struct oomwhy_range *events;
    size_t event_count;
    struct oomwhy_time since, until, near;
    int64_t undated, yearless;             /* events that were asked for their time since the caller set these to 0 */
    struct filter_names seen, seen_killed; /* hosts, names of processes */
    struct oomwhy_time first, last;        /* the earliest and the latest time of an event, as the log has them */
};

/* Copies what OPTIONS choose by. False when memory is short. */
bool filter_open(struct filter *filter, const struct oomwhy_options *options);
void filter_close(struct filter *filter);

/* Remembers what EVENT could be chosen by. */
void filter_note(struct filter *filter, const struct event *event);

/* Whether EVENT is of a host and a time that are wanted; counts events without a time, or without a year. */
bool filter_check_place(struct filter *filter, const struct event *event);

/* Whether it has a number that is wanted, and a victim. */
bool filter_takes_itself(const struct filter *filter, const struct event *event);

/* Whether A is nearer than B to the time that is wanted. */
bool filter_is_nearer(const struct filter *filter, const struct event *a, const struct event *b);

#endif
