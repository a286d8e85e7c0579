/* Whose memory ran out: the machine's, a cgroup's, or that of some nodes.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_SCOPE_H
#define MODEL_SCOPE_H

#include "model/reckoning.h"

/* Fills scope and scope_lines. Needs the kernel. */
void scope_fill(const struct event *event, struct reckoning *reckoning);

#endif
