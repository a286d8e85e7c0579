/* The terms of the glossary in the lines of a log and in sentences.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_HTML_TERMS_H
#define REPORT_HTML_TERMS_H

#include "report/glossary.h"

enum { HTML_SPELLINGS = 2048, HTML_TERMS = 512 };

struct html_spelling {
    str text;
    size_t term;
};

/* All spellings by their first byte, and which terms were met. */
struct html_terms {
    struct html_spelling items[HTML_SPELLINGS];
    size_t first[257]; /* where those begin that begin with a byte */
    bool is_used[HTML_TERMS];
};

void html_terms_open(struct html_terms *terms);

/* The longest term that TEXT has at AT, as a whole word; its length, or 0. *RET_TERM is its index in the glossary.
 * Words that could mean anything count only where a figure follows, as in "free:12kB"; in PROSE only names with "_"
 * count. */
size_t html_terms_at(const struct html_terms *terms, str text, size_t at, bool is_prose, size_t *ret_term);

#endif
