/* What each prefix is, and what is almost one: each bound of its scanner from both sides.
 * SPDX-License-Identifier: MIT */
#include "kernel/scanners.h"
#include "log/prefix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include <string.h>

#include "followed.h"

static struct prefix_memory memory;
static struct prefix_found found;

static bool matches(const char *name, struct scan *scan) {
    prefix_begin(&memory, scanners_begin_report);
    found = prefix_nothing(&memory);
    size_t element = 0;
    while (memory.elements[element] && strcmp(memory.elements[element]->name, name) != 0)
        element++;
    assert_non_null(memory.elements[element]);
    return prefix_match(&memory, element, scan, &found);
}

/* What the element called NAME leaves of TEXT, on an input of which nothing is known; NULL where it refuses it. */
static const char *behind(const char *name, const char *text) {
    size_t lens[FOLLOWERS];
    for (size_t i = 0; i < FOLLOWERS; i++) {
        const str other = followed(text, i);
        struct scan scan = scan_of(other);
        lens[i] = matches(name, &scan) ? (size_t)(scan.at - other.data) : STR_NONE;
    }
    struct scan scan = scan_of(str_from_cstr(text));
    const bool is_taken = matches(name, &scan);
    for (size_t i = 0; i < FOLLOWERS; i++)
        if (lens[i] != (is_taken ? (size_t)(scan.at - text) : STR_NONE))
            fail_msg("%s reads '%c' behind \"%s\"", name, followers[i], text);
    if (!is_taken)
        assert_ptr_equal(scan.at, text);
    return is_taken ? scan.at : NULL;
}

static void takes(const char *name, const char *text, const char *rest) {
    const char *left = behind(name, text);
    if (!left)
        fail_msg("%s does not take \"%s\"", name, text);
    else
        assert_string_equal(left, rest);
}

static void refuses(const char *name, const char *text) {
    const char *left = behind(name, text);
    if (left)
        fail_msg("%s takes \"%s\" and leaves \"%s\"", name, text, left);
}

static void assert_time(int year, int month, int day, int hour, int minute, int second) {
    const struct oomwhy_time *time = &found.message.time;
    assert_int_equal(time->year, year);
    assert_int_equal(time->month, month);
    assert_int_equal(time->day, day);
    assert_int_equal(time->hour, hour);
    assert_int_equal(time->minute, minute);
    assert_int_equal(time->second, second);
}

static void assert_words(str got, const char *want) {
    if (!str_equal(got, str_from_cstr(want)))
        fail_msg("\"%.*s\", not \"%s\"", STR_ARG(got), want);
}

static void times_of_the_kernel(void **state) {
    (void)state;
    takes("printk", "[    5.123456] a", "a");
    assert_int_equal(found.message.uptime_us, 5123456);
    takes("printk delta", "[    5.123456 <    0.000012>] a", "a");
    assert_int_equal(found.message.uptime_us, 5123456);
    takes("printk delta", "[5.123456<-0.000012 >]a", "a");
    takes("printk delta", "[5.123456 <+0.000012>]  a", " a");
    refuses("printk delta", "[    5.123456] a");
    refuses("printk delta", "[    5.123456 <    0.000012] a");
    refuses("printk delta", "[    5.123456 <x>] a");
    refuses("printk delta", "[    5.123456 <    0.000012> a");
    takes("delta", "[<    0.000012>] a", "a");
    assert_true(found.message.uptime_us == ABSENT);
    refuses("delta", "[    0.000012] a");
}

static void days_of_dmesg(void **state) {
    (void)state;
    takes("ctime", "[Mon Jan  1 00:00:01 2024] a", "a");
    assert_time(2024, 1, 1, 0, 0, 1);
    takes("ctime", "[Mon Jan  1 00:00:01 2024 <    0.000012>] a", "a");
    takes("ctime", "Mon Jan  1 00:00:01 2024] a", "a");
    refuses("ctime", "lun Jan  1 00:00:01 2024] a");
    refuses("ctime", "[1 Jan  1 00:00:01 2024] a");
    refuses("ctime", "[Mon Jan  1 00:00:01 2024 a");
    refuses("ctime", "[Mon Jan  1 00:00:01 2024 <x");
    takes("minute", "[Nov21 21:10] a", "a");
    assert_time(0, 11, 21, 21, 10, 0);
    takes("minute", "[Jan 1 23:59] a", "a");
    assert_time(0, 1, 1, 23, 59, 0);
    takes("minute", "[Jan31 00:00] a", "a");
    refuses("minute", "[Jan32 00:00] a");
    refuses("minute", "[Jan0 00:00] a");
    refuses("minute", "[Jan1 24:00] a");
    refuses("minute", "[Jan1 00:60] a");
    refuses("minute", "[J1 00:00] a");
    refuses("minute", "[Jan1 00.00] a");
    refuses("minute", "[Jan1_00:00] a");
    refuses("minute", "[1 00:00] a");
    refuses("minute", "[Jan 1 00:00 a");
    takes("since minute", "[  +0.000012] a", "a");
    takes("since minute", "[  -0.000012] a", "a");
    refuses("since minute", "[   0.000012] a");
    refuses("since minute", "[  +0.000012 a");
    takes("dmesg iso", "2024-01-01T00:00:01,123456+01:00 a", "a");
    assert_time(2024, 1, 1, 0, 0, 1);
    refuses("dmesg iso", "2024-01-01T00:00:01.123456+01:00 a");
    refuses("dmesg iso", "2024-01-01T00:00:01,123456+01:00a");
}

static void levels(void **state) {
    (void)state;
    takes("facility", "kern  :warn  : a", "a");
    assert_int_equal(found.message.facility, 0);
    assert_int_equal(found.message.level, 4);
    takes("facility", "daemon:err: a", "a");
    assert_int_equal(found.message.facility, 3);
    assert_int_equal(found.message.level, 3);
    refuses("facility", "DMA: 7*4kB: a");
    refuses("facility", "kern  :warn  :a");
    refuses("facility", "kern:loud: a");
    refuses("facility", "kern       :warn  : a");
    takes("priority", "<4>a", "a");
    assert_int_equal(found.message.level, 4);
    assert_int_equal(found.message.facility, 0);
    takes("priority", "<191>a", "a");
    assert_int_equal(found.message.level, 7);
    assert_int_equal(found.message.facility, 23);
    refuses("priority", "<x>a");
    refuses("priority", "<>a");
    refuses("priority", "<4a");
}

