/* One process holds far more than anything else.
 * SPDX-License-Identifier: MIT */
#include "diagnose/holders.h"
#include "diagnose/pattern.h"
#include "diagnose/programs.h"

/* A second large program, and no like of the first to compare it with: neither is known to hold more than it should. */
static bool memory_leak_is_contested(const struct scene *scene) {
    return amount_at_least(scene->second.kb, OUTLIER_ROOM_PERCENT, scene->reach_kb) && !holders_outgrown(scene).count;
}

/* RAM is a fact, a limit is somebody's choice: in a cgroup one report can't tell a process that grew from a limit that
 * is too low, so only growth over several reports makes it sure. */
static enum confidence memory_leak_confidence(const struct scene *scene) {
    if (!scene->outlier)
        return programs_is_load(scene->largest.name) ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
    if (scene->only_processes || memory_leak_is_contested(scene))
        return CONFIDENCE_LOW;
    bool half = amount_at_least(scene->largest.kb, OUTLIER_SURE_PERCENT, scene->reach_kb);
    bool alone = scene->largest.kb / OUTLIER_SURE_TIMES >= scene->second.kb;
    return half && alone && !scene->cgroup && scene->table && scene->room_known && !scene->rss_approximate
               ? CONFIDENCE_HIGH
               : CONFIDENCE_MEDIUM;
}

static void memory_leak_add_nature(const struct scene *scene, struct finding *finding) {
    struct holders_like like = holders_outgrown(scene);
    if (programs_is_load(scene->largest.name))
        pattern_for(scene, finding, scene->largest.lines,
                    "By its name it is a memory test, which takes memory on purpose.");
    if (like.count)
        pattern_for(scene, finding, like.lines, "%lld more of that name hold%s %s%s.", (long long)like.count,
                    like.count == 1 ? "s" : "", SIZE(like.mean_kb), like.count == 1 ? "" : " each on average");
}

/* NAME is the largest process. */
static void memory_leak_add_evidence(const struct scene *scene, struct finding *finding, str name) {
    const struct holder *largest = &scene->largest, *second = &scene->second;
    const struct part *anon = &scene->parts[PART_ANON];
    str shape = holders_shape(scene, largest);
    pattern_for(scene, finding, largest->lines, "%.*s: %.*s.", STR_ARG(name), STR_ARG(shape));
    if (second->count) {
        str next = pattern_name(scene, second), size = holders_size(scene, second);
        pattern_for(scene, finding, second->lines, "The next largest, %.*s, holds %.*s.", STR_ARG(next), STR_ARG(size));
    }
    if (scene->init_alone)
        pattern_for(scene, finding, scene->event->tasks.lines,
                    "The task table has no row: of all processes the kernel leaves out only init (pid 1), which it may "
                    "not kill, so the private memory is init's.");
    if (scene->twin.count)
        pattern_for(
            scene, finding, scene->twin.lines,
            "Pid %lld has the same figures to the page, and there is not that much memory twice: both run in one "
            "address space (vfork, or clone with CLONE_VM).",
            (long long)scene->twin.pid);
    memory_leak_add_nature(scene, finding);
    if (anon->kb != ABSENT)
        pattern_for(scene, finding, anon->lines, "All processes together hold %s of %s in RAM, %s of %s.",
                    SIZE(anon->kb), scene->anonymous, PERCENT(anon->kb, scene->room_kb), scene->room);
    if (scene->unlimited)
        pattern_for(scene, finding, scene->room_lines, "The cgroup uses %s and has no limit of its own.",
                    SIZE(scene->room_kb));
    else if (scene->room_known)
        pattern_for(scene, finding, scene->room_lines, "%s is %s.", scene->cgroup ? "The limit" : "Usable RAM",
                    SIZE(scene->room_kb));
}

static void memory_leak_add_against(const struct scene *scene, struct finding *finding) {
    pattern_against(scene, finding, scene->largest.lines,
                    "One report shows size, not growth: only a second one can tell a leak from a large process.");
    finding->growth_unseen = finding->against.count;
    if (amount_at_least(scene->second.kb, OUTLIER_ROOM_PERCENT, scene->reach_kb)) {
        str next = pattern_name(scene, &scene->second), size = holders_size(scene, &scene->second);
        pattern_against(scene, finding, scene->second.lines,
                        "%.*s holds %.*s itself: two large programs may simply be too much together.", STR_ARG(next),
                        STR_ARG(size));
    }
    if (!scene->table && !scene->init_alone)
        pattern_against(scene, finding, scene->largest.lines,
                        "There is no task table: the figures are those of the kill line alone.");
    if (scene->rss_approximate)
        pattern_against(scene, finding, scene->event->tasks.lines,
                        "This kernel's rss figures are approximate (6.2 to 6.19).");
}

static bool memory_leak_judge(const struct scene *scene, struct finding *finding) {
    const struct holder *largest = &scene->largest;
    if (scene->swarm || !(scene->outlier || holders_nearly_outlier(scene)))
        return false;
    finding->confidence = memory_leak_confidence(scene);
    finding->weight = largest->kb;
    finding->consumer = largest->name;
    str name = pattern_name(scene, largest);
    pattern_state(scene, finding, "One process, %.*s, holds %s, %s of %s%s: a leak, or a process that %s.",
                  STR_ARG(name), SIZE(largest->kb), PERCENT(largest->kb, scene->reach_kb), scene->room,
                  scene->swap_used_kb ? " plus the swap in use" : "",
                  scene->unlimited ? "needs as much" : "outgrew its room");
    memory_leak_add_evidence(scene, finding, name);
    memory_leak_add_against(scene, finding);
    return true;
}

const struct pattern pattern_memory_leak = {"memory-leak", PATTERN_HOLDER, PART_ANON, memory_leak_judge};
