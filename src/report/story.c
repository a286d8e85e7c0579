/* What the sections of the text report share: titles, claims, references to lines.
 * SPDX-License-Identifier: MIT */
#include "report/story.h"

#include "report/places.h"

void story_size(struct story *story, int64_t kb) {
    struct wording size = wording_size(kb);
    sheet_unit(&story->sheet, SHEET_PLAIN, wording_str(&size));
}

void story_lines(struct story *story, struct span lines) {
    if (lines.first <= 0)
        return;
    const struct event *event = story->event;
    struct place first = place_of(event, lines.first), last = place_of(event, lines.last);
    struct wording text = wording_lines(first.line, last.line);
    sheet_unit(&story->sheet, SHEET_DIM, wording_str(&text));
    if (event->source_count > 1 && !str_equal(first.file, event->sources[0].file)) {
        sheet_words(&story->sheet, SHEET_DIM, STR("of"));
        sheet_unit(&story->sheet, SHEET_DIM, first.file);
    }
}

void story_title(struct story *story, const char *title, struct span lines) {
    sheet_space(&story->sheet);
    sheet_line(&story->sheet, 0, 0);
    story_words(story, SHEET_BOLD, title);
    story_lines(story, lines);
    sheet_end(&story->sheet);
}

void story_claim(struct story *story, const char *mark, size_t indent, str statement, struct span lines) {
    sheet_line(&story->sheet, indent, indent + strlen(mark) + 1);
    story_words(story, SHEET_PLAIN, mark);
    sheet_words(&story->sheet, SHEET_PLAIN, statement);
    story_lines(story, lines);
    sheet_end(&story->sheet);
}

void story_claims(struct story *story, const char *mark, size_t indent, const struct evidence_list *list) {
    for (size_t i = 0; i < list->count; i++)
        story_claim(story, mark, indent, list->items[i].statement, list->items[i].lines);
}

void story_more(struct story *story, size_t count, const char *what) {
    struct wording number = wording_number((int64_t)count);
    sheet_line(&story->sheet, 2, 2);
    story_words(story, SHEET_DIM, "and");
    sheet_words(&story->sheet, SHEET_DIM, wording_str(&number));
    story_words(story, SHEET_DIM, "more");
    story_words(story, SHEET_DIM, what);
    sheet_end(&story->sheet);
}

void story_series(struct sheet *sheet, const struct evidence_list *series) {
    for (size_t i = 0; i < series->count; i++) {
        sheet_line(sheet, 0, 2);
        sheet_words(sheet, SHEET_PLAIN, STR("*"));
        sheet_words(sheet, SHEET_PLAIN, series->items[i].statement);
    }
    sheet_end(sheet);
}
