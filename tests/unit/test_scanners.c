/* What the scanners say of pieces of lines: what begins a line, what is whole, and what goes on with what.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "followed.h"
#include "kernel/call_trace.h"
#include "kernel/key_values.h"
#include "kernel/mem_info.h"
#include "kernel/scanners.h"
#include "kernel/tables.h"

static struct task_table columns;
static struct scanners scanners = {NULL, &columns, false};

static int set_up(void **state) {
    (void)state;
    scanners.matcher = matcher_new();
    return scanners.matcher &&
                   task_table_header(&columns, STR("[ pid ]   uid  tgid total_vm      rss cpu oom_adj name"))
               ? 0
               : 1;
}

static int tear_down(void **state) {
    (void)state;
    matcher_free(scanners.matcher);
    return 0;
}

/* What the second piece adds to the first. */
static size_t gain(const char *held, const char *between, const char *next) {
    char text[1024];
    const int len = snprintf(text, sizeof text, "%s%s%s", held, between, next);
    assert_true(len > 0 && (size_t)len < sizeof text);
    return scanners_gain(&scanners, str_of(text, (size_t)len), strlen(held));
}

/* The sign of an unsure frame, whose rest stands on the next line. */
static void frames_that_begin_in_their_sign(void **state) {
    (void)state;
    assert_true(gain("?", " ", "dump_stack+0x5c/0x7a") > 0);
    assert_int_equal(gain("?", " ", "Mem-Info:"), 0);
}

static void keys_that_end_a_piece(void **state) {
    (void)state;
    assert_true(scanners_end_in_key(STR("gfp_mask=0xd0, order")));
    assert_true(scanners_end_in_key(STR("order")));
    assert_false(scanners_end_in_key(STR("gfp_mask=0xd0, order ")));
    assert_false(scanners_end_in_key(STR("gfp_mask=0xd0, disorder")));
    assert_false(scanners_end_in_key(STR("")));
}

static void lines_that_killers_begin(void **state) {
    (void)state;
    static const char *const yes[] = {"mem avail:  100 of  1000 MiB",
                                      "  low memory! at or below SIGTERM limits",
                                      "sending SIGTERM to process 7",
                                      "low memory! at or be",
                                      "low memo",
                                      "Killed /system.slice/a.service due to"};
    static const char *const no[] = {"", " ", "memory", "low mem", "Killed process 7 (a)", "my low memory! "};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(matcher_begins_killer(scanners.matcher, str_from_cstr(yes[i])));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(matcher_begins_killer(scanners.matcher, str_from_cstr(no[i])));
}

static void pieces_of_one_line(void **state) {
    (void)state;
    static const char *const pieces[][3] = {
        {"dd invoked", " ", "oom-killer: gfp_mask=0xd0, order=0, oom_adj=0"},
        {"dd invoked oom-killer: gfp_mask=0xcc0(GFP_KE", "", "RNEL), order=0, oom_score_adj=0"},
        {"dd invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL|", "", "__GFP_ZERO"},
        {"dd invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0,", " ", "oom_score_adj=0"},
        {"CPU: 2 PID: 16 Comm: a Tainted: G", " ", "  O       6.5.0 #21"},
        {"Task in /a killed as a", " ", "result of limit of /b"},
        {"Task in /a", " ", "killed as a result of limit of /b"},
        {"memory: usage 1048556kB, limit", " ", "9007199254740988kB, failcnt 0"},
        {"Memory cgroup stats for", " ", "/a.slice/b.slice/c.scope:"},
        {"Memory cgroup stats for /a: cache:0KB rss:5KB rss_h", "", "uge:0KB"},
        {"Out of memory: Killed", " ", "process 9 (a) total-vm:1kB, anon-rss:2kB"},
        {"Out of memory: Killed process 9 (a)", " ", "total-vm:1kB, anon-rss:2kB, file-rss:0kB"},
        {"Killed process 9 (a) total-vm:1kB, anon-rss:0kB, file-rss:9kB, sh", "", "mem-rss:0kB"},
        {"Out of memory: Kill process 9 (a) score 12", "", "48 or a child"},
        {"Out of memory in UB 12: OOM", " ", "killed process 38 (php-cgi) score 5 vm:2988kB"},
        {"oom_reaper: reaped process 9 (a), now", " ", "anon-rss:0kB, file-rss:0kB, shmem-rss:0kB"},
        {"Tasks in /a are going to be killed due to", " ", "memory.oom.group set"},
        {"Kernel panic - not syncing: Out of memory: system-wide", " ", "panic_on_oom is enabled"},
        {"Kernel panic - not syncing: System is", " ", "deadlocked on memory"},
        {"oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allo", "", "wed=0,global_oom,task=a"},
        {"oom-kill:constraint=CONSTRAINT_NONE,task=a,pid=12,u", "", "id=0"},
        {"[  pid  ]   uid  tgid total_v", "", "m      rss nr_ptes name"},
        {"[   12]     0    12", " ", " 4096      512   0       0 bash"},
        {"Node 0 DMA free:15360kB min:64k", "", "B low:80kB"},
        {"Node 0 active_anon:1kB inactive_anon:2kB act", "", "ive_file:3kB"},
        {"Node 0 active_anon:1kB all_unreclaimable? no", " ", "Balloon:0kB gpu_active:0kB"},
        {"Node 0 Normal: 1*4kB 2*", "", "8kB = 20kB"},
        {"lowmem_reserve[]: 0 1938", " ", "1938 1938"},
        {"active_file:11402 inactive_file:22318 isolated_file:", "", "3"},
        {"unevictable:0 dirty:93 writeb", "", "ack:5 unstable:0"},
        {"Swap cache stats: add 70971717,", " ", "delete 70981528, find 28723407/55049936"},
        {"Free swap  =", " ", "0kB"},
        {"61078 total pagecache", " ", "pages"},
        {"    1.24 MiB      512 mm/slub.c:2345", " ", "func:alloc_slab_page"},
        {"[<8010ff30>] (unwind_backtrace) from [<8010c174>] (sh", "", "ow_stack+0x20/0x24)"},
        {"[c00000000] [c0000000] dump_stack_lvl+0x88/0xc4", " ", "(unreliable)"},
    };
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        if (gain(pieces[i][0], pieces[i][1], pieces[i][2]) == 0)
            print_message("\"%s\" should go on with \"%s\"\n", pieces[i][0], pieces[i][2]);
        assert_true(gain(pieces[i][0], pieces[i][1], pieces[i][2]) > 0);
    }
}

