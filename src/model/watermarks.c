/* Why now: each zone against the request, and what was short.
 * SPDX-License-Identifier: MIT
 *
 * The allocator takes from a zone while free pages, without those the request may not have, stay above the watermark
 * and the zone's lowmem_reserve (__zone_watermark_ok, mm/page_alloc.c). Its last try before a kill asks for high. */
#include "model/watermarks.h"

#include "base/arena.h"
#include "model/amount.h"
#include "model/nodeset.h"
#include "model/release.h"

enum {
    WATERMARKS_SLACK_PAGES = 2000,     /* a zone's figures are read at other moments than the allocator's try, */
    WATERMARKS_SLACK_LEAST = 200,      /* never less than 0.5 % of the zone, for per-CPU deltas, */
    WATERMARKS_SLACK_SMALL_SHARE = 50, /* and on a small zone not more than 2 % of it */
    WATERMARKS_ISA_KB = 16 * 1024      /* all that an ISA device can reach */
};

/* Zones by what they can serve (enum zone_type): a request may use the zones up to its own. */
enum watermarks_rank {
    WATERMARKS_DMA,
    WATERMARKS_DMA32,
    WATERMARKS_NORMAL,
    WATERMARKS_HIGHMEM,
    WATERMARKS_MOVABLE,
    WATERMARKS_DEVICE,
    WATERMARKS_UNKNOWN
};

struct watermarks {
    const struct event *event;
    const struct memory *memory;
    struct reckoning *reckoning;
    struct zone_state *states;
    enum watermarks_rank highest; /* of the request; WATERMARKS_UNKNOWN without a mask */
    int64_t order;
    bool protections; /* what stands for lowmem_reserve is protections[] */
    bool has_nodes;   /* the request was bound to nodes */
    struct nodeset nodes;
};

static enum watermarks_rank watermarks_rank(str zone) {
    static const str names[] = {STR_INIT("DMA"),     STR_INIT("DMA32"),   STR_INIT("Normal"),
                                STR_INIT("HighMem"), STR_INIT("Movable"), STR_INIT("Device")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_equal(zone, names[i]))
            return (enum watermarks_rank)i;
    return WATERMARKS_UNKNOWN;
}

/* A kernel that was built without zone RANK serves its requests from Normal (OPT_ZONE_DMA32, include/linux/gfp.h): 32
 * bit kernels have no DMA32. A list of nothing but Normal may be what is left of a longer one. */
static enum watermarks_rank watermarks_built(const struct memory *memory, enum watermarks_rank rank) {
    bool others = false;
    for (size_t i = 0; i < memory->zone_count; i++) {
        enum watermarks_rank listed = watermarks_rank(memory->zones[i].name);
        if (listed == rank)
            return rank;
        others = others || (listed != WATERMARKS_NORMAL && listed != WATERMARKS_UNKNOWN);
    }
    return others ? WATERMARKS_NORMAL : rank;
}

/* gfp_zone() of include/linux/gfp.h. */
static enum watermarks_rank watermarks_highest(const struct memory *memory, const struct reckoning *reckoning) {
    if (!reckoning->gfp_known)
        return WATERMARKS_UNKNOWN;
    if (reckoning->gfp_dma)
        return watermarks_built(memory, WATERMARKS_DMA);
    if (reckoning->gfp_dma32)
        return watermarks_built(memory, WATERMARKS_DMA32);
    if (!reckoning->gfp_highmem)
        return WATERMARKS_NORMAL;
    return reckoning->gfp_movable ? WATERMARKS_MOVABLE : WATERMARKS_HIGHMEM;
}

/* The nodes of the memory policy, else those of the cpuset where the request must keep to it (__GFP_HARDWALL: memory
 * for user space). */
