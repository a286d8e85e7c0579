/* Stack frames and registers as each architecture prints them.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "followed.h"

#include "kernel/call_trace.h"

static void frames(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {" [<ffffffff810f5f54>] oom_kill_process+0xd4/0x2f0", "oom_kill_process"},
        {"[<ffffffff810b32dd>] ? cpuset_print_task_mems_allowed+0x9d/0xb0", ""},
        {" [<ffffffff88164c2c>] :dm_mod:dm_any_congested+0x38/0x3f", "dm_any_congested"},
        {" dump_stack+0x63/0x90", "dump_stack"},
        {" ? __folio_alloc+0x1e/0x40", ""},
        {" oom_kill_process.cold+0xb/0x10", "oom_kill_process.cold"},
        {" __alloc_pages_slowpath.constprop.0+0xd04/0xe70", "__alloc_pages_slowpath.constprop.0"},
        {" xfs_file_write_iter+0xe9/0x120 [xfs]", "xfs_file_write_iter"},
        {" show_stack+0x20/0x38 (C)", "show_stack"},
        {" [<c010f2a4>] (unwind_backtrace) from [<c010b3d8>] (show_stack+0x18/0x1c)", "unwind_backtrace"},
        {" unwind_backtrace from show_stack+0x10/0x14", "unwind_backtrace"},
        {"[c00000000202f740] [c00000000046d978] dump_header+0x60/0x204", "dump_header"},
        {"[c00000000202f710] [c000000000fcef84] dump_stack_lvl+0x88/0xc4 (unreliable)", ""},
        {"([<00000000001148fc>] show_trace+0x12c/0x150)", "show_trace"},
        {" [<000003ffff4016de>] dump_stack_lvl+0x76/0xa0 ", "dump_stack_lvl"},
        {"[<ffffffe0000333ac>] walk_stackframe+0x0/0xa2", "walk_stackframe"},
        {"[<c0032a18>] (dump_stack+0x0/0x14) from [<c006bb40>] (oom_kill_process+0x104/0x1cc)", "dump_stack"},
        {"(show_stack+0x10/0x14)", ""},
        {"[C00000001D6F7880] [C00000000007D6F0] .out_of_memory+0x3c/0x1a8", "out_of_memory"},
        {" [__do_page_cache_readahead+265/592] __do_page_cache_readahead+0x109/0x250", "__do_page_cache_readahead"},
        {" [nfs:__alloc_pages+0x34c/0x380] __alloc_pages+0x34c/0x380", "__alloc_pages"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct call_frame frame;
        for (size_t j = 0; j < FOLLOWERS; j++)
            assert_true(call_trace_frame(followed(cases[i][0], j), &frame));
        assert_true(str_equal(frame.is_sure ? frame.function : STR(""), str_from_cstr(cases[i][1])));
    }
}

/* Function, module, caller, and the caller's module. */
static void modules_and_callers(void **state) {
    (void)state;
    static const char *const cases[][5] = {
        {" xfs_file_write_iter+0xe9/0x120 [xfs]", "xfs_file_write_iter", "xfs", "", ""},
        {" nv_alloc_pages+0x12/0x40 [nvidia 3f1d48aa]", "nv_alloc_pages", "nvidia", "", ""},
        {" [<ffffffffc0a51d2c>] ? i915_gem_fault+0x1/0x2 [i915]", "i915_gem_fault", "i915", "", ""},
        {" [<ffffffff88164c2c>] :dm_mod:dm_any_congested+0x38/0x3f", "dm_any_congested", "dm_mod", "", ""},
        {"[c00000000202f740] [c00000000046d978] dump_header+0x60/0x204", "dump_header", "", "", ""},
        {" show_stack+0x20/0x38 (C)", "show_stack", "", "", ""},
        {" [<c010f2a4>] (unwind_backtrace) from [<c010b3d8>] (show_stack+0x18/0x1c)", "unwind_backtrace", "",
         "show_stack", ""},
        {" unwind_backtrace from show_stack+0x10/0x14", "unwind_backtrace", "", "show_stack", ""},
        {"[<bf00a018>] (vc4_bo_create [vc4]) from [<bf00b1d8>] (vc4_dumb_create+0x18/0x1c [vc4])", "vc4_bo_create",
         "vc4", "vc4_dumb_create", "vc4"},
        {" vc4_bo_create [vc4] from vc4_dumb_create+0x18/0x1c [vc4]", "vc4_bo_create", "vc4", "vc4_dumb_create", "vc4"},
        {"[<c0032a18>] (dump_stack+0x0/0x14) from [<c006bb40>] (oom_kill_process+0x104/0x1cc)", "dump_stack", "",
         "oom_kill_process", ""},
        {"[<c0032a18>] (dump_stack+0x0/0x14) from [<c006bb40>]", "dump_stack", "", "", ""},
        {"(show_stack+0x10/0x14)", "", "", "show_stack", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0] * FOLLOWERS; i++) {
        const char *const *want = cases[i / FOLLOWERS];
        struct call_frame frame;
        assert_true(call_trace_frame(followed(want[0], i % FOLLOWERS), &frame));
        assert_true(str_equal(frame.function, str_from_cstr(want[1])));
        assert_true(str_equal(frame.module, str_from_cstr(want[2])));
        assert_true(str_equal(frame.caller, str_from_cstr(want[3])));
        assert_true(str_equal(frame.caller_module, str_from_cstr(want[4])));
    }
}

