/* The questions that every report answers.
 * SPDX-License-Identifier: MIT */
#include "diagnose/questions.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/holders.h"
#include "diagnose/prevention.h"
#include "diagnose/shortage.h"
#include "diagnose/swapping.h"
#include "diagnose/thrashing.h"
#include "diagnose/thresholds.h"

/* A question: its name for scripts, its words, and what answers it from the ranked findings. */
struct question {
    str key, words;
    bool advises; /* the advice belongs to it */
    void (*answer)(const struct scene *scene, const struct diagnosis *diagnosis, struct answer *answer);
};

static struct span questions_lines(const struct scene *scene, struct span lines) {
    return lines.first ? lines : scene->event->lines;
}

/* "the service mysqld.service", "container 0123456789ab (docker)", or the path. */
static str questions_cgroup_name(const struct scene *scene) {
    const struct container *box = &scene->reckoning->container;
    str path = scene->cgroup_path;
    if (box->id.len)
        return arena_format(scene->arena, "%.*s (%.*s%scontainer %.*s)", STR_ARG(path), STR_ARG(box->runtime),
                            box->runtime.len ? " " : "", STR_ARG(str_first(box->id, 12)));
    return path.len ? path : STR("a cgroup that the log does not name");
}

static void questions_answer_cgroup(const struct scene *scene, struct answer *answer) {
    const struct cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    str name = questions_cgroup_name(scene);
    bool printed = scene->event->cgroup.task_path.len > 0;
    str task = printed ? scene->event->cgroup.task_path : scene->event->summary.task_memcg;
    const char *form = scene->unlimited ? "Cgroup: the kill was asked for in %.*s, which has no limit of its own; the "
                                          "machine itself need not have been short of memory."
                                        : "Cgroup: the limit of %.*s was hit; the machine itself need not have been "
                                          "short of memory.";
    answer->statement = arena_format(scene->arena, form, STR_ARG(name));
    if (cgroup->usage_kb != ABSENT)
        evidence_add(scene->arena, &answer->evidence, questions_lines(scene, scene->room_lines), "It used %s; %s%s.",
                     SIZE(cgroup->usage_kb),
                     scene->unlimited             ? "it has no limit of its own"
                     : cgroup->limit_kb == ABSENT ? "its limit is not in the log"
                                                  : "its limit is ",
                     cgroup->limit_kb == ABSENT ? "" : SIZE(cgroup->limit_kb));
    if (scene_hit_the_sum(scene))
        evidence_add(scene->arena, &answer->evidence, evidence_line(scene->event->cgroup.memsw.line),
                     "Memory and swap together were at %s of a limit of %s.", SIZE(scene->event->cgroup.memsw.usage_kb),
                     SIZE(scene->event->cgroup.memsw.limit_kb));
    if (task.len && scene->cgroup_path.len && !str_equal(task, scene->cgroup_path))
        evidence_add(scene->arena, &answer->evidence,
                     evidence_line(printed ? scene->event->cgroup.task_path_line : scene->event->summary.line),
                     "The victim is in %.*s, below %s.", STR_ARG(task),
                     scene->unlimited ? "that group" : "the group whose limit was hit");
}

/* The words of the kernel that tell the scope. */
static void questions_cite_scope(const struct scene *scene, struct answer *answer) {
    const struct event *event = scene->event;
    struct span lines = questions_lines(scene, scene->reckoning->scope_lines);
    if (event->summary.line > 0 && lines.first == event->summary.line)
        evidence_add(scene->arena, &answer->evidence, lines, "The kernel's summary says constraint=%.*s%s.",
                     STR_ARG(event->summary.constraint), event->summary.global_oom ? ", global_oom" : "");
    else if (event->kill_count && lines.first == event->kills[0].line && event->kills[0].message.len)
        evidence_add(scene->arena, &answer->evidence, lines, "The kill line says \"%.*s\".",
                     STR_ARG(event->kills[0].message));
    else if (event->intent.line > 0 && lines.first == event->intent.line)
        evidence_add(scene->arena, &answer->evidence, lines, "The line that announces the kill says so.");
    else if (scene->cgroup)
        evidence_add(scene->arena, &answer->evidence, lines, "The report is about a cgroup's memory.");
    else if (scene->reckoning->scope == SCOPE_CPUSET || scene->reckoning->scope == SCOPE_MEMPOLICY)
        evidence_add(scene->arena, &answer->evidence, lines,
                     "The nodes printed with the request leave out others of the machine.");
    else
        evidence_add(scene->arena, &answer->evidence, lines,
                     "The report is about the whole machine and names no cgroup.");
}

