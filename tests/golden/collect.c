/* Runs the library over the bytes of a log and keeps the report.
 * SPDX-License-Identifier: MIT */
#include "collect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void collect_give_up(const char *name, const char *what) {
    fprintf(stderr, "%s: %s\n", name, what);
    exit(1);
}

static int collect_write(void *context, const char *bytes, size_t len) {
    struct collected *report = context;
    char *wider = realloc(report->bytes, report->len + len + 1);
    if (!wider)
        return OOMWHY_ERROR_OUTPUT;
    memcpy(wider + report->len, bytes, len);
    report->bytes = wider;
    report->len += len;
    wider[report->len] = '\0';
    return 0;
}

struct collected collect_file(const char *path) {
    struct collected file = {0};
    char piece[65536];
    size_t len;
    FILE *stream = fopen(path, "rb");
    if (!stream)
        collect_give_up(path, "cannot be opened");
    collect_write(&file, "", 0);
    while ((len = fread(piece, 1, sizeof piece, stream)) > 0)
        collect_write(&file, piece, len);
    fclose(stream);
    return file;
}

struct collected collect_report(const char *format, const char *name, const char *log, size_t len, size_t step,
                                int64_t *ret_events) {
    struct collected report = {0};
    struct oomwhy *oomwhy;
    const struct oomwhy_options options = {.format = format, .width = 80, .write = collect_write, .context = &report};
    collect_write(&report, "", 0);
    if (oomwhy_open(&options, &oomwhy) != OOMWHY_OK || oomwhy_begin(oomwhy, name) != OOMWHY_OK)
        collect_give_up(name, "cannot begin");
    for (size_t at = 0; at < len; at += step)
        if (oomwhy_feed(oomwhy, log + at, len - at < step ? len - at : step) != OOMWHY_OK)
            collect_give_up(name, "feeding failed");
    if (oomwhy_end(oomwhy) != OOMWHY_OK || oomwhy_finish(oomwhy) != OOMWHY_OK)
        collect_give_up(name, "cannot finish");
    if (ret_events)
        *ret_events = oomwhy_event_count(oomwhy);
    oomwhy_close(oomwhy);
    return report;
}

void collect_free(struct collected *collected) {
    free(collected->bytes);
    *collected = (struct collected){0};
}
