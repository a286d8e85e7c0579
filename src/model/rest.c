/* The rows of a task table that its list has no room for.
 * SPDX-License-Identifier: MIT */
#include "model/rest.h"

#include "model/amount.h"
#include "model/limits.h"

enum {
    REST_DIGIT_BITS = 8,
    REST_DIGITS = 1 << REST_DIGIT_BITS,
    REST_TOP = 64 - REST_DIGIT_BITS,
    REST_PAGE_BYTES = 4096
};

/* What a row holds, in pages: resident, swapped out and page tables, as oom_badness has it. The page size is not known
 * yet; it matters for page tables alone. */
static uint64_t rest_held(const struct task *task) {
    const int64_t tables = amount_known(task->pgtables_bytes) ? task->pgtables_bytes / REST_PAGE_BYTES
                                                              : amount_sum(task->nr_ptes, task->nr_pmds);
    return (uint64_t)amount_sum(amount_sum(task->rss, task->swapents), tables);
}

/* What the row holds that comes WANTEDth by size, the largest first; and how many that hold as much are among the first
 * WANTED. Digit by digit, from the highest: no room is needed to sort the rows. */
static uint64_t rest_bound(const struct tasks *tasks, size_t wanted, size_t *ret_equals) {
    uint64_t bound = 0;
    for (int shift = REST_TOP; shift >= 0; shift -= REST_DIGIT_BITS) {
        size_t counts[REST_DIGITS] = {0};
        for (size_t i = 0; i < tasks->count; i++) {
            const uint64_t held = rest_held(&tasks->items[i]);
            counts[held >> shift & (REST_DIGITS - 1)] +=
                shift == REST_TOP || !((held ^ bound) >> (shift + REST_DIGIT_BITS));
        }
        uint64_t digit = REST_DIGITS - 1;
        for (; counts[digit] < wanted; digit--)
            wanted -= counts[digit];
        bound |= digit << shift;
    }
    *ret_equals = wanted;
    return bound;
}

static void rest_add_pages(int64_t *sum, int64_t pages) {
    if (amount_known(pages))
        *sum = amount_plus(*sum, amount_positive(pages));
}

static void rest_add(struct task_sum *sum, const struct task *task) {
    sum->count++;
    rest_add_pages(&sum->rss, task->rss);
    rest_add_pages(&sum->rss_anon, task->rss_anon);
    rest_add_pages(&sum->rss_shmem, task->rss_shmem);
    rest_add_pages(&sum->swapents, task->swapents);
    rest_add_pages(&sum->table_pages, amount_plus(task->nr_ptes, task->nr_pmds));
    rest_add_pages(&sum->pgtables_bytes, task->pgtables_bytes);
    if (!sum->lines.first)
        sum->lines.first = task->line;
    sum->lines.last = task->line;
}

static void rest_begin(struct task_sum *sum, str name) {
    *sum = (struct task_sum){.name = name};
    sum->rss = sum->rss_anon = sum->rss_shmem = sum->swapents = sum->table_pages = sum->pgtables_bytes = ABSENT;
}

/* The sum of tasks called NAME, or NULL. */
static struct task_sum *rest_find(const struct tasks *tasks, const struct index *index, uint32_t hash, str name) {
    struct index_walk walk = index_seek(index, hash);
    for (size_t at; index_next(&walk, &at);)
        if (str_equal(tasks->rest.items[at].name, name))
            return &tasks->rest.items[at];
    return NULL;
}

/* The same, made where it is not there yet; the common one where there is no room for more names. NULL when memory is
 * short. */
static struct task_sum *rest_of(struct event *event, struct index *index, str name) {
    struct tasks *tasks = &event->tasks;
    const uint32_t hash = index_hash(0, name);
    struct task_sum *sum = rest_find(tasks, index, hash, name);
    if (sum)
        return sum;
    if (tasks->rest.count == LIMIT_TASK_NAMES || !arena_may_grow(event->arena, (tasks->rest.count + 1) * sizeof *sum))
        return &tasks->rest.others;
    sum = ARENA_PUSH(event->arena, tasks->rest.items, tasks->rest.count, tasks->rest.room);
    if (!sum || !index_add(index, event->arena, hash, tasks->rest.count))
        return NULL;
    rest_begin(sum, arena_copy(event->arena, name));
    tasks->rest.count++;
    return sum;
}

/* Copies where a text must not be left out. */
static str rest_move(struct arena *arena, str text) {
    char *copy = text.len ? arena_alloc(arena, text.len) : NULL;
    return copy ? str_of(memcpy(copy, text.data, text.len), text.len) : STR("");
}

/* The row of TASK goes. 2.6.25-2.6.27 print a row for each thread behind that of the process, all with its rss:
 * IS_THREAD.
 */
static void rest_take(struct event *event, struct index *index, const struct task *task, bool is_thread) {
    struct task_sum *sum = is_thread ? NULL : rest_of(event, index, task->name);
    if (sum)
        rest_add(sum, task);
    event->tasks.rest.rows++;
}

bool rest_take_smaller_half(struct event *event, struct index *index, struct arena *names) {
    struct tasks *tasks = &event->tasks;
    struct arena kept_names = {.own.most = names->own.most, .shared = names->shared};
    size_t kept = 0, equals;
    int64_t tgid = ABSENT;
    const uint64_t bound = rest_bound(tasks, tasks->count / 2, &equals);
    if (!tasks->rest.rows)
        rest_begin(&tasks->rest.others, STR(""));
    for (size_t i = 0; i < tasks->count; i++) {
        const struct task task = tasks->items[i];
        const uint64_t held = rest_held(&task);
        const bool is_equal = held == bound && equals > 0;
        equals -= is_equal;
        if (held > bound || is_equal || i + 1 == tasks->count) {
            tasks->items[kept] = task;
            tasks->items[kept++].name = rest_move(&kept_names, task.name);
        } else {
            rest_take(event, index, &task, amount_known(tgid) && task.tgid == tgid);
        }
        tgid = task.tgid;
    }
    tasks->count = kept;
    event->arena->failed |= kept_names.failed;
    arena_reset(names);
    *names = kept_names;
    return !event->arena->failed;
}
