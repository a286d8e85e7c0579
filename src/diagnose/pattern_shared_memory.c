/* Files in tmpfs or shared-memory segments hold the memory.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

/* The row that has most of it mapped, where the table tells. */
static const struct task *shared_memory_mapper(const struct tasks *tasks) {
    const struct task *most = NULL;
    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->items[i].rss_shmem > (most ? most->rss_shmem : 0))
            most = &tasks->items[i];
    return most;
}

static void shared_memory_add_mapped(const struct scene *scene, struct finding *finding) {
    const struct event *event = scene->event;
    const struct task *mapper = shared_memory_mapper(&event->tasks);
    const struct kill *kill = event->kill_count ? &event->kills[0] : NULL;
    int64_t all = scene_kb(scene, PART_SHMEM);
    int64_t mapped = mapper ? amount_product(mapper->rss_shmem, scene->reckoning->page_kb) : 0;
    if (amount_at_least(mapped, SHMEM_ONE_MAPPING_PERCENT, all))
        pattern_for(scene, finding, evidence_line(mapper->line),
                    "%.*s has %s of it mapped: a segment of that service, not files.", NAMED(mapper->name),
                    SIZE(mapped));
    else if (mapper)
        pattern_for(scene, finding, evidence_line(mapper->line),
                    "No process has more than %s of it mapped (%.*s): the rest may be files in tmpfs or segments that "
                    "nobody uses, and killing processes does not free those.",
                    SIZE(mapped), NAMED(mapper->name));
    else if (kill && kill->shmem_rss_kb != ABSENT)
        pattern_for(scene, finding, evidence_line(kill->line),
                    "The victim had %s of it mapped; who maps the rest, if anybody, is not shown.",
                    SIZE(amount_positive(kill->shmem_rss_kb)));
}

/* What is in RAM is weighed against RAM, what is swapped out as well against RAM and swap: the larger share tells. */
static bool shared_memory_weigh(const struct scene *scene, struct finding *finding) {
    int64_t kb = scene_shmem_kb(scene), ram_kb = scene_kb(scene, PART_SHMEM);
    struct finding in_ram = *finding, in_all = *finding;
    bool ram = pattern_weigh(scene, &in_ram, ram_kb, SHMEM_MENTION_PERCENT, SHMEM_CAUSE_PERCENT);
    bool all = pattern_weigh_of(scene, &in_all, kb, scene->reach_kb, SHMEM_MENTION_PERCENT, SHMEM_CAUSE_PERCENT);
    if (!ram && !all)
        return false;
    *finding = all && (!ram || in_all.confidence > in_ram.confidence) ? in_all : in_ram;
    finding->weight = kb;
    return true;
}

static bool shared_memory_judge(const struct scene *scene, struct finding *finding) {
    const struct part *shmem = &scene->parts[PART_SHMEM];
    int64_t kb = scene_shmem_kb(scene);
    if (!shared_memory_weigh(scene, finding))
        return false;
    finding->consumer = STR("shared memory");
    pattern_state(scene, finding, "Shared memory (tmpfs files or shared segments) holds %s, %s of %s%s.", SIZE(kb),
                  PERCENT(kb, scene->reach_kb), scene->room, scene->swap_used_kb ? " plus the swap in use" : "");
    pattern_for(scene, finding, shmem->lines, "Shared memory in RAM: %s, %s of %s.", SIZE(amount_positive(shmem->kb)),
                PERCENT(amount_positive(shmem->kb), scene->room_kb), scene->room);
    if (scene->swap_shmem_kb)
        pattern_for(scene, finding, scene->reckoning->swap_lines, "Swap in use that no process owns: %s.",
                    SIZE(scene->swap_shmem_kb));
    shared_memory_add_mapped(scene, finding);
    pattern_add_processes(scene, finding);
    return true;
}

const struct pattern pattern_shared_memory = {"shared-memory", PATTERN_HOLDER, PART_SHMEM, shared_memory_judge};
