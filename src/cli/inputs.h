/* What is read, in order: the files of the command line, those in its folders, standard input, or this machine's logs.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include "folder.h"
#include "options.h"

/* A file that was found, and in which folder. */
struct inputs_found {
    const char *path, *folder;
};

/* What there is in the place of a file that is not there. */
struct inputs_hint {
    const char *path;
    char text[1024];
};

enum { INPUTS_HINTS = 4 /* files of which this is told */ };

struct inputs {
    bool is_live;    /* this machine's logs, and no files */
    bool skips_ring; /* of these the journal only: the ring buffer is of another boot than the one that is asked for */
    char **paths;    /* in the order in which they are read; some are the found list's, the others the command line's */
    size_t count;
    struct folder_list files;
    struct inputs_found *found; /* by the address of the path */
    int *held;      /* descriptors of the paths, as far as some are to be had; -1: none; NULL: none at all */
    char host[256]; /* this machine's name */
    struct inputs_hint hints[INPUTS_HINTS];
    size_t hint_count;
};

/* Fills INPUTS, which the caller gives to inputs_close in any case: folders are replaced by the files in them, the
 * rotated files of each log are put in order, the oldest first, and what is named again is left out, since a log read
 * twice would tear a report that continues in the next one. What cannot be read in a folder gets a diagnostic and sets
 * *RET_TROUBLE. False if memory is short. */
bool inputs_open(struct inputs *inputs, const struct options *options, bool *ret_trouble);

void inputs_close(struct inputs *inputs);

/* Opens the files that are read after the first one: each is read as it is now, wherever it is renamed to until its
 * turn, as logrotate does. Not the last one where that IS_FOLLOWED: by its name. A pipe at standard input gets room for
 * more. */
void inputs_hold(struct inputs *inputs, bool is_followed);

/* A descriptor of its own, at the start, of the file at PATH, if it is held; else -1. */
int inputs_open_held(const struct inputs *inputs, const char *path);

/* Input number I, from 0; false after the last one. */
bool inputs_at(const struct inputs *inputs, size_t i, struct oomwhy_input *ret_input);

/* What there is in the place of the file PATH, or NULL. */
const char *inputs_hint_of(const struct inputs *inputs, const char *path);

#endif
