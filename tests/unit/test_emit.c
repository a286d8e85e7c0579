/* Lines that hold several messages, and lines without a prefix.
 * SPDX-License-Identifier: MIT */
#include "log/emit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "followed.h"
#include "grammar.h"
#include "log/lines.h"
#include "words.h"

#define TRIGGER "a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"
#define KILLED "Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB"

static struct arena arena;
static struct emit emit;

static int tear_down(void **state) {
    order_reset(&emit.order);
    arena_reset(&arena);
    return grammar_tear_down(state);
}

/* "2c <host> @uptime 'text'": its line; "c" of one that goes on, "r" of one of the same record, "b" of another log,
 * "k" of the kernel, "u" of a program. */
static bool hear(void *context, const struct message *message) {
    (void)context;
    say("%lld%s%s%s%s", (long long)message->line,
        message->origin == MESSAGE_ORIGIN_KERNEL ? "k"
        : message->origin == MESSAGE_ORIGIN_USER ? "u"
                                                 : "",
        message->continues ? "c" : "", message->is_same_record ? "r" : "", message->begins_log ? "b" : "");
    if (message->host.len)
        say("<%.*s>", STR_ARG(message->host));
    if (message->uptime_us != ABSENT)
        say("@%lld", (long long)message->uptime_us);
    if (message->time.month)
        say("%d/%d", message->time.month, message->time.day);
    say("'%.*s' ", STR_ARG(message->text));
    return true;
}

static void begin(void) {
    static struct message_sink sink;
    sink = sink_of(hear);
    words_clear();
    emit_begin(&emit, &grammar, &arena, &sink);
    emit.first_line = 1;
}

/* The lines of LOG, with which an input begins. */
static void emit_log(str log) {
    begin();
    for (int64_t line = 1; log.len > 0; line++) {
        const size_t end = str_find_byte(log, '\n');
        assert_true(emit_line(&emit, str_first(log, end), line, NULL));
        log = str_from(log, end == STR_NONE ? log.len : end + 1);
    }
    assert_true(order_end(&emit.order));
}

struct expectation {
    const char *log, *told;
};

static void assert_emitted(const struct expectation *cases, size_t count) {
    int failures = 0;
    for (size_t i = 0; i < count; i++) {
        emit_log(str_from_cstr(cases[i].log));
        if (strcmp(words, cases[i].told) == 0)
            continue;
        failures++;
        print_error("case %zu: %s\n", i, words);
    }
    assert_int_equal(failures, 0);
}

#define ASSERT_EMITTED(cases) assert_emitted(cases, sizeof(cases) / sizeof *(cases))

/* --- several messages --- */

/* How many messages are made of one line. */
static size_t count_messages(const char *line) {
    emit_log(str_from_cstr(line));
    size_t count = 0;
    for (const char *at = words; (at = strstr(at, "' ")); at++)
        count++;
    return count;
}

/* A text of LEN bytes in all: FIRST, then BETWEEN, then "x". */
static const char *filled(const char *first, const char *between, size_t len) {
    static char line[512];
    const int lead = snprintf(line, sizeof line, "[   10.000000] ");
    const int at = snprintf(line + lead, sizeof line - (size_t)lead, "%s%s", first, between);
    assert_true((size_t)at <= len);
    memset(line + lead + at, 'x', len - (size_t)at);
    line[(size_t)lead + len] = '\0';
    return line;
}

/* Each way to write a line break, once a message begins behind one; and what only looks so. */
static void breaks_that_are_written(void **state) {
    (void)state;
    static const char *const breaks[] = {"\\r\\n", "\\n",     "\\\\n",     "\\r",         "<br>",  "<br/>",
                                         "<br />", "</p><p>", "</li><li>", "</div><div>", "&#10;", "\xe2\x8f\x8e"};
    static const char *const others[] = {"\\t", "<p>", "&#11;", "\xe2\x8f\x8f", "</div><p>", "\\", "<"};
    char line[256];
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
        snprintf(line, sizeof line, "[   10.000000] " TRIGGER "%s[   10.000001] Mem-Info:%sa few more words%sb",
                 breaks[i], breaks[i], breaks[i]);
        emit_log(str_from_cstr(line));
        if (strstr(words, "Mem-Info:' ") == NULL || strstr(words, "'" TRIGGER "' ") == NULL ||
            strstr(words, "'b' ") == NULL)
            fail_msg("%s: %s", breaks[i], words);
    }
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) { /* also behind what is no sentence */
        snprintf(line, sizeof line,
                 "[   10.000000] usb 1-1: new device, and a few words more%s[   10.000001] usb 1-1: "
                 "Product: a stick with a long name%s",
                 breaks[i], breaks[i]);
        emit_log(str_from_cstr(line));
        if (strncmp(words, "1@10000000'usb 1-1: new device, and a few words more' ", 54) != 0)
            fail_msg("%s: %s", breaks[i], words);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        snprintf(line, sizeof line, "[   10.000000] " TRIGGER "%sMem-Info: and a few words more", others[i]);
        assert_int_equal(count_messages(line), 1);
    }
}

