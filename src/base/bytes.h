/* Sixteen bytes that are asked at once. SPDX-License-Identifier: MIT
 *
 * GCC and Clang make one machine instruction of each step. No more than sixteen: SSE2 and NEON have no longer vectors,
 * and GCC takes longer ones apart into single bytes there. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* A comparison of two is 0xff where it holds, and 0 elsewhere. */
typedef uint8_t bytes16 __attribute__((vector_size(16)));

/* The bytes at AT, which need not be aligned. */
static inline bytes16 bytes16_at(const char *at) {
    bytes16 bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

/* BYTE sixteen times. */
static inline bytes16 bytes16_of(char byte) {
    return (bytes16){0} + (uint8_t)byte;
}

/* Whether one of them is not 0. */
static inline bool bytes16_any(bytes16 bytes) {
    uint64_t halves[2];
    memcpy(halves, &bytes, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

/* A bit for each, the first one lowest, of a comparison of two. */
static inline unsigned bytes16_bits(bytes16 bytes) {
#if defined(__SSE2__)
    typedef char char16 __attribute__((vector_size(16)));
    return (unsigned)__builtin_ia32_pmovmskb128((char16)bytes);
#else
    unsigned bits = 0;
    for (unsigned i = 0; i < sizeof bytes; i++)
        bits |= (bytes[i] & 1U) << i;
    return bits;
#endif
}

#endif
