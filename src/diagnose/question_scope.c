/* System-wide, or a cgroup's limit?
 * SPDX-License-Identifier: MIT */
#include "diagnose/questions.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/shortage.h"

static struct span scope_lines(const struct scene *scene, struct span lines) {
    return lines.first ? lines : scene->event->lines;
}

/* "the service mysqld.service", "container 0123456789ab (docker)", or the path. */
static str scope_cgroup_name(const struct scene *scene) {
    const struct container *box = &scene->reckoning->container;
    str path = scene->cgroup_path;
    if (box->id.len)
        return arena_format(scene->arena, "%.*s (%.*s%scontainer %.*s)", STR_ARG(path), STR_ARG(box->runtime),
                            box->runtime.len ? " " : "", STR_ARG(str_first(box->id, 12)));
    return path.len ? path : STR("a cgroup that the log does not name");
}

static void scope_answer_cgroup(const struct scene *scene, struct answer *answer) {
    const struct cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    str name = scope_cgroup_name(scene);
    bool printed = scene->event->cgroup.task_path.len > 0;
    str task = printed ? scene->event->cgroup.task_path : scene->event->summary.task_memcg;
    const char *form = scene->unlimited ? "Cgroup: the kill was asked for in %.*s, which has no limit of its own; the "
                                          "machine itself need not have been short of memory."
                                        : "Cgroup: the limit of %.*s was hit; the machine itself need not have been "
                                          "short of memory.";
    answer->statement = arena_format(scene->arena, form, STR_ARG(name));
    if (cgroup->usage_kb != ABSENT)
        evidence_add(scene->arena, &answer->evidence, scope_lines(scene, scene->room_lines), "It used %s; %s%s.",
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
static void scope_cite_scope(const struct scene *scene, struct answer *answer) {
    const struct event *event = scene->event;
    struct span lines = scope_lines(scene, scene->reckoning->scope_lines);
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

static void scope_answer(const struct scene *scene, const struct ranking *ranking, struct answer *answer) {
    (void)ranking;
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
        scope_answer_cgroup(scene, answer);
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
        scope_cite_scope(scene, answer);
}

const struct question question_scope = {STR_INIT("scope"), STR_INIT("System-wide or cgroup OOM?"), false, scope_answer};
