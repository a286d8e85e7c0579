/* One line per event, then who was killed how often, from when to when, and how many in which hour.
 * SPDX-License-Identifier: MIT
 *
 * Names without a bound stand last on the line, so that the columns stay straight. */
#include "report/places.h"
#include "report/text_claims.h"

#include "model/amount.h"
#include "model/verdict.h"
#include "model/victim.h"

enum {
    SUMMARY_NAMES = 64, /* victims that are counted by name; the rest is counted together */
    SUMMARY_NAME_ROOM = 64,
    SUMMARY_HOURS = 1024, /* with kills, that are counted; and so many rows of them */
    SUMMARY_HOUR_ROWS = 48,
    SUMMARY_EVENT = 5,
    SUMMARY_TIME = 20,
    SUMMARY_SCOPE = 13,
    SUMMARY_SIZE = 9,
    SUMMARY_VICTIM = 24,
    SUMMARY_PATTERN = 26,
    SUMMARY_BAR = 40
};

/* Kills within an hour, or a day. */
struct summary_hour {
    int32_t year, month, day, hour;
    int64_t kills;
};

/* All kills of one name. */
struct summary_victim {
    char name[SUMMARY_NAME_ROOM];
    size_t len;
    int64_t kills;
    struct wording first, last;
    int64_t last_us;   /* uptime, where there is no wall-clock time */
    bool is_restarted; /* the uptime went back: the times are of several boots */
};

/* What is remembered from one event to the next. */
struct summary_state {
    struct summary_victim victims[SUMMARY_NAMES];
    size_t count;
    int64_t other_kills;
    struct summary_hour hours[SUMMARY_HOURS]; /* in the order in which they came */
    size_t hour_count;
    int64_t untimed; /* kills without a time, or beyond the bound */
    bool has_chosen; /* of some victims the log does not show that they died */
    bool begun;
};

/* Wall-clock time to the second, else the time since boot. */
static struct wording summary_when(const struct event *event) {
    struct oomwhy_time stamp = event->time;
    stamp.digits = 0;
    stamp.has_offset = false;
    struct wording when = wording_time(&stamp);
    if (when.len > 0 || event->uptime_us == ABSENT)
        return when;
    struct wording uptime = wording_duration(event->uptime_us);
    when = (struct wording){3, "up "};
    memcpy(when.text + when.len, uptime.text, uptime.len);
    when.len += uptime.len;
    return when;
}

static void summary_count(struct summary_state *state, str name, const struct event *event,
                          const struct wording *when) {
    name = str_first(name, SUMMARY_NAME_ROOM);
    struct summary_victim *victim = state->victims;
    while (victim < state->victims + state->count && !str_equal(name, str_of(victim->name, victim->len)))
        victim++;
    if (victim == state->victims + SUMMARY_NAMES) {
        state->other_kills++;
        return;
    }
    if (victim == state->victims + state->count) {
        state->count++;
        if (name.len > 0)
            memcpy(victim->name, name.data, name.len);
        victim->len = name.len;
        victim->first = *when;
        victim->last = *when;
        victim->last_us = ABSENT;
    }
    int64_t uptime_us = event->time.month > 0 ? ABSENT : event->uptime_us;
    victim->is_restarted |= amount_known(victim->last_us) && amount_known(uptime_us) && uptime_us < victim->last_us;
    victim->last_us = uptime_us;
    victim->kills++;
    if (victim->first.len == 0)
        victim->first = *when;
    if (when->len > 0)
        victim->last = *when;
}

static bool summary_is_hour(const struct summary_hour *hour, const struct summary_hour *other) {
    return hour->hour == other->hour && hour->day == other->day && hour->month == other->month &&
           hour->year == other->year;
}

