/* The tables of a report: its tasks, the slab caches and allocations of the kernel, and the statistics of a memory
 * cgroup.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_TABLES_H
#define KERNEL_TABLES_H

#include "kernel/extent.h"
#include "model/builder.h"
#include "model/fields.h"

/* --- the tasks --- */

enum {
    TASK_ROW_MOST = 24,   /* numbers of a row; the kernel has up to eleven */
    TASK_ROW_ALIGNED = 12 /* that are read by their places */
};

/* "[ 13432]     0 13432   787016   786745  6344704        0             0 mem_on_node1": the numbers, the process
 * first, and where each ends. */
struct task_row {
    size_t count; /* 0: it is no row */
    int64_t numbers[TASK_ROW_MOST];
    size_t ends[TASK_ROW_MOST];
    bool is_aligned; /* they stand where those of the row before stood; only the last end is told */
};

/* Where the numbers of the last row stood: the kernel pads them, so that the next row's stand there too. */
struct task_row_shape {
    size_t count;      /* 0: nothing is known */
    unsigned pid_bits; /* by which the first one's word is moved up: it ends before the word does */
    struct task_row_place {
        size_t end;          /* behind the number's last digit */
        size_t start;        /* of the word that is asked for blanks, the column's first byte in it */
        uint64_t own_bits;   /* of the word before END: the column's */
        uint64_t blank_bits; /* of the word from START on: those that must be blanks */
    } places[TASK_ROW_ALIGNED];
};

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

/* The length of the header that TEXT begins with, whatever stands behind it; 0: it begins with none. */
size_t task_table_header_len(str text);

/* How much of a header TEXT is; facts are the columns that the vocabulary knows. */
struct extent task_table_header_extent(str text);

/* How much of a row it is, taking no memory; facts are its numbers and its name. COLUMNS may be empty if the header is
 * lost. */
struct extent task_table_row_extent(const struct task_table *columns, str text);

/* The numbers that TEXT begins with, up to MOST of them; none if TEXT is no row. */
void task_row_scan(str text, size_t most, struct task_row *ret_row);

/* The same where each stands as SHAPE says and a blank follows; else false. Most bytes of a report pass here: it takes
 * half as long, and no branch depends on a number (a table of 1000 tasks: a tenth fewer instructions for the whole
 * program). */
bool task_row_scan_aligned(const struct task_row_shape *shape, str text, struct task_row *ret_row);

/* Learns the shape of ROW, which task_row_scan read. */
void task_row_learn(struct task_row_shape *shape, const struct task_row *row);

/* --- slab caches, allocations, statistics --- */

/* "kmalloc-1k              2420KB       2424KB" */
bool tables_slab(struct event *event, str text, int64_t line);

/* How much of such a row TEXT is. */
struct extent tables_slab_extent(str text);

/* "    1.24 MiB   317894 mm/slub.c:2345 func:alloc_slab_page", up to 6.11 " 1300234   317 mm/slub.c:2345 func:..." */
bool tables_allocation(struct event *event, str text, int64_t line);

/* How much of a row of allocations TEXT is. */
struct extent tables_allocation_extent(str text);

/* "anon 536346624", a line each (since 5.3): goes to the memory cgroup begun last. False if TEXT is no statistic. */
bool tables_statistic(struct event *event, str text, int64_t line);

/* "cache:844KB rss:521136KB rss_huge:0KB", all on one line (up to 5.2): goes to STATS. */
void tables_statistics(struct event *event, struct cgroup_stats *stats, str text, int64_t line);

/* Whether TEXT begins with the first statistic: since 5.3 the kernel prints them in one record of several lines. */
bool tables_begin_statistics(str text);

#endif