/* x86-64 up to 2.6.17 */
static void frames_in_braces(void **state) {
    (void)state;
    static const char *const names[] = {"out_of_memory", "__alloc_pages", "dm_any_congested"};
    struct scan scan = scan_of(STR("<ffffffff80160c7f>{out_of_memory+47} <ffffffff80161df8>{__alloc_pages+646}\t"
                                   "<ffffffff88017c2c>{:dm_mod:dm_any_congested+56} <ffffffff8017>{cut"));
    struct call_frame frame;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_true(call_trace_braced(&scan, &frame));
        assert_true(str_equal(frame.function, str_from_cstr(names[i])));
    }
    assert_false(call_trace_braced(&scan, &frame));
    assert_true(str_equal(frame.function, str_from_cstr(names[2])));
    assert_true(str_equal(frame.module, STR("dm_mod")));
    scan = scan_of(STR("<ffffffff80160c7f>{out_of_memory} <ffffffff80161df8>{__alloc_pages+646}"));
    assert_false(call_trace_braced(&scan, &frame)); /* the kernel says how far into it */
}

static void no_frames(void **state) {
    (void)state;
    static const char *const cases[] = {"RIP: 0033:0x7f892250c407",
                                        " </TASK>",
                                        "Mem-Info:",
                                        "[ 1234]  0 1234 5 6 7 8 9 name",
                                        "Code: Unable to access opcode bytes at RIP 0x46a89f.",
                                        "usb 1-1: new device",
                                        "[<ffffffff810f5f54>",
                                        ""};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct call_frame frame = {.function = STR("unset")};
        for (size_t j = 0; j < FOLLOWERS; j++)
            assert_false(call_trace_frame(followed(cases[i], j), &frame));
        assert_true(str_equal(frame.function, STR("unset")));
    }
}

