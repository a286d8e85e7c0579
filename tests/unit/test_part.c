/* Which part of a memory report a line is, and what can follow it.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "followed.h"

#include <stdio.h>

#include "kernel/part.h"

static int place_of(str text) {
    static struct part_places places;
    if (places.count == 0)
        part_places_make(&places);
    return part_place(&places, text);
}

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
        {"Workqueue: events moom_callback", PART_HARDWARE},
        {"Call trace:", PART_TRACE},
        {"Backtrace:", PART_TRACE},
        {"Mem-info:", PART_MEM_INFO},
        {"Memory allocations (profiling is currently turned on):", PART_ALLOCATIONS},
        {"    1.24 MiB   317894 mm/slub.c:2345 func:alloc_slab_page", PART_ALLOCATIONS},
        {"    1.24 MiB   317894 mm/slub.c:2345", PART_NONE},
        {"Free pages:        3548kB (512kB HighMem)", PART_COUNTERS},
        {"Active:1234 inactive:56 dirty:7 writeback:0 unstable:0 free:9", PART_COUNTERS},
        {"Node 0 DMA per-cpu:", PART_PERCPU},
        {"cpu 0 hot: low 0, high 186, batch 31 used:29", PART_PERCPU},
        {"HighMem: empty", PART_BUDDY},
        {" 2*16kB (M) 1*32kB = 64kB", PART_BUDDY},
        {"protections[]: 0 0 0", PART_ZONE},
        {"Normal free:1764kB min:1816kB low:2268kB high:2720kB", PART_ZONE},
        {"61078 total page", PART_NONE},
        {" mapped:", PART_NONE},
        {"active_file:", PART_NONE},
        {"slab_reclaimable:x", PART_NONE},
        {"<TASK>", PART_FRAME},
        {"</IRQ>", PART_FRAME},
        {"<NMI> ", PART_FRAME},
        {"<task>", PART_NONE},
        {"dump_stack+0x66/0x81", PART_FRAME},
        {"? dump_stack+0x66/0x81", PART_FRAME},
        {"dump_stack + 0x66", PART_NONE},
        {"[<c0147b2e>] (dump_stack) from [<c0147b2e>]", PART_FRAME}, /* arm since 3.6: no offset */
        {" (dump_stack) from [<c0147b2e>]", PART_FRAME},
        {"(dump_stack) from [<c0147b2e>]", PART_NONE},
        {"(dump_stack) from [<c0147b2e>] (dump_header+0x4c/0x1a0)", PART_FRAME},
        {"+0x66/0x81", PART_NONE},
        {"RAX: 0000000000000000 RBX: 0000000000000001 RCX: 00007f259e1ff000", PART_FRAME},
        {"R13: 0000000000051808 R14: 0000000000100000 R15: 00007f62e3632000", PART_FRAME},
        {"mysqld cpuset=/", PART_NONE},
        {"mysqld mems_allowed=0", PART_NONE},
        {"CPU: 1 PID: 77", PART_NONE},
        {"Pid: 18422, cpu 3", PART_NONE},
        {"[    5] 0 7 a", PART_NONE},
        {"", PART_NONE},
        {"   ", PART_NONE},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (part_of(str_from_cstr(lines[i].text)).rank != lines[i].rank)
            fail_msg("%s: part %d", lines[i].text, (int)part_of(str_from_cstr(lines[i].text)).rank);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            if (part_of(followed(lines[i].text, j)).rank != lines[i].rank)
                fail_msg("'%c' behind \"%s\" is read", followers[j], lines[i].text);
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

