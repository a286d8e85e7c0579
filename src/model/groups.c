/* The task table by name: workers of one service, forks of one program.
 * SPDX-License-Identifier: MIT
 *
 * Rows are brought together by sorting, not by hashing: names are chosen by whoever runs processes. */
#include "model/groups.h"

#include "base/arena.h"
#include "model/amount.h"
#include "model/order.h"

static bool groups_by_tgid(const void *context, size_t a, size_t b) {
    const struct oomwhy_task *tasks = context;
    return tasks[a].tgid > tasks[b].tgid;
}

static bool groups_by_name(const void *context, size_t a, size_t b) {
    const struct oomwhy_task *tasks = context;
    return str_compare(tasks[a].name, tasks[b].name) > 0;
}

static bool groups_by_size(const void *context, size_t a, size_t b) {
    const struct oomwhy_group *groups = context;
    if (groups[a].rss_kb != groups[b].rss_kb)
        return groups[a].rss_kb < groups[b].rss_kb;
    return groups[a].first > groups[b].first;
}

static void groups_number(size_t *rows, size_t count) {
    for (size_t i = 0; i < count; i++)
        rows[i] = i;
}

/* As the kernel lists processes, from the oldest: no thread group has a second row. */
static bool groups_rises(const struct oomwhy_tasks *tasks) {
    for (size_t i = 1; i < tasks->count; i++)
        if (tasks->items[i].tgid <= tasks->items[i - 1].tgid)
            return false;
    return true;
}

/* 2.6.25-2.6.27 print a row for each thread, all with the process's rss. */
static void groups_mark_repeated(const struct oomwhy_tasks *tasks, size_t *rows, size_t *scratch,
                                 struct oomwhy_task_state *states) {
    if (groups_rises(tasks))
        return;
    groups_number(rows, tasks->count);
    order_sort(rows, scratch, tasks->count, groups_by_tgid, tasks->items);
    for (size_t i = 1; i < tasks->count; i++) {
        const struct oomwhy_task *task = &tasks->items[rows[i]];
        states[rows[i]].repeated = amount_known(task->tgid) && task->tgid == tasks->items[rows[i - 1]].tgid;
    }
}

static void groups_add(struct oomwhy_group *group, const struct oomwhy_task *task, int64_t page_kb) {
    group->count++;
    group->rss_kb = amount_plus(group->rss_kb, amount_kb(task->rss, page_kb));
    group->anon_kb = amount_plus(group->anon_kb, amount_kb(task->rss_anon, page_kb));
    group->shmem_kb = amount_plus(group->shmem_kb, amount_kb(task->rss_shmem, page_kb));
    group->swap_kb = amount_plus(group->swap_kb, amount_kb(task->swapents, page_kb));
    int64_t tables_kb = amount_known(task->pgtables_bytes)
                            ? task->pgtables_bytes / 1024
                            : amount_kb(amount_plus(task->nr_ptes, task->nr_pmds), page_kb);
    group->pgtables_kb = amount_plus(group->pgtables_kb, tables_kb);
    if (!group->lines.first || task->line < group->lines.first)
        group->lines.first = task->line;
    if (task->line > group->lines.last)
        group->lines.last = task->line;
}

static struct oomwhy_group groups_begin(str name, size_t row) {
    return (struct oomwhy_group){.name = name,
                                 .rss_kb = OOMWHY_ABSENT,
                                 .anon_kb = OOMWHY_ABSENT,
                                 .shmem_kb = OOMWHY_ABSENT,
                                 .swap_kb = OOMWHY_ABSENT,
                                 .pgtables_kb = OOMWHY_ABSENT,
                                 .first = row,
                                 .largest = row};
}

/* The rows sorted by name, as runs. RUN is filled where it is not NULL; how many runs there are. */
static size_t groups_cut(const struct oomwhy_tasks *tasks, const size_t *rows, const struct oomwhy_reckoning *reckoning,
                         struct oomwhy_group *groups) {
    size_t count = 0;
    const struct oomwhy_task *before = NULL;
    for (size_t i = 0; i < tasks->count; i++) {
        const struct oomwhy_task *task = &tasks->items[rows[i]];
        if (reckoning->tasks[rows[i]].repeated)
            continue;
        if (!before || !str_equal(before->name, task->name)) {
            if (groups)
                groups[count] = groups_begin(task->name, rows[i]);
            count++;
        }
        before = task;
        if (!groups)
            continue;
        struct oomwhy_group *group = &groups[count - 1];
        groups_add(group, task, reckoning->page_kb);
        if (task->rss > tasks->items[group->largest].rss)
            group->largest = rows[i];
    }
    return count;
}

