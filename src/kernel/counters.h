/* The counters of Mem-Info: what the machine's memory holds, in pages.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_COUNTERS_H
#define KERNEL_COUNTERS_H

#include "model/builder.h"

/* "active_anon:285005 inactive_anon:95530 isolated_anon:6": a line of the counters. False if it is none. */
bool counters_read(struct event *event, str text, int64_t line);

#endif
