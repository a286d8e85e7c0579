/* The words by which scripts know a sentence.
 * SPDX-License-Identifier: MIT */
#include "model/codes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* bsearch finds them only so. */
static void functions_are_sorted(void **state) {
    (void)state;
    for (size_t i = 1; code_function(i); i++)
        if (strcmp(code_function(i - 1), code_function(i)) >= 0)
            fail_msg("%s stands before %s", code_function(i - 1), code_function(i));
}

static void each_function_has_its_word(void **state) {
    (void)state;
    for (size_t i = 0; code_function(i); i++)
        assert_true(str_equal(code_of(code_function(i)), str_from_cstr(code_word(i))));
    assert_true(str_equal(code_of("no_such_function"), STR("no_such_function")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_sorted),
        cmocka_unit_test(each_function_has_its_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
