/* A cgroup's balance in every form that kernels printed, whose limit it was, and its swap.
 * SPDX-License-Identifier: MIT */
#include "model/cgroup.h"

#include "blank_event.h"
#include "model/amount.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct cgroup_ledger *balance(struct blank *blank) {
    assert_true(blank_reckon(blank));
    return &blank->reckoning.cgroup;
}

/* 6.7, a container full of dirty cache: 26927104 bytes of file and 6615040 of kernel memory of 32768 kB. */
static void version_2(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_usage(&blank.event.cgroup.memory, 32768, 32768);
    blank_usage(&blank.event.cgroup.swap, 0, 0);
    blank_stat(&blank, 0, "anon", 0);
    blank_stat(&blank, 0, "file", 26927104);
    blank_stat(&blank, 0, "kernel", 6615040);
    blank_stat(&blank, 0, "kernel_stack", 16384);
    blank_stat(&blank, 0, "pagetables", 65536);
    blank_stat(&blank, 0, "percpu", 0);
    blank_stat(&blank, 0, "sock", 0);
    blank_stat(&blank, 0, "vmalloc", 0);
    blank_stat(&blank, 0, "shmem", 4096);
    blank_stat(&blank, 0, "file_dirty", 26923008);
    blank_stat(&blank, 0, "slab_reclaimable", 6000000);
    blank_stat(&blank, 0, "slab_unreclaimable", 144000);
    blank_stat(&blank, 0, "slab", 6144000);
    const struct cgroup_ledger *cgroup = balance(&blank);
    assert_int_equal(cgroup->version, 2);
    assert_int_equal(cgroup->shmem_kb, 4);
    assert_int_equal(cgroup->file_kb, 26296 - 4);
    assert_int_equal(cgroup->slab_kb, 6000);
    assert_int_equal(cgroup->kernel_kb, 6460);
    assert_int_equal(cgroup->kernel_other_kb, 6460 - 6000 - 16 - 64);
    assert_int_equal(cgroup->unaccounted_kb, 32768 - 26296 - 6460);
    assert_true(cgroup->at_limit);
    assert_false(cgroup->partial);
    assert_int_equal(blank.reckoning.scope, SCOPE_CGROUP);
    assert_int_equal(blank.reckoning.swap, SWAP_NONE); /* swap: limit 0kB */
    blank_close(&blank);
}

/* A batch of 64 pages of 4 kB is 256 kB, and each CPU up to the one that asked may hold one; a huge page is 2 MB; a
 * thousandth of 1 GB is 1000 kB. */
static void so_near_is_at_the_limit(void **state) {
    (void)state;
    static const struct {
        int64_t limit_kb, cpu, order, near_kb;
    } requests[] = {{200000, ABSENT, ABSENT, 256}, {200000, 0, 0, 256},   {200000, 1, 0, 512},
                    {200000, 3, 0, 1024},          {200000, 3, 9, 2048},  {200000, 0, 7, 512},
                    {200000, 0, 13, 32768},        {200000, 0, 14, 256},  {200000, -1, -1, 256},
                    {200000, 1 << 20, 0, 256},     {1000000, 0, 0, 1000}, {ABSENT, 0, 0, -1}};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        for (int64_t beyond_kb = 0; beyond_kb <= 4; beyond_kb += 4) {
            struct blank blank;
            blank_open(&blank);
            blank_trigger(&blank, "a", 0xcc0, requests[i].order);
            blank.event.identity.cpu = requests[i].cpu;
            const int64_t limit_kb = requests[i].limit_kb, left_kb = requests[i].near_kb + beyond_kb;
            blank_usage(&blank.event.cgroup.memory, (limit_kb == ABSENT ? 200000 : limit_kb) - left_kb, limit_kb);
            assert_int_equal(balance(&blank)->at_limit, limit_kb != ABSENT && beyond_kb == 0);
            blank_close(&blank);
        }
}

/* 8 GiB of "kernel", and "slab 8589000000" is the line that was lost: what no name is left for is not without one. */
static void version_2_without_its_slab(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_usage(&blank.event.cgroup.memory, 8388608, 8388608);
    blank_usage(&blank.event.cgroup.swap, 0, 0);
    blank_stat(&blank, 0, "anon", 1048576);
    blank_stat(&blank, 0, "file", 0);
    blank_stat(&blank, 0, "kernel", 8588886016);
    blank_stat(&blank, 0, "kernel_stack", 16384);
    blank_stat(&blank, 0, "pagetables", 65536);
    blank_stat(&blank, 0, "percpu", 0);
    blank_stat(&blank, 0, "sock", 0);
    blank_stat(&blank, 0, "vmalloc", 0);
    const struct cgroup_ledger *cgroup = balance(&blank);
    assert_true(cgroup->kernel_cut);
    assert_true(cgroup->kernel_other_kb == ABSENT);
    assert_int_equal(cgroup->kernel_unsplit_kb, 8387584 - 16 - 64); /* 8588886016 / 1024 */
    blank_stat(&blank, 0, "slab", 8588000000);
    assert_false(balance(&blank)->kernel_cut);
    blank_close(&blank);
}

/* The group's statistics name it where no other line does; cut off before its usage, they may be a descendant's. */
static void a_path_of_statistics(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_stat(&blank, 0, "anon", 4096);
    blank.stats[0].path = STR("/a/b");
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.event.cgroup.path.len, 0);
    blank_usage(&blank.event.cgroup.memory, 8, 8);
    assert_true(blank_reckon(&blank));
    assert_true(str_equal(blank.event.cgroup.path, STR("/a/b")));
    blank_close(&blank);
}

