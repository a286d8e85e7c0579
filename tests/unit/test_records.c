/* Lines that belong to structured records, and the records that they hold.
 * SPDX-License-Identifier: MIT */
#include "log/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "followed.h"
#include "short_memory.h"
#include "words.h"

static struct arena arena;
static struct records records;

/* "[2 <host> (program) @uptime 2024-01-02 x]": the line of its text, what it tells, its text. */
static bool hear(void *context, struct record *record) {
    (void)context;
    const struct message *message = &record->message;
    say("[%lld", (long long)message->line);
    if (message->host.len)
        say(" <%.*s>", STR_ARG(message->host));
    if (message->program.len)
        say(" (%.*s)", STR_ARG(message->program));
    if (message->level >= 0)
        say(" .%d", message->level);
    if (message->uptime_us != ABSENT)
        say(" @%lld", (long long)message->uptime_us);
    if (message->time.month)
        say(" %d-%02d-%02d", message->time.year, message->time.month, message->time.day);
    if (record->spans_lines)
        say(" lines");
    say(" ");
    for (size_t i = 0; i < record->text.len; i++)
        say(record->text.data[i] == '\n' ? "|" : "%c", record->text.data[i]);
    say("]");
    return true;
}

static size_t heard_length;

static bool hear_length(void *context, struct record *record) {
    (void)context;
    heard_length += record->text.len;
    return true;
}

static void begin(void) {
    static const struct record_sink sink = {hear, NULL};
    words_clear();
    arena_reset(&arena);
    records_begin(&records, &arena, &sink);
}

/* "t" of a line that is taken, "f" of another one, with the records that it ends before it; "." is the end. */
static void read_lines(str log) {
    static size_t turn;
    begin();
    for (int64_t line = 1; log.len > 0; line++) {
        const size_t end = str_find_byte(log, '\n');
        const str raw = followed_bytes(str_first(log, end), turn++ % FOLLOWERS);
        const enum record_verdict verdict = records_line(&records, raw, line);
        assert_int_not_equal(verdict, RECORD_STOPPED);
        say(verdict == RECORD_TAKEN ? "t" : "f");
        log = str_from(log, end == STR_NONE ? log.len : end + 1);
    }
    say(".");
    assert_true(records_end(&records));
}

struct expectation {
    const char *log, *told;
};

static void assert_records(const struct expectation *cases, size_t count) {
    int failures = 0;
    for (size_t i = 0; i < count; i++) {
        read_lines(str_from_cstr(cases[i].log));
        if (strcmp(words, cases[i].told) == 0)
            continue;
        failures++;
        print_error("case %zu: %s\n", i, words);
    }
    assert_int_equal(failures, 0);
}

#define ASSERT_RECORDS(cases) assert_records(cases, sizeof(cases) / sizeof *(cases))

/* --- lines that can open a record --- */

