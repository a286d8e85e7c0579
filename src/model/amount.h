/* Arithmetic on amounts that may be absent: what the log does not say stays unsaid, and nothing overflows.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_AMOUNT_H
#define MODEL_AMOUNT_H

#include "model/event.h"

static inline bool amount_known(int64_t amount) {
    return amount != ABSENT;
}

/* The sum of what is known; absent only where both are, or beyond the type. */
static inline int64_t amount_plus(int64_t a, int64_t b) {
    int64_t sum;
    if (!amount_known(a))
        return b;
    if (!amount_known(b))
        return a;
    return __builtin_add_overflow(a, b, &sum) ? ABSENT : sum;
}

/* The sum of two terms that are both needed. */
static inline int64_t amount_both(int64_t a, int64_t b) {
    return amount_known(a) && amount_known(b) ? amount_plus(a, b) : ABSENT;
}

static inline int64_t amount_minus(int64_t a, int64_t b) {
    int64_t difference;
    if (!amount_known(a) || !amount_known(b) || __builtin_sub_overflow(a, b, &difference))
        return ABSENT;
    return difference;
}

static inline int64_t amount_times(int64_t a, int64_t b) {
    int64_t product;
    if (!amount_known(a) || !amount_known(b) || __builtin_mul_overflow(a, b, &product))
        return ABSENT;
    return product;
}

/* AMOUNT, or 0 where the log says nothing. */
static inline int64_t amount_or_zero(int64_t amount) {
    return amount_known(amount) ? amount : 0;
}

static inline int64_t amount_least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static inline int64_t amount_most(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* Pages as kB, PAGE_KB being known. A counter that is negative for a moment counts as 0: the kernel folds per-CPU
 * deltas late. */
static inline int64_t amount_kb(int64_t pages, int64_t page_kb) {
    int64_t kb;
    if (pages <= 0)
        return amount_known(pages) ? 0 : ABSENT;
    return __builtin_mul_overflow(pages, page_kb, &kb) ? ABSENT : kb;
}

/* PERCENT of AMOUNT, for any AMOUNT; absent stays absent. */
static inline int64_t amount_percent(int64_t amount, int64_t percent) {
    return amount_known(amount) ? amount / 100 * percent + amount % 100 * percent / 100 : ABSENT;
}

#endif
