/* The end of the text report: what earlier events add, what was missing or damaged.
 * SPDX-License-Identifier: MIT */
#include "report/document_parts.h"
#include "report/text_sections.h"

/* What stood near the event, in its own words. */
static void text_notes(struct text *text) {
    const struct event *event = text->document.event;
    if (event->note_count == 0)
        return;
    text_title(text, STR("Near the event in the log"), (struct span){0, 0});
    for (size_t i = 0; i < event->note_count && i < TEXT_ROWS; i++)
        text_claim(text, "-", 2, event->notes[i].text, (struct span){event->notes[i].line, event->notes[i].line});
    if (event->note_count > TEXT_ROWS)
        text_more(text, event->note_count - TEXT_ROWS, "");
}

void text_tail(struct text *text) {
    document_history(&text->document);
    text_notes(text);
    document_about_log(&text->document);
}
