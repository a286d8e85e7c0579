/* The counters and the totals of Mem-Info: what the machine's memory holds. Its nodes and zones are read by zones.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_MEM_INFO_H
#define KERNEL_MEM_INFO_H

#include "kernel/extent.h"
#include "model/builder.h"

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

/* "61078 total pagecache pages", "Free swap  = 0kB", "Swap cache stats: add 1, delete 2, find 3/4": what follows the
 * buddy lists. False if TEXT is none of them. */
bool mem_info_totals(struct event *event, str text, int64_t line);

/* How much of such a line TEXT is. */
struct extent mem_info_totals_extent(str text);

#endif