static void records_of_kmsg(void **state) {
    (void)state;
    takes("kmsg", "4,1234,12345678901,-;a", "a");
    assert_int_equal(found.message.level, 4);
    assert_int_equal(found.message.uptime_us, 12345678901);
    assert_int_equal(found.piece.kind, PIECE_NONE);
    takes("kmsg", "12,1,2,c,caller=T12;a", "a");
    assert_int_equal(found.message.facility, 1);
    assert_int_equal(found.piece.kind, PIECE_FIRST);
    assert_words(found.message.caller, "T12");
    takes("kmsg", "4,1,2,+,x=1,ncfrag=3/31;a", "a");
    assert_int_equal(found.piece.kind, PIECE_FRAGMENT);
    takes("kmsg", "4,1,2,+;a", "a");
    assert_int_equal(found.piece.kind, PIECE_NEXT);
    takes("kmsg", "4,1,2,-,ncfrag=31/31;a", "a");
    assert_int_equal(found.piece.kind, PIECE_NONE);
    takes("kmsg", "1023,1,2,-;a", "a");
    takes("kmsg", "4,1,18446744073709551,-;a", "a");
    refuses("kmsg", "1024,1,2,-;a");
    refuses("kmsg", "4,1,18446744073709552,-;a");
    refuses("kmsg", "4,1,2,x;a");
    refuses("kmsg", "4,1,-;a");
    refuses("kmsg", "4,1,2,-a");
    takes("netconsole", "6.4.0,4,1,2,-;a", "a");
    assert_int_equal(found.message.uptime_us, 2);
    refuses("netconsole", "640,4,1,2,-;a");
    refuses("netconsole", "6.4 0,4,1,2,-;a");
    refuses("netconsole", "a.4,4,1,2,-;a");
}

static void callers(void **state) {
    (void)state;
    takes("caller", "[T123] a", "a");
    assert_words(found.message.caller, "T123");
    takes("caller", "[    C3] a", "a");
    assert_words(found.message.caller, "C3");
    refuses("caller", "[X3] a");
    refuses("caller", "[T] a");
    refuses("caller", "[T3 a");
    takes("mediatek", "-(1)[123:kworker/0:1]a", "a");
    assert_words(found.message.caller, "T123");
    takes("mediatek", ".(0)[4711:runc:[2:INIT]]a", "a");
    takes("mediatek", " (4096)[1:a]b", "b");
    refuses("mediatek", "(4097)[1:a]b");
    refuses("mediatek", "(1)[x:a]b");
    refuses("mediatek", "(1)[1:a");
    refuses("mediatek", "(1) [1:a]b");
    takes("unisoc", "c3   4242 a", "a");
    assert_words(found.message.caller, "T4242");
    refuses("unisoc", "c3 a");
    refuses("unisoc", "c4097   4242 a");
    takes("samsung", "[3:   kworker/3:1: 123] a", "a");
    assert_words(found.message.caller, "T123");
    refuses("samsung", "[3:   kworker/3:1: 12x] a");
    refuses("samsung", "[4097: a: 1] a");
    refuses("samsung", "[3 a: 1] a");
    refuses("samsung", "[3: more than the name of any process: 123] a");
}

static void headers_of_syslog(void **state) {
    (void)state;
    takes("rfc3164", "Jan  2 03:04:05 web kernel: a", "a");
    assert_time(0, 1, 2, 3, 4, 5);
    assert_words(found.message.host, "web");
    assert_words(found.message.program, "kernel");
    assert_int_equal(found.message.origin, MESSAGE_ORIGIN_KERNEL);
    takes("rfc3164", "Jan  2 03:04:05 2013 web kernel: a", "a");
    assert_time(2013, 1, 2, 3, 4, 5);
    takes("rfc3164", "Jan  2 03:04:05 1989 kernel: a", "a");
    assert_words(found.message.host, "1989");
    takes("rfc3164", "Jan  2 03:04:05 2100 kernel: a", "a");
    assert_words(found.message.host, "2100");
    takes("rfc3164", "Jan  2 03:04:05 web app[123]: a", "a");
    assert_words(found.message.program, "app");
    assert_int_equal(found.message.origin, MESSAGE_ORIGIN_USER);
    takes("rfc3164", "Jan  2 03:04:05 (none) kernel: a", "a");
    assert_words(found.message.host, "");
    takes("rfc3164", "Jan  2 03:04:05 web kern.warn kernel: a", "a");
    assert_int_equal(found.message.level, 4);
    takes("rfc3164", "Jan  2 03:04:05 relay web kernel: a", "a");
    assert_words(found.message.host, "web");
    refuses("rfc3164", "Jan  2 03:04:05");
    refuses("rfc3164", "Jan  2 03:04:05web kernel: a");
    refuses("rfc3164", "4096 2 03:04:05 web kernel: a");
    takes("iso", "2024-01-02T03:04:05.123456+01:00 web kernel: a", "a");
    assert_time(2024, 1, 2, 3, 4, 5);
    refuses("iso", "2024-01-02T03:04:05,123456+01:00 web kernel: a");
    refuses("iso", "2024-01-02T03:04:05.123456789Z web a");
    refuses("iso", "2024-01-02T03:04:05Z stdout F a");
    refuses("iso", "2024-01-02 03:04:05.123   156   156 W kernel: a");
}