static void lines_that_can_open_a_record(void **state) {
    (void)state;
    static const char *const can[] = {
        "{",
        "{x",
        "[",
        "[{",
        "[\r",
        "  {",
        "\t{",
        " [",
        "\x1e{",
        "_X=1",
        "data: {",
        "MESSAGE=",
        "PRIORITY=",
        "SYSLOG_",
        "2024-01-02 03:04:05 x: {}",
        "1}",
        "Mon 2024-01-02",
        "lun. 2024-",
        "M 2024-",
        "dim 2024-",
        "Sat 2024-",
        "Pt 2024-",
        "abcdefghijklmno 2024-",
    };
    static const char *const cannot[] = {
        "",
        " ",
        "\t",
        "[x",
        "[ {",
        "[1",
        "data: x",
        "data:{",
        "data: [",
        "Mem-Info:",
        "Process",
        "Swap",
        "MESSAGE",
        "PRIORITY",
        "SYSLOG",
        "3}",
        "1",
        "2024-01-02",
        "1} ",
        "Mon 24-01-02",
        "Mon 2024",
        "Mon 2024_01",
        "abcdefghijklmnop 2024-",
        "Free swap  = 0kB",
        "Monday",
        "x",
    };
    begin();
    for (size_t i = 0; i < sizeof can / sizeof *can; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            if (!records_may_take(&records, followed(can[i], j)))
                fail_msg("%s", can[i]);
    for (size_t i = 0; i < sizeof cannot / sizeof *cannot; i++)
        for (size_t j = 0; j < FOLLOWERS; j++)
            if (records_may_take(&records, followed(cannot[i], j)))
                fail_msg("%s", cannot[i]);
}

/* Within a record any line may be one of it, and none may be left out. */
static void lines_of_an_open_record(void **state) {
    (void)state;
    static const struct {
        const char *log;
        bool may_take, needs_all;
    } cases[] = {
        {"x", false, false},
        {"{", true, true},
        {"{\"message\":\"x\"}", true, false}, /* another object may follow, after a blank line */
        {"{\n\"message\":\"x\"}", true, true},
        {"{}", false, false},
        {"_A=1", true, true},
        {"Mon 2024-06-03 10:00:00 UTC [s=1]", true, true},
        {"Mon 2024-06-03 10:00:00 UTC [s=1]\nx", false, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin();
        str log = str_from_cstr(cases[i].log);
        for (int64_t line = 1; log.len > 0; line++) {
            const size_t end = str_find_byte(log, '\n');
            records_line(&records, str_first(log, end), line);
            log = str_from(log, end == STR_NONE ? log.len : end + 1);
        }
        if (records_may_take(&records, STR("any words")) != cases[i].may_take ||
            records_need_every_line(&records) != cases[i].needs_all)
            fail_msg("%s", cases[i].log);
    }
}

/* --- objects --- */

static void objects(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"{\"message\":\"x\"}", "[1 x]t."},
        {"{ \"message\" : \"x\" }", "[1 x]t."},
        {"[{\"message\":\"x\"}]", "[1 x]t."},
        {"[ {\"message\":\"x\"}]", "f."}, /* as nobody writes it */
        {"[{\"message\":\"x\"},{\"message\":\"y\"}]", "[1 x][1 y]t."},
        {"[\n{\"message\":\"x\"}\n]\nx", "t[2 x]ttf."},
        {"{\"message\":\"x\"}{\"message\":\"y\"}", "[1 x][1 y]t."},
        {"{}", "t."},
        {"{\"host\":\"h\"}", "t."},
        {"{a}", "f."},
        {"[}", "f."},
        {"[\"x\"]", "f."},
        {"[\n\"x\"]", "tf."},
        {"{\n\"message\":\"x\",\n\"host\":\"h\"\n}\nx", "ttt[2 <h> x]tf."},
        {"{\n\"host\":\"h\"\n}\n", "ttt."},
        {"{\"message\":\"x\\\"}\",\"host\":\"h\"}", "[1 <h> x\"}]t."},
        {"{\"message\":\"x\",\"list\":[1,2.5,-3e7,true,false,null,{\"a\":[]}]}", "[1 x]t."},
        /* a blank line is one of the stream that records come in, once there were any */
        {"\n{\"message\":\"x\"}\n\n{\"message\":\"y\"}", "f[1 x]"},
    };
    assert_records(cases, sizeof cases / sizeof *cases - 1);
    read_lines(str_from_cstr(cases[sizeof cases / sizeof *cases - 1].log));
    assert_string_equal(words, "f[2 x]tt[4 y]t.");
}

