/* Text of the log in Markdown: nothing of it is markup, a link or a mention.
 * SPDX-License-Identifier: MIT
 *
 * What GitHub and its like would act on (pipes, back-ticks, HTML, @names, #numbers, addresses, commits, :emoji:) stands
 * in a code span, where nothing is acted on; words of plain letters, figures and punctuation stay as they are. A
 * backslash before such a sign would not do: mentions and addresses are looked for when backslashes are gone. */
#ifndef REPORT_MARKDOWN_TEXT_H
#define REPORT_MARKDOWN_TEXT_H

#include "base/out.h"

/* TEXT word by word. In a table a pipe would end the cell: IN_TABLE gives it a backslash. */
void markdown_words(struct out *out, str text, bool in_table);

/* All of TEXT as one code span; nothing if it is empty. */
void markdown_code(struct out *out, str text, bool in_table);

/* The longest run of back-ticks in TEXT. */
size_t markdown_ticks(str text);

#endif
