/* What is shown of long work, by a clock that is an argument.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/progress.h"

#include <stdlib.h>
#include <string.h>

enum { MEBI = 1024 * 1024, SECOND = 1000 * 1000 };

/* What a terminal was sent. */
struct terminal {
    struct progress progress;
    char *sent;
    size_t len, compared;
};

static void open_terminal(struct terminal *terminal) {
    *terminal = (struct terminal){.sent = NULL};
    terminal->progress.to = open_memstream(&terminal->sent, &terminal->len);
    assert_non_null(terminal->progress.to);
}

static void close_terminal(struct terminal *terminal, FILE *to) {
    fclose(to);
    free(terminal->sent);
}

static void assert_sent(struct terminal *terminal, FILE *to, const char *want) {
    fflush(to);
    assert_string_equal(terminal->sent + terminal->compared, want);
    terminal->compared = terminal->len;
}

static void nothing_is_shown_for_two_seconds(void **state) {
    (void)state;
    struct terminal terminal;
    open_terminal(&terminal);
    FILE *to = terminal.progress.to;
    for (int64_t tenth = 0; tenth < 20; tenth++)
        progress_step(&terminal.progress, 7 * SECOND + tenth * SECOND / 10, "kern.log", tenth * MEBI, 100 * MEBI);
    progress_end(&terminal.progress);
    assert_sent(&terminal, to, "");
    close_terminal(&terminal, to);
}

static void it_is_shown_then_and_gone_when_the_report_begins(void **state) {
    (void)state;
    struct terminal terminal;
    open_terminal(&terminal);
    FILE *to = terminal.progress.to;
    progress_step(&terminal.progress, 7 * SECOND, "kern.log", 0, 100 * MEBI);
    progress_step(&terminal.progress, 9 * SECOND, "kern.log", 45 * MEBI, 100 * MEBI);
    assert_sent(&terminal, to, "\r\033[Kreading kern.log: 45 %, 45 of 100 MiB");
    progress_step(&terminal.progress, 9 * SECOND + 1, "kern.log", 46 * MEBI, 100 * MEBI); /* not each block */
    assert_sent(&terminal, to, "");
    progress_end(&terminal.progress);
    assert_sent(&terminal, to, "\r\033[K");
    progress_step(&terminal.progress, 20 * SECOND, "kern.log", 90 * MEBI, 100 * MEBI);
    assert_sent(&terminal, to, "");
    close_terminal(&terminal, to);
}

static void a_name_does_not_reach_the_terminal_as_it_is(void **state) {
    (void)state;
    struct terminal terminal;
    open_terminal(&terminal);
    FILE *to = terminal.progress.to;
    progress_step(&terminal.progress, 1 * SECOND, "a\033[2Jb", 0, 2 * MEBI);
    progress_step(&terminal.progress, 4 * SECOND, "a\033[2Jb", MEBI, 2 * MEBI);
    assert_sent(&terminal, to, "\r\033[Kreading a\\x1b[2Jb: 50 %, 1 of 2 MiB");
    progress_end(&terminal.progress);
    close_terminal(&terminal, to);
}

/* The last 40 bytes of a longer path are shown. */
static void a_long_path_is_shown_by_its_end(void **state) {
    (void)state;
    struct terminal terminal;
    open_terminal(&terminal);
    FILE *to = terminal.progress.to;
    const char path[] = "/mnt/a/a234567890b234567890c234567890d234567890";
    progress_step(&terminal.progress, 1 * SECOND, path, 0, 2 * MEBI);
    progress_step(&terminal.progress, 4 * SECOND, path, MEBI, 2 * MEBI);
    assert_sent(&terminal, to, "\r\033[Kreading ...a234567890b234567890c234567890d234567890: 50 %, 1 of 2 MiB");
    progress_end(&terminal.progress);
    close_terminal(&terminal, to);
}

static void a_stream_that_waits_is_no_work(void **state) {
    (void)state;
    struct terminal terminal;
    open_terminal(&terminal);
    FILE *to = terminal.progress.to;
    progress_step(&terminal.progress, 1 * SECOND, "-", 0, 0);
    progress_step(&terminal.progress, 11 * SECOND, "-", 5 * MEBI, 0);
    assert_sent(&terminal, to, "");
    progress_step(&terminal.progress, 12 * SECOND, "-", 800 * MEBI, 0);
    assert_sent(&terminal, to, "\r\033[Kreading standard input: 800 MiB");
    progress_end(&terminal.progress);
    close_terminal(&terminal, to);
}

static void without_a_terminal_nothing_is_shown(void **state) {
    (void)state;
    struct progress progress = {0};
    progress_step(&progress, 1 * SECOND, "kern.log", 0, 100);
    progress_step(&progress, 9 * SECOND, "kern.log", 50, 100);
    assert_false(progress.is_shown);
    progress_end(&progress);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_shown_for_two_seconds),
        cmocka_unit_test(it_is_shown_then_and_gone_when_the_report_begins),
        cmocka_unit_test(a_name_does_not_reach_the_terminal_as_it_is),
        cmocka_unit_test(a_long_path_is_shown_by_its_end),
        cmocka_unit_test(a_stream_that_waits_is_no_work),
        cmocka_unit_test(without_a_terminal_nothing_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
