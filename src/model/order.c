/* Puts rows in order: a stable merge sort over row numbers, n log n whatever an attacker writes into the rows.
 * SPDX-License-Identifier: MIT */
#include "model/order.h"

#include <string.h>

/* Short runs are put in order by insertion: most task tables are a few dozen rows. */
enum { ORDER_RUN = 8 };

static void order_insert(size_t *rows, size_t count, order_after *after, const void *context) {
    for (size_t i = 1; i < count; i++) {
        size_t row = rows[i], at = i;
        for (; at > 0 && after(context, rows[at - 1], row); at--)
            rows[at] = rows[at - 1];
        rows[at] = row;
    }
}

static void order_merge(size_t *to, const size_t *left, const size_t *middle, const size_t *right, order_after *after,
                        const void *context) {
    const size_t *a = left, *b = middle;
    while (a < middle && b < right)
        *to++ = after(context, *a, *b) ? *b++ : *a++;
    while (a < middle)
        *to++ = *a++;
    while (b < right)
        *to++ = *b++;
}

static size_t order_bounded(size_t at, size_t count) {
    return at < count ? at : count;
}

void order_sort(size_t *rows, size_t *scratch, size_t count, order_after *after, const void *context) {
    size_t *from = rows, *to = scratch;
    for (size_t at = 0; at < count; at += ORDER_RUN)
        order_insert(rows + at, order_bounded(ORDER_RUN, count - at), after, context);
    for (size_t run = ORDER_RUN; run < count; run *= 2) {
        for (size_t at = 0; at < count; at += 2 * run)
            order_merge(to + at, from + at, from + order_bounded(at + run, count),
                        from + order_bounded(at + 2 * run, count), after, context);
        size_t *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != rows && count)
        memcpy(rows, from, count * sizeof *rows);
}
