/* Release strings as distributions write them.
 * SPDX-License-Identifier: MIT */
#include "model/release.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void expect(const char *text, int32_t major, int32_t minor, int32_t patch, int32_t rhel) {
    struct release release = release_of(str_from_cstr(text));
    assert_int_equal(release.number, RELEASE(major, minor, patch));
    assert_int_equal(release.rhel, rhel);
}

static void releases(void **state) {
    (void)state;
    expect("2.6.32-22-server", 2, 6, 32, 0);
    expect("2.6.32-642.el6.x86_64", 2, 6, 32, 6);
    expect("2.6.18-164.el5PAE", 2, 6, 18, 5);
    expect("2.6.9-89.ELsmp", 2, 6, 9, 4);
    expect("3.10.0-1160.el7.x86_64", 3, 10, 0, 7);
    expect("4.18.0-240.1.1.el8_3.x86_64", 4, 18, 0, 8);
    expect("5.14.0-362.8.1.el9_3.x86_64", 5, 14, 0, 9);
    expect("6.12.0-55.9.1.el10_0.x86_64", 6, 12, 0, 10);
    expect("2.6.9-1.el4.i686", 2, 6, 9, 4);
    expect("2.4.21-4.el3.i686", 2, 4, 21, 0); /* reports nothing that is read here */
    expect("6.1.0-50-cloud-amd64", 6, 1, 0, 0);
    expect("4.4.302", 4, 4, 302, 0);
    expect("7.0-rc3", 7, 0, 0, 0);
    expect("4.9.1023", 4, 9, 1023, 0);
    expect("4.9.1024", 4, 9, 1023, 0); /* as far as the parts go */
    expect("4.1200.1", 4, 1023, 1, 0);
    expect("6.1.", 6, 1, 0, 0);
    expect("2.6.9-rc1", 2, 6, 9, 0);
    expect("2.6.18-1.ELsmp", 2, 6, 18, 0);
    expect("3.10.0-1.el99", 3, 10, 0, 99);
    expect("3.10.0-1.el100", 3, 10, 0, 0);
    expect("3.10.0-1.elrepo", 3, 10, 0, 0);
    expect("5.2.0-rc7-next-20190701+", 5, 2, 0, 0);
}

static void no_releases(void **state) {
    (void)state;
    assert_false(release_of(STR("")).number);
    assert_false(release_of(STR("tainted")).number);
    assert_false(release_of(STR("6")).number);
    assert_false(release_of(STR("6.")).number);
    assert_false(release_of(STR("99999999999999999999.1")).number);
}

static void comparisons(void **state) {
    (void)state;
    struct release old = release_of(STR("4.4.302")), unknown = release_of(STR(""));
    assert_true(release_is_before(old, RELEASE(4, 5, 0)));
    assert_true(release_is_since(old, RELEASE(4, 4, 0)));
    assert_false(release_is_since(old, RELEASE(4, 5, 0)));
    assert_false(release_is_before(unknown, RELEASE(4, 5, 0)));
    assert_false(release_is_since(unknown, RELEASE(2, 6, 0)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(releases),
        cmocka_unit_test(no_releases),
        cmocka_unit_test(comparisons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
