/* The idle scan finds what a plain search finds, and counts what a plain loop counts.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "kernel/opener.h"
#include "kernel/sentences.h"

static struct opener *opener;

static int64_t plain_newlines(str text) {
    int64_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.data[i] == '\n';
    return count;
}

/* As the kernel and the daemons print them, each to the byte that decides. */
static const char *const openers[] = {
    "oom-kill",
    "ut of memory:",
    "ut of memory and no",
    "ut of memory. panic",
    "ut of memory (oom_kill",
    "ut of memory in UB",
    "Killed process 1",
    "Kill process 1",
    "kill process 1",
    "OOM killed process 1",
    "have killed process 1",
    "Killed process\n", /* wrapped */
    "Killed process =\n",
    "Killed /",
    "for killing due",
    "Killing process",
    "ending SIG",
    "oomd kill: ",
    "oomd killed ",
    "OOM killer",
    "Kill '",
};

/* What daemons say, as close to the openers as it comes. */
static const char *const strangers[] = {
    "PHP Fatal error:  Out of memory (allocated 2097152) (tried to allocate 20480 bytes)",
    "ERROR:  out of memory\nDETAIL:  Failed on request of size 16.",
    "java.lang.OutOfMemoryError: Java heap space",
    "worker: stopped responding, killed process 4312; restarting",
    "Killed processes: none",
    "Kill process tree",
    "line 3:  4312 Killed                  ./job",
    "code=killed, status=9/KILL",
    "Killing container with a grace period",
    "killing 'web' (4312) with SIGKILL",
    "terminated by SIGTERM",
    "oomd kills nobody",
};

/* Each opener at each place of texts of all lengths around the width of a vector. */
static void each_opener_at_each_place(void **state) {
    (void)state;
    for (size_t o = 0; o < sizeof openers / sizeof openers[0]; o++) {
        size_t longest = strlen(openers[o]);
        for (size_t len = longest; len < 220; len++)
            for (size_t at = 0; at + longest <= len; at++) {
                int64_t lines = -1;
                char *text = malloc(len); /* so that a byte too many is seen by the sanitizer */
                assert_non_null(text);
                for (size_t i = 0; i < len; i++)
                    text[i] = "a\nkxlmfg"[i % 8];
                memcpy(text + at, openers[o], longest);
                assert_int_equal(opener_find(opener, str_of(text, len), &lines), at);
                assert_int_equal(lines, plain_newlines(str_of(text, at)));
                free(text);
            }
    }
}

static void nothing_where_nothing_is(void **state) {
    (void)state;
    static const char text[] = "kernel: room zoom out of range, for me, going SEG kill-mode 9/KILL, system of mice\n";
    char block[64 * 300];
    size_t len = 0;
    while (len + sizeof text < sizeof block) {
        int64_t lines = -1;
        memcpy(block + len, text, sizeof text - 1);
        len += sizeof text - 1;
        assert_true(opener_find(opener, str_of(block, len), &lines) == STR_NONE);
        assert_int_equal(lines, plain_newlines(str_of(block, len)));
        assert_int_equal(opener_newlines(str_of(block, len)), lines);
    }
    int64_t lines = -1;
    assert_true(opener_find(opener, STR(""), &lines) == STR_NONE);
    assert_int_equal(lines, 0);
}

static void lines_of_daemons_open_nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
        int64_t lines = -1;
        str stranger = str_from_cstr(strangers[i]);
        assert_true(opener_find(opener, stranger, &lines) == STR_NONE);
        assert_int_equal(lines, plain_newlines(stranger));
    }
}

static size_t plain_find(str text) {
    size_t first = STR_NONE;
    for (size_t o = 0; o < sizeof openers / sizeof openers[0]; o++) {
        size_t at = str_find(text, str_from_cstr(openers[o]));
        if (at < first) /* STR_NONE is the largest */
            first = at;
    }
    return first;
}

/* Strides with several candidates, and openers that cross from one into the next: the first opener of each text and
 * each of its ends, as a plain search sees them. */
