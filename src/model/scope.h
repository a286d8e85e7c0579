/* Whose memory ran out: the machine's, a cgroup's, or that of some nodes.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_SCOPE_H
#define MODEL_SCOPE_H

#include <oomwhy/reckoning.h>

/* Fills scope and scope_lines. Needs the kernel. */
void scope_fill(const struct oomwhy_event *event, struct oomwhy_reckoning *reckoning);

#endif
