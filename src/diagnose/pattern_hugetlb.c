/* A reserved pool of huge pages holds the memory.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

/* The pool's pages that nobody uses at this moment, in kB. */
static int64_t hugetlb_idle_kb(const struct scene *scene) {
    const struct memory *memory = &scene->event->memory;
    int64_t kb = 0;
    for (size_t i = 0; i < memory->hugepages_count; i++)
        kb = amount_sum(kb, amount_product(memory->hugepages[i].free, memory->hugepages[i].size_kb));
    return kb;
}

static bool hugetlb_judge(const struct scene *scene, struct finding *finding) {
    const struct part *pool = &scene->parts[PART_HUGETLB];
    if (!pattern_weigh(scene, finding, amount_positive(pool->kb), HUGETLB_MENTION_PERCENT, HUGETLB_CAUSE_PERCENT))
        return false;
    int64_t idle = hugetlb_idle_kb(scene);
    finding->consumer = STR("hugetlb");
    pattern_state(scene, finding,
                  "A pool of huge pages holds %s, %s of %s, of which %s was idle: ordinary requests can't use it.",
                  SIZE(pool->kb), PERCENT(pool->kb, scene->room_kb), scene->room, SIZE(idle));
    pattern_for(scene, finding, pool->lines, "Huge pages: %s in the pool, %s of it not in use at this moment.",
                SIZE(pool->kb), SIZE(idle));
    pattern_add_processes(scene, finding);
    if (!amount_at_least(idle, 50, pool->kb))
        pattern_against(scene, finding, pool->lines,
                        "Most of the pool is in use: it may be the workload that is too large.");
    return true;
}

const struct pattern pattern_hugetlb = {"hugetlb", PATTERN_HOLDER, PART_HUGETLB, hugetlb_judge};
