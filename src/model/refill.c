/* The machine's counters, where a log lost them, from its nodes and zones.
 * SPDX-License-Identifier: MIT
 *
 * show_free_areas() prints the same memory twice: the counters for the whole machine, then each node and zone. Up to
 * 4.7 a zone's line tells all of it; since 4.8 the LRU stands in the node's line, and slab only in the counters. */
#include "model/refill.h"

#include "base/arena.h"
#include "model/amount.h"
#include "model/sound_ram.h"
#include "model/warning.h"

#define NONE SIZE_MAX

/* A counter, and the members of nodes and zones that add up to it; NAME of those that move so little while a report is
 * printed that the two can be held against each other. */
struct refill_source {
    size_t counter, node, zone;
    const char *name;
};

#define COUNTER(member) offsetof(struct counters, member)
#define NODE(member) offsetof(struct node, member)
#define ZONE(member) offsetof(struct zone, member)

static const struct refill_source refill_sources[] = {
    {COUNTER(active_anon), NODE(active_anon_kb), ZONE(active_anon_kb), "active_anon"},
    {COUNTER(inactive_anon), NODE(inactive_anon_kb), ZONE(inactive_anon_kb), "inactive_anon"},
    {COUNTER(isolated_anon), NODE(isolated_anon_kb), ZONE(isolated_anon_kb), NULL},
    {COUNTER(active_file), NODE(active_file_kb), ZONE(active_file_kb), "active_file"},
    {COUNTER(inactive_file), NODE(inactive_file_kb), ZONE(inactive_file_kb), "inactive_file"},
    {COUNTER(isolated_file), NODE(isolated_file_kb), ZONE(isolated_file_kb), NULL},
    {COUNTER(unevictable), NODE(unevictable_kb), ZONE(unevictable_kb), "unevictable"},
    {COUNTER(dirty), NODE(dirty_kb), ZONE(dirty_kb), NULL},
    {COUNTER(writeback), NODE(writeback_kb), ZONE(writeback_kb), NULL},
    {COUNTER(mapped), NODE(mapped_kb), ZONE(mapped_kb), NULL},
    {COUNTER(shmem), NODE(shmem_kb), ZONE(shmem_kb), "shmem"},
    {COUNTER(pagetables), NODE(pagetables_kb), ZONE(pagetables_kb), "pagetables"},
    {COUNTER(sec_pagetables), NODE(sec_pagetables_kb), NONE, NULL},
    {COUNTER(active), NONE, ZONE(active_kb), "active"},
    {COUNTER(inactive), NONE, ZONE(inactive_kb), "inactive"},
    {COUNTER(slab_reclaimable), NONE, ZONE(slab_reclaimable_kb), "slab_reclaimable"},
    {COUNTER(slab_unreclaimable), NONE, ZONE(slab_unreclaimable_kb), "slab_unreclaimable"},
    {COUNTER(bounce), NONE, ZONE(bounce_kb), NULL},
    {COUNTER(free), NONE, ZONE(free_kb), NULL},
    {COUNTER(free_pcp), NONE, ZONE(free_pcp_kb), NULL},
    {COUNTER(free_cma), NONE, ZONE(free_cma_kb), NULL},
};

/* What MEMBER adds up to in COUNT records of SIZE bytes each, from RECORDS. */
static int64_t refill_sum_kb(const void *records, size_t count, size_t size, size_t member) {
    if (count == 0 || member == NONE)
        return ABSENT;
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum = amount_both(sum, *(const int64_t *)((const char *)records + i * size + member));
    return sum;
}

static int64_t refill_nodes_kb(const struct memory *memory, size_t member) {
    return refill_sum_kb(memory->nodes, memory->node_count, sizeof *memory->nodes, member);
}

static int64_t refill_zones_kb(const struct memory *memory, size_t member) {
    return refill_sum_kb(memory->zones, memory->zone_count, sizeof *memory->zones, member);
}

/* The zones hold what their nodes say, within 2 %: none was cut off. */
static bool refill_zones_fill_nodes(const struct memory *memory) {
    int64_t nodes =
        amount_both(refill_nodes_kb(memory, NODE(active_anon_kb)), refill_nodes_kb(memory, NODE(inactive_file_kb)));
    int64_t zones =
        amount_both(refill_zones_kb(memory, ZONE(active_anon_kb)), refill_zones_kb(memory, ZONE(inactive_file_kb)));
    if (!amount_known(nodes) || !amount_known(zones))
        return false;
    return zones >= nodes - nodes / 50 && zones <= nodes + nodes / 50;
}

/* The zones are all there, by the machine's size: filtered ones fill their nodes too. */
static bool refill_covers_ram(const struct memory *memory, int64_t page_kb) {
    int64_t ram_kb = amount_times(memory->totals.ram_pages.value, page_kb), present_kb = sound_present_kb(memory);
    return amount_known(ram_kb) && ram_kb > 0 && amount_known(present_kb) && present_kb >= ram_kb - ram_kb / 20;
}

/* "pages RAM" is what the zones have, but for a twentieth; without it the nodes must say so. */
static bool refill_is_whole(const struct memory *memory, int64_t page_kb) {
    int64_t ram_kb = amount_times(memory->totals.ram_pages.value, page_kb);
    return amount_known(ram_kb) && ram_kb > 0 ? refill_covers_ram(memory, page_kb) : refill_zones_fill_nodes(memory);
}

/* A report's memory, and what is asked of it for each counter. */
struct refill {
    const struct memory *memory;
    int64_t page_kb;
    int64_t present_kb; /* of the zones, where they are all there by the machine's size; else ABSENT */
};

