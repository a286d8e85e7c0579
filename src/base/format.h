/* Sentences with figures in them: the few conversions of printf that reports use, several times as fast.
 * SPDX-License-Identifier: MIT */
#ifndef BASE_FORMAT_H
#define BASE_FORMAT_H

#include "base/str.h"

#include <stdarg.h>

enum { FORMAT_NUMBER = 21 }; /* bytes that format_i64 writes at most */

/* As vsnprintf: at most SIZE bytes with the NUL after them, whole in any case where the result is less than SIZE.
 * %s, %.*s, %c, %d, %lld, %llu, %zu, %llx, %% and a width with leading zeros are written here, anything else is left
 * to vsnprintf. */
size_t format_list(char *room, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* As snprintf. */
size_t format_text(char *room, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Writes VALUE in decimal and no NUL; where it ends. Bytes after it may change, FORMAT_NUMBER in all. */
char *format_i64(char *at, int64_t value);

enum { FORMAT_SMALL = 100000000 }; /* from here on a number has more than eight digits */

/* The digits of one number of four, or of two of them, 32 bits apart: each as a number in a byte of its own, the first
 * is the lowest byte. Each step halves all parts at once. 10486 / 2^20 divides what is less than 10^4 by 100, 103 /
 * 2^10 what is less than 100 by 10; and q + (x - 100 q) * 2^16, which puts the remainders after the quotients, is x *
 * 2^16 less one product. */
static inline uint64_t format_digits(uint64_t fours) {
    const uint64_t hundreds = fours * 10486 >> 20 & 0x0000007f0000007f;
    const uint64_t twos = (fours << 16) - hundreds * ((100 << 16) - 1);
    const uint64_t tens = twos * 103 >> 10 & 0x000f000f000f000f;
    return (twos << 8) - tens * ((10 << 8) - 1);
}

static inline uint64_t format_eight(uint32_t value) {
    return format_digits(((uint64_t)value << 32) - value / 10000 * ((10000ull << 32) - 1));
}

/* Such digits as text at AT, eight bytes in any case. */
static inline void format_put_digits(char *at, uint64_t digits) {
    digits += 0x3030303030303030; /* '0' */
    if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        digits = __builtin_bswap64(digits);
    memcpy(at, &digits, sizeof digits);
}

/* The same without the zeros that lead COUNT digits; where they end. */
static inline char *format_put_led(char *at, uint64_t digits, unsigned count) {
    const unsigned last = 8 * (count - 1), zeros = (unsigned)__builtin_ctzll(digits | (uint64_t)1 << last) & last;
    format_put_digits(at, digits >> zeros);
    return at + count - zeros / 8;
}

/* As format_i64 does it for VALUE less than FORMAT_SMALL, inline. Figures of a table are often 0 in all rows; else no
 * branch asks how long a number is: one that goes another way each time costs as much as eight digits do. */
static inline char *format_small(char *at, uint32_t value) {
    *at = (char)('0' + value);
    if (value < 10)
        return at + 1;
    return value < 10000 ? format_put_led(at, format_digits(value), 4) : format_put_led(at, format_eight(value), 8);
}

#endif
