/* What there is in the place of a file that is not there.
 * SPDX-License-Identifier: MIT */
#include "absent.h"

#include "nearest.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ABSENT_PATH = 4096,
    ABSENT_NAME = 256,
    ABSENT_NAMES = 3,       /* that are told */
    ABSENT_LOOK_MOST = 4096 /* names in the folder that are looked at */
};

struct absent {
    const char *name; /* without its folder */
    char pattern[ABSENT_NAME + 2];
    char names[ABSENT_NAMES][ABSENT_NAME]; /* that continue it, in order */
    size_t count;
    char near[ABSENT_NAME]; /* "" for none */
    struct nearest nearest;
};

static DIR *absent_open_folder(const char *path, const char *name) {
    char folder[ABSENT_PATH]; /* no longer path was looked for */
    const size_t len = (size_t)(name - path);
    snprintf(folder, sizeof folder, "%.*s", len > 0 ? (int)len : 1, len > 0 ? path : ".");
    return opendir(folder);
}

/* Keeps the first names by the alphabet. */
static void absent_keep(struct absent *absent, const char *name) {
    size_t at = absent->count < ABSENT_NAMES ? absent->count : ABSENT_NAMES - 1;
    absent->count++;
    if (absent->count > ABSENT_NAMES && strcmp(name, absent->names[at]) >= 0)
        return;
    for (; at > 0 && strcmp(absent->names[at - 1], name) > 0; at--)
        memcpy(absent->names[at], absent->names[at - 1], ABSENT_NAME);
    snprintf(absent->names[at], ABSENT_NAME, "%s", name);
}

static void absent_look_at(struct absent *absent, const char *name) {
    const size_t len = strlen(absent->name);
    const bool goes_on = strncmp(name, absent->name, len) == 0 && name[len] && strchr(".-_", name[len]);
    if (*name == '.' || strlen(name) >= ABSENT_NAME)
        return;
    if (goes_on || (strpbrk(absent->name, "*?[") && fnmatch(absent->pattern, name, 0) == 0))
        absent_keep(absent, name);
    nearest_offer(&absent->nearest, name);
    if (absent->nearest.found == name) {
        snprintf(absent->near, sizeof absent->near, "%s", name);
        absent->nearest.found = absent->near;
    }
}

static void absent_write(const struct absent *absent, char *ret_text, size_t room) {
    const size_t shown = absent->count < ABSENT_NAMES ? absent->count : ABSENT_NAMES;
    int len = snprintf(ret_text, room, "there %s ", absent->count > 1 ? "are" : "is");
    for (size_t i = 0; i < shown && (size_t)len < room; i++)
        len += snprintf(ret_text + len, room - (size_t)len, "%s%s", i > 0 ? ", " : "", absent->names[i]);
    if (absent->count > shown && (size_t)len < room)
        snprintf(ret_text + len, room - (size_t)len, " and %zu more", absent->count - shown);
    if (absent->count == 0)
        snprintf(ret_text, room, "did you mean %s?", absent->near);
}

bool absent_explain(const char *path, char *ret_text, size_t room) {
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    struct absent absent = {.name = name, .nearest = nearest_to(name, strlen(name))};
    const struct dirent *entry;
    if (!*name || strlen(name) >= ABSENT_NAME)
        return false;
    snprintf(absent.pattern, sizeof absent.pattern, "%s*", name);
    DIR *folder = absent_open_folder(path, name);
    for (int i = 0; folder && i < ABSENT_LOOK_MOST && (entry = readdir(folder)); i++)
        absent_look_at(&absent, entry->d_name);
    if (folder)
        closedir(folder);
    if (absent.count == 0 && !*absent.near)
        return false;
    absent_write(&absent, ret_text, room);
    return true;
}
