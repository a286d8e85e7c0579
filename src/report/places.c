/* Where things are: lines of a file, cgroups.
 * SPDX-License-Identifier: MIT */
#include "report/places.h"

str place_limit(const struct event *event) {
    return event->cgroup.path.len > 0 ? event->cgroup.path : event->summary.oom_memcg;
}

str place_victim(const struct event *event) {
    return event->cgroup.task_path.len > 0 ? event->cgroup.task_path : event->summary.task_memcg;
}
