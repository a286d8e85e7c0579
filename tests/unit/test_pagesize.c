/* Each way to the page size alone, and what happens when they disagree.
 * SPDX-License-Identifier: MIT */
#include "model/pagesize.h"

#include "blank_event.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void expect(struct blank *blank, int64_t user, int64_t page_kb, bool known, bool inferred) {
    blank_end_lists(blank);
    assert_true(pagesize_fill(&blank->event, user, &blank->reckoning));
    assert_int_equal(blank->reckoning.page_kb, page_kb);
    assert_int_equal(blank->reckoning.page_known, known);
    assert_int_equal(blank->reckoning.page_inferred, inferred);
}

static void no_line_shows_it(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    expect(&blank, 0, 4, false, false);
    blank_close(&blank);
    blank_open(&blank);
    expect(&blank, 65536, 64, true, false); /* told by the user */
    blank_close(&blank);
}

static void buddy_line(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    BLANK_ZONE(&blank, 0, "Normal", 1, 1, 1, 1, 1, 1);
    blank_buddy(&blank, 12, 64, "UME");
    blank_buddy(&blank, 1, 128, "U");
    expect(&blank, 0, 64, true, false);
    assert_int_equal(blank.event.warning_count, 0);
    expect(&blank, 4096, 64, true, false); /* the log is believed, the user is told */
    assert_int_equal(blank.event.warning_count, 1);
    blank_close(&blank);
}

/* floor((2^63 - 1) / page) * page / 1024 */
static void no_limit(void **state) {
    (void)state;
    static const struct {
        int64_t limit_kb, page_kb;
    } limits[] = {{9007199254740988, 4}, {9007199254740976, 16}, {9007199254740928, 64}};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_usage(&blank.event.cgroup.memory, 49152, 49152);
        blank_usage(&blank.event.cgroup.swap, 0, limits[i].limit_kb);
        expect(&blank, 0, limits[i].page_kb, true, true);
        blank_close(&blank);
    }
}

static void victim(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_task(&blank, 117, "numa-db", 31804, 0)->total_vm = 237185;
    blank_kill(&blank, 117, "numa-db", "Out of memory")->total_vm_kb = 948740;
    expect(&blank, 0, 4, true, true);
    blank.tasks[0].total_vm = 14824; /* 948740 is no multiple of it: the row is of another moment */
    expect(&blank, 0, 4, true, true);
    blank_close(&blank);
    blank_open(&blank);
    blank_task(&blank, 117, "numa-db", 31804, 0)->total_vm = 0; /* its memory is given up already */
    blank_kill(&blank, 117, "numa-db", "Out of memory")->total_vm_kb = 948740;
    expect(&blank, 0, 4, false, false);
    blank_close(&blank);
    blank_open(&blank);
    blank_task(&blank, 117, "numa-db", 31804, 0)->total_vm = 1000;
    blank_kill(&blank, 117, "numa-db", "Out of memory")->total_vm_kb = 16000;
    expect(&blank, 0, 16, true, true);
    blank_close(&blank);
}

/* Red Hat's ppc64 and, up to RHEL 8, arm64 have pages of 64 kB; ppc64 elsewhere, and arm64 of RHEL 9, either. */
static void releases(void **state) {
    (void)state;
    static const struct {
        const char *release;
        int64_t page_kb;
    } kernels[] = {
        {"4.18.0-139.el8.ppc64le+debug", 64},     {"2.6.32-642.el6.ppc64", 64}, {"4.14.0-115.el7a.aarch64", 64},
        {"6.12.0-55.9.1.el10_0.aarch64+64k", 64}, {"6.8.0-31-generic-64k", 64}, {"5.14.0-70.el9.aarch64", 0},
        {"6.12.107+deb13-powerpc64le", 0},        {"4.18.0-80.el8.x86_64", 0},
    };
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.identity.release = str_from_cstr(kernels[i].release);
        expect(&blank, 0, kernels[i].page_kb ? kernels[i].page_kb : 4, kernels[i].page_kb > 0, kernels[i].page_kb > 0);
        blank_close(&blank);
    }
}

