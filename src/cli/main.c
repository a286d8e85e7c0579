/* oomwhy: says why the Linux OOM killer struck.
 * SPDX-License-Identifier: MIT */
#include "diagnostics.h"
#include "fault.h"
#include "inputs.h"
#include "missed.h"
#include "moment.h"
#include "options.h"
#include "output.h"
#include "sandbox.h"
#include "session.h"
#include "stack.h"
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As grep's. */
enum { EXIT_FOUND = 0, EXIT_NONE = 1, EXIT_TROUBLE = 2 };

static void print_none_found(const struct oomwhy *oomwhy, const struct session *session) {
    const struct options *options = session->options;
    const struct output *output = session->output;
    const int64_t reach_us = session->inputs->skips_ring ? 0 : session->reach_us; /* a boot that is over has an end */
    char sentence[768];
    missed_explain(oomwhy, options, reach_us, sentence, sizeof sentence);
    if (output_leaves_old(output))
        diagnostics_format(output->path, "left as it was: %s", sentence);
    else if (!options->report.quiet)
        diagnostics_print(NULL, sentence);
}

/* Whether both of the events to compare are there; else a diagnostic says which there are. */
static bool has_compared(const struct oomwhy *oomwhy, const struct options *options) {
    const int64_t count = oomwhy_event_count(oomwhy), before = options->report.compare_before,
                  after = options->report.compare_after;
    const int64_t missing = before > count ? before : after;
    if (!options->compare || (before <= count && after <= count))
        return true;
    diagnostics_format(NULL, "there is no event %" PRId64 " to compare: the log holds %" PRId64 " event%s", missing,
                       count, count == 1 ? "" : "s");
    return false;
}

/* Reads and reports. Returns the exit status; *RET_WHOLE is whether the report is complete. */
static int report(struct oomwhy *oomwhy, struct session *session, bool *ret_whole) {
    const struct options *options = session->options;
    const struct output *output = session->output;
    bool has_trouble = session->has_trouble;
    enum oomwhy_status status = session_read(session, oomwhy, &has_trouble);
    if (status == OOMWHY_OK)
        status = oomwhy_finish(oomwhy);
    *ret_whole = status == OOMWHY_OK;
    if (status == OOMWHY_ERROR_MEMORY)
        diagnostics_print(NULL, "out of memory");
    bool has_none = status == OOMWHY_OK && oomwhy_found_count(oomwhy) == 0;
    if (has_none && !output->is_closed && (!has_trouble || output_leaves_old(output)))
        print_none_found(oomwhy, session);
    const bool is_found = oomwhy_found_count(oomwhy) > 0;
    has_trouble |= status == OOMWHY_OK && oomwhy_event_count(oomwhy) > 0 && !has_compared(oomwhy, options);
    if (options->report.quiet && is_found) /* whatever else went wrong, as grep -q */
        return EXIT_FOUND;
    if (has_trouble || !(status == OOMWHY_OK || status == OOMWHY_ERROR_CLOSED))
        return EXIT_TROUBLE;
    return is_found ? EXIT_FOUND : EXIT_NONE;
}

/* A report must not replace one of the logs that it is about. */
static bool output_is_safe(const struct options *options, const struct inputs *inputs) {
    for (size_t i = 0; !options->report.quiet && i < inputs->count; i++)
        if (output_is_input(options->output, inputs->paths[i])) {
            diagnostics_print(options->output ? options->output : "standard output",
                              "is one of the inputs: the report is not written into it");
            return false;
        }
    return true;
}

/* What people read goes through a pager, unless it is written while it happens. */
static bool may_page(const struct options *options) {
    const struct oomwhy_options *report = &options->report;
    bool is_text = !report->format || strcmp(report->format, "text") == 0 || strcmp(report->format, "summary") == 0 ||
                   strcmp(report->format, "annotate") == 0;
    return is_text && !report->quiet && !options->no_pager && !options->output && !options->follow;
}

/* Whether a line of the input can't be looked up again: of a pipe, or a device. */
static bool is_gone(const char *input) {
    struct stat status;
    bool is_there = (strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &status) : stat(input, &status)) == 0;
    return is_there && !S_ISREG(status.st_mode);
}

/* Quotes lines that can't be looked up again. */
static bool quotes_lines(const struct options *options, const struct inputs *inputs) {
    const struct oomwhy_options *report = &options->report;
    bool is_one_gone = inputs->is_live, is_text = !report->format || strcmp(report->format, "text") == 0;
    for (size_t i = 0; i < inputs->count; i++)
        is_one_gone |= is_gone(inputs->paths[i]);
    return report->lines || (is_text && is_one_gone && !report->brief);
}

/* Of this machine the user means its own clock; its logs tell times in UTC. */
static void set_zones(struct oomwhy_options *report) {
    moment_set_zone(&report->since);
    moment_set_zone(&report->until);
    moment_set_zone(&report->near);
}

static void complete_options(struct oomwhy_options *report, const struct session *session) {
    const struct options *options = session->options;
    struct output *output = session->output;
    report->color = options->color == OPTIONS_COLOR_ALWAYS ||
                    (options->color == OPTIONS_COLOR_AUTO && terminal_has_color(output->fd));
    report->width = terminal_width(output->fd);
    report->lines = quotes_lines(options, session->inputs);
    report->unicode = terminal_has_unicode();
    report->temporary_folder = getenv("TMPDIR");
    if (session->inputs->is_live)
        set_zones(report);
    if (session->inputs->is_live && !options->follow)
        report->now = moment_now();
    if (may_page(options))
        pager_choose(&output->pager, output->fd);
}

