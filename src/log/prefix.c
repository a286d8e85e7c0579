/* Strips what precedes the kernel's words on a line: the walk over the tables of prefixes, the cache of what the last
 * line began with, and the priorities and tags of syslog that several prefixes share.
 * SPDX-License-Identifier: MIT */
#include "log/prefix.h"

/* --- what syslog writes --- */

enum { SYSLOG_FACILITY_MOST = 13 }; /* bytes of a facility's name and its dot */

static int syslog_find_name(str name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_equal(name, str_from_cstr(names[i])))
            return (int)i;
    return -1;
}

int syslog_facility(str name) {
    static const char *const names[] = {"kern",   "user",     "mail",    "daemon",       "auth",     "syslog",
                                        "lpr",    "news",     "uucp",    "cron",         "authpriv", "ftp",
                                        "ntp",    "security", "console", "solaris-cron", "local0",   "local1",
                                        "local2", "local3",   "local4",  "local5",       "local6",   "local7"};
    return syslog_find_name(name, names, sizeof names / sizeof *names);
}

int syslog_level(str name) {
    static const char *const names[] = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};
    static const char *const long_names[] = {"panic", "alert", "critical", "error", "warning"};
    const int number = syslog_find_name(name, names, sizeof names / sizeof *names);
    return number >= 0 ? number : syslog_find_name(name, long_names, sizeof long_names / sizeof *long_names);
}

void syslog_set_priority(struct message *message, uint64_t number) {
    message->level = (int)(number & 7);
    message->facility = (int)(number >> 3);
}

bool syslog_scan_priority(struct scan *scan, struct message *message) {
    struct scan at = *scan;
    uint64_t number;
    if (!scan_byte(&at, '<') || !scan_u64(&at, &number) || number > 191 || at.at - scan->at > 4 || !scan_byte(&at, '>'))
        return false;
    syslog_set_priority(message, number);
    *scan = at;
    return true;
}

void syslog_scan_priority_words(struct scan *scan, struct message *message) {
    struct scan at = *scan;
    const char closer = scan_byte(&at, '<') ? '>' : scan_byte(&at, '[') ? ']' : '\0';
    struct scan name = at;
    str facility;
    if (name.end - name.at > SYSLOG_FACILITY_MOST)
        name.end = name.at + SYSLOG_FACILITY_MOST;
    if (!scan_until(&name, '.', &facility))
        return;
    at.at = name.at + 1;
    str level = scan_word(&at);
    if (closer)
        level = level.len > 0 && level.data[level.len - 1] == closer ? str_first(level, level.len - 1) : STR("");
    const int facility_number = syslog_facility(facility);
    const int level_number = facility_number < 0 ? -1 : syslog_level(level);
    if (level_number < 0 || !scan_byte(&at, ' '))
        return;
    message->facility = facility_number;
    message->level = level_number;
    *scan = at;
}

bool syslog_scan_octets(struct scan *scan) {
    struct scan at = *scan;
    struct message ignored;
    uint64_t octets;
    if (!scan_u64(&at, &octets) || octets > 1 << 20 || !scan_byte(&at, ' '))
        return false;
    struct scan header = at;
    if (!syslog_scan_priority(&header, &ignored) || scan_peek(&header) < '0' || scan_peek(&header) > '9')
        return false;
    *scan = at;
    return true;
}

/* A template may leave out the blank after "kernel:". */
static bool syslog_opens_text(char byte) {
    return byte == '[' || ascii_is_alnum(byte);
}

/* "[123]", "[abc]": what syslog takes for a pid. */
static bool syslog_scan_pid(struct scan *scan) {
    enum { PID_MOST = 20 };
    str pid;
    return scan_byte(scan, '[') && scan_until(scan, ']', &pid) && pid.len > 0 && pid.len <= PID_MOST &&
           str_find_byte(pid, ' ') == STR_NONE && scan_byte(scan, ']');
}

/* Tags under which other programs hand on the kernel's own words: ASUSWRT after a crash, NX-OS ("%KERN-4-SYSTEM_MSG").
 */
