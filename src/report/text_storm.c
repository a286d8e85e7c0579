/* Kills without a report of their own, told as one block a storm.
 * SPDX-License-Identifier: MIT
 *
 * In a storm the kernel leaves out most reports (printk and show_mem are rate-limited) and prints only the kill lines.
 */
#include "report/text_storm.h"

#include "report/places.h"

#include "model/amount.h"
#include "model/clock.h"
#include "model/victim.h"

enum { TEXT_STORM_SECONDS = 60, TEXT_SECOND_US = 1000000, TEXT_COUNT = 5 };

static bool text_is_bare(const struct report_event *event) {
    const unsigned report = MISSING_TRIGGER | MISSING_MEMORY | MISSING_TASKS;
    return event->event->killer == KILLER_KERNEL && (event->reckoning->missing & report) == report &&
           event->event->kill_count > 0;
}

/* Whether NOW lies within a minute of BEFORE; without times they follow each other in the log. */
static bool text_is_close(const struct text_moment *before, const struct text_moment *now) {
    const int64_t us = amount_minus(now->uptime_us, before->uptime_us);
    if (amount_known(us))
        return us >= -TEXT_SECOND_US && us <= (int64_t)TEXT_STORM_SECONDS * TEXT_SECOND_US;
    return !clock_is_known(&before->time) || !clock_is_known(&now->time) ||
           clock_distance(&before->time, &now->time) <= TEXT_STORM_SECONDS;
}

static struct text_storm *text_storm_of(struct text_storms *storms, str machine) {
    for (size_t i = 0; i < TEXT_STORMS; i++)
        if (storms->items[i].shown > 0 && text_label_is(&storms->items[i].machine, machine))
            return &storms->items[i];
    return NULL;
}

static void text_storm_count_kill(struct text_storm *storm, const struct kill *kill) {
    const int64_t kb = victim_resident_kb(kill);
    struct text_storm_name *name = storm->names, *end = storm->names + storm->name_count;
    while (name < end && !text_label_is(&name->name, kill->name))
        name++;
    storm->kills++;
    if (name == storm->names + TEXT_STORM_NAMES) {
        storm->other_kills++;
        return;
    }
    if (name == end) {
        *name = (struct text_storm_name){.least_kb = kb, .most_kb = kb};
        text_label_set(&name->name, kill->name);
        storm->name_count++;
    }
    name->kills++;
    name->least_kb = amount_known(kb) && kb < name->least_kb ? kb : name->least_kb;
    name->most_kb = amount_known(kb) && kb > name->most_kb ? kb : name->most_kb;
}

static void text_storm_count(struct text_storm *storm, const struct report_event *event,
                             const struct text_moment *now) {
    const struct event *told = event->event;
    const struct place first = place_of(told, told->lines.first), last = place_of(told, told->lines.last);
    if (storm->events++ == 0) {
        text_label_set(&storm->file, first.file);
        storm->first_number = told->number;
        storm->first_line = first.line;
        storm->first = *now;
    }
    storm->last_number = told->number;
    storm->last_line = last.line;
    storm->last = *now;
    for (size_t i = 0; i < told->kill_count; i++)
        text_storm_count_kill(storm, &told->kills[i]);
}

static void text_storm_number(struct layout *layout, int64_t value) {
    struct wording number = wording_number(value);
    layout_unit(layout, LAYOUT_PLAIN, wording_str(&number));
}

static void text_storm_title(struct layout *layout, const struct text_storm *storm) {
    struct wording first = wording_number(storm->first_number), last = wording_number(storm->last_number);
    layout_line(layout, 0, 0);
    layout_words(layout, LAYOUT_BOLD, storm->events > 1 ? STR("== OOM events") : STR("== OOM event"));
    layout_unit(layout, LAYOUT_BOLD, wording_str(&first));
    if (storm->events > 1) {
        layout_words(layout, LAYOUT_BOLD, STR("to"));
        layout_unit(layout, LAYOUT_BOLD, wording_str(&last));
    }
    layout_glue(layout);
    layout_words(layout, LAYOUT_BOLD, storm->kills > 1 ? STR(": kill lines alone") : STR(": a kill line alone"));
    layout_rule(layout, '=');
}