/* Two messages are a hundred bytes, and the first of them is longer than a name. */
static void lines_that_are_long_enough(void **state) {
    (void)state;
    assert_int_equal(count_messages(filled(TRIGGER, " [   10.000001] ", 100)), 2);
    assert_int_equal(count_messages(filled(TRIGGER, " [   10.000001] ", 99)), 1);
    assert_int_equal(count_messages(filled("a", " [   10.000001] ", 100)), 2); /* a time needs no more */
    assert_int_equal(count_messages(filled("123456789012345678901234", "\\nMem-Info:", 100)), 2);
    assert_int_equal(count_messages(filled("12345678901234567890123", "\\nMem-Info:", 100)), 1);
    assert_int_equal(count_messages(filled("123456789012345678901234", " h kernel: Mem-Info:", 128)), 2);
    assert_int_equal(count_messages(filled("123456789012345678901234", " h kernel: Mem-Info:", 127)), 1);
    assert_int_equal(count_messages(filled(KILLED, " " KILLED, 128)), 2);
    assert_int_equal(count_messages(filled(KILLED, " " KILLED, 127)), 1);
    /* once a line has shown what separates messages shorter ones are looked at, too */
    emit_log(STR("[   10.000000] " TRIGGER
                 "\\n[   10.000001] Mem-Info:\\nx and a few words more\n[   10.000002] a\\n[   10.000003] b\n"));
    assert_non_null(strstr(words, "2@10000002'a' 2@10000003'b' "));
}

static void stamps_within_a_line_part_it(void **state) {
    (void)state;
#define WORDS " and so many words that the line is long enough for two"
    static const struct expectation cases[] = {
        {"[   10.000000] a<4>[   10.000001] b" WORDS WORDS, "1@10000000'a' 1k@10000001'b" WORDS WORDS "' "},
        {"[   10.000000] a[   10.000001] b" WORDS WORDS, "1@10000000'a' 1@10000001'b" WORDS WORDS "' "},
        {"[   10.000000] a" WORDS "<4>[   10.000001] b" WORDS, "1@10000000'a" WORDS "' 1k@10000001'b" WORDS "' "},
        {"[   10.000000] a" WORDS " <191>[   10.000001] b" WORDS, "1@10000000'a" WORDS "' 1u@10000001'b" WORDS "' "},
        {"[   10.000000] a" WORDS "<x>[   10.000001] b" WORDS, "1@10000000'a" WORDS "<x>' 1@10000001'b" WORDS "' "},
        {"[   10.000000] a" WORDS ">[   10.000001] b" WORDS, "1@10000000'a" WORDS ">' 1@10000001'b" WORDS "' "},
        {"[   10.000000] a" WORDS "\"[   10.000001] b" WORDS "\"",
         "1@10000000'a" WORDS "\"[   10.000001] b" WORDS "\"' "},
        {"[   10.000000] a" WORDS "'[   10.000001] b" WORDS "'", "1@10000000'a" WORDS "'[   10.000001] b" WORDS "'' "},
        {"[Tue Mar  4 09:15:27 2025] a" WORDS " [Tue Mar  5 09:15:27 2025] b" WORDS,
         "13/4'a" WORDS "' 13/5'b" WORDS "' "},
        {"[   10.000000] a" WORDS " [<ffffffff810b32dd>] [x] [   10.000001] b" WORDS,
         "1@10000000'a" WORDS " [<ffffffff810b32dd>] [x]' 1@10000001'b" WORDS "' "},
        /* what stands between two messages is of neither */
        {"[   10.000000] a" WORDS " | [   10.000001] b" WORDS, "1@10000000'a" WORDS "' 1@10000001'b" WORDS "' "},
        {"[   10.000000] a" WORDS " ; [   10.000001] b" WORDS, "1@10000000'a" WORDS "' 1@10000001'b" WORDS "' "},
        {"[   10.000000] a" WORDS " // [   10.000001] b" WORDS, "1@10000000'a" WORDS "' 1@10000001'b" WORDS "' "},
        {"[   10.000000] a" WORDS "| [   10.000001] b" WORDS, "1@10000000'a" WORDS "|' 1@10000001'b" WORDS "' "},
        {"[   10.000000] a" WORDS " + [   10.000001] b" WORDS, "1@10000000'a" WORDS " +' 1@10000001'b" WORDS "' "},
        {"[   10.000000] " KILLED " + [   10.000001] " KILLED " + [   10.000002] " KILLED,
         "1@10000000'" KILLED "' 1@10000001'" KILLED "' 1@10000002'" KILLED "' "}, /* a sentence shows it */
        {"[   10.000000] " KILLED "</b>[   10.000001] " KILLED "</b>[   10.000002] " KILLED,
         "1@10000000'" KILLED "' 1@10000001'" KILLED "' 1@10000002'" KILLED "' "},
        {"[   10.000000] " KILLED " b [   10.000001] " KILLED, "1@10000000'" KILLED " b' 1@10000001'" KILLED "' "},
        /* a program's line is its own, and so is a path */
        {"<12>[   10.000000] a" WORDS " [   10.000001] b" WORDS, "1u@10000000'a" WORDS " [   10.000001] b" WORDS "' "},
        {"[   10.000000] Memory cgroup stats for /a" WORDS " [   10.000001] b" WORDS ":",
         "1@10000000'Memory cgroup stats for /a" WORDS " [   10.000001] b" WORDS ":' "},
    };
    ASSERT_EMITTED(cases);
}

