/* Where the memory went, as rows that add up: of the machine, and of the cgroup whose limit was hit.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_BALANCE_H
#define REPORT_BALANCE_H

#include "model/reckoning.h"

enum { BALANCE_ROWS = 24 };

/* A row; `made_of` names the log's counters that it is made of, NULL for none. */
struct balance_row {
    const char *name, *made_of;
    int64_t kb;
};

/* Rows that are in the log and not 0, largest first; with the rest they add up to the total. */
struct balance {
    struct balance_row rows[BALANCE_ROWS];
    size_t count;
    struct balance_row rest; /* what this log does not show; 0 for nothing */
    struct balance_row total;
    bool is_told; /* the log shows the total; else it is the sum of the rows, of which shares say nothing */
    struct span lines;
    const char *absent[BALANCE_ROWS]; /* names of rows that this log lacks */
    size_t absent_count;
};

/* The balance of the machine. False where the log lacks it. */
bool balance_machine(const struct reckoning *reckoning, struct balance *ret_balance);

/* The balance of the cgroup. False where the event is none of a cgroup's limit or shows nothing of its memory. Without
 * rows only the usage is known. */
bool balance_group(const struct reckoning *reckoning, struct balance *ret_balance);

/* Views of pages that the machine's rows hold already, above 0: `made_of` names the row. Returns how many. */
size_t balance_views(const struct reckoning *reckoning, struct balance_row ret_views[BALANCE_ROWS]);

/* Whether row INDEX is the largest and worth marking: free memory is no holder. */
bool balance_is_largest(const struct balance *balance, size_t index);

#endif
