/* The library as its users see it: options, statuses, filters, and memory that runs short at every request.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "report/report.h"
#include "short_memory.h"

#include <oomwhy/oomwhy.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct written {
    size_t len;
    size_t calls, fail_at;
    int error;
    char warning[256];
};

static int keep_count(void *context, const char *bytes, size_t len) {
    struct written *written = context;
    (void)bytes;
    written->len += len;
    return ++written->calls == written->fail_at ? written->error : 0;
}

struct kept {
    char bytes[1 << 16];
    size_t len;
};

static int keep_bytes(void *context, const char *bytes, size_t len) {
    struct kept *kept = context;
    assert_true(len < sizeof kept->bytes - kept->len);
    memcpy(kept->bytes + kept->len, bytes, len);
    kept->len += len;
    kept->bytes[kept->len] = '\0';
    return 0;
}

static void keep_warning(void *context, const char *file, const char *sentence) {
    struct written *written = context;
    snprintf(written->warning, sizeof written->warning, "%s: %s", file, sentence);
}

static const char log_path[] = TESTDATA "/cases/python3-system.log";
static const char storm_path[] = TESTDATA "/cases/5.10-amd64--storm.log";

/* The whole of a file; its length. */
static size_t read_whole(const char *path, char *to, size_t room) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t len = fread(to, 1, room, file);
    assert_true(len > 0 && len < room);
    fclose(file);
    return len;
}

/* The first status that is not well. */
static enum oomwhy_status report(const struct oomwhy_options *options, const char *path, int64_t *ret_found) {
    struct oomwhy *oomwhy;
    enum oomwhy_status status = oomwhy_open(options, &oomwhy);
    if (status != OOMWHY_OK)
        return status;
    status = oomwhy_read(oomwhy, path);
    if (status == OOMWHY_OK)
        status = oomwhy_finish(oomwhy);
    *ret_found = oomwhy_found_count(oomwhy);
    oomwhy_close(oomwhy);
    return status;
}

static void refuses_options_out_of_range(void **state) {
    (void)state;
    struct written written = {0};
    int64_t found;
    struct oomwhy_options options = {0};
    assert_int_equal(report(&options, log_path, &found), OOMWHY_ERROR_ARGUMENT); /* nowhere to write */
    options.write = keep_count;
    options.context = &written;
    options.page_size = 5000;
    assert_int_equal(report(&options, log_path, &found), OOMWHY_ERROR_ARGUMENT);
    options.page_size = 0;
    options.last = OOMWHY_LAST_MOST + 1;
    assert_int_equal(report(&options, log_path, &found), OOMWHY_ERROR_ARGUMENT);
    options.last = -1;
    assert_int_equal(report(&options, log_path, &found), OOMWHY_ERROR_ARGUMENT);
    options.last = 0;
    options.format = "tex";
    assert_int_equal(report(&options, log_path, &found), OOMWHY_ERROR_ARGUMENT);
}

static void names_its_formats(void **state) {
    (void)state;
    assert_string_equal(oomwhy_format(0), "text");
    assert_string_equal(oomwhy_format(1), "json");
    for (size_t i = 0; oomwhy_format(i); i++)
        assert_string_not_equal(oomwhy_format(i), "summary"); /* has an option of its own */
}

static void warns_of_an_input_and_goes_on(void **state) {
    (void)state;
    struct written written = {0};
    const struct oomwhy_options options = {.write = keep_count, .warn = keep_warning, .context = &written};
    struct oomwhy *oomwhy;
    assert_int_equal(oomwhy_open(&options, &oomwhy), OOMWHY_OK);
    assert_int_equal(oomwhy_read(oomwhy, "/nowhere/at.all"), OOMWHY_ERROR_INPUT);
    assert_string_equal(written.warning, "/nowhere/at.all: no such file");
    assert_int_equal(oomwhy_read(oomwhy, log_path), OOMWHY_OK);
    assert_int_equal(oomwhy_finish(oomwhy), OOMWHY_OK);
    assert_int_equal(oomwhy_found_count(oomwhy), 1);
    assert_true(written.len > 0);
    oomwhy_close(oomwhy);
}

