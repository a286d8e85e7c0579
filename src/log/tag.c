/* Who wrote a line: the tag of a program that syslog puts before its words, and printk's caller.
 * SPDX-License-Identifier: MIT */
#include "log/tag.h"

/* A template may leave out the blank behind "kernel:". */
static bool tag_opens_text(char byte) {
    return byte == '[' || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

/* "[123]", "[abc]": what syslog takes for a pid. */
static bool tag_scan_pid(struct scan *scan) {
    enum { PID_MOST = 20 };
    str pid;
    return scan_byte(scan, '[') && scan_until(scan, ']', &pid) && pid.len > 0 && pid.len <= PID_MOST &&
           str_find_byte(pid, ' ') == STR_NONE && scan_byte(scan, ']');
}

bool tag_scan(struct scan *scan, struct tag *ret_tag) {
    struct scan at = *scan;
    const char *most = at.end - at.at > TAG_MOST ? at.at + TAG_MOST : at.end;
    while (at.at < most && *at.at != ':' && *at.at != '[' && *at.at != ' ' && *at.at != '\t')
        at.at++;
    struct tag tag = {.program = str_of(scan->at, (size_t)(at.at - scan->at))};
    tag.has_pid = scan_peek(&at) == '[';
    if (tag.program.len == 0 || (tag.has_pid && !tag_scan_pid(&at)) || !scan_byte(&at, ':'))
        return false;
    const bool says_kernel = str_equal(tag.program, STR("kernel"));
    if (!scan_byte(&at, ' ') && !scan_done(&at) && !(says_kernel && tag_opens_text(scan_peek(&at))))
        return false;
    tag.is_kernel = says_kernel && !tag.has_pid;
    if (tag.is_kernel)
        scan_literal(&at, STR(": ")); /* "kernel: : ", where a template writes the tag and its colon */
    *ret_tag = tag;
    *scan = at;
    return true;
}

bool tag_opens_kernel_line(struct scan scan) {
    const size_t left = scan_peek(&scan) != ' ' ? (size_t)(scan.end - scan.at) : 0;
    const char *blank = left > 0 ? memchr(scan.at, ' ', left < TAG_HOST_MOST ? left : TAG_HOST_MOST) : NULL;
    if (!blank || blank[-1] == ':')
        return false;
    scan.at = blank + 1;
    return scan_literal(&scan, STR("kernel:"));
}

bool tag_scan_caller(struct scan *scan, str *ret_caller) {
    struct scan at = *scan;
    uint64_t number;
    if (!scan_byte(&at, '['))
        return false;
    scan_blanks(&at);
    const char *from = at.at;
    if ((!scan_byte(&at, 'T') && !scan_byte(&at, 'C')) || !scan_u64(&at, &number))
        return false;
    const str caller = str_of(from, (size_t)(at.at - from));
    if (!scan_byte(&at, ']'))
        return false;
    scan_byte(&at, ' ');
    *ret_caller = caller;
    *scan = at;
    return true;
}