/* Moves each group to its place in ORDER, in place: along each cycle, whose places are marked as done on the way. */
static void groups_permute(struct oomwhy_group *groups, size_t *order, size_t count) {
    for (size_t start = 0; start < count; start++) {
        struct oomwhy_group first = groups[start];
        size_t at = start;
        while (order[at] != start) {
            size_t from = order[at];
            groups[at] = groups[from];
            order[at] = at;
            at = from;
        }
        groups[at] = first;
        order[at] = at;
    }
}

/* Falling by rss. There were at least COUNT rows, so ROWS and SCRATCH are large enough. */
static void groups_rank(struct oomwhy_group *groups, size_t count, size_t *rows, size_t *scratch) {
    groups_number(rows, count);
    order_sort(rows, scratch, count, groups_by_size, groups);
    groups_permute(groups, rows, count);
}

static void groups_sum(const struct oomwhy_tasks *tasks, struct oomwhy_reckoning *reckoning) {
    for (size_t i = 0; i < tasks->count; i++) {
        const struct oomwhy_task *task = &tasks->items[i];
        if (reckoning->tasks[i].repeated)
            continue;
        reckoning->process_count++;
        reckoning->rss_sum_kb = amount_plus(reckoning->rss_sum_kb, amount_kb(task->rss, reckoning->page_kb));
        reckoning->swap_sum_kb = amount_plus(reckoning->swap_sum_kb, amount_kb(task->swapents, reckoning->page_kb));
        reckoning->anon_sum_kb = amount_plus(reckoning->anon_sum_kb, amount_kb(task->rss_anon, reckoning->page_kb));
    }
}

/* What the victim held by itself, where its kill line tells and it is not of that name. */
static int64_t groups_others_kb(const struct oomwhy_event *event, const struct oomwhy_reckoning *reckoning, str name) {
    const struct oomwhy_tasks *tasks = &event->tasks;
    size_t victim = reckoning->victim_row;
    bool other = victim < tasks->count && event->kill_count && event->kills[0].pid == tasks->items[victim].pid &&
                 !str_equal(tasks->items[victim].name, name);
    return other ? amount_or_zero(event->kills[0].anon_rss_kb) : 0;
}

bool groups_fill(const struct oomwhy_event *event, struct oomwhy_reckoning *reckoning) {
    const struct oomwhy_tasks *tasks = &event->tasks;
    struct arena *arena = event->arena;
    size_t *rows = arena_alloc(arena, tasks->count * sizeof *rows);
    size_t *scratch = arena_alloc(arena, tasks->count * sizeof *scratch);
    if (!rows || !scratch)
        return false;
    groups_mark_repeated(tasks, rows, scratch, reckoning->tasks);
    groups_sum(tasks, reckoning);
    groups_number(rows, tasks->count);
    order_sort(rows, scratch, tasks->count, groups_by_name, tasks->items);
    size_t count = groups_cut(tasks, rows, reckoning, NULL);
    struct oomwhy_group *groups = arena_alloc(arena, count * sizeof *groups);
    if (!groups)
        return false;
    reckoning->groups = groups;
    reckoning->group_count = groups_cut(tasks, rows, reckoning, groups);
    groups_rank(groups, count, rows, scratch);
    return true;
}

int64_t groups_private_most_kb(const struct oomwhy_event *event, const struct oomwhy_reckoning *reckoning,
                               const struct oomwhy_group *group) {
    const struct oomwhy_parts *parts = &reckoning->ledger.parts;
    int64_t sum_kb = amount_known(group->anon_kb) ? group->anon_kb : group->rss_kb;
    int64_t all_kb = reckoning->scope == OOMWHY_SCOPE_CGROUP ? reckoning->cgroup.anon_kb
                     : amount_known(parts->anon_kb)          ? amount_plus(parts->anon_kb, parts->unevictable_kb)
                                                             : OOMWHY_ABSENT;
    int64_t theirs_kb = amount_minus(all_kb, groups_others_kb(event, reckoning, group->name));
    if (!amount_known(theirs_kb) || !amount_known(sum_kb))
        return OOMWHY_ABSENT;
    return amount_least(sum_kb, amount_most(theirs_kb, 0));
}
