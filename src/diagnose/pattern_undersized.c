/* Several processes of reasonable size, no outlier: the workload needs more than there is.
 * SPDX-License-Identifier: MIT */
#include "diagnose/holders.h"
#include "diagnose/pattern.h"
#include "diagnose/programs.h"
#include "model/release.h"

static enum confidence undersized_confidence(const struct scene *scene) {
    if (!scene->table)
        return CONFIDENCE_LOW;
    bool most = amount_at_least(scene->processes_kb, UNDERSIZED_SURE_PERCENT, scene->reach_kb);
    const struct kind *rival = scene_largest_kind(scene, PART_COUNT);
    bool alone = !rival || !amount_at_least(scene_kind_kb(scene, rival), SLAB_MENTION_PERCENT, scene->room_kb);
    if (most && alone && scene_is_workers(scene) && scene->room_known && !scene->cgroup)
        return CONFIDENCE_HIGH;
    return most ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
}

/* Those of one name, and of one user. */
static void undersized_add_together(const struct scene *scene, struct finding *finding) {
    const struct holder *crowd = &scene->crowd, *user = &scene->user;
    str size = crowd->count > 1 ? holders_size(scene, crowd) : STR(""), leader = holders_leader(scene);
    if (crowd->count > 1)
        pattern_for(scene, finding, crowd->lines, "%lld processes named %.*s hold %.*s together%.*s.",
                    (long long)crowd->count, NAMED(crowd->name), STR_ARG(size), STR_ARG(leader));
    if (user->count == 0)
        return;
    size = holders_size(scene, user);
    pattern_for(scene, finding, user->lines, "%lld processes of uid %lld hold %.*s together, %s of it swapped out.",
                (long long)user->count, (long long)scene->user_uid, STR_ARG(size), SIZE(user->swap_kb));
}

static void undersized_add_evidence(const struct scene *scene, struct finding *finding) {
    const struct part *anon = &scene->parts[PART_ANON];
    if (anon->kb != ABSENT)
        pattern_for(scene, finding, anon->lines, "All processes together hold %s of %s in RAM, %s of %s.",
                    SIZE(anon->kb), scene->anonymous, PERCENT(anon->kb, scene->room_kb), scene->room);
    if (!scene->table)
        return;
    undersized_add_together(scene, finding);
    str name = pattern_name(scene, &scene->largest), size = holders_size(scene, &scene->largest);
    pattern_for(scene, finding, scene->largest.lines, "The largest process, %.*s, holds %.*s: %s of %s%s.",
                STR_ARG(name), STR_ARG(size), PERCENT(scene->largest.kb, scene->reach_kb), scene->room,
                scene->swap_used_kb ? " plus the swap in use" : "");
    name = pattern_name(scene, &scene->second);
    size = holders_size(scene, &scene->second);
    pattern_for(scene, finding, scene->second.lines, "The next, %.*s, holds %.*s.", STR_ARG(name), STR_ARG(size));
}

static void undersized_add_against(const struct scene *scene, struct finding *finding) {
    if (!scene->table) {
        pattern_against(scene, finding, scene_lines(scene),
                        "There is no task table: a single large process cannot be excluded.");
    } else {
        pattern_against(scene, finding, scene->event->tasks.lines,
                        "One report does not show whether these processes were still growing.");
        finding->growth_unseen = finding->against.count;
    }
    if (programs_is_load(scene->crowd.name))
        pattern_against(scene, finding, scene->crowd.lines,
                        "By its name, %.*s is a memory test, which takes as much as it is told to.",
                        NAMED(scene->crowd.name));
    if (scene->rss_approximate)
        pattern_against(scene, finding, scene->event->tasks.lines,
                        "This kernel's rss figures are approximate (6.2 to 6.19).");
}

