/* What logs write in place of bytes, and what only looks like it.
 * SPDX-License-Identifier: MIT */
#include "log/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "followed.h"
#include "grammar.h"

static void assert_bytes(size_t (*unescape)(str, char *), const char *text, const char *want) {
    char bytes[128];
    for (size_t i = 0; i < FOLLOWERS; i++) {
        const size_t len = unescape(followed(text, i), bytes);
        if (!str_equal(str_of(bytes, len), str_from_cstr(want)))
            fail_msg("\"%s\" is \"%.*s\", not \"%s\"", text, (int)len, bytes, want);
    }
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
    static size_t turn;
    str got = followed(text, turn++ % FOLLOWERS);
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
    assert_text(unescape, ESCAPES_UNKNOWN, "Mem-Info: 0#012a", "Mem-Info: 0\na");
    unescape->has_octal = false;
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

/* --- lines --- */

struct page {
    const char *lines[7]; /* each followed by what is left of it, or "..." where it is held */
};

static struct arena arena;

static int clean_tear_down(void **state) {
    arena_reset(&arena);
    return grammar_tear_down(state);
}

static struct clean clean_made(void) {
    return (struct clean){
        .grammar = &grammar, .room = {.arena = &arena}, .soft = {.arena = &arena}, .spelled = {.arena = &arena}};
}

static bool clean_one(struct clean *clean, str raw, str *ret_line) {
    bool is_plain = true;
    for (size_t i = 0; i < raw.len; i++)
        is_plain = is_plain && (unsigned char)raw.data[i] >= ' ' && raw.data[i] != '&' && raw.data[i] != '\xc2';
    return clean_line(clean, raw, is_plain, ret_line);
}

static void assert_line(struct clean *clean, str raw, str want) {
    static size_t turn;
    str line;
    assert_true(clean_one(clean, followed_bytes(raw, turn++ % FOLLOWERS), &line));
    if (clean->goes_on)
        line = STR("...");
    if (!str_equal(line, want))
        fail_msg("\"%.*s\" is \"%.*s\", not \"%.*s\"", STR_ARG(raw), STR_ARG(line), STR_ARG(want));
}

static void assert_inputs(const struct page *inputs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct clean clean = clean_made();
        for (const char *const *line = inputs[i].lines; *line; line += 2)
            assert_line(&clean, str_from_cstr(line[0]), str_from_cstr(line[1]));
    }
}

#define ASSERT_INPUTS(inputs) assert_inputs(inputs, sizeof(inputs) / sizeof *(inputs))

/* Sequences of a terminal (ECMA-48): CSI parameters, a final byte; ESC ( or ) and a byte; ESC and a byte. What is no
 * sequence stays, and so does one alone within a text, which is a name's. */
