/* Was swap available, and could it have helped?
 * SPDX-License-Identifier: MIT */
#include "diagnose/swapping.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/shortage.h"

static struct span swapping_lines(const struct scene *scene, struct span lines) {
    return lines.first ? lines : scene->event->lines;
}

/* No line on the cgroup's swap, but rows of tasks that are swapped out. */
static void swapping_answer_owned(const struct scene *scene, struct answer *answer) {
    answer->statement = arena_format(
        scene->arena,
        "There was some: %s of the cgroup's tasks is swapped out. How much is left, the log does not show.",
        SIZE(scene->swap_used_kb));
    evidence_add(scene->arena, &answer->evidence, swapping_lines(scene, scene->event->tasks.lines),
                 "Swapped out by the task table: %s.", SIZE(scene->swap_used_kb));
}

/* A cgroup's report shows no totals of swap, only its own use and limit. */
static void swapping_answer_cgroup(const struct scene *scene, struct answer *answer) {
    const struct cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    const struct cgroup *printed = &scene->event->cgroup;
    bool sum = printed->swap.line == 0 && printed->memsw.line > 0; /* version 1: memory+swap, less memory */
    struct span lines = swapping_lines(
        scene, sum ? evidence_join(evidence_line(printed->memory.line), evidence_line(printed->memsw.line))
                   : evidence_line(printed->swap.line));
    bool hit = scene_hit_the_sum(scene);
    if (hit)
        answer->statement =
            arena_format(scene->arena, "Yes, and with the %s swapped out it was at its limit on memory and swap.",
                         SIZE(cgroup->swap_usage_kb));
    else if (scene->reckoning->swap == SWAP_NONE)
        answer->statement = STR("No: this cgroup may use none (its swap limit is 0).");
    else if (scene->reckoning->swap == SWAP_FULL)
        answer->statement = arena_format(scene->arena, "Yes, but the cgroup had used up the %s it may have.",
                                         SIZE(cgroup->swap_limit_kb));
    else if (amount_positive(cgroup->swap_usage_kb) > 0)
        answer->statement = arena_format(
            scene->arena, "The cgroup had %s swapped out; how much the machine has left, such a report does not show.",
            SIZE(cgroup->swap_usage_kb));
    else if (scene->swap_used_kb > 0)
        swapping_answer_owned(scene, answer);
    else
        answer->statement = STR("The log does not show it: a report on a cgroup prints no totals of swap.");
    if (hit)
        evidence_add(scene->arena, &answer->evidence, lines,
                     "Memory %s, memory and swap together %s: their limit is %s.", SIZE(cgroup->usage_kb),
                     SIZE(printed->memsw.usage_kb), SIZE(printed->memsw.limit_kb));
    else if (cgroup->swap_usage_kb != ABSENT)
        evidence_add(scene->arena, &answer->evidence, lines, "The cgroup's own line%s on %s: %s of swap in use, %s%s.",
                     sum ? "s" : "", sum ? "memory and memory+swap" : "swap", SIZE(cgroup->swap_usage_kb),
                     cgroup->swap_limit_kb == ABSENT ? "without a limit" : "limit ",
                     cgroup->swap_limit_kb == ABSENT ? "" : SIZE(cgroup->swap_limit_kb));
}

/* The kind of memory that fills RAM and is never swapped out, whatever swap there is; NULL where none does. */
static const struct kind *swapping_unswappable(const struct scene *scene) {
    enum { UNSWAPPABLE_PERCENT = 25 };
    const struct kind *kind = scene_largest_kind(scene, PART_SHMEM);
    int64_t kb = kind ? scene_kind_kb(scene, kind) : 0;
    int64_t swappable = amount_sum(scene_kb(scene, PART_ANON), scene_kb(scene, PART_SHMEM));
    bool most =
        kind && kind->part != PART_FILE && kb >= swappable && amount_at_least(kb, UNSWAPPABLE_PERCENT, scene->room_kb);
    return most && !scene->cgroup && !scene->booting && !scene_is_roomy(scene) ? kind : NULL;
}

/* What it holds, all of it: of unaccounted memory too. */
static const char *swapping_size(char room[WORDS_ROOM], const struct scene *scene, const struct kind *kind) {
    int64_t kb = kind->part == PART_UNACCOUNTED ? scene_kb(scene, kind->part) : scene_kind_kb(scene, kind);
    return words_size(room, kb);
}

static str swapping_none(const struct scene *scene, const struct kind *hard) {
    char room[WORDS_ROOM];
    if (!hard)
        return STR("No: none is configured.");
    return arena_format(
        scene->arena, "No: none is configured. It would not have helped: %s %s, and such memory is never swapped out.",
        hard->said, swapping_size(room, scene, hard));
}

static str swapping_left(const struct scene *scene, const struct kind *hard) {
    const struct reckoning *r = scene->reckoning;
    const char *left = SIZE(r->swap_free_kb), *all = SIZE(r->swap_total_kb);
    char room[WORDS_ROOM];
    if (hard)
        return arena_format(scene->arena,
                            "Yes: %s of %s was still free, but of no use: %s %s, and such memory is never swapped "
                            "out.",
                            left, all, hard->said, swapping_size(room, scene, hard));
    if (r->manual || r->shortage == SHORTAGE_NONE)
        return arena_format(scene->arena, "Yes: %s of %s was still free, as was memory%s.", left, all,
                            shortage_bound_of(scene).found ? " on other nodes" : "");
    return arena_format(scene->arena,
                        "Yes: %s of %s was still free, so look for what kept it from being used: a limit, locked "
                        "memory, or a request that swap can't help.",
                        left, all);
}

static void swapping_answer_machine(const struct scene *scene, struct answer *answer) {
    const struct reckoning *r = scene->reckoning;
    const struct kind *hard = r->swap == SWAP_FULL ? NULL : swapping_unswappable(scene);
    char room[WORDS_ROOM];
    if (r->swap == SWAP_UNKNOWN) {
        answer->statement = STR("The log does not show it.");
        return;
    }
    answer->statement = r->swap == SWAP_NONE ? swapping_none(scene, hard)
                        : r->swap == SWAP_FULL
                            ? arena_format(scene->arena, "Yes, %s, and all of it was in use.", SIZE(r->swap_total_kb))
                            : swapping_left(scene, hard);
    evidence_add(scene->arena, &answer->evidence, swapping_lines(scene, r->swap_lines), "Swap: %s in all, %s free.",
                 SIZE(r->swap_total_kb), SIZE(r->swap_free_kb));
    if (hard)
        evidence_add(scene->arena, &answer->evidence, swapping_lines(scene, scene->parts[hard->part].lines), "%s: %s.",
                     TITLE(hard->name), swapping_size(room, scene, hard));
}

void swapping_answer(const struct scene *scene, struct answer *answer) {
    static const char *const words[] = {"unknown", "none", "full", "partly-used", "unused"};
    answer->answer = str_from_cstr(words[scene->reckoning->swap]);
    if (scene->cgroup && scene->reckoning->swap_total_kb == ABSENT)
        swapping_answer_cgroup(scene, answer);
    else
        swapping_answer_machine(scene, answer);
}
