/* Makes bytes of a log safe for a terminal: what could control it, or deceive a reader, is shown as \xNN.
 * SPDX-License-Identifier: MIT
 *
 * Shown byte by byte as \xNN are: C0 controls, DEL, C1 controls (U+0080-U+009F), bytes that are no valid UTF-8, and
 * the characters that reorder, hide or split text or that nobody sees: bidirectional controls, zero-width characters,
 * line and paragraph separators, fillers, variation selectors, tags. Everything else passes, but a backslash beside
 * such bytes is doubled: "\\x41" was four characters of a name, "\x1b" one byte.
 * Columns are counted as a terminal does: two for the wide characters of East Asia and for emoji, none for combining
 * marks, one for the rest. */
#ifndef REPORT_ESCAPE_H
#define REPORT_ESCAPE_H

#include "base/out.h"

/* How many bytes at the start of TEXT are printable ASCII, which needs no escaping and is a column wide per byte. */
size_t escape_plain(str text);

/* Whether all of TEXT is printable ASCII. */
bool escape_is_plain(str text);

/* The same without '"' and '\\', which JSON escapes too. */
size_t escape_plain_quoted(str text);

/* Copies TEXT to TO and returns whether all of it is what escape_plain (escape_plain_quoted) counts: if not, the copy
 * is of no use. */
bool escape_copy_plain(char *to, str text);
bool escape_copy_quoted(char *to, str text);

/* How many bytes at the start of TEXT can be shown as they are; their columns are added to *COLUMNS if it is given. */
size_t escape_clean(str text, size_t *columns);

/* How many bytes at the start of TEXT, where escape_clean gave 0, stand for one thing that must be escaped. */
size_t escape_foul(str text);

/* Whether backslashes of TEXT are written twice. */
bool escape_doubles(str text);

/* The four characters \xNN. */
void escape_byte(char byte, char ret_shown[4]);

/* Gives TEXT escaped to WRITE, in pieces. Returns 0, or the first error of WRITE, which ends it. */
int escape_hand_on(str text, out_write *write, void *context);

/* Writes TEXT escaped. */
void escape_out(struct out *out, str text);

/* The width, in columns, of what escape_out writes. */
size_t escape_columns(str text);

#endif
