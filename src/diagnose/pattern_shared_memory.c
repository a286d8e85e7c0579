/* Files in tmpfs or shared-memory segments hold the memory.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

/* The most that any one process has mapped of it, where the table or the kill line tells. */
static int64_t shared_memory_mapped_kb(const struct scene *scene, struct oomwhy_span *ret_lines, str *ret_name) {
    const struct oomwhy_event *event = scene->event;
    int64_t most = OOMWHY_ABSENT;
    for (size_t i = 0; i < event->tasks.count; i++) {
        const struct oomwhy_task *task = &event->tasks.items[i];
        int64_t kb = tally_times(task->rss_shmem, scene->reckoning->page_kb);
        if (task->rss_shmem == OOMWHY_ABSENT || kb <= most)
            continue;
        most = kb;
        *ret_name = task->name;
        *ret_lines = evidence_line(task->line);
    }
    if (most == OOMWHY_ABSENT && event->kill_count && event->kills[0].shmem_rss_kb != OOMWHY_ABSENT) {
        most = tally_of(event->kills[0].shmem_rss_kb);
        *ret_name = event->kills[0].name;
        *ret_lines = evidence_line(event->kills[0].line);
    }
    return most;
}

static void shared_memory_add_mapped(const struct scene *scene, struct oomwhy_finding *finding) {
    struct oomwhy_span lines = {0, 0};
    str name = STR("");
    int64_t mapped = shared_memory_mapped_kb(scene, &lines, &name), all = scene_kb(scene, PART_SHMEM);
    if (mapped == OOMWHY_ABSENT)
        return;
    if (tally_at_least(mapped, SHMEM_ONE_MAPPING_PERCENT, all))
        pattern_for(scene, finding, lines, "%.*s has %s of it mapped: a segment of that service, not files.",
                    STR_ARG(name), SIZE(mapped));
    else
        pattern_for(scene, finding, lines,
                    "No more than %s of it is shown as mapped by a process (%.*s): the rest may be files in tmpfs or "
                    "segments that nobody uses, and killing processes does not free those.",
                    SIZE(mapped), STR_ARG(name));
}

static bool shared_memory_judge(const struct scene *scene, struct oomwhy_finding *finding) {
    const struct part *shmem = &scene->parts[PART_SHMEM];
    int64_t kb = scene_shmem_kb(scene);
    if (!pattern_weigh(scene, finding, kb, SHMEM_MENTION_PERCENT, SHMEM_CAUSE_PERCENT))
        return false;
    finding->consumer = STR("shared memory");
    pattern_state(scene, finding, "Shared memory (tmpfs files or shared segments) holds %s, %s of %s%s.", SIZE(kb),
                  PERCENT(kb, scene->reach_kb), scene->room, scene->swap_used_kb ? " and used swap" : "");
    pattern_for(scene, finding, shmem->lines, "Shared memory in RAM: %s, %s of %s.", SIZE(tally_of(shmem->kb)),
                PERCENT(tally_of(shmem->kb), scene->room_kb), scene->room);
    if (scene->swap_shmem_kb)
        pattern_for(scene, finding, scene->reckoning->swap_lines, "Swap in use that no process owns: %s.",
                    SIZE(scene->swap_shmem_kb));
    shared_memory_add_mapped(scene, finding);
    pattern_add_processes(scene, finding);
    return true;
}

const struct pattern pattern_shared_memory = {"shared-memory", PATTERN_HOLDER, PART_SHMEM, shared_memory_judge};
