/* What containers, hypervisors, log shippers, grep and pagers put before a line.
 * SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "log/prefix.h"
#include "log/time.h"

/* What may follow a mark that only tells something if another prefix follows. */
enum { PREFIX_BEHIND_MARK = PREFIX_OUTER | PREFIX_PRIORITY | PREFIX_FACILITY | PREFIX_HEADER | PREFIX_STAMP };

static bool prefix_container_is_name_byte(char byte) {
    return ascii_is_alnum(byte) || byte == '-' || byte == '_' || byte == '.' || byte == '/';
}

static str prefix_container_scan_name(struct scan *scan) {
    const char *from = scan->at;
    while (!scan_done(scan) && prefix_container_is_name_byte(*scan->at))
        scan->at++;
    return str_of(from, (size_t)(scan->at - from));
}

/* "2024-01-01T00:00:00.123456789Z " */
static bool prefix_container_scan_runtime_time(struct scan *scan, struct oomwhy_time *ret_stamp) {
    return ascii_is_digit(scan_peek(scan)) && time_scan_iso(scan, ret_stamp) && ret_stamp->digits == 9 &&
           ret_stamp->has_offset && scan_byte(scan, ' ');
}

/* "stdout F " */
static bool prefix_container_scan_stream(struct scan *scan, char *ret_flag) {
    if (!scan_literal(scan, STR("stdout ")) && !scan_literal(scan, STR("stderr ")))
        return false;
    *ret_flag = scan_peek(scan);
    return (*ret_flag == 'F' || *ret_flag == 'P') && (scan->at++, scan_byte(scan, ' ') || scan_done(scan));
}

/* "2024-01-01T00:00:00.123456789Z stdout F " (containerd, CRI-O); "P": goes on in the next record. Collectors write
 * such times with fewer digits. */
static bool prefix_cri(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    char flag;
    if (!ascii_is_digit(scan_peek(&at)) || !time_scan_iso(&at, &stamp) || !stamp.has_offset || !scan_byte(&at, ' ') ||
        !prefix_container_scan_stream(&at, &flag))
        return false;
    found->message.time = stamp;
    found->piece.kind = flag == 'P' ? PIECE_PART : PIECE_PART_END;
    if (flag == 'P')
        found->then = 0;
    *scan = at;
    return true;
}

/* "2024-01-01T00:00:00.123456789Z " (kubectl logs --timestamps, docker logs -t) */
static bool prefix_container_time(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    char flag;
    if (!prefix_container_scan_runtime_time(&at, &stamp) || syslog_opens_kernel_line(at))
        return false;
    struct scan stream = at;
    if (prefix_container_scan_stream(&stream, &flag))
        return false;
    found->message.time = stamp;
    *scan = at;
    return true;
}

/* "service-1  | " (docker compose logs); a row of a table ends in such a bar, too */
static bool prefix_compose(struct scan *scan, struct prefix_found *found) {
    (void)found;
    struct scan at = *scan;
    if (str_ends(str_trim_end(scan_rest(&at)), STR("|")))
        return false;
    if (prefix_container_scan_name(&at).len == 0 || scan_blanks(&at) == 0 || !scan_byte(&at, '|') ||
        (!scan_byte(&at, ' ') && !scan_done(&at)))
        return false;
    *scan = at;
    return true;
}

/* "(combined from similar events): " (what Kubernetes puts before the message of an event that came often) */
static bool prefix_combined(struct scan *scan, struct prefix_found *found) {
    (void)found;
    return scan_literal(scan, STR("(combined from similar events): "));
}

/* "[pod/name/container] " (kubectl logs --prefix) */
static bool prefix_kubectl(struct scan *scan, struct prefix_found *found) {
    (void)found;
    struct scan at = *scan;
    if (!scan_literal(&at, STR("[pod/")) || prefix_container_scan_name(&at).len == 0 || !scan_literal(&at, STR("] ")))
        return false;
    *scan = at;
    return true;
}

/* "(XEN) ", "(XEN) [2024-01-01 00:00:00.123] ": the hypervisor's own words */
static bool prefix_xen(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    if (!scan_literal(&at, STR("(XEN) ")))
        return false;
    struct scan time = at;
    if (scan_byte(&time, '[') && time_scan_iso(&time, &stamp) && scan_literal(&time, STR("] "))) {
        found->message.time = stamp;
        at = time;
    }
    found->message.program = STR("xen");
    found->message.origin = MESSAGE_ORIGIN_USER;
    *scan = at;
    return true;
}

/* "(d12) ": a guest's console on the hypervisor's */
static bool prefix_xen_guest(struct scan *scan, struct prefix_found *found) {
    (void)found;
    struct scan at = *scan;
    uint64_t guest;
    if (!scan_literal(&at, STR("(d")) || !scan_u64(&at, &guest) || !scan_literal(&at, STR(") ")))
        return false;
    *scan = at;
    return true;
}

/* "12: ", "  12  ", "12\t": a line number (cat -n, grep -n); the octet count of a syslog stream is none, nor is a year
 */