static void sequences_of_terminals(void **state) {
    (void)state;
    static const struct page inputs[] = {
        {{"\x1b[31mred\x1b[0m x", "red x"}},
        {{"\x1b[?25hx", "x"}},
        {{"\x1b[ qx", "x"}},
        {{"\x1b[3@x", "x"}},
        {{"\x1b[3~x", "x"}},
        {{"\x1b[31\x7fx", "\x1b[31\x7fx"}},
        {{"\x1b[3\x1fx", "\x1b[3\x1fx"}},
        {{"\x1b[31", "\x1b[31"}},
        {{"\x1b[", "\x1b["}},
        {{"\x1b(Bx", "x"}},
        {{"\x1b)0x", "x"}},
        {{"\x1b(", "\x1b("}},
        {{"\x1bMx", "x"}},
        {{"\x1b"
          "0x",
          "x"}},
        {{"\x1bzx", "x"}},
        {{"\x1b/x", "\x1b/x"}},
        {{"\x1b{x", "\x1b{x"}},
        {{"\x1b", "\x1b"}},
        {{"x\x1b[31m", "x"}},
        {{"x\x1b[2J", "x"}},
        {{"x\x1b[1m\x1b[2my", "xy"}},
        {{"x\x1b[31m\ry", "xy"}},
        /* within a text: a colour that the line ends, and what clears a line */
        {{"a\x1b[31mb\x1b[0mc", "abc"}},
        {{"a\x1b[31mb\x1b[mc", "abc"}},
        {{"a\x1b[31mb\x1b[0;1mc", "abc"}},
        {{"a\x1b[31mb", "a\x1b[31mb"}},
        {{"a\x1b[mb", "a\x1b[mb"}},
        {{"a\x1b[Kb", "ab"}},
        {{"a\x1b[2Jb", "a\x1b[2Jb"}},
        {{"\x1b[31ma\x1b[2Jb\x1b[0m", "ab"}},
        {{"\x1b[31ma\x1b[0mb\x1b[2Jc", "ab\x1b[2Jc"}},
        {{"a\x1b[31mb\x1b[mc\x1b[2Jd", "abc\x1b[2Jd"}},
        {{"(\x1b[31mred\x1b[0m)", "(\x1b[31mred\x1b[0m)"}},
        {{"(\x1b[31m\x1b[Kred\x1b[0m)", "(red)"}},
        {{"x(\x1b[31mred\x1b[0m)", "x(\x1b[31mred\x1b[0m)"}},
        {{"a\rb\r", "ab"}},
    };
    ASSERT_INPUTS(inputs);
    struct clean clean = clean_made();
    assert_line(&clean, str_of("a\0b\0", 4), STR("ab"));
    /* 32 bytes behind ESC are a sequence, one more are not */
    assert_line(&clean, STR("\x1b[111111111111111111111111111111mx"), STR("x"));
    assert_line(&clean, STR("\x1b[1111111111111111111111111111111mx"), STR("\x1b[1111111111111111111111111111111mx"));
}

/* One where the kernel writes none shows that all are blanks. */
static void blanks_that_do_not_break(void **state) {
    (void)state;
    static const struct page inputs[] = {
        {{"a\xc2\xa0"
          "b",
          "a\xc2\xa0"
          "b"}},
        {{"\xc2\xa0x", " x",
          "a\xc2\xa0"
          "b",
          "a b"}},
        {{"a \xc2\xa0x", "a  x"}},
        {{"a]\xc2\xa0x", "a] x"}},
        {{"a\xc2\xa0 x", "a  x"}},
        {{"a\xc2\xa0\xc2\xa0x", "a  x"}},
        {{" x\xc2", " x\xc2"}},
        {{" \xc2\xa9x", " \xc2\xa9x"}},
    };
    ASSERT_INPUTS(inputs);
}

static void quoted_mail(void **state) {
    (void)state;
    static const struct page inputs[] = {
        {{"> x", "x"}},       {{">x", "x"}},    {{">> x", "x"}},  {{"> > x", "x"}}, {{"| x", "x"}},
        {{"|x", "|x"}},       {{"|", ""}},      {{">  x", " x"}}, {{" > x", "x"}},  {{"  x", "  x"}},
        {{"x > y", "x > y"}}, {{"> | x", "x"}}, {{"", ""}},
    };
    ASSERT_INPUTS(inputs);
}

#define TRIGGER_OF_MAIL "a invoked oom-killer: gfp_mask=3D0xd0, order=3D0, oom_score_adj=3D0"

/* Quoted-printable (RFC 2045): its header shows it, or "=3D" where an event begins. */
static void quoted_printable(void **state) {
    (void)state;
    static const struct page inputs[] = {
        {{"a=3Db", "a=3Db"}},
        {{"Content-Transfer-Encoding: quoted-printable", "Content-Transfer-Encoding: quoted-printable", "a=3Db", "a=b",
          "a=20", "a "}},
        {{"Content-Transfer-Encoding: quoted-printable", "Content-Transfer-Encoding: quoted-printable", "a=", "...",
          "b", "ab"}},
        {{"Content-Transfer-Encoding: 8bit", "Content-Transfer-Encoding: 8bit", "a=3Db", "a=3Db"}},
        {{TRIGGER_OF_MAIL, "a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0", "a=3Db", "a=b"}},
        {{"a invoked oom-killer: gfp_mask=3D0xd0, order=", "...", "=3D0",
          "a invoked oom-killer: gfp_mask=0xd0, order=0"}},
        {{"gfp_mask=3D0xd0", "gfp_mask=0xd0"}},
        {{"gfp_mask=3D1", "gfp_mask=3D1"}},
        {{"mask=3D0xd0", "mask=3D0xd0"}},
        {{"gfp_mask=3D", "gfp_mask=3D"}},
        {{"gfp_mask=3D1=", "..."}},
        {{"mask=3D1=", "mask=3D1="}},
    };
    ASSERT_INPUTS(inputs);
}