static bool syslog_relays_kernel(str program) {
    return str_equal(program, STR("crashlog")) || str_starts(program, STR("%KERN-"));
}

/* "kernel:  [    5.123456] ": blanks that a template has written before the kernel's time. */
static void syslog_skip_blanks_before_time(struct scan *scan) {
    struct scan at = *scan;
    int64_t us;
    if (scan_blanks(&at) == 0)
        return;
    struct scan time = at;
    if (time_scan_printk(&time, &us))
        *scan = at;
}

bool syslog_scan_tag(struct scan *scan, struct syslog_tag *ret_tag) {
    struct scan at = *scan;
    const char *most = at.end - at.at > SYSLOG_TAG_MOST ? at.at + SYSLOG_TAG_MOST : at.end;
    while (at.at < most && *at.at != ':' && *at.at != '[' && *at.at != ' ' && *at.at != '\t')
        at.at++;
    struct syslog_tag tag = {.program = str_of(scan->at, (size_t)(at.at - scan->at))};
    tag.has_pid = scan_peek(&at) == '[';
    if (tag.program.len == 0 || (tag.has_pid && !syslog_scan_pid(&at)) || !scan_byte(&at, ':'))
        return false;
    const bool says_kernel = str_equal(tag.program, STR("kernel"));
    if (!scan_byte(&at, ' ') && !scan_done(&at) && !(says_kernel && syslog_opens_text(scan_peek(&at))))
        return false;
    tag.is_kernel = (says_kernel || syslog_relays_kernel(tag.program)) && !tag.has_pid;
    if (tag.is_kernel) {
        scan_literal(&at, STR(": ")); /* "kernel: : ", where a template writes the tag and its colon */
        syslog_skip_blanks_before_time(&at);
    }
    *ret_tag = tag;
    *scan = at;
    return true;
}

bool syslog_opens_kernel_line(struct scan scan) {
    const size_t left = scan_peek(&scan) != ' ' ? (size_t)(scan.end - scan.at) : 0;
    const char *blank = left > 0 ? memchr(scan.at, ' ', left < SYSLOG_HOST_MOST ? left : SYSLOG_HOST_MOST) : NULL;
    if (!blank || blank[-1] == ':')
        return false;
    scan.at = blank + 1;
    return scan_literal(&scan, STR("kernel:"));
}

/* --- the elements --- */

enum {
    DEPTH = 8,       /* prefixes on one line */
    AGAINST_MOST = 4 /* lines in a row that overturn what was learnt about prefixes after a time */
};

struct prefix_found prefix_nothing(struct prefix_memory *memory) {
    return (struct prefix_found){.memory = memory, .message = message_nothing(), .then = PREFIX_START};
}

/* The class of a line's first byte, as `opens` names it. */
static unsigned prefix_class_of(char byte) {
    if (ascii_is_digit(byte))
        return '0';
    if (ascii_is_letter(byte) || (byte & 0x80))
        return 'a';
    return (unsigned)byte;
}

static void prefix_add_element(struct prefix_memory *memory, size_t index, const struct prefix_element *element) {
    const uint64_t bit = (uint64_t)1 << index;
    memory->elements[index] = element;
    for (unsigned group = 0; group < PREFIX_GROUPS; group++)
        if (element->stands & 1U << group)
            memory->by_group[group] |= bit;
    for (const char *open = element->opens; *open; open++)
        memory->by_class[(unsigned)*open] |= bit;
}

void prefix_begin(struct prefix_memory *memory, bool (*begins_report)(str text)) {
    static const struct prefix_element *const parts[] = {prefix_syslog, prefix_kernel, prefix_container};
    size_t count = 0;
    *memory = (struct prefix_memory){.begins_report = begins_report};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (const struct prefix_element *element = parts[i]; element->name; element++)
            prefix_add_element(memory, count++, element);
}

/* The elements of the groups MAY that can begin with BYTE. */
static uint64_t prefix_candidates(const struct prefix_memory *memory, unsigned may, char byte) {
    uint64_t elements = 0;
    for (; may; may &= may - 1)
        elements |= memory->by_group[__builtin_ctz(may)];
    return elements & memory->by_class[prefix_class_of(byte)];
}

