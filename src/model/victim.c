/* Who the victim is, and what the log shows of its end.
 * SPDX-License-Identifier: MIT */
#include "model/victim.h"

#include "model/amount.h"

#include "model/builder.h"

bool victim_is(const struct kill *kill, int64_t pid, str name) {
    return kill->pid == pid && (kill->name.len == 0 || name.len == 0 || str_equal(kill->name, name));
}

bool victim_is_shown_dead(const struct kill *kill) {
    if (kill->outcome == OUTCOME_SURVIVED || (kill->is_told_to_end && kill->outcome == OUTCOME_UNKNOWN))
        return false;
    return kill->named_by == NAMED_BY_KILL || kill->named_by == NAMED_BY_REAPER || kill->reaped != REAPED_UNKNOWN;
}

int64_t victim_resident_kb(const struct kill *kill) {
    return amount_plus(amount_plus(kill->anon_rss_kb, kill->file_rss_kb), kill->shmem_rss_kb);
}

bool victim_is_only_announced(const struct kill *kill) {
    return kill->named_by == NAMED_BY_ANNOUNCEMENT && kill->reaped == REAPED_UNKNOWN;
}

bool victim_has_kill_line(const struct event *event) {
    return event->kill_count && event->kills[0].named_by == NAMED_BY_KILL;
}

int64_t victim_kill_lines(const struct event *event) {
    int64_t count = 0;
    for (size_t i = 0; i < event->kill_count; i++)
        count += event->kills[i].named_by == NAMED_BY_KILL;
    return count;
}

int64_t victim_skipped_line(const struct event *event) {
    for (size_t i = 0; i < event->note_count; i++)
        if (event->notes[i].kind == NOTE_EXITING && event_is_after(event, event->notes[i].line, event->summary.line))
            return event->notes[i].line;
    return 0;
}

static bool victim_is_in_summary(const struct oom_summary *summary) {
    return summary->task.len || summary->pid != ABSENT;
}

static bool victim_is_nobody(const struct event *event) {
    return event->panic.line || event->no_killable.line || victim_skipped_line(event);
}

static void victim_add_by_summary(struct event *event) {
    const struct oom_summary *summary = &event->summary;
    struct kill *kill = builder_kill_first(event, summary->pid, summary->line);
    if (!kill)
        return;
    kill->line = summary->line;
    kill->named_by = NAMED_BY_SUMMARY;
    kill->name = summary->task;
    kill->uid = summary->uid;
    if (kill->pid == event->intent_pid)
        kill->score = event->intent_score;
}

static void victim_add_by_announcement(struct event *event) {
    struct kill *kill = builder_kill_first(event, event->intent_pid, event->intent.line);
    if (!kill)
        return;
    kill->line = event->intent.line;
    kill->named_by = NAMED_BY_ANNOUNCEMENT;
    kill->name = event->intent_name;
    kill->uid = ABSENT;
    kill->score = event->intent_score;
}

/* Kill lines before 5.4, and those that are cut, lack the uid. */
static void victim_complete(struct event *event) {
    struct kill *kill = &event->kills[0];
    if (kill->uid == ABSENT && kill->pid != ABSENT && kill->pid == event->summary.pid)
        kill->uid = event->summary.uid;
}

static bool victim_has_row(const struct tasks *tasks, int64_t pid) {
    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->items[i].pid == pid || tasks->items[i].tgid == pid)
            return true;
    return false;
}

/* The same address space and the same pages in RAM, which the kill line prints in kB: what lies between is the size of
 * a page. */
static bool victim_has_sizes_of(const struct kill *kill, const struct task *task) {
    enum { ERROR_PAGES = 64 };
    const int64_t shmem_kb = amount_known(kill->shmem_rss_kb) ? kill->shmem_rss_kb : 0;
    const int64_t rss_kb = amount_plus(amount_plus(kill->anon_rss_kb, kill->file_rss_kb), shmem_kb);
    if (task->total_vm <= 0 || kill->total_vm_kb <= 0 || kill->total_vm_kb % task->total_vm || !amount_known(rss_kb) ||
        task->rss <= ERROR_PAGES)
        return false;
    const int64_t page_kb = kill->total_vm_kb / task->total_vm, pages = rss_kb / page_kb;
    return (page_kb == 4 || page_kb == 8 || page_kb == 16 || page_kb == 64) && pages >= task->rss - ERROR_PAGES &&
           pages <= task->rss + ERROR_PAGES;
}

/* Forked copies are alike too: of those none can be told. */
static const struct task *victim_process_of(const struct tasks *tasks, const struct kill *kill) {
    const struct task *found = NULL;
    for (size_t i = 0; i < tasks->count; i++) {
        if (!victim_has_sizes_of(kill, &tasks->items[i]))
            continue;
        if (found)
            return NULL;
        found = &tasks->items[i];
    }
    return found;
}

void victim_find_processes(struct event *event) {
    enum { LOOKED_AT = 8 };
    if (event->killer != KILLER_KERNEL || event->summary.line > 0) /* those kernels name processes */
        return;
    for (size_t i = 0; i < event->kill_count && i < LOOKED_AT; i++) {
        struct kill *kill = &event->kills[i];
        if (kill->named_by != NAMED_BY_KILL || kill->pid <= 1 || victim_has_row(&event->tasks, kill->pid))
            continue;
        const struct task *task = victim_process_of(&event->tasks, kill);
        kill->thread_of = task && task->pid > 0 ? task->pid : 0;
    }
}

void victim_add_named(struct event *event) {
    if (victim_has_kill_line(event) && event->killer == KILLER_KERNEL)
        victim_complete(event);
    if (event->killer != KILLER_KERNEL || victim_has_kill_line(event) || victim_is_nobody(event))
        return;
    if (victim_is_in_summary(&event->summary))
        victim_add_by_summary(event);
    else if (event->intent.line)
        victim_add_by_announcement(event);
}
