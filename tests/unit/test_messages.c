/* Short logs of every transport and the messages that they hold, each in a few words.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "grammar.h"
#include "kernel/scanners.h"
#include "log/prefix.h"
#include "model/limits.h"
#include "short_memory.h"
#include "words.h"

/* --- a message in a few words */

static void say_time(const struct oomwhy_time *time) {
    if (time->year)
        say(" %d-%02d-%02dT", time->year, time->month, time->day);
    else if (time->month)
        say(" %02d-%02dT", time->month, time->day);
    if (time->month || time->hour || time->minute || time->second)
        say("%02d:%02d:%02d", time->hour, time->minute, time->second);
    if (time->digits)
        say(".%09d/%d", time->nanosecond, time->digits);
    if (time->has_offset)
        say("%+d", time->offset_min);
}

/* "c" of a message that goes on, "r" of one of the same record, "x" of one that is cut, "l" of one whose prefix was
 * learnt, "o" of one learnt from it alone, "p" behind a program's line. */
static void say_flags(const struct message *message) {
    if (message->continues)
        say("c");
    if (message->is_same_record)
        say("r");
    if (message->cut)
        say("x");
    if (message->prefix == MESSAGE_PREFIX_LEARNT)
        say("l");
    if (message->prefix == MESSAGE_PREFIX_LEARNT_ONCE)
        say("o");
    if (message->is_behind_program)
        say("p");
    if (message->is_turned)
        say("t");
}

/* The sink stops at this message; 0: never. */
static size_t stops_at, heard;

static bool hear(void *context, const struct message *message) {
    (void)context;
    if (++heard == stops_at)
        return false;
    say("%lld%s", (long long)message->line,
        message->origin == MESSAGE_ORIGIN_KERNEL ? "k"
        : message->origin == MESSAGE_ORIGIN_USER ? "u"
                                                 : "");
    say_flags(message);
    if (message->host.len)
        say(" <%.*s>", STR_ARG(message->host));
    if (message->program.len)
        say(" (%.*s)", STR_ARG(message->program));
    if (message->caller.len)
        say(" {%.*s}", STR_ARG(message->caller));
    if (message->level >= 0 || message->facility >= 0)
        say(" %d.%d", message->facility, message->level);
    if (message->uptime_us != ABSENT)
        say(" @%lld", (long long)message->uptime_us);
    say_time(&message->time);
    say(" '");
    for (size_t i = 0; i < message->text.len; i++)
        say((unsigned char)message->text.data[i] < ' ' ? "{%x}" : "%c", (unsigned char)message->text.data[i]);
    say("';");
    return true;
}

static void hear_warning(void *context, const char *sentence) {
    (void)context, (void)sentence;
    say("warns;");
}

/* A reader that says each message, and what it warns of. */
static struct reader *open_reader(void) {
    struct message_sink sink = sink_of(hear);
    sink.warn = hear_warning;
    words_clear();
    return reader_new(&sink, &grammar);
}

/* In one block, or each line in a block of its own. */
static void read_log(str log, bool by_lines) {
    struct reader *reader = open_reader();
    assert_non_null(reader);
    assert_true(reader_begin(reader, STR("log"), false));
    while (log.len > 0) {
        const size_t end = by_lines ? str_find_byte(log, '\n') : STR_NONE;
        const str block = str_first(log, end == STR_NONE ? end : end + 1);
        assert_true(reader_block(reader, block));
        log = str_from(log, block.len);
    }
    assert_true(reader_idle(reader) && reader_end(reader));
    reader_free(reader);
}

struct expectation {
    const char *log, *messages;
};

static void assert_messages(const struct expectation *cases, size_t count) {
    int failures = 0;
    for (size_t i = 0; i < 2 * count; i++) {
        read_log(str_from_cstr(cases[i / 2].log), i % 2);
        if (strcmp(words, cases[i / 2].messages) == 0)
            continue;
        failures++;
        print_error("case %zu: %s\n", i / 2, words);
    }
    assert_int_equal(failures, 0);
}

#define ASSERT_MESSAGES(cases) assert_messages(cases, sizeof(cases) / sizeof *(cases))

/* --- sentences */

#define TRIGGER "a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"
#define KILLED "Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB"
#define SWAP "Total swap = 41kB"

/* --- prefixes */

