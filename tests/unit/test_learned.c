/* Prefixes that are learnt: what they tell of a message, when a shape is trusted, and which lines wait for that.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "followed.h"
#include "grammar.h"
#include "log/learned.h"
#include "words.h"

#define KILLED "Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB"
#define INFO "Mem-Info:"
#define LIMIT "memory: usage 8kB, limit 8kB, failcnt 1"
#define SWAP_LIMIT "memory+swap: usage 8kB, limit 8kB, failcnt 1"
#define EARLYOOM_KILLS "killing process 27541 \"bash\" with signal 15: badness 550, VmRSS 7609 MiB"
#define EARLYOOM "mem avail:    22 of  1900 MiB ( 1.16%), swap free:  131 of 1023 MiB (12.81%)"

static struct arena arena;
static struct learned learned;

static int tear_down(void **state) {
    arena_reset(&arena);
    return grammar_tear_down(state);
}

static enum learned_step look(const char *line, int64_t number) {
    const str text = followed(line, (size_t)number % FOLLOWERS);
    return learned_look(&learned, text, text, number);
}

static enum learned_step look_behind(const char *prefix, const char *text, int64_t number) {
    char line[1024];
    snprintf(line, sizeof line, "%s%s", prefix, text);
    return look(line, number);
}

/* --- what a prefix tells --- */

static void say_message(const struct message *message) {
    if (message->host.len)
        say(" <%.*s>", STR_ARG(message->host));
    if (message->program.len)
        say(" (%.*s)", STR_ARG(message->program));
    if (message->origin != MESSAGE_ORIGIN_UNKNOWN)
        say(" %s", message->origin == MESSAGE_ORIGIN_USER ? "user" : "kernel");
    if (message->uptime_us != ABSENT)
        say(" @%lld", (long long)message->uptime_us);
    if (message->time.month)
        say(" %d-%02d-%02d %02d:%02d:%02d", message->time.year, message->time.month, message->time.day,
            message->time.hour, message->time.minute, message->time.second);
    if (message->time.nanosecond)
        say(".%09d", message->time.nanosecond);
}

/* What is left of a line, and what its prefix tells; "none": it has no prefix that was learnt. */
static void say_stripped(const char *line) {
    static size_t turn;
    str text = followed(line, turn++ % FOLLOWERS);
    struct message message;
    bool has_known;
    words_clear();
    if (!learned_strip(&learned, &text, &message, &has_known)) {
        say("none");
        return;
    }
    say("'%.*s'%s", STR_ARG(text), has_known ? " known" : "");
    if (message.prefix == MESSAGE_PREFIX_LEARNT_ONCE)
        say(" once");
    say_message(&message);
}

/* What PREFIX tells once it is learnt from two sentences. */
static void say_told(const char *prefix) {
    char line[1024];
    learned_begin(&learned, &grammar, &arena);
    look_behind(prefix, KILLED, 1);
    look_behind(prefix, INFO, 2);
    snprintf(line, sizeof line, "%sx y", prefix);
    say_stripped(line);
}

struct expectation {
    const char *text, *told;
};

static void assert_told(const struct expectation *cases, size_t count) {
    int failures = 0;
    for (size_t i = 0; i < count; i++) {
        say_told(cases[i].text);
        if (strcmp(words, cases[i].told) == 0)
            continue;
        failures++;
        print_error("\"%s\": %s\n", cases[i].text, words);
    }
    assert_int_equal(failures, 0);
}

#define ASSERT_TOLD(cases) assert_told(cases, sizeof(cases) / sizeof *(cases))

/* A line's first word is a key whatever stands before the line, which is of the line before it. */
static void a_key_begins_its_line(void **state) {
    (void)state;
    for (const char *before = "x_9= \n"; *before; before++) {
        static const char *const texts[] = {KILLED, INFO, "x y"};
        struct message message;
        bool has_known;
        char bytes[256];
        str line;
        learned_begin(&learned, &grammar, &arena);
        for (size_t i = 0; i < 3; i++) {
            snprintf(bytes, sizeof bytes, "%chost=node ~ %s", *before, texts[i]);
            line = str_from_cstr(bytes + 1);
            if (i < 2)
                learned_look(&learned, line, line, (int64_t)i + 1);
        }
        assert_true(learned_strip(&learned, &line, &message, &has_known));
        assert_true(str_equal(line, STR("x y")));
        if (!str_equal(message.host, STR("node")))
            fail_msg("'%c' before it", *before);
    }
}

