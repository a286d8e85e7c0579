/* The end of the text report: what earlier events add, what was missing or damaged.
 * SPDX-License-Identifier: MIT */
#include "report/text_sections.h"

static void text_history(struct text *text) {
    if (text->diagnosis->history_count == 0)
        return;
    text_title(text, "Earlier events", (struct span){0, 0});
    for (size_t i = 0; i < text->diagnosis->history_count; i++)
        text_claim(text, "-", 2, text->diagnosis->history[i].statement, text->diagnosis->history[i].lines);
}

/* The verdict that the log does not show enough lists what it lacks. */
static bool text_told_missing(const struct text *text) {
    const struct diagnosis *diagnosis = text->diagnosis;
    return diagnosis->finding_count > 0 && str_equal(diagnosis->findings[0].pattern, STR("insufficient-data"));
}

static void text_missing(struct text *text) {
    for (unsigned part = MISSING_TRIGGER; part <= MISSING_KILL; part <<= 1)
        if (text->reckoning->missing & part)
            text_claim(text, "-", 2, wording_missing(part), (struct span){0, 0});
}

/* Rows of the task table that are missing, or may be. */
static void text_cut(struct text *text) {
    if (text->reckoning->why_cut != CUT_NOT)
        text_claim(text, "-", 2, wording_cut(text->reckoning->why_cut), text->event->tasks.lines);
}

/* The same event again, from another file. */
static void text_also(struct text *text) {
    for (size_t i = 0; i < text->event->also_count && i < TEXT_ROWS; i++) {
        const struct event_place *also = &text->event->also[i];
        struct wording lines = wording_lines(also->first_line, also->last_line);
        layout_line(&text->layout, 2, 4);
        text_words(text, LAYOUT_PLAIN, "- It stands in");
        layout_unit(&text->layout, LAYOUT_PLAIN, str_equal(also->file, STR("-")) ? STR("standard input") : also->file);
        text_words(text, LAYOUT_PLAIN, "too");
        layout_unit(&text->layout, LAYOUT_DIM, wording_str(&lines));
        layout_end(&text->layout);
    }
}

/* What stood near the event, in its own words. */
static void text_notes(struct text *text) {
    const struct event *event = text->event;
    if (event->note_count == 0)
        return;
    text_title(text, "Near the event in the log", (struct span){0, 0});
    for (size_t i = 0; i < event->note_count && i < TEXT_ROWS; i++)
        text_claim(text, "-", 2, event->notes[i].text, (struct span){event->notes[i].line, event->notes[i].line});
    if (event->note_count > TEXT_ROWS)
        text_more(text, event->note_count - TEXT_ROWS, "");
}

void text_tail(struct text *text) {
    const struct event *event = text->event;
    text_history(text);
    text_notes(text);
    bool incomplete = text->reckoning->missing != 0 && event->killer == KILLER_KERNEL && !text_told_missing(text);
    if (event->warning_count == 0 && event->also_count == 0 && !incomplete && text->reckoning->why_cut == CUT_NOT)
        return;
    text_title(text, "About the log", (struct span){0, 0});
    text_also(text);
    if (incomplete)
        text_missing(text);
    text_cut(text);
    for (size_t i = 0; i < event->warning_count; i++)
        text_claim(text, "-", 2, event->warnings[i].statement, event->warnings[i].lines);
}
