/* The times on the lines of a log: each form from both sides of its bounds.
 * SPDX-License-Identifier: MIT */
#include "log/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include <string.h>

#include "followed.h"

/* "2024-01-02 03:04:05 +0 .006" of what is known: year, month, day, time, offset, nanoseconds and their digits. */
static void assert_time(const char *text, const struct oomwhy_time *time, const char *want) {
    char got[96];
    int len = snprintf(got, sizeof got, "%04d-%02d-%02d %02d:%02d:%02d", time->year, time->month, time->day, time->hour,
                       time->minute, time->second);
    if (time->digits)
        len += snprintf(got + len, sizeof got - (size_t)len, " %d/%d", time->nanosecond, time->digits);
    if (time->has_offset)
        snprintf(got + len, sizeof got - (size_t)len, " %+d", time->offset_min);
    if (strcmp(got, want) != 0)
        fail_msg("\"%s\": %s, not %s", text, got, want);
}

/* One way to read TEXT; WANT NULL: it is none of that form. BEHIND is what it leaves. */
static void assert_reads(bool (*read)(struct scan *, struct oomwhy_time *), const char *text, const char *want,
                         const char *behind) {
    struct scan scan = scan_of(str_from_cstr(text));
    struct oomwhy_time time = {.year = 1234};
    const bool is_read = read(&scan, &time);
    if (is_read != (want != NULL))
        fail_msg("\"%s\" is%s read", text, is_read ? "" : " not");
    if (want)
        assert_time(text, &time, want);
    else
        assert_int_equal(time.year, 1234);
    assert_true(str_equal(scan_rest(&scan), str_from_cstr(behind)));
    for (size_t i = 0; i < FOLLOWERS; i++) {
        struct scan other = scan_of(followed(text, i));
        struct oomwhy_time ignored;
        if (read(&other, &ignored) != is_read || !str_equal(scan_rest(&other), str_from_cstr(behind)))
            fail_msg("'%c' behind \"%s\" is read", followers[i], text);
    }
}

static void assert_uptime(const char *text, int64_t want_us, const char *behind) {
    struct scan scan = scan_of(str_from_cstr(text));
    int64_t us = ABSENT;
    assert_int_equal(time_scan_uptime(&scan, &us), want_us != ABSENT);
    if (us != want_us)
        fail_msg("\"%s\": %lld", text, (long long)us);
    assert_true(str_equal(scan_rest(&scan), str_from_cstr(behind)));
    for (size_t i = 0; i < FOLLOWERS; i++) {
        struct scan other = scan_of(followed(text, i));
        int64_t other_us = ABSENT;
        time_scan_uptime(&other, &other_us);
        assert_int_equal(other_us, want_us);
    }
}

static void clocks_of_kernels(void **state) {
    (void)state;
    assert_uptime("    5.123456] ", 5123456, "] ");
    assert_uptime("12345.678901", 12345678901, "");
    assert_uptime("5.1", 5100000, "");
    assert_uptime("5.12", 5120000, "");
    assert_uptime("5.0001", 5000100, "");
    assert_uptime("5.123456789x", 5123456, "x");
    assert_uptime("5.1234567890", ABSENT, "5.1234567890");
    assert_uptime("999999999999.000000", 999999999999000000, "");
    assert_uptime("1999999999999.000000", ABSENT, "1999999999999.000000");
    assert_uptime("5", ABSENT, "5");
    assert_uptime("5.", ABSENT, "5.");
    assert_uptime(".5", ABSENT, ".5");
    assert_uptime("", ABSENT, "");
}

/* After any other time and after itself: what is kept of the second before changes nothing. */
static void assert_printk_again(str text, int64_t want_us, const char *behind) {
    static struct time_second second;
    for (int i = 0; i < 2; i++) {
        int64_t us = ABSENT;
        const char *at = time_read_printk(&second, text.data, text.data + text.len, &us);
        assert_int_equal(at ? us : ABSENT, want_us);
        if (at)
            assert_true(str_equal(str_from(text, (size_t)(at - text.data)), str_from_cstr(behind)));
    }
}

