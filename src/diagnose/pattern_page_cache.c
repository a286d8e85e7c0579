/* File pages that could not be reclaimed: dirty, under writeback, or protected.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

static bool page_cache_judge(const struct scene *scene, struct finding *finding) {
    const struct part *file = &scene->parts[PART_FILE];
    if (scene_is_roomy(scene) ||
        !pattern_weigh(scene, finding, amount_positive(file->kb), CACHE_MENTION_PERCENT, CACHE_CAUSE_PERCENT))
        return false;
    struct span lines = {0, 0};
    int64_t unwritten = scene_unwritten_kb(scene, &lines);
    bool dirty = scene_is_dirty(scene);
    if (!dirty && finding->confidence > CONFIDENCE_LOW)
        finding->confidence--;
    finding->consumer = STR("page cache");
    pattern_state(scene, finding, "%s %s, %s of %s%s.",
                  dirty ? "Page cache that could not be given back holds" : "Page cache still holds", SIZE(file->kb),
                  PERCENT(file->kb, scene->room_kb), scene->room,
                  dirty ? ", most of it waiting to be written to storage"
                        : ": why it was not given back, the report does not show");
    pattern_for(scene, finding, file->lines, "File pages: %s, %s of %s.", SIZE(file->kb),
                PERCENT(file->kb, scene->room_kb), scene->room);
    if (unwritten != ABSENT) {
        if (dirty)
            pattern_for(scene, finding, lines, "Dirty or being written: %s of it.", SIZE(unwritten));
        else
            pattern_against(scene, finding, lines,
                            "Only %s of it is dirty or being written: the rest could usually be dropped.",
                            SIZE(unwritten));
    }
    pattern_add_processes(scene, finding);
    return true;
}

const struct pattern pattern_page_cache = {"page-cache", PATTERN_HOLDER, PART_FILE, page_cache_judge};