static bool watermarks_nodes(const struct event *event, gfp_set flags, struct nodeset *ret_nodes) {
    const str policies[] = {event->summary.nodemask, event->trigger.nodemask};
    const str cpusets[] = {event->summary.mems_allowed, event->trigger.mems_allowed};
    for (size_t i = 0; i < 2; i++)
        if (nodeset_of(policies[i], ret_nodes))
            return true;
    for (size_t i = 0; i < 2 && flags & GFP_BIT(GFP_HARDWALL); i++)
        if (nodeset_of(cpusets[i], ret_nodes))
            return true;
    return false;
}

static int64_t watermarks_node(const struct zone *zone) {
    return amount_known(zone->node) ? zone->node : 0;
}

static bool watermarks_node_allowed(const struct watermarks *marks, const struct zone *zone) {
    return !marks->has_nodes || nodeset_has(&marks->nodes, watermarks_node(zone));
}

static bool watermarks_rank_allowed(const struct watermarks *marks, const struct zone *zone) {
    return watermarks_rank(zone->name) <= marks->highest;
}

static enum tri watermarks_eligible(const struct watermarks *marks, const struct zone *zone) {
    if (marks->highest == WATERMARKS_UNKNOWN || watermarks_rank(zone->name) == WATERMARKS_UNKNOWN)
        return TRI_UNKNOWN;
    return watermarks_rank_allowed(marks, zone) && watermarks_node_allowed(marks, zone) ? TRI_YES : TRI_NO;
}

static enum below watermarks_below(const struct zone *zone) {
    if (!amount_known(zone->free_kb) || !amount_known(zone->min_kb))
        return BELOW_UNKNOWN;
    if (zone->free_kb < zone->min_kb)
        return BELOW_MIN;
    if (amount_known(zone->low_kb) && zone->free_kb < zone->low_kb)
        return BELOW_LOW;
    return amount_known(zone->high_kb) && zone->free_kb < zone->high_kb ? BELOW_HIGH : BELOW_NONE;
}

/* How many populated zones of the same node lie above zone INDEX, up to the request's own. A node's zones are printed
 * one after the other, from the lowest. */
static size_t watermarks_steps(const struct watermarks *marks, size_t index) {
    const struct zone *zones = marks->memory->zones;
    enum watermarks_rank rank = watermarks_rank(zones[index].name);
    size_t steps = 0;
    for (size_t i = index + 1; i < marks->memory->zone_count && i < index + WATERMARKS_UNKNOWN; i++) {
        enum watermarks_rank above = watermarks_rank(zones[i].name);
        bool populated = !amount_known(zones[i].present_kb) || zones[i].present_kb > 0;
        if (watermarks_node(&zones[i]) != watermarks_node(&zones[index]) || above == WATERMARKS_UNKNOWN)
            break;
        if (above > rank && above <= marks->highest && populated)
            steps++;
    }
    return steps;
}

/* "protections[]: 10 360 360" (2.6.8 to 2.6.10, mm/page_alloc.c): a column for each of DMA, Normal and HighMem says all
 * that had to stay free for such a request, the zone's own low mark in it; a lowmem_reserve of DMA begins with 0. */
static bool watermarks_are_protections(const struct memory *memory) {
    for (size_t i = 0; i < memory->zone_count; i++)
        if (watermarks_rank(memory->zones[i].name) == WATERMARKS_DMA && memory->zones[i].lowmem_reserve_count == 3)
            return memory->zones[i].lowmem_reserve[0] > 0;
    return false;
}

/* Beyond min, as the reserve of later kernels. */
static int64_t watermarks_protection_kb(const struct watermarks *marks, const struct zone *zone) {
    size_t column = marks->highest <= WATERMARKS_DMA ? 0 : marks->highest <= WATERMARKS_NORMAL ? 1 : 2;
    if (marks->highest == WATERMARKS_UNKNOWN || column >= zone->lowmem_reserve_count)
        return ABSENT;
    int64_t all_kb = amount_kb(zone->lowmem_reserve[column], marks->reckoning->page_kb);
    return amount_most(amount_minus(all_kb, amount_positive(zone->min_kb)), 0);
}