/* The machine of a log that has neither names nor dates: [ 621.423101] of a clock that was 0 at 2023-11-14 22:13:20. */
static void a_live_log_gets_its_machine_and_time(void **state) {
    (void)state;
    struct kept kept = {.len = 0};
    const struct oomwhy_options options = {.format = "json", .write = keep_bytes, .context = &kept};
    struct oomwhy *oomwhy;
    assert_int_equal(oomwhy_open(&options, &oomwhy), OOMWHY_OK);
    const struct oomwhy_input input = {.path = log_path, .host = "web-9", .clock_start_us = 1700000000000000};
    assert_int_equal(oomwhy_read_input(oomwhy, &input), OOMWHY_OK);
    assert_int_equal(oomwhy_finish(oomwhy), OOMWHY_OK);
    oomwhy_close(oomwhy);
    assert_non_null(strstr(kept.bytes, "\"host\":\"web-9\""));
    assert_non_null(strstr(kept.bytes, "\"time\":\"2023-11-14T22:23:41+00:00\""));
    assert_non_null(strstr(kept.bytes, "\"inferred\":[\"page_kb\",\"time\""));
}

static int64_t found_with(struct oomwhy_options options) {
    int64_t found = -1;
    options.quiet = true;
    assert_int_equal(report(&options, TESTDATA "/cases/5.10-amd64--systemd--kern-rfc5424.log", &found), OOMWHY_OK);
    return found;
}

/* Three events of web-01: python3 at 20:58:06, leaky-app at 20:58:20 and 20:58:31. */
/* Its kernel's clock shows 621.423101 s at the last line of the log, 10 min 21 s. */
static void an_event_tells_how_long_ago_it_was(void **state) {
    (void)state;
    static const char *const formats[] = {"text", "markdown", "html"};
    const struct oomwhy_time now = {.year = 2023, .month = 11, .day = 14, .hour = 22, .minute = 40, .has_offset = true};
    const struct oomwhy_input input = {.path = log_path, .clock_start_us = 1700000000000000}; /* 22:13:20 */
    for (size_t i = 0; i < 3; i++) {
        static struct kept kept;
        struct oomwhy *oomwhy;
        struct oomwhy_options options = {.write = keep_bytes, .context = &kept, .format = formats[i], .now = now};
        kept.len = 0;
        assert_int_equal(oomwhy_open(&options, &oomwhy), OOMWHY_OK);
        assert_int_equal(oomwhy_read_input(oomwhy, &input), OOMWHY_OK);
        assert_int_equal(oomwhy_finish(oomwhy), OOMWHY_OK);
        oomwhy_close(oomwhy);
        assert_non_null(strstr(kept.bytes, "about"));
        assert_non_null(strstr(kept.bytes, "16 minutes ago"));
    }
}

static void filters_choose_events(void **state) {
    (void)state;
    static const char *const hosts[] = {"elsewhere", "web-*", NULL}, *const strangers[] = {"elsewhere", NULL};
    static const char *const killed[] = {"mysqld", "leaky*", NULL}, *const others[] = {"mysqld", NULL};
    static const struct oomwhy_range ranges[] = {{1, 1}, {3, 9}};
    struct oomwhy_time at_20 = {.year = 2026, .month = 11, .day = 21, .hour = 20, .minute = 58, .second = 20};
    struct oomwhy_time at_21 = at_20;
    at_21.second = 21;
    assert_int_equal(found_with((struct oomwhy_options){0}), 3);
    assert_int_equal(found_with((struct oomwhy_options){.hosts = hosts}), 3);
    assert_int_equal(found_with((struct oomwhy_options){.hosts = strangers}), 0);
    assert_int_equal(found_with((struct oomwhy_options){.killed = killed}), 2);
    assert_int_equal(found_with((struct oomwhy_options){.killed = others}), 0);
    assert_int_equal(found_with((struct oomwhy_options){.events = ranges, .event_count = 2}), 2);
    assert_int_equal(found_with((struct oomwhy_options){.since = at_20}), 2);
    assert_int_equal(found_with((struct oomwhy_options){.since = at_21}), 1);
    assert_int_equal(found_with((struct oomwhy_options){.until = at_20}), 2);
    assert_int_equal(found_with((struct oomwhy_options){.since = at_21, .until = at_20}), 0);
    assert_int_equal(found_with((struct oomwhy_options){.killed = killed, .until = at_21}), 1);
}

