/* HTML: one page that needs nothing else, with charts, a task table to sort and filter, and the lines of each claim.
 * SPDX-License-Identifier: MIT
 *
 * The page allows itself its own style and script by their hashes, and nothing else: no other script, no address, no
 * form. Without the script all is there but sorting and filtering. */
#include "report/document_event.h"
#include "report/html_assets.h"
#include "report/html_charts.h"
#include "report/html_overview.h"
#include "report/places.h"

#include "model/verdict.h"

enum { HTML_CHUNK = 200 }; /* lines that a browser lays out together */

static void html_section(struct document *document, const char *id, str title, struct span lines) {
    struct out *out = document->out;
    html_str(out, "<section class=\"");
    html_str(out, id);
    html_str(out, "\" id=\"e");
    html_number(out, document->event->number);
    html_str(out, "-");
    html_str(out, id);
    html_str(out, "\"><h3>");
    html_text(out, title);
    document_lines(document, lines);
    html_str(out, "</h3>\n");
}

static void html_section_end(struct document *document) {
    html_str(document->out, "</section>\n");
}

/* The class of the verdict's card. */
static const char *html_confidence(const struct diagnosis *diagnosis) {
    const str confidence = verdict_confidence_of(&diagnosis->findings[0]);
    return str_equal(confidence, STR("high"))     ? "<p class=\"verdict high\">"
           : str_equal(confidence, STR("medium")) ? "<p class=\"verdict medium\">"
                                                  : "<p class=\"verdict\">";
}

static void html_open(struct document *document, enum document_block block) {
    static const char *const tags[] = {
        [DOCUMENT_PARAGRAPH] = "<p>",
        [DOCUMENT_LEAD] = "<p class=\"lead\">",
        [DOCUMENT_VERDICT] = "<p class=\"verdict\">",
        [DOCUMENT_QUOTE] = "<blockquote>",
        [DOCUMENT_LIST] = "<ul>",
        [DOCUMENT_FOR] = "<ul class=\"for\">",
        [DOCUMENT_AGAINST] = "<ul class=\"against\">",
        [DOCUMENT_ITEM] = "<li>",
        [DOCUMENT_STEPS] = "<ol>",
        [DOCUMENT_STEP] = "<li>",
    };
    html_str(document->out, block == DOCUMENT_VERDICT ? html_confidence(document->diagnosis) : tags[block]);
}

static void html_close(struct document *document, enum document_block block) {
    static const char *const tags[] = {
        [DOCUMENT_PARAGRAPH] = "</p>\n",      [DOCUMENT_LEAD] = "</p>\n",  [DOCUMENT_VERDICT] = "</p>\n",
        [DOCUMENT_QUOTE] = "</blockquote>\n", [DOCUMENT_LIST] = "</ul>\n", [DOCUMENT_FOR] = "</ul>\n",
        [DOCUMENT_AGAINST] = "</ul>\n",       [DOCUMENT_ITEM] = "</li>\n", [DOCUMENT_STEPS] = "</ol>\n",
        [DOCUMENT_STEP] = "</li>\n",
    };
    html_str(document->out, tags[block]);
}

static struct html_terms *html_terms_of(struct document *document) {
    struct html_state *state = html_of(document)->state;
    return state ? &state->terms : NULL;
}

/* The term that explains a pattern; NULL where NAME is none. */
static const struct glossary_term *html_pattern(str name) {
    struct glossary_found found;
    glossary_find(name, &found);
    for (size_t i = 0; i < found.count; i++)
        if (found.items[i]->kind == GLOSSARY_SITUATION && str_equal(found.items[i]->name, name))
            return found.items[i];
    return NULL;
}

static void html_styled(struct document *document, enum document_style style, str text) {
    static const struct {
        const char *open, *close;
    } tags[] = {
        [DOCUMENT_PLAIN] = {"", ""},
        [DOCUMENT_STRONG] = {"<strong>", "</strong>"},
        [DOCUMENT_QUIET] = {"<span class=\"q\">", "</span>"},
        [DOCUMENT_NAME] = {"<code>", "</code>"},
        [DOCUMENT_KILLED] = {"<b class=\"killed\">", "</b>"},
        [DOCUMENT_SHIELDED] = {"<b class=\"shielded\">", "</b>"},
    };
    if (text.len == 0)
        return;
    const struct glossary_term *pattern = style == DOCUMENT_STRONG ? html_pattern(text) : NULL;
    html_str(document->out, tags[style].open);
    if (pattern)
        html_term(document->out, text, pattern, html_terms_of(document));
    else
        html_sentence(document->out, text, html_terms_of(document));
    html_str(document->out, tags[style].close);
}

