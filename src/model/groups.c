/* The task table by name: workers of one service, forks of one program.
 * SPDX-License-Identifier: MIT
 *
 * Rows are brought together by a table of their names' heads. Names are chosen by whoever runs processes: where many of
 * them share a place in it, rows are sorted instead. */
#include "model/groups.h"

#include "base/arena.h"
#include "base/index.h"
#include "model/amount.h"
#include "model/order.h"
#include "model/victim.h"

enum { GROUPS_STEPS = 4 }; /* that a row may take in the table, on average */

/* Room to sort the rows of one table; then the number of each row's group, and the first row of each group. */
struct groups_sorting {
    uint64_t *keys, *scratch;
};

static bool groups_by_tgid(const void *context, size_t a, size_t b) {
    const struct task *tasks = context;
    return tasks[a].tgid > tasks[b].tgid;
}

static bool groups_by_name(const void *context, size_t a, size_t b) {
    const struct task *tasks = context;
    return str_compare(tasks[a].name, tasks[b].name) > 0;
}

static bool groups_by_size(const void *context, size_t a, size_t b) {
    const struct group *groups = context;
    if (groups[a].rss_kb != groups[b].rss_kb)
        return groups[a].rss_kb < groups[b].rss_kb;
    return groups[a].first > groups[b].first;
}

/* First and last bytes and the length: different for most names that are. */
static inline uint32_t groups_head(str name) {
    uint32_t first = 0, last = 0;
    if (name.len >= sizeof first) {
        memcpy(&first, name.data, sizeof first);
        memcpy(&last, name.data + name.len - sizeof last, sizeof last);
    } else {
        for (size_t i = 0; i < name.len; i++)
            first = first << 8 | (unsigned char)name.data[i];
    }
    return ((first * 31 + last) * 31 + (uint32_t)name.len) * UINT32_C(0x9e3779b1);
}

/* As the kernel lists processes, from the oldest: no thread group has a second row. */
static bool groups_rises(const struct tasks *tasks) {
    for (size_t i = 1; i < tasks->count; i++)
        if (tasks->items[i].tgid <= tasks->items[i - 1].tgid)
            return false;
    return true;
}

/* 2.6.25-2.6.27 print a row for each thread, all with the process's rss. */
static void groups_mark_repeated(const struct tasks *tasks, struct groups_sorting *sorting, struct task_state *states) {
    if (groups_rises(tasks))
        return;
    for (size_t i = 0; i < tasks->count; i++)
        sorting->keys[i] = order_key(order_rising(tasks->items[i].tgid), i);
    order_sort(sorting->keys, sorting->scratch, tasks->count, groups_by_tgid, tasks->items);
    for (size_t i = 1; i < tasks->count; i++) {
        size_t row = order_row(sorting->keys[i]);
        const struct task *task = &tasks->items[row];
        states[row].repeated =
            amount_known(task->tgid) && task->tgid == tasks->items[order_row(sorting->keys[i - 1])].tgid;
    }
}

static inline void groups_add(struct group *group, const struct task_sum *sum, int64_t page_kb) {
    if (sum->count == 0)
        return;
    group->count += sum->count;
    group->rss_kb = amount_plus(group->rss_kb, amount_kb(sum->rss, page_kb));
    group->anon_kb = amount_plus(group->anon_kb, amount_kb(sum->rss_anon, page_kb));
    group->shmem_kb = amount_plus(group->shmem_kb, amount_kb(sum->rss_shmem, page_kb));
    group->swap_kb = amount_plus(group->swap_kb, amount_kb(sum->swapents, page_kb));
    int64_t tables_kb =
        amount_known(sum->pgtables_bytes) ? sum->pgtables_bytes / 1024 : amount_kb(sum->table_pages, page_kb);
    group->pgtables_kb = amount_plus(group->pgtables_kb, tables_kb);
    if (!group->lines.first || sum->lines.first < group->lines.first)
        group->lines.first = sum->lines.first;
    if (sum->lines.last > group->lines.last)
        group->lines.last = sum->lines.last;
}

static inline void groups_add_row(struct group *group, const struct task *task, int64_t page_kb) {
    const struct task_sum row = {.count = 1,
                                 .rss = task->rss,
                                 .rss_anon = task->rss_anon,
                                 .rss_shmem = task->rss_shmem,
                                 .swapents = task->swapents,
                                 .table_pages = amount_plus(task->nr_ptes, task->nr_pmds),
                                 .pgtables_bytes = task->pgtables_bytes,
                                 .lines = {task->line, task->line}};
    groups_add(group, &row, page_kb);
}

