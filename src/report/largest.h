/* The few largest of a long list, by its rows.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_LARGEST_H
#define REPORT_LARGEST_H

#include <stddef.h>
#include <stdint.h>

enum { LARGEST_ROWS = 10 };

/* Largest first; of equal ones the earlier row. */
struct largest {
    size_t rows[LARGEST_ROWS];
    int64_t sizes[LARGEST_ROWS];
    size_t count, most;
};

/* None so far, MOST in the end. */
static inline void largest_begin(struct largest *largest, size_t most) {
    largest->count = 0;
    largest->most = most < LARGEST_ROWS ? most : LARGEST_ROWS;
}

/* Takes ROW of the list, which is SIZE large. */
void largest_add(struct largest *largest, size_t row, int64_t size);

#endif