/* "lowmem_reserve[]: 0 825 3947 3947": the columns are the zone types that this kernel was built with, which the line
 * does not name. But a row is a staircase: it rises only at populated zones above its own, so the step for the highest
 * zone the request may use is found by counting populated zones. */
static int64_t watermarks_reserve_kb(const struct watermarks *marks, size_t index) {
    const struct zone *zone = &marks->memory->zones[index];
    size_t steps = watermarks_steps(marks, index);
    int64_t reserve = 0;
    if (marks->protections)
        return watermarks_protection_kb(marks, zone);
    if (marks->highest == WATERMARKS_UNKNOWN || (steps && !zone->lowmem_reserve_count))
        return ABSENT;
    for (size_t i = 0; i < zone->lowmem_reserve_count && steps; i++)
        if (zone->lowmem_reserve[i] > reserve) {
            reserve = zone->lowmem_reserve[i];
            steps--;
        }
    return amount_kb(reserve, marks->reckoning->page_kb);
}

/* Free pages that did not count: CMA for anything but movable pages, and the reserve for atomic requests. */
static int64_t watermarks_unusable_kb(const struct watermarks *marks, const struct zone *zone) {
    int64_t cma_kb = marks->reckoning->gfp_movable ? 0 : amount_positive(zone->free_cma_kb);
    int64_t atomic_kb = amount_known(zone->free_highatomic_kb) ? zone->free_highatomic_kb
                                                               : amount_positive(zone->reserved_highatomic_kb);
    return amount_least(amount_plus(cma_kb, atomic_kb), amount_most(amount_positive(zone->free_kb), 0));
}

/* "(UMEC)": one block of each type at least, not how many. Up to 3.7 no types are printed. */
static bool watermarks_block_usable(const struct watermarks *marks, const struct buddy *blocks) {
    if (blocks->count <= 0)
        return false;
    for (size_t i = 0; i < blocks->types.len; i++)
        if (strchr("UMER", blocks->types.data[i]) || (blocks->types.data[i] == 'C' && marks->reckoning->gfp_movable))
            return true;
    return blocks->types.len == 0;
}

static void watermarks_blocks(const struct watermarks *marks, const struct zone *zone, struct zone_state *state) {
    if (!zone->buddy_count)
        return;
    state->largest_order = -1;
    state->blocks_of_order_kb = 0;
    for (size_t i = 0; i < zone->buddy_count; i++) {
        if (!watermarks_block_usable(marks, &zone->buddy[i]))
            continue;
        state->largest_order = (int64_t)i;
        if ((int64_t)i >= marks->order)
            state->blocks_of_order_kb =
                amount_plus(state->blocks_of_order_kb, amount_times(zone->buddy[i].count, zone->buddy[i].size_kb));
    }
}

static struct zone_state watermarks_state(const struct watermarks *marks, size_t index) {
    const struct zone *zone = &marks->memory->zones[index];
    struct zone_state state = {.below = watermarks_below(zone),
                               .eligible = watermarks_eligible(marks, zone),
                               .node_barred = !watermarks_node_allowed(marks, zone),
                               .reserve_kb = watermarks_reserve_kb(marks, index),
                               .unusable_kb = watermarks_unusable_kb(marks, zone),
                               .largest_order = ABSENT,
                               .blocks_of_order_kb = ABSENT};
    int64_t size_kb = amount_known(zone->managed_kb) ? zone->managed_kb : zone->present_kb;
    int64_t usable_kb = amount_minus(amount_minus(zone->free_kb, state.unusable_kb), state.reserve_kb);
    state.closed = state.eligible != TRI_NO && amount_known(size_kb) && amount_known(state.reserve_kb) &&
                   state.reserve_kb > 0 && state.reserve_kb >= size_kb;
    state.margin_kb = amount_minus(usable_kb, zone->min_kb);
    state.high_margin_kb = amount_minus(usable_kb, zone->high_kb);
    watermarks_blocks(marks, zone, &state);
    return state;
}

