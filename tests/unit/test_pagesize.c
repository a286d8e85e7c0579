/* Each way to the page size alone, and what happens when they disagree.
 * SPDX-License-Identifier: MIT */
#include "model/pagesize.h"

#include "blank_event.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void expect(struct blank *blank, int64_t user, int64_t page_kb, bool known, bool inferred) {
    blank_end_lists(blank);
    blank->reckoning = (struct reckoning){0};
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
    expect(&blank, 0, 4, false, false);
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

/* Counters of 4096 pages and of 4096 pages times SIZE in the nodes: any two are enough, one is not. */
static void any_two_counters_agree(void **state) {
    (void)state;
    static const char *const names[] = {"active_anon", "inactive_anon", "active_file", "inactive_file", "shmem"};
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 5; j++) {
            struct blank blank;
            blank_open(&blank);
            blank_counter(&blank, names[i], 4096);
            blank_counter(&blank, names[j], 4096);
            for (int64_t number = 0; number < 2; number++) {
                struct node *node = blank_node(&blank, number);
                node->active_anon_kb = node->inactive_anon_kb = node->active_file_kb = node->inactive_file_kb =
                    node->shmem_kb = 4096 * 16 / 2;
            }
            expect(&blank, 0, i == j ? 4 : 16, i != j, i != j);
            blank_close(&blank);
        }
}

