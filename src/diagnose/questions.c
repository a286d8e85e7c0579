/* The questions that every report answers.
 * SPDX-License-Identifier: MIT */
#include "diagnose/questions.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/thrashing.h"
#include "diagnose/thresholds.h"

static struct oomwhy_span questions_lines(const struct scene *scene, struct oomwhy_span lines) {
    return lines.first ? lines : scene->event->lines;
}

/* "the service mysqld.service", "container 0123456789ab (docker)", or the path. */
static str questions_cgroup_name(const struct scene *scene) {
    const struct oomwhy_container *box = &scene->reckoning->container;
    str path = scene->event->cgroup.path.len ? scene->event->cgroup.path : scene->event->summary.oom_memcg;
    if (box->id.len)
        return evidence_format(scene->arena, "%.*s (%.*s%scontainer %.*s)", STR_ARG(path), STR_ARG(box->runtime),
                               box->runtime.len ? " " : "", STR_ARG(str_first(box->id, 12)));
    return path.len ? path : STR("(not named)");
}

static void questions_answer_cgroup(const struct scene *scene, struct oomwhy_answer *answer) {
    const struct oomwhy_cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    str name = questions_cgroup_name(scene), task = scene->event->cgroup.task_path;
    answer->statement = evidence_format(
        scene->arena, "Cgroup: the limit of %.*s was hit; the machine itself need not have been short of memory.",
        STR_ARG(name));
    if (cgroup->usage_kb != OOMWHY_ABSENT)
        evidence_add(scene->arena, &answer->evidence, questions_lines(scene, scene->room_lines),
                     "It used %s; its limit is %s.", SIZE(cgroup->usage_kb),
                     cgroup->limit_kb == OOMWHY_ABSENT ? "none" : SIZE(cgroup->limit_kb));
    if (task.len && scene->event->cgroup.path.len && !str_equal(task, scene->event->cgroup.path))
        evidence_add(scene->arena, &answer->evidence, evidence_line(scene->event->cgroup.task_path_line),
                     "The victim is in %.*s, below the group whose limit was hit.", STR_ARG(task));
}

static void questions_answer_scope(const struct scene *scene, struct oomwhy_answer *answer) {
    static const char *const words[] = {"unknown", "system", "cgroup", "cpuset", "mempolicy"};
    static const char *const statements[] = {
        "The log does not show whether the whole machine or a cgroup was out of memory.",
        "System-wide: the machine as a whole was out of memory that the request could use.", "",
        "Cpuset: the request was confined to some nodes of the machine, and these were out of memory.",
        "Memory policy: the task is bound to some nodes of the machine, and these were out of memory."};
    enum oomwhy_scope scope = scene->reckoning->scope;
    answer->answer = str_from_cstr(words[scope]);
    answer->statement = str_from_cstr(statements[scope]);
    if (scope == OOMWHY_SCOPE_CGROUP)
        questions_answer_cgroup(scene, answer);
    else if (scope == OOMWHY_SCOPE_SYSTEM && scene->reckoning->manual)
        answer->statement = STR("System-wide: it was asked for by hand (SysRq f), on behalf of the whole machine.");
    if (scope != OOMWHY_SCOPE_UNKNOWN)
        evidence_add(scene->arena, &answer->evidence, questions_lines(scene, scene->reckoning->scope_lines),
                     "This is where the kernel says so.");
}

static enum scene_part questions_part(const char *kind) {
    static const struct {
        const char *kind;
        enum scene_part part;
    } kinds[] = {{"slab", PART_SLAB},
                 {"shared memory", PART_SHMEM},
                 {"hugetlb", PART_HUGETLB},
                 {"page tables", PART_PAGETABLES},
                 {"unevictable", PART_UNEVICTABLE},
                 {"page cache", PART_FILE}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_equal(str_from_cstr(kind), str_from_cstr(kinds[i].kind)))
            return kinds[i].part;
    return PART_UNACCOUNTED;
}

/* Memory that a process locked is that process's. */
static bool questions_is_locked(const struct scene *scene, const char *kind) {
    return questions_part(kind) == PART_UNEVICTABLE && scene->largest.count &&
           tally_at_least(scene->largest.anon_kb, UNEVICTABLE_LOCKED_PERCENT, scene_kb(scene, PART_UNEVICTABLE));
}

static void questions_name_kind(const struct scene *scene, struct oomwhy_answer *answer, const char *kind, int64_t kb) {
    answer->answer = str_from_cstr(kind);
    answer->statement =
        evidence_format(scene->arena, "No process: %s holds %s, %s of %s.",
                        questions_part(kind) == PART_UNACCOUNTED ? "memory that no counter shows" : kind, SIZE(kb),
                        PERCENT(kb, scene->room_kb), scene->room);
    evidence_add(scene->arena, &answer->evidence, questions_lines(scene, scene->parts[questions_part(kind)].lines),
                 "%c%s: %s.", kind[0] - 'a' + 'A', kind + 1, SIZE(kb));
    if (scene->table && scene->crowd.count)
        evidence_add(scene->arena, &answer->evidence, scene->crowd.lines, "Most among processes: %.*s with %s.",
                     STR_ARG(scene->crowd.name), SIZE(scene->crowd.kb));
}

