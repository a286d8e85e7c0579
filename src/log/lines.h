/* Cuts blocks into raw lines, leaves out those that are idle, and tells which may have been cut by a relay.
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

/* The next line without its newline; false at the end of the block. Unless NONE_MAY_LACK, lines that have nothing to do
 * with an event may be left out: then *RET_RAW is the next one that may have, or one of those closely before it. */
bool lines_next(struct lines *lines, bool none_may_lack, str *ret_raw);

/* True if the last line that was handed out has no newline. */
bool lines_is_unended(const struct lines *lines, str raw);

/* The longest of an input so far; zeroed at its start. */
struct lines_longest {
    size_t line, datagram;
};

/* Measures LINE, prefixes and all: true if it is as long as a relay lets a line be, and no line was longer. */
bool lines_measure(struct lines_longest *longest, str line);

#endif
