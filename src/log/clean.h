/* Takes off what terminals, serial lines and mail put between the bytes of a line: carriage returns, NUL, escape
 * sequences, non-breaking blanks, entities, soft line breaks, quoting.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_CLEAN_H
#define LOG_CLEAN_H

#include "base/buffer.h"
#include "log/grammar.h"

/* What one input has shown so far; zeroed at its start but for the arena and the grammar. */
struct clean {
    const struct grammar *grammar;
    struct buffer room;    /* for one line */
    struct buffer soft;    /* lines that ended in soft breaks */
    bool entities;         /* "&lt;4&gt;[": it was cut from a web page */
    bool nbsp;             /* non-breaking blanks are to be read as blanks */
    bool quoted_printable; /* its header or its "=3D" says so */
    bool goes_on;          /* the last line ended in a soft break */
};

/* RAW without all that: RAW itself where there is nothing to do, else a copy that lasts until the next line. If the
 * line goes on in the next one it is held, and *RET_LINE is not set. False when memory is short. */
bool clean_line(struct clean *clean, str raw, str *ret_line);

/* The input ends. What was held is *RET_LINE: it does not go on. */
bool clean_end(struct clean *clean, str *ret_line);

#endif
