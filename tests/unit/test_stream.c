/* Streams: what is told when, by the caller's clock. No test waits: the clock is an argument.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <oomwhy/oomwhy.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SECOND = 1000 * 1000, TENTH = SECOND / 10 };

struct stream {
    struct oomwhy *oomwhy;
    char report[1 << 18];
    size_t len;
    int64_t now_us;
    int64_t lines; /* foreign ones that were fed */
    int questions, answers;
};

static struct stream stream;

static int keep(void *context, const char *bytes, size_t len) {
    struct stream *to = context;
    assert_true(len < sizeof to->report - to->len);
    memcpy(to->report + to->len, bytes, len);
    to->len += len;
    to->report[to->len] = '\0';
    return 0;
}

static void begin(void) {
    memset(&stream, 0, sizeof stream);
    stream.now_us = 1000LL * SECOND;
    const struct oomwhy_options options = {.format = "json", .write = keep, .context = &stream};
    assert_int_equal(oomwhy_open(&options, &stream.oomwhy), OOMWHY_OK);
    assert_int_equal(oomwhy_begin(stream.oomwhy, "-"), OOMWHY_OK);
    assert_int_equal(oomwhy_tick(stream.oomwhy, stream.now_us), OOMWHY_OK);
}

static void end(void) {
    assert_int_equal(oomwhy_end(stream.oomwhy), OOMWHY_OK);
    assert_int_equal(oomwhy_finish(stream.oomwhy), OOMWHY_OK);
    oomwhy_close(stream.oomwhy);
}

static void feed(const char *text) {
    assert_int_equal(oomwhy_feed(stream.oomwhy, text, strlen(text)), OOMWHY_OK);
}

static void pass(int64_t us) {
    for (const int64_t until = stream.now_us + us; stream.now_us < until;) {
        stream.now_us += TENTH;
        assert_int_equal(oomwhy_tick(stream.oomwhy, stream.now_us), OOMWHY_OK);
    }
}

/* The same while 2000 lines that are not of any event come each second, behind LEAD. */
static void pass_busily(int64_t us, const char *lead) {
    char line[128];
    for (const int64_t until = stream.now_us + us; stream.now_us < until;) {
        for (int i = 0; i < 200; i++) {
            snprintf(line, sizeof line, "%s[  700.%06d] usb 1-1: new device number %d\n", lead, i, (int)stream.lines++);
            feed(line);
        }
        pass(TENTH);
    }
}

/* How many events were told. */
static int told(void) {
    int lines = 0;
    for (size_t i = 0; i < stream.len; i++)
        lines += stream.report[i] == '\n';
    return lines;
}

static const char *const head[] = {
    ("[  621.423101] python3 invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, "
     "oom_score_adj=0\n"),
    "[  621.423115] Call Trace:\n",
    "[  621.423200] Mem-Info:\n",
    "[  621.423201] active_anon:1932541 inactive_anon:12038 isolated_anon:0\n",
};
static const char *const tail[] = {
    "[  621.423260] Tasks state (memory values in pages):\n",
    "[  621.423262] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n",
    "[  621.423296] [   8340]  1000  8340  1956284  1920568 15466496        0             0 python3\n",
    ("[  621.423315] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,"
     "task_memcg=/system.slice/app.service,task=python3,pid=8340,uid=1000\n"),
    ("[  621.423320] Out of memory: Killed process 8340 (python3) total-vm:7825136kB, anon-rss:7680048kB, "
     "file-rss:1840kB, shmem-rss:384kB, UID:1000 pgtables:15104kB oom_score_adj:0\n"),
};
static const char reaper[] = "[  621.423400] oom_reaper: reaped process 8340 (python3), now anon-rss:0kB, "
                             "file-rss:0kB, shmem-rss:0kB\n";

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static void feed_behind(const char *lead, const char *const *lines, size_t count) {
    for (size_t i = 0; i < count; i++) {
        feed(lead);
        feed(lines[i]);
    }
}

static void feed_report(const char *lead) {
    feed_behind(lead, head, COUNT(head));
    feed_behind(lead, tail, COUNT(tail));
}

static void a_complete_event_is_told_within_a_second(void **state) {
    (void)state;
    static const char *const leads[] = {"", "Nov 21 20:58:07 web-01 kernel: ", "<6>", "app|7| "};
    for (size_t i = 0; i < COUNT(leads); i++) {
        begin();
        feed_report(leads[i]);
        pass(SECOND);
        assert_int_equal(told(), 1);
        end();
        assert_int_equal(told(), 1);
    }
}

/* Serial consoles take seconds for a line, and minutes for a report. */
static void a_slow_stream_tears_no_event(void **state) {
    (void)state;
    static const char *const leads[] = {"", "Nov 21 20:58:07 web-01 kernel: ", "app|7| "};
    for (size_t i = 0; i < COUNT(leads); i++) {
        begin();
        for (size_t line = 0; line < COUNT(head) + COUNT(tail); line++) {
            feed(leads[i]);
            feed(line < COUNT(head) ? head[line] : tail[line - COUNT(head)]);
            pass(5 * SECOND);
        }
        assert_int_equal(told(), 1);
        assert_non_null(strstr(stream.report, "\"missing\":[]"));
        end();
        assert_int_equal(told(), 1);
    }
}

static void a_busy_stream_holds_no_event_back(void **state) {
    (void)state;
    static const char *const leads[] = {"", "Nov 21 20:58:07 web-01 kernel: ", "app|7| "};
    for (size_t i = 0; i < COUNT(leads); i++) {
        begin();
        pass_busily(SECOND, leads[i]);
        feed_report(leads[i]);
        pass_busily(SECOND, leads[i]);
        assert_int_equal(told(), 1);
        pass_busily(10 * SECOND, leads[i]);
        end();
        assert_int_equal(told(), 1);
    }
}

