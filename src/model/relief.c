/* Room in the zones that the rest of the report contradicts.
 * SPDX-License-Identifier: MIT
 *
 * The figures are read after the decision: tasks that die or free memory meanwhile leave room in zones that had none.
 * What exhaustion leaves behind stays: a full swap, a page cache that is gone. */
#include "model/relief.h"

#include "model/amount.h"

enum {
    RELIEF_MARGIN_KB = 4096,    /* above the high marks, of all zones together: what one process leaves when it exits */
    RELIEF_WHOLE_PERCENT = 95,  /* of the memory that the kernel has: the zones of the log are all there are */
    RELIEF_CACHE_PERCENT = 1,   /* of the same: less page cache is none */
    RELIEF_PLENTY_PERCENT = 25, /* of the same: free, it was no late relief */
    RELIEF_COUNTER_TIMES = 2    /* more in the zones than the counters, printed before them, say */
};

/* No line of a zone was lost: each has its own, and together they are the machine. Later kernels hide nodes and zones
 * that the request could not use (SHOW_MEM_FILTER_NODES, and since 6.2 zones above its own). */
static bool relief_sees_all_zones(const struct memory *memory, const struct reckoning *reckoning) {
    int64_t size_kb = 0;
    for (size_t i = 0; i < memory->zone_count; i++) {
        const struct zone *zone = &memory->zones[i];
        if (zone->line <= 0)
            return false;
        size_kb = amount_sum(size_kb, amount_known(zone->managed_kb) ? zone->managed_kb : zone->present_kb);
    }
    bool hides = reckoning->scope == SCOPE_CPUSET || reckoning->scope == SCOPE_MEMPOLICY || !reckoning->gfp_movable;
    return (reckoning->ledger.filtered && hides) ||
           amount_at_least(size_kb, RELIEF_WHOLE_PERCENT, reckoning->ledger.managed_kb);
}

/* What the zones that the request could use had above their high marks. */
static int64_t relief_margin_kb(const struct memory *memory, const struct reckoning *reckoning) {
    int64_t kb = 0;
    for (size_t i = 0; i < memory->zone_count; i++) {
        const struct zone_state *state = &reckoning->zones[i];
        int64_t margin_kb = amount_known(state->high_margin_kb)
                                ? state->high_margin_kb
                                : amount_less(memory->zones[i].free_kb, memory->zones[i].high_kb);
        if (state->eligible != TRI_NO && !state->closed)
            kb = amount_sum(kb, margin_kb);
    }
    return kb;
}

/* "free:734" of the counters, 2.9 MiB, then zones with 59 MiB. */
static bool relief_came_while_printing(const struct memory *memory, const struct reckoning *reckoning) {
    int64_t zones_kb = 0, counted_kb = amount_kb(memory->counters.free.value, reckoning->page_kb);
    for (size_t i = 0; i < memory->zone_count; i++)
        zones_kb = amount_sum(zones_kb, memory->zones[i].free_kb);
    return amount_known(counted_kb) && !reckoning->ledger.filtered &&
           zones_kb / RELIEF_COUNTER_TIMES > amount_sum(counted_kb, RELIEF_MARGIN_KB);
}

static bool relief_cache_is_gone(const struct reckoning *reckoning) {
    const struct ledger *ledger = &reckoning->ledger;
    return amount_known(ledger->parts.file_kb) && ledger->managed_kb > 0 && !ledger->filtered &&
           !amount_at_least(ledger->parts.file_kb, RELIEF_CACHE_PERCENT, ledger->managed_kb) &&
           !amount_at_least(ledger->parts.free_kb, RELIEF_PLENTY_PERCENT, ledger->managed_kb);
}

/* What exhaustion would leave behind is shown: how full swap was, and how much page cache was left. */
static bool relief_sees_traces(const struct reckoning *reckoning) {
    const struct ledger_parts *parts = &reckoning->ledger.parts;
    return reckoning->swap != SWAP_UNKNOWN && (amount_known(parts->file_kb) || amount_known(parts->lru_kb));
}

void relief_fill(const struct memory *memory, struct reckoning *reckoning) {
    if (reckoning->shortage != SHORTAGE_NONE || reckoning->manual || memory->zone_count == 0)
        return;
    if (!relief_sees_all_zones(memory, reckoning) || !relief_sees_traces(reckoning))
        reckoning->shortage = SHORTAGE_UNKNOWN;
    else if (reckoning->swap == SWAP_FULL)
        reckoning->relief = RELIEF_SWAP_FULL;
    else if (relief_cache_is_gone(reckoning))
        reckoning->relief = RELIEF_CACHE_GONE;
    else if (relief_came_while_printing(memory, reckoning))
        reckoning->relief = RELIEF_PRINTING;
    else if (relief_margin_kb(memory, reckoning) <= RELIEF_MARGIN_KB)
        reckoning->relief = RELIEF_LITTLE;
    if (reckoning->relief)
        reckoning->shortage = SHORTAGE_RELIEVED;
}