static void an_output_that_fails_stops_the_reading(void **state) {
    (void)state;
    const int errors[] = {OOMWHY_ERROR_OUTPUT, OOMWHY_ERROR_CLOSED};
    for (size_t i = 0; i < 2; i++) {
        struct written written = {.fail_at = 1, .error = errors[i]};
        const struct oomwhy_options options = {.write = keep_count, .context = &written};
        int64_t found;
        assert_int_equal(report(&options, storm_path, &found), errors[i]);
        assert_int_equal(written.calls, 1);
    }
}

static void quiet_counts_and_writes_nothing(void **state) {
    (void)state;
    const struct oomwhy_options options = {.quiet = true};
    int64_t found;
    assert_int_equal(report(&options, storm_path, &found), OOMWHY_OK);
    assert_int_equal(found, 5);
}

static void an_event_is_written_before_the_input_ends(void **state) {
    (void)state;
    static char log[1 << 17];
    const size_t len = read_whole(storm_path, log, sizeof log);
    struct written written = {0};
    const struct oomwhy_options options = {.write = keep_count, .context = &written};
    struct oomwhy *oomwhy;
    assert_int_equal(oomwhy_open(&options, &oomwhy), OOMWHY_OK);
    assert_int_equal(oomwhy_begin(oomwhy, "-"), OOMWHY_OK);
    assert_int_equal(oomwhy_feed(oomwhy, log, len), OOMWHY_OK);
    assert_int_equal(oomwhy_idle(oomwhy), OOMWHY_OK); /* a pause: nothing more will come to these events */
    assert_true(written.len > 0);
    assert_int_equal(oomwhy_event_count(oomwhy), 5);
    assert_int_equal(oomwhy_end(oomwhy), OOMWHY_OK);
    assert_int_equal(oomwhy_finish(oomwhy), OOMWHY_OK);
    oomwhy_close(oomwhy);
}

static void an_error_of_the_output_stays(void **state) {
    (void)state;
    static char log[1 << 17];
    const size_t len = read_whole(storm_path, log, sizeof log);
    struct written written = {.fail_at = 1, .error = OOMWHY_ERROR_OUTPUT};
    const struct oomwhy_options options = {.format = "json", .write = keep_count, .context = &written};
    struct oomwhy *oomwhy;
    assert_int_equal(oomwhy_open(&options, &oomwhy), OOMWHY_OK);
    assert_int_equal(oomwhy_begin(oomwhy, "-"), OOMWHY_OK);
    oomwhy_feed(oomwhy, log, len);
    assert_int_equal(oomwhy_idle(oomwhy), OOMWHY_ERROR_OUTPUT);
    assert_int_equal(oomwhy_idle(oomwhy), OOMWHY_ERROR_OUTPUT);
    assert_int_equal(oomwhy_tick(oomwhy, 1), OOMWHY_ERROR_OUTPUT);
    assert_int_equal(oomwhy_feed(oomwhy, log, len), OOMWHY_ERROR_OUTPUT);
    assert_int_equal(oomwhy_end(oomwhy), OOMWHY_ERROR_OUTPUT);
    assert_int_equal(oomwhy_begin(oomwhy, "-"), OOMWHY_ERROR_OUTPUT);
    assert_int_equal(oomwhy_finish(oomwhy), OOMWHY_ERROR_OUTPUT);
    assert_int_equal(written.calls, 1);
    oomwhy_close(oomwhy);
}