/* Digits that are alike, and any others. */
static void fractions_of_six_digits(void **state) {
    (void)state;
    char text[32];
    for (int i = 0; i < 3000; i++) {
        const int us = i < 10 ? i * 111111 : i * 333;
        snprintf(text, sizeof text, "[   12.%06d] x", us);
        struct scan scan = scan_of(str_from_cstr(text));
        int64_t got;
        assert_true(time_scan_printk(&scan, &got));
        assert_int_equal(got, 12000000 + us);
    }
}

static void assert_printk(const char *text, int64_t want_us, const char *behind) {
    assert_printk_again(str_from_cstr(text), want_us, behind);
    struct scan scan = scan_of(str_from_cstr(text));
    int64_t us = ABSENT;
    assert_int_equal(time_scan_printk(&scan, &us), want_us != ABSENT);
    if (want_us != ABSENT)
        assert_int_equal(us, want_us);
    for (size_t i = 0; i < FOLLOWERS; i++) {
        struct scan other = scan_of(followed(text, i));
        int64_t other_us = ABSENT;
        const bool is_read = time_scan_printk(&other, &other_us);
        assert_int_equal(is_read ? other_us : ABSENT, want_us);
        assert_true(str_equal(scan_rest(&other), str_from_cstr(behind)));
    }
    assert_true(str_equal(scan_rest(&scan), str_from_cstr(behind)));
}

/* One blank is the log's, more of them are the kernel's. */
static void stamps_of_kernels(void **state) {
    (void)state;
    assert_printk("[    5.123456] java", 5123456, "java");
    assert_printk("[    5.123456]  java", 5123456, " java");
    assert_printk("[    5.123456]java", 5123456, "java");
    assert_printk("[    0.000000] java", 0, "java");
    assert_printk("[    0.999999] java", 999999, "java");
    assert_printk("[    0.000001] ", 1, "");
    assert_printk("[    1.100000]", 1100000, "");
    assert_printk("[    1.100001] java", 1100001, "java");
    assert_printk("[    1.1000] java", 1100000, "java");
    assert_printk("[    1.1000011] java", 1100001, "java");
    assert_printk("[    1.100002", ABSENT, "[    1.100002");
    assert_printk("[    2.100002] java", 2100002, "java");
    assert_printk("[    1.00:000] java", ABSENT, "[    1.00:000] java");
    assert_printk("[    1./00000] java", ABSENT, "[    1./00000] java");
    assert_printk("[    1.00000\xb0] java", ABSENT, "[    1.00000\xb0] java");
    assert_printk("[    1.00 000] java", ABSENT, "[    1.00 000] java");
    assert_printk("[2-5.1234] java", 5123400, "java");
    assert_printk("[4095-5.1234] java", 5123400, "java");
    assert_printk("[4096-5.1234] java", ABSENT, "[4096-5.1234] java");
    assert_printk("[2- 5.1234] java", ABSENT, "[2- 5.1234] java");
    assert_printk("    5.123456] java", ABSENT, "    5.123456] java");
    assert_printk("[    5.123456 java", ABSENT, "[    5.123456 java");
    assert_printk("[    5.123456] java", 5123456, "java");
    assert_printk("java", ABSENT, "java");
    assert_printk("[123456]     0 123456", ABSENT, "[123456]     0 123456"); /* a row of the task table */
}

static void stamps_within_a_line(void **state) {
    (void)state;
    assert_int_equal(time_find_printk(STR("ab[   12.345678] x")), 2);
    assert_int_equal(time_find_printk(STR("[   12.345678][ T1] x")), 0);
    assert_int_equal(time_find_printk(STR("[x] [12345.678901] x")), 4);
    assert_int_equal(time_find_printk(STR("[   12.345678]x")), STR_NONE);
    assert_int_equal(time_find_printk(STR("[  12.345678] x")), STR_NONE); /* the kernel pads to 12 columns */
    assert_int_equal(time_find_printk(STR("[    12.34567] x")), STR_NONE);
    assert_int_equal(time_find_printk(STR("[   12.345678")), STR_NONE);
    assert_int_equal(time_find_printk(STR("no stamp")), STR_NONE);
}

