/* What the sections of the text report share: titles, claims, references to lines.
 * SPDX-License-Identifier: MIT */
#include "report/text_claims.h"

#include "report/places.h"

void text_size(struct text *text, int64_t kb) {
    struct wording size = wording_size(kb);
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&size));
}

void text_lines(struct text *text, struct span lines) {
    if (lines.first <= 0)
        return;
    if (text->cited_count < TEXT_CITED)
        text->cited[text->cited_count++] = lines;
    const struct event *event = text->document.event;
    struct place first = place_of(event, lines.first), last = place_of(event, lines.last);
    struct wording shown = wording_lines(first.line, last.line);
    layout_unit(&text->layout, LAYOUT_DIM, wording_str(&shown));
    if (event->source_count > 1 && !str_equal(first.file, event->sources[0].file)) {
        layout_words(&text->layout, LAYOUT_DIM, STR("of"));
        layout_unit(&text->layout, LAYOUT_DIM, first.file);
    }
}

void text_title(struct text *text, str title, struct span lines) {
    layout_space(&text->layout);
    layout_line(&text->layout, 0, 0);
    layout_words(&text->layout, LAYOUT_BOLD, title);
    text_lines(text, lines);
    layout_end(&text->layout);
}

void text_claim(struct text *text, const char *mark, size_t indent, str statement, struct span lines) {
    layout_line(&text->layout, indent, indent + strlen(mark) + 1);
    text_words(text, LAYOUT_PLAIN, mark);
    layout_words(&text->layout, LAYOUT_PLAIN, statement);
    text_lines(text, lines);
    layout_end(&text->layout);
}

void text_claims(struct text *text, const char *mark, size_t indent, const struct evidence_list *list) {
    for (size_t i = 0; i < list->count; i++)
        text_claim(text, mark, indent, list->items[i].statement, list->items[i].lines);
}

void text_command(struct text *text, str command) {
    while (command.len > 0) {
        str line = str_first(command, str_find_byte(command, '\n'));
        layout_line(&text->layout, 8, 8);
        layout_left(&text->layout, LAYOUT_COMMAND, line, 0);
        layout_end(&text->layout);
        command = str_from(command, line.len + (line.len < command.len));
    }
}

enum layout_style text_sureness(const struct finding *finding) {
    if (finding->is_undecided)
        return LAYOUT_BOLD;
    return finding->confidence == CONFIDENCE_HIGH ? LAYOUT_SURE : LAYOUT_SHIELDED;
}

void text_more(struct text *text, size_t count, const char *what) {
    struct wording number = wording_number((int64_t)count);
    layout_line(&text->layout, 2, 2);
    text_words(text, LAYOUT_DIM, "and");
    layout_words(&text->layout, LAYOUT_DIM, wording_str(&number));
    text_words(text, LAYOUT_DIM, "more");
    text_words(text, LAYOUT_DIM, what);
    layout_end(&text->layout);
}

void text_series(struct layout *layout, const struct evidence_list *series, size_t most) {
    for (size_t i = 0; series && i < series->count && i < most; i++) {
        layout_line(layout, 0, 2);
        layout_words(layout, LAYOUT_PLAIN, STR("*"));
        layout_words(layout, LAYOUT_PLAIN, series->items[i].statement);
        struct wording lines = wording_lines(series->items[i].lines.first, series->items[i].lines.last);
        if (series->items[i].lines.first > 0)
            layout_unit(layout, LAYOUT_DIM, wording_str(&lines));
    }
    layout_end(layout);
}

void text_item(struct text *text, const char *mark) {
    layout_line(&text->layout, 2, 4);
    text_words(text, LAYOUT_PLAIN, mark);
    text->is_apart = true;
}

/* --- the text report as a document */

static struct text *text_of(struct document *document) {
    return (struct text *)document;
}

static void text_section(struct document *document, const char *id, str title, struct span lines) {
    (void)id;
    text_title(text_of(document), title, lines);
}

static void text_section_end(struct document *document) {
    (void)document;
}

/* A paragraph stands at two columns; the items of a list behind their mark, and what wraps below their words. */
static void text_open(struct document *document, enum document_block block) {
    struct text *text = text_of(document);
    const bool is_list = block == DOCUMENT_LIST || block == DOCUMENT_FOR || block == DOCUMENT_AGAINST;
    text->is_apart = true;
    text->is_quoting = block == DOCUMENT_QUOTE;
    if (is_list) {
        text->mark = block == DOCUMENT_FOR ? "+" : "-";
        return;
    }
    if (block == DOCUMENT_ITEM) {
        text_item(text, text->mark);
        return;
    }
    layout_line(&text->layout, 2, block == DOCUMENT_PARAGRAPH ? 2 : 4);
    if (block == DOCUMENT_QUOTE)
        text_words(text, LAYOUT_DIM, ">");
}

static void text_close(struct document *document, enum document_block block) {
    (void)block;
    layout_end(&text_of(document)->layout);
}

/* Words are wrapped, as a quotation is; a name of the log is not. Where neither the words before nor TEXT have a blank
 * between them, there is none. */
static void text_styled(struct document *document, enum document_style style, str text) {
    static const enum layout_style styles[] = {
        [DOCUMENT_PLAIN] = LAYOUT_PLAIN, [DOCUMENT_STRONG] = LAYOUT_BOLD,   [DOCUMENT_QUIET] = LAYOUT_DIM,
        [DOCUMENT_NAME] = LAYOUT_PLAIN,  [DOCUMENT_KILLED] = LAYOUT_KILLED, [DOCUMENT_SHIELDED] = LAYOUT_SHIELDED,
    };
    struct text *writer = text_of(document);
    if (text.len == 0)
        return;
    if (!writer->is_apart && text.data[0] != ' ')
        layout_glue(&writer->layout);
    writer->is_apart = text.data[text.len - 1] == ' ';
    if (style == DOCUMENT_NAME && !writer->is_quoting)
        layout_unit(&writer->layout, LAYOUT_PLAIN, text);
    else
        layout_words(&writer->layout, styles[style], str_trim(text));
}

static void text_cite(struct document *document, struct span lines) {
    text_lines(text_of(document), lines);
}

static const struct document_marks text_marks = {
    .section = text_section,
    .section_end = text_section_end,
    .open = text_open,
    .close = text_close,
    .text = text_styled,
    .lines = text_cite,
    .joint = "|",
};

void text_begin(struct text *text, struct out *out, const struct report_options *options,
                const struct report_event *event) {
    text->document = (struct document){.marks = &text_marks,
                                       .out = out,
                                       .options = options,
                                       .event = event->event,
                                       .reckoning = event->reckoning,
                                       .diagnosis = event->diagnosis};
    text->has_legend = text->has_zone_legend = text->has_task_legend = false;
    text->cited_count = 0;
    text->mark = "";
    text->is_apart = true;
    text->is_quoting = false;
    layout_open(&text->layout, out, options->width, options->color);
    text->layout.unicode = options->unicode;
}
