/* The layout: sentences that are wrapped a line at a time come out as they do word by word.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/layout.h"

struct page {
    struct out out;
    char bytes[8192];
    size_t len;
};

static int page_write(void *context, const char *bytes, size_t len) {
    struct page *page = context;
    assert_true(len < sizeof page->bytes - page->len);
    memcpy(page->bytes + page->len, bytes, len);
    page->len += len;
    page->bytes[page->len] = '\0';
    return 0;
}

/* What stands before the sentence, and how it is wrapped. */
struct before {
    int width;
    size_t indent, hanging;
    const char *label; /* in a cell of eight columns; NULL: none */
    bool is_glued;
};

static struct page *page_new(const struct before *before, struct layout *ret_layout) {
    struct page *page = calloc(1, sizeof *page);
    assert_non_null(page);
    out_open(&page->out, page_write, page);
    layout_open(ret_layout, &page->out, before->width, false);
    layout_line(ret_layout, before->indent, before->hanging);
    if (before->label)
        layout_left(ret_layout, LAYOUT_PLAIN, str_from_cstr(before->label), 8);
    if (before->is_glued)
        layout_glue(ret_layout);
    return page;
}

/* A blank at its end has the sentence taken word by word; blanks show nowhere at the end of a line. */
static struct page *page_of(const struct before *before, const char *sentence, bool by_words) {
    struct layout layout;
    char text[2048];
    snprintf(text, sizeof text, "%s%s", sentence, by_words ? " " : "");
    struct page *page = page_new(before, &layout);
    layout_words(&layout, LAYOUT_PLAIN, str_from_cstr(text));
    layout_glue(&layout);
    layout_words(&layout, LAYOUT_PLAIN, by_words ? STR(". ") : STR("."));
    layout_words(&layout, LAYOUT_PLAIN, by_words ? STR("The end ") : STR("The end"));
    layout_end(&layout);
    assert_int_equal(out_flush(&page->out), 0);
    return page;
}

static void check_both_ways(const struct before *before, const char *sentence) {
    struct page *lines = page_of(before, sentence, false), *words = page_of(before, sentence, true);
    assert_string_equal(lines->bytes, words->bytes);
    free(lines);
    free(words);
}

/* Twenty columns, of which two are kept for a mark: eighteen bytes fit. A number keeps its measure. */
static void a_sentence_is_wrapped(void **state) {
    (void)state;
    static const struct before before = {.width = 20, .indent = 0, .hanging = 2};
    static const char wrapped[] = "It used 400 MiB of\n"
                                  "  the limit of\n"
                                  "  512 MiB, that is\n"
                                  "  an-unbreakable-word-of-many-bytes\n"
                                  "  here. The end\n";
    static const char sentence[] =
        "It used 400 MiB of the limit of 512 MiB, that is an-unbreakable-word-of-many-bytes here";
    for (int by_words = 0; by_words < 2; by_words++) {
        struct page *page = page_of(&before, sentence, by_words);
        assert_string_equal(page->bytes, wrapped);
        free(page);
    }
}

static uint32_t chance(uint32_t *seed, uint32_t most) {
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) % most;
}

static void add_word(char *sentence, size_t size, uint32_t *seed) {
    static const char *const words[] = {"a",   "of",  "kB",     "%",         "12",         "(3",         "GiB",
                                        "the", "10",  "MiB,",   "(512 MiB)", "page_alloc", "1048576 kB", "99.6 %",
                                        "B.",  "100", "kernel", "MiB",       "7",          "-",          "x(1"};
    char long_word[64];
    const char *word = words[chance(seed, sizeof words / sizeof *words)];
    if (chance(seed, 8) == 0) {
        const size_t len = 1 + chance(seed, sizeof long_word - 1);
        memset(long_word, 'w', len);
        long_word[len] = '\0';
        word = long_word;
    }
    const size_t len = strlen(sentence);
    snprintf(sentence + len, size - len, "%s%s", len > 0 ? " " : "", word);
}

static void both_ways_of_wrapping_agree(void **state) {
    (void)state;
    static const struct before befores[] = {{20, 0, 2, NULL, false},
                                            {40, 2, 4, NULL, true},
                                            {60, 0, 0, "label", false},
                                            {80, 2, 10, "a longer label", true},
                                            {200, 4, 4, "(", true}};
    uint32_t seed = 1;
    for (int i = 0; i < 4000; i++) {
        char sentence[1900] = "";
        for (uint32_t words = 1 + chance(&seed, 25); words > 0; words--)
            add_word(sentence, sizeof sentence, &seed);
        check_both_ways(&befores[(size_t)i % (sizeof befores / sizeof *befores)], sentence);
    }
}