static void months(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int32_t month;
    } names[] = {{"Jan", 1},
                 {"Dec", 12},
                 {"jan", 1},
                 {"janv.", 1},
                 {"mars", 3},
                 {"août", 8},
                 {"déc.", 12},
                 {"MAI", 5},
                 {"Mär", 3},
                 {"1月", 1},
                 {"12月", 12},
                 {"13月", 0},
                 {"0月", 0},
                 {"3월", 3},
                 {"3x", 0},
                 {"lis", 11},
                 {"ноя", 11},
                 {"июн", 6},
                 {"Foo", 0},
                 {".", 0},
                 {"", 0},
                 {"zář", 9},
                 {"dez", 12},
                 {"szept", 9},
                 {"pro", 12},
                 {"led", 1},
                 {"marras", 11},
                 {"joulu", 12},
                 {"abcdefghijklmnopq", 0},
                 /* of each row of the table one that no other has, and what only looks so */
                 {"févr", 2},
                 {"jän.", 1},
                 {"dic", 12},
                 {"gen", 1},
                 {"mrt", 3},
                 {"wrz", 9},
                 {"říj", 10},
                 {"heinä", 7},
                 {"янв", 1},
                 {"лип", 7},
                 {"ağu", 8},
                 {"ápr", 4},
                 {"JANV.", 1},
                 {"janv..", 0},
                 {"fe", 0},
                 {"febx", 0},
                 {"Jun", 6},
                 {"JUN", 6},
                 {"Jux", 0},
                 {"1月x", 0},
                 {"1", 0},
                 {"012月", 12}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (time_month(str_from_cstr(names[i].name)) != names[i].month)
            fail_msg("%s is %d", names[i].name, (int)time_month(str_from_cstr(names[i].name)));
}

static void weekdays(void **state) {
    (void)state;
    assert_true(time_is_weekday(STR("Mon")));
    assert_true(time_is_weekday(STR("Sun")));
    assert_false(time_is_weekday(STR("Mo")));
    assert_false(time_is_weekday(STR("onT")));
    assert_false(time_is_weekday(STR("")));
}

static void clocks(void **state) {
    (void)state;
    assert_reads(time_scan_clock, "12:34:56x", "1234-00-00 12:34:56", "x");
    assert_reads(time_scan_clock, "12:34:56.789", "1234-00-00 12:34:56 789000000/3", "");
    assert_reads(time_scan_clock, "12:34:56,1234567891 ", "1234-00-00 12:34:56 123456789/9", " ");
    assert_reads(time_scan_clock, "12:34:56. x", "1234-00-00 12:34:56", ". x");
    assert_reads(time_scan_clock, "23:59:60", "1234-00-00 23:59:60", "");
    assert_reads(time_scan_clock, "24:00:00", NULL, "24:00:00");
    assert_reads(time_scan_clock, "23:60:00", NULL, "23:60:00");
    assert_reads(time_scan_clock, "23:59:61", NULL, "23:59:61");
    assert_reads(time_scan_clock, "1:34:56", NULL, "1:34:56");
    assert_reads(time_scan_clock, "12:34:567", NULL, "12:34:567");
    assert_reads(time_scan_clock, "12:34", NULL, "12:34");
    assert_reads(time_scan_clock, "00:00:00", "1234-00-00 00:00:00", "");
    assert_reads(time_scan_clock, "12.34:56", NULL, "12.34:56");
    assert_reads(time_scan_clock, "12:34.56", NULL, "12:34.56");
    assert_reads(time_scan_clock, "12:3:56", NULL, "12:3:56");
    assert_reads(time_scan_clock, "123:34:56", NULL, "123:34:56");
    assert_reads(time_scan_clock, "12:34:56.", "1234-00-00 12:34:56", ".");
    assert_reads(time_scan_clock, "12:34:56.000000001", "1234-00-00 12:34:56 1/9", "");
    assert_reads(time_scan_clock, "12:34:56.5;", "1234-00-00 12:34:56 500000000/1", ";");
    assert_reads(time_scan_clock, "", NULL, "");
}