/* JSON may hold a byte 0 ("\\u0000"): it is no bar, and no sign of markup. What is said of a text ends there. */
static void bytes_0_are_no_signs(void **state) {
    (void)state;
    static const char bar[] = "[   10.000000] a" WORDS " \0 [   10.000001] b" WORDS;
    emit_log(str_of(bar, sizeof bar - 1));
    assert_string_equal(words, "1@10000000'a" WORDS " ' 1@10000001'b" WORDS "' ");
    static const char signs[] = "[   10.000000] " KILLED " \0b [   10.000001] " KILLED " \0b [   10.000002] " KILLED;
    emit_log(str_of(signs, sizeof signs - 1));
    assert_string_equal(words, "1@10000000'" KILLED " ' 1@10000001'" KILLED " ' 1@10000002'" KILLED "' ");
}

static void headers_within_a_line_part_it(void **state) {
    (void)state;
#define HEADER "Mar  4 09:15:27 node-1 kernel: "
    static const struct expectation cases[] = {
        {HEADER TRIGGER " Mar  5 09:15:28 node-2 kernel: Mem-Info:" WORDS,
         "1k<node-1>3/4'" TRIGGER "' 1k<node-2>3/5'Mem-Info:" WORDS "' "},
        {HEADER TRIGGER " node-2 kernel: Mem-Info:" WORDS,
         "1k<node-1>3/4'" TRIGGER "' 1k<node-2>'Mem-Info:" WORDS "' "},
        {HEADER TRIGGER ">node-2 kernel: Mem-Info:" WORDS,
         "1k<node-1>3/4'" TRIGGER "' 1k<node-2>'Mem-Info:" WORDS "' "},
        {HEADER TRIGGER "\tnode-2 kernel: Mem-Info:" WORDS,
         "1k<node-1>3/4'" TRIGGER "' 1k<node-2>'Mem-Info:" WORDS "' "},
        {HEADER TRIGGER " node-2 kernel: no sentence" WORDS,
         "1k<node-1>3/4'" TRIGGER " node-2 kernel: no sentence" WORDS "' "},
        {HEADER TRIGGER " node-2 app[7]: Mem-Info:" WORDS,
         "1k<node-1>3/4'" TRIGGER " node-2 app[7]: Mem-Info:" WORDS "' "},
    };
    ASSERT_EMITTED(cases);
}

