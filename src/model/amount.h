/* Arithmetic on amounts that may be absent. Nothing overflows.
 * SPDX-License-Identifier: MIT
 *
 * Facts are computed by the first functions: what the log does not say stays unsaid. */
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

/* What follows weighs memory: an absent figure, and a negative one of a damaged log, weighs nothing, and what is beyond
 * the type is the largest number. */
static inline int64_t amount_positive(int64_t amount) {
    return amount > 0 ? amount : 0;
}

static inline int64_t amount_sum(int64_t a, int64_t b) {
    int64_t sum;
    return __builtin_add_overflow(amount_positive(a), amount_positive(b), &sum) ? INT64_MAX : sum;
}

/* A - B, not below 0. */
static inline int64_t amount_less(int64_t a, int64_t b) {
    return amount_positive(amount_positive(a) - amount_positive(b));
}

static inline int64_t amount_product(int64_t a, int64_t b) {
    int64_t product;
    return __builtin_mul_overflow(amount_positive(a), amount_positive(b), &product) ? INT64_MAX : product;
}

/* PERCENT of WHOLE, which may be more than all of it. */
static inline int64_t amount_percent(int64_t whole, int64_t percent) {
    const int64_t positive = amount_positive(whole);
    return amount_sum(amount_product(positive / 100, percent), positive % 100 * percent / 100);
}

/* PART is at least PERCENT of WHOLE; never of nothing. */
static inline bool amount_at_least(int64_t part, int64_t percent, int64_t whole) {
    return whole > 0 && part > 0 && part >= amount_percent(whole, percent);
}

#endif