/* Places of the table: twice as many as rows, of which there are fewer than 2^31. */
static unsigned groups_table_bits(size_t rows) {
    unsigned bits = 1;
    while ((size_t)1 << bits < 2 * rows)
        bits++;
    return bits;
}

/* Numbers the names by a table: a place holds a head and the number of its name, which counts from 1. How many there
 * are; SIZE_MAX where they crowd in a few places, or memory is short. */
static size_t groups_find(const struct tasks *tasks, const struct task_state *states, struct arena *arena,
                          struct groups_sorting *sorting) {
    const unsigned bits = groups_table_bits(tasks->count);
    const size_t mask = ((size_t)1 << bits) - 1;
    uint64_t *places = arena_alloc(arena, (mask + 1) * sizeof *places);
    size_t count = 0, steps = GROUPS_STEPS * tasks->count;
    for (size_t row = 0; places && row < tasks->count; row++) {
        if (states[row].repeated)
            continue;
        const str name = tasks->items[row].name;
        const uint32_t head = groups_head(name);
        size_t at = head >> (32 - bits);
        for (; places[at]; at = (at + 1) & mask) {
            const str other = tasks->items[sorting->keys[order_row(places[at]) - 1]].name;
            if (places[at] >> 32 == head && other.len == name.len && str_same(other.data, name.data, name.len))
                break;
            if (steps-- == 0)
                return SIZE_MAX;
        }
        if (!places[at]) {
            sorting->keys[count++] = row;
            places[at] = order_key(head, count);
        }
        sorting->scratch[row] = order_row(places[at]) - 1;
    }
    return places ? count : SIZE_MAX;
}

/* The same by sorting. */
static size_t groups_sort(const struct tasks *tasks, const struct task_state *states, struct groups_sorting *sorting) {
    size_t rows = 0, count = 0;
    for (size_t row = 0; row < tasks->count; row++)
        if (!states[row].repeated)
            sorting->keys[rows++] = order_key(0, row);
    order_sort(sorting->keys, sorting->scratch, rows, groups_by_name, tasks->items);
    for (size_t i = 0; i < rows; i++) {
        const size_t row = order_row(sorting->keys[i]);
        if (count == 0 || !str_equal(tasks->items[row].name, tasks->items[sorting->keys[count - 1]].name))
            sorting->keys[count++] = row;
        sorting->scratch[row] = count - 1;
    }
    return count;
}

static void groups_begin(struct group *group, str name, size_t row) {
    *group = (struct group){.name = name, .first = row, .largest = row};
    group->rss_kb = group->anon_kb = group->shmem_kb = group->swap_kb = group->pgtables_kb = ABSENT;
}

static void groups_fill_each(const struct tasks *tasks, const struct groups_sorting *sorting,
                             struct reckoning *reckoning) {
    for (size_t i = 0; i < reckoning->group_count; i++) {
        const size_t first = (size_t)sorting->keys[i];
        groups_begin(&reckoning->groups[i], tasks->items[first].name, first);
    }
    for (size_t row = 0; row < tasks->count; row++) {
        if (reckoning->tasks[row].repeated)
            continue;
        const struct task *task = &tasks->items[row];
        struct group *group = &reckoning->groups[sorting->scratch[row]];
        groups_add_row(group, task, reckoning->page_kb);
        if (task->rss > tasks->items[group->largest].rss)
            group->largest = row;
    }
}

/* Moves each group to its place in ORDER, in place: along each cycle, whose places are marked as done on the way. */
static void groups_permute(struct group *groups, uint64_t *order, size_t count) {
    for (size_t start = 0; start < count; start++) {
        struct group first = groups[start];
        size_t at = start;
        while (order_row(order[at]) != start) {
            size_t from = order_row(order[at]);
            groups[at] = groups[from];
            order[at] = order_key(0, at);
            at = from;
        }
        groups[at] = first;
        order[at] = order_key(0, at);
    }
}

/* Falling by rss. There are no more than rows and names of others, so the room for sorting is large enough. */
static void groups_rank(struct group *groups, size_t count, struct groups_sorting *sorting) {
    for (size_t i = 0; i < count; i++)
        sorting->keys[i] = order_key(order_falling(groups[i].rss_kb), i);
    order_sort(sorting->keys, sorting->scratch, count, groups_by_size, groups);
    groups_permute(groups, sorting->keys, count);
}

/* The group called NAME among COUNT that INDEX knows, else the place behind them. */
static struct group *groups_called(struct group *groups, size_t count, const struct index *index, str name) {
    struct index_walk walk = index_seek(index, index_hash(0, name));
    for (size_t at; index_next(&walk, &at);)
        if (str_equal(groups[at].name, name))
            return &groups[at];
    return &groups[count];
}

