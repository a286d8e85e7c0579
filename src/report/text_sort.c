/* The task table in another order.
 * SPDX-License-Identifier: MIT */
#include "report/text_sort.h"

#include "base/arena.h"
#include "model/amount.h"

#include <stddef.h>
#include <stdlib.h>

enum text_sort_kind { TEXT_SORT_DOWN, TEXT_SORT_UP, TEXT_SORT_TABLES, TEXT_SORT_SCORE, TEXT_SORT_NAME };

static const struct {
    const char *name;
    enum text_sort_kind kind;
    size_t offset;
} text_sort_columns[] = {
    {"rss", TEXT_SORT_DOWN, offsetof(struct task, rss)},
    {"anon", TEXT_SORT_DOWN, offsetof(struct task, rss_anon)},
    {"file", TEXT_SORT_DOWN, offsetof(struct task, rss_file)},
    {"shmem", TEXT_SORT_DOWN, offsetof(struct task, rss_shmem)},
    {"swap", TEXT_SORT_DOWN, offsetof(struct task, swapents)},
    {"pgtables", TEXT_SORT_TABLES, 0},
    {"total_vm", TEXT_SORT_DOWN, offsetof(struct task, total_vm)},
    {"adj", TEXT_SORT_DOWN, offsetof(struct task, oom_score_adj)},
    {"score", TEXT_SORT_SCORE, 0},
    {"uid", TEXT_SORT_UP, offsetof(struct task, uid)},
    {"pid", TEXT_SORT_UP, offsetof(struct task, pid)},
    {"name", TEXT_SORT_NAME, 0},
};

enum { TEXT_SORT_COLUMNS = sizeof text_sort_columns / sizeof *text_sort_columns };

struct text_sorted {
    int64_t key; /* the smallest comes first; INT64_MAX where there is no figure */
    str name;
    size_t row;
};

const char *text_sort_column(size_t index) {
    return index < TEXT_SORT_COLUMNS ? text_sort_columns[index].name : NULL;
}

static int64_t text_sort_key(const struct report_event *event, size_t column, size_t row) {
    const struct task *task = &event->event->tasks.items[row];
    const struct task_state *states = event->reckoning->tasks;
    const enum text_sort_kind kind = text_sort_columns[column].kind;
    int64_t value = ABSENT;
    if (kind == TEXT_SORT_NAME)
        return 0;
    if (kind == TEXT_SORT_TABLES)
        value = task->pgtables_bytes != ABSENT ? task->pgtables_bytes : amount_plus(task->nr_ptes, task->nr_pmds);
    else if (kind == TEXT_SORT_SCORE)
        value = states && states[row].killable != TRI_NO ? states[row].badness : ABSENT;
    else
        memcpy(&value, (const char *)task + text_sort_columns[column].offset, sizeof value);
    if (value == ABSENT)
        return INT64_MAX;
    return kind == TEXT_SORT_UP ? value : -value;
}

static int text_sort_compare(const void *a, const void *b) {
    const struct text_sorted *one = a, *other = b;
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

static size_t text_sort_find(str column) {
    size_t index = 0;
    while (index < TEXT_SORT_COLUMNS && !str_equal(column, str_from_cstr(text_sort_columns[index].name)))
        index++;
    return index;
}

const size_t *text_sort(const struct report_event *event, str column) {
    const size_t index = text_sort_find(column), count = event->event->tasks.count;
    const bool is_by_name = index < TEXT_SORT_COLUMNS && text_sort_columns[index].kind == TEXT_SORT_NAME;
    if (index == TEXT_SORT_COLUMNS || count == 0)
        return NULL;
    struct text_sorted *sorted = arena_alloc(event->event->arena, count * sizeof *sorted);
    size_t *rows = arena_alloc(event->event->arena, count * sizeof *rows);
    if (!sorted || !rows)
        return NULL;
    for (size_t row = 0; row < count; row++)
        sorted[row] = (struct text_sorted){text_sort_key(event, index, row),
                                           is_by_name ? event->event->tasks.items[row].name : STR(""), row};
    qsort(sorted, count, sizeof *sorted, text_sort_compare);
    for (size_t i = 0; i < count; i++)
        rows[i] = sorted[i].row;
    return rows;
}
