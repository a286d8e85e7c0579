/* A great many like processes, each small.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

static void fork_bomb_add_evidence(const struct scene *scene, struct finding *finding) {
    const struct holder *crowd = &scene->crowd;
    int64_t rows = (int64_t)scene->reckoning->process_count;
    pattern_for(scene, finding, crowd->lines, "%lld of %lld processes are named %.*s; on average each holds %s%s.",
                (long long)crowd->count, (long long)rows, NAMED(crowd->name), crowd->bounded ? "at most " : "",
                SIZE(crowd->kb / crowd->count));
    str name = pattern_name(scene, &scene->largest);
    pattern_for(scene, finding, scene->largest.lines, "The largest process, %.*s, holds only %s.", STR_ARG(name),
                SIZE(scene->largest.kb));
    const struct part *stacks = &scene->parts[PART_KERNEL_STACK];
    if (scene->threads > 0)
        pattern_for(scene, finding, stacks->lines, "Kernel stacks take %s: about %lld threads.", SIZE(stacks->kb),
                    (long long)scene->threads);
    const struct part *tables = &scene->parts[PART_PAGETABLES];
    if (amount_at_least(tables->kb, PAGETABLES_MENTION_PERCENT, scene->room_kb))
        pattern_for(scene, finding, tables->lines, "Page tables take %s, %s of %s.", SIZE(tables->kb),
                    PERCENT(tables->kb, scene->room_kb), scene->room);
}

/* All that is left of the report is its end. */
static bool fork_bomb_judge_tail(const struct scene *scene, struct finding *finding) {
    const struct holder *crowd = &scene->crowd;
    finding->confidence = CONFIDENCE_LOW;
    finding->weight = crowd->kb;
    finding->consumer = crowd->name;
    pattern_state(
        scene, finding,
        "The log shows only the end of the report: %lld small processes, all named %.*s, and one of that name "
        "was the best that the kernel found to kill. It looks like a fork bomb.",
        (long long)crowd->count, NAMED(crowd->name));
    pattern_for(scene, finding, crowd->lines, "All %lld processes in what is left of the task table are named %.*s.",
                (long long)crowd->count, NAMED(crowd->name));
    pattern_add_bound(scene, finding, "not one large process filled the memory");
    pattern_against(scene, finding, scene->event->lines,
                    "The memory figures and most of the task table are lost: memory of the kernel itself, or of a "
                    "shielded process, is not excluded.");
    return true;
}

static bool fork_bomb_judge(const struct scene *scene, struct finding *finding) {
    if (scene->swarm_tail)
        return fork_bomb_judge_tail(scene, finding);
    if (!scene->swarm)
        return false;
    const struct holder *crowd = &scene->crowd;
    int64_t kernel_kb = amount_sum(scene_kb(scene, PART_KERNEL_STACK), scene_kb(scene, PART_PAGETABLES));
    finding->confidence = scene->room_known ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
    /* Each task also costs kernel objects: what processes hold and what the kernel keeps about them count as one. */
    finding->weight = amount_sum(amount_sum(scene->processes_kb, kernel_kb), scene_kb(scene, PART_SLAB));
    finding->consumer = crowd->name;
    if (scene->threaded)
        pattern_state(scene, finding,
                      "About %lld threads in %lld processes exhausted %s: threads are started without end.",
                      (long long)scene->threads, (long long)scene->reckoning->process_count, scene->room);
    else
        pattern_state(scene, finding, "%lld processes named %.*s, each small, together exhausted %s: a fork bomb.",
                      (long long)crowd->count, NAMED(crowd->name), scene->room);
    fork_bomb_add_evidence(scene, finding);
    pattern_against(
        scene, finding, crowd->lines,
        "A server that is meant to start that many workers would look alike, but with older, scattered pids.");
    return true;
}

const struct pattern pattern_fork_bomb = {"fork-bomb", PATTERN_HOLDER, PART_COUNT, fork_bomb_judge};
