/* The prefixes that the kernel and dmesg write: times in brackets, levels, /dev/kmsg headers, printk callers.
 * SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "log/prefix.h"
#include "log/time.h"

#include <stdio.h>

/* "]" and the one blank after it, which is the log's; more of them are the kernel's. */
static bool prefix_kernel_scan_close(struct scan *scan) {
    if (!scan_byte(scan, ']'))
        return false;
    scan_byte(scan, ' ');
    return true;
}

/* "[    5.123456] ", "[2-5.1234] " */
static bool prefix_printk(struct scan *scan, struct prefix_found *found) {
    int64_t us;
    if (!time_scan_printk(scan, &us))
        return false;
    found->message.uptime_us = us;
    return true;
}

/* "<    0.000012>", "<    0.000012 >" */
static bool prefix_kernel_scan_delta(struct scan *scan) {
    int64_t us;
    struct scan at = *scan;
    scan_blanks(&at);
    if (!scan_byte(&at, '<'))
        return false;
    scan_blanks(&at);
    if (scan_peek(&at) == '-' || scan_peek(&at) == '+')
        at.at++;
    if (!time_scan_uptime(&at, &us))
        return false;
    scan_blanks(&at);
    if (!scan_byte(&at, '>'))
        return false;
    *scan = at;
    return true;
}

/* "[12345.678901 <    0.000012>] " */
static bool prefix_printk_delta(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    int64_t us;
    if (!scan_byte(&at, '[') || !time_scan_uptime(&at, &us) || !prefix_kernel_scan_delta(&at) ||
        !prefix_kernel_scan_close(&at))
        return false;
    found->message.uptime_us = us;
    *scan = at;
    return true;
}

/* "[<    0.000012>] " */
static bool prefix_delta(struct scan *scan, struct prefix_found *found) {
    (void)found;
    struct scan at = *scan;
    if (!scan_byte(&at, '[') || !prefix_kernel_scan_delta(&at) || !prefix_kernel_scan_close(&at))
        return false;
    *scan = at;
    return true;
}

/* "[Mon Jan  1 00:00:00 2024] ", "[Mon Jan  1 00:00:00 2024 <    0.000012>] "; a hand that copied the line may have
 * missed the bracket. */
static bool prefix_ctime(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan, weekday = at;
    struct oomwhy_time stamp;
    if (!scan_byte(&at, '[') && !time_is_weekday(scan_word(&weekday)))
        return false;
    if (ascii_is_digit(scan_peek(&at)) || !time_scan_ctime(&at, &stamp))
        return false;
    prefix_kernel_scan_delta(&at);
    if (!prefix_kernel_scan_close(&at))
        return false;
    found->message.time = stamp;
    *scan = at;
    return true;
}

/* "Nov21", "Jan 1", "janv. 1" */
static bool prefix_kernel_take_day(str text, struct oomwhy_time *stamp) {
    size_t from = text.len;
    while (from > 0 && text.len - from < 2 && ascii_is_digit(text.data[from - 1]))
        from--;
    struct scan day = scan_of(str_from(text, from));
    uint64_t value;
    if (!scan_u64(&day, &value) || value < 1 || value > 31)
        return false;
    const str name = str_trim_end(str_first(text, from));
    stamp->day = (int32_t)value;
    stamp->month = time_month(name);
    return name.len >= 2;
}

/* "[Nov21 21:10] ", "[Jan 1 00:00] ": the first line of a minute (dmesg -e); its seconds are not told. */
static bool prefix_minute(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    str inside;
    if (!scan_byte(&at, '[') || !scan_until(&at, ']', &inside) || inside.len < 9 || inside.len > 32 ||
        !prefix_kernel_scan_close(&at))
        return false;
    struct scan clock = scan_of(str_from(inside, inside.len - 6));
    struct oomwhy_time stamp = {0};
    uint64_t hour, minute;
    if (!scan_byte(&clock, ' ') || !scan_u64(&clock, &hour) || !scan_byte(&clock, ':') || !scan_u64(&clock, &minute) ||
        hour > 23 || minute > 59 || !prefix_kernel_take_day(str_first(inside, inside.len - 6), &stamp))
        return false;
    stamp.hour = (int32_t)hour;
    stamp.minute = (int32_t)minute;
    found->memory->minute = stamp.month ? stamp : (struct oomwhy_time){0};
    found->memory->time_is_relative = true;
    found->message.time = found->memory->minute;
    *scan = at;
    return true;
}