static void questions_name_crowd(const struct scene *scene, struct oomwhy_answer *answer) {
    const struct holder *crowd = &scene->crowd;
    answer->answer = crowd->name;
    if (crowd->count > 1)
        answer->statement = evidence_format(
            scene->arena, "%lld processes named %.*s, which hold %s together, %s of %s.", (long long)crowd->count,
            STR_ARG(crowd->name), SIZE(crowd->kb), PERCENT(crowd->kb, scene->reach_kb),
            scene->swap_used_kb ? "the room and used swap" : scene->room);
    else
        answer->statement = evidence_format(scene->arena, "The process %.*s, which holds %s, %s of %s.",
                                            STR_ARG(crowd->name), SIZE(crowd->kb), PERCENT(crowd->kb, scene->reach_kb),
                                            scene->swap_used_kb ? "the room and used swap" : scene->room);
    evidence_add(scene->arena, &answer->evidence, crowd->lines, "%.*s: %s in RAM, %s swapped out, %s of page tables.",
                 STR_ARG(crowd->name), SIZE(crowd->anon_kb), SIZE(crowd->swap_kb), SIZE(crowd->pagetables_kb));
    if (crowd->rss_kb > tally_times(crowd->anon_kb, 2) && crowd->count > 1)
        evidence_add(scene->arena, &answer->evidence, crowd->lines,
                     "Their rss adds up to %s, but that counts shared pages once for each process.",
                     SIZE(crowd->rss_kb));
}

/* Without a table a kill line shows a largest holder only if nothing else can be larger. */
static bool questions_may_name_crowd(const struct scene *scene) {
    return scene->crowd.count > 0 &&
           (scene->table || tally_at_least(scene->crowd.kb, OUTLIER_SURE_PERCENT, scene->reach_kb));
}

static void questions_answer_consumer(const struct scene *scene, struct oomwhy_answer *answer) {
    const char *kind = "";
    int64_t kb = scene_largest_kind(scene, PART_COUNT, &kind);
    if (kb > 0 && questions_is_locked(scene, kind))
        kb = scene_largest_kind(scene, PART_UNEVICTABLE, &kind);
    /* Kernel objects about the members of a swarm are the swarm's. */
    bool processes = scene->processes_kb > 0 && (scene->swarm || scene->crowd.kb >= kb);
    if (processes && questions_may_name_crowd(scene)) {
        questions_name_crowd(scene, answer);
    } else if (kb > 0 && (scene->table || kb > scene->processes_kb)) {
        questions_name_kind(scene, answer, kind, kb);
    } else if (scene->processes_kb > 0) {
        answer->statement = evidence_format(
            scene->arena, "Processes, with %s together; which of them the log does not show: it has no task table.",
            SIZE(scene->processes_kb));
        evidence_add(scene->arena, &answer->evidence, questions_lines(scene, scene->parts[PART_ANON].lines),
                     "Private memory of all processes: %s.", SIZE(scene_kb(scene, PART_ANON)));
    } else {
        answer->statement = STR("The log does not show it: it has neither memory figures nor a task table.");
    }
}

static void questions_answer_swap(const struct scene *scene, struct oomwhy_answer *answer) {
    static const char *const words[] = {"unknown", "none", "full", "partly-used", "unused"};
    const struct oomwhy_reckoning *r = scene->reckoning;
    answer->answer = str_from_cstr(words[r->swap]);
    switch (r->swap) {
    case OOMWHY_SWAP_NONE:
        answer->statement = scene->cgroup ? STR("No: no swap for this cgroup.") : STR("No: none is configured.");
        break;
    case OOMWHY_SWAP_FULL:
        answer->statement = evidence_format(scene->arena, "Yes, %s, and all of it was in use.", SIZE(r->swap_total_kb));
        break;
    case OOMWHY_SWAP_PARTLY_USED:
    case OOMWHY_SWAP_UNUSED:
        answer->statement = evidence_format(scene->arena,
                                            "Yes: %s of %s was still free, so look for what kept it from being used: a "
                                            "limit, locked memory, or a request that swap can't help.",
                                            SIZE(r->swap_free_kb), SIZE(r->swap_total_kb));
        break;
    case OOMWHY_SWAP_UNKNOWN:
        answer->statement = scene->cgroup ? STR("The log does not show it: reports on a cgroup print no swap totals.")
                                          : STR("The log does not show it.");
        return;
    }
    evidence_add(scene->arena, &answer->evidence, questions_lines(scene, r->swap_lines), "Swap: %s in all, %s free.",
                 SIZE(r->swap_total_kb), SIZE(r->swap_free_kb));
}

void questions_answer(const struct scene *scene, struct oomwhy_diagnosis *diagnosis) {
    questions_answer_scope(scene, &diagnosis->scope);
    questions_answer_consumer(scene, &diagnosis->consumer);
    questions_answer_swap(scene, &diagnosis->swap);
    thrashing_answer(scene, &diagnosis->thrashing);
}
