/* The task table of a report: its header, and its rows.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_TASK_TABLE_H
#define KERNEL_TASK_TABLE_H

#include "kernel/extent.h"
#include "kernel/task_row.h"
#include "model/builder.h"
#include "model/fields.h"

/* What the task table's own header line says: which number of a row means what. */
struct task_table {
    const struct field *fields[TASK_ROW_MOST]; /* NULL: a column nobody knows */
    size_t count;                              /* numbers in a row, before the name */
    bool is_cut;                               /* the header ends before "name": which columns follow nobody knows */
    size_t padding;                            /* bytes behind the header's last title: blanks that a transport added */
    struct task_row_shape shape;
};

/* "[  pid  ]   uid  tgid total_vm      rss ... oom_score_adj name". False if TEXT is no header. */
bool task_table_header(struct task_table *columns, str text);

/* Whether TEXT looks like a row of any such table: "[ 1234]  1000  1234 ... name" with at least seven numbers. */
bool task_table_looks_like_row(str text);

/* "[ 13432]     0 13432   787016   786745  6344704        0             0 mem_on_node1": adds the row. With empty
 * COLUMNS (the header is lost) the layout is guessed from the first row, as far as it is certain. Returns how much of a
 * row it is. */
enum extent_end task_table_row(struct task_table *columns, struct event *event, str text, int64_t line);

/* Whether TEXT is what people and grep write where lines are left out: "...", "--", "[...]", "<snip>". */
bool task_table_is_elision(str text);

/* How much of a header TEXT is; facts are the columns that the vocabulary knows. */
struct extent task_table_header_extent(str text);

/* How much of a row it is, taking no memory; facts are its numbers and its name. COLUMNS may be empty if the header is
 * lost. */
struct extent task_table_row_extent(const struct task_table *columns, str text);

#endif