static int64_t watermarks_slack_kb(const struct watermarks *marks, const struct zone *zone) {
    int64_t size_kb = amount_positive(amount_known(zone->managed_kb) ? zone->managed_kb : zone->present_kb);
    int64_t moved_kb = amount_kb(WATERMARKS_SLACK_PAGES, marks->reckoning->page_kb);
    return amount_most(amount_least(moved_kb, size_kb / WATERMARKS_SLACK_SMALL_SHARE),
                       size_kb / WATERMARKS_SLACK_LEAST);
}

/* More than was asked for, beyond what figures of different moments may differ. */
static bool watermarks_has_room(const struct watermarks *marks, const struct zone *zone, int64_t margin_kb) {
    return amount_known(margin_kb) && margin_kb > watermarks_slack_kb(marks, zone);
}

/* Up to 4.3 each order below the request's took its blocks out and halved the watermark. */
static bool watermarks_passes_scaled(const struct watermarks *marks, const struct zone *zone,
                                     const struct zone_state *state) {
    int64_t free_kb = zone->free_kb - state->unusable_kb, mark_kb = zone->min_kb + state->reserve_kb;
    if (!release_is_before(marks->reckoning->release, RELEASE(4, 4, 0)) || !amount_known(zone->min_kb))
        return true;
    for (size_t i = 0; (int64_t)i < marks->order && i < zone->buddy_count; i++) {
        free_kb = amount_minus(free_kb, amount_times(zone->buddy[i].count, zone->buddy[i].size_kb));
        mark_kb /= 2;
    }
    return free_kb > mark_kb;
}

/* The zone would give a piece of the order: one is listed that the request may take, and with all but one page of it
 * gone what stays is above min (__zone_watermark_ok takes (1 << order) - 1 pages off first, all kernels). */
static bool watermarks_would_give(const struct watermarks *marks, const struct zone *zone,
                                  const struct zone_state *state) {
    int64_t rest_kb = marks->order < 20 ? amount_kb(((int64_t)1 << marks->order) - 1, marks->reckoning->page_kb) : 0;
    bool listed = !amount_known(state->blocks_of_order_kb) || state->blocks_of_order_kb > 0;
    return state->margin_kb > rest_kb && listed && watermarks_passes_scaled(marks, zone, state);
}

/* What the open zones (eligible, not closed by their reserve) say together. */
struct watermarks_sum {
    size_t open, judged; /* zones; those with figures */
    bool room;           /* one has more than high asks for */
    bool margin;         /* one has more than min asks for */
    bool block;          /* one that has a margin has a usable block of the order, and would give it */
    bool broken;         /* one has more than high asks for, but no block of the order: only in pieces it is short */
    bool listed;         /* one that has room lists its free blocks, and one of the order is among them */
    bool unlisted;       /* one that has a margin lacks the list of its free blocks */
    bool cma_room;       /* one would have room if CMA counted */
    int64_t free_kb, cma_kb;
};

static struct watermarks_sum watermarks_sum(const struct watermarks *marks) {
    struct watermarks_sum sum = {0};
    for (size_t i = 0; i < marks->memory->zone_count; i++) {
        const struct zone *zone = &marks->memory->zones[i];
        const struct zone_state *state = &marks->states[i];
        if (state->eligible != TRI_YES || state->closed)
            continue;
        sum.open++;
        if (!amount_known(state->margin_kb))
            continue;
        int64_t cma_kb = marks->reckoning->gfp_movable ? 0 : amount_positive(zone->free_cma_kb);
        sum.judged++;
        sum.free_kb = amount_plus(sum.free_kb, zone->free_kb);
        sum.cma_kb = amount_plus(sum.cma_kb, cma_kb);
        bool room = watermarks_has_room(marks, zone, state->high_margin_kb);
        sum.room = sum.room || room;
        sum.listed = sum.listed ||
                     (room && amount_known(state->blocks_of_order_kb) && watermarks_would_give(marks, zone, state));
        sum.cma_room = sum.cma_room || watermarks_has_room(marks, zone, amount_plus(state->high_margin_kb, cma_kb));
        bool margin = watermarks_has_room(marks, zone, state->margin_kb);
        sum.block = sum.block || (margin && watermarks_would_give(marks, zone, state));
        sum.broken = sum.broken || (state->high_margin_kb > 0 && state->blocks_of_order_kb == 0);
        sum.margin = sum.margin || margin;
        sum.unlisted = sum.unlisted || (margin && !amount_known(state->blocks_of_order_kb));
    }
    return sum;
}

