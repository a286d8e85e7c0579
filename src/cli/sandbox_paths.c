/* The files that may still be opened once strangers' text is read: Landlock.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* syscall, O_PATH */
#include "sandbox_paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Landlock's interface, from the kernel's include/uapi/linux/landlock.h (6.2): the headers of Debian 12 lack TRUNCATE,
 * older ones lack all. The numbers are the same for all processors. */
enum {
    LANDLOCK_CREATE_RULESET = 444,
    LANDLOCK_ADD_RULE = 445,
    LANDLOCK_RESTRICT_SELF = 446,
    LANDLOCK_VERSION = 1,      /* flag of the first: only say which version it is */
    LANDLOCK_PATH_BENEATH = 1, /* kind of rule */
    LANDLOCK_REFERS = 2,       /* the version that has REFER, */
    LANDLOCK_TRUNCATES = 3     /* and that has TRUNCATE */
};

enum landlock_right {
    LANDLOCK_READ_FILE = 1 << 2,
    LANDLOCK_READ_DIR = 1 << 3,
    LANDLOCK_FIRST_RIGHTS = (1 << 13) - 1, /* of version 1: all above, and those that nobody needs here */
    LANDLOCK_REFER = 1 << 13,
    LANDLOCK_TRUNCATE = 1 << 14
};

struct landlock_ruleset {
    uint64_t handled;
};

struct landlock_rule {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

/* What this kernel's version can forbid. */
static uint64_t sandbox_handled(void) {
    const long version = syscall(LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_VERSION);
    uint64_t handled = version >= 1 ? LANDLOCK_FIRST_RIGHTS : 0;
    if (version >= LANDLOCK_REFERS)
        handled |= LANDLOCK_REFER;
    if (version >= LANDLOCK_TRUNCATES)
        handled |= LANDLOCK_TRUNCATE;
    return handled;
}

void sandbox_paths_open(struct sandbox_paths *paths) {
    const struct landlock_ruleset ruleset = {.handled = sandbox_handled()};
    paths->has_failed = false;
    paths->fd = ruleset.handled ? (int)syscall(LANDLOCK_CREATE_RULESET, &ruleset, sizeof ruleset, 0) : -1;
}

static void sandbox_paths_add_fd(struct sandbox_paths *paths, int fd) {
    struct stat status;
    struct landlock_rule rule = {.allowed = LANDLOCK_READ_FILE, .parent = fd};
    if (fstat(fd, &status) != 0)
        return;
    if (S_ISDIR(status.st_mode))
        rule.allowed |= LANDLOCK_READ_DIR;
    if (syscall(LANDLOCK_ADD_RULE, paths->fd, LANDLOCK_PATH_BENEATH, &rule, 0) != 0)
        paths->has_failed |= errno == ENOMEM;
}

void sandbox_paths_add(struct sandbox_paths *paths, const char *path) {
    const int fd = paths->fd < 0 ? -1 : open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) {
        paths->has_failed |= paths->fd >= 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM);
        return;
    }
    sandbox_paths_add_fd(paths, fd);
    close(fd);
}

void sandbox_paths_close(const struct sandbox_paths *paths) {
    if (paths->fd < 0)
        return;
    if (!paths->has_failed)
        syscall(LANDLOCK_RESTRICT_SELF, paths->fd, 0);
    close(paths->fd);
}