static void summary_count_hour(struct summary_state *state, const struct event *event) {
    const struct oomwhy_time *time = &event->time;
    const struct summary_hour hour = {time->year, time->month, time->day, time->hour, 0};
    size_t at = state->hour_count;
    while (at > 0 && !summary_is_hour(&state->hours[at - 1], &hour))
        at--;
    if (time->month == 0 || (at == 0 && state->hour_count == SUMMARY_HOURS)) {
        state->untimed += (int64_t)event->kill_count;
        return;
    }
    if (at == 0) {
        at = ++state->hour_count;
        state->hours[at - 1] = hour;
    }
    state->hours[at - 1].kills += (int64_t)event->kill_count;
}

/* What the victim held in RAM: of its kill line, else of its row in the task table. */
static int64_t summary_size_kb(const struct report_event *event) {
    if (event->event->kill_count == 0)
        return ABSENT;
    const struct kill *kill = &event->event->kills[0];
    int64_t kb = victim_resident_kb(kill);
    if (kb == ABSENT && event->reckoning->victim_row < event->event->tasks.count)
        kb = amount_times(event->event->tasks.items[event->reckoning->victim_row].rss, event->reckoning->page_kb);
    return kb;
}

/* " (TEXT)" */
static void summary_bracket(struct layout *layout, str text) {
    layout_left(layout, LAYOUT_PLAIN, STR(" ("), 0);
    layout_left(layout, LAYOUT_PLAIN, text, 0);
    layout_left(layout, LAYOUT_PLAIN, STR(")"), 0);
}

static str summary_no_victim(const struct event *event) {
    if (event->panic.text.len > 0)
        return STR("panic");
    return event->no_killable.line > 0 || victim_skipped_line(event) > 0 ? STR("nobody") : STR("?");
}

/* "python3 (8340)", "python3 (8340) +3", "nobody"; "?" where no line names a victim */
static void summary_victim(struct layout *layout, const struct event *event) {
    size_t from = layout->column + layout->due;
    if (event->kill_count == 0) {
        layout_left(layout, LAYOUT_PLAIN, summary_no_victim(event), 0);
    } else {
        layout_left(layout, LAYOUT_BOLD, event->kills[0].name, 0);
        if (event->kills[0].pid != ABSENT) {
            struct wording pid = wording_number(event->kills[0].pid);
            summary_bracket(layout, wording_str(&pid));
        }
    }
    if (event->kill_count > 1) {
        struct wording more = wording_number((int64_t)event->kill_count - 1);
        layout->due = 1;
        layout_left(layout, LAYOUT_PLAIN, STR("+"), 0);
        layout_left(layout, LAYOUT_PLAIN, wording_str(&more), 0);
    }
    size_t used = layout->column - from;
    layout->due = used < SUMMARY_VICTIM ? SUMMARY_VICTIM - used : 1;
}

static void summary_titles(struct layout *layout) {
    layout_line(layout, 0, 0);
    layout_right(layout, LAYOUT_DIM, STR("event"), SUMMARY_EVENT);
    layout->due = 2;
    layout_left(layout, LAYOUT_DIM, STR("time"), SUMMARY_TIME);
    layout_left(layout, LAYOUT_DIM, STR("killed (pid)"), SUMMARY_VICTIM);
    layout_right(layout, LAYOUT_DIM, STR("which held"), SUMMARY_SIZE + 1);
    layout->due = 2;
    layout_left(layout, LAYOUT_DIM, STR("pattern (confidence)"), SUMMARY_PATTERN);
    layout_left(layout, LAYOUT_DIM, STR("scope"), SUMMARY_SCOPE);
    layout_left(layout, LAYOUT_DIM, STR("host or file, cgroup"), 0);
    layout_end(layout);
}

static void summary_pattern(struct layout *layout, const struct diagnosis *diagnosis) {
    const size_t from = layout->column + layout->due;
    if (diagnosis->finding_count > 0) {
        layout_left(layout, LAYOUT_PLAIN, diagnosis->findings[0].pattern, 0);
        const str confidence = verdict_confidence_of(&diagnosis->findings[0]);
        if (confidence.len)
            summary_bracket(layout, confidence);
    }
    const size_t used = layout->column > from ? layout->column - from : 0;
    layout->due = used < SUMMARY_PATTERN ? SUMMARY_PATTERN - used : 1;
}

