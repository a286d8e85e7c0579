/* Cuts logs off behind each of their lines: whatever is left is reported, well-formed and without a crash.
 * SPDX-License-Identifier: MIT
 *
 * usage: cuts LOG... */
#include "collect.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { CUTS_LOG_MOST = 48 * 1024 }; /* the time grows with the square of a log's length */

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

int main(int argc, char **argv) {
    bool is_right = true;
    for (int i = 1; i < argc; i++) {
        struct collected log = collect_file(argv[i]);
        const char *end = log.len <= CUTS_LOG_MOST ? log.bytes : NULL;
        while (end && (end = strchr(end, '\n')) && is_right)
            is_right = cuts_try(argv[i], log.bytes, (size_t)(++end - log.bytes));
        collect_free(&log);
    }
    return is_right ? 0 : 1;
}
