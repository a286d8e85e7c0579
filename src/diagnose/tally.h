/* Sums and shares of figures that may be absent or hostile: what is not there counts nothing, nothing overflows.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_TALLY_H
#define DIAGNOSE_TALLY_H

#include <stdbool.h>
#include <stdint.h>

/* VALUE, or 0 for ABSENT and for the negative figures of damaged logs. */
static inline int64_t tally_of(int64_t value) {
    return value > 0 ? value : 0;
}

/* Of two that are not below 0. */
static inline int64_t tally_add(int64_t a, int64_t b) {
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static inline int64_t tally_sum(int64_t a, int64_t b) {
    return tally_add(tally_of(a), tally_of(b));
}

/* A - B, not below 0. */
static inline int64_t tally_less(int64_t a, int64_t b) {
    return tally_of(tally_of(a) - tally_of(b));
}

static inline int64_t tally_times(int64_t a, int64_t b) {
    int64_t product;
    if (a <= 0 || b <= 0)
        return 0;
    return __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
}

/* PERCENT of WHOLE, which may be more than all of it. */
static inline int64_t tally_percent(int64_t whole, int64_t percent) {
    return tally_sum(tally_times(tally_of(whole) / 100, percent), tally_of(whole) % 100 * percent / 100);
}

/* PART is at least PERCENT of WHOLE; never of nothing. */
static inline bool tally_at_least(int64_t part, int64_t percent, int64_t whole) {
    return whole > 0 && part > 0 && part >= tally_percent(whole, percent);
}

#endif
