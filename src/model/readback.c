/* What had been dropped or swapped out and was read back, by the counters that a report prints.
 * SPDX-License-Identifier: MIT */
#include "model/readback.h"

#include "base/str.h"
#include "model/amount.h"

/* "workingset_refault_file" (since 5.9), "workingset_refault" before. */
static bool readback_is_refault(str name) {
    return str_equal(name, STR("workingset_refault_file")) || str_equal(name, STR("workingset_refault_anon")) ||
           str_equal(name, STR("workingset_refault"));
}

static void readback_cover(struct span *lines, int64_t line) {
    if (lines->first == 0 || line < lines->first)
        lines->first = line;
    if (line > lines->last)
        lines->last = line;
}

/* Adds STATS; on one line a figure has a unit (kept as bytes), one to a line counts pages. */
static void readback_add(struct readback *sum, const struct cgroup_stats *stats, int64_t page_kb) {
    enum { BYTES_A_KB = 1024 };
    size_t of_files = 0, of_swap = 0, of_both = 0;
    for (size_t i = 0; i < stats->values.count; i++) {
        const struct named *value = &stats->values.items[i];
        if (!readback_is_refault(value->name) || value->value < 0)
            continue;
        int64_t kb = stats->one_line ? value->value / BYTES_A_KB : amount_kb(value->value, page_kb);
        sum->refaults_kb = amount_plus(sum->refaults_kb, kb);
        readback_cover(&sum->lines, value->line);
        of_files += str_ends(value->name, STR("_file"));
        of_swap += str_ends(value->name, STR("_anon"));
        of_both += str_ends(value->name, STR("_refault"));
    }
    if (!of_both && (!of_files || !of_swap))
        sum->is_partial = true;
}

/* On one line each figure is of one group alone, one to a line it is of the whole tree. */
struct readback readback_of_cgroup(const struct event *event, int64_t page_kb) {
    const struct cgroup *cgroup = &event->cgroup;
    struct readback sum = {.refaults_kb = ABSENT, .swap_faults = ABSENT, .swap_hits = ABSENT};
    for (size_t i = 0; i < cgroup->stats_count; i++) {
        const struct cgroup_stats *stats = &cgroup->stats[i];
        if (i > 0 && !stats->one_line)
            break;
        readback_add(&sum, stats, page_kb);
    }
    return sum;
}

/* "Swap cache stats: add 900000, delete 879000, find 300000/700000" (lookup_swap_cache, mm/swap_state.c): of 700000
 * faults on swapped-out pages 300000 found theirs still in memory, the others had to be read. */
struct readback readback_of_machine(const struct event *event) {
    const struct totals *totals = &event->memory.totals;
    struct readback readback = {.refaults_kb = ABSENT,
                                .swap_faults = totals->swapcache_find_total.value,
                                .swap_hits = totals->swapcache_find_success.value,
                                .lines = {totals->swapcache_find_total.line, totals->swapcache_find_total.line}};
    if (readback.lines.first <= 0 || !amount_known(readback.swap_hits) || readback.swap_hits > readback.swap_faults)
        readback.swap_faults = readback.swap_hits = ABSENT;
    return readback;
}