static void questions_answer_scope(const struct scene *scene, const struct diagnosis *diagnosis,
                                   struct answer *answer) {
    (void)diagnosis;
    static const char *const words[] = {"unknown", "system", "cgroup", "cpuset", "mempolicy"};
    static const char *const statements[] = {
        "The log does not show whether the whole machine or a cgroup was out of memory.",
        "System-wide: the machine as a whole was out of memory that the request could use.", "",
        "Cpuset: the request was confined to some nodes of the machine, and these were out of memory.",
        "Memory policy: the task is bound to some nodes of the machine, and these were out of memory."};
    enum scope scope = scene->reckoning->scope;
    answer->answer = str_from_cstr(words[scope]);
    answer->statement = str_from_cstr(statements[scope]);
    if (scope == SCOPE_CGROUP)
        questions_answer_cgroup(scene, answer);
    else if (scope == SCOPE_SYSTEM && scene->reckoning->manual)
        answer->statement = STR("System-wide: it was asked for by hand (SysRq f), on behalf of the whole machine.");
    else if (scope == SCOPE_SYSTEM && scene->reckoning->shortage == SHORTAGE_FRAGMENTED)
        answer->statement =
            STR("System-wide: the machine had memory free, but no piece of it as large as the request wanted.");
    else if (scope == SCOPE_SYSTEM && scene->reckoning->shortage == SHORTAGE_ZONE)
        answer->statement =
            STR("System-wide: the zones that the request could use were out of memory, while others had some left.");
    else if (scope == SCOPE_SYSTEM && shortage_bound_of(scene).found)
        answer->statement = STR("System-wide by its form, but probably confined: one node was below its watermarks "
                                "while others had room.");
    else if (scope == SCOPE_SYSTEM && scene->reckoning->shortage == SHORTAGE_NONE)
        answer->statement =
            arena_format(scene->arena,
                         "System-wide by its form, though the machine had memory free (%s) that the request could use.",
                         SIZE(scene_kb(scene, PART_FREE)));
    if (scope != SCOPE_UNKNOWN)
        questions_cite_scope(scene, answer);
}

/* Memory that a process locked is that process's. */
static bool questions_is_locked(const struct scene *scene, const struct kind *kind) {
    return kind->part == PART_UNEVICTABLE && scene->largest.count &&
           amount_at_least(scene->largest.anon_kb, UNEVICTABLE_LOCKED_PERCENT, scene_kb(scene, PART_UNEVICTABLE));
}

/* Page tables stand in no process's rss, yet they are somebody's, and go with him. */
static bool questions_name_mapper(const struct scene *scene, struct answer *answer, const struct kind *kind) {
    const struct holder *owner = kind->part == PART_PAGETABLES ? scene_page_tables_owner(scene) : NULL;
    int64_t kb = scene_kb(scene, PART_PAGETABLES);
    if (!owner)
        return false;
    str who = owner->count > 1
                  ? arena_format(scene->arena, "%lld processes named %.*s", (long long)owner->count, NAMED(owner->name))
                  : arena_format(scene->arena, "process %.*s (pid %lld)", NAMED(owner->name), (long long)owner->pid);
    answer->statement = arena_format(
        scene->arena, "Page tables: they hold %s, %s of %s; %s of them belong to the %.*s, which %s %s in RAM itself.",
        SIZE(kb), PERCENT(kb, scene->room_kb), scene->room, SIZE(owner->pagetables_kb), STR_ARG(who),
        owner->count > 1 ? "have" : "has", SIZE(owner->rss_kb));
    evidence_add(scene->arena, &answer->evidence, owner->lines, "%.*s: %s of page tables.", NAMED(owner->name),
                 SIZE(owner->pagetables_kb));
    return true;
}