/* Events that wait, for older ones or for the last one, go with the handle: a sanitizer would find them. */
static void a_handle_may_be_closed_before_the_end(void **state) {
    (void)state;
    static char log[1 << 17];
    const char *const paths[] = {TESTDATA "/cases/newest-first-dmesg-two-events.log", storm_path};
    struct written written = {0};
    const struct oomwhy_options options = {.last = 1, .write = keep_count, .context = &written};
    for (size_t i = 0; i < 2; i++) {
        const size_t len = read_whole(paths[i], log, sizeof log);
        struct oomwhy *oomwhy;
        assert_int_equal(oomwhy_open(&options, &oomwhy), OOMWHY_OK);
        assert_int_equal(oomwhy_begin(oomwhy, "log"), OOMWHY_OK);
        assert_int_equal(oomwhy_feed(oomwhy, log, len), OOMWHY_OK);
        assert_int_equal(oomwhy_idle(oomwhy), OOMWHY_OK);
        oomwhy_close(oomwhy);
    }
    oomwhy_close(NULL);
    assert_int_equal(written.calls, 0);
}

static bool until_all_is_read(void *context, int64_t done, int64_t of) {
    (void)context, (void)of;
    return done < 1000; /* python3-system.log has more, and one read takes it all */
}

static void a_log_is_followed_until_its_caller_wants_no_more(void **state) {
    (void)state;
    struct written written = {0};
    const struct oomwhy_options options = {.write = keep_count, .go_on = until_all_is_read, .context = &written};
    struct oomwhy *oomwhy;
    assert_int_equal(oomwhy_open(&options, &oomwhy), OOMWHY_OK);
    assert_int_equal(oomwhy_follow(oomwhy, log_path), OOMWHY_OK);
    assert_int_equal(oomwhy_finish(oomwhy), OOMWHY_OK);
    assert_int_equal(oomwhy_found_count(oomwhy), 1);
    oomwhy_close(oomwhy);
}

/* A stream without a clock. What is written before its writer ends it was written in a pause. */
struct piped {
    struct written written;
    int writer;
    int pauses; /* that are to come after the report until the writer ends; less than 0: the reader ends before */
};

static int keep_count_of_pipe(void *context, const char *bytes, size_t len) {
    return keep_count(&((struct piped *)context)->written, bytes, len);
}

static bool until_paused(void *context, int64_t done, int64_t of) {
    struct piped *piped = context;
    (void)done, (void)of;
    if (piped->written.len == 0)
        return true;
    if (piped->pauses == 0) {
        close(piped->writer);
        piped->writer = -1;
    }
    return piped->pauses-- >= 0;
}

static enum oomwhy_status report_of_pipe(struct piped *piped, int64_t *ret_found) {
    static char log[1 << 14];
    const struct oomwhy_options options = {
        .format = "json", .write = keep_count_of_pipe, .go_on = until_paused, .context = piped};
    const size_t len = read_whole(log_path, log, sizeof log);
    char path[32];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], log, len), len);
    piped->writer = ends[1];
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    const enum oomwhy_status status = report(&options, path, ret_found);
    close(ends[0]);
    if (piped->writer >= 0)
        close(piped->writer);
    return status;
}

static void without_a_clock_an_event_is_written_in_a_pause(void **state) {
    (void)state;
    int64_t found;
    struct piped ended = {.pauses = 1}, left = {.pauses = -1};
    struct piped failed = {.written = {.fail_at = 1, .error = OOMWHY_ERROR_OUTPUT}, .pauses = 1};
    assert_int_equal(report_of_pipe(&ended, &found), OOMWHY_OK);
    assert_int_equal(found, 1);
    assert_int_equal(ended.writer, -1);
    assert_int_equal(report_of_pipe(&left, &found), OOMWHY_OK);
    assert_int_equal(found, 1);
    assert_true(left.writer >= 0);
    assert_int_equal(report_of_pipe(&failed, &found), OOMWHY_ERROR_OUTPUT);
    assert_true(failed.writer >= 0);
}

static bool refuse_content(void *context, enum oomwhy_content content) {
    (void)context, (void)content;
    return false;
}