/* 256 pages of 4 kB, and a 64th more or less; 4096 of each size that is. */
static void counters_may_move_a_little(void **state) {
    (void)state;
    static const struct {
        int64_t pages, kb, page_kb;
    } cases[] = {{256, 1024, 4},     {255, 1020, 0},     {256, 1040, 4},     {256, 1041, 0},
                 {256, 1008, 4},     {256, 1007, 0},     {4096, 8192, 0},    {4096, 32768, 8},
                 {4096, 65536, 16},  {4096, 131072, 32}, {4096, 262144, 64}, {4096, 524288, 0},
                 {ABSENT, 16384, 0}, {4096, ABSENT, 0},  {-4096, -16384, 0}, {INT64_MAX / 4, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_counter(&blank, "active_anon", cases[i].pages);
        blank_counter(&blank, "shmem", cases[i].pages);
        struct node *node = blank_node(&blank, 0);
        node->active_anon_kb = node->shmem_kb = cases[i].kb;
        expect(&blank, 0, cases[i].page_kb ? cases[i].page_kb : 4, cases[i].page_kb > 0, cases[i].page_kb > 0);
        blank_close(&blank);
    }
}

/* Two and two that disagree: of the pairs the first counts. */
static void counters_vote(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_counter(&blank, "active_anon", 4096);
    blank_counter(&blank, "inactive_anon", 4096);
    blank_counter(&blank, "active_file", 4096);
    struct node *node = blank_node(&blank, 0);
    node->active_anon_kb = 16384;
    node->inactive_anon_kb = 65536;
    node->active_file_kb = 65536;
    expect(&blank, 0, 16, true, true);
    node->active_file_kb = 262144;
    expect(&blank, 0, 4, false, false);
    blank_close(&blank);
}

/* A page size out of two figures of the same thing: total_vm of a row and its kill line. */
static void ratios(void **state) {
    (void)state;
    static const struct {
        int64_t kb, pages, page_kb;
    } cases[] = {{4000, 1000, 4},   {8000, 1000, 8},     {16000, 1000, 16}, {32000, 1000, 32}, {64000, 1000, 64},
                 {128000, 1000, 0}, {256000, 1000, 256}, {2000, 1000, 0},   {4001, 1000, 0},   {4, 1, 4},
                 {0, 1000, 0},      {4000, 0, 0},        {-4000, -1000, 0}, {4000, ABSENT, 0}, {ABSENT, 1000, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_task(&blank, 116, "numa-db", 31804, 0)->total_vm = 77;
        blank_task(&blank, 117, "other", 31804, 0)->total_vm = 78;
        blank_task(&blank, 117, "numa-db", 31804, 0)->total_vm = cases[i].pages;
        blank_kill(&blank, 117, "numa-db", "Out of memory")->total_vm_kb = cases[i].kb;
        expect(&blank, 0, cases[i].page_kb ? cases[i].page_kb : 4, cases[i].page_kb > 0, cases[i].page_kb > 0);
        blank_close(&blank);
    }
}

static void huge_pages_of_one_page_size(void **state) {
    (void)state;
    static const struct {
        int64_t size_kb, page_kb;
    } sizes[] = {{524288, 64}, {16384, 64}, {2048, 0}, {1048576, 0}, {ABSENT, 0}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.memory.hugepages_count = 2;
        blank.hugepages[0] = (struct hugepages){.line = 8, .size_kb = 2048};
        blank.hugepages[1] = (struct hugepages){.line = 9, .size_kb = sizes[i].size_kb};
        expect(&blank, 0, sizes[i].page_kb ? sizes[i].page_kb : 4, sizes[i].page_kb > 0, sizes[i].page_kb > 0);
        blank_close(&blank);
    }
}

static void architectures(void **state) {
    (void)state;
    static const char *const one[] = {"x86_64", "i386", "s390x", "riscv64", "arm"};
    static const char *const several[] = {"aarch64", "ppc64le", "ia64", "x86", ""};
    for (size_t i = 0; i < 5; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.identity.arch = blank_str(one[i]);
        expect(&blank, 0, 4, true, true);
        blank.event.identity.arch = blank_str(several[i]);
        expect(&blank, 0, 4, false, false);
        blank_close(&blank);
    }
}

/* A line of usage of each kind. */
static void each_limit_may_be_none(void **state) {
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        struct blank blank;
        blank_open(&blank);
        struct cgroup *cgroup = &blank.event.cgroup;
        struct usage *usages[] = {&cgroup->memory, &cgroup->memsw, &cgroup->swap, &cgroup->kmem};
        blank_usage(usages[kind], 0, 9007199254740976);
        expect(&blank, 0, 16, true, true);
        usages[kind]->limit_kb = 9007199254740984; /* of 8 kB */
        expect(&blank, 0, 8, true, true);
        usages[kind]->limit_kb = 9007199254740960; /* of 32 kB */
        expect(&blank, 0, 32, true, true);
        usages[kind]->limit_kb = 9007199254740990; /* of 2 kB */
        expect(&blank, 0, 4, false, false);
        blank_close(&blank);
    }
}

/* Of the zones' first sizes the smallest; what can't be a page is none, nor is a list that is cut. */
static void first_sizes_of_buddy_lists(void **state) {
    (void)state;
    static const struct {
        int64_t first_kb, second_kb, page_kb;
    } lists[] = {{64, 16, 16}, {16, 64, 16}, {128, 16, 16}, {1, 2, 0}, {0, 16, 16}, {4, 0, 4}, {512, 1024, 0}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct blank blank;
        blank_open(&blank);
        const int64_t sizes_kb[] = {lists[i].first_kb, lists[i].second_kb};
        for (size_t j = 0; j < 2; j++) {
            BLANK_ZONE(&blank, 0, "Normal", 1, 1, 1, 1, 1, 1);
            if (sizes_kb[j])
                blank_buddy(&blank, 1, sizes_kb[j], "U");
        }
        expect(&blank, 0, lists[i].page_kb ? lists[i].page_kb : 4, lists[i].page_kb > 0, false);
        assert_int_equal(blank.event.warning_count, 0);
        blank_close(&blank);
    }
}

/* --page-size in bytes: what is below 1024 is none. */
static void what_the_user_says(void **state) {
    (void)state;
    static const struct { int64_t bytes, page_kb; } sizes[] = {{1023, 0}, {1024, 1}, {16384, 16}, {0, 0}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct blank blank;
        blank_open(&blank);
        expect(&blank, sizes[i].bytes, sizes[i].page_kb ? sizes[i].page_kb : 4, sizes[i].page_kb > 0, false);
        blank_close(&blank);
    }
    struct blank blank;
    blank_open(&blank);
    blank.event.identity.arch = STR("x86_64");
    blank.event.identity.line = 3;
    expect(&blank, 4096, 4, true, true);
    assert_int_equal(blank.event.warning_count, 0);
    expect(&blank, 65536, 4, true, true);
    assert_int_equal(blank.event.warning_count, 1);
    assert_true(str_equal(blank.event.warnings[0].statement,
                          STR("The log shows a page size of 4 kB; the given 64 kB was not used.")));
    assert_int_equal(blank.event.warnings[0].lines.first, 3);
    blank_close(&blank);
}

/* The second that disagrees is told, the third is not. */
static void one_contradiction_is_told(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    BLANK_ZONE(&blank, 0, "Normal", 1, 1, 1, 1, 1, 1);
    blank_buddy(&blank, 12, 4, "UME");
    blank_usage(&blank.event.cgroup.memory, 49152, 9007199254740928);
    blank.event.identity.arch = STR("s390x");
    blank.event.memory.hugepages_count = 1;
    blank.hugepages[0] = (struct hugepages){.line = 9, .size_kb = 524288};
    expect(&blank, 0, 4, true, false);
    assert_int_equal(blank.event.warning_count, 1);
    assert_true(str_equal(blank.event.warnings[0].statement,
                          STR("The page size is contradictory: lines 8-8 show 4 kB, lines 29-29 64 kB; 4 kB was "
                              "taken.")));
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
        cmocka_unit_test(any_two_counters_agree),
        cmocka_unit_test(counters_may_move_a_little),
        cmocka_unit_test(counters_vote),
        cmocka_unit_test(ratios),
        cmocka_unit_test(huge_pages_of_one_page_size),
        cmocka_unit_test(architectures),
        cmocka_unit_test(each_limit_may_be_none),
        cmocka_unit_test(first_sizes_of_buddy_lists),
        cmocka_unit_test(what_the_user_says),
        cmocka_unit_test(one_contradiction_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