/* Above its watermarks by much, or by little where a part of what fills it is page cache, which a request that may use
 * the zone would have dropped, or may be swapped out to a swap that is mostly free. */
static bool watermarks_is_roomy(const struct watermarks *marks, const struct zone *zone) {
    enum { ROOM_SHARE = 20, CACHE_SHARE = 5 };
    int64_t swap_free_kb = amount_positive(marks->memory->totals.swap_free_kb.value);
    int64_t spare_kb = amount_minus(zone->free_kb, zone->high_kb);
    if (!amount_known(spare_kb) || !amount_known(zone->present_kb) || spare_kb <= 0)
        return false;
    int64_t loose_kb = amount_plus(amount_positive(zone->active_file_kb), amount_positive(zone->inactive_file_kb));
    if (swap_free_kb > zone->present_kb / CACHE_SHARE &&
        swap_free_kb > amount_positive(marks->memory->totals.swap_total_kb.value) / 2) {
        loose_kb = amount_plus(loose_kb, amount_positive(zone->active_anon_kb));
        loose_kb = amount_plus(loose_kb, amount_positive(zone->inactive_anon_kb));
        loose_kb = amount_plus(loose_kb, amount_positive(zone->active_kb));
        loose_kb = amount_plus(loose_kb, amount_positive(zone->inactive_kb));
    }
    return spare_kb > zone->present_kb / ROOM_SHARE || loose_kb > zone->present_kb / CACHE_SHARE;
}

/* Zones that the request's mask, or its nodes, kept it from had room of their own. */
static bool watermarks_room_elsewhere(const struct watermarks *marks, bool by_node) {
    for (size_t i = 0; i < marks->memory->zone_count; i++) {
        const struct zone *zone = &marks->memory->zones[i];
        bool barred = by_node ? !watermarks_node_allowed(marks, zone)
                              : watermarks_node_allowed(marks, zone) && !watermarks_rank_allowed(marks, zone);
        if (barred && watermarks_is_roomy(marks, zone))
            return true;
    }
    return false;
}

/* The opening line is lost. Normal is short while HighMem has room, which a request for user space would have been
 * given: the kernel asked for itself. */
static bool watermarks_shows_low_request(const struct watermarks *marks) {
    bool is_short = false, has_room = false;
    if (marks->event->trigger.lines.first || marks->reckoning->manual || marks->reckoning->scope == SCOPE_CGROUP)
        return false;
    for (size_t i = 0; i < marks->memory->zone_count; i++) {
        const struct zone *zone = &marks->memory->zones[i];
        enum watermarks_rank rank = watermarks_rank(zone->name);
        enum below below = watermarks_below(zone);
        if (rank == WATERMARKS_HIGHMEM)
            has_room = has_room || watermarks_is_roomy(marks, zone);
        else if (rank == WATERMARKS_NORMAL && (below == BELOW_UNKNOWN || below == BELOW_NONE))
            return false;
        is_short = is_short || rank == WATERMARKS_NORMAL;
    }
    return is_short && has_room;
}

static int64_t watermarks_zone_sum(const struct memory *memory, size_t offset) {
    int64_t sum = 0;
    for (size_t i = 0; i < memory->zone_count; i++)
        sum = amount_plus(sum, *(const int64_t *)((const char *)&memory->zones[i] + offset));
    return sum;
}

/* Zones that the report does not show (the kernel hides what the request could not use) had room: free pages of the
 * machine beyond those shown. */