/* "[  +0.000012] ": since the line before, within the minute that was told last. */
static bool prefix_since_minute(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    int64_t us;
    if (!scan_byte(&at, '['))
        return false;
    scan_blanks(&at);
    if ((!scan_byte(&at, '+') && !scan_byte(&at, '-')) || !time_scan_uptime(&at, &us) || !prefix_kernel_scan_close(&at))
        return false;
    found->memory->time_is_relative = true;
    found->message.time = found->memory->minute;
    *scan = at;
    return true;
}

/* "2024-01-01T00:00:00,123456+00:00 ": the comma is dmesg's alone. */
static bool prefix_dmesg_iso(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    if (!prefix_has_comma(at) || !time_scan_iso(&at, &stamp) || !scan_byte(&at, ' '))
        return false;
    found->message.time = stamp;
    *scan = at;
    return true;
}

/* "kern  :warn  : " */
static bool prefix_facility(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    str facility, level;
    if (!scan_until(&at, ':', &facility) || facility.len > 10 || !scan_byte(&at, ':') ||
        !scan_until(&at, ':', &level) || level.len > 10 || !scan_byte(&at, ':') || !scan_byte(&at, ' '))
        return false;
    const int facility_number = syslog_facility(str_trim_end(facility));
    const int level_number = syslog_level(str_trim_end(level));
    if (facility_number < 0 || level_number < 0)
        return false;
    found->message.facility = facility_number;
    found->message.level = level_number;
    *scan = at;
    return true;
}

static bool prefix_kernel_scan_number(struct scan *scan, char stop, uint64_t most, uint64_t *ret_value) {
    return ascii_is_digit(scan_peek(scan)) && scan_u64(scan, ret_value) && *ret_value <= most && scan_byte(scan, stop);
}

/* One of ",caller=T123", ",ncfrag=0/31". */
static void prefix_kernel_take_kmsg_key(str field, struct prefix_found *found) {
    struct scan scan = scan_of(field);
    uint64_t from, of;
    if (scan_literal(&scan, STR("caller=")))
        found->message.caller = scan_rest(&scan);
    else if (scan_literal(&scan, STR("ncfrag=")) && prefix_kernel_scan_number(&scan, '/', INT32_MAX, &from) &&
             scan_u64(&scan, &of) && of <= INT32_MAX && from < of) {
        found->piece = (struct piece){PIECE_FRAGMENT, (size_t)from, (size_t)of};
    }
}

/* "4,1234,12345678901,-;", "4,1234,12345678901,-,caller=T12;" (kernel/printk/printk.c info_print_ext_header, 3.5) */
static bool prefix_kmsg(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    uint64_t priority, sequence, us;
    if (!prefix_kernel_scan_number(&at, ',', 1023, &priority) ||
        !prefix_kernel_scan_number(&at, ',', UINT64_MAX, &sequence) ||
        !prefix_kernel_scan_number(&at, ',', MESSAGE_UPTIME_MOST_US, &us))
        return false;
    const char flag = scan_peek(&at);
    str fields;
    if ((flag != '-' && flag != 'c' && flag != '+') || !scan_until(&at, ';', &fields) || fields.len > 128)
        return false;
    at.at++;
    syslog_set_priority(&found->message, priority);
    found->message.uptime_us = (int64_t)us;
    if (flag != '-')
        found->piece.kind = flag == 'c' ? PIECE_FIRST : PIECE_NEXT;
    for (size_t comma; (comma = str_find_byte(fields, ',')) != STR_NONE;) {
        fields = str_from(fields, comma + 1);
        prefix_kernel_take_kmsg_key(str_first(fields, str_find_byte(fields, ',')), found);
    }
    *scan = at;
    return true;
}

