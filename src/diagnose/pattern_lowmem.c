/* One zone is exhausted while others have room.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"

/* One zone is short, or what it has left is CMA, while a zone that the request could not use has room. */
static bool lowmem_fits(const struct scene *scene) {
    enum shortage shortage = scene->reckoning->shortage;
    bool room = amount_at_least(shortage_of(scene, false).free_kb, ELSEWHERE_PERCENT, scene->room_kb);
    return shortage == SHORTAGE_ZONE || (shortage == SHORTAGE_CMA && room);
}

static bool lowmem_judge(const struct scene *scene, struct finding *finding) {
    if (scene->reckoning->manual || scene->cgroup || shortage_confined(scene) || !lowmem_fits(scene))
        return false;
    struct shortage_sum open = shortage_of(scene, true), shut = shortage_of(scene, false);
    int64_t elsewhere = shortage_elsewhere_kb(scene), slab = scene_slab_kb(scene);
    finding->confidence =
        amount_at_least(elsewhere, ELSEWHERE_PERCENT, scene->room_kb) ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
    finding->weight = scene->reach_kb;
    pattern_state(scene, finding,
                  "The zones that this request could use, %s of %s, were exhausted while %s was free in others.",
                  SIZE(open.managed_kb), SIZE(scene->room_kb), SIZE(elsewhere));
    pattern_for(scene, finding, open.lines, "In those zones %s was free, %s above what had to stay free.",
                SIZE(open.free_kb), SIZE(open.margin_kb));
    if (shut.zones)
        pattern_for(scene, finding, shut.lines, "In the zones it could not use %s was free.", SIZE(shut.free_kb));
    pattern_for(scene, finding, scene->event->trigger.lines.first ? scene->event->trigger.lines : scene->event->lines,
                "The request came without the flag for high memory, as those of the kernel for itself do.");
    if (amount_at_least(slab, SLAB_MENTION_PERCENT, open.managed_kb)) {
        finding->consumer = STR("slab");
        pattern_for(scene, finding, scene->parts[PART_SLAB].lines,
                    "The kernel's objects (slab) take %s, %s of those zones.", SIZE(slab),
                    PERCENT(slab, open.managed_kb));
    }
    return true;
}

const struct pattern pattern_lowmem = {"lowmem", PATTERN_CIRCUMSTANCE, PART_COUNT, lowmem_judge};