static int run_to(struct session *session, struct options *options) {
    struct oomwhy *oomwhy;
    int exit_status = EXIT_TROUBLE;
    bool is_whole = false;
    complete_options(&options->report, session);
    session_connect(session, &options->report);
    if (oomwhy_open(&options->report, &oomwhy) == OOMWHY_OK) {
        exit_status = report(oomwhy, session, &is_whole);
        oomwhy_close(oomwhy);
    } else {
        diagnostics_print(NULL, "out of memory");
    }
    session_close(session);
    return output_close(session->output, is_whole) ? exit_status : EXIT_TROUBLE;
}

static int run_with(struct options *options, const struct inputs *inputs, bool has_trouble) {
    struct output output;
    struct session session;
    if (!output_is_safe(options, inputs) || !output_open(&output, options->report.quiet ? NULL : options->output))
        return EXIT_TROUBLE;
    session_open(&session, options, inputs, &output);
    session.has_trouble = has_trouble;
    return run_to(&session, options);
}

static int run(void *context) {
    struct options *options = context;
    struct inputs inputs;
    bool has_trouble = false;
    int exit_status = EXIT_TROUBLE;
    if (inputs_open(&inputs, options, &has_trouble)) {
        inputs_hold(&inputs, options->follow);
        exit_status = run_with(options, &inputs, has_trouble);
    } else {
        diagnostics_print(NULL, "out of memory");
    }
    inputs_close(&inputs);
    fault_unwatch();
    return exit_status;
}

static void pass_warning(void *context, const char *file, const char *sentence) {
    (void)context;
    diagnostics_print(file, sentence);
}

static void complain_of_stdout(void) {
    diagnostics_format("standard output", "cannot be written: %s", strerror(errno));
}

static int write_to_stdout(void *context, const char *bytes, size_t len) {
    (void)context;
    if (fwrite(bytes, 1, len, stdout) == len)
        return 0;
    if (errno == EPIPE)
        return OOMWHY_ERROR_CLOSED;
    complain_of_stdout();
    return OOMWHY_ERROR_OUTPUT;
}

static bool explain_term(const struct oomwhy_options *how, const char *term) {
    const enum oomwhy_status status = oomwhy_explain(how, term);
    if (status == OOMWHY_ERROR_ARGUMENT)
        diagnostics_format(NULL, "unknown term '%s'; oomwhy --explain lists the terms", term);
    if (status == OOMWHY_ERROR_MEMORY)
        diagnostics_print(NULL, "out of memory");
    return status == OOMWHY_OK || status == OOMWHY_ERROR_CLOSED;
}

/* "--explain=TERM", "--explain TERM ...", "--explain". */
static bool explain_terms(const struct options *options) {
    const struct oomwhy_options how = {
        .write = write_to_stdout,
        .warn = pass_warning,
        .color = options->color == OPTIONS_COLOR_ALWAYS ||
                 (options->color == OPTIONS_COLOR_AUTO && terminal_has_color(STDOUT_FILENO)),
        .width = terminal_width(STDOUT_FILENO),
    };
    bool is_known = true;
    if (options->term || options->file_count == 0)
        is_known = explain_term(&how, options->term);
    for (int i = 0; i < options->file_count; i++) {
        if (i > 0 || options->term)
            putchar('\n');
        is_known = explain_term(&how, options->files[i]) && is_known;
    }
    return is_known;
}

/* For help and version as for a report, a full disk is an error and a closed pipe is none. */
static int close_stdout(void) {
    if (fflush(stdout) == 0 || errno == EPIPE)
        return EXIT_FOUND;
    complain_of_stdout();
    return EXIT_TROUBLE;
}

/* Opens those of the first three descriptors that are closed, or the next file, the report perhaps, would become one of
 * them. Each is opened for the other direction, so that reading and writing still fail; only diagnostics, which nobody
 * would see, are dropped. */
static bool hold_standard_descriptors(void) {
    static const int modes[] = {[STDIN_FILENO] = O_WRONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_WRONLY};
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
            return false;
    return true;
}

/* One heap for all threads: when one of a thread's own shrinks, the C library opens a file, which the sandbox does not
 * allow. */
static void share_heap(const struct options *options) {
#ifdef M_ARENA_MAX
    if (options->report.jobs > 1)
        mallopt(M_ARENA_MAX, 1);
#else
    (void)options;
#endif
}

int main(int argc, char **argv) {
    struct options options;
    if (!hold_standard_descriptors())
        return EXIT_TROUBLE;
    sandbox_refuse_privileges();
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away is told by write() */
    if (!options_read(argc, argv, &options))
        return EXIT_TROUBLE;
    switch (options.task) {
    case OPTIONS_EXPLAIN:
        return explain_terms(&options) ? close_stdout() : EXIT_TROUBLE;
    case OPTIONS_HELP:
        options_print_usage(stdout);
        return close_stdout();
    case OPTIONS_VERSION:
        puts("oomwhy " OOMWHY_VERSION);
        return close_stdout();
    default:
        share_heap(&options);
        return stack_run(run, &options, EXIT_TROUBLE);
    }
}
