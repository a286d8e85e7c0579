/* Whether files can be parts of one log, by their names.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "events/host.h"

static bool are(const char *a, const char *b) {
    return input_is_of_same_log(str_from_cstr(a), str_from_cstr(b));
}

static void parts_of_one_log(void **state) {
    (void)state;
    assert_true(are("kern.log", "kern.log"));
    assert_true(are("/var/log/kern.log.1.gz", "/var/log/kern.log"));
    assert_true(are("messages-20260131.xz", "messages"));
    assert_true(are("part1.txt", "part2.txt"));
    assert_true(are("./var/kern.log.1", "var//kern.log"));
}

static void other_logs(void **state) {
    (void)state;
    assert_false(are("kern.log", "syslog"));
    assert_false(are("a/kern.log", "b/kern.log"));
    assert_false(are("node1/kern.log", "node2/kern.log"));
    assert_false(are("kern.log", "-"));
    assert_false(are("kern.log", "/var/log/kern.log"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_one_log),
        cmocka_unit_test(other_logs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
