/* Puts rows in order: a stable merge sort over row numbers, n log n whatever an attacker writes into the rows.
 * SPDX-License-Identifier: MIT */
#include "model/order.h"

#include <string.h>

/* Short runs are put in order by insertion: most task tables are a few dozen rows. */
enum { ORDER_RUN = 8 };

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

static inline void order_put(uint64_t *keys, uint64_t *scratch, size_t count, order_after *after, const void *context) {
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
    if (from != keys && count)
        memcpy(keys, from, count * sizeof *keys);
}

static void order_by_head(uint64_t *keys, uint64_t *scratch, size_t count) {
    order_put(keys, scratch, count, NULL, NULL);
}

static void order_by_row(uint64_t *keys, uint64_t *scratch, size_t count, order_after *after, const void *context) {
    order_put(keys, scratch, count, after, context);
}

void order_sort(uint64_t *keys, uint64_t *scratch, size_t count, order_after *after, const void *context) {
    order_by_head(keys, scratch, count);
    for (size_t i = 1; after && i < count; i++) {
        size_t from = i - 1;
        if (!order_are_alike(keys[from], keys[i]))
            continue;
        while (i < count && order_are_alike(keys[from], keys[i]))
            i++;
        order_by_row(keys + from, scratch, i - from, after, context);
    }
}
