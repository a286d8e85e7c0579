/* A task table that is too long to be kept: what is dropped still counts.
 * SPDX-License-Identifier: MIT */
#include "model/builder.h"
#include "model/reckon.h"
#include "model/rest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ROWS = 1000000, NAMES = 7, PAGE_KB = 4, LARGEST = LIMIT_TASKS / 2 };

/* Row I of the table: sizes in no order, no two alike, since 7919 and the prime 1000003 share no factor. */
static struct task row_of(int64_t i) {
    const int64_t rss = i * 7919 % 1000003;
    return (struct task){
        .pid = i + 1, .rss = rss, .rss_anon = rss / 2, .swapents = i % 3, .pgtables_bytes = i % 5 * 4096};
}

static int64_t held(const struct task *task) {
    return task->rss + task->swapents + task->pgtables_bytes / 4096;
}

static void add_row(struct event *event, int64_t line, struct task figures, const char *name) {
    struct task *task = builder_task(event, line);
    assert_non_null(task);
    task->pid = figures.pid;
    task->tgid = figures.tgid ? figures.tgid : figures.pid;
    task->rss = figures.rss;
    task->rss_anon = figures.rss_anon;
    task->swapents = figures.swapents;
    task->pgtables_bytes = figures.pgtables_bytes;
    builder_name_task(event, task, str_from_cstr(name));
}

static int by_size(const void *a, const void *b) {
    const int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left < right) - (left > right);
}

/* What the row holds that is the LARGESTth by size. */
static int64_t bound_of_largest(void) {
    int64_t *sizes = malloc(ROWS * sizeof *sizes);
    for (int64_t i = 0; i < ROWS; i++) {
        const struct task task = row_of(i);
        sizes[i] = held(&task);
    }
    qsort(sizes, ROWS, sizeof *sizes, by_size);
    const int64_t bound = sizes[LARGEST - 1];
    free(sizes);
    return bound;
}

static struct event *million(struct arena_budget *budget) {
    struct event *event = builder_new();
    builder_share(event, budget);
    for (int64_t i = 0; i < ROWS; i++) {
        char name[16];
        snprintf(name, sizeof name, "worker%d", (int)(i % NAMES));
        add_row(event, i + 10, row_of(i), name);
    }
    return event;
}

static void hold_sums(const struct event *event, const struct reckoning *reckoning) {
    int64_t rss = 0, anon = 0, swap = 0;
    for (int64_t i = 0; i < ROWS; i++) {
        const struct task task = row_of(i);
        rss += task.rss;
        anon += task.rss_anon;
        swap += task.swapents;
    }
    assert_int_equal(reckoning->rss_sum_kb, rss * PAGE_KB);
    assert_int_equal(reckoning->anon_sum_kb, anon * PAGE_KB);
    assert_int_equal(reckoning->swap_sum_kb, swap * PAGE_KB);
    assert_int_equal(reckoning->process_count, ROWS);
    assert_int_equal(event->tasks.count + (size_t)event->tasks.rest.rows, ROWS);
}

static void hold_groups(const struct reckoning *reckoning) {
    int64_t rss[NAMES] = {0}, count[NAMES] = {0};
    for (int64_t i = 0; i < ROWS; i++) {
        rss[i % NAMES] += row_of(i).rss;
        count[i % NAMES]++;
    }
    assert_int_equal(reckoning->group_count, NAMES);
    for (size_t i = 0; i < NAMES; i++) {
        const struct group *group = &reckoning->groups[i];
        const int which = group->name.data[group->name.len - 1] - '0';
        assert_int_equal(group->rss_kb, rss[which] * PAGE_KB);
        assert_int_equal(group->count, count[which]);
    }
}

/* They are all there, in the log's order. */
static void hold_largest(const struct event *event) {
    const int64_t bound = bound_of_largest();
    size_t larger = 0, kept = 0;
    for (int64_t i = 0; i < ROWS; i++) {
        const struct task task = row_of(i);
        larger += held(&task) > bound;
    }
    for (size_t i = 0; i < event->tasks.count; i++) {
        const struct task *task = &event->tasks.items[i];
        assert_true(i == 0 || task->line > task[-1].line);
        assert_int_equal(task->rss, row_of(task->pid - 1).rss);
        kept += held(task) > bound;
    }
    assert_int_equal(kept, larger);
}

static void a_million_rows_keep_their_sums_groups_and_largest(void **state) {
    (void)state;
    struct arena_budget budget = {.most = LIMIT_EVENTS_BYTES};
    struct event *event = million(&budget);
    struct reckoning reckoning;
    assert_true(reckon(event, 0, &reckoning));
    assert_true(budget.used < 60u * 1024 * 1024);
    hold_sums(event, &reckoning);
    hold_groups(&reckoning);
    hold_largest(event);
    assert_int_equal(event->warning_count, 1);
    event_free(event);
    assert_int_equal(budget.used, 0);
}

/* As many names as rows: those that have no place of their own count in the sums. */
static void names_without_end_still_add_up(void **state) {
    (void)state;
    enum { COUNT = 3 * LIMIT_TASKS };
    struct event *event = builder_new();
    struct reckoning reckoning;
    int64_t rss = 0;
    for (int64_t i = 0; i < COUNT; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%d", (int)i);
        add_row(event, i + 10, row_of(i), name);
        rss += row_of(i).rss;
    }
    assert_true(reckon(event, 0, &reckoning));
    assert_int_equal(reckoning.rss_sum_kb, rss * PAGE_KB);
    assert_int_equal(reckoning.process_count, COUNT);
    assert_true(reckoning.group_count <= LIMIT_TASKS + LIMIT_TASK_NAMES);
    assert_true(event->arena->own.used < 60u * 1024 * 1024);
    event_free(event);
}

