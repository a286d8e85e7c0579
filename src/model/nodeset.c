/* A list of NUMA nodes as the kernel prints it.
 * SPDX-License-Identifier: MIT */
#include "model/nodeset.h"

#include "base/scan.h"

void nodeset_add(struct nodeset *nodes, int64_t node) {
    if (node >= 0 && node < NODESET_NODES)
        nodes->words[node / 64] |= UINT64_C(1) << node % 64;
}

static bool nodeset_range(struct scan *scan, struct nodeset *nodes) {
    uint64_t first, last;
    if (!scan_u64(scan, &first))
        return false;
    last = first;
    if (scan_byte(scan, '-') && !scan_u64(scan, &last))
        return false;
    if (last < first || last >= NODESET_NODES)
        return false;
    for (uint64_t node = first; node <= last; node++)
        nodeset_add(nodes, (int64_t)node);
    return true;
}

bool nodeset_of(str text, struct nodeset *ret_nodes) {
    struct nodeset nodes = {{0}};
    struct scan scan = scan_of(text);
    do {
        if (!nodeset_range(&scan, &nodes))
            return false;
    } while (scan_byte(&scan, ','));
    if (!scan_done(&scan))
        return false;
    *ret_nodes = nodes;
    return true;
}

bool nodeset_has(const struct nodeset *nodes, int64_t node) {
    return node >= 0 && node < NODESET_NODES && (nodes->words[node / 64] >> node % 64 & 1);
}