bool prefix_match(struct prefix_memory *memory, size_t index, struct scan *scan, struct prefix_found *found) {
    const struct prefix_element *element = memory->elements[index];
    const unsigned before = found->then;
    found->then = element->then;
    if (!element->scan(scan, found)) {
        found->then = before;
        return false;
    }
    found->elements |= (uint64_t)1 << index;
    if (element->escapes != ESCAPES_NONE)
        found->escapes = element->escapes;
    if (element->end)
        found->end = element->end;
    if (!(element->stands & PREFIX_OUTER))
        found->needs_more = false;
    return true;
}

/* Elements exclude each other, so that their order does not matter. */
static bool prefix_match_next(struct prefix_memory *memory, struct scan *scan, struct prefix_found *found) {
    uint64_t elements = prefix_candidates(memory, found->then, *scan->at);
    for (; elements; elements &= elements - 1)
        if (prefix_match(memory, (size_t)__builtin_ctzll(elements), scan, found))
            return true;
    return false;
}

/* --- after the kernel's time --- */

/* All lines of an input have something after the kernel's time, or none has: a task's name that looks like a printk
 * caller or a host is not taken for one. True if it is accepted that such an element has (not) MATCHED. */
static bool prefix_weigh_after(struct prefix_memory *memory, bool matched) {
    if (memory->after == PREFIX_AFTER_UNKNOWN)
        memory->after = matched ? PREFIX_AFTER_USED : PREFIX_AFTER_UNUSED;
    if (matched == (memory->after == PREFIX_AFTER_USED)) {
        memory->after_against = 0;
        return matched;
    }
    if (++memory->after_against < AGAINST_MOST)
        return false;
    memory->after_against = 0;
    memory->after = matched ? PREFIX_AFTER_USED : PREFIX_AFTER_UNUSED;
    return matched;
}

/* "[1:      leaky-app:  159]", "-(1)[159:leaky-app]", as kernels of Samsung's and Mediatek's print */
static bool prefix_opens_task(struct scan scan) {
    uint64_t ignored;
    return scan_literal(&scan, STR("-(")) ||
           (scan_byte(&scan, '[') && scan_u64(&scan, &ignored) && scan_byte(&scan, ':'));
}

static __attribute__((noinline)) bool prefix_opens_caller(struct scan scan) {
    str ignored;
    return prefix_scan_caller(&scan, &ignored) || prefix_opens_task(scan);
}

/* "[T123] ", "[1:      leaky-app:  159]"; "[    123]" is a row of the task table. */
static inline bool prefix_may_open_caller(struct scan scan) {
    const char *inside = scan.at + 1;
    while (inside < scan.end && str_is_blank(*inside))
        inside++;
    const bool is_row = inside > scan.at + 1 && inside < scan.end && ascii_is_digit(*inside);
    return !is_row && prefix_opens_caller(scan);
}

/* True if something follows the time where other lines have nothing. */
static bool prefix_may_contradict(struct scan scan) {
    switch (*scan.at) {
    case ' ':
        return false;
    case '|':
        return true;
    case '[':
        return prefix_may_open_caller(scan);
    case '-':
        return prefix_opens_caller(scan) || syslog_opens_kernel_line(scan);
    default:
        return syslog_opens_kernel_line(scan);
    }
}

/* A report behind a caller as printk and dmesg write it ("[  T159] "), a task, or "web-01 kernel: ", which with the
 * name behind it is longer than a name: of another log, or of the kernel that was booted since. Or one in the cells of
 * a table, "| java invoked oom-killer: ... |", whose last bar no name can write. */
static bool prefix_begins_other(const struct prefix_memory *memory, struct scan from, struct scan behind) {
    enum { CALLER_LEAST = 8, HOST_LEAST = 15 };
    const bool is_other = *from.at == '|' ? str_ends(scan_rest(&behind), STR(" |"))
                                          : behind.at - from.at >= (*from.at == '[' ? CALLER_LEAST : HOST_LEAST);
    return is_other && memory->begins_report(scan_rest(&behind));
}