/* What precedes an object: server-sent events, text sequences, carriage returns, Fluentd's time and tag. */
static void leads_of_objects(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"data: {\"message\":\"x\"}", "[1 x]t."},
        {"\x1e{\"message\":\"x\"}", "[1 x]t."},
        {"\x1e {\"message\":\"x\"}", "[1 x]t."},
        {"\t {\"message\":\"x\"} \t", "[1 x]t."},
        {"{\"message\":\"x\"}\r", "[1 x]t."},
        {"{\"message\":\"x\"}\r\r", "[1 x]t."},
        {"2025-03-04 08:58:47.5 +0000 kernel: {\"message\":\"x\"}", "[1 2025-03-04 x]t."},
        {"2025-03-04T08:58:47+00:00\tkernel\t{\"message\":\"x\"}", "[1 2025-03-04 x]t."},
        {"2025-03-04 08:58:47 +0000 kernel: {\"message\":\"x\"} y", "f."},
        {"2025-03-04 08:58:47 +0000 kernel:{\"message\":\"x\"}", "f."},
        {"2025-03-04 08:58:47 +0000 \"kernel\": {\"message\":\"x\"}", "f."},
        {"2025-03-04 08:58:47 +0000 kernel: {message:x}", "f."},
        {"2025-13-04 08:58:47 +0000 kernel: {\"message\":\"x\"}", "f."},
        {"2025-03-04 08:58:47 +0000 kernel: {\"message\":\"x\",\"time\":\"2024-01-02T00:00:00Z\"}",
         "[1 2024-01-02 x]t."},
        {"2025-03-04 08:58:47 +0000 kernel: {\"message\":\"x\",\"time\":7.5}", "[1 @7500000 x]t."},
        {"2025-03-04 08:58:47 +0000 a: {\"message\":\"x\"}\n{\"message\":\"y\"}", "[1 2025-03-04 x]t[2 y]t."},
    };
    ASSERT_RECORDS(cases);
    for (int blanks = 0; blanks < 2; blanks++) { /* in the first 128 bytes */
        char log[256];
        snprintf(log, sizeof log, "2025-03-04 08:58:47 %*s%s", 126 - 20, "",
                 blanks ? " {\"message\":\"x\"}" : "{\"message\":\"x\"}");
        read_lines(str_from_cstr(log));
        assert_string_equal(words, blanks ? "f." : "[1 2025-03-04 x]t.");
    }
}

static void values_of_objects(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"{\"message\":5,\"host\":\"h\"}", "t."}, /* a number is no text */
        {"{\"message\":true}", "t."},
        {"{\"message\":null}", "t."},
        {"{\"message\":\"x\",\"PRIORITY\":4}", "[1 .4 x]t."},
        {"{\"message\":\"x\",\"time\":1.25}", "[1 @1250000 x]t."},
        {"{\"message\":\"x\",\"time\":0.0000005}", "[1 @1 x]t."},
        {"{\"message\":\"x\",\"time\":0.0}", "[1 @0 x]t."},
        {"{\"message\":\"x\",\"time\":-0.5}", "[1 x]t."},
        {"{\"message\":\"x\",\"time\":9e12}", "[1 x]t."},
        {"{\"message\":\"x\",\"host\":[\"h\"]}", "[1 x]t."},
        {"{\"message\":\"x\",\"host\":{\"stringValue\":\"h\"}}", "[1 x]t."},
        {"{\"message\":{\"stringValue\":\"x\"}}", "[1 x]t."},
        {"{\"message\":{\"intValue\":5}}", "t."},
        {"{\"message\":[104,105]}", "[1 hi]t."},
        {"{\"message\":[104,10,361]}", "[1 h|i]t."},
        {"{\"message\":[\"x\",\"y\",\"\"]}", "[1 x|y]t."},
        {"{\"message\":[\"abc\"],\"text\":[\"x\"]}", "[1 abc]t."},
        {"{\"text\":[\"abc\"],\"message\":[\"x\"]}", "[1 x]t."},
        {"{\"message\":[true,\"x\",null]}", "[1 x]t."},
        {"{\"message\":[]}", "[1 ]t."},
    };
    ASSERT_RECORDS(cases);
}

/* An object within one: the outer one's time and host are its own where it has none. */
static void objects_within_objects(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"{\"host\":\"h\",\"a\":{\"message\":\"x\"}}", "[1 <h> x]t."},
        {"{\"a\":{\"message\":\"x\"},\"host\":\"h\"}", "[1 <h> x]t."},
        {"{\"host\":\"h\",\"a\":{\"message\":\"x\",\"host\":\"i\"}}", "[1 <i> x]t."},
        {"{\"time\":\"2024-01-02T00:00:00Z\",\"a\":{\"message\":\"x\"}}", "[1 2024-01-02 x]t."},
        {"{\"time\":\"2024-01-02T00:00:00Z\",\"a\":{\"message\":\"x\",\"time\":1.5}}", "[1 @1500000 x]t."},
        {"{\"time\":\"2024-01-02T00:00:00Z\",\"a\":{\"message\":\"x\",\"__REALTIME_TIMESTAMP\":\"1741079727000000\"}}",
         "[1 2025-03-04 x]t."},
        {"{\"a\":{\"message\":\"x\"},\"b\":{\"host\":\"h\"}}", "[1 <h> x]t."},
        {"{\"a\":{\"b\":{\"message\":\"x\"}},\"host\":\"h\"}", "[1 x]t."}, /* behind the bracket that closes a */
        {"{\"a\":{\"b\":{\"message\":\"x\"},\"c\":[{}],\"d\":\"}]\\\"\",\"host\":\"h\"}}", "[1 <h> x]t."},
        {"[{\"host\":\"h\"},{\"message\":\"x\"}]", "[1 x]t."},
        {"{\"host\":\"h\",\"a\":[{\"message\":\"x\"}]}", "[1 x]t."},
        {"{\"host\":\"h\",\"a\":{\"message\":\"x\"},\"b\":{\"message\":\"y\"}}", "[1 <h> x][1 <h> y]t."},
    };
    ASSERT_RECORDS(cases);
}

