/* Diagnostics: "oomwhy: FILE: what is wrong" on standard error.
 * SPDX-License-Identifier: MIT */
#include "diagnostics.h"

#include <oomwhy/oomwhy.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int diagnostics_write(void *context, const char *bytes, size_t len) {
    return fwrite(bytes, 1, len, context) == len ? 0 : OOMWHY_ERROR_OUTPUT;
}

static void diagnostics_escaped(const char *text) {
    oomwhy_escape(text, diagnostics_write, stderr);
}

void diagnostics_print(const char *file, const char *sentence) {
    flockfile(stderr);
    fputs("oomwhy: ", stderr);
    if (file) {
        diagnostics_escaped(strcmp(file, "-") == 0 ? "standard input" : file);
        fputs(": ", stderr);
    }
    diagnostics_escaped(sentence);
    fputc('\n', stderr);
    funlockfile(stderr);
}

void diagnostics_format(const char *file, const char *format, ...) {
    char sentence[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    diagnostics_print(file, sentence);
}
