/* Takes off what precedes the kernel's words on a line of text.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_PREFIX_H
#define LOG_PREFIX_H

#include "log/prefix_element.h"

/* A new input: nothing is known of its lines. BEGINS_REPORT tells whether a text begins as a report of the kernel does.
 */
void prefix_begin(struct prefix_memory *memory, bool (*begins_report)(str text));

/* Of a line that nothing is known of. */
struct prefix_found prefix_nothing(struct prefix_memory *memory);

/* Takes all prefixes off *TEXT, and what follows the message; false if there were none. */
bool prefix_strip(struct prefix_memory *memory, str *text, struct prefix_found *ret_found);

/* Whether LINE begins with the bytes that the last one that prefix_strip took apart began with, up to the kernel's time
 * or words, and these are more than any other reader of lines looks at. */
static inline bool prefix_is_repeated(const struct prefix_memory *memory, str line) {
    enum { LOOKED_AT = 22 };
    const struct prefix_last *last = &memory->last;
    return last->len >= LOOKED_AT && line.len > last->len && memcmp(line.data, last->text, last->len) == 0;
}

/* Matches one element at the cursor, as prefix_strip would. */
bool prefix_match(struct prefix_memory *memory, size_t element, struct scan *scan, struct prefix_found *found);

#endif