/* "6.4.0,6,444,501151268,-;": the extended netconsole puts the release first, if asked to. */
static bool prefix_netconsole(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    str release;
    if (!ascii_is_digit(scan_peek(&at)) || !scan_until(&at, ',', &release) || release.len > 64 ||
        str_find_byte(release, '.') == STR_NONE || str_find_byte(release, ' ') != STR_NONE)
        return false;
    at.at++;
    if (!prefix_kmsg(&at, found))
        return false;
    *scan = at;
    return true;
}

/* "[T123] ", "[    C3] " */
static bool prefix_caller(struct scan *scan, struct prefix_found *found) {
    return prefix_scan_caller(scan, &found->message.caller);
}

static void prefix_kernel_set_caller(struct prefix_found *found, uint64_t pid) {
    char *room = found->memory->caller;
    const int len = snprintf(room, sizeof found->memory->caller, "T%llu", (unsigned long long)pid);
    found->message.caller = str_of(room, (size_t)len);
}

/* The end of a task's name: the bracket that closes it, names may hold pairs of their own ("runc:[2:INIT]"). */
static bool prefix_kernel_skip_name(struct scan *scan) {
    enum { NAME_MOST = 32 };
    int depth = 0;
    for (const char *from = scan->at; !scan_done(scan) && scan->at - from < NAME_MOST; scan->at++) {
        if (*scan->at == '[')
            depth++;
        else if (*scan->at == ']' && depth-- == 0)
            return true;
    }
    return false;
}

/* "-(1)[123:kworker/0:1]", "(0)[4711:name]" (MediaTek trees) */
static bool prefix_mediatek(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    uint64_t cpu, pid;
    scan_blanks(&at);
    if (!scan_byte(&at, '-'))
        scan_byte(&at, '.');
    if (!scan_byte(&at, '(') || !prefix_kernel_scan_number(&at, ')', 4096, &cpu) || !scan_byte(&at, '[') ||
        !prefix_kernel_scan_number(&at, ':', INT32_MAX, &pid) || !prefix_kernel_skip_name(&at) || !scan_byte(&at, ']'))
        return false;
    prefix_kernel_set_caller(found, pid);
    *scan = at;
    return true;
}

/* "c3   4242 ": the processor and the pid (Unisoc trees) */
static bool prefix_unisoc(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    uint64_t cpu, pid;
    if (!scan_byte(&at, 'c') || !prefix_kernel_scan_number(&at, ' ', 4096, &cpu))
        return false;
    scan_blanks(&at);
    if (!prefix_kernel_scan_number(&at, ' ', INT32_MAX, &pid))
        return false;
    prefix_kernel_set_caller(found, pid);
    *scan = at;
    return true;
}

/* "Mem-Info: |" */
static size_t prefix_cell_end(str text) {
    return str_ends(text, STR("|")) ? str_trim_end(str_first(text, text.len - 1)).len : text.len;
}

/* "| ", " | ": the text stands in the next cell of a table */
static bool prefix_cell(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    (void)found;
    scan_byte(&at, ' ');
    if (!scan_literal(&at, STR("| ")))
        return false;
    *scan = at;
    return true;
}

/* "[3:   kworker/3:1: 123] " (Samsung trees) */
static bool prefix_samsung(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    uint64_t cpu, pid;
    str inside;
    if (!scan_byte(&at, '['))
        return false;
    scan_blanks(&at);
    if (!prefix_kernel_scan_number(&at, ':', 4096, &cpu))
        return false;
    const char *from = at.at;
    if (!prefix_kernel_skip_name(&at))
        return false;
    inside = str_of(from, (size_t)(at.at - from));
    const size_t colon = str_find_last_byte(inside, ':');
    struct scan tail = scan_of(str_trim_start(str_from(inside, colon == STR_NONE ? inside.len : colon + 1)));
    if (!scan_u64(&tail, &pid) || !scan_done(&tail) || !prefix_kernel_scan_close(&at))
        return false;
    prefix_kernel_set_caller(found, pid);
    *scan = at;
    return true;
}

