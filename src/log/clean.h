/* Takes off what terminals, serial lines and mail put between the bytes of a line: carriage returns, NUL, escape
 * sequences, non-breaking blanks, entities, quoting. SPDX-License-Identifier: MIT */
#ifndef LOG_CLEAN_H
#define LOG_CLEAN_H

#include "base/buffer.h"

/* What one input has shown so far; zeroed at its start. */
struct clean {
    bool entities;         /* "&lt;4&gt;[": it was cut from a web page */
    bool nbsp;             /* non-breaking blanks stand for blanks */
    bool quoted_printable; /* its header or its "=3D" says so */
};

/* True for nearly every line: there is nothing to take off but, perhaps, quoting. */
bool clean_is_clean(str line);

/* RAW as it was before all that: RAW itself where there is nothing to do, else a copy in ROOM, which is overwritten.
 * False when memory is short. */
bool clean_line(struct clean *wash, struct buffer *room, str raw, str *ret_line);

/* Without the marks of mail quoting ("> ", "> > ", "| ") at its start. */
str clean_unquote(str line);

/* True if LINE goes on in the next one: quoted-printable with "=" at its end, which *LINE then lacks. */
bool clean_soft_break(const struct clean *wash, str *line);

#endif