/* So little RAM that the kernel and its first programs do not fit. */
static bool undersized_judge_tiny(const struct scene *scene, struct finding *finding) {
    finding->confidence = CONFIDENCE_MEDIUM;
    finding->weight = scene->room_kb;
    if (scene->booting)
        pattern_state(scene, finding,
                      "The kernel ran out while booting, before the first program: it got %s of RAM to boot with, too "
                      "little for itself and its drivers.",
                      SIZE(scene->room_kb));
    else
        pattern_state(scene, finding,
                      "The kernel had only %s of RAM to give: too little for itself and its first programs.",
                      SIZE(scene->room_kb));
    pattern_for(scene, finding, scene->room_lines, "Usable RAM is %s.", SIZE(scene->room_kb));
    if (scene->booting)
        pattern_for(scene, finding,
                    scene->event->trigger.lines.first ? scene->event->trigger.lines : scene->event->lines,
                    "The request came from the kernel's own start, and there is no process yet.");
    return true;
}

/* A limit that not even a container's first process fits into. */
static bool undersized_judge_tiny_limit(const struct scene *scene, struct finding *finding) {
    finding->confidence = CONFIDENCE_MEDIUM;
    finding->weight = scene->room_kb;
    pattern_state(scene, finding, "The limit is %s: too little to start almost any program in it.",
                  SIZE(scene->room_kb));
    pattern_for(scene, finding, scene->room_lines, "The limit is %s.", SIZE(scene->room_kb));
    return true;
}

static void undersized_state_two(const struct scene *scene, struct finding *finding) {
    str first = holders_size(scene, &scene->largest), second = holders_size(scene, &scene->second);
    pattern_state(
        scene, finding,
        "Two large programs share %s: %.*s with %.*s and %.*s with %.*s. Together they may be more than it has "
        "room for.",
        scene->room, NAMED(scene->largest.name), STR_ARG(first), NAMED(scene->second.name), STR_ARG(second));
}

static void undersized_state_user(const struct scene *scene, struct finding *finding) {
    pattern_state(scene, finding,
                  "Processes hold %s and no program stands out, but %s%s of it belongs to the %lld processes of uid "
                  "%lld: that user's work needs more than %s has room for.",
                  SIZE(holders_together_kb(scene)), scene->user.bounded ? "up to " : "", SIZE(scene->user.kb),
                  (long long)scene->user.count, (long long)scene->user_uid, scene->room);
}

static void undersized_state_crowd(const struct scene *scene, struct finding *finding) {
    str leader = holders_leader(scene);
    pattern_state(
        scene, finding,
        "Processes hold %s, %s%s of it the %lld processes named %.*s%.*s: the workload needs more than %s has "
        "room for.",
        SIZE(holders_together_kb(scene)), scene->crowd.bounded ? "up to " : "",
        PERCENT(scene->crowd.kb, holders_together_kb(scene)), (long long)scene->crowd.count, NAMED(scene->crowd.name),
        STR_ARG(leader), scene->room);
}

static void undersized_state_unlisted(const struct scene *scene, struct finding *finding) {
    if (scene->swap_used_kb)
        pattern_state(scene, finding,
                      "Processes hold %s in RAM, and another %s is swapped out, theirs or shared memory's: too many "
                      "processes for %s, or one that grew. The log does not list them.",
                      SIZE(scene_kb(scene, PART_ANON)), SIZE(scene->swap_used_kb), scene->room);
    else
        pattern_state(scene, finding,
                      "Processes hold %s, but the log does not list them: too many for %s, or one that grew.",
                      SIZE(holders_together_kb(scene)), scene->room);
}

static void undersized_state(const struct scene *scene, struct finding *finding) {
    const struct holder *crowd = &scene->crowd;
    if (scene->outlier)
        undersized_state_two(scene, finding);
    else if (!scene->table)
        undersized_state_unlisted(scene, finding);
    else if (scene_is_workers(scene))
        pattern_state(scene, finding, "%lld processes named %.*s of like size need more than %s has room for.",
                      (long long)crowd->count, NAMED(crowd->name), scene->room);
    else if (scene->user.count)
        undersized_state_user(scene, finding);
    else if (crowd->count > 1 && amount_at_least(crowd->kb, UNDERSIZED_PERCENT, scene->processes_kb))
        undersized_state_crowd(scene, finding);
    else
        pattern_state(scene, finding,
                      "Processes hold %s and none stands out: the workload needs more than %s has room for.",
                      SIZE(holders_together_kb(scene)), scene->room);
}

