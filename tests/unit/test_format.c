/* Own formatting says what printf says.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>

#include "base/format.h"

#define SAME(...)                                                                                                      \
    do {                                                                                                               \
        char own[128], libc[128];                                                                                      \
        size_t len = format_text(own, sizeof own, __VA_ARGS__);                                                        \
        assert_int_equal(len, snprintf(libc, sizeof libc, __VA_ARGS__));                                               \
        assert_string_equal(own, libc);                                                                                \
    } while (0)

static const int64_t numbers[] = {0,     1,      9,       10,      11,        99,        100,          101, 999,
                                  1000,  9999,   10000,   99999,   100000,    1234567,   -1,           -9,  -10,
                                  -1234, 999999, 1 << 20, 1 << 30, INT64_MAX, INT64_MIN, INT64_MIN + 1};

static void numbers_of_every_length(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        long long value = numbers[i];
        SAME("%lld", value);
        SAME("%llu", (unsigned long long)value);
        SAME("%llx", (unsigned long long)value);
        SAME("%d", (int)value);
        SAME("%zu", (size_t)value);
        SAME("%06lld|%02lld|%04lld", value, value, value);
        SAME("%04d-%02d-%02d", (int)value, (int)value, (int)value);
    }
    unsigned long long power = 1;
    for (int digits = 1; digits <= 19; digits++, power *= 10) {
        SAME("%llu", power);
        SAME("%llu", power - 1);
    }
}

/* Division by products is exact for each number of up to eight digits: near the multiples of 100 it would fail first.
 */
static void numbers_next_to_each_hundred(void **state) {
    (void)state;
    for (int64_t hundred = 0; hundred <= 100000000; hundred += hundred < 1000000 ? 100 : 990000)
        for (int64_t value = hundred - 2; value < hundred + 2; value++) {
            char own[FORMAT_NUMBER], libc[32];
            const size_t len = (size_t)(format_i64(own, value) - own);
            assert_int_equal(len, snprintf(libc, sizeof libc, "%" PRId64, value));
            assert_memory_equal(own, libc, len);
        }
}

static void words_and_views(void **state) {
    (void)state;
    SAME("%s", "");
    SAME("100 %% of %s, not %c", "it", 'x');
    SAME("a %.*s of %.*s%s", 3, "wordless", 0, "nothing", ".");
    SAME("%.*s", 10, "ends");            /* a NUL ends it too */
    const char *volatile nothing = NULL; /* an empty view points nowhere */
    char room[8];
    assert_int_equal(format_text(room, sizeof room, "(%.*s)", 0, nothing), 2);
    assert_string_equal(room, "()");
}

/* What is not ours is printf's. */
static void other_conversions(void **state) {
    (void)state;
    SAME("%5d|%-5s|%x", 42, "ab", 255u);
    SAME("%" PRId64 " and %s and %.2f", (int64_t)-5, "text", 1.5);
}

static void too_little_room(void **state) {
    (void)state;
    char room[8] = "xxxxxxx";
    assert_int_equal(format_text(room, sizeof room, "%s %lld", "abcdef", 12345LL), 12);
    assert_string_equal(room, "abcdef ");
    assert_int_equal(format_text(room, 1, "%s", "abc"), 3);
    assert_string_equal(room, "");
    assert_int_equal(format_text(NULL, 0, "%s", "abc"), 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_every_length), cmocka_unit_test(numbers_next_to_each_hundred),
        cmocka_unit_test(words_and_views),         cmocka_unit_test(other_conversions),
        cmocka_unit_test(too_little_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
