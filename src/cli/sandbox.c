/* What the process gives up before it reads what strangers wrote.
 * SPDX-License-Identifier: MIT
 *
 * One input that is text is open by then: nothing can be opened any more, and root becomes nobody. Where files are
 * opened while others are read, or libraries are loaded for what is in them, they are opened for reading only, and only
 * those. A file that gets its name in the end, for --output, needs the rights that the process began with. */
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
#include <sys/stat.h>
#include <time.h>

enum { SANDBOX_PATH = 4096 };

void sandbox_refuse_privileges(void) {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* Sanitizers and valgrind make system calls of their own. */
static bool sandbox_is_off(void) {
    const char *wanted = getenv("OOMWHY_SANDBOX"), *preload = getenv("LD_PRELOAD");
#ifdef OOMWHY_WITHOUT_SANDBOX
    return true;
#endif
    return (wanted && strcmp(wanted, "off") == 0) || (preload && strstr(preload, "/vgpreload_"));
}

void sandbox_open(struct sandbox *sandbox, const struct options *options, const struct inputs *inputs,
                  const struct output *output) {
    *sandbox = (struct sandbox){.options = options, .inputs = inputs, .output = output, .is_off = sandbox_is_off()};
}

/* Whether all that is read is open once its first bytes are there. */
static bool sandbox_has_one_input(const struct sandbox *sandbox) {
    return !sandbox->inputs->is_live && !sandbox->options->follow && sandbox->inputs->count == 1 &&
           sandbox->inputs->files.count == 0;
}

static bool sandbox_has_new_file(const struct sandbox *sandbox) {
    return sandbox->output->temporary[0] != '\0';
}

/* --- files */

/* The folder in which PATH is. */
static void sandbox_add_parent(struct sandbox_paths *paths, const char *path) {
    char folder[SANDBOX_PATH];
    const char *slash = strrchr(path, '/');
    const size_t len = slash == path ? 1 : slash ? (size_t)(slash - path) : 0;
    if (len < sizeof folder) {
        snprintf(folder, sizeof folder, "%.*s", slash ? (int)len : 1, slash ? path : ".");
        sandbox_paths_add(paths, SANDBOX_READ, folder);
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
        sandbox_paths_add(paths, SANDBOX_READ, options->files[i]);
    if (options->follow && !sandbox->inputs->is_live && sandbox->inputs->count > 0)
        sandbox_add_followed(paths, sandbox->inputs->paths[sandbox->inputs->count - 1]);
}

static void sandbox_add_list(struct sandbox_paths *paths, const char *const *names) {
    for (; *names; names++)
        sandbox_paths_add(paths, SANDBOX_READ, *names);
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

static const char *sandbox_temporary_folder(const struct sandbox *sandbox) {
    const char *folder = sandbox->options->report.temporary_folder;
    return folder && *folder == '/' ? folder : "/tmp";
}

static void sandbox_restrict_paths(const struct sandbox *sandbox, const struct sandbox_filter *allowed) {
    static const char *const machine[] = {"/dev/kmsg",       "/var/log/journal",        "/run/log/journal",
                                          "/etc/machine-id", "/proc/sys/kernel/random", NULL};
    struct sandbox_paths paths;
    sandbox_paths_open(&paths);
    if (allowed->state != SANDBOX_FILTER_SHUT) {
        sandbox_add_inputs(sandbox, &paths);
        sandbox_add_list(&paths, machine);
    }
    if (sandbox_filter_loads(allowed->state))
        sandbox_add_libraries(&paths);
    if (sandbox_filter_copies(allowed->state))
        sandbox_paths_add(&paths, SANDBOX_COPY, sandbox_temporary_folder(sandbox));
    if (allowed->names_file)
        sandbox_paths_add_fd(&paths, SANDBOX_REPLACE, allowed->folder);
    sandbox_paths_close(&paths);
}

/* --- the two states */

static struct sandbox_filter sandbox_allowed(const struct sandbox *sandbox, enum sandbox_filter_state state) {
    return (struct sandbox_filter){.state = state,
                                   .threads = sandbox->options->report.jobs > 1,
                                   .names_file = sandbox_has_new_file(sandbox),
                                   .folder = sandbox->output->target.folder};
}

static bool sandbox_shut(struct sandbox *sandbox) {
    const struct sandbox_filter allowed = sandbox_allowed(sandbox, SANDBOX_FILTER_SHUT);
    if (sandbox->state == SANDBOX_OUT)
        sandbox_restrict_paths(sandbox, &allowed);
    if (!sandbox_has_new_file(sandbox))
        sandbox_rights_drop(false);
    sandbox->state = SANDBOX_SHUT;
    return sandbox_filter_load(&allowed);
}

/* This machine's journal and a journal file have their library by now; what else is packed, or comes later, not. */
static enum sandbox_filter_state sandbox_opening_state(const struct sandbox *sandbox, enum oomwhy_content content) {
    if (sandbox->inputs->is_live)
        return SANDBOX_FILTER_LIVE;
    if (sandbox->options->follow) /* what is packed, or a journal that is cut off, is read once, and may be copied */
        return content == OOMWHY_CONTENT_TEXT ? SANDBOX_FILTER_FOLLOWED : SANDBOX_FILTER_SEVERAL;
    if (!sandbox_has_one_input(sandbox))
        return SANDBOX_FILTER_SEVERAL;
    return content == OOMWHY_CONTENT_JOURNAL ? SANDBOX_FILTER_JOURNAL : SANDBOX_FILTER_PACKED;
}

/* Whether nobody, who may read all that root may, can do what is left to do. A file that is followed is opened again,
 * perhaps from another machine, which knows users only. */
static bool sandbox_needs_no_root(const struct sandbox *sandbox, enum sandbox_filter_state state) {
    struct stat folder;
    if (sandbox_has_new_file(sandbox) || (sandbox->options->follow && !sandbox->inputs->is_live))
        return false;
    return !sandbox_filter_copies(state) ||
           (stat(sandbox_temporary_folder(sandbox), &folder) == 0 && (folder.st_mode & S_IWOTH));
}

static bool sandbox_keep_opening(struct sandbox *sandbox, enum oomwhy_content content) {
    const struct sandbox_filter allowed = sandbox_allowed(sandbox, sandbox_opening_state(sandbox, content));
    tzset(); /* else the C library opens /etc/localtime at its first date */
    sandbox_restrict_paths(sandbox, &allowed);
    if (sandbox_needs_no_root(sandbox, allowed.state))
        sandbox_rights_drop(true);
    sandbox->state = SANDBOX_OPENING;
    return sandbox_filter_load(&allowed);
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
