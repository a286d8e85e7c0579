/* What is read, in order.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "inputs.h"

#include "absent.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char inputs_kernel_log[] = "/dev/kmsg";
static const char inputs_journal[] = "the journal";
static char inputs_stdin[] = "-";

/* --- folders */

static bool inputs_add(struct inputs *inputs, char *path) {
    inputs->paths[inputs->count++] = path;
    return true;
}

static bool inputs_make_room(struct inputs *inputs, size_t more) {
    char **paths = realloc(inputs->paths, (inputs->count + more + 1) * sizeof *paths);
    if (paths)
        inputs->paths = paths;
    return paths != NULL;
}

/* The files from the list's place FROM on were found in FOLDER. */
static bool inputs_add_found(struct inputs *inputs, const char *folder, size_t from) {
    const size_t count = inputs->files.count;
    struct inputs_found *found = realloc(inputs->found, (count + 1) * sizeof *found);
    if (found)
        inputs->found = found;
    if (!found || !inputs_make_room(inputs, count - from))
        return false;
    for (size_t i = from; i < count; i++) {
        inputs->found[i] = (struct inputs_found){inputs->files.paths[i], folder};
        inputs_add(inputs, inputs->files.paths[i]);
    }
    return true;
}

static bool inputs_add_operand(struct inputs *inputs, char *operand, bool *ret_trouble) {
    const size_t from = inputs->files.count;
    if (!folder_is(operand))
        return inputs_make_room(inputs, 1) && inputs_add(inputs, operand);
    return folder_list(operand, &inputs->files, ret_trouble) && inputs_add_found(inputs, operand, from);
}

static int inputs_compare_found(const void *a, const void *b) {
    const struct inputs_found *one = a, *other = b;
    return (one->path > other->path) - (one->path < other->path);
}

static const char *inputs_folder_of(const struct inputs *inputs, const char *path) {
    const struct inputs_found wanted = {path, NULL}, *found = NULL;
    if (inputs->files.count > 0)
        found = bsearch(&wanted, inputs->found, inputs->files.count, sizeof wanted, inputs_compare_found);
    return found ? found->folder : NULL;
}

/* --- files that are named again */

struct inputs_file {
    dev_t device;
    ino_t inode;
    size_t place;
};

static int inputs_compare(const void *a, const void *b) {
    const struct inputs_file *one = a, *other = b;
    if (one->device != other->device)
        return one->device < other->device ? -1 : 1;
    if (one->inode != other->inode)
        return one->inode < other->inode ? -1 : 1;
    return (one->place > other->place) - (one->place < other->place);
}

/* Regular files only: a pipe may be read again. */
static size_t inputs_identify(const struct inputs *inputs, struct inputs_file *files) {
    size_t count = 0;
    struct stat status;
    for (size_t i = 0; i < inputs->count; i++)
        if (stat(inputs->paths[i], &status) == 0 && S_ISREG(status.st_mode))
            files[count++] = (struct inputs_file){status.st_dev, status.st_ino, i};
    return count;
}

static void inputs_close_gaps(struct inputs *inputs) {
    size_t kept = 0;
    for (size_t i = 0; i < inputs->count; i++)
        if (inputs->paths[i])
            inputs->paths[kept++] = inputs->paths[i];
    inputs->count = kept;
}

static bool inputs_drop_repeated(struct inputs *inputs) {
    struct inputs_file *files = calloc(inputs->count + 1, sizeof *files);
    if (!files)
        return false;
    const size_t count = inputs_identify(inputs, files);
    qsort(files, count, sizeof *files, inputs_compare);
    for (size_t i = 1; i < count; i++)
        if (files[i].device == files[i - 1].device && files[i].inode == files[i - 1].inode)
            inputs->paths[files[i].place] = NULL;
    inputs_close_gaps(inputs);
    free(files);
    return true;
}

/* --- files that are not there */

/* Looked for now: later no folder may be opened. */
static void inputs_find_hints(struct inputs *inputs) {
    struct stat status;
    for (size_t i = 0; i < inputs->count && inputs->hint_count < INPUTS_HINTS; i++) {
        struct inputs_hint *hint = &inputs->hints[inputs->hint_count];
        hint->path = inputs->paths[i];
        if (strcmp(hint->path, inputs_stdin) != 0 && stat(hint->path, &status) != 0 && errno == ENOENT &&
            absent_explain(hint->path, hint->text, sizeof hint->text))
            inputs->hint_count++;
    }
}

const char *inputs_hint_of(const struct inputs *inputs, const char *path) {
    for (size_t i = 0; i < inputs->hint_count; i++)
        if (strcmp(inputs->hints[i].path, path) == 0)
            return inputs->hints[i].text;
    return NULL;
}

/* --- this machine */

/* A service or a timer that asks for this machine's log has /dev/null there. */
static bool inputs_is_stdin_given(const struct options *options) {
    struct stat status;
    if (options->follow || options->report.boot)
        return fstat(STDIN_FILENO, &status) == 0 && !S_ISCHR(status.st_mode);
    return !isatty(STDIN_FILENO);
}

/* Whether ID, 32 hex digits, is this boot's. */
static bool inputs_is_this_boot(const char *id) {
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
    int byte = '-';
    if (!file)
        return false;
    for (; *id && byte != EOF; id += byte == *id)
        if ((byte = getc(file)) != '-' && byte != *id)
            break;
    fclose(file);
    return *id == '\0';
}

