/* Mem-Info: the counters; the nodes and zones with their watermarks, reserves, buddy lists, per-CPU lists and huge
 * pages; the totals.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_MEM_INFO_H
#define KERNEL_MEM_INFO_H

#include "base/index.h"
#include "kernel/extent.h"
#include "model/builder.h"

/* --- the counters --- */

/* "active_anon:285005 inactive_anon:95530 isolated_anon:6": a line of the counters, in pages. False if it is none. */
bool mem_info_counters(struct event *event, str text, int64_t line);

/* How much of such a line TEXT is: cut where it ends in a key. */
struct extent mem_info_counters_extent(str text);

/* The counter that TEXT begins with, or NULL. */
const struct field *mem_info_first_counter(str text);

/* Whether TEXT is such a line and the vocabulary knows its first key: nothing before it is lost. */
bool mem_info_begin_counters(str text);

/* Whether TEXT begins with the first counter of all: the kernel prints them in one record of several lines. */
bool mem_info_begin_record(str text);

/* The same, and its figure: "active_anon:285005". */
bool mem_info_begin_figures(str text);

/* --- nodes and zones --- */

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

/* --- the totals --- */

/* "61078 total pagecache pages", "Free swap  = 0kB", "Swap cache stats: add 1, delete 2, find 3/4": what follows the
 * buddy lists. False if TEXT is none of them. */
bool mem_info_totals(struct event *event, str text, int64_t line);

/* How much of such a line TEXT is. */
struct extent mem_info_totals_extent(str text);

/* The length of the total that TEXT begins with, whatever stands behind it; 0: it begins with none, or with one that
 * may be anybody's words, as "5 pages reserved". */
size_t mem_info_total_len(str text);

#endif