static void headers_of_journalctl(void **state) {
    (void)state;
    takes("openwrt", "Mon Jan  2 03:04:05 2024 kern.warn kernel: a", "a");
    assert_time(2024, 1, 2, 3, 4, 5);
    refuses("openwrt", "Mon Jan  2 03:04:05 1969 kern.warn kernel: a");
    refuses("openwrt", "Mon Jan  2 03:04:05 10000 kern.warn kernel: a");
    refuses("openwrt", "Xyz Jan  2 03:04:05 2024 kern.warn kernel: a");
    takes("short full", "Tue 2024-01-02 03:04:05 CET web kernel: a", "a");
    assert_false(found.message.time.has_offset);
    takes("short full", "Di 2024-01-02 03:04:05 UTC web kernel: a", "a");
    assert_true(found.message.time.has_offset);
    refuses("short full", "D 2024-01-02 03:04:05 UTC web kernel: a");
    refuses("short full", "Tue 2024-01-02T03:04:05 UTC web kernel: a");
    refuses("short full", "Tue 2024-01-02 03:04:05 123456789 web kernel: a");
    takes("short unix", "1704164645.123456 web kernel: a", "a");
    assert_time(2024, 1, 2, 3, 4, 5);
    refuses("short unix", "17041646.123456 web kernel: a");
    refuses("short unix", "1704164645.12345 web kernel: a");
    takes("clock", "03:04:05 kernel: a", "a");
    takes("clock", "03:04:05 web app[123]: a", "a");
    assert_time(0, 0, 0, 0, 0, 0);
    refuses("clock", "03:04:05 app: a");
    refuses("clock", "03:04:5x kernel: a");
    refuses("clock", "03-04-05 kernel: a");
    refuses("clock", "03:04:05kernel: a");
    takes("host tag", "web kernel: a", "a");
    refuses("host tag", "web app[1]: a");
    takes("tag", "kernel: a", "a");
    refuses("tag", "app[1]: a");
    takes("monotonic host", "web kernel: a", "a");
    takes("monotonic host", "web app[1]: a", "a");
    refuses("monotonic host", "Hardware name: a");
    refuses("monotonic host", "web: kernel: a");
}

static void rfc5424_headers(void **state) {
    (void)state;
    takes("rfc5424", "1 2024-01-02T03:04:05.123456Z web kernel - - - a", "a");
    assert_time(2024, 1, 2, 3, 4, 5);
    assert_words(found.message.host, "web");
    takes("rfc5424", "1 - - app 123 ID47 [a@1 k=\"[x\\]\\\"\"][b] a", "a");
    assert_words(found.message.host, "");
    assert_words(found.message.program, "app");
    takes("rfc5424",
          "1 - web kernel - - - \xef\xbb\xbf"
          "a",
          "a");
    refuses("rfc5424", "2 - web kernel - - - a");
    refuses("rfc5424", "1 x web kernel - - - a");
    refuses("rfc5424", "1 - web kernel - - x");
    refuses("rfc5424", "1 - web kernel - - [a");
    refuses("rfc5424", "1 - web kernel -");
    char longer[SYSLOG_HOST_MOST + 64];
    snprintf(longer, sizeof longer, "1 - %0*d kernel - - - a", SYSLOG_HOST_MOST, 7);
    takes("rfc5424", longer, "a");
    assert_int_equal(memory.host_len, SYSLOG_HOST_MOST);
    snprintf(longer, sizeof longer, "1 - %0*d kernel - - - a", SYSLOG_HOST_MOST + 1, 7);
    takes("rfc5424", longer, "a"); /* there is no room to remember it */
    assert_int_equal(found.message.host.len, SYSLOG_HOST_MOST + 1);
    assert_int_equal(memory.host_len, 0);
}

static void lines_of_containers(void **state) {
    (void)state;
    takes("cri", "2024-01-02T03:04:05.123456789Z stdout F a", "a");
    assert_int_equal(found.piece.kind, PIECE_PART_END);
    takes("cri", "2024-01-02T03:04:05Z stderr P a", "a");
    assert_int_equal(found.piece.kind, PIECE_PART);
    refuses("cri", "2024-01-02T03:04:05.123456789Z stdin F a");
    refuses("cri", "2024-01-02T03:04:05.123456789Z stdout X a");
    refuses("cri", "2024-01-02T03:04:05.123456789 stdout F a");
    takes("container time", "2024-01-02T03:04:05.123456789Z a", "a");
    refuses("container time", "2024-01-02T03:04:05.12345678Z a");
    refuses("container time", "2024-01-02T03:04:05.123456789 a");
    refuses("container time", "2024-01-02T03:04:05.123456789Z web kernel: a");
    refuses("container time", "2024-01-02T03:04:05.123456789Z stdout F a");
    takes("compose", "service-1  | a", "a");
    takes("compose", "service-1 | a", "a");
    refuses("compose", "service-1| a");
    refuses("compose", "service-1  | a |");
    refuses("compose", "service-1| a");
    refuses("compose", "service-1  |a");
    takes("kubectl", "[pod/web-7d4f/app] a", "a");
    refuses("kubectl", "[pod/] a");
    refuses("kubectl", "[pod/web-7d4f/app]a");
    takes("xen", "(XEN) [2024-01-02 03:04:05.123] a", "a");
    assert_time(2024, 1, 2, 3, 4, 5);
    assert_int_equal(found.message.origin, MESSAGE_ORIGIN_USER);
    takes("xen", "(XEN) [x] a", "[x] a");
    takes("xen guest", "(d12) a", "a");
    refuses("xen guest", "(dx) a");
    refuses("xen guest", "(d12 a");
}

static void marks_of_tools(void **state) {
    (void)state;
    takes("numbered", "12: a", "a");
    assert_true(found.needs_more);
    takes("numbered", "1234567\ta", "a");
    takes("numbered", "12:a", "a");
    takes("numbered", "12) a", "a");
    takes("numbered", "12| a", "a");
    refuses("numbered", "12345678: a");
    refuses("numbered", "12)a");
    refuses("numbered", "12a");
    refuses("numbered", "12: 5 a");
    takes("diff", "+ a", "a");
    takes("diff", "-a", "a");
    assert_true(found.needs_more);
    refuses("diff", "-(1)[123:a]");
    refuses("diff", "a");
    takes("talos", "kern: warning: [2024-01-02T03:04:05.123456789Z]: a", "a");
    assert_int_equal(found.message.level, 4);
    takes("talos", "10.5.0.2: kern:    info: [2024-01-02T03:04:05Z]: a", "a");
    assert_words(found.message.host, "10.5.0.2");
    assert_int_equal(found.message.level, 6);
    refuses("talos", "kern:warning: [2024-01-02T03:04:05Z]: a");
    refuses("talos", "kern: loud: [2024-01-02T03:04:05Z]: a");
    refuses("talos", "kern: warning: [2024-01-02T03:04:05Z] a");
    takes("grepped", "/var/log/kern.log:a", "a");
    takes("grepped", "kern.log-[a", "[a");
    refuses("grepped", "kern:a");
    refuses("grepped", "kern.log a");
    refuses("grepped", "10.5.0.2: kern: info: [2024-01-02T03:04:05Z]: a");
}

