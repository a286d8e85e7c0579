/* Priorities and tags, each bound from both sides.
 * SPDX-License-Identifier: MIT */
#include "log/prefix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include <string.h>

#include "followed.h"

static void names_of_facilities_and_levels(void **state) {
    (void)state;
    assert_int_equal(syslog_facility(STR("kern")), 0);
    assert_int_equal(syslog_facility(STR("local7")), 23);
    assert_int_equal(syslog_facility(STR("kernel")), -1);
    assert_int_equal(syslog_level(STR("emerg")), 0);
    assert_int_equal(syslog_level(STR("debug")), 7);
    assert_int_equal(syslog_level(STR("panic")), 0);
    assert_int_equal(syslog_level(STR("warning")), 4);
    assert_int_equal(syslog_level(STR("loud")), -1);
}

/* "<4>", "kern.warn ": -1 where it is none. */
static void assert_priority(const char *text, int facility, int level, const char *behind) {
    struct message message = message_nothing();
    struct scan scan = scan_of(str_from_cstr(text));
    if (*text == '<' && text[1] <= '9')
        assert_int_equal(syslog_scan_priority(&scan, &message), level >= 0);
    else
        syslog_scan_priority_words(&scan, &message);
    assert_int_equal(message.facility, facility);
    assert_int_equal(message.level, level);
    assert_true(str_equal(scan_rest(&scan), str_from_cstr(behind)));
}

static void priorities(void **state) {
    (void)state;
    assert_priority("<0>a", 0, 0, "a");
    assert_priority("<191>a", 23, 7, "a");
    assert_priority("<192>a", -1, -1, "<192>a");
    assert_priority("<0004>a", -1, -1, "<0004>a");
    assert_priority("<004>a", 0, 4, "a");
    assert_priority("<4 a", -1, -1, "<4 a");
    assert_priority("kern.warn a", 0, 4, "a");
    assert_priority("<daemon.err> a", 3, 3, "a");
    assert_priority("[local7.info] a", 23, 6, "a");
    assert_priority("<daemon.err] a", -1, -1, "<daemon.err] a");
    assert_priority("daemon.loud a", -1, -1, "daemon.loud a");
    assert_priority("nobody.err a", -1, -1, "nobody.err a");
    assert_priority("kern.warn", -1, -1, "kern.warn");
    assert_priority("solaris-cron.err a", 15, 3, "a"); /* twelve bytes and no more */
}

static void counts_of_octets(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is_count;
    } counts[] = {{"123 <4>1 a", true},   {"1048576 <4>1 a", true}, {"1048577 <4>1 a", false}, {"123 <4>a", false},
                  {"123  <4>1 a", false}, {"x <4>1 a", false},      {"123 <4> 1 a", false}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct scan scan = scan_of(str_from_cstr(counts[i].text));
        if (syslog_scan_octets(&scan) != counts[i].is_count)
            fail_msg("%s", counts[i].text);
    }
}

/* WANT "program pid kernel" of the tag, or NULL where it is none. */
static void assert_tag(const char *text, const char *want, const char *behind) {
    struct scan scan = scan_of(str_from_cstr(text));
    struct syslog_tag tag;
    char got[128];
    const bool is_tag = syslog_scan_tag(&scan, &tag);
    if (is_tag)
        snprintf(got, sizeof got, "%.*s%s%s", STR_ARG(tag.program), tag.has_pid ? " pid" : "",
                 tag.is_kernel ? " kernel" : "");
    if (is_tag != (want != NULL) || (is_tag && strcmp(got, want) != 0))
        fail_msg("\"%s\" is %s", text, is_tag ? got : "no tag");
    assert_true(str_equal(scan_rest(&scan), str_from_cstr(behind)));
    for (size_t i = 0; i < FOLLOWERS; i++) {
        struct scan other = scan_of(followed(text, i));
        if (syslog_scan_tag(&other, &tag) != is_tag || !str_equal(scan_rest(&other), str_from_cstr(behind)))
            fail_msg("'%c' behind \"%s\" is read", followers[i], text);
    }
}

static void tags(void **state) {
    (void)state;
    assert_tag("kernel: a", "kernel kernel", "a");
    assert_tag("kernel: : a", "kernel kernel", "a");
    assert_tag("kernel:[1.0] a", "kernel kernel", "[1.0] a");
    assert_tag("kernel:9 a", "kernel kernel", "9 a");
    assert_tag("kernel:Z", "kernel kernel", "Z");
    assert_tag("kernel:a", "kernel kernel", "a");
    assert_tag("kernel:;a", NULL, "kernel:;a");
    assert_tag("kernel:", "kernel kernel", "");
    assert_tag("kernel[77]: a", "kernel pid", "a");
    assert_tag("app[123]: a", "app pid", "a");
    assert_tag("app[12345678901234567890]: a", "app pid", "a");
    assert_tag("app[123456789012345678901]: a", NULL, "app[123456789012345678901]: a");
    assert_tag("app[]: a", NULL, "app[]: a");
    assert_tag("app[1 2]: a", NULL, "app[1 2]: a");
    assert_tag("app[1] a", NULL, "app[1] a");
    assert_tag("app: a", "app", "a");
    assert_tag("app:a", NULL, "app:a");
    assert_tag("app", NULL, "app");
    assert_tag(": a", NULL, ": a");
    assert_tag("app name: a", NULL, "app name: a");
}

static void lines_of_the_kernel_are_seen(void **state) {
    (void)state;
    assert_true(syslog_opens_kernel_line(scan_of(STR("web kernel: a"))));
    assert_true(syslog_opens_kernel_line(scan_of(STR("w kernel:"))));
    assert_false(syslog_opens_kernel_line(scan_of(STR(" kernel: a"))));
    assert_false(syslog_opens_kernel_line(scan_of(STR("web: kernel: a"))));
    assert_false(syslog_opens_kernel_line(scan_of(STR("web app: a"))));
    assert_false(syslog_opens_kernel_line(scan_of(STR("kernel:"))));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_facilities_and_levels),
        cmocka_unit_test(priorities),
        cmocka_unit_test(counts_of_octets),
        cmocka_unit_test(tags),
        cmocka_unit_test(lines_of_the_kernel_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
