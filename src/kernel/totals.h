/* The totals of Mem-Info, which are said in words.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_TOTALS_H
#define KERNEL_TOTALS_H

#include "kernel/extent.h"
#include "model/builder.h"

/* "61078 total pagecache pages", "Free swap  = 0kB", "Swap cache stats: add 1, delete 2, find 3/4": what follows the
 * buddy lists. False if TEXT is none of them. */
bool totals_read(struct event *event, str text, int64_t line);

/* How much of such a line TEXT is. */
struct extent totals_extent(str text);

#endif
