/* What the scanners together know of a text: whether it begins a line of the kernel, is whole, or goes on.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_GRAMMAR_H
#define KERNEL_GRAMMAR_H

#include "kernel/match.h"
#include "kernel/task_table.h"

struct grammar {
    struct matcher *matcher;
    const struct task_table *columns; /* of the task table in progress, or NULL */
};

/* Whether TEXT says, from its first byte on, what a line of its own says. */
bool grammar_begins_line(const struct grammar *grammar, str text);

/* Whether TEXT ends as its line does. */
bool grammar_is_whole(const struct grammar *grammar, str text);

/* How many facts more TEXT tells than its first AT bytes, in the line that they begin; 0: it does not go on. */
size_t grammar_gain(const struct grammar *grammar, str text, size_t at);

/* How many bytes of a process name TEXT breaks off in; STR_NONE if it does not. */
size_t grammar_open_name(str text);

/* Whether the byte AT of TEXT, a line break, stands within a process name and the rest of the line around it. */
bool grammar_breaks_name(const struct grammar *grammar, str text, size_t at);

/* Whether TEXT is a whole row of the task table in progress. */
bool grammar_is_row(const struct grammar *grammar, str text);

/* Whether TEXT is a row, a counter, a zone or a total: a part of a report without its head. */
bool grammar_is_part(str text);

#endif
