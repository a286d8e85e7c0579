/* Input whose newest lines come first: what is held, when it is handed on, and in which order.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grammar.h"
#include "log/order.h"
#include "model/limits.h"
#include "words.h"

#define TRIGGER "a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"
#define INFO "Mem-Info:"
#define KILLED(pid) "Out of memory: Killed process " pid " (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB"
#define REAPED(pid) "oom_reaper: reaped process " pid " (a), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB"

static struct order order;

static int tear_down(void **state) {
    order_reset(&order);
    return grammar_tear_down(state);
}

static const char *const *lines_of_input; /* or NULL: their texts are not compared */

/* "3", or "3'" of one that is turned, "3c" of one that goes on, "a3" of host a. */
static bool hear(void *context, const struct message *message) {
    (void)context;
    if (lines_of_input)
        assert_true(str_ends(str_from_cstr(lines_of_input[message->line - 1]), message->text));
    say(" %.*s%lld%s%s", STR_ARG(message->host), (long long)message->line, message->is_turned ? "'" : "",
        message->continues ? "c" : "");
    return true;
}

static int pauses_left = -1; /* until the sink stops at one; below 0: it never does */

static bool hear_pause(void *context) {
    (void)context;
    say(" |");
    return pauses_left-- != 0;
}

static void hear_warning(void *context, const char *sentence) {
    (void)context, (void)sentence;
    say(" !");
}

static void begin(void) {
    static struct message_sink sink;
    sink = sink_of(hear);
    sink.pause = hear_pause;
    sink.warn = hear_warning;
    words_clear();
    order_begin(&order, &sink, &grammar);
}

/* "5.25 text": a line at that second of the kernel's clock; "12:34:56 text" of the wall clock, on 4 March; "-" of none;
 * "+" of a line that goes on. "x/" before it is its host, "x:" a program of that host. */
static struct message read_line(const char *line, int64_t number) {
    struct message message = message_nothing();
    message.line = number;
    if (line[1] == '/' || line[1] == ':') {
        message.host = str_of(line, 1);
        message.origin = line[1] == ':' ? MESSAGE_ORIGIN_USER : MESSAGE_ORIGIN_KERNEL;
        line += 2;
    }
    const str stamp = str_first(str_from_cstr(line), str_find_byte(str_from_cstr(line), ' '));
    message.text = str_from(str_from_cstr(line), stamp.len + 1);
    message.continues = *line == '+';
    if (str_find_byte(stamp, ':') != STR_NONE)
        message.time = (struct oomwhy_time){
            .month = 3, .day = 4, .hour = atoi(line), .minute = atoi(line + 3), .second = atoi(line + 6)};
    else if (!message.continues && *line != '-')
        message.uptime_us = (int64_t)(strtod(line, NULL) * 1e6 + 0.5);
    return message;
}

struct input_case {
    const char *handed_on, *lines[12];
};

/* "~" while the order is in doubt, "+" where a report is held. */
static void take_line(const char *line, int64_t number) {
    static char bytes[512]; /* of this line alone, and a digit behind it: what is held has its own */
    snprintf(bytes, sizeof bytes, "%s5", line);
    struct message message = read_line(bytes, number);
    message.text.len--;
    say(";");
    assert_true(order_take(&order, &message));
    memset(bytes, '?', sizeof bytes);
    if (order_holds(&order))
        say("~");
    else if (order_needs_every_line(&order))
        say("+");
    assert_true(order_needs_every_line(&order) || !order_holds(&order));
}

static void end(void) {
    say(".");
    assert_true(order_end(&order));
    assert_false(order_holds(&order) || order_needs_every_line(&order));
}

/* Each line's number where it is handed on, behind a ";" for each line that is taken; "." is the end. */
static void assert_inputs(const struct input_case *cases, size_t count) {
    int failures = 0;
    for (size_t i = 0; i < count; i++) {
        begin();
        lines_of_input = cases[i].lines;
        for (size_t j = 0; cases[i].lines[j]; j++)
            take_line(cases[i].lines[j], (int64_t)j + 1);
        end();
        lines_of_input = NULL;
        if (strcmp(words, cases[i].handed_on) == 0)
            continue;
        failures++;
        print_error("case %zu: %s\n", i, words);
    }
    assert_int_equal(failures, 0);
}