/* 3.10-4.11: one line a descendant, local to each; shared memory is what the anonymous lists hold beyond rss. */
static void one_line_form(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_usage(&blank.event.cgroup.memory, 307200, 307200);
    blank_usage(&blank.event.cgroup.memsw, 307200, 9007199254740988);
    blank_usage(&blank.event.cgroup.kmem, 200, 9007199254740988);
    for (size_t i = 0; i < 2; i++) {
        blank.stats[i].one_line = true;
        blank_stat(&blank, i, "cache", 20000 * 1024);
        blank_stat(&blank, i, "rss", 100000 * 1024);
        blank_stat(&blank, i, "writeback", -4096);
        blank_stat(&blank, i, "inactive_anon", 15000 * 1024);
        blank_stat(&blank, i, "active_anon", 100000 * 1024);
        blank_stat(&blank, i, "unevictable", 0);
        blank.stats[i].path = blank.event.cgroup.path = blank.event.cgroup.task_path = STR("/a");
    }
    const struct cgroup_ledger *cgroup = balance(&blank);
    assert_int_equal(cgroup->version, 1);
    assert_int_equal(cgroup->anon_kb, 200000);
    assert_int_equal(cgroup->shmem_kb, 30000);
    assert_true(cgroup->shmem_inferred);
    assert_int_equal(cgroup->file_kb, 10000);
    assert_int_equal(cgroup->kernel_other_kb, 200);
    assert_int_equal(cgroup->unaccounted_kb, 307200 - 240200);
    assert_int_equal(cgroup->file_writeback_kb, 0);
    assert_int_equal(cgroup->swap_usage_kb, 0);
    assert_true(cgroup->swap_limit_kb == ABSENT);
    blank_close(&blank);
}

/* v1 since 6.5: own figures and total_ of the subtree. */
static void totals_of_version_1(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_usage(&blank.event.cgroup.memory, 49152, 49152);
    blank_usage(&blank.event.cgroup.memsw, 53248, 57344);
    blank_stat(&blank, 0, "cache", 0);
    blank_stat(&blank, 0, "rss", 4096);
    blank_stat(&blank, 0, "total_cache", 1048576);
    blank_stat(&blank, 0, "total_rss", 48000 * 1024);
    blank_stat(&blank, 0, "total_shmem", 524288);
    const struct cgroup_ledger *cgroup = balance(&blank);
    assert_int_equal(cgroup->version, 1);
    assert_int_equal(cgroup->anon_kb, 48000);
    assert_int_equal(cgroup->shmem_kb, 512);
    assert_int_equal(cgroup->file_kb, 512);
    assert_int_equal(cgroup->unaccounted_kb, 128);
    assert_int_equal(cgroup->swap_usage_kb, 4096);
    assert_int_equal(cgroup->swap_limit_kb, 8192);
    assert_int_equal(blank.reckoning.swap, SWAP_UNKNOWN);
    blank_close(&blank);
}

/* Of 1048576 kB 1048 kB are a thousandth; a charge's batch of 256 kB is less. */
static void a_limit_of_swap_is_full_but_for_a_thousandth(void **state) {
    (void)state;
    for (int64_t left_kb = 1048; left_kb <= 1049; left_kb++) {
        struct blank blank;
        blank_open(&blank);
        blank_usage(&blank.event.cgroup.memory, 524288, 524288);
        blank_usage(&blank.event.cgroup.swap, 1048576 - left_kb, 1048576);
        balance(&blank);
        assert_int_equal(blank.reckoning.swap, left_kb == 1048 ? SWAP_FULL : SWAP_UNKNOWN);
        blank_close(&blank);
    }
}

/* What a userspace killer printed: its total alone says nothing of what is left, and what is free, by itself, only that
 * something is. */
static void swap_by_a_killers_words(void **state) {
    static const struct {
        int64_t total_kb, free_kb;
        enum swap_state swap;
    } cases[] = {{1048576, ABSENT, SWAP_UNKNOWN},
                 {ABSENT, 134144, SWAP_PARTLY_USED},
                 {ABSENT, 0, SWAP_UNKNOWN},
                 {1048576, 134144, SWAP_PARTLY_USED},
                 {1048576, 0, SWAP_FULL},
                 {1048576, 1048576, SWAP_UNUSED},
                 {0, 0, SWAP_NONE}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.killer = KILLER_EARLYOOM;
        blank.event.figures.swap_line = 9;
        blank.event.figures.swap_total_kb = cases[i].total_kb;
        blank.event.figures.swap_free_kb = cases[i].free_kb;
        assert_true(blank_reckon(&blank));
        if (blank.reckoning.swap != cases[i].swap)
            fail_msg("case %zu: %d", i, (int)blank.reckoning.swap);
        blank_close(&blank);
    }
}

/* 4.5-5.2 print a memory+swap line for v2 groups, whose usage never moves. */
static void version_2_with_a_line_of_version_1(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_usage(&blank.event.cgroup.memory, 1000, 1000);
    blank_usage(&blank.event.cgroup.memsw, 0, 9007199254740988);
    assert_int_equal(balance(&blank)->version, 0); /* 4.4, of v1, prints the same */
    blank_stat(&blank, 0, "shmem", 0);             /* since 4.12 */
    assert_int_equal(balance(&blank)->version, 2);
    blank_close(&blank);
}

/* So does that of v1 without swap accounting (Debian's and Ubuntu's default): there kmem moves, or v2 is not there yet.
 */
