/* The statistics of a memory cgroup.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_STATISTICS_H
#define KERNEL_STATISTICS_H

#include "model/builder.h"

/* "anon 536346624", a line each (since 5.3): goes to the memory cgroup begun last. False if TEXT is no statistic. */
bool statistics_row(struct event *event, str text, int64_t line);

/* "cache:844KB rss:521136KB rss_huge:0KB", all on one line (up to 5.2): goes to STATS. */
void statistics_list(struct event *event, struct cgroup_stats *stats, str text, int64_t line);

/* Whether TEXT begins with the first statistic: since 5.3 the kernel prints them in one record of several lines. */
bool statistics_begin_record(str text);

#endif
