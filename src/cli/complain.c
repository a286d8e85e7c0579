/* Diagnostics: "oomwhy: FILE: what is wrong" on standard error.
 * SPDX-License-Identifier: MIT */
#include "complain.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Bytes of the UTF-8 character at AT, 0 if it is none or a control character; NUL ends the text, so that no byte behind
 * the end is read. */
static size_t complain_printable(const unsigned char *at) {
    if (at[0] < 0x80)
        return at[0] >= 0x20 && at[0] != 0x7f;
    size_t len = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    if (at[0] < 0xc2 || at[0] > 0xf4 || (at[0] == 0xc2 && at[1] < 0xa0)) /* C2 80 to C2 9F are controls */
        return 0;
    if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) || (at[0] == 0xf0 && at[1] < 0x90) ||
        (at[0] == 0xf4 && at[1] > 0x8f)) /* too long, a surrogate, beyond Unicode */
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    return len;
}

static void complain_escaped(const char *text) {
    const unsigned char *at = (const unsigned char *)text;
    while (*at) {
        size_t len = complain_printable(at);
        if (len > 0)
            fwrite(at, 1, len, stderr);
        else
            fprintf(stderr, "\\x%02x", *at);
        at += len ? len : 1;
    }
}

void complain(const char *file, const char *sentence) {
    flockfile(stderr);
    fputs("oomwhy: ", stderr);
    if (file) {
        complain_escaped(strcmp(file, "-") == 0 ? "standard input" : file);
        fputs(": ", stderr);
    }
    complain_escaped(sentence);
    fputc('\n', stderr);
    funlockfile(stderr);
}

void complain_format(const char *file, const char *format, ...) {
    char sentence[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    complain(file, sentence);
}
