/* What userspace killers write before they kill: which lines wait, how long, and whose they are.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "parsed.h"

static char input[512 * 1024];
static size_t input_len;

/* A line of earlyoom on HOST. */
static void write_line(const char *host, const char *time, const char *text) {
    input_len += (size_t)snprintf(input + input_len, sizeof input - input_len, "Aug  4 %s %s earlyoom[300]: %s\n", time,
                                  host, text);
    assert_true(input_len < sizeof input);
}

static void write_others(size_t count) {
    while (count-- > 0)
        input_len += (size_t)snprintf(input + input_len, sizeof input - input_len, "Aug  4 03:00:00 red cron[7]: x\n");
    assert_true(input_len < sizeof input);
}

static void write_plain(const char *text, size_t count) {
    while (count-- > 0)
        input_len += (size_t)snprintf(input + input_len, sizeof input - input_len, "%s", text);
    assert_true(input_len < sizeof input);
}

static void write_figures(const char *host, const char *time, int mib) {
    char text[128];
    snprintf(text, sizeof text, "mem avail: %5d of  1900 MiB (10.00%%), swap free:    0 of 1023 MiB ( 0.00%%)", mib);
    write_line(host, time, text);
}

static void write_warning(const char *host, const char *time, int percent) {
    char text[128];
    snprintf(text, sizeof text, "low memory! at or below SIGTERM limits: mem %d.00%%, swap 15.00%%", percent);
    write_line(host, time, text);
}

static void write_kill(const char *host, const char *time, int pid) {
    char text[128];
    snprintf(text, sizeof text, "sending SIGTERM to process %d uid 1000 \"worker\": badness 640, VmRSS 1204 MiB", pid);
    write_line(host, time, text);
}

static void read_it(size_t count) {
    read_text(str_of(input, input_len));
    input_len = 0;
    assert_int_equal(event_count, count);
}

/* Event INDEX, of process PID, begins on line FIRST and ends on line LAST; so many MiB were available, and that many
 * per cent were warned of; 0: neither was told. */
static void assert_event(size_t index, int64_t pid, int64_t first, int64_t last, int64_t mib, int percent) {
    const struct event *event = event_at(index);
    char warning[64];
    snprintf(warning, sizeof warning, "mem %d.00%%", percent);
    assert_int_equal(event->kills[0].pid, pid);
    assert_int_equal(event->lines.first, first);
    assert_int_equal(event->lines.last, last);
    assert_true(event->figures.mem_free_kb == (mib ? mib * 1024 : ABSENT));
    assert_int_equal(str_has(event->reason.text, str_from_cstr(warning)), percent > 0);
    assert_int_equal(str_has(event->reason.text, STR("sending")), percent == 0);
}

/* A status, then the warning and the kill; what was told of one kill is not told of the next. */
static void lines_before_a_kill_are_its_own(void **state) {
    (void)state;
    write_figures("red", "03:00:00", 22);
    write_warning("red", "03:00:00", 10);
    write_kill("red", "03:00:00", 733);
    write_kill("red", "03:00:01", 812);
    read_it(2);
    assert_event(0, 733, 1, 3, 22, 10);
    assert_event(1, 812, 4, 4, 0, 0);
}

/* A new status is what counts; the warning that stands last before it goes on to count, others do not. */
static void a_status_replaces_what_waited(void **state) {
    (void)state;
    write_figures("red", "03:00:00", 607);
    write_warning("red", "03:00:10", 11);
    write_figures("red", "03:00:20", 22);
    write_kill("red", "03:00:30", 733);
    read_it(1);
    assert_event(0, 733, 2, 4, 22, 11);
    write_warning("red", "03:00:10", 11);
    write_figures("red", "03:00:15", 607);
    write_figures("red", "03:00:20", 22);
    write_kill("red", "03:00:30", 733);
    read_it(1);
    assert_event(0, 733, 3, 4, 22, 0);
    write_figures("red", "03:00:00", 607);
    write_warning("red", "03:00:10", 11);
    write_warning("red", "03:00:11", 12);
    write_figures("red", "03:00:20", 22);
    write_kill("red", "03:00:30", 733);
    read_it(1);
    assert_event(0, 733, 3, 5, 22, 12);
}

/* A program that quotes a status says nothing of the next kill, and puts an end to no other. */
static void a_status_that_is_quoted(void **state) {
    (void)state;
    write_figures("red", "03:00:00", 22);
    input_len += (size_t)snprintf(input + input_len, sizeof input - input_len,
                                  "Aug  4 03:00:00 red monit[5]: mem avail:   607 of  1900 MiB (10.00%%), "
                                  "swap free:    0 of 1023 MiB ( 0.00%%)\n");
    write_kill("red", "03:00:00", 733);
    read_it(1);
    assert_event(0, 733, 1, 3, 22, 0);
}

/* A hundred lines, and a minute, from one to the next. */
static void lines_wait_for_a_while(void **state) {
    (void)state;
    for (size_t others = 99; others <= 100; others++) {
        write_figures("red", "03:00:00", 22);
        write_others(others);
        write_kill("red", "03:00:00", 733);
        read_it(1);
        if (others == 99)
            assert_event(0, 733, 1, 101, 22, 0);
        else
            assert_event(0, 733, 102, 102, 0, 0);
    }
    for (int second = 0; second < 2; second++) {
        write_figures("red", "03:00:00", 22);
        write_kill("red", second ? "03:01:01" : "03:01:00", 733);
        read_it(1);
        assert_event(0, 733, second ? 2 : 1, 2, second ? 0 : 22, 0);
    }
    write_figures("red", "03:00:00", 22); /* each is near the one before */
    write_warning("red", "03:00:50", 10);
    write_kill("red", "03:01:40", 733);
    read_it(1);
    assert_event(0, 733, 1, 3, 22, 10);
}