#define ASSERT_INPUTS(cases) assert_inputs(cases, sizeof(cases) / sizeof *(cases))

/* The second later time shows that the oldest lines come first, two earlier ones that the newest do. */
static void times_show_the_order(void **state) {
    (void)state;
    static const struct input_case cases[] = {
        {";~. 1", {"5 x"}},
        {";~; 1 2; 3.", {"5 x", "6 x", "7 x"}},
        {";~;~. 1 2", {"5 x", "5 x"}},
        {";~; 1 2.", {"5 x", "5.000001 x"}},
        {";~;~; |. 3' 2' 1' |", {"5.000002 x", "5.000001 x", "5 x"}},
        {";~;~; |. 3' 2' 1' |", {"7 x", "6 x", "5 x"}},
        {";~;~. 1 2", {"7 x", "6 x"}}, /* one is a reboot */
        {";~;~;~. 1 2 3", {"7 x", "6 x", "6.5 x"}},
        {";~;~. 1 2", {"- x", "- x"}},
        {";~;~; 1 2 3.", {"- x", "5 x", "6 x"}},
        {";~; 1 2; 3;~. 4", {"5 x", "6 x", "11 x", "9 x"}},
        {";~; 1 2;~; 3 4.", {"5 x", "6 x", "11.1 x", "12 x"}}, /* more than five seconds: perhaps another log */
        {";~; 1 2; 3.", {"5 x", "6 x", "11 x"}},
        {";~;~; |. 3' 2' 1' |", {"12:00:00 x", "11:59:59 x", "11:59:58 x"}},
        {";~; 1 2; 3.", {"12:00:00 x", "12:00:01 x", "12:00:02 x"}},
        /* of two clocks nothing tells which is later */
        {";~;~;~;~. 1 2 3 4", {"7 x", "12:00:00 x", "6 x", "11:59:59 x"}},
        {";~; 1 2;~; 3 4.", {"5 x", "6 x", "12:00:00 x", "12:00:01 x"}}, /* another log may begin there */
        /* each host has its own clock, and its programs theirs */
        {";~;~;~;~; |. a5' b4' a3' b2' a1' |", {"a/9 x", "b/5 x", "a/8 x", "b/5 x", "a/7 x"}},
        {";~;~;~; |. b4' a3' b2' a1' |", {"a/9 x", "b/5 x", "a/8 x", "b/4 x"}},
        {";~;~;~; |. a4' a3' a2' a1' |", {"a/9 x", "a:5 x", "a/8 x", "a:4 x"}},
        {";~;~;~; |. 4' a3' 2' a1' |", {"a/9 x", "5 x", "a/8 x", "4 x"}},
        {";~;~; a1 a2 a3;~. a4", {"a/5 x", "a:9 x", "a/6 x", "a:8 x"}},
    };
    ASSERT_INPUTS(cases);
}

