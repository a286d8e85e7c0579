/* Runs the library over the bytes of a log and keeps the report: what the tests over whole logs stand on.
 * SPDX-License-Identifier: MIT */
#ifndef GOLDEN_COLLECT_H
#define GOLDEN_COLLECT_H

#include <oomwhy/oomwhy.h>

struct collected {
    char *bytes; /* with a NUL behind them, which is not counted */
    size_t len;
};

/* The file at PATH; ends the program if it can't be read. */
struct collected collect_file(const char *path);

/* The report on LEN bytes of LOG named NAME, fed STEP bytes at a time; 80 columns, no colours. Ends the program if a
 * status is not OOMWHY_OK: the log is text and memory is there. *RET_EVENTS may be NULL. */
struct collected collect_report(const char *format, const char *name, const char *log, size_t len, size_t step,
                                int64_t *ret_events);

void collect_free(struct collected *collected);

#endif
