/* The log stage in front of a parser: what it hands on, and what it asks about the kernel's words.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_INTAKE_H
#define EVENTS_INTAKE_H

#include "events/parser.h"
#include "kernel/opener.h"
#include "log/reader.h"

/* The kernel stage's answers to the log stage. */
struct grammar intake_grammar(const struct opener *opener);

struct intake {
    struct parser *parser;
    /* Called for each input, whose lines come after LINE_BASE; may be NULL. */
    void (*begin_input)(void *context, int64_t line_base);
    void *context; /* of that function */
};

/* A reader whose messages go to the parser; both arguments outlive it. NULL when memory is short. */
struct reader *intake_new(struct intake *intake, const struct opener *opener);

#endif
