/* What a test says of a thing in a few words, to be compared with what is expected.
 * SPDX-License-Identifier: MIT */
#ifndef TEST_WORDS_H
#define TEST_WORDS_H

#include <stdarg.h>
#include <stdio.h>

static char words[64 * 1024];
static size_t words_len;

/* Before each thing that is said of. */
static inline void words_clear(void) {
    words_len = 0;
    *words = '\0';
}

static void __attribute__((format(printf, 1, 2))) say(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int len = vsnprintf(words + words_len, sizeof words - words_len, format, arguments);
    va_end(arguments);
    assert_true(len >= 0 && (size_t)len < sizeof words - words_len);
    words_len += (size_t)len;
}

#endif