/* A backslash at the end of a line is not followed by anything. */
static void a_string_that_ends_in_a_backslash(void **state) {
    (void)state;
    begin();
    assert_int_equal(records_line(&records, at_end_of_memory("{\"a\":\"x\\"), 1), RECORD_FOREIGN);
    assert_true(records_end(&records));
}

/* What is no JSON, or ends early, is read as far as it goes if it has a text. */
static void damaged_objects(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"{\"message\":\"x\",\"a\":?}", "[1 x]t."},
        {"{\"a\":?,\"message\":\"x\"}", "f."},
        {"{\"message\":\"x\"", "t.[1 x]"},
        {"{\"a\":\"x\"", "t."},
        {"{\"message\":\"x\",\n?", "t[1 x]f."},
        {"{\"a\":\"x\",\n?", "tf."},
        {"{\"message\":\"x\",\n{\"message\":\"y\"}", "t[1 x][2 y]t."},
        {"{\"message\":\"x\",\"a\":\n{\"b\":1}}", "t[1 x]t."},
        {"{\"message\":\"x\"]", "[1 x]t."},
        {"{\"message\":\"x", "[1 x]t."},
        {"{\"message\":\"x\",{}", "[1 x]t."}, /* no object without a name */
        {"{\"host\" : \"h\", \"message\" : \"x", "[1 <h> x]t."},
        {"{\"message\":\"x\\u0041\\n", "[1 xA]t."},
        {"{\"message\":\"\\u007f\\u0080\\u07ff\\u0800", "[1 \x7f\xc2\x80\xdf\xbf\xe0\xa0\x80]t."},
        {"{\"message\":\"\\uffff\\u20ac", "[1 \xef\xbf\xbf\xe2\x82\xac]t."},
        {"{\"message\":\"\\u00e91", "[1 \xc3\xa9"
                                    "1]t."}, /* four digits, no fifth */
        {"{\"message\":\"\\u004", "[1 u004]t."},
        {"{\"message\":\"\\u004g1", "[1 u004g1]t."},
        {"{\"message\":\"a\\rb\\tc\\bd\\fe\\/f\\\\g\\\"h", "[1 a\rb\tc\bd\fe/f\\g\"h]t."},
        {"{\"message\":\"x\\", "[1 x\\]t."},
        {"{\n\"a\":\"x\\\n\"message\":\"y\"\n}", "tfff."},
        {"}", "f."},
    };
    ASSERT_RECORDS(cases);
    begin(); /* one after the other, each has all the room that there is */
    static char large[256 * 1024];
    const int lead = snprintf(large, sizeof large, "{\"message\":\"");
    memset(large + lead, 'x', sizeof large - (size_t)lead);
    records.sink = (struct record_sink){hear_length, NULL};
    for (int64_t line = 1; line <= 8; line++)
        assert_int_equal(records_line(&records, str_of(large, sizeof large), line), RECORD_TAKEN);
    assert_int_equal(heard_length, 8 * (sizeof large - (size_t)lead));
    const int around = snprintf(large, sizeof large, "{\"x\":\"");
    static const char inner[] = "\",\"a\":{\"message\":\"m\"},\"host\":\"h\"}";
    memset(large + around, 'x', sizeof large - (size_t)around);
    memcpy(large + sizeof large - (sizeof inner - 1), inner, sizeof inner - 1);
    begin();
    for (int64_t line = 1; line <= 8; line++) {
        words_len = 0;
        assert_int_equal(records_line(&records, str_of(large, sizeof large), line), RECORD_TAKEN);
        assert_true(str_ends(str_from_cstr(words), STR(" <h> m]")));
    }
    char log[128] = ""; /* sixteen objects, each in the one before; and one more */
    for (int deep = 16; deep <= 17; deep++) {
        *log = '\0';
        for (int i = 1; i < deep; i++)
            strcat(log, "{\"a\":");
        strcat(log, "{\"message\":\"x\"}");
        for (int i = 1; i < deep; i++)
            strcat(log, "}");
        read_lines(str_from_cstr(log));
        assert_string_equal(words, deep == 16 ? "[1 x]t." : "f.");
    }
}

