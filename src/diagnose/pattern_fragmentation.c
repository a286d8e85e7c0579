/* Enough is free, but not in one piece of the order asked for.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"
#include "model/release.h"

/* Page cache that could be dropped at once: neither dirty nor being written. */
static int64_t fragmentation_clean_kb(const struct facts *facts) {
    const struct ledger_within *within = &facts->reckoning->ledger.within;
    return amount_less(room_part_kb(&facts->room, PART_FILE), amount_sum(within->dirty_kb, within->writeback_kb));
}

/* No zone that was open to the request listed a free piece of its size that it might have taken. */
static bool fragmentation_lacks_piece(const struct facts *facts) {
    struct shortage_blocks blocks = shortage_blocks_of(facts);
    return blocks.known && blocks.usable_kb == 0;
}

/* CMA pages are whole, yet not for this request. While page cache could still be dropped, it is the piece that was
 * lacking; without any the memory is simply gone. */
static bool fragmentation_fits(const struct facts *facts) {
    enum shortage shortage = facts->reckoning->shortage;
    bool cache = amount_at_least(fragmentation_clean_kb(facts), CACHE_MENTION_PERCENT, facts->room.kb);
    bool larger = facts->event->trigger.order > 0 && cache;
    return shortage == SHORTAGE_FRAGMENTED || (shortage == SHORTAGE_CMA && larger) ||
           (shortage == SHORTAGE_EXHAUSTED && larger && fragmentation_lacks_piece(facts));
}

static int64_t fragmentation_unusable_kb(const struct facts *facts) {
    int64_t kb = 0;
    for (size_t i = 0; facts->reckoning->zones && i < facts->event->memory.zone_count; i++)
        if (facts->reckoning->zones[i].eligible == TRI_YES)
            kb = amount_sum(kb, facts->reckoning->zones[i].unusable_kb);
    return kb;
}

static bool fragmentation_judge(const struct facts *facts, struct finding *finding) {
    if (facts->reckoning->manual || facts->room.is_cgroup || !fragmentation_fits(facts))
        return false;
    const struct trigger *trigger = &facts->event->trigger;
    int64_t order = trigger->order > 0 && trigger->order < 20 ? trigger->order : 0;
    int64_t piece = amount_product(facts->reckoning->page_kb, (int64_t)1 << order);
    struct shortage_sum open = shortage_of(facts, true);
    int64_t unusable = fragmentation_unusable_kb(facts);
    bool plain = open.margin_kb > 0 && facts->reckoning->shortage != SHORTAGE_EXHAUSTED;
    finding->confidence = plain ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
    finding->weight = facts->room.reach_kb;
    pattern_state(facts, finding, "%s was free, but no piece of %s (order %lld) that the request could use.",
                  SIZE(open.free_kb), SIZE(piece), (long long)order);
    pattern_for(facts, finding, open.lines,
                "Free in the zones that the request could use: %s, %s above what had to stay free.", SIZE(open.free_kb),
                SIZE(open.margin_kb));
    pattern_for(facts, finding, trigger->lines.first ? trigger->lines : facts->event->lines,
                "The request was for %s in one piece.", SIZE(piece));
    struct shortage_blocks blocks = shortage_blocks_of(facts);
    if (blocks.known)
        pattern_for(facts, finding, blocks.lines,
                    "The lists of free pieces: %s in pieces of %s or larger that the request could use.",
                    SIZE(blocks.usable_kb), SIZE(piece));
    if (blocks.kept_kb > 0)
        pattern_for(facts, finding, blocks.lines,
                    "Another %s in such pieces was kept from it by the watermark or the reserve of their zones.",
                    SIZE(blocks.kept_kb));
    if (unusable > 0)
        pattern_for(facts, finding, open.lines, "%s of it is set aside for other requests (CMA, highatomic).",
                    SIZE(unusable));
    if (!plain && order > 0)
        pattern_for(facts, finding, facts->room.parts[PART_FILE].lines,
                    "%s of page cache was neither dirty nor being written: a single page could have been had.",
                    SIZE(fragmentation_clean_kb(facts)));
    pattern_brief(facts, finding, "enough memory was free, but no piece of %s that this request could use.",
                  SIZE(piece));
    return true;
}