/* Most of RAM was free, whatever holds the rest. */
static bool questions_is_mostly_free(const struct scene *scene) {
    return !scene->cgroup && scene->room_known && amount_at_least(scene_kb(scene, PART_FREE), 50, scene->room_kb);
}

static void questions_name_kind(const struct scene *scene, struct answer *answer, const struct kind *kind) {
    bool gap = kind->part == PART_UNACCOUNTED;
    int64_t kb = gap ? scene_kb(scene, PART_UNACCOUNTED) : scene_kind_kb(scene, kind);
    bool swapped = kind->part == PART_SHMEM && scene->swap_shmem_kb > 0;
    bool kernel = gap && scene->cgroup && amount_at_least(scene->reckoning->cgroup.kernel_other_kb, 50, kb);
    bool free = scene_is_roomy(scene) || questions_is_mostly_free(scene);
    const char *said = kernel ? "kernel memory that no statistic names holds" : kind->said;
    answer->answer = str_from_cstr(kind->name);
    if (!questions_name_mapper(scene, answer, kind))
        answer->statement = arena_format(scene->arena, "No process: %s %s, %s of %s%s%s%s%s.", said, SIZE(kb),
                                         PERCENT(kb, swapped ? scene->reach_kb : scene->room_kb), scene->room,
                                         swapped ? " plus the swap in use" : "", free ? "; " : "",
                                         free ? SIZE(scene_kb(scene, PART_FREE)) : "", free ? " were free" : "");
    evidence_add(scene->arena, &answer->evidence, questions_lines(scene, scene->parts[kind->part].lines), "%s: %s.",
                 TITLE(kind->name), SIZE(kb));
    if (scene->table && scene->crowd.count)
        evidence_add(scene->arena, &answer->evidence, scene->crowd.lines, "Most among processes: %.*s with %s.",
                     NAMED(scene->crowd.name), SIZE(scene->crowd.kb));
}

/* Where no name stands out, a user may. */
static void questions_add_user(const struct scene *scene, struct answer *answer) {
    const struct holder *user = &scene->user;
    if (user->count == 0)
        return;
    str size = holders_size(scene, user);
    answer->statement =
        arena_format(scene->arena,
                     "%.*s No program stands out, but one user does: the %lld processes of uid %lld hold %.*s "
                     "together.",
                     STR_ARG(answer->statement), (long long)user->count, (long long)scene->user_uid, STR_ARG(size));
    evidence_add(scene->arena, &answer->evidence, user->lines,
                 "Processes of uid %lld: %s%s in RAM, %s swapped out, %s of what all processes hold.",
                 (long long)scene->user_uid, user->bounded ? "at most " : "", SIZE(user->anon_kb), SIZE(user->swap_kb),
                 PERCENT(user->kb, scene->processes_kb));
}

/* "79 % of RAM plus the swap in use"; of a log that shows nothing but processes a share says nothing. */
static str questions_share(const struct scene *scene, int64_t kb) {
    if (scene->only_processes)
        return STR("the most of those that the log shows");
    return arena_format(scene->arena, "%s of %s%s", PERCENT(kb, scene->reach_kb), scene->room,
                        scene->swap_used_kb ? " plus the swap in use" : "");
}

static void questions_name_crowd(const struct scene *scene, struct answer *answer) {
    const struct holder *crowd = &scene->crowd;
    str share = questions_share(scene, crowd->kb), size = holders_size(scene, crowd);
    str leader = holders_leader(scene), shape = holders_shape(scene, crowd);
    answer->answer = crowd->name;
    if (crowd->count > 1)
        answer->statement =
            arena_format(scene->arena, "%lld processes named %.*s, which hold %.*s together, %.*s%.*s.",
                         (long long)crowd->count, NAMED(crowd->name), STR_ARG(size), STR_ARG(share), STR_ARG(leader));
    else
        answer->statement = arena_format(scene->arena, "The process %.*s, which holds %.*s, %.*s.", NAMED(crowd->name),
                                         STR_ARG(size), STR_ARG(share));
    evidence_add(scene->arena, &answer->evidence, crowd->lines, "%.*s: %.*s.", NAMED(crowd->name), STR_ARG(shape));
    questions_add_user(scene, answer);
    if (crowd->rss_kb > amount_product(crowd->anon_kb, 2) && crowd->count > 1)
        evidence_add(scene->arena, &answer->evidence, crowd->lines,
                     "Their rss adds up to %s, but that counts shared pages once for each process.",
                     SIZE(crowd->rss_kb));
}

