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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_seconds_over_calendar_borders),
        cmocka_unit_test(offsets_count_where_both_have_one),
        cmocka_unit_test(distances_without_a_year_are_the_shorter_way),
        cmocka_unit_test(spans_without_a_year_may_turn_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