static void version_1_without_swap_accounting(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank.stats[0].one_line = true;
    blank_usage(&blank.event.cgroup.memory, 40956, 40960);
    blank_usage(&blank.event.cgroup.memsw, 0, 9007199254740988);
    blank_usage(&blank.event.cgroup.kmem, 38736, 9007199254740988);
    blank_stat(&blank, 0, "cache", 0);
    blank_stat(&blank, 0, "rss", 2112 * 1024);
    blank_stat(&blank, 0, "unevictable", 0);
    blank.stats[0].path = blank.event.cgroup.path = blank.event.cgroup.task_path = STR("/a");
    const struct cgroup_ledger *cgroup = balance(&blank);
    assert_int_equal(cgroup->version, 1);
    assert_int_equal(cgroup->kernel_other_kb, 38736);
    assert_true(cgroup->swap_usage_kb == ABSENT);
    assert_false(cgroup->partial);
    blank_usage(&blank.event.cgroup.kmem, 0, 9007199254740988);
    blank.event.identity.release = blank_str("3.16.0-11-amd64");
    assert_int_equal(balance(&blank)->version, 1);
    blank.event.identity.release = blank_str("4.19.0-27-amd64");
    assert_int_equal(balance(&blank)->version, 2);
    assert_false(blank.reckoning.cgroup.partial); /* no statistic of slab is its form, not a cut */
    blank_close(&blank);
}

/* 6.5: pages on their way to swap are charged and mapped by nobody: 9396224 + 925696 - 5222400 bytes of them. */
static void swap_cache(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_usage(&blank.event.cgroup.memory, 10240, 10240);
    blank_usage(&blank.event.cgroup.swap, 6140, 9007199254740988);
    blank_stat(&blank, 0, "anon", 5222400);
    blank_stat(&blank, 0, "file", 0);
    blank_stat(&blank, 0, "kernel", 106496);
    blank_stat(&blank, 0, "shmem", 0);
    blank_stat(&blank, 0, "swapcached", 5156864);
    blank_stat(&blank, 0, "inactive_anon", 9396224);
    blank_stat(&blank, 0, "active_anon", 925696);
    const struct cgroup_ledger *cgroup = balance(&blank);
    assert_int_equal(cgroup->swap_cache_kb, 4980);
    assert_int_equal(cgroup->unaccounted_kb, 10240 - 5100 - 104 - 4980);
    blank_close(&blank);
}

/* The lists hold a page less than is mapped: counters are read one after another. */
static void lists_without_a_page_for_swap(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_usage(&blank.event.cgroup.memory, 10240, 10240);
    blank_stat(&blank, 0, "anon", 5222400);
    blank_stat(&blank, 0, "shmem", 0);
    blank_stat(&blank, 0, "swapcached", 5156864);
    blank_stat(&blank, 0, "inactive_anon", 4292608);
    blank_stat(&blank, 0, "active_anon", 925696);
    assert_int_equal(balance(&blank)->swap_cache_kb, 0);
    blank_close(&blank);
}

static void swap_used_up(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_usage(&blank.event.cgroup.memory, 49152, 49152);
    blank_usage(&blank.event.cgroup.swap, 24576, 24576);
    (void)balance(&blank);
    assert_int_equal(blank.reckoning.swap, SWAP_FULL);
    blank_close(&blank);
}

/* Only three statistics and no usage: parts without a rest. */
static void excerpt(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_stat(&blank, 0, "anon", 536346624);
    blank_stat(&blank, 0, "file", 262144);
    blank_stat(&blank, 0, "kernel", 2158592);
    const struct cgroup_ledger *cgroup = balance(&blank);
    assert_int_equal(cgroup->anon_kb, 523776);
    assert_int_equal(cgroup->kernel_unsplit_kb, 2108);
    assert_true(cgroup->kernel_other_kb == ABSENT); /* slab may be in it */
    assert_true(cgroup->usage_kb == ABSENT && cgroup->unaccounted_kb == ABSENT);
    assert_int_equal(blank.reckoning.scope, SCOPE_CGROUP);
    blank_close(&blank);
}

/* "limit 9007199254740988kB" is no limit, in every spelling. */
static void unlimited(void **state) {
    (void)state;
    static const int64_t limits_kb[] = {9007199254740991, 18014398509481983, 9007199254740988, 9007199254740928,
                                        8589934588};
    for (size_t i = 0; i < sizeof limits_kb / sizeof *limits_kb; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_usage(&blank.event.cgroup.memory, 49152, limits_kb[i]);
        assert_true(balance(&blank)->limit_kb == ABSENT);
        assert_false(blank.reckoning.cgroup.at_limit);
        blank_close(&blank);
    }
}

static void expect_scope(struct blank *blank, enum scope scope) {
    assert_true(blank_reckon(blank));
    assert_int_equal(blank->reckoning.scope, scope);
    blank_close(blank);
}

