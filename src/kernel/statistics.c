/* The statistics of a memory cgroup (mem_cgroup_print_oom_meminfo, mm/memcontrol.c).
 * SPDX-License-Identifier: MIT */
#include "kernel/statistics.h"

#include "kernel/key_values.h"

static struct cgroup_stats *statistics_latest(struct event *event) {
    return event->cgroup.stats_count ? &event->cgroup.stats[event->cgroup.stats_count - 1] : NULL;
}

/* "workingset_refault_anon 5287": one word of [a-z0-9_], one blank, digits, nothing else. */
bool statistics_row(struct event *event, str text, int64_t line) {
    struct cgroup_stats *stats = statistics_latest(event);
    struct scan scan = scan_of(str_trim(text));
    struct key_value value;
    if (!stats || !key_values_at(&scan, &value) || value.mark != ' ' || !value.at_end || value.has_unit ||
        value.is_yes_no || value.is_range)
        return false;
    builder_other(event, &stats->values, LIMIT_STATISTICS, value.key, value.value, line);
    builder_cover(&stats->lines, line);
    builder_cover(&event->cgroup.lines, line);
    return true;
}

/* Kilobytes become bytes. A last figure without its unit was cut. */
void statistics_list(struct event *event, struct cgroup_stats *stats, str text, int64_t line) {
    struct scan scan = scan_of(text);
    struct key_value value;
    while (key_values_next(&scan, &value)) {
        int64_t bytes;
        if (value.is_range || !value.has_unit || __builtin_mul_overflow(value.value, 1024, &bytes)) {
            stats->cut |= value.at_end;
            continue;
        }
        stats->one_line = true;
        builder_other(event, &stats->values, LIMIT_STATISTICS, value.key, bytes, line);
    }
    builder_cover(&stats->lines, line);
}

bool statistics_begin_record(str text) {
    return str_starts(text, STR("anon "));
}