static void a_word_of_more_than_256_bytes_is_whole(void **state) {
    (void)state;
    static const struct before before = {.width = 80, .indent = 0, .hanging = 2};
    char sentence[400] = "see ";
    memset(sentence + 4, 'w', 300);
    strcpy(sentence + 304, " here");
    check_both_ways(&before, sentence);
    struct page *page = page_of(&before, sentence, false);
    sentence[304] = '\0';
    assert_non_null(strstr(page->bytes, sentence + 4));
    free(page);
}

/* What WORD becomes where no word may be wider than MOST columns. */
static void check_shortened(const char *word, size_t most, const char *want) {
    const struct before before = {.width = 80};
    struct layout layout;
    struct page *page = page_new(&before, &layout);
    layout.word_most = most;
    layout_words(&layout, LAYOUT_PLAIN, str_from_cstr(word));
    layout_end(&layout);
    assert_int_equal(out_flush(&page->out), 0);
    page->bytes[page->len - 1] = '\0'; /* the newline */
    assert_string_equal(page->bytes, want);
    free(page);
}

/* Wide characters take two columns, and none is cut in half; what must be escaped takes four for each byte. */
static void long_words_are_shortened_in_the_middle(void **state) {
    (void)state;
    check_shortened("/system.slice/mysqld.service", 28, "/system.slice/mysqld.service");
    check_shortened("/system.slice/mysqld.service", 20, "/system.s....service");
    check_shortened("of /system.slice/mysqld.service here", 20, "of /system.s....service here");
    check_shortened("\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97", 9,
                    "\xe6\xbc\xa2...\xe5\xad\x97");
    check_shortened(
        "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2"
        "a", /* 28 bytes, of which the last 24 are looked at: they begin within a character */
        9,
        "\xe6\xbc\xa2...\xe6\xbc\xa2"
        "a");
    check_shortened("\001\002\003\004\005\006", 11, "\\x01...\\x06");
}

/* Words without end, of characters without width: looked at in part. */
static void a_word_without_end_costs_no_more(void **state) {
    enum { MARKS = 200000 };
    (void)state;
    char *word = malloc(2 * MARKS + 8);
    assert_non_null(word);
    size_t len = 0;
    for (size_t i = 0; i < MARKS; i++) { /* a combining mark has no column of its own */
        word[len++] = (char)0xcc;
        word[len++] = (char)0x81;
    }
    memcpy(word + len, "abcdef", 7);
    struct out *out = calloc(1, sizeof *out);
    struct page *page = calloc(1, sizeof *page);
    assert_true(out && page);
    struct layout layout;
    out_open(out, page_write, page);
    layout_open(&layout, out, 80, false);
    layout.word_most = 5;
    layout_words(&layout, LAYOUT_PLAIN, str_of(word, len + 6));
    layout_end(&layout);
    assert_int_equal(out_flush(out), 0);
    assert_true(page->len < 200);
    free(page);
    free(out);
    free(word);
}

/* As many lines as are said, the rest is "...". */
static void a_sentence_is_cut_at_its_last_line(void **state) {
    (void)state;
    static const struct before before = {.width = 20, .indent = 0, .hanging = 2};
    for (size_t lines = 1; lines < 5; lines++) {
        struct layout layout;
        struct page *page = page_new(&before, &layout);
        const str text = STR("It used 400 MiB of the limit of 512 MiB, and then some");
        const size_t whole = layout_lines_of(&layout, &text, 1);
        assert_int_equal(whole, 4);
        layout_words_most(&layout, LAYOUT_PLAIN, text, lines);
        layout_end(&layout);
        assert_int_equal(layout.lines, lines < whole ? lines : whole);
        assert_int_equal(out_flush(&page->out), 0);
        assert_int_equal(strstr(page->bytes, "...\n") != NULL, lines < whole);
        free(page);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_of_more_than_256_bytes_is_whole),
        cmocka_unit_test(long_words_are_shortened_in_the_middle),
        cmocka_unit_test(a_word_without_end_costs_no_more),
        cmocka_unit_test(a_sentence_is_cut_at_its_last_line),
        cmocka_unit_test(a_sentence_is_wrapped),
        cmocka_unit_test(both_ways_of_wrapping_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
