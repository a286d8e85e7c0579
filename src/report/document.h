/* A report as a stream of blocks: what the text report, Markdown and HTML share.
 * SPDX-License-Identifier: MIT
 *
 * The sections (document_sections.h) say what the report holds, in order; the marks of a writer say how it looks. Texts
 * may hold bytes of the log: the marks make them harmless. */
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include "report/balance.h"
#include "report/report.h"
#include "report/wording.h"

enum document_block {
    DOCUMENT_PARAGRAPH,
    DOCUMENT_LEAD, /* the paragraph that says what happened */
    DOCUMENT_VERDICT,
    DOCUMENT_QUOTE, /* the log's own words */
    DOCUMENT_LIST,
    DOCUMENT_FOR,     /* a list of what speaks for a finding */
    DOCUMENT_AGAINST, /* and against it */
    DOCUMENT_ITEM,
    DOCUMENT_STEPS, /* a list that is numbered */
    DOCUMENT_STEP
};

enum document_style {
    DOCUMENT_PLAIN,
    DOCUMENT_STRONG,
    DOCUMENT_QUIET,
    DOCUMENT_NAME, /* of the log, whole: it may hold blanks */
    DOCUMENT_KILLED,
    DOCUMENT_SHIELDED
};

/* A column of a table. */
struct document_column {
    str title;
    bool is_figure; /* set to the right */
};

/* What a figure is worth, for those who sort by it; ABSENT for a text. */
struct document_cell {
    str text;
    enum document_style style;
    int64_t value;
};

enum document_table { DOCUMENT_TABLE_PLAIN, DOCUMENT_TABLE_TASKS };

struct document;

/* How a writer sets what it is told. Those that are marked so may be NULL. */
struct document_marks {
    /* A section: ID is a word of the program's own, LINES what all of it rests on. */
    void (*section)(struct document *document, const char *id, str title, struct span lines);
    void (*section_end)(struct document *document);
    void (*open)(struct document *document, enum document_block block);
    void (*close)(struct document *document, enum document_block block);
    void (*text)(struct document *document, enum document_style style, str text);
    void (*lines)(struct document *document, struct span lines);
    void (*commands)(struct document *document, str commands); /* one a line */
    void (*table)(struct document *document, enum document_table kind, const struct document_column *columns,
                  size_t count);
    void (*row)(struct document *document, bool is_marked);
    void (*cell)(struct document *document, const struct document_cell *cell);
    void (*bar)(struct document *document, int64_t part, int64_t whole); /* a cell */
    void (*row_end)(struct document *document);
    void (*table_end)(struct document *document);
    void (*balance_chart)(struct document *document, const struct balance *balance); /* may be NULL */
    void (*zone_chart)(struct document *document);                                   /* may be NULL */
    const char *joint; /* between the flags of a request; ", " for NULL */
    bool shows_all_tasks;
};

/* The writer's own struct begins with it. */
struct document {
    const struct document_marks *marks;
    struct out *out;
    const struct report_options *options;
    const struct event *event;
    const struct reckoning *reckoning;
    const struct diagnosis *diagnosis;
};

static inline void document_open(struct document *document, enum document_block block) {
    document->marks->open(document, block);
}

static inline void document_close(struct document *document, enum document_block block) {
    document->marks->close(document, block);
}

static inline void document_text(struct document *document, enum document_style style, str text) {
    document->marks->text(document, style, text);
}

/* Words of the program's own. */
static inline void document_words(struct document *document, const char *words) {
    document->marks->text(document, DOCUMENT_PLAIN, str_from_cstr(words));
}

/* The same where they matter less. */
static inline void document_quiet(struct document *document, const char *words) {
    document->marks->text(document, DOCUMENT_QUIET, str_from_cstr(words));
}

static inline void document_lines(struct document *document, struct span lines) {
    if (lines.first > 0)
        document->marks->lines(document, lines);
}

void document_size(struct document *document, int64_t kb);
void document_number(struct document *document, int64_t number);

/* A block that is one sentence with its lines. */
void document_claim(struct document *document, enum document_block block, str statement, struct span lines);

/* A list of BLOCK with the first MOST claims of LIST; nothing if it is empty. */
void document_claims(struct document *document, enum document_block block, const struct evidence_list *list,
                     size_t most);

/* A cell that is a text or a figure. */
void document_cell_text(struct document *document, enum document_style style, str text);
void document_cell_figure(struct document *document, const struct wording *shown, int64_t value);

#endif
