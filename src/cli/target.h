/* Where a path to write to leads, without following what somebody else put there.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_TARGET_H
#define CLI_TARGET_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

struct target {
    int folder; /* of the file, opened; -1: none */
    char path[PATH_MAX];
    const char *name;   /* within the folder; a view into the path */
    bool exists;        /* then STATUS is its own */
    bool is_descriptor; /* a link of /proc to what this process has open and that has no other name, a pipe or a device
                         */
    struct stat status;
};

/* Whether PATH leads anywhere; what is wrong with it is said on standard error. A symbolic link is followed if the
 * caller owns it, or if root does and it leads to no file: /dev/stdout. The target must go to target_close in any case.
 */
bool target_find(struct target *target, const char *path);

/* Opens what is no regular file for writing, as it is. A descriptor, or -1 with errno. */
int target_open_special(const struct target *target);

void target_close(struct target *target);

#endif