static void scopes(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    expect_scope(&blank, SCOPE_UNKNOWN);

    blank_open(&blank); /* 5.0 and 5.1 say CONSTRAINT_NONE whatever the reason */
    blank.event.summary.line = 3;
    blank.event.summary.constraint = STR("CONSTRAINT_NONE");
    blank.event.summary.oom_memcg = STR("/leaker");
    expect_scope(&blank, SCOPE_CGROUP);

    blank_open(&blank);
    blank_kill(&blank, 7, "a", "Memory cgroup out of memory");
    expect_scope(&blank, SCOPE_CGROUP);

    blank_open(&blank);
    blank_kill(&blank, 7, "a", "Out of memory");
    expect_scope(&blank, SCOPE_SYSTEM);

    blank_open(&blank);
    blank_kill(&blank, 7, "a", "No available memory (MPOL_BIND)");
    expect_scope(&blank, SCOPE_MEMPOLICY);

    blank_open(&blank); /* the zones of a report may show that the request was confined to some */
    blank_trigger(&blank, "a", 0x201da, 0);
    blank_counter(&blank, "free", 1000);
    expect_scope(&blank, SCOPE_UNKNOWN);

    blank_open(&blank); /* a whole old report without a kill line */
    blank_trigger(&blank, "a", 0x201da, 0);
    blank_counter(&blank, "free", 1000);
    BLANK_ZONE(&blank, 0, "DMA", 1000, 100, 120, 140, 16000, 15360);
    expect_scope(&blank, SCOPE_SYSTEM);

    blank_open(&blank); /* the call trace shows who called */
    blank_trigger(&blank, "dd", 0x101c4a, 0);
    blank_frame(&blank, "out_of_memory");
    blank_frame(&blank, "mem_cgroup_out_of_memory");
    blank_frame(&blank, "try_charge_memcg");
    expect_scope(&blank, SCOPE_CGROUP);

    blank_open(&blank);
    blank_trigger(&blank, "msgstress04", 0x40cc0, 0);
    blank_frame(&blank, "out_of_memory");
    blank_frame(&blank, "__alloc_pages_slowpath.constprop.0");
    expect_scope(&blank, SCOPE_SYSTEM);

    blank_open(&blank);
    blank_trigger(&blank, "bash", 0xcc0, 0);
    blank.event.no_killable = (struct cited_text){STR("Out of memory and no killable processes..."), 9};
    expect_scope(&blank, SCOPE_CGROUP);

    blank_open(&blank); /* a page fault that its cgroup did not claim */
    blank_trigger(&blank, "NetworkManager", 0, 0);
    blank_frame(&blank, "out_of_memory");
    blank_frame(&blank, "pagefault_out_of_memory");
    expect_scope(&blank, SCOPE_SYSTEM);

    blank_open(&blank);
    blank_trigger(&blank, "swapper/0", 0x2cc2, 0);
    blank.event.identity.pid = 1;
    expect_scope(&blank, SCOPE_SYSTEM);

    blank_open(&blank); /* a trigger alone may be anything */
    blank_trigger(&blank, "a", 0x201da, 0);
    expect_scope(&blank, SCOPE_UNKNOWN);
}

/* No constraint is printed before 5.0: a cpuset that leaves a node out is one. */
static void cpuset_of_old_kernels(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_trigger(&blank, "a", 0x14200ca, 0);
    blank.event.trigger.mems_allowed = STR("1");
    blank.event.trigger.cpuset_line = 2;
    blank_kill(&blank, 7, "a", "Out of memory");
    blank.hugepages[0] = (struct hugepages){.line = 9, .node = 0, .size_kb = 2048};
    blank.hugepages[1] = (struct hugepages){.line = 9, .node = 1, .size_kb = 2048};
    blank.event.memory.hugepages_count = 2;
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.scope, SCOPE_CPUSET);
    blank.event.trigger.mems_allowed = STR("0-1");
    expect_scope(&blank, SCOPE_SYSTEM);
}

/* "Node 0 active_anon:..." of a node that the cpuset leaves out tells the same. */
static void cpuset_beside_lines_of_nodes(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_trigger(&blank, "a", 0x14200ca, 0);
    blank.event.trigger.mems_allowed = STR("1");
    blank.event.trigger.cpuset_line = 2;
    blank_kill(&blank, 7, "a", "Out of memory");
    blank_node(&blank, 1);
    assert_true(blank_reckon(&blank));
    assert_int_not_equal(blank.reckoning.scope, SCOPE_CPUSET);
    blank_node(&blank, 0);
    expect_scope(&blank, SCOPE_CPUSET);
}

/* 4.9-4.20 print the nodes of the policy, 4.9 and 4.10 those of the cpuset where there is no policy. */
static void policy_of_old_kernels(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_trigger(&blank, "a", 0x6200ca, 0);
    blank.event.trigger.nodemask = STR("1");
    blank.event.trigger.mems_allowed = STR("0-1");
    blank_kill(&blank, 7, "a", "Out of memory");
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.scope, SCOPE_MEMPOLICY);
    blank.event.trigger.nodemask = STR("0-1");
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.scope, SCOPE_SYSTEM);
    blank.event.trigger.nodemask = STR("(null)");
    expect_scope(&blank, SCOPE_SYSTEM);
}

/* Figures of their own lines are of the whole tree: those of a second group are in them already. */
static void a_second_group_is_in_the_first(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_usage(&blank.event.cgroup.memory, 4096, 4096);
    blank_stat(&blank, 0, "anon", 400 * 1024);
    blank_stat(&blank, 1, "anon", 300 * 1024);
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.cgroup.anon_kb, 400);
    blank_close(&blank);
}

static void missing_parts(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_kill(&blank, 7, "a", "Out of memory");
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.missing, MISSING_TRIGGER | MISSING_MEMORY | MISSING_TASKS);
    blank_close(&blank);

    blank_open(&blank);
    blank_trigger(&blank, "a", 0xcc0, 0);
    blank_usage(&blank.event.cgroup.memory, 49152, 49152); /* stands for the memory section */
    blank_task(&blank, 7, "a", 10, 0);
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.missing, MISSING_KILL);
    blank_close(&blank);

    blank_open(&blank);
    blank_trigger(&blank, "a", 0xcc0, 0);
    blank_task(&blank, 7, "a", 10, 0);
    blank.event.cgroup.path = STR("/a");
    blank_stat(&blank, 0, "anon", 4096); /* so does a single statistic */
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.missing, MISSING_KILL);
    blank_close(&blank);
}

/* The task was in a group below, whose line of statistics is not in the log: its pages are in no part. */
static void lines_of_child_groups_cut(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank.event.cgroup.path = STR("/lxc/web");
    blank.event.cgroup.task_path = STR("/lxc/web/a");
    blank_usage(&blank.event.cgroup.memory, 73728, 73728);
    blank_stat(&blank, 0, "cache", 9216 * 1024);
    blank_stat(&blank, 0, "rss", 20480 * 1024);
    blank_stat(&blank, 0, "unevictable", 0);
    blank.stats[0].one_line = true;
    blank.stats[0].path = STR("/lxc/web");
    assert_true(blank_reckon(&blank));
    assert_true(blank.reckoning.cgroup.children_cut);
    assert_true(blank.reckoning.cgroup.unaccounted_kb == ABSENT);
    blank_stat(&blank, 1, "rss", 44032 * 1024);
    blank_stat(&blank, 1, "cache", 0);
    blank_stat(&blank, 1, "unevictable", 0);
    blank.stats[1].one_line = true;
    blank.stats[1].path = STR("/lxc/web/a");
    assert_true(blank_reckon(&blank));
    assert_false(blank.reckoning.cgroup.children_cut);
    assert_int_equal(blank.reckoning.cgroup.unaccounted_kb, 0); /* 73728 - 9216 - 20480 - 44032 */
    blank.stats[1].values.count = 2;                            /* its line ends before "unevictable:" */
    assert_true(blank_reckon(&blank));
    assert_true(blank.reckoning.cgroup.children_cut);
    blank_close(&blank);
}

