/* Wall-clock times compared as far as they tell.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/clock.h"

static struct oomwhy_time stamp(int year, int month, int day, int hour, int minute, int second) {
    return (struct oomwhy_time){
        .year = year, .month = month, .day = day, .hour = hour, .minute = minute, .second = second};
}

static void counts_seconds_over_calendar_borders(void **state) {
    (void)state;
    struct oomwhy_time a = stamp(2024, 3, 1, 0, 0, 0), b = stamp(2024, 2, 28, 0, 0, 0);
    assert_int_equal(clock_apart(&a, &b), 2 * 86400); /* a leap year */
    a.year = b.year = 2023;
    assert_int_equal(clock_apart(&a, &b), 86400);
    a = stamp(2025, 1, 1, 0, 0, 1), b = stamp(2024, 12, 31, 23, 59, 59);
    assert_int_equal(clock_apart(&a, &b), 2);
    a = stamp(1970, 1, 1, 0, 0, 0), b = stamp(2000, 1, 1, 0, 0, 0);
    assert_int_equal(clock_apart(&b, &a), 946684800);
}

/* Each month, of a common year, of a leap year, and of years that a hundred and four hundred divide. */
static void months_have_their_days(void **state) {
    (void)state;
    static const struct {
        int year, february;
    } years[] = {{1, 28}, {1999, 28}, {2000, 29}, {2023, 28}, {2024, 29}, {2100, 28}, {2400, 29}};
    for (size_t i = 0; i < sizeof years / sizeof *years; i++)
        for (int month = 1; month <= 12; month++) {
            const int year = years[i].year, days[] = {31, years[i].february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
            const struct oomwhy_time first = stamp(year, month, 1, 0, 0, 0), last = stamp(year, month, 28, 0, 0, 0),
                                     next = stamp(year + month / 12, month % 12 + 1, 1, 0, 0, 0);
            assert_int_equal(clock_apart(&next, &first), days[month - 1] * 86400);
            assert_int_equal(clock_apart(&last, &first), 27 * 86400);
            assert_int_equal(clock_apart(&first, &next), -days[month - 1] * 86400);
        }
    const struct oomwhy_time a = stamp(2100, 1, 1, 0, 0, 0), b = stamp(2000, 1, 1, 0, 0, 0),
                             c = stamp(2400, 3, 1, 0, 0, 0);
    assert_int_equal(clock_apart(&a, &b), 36525 * INT64_C(86400));
    assert_int_equal(clock_apart(&c, &b), (146097 + 60) * INT64_C(86400));
}

static void times_of_a_day(void **state) {
    (void)state;
    const struct oomwhy_time a = stamp(2024, 5, 1, 13, 14, 15), b = stamp(2024, 5, 1, 0, 0, 0);
    assert_int_equal(clock_apart(&a, &b), 13 * 3600 + 14 * 60 + 15);
    const struct oomwhy_time c = stamp(0, 5, 1, 0, 0, 0), d = stamp(0, 4, 30, 23, 59, 59),
                             e = stamp(2023, 5, 1, 0, 0, 0);
    assert_int_equal(clock_apart(&c, &d), 1);
    assert_int_equal(clock_apart(&c, &e), 0); /* of one of them the year is not known */
    assert_int_equal(clock_apart(&b, &e), 366 * 86400);
}

static void offsets_count_where_both_have_one(void **state) {
    (void)state;
    struct oomwhy_time a = stamp(2024, 5, 1, 12, 0, 0), b = stamp(2024, 5, 1, 10, 0, 0);
    a.has_offset = true, a.offset_min = 120;
    assert_int_equal(clock_apart(&a, &b), 7200);
    b.has_offset = true;
    assert_int_equal(clock_apart(&a, &b), 0);
}

/* The nearer way round a leap year: 183 days at most. */
static void distances_without_a_year_are_the_shorter_way(void **state) {
    (void)state;
    struct oomwhy_time a = stamp(0, 1, 1, 0, 0, 0), b = stamp(0, 7, 1, 0, 0, 0);
    assert_int_equal(clock_distance(&a, &b), 182 * 86400); /* 31 + 29 + 31 + 30 + 31 + 30 */
    b.day = 2;
    assert_int_equal(clock_distance(&b, &a), 183 * 86400);
    b.day = 3;
    assert_int_equal(clock_distance(&a, &b), 182 * 86400);
    a.year = b.year = 2024;
    assert_int_equal(clock_distance(&a, &b), 184 * 86400);
    b.year = 0;
    assert_int_equal(clock_distance(&a, &b), 182 * 86400);
    a.year = 0;
    b.year = 2024;
    assert_int_equal(clock_distance(&a, &b), 182 * 86400);
    a = stamp(1, 1, 1, 0, 0, 0), b = stamp(1, 7, 4, 0, 0, 0);
    assert_int_equal(clock_distance(&a, &b), 184 * 86400); /* no leap year */
}

static void spans_without_a_year_may_turn_it(void **state) {
    (void)state;
    const struct oomwhy_time since = stamp(2023, 12, 30, 0, 0, 0), until = stamp(2024, 1, 2, 0, 0, 0), none = {0};
    struct oomwhy_time event = stamp(0, 1, 1, 0, 0, 0);
    assert_true(clock_is_within(&event, &since, &until));
    event = stamp(0, 12, 31, 0, 0, 0);
    assert_true(clock_is_within(&event, &since, &until));
    event = stamp(0, 6, 1, 0, 0, 0);
    assert_false(clock_is_within(&event, &since, &until));
    event = stamp(2023, 12, 30, 0, 0, 0);
    assert_true(clock_is_within(&event, &since, &until));
    event = stamp(2024, 12, 31, 0, 0, 0);
    assert_false(clock_is_within(&event, &since, &until));
    assert_true(clock_is_within(&event, &since, &none));
    assert_true(clock_is_within(&event, &none, &none));
}

/* Whatever the year was, a day is within bounds of a year and more. */
static void spans_of_a_year_hold_every_day(void **state) {
    (void)state;
    const struct oomwhy_time since = stamp(2023, 6, 1, 0, 0, 0);
    const struct oomwhy_time event = stamp(0, 8, 3, 0, 0, 0), dated = stamp(2024, 8, 3, 0, 0, 0);
    struct oomwhy_time until = stamp(2024, 7, 1, 0, 0, 0);
    assert_true(clock_is_within(&event, &since, &until));
    assert_false(clock_is_within(&dated, &since, &until));
    until = stamp(2024, 5, 31, 0, 0, 0); /* 365 days later, February 29 being one of them */
    const struct oomwhy_time last = stamp(0, 5, 31, 12, 0, 0);
    assert_true(clock_is_within(&last, &since, &until));
    until.day = 30;
    assert_true(clock_is_within(&event, &since, &until)); /* over New Year */
    assert_false(clock_is_within(&last, &since, &until));
    const struct oomwhy_time first = stamp(0, 1, 1, 0, 0, 0), end = stamp(0, 12, 31, 0, 0, 0),
                             after = stamp(0, 12, 31, 0, 0, 1);
    assert_false(clock_is_within(&after, &first, &end)); /* bounds that have no year themselves */
    const struct oomwhy_time dated_first = stamp(1, 1, 1, 0, 0, 0), dated_end = stamp(2, 1, 1, 0, 0, 0);
    assert_true(clock_is_within(&after, &dated_first, &dated_end));
    until = stamp(2023, 6, 1, 0, 0, 0); /* a moment */
    assert_false(clock_is_within(&event, &since, &until));
    const struct oomwhy_time moment = stamp(0, 6, 1, 0, 0, 0), later = stamp(0, 6, 1, 0, 0, 1);
    assert_true(clock_is_within(&moment, &since, &until));
    assert_false(clock_is_within(&later, &since, &until));
}

static void bounds_are_included(void **state) {
    (void)state;
    const struct oomwhy_time since = stamp(2024, 6, 1, 0, 0, 10), until = stamp(2024, 6, 1, 0, 0, 20), none = {0};
    for (int second = 8; second < 23; second++) {
        const struct oomwhy_time event = stamp(2024, 6, 1, 0, 0, second);
        assert_int_equal(clock_is_within(&event, &since, &until), second >= 10 && second <= 20);
        assert_int_equal(clock_is_within(&event, &since, &none), second >= 10);
        assert_int_equal(clock_is_within(&event, &none, &until), second <= 20);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_seconds_over_calendar_borders),
        cmocka_unit_test(months_have_their_days),
        cmocka_unit_test(times_of_a_day),
        cmocka_unit_test(offsets_count_where_both_have_one),
        cmocka_unit_test(distances_without_a_year_are_the_shorter_way),
        cmocka_unit_test(spans_without_a_year_may_turn_it),
        cmocka_unit_test(spans_of_a_year_hold_every_day),
        cmocka_unit_test(bounds_are_included),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
