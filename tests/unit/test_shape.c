/* The shape of what precedes a message: its tokens, which lines have it, and what follows a message.
 * SPDX-License-Identifier: MIT */
#include "log/shape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "followed.h"

static struct shape shape_made(const char *prefix) {
    struct shape shape, other;
    assert_true(shape_of(str_from_cstr(prefix), &shape));
    for (size_t i = 0; i < FOLLOWERS; i++) {
        assert_true(shape_of(followed(prefix, i), &other));
        if (!shape_equal(&shape, &other) || shape.quote != other.quote || shape.blanks != other.blanks)
            fail_msg("'%c' behind \"%s\" is read", followers[i], prefix);
    }
    return shape;
}

/* Each token ends where "|" stands. */
static void tokens(void **state) {
    (void)state;
    static const char *const texts[] = {
        "abc| |12|:| |x-1.2/y_z@q|[|",
        "2025-03-04T09:15:27.280Z| |",
        "10.0.0.1:514|:| |",
        "12,5|,|x|",
        "12|.| |a|",
        "1.2.|",
        "12a.| |",
        "\"a b\"|=|\"c\\\"d\"| |",
        "{a {b} c}|,|(d)|<e>|",
        "{a \"}\" b}|x|",
        "[|a| |b|",
        "\"|a| |b|",
        "\xe2\x80\xa2| |a|",
        "-|-|>| |",
        "\xc3\xa4\xc3\xb6| |",
        "\t |x|",
        "a|\t|b|",
        "#1|;|",
        "\"\"|=|\"\"|",
        ")|a|]|}|>|",
        "((a)b)|c|",
        "(])|c|",
        "{a \" b}|x|",
        "{\"}\"}|x|",
        "--5|;|-|-|;|",
        "1:2|:|",
        "1,2|,|",
        "5|.|",
        "5.6.|;|",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[128];
        size_t len = 0, ends[32], count = 0;
        for (const char *from = texts[i]; *from; from++)
            if (*from == '|')
                ends[count++] = len;
            else
                text[len++] = *from;
        size_t at = 0;
        for (size_t j = 0; j < count; j++) {
            const size_t token = shape_token_len(str_of(text + at, len - at));
            if (at + token != ends[j])
                fail_msg("%s: token %zu ends at %zu", texts[i], j, at + token);
            at = ends[j];
        }
    }
}

/* What lies behind the text is none of it. */
static void tokens_end_with_the_text(void **state) {
    (void)state;
    assert_int_equal(shape_token_len(str_of("12:3", 3)), 2);
    assert_int_equal(shape_token_len(str_of("12,3", 3)), 2);
    assert_int_equal(shape_token_len(str_of("12.3", 3)), 2);
    assert_int_equal(shape_token_len(str_of("ab", 1)), 1);
    assert_int_equal(shape_token_len(str_of("\"a\"", 2)), 1);
    assert_int_equal(shape_token_len(str_of("(a)", 2)), 1);
    assert_int_equal(shape_token_len(str_of("\xe2\x80\xa2", 2)), 2);
}