/* A step after the kernel's time. */
static bool prefix_strip_after(struct prefix_memory *memory, struct scan *scan, struct prefix_found *found) {
    if (memory->after == PREFIX_AFTER_USED || str_starts(scan_rest(scan), STR("kernel: "))) {
        const bool matched = prefix_match_next(memory, scan, found);
        prefix_weigh_after(memory, matched);
        return matched;
    }
    if (memory->after == PREFIX_AFTER_UNUSED && !prefix_may_contradict(*scan)) {
        memory->after_against = 0;
        return false;
    }
    struct scan at = *scan;
    struct prefix_found after = *found;
    const bool matched = prefix_match_next(memory, &at, &after);
    if (matched && prefix_begins_other(memory, *scan, at))
        memory->after = PREFIX_AFTER_USED;
    if (!prefix_weigh_after(memory, matched))
        return false;
    *scan = at;
    *found = after;
    return true;
}

/* --- the cache --- */

/* Nearly all lines of a report begin with the same bytes up to the kernel's time, or up to the text after "kernel: ".
 * So the walk over a line that has them, too, begins where they end. Whatever the memory learnt from them it learnt
 * when they were kept: any line that is walked from its start replaces them.
 *
 * Measured in instructions of the whole program: 26 % fewer on nothing but reports that a syslog daemon wrote with the
 * kernel's time, 21 % on those without it, 9 % on one report; none where the wall clock differs on each line. */

/* True if what stands BEHIND the beginning BEFORE cannot change what that tells: the kernel's time, which is then taken
 * and is *RET_UPTIME_US, or anything after a tag that is whole. */
static bool prefix_scan_certain(str before, struct scan *behind, int64_t *ret_uptime_us) {
    *ret_uptime_us = ABSENT;
    return time_scan_printk(behind, ret_uptime_us) || (str_ends(before, STR("kernel: ")) && scan_peek(behind) != ':');
}

/* Keeps what LINE tells up to AT, if that is certain. */
static void prefix_keep(struct prefix_last *last, str line, struct scan at, const struct prefix_found *found) {
    const str before = str_first(line, (size_t)(at.at - line.data));
    int64_t ignored;
    last->len = 0;
    if (before.len == 0 || before.len > sizeof last->text || found->piece.kind != PIECE_NONE ||
        !prefix_scan_certain(before, &at, &ignored))
        return;
    memcpy(last->text, before.data, before.len);
    last->len = before.len;
    last->found = *found;
    message_copy(&last->names, &found->message);
    last->found.message = last->names.message;
}

/* Takes what the last line began with, and the kernel's time after it. */
static bool prefix_repeat(const struct prefix_last *last, struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    const str before = str_of(last->text, last->len);
    int64_t uptime_us;
    if (last->len == 0 || !scan_literal(&at, before) || !prefix_scan_certain(before, &at, &uptime_us))
        return false;
    *found = last->found;
    if (uptime_us != ABSENT) {
        found->message.uptime_us = uptime_us;
        found->then = PREFIX_AFTER;
    }
    *scan = at;
    return true;
}

/* --- the walk --- */

/* One step; false at its end. */
static bool prefix_strip_next(struct prefix_memory *memory, struct scan *scan, struct prefix_found *found) {
    if (found->then == 0 || scan_done(scan))
        return false;
    return found->then == PREFIX_AFTER ? prefix_strip_after(memory, scan, found)
                                       : prefix_match_next(memory, scan, found);
}

/* BusyBox's klogd speaks through syslog(3), which makes "user" of the kernel's facility: "user.warn kernel: [..] ". */
static bool prefix_may_be_kernel(const struct prefix_memory *memory, const struct message *message) {
    enum { USER = 1 };
    return message->facility == 0 || (message->facility == USER && !memory->has_kernel_facility &&
                                      message->origin == MESSAGE_ORIGIN_KERNEL && message->uptime_us != ABSENT);
}

