/* Markdown for tickets: GitHub's dialect, in the order of the text report, with the lines that it cites.
 * SPDX-License-Identifier: MIT */
#include "report/document_event.h"
#include "report/escape.h"
#include "report/markdown_text.h"
#include "report/places.h"

#include "model/amount.h"

enum {
    MARKDOWN_CITED = 512,  /* claims whose lines are quoted */
    MARKDOWN_WHOLE = 24,   /* lines of a claim that are quoted all; of more, the first and the last */
    MARKDOWN_ENDS = 3,     /* of each end */
    MARKDOWN_QUOTED = 400, /* lines in all */
    MARKDOWN_BAR = 20,
    MARKDOWN_NUMBER = 7 /* columns of a line's number */
};

struct markdown {
    struct document document;
    bool is_table;
    bool is_in_step, has_commands; /* commands end the line of their step */
    int64_t step;
    bool has_place; /* the first lines that are named are those of the event: no claim's */
    struct span cited[MARKDOWN_CITED];
    size_t cited_count;
};

static struct markdown *markdown_of(struct document *document) {
    return (struct markdown *)document;
}

static void markdown_str(struct document *document, str text) {
    out_str(document->out, text);
}

static void markdown_section(struct document *document, const char *id, str title, struct span lines) {
    (void)id;
    markdown_str(document, STR("\n### "));
    markdown_words(document->out, title, false);
    document_lines(document, lines);
    markdown_str(document, STR("\n"));
}

static void markdown_section_end(struct document *document) {
    (void)document;
}

static void markdown_open(struct document *document, enum document_block block) {
    static const str before[] = {
        [DOCUMENT_PARAGRAPH] = STR_INIT("\n"),
        [DOCUMENT_LEAD] = STR_INIT("\n**"),
        [DOCUMENT_VERDICT] = STR_INIT("\nVerdict: "),
        [DOCUMENT_QUOTE] = STR_INIT("\n> "),
        [DOCUMENT_LIST] = STR_INIT("\n"),
        [DOCUMENT_FOR] = STR_INIT("\n"),
        [DOCUMENT_AGAINST] = STR_INIT("\n"),
        [DOCUMENT_ITEM] = STR_INIT("- "),
        [DOCUMENT_STEPS] = STR_INIT("\n"),
        [DOCUMENT_STEP] = STR_INIT(""),
    };
    struct markdown *markdown = markdown_of(document);
    markdown_str(document, before[block]);
    if (block == DOCUMENT_STEPS)
        markdown->step = 0;
    if (block != DOCUMENT_STEP)
        return;
    const struct wording number = wording_number(++markdown->step);
    markdown_str(document, wording_str(&number));
    markdown_str(document, STR(". "));
    markdown->is_in_step = true;
}

static void markdown_close(struct document *document, enum document_block block) {
    const bool is_list =
        block == DOCUMENT_LIST || block == DOCUMENT_FOR || block == DOCUMENT_AGAINST || block == DOCUMENT_STEPS;
    if (block == DOCUMENT_LEAD)
        markdown_str(document, STR("**"));
    if (!is_list && !(block == DOCUMENT_STEP && markdown_of(document)->has_commands))
        markdown_str(document, STR("\n"));
    markdown_of(document)->is_in_step &= block != DOCUMENT_STEP;
    markdown_of(document)->has_commands = false;
}

static void markdown_text(struct document *document, enum document_style style, str text) {
    static const str around[] = {
        [DOCUMENT_PLAIN] = STR_INIT(""), [DOCUMENT_STRONG] = STR_INIT("**"), [DOCUMENT_QUIET] = STR_INIT(""),
        [DOCUMENT_NAME] = STR_INIT(""),  [DOCUMENT_KILLED] = STR_INIT("**"), [DOCUMENT_SHIELDED] = STR_INIT("*"),
    };
    if (text.len == 0)
        return;
    markdown_str(document, around[style]);
    if (style == DOCUMENT_NAME)
        markdown_code(document->out, text, markdown_of(document)->is_table);
    else
        markdown_words(document->out, text, markdown_of(document)->is_table);
    markdown_str(document, around[style]);
}