/* What each sample of the prefixes tells. */
static void prefixes_that_are_known(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"Jan  1 00:00:00 host kernel: Mem-Info:\n", "1k <host> (kernel) 01-01T00:00:00 'Mem-Info:';"},
        {"Nov 21 20:58:06.364569 web-01 kernel: Mem-Info:\n",
         "1k <web-01> (kernel) 11-21T20:58:06.364569000/6 'Mem-Info:';"},
        {"mars 01 00:00:00 h app[123]: Mem-Info:\n", "1u <h> (app) 03-01T00:00:00 'Mem-Info:';"},
        {"12月 29 00:00:00 host kernel: Mem-Info:\n", "1k <host> (kernel) 12-29T00:00:00 'Mem-Info:';"},
        {"Jan  1 00:00:00 10.0.0.1 kern.warn kernel: Mem-Info:\n",
         "1k <10.0.0.1> (kernel) 0.4 01-01T00:00:00 'Mem-Info:';"},
        {"Jan  1 00:00:00 2013 kernel: : Mem-Info:\n", "1k (kernel) 2013-01-01T00:00:00 'Mem-Info:';"},
        {"2024-01-01T00:00:00.123456+01:00 host kernel: Mem-Info:\n",
         "1k <host> (kernel) 2024-01-01T00:00:00.123456000/6+60 'Mem-Info:';"},
        {"2024-01-01T00:00:00+0100 host kernel: Mem-Info:\n", "1k <host> (kernel) 2024-01-01T00:00:00+60 'Mem-Info:';"},
        {"2024-01-01 00:00:00 host kernel: Mem-Info:\n", "1k <host> (kernel) 2024-01-01T00:00:00 'Mem-Info:';"},
        {"2024-01-01T00:00:00Z host app[123]: Mem-Info:\n", "1u <host> (app) 2024-01-01T00:00:00+0 'Mem-Info:';"},
        {"2024-01-01T00:00:00.123456789Z host kernel: Mem-Info:\n",
         "1k <host> (kernel) 2024-01-01T00:00:00.123456789/9+0 'Mem-Info:';"},
        {"2024-01-01T00:00:00Z host kernel:Mem-Info:\n", "1k <host> (kernel) 2024-01-01T00:00:00+0 'Mem-Info:';"},
        {"<4>Mem-Info:\n", "1k 0.4 'Mem-Info:';"},
        {"<46>Mem-Info:\n", "1u 5.6 'Mem-Info:';"},
        {"123 <4>1 2024-01-01T00:00:00Z host kernel - - - Mem-Info:\n",
         "1k <host> (kernel) 0.4 2024-01-01T00:00:00+0 'Mem-Info:';"},
        {"Mon Jan  1 00:00:00 2024 kern.warn kernel: Mem-Info:\n", "1k (kernel) 0.4 2024-01-01T00:00:00 'Mem-Info:';"},
        {"Mon 2024-01-01 00:00:00 CET host kernel: Mem-Info:\n", "1k <host> (kernel) 2024-01-01T00:00:00 'Mem-Info:';"},
        {"lun. 2024-01-01 00:00:00.123456 CET host foo.service[12]: Mem-Info:\n",
         "1u <host> (foo.service) 2024-01-01T00:00:00.123456000/6 'Mem-Info:';"},
        {"1704063600.123456 host kernel: Mem-Info:\n",
         "1k <host> (kernel) 2023-12-31T23:00:00.123456000/6+0 'Mem-Info:';"},
        {"00:00:00 kernel: Mem-Info:\n", "1k (kernel) 'Mem-Info:';"},
        {"23:59:59 host app[123]: Mem-Info:\n", "1u <host> (app) 'Mem-Info:';"},
        {"web-01 kernel: Mem-Info:\n", "1k <web-01> (kernel) 'Mem-Info:';"},
        {"kernel: Mem-Info:\n", "1k (kernel) 'Mem-Info:';"},
        {"Jan  1 00:00:00 host kernel: kernel: Mem-Info:\n", "1k <host> (kernel) 01-01T00:00:00 'Mem-Info:';"},
        {"[    5.123456] kernel: Mem-Info:\n", "1k (kernel) @5123456 'Mem-Info:';"},
        {"[    5.123456] web-01 kernel: Mem-Info:\n", "1k <web-01> (kernel) @5123456 'Mem-Info:';"},
        {"[    5.123456] web-01 systemd[1]: Mem-Info:\n", "1u <web-01> (systemd) @5123456 'Mem-Info:';"},
        {"[    5.123456 <    0.000012 >] 10.0.0.1 kernel: Mem-Info:\n", "1k <10.0.0.1> (kernel) @5123456 'Mem-Info:';"},
        {"<4>1 2024-01-01T00:00:00.123456Z host kernel - - - Mem-Info:\n",
         "1k <host> (kernel) 0.4 2024-01-01T00:00:00.123456000/6+0 'Mem-Info:';"},
        {"<4>1 2024-01-01T00:00:00Z host kernel - ID47 [a@1 k=\"[x\\]\\\"\"][b] Mem-Info:\n",
         "1k <host> (kernel) 0.4 2024-01-01T00:00:00+0 'Mem-Info:';"},
        {"<13>1 - - app 123 - - Mem-Info:\n", "1u (app) 1.5 'Mem-Info:';"},
        {"01-01 00:00:00.123     0     0 W kernel  : Mem-Info:\n",
         "1k (kernel) -1.4 01-01T00:00:00.123000000/3 'Mem-Info:';"},
        {"2024-01-01 00:00:00.123     0     0 W kernel? : Mem-Info:\n",
         "1k (kernel) -1.4 2024-01-01T00:00:00.123000000/3 'Mem-Info:';"},
        {"01-01 00:00:00.123   156   156 W         : Mem-Info:\n",
         "1k (kernel) -1.4 01-01T00:00:00.123000000/3 'Mem-Info:';"},
        {"W/kernel  (    0): Mem-Info:\n", "1k (kernel) -1.4 'Mem-Info:';"},
        {"01-01 00:00:00.123 W/kernel  (    0): Mem-Info:\n",
         "1k (kernel) -1.4 01-01T00:00:00.123000000/3 'Mem-Info:';"},
        {"[    5.123456] Mem-Info:\n", "1 @5123456 'Mem-Info:';"},
        {"[12345.678901] Mem-Info:\n", "1 @12345678901 'Mem-Info:';"},
        {"[1527133.672369] Mem-Info:\n", "1 @1527133672369 'Mem-Info:';"},
        {"[ 891.112245] Mem-Info:\n", "1 @891112245 'Mem-Info:';"},
        {"[   12.3456] Mem-Info:\n", "1 @12345600 'Mem-Info:';"},
        {"[2-3219.1870] Mem-Info:\n", "1 @3219187000 'Mem-Info:';"},
        {"[12345.678901 <    0.000012>] Mem-Info:\n", "1 @12345678901 'Mem-Info:';"},
        {"[    5.123456 <    0.000012 >] Mem-Info:\n", "1 @5123456 'Mem-Info:';"},
        {"[<    0.000012>] Mem-Info:\n", "1 'Mem-Info:';"},
        {"[Mon Jan  1 00:00:00 2024] Mem-Info:\n", "1 2024-01-01T00:00:00 'Mem-Info:';"},
        {"[lun. janv.  1 00:00:00 2024] Mem-Info:\n", "1 2024-01-01T00:00:00 'Mem-Info:';"},
        {"[Di Aug 12 03:54:03 2025] Mem-Info:\n", "1 2025-08-12T03:54:03 'Mem-Info:';"},
        {"[Mon Jan  1 00:00:00 2024 <    0.000012>] Mem-Info:\n", "1 2024-01-01T00:00:00 'Mem-Info:';"},
        {"[月  1月  1 00:00:00 2024] Mem-Info:\n", "1 2024-01-01T00:00:00 'Mem-Info:';"},
        {"Mon Jan  1 00:00:00 2024] Mem-Info:\n", "1 2024-01-01T00:00:00 'Mem-Info:';"},
        {"[Nov21 21:10] Mem-Info:\n", "1 11-21T21:10:00 'Mem-Info:';"},
        {"[Jan 1 00:00] Mem-Info:\n", "1 01-01T00:00:00 'Mem-Info:';"},
        {"[janv. 1 00:00] Mem-Info:\n", "1 01-01T00:00:00 'Mem-Info:';"},
        {"[  +0.000012] Mem-Info:\n", "1 'Mem-Info:';"},
        {"[Jan 1 00:00] [ +10.000000] Mem-Info:\n", "1 01-01T00:00:00 'Mem-Info:';"},
        {"kern  :warn  : Mem-Info:\n", "1k 0.4 'Mem-Info:';"},
        {"authpriv:notice: Mem-Info:\n", "1u 10.5 'Mem-Info:';"},
        {"4,1234,12345678901,-;Mem-Info:\n", "1k 0.4 @12345678901 'Mem-Info:';"},
        {"6,1,0,c,caller=T12;Mem-Info:\n", "1k {T12} 0.6 @0 'Mem-Info:';"},
        {"4,19685342,241227987454,-,caller=T12845;Mem-Info:\n", "1k {T12845} 0.4 @241227987454 'Mem-Info:';"},
        {"4,5,6,-,ncfrag=0/31;Mem-Info:\n", "1k 0.4 @6 'Mem-Info:';"},
        {"6.4.0-rc1+,6,444,501151268,-;Mem-Info:\n", "1k 0.6 @501151268 'Mem-Info:';"},
        {"2024-01-01T00:00:00,123456+00:00 Mem-Info:\n", "1 2024-01-01T00:00:00.123456000/6+0 'Mem-Info:';"},
        {"[12345.678901][ T1234] Mem-Info:\n", "1 {T1234} @12345678901 'Mem-Info:';"},
        {"[    5.123456] [T12] Mem-Info:\n", "1 {T12} @5123456 'Mem-Info:';"},
        {"[    5.123456][    C3] Mem-Info:\n", "1 {C3} @5123456 'Mem-Info:';"},
        {"[  123.456789] -(1)[123:kworker/0:1]Mem-Info:\n", "1 {T123} @123456789 'Mem-Info:';"},
        {"[  123.456789] (0)[4711:runc:[2:INIT]]Mem-Info:\n", "1 {T4711} @123456789 'Mem-Info:';"},
        {"[  123.456789]  (2)[311:logd]Mem-Info:\n", "1 {T311} @123456789 'Mem-Info:';"},
        {"[  123.456789] c3   4242 Mem-Info:\n", "1 {T4242} @123456789 'Mem-Info:';"},
        {"[  123.456789] [3:   kworker/3:1:  123] Mem-Info:\n", "1 {T123} @123456789 'Mem-Info:';"},
        {"2024-01-01T00:00:00.123456789Z stdout F Mem-Info:\n", "1 2024-01-01T00:00:00.123456789/9+0 'Mem-Info:';"},
        {"2024-01-01T00:00:00.123456789+01:00 stderr F Mem-Info:\n",
         "1 2024-01-01T00:00:00.123456789/9+60 'Mem-Info:';"},
        {"2024-01-01T00:00:00Z stdout F Mem-Info:\n", "1 2024-01-01T00:00:00+0 'Mem-Info:';"},
        {"2024-01-01T00:00:00.123456789Z Mem-Info:\n", "1 2024-01-01T00:00:00.123456789/9+0 'Mem-Info:';"},
        {"service-1  | Mem-Info:\n", "1 'Mem-Info:';"},
        {"web_app | Mem-Info:\n", "1 'Mem-Info:';"},
        {"(combined from similar events): Mem-Info:\n", "1 'Mem-Info:';"},
        {"[pod/web-7d4f/app] Mem-Info:\n", "1 'Mem-Info:';"},
        {"(XEN) Mem-Info:\n", "1u (xen) 'Mem-Info:';"},
        {"(XEN) [2024-01-01 00:00:00.123] Mem-Info:\n", "1u (xen) 2024-01-01T00:00:00.123000000/3 'Mem-Info:';"},
        {"(d12) Mem-Info:\n", "1 'Mem-Info:';"},
        {"12: [    5.123456] Mem-Info:\n", "1 @5123456 'Mem-Info:';"},
        {"123\t<4>[    5.123456] Mem-Info:\n", "1k 0.4 @5123456 'Mem-Info:';"},
        {"7:Jan  1 00:00:00 host kernel: Mem-Info:\n", "1k <host> (kernel) 01-01T00:00:00 'Mem-Info:';"},
        {"+[    5.123456] Mem-Info:\n", "1 @5123456 'Mem-Info:';"},
        {"- <4>[    5.123456] Mem-Info:\n", "1k 0.4 @5123456 'Mem-Info:';"},
        {"kern: warning: [2024-01-01T00:00:00.123456789Z]: Mem-Info:\n",
         "1k 0.4 2024-01-01T00:00:00.123456789/9+0 'Mem-Info:';"},
        {"kern:    info: [2024-01-01T00:00:00Z]: Mem-Info:\n", "1k 0.6 2024-01-01T00:00:00+0 'Mem-Info:';"},
        {"10.5.0.2: kern:    info: [2024-01-01T00:00:00.123456789Z]: Mem-Info:\n",
         "1k <10.5.0.2> 0.6 2024-01-01T00:00:00.123456789/9+0 'Mem-Info:';"},
        {"<2026-01-01T00:00:00Z> host=node-1 facility=kern msg=\"Mem-Info:\n",
         "1k <node-1> 0.-1 2026-01-01T00:00:00+0 'Mem-Info:';"},
        {"<2026-01-01T00:00:00Z> facility=kern msg=\"Mem-Info:\n", "1k 0.-1 2026-01-01T00:00:00+0 'Mem-Info:';"},
        {"time=2026-01-01T00:00:00Z level=warn facility=kern host=\"node-1\" msg=\"Mem-Info:\n",
         "1k <node-1> 0.4 2026-01-01T00:00:00+0 'Mem-Info:';"},
        {"/var/log/kern.log:Jan  1 00:00:00 host kernel: Mem-Info:\n",
         "1k <host> (kernel) 01-01T00:00:00 'Mem-Info:';"},
        {"kern.log.1-[    5.123456] Mem-Info:\n", "1 @5123456 'Mem-Info:';"},
        {"kern.log:12:[    5.123456] Mem-Info:\n", "1 @5123456 'Mem-Info:';"},
    };
    ASSERT_MESSAGES(cases);
}

/* What lines of one prefix tell does not depend on the line before: three of them, one behind the other. */
static void a_prefix_tells_the_same_again(void **state) {
    (void)state;
    static struct prefix_memory memory;
    prefix_begin(&memory, scanners_begin_report);
    for (size_t i = 0; i < PREFIX_ELEMENTS && memory.elements[i]; i++)
        for (size_t j = 0; j < 6 && memory.elements[i]->samples[j]; j++) {
            char line[256], log[1024], want[1024];
            snprintf(line, sizeof line, "%sMem-Info:\n", memory.elements[i]->samples[j]);
            read_log(str_from_cstr(line), false);
            assert_true(words[0] == '1');
            assert_true(words_len < 300);
            snprintf(want, sizeof want, "%.300s2%.300s3%.300s", words, words + 1, words + 1);
            snprintf(log, sizeof log, "%s%s%s", line, line, line);
            read_log(str_from_cstr(log), true);
            if (strcmp(words, want) != 0)
                fail_msg("%s: %s", line, words);
        }
}

/* --- records */

