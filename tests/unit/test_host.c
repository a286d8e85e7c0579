/* Inputs by their names, machines by their places, and what is remembered of each host.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "events/host.h"
#include "model/builder.h"

static bool are(const char *a, const char *b) {
    return input_is_of_same_log(str_from_cstr(a), str_from_cstr(b));
}

static void parts_of_one_log(void **state) {
    (void)state;
    assert_true(are("kern.log", "kern.log"));
    assert_true(are("/var/log/kern.log.1.gz", "/var/log/kern.log"));
    assert_true(are("messages-20260131.xz", "messages"));
    assert_true(are("part1.txt", "part2.txt"));
    assert_true(are("./var/kern.log.1", "var//kern.log"));
    assert_true(are("./././a//b/kern.log", "a/b/kern.log"));
    assert_true(are("/kern.log", "kern.log"));
    assert_true(are("a.gz", "a.xz"));
    assert_true(are("a.bz2", "a.zst"));
    assert_true(are("a.lz4", "a"));
    assert_true(are("kern.log-2026-01-31T10:20_5", "kern.log"));
    assert_true(are("2026", "1")); /* nothing but numbers */
}

static void other_logs(void **state) {
    (void)state;
    assert_false(are("kern.log", "syslog"));
    assert_false(are("a/kern.log", "b/kern.log"));
    assert_false(are("node1/kern.log", "node2/kern.log"));
    assert_false(are("kern.log", "-"));
    assert_false(are("kern.log", "/var/log/kern.log"));
    assert_false(are("kern.logs", "kern.log"));
    assert_false(are("kern.log", "kern.logs"));
    assert_false(are("a1/kern.log", "a2/kern.log")); /* numbers of folders are those of machines */
    assert_false(are(".gz", ".xz"));
    assert_false(are("a.zip", "a"));
}

/* An event of the input behind LINE_BASE. */
static struct event *event_of(struct event_source *source, int64_t line_base) {
    struct event *event = builder_new();
    assert_non_null(event);
    *source = (struct event_source){.line_base = line_base};
    event->sources = source;
    event->source_count = 1;
    return event;
}

static void assert_machine(const struct machines *machines, int64_t line_base, const char *host) {
    struct event_source source;
    struct event *event = event_of(&source, line_base);
    machines_name(machines, event);
    if (!str_equal(event->host, str_from_cstr(host)))
        fail_msg("%lld: \"%.*s\", not \"%s\"", (long long)line_base, STR_ARG(event->host), host);
    event_free(event);
}

/* Inputs behind a line are of the machine that was noted last before it; one of no known machine ends that. */
static void inputs_are_of_machines(void **state) {
    (void)state;
    static struct machines machines;
    machines_note(&machines, 0, NULL, 0);
    assert_int_equal(machines.count, 0);
    machines_note(&machines, 10, "red", 0);
    machines_note(&machines, 20, NULL, 0);
    machines_note(&machines, 25, NULL, 0);
    assert_int_equal(machines.count, 2);
    machines_note(&machines, 30, "blue", 0);
    assert_machine(&machines, 9, "");
    assert_machine(&machines, 10, "red");
    assert_machine(&machines, 19, "red");
    assert_machine(&machines, 20, "");
    assert_machine(&machines, 30, "blue");
    assert_machine(&machines, 99, "blue");
    struct event *event = builder_new();
    machines_name(&machines, event); /* of no input */
    assert_int_equal(event->host.len, 0);
    event_free(event);
    struct event_source source;
    event = event_of(&source, 30);
    event->host = STR("named");
    machines_name(&machines, event);
    assert_true(str_equal(event->host, STR("named")));
    event_free(event);
}

static void the_latest_machines_are_known(void **state) {
    (void)state;
    static struct machines machines;
    char name[16];
    for (int i = 0; i < LIMIT_MACHINES + 2; i++) {
        snprintf(name, sizeof name, "m%d", i);
        machines_note(&machines, i, name, 0);
    }
    assert_int_equal(machines.count, LIMIT_MACHINES);
    assert_machine(&machines, 1, "");
    assert_machine(&machines, 2, "m2");
    assert_machine(&machines, LIMIT_MACHINES + 1, "m65");
}