/* 1707708464 seconds: Mon Feb 12 03:27:44 UTC 2024 */
static void times(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"~ 1707708464 ~ ", "'x y' 2024-02-12 03:27:44"},
        {"~ 1707708464123 ~ ", "'x y' 2024-02-12 03:27:44.123000000"},
        {"~ 1707708464.5 n-1 ~ ", "'x y' <n-1> 2024-02-12 03:27:44"},
        {"~ 1707708464123.5 n-1 ~ ", "'x y' <n-1> 2024-02-12 03:27:44.123000000"},
        {"~ 170770846 n-1 ~ ", "'x y'"},
        {"~ 17077084641 n-1 ~ ", "'x y'"},
        {"~ 170770846412 n-1 ~ ", "'x y'"},
        {"~ 17077084641234 n-1 ~ ", "'x y'"},
        {"~ 99999999999999999999999 n-1 ~ ", "'x y'"},
        {"~ Feb 12 03:27:44 ~ ", "'x y' 0-02-12 03:27:44"},
        {"~ 2024-02-12T03:27:44.25Z ~ ", "'x y' 2024-02-12 03:27:44.250000000"},
        {"~ Foo 12 03:27:44 n-1 ~ ", "'x y'"},  /* no month */
        {"~ xFeb 12 03:27:44 n-1 ~ ", "'x y'"}, /* within a word */
        {"~ _Feb 12 03:27:44 n-1 ~ ", "'x y'"},
        {"~ -Feb 12 03:27:44 n-1 ~ ", "'x y' <n-1> 0-02-12 03:27:44"},
        {"~ 2024-02-12T03:27:44Z 2024-03-13T04:28:45Z ~ ", "'x y' 2024-02-12 03:27:44"}, /* the first of two */
    };
    ASSERT_TOLD(cases);
}

/* Seconds since boot have six digits behind the point, and stand alone. */
static void uptimes(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"49.921978: ", "'x y' @49921978"},
        {"4.921978: ", "'x y' @4921978"},
        {"~ 49.921978 ~ ", "'x y' @49921978"},
        {"~ 49.92197 ~ ", "'x y'"},
        {"~ 49.9219781 ~ ", "'x y'"},
        {"~ .  12.5 ~ ", "'x y'"},
        {"~ 49 ~ ", "'x y'"},
        {"~ x49.921978 ~ ", "'x y'"},
        {"~ +49.921978 ~ ", "'x y'"},
        {"~ -49.921978 ~ ", "'x y'"},
        {"~ :49.921978 ~ ", "'x y'"},
        {"~ .49.921978 ~ ", "'x y'"},
        {"~ 1.49.921978 ~ ", "'x y'"},
        {"~ 49.921978x ~ ", "'x y'"},
        {"~ 49.921978.1 ~ ", "'x y'"},
        {"~ (49.921978) ~ ", "'x y' @49921978"},
        {"~ 7 49.921978 ~ ", "'x y' @49921978"},
        {"~ 49.921978 50.000000 ~ ", "'x y' @49921978"},
        {"~ 49.921978 host=n ~ ", "'x y' <n> @49921978"},
        {"~ Feb 12 03:27:44 ; 49.921978 ~ ", "'x y' 0-02-12 03:27:44"}, /* the wall clock was read before */
    };
    ASSERT_TOLD(cases);
}

static void hosts_with_a_key(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"~ host=node ~ ", "'x y' <node>"},
        {"host=node ~ ", "'x y' <node>"},
        {"xhost=node ~ ", "'x y'"},
        {"~ hostname=node ~ ", "'x y' <node>"},
        {"~ node_name=node ~ ", "'x y' <node>"},
        {"~ nodename=node ~ ", "'x y' <node>"},
        {"~ node=node ~ ", "'x y' <node>"},
        {"~ instance=node ~ ", "'x y' <node>"},
        {"~ machine=node ~ ", "'x y' <node>"},
        {"~ host:node ~ ", "'x y' <node>"},
        {"~ \"host\":\"node\" ~ ", "'x y' <node>"},
        {"~ \"host\"=\"node\" ~ ", "'x y' <node>"},
        {"~ \"host\"node ~ ", "'x y'"},
        {"~ host= \"node\" ~ ", "'x y' <node>"},
        {"~ host='node' ~ ", "'x y' <node>"},
        {"~ host=>node ~ ", "'x y' <node>"},
        {"~ host;node ~ ", "'x y'"},
        {"~ host node ~ ", "'x y'"},
        {"~ x_host=node ~ ", "'x y' <node>"},
        {"~ xhost=node ~ ", "'x y'"},
        {"~ host=a_b-c.d/e ~ ", "'x y' <a_b-c.d>"},
        {"~ host=;node ~ ", "'x y'"},
        {"~ node=n-1 hostname=n-2 ~ ", "'x y' <n-2>"}, /* what says more comes first */
        {"~ host=node Feb 12 03:27:44 n-3 ~ ", "'x y' <node> 0-02-12 03:27:44"},
    };
    ASSERT_TOLD(cases);
}

