/* Which part of a memory report a line is, and what can follow it.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/part.h"

struct expectation {
    const char *text;
    enum part_rank rank;
};

static void lines_are_parts(void **state) {
    (void)state;
    static const struct expectation lines[] = {
        {"sh invoked oom-killer: gfp_mask=0x140dca, order=0, oom_score_adj=0", PART_NONE},
        {"mysqld cpuset=/ mems_allowed=0", PART_CPUSET},
        {"CPU: 1 UID: 0 PID: 1 Comm: systemd Not tainted 7.2.4-amd64 #1", PART_IDENTITY},
        {"Pid: 18422, comm: shop-web Not tainted 2.6.32-754.el6.x86_64 #1", PART_IDENTITY},
        {"Hardware name: QEMU Standard PC", PART_HARDWARE},
        {"Call Trace:", PART_TRACE},
        {" dump_stack_lvl+0x5d/0x80", PART_FRAME},
        {" [<ffffffff8112d5f0>] ? oom_kill_process+0x82/0x2a0", PART_FRAME},
        {" </TASK>", PART_FRAME},
        {"RIP: 0033:0x7f259e1ff000", PART_FRAME},
        {"Mem-Info:", PART_MEM_INFO},
        {"CPU    0: hi:  186, btch:  31 usd:  60", PART_PERCPU},
        {"active_anon:200 inactive_anon:40469 isolated_anon:0", PART_COUNTERS},
        {" free:624 free_pcp:24 free_cma:0", PART_COUNTERS},
        {"Node 0 active_anon:800kB inactive_anon:161876kB", PART_NODE},
        {"Node 0 DMA32 free:1764kB min:1816kB low:2268kB high:2720kB", PART_ZONE},
        {"lowmem_reserve[]: 0 187 187 187", PART_ZONE},
        {"Node 0 DMA32: 1*4kB (UM) 2*8kB (UM) = 20kB", PART_BUDDY},
        {"Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB", PART_POOL},
        {"400 total pagecache pages", PART_TOTALS},
        {"Swap cache stats: add 24575, delete 23521, find 0/0", PART_TOTALS},
        {"Free swap  = 0kB", PART_TOTALS},
        {"60722 pages RAM", PART_TOTALS},
        {"Tasks state (memory values in pages):", PART_NONE},
        {"[    108]  1000   108     3865     1892    45056        0             0 java", PART_NONE},
        {"anon 66174976", PART_NONE},
        {"memory: usage 65536kB, limit 65536kB, failcnt 34", PART_NONE},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (part_of(str_from_cstr(lines[i].text)).rank != lines[i].rank)
            fail_msg("%s: part %d", lines[i].text, (int)part_of(str_from_cstr(lines[i].text)).rank);
}

static void heads_name_their_process(void **state) {
    (void)state;
    const struct part part = part_of(STR("CPU: 1 UID: 0 PID: 7 Comm: a b Not tainted 7.2.4-amd64 #1"));
    assert_true(str_equal(part.name, STR("a b")));
    assert_true(str_equal(part_of(STR("mysqld cpuset=/ mems_allowed=0")).name, STR("mysqld")));
}

static void functions_tell_whose_trace_it_is(void **state) {
    (void)state;
    assert_int_equal(part_owner_of(STR("out_of_memory")), PART_KILLERS);
    assert_int_equal(part_owner_of(STR("oom_kill_process.cold")), PART_KILLERS);
    assert_int_equal(part_owner_of(STR("warn_alloc")), PART_OTHERS);
    assert_int_equal(part_owner_of(STR("__alloc_pages")), PART_ANYBODYS);
    assert_int_equal(part_of(STR(" entry_SYSCALL_64_after_hwframe+0x6e/0xd8")).at, PART_FRAME_LAST);
}

static bool accepts(const struct progress *progress, const char *text) {
    const struct part part = part_of(str_from_cstr(text));
    return progress_accepts(progress, &part);
}

static void advance(struct progress *progress, const char *text) {
    const struct part part = part_of(str_from_cstr(text));
    assert_true(progress_accepts(progress, &part));
    progress_advance(progress, &part);
}

static void figures_follow_a_closed_trace(void **state) {
    (void)state;
    struct progress progress = {0};
    advance(&progress, "CPU: 1 PID: 1 Comm: systemd Not tainted 7.2.4-amd64 #1");
    assert_false(accepts(&progress, "CPU: 0 PID: 2 Comm: sh Not tainted 7.2.4-amd64 #1"));
    advance(&progress, "Call Trace:");
    advance(&progress, " <TASK>");
    advance(&progress, " dump_stack_lvl+0x5d/0x80");
    assert_false(accepts(&progress, "Mem-Info:"));
    advance(&progress, " </TASK>");
    assert_false(accepts(&progress, " dump_stack_lvl+0x5d/0x80"));
    advance(&progress, "Mem-Info:");
    assert_false(accepts(&progress, "Mem-Info:"));
}

static void no_figure_is_accepted_twice(void **state) {
    (void)state;
    struct progress progress = {0};
    advance(&progress, "Mem-Info:");
    advance(&progress, "active_anon:200 inactive_anon:40469 isolated_anon:0");
    assert_false(accepts(&progress, "active_anon:150 inactive_anon:40652 isolated_anon:0"));
    advance(&progress, " free:624 free_pcp:24 free_cma:0");
    advance(&progress, "Node 0 DMA free:732kB min:44kB low:56kB high:68kB");
    advance(&progress, "lowmem_reserve[]: 0 187 187 187");
    assert_false(accepts(&progress, "lowmem_reserve[]: 0 0 0 0"));
    advance(&progress, "Node 0 DMA32 free:1764kB min:1816kB low:2268kB high:2720kB");
    assert_false(accepts(&progress, "Node 0 DMA free:600kB min:44kB low:56kB high:68kB"));
    advance(&progress, "400 total pagecache pages");
    assert_false(progress_is_complete(&progress));
    advance(&progress, "60722 pages RAM");
    assert_false(accepts(&progress, "60722 pages RAM"));
    advance(&progress, "9000 pages reserved");
    assert_true(progress_is_complete(&progress));
}

static void the_next_part_is_known(void **state) {
    (void)state;
    struct progress ahead = {0}, behind = {0};
    advance(&ahead, "Mem-Info:");
    advance(&behind, "Mem-Info:");
    advance(&ahead, "active_anon:200 inactive_anon:40469 isolated_anon:0");
    assert_int_equal(progress_compare(&ahead, &behind), 1);
    const struct part first = part_of(STR("active_anon:150 inactive_anon:40652 isolated_anon:0"));
    const struct part later = part_of(STR(" unevictable:0 dirty:0 writeback:0"));
    assert_true(progress_is_next(&behind, &first, true));
    assert_true(progress_is_next(&ahead, &later, true));
    assert_false(progress_is_next(&behind, &later, true));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_parts),
        cmocka_unit_test(heads_name_their_process),
        cmocka_unit_test(functions_tell_whose_trace_it_is),
        cmocka_unit_test(figures_follow_a_closed_trace),
        cmocka_unit_test(no_figure_is_accepted_twice),
        cmocka_unit_test(the_next_part_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
