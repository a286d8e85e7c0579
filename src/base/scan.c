/* A cursor over a view.
 * SPDX-License-Identifier: MIT */
#include "base/scan.h"

#include "base/ascii.h"

/* The digits of a number that may be beyond the type, from AT on; VALUE is that of the digits before. NULL if it is. */
static const char *scan_long_number(const char *at, const char *end, uint64_t *value) {
    for (; at < end && ascii_is_digit(*at); at++)
        if (__builtin_mul_overflow(*value, 10, value) || __builtin_add_overflow(*value, (uint64_t)(*at - '0'), value))
            return NULL;
    return at;
}

bool scan_some_u64(struct scan *scan, uint64_t *ret_value) {
    const char *at = scan->at;
    uint64_t value = scan_digits(&at, scan->end);
    if (at < scan->end && ascii_is_digit(*at) && !(at = scan_long_number(at, scan->end, &value)))
        return false;
    scan->at = at;
    *ret_value = value;
    return true;
}

const char *scan_odd_i64(const char *at, const char *end, int64_t *ret_value) {
    struct scan scan = {at, end};
    bool negative = scan_byte(&scan, '-');
    uint64_t value;
    if (!scan_u64(&scan, &value) || (negative && value > INT64_MAX) || value == (uint64_t)INT64_MAX + 1)
        return NULL; /* INT64_MIN stays free for "absent" */
    *ret_value = negative ? -(int64_t)value : (int64_t)value;
    return scan.at;
}

bool scan_hex(struct scan *scan, uint64_t *ret_value) {
    uint64_t value = 0;
    const char *at = scan->at;
    for (; at < scan->end && ascii_hex(ascii_lower(*at)) >= 0; at++) {
        if (at - scan->at == SCAN_HEX_DIGITS)
            return false;
        value = value << 4 | (uint64_t)ascii_hex(ascii_lower(*at));
    }
    if (at == scan->at)
        return false;
    scan->at = at;
    *ret_value = value;
    return true;
}

bool scan_until(struct scan *scan, char stop, str *ret_text) {
    const char *at = scan->at < scan->end ? memchr(scan->at, stop, (size_t)(scan->end - scan->at)) : NULL;
    if (!at)
        return false;
    *ret_text = str_of(scan->at, (size_t)(at - scan->at));
    scan->at = at;
    return true;
}

str scan_word(struct scan *scan) {
    const char *from = scan->at;
    while (scan->at < scan->end && *scan->at != ' ' && *scan->at != '\t')
        scan->at++;
    return str_of(from, (size_t)(scan->at - from));
}
