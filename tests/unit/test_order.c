/* Which lines are one event, by their clocks and boots, and input that stands newest first.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "kernel/part.h"
#include "parsed.h"

static int place_of(str text) {
    static struct part_places places;
    if (places.count == 0)
        part_places_make(&places);
    return part_place(&places, text);
}

/* The lines of TEXT from the last to the first. */
static void read_turned(str text) {
    char *turned = malloc(text.len);
    assert_non_null(turned);
    size_t len = 0;
    for (size_t end = text.len; end > 0;) {
        const size_t newline = end > 1 ? str_find_last_byte(str_first(text, end - 1), '\n') : STR_NONE;
        const size_t start = newline == STR_NONE ? 0 : newline + 1;
        memcpy(turned + len, text.data + start, end - start);
        len += end - start;
        end = start;
    }
    read_text(str_of(turned, len));
    free(turned);
}

#define TRIGGER(name) name " invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n"
#define KILLED(pid, name)                                                                                              \
    "Out of memory: Killed process " pid " (" name ") total-vm:100kB, anon-rss:40kB, file-rss:4kB, shmem-rss:0kB, "    \
    "UID:0 pgtables:8kB oom_score_adj:0\n"
#define REAPED(pid, name)                                                                                              \
    "oom_reaper: reaped process " pid " (" name "), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB\n"
#define ROW(pid, name) "[    " pid "]     0     " pid "      100       11    36864        0             0 " name "\n"
#define HEADER "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n"
#define TITLE "Tasks state (memory values in pages):\n"

/* --- newest first --- */

static void falling_times_turn_an_input(void **state) {
    (void)state;
    const str log =
        STR("[    5.000000] " TRIGGER("a") "[    5.000010] " TITLE "[    5.000020] " HEADER "[    5.000030] " ROW(
            "7", "a") "[    5.000040] " KILLED("7", "a") "[    5.000050] " REAPED("7", "a"));
    read_turned(log);
    assert_int_equal(event_count, 1);
    const struct event *event = event_at(0);
    assert_true(event->is_newest_first);
    assert_int_equal(event->lines.first, 1);
    assert_int_equal(event->lines.last, 6);
    assert_int_equal(event->trigger.lines.first, 6);
    assert_int_equal(event->tasks.items[0].line, 3);
    assert_int_equal(event->kills[0].line, 2);
    assert_int_equal(event->kills[0].reaped, REAPED_YES);
    assert_int_equal(event->uptime_us, 5000000);
    assert_int_equal(event->warning_count, 1);
    assert_true(str_has(event->warnings[0].statement, STR("newest first")));
    read_text(log);
    assert_int_equal(event_count, 1);
    assert_false(event_at(0)->is_newest_first);
    assert_int_equal(event_at(0)->warning_count, 0);
}

