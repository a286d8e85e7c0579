/* The prefixes that syslog daemons, journalctl and logcat write: time, host and program.
 * SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "log/prefix.h"
#include "log/time.h"

/* "<4>" */
static bool prefix_priority(struct scan *scan, struct prefix_found *found) {
    return syslog_scan_priority(scan, &found->message);
}

/* "123 " before "<4>1 " */
static bool prefix_octets(struct scan *scan, struct prefix_found *found) {
    (void)found;
    return syslog_scan_octets(scan);
}

/* "... - kernel": NX-OS names the speaker behind the text, too. */
static size_t prefix_syslog_end(str text) {
    const str speaker = STR(" - kernel");
    return str_ends(text, speaker) ? text.len - speaker.len : text.len;
}

/* "kernel[77]: " leaves open who spoke, whether the kernel's time stands behind it or not. */
static void prefix_syslog_take_tag(struct prefix_found *found, const struct syslog_tag *tag) {
    const bool is_doubtful = !tag->is_kernel && str_equal(tag->program, STR("kernel"));
    found->message.program = tag->program;
    if (*tag->program.data == '%')
        found->end = prefix_syslog_end;
    if (tag->is_kernel)
        found->message.origin = MESSAGE_ORIGIN_KERNEL;
    else if (!is_doubtful)
        found->message.origin = MESSAGE_ORIGIN_USER;
    found->then = tag->is_kernel ? PREFIX_PRIORITY | PREFIX_NESTED | PREFIX_TAG | PREFIX_STAMP
                  : is_doubtful  ? PREFIX_STAMP
                                 : 0;
    found->has_tag = true;
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

/* No host's name has such bytes: templates put levels, labels and columns there. */
static bool prefix_syslog_may_be_host(str word) {
    for (size_t i = 0; i < word.len; i++)
        if (memchr("<>{}\"|=,;", word.data[i], sizeof "<>{}\"|=,;" - 1))
            return false;
    return word.len > 0 && word.len <= SYSLOG_HOST_MOST && (word.data[word.len - 1] != ']' || *word.data == '[');
}

/* "(none)" is a machine without a name, "..." and "***" a name that somebody left out. */
static bool prefix_syslog_names_host(str word) {
    for (size_t i = 0; i < word.len; i++)
        if (ascii_is_alnum(word.data[i]) || (word.data[i] & 0x80))
            return !str_equal(word, STR("(none)"));
    return false;
}

static bool prefix_syslog_is_known_host(const struct prefix_memory *memory, str host) {
    return host.len > 0 && str_equal(host, str_of(memory->host, memory->host_len));
}

/* A tag without a host before it (journalctl --no-hostname): certain for the kernel and with a pid, else only where
 * the input leaves hosts out. */
static bool prefix_syslog_take_tag_alone(struct scan *scan, struct prefix_found *found) {
    struct prefix_memory *memory = found->memory;
    struct scan at = *scan;
    struct syslog_tag tag;
    if (!syslog_scan_tag(&at, &tag) || (!tag.is_kernel && !tag.has_pid && !memory->host_is_left_out) ||
        (found->has_tag && !tag.is_kernel))
        return false;
    if (tag.is_kernel || tag.has_pid)
        prefix_syslog_learn_host(memory, str_of(NULL, 0));
    prefix_syslog_take_tag(found, &tag);
    *scan = at;
    return true;
}

/* True if there is another header's time, or the kernel's own, at the cursor. */
static bool prefix_syslog_opens_time(struct scan scan) {
    struct oomwhy_time stamp;
    int64_t us;
    const char first = scan_peek(&scan);
    if (first == '[')
        return (scan.at++, time_scan_uptime(&scan, &us)) && scan_peek(&scan) == ']';
    return ascii_is_digit(first) ? time_scan_iso(&scan, &stamp) : time_scan_syslog(&scan, &stamp);
}

/* "host kernel: ", "host kern.warn kernel: ", "relay host kernel: ", "host app[123]: " */
static bool prefix_syslog_take_host_and_tag(struct scan *scan, struct prefix_found *found) {
    struct prefix_memory *memory = found->memory;
    struct scan at = *scan;
    struct message message = found->message;
    struct syslog_tag tag;
    str host = scan_word(&at);
    if (!prefix_syslog_may_be_host(host) || host.data[host.len - 1] == ':' || scan_blanks(&at) == 0)
        return false;
    if ((*host.data == '[' || ascii_is_digit(*host.data)) && prefix_syslog_opens_time(*scan))
        return false;
    syslog_scan_priority_words(&at, &message);
    if (syslog_opens_kernel_line(at)) {
        host = scan_word(&at);
        at.at++;
    }
    if (!syslog_scan_tag(&at, &tag) || (found->has_tag && !tag.is_kernel))
        return false;
    if (memory->kernel_is_left_out && !tag.is_kernel && !tag.has_pid)
        return false; /* "DMA: 4*4kB" */
    if (tag.is_kernel || tag.has_pid)
        prefix_syslog_learn_host(memory, host);
    memory->kernel_is_left_out = memory->kernel_is_left_out && !tag.is_kernel;
    found->message = message;
    found->message.host = prefix_syslog_names_host(host) ? host : STR("");
    prefix_syslog_take_tag(found, &tag);
    *scan = at;
    return true;
}

/* A line of a relay that names no program: "host " before a second header, a kernel time or a report, or a host that is
 * known; else the text begins at once. Before "invoked oom-killer: " it is a process. */
static void prefix_syslog_take_host_alone(struct scan *scan, struct prefix_found *found) {
    struct prefix_memory *memory = found->memory;
    found->then = PREFIX_PRIORITY | PREFIX_NESTED | PREFIX_STAMP | PREFIX_FACILITY;
    struct scan at = *scan;
    const str host = scan_word(&at);
    if (prefix_syslog_opens_time(*scan) || !prefix_syslog_may_be_host(host) || !scan_byte(&at, ' '))
        return;
    const bool is_process = str_starts(scan_rest(&at), STR("invoked "));
    if (found->message.time.year == 0 && !is_process && memory->begins_report(scan_rest(&at))) {
        prefix_syslog_learn_host(memory, host);
        memory->kernel_is_left_out = true;
    } else if (!prefix_syslog_opens_time(at) && !prefix_syslog_is_known_host(memory, host)) {
        return;
    }
    found->message.host = host;
    *scan = at;
}

/* All that follows a header's time. A header within another must be the kernel's. */
static bool prefix_syslog_take_rest(struct scan *scan, struct prefix_found *found) {
    syslog_scan_priority_words(scan, &found->message);
    if (prefix_syslog_take_host_and_tag(scan, found) || prefix_syslog_take_tag_alone(scan, found))
        return true;
    if (found->has_tag)
        return false;
    prefix_syslog_take_host_alone(scan, found);
    return true;
}

/* Takes the rest after STAMP at AT, and with it the whole header. */
static bool prefix_syslog_take_header(struct scan *scan, struct scan at, const struct oomwhy_time *stamp,
                                      struct prefix_found *found) {
    struct prefix_found header = *found;
    header.message.time = *stamp;
    if (scan_blanks(&at) == 0 || !prefix_syslog_take_rest(&at, &header))
        return false;
    if (!stamp->month)
        header.message.time = found->message.time;
    *found = header;
    *scan = at;
    return true;
}

/* " 2013": a year after the time, where no host can have such a name. */
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
static bool prefix_rfc3164(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    const bool is_number = ascii_is_digit(scan_peek(&at));
    if ((!time_scan_syslog(&at, &stamp) && !time_scan_syslog_year(&at, &stamp)) || (is_number && !stamp.month))
        return false;
    prefix_syslog_scan_year_behind(&at, &stamp);
    return prefix_syslog_take_header(scan, at, &stamp, found);
}

/* "     0     0 W ", what logcat writes after its time */
static bool prefix_syslog_opens_logcat(struct scan scan) {
    uint64_t pid, tid;
    scan_blanks(&scan);
    return scan_u64(&scan, &pid) && scan_blanks(&scan) > 0 && scan_u64(&scan, &tid);
}

/* "stdout F ", what a container runtime writes after its time */
static bool prefix_syslog_opens_stream(struct scan scan) {
    return (scan_literal(&scan, STR("stdout ")) || scan_literal(&scan, STR("stderr "))) &&
           (scan_literal(&scan, STR("F ")) || scan_literal(&scan, STR("P ")));
}

/* "2024-01-01T00:00:00.123456+01:00 host kernel: " (rsyslog, journalctl short-iso). Nine digits are a container
 * runtime's time, unless the kernel's tag says otherwise. */
static bool prefix_iso(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    if (!ascii_is_digit(scan_peek(&at)) || prefix_has_comma(*scan) || !time_scan_iso(&at, &stamp) ||
        prefix_syslog_opens_logcat(at))
        return false;
    struct scan behind = at;
    scan_byte(&behind, ' ');
    if (stamp.digits == 9 && !syslog_opens_kernel_line(behind))
        return false;
    if (stamp.has_offset && prefix_syslog_opens_stream(behind))
        return false;
    return prefix_syslog_take_header(scan, at, &stamp, found);
}

/* "Mon Jan  1 00:00:00 2024 kern.warn kernel: " (OpenWrt's logread) */
static bool prefix_openwrt(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    uint64_t year;
    if (!time_is_weekday(scan_word(&at)) || !scan_byte(&at, ' ') || !time_scan_syslog(&at, &stamp) ||
        !scan_byte(&at, ' ') || !scan_u64(&at, &year) || year < 1970 || year > 9999)
        return false;
    stamp.year = stamp.month ? (int32_t)year : 0;
    return prefix_syslog_take_header(scan, at, &stamp, found);
}

/* "Mon 2024-01-01 00:00:00 CET host kernel: " (journalctl short-full, with-unit). Another word may precede a time
 * that has a 'T' in it. */
static bool prefix_short_full(struct scan *scan, struct prefix_found *found) {
    enum { DATE = sizeof "2024-01-01" - 1 };
    struct scan at = *scan;
    struct oomwhy_time stamp;
    const str weekday = scan_word(&at);
    if (weekday.len < 2 || weekday.len > 16 || !scan_byte(&at, ' '))
        return false;
    const char *date = at.at;
    if (!time_scan_iso(&at, &stamp) || date[DATE] != ' ')
        return false;
    const str zone = stamp.has_offset ? STR("UTC") : (scan_byte(&at, ' '), scan_word(&at));
    if (zone.len < 1 || zone.len > 8 || (*zone.data & 0x80))
        return false;
    return prefix_syslog_take_header(scan, at, &stamp, found);
}

/* "1704063600.123456 host kernel: " (journalctl short-unix) */
static bool prefix_short_unix(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    int64_t us;
    if (!time_scan_uptime(&at, &us) || at.at - scan->at < 16 || at.at[-7] != '.')
        return false;
    const struct oomwhy_time stamp = time_of_epoch_us(us);
    return prefix_syslog_take_header(scan, at, &stamp, found);
}

/* "00:00:00 kernel: ", "00:00:00 host app[123]: ": the day was cut off. Only tags that are certain tell such a clock
 * from the kernel's own figures. */
static bool prefix_clock(struct scan *scan, struct prefix_found *found) {
    enum { CLOCK = sizeof "00:00:00" - 1 };
    struct scan at = *scan;
    if (at.end - at.at < CLOCK)
        return false;
    for (size_t i = 0; i < CLOCK; i++, at.at++)
        if (i % 3 == 2 ? *at.at != ':' : !ascii_is_digit(*at.at))
            return false;
    struct scan tag_at = at;
    if (scan_blanks(&tag_at) == 0)
        return false;
    struct scan behind_host = tag_at;
    struct syslog_tag tag;
    scan_word(&behind_host);
    const bool has_tag =
        syslog_scan_tag(&tag_at, &tag) || (scan_blanks(&behind_host) > 0 && syslog_scan_tag(&behind_host, &tag));
    if (!has_tag || (!tag.is_kernel && !tag.has_pid))
        return false;
    const struct oomwhy_time no_day = {0};
    return prefix_syslog_take_header(scan, at, &no_day, found);
}

/* "host kernel: ", where a page or a template left out the time. */
static bool prefix_host_tag(struct scan *scan, struct prefix_found *found) {
    if (!syslog_opens_kernel_line(*scan) || !prefix_syslog_take_host_and_tag(scan, found))
        return false;
    found->then = PREFIX_PRIORITY | PREFIX_TAG | PREFIX_STAMP;
    return true;
}

/* "kernel: " */
static bool prefix_tag(struct scan *scan, struct prefix_found *found) {
    struct syslog_tag tag;
    struct scan at = *scan;
    if (scan_peek(&at) != 'k' || !syslog_scan_tag(&at, &tag) || !tag.is_kernel)
        return false;
    const unsigned then = PREFIX_PRIORITY | PREFIX_TAG | PREFIX_STAMP;
    prefix_syslog_take_tag(found, &tag);
    found->then = found->message.uptime_us == ABSENT ? then : 0;
    *scan = at;
    return true;
}

/* "host kernel: ", "host app[123]: " after a time in brackets (journalctl short-monotonic); other tags only after a
 * host that is known, for the kernel's own words may look like them ("Hardware name: "). */
static bool prefix_monotonic_host(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    struct syslog_tag tag;
    const str host = scan_word(&at);
    if (host.len == 0 || host.len > SYSLOG_HOST_MOST || host.data[host.len - 1] == ':' || !scan_byte(&at, ' ') ||
        !syslog_scan_tag(&at, &tag))
        return false;
    if (!tag.is_kernel && !tag.has_pid && !prefix_syslog_is_known_host(found->memory, host))
        return false;
    if (tag.is_kernel || tag.has_pid)
        prefix_syslog_learn_host(found->memory, host);
    found->message.host = host;
    prefix_syslog_take_tag(found, &tag);
    found->then = 0;
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

/* "1 2024-01-01T00:00:00.123456Z host kernel - - - " after "<4>" (RFC 5424) */
static bool prefix_rfc5424(struct scan *scan, struct prefix_found *found) {
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
    const struct syslog_tag tag = {program, has_pid, str_equal(program, STR("kernel"))};
    if (!str_equal(host, STR("-")))
        found->message.host = host;
    found->message.time = stamp;
    found->then = PREFIX_NESTED | PREFIX_STAMP;
    if (!str_equal(program, STR("-")))
        prefix_syslog_take_tag(found, &tag);
    if (tag.is_kernel)
        prefix_syslog_learn_host(found->memory, host);
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

/* logd makes the first word that ends in ':' the tag, so that it may be the kernel's own word; only "kernel" is
 * dropped. Some vendors' trees write "kernel?". A kernel that prints the caller lets logd know the pid: its lines are
 * those without a tag, and the others of that pid. */
static void prefix_syslog_take_logcat_tag(struct prefix_found *found, str tag, uint64_t pid) {
    tag = str_trim_end(tag);
    if (tag.len == 0)
        found->memory->logcat_pid = pid;
    const bool is_kernel = pid == 0 || pid == found->memory->logcat_pid;
    const bool says_kernel = str_starts(tag, STR("kernel")) && tag.len <= sizeof "kernel";
    found->message.program = is_kernel ? STR("kernel") : tag;
    found->message.origin = is_kernel ? MESSAGE_ORIGIN_KERNEL : MESSAGE_ORIGIN_USER;
    found->lead = is_kernel && !says_kernel && tag.len > 0 ? tag : str_of(NULL, 0);
    found->then = is_kernel && found->lead.len == 0 ? PREFIX_STAMP : 0;
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
static bool prefix_logcat_thread(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    uint64_t pid, tid;
    str tag;
    if (!prefix_syslog_scan_logcat_time(&at, &stamp) || scan_blanks(&at) == 0 || !scan_u64(&at, &pid) ||
        scan_blanks(&at) == 0 || !scan_u64(&at, &tid) || !scan_byte(&at, ' '))
        return false;
    const int level = prefix_syslog_logcat_level(scan_peek(&at));
    if (level < 0 || (at.at++, !scan_byte(&at, ' ')) || !scan_until(&at, ':', &tag) || tag.len > SYSLOG_TAG_MOST)
        return false;
    at.at++;
    scan_byte(&at, ' ');
    prefix_syslog_take_logcat_tag(found, tag, pid);
    found->message.level = level;
    found->message.time = stamp;
    *scan = at;
    return true;
}

/* "W/kernel  (    0): " (logcat -v brief) */
static bool prefix_logcat_brief(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    uint64_t pid;
    str tag;
    const int level = prefix_syslog_logcat_level(scan_peek(&at));
    if (level < 0 || (at.at++, !scan_byte(&at, '/')) || !scan_until(&at, '(', &tag) || tag.len > SYSLOG_TAG_MOST)
        return false;
    at.at++;
    scan_blanks(&at);
    if (!scan_u64(&at, &pid) || !scan_literal(&at, STR("):")))
        return false;
    scan_byte(&at, ' ');
    prefix_syslog_take_logcat_tag(found, tag, pid);
    found->message.level = level;
    *scan = at;
    return true;
}

/* "01-01 00:00:00.123 W/kernel  (    0): " (logcat -v time) */
static bool prefix_logcat_time(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    if (!prefix_syslog_scan_logcat_time(&at, &stamp) || !scan_byte(&at, ' ') || !prefix_logcat_brief(&at, found))
        return false;
    found->message.time = stamp;
    *scan = at;
    return true;
}

const struct prefix_element prefix_syslog[] = {
    {.name = "rfc3164",
     .stands = PREFIX_HEADER | PREFIX_NESTED,
     .opens = "a0",
     .escapes = ESCAPES_OCTAL,
     .scan = prefix_rfc3164,
     .samples = {"Jan  1 00:00:00 host kernel: ", "Nov 21 20:58:06.364569 web-01 kernel: ",
                 "mars 01 00:00:00 h app[123]: ", "12月 29 00:00:00 host kernel: ",
                 "Jan  1 00:00:00 10.0.0.1 kern.warn kernel: ", "Jan  1 00:00:00 2013 kernel: : ",
                 "2024 Jan  1 00:00:00.123 sw-1 %KERN-4-SYSTEM_MSG: ", "Jan  1 00:00:00 crashlog: "}},
    {.name = "iso",
     .stands = PREFIX_HEADER | PREFIX_NESTED,
     .opens = "0",
     .escapes = ESCAPES_OCTAL,
     .scan = prefix_iso,
     .samples = {"2024-01-01T00:00:00.123456+01:00 host kernel: ", "2024-01-01T00:00:00+0100 host kernel: ",
                 "2024-01-01 00:00:00 host kernel: ", "2024-01-01T00:00:00Z host app[123]: ",
                 "2024-01-01T00:00:00.123456789Z host kernel: ", "2024-01-01T00:00:00Z host kernel:"}},
    {.name = "priority",
     .stands = PREFIX_PRIORITY,
     .then = PREFIX_RFC5424 | PREFIX_FACILITY | PREFIX_HEADER | PREFIX_TAG | PREFIX_STAMP,
     .opens = "<",
     .scan = prefix_priority,
     .samples = {"<4>", "<46>"}},
    {.name = "octets",
     .stands = PREFIX_COUNT,
     .then = PREFIX_PRIORITY,
     .opens = "0",
     .scan = prefix_octets,
     .samples = {"123 <4>1 2024-01-01T00:00:00Z host kernel - - - "}},
    {.name = "openwrt",
     .stands = PREFIX_HEADER,
     .opens = "a",
     .escapes = ESCAPES_OCTAL,
     .scan = prefix_openwrt,
     .samples = {"Mon Jan  1 00:00:00 2024 kern.warn kernel: "}},
    {.name = "short full",
     .stands = PREFIX_HEADER,
     .opens = "a",
     .escapes = ESCAPES_OCTAL,
     .scan = prefix_short_full,
     .samples = {"Mon 2024-01-01 00:00:00 CET host kernel: ",
                 "lun. 2024-01-01 00:00:00.123456 CET host foo.service[12]: "}},
    {.name = "short unix",
     .stands = PREFIX_HEADER,
     .opens = "0",
     .escapes = ESCAPES_OCTAL,
     .scan = prefix_short_unix,
     .samples = {"1704063600.123456 host kernel: "}},
    {.name = "clock",
     .stands = PREFIX_HEADER,
     .opens = "0",
     .escapes = ESCAPES_OCTAL,
     .scan = prefix_clock,
     .samples = {"00:00:00 kernel: ", "23:59:59 host app[123]: "}},
    {.name = "host tag",
     .stands = PREFIX_HEADER,
     .opens = "a",
     .escapes = ESCAPES_OCTAL,
     .scan = prefix_host_tag,
     .samples = {"web-01 kernel: "}},
    {.name = "tag",
     .stands = PREFIX_TAG | PREFIX_AFTER,
     .opens = "a",
     .escapes = ESCAPES_OCTAL,
     .scan = prefix_tag,
     .samples = {"kernel: ", "Jan  1 00:00:00 host kernel: kernel: ", "[    5.123456] kernel: "}},
    {.name = "monotonic host",
     .stands = PREFIX_AFTER,
     .opens = "a0[:",
     .escapes = ESCAPES_OCTAL,
     .scan = prefix_monotonic_host,
     .samples = {"[    5.123456] web-01 kernel: ", "[    5.123456] web-01 systemd[1]: ",
                 "[    5.123456 <    0.000012 >] 10.0.0.1 kernel: "}},
    {.name = "rfc5424",
     .stands = PREFIX_RFC5424,
     .opens = "0",
     .escapes = ESCAPES_OCTAL,
     .scan = prefix_rfc5424,
     .samples = {"<4>1 2024-01-01T00:00:00.123456Z host kernel - - - ",
                 "<4>1 2024-01-01T00:00:00Z host kernel - ID47 [a@1 k=\"[x\\]\\\"\"][b] ", "<13>1 - - app 123 - - "}},
    {.name = "logcat thread",
     .stands = PREFIX_HEADER,
     .opens = "0",
     .scan = prefix_logcat_thread,
     .samples = {"01-01 00:00:00.123     0     0 W kernel  : ", "2024-01-01 00:00:00.123     0     0 W kernel? : ",
                 "01-01 00:00:00.123   156   156 W         : "}},
    {.name = "logcat brief",
     .stands = PREFIX_HEADER,
     .opens = "a",
     .scan = prefix_logcat_brief,
     .samples = {"W/kernel  (    0): "}},
    {.name = "logcat time",
     .stands = PREFIX_HEADER,
     .opens = "0",
     .scan = prefix_logcat_time,
     .samples = {"01-01 00:00:00.123 W/kernel  (    0): "}},
    {0},
};
