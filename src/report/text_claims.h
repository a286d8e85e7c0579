/* What the sections of the text report share: the event in hand, titles, claims, references to lines.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_TEXT_CLAIMS_H
#define REPORT_TEXT_CLAIMS_H

#include "report/document.h"
#include "report/layout.h"

enum {
    TEXT_ROWS = 10, /* of a list that is not shown whole */
    TEXT_CITED = 256
};

/* A document whose sentences are wrapped; its tables are set by the sections themselves. */
struct text {
    struct document document;
    struct layout layout;
    const char *mark; /* before the items of the list in progress */
    bool is_apart;    /* the latest words ended in a blank */
    bool is_quoting;  /* the block in progress is the log's own sentence */
    /* Whether the terms of the balance, the zones and the tasks were explained: once is enough. */
    bool has_legend, has_zone_legend, has_task_legend;
    struct span cited[TEXT_CITED]; /* the lines that were referred to */
    size_t cited_count;
};

void text_begin(struct text *text, struct out *out, const struct report_options *options,
                const struct report_event *event);

/* "Where the memory went [lines 9-20]", after an empty line. */
void text_title(struct text *text, str title, struct span lines);

/* Words of the program's own (layout_phrase), wrapped. */
static inline void text_words(struct text *text, enum layout_style style, const char *words) {
    layout_phrase(&text->layout, style, str_from_cstr(words));
}

void text_size(struct text *text, int64_t kb);

/* "[lines 3-9]"; nothing if LINES is empty. */
void text_lines(struct text *text, struct span lines);

/* Begins a list item that document.h's functions go on with. */
void text_item(struct text *text, const char *mark);

/* One list item: MARK, then a sentence with its lines. */
void text_claim(struct text *text, const char *mark, size_t indent, str statement, struct span lines);
void text_claims(struct text *text, const char *mark, size_t indent, const struct evidence_list *list);

/* Commands are not wrapped: each stands on a line of its own, ready to be pasted. */
void text_command(struct text *text, str command);

/* How sure a finding is, in the colour of that. */
enum layout_style text_sureness(const struct finding *finding);

/* The first MOST statements about all events together, one per line; SERIES may be NULL. */
void text_series(struct layout *layout, const struct evidence_list *series, size_t most);

/* "and 12 more" */
void text_more(struct text *text, size_t count, const char *what);

#endif