/* A word that is all of a prefix. */
static void hosts_alone(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"node-1: ", "'x y' <node-1>"},
        {"node.a: ", "'x y' <node.a>"},
        {"node-a: ", "'x y' <node-a>"},
        {"node1: ", "'x y' <node1>"},
        {"10.0.0.1: ", "'x y' <10.0.0.1>"},
        {"1.2.3: ", "'x y' <1.2.3>"},
        {"node: ", "'x y'"},
        {"0x1f0f: ", "'x y'"},
        {"640: ", "'x y'"},
        {"640.5: ", "'x y'"},
        {"node-1; ", "'x y'"},
        {"node-1\t", "'x y' <node-1>"},
        {"node-1 b\t", "'x y'"},
        {"node+1: ", "'x y'"},
        {"[node-1] ", "'x y' <node-1>"},
        {"[node-1] out: ", "'x y' <node-1>"},
        {"(node-1) ", "'x y'"},
        {"[node 1] ", "'x y'"},
        {"a1: ", "'x y' <a1>"},
    };
    ASSERT_TOLD(cases);
    char prefix[80] = "n-", told[96];
    memset(prefix + 2, 'n', LEARNED_HOST - 3); /* with its colon as long as a host may be */
    strcpy(prefix + LEARNED_HOST - 1, ": ");
    snprintf(told, sizeof told, "'x y' <%.*s>", LEARNED_HOST - 1, prefix);
    say_told(prefix);
    assert_string_equal(words, told);
    strcpy(prefix + LEARNED_HOST - 1, "n: ");
    say_told(prefix);
    assert_string_equal(words, "'x y'");
}

/* A program's tag, where userspace killers show the shape. */
static void programs(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"~ earlyoom[77]: ", "'x y' (earlyoom) user"},
        {"~ ~ a/b-c[7]: ", "'x y' (a/b-c) user"},
        {"earlyoom[77]: ", "'x y' (earlyoom) user"},
        {"~ x[1][77]: ", "'x y' (x[1]) user"},
        {"~ kernel[77]: ", "'x y'"},
        {"~ klogd[77]: ", "'x y'"},
        {"~ earlyoom[]: ", "'x y'"},
        {"~ earlyoom [77]: ", "'x y'"},
        {"~ earlyoom[77]; ", "'x y'"},
        {"~ earlyoom[7a]: ", "'x y'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[256];
        learned_begin(&learned, &grammar, &arena);
        assert_int_equal(look_behind(cases[i].text, EARLYOOM, 1), LEARNED_PENDING);
        assert_int_equal(look_behind(cases[i].text, EARLYOOM_KILLS, 2), LEARNED_TRUSTED);
        snprintf(line, sizeof line, "%sx y", cases[i].text);
        say_stripped(line);
        if (strcmp(words, cases[i].told) != 0)
            fail_msg("\"%s\": %s", cases[i].text, words);
    }
}

/* A word that does not look like a host's name is one where other lines have another. */
static void words_that_differ_are_hosts(void **state) {
    (void)state;
    learned_begin(&learned, &grammar, &arena);
    assert_int_equal(look("web: " KILLED, 1), LEARNED_PENDING);
    assert_int_equal(look("web: " INFO, 2), LEARNED_TRUSTED);
    say_stripped("web: x");
    assert_string_equal(words, "'x'");
    say_stripped("db: x");
    assert_string_equal(words, "'x' <db>");
    say_stripped("web: x");
    assert_string_equal(words, "'x' <web>");
}

