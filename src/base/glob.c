/* Shell patterns.
 * SPDX-License-Identifier: MIT */
#include "base/glob.h"

/* The length of the set that PATTERN begins with, 0 if its bracket is not closed: it means itself then. A "]" that
 * comes first is one of the set. */
static size_t glob_set_len(str pattern) {
    const bool is_inverted = pattern.len > 1 && (pattern.data[1] == '!' || pattern.data[1] == '^');
    const size_t first = is_inverted ? 2 : 1;
    for (size_t at = first + 1; at < pattern.len; at++) /* one byte there is at least */
        if (pattern.data[at] == ']')
            return at + 1;
    return 0;
}

/* SET: "[a-z]", "[!a-z]" */
static bool glob_is_in_set(str set, unsigned char byte) {
    const bool is_inverted = set.data[1] == '!' || set.data[1] == '^';
    bool is_in = false;
    for (size_t at = 1 + (size_t)is_inverted; at + 1 < set.len; at++) {
        const unsigned char from = (unsigned char)set.data[at];
        unsigned char to = from;
        if (at + 3 < set.len && set.data[at + 1] == '-') {
            to = (unsigned char)set.data[at + 2];
            at += 2;
        }
        is_in |= byte >= from && byte <= to;
    }
    return is_in != is_inverted;
}

/* Whether BYTE fits the first element of PATTERN, which is no "*"; its length. */
static bool glob_fits_byte(str pattern, char byte, size_t *ret_len) {
    const size_t set = *pattern.data == '[' ? glob_set_len(pattern) : 0;
    *ret_len = 1;
    if (set > 0) {
        *ret_len = set;
        return glob_is_in_set(str_first(pattern, set), (unsigned char)byte);
    }
    if (*pattern.data == '\\' && pattern.len > 1) {
        *ret_len = 2;
        return pattern.data[1] == byte;
    }
    return *pattern.data == '?' || *pattern.data == byte;
}

/* Where the rest does not fit, the last "*" takes one byte more. */
bool glob_fits(str pattern, str text) {
    str star = {NULL, 0}, taken = {NULL, 0};
    size_t len;
    for (;;) {
        if (pattern.len > 0 && *pattern.data == '*') {
            pattern = star = str_from(pattern, 1);
            taken = text;
        } else if (pattern.len > 0 && text.len > 0 && glob_fits_byte(pattern, *text.data, &len)) {
            pattern = str_from(pattern, len);
            text = str_from(text, 1);
        } else if (pattern.len == 0 && text.len == 0) {
            return true;
        } else if (star.data && taken.len > 0) {
            pattern = star;
            text = taken = str_from(taken, 1);
        } else {
            return false;
        }
    }
}
