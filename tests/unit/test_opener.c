/* The idle scan finds what a plain search finds, and counts what a plain loop counts.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>

#include "kernel/opener.h"

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
        size_t opener = strlen(openers[o]);
        for (size_t len = opener; len < 220; len++)
            for (size_t at = 0; at + opener <= len; at++) {
                int64_t lines = -1;
                char *text = malloc(len); /* so that a byte too many is seen by the sanitizer */
                assert_non_null(text);
                for (size_t i = 0; i < len; i++)
                    text[i] = "a\nkxlmfg"[i % 8];
                memcpy(text + at, openers[o], opener);
                assert_int_equal(opener_find(str_of(text, len), &lines), at);
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
        assert_true(opener_find(str_of(block, len), &lines) == STR_NONE);
        assert_int_equal(lines, plain_newlines(str_of(block, len)));
        assert_int_equal(opener_newlines(str_of(block, len)), lines);
    }
    int64_t lines = -1;
    assert_true(opener_find(STR(""), &lines) == STR_NONE);
    assert_int_equal(lines, 0);
}

static void daemons_wake_nobody(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
        int64_t lines = -1;
        str stranger = str_from_cstr(strangers[i]);
        assert_true(opener_find(stranger, &lines) == STR_NONE);
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
        assert_true(opener_find(str_of(exact, len), &lines) == expected);
        assert_int_equal(lines, plain_newlines(str_of(exact, expected == STR_NONE ? len : expected)));
        free(exact);
    }
}

/* More newlines than a lane can count. */
static void newlines_by_the_thousand(void **state) {
    (void)state;
    static char text[100003];
    memset(text, '\n', sizeof text);
    int64_t lines = -1;
    assert_true(opener_find(str_of(text, sizeof text), &lines) == STR_NONE);
    assert_int_equal(lines, sizeof text);
    assert_int_equal(opener_newlines(str_of(text, sizeof text)), sizeof text);
    memcpy(text + 99000, "Killed /", 8);
    assert_int_equal(opener_find(str_of(text, sizeof text), &lines), 99000);
    assert_int_equal(lines, 99000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_opener_at_each_place), cmocka_unit_test(nothing_where_nothing_is),
        cmocka_unit_test(daemons_wake_nobody),       cmocka_unit_test(the_first_opener_of_any_mixture),
        cmocka_unit_test(newlines_by_the_thousand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
