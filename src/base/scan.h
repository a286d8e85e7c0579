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

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* The value of eight digits, 0 to 9 each: the digits of a number in base 10 become those of one in base 100, then of
 * one in base 10000. */
static inline uint64_t scan_eight_value(uint64_t word) {
    word = word * 10 + (word >> 8);
    word = (word & 0x00ff00ff00ff00ffu) * (100 * 0x10000 + 1) >> 16;
    return (word & 0x0000ffff0000ffffu) * (10000 * 0x100000000 + 1) >> 32;
}
/* The blanks that eight bytes begin with. */
static inline unsigned scan_eight_blanks(const char *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    word ^= 0x2020202020202020u;
    return word ? (unsigned)__builtin_ctzll(word) / 8 : 8;
}
/* The number that a word of eight bytes ends with, its digits flush right behind blanks. Bytes that have no bits in OWN
 * count as blanks; where anything else stands, *WRONG gets bits. No step depends on how long the number is. */
static inline uint64_t scan_flush_word(uint64_t word, uint64_t own, uint64_t *wrong) {
    const uint64_t inked = ((word ^ 0x2020202020202020u) & own) | (uint64_t)1 << 63;
    const unsigned blank_bits = (unsigned)__builtin_ctzll(inked) & 56;
    word = (word ^ 0x3030303030303030u) >> blank_bits << blank_bits;
    *wrong |= (word | (word + 0x7676767676767676u)) & 0x8080808080808080u;
    return scan_eight_value(word);
}
#define SCAN_EIGHT 8
#else
#define SCAN_EIGHT PTRDIFF_MAX /* never */
static inline unsigned scan_eight_blanks(const char *at) {
    (void)at;
    return 0;
}
static inline uint64_t scan_flush_word(uint64_t word, uint64_t own, uint64_t *wrong) {
    *wrong |= own;
    return word;
}
#endif

/* Eight bytes as a word. */
static inline uint64_t scan_word_at(const char *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* The bits of those of the eight bytes AT that have bits in OWN and are no blanks. */
static inline uint64_t scan_inked(const char *at, uint64_t own) {
    return (scan_word_at(at) ^ 0x2020202020202020u) & own;
}

/* The value of up to SCAN_DIGITS digits at *AT, which is left behind them. */
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

/* scan_u64 where a digit stands at the cursor. */
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