/* --- lines without a prefix --- */

/* The first line of an input may have lost the beginning of its prefix. */
static void what_is_left_of_a_prefix(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"-01 kernel: x", "1'x' "},
        {"-b 01 kernel: x", "1'-b 01 kernel: x' "},
        {"5] x", "1'x' "},
        {"901][ T12] x", "1'x' "},
        {"C3] x", "1'x' "},
        {"1.5] x", "1'x' "},
        {"5]x", "1'5]x' "},
        {"5]  x", "1'x' "},
        {"5]   x", "1'5]   x' "}, /* a row of the task table */
        {"a5] x", "1'a5] x' "},
        {"[ 5] x", "1'[ 5] x' "},
        {"12345678901234567890123] x", "1'x' "}, /* in the first 24 bytes */
        {"123456789012345678901234] x", "1'123456789012345678901234] x' "},
        {"x\n5] y", "1'x' 2'5] y' "},
    };
    ASSERT_EMITTED(cases);
    char line[128], told[160];
    for (int more = 0; more < 2; more++) { /* in the first 64 bytes */
        memset(line, '-', sizeof line);
        strcpy(line + 64 - strlen(" kernel: ") + (size_t)more, " kernel: x");
        emit_log(str_from_cstr(line));
        snprintf(told, sizeof told, "1'%s' ", line);
        assert_string_equal(words, more ? told : "1'x' ");
    }
}

/* The kernel's time, its seconds in five columns, without the bracket before it. */
static void times_without_their_bracket(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"x\n41066.536886] y", "1'x' 2@41066536886'y' "},
        {"x\n 1257.892709] y", "1'x' 2@1257892709'y' "},
        {"x\n    1.892709] y", "1'x' 2@1892709'y' "},
        {"x\n1257.892709] y", "1'x' 2'1257.892709] y' "},
        {"x\n41066.53688] y", "1'x' 2'41066.53688] y' "},
        {"x\n41066.5368861] y", "1'x' 2'41066.5368861] y' "},
        {"x\n41066.536886]y", "1'x' 2'41066.536886]y' "},
        {"x\n41066.536886 y", "1'x' 2'41066.536886 y' "},
        {"x\n141066.536886] y", "1'x' 2@141066536886'y' "},
        {"[   10.000000] x\n41066.536886] y", "1@10000000'x' 2c@10000000'41066.536886] y' "},
    };
    ASSERT_EMITTED(cases);
}

/* A record's further lines are indented to where its text began, and the kernel's own blank is kept. */
static void lines_that_are_indented(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"[   10.000000] a\n               b", "1@10000000'a' 2cr@10000000'b' "},
        {"[   10.000000] a\n                b", "1@10000000'a' 2cr@10000000' b' "},
        {"[   10.000000] a\n                  b", "1@10000000'a' 2cr@10000000' b' "},
        {"[   10.000000] a\n              b", "1@10000000'a' 2c@10000000' b' "},
        {"[   10.000000] a\n b", "1@10000000'a' 2c@10000000' b' "},
        {"[   10.000000] a\nb", "1@10000000'a' 2c@10000000'b' "},
        {"  a\n  b\n   c\n    d\n e\n  f", "1'a' 2'b' 3' c' 4'd' 5'e' 6' f' "},
        {"a\n b\n  c", "1'a' 2' b' 3'c' "},
        {"a\n\n b", "1'a' 2'' 3' b' "},
        {"  a\n \n   b", "1'a' 2'' 3' b' "}, /* a blank line says nothing of it */
    };
    ASSERT_EMITTED(cases);
}