/* <a class="c" href="#e1-l3" data-to="9">[lines 3-9]</a> */
static void html_lines(struct document *document, struct span lines) {
    struct out *out = document->out;
    const struct event *event = document->event;
    const struct place first = place_of(event, lines.first), last = place_of(event, lines.last);
    const struct wording shown = wording_lines(first.line, last.line);
    html_str(out, " <a class=\"c\" href=\"#");
    if (!html_line_id(out, event, lines.first)) {
        html_str(out, "e");
        html_number(out, event->number);
    }
    html_str(out, "\" data-to=\"");
    html_number(out, lines.last);
    html_str(out, "\">");
    html_text(out, wording_str(&shown));
    if (event->source_count > 1 && !str_equal(first.file, event->sources[0].file)) {
        html_str(out, " of ");
        html_text(out, first.file);
    }
    html_str(out, "</a>");
}

static void html_commands(struct document *document, str commands) {
    html_str(document->out, "<pre class=\"command\"><code>");
    while (commands.len > 0) {
        const str line = str_first(commands, str_find_byte(commands, '\n'));
        html_text(document->out, line);
        html_str(document->out, "\n");
        commands = str_from(commands, line.len + (line.len < commands.len));
    }
    html_str(document->out, "</code></pre>\n");
}

/* --- tables */

/* Titles of the task table are terms; a link there would stand in the way of sorting. */
static void html_column(struct out *out, const struct document_column *column, bool is_term) {
    struct glossary_found found = {.count = 0};
    if (is_term)
        glossary_find(column->title, &found);
    html_str(out, column->is_figure ? "<th scope=\"col\" class=\"f\"" : "<th scope=\"col\"");
    if (found.count > 0) {
        html_str(out, " title=\"");
        html_text(out, found.items[found.count - 1]->what);
        html_str(out, "\"");
    }
    html_str(out, ">");
    html_text(out, column->title);
    html_str(out, "</th>");
}

static void html_table(struct document *document, enum document_table kind, const struct document_column *columns,
                       size_t count) {
    struct out *out = document->out;
    html_of(document)->table = kind;
    html_str(out, kind == DOCUMENT_TABLE_TASKS ? "<div class=\"scroll tall\" tabindex=\"0\"><table class=\"sortable\">"
                                               : "<div class=\"scroll\" tabindex=\"0\"><table>");
    html_str(out, "<thead><tr>");
    for (size_t i = 0; i < count; i++)
        html_column(out, &columns[i], kind == DOCUMENT_TABLE_TASKS);
    html_str(out, "</tr></thead><tbody>\n");
}

static void html_row(struct document *document, bool is_marked) {
    html_str(document->out, is_marked ? "<tr class=\"marked\">" : "<tr>");
}

static void html_cell(struct document *document, const struct document_cell *cell) {
    struct out *out = document->out;
    if (cell->value != ABSENT) {
        html_str(out, "<td class=\"f\" data-v=\"");
        html_number(out, cell->value);
        html_str(out, "\">");
    } else {
        html_str(out, str_equal(cell->text, STR("-")) ? "<td class=\"f\">" : "<td>");
    }
    const bool is_task = html_of(document)->table == DOCUMENT_TABLE_TASKS;
    if (cell->style == DOCUMENT_PLAIN || (is_task && cell->style == DOCUMENT_NAME)) /* a name is no term */
        html_text(out, cell->text);
    else
        html_styled(document, cell->style, cell->text);
    html_str(out, "</td>");
}

static void html_row_end(struct document *document) {
    html_str(document->out, "</tr>\n");
}

static void html_table_end(struct document *document) {
    html_str(document->out, "</tbody></table></div>\n");
}

/* --- the event's own lines */

/* Rows of the task table hold names: what looks like a term there is none. */
static bool html_is_task_row(const struct event *event, const struct own_line *line) {
    const struct tasks *tasks = &event->tasks;
    return tasks->lines.first > 0 && line->lines.first > tasks->lines.first + 1 &&
           line->lines.first <= tasks->lines.last;
}

