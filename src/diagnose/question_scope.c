/* System-wide, or a cgroup's limit?
 * SPDX-License-Identifier: MIT */
#include "diagnose/questions.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/killer.h"
#include "diagnose/shortage.h"

static struct span scope_lines(const struct facts *facts, struct span lines) {
    return lines.first ? lines : facts->event->lines;
}

/* Where the line that names the group is missing: an OpenVZ container's number stands in the kill line ("Out of memory
 * in UB 842"), and statistics are of the group or of one below it. */
static str scope_other_name(const struct facts *facts) {
    const struct event *event = facts->event;
    str message = event->kill_count ? event->kills[0].message : STR("");
    size_t at = str_find(message, STR("in UB "));
    if (at != STR_NONE)
        return arena_format(facts->arena, "the OpenVZ container %.*s",
                            STR_ARG(str_trim(str_from(message, at + STR("in UB ").len))));
    for (size_t i = 0; i < event->cgroup.stats_count; i++)
        if (event->cgroup.stats[i].path.len)
            return arena_format(facts->arena, "a cgroup that is or holds %.*s (its own line is not in the log)",
                                STR_ARG(event->cgroup.stats[i].path));
    return STR("a cgroup that the log does not name");
}

/* "the service mysqld.service", "container 0123456789ab (docker)", or the path. */
static str scope_cgroup_name(const struct facts *facts) {
    const struct container *box = &facts->reckoning->container;
    str path = room_cgroup_words(&facts->room);
    if (box->id.len)
        return arena_format(facts->arena, "%.*s (%.*s%scontainer %.*s)", STR_ARG(path), STR_ARG(box->runtime),
                            box->runtime.len ? " " : "", STR_ARG(str_first(box->id, 12)));
    return path.len ? path : scope_other_name(facts);
}

/* "/shop/c1" of "/shop"; every path is below "/". */
static bool scope_is_below(str task, str group) {
    bool root = str_equal(group, STR("/"));
    return str_starts(task, group) && task.len > group.len && (root || task.data[group.len] == '/');
}

/* "memory+swap: usage 524288kB, limit 524288kB, failcnt 52" beside "failcnt 0" of memory: both limits are equal, and
 * one of them stopped it. */
static void scope_add_failed_sum(const struct facts *facts, struct answer *answer) {
    const struct usage *memory = &facts->event->cgroup.memory, *sum = &facts->event->cgroup.memsw;
    if (memory->failcnt == 0 && sum->failcnt > 0 && sum->limit_kb != ABSENT && sum->limit_kb == memory->limit_kb)
        evidence_add(facts->arena, &answer->evidence, evidence_line(sum->line),
                     "The limit on memory and swap together, %s, failed %lld times; that on memory alone never did.",
                     SIZE(sum->limit_kb), (long long)sum->failcnt);
}

static void scope_answer_cgroup(const struct facts *facts, struct answer *answer) {
    const struct cgroup_ledger *cgroup = &facts->reckoning->cgroup;
    str name = scope_cgroup_name(facts);
    bool printed = facts->event->cgroup.task_path.len > 0;
    str task = printed ? facts->event->cgroup.task_path : facts->event->summary.task_memcg;
    const char *form = room_was_below_limit(&facts->room)
                           ? "Cgroup: the OOM killer was called for %.*s, which was below its limit when this was "
                             "printed; the machine itself need not have been short of memory."
                       : facts->room.unlimited
                           ? "Cgroup: the kill was asked for in %.*s, which has no limit of its own; the "
                             "machine itself need not have been short of memory."
                           : "Cgroup: the limit of %.*s was hit; the machine itself need not have been "
                             "short of memory.";
    answer->statement = arena_format(facts->arena, form, STR_ARG(name));
    if (cgroup->usage_kb != ABSENT)
        evidence_add(facts->arena, &answer->evidence, scope_lines(facts, facts->room.lines), "It used %s; %s%s.",
                     SIZE(cgroup->usage_kb),
                     facts->room.unlimited        ? "it has no limit of its own"
                     : cgroup->limit_kb == ABSENT ? "its limit is not in the log"
                                                  : "its limit is ",
                     cgroup->limit_kb == ABSENT ? "" : SIZE(cgroup->limit_kb));
    if (room_hit_the_sum(&facts->room))
        evidence_add(facts->arena, &answer->evidence, evidence_line(facts->event->cgroup.memsw.line),
                     "Memory and swap together were at %s of a limit of %s.", SIZE(facts->event->cgroup.memsw.usage_kb),
                     SIZE(facts->event->cgroup.memsw.limit_kb));
    else
        scope_add_failed_sum(facts, answer);
    if (task.len && facts->room.cgroup_path.len && !str_equal(task, facts->room.cgroup_path))
        evidence_add(facts->arena, &answer->evidence,
                     evidence_line(printed ? facts->event->cgroup.task_path_line : facts->event->summary.line),
                     scope_is_below(task, facts->room.cgroup_path)
                         ? "The victim is in %.*s, below %s."
                         : "The victim's cgroup is printed as %.*s, outside %s.",
                     STR_ARG(task),
                     facts->room.unlimited || room_was_below_limit(&facts->room) ? "that group"
                                                                                 : "the group whose limit was hit");
}

