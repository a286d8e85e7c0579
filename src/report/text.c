/* Text for a person under pressure: what happened, why, and what to do, in that order.
 * SPDX-License-Identifier: MIT */
#include "report/text_sections.h"

/* What is remembered from one event to the next. */
struct text_state {
    bool has_legend, has_zone_legend, has_task_legend;
};

static void text_recall(struct text *text, const struct text_state *state) {
    text->has_legend = state && state->has_legend;
    text->has_zone_legend = state && state->has_zone_legend;
    text->has_task_legend = state && state->has_task_legend;
}

static void text_remember(const struct text *text, struct text_state *state) {
    if (!state)
        return;
    state->has_legend = text->has_legend;
    state->has_zone_legend = text->has_zone_legend;
    state->has_task_legend = text->has_task_legend;
}

static void text_event(struct out *out, const struct report_options *options, const struct report_event *event) {
    struct text_state *state = options->state;
    struct text text;
    text_begin(&text, out, options, event);
    text_recall(&text, state);
    text_head(&text);
    text_first(&text);
    if (!options->brief) {
        text_proof(&text);
        text_memory(&text);
        text_tasks(&text);
        text_kill(&text);
        text_questions(&text);
        text_tail(&text);
    }
    layout_space(&text.layout);
    text_remember(&text, state);
}

static void text_end(struct out *out, const struct report_options *options, const struct evidence_list *series,
                     int64_t count) {
    (void)count;
    if (!series || series->count == 0)
        return;
    struct layout layout;
    layout_open(&layout, out, options->width, options->color);
    layout_line(&layout, 0, 0);
    layout_words(&layout, LAYOUT_BOLD, STR("== Over all events"));
    layout_rule(&layout, '=');
    text_series(&layout, series);
}

const struct writer writer_text = {.name = "text",
                                   .extension = "txt",
                                   .is_format = true,
                                   .state_size = sizeof(struct text_state),
                                   .event = text_event,
                                   .end = text_end};
