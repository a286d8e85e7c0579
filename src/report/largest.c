/* The few largest of a long list.
 * SPDX-License-Identifier: MIT */
#include "report/largest.h"

#include <stdbool.h>

void largest_add(struct largest *largest, size_t row, int64_t size) {
    const bool is_full = largest->count == largest->most;
    if (is_full && (largest->most == 0 || largest->sizes[largest->count - 1] >= size))
        return;
    size_t at = is_full ? largest->count - 1 : largest->count++;
    for (; at > 0 && largest->sizes[at - 1] < size; at--) {
        largest->sizes[at] = largest->sizes[at - 1];
        largest->rows[at] = largest->rows[at - 1];
    }
    largest->sizes[at] = size;
    largest->rows[at] = row;
}