static void a_caller_may_have_no_memory_for_an_input(void **state) {
    (void)state;
    struct written written = {0};
    const struct oomwhy_options options = {.write = keep_count, .content = refuse_content, .context = &written};
    int64_t found;
    assert_int_equal(report(&options, log_path, &found), OOMWHY_ERROR_MEMORY);
    assert_int_equal(report(&options, TESTDATA "/corpora/packed/log.xz", &found), OOMWHY_ERROR_MEMORY);
    assert_int_equal(written.calls, 0);
}

static void a_term_needs_somewhere_to_be_explained(void **state) {
    (void)state;
    struct written written = {0};
    struct oomwhy_options options = {.context = &written};
    assert_int_equal(oomwhy_explain(&options, "gfp_mask"), OOMWHY_ERROR_ARGUMENT);
    options.write = keep_count;
    options.width = -1;
    assert_int_equal(oomwhy_explain(&options, "gfp_mask"), OOMWHY_ERROR_ARGUMENT);
    options.width = 0;
    assert_int_equal(oomwhy_explain(&options, "gfp_mask"), OOMWHY_OK);
    assert_true(written.len > 0);
}

/* Some of the files that were expected are not read, and one is read that was not. */
static void expected_files_need_not_be_read(void **state) {
    (void)state;
    static const char *const expected[] = {TESTDATA "/corpora/packed/log-twice.gz", TESTDATA "/corpora/packed/log.xz",
                                           TESTDATA "/corpora/packed/log-cut.gz"};
    struct written written = {0};
    const struct oomwhy_options options = {.jobs = 2, .write = keep_count, .context = &written};
    struct oomwhy *oomwhy;
    assert_int_equal(oomwhy_open(&options, &oomwhy), OOMWHY_OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(oomwhy_expect(oomwhy, expected[i]), OOMWHY_OK);
    assert_int_equal(oomwhy_read(oomwhy, log_path), OOMWHY_OK);
    const int64_t before = oomwhy_event_count(oomwhy);
    assert_int_equal(oomwhy_read(oomwhy, expected[1]), OOMWHY_OK);
    assert_int_equal(oomwhy_finish(oomwhy), OOMWHY_OK);
    assert_true(oomwhy_event_count(oomwhy) > before);
    oomwhy_close(oomwhy);
}

static void memory_may_run_short_at_every_request(void **state) {
    (void)state;
    const struct writer *writer;
    for (size_t i = 0; (writer = report_writer_at(i)); i++) {
        enum oomwhy_status status = OOMWHY_ERROR_MEMORY;
        size_t n = 1;
        for (; n < 100000; n++) {
            struct written written = {0};
            const struct oomwhy_options options = {.format = writer->name, .write = keep_count, .context = &written};
            int64_t found;
            short_memory_fail(n);
            status = report(&options, log_path, &found);
            bool was_reached = short_memory_requests() >= n;
            short_memory_fail(0);
            assert_true(status == OOMWHY_OK || status == OOMWHY_ERROR_MEMORY);
            if (!was_reached)
                break;
        }
        assert_int_equal(status, OOMWHY_OK);
        assert_true(n > 10);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_options_out_of_range),
        cmocka_unit_test(names_its_formats),
        cmocka_unit_test(warns_of_an_input_and_goes_on),
        cmocka_unit_test(a_live_log_gets_its_machine_and_time),
        cmocka_unit_test(an_event_tells_how_long_ago_it_was),
        cmocka_unit_test(filters_choose_events),
        cmocka_unit_test(an_output_that_fails_stops_the_reading),
        cmocka_unit_test(quiet_counts_and_writes_nothing),
        cmocka_unit_test(an_event_is_written_before_the_input_ends),
        cmocka_unit_test(an_error_of_the_output_stays),
        cmocka_unit_test(a_handle_may_be_closed_before_the_end),
        cmocka_unit_test(a_log_is_followed_until_its_caller_wants_no_more),
        cmocka_unit_test(without_a_clock_an_event_is_written_in_a_pause),
        cmocka_unit_test(a_caller_may_have_no_memory_for_an_input),
        cmocka_unit_test(a_term_needs_somewhere_to_be_explained),
        cmocka_unit_test(expected_files_need_not_be_read),
        cmocka_unit_test(memory_may_run_short_at_every_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