/* What stands around an object may be longer than the room for it, which an escape of three bytes would pass. */
static void objects_longer_than_the_room(void **state) {
    (void)state;
    enum { BEFORE = BUFFER_MOST / 2, ESCAPES = 64 };
    static const char inner[] = "{\"message\":\"m\"},\"b\":\"";
    static char before[BEFORE], behind[BUFFER_MOST];
    const int lead = snprintf(before, sizeof before, "{\"a\":\"");
    memset(before + lead, 'x', sizeof before - (size_t)lead);
    memcpy(before + sizeof before - 6, "\",\"b\":", 6);
    const size_t xs = sizeof before - (size_t)lead - 6, left = BUFFER_MOST - (xs + sizeof "abb" - 1);
    for (size_t plain = left - 4; plain <= left; plain++) {
        memcpy(behind, inner, sizeof inner - 1);
        char *const from = behind + sizeof inner - 1;
        memset(from, 'y', plain);
        for (size_t i = 0; i < ESCAPES; i++)
            memcpy(from + plain + 6 * i, "\\u0800", 6);
        memcpy(from + plain + 6 * ESCAPES, "\"}", 2);
        const str second = str_of(behind, sizeof inner - 1 + plain + 6 * ESCAPES + 2);
        begin();
        assert_int_equal(records_line(&records, str_of(before, sizeof before), 1), RECORD_TAKEN);
        assert_int_equal(records_line(&records, second, 2), RECORD_TAKEN);
        assert_string_equal(words, "[2 m]");
        assert_true(records.json.room.len <= BUFFER_MOST);
    }
}

/* An object that begins where the room for the one around it is full already. */
static void objects_behind_the_room(void **state) {
    (void)state;
    static char before[BUFFER_MOST - 16];
    const int lead = snprintf(before, sizeof before, "{\"a\":\"");
    memset(before + lead, 'x', sizeof before - (size_t)lead);
    memcpy(before + sizeof before - 2, "\",", 2);
    begin();
    assert_int_equal(records_line(&records, str_of(before, sizeof before), 1), RECORD_TAKEN);
    const char *const behind[] = {"\"b\":\"sixteen bytes and more\",\"c\":{\"message\":\"m\"}", ",\"d\":1", "}",
                                  "{\"message\":\"n\"}"};
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        assert_int_equal(records_line(&records, str_from_cstr(behind[i]), 2 + (int64_t)i), RECORD_TAKEN);
        assert_true(records.json.text.len <= BUFFER_MOST);
    }
    assert_string_equal(words, "[5 n]");
}

/* --- journalctl -o export --- */