/* The tokens of a prefix: signs for themselves, and the classes. */
static void classes_of_tokens(void **state) {
    (void)state;
    static const struct {
        const char *prefix, *tokens;
    } cases[] = {
        {"", ""},
        {"a", "\3"},
        {"a-b", "\3"},
        {"7", "\1"},
        {"7a", "\2"},
        {"7.5", "\2"},
        {"-7", "\3"},
        {"\xc3\xa4", "\3"},
        {"  ", "\4"},
        {"\"a\"", "\5"},
        {"(a)", "\6("},
        {"[a]", "\6["},
        {"{a}", "\6{"},
        {"<a>", "\6<"},
        {"(", "("},
        {";", ";"},
        {"-", "-"},
        {"\xe2\x80\xa2", "\xe2"},
        {"\1\x1f\x7f", "\x7f\x7f\x7f"}, /* no control byte stands for itself */
        {"12:", "\1:"},
        {"12-", "\1:"}, /* as grep has it beside a line that it looked for */
        {"12:3", "\2"},
        {"12;", "\1;"},
        {"12: a", "\1:\4\3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct shape shape = shape_made(cases[i].prefix);
        if (!str_equal(str_of(shape.tokens, shape.count), str_from_cstr(cases[i].tokens)))
            fail_msg("%s", cases[i].prefix);
    }
}

/* How many bytes of a line are the prefix; -1: it has another shape. */
static void assert_match(const char *prefix, const char *line, int len) {
    const struct shape shape = shape_made(prefix);
    size_t got;
    const bool is_match = shape_match(&shape, str_from_cstr(line), &got);
    if (is_match != (len >= 0) || (is_match && got != (size_t)len))
        fail_msg("\"%s\" of \"%s\": %d", prefix, line, is_match ? (int)got : -1);
    for (size_t i = 0; i < FOLLOWERS; i++)
        if (shape_match(&shape, followed(line, i), &got) != is_match || (is_match && got != (size_t)len))
            fail_msg("'%c' behind \"%s\" is read", followers[i], line);
}

static void lines_of_one_shape(void **state) {
    (void)state;
    assert_match("node-1: ", "node-22: x", 9);
    assert_match("node-1: ", "12: x", 4); /* a number may be where a word was */
    assert_match("node-1: ", "10.0.0.1: x", 10);
    assert_match("12. ", "123. x", 5);
    assert_match("12. ", "a. x", -1); /* and no word where a number was */
    assert_match("1.5 ", "17 x", 3);
    assert_match("17 ", "1.5 x", -1);
    assert_match("node-1: ", "node-1; x", -1);
    assert_match("node-1: ", "node-1:x", -1);
    assert_match("node-1: ", "node-1:", 7); /* only blanks are missing */
    assert_match("node-1: ", "node-1", -1);
    assert_match("a  ", "b   x", 3); /* no more blanks than are the log's */
    assert_match("a  ", "b x", 2);
    assert_match("a  b ", "c d x", 4);
    assert_match("\"a\" ", "\"b c\" x", 6);
    assert_match("\"a\" ", "b x", -1);
    assert_match("{a} ", "{b {c}} x", 8);
    assert_match("{a} ", "[b] x", -1);
    assert_match("[a] ", "[b c] x", 6);
    assert_match("\xe2\x80\xa2 ", "\xe2\x80\xa3 x", 4); /* another bullet */
    assert_match("* ", "+ x", -1);
    assert_match("120:", "7-x", 2); /* grep's lines beside one that it looked for */
    assert_match("120:", "7:x", 2);
    assert_match("120:", "7;x", -1);
    assert_match("120:", "a:x", -1);
    assert_match("12:30 ", "12:31 x", 6); /* a clock, not the number of a line */
    assert_match("q \"", "q \"x\"", 3);
    assert_match("120:~ ", "7-~ x", 4);
    assert_match("120:~ ", "7:; x", -1);
    assert_match("120:", "7", -1);
    assert_match("12; ", "7; x", 3);
    assert_match("1.5: ", "node: x", -1);
    assert_match("\"a\" ", "\"\" x", 3);
    assert_match("(a) ", "(b", -1);
    assert_match("(a) (b) ", "(c) (d) x", 8);
    assert_match("(a) (b) ", "(c) [d] x", -1);
    assert_match("a b ", "c d", 3);
    assert_match("a ", "", -1);
    assert_match("", "x", 0);
    assert_match("\1 ", "\2 x", -1);
    assert_match("a; ", "b;", 2);
    assert_match("a ;", "b", -1);
}

static void shapes_that_are_equal(void **state) {
    (void)state;
    const struct shape a = shape_made("node-1: "), b = shape_made("web: "), c = shape_made("web; "),
                       d = shape_made("a b: ");
    assert_true(shape_equal(&a, &b));
    assert_false(shape_equal(&a, &c));
    assert_false(shape_equal(&a, &d));
}

/* No prefix is longer than there is room for; an open quote before the message is its field's. */
static void prefixes_with_bounds(void **state) {
    (void)state;
    char text[SHAPE_BYTES + 1];
    struct shape shape;
    memset(text, 'a', sizeof text);
    assert_true(shape_of(str_of(text, SHAPE_BYTES), &shape));
    assert_false(shape_of(str_of(text, SHAPE_BYTES + 1), &shape));
    memset(text, ';', sizeof text);
    assert_true(shape_of(str_of(text, sizeof shape.tokens), &shape));
    assert_false(shape_of(str_of(text, sizeof shape.tokens + 1), &shape));
    memcpy(text + sizeof shape.tokens - 2, "(a)", 3); /* a group takes two */
    assert_true(shape_of(str_of(text, sizeof shape.tokens + 1), &shape));
    assert_int_equal(shape.count, sizeof shape.tokens);
    memcpy(text + sizeof shape.tokens - 2, ";(a)", 4);
    assert_false(shape_of(str_of(text, sizeof shape.tokens + 2), &shape));
    assert_int_equal(shape_made("").quote, '\0');
    assert_int_equal(shape_made(";").quote, '\0');
    assert_int_equal(shape_made("msg=\"").quote, '"');
    assert_int_equal(shape_made("msg='").quote, '\'');
    assert_int_equal(shape_made("msg=`").quote, '`');
    assert_int_equal(shape_made("msg=\"a\"").quote, '\0');
    assert_int_equal(shape_made("msg=").quote, '\0');
    assert_int_equal(shape_made("a ").blanks, 1);
    assert_int_equal(shape_made("a   ").blanks, 3);
    assert_int_equal(shape_made("a b").blanks, 0);
}

/* What BEHIND teaches to cut off TEXT. */
static void assert_cut(const char *prefix, const char *behind, const char *text, const char *want) {
    struct shape shape = shape_made(prefix);
    if (behind)
        shape_learn_suffix(&shape, str_from_cstr(behind));
    const str got = shape_cut_suffix(&shape, str_from_cstr(text));
    for (size_t i = 0; i < FOLLOWERS; i++) {
        struct shape other = shape_made(prefix);
        if (behind)
            shape_learn_suffix(&other, followed(behind, i));
        if (shape_cut_suffix(&other, followed(text, i)).len != got.len)
            fail_msg("'%c' behind \"%s\" is read", followers[i], text);
    }
    if (!str_equal(got, str_from_cstr(want)))
        fail_msg("\"%s\" behind \"%s\" leaves \"%.*s\"", behind ? behind : "nothing", text, STR_ARG(got));
}

static void what_follows_a_message(void **state) {
    (void)state;
    assert_cut("a: ", ";", "text;", "text");
    assert_cut("a: ", ";", "text; ", "text");
    assert_cut("a: ", ";", "text ;", "text");
    assert_cut("a: ", ";", "text", "text");
    assert_cut("a: ", "</td>", "text</td>", "text");
    assert_cut("a: ", " |", "text |", "text");
    assert_cut("a: ", ".", "text.", "text."); /* a sentence may end so */
    assert_cut("a: ", "-", "text-", "text-");
    assert_cut("a: ", " x", "text x", "text x"); /* words are no sign */
    assert_cut("a: ", "1;", "text1;", "text1;");
    assert_cut("a: ", " .", "text .", "text .");
    assert_cut("a: ", " -", "text -", "text -");
    assert_cut("a: ", ";.", "text;.", "text");
    assert_cut("a: ", "x</td>", "textx</td>", "textx</td>");
    assert_cut("a: ", " \xe2\x94\x82", "text \xe2\x94\x82", "text");
    assert_cut("a: ", ";;", "text;", "text;");
    assert_cut("a: ", ";", ";", "");
    assert_cut("a: ", ";", "text;;", "text;");
    assert_cut("m=\"", ";", "a;", "a;"); /* a quote closes it, nothing else */
    assert_cut("a: ", "", "text;", "text;");
    assert_cut("a: ", ",", "text,", "text,"); /* a wrapped list may break there */
    assert_cut("a: ", NULL, "text", "text");
    char sign[SHAPE_SUFFIX + 2], text[SHAPE_SUFFIX + 8];
    memset(sign, ';', sizeof sign);
    sign[SHAPE_SUFFIX] = '\0';
    strcpy(text, "text");
    strcat(text, sign);
    assert_cut("a: ", sign, text, "text");
    sign[SHAPE_SUFFIX] = ';';
    sign[SHAPE_SUFFIX + 1] = '\0';
    strcpy(text, "text");
    strncat(text, sign, sizeof text - 5);
    assert_cut("a: ", sign, text, text);
}

/* The first sentence that was seen whole decides; a comma counts at its second time. */
static void the_first_whole_sentence_decides(void **state) {
    (void)state;
    struct shape shape = shape_made("a: ");
    shape_learn_suffix(&shape, STR(","));
    assert_false(shape.has_seen_end);
    shape_learn_suffix(&shape, STR(","));
    assert_true(shape.has_seen_end);
    assert_true(str_equal(shape_cut_suffix(&shape, STR("text,")), STR("text")));
    shape_learn_suffix(&shape, STR(";"));
    assert_true(str_equal(shape_cut_suffix(&shape, STR("text;")), STR("text;")));
    shape = shape_made("a: ");
    shape_learn_suffix(&shape, STR(" "));
    shape_learn_suffix(&shape, STR(";"));
    assert_true(str_equal(shape_cut_suffix(&shape, STR("text;")), STR("text;")));
    shape = shape_made("a: ");
    shape_learn_suffix(&shape, STR(" words"));
    assert_false(shape.has_seen_end);
}

/* A quoted text ends at the quote that closes it: not escaped, not doubled, and before what no word goes on with. */
static void quoted_texts(void **state) {
    (void)state;
    assert_cut("m=\"", NULL, "text\"", "text");
    assert_cut("m=\"", NULL, "text\" more=1", "text");
    assert_cut("m=\"", NULL, "a \\\" b\"", "a \\\" b");
    assert_cut("m=\"", NULL, "a \"\" b\"", "a \"\" b");
    assert_cut("m=\"", NULL, "a \"b c\"", "a \"b c");
    assert_cut("m=\"", NULL, "a\", b", "a");
    assert_cut("m=\"", NULL, "a\"; b", "a");
    assert_cut("m=\"", NULL, "a\"| b", "a");
    assert_cut("m=\"", NULL, "a\"] b", "a");
    assert_cut("m=\"", NULL, "a\"} b", "a");
    assert_cut("m=\"", NULL, "a\") b", "a");
    assert_cut("m=\"", NULL, "a\"\tb", "a");
    assert_cut("m=\"", NULL, "no end", "no end");
    assert_cut("m='", NULL, "a\" b'", "a\" b");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens),
        cmocka_unit_test(tokens_end_with_the_text),
        cmocka_unit_test(classes_of_tokens),
        cmocka_unit_test(lines_of_one_shape),
        cmocka_unit_test(shapes_that_are_equal),
        cmocka_unit_test(prefixes_with_bounds),
        cmocka_unit_test(what_follows_a_message),
        cmocka_unit_test(the_first_whole_sentence_decides),
        cmocka_unit_test(quoted_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