/* Without a table a kill line shows a largest holder only if nothing else can be larger. */
static bool questions_may_name_crowd(const struct scene *scene) {
    return scene->crowd.count > 0 &&
           (scene->table ||
            (!scene->only_processes && amount_at_least(scene->crowd.kb, OUTLIER_SURE_PERCENT, scene->reach_kb)));
}

/* A kill line alone: what the victim held, beside nobody knows what. */
static void questions_name_victim(const struct scene *scene, struct answer *answer) {
    answer->statement =
        scene->event->memory.zone_count
            ? STR("The log does not show it: it has neither counters of the whole machine nor a task table.")
            : STR("The log does not show it: it has neither memory figures nor a task table.");
    if (scene->largest.count)
        evidence_add(scene->arena, &answer->evidence, scene->largest.lines,
                     "The victim, %.*s, held %s of private memory; what others held is not shown.",
                     NAMED(scene->largest.name), SIZE(scene->largest.kb));
}

/* RAM that is in no part that this log shows: of a report without some of its counters. */
static int64_t questions_unshown_kb(const struct scene *scene) {
    int64_t shown_kb = 0;
    if (scene->cgroup || !scene->room_known || scene->parts[PART_UNACCOUNTED].kb != ABSENT)
        return 0;
    for (size_t part = 0; part < PART_COUNT; part++)
        shown_kb = amount_sum(shown_kb, scene->parts[part].kb);
    return amount_less(scene->room_kb, shown_kb);
}

static void questions_name_unshown(const struct scene *scene, struct answer *answer, int64_t kb) {
    answer->statement =
        arena_format(scene->arena, "The log does not show it: %s, %s of %s, is in none of the counters that it has.",
                     SIZE(kb), PERCENT(kb, scene->room_kb), scene->room);
    evidence_add(scene->arena, &answer->evidence, scene->room_lines, "%s: %s.", TITLE(scene->room),
                 SIZE(scene->room_kb));
}

/* All that can be said where neither a process nor a kind of memory may be named. */
static void questions_name_nobody(const struct scene *scene, struct answer *answer) {
    int64_t anon = scene_kb(scene, PART_ANON);
    if (scene->only_processes || scene->processes_kb == 0) {
        questions_name_victim(scene, answer);
        return;
    }
    if (scene->swap_used_kb)
        answer->statement =
            arena_format(scene->arena,
                         "Processes: %s of %s in RAM. Another %s is swapped out, theirs or shared memory's. Which "
                         "process held most the log does not show: it has no task table.",
                         SIZE(anon), scene->anonymous, SIZE(scene->swap_used_kb));
    else
        answer->statement = arena_format(
            scene->arena, "Processes, with %s of %s; which of them the log does not show: it has no task table.",
            SIZE(anon), scene->anonymous);
    evidence_add(scene->arena, &answer->evidence, questions_lines(scene, scene->parts[PART_ANON].lines),
                 "All processes together hold %s of %s in RAM.", SIZE(anon), scene->anonymous);
    if (scene->swap_used_kb)
        evidence_add(scene->arena, &answer->evidence, questions_lines(scene, scene->reckoning->swap_lines),
                     "In swap only, not in the swap cache as well: %s.", SIZE(scene->swap_used_kb));
}