/* The facility says more than a tag: programs write to /dev/kmsg and to a syslog socket as what they like, but not as
 * facility 0. They put their name and pid before their words: "systemd[1]: ". */
static void prefix_settle_origin(struct prefix_memory *memory, struct scan *scan, struct message *message) {
    struct syslog_tag tag;
    struct scan at = *scan;
    if (message->facility < 0)
        return;
    memory->has_kernel_facility |= message->facility == 0;
    const bool is_kernel = prefix_may_be_kernel(memory, message) && message->origin != MESSAGE_ORIGIN_USER;
    message->origin = is_kernel ? MESSAGE_ORIGIN_KERNEL : MESSAGE_ORIGIN_USER;
    if (is_kernel || message->program.len > 0 || !syslog_scan_tag(&at, &tag) || !tag.has_pid)
        return;
    message->program = tag.program;
    *scan = at;
}

/* Whether the next line may tell the same as FOUND, of LINE, but for the kernel's time. STEPS: prefixes behind what is
 * kept of it. */
static bool prefix_is_regular(const struct prefix_last *last, const struct prefix_found *found, str line, int steps) {
    const struct message *message = &found->message;
    const bool is_kernels = message->facility < 0 || message->origin == MESSAGE_ORIGIN_KERNEL;
    const bool is_kept = last->len > 0 ? last->len >= PREFIX_LOOKED_AT : *line.data == '[';
    return steps == 1 && found->then == PREFIX_AFTER && message->uptime_us != ABSENT && is_kernels && is_kept &&
           found->piece.kind == PIECE_NONE && found->lead.len == 0 && !found->end;
}

/* Notes whether FOUND, of LINE, is regular; its names are then those that are kept: they outlive the line. */
static void prefix_note_regular(const struct prefix_last *last, str line, int steps, struct prefix_found *found) {
    found->is_regular = prefix_is_regular(last, found, line, steps);
    if (!found->is_regular || last->len == 0)
        return;
    found->message.host = last->found.message.host;
    found->message.program = last->found.message.program;
    found->message.caller = last->found.message.caller;
}

bool prefix_strip_again(struct prefix_memory *memory, str line, struct prefix_found *found, str *ret_text) {
    const char *const end = line.data + line.len;
    if (memory->told != found || memory->after != PREFIX_AFTER_UNUSED)
        return false;
    const char *at = time_read_printk(&memory->second, line.data + memory->last.len, end, &found->message.uptime_us);
    if (!at)
        return false;
    *ret_text = str_of(at, (size_t)(end - at));
    if (at < end && (prefix_may_contradict((struct scan){at, end}) || str_starts(*ret_text, STR("kernel: "))))
        return false;
    memory->after_against = 0;
    found->is_again = true;
    return true;
}

bool prefix_strip(struct prefix_memory *memory, str *text, struct prefix_found *ret_found) {
    struct scan sure = scan_of(*text);
    const bool is_repeated = prefix_repeat(&memory->last, &sure, ret_found);
    struct scan at = sure;
    int steps = 1; /* the kernel's time */
    memory->told = NULL;
    if (!is_repeated) {
        *ret_found = prefix_nothing(memory);
        memory->last.len = 0;
        scan_blanks(&at);
        steps = 0;
    }
    for (int depth = 0; depth < DEPTH && prefix_strip_next(memory, &at, ret_found); depth++) {
        steps++;
        if (ret_found->needs_more)
            continue; /* such an element changes nothing that would have to be undone */
        sure = at;
        if (ret_found->then & PREFIX_STAMP && !is_repeated) {
            prefix_keep(&memory->last, *text, at, ret_found);
            steps = memory->last.len > 0 ? 0 : steps;
        }
    }
    if (sure.at == text->data)
        return false;
    prefix_settle_origin(memory, &sure, &ret_found->message);
    prefix_note_regular(&memory->last, *text, steps, ret_found);
    *text = scan_rest(&sure);
    if (ret_found->end)
        text->len = ret_found->end(*text);
    return true;
}
