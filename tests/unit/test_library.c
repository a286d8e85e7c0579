/* Libraries that are not there, or are other ones than they should be.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read/library.h"

struct table {
    size_t (*first)(const char *);
    void *second;
};

static void what_is_not_installed_is_told(void **state) {
    (void)state;
    const struct library_function functions[] = {{"strlen", offsetof(struct table, first)}, {NULL, 0}};
    struct table table = {NULL, NULL};
    bool is_absent = false;
    assert_false(library_load("liboomwhy-nowhere.so.1", functions, &table, &is_absent));
    assert_true(is_absent);
    assert_null(table.first);
}

static void a_library_without_one_of_the_functions_is_there_but_not_loaded(void **state) {
    (void)state;
    const struct library_function functions[] = {{"strlen", offsetof(struct table, first)},
                                                 {"oomwhy_no_such_function", offsetof(struct table, second)},
                                                 {NULL, 0}};
    struct table table = {NULL, NULL};
    bool is_absent = true; /* NULL: the program itself */
    assert_false(library_load(NULL, functions, &table, &is_absent));
    assert_false(is_absent);
    assert_null(table.second);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_installed_is_told),
        cmocka_unit_test(a_library_without_one_of_the_functions_is_there_but_not_loaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
