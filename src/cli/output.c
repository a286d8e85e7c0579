/* Where the report goes: standard output, or a file that appears whole or not at all.
 * SPDX-License-Identifier: MIT */
#include "output.h"

#include "diagnostics.h"

#include <oomwhy/oomwhy.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUTPUT_PUT = 'p' };

static const int output_signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGXFSZ, SIGXCPU, SIGUSR1, SIGUSR2};
static struct helper *volatile output_helper;

void output_abandon(void) {
    if (output_helper)
        helper_stop(output_helper);
}

/* Ends as the signal would have ended it, without leaving the temporary file behind. */
static void output_die(int signal_number) {
    output_abandon();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

/* A signal that is ignored stays so: nohup. */
static void output_watch_signals(struct output *output) {
    struct sigaction old, watch = {.sa_handler = output_die};
    sigfillset(&watch.sa_mask);
    output_helper = &output->helper;
    for (size_t i = 0; i < sizeof output_signals / sizeof output_signals[0]; i++)
        if (sigaction(output_signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(output_signals[i], &watch, NULL);
}

static bool output_fail(struct output *output) {
    diagnostics_format(output->path, "cannot be written: %s", strerror(errno));
    return false;
}

/* The rights that the file had, if it is the caller's own, else those of a new one; never a set-uid bit. Where the
 * group can't be kept it gets no more than everybody. */
static void output_set_mode(int fd, const struct target *target) {
    struct stat own;
    mode_t mask = umask(0);
    umask(mask);
    mode_t mode = 0666 & ~mask;
    if (target->exists && target->status.st_uid == geteuid() && fstat(fd, &own) == 0) {
        mode = target->status.st_mode & 0777;
        if (own.st_gid != target->status.st_gid && fchown(fd, (uid_t)-1, target->status.st_gid) != 0)
            mode &= ~(mode_t)070 | (mode & 07) << 3;
    }
    (void)!fchmod(fd, mode);
}

/* In the helper: puts the file in its place. */
static int output_put(void *context, char order, int *ret_fd) {
    struct output *output = context;
    const int folder = output->target.folder;
    (void)order, (void)ret_fd;
    if (renameat(folder, output->temporary, folder, output->target.name) != 0)
        return errno;
    output->temporary[0] = '\0';
    return 0;
}

static void output_delete(void *context) {
    const struct output *output = context;
    if (output->temporary[0])
        unlinkat(output->target.folder, output->temporary, 0);
}

/* The helper is there before the file is: whatever ends this process, the file does not stay. */
static bool output_start_helper(struct output *output) {
    const struct helper_work work = {output_put, output_delete, output, SANDBOX_FILTER_NAMES, output->target.folder};
    if (helper_invent_name(".oomwhy-", output->temporary))
        errno = helper_start(&output->helper, &work);
    if (output->helper.process > 0)
        return true;
    output->temporary[0] = '\0';
    return output_fail(output);
}

static bool output_open_temporary(struct output *output) {
    if (!output_start_helper(output))
        return false;
    output_watch_signals(output);
    output->fd =
        openat(output->target.folder, output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (output->fd < 0)
        return output_fail(output);
    output_set_mode(output->fd, &output->target);
    return true;
}

/* A device or a pipe can't be replaced, and is written to as it is. */
static bool output_open_special(struct output *output) {
    output->fd = target_open_special(&output->target);
    return output->fd >= 0 || output_fail(output);
}

static bool output_is_same(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* /dev/stdout, whatever it is and whoever may open it again. */
static bool output_is_stdout(const char *path) {
    struct stat status, own;
    return stat(path, &status) == 0 && fstat(STDOUT_FILENO, &own) == 0 && output_is_same(&status, &own);
}

/* False: the helper had ended before, and has deleted nothing. */
static bool output_forget(struct output *output) {
    const bool is_well = helper_stop(&output->helper);
    output_helper = NULL;
    target_close(&output->target);
    return is_well;
}

bool output_is_input(const char *path, const char *input) {
    struct stat to, from;
    bool is_known = (path ? stat(path, &to) : fstat(STDOUT_FILENO, &to)) == 0 &&
                    (strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &from) : stat(input, &from)) == 0;
    return is_known && output_is_same(&to, &from) && !S_ISCHR(to.st_mode) && !S_ISDIR(to.st_mode);
}

bool output_open(struct output *output, const char *path) {
    *output = (struct output){.fd = STDOUT_FILENO, .path = path ? path : "standard output", .target = {.folder = -1}};
    if (!path || output_is_stdout(path))
        return true;
    const struct target *target = &output->target;
    if (target_find(&output->target, path)) {
        bool is_special = target->exists && !S_ISREG(target->status.st_mode);
        if (is_special ? output_open_special(output) : output_open_temporary(output))
            return true;
    }
    output_forget(output);
    return false;
}

void output_start_pager(struct output *output) {
    const int fd = output->pager.command ? pager_start(&output->pager) : -1;
    if (fd >= 0)
        output->fd = fd;
}

/* A non-blocking pipe or terminal is waited for. */
static bool output_may_try_again(const struct output *output) {
    struct pollfd waiting = {.fd = output->fd, .events = POLLOUT};
    if (errno == EAGAIN)
        poll(&waiting, 1, -1);
    return errno == EINTR || errno == EAGAIN;
}

bool output_check_reader(struct output *output) {
    struct pollfd asked = {.fd = output->fd, .events = 0};
    if (poll(&asked, 1, 0) == 1 && (asked.revents & POLLERR)) /* of a pipe: its other end is closed */
        output->is_closed = true;
    return output->is_closed;
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
            output_fail(output);
            return OOMWHY_ERROR_OUTPUT;
        }
        output->written += (size_t)written;
        bytes += written;
        len -= (size_t)written;
    }
    return 0;
}

/* The file keeps the name that it has so far. */
static bool output_fail_helper(struct output *output) {
    diagnostics_format(output->path, "cannot be written: the process that would name it was ended; remove %s beside it",
                       output->temporary);
    output->temporary[0] = '\0';
    return false;
}

static bool output_keep(struct output *output) {
    errno = helper_order(&output->helper, OUTPUT_PUT, NULL);
    if (errno == ESRCH)
        return output_fail_helper(output);
    if (errno != 0)
        return output_fail(output);
    output->temporary[0] = '\0';
    return true;
}

bool output_leaves_old(const struct output *output) {
    return output->temporary[0] && output->target.exists && output->written == 0;
}

bool output_close(struct output *output, bool keep) {
    const bool is_new = output->temporary[0] != '\0';
    bool is_well = true;
    keep = keep && !output_leaves_old(output);
    if (is_new && keep && fsync(output->fd) != 0)
        is_well = output_fail(output);
    if (output->fd != STDOUT_FILENO && close(output->fd) != 0 && is_well)
        is_well = output_fail(output);
    pager_wait(&output->pager);
    if (is_new && keep && is_well)
        is_well = output_keep(output);
    if (!output_forget(output) && output->temporary[0])
        is_well = output_fail_helper(output);
    return is_well;
}
