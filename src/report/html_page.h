/* The HTML report's page: what its parts share, and text that can be nothing but text.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_HTML_PAGE_H
#define REPORT_HTML_PAGE_H

#include "report/document.h"
#include "report/html_terms.h"

enum { HTML_TIMES = 1024, HTML_NAME = 32, HTML_PATTERN = 24 };

/* An event of the timeline: the event itself is gone when it is drawn. */
struct html_time {
    int64_t number;
    int64_t seconds; /* since the first one; ABSENT where a clock is missing */
    struct wording when;
    char name[HTML_NAME], pattern[HTML_PATTERN], host[HTML_NAME];
    size_t name_len, pattern_len, host_len;
    int64_t kills;
    enum scope scope;
};

/* What is remembered from one event to the next. */
struct html_state {
    bool has_begun;
    struct html_terms terms;
    struct oomwhy_time first;
    int64_t first_us;
    struct html_time times[HTML_TIMES];
    size_t count;
    int64_t more; /* events that have no room there */
};

struct html {
    struct document document;
    struct html_state *state;
    enum document_table table;
    size_t bar; /* row of the balance, which has its colour */
    const struct balance *balance;
};

static inline struct html *html_of(struct document *document) {
    return (struct html *)document;
}

/* TEXT escaped for a terminal's sake and for HTML's: in an element and in a quoted attribute it is text. */
void html_text(struct out *out, str text);

/* A number of the program's own. */
void html_number(struct out *out, int64_t number);

static inline void html_str(struct out *out, const char *markup) {
    out_str(out, str_from_cstr(markup));
}

/* The same for a line of the log, with each term a link to its explanation. TERMS may be NULL. */
void html_line(struct out *out, str text, struct html_terms *terms);

/* The same for a sentence, whose figures keep their units. */
void html_sentence(struct out *out, str text, struct html_terms *terms);

/* "t2-kernel-stack" */
void html_term_id(struct out *out, const struct glossary_term *term);

/* TEXT as a link to TERM's explanation. TERMS may be NULL: then as text. */
void html_term(struct out *out, str text, const struct glossary_term *term, struct html_terms *terms);

/* The id of the line of the event that LINE stands in: "e3-l417". False if the event does not have it. */
bool html_line_id(struct out *out, const struct event *event, int64_t line);

#endif
