/* Kernel objects hold the memory, processes do not.
 * SPDX-License-Identifier: MIT */
#include "diagnose/lead.h"
#include "diagnose/pattern.h"
#include "diagnose/slabs.h"

enum { SLAB_LEAK_CACHES = 3 };

static void slab_leak_add_caches(const struct scene *scene, struct finding *finding) {
    const struct slab *cache = NULL;
    for (int i = 0; i < SLAB_LEAK_CACHES; i++) {
        cache = slabs_next(scene, cache);
        if (!cache || !amount_at_least(cache->total_kb, SLAB_MENTION_PERCENT, finding->weight))
            return;
        const char *meaning = slabs_meaning(scene, cache);
        pattern_for(scene, finding, evidence_line(cache->line), "Slab cache %.*s takes %s, %s of it in use%s%s.",
                    STR_ARG(cache->name), SIZE(cache->total_kb), SIZE(cache->used_kb), *meaning ? ": " : "", meaning);
    }
}

/* Large kmalloc is slab without a cache. */
static void slab_leak_add_rest(const struct scene *scene, struct finding *finding) {
    const struct memory *memory = &scene->event->memory;
    int64_t listed = scene_listed_slab_kb(scene), slab = scene_kb(scene, PART_SLAB);
    if (listed == ABSENT)
        return;
    pattern_for(scene, finding, memory->slab_lines,
                "The kernel lists its slab caches, which it does only when slab exceeds all process and file memory.");
    if (!amount_at_least(listed, 50, slab))
        pattern_for(
            scene, finding, memory->slab_lines,
            "The listed caches hold only %s of %s: the rest are objects of more than two pages (large kmalloc), "
            "which have no cache of their own.",
            SIZE(listed), SIZE(slab));
}

static bool slab_leak_judge(const struct scene *scene, struct finding *finding) {
    int64_t slab = scene_slab_kb(scene);
    if (!pattern_weigh(scene, finding, slab, SLAB_MENTION_PERCENT, SLAB_CAUSE_PERCENT))
        return false;
    const struct part *hard = &scene->parts[PART_SLAB], *soft = &scene->parts[PART_SLAB_RECLAIMABLE];
    finding->consumer = STR("slab");
    pattern_state(scene, finding,
                  "The kernel's own objects (slab) hold %s, %s of %s: a kernel-side leak, or objects that some process "
                  "makes without end.",
                  SIZE(slab), PERCENT(slab, scene->room_kb), scene->room);
    pattern_for(scene, finding, hard->lines, "Slab that cannot be reclaimed: %s, %s of %s.",
                SIZE(amount_positive(hard->kb)), PERCENT(amount_positive(hard->kb), scene->room_kb), scene->room);
    if (slab > scene_kb(scene, PART_SLAB))
        pattern_for(scene, finding, soft->lines, "Slab that should be reclaimable, yet was not given back: %s.",
                    SIZE(soft->kb));
    lead_add(scene, finding, PART_SLAB);
    slab_leak_add_caches(scene, finding);
    slab_leak_add_rest(scene, finding);
    pattern_add_processes(scene, finding);
    if (scene->event->memory.slab_count == 0)
        pattern_against(scene, finding, hard->lines,
                        "The report does not list the slab caches: which objects grew is not shown.");
    return true;
}

const struct pattern pattern_slab_leak = {"slab-leak", PATTERN_HOLDER, PART_SLAB, slab_leak_judge};
