/* What the trigger wanted the memory for, and who in the kernel asked.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_REQUEST_H
#define MODEL_REQUEST_H

#include "model/gfp.h"

/* Fills request and maker of the reckoning, whose release and `manual` are known: from the call trace, innermost
 * function first; where that is cut, or lacks the function that asked, from FLAGS as far as they leave no doubt. */
void request_fill(const struct event *event, gfp_set flags, struct reckoning *reckoning);

/* Who called out_of_memory. */
enum request_path {
    REQUEST_PATH_UNKNOWN,
    REQUEST_PATH_CGROUP,  /* a charge to a cgroup, or the synchronous kill after a failed one */
    REQUEST_PATH_MACHINE, /* the page allocator, kswapd, SysRq f, a page fault that no cgroup owns */
};

/* From the innermost frame that tells. */
enum request_path request_path_of(const struct frame_list *trace);

/* For tests: the table of functions lies in the order that its search needs. */
bool request_is_in_order(void);

#endif
