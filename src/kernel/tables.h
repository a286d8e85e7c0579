/* The counters and totals of Mem-Info, the tables of unreclaimable slab caches and of memory allocations, and the
 * statistics of a memory cgroup.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_TABLES_H
#define KERNEL_TABLES_H

#include "kernel/extent.h"
#include "model/builder.h"

/* --- Mem-Info --- */

/* "active_anon:285005 inactive_anon:95530 isolated_anon:6": a line of the counters, in pages. False if it is none. */
bool mem_info_counters(struct event *event, str text, int64_t line);

/* How much of such a line TEXT is: cut where it ends in a key. */
struct extent mem_info_counters_extent(str text);

/* The counter that TEXT begins with, or NULL. */
const struct field *mem_info_first_counter(str text);

/* Whether TEXT is such a line and the vocabulary knows its first key: nothing before it is lost. */
bool mem_info_begin_counters(str text);

/* Whether TEXT begins with the first counter of all: the kernel prints them in one record of several lines. */
bool mem_info_begin_record(str text);

/* The same, and its figure: "active_anon:285005". */
bool mem_info_begin_figures(str text);

/* "61078 total pagecache pages", "Free swap  = 0kB", "Swap cache stats: add 1, delete 2, find 3/4": what follows the
 * buddy lists. False if TEXT is none of them. */
bool mem_info_totals(struct event *event, str text, int64_t line);

/* How much of such a line TEXT is. */
struct extent mem_info_totals_extent(str text);

/* The length of the total that TEXT begins with, whatever stands behind it; 0: it begins with none, or with one that
 * may be anybody's words, as "5 pages reserved". */
size_t mem_info_total_len(str text);

/* --- tables --- */

/* "kmalloc-1k              2420KB       2424KB" */
bool tables_slab(struct event *event, str text, int64_t line);

/* How much of such a row TEXT is. */
struct extent tables_slab_extent(str text);

/* "    1.24 MiB   317894 mm/slub.c:2345 func:alloc_slab_page", up to 6.11 " 1300234   317 mm/slub.c:2345 func:..." */
bool tables_allocation(struct event *event, str text, int64_t line);

/* How much of a row of allocations TEXT is. */
struct extent tables_allocation_extent(str text);

/* "anon 536346624", a line each (since 5.3): goes to the memory cgroup begun last. False if TEXT is no statistic. */
bool tables_statistic(struct event *event, str text, int64_t line);

/* "cache:844KB rss:521136KB rss_huge:0KB", all on one line (up to 5.2): goes to STATS. */
void tables_statistics(struct event *event, struct cgroup_stats *stats, str text, int64_t line);

/* Whether TEXT begins with the first statistic: since 5.3 the kernel prints them in one record of several lines. */
bool tables_begin_statistics(str text);

#endif
