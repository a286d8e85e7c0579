/* The files below a folder.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* DT_DIR, DT_REG */
#include "folder.h"

#include "diagnostics.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The names in one folder, to be visited in order: a directory has none of its own. */
struct folder_names {
    char **items;
    size_t count, room;
};

static bool folder_grow(char ***items, size_t count, size_t *room) {
    if (count < *room)
        return true;
    const size_t more = *room ? *room * 2 : 64;
    char **grown = realloc(*items, more * sizeof *grown);
    if (!grown)
        return false;
    *items = grown;
    *room = more;
    return true;
}

static char *folder_join(const char *folder, const char *name) {
    const size_t len = strlen(folder), room = len + strlen(name) + 2;
    const bool has_slash = len > 0 && folder[len - 1] == '/';
    char *path = malloc(room);
    if (path)
        snprintf(path, room, "%s%s%s", folder, has_slash ? "" : "/", name);
    return path;
}

static int folder_compare(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void folder_free_names(struct folder_names *names) {
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
}

/* Closes DIRECTORY. */
static bool folder_read_names(DIR *directory, struct folder_names *names) {
    const struct dirent *entry;
    bool is_well = true;
    while (is_well && names->count < FOLDER_FILES_MOST && (entry = readdir(directory)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            is_well = folder_grow(&names->items, names->count, &names->room) &&
                      (names->items[names->count] = strdup(entry->d_name));
            names->count += is_well;
        }
    closedir(directory);
    if (names->count > 0)
        qsort(names->items, names->count, sizeof *names->items, folder_compare);
    return is_well;
}

static bool folder_add(struct folder_list *list, char *path) {
    if (!folder_grow(&list->paths, list->count, &list->room)) {
        free(path);
        return false;
    }
    list->paths[list->count++] = path;
    return true;
}

static void folder_complain(const char *path, int error, bool *ret_trouble) {
    diagnostics_format(path, "is skipped: %s", error == EACCES ? "permission denied" : strerror(error));
    *ret_trouble = true;
}

static void folder_skip_deep(const char *path, bool *ret_trouble) {
    diagnostics_format(path, "is skipped: it is more than %d folders deep", FOLDER_DEPTH_MOST);
    *ret_trouble = true;
}

static bool folder_visit(int parent, const char *name, const char *path, int depth, struct folder_list *list,
                         bool *ret_trouble);

/* What NAME in the folder FD is, PATH being its whole name, is added or visited. Takes PATH. */
static bool folder_visit_entry(int fd, const char *name, char *path, int depth, struct folder_list *list,
                               bool *ret_trouble) {
    struct stat status;
    bool is_well = true;
    if (!path)
        return false;
    if (fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        folder_complain(path, errno, ret_trouble);
    else if (S_ISREG(status.st_mode) && status.st_size > 0)
        return folder_add(list, path);
    else if (S_ISDIR(status.st_mode) && depth > FOLDER_DEPTH_MOST)
        folder_skip_deep(path, ret_trouble);
    else if (S_ISDIR(status.st_mode))
        is_well = folder_visit(fd, name, path, depth, list, ret_trouble);
    free(path);
    return is_well;
}

static bool folder_visit_all(int fd, const char *path, const struct folder_names *names, int depth,
                             struct folder_list *list, bool *ret_trouble) {
    for (size_t i = 0; i < names->count; i++) {
        if (list->count >= FOLDER_FILES_MOST) {
            diagnostics_format(path, "holds more than %d files: the others are skipped", FOLDER_FILES_MOST);
            *ret_trouble = true;
            return true;
        }
        if (!folder_visit_entry(fd, names->items[i], folder_join(path, names->items[i]), depth + 1, list, ret_trouble))
            return false;
    }
    return true;
}

/* The folder that is NAME in PARENT; a link is taken only for the one that was named, at depth 0. */
static bool folder_visit(int parent, const char *name, const char *path, int depth, struct folder_list *list,
                         bool *ret_trouble) {
    struct folder_names names = {0};
    const int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (depth > 0 ? O_NOFOLLOW : 0));
    const int copy = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
    DIR *directory = copy < 0 ? NULL : fdopendir(copy);
    bool is_well = true;
    if (directory)
        is_well = folder_read_names(directory, &names) && folder_visit_all(fd, path, &names, depth, list, ret_trouble);
    else
        folder_complain(path, errno, ret_trouble);
    if (!directory && copy >= 0)
        close(copy);
    if (fd >= 0)
        close(fd);
    folder_free_names(&names);
    return is_well;
}

bool folder_list(const char *path, struct folder_list *list, bool *ret_trouble) {
    return folder_visit(AT_FDCWD, path, path, 0, list, ret_trouble);
}

bool folder_is(const char *path) {
    struct stat status;
    return strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}
