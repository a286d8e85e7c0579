/* What the patterns judge by: the room, who held it, and what makes the log doubtful.
 * SPDX-License-Identifier: MIT */
#include "diagnose/facts.h"

#include "diagnose/doubts.h"
#include "diagnose/kinds.h"
#include "diagnose/thresholds.h"

bool facts_are_lacking(const struct facts *facts) {
    unsigned needed = MISSING_MEMORY | MISSING_TASKS;
    if (facts->room.booting || facts->holders.init_alone) /* there is nobody to list */
        needed = MISSING_MEMORY;
    if (facts->holders.fork_bomb_tail)
        return false;
    bool cut = facts->holders.table && facts->reckoning->table_whole == TRI_NO && facts->room.only_processes;
    /* Without head, usage and limit the statistics that are left may be of some groups below it alone. */
    bool fragment = facts->room.is_cgroup && !facts->room.is_known && facts->reckoning->missing & MISSING_TRIGGER;
    return facts->reckoning->missing & needed || cut || fragment || facts->event->killer != KILLER_KERNEL ||
           facts->holders.unlisted;
}

bool facts_name_graphics(const struct facts *facts) {
    const struct kind *kind = kinds_largest(&facts->room, PART_COUNT);
    int64_t kb = room_part_kb(&facts->room, PART_GPU);
    return kind && kind->part == PART_GPU && kb > facts->holders.largest.kb &&
           amount_at_least(kb, SLAB_CAUSE_PERCENT, facts->room.kb);
}

void facts_set_growth(struct facts *facts, const struct growth_list *growth) {
    facts->reading = growth->reading;
    for (size_t i = 0; i < growth->count && !facts->growth; i++)
        if (growth->items[i].lasted)
            facts->growth = &growth->items[i];
}

void facts_set(struct facts *facts, const struct event *event, const struct reckoning *reckoning) {
    *facts = (struct facts){.event = event, .reckoning = reckoning, .arena = event->arena};
    room_set(&facts->room, event, reckoning);
    facts->doubts = doubts_of(&facts->room);
    holders_count(&facts->holders, &facts->room);
    room_fit_processes(&facts->room, facts->holders.largest.anon_kb, facts->holders.processes_kb);
    holders_compare(&facts->holders);
    facts->userland = userland_of(event, reckoning);
}
