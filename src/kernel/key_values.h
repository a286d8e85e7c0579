/* Lists of "key:value": one loop that takes what the vocabulary knows, keeps the rest by name, and trusts a figure
 * only if its end shows that it is whole. SPDX-License-Identifier: MIT */
#ifndef KERNEL_KEY_VALUES_H
#define KERNEL_KEY_VALUES_H

#include "base/scan.h"
#include "model/builder.h"
#include "model/fields.h"

/* One "key:value", as "free:7784kB", "shmem_thp: 0kB", "pages_scanned:12", "all_unreclaimable? no", "UID:0",
 * "usage 512kB". */
struct key_value {
    str key;
    int64_t value;
    bool has_unit; /* "kB", "KB" or the beginning of it */
    bool is_yes_no;
    bool is_range; /* more digits than any counter has: kept out, VALUE is absent */
    bool at_end;   /* the text ends behind it */
};

/* The next figure of SCAN; what is none is passed over. False at the end. */
bool key_values_next(struct scan *scan, struct key_value *ret_figure);

/* Whether LIST begins with one of TABLE's figures, in kB. */
bool key_values_begin(const struct field_table *table, str list);

/* How a list was read. */
struct key_values_count {
    size_t known, unknown;
    bool cut; /* it ends in the middle of a figure, or in something else */
};

/* Reads all figures of TEXT into RECORD by TABLE. Unknown keys go to OTHERS (may be NULL). A figure in kB without its
 * unit is left out: it was cut. */
struct key_values_count key_values_read(struct event *event, const struct field_table *table, void *record,
                                        struct named_list *others, str text, int64_t line);

/* "active_anon:285005 inactive_anon:95530 isolated_anon:6": a line of the global counters. False if it is none. */
bool key_values_counters(struct event *event, str text, int64_t line);

/* "61078 total pagecache pages", "Free swap  = 0kB", "Swap cache stats: add 1, delete 2, find 3/4": what follows the
 * buddy lists. False if TEXT is none of them. */
bool key_values_totals(struct event *event, str text, int64_t line);

/* "anon 536346624" or "cache:844KB rss:521136KB ...": statistics of the memory cgroup begun last. False if TEXT is no
 * statistic. */
bool key_values_statistic(struct event *event, str text, int64_t line);
void key_values_statistics(struct event *event, struct cgroup_stats *stats, str text, int64_t line);

#endif