static void exports(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"MESSAGE=abc\nMESSAGE=x\n\n", "tt[1 lines abc]t."}, /* the first one */
        {"MESSAGE=x\n\n", "t[1 lines x]t."},
        {"MESSAGE=x", "t.[1 lines x]"},
        {"_A=1\nMESSAGE=x\n\n", "tt[2 lines x]t."},
        {"PRIORITY=4\nMESSAGE=x\n\n", "tt[2 .4 lines x]t."},
        {"SYSLOG_PID=4\nMESSAGE=x\n\n", "tt[2 lines x]t."},
        {"MESSAGE_ID=4\n", "f."},
        {"_=4\n", "f."},
        {"_A\n", "f."},
        {"A=4\nMESSAGE=x\n\n", "ft[2 lines x]t."},
        {"MESSAGE=x\r\n_HOSTNAME=h\r\n\r\n", "tt[1 <h> lines x]t."},
        {"MESSAGE=x\n\nMESSAGE=y\n\nplain\n", "t[1 lines x]tt[3 lines y]tf."},
        {"MESSAGE=x\nplain\nMESSAGE=y\n", "t[1 lines x]ft.[3 lines y]"},
        {"MESSAGE=x\nFOO BAR\nMESSAGE=y\n", "t[1 lines x]ft.[3 lines y]"},
        {"MESSAGE=x\n\n\nA=1\nMESSAGE=y\n\n", "t[1 lines x]tttt[5 lines y]t."},
        {"MESSAGE=a=b\n\n", "t[1 lines a=b]t."},
        {"_HOSTNAME=h\n\nMESSAGE=x\n\n", "ttt[3 lines x]t."},
        {"_HOSTNAME=h\n", "t."},
    };
    ASSERT_RECORDS(cases);
}

/* A name alone, the size in eight bytes, the lowest first, then so many bytes and a newline. */
static void binary_fields(void **state) {
    (void)state;
    char log[1024] = "_A=1\nMESSAGE\n\x02\x01\0\0\0\0\0\0", told[512];
    size_t len = strlen("_A=1\nMESSAGE\n") + 8;
    memset(log + len, 'y', 0x102);
    memcpy(log + len + 0x102, "\nPRIORITY=4\n\n", 13);
    read_lines(str_of(log, len + 0x102 + 13));
    snprintf(told, sizeof told, "ttt%s[3 .4 lines %.*s]t.", "t", 0x102, log + len);
    assert_string_equal(words, told);
    /* a blank line and a line of another form within it */
    static const char within[] = "_A=1\nMESSAGE\n\x06\0\0\0\0\0\0\0a\n\nb c\nMESSAGE_ID=1\n\n";
    read_lines(str_of(within, sizeof within - 1));
    assert_string_equal(words, "tttttt[3 lines a||b c]t.");
    /* two of them in one record */
    static const char two[] = "_A=1\nMESSAGE\n\x01\0\0\0\0\0\0\0a\n_HOSTNAME\n\x01\0\0\0\0\0\0\0h\n\n";
    read_lines(str_of(two, sizeof two - 1));
    assert_string_equal(words, "ttttt[3 <h> lines a]t.");
    /* a size with a newline among its bytes: 10 */
    static const char ten[] = "_A=1\nMESSAGE\n\x0a\0\0\0\0\0\0\0aaaaaaaaaa\n\n";
    read_lines(str_of(ten, sizeof ten - 1));
    assert_string_equal(words, "tttt[4 lines aaaaaaaaaa]t.");
    /* 64 MiB are a field, one byte more is a misreading */
    static const char most[] = "_A=1\nMESSAGE\n\0\0\0\x04\0\0\0\0a\n", more[] = "_A=1\nMESSAGE\n\1\0\0\x04\0\0\0\0a\n";
    read_lines(str_of(most, sizeof most - 1));
    assert_string_equal(words, "ttt.[3 lines a]");
    read_lines(str_of(more, sizeof more - 1));
    assert_string_equal(words, "ttf.");
    static const char large[] = "_A=1\nMESSAGE\n\0\0\0\0\0\0\0\1a\n";
    read_lines(str_of(large, sizeof large - 1));
    assert_string_equal(words, "ttf.");
}

/* --- journalctl -o verbose --- */

#define HEADER "Mon 2024-06-03 10:00:00 UTC [s=1;i=2]\n"

