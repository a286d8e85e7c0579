/* Classes of bytes in ASCII, the same in any locale.
 * SPDX-License-Identifier: MIT */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>

static inline bool ascii_is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static inline bool ascii_is_upper(char byte) {
    return byte >= 'A' && byte <= 'Z';
}

static inline bool ascii_is_lower(char byte) {
    return byte >= 'a' && byte <= 'z';
}

static inline bool ascii_is_letter(char byte) {
    return ascii_is_upper(byte) || ascii_is_lower(byte);
}

static inline bool ascii_is_alnum(char byte) {
    return ascii_is_letter(byte) || ascii_is_digit(byte);
}

static inline char ascii_lower(char byte) {
    return ascii_is_upper(byte) ? (char)(byte - 'A' + 'a') : byte;
}

/* The value of a hex digit in lower case; -1 if it is none. */
static inline int ascii_hex(char byte) {
    return ascii_is_digit(byte) ? byte - '0' : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

#endif
