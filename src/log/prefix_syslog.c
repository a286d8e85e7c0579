/* The prefixes that syslog daemons, journalctl and logcat write: time, host and program.
 * SPDX-License-Identifier: MIT */
#include "log/prefix_scanners.h"
#include "log/time.h"
#include "model/limits.h"

enum { TAG_MOST = 64 }; /* bytes of a program's name */

static int prefix_syslog_number_of_name(str name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_equal(name, str_from_cstr(names[i])))
            return (int)i;
    return -1;
}

int prefix_facility_number(str name) {
    static const char *const names[] = {"kern",   "user",     "mail",    "daemon",       "auth",     "syslog",
                                        "lpr",    "news",     "uucp",    "cron",         "authpriv", "ftp",
                                        "ntp",    "security", "console", "solaris-cron", "local0",   "local1",
                                        "local2", "local3",   "local4",  "local5",       "local6",   "local7"};
    return prefix_syslog_number_of_name(name, names, sizeof names / sizeof *names);
}

int prefix_level_number(str name) {
    static const char *const names[] = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};
    static const char *const long_names[] = {"panic", "alert", "critical", "error", "warning"};
    const int number = prefix_syslog_number_of_name(name, names, sizeof names / sizeof *names);
    return number >= 0 ? number
                       : prefix_syslog_number_of_name(name, long_names, sizeof long_names / sizeof *long_names);
}

void prefix_set_priority(struct message *message, uint64_t number) {
    message->level = (int)(number & 7);
    message->facility = (int)(number >> 3);
}

bool prefix_opens_kernel_line(struct scan scan) {
    const size_t left = scan_peek(&scan) != ' ' ? (size_t)(scan.end - scan.at) : 0;
    const char *blank = left > 0 ? memchr(scan.at, ' ', left < PREFIX_NAME_MOST ? left : PREFIX_NAME_MOST) : NULL;
    if (!blank || blank[-1] == ':')
        return false;
    scan.at = blank + 1;
    return scan_literal(&scan, STR("kernel:"));
}

/* "<4>" */
bool prefix_priority(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct scan at = *scan;
    uint64_t number;
    if (!scan_byte(&at, '<') || !scan_u64(&at, &number) || number > 191 || at.at - scan->at > 4 || !scan_byte(&at, '>'))
        return false;
    prefix_set_priority(&find->message, number);
    *scan = at;
    return true;
}

/* "123 " before "<4>1 ": the octet count of a stream (RFC 6587) */
bool prefix_octets(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    struct prefix_find ignored = *find;
    uint64_t octets;
    if (!scan_u64(&at, &octets) || octets > 1 << 20 || !scan_byte(&at, ' '))
        return false;
    struct scan header = at;
    if (!prefix_priority(&header, memory, &ignored) || !prefix_is_digit(scan_peek(&header)))
        return false;
    *scan = at;
    return true;
}

/* Who wrote a line, and whether its host was named there. */
struct prefix_syslog_tag {
    str program;
    bool has_pid, is_kernel;
};

