/* How far long work has come, on a terminal.
 * SPDX-License-Identifier: MIT */
#include "progress.h"

#include <oomwhy/oomwhy.h>

#include <inttypes.h>
#include <string.h>

enum { PROGRESS_NAME = 40 /* bytes of a long path's end */ };

static const int64_t progress_patience_us = 2 * 1000 * 1000;
static const int64_t progress_step_us = 200 * 1000;
static const int64_t progress_mebi = 1024 * 1024;

static int progress_write(void *context, const char *bytes, size_t len) {
    return fwrite(bytes, 1, len, context) == len ? 0 : OOMWHY_ERROR_OUTPUT;
}

static void progress_print_name(FILE *to, const char *file) {
    const size_t len = strlen(file);
    if (strcmp(file, "-") == 0)
        file = "standard input";
    else if (len > PROGRESS_NAME) {
        fputs("...", to);
        file += len - PROGRESS_NAME;
    }
    oomwhy_escape(file, progress_write, to);
}

/* A stream that waits for somebody to write is no work. */
static bool progress_is_work(const struct progress *progress, int64_t now_us, int64_t done, int64_t of) {
    return of > 0 || done / progress_mebi >= (now_us - progress->began_us) / 1000000;
}

/* "reading kern.log: 45 %, 1230 of 2700 MiB" */
static void progress_print(FILE *to, const char *file, int64_t done, int64_t of) {
    fputs("\r\033[Kreading ", to);
    progress_print_name(to, file);
    if (of >= done && of > 0)
        fprintf(to, ": %d %%, %" PRId64 " of %" PRId64 " MiB", (int)(100.0 * (double)done / (double)of),
                done / progress_mebi, of / progress_mebi);
    else
        fprintf(to, ": %" PRId64 " MiB", done / progress_mebi);
    fflush(to);
}

void progress_step(struct progress *progress, int64_t now_us, const char *file, int64_t done, int64_t of) {
    if (!progress->to)
        return;
    if (progress->began_us == 0)
        progress->began_us = now_us;
    if (now_us - progress->began_us < progress_patience_us || now_us - progress->shown_us < progress_step_us)
        return;
    if (!progress_is_work(progress, now_us, done, of)) {
        progress_clear(progress);
        return;
    }
    progress_print(progress->to, file, done, of);
    progress->shown_us = now_us;
    progress->is_shown = true;
}

void progress_clear(struct progress *progress) {
    if (!progress->is_shown)
        return;
    fputs("\r\033[K", progress->to);
    fflush(progress->to);
    progress->is_shown = false;
}

void progress_end(struct progress *progress) {
    progress_clear(progress);
    progress->to = NULL;
}
