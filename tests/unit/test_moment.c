/* Times as people write them on the command line. Now is Saturday, 2026-11-21 20:58:07 in a zone two hours east of
 * UTC: 1795287487 seconds after 1970 (date -d '2026-11-21 18:58:07Z' +%s).
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/moment.h"

#include <stdio.h>
#include <stdlib.h>

static const struct oomwhy_time now = {
    .year = 2026, .month = 11, .day = 21, .hour = 20, .minute = 58, .second = 7, .offset_min = 120, .has_offset = true};

static void assert_reads(const char *text, enum moment_edge edge, const char *want) {
    struct oomwhy_time stamp;
    char got[96] = "refused";
    if (moment_read(text, edge, &now, &stamp)) {
        int len = snprintf(got, sizeof got, "%04d-%02d-%02d %02d:%02d:%02d", stamp.year, stamp.month, stamp.day,
                           stamp.hour, stamp.minute, stamp.second);
        if (stamp.has_offset)
            snprintf(got + len, sizeof got - (size_t)len, " %+d", stamp.offset_min);
    }
    assert_string_equal(got, want);
}

static void dates_and_times(void **state) {
    (void)state;
    assert_reads("2026-11-21 20:58:07", MOMENT_FIRST, "2026-11-21 20:58:07");
    assert_reads("2026-11-21T20:58", MOMENT_FIRST, "2026-11-21 20:58:00");
    assert_reads("2026-11-21 20:58", MOMENT_LAST, "2026-11-21 20:58:59");
    assert_reads("2026-11-21", MOMENT_FIRST, "2026-11-21 00:00:00");
    assert_reads("2026-11-21", MOMENT_LAST, "2026-11-21 23:59:59");
    assert_reads("Sat 2026-11-21 20:58:07", MOMENT_FIRST, "2026-11-21 20:58:07");
    assert_reads("2026-11-21 20:58:07.25", MOMENT_FIRST, "2026-11-21 20:58:07");
    assert_reads("20:58", MOMENT_FIRST, "2026-11-21 20:58:00");
    assert_reads("20:58:01", MOMENT_LAST, "2026-11-21 20:58:01");
    assert_reads("May  1 12:30:00", MOMENT_FIRST, "0000-05-01 12:30:00");
}

static void zones(void **state) {
    (void)state;
    assert_reads("2026-11-21T20:58:07Z", MOMENT_FIRST, "2026-11-21 20:58:07 +0");
    assert_reads("2026-11-21 20:58:07 UTC", MOMENT_FIRST, "2026-11-21 20:58:07 +0");
    assert_reads("2026-11-21 UTC", MOMENT_FIRST, "2026-11-21 00:00:00 +0");
    assert_reads("2026-11-21 20:58:07 +02:00", MOMENT_FIRST, "2026-11-21 20:58:07 +120");
    assert_reads("2026-11-21T20:58:07-0530", MOMENT_FIRST, "2026-11-21 20:58:07 -330");
}

static void days_by_their_words(void **state) {
    (void)state;
    assert_reads("today", MOMENT_FIRST, "2026-11-21 00:00:00");
    assert_reads("today", MOMENT_LAST, "2026-11-21 23:59:59");
    assert_reads("yesterday", MOMENT_FIRST, "2026-11-20 00:00:00");
    assert_reads("yesterday 08:15", MOMENT_FIRST, "2026-11-20 08:15:00");
    assert_reads("tomorrow", MOMENT_FIRST, "2026-11-22 00:00:00");
    assert_reads("now", MOMENT_FIRST, "2026-11-21 20:58:07 +120");
}

static void spans_before_and_after_now(void **state) {
    (void)state;
    assert_reads("-1h", MOMENT_FIRST, "2026-11-21 19:58:07 +120");
    assert_reads("1 hour ago", MOMENT_FIRST, "2026-11-21 19:58:07 +120");
    assert_reads("-2d 3h", MOMENT_FIRST, "2026-11-19 17:58:07 +120");
    assert_reads("1h30min ago", MOMENT_LAST, "2026-11-21 19:28:07 +120");
    assert_reads("+30min", MOMENT_FIRST, "2026-11-21 21:28:07 +120");
    assert_reads("-100000000", MOMENT_FIRST, "2023-09-21 11:11:27 +120"); /* date -ud @1695287487 */
    assert_reads("-90", MOMENT_FIRST, "2026-11-21 20:56:37 +120");
    assert_reads("2 weeks ago", MOMENT_FIRST, "2026-11-07 20:58:07 +120");
}

static void seconds_since_1970(void **state) {
    (void)state;
    assert_reads("@1795287487", MOMENT_FIRST, "2026-11-21 20:58:07 +120");
    assert_reads("@0", MOMENT_FIRST, "1970-01-01 02:00:00 +120");
    assert_reads("@1767225600", MOMENT_FIRST, "2026-01-01 02:00:00 +120"); /* date -d 2026-01-01Z +%s */
    assert_reads("@1767218399", MOMENT_FIRST, "2025-12-31 23:59:59 +120");
    assert_reads("@951782400", MOMENT_FIRST, "2000-02-29 02:00:00 +120"); /* date -d 2000-02-29Z +%s */
}

static void nothing_else(void **state) {
    (void)state;
    static const char *const wrong[] = {"",
                                        "2026-02-29",
                                        "2026-11-21 25:00",
                                        "2026-11-21 24:01",
                                        "24:00",
                                        "2026-11-21 20:60",
                                        "2026-11-21 20:58:61",
                                        "2026-11-21 20:58 +15:00",
                                        "2026-11-21 20:58 +02:60",
                                        "2026-00-21",
                                        "2026-11-00",
                                        "2026-13-01",
                                        "soon",
                                        "-1parsec",
                                        "1h",
                                        "ago",
                                        "-",
                                        "-1h ago",
                                        "2026-11-21 20:58x",
                                        "@",
                                        "@12x",
                                        "@12.",
                                        "-1234567890",
                                        "-1234567890s",
                                        "1234567890 s ago",
                                        "todayish",
                                        "20:58 now",
                                        "20",
                                        "-1h x",
                                        "2026-11-21 20:58:07 CEST"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_reads(wrong[i], MOMENT_FIRST, "refused");
}

/* Central European Time: an hour east of UTC, two in summer. */
static void a_time_without_a_zone_gets_this_machines(void **state) {
    (void)state;
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    struct oomwhy_time winter = {.year = 2026, .month = 1, .day = 15, .hour = 12}, summer = winter, own = winter,
                       none = {.year = 0}, yearless = {.month = 5, .day = 1};
    summer.month = 7;
    own.has_offset = true;
    own.offset_min = -300;
    moment_set_zone(&winter);
    moment_set_zone(&summer);
    moment_set_zone(&own);
    moment_set_zone(&none);
    moment_set_zone(&yearless);
    assert_true(winter.has_offset && winter.offset_min == 60 && winter.hour == 12);
    assert_true(summer.has_offset && summer.offset_min == 120);
    assert_int_equal(own.offset_min, -300);
    assert_false(none.has_offset || yearless.has_offset);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_and_times),
        cmocka_unit_test(zones),
        cmocka_unit_test(days_by_their_words),
        cmocka_unit_test(spans_before_and_after_now),
        cmocka_unit_test(seconds_since_1970),
        cmocka_unit_test(nothing_else),
        cmocka_unit_test(a_time_without_a_zone_gets_this_machines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