static void objects_of_json(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"{\"MESSAGE\":\"x\",\"_TRANSPORT\":\"kernel\",\"PRIORITY\":\"4\",\"SYSLOG_FACILITY\":\"0\","
         "\"_SOURCE_MONOTONIC_TIMESTAMP\":\"10000000\",\"__REALTIME_TIMESTAMP\":\"1795294659000001\","
         "\"_HOSTNAME\":\"web\",\"SYSLOG_IDENTIFIER\":\"kernel\"}\n",
         "1k <web> (kernel) 0.4 @10000000 2026-11-21T20:57:39.000001000/6+0 'x';"},
        {"{\"MESSAGE\":\"x\",\"_TRANSPORT\":\"journal\",\"__MONOTONIC_TIMESTAMP\":\"10000000\",\"_COMM\":\"sshd\"}\n",
         "1u (sshd) @10000000 'x';"},
        {"{\"MESSAGE\":\"x\",\"_TRANSPORT\":\"kernel\",\"SYSLOG_FACILITY\":\"3\"}\n", "1u 3.-1 'x';"},
        {"{\"MESSAGE\":\"x\",\"_TRANSPORT\":\"kernel\",\"SYSLOG_IDENTIFIER\":\"java\"}\n", "1u (java) 'x';"},
        {"{\"MESSAGE\":[120,10,121],\"_TRANSPORT\":\"kernel\"}\n", "1k 'x';1kcr 'y';"},
        {"{\"MESSAGE\":[\"x\",\"y\"],\"_TRANSPORT\":\"kernel\"}\n", "1k 'x';1kcr 'y';"},
        {"{\"MESSAGE\":[],\"_TRANSPORT\":\"kernel\"}\n", "1k '';"},
        {"{\"MESSAGE\":5,\"_TRANSPORT\":\"kernel\"}\n", ""},
        /* dmesg -J, pretty */
        {"{\n   \"dmesg\": [\n      {\n         \"pri\": 4,\n         \"time\":    10.5,\n         \"caller\": "
         "\"T7\",\n"
         "         \"msg\": \"x\"\n      },{\n         \"pri\": \"warn\",\n         \"time\": 11,\n"
         "         \"msg\": \"y\"\n      }\n   ]\n}\n",
         "7k {T7} 0.4 @10500000 'x';11 -1.4 'y';"},
        /* Docker, and the newline of its last line */
        {"{\"log\":\"x\\n\",\"stream\":\"stdout\",\"time\":\"2024-06-01T10:00:00.5Z\"}\n",
         "1 2024-06-01T10:00:00.500000000/1+0 'x';"},
        {"{\"log\":\"x\",\"stream\":\"stdin\",\"time\":\"2024-06-01T10:00:00.5Z\"}\n",
         "1 2024-06-01T10:00:00.500000000/1+0 'x';"},
        {"{\"log\":\"a\\nb\\n\",\"stream\":\"stderr\"}\n", "1 'a';1c 'b';"},
        /* numbers of seconds, since boot or since 1970 */
        {"{\"message\":\"x\",\"timestamp\":1795294659.25}\n", "1 2026-11-21T20:57:39.250000000/6+0 'x';"},
        {"{\"message\":\"x\",\"timestamp\":99999999.5}\n", "1 @99999999500000 'x';"},
        {"{\"message\":\"x\",\"timestamp\":-1.5}\n", "1 'x';"},
        {"{\"message\":\"x\",\"timestamp\":1e300}\n", "1 'x';"},
        /* of several texts the one of the highest rank */
        {"{\"text\":\"t\",\"message\":\"m\",\"line\":\"l\"}\n", "1 'm';"},
        {"{\"MESSAGE\":\"M\",\"log\":\"o\"}\n{\"full_message\":\"f\",\"short_message\":\"s\"}\n"
         "{\"Output\":\"O\",\"body\":\"b\"}\n",
         "1 'M';2 'f';3 'O';"},
        {"{\"body\":{\"stringValue\":\"x\"}}\n", "1 'x';"},
        /* whose host an object names within another */
        {"{\"message\":\"x\",\"host\":{\"name\":\"h1\"}}\n{\"message\":\"x\",\"host\":{\"hostname\":\"h2\"}}\n"
         "{\"message\":\"x\",\"agent\":{\"hostname\":\"h3\"}}\n{\"message\":\"x\",\"kubernetes\":{\"host\":\"h4\"}}\n"
         "{\"message\":\"x\",\"source\":{\"host\":\"h5\"}}\n{\"message\":\"x\",\"labels\":{\"node_name\":\"h6\"}}\n"
         "{\"message\":\"x\",\"resource\":{\"labels\":{\"node_name\":\"h7\"}}}\n"
         "{\"message\":\"x\",\"host\":\"h8\",\"agent\":{\"hostname\":\"h9\"}}\n",
         "1 <h1> 'x';2 <h2> 'x';3 <h3> 'x';4 <h4> 'x';5 <h5> 'x';6 <h6> 'x';7 <h7> 'x';8 <h8> 'x';"},
        /* an object within one that tells its time and host */
        {"{\"insertId\":\"1\",\"timestamp\":\"2024-06-01T10:00:00Z\",\"jsonPayload\":{\"message\":\"x\"},"
         "\"hostname\":\"h1\"}\n{\"jsonPayload\":{\"message\":\"y\"}}\n",
         "1 <h1> 2024-06-01T10:00:00+0 'x';2 'y';"},
        {"{\"hostname\":\"h1\",\"p\":{\"message\":\"x\",\"hostname\":\"h2\"},\"q\":[{\"hostname\":\"h3\"}]}\n",
         "1 <h2> 'x';"},
        {"{\"p\":{\"message\":\"x\"},\"q\":{\"hostname\":\"h3\"},\"hostname\":\"h4\"},{\"hostname\":\"h5\"}\n",
         "1 <h4> 'x';"},
        {"{\"p\":{\"message\":\"x\"},\"q\":\"}\\\"}\",\"hostname\":\"h4\"}\n", "1 <h4> 'x';"},
    };
    ASSERT_MESSAGES(cases);
}

static void objects_that_are_damaged(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"{\"message\":\"x\\n\\t\\\"\\\\\\/\\u0041\\u00e4\\u20ac\",\"n\":\xff}\n", "1 'x';1c '{9}\"\\/Aä€';"},
        {"{\"message\":\"cut off here", "1 'cut off here';"},
        {"{\"message\":\"cut\\", "1 'cut\\';"},
        {"{\"message\":\"x\\u00\"\n", "1 'xu00';"},
        {"{\"message\":\"x\",\n{\"message\":\"y\"}\n", "1 'x';2 'y';"},
        {"{\"message\":\"x\",\"host\":\"h\", oops\nplain\n", "1 <h> 'x';2 'plain';"},
        {"{\"n\":1,\n\"m\":2}\nplain\n", "3 'plain';"},
        {"{no object}\nplain\n", "1 '{no object}';2 'plain';"},
        {"[\n{\"message\":\"x\"},\n{\"message\":\"y\"}\n]\nplain\n", "2 'x';3 'y';5 'plain';"},
        {"[\"line one\",\n\"line two\"]\n", "1 '[\"line one\",';2 '\"line two\"]';"},
        {"data: {\"message\":\"x\"}\n\ndata: {\"message\":\"y\"}\n\n", "1 'x';3 'y';"},
        {"\x1e{\"message\":\"x\"}\n\x1e{\"message\":\"y\"}\n", "1 'x';2 'y';"},
        {"{\"message\":\"x\"}\r\n{\"message\":\"y\"}\r\n", "1 'x';2 'y';"},
        {"  {\"message\":\"x\"}\n\t{\"message\":\"y\"}  \n", "1 'x';2 'y';"},
        {"{\"message\":\"x\"} {\"message\":\"y\"}\n", "1 'x';1 'y';"},
        {"{\"message\":\"x\"]\nplain\n", "1 'x';2 'plain';"},
        {"{}\n{\"message\":\"x\"}\n", "2 'x';"},
        {"{ \"message\" : \"x\" }\n", "1 'x';"},
        {"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"message\":\"deep\"}}}}}}}\n", "1 'deep';"},
        {"{\"message\":\"\\u00e9a", "1 '\xc3\xa9"
                                    "a';"},
        {"{\"message\":\"\\u00e9", "1 '\xc3\xa9';"},
        {"{\"message\":\"\\u00e", "1 'u00e';"},
        {"{\"message\":\"x\",\"list\":[1,2,{\"b\":true}],\"n\":null,\"f\":-1.5e3}\n", "1 'x';"},
    };
    ASSERT_MESSAGES(cases);
}

/* Of two texts in one object that of the more telling name is the line, whichever comes first. */
static void names_of_texts(void **state) {
    (void)state;
    static const char *const ranks[][5] = {
        {"MESSAGE", NULL}, {"log", NULL},          {"message", "_raw", "textPayload", NULL},
        {"msg", NULL},     {"full_message", NULL}, {"short_message", NULL},
        {"line", NULL},    {"Output", NULL},       {"text", "body", "content", "description", NULL}};
    enum { RANKS = sizeof ranks / sizeof *ranks };
    for (size_t high = 0; high < RANKS; high++)
        for (size_t low = high + 1; low < RANKS; low++)
            for (size_t i = 0; ranks[high][i]; i++)
                for (size_t j = 0; ranks[low][j]; j++) {
                    char log[2][128];
                    snprintf(log[0], sizeof log[0], "{\"%s\":\"high\",\"%s\":\"low\"}\n", ranks[high][i],
                             ranks[low][j]);
                    snprintf(log[1], sizeof log[1], "{\"%s\":\"low\",\"%s\":\"high\"}\n", ranks[low][j],
                             ranks[high][i]);
                    const struct expectation cases[] = {{log[0], "1 'high';"}, {log[1], "1 'high';"}};
                    ASSERT_MESSAGES(cases);
                }
}

