/* Enough is free, but not in one piece of the order asked for.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"

/* Page cache that could be dropped at once: neither dirty nor being written. */
static int64_t fragmentation_clean_kb(const struct scene *scene) {
    const struct ledger_within *within = &scene->reckoning->ledger.within;
    return amount_less(scene_kb(scene, PART_FILE), amount_sum(within->dirty_kb, within->writeback_kb));
}

/* No zone that was open to the request listed a free piece of its size that it might have taken. */
static bool fragmentation_lacks_piece(const struct scene *scene) {
    struct shortage_blocks blocks = shortage_blocks_of(scene);
    return blocks.known && blocks.usable_kb == 0;
}

/* CMA pages are whole, yet not for this request. While page cache could still be dropped, it is the piece that was
 * lacking; without any the memory is simply gone. */
static bool fragmentation_fits(const struct scene *scene) {
    enum shortage shortage = scene->reckoning->shortage;
    bool cache = amount_at_least(fragmentation_clean_kb(scene), CACHE_MENTION_PERCENT, scene->room_kb);
    bool larger = scene->event->trigger.order > 0 && cache;
    return shortage == SHORTAGE_FRAGMENTED || (shortage == SHORTAGE_CMA && larger) ||
           (shortage == SHORTAGE_EXHAUSTED && larger && fragmentation_lacks_piece(scene));
}

static int64_t fragmentation_unusable_kb(const struct scene *scene) {
    int64_t kb = 0;
    for (size_t i = 0; scene->reckoning->zones && i < scene->event->memory.zone_count; i++)
        if (scene->reckoning->zones[i].eligible == TRI_YES)
            kb = amount_sum(kb, scene->reckoning->zones[i].unusable_kb);
    return kb;
}

static bool fragmentation_judge(const struct scene *scene, struct finding *finding) {
    if (scene->reckoning->manual || scene->cgroup || !fragmentation_fits(scene))
        return false;
    const struct trigger *trigger = &scene->event->trigger;
    int64_t order = trigger->order > 0 && trigger->order < 20 ? trigger->order : 0;
    int64_t piece = amount_product(scene->reckoning->page_kb, (int64_t)1 << order);
    struct shortage_sum open = shortage_of(scene, true);
    int64_t unusable = fragmentation_unusable_kb(scene);
    bool plain = open.margin_kb > 0 && scene->reckoning->shortage != SHORTAGE_EXHAUSTED;
    finding->confidence = plain ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
    finding->weight = scene->reach_kb;
    pattern_state(scene, finding, "%s was free, but no piece of %s (order %lld) that the request could use.",
                  SIZE(open.free_kb), SIZE(piece), (long long)order);
    pattern_for(scene, finding, open.lines,
                "Free in the zones that the request could use: %s, %s above what had to stay free.", SIZE(open.free_kb),
                SIZE(open.margin_kb));
    pattern_for(scene, finding, trigger->lines.first ? trigger->lines : scene->event->lines,
                "The request was for %s in one piece.", SIZE(piece));
    struct shortage_blocks blocks = shortage_blocks_of(scene);
    if (blocks.known)
        pattern_for(scene, finding, blocks.lines,
                    "The lists of free pieces: %s in pieces of %s or larger that the request could use.",
                    SIZE(blocks.usable_kb), SIZE(piece));
    if (blocks.kept_kb > 0)
        pattern_for(scene, finding, blocks.lines,
                    "Another %s in such pieces was kept from it by the watermark or the reserve of their zones.",
                    SIZE(blocks.kept_kb));
    if (unusable > 0)
        pattern_for(scene, finding, open.lines, "%s of it is set aside for other requests (CMA, highatomic).",
                    SIZE(unusable));
    if (!plain && order > 0)
        pattern_for(scene, finding, scene->parts[PART_FILE].lines,
                    "%s of page cache was neither dirty nor being written: a single page could have been had.",
                    SIZE(fragmentation_clean_kb(scene)));
    return true;
}

const struct pattern pattern_fragmentation = {"fragmentation", PATTERN_CIRCUMSTANCE, PART_COUNT, fragmentation_judge};
