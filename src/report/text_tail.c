/* The end of the text report: what earlier events add, what was missing or damaged.
 * SPDX-License-Identifier: MIT */
#include "report/text.h"

static void text_history(struct text *text) {
    if (text->diagnosis->history_count == 0)
        return;
    text_title(text, "Earlier events", (struct span){0, 0});
    for (size_t i = 0; i < text->diagnosis->history_count; i++)
        text_claim(text, "-", 2, text->diagnosis->history[i].statement, (struct span){0, 0});
}

static void text_missing(struct text *text) {
    static const struct {
        unsigned bit;
        const char *statement;
    } parts[] = {
        {MISSING_TRIGGER, "The log lacks the line that says who asked for memory."},
        {MISSING_MEMORY, "The log lacks the memory counters."},
        {MISSING_TASKS, "The log lacks the task table."},
        {MISSING_KILL, "The log lacks the kill line."},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (text->reckoning->missing & parts[i].bit)
            text_claim(text, "-", 2, str_from_cstr(parts[i].statement), (struct span){0, 0});
}

/* Rows of the task table that are missing, or may be. */
static void text_cut(struct text *text) {
    static const char *const statements[] = {
        [CUT_NOT] = "",
        [CUT_HEAD] = "The first rows of the task table are missing.",
        [CUT_DAMAGED] = "", /* a warning says it */
        [CUT_ELIDED] = "Rows of the task table are left out.",
        [CUT_VICTIM] = "The victim has no row in the task table: rows are missing.",
        [CUT_MEMORY] = "The rows of the task table show little of the private memory that the counters hold.",
        [CUT_END] = "Nothing follows the last row of the task table: there may have been more.",
    };
    if (*statements[text->reckoning->why_cut])
        text_claim(text, "-", 2, str_from_cstr(statements[text->reckoning->why_cut]), text->event->tasks.lines);
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
    bool incomplete = text->reckoning->missing != 0 && event->killer == KILLER_KERNEL;
    if (event->warning_count == 0 && !incomplete && text->reckoning->why_cut == CUT_NOT)
        return;
    text_title(text, "About the log", (struct span){0, 0});
    if (incomplete)
        text_missing(text);
    text_cut(text);
    for (size_t i = 0; i < event->warning_count; i++)
        text_claim(text, "-", 2, event->warnings[i].statement, event->warnings[i].lines);
}