/* What each name of a record tells, and numbers at their bounds. */
static void names_of_fields(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"{\"_HOSTNAME\":\"red\",\"message\":\"x\"}\n", "1 <red> 'x';"},
        {"{\"host\":\"red\",\"message\":\"x\"}\n", "1 <red> 'x';"},
        {"{\"hostname\":\"red\",\"message\":\"x\"}\n", "1 <red> 'x';"},
        {"{\"HOST\":\"red\",\"message\":\"x\"}\n", "1 <red> 'x';"},
        {"{\"host.name\":\"red\",\"message\":\"x\"}\n", "1 <red> 'x';"},
        {"{\"node_name\":\"red\",\"message\":\"x\"}\n", "1 <red> 'x';"},
        {"{\"Computer\":\"red\",\"message\":\"x\"}\n", "1 <red> 'x';"},
        {"{\"SYSLOG_IDENTIFIER\":\"cron\",\"message\":\"x\"}\n", "1 (cron) 'x';"},
        {"{\"_COMM\":\"cron\",\"message\":\"x\"}\n", "1 (cron) 'x';"},
        {"{\"ident\":\"cron\",\"message\":\"x\"}\n", "1 (cron) 'x';"},
        {"{\"programname\":\"cron\",\"message\":\"x\"}\n", "1 (cron) 'x';"},
        {"{\"program\":\"cron\",\"message\":\"x\"}\n", "1 (cron) 'x';"},
        {"{\"PROGRAM\":\"cron\",\"message\":\"x\"}\n", "1 (cron) 'x';"},
        {"{\"appname\":\"cron\",\"message\":\"x\"}\n", "1 (cron) 'x';"},
        {"{\"time\":\"2024-06-03T10:00:00Z\",\"message\":\"x\"}\n", "1 2024-06-03T10:00:00+0 'x';"},
        {"{\"timestamp\":\"2024-06-03T10:00:00Z\",\"message\":\"x\"}\n", "1 2024-06-03T10:00:00+0 'x';"},
        {"{\"@timestamp\":\"2024-06-03T10:00:00Z\",\"message\":\"x\"}\n", "1 2024-06-03T10:00:00+0 'x';"},
        {"{\"timereported\":\"2024-06-03T10:00:00Z\",\"message\":\"x\"}\n", "1 2024-06-03T10:00:00+0 'x';"},
        {"{\"caller\":\"T7\",\"message\":\"x\"}\n", "1 {T7} 'x';"},
        {"{\"PRIORITY\":7,\"message\":\"x\"}\n", "1 -1.7 'x';"},
        {"{\"PRIORITY\":8,\"message\":\"x\"}\n", "1 'x';"},
        {"{\"PRIORITY\":\"err\",\"message\":\"x\"}\n", "1 -1.3 'x';"},
        {"{\"PRIORITY\":-1,\"message\":\"x\"}\n", "1 'x';"},
        {"{\"PRIORITY\":\"7\",\"message\":\"x\"}\n", "1 -1.7 'x';"},
        {"{\"PRIORITY\":\"8\",\"message\":\"x\"}\n", "1 'x';"},
        {"{\"pri\":1023,\"message\":\"x\"}\n", "1u 127.7 'x';"},
        {"{\"pri\":1024,\"message\":\"x\"}\n", "1 'x';"},
        {"{\"pri\":\"crit\",\"message\":\"x\"}\n", "1 -1.2 'x';"},
        {"{\"pri\":0,\"message\":\"x\"}\n", "1k 0.0 'x';"},
        {"{\"pri\":191,\"message\":\"x\"}\n", "1u 23.7 'x';"},
        {"{\"pri\":192,\"message\":\"x\"}\n", "1u 24.0 'x';"},
        {"{\"SYSLOG_FACILITY\":127,\"message\":\"x\"}\n", "1u 127.-1 'x';"},
        {"{\"fac\":127,\"message\":\"x\"}\n", "1u 127.-1 'x';"},
        {"{\"syslogfacility-text\":127,\"message\":\"x\"}\n", "1u 127.-1 'x';"},
        {"{\"SYSLOG_FACILITY\":128,\"message\":\"x\"}\n", "1 'x';"},
        {"{\"fac\":128,\"message\":\"x\"}\n", "1 'x';"},
        {"{\"syslogfacility-text\":128,\"message\":\"x\"}\n", "1 'x';"},
        {"{\"SYSLOG_FACILITY\":\"daemon\",\"message\":\"x\"}\n", "1u 3.-1 'x';"},
        {"{\"fac\":\"daemon\",\"message\":\"x\"}\n", "1u 3.-1 'x';"},
        {"{\"syslogfacility-text\":\"daemon\",\"message\":\"x\"}\n", "1u 3.-1 'x';"},
        {"{\"timestamp\":99999999,\"message\":\"x\"}\n", "1 'x';"},
        {"{\"timestamp\":100000000,\"message\":\"x\"}\n", "1 'x';"},
        {"{\"timestamp\":99999999.999999,\"message\":\"x\"}\n", "1 @99999999999999 'x';"},
        {"{\"timestamp\":100000000.5,\"message\":\"x\"}\n", "1 1973-03-03T09:46:40.500000000/6+0 'x';"},
        {"{\"__MONOTONIC_TIMESTAMP\":\"10000000\",\"message\":\"x\"}\n", "1 @10000000 'x';"},
        {"{\"__MONOTONIC_TIMESTAMP\":\"9223372036854775808\",\"message\":\"x\"}\n", "1 'x';"},
        {"{\"__MONOTONIC_TIMESTAMP\":\"1x\",\"message\":\"x\"}\n", "1 'x';"},
        {"{\"_SOURCE_MONOTONIC_TIMESTAMP\":\"10000000\",\"message\":\"x\"}\n", "1 'x';"},
        {"{\"_SOURCE_MONOTONIC_TIMESTAMP\":\"9223372036854775808\",\"message\":\"x\"}\n", "1 'x';"},
        {"{\"_SOURCE_MONOTONIC_TIMESTAMP\":\"1x\",\"message\":\"x\"}\n", "1 'x';"},
        {"{\"__REALTIME_TIMESTAMP\":\"10000000\",\"message\":\"x\"}\n", "1 1970-01-01T00:00:10.000000000/6+0 'x';"},
        {"{\"__REALTIME_TIMESTAMP\":\"9223372036854775808\",\"message\":\"x\"}\n", "1 'x';"},
        {"{\"__REALTIME_TIMESTAMP\":\"1x\",\"message\":\"x\"}\n", "1 'x';"},
        {"{\"stream\":\"stdout\",\"message\":\"x\"}\n", "1 'x';"},
        {"{\"stream\":\"stderr\",\"message\":\"x\"}\n", "1 'x';"},
        {"{\"stream\":\"stdin\",\"message\":\"x\"}\n", "1 'x';"},
        {"{\"__MONOTONIC_TIMESTAMP\":\"18446744073709551\",\"message\":\"x\"}\n", "1 @18446744073709551 'x';"},
        {"{\"__MONOTONIC_TIMESTAMP\":\"18446744073709552\",\"message\":\"x\"}\n", "1 'x';"},
    };
    ASSERT_MESSAGES(cases);
}

static void records_of_journalctl(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795294659000001\n_TRANSPORT=kernel\nPRIORITY=4\nMESSAGE=x\n\n"
         "__CURSOR=s=2\n_TRANSPORT=syslog\nSYSLOG_IDENTIFIER=sshd\nMESSAGE=y\n\n",
         "5k -1.4 2026-11-21T20:57:39.000001000/6+0 'x';10u (sshd) 'y';"},
        {"MESSAGE=x\nPRIORITY=4\n\nplain\n", "1 -1.4 'x';4 'plain';"},
        {"PRIORITY=4\r\nMESSAGE=x\r\n\r\n", "2 -1.4 'x';"},
        {"SYSLOG_FACILITY=0\nMESSAGE=x", "2k 0.-1 'x';"},
        {"_TRANSPORT=kernel\nMESSAGE=x\nnot a field\n_TRANSPORT=kernel\nMESSAGE=y\n", "2k 'x';3 'not a field';5k 'y';"},
        {"_TRANSPORT=kernel\nMESSAGE=x\nFOO BAR\nplain\n", "2k 'x';3 'FOO BAR';4 'plain';"},
        {"FOO=x\nplain\n", "1 'FOO=x';2 'plain';"},
        {"_TRANSPORT=kernel\n_X=1\n\nMESSAGE=y\n\n", "4 'y';"},
        {"Mon 2024-06-03 10:00:00.123456 UTC [s=1;i=2;b=3;m=4;t=5;x=6]\n    _TRANSPORT=kernel\n    MESSAGE=x\n"
         "            second\n    PRIORITY=4\n         tail of it\nMon 2024-06-03 10:00:01.123456 CEST [s=1;i=3]\n"
         "    MESSAGE=y\nplain\n",
         "3k -1.4 2024-06-03T10:00:00.123456000/6+0 'x';4kcr -1.4 2024-06-03T10:00:00.123456000/6+0 'second';8 "
         "2024-06-03T10:00:01.123456000/6 'y';9 'plain';"},
        {"Mon 2024-06-03 10:00:00 UTC [s=1]\n    PRIORITY=4\nMon 2024-06-03 10:00:01 UTC [s=1]\n    MESSAGE=y\n",
         "4 2024-06-03T10:00:01+0 'y';"},
        {"Mon 2024-06-03 10:00:00 UTC x\n    MESSAGE=y\n",
         "1 2024-06-03T10:00:00+0 'x';2c 2024-06-03T10:00:00+0 ' MESSAGE=y';"},
        {"Mon 2024-06-03 10:00:00 UTC [s=1]\n    MESSAGE=x\n  y\n", "2 2024-06-03T10:00:00+0 'x';3 'y';"},
        {"Mon 2024-06-03 10:00:00 UTC [s=1]\r\n    MESSAGE=x\r\n", "2 2024-06-03T10:00:00+0 'x';"},
    };
    ASSERT_MESSAGES(cases);
}

/* --- what stands between the bytes of a line */

/* A control sequence ends with a byte from '@' to '~', an escape alone is of one from '0' to 'z'; each is of at most 32
 * bytes. */
static void sequences_of_terminals(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"\033[@[   10.000000] a\n", "1 @10000000 'a';"},
        {"\033[?25h[   10.000000] a\n", "1 @10000000 'a';"},
        {"\033[ ~[   10.000000] a\n", "1 @10000000 'a';"},
        {"\033[0;;9K[   10.000000] a\n", "1 @10000000 'a';"},
        {"\0330[   10.000000] a\n", "1 @10000000 'a';"},
        {"\033z[   10.000000] a\n", "1 @10000000 'a';"},
        {"\033(0[   10.000000] a\n", "1 @10000000 'a';"},
        {"\033)B[   10.000000] a\n", "1 @10000000 'a';"},
        {"\033[111111111111111111111111111111K[   10.000000] a\n", "1 @10000000 'a';"},
        {"\033[\037m[   10.000000] a\n", "1 '{1b}[{1f}m';1 @10000000 'a';"},
        {"\033[\177[   10.000000] a\n", "1 '{1b}[\177';1 @10000000 'a';"},
        {"\033/[   10.000000] a\n", "1 '{1b}/';1 @10000000 'a';"},
        {"\033{[   10.000000] a\n", "1 '{1b}{';1 @10000000 'a';"},
        {"\033*[   10.000000] a\n", "1 '{1b}*';1 @10000000 'a';"},
        {"\033[1111111111111111111111111111111K[   10.000000] a\n",
         "1 '{1b}[1111111111111111111111111111111K';1 @10000000 'a';"},
    };
    ASSERT_MESSAGES(cases);
}