/* Three wall clocks, each earlier than the one before by one part of it. */
static void each_part_of_a_time_counts(void **state) {
    (void)state;
    static const struct oomwhy_time times[][3] = {
        {{.month = 3, .day = 4, .second = 3}, {.month = 3, .day = 4, .second = 2}, {.month = 3, .day = 4, .second = 1}},
        {{.month = 3, .day = 4, .minute = 3}, {.month = 3, .day = 4, .minute = 2}, {.month = 3, .day = 4, .minute = 1}},
        {{.month = 3, .day = 4, .hour = 3}, {.month = 3, .day = 4, .hour = 2}, {.month = 3, .day = 4, .hour = 1}},
        {{.month = 3, .day = 6}, {.month = 3, .day = 5}, {.month = 3, .day = 4}},
        {{.month = 5, .day = 4}, {.month = 4, .day = 4}, {.month = 3, .day = 4}},
        {{.year = 2025, .month = 3, .day = 4},
         {.year = 2024, .month = 3, .day = 4},
         {.year = 2023, .month = 3, .day = 4}},
        {{.month = 3, .day = 4, .nanosecond = 3, .digits = 9},
         {.month = 3, .day = 4, .nanosecond = 2, .digits = 9},
         {.month = 3, .day = 4, .nanosecond = 1, .digits = 9}},
        {{.year = 2025, .month = 3, .day = 4, .has_offset = true, .offset_min = 1},
         {.year = 2025, .month = 3, .day = 4, .has_offset = true, .offset_min = 2},
         {.year = 2025, .month = 3, .day = 4, .has_offset = true, .offset_min = 3}},
    };
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        for (int is_rising = 0; is_rising < 2; is_rising++) {
            begin();
            for (size_t j = 0; j < 3; j++) {
                struct message message = message_nothing();
                message.line = (int64_t)j + 1;
                message.time = times[i][is_rising ? 2 - j : j];
                say(";");
                assert_true(order_take(&order, &message));
            }
            end();
            const bool is_near = i == 0 || i == 6; /* to the one before */
            const char *want = !is_rising ? ";;; |. 3' 2' 1' |" : is_near ? ";; 1 2; 3." : ";; 1 2;. 3";
            if (strcmp(words, want) != 0)
                fail_msg("times %zu, %d: %s", i, is_rising, words);
        }
}

/* Of two times with other digits the shorter one may be of any part of its second; the kernel's clock tells. */
static void times_of_one_second(void **state) {
    (void)state;
    static const struct {
        int32_t nanosecond, digits;
        int64_t uptime_us;
    } stamps[][3] = {{{900000000, 1, ABSENT}, {800000000, 3, ABSENT}, {700000000, 1, ABSENT}},
                     {{900000000, 3, ABSENT}, {800000000, 3, ABSENT}, {700000000, 3, ABSENT}},
                     {{900000000, 1, 9}, {800000000, 3, 8}, {700000000, 1, 7}},
                     {{0, 0, 9}, {0, 0, 8}, {0, 0, 7}},
                     {{0, 0, 9}, {0, 0, ABSENT}, {0, 0, 7}},
                     {{700000000, 3, 9}, {800000000, 3, 8}, {900000000, 3, 7}}};
    static const char *const want[] = {";;;. 1 2 3",        ";;; |. 3' 2' 1' |", ";;; |. 3' 2' 1' |",
                                       ";;; |. 3' 2' 1' |", ";;;. 1 2 3",        ";; 1 2; 3."};
    for (size_t i = 0; i < sizeof stamps / sizeof *stamps; i++) {
        begin();
        for (size_t j = 0; j < 3; j++) {
            struct message message = message_nothing();
            message.line = (int64_t)j + 1;
            message.time = (struct oomwhy_time){
                .month = 3, .day = 4, .nanosecond = stamps[i][j].nanosecond, .digits = stamps[i][j].digits};
            message.uptime_us = stamps[i][j].uptime_us;
            say(";");
            assert_true(order_take(&order, &message));
        }
        end();
        if (strcmp(words, want[i]) != 0)
            fail_msg("stamps %zu: %s", i, words);
    }
}

/* Without a clock the parts of a report tell: they rise as the kernel prints them. */
static void parts_show_the_order(void **state) {
    (void)state;
    static const struct input_case cases[] = {
        {";~; 1 2; 3.", {"- " TRIGGER, "- " INFO, "- " KILLED("7")}},
        {";~;~; |+. 3' 2' 1' |", {"- " REAPED("7"), "- " KILLED("7"), "- " INFO}},
        {";~;~; |+. 3' 2' 1' |", {"- " KILLED("7"), "- " INFO, "- " TRIGGER}},
        {";~;~. 1 2", {"- " KILLED("7"), "- " TRIGGER}}, /* two lone lines */
        {";~;~. 1 2", {"- " INFO, "- " TRIGGER}},
        {";~;~. 1 2", {"- " KILLED("7"), "- " INFO}},
        {";~; |+. 2' 1' |", {"9 " KILLED("7"), "8 " TRIGGER}}, /* times and parts */
        {";~;~. 1 2", {"9 " KILLED("7"), "9 " TRIGGER}},
        {";~;~. 1 2", {"9 " KILLED("7"), "8 x"}},
        {";~; 1 2.", {"8 " KILLED("7"), "9 " TRIGGER}},
        {";~; 1 2.", {"8 " TRIGGER, "8 " INFO}},
        /* not over more than ten minutes */
        {";~; |+. 2' 1' |", {"609 " KILLED("7"), "9 " TRIGGER}},
        {";~;~. 1 2", {"610 " KILLED("7"), "9 " TRIGGER}},
    };
    ASSERT_INPUTS(cases);
}