/* "[lines 3-9]": no definition of a link stands in the report, so it is none. */
static void markdown_lines(struct document *document, struct span lines) {
    struct markdown *markdown = markdown_of(document);
    const struct event *event = document->event;
    const struct place first = place_of(event, lines.first), last = place_of(event, lines.last);
    const struct wording shown = wording_lines(first.line, last.line);
    markdown_str(document, STR(" "));
    markdown_str(document, wording_str(&shown));
    if (event->source_count > 1 && !str_equal(first.file, event->sources[0].file)) {
        markdown_str(document, STR(" of "));
        markdown_code(document->out, first.file, markdown->is_table);
    }
    const bool is_claim = markdown->has_place;
    markdown->has_place = true;
    if (is_claim && markdown->cited_count < MARKDOWN_CITED)
        markdown->cited[markdown->cited_count++] = lines;
}

/* --- blocks of code */

static void markdown_fence(struct document *document, str indent, size_t ticks, str language) {
    markdown_str(document, indent);
    out_repeat(document->out, '`', ticks < 3 ? 3 : ticks);
    markdown_str(document, language);
    markdown_str(document, STR("\n"));
}

static void markdown_commands(struct document *document, str commands) {
    const bool is_in_step = markdown_of(document)->is_in_step;
    const str indent = is_in_step ? STR("   ") : STR("");
    const size_t ticks = markdown_ticks(commands) + 1;
    markdown_str(document, is_in_step ? STR("\n\n") : STR("\n"));
    markdown_fence(document, indent, ticks, STR("sh"));
    while (commands.len > 0) {
        const str line = str_first(commands, str_find_byte(commands, '\n'));
        markdown_str(document, indent);
        escape_out(document->out, line);
        markdown_str(document, STR("\n"));
        commands = str_from(commands, line.len + (line.len < commands.len));
    }
    markdown_fence(document, indent, ticks, STR(""));
    markdown_of(document)->has_commands = is_in_step;
}

/* --- tables */

static void markdown_table(struct document *document, enum document_table kind, const struct document_column *columns,
                           size_t count) {
    (void)kind;
    markdown_of(document)->is_table = true;
    markdown_str(document, STR("\n|"));
    for (size_t i = 0; i < count; i++) {
        markdown_str(document, STR(" "));
        markdown_words(document->out, columns[i].title, true);
        markdown_str(document, STR(" |"));
    }
    markdown_str(document, STR("\n|"));
    for (size_t i = 0; i < count; i++)
        markdown_str(document, columns[i].is_figure ? STR(" ---: |") : STR(" --- |"));
    markdown_str(document, STR("\n"));
}

static void markdown_row(struct document *document, bool is_marked) {
    (void)is_marked;
    markdown_str(document, STR("|"));
}

static void markdown_cell(struct document *document, const struct document_cell *cell) {
    markdown_str(document, STR(" "));
    markdown_text(document, cell->style, str_equal(cell->text, STR("-")) ? STR("") : cell->text);
    markdown_str(document, STR(" |"));
}

static void markdown_bar(struct document *document, int64_t part, int64_t whole) {
    const double share = part <= 0 || whole <= 0 ? 0 : part < whole ? (double)part / (double)whole : 1;
    const size_t filled = (size_t)(share * (double)MARKDOWN_BAR + 0.5);
    markdown_str(document, STR(" "));
    for (size_t i = 0; i < filled; i++)
        markdown_str(document, STR("\342\226\210"));
    markdown_str(document, STR(" |"));
}

static void markdown_row_end(struct document *document) {
    markdown_str(document, STR("\n"));
}

static void markdown_table_end(struct document *document) {
    markdown_of(document)->is_table = false;
}

/* --- the lines that are cited */

/* Whether a claim cites LINES: all of a short citation, both ends of a long one. */
static bool markdown_is_cited(const struct markdown *markdown, struct span lines) {
    for (size_t i = 0; i < markdown->cited_count; i++) {
        const struct span cited = markdown->cited[i];
        if (lines.last < cited.first || lines.first > cited.last)
            continue;
        if (cited.last - cited.first < MARKDOWN_WHOLE || lines.first < cited.first + MARKDOWN_ENDS ||
            lines.last > cited.last - MARKDOWN_ENDS)
            return true;
    }
    return false;
}

