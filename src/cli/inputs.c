/* The files of the command line in the order in which they are read.
 * SPDX-License-Identifier: MIT */
#include "inputs.h"

#include "rotation.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct inputs_file {
    dev_t device;
    ino_t inode;
    int place;
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
static size_t inputs_identify(const struct options *options, struct inputs_file *files) {
    size_t count = 0;
    struct stat status;
    for (int i = 0; i < options->file_count; i++)
        if (stat(options->files[i], &status) == 0 && S_ISREG(status.st_mode))
            files[count++] = (struct inputs_file){status.st_dev, status.st_ino, i};
    return count;
}

static void inputs_close_gaps(struct options *options) {
    int kept = 0;
    for (int i = 0; i < options->file_count; i++)
        if (options->files[i])
            options->files[kept++] = options->files[i];
    options->file_count = kept;
}

static bool inputs_drop_repeated(struct options *options) {
    struct inputs_file *files = calloc((size_t)options->file_count + 1, sizeof *files);
    if (!files)
        return false;
    size_t count = inputs_identify(options, files);
    qsort(files, count, sizeof *files, inputs_compare);
    for (size_t i = 1; i < count; i++)
        if (files[i].device == files[i - 1].device && files[i].inode == files[i - 1].inode)
            options->files[files[i].place] = NULL;
    inputs_close_gaps(options);
    free(files);
    return true;
}

bool inputs_arrange(struct options *options) {
    return inputs_drop_repeated(options) && rotation_sort(options->files, (size_t)options->file_count);
}

/* A service that follows this machine's log has /dev/null there. */
static bool inputs_is_stdin_given(const struct options *options) {
    struct stat status;
    if (options->follow)
        return fstat(STDIN_FILENO, &status) == 0 && !S_ISCHR(status.st_mode);
    return !isatty(STDIN_FILENO);
}

const char *inputs_name(const struct options *options, int i) {
    if (options->file_count == 0)
        return i == 0 && inputs_is_stdin_given(options) ? "-" : NULL;
    return i < options->file_count ? options->files[i] : NULL;
}