/* What the log itself writes between records. */
static void lines_of_the_log_itself(void **state) {
    (void)state;
    static const char *const separators[] = {
        "-- Logs begin at Sat 2026-11-21 20:57:37 CET. --",
        "-- Journal begins at Sat 2026-11-21. --",
        "-- Boot 53e3 --",
        "-- Reboot --",
        "-- No entries --",
        "-- cursor: s=1",
    };
    char log[128], told[128];
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        snprintf(log, sizeof log, "[   10.000000] x\n%s\ny", separators[i]);
        snprintf(told, sizeof told, "1@10000000'x' 2'%s' 3c'y' ", separators[i]);
        emit_log(str_from_cstr(log));
        assert_string_equal(words, told);
    }
    static const struct expectation cases[] = {
        {"[   10.000000] x\n-- other --\ny", "1@10000000'x' 2c@10000000'-- other --' 3c@10000000'y' "},
        /* /dev/kmsg writes a dictionary below its record */
        {"4,1,10000000,-;x\n SUBSYSTEM=pci\n a_b=1\n a=\ny", "1k@10000000'x' 5kc@10000000'y' "},
        {"4,1,10000000,-;x\n  a=1", "1k@10000000'x' 2kc@10000000' a=1' "},
        {"4,1,10000000,-;x\n =1x", "1k@10000000'x' 2kc@10000000' =1x' "},
        {"4,1,10000000,-;x\n a1=1", "1k@10000000'x' 2kc@10000000' a1=1' "},
        {"4,1,10000000,-;x\n abc", "1k@10000000'x' 2kc@10000000' abc' "},
        {"4,1,10000000,-;x\na=1", "1k@10000000'x' 2kc@10000000'a=1' "},
        {"[   10.000000] x\n a=1", "1@10000000'x' 2c@10000000' a=1' "},
        {"Panic#2 Part1\nx", "2'x' "}, /* the header of a dump's part */
        /* something else on the console, then the kernel */
        {"login: [   10.000000] x", "1'login: ' 1@10000000'x' "},
        {"login: [   10.000000]x", "1'login: [   10.000000]x' "},
    };
    ASSERT_EMITTED(cases);
}

/* A key that ends a line has no value, and nothing behind the line is read. */
static void keys_at_the_end_of_memory(void **state) {
    (void)state;
    const struct bare bare = {.escapes = ESCAPES_HEX};
    assert_false(bare_is_empty(&bare, at_end_of_memory(" abc")));
    assert_false(bare_is_empty(&bare, at_end_of_memory(" a_")));
    assert_true(bare_is_empty(&bare, at_end_of_memory(" a=")));
}

/* The lines of a text, each a line of the input or all of one. */
static void texts_of_several_lines(void **state) {
    (void)state;
    struct message message = message_nothing();
    message.line = 7;
    begin();
    assert_true(emit_each_line(&emit, message, STR("a\r\nb\n"), true));
    assert_true(order_end(&emit.order));
    assert_string_equal(words, "7'a' 8cr'b' 9cr'' ");
    begin();
    assert_true(emit_each_line(&emit, message, STR("a\r\n\rb"), false));
    assert_true(order_end(&emit.order));
    assert_string_equal(words, "7'a' 7cr'\rb' ");
    begin();
    assert_true(emit_text(&emit, &message, ESCAPES_HEX, STR("a\\x0ab")));
    assert_true(emit_text(&emit, &message, ESCAPES_NONE, STR("a\\x0ab")));
    assert_true(order_end(&emit.order));
    assert_string_equal(words, "7'a' 7cr'b' 7'a\\x0ab' ");
}

/* logd takes the first word for a tag. */
static void tags_that_belong_to_the_text(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"01-01 00:00:00.123     0     0 W Mem-Info: ", "1k1/1'Mem-Info:' "},
        {"01-01 00:00:00.123     0     0 W memory  : usage 1kB", "1k1/1'memory: usage 1kB' "},
        {"01-01 00:00:00.123     0     0 W kernel  : x", "1k1/1'x' "},
    };
    ASSERT_EMITTED(cases);
}

/* What opens an event is no further line: another log begins, or the time is of another event. */
static void events_without_a_prefix(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"[   10.000000] seventeen bytes..\n" TRIGGER "\nx", "1@10000000'seventeen bytes..' 2b'" TRIGGER "' 3'x' "},
        {"[   10.000000] sixteen bytes ..\n" TRIGGER "\nx", "1@10000000'sixteen bytes ..' 2c'" TRIGGER "' 3c'x' "},
        {"[   10.000000] x\n\n" TRIGGER,
         "1@10000000'x' 2c@10000000'' 3b'" TRIGGER "' "}, /* no name goes on behind it */
        {"[   10.000000] seventeen bytes..\nno sentence", "1@10000000'seventeen bytes..' 2c@10000000'no sentence' "},
        {"[   10.000000] x\n               " TRIGGER, "1@10000000'x' 2cr@10000000'" TRIGGER "' "},
    };
    ASSERT_EMITTED(cases);
}

