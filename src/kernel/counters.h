/* The counters of Mem-Info: what the machine's memory holds, in pages.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_COUNTERS_H
#define KERNEL_COUNTERS_H

#include "kernel/extent.h"
#include "model/builder.h"

/* "active_anon:285005 inactive_anon:95530 isolated_anon:6": a line of the counters. False if it is none. */
bool counters_read(struct event *event, str text, int64_t line);

/* How much of such a line TEXT is: cut where it ends in a key. */
struct extent counters_extent(str text);

/* The counter that TEXT begins with, or NULL. */
const struct field *counters_first(str text);

/* Whether TEXT is such a line and the vocabulary knows its first key: nothing before it is lost. */
bool counters_begin(str text);

/* Whether TEXT begins with the first counter of all: the kernel prints them in one record of several lines. */
bool counters_begin_record(str text);

#endif