static void bytes_of_terminals_and_mail(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"[   10.000000] a\r\n", "1 @10000000 'a';"},
        {"[   10.000000] a\x1b[K\n", "1 @10000000 'a';"},
        {"\x1b[31m[   10.000000]\x1b[0m a\n", "1 @10000000 'a';"},
        {"[   10.000000] \x1b[01;31m\x1b[Ka\x1b[m\x1b[K b\n", "1 @10000000 'a b';"},
        {"[   10.000000] x (\x1b[31mred\x1b[0m) y\n", "1 @10000000 'x ({1b}[31mred{1b}[0m) y';"},
        {"[   10.000000] a\x1b[mb\n", "1 @10000000 'a{1b}[mb';"},
        {"[   10.000000] a\x1b[31mb\n", "1 @10000000 'a{1b}[31mb';"},
        {"[   10.000000] a\x1b(Bb\x1b)0\n", "1 @10000000 'a{1b}(Bb';"},
        {"\x1b(B[   10.000000] a\n", "1 @10000000 'a';"},
        {"\x1b"
         "7[   10.000000] a\x1b\n",
         "1 @10000000 'a{1b}';"},
        {"[   10.000000]\xc2\xa0"
         "a\xc2\xa0"
         "b\n",
         "1 @10000000 'a b';"},
        {"[   10.000000] a\xc2\xa0"
         "b\n",
         "1 @10000000 'a b';"},
        {"[   10.000000] a\xc2\xa0\xc2\xa0"
         "b\n",
         "1 @10000000 'a  b';"},
        {"[   10.000000] a \xc2\xa0"
         "b\n",
         "1 @10000000 'a  b';"},
        {"[   10.000000] a\xc2\xa0 b\n", "1 @10000000 'a  b';"},
        {"[   10.000000] &lt;TASK&gt; &amp;\n[   10.000000] &amp;\n", "1 @10000000 '<TASK> &';2 @10000000 '&';"},
        {"[   10.000000] &lt;task&gt; &amp;\n", "1 @10000000 '&lt;task&gt; &amp;';"},
        {"[   10.000000] &lt;x &lt;/IRQ&gt; &amp;\n", "1 @10000000 '<x </IRQ> &';"},
        {"[   10.000000] [&lt;c01484c4&gt;] f+0x1/0x2\n", "1 @10000000 '[<c01484c4>] f+0x1/0x2';"},
        {"[   10.000000]&nbsp;a&nbsp;&nbsp;b\n", "1 @10000000 'a  b';"},
        {"> [   10.000000] a\n> > [   10.000001] b\n>> [   10.000002] c\n| [   10.000003] d\n|[   10.000004] e\n",
         "1 @10000000 'a';2 @10000001 'b';3 @10000002 'c';4 @10000003 'd';5c @10000003 '|';5 @10000004 'e';"},
        {"  > [   10.000000] a\n", "1 @10000000 'a';"},
        {"Content-Transfer-Encoding: quoted-printable\n\n[   10.000000] a=3Db=\nc\n[   10.000001] d=\n",
         "1 'Content-Transfer-Encoding: quoted-printable';2 '';4 @10000000 'a=bc';5 @10000001 'd';"},
        {"[   10.000000] a=3Db\n", "1 @10000000 'a=3Db';"},
        {"[   10.000000] a invoked oom-killer: gfp_mask=3D0xd0, order=3D0, o=\nom_score_adj=3D0\n[   10.000001] x=3D\n",
         "2 @10000000 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';3 @10000001 'x=';"},
        {"[   10.000000] a invoked oom-killer: gfp_mask=3D0xd0, order=3D0\n",
         "1 @10000000 'a invoked oom-killer: gfp_mask=0xd0, order=0';"},
        {"[   10.000000] a invoked oom-killer: x=3D0xd0, order=3D0\n",
         "1 @10000000 'a invoked oom-killer: x=3D0xd0, order=3D0';"},
    };
    ASSERT_MESSAGES(cases);
}

/* --- several messages on one line */

static void lines_of_several_messages(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"[   10.000000] " TRIGGER " [   10.000001] Mem-Info: [   10.000002] x\n",
         "1 @10000000 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';1 @10000001 'Mem-Info: [   "
         "10.000002] x';"},
        {"[   10.000000] " TRIGGER "<4>[   10.000001] Mem-Info: x x x x x x x x x x\n",
         "1 @10000000 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';1k 0.4 @10000001 'Mem-Info: x x "
         "x x x x x x x x';"},
        {"[   10.000000] " TRIGGER " \"[   10.000001] Mem-Info:\"\n",
         "1 @10000000 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0 \"[   10.000001] Mem-Info:\"';"},
        {"[   10.000000] a [   10.000001] b\n", "1 @10000000 'a [   10.000001] b';"},
        {"[   10.000000] " TRIGGER
         "\\n[   10.000001] Mem-Info:\\n[   10.000002] x\n[   10.000003] a\\n[   10.000004] b\n",
         "1 @10000000 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';1 @10000001 'Mem-Info:';1 "
         "@10000002 'x';2 @10000003 'a';2 @10000004 'b';"},
        {"[   10.000000] " TRIGGER "<br>[   10.000001] Mem-Info:<br/>[   10.000002] x<br />[   10.000003] y\n",
         "1 @10000000 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';1 @10000001 'Mem-Info:';1 "
         "@10000002 'x';1 @10000003 'y';"},
        {"[   10.000000] " TRIGGER "\\nplain words\n",
         "1 @10000000 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0\\nplain words';"},
        {"[Tue Mar  4 09:15:27 2025] " TRIGGER " [Tue Mar  4 09:15:28 2025] Mem-Info: x\n",
         "1 2025-03-04T09:15:27 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';1 2025-03-04T09:15:28 "
         "'Mem-Info: x';"},
        {"Mar  4 09:15:27 node-1 kernel: " TRIGGER
         " Mar  4 09:15:28 node-1 kernel: Mem-Info: and so many words more that it is long\n",
         "1k <node-1> (kernel) 03-04T09:15:27 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';1k "
         "<node-1> (kernel) 03-04T09:15:28 'Mem-Info: and so many words more that it is long';"},
        {"Mar  4 09:15:27 node-1 kernel: " TRIGGER
         " x kernel: Mem-Info: and so many words more that it is long enough\n",
         "1k <node-1> (kernel) 03-04T09:15:27 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0 x kernel: "
         "Mem-Info: and so many words more that it is long enough';"},
        {"[   10.000000] " KILLED " [   10.000001] " KILLED " | [   10.000002] " KILLED " |\n",
         "1 @10000000 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';1 @10000001 'Killed process 5 "
         "(a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';1 @10000002 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, "
         "file-rss:3kB |';"},
        {KILLED " " KILLED " " KILLED "\n",
         "1 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';1 'Killed process 5 (a) total-vm:1kB, "
         "anon-rss:2kB, file-rss:3kB Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';"},
        {KILLED "; " KILLED "; " KILLED "\n",
         "1 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB; Killed process 5 (a) total-vm:1kB, "
         "anon-rss:2kB, file-rss:3kB; Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';"},
    };
    ASSERT_MESSAGES(cases);
}

/* --- prefixes that nobody has described */