/* "Message from syslogd@web-7 at Oct  9 08:05:51 ...", up to an empty line. */
static void messages_on_a_terminal(void **state) {
    (void)state;
    struct bare *bare = &emit.bare;
    begin();
    assert_null(bare_wall(bare));
    assert_true(bare_take_wall(bare, STR("Message from syslogd@web-7 at Oct  9 08:05:51 ...")));
    assert_non_null(bare_wall(bare));
    assert_true(str_equal(bare_wall(bare)->host, STR("web-7")));
    assert_int_equal(bare_wall(bare)->time.month, 10);
    assert_int_equal(bare_wall(bare)->time.second, 51);
    assert_false(bare_take_wall(bare, STR(" kernel:x")));
    assert_false(bare_take_wall(bare, STR("x")));
    assert_non_null(bare_wall(bare));
    assert_false(bare_take_wall(bare, STR("")));
    assert_null(bare_wall(bare));
    assert_true(bare_take_wall(bare, STR(" Message from syslogd@web-7 at Oct  9 08:05:51")));
    assert_false(bare_take_wall(bare, STR("Message from syslogd@web-7 on Oct  9 08:05:51")));
    assert_false(bare_take_wall(bare, STR("Message from root@web-7 at Oct  9 08:05:51")));
    assert_false(bare_take_wall(bare, STR("Message from syslogd@web-7 at 08:05:51")));
}

/* --- digests --- */

#define DIED(pid) "Killed process " pid " (a) total-vm:1kB"
#define INTENT(pid) "Out of memory: Kill process " pid " (a) score 9"

