/* The end of the text report: what earlier events add, what was missing or damaged.
 * SPDX-License-Identifier: MIT */
#include "report/story.h"

static void story_history(struct story *story) {
    if (story->diagnosis->history_count == 0)
        return;
    story_title(story, "Earlier events", (struct span){0, 0});
    for (size_t i = 0; i < story->diagnosis->history_count; i++)
        story_claim(story, "-", 2, story->diagnosis->history[i].statement, (struct span){0, 0});
}

static void story_missing(struct story *story) {
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
        if (story->reckoning->missing & parts[i].bit)
            story_claim(story, "-", 2, str_from_cstr(parts[i].statement), (struct span){0, 0});
}

/* What stood near the event, in its own words. */
static void story_notes(struct story *story) {
    const struct event *event = story->event;
    if (event->note_count == 0)
        return;
    story_title(story, "Near the event in the log", (struct span){0, 0});
    for (size_t i = 0; i < event->note_count && i < STORY_ROWS; i++)
        story_claim(story, "-", 2, event->notes[i].text, (struct span){event->notes[i].line, event->notes[i].line});
    if (event->note_count > STORY_ROWS)
        story_more(story, event->note_count - STORY_ROWS, "");
}

void story_tail(struct story *story) {
    const struct event *event = story->event;
    story_history(story);
    story_notes(story);
    bool incomplete = story->reckoning->missing != 0 && event->killer == KILLER_KERNEL;
    if (event->warning_count == 0 && !incomplete)
        return;
    story_title(story, "About the log", (struct span){0, 0});
    if (incomplete)
        story_missing(story);
    for (size_t i = 0; i < event->warning_count; i++)
        story_claim(story, "-", 2, event->warnings[i].statement, event->warnings[i].lines);
}