/* "oom_kill_process.cold", "out_of_memory.part.0": the compiler split it. A frame with "?" is not sure. */
static void frames(void **state) {
    (void)state;
    static const struct {
        const char *text;
        uint32_t at;
        enum part_owner owner;
        bool is_noise;
    } frames[] = {
        {" dump_header+0x4f/0x1e6", PART_FRAME_INNER, PART_KILLERS, false},
        {" oom_kill_process.cold+0xb/0x10", PART_FRAME_INNER, PART_KILLERS, false},
        {" out_of_memory.part.0+0xb/0x10", PART_FRAME_INNER, PART_KILLERS, false},
        {" __out_of_memory+0xb/0x10", PART_FRAME_INNER, PART_KILLERS, false},
        {" mem_cgroup_out_of_memory+0xb/0x10", PART_FRAME_INNER, PART_KILLERS, false},
        {" mem_cgroup_oom_synchronize+0xb/0x10", PART_FRAME_INNER, PART_KILLERS, false},
        {" pagefault_out_of_memory+0xb/0x10", PART_FRAME_INNER, PART_KILLERS, false},
        {" warn_alloc+0xb/0x10", PART_FRAME_INNER, PART_OTHERS, false},
        {" warn_alloc_failed+0xb/0x10", PART_FRAME_INNER, PART_OTHERS, false},
        {" rcu_check_callbacks+0xb/0x10", PART_FRAME_INNER, PART_OTHERS, false},
        {" rcu_dump_cpu_stacks+0xb/0x10", PART_FRAME_INNER, PART_OTHERS, false},
        {" watchdog_timer_fn+0xb/0x10", PART_FRAME_INNER, PART_OTHERS, false},
        {" entry_SYSCALL_64_after_hwframe+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" system_call_fastpath+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" asm_exc_page_fault+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" page_fault+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" async_page_fault+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" ret_from_fork+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" ret_from_fork_asm+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" entry_INT80_32+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" entry_SYSENTER_32+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" syscall_call+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" system_call+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" ret_fast_syscall+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" el0t_64_sync+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" el0_svc+0x6e/0xd8", PART_FRAME_LAST, PART_ANYBODYS, false},
        {" ? page_fault+0x6e/0xd8", PART_FRAME_INNER, PART_ANYBODYS, false},
        {" <TASK>", PART_FRAME_OPENS, PART_ANYBODYS, false},
        {" </TASK>", PART_FRAME_CLOSES, PART_ANYBODYS, false},
        {" <IRQ>", PART_FRAME_OPENS, PART_ANYBODYS, false},
        {" </NMI> ", PART_FRAME_CLOSES, PART_ANYBODYS, false},
        {"RIP: 0033:0x7f259e1ff000", PART_FRAME_INNER, PART_ANYBODYS, true},
        {"R10: 0000000000000000 R11: 0000000000000246 R12: 0000000000000000", PART_FRAME_INNER, PART_ANYBODYS, true},
        {"R13: 0000000000051808 R14: 0000000000100000 R15: 00007f62e3632000", PART_FRAME_ENDS, PART_ANYBODYS, true}};
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        const struct part part = part_of(str_from_cstr(frames[i].text));
        if (part.rank != PART_FRAME || part.at != frames[i].at || part.owner != frames[i].owner ||
            part.is_noise != frames[i].is_noise)
            fail_msg("%s: rank %d, at %u, owner %d, noise %d", frames[i].text, (int)part.rank, (unsigned)part.at,
                     (int)part.owner, part.is_noise);
    }
}

static void names_end_before_the_taint(void **state) {
    (void)state;
    assert_true(str_equal(part_of(STR("CPU: 1 PID: 7 Comm: a b Tainted: G        W 6.1.0 #1")).name, STR("a b")));
    assert_true(str_equal(part_of(STR("CPU: 1 PID: 7 Comm: a b Kdump: loaded Not tainted 4.18")).name, STR("a b")));
    assert_true(str_equal(part_of(STR("Pid: 18422, comm: shop-web Not tainted 2.6.32")).name, STR("shop-web")));
    assert_true(str_equal(part_of(STR("CPU: 1 PID: 7 Comm: cut")).name, STR("cut")));
}

