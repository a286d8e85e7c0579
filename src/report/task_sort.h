/* The task table in another order.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_TASK_SORT_H
#define REPORT_TASK_SORT_H

#include "report/report.h"

/* The names of the columns that a table can be sorted by, from 0; NULL behind the last. */
const char *task_sort_column(size_t index);

/* The rows of EVENT's task table by COLUMN: numbers from the largest, names and ids from the smallest; rows without a
 * figure last. In the event's memory; NULL where COLUMN is none or memory is short. */
const size_t *task_sort(const struct report_event *event, str column);

#endif
