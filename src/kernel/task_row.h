/* The numbers of one row of the task table.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_TASK_ROW_H
#define KERNEL_TASK_ROW_H

#include "base/str.h"

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

/* The numbers that TEXT begins with, up to MOST of them; none if TEXT is no row. */
void task_row_scan(str text, size_t most, struct task_row *ret_row);

/* The same where each stands as SHAPE says and a blank follows; else false. Most bytes of a report pass here: it takes
 * half as long, and no branch depends on a number (a table of 1000 tasks: a tenth fewer instructions for the whole
 * program). */
bool task_row_scan_aligned(const struct task_row_shape *shape, str text, struct task_row *ret_row);

/* Learns the shape of ROW, which task_row_scan read. */
void task_row_learn(struct task_row_shape *shape, const struct task_row *row);

#endif
