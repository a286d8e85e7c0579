/* Puts rows in order, n log n at most whatever an attacker writes into the rows.
 * SPDX-License-Identifier: MIT
 *
 * By their heads digit by digit, without a comparison: of two rows of a task table nobody can guess which is the
 * larger, and neither can a processor. Few keys, and rows of one head, are merged. */
#include "model/order.h"

#include <string.h>

enum {
    ORDER_RUN = 8,  /* so many are put in order by insertion */
    ORDER_FEW = 32, /* fewer are merged sooner than they are counted */
    ORDER_BITS = 6, /* of a digit */
    ORDER_DIGITS = 1 << ORDER_BITS
};

/* Keys of one head by AFTER, without it by themselves: as numbers they are in the order of heads, and no two are
 * equal. */
static inline bool order_is_after(uint64_t a, uint64_t b, order_after *after, const void *context) {
    return after ? after(context, order_row(a), order_row(b)) : a > b;
}

static inline void order_insert(uint64_t *keys, size_t count, order_after *after, const void *context) {
    for (size_t i = 1; i < count; i++) {
        uint64_t key = keys[i];
        size_t at = i;
        for (; at > 0 && order_is_after(keys[at - 1], key, after, context); at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

static inline void order_merge(uint64_t *to, const uint64_t *left, const uint64_t *middle, const uint64_t *right,
                               order_after *after, const void *context) {
    const uint64_t *a = left, *b = middle;
    while (a < middle && b < right)
        *to++ = order_is_after(*a, *b, after, context) ? *b++ : *a++;
    while (a < middle)
        *to++ = *a++;
    while (b < right)
        *to++ = *b++;
}

static size_t order_bounded(size_t at, size_t count) {
    return at < count ? at : count;
}

/* Copies back to KEYS what was sorted elsewhere. */
static void order_bring(uint64_t *keys, const uint64_t *sorted, size_t count) {
    if (sorted != keys && count)
        memcpy(keys, sorted, count * sizeof *keys);
}

static inline void order_merge_runs(uint64_t *keys, uint64_t *scratch, size_t count, order_after *after,
                                    const void *context) {
    uint64_t *from = keys, *to = scratch;
    for (size_t at = 0; at < count; at += ORDER_RUN)
        order_insert(keys + at, order_bounded(ORDER_RUN, count - at), after, context);
    for (size_t run = ORDER_RUN; run < count; run *= 2) {
        for (size_t at = 0; at < count; at += 2 * run)
            order_merge(to + at, from + at, from + order_bounded(at + run, count),
                        from + order_bounded(at + 2 * run, count), after, context);
        uint64_t *sorted = to;
        to = from;
        from = sorted;
    }
    order_bring(keys, from, count);
}

static void order_few(uint64_t *keys, uint64_t *scratch, size_t count) {
    order_merge_runs(keys, scratch, count, NULL, NULL);
}

static void order_by_row(uint64_t *keys, uint64_t *scratch, size_t count, order_after *after, const void *context) {
    order_merge_runs(keys, scratch, count, after, context);
}

/* By the digit at SHIFT; keys of one digit keep their order. */
static void order_by_digit(const uint64_t *from, uint64_t *to, size_t count, int shift) {
    uint32_t places[ORDER_DIGITS] = {0}, at = 0;
    for (size_t i = 0; i < count; i++)
        places[from[i] >> shift & (ORDER_DIGITS - 1)]++;
    for (size_t digit = 0; digit < ORDER_DIGITS; digit++) {
        uint32_t many = places[digit];
        places[digit] = at;
        at += many;
    }
    for (size_t i = 0; i < count; i++)
        to[places[from[i] >> shift & (ORDER_DIGITS - 1)]++] = from[i];
}

/* Digits that all heads share are left out. */
static void order_many(uint64_t *keys, uint64_t *scratch, size_t count) {
    uint64_t *from = keys, *to = scratch, varied = 0;
    for (size_t i = 1; i < count; i++)
        varied |= keys[i] ^ keys[0];
    for (int shift = 32; shift < 64; shift += ORDER_BITS) {
        if (!(varied >> shift & (ORDER_DIGITS - 1)))
            continue;
        order_by_digit(from, to, count, shift);
        uint64_t *sorted = to;
        to = from;
        from = sorted;
    }
    order_bring(keys, from, count);
}

void order_sort(uint64_t *keys, uint64_t *scratch, size_t count, order_after *after, const void *context) {
    if (count < ORDER_FEW)
        order_few(keys, scratch, count);
    else
        order_many(keys, scratch, count);
    for (size_t i = 1; after && i < count; i++) {
        size_t from = i - 1;
        if (!order_are_alike(keys[from], keys[i]))
            continue;
        while (i < count && order_are_alike(keys[from], keys[i]))
            i++;
        order_by_row(keys + from, scratch, i - from, after, context);
    }
}
