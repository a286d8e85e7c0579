/* Where things are, in names that a reader can look up: lines of a file, cgroups.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_PLACES_H
#define REPORT_PLACES_H

#include "base/str.h"

#include "model/event.h"

struct place {
    str file; /* empty where the event names no source */
    int64_t line;
};

/* Where line LINE of the whole input stands. The event's sources are in reading order. */
static inline struct place place_of(const struct event *event, int64_t line) {
    if (event->source_count == 0)
        return (struct place){{NULL, 0}, line};
    const struct event_source *source = event->sources;
    for (size_t i = 1; i < event->source_count && event->sources[i].line_base < line; i++)
        source = &event->sources[i];
    return (struct place){source->file, line - source->line_base};
}

/* The cgroup whose limit was hit, and the victim's: of the memory-cgroup block, else of the "oom-kill:" line. */
str place_limit(const struct event *event);
str place_victim(const struct event *event);

#endif