/* Eight hosts at a time; of a ninth the one that spoke longest ago is forgotten. */
static void lines_wait_for_their_host(void **state) {
    (void)state;
    static const char *const hosts[] = {"h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8", "h9"};
    for (size_t count = 8; count <= 9; count++) {
        for (size_t i = 0; i < count; i++)
            write_figures(hosts[i], "03:00:00", 20 + (int)i);
        for (size_t i = 0; i < count; i++)
            write_kill(hosts[count - 1 - i], "03:00:01", 700 + (int)(count - 1 - i));
        read_it(count);
        for (size_t i = 0; i < count; i++) {
            const struct event *event = event_at(i);
            const int64_t at = event->kills[0].pid - 700;
            assert_true(str_equal(event->host, str_from_cstr(hosts[at])));
            assert_true(event->figures.mem_free_kb == (count == 9 && at == 0 ? ABSENT : (20 + at) * 1024));
            if (at > 0)
                assert_int_equal(event->lines.first, at + 1); /* and nothing of a host that was forgotten */
        }
    }
    write_figures("h1", "03:00:00", 20); /* h1 speaks again: h2 is the one that is forgotten */
    for (size_t i = 1; i < 8; i++)
        write_figures(hosts[i], "03:00:00", 20 + (int)i);
    write_warning("h1", "03:00:00", 10);
    write_figures("h9", "03:00:00", 29);
    write_kill("h1", "03:00:01", 700);
    write_kill("h2", "03:00:01", 701);
    read_it(2);
    for (size_t i = 0; i < 2; i++) {
        const struct event *event = event_at(i);
        assert_true(event->figures.mem_free_kb == (event->kills[0].pid == 700 ? 20 * 1024 : ABSENT));
    }
}

/* 512 lines wait, and 64 KiB: of more the figures are cut. */
static void what_waits_has_a_bound(void **state) {
    (void)state;
    for (int more = 0; more < 2; more++) {
        for (int i = 0; i < 512 + more; i++)
            write_warning("red", "03:00:00", 10 + i % 50);
        write_kill("red", "03:00:00", 733);
        read_it(1);
        assert_int_equal(event_at(0)->figures.is_cut, more);
        assert_event(0, 733, 1, 513 + more, 0, 10 + 511 % 50);
    }
    char text[2048];
    memset(text, 'x', sizeof text);
    const int begins = snprintf(text, sizeof text, "low memory! at or below SIGTERM limits: mem 10.00%%, swap 15.00%%");
    text[begins] = ' ';
    text[sizeof text - 1] = '\0';
    for (int more = 0; more < 2; more++) { /* 32 of 2047 bytes, and 32 bytes are left */
        for (int i = 0; i < 32 + more; i++)
            write_line("red", "03:00:00", text);
        write_kill("red", "03:00:00", 733);
        read_it(1);
        assert_int_equal(event_at(0)->figures.is_cut, more);
    }
}

/* How it ended is told within a hundred lines, of the process that it names or, without one, of the last. */
static void ends_are_told_soon(void **state) {
    (void)state;
    for (size_t others = 99; others <= 100; others++) {
        write_kill("red", "03:00:00", 733);
        write_others(others);
        write_line("red", "03:00:01", "process exited after 0.5 seconds");
        read_it(1);
        assert_int_equal(event_at(0)->kills[0].outcome, others == 99 ? OUTCOME_EXITED : OUTCOME_UNKNOWN);
    }
    write_kill("red", "03:00:00", 733);
    write_line("blue", "03:00:01", "process exited after 0.5 seconds");
    read_it(1);
    assert_int_equal(event_at(0)->kills[0].outcome, OUTCOME_UNKNOWN);
    write_kill("red", "03:00:00", 733);
    write_line("red", "03:00:01", "kill failed: Timer expired");
    read_it(1);
    assert_int_equal(event_at(0)->kills[0].outcome, OUTCOME_SURVIVED);
}

/* Without a time the kernel's kill and kubelet's words on it are one where they are near each other, however far into
 * the log that is. */
static void kubelets_words_are_near_by_line(void **state) {
    (void)state;
    write_plain("x\n", 2000);
    write_plain("Out of memory: Killed process 5 (a) total-vm:100kB, anon-rss:40kB, file-rss:4kB\n", 1);
    write_plain("System OOM encountered, victim process: a, pid: 5\n", 1);
    read_it(1);
    assert_int_equal(event_at(0)->killer, KILLER_KERNEL);
    assert_int_equal(event_at(0)->note_count, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(lines_before_a_kill_are_its_own, tear_down),
        cmocka_unit_test_teardown(a_status_replaces_what_waited, tear_down),
        cmocka_unit_test_teardown(a_status_that_is_quoted, tear_down),
        cmocka_unit_test_teardown(lines_wait_for_a_while, tear_down),
        cmocka_unit_test_teardown(lines_wait_for_their_host, tear_down),
        cmocka_unit_test_teardown(what_waits_has_a_bound, tear_down),
        cmocka_unit_test_teardown(ends_are_told_soon, tear_down),
        cmocka_unit_test_teardown(kubelets_words_are_near_by_line, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
