/* Why now: the zones the request could use, against their watermarks and its order.
 * SPDX-License-Identifier: MIT */
#include "diagnose/shortage.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/lead.h"
#include "diagnose/thresholds.h"

enum {
    SHORTAGE_ZONES = 8,  /* sentences; a machine may have a hundred zones */
    SHORTAGE_ORDERS = 20 /* of a request that can be */
};

/* The request could use the zone; of a request with an empty mask nobody can tell, it could use any. */
static bool shortage_open(const struct facts *facts, size_t zone) {
    const struct zone_state *state = &facts->reckoning->zones[zone];
    bool any = facts->event->trigger.gfp_mask == 0 && state->eligible == TRI_UNKNOWN;
    return !state->closed && (any || state->eligible == TRI_YES);
}

static int64_t shortage_margin_kb(const struct zone *zone, const struct zone_state *state) {
    if (state->margin_kb != ABSENT || zone->min_kb == ABSENT)
        return amount_positive(state->margin_kb);
    return amount_less(zone->free_kb, zone->min_kb);
}

/* What processes and files have of it; up to 2.6.27 in one figure. */
static int64_t shortage_lists_kb(const struct zone *zone) {
    return amount_sum(amount_sum(amount_sum(zone->active_anon_kb, zone->inactive_anon_kb),
                                 amount_sum(zone->active_file_kb, zone->inactive_file_kb)),
                      amount_sum(zone->active_kb, zone->inactive_kb));
}

struct shortage_sum shortage_of(const struct facts *facts, bool wanted) {
    const struct memory *memory = &facts->event->memory;
    struct shortage_sum sum = {0};
    for (size_t i = 0; facts->reckoning->zones && i < memory->zone_count; i++) {
        const struct zone *zone = &memory->zones[i];
        const struct zone_state *state = &facts->reckoning->zones[i];
        bool open = shortage_open(facts, i), told = open || state->eligible != TRI_UNKNOWN;
        if (open != wanted || !told || zone->free_kb == ABSENT)
            continue;
        sum.zones++;
        sum.free_kb = amount_sum(sum.free_kb, zone->free_kb);
        sum.unusable_kb = amount_sum(sum.unusable_kb, state->unusable_kb);
        sum.margin_kb = amount_sum(sum.margin_kb, shortage_margin_kb(zone, state));
        sum.managed_kb = amount_sum(sum.managed_kb, zone->managed_kb != ABSENT ? zone->managed_kb : zone->present_kb);
        sum.file_kb = amount_sum(sum.file_kb, amount_sum(zone->active_file_kb, zone->inactive_file_kb));
        sum.lists_kb = amount_sum(sum.lists_kb, shortage_lists_kb(zone));
        sum.lines = evidence_join(sum.lines, evidence_line(zone->line));
    }
    return sum;
}

int64_t shortage_elsewhere_kb(const struct facts *facts) {
    struct shortage_sum inside = shortage_of(facts, true), outside = shortage_of(facts, false);
    int64_t all = facts->reckoning->ledger.parts.free_kb;
    if (all == ABSENT)
        return outside.free_kb;
    return inside.zones + outside.zones > 0 ? amount_less(all, inside.free_kb) : 0;
}

bool shortage_has_elsewhere(const struct facts *facts) {
    return amount_at_least(shortage_elsewhere_kb(facts), ELSEWHERE_PERCENT, facts->room.kb);
}

bool shortage_confined(const struct facts *facts) {
    return facts->reckoning->scope == SCOPE_CPUSET || facts->reckoning->scope == SCOPE_MEMPOLICY;
}

bool shortage_may_be_pieces(const struct facts *facts, int64_t *ret_kb) {
    enum { ORDER_MOST = 10 };
    const int64_t order = facts->event->trigger.order;
    if (facts->reckoning->scope != SCOPE_SYSTEM || facts->reckoning->shortage != SHORTAGE_UNKNOWN || order <= 0 ||
        order > ORDER_MOST || facts->reckoning->manual || !(facts->reckoning->missing & MISSING_MEMORY))
        return false;
    if (ret_kb)
        *ret_kb = amount_product(facts->reckoning->page_kb, (int64_t)1 << order);
    return true;
}

