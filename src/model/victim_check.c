/* The lines that tell of one victim, held against each other.
 * SPDX-License-Identifier: MIT
 *
 * oom_kill_process (mm/oom_kill.c) prints, one after the other, the row of the task table, the "oom-kill:" summary
 * (since 5.0) or the announcement (up to 5.0), and the kill line. Up to 5.0 a child may be killed in the chosen
 * process's place. */
#include "model/victim_check.h"

#include "base/arena.h"
#include "model/amount.h"
#include "model/limits.h"
#include "model/victim.h"
#include "model/warning.h"

enum {
    VICTIM_CHECK_KILLS = 8,           /* of a group kill, the first ones */
    VICTIM_CHECK_TIMES = 4,           /* a process hardly grows so much between two lines of one report */
    VICTIM_CHECK_LEAST_KB = 64 * 1024 /* nor so much that it matters */
};

static struct span victim_check_lines(int64_t a, int64_t b) {
    return (struct span){amount_least(a, b), amount_most(a, b)};
}

/* A row's blanks at its end are not known from a transport's. */
static bool victim_check_differs(str a, str b) {
    a = str_first(str_trim_end(a), LIMIT_TASK_NAME);
    b = str_first(str_trim_end(b), LIMIT_TASK_NAME);
    return a.len && b.len && !str_equal(a, b);
}

/* "wor" of "worker": what a lost end of a line leaves of a name. */
static bool victim_check_is_cut(str name, str whole) {
    return name.len > 0 && name.len < LIMIT_TASK_NAME && name.len < str_trim_end(whole).len && str_starts(whole, name);
}

/* The name that a line other than the row and the kill line gives PID. */
static str victim_check_witness(const struct event *event, int64_t pid) {
    if (event->summary.pid == pid && event->summary.task.len)
        return event->summary.task;
    if (event->intent_pid == pid && event->intent_name.len)
        return event->intent_name;
    return event->identity.pid == pid ? event->trigger.name : STR("");
}

/* "[ 113] ... no" and "Killed process 113 (node)": two of three are right. */
static bool victim_check_name(struct event *event, struct task *row, struct kill *kill, struct reckoning *reckoning) {
    str witness = victim_check_witness(event, kill->pid), in_row = row->name, in_kill = kill->name;
    if (!victim_check_differs(in_row, in_kill)) {
        if (in_row.len && in_row.len < in_kill.len) /* blanks at its end, or more than a row keeps */
            row->name = in_kill;
        return true;
    }
    if (str_equal(witness, in_kill) || victim_check_is_cut(in_row, in_kill))
        row->name = in_kill;
    else if (str_equal(witness, in_row) || victim_check_is_cut(in_kill, in_row))
        kill->name = in_row;
    else
        reckoning->is_contradicted = true;
    return warning_add(event, victim_check_lines(row->line, kill->line),
                       arena_format(event->arena,
                                    "The task table and the kill line name process %lld differently: \"%.*s\" and "
                                    "\"%.*s\".",
                                    (long long)kill->pid, STR_ARG(in_row), STR_ARG(in_kill)));
}

static bool victim_check_is_far(int64_t a_kb, int64_t b_kb) {
    return amount_known(a_kb) && amount_known(b_kb) && a_kb >= 0 && b_kb - a_kb > VICTIM_CHECK_LEAST_KB &&
           b_kb / VICTIM_CHECK_TIMES > a_kb;
}

/* What the victim holds may have become less, since it is being torn down; it does not grow by a multiple. Since 6.2,
 * and up to 6.19, a row may miss what each CPU holds back. */
static bool victim_check_size(struct event *event, const struct task *row, const struct kill *kill,
                              struct reckoning *reckoning) {
    int64_t killed_kb = victim_resident_kb(kill);
    int64_t row_kb = amount_times(row->rss, reckoning->page_kb);
    int64_t row_vm_kb = amount_times(row->total_vm, reckoning->page_kb);
    bool is_exact = release_is_before(reckoning->release, RELEASE(6, 2, 0));
    bool rss = is_exact && victim_check_is_far(row_kb, killed_kb);
    bool vm = victim_check_is_far(row_vm_kb, kill->total_vm_kb) || victim_check_is_far(kill->total_vm_kb, row_vm_kb);
    if (!reckoning->page_known || (!rss && !vm))
        return true;
    reckoning->is_contradicted = true;
    return warning_add(event, victim_check_lines(row->line, kill->line),
                       arena_format(event->arena,
                                    "The task table and the kill line contradict each other on process %lld: %s of "
                                    "%lld kB and of %lld kB.",
                                    (long long)kill->pid, rss ? "rss" : "total_vm",
                                    (long long)(rss ? row_kb : row_vm_kb),
                                    (long long)(rss ? killed_kb : kill->total_vm_kb)));
}

static struct task *victim_check_row(const struct event *event, int64_t pid) {
    for (size_t i = 0; i < event->tasks.count; i++)
        if (event->tasks.items[i].pid == pid)
            return &event->tasks.items[i];
    return NULL;
}

