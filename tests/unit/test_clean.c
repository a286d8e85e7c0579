/* What logs write in place of bytes, and what only looks like it.
 * SPDX-License-Identifier: MIT */
#include "log/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_bytes(size_t (*unescape)(str, char *), const char *text, const char *want) {
    char bytes[128];
    const size_t len = unescape(str_from_cstr(text), bytes);
    if (!str_equal(str_of(bytes, len), str_from_cstr(want)))
        fail_msg("\"%s\" is \"%.*s\", not \"%s\"", text, (int)len, bytes, want);
}

static void hexadecimal_pairs(void **state) {
    (void)state;
    assert_bytes(unescape_hex, "a\\x0ab\\x7f", "a\nb\x7f");
    assert_bytes(unescape_hex, "\\xff\\x09", "\xff\t");
    assert_bytes(unescape_hex, "\\xFF \\xg0 \\x0", "\\xFF \\xg0 \\x0");
    assert_bytes(unescape_hex, "\\n\\\\x0a", "\\n\\\n");
    assert_bytes(unescape_hex, "", "");
}

static void quoted_bytes(void **state) {
    (void)state;
    assert_bytes(unescape_quoted, "a\\nb\\tc\\rd", "a\nb\tc\rd");
    assert_bytes(unescape_quoted, "\\\"a\\\\", "\"a\\");
    assert_bytes(unescape_quoted, "\\a\\", "a\\");
}

/* Control bytes only: "#33-Ubuntu" is a build number. */
static void octal_bytes(void **state) {
    (void)state;
    assert_bytes(unescape_octal, "a#012b#011c#177", "a\nb\tc\x7f");
    assert_bytes(unescape_octal, "#037|#040|#176|#200|#033", "\x1f|#040|#176|#200|\x1b");
    assert_bytes(unescape_octal, "#33-Ubuntu #135 SMP #08 #018 #01", "#33-Ubuntu #135 SMP #08 #018 #01");
}

static void bytes_of_mail(void **state) {
    (void)state;
    assert_bytes(unescape_quoted_printable, "gfp_mask=3D0x0=20", "gfp_mask=0x0 ");
    assert_bytes(unescape_quoted_printable, "=3d =G0 =3", "=3d =G0 =3");
    assert_bytes(unescape_quoted_printable, "=C3=A9=", "\xc3\xa9=");
}

static void bytes_of_pages(void **state) {
    (void)state;
    assert_bytes(unescape_html, "&lt;4&gt; a&amp;b &quot;c&quot; &apos;&nbsp;", "<4> a&b \"c\" ' ");
    assert_bytes(unescape_html, "&#39;&#x27;&#32;&#126;&#x7e;", "'' ~~");
    assert_bytes(unescape_html, "&#31;&#127;&#x1f;&#;&#x;&#39 &copy;", "&#31;&#127;&#x1f;&#;&#x;&#39 &copy;");
}

static bool is_record(str text) {
    return str_starts(text, STR("Mem-Info:"));
}

static int unescape_set_up(void **state) {
    static struct unescape unescape;
    static struct arena arena;
    unescape = (struct unescape){.room = {.arena = &arena}, .begins_record = is_record};
    *state = &unescape;
    return 0;
}

static int unescape_tear_down(void **state) {
    struct unescape *unescape = *state;
    arena_reset(unescape->room.arena);
    return 0;
}

static void assert_text(struct unescape *unescape, enum escapes escapes, const char *text, const char *want) {
    str got = str_from_cstr(text);
    assert_true(unescape_text(unescape, escapes, &got));
    if (!str_equal(got, str_from_cstr(want)))
        fail_msg("\"%s\" is \"%.*s\", not \"%s\"", text, STR_ARG(got), want);
}

static void each_log_has_its_own(void **state) {
    struct unescape *unescape = *state;
    assert_text(unescape, ESCAPES_NONE, "a#012b\\x0a\\n", "a#012b\\x0a\\n");
    assert_text(unescape, ESCAPES_HEX, "a#012b\\x0a\\n", "a#012b\n\\n");
    assert_text(unescape, ESCAPES_QUOTED, "a#012b\\x0a\\n", "a#012bx0a\n");
    assert_text(unescape, ESCAPES_OCTAL, "a#012b\\x0a\\n", "a\nb\\x0a\\n");
    assert_text(unescape, ESCAPES_UNKNOWN, "a#012b\\x0a\\n", "a#012b\\x0a\\n");
    assert_text(unescape, ESCAPES_HEX, "nothing to do", "nothing to do");
}

/* Only within the kernel's own records of several lines, between a figure and a word or a blank. */
static void a_break_within_a_record_shows_them(void **state) {
    struct unescape *unescape = *state;
    assert_text(unescape, ESCAPES_UNKNOWN, "java:0#012 active", "java:0#012 active");
    assert_text(unescape, ESCAPES_UNKNOWN, "Mem-Info: a#012 active", "Mem-Info: a#012 active");
    assert_text(unescape, ESCAPES_UNKNOWN, "Mem-Info: 0#012Active", "Mem-Info: 0#012Active");
    assert_text(unescape, ESCAPES_UNKNOWN, "Mem-Info: 0#012", "Mem-Info: 0#012");
    assert_false(unescape->has_octal);
    assert_text(unescape, ESCAPES_UNKNOWN, "Mem-Info: a#012 9#012active", "Mem-Info: a\n 9\nactive");
    assert_true(unescape->has_octal);
    assert_text(unescape, ESCAPES_UNKNOWN, "java:0#012 active", "java:0\n active");
    assert_text(unescape, ESCAPES_UNKNOWN, "Mem-Info: 0\\x0a active#012", "Mem-Info: 0\n active#012");
    assert_true(unescape->has_hex);
    assert_text(unescape, ESCAPES_OCTAL, "java\\x0a#012", "java\n#012");
}

static void a_repeated_text_is_told_once(void **state) {
    struct unescape *unescape = *state;
    assert_text(unescape, ESCAPES_OCTAL, "message repeated 2 times: [ Mem-Info:]", "Mem-Info:");
    assert_text(unescape, ESCAPES_OCTAL, "message repeated 2 times: [Mem-Info:]", "Mem-Info:");
    assert_text(unescape, ESCAPES_OCTAL,
                "message repeated 2 times: [ Mem-Info:", "message repeated 2 times: [ Mem-Info:");
    assert_text(unescape, ESCAPES_OCTAL, "message repeated x times: [ a]", "message repeated x times: [ a]");
    assert_text(unescape, ESCAPES_UNKNOWN, "message repeated 2 times: [ a]", "message repeated 2 times: [ a]");
}

#define WITH_ITS_STATE(test) cmocka_unit_test_setup_teardown(test, unescape_set_up, unescape_tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hexadecimal_pairs),
        cmocka_unit_test(quoted_bytes),
        cmocka_unit_test(octal_bytes),
        cmocka_unit_test(bytes_of_mail),
        cmocka_unit_test(bytes_of_pages),
        WITH_ITS_STATE(each_log_has_its_own),
        WITH_ITS_STATE(a_break_within_a_record_shows_them),
        WITH_ITS_STATE(a_repeated_text_is_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