static void prefixes_that_are_learnt(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"node-1 | " KILLED "\nnode-1 | Mem-Info:\nnode-1 | x\n",
         "1 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2 'Mem-Info:';3 'x';"},
        {"node-1: " KILLED "\nnode-2: Mem-Info:\nnode-1: x\n",
         "1l <node-1> 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l <node-2> 'Mem-Info:';3l "
         "<node-1> 'x';"},
        {"abc: " KILLED "\nabc: Mem-Info:\nabc: x\n",
         "1l 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l 'Mem-Info:';3l 'x';"},
        {"abc: " KILLED "\nxyz: Mem-Info:\nabc: x\n",
         "1l <abc> 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l <xyz> 'Mem-Info:';3l <abc> 'x';"},
        {"[node-1] out: " KILLED "\n[node-1] out: Mem-Info:\n[node-1] out: x\n",
         "1l <node-1> 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l <node-1> 'Mem-Info:';3l "
         "<node-1> 'x';"},
        {"x\ny\n12: " KILLED "\n13: Mem-Info:\n14: x\n",
         "1 'x';2 'y';3l 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';4l 'Mem-Info:';5l 'x';"},
        {"12-x\n13:" KILLED "\n14:Mem-Info:\n15-y\n",
         "1l 'x';2l 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';3l 'Mem-Info:';4l 'y';"},
        {"2024-06-01 10:00:00,123 node-1 WARN " KILLED "\n2024-06-01 10:00:00,124 node-1 INFO Mem-Info:\n",
         "1l <node-1> 2024-06-01T10:00:00.123000000/3 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, "
         "file-rss:3kB';2l <node-1> 2024-06-01T10:00:00.124000000/3 'Mem-Info:';"},
        {"ts=1741079727280 x " KILLED "\nts=1741079727281 x Mem-Info:\n",
         "1l <x> 2025-03-04T09:15:27.280000000/6+0 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l "
         "<x> 2025-03-04T09:15:27.281000000/6+0 'Mem-Info:';"},
        {"ts=1741079727 x " KILLED "\nts=1741079728 x Mem-Info:\nts=1741079728.5 x y\n",
         "1l <x> 2025-03-04T09:15:27.000000000/6+0 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l "
         "<x> 2025-03-04T09:15:28.000000000/6+0 'Mem-Info:';3cl <x> 2025-03-04T09:15:28.000000000/6+0 'ts=1741079728.5 "
         "x y';"},
        {"ts=17410797 x " KILLED "\nts=17410798 x Mem-Info:\n",
         "1l 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l 'Mem-Info:';"},
        {"ts=174107972700 x " KILLED "\nts=174107972701 x Mem-Info:\n",
         "1l 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l 'Mem-Info:';"},
        {"time=\"2024-06-01T10:00:00Z\" host=web-9 msg=\"" KILLED "\"\ntime=\"2024-06-01T10:00:01Z\" host=web-9 "
         "msg=\"Mem-Info:\"\ntime=\"2024-06-01T10:00:02Z\" host=web-9 msg=\"some words\"\n",
         "1l <web-9> 2024-06-01T10:00:00+0 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l <web-9> "
         "2024-06-01T10:00:01+0 'Mem-Info:';3l <web-9> 2024-06-01T10:00:02+0 'some words';"},
        {"node=\"n1\" level=x msg='" KILLED "'\nnode=\"n1\" level=x msg='Mem-Info:'\n",
         "1l <n1> 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l <n1> 'Mem-Info:';"},
        {"node=\"n1\" msg=\"" KILLED "\"\nnode=\"n1\" msg=\"Mem-Info:\"\nnode=\"n1\" msg=\"say \\\"hi\\\"\"\n",
         "1l <n1> 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l <n1> 'Mem-Info:';3l <n1> 'say "
         "\"hi\"';"},
        {"a;b;" KILLED ";\na;b;Mem-Info:;\na;b;x;\n",
         "1l 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l 'Mem-Info:';3l 'x';"},
        {"<td>" KILLED "</td>\n<td>Mem-Info:</td>\n<td>x</td>\n",
         "1l 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l 'Mem-Info:';3l 'x';"},
        {"* " KILLED "\n* Mem-Info:\n* x\n",
         "1l 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l 'Mem-Info:';3l 'x';"},
        {"1. " KILLED "\n2. Mem-Info:\n3. x\n",
         "1l 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l 'Mem-Info:';3l 'x';"},
        {"{x} [y] " KILLED "\n{z} [w] Mem-Info:\n",
         "1l 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l 'Mem-Info:';"},
        {"web-1 sshd[77]: " KILLED "\nweb-1 sshd[77]: Mem-Info:\n",
         "1u 'web-1 sshd[77]: Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2u 'web-1 sshd[77]: "
         "Mem-Info:';"},
        {"| web-1 | kern | " KILLED "\n| web-1 | kern | Mem-Info:\n| web-1 | kern | x\n",
         "1 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2 'Mem-Info:';3 'x';"},
        {"2024-06-01T10:00:00Z|web-1|kern|" KILLED "\n2024-06-01T10:00:00Z|web-1|kern|Mem-Info:\n",
         "1l <web-1> 2024-06-01T10:00:00+0 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2l <web-1> "
         "2024-06-01T10:00:00+0 'Mem-Info:';"},
        /* one whole sentence alone, behind the kernel's own clock */
        {"xx> [   10.000000] " KILLED "\nxx> [   10.000001] x\n",
         "1o @10000000 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2o @10000001 'x';"},
        {"xx> " KILLED "\nplain\n", "1 'xx> Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2 'plain';"},
        {"xx> " KILLED "\n", "1 'xx> Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';"},
        {"  reason: OOMKilling\n  note => " KILLED "\n",
         "1 'reason: OOMKilling';2o 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';"},
        /* strangers write into quoted fields */
        {"abcdefghijklmnopq: " TRIGGER "\nabcdefghijklmnopq: Mem-Info:\nabcdefghijklmnopq: x\n",
         "1l 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';2l 'Mem-Info:';3l 'x';"},
        {"abc: " TRIGGER "\nabc: Mem-Info:\n",
         "1 'abc: a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';2 'abc: Mem-Info:';"},
        {"q \"some words\"\nq \"" KILLED "\"\nq \"Mem-Info:\"\n",
         "1 'q \"some words\"';2u 'q \"Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB\"';3u 'q "
         "\"Mem-Info:\"';"},
        {"13    28672        0         -1000 " KILLED "\n",
         "1 '13    28672        0         -1000 Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';"},
    };
    ASSERT_MESSAGES(cases);
}

/* --- lines without a prefix */

static void lines_without_a_prefix(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"\nMessage from syslogd@web-7 at Oct  9 08:05:51 ...\n kernel:" TRIGGER "\n\n"
         "Mem-Info:\n",
         "1 '';3k <web-7> (kernel) 10-09T08:05:51 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';4kc "
         "<web-7> (kernel) 10-09T08:05:51 '';5kc <web-7> (kernel) 10-09T08:05:51 'Mem-Info:';"},
        {"Message from syslogd@web-7 at Oct  9 08:05:51 ...\nJan  1 00:00:00 kernel: [   10.000000] x\n"
         "Jan  1 00:00:00 kernel: [   10.000001] y\nJan  1 00:00:00 kernel: [   10.000002] z\n",
         "2k <web-7> (kernel) @10000000 01-01T00:00:00 'x';3k <web-7> (kernel) @10000001 01-01T00:00:00 'y';4k <web-7> "
         "(kernel) @10000002 01-01T00:00:00 'z';"},
        {"Message from syslogd@web-7 to me\nMem-Info:\n", "1 'Message from syslogd@web-7 to me';2 'Mem-Info:';"},
        {"   Mem-Info:\n    x\n      y\n", "1 'Mem-Info:';2 ' x';3 'y';"},
        {"[   10.000000] a\n               b\n                c\n    d\ne\n",
         "1 @10000000 'a';2cr @10000000 'b';3cr @10000000 ' c';4c @10000000 ' d';5c @10000000 'e';"},
        {"4,1,10000000,-;a\n SUBSYSTEM=pci\n DEVICE=+pci:0\n  x=1\n4,2,10000001,-;b\n",
         "1k 0.4 @10000000 'a';4kc 0.4 @10000000 ' x=1';5k 0.4 @10000001 'b';"},
        /* a mailer broke within the kernel's clock */
        {"Jun  1 10:00:00 web kernel: [\n1000.000000] " TRIGGER "\n",
         "1k <web> (kernel) 06-01T10:00:00 '[';2kc <web> (kernel) '1000.000000] a invoked oom-killer: gfp_mask=0xd0, "
         "order=0, oom_score_adj=0';"},
        /* a row of a bare table, what only looks like one, and a word that looks like a program's tag */
        {TRIGGER "\n[  601]     0   601     5765      122    61440        0         -1000 a\n[ 5] x\n",
         "1 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';2 '[  601]     0   601     5765      122   "
         " "
         "61440        0         -1000 a';3 '[ 5] x';"},
        {"Jun  1 10:00:00 web CPU: 0 PID: 7 Comm: a Not tainted 5.10.0 #1\nJun  1 10:00:00 web Mem-Info:\n",
         "1l <web> 06-01T10:00:00 'CPU: 0 PID: 7 Comm: a Not tainted 5.10.0 #1';2l <web> 06-01T10:00:00 'Mem-Info:';"},
        /* hosts are left out, or told, or known */
        {"Jun  1 10:00:00 kernel: x\nJun  1 10:00:01 app: y\n",
         "1k (kernel) 06-01T10:00:00 'x';2u (app) 06-01T10:00:01 'y';"},
        {"Jun  1 10:00:01 app: y\n", "1 06-01T10:00:01 'app: y';"},
        {"Jun  1 10:00:00 web kernel: x\nJun  1 10:00:01 app: y\n",
         "1k <web> (kernel) 06-01T10:00:00 'x';2 06-01T10:00:01 'app: y';"},
        {"Jun  1 10:00:00 web kernel: x\nJun  1 10:00:01 web some words\nJun  1 10:00:01 other words\n",
         "1k <web> (kernel) 06-01T10:00:00 'x';2 <web> 06-01T10:00:01 'some words';3 06-01T10:00:01 'other words';"},
        {"Jun  1 10:00:00 web kernel: x\nJun  1 10:00:01 app[7]: y\nJun  1 10:00:01 web some words\n",
         "1k <web> (kernel) 06-01T10:00:00 'x';2u (app) 06-01T10:00:01 'y';3 06-01T10:00:01 'web some words';"},
        {"Jun  1 10:00:00 web " KILLED "\nJun  1 10:00:01 web DMA: 4*4kB = 16kB\n",
         "1 <web> 06-01T10:00:00 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2 <web> "
         "06-01T10:00:01 'DMA: 4*4kB = 16kB';"},
        {"Jun  1 10:00:00 web " KILLED "\nJun  1 10:00:01 web kernel: x\nJun  1 10:00:02 web app: y\n",
         "1 <web> 06-01T10:00:00 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';2k <web> (kernel) "
         "06-01T10:00:01 'x';3u <web> (app) 06-01T10:00:02 'y';"},
        {"Jun  1 10:00:01 web DMA: 4*4kB = 16kB\n", "1u <web> (DMA) 06-01T10:00:01 '4*4kB = 16kB';"},
        /* a second header is the kernel's, and none comes behind its own time */
        {"Jun  1 10:00:00 web kernel: Jun  1 10:00:01 db kernel: x\n", "1k <db> (kernel) 06-01T10:00:01 'x';"},
        {"Jun  1 10:00:00 web kernel: Jun  1 10:00:01 db app[7]: x\n",
         "1k <web> (kernel) 06-01T10:00:00 'Jun  1 10:00:01 db app[7]: x';"},
        {"kernel: Jun  1 10:00:01 db kernel: x\n", "1k (kernel) 'Jun  1 10:00:01 db kernel: x';"},
        {"[   10.000000] kernel: [   11.000000] x\n", "1k (kernel) @10000000 '[   11.000000] x';"},
        {"kernel: [   10.000000] x\n", "1k (kernel) @10000000 'x';"},
        {"b-01 kernel: Mem-Info:\nJun  1 10:00:00 web-01 kernel: x\n",
         "1k <b-01> (kernel) 'Mem-Info:';2k <web-01> (kernel) 06-01T10:00:00 'x';"},
        {"678901] Mem-Info:\n[   10.000000] x\n", "1 'Mem-Info:';2 @10000000 'x';"},
        {"901][ T12] Mem-Info:\n[   10.000000][ T12] x\n", "1 'Mem-Info:';2 {T12} @10000000 'x';"},
        {"601]     0   601     5765      122    61440        0         -1000 a\n[   10.000000] x\n",
         "1 '601]     0   601     5765      122    61440        0         -1000 a';2 @10000000 'x';"},
        {"-- Boot 53e3 --\nJun  1 10:00:00 web-01 kernel: x\n-- Reboot --\ny\n",
         "1 '-- Boot 53e3 --';2k <web-01> (kernel) 06-01T10:00:00 'x';3 '-- Reboot --';4c 'y';"},
        {"Jun  1 10:00:00 web-01 kernel: x\n" TRIGGER "\n",
         "1k <web-01> (kernel) 06-01T10:00:00 'x';2kc <web-01> (kernel) 'a invoked oom-killer: gfp_mask=0xd0, order=0, "
         "oom_score_adj=0';"},
        {"Jun  1 10:00:00 web-01 kernel: a long enough line of words\n" TRIGGER "\nMem-Info:\n",
         "1k <web-01> (kernel) 06-01T10:00:00 'a long enough line of words';2 'a invoked oom-killer: gfp_mask=0xd0, "
         "order=0, oom_score_adj=0';3 'Mem-Info:';"},
        {"Jun  1 10:00:00 web-01 sshd[7]: a long enough line of words\n" TRIGGER "\nMem-Info:\n",
         "1u <web-01> (sshd) 06-01T10:00:00 'a long enough line of words';2p 'a invoked oom-killer: gfp_mask=0xd0, "
         "order=0, oom_score_adj=0';3p 'Mem-Info:';"},
        {"text [   10.000000] a\n", "1 'text ';1 @10000000 'a';"},
    };
    ASSERT_MESSAGES(cases);
}

