/* The figures of userspace killers: shares, sizes and times as these programs write them.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_KILLER_FIGURES_H
#define KERNEL_KILLER_FIGURES_H

#include "kernel/match.h"

/* Keeps what the sentence on LINE tells in the figures of EVENT. */
void killer_figures_read(const struct match *match, struct event *event, int64_t line);

/* Keeps what it, or a sentence before it, tells of the victim. */
void killer_figures_read_victim(const struct match *match, struct event *event, struct kill *kill);

/* Computes what was not printed from what was: free memory from used memory, shares from sizes. */
void killer_figures_complete(struct killer_figures *figures);

#endif
