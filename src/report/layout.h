/* How text is set: words wrapped at a width, cells in columns, bars, a few colours.
 * SPDX-License-Identifier: MIT
 *
 * All text is escaped (escape.h). A word is never broken: one that is longer than a line goes beyond its end. */
#ifndef REPORT_LAYOUT_H
#define REPORT_LAYOUT_H

#include "base/out.h"
#include "report/wording.h"

/* Colours by what they mean: all are readable on a dark and on a light ground. */
enum layout_style {
    LAYOUT_PLAIN,
    LAYOUT_BOLD,
    LAYOUT_DIM,
    LAYOUT_KILLED,   /* who died, what is exhausted */
    LAYOUT_SHIELDED, /* what the OOM killer may not touch; findings of medium and low confidence */
    LAYOUT_SURE,     /* findings of high confidence */
    LAYOUT_COMMAND
};

struct layout {
    struct out *out;
    size_t width; /* of tables */
    size_t prose; /* of sentences: long lines are hard to read */
    bool color;
    bool unicode;            /* bars of block characters */
    size_t word_most;        /* longer words are shortened in the middle; 0: none is */
    enum layout_style style; /* whose escape sequence is in force */
    size_t lines;            /* that were ended */
    size_t column;           /* columns written of the line in progress */
    size_t indent;           /* of wrapped lines */
    size_t due;              /* blanks to write before what comes next on this line; no line ends in one */
};

/* WIDTH 0 means 80. */
void layout_open(struct layout *layout, struct out *out, int width, bool color);

/* A new line at column INDENT; what wraps goes to column HANGING. */
void layout_line(struct layout *layout, size_t indent, size_t hanging);

/* Ends the line in progress. */
void layout_end(struct layout *layout);

/* An empty line. */
void layout_space(struct layout *layout);

/* A line of CHARACTER from the column in progress to the width. */
void layout_rule(struct layout *layout, char character);

/* The words of TEXT, wrapped. */
void layout_words(struct layout *layout, enum layout_style style, str text);

/* The same for words of the program's own, which are not checked: printable ASCII with one blank between them and none
 * around them. */
void layout_phrase(struct layout *layout, enum layout_style style, str text);

/* TEXT as one word, blanks and all. */
void layout_unit(struct layout *layout, enum layout_style style, str text);

/* Begins a new line unless so many COLUMNS fit on this one: what follows stays together. */
void layout_keep(struct layout *layout, size_t columns);

/* How many lines TEXTS would take from here on, wrapped as words one after another. */
size_t layout_lines_of(const struct layout *layout, const str *texts, size_t count);

/* The words of TEXT in at most so many LINES from here on: what is left over is "...". */
void layout_words_most(struct layout *layout, enum layout_style style, str text, size_t lines);

/* What follows stands so many BLANKS behind what was written. */
static inline void layout_due(struct layout *layout, size_t blanks) {
    layout->due = blanks;
}

/* Whether something stands on the line in progress. */
static inline bool layout_is_begun(const struct layout *layout) {
    return layout->column > 0;
}

/* The next word follows without a blank. */
void layout_glue(struct layout *layout);

/* TEXT in a cell of WIDTH columns. A longer text makes the cell wider and is followed by a blank; with WIDTH 0 no blank
 * follows. */
void layout_left(struct layout *layout, enum layout_style style, str text, size_t width);
void layout_right(struct layout *layout, enum layout_style style, str text, size_t width);

/* FIGURE, which is not empty, as layout_right writes it. */
void layout_figure(struct layout *layout, enum layout_style style, const struct wording *figure, size_t width);

/* PART of WHOLE as '#', or block characters, in ROOM columns. */
void layout_bar(struct layout *layout, enum layout_style style, int64_t part, int64_t whole, size_t room);

#endif
