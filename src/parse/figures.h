/* Lists of "key:value": one loop that takes what the vocabulary knows, keeps the rest by name, and trusts a figure
 * only if its end shows that it is whole. SPDX-License-Identifier: MIT */
#ifndef PARSE_FIGURES_H
#define PARSE_FIGURES_H

#include "base/scan.h"
#include "model/fields.h"
#include "parse/draft.h"

/* One "key:value", as "free:7784kB", "shmem_thp: 0kB", "pages_scanned:12", "all_unreclaimable? no", "UID:0",
 * "usage 512kB". */
struct figure {
    str key;
    int64_t value;
    bool has_unit; /* "kB", "KB" or the beginning of it */
    bool is_yes_no;
    bool is_range; /* more digits than any counter has: kept out, VALUE is absent */
    bool at_end;   /* the text ends behind it */
};

/* The next figure of SCAN; what is none is passed over. False at the end. */
bool figures_next(struct scan *scan, struct figure *ret_figure);

/* Whether LIST begins with one of TABLE's figures, in kB. */
bool figures_begin(const struct field_table *table, str list);

/* How a list was read. */
struct figures_count {
    size_t known, unknown;
    bool cut; /* it ends in the middle of a figure, or in something else */
};

/* Reads all figures of TEXT into RECORD by TABLE. Unknown keys go to OTHERS (may be NULL). A figure in kB without its
 * unit is left out: it was cut. */
struct figures_count figures_read(struct oomwhy_event *event, const struct field_table *table, void *record,
                                  struct oomwhy_named_list *others, str text, int64_t line);

/* "active_anon:285005 inactive_anon:95530 isolated_anon:6": a line of the global counters. False if it is none. */
bool figures_counters(struct oomwhy_event *event, str text, int64_t line);

/* "61078 total pagecache pages", "Free swap  = 0kB", "Swap cache stats: add 1, delete 2, find 3/4": what follows the
 * buddy lists. False if TEXT is none of them. */
bool figures_totals(struct oomwhy_event *event, str text, int64_t line);

/* "anon 536346624" or "cache:844KB rss:521136KB ...": statistics of the memory cgroup begun last. False if TEXT is no
 * statistic. */
bool figures_statistic(struct oomwhy_event *event, str text, int64_t line);
void figures_statistics(struct oomwhy_event *event, struct oomwhy_cgroup_stats *stats, str text, int64_t line);

#endif