/* All of one second, or without a clock: the parts tell. */
static void falling_parts_turn_an_input(void **state) {
    (void)state;
    read_turned(STR("Mar  4 09:15:27 h kernel: " TRIGGER(
        "a") "Mar  4 09:15:27 h kernel: " TITLE "Mar  4 09:15:27 h kernel: " HEADER
             "Mar  4 09:15:27 h kernel: " ROW("7", "a") "Mar  4 09:15:27 h kernel: " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
    assert_true(event_at(0)->is_newest_first);
    read_turned(STR(TRIGGER("a") TITLE HEADER ROW("7", "a") KILLED("7", "a")));
    assert_int_equal(event_count, 1);
    assert_true(event_at(0)->is_newest_first);
    assert_int_equal(event_at(0)->tasks.count, 1);
}

/* "dmesg | tac" of a record of several lines, where only the first has a prefix, and what journalctl -r makes of it. */
static void records_of_several_lines_are_turned_or_not(void **state) {
    (void)state;
    read_turned(STR("[    5.000000] " TRIGGER("a") "[    5.000005] Mem-Info:\n"
                                                   "[    5.000010] active_anon:1 inactive_anon:2 isolated_anon:0\n"
                                                   "                active_file:3 inactive_file:4 isolated_file:0\n"
                                                   "                free:5 free_pcp:0 free_cma:0\n"
                                                   "[    5.000040] " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->memory.counters.active_anon.value, 1);
    assert_int_equal(event_at(0)->memory.counters.active_file.value, 3);
    assert_int_equal(event_at(0)->memory.counters.free.value, 5);
    assert_int_equal(event_at(0)->memory.counters.free.line, 2);
    read_text(STR("[    5.000040] " KILLED("7", "a") "[    5.000010] active_anon:1 inactive_anon:2 isolated_anon:0\n"
                                                     "                active_file:3 inactive_file:4 isolated_file:0\n"
                                                     "                free:5 free_pcp:0 free_cma:0\n"
                                                     "[    5.000005] Mem-Info:\n[    5.000000] " TRIGGER("a")));
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->memory.counters.active_anon.value, 1);
    assert_int_equal(event_at(0)->memory.counters.free.value, 5);
    assert_int_equal(event_at(0)->memory.counters.free.line, 4);
}

/* A further line that begins with any letter, turned with the rest. */
static void further_lines_of_version_1_are_turned(void **state) {
    (void)state;
    read_turned(STR("[    5.000000] " TRIGGER("a") "[    5.000010] active_anon:1 inactive_anon:2 isolated_anon:0\n"
                                                   " active_file:3 inactive_file:4 isolated_file:0\n"
                                                   " zspages:9\n free:5 free_pcp:0 free_cma:0\n"
                                                   "[    5.000040] " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->memory.counters.active_file.value, 3);
    assert_int_equal(event_at(0)->memory.counters.free.value, 5);
}

/* Events keep their places, the newest first. */
static void several_events_newest_first(void **state) {
    (void)state;
    read_turned(STR("[    5.000000] " TRIGGER("a") "[    5.000040] " KILLED("7", "a") "[  900.000000] " TRIGGER(
        "b") "[  900.000040] " KILLED("8", "b") "[ 1900.000000] " KILLED("9", "c")));
    assert_int_equal(event_count, 3);
    assert_int_equal(event_at(0)->kills[0].pid, 9);
    assert_int_equal(event_at(1)->kills[0].pid, 8);
    assert_str(event_at(1)->trigger.name, "b");
    assert_int_equal(event_at(2)->kills[0].pid, 7);
    assert_str(event_at(2)->trigger.name, "a");
}

static void hosts_mixed_newest_first(void **state) {
    (void)state;
    read_turned(STR("Mar  4 09:15:20 x kernel: " TRIGGER("a") "Mar  4 09:15:21 y kernel: " TRIGGER(
        "b") "Mar  4 09:15:22 x kernel: " KILLED("7", "a") "Mar  4 09:15:23 y kernel: " KILLED("8", "b")));
    assert_int_equal(event_count, 2);
    assert_str(event_at(0)->host, "y");
    assert_str(event_at(0)->trigger.name, "b");
    assert_int_equal(event_at(0)->kills[0].pid, 8);
    assert_str(event_at(1)->trigger.name, "a");
    assert_int_equal(event_at(1)->kills[0].pid, 7);
}

/* One falling time is a reboot, or a clock that was set. */
static void a_reboot_turns_nothing(void **state) {
    (void)state;
    read_text(
        STR("[ 5000.000000] " KILLED("7", "a") "[   20.000000] " TRIGGER("b") "[   20.000010] " KILLED("8", "b")));
    assert_int_equal(event_count, 2);
    assert_false(event_at(0)->is_newest_first);
    assert_false(event_at(1)->is_newest_first);
    assert_str(event_at(1)->trigger.name, "b");
    read_text(STR("[ 5000.000000] " TRIGGER("a") "[ 5000.000010] " KILLED("7", "a") "[   20.000000] " TRIGGER(
        "b") "[   20.000010] " KILLED("8", "b")));
    assert_int_equal(event_count, 2);
    assert_false(event_at(1)->is_newest_first);
}

/* --- one log behind the other, in another order */

#define FIRST                                                                                                          \
    "[    5.000000] " TRIGGER("a") "[    5.000010] " TITLE "[    5.000020] " HEADER "[    5.000030] " ROW("7", "a")
#define FIRST_ENDS "[    5.000040] " KILLED("7", "a") "[    5.000050] " REAPED("7", "a")
/* The same of another boot, turned. */
#define SECOND(reaped, killed, row, header, title, head)                                                               \
    "[" reaped "] " REAPED("8", "b") "[" killed "] " KILLED("8", "b") "[" row "] " ROW(                                \
        "8", "b") "[" header "] " HEADER "[" title "] " TITLE "[" head "] " TRIGGER("b")
#define LATER SECOND("    9.000050", "    9.000040", "    9.000030", "    9.000020", "    9.000010", "    9.000000")
#define EARLIER SECOND("    2.000050", "    2.000040", "    2.000030", "    2.000020", "    2.000010", "    2.000000")

/* Event TURNED is b's. */
static void assert_both(size_t turned) {
    assert_int_equal(event_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct event *event = event_at(i);
        assert_true(event->is_newest_first == (i == turned));
        assert_true(str_equal(event->trigger.name, str_from_cstr(i == turned ? "b" : "a")));
        assert_int_equal(event->tasks.count, 1);
        assert_int_equal(event->kill_count, 1);
        assert_int_equal(event->kills[0].pid, i == turned ? 8 : 7);
        assert_int_equal(event->kills[0].reaped, REAPED_YES);
    }
}

static void a_turned_log_may_follow_another(void **state) {
    (void)state;
    read_text(STR(FIRST FIRST_ENDS LATER));
    assert_both(1);
    read_text(STR(FIRST FIRST_ENDS EARLIER));
    assert_both(1);
}

static void a_turned_log_may_precede_another(void **state) {
    (void)state;
    read_text(STR(LATER FIRST FIRST_ENDS));
    assert_both(0);
    read_text(STR(EARLIER FIRST FIRST_ENDS));
    assert_both(0);
}

/* Of one second, or without a clock: the parts tell. */
static void the_order_may_change_by_parts(void **state) {
    (void)state;
    read_text(STR(TRIGGER("a") TITLE HEADER ROW("7", "a") KILLED("7", "a") REAPED("7", "a") REAPED("8", "b")
                      KILLED("8", "b") ROW("8", "b") HEADER TITLE TRIGGER("b")));
    assert_both(1);
    read_text(STR(REAPED("8", "b") KILLED("8", "b") ROW("8", "b") HEADER TITLE TRIGGER("b") TRIGGER("a")
                      TITLE HEADER ROW("7", "a") KILLED("7", "a") REAPED("7", "a")));
    assert_both(0);
}

/* Of a few lines only the last one shows the order: what follows is of another log, for it has a clock. */
static void a_short_turned_log_ends_at_another_clock(void **state) {
    (void)state;
    read_text(STR(KILLED("8", "b") "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/\n" TRIGGER(
        "b") "[    0.000000] Linux version 6.6.0 (b@n) (gcc 12.2.0) #1 SMP\n[    4.000000] Run /init\n" FIRST
                      FIRST_ENDS));
    assert_int_equal(event_count, 2);
    assert_true(event_at(0)->is_newest_first);
    assert_str(event_at(0)->trigger.name, "b");
    assert_int_equal(event_at(0)->kills[0].pid, 8);
    assert_false(event_at(1)->is_newest_first);
}

/* What came late says nothing of what follows. */
static void a_late_line_changes_no_order(void **state) {
    (void)state;
    read_text(STR(FIRST "[    5.000029] usb 1-1: new device\n" FIRST_ENDS "[    8.000000] " TRIGGER(
        "b") "[    7.999999] " TITLE "[    7.999998] eth0: link up\n[    8.000010] " HEADER
             "[    8.000020] " ROW("8", "b") "[    8.000030] " KILLED("8", "b")));
    assert_int_equal(event_count, 2);
    assert_false(event_at(0)->is_newest_first);
    assert_false(event_at(1)->is_newest_first);
    assert_int_equal(event_at(1)->kills[0].pid, 8);
    assert_int_equal(event_at(1)->tasks.count, 1);
}

/* Nothing shows which way these stand: as they come. */
static void lone_lines_turn_nothing(void **state) {
    (void)state;
    read_text(STR(KILLED("7", "a") TRIGGER("b") KILLED("8", "b") TRIGGER("c")));
    assert_int_equal(event_count, 3);
    assert_str(event_at(1)->trigger.name, "b");
    assert_int_equal(event_at(1)->kills[0].pid, 8);
}

/* --- boundaries --- */

static void wall_clock_ends_an_event(void **state) {
    (void)state;
    read_text(STR("Mar 10 08:00:00 h kernel: " TRIGGER("a") "Mar 10 08:09:59 h kernel: " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
    read_text(STR("Mar 10 08:00:00 h kernel: " TRIGGER("a") "Mar 10 08:10:01 h kernel: " KILLED("7", "a")));
    assert_int_equal(event_count, 2);
    read_text(STR("Mar 10 08:00:00 h kernel: " TRIGGER("a") "Mar  9 08:00:01 h kernel: " KILLED("7", "a")));
    assert_int_equal(event_count, 2);
    /* [secs] decides where it is present: the wall clock was set. */
    read_text(STR("Mar 10 08:00:00 h kernel: [   50.000000] " TRIGGER(
        "a") "Mar 10 12:30:00 h kernel: [   50.000010] " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
}

static void summer_time_and_new_year_end_no_event(void **state) {
    (void)state;
    read_text(STR("Mar 29 01:59:59 h kernel: " TRIGGER("a") "Mar 29 03:00:00 h kernel: " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
    read_text(STR("Oct 25 02:59:59 h kernel: " TRIGGER("a") "Oct 25 02:00:00 h kernel: " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
    /* At noon no clock is set by an hour. */
    read_text(STR("Mar 29 11:59:59 h kernel: " TRIGGER("a") "Mar 29 13:00:00 h kernel: " KILLED("7", "a")));
    assert_int_equal(event_count, 2);
    read_text(STR("Dec 31 23:59:59 h kernel: " TRIGGER("a") "Jan  1 00:00:00 h kernel: " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
}

static void a_busy_program_splits_no_report(void **state) {
    (void)state;
    enum { LINES = 1500 };
    static const char line[] = "Mar 10 08:00:00 h sshd[1]: Accepted publickey for op from 10.0.0.1 port 1\n";
    const str first = STR("Mar 10 08:00:00 h kernel: " TRIGGER("a"));
    const str last = STR("Mar 10 08:00:01 h kernel: " KILLED("7", "a"));
    char *log = malloc(first.len + LINES * (sizeof line - 1) + last.len);
    assert_non_null(log);
    memcpy(log, first.data, first.len);
    size_t len = first.len;
    for (int i = 0; i < LINES; i++, len += sizeof line - 1)
        memcpy(log + len, line, sizeof line - 1);
    memcpy(log + len, last.data, last.len);
    read_text(str_of(log, len + last.len));
    free(log);
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->skipped_lines, LINES);
}

static void boots_of_the_journal_end_an_event(void **state) {
    (void)state;
    read_text(STR("Mar 10 08:00:00 h kernel: " TRIGGER("a") "-- Boot 53e3a7ea11b24d88a2a2f4a4e1d2c0b9 --\n"
                                                            "Mar 10 08:00:40 h kernel: " KILLED("7", "a")));
    assert_int_equal(event_count, 2);
    read_text(
        STR("{\"_TRANSPORT\":\"kernel\",\"_BOOT_ID\":\"00000000000000010000000000000002\",\"MESSAGE\":\"a invoked "
            "oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\"}\n"
            "{\"_TRANSPORT\":\"kernel\",\"_BOOT_ID\":\"00000000000000010000000000000003\",\"MESSAGE\":\"Out of "
            "memory: Killed process 7 (a) total-vm:100kB, anon-rss:40kB, file-rss:4kB\"}\n"));
    assert_int_equal(event_count, 2);
    assert_int_equal(event_at(0)->boot_id.high, 1);
    assert_int_equal(event_at(0)->boot_id.low, 2);
    assert_int_equal(event_at(1)->boot_id.low, 3);
    read_text(/* of one boot */
              STR("{\"_TRANSPORT\":\"kernel\",\"_BOOT_ID\":\"00000000000000010000000000000002\",\"MESSAGE\":\"a "
                  "invoked "
                  "oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\"}\n"
                  "{\"_TRANSPORT\":\"kernel\",\"_BOOT_ID\":\"00000000000000010000000000000002\",\"MESSAGE\":\"Out of "
                  "memory: Killed process 7 (a) total-vm:100kB, anon-rss:40kB, file-rss:4kB\"}\n"));
    assert_int_equal(event_count, 1);
}

/* The reaper names its victim within seconds, in the same boot. */
static void reaper_of_another_time_or_name(void **state) {
    (void)state;
    read_text(STR("[ 1000.000000] " KILLED("7", "a") "[ 1001.000000] " REAPED("7", "a")));
    assert_int_equal(event_at(0)->kills[0].reaped, REAPED_YES);
    read_text(STR("[ 1000.000000] " KILLED("7", "a") "[ 1001.000000] " REAPED("7", "b")));
    assert_int_equal(event_at(0)->kills[0].reaped, REAPED_UNKNOWN);
    read_text(STR("[ 1000.000000] " KILLED("7", "a") "[91001.000000] " REAPED("7", "a")));
    assert_int_equal(event_at(0)->kills[0].reaped, REAPED_UNKNOWN);
    read_text(STR("[ 1000.000000] " KILLED("7", "a") "[    0.000000] Linux version 6.6.0 (b@n) (gcc 12.2.0) #1 SMP\n"
                                                     "[ 1001.000000] " REAPED("7", "a")));
    assert_int_equal(event_at(0)->kills[0].reaped, REAPED_UNKNOWN);
    read_text(STR("Mar 10 08:00:00 h kernel: " KILLED("7", "a") "Mar 10 08:10:00 h kernel: " REAPED("7", "a")));
    assert_int_equal(event_at(0)->kills[0].reaped, REAPED_YES);
    read_text(STR("Mar 10 08:00:00 h kernel: " KILLED("7", "a") "Mar 10 08:10:01 h kernel: " REAPED("7", "a")));
    assert_int_equal(event_at(0)->kills[0].reaped, REAPED_UNKNOWN);
    /* without a time nothing speaks against it */
    read_text(STR("Mar 10 08:00:00 h kernel: " KILLED("7", "a") REAPED("7", "a")));
    assert_int_equal(event_at(0)->kills[0].reaped, REAPED_YES);
}

/* (2^32 - 300 * 1000) / 1000 = 4294667.296 */
static void clocks_that_count_jiffies(void **state) {
    (void)state;
    read_text(STR("[4294667.296000] Linux version 2.6.15-1-686 (b@n) (gcc 4.0.3) #1\n"
                  "[4294767.296000] oom-killer: gfp_mask=0x201d2, order=0\n"
                  "[4294767.300000] Out of Memory: Killed process 39 (a).\n"));
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->uptime_us, 100 * 1000000);
    /* No boot line: 49 days, or not. */
    read_text(STR("[4294767.296000] oom-killer: gfp_mask=0x201d2, order=0\n"
                  "[4294767.300000] Out of Memory: Killed process 39 (a).\n"));
    assert_true(event_at(0)->uptime_us == ABSENT);
    /* A newer kernel's clock is a clock. */
    read_text(STR("[4294767.296000] " TRIGGER("a") "[4294767.300000] " KILLED("7", "a")));
    assert_int_equal(event_at(0)->uptime_us, 4294767296000);
}

/* A log that was put together from a bare dmesg and a syslog. */
static void one_report_in_two_dresses(void **state) {
    (void)state;
    read_text(STR("[   71.220418] " TRIGGER("a") "May  6 10:18:03 node-1 kernel: [   71.232154] " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
    assert_str(event_at(0)->host, "node-1");
    read_text(STR("[   71.220418] " TRIGGER("a") "May  6 10:18:03 node-1 kernel: [   75.232154] " KILLED("7", "a")));
    assert_int_equal(event_count, 2);
}

/* A report without a clock does not go on in lines that have one, nor one of the kernel's clock in the wall clock's. */
static void another_clock_ends_an_event(void **state) {
    (void)state;
    read_text(STR(TRIGGER("a") TITLE HEADER ROW("4", "b") ROW("5", "c") ROW("6", "d") ROW("7", "a")
                      ROW("8", "e") "[ 1000.000000] " KILLED("9", "z")));
    assert_int_equal(event_count, 2);
    assert_int_equal(event_at(0)->kill_count, 0);
    read_text(
        STR("[   50.000000] " TRIGGER("a") "[   50.000010] " TITLE "[Tue Mar  4 09:15:27 2025] " KILLED("7", "a")));
    assert_int_equal(event_count, 2);
    /* The first line of an excerpt may have lost its own. */
    read_text(STR(TRIGGER("a") "[   50.000010] " TITLE "[   50.000020] " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
}

/* --- the order of a report's parts --- */

static void places_rise_as_the_kernel_prints(void **state) {
    (void)state;
    static const char *const lines[] = {
        "a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
        "CPU: 1 PID: 7 Comm: a Not tainted 6.1.0 #1",
        "Call Trace:",
        "memory: usage 4kB, limit 4kB, failcnt 1",
        "Mem-Info:",
        "active_anon:1 inactive_anon:2 isolated_anon:0",
        " free:5 free_pcp:0 free_cma:0",
        "Node 0 DMA free:4kB min:1kB low:2kB high:3kB",
        "Free swap  = 0kB",
        "100 pages RAM",
        "Tasks state (memory values in pages):",
        "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name",
        "[      7]     0     7      100       11    36864        0             0 a",
        "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null)",
        "Out of memory: Killed process 7 (a) total-vm:100kB",
        "oom_reaper: reaped process 7 (a), now anon-rss:0kB",
    };
    int before = 0;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const int place = place_of(str_from_cstr(lines[i]));
        if (place <= before)
            print_error("%s\n", lines[i]);
        assert_true(place > before);
        before = place;
    }
    assert_int_equal(place_of(str_from_cstr(lines[0])), PART_PLACE_FIRST);
    assert_true(place_of(str_from_cstr(lines[13])) == PART_PLACE_LATE);
    assert_int_equal(place_of(STR("usb 1-1: new high-speed USB device number 4")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(falling_times_turn_an_input, tear_down),
        cmocka_unit_test_teardown(falling_parts_turn_an_input, tear_down),
        cmocka_unit_test_teardown(records_of_several_lines_are_turned_or_not, tear_down),
        cmocka_unit_test_teardown(further_lines_of_version_1_are_turned, tear_down),
        cmocka_unit_test_teardown(several_events_newest_first, tear_down),
        cmocka_unit_test_teardown(hosts_mixed_newest_first, tear_down),
        cmocka_unit_test_teardown(a_reboot_turns_nothing, tear_down),
        cmocka_unit_test_teardown(a_turned_log_may_follow_another, tear_down),
        cmocka_unit_test_teardown(a_turned_log_may_precede_another, tear_down),
        cmocka_unit_test_teardown(the_order_may_change_by_parts, tear_down),
        cmocka_unit_test_teardown(a_short_turned_log_ends_at_another_clock, tear_down),
        cmocka_unit_test_teardown(a_late_line_changes_no_order, tear_down),
        cmocka_unit_test_teardown(lone_lines_turn_nothing, tear_down),
        cmocka_unit_test_teardown(wall_clock_ends_an_event, tear_down),
        cmocka_unit_test_teardown(summer_time_and_new_year_end_no_event, tear_down),
        cmocka_unit_test_teardown(a_busy_program_splits_no_report, tear_down),
        cmocka_unit_test_teardown(boots_of_the_journal_end_an_event, tear_down),
        cmocka_unit_test_teardown(reaper_of_another_time_or_name, tear_down),
        cmocka_unit_test_teardown(clocks_that_count_jiffies, tear_down),
        cmocka_unit_test_teardown(one_report_in_two_dresses, tear_down),
        cmocka_unit_test_teardown(another_clock_ends_an_event, tear_down),
        cmocka_unit_test(places_rise_as_the_kernel_prints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
