/* Whether the log shows the whole task table.
 * SPDX-License-Identifier: MIT
 *
 * dump_tasks (mm/oom_kill.c) prints a row for each process that may be killed for this request, with the victim among
 * them, and something always follows it: the summary, a kill, a panic. Who asked for the memory proves nothing: init,
 * kernel threads and tasks outside the cgroup have no row. */
#include "model/whole.h"

#include "model/amount.h"

enum {
    WHOLE_COVERED_PERCENT = 75, /* rows that show less of the private memory are not all of them */
    WHOLE_KILLS = 8,            /* that are looked at */
    WHOLE_LEAST_PERCENT = 10    /* of the machine: less than that may hide in drift and in memory being freed */
};

/* A whole log may stand on one line. */
static bool whole_is_behind(const struct event *event, int64_t line, int64_t last) {
    return (line > 0 && line == last) || event_is_after(event, line, last);
}

/* Something that the kernel prints behind the table is in the log. */
static bool whole_is_closed(const struct event *event) {
    const struct tasks *tasks = &event->tasks;
    const int64_t last = event->is_newest_first ? tasks->lines.first : tasks->lines.last;
    if (event->kill_count > 0 || whole_is_behind(event, event->summary.line, last) ||
        whole_is_behind(event, event->intent.line, last))
        return true;
    if (whole_is_behind(event, event->panic.line, last) || whole_is_behind(event, event->no_killable.line, last) ||
        whole_is_behind(event, event->oom_group.line, last))
        return true;
    for (size_t i = 0; i < event->note_count; i++)
        if (event->notes[i].kind == NOTE_EXITING && whole_is_behind(event, event->notes[i].line, last))
            return true;
    return false;
}

static bool whole_has_row(const struct event *event, int64_t pid) {
    enum { LOOKED_AT = 8 };
    const struct tasks *tasks = &event->tasks;
    for (size_t i = 0; i < event->kill_count && i < LOOKED_AT; i++)
        if (event->kills[i].pid == pid && event->kills[i].thread_of > 0)
            return true;
    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->items[i].pid == pid || tasks->items[i].tgid == pid)
            return true;
    return false;
}

/* Private memory that the rows show, and that the counters of the machine or of the cgroup hold. */
static void whole_weigh(const struct event *event, const struct reckoning *reckoning, int64_t *ret_shown_kb,
                        int64_t *ret_held_kb) {
    const struct ledger *ledger = &reckoning->ledger;
    *ret_shown_kb = amount_known(reckoning->anon_sum_kb) ? reckoning->anon_sum_kb : reckoning->rss_sum_kb;
    for (size_t i = 0; i < event->kill_count && reckoning->victim_row == SIZE_MAX && amount_known(*ret_shown_kb); i++)
        *ret_shown_kb = amount_sum(*ret_shown_kb, event->kills[i].anon_rss_kb);
    *ret_held_kb = reckoning->scope == SCOPE_CGROUP ? reckoning->cgroup.anon_kb
                   : amount_known(ledger->parts.anon_kb)
                       ? amount_less(ledger->parts.anon_kb, ledger->within.swap_cache_kb)
                       : ABSENT;
}

/* "Kill process 24572 (java) score 0 or sacrifice child", then "Killed process 28438 (java)": up to 4.x the chosen one
 * may be a thread, which has no row, and whose memory is already gone (find_lock_task_mm, mm/oom_kill.c). It is one
 * where the rows show what there is. */
static bool whole_chose_a_thread(const struct event *event, const struct reckoning *reckoning) {
    const struct kill *kill = &event->kills[0];
    int64_t shown_kb, held_kb;
    whole_weigh(event, reckoning, &shown_kb, &held_kb);
    return event->kill_count == 1 && kill->named_by == NAMED_BY_KILL && str_equal(kill->name, event->intent_name) &&
           whole_has_row(event, kill->pid) && amount_known(held_kb) &&
           amount_at_least(shown_kb, WHOLE_COVERED_PERCENT, held_kb);
}

/* A process that the kernel chose has a row; of a very long table only the largest rows are kept. */
static bool whole_lacks_victim(const struct event *event, const struct reckoning *reckoning) {
    const struct tasks *tasks = &event->tasks;
    if (event->killer != KILLER_KERNEL || tasks->rest.rows > 0)
        return false;
    if (event->intent_pid != ABSENT && event->intent_pid > 0)
        return !whole_has_row(event, event->intent_pid) && !whole_chose_a_thread(event, reckoning);
    const size_t most =
        event->oom_group.line > 0 ? WHOLE_KILLS : 1; /* of a group that dies as a whole, each has a row */
    for (size_t i = 0; i < event->kill_count && i < most; i++)
        if (event->kills[i].pid > 0 && (i == 0 || event->kills[i].named_by == NAMED_BY_KILL) &&
            !whole_has_row(event, event->kills[i].pid))
            return true;
    return false;
}