static bool prefix_numbered(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    struct scan other = at;
    struct oomwhy_time stamp;
    uint64_t number;
    if (syslog_scan_octets(&other) || time_scan_syslog_year(&other, &stamp) || !scan_u64(&at, &number) ||
        at.at - scan->at > 7)
        return false;
    const bool is_colon = scan_byte(&at, ':') || scan_byte(&at, '-');
    if (!is_colon && (scan_byte(&at, '.') || scan_byte(&at, ')') || scan_byte(&at, '|')) && scan_peek(&at) != ' ')
        return false;
    if (scan_blanks(&at) == 0 && !is_colon)
        return false;
    if (ascii_is_digit(scan_peek(&at)))
        return false;
    found->needs_more = true;
    *scan = at;
    return true;
}

/* "+", "-": a diff's mark */
static bool prefix_diff(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    if (!scan_byte(&at, '+') && !scan_byte(&at, '-'))
        return false;
    if (scan_peek(&at) == '(')
        return false;
    scan_blanks(&at);
    found->needs_more = true;
    *scan = at;
    return true;
}

/* "kern: warning: [2024-01-01T00:00:00.123456789Z]: ", "kern:    info: [...]: " */
static bool prefix_talos_scan(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    struct oomwhy_time stamp;
    str facility, level;
    if (!scan_until(&at, ':', &facility) || facility.len > 10 || !scan_byte(&at, ':') || scan_blanks(&at) == 0 ||
        !scan_until(&at, ':', &level) || level.len > 10 || !scan_literal(&at, STR(": [")) ||
        !time_scan_iso(&at, &stamp) || !scan_literal(&at, STR("]: ")))
        return false;
    const int facility_number = syslog_facility(facility);
    const int level_number = syslog_level(level);
    if (facility_number < 0 || level_number < 0)
        return false;
    found->message.facility = facility_number;
    found->message.level = level_number;
    found->message.time = stamp;
    *scan = at;
    return true;
}

/* talosctl dmesg; of several nodes it names each: "10.5.0.2: kern: warning: [2024-01-01T00:00:00.123456789Z]: " */
static bool prefix_talos(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan;
    if (prefix_talos_scan(scan, found))
        return true;
    str node = scan_word(&at);
    if (node.len < 2 || node.len > SYSLOG_HOST_MOST || node.data[node.len - 1] != ':' || !scan_byte(&at, ' ') ||
        !prefix_talos_scan(&at, found))
        return false;
    found->message.host = str_first(node, node.len - 1);
    *scan = at;
    return true;
}

/* "/var/log/kern.log:", "kern.log-": a file's name (grep over several files); the address before talosctl's lines is
 * none */
static bool prefix_grepped(struct scan *scan, struct prefix_found *found) {
    struct scan at = *scan, talos = at;
    struct prefix_found ignored = *found;
    if (prefix_talos(&talos, &ignored))
        return false;
    const str path = prefix_container_scan_name(&at);
    if (str_find_byte(path, '.') == STR_NONE && str_find_byte(path, '/') == STR_NONE)
        return false;
    if (!scan_byte(&at, ':') && path.data[path.len - 1] != '-')
        return false;
    found->needs_more = true;
    *scan = at;
    return true;
}

/* The fields that logfmt names before the message. */
static void prefix_logfmt_take(struct message *message, str key, str value) {
    struct scan scan = scan_of(value);
    struct oomwhy_time stamp;
    if (str_equal(key, STR("host")) || str_equal(key, STR("hostname")))
        message->host = value;
    else if (str_equal(key, STR("facility")))
        message->facility = syslog_facility(value);
    else if (str_equal(key, STR("level")) || str_equal(key, STR("severity")))
        message->level = syslog_level(value);
    else if ((str_equal(key, STR("time")) || str_equal(key, STR("ts"))) && time_scan_iso(&scan, &stamp))
        message->time = stamp;
}

/* "host=" */
static bool prefix_logfmt_scan_key(struct scan *scan, str *ret_key) {
    enum { KEY_MOST = 32 };
    const size_t len = str_find_byte(str_first(scan_rest(scan), KEY_MOST), '=');
    if (len == STR_NONE || len == 0)
        return false;
    *ret_key = str_of(scan->at, len);
    scan->at += len + 1;
    return str_find_byte(*ret_key, ' ') == STR_NONE;
}

/* "host=node-1 ", "host=\"node-1\" " */
static bool prefix_logfmt_scan_pair(struct scan *scan, str *ret_key, str *ret_value) {
    if (!prefix_logfmt_scan_key(scan, ret_key))
        return false;
    if (scan_byte(scan, '"'))
        return scan_until(scan, '"', ret_value) && scan_byte(scan, '"') && scan_byte(scan, ' ');
    *ret_value = scan_word(scan);
    return ret_value->len > 0 && scan_byte(scan, ' ');
}

/* "<2026-01-01T00:00:00Z> host=node-1 facility=kern msg=\"", "facility=kern level=warn msg=\"": what names a facility,
 * for many daemons write such lines of their own. */
