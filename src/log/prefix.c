/* What log carriers write before the kernel's words on a line of text: the table of prefixes and the walk that takes
 * them off. SPDX-License-Identifier: MIT */
#include "log/prefix_scanners.h"

enum { PREFIX_PRINTK = 0 }; /* where "printk" stands in the table */

enum { FRACTION = 6 }; /* digits of a second that printk writes */

enum { AGAINST_MOST = 4 }; /* lines in a row that overturn what was learnt about prefixes behind a time */

struct prefix_find prefix_nothing(void) {
    return (struct prefix_find){
        .message = {.uptime_us = ABSENT, .level = -1, .facility = -1},
        .then = PREFIX_START,
    };
}

/* The byte that stands in `opens` for a line's first one. */
static unsigned prefix_class_of(char byte) {
    if (byte >= '0' && byte <= '9')
        return '0';
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte & 0x80))
        return 'a';
    return (unsigned)byte;
}

void prefix_begin(struct prefix_memory *memory) {
    memset(memory, 0, sizeof *memory);
    for (size_t i = 0; i < prefix_count; i++) {
        const uint64_t bit = (uint64_t)1 << i;
        for (unsigned group = 0; group < PREFIX_GROUPS; group++)
            if (prefix_table[i].groups & 1U << group)
                memory->by_group[group] |= bit;
        for (const char *open = prefix_table[i].opens; *open; open++)
            memory->by_class[(unsigned)*open] |= bit;
    }
}

/* The elements that may stand where the groups MAY may, and begin with BYTE. */
static uint64_t prefix_candidates(const struct prefix_memory *memory, unsigned may, char byte) {
    uint64_t elements = 0;
    for (; may; may &= may - 1)
        elements |= memory->by_group[__builtin_ctz(may)];
    return elements & memory->by_class[prefix_class_of(byte)];
}

bool prefix_match(const struct prefix_element *element, struct prefix_memory *memory, struct scan *scan,
                  struct prefix_find *find) {
    const unsigned before = find->then;
    find->then = element->then;
    if (!element->scan(scan, memory, find)) {
        find->then = before;
        return false;
    }
    if (element->escapes != PREFIX_RAW)
        find->escapes = element->escapes;
    if (!(element->groups & PREFIX_WRAP))
        find->needs_more = false;
    return true;
}

/* Matches what stands at the cursor, the element that matched there last being asked first: elements exclude each
 * other, so that the order does not matter. */
static bool prefix_match_next(struct prefix_memory *memory, size_t depth, struct scan *scan, struct prefix_find *find) {
    const unsigned may = find->then;
    const size_t last = memory->trail[depth];
    if (last > 0 && (prefix_table[last - 1].groups & may) && prefix_match(&prefix_table[last - 1], memory, scan, find))
        return true;
    uint64_t elements = prefix_candidates(memory, may, *scan->at);
    for (; elements; elements &= elements - 1) {
        const size_t i = (size_t)__builtin_ctzll(elements);
        if (i + 1 == last || !prefix_match(&prefix_table[i], memory, scan, find))
            continue;
        memory->trail[depth] = (uint8_t)(i + 1);
        return true;
    }
    return false;
}

/* All lines of an input have something behind the kernel's time, or none has: a task's name that looks like a printk
 * caller or a host is not taken for one. True if what was (not) MATCHED may stand. */
static bool prefix_weigh_after(struct prefix_memory *memory, bool matched) {
    if (!memory->after_is_known) {
        memory->after_is_known = true;
        memory->after_is_used = matched;
    }
    if (matched == memory->after_is_used) {
        memory->after_against = 0;
        return matched;
    }
    if (++memory->after_against < AGAINST_MOST)
        return false;
    memory->after_against = 0;
    memory->after_is_used = matched;
    return matched;
}

/* A row of the task table, "[   1234] ": most of what begins with a bracket, and no printk caller. */
static bool prefix_opens_row(struct scan scan) {
    const char *const at = scan.at + 1;
    return scan.end - at > SCAN_EIGHT && prefix_is_digit(at[scan_eight_blanks(at)]);
}

/* True if something stands behind the time where other lines have nothing. */
static bool prefix_may_contradict(struct prefix_memory *memory, struct scan scan) {
    struct prefix_find ignored;
    if (*scan.at != '[')
        return prefix_opens_kernel_line(scan);
    return !prefix_opens_row(scan) && prefix_caller(&scan, memory, &ignored);
}

