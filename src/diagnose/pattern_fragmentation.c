/* Enough is free, but not in one piece of the order asked for.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"

/* CMA pages are whole, yet not for this request. While page cache could still be dropped, it is the piece that was
 * lacking; without any the memory is simply gone. */
static bool fragmentation_fits(const struct scene *scene) {
    enum oomwhy_shortage shortage = scene->reckoning->shortage;
    bool cache = tally_at_least(scene_kb(scene, PART_FILE), CACHE_MENTION_PERCENT, scene->room_kb);
    return shortage == OOMWHY_SHORTAGE_FRAGMENTED ||
           (shortage == OOMWHY_SHORTAGE_CMA && scene->event->trigger.order > 0 && cache);
}

static int64_t fragmentation_unusable_kb(const struct scene *scene) {
    int64_t kb = 0;
    for (size_t i = 0; scene->reckoning->zones && i < scene->event->memory.zone_count; i++)
        if (scene->reckoning->zones[i].eligible == OOMWHY_YES)
            kb = tally_sum(kb, scene->reckoning->zones[i].unusable_kb);
    return kb;
}

static bool fragmentation_judge(const struct scene *scene, struct oomwhy_finding *finding) {
    if (scene->reckoning->manual || scene->cgroup || !fragmentation_fits(scene))
        return false;
    const struct oomwhy_trigger *trigger = &scene->event->trigger;
    int64_t order = trigger->order > 0 && trigger->order < 20 ? trigger->order : 0;
    int64_t piece = tally_times(scene->reckoning->page_kb, (int64_t)1 << order);
    struct shortage_sum open = shortage_of(scene, true);
    int64_t unusable = fragmentation_unusable_kb(scene);
    finding->confidence = open.margin_kb > 0 ? OOMWHY_CONFIDENCE_HIGH : OOMWHY_CONFIDENCE_MEDIUM;
    finding->weight = scene->reach_kb;
    pattern_state(scene, finding, "%s was free, but no piece of %s (order %lld) that the request could use.",
                  SIZE(open.free_kb), SIZE(piece), (long long)order);
    pattern_for(scene, finding, trigger->lines.first ? trigger->lines : scene->event->lines,
                "The request was for %s in one piece.", SIZE(piece));
    pattern_for(scene, finding, open.lines, "Free in the zones it could use: %s, %s above what had to stay free.",
                SIZE(open.free_kb), SIZE(open.margin_kb));
    struct shortage_blocks blocks = shortage_blocks_of(scene);
    if (blocks.known)
        pattern_for(scene, finding, blocks.lines,
                    "The lists of free pieces: %s in pieces of %s or larger that the request could use.",
                    SIZE(blocks.usable_kb), SIZE(piece));
    if (unusable > 0)
        pattern_for(scene, finding, open.lines, "%s of it is set aside for other requests (CMA, highatomic).",
                    SIZE(unusable));
    return true;
}

const struct pattern pattern_fragmentation = {"fragmentation", PATTERN_CIRCUMSTANCE, PART_COUNT, fragmentation_judge};
