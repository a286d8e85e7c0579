/* Page tables hold the memory: sparse mappings, or one large segment mapped by many.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

/* Eight bytes of table a page where its neighbours are in use too, and some tables that every process has. */
static int64_t page_tables_dense_kb(const struct scene *scene, int64_t held_kb, int64_t processes) {
    enum { ENTRIES_A_KB = 128, FIXED_KB = 80 };
    int64_t page_kb = scene->reckoning->page_kb > 0 ? scene->reckoning->page_kb : 4;
    return amount_sum(held_kb / (ENTRIES_A_KB * page_kb), amount_product(FIXED_KB, processes));
}

static void page_tables_add_owner(const struct scene *scene, struct finding *finding) {
    const struct holder *owner = scene_page_tables_owner(scene);
    if (!owner)
        owner = &scene->mapper;
    if (owner->count == 0)
        return;
    int64_t held_kb = amount_sum(owner->rss_kb, owner->swap_kb);
    str name = pattern_name(scene, owner);
    pattern_for(scene, finding, owner->lines,
                "%.*s %s %s of page tables for %s in RAM and swap; densely used, that would take about %s.",
                STR_ARG(name), owner->count > 1 ? "have" : "has", SIZE(owner->pagetables_kb), SIZE(held_kb),
                SIZE(page_tables_dense_kb(scene, held_kb, owner->count)));
}

static bool page_tables_judge(const struct scene *scene, struct finding *finding) {
    const struct part *tables = &scene->parts[PART_PAGETABLES];
    if (scene->swarm || !pattern_weigh(scene, finding, amount_positive(tables->kb), PAGETABLES_MENTION_PERCENT,
                                       PAGETABLES_CAUSE_PERCENT))
        return false;
    const struct holder *owner = scene_page_tables_owner(scene);
    str name = owner ? pattern_name(scene, owner) : STR("");
    str whose =
        owner ? arena_format(scene->arena, "; %s of them belong to %.*s", SIZE(owner->pagetables_kb), STR_ARG(name))
              : STR("");
    finding->consumer = STR("page tables");
    pattern_state(scene, finding, "Page tables, the kernel's maps of virtual memory, hold %s, %s of %s%.*s.",
                  SIZE(tables->kb), PERCENT(tables->kb, scene->room_kb), scene->room, STR_ARG(whose));
    pattern_for(scene, finding, tables->lines, "Page tables: %s; 0.1 to 2 %% of RAM is usual.", SIZE(tables->kb));
    page_tables_add_owner(scene, finding);
    pattern_add_processes(scene, finding);
    return true;
}

const struct pattern pattern_page_tables = {"page-tables", PATTERN_HOLDER, PART_PAGETABLES, page_tables_judge};