static void what_stands_around(void **state) {
    (void)state;
    static const char *const noise[] = {" <TASK>",
                                        " </TASK>",
                                        "RIP: 0033:0x4047ce",
                                        "RSP: 002b:00007fff2ecccaa0 EFLAGS: 00000202",
                                        "R10: 0000000000004022 R11: 0000000000000287 R12: 0000000000064000",
                                        " ffff880069715a90 ffffffff817199c4 ffff880069715b20",
                                        "dfa0:                                     00000000 00000000",
                                        " r7:00000588 r6:60000113 r5:00000000 r4:c14ce154",
                                        "GPR00: 0000000000000000 00003fffc1ca27b0",
                                        "NIP [0000000010004a0c] 0x10004a0c",
                                        "--- interrupt: 300",
                                        "Tainted: [W]=WARN, [O]=OOT_MODULE"};
    static const char *const words[] = {"Mem-Info:",
                                        "Node 0 DMA free:1kB",
                                        "DMA: 1*4kB",
                                        "memory: usage 1kB",
                                        "ab cd",
                                        "active_anon:13",
                                        "java: page allocation failure: order:7, mode:0x40cc0"};
    for (size_t i = 0; i < sizeof noise / sizeof noise[0]; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            assert_true(call_trace_is_noise(followed(noise[i], j)));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            assert_false(call_trace_is_noise(followed(words[i], j)));
    assert_false(call_trace_is_noise(STR("  ")));
}

/* "[<ffffffff810d05a1>] ?": a line that was cut before the function. */
static void an_address_alone_is_cut(void **state) {
    (void)state;
    assert_int_equal(call_trace_extent(STR(" [<ffffffff810d05a1>] ?")).end, EXTENT_CUT);
    assert_int_equal(call_trace_extent(STR(" [<ffffffff810d05a1>] ? dump_stack+0x63/0x90")).end, EXTENT_OPEN);
}

static void machines(void **state) {
    (void)state;
    static const char *const signs[][2] = {
        {"RIP: 0033:0x7f892250c407", "x86_64"},
        {"EIP: 0x4047ce", "i386"},
        {"EAX: 92f81000 EBX: a191e987 ECX: 59804165 EDX: a0d2ca54", "i386"},
        {" el0_sync+0x180/0x1c0", "arm64"},
        {"Exception stack(0xc3013fb0 to 0xc3013ff8)", "arm"},
        {"User PSW : 0705000180000000 000003ff8a1a3bd6", "s390x"},
        {"epc : 00000055592d9a4e ra : 00000055592d9a3c sp : 0000003fe9d0a5f0", "riscv64"},
        {" [<ffffffff810f5f54>] oom_kill_process+0xd4/0x2f0", "x86_64"},
        {" [<c0103f4a>] show_stack+0x1/0x2", ""},
        {"MSR:  900000000280f033 <SF,HV,VEC,VSX,EE,PR,FP,ME,IR,DR,RI,LE>  CR: 22000282  XER: 00000000", "ppc64le"},
        {"MSR:  800000010280b033 <SF,VEC,VSX,EE,FP,ME,IR,DR,RI,LE,TM[E]>  CR: 24002822  XER: 00000000", "ppc64le"},
        {"MSR: 8000000000009032 <SF,EE,ME,IR,DR,RI>  CR: 24002022  XER: 00000000", "ppc64"},
        {"Stack : 0000000000000047 0000000000000000 ffffffff82028ed0", "mips64"},
        {"Stack : 8051c7ec 00000000 81c0fd2c", "mips"},
        {" dump_stack+0x63/0x90", ""},
    };
    static const char *const releases[][2] = {
        {"5.10.0-32-cloud-amd64", "x86_64"},
        {"3.10.0-957.27.2.el7.x86_64", "x86_64"},
        {"6.1.0-50-686-pae", "i386"},
        {"5.10.0-32-armmp-lpae", "arm"},
        {"6.12.107+deb13-arm64-16k", "arm64"},
        {"5.14.0-70.el9.aarch64", "arm64"},
        {"6.12.107+deb13-powerpc64le", "ppc64le"},
        {"6.12.107+deb13-s390x", "s390x"},
        {"6.12.107+deb13-riscv64", "riscv64"},
        {"2.6.32-22-server", ""},
        {"4.19.57.mx64.282", ""},
    };
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        assert_true(str_equal(call_trace_arch(str_from_cstr(signs[i][0])), str_from_cstr(signs[i][1])));
    for (size_t i = 0; i < sizeof releases / sizeof releases[0]; i++)
        assert_true(
            str_equal(call_trace_arch_of_release(str_from_cstr(releases[i][0])), str_from_cstr(releases[i][1])));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames),
        cmocka_unit_test(modules_and_callers),
        cmocka_unit_test(frames_in_braces),
        cmocka_unit_test(no_frames),
        cmocka_unit_test(what_stands_around),
        cmocka_unit_test(machines),
        cmocka_unit_test(an_address_alone_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