static bool undersized_judge(const struct scene *scene, struct finding *finding) {
    bool several = !scene->table || scene->reckoning->process_count > 1;
    if (scene->tiny && scene->cgroup)
        return undersized_judge_tiny_limit(scene, finding);
    if (scene->tiny)
        return undersized_judge_tiny(scene, finding);
    bool two = scene->outlier && amount_at_least(scene->second.kb, OUTLIER_ROOM_PERCENT, scene->reach_kb);
    bool meant = programs_is_load(scene->largest.name) && holders_nearly_outlier(scene);
    if ((scene->outlier && !two) || meant || scene->unlimited || scene->swarm || scene->only_processes ||
        scene->unlisted || !several || !amount_at_least(scene->processes_kb, UNDERSIZED_PERCENT, scene->reach_kb))
        return false;
    finding->confidence = two ? CONFIDENCE_LOW : undersized_confidence(scene);
    finding->weight = scene->processes_kb;
    if (scene->table)
        finding->consumer = scene->crowd.name;
    undersized_state(scene, finding);
    undersized_add_evidence(scene, finding);
    undersized_add_against(scene, finding);
    return true;
}

/* A login user's slice. */
static bool undersized_advise_user(const struct scene *scene, struct advice *advice) {
    if (scene->cgroup || scene->user.count == 0 || scene->user_uid < FIRST_LOGIN_UID || !scene->room_known)
        return false;
    int64_t cap = advice_cap_kb(scene);
    str maximum = shell_memory_max(scene, cap);
    advice->advice = arena_format(scene->arena, "Limit what the user with uid %lld may take to %s.",
                                  (long long)scene->user_uid, SIZE(cap));
    if (!release_is_before(scene->reckoning->release, RELEASE(3, 10, 0))) /* before systemd */
        advice->command = arena_format(scene->arena, "systemctl set-property user-%lld.slice %.*s",
                                       (long long)scene->user_uid, STR_ARG(maximum));
    advice->because =
        arena_format(scene->arena, "The %lld processes of that user held %s%s together.", (long long)scene->user.count,
                     scene->user.bounded ? "at most " : "", SIZE(scene->user.kb));
    advice->lines = scene->user.lines;
    return true;
}

/* As many workers as leave a quarter of the room beside what else is in it. */
static bool undersized_advise_workers(const struct scene *scene, struct advice *advice) {
    const struct holder *crowd = &scene->crowd;
    if (!scene_is_workers(scene) || !scene->room_known)
        return false;
    int64_t free_kb = amount_sum(scene_kb(scene, PART_FREE), scene_kb(scene, PART_FILE));
    int64_t others_kb = amount_less(amount_less(scene->room_kb, free_kb), crowd->anon_kb);
    int64_t mean_kb = crowd->kb / crowd->count;
    int64_t room_kb = scene->room_kb / (100 + HEADROOM_PERCENT) * 100;
    int64_t count = mean_kb > 0 ? amount_less(room_kb, others_kb) / mean_kb : 0;
    if (count < 1 || count >= crowd->count)
        return false;
    const struct program *program = programs_find(crowd->name);
    bool known = program && program->count;
    advice->advice = arena_format(scene->arena, "Start no more than %lld processes named %.*s (%s).", (long long)count,
                                  NAMED(crowd->name), known ? program->count : "a setting of that service");
    if (known && program->command)
        advice->command = str_from_cstr(program->command);
    advice->because = arena_format(
        scene->arena, "The %lld hold %s each on average, and everything else %s: %lld would leave a fifth of %s free.",
        (long long)crowd->count, SIZE(mean_kb), SIZE(others_kb), (long long)count, scene->room);
    advice->lines = crowd->lines;
    return true;
}