/* What compaction can move in the zones that the request could use: private, shared and cached pages that are not
 * locked. ABSENT where the log does not show it. */
static int64_t fragmentation_movable_kb(const struct facts *facts) {
    const struct memory *memory = &facts->event->memory;
    int64_t kb = 0;
    for (size_t i = 0; facts->reckoning->zones && i < memory->zone_count; i++) {
        const struct zone *zone = &memory->zones[i];
        if (facts->reckoning->zones[i].eligible != TRI_YES)
            continue;
        if (zone->inactive_anon_kb == ABSENT || zone->inactive_file_kb == ABSENT)
            return ABSENT;
        kb = amount_sum(kb, amount_sum(amount_sum(zone->active_anon_kb, zone->inactive_anon_kb),
                                       amount_sum(zone->active_file_kb, zone->inactive_file_kb)));
    }
    return kb;
}

/* So little of it that free pieces can't be made of it, or the kernel has none at all. */
static bool fragmentation_is_pinned(const struct facts *facts) {
    int64_t kb = fragmentation_movable_kb(facts), managed_kb = shortage_of(facts, true).managed_kb;
    return kb != ABSENT && managed_kb > 0 && !amount_at_least(kb, COMPACT_PERCENT, managed_kb);
}

static void fragmentation_advise_pinned(const struct facts *facts, struct advice *advice) {
    advice->code = STR("find-slab-maker");
    advice->advice = STR("Find out what kernel memory fills the zones that the request could use: only pages of "
                         "processes and files can be moved or given back, and there are hardly any.");
    advice->command = STR("slabtop -o -s c | head -n 20; cat /proc/pagetypeinfo");
    advice->because = arena_format(facts->arena, "Of the %s of these zones only %s can be moved.",
                                   SIZE(shortage_of(facts, true).managed_kb), SIZE(fragmentation_movable_kb(facts)));
    advice->lines = shortage_of(facts, true).lines;
}

static bool fragmentation_advise(const struct facts *facts, struct advice *advice) {
    advice->code = STR("compact");
    const struct release release = facts->reckoning->release;
    const bool compacts = !release_is_before(release, RELEASE(2, 6, 35));
    if (!compacts && release_is_before(release, RELEASE(2, 6, 24))) /* has no pagetypeinfo either */
        return false;
    if (fragmentation_is_pinned(facts)) {
        fragmentation_advise_pinned(facts, advice);
        return true;
    }
    if (!compacts)
        return false;
    bool old = release_is_before(release, RELEASE(5, 9, 0));
    advice->advice = STR("Have memory compacted before large pieces are asked for.");
    advice->command = old ? STR("sysctl -w vm.compact_memory=1")
                          : STR("sysctl -w vm.compact_memory=1 vm.compaction_proactiveness=40");
    advice->because =
        arena_format(facts->arena, "The request was of order %lld and found free memory only in smaller pieces.",
                     (long long)facts->event->trigger.order);
    advice->side_effect = STR("Compaction takes CPU time and stalls who waits for it.");
    advice->lines = facts->event->trigger.lines;
    return true;
}

static str fragmentation_prevention(const struct facts *facts) {
    if (fragmentation_is_pinned(facts))
        return STR("Perhaps: with less kernel memory between the free pieces; hardly anything there can be moved.");
    return STR("Perhaps: with memory compacted in time; more RAM only makes it rarer.");
}

static str fragmentation_prevented(const struct facts *facts) {
    if (fragmentation_is_pinned(facts))
        return STR("Perhaps, with less memory of the kernel");
    return STR("Perhaps, by compacting memory in time");
}

const struct pattern pattern_fragmentation = {
    .name = "fragmentation",
    .family = PATTERN_CIRCUMSTANCE,
    .part = PART_COUNT,
    .judge = fragmentation_judge,
    .consumer = consumer_largest,
    .prevention = fragmentation_prevention,
    .prevented = fragmentation_prevented,
    .advice = {{ADVICE_CAUSE, fragmentation_advise}, {ADVICE_ROOM, advice_min_free}},
};