/* The ring buffer is of this boot. */
static bool inputs_skips_ring(const char *boot) {
    return boot && strspn(boot, "-0") != strlen(boot) && !inputs_is_this_boot(boot);
}

static bool inputs_open_live(struct inputs *inputs, const char *boot) {
    inputs->is_live = true;
    inputs->skips_ring = inputs_skips_ring(boot);
    if (gethostname(inputs->host, sizeof inputs->host) != 0)
        inputs->host[0] = '\0';
    inputs->host[sizeof inputs->host - 1] = '\0';
    return true;
}

/* When the kernel's clock was 0, as far as suspends let it be known: it stops in them, and so does this one. */
static int64_t inputs_clock_start_us(void) {
    struct timespec now, since_boot;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0 || clock_gettime(CLOCK_MONOTONIC, &since_boot) != 0)
        return 0;
    return ((int64_t)now.tv_sec - since_boot.tv_sec) * 1000000 + (now.tv_nsec - since_boot.tv_nsec) / 1000;
}

/* The journal first: it goes further back, and knows the time. */
static bool inputs_live_at(const struct inputs *inputs, size_t i, struct oomwhy_input *ret_input) {
    *ret_input = (struct oomwhy_input){.host = inputs->host};
    ret_input->is_own_journal = i == 0;
    ret_input->path = i == 0 ? inputs_journal : inputs_kernel_log;
    ret_input->clock_start_us = i == 0 ? 0 : inputs_clock_start_us();
    return i < (inputs->skips_ring ? 1 : 2);
}

bool inputs_open(struct inputs *inputs, const struct options *options, bool *ret_trouble) {
    *inputs = (struct inputs){0};
    if (options->live || (options->file_count == 0 && !inputs_is_stdin_given(options)))
        return inputs_open_live(inputs, options->report.boot);
    if (options->file_count == 0)
        return inputs_make_room(inputs, 1) && inputs_add(inputs, inputs_stdin);
    for (int i = 0; i < options->file_count; i++)
        if (!inputs_add_operand(inputs, options->files[i], ret_trouble))
            return false;
    if (inputs->files.count > 0)
        qsort(inputs->found, inputs->files.count, sizeof *inputs->found, inputs_compare_found);
    if (!options->follow)
        inputs_find_hints(inputs);
    return inputs_drop_repeated(inputs) && oomwhy_sort_rotated(inputs->paths, inputs->count) == OOMWHY_OK;
}

/* --- files that are held open */

/* Libraries, unpacking and the report want some, too. */
static size_t inputs_descriptors(void) {
    enum { LEAST = 64, MOST = 1024 };
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < LEAST)
        return 0;
    return limit.rlim_cur < MOST ? (size_t)limit.rlim_cur / 2 : MOST / 2;
}

/* Only what is there as a regular file: opening something else may wait, or change it. */
static int inputs_hold_file(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return -1;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 || (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)))
        return fd;
    close(fd);
    return -1;
}

/* Whoever writes to standard input and who reads it are woken less often: a large log takes a quarter less time. What
 * is no pipe, or may not grow, stays as it is. */
static void inputs_widen_pipe(const struct inputs *inputs) {
    enum { PIPE_BYTES = 1024 * 1024 }; /* fs.pipe-max-size, as kernels set it */
    for (size_t i = 0; i < inputs->count; i++)
        if (strcmp(inputs->paths[i], "-") == 0)
            (void)fcntl(STDIN_FILENO, F_SETPIPE_SZ, PIPE_BYTES);
}

void inputs_hold(struct inputs *inputs, bool is_followed) {
    inputs_widen_pipe(inputs);
    size_t left = inputs->count > 1 ? inputs_descriptors() : 0;
    inputs->held = left > 0 ? malloc(inputs->count * sizeof *inputs->held) : NULL;
    for (size_t i = 0; inputs->held && i < inputs->count; i++) {
        const bool is_wanted = i > 0 && left > 0 && !(is_followed && i + 1 == inputs->count);
        inputs->held[i] = is_wanted ? inputs_hold_file(inputs->paths[i]) : -1;
        left -= inputs->held[i] >= 0;
    }
}

int inputs_open_held(const struct inputs *inputs, const char *path) {
    for (size_t i = 0; inputs->held && i < inputs->count; i++)
        if (inputs->held[i] >= 0 && strcmp(inputs->paths[i], path) == 0 && lseek(inputs->held[i], 0, SEEK_SET) == 0)
            return fcntl(inputs->held[i], F_DUPFD_CLOEXEC, 0);
    return -1;
}

void inputs_close(struct inputs *inputs) {
    for (size_t i = 0; inputs->held && i < inputs->count; i++)
        if (inputs->held[i] >= 0)
            close(inputs->held[i]);
    free(inputs->held);
    for (size_t i = 0; i < inputs->files.count; i++)
        free(inputs->files.paths[i]);
    free(inputs->files.paths);
    free(inputs->found);
    free(inputs->paths);
}

bool inputs_at(const struct inputs *inputs, size_t i, struct oomwhy_input *ret_input) {
    if (inputs->is_live)
        return inputs_live_at(inputs, i, ret_input);
    if (i >= inputs->count)
        return false;
    *ret_input = (struct oomwhy_input){.path = inputs->paths[i], .folder = inputs_folder_of(inputs, inputs->paths[i])};
    return true;
}