static bool watermarks_hidden_room(const struct watermarks *marks) {
    const struct ledger *ledger = &marks->reckoning->ledger;
    int64_t shown_kb = watermarks_zone_sum(marks->memory, offsetof(struct zone, free_kb));
    int64_t high_kb = watermarks_zone_sum(marks->memory, offsetof(struct zone, high_kb));
    int64_t hidden_kb = amount_minus(ledger->parts.free_kb, shown_kb);
    return ledger->filtered && amount_known(hidden_kb) && amount_known(ledger->managed_kb) &&
           hidden_kb >= amount_most(ledger->managed_kb / 20, 2 * high_kb);
}

/* Whether what is hidden is hidden because of its node: a binding is printed, or the machine has more nodes. */
static bool watermarks_hides_nodes(const struct watermarks *marks) {
    enum scope scope = marks->reckoning->scope;
    if (scope == SCOPE_CPUSET || scope == SCOPE_MEMPOLICY)
        return true;
    struct nodeset shown = {{0}};
    for (size_t i = 0; i < marks->memory->zone_count; i++)
        nodeset_add(&shown, watermarks_node(&marks->memory->zones[i]));
    for (size_t i = 0; i < marks->memory->hugepages_count; i++)
        if (!nodeset_has(&shown, marks->memory->hugepages[i].node))
            return true;
    return marks->highest >= WATERMARKS_MOVABLE;
}

static enum shortage watermarks_exhausted(const struct watermarks *marks, const struct watermarks_sum *sum) {
    if (marks->has_nodes && watermarks_room_elsewhere(marks, true))
        return SHORTAGE_NODE;
    if (watermarks_room_elsewhere(marks, false))
        return SHORTAGE_ZONE;
    if (watermarks_hidden_room(marks))
        return watermarks_hides_nodes(marks) ? SHORTAGE_NODE : SHORTAGE_ZONE;
    return sum->cma_room && sum->cma_kb >= sum->free_kb / 2 ? SHORTAGE_CMA : SHORTAGE_EXHAUSTED;
}

/* The first 16 MB of a PC, for ISA devices: no page fault asks for them. */
static bool watermarks_is_isa(const struct zone *zone, int64_t size_kb) {
    return watermarks_rank(zone->name) == WATERMARKS_DMA && size_kb <= WATERMARKS_ISA_KB;
}

/* "gfp_mask=0x0": a page fault failed somewhere, and its mask is lost (2.6.29-5.15). Where every zone could have served
 * every request, none was short all the same. */
static bool watermarks_room_everywhere(const struct watermarks *marks) {
    size_t roomy = 0;
    for (size_t i = 0; i < marks->memory->zone_count; i++) {
        const struct zone *zone = &marks->memory->zones[i];
        int64_t reserve = 0, size_kb = amount_known(zone->managed_kb) ? zone->managed_kb : zone->present_kb;
        for (size_t j = 0; j < zone->lowmem_reserve_count; j++)
            reserve = amount_most(reserve, zone->lowmem_reserve[j]);
        int64_t reserve_kb = amount_kb(reserve, marks->reckoning->page_kb);
        if (amount_known(size_kb) && (reserve_kb >= size_kb || watermarks_is_isa(zone, size_kb)))
            continue; /* closed to most */
        int64_t usable_kb = amount_minus(zone->free_kb, marks->states[i].unusable_kb);
        if (!watermarks_has_room(marks, zone, amount_minus(amount_minus(usable_kb, zone->high_kb), reserve_kb)))
            return false;
        roomy++;
    }
    return roomy > 0;
}

/* The zones are left out. A page fault that failed elsewhere (its mask is lost) beside so much free memory was not
 * short of it, whichever zones it could use. */
static bool watermarks_has_plenty(const struct watermarks *marks) {
    enum { PLENTY_PERCENT = 25 };
    const struct ledger *ledger = &marks->reckoning->ledger;
    return marks->memory->zone_count == 0 && marks->event->trigger.gfp_mask == 0 && marks->event->trigger.order == 0 &&
           marks->reckoning->swap != SWAP_FULL &&
           amount_at_least(ledger->parts.free_kb, PLENTY_PERCENT, ledger->managed_kb);
}

