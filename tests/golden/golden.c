/* Holds the reports on one log against the files beside it, then feeds the log in small pieces: they must not change.
 * SPDX-License-Identifier: MIT
 *
 * usage: golden CASES NAME */
#include "collect.h"

#include <stdio.h>
#include <string.h>

enum { GOLDEN_STEP_MOST = 31 };

static const struct golden_format {
    enum oomwhy_format format;
    const char *extension;
} golden_formats[] = {{OOMWHY_FORMAT_TEXT, "txt"}, {OOMWHY_FORMAT_JSON, "json"}};

static int golden_line_len(const char *line) {
    size_t len = strcspn(line, "\n");
    return len < 400 ? (int)len : 400;
}

/* Prints the first line that differs. */
static void golden_show(const char *name, size_t step, const char *want, const char *got) {
    int line = 1;
    const char *want_line = want, *got_line = got;
    for (; *want && *want == *got; want++, got++)
        if (*want == '\n')
            line++, want_line = want + 1, got_line = got + 1;
    fprintf(stderr, "%s, fed %zu bytes at a time: line %d differs\n  expected: %.*s\n  reported: %.*s\n", name, step,
            line, golden_line_len(want_line), want_line, golden_line_len(got_line), got_line);
}

static bool golden_check(const struct golden_format *format, const char *name, const struct collected *log,
                         const struct collected *want, size_t step) {
    char input[512];
    snprintf(input, sizeof input, "%s.log", name);
    struct collected got = collect_report(format->format, input, log->bytes, log->len, step, NULL);
    bool is_same = got.len == want->len && memcmp(got.bytes, want->bytes, got.len) == 0;
    if (!is_same)
        golden_show(name, step, want->bytes, got.bytes);
    collect_free(&got);
    return is_same;
}

int main(int argc, char **argv) {
    char path[4096];
    bool is_right = argc == 3;
    if (!is_right)
        return 2;
    snprintf(path, sizeof path, "%s/%s.log", argv[1], argv[2]);
    struct collected log = collect_file(path);
    for (size_t i = 0; i < sizeof golden_formats / sizeof golden_formats[0]; i++) {
        snprintf(path, sizeof path, "%s/%s.%s", argv[1], argv[2], golden_formats[i].extension);
        struct collected want = collect_file(path);
        bool is_same = golden_check(&golden_formats[i], argv[2], &log, &want, log.len + 1);
        for (size_t step = 1; step <= GOLDEN_STEP_MOST && is_same; step++)
            is_same = golden_check(&golden_formats[i], argv[2], &log, &want, step);
        is_right = is_same && is_right;
        collect_free(&want);
    }
    collect_free(&log);
    return is_right ? 0 : 1;
}