/* Logwatch lists each text once, by the alphabet. */
static void digests(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {" 1 Time(s): " KILLED "\n 2 Time(s): Out of memory: Kill process 5 (a) score 9 or sacrifice child\n"
         " 1 Time(s): " TRIGGER "\n",
         "3 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';2 'Out of memory: Kill process 5 (a) score "
         "9 or sacrifice child';1 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';"},
        {" 1 Time(s): " KILLED "\n    Killed process 5 (a) total-vm:1kB ...:  1 Time(s)\n 1 Time(s): x\n",
         "1 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';"},
        {" 1 Time(s): Killed process 7 (b) total-vm:1kB, anon-rss:2kB, file-rss:3kB\n 1 Time(s): " KILLED
         "\n 1 Time(s): " TRIGGER "\n",
         "2 'Killed process 5 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB';1 'Killed process 7 (b) total-vm:1kB, "
         "anon-rss:2kB, file-rss:3kB';3 'a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0';"},
        {" 1 Time(s)\n x Time(s): y\n 1 Times: z\n", "1 '1 Time(s)';2 'x Time(s): y';3 '1 Times: z';"},
    };
    ASSERT_MESSAGES(cases);
}

/* The parts of a crash dump stand newest first. */
static void parts_of_dumps(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"Panic#2 Part2\n<4>[   10.000000] a\nPanic#2 Part1\n<4>[   11.000000] b\n",
         "2k 0.4 @10000000 'a';4k 0.4 @11000000 'b';"},
        {"Oops#1 Part1\n<4>[   11.000000] b\n\nplain\n",
         "2k 0.4 @11000000 'b';3kc 0.4 @11000000 '';4kc 0.4 @11000000 'plain';"},
        {"Panic#2 Part1\nb\nPanic#3 Part2\nc\nPanic#2 Part2\na\n", "6 'a';2 'b';4 'c';"},
        {"Panic#2 Part1\nb\nPanic#2 Part1\nagain\n", "2 'b';4 'again';"},
        {"Panic#0 Part1\nb\n", "2 'b';"},
        {"Panic #2 Part1\nb\n", "1 'Panic #2 Part1';2 'b';"},
        {"Panic#2 Part1 x\nb\n", "1 'Panic#2 Part1 x';2 'b';"},
        {"#2 Part1\nb\n", "1 '#2 Part1';2 'b';"},
    };
    ASSERT_MESSAGES(cases);
}

static bool hear_name(void *context, str name, int64_t line_base) {
    (void)context;
    say("%.*s:%lld;", STR_ARG(name), (long long)line_base);
    return true;
}

static bool say_pause(void *context) {
    (void)context;
    say("|");
    return true;
}

static void read_files(const char *const *files) {
    struct message_sink sink = sink_of(hear);
    sink.begin_input = hear_name;
    sink.pause = say_pause;
    struct reader *reader = reader_new(&sink, &grammar);
    assert_non_null(reader);
    words_clear();
    for (char name = '1'; *files; files++, name++) {
        assert_true(reader_begin(reader, str_of(&name, 1), false));
        assert_true(reader_block(reader, str_from_cstr(*files)));
        assert_true(reader_end(reader));
    }
    say(".");
    assert_true(reader_idle(reader) && reader_end(reader));
    reader_free(reader);
}

/* The parts of a dump may be files of their own: each is read as of its file, from the oldest on; what comes behind
 * them is of its own file again. */
static void dumps_of_several_files(void **state) {
    (void)state;
    static const struct {
        const char *files[4], *told;
    } cases[] = {
        {{"Panic#2 Part1\n<4>[   11.000000] c\n", "Panic#2 Part2\n<4>[   10.000000] b\n", "plain\n"},
         "1:0;|2:2;|3:4;|2:2;4k 0.4 @10000000 'b';|1:0;2k 0.4 @11000000 'c';|3:4;5 'plain';|.|"},
        {{"Panic#2 Part2\n<4>[   10.000000] b\n", "Panic#2 Part1\n<4>[   11.000000] c\n"},
         "1:0;|2:2;|.|1:0;2k 0.4 @10000000 'b';|2:2;4k 0.4 @11000000 'c';|"},
        {{"Panic#2 Part1\n<4>[   11.000000] c\nPanic#2 Part2\n<4>[   10.000000] b\n"},
         "1:0;|.4k 0.4 @10000000 'b';2k 0.4 @11000000 'c';|"},
        {{"x\n", "y\n"}, "1:0;1 'x';|2:1;2 'y';|.|"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_files(cases[i].files);
        if (strcmp(words, cases[i].told) != 0)
            fail_msg("case %zu: %s", i, words);
    }
}

/* Pieces of records: netconsole's, containers', /dev/kmsg's. */
static void records_in_pieces(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"6,1,10000000,-,ncfrag=0/11;hello \n6,1,10000000,-,ncfrag=6/11;world\n", "1k 0.6 @10000000 'hello world';"},
        {"6,1,10000000,-,ncfrag=0/11;hello \n6,1,10000000,-,ncfrag=7/11;world\nx\n",
         "1k 0.6 @10000000 'hello ';2k 0.6 @10000000 'world';"},
        {"6,1,10000000,-,ncfrag=0/11;hello \n DICT=1\n6,2,10000001,-;b\n",
         "1k 0.6 @10000000 'hello ';3k 0.6 @10000001 'b';"},
        {"6,1,10000000,c;a\n6,2,10000001,+;b\n6,3,10000002,-;d\n", "1k 0.6 @10000000 'ab';3k 0.6 @10000002 'd';"},
        {"2024-06-01T10:00:00.5Z stdout P ab\n2024-06-01T10:00:00.5Z stdout F cd\n2024-06-01T10:00:00.6Z stderr F e\n",
         "1 2024-06-01T10:00:00.500000000/1+0 'abcd';3 2024-06-01T10:00:00.600000000/1+0 'e';"},
        {"2024-06-01T10:00:00.5Z stdout P ab\nplain\n",
         "1 2024-06-01T10:00:00.500000000/1+0 'ab';2c 2024-06-01T10:00:00.500000000/1+0 'plain';"},
    };
    ASSERT_MESSAGES(cases);
}

/* --- streams */

/* What is held is read once nothing has come for a quarter of a second, and told after another. */
static void a_stream_that_pauses(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"Mon 2024-06-03 10:00:00 UTC [s=1]\n    MESSAGE=x\n", "2 2024-06-03T10:00:00+0 'x';"},
        {"2024-06-01T10:00:00.5Z stdout P ab\n", "1 2024-06-01T10:00:00.500000000/1+0 'ab';"},
        {"Content-Transfer-Encoding: quoted-printable\n[   10.000000] a=\n",
         "1 'Content-Transfer-Encoding: quoted-printable';2 @10000000 'a';"},
        {"6,1,10000000,-,ncfrag=0/11;hello \n", "1k 0.6 @10000000 'hello ';"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reader *reader = open_reader();
        assert_true(reader_begin(reader, STR("log"), false));
        assert_true(reader_tick(reader, 1000000));
        assert_false(reader_has_work(reader));
        assert_true(reader_block(reader, str_from_cstr(cases[i].log)));
        assert_true(reader_has_work(reader));
        assert_true(reader_tick(reader, 2000000)); /* when it came */
        assert_true(reader_tick(reader, 2000000 + LIMIT_HOLD_US - 1));
        assert_true(reader_has_work(reader));
        assert_true(strlen(words) < strlen(cases[i].messages));
        assert_true(reader_tick(reader, 2000000 + LIMIT_HOLD_US));
        assert_true(reader_tick(reader, 2000000 + 2 * LIMIT_HOLD_US)); /* it might stand newest first */
        assert_string_equal(words, cases[i].messages);
        assert_false(reader_has_work(reader));
        assert_true(reader_end(reader));
        assert_string_equal(words, cases[i].messages);
        reader_free(reader);
    }
}

/* Parts of a dump, and lines whose prefix nobody knows, wait for so long since nothing waited. */
static void lines_that_wait_in_a_stream(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"Panic#2 Part1\n<4>[   11.000000] c\n", "2k 0.4 @11000000 'c';"},
        {"~ " KILLED "\n", "1 '~ " KILLED "';"},
        {"[   11.000000] c\n", "1 @11000000 'c';"}, /* it might stand newest first */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reader *reader = open_reader();
        assert_true(reader_begin(reader, STR("log"), false));
        assert_true(reader_tick(reader, 1000000));
        assert_true(reader_block(reader, str_from_cstr(cases[i].log)));
        assert_true(reader_has_work(reader));
        assert_true(reader_tick(reader, 1000000 + LIMIT_HOLD_US - 1));
        assert_true(reader_has_work(reader));
        assert_string_equal(words, "");
        assert_true(reader_tick(reader, 1000000 + LIMIT_HOLD_US));
        assert_string_equal(words, cases[i].messages);
        assert_false(reader_has_work(reader));
        reader_free(reader);
    }
}