/* "t" of a line that is taken, then what is handed on. */
static void texts_of_digests(void **state) {
    (void)state;
    static const struct {
        const char *lines[7], *told;
    } cases[] = {
        {{" 1 Time(s): " DIED("5")}, "t1'" DIED("5") "' "},
        {{"1 Time(s): " DIED("5")}, "t1'" DIED("5") "' "},
        {{"\t12 Time(s): " DIED("5")}, "t1'" DIED("5") "' "},
        {{DIED("5") " ...:  3 Time(s)"}, "t1'" DIED("5") "' "},
        {{"   " DIED("5") " ...:3 Time(s)  "}, "t1'" DIED("5") "' "},
        {{" 1 Time(s): usb 1-1: new device"}, "t"},
        {{" x Time(s): " DIED("5")}, "-"},
        {{" 1 Times: " DIED("5")}, "-"},
        {{" 1 Time(s):" DIED("5")}, "-"},
        {{DIED("5") " ..: 3 Time(s)"}, "-"},
        {{DIED("5") " ...: x Time(s)"}, "-"},
        {{DIED("5") " ...: 3 Times"}, "-"},
        {{DIED("5")}, "-"},
        {{""}, "-"},
        /* in the kernel's order, that of each victim behind the others */
        {{" 1 Time(s): " DIED("5"), " 1 Time(s): " INTENT("5"), " 1 Time(s): " TRIGGER},
         "ttt3'" TRIGGER "' 2'" INTENT("5") "' 1'" DIED("5") "' "},
        {{" 1 Time(s): " DIED("7"), " 1 Time(s): " DIED("5"), " 1 Time(s): " INTENT("7"), " 1 Time(s): " INTENT("5")},
         "tttt4'" INTENT("5") "' 2'" DIED("5") "' 3'" INTENT("7") "' 1'" DIED("7") "' "},
        /* of several kills what names none comes last */
        {{" 1 Time(s): " TRIGGER, " 1 Time(s): " DIED("7"), " 1 Time(s): " DIED("5")},
         "ttt3'" DIED("5") "' 2'" DIED("7") "' 1'" TRIGGER "' "},
        {{" 1 Time(s): " TRIGGER}, "t1'" TRIGGER "' "},
        /* what is listed twice, or cut and whole, is one */
        {{" 1 Time(s): " DIED("5"), " 2 Time(s): " DIED("5")}, "tt1'" DIED("5") "' "},
        {{"Killed process 5 (a ...: 1 Time(s)", " 1 Time(s): " DIED("5")}, "tt2'" DIED("5") "' "},
        {{" 1 Time(s): " DIED("5"), "Killed process 5 (a ...: 1 Time(s)"}, "tt1'" DIED("5") "' "},
        {{" 1 Time(s): Killed process 5 (a", " 1 Time(s): " DIED("5")}, "tt1'Killed process 5 (a' 2'" DIED("5") "' "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin();
        for (size_t j = 0; cases[i].lines[j]; j++)
            say("%s", digest_take(&emit.digest, str_from_cstr(cases[i].lines[j]), (int64_t)j + 1) ? "t" : "-");
        assert_true(emit_end_digest(&emit));
        assert_true(order_end(&emit.order));
        if (strcmp(words, cases[i].told) != 0)
            fail_msg("case %zu: %s", i, words);
        assert_int_equal(emit.digest.count, 0);
    }
}

/* 256 lines or 64 KiB are held, what is more is left out. */
static void no_more_of_a_digest_is_held(void **state) {
    (void)state;
    static char line[DIGEST_BYTES + 64];
    begin();
    for (int i = 1; i <= DIGEST_LINES + 1; i++) {
        snprintf(line, sizeof line, " 1 Time(s): Killed process %d (a)", i);
        assert_true(digest_take(&emit.digest, str_from_cstr(line), i));
    }
    assert_int_equal(emit.digest.count, DIGEST_LINES);
    for (size_t more = 0; more < 2; more++) {
        begin();
        assert_true(digest_take(&emit.digest, STR(" 1 Time(s): " DIED("5")), 1)); /* handed on: its room is free */
        assert_true(emit_end_digest(&emit));
        const str count = STR(" 1 Time(s): "), text = STR("Killed process 5 (");
        memset(line, 'x', sizeof line);
        memcpy(line, count.data, count.len);
        memcpy(line + count.len, text.data, text.len);
        assert_true(digest_take(&emit.digest, str_of(line, count.len + DIGEST_BYTES + more), 1));
        assert_int_equal(emit.digest.count, 1 - more);
    }
}

/* --- lengths at which relays cut a line --- */

static void lengths_of_lines(void **state) {
    (void)state;
    static char line[1200];
    memset(line, 'x', sizeof line);
    for (size_t len = 190; len <= 1100; len++) {
        struct lines lines = {.longest = 0};
        const bool is_limit = len == 255 || len == 256 || len == 1023 || len == 1024;
        if (lines_measure(&lines, str_of(line, len)) != is_limit)
            fail_msg("%zu bytes", len);
        assert_int_equal(lines.longest, len < 200 ? 0 : len);
        /* a longer one was seen, or one as long */
        lines.longest = len + 1;
        assert_false(lines_measure(&lines, str_of(line, len)));
        lines.longest = len;
        assert_int_equal(lines_measure(&lines, str_of(line, len)), is_limit);
    }
    /* as syslogd got it: 19 bytes of priority and time before the tag, whatever stands there now */
    for (size_t before = 0; before < 60; before += 30)
        for (size_t len = 230; len <= 245; len++) {
            struct lines lines = {.longest = 2000};
            memset(line, 'x', sizeof line);
            memcpy(line + before, "kernel: ", 8);
            assert_int_equal(lines_measure(&lines, str_of(line, before + len)), len + 19 == 255 || len + 19 == 256);
            assert_int_equal(lines.longest_datagram, len + 19);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(breaks_that_are_written),
        cmocka_unit_test(lines_that_are_long_enough),
        cmocka_unit_test(stamps_within_a_line_part_it),
        cmocka_unit_test(bytes_0_are_no_signs),
        cmocka_unit_test(headers_within_a_line_part_it),
        cmocka_unit_test(what_is_left_of_a_prefix),
        cmocka_unit_test(times_without_their_bracket),
        cmocka_unit_test(lines_that_are_indented),
        cmocka_unit_test(lines_of_the_log_itself),
        cmocka_unit_test(keys_at_the_end_of_memory),
        cmocka_unit_test(texts_of_several_lines),
        cmocka_unit_test(tags_that_belong_to_the_text),
        cmocka_unit_test(events_without_a_prefix),
        cmocka_unit_test(messages_on_a_terminal),
        cmocka_unit_test(texts_of_digests),
        cmocka_unit_test(no_more_of_a_digest_is_held),
        cmocka_unit_test(lengths_of_lines),
    };
    return cmocka_run_group_tests(tests, grammar_set_up, tear_down);
}
