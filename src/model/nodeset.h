/* A list of NUMA nodes as the kernel prints it.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_NODESET_H
#define MODEL_NODESET_H

#include "base/str.h"

enum { NODESET_NODES = 1024 }; /* MAX_NUMNODES of the largest configurations */

struct nodeset {
    uint64_t words[NODESET_NODES / 64];
};

/* "0", "0-1", "0,2-3"; false for "(null)", an empty text and anything else. */
bool nodeset_of(str text, struct nodeset *ret_nodes);

/* Nodes beyond the set's room are left out. */
void nodeset_add(struct nodeset *nodes, int64_t node);

bool nodeset_has(const struct nodeset *nodes, int64_t node);

#endif
