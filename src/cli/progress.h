/* How far long work has come, on a terminal.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Zeroed but for TO: nothing is shown yet. */
struct progress {
    FILE *to;         /* a terminal, or NULL: nothing is ever shown */
    int64_t began_us; /* 0: not yet */
    int64_t shown_us;
    bool is_shown;
};

/* At NOW_US of a clock that only goes up, DONE bytes of FILE, "-" for standard input, were read of OF, 0 where that is
 * not known. Shows it, some times a second, once the work has taken two seconds. */
void progress_step(struct progress *progress, int64_t now_us, const char *file, int64_t done, int64_t of);

/* Removes what is shown. */
void progress_clear(struct progress *progress);

/* The same, and shows nothing more: the report begins. */
void progress_end(struct progress *progress);

#endif