static void pairs_of_logfmt(void **state) {
    (void)state;
    takes("logfmt", "<2026-01-02T03:04:05Z> host=node-1 facility=kern level=warn msg=\"a", "a");
    assert_time(2026, 1, 2, 3, 4, 5);
    assert_words(found.message.host, "node-1");
    assert_int_equal(found.message.facility, 0);
    assert_int_equal(found.message.level, 4);
    takes("logfmt", "time=2026-01-02T03:04:05Z severity=err facility=kern hostname=\"a b\" msg=\"c", "c");
    assert_words(found.message.host, "a b");
    assert_int_equal(found.message.level, 3);
    refuses("logfmt", "level=warn msg=\"a");
    refuses("logfmt", "facility=kern message=\"a");
    refuses("logfmt", "<x> facility=kern msg=\"a");
    refuses("logfmt", "facility=kern a b=c msg=\"a");
    refuses("logfmt", "=kern facility=kern msg=\"a");
}

/* --- bounds of each part --- */

/* A text of LEN bytes BYTE between BEFORE and BEHIND. */
static const char *padded(const char *before, char byte, size_t len, const char *after) {
    static char text[1024];
    snprintf(text, sizeof text, "%s", before);
    const size_t at = strlen(text);
    memset(text + at, byte, len);
    snprintf(text + at + len, sizeof text - at - len, "%s", after);
    return text;
}

static void bounds_of_syslog_headers(void **state) {
    (void)state;
    takes("rfc3164", "Jan  2 03:04:05 1990 kernel: a", "a");
    assert_time(1990, 1, 2, 3, 4, 5);
    takes("rfc3164", "Jan  2 03:04:05 2099 kernel: a", "a");
    assert_time(2099, 1, 2, 3, 4, 5);
    takes("rfc3164", "Jan  2 03:04:05 02013 kernel: a", "a"); /* a host */
    assert_words(found.message.host, "02013");
    takes("rfc3164", "Jan  2 2024 03:04:05 2013 kernel: a", "a");
    assert_time(2024, 1, 2, 3, 4, 5);
    assert_words(found.message.host, "2013");
    takes("rfc3164", "Foo  2 03:04:05 2013 kernel: a", "a");
    assert_time(0, 0, 0, 0, 0, 0);
    assert_words(found.message.host, "2013");
    takes("rfc3164", "2024 Jan  2 03:04:05 web kernel: a", "a");
    assert_time(2024, 1, 2, 3, 4, 5);
    takes("rfc3164", "Jan  2 03:04:05  web kernel: a", "a");
    takes("rfc3164", "Jan  2 03:04:05 web  kernel: a", "a");
    takes("rfc3164", "Jan  2 03:04:05 ... kernel: a", "a");
    assert_words(found.message.host, "");
    takes("rfc3164", "Jan  2 03:04:05 *** kernel: a", "a");
    assert_words(found.message.host, "");
    takes("rfc3164", "Jan  2 03:04:05 \xc3\xa9 kernel: a", "a");
    assert_words(found.message.host, "\xc3\xa9");
    takes("rfc3164", "Jan  2 03:04:05 [web] kernel: a", "a");
    assert_words(found.message.host, "[web]");
    takes("rfc3164", padded("Jan  2 03:04:05 ", 'w', 256, " kernel: a"), "a");
    assert_int_equal(found.message.host.len, 256);
    takes("short unix", "170416464.123456 web kernel: a", "a");
    takes("short full", "Mo 2024-01-02 03:04:05 C web kernel: a", "a");
    takes("short full", "Mo 2024-01-02 03:04:05 12345678 web kernel: a", "a");
    takes("short full", "1234567890123456 2024-01-02 03:04:05 CET web kernel: a", "a");
    refuses("short full", "12345678901234567 2024-01-02 03:04:05 CET web kernel: a");
    refuses("short full", "Mon 2024-01-02 03:04:05 \xc3\xa9 web kernel: a");
    refuses("short full", "Mon 2024-01-02 03:04:05  web kernel: a");
    takes("openwrt", "Mon Jan  2 03:04:05 1970 kern.warn kernel: a", "a");
    assert_time(1970, 1, 2, 3, 4, 5);
    takes("openwrt", "Mon Jan  2 03:04:05 9999 kern.warn kernel: a", "a");
    refuses("clock", "03:04:05");
    refuses("clock", "03:0405: kernel: a");
    refuses("clock", "03:04:05 web app: a");
    takes("clock", "03:04:05 app[1]: a", "a");
}

/* What no host's name has stays in the text. */
static void words_that_are_no_host(void **state) {
    (void)state;
    for (const char *sign = "<>{}\"|=,;"; *sign; sign++) {
        char line[64], rest[32];
        snprintf(rest, sizeof rest, "a%cb kernel: x", *sign);
        snprintf(line, sizeof line, "Jan  2 03:04:05 %s", rest);
        takes("rfc3164", line, rest);
        assert_words(found.message.host, "");
    }
    takes("rfc3164", "Jan  2 03:04:05 a] kernel: x", "a] kernel: x");
    takes("rfc3164", "Jan  2 03:04:05 a: kernel: x", "a: kernel: x"); /* nor a program, where hosts are told */
    assert_words(found.message.program, "");
    takes("rfc3164", "Jan  2 03:04:05 [    1.000000] kernel: x", "[    1.000000] kernel: x");
    takes("rfc3164", "Jan  2 03:04:05 web some words", "web some words");
    takes("rfc3164", "Jan  2 03:04:05 web [    1.000000] x", "[    1.000000] x"); /* the kernel's time shows it */
    assert_words(found.message.host, "web");
    takes("rfc3164", "Jan  2 03:04:05 web Out of memory: Killed process 5 (a)", "Out of memory: Killed process 5 (a)");
    assert_words(found.message.host, "web");
    takes("rfc3164", "Jan  2 03:04:05 web invoked oom-killer: gfp_mask=0xd0", "web invoked oom-killer: gfp_mask=0xd0");
    assert_words(found.message.host, "");
    takes("iso", "2024-01-02T03:04:05Z web Out of memory: Killed process 5 (a)",
          "web Out of memory: Killed process 5 (a)"); /* where a name and a year are, no host follows */
}

