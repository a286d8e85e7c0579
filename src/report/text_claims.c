/* What the sections of the text report share: titles, claims, references to lines.
 * SPDX-License-Identifier: MIT */
#include "report/text_claims.h"

#include "report/places.h"

void text_begin(struct text *text, struct out *out, const struct report_options *options,
                const struct report_event *event) {
    text->options = options;
    text->has_legend = text->has_zone_legend = text->has_task_legend = false;
    text->event = event->event;
    text->reckoning = event->reckoning;
    text->diagnosis = event->diagnosis;
    text->cited_count = 0;
    layout_open(&text->layout, out, options->width, options->color);
    text->layout.unicode = options->unicode;
}

void text_size(struct text *text, int64_t kb) {
    struct wording size = wording_size(kb);
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&size));
}

void text_lines(struct text *text, struct span lines) {
    if (lines.first <= 0)
        return;
    if (text->cited_count < TEXT_CITED)
        text->cited[text->cited_count++] = lines;
    const struct event *event = text->event;
    struct place first = place_of(event, lines.first), last = place_of(event, lines.last);
    struct wording shown = wording_lines(first.line, last.line);
    layout_unit(&text->layout, LAYOUT_DIM, wording_str(&shown));
    if (event->source_count > 1 && !str_equal(first.file, event->sources[0].file)) {
        layout_words(&text->layout, LAYOUT_DIM, STR("of"));
        layout_unit(&text->layout, LAYOUT_DIM, first.file);
    }
}

void text_title(struct text *text, const char *title, struct span lines) {
    layout_space(&text->layout);
    layout_line(&text->layout, 0, 0);
    text_words(text, LAYOUT_BOLD, title);
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

void text_series(struct layout *layout, const struct evidence_list *series) {
    for (size_t i = 0; i < series->count; i++) {
        layout_line(layout, 0, 2);
        layout_words(layout, LAYOUT_PLAIN, STR("*"));
        layout_words(layout, LAYOUT_PLAIN, series->items[i].statement);
        struct wording lines = wording_lines(series->items[i].lines.first, series->items[i].lines.last);
        if (series->items[i].lines.first > 0)
            layout_unit(layout, LAYOUT_DIM, wording_str(&lines));
    }
    layout_end(layout);
}
