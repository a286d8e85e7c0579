/* Diagnostics: "oomwhy: FILE: what is wrong" on standard error.
 * SPDX-License-Identifier: MIT */
#include "complain.h"

#include <oomwhy/oomwhy.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int complain_write(void *context, const char *bytes, size_t len) {
    return fwrite(bytes, 1, len, context) == len ? 0 : OOMWHY_ERROR_OUTPUT;
}

static void complain_escaped(const char *text) {
    oomwhy_escape(text, complain_write, stderr);
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
