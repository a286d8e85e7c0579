/* Syslog's priorities: a facility and a level, by number and by name.
 * SPDX-License-Identifier: MIT */
#include "log/priority.h"

enum { FACILITY_MOST = 12 }; /* bytes of a facility's name and its dot */

static int priority_find_name(str name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_equal(name, str_from_cstr(names[i])))
            return (int)i;
    return -1;
}

int priority_facility(str name) {
    static const char *const names[] = {"kern",   "user",     "mail",    "daemon",       "auth",     "syslog",
                                        "lpr",    "news",     "uucp",    "cron",         "authpriv", "ftp",
                                        "ntp",    "security", "console", "solaris-cron", "local0",   "local1",
                                        "local2", "local3",   "local4",  "local5",       "local6",   "local7"};
    return priority_find_name(name, names, sizeof names / sizeof *names);
}

int priority_level(str name) {
    static const char *const names[] = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};
    static const char *const long_names[] = {"panic", "alert", "critical", "error", "warning"};
    const int number = priority_find_name(name, names, sizeof names / sizeof *names);
    return number >= 0 ? number : priority_find_name(name, long_names, sizeof long_names / sizeof *long_names);
}

void priority_set(struct message *message, uint64_t number) {
    message->level = (int)(number & 7);
    message->facility = (int)(number >> 3);
}

bool priority_scan(struct scan *scan, struct message *message) {
    struct scan at = *scan;
    uint64_t number;
    if (!scan_byte(&at, '<') || !scan_u64(&at, &number) || number > 191 || at.at - scan->at > 4 || !scan_byte(&at, '>'))
        return false;
    priority_set(message, number);
    *scan = at;
    return true;
}

void priority_scan_words(struct scan *scan, struct message *message) {
    struct scan at = *scan;
    const char closer = scan_byte(&at, '<') ? '>' : scan_byte(&at, '[') ? ']' : '\0';
    struct scan name = at;
    str facility;
    if (name.end - name.at > FACILITY_MOST)
        name.end = name.at + FACILITY_MOST;
    if (!scan_until(&name, '.', &facility))
        return;
    at.at = name.at + 1;
    str level = scan_word(&at);
    if (closer)
        level = level.len > 0 && level.data[level.len - 1] == closer ? str_first(level, level.len - 1) : STR("");
    const int facility_number = priority_facility(facility);
    const int level_number = facility_number < 0 ? -1 : priority_level(level);
    if (level_number < 0 || !scan_byte(&at, ' '))
        return;
    message->facility = facility_number;
    message->level = level_number;
    *scan = at;
}

bool priority_scan_octets(struct scan *scan) {
    struct scan at = *scan;
    struct message ignored;
    uint64_t octets;
    if (!scan_u64(&at, &octets) || octets > 1 << 20 || !scan_byte(&at, ' '))
        return false;
    struct scan header = at;
    if (!priority_scan(&header, &ignored) || scan_peek(&header) < '0' || scan_peek(&header) > '9')
        return false;
    *scan = at;
    return true;
}