static void expect_swap(int64_t free_kb, int64_t total_kb, enum swap_state swap) {
    struct blank blank;
    blank_open(&blank);
    blank_swap(&blank, free_kb, total_kb);
    assert_true(blank_reckon(&blank));
    assert_int_equal(blank.reckoning.swap, swap);
    blank_close(&blank);
}

static void swap_of_the_machine(void **state) {
    (void)state;
    expect_swap(0, 0, SWAP_NONE);
    expect_swap(0, 4184924, SWAP_FULL);
    expect_swap(84, 25165820, SWAP_FULL);
    expect_swap(-12, 25165820, SWAP_FULL); /* printed so for a moment */
    expect_swap(111492, 131068, SWAP_PARTLY_USED);
    expect_swap(2097148, 2097148, SWAP_UNUSED);
    expect_swap(ABSENT, 2097148, SWAP_UNKNOWN);
    expect_swap(0, ABSENT, SWAP_UNKNOWN);
}

/* Of version 1: 53248 of 57344 kB of memory and swap, 49152 kB of memory of the same limit less 8192; 4096 kB may be on
 * their way. A usage of more than 64 limits and a GiB is none. */
static void usage_and_limit_contradict_each_other(void **state) {
    (void)state;
    static const struct {
        int64_t usage_kb, limit_kb, sum_kb, sum_limit_kb;
        bool usage_sound, swap_sound;
    } groups[] = {
        {49152, 49152, 53248, 57344, true, true},
        {57344, 57344, 53248, 57344, true, true},
        {57345, 57345, 53248, 57345, true, false},
        {49152, 57345, 53248, 57344, true, false},
        {49152, 49152, 61440, 57344, true, true},
        {49152, 49152, 61441, 57344, true, false},
        {49152 * 64 + 63, 49152, 49152 * 64, 49152 * 64, true, true},
        {49152 * 65 + 64, 49152, 49152 * 65, 49152 * 65, false, true},
        {65 * 1024, 1024, 65 * 1024, 65 * 1024, true, true},
    };
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_usage(&blank.event.cgroup.memory, groups[i].usage_kb, groups[i].limit_kb);
        blank_usage(&blank.event.cgroup.memsw, groups[i].sum_kb, groups[i].sum_limit_kb);
        blank.event.cgroup.stats_count = 1;
        blank_stat(&blank, 0, "rss", 1024);
        blank_stat(&blank, 0, "hierarchical_memory_limit", 1024);
        const struct cgroup_ledger *cgroup = balance(&blank);
        if (amount_known(cgroup->usage_kb) != groups[i].usage_sound ||
            amount_known(cgroup->limit_kb) != groups[i].usage_sound ||
            amount_known(cgroup->swap_usage_kb) != groups[i].swap_sound ||
            amount_known(cgroup->swap_limit_kb) != groups[i].swap_sound)
            fail_msg("group %zu", i);
        if (blank.reckoning.is_contradicted != (!groups[i].usage_sound || !groups[i].swap_sound))
            fail_msg("group %zu: contradicted", i);
        blank_close(&blank);
    }
}

/* Each statistic by its name, those of version 1 too; 1023 bytes are no kB. */
static void statistics_by_name(void **state) {
    (void)state;
#define MEMBER(name, member)                                                                                           \
    { name, offsetof(struct cgroup_ledger, member) }
    static const struct {
        const char *name;
        size_t member;
    } names[] = {MEMBER("anon", anon_kb),
                 MEMBER("rss", anon_kb),
                 MEMBER("file", file_kb),
                 MEMBER("cache", file_kb),
                 MEMBER("shmem", shmem_kb),
                 MEMBER("kernel", kernel_kb),
                 MEMBER("kernel_stack", kernel_stack_kb),
                 MEMBER("pagetables", pagetables_kb),
                 MEMBER("sec_pagetables", pagetables_kb),
                 MEMBER("percpu", percpu_kb),
                 MEMBER("sock", sock_kb),
                 MEMBER("vmalloc", vmalloc_kb),
                 MEMBER("slab", slab_kb),
                 MEMBER("slab_reclaimable", slab_kb),
                 MEMBER("slab_unreclaimable", slab_kb),
                 MEMBER("slab_reclaimable", slab_reclaimable_kb),
                 MEMBER("slab_unreclaimable", slab_unreclaimable_kb),
                 MEMBER("file_mapped", file_mapped_kb),
                 MEMBER("mapped_file", file_mapped_kb),
                 MEMBER("file_dirty", file_dirty_kb),
                 MEMBER("dirty", file_dirty_kb),
                 MEMBER("file_writeback", file_writeback_kb),
                 MEMBER("writeback", file_writeback_kb),
                 MEMBER("unevictable", unevictable_kb)};
#undef MEMBER
    static const struct { int64_t bytes, kb; } values[] = {{0, 0}, {1023, 0}, {1024, 1}, {8191, 7}, {-4096, 0}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t j = 0; j < sizeof values / sizeof *values; j++) {
            struct blank blank;
            blank_open(&blank);
            blank_stat(&blank, 0, "other", 1 << 20);
            (void)balance(&blank);
            const int64_t *kb = (const int64_t *)((const char *)&blank.reckoning.cgroup + names[i].member);
            assert_true(*kb == ABSENT);
            blank_stat(&blank, 0, names[i].name, values[j].bytes);
            (void)balance(&blank);
            if (*kb != values[j].kb)
                fail_msg("%s %lld", names[i].name, (long long)values[j].bytes);
            blank_close(&blank);
        }
}