static void verbose_records(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {HEADER "    MESSAGE=x\n", "tt.[2 2024-06-03 lines x]"},
        {HEADER "    MESSAGE=x\n" HEADER "    MESSAGE=y\n", "tt[2 2024-06-03 lines x]tt.[4 2024-06-03 lines y]"},
        {HEADER "    _HOSTNAME=h\n    MESSAGE=x\n            y\n", "tttt.[3 <h> 2024-06-03 lines x|y]"},
        {HEADER "    MESSAGE=x\n              y\n", "ttt.[2 2024-06-03 lines x|  y]"},
        {HEADER "    MESSAGE=x\n           y\n", "ttt.[2 2024-06-03 lines x]"}, /* not as far in as the text */
        {HEADER "    MESSAGE=x\n    PRIORITY=4\n            y\n", "tttt.[2 .4 2024-06-03 lines x]"},
        {HEADER "    MESSAGE=x\n     y\n", "ttt.[2 2024-06-03 lines x]"},
        {HEADER "    MESSAGE=x\n    y\n", "tt[2 2024-06-03 lines x]f."},
        {HEADER "    MESSAGE=x\n   PRIORITY=4\n", "tt[2 2024-06-03 lines x]f."},
        {HEADER "     MESSAGE=x\n", "tt."},
        {HEADER "    MESSAGE=x\nplain\n    PRIORITY=4\n", "tt[2 2024-06-03 lines x]ff."},
        {HEADER "    PRIORITY=4\n", "tt."},
        {HEADER "    MESSAGE=x\n    MESSAGE_ID\n", "tt[2 2024-06-03 lines x]f."},
        {"Mon 2024-06-03 10:00:00 UTC [s=1;i=2]\r\n    MESSAGE=x\r\n", "tt.[2 2024-06-03 lines x]"},
        {HEADER "    MESSAGE=x\nx   PRIORITY=4\n", "tt[2 2024-06-03 lines x]f."},
        {HEADER "    MESSAGE=x\n    __REALTIME_TIMESTAMP=0\n", "ttt.[2 2024-06-03 lines x]"},
    };
    ASSERT_RECORDS(cases);
}

static void headers_of_verbose_records(void **state) {
    (void)state;
    static const char *const headers[] = {"Mon 2024-06-03 10:00:00 UTC [s=1]",
                                          "Mon 2024-06-03 10:00:00.123456 CEST [s=1]",
                                          "Mon 2024-06-03 10:00:00+0200 [s=1]", "Mo 2024-06-03 10:00:00 UTC [s=1]"};
    static const char *const others[] = {"M 2024-06-03 10:00:00 UTC [s=1]", "Mon 2024-06-03 10:00:00 [s=1]",
                                         "Mon 2024-06-03 10:00:00  [s=1]",  "Mon 2024-06-03 10:00:00 UTC [t=1]",
                                         "Mon 2024-06-03 10:00:00 UTC",     "Mon  2024-06-03 10:00:00 UTC [s=1]",
                                         "2024-06-03 10:00:00 UTC [s=1]",   "Mon 2024-06-33 10:00:00 UTC [s=1]"};
    char log[128];
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        snprintf(log, sizeof log, "%s\n    MESSAGE=x", headers[i]);
        read_lines(str_from_cstr(log));
        assert_string_equal(words, "tt.[2 2024-06-03 lines x]");
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        snprintf(log, sizeof log, "%s\n    MESSAGE=x", others[i]);
        read_lines(str_from_cstr(log));
        assert_string_equal(words, "ff.");
    }
}

/* Where a stream pauses, what only the next line would end is told. */
static void a_pause_ends_a_verbose_record(void **state) {
    (void)state;
    begin();
    records_line(&records, STR("Mon 2024-06-03 10:00:00 UTC [s=1]"), 1);
    records_line(&records, STR("    MESSAGE=x"), 2);
    assert_true(records_pause(&records));
    assert_string_equal(words, "[2 2024-06-03 lines x]");
    assert_true(records_end(&records));
    assert_string_equal(words, "[2 2024-06-03 lines x]");
}

static size_t taken, stops_at;

static bool stop(void *context, struct record *record) {
    (void)context, (void)record;
    return ++taken != stops_at;
}

/* Whether all lines of LOG, and its end, are read by a sink that stops at record AT. */
static bool reads_all(str log, size_t at) {
    begin();
    records.sink = (struct record_sink){stop, NULL};
    taken = 0;
    stops_at = at;
    for (int64_t line = 1; log.len > 0; line++) {
        const size_t end = str_find_byte(log, '\n');
        if (records_line(&records, str_first(log, end), line) == RECORD_STOPPED)
            return false;
        log = str_from(log, end == STR_NONE ? log.len : end + 1);
    }
    return records_pause(&records) && records_end(&records);
}

