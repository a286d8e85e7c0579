/* Which word may have been meant.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/nearest.h"

#include <string.h>

static const char *meant(const char *word) {
    static const char *const words[] = {"summary", "since", "until", "json", "text", "color", "host"};
    struct nearest nearest = nearest_to(word, strlen(word));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        nearest_offer(&nearest, words[i]);
    return nearest.found ? nearest.found : "";
}

static void misspellings_are_recognised(void **state) {
    (void)state;
    assert_string_equal(meant("sumary"), "summary");    /* left out */
    assert_string_equal(meant("summmary"), "summary");  /* added */
    assert_string_equal(meant("symmary"), "summary");   /* changed */
    assert_string_equal(meant("usmmary"), "summary");   /* swapped */
    assert_string_equal(meant("summaries"), "summary"); /* three of nine */
    assert_string_equal(meant("jsn"), "json");
    assert_string_equal(meant("colour"), "color");
    assert_string_equal(meant("sicne"), "since");
}

static void other_words_are_not(void **state) {
    (void)state;
    assert_string_equal(meant(""), "");
    assert_string_equal(meant("xml"), "");
    assert_string_equal(meant("verbose"), "");
    assert_string_equal(meant("a-word-that-is-longer-than-any-option-of-any-program"), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(misspellings_are_recognised),
        cmocka_unit_test(other_words_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
