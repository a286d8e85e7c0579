/* What the fields of one structured record tell.
 * SPDX-License-Identifier: MIT */
#include "log/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "followed.h"

static struct record record;

/* A record of NAME, VALUE pairs up to NULL, its text not counted. */
static void take_all(const char *const *fields) {
    record_clear(&record);
    for (int64_t line = 1; *fields; fields += 2, line++) {
        char name[64];
        snprintf(name, sizeof name, "%s", fields[0]);
        if (record_text_rank(str_from_cstr(name)) > 0) /* it stays where it is */
            record_take(&record, str_from_cstr(name), str_from_cstr(fields[1]), line);
        else
            record_take(&record, str_from_cstr(name), followed(fields[1], (size_t)line % FOLLOWERS), line);
    }
}

/* --- texts --- */

/* The journal's own before Docker's, before what collectors call their line, before dmesg's, GELF's, and words that
 * anybody uses. */
static void texts_by_rank(void **state) {
    (void)state;
    static const char *const ranks[][9] = {
        {"MESSAGE"},
        {"log"},
        {"message", "_raw", "textPayload", "@message", "SyslogMessage", "Message"},
        {"msg"},
        {"full_message"},
        {"short_message"},
        {"line"},
        {"event", "Output", "output", "stdout"},
        {"text", "body", "content", "description", "logs"},
        {"host", "time", "Text", "TEXT", "", "messages", "mes"},
    };
    static const char *const others[] = {"_HOSTNAME",
                                         "_TRANSPORT",
                                         "SYSLOG_IDENTIFIER",
                                         "_COMM",
                                         "PRIORITY",
                                         "SYSLOG_FACILITY",
                                         "__REALTIME_TIMESTAMP",
                                         "__MONOTONIC_TIMESTAMP",
                                         "_SOURCE_MONOTONIC_TIMESTAMP",
                                         "__CURSOR",
                                         "_BOOT_ID",
                                         "_MACHINE_ID",
                                         "pri",
                                         "fac",
                                         "caller",
                                         "stream",
                                         "hostname",
                                         "HOST",
                                         "host.name",
                                         "node_name",
                                         "Computer",
                                         "HostName",
                                         "ident",
                                         "programname",
                                         "program",
                                         "PROGRAM",
                                         "appname",
                                         "syslogfacility-text",
                                         "timestamp",
                                         "@timestamp",
                                         "timereported",
                                         "_time",
                                         "EventTime"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (record_text_rank(str_from_cstr(others[i])) != 0)
            fail_msg("%s", others[i]);
    enum { RANKS = sizeof ranks / sizeof *ranks };
    for (size_t i = 0; i < RANKS; i++)
        for (size_t j = 0; ranks[i][j]; j++)
            if (record_text_rank(str_from_cstr(ranks[i][j])) != RANKS - 1 - (int)i)
                fail_msg("%s: %d", ranks[i][j], record_text_rank(str_from_cstr(ranks[i][j])));
}

/* The first of one rank stays, with its line. */
static void the_best_text_stays(void **state) {
    (void)state;
    take_all((const char *[]){"text", "a", "message", "b", "_raw", "c", "line", "d", NULL});
    assert_true(str_equal(record.text, STR("b")));
    assert_int_equal(record.message.line, 2);
    assert_true(record_finish(&record));
    take_all((const char *[]){"host", "h", "text_", "a", NULL});
    assert_false(record_finish(&record));
}

/* Docker splits a line into pieces of 16 KiB; one more byte, or its newline, ends it. */
static void parts_of_docker(void **state) {
    (void)state;
    static char text[16 * 1024];
    static const struct {
        const char *stream;
        size_t len;
        char last;
        bool is_part;
    } cases[] = {{"stdout", 16 * 1024 - 1, 'x', true},
                 {"stderr", 16 * 1024, 'x', true},
                 {"stdout", 16 * 1024 - 2, 'x', false},
                 {"stdin", 16 * 1024, 'x', false},
                 {"stdout", 16 * 1024, '\n', false},
                 {"stdout", 1, '\n', false},
                 {"stdout", 1, 'x', false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        memset(text, 'x', sizeof text);
        text[cases[i].len - 1] = cases[i].last;
        take_all((const char *[]){"stream", cases[i].stream, NULL});
        record_take(&record, STR("log"), str_of(text, cases[i].len), 1);
        assert_true(record_finish(&record));
        if (record.is_part != cases[i].is_part || record.text.len != cases[i].len - (cases[i].last == '\n'))
            fail_msg("case %zu", i);
    }
}

/* Each name of a host, of a program and of a time. */
static void names_of_one_kind(void **state) {
    (void)state;
    static const char *const hosts[] = {"_HOSTNAME", "host",      "hostname", "HOST",
                                        "host.name", "node_name", "Computer", "HostName"};
    static const char *const speakers[] = {"SYSLOG_IDENTIFIER", "_COMM",   "ident",  "programname",
                                           "program",           "PROGRAM", "appname"};
    static const char *const clocks[] = {"time", "timestamp", "@timestamp", "timereported", "_time", "EventTime"};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        take_all((const char *[]){hosts[i], "h", NULL});
        assert_true(str_equal(record.message.host, STR("h")));
    }
    for (size_t i = 0; i < sizeof speakers / sizeof *speakers; i++) {
        take_all((const char *[]){speakers[i], "p", NULL});
        assert_true(str_equal(record.message.program, STR("p")));
    }
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        take_all((const char *[]){clocks[i], "2024-01-02T03:04:05Z", NULL});
        assert_int_equal(record.message.time.year, 2024);
    }
    take_all((const char *[]){"caller", "T7", NULL});
    assert_true(str_equal(record.message.caller, STR("T7")));
}