/* Which machine: of a log that names none, its file. */
static str summary_machine(const struct event *event) {
    return event->host.len > 0 || event->source_count == 0 ? event->host : event->sources[0].file;
}

static void summary_line(struct layout *layout, const struct report_event *event, const struct wording *when) {
    struct wording number = wording_number(event->event->number), size = wording_size(summary_size_kb(event));
    const str path = event->reckoning->scope == SCOPE_CGROUP ? place_limit(event->event) : STR("");
    bool kernel = event->event->killer == KILLER_KERNEL;
    layout_line(layout, 0, 0);
    layout_figure(layout, LAYOUT_PLAIN, &number, SUMMARY_EVENT);
    layout->due = 2;
    layout_left(layout, LAYOUT_PLAIN, when->len > 0 ? wording_str(when) : STR("-"), SUMMARY_TIME);
    summary_victim(layout, event->event);
    layout_figure(layout, LAYOUT_PLAIN, &size, SUMMARY_SIZE + 1);
    layout->due = 2;
    summary_pattern(layout, event->diagnosis);
    layout_left(layout, LAYOUT_PLAIN,
                kernel ? wording_scope(event->reckoning->scope) : wording_killer(event->event->killer), SUMMARY_SCOPE);
    const str machine = summary_machine(event->event);
    layout_left(layout, LAYOUT_PLAIN, machine.len > 0 ? machine : STR("-"), 0);
    if (path.len > 0) {
        layout->due = 2;
        layout_left(layout, LAYOUT_DIM, path, 0);
    }
    layout_end(layout);
}

static void summary_event(struct out *out, const struct report_options *options, const struct report_event *event) {
    struct summary_state *state = options->state;
    struct wording when = summary_when(event->event);
    struct layout layout;
    layout_open(&layout, out, options->width, options->color);
    if (state && !state->begun)
        summary_titles(&layout);
    summary_line(&layout, event, &when);
    if (!state)
        return;
    state->begun = true;
    summary_count_hour(state, event->event);
    for (size_t i = 0; i < event->event->kill_count; i++) {
        summary_count(state, event->event->kills[i].name, event->event, &when);
        state->has_chosen |= !victim_is_shown_dead(&event->event->kills[i]);
    }
}

/* "    5 x python3  from 2026-01-06T07:32:35 to 2026-01-06T09:01:12" */
static void summary_total(struct layout *layout, const struct summary_victim *victim) {
    struct wording kills = wording_number(victim->kills);
    layout_line(layout, 0, 0);
    layout_figure(layout, LAYOUT_PLAIN, &kills, SUMMARY_EVENT);
    layout->due = 2;
    layout_left(layout, LAYOUT_BOLD, str_of(victim->name, victim->len), SUMMARY_VICTIM - 6);
    if (victim->first.len > 0) {
        bool span = !str_equal(wording_str(&victim->first), wording_str(&victim->last));
        layout_left(layout, LAYOUT_PLAIN, span ? STR("from ") : STR(""), 0);
        layout_left(layout, LAYOUT_PLAIN, wording_str(&victim->first), 0);
        if (span) {
            layout_left(layout, LAYOUT_PLAIN, STR(" to "), 0);
            layout_left(layout, LAYOUT_PLAIN, wording_str(&victim->last), 0);
            layout_left(layout, LAYOUT_PLAIN, victim->is_restarted ? STR(", of several boots") : STR(""), 0);
        }
    }
    layout_end(layout);
}