/* "host web-01   2026-01-06T07:32:35 to 2026-01-06T07:33:01   kern.log [lines 812-1020]" */
static void text_storm_where(struct layout *layout, const struct text_storm *storm) {
    struct wording from = wording_time(&storm->first.time), to = wording_time(&storm->last.time);
    struct wording lines = wording_lines(storm->first_line, storm->last_line);
    if (from.len == 0) {
        from = wording_duration(storm->first.uptime_us);
        to = wording_duration(storm->last.uptime_us);
        layout_words(layout, LAYOUT_DIM, from.len > 0 ? STR("up") : STR(""));
    }
    layout_unit(layout, LAYOUT_PLAIN, wording_str(&from));
    if (!str_equal(wording_str(&from), wording_str(&to))) {
        layout_words(layout, LAYOUT_DIM, STR("to"));
        layout_unit(layout, LAYOUT_PLAIN, wording_str(&to));
    }
    layout_due(layout, layout_is_begun(layout) ? 3 : 0);
    layout_unit(layout, LAYOUT_PLAIN,
                text_label_is(&storm->file, STR("-")) ? STR("standard input") : text_label_str(&storm->file));
    layout_unit(layout, LAYOUT_DIM, wording_str(&lines));
    layout_end(layout);
}

static void text_storm_name(struct layout *layout, const struct text_storm_name *name) {
    struct wording kills = wording_number(name->kills), least = wording_size(name->least_kb),
                   most = wording_size(name->most_kb);
    layout_line(layout, 0, 0);
    layout_figure(layout, LAYOUT_PLAIN, &kills, TEXT_COUNT);
    layout_due(layout, 1);
    layout_words(layout, LAYOUT_KILLED, STR("killed"));
    layout_unit(layout, LAYOUT_PLAIN, text_label_str(&name->name));
    if (amount_known(name->most_kb)) {
        layout_glue(layout);
        layout_words(layout, LAYOUT_PLAIN, name->kills > 1 ? STR(", each held") : STR(", held"));
        layout_unit(layout, LAYOUT_PLAIN, wording_str(&least));
        if (name->most_kb != name->least_kb) {
            layout_words(layout, LAYOUT_PLAIN, STR("to"));
            layout_unit(layout, LAYOUT_PLAIN, wording_str(&most));
        }
    }
    layout_end(layout);
}

static void text_storm_write(struct text_storm *storm, struct layout *layout) {
    if (storm->events == 0)
        return;
    text_storm_title(layout, storm);
    text_storm_where(layout, storm);
    layout_line(layout, 0, 0);
    layout_words(layout, LAYOUT_PLAIN,
                 storm->kills > 1 ? STR("The log has no reports on these kills, which")
                                  : STR("The log has no report on this kill, which"));
    layout_words(layout, LAYOUT_PLAIN, STR("followed event"));
    text_storm_number(layout, storm->shown);
    layout_glue(layout);
    layout_words(layout, LAYOUT_PLAIN, STR(":"));
    layout_end(layout);
    for (size_t i = 0; i < storm->name_count; i++)
        text_storm_name(layout, &storm->names[i]);
    if (storm->other_kills > 0) {
        struct wording kills = wording_number(storm->other_kills);
        layout_line(layout, 0, 0);
        layout_figure(layout, LAYOUT_PLAIN, &kills, TEXT_COUNT);
        layout_due(layout, 1);
        layout_words(layout, LAYOUT_PLAIN, STR("of other names"));
        layout_end(layout);
    }
    layout_space(layout);
    storm->events = storm->kills = storm->other_kills = 0;
    storm->name_count = 0;
}

bool text_storms_take(struct text_storms *storms, struct layout *layout, const struct report_event *event) {
    struct text_storm *storm = text_storm_of(storms, text_machine_of(event->event));
    struct text_moment now;
    if (!storm || !text_is_bare(event))
        return false;
    text_moment_set(&now, event);
    if (!text_is_close(&storm->last, &now)) {
        text_storm_write(storm, layout);
        return false;
    }
    text_storm_count(storm, event, &now);
    return true;
}

/* The place of a machine: its own, a free one, else the first with nothing to write, else the first. */
static struct text_storm *text_storm_place(struct text_storms *storms, str machine) {
    struct text_storm *place = text_storm_of(storms, machine);
    for (size_t i = 0; i < TEXT_STORMS && !place; i++)
        if (storms->items[i].shown == 0)
            place = &storms->items[i];
    for (size_t i = 0; i < TEXT_STORMS && !place; i++)
        if (storms->items[i].events == 0)
            place = &storms->items[i];
    return place ? place : &storms->items[0];
}

void text_storms_told(struct text_storms *storms, struct layout *layout, const struct report_event *event) {
    const str machine = text_machine_of(event->event);
    struct text_storm *storm = text_storm_place(storms, machine);
    text_storm_write(storm, layout);
    text_label_set(&storm->machine, machine);
    storm->shown = event->event->number;
    text_moment_set(&storm->last, event);
}

void text_storms_write(struct text_storms *storms, struct layout *layout) {
    for (size_t i = 0; i < TEXT_STORMS; i++)
        text_storm_write(&storms->items[i], layout);
}