/* "oom-kill:...,task=sshd,pid=125" and "Killed process 1 (init)": since 5.1 the one that is named is the one that is
 * killed, or another thread of it (find_lock_task_mm). Of several victims the first kill line may be lost. */
static bool victim_check_summary(struct event *event, struct reckoning *reckoning) {
    const struct oom_summary *summary = &event->summary;
    const struct kill *kill = &event->kills[0];
    if (event->kill_count != 1 || kill->named_by != NAMED_BY_KILL || event->oom_group.text.len || summary->line == 0 ||
        !amount_known(summary->pid) || !amount_known(kill->pid) || summary->pid == kill->pid ||
        !victim_check_differs(summary->task, kill->name) || str_has(kill->message, STR("oom_kill_allocating_task")) ||
        release_is_before(reckoning->release, RELEASE(5, 1, 0)))
        return true;
    reckoning->is_contradicted = true;
    reckoning->is_victim_disputed = true;
    return warning_add(event, victim_check_lines(summary->line, kill->line),
                       arena_format(event->arena,
                                    "The \"oom-kill:\" line names process %lld (\"%.*s\"), the kill line process %lld "
                                    "(\"%.*s\"): they contradict each other.",
                                    (long long)summary->pid, STR_ARG(summary->task), (long long)kill->pid,
                                    STR_ARG(kill->name)));
}

/* The name that other lines give the process of ROW, where the row's own is the beginning of it. */
static str victim_check_whole_name(const struct event *event, const struct task *row) {
    for (size_t i = 0; i < event->kill_count && i < VICTIM_CHECK_KILLS; i++)
        if (event->kills[i].pid == row->pid && victim_check_is_cut(row->name, event->kills[i].name))
            return event->kills[i].name;
    const str witness = victim_check_witness(event, row->pid);
    return victim_check_is_cut(row->name, witness) ? witness : STR("");
}

/* "[   3317]  1000  3317 ... 0 wor" and "oom_reaper: reaped process 3317 (worker)". */
static bool victim_check_cut_rows(struct event *event) {
    struct span lines = {0, 0};
    for (size_t i = 0; i < event->tasks.count; i++) {
        struct task *row = &event->tasks.items[i];
        const str whole = victim_check_whole_name(event, row);
        if (!whole.len)
            continue;
        row->name = whole;
        lines = lines.first ? victim_check_lines(lines.first, row->line) : victim_check_lines(row->line, row->line);
    }
    return !lines.first ||
           warning_add(event, lines, STR("Names in the task table are cut off; other lines have them whole."));
}

/* The process that the "oom-kill:" line or the announcement names; ABSENT where neither does. */
static int64_t victim_check_chosen(const struct event *event, str name) {
    if (event->summary.pid > 0 && str_equal(event->summary.task, name))
        return event->summary.pid;
    return event->intent_pid > 0 && str_equal(event->intent_name, name) ? event->intent_pid : ABSENT;
}

static bool victim_check_is_cut_number(int64_t number, int64_t whole) {
    for (whole /= 10; whole > number; whole /= 10)
        continue;
    return number > 0 && whole == number;
}

/* "Killed process 6 (java)" of 641: what is left of a number is a number. A child that is killed in the chosen one's
 * place has a row, as all have. */
static bool victim_check_pid(struct event *event, struct kill *kill, struct reckoning *reckoning) {
    const int64_t chosen = victim_check_chosen(event, kill->name);
    if (kill->named_by != NAMED_BY_KILL || victim_check_row(event, kill->pid) || !victim_check_row(event, chosen) ||
        !victim_check_is_cut_number(kill->pid, chosen))
        return true;
    const int64_t printed = kill->pid;
    kill->pid = chosen;
    reckoning->victim_pid_inferred = true;
    return warning_add(event, victim_check_lines(kill->line, kill->line),
                       arena_format(event->arena,
                                    "The kill line names process %lld (\"%.*s\"), which has no row: it was taken for "
                                    "what is left of %lld, which was chosen.",
                                    (long long)printed, STR_ARG(kill->name), (long long)chosen));
}

bool victim_check(struct event *event, struct reckoning *reckoning) {
    if (event->killer != KILLER_KERNEL)
        return true;
    if (event->kill_count == 1 && !victim_check_pid(event, &event->kills[0], reckoning))
        return false;
    for (size_t i = 0; i < event->kill_count && i < VICTIM_CHECK_KILLS; i++) {
        struct kill *kill = &event->kills[i];
        struct task *row = kill->named_by == NAMED_BY_KILL ? victim_check_row(event, kill->pid) : NULL;
        if (row && (!victim_check_name(event, row, kill, reckoning) || !victim_check_size(event, row, kill, reckoning)))
            return false;
    }
    return victim_check_cut_rows(event) && (event->kill_count == 0 || victim_check_summary(event, reckoning));
}