/* Two lines tell one figure: by it the lines of two reports that were printed at once are told apart. */
static void figures_of_parts(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t figure;
    } lines[] = {{"active_anon:200 inactive_anon:40469 isolated_anon:0", 200},
                 {" active_file:30 inactive_file:50 isolated_file:0", ABSENT},
                 {" unevictable:7 dirty:0", ABSENT},
                 {"400 total pagecache pages", ABSENT},
                 {"30 pages in swap cache", ABSENT},
                 {"Free swap  = 41kB", ABSENT},
                 {"Node 0 active_anon:800kB inactive_anon:161876kB", 800},
                 {"Node 0 DMA32 free:1764kB min:1816kB low:2268kB", 1764},
                 {"lowmem_reserve[]: 0 187 187 187", ABSENT},
                 {"Node 0 DMA32: 1*4kB (UM) 2*8kB (UM) = 20kB", 20},
                 {"Node 0 DMA32: 1*4kB (UM)", ABSENT},
                 {"active_anon:9007199254740992", ABSENT}, /* 2^53, in bytes beyond 2^63 */
                 {"active_anon:9007199254740990", 9007199254740990}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (part_of(str_from_cstr(lines[i].text)).figure != lines[i].figure)
            fail_msg("%s: %lld", lines[i].text, (long long)part_of(str_from_cstr(lines[i].text)).figure);
}

