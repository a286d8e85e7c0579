/* The machine's counters, where a log lost them, from its nodes and zones.
 * SPDX-License-Identifier: MIT
 *
 * show_free_areas() prints the same memory twice: the counters for the whole machine, then each node and zone. Up to
 * 4.7 a zone's line tells all of it; since 4.8 the LRU stands in the node's line, and slab only in the counters. */
#include "model/refill.h"

#include "base/arena.h"
#include "model/amount.h"
#include "model/sound.h"
#include "model/warning.h"

#define NONE SIZE_MAX

/* A counter, and the members of nodes and zones that add up to it. */
struct refill_source {
    size_t counter, node, zone;
};

#define COUNTER(member) offsetof(struct counters, member)
#define NODE(member) offsetof(struct node, member)
#define ZONE(member) offsetof(struct zone, member)

static const struct refill_source refill_sources[] = {
    {COUNTER(active_anon), NODE(active_anon_kb), ZONE(active_anon_kb)},
    {COUNTER(inactive_anon), NODE(inactive_anon_kb), ZONE(inactive_anon_kb)},
    {COUNTER(isolated_anon), NODE(isolated_anon_kb), ZONE(isolated_anon_kb)},
    {COUNTER(active_file), NODE(active_file_kb), ZONE(active_file_kb)},
    {COUNTER(inactive_file), NODE(inactive_file_kb), ZONE(inactive_file_kb)},
    {COUNTER(isolated_file), NODE(isolated_file_kb), ZONE(isolated_file_kb)},
    {COUNTER(unevictable), NODE(unevictable_kb), ZONE(unevictable_kb)},
    {COUNTER(dirty), NODE(dirty_kb), ZONE(dirty_kb)},
    {COUNTER(writeback), NODE(writeback_kb), ZONE(writeback_kb)},
    {COUNTER(mapped), NODE(mapped_kb), ZONE(mapped_kb)},
    {COUNTER(shmem), NODE(shmem_kb), ZONE(shmem_kb)},
    {COUNTER(pagetables), NODE(pagetables_kb), ZONE(pagetables_kb)},
    {COUNTER(sec_pagetables), NODE(sec_pagetables_kb), NONE},
    {COUNTER(active), NONE, ZONE(active_kb)},
    {COUNTER(inactive), NONE, ZONE(inactive_kb)},
    {COUNTER(slab_reclaimable), NONE, ZONE(slab_reclaimable_kb)},
    {COUNTER(slab_unreclaimable), NONE, ZONE(slab_unreclaimable_kb)},
    {COUNTER(bounce), NONE, ZONE(bounce_kb)},
    {COUNTER(free), NONE, ZONE(free_kb)},
    {COUNTER(free_pcp), NONE, ZONE(free_pcp_kb)},
    {COUNTER(free_cma), NONE, ZONE(free_cma_kb)},
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

/* "pages RAM" is what the zones have, but for a twentieth; without it the nodes must say so. */
static bool refill_is_whole(const struct memory *memory, int64_t page_kb) {
    int64_t ram_kb = amount_times(memory->totals.ram_pages.value, page_kb), present_kb = sound_present_kb(memory);
    if (amount_known(ram_kb) && ram_kb > 0)
        return amount_known(present_kb) && present_kb >= ram_kb - ram_kb / 20;
    return refill_zones_fill_nodes(memory);
}

/* How many counters the log lost and the nodes and zones tell; they are written to COUNTERS where it is not NULL. */
static size_t refill_lost(const struct memory *memory, int64_t page_kb, struct counters *counters) {
    const int64_t line = memory->node_count ? memory->nodes[0].line : memory->zones[0].line;
    size_t lost = 0;
    for (size_t i = 0; i < sizeof refill_sources / sizeof *refill_sources; i++) {
        const struct refill_source *source = &refill_sources[i];
        const struct figure *printed = (const struct figure *)((const char *)&memory->counters + source->counter);
        int64_t nodes_kb = refill_nodes_kb(memory, source->node);
        int64_t kb = amount_known(nodes_kb) ? nodes_kb : refill_zones_kb(memory, source->zone);
        if (amount_known(printed->value) || !amount_known(kb))
            continue;
        lost++;
        if (counters)
            *(struct figure *)((char *)counters + source->counter) = (struct figure){kb / page_kb, line};
    }
    return lost;
}

const struct memory *refill_counters(struct event *event, const struct memory *memory, int64_t page_kb) {
    const bool some = memory->counters.lines.first != 0;
    if (memory->zone_count == 0 || page_kb <= 0 || !refill_is_whole(memory, page_kb) ||
        refill_lost(memory, page_kb, NULL) == 0)
        return memory;
    struct memory *copy = arena_alloc(event->arena, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *memory;
    refill_lost(memory, page_kb, &copy->counters);
    const struct span lines = {memory->node_count ? memory->nodes[0].line : memory->zones[0].line,
                               memory->zones[memory->zone_count - 1].line};
    if (!some)
        copy->counters.lines = lines;
    bool said = warning_add(event, lines,
                            some ? STR("Some counters of the whole machine are missing; they were added up from the "
                                       "lines of its nodes and zones.")
                                 : STR("The counters of the whole machine are missing; they were added up from the "
                                       "lines of its nodes and zones."));
    return said ? copy : NULL;
}