/* No line of that encoding is longer than 76 bytes, and one of more than a hundred shows that the mail is over. */
static void lines_longer_than_those_of_mail(void **state) {
    (void)state;
    enum { MAIL = 76, ENDS = 100 };
    char raw[128];
    struct clean clean = clean_made();
    for (int len = MAIL; len <= MAIL + 1; len++) {
        clean = clean_made();
        snprintf(raw, sizeof raw, "%-*s", len, TRIGGER_OF_MAIL ",");
        assert_true(clean_one(&clean, str_from_cstr(raw), &(str){0}));
        assert_int_equal(clean.quoted_printable, len == MAIL);
    }
    clean = clean_made();
    clean.quoted_printable = true;
    memset(raw, 'x', ENDS + 1);
    memcpy(raw, "=41", 3);
    str line;
    assert_true(clean_one(&clean, str_of(raw, ENDS), &line));
    assert_int_equal(line.len, ENDS - 2);
    assert_int_equal(*line.data, 'A');
    raw[ENDS] = '=';
    assert_true(clean_one(&clean, str_of(raw, ENDS + 1), &line)); /* it goes on */
    assert_true(clean.quoted_printable && clean.goes_on);
    raw[ENDS] = 'x';
    assert_true(clean_one(&clean, str_of(raw, ENDS + 1), &line)); /* of the same line */
    assert_true(clean.quoted_printable && !clean.goes_on);
    assert_int_equal(line.len, 2 * (ENDS - 2) + 1);
    assert_true(clean_one(&clean, str_of(raw, ENDS + 1), &line));
    assert_false(clean.quoted_printable);
    assert_int_equal(line.len, ENDS + 1);
}

/* Lines longer than those of mail have nothing to take off, mostly. */
static void long_lines(void **state) {
    (void)state;
#define LONG "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define TRIGGER_LONG                                                                                                   \
    "a invoked oom-killer: gfp_mask=0xd0(GFP_KERNEL|__GFP_NOTRACK_FALSE_POSITIVE), order=0, oom_score_adj=0"
    static const struct page inputs[] = {
        {{LONG, LONG}},
        {{"> " LONG, LONG}},
        {{"| " LONG, LONG}},
        {{" > " LONG, LONG}},
        {{"  " LONG, "  " LONG}},
        {{LONG "=", LONG "="}},
        {{LONG "\r", LONG}},
        {{LONG "<br>", LONG "<br>"}},
        {{TRIGGER_LONG "<br>", TRIGGER_LONG, LONG "<br>", LONG}},
        {{TRIGGER_LONG "\\", TRIGGER_LONG, LONG "\\", LONG}},
        {{"A  A free:1 free_pcp:2", "   free:1 free_pcp:2", LONG " A y", LONG "  y"}},
        {{"Content-Transfer-Encoding: quoted-printable", "Content-Transfer-Encoding: quoted-printable", "a=", "...",
          LONG, "a" LONG}},
        {{"Content-Transfer-Encoding: quoted-printable", "Content-Transfer-Encoding: quoted-printable", LONG "=3D",
          LONG "=3D", "a=3D", "a=3D"}}, /* it ends the mail */
    };
    ASSERT_INPUTS(inputs);
}

static void the_end_joins_what_is_held(void **state) {
    (void)state;
    struct clean clean = clean_made();
    str line;
    clean.quoted_printable = true;
    assert_line(&clean, STR("> a="), STR("..."));
    assert_line(&clean, STR("=C2=A0 b="), STR("..."));
    assert_true(clean_end(&clean, &line));
    assert_true(str_equal(line, STR("a  b")));
    assert_false(clean.goes_on);
    assert_line(&clean, STR("c"), STR("c"));
}

