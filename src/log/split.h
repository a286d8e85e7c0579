/* Several messages on one line, as pages, chats and table cells join them: where the next one begins.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_SPLIT_H
#define LOG_SPLIT_H

#include "log/grammar.h"
#include "log/prefix.h"

enum { SPLIT_SIGNS = 16 };

/* What the lines of one input have shown; split_begin makes it. */
struct split {
    const struct grammar *grammar;
    struct prefix_memory trial; /* for a look at the prefixes within a line */
    bool has_breaks;            /* line breaks are written as "\n" or "<br>" in this input */
    bool has_headers;           /* lines hold further headers */
    bool has_parted;            /* a line held several messages */
    char signs[SPLIT_SIGNS];    /* what separates two messages, as a whole sentence showed: ";", "</td><td>" */
    size_t signs_len;
};

void split_begin(struct split *split, const struct grammar *grammar);

/* Whether TEXT, a message, is followed by another one on its line: it is *RET_END bytes long, and what precedes
 * the next one begins at *RET_NEXT. */
bool split_find(struct split *split, str text, size_t *ret_end, size_t *ret_next);

#endif
