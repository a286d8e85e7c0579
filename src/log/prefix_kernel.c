/* The prefixes that the kernel and dmesg write: times in brackets, levels, /dev/kmsg headers, printk callers.
 * SPDX-License-Identifier: MIT */
#include "log/prefix_scanners.h"
#include "log/time.h"

#include <stdio.h>

/* "    5.123456", "12345.678901", "12.3456" */
bool prefix_scan_uptime(struct scan *scan, int64_t *ret_us) {
    enum { SECONDS_MOST = 12, FRACTION_MOST = 9 };
    static const int64_t us_of_digits[] = {0, 100000, 10000, 1000, 100, 10, 1};
    const char *at = scan->at, *const end = scan->end;
    while (at < end && *at == ' ')
        at++;
    const char *from = at;
    const uint64_t seconds = scan_digits(&at, end - at > SECONDS_MOST ? at + SECONDS_MOST : end);
    if (at == from || at == end || *at != '.')
        return false;
    from = ++at;
    uint64_t fraction = scan_digits(&at, end);
    if (at == from || at - from > FRACTION_MOST)
        return false;
    for (const char *digit = from + 6; digit < at; digit++)
        fraction /= 10;
    *ret_us = (int64_t)seconds * 1000000 + (int64_t)fraction * us_of_digits[at - from < 6 ? at - from : 6];
    scan->at = at;
    return true;
}

/* "]" and the one blank behind it, which is the transport's; more of them are the kernel's. */
static bool prefix_dmesg_scan_close(struct scan *scan) {
    if (!scan_byte(scan, ']'))
        return false;
    scan_byte(scan, ' ');
    return true;
}

/* "2-": the processor, as television sets print it before the time */
static void prefix_dmesg_skip_cpu(struct scan *scan) {
    struct scan at = *scan;
    uint64_t cpu;
    if (scan_u64(&at, &cpu) && cpu < 4096 && scan_byte(&at, '-') && prefix_is_digit(scan_peek(&at)))
        *scan = at;
}

bool prefix_printk_time(struct scan *scan, int64_t *ret_us) {
    struct scan at = *scan;
    if (!scan_byte(&at, '['))
        return false;
    prefix_dmesg_skip_cpu(&at);
    if (!prefix_scan_uptime(&at, ret_us) || !prefix_dmesg_scan_close(&at))
        return false;
    *scan = at;
    return true;
}

/* "[    5.123456] ", "[2-5.1234] " */
bool prefix_printk(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    int64_t us;
    if (!prefix_printk_time(scan, &us))
        return false;
    find->message.uptime_us = us;
    return true;
}

/* "<    0.000012>", "<    0.000012 >" */
static bool prefix_dmesg_scan_delta(struct scan *scan) {
    int64_t us;
    struct scan at = *scan;
    scan_blanks(&at);
    if (!scan_byte(&at, '<'))
        return false;
    scan_blanks(&at);
    if (scan_peek(&at) == '-' || scan_peek(&at) == '+')
        at.at++;
    if (!prefix_scan_uptime(&at, &us))
        return false;
    scan_blanks(&at);
    if (!scan_byte(&at, '>'))
        return false;
    *scan = at;
    return true;
}

/* "[12345.678901 <    0.000012>] " */
bool prefix_printk_delta(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct scan at = *scan;
    int64_t us;
    if (!scan_byte(&at, '[') || !prefix_scan_uptime(&at, &us) || !prefix_dmesg_scan_delta(&at) ||
        !prefix_dmesg_scan_close(&at))
        return false;
    find->message.uptime_us = us;
    *scan = at;
    return true;
}

/* "[<    0.000012>] " */
bool prefix_delta(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    (void)find;
    struct scan at = *scan;
    if (!scan_byte(&at, '[') || !prefix_dmesg_scan_delta(&at) || !prefix_dmesg_scan_close(&at))
        return false;
    *scan = at;
    return true;
}

/* "[Mon Jan  1 00:00:00 2024] ", "[Mon Jan  1 00:00:00 2024 <    0.000012>] " */
bool prefix_ctime(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct scan at = *scan;
    struct oomwhy_time stamp;
    if (!scan_byte(&at, '[') || prefix_is_digit(scan_peek(&at)) || !time_scan_ctime(&at, &stamp))
        return false;
    prefix_dmesg_scan_delta(&at);
    if (!prefix_dmesg_scan_close(&at))
        return false;
    find->message.time = stamp;
    *scan = at;
    return true;
}