/* The name of a trigger, of up to 15 bytes, may end where its line breaks. */
static void names_before_a_trigger(void **state) {
    (void)state;
    for (size_t len = 1; len <= 17; len++) {
        char text[128];
        snprintf(text, sizeof text, "%.*s invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0", (int)len,
                 "12345678901234567");
        assert_int_equal(matcher_gain(scanners.matcher, str_from_cstr(text), len, SENTENCE_KERNEL) > 0, len <= 15);
    }
}

static void lines_that_stand_alone(void **state) {
    (void)state;
    static const char *const lines[][2] = {
        {"Killed process 9 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB", "some words of a daemon"},
        {"Out of memory: Killed process 9 (a) total-vm:1kB, file-rss:3kB, shmem-rss:0kB, UID:0 pgtables:4kB "
         "oom_score_adj:0",
         "swap:12kB"},
        {"dd invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0", "dd cpuset=/ mems_allowed=0"},
        {"active_anon:1 inactive_anon:2 isolated_anon:3", "active_file:1 inactive_file:2 isolated_file:3"},
        {"lowmem_reserve[]: 0 0", "61078 total pagecache pages"},
        {"Hardware name: QEMU", "Standard PC"},
        {"LAST SEEN   TYPE      REASON", "Memory cgroup out of memory: Killed process 9 (a) total-vm:1kB"},
        {"[   12]     0    12     4096      512   0       0 bash", "some words"},
        {"Free swap  = 0kB", "Total swap = 0kB"},
        {"sysrq: Manual OOM execution", "active_anon:1"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (gain(lines[i][0], " ", lines[i][1]) > 0)
            print_message("\"%s\" should not go on with \"%s\"\n", lines[i][0], lines[i][1]);
        assert_int_equal(gain(lines[i][0], " ", lines[i][1]), 0);
    }
}

/* A row's numbers are told apart by blanks alone: joined with one, they are one more. */
static void the_better_of_two_joints(void **state) {
    (void)state;
    assert_true(gain("lowmem_reserve[]: 0 19", " ", "38 1938") > gain("lowmem_reserve[]: 0 19", "", "38 1938"));
    assert_true(gain("Node 0 DMA free:1", "", "2kB min:3kB") > gain("Node 0 DMA free:1", " ", "2kB min:3kB"));
}

static bool begins(const char *text) {
    const bool is_beginning = scanners_begin_line(&scanners, str_from_cstr(text));
    for (size_t i = 0; i < FOLLOWERS; i++)
        assert_int_equal(scanners_begin_line(&scanners, followed(text, i)), is_beginning);
    return is_beginning;
}

static void beginnings_of_lines(void **state) {
    (void)state;
    assert_true(begins("Out of memory: Killed process 9 (a) total-vm:1kB"));
    assert_true(begins("Node 0 DMA free:15360kB"));
    assert_true(begins(" lowmem_reserve[]: 0 0"));
    assert_true(begins("Free swap  = 0kB"));
    assert_true(begins("[  pid  ]   uid  tgid"));
    assert_true(begins("[   12]     0    12     4096      512   0       0 bash"));
    assert_true(begins("oom-kill:constraint=CONSTRAINT_NONE"));
    assert_false(begins("anon-rss:2kB, file-rss:0kB"));
    assert_false(begins("oom-killer: gfp_mask=0xd0, order=0")); /* the rest of a trigger, or a line of 2.6.9 */
    assert_false(begins("B pagetables:4392kB"));
    assert_false(begins(",task=a,pid=1,uid=0"));
}

static void ends_of_lines(void **state) {
    (void)state;
    static const char *const whole[] = {
        "Killed process 9 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB",
        "Killed process 9 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB, shmem-rss:0kB",
        "oom_reaper: reaped process 9 (a), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB",
        "dd invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0",
        "Tasks in /a are going to be killed due to memory.oom.group set",
        "oom-kill:constraint=CONSTRAINT_NONE,task=a,pid=12,uid=0",
        "Node 0 DMA free:1kB all_unreclaimable? yes",
    };
    static const char *const open[] = {
        "Killed process 9 (a) total-vm:1kB, anon-rss:2kB, file-rss:3",
        "Killed process 9 (a) total-vm:1kB, anon-rss:2kB",
        "Killed process 9 (a)",
        "dd invoked oom-killer: gfp_mask=0xd0, order=0, oom_sco",
        "Tasks in /a are going to be killed",
        "oom-kill:constraint=CONSTRAINT_NONE,task=a,pid=12,uid=",
        "Node 0 DMA free:1kB all_unreclaimable? y",
        "Task in /a killed as a result of limit of /b",
    };
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            assert_true(scanners_find_end(&scanners, followed(whole[i], j)));
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            assert_false(scanners_find_end(&scanners, followed(open[i], j)));
}

static size_t open_name(const char *text) {
    return scanners_open_name(&scanners, str_from_cstr(text));
}

/* prctl(2), PR_SET_NAME: a process may give itself any name of up to 15 bytes. */
static void names_that_break_off(void **state) {
    (void)state;
    assert_int_equal(open_name("Out of memory: Killed process 9 (new"), 3);
    assert_int_equal(open_name("oom_reaper: reaped process 9 ("), 0);
    assert_int_equal(open_name("CPU: 0 PID: 110 Comm: new"), 3);
    assert_int_equal(open_name("Pid: 110, comm: a(new"), 5);
    assert_int_equal(open_name("oom-kill:constraint=CONSTRAINT_NONE,task=new"), 3);
    assert_true(open_name("Out of memory: Killed process 9 (new)") == STR_NONE);
    assert_true(open_name("Hardware name: QEMU (new") == STR_NONE);
    const str kill = STR("Killed process 9 (new\nline) total-vm:1kB");
    const str trigger = STR("new\nline invoked oom-killer: gfp_mask=0xd0, order=0");
    const str summary = STR("oom-kill:constraint=CONSTRAINT_NONE,task=new\nline,pid=1,uid=0");
    assert_true(scanners_break_name(&scanners, kill, str_find_byte(kill, '\n')));
    assert_true(scanners_break_name(&scanners, trigger, str_find_byte(trigger, '\n')));
    assert_true(scanners_break_name(&scanners, summary, str_find_byte(summary, '\n')));
    const str apart = STR("Killed process 9 (new)\ntotal-vm:1kB");
    assert_false(scanners_break_name(&scanners, apart, str_find_byte(apart, '\n')));
}

static void beginnings_of_reports(void **state) {
    (void)state;
    static const char *const reports[] = {
        "init invoked oom-killer: gfp_mask=0xd0",
        "oom-killer: gfp_mask=0xd0",
        "oom-kill:constraint=CONSTRAINT_NONE,task=a",
        "Out of memory: Kill process 9 (a) score 3",
        "Out of Memory: Killed process 9 (mailer).",
        "Memory cgroup out of memory: Killed process 9 (a)",
        "Memory cgroup stats for /a: cache:0KB",
        "Would have killed process 9 (a)",
        "invoked oom-killer: gfp_mask=0xd0",
        "123456789012345 invoked oom-killer: gfp",
        "A Killed process 9 (a)",
        "Z Kill process 9 (a)",
        "OOM killed process 9 (a)",
        "Out of memory and no killable processes...",
    };
    static const char *const others[] = {
        "",
        "a word that is too long invoked oom-killer: gfp_mask=0xd0",
        "of memory: Killed process 9 (a)",
        "monit: killed process 9; restarting",
        "DMA: 4*4kB = 16kB",
        "They have killed process 9 twice",
        "1234567890123456 invoked oom-killer: gfp",
        " invoked oom-killer: gfp_mask=0xd0",
        "java invoked oom-killer gfp_mask=0xd0",
        "killed process 9 (a)",
        "@ Killed process 9 (a)",
        "[ Killed process 9 (a)",
        "a Killed process 9 (a)",
        "Killed proces",
        "killing process 9 \"a\" with signal 15",
        "Considered 3 cgroups for killing, top candidates were:",
        "of the rest of the words of a line that hold up to 64 bytes: Killed process 9",
        "oom"};
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            if (!scanners_begin_report(followed(reports[i], j)))
                fail_msg("%s", reports[i]);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            if (scanners_begin_report(followed(others[i], j)))
                fail_msg("%s", others[i]);
    assert_true(scanners_begin_record(STR("active_anon:1 inactive_anon:2")));
    assert_true(scanners_begin_record(STR("anon 4096")));
    assert_false(scanners_begin_record(STR("active_file:1")));
}

/* A first line that is torn at its start may look like another zone or another counter. */
static void parts_without_their_start(void **state) {
    (void)state;
    assert_true(scanners_know_part(STR("active_anon:1 inactive_anon:2 isolated_anon:3")));
    assert_true(scanners_know_part(STR("DMA: 1*4kB = 4kB")));
    assert_true(scanners_know_part(STR("61078 total pagecache pages")));
    assert_false(scanners_know_part(STR("laimable:181 mapped:5 free:7")));
    assert_false(scanners_know_part(STR("A: 1*4kB = 4kB")));
    assert_false(scanners_know_part(STR("sysrq: Manual OOM execution")));
}

/* Whether HELD and REST are a row, or a sentence's mark, that HELD alone is not. */
static void rests_of_rows(void **state) {
    (void)state;
    static const struct {
        const char *held, *rest;
        bool is_complete;
    } cases[] = {
        {"0 pages ", "HighMem/MovableOnly", true},
        {"61078 total pagecache ", "pages", true},
        {"61078 total pagecache pages", "", false},
        {"3.97 MiB      775 mm/slub.c:3280", " func:alloc_slab_page", true},
        {"3.97 MiB      775 mm/slub.c:3280 func:a", "", false},
        {"workingset_refault_file ", "0", true},
        {"anon 12", "34", true},
        {"anon  ", "  34", true},
        {"anon ", "x", false},
        {"anon ", "-5", false},
        {"anon ", "5x", false},
        {"anon 5", "", false},
        {"anon ", "12KB", false}, /* one figure without a unit, or two of them */
        {"anon 1 ", "2", false},
        {"filp         ", "12KB         16KB", true},
        {"filp   12KB ", "16KB", true},
        {"12 ", "34", false},
        {"@a ", "34", false},
        {"A ", "34", true},
        {"RIP:", " 0010:__get_user_8+0x1c/0x30", true},
        {"    RIP:", " 0010:__get_user_8+0x1c/0x30", true},
        {"     RIP:", " 0010:__get_user_8+0x1c/0x30", false}, /* more than 8 bytes */
        {"RIP: ", "0010:__get_user_8+0x1c/0x30", true},
        {"RIP", ": 0010:__get_user_8+0x1c/0x30", false},
        {"words:", " and more", false},
        {"a invoked oom-", "killer: gfp_mask=0xd0", true},
        {"a invoked", " oom-killer: gfp_mask=0xd0", true},
        {"Out of memory: Killed pro", "cess 9 (a)", true},
        {"Memory allocations (profiling is ", "currently turned on):", true},
        {"Mem-", "Info:", true},
        {"Mem-Info:", "", false},
        {"Mem-Info:", " x", false},
        {"Node 0 DMA", " free:4kB", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        snprintf(text, sizeof text, "%s%s", cases[i].held, cases[i].rest);
        for (size_t j = 0; j < FOLLOWERS; j++)
            if (scanners_complete(&scanners, followed(text, j), strlen(cases[i].held)) != cases[i].is_complete)
                fail_msg("\"%s\" and \"%s\"", cases[i].held, cases[i].rest);
    }
}

/* Lines that end in what a user may name. */
static void lines_that_name_a_group(void **state) {
    (void)state;
    static const char *const yes[] = {
        "oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/a,task=java,pid=179,uid=1000",
        "oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/a,task=java,pid=179,uid=1000 ",
        "Memory cgroup stats for /a:",
        "Tasks in /a are going to be killed due to memory.oom.group set",
    };
    static const char *const no[] = {
        "oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/a,task=java,pid=179",
        "oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/a,task=java,pid=179,uid=",
        "oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/a,task=java,pid=,uid=0",
        "oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/a,task=java,pid=179;uid=0",
        "oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/a,task=java,pid=179,uid=1000 x",
        "oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/a,pid=179,uid=1000",
        "oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/a,task=java,uid=1000",
        "oom-kill:task=/a,task=java,pid=179,uid=1000,task=java,pid=179,uid=1000",
        "oom-kill:",
        "Memory cgroup stats for /a",
        "Memory cgroup stats for a:",
        "Tasks in a are going to be killed due to memory.oom.group set",
        "Tasks in /a are going to be killed",
        "",
    };
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            if (!scanners_name_group(followed(yes[i], j)))
                fail_msg("%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            if (scanners_name_group(followed(no[i], j)))
                fail_msg("%s", no[i]);
}

static void rows_of_the_table_in_progress(void **state) {
    (void)state;
    const str row = STR("[   12]     0    12     4096      512   0       0 bash");
    static const struct task_table no_columns;
    assert_true(scanners_know_row(&scanners, row));
    assert_false(scanners_know_row(&scanners, STR("[   12]     0    12     4096      512")));
    assert_false(scanners_know_row(&(struct scanners){scanners.matcher, NULL, false}, row));
    assert_false(scanners_know_row(&(struct scanners){scanners.matcher, &no_columns, false}, row));
}

static void words_of_a_trigger(void **state) {
    (void)state;
    assert_true(scanners_hold_trigger(STR("x invoked oom-killer y")));
    assert_false(scanners_hold_trigger(STR("x oom-killer y")));
    assert_false(scanners_hold_trigger(STR("have a look at oom-killer")));
}

/* What goes on with a program's words, and not with the kernel's. */
static void pieces_of_a_programs_line(void **state) {
    (void)state;
    static const char *const pieces[][3] = {
        {"low memory! at or be", "", "low SIGTERM limits: mem 10.00%, swap 10.00%"},
        {"low memory! at or below SIGTERM limits", "", ": mem 10.00%, swap 10.00%"},
        {"  mem avail:    22 of  1900 MiB ( 1.16%),", " ", "swap free:  131 of 1023 MiB (12.81%)"},
        {"mem avail:    22 of  1900 MiB ( 1.16%),", " ", "swap free:  131 of 1023 MiB (12.81%)"},
        {"sending SIGTERM to process 12 \"a\":", " ", "badness 812, VmRSS 3 MiB"},
    };
    struct scanners users = scanners;
    users.is_user = true;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        char text[256];
        snprintf(text, sizeof text, "%s%s%s", pieces[i][0], pieces[i][1], pieces[i][2]);
        if (scanners_gain(&users, str_from_cstr(text), strlen(pieces[i][0])) == 0)
            fail_msg("\"%s\" goes on", pieces[i][0]);
        if (scanners_gain(&scanners, str_from_cstr(text), strlen(pieces[i][0])) > 0)
            fail_msg("\"%s\" is a program's", pieces[i][0]);
    }
    const str whole = STR("mem avail:    22 of  1900 MiB ( 1.16%), swap free:  131 of 1023 MiB (12.81%) x");
    assert_int_equal(scanners_gain(&users, whole, whole.len - 2), 0);
    assert_int_equal(scanners_gain(&users, STR("some words"), 4), 0);
    assert_int_equal(scanners_gain(&users, STR("    x"), 2), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_that_begin_in_their_sign),
        cmocka_unit_test(keys_that_end_a_piece),
        cmocka_unit_test(lines_that_killers_begin),
        cmocka_unit_test(pieces_of_one_line),
        cmocka_unit_test(names_before_a_trigger),
        cmocka_unit_test(lines_that_stand_alone),
        cmocka_unit_test(the_better_of_two_joints),
        cmocka_unit_test(beginnings_of_lines),
        cmocka_unit_test(ends_of_lines),
        cmocka_unit_test(names_that_break_off),
        cmocka_unit_test(beginnings_of_reports),
        cmocka_unit_test(parts_without_their_start),
        cmocka_unit_test(rests_of_rows),
        cmocka_unit_test(lines_that_name_a_group),
        cmocka_unit_test(rows_of_the_table_in_progress),
        cmocka_unit_test(words_of_a_trigger),
        cmocka_unit_test(pieces_of_a_programs_line),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
