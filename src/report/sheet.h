/* A sheet of text: words wrapped at a width, cells in columns, bars, a few colours.
 * SPDX-License-Identifier: MIT
 *
 * All text is escaped on its way (escape.h). A word is never broken: one that is longer than a line sticks out. */
#ifndef REPORT_SHEET_H
#define REPORT_SHEET_H

#include "base/out.h"
#include "report/wording.h"

enum sheet_style { SHEET_PLAIN, SHEET_BOLD, SHEET_DIM, SHEET_RED, SHEET_YELLOW, SHEET_GREEN };

struct sheet {
    struct out *out;
    size_t width; /* of tables */
    size_t prose; /* of sentences: long lines are hard to read */
    bool color;
    size_t column; /* of the line in progress, from 0; 0 with blanks due: nothing stands on it */
    size_t indent; /* of wrapped lines */
    size_t due;    /* blanks owed before what comes next on this line; none trail */
};

/* WIDTH 0 means 80. */
void sheet_open(struct sheet *sheet, struct out *out, int width, bool color);

/* A new line at column INDENT; what wraps goes to column HANGING. */
void sheet_line(struct sheet *sheet, size_t indent, size_t hanging);

/* Ends the line in progress. */
void sheet_end(struct sheet *sheet);

/* An empty line. */
void sheet_space(struct sheet *sheet);

/* A line of CHARACTER from the column in progress to the width. */
void sheet_rule(struct sheet *sheet, char character);

/* The words of TEXT, wrapped. */
void sheet_words(struct sheet *sheet, enum sheet_style style, str text);

/* The same for words of the program's own, printable ASCII with one blank between them and none around them: they are
 * not looked at. */
void sheet_phrase(struct sheet *sheet, enum sheet_style style, str text);

/* TEXT as one word, blanks and all. */
void sheet_unit(struct sheet *sheet, enum sheet_style style, str text);

/* The next word follows without a blank. */
void sheet_glue(struct sheet *sheet);

/* TEXT in a cell of WIDTH columns. A longer text sticks out, then one blank follows; after WIDTH 0 none does. */
void sheet_left(struct sheet *sheet, enum sheet_style style, str text, size_t width);
void sheet_right(struct sheet *sheet, enum sheet_style style, str text, size_t width);

/* FIGURE, which is not empty, as sheet_right has it. */
void sheet_figure(struct sheet *sheet, enum sheet_style style, const struct wording *figure, size_t width);

/* PART of WHOLE as '#' in ROOM columns. */
void sheet_bar(struct sheet *sheet, enum sheet_style style, int64_t part, int64_t whole, size_t room);

#endif
