/* What syslog writes before a message: its priority, and the tag of the program.
 * SPDX-License-Identifier: MIT */
#include "log/syslog.h"

#include "base/ascii.h"

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
    tag.is_kernel = says_kernel && !tag.has_pid;
    if (tag.is_kernel)
        scan_literal(&at, STR(": ")); /* "kernel: : ", where a template writes the tag and its colon */
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
