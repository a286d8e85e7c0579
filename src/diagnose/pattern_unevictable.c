/* Locked memory or ramfs holds the memory.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

/* A process that is as large as half of what is locked has locked it; ramfs belongs to none. */
static bool unevictable_is_locked(const struct scene *scene, int64_t kb) {
    return scene->largest.count && tally_at_least(scene->largest.anon_kb, UNEVICTABLE_LOCKED_PERCENT, kb);
}

static bool unevictable_judge(const struct scene *scene, struct oomwhy_finding *finding) {
    const struct part *part = &scene->parts[PART_UNEVICTABLE];
    int64_t kb = tally_of(part->kb), mlocked = scene->reckoning->ledger.within.mlocked_kb;
    if (!pattern_weigh(scene, finding, kb, UNEVICTABLE_MENTION_PERCENT, UNEVICTABLE_CAUSE_PERCENT))
        return false;
    bool locked = unevictable_is_locked(scene, kb);
    finding->consumer = locked ? scene->largest.name : STR("unevictable");
    pattern_state(scene, finding, "Memory that the kernel may neither drop nor swap out (%s) holds %s, %s of %s.",
                  locked ? "locked by a process" : "locked memory or files on ramfs", SIZE(kb),
                  PERCENT(kb, scene->room_kb), scene->room);
    pattern_for(scene, finding, part->lines, "Unevictable: %s, %s of %s.", SIZE(kb), PERCENT(kb, scene->room_kb),
                scene->room);
    if (mlocked != OOMWHY_ABSENT)
        pattern_for(scene, finding, scene->parts[PART_KERNEL_STACK].lines, "Of it %s is locked by processes (mlock).",
                    SIZE(mlocked));
    if (scene->table && scene->largest.count)
        pattern_for(scene, finding, scene->largest.lines, "The largest process, %.*s, holds %s.",
                    STR_ARG(pattern_name(scene, &scene->largest)), SIZE(scene->largest.kb));
    return true;
}

const struct pattern pattern_unevictable = {"unevictable", PATTERN_HOLDER, PART_UNEVICTABLE, unevictable_judge};