/* What begins as the input had it may be followed by another log: the order is in doubt until enough lines show it. */
static void the_order_may_change(void **state) {
    (void)state;
    static const struct input_case cases[] = {
        {";~; 1 2;~;~; |. 5' 4' 3' |", {"5 x", "6 x", "5.9 x", "5.8 x", "5.7 x"}},
        {";~; 1 2;~;~; 3 4 5.", {"5 x", "6 x", "5.9 x", "6 x", "6.1 x"}},
        {";~; 1 2;~;~;~. | 5' 4' 3' |", {"5 x", "6 x", "- " KILLED("7"), "- " INFO, "- " TRIGGER}},
        {";~; 1 2;~;~;~. 3 4 5", {"5 x", "6 x", "- " KILLED("7"), "- x", "- " TRIGGER}},
        {";~; 1 2;~;~. 3 4", {"5 x", "6 x", "- " KILLED("7"), "- " INFO}},
        {";~; 1 2; 3; 4.", {"5 x", "6 x", "- " INFO, "- " TRIGGER}},
        /* the end of a report that stands alone before it is not of it */
        {";~; 1 2;~;~;~;~. 3 | 6' 5' 4' |",
         {"5 x", "6 x", "- " KILLED("7"), "- " KILLED("8"), "- " INFO, "- " TRIGGER}},
        {";~;~; |;~;~; 3' 2' 1' | 4 5 6.", {"9 x", "8 x", "7 x", "8 x", "9 x", "10 x"}},
        {";~;~; |;~;~;. 6' 5' 4' 3' 2' 1' |", {"9 x", "8 x", "7 x", "8 x", "7.5 x", "7 x"}},
        /* a head whose end is not held may be another log's */
        {";~;~; |+;~; 2' 1' | 3 4 5.", {"9 x", "8 x", "7 " TRIGGER, "7.1 " INFO, "7.2 " KILLED("7")}},
        {";~;~; |;~;~;~. 3' 2' 1' | 4 5 6", {"9 x", "8 x", "7 x", "20 " TRIGGER, "20 " INFO, "20 " KILLED("7")}},
        {";~;~; |;~;~. 5' 4' 3' 2' 1' |", {"9 x", "8 x", "7 x", "20 " INFO, "20 " KILLED("7")}},
        {";~;~; |;~;~;~. 6' 5' 4' 3' 2' 1' |",
         {"9 x", "8 x", "7 x", "20 " TRIGGER, "20 " INFO, "20 x"}}, /* without its end */
        {";~;~; |;~;~;~; 3' 2' 1' | 4 5 6~. 7",
         {"9 x", "8 x", "7 x", "20 " TRIGGER, "20 " INFO, "20 " KILLED("7"), "40 x"}}, /* and another log */
    };
    ASSERT_INPUTS(cases);
}

