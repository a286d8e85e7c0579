/* What was read back, from a cgroup's statistics and the machine's swap counters.
 * SPDX-License-Identifier: MIT */
#include "blank_event.h"
#include "model/readback.h"
#include "series/recall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void set_refaults(struct blank *blank, size_t group, bool one_line, const char *name, int64_t value) {
    struct cgroup_stats *stats = &blank->stats[group];
    stats->one_line = one_line;
    stats->values.items = blank->values[group];
    stats->values.items[stats->values.count++] = (struct named){blank_str(name), value, 8 + (int64_t)group};
    blank->event.cgroup.stats_count = group + 1;
}

/* "workingset_refault_file:6291456KB" of the child, 0 of the group itself: 6 GiB. */
static void figures_on_one_line_are_sizes_and_add_up_over_the_tree(void **state) {
    struct blank blank;
    (void)state;
    blank_open(&blank);
    set_refaults(&blank, 0, true, "workingset_refault_file", 0);
    set_refaults(&blank, 1, true, "workingset_refault_file", (int64_t)6291456 * 1024);
    struct readback readback = readback_of_cgroup(&blank.event, 4);
    assert_int_equal(readback.refaults_kb, 6291456);
    assert_int_equal(readback.lines.first, 8);
    assert_int_equal(readback.lines.last, 9);
    blank_close(&blank);
}

/* "workingset_refault_anon 5287", "workingset_refault_file 100": 5387 pages of the whole tree, 21548 kB. */
static void figures_of_their_own_lines_are_pages(void **state) {
    struct blank blank;
    (void)state;
    blank_open(&blank);
    set_refaults(&blank, 0, false, "workingset_refault_anon", 5287);
    set_refaults(&blank, 0, false, "workingset_refault_file", 100);
    set_refaults(&blank, 1, false, "workingset_refault_file", 7); /* in the first already */
    assert_int_equal(readback_of_cgroup(&blank.event, 4).refaults_kb, 21548);
    blank_close(&blank);
}

/* The same is kept for the events to come. */
static void what_was_read_back_is_remembered(void **state) {
    struct blank blank;
    struct recall_event kept;
    const struct recall_stream stream = {0};
    (void)state;
    blank_open(&blank);
    set_refaults(&blank, 0, false, "workingset_refault_anon", 5287);
    set_refaults(&blank, 0, false, "workingset_refault_file", 100);
    assert_true(blank_reckon(&blank));
    blank.reckoning.scope = SCOPE_CGROUP;
    recall_event_set(&kept, &stream, &blank.event, &blank.reckoning);
    assert_int_equal(kept.refaults_kb, 21548);
    assert_int_equal(kept.page_kb, 4);
    blank_close(&blank);
}

/* Without the figures of files, or of swap, the sum is of a part; "workingset_refault" is of both. */
static void figures_of_one_kind_are_a_part(void **state) {
    static const char *const names[] = {"workingset_refault_anon", "workingset_refault_file", "workingset_refault"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct blank blank;
        blank_open(&blank);
        set_refaults(&blank, 0, false, names[i], 10);
        const struct readback readback = readback_of_cgroup(&blank.event, 4);
        assert_int_equal(readback.refaults_kb, 40);
        assert_int_equal(readback.is_partial, i < 2);
        blank_close(&blank);
    }
}

static void figures_that_are_not_printed_are_absent(void **state) {
    struct blank blank;
    (void)state;
    blank_open(&blank);
    assert_int_equal(readback_of_cgroup(&blank.event, 4).refaults_kb, ABSENT);
    assert_int_equal(readback_of_machine(&blank.event).swap_faults, ABSENT);
    blank_close(&blank);
}

/* "find 300000/700000"; more hits than faults cannot be. */
static void the_swap_cache_counts_faults_and_hits(void **state) {
    struct blank blank;
    (void)state;
    blank_open(&blank);
    blank.event.memory.totals.swapcache_find_success = (struct figure){300000, 20};
    blank.event.memory.totals.swapcache_find_total = (struct figure){700000, 20};
    struct readback readback = readback_of_machine(&blank.event);
    assert_int_equal(readback.swap_faults, 700000);
    assert_int_equal(readback.swap_hits, 300000);
    blank.event.memory.totals.swapcache_find_success.value = 700001;
    assert_int_equal(readback_of_machine(&blank.event).swap_faults, ABSENT);
    blank_close(&blank);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_on_one_line_are_sizes_and_add_up_over_the_tree),
        cmocka_unit_test(figures_of_their_own_lines_are_pages),
        cmocka_unit_test(what_was_read_back_is_remembered),
        cmocka_unit_test(figures_of_one_kind_are_a_part),
        cmocka_unit_test(figures_that_are_not_printed_are_absent),
        cmocka_unit_test(the_swap_cache_counts_faults_and_hits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
