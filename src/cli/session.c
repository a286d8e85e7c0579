/* One run: the inputs are read one after another, the library's calls back are answered.
 * SPDX-License-Identifier: MIT */
#include "session.h"

#include "diagnostics.h"
#include "inputs.h"
#include "rotation.h"
#include "stop.h"
#include "terminal.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char session_kernel_log[] = "/dev/kmsg";

/* --- what the library calls back */

static int session_write(void *context, const char *bytes, size_t len) {
    struct session *session = context;
    progress_end(&session->progress);
    return output_write(session->output, bytes, len);
}

static void session_warn(void *context, const char *file, const char *sentence) {
    struct session *session = context;
    progress_clear(&session->progress);
    diagnostics_print(file, sentence);
}

static int64_t session_clock(void *context) {
    struct timespec now;
    (void)context;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool session_goes_on(void *context, int64_t done, int64_t of) {
    struct session *session = context;
    if (session->progress.to && !session->options->follow)
        progress_step(&session->progress, session_clock(NULL), session->input, done, of);
    return !stop_is_asked();
}

void session_open(struct session *session, const struct options *options, struct output *output) {
    *session = (struct session){.options = options, .output = output};
    if (terminal_is_capable(STDERR_FILENO))
        session->progress.to = stderr;
}

void session_connect(struct session *session, struct oomwhy_options *report) {
    report->write = session_write;
    report->warn = session_warn;
    report->clock = session_clock;
    report->go_on = session_goes_on;
    report->context = session;
}

/* --- inputs */

static void session_warn_empty(const char *path) {
    if (strcmp(path, "-") == 0)
        diagnostics_print(NULL, "standard input is empty: did the command before it fail? "
                                "(sudo dmesg | oomwhy, or journalctl -k | oomwhy)");
    else
        diagnostics_print(path, "is empty: did the command that writes to it fail?");
}

/* Half of a file is no answer to what is asked of it, what came of a stream is. */
static bool session_is_stream(const char *path) {
    struct stat status;
    return (strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &status) : stat(path, &status)) == 0 &&
           !S_ISREG(status.st_mode);
}

static enum oomwhy_status session_read_one(struct session *session, struct oomwhy *oomwhy, const char *path,
                                           bool is_followed, bool *ret_trouble) {
    session->input = path;
    if (is_followed || session_is_stream(path))
        stop_watch();
    enum oomwhy_status status = is_followed ? oomwhy_follow(oomwhy, path) : oomwhy_read(oomwhy, path);
    stop_unwatch();
    progress_clear(&session->progress);
    if (status == OOMWHY_ERROR_EMPTY)
        session_warn_empty(path);
    else if (status != OOMWHY_ERROR_INPUT)
        return status;
    *ret_trouble = true;
    return OOMWHY_OK;
}

static enum oomwhy_status session_read_own_log(struct session *session, struct oomwhy *oomwhy, bool *ret_trouble) {
    enum oomwhy_status status =
        session_read_one(session, oomwhy, session_kernel_log, session->options->follow, ret_trouble);
    if (*ret_trouble)
        diagnostics_print(NULL, "to read this machine's kernel log run it as root, or: dmesg | oomwhy");
    return status;
}

static bool session_exists(const char *path) {
    struct stat status;
    return strcmp(path, "-") == 0 || lstat(path, &status) == 0;
}

/* Says which files are not followed, and for which one it waits. */
static void session_tell_followed(const struct options *options) {
    const char *last = inputs_name(options, options->file_count - 1);
    if (!last)
        return;
    for (int i = 0; i + 1 < options->file_count; i++)
        if (!rotation_are_siblings(options->files[i], last))
            diagnostics_print(options->files[i], "is read to its end and not followed: only the last FILE is");
    if (!session_exists(last))
        diagnostics_print(last, "is not there yet: waiting for it");
}

enum oomwhy_status session_read(struct session *session, struct oomwhy *oomwhy, bool *ret_trouble) {
    const struct options *options = session->options;
    const char *input = inputs_name(options, 0), *next;
    if (!input)
        return session_read_own_log(session, oomwhy, ret_trouble);
    if (options->follow && options->file_count > 0)
        session_tell_followed(options);
    enum oomwhy_status status = OOMWHY_OK;
    for (int i = 1; input && status == OOMWHY_OK && !stop_is_asked(); input = next) {
        next = inputs_name(options, i++);
        status = session_read_one(session, oomwhy, input, options->follow && !next, ret_trouble);
    }
    return status;
}