static void node_lines(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_counter(&blank, "inactive_anon", 5000);
    blank_counter(&blank, "active_file", 300);
    struct node *node = blank_node(&blank, 0);
    node->inactive_anon_kb = 320000 - 640; /* it moved while it was printed */
    node->active_file_kb = 19200;
    expect(&blank, 0, 64, true, true);
    node->active_file_kb = 9600; /* one counter alone proves nothing */
    blank.reckoning = (struct reckoning){0};
    expect(&blank, 0, 4, false, false);
    blank_close(&blank);
}

static void zones(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    BLANK_ZONE(&blank, 0, "DMA", 1, 1, 1, 1, 131072, 131072);
    BLANK_ZONE(&blank, 0, "Normal", 1, 1, 1, 1, 393216, 393216);
    blank_totals(&blank, 32768, 100);
    expect(&blank, 0, 16, true, true);
    blank_close(&blank);
}

static void architecture(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank.event.identity.arch = STR("x86_64");
    expect(&blank, 0, 4, true, true);
    blank_close(&blank);
}

static void page_tables(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    for (int64_t i = 0; i < BLANK_TASKS; i++)
        blank_task(&blank, 100 + i, "a", 10, 0)->pgtables_bytes = 65536 * (i + 1);
    expect(&blank, 0, 64, true, true);
    blank_close(&blank);
    blank_open(&blank);
    for (int64_t i = 0; i < 9; i++) /* the first shows pages of 4 kB */
        blank_task(&blank, 100 + i, "a", 10, 0)->pgtables_bytes = i ? 65536 * i : 4096;
    expect(&blank, 0, 4, false, false);
    blank_close(&blank);
    blank_open(&blank);
    for (int64_t i = 0; i < 8; i++) /* eight are enough, seven are not; kernel threads have none */
        blank_task(&blank, 100 + i, "a", 10, 0)->pgtables_bytes = 16384 * (i + 1);
    blank_task(&blank, 2, "kthreadd", 0, 0)->pgtables_bytes = 0;
    expect(&blank, 0, 16, true, true);
    blank.tasks[7].pgtables_bytes = 0;
    blank.reckoning = (struct reckoning){0};
    expect(&blank, 0, 4, false, false);
    blank_close(&blank);
    blank_open(&blank);
    for (int64_t i = 0; i < 8; i++) /* seven sizes, the first of them twice */
        blank_task(&blank, 100 + i, "a", 10, 0)->pgtables_bytes = 65536 * (i < 2 ? 1 : i);
    expect(&blank, 0, 4, false, false);
    blank_close(&blank);
    blank_open(&blank);
    for (int64_t i = 0; i < BLANK_TASKS; i++) /* eight like workers are one figure */
        blank_task(&blank, 100 + i, "uwsgi", 10, 0)->pgtables_bytes = 65536;
    expect(&blank, 0, 4, false, false);
    blank_close(&blank);
}

static void contradiction(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    BLANK_ZONE(&blank, 0, "Normal", 1, 1, 1, 1, 1, 1);
    blank_buddy(&blank, 12, 4, "UME");
    blank_usage(&blank.event.cgroup.memory, 49152, 9007199254740928);
    expect(&blank, 0, 4, true, false);
    assert_int_equal(blank.event.warning_count, 1);
    blank_close(&blank);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_line_shows_it),
        cmocka_unit_test(buddy_line),
        cmocka_unit_test(no_limit),
        cmocka_unit_test(victim),
        cmocka_unit_test(releases),
        cmocka_unit_test(node_lines),
        cmocka_unit_test(zones),
        cmocka_unit_test(architecture),
        cmocka_unit_test(page_tables),
        cmocka_unit_test(contradiction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
