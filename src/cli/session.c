/* One run: the inputs are read one after another, the library's calls back are answered.
 * SPDX-License-Identifier: MIT */
#include "session.h"

#include "diagnostics.h"
#include "fault.h"
#include "moment.h"
#include "stop.h"
#include "terminal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* --- what the library calls back */

static int session_write(void *context, const char *bytes, size_t len) {
    struct session *session = context;
    progress_end(&session->progress);
    return output_write(session->output, bytes, len);
}

static void session_warn(void *context, const char *file, const char *sentence) {
    struct session *session = context;
    const char *hint = file ? inputs_hint_of(session->inputs, file) : NULL;
    progress_clear(&session->progress);
    if (hint)
        diagnostics_format(file, "%s; %s", sentence, hint);
    else
        diagnostics_print(file, sentence);
}

static int64_t session_clock(void *context) {
    struct timespec now;
    (void)context;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Who follows a log quietly waits for the next event. */
static bool session_has_answer(const struct session *session) {
    const struct options *options = session->options;
    return options->follow && options->report.quiet && oomwhy_found_count(session->oomwhy) > 0;
}

static bool session_goes_on(void *context, int64_t done, int64_t of) {
    struct session *session = context;
    if (session->progress.to && !session->options->follow)
        progress_step(&session->progress, session_clock(NULL), session->input, done, of);
    return !stop_is_asked() && !session_has_answer(session) &&
           !(session->options->follow && output_check_reader(session->output));
}

static int session_open_held(void *context, const char *path) {
    const struct session *session = context;
    return inputs_open_held(session->inputs, path);
}

static int session_copy(void *context, int fd) {
    struct session *session = context;
    if (fd < 0)
        return copies_open(&session->copies);
    copies_close(&session->copies, fd);
    return -1;
}

/* What is about to be read comes from strangers. */
static bool session_begins(void *context, enum oomwhy_content content) {
    struct session *session = context;
    output_start_pager(session->output);
    if (content == OOMWHY_CONTENT_ARCHIVE || content == OOMWHY_CONTENT_JOURNAL)
        fault_watch();
    return sandbox_enter(&session->sandbox, content);
}

void session_open(struct session *session, const struct options *options, const struct inputs *inputs,
                  struct output *output) {
    *session = (struct session){.options = options, .inputs = inputs, .output = output, .is_root = geteuid() == 0};
    sandbox_open(&session->sandbox, options, inputs, &session->copies);
    if (terminal_is_capable(STDERR_FILENO))
        session->progress.to = stderr;
}

void session_close(struct session *session) {
    copies_end(&session->copies);
}

void session_connect(struct session *session, struct oomwhy_options *report) {
    report->write = session_write;
    report->warn = session_warn;
    report->clock = session_clock;
    report->go_on = session_goes_on;
    report->content = session_begins;
    report->open = session_open_held;
    report->copy = session_copy;
    session->copies.folder = report->temporary_folder;
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

static enum oomwhy_status session_read_one(struct session *session, struct oomwhy *oomwhy,
                                           const struct oomwhy_input *input, bool is_followed, bool *ret_trouble) {
    session->input = input->path;
    if (!input->is_own_journal && session_is_stream(input->path))
        stop_watch();
    enum oomwhy_status status = is_followed ? oomwhy_follow_input(oomwhy, input) : oomwhy_read_input(oomwhy, input);
    if (!session->options->follow)
        stop_unwatch();
    progress_clear(&session->progress);
    if (status == OOMWHY_ERROR_EMPTY)
        session_warn_empty(input->path);
    else if (status != OOMWHY_ERROR_INPUT)
        return status;
    *ret_trouble = true;
    return OOMWHY_OK;
}

/* Says what was looked at, and how far back it goes. */
static void session_tell_read(struct session *session, const struct oomwhy *oomwhy, const char *what) {
    const int64_t reach_us = oomwhy_reach_us(oomwhy);
    char since[32];
    if (reach_us > 0 && (session->reach_us == 0 || reach_us < session->reach_us))
        session->reach_us = reach_us;
    if (session->options->report.quiet)
        return;
    if (reach_us > 0 && moment_print(reach_us, since, sizeof since))
        diagnostics_format(NULL, "%s was read, back to %s", what, since);
    else
        diagnostics_format(NULL, "%s was read, as far back as it goes", what);
}

static void session_tell_failed(const struct session *session, const struct oomwhy_input *input) {
    if (!session->is_root)
        diagnostics_print(NULL, input->is_own_journal ? "to read the journal run it as root, or join group adm"
                                                      : "to read the ring buffer run it as root");
}

/* Goes on with the ring buffer and what is new in the journal; without the ring buffer with the journal alone, where
 * the kernel's messages could be read in it. */
static enum oomwhy_status session_follow_live(struct session *session, struct oomwhy *oomwhy, bool has_journal,
                                              bool *ret_trouble) {
    struct oomwhy_input journal, ring;
    bool has_failed = false;
    enum oomwhy_status status = OOMWHY_OK;
    if (!inputs_at(session->inputs, 0, &journal) || !inputs_at(session->inputs, 1, &ring))
        return OOMWHY_OK;
    ring.with_journal = true;
    ring.name = "the ring buffer and the journal";
    status = session_read_one(session, oomwhy, &ring, true, &has_failed);
    if (has_failed)
        session_tell_failed(session, &ring);
    if (has_failed && has_journal && status == OOMWHY_OK)
        return session_read_one(session, oomwhy, &journal, true, ret_trouble);
    *ret_trouble |= has_failed;
    return status;
}

/* Each of this machine's logs is enough: without the one or the other less is known, which is said, and only without
 * both nothing is. */
static enum oomwhy_status session_read_live(struct session *session, struct oomwhy *oomwhy, bool *ret_trouble) {
    struct oomwhy_input input;
    enum oomwhy_status status = OOMWHY_OK;
    bool has_read = false;
    for (size_t i = 0; inputs_at(session->inputs, i, &input) && status == OOMWHY_OK && !stop_is_asked(); i++) {
        bool has_failed = false;
        if (session->options->follow && !input.is_own_journal)
            return session_follow_live(session, oomwhy, has_read, ret_trouble);
        status = session_read_one(session, oomwhy, &input, false, &has_failed);
        has_read |= !has_failed;
        if (has_failed)
            session_tell_failed(session, &input);
        else
            session_tell_read(session, oomwhy, input.is_own_journal ? "the journal" : "the kernel's ring buffer");
    }
    *ret_trouble |= !has_read;
    return status;
}

static bool session_exists(const char *path) {
    struct stat status;
    return strcmp(path, "-") == 0 || lstat(path, &status) == 0 || errno != ENOENT;
}

/* Says which files are not followed, and for which one it waits. */
static void session_tell_followed(const struct inputs *inputs) {
    const char *last = inputs->paths[inputs->count - 1];
    for (size_t i = 0; i + 1 < inputs->count; i++)
        if (!oomwhy_is_rotated(inputs->paths[i], last))
            diagnostics_print(inputs->paths[i], "is read to its end but not followed: only the last FILE is");
    if (!session_exists(last))
        diagnostics_print(last, "does not exist yet: waiting for it");
}

/* Lets packed files be unpacked ahead. */
static enum oomwhy_status session_expect(const struct inputs *inputs, struct oomwhy *oomwhy) {
    struct oomwhy_input input;
    enum oomwhy_status status = OOMWHY_OK;
    for (size_t i = 0; inputs_at(inputs, i, &input) && status == OOMWHY_OK; i++)
        status = oomwhy_expect(oomwhy, input.path);
    return status;
}

enum oomwhy_status session_read(struct session *session, struct oomwhy *oomwhy, bool *ret_trouble) {
    const struct inputs *inputs = session->inputs;
    const bool is_following = session->options->follow;
    struct oomwhy_input input, next;
    session->oomwhy = oomwhy;
    if (is_following)
        stop_watch();
    if (inputs->is_live)
        return session_read_live(session, oomwhy, ret_trouble);
    if (is_following && inputs->count > 0)
        session_tell_followed(inputs);
    enum oomwhy_status status = session_expect(inputs, oomwhy);
    for (size_t i = 0; inputs_at(inputs, i, &input) && status == OOMWHY_OK && !stop_is_asked(); i++)
        status =
            session_read_one(session, oomwhy, &input, is_following && !inputs_at(inputs, i + 1, &next), ret_trouble);
    return status;
}
