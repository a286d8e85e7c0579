/* Page tables hold the memory: sparse mappings, or one large segment mapped by many.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

/* The process with the largest page tables, where the table shows them. */
static struct holder page_tables_owner(const struct scene *scene) {
    struct holder owner = {0};
    const struct oomwhy_tasks *tasks = &scene->event->tasks;
    for (size_t row = 0; row < tasks->count; row++) {
        const struct oomwhy_task *task = &tasks->items[row];
        int64_t kb = task->pgtables_bytes != OOMWHY_ABSENT
                         ? tally_of(task->pgtables_bytes) / 1024
                         : tally_times(tally_sum(task->nr_ptes, task->nr_pmds), scene->reckoning->page_kb);
        if (kb <= owner.pagetables_kb)
            continue;
        owner = (struct holder){.name = task->name, .pid = task->pid, .count = 1, .pagetables_kb = kb};
        owner.rss_kb = tally_times(task->rss, scene->reckoning->page_kb);
        owner.lines = evidence_line(task->line);
    }
    return owner;
}

static bool page_tables_judge(const struct scene *scene, struct oomwhy_finding *finding) {
    const struct part *tables = &scene->parts[PART_PAGETABLES];
    if (scene->swarm ||
        !pattern_weigh(scene, finding, tally_of(tables->kb), PAGETABLES_MENTION_PERCENT, PAGETABLES_CAUSE_PERCENT))
        return false;
    finding->consumer = STR("page tables");
    pattern_state(scene, finding, "Page tables, the kernel's maps of virtual memory, hold %s, %s of %s.",
                  SIZE(tables->kb), PERCENT(tables->kb, scene->room_kb), scene->room);
    pattern_for(scene, finding, tables->lines, "Page tables: %s; 0.1 to 2 %% of RAM is usual.", SIZE(tables->kb));
    struct holder owner = page_tables_owner(scene);
    if (owner.count)
        pattern_for(scene, finding, owner.lines,
                    "%.*s has %s of page tables for %s in RAM; a dense mapping would need %s.",
                    STR_ARG(pattern_name(scene, &owner)), SIZE(owner.pagetables_kb), SIZE(owner.rss_kb),
                    SIZE(owner.rss_kb / 512));
    pattern_add_processes(scene, finding);
    return true;
}

const struct pattern pattern_page_tables = {"page-tables", PATTERN_HOLDER, PART_PAGETABLES, page_tables_judge};