/* Within one rank: nodes in order, the zones of a node as kernels list them, pools of any size. */
static void places_within_a_rank_rise(void **state) {
    (void)state;
    static const char *const lists[][9] = {
        {"Node 0 DMA free:1kB", "Node 0 DMA32 free:1kB", "Node 0 Normal free:1kB", "Node 0 HighMem free:1kB",
         "Node 0 Movable free:1kB", "Node 0 Device free:1kB", "Node 1 DMA free:1kB", "Node 1 Normal free:1kB"},
        {"DMA free:1kB", "Normal free:1kB", "HighMem free:1kB", "Movable free:1kB"},
        {"Node 0 active_anon:1kB", "Node 1 active_anon:1kB", "Node 2 active_anon:1kB"},
        {"Node 0 hugepages_total=1 hugepages_size=64kB", "Node 0 hugepages_total=1 hugepages_size=2048kB",
         "Node 0 hugepages_total=1 hugepages_size=1048576kB", "Node 1 hugepages_total=1 hugepages_size=64kB"},
        {"Node 0 DMA: 1*4kB = 4kB", "Node 0 DMA32: 1*4kB = 4kB", "Node 1 Normal: 1*4kB = 4kB"},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (size_t j = 1; lists[i][j]; j++) {
            const struct part before = part_of(str_from_cstr(lists[i][j - 1])),
                              part = part_of(str_from_cstr(lists[i][j]));
            if (before.rank != part.rank || before.at >= part.at)
                fail_msg("%s", lists[i][j]);
        }
    /* DMA of kernels without nodes is that of node 0; a zone's list of blocks has the zone's place */
    assert_int_equal(part_of(STR("DMA free:1kB")).at, part_of(STR("Node 0 DMA free:1kB")).at);
    assert_int_equal(part_of(STR("Node 1 Normal free:1kB")).at, part_of(STR("Node 1 Normal: 1*4kB = 4kB")).at);
    assert_int_equal(part_of(STR("lowmem_reserve[]: 0 1")).at, PART_FOLLOWS);
    assert_int_equal(part_of(STR(" 2*16kB (M) = 32kB")).at, PART_FOLLOWS);
    assert_int_equal(part_of(STR("CPU    0: hi:  186, btch:  31 usd:  60")).at, PART_FOLLOWS);
}

/* In the order in which kernels and userspace killers print them: each line's place is above that of the line before,
 * or, where the line begins with "=", the same. */
static void places_in_a_report_rise(void **state) {
    (void)state;
    static const char *const reports[][36] = {
        {
            "java invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0",
            "=oom-killer: gfp_mask=0xd0",
            "CPU: 0 PID: 1 Comm: java Not tainted",
            "Hardware name: QEMU",
            "=Workqueue: events moom_callback",
            "Call Trace:",
            "=Call trace:",
            "=Backtrace:",
            "Task in /a killed as a result of limit of /a",
            "memory: usage 1kB, limit 1kB, failcnt 1",
            "memory+swap: usage 1kB, limit 1kB, failcnt 1",
            "=swap: usage 1kB, limit 1kB, failcnt 1",
            "kmem: usage 1kB, limit 1kB, failcnt 1",
            "Memory cgroup stats for /a:",
            "=Mem-Info:",
            "=Mem-info:",
            "active_anon:1 inactive_anon:1",
            "=Active:1 inactive:2",
            "=Free pages:        3548kB (512kB HighMem)",
            " active_file:1 inactive_file:1",
            " unevictable:1 dirty:1",
            " slab_reclaimable:1",
            " mapped:1 shmem:1",
            " free:1 free_pcp:1",
            "Node 0 active_anon:1kB",
            "=DMA free:1kB",
            "=Normal free:1kB",
            "=HighMem free:1kB",
            "Free swap  = 0kB",
            "=Total swap = 0kB",
            "1 pages RAM",
            "=Memory allocations (profiling is currently turned on):",
            "Unreclaimable slab info:",
            "Tasks state (memory values in pages):",
            "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name",
            "[   1234]     0  1234     5765      122    61440        0         -1000 systemd-udevd",
        },
        {"[  601]     0   601     5765      122    61440        0         -1000 systemd-udevd",
         "oom-kill:constraint=CONSTRAINT_NONE", "Out of memory: Kill process 1 (a)",
         "=Memory cgroup out of memory: Kill process 1 (a)", "Out of memory: Killed process 1 (a)",
         "=Memory cgroup out of memory: Killed process 1 (a)", "=Out of Memory: Killed process 1 (a)",
         "=Out of memory (oom_kill_allocating_task): Killed process 1 (a)", "=Killed process 1 (a)",
         "=Out of memory and no killable processes...", "Kernel panic - not syncing: Out of memory: system-wide",
         "=Kernel panic - not syncing: System is deadlocked on memory", "=oom_reaper: reaped process 1 (a)"},
        {"mem avail: 1 of 2 MiB", "=Considered 3 cgroups", "=Memory status that requires corrective actions:",
         "low memory! at or below SIGTERM limits", "=Path: /a", "sending SIGTERM to process 1", "=killing process 1",
         "=Killed /a due to", "=Marked /a for killing", "=Sending SIGTERM to a", "kill failed: Timer expired",
         "=process exited after 0.1 seconds", "=The victim doesn't respond"},
    };
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        for (size_t j = 1; j < 36 && reports[i][j]; j++) {
            const char *above = reports[i][j - 1], *text = reports[i][j];
            const bool is_same = *text == '=';
            const int before = place_of(str_from_cstr(above + (*above == '=')));
            const int place = place_of(str_from_cstr(text + is_same));
            if (is_same ? before != place : before >= place)
                fail_msg("%s: %d behind %d", text, place, before);
        }
    static const char *const others[] = {"illed process 9 (a)", "",      "usb 1-1: new device",
                                         "12 pages reserved",   "[x] y", "java invoked"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(place_of(str_from_cstr(others[i])), 0);
    assert_int_equal(place_of(STR("Mem-Info: invoked oom-killer: gfp_mask=0xcc0")), PART_PLACE_FIRST);
    assert_int_equal(place_of(STR("Call Trace: invoked oom-killer: gfp_mask=0xcc0")), PART_PLACE_FIRST);
}

/* None would be left out, if there were more than fit. */
static void all_beginnings_have_room(void **state) {
    (void)state;
    struct part_places places;
    part_places_make(&places);
    assert_true(places.count > 0 && places.count < PART_BEGINNINGS);
}

static void pids_of_victims(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t pid;
    } lines[] = {{"oom-kill:constraint=CONSTRAINT_NONE,task=x,pid=17,uid=0", 17},
                 {"Out of memory: Killed process 18 (a)", 18},
                 {"Memory cgroup out of memory: Kill process 19 (a) score 9", 19},
                 {"oom_reaper: reaped process 20 (a)", 20},
                 {"sending SIGTERM to process 21 uid 0", 21},
                 {"killing process 22 \"a\" with signal 15: badness 550, VmRSS 7609 MiB", 22},
                 {"process exited after 0.5 seconds", -1},
                 {"Killed process 2147483647 (a)", 2147483647},
                 {"Killed process 2147483648 (a)", -1},
                 {"Killed process x", -1},
                 {"Mem-Info:", -1}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (part_named_pid(str_from_cstr(lines[i].text)) != lines[i].pid)
            fail_msg("%s", lines[i].text);
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

/* After the lines before it, a line may follow ("+"), or must be another report's ("-"). Blank lines begin anew. */
static void what_may_follow(void **state) {
    (void)state;
    static const char *const steps[] = {
        "+mysqld cpuset=/ mems_allowed=0", "-mysqld cpuset=/ mems_allowed=0", "+CPU: 1 PID: 1 Comm: a Not tainted 5.1",
        "-mysqld cpuset=/ mems_allowed=0", "-CPU: 1 PID: 1 Comm: a Not tainted 5.1", "+Hardware name: QEMU",
        "+Workqueue: events x", "+Call Trace:", "-Hardware name: QEMU", "-</TASK>", "+<TASK>", "+ a+0x1/0x2",
        "-Call Trace:", "-Mem-Info:", "-active_anon:1 inactive_anon:1", "+ b+0x1/0x2", "+ </TASK>", "- c+0x1/0x2",
        "+<IRQ>", "+ d+0x1/0x2", "+</IRQ>", "+Mem-Info:", "- a+0x1/0x2", "-Call Trace:", "-<TASK>", "",
        /* without marks a trace ends with the first figure */
        "+Call Trace:", "+ a+0x1/0x2", "+ b+0x1/0x2", "- </TASK>",
        "+Mem-Info:", "+Node 0 DMA per-cpu:", "+CPU    0: hi:  186, btch:  31 usd:  60",
        "+CPU    1: hi:  186, btch:  31 usd:  60",
        "+Node 0 DMA32 per-cpu:", "-Node 0 DMA per-cpu:", "+active_anon:1 inactive_anon:1",
        "-CPU    1: hi:  186, btch:  31 usd:  60", "+ free:1 free_pcp:1", "+ mapped:1 shmem:1", "- mapped:2 shmem:2",
        "- free:2 free_pcp:1", "+Node 0 active_anon:4kB", "-Node 0 active_anon:4kB", "-lowmem_reserve[]: 0 1",
        "+Node 1 active_anon:4kB", "+Node 0 DMA free:1kB", "-Node 0 active_anon:4kB", "+lowmem_reserve[]: 0 1",
        "-lowmem_reserve[]: 0 1", "-Node 0 DMA free:1kB", "+Node 1 DMA free:1kB", "+lowmem_reserve[]: 0 1",
        "-Node 0 Normal free:1kB", "+Node 0 DMA: 1*4kB", "+ 1*8kB = 12kB", "-lowmem_reserve[]: 0 1",
        "+Node 1 DMA: 1*4kB = 4kB", "-Node 0 DMA: 1*4kB = 4kB", "+Node 0 hugepages_total=1 hugepages_size=2048kB",
        "-Node 0 hugepages_total=1 hugepages_size=2048kB", "+Node 0 hugepages_total=1 hugepages_size=64kB",
        "+Node 1 hugepages_total=1 hugepages_size=2048kB", "-Node 0 hugepages_total=1 hugepages_size=32kB",
        "+400 total pagecache pages", "-400 total pagecache pages", "+Swap cache stats: add 1, delete 1, find 0/0",
        "+Free swap  = 0kB", "+Total swap = 0kB", "-Free swap  = 0kB", "+60722 pages RAM", "+9000 pages reserved",
        "-400 total pagecache pages",
        "-Mem-Info:", "+Memory allocations (profiling is currently turned on):", "+ 512 B  12 mm/slub.c:2345 func:x",
        "-Total swap = 0kB", "",
        /* kernels print counters and totals in several orders */
        "+9000 pages reserved", "+60722 pages RAM", "-9000 pages reserved", "-60722 pages RAM", "",
        "+ free:1 free_pcp:1", "+ mapped:1 shmem:1", "+active_anon:1 inactive_anon:1", "- free:1 free_pcp:1", ""};
    struct progress progress = {0};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (!*steps[i]) {
            progress = (struct progress){0};
            continue;
        }
        const struct part part = part_of(str_from_cstr(steps[i] + 1));
        if (part.rank == PART_NONE || progress_accepts(&progress, &part) != (*steps[i] == '+'))
            fail_msg("step %zu: %s", i, steps[i]);
        if (*steps[i] == '+')
            progress_advance(&progress, &part);
    }
}

/* A report of figures alone. */
static void a_traceless_report_has_no_head(void **state) {
    (void)state;
    const struct progress progress = {.is_traceless = true};
    assert_false(accepts(&progress, "CPU: 1 PID: 1 Comm: a Not tainted 5.1"));
    assert_false(accepts(&progress, "Call Trace:"));
    assert_false(accepts(&progress, " a+0x1/0x2"));
    assert_true(accepts(&progress, "Mem-Info:"));
}

static struct progress progress_of(const char *const *lines) {
    struct progress progress = {0};
    for (; *lines; lines++) {
        const struct part part = part_of(str_from_cstr(*lines));
        progress_advance(&progress, &part);
    }
    return progress;
}

/* Whether nothing can stand between what was printed and a line. */
static void next_or_further_on(void **state) {
    (void)state;
    static const struct {
        const char *lines[5];
        const char *text;
        bool is_next, is_next_without_nodes;
    } steps[] = {
        {{"mysqld cpuset=/ mems_allowed=0"}, "Call Trace:", false, false},
        {{"CPU: 1 PID: 1 Comm: a Not tainted"}, "Call Trace:", true, true},
        {{"CPU: 1 PID: 1 Comm: a Not tainted"}, " a+0x1/0x2", false, false},
        {{"Call Trace:"}, " a+0x1/0x2", true, true},
        {{"Call Trace:", " a+0x1/0x2"}, " b+0x1/0x2", true, true},
        {{" a+0x1/0x2"}, "active_anon:1 inactive_anon:1", false, false},
        {{"Mem-Info:"}, "active_anon:1 inactive_anon:1", true, true},
        {{"Mem-Info:"}, "Active:1 inactive:1", true, true},
        {{"Mem-Info:"}, " free:1 free_pcp:1", false, false},
        {{"Mem-Info:"}, "Node 0 active_anon:1kB", false, false},
        {{"Mem-Info:", "active_anon:1"}, "Node 0 active_anon:1kB", false, false},
        {{"Mem-Info:", " free:1 free_pcp:1"}, "Node 0 active_anon:1kB", true, true},
        {{"Mem-Info:", " free:1 free_pcp:1"}, "Node 0 DMA free:1kB", false, true},
        {{"Node 0 active_anon:1kB"}, "Node 0 DMA free:1kB", true, true},
        {{"Node 0 active_anon:1kB", "Node 1 active_anon:1kB"}, "Node 0 DMA free:1kB", true, true},
        {{"Node 0 active_anon:1kB"}, "Node 1 DMA free:1kB", false, false},
        {{"Node 0 DMA free:1kB"}, "Node 0 Normal free:1kB", false, false},
        {{"Node 0 DMA free:1kB"}, "lowmem_reserve[]: 0 1", true, true},
        {{"Node 0 DMA free:1kB", "lowmem_reserve[]: 0 1"}, "Node 0 Normal free:1kB", true, true},
        {{"Node 0 DMA free:1kB"}, "Node 0 DMA: 1*4kB = 4kB", false, false},
        {{"Node 0 DMA free:1kB", "lowmem_reserve[]: 0 1"}, "Node 0 DMA: 1*4kB = 4kB", true, true},
        {{"Node 0 DMA free:1kB", "lowmem_reserve[]: 0 1"}, "Node 0 Normal: 1*4kB = 4kB", false, false},
        {{"Node 0 DMA: 1*4kB = 4kB"}, "Node 0 Normal: 1*4kB = 4kB", true, true},
        {{"Node 0 DMA: 1*4kB = 4kB"}, "Node 0 hugepages_total=1", true, true},
        {{"Node 0 DMA free:1kB"}, "Node 0 hugepages_total=1", false, false},
        {{"Node 0 DMA: 1*4kB = 4kB"}, "400 total pagecache pages", true, true},
        {{"Node 0 hugepages_total=1"}, "400 total pagecache pages", true, true},
        {{"Node 0 DMA free:1kB"}, "400 total pagecache pages", false, false},
        {{"Node 0 DMA: 1*4kB = 4kB"}, "Free swap  = 0kB", false, false},
        {{"400 total pagecache pages"}, "Free swap  = 0kB", true, true},
        {{"400 total pagecache pages"}, "Memory allocations (profiling", true, true},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const struct progress progress = progress_of(steps[i].lines);
        const struct part part = part_of(str_from_cstr(steps[i].text));
        assert_int_not_equal(part.rank, PART_NONE);
        if (progress_is_next(&progress, &part, true) != steps[i].is_next ||
            progress_is_next(&progress, &part, false) != steps[i].is_next_without_nodes)
            fail_msg("step %zu: %s", i, steps[i].text);
    }
}

/* Pages of 4, 16 or 64 kB; the blocks of a zone. */
static void distances(void **state) {
    (void)state;
    static const struct {
        const char *lines[5];
        const char *text;
        int64_t distance;
    } steps[] = {
        {{"active_anon:200 inactive_anon:1"}, "Node 0 active_anon:800kB mapped:0kB", 0},
        {{"active_anon:200 inactive_anon:1"}, "Node 0 active_anon:3200kB mapped:0kB", 0},
        {{"active_anon:200 inactive_anon:1"}, "Node 0 active_anon:12800kB mapped:0kB", 0},
        {{"active_anon:200 inactive_anon:1"}, "Node 0 active_anon:804kB mapped:0kB", INT64_MAX / 2},
        {{"active_anon:0 inactive_anon:1"}, "Node 0 active_anon:0kB mapped:0kB", 0},
        {{" free:1 free_pcp:1"}, "Node 0 active_anon:800kB mapped:0kB", ABSENT},
        {{"Node 0 DMA free:100kB", "Node 0 Normal free:30kB"}, "Node 0 Normal: 1*4kB = 24kB", 6},
        {{"Node 0 DMA free:100kB", "Node 0 Normal free:30kB"}, "Node 0 DMA: 1*4kB = 104kB", 4},
        {{"Node 0 DMA free:100kB"}, "Node 0 Normal: 1*4kB = 104kB", ABSENT},
        {{"active_anon:200 inactive_anon:1"}, "60 total pagecache pages", ABSENT},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const struct progress progress = progress_of(steps[i].lines);
        const struct part part = part_of(str_from_cstr(steps[i].text));
        if (progress_distance(&progress, &part) != steps[i].distance)
            fail_msg("step %zu: %s: %lld", i, steps[i].text, (long long)progress_distance(&progress, &part));
    }
}

/* Eight zones are remembered, no more. */
static void no_more_zones_are_remembered_than_there_is_room_for(void **state) {
    (void)state;
    struct progress progress = {0};
    for (int node = 0; node < PROGRESS_ZONES + 2; node++) {
        char text[64];
        snprintf(text, sizeof text, "Node %d Normal free:%dkB", node, 100 + node);
        const struct part part = part_of(str_from_cstr(text));
        progress_advance(&progress, &part);
    }
    assert_int_equal(progress.zone_count, PROGRESS_ZONES);
    const struct part last = part_of(STR("Node 7 Normal: 1*4kB = 107kB")),
                      behind = part_of(STR("Node 8 Normal: 1*4kB = 108kB"));
    assert_int_equal(progress_distance(&progress, &last), 0);
    assert_true(progress_distance(&progress, &behind) == ABSENT);
}

static int compare(const char *const *a, const char *const *b) {
    const struct progress one = progress_of(a), other = progress_of(b);
    const int order = progress_compare(&one, &other);
    assert_int_equal(progress_compare(&other, &one), -order);
    return order;
}

/* By rank, then by how many counters or totals were printed, then by the place within the rank. */
static void which_report_has_come_further(void **state) {
    (void)state;
    assert_int_equal(compare((const char *[]){"Mem-Info:", NULL}, (const char *[]){"active_anon:1", NULL}), -1);
    assert_int_equal(
        compare((const char *[]){"active_anon:1", NULL}, (const char *[]){"active_anon:1", " free:1", NULL}), -1);
    assert_int_equal(compare((const char *[]){"active_anon:1", " free:1", NULL}, (const char *[]){" free:1", NULL}), 1);
    assert_int_equal(compare((const char *[]){" free:1", NULL}, (const char *[]){" free:9", NULL}), 0);
    assert_int_equal(
        compare((const char *[]){"Free swap  = 0kB", "60 pages RAM", NULL}, (const char *[]){"60 pages RAM", NULL}), 1);
    assert_int_equal(compare((const char *[]){"active_anon:1", " free:1", "Node 0 DMA free:1kB", NULL},
                             (const char *[]){"Node 0 Normal free:1kB", NULL}),
                     -1);
    assert_int_equal(
        compare((const char *[]){"Node 0 Normal free:1kB", NULL}, (const char *[]){"Node 0 Normal free:2kB", NULL}), 0);
}

static void completeness(void **state) {
    (void)state;
    static const char *const all[] = {"60722 pages RAM", "9000 pages reserved", NULL};
    static const char *const old[] = {"60722 pages of RAM", "9000 reserved pages", NULL};
    static const char *const ram[] = {"60722 pages RAM", NULL};
    static const char *const table[] = {"Memory allocations (profiling is currently turned on):", NULL};
    struct progress progress = progress_of(all);
    assert_true(progress_is_complete(&progress));
    progress = progress_of(old);
    assert_true(progress_is_complete(&progress));
    progress = progress_of(ram);
    assert_false(progress_is_complete(&progress));
    progress = progress_of(table);
    assert_true(progress_is_complete(&progress));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_parts),
        cmocka_unit_test(heads_name_their_process),
        cmocka_unit_test(frames),
        cmocka_unit_test(names_end_before_the_taint),
        cmocka_unit_test(figures_of_parts),
        cmocka_unit_test(places_within_a_rank_rise),
        cmocka_unit_test(places_in_a_report_rise),
        cmocka_unit_test(all_beginnings_have_room),
        cmocka_unit_test(pids_of_victims),
        cmocka_unit_test(what_may_follow),
        cmocka_unit_test(a_traceless_report_has_no_head),
        cmocka_unit_test(next_or_further_on),
        cmocka_unit_test(distances),
        cmocka_unit_test(no_more_zones_are_remembered_than_there_is_room_for),
        cmocka_unit_test(which_report_has_come_further),
        cmocka_unit_test(completeness),
        cmocka_unit_test(functions_tell_whose_trace_it_is),
        cmocka_unit_test(figures_follow_a_closed_trace),
        cmocka_unit_test(no_figure_is_accepted_twice),
        cmocka_unit_test(the_next_part_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
