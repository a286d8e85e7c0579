/* Takes lines off a block, and sees on the way which of them are plain text.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_LINES_H
#define LOG_LINES_H

#include "base/str.h"

struct raw_line {
    str raw; /* without its newline */
    /* It holds nothing but ASCII that is printed, without '"', '#', '&' and '\'': there is nothing to wash off it and
     * no escape of a syslog daemon in it. False says nothing. */
    bool is_plain;
};

/* The plain bytes that TEXT begins with; at its end up to thirty-one of them are not counted. */
size_t lines_plain_len(str text);

/* Takes the next line, newline included, off *BLOCK, which is not empty: one pass for the newline and for what may have
 * to be washed off. */
static inline struct raw_line lines_next(str *block) {
    const str text = *block;
    const size_t plain = lines_plain_len(text);
    const bool is_plain = plain < text.len && text.data[plain] == '\n';
    const char *newline = is_plain ? text.data + plain : memchr(text.data + plain, '\n', text.len - plain);
    const str raw = str_of(text.data, newline ? (size_t)(newline - text.data) : text.len);
    const size_t taken = raw.len + (newline != NULL);
    *block = str_of(text.data + taken, text.len - taken);
    return (struct raw_line){raw, is_plain};
}

#endif
