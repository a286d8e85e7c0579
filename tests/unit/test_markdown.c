/* Text of the log in Markdown: what a ticket system would act on stands in a code span.
 * SPDX-License-Identifier: MIT */
#include "report/markdown_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct written {
    char text[512];
    size_t len;
};

static int keep(void *context, const char *bytes, size_t len) {
    struct written *written = context;
    assert_true(len < sizeof written->text - written->len);
    memcpy(written->text + written->len, bytes, len);
    written->len += len;
    written->text[written->len] = '\0';
    return 0;
}

typedef void write_text(struct out *out, str text, bool in_table);

static void expect(write_text *write, const char *text, bool in_table, const char *wanted) {
    static struct out out;
    struct written written = {.text = ""};
    out_open(&out, keep, &written);
    write(&out, str_from_cstr(text), in_table);
    out_flush(&out);
    assert_string_equal(written.text, wanted);
}

static void sentences_stay_as_they_are(void **state) {
    (void)state;
    expect(markdown_words, "python3 (pid 8340): 7.3 GiB, 97 % of RAM.", false,
           "python3 (pid 8340): 7.3 GiB, 97 % of RAM.");
    expect(markdown_words, "Invoked by systemd-udevd, read and/or \"written\"?", false,
           "Invoked by systemd-udevd, read and/or \"written\"?");
}

/* https://github.github.com/gfm: what begins links, mentions, emphasis, HTML, headings, formulas, emoji. */
static void what_would_be_acted_on_is_code(void **state) {
    (void)state;
    static const char *const active[] = {"@torvalds",
                                         "me@example.com",
                                         "#12",
                                         "owner/repo#1",
                                         "http://example.com",
                                         "www.example.com",
                                         "[x](y)",
                                         "<b>",
                                         "a&b",
                                         "*a*",
                                         "_a_",
                                         "~~a~~",
                                         "a|b",
                                         "$x$",
                                         "\\",
                                         "{a}",
                                         "GH-12",
                                         "ac135b393a4a12",
                                         "oom_score_adj",
                                         "a.service",
                                         "/var/log",
                                         "x=1",
                                         "!"};
    for (size_t i = 0; i < sizeof active / sizeof active[0]; i++) {
        char wanted[64] = "`";
        strcat(strcat(wanted, active[i]), "`");
        expect(markdown_words, active[i], false, wanted);
    }
}

static void a_sentence_keeps_its_punctuation_out_of_the_code(void **state) {
    (void)state;
    expect(markdown_words, "see (vm.overcommit_memory), then.", false, "see (`vm.overcommit_memory`), then.");
    expect(markdown_words, ":smile:", false, "`:smile`:");
    expect(markdown_words, "\"a_b\": c", false, "\"`a_b`\": c");
}

static void a_first_word_begins_no_list(void **state) {
    (void)state;
    expect(markdown_words, "- x", false, "`-` x");
    expect(markdown_words, "1. x", false, "`1.` x");
    expect(markdown_words, "a - 1.", false, "a - 1.");
}

/* A span ends at a run of as many back-ticks as began it. */
static void no_name_closes_its_code(void **state) {
    (void)state;
    expect(markdown_code, "a", false, "`a`");
    expect(markdown_code, "a`b", false, "`` a`b ``");
    expect(markdown_code, "```", false, "```` ``` ````");
    expect(markdown_code, " a", false, "`  a `");
    expect(markdown_code, "", false, "");
    expect(markdown_words, "x`", false, "`` x` ``");
}

static void no_name_ends_its_cell(void **state) {
    (void)state;
    expect(markdown_code, "a|b|", true, "`a\\|b\\|`");
    expect(markdown_words, "a|b c", true, "`a\\|b` c");
    expect(markdown_code, "a|b", false, "`a|b`");
}

static void control_bytes_are_shown(void **state) {
    (void)state;
    expect(markdown_words, "a\033b\nc", false, "`a\\x1bb\\x0ac`");
    expect(markdown_code, "\xff|", true, "`\\xff\\|`");
}

static void runs_of_back_ticks_are_measured(void **state) {
    (void)state;
    assert_int_equal(markdown_ticks(STR("a``b```c`")), 3);
    assert_int_equal(markdown_ticks(STR("abc")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_stay_as_they_are),
        cmocka_unit_test(what_would_be_acted_on_is_code),
        cmocka_unit_test(a_sentence_keeps_its_punctuation_out_of_the_code),
        cmocka_unit_test(a_first_word_begins_no_list),
        cmocka_unit_test(no_name_closes_its_code),
        cmocka_unit_test(no_name_ends_its_cell),
        cmocka_unit_test(control_bytes_are_shown),
        cmocka_unit_test(runs_of_back_ticks_are_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