static void iso_times(void **state) {
    (void)state;
    assert_reads(time_scan_iso, "2024-01-02T03:04:05.006+01:30 x", "2024-01-02 03:04:05 6000000/3 +90", " x");
    assert_reads(time_scan_iso, "2024-01-02 03:04:05", "2024-01-02 03:04:05", "");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05Z", "2024-01-02 03:04:05 +0", "");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05-0530", "2024-01-02 03:04:05 -330", "");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05-08", "2024-01-02 03:04:05 -480", "");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05+0:30", "2024-01-02 03:04:05", "+0:30");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05+01:3", "2024-01-02 03:04:05", "+01:3");
    assert_reads(time_scan_iso, "2024-12-31T23:59:59", "2024-12-31 23:59:59", "");
    assert_reads(time_scan_iso, "2024-13-01T00:00:00", NULL, "2024-13-01T00:00:00");
    assert_reads(time_scan_iso, "2024-00-01T00:00:00", NULL, "2024-00-01T00:00:00");
    assert_reads(time_scan_iso, "2024-01-32T00:00:00", NULL, "2024-01-32T00:00:00");
    assert_reads(time_scan_iso, "2024-01-00T00:00:00", NULL, "2024-01-00T00:00:00");
    assert_reads(time_scan_iso, "20240-01-01T00:00:00", NULL, "20240-01-01T00:00:00");
    assert_reads(time_scan_iso, "2024-01-02_03:04:05", NULL, "2024-01-02_03:04:05");
    assert_reads(time_scan_iso, "x2024-01-02 03:04:05", NULL, "x2024-01-02 03:04:05");
    assert_reads(time_scan_iso, "2024/01/02 03:04:05", NULL, "2024/01/02 03:04:05");
    assert_reads(time_scan_iso, "2024-01/02 03:04:05", NULL, "2024-01/02 03:04:05");
    assert_reads(time_scan_iso, "2024-1-02 03:04:05", NULL, "2024-1-02 03:04:05");
    assert_reads(time_scan_iso, "2024-01-31T03:04:05", "2024-01-31 03:04:05", "");
    assert_reads(time_scan_iso, "2024-01-01T03:04:05", "2024-01-01 03:04:05", "");
    assert_reads(time_scan_iso, "2024-01-02T24:04:05", NULL, "2024-01-02T24:04:05");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05+14:00", "2024-01-02 03:04:05 +840", "");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05-00:30", "2024-01-02 03:04:05 -30", "");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05+00:00", "2024-01-02 03:04:05 +0", "");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05+01234", "2024-01-02 03:04:05", "+01234");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05+x", "2024-01-02 03:04:05", "+x");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05 +0100 x", "2024-01-02 03:04:05 +60", " x");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05 +01 x", "2024-01-02 03:04:05", " +01 x"); /* "+1 task died" */
    assert_reads(time_scan_iso, "2024-01-02T03:04:05 +0100x", "2024-01-02 03:04:05", " +0100x");
    assert_reads(time_scan_iso, "2024-01-02T03:04:05 x", "2024-01-02 03:04:05", " x");
}

/* As NX-OS writes it. */
static void times_with_the_year_first(void **state) {
    (void)state;
    assert_reads(time_scan_syslog_year, "2024 Jan  2 03:04:05 x", "2024-01-02 03:04:05", " x");
    assert_reads(time_scan_syslog_year, "1990 Jan  2 03:04:05", "1990-01-02 03:04:05", "");
    assert_reads(time_scan_syslog_year, "2099 Jan  2 03:04:05", "2099-01-02 03:04:05", "");
    static const char *const others[] = {"1989 Jan  2 03:04:05", "2100 Jan  2 03:04:05", "2024  Jan  2 03:04:05",
                                         "224 Jan  2 03:04:05",  "2024 Foo  2 03:04:05", "2024 Jan  2 03:04",
                                         "20240 Jan 2 03:04:05", "Jan  2 03:04:05"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct scan scan = scan_of(str_from_cstr(others[i]));
        struct oomwhy_time ignored;
        if (time_scan_syslog_year(&scan, &ignored))
            fail_msg("%s", others[i]);
        assert_true(str_equal(scan_rest(&scan), str_from_cstr(others[i])));
    }
}

