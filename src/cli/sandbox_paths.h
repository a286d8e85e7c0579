/* The files that may still be opened once strangers' text is read: Landlock.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_SANDBOX_PATHS_H
#define CLI_SANDBOX_PATHS_H

#include <stdbool.h>
#include <stdint.h>

enum sandbox_use {
    SANDBOX_READ,    /* a file, or all below a folder */
    SANDBOX_COPY,    /* a folder for temporary files */
    SANDBOX_REPLACE, /* a folder in which a file that is open is given its name */
};

/* A list of what may be used. */
struct sandbox_paths {
    int fd;          /* -1: the kernel has no Landlock, which all functions take well */
    uint64_t rights; /* that this kernel's version knows */
    bool has_failed; /* descriptors or memory were too few for one of the rules: there is no list, then */
};

void sandbox_paths_open(struct sandbox_paths *paths);

/* Adds the file or folder at PATH, if there is one. */
void sandbox_paths_add(struct sandbox_paths *paths, enum sandbox_use use, const char *path);

/* The same for an open one. */
void sandbox_paths_add_fd(struct sandbox_paths *paths, enum sandbox_use use, int fd);

/* From here on nothing else can be opened. Where a rule could not be made everything can: what is to be read must be.
 */
void sandbox_paths_close(const struct sandbox_paths *paths);

#endif
