/* Text for a person under pressure: what happened, why, and what to do, in that order.
 * SPDX-License-Identifier: MIT */
#include "report/text_groups.h"
#include "report/text_overview.h"
#include "report/text_repeat.h"
#include "report/text_sections.h"
#include "report/text_storm.h"

enum { TEXT_REPEATS = 3 }; /* of a group that are told by more than a line */

/* What is remembered from one event to the next. */
struct text_state {
    bool has_legend, has_zone_legend, has_task_legend;
    bool is_begun;  /* the overview stands before the events */
    bool is_listed; /* the latest event was told in one line of a list, which is open */
    struct text_groups groups;
    struct text_storms storms;
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

static void text_whole(struct text *text) {
    text_proof(text);
    text_memory(text);
    text_tasks(text);
    text_kill(text);
    text_questions(text);
    text_tail(text);
    text_figures(text);
}

/* Whether the group's event that was told in full speaks for this one too. */
static bool text_is_repeat(const struct report_options *options, const struct report_event *event,
                           const struct text_group *group) {
    return group && group->told.number > 0 && group->told_rank >= text_rank(event) && !options->full && !options->brief;
}

/* Ends a list of events. */
static void text_end_list(struct layout *layout, struct text_state *state) {
    if (state && state->is_listed)
        layout_space(layout);
    if (state)
        state->is_listed = false;
}

/* By what differs from an earlier event, or by a line where there were many such. */
static void text_tell_repeat(struct text *text, struct text_state *state, const struct report_event *event,
                             struct text_group *group) {
    struct text_moment now;
    text_moment_set(&now, event);
    if (group->repeats++ >= TEXT_REPEATS) {
        text_repeat_row(text, group, &now);
        state->is_listed = true;
        return;
    }
    text_end_list(&text->layout, state);
    text->layout.lines = 0;
    text_repeat(text, group, &now);
    layout_space(&text->layout);
}

static void text_tell(struct text *text, struct text_state *state, const struct report_event *event,
                      struct text_group *group) {
    if (text_is_repeat(text->document.options, event, group)) {
        text_tell_repeat(text, state, event, group);
        return;
    }
    text_end_list(&text->layout, state);
    text->layout.lines = 0;
    text_head(text);
    text_first(text);
    if (!text->document.options->brief)
        text_whole(text);
    text_cited(text);
    layout_space(&text->layout);
    if (!group)
        return;
    text_moment_set(&group->told, event);
    group->told_rank = text_rank(event);
}

static bool text_count_storm(struct text *text, struct text_state *state, const struct report_event *event) {
    if (!state || text->document.options->full || text->document.options->brief)
        return false;
    if (text_storms_take(&state->storms, &text->layout, event)) {
        text_end_list(&text->layout, state);
        return true;
    }
    text_storms_told(&state->storms, &text->layout, event);
    return false;
}

/* Of several events --brief shows the one to read first, where they can be held back. */
static bool text_replaces(const struct report_options *options, const struct report_event *event) {
    const struct text_state *state = options->state;
    return options->brief && state && text_groups_read_first(&state->groups, event);
}

/* Of several events --brief shows one; and those beyond the first repeats are told by a line, or counted as a storm. */
static bool text_tells_findings_alone(const struct report_options *options, const struct report_event *event) {
    const struct text_state *state = options->state;
    if (options->is_held && options->brief && !text_replaces(options, event))
        return true;
    const struct text_group *group = text_groups_find(&state->groups, event);
    return text_is_repeat(options, event, group) && group->repeats >= TEXT_REPEATS;
}

static void text_event(struct out *out, const struct report_options *options, const struct report_event *event) {
    struct text_state *state = options->state;
    struct text text;
    text_begin(&text, out, options, event);
    text_recall(&text, state);
    const bool is_hidden = options->is_held && options->brief && !text_replaces(options, event);
    struct text_group *group =
        state && event->diagnosis->finding_count > 0 ? text_groups_add(&state->groups, event) : NULL;
    if (is_hidden || text_count_storm(&text, state, event))
        return;
    text_tell(&text, state, event, group);
    text_remember(&text, state);
}

static void text_begin_all(struct out *out, const struct report_options *options, const struct evidence_list *series,
                           int64_t count) {
    struct text_state *state = options->state;
    struct layout layout;
    (void)count;
    layout_open(&layout, out, options->width, options->color);
    text_overview(&layout, &state->groups, series, options->full);
    state->is_begun = true;
}

static void text_pause(struct out *out, const struct report_options *options) {
    struct text_state *state = options->state;
    struct layout layout;
    layout_open(&layout, out, options->width, options->color);
    text_end_list(&layout, state);
    text_storms_write(&state->storms, &layout);
}

static void text_end(struct out *out, const struct report_options *options, const struct evidence_list *series,
                     int64_t count) {
    struct text_state *state = options->state;
    if (state && !state->is_begun)
        text_begin_all(out, options, series, count);
}

const struct writer writer_text = {.name = "text",
                                   .extension = "txt",
                                   .is_format = true,
                                   .state_size = sizeof(struct text_state),
                                   .event = text_event,
                                   .tells_findings_alone = text_tells_findings_alone,
                                   .replaces = text_replaces,
                                   .begin = text_begin_all,
                                   .pause = text_pause,
                                   .end = text_end};
