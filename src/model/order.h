/* Puts rows in order: a stable merge sort over row numbers, n log n whatever an attacker writes into the rows.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H

#include <stdbool.h>
#include <stddef.h>

/* Must row A come after row B? */
typedef bool order_after(const void *context, size_t a, size_t b);

/* Sorts COUNT row numbers in ROWS; SCRATCH has as many places. Equal rows keep their order. */
void order_sort(size_t *rows, size_t *scratch, size_t count, order_after *after, const void *context);

#endif
