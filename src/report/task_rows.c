/* Which rows of the task table a report shows, in which order, and what it says of each.
 * SPDX-License-Identifier: MIT */
#include "report/task_rows.h"

#include "report/task_sort.h"

#include "model/amount.h"
#include "model/badness.h"
#include "model/groups.h"
#include "model/victim.h"

enum {
    TASK_MARKED = 64,    /* kills that are looked for in the table */
    TASK_GOOD_PART = 10, /* a tenth of the sum is worth a line */
    TASK_SHIELDED_ADJ = -1000,
    TASK_SHIELDED_OLD = -17
};

/* The ten that hold most in RAM and swap, and the victim. */
static void task_rows_choose_largest(const struct report_event *event, struct task_rows *rows) {
    const struct tasks *tasks = &event->event->tasks;
    const size_t victim = event->reckoning->victim_row;
    bool has_victim = victim >= tasks->count;
    struct largest largest;
    largest_begin(&largest, TASK_ROWS);
    for (size_t row = 0; row < tasks->count; row++)
        largest_add(&largest, row, amount_plus(tasks->items[row].rss, tasks->items[row].swapents));
    for (rows->count = 0; rows->count < largest.count; rows->count++) {
        rows->chosen[rows->count] = largest.rows[rows->count];
        has_victim |= largest.rows[rows->count] == victim;
    }
    if (!has_victim)
        rows->chosen[rows->count++] = victim;
    rows->rows = rows->chosen;
}

void task_rows_choose(const struct report_event *event, const struct report_options *options, bool is_all,
                      struct task_rows *ret_rows) {
    const size_t *sorted = task_sort(event, options->sort);
    const size_t all = event->event->tasks.count;
    ret_rows->rows = sorted || !is_all ? sorted : badness_rank(event->event, event->reckoning);
    ret_rows->count = is_all || all < TASK_ROWS ? all : TASK_ROWS;
    if (!sorted && !is_all)
        task_rows_choose_largest(event, ret_rows);
}

bool task_score_is_old(const struct reckoning *reckoning) {
    return release_is_before(reckoning->release, RELEASE(2, 6, 39));
}

int64_t task_score(const struct reckoning *reckoning, size_t row) {
    const struct task_state *state = reckoning->tasks ? &reckoning->tasks[row] : NULL;
    const int64_t badness = state && state->killable != TRI_NO ? state->badness : ABSENT;
    if (reckoning->scores_lack_swap)
        return ABSENT;
    if (task_score_is_old(reckoning) || badness == ABSENT)
        return badness;
    if (reckoning->total_pages <= 0 || badness > INT64_MAX / 1000 || badness < INT64_MIN / 1000)
        return ABSENT;
    return badness * 1000 / reckoning->total_pages;
}

int64_t task_tables_kb(const struct task *task, int64_t page_kb) {
    if (task->pgtables_bytes != ABSENT)
        return amount_known(task->pgtables_bytes) ? task->pgtables_bytes / 1024 : ABSENT;
    return amount_times(amount_plus(task->nr_ptes, task->nr_pmds), page_kb);
}

const struct kill *task_kill_of(const struct event *event, int64_t pid) {
    for (size_t i = 0; i < event->kill_count && i < TASK_MARKED; i++)
        if (pid != ABSENT && victim_is_of(&event->kills[i], pid))
            return &event->kills[i];
    return NULL;
}

size_t task_marks(const struct event *event, const struct task *task, enum task_mark ret_marks[TASK_MARKS]) {
    const struct kill *kill = task_kill_of(event, task->pid);
    size_t count = 0;
    if (kill)
        ret_marks[count++] = victim_is_shown_dead(kill) ? TASK_KILLED : TASK_CHOSEN;
    if (task->pid != ABSENT && task->pid == event->identity.pid)
        ret_marks[count++] = TASK_INVOKED;
    if (task->oom_score_adj == TASK_SHIELDED_ADJ || task->oom_adj == TASK_SHIELDED_OLD)
        ret_marks[count++] = TASK_SHIELDED;
    return count;
}

str task_mark_word(enum task_mark mark) {
    static const str words[] = {
        [TASK_KILLED] = STR_INIT("killed"),
        [TASK_CHOSEN] = STR_INIT("chosen"),
        [TASK_INVOKED] = STR_INIT("invoked"),
        [TASK_SHIELDED] = STR_INIT("shielded"),
    };
    return words[mark];
}

bool task_group_tells(const struct reckoning *reckoning, const struct group *group) {
    return group->count > 1 && group->rss_kb > reckoning->rss_sum_kb / TASK_GOOD_PART;
}
