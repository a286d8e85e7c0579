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

/* A page of 4 kB costs 8 bytes of page table, a 512th. Tables far beyond that map next to nothing. */
static bool page_tables_are_sparse(const struct scene *scene) {
    enum { SPARSE_TIMES = 64 };
    int64_t held = amount_sum(scene->reckoning->rss_sum_kb, scene->reckoning->swap_sum_kb);
    return scene->table && amount_product(scene_kb(scene, PART_PAGETABLES), SPARSE_TIMES) > held;
}

static bool page_tables_advise(const struct scene *scene, struct advice *advice) {
    const char *size = SIZE(scene_kb(scene, PART_PAGETABLES));
    if (page_tables_are_sparse(scene)) {
        advice->advice = STR("Map and touch less address space, and unmap what was used: freeing the pages alone keeps "
                             "their tables.");
        advice->because = arena_format(
            scene->arena, "Page tables hold %s, far more than what they map: the pages lie scattered or are gone.",
            size);
    } else {
        advice->advice = STR("Map large regions with huge pages, or fewer of them in fewer processes.");
        advice->because = arena_format(
            scene->arena, "Page tables hold %s; for regions in huge pages they would be a fraction.", size);
    }
    advice->command = STR("grep -H VmPTE /proc/[0-9]*/status | sort -k2 -n -r | head");
    advice->lines = scene->parts[PART_PAGETABLES].lines;
    return true;
}

static str page_tables_prevention(const struct scene *scene) {
    (void)scene;
    return STR("Yes: with fewer mappings, or with denser ones in huge pages.");
}

const struct pattern pattern_page_tables = {
    .name = "page-tables",
    .family = PATTERN_HOLDER,
    .part = PART_PAGETABLES,
    .judge = page_tables_judge,
    .consumer = consumer_largest,
    .prevention = page_tables_prevention,
    .advice = {{ADVICE_CAUSE, page_tables_advise}},
};