static void times_of_syslog(void **state) {
    (void)state;
    assert_reads(time_scan_syslog, "Jan  1 00:00:00 web", "0000-01-01 00:00:00", " web");
    assert_reads(time_scan_syslog, "Jan 01 00:00:00.25", "0000-01-01 00:00:00 250000000/2", "");
    assert_reads(time_scan_syslog, "Dec 31 2024 23:59:59", "2024-12-31 23:59:59", "");
    assert_reads(time_scan_syslog, "mars 01 00:00:00", "0000-03-01 00:00:00", "");
    assert_reads(time_scan_syslog, "1月  2 00:00:00", "0000-01-02 00:00:00", "");
    assert_reads(time_scan_syslog, "Foo  1 12:00:00 web", "0000-00-00 00:00:00", " web");
    assert_reads(time_scan_syslog, "Jan  0 00:00:00", NULL, "Jan  0 00:00:00");
    assert_reads(time_scan_syslog, "Jan 32 00:00:00", NULL, "Jan 32 00:00:00");
    assert_reads(time_scan_syslog, "Jan 1 20245 00:00:00", NULL, "Jan 1 20245 00:00:00");
    assert_reads(time_scan_syslog, "Jan1 00:00:00", NULL, "Jan1 00:00:00");
    assert_reads(time_scan_syslog, "J 1 00:00:00", NULL, "J 1 00:00:00");
    assert_reads(time_scan_syslog, "Jan x 00:00:00", NULL, "Jan x 00:00:00");
    assert_reads(time_scan_syslog, "Jan 31 00:00:00", "0000-01-31 00:00:00", "");
    assert_reads(time_scan_syslog, "Jan 1 00:00:00", "0000-01-01 00:00:00", "");
    assert_reads(time_scan_syslog, "Jan 123 00:00:00", NULL, "Jan 123 00:00:00");
    assert_reads(time_scan_syslog, "Jan 1 202 00:00:00", NULL, "Jan 1 202 00:00:00");
    assert_reads(time_scan_syslog, "Jan 1 24:00:00", NULL, "Jan 1 24:00:00");
    assert_reads(time_scan_syslog, "Jan 1", NULL, "Jan 1");
    assert_reads(time_scan_syslog, "Jan", NULL, "Jan");
    assert_reads(time_scan_syslog, "", NULL, "");
    assert_reads(time_scan_syslog, " Jan 1 00:00:00", NULL, " Jan 1 00:00:00");
    assert_reads(time_scan_syslog, "abcdefghijklmno 1 00:00:00", "0000-00-00 00:00:00", "");
    assert_reads(time_scan_syslog, "abcdefghijklmnopq 1 00:00:00", NULL, "abcdefghijklmnopq 1 00:00:00");
    assert_reads(time_scan_syslog, "Ja-n 1 00:00:00", NULL, "Ja-n 1 00:00:00");
}

/* Read from the right: nothing is known of the words. */
static void times_of_dmesg(void **state) {
    (void)state;
    assert_reads(time_scan_ctime, "Mon Jan  1 00:00:01 2024] x", "2024-01-01 00:00:01", "] x");
    assert_reads(time_scan_ctime, "lun. janv.  1 00:00:00 2024<", "2024-01-01 00:00:00", "<");
    assert_reads(time_scan_ctime, "Di Aug 12 03:54:03 2025 ] x", "2025-08-12 03:54:03", "] x");
    assert_reads(time_scan_ctime, "Xx Yyy 12 03:54:03 2025]", "0000-00-00 00:00:00", "]");
    assert_reads(time_scan_ctime, "Mon Jan 32 00:00:00 2024]", NULL, "Mon Jan 32 00:00:00 2024]");
    assert_reads(time_scan_ctime, "Mon Jan  0 00:00:00 2024]", NULL, "Mon Jan  0 00:00:00 2024]");
    assert_reads(time_scan_ctime, "Mon Jan  1 00:00:00 24]", NULL, "Mon Jan  1 00:00:00 24]");
    assert_reads(time_scan_ctime, "1 00:00:00 2024]", NULL, "1 00:00:00 2024]");
    assert_reads(time_scan_ctime, "Mon Jan 31 23:59:60 2024]", "2024-01-31 23:59:60", "]");
    assert_reads(time_scan_ctime, "Jan 1 00:00:00 2024]", "2024-01-01 00:00:00", "]");
    assert_reads(time_scan_ctime, "Mon Jan 123 00:00:00 2024]", NULL, "Mon Jan 123 00:00:00 2024]");
    assert_reads(time_scan_ctime, "Mon Jan 012 00:00:00 2024]", NULL, "Mon Jan 012 00:00:00 2024]");
    assert_reads(time_scan_ctime, "lun 12 janv. 00:00:00 2024]", "2024-01-12 00:00:00", "]");
    assert_reads(time_scan_ctime, "lun 012 janv. 00:00:00 2024]", NULL, "lun 012 janv. 00:00:00 2024]");
    assert_reads(time_scan_ctime, "Mon Jan  1 00:00:00]", "0000-01-01 00:00:00", "]");
    assert_reads(time_scan_ctime, "Xxx Yyy  1 00:00:00]", NULL, "Xxx Yyy  1 00:00:00]"); /* a year must show it */
    assert_reads(time_scan_ctime, "Mon Jan 1 00:00:00 20245]", NULL, "Mon Jan 1 00:00:00 20245]");
    assert_reads(time_scan_ctime, "lun 1x janv. 00:00:00 2024]", NULL, "lun 1x janv. 00:00:00 2024]");
    assert_reads(time_scan_ctime, "]", NULL, "]");
    assert_reads(time_scan_ctime, "", NULL, "");
    assert_reads(time_scan_ctime, "Mon Jan  1 00:00:00x 2024]", NULL, "Mon Jan  1 00:00:00x 2024]");
}