/* Several messages may have stood in one line of the input: the first of them bears its id. */
static void html_log_line(struct document *document, const struct own_line *line, bool is_first) {
    struct out *out = document->out;
    const struct place place = place_of(document->event, line->lines.first);
    html_str(out, "<div class=\"l\" data-n=\"");
    html_number(out, line->lines.first);
    if (is_first) {
        html_str(out, "\" id=\"");
        html_line_id(out, document->event, line->lines.first);
    }
    html_str(out, "\"><i>");
    html_number(out, place.line);
    html_str(out, "</i>");
    html_line(out, line->text, html_is_task_row(document->event, line) ? NULL : html_terms_of(document));
    html_str(out, "</div>\n");
}

static void html_log(struct document *document) {
    const struct own_lines *own = &document->event->own;
    if (own->count == 0)
        return;
    html_section(document, "lines", STR("The log's own lines of this event"), (struct span){0, 0});
    html_str(document->out, "<div class=\"rawlog\" tabindex=\"0\">");
    for (size_t i = 0; i < own->count; i++) {
        if (i % HTML_CHUNK == 0)
            html_str(document->out, i > 0 ? "</div><div class=\"chunk\">" : "<div class=\"chunk\">");
        html_log_line(document, &own->items[i], i == 0 || own->items[i].lines.first != own->items[i - 1].lines.first);
    }
    html_str(document->out, "</div></div>\n");
    if (own->is_cut)
        html_str(document->out, "<p class=\"q\">What follows in the log is left out here.</p>\n");
    html_section_end(document);
}

static const struct document_marks html_marks = {
    .section = html_section,
    .section_end = html_section_end,
    .open = html_open,
    .close = html_close,
    .text = html_styled,
    .lines = html_lines,
    .commands = html_commands,
    .table = html_table,
    .row = html_row,
    .cell = html_cell,
    .bar = html_bar,
    .row_end = html_row_end,
    .table_end = html_table_end,
    .balance_chart = html_balance_chart,
    .zone_chart = html_zone_chart,
    .shows_all_tasks = true,
};

/* --- the page */

static void html_begin(struct out *out, struct html_state *state) {
    html_terms_open(&state->terms);
    state->has_begun = true;
    html_str(out,
             "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '" HTML_STYLE_HASH
             "'; script-src '" HTML_SCRIPT_HASH "'; base-uri 'none'; form-action 'none'\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n"
             "<meta name=\"referrer\" content=\"no-referrer\">\n"
             "<title>Out of memory: what happened and why</title>\n<style>" HTML_STYLE "</style>\n"
             "</head><body><main>\n");
}

/* Of the events behind the first the proof is folded away: a storm's page stays one that can be looked over. */
static void html_proof(struct document *document, bool is_folded) {
    html_str(document->out, is_folded ? "<details><summary>The proof and the log's lines</summary>\n" : "");
    document_event_proof(document);
    html_log(document);
    html_str(document->out, is_folded ? "</details>\n" : "");
}

static void html_event(struct out *out, const struct report_options *options, const struct report_event *event) {
    struct html_state *state = options->state;
    struct html html = {.document = {.marks = &html_marks,
                                     .out = out,
                                     .options = options,
                                     .event = event->event,
                                     .reckoning = event->reckoning,
                                     .diagnosis = event->diagnosis},
                        .state = state};
    const struct wording name = document_event_name(event->event);
    if (state && !state->has_begun)
        html_begin(out, state);
    html_str(out, "<article id=\"e");
    html_number(out, event->event->number);
    html_str(out, "\"><header><h2>");
    html_text(out, wording_str(&name));
    html_str(out, "</h2>\n");
    document_event_head(&html.document);
    html_str(out, "</header>\n");
    html_proof(&html.document, state && state->count > 0);
    html_str(out, "</article>\n");
    if (state)
        html_overview_add(state, event);
}

static void html_end(struct out *out, const struct report_options *options, const struct evidence_list *series,
                     int64_t count) {
    struct html_state *state = options->state;
    (void)count;
    if (!state || !state->has_begun)
        return;
    html_overview(out, state, series);
    html_glossary(out, state);
    html_str(out, "</main><script>" HTML_SCRIPT "</script></body></html>\n");
}

const struct writer writer_html = {.name = "html",
                                   .extension = "html",
                                   .is_format = true,
                                   .is_sampled = true,
                                   .wants_lines = true,
                                   .state_size = sizeof(struct html_state),
                                   .event = html_event,
                                   .end = html_end};
