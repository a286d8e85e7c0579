/* The few largest of a long list.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/largest.h"

static struct largest take(size_t most, const int64_t *sizes, size_t count) {
    struct largest largest;
    largest_begin(&largest, most);
    for (size_t row = 0; row < count; row++)
        largest_add(&largest, row, sizes[row]);
    return largest;
}

static void the_largest_come_first(void **state) {
    (void)state;
    const int64_t sizes[] = {5, 9, 1, 7, 9, 3};
    const struct largest largest = take(3, sizes, 6);
    assert_int_equal(largest.count, 3);
    assert_int_equal(largest.rows[0], 1);
    assert_int_equal(largest.rows[1], 4);
    assert_int_equal(largest.rows[2], 3); /* of equal ones the earlier */
    assert_int_equal(largest.sizes[0], 9);
    assert_int_equal(largest.sizes[1], 9);
    assert_int_equal(largest.sizes[2], 7);
}

static void a_short_list_is_taken_whole(void **state) {
    (void)state;
    const int64_t sizes[] = {-1, 4};
    const struct largest largest = take(3, sizes, 2);
    assert_int_equal(largest.count, 2);
    assert_int_equal(largest.rows[0], 1);
    assert_int_equal(largest.rows[1], 0);
    assert_int_equal(take(3, sizes, 0).count, 0);
}

static void the_rows_have_a_bound(void **state) {
    (void)state;
    int64_t sizes[2 * LARGEST_ROWS];
    for (size_t i = 0; i < 2 * LARGEST_ROWS; i++)
        sizes[i] = (int64_t)i;
    const struct largest largest = take(SIZE_MAX, sizes, 2 * LARGEST_ROWS);
    assert_int_equal(largest.count, LARGEST_ROWS);
    assert_int_equal(largest.rows[0], 2 * LARGEST_ROWS - 1);
    assert_int_equal(largest.rows[LARGEST_ROWS - 1], LARGEST_ROWS);
    assert_int_equal(take(0, sizes, 1).count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_come_first),
        cmocka_unit_test(a_short_list_is_taken_whole),
        cmocka_unit_test(the_rows_have_a_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
