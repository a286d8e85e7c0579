/* What the process gives up before it reads what strangers wrote.
 * SPDX-License-Identifier: MIT
 *
 * One input that is text is open by then: nothing can be opened any more, and root becomes nobody. Where files are
 * opened while others are read, or libraries are loaded for what is in them, they are opened for reading only, and only
 * those. What makes, names or deletes a file is done by other processes (helper.h). */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include "sandbox.h"

#include "sandbox_filter.h"
#include "sandbox_paths.h"
#include "sandbox_rights.h"

#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

enum { SANDBOX_PATH = 4096 };

void sandbox_refuse_privileges(void) {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

void sandbox_open(struct sandbox *sandbox, const struct options *options, const struct inputs *inputs,
                  struct copies *copies) {
    *sandbox =
        (struct sandbox){.options = options, .inputs = inputs, .copies = copies, .is_off = sandbox_filter_is_off()};
}

static bool sandbox_has_one_name(const struct sandbox *sandbox) {
    return !sandbox->inputs->is_live && sandbox->inputs->count == 1 && sandbox->inputs->files.count == 0;
}

/* Whether all that is read is open once its first bytes are there. */
static bool sandbox_has_one_input(const struct sandbox *sandbox) {
    return sandbox_has_one_name(sandbox) && !sandbox->options->follow;
}

/* --- files */

/* The folder in which PATH is. */
static void sandbox_add_parent(struct sandbox_paths *paths, const char *path) {
    char folder[SANDBOX_PATH];
    const char *slash = strrchr(path, '/');
    const size_t len = slash == path ? 1 : slash ? (size_t)(slash - path) : 0;
    if (len < sizeof folder) {
        snprintf(folder, sizeof folder, "%.*s", slash ? (int)len : 1, slash ? path : ".");
        sandbox_paths_add(paths, folder);
    }
}

/* A file that is followed is opened again by its name, and by those that it is rotated to: after a link, too. */
static void sandbox_add_followed(struct sandbox_paths *paths, const char *path) {
    char *real = realpath(path, NULL);
    sandbox_add_parent(paths, path);
    if (real)
        sandbox_add_parent(paths, real);
    free(real);
}

static void sandbox_add_inputs(const struct sandbox *sandbox, struct sandbox_paths *paths) {
    const struct options *options = sandbox->options;
    for (int i = 0; i < options->file_count; i++)
        sandbox_paths_add(paths, options->files[i]);
    if (options->follow && !sandbox->inputs->is_live && sandbox->inputs->count > 0)
        sandbox_add_followed(paths, sandbox->inputs->paths[sandbox->inputs->count - 1]);
}

static void sandbox_add_list(struct sandbox_paths *paths, const char *const *names) {
    for (; *names; names++)
        sandbox_paths_add(paths, *names);
}

static int sandbox_add_library(struct dl_phdr_info *info, size_t size, void *context) {
    const char *name = info->dlpi_name;
    (void)size;
    if (*name == '/' && strncmp(name, "/lib", 4) != 0 && strncmp(name, "/usr/lib", 8) != 0)
        sandbox_add_parent(context, name);
    return 0;
}

/* Where libraries lie, and those that are loaded already. */
static void sandbox_add_libraries(struct sandbox_paths *paths) {
    static const char *const folders[] = {"/lib",       "/lib64",           "/usr/lib",
                                          "/usr/lib64", "/usr/local/lib",   "/nix/store",
                                          "/gnu/store", "/etc/ld.so.cache", NULL};
    sandbox_add_list(paths, folders);
    dl_iterate_phdr(sandbox_add_library, paths);
}

static void sandbox_restrict_paths(const struct sandbox *sandbox, enum sandbox_filter_state state) {
    static const char *const machine[] = {"/dev/kmsg",       "/var/log/journal",        "/run/log/journal",
                                          "/etc/machine-id", "/proc/sys/kernel/random", NULL};
    struct sandbox_paths paths;
    sandbox_paths_open(&paths);
    if (state != SANDBOX_FILTER_SHUT) {
        sandbox_add_inputs(sandbox, &paths);
        sandbox_add_list(&paths, machine);
    }
    if (sandbox_filter_loads(state))
        sandbox_add_libraries(&paths);
    sandbox_paths_close(&paths);
}

/* --- the two states */

static bool sandbox_filter_calls(const struct sandbox *sandbox, enum sandbox_filter_state state) {
    const struct sandbox_filter allowed = {.state = state, .threads = sandbox->options->report.jobs > 1};
    return sandbox_filter_load(&allowed);
}

static bool sandbox_shut(struct sandbox *sandbox) {
    if (sandbox->state == SANDBOX_OUT)
        sandbox_restrict_paths(sandbox, SANDBOX_FILTER_SHUT);
    sandbox_rights_drop(false);
    sandbox->state = SANDBOX_SHUT;
    return sandbox_filter_calls(sandbox, SANDBOX_FILTER_SHUT);
}

/* This machine's journal and a journal file have their library by now; what else is packed, or comes later, not. */
static enum sandbox_filter_state sandbox_opening_state(const struct sandbox *sandbox, enum oomwhy_content content) {
    if (sandbox->inputs->is_live)
        return SANDBOX_FILTER_LIVE;
    if (!sandbox_has_one_name(sandbox))
        return SANDBOX_FILTER_SEVERAL;
    if (sandbox->options->follow) /* what is packed, or a journal that is cut off, is read once, and may be copied */
        return content == OOMWHY_CONTENT_TEXT ? SANDBOX_FILTER_FOLLOWED : SANDBOX_FILTER_SEVERAL;
    return content == OOMWHY_CONTENT_JOURNAL ? SANDBOX_FILTER_JOURNAL : SANDBOX_FILTER_PACKED;
}

/* Whether nobody, who may read all that root may, can do what is left to do. A file that is followed is opened again,
 * perhaps from another machine, which knows users only. */
static bool sandbox_needs_no_root(const struct sandbox *sandbox) {
    return !sandbox->options->follow || sandbox->inputs->is_live;
}

static bool sandbox_keep_opening(struct sandbox *sandbox, enum oomwhy_content content) {
    const enum sandbox_filter_state state = sandbox_opening_state(sandbox, content);
    tzset(); /* else the C library opens /etc/localtime at its first date */
    if (sandbox_filter_copies(state))
        copies_prepare(sandbox->copies);
    sandbox_restrict_paths(sandbox, state);
    if (sandbox_needs_no_root(sandbox))
        sandbox_rights_drop(true);
    sandbox->state = SANDBOX_OPENING;
    return sandbox_filter_calls(sandbox, state);
}

bool sandbox_enter(struct sandbox *sandbox, enum oomwhy_content content) {
    const bool is_all = content == OOMWHY_CONTENT_TEXT && sandbox_has_one_input(sandbox);
    bool is_well = true;
    if (sandbox->is_off)
        return true;
    if (is_all && sandbox->state != SANDBOX_SHUT)
        is_well = sandbox_shut(sandbox);
    else if (sandbox->state == SANDBOX_OUT)
        is_well = sandbox_keep_opening(sandbox, content);
#ifdef OOMWHY_SANDBOX_ATTEMPT
    sandbox_attempt(sandbox->state == SANDBOX_SHUT ? "shut" : "opening");
#endif
    return is_well;
}