bool shortage_has_no_zone(const struct facts *facts) {
    const struct memory *memory = &facts->event->memory;
    size_t barred = 0;
    if (!shortage_confined(facts) || !facts->reckoning->gfp_known || !facts->reckoning->zones)
        return false;
    for (size_t i = 0; i < memory->zone_count; i++) {
        const struct zone_state *state = &facts->reckoning->zones[i];
        if (memory->zones[i].line <= 0)
            return false;
        if (!state->node_barred && state->eligible != TRI_NO)
            return false;
        barred += !state->node_barred;
    }
    return barred > 0;
}

/* What a zone has to give; up to 3.7 its line shows only what there is of it. */
static int64_t shortage_zone_kb(const struct zone *zone) {
    return zone->managed_kb != ABSENT ? zone->managed_kb : zone->present_kb;
}

/* The largest zone that the request could use and whose lists its line prints; NULL where there is none. */
static const struct zone *shortage_filled(const struct facts *facts) {
    const struct memory *memory = &facts->event->memory;
    const struct zone *zone = NULL;
    for (size_t i = 0; facts->reckoning->zones && i < memory->zone_count; i++)
        if (shortage_open(facts, i) && (!zone || shortage_zone_kb(&memory->zones[i]) > shortage_zone_kb(zone)))
            zone = &memory->zones[i];
    bool told =
        zone && shortage_zone_kb(zone) > 0 && zone->inactive_file_kb != ABSENT && zone->inactive_anon_kb != ABSENT;
    return told ? zone : NULL;
}

/* Up to 4.12 a zone's line has its slab too. */
static int64_t shortage_slab_kb(const struct zone *zone) {
    return amount_sum(amount_positive(zone->slab_reclaimable_kb), amount_positive(zone->slab_unreclaimable_kb));
}

/* What its line does not name: drivers, vmalloc, page tables, and slab where it is not printed. */
static int64_t shortage_rest_kb(const struct zone *zone) {
    int64_t lists_kb = amount_sum(amount_sum(zone->active_file_kb, zone->inactive_file_kb),
                                  amount_sum(zone->active_anon_kb, zone->inactive_anon_kb));
    int64_t rest_kb = amount_less(shortage_zone_kb(zone), amount_sum(lists_kb, amount_positive(zone->unevictable_kb)));
    return amount_less(amount_less(rest_kb, zone->free_kb), shortage_slab_kb(zone));
}

void shortage_add_fill(const struct facts *facts, struct evidence_list *list) {
    const struct zone *zone = shortage_filled(facts);
    if (!zone)
        return;
    int64_t file_kb = amount_sum(zone->active_file_kb, zone->inactive_file_kb), slab_kb = shortage_slab_kb(zone);
    str cma = zone->free_cma_kb > 0 ? arena_format(facts->arena, " (%s of it CMA)", SIZE(zone->free_cma_kb)) : STR("");
    str slab = slab_kb > 0 ? arena_format(facts->arena, ", slab %s", SIZE(slab_kb)) : STR("");
    evidence_add(
        facts->arena, list, evidence_line(zone->line),
        "Zone %.*s, %s: page cache %s (%s), private and shared memory %s, locked %s%.*s, free %s%.*s; the "
        "other %s is the kernel's (%s).",
        STR_ARG(zone->name), SIZE(shortage_zone_kb(zone)), SIZE(file_kb), PERCENT(file_kb, shortage_zone_kb(zone)),
        SIZE(amount_sum(zone->active_anon_kb, zone->inactive_anon_kb)), SIZE(amount_positive(zone->unevictable_kb)),
        STR_ARG(slab), SIZE(zone->free_kb), STR_ARG(cma), SIZE(shortage_rest_kb(zone)),
        zone->managed_kb == ABSENT ? "page descriptors of all RAM, page tables, stacks, drivers"
        : slab_kb > 0              ? "page tables, stacks, drivers"
                                   : "slab, page tables, drivers");
}

