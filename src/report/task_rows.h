/* Which rows of the task table a report shows, in which order, and what it says of each.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_TASK_ROWS_H
#define REPORT_TASK_ROWS_H

#include "report/largest.h"
#include "report/report.h"

enum { TASK_ROWS = 10, TASK_MARKS = 4 };

/* The rows that are shown, in this order; the log's own order where there is no ranking. */
struct task_rows {
    const size_t *rows;
    size_t count;
    size_t chosen[TASK_ROWS + 1]; /* what ROWS points to where not all are shown */
};

static inline size_t task_rows_at(const struct task_rows *rows, size_t i) {
    return rows->rows ? rows->rows[i] : i;
}

/* All rows by score if IS_ALL, or as --sort asks for; else those that hold most, and the victim. There are tasks. */
void task_rows_choose(const struct report_event *event, const struct report_options *options, bool is_all,
                      struct task_rows *ret_rows);

/* Before 2.6.39 the score is a number of its own, not a share of the memory there is. */
bool task_score_is_old(const struct reckoning *reckoning);

/* Badness of row ROW in thousandths of the memory there is, as /proc/PID/oom_score has it; ABSENT for none. */
int64_t task_score(const struct reckoning *reckoning, size_t row);

/* The size of the task's page tables in kB. */
int64_t task_tables_kb(const struct task *task, int64_t page_kb);

/* The kill of PID, or NULL. */
const struct kill *task_kill_of(const struct event *event, int64_t pid);

enum task_mark { TASK_KILLED, TASK_CHOSEN, TASK_INVOKED, TASK_SHIELDED };

/* What is said of TASK; returns how much. */
size_t task_marks(const struct event *event, const struct task *task, enum task_mark ret_marks[TASK_MARKS]);
str task_mark_word(enum task_mark mark);

/* Whether tasks of one name hold a good part together: then they are worth a line. */
bool task_group_tells(const struct reckoning *reckoning, const struct group *group);

#endif