/* date -u -d @SECONDS */
static void seconds_since_1970(void **state) {
    (void)state;
    static const struct {
        int64_t us;
        const char *want;
    } times[] = {{0, "1970-01-01 00:00:00 0/6 +0"},
                 {-1, "1969-12-31 23:59:59 999999000/6 +0"},
                 {951782399000000, "2000-02-28 23:59:59 0/6 +0"},
                 {951782400000000, "2000-02-29 00:00:00 0/6 +0"},
                 {951868800000000, "2000-03-01 00:00:00 0/6 +0"},
                 {1709164800000000, "2024-02-29 00:00:00 0/6 +0"},
                 {1735689599123456, "2024-12-31 23:59:59 123456000/6 +0"},
                 {4107542400000000, "2100-03-01 00:00:00 0/6 +0"},
                 {4107456000000000, "2100-02-28 00:00:00 0/6 +0"},
                 {-62135596800000000, "0001-01-01 00:00:00 0/6 +0"},
                 {1795287487000000, "2026-11-21 18:58:07 0/6 +0"}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        const struct oomwhy_time time = time_of_epoch_us(times[i].us);
        assert_time("epoch", &time, times[i].want);
    }
}

/* Each day from 1970 to 2100, counted by the lengths of months. */
static void days_since_1970(void **state) {
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t days = 0;
    for (int year = 1970; year <= 2100; year++)
        for (int month = 1; month <= 12; month++) {
            const bool is_leap = year % 4 == 0 && year != 2100;
            const int length = lengths[month - 1] + (month == 2 && is_leap);
            for (int day = 1; day <= length; day++, days++) {
                const struct oomwhy_time time = time_of_epoch_us(days * 86400000000);
                if (time.year != year || time.month != month || time.day != day || time.hour != 0)
                    fail_msg("%d-%02d-%02d is %d-%02d-%02d", year, month, day, time.year, time.month, time.day);
            }
        }
    for (int second = 0; second < 86400; second += 37) {
        const struct oomwhy_time time = time_of_epoch_us((int64_t)second * 1000000 + 999999);
        assert_int_equal(time.hour * 3600 + time.minute * 60 + time.second, second);
        assert_true(time.minute < 60 && time.second < 60);
        assert_int_equal(time.nanosecond, 999999000);
    }
}

/* A line without a year beside one of 2024-03-01: within half a year before or after it. */
static void a_year_is_taken_from_a_neighbour(void **state) {
    (void)state;
    static const struct {
        int32_t known_year, known_month, known_day, month, day, year;
    } lines[] = {{2024, 3, 1, 3, 1, 2024},
                 {2024, 3, 1, 8, 28, 2024},
                 {2024, 3, 1, 2, 29, 2024},
                 {2023, 12, 31, 1, 1, 2024},
                 {2024, 1, 1, 12, 31, 2023},
                 {2023, 3, 1, 2, 29, 0},
                 {2000, 3, 1, 2, 29, 2000},
                 {2100, 3, 1, 2, 29, 0},
                 /* 180 days before and behind it, and one more */
                 {2024, 3, 1, 8, 29, 0},
                 {2024, 3, 1, 9, 3, 2023},
                 {2024, 3, 1, 9, 2, 0},
                 {2024, 1, 1, 6, 29, 2024},
                 {2024, 1, 1, 6, 30, 0},
                 {2024, 12, 31, 6, 29, 2025},
                 {2024, 12, 31, 6, 30, 0},
                 {2024, 2, 29, 2, 29, 2024},
                 {2024, 2, 29, 3, 1, 2024},
                 {2023, 3, 1, 2, 28, 2023},
                 {1900, 3, 1, 2, 29, 0}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct time_clue clue = {0};
        struct message message = message_nothing();
        message.time =
            (struct oomwhy_time){.year = lines[i].known_year, .month = lines[i].known_month, .day = lines[i].known_day};
        time_note_year(&clue, &message);
        message.time = (struct oomwhy_time){.month = lines[i].month, .day = lines[i].day};
        if (time_year_of(&clue, &message) != lines[i].year)
            fail_msg("line %zu: %d", i, (int)time_year_of(&clue, &message));
    }
}