/* Wherever the sink stops the line that ended the record says so. */
static void a_sink_may_stop(void **state) {
    (void)state;
    static const char *const logs[] = {
        "{\"message\":\"a\"}{\"message\":\"b\"}\n{\"message\":\"c\"}\n",
        "[\n{\"message\":\"a\"},\n{\"message\":\"b\"}\n]\n",
        "{\"message\":\"a\",\n{\"message\":\"b\",\n?\n{\"message\":\"c\"",
        "{\"message\":\"a\",?\n{\"message\":\"b\"]\n",
        "{\"a\":{\"message\":\"a\"},\"b\":{\"message\":\"b\"}}\n",
        "MESSAGE=a\n\nMESSAGE=b\nplain\nMESSAGE=c\nFOO BAR\nMESSAGE=d\n",
        "Mon 2024-06-03 10:00:00 UTC [s=1]\n    MESSAGE=a\nMon 2024-06-03 10:00:00 UTC [s=1]\n    MESSAGE=b\nplain\n",
        "Mon 2024-06-03 10:00:00 UTC [s=1]\n    MESSAGE=a\nMon 2024-06-03 10:00:00 UTC [s=1]\n    MESSAGE=b\n",
    };
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        const str log = str_from_cstr(logs[i]);
        assert_true(reads_all(log, 0));
        const size_t count = taken;
        assert_true(count > 1);
        for (size_t at = 1; at <= count; at++)
            if (reads_all(log, at) || taken != at)
                fail_msg("log %zu, record %zu", i, at);
    }
}

static int tear_down(void **state) {
    (void)state;
    arena_reset(&arena);
    return 0;
}

/* However long the text was that was put together last, the next object is one. */
static void texts_of_any_length_are_followed(void **state) {
    (void)state;
    enum { MOST = 300 };
    char log[MOST + 64];
    for (int len = 1; len <= MOST; len++) {
        int at = snprintf(log, sizeof log, "{\"message\":[\"");
        memset(log + at, 'x', (size_t)len);
        snprintf(log + at + len, sizeof log - (size_t)(at + len), "\"]}\n{\"message\":\"y\"}");
        read_lines(str_from_cstr(log));
        if (!str_ends(str_from_cstr(words), STR("]t[2 y]t.")))
            fail_msg("%d bytes: %s", len, words);
    }
}

/* The input ends within a field; its text has no room yet. */
static void memory_is_short_at_the_end(void **state) {
    (void)state;
    static const char field[] = "\0\0\0\1\0\0\0\0";
    static char bytes[256 * 1024];
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes, field, sizeof field - 1);
    for (int is_short = 0; is_short < 2; is_short++) {
        begin();
        assert_int_equal(records_line(&records, STR("_TRANSPORT=kernel"), 1), RECORD_TAKEN);
        assert_int_equal(records_line(&records, STR("MESSAGE"), 2), RECORD_TAKEN);
        assert_int_equal(records_line(&records, str_of(bytes, sizeof bytes), 3), RECORD_TAKEN);
        records.sink = (struct record_sink){hear_length, NULL};
        short_memory_fail(is_short ? 1 : 0);
        const bool done = records_end(&records);
        short_memory_fail(0);
        assert_int_equal(done, !is_short);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_that_can_open_a_record),
        cmocka_unit_test(lines_of_an_open_record),
        cmocka_unit_test(objects),
        cmocka_unit_test(leads_of_objects),
        cmocka_unit_test(values_of_objects),
        cmocka_unit_test(objects_within_objects),
        cmocka_unit_test(a_string_that_ends_in_a_backslash),
        cmocka_unit_test(damaged_objects),
        cmocka_unit_test(objects_longer_than_the_room),
        cmocka_unit_test(objects_behind_the_room),
        cmocka_unit_test(exports),
        cmocka_unit_test(binary_fields),
        cmocka_unit_test(verbose_records),
        cmocka_unit_test(headers_of_verbose_records),
        cmocka_unit_test(texts_of_any_length_are_followed),
        cmocka_unit_test(memory_is_short_at_the_end),
        cmocka_unit_test(a_sink_may_stop),
        cmocka_unit_test(a_pause_ends_a_verbose_record),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
