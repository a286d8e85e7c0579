/* Hostile bytes: nothing that steers a terminal or fools the eye passes.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/escape.h"

static char written[4096];
static size_t written_len;

static int keep(void *context, const char *bytes, size_t len) {
    (void)context;
    assert_true(written_len + len < sizeof written);
    memcpy(written + written_len, bytes, len);
    written_len += len;
    return 0;
}

static const char *escaped(str text) {
    struct out out;
    written_len = 0;
    out_open(&out, keep, NULL);
    escape_out(&out, text);
    assert_int_equal(out_flush(&out), 0);
    written[written_len] = '\0';
    return written;
}

#define assert_escaped(literal, expected)                                                                              \
    do {                                                                                                               \
        assert_string_equal(escaped(STR(literal)), expected);                                                          \
    } while (0)

static void plain_text_passes(void **state) {
    (void)state;
    assert_escaped("", "");
    assert_escaped("(sd-pam) ~ back\\slash \"quote\"", "(sd-pam) ~ back\\slash \"quote\"");
    assert_escaped("g\xc3\xbcnter \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80",
                   "g\xc3\xbcnter \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80");
}

/* "\\x41" was four characters of a name, "\\x1b" one byte. */
static void a_backslash_beside_escaped_bytes_is_doubled(void **state) {
    (void)state;
    assert_escaped("a\\x41", "a\\x41");
    assert_escaped("a\033\\x41", "a\\x1b\\\\x41");
    assert_int_equal(escape_columns(STR("a\033\\x41")), 1 + 4 + 2 + 3);
}

static void controls_are_shown(void **state) {
    (void)state;
    assert_escaped("a\033[2Jb", "a\\x1b[2Jb");
    assert_escaped("\a\b\t\n\r\177", "\\x07\\x08\\x09\\x0a\\x0d\\x7f");
    assert_escaped("nul\0end", "nul\\x00end");
    assert_escaped("\xc2\x9b"
                   "31m",
                   "\\xc2\\x9b31m"); /* C1 CSI as UTF-8 */
    assert_escaped("\x9b"
                   "31m",
                   "\\x9b31m"); /* C1 CSI as one byte */
    assert_escaped("\xc2\x85", "\\xc2\\x85");
    assert_escaped("\xc2\xa0", "\xc2\xa0"); /* no-break space: the first after C1 */
}

static void invalid_utf8_is_shown(void **state) {
    (void)state;
    assert_escaped("\xff\xfe", "\\xff\\xfe");
    assert_escaped("\xc0\xaf", "\\xc0\\xaf");                   /* overlong '/' */
    assert_escaped("\xe0\x80\xaf", "\\xe0\\x80\\xaf");          /* overlong '/' */
    assert_escaped("\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf"); /* overlong '/' */
    assert_escaped("\xed\xa0\x80", "\\xed\\xa0\\x80");          /* surrogate */
    assert_escaped("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* U+110000 */
    assert_escaped("cut \xe6\x97", "cut \\xe6\\x97");
    assert_escaped("\xe6(ok", "\\xe6(ok"); /* only the broken lead byte goes */
}

static void misleading_characters_are_shown(void **state) {
    (void)state;
    assert_escaped("\xe2\x80\xae"
                   "exe",
                   "\\xe2\\x80\\xaeexe");                       /* U+202E right-to-left override */
    assert_escaped("\xe2\x80\x8b", "\\xe2\\x80\\x8b");          /* U+200B zero-width space */
    assert_escaped("\xe2\x80\xa8", "\\xe2\\x80\\xa8");          /* U+2028 line separator */
    assert_escaped("\xe2\x80\xa9", "\\xe2\\x80\\xa9");          /* U+2029 paragraph separator */
    assert_escaped("\xe2\x81\xa6", "\\xe2\\x81\\xa6");          /* U+2066 isolate */
    assert_escaped("\xef\xbb\xbf", "\\xef\\xbb\\xbf");          /* U+FEFF byte order mark */
    assert_escaped("\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81"); /* U+E0041 tag */
    assert_escaped("\xe2\x80\x94", "\xe2\x80\x94");             /* U+2014 dash */
}

/* UTF-8 of one character; how many bytes. */
static size_t utf8(uint32_t code, char at[4]) {
    const size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = len; i-- > 1; code >>= 6)
        at[i] = (char)(0x80 | (code & 0x3f));
    at[0] = (char)(leads[len] | code);
    return len;
}

static bool passes(uint32_t code) {
    char bytes[4];
    return escape_clean(str_of(bytes, utf8(code, bytes)), NULL) > 0;
}

/* The first and last of Default_Ignorable_Code_Point (DerivedCoreProperties.txt of Unicode 16) and of what else draws
 * nothing, and what stands beside them and is seen. */