const struct prefix_element prefix_kernel[] = {
    {.name = "printk",
     .stands = PREFIX_STAMP,
     .then = PREFIX_AFTER,
     .opens = "[",
     .scan = prefix_printk,
     .samples = {"[    5.123456] ", "[12345.678901] ", "[1527133.672369] ", "[ 891.112245] ", "[   12.3456] ",
                 "[2-3219.1870] "}},
    {.name = "printk delta",
     .stands = PREFIX_STAMP,
     .then = PREFIX_AFTER,
     .opens = "[",
     .scan = prefix_printk_delta,
     .samples = {"[12345.678901 <    0.000012>] ", "[    5.123456 <    0.000012 >] "}},
    {.name = "delta",
     .stands = PREFIX_STAMP,
     .then = PREFIX_AFTER,
     .opens = "[",
     .scan = prefix_delta,
     .samples = {"[<    0.000012>] "}},
    {.name = "ctime",
     .stands = PREFIX_STAMP | PREFIX_AFTER,
     .then = PREFIX_AFTER,
     .opens = "[a",
     .scan = prefix_ctime,
     .samples = {"[Mon Jan  1 00:00:00 2024] ", "[lun. janv.  1 00:00:00 2024] ", "[lun.  1 janv. 00:00:00 2024] ",
                 "[Di Aug 12 03:54:03 2025] ", "[月  1月  1 00:00:00 2024] ",
                 "[Mon Jan  1 00:00:00 2024 <    0.000012>] ", "[Mon Jan  1 00:00:00] ", "Mon Jan  1 00:00:00 2024] "}},
    {.name = "minute",
     .stands = PREFIX_STAMP | PREFIX_AFTER,
     .then = PREFIX_AFTER,
     .opens = "[",
     .scan = prefix_minute,
     .samples = {"[Nov21 21:10] ", "[Jan 1 00:00] ", "[janv. 1 00:00] "}},
    {.name = "since minute",
     .stands = PREFIX_STAMP | PREFIX_AFTER,
     .then = PREFIX_AFTER,
     .opens = "[",
     .scan = prefix_since_minute,
     .samples = {"[  +0.000012] ", "[Jan 1 00:00] [ +10.000000] "}},
    {.name = "facility",
     .stands = PREFIX_FACILITY,
     .then = PREFIX_STAMP,
     .opens = "a",
     .scan = prefix_facility,
     .samples = {"kern  :warn  : ", "authpriv:notice: "}},
    {.name = "kmsg",
     .stands = PREFIX_STAMP,
     .opens = "0",
     .escapes = ESCAPES_HEX,
     .scan = prefix_kmsg,
     .samples = {"4,1234,12345678901,-;", "6,1,0,c,caller=T12;", "4,19685342,241227987454,-,caller=T12845;",
                 "4,5,6,-,ncfrag=0/31;"}},
    {.name = "netconsole",
     .stands = PREFIX_STAMP,
     .opens = "0",
     .escapes = ESCAPES_HEX,
     .scan = prefix_netconsole,
     .samples = {"6.4.0-rc1+,6,444,501151268,-;"}},
    {.name = "dmesg iso",
     .stands = PREFIX_STAMP | PREFIX_AFTER,
     .then = PREFIX_AFTER,
     .opens = "0",
     .scan = prefix_dmesg_iso,
     .samples = {"2024-01-01T00:00:00,123456+00:00 "}},
    {.name = "caller",
     .stands = PREFIX_AFTER,
     .opens = "[",
     .scan = prefix_caller,
     .samples = {"[12345.678901][ T1234] ", "[    5.123456] [T12] ", "[    5.123456][    C3] "}},
    {.name = "mediatek",
     .stands = PREFIX_AFTER,
     .opens = "-.( ",
     .scan = prefix_mediatek,
     .samples = {"[  123.456789] -(1)[123:kworker/0:1]", "[  123.456789] (0)[4711:runc:[2:INIT]]",
                 "[  123.456789]  (2)[311:logd]"}},
    {.name = "unisoc",
     .stands = PREFIX_AFTER,
     .opens = "a",
     .scan = prefix_unisoc,
     .samples = {"[  123.456789] c3   4242 "}},
    {.name = "samsung",
     .stands = PREFIX_AFTER,
     .opens = "[",
     .scan = prefix_samsung,
     .samples = {"[  123.456789] [3:   kworker/3:1:  123] "}},
    {.name = "cell",
     .stands = PREFIX_AFTER,
     .opens = "| ",
     .scan = prefix_cell,
     .end = prefix_cell_end,
     .samples = {"[  123.456789] | "}},
    {0},
};
