/* One process holds far more than anything else.
 * SPDX-License-Identifier: MIT */
#include "diagnose/holders.h"
#include "diagnose/pattern.h"
#include "diagnose/programs.h"
#include "model/release.h"

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

/* A service that its administrator wrote: not one of systemd-run, nor all that a user runs. */
static bool memory_leak_is_service(str name) {
    return str_ends(name, STR(".service")) && !str_starts(name, STR("run-")) && !str_starts(name, STR("user@"));
}

/* The service of the largest process, if that is the victim: only of the victim does the log name the unit. */
static str memory_leak_unit(const struct scene *scene) {
    const struct event *event = scene->event;
    bool victim = event->kill_count && event->kills[0].pid == scene->largest.pid;
    str unit = shell_unit(scene);
    return victim && memory_leak_is_service(scene->reckoning->container.unit) ? unit : STR("");
}

/* Both bounds lie below what the process held: it reaches them before the machine is exhausted. */
static bool memory_leak_advise(const struct scene *scene, struct advice *advice) {
    const struct holder *holder = &scene->largest;
    if (scene->cgroup || holder->count == 0 || scene->init_alone || scene->only_processes)
        return false;
    bool swaps = scene->reckoning->swap > SWAP_NONE &&
                 !release_is_before(scene->reckoning->release, RELEASE(4, 5, 0)); /* MemorySwapMax= is of cgroup v2 */
    int64_t cap = advice_process_cap_kb(scene), swap = advice_below_kb(amount_positive(holder->swap_kb));
    str unit = memory_leak_unit(scene), maximum = shell_memory_max(scene, cap);
    str name = shell_process(scene, holder->name);
    if (swaps)
        maximum = arena_format(scene->arena, "%.*s MemorySwapMax=%s", STR_ARG(maximum), ARGUMENT(swap));
    str size = swaps ? arena_format(scene->arena, "%s and %s of swap", SIZE(cap), SIZE(swap))
                     : arena_format(scene->arena, "%s", SIZE(cap));
    bool before_systemd = release_is_before(scene->reckoning->release, RELEASE(3, 10, 0));
    if (unit.len)
        advice->command = shell_set_property(scene, unit, maximum);
    else if (name.len && !before_systemd)
        advice->command = arena_format(scene->arena, "ps -o pid,unit,args -C %.*s", STR_ARG(name));
    str where = unit.len         ? STR("")
                : before_systemd ? STR(" (ulimit -v in the script that starts it)")
                                 : arena_format(scene->arena, " (%.*s in the unit that starts it)", STR_ARG(maximum));
    advice->advice =
        arena_format(scene->arena, "Limit %.*s to %.*s%.*s, so that it is stopped before it takes the machine along.",
                     NAMED(unit.len ? unit : holder->name), STR_ARG(size), STR_ARG(where));
    advice->because =
        scene->room_known
            ? arena_format(scene->arena, "It held %s; with the limit %s stay for everything else.", SIZE(holder->kb),
                           SIZE(amount_less(scene->room_kb, cap)))
            : arena_format(scene->arena, "It held %s; how much RAM there is, the log does not show.", SIZE(holder->kb));
    advice->lines = holder->lines;
    return true;
}

static str memory_leak_prevention(const struct scene *scene) {
    if (scene->init_alone)
        return STR("Only by init (pid 1) needing less: the kernel may not kill it, so there was nothing to give up.");
    return scene->cgroup
               ? STR("Only by the process itself needing less, or by a higher limit; if it leaks, a higher limit only "
                     "delays the next kill.")
               : STR("Yes: a memory limit on that one process would have kept the rest of the machine out of it.");
}

const struct pattern pattern_memory_leak = {
    .name = "memory-leak",
    .family = PATTERN_HOLDER,
    .part = PART_ANON,
    .growth = PATTERN_GROWTH_CONFIRMS,
    .judge = memory_leak_judge,
    .consumer = consumer_largest,
    .prevention = memory_leak_prevention,
    .advice = {{ADVICE_DECISION, advice_audit_protection},
               {ADVICE_ROOM, advice_reserved},
               {ADVICE_ROOM, advice_own_setting},
               {ADVICE_ROOM, memory_leak_advise},
               {ADVICE_ROOM, advice_limit_pod},
               {ADVICE_ROOM, advice_find_leak},
               {ADVICE_ROOM, advice_throttle},
               {ADVICE_ROOM, advice_raise_limit},
               {ADVICE_ROOM, advice_add_swap},
               {ADVICE_ROOM, advice_use_swap},
               {ADVICE_ROOM, advice_min_free}},
};
