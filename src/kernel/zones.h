/* The lines of Mem-Info about nodes and zones: watermarks, reserves, buddy lists, per-CPU lists, huge pages.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_ZONES_H
#define KERNEL_ZONES_H

#include "base/index.h"
#include "kernel/extent.h"
#include "model/builder.h"

#define ZONES_NONE SIZE_MAX

/* Which zone the next lines belong to, as indices into the event's zones; and where zones, nodes and pools that were
 * read are in the event's lists. */
struct zones {
    size_t reserve; /* lowmem_reserve[] has no name: it follows its zone */
    size_t buddy;   /* whose buddy list has not come to its "= total" yet */
    size_t percpu;
    struct index by_name, by_node, by_pool; /* zones, nodes, pools of huge pages */
};

#define ZONES_INIT                                                                                                     \
    { .reserve = ZONES_NONE, .buddy = ZONES_NONE, .percpu = ZONES_NONE }

/* Takes TEXT if it is one of these lines. */
bool zones_line(struct zones *zones, struct event *event, str text, int64_t line);

enum zones_kind {
    ZONES_OF_NODE,
    ZONES_OF_ZONE,
    ZONES_OF_RESERVE,
    ZONES_OF_BUDDY,
    ZONES_OF_TERMS, /* of a buddy list that was torn */
    ZONES_OF_POOL,
    ZONES_OF_PERCPU,
    ZONES_OF_CPU
};

/* Whose line a text is. */
struct zones_place {
    enum zones_kind kind;
    int64_t node; /* ABSENT: not said */
    str zone;     /* empty: not said */
};

/* Whether TEXT is such a line, and which. */
bool zones_look(str text, struct zones_place *ret_place);

/* How much of the line of a node, a zone, its reserve, its buddy list or its huge pages TEXT is. */
struct extent zones_extent(str text);

/* Whether TEXT is such a line and begins with a node, or with a zone that kernels have: nothing before it is lost. */
bool zones_begin(str text);

#endif