static void markdown_quote_line(struct document *document, const struct own_line *line) {
    const struct place place = place_of(document->event, line->lines.first);
    const struct wording number = wording_number(place.line);
    out_repeat(document->out, ' ', number.len < MARKDOWN_NUMBER ? MARKDOWN_NUMBER - number.len : 0);
    markdown_str(document, wording_str(&number));
    markdown_str(document, STR("  "));
    escape_out(document->out, line->text);
    markdown_str(document, STR("\n"));
}

/* The lines that were quoted; where ones between them are not, "..." stands. */
static void markdown_quote_lines(struct markdown *markdown) {
    const struct own_lines *own = &markdown->document.event->own;
    size_t quoted = 0;
    bool has_gap = false;
    for (size_t i = 0; i < own->count && quoted < MARKDOWN_QUOTED; i++) {
        if (!markdown_is_cited(markdown, own->items[i].lines)) {
            has_gap = quoted > 0;
            continue;
        }
        if (has_gap)
            markdown_str(&markdown->document, STR("    ...\n"));
        has_gap = false;
        markdown_quote_line(&markdown->document, &own->items[i]);
        quoted++;
    }
}

/* A fence that no line of the event can close. */
static void markdown_quotation(struct markdown *markdown) {
    const struct own_lines *own = &markdown->document.event->own;
    size_t ticks = 0;
    for (size_t i = 0; i < own->count; i++) {
        const size_t here = markdown_ticks(own->items[i].text);
        ticks = here > ticks ? here : ticks;
    }
    if (own->count == 0)
        return;
    markdown_section(&markdown->document, "lines", STR("The lines that are cited"), (struct span){0, 0});
    markdown_str(&markdown->document, STR("\n"));
    markdown_fence(&markdown->document, STR(""), ticks + 1, STR("text"));
    markdown_quote_lines(markdown);
    markdown_fence(&markdown->document, STR(""), ticks + 1, STR(""));
}

static const struct document_marks markdown_marks = {
    .section = markdown_section,
    .section_end = markdown_section_end,
    .open = markdown_open,
    .close = markdown_close,
    .text = markdown_text,
    .lines = markdown_lines,
    .commands = markdown_commands,
    .table = markdown_table,
    .row = markdown_row,
    .cell = markdown_cell,
    .bar = markdown_bar,
    .row_end = markdown_row_end,
    .table_end = markdown_table_end,
};

static void markdown_head(struct markdown *markdown) {
    const struct wording name = document_event_name(markdown->document.event);
    markdown_str(&markdown->document, STR("## "));
    markdown_words(markdown->document.out, wording_str(&name), false);
    markdown_str(&markdown->document, STR("\n"));
    document_event_head(&markdown->document);
}

static void markdown_event(struct out *out, const struct report_options *options, const struct report_event *event) {
    struct markdown markdown = {.document = {.marks = &markdown_marks,
                                             .out = out,
                                             .options = options,
                                             .event = event->event,
                                             .reckoning = event->reckoning,
                                             .diagnosis = event->diagnosis}};
    markdown_head(&markdown);
    document_event_proof(&markdown.document);
    markdown_quotation(&markdown);
    out_str(out, STR("\n"));
}

static void markdown_end(struct out *out, const struct report_options *options, const struct evidence_list *series,
                         int64_t count) {
    (void)options;
    (void)count;
    if (!series || series->count == 0)
        return;
    out_str(out, STR("## Over all events\n\n"));
    for (size_t i = 0; i < series->count; i++) {
        out_str(out, STR("- "));
        markdown_words(out, series->items[i].statement, false);
        out_str(out, STR("\n"));
    }
}

const struct writer writer_markdown = {.name = "markdown",
                                       .extension = "md",
                                       .is_format = true,
                                       .is_sampled = true,
                                       .wants_lines = true,
                                       .event = markdown_event,
                                       .end = markdown_end};