/* 1700000000 s are 2023-11-14 22:13:20 UTC, when the kernel's clock was 0; 10 s later. */
static void a_clock_that_is_known_dates_events(void **state) {
    (void)state;
    static const struct {
        int64_t start_us, uptime_us;
        int month;
        bool is;
    } cases[] = {{INT64_C(1700000000000000), 10500000, 0, true},
                 {INT64_C(1700000000000000), ABSENT, 0, false},
                 {INT64_C(1700000000000000), 10500000, 5, false},
                 {0, 10500000, 0, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static struct machines machines;
        struct event_source source;
        struct event *event = event_of(&source, 7);
        machines = (struct machines){.count = 0};
        machines_note(&machines, 0, "red", cases[i].start_us);
        event->uptime_us = cases[i].uptime_us;
        event->time.month = cases[i].month;
        machines_name(&machines, event);
        assert_int_equal(event->time_inferred, cases[i].is);
        if (cases[i].is) {
            const struct oomwhy_time *time = &event->time;
            assert_true(time->year == 2023 && time->month == 11 && time->day == 14 && time->hour == 22 &&
                        time->minute == 13 && time->second == 30 && time->digits == 0);
        }
        event_free(event);
    }
    static struct machines machines;
    machines_note(&machines, 0, NULL, 5); /* its clock alone is known */
    assert_int_equal(machines.count, 1);
}

static void hosts_are_found_by_name(void **state) {
    (void)state;
    static struct hosts hosts;
    struct host *red = host_add(&hosts, STR("red")), *blue = host_add(&hosts, STR("blue")),
                *none = host_add(&hosts, STR(""));
    assert_true(red && blue && none);
    assert_int_equal(hosts.count, 3);
    for (int i = 0; i < 2; i++) {
        assert_ptr_equal(host_find(&hosts, STR("red")), red);
        assert_ptr_equal(host_find(&hosts, STR("blue")), blue);
        assert_ptr_equal(host_find(&hosts, STR("")), none);
        assert_null(host_find(&hosts, STR("re")));
    }
    assert_ptr_equal(hosts.oldest, red);
    host_touch(&hosts, red);
    assert_ptr_equal(hosts.oldest, blue);
    assert_ptr_equal(hosts.newest, red);
    host_touch(&hosts, none); /* from between the others */
    assert_ptr_equal(hosts.newest, none);
    assert_ptr_equal(red->newer, none);
    assert_ptr_equal(blue->newer, red);
    assert_ptr_equal(host_find(&hosts, STR("red")), red);
    host_free(&hosts, red);
    assert_null(host_find(&hosts, STR("red")));
    assert_ptr_equal(blue->newer, none);
    assert_ptr_equal(none->older, blue);
    assert_int_equal(hosts.count, 2);
    host_free(&hosts, none);
    host_free(&hosts, blue);
    assert_null(hosts.oldest);
    assert_null(hosts.newest);
}

static struct message message_at(int64_t uptime_us, const char *caller) {
    struct message message = message_nothing();
    message.uptime_us = uptime_us;
    message.caller = str_from_cstr(caller);
    return message;
}

/* Two transports wrote a line: the same text by the same clock, and by the same caller where both name one. */
static void a_line_told_twice(void **state) {
    (void)state;
    static const struct {
        const char *text, *caller;
        int64_t uptime_us;
        bool is;
    } lines[] = {{"a", "T1", 5, false}, {"a", "T1", 5, true},  {"a", "", 5, true},    {"a", "T2", 5, true},
                 {"a", "T1", 5, false}, {"b", "T1", 5, false}, {"b", "T1", 6, false}, {"bb", "T1", 6, false},
                 {"", "T1", 6, false},  {"", "T1", 6, true}};
    static struct hosts hosts;
    struct host *host = host_add(&hosts, STR("red"));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const struct message message = message_at(lines[i].uptime_us, lines[i].caller);
        if (host_record(host, &message, str_from_cstr(lines[i].text)) != lines[i].is)
            fail_msg("line %zu", i);
    }
    host_free(&hosts, host);
}

