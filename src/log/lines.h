/* Cuts blocks into raw lines, skips those between events, and recognises lines that a relay may have cut.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_LINES_H
#define LOG_LINES_H

#include "base/str.h"
#include "log/grammar.h"
#include "model/limits.h"

/* Zeroed but for the grammar. */
struct lines {
    const struct grammar *grammar;
    int64_t number; /* of the last line, in all inputs */
    int64_t quiet;  /* lines that are still handed out although nothing is in progress */
    str block;      /* what is left of it */
    str back;       /* what is left of what is read again */
    char look_back[2 * LIMIT_LOOK_BACK];
    size_t look_back_len;
};

/* Takes the next line, newline included, off *TEXT, which is not empty. Returns it without its newline. */
static inline str lines_cut(str *text) {
    const str from = *text;
    const char *newline = memchr(from.data, '\n', from.len);
    const str raw = str_of(from.data, newline ? (size_t)(newline - from.data) : from.len);
    *text = str_from(from, raw.len + (newline != NULL));
    return raw;
}

/* A new input begins: its first lines are handed out. */
void lines_begin(struct lines *lines);

/* The next block: whole lines, each with its newline; the very last line of an input may lack it. */
void lines_feed(struct lines *lines, str block);

/* The next line without its newline; false at the end of the block. Unless NEEDS_EVERY_LINE, lines that have nothing to
 * do with an event may be skipped: then *RET_RAW is the next line that may belong to one, or one shortly before it. */
bool lines_next(struct lines *lines, bool needs_every_line, str *ret_raw);

/* True if the last line that was handed out has no newline. */
bool lines_is_unended(const struct lines *lines, str raw);

/* The longest of an input so far; zeroed at its start. */
struct lines_longest {
    size_t line, datagram;
};

/* Measures LINE, prefixes and all: true if it is as long as a relay lets a line be, and no line was longer. */
bool lines_measure(struct lines_longest *longest, str line);

#endif
