/* Takes lines off a block.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_LINES_H
#define LOG_LINES_H

#include "base/str.h"

/* Takes the next line, newline included, off *BLOCK, which is not empty. Returns it without its newline. */
static inline str lines_next(str *block) {
    const str text = *block;
    const char *newline = memchr(text.data, '\n', text.len);
    const str raw = str_of(text.data, newline ? (size_t)(newline - text.data) : text.len);
    *block = str_from(text, raw.len + (newline != NULL));
    return raw;
}

#endif