/* By a clock on the wall: two seconds apart at most, of one day, if both are known and tell their zones alike. */
static void a_line_told_twice_by_the_wall_clock(void **state) {
    (void)state;
    static const struct {
        struct oomwhy_time a, b;
        bool is;
    } times[] = {
        {{.month = 5, .day = 1, .second = 3}, {.month = 5, .day = 1, .second = 5}, true},
        {{.month = 5, .day = 1, .second = 3}, {.month = 5, .day = 1, .second = 6}, false},
        {{.month = 5, .day = 1, .second = 5}, {.month = 5, .day = 1, .second = 3}, true},
        {{.month = 5, .day = 1, .minute = 1}, {.month = 5, .day = 1, .second = 59}, true},
        {{.month = 5, .day = 1, .minute = 1}, {.month = 5, .day = 1}, false},
        {{.month = 5, .day = 1, .hour = 1}, {.month = 5, .day = 1, .minute = 59, .second = 58}, true},
        {{.month = 5, .day = 1, .hour = 1}, {.month = 5, .day = 1}, false},
        {{.month = 5, .day = 1}, {.month = 5, .day = 2}, false},
        {{.month = 5, .day = 1}, {.month = 6, .day = 1}, false},
        {{.month = 5, .day = 1}, {.month = 0}, true},
        {{.month = 0}, {.month = 5, .day = 1}, true},
        {{.month = 5, .day = 1, .has_offset = true}, {.month = 6, .day = 1}, true},
    };
    static struct hosts hosts;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct host *host = host_add(&hosts, STR("red"));
        struct message message = message_at(ABSENT, "");
        message.time = times[i].a;
        assert_false(host_record(host, &message, STR("a")));
        message.time = times[i].b;
        if (host_record(host, &message, STR("a")) != times[i].is)
            fail_msg("times %zu", i);
        host_free(&hosts, host);
    }
}

static void record(struct host *host, int64_t uptime_us, const char *text) {
    const struct message message = message_at(uptime_us, "");
    (void)host_record(host, &message, str_from_cstr(text));
}

/* Lines that were pasted twice: the clock goes back to one that was there. */
static void a_message_is_there_again(void **state) {
    (void)state;
    static struct hosts hosts;
    struct host *host = host_add(&hosts, STR("red"));
    static const struct {
        int64_t uptime_us;
        const char *text;
        bool is;
    } lines[] = {{5, "a", false}, {6, "b", false}, {6, "c", false}, {5, "a", true},
                 {6, "b", true},  {6, "c", true},  {5, "x", false}, {4, "a", false},
                 {6, "b", false}, {6, "x", false}, {7, "a", false}, {ABSENT, "a", false}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        record(host, lines[i].uptime_us, lines[i].text);
        if (host_is_again(host) != lines[i].is)
            fail_msg("line %zu", i);
    }
    record(host, 6, "b");
    record(host, 5, "a");
    assert_true(host_is_again(host));
    host_forget_recent(host);
    assert_false(host_is_again(host));
    record(host, 9, "z");
    record(host, 5, "a");
    assert_false(host_is_again(host));
    host_free(&hosts, host);
}

/* The last 256 messages of an event are known. */
static void so_many_messages_are_known_again(void **state) {
    (void)state;
    static struct hosts hosts;
    char text[16];
    for (int back = LIMIT_RECENT - 1; back <= LIMIT_RECENT; back++) {
        struct host *host = host_add(&hosts, STR("red"));
        for (int i = 0; i < 2 * LIMIT_RECENT; i++) {
            snprintf(text, sizeof text, "line %d", i);
            record(host, 100 + i, text);
            assert_false(host_is_again(host));
        }
        const int at = 2 * LIMIT_RECENT - 1 - back;
        snprintf(text, sizeof text, "line %d", at);
        record(host, 100 + at, text);
        assert_int_equal(host_is_again(host), back < LIMIT_RECENT);
        host_free(&hosts, host);
    }
}