/* A step behind the kernel's time. */
static bool prefix_strip_after(struct prefix_memory *memory, size_t depth, struct scan *scan,
                               struct prefix_find *find) {
    if (memory->after_is_known && memory->after_is_used) {
        const bool matched = prefix_match_next(memory, depth, scan, find);
        prefix_weigh_after(memory, matched);
        return matched;
    }
    if (memory->after_is_known && !prefix_may_contradict(memory, *scan)) {
        memory->after_against = 0;
        return false;
    }
    struct scan at = *scan;
    struct prefix_find after = *find;
    if (!prefix_weigh_after(memory, prefix_match_next(memory, depth, &at, &after)))
        return false;
    *scan = at;
    *find = after;
    return true;
}

/* One step of the walk; false at its end. */
static bool prefix_strip_next(struct prefix_memory *memory, size_t depth, struct scan *scan, struct prefix_find *find) {
    if (find->then == 0 || scan_done(scan))
        return false;
    return find->then == PREFIX_AFTER ? prefix_strip_after(memory, depth, scan, find)
                                      : prefix_match_next(memory, depth, scan, find);
}

/* The facility says more than a tag: programs write to /dev/kmsg and to a syslog socket as what they like, but not as
 * facility 0. */
static void prefix_settle_origin(struct scan *scan, struct prefix_find *find) {
    struct message *message = &find->message;
    if (message->facility < 0)
        return;
    const bool is_kernel = message->facility == 0 && message->origin != MESSAGE_ORIGIN_USER;
    message->origin = is_kernel ? MESSAGE_ORIGIN_KERNEL : MESSAGE_ORIGIN_USER;
    if (!is_kernel && message->program.len == 0)
        prefix_take_writer(scan, find);
}

/* VIEW is empty, or its bytes are kept in the memory. */
static bool prefix_is_kept(const struct prefix_memory *memory, str view) {
    return view.len == 0 ||
           (view.data >= memory->last.text && view.data < memory->last.text + sizeof memory->last.text);
}

/* The find tells nothing but what the bytes before the kernel's time say: nothing stands behind it, no part of a
 * record, and no word that the line itself holds. */
static bool prefix_can_be_habit(const struct prefix_memory *memory, const struct prefix_find *find) {
    const struct message *message = &find->message;
    const bool is_whole = !find->is_part && !find->is_container && !find->continuation && !find->fragment_of &&
                          find->lead.len == 0 && message->caller.len == 0;
    return is_whole && find->then == PREFIX_AFTER && message->uptime_us != ABSENT &&
           (message->facility < 0 || message->origin == MESSAGE_ORIGIN_KERNEL) &&
           prefix_is_kept(memory, message->host) && prefix_is_kept(memory, message->program);
}

/* Keeps what was found on a line of DEPTH prefixes whose kernel time began behind BEFORE; of DEPTH 0 there is nothing
 * to keep. */
static void prefix_keep_habit(struct prefix_memory *memory, str before, size_t depth, const struct prefix_find *find) {
    struct prefix_habit *habit = &memory->habit;
    const bool is_one = depth > 0 && before.len <= PREFIX_HABIT_MOST && prefix_can_be_habit(memory, find);
    habit->is_sure = is_one && depth == habit->depth && str_equal(before, str_of(habit->text, habit->len));
    habit->depth = is_one ? depth : 0;
    habit->clock_len = 0;
    if (!is_one || habit->is_sure)
        return;
    if (before.len > 0)
        memcpy(habit->text, before.data, before.len);
    habit->len = before.len;
    habit->escapes = find->escapes;
}

/* How many bytes of LINE are prefixes: those that the line before began with, up to the kernel's seconds, and
 * "678901] "; 0: it begins otherwise. */
static size_t prefix_repeats_clock(const struct prefix_habit *habit, str line, int64_t *ret_uptime_us) {
    const size_t len = habit->clock_len + FRACTION + 2;
    const char *const fraction = line.data + habit->clock_len;
    uint64_t us;
    if (habit->clock_len == 0 || line.len < len || (ptrdiff_t)(FRACTION + 2) < SCAN_EIGHT ||
        memcmp(line.data, habit->text, habit->clock_len) != 0 || scan_eight(fraction, &us) != FRACTION ||
        fraction[FRACTION] != ']' || fraction[FRACTION + 1] != ' ')
        return 0;
    *ret_uptime_us = habit->seconds_us + (int64_t)us;
    return len;
}

