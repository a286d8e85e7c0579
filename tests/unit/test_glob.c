/* Shell patterns, as sh(1) reads them.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/glob.h"

static bool fits(const char *pattern, const char *text) {
    return glob_fits(str_from_cstr(pattern), str_from_cstr(text));
}

static void what_fits(void **state) {
    (void)state;
    static const char *const pairs[][2] = {{"", ""},
                                           {"java", "java"},
                                           {"*", ""},
                                           {"*", "java"},
                                           {"ja*", "java"},
                                           {"*va", "java"},
                                           {"j*a", "java"},
                                           {"*a*a*", "java"},
                                           {"j?va", "java"},
                                           {"web-[0-9][0-9]", "web-07"},
                                           {"[!a]b", "xb"},
                                           {"[^a]b", "xb"},
                                           {"[]x]", "]"},
                                           {"[a-]", "-"},
                                           {"\\*", "*"},
                                           {"a[", "a["},
                                           {"*.example.com", "a.example.com"},
                                           {"a\\", "a\\"},
                                           {"???", "abc"},
                                           {"[\xc3-\xc4]*", "\xc3\xbc"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_true(fits(pairs[i][0], pairs[i][1]));
}

static void what_does_not(void **state) {
    (void)state;
    static const char *const pairs[][2] = {{"", "a"},    {"java", "javac"}, {"java", "jav"}, {"Java", "java"},
                                           {"?", ""},    {"j*b", "java"},   {"[a-c]", "d"},  {"[!a]", "a"},
                                           {"[!a]", ""}, {"\\*", "x"},      {"a[", "ab"},    {"*a", "ab"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_false(fits(pairs[i][0], pairs[i][1]));
}

/* With a step back for each "*" it would not end. */
static void many_stars_take_no_longer(void **state) {
    (void)state;
    static char text[10000];
    memset(text, 'a', sizeof text);
    assert_false(glob_fits(STR("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b"), str_of(text, sizeof text)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits),
        cmocka_unit_test(what_does_not),
        cmocka_unit_test(many_stars_take_no_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