/* 100000 kB in use, 10000 of them by one part after the other: the rest has no name. */
static void parts_are_taken_from_the_usage(void **state) {
    (void)state;
    static const char *const parts[] = {"rss",          "cache",  "slab",    "sock",   "pagetables",
                                        "kernel_stack", "percpu", "vmalloc", "kernel", "shmem"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_usage(&blank.event.cgroup.memory, 100000, 100000);
        for (size_t j = 0; j < sizeof parts / sizeof *parts; j++)
            blank_stat(&blank, 0, parts[j], i == j ? 10000 * 1024 : 0);
        const int64_t rest_kb = balance(&blank)->unaccounted_kb;
        if (rest_kb != 90000)
            fail_msg("%s: %lld", parts[i], (long long)rest_kb);
        blank.event.cgroup.memory.usage_kb = ABSENT;
        assert_true(balance(&blank)->unaccounted_kb == ABSENT);
        blank_close(&blank);
    }
}

/* What the kernel holds beside the parts that have names; what of it no name is lost for is known as such. */
static void what_of_the_kernel_has_no_name(void **state) {
    (void)state;
    static const struct {
        int64_t kernel, slab, tables, other_kb, unsplit_kb;
    } cases[] = {{8192, 1024, 2048, 5, ABSENT},
                 {8192, ABSENT, 2048, ABSENT, 6},
                 {8192, 8192, 2048, 0, ABSENT}, /* figures of two moments */
                 {ABSENT, 1024, 2048, ABSENT, ABSENT}};
    static const char *const others[] = {"anon", "file", "kernel_stack", "sock", "percpu", "vmalloc"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        blank_open(&blank);
        for (size_t j = 0; j < sizeof others / sizeof *others; j++)
            blank_stat(&blank, 0, others[j], 0);
        if (cases[i].kernel != ABSENT)
            blank_stat(&blank, 0, "kernel", cases[i].kernel);
        if (cases[i].slab != ABSENT)
            blank_stat(&blank, 0, "slab", cases[i].slab);
        blank_stat(&blank, 0, "pagetables", cases[i].tables);
        const struct cgroup_ledger *cgroup = balance(&blank);
        if (cgroup->kernel_other_kb != cases[i].other_kb || cgroup->kernel_unsplit_kb != cases[i].unsplit_kb)
            fail_msg("case %zu", i);
        blank_close(&blank);
    }
}

static bool lacks(const char *release, const char *const *names, size_t count, const char *lost) {
    struct blank blank;
    blank_open(&blank);
    blank.event.identity.release = blank_str(release);
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], lost) != 0)
            blank_stat(&blank, 0, names[i], 4096);
    const bool is = balance(&blank)->kernel_cut;
    blank_close(&blank);
    return is;
}

/* The names of each time, of which none may be lost; without "anon" it is another form, and "file" is no kernel memory.
 */
static void a_lost_statistic_of_the_kernel(void **state) {
    (void)state;
    static const char *const names[] = {"anon",       "file",   "kernel_stack", "slab",   "sock",
                                        "pagetables", "percpu", "vmalloc",      "kernel", "sec_pagetables"};
    static const struct {
        const char *release;
        size_t count, needed; /* names printed, and how many of them from "kernel_stack" on are needed */
    } kernels[] = {{"5.10.0", 5, 3}, {"5.11.0", 7, 5}, {"", 5, 3}, {"", 9, 6}, {"5.18.0", 9, 6}, {"6.1.0", 10, 8}};
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        const char *release = kernels[i].release;
        assert_false(lacks(release, names, kernels[i].count, ""));
        for (size_t j = 0; j < kernels[i].count; j++)
            if (lacks(release, names, kernels[i].count, names[j]) != (j >= 2 && j < 2 + kernels[i].needed))
                fail_msg("%s, %zu names without %s", release, kernels[i].count, names[j]);
    }
    assert_true(lacks("5.11.0", names, 5, ""));
    assert_true(lacks("5.11.0", names, 6, ""));
    assert_true(lacks("", names, 6, "")); /* "pagetables" came with "percpu" */
    assert_true(lacks("", names, 8, "percpu"));
    assert_true(lacks("6.1.0", names, 9, ""));
    assert_true(lacks("", names, 10, "kernel")); /* "sec_pagetables" came after it */
    assert_true(lacks("", names, 10, "vmalloc"));
}

/* Slab by its two halves; one of them alone is not all. */
static void slab_by_halves(void **state) {
    (void)state;
    static const char *const names[] = {
        "anon", "file", "kernel_stack", "sock", "slab_reclaimable", "slab_unreclaimable"};
    assert_false(lacks("5.10.0", names, 6, ""));
    assert_true(lacks("5.10.0", names, 6, "slab_reclaimable"));
    assert_true(lacks("5.10.0", names, 6, "slab_unreclaimable"));
    assert_true(lacks("5.10.0", names, 4, ""));
    assert_false(lacks("5.10.0", names, 4, "anon"));
}