static void the_first_opener_of_any_mixture(void **state) {
    (void)state;
    static const char *const pieces[] = {
        "k",    "kxl",    "Kill", "f", "f  xm",  "g", "gxxxG",    "\n",     "some words of a log, ",
        "oom-", "ut of ", "kill", " ", "memory", ":", "process;", "ending "};
    enum { PIECES = sizeof pieces / sizeof pieces[0], OPENERS = sizeof openers / sizeof openers[0] };
    uint32_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        char text[700];
        size_t len = 0;
        for (;;) {
            seed = seed * 1664525 + 1013904223;
            uint32_t dice = seed >> 8;
            const char *piece = dice % 97 == 0 ? openers[dice / 97 % OPENERS] : pieces[dice % PIECES];
            if (len + strlen(piece) > sizeof text)
                break;
            memcpy(text + len, piece, strlen(piece));
            len += strlen(piece);
        }
        char *exact = malloc(len);
        assert_non_null(exact);
        memcpy(exact, text, len);
        int64_t lines = -1;
        size_t expected = plain_find(str_of(exact, len));
        assert_true(opener_find(opener, str_of(exact, len), &lines) == expected);
        assert_int_equal(lines, plain_newlines(str_of(exact, expected == STR_NONE ? len : expected)));
        free(exact);
    }
}

/* "Killed process #" with a number for its "#". */
static str opener_of_row(const char *literal, char *room, size_t size) {
    const size_t len = (size_t)snprintf(room, size, "%s", literal);
    if (room[len - 1] == '#')
        room[len - 1] = '7';
    return str_of(room, len);
}

/* A row whose literal the loop over bytes does not look for would never wake anybody. */
static void each_row_that_opens_is_found(void **state) {
    (void)state;
    for (size_t i = 0; i < sentence_count; i++)
        for (size_t k = 0; k < SENTENCE_OPENS && sentences[i].opens[k]; k++) {
            char room[64], text[256];
            int64_t lines;
            const str literal = opener_of_row(sentences[i].opens[k], room, sizeof room);
            memset(text, '.', sizeof text);
            memcpy(text + 100, literal.data, literal.len);
            if (opener_find(opener, str_of(text, sizeof text), &lines) != 100)
                print_message("%s: \"%s\" has no byte that the loop stops at\n", sentences[i].name,
                              sentences[i].opens[k]);
            assert_int_equal(opener_find(opener, str_of(text, sizeof text), &lines), 100);
        }
}

static bool is_held(const struct sentence *row, const char *literal) {
    const str text = str_from_cstr(literal);
    const str words = text.data[text.len - 1] == '#' ? str_first(text, text.len - 1) : text;
    for (size_t s = 0; s < SENTENCE_SAMPLES && row->samples[s]; s++)
        if (str_has(str_from_cstr(row->samples[s]), words))
            return true;
    return false;
}

static void each_opening_literal_is_said_in_a_sample(void **state) {
    (void)state;
    for (size_t i = 0; i < sentence_count; i++)
        for (size_t k = 0; k < SENTENCE_OPENS && sentences[i].opens[k]; k++) {
            if (!is_held(&sentences[i], sentences[i].opens[k]))
                print_message("%s: no sample holds \"%s\"\n", sentences[i].name, sentences[i].opens[k]);
            assert_true(is_held(&sentences[i], sentences[i].opens[k]));
        }
}

/* More newlines than a lane can count. */
static void newlines_by_the_thousand(void **state) {
    (void)state;
    static char text[100003];
    memset(text, '\n', sizeof text);
    int64_t lines = -1;
    assert_true(opener_find(opener, str_of(text, sizeof text), &lines) == STR_NONE);
    assert_int_equal(lines, sizeof text);
    assert_int_equal(opener_newlines(str_of(text, sizeof text)), sizeof text);
    memcpy(text + 99000, "Killed /", 8);
    assert_int_equal(opener_find(opener, str_of(text, sizeof text), &lines), 99000);
    assert_int_equal(lines, 99000);
}

static int set_up(void **state) {
    (void)state;
    opener = opener_new();
    return opener ? 0 : 1;
}

static int tear_down(void **state) {
    (void)state;
    opener_free(opener);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_opener_at_each_place),     cmocka_unit_test(nothing_where_nothing_is),
        cmocka_unit_test(lines_of_daemons_open_nothing), cmocka_unit_test(the_first_opener_of_any_mixture),
        cmocka_unit_test(each_row_that_opens_is_found),  cmocka_unit_test(each_opening_literal_is_said_in_a_sample),
        cmocka_unit_test(newlines_by_the_thousand),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
