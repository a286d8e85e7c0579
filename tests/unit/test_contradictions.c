/* Figures of processes and cgroups that cannot be, on a machine of 160000 kB.
 * SPDX-License-Identifier: MIT */
#include "model/contradictions.h"

#include "blank_event.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* 40000 pages of RAM: with the slack of a twentieth no process has more than 42000 privately. */
static struct task *open_machine(struct blank *blank) {
    blank_open(blank);
    blank_totals(blank, 40000, 0);
    blank_swap(blank, 0, 4000);
    blank_trigger(blank, "java", 0x140dca, 0);
    return blank_task(blank, 100, "java", 30000, 0);
}

static bool is_contradicted(struct blank *blank) {
    assert_true(blank_reckon(blank));
    return blank->reckoning.is_contradicted;
}

static void private_memory_above_ram(void **state) {
    (void)state;
    struct blank blank;
    struct task *task = open_machine(&blank);
    task->rss_anon = 42000;
    assert_false(is_contradicted(&blank));
    task->rss_anon = 42001;
    assert_true(is_contradicted(&blank));
    assert_true(task->rss_anon == ABSENT);
    assert_int_equal(task->rss, 30000);
    assert_int_equal(blank.event.warning_count, 1);
    blank_close(&blank);
}

/* A heap that is mapped three times counts three times. */
static void pages_mapped_several_times(void **state) {
    (void)state;
    struct blank blank;
    struct task *task = open_machine(&blank);
    task->rss = 3 * 40000;
    task->rss_anon = 100;
    assert_false(is_contradicted(&blank));
    task->rss = 5 * 40000;
    assert_true(is_contradicted(&blank));
    assert_true(task->rss == ABSENT);
    blank_close(&blank);
}

static void more_swapped_out_than_there_is_swap(void **state) {
    (void)state;
    struct blank blank;
    struct task *task = open_machine(&blank);
    task->swapents = 2024; /* 4000 kB and 4096 kB of drift */
    assert_false(is_contradicted(&blank));
    task->swapents = 2025;
    assert_true(is_contradicted(&blank));
    assert_true(task->swapents == ABSENT);
    blank_close(&blank);
}

static void swapoff_lowers_the_total_first(void **state) {
    (void)state;
    struct blank blank;
    struct task *task = open_machine(&blank);
    blank_frame(&blank, "try_to_unuse");
    task->swapents = 5000;
    assert_false(is_contradicted(&blank));
    assert_true(blank.reckoning.swapoff);
    assert_int_equal(task->swapents, 5000);
    blank_close(&blank);
}

/* Rows on lines 50 and 51, the kill on 100. */
static void the_lines_of_all_are_cited(void **state) {
    (void)state;
    struct blank blank;
    struct task *first = open_machine(&blank), *second = blank_task(&blank, 101, "node", 30000, 0);
    struct kill *kill = blank_kill(&blank, 7, "worker", "Out of memory");
    first->line = 51;
    second->line = 50;
    kill->line = 100;
    first->rss_anon = second->rss_anon = 42001;
    kill->anon_rss_kb = -1000;
    assert_true(is_contradicted(&blank));
    assert_int_equal(blank.event.warning_count, 1);
    assert_int_equal(blank.event.warnings[0].lines.first, 50);
    assert_int_equal(blank.event.warnings[0].lines.last, 100);
    blank_close(&blank);
}

/* Six are named, however many there are. */
static void the_first_six_are_named(void **state) {
    (void)state;
    struct blank blank;
    open_machine(&blank)->rss_anon = 42001;
    for (int64_t i = 1; i < 6; i++)
        blank_task(&blank, 100 + i, "java", 30000, 0)->rss_anon = 42001;
    assert_true(is_contradicted(&blank));
    const str six = blank.event.warnings[0].statement;
    assert_true(str_has(six, STR("105")));
    assert_false(str_has(six, STR("others")));
    blank_close(&blank);
    open_machine(&blank)->rss_anon = 42001;
    for (int64_t i = 1; i < 7; i++)
        blank_task(&blank, 100 + i, "java", 30000, 0)->rss_anon = 42001;
    assert_true(is_contradicted(&blank));
    const str seven = blank.event.warnings[0].statement;
    assert_true(str_has(seven, STR("105")) && str_has(seven, STR(" and others.")));
    assert_false(str_has(seven, STR("106")));
    blank_close(&blank);
}

static void sizes_beyond_the_type(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    struct kill *kill = blank_kill(&blank, 7, "worker", "Out of memory");
    kill->anon_rss_kb = -8446744073709551617;
    kill->total_vm_kb = 4096;
    assert_true(is_contradicted(&blank));
    assert_true(kill->anon_rss_kb == ABSENT);
    assert_int_equal(kill->total_vm_kb, 4096);
    blank_close(&blank);
}

/* anon 90000 kB + file 10000 kB of USAGE_KB, and 16384 kB of slack. */
static bool is_cgroup_contradicted(int64_t usage_kb, int64_t limit_kb) {
    struct blank blank;
    blank_open(&blank);
    blank_usage(&blank.event.cgroup.memory, usage_kb, limit_kb);
    blank_stat(&blank, 0, "anon", 90000 * 1024);
    blank_stat(&blank, 0, "file", 10000 * 1024);
    blank_stat(&blank, 0, "kernel_stack", 0);
    blank_stat(&blank, 0, "sock", 0);
    blank_stat(&blank, 0, "slab", 0);
    const bool is = is_contradicted(&blank);
    blank_close(&blank);
    return is;
}

static void parts_of_a_cgroup_above_its_usage(void **state) {
    (void)state;
    assert_false(is_cgroup_contradicted(100000, 100000));
    assert_false(is_cgroup_contradicted(100000 - 16384, 100000));
    assert_true(is_cgroup_contradicted(100000 - 16385, 100000));
}

static void parts_of_a_cgroup_above_its_limit_where_its_usage_is_lost(void **state) {
    (void)state;
    assert_false(is_cgroup_contradicted(ABSENT, 100000 - 16384));
    assert_true(is_cgroup_contradicted(ABSENT, 100000 - 16385));
    assert_false(is_cgroup_contradicted(ABSENT, ABSENT));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(private_memory_above_ram),
        cmocka_unit_test(pages_mapped_several_times),
        cmocka_unit_test(more_swapped_out_than_there_is_swap),
        cmocka_unit_test(swapoff_lowers_the_total_first),
        cmocka_unit_test(the_lines_of_all_are_cited),
        cmocka_unit_test(the_first_six_are_named),
        cmocka_unit_test(sizes_beyond_the_type),
        cmocka_unit_test(parts_of_a_cgroup_above_its_usage),
        cmocka_unit_test(parts_of_a_cgroup_above_its_limit_where_its_usage_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
