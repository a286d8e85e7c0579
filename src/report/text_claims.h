/* What the sections of the text report share: the event in hand, titles, claims, references to lines.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_TEXT_CLAIMS_H
#define REPORT_TEXT_CLAIMS_H

#include "report/layout.h"
#include "report/report.h"

struct text {
    struct layout layout;
    bool all_tasks;
    bool has_legend; /* the legend of the counters was written: once is enough */
    const struct event *event;
    const struct reckoning *reckoning;
    const struct diagnosis *diagnosis;
};

/* Rows of a list that is not shown whole. */
enum { TEXT_ROWS = 10 };

/* "Where the memory went [lines 9-20]", after an empty line. */
void text_title(struct text *text, const char *title, struct span lines);

/* Words of the program's own (layout_phrase), wrapped. */
static inline void text_words(struct text *text, enum layout_style style, const char *words) {
    layout_phrase(&text->layout, style, str_from_cstr(words));
}

void text_size(struct text *text, int64_t kb);

/* "[lines 3-9]"; nothing if LINES is empty. */
void text_lines(struct text *text, struct span lines);

/* One list item: MARK, then a sentence with its lines. */
void text_claim(struct text *text, const char *mark, size_t indent, str statement, struct span lines);
void text_claims(struct text *text, const char *mark, size_t indent, const struct evidence_list *list);

/* Statements about all events together, one per line. */
void text_series(struct layout *layout, const struct evidence_list *series);

/* "and 12 more" */
void text_more(struct text *text, size_t count, const char *what);

#endif
