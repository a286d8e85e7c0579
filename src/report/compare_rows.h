/* What changed from one event to another: figures of both, joined by their names.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_COMPARE_ROWS_H
#define REPORT_COMPARE_ROWS_H

#include "report/report.h"

enum compare_section {
    COMPARE_COUNTERS,
    COMPARE_CGROUP,
    COMPARE_ZONES,
    COMPARE_PROGRAMS,
    COMPARE_SLABS,
    COMPARE_SITES,
    COMPARE_SECTIONS
};

/* A figure of both events; ABSENT where one of them does not show it. Sizes are in kB. */
struct compare_row {
    str name;
    int64_t uid;                  /* of programs */
    int64_t values[2], counts[2]; /* before, after; `counts` of processes */
    struct span lines[2];         /* the lines of each */
    bool is_count;                /* no size */
    size_t order;                 /* where its section has it */
};

struct compare_rows {
    struct compare_row *items; /* in the memory of the later event */
    size_t count;
    bool is_shown[2]; /* whether each event shows the section at all; without both there are no rows */
};

/* The rows of SECTION that are not the same in both; programs, caches and sites by how much they changed, the others in
 * the kernel's order. False when memory is short. */
bool compare_rows_of(enum compare_section section, const struct report_event *const events[2],
                     struct compare_rows *ret_rows);

/* How much a row grew; ABSENT where one of both is not shown. */
int64_t compare_change(const struct compare_row *row);

#endif