/* Groups that may come next. */
static void what_may_follow_a_prefix(void **state) {
    (void)state;
    static const struct {
        const char *name, *text;
        unsigned then;
    } cases[] = {
        {"rfc3164", "Jan  2 03:04:05 web kernel: a", PREFIX_PRIORITY | PREFIX_NESTED | PREFIX_TAG | PREFIX_STAMP},
        {"rfc3164", "Jan  2 03:04:05 web kernel[7]: a", PREFIX_STAMP},
        {"rfc3164", "Jan  2 03:04:05 web app: a", 0},
        {"rfc3164", "Jan  2 03:04:05 some words", PREFIX_PRIORITY | PREFIX_NESTED | PREFIX_STAMP | PREFIX_FACILITY},
        {"host tag", "web kernel: a", PREFIX_PRIORITY | PREFIX_TAG | PREFIX_STAMP},
        {"tag", "kernel: a", PREFIX_PRIORITY | PREFIX_TAG | PREFIX_STAMP},
        {"monotonic host", "web kernel: a", 0},
        {"rfc5424", "1 - web kernel - - - a", PREFIX_PRIORITY | PREFIX_NESTED | PREFIX_TAG | PREFIX_STAMP},
        {"rfc5424", "1 - web - - - - a", PREFIX_NESTED | PREFIX_STAMP},
        {"logcat brief", "W/kernel  (    0): a", PREFIX_STAMP},
        {"logcat brief", "W/Mem-Info(    0): a", 0},
        {"logcat brief", "W/app     (    7): a", 0},
        {"cri", "2024-01-02T03:04:05Z stderr P a", 0},
        {"cri", "2024-01-02T03:04:05Z stderr F a", PREFIX_START},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_non_null(behind(cases[i].name, cases[i].text));
        if (found.then != cases[i].then)
            fail_msg("%s: %x", cases[i].text, found.then);
    }
    struct scan scan = scan_of(STR("kernel: a"));
    found = prefix_nothing(&memory);
    found.message.uptime_us = 7; /* behind the kernel's own time nothing more is the log's */
    for (size_t i = 0; memory.elements[i]; i++)
        if (strcmp(memory.elements[i]->name, "tag") == 0)
            assert_true(prefix_match(&memory, i, &scan, &found));
    assert_int_equal(found.then, 0);
}

static void fields_of_rfc5424(void **state) {
    (void)state;
    takes("rfc5424", "1 - web kernel - - [a k=\"]\"] x", "x");
    takes("rfc5424", "1 - web kernel - - [a k=\"\\\"]\"] x", "x");
    takes("rfc5424", "1 - web kernel - - [a][b][c] x", "x");
    takes("rfc5424", "1 - web kernel - - -", "");
    takes("rfc5424", "1 - web kernel 77 - - x", "x");
    assert_int_equal(found.message.origin, MESSAGE_ORIGIN_KERNEL);
    takes("rfc5424", "1 - web app - - - x", "x");
    assert_int_equal(found.message.origin, MESSAGE_ORIGIN_USER);
    takes("rfc5424", "1 - web - - - - x", "x");
    assert_words(found.message.program, "");
    assert_int_equal(found.message.origin, MESSAGE_ORIGIN_UNKNOWN);
    refuses("rfc5424", "1 - web kernel - - [a\\");
    refuses("rfc5424", "1 - web kernel - - [a][b x");
    refuses("rfc5424", "1 -web kernel - - - x");
    refuses("rfc5424", "1 - web kernel - ID");
    refuses("rfc5424", "1 -  kernel - - - x");
}

/* android/log.h: assert, fatal, error, warning, information, debug, verbose. */
static void lines_of_logcat(void **state) {
    (void)state;
    static const struct {
        char letter;
        int level;
    } letters[] = {{'A', 1}, {'F', 2}, {'E', 3}, {'W', 4}, {'I', 6}, {'D', 7}, {'V', 7}};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        char line[64];
        snprintf(line, sizeof line, "%c/kernel  (    0): a", letters[i].letter);
        takes("logcat brief", line, "a");
        assert_int_equal(found.message.level, letters[i].level);
    }
    refuses("logcat brief", "X/kernel  (    0): a");
    refuses("logcat brief", "W kernel  (    0): a");
    refuses("logcat brief", "W/kernel  (    0) a");
    refuses("logcat brief", "W/kernel  (    x): a");
    refuses("logcat brief", "W/kernel");
    takes("logcat brief", "W/kernel(0):a", "a");
    takes("logcat brief", padded("W/", 't', SYSLOG_TAG_MOST, "(7): a"), "a");
    refuses("logcat brief", padded("W/", 't', SYSLOG_TAG_MOST + 1, "(7): a"));
    takes("logcat thread", "12-31 23:59:59.123     0     0 W kernel  : a", "a");
    assert_time(0, 12, 31, 23, 59, 59);
    assert_int_equal(found.message.level, 4);
    takes("logcat thread", "01-01 00:00:00.123 7 8 I app: a", "a");
    assert_words(found.message.program, "app");
    assert_int_equal(found.message.origin, MESSAGE_ORIGIN_USER);
    assert_words(found.lead, "");
    takes("logcat thread", "01-01 00:00:00.123 0 0 I Mem-Info: a", "a");
    assert_words(found.message.program, "kernel");
    assert_words(found.lead, "Mem-Info");
    takes("logcat thread", "01-01 00:00:00.123 0 0 I kernel?: a", "a");
    assert_words(found.lead, "");
    takes("logcat thread", "01-01 00:00:00.123 0 0 I kernel??: a", "a");
    assert_words(found.lead, "kernel??");
    takes("logcat thread", padded("01-01 00:00:00.123 7 8 I ", 't', SYSLOG_TAG_MOST, ": a"), "a");
    refuses("logcat thread", padded("01-01 00:00:00.123 7 8 I ", 't', SYSLOG_TAG_MOST + 1, ": a"));
    refuses("logcat thread", "00-01 00:00:00.123 0 0 W kernel  : a");
    refuses("logcat thread", "13-01 00:00:00.123 0 0 W kernel  : a");
    refuses("logcat thread", "01-00 00:00:00.123 0 0 W kernel  : a");
    refuses("logcat thread", "01-32 00:00:00.123 0 0 W kernel  : a");
    refuses("logcat thread", "01/01 00:00:00.123 0 0 W kernel  : a");
    refuses("logcat thread", "01-01 00:00:00.123 0 W kernel  : a");
    refuses("logcat thread", "01-01 00:00:00.123 0 0 X kernel  : a");
    refuses("logcat thread", "01-01 00:00:00.123 0 0  W kernel  : a");
    refuses("logcat thread", "01-01 00:00:00.123 0 0 Wkernel  : a");
    refuses("logcat thread", "01-01 00:00:00.123 0 0 W kernel");
    takes("logcat time", "12-31 23:59:59.123 W/kernel  (    0): a", "a");
    assert_time(0, 12, 31, 23, 59, 59);
    refuses("logcat time", "12-31 23:59:59.123  W/kernel  (    0): a");
}