/* One report at a time, with the lines that were printed before it. */
static void reports_of_a_turned_input(void **state) {
    (void)state;
    static const struct input_case cases[] = {
        {";~; |+;~; 2' 1' |+. 4' 3' |", {"20 " KILLED("7"), "19.9 " TRIGGER, "10 " KILLED("8"), "9.9 " TRIGGER}},
        /* within two seconds they belong to the report above */
        {";~; |+;+;+; 3' 2' 1' |+;+. 6' 5' 4' |",
         {"20 " KILLED("7"), "19.9 " TRIGGER, "19 x", "15.1 x", "10.2 " KILLED("8"), "10.1 " TRIGGER}},
        {";~; |+;+;+; 3' 2' 1' |+;+. 6' 5' 4' |",
         {"20 " KILLED("7"), "19 " TRIGGER, "17 x", "16.9 x", "12.2 " KILLED("8"), "12.1 " TRIGGER}},
        {";~; |+;+;+;+; 3' 2' 1' |+. 6' 4' 5'c |",
         {"20 " KILLED("7"), "19 " TRIGGER, "17 x", "16.9 x", "+ y", "12.2 " KILLED("8")}},
        /* ten minutes end a report */
        {";~; |+;~. 3' 2' 1' |", {"1300 " KILLED("7"), "1299 " INFO, "699 " TRIGGER}},
        {";~; |+;~. 2' 1' | 3' |", {"1300 " KILLED("7"), "1299 " INFO, "698.9 " TRIGGER}},
        /* of several hosts all are waited for */
        {";~;~; |+;+; b4' a3' b2' a1' |+. a5' |",
         {"a/20 " KILLED("7"), "b/19.9 " KILLED("8"), "a/19.8 " TRIGGER, "b/19.7 " TRIGGER, "a/16 " KILLED("9")}},
        {";~;~; |+;+. a4' a3' b2' a1' |",
         {"a/20 " KILLED("7"), "b/19.9 " KILLED("8"), "a/19.8 " TRIGGER, "a/16 " KILLED("9")}},
        /* one that lacks its head is waited for no more once it was handed on */
        {";~; |+;~; a2' a1' |;+;+; b6' b5' a4' a3' |+. b7' |",
         {"a/2000 " KILLED("7"), "a/1999 " INFO, "a/1000 x", "a/999 x", "b/998 " KILLED("8"), "b/997 " TRIGGER,
          "b/996 " KILLED("9")}},
        /* the lines behind the last of their heads */
        {";~;~; |+;+;+;+; a6' b5' a4' a3' b2' a1' |+. a7' |",
         {"a/20 " KILLED("7"), "b/19.9 " KILLED("8"), "a/19.8 " TRIGGER, "a/19.7 x", "b/19.6 " TRIGGER, "a/17.65 x",
          "a/14 " KILLED("9")}},
        /* a line that goes on says nothing, however its words look */
        {";~; |+;+;+;+. 5' 2' 3'c 4'c 1' |",
         {"20 " KILLED("7"), "19.9 " TRIGGER, "+ " KILLED("8"), "+ " TRIGGER, "19.8 x"}},
    };
    ASSERT_INPUTS(cases);
}