str shortage_filler(const struct facts *facts) {
    const struct zone *zone = shortage_filled(facts);
    if (!zone)
        return STR("");
    const struct {
        const char *what;
        int64_t kb;
    } parts[] = {{"page cache", amount_sum(zone->active_file_kb, zone->inactive_file_kb)},
                 {"private and shared memory", amount_sum(zone->active_anon_kb, zone->inactive_anon_kb)},
                 {"locked memory", amount_positive(zone->unevictable_kb)},
                 {"slab", shortage_slab_kb(zone)},
                 {"the kernel's own memory", shortage_rest_kb(zone)}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (amount_at_least(parts[i].kb, FILLER_PERCENT, shortage_zone_kb(zone)))
            return arena_format(facts->arena, "%s, with %s of the %s of zone %.*s", parts[i].what, SIZE(parts[i].kb),
                                SIZE(shortage_zone_kb(zone)), STR_ARG(zone->name));
    return STR("");
}

/* The zones of one node, which stand together, from zone FIRST: open ones, all of them below min? Returns the next
 * node's first zone. */
static size_t shortage_node_of(const struct facts *facts, size_t first, struct shortage_bound *ret_bound) {
    const struct memory *memory = &facts->event->memory;
    struct shortage_bound bound = {.found = true, .node = memory->zones[first].node};
    size_t i = first;
    for (; i < memory->zone_count && memory->zones[i].node == bound.node; i++) {
        int64_t margin_kb = facts->reckoning->zones[i].margin_kb;
        if (!shortage_open(facts, i) || margin_kb == ABSENT)
            continue;
        bound.found = bound.found && margin_kb < 0;
        bound.lines = evidence_join(bound.lines, evidence_line(memory->zones[i].line));
    }
    bound.found = bound.found && bound.lines.first && bound.node != ABSENT;
    *ret_bound = bound;
    return i;
}

/* The zones that are above their marks; none of them is of a node whose zones are all below. */
static struct shortage_sum shortage_roomy(const struct facts *facts) {
    const struct memory *memory = &facts->event->memory;
    struct shortage_sum sum = {0};
    for (size_t i = 0; i < memory->zone_count; i++) {
        int64_t margin_kb = facts->reckoning->zones[i].high_margin_kb;
        if (!shortage_open(facts, i) || margin_kb == ABSENT || margin_kb <= 0)
            continue;
        sum.free_kb = amount_sum(sum.free_kb, memory->zones[i].free_kb);
        sum.margin_kb = amount_sum(sum.margin_kb, margin_kb);
        sum.lines = evidence_join(sum.lines, evidence_line(memory->zones[i].line));
    }
    return sum;
}

struct shortage_bound shortage_bound_of(const struct facts *facts) {
    const struct event *event = facts->event;
    struct shortage_bound bound = {0};
    if (facts->reckoning->shortage != SHORTAGE_NONE || facts->reckoning->manual || event->trigger.nodemask.len ||
        event->summary.nodemask.len || event->summary.constraint.len || !facts->reckoning->zones)
        return bound;
    struct shortage_sum roomy = shortage_roomy(facts);
    if (!amount_at_least(roomy.margin_kb, ELSEWHERE_PERCENT, facts->room.kb))
        return bound;
    for (size_t i = 0; i < event->memory.zone_count && !bound.found;)
        i = shortage_node_of(facts, i, &bound);
    bound.beside = roomy;
    return bound;
}

static str shortage_zone_name(const struct facts *facts, const struct zone *zone) {
    if (zone->node == ABSENT)
        return zone->name;
    return arena_format(facts->arena, "%.*s of node %lld", STR_ARG(zone->name), (long long)zone->node);
}

/* Between the two marks: free blocks above min serve most tries, but the last one before a kill must leave high
 * (__alloc_pages_may_oom, mm/page_alloc.c, all kernels). */
static void shortage_add_between(const struct facts *facts, struct evidence_list *list, size_t at, str name,
                                 str apart) {
    const struct zone *zone = &facts->event->memory.zones[at];
    const struct zone_state *state = &facts->reckoning->zones[at];
    int64_t reserve = amount_positive(state->reserve_kb);
    const char *more = reserve > 0 ? " + lowmem_reserve" : "";
    bool above = state->high_margin_kb > 0;
    evidence_add(facts->arena, list, evidence_line(zone->line),
                 "Zone %.*s had %lld kB free%.*s: above min%s (%lld)%s high%s (%lld)%s.", STR_ARG(name),
                 (long long)zone->free_kb, STR_ARG(apart), more, (long long)amount_sum(zone->min_kb, reserve),
                 above ? " and" : ", but the last try before an OOM kill must leave", more,
                 (long long)amount_sum(zone->high_kb, reserve),
                 above ? ", the mark of the last try before an OOM kill" : "");
}

/* In kB, as the zone's lines print them: rounded, the two sides would often look alike. */
static void shortage_add_margin(const struct facts *facts, struct evidence_list *list, size_t at, str name) {
    const struct zone *zone = &facts->event->memory.zones[at];
    const struct zone_state *state = &facts->reckoning->zones[at];
    int64_t reserve = amount_positive(state->reserve_kb), floor_kb = amount_sum(zone->min_kb, reserve);
    int64_t unusable = amount_positive(state->unusable_kb), usable = amount_less(zone->free_kb, unusable);
    str apart = STR(""), made_of = STR(" (min)");
    str boost =
        zone->boost_kb > 0 ? arena_format(facts->arena, ", %lld of it boost", (long long)zone->boost_kb) : STR("");
    if (unusable > 0)
        apart = arena_format(facts->arena, ", %lld kB of it not for such a request (CMA or highatomic)",
                             (long long)unusable);
    if (usable > floor_kb && state->high_margin_kb != ABSENT) {
        shortage_add_between(facts, list, at, name, apart);
        return;
    }
    int64_t margin = usable < floor_kb ? floor_kb - usable : usable - floor_kb;
    str side =
        margin ? arena_format(facts->arena, "%lld kB %s than", (long long)margin, usable < floor_kb ? "less" : "more")
               : STR("no more than");
    if (reserve > 0)
        made_of = arena_format(facts->arena, " (min %lld%.*s, lowmem_reserve %lld)", (long long)zone->min_kb,
                               STR_ARG(boost), (long long)reserve);
    else if (boost.len > 0)
        made_of = arena_format(facts->arena, " (min%.*s)", STR_ARG(boost));
    evidence_add(facts->arena, list, evidence_line(zone->line),
                 "Zone %.*s had %lld kB free%.*s: %.*s the %lld kB that had to stay free%.*s.", STR_ARG(name),
                 (long long)zone->free_kb, STR_ARG(apart), STR_ARG(side), (long long)floor_kb, STR_ARG(made_of));
}

/* Without the request's mask nobody can tell what had to stay free: only what the line says. */
static void shortage_add_bare(const struct facts *facts, struct evidence_list *list, const struct zone *zone,
                              str name) {
    str high = zone->high_kb == ABSENT ? STR("")
                                       : arena_format(facts->arena, " and a high of %lld kB", (long long)zone->high_kb);
    str cma = zone->free_cma_kb > 0
                  ? arena_format(facts->arena, " (%lld kB of it CMA, which requests of the kernel may not use)",
                                 (long long)zone->free_cma_kb)
                  : STR("");
    evidence_add(facts->arena, list, evidence_line(zone->line),
                 "Zone %.*s had %lld kB free%.*s, against a min of %lld kB%.*s, lowmem_reserve not counted.",
                 STR_ARG(name), (long long)zone->free_kb, STR_ARG(cma), (long long)zone->min_kb, STR_ARG(high));
}

static void shortage_add_zone(const struct facts *facts, struct evidence_list *list, size_t at) {
    const struct zone *zone = &facts->event->memory.zones[at];
    const struct zone_state *state = &facts->reckoning->zones[at];
    const enum request request = facts->reckoning->request;
    const enum shortage shortage = facts->reckoning->shortage;
    bool unjudged = shortage == SHORTAGE_UNKNOWN || shortage == SHORTAGE_NONE;
    bool bare =
        (!facts->reckoning->gfp_known && unjudged) || request == REQUEST_KSWAPD || request == REQUEST_PAGE_FAULT;
    str name = shortage_zone_name(facts, zone);
    struct span lines = evidence_line(zone->line);
    bool is_empty = zone->managed_kb == 0 && zone->free_kb == 0 && zone->min_kb == 0; /* all of it is reserved */
    if (zone->present_kb == 0 || is_empty)
        return; /* kernels before 2.6.18 print zones that this machine does not have */
    if (state->closed && request == REQUEST_KSWAPD)
        return;
    if (state->closed) {
        evidence_add(facts->arena, list, lines,
                     "Zone %.*s was closed to the request: its reserve is larger than the zone.", STR_ARG(name));
    } else if (state->eligible == TRI_NO) {
        evidence_add(facts->arena, list, lines, "Zone %.*s had %s free, but the request could not use it.",
                     STR_ARG(name), SIZE(zone->free_kb));
    } else if (facts->room.is_known && zone->min_kb > facts->room.kb) {
        evidence_add(
            facts->arena, list, lines,
            "Zone %.*s is said to keep %lld kB free (min), more than the machine has: the kernel's own count of "
            "its pages went wrong, and no request can be served by it.",
            STR_ARG(name), (long long)zone->min_kb);
    } else if (zone->min_kb != ABSENT && zone->free_kb != ABSENT) {
        if (bare)
            shortage_add_bare(facts, list, zone, name);
        else
            shortage_add_margin(facts, list, at, name);
    }
}

/* Blocks of ORDER or larger on a zone's buddy list, whatever their type. */
static int64_t shortage_blocks_kb(const struct zone *zone, int64_t order) {
    int64_t kb = 0;
    for (size_t i = (size_t)order; i < zone->buddy_count; i++)
        kb = amount_sum(kb, amount_product(zone->buddy[i].count, zone->buddy[i].size_kb));
    return kb;
}

struct shortage_blocks shortage_blocks_of(const struct facts *facts) {
    const struct memory *memory = &facts->event->memory;
    int64_t order = facts->event->trigger.order;
    struct shortage_blocks blocks = {0};
    for (size_t i = 0; facts->reckoning->zones && order >= 0 && i < memory->zone_count; i++) {
        int64_t usable_kb = facts->reckoning->zones[i].blocks_of_order_kb;
        if (!shortage_open(facts, i) || usable_kb == ABSENT)
            continue;
        blocks.known = true;
        int64_t *kb = facts->reckoning->shortage == SHORTAGE_FRAGMENTED ? &blocks.kept_kb : &blocks.usable_kb;
        *kb = amount_sum(*kb, usable_kb);
        blocks.barred_kb =
            amount_sum(blocks.barred_kb, amount_less(shortage_blocks_kb(&memory->zones[i], order), usable_kb));
        blocks.lines = evidence_join(blocks.lines, evidence_line(memory->zones[i].buddy_line));
    }
    return blocks;
}

static void shortage_add_order(const struct facts *facts, struct evidence_list *list) {
    const struct trigger *trigger = &facts->event->trigger;
    if (trigger->order <= 0 || trigger->order > SHORTAGE_ORDERS)
        return;
    struct shortage_blocks blocks = shortage_blocks_of(facts);
    if (!blocks.known)
        return; /* who asked, and for how much, stands above */

    str barred = STR(""), kept = STR("");
    if (blocks.kept_kb > 0)
        kept = arena_format(facts->arena, "; the watermark or the reserve of their zones kept %s from it",
                            SIZE(blocks.kept_kb));
    if (blocks.barred_kb > 0)
        barred = arena_format(facts->arena,
                              "; another %s in such pieces is not for this request (marked C: CMA, H: highatomic, "
                              "I: isolated)",
                              SIZE(blocks.barred_kb));
    evidence_add(facts->arena, list, blocks.lines,
                 "Free in pieces of that size or larger that it could use: %s%.*s%.*s.", SIZE(blocks.usable_kb),
                 STR_ARG(kept), STR_ARG(barred));
}

/* No zone that the request could use had more than its high watermark asks for. */
static bool shortage_all_down(const struct facts *facts) {
    for (size_t i = 0; facts->reckoning->zones && i < facts->event->memory.zone_count; i++) {
        int64_t margin_kb = facts->reckoning->zones[i].high_margin_kb;
        if (shortage_open(facts, i) && margin_kb != ABSENT && margin_kb > 0)
            return false;
    }
    return true;
}

/* A zone that the request might have used has figures that cannot be. */
static bool shortage_is_absurd(const struct facts *facts) {
    for (size_t i = 0; facts->room.is_known && i < facts->event->memory.zone_count; i++)
        if (facts->event->memory.zones[i].min_kb > facts->room.kb)
            return true;
    return false;
}

static const char *shortage_unknown_sentence(const struct facts *facts) {
    if (shortage_is_absurd(facts))
        return "A zone's watermark is larger than all RAM: why it struck at this moment can't be told by it.";
    if (facts->reckoning->zones && facts->event->memory.zone_count > 0 && !facts->reckoning->gfp_known)
        return facts->event->trigger.gfp_mask == 0
                   ? "A page fault failed, and its mask is lost (gfp_mask=0x0): which of these zones it could use is "
                     "not "
                     "shown."
                   : "The request's gfp_mask is not in the log: which of these zones it could use is not shown.";
    return "The log does not show the zones and watermarks that decide why it struck at this moment.";
}

static const char *shortage_sentence(const struct facts *facts) {
    if (facts->reckoning->request == REQUEST_KSWAPD)
        return "No request had failed: kswapd asks for a kill when it finds nothing to reclaim but pages that were "
               "used within the last min_ttl_ms (lru_gen), are protected, or too few.";
    if (facts->reckoning->request == REQUEST_POLICY)
        return "No request had failed: a BPF program asked for this kill (bpf_out_of_memory).";
    if (shortage_has_no_zone(facts))
        return "No zone of the nodes that the request was confined to may serve it: such zones are for movable pages "
               "of "
               "user space only.";
    switch (facts->reckoning->shortage) {
    case SHORTAGE_EXHAUSTED:
        return shortage_all_down(facts)
                   ? "Every zone that the request could use was down to its watermarks: memory was exhausted."
                   : "The zones that the request could use were down to their watermarks, or nearly so when these "
                     "figures were read: memory was exhausted.";
    case SHORTAGE_FRAGMENTED:
        return "Enough memory was free, but not in one piece of the size asked for.";
    case SHORTAGE_ZONE:
        return "The zones that the request could use were exhausted; others had room.";
    case SHORTAGE_NODE:
        return "The nodes that the request could use were exhausted; others had room.";
    case SHORTAGE_CMA:
        return "What was free was CMA memory, which such a request may not use.";
    case SHORTAGE_RELIEVED:
        return "The zones had room when they were read, which is after the decision: memory had come back by then.";
    case SHORTAGE_NONE:
        if (shortage_bound_of(facts).found)
            return "One node was below its watermarks while others had room: probably the request was confined to it.";
        return facts->event->memory.zone_count > 0
                   ? "A zone that the request could use had room above its watermark: by these figures memory was not "
                     "short."
                   : "A large part of RAM was free: by these figures memory was not short.";
    case SHORTAGE_UNKNOWN:
        if (facts->event->trigger.order > 0 && shortage_of(facts, true).margin_kb > 0)
            return "Memory was free above the watermarks, but the log does not list in pieces of which size: the "
                   "request was for more than one page.";
        break;
    }
    return shortage_unknown_sentence(facts);
}

/* "the next page", "another 32 KiB" */
static str shortage_asked(const struct facts *facts) {
    int64_t order = facts->event->trigger.order;
    if (order <= 0 || order > SHORTAGE_ORDERS)
        return STR("the next page");
    return arena_format(facts->arena, "another %s", SIZE(amount_times(facts->reckoning->page_kb, (int64_t)1 << order)));
}

static void shortage_explain_cgroup(const struct facts *facts, struct evidence_list *list) {
    const struct cgroup_ledger *cgroup = &facts->reckoning->cgroup;
    if (facts->room.unlimited && cgroup->usage_kb != ABSENT)
        evidence_add(facts->arena, list, evidence_line(facts->event->cgroup.memory.line),
                     facts->reckoning->request == REQUEST_POLICY
                         ? "The cgroup used %s and has no limit of its own: a BPF program asked for this kill."
                         : "The cgroup used %s and has no limit of its own: what asked for this kill the log does not "
                           "show.",
                     SIZE(cgroup->usage_kb));
    else if (cgroup->usage_kb == ABSENT || cgroup->limit_kb == ABSENT)
        evidence_add(facts->arena, list, room_lines(&facts->room),
                     "The log does not show the cgroup's usage and limit.");
    else if (room_hit_the_sum(&facts->room))
        evidence_add(facts->arena, list, evidence_line(facts->event->cgroup.memsw.line),
                     "The cgroup used %s of its limit of %s on memory and swap together; its limit on memory alone, "
                     "%s, was not what stopped it.",
                     SIZE(facts->event->cgroup.memsw.usage_kb), SIZE(facts->event->cgroup.memsw.limit_kb),
                     SIZE(cgroup->limit_kb));
    else if (facts->reckoning->request == REQUEST_LIMIT)
        evidence_add(facts->arena, list, evidence_line(facts->event->cgroup.memory.line),
                     "The cgroup used %s when its limit was set to %s.", SIZE(cgroup->usage_kb),
                     SIZE(cgroup->limit_kb));
    else if (!cgroup->at_limit)
        evidence_add(facts->arena, list, evidence_line(facts->event->cgroup.memory.line),
                     "The cgroup used %s, its limit is %s: it was not at this limit when this was printed.",
                     SIZE(cgroup->usage_kb), SIZE(cgroup->limit_kb));
    else
        evidence_add(facts->arena, list, evidence_line(facts->event->cgroup.memory.line),
                     "The cgroup used %s of its limit of %s; %.*s did not fit.", SIZE(cgroup->usage_kb),
                     SIZE(cgroup->limit_kb), STR_ARG(shortage_asked(facts)));
}

/* The limit of a cgroup on kernel memory fails page faults of a machine that has memory. */
static void shortage_add_cache(const struct facts *facts, struct evidence_list *list) {
    struct lead_cache failed = lead_cache_of(facts);
    if (failed.group.len)
        evidence_add(facts->arena, list, evidence_line(failed.line),
                     "A slab allocation failed beside it in cache %.*s of the cgroup \"%.*s\" (a container's id, most "
                     "often): that cgroup's limit on kernel memory (kmem) may be what was hit.",
                     STR_ARG(failed.cache), STR_ARG(failed.group));
}

/* Why the room in the zones is not believed. */
static void shortage_add_relief(const struct facts *facts, struct evidence_list *list) {
    const struct reckoning *r = facts->reckoning;
    switch (r->relief) {
    case RELIEF_SWAP_FULL:
        evidence_add(facts->arena, list, r->swap_lines, "Swap was full, as only a shortage leaves it.");
        return;
    case RELIEF_CACHE_GONE:
        evidence_add(facts->arena, list, facts->room.parts[PART_FILE].lines,
                     "Of the page cache %s were left, as only a shortage leaves it.",
                     SIZE(room_part_kb(&facts->room, PART_FILE)));
        return;
    case RELIEF_PRINTING:
        evidence_add(facts->arena, list, facts->event->memory.lines,
                     "The counters, printed before the zones, say that %s were free.",
                     SIZE(amount_product(facts->event->memory.counters.free.value, r->page_kb)));
        return;
    case RELIEF_LITTLE:
        evidence_add(facts->arena, list, shortage_of(facts, true).lines,
                     "What stands above the marks is so little that the exit of one process explains it.");
        return;
    case RELIEF_NONE:
        return;
    }
}

void shortage_explain(const struct facts *facts, struct evidence_list *list) {
    shortage_add_cache(facts, list);
    if (facts->room.is_cgroup) {
        shortage_explain_cgroup(facts, list);
        return;
    }
    struct span lines = facts->event->memory.lines.first ? facts->event->memory.lines : facts->event->lines;
    if (facts->reckoning->request == REQUEST_KSWAPD)
        lines = facts->event->trigger.trace_lines;
    evidence_add(facts->arena, list, lines, "%s", shortage_sentence(facts));
    if (!facts->reckoning->zones)
        return;
    for (size_t i = 0; i < facts->event->memory.zone_count && i < SHORTAGE_ZONES; i++)
        shortage_add_zone(facts, list, i);
    shortage_add_order(facts, list);
    shortage_add_relief(facts, list);
}

bool shortage_is_beside_zone(const struct facts *facts, int64_t kb, int64_t percent) {
    int64_t zone_kb = shortage_of(facts, true).managed_kb;
    return facts->reckoning->shortage == SHORTAGE_ZONE && zone_kb > 0 && !amount_at_least(kb, percent, zone_kb);
}
