/* HTML: no byte of a log is markup, and terms of the glossary are found where they mean what it says.
 * SPDX-License-Identifier: MIT */
#include "report/html_page.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct html_terms terms;

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

typedef void write_text(struct out *out, str text);

static void plain(struct out *out, str text) {
    html_text(out, text);
}

static void sentence(struct out *out, str text) {
    html_sentence(out, text, NULL);
}

static void expect(write_text *write, const char *text, const char *wanted) {
    static struct out out;
    struct written written = {.text = ""};
    out_open(&out, keep, &written);
    write(&out, str_from_cstr(text));
    out_flush(&out);
    assert_string_equal(written.text, wanted);
}

static void markup_is_text(void **state) {
    (void)state;
    expect(plain, "<script>alert('1')</script>", "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
    expect(plain, "\" onload=x & &lt;", "&quot; onload=x &amp; &amp;lt;");
    expect(plain, "", "");
}

static void control_bytes_are_shown(void **state) {
    (void)state;
    expect(plain, "a\033[1m\xff<", "a\\x1b[1m\\xff&lt;");
    expect(plain, "gr\303\274n", "gr\303\274n");
}

static void figures_keep_their_units(void **state) {
    (void)state;
    expect(sentence, "holds 44.8 MiB, 93 % of 48 MiB", "holds 44.8&nbsp;MiB, 93&nbsp;% of 48&nbsp;MiB");
    expect(sentence, "5 processes", "5 processes");
}

/* The term at each place of TEXT where one is, behind each other. */
static const char *terms_in(const char *line, bool is_prose) {
    static char found[256];
    const str text = str_from_cstr(line);
    found[0] = '\0';
    for (size_t at = 0; at < text.len; at++) {
        size_t term;
        const size_t len = html_terms_at(&terms, text, at, is_prose, &term);
        if (len == 0)
            continue;
        strncat(strncat(found, text.data + at, len), ";", 2);
        at += len - 1;
    }
    return found;
}

static void terms_of_a_line_are_found(void **state) {
    (void)state;
    assert_string_equal(terms_in("active_anon:12 isolated(anon):0kB free:12kB", false),
                        "active_anon;isolated(anon);free;");
    assert_string_equal(terms_in("Free swap  = 0kB", false), "Free swap;");
    assert_string_equal(terms_in("507232 pages RAM", false), "pages RAM;");
    assert_string_equal(terms_in("lowmem_reserve[]: 0 0", false), "lowmem_reserve[];");
    assert_string_equal(terms_in("all_unreclaimable? yes", false), "all_unreclaimable?;");
    assert_string_equal(terms_in("(GFP_KERNEL|__GFP_ZERO), order=0", false), "GFP_KERNEL;__GFP_ZERO;order;");
}

static void parts_of_words_and_other_meanings_are_none(void **state) {
    (void)state;
    assert_string_equal(terms_in("inactive_anonymous myfree:1 freedom", false), "");
    assert_string_equal(terms_in("the file that is free to use, in order", false), "");
    assert_string_equal(terms_in("free:1 slab:2", true), "");
    assert_string_equal(terms_in("its oom_score_adj of 974", true), "oom_score_adj;");
}

/* All spellings have room: one that has none would be written behind the table. */
static void the_table_has_room(void **state) {
    (void)state;
    assert_true(terms.first[256] < HTML_SPELLINGS);
    assert_null(glossary_at(HTML_TERMS));
}

static int open_terms(void **state) {
    (void)state;
    html_terms_open(&terms);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_is_text),
        cmocka_unit_test(control_bytes_are_shown),
        cmocka_unit_test(figures_keep_their_units),
        cmocka_unit_test(terms_of_a_line_are_found),
        cmocka_unit_test(parts_of_words_and_other_meanings_are_none),
        cmocka_unit_test(the_table_has_room),
    };
    return cmocka_run_group_tests(tests, open_terms, NULL);
}