/* Which form the statistics have, and which figures a log shows of it. */
static void versions(void **state) {
    (void)state;
    static const struct {
        const char *release, *statistic;
        int64_t usage_kb, sum_kb, kmem_kb, swap_kb;
        int version;
    } cases[] = {
        {"", "anon", 1000, ABSENT, ABSENT, ABSENT, 0},
        {"", "anon", 1000, ABSENT, ABSENT, 0, 2},
        {"", "anon", 1000, 1000, ABSENT, ABSENT, 1}, /* 5.3 to 6.4 */
        {"", "rss", 1000, 1000, ABSENT, ABSENT, 1},
        {"", "hierarchical_memory_limit", 1000, ABSENT, ABSENT, ABSENT, 1},
        {"", "total_rss", 1000, ABSENT, ABSENT, ABSENT, 1},
        {"", "total_rss", 1000, ABSENT, ABSENT, 0, 2},
        {"", "rss", 1000, 0, 0, ABSENT, 0},
        {"", "shmem", 1000, 0, 0, ABSENT, 2},
        {"", "shmem", 1000, 0, 1, ABSENT, 1},
        {"", "shmem", 0, 0, 0, ABSENT, 1}, /* nothing is in use: nothing could move */
        {"", "shmem", 1, 0, 0, ABSENT, 2},
        {"", "shmem", 1000, 1, 0, ABSENT, 1},
        {"4.4.302", "shmem", 1000, 0, 0, ABSENT, 1},
        {"4.5.0", "rss", 1000, 0, 0, ABSENT, 2},
        {"4.5.0", "rss", 1000, 0, ABSENT, ABSENT, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.identity.release = blank_str(cases[i].release);
        blank_usage(&blank.event.cgroup.memory, cases[i].usage_kb, 9007199254740988);
        if (cases[i].sum_kb != ABSENT)
            blank_usage(&blank.event.cgroup.memsw, cases[i].sum_kb, 9007199254740988);
        if (cases[i].kmem_kb != ABSENT)
            blank_usage(&blank.event.cgroup.kmem, cases[i].kmem_kb, 9007199254740988);
        if (cases[i].swap_kb != ABSENT)
            blank_usage(&blank.event.cgroup.swap, cases[i].swap_kb, 9007199254740988);
        blank_stat(&blank, 0, "x", 0);
        blank_stat(&blank, 0, cases[i].statistic, 0);
        if (balance(&blank)->version != cases[i].version)
            fail_msg("case %zu: %d", i, blank.reckoning.cgroup.version);
        blank_close(&blank);
    }
    struct blank blank;
    blank_open(&blank);
    blank.event.oom_group.text = STR("/a"); /* "Tasks in /a are going to be killed due to memory.oom.group set" */
    assert_int_equal(balance(&blank)->version, 2);
    blank_close(&blank);
}

/* Up to 4.11: 90000 bytes on the anonymous lists, of which so many are mapped; the rest is in "cache". */
static void shared_memory_is_inferred(void **state) {
    (void)state;
    static const struct {
        int64_t rss, cache, shmem, shmem_kb, file_kb;
        bool inferred;
    } cases[] = {{40960, 81920, ABSENT, 50, 30, true},
                 {40960, 20480, ABSENT, 20, 0, true},
                 {102400, 81920, ABSENT, 0, 80, true},
                 {40960, ABSENT, ABSENT, ABSENT, ABSENT, false},
                 {ABSENT, 81920, ABSENT, ABSENT, 80, false},
                 {40960, 81920, 10240, 10, 70, false},
                 {40960, 0, 10240, 10, 0, false},
                 {ABSENT, 4096, ABSENT, ABSENT, 4, false},
                 {ABSENT, 0, ABSENT, ABSENT, 0, false}}; /* in no file pages there is no shared memory */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_stat(&blank, 0, "active_anon", 51200);
        blank_stat(&blank, 0, "inactive_anon", 40960);
        if (cases[i].rss != ABSENT)
            blank_stat(&blank, 0, "rss", cases[i].rss);
        if (cases[i].cache != ABSENT)
            blank_stat(&blank, 0, "cache", cases[i].cache);
        if (cases[i].shmem != ABSENT)
            blank_stat(&blank, 0, "shmem", cases[i].shmem);
        const struct cgroup_ledger *cgroup = balance(&blank);
        if (cgroup->shmem_kb != cases[i].shmem_kb || cgroup->file_kb != cases[i].file_kb ||
            cgroup->shmem_inferred != cases[i].inferred ||
            cgroup->file_with_shmem != (cases[i].shmem_kb == ABSENT && cases[i].file_kb > 0))
            fail_msg("case %zu: %lld %lld", i, (long long)cgroup->shmem_kb, (long long)cgroup->file_kb);
        blank_close(&blank);
    }
}

