/* Puts rows in order, n log n at most whatever an attacker writes into the rows.
 * SPDX-License-Identifier: MIT
 *
 * A key is a row's number with its head, a small number that tells most rows apart: only rows of one head are looked
 * at themselves. */
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A key of row ROW, of which there are fewer than 2^32. Keys come in the order of their heads. */
static inline uint64_t order_key(uint32_t head, size_t row) {
    return (uint64_t)head << 32 | (uint32_t)row;
}

static inline size_t order_row(uint64_t key) {
    return (uint32_t)key;
}

/* The rows have one head. */
static inline bool order_are_alike(uint64_t a, uint64_t b) {
    return !((a ^ b) >> 32);
}

/* Heads by rising (falling) numbers. Numbers too large or too small for a head have one head, as equals do. */
static inline uint32_t order_rising(int64_t number) {
    int64_t near = number < INT32_MIN ? INT32_MIN : number > INT32_MAX ? INT32_MAX : number;
    return (uint32_t)(near - INT32_MIN);
}

static inline uint32_t order_falling(int64_t number) {
    return UINT32_MAX - order_rising(number);
}

/* Must row A come after row B, which has the same head? */
typedef bool order_after(const void *context, size_t a, size_t b);

/* Sorts COUNT keys, those of one head given by rising rows; SCRATCH has as many places. Equal rows, and without AFTER
 * all of one head, are in the order of their numbers. */
void order_sort(uint64_t *keys, uint64_t *scratch, size_t count, order_after *after, const void *context);

#endif