/* "Nov21", "Jan 1", "janv. 1" */
static bool prefix_dmesg_take_day(str text, struct oomwhy_time *stamp) {
    size_t from = text.len;
    while (from > 0 && text.len - from < 2 && prefix_is_digit(text.data[from - 1]))
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
bool prefix_minute(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    str inside;
    if (!scan_byte(&at, '[') || !scan_until(&at, ']', &inside) || inside.len < 9 || inside.len > 32 ||
        !prefix_dmesg_scan_close(&at))
        return false;
    struct scan clock = scan_of(str_from(inside, inside.len - 6));
    struct oomwhy_time stamp = {0};
    uint64_t hour, minute;
    if (!scan_byte(&clock, ' ') || !scan_u64(&clock, &hour) || !scan_byte(&clock, ':') || !scan_u64(&clock, &minute) ||
        hour > 23 || minute > 59 || !prefix_dmesg_take_day(str_first(inside, inside.len - 6), &stamp))
        return false;
    stamp.hour = (int32_t)hour;
    stamp.minute = (int32_t)minute;
    memory->minute = stamp.month ? stamp : (struct oomwhy_time){0};
    memory->time_is_relative = true;
    find->message.time = memory->minute;
    *scan = at;
    return true;
}

/* "[  +0.000012] ": since the line before, within the minute that was told last. */
bool prefix_since_minute(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    int64_t us;
    if (!scan_byte(&at, '['))
        return false;
    scan_blanks(&at);
    if ((!scan_byte(&at, '+') && !scan_byte(&at, '-')) || !prefix_scan_uptime(&at, &us) ||
        !prefix_dmesg_scan_close(&at))
        return false;
    memory->time_is_relative = true;
    find->message.time = memory->minute;
    *scan = at;
    return true;
}

/* "2024-01-01T00:00:00,123456+00:00 ": the comma is dmesg's alone. */
bool prefix_dmesg_iso(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct scan at = *scan;
    struct oomwhy_time stamp;
    if (!prefix_has_comma(at) || !time_scan_iso(&at, &stamp) || !scan_byte(&at, ' '))
        return false;
    find->message.time = stamp;
    *scan = at;
    return true;
}

/* "kern  :warn  : " */
bool prefix_facility(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct scan at = *scan;
    str facility, level;
    if (!scan_until(&at, ':', &facility) || facility.len > 10 || !scan_byte(&at, ':') ||
        !scan_until(&at, ':', &level) || level.len > 10 || !scan_byte(&at, ':') || !scan_byte(&at, ' '))
        return false;
    const int facility_number = prefix_facility_number(str_trim_end(facility));
    const int level_number = prefix_level_number(str_trim_end(level));
    if (facility_number < 0 || level_number < 0)
        return false;
    find->message.facility = facility_number;
    find->message.level = level_number;
    *scan = at;
    return true;
}

/* "kern: warning: [2024-01-01T00:00:00.123456789Z]: ", "kern:    info: [...]: " */
static bool prefix_talos_scan(struct scan *scan, struct prefix_find *find) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    str facility, level;
    if (!scan_until(&at, ':', &facility) || facility.len > 10 || !scan_byte(&at, ':') || scan_blanks(&at) == 0 ||
        !scan_until(&at, ':', &level) || level.len > 10 || !scan_literal(&at, STR(": [")) ||
        !time_scan_iso(&at, &stamp) || !scan_literal(&at, STR("]: ")))
        return false;
    const int facility_number = prefix_facility_number(facility);
    const int level_number = prefix_level_number(level);
    if (facility_number < 0 || level_number < 0)
        return false;
    find->message.facility = facility_number;
    find->message.level = level_number;
    find->message.time = stamp;
    *scan = at;
    return true;
}

/* talosctl dmesg; of several nodes it names each: "10.5.0.2: kern: warning: [2024-01-01T00:00:00.123456789Z]: " */
bool prefix_talos(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct scan at = *scan;
    if (prefix_talos_scan(scan, find))
        return true;
    str node = scan_word(&at);
    if (node.len < 2 || node.len > PREFIX_NAME_MOST || node.data[node.len - 1] != ':' || !scan_byte(&at, ' ') ||
        !prefix_talos_scan(&at, find))
        return false;
    find->message.host = str_first(node, node.len - 1);
    *scan = at;
    return true;
}

static bool prefix_dmesg_scan_number(struct scan *scan, char stop, uint64_t most, uint64_t *ret_value) {
    return prefix_is_digit(scan_peek(scan)) && scan_u64(scan, ret_value) && *ret_value <= most && scan_byte(scan, stop);
}

/* One of ",caller=T123", ",ncfrag=0/31". */
static void prefix_dmesg_take_kmsg_key(str field, struct prefix_find *find) {
    struct scan scan = scan_of(field);
    uint64_t from, of;
    if (scan_literal(&scan, STR("caller=")))
        find->message.caller = scan_rest(&scan);
    else if (scan_literal(&scan, STR("ncfrag=")) && prefix_dmesg_scan_number(&scan, '/', INT32_MAX, &from) &&
             scan_u64(&scan, &of) && of <= INT32_MAX && from < of) {
        find->fragment_at = (int64_t)from;
        find->fragment_of = (int64_t)of;
    }
}