/* Behind a time: in the first of several fields, or the next word. */
static void hosts_behind_a_time(void **state) {
    (void)state;
#define TOLD "2024-02-12 03:27:44"
    static const struct expectation cases[] = {
        {"~ 2024-02-12T03:27:44Z|n-1|kern|", "'x y' <n-1> " TOLD},
        {"~ 2024-02-12T03:27:44Z;n-1;kern;", "'x y' <n-1> " TOLD},
        {"~ 2024-02-12T03:27:44Z,n-1,kern,", "'x y' <n-1> " TOLD},
        {"~ 2024-02-12T03:27:44Z | n-1 | kern | ", "'x y' <n-1> " TOLD},
        {"~ 2024-02-12T03:27:44Z,\"n-1\",kern,", "'x y' <n-1> " TOLD},
        {"~ 2024-02-12T03:27:44Z:n-1:kern:", "'x y' " TOLD},
        {"~ 2024-02-12T03:27:44Z|node|kern|", "'x y' " TOLD},
        {"~ 2024-02-12T03:27:44Z|n+1|kern|", "'x y' " TOLD},
        {"~ 2024-02-12T03:27:44Z|n-1\tkern|", "'x y' <n-1> " TOLD},
        {"~ 2024-02-12T03:27:44Z n-1 ~ ", "'x y' <n-1> " TOLD},
        {"~ 2024-02-12T03:27:44Z  n-1 ~ ", "'x y' " TOLD}, /* in a column of its own */
        {"~ 2024-02-12T03:27:44Z n+1 ~ ", "'x y' " TOLD},
        {"~ 2024-02-12T03:27:44Z node ~ ", "'x y' " TOLD},
        {"~ 2024-02-12T03:27:44Z node ", "'x y' <node> " TOLD}, /* the last word */
        {"~ 2024-02-12T03:27:44Z info ", "'x y' " TOLD},
        {"~ Feb 12 03:27:44 node ~ ", "'x y' <node> 0-02-12 03:27:44"},
        {"~ Feb 12 03:27:44 Warning ~ ", "'x y' 0-02-12 03:27:44"},
        {"~ Feb 12 03:27:44 EMERG ~ ", "'x y' 0-02-12 03:27:44"},
        {"~ Feb 12 03:27:44 640 ~ ", "'x y' 0-02-12 03:27:44"}, /* no number is a name */
        {"~ Feb 12 03:27:44|49.921978|kern|", "'x y' 0-02-12 03:27:44"},
    };
    ASSERT_TOLD(cases);
    char prefix[128], told[128], name[LEARNED_HOST + 2] = "n-";
    memset(name + 2, 'n', sizeof name - 3);
    name[LEARNED_HOST] = '\0';
    for (size_t i = 0; i < 2; i++) {
        snprintf(prefix, sizeof prefix, i ? "~ 2024-02-12T03:27:44Z|%s|kern|" : "~ 2024-02-12T03:27:44Z %s ~ ", name);
        snprintf(told, sizeof told, "'x y' <%s> " TOLD, name);
        say_told(prefix);
        assert_string_equal(words, told);
    }
    name[LEARNED_HOST] = 'n';
    for (size_t i = 0; i < 2; i++) {
        snprintf(prefix, sizeof prefix, i ? "~ 2024-02-12T03:27:44Z|%s|kern|" : "~ 2024-02-12T03:27:44Z %s ~ ", name);
        say_told(prefix);
        assert_string_equal(words, "'x y' " TOLD);
    }
}

/* --- what a line shows --- */

/* One letter a step: - nothing, k known, a ambiguous, p pending, f foreign, T trusted. */
static char letter(enum learned_step step) {
    return "-kapfT"[step];
}

/* Lines of one input, and a letter for the step that each is. */
struct step_case {
    const char *steps, *lines[7];
};

static void assert_steps(const struct step_case *cases, size_t count) {
    int failures = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t follower = 0; follower < FOLLOWERS; follower++) {
            char steps[8] = "";
            learned_begin(&learned, &grammar, &arena);
            for (size_t j = 0; cases[i].lines[j]; j++) {
                const str line = followed(cases[i].lines[j], follower);
                steps[j] = letter(learned_look(&learned, line, line, (int64_t)j + 1));
            }
            if (strcmp(steps, cases[i].steps) == 0)
                continue;
            failures++;
            print_error("%s (case %zu, behind it '%c'): %s\n", cases[i].lines[0], i, followers[follower], steps);
        }
    }
    assert_int_equal(failures, 0);
}

#define ASSERT_STEPS(cases) assert_steps(cases, sizeof(cases) / sizeof *(cases))

