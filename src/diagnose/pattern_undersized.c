/* Several processes of reasonable size, no outlier: the workload needs more than there is.
 * SPDX-License-Identifier: MIT */
#include "diagnose/holders.h"
#include "diagnose/pattern.h"
#include "diagnose/programs.h"

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

const struct pattern pattern_undersized = {"undersized", PATTERN_HOLDER, PART_ANON, undersized_judge};