static struct refill refill_of(const struct memory *memory, int64_t page_kb) {
    return (struct refill){memory, page_kb,
                           refill_covers_ram(memory, page_kb) ? amount_positive(sound_present_kb(memory)) : ABSENT};
}

static int64_t refill_told_kb(const struct memory *memory, const struct refill_source *source) {
    int64_t nodes_kb = refill_nodes_kb(memory, source->node);
    return amount_known(nodes_kb) ? nodes_kb : refill_zones_kb(memory, source->zone);
}

static const struct figure *refill_printed(const struct memory *memory, const struct refill_source *source) {
    return (const struct figure *)((const char *)&memory->counters + source->counter);
}

/* By how many kB, beyond what moves while a report is printed, a counter is less than the nodes or zones say: a
 * negative number where it is more, 0 where they agree. Zones, without a node line, may be all that agree. */
static int64_t refill_short_kb(const struct refill *refill, const struct refill_source *source) {
    enum { SLACK_KB = 16 * 1024, SLACK_SHARE = 10, RAM_SHARE = 100 };
    const int64_t kb = amount_kb(refill_printed(refill->memory, source)->value, refill->page_kb);
    if (!source->name || !amount_known(refill->present_kb) || !amount_known(kb))
        return 0;
    const int64_t told_kb = refill_told_kb(refill->memory, source);
    if (!amount_known(told_kb) || told_kb < 0)
        return 0;
    const int64_t most_kb = amount_most(told_kb, kb);
    int64_t slack_kb = amount_sum(amount_sum(most_kb / SLACK_SHARE, refill->present_kb / RAM_SHARE), SLACK_KB);
    return told_kb - kb > slack_kb || kb - told_kb > slack_kb ? told_kb - kb : 0;
}

/* How many counters the log lost, or says too little of, and the nodes and zones tell; they are written to COUNTERS
 * where it is not NULL. */
static size_t refill_lost(const struct refill *refill, struct counters *counters) {
    const struct memory *memory = refill->memory;
    const int64_t line = memory->node_count ? memory->nodes[0].line : memory->zones[0].line;
    size_t lost = 0;
    for (size_t i = 0; i < sizeof refill_sources / sizeof *refill_sources; i++) {
        const struct refill_source *source = &refill_sources[i];
        if (amount_known(refill_printed(memory, source)->value) && refill_short_kb(refill, source) <= 0)
            continue;
        const int64_t kb = refill_told_kb(memory, source);
        if (!amount_known(kb))
            continue;
        lost++;
        if (counters)
            *(struct figure *)((char *)counters + source->counter) = (struct figure){kb / refill->page_kb, line};
    }
    return lost;
}

/* Counters that the nodes or zones contradict: digits that were lost make a figure less, so the larger one is taken. */
static bool refill_warn_contradicted(struct event *event, const struct refill *refill, size_t *ret_count) {
    const struct memory *memory = refill->memory;
    str names = STR("");
    struct span lines = {0, 0};
    size_t count = 0;
    for (size_t i = 0; i < sizeof refill_sources / sizeof *refill_sources; i++) {
        const struct refill_source *source = &refill_sources[i];
        if (refill_short_kb(refill, source) == 0)
            continue;
        const struct figure *printed = refill_printed(memory, source);
        names = arena_format(event->arena, "%.*s%s%s:%lld (%lld kB; its nodes or zones: %lld kB)", STR_ARG(names),
                             count ? ", " : "", source->name, (long long)printed->value,
                             (long long)amount_kb(printed->value, refill->page_kb),
                             (long long)refill_told_kb(memory, source));
        lines = (struct span){lines.first ? amount_least(lines.first, printed->line) : printed->line,
                              amount_most(lines.last, printed->line)};
        count++;
    }
    *ret_count = count;
    return count == 0 ||
           warning_add(event, lines,
                       arena_format(event->arena,
                                    "Counters and the lines of nodes and zones contradict each other; the "
                                    "larger figure is used: %.*s.",
                                    STR_ARG(names)));
}

/* Counters that are lost, not only wrong. */
static bool refill_lacks(const struct memory *memory) {
    for (size_t i = 0; i < sizeof refill_sources / sizeof *refill_sources; i++)
        if (!amount_known(refill_printed(memory, &refill_sources[i])->value) &&
            amount_known(refill_told_kb(memory, &refill_sources[i])))
            return true;
    return false;
}

static bool refill_warn_lost(struct event *event, const struct memory *memory, struct span lines) {
    if (!refill_lacks(memory))
        return true;
    return warning_add(event, lines,
                       memory->counters.lines.first
                           ? STR("Some counters of the whole machine are missing; they were added up from the lines of "
                                 "its nodes and zones.")
                           : STR("The counters of the whole machine are missing; they were added up from the lines of "
                                 "its nodes and zones."));
}

const struct memory *refill_counters(struct event *event, const struct memory *memory, int64_t page_kb,
                                     bool *ret_contradicted) {
    size_t contradicted;
    if (memory->zone_count == 0 || page_kb <= 0 || !refill_is_whole(memory, page_kb))
        return memory;
    const struct refill refill = refill_of(memory, page_kb);
    if (!refill_warn_contradicted(event, &refill, &contradicted))
        return NULL;
    *ret_contradicted = contradicted > 0;
    if (refill_lost(&refill, NULL) == 0)
        return memory;
    struct memory *copy = arena_alloc(event->arena, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *memory;
    refill_lost(&refill, &copy->counters);
    const struct span lines = {memory->node_count ? memory->nodes[0].line : memory->zones[0].line,
                               memory->zones[memory->zone_count - 1].line};
    if (!memory->counters.lines.first)
        copy->counters.lines = lines;
    return refill_warn_lost(event, memory, lines) ? copy : NULL;
}
