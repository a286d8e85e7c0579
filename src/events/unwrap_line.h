/* Which line goes on with which, where something that the log went through broke it.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_UNWRAP_LINE_H
#define EVENTS_UNWRAP_LINE_H

#include "kernel/task_table.h"

/* Whether HELD is a known sentence without its end, and NEXT looks like that end. COLUMNS is the layout of the task
 * table in progress, or NULL; a row that ends at SENTENCE_TORN_AT, where another was torn, may lack its name's rest; 0:
 * none was. Neither text is empty. */
bool unwrap_line_goes_on(str held, str next, const struct task_table *columns, size_t row_torn_at);

/* Whether the break lies within a word, as the end of HELD and the beginning of NEXT show: "2*102" + "4kB",
 * "present:1098594" + "4kB", "unevictable:0" + "kB", "score 12" + "48 or a child". A mailer breaks at blanks; a
 * terminal, an editor or a pager at its width. */
bool unwrap_line_is_torn_word(str held, str next);

#endif