static void summary_totals(struct layout *layout, struct summary_state *state) {
    if (state->count == 0)
        return;
    layout_space(layout);
    layout_line(layout, 0, 0);
    layout_words(layout, LAYOUT_BOLD,
                 state->has_chosen ? STR("Killed, or chosen where the log lacks the kill line") : STR("Killed"));
    while (state->count > 0) {
        struct summary_victim *most = state->victims;
        for (struct summary_victim *victim = most; victim < state->victims + state->count; victim++)
            if (victim->kills > most->kills)
                most = victim;
        summary_total(layout, most);
        state->count--;
        memmove(most, most + 1, (size_t)((char *)(state->victims + state->count) - (char *)most));
    }
    if (state->other_kills > 0) {
        struct wording kills = wording_number(state->other_kills);
        layout_line(layout, 0, 0);
        layout_figure(layout, LAYOUT_PLAIN, &kills, SUMMARY_EVENT);
        layout->due = 2;
        layout_left(layout, LAYOUT_PLAIN, STR("of other names"), 0);
    }
    layout_end(layout);
}

/* Puts the hours of a day together. */
static void summary_fold_days(struct summary_state *state) {
    size_t days = 0;
    for (size_t i = 0; i < state->hour_count; i++) {
        struct summary_hour day = state->hours[i];
        day.hour = -1;
        if (days > 0 && summary_is_hour(&state->hours[days - 1], &day))
            state->hours[days - 1].kills += day.kills;
        else
            state->hours[days++] = day;
    }
    state->hour_count = days;
}

/* "2026-01-06T07    12  ########" */
static void summary_hour_line(struct layout *layout, const struct summary_hour *hour, int64_t most) {
    const struct oomwhy_time time = {.year = hour->year, .month = hour->month, .day = hour->day, .hour = hour->hour};
    struct wording when = wording_time(&time), kills = wording_number(hour->kills);
    const size_t behind = hour->hour < 0 ? STR("T07:00:00").len : STR(":00:00").len; /* the hour, or the day alone */
    layout_line(layout, 0, 0);
    layout->due = SUMMARY_EVENT + 2;
    layout_left(layout, LAYOUT_PLAIN, str_first(wording_str(&when), when.len - behind), SUMMARY_TIME);
    layout_figure(layout, LAYOUT_PLAIN, &kills, SUMMARY_EVENT);
    layout->due = 2;
    layout_bar(layout, LAYOUT_PLAIN, hour->kills, most, SUMMARY_BAR);
    layout_end(layout);
}

/* Of a log of several hours. */
static void summary_hours(struct layout *layout, struct summary_state *state) {
    int64_t most = 0;
    if (state->hour_count < 2)
        return;
    const bool is_long = state->hour_count > SUMMARY_HOUR_ROWS;
    if (is_long)
        summary_fold_days(state);
    for (size_t i = 0; i < state->hour_count; i++)
        most = state->hours[i].kills > most ? state->hours[i].kills : most;
    layout_space(layout);
    layout_line(layout, 0, 0);
    layout_words(layout, LAYOUT_BOLD, is_long ? STR("Kills per day") : STR("Kills per hour"));
    layout_end(layout);
    for (size_t i = 0; i < state->hour_count && i < SUMMARY_HOURS; i++)
        summary_hour_line(layout, &state->hours[i], most);
}

static void summary_end(struct out *out, const struct report_options *options, const struct evidence_list *series,
                        int64_t count) {
    struct layout layout;
    (void)count;
    layout_open(&layout, out, options->width, options->color);
    layout.unicode = options->unicode;
    if (options->state)
        summary_totals(&layout, options->state);
    if (options->state)
        summary_hours(&layout, options->state);
    if (!series || series->count == 0)
        return;
    layout_space(&layout);
    text_series(&layout, series, series->count);
}

/* A row shows the leading finding by its name. */
static bool summary_tells_findings_alone(const struct report_options *options, const struct report_event *event) {
    (void)options;
    (void)event;
    return true;
}

const struct writer writer_summary = {.name = "summary",
                                      .extension = "summary",
                                      .state_size = sizeof(struct summary_state),
                                      .event = summary_event,
                                      .tells_findings_alone = summary_tells_findings_alone,
                                      .end = summary_end};