/* A template may leave out the blank behind "kernel:". */
static bool prefix_syslog_opens_text(char byte) {
    return byte == '[' || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

/* "kernel: ", "kernel:[", "kernel:Mem-Info:", "app[123]: ", "app: ", "app:" at the end */
static bool prefix_syslog_scan_tag(struct scan *scan, struct prefix_syslog_tag *ret_tag) {
    struct scan at = *scan;
    const char *most = at.end - at.at > TAG_MOST ? at.at + TAG_MOST : at.end;
    while (at.at < most && *at.at != ':' && *at.at != '[' && *at.at != ' ' && *at.at != '\t')
        at.at++;
    struct prefix_syslog_tag tag = {.program = str_of(scan->at, (size_t)(at.at - scan->at))};
    if (tag.program.len == 0)
        return false;
    if (scan_byte(&at, '[')) {
        str pid;
        if (!scan_until(&at, ']', &pid) || pid.len == 0 || pid.len > 20 || str_find_byte(pid, ' ') != STR_NONE)
            return false;
        at.at++;
        tag.has_pid = true;
    }
    if (!scan_byte(&at, ':'))
        return false;
    const bool says_kernel = str_equal(tag.program, STR("kernel"));
    if (!scan_byte(&at, ' ') && !scan_done(&at) && !(says_kernel && prefix_syslog_opens_text(scan_peek(&at))))
        return false;
    tag.is_kernel = says_kernel && !tag.has_pid;
    if (tag.is_kernel)
        scan_literal(&at, STR(": ")); /* "kernel: : ", where a template writes the tag and its colon */
    *ret_tag = tag;
    *scan = at;
    return true;
}

/* "kern.warn " (syslog-ng, busybox) */
static void prefix_syslog_scan_priority_word(struct scan *scan, struct message *message) {
    enum { FACILITY_MOST = 12 };
    struct scan at = *scan, name = *scan;
    str facility;
    if (name.end - name.at > FACILITY_MOST)
        name.end = name.at + FACILITY_MOST;
    if (!scan_until(&name, '.', &facility))
        return;
    at.at = name.at + 1;
    const int facility_number = prefix_facility_number(facility);
    const int level_number = facility_number < 0 ? -1 : prefix_level_number(scan_word(&at));
    if (level_number < 0 || !scan_byte(&at, ' '))
        return;
    message->facility = facility_number;
    message->level = level_number;
    *scan = at;
}

static void prefix_syslog_take_tag(struct prefix_find *find, const struct prefix_syslog_tag *tag) {
    find->message.program = tag->program;
    if (tag->is_kernel)
        find->message.origin = MESSAGE_ORIGIN_KERNEL;
    else if (!str_equal(tag->program, STR("kernel")))
        find->message.origin = MESSAGE_ORIGIN_USER;
    find->then = tag->is_kernel ? PREFIX_PRIORITY | PREFIX_NESTED | PREFIX_TAG | PREFIX_STAMP : 0;
    find->is_nested = true;
}

void prefix_take_writer(struct scan *scan, struct prefix_find *find) {
    struct prefix_syslog_tag tag;
    struct scan at = *scan;
    if (!prefix_syslog_scan_tag(&at, &tag) || !tag.has_pid)
        return;
    find->message.program = tag.program;
    *scan = at;
}

static void prefix_syslog_learn_host(struct prefix_memory *memory, str host) {
    memory->host_is_left_out = host.len == 0;
    if (str_equal(host, str_of(memory->host, memory->host_len)))
        return;
    if (host.len > sizeof memory->host)
        return;
    if (host.len > 0)
        memcpy(memory->host, host.data, host.len);
    memory->host_len = host.len;
}

static bool prefix_syslog_is_known_host(const struct prefix_memory *memory, str host) {
    return host.len > 0 && str_equal(host, str_of(memory->host, memory->host_len));
}

/* A tag without a host before it (journalctl --no-hostname): certain for the kernel and with a pid, else only where
 * the input leaves hosts out. */
static bool prefix_syslog_take_tag_alone(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    struct prefix_syslog_tag tag;
    if (!prefix_syslog_scan_tag(&at, &tag) || (!tag.is_kernel && !tag.has_pid && !memory->host_is_left_out) ||
        (find->is_nested && !tag.is_kernel))
        return false;
    if (tag.is_kernel || tag.has_pid)
        prefix_syslog_learn_host(memory, str_of(NULL, 0));
    prefix_syslog_take_tag(find, &tag);
    *scan = at;
    return true;
}

/* True if another header's time, or the kernel's own, stands at the cursor. */
static bool prefix_syslog_opens_time(struct scan scan) {
    struct oomwhy_time stamp;
    int64_t us;
    const char first = scan_peek(&scan);
    if (first == '[')
        return (scan.at++, prefix_scan_uptime(&scan, &us)) && scan_peek(&scan) == ']';
    return prefix_is_digit(first) ? time_scan_iso(&scan, &stamp) : time_scan_syslog(&scan, &stamp);
}

/* "host kernel: ", "host kern.warn kernel: ", "relay host kernel: ", "host app[123]: " */
static bool prefix_syslog_take_host_and_tag(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    struct message message = find->message;
    struct prefix_syslog_tag tag;
    str host = scan_word(&at);
    if (host.len == 0 || host.len > PREFIX_NAME_MOST || host.data[host.len - 1] == ':' || scan_blanks(&at) == 0)
        return false;
    if ((*host.data == '[' || prefix_is_digit(*host.data)) && prefix_syslog_opens_time(*scan))
        return false;
    prefix_syslog_scan_priority_word(&at, &message);
    if (prefix_opens_kernel_line(at)) {
        host = scan_word(&at);
        at.at++;
    }
    if (!prefix_syslog_scan_tag(&at, &tag) || (find->is_nested && !tag.is_kernel))
        return false;
    if (memory->kernel_is_left_out && !tag.is_kernel && !tag.has_pid)
        return false; /* "DMA: 4*4kB" */
    if (tag.is_kernel || tag.has_pid)
        prefix_syslog_learn_host(memory, host);
    memory->kernel_is_left_out = memory->kernel_is_left_out && !tag.is_kernel;
    find->message = message;
    find->message.host = str_equal(host, STR("(none)")) ? STR("") : host; /* a machine that was given no name */
    prefix_syslog_take_tag(find, &tag);
    *scan = at;
    return true;
}

/* "init invoked oom-killer: ...", "oom-kill:constraint=..." or a kill behind a word: that is a host, where a syslog
 * daemon names no program. A process name with a blank would look the same, but a header without a host is the rarer
 * thing. */
static bool prefix_syslog_opens_report(struct scan scan, const struct prefix_find *find) {
    static const str sentences[] = {STR_INIT("oom-kill:constraint="), STR_INIT("Out of memory: Kill"),
                                    STR_INIT("Memory cgroup out of memory: Kill"),
                                    STR_INIT("Memory cgroup stats for /")};
    if (find->message.time.year != 0)
        return false;
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (str_starts(scan_rest(&scan), sentences[i]))
            return true;
    const size_t name = str_find(str_first(scan_rest(&scan), 64), STR(" invoked oom-killer: "));
    return name != STR_NONE && name > 0 && name <= LIMIT_COMM;
}

/* A line of a relay that names no program: "host " before a second header or a kernel time, or a host that is known;
 * else the text begins at once. */
static void prefix_syslog_take_host_alone(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    find->then = PREFIX_PRIORITY | PREFIX_NESTED | PREFIX_STAMP | PREFIX_FACILITY;
    struct scan at = *scan;
    const str host = scan_word(&at);
    if (prefix_syslog_opens_time(*scan) || host.len == 0 || host.len > PREFIX_NAME_MOST || !scan_byte(&at, ' '))
        return;
    if (prefix_syslog_opens_report(at, find)) {
        prefix_syslog_learn_host(memory, host);
        memory->kernel_is_left_out = true;
    } else if (!prefix_syslog_opens_time(at) && !prefix_syslog_is_known_host(memory, host)) {
        return;
    }
    find->message.host = host;
    *scan = at;
}

/* All that stands behind a header's time. A header within another must be the kernel's. */
static bool prefix_syslog_take_rest(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    prefix_syslog_scan_priority_word(scan, &find->message);
    if (prefix_syslog_take_host_and_tag(scan, memory, find) || prefix_syslog_take_tag_alone(scan, memory, find))
        return true;
    if (find->is_nested)
        return false;
    prefix_syslog_take_host_alone(scan, memory, find);
    return true;
}

/* The same bytes of another place, where VIEW lies between FROM and TO. */
static bool prefix_syslog_move_view(str *view, const char *from, const char *to, const char *place) {
    if (view->len == 0)
        return true;
    if (view->data < from || view->data >= to)
        return false;
    view->data = place + (view->data - from);
    return true;
}

/* Keeps what stood between FROM and TO and named host and program, for the next line. */
static void prefix_syslog_remember_rest(struct prefix_last *last, const char *from, const char *to,
                                        const struct prefix_find *find) {
    const size_t len = (size_t)(to - from);
    last->len = 0;
    last->message = find->message;
    last->then = find->then;
    if (!find->is_nested || len == 0 || len > sizeof last->text || to[-1] != ' ' ||
        !prefix_syslog_move_view(&last->message.host, from, to, last->text) ||
        !prefix_syslog_move_view(&last->message.program, from, to, last->text))
        return;
    memcpy(last->text, from, len);
    last->len = len;
}

/* The same host and program as in the line before, and not "kernel: : ", where the tag is longer. */
static bool prefix_syslog_repeats_rest(const struct prefix_last *last, struct scan *scan, struct prefix_find *find) {
    struct scan at = *scan;
    if (last->len == 0 || find->is_nested || !scan_literal(&at, str_of(last->text, last->len)) || scan_peek(&at) == ':')
        return false;
    *scan = at;
    find->message.host = last->message.host;
    find->message.program = last->message.program;
    find->message.origin = last->message.origin;
    if (last->message.facility >= 0) {
        find->message.facility = last->message.facility;
        find->message.level = last->message.level;
    }
    find->then = last->then;
    find->is_nested = true;
    return true;
}

/* Takes the rest behind STAMP at AT, and with it the whole header. */
static bool prefix_syslog_take_header(struct scan *scan, struct scan at, const struct oomwhy_time *stamp,
                                      struct prefix_memory *memory, struct prefix_find *find) {
    if (scan_blanks(&at) == 0)
        return false;
    if (!prefix_syslog_repeats_rest(&memory->last, &at, find)) {
        const bool was_nested = find->is_nested, has_priority = find->message.facility >= 0;
        const char *from = at.at;
        struct prefix_find header = *find;
        header.message.time = *stamp;
        if (!prefix_syslog_take_rest(&at, memory, &header))
            return false;
        header.message.time = find->message.time;
        *find = header;
        if (!was_nested && !has_priority)
            prefix_syslog_remember_rest(&memory->last, from, at.at, find);
    }
    if (stamp->month)
        find->message.time = *stamp;
    *scan = at;
    return true;
}

/* The time at the cursor, if it is not the one of the line before. */
static bool prefix_syslog_scan_syslog_time(struct scan *scan, struct prefix_last *last, struct oomwhy_time *ret_stamp) {
    const size_t len = sizeof "Jan  1 00:00:00" - 1;
    const char *from = scan->at;
    if (last->has_time && (size_t)(scan->end - from) > len && memcmp(from, last->time_text, len + 1) == 0) {
        *ret_stamp = last->time;
        scan->at += len;
        return true;
    }
    if (!time_scan_syslog(scan, ret_stamp))
        return false;
    last->has_time = (size_t)(scan->at - from) == len && scan->at < scan->end;
    if (last->has_time) {
        memcpy(last->time_text, from, len + 1);
        last->time = *ret_stamp;
    }
    return true;
}

/* " 2013": a year behind the time, where no host can have such a name. */
static void prefix_syslog_scan_year_behind(struct scan *scan, struct oomwhy_time *stamp) {
    struct scan at = *scan;
    uint64_t year;
    const bool is_year = scan_byte(&at, ' ') && scan_u64(&at, &year) && at.at - scan->at == 5 && year >= 1990 &&
                         year < 2100 && scan_peek(&at) == ' ';
    if (!is_year || stamp->year != 0 || !stamp->month)
        return;
    stamp->year = (int32_t)year;
    *scan = at;
}

/* "Jan  1 00:00:00 host kernel: ", "mars 01 00:00:00 host app[123]: ", "Jan  1 00:00:00 host kern.warn kernel: " */
bool prefix_rfc3164(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    if (prefix_is_digit(scan_peek(&at)) || !prefix_syslog_scan_syslog_time(&at, &memory->last, &stamp))
        return false;
    prefix_syslog_scan_year_behind(&at, &stamp);
    return prefix_syslog_take_header(scan, at, &stamp, memory, find);
}

/* "     0     0 W ", what logcat writes behind its time */
static bool prefix_syslog_opens_logcat(struct scan scan) {
    uint64_t pid, tid;
    scan_blanks(&scan);
    return scan_u64(&scan, &pid) && scan_blanks(&scan) > 0 && scan_u64(&scan, &tid);
}

/* "2024-01-01T00:00:00.123456+01:00 host kernel: " (rsyslog, journalctl short-iso). Nine digits are a container
 * runtime's time, unless the kernel's tag says otherwise. */
bool prefix_iso(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    if (!prefix_is_digit(scan_peek(&at)) || prefix_has_comma(*scan) || !time_scan_iso(&at, &stamp) ||
        prefix_syslog_opens_logcat(at))
        return false;
    struct scan behind = at;
    scan_byte(&behind, ' ');
    if (stamp.digits == 9 && !prefix_opens_kernel_line(behind))
        return false;
    return prefix_syslog_take_header(scan, at, &stamp, memory, find);
}

/* "Mon Jan  1 00:00:00 2024 kern.warn kernel: " (OpenWrt's logread) */
bool prefix_openwrt(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    uint64_t year;
    if (!time_is_weekday(scan_word(&at)) || !scan_byte(&at, ' ') || !time_scan_syslog(&at, &stamp) ||
        !scan_byte(&at, ' ') || !scan_u64(&at, &year) || year < 1970 || year > 9999)
        return false;
    stamp.year = stamp.month ? (int32_t)year : 0;
    return prefix_syslog_take_header(scan, at, &stamp, memory, find);
}

/* "Mon 2024-01-01 00:00:00 CET host kernel: " (journalctl short-full, with-unit) */
bool prefix_short_full(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    const str weekday = scan_word(&at);
    if (weekday.len < 2 || weekday.len > 16 || !scan_byte(&at, ' ') || !time_scan_iso(&at, &stamp) ||
        !scan_byte(&at, ' '))
        return false;
    const str zone = scan_word(&at);
    if (zone.len < 1 || zone.len > 8)
        return false;
    stamp.has_offset = str_equal(zone, STR("UTC"));
    return prefix_syslog_take_header(scan, at, &stamp, memory, find);
}

/* "1704063600.123456 host kernel: " (journalctl short-unix) */
bool prefix_short_unix(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    int64_t us;
    if (!prefix_scan_uptime(&at, &us) || at.at - scan->at < 16 || at.at[-7] != '.')
        return false;
    const struct oomwhy_time stamp = time_of_epoch_us(us);
    return prefix_syslog_take_header(scan, at, &stamp, memory, find);
}

/* "00:00:00 kernel: ", "00:00:00 host app[123]: ": the day was cut off. Only tags that are certain tell such a clock
 * from the kernel's own figures. */
bool prefix_clock(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    enum { CLOCK = sizeof "00:00:00" - 1 };
    struct scan at = *scan;
    if (at.end - at.at < CLOCK)
        return false;
    for (size_t i = 0; i < CLOCK; i++, at.at++)
        if (i % 3 == 2 ? *at.at != ':' : !prefix_is_digit(*at.at))
            return false;
    struct scan tag_at = at;
    if (scan_blanks(&tag_at) == 0)
        return false;
    struct scan behind_host = tag_at;
    struct prefix_syslog_tag tag;
    scan_word(&behind_host);
    const bool has_tag = prefix_syslog_scan_tag(&tag_at, &tag) ||
                         (scan_blanks(&behind_host) > 0 && prefix_syslog_scan_tag(&behind_host, &tag));
    if (!has_tag || (!tag.is_kernel && !tag.has_pid))
        return false;
    const struct oomwhy_time no_day = {0};
    return prefix_syslog_take_header(scan, at, &no_day, memory, find);
}

/* "host kernel: ", where a page or a template left out the time. */
bool prefix_host_tag(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    if (!prefix_opens_kernel_line(*scan) || !prefix_syslog_take_host_and_tag(scan, memory, find))
        return false;
    find->then = PREFIX_PRIORITY | PREFIX_TAG | PREFIX_STAMP;
    return true;
}

/* "kernel: " */
bool prefix_tag(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct prefix_syslog_tag tag;
    struct scan at = *scan;
    if (scan_peek(&at) != 'k' || !prefix_syslog_scan_tag(&at, &tag) || !tag.is_kernel)
        return false;
    const unsigned then = PREFIX_PRIORITY | PREFIX_TAG | PREFIX_STAMP;
    prefix_syslog_take_tag(find, &tag);
    find->then = find->message.uptime_us == ABSENT ? then : 0;
    *scan = at;
    return true;
}

/* "host kernel: ", "host app[123]: " behind a time in brackets (journalctl short-monotonic); other tags only behind a
 * host that is known, for the kernel's own words may look like them ("Hardware name: "). */
bool prefix_monotonic_host(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    struct prefix_syslog_tag tag;
    const str host = scan_word(&at);
    if (host.len == 0 || host.len > PREFIX_NAME_MOST || host.data[host.len - 1] == ':' || !scan_byte(&at, ' ') ||
        !prefix_syslog_scan_tag(&at, &tag))
        return false;
    if (!tag.is_kernel && !tag.has_pid && !prefix_syslog_is_known_host(memory, host))
        return false;
    if (tag.is_kernel || tag.has_pid)
        prefix_syslog_learn_host(memory, host);
    find->message.host = host;
    prefix_syslog_take_tag(find, &tag);
    find->then = 0;
    *scan = at;
    return true;
}

/* "-" or "[id name=\"value\"]..." where values may hold "\]" and "\"" */
static bool prefix_syslog_skip_structured_data(struct scan *scan) {
    if (scan_byte(scan, '-'))
        return true;
    if (scan_peek(scan) != '[')
        return false;
    while (scan_byte(scan, '[')) {
        bool is_quoted = false;
        for (; !scan_done(scan) && (is_quoted || *scan->at != ']'); scan->at++) {
            if (*scan->at == '"')
                is_quoted = !is_quoted;
            else if (*scan->at == '\\' && scan->end - scan->at > 1)
                scan->at++;
        }
        if (!scan_byte(scan, ']'))
            return false;
    }
    return true;
}

static bool prefix_syslog_next_field(struct scan *scan, str *ret_field) {
    *ret_field = scan_word(scan);
    return ret_field->len > 0 && scan_byte(scan, ' ');
}

/* "1 2024-01-01T00:00:00.123456Z host kernel - - - " behind "<4>" (RFC 5424) */
bool prefix_rfc5424(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    struct oomwhy_time stamp = {0};
    str host, program, process, id;
    if (!scan_literal(&at, STR("1 ")) || (!scan_literal(&at, STR("-")) && !time_scan_iso(&at, &stamp)) ||
        !scan_byte(&at, ' ') || !prefix_syslog_next_field(&at, &host) || !prefix_syslog_next_field(&at, &program) ||
        !prefix_syslog_next_field(&at, &process) || !prefix_syslog_next_field(&at, &id) ||
        !prefix_syslog_skip_structured_data(&at))
        return false;
    scan_byte(&at, ' ');
    scan_literal(&at, STR("\xef\xbb\xbf"));
    const bool has_pid = !str_equal(process, STR("-"));
    const struct prefix_syslog_tag tag = {program, has_pid, str_equal(program, STR("kernel"))};
    if (!str_equal(host, STR("-")))
        find->message.host = host;
    find->message.time = stamp;
    find->then = PREFIX_NESTED | PREFIX_STAMP;
    if (!str_equal(program, STR("-")))
        prefix_syslog_take_tag(find, &tag);
    if (tag.is_kernel)
        prefix_syslog_learn_host(memory, host);
    *scan = at;
    return true;
}

/* Syslog's level for logcat's letter; -1 if it is none. */
static int prefix_syslog_logcat_level(char letter) {
    static const char letters[] = "AFEWIDV";
    static const int levels[] = {1, 2, 3, 4, 6, 7, 7};
    const char *at = letter ? strchr(letters, letter) : NULL;
    return at ? levels[at - letters] : -1;
}

/* logd makes the first word that ends in ':' the tag, so that the kernel's own words may stand there; only "kernel"
 * is dropped. "kernel?" is how some trees mark it. A kernel that prints the caller lets logd know the pid: its lines
 * are those without a tag, and the others of that pid. */
static void prefix_syslog_take_logcat_tag(struct prefix_memory *memory, struct prefix_find *find, str tag,
                                          uint64_t pid) {
    tag = str_trim_end(tag);
    if (tag.len == 0)
        memory->logcat_pid = pid;
    const bool is_kernel = pid == 0 || pid == memory->logcat_pid;
    const bool says_kernel = str_starts(tag, STR("kernel")) && tag.len <= sizeof "kernel";
    find->message.program = is_kernel ? STR("kernel") : tag;
    find->message.origin = is_kernel ? MESSAGE_ORIGIN_KERNEL : MESSAGE_ORIGIN_USER;
    find->lead = is_kernel && !says_kernel && tag.len > 0 ? tag : str_of(NULL, 0);
    find->then = is_kernel && find->lead.len == 0 ? PREFIX_STAMP : 0;
}

/* "01-01 00:00:00.123", "2024-01-01 00:00:00.123" */
static bool prefix_syslog_scan_logcat_time(struct scan *scan, struct oomwhy_time *ret_stamp) {
    struct scan at = *scan;
    if (time_scan_iso(&at, ret_stamp)) {
        *scan = at;
        return true;
    }
    struct oomwhy_time stamp = {0};
    uint64_t month, day;
    if (!scan_u64(&at, &month) || month < 1 || month > 12 || !scan_byte(&at, '-') || !scan_u64(&at, &day) || day < 1 ||
        day > 31 || !scan_byte(&at, ' ') || !time_scan_clock(&at, &stamp))
        return false;
    stamp.month = (int32_t)month;
    stamp.day = (int32_t)day;
    *ret_stamp = stamp;
    *scan = at;
    return true;
}

/* "01-01 00:00:00.123     0     0 W kernel  : " (logcat -v threadtime) */
bool prefix_logcat_thread(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    uint64_t pid, tid;
    str tag;
    if (!prefix_syslog_scan_logcat_time(&at, &stamp) || scan_blanks(&at) == 0 || !scan_u64(&at, &pid) ||
        scan_blanks(&at) == 0 || !scan_u64(&at, &tid) || !scan_byte(&at, ' '))
        return false;
    const int level = prefix_syslog_logcat_level(scan_peek(&at));
    if (level < 0 || (at.at++, !scan_byte(&at, ' ')) || !scan_until(&at, ':', &tag) || tag.len > TAG_MOST)
        return false;
    at.at++;
    scan_byte(&at, ' ');
    prefix_syslog_take_logcat_tag(memory, find, tag, pid);
    find->message.level = level;
    find->message.time = stamp;
    *scan = at;
    return true;
}

/* "W/kernel  (    0): " (logcat -v brief) */
bool prefix_logcat_brief(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    uint64_t pid;
    str tag;
    const int level = prefix_syslog_logcat_level(scan_peek(&at));
    if (level < 0 || (at.at++, !scan_byte(&at, '/')) || !scan_until(&at, '(', &tag) || tag.len > TAG_MOST)
        return false;
    at.at++;
    scan_blanks(&at);
    if (!scan_u64(&at, &pid) || !scan_literal(&at, STR("):")))
        return false;
    scan_byte(&at, ' ');
    prefix_syslog_take_logcat_tag(memory, find, tag, pid);
    find->message.level = level;
    *scan = at;
    return true;
}

/* "01-01 00:00:00.123 W/kernel  (    0): " (logcat -v time) */
bool prefix_logcat_time(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    if (!prefix_syslog_scan_logcat_time(&at, &stamp) || !scan_byte(&at, ' ') || !prefix_logcat_brief(&at, memory, find))
        return false;
    find->message.time = stamp;
    *scan = at;
    return true;
}