static void steps_of_single_lines(void **state) {
    (void)state;
    static const struct step_case cases[] = {
        {"-", {"some words"}},
        {"-", {""}},
        {"k", {KILLED}},
        {"k", {"  " KILLED}},
        {"k", {"java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"k", {"[java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"k", {"(sd) invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"k", {"/java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"k", {"_java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"k", {"120 invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"k", {"120x:java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        /* the number of a line, a bar, a mark: part of the name or not */
        {"a", {"120:java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"a", {"120-java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"a", {"  9:java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"a", {"**java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"a", {":java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"a", {"a b invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"k", {"[   10.000000] " KILLED}}, /* behind known prefixes */
        {"k", {"Jan  1 00:00:00 h kernel: " KILLED}},
        {"a", {"[   10.000000] a b invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"}},
        {"p", {"~ " KILLED}},
        {"p", {"node-1: " KILLED}},
        {"f", {"n sshd[77]: " KILLED}},
        {"f", {"~ earlyoom[77]: " KILLED}},
        {"p", {"~ earlyoom[77]: " EARLYOOM}},
        {"p", {"~ kernel[77]: " KILLED}},
        {"p", {"~ klogd[77]: " KILLED}},
        {"p", {"~ rsyslogd[77]: " KILLED}},
        {"p", {"~ x[7a]: " KILLED}},
        {"p", {"~ x[]: " KILLED}},
        {"p", {"~ [77]: " KILLED}},
        {"p", {"[77]: " KILLED}},
        {"p", {"~ x[77]; " KILLED}},
        {"f", {"x[7]: " KILLED}},
        {"f", {"x[1][7]: " KILLED}},
        /* three numbers are a row that was wrapped; they are learnt from no sentence */
        {"pp", {"13 28672 -7 " KILLED, "13 28672 -7 " INFO}},
        {"pp", {"13 28672 7 " KILLED, "13 28672 7 " INFO}},
        {"pT", {"13 28672 " KILLED, "13 28672 " INFO}},
        {"pT", {"13 28672 7; " KILLED, "13 28672 7; " INFO}},
        {"pp", {"-13-28672 7 " KILLED, "-13-28672 7 " INFO}},
    };
    ASSERT_STEPS(cases);
}

static void what_is_trusted(void **state) {
    (void)state;
    static const struct step_case cases[] = {
        {"pT", {"~ " KILLED, "~ " INFO}}, /* two sentences of two kinds */
        {"pp", {"~ " KILLED, "~ " KILLED}},
        {"pp", {"~ " KILLED, "~ ~ " INFO}}, /* of another shape */
        /* one whole sentence behind the kernel's clock, its tag, or a time in brackets */
        {"T", {"~ [   10.000000] " KILLED}},
        {"T", {"~ kernel: " KILLED}},
        {"T", {"~ [Mon Jan  1 00:00:00 2024] " KILLED}},
        {"p", {"~ [   10.000000] Killed process 5 (a) total-vm:1kB, anon-rss"}},
        {"p", {"~ Jan  1 00:00:00 " KILLED}},
        {"p", {"~ Jan  1 00:00:00 h earlyoom[77]: " EARLYOOM}}, /* a program's tag is not the kernel's */
        /* the reason of an event, on the line itself or up to 16 lines before it */
        {"T", {"~ OOMKilling " KILLED}},
        {"-T", {"reason: OOMKilling", "~ " KILLED}},
        {"-p", {"reason: OOMKilled", "~ " KILLED}},
        {"-p", {"reason: OOMKilling", "~ Killed process 5 (a) total-vm:1kB, anon-rss"}},
        /* or behind it */
        {"pT", {"~ " KILLED, "reason: OOMKilling"}},
        {"p-", {"~ Killed process 5 (a) total-vm:1kB, anon-rss", "reason: OOMKilling"}},
        {"pT-", {"~ " KILLED, "reason: OOMKilling", "reason: OOMKilling"}},
        {"p--", {"~ " KILLED, "x", "reason: Killing"}},
        /* a quoted field among others may be any program's; it takes four kinds once one wrote other words there */
        {"fT", {"a=1 m=\"" KILLED "\" b=2", "a=1 m=\"" INFO "\" b=2"}},
        {"fffT",
         {"a=1 m=\"" KILLED "\" in dmesg, here", "a=1 m=\"" INFO "\" b=2", "a=1 m=\"" LIMIT "\" b=2",
          "a=1 m=\"" SWAP_LIMIT "\" b=2"}},
        {"fffT",
         {"a=1 m=\"" KILLED "\" in dmesg", "a=1 m=\"" INFO "\" b=2", "a=1 m=\"" LIMIT "\" b=2",
          "a=1 m=\"" SWAP_LIMIT "\" b=2"}},
        {"fT", {"a=1 m=\"" KILLED "\"in dmesg", "a=1 m=\"" INFO "\" b=2"}},
        {"fT", {"a=1 m=\"" KILLED "\" in ; dmesg", "a=1 m=\"" INFO "\" b=2"}},
        /* a name of several words stands behind a shape that is known */
        {"pT", {"~~~~~~~~~~~~~~~~ " KILLED, "~~~~~~~~~~~~~~~~ a b invoked oom-killer: gfp_mask=0xd0, order=0"}},
        {"pp", {"~~~~~~~~~~~~~~~; " KILLED, "~~~~~~~~~~~~~~~~ a b invoked oom-killer: gfp_mask=0xd0, order=0"}},
        {"fT", {"a=1 m=\"" KILLED "\" in 2", "a=1 m=\"" INFO "\" b=2"}},
        {"fT", {"a=1 m=\"" KILLED "\" in", "a=1 m=\"" INFO "\" b=2"}},
        {"fT", {"a=1 m=\"" KILLED "\" in ", "a=1 m=\"" INFO "\" b=2"}},
        {"fT", {"a=1 m=\"" KILLED "\"", "a=1 m=\"" INFO "\""}},
        {"fT", {"kernel m=\"" KILLED "\" in dmesg, here", "kernel m=\"" INFO "\" b=2"}},
        {"-f", {"reason: OOMKilling", "a=1 m=\"" KILLED "\""}}, /* and no reason makes one sentence enough */
        {"pT", {"\"" KILLED "\"", "\"" INFO "\""}},             /* nothing else on the line */
        {"pT", {"a=1 m=\"" KILLED, "a=1 m=\"" INFO}},           /* a cell of several lines */
        {"pT", {"a=1 m=\"" KILLED "\\n\"", "a=1 m=\"" INFO "\\n\""}},
    };
    ASSERT_STEPS(cases);
}

static void the_reason_is_near(void **state) {
    (void)state;
    static const struct {
        int64_t reason, sentence;
        enum learned_step step;
    } cases[] = {{5, 21, LEARNED_TRUSTED}, {5, 22, LEARNED_PENDING}, {1, 2, LEARNED_TRUSTED}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        learned_begin(&learned, &grammar, &arena);
        assert_int_equal(look("reason: OOMKilling", cases[i].reason), LEARNED_NOTHING);
        assert_int_equal(look("~ " KILLED, cases[i].sentence), cases[i].step);
        learned_begin(&learned, &grammar, &arena);
        assert_int_equal(look("~ " KILLED, cases[i].reason), LEARNED_PENDING);
        assert_int_equal(look("reason: OOMKilling", cases[i].sentence),
                         cases[i].step == LEARNED_TRUSTED ? LEARNED_TRUSTED : LEARNED_NOTHING);
    }
}

/* What one sentence alone shows is marked until a second one follows. */
static void trusted_by_one_sentence(void **state) {
    (void)state;
    learned_begin(&learned, &grammar, &arena);
    assert_int_equal(look("~ [   10.000000] " KILLED, 1), LEARNED_TRUSTED);
    say_stripped("~ [   11.000000] x");
    assert_string_equal(words, "' [   11.000000] x' known once");
    assert_int_equal(look("~ [   12.000000] " INFO, 2), LEARNED_TRUSTED);
    say_stripped("~ [   13.000000] x");
    assert_string_equal(words, "' [   13.000000] x' known");
    say_stripped("- x");
    assert_string_equal(words, "none");
}

/* Each shape has a place of its own; one more than there are takes the last place. */
static void eight_shapes(void **state) {
    (void)state;
    static const char signs[] = "~^=|;,:?*";
    char line[256];
    learned_begin(&learned, &grammar, &arena);
    for (int i = 0; i < LEARNED_SHAPES; i++) {
        snprintf(line, sizeof line, "%c " KILLED, signs[i]);
        assert_int_equal(look(line, i + 1), LEARNED_PENDING);
    }
    assert_int_equal(learned.count, LEARNED_SHAPES);
    for (int i = 0; i < LEARNED_SHAPES; i++) {
        snprintf(line, sizeof line, "%c " INFO, signs[i]);
        assert_int_equal(look(line, i + 20), LEARNED_TRUSTED);
    }
    assert_int_equal(look("* " KILLED, 40), LEARNED_PENDING);
    assert_int_equal(learned.count, LEARNED_SHAPES);
    say_stripped(": x");
    assert_string_equal(words, "'x'");
    say_stripped("? x");
    assert_string_equal(words, "none");
    assert_int_equal(look("* " INFO, 41), LEARNED_TRUSTED);
    say_stripped("* x");
    assert_string_equal(words, "'x'");
}

/* Of two shapes the one that takes more of the line. */
static void the_longest_shape(void **state) {
    (void)state;
    static const char *const prefixes[][2] = {{"~ ", "~ ~ "}, {"~ ~ ", "~ "}};
    for (size_t i = 0; i < 2; i++) {
        learned_begin(&learned, &grammar, &arena);
        for (size_t j = 0; j < 2; j++) {
            look_behind(prefixes[i][j], KILLED, 1);
            assert_int_equal(look_behind(prefixes[i][j], INFO, 2), LEARNED_TRUSTED);
        }
        say_stripped("~ ~ x");
        assert_string_equal(words, "'x'");
        say_stripped("~ x");
        assert_string_equal(words, "'x'");
    }
}

/* What follows the messages of a shape is learnt with it, from the first whole sentence. */
static void what_follows_is_learnt(void **state) {
    (void)state;
    learned_begin(&learned, &grammar, &arena);
    look("<td>" KILLED "</td>", 1);
    look("<td>" INFO "</td>", 2);
    say_stripped("<td>x</td>");
    assert_string_equal(words, "'x'");
    learned_begin(&learned, &grammar, &arena); /* sentences whose end is not known, then one that is whole */
    look("~ Killed process 5 (a) total-vm:1kB, anon-rss", 1);
    look("~ active_anon:1 inactive_anon:2 isolated_anon:3", 2);
    say_stripped("~ x ;");
    assert_string_equal(words, "'x ;'");
    say_stripped("~ " KILLED " ;");
    assert_string_equal(words, "'" KILLED "'");
    say_stripped("~ x ;");
    assert_string_equal(words, "'x'");
}

/* A line of another log behind one that was learnt: a known prefix takes more of it and is the kernel's, or less, and
 * a sentence of its own follows at once. */
static void lines_of_another_log(void **state) {
    (void)state;
    learned_begin(&learned, &grammar, &arena);
    look("[20:58:00.000] RX: " KILLED, 1);
    assert_int_equal(look("[20:58:00.001] RX: " INFO, 2), LEARNED_TRUSTED);
    say_stripped("[20:58:00.002] RX: x");
    assert_string_equal(words, "'x'");
    say_stripped("[    7.102206] CPU: 0 PID: 113 Comm: node Not tainted 5.10.0");
    assert_string_equal(words, "none");
    learned_begin(&learned, &grammar, &arena);
    look("Feb 12 03:27:44 node-3 ~ " KILLED, 1);
    look("Feb 12 03:27:44 node-3 ~ " INFO, 2);
    say_stripped("Feb 12 03:27:44 node-3 ~ x");
    assert_string_equal(words, "'x' <node-3> 0-02-12 03:27:44");
}

/* --- lines that wait --- */

static void hold(const char *line, int64_t number, enum learned_step step, bool is_whole) {
    const str text = str_from_cstr(line);
    assert_false(learned_is_full(&learned, text));
    assert_true(learned_hold(&learned, text, number, step, is_whole));
}

static void lines_are_held(void **state) {
    (void)state;
    learned_begin(&learned, &grammar, &arena);
    hold("ab", 3, LEARNED_NOTHING, true);
    assert_false(learned.held.is_near);
    hold("cde", 4, LEARNED_PENDING, true);
    assert_true(learned.held.is_near);
    hold("f", 5, LEARNED_NOTHING, false);
    assert_true(learned.held.is_near);
    assert_int_equal(look("reason: OOMKilling", 6), LEARNED_NOTHING);
    hold("g", 6, LEARNED_NOTHING, true);
    assert_int_equal(learned.held.count, 4);
    static const struct {
        size_t at, len;
        bool is_idle;
    } want[] = {{0, 2, true}, {2, 3, false}, {5, 1, false}, {6, 1, false}};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(learned.held.lines[i].at, want[i].at);
        assert_int_equal(learned.held.lines[i].len, want[i].len);
        assert_int_equal(learned.held.lines[i].number, (int64_t)i + 3);
        assert_int_equal(learned.held.lines[i].is_idle, want[i].is_idle);
    }
    assert_memory_equal(learned.held.text.data, "abcdefg", 7);
}

/* 256 lines, or 64 KiB. */
static void no_more_lines_are_held(void **state) {
    (void)state;
    static char text[LEARNED_HELD_BYTES + 1];
    memset(text, 'x', sizeof text);
    learned_begin(&learned, &grammar, &arena);
    for (int i = 0; i < LEARNED_HELD; i++)
        hold("x", i + 1, LEARNED_NOTHING, true);
    assert_true(learned_is_full(&learned, STR("")));
    learned_begin(&learned, &grammar, &arena);
    assert_false(learned_is_full(&learned, str_of(text, LEARNED_HELD_BYTES)));
    assert_true(learned_is_full(&learned, str_of(text, LEARNED_HELD_BYTES + 1)));
    assert_true(learned_hold(&learned, str_of(text, LEARNED_HELD_BYTES), 1, LEARNED_NOTHING, true));
    assert_true(learned_is_full(&learned, STR("x")));
    assert_false(learned_is_full(&learned, STR("")));
}

/* How an input ends: "+" of lines whose shape is then trusted, after one whole sentence and other lines of that shape
 * alone. */
static void an_input_of_one_shape(void **state) {
    (void)state;
    static const struct {
        const char *lines[5];
        bool is_trusted;
    } cases[] = {
        {{"~ " KILLED}, true},
        {{"~ " KILLED, ""}, true},
        {{"~ " KILLED, "~ [  5]  0  5 a"}, true},
        {{"~ " KILLED, "other words"}, false},
        {{"other words", "~ " KILLED}, false},
        {{"~ other words", "~ " KILLED}, false}, /* strangers write there */
        {{"~ 5 pages", "~ " KILLED}, true},      /* a report's figures may be */
        {{"~   5 of them", "~ " KILLED}, true},
        {{"~    ", "~ " KILLED}, true},
        {{"~ lowmem_reserve[]: 0 187", "~ " KILLED}, true},
        {{"~ ", "~ " KILLED}, true},
        {{"~ Killed process 5 (a) total-vm:1kB, anon-rss"}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        learned_begin(&learned, &grammar, &arena);
        for (size_t j = 0; cases[i].lines[j]; j++) {
            const enum learned_step step = look(cases[i].lines[j], (int64_t)j + 1);
            hold(cases[i].lines[j], (int64_t)j + 1, step, true);
        }
        learned_settle(&learned);
        say_stripped("~ x");
        if (strcmp(words, cases[i].is_trusted ? "'x' once" : "none") != 0)
            fail_msg("case %zu: %s", i, words);
    }
    learned_begin(&learned, &grammar, &arena); /* what was seen before tells what lines look like */
    hold("~ " KILLED, 1, look("~ " KILLED, 1), true);
    learned.is_settled = true;
    learned_settle(&learned);
    say_stripped("~ x");
    assert_string_equal(words, "none");
    learned_begin(&learned, &grammar, &arena); /* nothing is held */
    look("~ " KILLED, 1);
    learned_settle(&learned);
    say_stripped("~ x");
    assert_string_equal(words, "none");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_begins_its_line),
        cmocka_unit_test(times),
        cmocka_unit_test(uptimes),
        cmocka_unit_test(hosts_with_a_key),
        cmocka_unit_test(hosts_alone),
        cmocka_unit_test(programs),
        cmocka_unit_test(words_that_differ_are_hosts),
        cmocka_unit_test(hosts_behind_a_time),
        cmocka_unit_test(steps_of_single_lines),
        cmocka_unit_test(what_is_trusted),
        cmocka_unit_test(the_reason_is_near),
        cmocka_unit_test(trusted_by_one_sentence),
        cmocka_unit_test(eight_shapes),
        cmocka_unit_test(the_longest_shape),
        cmocka_unit_test(what_follows_is_learnt),
        cmocka_unit_test(lines_of_another_log),
        cmocka_unit_test(lines_are_held),
        cmocka_unit_test(no_more_lines_are_held),
        cmocka_unit_test(an_input_of_one_shape),
    };
    return cmocka_run_group_tests(tests, grammar_set_up, tear_down);
}
