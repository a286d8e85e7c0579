/* What stands before many events, or behind them: how many, which to read first, what they say together.
 * SPDX-License-Identifier: MIT */
#include "report/text_overview.h"

#include "report/text_claims.h"

#include "base/words.h"
#include "model/verdict.h"

enum { TEXT_LINES = 8, TEXT_STATEMENTS = 8, TEXT_COUNT = 5 };

static void text_overview_number(struct layout *layout, enum layout_style style, int64_t value) {
    struct wording number = wording_number(value);
    layout_unit(layout, style, wording_str(&number));
}

/* "== 14 OOM events, 2026-01-06T07:32:35 to 2026-01-06T09:01:12 ====" */
static void text_overview_title(struct layout *layout, const struct text_groups *groups) {
    layout_line(layout, 0, 0);
    layout_words(layout, LAYOUT_BOLD, STR("=="));
    text_overview_number(layout, LAYOUT_BOLD, groups->events);
    layout_words(layout, LAYOUT_BOLD, STR("OOM events"));
    if (groups->from.len > 0 && !str_equal(wording_str(&groups->from), wording_str(&groups->to))) {
        layout_glue(layout);
        layout_words(layout, LAYOUT_BOLD, STR(","));
        layout_unit(layout, LAYOUT_BOLD, wording_str(&groups->from));
        layout_words(layout, LAYOUT_BOLD, STR("to"));
        layout_unit(layout, LAYOUT_BOLD, wording_str(&groups->to));
    }
    layout_rule(layout, '=');
}

static void text_overview_entrance(struct layout *layout, const struct text_groups *groups) {
    struct wording number = wording_number(groups->read_first);
    layout_line(layout, 0, 0);
    layout_words(layout, LAYOUT_BOLD, STR("Read event"));
    layout_unit(layout, LAYOUT_BOLD, wording_str(&number));
    layout_words(layout, LAYOUT_BOLD, STR("first"));
    layout_words(layout, LAYOUT_PLAIN, STR("(oomwhy"));
    layout_left(layout, LAYOUT_COMMAND, STR("--event="), 0);
    layout_left(layout, LAYOUT_COMMAND, wording_str(&number), 0);
    layout_due(layout, 1);
    layout_words(layout, LAYOUT_PLAIN, STR("shows it alone): of those that show most it is the earliest."));
    layout_end(layout);
}

/* ": leaky-app", ": cgroup /system.slice/db.service"; nothing where the pattern is its own name. */
static void text_overview_subject(struct layout *layout, const struct text_group *group) {
    const str subject = text_label_str(&group->subject);
    if (subject.len == 0 || text_label_is(&group->pattern, subject))
        return;
    layout_glue(layout);
    layout_words(layout, LAYOUT_PLAIN, group->is_cgroup ? STR(": cgroup") : STR(":"));
    char room[WORDS_NAMED];
    layout_words(layout, LAYOUT_PLAIN, group->is_process ? words_named(room, subject) : subject);
}

/* "    3 x memory-leak (high): leaky-app on web-01, events 2-9" */
static void text_overview_group(struct layout *layout, const struct text_group *group, bool shows_machine) {
    struct wording count = wording_number(group->count);
    layout_line(layout, 0, TEXT_COUNT + 3);
    layout_figure(layout, LAYOUT_PLAIN, &count, TEXT_COUNT);
    layout_due(layout, 1);
    layout_words(layout, LAYOUT_PLAIN, STR("x"));
    layout_words(layout, LAYOUT_BOLD, text_label_str(&group->pattern));
    if (!group->is_undecided) {
        layout_words(layout, LAYOUT_PLAIN, STR("("));
        layout_glue(layout);
        layout_words(layout, LAYOUT_PLAIN, verdict_confidence(group->confidence));
        layout_glue(layout);
        layout_words(layout, LAYOUT_PLAIN, STR(")"));
    }
    text_overview_subject(layout, group);
    if (shows_machine && group->machine.len > 0) {
        layout_words(layout, LAYOUT_PLAIN, STR("on"));
        layout_unit(layout, LAYOUT_PLAIN, text_label_str(&group->machine));
    }
    layout_glue(layout);
    layout_words(layout, LAYOUT_PLAIN, group->count > 1 ? STR(", events") : STR(", event"));
    text_overview_number(layout, LAYOUT_PLAIN, group->first_number);
    if (group->count > 1) {
        layout_glue(layout);
        layout_words(layout, LAYOUT_PLAIN, STR("-"));
        layout_glue(layout);
        text_overview_number(layout, LAYOUT_PLAIN, group->last_number);
    }
    layout_end(layout);
}

static void text_overview_rest(struct layout *layout, int64_t count, const char *what) {
    struct wording number = wording_number(count);
    layout_line(layout, 0, 0);
    layout_figure(layout, LAYOUT_DIM, &number, TEXT_COUNT);
    layout_due(layout, 1);
    layout_words(layout, LAYOUT_DIM, str_from_cstr(what));
    layout_end(layout);
}

/* Whether the events are of several machines. */
static bool text_overview_has_machines(const struct text_groups *groups) {
    for (size_t i = 1; i < groups->count; i++)
        if (!text_label_is(&groups->items[i].machine, text_label_str(&groups->items[0].machine)))
            return true;
    return false;
}

/* Whether there are MOST groups that are larger, or as large and earlier. */
static bool text_overview_is_small(const struct text_groups *groups, size_t index, size_t most) {
    size_t larger = 0;
    for (size_t i = 0; i < groups->count; i++)
        larger += groups->items[i].count > groups->items[index].count ||
                  (i < index && groups->items[i].count == groups->items[index].count);
    return larger >= most;
}

/* The largest groups, by their first events. */
static void text_overview_groups(struct layout *layout, const struct text_groups *groups, size_t most) {
    const bool shows_machine = text_overview_has_machines(groups);
    int64_t left = groups->events;
    for (size_t i = 0; i < groups->count; i++) {
        if (text_overview_is_small(groups, i, most))
            continue;
        left -= groups->items[i].count;
        text_overview_group(layout, &groups->items[i], shows_machine);
    }
    if (left > 0)
        text_overview_rest(layout, left, "others (--summary lists them)");
}

void text_overview(struct layout *layout, const struct text_groups *groups, const struct evidence_list *series,
                   bool is_full) {
    if (groups->events < 2)
        return;
    text_overview_title(layout, groups);
    if (groups->read_first > 0)
        text_overview_entrance(layout, groups);
    text_overview_groups(layout, groups, is_full ? TEXT_GROUPS : TEXT_LINES);
    const size_t count = series ? series->count : 0, most = is_full ? count : TEXT_STATEMENTS;
    text_series(layout, series, most);
    if (count > most)
        text_overview_rest(layout, (int64_t)(count - most), "more such statements (--full shows them)");
    layout_space(layout);
}
