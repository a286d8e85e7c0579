/* Where things are: lines of a file, cgroups.
 * SPDX-License-Identifier: MIT */
#include "report/places.h"

struct place place_of(const struct event *event, int64_t line) {
    if (event->source_count == 0)
        return (struct place){{NULL, 0}, line};
    const struct event_source *source = event->sources;
    for (size_t i = 1; i < event->source_count && event->sources[i].line_base < line; i++)
        source = &event->sources[i];
    return (struct place){source->file, line - source->line_base};
}

str place_limit(const struct event *event) {
    return event->cgroup.path.len > 0 ? event->cgroup.path : event->summary.oom_memcg;
}

str place_victim(const struct event *event) {
    return event->cgroup.task_path.len > 0 ? event->cgroup.task_path : event->summary.task_memcg;
}