/* Pages on the anonymous lists that nobody maps and that are no shared memory: in the swap cache, as far as it goes. */
static void pages_on_their_way_to_swap(void **state) {
    (void)state;
    static const struct {
        int64_t anon, shmem, swapcached, swap_kb, cache_kb;
    } cases[] = {{40960, 10240, 20480, 0, 20},      {40960, 10240, 51200, 0, 40},
                 {40960, 10240, ABSENT, 30, 30},    {40960, 10240, ABSENT, ABSENT, ABSENT},
                 {40960, ABSENT, 20480, 0, ABSENT}, {ABSENT, 10240, 20480, 0, ABSENT},
                 {102400, 10240, 20480, 0, 0},      {40960, 10240, -4096, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_stat(&blank, 0, "active_anon", 51200);
        blank_stat(&blank, 0, "inactive_anon", 40960);
        if (cases[i].anon != ABSENT)
            blank_stat(&blank, 0, "anon", cases[i].anon);
        if (cases[i].shmem != ABSENT)
            blank_stat(&blank, 0, "shmem", cases[i].shmem);
        if (cases[i].swapcached != ABSENT)
            blank_stat(&blank, 0, "swapcached", cases[i].swapcached);
        if (cases[i].swap_kb != ABSENT)
            blank_usage(&blank.event.cgroup.swap, cases[i].swap_kb, 9007199254740988);
        if (balance(&blank)->swap_cache_kb != cases[i].cache_kb)
            fail_msg("case %zu: %lld", i, (long long)blank.reckoning.cgroup.swap_cache_kb);
        blank_close(&blank);
    }
}

/* One line of statistics a group (3.9 to 5.2): whether one of them is lost. */
static void lines_of_groups(void **state) {
    (void)state;
    static const struct {
        const char *path, *task_path, *first, *second;
        bool one_line, cut;
    } cases[] = {
        {"/a", "/a", "/a", NULL, true, false},     {"/a", "/a/b", "/a", NULL, true, true},
        {"/a", "/a/b", "/a", "/a/b", true, false}, {"/a", "/a/b", "/a", "/a/c", true, true},
        {"/a", "/ab", "/a", NULL, true, false},    {"/a", "/a/", "/a", NULL, true, false},
        {"/a", "/a/b", "", NULL, true, false},     {"/a", "a/b", "/a", "a/b", true, true},
        {"/a", "", "/a", NULL, true, true},        {"/a", "/a", "/b", NULL, true, true},
        {"/a", "/a/b", "/a", NULL, false, false},  {"", "/a", "/c", NULL, true, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.cgroup.path = blank_str(cases[i].path);
        blank.event.cgroup.task_path = blank_str(cases[i].task_path);
        blank_usage(&blank.event.cgroup.memory, *cases[i].path ? 1000 : ABSENT, 1000);
        const char *const paths[] = {cases[i].first, cases[i].second};
        for (size_t j = 0; j < 2 && paths[j]; j++) {
            blank.stats[j].one_line = cases[i].one_line;
            blank.stats[j].path = blank_str(paths[j]);
            blank_stat(&blank, j, "cache", 0);
            blank_stat(&blank, j, "rss", 0);
            blank_stat(&blank, j, "unevictable", 0);
        }
        if (balance(&blank)->children_cut != cases[i].cut)
            fail_msg("case %zu", i);
        blank_close(&blank);
    }
}

/* A line is whole from "cache:" to "unevictable:", or with a sum of those below; "Task in" may stand in the summary. */
static void a_line_that_is_cut(void **state) {
    (void)state;
    static const struct {
        const char *names[3];
        bool cut;
    } lines[] = {{{"cache", "rss", "unevictable"}, false}, {{"rss", "unevictable", "x"}, true},
                 {{"cache", "unevictable", "x"}, true},    {{"cache", "rss", "x"}, true},
                 {{"total_rss", "x", "y"}, false},         {{"x", "y", "z"}, true}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.summary.oom_memcg = STR("/a");
        blank.event.summary.task_memcg = STR("/a");
        blank.stats[0].one_line = true;
        blank.stats[0].path = STR("/a");
        for (size_t j = 0; j < 3; j++)
            blank_stat(&blank, 0, lines[i].names[j], 0);
        if (balance(&blank)->children_cut != lines[i].cut)
            fail_msg("line %zu", i);
        blank_close(&blank);
    }
}

/* Statistics of which something is missing; those of version 1 have no slab. */
static void statistics_in_part(void **state) {
    (void)state;
    static const struct {
        const char *names[4];
        bool partial;
    } lists[] = {{{"anon", "file", "slab"}, false},
                 {{"anon", "file", "kernel"}, false},
                 {{"anon", "file"}, true},
                 {{"anon", "slab"}, true},
                 {{"file", "slab"}, true},
                 {{"rss", "cache"}, false},
                 {{"rss"}, true},
                 {{"cache"}, true},
                 {{"anon", "rss", "cache"}, true}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct blank blank;
        blank_open(&blank);
        for (size_t j = 0; lists[i].names[j]; j++)
            blank_stat(&blank, 0, lists[i].names[j], 4096);
        if (balance(&blank)->partial != lists[i].partial)
            fail_msg("list %zu", i);
        blank_close(&blank);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(so_near_is_at_the_limit),
        cmocka_unit_test(version_2),
        cmocka_unit_test(version_2_without_its_slab),
        cmocka_unit_test(a_path_of_statistics),
        cmocka_unit_test(one_line_form),
        cmocka_unit_test(totals_of_version_1),
        cmocka_unit_test(version_2_with_a_line_of_version_1),
        cmocka_unit_test(version_1_without_swap_accounting),
        cmocka_unit_test(swap_cache),
        cmocka_unit_test(lists_without_a_page_for_swap),
        cmocka_unit_test(swap_used_up),
        cmocka_unit_test(excerpt),
        cmocka_unit_test(unlimited),
        cmocka_unit_test(scopes),
        cmocka_unit_test(cpuset_of_old_kernels),
        cmocka_unit_test(swap_by_a_killers_words),
        cmocka_unit_test(cpuset_beside_lines_of_nodes),
        cmocka_unit_test(a_limit_of_swap_is_full_but_for_a_thousandth),
        cmocka_unit_test(policy_of_old_kernels),
        cmocka_unit_test(a_second_group_is_in_the_first),
        cmocka_unit_test(missing_parts),
        cmocka_unit_test(usage_and_limit_contradict_each_other),
        cmocka_unit_test(swap_of_the_machine),
        cmocka_unit_test(lines_of_child_groups_cut),
        cmocka_unit_test(statistics_by_name),
        cmocka_unit_test(parts_are_taken_from_the_usage),
        cmocka_unit_test(what_of_the_kernel_has_no_name),
        cmocka_unit_test(a_lost_statistic_of_the_kernel),
        cmocka_unit_test(slab_by_halves),
        cmocka_unit_test(versions),
        cmocka_unit_test(shared_memory_is_inferred),
        cmocka_unit_test(pages_on_their_way_to_swap),
        cmocka_unit_test(lines_of_groups),
        cmocka_unit_test(a_line_that_is_cut),
        cmocka_unit_test(statistics_in_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