/* Kernels 6.2 to 6.19 print rows that miss what each CPU holds back of each counter: 32 pages, or two for each CPU
 * (percpu_counter_batch). How many CPUs there are no report says: one for each half GiB is plenty. */
static int64_t whole_drift_kb(const struct event *event, const struct reckoning *reckoning) {
    enum { CPU_RAM_KB = 512 * 1024, BATCH_PAGES = 32, CPUS_MOST = 4096 };
    if (!release_is_since(reckoning->release, RELEASE(6, 2, 0)) ||
        !release_is_before(reckoning->release, RELEASE(7, 0, 0)))
        return 0;
    if (!amount_known(reckoning->ledger.managed_kb)) /* of a cgroup's report: nobody knows */
        return INT64_MAX;
    int64_t cpus = amount_least(reckoning->ledger.managed_kb / CPU_RAM_KB + 1, CPUS_MOST);
    int64_t pages = amount_product(amount_most(BATCH_PAGES, 2 * cpus), cpus);
    return amount_product(amount_product(pages, reckoning->page_kb), (int64_t)event->tasks.count);
}

/* SHOWN_KB of rows is little of HELD_KB, and what is missing matters in a room of WHOLE_KB. */
static bool whole_shows_little(int64_t shown_kb, int64_t held_kb, int64_t whole_kb) {
    return amount_at_least(amount_less(held_kb, shown_kb), WHOLE_LEAST_PERCENT, whole_kb) &&
           !amount_at_least(shown_kb, WHOLE_COVERED_PERCENT, held_kb);
}

/* The counters, of the machine or of the cgroup, hold far more private memory than the rows and the victim. */
static bool whole_lacks_memory(const struct event *event, const struct reckoning *reckoning) {
    const struct ledger *ledger = &reckoning->ledger;
    int64_t shown_kb, held_kb;
    whole_weigh(event, reckoning, &shown_kb, &held_kb);
    if (!amount_known(shown_kb))
        return false;
    shown_kb = amount_sum(shown_kb, whole_drift_kb(event, reckoning));
    if (reckoning->scope == SCOPE_CGROUP)
        return whole_shows_little(shown_kb, held_kb, reckoning->cgroup.usage_kb);
    return reckoning->scope == SCOPE_SYSTEM && !ledger->inconsistent &&
           whole_shows_little(shown_kb, held_kb, ledger->managed_kb);
}

/* The rows before and behind it may be lost, and nothing would show it, but that this one fills the machine. */
static bool whole_is_alone(const struct event *event, const struct reckoning *reckoning) {
    enum { HALF_PERCENT = 50 };
    const struct ledger *ledger = &reckoning->ledger;
    return event->killer == KILLER_KERNEL && reckoning->scope == SCOPE_SYSTEM && event->tasks.count == 1 &&
           event->tasks.rest.rows == 0 && !amount_known(ledger->parts.anon_kb) &&
           !amount_at_least(reckoning->rss_sum_kb, HALF_PERCENT, ledger->managed_kb);
}

void whole_fill(const struct event *event, struct reckoning *reckoning) {
    const struct tasks *tasks = &event->tasks;
    reckoning->table_whole = TRI_UNKNOWN;
    reckoning->why_cut = CUT_NOT;
    if (tasks->count == 0)
        return;
    if (tasks->cut)
        reckoning->why_cut = CUT_HEAD;
    else if (tasks->damaged_line)
        reckoning->why_cut = CUT_DAMAGED;
    else if (tasks->elided_line)
        reckoning->why_cut = CUT_ELIDED;
    else if (whole_lacks_victim(event, reckoning))
        reckoning->why_cut = CUT_VICTIM;
    else if (whole_lacks_memory(event, reckoning))
        reckoning->why_cut = CUT_MEMORY;
    else if (whole_is_alone(event, reckoning))
        reckoning->why_cut = CUT_ALONE;
    else if (!whole_is_closed(event))
        reckoning->why_cut = CUT_END;
    if (reckoning->why_cut == CUT_NOT)
        reckoning->table_whole = TRI_YES;
    else if (reckoning->why_cut != CUT_END && reckoning->why_cut != CUT_ALONE)
        reckoning->table_whole = TRI_NO;
}
