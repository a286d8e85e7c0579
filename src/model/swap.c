/* How much swap was left.
 * SPDX-License-Identifier: MIT */
#include "model/swap.h"

#include "model/amount.h"

enum {
    SWAP_FULL_KB = 1024,         /* slots are handed out to CPUs in clusters, so the last ones are out of reach */
    SWAP_FULL_PERCENT = 1,       /* the same on large swaps */
    SWAP_SMALL_KB = 1024 * 1024, /* below 1 GB clusters weigh more */
    SWAP_SMALL_FULL_PERCENT = 5,
    SWAP_BATCH_KB = 256, /* charges of a cgroup are stocked per CPU, 64 pages at most */
    SWAP_UNUSED_KB = 64, /* a few slots at boot are no use of swap */
};

static enum swap_state swap_state(int64_t total_kb, int64_t free_kb) {
    int64_t percent = total_kb < SWAP_SMALL_KB ? SWAP_SMALL_FULL_PERCENT : SWAP_FULL_PERCENT;
    int64_t least_kb = amount_least(total_kb / 2, amount_most(amount_percent(total_kb, percent), SWAP_FULL_KB));
    if (total_kb == 0)
        return SWAP_NONE;
    if (free_kb <= least_kb)
        return SWAP_FULL;
    return free_kb >= total_kb - SWAP_UNUSED_KB ? SWAP_UNUSED : SWAP_PARTLY_USED;
}

/* "Free swap  = 0kB", "Total swap = 4184924kB": of the machine. Free may be printed negative for a moment. */
static void swap_of_machine(const struct totals *totals, struct reckoning *reckoning) {
    int64_t total_kb = totals->swap_total_kb.value, free_kb = totals->swap_free_kb.value;
    int64_t first = totals->swap_free_kb.line, last = totals->swap_total_kb.line;
    reckoning->swap_total_kb = total_kb;
    reckoning->swap_free_kb = free_kb;
    if (first == 0 || last == 0)
        first = last = amount_most(first, last);
    reckoning->swap_lines = (struct span){amount_least(first, last), amount_most(first, last)};
    if (amount_known(total_kb) && (amount_known(free_kb) || total_kb == 0) && total_kb >= 0)
        reckoning->swap = swap_state(total_kb, amount_most(amount_positive(free_kb), 0));
}

/* A cgroup's report shows no totals: its own limit tells where it forbids swap or is used up. */
static void swap_of_cgroup(const struct event *event, struct reckoning *reckoning) {
    const struct cgroup_ledger *cgroup = &reckoning->cgroup;
    int64_t line = event->cgroup.swap.line ? event->cgroup.swap.line : event->cgroup.memsw.line;
    if (!amount_known(cgroup->swap_limit_kb) || !amount_known(cgroup->swap_usage_kb))
        return;
    reckoning->swap_lines = (struct span){line, line};
    if (cgroup->swap_limit_kb == 0)
        reckoning->swap = SWAP_NONE;
    else if (cgroup->swap_usage_kb >= cgroup->swap_limit_kb - amount_most(cgroup->swap_limit_kb / 1000, SWAP_BATCH_KB))
        reckoning->swap = SWAP_FULL;
}

/* What a userspace killer printed of the machine. */
static void swap_of_killer(const struct killer_figures *figures, struct reckoning *reckoning) {
    reckoning->swap_total_kb = figures->swap_total_kb;
    reckoning->swap_free_kb = figures->swap_free_kb;
    reckoning->swap_lines = (struct span){figures->swap_line, figures->swap_line};
    if (amount_known(figures->swap_total_kb) && amount_known(figures->swap_free_kb))
        reckoning->swap = swap_state(figures->swap_total_kb, figures->swap_free_kb);
    else if (figures->swap_free_kb > 0)
        reckoning->swap = SWAP_PARTLY_USED;
}

void swap_fill(const struct event *event, const struct memory *memory, struct reckoning *reckoning) {
    const struct totals *totals = &memory->totals;
    if (event->figures.swap_line)
        swap_of_killer(&event->figures, reckoning);
    else if (amount_known(totals->swap_total_kb.value) || amount_known(totals->swap_free_kb.value))
        swap_of_machine(totals, reckoning);
    else if (reckoning->scope == SCOPE_CGROUP)
        swap_of_cgroup(event, reckoning);
}
