/* Rows of the task table, read by the places of the row before.
 * SPDX-License-Identifier: MIT */
#include "kernel/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* A row of which one column, WIDTH bytes wide, is CELL. */
static str row_with(char text[64], const char *cell, int width) {
    const int len = snprintf(text, 64, "[ 13432]  1000 %*s        0 java", width, cell);
    return str_of(text, (size_t)len);
}

static struct task_row_shape shape_of(int width) {
    char text[64];
    struct task_row row;
    struct task_row_shape shape;
    task_row_scan(row_with(text, "787016", width), TASK_ROW_MOST, &row);
    assert_int_equal(row.count, 4);
    task_row_learn(&shape, &row);
    return shape;
}

/* A cell, and the number that it is; -1: its place does not tell. */
static const struct cell {
    const char *text;
    int64_t value;
} cells[] = {
    {"0", 0},
    {"1234", 1234},
    {"99999999", 99999999},
    {"", -1},
    {"x", -1},
    {"1 2345", -1},
    {"-1000", -1},
    {"12 4", -1},
    {"123 ", -1},
    {"12:45", -1}, /* ':' and '/' stand beside the digits in ASCII */
    {"12/45", -1},
    {"\t12345", -1},
    {"\xb1"
     "12345",
     -1},
    {"\xff"
     "12345",
     -1},
    {"1\x80"
     "345",
     -1},
};

static void expect_cell(const struct task_row_shape *shape, const struct cell *cell, int width) {
    char text[64];
    struct task_row row, plain;
    const str line = row_with(text, cell->text, width);
    assert_int_equal(task_row_scan_aligned(shape, line, &row), cell->value >= 0);
    if (cell->value < 0)
        return;
    task_row_scan(line, TASK_ROW_MOST, &plain);
    assert_int_equal(row.count, 4);
    assert_int_equal(row.numbers[2], cell->value);
    assert_memory_equal(row.numbers, plain.numbers, 4 * sizeof row.numbers[0]);
    assert_int_equal(row.ends[3], plain.ends[3]);
}

/* Nothing but blanks with digits behind them is a number, in columns as wide as a word and wider. */
static void a_number_stands_right_in_its_column(void **state) {
    (void)state;
    for (int width = 8; width <= 15; width++) {
        const struct task_row_shape shape = shape_of(width);
        for (size_t i = 0; shape.count && i < sizeof cells / sizeof cells[0]; i++)
            expect_cell(&shape, &cells[i], width);
    }
}

/* The column before may be full: its last digits are in this one's word, and do not count. */
static void a_full_column_before_does_not_count(void **state) {
    (void)state;
    struct task_row row;
    struct task_row_shape shape;
    task_row_scan(STR("[    1] 78901 1000 5 init"), TASK_ROW_MOST, &row);
    assert_int_equal(row.count, 4);
    task_row_learn(&shape, &row);
    if (shape.count == 0) /* words are not known on this machine */
        return;
    assert_true(task_row_scan_aligned(&shape, STR("[   17]    33  106 0 cron"), &row));
    assert_int_equal(row.numbers[0], 17);
    assert_int_equal(row.numbers[1], 33);
    assert_int_equal(row.numbers[2], 106);
    assert_int_equal(row.numbers[3], 0);
    assert_false(task_row_scan_aligned(&shape, STR("[   17]    33 10678 0 cron"), &row));
}

/* Two words hold a column, one the pid with its bracket; what is wider is read the slow way. */
static void columns_that_are_too_wide(void **state) {
    (void)state;
    if (shape_of(8).count == 0) /* words are not known on this machine */
        return;
    assert_int_equal(shape_of(15).count, 4); /* with the blank before it */
    assert_int_equal(shape_of(16).count, 0);
    static const struct {
        const char *text;
        size_t count;
    } rows[] = {{"[123456]  1000  787016        0 java", 4},
                {"[1234567]  1000  787016        0 java", 4},
                {"[12345678]  1000  787016        0 java", 0},
                {"[1] 1 2 3 a", 0}, /* a word ends before its number does */
                {"[    1] 2 a", 2},
                {"[    1] a", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct task_row row;
        struct task_row_shape shape;
        task_row_scan(str_from_cstr(rows[i].text), TASK_ROW_MOST, &row);
        task_row_learn(&shape, &row);
        if (shape.count != rows[i].count)
            fail_msg("%s: %zu columns", rows[i].text, shape.count);
    }
}

static void a_row_that_ends_early_is_not_read(void **state) {
    (void)state;
    const struct task_row_shape shape = shape_of(8);
    char text[64];
    const str line = row_with(text, "1234", 8);
    struct task_row row;
    for (size_t len = 0; len < line.len - 5; len++) /* a blank and "java" */
        assert_false(task_row_scan_aligned(&shape, str_first(line, len), &row));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_stands_right_in_its_column),
        cmocka_unit_test(a_full_column_before_does_not_count),
        cmocka_unit_test(columns_that_are_too_wide),
        cmocka_unit_test(a_row_that_ends_early_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