static void a_host_has_a_clock(void **state) {
    (void)state;
    static struct hosts hosts;
    struct host *host = host_add(&hosts, STR("red"));
    struct message message = message_at(5, "");
    message.origin = MESSAGE_ORIGIN_USER;
    host_record(host, &message, STR("a"));
    assert_false(host->has_clock);
    message.origin = MESSAGE_ORIGIN_KERNEL;
    message.uptime_us = ABSENT;
    host_record(host, &message, STR("b"));
    assert_false(host->has_clock);
    message.uptime_us = 6;
    host_record(host, &message, STR("c"));
    assert_true(host->has_clock);
    message.uptime_us = ABSENT;
    host_record(host, &message, STR("d"));
    assert_true(host->has_clock);
    host_free(&hosts, host);
}

/* The last four, of 256 bytes each; a boot ends them. */
static void remarks_have_a_bound(void **state) {
    (void)state;
    static struct hosts hosts;
    static char text[LIMIT_REMARK_BYTES + 1];
    struct host *host = host_add(&hosts, STR("red"));
    memset(text, 'x', sizeof text);
    for (int64_t i = 1; i <= LIMIT_REMARKS + 1; i++) {
        struct message message = message_nothing();
        message.line = 10 * i;
        message.text = str_of(text, i == LIMIT_REMARKS + 1 ? sizeof text : (size_t)i - 1);
        host_remark(host, NOTE_EXITING, &message, i);
    }
    assert_int_equal(host->remark_count, LIMIT_REMARKS);
    for (size_t i = 0; i < LIMIT_REMARKS; i++) {
        assert_int_equal(host->remarks[i].line, 10 * ((int64_t)i + 2));
        assert_int_equal(host->remarks[i].value, i + 2);
        assert_int_equal(host->remarks[i].kind, NOTE_EXITING);
        assert_int_equal(host->remarks[i].len, i == LIMIT_REMARKS - 1 ? LIMIT_REMARK_BYTES : i + 1);
    }
    host->panic_line = host->sysrq_line = 5;
    host->other_count = host->speaker = 1;
    host->boot_memory.line = 5;
    host_reboot(host);
    assert_int_equal(host->boots, 1);
    assert_true(host->remark_count == 0 && host->panic_line == 0 && host->sysrq_line == 0 && host->other_count == 0 &&
                host->speaker == 0 && host->boot_memory.line == 0);
    host_free(&hosts, host);
}

/* (2^32 - 300 HZ) / HZ seconds with HZ 1000, 250 and 100; a boot's first lines come within a minute. */
static void clocks_that_count_jiffies(void **state) {
    (void)state;
    static const int64_t hz[] = {1000, 250, 100};
    for (size_t i = 0; i < 3; i++) {
        const int64_t start_us = (INT64_C(4294967296) - 300 * hz[i]) * 1000000 / hz[i];
        assert_int_equal(host_clock_start(start_us - 1), 0);
        assert_int_equal(host_clock_start(start_us), start_us);
        assert_int_equal(host_clock_start(start_us + 59999999), start_us);
        assert_int_equal(host_clock_start(start_us + 60000000), 0);
    }
    assert_int_equal(host_clock_start(0), 0);
    struct host host = {.clock_start_us = 1000};
    assert_int_equal(host_uptime(&host, 1000), 0);
    assert_int_equal(host_uptime(&host, 1500), 500);
    assert_int_equal(host_uptime(&host, 999), 999); /* it has overflowed since */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_one_log),
        cmocka_unit_test(other_logs),
        cmocka_unit_test(inputs_are_of_machines),
        cmocka_unit_test(the_latest_machines_are_known),
        cmocka_unit_test(a_clock_that_is_known_dates_events),
        cmocka_unit_test(hosts_are_found_by_name),
        cmocka_unit_test(a_line_told_twice),
        cmocka_unit_test(a_line_told_twice_by_the_wall_clock),
        cmocka_unit_test(a_message_is_there_again),
        cmocka_unit_test(so_many_messages_are_known_again),
        cmocka_unit_test(a_host_has_a_clock),
        cmocka_unit_test(remarks_have_a_bound),
        cmocka_unit_test(clocks_that_count_jiffies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