static void bounds_of_containers(void **state) {
    (void)state;
    takes("cri", "2024-01-02T03:04:05Z stdout F", "");
    refuses("cri", "2024-01-02T03:04:05Z stdout Fa");
    refuses("cri", "2024-01-02T03:04:05Z  stdout F a");
    refuses("cri", "x2024-01-02T03:04:05Z stdout F a");
    takes("compose", "a | x", "x");
    takes("compose", "a-b_c.d/e1 | x", "x");
    refuses("compose", "| x");
    refuses("compose", "a+b | x");
    refuses("compose", "a |");
    refuses("compose", "a ; x");
    takes("kubectl", "[pod/a] x", "x");
    takes("xen guest", "(d0) x", "x");
    takes("numbered", "12. a", "a");
    takes("numbered", "12-a", "a");
    takes("numbered", "12 a", "a");
    refuses("numbered", "12.a");
    refuses("numbered", "12|a");
    refuses("numbered", "12 5 a");
    refuses("numbered", "12;a");
    refuses("numbered", "123 <4>1 2024-01-02T03:04:05Z h kernel - - - a");
    refuses("numbered", "2024 Jan  2 03:04:05 web kernel: a");
    takes("diff", "+  a", "a");
    takes("talos", "n: kern: info: [2024-01-02T03:04:05Z]: a", "a");
    assert_words(found.message.host, "n");
    takes("talos", padded("", 'n', SYSLOG_HOST_MOST - 1, ": kern: info: [2024-01-02T03:04:05Z]: a"), "a");
    refuses("talos", padded("", 'n', SYSLOG_HOST_MOST, ": kern: info: [2024-01-02T03:04:05Z]: a"));
    refuses("talos", ": kern: info: [2024-01-02T03:04:05Z]: a");
    refuses("talos", "n kern: info: [2024-01-02T03:04:05Z]: a");
    refuses("talos", "nobody: info: [2024-01-02T03:04:05Z]: a");
    takes("talos", "authpriv: notice: [2024-01-02T03:04:05Z]: a", "a");
    takes("grepped", "a/b:x", "x");
    refuses("grepped", "a.b-x");
}

static void bounds_of_logfmt(void **state) {
    (void)state;
    char line[1024];
    for (int pairs = 16; pairs <= 17; pairs++) { /* sixteen pairs */
        snprintf(line, sizeof line, "facility=kern ");
        for (int i = 1; i < pairs; i++)
            snprintf(line + strlen(line), sizeof line - strlen(line), "a=b ");
        snprintf(line + strlen(line), sizeof line - strlen(line), "msg=\"x");
        if (pairs == 16)
            takes("logfmt", line, "x");
        else
            refuses("logfmt", line);
    }
    takes("logfmt", padded("facility=kern ", 'k', 31, "=v msg=\"x"), "x");
    refuses("logfmt", padded("facility=kern ", 'k', 32, "=v msg=\"x"));
    refuses("logfmt", "facility=kern a=\"b\"msg=\"x");
    refuses("logfmt", "facility=kern a= msg=\"x");
    refuses("logfmt", "facility=kern a=\"b msg=\"x");
    refuses("logfmt", "facility=kern");
    takes("logfmt", "facility=daemon msg=\"x", "x");
    assert_int_equal(found.message.facility, 3);
    takes("logfmt", "facility=kern ts=2026-01-02T03:04:05Z msg=\"x", "x");
    assert_time(2026, 1, 2, 3, 4, 5);
    takes("logfmt", "facility=kern ts=x msg=\"x", "x");
    assert_time(0, 0, 0, 0, 0, 0);
}

