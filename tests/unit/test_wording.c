/* Figures in words.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/wording.h"

#include "model/verdict.h"

static void assert_words(struct wording wording, const char *expected) {
    char text[sizeof wording.text + 1] = "";
    memcpy(text, wording.text, wording.len);
    assert_string_equal(text, expected);
}

static void sizes_are_those_of_the_sentences_with_a_sign(void **state) {
    (void)state;
    assert_words(wording_size(ABSENT), "-");
    assert_words(wording_size(0), "0 KiB");
    assert_words(wording_size(1023), "1023 KiB");
    assert_words(wording_size(1024 + 512), "1.5 MiB");
    assert_words(wording_size(7680048), "7.3 GiB"); /* 7.324 */
    assert_words(wording_size(-2048), "-2 MiB");
}

static void percent_has_one_decimal(void **state) {
    (void)state;
    assert_words(wording_percent(1, 3), "33.3 %");
    assert_words(wording_percent(2, 3), "66.7 %");
    assert_words(wording_percent(5, 5), "100.0 %");
    assert_words(wording_percent(0, 5), "0.0 %");
    assert_words(wording_percent(-1, 100), "-1.0 %");
    assert_words(wording_percent(1, 0), "-");
    assert_words(wording_percent(ABSENT, 5), "-");
    assert_words(wording_percent(1, ABSENT), "-");
}

static void numbers_reach_the_ends_of_their_type(void **state) {
    (void)state;
    assert_words(wording_number(INT64_MAX), "9223372036854775807");
    assert_words(wording_number(INT64_MIN + 1), "-9223372036854775807");
    assert_words(wording_number(ABSENT), "-");
}

static void durations_name_two_units(void **state) {
    (void)state;
    assert_words(wording_duration(ABSENT), "");
    assert_words(wording_duration(0), "0.00 s");
    assert_words(wording_duration(215000), "0.21 s");
    assert_words(wording_duration(621423101), "10 min 21 s");
    assert_words(wording_duration(-621423101), "-10 min 21 s");
    assert_words(wording_duration(3600000000), "1 h");
    assert_words(wording_duration(19650742227691), "227 d 10 h"); /* 19650742 s = 227 * 86400 + 37942 */
}

static struct wording ago(struct oomwhy_time then, struct oomwhy_time now) {
    return wording_ago(&then, &now);
}

static void how_long_ago_is_told_in_one_unit(void **state) {
    (void)state;
    const struct oomwhy_time now = {.year = 2026, .month = 3, .day = 1, .hour = 0, .minute = 2, .has_offset = true};
    struct oomwhy_time then = now;
    assert_words(ago(then, now), "0 seconds ago");
    then.minute = 0;
    then.second = 59;
    assert_words(ago(then, now), "61 seconds ago");
    then.second = 0;
    assert_words(ago(then, now), "2 minutes ago");
    then.day = 28;
    then.month = 2;
    assert_words(ago(then, now), "24 hours ago"); /* 2026 has no leap day */
    then.offset_min = -120;                       /* 2 hours later */
    assert_words(ago(then, now), "22 hours ago");
    then.day = 1;
    assert_words(ago(then, now), "27 days ago");
}

static void how_long_ago_is_not_told_where_that_is_not_known(void **state) {
    (void)state;
    const struct oomwhy_time now = {.year = 2026, .month = 3, .day = 1}, none = {.year = 0};
    struct oomwhy_time then = now;
    assert_words(ago(then, none), "");
    assert_words(ago(none, now), "");
    then.second = 1;
    assert_words(ago(then, now), ""); /* later */
    then = (struct oomwhy_time){.month = 2, .day = 1};
    assert_words(ago(then, now), ""); /* of no year */
}

static void time_is_as_exact_as_the_log(void **state) {
    (void)state;
    struct oomwhy_time stamp = {.month = 1, .day = 6, .hour = 7, .minute = 32, .second = 35};
    assert_words(wording_time(&stamp), "01-06T07:32:35"); /* no year is invented */
    stamp.year = 2026;
    assert_words(wording_time(&stamp), "2026-01-06T07:32:35");
    stamp.nanosecond = 123456000;
    stamp.digits = 6;
    assert_words(wording_time(&stamp), "2026-01-06T07:32:35.123456");
    stamp.digits = 9;
    stamp.has_offset = true;
    stamp.offset_min = 330;
    assert_words(wording_time(&stamp), "2026-01-06T07:32:35.123456000+05:30");
    stamp.offset_min = -570;
    stamp.digits = 1;
    assert_words(wording_time(&stamp), "2026-01-06T07:32:35.1-09:30");
    assert_words(wording_time(&(struct oomwhy_time){0}), "");
}

static void lines_are_named_once_or_as_a_span(void **state) {
    (void)state;
    assert_words(wording_lines(12, 12), "[line 12]");
    assert_words(wording_lines(12, 20), "[lines 12-20]");
}

static void enumerations_have_the_documented_words(void **state) {
    (void)state;
    assert_true(str_equal(wording_scope(SCOPE_MEMPOLICY), STR("mempolicy")));
    assert_true(str_equal(wording_swap(SWAP_PARTLY_USED), STR("partly-used")));
    assert_true(str_equal(wording_request(REQUEST_PAGE_TABLE), STR("page-table")));
    assert_true(str_equal(wording_killer(KILLER_SYSTEMD_OOMD), STR("systemd-oomd")));
    assert_true(str_equal(verdict_confidence(CONFIDENCE_MEDIUM), STR("medium")));
    assert_true(str_equal(wording_below(BELOW_NONE), STR("none")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_those_of_the_sentences_with_a_sign),

        cmocka_unit_test(percent_has_one_decimal),

        cmocka_unit_test(numbers_reach_the_ends_of_their_type),
        cmocka_unit_test(durations_name_two_units),
        cmocka_unit_test(how_long_ago_is_told_in_one_unit),
        cmocka_unit_test(how_long_ago_is_not_told_where_that_is_not_known),
        cmocka_unit_test(time_is_as_exact_as_the_log),
        cmocka_unit_test(lines_are_named_once_or_as_a_span),
        cmocka_unit_test(enumerations_have_the_documented_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