/* What the load took. How much of what sleeps in swap it needs at a time, no report shows. */
static str undersized_need(const struct scene *scene) {
    int64_t file = scene_kb(scene, PART_FILE), anon = scene_kb(scene, PART_ANON);
    if (scene->parts[PART_FILE].kb == ABSENT) /* up to 2.6.27 it is not told apart */
        return arena_format(scene->arena, "Processes and the page cache of their files hold %s in RAM.", SIZE(anon));
    if (!scene->swap_used_kb)
        return arena_format(scene->arena, "Processes hold %s, and only %s of page cache was left for their files.",
                            SIZE(holders_together_kb(scene)), SIZE(file));
    return arena_format(scene->arena,
                        "Processes hold %s in RAM, only %s of page cache was left for their files, and %s more is "
                        "swapped out: with that much more RAM none of it would have had to go.",
                        SIZE(anon), SIZE(file), SIZE(scene->swap_used_kb));
}

static bool undersized_advise_ram(const struct scene *scene, struct advice *advice) {
    if (scene->cgroup || !scene->room_known || scene->booting)
        return false;
    int64_t mine =
        amount_sum(scene_kb(scene, PART_ANON), amount_sum(scene_kb(scene, PART_FREE), scene_kb(scene, PART_FILE)));
    int64_t wanted = advice_headroom_kb(amount_sum(scene->processes_kb, amount_less(scene->room_kb, mine)));
    if (wanted <= scene->room_kb)
        return false;
    if (scene->swap_used_kb)
        advice->advice = STR("If this load is meant to run here, give it more RAM, start fewer of these processes, or "
                             "spread them over machines.");
    else
        advice->advice = arena_format(scene->arena,
                                      "If this load is meant to run here, plan for about %s of RAM, start fewer of "
                                      "these processes, or spread them over machines.",
                                      SIZE(wanted));
    advice->because = undersized_need(scene);
    advice->lines = scene->parts[PART_ANON].lines;
    return true;
}

/* systemd-oomd needs the pressure figures of 4.20. */
static bool undersized_advise_killer(const struct scene *scene, struct advice *advice) {
    enum { LEAST_KB = 1024 * 1024 };
    bool old = release_is_before(scene->reckoning->release, RELEASE(4, 20, 0));
    if (scene->cgroup || !scene->room_known || scene->room_kb < LEAST_KB || old)
        return false;
    advice->advice =
        STR("Let a userspace killer act on memory pressure before the machine stalls: earlyoom, or "
            "systemd-oomd, which needs pressure figures (/proc/pressure) and ManagedOOMMemoryPressure=kill "
            "in the units that it may end.");
    advice->because =
        STR("The kernel kills only when nothing can be reclaimed any more; by then the machine hardly responds.");
    advice->lines = scene->parts[PART_FILE].lines;
    return true;
}

static str undersized_prevention(const struct scene *scene) {
    return scene->cgroup ? STR("Only with a higher limit or fewer processes in the group: no single one is to blame.")
                         : STR("Only with more room or less work: no single process is to blame.");
}

const struct pattern pattern_undersized = {
    .name = "undersized",
    .family = PATTERN_HOLDER,
    .part = PART_ANON,
    .judge = undersized_judge,
    .consumer = consumer_largest,
    .prevention = undersized_prevention,
    .advice = {{ADVICE_DECISION, advice_audit_protection},
               {ADVICE_ROOM, advice_reserved},
               {ADVICE_ROOM, advice_own_setting},
               {ADVICE_ROOM, undersized_advise_user},
               {ADVICE_ROOM, advice_limit_pod},
               {ADVICE_ROOM, undersized_advise_workers},
               {ADVICE_ROOM, advice_throttle},
               {ADVICE_ROOM, advice_raise_limit},
               {ADVICE_ROOM, advice_add_swap},
               {ADVICE_ROOM, advice_use_swap},
               {ADVICE_ROOM, undersized_advise_ram},
               {ADVICE_ROOM, advice_min_free},
               {ADVICE_ROOM, undersized_advise_killer}},
};