static bool scope_is_of_trace(const struct event *event, struct span lines) {
    struct span trace = event->trigger.trace_lines;
    return event->trigger.call_trace.count > 0 && lines.first >= trace.first && lines.first <= trace.last;
}

/* The words of the kernel that tell the scope. */
static void scope_cite_scope(const struct facts *facts, struct answer *answer) {
    const struct event *event = facts->event;
    struct span lines = scope_lines(facts, facts->reckoning->scope_lines);
    if (event->summary.line > 0 && lines.first == event->summary.line && !event->summary.constraint.len)
        evidence_add(facts->arena, &answer->evidence, lines, "The kernel's summary names the cgroup of the victim.");
    else if (event->summary.line > 0 && lines.first == event->summary.line)
        evidence_add(facts->arena, &answer->evidence, lines, "The kernel's summary says constraint=%.*s%s.",
                     STR_ARG(event->summary.constraint), event->summary.global_oom ? ", global_oom" : "");
    else if (event->kill_count && lines.first == event->kills[0].line && event->kills[0].message.len)
        evidence_add(facts->arena, &answer->evidence, lines, "The kill line says \"%.*s\".",
                     STR_ARG(event->kills[0].message));
    else if (event->intent.line > 0 && lines.first == event->intent.line)
        evidence_add(facts->arena, &answer->evidence, lines, "The line that announces the kill says so.");
    else if (scope_is_of_trace(event, lines))
        evidence_add(facts->arena, &answer->evidence, lines,
                     facts->room.is_cgroup ? "By the call trace a charge to a cgroup had failed."
                     : facts->reckoning->request == REQUEST_PAGE_FAULT
                         ? "By the call trace a page fault had failed, and no cgroup was at its limit for it."
                     : facts->reckoning->request == REQUEST_KSWAPD
                         ? "By the call trace kswapd asked, which does so for the whole machine."
                         : "By the call trace the page allocator of the whole machine asked, not a cgroup.");
    else if (facts->room.is_cgroup && event->no_killable.line > 0 && lines.first == event->no_killable.line)
        evidence_add(facts->arena, &answer->evidence, lines,
                     "These words, without the machine's memory before them and a panic behind them, are of a cgroup.");
    else if (facts->room.is_cgroup && event->cgroup.path_line > 0 && lines.first == event->cgroup.path_line)
        evidence_add(facts->arena, &answer->evidence, lines,
                     room_was_below_limit(&facts->room) ? "The kernel names it as the group that was at its limit."
                                                        : "The kernel names the group whose limit was hit.");
    else if (facts->room.is_cgroup)
        evidence_add(facts->arena, &answer->evidence, lines, "The report is about a cgroup's memory.");
    else if (facts->reckoning->scope == SCOPE_CPUSET || facts->reckoning->scope == SCOPE_MEMPOLICY)
        evidence_add(facts->arena, &answer->evidence, lines,
                     "The nodes printed with the request leave out others of the machine.");
    else
        evidence_add(facts->arena, &answer->evidence, lines,
                     "The report is about the whole machine and names no cgroup.");
}

/* "Cgroup: container 0123456789ab", "Cgroup: /system.slice/mysqld.service" */
static str scope_brief_cgroup(const struct facts *facts) {
    const struct container *box = &facts->reckoning->container;
    str path = room_cgroup_words(&facts->room);
    if (box->id.len)
        return arena_format(facts->arena, "Cgroup: container %.*s", STR_ARG(str_first(box->id, 12)));
    if (box->pod_uid.len)
        return arena_format(facts->arena, "Cgroup: pod %.*s", STR_ARG(box->pod_uid));
    if (!path.len && facts->event->cgroup.stats_count && facts->event->cgroup.stats[0].path.len)
        return arena_format(facts->arena, "Cgroup: %.*s or one above it", STR_ARG(facts->event->cgroup.stats[0].path));
    return path.len ? arena_format(facts->arena, "Cgroup: %.*s", STR_ARG(path)) : STR("Cgroup, not named in the log");
}