/* Where the message ends before the line does. */
static void ends_of_messages(void **state) {
    (void)state;
    static const struct {
        const char *line, *text;
    } cases[] = {
        {"facility=kern msg=\"a b\"", "a b"},
        {"facility=kern msg=\"a b\" app=x", "a b"},
        {"facility=kern msg=\"a \\\"b\\\" c\" app=x", "a \\\"b\\\" c"},
        {"facility=kern msg=\"a \"b\" c\"", "a \"b\" c"},
        {"facility=kern msg=\"a \\\" b=c\\\" d\"", "a \\\" b=c\\\" d"},
        {"facility=kern msg=\"a b", "a b"},
        {"facility=kern msg=\"\"", ""},
        {"2024 Jan  2 03:04:05 sw-1 %KERN-4-SYSTEM_MSG: a b - kernel", "a b"},
        {"2024 Jan  2 03:04:05 sw-1 %KERN-4-SYSTEM_MSG: a b", "a b"},
        {"Jan  2 03:04:05 web kernel: a b - kernel", "a b - kernel"},
        {"[    5.123456] | a b |", "a b"},
        {"[    5.123456] | a b", "a b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        str text = str_from_cstr(cases[i].line);
        prefix_begin(&memory, scanners_begin_report);
        assert_true(prefix_strip(&memory, &text, &found));
        assert_words(text, cases[i].text);
    }
}

static void bounds_of_the_kernels(void **state) {
    (void)state;
    takes("kmsg", padded("4,1,2,-", ',', 127, ";a"), "a");
    refuses("kmsg", padded("4,1,2,-", ',', 128, ";a"));
    takes("kmsg", "4,1,2,-,ncfrag=0/1;a", "a");
    assert_int_equal(found.piece.kind, PIECE_FRAGMENT);
    assert_int_equal(found.piece.at, 0);
    assert_int_equal(found.piece.of, 1);
    takes("kmsg", "4,1,2,-,ncfrag=2147483646/2147483647;a", "a");
    assert_int_equal(found.piece.kind, PIECE_FRAGMENT);
    takes("kmsg", "4,1,2,-,ncfrag=1/2147483648;a", "a");
    assert_int_equal(found.piece.kind, PIECE_NONE);
    takes("kmsg", "4,1,2,-,ncfrag=x/2;a", "a");
    assert_int_equal(found.piece.kind, PIECE_NONE);
    takes("kmsg", "4,18446744073709551615,2,-;a", "a");
    takes("netconsole", padded("6.", '4', 62, ",4,1,2,-;a"), "a");
    refuses("netconsole", padded("6.", '4', 63, ",4,1,2,-;a"));
    takes("minute", "[ab 1 00:00] a", "a");
    takes("minute", "[ab1 00:00] a", "a");
    refuses("minute", "[a1 00:00] a");
    takes("minute", padded("[", 'a', 24, " 1 00:00] a"), "a");
    refuses("minute", padded("[", 'a', 25, " 1 00:00] a"));
    assert_time(0, 0, 0, 0, 0, 0);
    takes("facility", "authpriv  :emerg : a", "a");
    takes("facility", "kern:emerg     : a", "a");
    refuses("facility", "kern:emerg      : a");
    refuses("facility", "kern:warn:a");
    takes("mediatek", "(0)[2147483647:a]b", "b");
    refuses("mediatek", "(0)[2147483648:a]b");
    takes("mediatek", padded("(0)[1:", 'n', 31, "]b"), "b");
    refuses("mediatek", padded("(0)[1:", 'n', 32, "]b"));
    takes("unisoc", "c4096 1 a", "a");
    takes("samsung", "[4096: a: 1] b", "b");
    takes("samsung", "[ 3:a:1]b", "b");
    refuses("samsung", "[3: a 1] b");
}

/* What is no prefix of any kind, and each kind without its first byte. */
static void beginnings_that_are_lost(void **state) {
    (void)state;
    static const char *const texts[] = {"",  "x",        " ", "[", "<", "(", "{", "0",
                                        "k", "\xc3\xa9", ":", "|", "=", ".", "/"};
    prefix_begin(&memory, scanners_begin_report);
    static struct prefix_memory all;
    all = memory;
    for (size_t i = 0; all.elements[i]; i++) {
        const char *name = all.elements[i]->name;
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
            refuses(name, texts[j]);
    }
    refuses("since minute", "  +0.000012] a");
    refuses("minute", "Nov21 21:10] a");
    refuses("delta", "<    0.000012>] a");
    refuses("printk delta", "5.123456 <    0.000012>] a");
    refuses("printk", "    5.123456] a");
    refuses("caller", "T123] a");
    refuses("samsung", "3:   kworker/3:1: 123] a");
    refuses("mediatek", "1)[123:kworker/0:1]a");
    refuses("unisoc", "3   4242 a");
    refuses("priority", "4>a");
    refuses("kubectl", "pod/web-7d4f/app] a");
    refuses("xen", "XEN) a");
    refuses("xen guest", "d12) a");
    takes("cell", "| a", "a");
    takes("cell", " | a", "a");
    refuses("cell", "  | a");
    refuses("cell", "|a");
    refuses("combined", "combined from similar events): a");
    takes("combined", "(combined from similar events): a", "a");
}

/* --- the lines of one input --- */

/* What is left of a line, with its caller or host before it: "T7 x", "web x"; "none" where it has no prefix. */
static void assert_strips(const char *line, const char *want) {
    char got[256];
    str text = str_from_cstr(line);
    if (!prefix_strip(&memory, &text, &found))
        snprintf(got, sizeof got, "none");
    else
        snprintf(got, sizeof got, "%.*s%.*s%s%.*s", STR_ARG(found.message.caller), STR_ARG(found.message.host),
                 found.message.caller.len || found.message.host.len ? " " : "", STR_ARG(text));
    if (strcmp(got, want) != 0)
        fail_msg("%s: %s", line, got);
}

/* All lines of an input have something behind the kernel's time, or none: four in a row show that it has changed. */
static void what_follows_the_kernels_time(void **state) {
    (void)state;
    prefix_begin(&memory, scanners_begin_report);
    assert_strips("[    1.000000] x", "x");
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 3; i++)
            assert_strips("[    1.000000] [T7] x", "[T7] x");
        assert_strips("[    1.000000] x", "x"); /* it begins anew */
    }
    for (int i = 0; i < 3; i++)
        assert_strips("[    1.000000] [T7] x", "[T7] x");
    assert_strips("[    1.000000] [T7] x", "T7 x");
    for (int i = 0; i < 3; i++)
        assert_strips("[    1.000000] x", "x");
    assert_strips("[    1.000000] [T7] x", "T7 x");
    for (int i = 0; i < 4; i++)
        assert_strips("[    1.000000] x", "x");
    assert_strips("[    1.000000] [T7] x", "[T7] x");
}

/* A header of syslog whose host has LEN bytes. */
static void strip_host_of(size_t len, const char *text) {
    char host[512], line[1024];
    memset(host, 'w', len);
    host[len] = '\0';
    snprintf(line, sizeof line, "Jun  1 10:00:00 %s kernel: %s", host, text);
    str left = str_from_cstr(line);
    assert_true(prefix_strip(&memory, &left, &found));
    assert_words(left, text);
    assert_int_equal(found.message.host.len, len);
}

