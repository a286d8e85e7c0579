/* Rotated files of one log, by their names: which belong together, and which is the older one.
 * SPDX-License-Identifier: MIT */
#ifndef READ_ROTATION_H
#define READ_ROTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From the oldest to the newest. Where a log has both numbers and dates, it was rotated by number before. */
enum rotation_kind {
    ROTATION_NUMBERED, /* kern.log.2.gz */
    ROTATION_DATED,    /* messages-20260131.xz, messages-2026-01-31, messages-20260131-120000, messages-1767225600, a
                          journal's */
    ROTATION_PACKED,   /* kern.log.gz, which was packed by hand */
    ROTATION_CURRENT   /* kern.log */
};

struct rotation {
    size_t stem_len; /* the log's own name: of the path up to there */
    enum rotation_kind kind;
    int64_t rank; /* among those of its kind, the oldest first */
};

struct rotation rotation_of(const char *path);

/* Puts files of one log in one folder in order, the oldest first, in those places of the list that they hold; the other
 * files stay where they are. False if memory is short: nothing was moved. */
bool rotation_sort(char **paths, size_t count);

/* <0, 0, >0: A was rotated before, together with, after B, of one log. */
int rotation_compare(const struct rotation *a, const struct rotation *b);

/* The folder and the log's own name of PATH, without "." and empty parts, for the caller to free. NULL if memory is
 * short. */
char *rotation_stem(const char *path, const struct rotation *rotation);

/* Whether A and B are files of one log in one folder. */
bool rotation_are_siblings(const char *a, const char *b);

#endif
