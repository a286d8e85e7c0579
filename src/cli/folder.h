/* The files below a folder, as a directory of logs holds them.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_FOLDER_H
#define CLI_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

enum {
    FOLDER_FILES_MOST = 100000, /* of one folder; more are skipped, with a diagnostic */
    FOLDER_DEPTH_MOST = 16
};

/* Paths that begin with the folder's, in the order of their names; the list owns them. Zeroed: empty. */
struct folder_list {
    char **paths;
    size_t count, room;
};

/* Adds the regular files at and below PATH; no link is followed. What cannot be read gets a diagnostic, is skipped, and
 * sets *RET_TROUBLE. False if memory is short. */
bool folder_list(const char *path, struct folder_list *list, bool *ret_trouble);

/* Whether PATH names a folder. */
bool folder_is(const char *path);

#endif