/* "4,1234,12345678901,-;", "4,1234,12345678901,-,caller=T12;" (kernel/printk/printk.c info_print_ext_header, 3.5) */
bool prefix_kmsg(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct scan at = *scan;
    uint64_t priority, sequence, us;
    if (!prefix_dmesg_scan_number(&at, ',', 1023, &priority) ||
        !prefix_dmesg_scan_number(&at, ',', UINT64_MAX, &sequence) ||
        !prefix_dmesg_scan_number(&at, ',', MESSAGE_UPTIME_MOST_US, &us))
        return false;
    const char flag = scan_peek(&at);
    str fields;
    if ((flag != '-' && flag != 'c' && flag != '+') || !scan_until(&at, ';', &fields) || fields.len > 128)
        return false;
    at.at++;
    prefix_set_priority(&find->message, priority);
    find->message.uptime_us = (int64_t)us;
    find->continuation = flag == '-' ? '\0' : flag;
    for (size_t comma; (comma = str_find_byte(fields, ',')) != STR_NONE;) {
        fields = str_from(fields, comma + 1);
        prefix_dmesg_take_kmsg_key(str_first(fields, str_find_byte(fields, ',')), find);
    }
    *scan = at;
    return true;
}

/* "6.4.0,6,444,501151268,-;": the extended netconsole puts the release first, if asked to. */
bool prefix_netconsole(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    str release;
    if (!prefix_is_digit(scan_peek(&at)) || !scan_until(&at, ',', &release) || release.len > 64 ||
        str_find_byte(release, '.') == STR_NONE || str_find_byte(release, ' ') != STR_NONE)
        return false;
    at.at++;
    if (!prefix_kmsg(&at, memory, find))
        return false;
    *scan = at;
    return true;
}

/* "[T123] ", "[    C3] " (CONFIG_PRINTK_CALLER, since 5.1) */
bool prefix_caller(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct scan at = *scan;
    uint64_t number;
    if (!scan_byte(&at, '['))
        return false;
    scan_blanks(&at);
    const char *from = at.at;
    if ((!scan_byte(&at, 'T') && !scan_byte(&at, 'C')) || !prefix_is_digit(scan_peek(&at)) || !scan_u64(&at, &number))
        return false;
    const str caller = str_of(from, (size_t)(at.at - from));
    if (!prefix_dmesg_scan_close(&at))
        return false;
    find->message.caller = caller;
    *scan = at;
    return true;
}

static void prefix_dmesg_name_caller(struct prefix_memory *memory, struct prefix_find *find, uint64_t pid) {
    const int len = snprintf(memory->caller, sizeof memory->caller, "T%llu", (unsigned long long)pid);
    find->message.caller = str_of(memory->caller, (size_t)len);
}

/* The end of a task's name: the bracket that closes it, names may hold pairs of their own ("runc:[2:INIT]"). */
static bool prefix_dmesg_skip_name(struct scan *scan) {
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
bool prefix_mediatek(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    uint64_t cpu, pid;
    if (!scan_byte(&at, '-'))
        scan_byte(&at, '.');
    if (!scan_byte(&at, '(') || !prefix_dmesg_scan_number(&at, ')', 4096, &cpu) || !scan_byte(&at, '[') ||
        !prefix_dmesg_scan_number(&at, ':', INT32_MAX, &pid) || !prefix_dmesg_skip_name(&at) || !scan_byte(&at, ']'))
        return false;
    prefix_dmesg_name_caller(memory, find, pid);
    *scan = at;
    return true;
}

/* "[3:   kworker/3:1: 123] " (Samsung trees) */
bool prefix_samsung(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    uint64_t cpu, pid;
    str inside;
    if (!scan_byte(&at, '['))
        return false;
    scan_blanks(&at);
    if (!prefix_dmesg_scan_number(&at, ':', 4096, &cpu))
        return false;
    const char *from = at.at;
    if (!prefix_dmesg_skip_name(&at))
        return false;
    inside = str_of(from, (size_t)(at.at - from));
    const size_t colon = str_find_last_byte(inside, ':');
    struct scan tail = scan_of(str_trim_start(str_from(inside, colon == STR_NONE ? inside.len : colon + 1)));
    if (!scan_u64(&tail, &pid) || !scan_done(&tail) || !prefix_dmesg_scan_close(&at))
        return false;
    prefix_dmesg_name_caller(memory, find, pid);
    *scan = at;
    return true;
}
