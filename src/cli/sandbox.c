/* What the process gives up before it reads what strangers wrote.
 * SPDX-License-Identifier: MIT
 *
 * One input that is text is open by then: nothing can be opened any more, and root becomes nobody. Where files are
 * opened while others are read, or libraries are loaded for what is in them, they are opened for reading only, and only
 * those. A file that gets its name in the end, for --output, needs the rights that the process began with. */
#define _GNU_SOURCE /* setgroups, setresuid, dl_iterate_phdr */
#include "sandbox.h"

#include "sandbox_filter.h"
#include "sandbox_paths.h"

#include <grp.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum {
    SANDBOX_PATH = 4096,
    SANDBOX_NOBODY = 65534 /* by its number: asking for the name would load what the machine's accounts are kept in */
};

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
static void sandbox_add_parent(const struct sandbox_paths *paths, const char *path) {
    char folder[SANDBOX_PATH];
    const char *slash = strrchr(path, '/');
    const size_t len = slash == path ? 1 : slash ? (size_t)(slash - path) : 0;
    if (len < sizeof folder) {
        snprintf(folder, sizeof folder, "%.*s", slash ? (int)len : 1, slash ? path : ".");
        sandbox_paths_add(paths, SANDBOX_READ, folder);
    }
}

/* A file that is followed is opened again by its name, and by those that it is rotated to: behind a link, too. */
static void sandbox_add_followed(const struct sandbox_paths *paths, const char *path) {
    char *real = realpath(path, NULL);
    sandbox_add_parent(paths, path);
    if (real)
        sandbox_add_parent(paths, real);
    free(real);
}

static void sandbox_add_inputs(const struct sandbox *sandbox, const struct sandbox_paths *paths) {
    const struct options *options = sandbox->options;
    for (int i = 0; i < options->file_count; i++)
        sandbox_paths_add(paths, SANDBOX_READ, options->files[i]);
    if (options->follow && !sandbox->inputs->is_live && sandbox->inputs->count > 0)
        sandbox_add_followed(paths, sandbox->inputs->paths[sandbox->inputs->count - 1]);
}

static void sandbox_add_list(const struct sandbox_paths *paths, const char *const *names) {
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
static void sandbox_add_libraries(const struct sandbox_paths *paths) {
    static const char *const folders[] = {"/lib",       "/lib64",           "/usr/lib",
                                          "/usr/lib64", "/usr/local/lib",   "/nix/store",
                                          "/gnu/store", "/etc/ld.so.cache", NULL};
    sandbox_add_list(paths, folders);
    dl_iterate_phdr(sandbox_add_library, (void *)(uintptr_t)paths);
}

static void sandbox_add_temporary(const struct sandbox *sandbox, const struct sandbox_paths *paths) {
    const char *folder = sandbox->options->report.temporary_folder;
    sandbox_paths_add(paths, SANDBOX_COPY, folder && *folder == '/' ? folder : "/tmp");
}

static void sandbox_restrict_paths(const struct sandbox *sandbox, const struct sandbox_filter *allowed) {
    static const char *const machine[] = {"/dev/kmsg",       "/var/log/journal",        "/run/log/journal",
                                          "/etc/machine-id", "/proc/sys/kernel/random", NULL};
    struct sandbox_paths paths;
    sandbox_paths_open(&paths);
    if (allowed->opens) {
        sandbox_add_inputs(sandbox, &paths);
        sandbox_add_list(&paths, machine);
    }
    if (allowed->loads)
        sandbox_add_libraries(&paths);
    if (allowed->copies)
        sandbox_add_temporary(sandbox, &paths);
    if (allowed->folder >= 0)
        sandbox_paths_add_fd(&paths, SANDBOX_REPLACE, allowed->folder);
    sandbox_paths_close(&paths);
}

/* --- the two states */

/* Root keeps nothing but what is open. In a container that has no such user it stays root, in the filter. */
static void sandbox_become_nobody(void) {
    if (geteuid() == 0 && setgroups(0, NULL) == 0 && setresgid(SANDBOX_NOBODY, SANDBOX_NOBODY, SANDBOX_NOBODY) == 0)
        (void)!setresuid(SANDBOX_NOBODY, SANDBOX_NOBODY, SANDBOX_NOBODY);
}

static bool sandbox_shut(struct sandbox *sandbox) {
    const bool has_file = sandbox_has_new_file(sandbox);
    const struct sandbox_filter allowed = {.threads = sandbox->options->report.jobs > 1,
                                           .has_child = sandbox->output->pager.process > 0,
                                           .folder = has_file ? sandbox->output->target.folder : -1};
    if (sandbox->state == SANDBOX_OUT)
        sandbox_restrict_paths(sandbox, &allowed);
    if (!has_file)
        sandbox_become_nobody();
    sandbox->state = SANDBOX_SHUT;
    return sandbox_filter_load(&allowed);
}

/* This machine's journal and a journal file have their library by now; what else is packed, or comes later, not. */
static bool sandbox_keep_opening(struct sandbox *sandbox, enum oomwhy_content content) {
    const bool has_library =
        sandbox->inputs->is_live || (content == OOMWHY_CONTENT_JOURNAL && sandbox_has_one_input(sandbox));
    const struct sandbox_filter allowed = {.opens = true,
                                           .loads = !has_library,
                                           .copies = !sandbox->inputs->is_live,
                                           .narrows = sandbox_has_one_input(sandbox),
                                           .threads = sandbox->options->report.jobs > 1,
                                           .has_child = sandbox->output->pager.process > 0,
                                           .folder =
                                               sandbox_has_new_file(sandbox) ? sandbox->output->target.folder : -1};
    tzset(); /* else the C library opens /etc/localtime at its first date */
    sandbox_restrict_paths(sandbox, &allowed);
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