/* Further lines of a record were turned with it, or not: that shows where a record's first line is. */
static void records_of_several_lines(void **state) {
    (void)state;
    static const struct input_case cases[] = {
        {";~;~;~; |. 4' 3' 1' 2'c |", {"9 x", "+ y", "8 x", "7 x"}},
        {";~;~; |+;+. 4' 3' 2'c 1' |",
         {"9 " KILLED("7"), "+ free:5 free_pcp:0", "8.9 active_anon:1 inactive_anon:2 isolated_anon:0", "8 " TRIGGER}},
        {";~; |+;+;+;+. 5' 4' 2' 3'c 1' |",
         {"9 " KILLED("7"), "8.9 active_anon:1 inactive_anon:2 isolated_anon:0", "+ free:5",
          "8.8 active_anon:1 inactive_anon:2 isolated_anon:0", "8 " TRIGGER}},
        /* late lines, of which none goes on, leave what was known of records as it was */
        {";~;~; |+;~;~;+;+. 7' 6' 5' 4' 3' 2'c 1' |",
         {"9 " KILLED("7"), "+ free:5", "8.9 active_anon:1 inactive_anon:2 isolated_anon:0", "8.95 x", "8.8 x", "8.7 x",
          "8 " TRIGGER}},
        {";~; |+;+;+;+;~;~;+;+;+;+. 11' 10' 8' 9'c 7' 6' 4' 5'c 2' 3'c 1' |",
         {"9 " KILLED("7"), "8.9 active_anon:1 inactive_anon:2 isolated_anon:0", "+ x",
          "8.8 active_anon:1 inactive_anon:2 isolated_anon:0", "+ x", "8.85 x", "8.7 x", "8.6 x", "+ free:5",
          "8.5 active_anon:1 inactive_anon:2 isolated_anon:0", "8 " TRIGGER}},
        {";~; |+;+;+. 4' 2' 3'c 1' |",
         {"9 " KILLED("7"), "8.9 active_anon:1 inactive_anon:2 isolated_anon:0", "+ free:5", "8 " TRIGGER}},
    };
    ASSERT_INPUTS(cases);
    static const struct input_case heads[] = {
        {";~;~; |+;+. a4' a3' a2'c a1' |", /* its host and time are those of the first line */
         {"a/9 " KILLED("7"), "+ free:5 free_pcp:0", "a/8.9 active_anon:1 inactive_anon:2 isolated_anon:0",
          "a/8 " TRIGGER}},
        {";~;~; |+;+. a4' a3' a1' 2'c |", {"a/9 " KILLED("7"), "+ x", "a/8.9 " INFO, "a/8 " TRIGGER}},
    };
    ASSERT_INPUTS(heads);
    static const struct {
        const char *text;
        bool is_row;
    } rows[] = {{"+ free:5", true}, {"+ free 5", true}, {"+ free:5 x:6", true}, {"+  free_pcp:5", true},
                {"+ _:5", true},    {"+ f:5", true},    {"+ free: 5", false},   {"+ free;5", false},
                {"+ free:", false}, {"+ free", false},  {"+ free:5x", false},   {"+ Free:5", false},
                {"+ F:5", false},   {"+ 5", false},     {"+ :5", false},        {"+ free:x", false},
                {"+ free-5", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct input_case turned[] = {
            {rows[i].is_row ? ";~;~; |+;+. 4' 3' 2'c 1' |" : ";~;~; |+;+. 4' 3' 1' 2'c |",
             {"9 " KILLED("7"), rows[i].text, "8.9 active_anon:1 inactive_anon:2 isolated_anon:0", "8 " TRIGGER}}};
        ASSERT_INPUTS(turned);
    }
}

/* Sixteen hosts are told apart; what is known of the first is given up for one more. */
static void no_more_hosts_than_there_is_room_for(void **state) {
    (void)state;
    for (int hosts = ORDER_HOSTS; hosts <= ORDER_HOSTS + 1; hosts++) {
        char line[16];
        begin();
        for (int i = 0; i < hosts; i++) {
            snprintf(line, sizeof line, "%c/5 x", 'a' + i);
            take_line(line, i + 1);
        }
        take_line("p/4 x", 90);
        assert_true(order_holds(&order));
        take_line(hosts == ORDER_HOSTS ? "a/4 x" : "q/4 x", 91);
        assert_false(order_holds(&order));
        order_reset(&order);
    }
    begin();
    for (int i = 0; i <= ORDER_HOSTS; i++) {
        char line[16];
        snprintf(line, sizeof line, "%c/5 x", 'a' + i);
        take_line(line, i + 1);
    }
    take_line("p/4 x", 90);
    take_line("a/4 x", 91);
    assert_true(order_holds(&order));
    end();
}

/* A hundred lines before a report's head are the most that may say why it was; a log without a report is handed on by
 * two hundred. */
static void how_much_is_held(void **state) {
    (void)state;
    char line[32];
    begin();
    take_line("2000 " KILLED("7"), 1);
    take_line("1999 " TRIGGER, 2);
    for (int i = 1; i <= LIMIT_BEFORE_LINES; i++) {
        assert_true(order_needs_every_line(&order));
        snprintf(line, sizeof line, "%d.%02d x", 1998 - i / 100, 99 - i % 100);
        take_line(line, i + 2);
    }
    assert_false(order_needs_every_line(&order));
    begin();
    for (int i = 1; i <= 2 * LIMIT_BEFORE_LINES; i++) {
        assert_null(strstr(words, "1'"));
        snprintf(line, sizeof line, "%d x", 1000 - i);
        take_line(line, i);
    }
    assert_non_null(strstr(words, "1'"));
    begin(); /* nothing shows the order */
    for (int i = 1; i < LIMIT_UNDECIDED_LINES; i++)
        take_line("- x", i);
    assert_true(order_holds(&order));
    assert_null(strstr(words, "1"));
    take_line("- x", LIMIT_UNDECIDED_LINES);
    assert_false(order_holds(&order));
    assert_non_null(strstr(words, " 4096"));
}

/* Six MiB of a report without its head are handed on with a warning. */
static void a_report_that_is_too_long(void **state) {
    (void)state;
    static char text[64 * 1024];
    memset(text, 'x', sizeof text);
    begin();
    take_line("2000 " KILLED("7"), 1);
    take_line("1999 " INFO, 2);
    int lines = 0;
    for (; !strchr(words, '!') && lines < 200; lines++) {
        struct message message = message_nothing();
        message.line = lines + 3;
        message.text = str_of(text, sizeof text);
        assert_true(order_take(&order, &message));
    }
    assert_int_equal(lines, LIMIT_TURNED_BYTES / (int)sizeof text);
    assert_non_null(strstr(words, "! 98'"));
    assert_false(order_needs_every_line(&order));
}

/* A sink may stop where nothing goes on, too. */
static void a_sink_may_stop_at_a_pause(void **state) {
    (void)state;
    static const char *const lines[] = {"20 " KILLED("7"), "19.9 " TRIGGER, "19 x", "15.1 x", "10.2 " KILLED("8"),
                                        "10.1 " TRIGGER,   "12 x",          "13 x", "14 x",   "15 x"};
    enum { COUNT = sizeof lines / sizeof *lines, PAUSES = 3 };
    for (int stop = 0; stop <= PAUSES; stop++) {
        begin();
        pauses_left = stop;
        bool is_going = true;
        for (size_t i = 0; is_going && i < COUNT; i++) {
            const struct message message = read_line(lines[i], (int64_t)i + 1);
            is_going = order_take(&order, &message);
        }
        is_going = is_going && order_end(&order);
        if (is_going != (stop == PAUSES))
            fail_msg("%d pauses: %s", stop, words);
    }
    pauses_left = -1;
}

static void nothing_is_kept_behind_an_input(void **state) {
    (void)state;
    begin();
    take_line("9 " KILLED("7"), 1);
    take_line("8 " INFO, 2);
    take_line("20 x", 3);
    assert_non_null(order.report.arena.chunks);
    assert_non_null(order.doubt.arena.chunks);
    order_reset(&order);
    assert_null(order.report.arena.chunks);
    assert_null(order.doubt.arena.chunks);
    assert_false(order_holds(&order) || order_needs_every_line(&order));
}

/* Where a stream pauses what is in doubt is handed on, and a report of a turned input is not. */
static void a_pause_settles_the_order(void **state) {
    (void)state;
    begin();
    take_line("5 x", 1);
    assert_true(order_idle(&order));
    assert_string_equal(words, ";~ 1");
    take_line("4 x", 2);
    take_line("3 x", 3);
    take_line("2 x", 4);
    assert_string_equal(words, ";~ 1;~;~; |");
    assert_true(order_idle(&order));
    assert_string_equal(words, ";~ 1;~;~; |");
    end();
    assert_string_equal(words, ";~ 1;~;~; |. 4' 3' 2' |");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_show_the_order),       cmocka_unit_test(each_part_of_a_time_counts),
        cmocka_unit_test(times_of_one_second),        cmocka_unit_test(parts_show_the_order),
        cmocka_unit_test(the_order_may_change),       cmocka_unit_test(reports_of_a_turned_input),
        cmocka_unit_test(records_of_several_lines),   cmocka_unit_test(no_more_hosts_than_there_is_room_for),
        cmocka_unit_test(how_much_is_held),           cmocka_unit_test(a_report_that_is_too_long),
        cmocka_unit_test(a_sink_may_stop_at_a_pause), cmocka_unit_test(nothing_is_kept_behind_an_input),
        cmocka_unit_test(a_pause_settles_the_order),
    };
    return cmocka_run_group_tests(tests, grammar_set_up, tear_down);
}