/* "setting system clock to 2026-11-21T20:57:39 UTC (1795294659)" 2.5 seconds after the boot. */
static void the_boot_tells_the_year(void **state) {
    (void)state;
    struct time_clue clue = {0};
    struct message message = message_nothing();
    message.uptime_us = 2500000;
    time_note_boot(&clue, &message, 0);
    time_note_boot(&clue, &message, 253402300800);
    assert_int_equal(clue.year, 0);
    time_note_boot(&clue, &message, 1795294659);
    assert_int_equal(clue.year, 2026);
    assert_int_equal(clue.month, 11);
    assert_int_equal(clue.day, 21);
    assert_int_equal(clue.boot_us, 1795294656500000);
    message.time = (struct oomwhy_time){.month = 1, .day = 5};
    message.uptime_us = 45 * INT64_C(86400000000); /* on 5 January 2027 */
    assert_int_equal(time_year_of(&clue, &message), 2027);
    message.time = (struct oomwhy_time){.month = 1, .day = 2}; /* more than two days behind the kernel's clock */
    assert_int_equal(time_year_of(&clue, &message), 0);
    message.time = (struct oomwhy_time){.month = 1, .day = 3}; /* two days */
    assert_int_equal(time_year_of(&clue, &message), 2027);
    message.time = (struct oomwhy_time){.month = 7, .day = 3}; /* it slept for 179 days */
    assert_int_equal(time_year_of(&clue, &message), 2027);
    message.time = (struct oomwhy_time){.month = 7, .day = 4}; /* 180 */
    assert_int_equal(time_year_of(&clue, &message), 2027);
    message.time = (struct oomwhy_time){.month = 7, .day = 5};
    assert_int_equal(time_year_of(&clue, &message), 0);
    message.uptime_us = ABSENT; /* by the boot's date alone: 2026-11-21 */
    message.time = (struct oomwhy_time){.month = 5, .day = 20};
    assert_int_equal(time_year_of(&clue, &message), 2027);
    message.time = (struct oomwhy_time){.month = 5, .day = 21};
    assert_int_equal(time_year_of(&clue, &message), 0);
    message.time = (struct oomwhy_time){.month = 5, .day = 25};
    assert_int_equal(time_year_of(&clue, &message), 2026);
    clue.year = 0;
    assert_int_equal(time_year_of(&clue, &message), 0);
    time_note_boot(&clue, &message, 253402300799);
    assert_int_equal(clue.year, 9999);
    time_note_boot(&clue, &message, 1);
    assert_int_equal(clue.year, 1970);
    time_note_boot(&clue, &message, -1);
    assert_int_equal(clue.year, 1970);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clocks_of_kernels),
        cmocka_unit_test(fractions_of_six_digits),
        cmocka_unit_test(stamps_of_kernels),
        cmocka_unit_test(stamps_within_a_line),
        cmocka_unit_test(months),
        cmocka_unit_test(weekdays),
        cmocka_unit_test(clocks),
        cmocka_unit_test(iso_times),
        cmocka_unit_test(times_of_syslog),
        cmocka_unit_test(times_with_the_year_first),
        cmocka_unit_test(times_of_dmesg),
        cmocka_unit_test(seconds_since_1970),
        cmocka_unit_test(days_since_1970),
        cmocka_unit_test(a_year_is_taken_from_a_neighbour),
        cmocka_unit_test(the_boot_tells_the_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
