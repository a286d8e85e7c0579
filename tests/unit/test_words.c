/* Numbers as people read them.
 * SPDX-License-Identifier: MIT */
#include "base/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void sizes_have_at_most_one_decimal(void **state) {
    (void)state;
    assert_string_equal(SIZE(0), "0 KiB");
    assert_string_equal(SIZE(1023), "1023 KiB");
    assert_string_equal(SIZE(1024), "1 MiB");
    assert_string_equal(SIZE(1536), "1.5 MiB");
    assert_string_equal(SIZE(118 * 1024 + 300), "118 MiB");
    assert_string_equal(SIZE(7680048), "7.3 GiB");
    assert_string_equal(SIZE(635388), "620 MiB"); /* 620.496 */
    assert_string_equal(SIZE(635392), "621 MiB"); /* 620.5 */
    assert_string_equal(SIZE(102348), "99.9 MiB");
    assert_string_equal(SIZE(102349), "100 MiB"); /* 99.9502 */
    assert_string_equal(SIZE((int64_t)3 << 30), "3 TiB");
    assert_string_equal(SIZE(1023 * 1024 + 511), "1023 MiB");
    assert_string_equal(SIZE(1023 * 1024 + 512), "1 GiB"); /* not 1024 MiB */
    assert_string_equal(SIZE(-1), "an unknown amount");
    assert_string_equal(SIZE(INT64_MIN), "an unknown amount");
    assert_non_null(SIZE(INT64_MAX));
}

static void shares_have_a_decimal_below_ten(void **state) {
    (void)state;
    assert_string_equal(PERCENT(98, 100), "98 %");
    assert_string_equal(PERCENT(1, 3), "33 %");
    assert_string_equal(PERCENT(3, 1000), "0.3 %");
    assert_string_equal(PERCENT(73461, 100000), "73 %");
    assert_string_equal(PERCENT(999, 10000), "10 %");
    assert_string_equal(PERCENT(73500, 100000), "74 %");
    assert_string_equal(PERCENT(5, 100), "5 %");
    assert_string_equal(PERCENT(364, 100), "364 %");
    assert_string_equal(PERCENT(996, 1000), "99.6 %"); /* not all of it */
    assert_string_equal(PERCENT(99999, 100000), "99.9 %");
    assert_string_equal(PERCENT(INT64_MAX, INT64_MAX), "100 %");
    assert_string_equal(PERCENT(INT64_MAX / 3, INT64_MAX), "33 %");
    assert_string_equal(PERCENT(3, INT64_MAX), "less than 0.1 %");
    assert_string_equal(PERCENT(INT64_MAX, 1), "4503599627370495 %"); /* (2^63 - 1) / 2048: no share that is one */
    assert_string_equal(PERCENT(1, 100000), "less than 0.1 %");
    assert_string_equal(PERCENT(0, 100000), "0 %");
    assert_string_equal(PERCENT(1, 0), "an unknown share");
    assert_string_equal(PERCENT(-1, 5), "an unknown share");
    assert_string_equal(PERCENT(INT64_MAX, INT64_MAX), "100 %");
}

static void counts_and_times(void **state) {
    (void)state;
    assert_string_equal(COUNT(1, "process", "processes"), "1 process");
    assert_string_equal(COUNT(3, "process", "processes"), "3 processes");
    assert_string_equal(DURATION(1), "1 second");
    assert_string_equal(DURATION(119), "119 seconds");
    assert_string_equal(DURATION(600), "10 minutes");
    assert_string_equal(DURATION(3 * 3600), "3 hours");
    assert_string_equal(DURATION(5400 + 3600), "2.5 hours");
    assert_string_equal(DURATION(4 * 86400), "4 days");
}

static void arguments_are_rounded_up(void **state) {
    (void)state;
    assert_string_equal(ARGUMENT(512 * 1024), "512M");
    assert_string_equal(ARGUMENT(512 * 1024 + 1), "513M");
    assert_string_equal(ARGUMENT(165), "165K"); /* 132 kB and a quarter: no whole MB */
    assert_string_equal(ARGUMENT(12 * 1024 * 1024), "12G");
}

static void a_name_may_begin_a_sentence(void **state) {
    (void)state;
    assert_string_equal(TITLE("shared memory"), "Shared memory");
    assert_string_equal(TITLE("Slab"), "Slab");
    assert_string_equal(TITLE(""), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_have_at_most_one_decimal),
        cmocka_unit_test(shares_have_a_decimal_below_ten),
        cmocka_unit_test(counts_and_times),
        cmocka_unit_test(arguments_are_rounded_up),
        cmocka_unit_test(a_name_may_begin_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