/* A host's name of 256 bytes is known again; the beginning of a line is kept up to 128 bytes. */
static void beginnings_that_are_kept(void **state) {
    (void)state;
    enum { HEADER = sizeof "Jun  1 10:00:00  kernel: " - 1 };
    for (size_t len = PREFIX_LAST_MOST - HEADER - 1; len <= PREFIX_LAST_MOST - HEADER + 1; len++) {
        prefix_begin(&memory, scanners_begin_report);
        for (int i = 0; i < 2; i++) {
            strip_host_of(len, "x");
            assert_int_equal(memory.last.len, HEADER + len <= PREFIX_LAST_MOST ? HEADER + len : 0);
        }
    }
    for (size_t len = SYSLOG_HOST_MOST - 1; len <= SYSLOG_HOST_MOST; len++) {
        prefix_begin(&memory, scanners_begin_report);
        strip_host_of(len, "x");
        assert_int_equal(memory.host_len, len);
    }
}

#define TRIGGER "java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"

/* A report behind what is longer than a name shows it at once. */
static void a_report_behind_a_caller(void **state) {
    (void)state;
    static const struct {
        const char *line, *want;
    } cases[] = {
        {"[    1.000000] [T1234] " TRIGGER, "T1234 " TRIGGER},
        {"[    1.000000] [T123] " TRIGGER, "[T123] " TRIGGER},
        {"[    1.000000] [T1234] x", "[T1234] x"},
        {"[    1.000000] web-01 kernel: " TRIGGER, "web-01 " TRIGGER},
        {"[    1.000000] web-1 kernel: " TRIGGER, "web-1 kernel: " TRIGGER},
        {"[    1.000000] web-01 kernel: x", "web-01 kernel: x"},
        {"[    1.000000] | " TRIGGER " |", TRIGGER},
        {"[    1.000000] | " TRIGGER, "| " TRIGGER},
        {"[    1.000000] | x |", "| x |"},
        {"[    1.000000] kernel: x", "x"}, /* the kernel's tag is one always */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        prefix_begin(&memory, scanners_begin_report);
        assert_strips("[    1.000000] x", "x");
        assert_strips(cases[i].line, cases[i].want);
    }
}

/* Eight prefixes are taken off a line; a mark alone is none. */
static void no_more_prefixes_than_there_may_be(void **state) {
    (void)state;
    prefix_begin(&memory, scanners_begin_report);
    assert_strips("+ + + + + + + [    1.000000] x", "x");
    assert_strips("+ + + + + + + + [    1.000000] x", "none");
    assert_strips("+ x", "none");
    assert_strips("12: x", "none");
    assert_strips("x", "none");
    assert_strips("", "none");
}

/* busybox writes what the kernel says as "user", unless the kernel's own facility was seen. */
static void user_after_the_kernels_own_facility(void **state) {
    (void)state;
    prefix_begin(&memory, scanners_begin_report);
    str text = STR("<4>Jan  1 00:00:00 h kernel: x");
    assert_true(prefix_strip(&memory, &text, &found));
    text = STR("<12>Jan  1 00:00:00 h kernel: [    1.000000] x");
    assert_true(prefix_strip(&memory, &text, &found));
    assert_int_equal(found.message.origin, MESSAGE_ORIGIN_USER);
}

/* Within a minute that dmesg told last. */
static void times_within_a_minute(void **state) {
    (void)state;
    prefix_begin(&memory, scanners_begin_report);
    assert_strips("[  +0.000012] x", "x");
    assert_true(memory.time_is_relative);
    assert_time(0, 0, 0, 0, 0, 0);
    assert_strips("[Nov21 21:10] x", "x");
    assert_time(0, 11, 21, 21, 10, 0);
    assert_strips("[  +0.000012] x", "x");
    assert_time(0, 11, 21, 21, 10, 0);
    assert_strips("[Xyz21 21:11] x", "x"); /* no month */
    assert_time(0, 0, 0, 0, 0, 0);
    assert_strips("[  -0.000012] x", "x");
    assert_time(0, 0, 0, 0, 0, 0);
}

/* A kernel that tells the caller lets logd know its pid: lines of the pid whose tag is lost are the kernel's. */
static void pids_of_logcat(void **state) {
    (void)state;
    prefix_begin(&memory, scanners_begin_report);
    assert_strips("01-01 00:00:00.123   156   156 W app     : x", "x");
    assert_int_equal(found.message.origin, MESSAGE_ORIGIN_USER);
    assert_strips("01-01 00:00:00.123   156   156 W         : x", "x");
    assert_int_equal(found.message.origin, MESSAGE_ORIGIN_KERNEL);
    assert_strips("01-01 00:00:00.123   156   156 W app     : x", "x");
    assert_int_equal(found.message.origin, MESSAGE_ORIGIN_KERNEL);
    assert_words(found.lead, "app");
    assert_strips("01-01 00:00:00.123   157   157 W app     : x", "x");
    assert_int_equal(found.message.origin, MESSAGE_ORIGIN_USER);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_of_the_kernel),
        cmocka_unit_test(days_of_dmesg),
        cmocka_unit_test(levels),
        cmocka_unit_test(records_of_kmsg),
        cmocka_unit_test(callers),
        cmocka_unit_test(headers_of_syslog),
        cmocka_unit_test(headers_of_journalctl),
        cmocka_unit_test(rfc5424_headers),
        cmocka_unit_test(lines_of_containers),
        cmocka_unit_test(marks_of_tools),
        cmocka_unit_test(pairs_of_logfmt),
        cmocka_unit_test(bounds_of_syslog_headers),
        cmocka_unit_test(words_that_are_no_host),
        cmocka_unit_test(what_may_follow_a_prefix),
        cmocka_unit_test(fields_of_rfc5424),
        cmocka_unit_test(lines_of_logcat),
        cmocka_unit_test(bounds_of_containers),
        cmocka_unit_test(bounds_of_logfmt),
        cmocka_unit_test(ends_of_messages),
        cmocka_unit_test(bounds_of_the_kernels),
        cmocka_unit_test(beginnings_that_are_lost),
        cmocka_unit_test(what_follows_the_kernels_time),
        cmocka_unit_test(beginnings_that_are_kept),
        cmocka_unit_test(a_report_behind_a_caller),
        cmocka_unit_test(no_more_prefixes_than_there_may_be),
        cmocka_unit_test(user_after_the_kernels_own_facility),
        cmocka_unit_test(times_within_a_minute),
        cmocka_unit_test(pids_of_logcat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