/* Entities are read once one stands where neither the kernel nor a name has it. */
static void entities_of_pages(void **state) {
    (void)state;
    static const struct page inputs[] = {
        {{"a&lt;b&gt;&nbsp;c", "a&lt;b&gt;&nbsp;c"}},
        {{"&lt;4&gt;[", "<4>[", "a&lt;b", "a<b"}},
        {{"x [&lt;f&gt;", "x [<f>"}},
        {{"x &gt; [1]", "x > [1]"}},
        {{"x]&nbsp;y", "x] y"}},
        {{"x&nbsp;&nbsp;y", "x  y"}},
        {{"&gt; x", "x"}},
        {{"x &gt; y", "x &gt; y"}},
        {{" &lt;TASK&gt;", " <TASK>"}},
        {{" &lt;/IRQ&gt;", " </IRQ>"}},
        {{"&lt;b&gt; &lt;TASK&gt;", "<b> <TASK>"}},
        {{" &lt;task&gt;", " &lt;task&gt;"}},
        {{" &lt;TASK", " &lt;TASK"}},
    };
    ASSERT_INPUTS(inputs);
}

#define TRIGGER "a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"
#define KILLED "Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB"

/* A mark at the end of each line is seen behind a sentence of the kernel's. */
static void marks_at_the_ends_of_lines(void **state) {
    (void)state;
    static const struct page inputs[] = {
        {{"x<br>", "x<br>", TRIGGER "<br>", TRIGGER, "x<br>", "x"}},
        {{TRIGGER "<br/>", TRIGGER, "a &lt; b<br/>", "a < b"}},
        {{TRIGGER "<br />", TRIGGER, "x<br />", "x"}},
        {{KILLED "\\", KILLED, "x\\", "x", "a &lt; b\\", "a &lt; b"}},
        {{KILLED "<br>", KILLED}},
        {{"x\\", "x\\", "y<br>z", "y<br>z"}},
        {{TRIGGER "<bx>", TRIGGER "<bx>"}},
        {{KILLED " \\", KILLED " \\"}}, /* not right behind it */
        {{"", "", "<br>", "<br>", "\\", "\\"}},
    };
    ASSERT_INPUTS(inputs);
}

/* "A " for each blank that does not break. */
static void blanks_that_are_spelled(void **state) {
    (void)state;
    static const struct page inputs[] = {
        {{"A  A free:1 free_pcp:2", "   free:1 free_pcp:2", "x A y", "x  y", "xA y Az A", "xA y Az A"}},
        {{"[   10.000000] A  A free:1 kB", "[   10.000000]    free:1 kB"}},
        {{"[   10.000000]  A free:1 kB", "[   10.000000]  A free:1 kB"}},
        {{"[   10.000000] A mysqld_safe invoked oom-killer: gfp_mask=0xd0",
          "[   10.000000]  mysqld_safe invoked oom-killer: gfp_mask=0xd0"}},
        {{"A quick brown fox", "A quick brown fox", "x A y", "x A y"}},
        {{"A Mem-Info:", " Mem-Info:"}},
        {{"AA Mem-Info:", "AA Mem-Info:"}},
        {{"A ", "A "}},
    };
    ASSERT_INPUTS(inputs);
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
        cmocka_unit_test(sequences_of_terminals),
        cmocka_unit_test(blanks_that_do_not_break),
        cmocka_unit_test(quoted_mail),
        cmocka_unit_test(quoted_printable),
        cmocka_unit_test(lines_longer_than_those_of_mail),
        cmocka_unit_test(long_lines),
        cmocka_unit_test(the_end_joins_what_is_held),
        cmocka_unit_test(entities_of_pages),
        cmocka_unit_test(marks_at_the_ends_of_lines),
        cmocka_unit_test(blanks_that_are_spelled),
    };
    return cmocka_run_group_tests(tests, grammar_set_up, clean_tear_down);
}