/* A sink may stop at what had waited. */
static void a_sink_may_stop_at_a_tick(void **state) {
    (void)state;
    static const char *const waiting[] = {
        "Mon 2024-06-03 10:00:00 UTC [s=1]\n    MESSAGE=x\n",
        "2024-06-01T10:00:00.5Z stdout P ab\n",
        "Content-Transfer-Encoding: quoted-printable\n[   10.000000] a=\n",
        "6,1,10000000,-,ncfrag=0/11;hello \n",
        "Panic#2 Part1\n<4>[   11.000000] c\n",
        "~ " KILLED "\n",
        "[   11.000000] c\n",
    };
    for (size_t i = 0; i < sizeof waiting / sizeof *waiting; i++) {
        struct reader *reader = open_reader();
        heard = 0;
        stops_at = 1;
        assert_true(reader_begin(reader, STR("log"), false));
        assert_true(reader_tick(reader, 1000000));
        bool is_going = reader_block(reader, str_from_cstr(waiting[i]));
        for (int64_t tick = 0; is_going && tick < 4; tick++)
            is_going = reader_tick(reader, 2000000 + tick * LIMIT_HOLD_US);
        assert_false(is_going);
        assert_int_equal(heard, 1);
        stops_at = 0;
        reader_free(reader);
    }
}

/* One of each kind, and of each order. */
static const char *const logs[] = {
    "[   10.000000] a\n[   11.000000] b\n[   12.000000] c\n",
    "[   12.000000] a\n[   11.000000] b\n[   10.000000] c\n[    9.000000] d\n", /* newest first */
    "[   12.000000] a\n[   11.000000] b\n[   10.000000] c\n[   11.000000] d\n[   12.000000] e\n"
    "[   13.000000] f\n",
    "[   12.000000] " KILLED "\n[   11.000000] " TRIGGER "\n[   11.000000] x\n[    7.000000] y\n"
    "[    6.000000] " KILLED "\n",
    "~ x\n~ " KILLED "\n~ Mem-Info:\n~ y\n",
    "a\nb\n~ " KILLED "\n",
    " 1 Time(s): " KILLED "\n 1 Time(s): " TRIGGER "\n 1 Time(s): Killed process 7 (b)\nx\n",
    "2024-06-01T10:00:00.5Z stdout P ab\n2024-06-01T10:00:00.5Z stdout F cd\n2024-06-01T10:00:00.6Z stderr F e\n",
    "6,1,10000000,-,ncfrag=0/11;hello \n6,1,10000000,-,ncfrag=7/11;world\nx\n",
    "6,1,10000000,c;a\n6,2,10000001,+;b\n6,3,10000002,-;d\n",
    "MESSAGE=x\nPRIORITY=4\n\nMESSAGE=y\n\nplain\n",
    "_A=1\nMESSAGE=x\nplain\n",
    "_A=1\nMESSAGE=x\nMESSAGE y\n",
    "Mon 2024-06-03 10:00:00 UTC [s=1]\n    MESSAGE=x\n            y\nMon 2024-06-03 10:00:00 UTC [s=1]\n"
    "    MESSAGE=z\nplain\n",
    "{\"message\":\"a\\nb\\nc\"}\n[\n{\"message\":\"d\"},\n{\"message\":\"e\"}\n]\n{\"message\":\"f\"",
    "{\"message\":\"a\",\n{\"message\":\"b\",\n?\n",
    "{\"MESSAGE\":\"a\\nb\",\"_TRANSPORT\":\"kernel\"}\n",
    "Content-Transfer-Encoding: quoted-printable\n[   10.000000] a=\nb\nc=\n",
    "Panic#2 Part1\n<4>[   11.000000] b\nPanic#2 Part2\n<4>[   10.000000] a\nplain\n",
    "[   10.000000] " TRIGGER " [   10.000001] Mem-Info: and a few words more [   10.000002] x\n",
    "[   10.000000] " TRIGGER "\\n[   10.000001] Mem-Info: and a few words more\\nx\n",
    "Message from syslogd@web-7 at Oct  9 08:05:51 ...\n kernel:x\n\ny\n",
    "[   10.000000] a\n-- Reboot --\nlogin: [   11.000000] b\n",
    "Jan  1 00:00:00 h kernel: a:0#012 b:0#011c\n",
    "web-1 sshd[77]: " KILLED "\nx\n",
};

enum { LOGS = sizeof logs / sizeof *logs };

enum { HEAD = LIMIT_HEAD - 1 };

static bool hear_behind_head(void *context, const struct message *message) {
    return message->line <= HEAD || hear(context, message);
}

static bool never_busy(const void *context) {
    (void)context;
    return false;
}

/* Behind the head of an input lines between events are left out, unless something is in progress. */
static void lines_that_are_needed(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"[    3.000000] y\n[    4.000000] y\n[    5.000000] y\n", "4096 @3000000 'y';"},
        {"Panic#2 Part1\n<4>[   11.000000] a\n<4>[   12.000000] b\n",
         "4097k 0.4 @11000000 'a';4098k 0.4 @12000000 'b';"},
        {"{\n\"message\":\"y\"\n}\ny\n", "4097 'y';4099c 'y';"},
        {"2024-06-01T10:00:00.5Z stdout P ab\n2024-06-01T10:00:00.5Z stdout F cd\n",
         "4096 2024-06-01T10:00:00.500000000/1+0 'abcd';"},
        {"[    3.000000] a=\nb\nc\n", "4097 @3000000 'ab';"},
        {"[Nov21 21:10] y\n[  +0.000012] y\n", "4096 11-21T21:10:00 'y';4097 11-21T21:10:00 'y';"},
        {"_A=1\nMESSAGE=y\n\n", "4097 'y';"},
        {"Mon 2024-06-03 10:00:00 UTC [s=1]\n    MESSAGE=y\n", "4097 2024-06-03T10:00:00+0 'y';"},
    };
    static char log[2 * HEAD + 512];
    struct message_sink sink = sink_of(hear_behind_head);
    sink.is_busy = never_busy;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        strcpy(log, "Content-Transfer-Encoding: quoted-printable\n"
                    "[    1.000000] x\n[    2.000000] x\n"); /* the oldest first */
        for (size_t j = strlen(log), lines = 3; lines < HEAD; j += 2, lines++)
            memcpy(log + j, "x\n", 3);
        strcat(log, cases[i].log);
        struct reader *reader = reader_new(&sink, &grammar);
        words_clear();
        assert_true(reader_begin(reader, STR("log"), false));
        assert_true(reader_block(reader, str_from_cstr(log)));
        assert_true(reader_idle(reader) && reader_end(reader));
        reader_free(reader);
        if (strcmp(words, cases[i].messages) != 0)
            fail_msg("case %zu: %s", i, words);
    }
}

/* How many messages LOG has for a sink that stops at message STOP; *RET_IS_DONE: all of it was read. */
static size_t read_until(const char *log, size_t stop, bool by_lines, bool *ret_is_done) {
    struct reader *reader = open_reader();
    heard = 0;
    stops_at = stop;
    bool is_going = reader && reader_begin(reader, STR("log"), false);
    for (str rest = str_from_cstr(log); rest.len > 0 && is_going;) {
        const size_t end = by_lines ? str_find_byte(rest, '\n') : STR_NONE;
        const str block = str_first(rest, end == STR_NONE ? end : end + 1);
        is_going = reader_block(reader, block);
        rest = str_from(rest, block.len);
    }
    *ret_is_done = is_going && reader_idle(reader) && reader_end(reader);
    reader_free(reader);
    stops_at = 0;
    return heard;
}

/* Wherever the sink stops the reader says so, and hands on nothing more. */
static void a_sink_may_stop_anywhere(void **state) {
    (void)state;
    for (size_t i = 0; i < 2 * LOGS; i++) {
        bool is_done;
        const size_t count = read_until(logs[i / 2], 0, i % 2, &is_done);
        assert_true(is_done && count > 0);
        for (size_t stop = 1; stop <= count; stop++)
            if (read_until(logs[i / 2], stop, i % 2, &is_done) != stop || is_done)
                fail_msg("log %zu at message %zu", i / 2, stop);
    }
}

/* Whichever request for memory fails, the reader says so. Those of jansson 2.14 are spared: it has an assertion that
 * they succeed. */
static void memory_may_be_short_anywhere(void **state) {
    (void)state;
    json_set_alloc_funcs(short_memory_spared, free);
    for (size_t i = 0; i < LOGS; i++) {
        bool was_reached = true;
        for (size_t n = 1; was_reached; n++) {
            bool is_done;
            short_memory_fail(n);
            read_until(logs[i], 0, true, &is_done);
            was_reached = short_memory_requests() >= n;
            short_memory_fail(0);
            if (is_done == was_reached)
                fail_msg("log %zu, request %zu", i, n);
        }
    }
}

/* Records of a journal file, which are no lines, are counted from 1; a field of several lines is one. */
static void records_are_counted(void **state) {
    (void)state;
    static const char log[] = "_TRANSPORT=kernel\nMESSAGE=a\n\n_TRANSPORT=kernel\nMESSAGE\n\3\0\0\0\0\0\0\0b\nd\n\n"
                              "_TRANSPORT=kernel\nMESSAGE=c\n\n";
    struct reader *reader = open_reader();
    assert_true(reader_begin(reader, STR("journal"), true));
    assert_true(reader_block(reader, str_of(log, sizeof log - 1)));
    assert_true(reader_end(reader));
    reader_free(reader);
    assert_string_equal(words, "1k 'a';2k 'b';2kcr 'd';3k 'c';");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prefixes_that_are_known),
        cmocka_unit_test(a_prefix_tells_the_same_again),
        cmocka_unit_test(objects_of_json),
        cmocka_unit_test(objects_that_are_damaged),
        cmocka_unit_test(names_of_texts),
        cmocka_unit_test(names_of_fields),
        cmocka_unit_test(records_of_journalctl),
        cmocka_unit_test(sequences_of_terminals),
        cmocka_unit_test(bytes_of_terminals_and_mail),
        cmocka_unit_test(lines_of_several_messages),
        cmocka_unit_test(prefixes_that_are_learnt),
        cmocka_unit_test(lines_without_a_prefix),
        cmocka_unit_test(digests),
        cmocka_unit_test(parts_of_dumps),
        cmocka_unit_test(dumps_of_several_files),
        cmocka_unit_test(records_in_pieces),
        cmocka_unit_test(a_stream_that_pauses),
        cmocka_unit_test(lines_that_wait_in_a_stream),
        cmocka_unit_test(a_sink_may_stop_at_a_tick),
        cmocka_unit_test(lines_that_are_needed),
        cmocka_unit_test(a_sink_may_stop_anywhere),
        cmocka_unit_test(memory_may_be_short_anywhere),
        cmocka_unit_test(records_are_counted),
    };
    return cmocka_run_group_tests(tests, grammar_set_up, grammar_tear_down);
}
