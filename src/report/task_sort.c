/* The task table in another order.
 * SPDX-License-Identifier: MIT */
#include "report/task_sort.h"

#include "base/arena.h"
#include "model/amount.h"

#include <stddef.h>
#include <stdlib.h>

enum task_sort_kind { TASK_SORT_DOWN, TASK_SORT_UP, TASK_SORT_TABLES, TASK_SORT_SCORE, TASK_SORT_NAME };

static const struct {
    const char *name;
    enum task_sort_kind kind;
    size_t offset;
} task_sort_columns[] = {
    {"rss", TASK_SORT_DOWN, offsetof(struct task, rss)},
    {"anon", TASK_SORT_DOWN, offsetof(struct task, rss_anon)},
    {"file", TASK_SORT_DOWN, offsetof(struct task, rss_file)},
    {"shmem", TASK_SORT_DOWN, offsetof(struct task, rss_shmem)},
    {"swap", TASK_SORT_DOWN, offsetof(struct task, swapents)},
    {"pgtables", TASK_SORT_TABLES, 0},
    {"total_vm", TASK_SORT_DOWN, offsetof(struct task, total_vm)},
    {"adj", TASK_SORT_DOWN, offsetof(struct task, oom_score_adj)},
    {"score", TASK_SORT_SCORE, 0},
    {"uid", TASK_SORT_UP, offsetof(struct task, uid)},
    {"pid", TASK_SORT_UP, offsetof(struct task, pid)},
    {"name", TASK_SORT_NAME, 0},
};

enum { TASK_SORT_COLUMNS = sizeof task_sort_columns / sizeof *task_sort_columns };

struct task_sorted {
    int64_t key; /* the smallest comes first; INT64_MAX where there is no figure */
    str name;
    size_t row;
};

const char *task_sort_column(size_t index) {
    return index < TASK_SORT_COLUMNS ? task_sort_columns[index].name : NULL;
}

static int64_t task_sort_key(const struct report_event *event, size_t column, size_t row) {
    const struct task *task = &event->event->tasks.items[row];
    const struct task_state *states = event->reckoning->tasks;
    const enum task_sort_kind kind = task_sort_columns[column].kind;
    int64_t value = ABSENT;
    if (kind == TASK_SORT_NAME)
        return 0;
    if (kind == TASK_SORT_TABLES)
        value = task->pgtables_bytes != ABSENT ? task->pgtables_bytes : amount_plus(task->nr_ptes, task->nr_pmds);
    else if (kind == TASK_SORT_SCORE)
        value = states && states[row].killable != TRI_NO ? states[row].badness : ABSENT;
    else
        memcpy(&value, (const char *)task + task_sort_columns[column].offset, sizeof value);
    if (value == ABSENT)
        return INT64_MAX;
    return kind == TASK_SORT_UP ? value : -value;
}

static int task_sort_compare(const void *a, const void *b) {
    const struct task_sorted *one = a, *other = b;
    if (one->key != other->key)
        return one->key < other->key ? -1 : 1;
    const size_t shorter = one->name.len < other->name.len ? one->name.len : other->name.len;
    const int names = shorter > 0 ? memcmp(one->name.data, other->name.data, shorter) : 0;
    if (names != 0)
        return names;
    if (one->name.len != other->name.len)
        return one->name.len < other->name.len ? -1 : 1;
    return (one->row > other->row) - (one->row < other->row);
}

static size_t task_sort_find(str column) {
    size_t index = 0;
    while (index < TASK_SORT_COLUMNS && !str_equal(column, str_from_cstr(task_sort_columns[index].name)))
        index++;
    return index;
}

const size_t *task_sort(const struct report_event *event, str column) {
    const size_t index = task_sort_find(column), count = event->event->tasks.count;
    const bool is_by_name = index < TASK_SORT_COLUMNS && task_sort_columns[index].kind == TASK_SORT_NAME;
    if (index == TASK_SORT_COLUMNS || count == 0)
        return NULL;
    struct task_sorted *sorted = arena_alloc(event->event->arena, count * sizeof *sorted);
    size_t *rows = arena_alloc(event->event->arena, count * sizeof *rows);
    if (!sorted || !rows)
        return NULL;
    for (size_t row = 0; row < count; row++)
        sorted[row] = (struct task_sorted){task_sort_key(event, index, row),
                                           is_by_name ? event->event->tasks.items[row].name : STR(""), row};
    qsort(sorted, count, sizeof *sorted, task_sort_compare);
    for (size_t i = 0; i < count; i++)
        rows[i] = sorted[i].row;
    return rows;
}