/* A cgroup's own limit says nothing about zones: the host's figures in such reports (up to 3.8) are no evidence. */
static enum shortage watermarks_shortage(const struct watermarks *marks) {
    struct watermarks_sum sum = watermarks_sum(marks);
    if (marks->reckoning->scope == SCOPE_CGROUP)
        return SHORTAGE_UNKNOWN;
    if (watermarks_has_plenty(marks))
        return SHORTAGE_NONE;
    if (!sum.judged && marks->highest == WATERMARKS_UNKNOWN && marks->event->trigger.order == 0)
        return watermarks_room_everywhere(marks) ? SHORTAGE_NONE : SHORTAGE_UNKNOWN;
    if (!sum.judged || (!amount_known(marks->event->trigger.order) && sum.room))
        return SHORTAGE_UNKNOWN; /* of what size the piece was, the log does not show */
    if (marks->order > 0 && (sum.margin || sum.broken) && !sum.block)
        return SHORTAGE_FRAGMENTED;
    if (sum.room) /* of a larger piece only the lists of free blocks can say that it was there */
        return marks->order > 0 && !sum.listed ? SHORTAGE_UNKNOWN : SHORTAGE_NONE;
    if (marks->order > 0 && sum.unlisted) /* it may be short in pieces only */
        return SHORTAGE_UNKNOWN;
    return sum.judged == sum.open ? watermarks_exhausted(marks, &sum) : SHORTAGE_UNKNOWN;
}

/* The min that vm.min_free_kbytes sets. A boost lifts all three marks for a while; 5.0 to 5.17 do not print it. Low
 * stands a quarter of min or more above it (__setup_per_zone_wmarks, mm/page_alloc.c), so what is more than four times
 * that distance is boost, but for the rounding to pages. */
int64_t watermarks_steady_min_kb(const struct zone *zone) {
    enum { ROUNDING_KB = 3 * 64 };
    if (!amount_known(zone->min_kb))
        return ABSENT;
    int64_t min_kb = amount_most(amount_minus(zone->min_kb, amount_positive(zone->boost_kb)), 0);
    int64_t most_kb = amount_times(amount_minus(zone->low_kb, zone->min_kb), 4);
    bool boosted = amount_known(most_kb) && most_kb > 0 && min_kb > most_kb + ROUNDING_KB;
    return boosted ? most_kb : min_kb;
}

static int64_t watermarks_min_total_kb(const struct memory *memory) {
    int64_t sum_kb = ABSENT;
    for (size_t i = 0; i < memory->zone_count; i++) {
        const struct zone *zone = &memory->zones[i];
        if (amount_known(zone->min_kb) && zone->present_kb != 0) /* up to 2.6.17 empty zones print marks */
            sum_kb = amount_plus(sum_kb, watermarks_steady_min_kb(zone));
    }
    return sum_kb;
}

bool watermarks_fill(const struct event *event, const struct memory *memory, gfp_set flags,
                     struct reckoning *reckoning) {
    struct watermarks marks = {
        .event = event, .memory = memory, .reckoning = reckoning, .highest = watermarks_highest(memory, reckoning)};
    marks.states = arena_alloc(event->arena, memory->zone_count * sizeof *marks.states);
    if (!marks.states)
        return false;
    marks.order = amount_known(event->trigger.order) && event->trigger.order > 0 ? event->trigger.order : 0;
    marks.protections = watermarks_are_protections(memory);
    marks.has_nodes = watermarks_nodes(event, flags, &marks.nodes);
    reckoning->request_inferred = watermarks_shows_low_request(&marks);
    if (reckoning->request_inferred)
        marks.highest = WATERMARKS_NORMAL;
    for (size_t i = 0; i < memory->zone_count; i++)
        marks.states[i] = watermarks_state(&marks, i);
    reckoning->zones = marks.states;
    reckoning->min_total_kb = watermarks_min_total_kb(memory);
    reckoning->shortage = watermarks_shortage(&marks);
    return true;
}
