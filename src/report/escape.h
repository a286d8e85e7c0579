/* Bytes of a log made safe for a terminal: what could steer it, or fool the eye, is shown as \xNN.
 * SPDX-License-Identifier: MIT
 *
 * Shown byte by byte as \xNN are: C0 controls, DEL, C1 controls (U+0080-U+009F), bytes that are no valid UTF-8, and
 * the characters that reorder, hide or split text or that nobody sees: bidirectional controls, zero-width characters,
 * line and paragraph separators, fillers, variation selectors, tags. Everything else passes, a backslash too.
 * Columns are counted as a terminal does: two for the wide characters of East Asia and for emoji, none for combining
 * marks, one for the rest. */
#ifndef REPORT_ESCAPE_H
#define REPORT_ESCAPE_H

#include "base/out.h"

/* The bytes at the start of TEXT that are printable ASCII: they pass a terminal as they are, each a column wide. */
size_t escape_plain(str text);

/* Whether all of TEXT is so. */
bool escape_is_plain(str text);

/* As escape_plain, up to '"' and '\\'. */
size_t escape_plain_quoted(str text);

/* Copies TEXT to TO. Whether it may stand there: all of it is what escape_plain (escape_plain_quoted) counts. */
bool escape_copy_plain(char *to, str text);
bool escape_copy_quoted(char *to, str text);

/* How many bytes at the start of TEXT can be shown as they are; their columns are added to *COLUMNS if it is given. */
size_t escape_clean(str text, size_t *columns);

/* How many bytes at the start of TEXT, where escape_clean gave 0, stand for one thing that must be escaped. */
size_t escape_foul(str text);

/* The four characters \xNN. */
void escape_byte(char byte, char ret_shown[4]);

/* Hands TEXT on escaped, in pieces. 0, or the first error of WRITE, which is then called no more. */
int escape_hand_on(str text, out_write *write, void *context);

/* Writes TEXT escaped. */
void escape_out(struct out *out, str text);

/* The columns that escape_out takes. */
size_t escape_columns(str text);

#endif
