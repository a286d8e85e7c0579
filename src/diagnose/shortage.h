/* Why now: the zones the request could use, against their watermarks and its order.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_SHORTAGE_H
#define DIAGNOSE_SHORTAGE_H

#include "diagnose/facts.h"

/* Appends the sentences. */
void shortage_explain(const struct facts *facts, struct evidence_list *list);

/* What the zones that the request could use had free, above their watermarks (not below 0), with their lines. */
struct shortage_sum {
    int64_t free_kb, margin_kb, managed_kb;
    int64_t unusable_kb;       /* of what is free: CMA and highatomic pages, not for this request */
    int64_t file_kb, lists_kb; /* page cache; with private and shared memory: 0 where the lines do not tell */
    size_t zones;
    struct span lines;
};

/* Over the zones whose eligibility is WANTED; `closed` ones count as not eligible. */
struct shortage_sum shortage_of(const struct facts *facts, bool wanted);

/* What the buddy lists of the zones it could use hold in pieces of the requested order or larger. */
struct shortage_blocks {
    bool known; /* a list is in the log */
    int64_t usable_kb;
    int64_t barred_kb; /* of types that the request may not have: CMA, highatomic, isolated */
    int64_t kept_kb;   /* of zones whose watermark or reserve kept them, where no piece was to be had */
    struct span lines;
};

struct shortage_blocks shortage_blocks_of(const struct facts *facts);

/* Free memory on nodes that the report does not show, and on zones that the request could not use. */
int64_t shortage_elsewhere_kb(const struct facts *facts);

/* Whether the report shows that much was free there. */
bool shortage_has_elsewhere(const struct facts *facts);

/* The event struck a part of the machine: its nodes are limited by a cpuset or a policy. */
bool shortage_confined(const struct facts *facts);

/* Where one zone was short, KB is less than PERCENT of it: no matter for what was asked of that zone. */
bool shortage_is_beside_zone(const struct facts *facts, int64_t kb, int64_t percent);

/* A node whose zones are all below their watermarks while others have room above theirs. Who may use every node is
 * served by the others before one falls that low: something kept the request there. */
struct shortage_bound {
    bool found;
    int64_t node;
    struct shortage_sum beside; /* zones of the others */
    struct span lines;          /* of the node's zones */
};

/* Only where the zones had room and the report, of an older kernel or cut, prints neither constraint nor nodemask: what
 * is said of it is probable, no more. */
struct shortage_bound shortage_bound_of(const struct facts *facts);

/* The nodes that the request was confined to are all in the log, and none of their zones may serve it: ZONE_MOVABLE has
 * room for pages of user space that can be moved, and for nothing else. */
bool shortage_has_no_zone(const struct facts *facts);

/* A request for several pages in one piece, of a machine whose zones and counters are not in the log: whether memory
 * was out or in pieces, nothing tells. RET_KB may be NULL. */
bool shortage_may_be_pieces(const struct facts *facts, int64_t *ret_kb);

/* What fills the largest zone that the request could use, by its own line. */
void shortage_add_fill(const struct facts *facts, struct evidence_list *list);

/* "page cache, with 769 MiB of the 825 MiB of zone Normal": what most of that zone is; "" where nothing is. */
str shortage_filler(const struct facts *facts);

#endif