static bool prefix_logfmt(struct scan *scan, struct prefix_found *found) {
    enum { PAIRS_MOST = 16 };
    struct scan at = *scan;
    struct message message = found->message;
    str key, value;
    if (scan_byte(&at, '<') && !(time_scan_iso(&at, &message.time) && scan_literal(&at, STR("> "))))
        return false;
    for (int pairs = 0; !scan_literal(&at, STR("msg=\"")); pairs++) {
        if (pairs == PAIRS_MOST || !prefix_logfmt_scan_pair(&at, &key, &value))
            return false;
        prefix_logfmt_take(&message, key, value);
    }
    if (message.facility < 0)
        return false;
    found->message = message;
    *scan = at;
    return true;
}

/* A quote that ends the line, or precedes another pair: "\" app=x". */
static bool prefix_logfmt_is_end(str behind) {
    struct scan scan = scan_of(behind);
    str ignored;
    return scan_done(&scan) || (scan_byte(&scan, ' ') && prefix_logfmt_scan_key(&scan, &ignored));
}

/* "text\"", "text\" app=x": up to the quote that is not escaped; a line that was cut has none. */
static size_t prefix_logfmt_end(str text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\\')
            i++;
        else if (text.data[i] == '"' && prefix_logfmt_is_end(str_from(text, i + 1)))
            return i;
    }
    return text.len;
}

const struct prefix_element prefix_container[] = {
    {.name = "cri",
     .stands = PREFIX_OUTER,
     .then = PREFIX_START,
     .opens = "0",
     .scan = prefix_cri,
     .samples = {"2024-01-01T00:00:00.123456789Z stdout F ", "2024-01-01T00:00:00.123456789+01:00 stderr F ",
                 "2024-01-01T00:00:00Z stdout F "}},
    {.name = "container time",
     .stands = PREFIX_OUTER,
     .then = PREFIX_START,
     .opens = "0",
     .scan = prefix_container_time,
     .samples = {"2024-01-01T00:00:00.123456789Z "}},
    {.name = "compose",
     .stands = PREFIX_OUTER,
     .then = PREFIX_START,
     .opens = "a0",
     .scan = prefix_compose,
     .samples = {"service-1  | ", "web_app | "}},
    {.name = "combined",
     .stands = PREFIX_OUTER,
     .then = PREFIX_START,
     .opens = "(",
     .scan = prefix_combined,
     .samples = {"(combined from similar events): "}},
    {.name = "kubectl",
     .stands = PREFIX_OUTER,
     .then = PREFIX_START,
     .opens = "[",
     .scan = prefix_kubectl,
     .samples = {"[pod/web-7d4f/app] "}},
    {.name = "xen",
     .stands = PREFIX_OUTER,
     .opens = "(",
     .scan = prefix_xen,
     .samples = {"(XEN) ", "(XEN) [2024-01-01 00:00:00.123] "}},
    {.name = "xen guest",
     .stands = PREFIX_OUTER,
     .then = PREFIX_START,
     .opens = "(",
     .scan = prefix_xen_guest,
     .samples = {"(d12) "}},
    {.name = "numbered",
     .stands = PREFIX_OUTER,
     .then = PREFIX_BEHIND_MARK,
     .opens = "0",
     .scan = prefix_numbered,
     .samples = {"12: [    5.123456] ", "123\t<4>[    5.123456] ", "7:Jan  1 00:00:00 host kernel: "}},
    {.name = "diff",
     .stands = PREFIX_OUTER,
     .then = PREFIX_BEHIND_MARK,
     .opens = "+-",
     .scan = prefix_diff,
     .samples = {"+[    5.123456] ", "- <4>[    5.123456] "}},
    {.name = "talos",
     .stands = PREFIX_HEADER,
     .opens = "a0",
     .scan = prefix_talos,
     .samples = {"kern: warning: [2024-01-01T00:00:00.123456789Z]: ", "kern:    info: [2024-01-01T00:00:00Z]: ",
                 "10.5.0.2: kern:    info: [2024-01-01T00:00:00.123456789Z]: "}},
    {.name = "logfmt",
     .stands = PREFIX_HEADER,
     .then = PREFIX_STAMP,
     .opens = "<a",
     .escapes = ESCAPES_QUOTED,
     .scan = prefix_logfmt,
     .end = prefix_logfmt_end,
     .samples = {"<2026-01-01T00:00:00Z> host=node-1 facility=kern msg=\"",
                 "<2026-01-01T00:00:00Z> facility=kern msg=\"",
                 "time=2026-01-01T00:00:00Z level=warn facility=kern host=\"node-1\" msg=\""}},
    {.name = "grepped",
     .stands = PREFIX_OUTER,
     .then = PREFIX_BEHIND_MARK,
     .opens = "a0/.",
     .scan = prefix_grepped,
     .samples = {"/var/log/kern.log:Jan  1 00:00:00 host kernel: ", "kern.log.1-[    5.123456] ",
                 "kern.log:12:[    5.123456] "}},
    {0},
};
