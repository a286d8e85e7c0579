/* Where the report goes: standard output, or a file that appears whole or not at all.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "helper.h"
#include "pager.h"
#include "target.h"

#include <stdbool.h>
#include <stddef.h>

struct output {
    int fd;
    const char *path; /* for diagnostics */
    struct target target;
    char temporary[HELPER_NAME_ROOM]; /* what the file is called until it is whole; empty: bytes go straight to FD */
    struct helper helper;             /* gives it its name in the end, or deletes it */
    struct pager pager;               /* it shows itself at the first byte, so that a run without a report shows none */
    size_t written;
    bool is_closed; /* nobody reads any more */
};

/* Whether a report to PATH, NULL for standard output, would go into INPUT, "-" for standard input, by any of its names.
 * A terminal and its like may be both. */
bool output_is_input(const char *path, const char *input);

/* PATH NULL is standard output. False if that failed, which is then said on standard error. */
bool output_open(struct output *output, const char *path);

/* The pager that was chosen, if any, shows the report, if it can be started: to be called while programs may be. */
void output_start_pager(struct output *output);

/* An oomwhy_write_function with a struct output as its context. */
int output_write(void *context, const char *bytes, size_t len);

/* Deletes the file that is not whole yet, if there is one; a signal may have come. */
void output_abandon(void);

/* Notes whether anybody still reads: a log that is followed may have nothing to write for days. True if nobody does. */
bool output_check_reader(struct output *output);

/* Whether an old file is to stay, there being nothing to report. */
bool output_leaves_old(const struct output *output);

/* With KEEP the file appears under its name, otherwise nothing of it stays. False if that failed, which is then said
 * on standard error. */
bool output_close(struct output *output, bool keep);

#endif
