/* A cursor over a view: small steps that succeed and move on, or fail and stay.
 * SPDX-License-Identifier: MIT */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include "base/str.h"

struct scan {
    const char *at, *end;
};

static inline struct scan scan_of(str text) {
    return (struct scan){text.data, text.data ? text.data + text.len : text.data};
}

static inline bool scan_done(const struct scan *scan) {
    return scan->at == scan->end;
}

/* The byte at the cursor, or '\0' at the end (and for a NUL byte: ask scan_done). */
static inline char scan_peek(const struct scan *scan) {
    return scan->at < scan->end ? *scan->at : '\0';
}

static inline str scan_rest(const struct scan *scan) {
    return (str){scan->at, (size_t)(scan->end - scan->at)};
}

static inline bool scan_byte(struct scan *scan, char byte) {
    if (scan->at == scan->end || *scan->at != byte)
        return false;
    scan->at++;
    return true;
}

/* Always inline: a literal's comparison is one step only where the compiler sees the literal. */
static inline __attribute__((always_inline)) bool scan_literal(struct scan *scan, str literal) {
    if ((size_t)(scan->end - scan->at) < literal.len || memcmp(scan->at, literal.data, literal.len) != 0)
        return false;
    scan->at += literal.len;
    return true;
}

/* Skips blanks and tabs; how many there were. */
static inline size_t scan_blanks(struct scan *scan) {
    const char *from = scan->at;
    while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t'))
        scan->at++;
    return (size_t)(scan->at - from);
}

enum {
    SCAN_DIGITS = 18,    /* of a decimal number: as many always fit */
    SCAN_HEX_DIGITS = 16 /* of a hexadecimal one: no more fit */
};

/* The value of up to SCAN_DIGITS digits at *AT, which is left after them. */
static inline uint64_t scan_digits(const char **at, const char *end) {
    const char *from = *at;
    uint64_t value = 0;
    if (end - from > SCAN_DIGITS)
        end = from + SCAN_DIGITS;
    for (; from < end && (unsigned char)(*from - '0') < 10; from++)
        value = value * 10 + (uint64_t)(*from - '0');
    *at = from;
    return value;
}

/* scan_u64 where there is a digit at the cursor. */
bool scan_some_u64(struct scan *scan, uint64_t *ret_value);

/* Decimal digits. Fails without a digit, as it mostly does, or beyond the type; then nothing is taken. */
static inline bool scan_u64(struct scan *scan, uint64_t *ret_value) {
    return scan->at < scan->end && (unsigned char)(*scan->at - '0') < 10 && scan_some_u64(scan, ret_value);
}

/* scan_i64 of what has a sign, or more than SCAN_DIGITS digits: the end of it, or NULL. */
const char *scan_odd_i64(const char *at, const char *end, int64_t *ret_value);

/* The same with an optional sign. A value in [2^63, 2^64) is what the kernel makes of a small negative number:
 * it is returned as that negative number. */
static inline bool scan_i64(struct scan *scan, int64_t *ret_value) {
    const char *at = scan->at;
    const uint64_t value = scan_digits(&at, scan->end);
    if (at == scan->at || (at < scan->end && (unsigned char)(*at - '0') < 10)) {
        at = scan_odd_i64(scan->at, scan->end, ret_value);
        if (!at)
            return false;
    } else {
        *ret_value = (int64_t)value;
    }
    scan->at = at;
    return true;
}

/* Hex digits without "0x"; at most SCAN_HEX_DIGITS. */
bool scan_hex(struct scan *scan, uint64_t *ret_value);

/* The bytes up to (not including) STOP, or fails if STOP does not come. */
bool scan_until(struct scan *scan, char stop, str *ret_text);

/* The bytes up to the next blank, tab or the end; empty if there is none. */
str scan_word(struct scan *scan);

#endif
