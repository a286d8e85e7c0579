/* Text for a person under pressure: what happened, why, and what to do, in that order.
 * SPDX-License-Identifier: MIT */
#include "report/story.h"

/* What is remembered from one event to the next. */
struct text_state {
    bool legend_told;
};

static void text_event(struct out *out, const struct report_options *options, const struct report_event *event) {
    struct text_state *state = options->state;
    struct story story = {.all_tasks = options->all_tasks,
                          .legend_told = state && state->legend_told,
                          .event = event->event,
                          .reckoning = event->reckoning,
                          .diagnosis = event->diagnosis};
    sheet_open(&story.sheet, out, options->width, options->color);
    story_head(&story);
    story_memory(&story);
    story_tasks(&story);
    story_kill(&story);
    story_questions(&story);
    story_tail(&story);
    sheet_space(&story.sheet);
    if (state)
        state->legend_told = story.legend_told;
}

static void text_end(struct out *out, const struct report_options *options, const struct evidence_list *series,
                     int64_t count) {
    (void)count;
    if (!series || series->count == 0)
        return;
    struct sheet sheet;
    sheet_open(&sheet, out, options->width, options->color);
    sheet_line(&sheet, 0, 0);
    sheet_words(&sheet, SHEET_BOLD, STR("== Over all events"));
    sheet_rule(&sheet, '=');
    story_series(&sheet, series);
}

const struct writer writer_text = {
    .name = "text", .state_size = sizeof(struct text_state), .event = text_event, .end = text_end};
