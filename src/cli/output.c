/* Where the report goes: standard output, or a file that appears whole or not at all.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* realpath, fchmod */
#include "output.h"

#include "complain.h"

#include <oomwhy/oomwhy.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const int output_signals[] = {SIGINT, SIGTERM, SIGHUP};
static char *volatile output_to_unlink;

/* Ends as the signal would have ended it, without leaving the temporary file behind. */
static void output_die(int signal_number) {
    if (output_to_unlink)
        unlink(output_to_unlink);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static bool output_fail(struct output *output, const char *what) {
    complain_format(output->name, "%s: %s", what, strerror(errno));
    return false;
}

/* A device or a pipe can't be replaced, and is written to as it is. */
static bool output_open_special(struct output *output, const char *path) {
    output->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return output->fd >= 0 || output_fail(output, "cannot be written");
}

/* Takes the modes that the file has, or that a new file would get. */
static void output_set_mode(int fd, const struct stat *old) {
    mode_t mask = umask(0);
    umask(mask);
    (void)!fchmod(fd, old ? old->st_mode & 07777 : 0666 & ~mask);
}

static bool output_open_temporary(struct output *output, const char *path, const struct stat *old) {
    char *resolved = old ? realpath(path, NULL) : NULL; /* a symbolic link stays one */
    output->target = resolved ? resolved : strdup(path);
    size_t room = output->target ? strlen(output->target) + sizeof ".XXXXXX" : 0;
    output->temporary = room ? malloc(room) : NULL;
    if (!output->temporary)
        return output_fail(output, "cannot be written");
    snprintf(output->temporary, room, "%s.XXXXXX", output->target);
    output->fd = mkstemp(output->temporary);
    if (output->fd < 0)
        return output_fail(output, "cannot be written");
    output_to_unlink = output->temporary;
    for (size_t i = 0; i < sizeof output_signals / sizeof output_signals[0]; i++)
        if (signal(output_signals[i], output_die) == SIG_IGN) /* nohup stays in force */
            signal(output_signals[i], SIG_IGN);
    output_set_mode(output->fd, old);
    return true;
}

static void output_free(struct output *output) {
    output_to_unlink = NULL;
    free(output->temporary);
    free(output->target);
    output->temporary = output->target = NULL;
}

bool output_open(struct output *output, const char *path) {
    struct stat status;
    *output = (struct output){.fd = STDOUT_FILENO, .name = path ? path : "standard output"};
    if (!path)
        return true;
    bool exists = stat(path, &status) == 0;
    if (exists && !S_ISREG(status.st_mode))
        return output_open_special(output, path);
    if (output_open_temporary(output, path, exists ? &status : NULL))
        return true;
    output_free(output);
    return false;
}

/* A non-blocking pipe or terminal is waited for. */
static bool output_may_try_again(const struct output *output) {
    struct pollfd waiting = {.fd = output->fd, .events = POLLOUT};
    if (errno == EAGAIN)
        poll(&waiting, 1, -1);
    return errno == EINTR || errno == EAGAIN;
}

int output_write(void *context, const char *bytes, size_t len) {
    struct output *output = context;
    while (len > 0) {
        ssize_t written = write(output->fd, bytes, len);
        if (written < 0 && output_may_try_again(output))
            continue;
        if (written < 0 && errno == EPIPE) {
            output->is_closed = true;
            return OOMWHY_ERROR_CLOSED;
        }
        if (written < 0) {
            output_fail(output, "cannot be written");
            return OOMWHY_ERROR_OUTPUT;
        }
        bytes += written;
        len -= (size_t)written;
    }
    return 0;
}

bool output_close(struct output *output, bool keep) {
    bool is_well = true;
    if (output->temporary && keep && fsync(output->fd) != 0)
        is_well = output_fail(output, "cannot be written");
    if (output->fd != STDOUT_FILENO && close(output->fd) != 0 && is_well)
        is_well = output_fail(output, "cannot be written");
    if (output->temporary && keep && is_well && rename(output->temporary, output->target) == 0)
        output_to_unlink = NULL;
    else if (output->temporary && keep && is_well)
        is_well = output_fail(output, "cannot be written");
    if (output_to_unlink)
        unlink(output_to_unlink);
    output_free(output);
    return is_well;
}
