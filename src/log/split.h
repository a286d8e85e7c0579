/* Several messages on one line, as pages, chats and table cells join them: where the next one begins.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_SPLIT_H
#define LOG_SPLIT_H

#include "log/grammar.h"
#include "log/prefix.h"

enum {
    SPLIT_SIGNS = 16,
    SPLIT_LEAST = 100 /* bytes: two messages are rarely shorter, and a row of the task table is */
};

/* What the lines of one input have shown; split_begin makes it. */
struct split {
    const struct grammar *grammar;
    struct prefix_memory trial; /* for a look at the prefixes within a line */
    bool has_breaks;            /* line breaks are written as "\n" or "<br>" in this input */
    bool has_headers;           /* lines hold further headers */
    char signs[SPLIT_SIGNS];    /* what separates two messages, as a whole sentence showed: ";", "</td><td>" */
    size_t signs_len;
    const char *stamp, *opener; /* of the line in progress: where its next stamp begins, and the next byte that may open
                                   a written line break; its end: there is none. NULL: nobody has looked */
};

void split_begin(struct split *split, const struct grammar *grammar);

/* The text of another line comes next. The end of one line's text stays the same, so that nobody looks twice for what
 * it lacks. */
static inline void split_begin_line(struct split *split) {
    split->stamp = split->opener = NULL;
}

/* Whether TEXT is long enough to hold two messages. */
static inline bool split_may_find(const struct split *split, str text) {
    return text.len >= SPLIT_LEAST || split->has_breaks;
}

/* Whether TEXT, for which split_may_find is true, is followed by another message on its line: it is *RET_END bytes
 * long, and what precedes the next one begins at *RET_NEXT. */
bool split_find(struct split *split, str text, size_t *ret_end, size_t *ret_next);

#endif