/* The first LEN bytes of LINE are the habit and the time UPTIME_US. */
static void prefix_keep_clock(struct prefix_habit *habit, str line, size_t len, int64_t uptime_us) {
    habit->clock_len = 0;
    if (len < habit->len + FRACTION + 3 || line.data[len - 1] != ' ' || line.data[len - FRACTION - 3] != '.' ||
        len - FRACTION - 2 > sizeof habit->text)
        return;
    habit->clock_len = len - FRACTION - 2;
    memcpy(habit->text + habit->len, line.data + habit->len, habit->clock_len - habit->len);
    habit->seconds_us = uptime_us - uptime_us % 1000000;
}

/* The same for any time. */
static size_t prefix_repeats_habit(const struct prefix_memory *memory, struct prefix_habit *habit, str line,
                                   int64_t *ret_uptime_us) {
    struct scan scan = scan_of(line);
    if (!habit->is_sure || !memory->after_is_known || memory->after_is_used ||
        !scan_literal(&scan, str_of(habit->text, habit->len)) || !prefix_printk_time(&scan, ret_uptime_us))
        return 0;
    const size_t len = (size_t)(scan.at - line.data);
    prefix_keep_clock(habit, line, len, *ret_uptime_us);
    return len;
}

bool prefix_repeats(struct prefix_memory *memory, str line, int64_t *ret_uptime_us, str *ret_text) {
    size_t len = prefix_repeats_clock(&memory->habit, line, ret_uptime_us);
    if (len == 0)
        len = prefix_repeats_habit(memory, &memory->habit, line, ret_uptime_us);
    if (len == 0)
        return false;
    if (len < line.len) {
        if (prefix_may_contradict(memory, scan_of(str_from(line, len))))
            return false;
        memory->after_against = 0;
    }
    *ret_text = str_of(line.data + len, line.len - len);
    return true;
}

size_t prefix_strip(struct prefix_memory *memory, struct scan *scan, struct prefix_find *ret_find) {
    struct scan at = *scan;
    const char *const from = at.at, *last = from;
    size_t depth = 0, sure = 0;
    *ret_find = prefix_nothing();
    for (const char *begin = from; depth < PREFIX_DEPTH && prefix_strip_next(memory, depth, &at, ret_find);
         begin = at.at) {
        depth++;
        if (ret_find->needs_more)
            continue; /* such an element tells nothing that would have to be taken back */
        sure = depth;
        last = begin;
        *scan = at;
    }
    prefix_settle_origin(scan, ret_find);
    const bool ends_in_time = sure > 0 && sure == depth && memory->trail[sure - 1] == 1 + PREFIX_PRINTK;
    prefix_keep_habit(memory, str_of(from, (size_t)(last - from)), ends_in_time ? sure : 0, ret_find);
    return sure;
}

size_t prefix_find_stamp(str text) {
    enum { DIGITS_AT = 1 };
    for (size_t from = 0;;) {
        const size_t found = str_find_byte(str_from(text, from), '[');
        if (found == STR_NONE)
            return STR_NONE;
        from += found;
        struct scan scan = scan_of(str_from(text, from + DIGITS_AT));
        const char *digits = scan.at;
        int64_t us;
        if (prefix_scan_uptime(&scan, &us) && scan.at - digits >= 12 && scan.at[-1 - FRACTION] == '.' &&
            scan_byte(&scan, ']') && (scan_peek(&scan) == ' ' || scan_peek(&scan) == '['))
            return from;
        from++;
    }
}

#define BEHIND_WRAP (PREFIX_START)
#define BEHIND_MARK (PREFIX_WRAP | PREFIX_PRIORITY | PREFIX_FACILITY | PREFIX_HEADER | PREFIX_STAMP)