/* --- who wrote it --- */

static void writers(void **state) {
    (void)state;
    static const struct {
        const char *fields[7];
        enum record_writer writer;
    } cases[] = {
        {{"text", "x"}, RECORD_WRITER_OTHER},
        {{"stream", "stdout"}, RECORD_WRITER_DOCKER},
        {{"stream", "stdin"}, RECORD_WRITER_OTHER},
        {{"pri", "4"}, RECORD_WRITER_DMESG},
        {{"_TRANSPORT", "kernel"}, RECORD_WRITER_JOURNAL},
        {{"__CURSOR", "s"}, RECORD_WRITER_JOURNAL},
        {{"_BOOT_ID", "1"}, RECORD_WRITER_JOURNAL},
        {{"__MONOTONIC_TIMESTAMP", "1"}, RECORD_WRITER_JOURNAL},
        {{"_SOURCE_MONOTONIC_TIMESTAMP", "1"}, RECORD_WRITER_JOURNAL},
        {{"__REALTIME_TIMESTAMP", "1"}, RECORD_WRITER_JOURNAL},
        {{"_MACHINE_ID", "1"}, RECORD_WRITER_OTHER},
        /* one that says more stays */
        {{"stream", "stdout", "pri", "4", "stream", "stdout"}, RECORD_WRITER_DMESG},
        {{"__CURSOR", "s", "pri", "4", "stream", "stdout"}, RECORD_WRITER_JOURNAL},
        {{"stream", "stdout", "__CURSOR", "s"}, RECORD_WRITER_JOURNAL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        take_all(cases[i].fields);
        if (record.writer != cases[i].writer)
            fail_msg("case %zu: %d", i, (int)record.writer);
    }
}

/* By its transport where the journal tells it; else by the facility, else by the program. */
static void origins(void **state) {
    (void)state;
    static const struct {
        const char *fields[7];
        enum message_origin origin;
    } cases[] = {
        {{"_TRANSPORT", "kernel"}, MESSAGE_ORIGIN_KERNEL},
        {{"_TRANSPORT", "kernel", "SYSLOG_IDENTIFIER", "kernel"}, MESSAGE_ORIGIN_KERNEL},
        {{"_TRANSPORT", "kernel", "SYSLOG_FACILITY", "0"}, MESSAGE_ORIGIN_KERNEL},
        {{"_TRANSPORT", "kernel", "SYSLOG_FACILITY", "1"}, MESSAGE_ORIGIN_USER},
        {{"_TRANSPORT", "kernel", "SYSLOG_IDENTIFIER", "sshd"}, MESSAGE_ORIGIN_USER},
        {{"_TRANSPORT", "kernel", "SYSLOG_FACILITY", "0", "SYSLOG_IDENTIFIER", "sshd"}, MESSAGE_ORIGIN_USER},
        {{"_TRANSPORT", "syslog"}, MESSAGE_ORIGIN_USER},
        {{"_TRANSPORT", "syslog", "SYSLOG_FACILITY", "0", "SYSLOG_IDENTIFIER", "kernel"}, MESSAGE_ORIGIN_USER},
        {{"SYSLOG_FACILITY", "0"}, MESSAGE_ORIGIN_KERNEL},
        {{"SYSLOG_FACILITY", "0", "SYSLOG_IDENTIFIER", "sshd"}, MESSAGE_ORIGIN_KERNEL},
        {{"SYSLOG_FACILITY", "1"}, MESSAGE_ORIGIN_USER},
        {{"SYSLOG_FACILITY", "1", "SYSLOG_IDENTIFIER", "kernel"}, MESSAGE_ORIGIN_USER},
        {{"SYSLOG_IDENTIFIER", "kernel"}, MESSAGE_ORIGIN_KERNEL},
        {{"SYSLOG_IDENTIFIER", "sshd"}, MESSAGE_ORIGIN_UNKNOWN},
        {{"host", "h"}, MESSAGE_ORIGIN_UNKNOWN},
        {{"pri", "4"}, MESSAGE_ORIGIN_KERNEL},
        {{"pri", "12"}, MESSAGE_ORIGIN_USER},
        {{"fac", "kern"}, MESSAGE_ORIGIN_KERNEL},
        {{"fac", "daemon"}, MESSAGE_ORIGIN_USER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        take_all(cases[i].fields);
        record_take(&record, STR("text"), STR("x"), 9);
        assert_true(record_finish(&record));
        if (record.message.origin != cases[i].origin)
            fail_msg("case %zu: %d", i, (int)record.message.origin);
    }
}

/* A command names the program where nothing else does. */
static void programs(void **state) {
    (void)state;
    take_all((const char *[]){"_COMM", "a", "SYSLOG_IDENTIFIER", "b", NULL});
    assert_true(str_equal(record.message.program, STR("b")));
    take_all((const char *[]){"SYSLOG_IDENTIFIER", "b", "_COMM", "a", NULL});
    assert_true(str_equal(record.message.program, STR("b")));
    take_all((const char *[]){"_COMM", "a", NULL});
    assert_true(str_equal(record.message.program, STR("a")));
}

/* --- times --- */

/* The source's clock is the kernel's only where it wrote. */
static void uptimes(void **state) {
    (void)state;
    static const struct {
        const char *fields[9];
        int64_t us;
    } cases[] = {
        {{"__MONOTONIC_TIMESTAMP", "7"}, 7},
        {{"__MONOTONIC_TIMESTAMP", "0"}, 0},
        {{"_SOURCE_MONOTONIC_TIMESTAMP", "5"}, ABSENT},
        {{"_TRANSPORT", "kernel", "_SOURCE_MONOTONIC_TIMESTAMP", "5"}, 5},
        {{"_TRANSPORT", "kernel", "_SOURCE_MONOTONIC_TIMESTAMP", "0"}, 0},
        {{"_TRANSPORT", "kernel", "_SOURCE_MONOTONIC_TIMESTAMP", "5", "__MONOTONIC_TIMESTAMP", "7"}, 5},
        {{"_TRANSPORT", "stdout", "_SOURCE_MONOTONIC_TIMESTAMP", "5", "__MONOTONIC_TIMESTAMP", "7"}, 7},
        {{"time", "7.000001"}, 7000001},
        {{"time", "7.000001x"}, ABSENT},
        {{"time", "x"}, ABSENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        take_all(cases[i].fields);
        record_take(&record, STR("text"), STR("x"), 9);
        assert_true(record_finish(&record));
        if (record.message.uptime_us != cases[i].us)
            fail_msg("case %zu: %lld", i, (long long)record.message.uptime_us);
    }
}

/* date -u -d @1741079727: Tue Mar  4 09:15:27 UTC 2025. Of 10, 13, 16 or 19 digits. */
static void seconds_since_1970(void **state) {
    (void)state;
    static const struct {
        const char *value;
        int32_t nanosecond; /* -1: it is no time */
    } cases[] = {{"1741079727", 0},
                 {"1741079727280", 280000000},
                 {"1741079727280174", 280174000},
                 {"1741079727280174555", 280174000},
                 {"174107972", -1},
                 {"17410797272", -1},
                 {"174107972728", -1},
                 {"17410797272801", -1},
                 {"174107972728017455500", -1},
                 {"1741079727280174555000", -1},
                 {"174107972x", -1},
                 {"1741079727.280", 280000000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        take_all((const char *[]){"timestamp", cases[i].value, NULL});
        const struct oomwhy_time *time = &record.message.time;
        const bool is_right = time->year == 2025 && time->month == 3 && time->day == 4 && time->hour == 9 &&
                              time->minute == 15 && time->second == 27 && time->nanosecond == cases[i].nanosecond;
        if (cases[i].nanosecond < 0 ? time->month != 0 : !is_right)
            fail_msg("%s", cases[i].value);
    }
}

static void the_journals_time_is_told(void **state) {
    (void)state;
    take_all((const char *[]){"__REALTIME_TIMESTAMP", "1741079727280174", "MESSAGE", "x", NULL});
    assert_true(record_finish(&record));
    assert_int_equal(record.message.time.year, 2025);
    assert_int_equal(record.message.time.second, 27);
    assert_int_equal(record.message.time.nanosecond, 280174000);
    take_all((const char *[]){"__REALTIME_TIMESTAMP", "0", "MESSAGE", "x", NULL});
    assert_true(record_finish(&record));
    assert_int_equal(record.message.time.year, 1970);
}

/* --- names --- */

static void numbers_of_boots(void **state) {
    (void)state;
    static const struct {
        const char *value;
        uint64_t high, low;
    } cases[] = {{"53e3a7ea11b24d88a2a2f4a4e1d2c0b9", 0x53e3a7ea11b24d88, 0xa2a2f4a4e1d2c0b9},
                 {"53e3a7ea11b24d88a2a2f4a4e1d2c0b", 0, 0},
                 {"53e3a7ea11b24d88a2a2f4a4e1d2c0b90", 0, 0},
                 {"53e3a7ea11b24d8xa2a2f4a4e1d2c0b9", 0, 0},
                 {"53e3a7ea11b24d88a2a2f4a4e1d2c0bx", 0, 0},
                 {"53e3a7ea11b24d88", 0, 0},
                 {"", 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        take_all((const char *[]){"_BOOT_ID", cases[i].value, "_MACHINE_ID", cases[i].value, NULL});
        assert_true(record.message.boot_id.high == cases[i].high && record.message.boot_id.low == cases[i].low);
        assert_true(record.message.machine_id.high == cases[i].high && record.message.machine_id.low == cases[i].low);
    }
}

/* Capitals, underscores, and digits but at the start; 64 bytes at most (systemd, journal-file). */
static void names_of_fields(void **state) {
    (void)state;
    static const struct {
        const char *line;
        size_t len;
    } cases[] = {{"MESSAGE=x", 7}, {"_A1=x", 3}, {"1A=x", 0}, {"A b", 1}, {"Abc", 1}, {"a", 0},  {"", 0},
                 {"A-B=x", 1},     {"__A", 3},   {"A[=x", 1}, {"Z9", 2},  {"@A", 0},  {"A:", 1}, {"A/", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            if (record_field_name(followed(cases[i].line, j)).len != cases[i].len)
                fail_msg("%s", cases[i].line);
    char name[66];
    memset(name, 'A', sizeof name);
    assert_int_equal(record_field_name(str_of(name, 64)).len, 64);
    assert_int_equal(record_field_name(str_of(name, 65)).len, 64);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_by_rank),
        cmocka_unit_test(the_best_text_stays),
        cmocka_unit_test(parts_of_docker),
        cmocka_unit_test(names_of_one_kind),
        cmocka_unit_test(writers),
        cmocka_unit_test(origins),
        cmocka_unit_test(programs),
        cmocka_unit_test(uptimes),
        cmocka_unit_test(seconds_since_1970),
        cmocka_unit_test(the_journals_time_is_told),
        cmocka_unit_test(numbers_of_boots),
        cmocka_unit_test(names_of_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