static void a_report_in_progress_holds_none_of_another_host_back(void **state) {
    (void)state;
    begin();
    feed_behind("Nov 21 20:58:07 web-02 kernel: ", head, COUNT(head));
    feed_report("Nov 21 20:58:07 web-01 kernel: ");
    pass(SECOND);
    assert_int_equal(told(), 1);
    assert_non_null(strstr(stream.report, "\"host\":\"web-01\""));
    end();
    assert_int_equal(told(), 2);
}

static void late_lines_are_waited_for(void **state) {
    (void)state;
    begin();
    feed_report("");
    pass(2 * TENTH);
    assert_int_equal(told(), 0);
    feed(reaper);
    pass(SECOND);
    assert_int_equal(told(), 1);
    assert_non_null(strstr(stream.report, "\"reaped\":true"));
    end();
}

static void what_comes_too_late_is_told_no_second_time(void **state) {
    (void)state;
    begin();
    feed_report("Nov 21 20:58:07 web-01 kernel: ");
    pass(SECOND);
    assert_int_equal(told(), 1);
    assert_non_null(strstr(stream.report, "\"reaped\":null"));
    feed("Nov 21 20:58:09 web-01 kernel: ");
    feed(reaper);
    feed("Nov 21 20:58:09 web-01 systemd[1]: app.service: A process of this unit has been killed by the OOM killer.\n");
    pass(SECOND);
    feed("Nov 21 20:58:19 web-01 systemd[1]: app.service: Failed with result 'oom-kill'.\n");
    pass(SECOND);
    feed_report("Nov 21 20:58:07 web-01 kernel: "); /* rsyslog started again */
    pass(SECOND);
    end();
    assert_int_equal(told(), 1);
}

static void an_incomplete_event_is_told_after_a_minute_without_a_line(void **state) {
    (void)state;
    begin();
    feed_behind("", head, 2);
    pass(50 * SECOND); /* a slow serial console */
    feed_behind("", head + 2, COUNT(head) - 2);
    pass(30 * SECOND);
    feed("[  650.000000] usb 1-1: new device\n");
    pass(29 * SECOND);
    assert_int_equal(told(), 0);
    pass(3 * SECOND);
    assert_int_equal(told(), 1);
    assert_non_null(strstr(stream.report, "\"missing\":[\"tasks\",\"kill\"]"));
    end();
    assert_int_equal(told(), 1);
}

static void the_next_event_ends_an_incomplete_one(void **state) {
    (void)state;
    begin();
    feed("[  620.100000] java invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, "
         "oom_score_adj=0\n");
    pass(5 * SECOND);
    feed_report("");
    pass(SECOND);
    assert_int_equal(told(), 2);
    end();
    assert_int_equal(told(), 2);
}

static void a_rotation_does_not_end_an_event(void **state) {
    (void)state;
    begin();
    feed_behind("", head, COUNT(head));
    pass(SECOND);
    assert_int_equal(oomwhy_end(stream.oomwhy), OOMWHY_OK);
    assert_int_equal(oomwhy_begin(stream.oomwhy, "-"), OOMWHY_OK);
    feed_behind("", tail, COUNT(tail));
    pass(SECOND);
    assert_int_equal(told(), 1);
    assert_non_null(strstr(stream.report, "\"missing\":[]"));
    assert_non_null(strstr(stream.report, "\"first_line\":1,\"last_line\":5"));
    assert_non_null(strstr(stream.report, "\"last_file\":\"-\"")); /* line 5 of another file than line 1 */
    end();
}

/* --- reading a pipe */

static int64_t tell_time(void *context) {
    return ((struct stream *)context)->now_us += TENTH;
}

static bool answer(void *context, int64_t done, int64_t of) {
    struct stream *asked = context;
    assert_true(done >= 0 && of >= 0);
    return ++asked->questions <= asked->answers;
}

static void a_stream_ends_where_it_is_to_end(void **state) {
    (void)state;
    int ends[2];
    memset(&stream, 0, sizeof stream);
    stream.answers = 1; /* what lies in the pipe is read at once */
    const struct oomwhy_options options = {
        .format = "json", .write = keep, .clock = tell_time, .go_on = answer, .context = &stream};
    assert_int_equal(pipe(ends), 0);
    for (size_t i = 0; i < COUNT(head); i++)
        assert_true(write(ends[1], head[i], strlen(head[i])) > 0);
    char path[32];
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    assert_int_equal(oomwhy_open(&options, &stream.oomwhy), OOMWHY_OK);
    assert_int_equal(oomwhy_read(stream.oomwhy, path), OOMWHY_OK); /* though the pipe is open */
    assert_int_equal(oomwhy_finish(stream.oomwhy), OOMWHY_OK);
    assert_int_equal(told(), 1);
    oomwhy_close(stream.oomwhy);
    close(ends[0]);
    close(ends[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_complete_event_is_told_within_a_second),
        cmocka_unit_test(a_slow_stream_tears_no_event),
        cmocka_unit_test(a_busy_stream_holds_no_event_back),
        cmocka_unit_test(a_report_in_progress_holds_none_of_another_host_back),
        cmocka_unit_test(late_lines_are_waited_for),
        cmocka_unit_test(what_comes_too_late_is_told_no_second_time),
        cmocka_unit_test(an_incomplete_event_is_told_after_a_minute_without_a_line),
        cmocka_unit_test(the_next_event_ends_an_incomplete_one),
        cmocka_unit_test(a_rotation_does_not_end_an_event),
        cmocka_unit_test(a_stream_ends_where_it_is_to_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