const struct prefix_element prefix_table[] = {
    {"printk",
     PREFIX_STAMP,
     PREFIX_AFTER,
     "[",
     PREFIX_RAW,
     prefix_printk,
     {"[    5.123456] ", "[12345.678901] ", "[1527133.672369] ", "[ 891.112245] ", "[   12.3456] ", "[2-3219.1870] "}},
    {"rfc3164",
     PREFIX_HEADER | PREFIX_NESTED,
     0,
     "a",
     PREFIX_OCTAL,
     prefix_rfc3164,
     {"Jan  1 00:00:00 host kernel: ", "Nov 21 20:58:06.364569 web-01 kernel: ", "mars 01 00:00:00 h app[123]: ",
      "Jan 6 07:32:35 [hostname] kernel: ", "Jan  1 00:00:00 10.0.0.1 kern.warn kernel: ",
      "Jan  1 00:00:00 2013 kernel: : "}},
    {"iso",
     PREFIX_HEADER | PREFIX_NESTED,
     0,
     "0",
     PREFIX_OCTAL,
     prefix_iso,
     {"2024-01-01T00:00:00.123456+01:00 host kernel: ", "2024-01-01T00:00:00+0100 host kernel: ",
      "2024-01-01 00:00:00 host kernel: ", "2024-01-01T00:00:00Z host app[123]: ",
      "2024-01-01T00:00:00.123456789Z host kernel: ", "2024-01-01T00:00:00Z host kernel:"}},
    {"priority",
     PREFIX_PRIORITY,
     PREFIX_RFC5424 | PREFIX_FACILITY | PREFIX_HEADER | PREFIX_TAG | PREFIX_STAMP,
     "<",
     PREFIX_RAW,
     prefix_priority,
     {"<4>", "<46>"}},
    {"kmsg",
     PREFIX_STAMP,
     0,
     "0",
     PREFIX_HEX,
     prefix_kmsg,
     {"4,1234,12345678901,-;", "6,1,0,c,caller=T12;", "4,19685342,241227987454,-,caller=T12845;",
      "4,5,6,-,ncfrag=0/31;"}},
    {"netconsole", PREFIX_STAMP, 0, "0", PREFIX_HEX, prefix_netconsole, {"6.4.0-rc1+,6,444,501151268,-;"}},
    {"facility",
     PREFIX_FACILITY,
     PREFIX_STAMP,
     "a",
     PREFIX_RAW,
     prefix_facility,
     {"kern  :warn  : ", "authpriv:notice: "}},
    {"talos",
     PREFIX_HEADER,
     0,
     "a0",
     PREFIX_RAW,
     prefix_talos,
     {"kern: warning: [2024-01-01T00:00:00.123456789Z]: ", "kern:    info: [2024-01-01T00:00:00Z]: ",
      "10.5.0.2: kern:    info: [2024-01-01T00:00:00.123456789Z]: "}},
    {"printk delta",
     PREFIX_STAMP,
     PREFIX_AFTER,
     "[",
     PREFIX_RAW,
     prefix_printk_delta,
     {"[12345.678901 <    0.000012>] ", "[    5.123456 <    0.000012 >] "}},
    {"delta", PREFIX_STAMP, PREFIX_AFTER, "[", PREFIX_RAW, prefix_delta, {"[<    0.000012>] "}},
    {"ctime",
     PREFIX_STAMP | PREFIX_AFTER,
     PREFIX_AFTER,
     "[",
     PREFIX_RAW,
     prefix_ctime,
     {"[Mon Jan  1 00:00:00 2024] ", "[lun. janv.  1 00:00:00 2024] ", "[Di Aug 12 03:54:03 2025] ",
      "[Mon Jan  1 00:00:00 2024 <    0.000012>] ", "[月  1月  1 00:00:00 2024] "}},
    {"minute",
     PREFIX_STAMP | PREFIX_AFTER,
     PREFIX_AFTER,
     "[",
     PREFIX_RAW,
     prefix_minute,
     {"[Nov21 21:10] ", "[Jan 1 00:00] ", "[janv. 1 00:00] "}},
    {"since minute",
     PREFIX_STAMP | PREFIX_AFTER,
     PREFIX_AFTER,
     "[",
     PREFIX_RAW,
     prefix_since_minute,
     {"[  +0.000012] ", "[Jan 1 00:00] [ +10.000000] "}},
    {"dmesg iso",
     PREFIX_STAMP | PREFIX_AFTER,
     PREFIX_AFTER,
     "0",
     PREFIX_RAW,
     prefix_dmesg_iso,
     {"2024-01-01T00:00:00,123456+00:00 "}},
    {"caller",
     PREFIX_AFTER,
     0,
     "[",
     PREFIX_RAW,
     prefix_caller,
     {"[12345.678901][ T1234] ", "[    5.123456] [T12] ", "[    5.123456][    C3] "}},
    {"mediatek",
     PREFIX_AFTER,
     0,
     "-.(",
     PREFIX_RAW,
     prefix_mediatek,
     {"[  123.456789] -(1)[123:kworker/0:1]", "[  123.456789] (0)[4711:runc:[2:INIT]]"}},
    {"samsung", PREFIX_AFTER, 0, "[", PREFIX_RAW, prefix_samsung, {"[  123.456789] [3:   kworker/3:1:  123] "}},
    {"monotonic host",
     PREFIX_AFTER,
     0,
     "a0[:",
     PREFIX_OCTAL,
     prefix_monotonic_host,
     {"[    5.123456] web-01 kernel: ", "[    5.123456] web-01 systemd[1]: ",
      "[    5.123456 <    0.000012 >] 10.0.0.1 kernel: "}},
    {"tag",
     PREFIX_TAG | PREFIX_AFTER,
     0,
     "a",
     PREFIX_OCTAL,
     prefix_tag,
     {"kernel: ", "Jan  1 00:00:00 host kernel: kernel: ", "[    5.123456] kernel: "}},
    {"octets",
     PREFIX_COUNT,
     PREFIX_PRIORITY,
     "0",
     PREFIX_RAW,
     prefix_octets,
     {"123 <4>1 2024-01-01T00:00:00Z host kernel - - - "}},
    {"rfc5424",
     PREFIX_RFC5424,
     0,
     "0",
     PREFIX_OCTAL,
     prefix_rfc5424,
     {"<4>1 2024-01-01T00:00:00.123456Z host kernel - - - ",
      "<4>1 2024-01-01T00:00:00Z host kernel - ID47 [a@1 k=\"[x\\]\\\"\"][b] ", "<13>1 - - app 123 - - "}},
    {"openwrt", PREFIX_HEADER, 0, "a", PREFIX_OCTAL, prefix_openwrt, {"Mon Jan  1 00:00:00 2024 kern.warn kernel: "}},
    {"short full",
     PREFIX_HEADER,
     0,
     "a",
     PREFIX_OCTAL,
     prefix_short_full,
     {"Mon 2024-01-01 00:00:00 CET host kernel: ", "lun. 2024-01-01 00:00:00.123456 CET host foo.service[12]: "}},
    {"short unix", PREFIX_HEADER, 0, "0", PREFIX_OCTAL, prefix_short_unix, {"1704063600.123456 host kernel: "}},
    {"clock", PREFIX_HEADER, 0, "0", PREFIX_OCTAL, prefix_clock, {"00:00:00 kernel: ", "23:59:59 host app[123]: "}},
    {"host tag", PREFIX_HEADER, 0, "a", PREFIX_OCTAL, prefix_host_tag, {"web-01 kernel: "}},
    {"logcat thread",
     PREFIX_HEADER,
     0,
     "0",
     PREFIX_RAW,
     prefix_logcat_thread,
     {"01-01 00:00:00.123     0     0 W kernel  : ", "2024-01-01 00:00:00.123     0     0 W kernel? : ",
      "01-01 00:00:00.123   156   156 W         : "}},
    {"logcat time", PREFIX_HEADER, 0, "0", PREFIX_RAW, prefix_logcat_time, {"01-01 00:00:00.123 W/kernel  (    0): "}},
    {"logcat brief", PREFIX_HEADER, 0, "a", PREFIX_RAW, prefix_logcat_brief, {"W/kernel  (    0): "}},
    {"cri",
     PREFIX_WRAP,
     BEHIND_WRAP,
     "0",
     PREFIX_RAW,
     prefix_cri,
     {"2024-01-01T00:00:00.123456789Z stdout F ", "2024-01-01T00:00:00.123456789+01:00 stderr F "}},
    {"container time",
     PREFIX_WRAP,
     BEHIND_WRAP,
     "0",
     PREFIX_RAW,
     prefix_container_time,
     {"2024-01-01T00:00:00.123456789Z "}},
    {"compose", PREFIX_WRAP, BEHIND_WRAP, "a0", PREFIX_RAW, prefix_compose, {"service-1  | ", "web_app | "}},
    {"kubectl", PREFIX_WRAP, BEHIND_WRAP, "[", PREFIX_RAW, prefix_kubectl, {"[pod/web-7d4f/app] "}},
    {"xen", PREFIX_WRAP, 0, "(", PREFIX_RAW, prefix_xen, {"(XEN) ", "(XEN) [2024-01-01 00:00:00.123] "}},
    {"xen guest", PREFIX_WRAP, BEHIND_WRAP, "(", PREFIX_RAW, prefix_xen_guest, {"(d12) "}},
    {"numbered",
     PREFIX_WRAP,
     BEHIND_MARK,
     "0",
     PREFIX_RAW,
     prefix_numbered,
     {"12: [    5.123456] ", "123\t<4>[    5.123456] ", "7:Jan  1 00:00:00 host kernel: "}},
    {"diff", PREFIX_WRAP, BEHIND_MARK, "+-", PREFIX_RAW, prefix_diff, {"+[    5.123456] ", "- <4>[    5.123456] "}},
    {"grepped",
     PREFIX_WRAP,
     BEHIND_MARK,
     "a0/.",
     PREFIX_RAW,
     prefix_grepped,
     {"/var/log/kern.log:Jan  1 00:00:00 host kernel: ", "kern.log.1-[    5.123456] ", "kern.log:12:[    5.123456] "}},
};

const size_t prefix_count = sizeof prefix_table / sizeof *prefix_table;