static str scope_brief(const struct facts *facts) {
    static const char *const words[] = {"The log does not show it", "System-wide", "",
                                        "Only the memory nodes of a cpuset", "Only the memory nodes of a policy"};
    const struct reckoning *r = facts->reckoning;
    if (r->scope == SCOPE_CGROUP)
        return scope_brief_cgroup(facts);
    if (r->scope == SCOPE_SYSTEM && r->manual)
        return STR("System-wide, asked for by hand");
    if (r->scope == SCOPE_SYSTEM && r->shortage == SHORTAGE_NONE)
        return STR("System-wide, though memory was free");
    if (r->scope == SCOPE_SYSTEM && r->request == REQUEST_PAGE_FAULT && r->shortage == SHORTAGE_UNKNOWN)
        return STR("System-wide, by a failed page fault");
    return str_from_cstr(words[r->scope]);
}

/* What more is known of an event of the whole machine; empty for nothing. */
static str scope_statement_system(const struct facts *facts) {
    if (facts->reckoning->request == REQUEST_PAGE_FAULT && facts->reckoning->shortage == SHORTAGE_UNKNOWN)
        return STR("System-wide: a page fault had failed as out of memory, and the kernel then chooses among "
                   "all processes; what the fault lacked is not shown.");
    int64_t piece_kb;
    if (shortage_may_be_pieces(facts, &piece_kb))
        return arena_format(facts->arena,
                            "System-wide: the machine had nothing for a request of %s in one piece. Whether memory was "
                            "out, or free in smaller pieces only, the log does not show.",
                            SIZE(piece_kb));
    if (facts->reckoning->request == REQUEST_POLICY)
        return STR("System-wide: a BPF program asked for it, on behalf of the whole machine.");
    if (facts->reckoning->request == REQUEST_KSWAPD)
        return STR("System-wide: kswapd asked for it, on behalf of the whole machine; no request had failed.");
    if (facts->reckoning->manual)
        return STR("System-wide: it was asked for by hand (SysRq f), on behalf of the whole machine.");
    if (facts->reckoning->shortage == SHORTAGE_FRAGMENTED)
        return STR("System-wide: the machine had memory free, but no piece of it as large as the request wanted.");
    if (facts->reckoning->shortage == SHORTAGE_ZONE)
        return STR("System-wide: the zones that the request could use were out of memory, while others had some left.");
    if (shortage_bound_of(facts).found)
        return STR("System-wide by its form, but probably confined: one node was below its watermarks "
                   "while others had room.");
    if (facts->reckoning->shortage == SHORTAGE_NONE)
        return arena_format(
            facts->arena,
            "System-wide by its form, though the machine had memory free (%s) that the request could use.",
            SIZE(room_part_kb(&facts->room, PART_FREE)));
    return STR("");
}

static void scope_answer(const struct facts *facts, const struct ranking *ranking, struct answer *answer) {
    (void)ranking;
    static const char *const words[] = {"unknown", "system", "cgroup", "cpuset", "mempolicy"};
    static const char *const statements[] = {
        "The log does not show whether the whole machine or a cgroup was out of memory.",
        "System-wide: the machine as a whole was out of memory that the request could use.", "",
        "Cpuset: the request was confined to some nodes of the machine, and these were out of memory.",
        "Memory policy: the task is bound to some nodes of the machine, and these were out of memory."};
    enum scope scope = facts->reckoning->scope;
    answer->answer = str_from_cstr(words[scope]);
    answer->statement = str_from_cstr(statements[scope]);
    if (killer_is_program(facts)) {
        killer_answer_scope(facts, answer);
        return;
    }
    if (scope == SCOPE_CGROUP)
        scope_answer_cgroup(facts, answer);
    else if (shortage_has_no_zone(facts))
        answer->statement = arena_format(facts->arena,
                                         "%s: the request was confined to some nodes of the machine, and no zone of "
                                         "these may serve it.",
                                         scope == SCOPE_CPUSET ? "Cpuset" : "Memory policy");
    else if (shortage_confined(facts) && facts->reckoning->shortage == SHORTAGE_NONE)
        answer->statement = arena_format(facts->arena,
                                         "%s: the request was confined to some nodes of the machine, though these had "
                                         "memory free that it could use.",
                                         scope == SCOPE_CPUSET ? "Cpuset" : "Memory policy");
    else if (scope == SCOPE_SYSTEM && scope_statement_system(facts).len > 0)
        answer->statement = scope_statement_system(facts);
    answer->brief = scope_brief(facts);
    if (scope != SCOPE_UNKNOWN)
        scope_cite_scope(facts, answer);
}

const struct question question_scope = {STR_INIT("scope"), STR_INIT("System-wide or cgroup OOM?"), false, scope_answer};