/* Adds the rows that are not kept, by their names. */
static bool groups_add_rest(const struct tasks *tasks, struct arena *arena, struct reckoning *reckoning) {
    struct index index = {0};
    const size_t kept = reckoning->group_count;
    for (size_t i = 0; tasks->rest.count && i < kept; i++)
        if (!index_add(&index, arena, index_hash(0, reckoning->groups[i].name), i))
            return false;
    for (size_t i = 0; i < tasks->rest.count; i++) {
        const struct task_sum *sum = &tasks->rest.items[i];
        struct group *group = groups_called(reckoning->groups, reckoning->group_count, &index, sum->name);
        if (group == &reckoning->groups[reckoning->group_count]) {
            groups_begin(group, sum->name, SIZE_MAX);
            reckoning->group_count++;
        }
        groups_add(group, sum, reckoning->page_kb);
        groups_add(&reckoning->rest, sum, reckoning->page_kb);
    }
    groups_add(&reckoning->rest, &tasks->rest.others, reckoning->page_kb);
    return true;
}

static void groups_sum_up(struct reckoning *reckoning, const struct group *group) {
    reckoning->process_count += (size_t)group->count;
    reckoning->rss_sum_kb = amount_plus(reckoning->rss_sum_kb, group->rss_kb);
    reckoning->swap_sum_kb = amount_plus(reckoning->swap_sum_kb, group->swap_kb);
    reckoning->anon_sum_kb = amount_plus(reckoning->anon_sum_kb, group->anon_kb);
}

/* Rows without a place by name are in the sums alone. */
static void groups_sum(const struct tasks *tasks, struct reckoning *reckoning) {
    struct group others;
    groups_begin(&others, STR(""), SIZE_MAX);
    groups_add(&others, &tasks->rest.others, reckoning->page_kb);
    groups_sum_up(reckoning, &others);
    for (size_t i = 0; i < reckoning->group_count; i++)
        groups_sum_up(reckoning, &reckoning->groups[i]);
}

/* What the victim held by itself, where its kill line tells and it is not of that name. */
static int64_t groups_others_kb(const struct event *event, const struct reckoning *reckoning, str name) {
    const struct tasks *tasks = &event->tasks;
    size_t victim = reckoning->victim_row;
    bool other = victim < tasks->count && event->kill_count &&
                 victim_is_of(&event->kills[0], tasks->items[victim].pid) &&
                 !str_equal(tasks->items[victim].name, name);
    return other ? amount_positive(event->kills[0].anon_rss_kb) : 0;
}

bool groups_fill(const struct event *event, struct reckoning *reckoning) {
    const struct tasks *tasks = &event->tasks;
    struct arena *arena = event->arena;
    const size_t most = tasks->count + tasks->rest.count;
    struct groups_sorting sorting = {.keys = arena_room(arena, most * sizeof *sorting.keys),
                                     .scratch = arena_room(arena, most * sizeof *sorting.scratch)};
    if (!sorting.keys || !sorting.scratch)
        return false;
    groups_mark_repeated(tasks, &sorting, reckoning->tasks);
    size_t count = groups_find(tasks, reckoning->tasks, arena, &sorting);
    if (count == SIZE_MAX)
        count = groups_sort(tasks, reckoning->tasks, &sorting);
    reckoning->groups = arena_room(arena, (count + tasks->rest.count) * sizeof *reckoning->groups);
    if (!reckoning->groups)
        return false;
    reckoning->group_count = count;
    groups_fill_each(tasks, &sorting, reckoning);
    groups_begin(&reckoning->rest, STR(""), SIZE_MAX);
    if (tasks->rest.rows && !groups_add_rest(tasks, arena, reckoning))
        return false;
    groups_sum(tasks, reckoning);
    groups_rank(reckoning->groups, reckoning->group_count, &sorting);
    return true;
}

int64_t groups_private_most_kb(const struct event *event, const struct reckoning *reckoning,
                               const struct group *group) {
    const struct ledger_parts *parts = &reckoning->ledger.parts;
    int64_t sum_kb = amount_known(group->anon_kb) ? group->anon_kb : group->rss_kb;
    int64_t all_kb = reckoning->scope == SCOPE_CGROUP ? reckoning->cgroup.anon_kb
                     : amount_known(parts->anon_kb)   ? amount_plus(parts->anon_kb, parts->unevictable_kb)
                                                      : ABSENT;
    int64_t theirs_kb = amount_minus(all_kb, groups_others_kb(event, reckoning, group->name));
    if (!amount_known(theirs_kb) || !amount_known(sum_kb) || theirs_kb < 0)
        return ABSENT; /* the others' rows alone exceed the counter, as of forked copies: it bounds nobody */
    return amount_least(sum_kb, theirs_kb);
}
