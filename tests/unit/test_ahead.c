/* A stream that a thread pulls ahead: everything comes, in order, and an end at any time is an end.
 * SPDX-License-Identifier: MIT */
#include "read/ahead.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Gives COUNT pieces, each filled with its number; -1: without end. */
struct numbers {
    struct stream stream;
    int64_t given, count;
    char piece[4096];
};

static bool numbers_next(struct stream *stream, str *ret_bytes) {
    struct numbers *numbers = (struct numbers *)stream;
    if (numbers->given == numbers->count) {
        stream->sentence = "is at its end";
        return false;
    }
    memset(numbers->piece, (int)(numbers->given++ % 251), sizeof numbers->piece);
    *ret_bytes = str_of(numbers->piece, sizeof numbers->piece);
    return true;
}

static void test_everything_comes_in_order(void **state) {
    static struct numbers numbers = {.stream = {.next = numbers_next, .fd = -1}, .count = 5000};
    struct ahead ahead;
    str bytes;
    (void)state;
    assert_true(ahead_open(&ahead, &numbers.stream));
    for (int i = 0; i < 5000; i++) {
        assert_true(ahead.stream.next(&ahead.stream, &bytes));
        assert_int_equal(bytes.len, sizeof numbers.piece);
        assert_int_equal((unsigned char)bytes.data[0], i % 251);
        assert_int_equal((unsigned char)bytes.data[bytes.len - 1], i % 251);
    }
    assert_null(ahead.stream.sentence);
    assert_false(ahead.stream.next(&ahead.stream, &bytes));
    assert_string_equal(ahead.stream.sentence, "is at its end");
    assert_false(ahead.stream.failed);
    assert_false(ahead.stream.next(&ahead.stream, &bytes));
    ahead_close(&ahead);
}

/* The reader goes away while the thread waits for room, or works. */
static void test_an_endless_stream_is_closed(void **state) {
    static struct numbers numbers = {.stream = {.next = numbers_next, .fd = -1}, .count = -1};
    struct ahead ahead;
    str bytes;
    (void)state;
    for (int taken = 0; taken < 3; taken++) {
        assert_true(ahead_open(&ahead, &numbers.stream));
        for (int i = 0; i < taken; i++)
            assert_true(ahead.stream.next(&ahead.stream, &bytes));
        ahead_close(&ahead);
    }
}

/* It is never further ahead than promised: what was pulled and not taken. */
static void test_it_stays_within_its_bound(void **state) {
    static struct numbers numbers = {.stream = {.next = numbers_next, .fd = -1}, .count = -1};
    struct ahead ahead;
    str bytes;
    (void)state;
    assert_true(ahead_open(&ahead, &numbers.stream));
    for (int i = 0; i < 1000; i++)
        assert_true(ahead.stream.next(&ahead.stream, &bytes));
    ahead_close(&ahead); /* then its counts stand still */
    assert_true(numbers.given - 1000 <= AHEAD_MOST / (int64_t)sizeof numbers.piece + 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_comes_in_order),
        cmocka_unit_test(test_an_endless_stream_is_closed),
        cmocka_unit_test(test_it_stays_within_its_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