/* A task table that does not show who holds most of what processes hold. */
static void questions_name_unlisted(const struct scene *scene, struct answer *answer) {
    answer->statement = arena_format(scene->arena,
                                     "A process that the log does not show: %s of private memory is in no row of "
                                     "the task table. Rows are missing, or "
                                     "the owner had left the table while it was dying.",
                                     SIZE(scene->unlisted_kb));
    evidence_add(scene->arena, &answer->evidence, questions_lines(scene, scene->parts[PART_ANON].lines),
                 "Private memory of all processes in RAM: %s.", SIZE(scene_kb(scene, PART_ANON)));
    if (scene->crowd.count)
        evidence_add(scene->arena, &answer->evidence, scene->crowd.lines, "Most among those shown: %.*s with %s.",
                     NAMED(scene->crowd.name), SIZE(scene->crowd.kb));
}

static void questions_answer_consumer(const struct scene *scene, const struct diagnosis *diagnosis,
                                      struct answer *answer) {
    (void)diagnosis;
    const struct kind *kind = scene_largest_kind(scene, PART_COUNT);
    if (kind && questions_is_locked(scene, kind))
        kind = scene_largest_kind(scene, PART_UNEVICTABLE);
    int64_t kb = kind ? scene_kind_kb(scene, kind) : 0;
    /* Where the log does not show what processes hold, it takes half of the room to hold most. */
    if (!scene_is_weighable(scene) && !amount_at_least(kb, OUTLIER_SURE_PERCENT, scene->room_kb)) {
        kind = NULL;
        kb = 0;
    }
    /* Kernel objects about the members of a swarm are the swarm's. */
    int64_t unshown_kb = questions_unshown_kb(scene);
    bool processes = scene->processes_kb > 0 && (scene->swarm || scene->crowd.kb >= kb);
    if (scene->unlisted && scene->unlisted_kb > kb && scene->unlisted_kb > scene->crowd.kb)
        questions_name_unlisted(scene, answer);
    else if (processes && questions_may_name_crowd(scene))
        questions_name_crowd(scene, answer);
    else if (!scene->table && amount_at_least(unshown_kb, 50, scene->room_kb))
        questions_name_unshown(scene, answer, unshown_kb);
    else if (kind && (scene->table || kb > scene->processes_kb))
        questions_name_kind(scene, answer, kind);
    else
        questions_name_nobody(scene, answer);
}

static void questions_answer_swap(const struct scene *scene, const struct diagnosis *diagnosis, struct answer *answer) {
    (void)diagnosis;
    swapping_answer(scene, answer);
}

static void questions_answer_thrashing(const struct scene *scene, const struct diagnosis *diagnosis,
                                       struct answer *answer) {
    (void)diagnosis;
    thrashing_answer(scene, answer);
}

static void questions_answer_prevention(const struct scene *scene, const struct diagnosis *diagnosis,
                                        struct answer *answer) {
    answer->statement = prevention_statement(scene, diagnosis);
}

/* In the order in which they are asked. */
static const struct question questions[] = {
    {STR_INIT("scope"), STR_INIT("System-wide or cgroup OOM?"), false, questions_answer_scope},
    {STR_INIT("consumer"), STR_INIT("What consumed the most memory?"), false, questions_answer_consumer},
    {STR_INIT("swap"), STR_INIT("Was swap available?"), false, questions_answer_swap},
    {STR_INIT("thrashing"), STR_INIT("Was the system thrashing before OOM?"), false, questions_answer_thrashing},
    {STR_INIT("prevention"), STR_INIT("Could it have been prevented?"), true, questions_answer_prevention},
};
enum { QUESTIONS_COUNT = sizeof questions / sizeof *questions };

void questions_answer(const struct scene *scene, struct diagnosis *diagnosis) {
    diagnosis->answers = arena_alloc(scene->arena, QUESTIONS_COUNT * sizeof *diagnosis->answers);
    if (!diagnosis->answers)
        return;
    for (size_t i = 0; i < QUESTIONS_COUNT; i++) {
        struct answer *answer = &diagnosis->answers[diagnosis->answer_count++];
        *answer = (struct answer){questions[i].key, questions[i].words, .advises = questions[i].advises};
        questions[i].answer(scene, diagnosis, answer);
    }
}
