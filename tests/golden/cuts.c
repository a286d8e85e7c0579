/* Cuts logs off behind their lines: whatever is left is reported, well-formed and without a crash.
 * SPDX-License-Identifier: MIT
 *
 * usage: cuts [--all] LOG...
 *
 * Without --all a log of many lines is cut behind some of them, the same ones in each run, and another log behind
 * others.
 */
#include "collect.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum {
    CUTS_LOG_MOST = 48 * 1024, /* the time grows with the square of a log's length */
    CUTS_SAMPLE_LINES = 40     /* and a few more */
};

/* One JSON object a line, as many as there are events. */
static bool cuts_are_objects(const char *name, size_t len, struct collected *report, int64_t events) {
    int64_t count = 0;
    for (char *line = report->bytes; *line; count++) {
        char *end = strchr(line, '\n');
        json_error_t error;
        json_t *event = json_loadb(line, end ? (size_t)(end - line) : strlen(line), JSON_REJECT_DUPLICATES, &error);
        if (!json_is_object(event)) {
            fprintf(stderr, "%s cut at byte %zu: no JSON object: %s\n", name, len, error.text);
            return false;
        }
        json_decref(event);
        line = end ? end + 1 : line + strlen(line);
    }
    if (count != events)
        fprintf(stderr, "%s cut at byte %zu: %d objects for %d events\n", name, len, (int)count, (int)events);
    return count == events;
}

static bool cuts_try(const char *name, const char *log, size_t len) {
    bool is_right = true;
    for (size_t i = 0; is_right && oomwhy_format(i); i++) {
        int64_t events;
        struct collected report = collect_report(oomwhy_format(i), name, log, len, len + 1, &events);
        if (strcmp(oomwhy_format(i), "json") == 0)
            is_right = cuts_are_objects(name, len, &report, events);
        collect_free(&report);
    }
    return is_right;
}

static size_t cuts_count_lines(const struct collected *log) {
    size_t count = 0;
    for (const char *end = log->bytes; (end = strchr(end, '\n')); end++)
        count++;
    return count;
}

/* Behind each STEP-th line. */
static bool cuts_try_log(const char *name, const struct collected *log, size_t step) {
    bool is_right = true;
    const char *end = log->bytes;
    for (size_t line = log->len; is_right && (end = strchr(end, '\n')); line++) {
        end++;
        if (line % step == 0)
            is_right = cuts_try(name, log->bytes, (size_t)(end - log->bytes));
    }
    return is_right;
}

int main(int argc, char **argv) {
    bool is_right = true;
    const bool is_all = argc > 1 && strcmp(argv[1], "--all") == 0;
    for (int i = 1 + is_all; i < argc; i++) {
        struct collected log = collect_file(argv[i]);
        const size_t step = is_all ? 1 : 1 + cuts_count_lines(&log) / CUTS_SAMPLE_LINES;
        if (log.len <= CUTS_LOG_MOST)
            is_right = cuts_try_log(argv[i], &log, step) && is_right;
        collect_free(&log);
    }
    return is_right ? 0 : 1;
}
