/* The files that may still be opened once strangers' text is read: Landlock.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_SANDBOX_PATHS_H
#define CLI_SANDBOX_PATHS_H

#include <stdbool.h>

/* A list of what may be read. */
struct sandbox_paths {
    int fd;          /* -1: the kernel has no Landlock, which all functions take well */
    bool has_failed; /* descriptors or memory were too few for one of the rules: there is no list, then */
};

void sandbox_paths_open(struct sandbox_paths *paths);

/* Adds the file at PATH, or all below the folder, if there is one. */
void sandbox_paths_add(struct sandbox_paths *paths, const char *path);

/* From here on nothing else can be opened. Where a rule could not be made everything can: what is to be read must be.
 */
void sandbox_paths_close(const struct sandbox_paths *paths);

#endif