/* 2.6.25-2.6.27: "[ 2001] ..." to "[ 2004] ..." with one tgid are threads, each with the process's rss. */
static void threads_of_a_dropped_process_count_once(void **state) {
    (void)state;
    enum { PROCESSES = LIMIT_TASKS, THREADS = 4 };
    struct event *event = builder_new();
    struct reckoning reckoning;
    for (int64_t i = 0; i < PROCESSES * THREADS; i++) {
        struct task task = row_of(i / THREADS);
        task.pid = i + 1;
        task.tgid = i / THREADS * THREADS + 1;
        add_row(event, i + 10, task, "java");
    }
    assert_true(reckon(event, 0, &reckoning));
    /* a process of which some threads are kept and others are not counts twice at most, at the bound of each cut */
    assert_in_range(reckoning.process_count, PROCESSES, PROCESSES + 16);
    event_free(event);
}

/* Of eight rows four, of equals the first, and the last in any case. */
static void the_larger_half_is_kept(void **state) {
    (void)state;
    enum { COUNT = 8 };
    static const struct {
        int64_t rss[COUNT];
        const char *kept;
    } cases[] = {{{1, 2, 3, 4, 5, 6, 7, 8}, "5678"},
                 {{8, 7, 6, 5, 4, 3, 2, 1}, "12348"},
                 {{5, 5, 5, 5, 5, 5, 5, 5}, "12348"},
                 {{5, 9, 5, 9, 5, 9, 5, 1}, "12468"},
                 {{9, 9, 9, 9, 5, 5, 5, 5}, "12348"},
                 {{5, 5, 5, 5, 9, 9, 9, 9}, "5678"},
                 {{255, 256, 255, 256, 255, 256, 255, 256}, "2468"},
                 {{0, 0, 0, 0, 0, 0, 0, 65536}, "1238"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct event *event = builder_new();
        struct index index = {0};
        struct arena names = {.own.most = 1 << 20};
        char kept[COUNT + 1] = "";
        for (int64_t row = 0; row < COUNT; row++)
            add_row(event, row + 10, (struct task){.pid = row + 1, .rss = cases[i].rss[row]}, "java");
        assert_true(rest_take_smaller_half(event, &index, &names));
        for (size_t row = 0; row < event->tasks.count; row++)
            kept[row] = (char)('0' + event->tasks.items[row].pid);
        assert_string_equal(kept, cases[i].kept);
        assert_int_equal(event->tasks.count + (size_t)event->tasks.rest.rows, COUNT);
        arena_reset(&names);
        event_free(event);
    }
}

/* Lists end where the budget does; the kill, which comes last, is kept. */
static void a_large_event_keeps_its_kill(void **state) {
    (void)state;
    struct arena_budget budget = {.most = 4 * 1024 * 1024};
    struct event *event = builder_new();
    builder_share(event, &budget);
    for (int64_t i = 0; i < 100000; i++) {
        struct slab *slab = BUILDER_PUSH(event, event->memory.slabs, event->memory.slab_count, 100000, i + 1);
        if (!slab)
            break;
        event->memory.slab_count++;
    }
    assert_true(event->memory.slab_count < 100000);
    assert_true(budget.used < budget.most);
    struct kill *kill = builder_kill(event, 7, 100001);
    assert_non_null(kill);
    assert_int_equal(event->warning_count, 1);
    assert_true(str_starts(event->warnings[0].statement, STR("The event is too large")));
    assert_false(event->arena->failed);
    event_free(event);
}

/* Texts that replace each other fill an arena, too: past its budget there are none. */
static void texts_end_with_the_budget(void **state) {
    (void)state;
    struct arena arena = {.own.most = 1024 * 1024};
    char text[1000] = "x";
    size_t copied = 0;
    for (int i = 0; i < 10000; i++)
        copied += arena_copy(&arena, str_of(text, sizeof text)).len;
    assert_true(arena.spent);
    assert_false(arena.failed);
    assert_true(copied > arena.own.most / 2 && copied < 3 * arena.own.most);
    arena_reset(&arena);
    assert_int_equal(arena.own.used, 0);
}

/* 15 bytes of which dmesg writes each as "\xNN" are kept; a kernel knows no longer name. */
static void longest_name_is_kept(void **state) {
    (void)state;
    char longest[62];
    memset(longest, 'x', sizeof longest - 1);
    longest[61] = '\0';
    struct event *event = builder_new();
    add_row(event, 1, row_of(0), longest);
    assert_int_equal(event->tasks.items[0].name.len, 60);
    longest[60] = '\0';
    add_row(event, 2, row_of(1), longest);
    assert_int_equal(event->tasks.items[1].name.len, 60);
    event_free(event);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longest_name_is_kept),
        cmocka_unit_test(a_million_rows_keep_their_sums_groups_and_largest),
        cmocka_unit_test(names_without_end_still_add_up),
        cmocka_unit_test(threads_of_a_dropped_process_count_once),
        cmocka_unit_test(the_larger_half_is_kept),
        cmocka_unit_test(a_large_event_keeps_its_kill),
        cmocka_unit_test(texts_end_with_the_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
