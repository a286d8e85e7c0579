/* Locked memory or ramfs holds the memory.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"

/* A process that is as large as half of what is locked has locked it; ramfs belongs to none. */
static bool unevictable_is_locked(const struct scene *scene, int64_t kb) {
    return scene->largest.count && amount_at_least(scene->largest.anon_kb, UNEVICTABLE_LOCKED_PERCENT, kb);
}

/* What is locked stands in the zones' lines. It may be more: pages that no list has taken up yet. */
static void unevictable_add_locked(const struct scene *scene, struct finding *finding, int64_t kb) {
    int64_t mlocked = scene->reckoning->ledger.within.mlocked_kb;
    struct shortage_sum open = shortage_of(scene, true), closed = shortage_of(scene, false);
    struct span lines = evidence_join(open.lines, closed.lines);
    if (mlocked == ABSENT)
        return;
    if (lines.first == 0)
        lines = scene_lines(scene);
    if (mlocked >= kb)
        pattern_for(scene, finding, lines, "All of it is locked by processes (mlock).");
    else
        pattern_for(scene, finding, lines, "Of it %s is locked by processes (mlock).", SIZE(mlocked));
}

static bool unevictable_judge(const struct scene *scene, struct finding *finding) {
    const struct part *part = &scene->parts[PART_UNEVICTABLE];
    int64_t kb = amount_positive(part->kb);
    if (!pattern_weigh(scene, finding, kb, UNEVICTABLE_MENTION_PERCENT, UNEVICTABLE_CAUSE_PERCENT))
        return false;
    bool locked = unevictable_is_locked(scene, kb);
    finding->consumer = locked ? scene->largest.name : STR("unevictable");
    pattern_state(scene, finding, "Memory that the kernel may neither drop nor swap out (%s) holds %s, %s of %s.",
                  locked ? "locked by a process" : "locked memory or files on ramfs", SIZE(kb),
                  PERCENT(kb, scene->room_kb), scene->room);
    pattern_for(scene, finding, part->lines, "Unevictable: %s, %s of %s.", SIZE(kb), PERCENT(kb, scene->room_kb),
                scene->room);
    unevictable_add_locked(scene, finding, kb);
    if (!scene->table || !scene->largest.count)
        return true;
    str name = pattern_name(scene, &scene->largest);
    pattern_for(scene, finding, scene->largest.lines, "The largest process, %.*s, holds %s.", STR_ARG(name),
                SIZE(scene->largest.kb));
    return true;
}

const struct pattern pattern_unevictable = {"unevictable", PATTERN_HOLDER, PART_UNEVICTABLE, unevictable_judge};