static void invisible_characters_are_shown(void **state) {
    (void)state;
    static const uint32_t hidden[] = {
        0x80,    0x9f,    0xad,    0x34f,   0x61c,   0x115f,  0x1160,  0x17b4,  0x17b5,  0x180b,  0x180e,  0x180f,
        0x200b,  0x200f,  0x2028,  0x2029,  0x202a,  0x202e,  0x2060,  0x2064,  0x2066,  0x206f,  0x2800,  0x3164,
        0xfe00,  0xfe0f,  0xfeff,  0xffa0,  0xfff0,  0xfff9,  0xfffb,  0xfffe,  0x13430, 0x1343f, 0x1bca0, 0x1bca3,
        0x1d173, 0x1d17a, 0xe0000, 0xe0001, 0xe0020, 0xe007f, 0xe0080, 0xe0100, 0xe01ef, 0xe0fff,
    };
    static const uint32_t seen[] = {0x20,   0x7e,   0xa0,   0xac,   0xae,   0x34e,  0x350,   0x1100,  0x115e,    0x1161,
                                    0x2010, 0x2027, 0x202f, 0x27ff, 0x2801, 0x3163, 0x3165,  0xff9f,  0xffa1,    0xfffc,
                                    0xfffd, 0xfe10, 0xfefe, 0x17b3, 0x17b6, 0x1810, 0x1d172, 0x1d17b, 0xdfff + 1};
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (passes(hidden[i]))
            fail_msg("U+%04X passes", (unsigned)hidden[i]);
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++)
        if (!passes(seen[i]))
            fail_msg("U+%04X does not pass", (unsigned)seen[i]);
}

/* Tags and variation selectors, assigned or not, and nothing else of their plane. */
static void a_whole_plane_holds_4096_of_them(void **state) {
    (void)state;
    size_t hidden = 0;
    for (uint32_t code = 0xe0000; code <= 0xeffff; code++)
        hidden += !passes(code);
    assert_int_equal(hidden, 0x1000); /* E0000 to E0FFF */
}

static void every_byte_is_safe(void **state) {
    (void)state;
    for (int first = 0; first < 256; first++)
        for (int second = 0; second < 256; second++) {
            const char pair[2] = {(char)first, (char)second};
            const unsigned char *shown = (const unsigned char *)escaped(str_of(pair, 2));
            for (; *shown; shown++) {
                assert_true(*shown >= 0x20 && *shown != 0x7f);
                if (*shown == 0xc2) /* no C1 control in UTF-8 */
                    assert_true(shown[1] >= 0xa0);
            }
        }
}

/* Wherever it stands, and however long the text is: bytes are looked at several at a step. */
static void a_run_ends_at_the_first_stop(void **state) {
    (void)state;
    enum { MOST = 70 };
    static const char plain_stops[] = {'\0', '\x1f', '\x7f', '\x80', '\xff'}, quoted_stops[] = {'"', '\\'};
    char text[MOST];
    for (size_t len = 0; len < MOST; len++) {
        memset(text, '~', sizeof text);
        assert_int_equal(escape_plain(str_of(text, len)), len);
        assert_int_equal(escape_plain_quoted(str_of(text, len)), len);
        for (size_t at = 0; at < len; at++) {
            for (size_t i = 0; i < sizeof plain_stops; i++) {
                text[at] = plain_stops[i];
                assert_int_equal(escape_plain(str_of(text, len)), at);
                assert_int_equal(escape_plain_quoted(str_of(text, len)), at);
            }
            for (size_t i = 0; i < sizeof quoted_stops; i++) {
                text[at] = quoted_stops[i];
                assert_int_equal(escape_plain(str_of(text, len)), len);
                assert_int_equal(escape_plain_quoted(str_of(text, len)), at);
            }
            text[at] = ' ';
        }
    }
}

static void task_table_are_those_of_a_terminal(void **state) {
    (void)state;
    assert_int_equal(escape_columns(STR("python3")), 7);
    assert_int_equal(escape_columns(STR("a\033b")), 6);
    assert_int_equal(escape_columns(STR("g\xc3\xbcnter")), 6);
    assert_int_equal(escape_columns(STR("\xe6\x97\xa5\xe6\x9c\xac")), 4); /* two wide characters */
    assert_int_equal(escape_columns(STR("e\xcc\x81")), 1);                /* e and a combining acute */
    assert_int_equal(escape_columns(STR("\xe2\x80\xae")), 12);
    assert_int_equal(escape_columns(STR("")), 0);
}

/* One byte that JSON escapes, or none, in a text of each length, at each place; the bytes around the copy stay. */
static void copying_finds_what_needs_escaping(void **state) {
    (void)state;
    static const char foul[] = "\"\\\x1f\x7f\x80\xff\n";
    for (size_t len = 0; len <= 50; len++)
        for (size_t at = 0; at <= len; at++) {
            char from[52], to[52];
            memset(from, 'a' + (int)(len % 26), sizeof from);
            memset(to, '#', sizeof to);
            if (at < len)
                from[1 + at] = foul[(at + len) % (sizeof foul - 1)];
            assert_int_equal(escape_copy_quoted(to + 1, str_of(from + 1, len)), at == len);
            assert_memory_equal(to + 1, from + 1, len);
            assert_int_equal(to[0], '#');
            assert_int_equal(to[1 + len], '#');
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_passes),
        cmocka_unit_test(copying_finds_what_needs_escaping),
        cmocka_unit_test(a_backslash_beside_escaped_bytes_is_doubled),
        cmocka_unit_test(controls_are_shown),
        cmocka_unit_test(invalid_utf8_is_shown),
        cmocka_unit_test(misleading_characters_are_shown),
        cmocka_unit_test(invisible_characters_are_shown),
        cmocka_unit_test(a_whole_plane_holds_4096_of_them),
        cmocka_unit_test(every_byte_is_safe),
        cmocka_unit_test(a_run_ends_at_the_first_stop),
        cmocka_unit_test(task_table_are_those_of_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
