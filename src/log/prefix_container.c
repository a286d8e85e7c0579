/* The prefixes that containers, hypervisors, grep and pagers put before any other line.
 * SPDX-License-Identifier: MIT */
#include "log/prefix_scanners.h"
#include "log/time.h"

static bool prefix_wrap_is_name_byte(char byte) {
    return prefix_is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '-' ||
           byte == '_' || byte == '.' || byte == '/';
}

static str prefix_wrap_scan_name(struct scan *scan) {
    const char *from = scan->at;
    while (!scan_done(scan) && prefix_wrap_is_name_byte(*scan->at))
        scan->at++;
    return str_of(from, (size_t)(scan->at - from));
}

/* "2024-01-01T00:00:00.123456789Z " */
static bool prefix_wrap_scan_runtime_time(struct scan *scan, struct oomwhy_time *ret_stamp) {
    return prefix_is_digit(scan_peek(scan)) && time_scan_iso(scan, ret_stamp) && ret_stamp->digits == 9 &&
           ret_stamp->has_offset && scan_byte(scan, ' ');
}

/* "stdout F " */
static bool prefix_wrap_scan_stream(struct scan *scan, char *ret_flag) {
    if (!scan_literal(scan, STR("stdout ")) && !scan_literal(scan, STR("stderr ")))
        return false;
    *ret_flag = scan_peek(scan);
    return (*ret_flag == 'F' || *ret_flag == 'P') && (scan->at++, scan_byte(scan, ' ') || scan_done(scan));
}

/* "2024-01-01T00:00:00.123456789Z stdout F " (containerd, CRI-O); "P": goes on in the next record */
bool prefix_cri(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct scan at = *scan;
    struct oomwhy_time stamp;
    char flag;
    if (!prefix_wrap_scan_runtime_time(&at, &stamp) || !prefix_wrap_scan_stream(&at, &flag))
        return false;
    find->message.time = stamp;
    find->is_container = true;
    find->is_part = flag == 'P';
    if (find->is_part)
        find->then = 0;
    *scan = at;
    return true;
}

/* "2024-01-01T00:00:00.123456789Z " (kubectl logs --timestamps, docker logs -t) */
bool prefix_container_time(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct scan at = *scan;
    struct oomwhy_time stamp;
    char flag;
    if (!prefix_wrap_scan_runtime_time(&at, &stamp) || prefix_opens_kernel_line(at))
        return false;
    struct scan stream = at;
    if (prefix_wrap_scan_stream(&stream, &flag))
        return false;
    find->message.time = stamp;
    *scan = at;
    return true;
}

/* "service-1  | " (docker compose logs) */
bool prefix_compose(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    (void)find;
    struct scan at = *scan;
    if (prefix_wrap_scan_name(&at).len == 0 || scan_blanks(&at) == 0 || !scan_byte(&at, '|') ||
        (!scan_byte(&at, ' ') && !scan_done(&at)))
        return false;
    *scan = at;
    return true;
}

/* "[pod/name/container] " (kubectl logs --prefix) */
bool prefix_kubectl(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    (void)find;
    struct scan at = *scan;
    if (!scan_literal(&at, STR("[pod/")) || prefix_wrap_scan_name(&at).len == 0 || !scan_literal(&at, STR("] ")))
        return false;
    *scan = at;
    return true;
}

/* "(XEN) ", "(XEN) [2024-01-01 00:00:00.123] ": the hypervisor's own words */
bool prefix_xen(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct scan at = *scan;
    struct oomwhy_time stamp;
    if (!scan_literal(&at, STR("(XEN) ")))
        return false;
    struct scan time = at;
    if (scan_byte(&time, '[') && time_scan_iso(&time, &stamp) && scan_literal(&time, STR("] "))) {
        find->message.time = stamp;
        at = time;
    }
    find->message.program = STR("xen");
    find->message.origin = MESSAGE_ORIGIN_USER;
    *scan = at;
    return true;
}

/* "(d12) ": a guest's console on the hypervisor's */
bool prefix_xen_guest(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    (void)find;
    struct scan at = *scan;
    uint64_t guest;
    if (!scan_literal(&at, STR("(d")) || !scan_u64(&at, &guest) || !scan_literal(&at, STR(") ")))
        return false;
    *scan = at;
    return true;
}

/* "12: ", "  12  ", "12\t": a line number (cat -n, grep -n); the octet count of a syslog stream is none */
bool prefix_numbered(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan;
    struct prefix_find ignored = *find;
    uint64_t number;
    struct scan octets = at;
    if (prefix_octets(&octets, memory, &ignored) || !scan_u64(&at, &number) || at.at - scan->at > 7)
        return false;
    const bool is_colon = scan_byte(&at, ':') || scan_byte(&at, '-');
    if (!is_colon && (scan_byte(&at, '.') || scan_byte(&at, ')') || scan_byte(&at, '|')) && scan_peek(&at) != ' ')
        return false;
    if (scan_blanks(&at) == 0 && !is_colon)
        return false;
    if (prefix_is_digit(scan_peek(&at)))
        return false;
    find->needs_more = true;
    *scan = at;
    return true;
}

/* "+", "-": a diff's mark */
bool prefix_diff(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    (void)memory;
    struct scan at = *scan;
    if (!scan_byte(&at, '+') && !scan_byte(&at, '-'))
        return false;
    if (scan_peek(&at) == '(')
        return false;
    scan_blanks(&at);
    find->needs_more = true;
    *scan = at;
    return true;
}

/* "/var/log/kern.log:", "kern.log-": a file's name (grep over several files); the address before talosctl's lines is
 * none */
bool prefix_grepped(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find) {
    struct scan at = *scan, talos = at;
    struct prefix_find ignored = *find;
    if (prefix_talos(&talos, memory, &ignored))
        return false;
    const str path = prefix_wrap_scan_name(&at);
    if (str_find_byte(path, '.') == STR_NONE && str_find_byte(path, '/') == STR_NONE)
        return false;
    if (!scan_byte(&at, ':') && path.data[path.len - 1] != '-')
        return false;
    find->needs_more = true;
    *scan = at;
    return true;
}
