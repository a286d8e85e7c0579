/* The idle scan finds what a plain search finds, and counts what a plain loop counts.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>

#include "parse/spot.h"

static int64_t plain_newlines(str text) {
    int64_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.data[i] == '\n';
    return count;
}

static const char *const openers[] = {"oom-kill",      "ut of memory",    "Killed ", "Kill process ",
                                      "kill process ", "Killing process", "Kill '",  "ending SIG"};

/* Each opener at each place of texts of all lengths around the width of a vector. */
static void each_opener_at_each_place(void **state) {
    (void)state;
    for (size_t o = 0; o < sizeof openers / sizeof openers[0]; o++) {
        size_t opener = strlen(openers[o]);
        for (size_t len = opener; len < 220; len++)
            for (size_t at = 0; at + opener <= len; at++) {
                int64_t lines = -1;
                char *text = malloc(len); /* so that a byte too many is seen by the sanitizer */
                assert_non_null(text);
                for (size_t i = 0; i < len; i++)
                    text[i] = "a\nkx mfS"[i % 8];
                memcpy(text + at, openers[o], opener);
                assert_int_equal(spot_find(str_of(text, len), &lines), at);
                assert_int_equal(lines, plain_newlines(str_of(text, at)));
                free(text);
            }
    }
}

static void nothing_where_nothing_is(void **state) {
    (void)state;
    static const char text[] = "kernel: room zoom out of range, maximum SEG kill-mode 9/KILL, system of mice\n";
    char block[64 * 300];
    size_t len = 0;
    while (len + sizeof text < sizeof block) {
        int64_t lines = -1;
        memcpy(block + len, text, sizeof text - 1);
        len += sizeof text - 1;
        assert_true(spot_find(str_of(block, len), &lines) == STR_NONE);
        assert_int_equal(lines, plain_newlines(str_of(block, len)));
        assert_int_equal(spot_newlines(str_of(block, len)), lines);
    }
    int64_t lines = -1;
    assert_true(spot_find(STR(""), &lines) == STR_NONE);
    assert_int_equal(lines, 0);
}

/* More newlines than a lane can count. */
static void newlines_by_the_thousand(void **state) {
    (void)state;
    static char text[100003];
    memset(text, '\n', sizeof text);
    int64_t lines = -1;
    assert_true(spot_find(str_of(text, sizeof text), &lines) == STR_NONE);
    assert_int_equal(lines, sizeof text);
    assert_int_equal(spot_newlines(str_of(text, sizeof text)), sizeof text);
    memcpy(text + 99000, "Killed ", 7);
    assert_int_equal(spot_find(str_of(text, sizeof text), &lines), 99000);
    assert_int_equal(lines, 99000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_opener_at_each_place),
        cmocka_unit_test(nothing_where_nothing_is),
        cmocka_unit_test(newlines_by_the_thousand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
