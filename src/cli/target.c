/* Where a path to write to leads, without following what somebody else put there.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
#include "target.h"

#include "diagnostics.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

enum {
    TARGET_LINKS_MOST = 40, /* as the kernel has it */
    TARGET_PROC = 0x9fa0    /* PROC_SUPER_MAGIC */
};

static bool target_fail(const char *path, int error) {
    diagnostics_format(path, "cannot be written: %s", strerror(error));
    return false;
}

/* Opens the folder of the path, which is relative to the folder so far, and leaves the last name. 0 or errno. */
static int target_enter(struct target *target) {
    char *slash = strrchr(target->path, '/');
    const char *folder = !slash ? "." : slash == target->path ? "/" : target->path;
    if (slash && slash != target->path)
        *slash = '\0';
    int opened = openat(target->folder < 0 ? AT_FDCWD : target->folder, folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0)
        return errno;
    target_close(target);
    target->folder = opened;
    target->name = slash ? slash + 1 : target->path;
    return *target->name ? 0 : EISDIR;
}

static bool target_is_in_proc(const struct target *target) {
    struct statfs system;
    return fstatfs(target->folder, &system) == 0 && system.f_type == TARGET_PROC;
}

/* Reads the link that was looked at, and no other that has taken its name since. 0 or errno. */
static int target_read(const struct target *target, char leads_to[PATH_MAX], ssize_t *ret_len) {
    struct stat status;
    const int fd = openat(target->folder, target->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int error = fstat(fd, &status) != 0 ? errno : 0;
    if (error == 0 && (status.st_ino != target->status.st_ino || status.st_uid != target->status.st_uid))
        error = EAGAIN;
    if (error == 0 && (*ret_len = readlinkat(fd, "", leads_to, PATH_MAX)) < 0)
        error = errno;
    close(fd);
    return error;
}

/* Puts where the link leads in place of the path. 0 or errno. */
static int target_read_link(struct target *target) {
    char leads_to[PATH_MAX];
    ssize_t len = 0;
    const int error = target_read(target, leads_to, &len);
    if (error != 0)
        return error;
    if ((size_t)len >= sizeof target->path)
        return ENAMETOOLONG;
    memcpy(target->path, leads_to, (size_t)len);
    target->path[len] = '\0';
    return 0;
}

/* Follows the link at the end of the path by one step. */
static bool target_follow(struct target *target, const char *path) {
    struct stat behind;
    bool is_file = fstatat(target->folder, target->name, &behind, 0) != 0 || S_ISREG(behind.st_mode);
    uid_t owner = target->status.st_uid;
    if (owner != geteuid() && (owner != 0 || is_file)) {
        diagnostics_print(path, "is a symbolic link of another user and is not followed: name the file that is meant");
        return false;
    }
    target->is_descriptor = !is_file && target_is_in_proc(target);
    if (target->is_descriptor) {
        target->status = behind;
        return true;
    }
    int error = target_read_link(target);
    return error == 0 || target_fail(path, error);
}

/* A pipe of another user would hand him the report, or wait for him for ever. */
static bool target_may_be_written(const struct target *target, const char *path) {
    const struct stat *status = &target->status;
    if (!S_ISFIFO(status->st_mode) || status->st_uid == geteuid() || status->st_uid == 0)
        return true;
    diagnostics_print(path, "is a pipe of another user and is not written to");
    return false;
}

bool target_find(struct target *target, const char *path) {
    *target = (struct target){.folder = -1};
    if (strlen(path) >= sizeof target->path)
        return target_fail(path, ENAMETOOLONG);
    strcpy(target->path, path);
    for (int links = 0; links < TARGET_LINKS_MOST; links++) {
        int error = target_enter(target);
        if (error != 0)
            return target_fail(path, error);
        target->exists = fstatat(target->folder, target->name, &target->status, AT_SYMLINK_NOFOLLOW) == 0;
        if (!target->exists)
            return errno == ENOENT || target_fail(path, errno);
        if (!S_ISLNK(target->status.st_mode))
            return target_may_be_written(target, path);
        if (!target_follow(target, path))
            return false;
        if (target->is_descriptor)
            return true;
    }
    return target_fail(path, ELOOP);
}

int target_open_special(const struct target *target) {
    struct stat status;
    int link = target->is_descriptor ? 0 : O_NOFOLLOW;
    int fd = openat(target->folder, target->name, O_WRONLY | O_CLOEXEC | O_NOCTTY | link);
    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) { /* put there since it was looked at */
        close(fd);
        errno = EEXIST;
        return -1;
    }
    return fd;
}

void target_close(struct target *target) {
    if (target->folder >= 0)
        close(target->folder);
    target->folder = -1;
}
