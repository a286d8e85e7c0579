/* What changed from one event to another: only what is not the same, with the lines of both.
 * SPDX-License-Identifier: MIT */
#include "report/compare_rows.h"
#include "report/layout.h"
#include "report/places.h"

#include "base/format.h"

#include "model/amount.h"
#include "model/clock.h"

enum { COMPARE_NAME = 28, COMPARE_FIGURE = 10, COMPARE_MOST = 20 };

/* The two events, the earlier first as the user named them. */
struct compare {
    struct layout layout;
    const struct report_options *options;
    const struct report_event *events[2];
};

static const struct event *compare_event(const struct compare *compare, size_t side) {
    return compare->events[side]->event;
}

static void compare_words(struct compare *compare, const char *words) {
    layout_words(&compare->layout, LAYOUT_PLAIN, str_from_cstr(words));
}

static void compare_number(struct compare *compare, int64_t number) {
    const struct wording shown = wording_number(number);
    layout_unit(&compare->layout, LAYOUT_PLAIN, wording_str(&shown));
}

/* "kern.log [lines 3-9]" */
static void compare_lines(struct compare *compare, size_t side, struct span lines) {
    const struct event *event = compare_event(compare, side);
    const struct place first = place_of(event, lines.first), last = place_of(event, lines.last);
    const struct wording shown = wording_lines(first.line, last.line);
    layout_unit(&compare->layout, LAYOUT_PLAIN, first.file);
    layout_unit(&compare->layout, LAYOUT_DIM, wording_str(&shown));
}

/* --- which events they are */

static void compare_one(struct compare *compare, size_t side) {
    const struct event *event = compare_event(compare, side);
    const struct wording time = wording_time(&event->time), uptime = wording_duration(event->uptime_us);
    layout_line(&compare->layout, 0, 2);
    compare_words(compare, side == 0 ? "Before: event" : "After: event");
    compare_number(compare, event->number);
    compare_words(compare, event->host.len > 0 ? "on" : "");
    layout_unit(&compare->layout, LAYOUT_PLAIN, event->host);
    layout_unit(&compare->layout, LAYOUT_PLAIN, wording_str(&time));
    compare_words(compare, uptime.len > 0 ? "up" : "");
    layout_words(&compare->layout, LAYOUT_PLAIN, wording_str(&uptime));
    compare_lines(compare, side, event->lines);
    layout_line(&compare->layout, 2, 2);
    layout_words(&compare->layout, LAYOUT_PLAIN, compare->events[side]->diagnosis->headline);
    layout_end(&compare->layout);
}

static bool compare_ids_differ(struct journal_id a, struct journal_id b) {
    const bool are_known = (a.high || a.low) && (b.high || b.low);
    return are_known && (a.high != b.high || a.low != b.low);
}

static bool compare_texts_differ(str a, str b) {
    return a.len > 0 && b.len > 0 && !str_equal(a, b);
}

/* A log without names of hosts is one machine a file. */
static bool compare_machines_may_differ(const struct event *a, const struct event *b) {
    const bool have_ids = (a->machine_id.high || a->machine_id.low) && (b->machine_id.high || b->machine_id.low);
    const str file_a = place_of(a, a->lines.first).file, file_b = place_of(b, b->lines.first).file;
    return !have_ids && (a->host.len == 0 || b->host.len == 0) && !str_equal(file_a, file_b);
}

static bool compare_machines_differ(const struct event *a, const struct event *b) {
    return compare_ids_differ(a->machine_id, b->machine_id) || compare_texts_differ(a->host, b->host);
}

/* The clock since boot goes back only by a boot. */
static bool compare_boots_differ(const struct event *a, const struct event *b) {
    const bool goes_back = amount_known(a->uptime_us) && amount_known(b->uptime_us) && b->number > a->number &&
                           b->uptime_us < a->uptime_us;
    return compare_ids_differ(a->boot_id, b->boot_id) || a->boot != b->boot || goes_back;
}

static void compare_statement(struct compare *compare, const char *statement) {
    layout_space(&compare->layout);
    layout_line(&compare->layout, 0, 2);
    layout_words(&compare->layout, LAYOUT_PLAIN, str_from_cstr(statement));
    layout_end(&compare->layout);
}

/* "10 min 21 s lie between them." */
static void compare_apart(struct compare *compare) {
    const struct event *before = compare_event(compare, 0), *after = compare_event(compare, 1);
    const bool has_clock = clock_is_known(&before->time) && clock_is_known(&after->time);
    int64_t us = amount_minus(after->uptime_us, before->uptime_us);
    if (has_clock)
        us = amount_times(clock_apart(&after->time, &before->time), 1000000);
    if (!amount_known(us) || us < 0)
        return;
    const struct wording apart = wording_duration(us);
    layout_space(&compare->layout);
    layout_line(&compare->layout, 0, 2);
    layout_words(&compare->layout, LAYOUT_PLAIN, wording_str(&apart));
    compare_words(compare, "lie between them.");
    layout_end(&compare->layout);
}

static void compare_relation(struct compare *compare) {
    const struct event *before = compare_event(compare, 0), *after = compare_event(compare, 1);
    if (compare_machines_differ(before, after))
        compare_statement(compare, "They are of different machines: what differs need not have changed.");
    else if (compare_machines_may_differ(before, after))
        compare_statement(compare,
                          "They stand in different files without names of hosts: they may be of different machines.");
    else if (compare_boots_differ(before, after))
        compare_statement(
            compare,
            "The machine was booted between them: what counts since boot has begun again, and processes are others.");
    else
        compare_apart(compare);
    if (compare_texts_differ(before->identity.release, after->identity.release))
        compare_statement(compare, "Their kernels differ: some counters may be counted in another way.");
    if (compare_texts_differ(place_limit(before), place_limit(after)))
        compare_statement(compare, "Their limits were hit in different cgroups.");
}

/* --- the rows */

/* A figure in kB as a size, or a count; with a sign if it is a change. */
static struct wording compare_figure(int64_t value, bool is_count, bool is_change) {
    struct wording shown = is_count ? wording_number(value) : wording_size(value);
    if (!is_change || !amount_known(value) || value < 0)
        return shown;
    memmove(shown.text + 1, shown.text, shown.len < sizeof shown.text - 1 ? shown.len : sizeof shown.text - 1);
    shown.text[0] = '+';
    shown.len++;
    return shown;
}

/* "4", "514-517", "-" for none */
static struct wording compare_places(const struct event *event, struct span lines) {
    const struct place first = place_of(event, lines.first), last = place_of(event, lines.last);
    struct wording shown = {.len = 0};
    const bool are_several = lines.last > lines.first;
    if (lines.first <= 0)
        return wording_number(ABSENT);
    shown.len = format_text(shown.text, sizeof shown.text, are_several ? "%lld-%lld" : "%lld", (long long)first.line,
                            (long long)last.line);
    return shown;
}

/* "[4 -> 39]": the lines of both. */
static void compare_both_lines(struct compare *compare, const struct compare_row *row) {
    const struct wording before = compare_places(compare_event(compare, 0), row->lines[0]);
    const struct wording after = compare_places(compare_event(compare, 1), row->lines[1]);
    char text[128];
    const size_t len =
        format_text(text, sizeof text, "[%.*s -> %.*s]", (int)before.len, before.text, (int)after.len, after.text);
    layout_left(&compare->layout, LAYOUT_DIM, str_of(text, len), 0);
}

/* " (new)", " (gone)", " (3 -> 5)": how many processes there were. */
static struct wording compare_processes(const struct compare_row *row) {
    const long long before = row->counts[0], after = row->counts[1];
    struct wording shown = {.len = 0};
    if (before != after && amount_known(row->values[0]) && amount_known(row->values[1]))
        shown.len = before == 0  ? format_text(shown.text, sizeof shown.text, " (new)")
                    : after == 0 ? format_text(shown.text, sizeof shown.text, " (gone)")
                                 : format_text(shown.text, sizeof shown.text, " (%lld -> %lld)", before, after);
    return shown;
}

/* "postgres, uid 106 (3 -> 4)" */
static void compare_label(struct compare *compare, const struct compare_row *row) {
    struct layout *layout = &compare->layout;
    const struct wording uid = wording_number(row->uid), processes = compare_processes(row);
    const size_t from = layout->column + layout->due;
    layout_left(layout, LAYOUT_PLAIN, row->name, 0);
    if (row->counts[0] + row->counts[1] > 0 && amount_known(row->uid)) {
        layout_left(layout, LAYOUT_DIM, STR(", uid "), 0);
        layout_left(layout, LAYOUT_DIM, wording_str(&uid), 0);
    }
    layout_left(layout, LAYOUT_PLAIN, wording_str(&processes), 0);
    const size_t used = layout->column - from;
    layout->due = used < COMPARE_NAME ? COMPARE_NAME - used : 1;
}

static void compare_row(struct compare *compare, const struct compare_row *row) {
    struct layout *layout = &compare->layout;
    const int64_t change = compare_change(row);
    layout_line(layout, 2, 4);
    compare_label(compare, row);
    for (size_t side = 0; side < 2; side++) {
        const struct wording figure = compare_figure(row->values[side], row->is_count, false);
        layout_figure(layout, LAYOUT_PLAIN, &figure, COMPARE_FIGURE);
    }
    const struct wording shown = compare_figure(change, row->is_count, true);
    layout_figure(layout, LAYOUT_BOLD, &shown, COMPARE_FIGURE + 1);
    layout->due = 2;
    compare_both_lines(compare, row);
    layout_end(layout);
}

static void compare_titles(struct compare *compare, const char *title) {
    static const str titles[] = {STR_INIT("before"), STR_INIT("after"), STR_INIT("change")};
    struct layout *layout = &compare->layout;
    layout_space(layout);
    layout_line(layout, 0, 0);
    layout_left(layout, LAYOUT_BOLD, str_from_cstr(title), COMPARE_NAME + 2);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        layout_right(layout, LAYOUT_DIM, titles[i], COMPARE_FIGURE + (i == 2));
    layout->due = 2;
    layout_left(layout, LAYOUT_DIM, STR("[lines]"), 0);
    layout_end(layout);
}

/* "Only event 1 shows these: Slab caches." */
static void compare_only(struct compare *compare, size_t side, const char *title) {
    layout_space(&compare->layout);
    layout_line(&compare->layout, 0, 2);
    compare_words(compare, "Only event");
    compare_number(compare, compare_event(compare, side)->number);
    compare_words(compare, "shows these:");
    compare_words(compare, title);
    layout_end(&compare->layout);
}

/* Whether there is anything to show. */
static bool compare_section(struct compare *compare, enum compare_section section) {
    static const char *const titles[] = {
        [COMPARE_COUNTERS] = "Counters of the machine",
        [COMPARE_CGROUP] = "The cgroup",
        [COMPARE_ZONES] = "Zones",
        [COMPARE_PROGRAMS] = "Programs (RAM and swap)",
        [COMPARE_SLABS] = "Slab caches",
        [COMPARE_SITES] = "Allocation sites",
    };
    struct compare_rows rows;
    if (!compare_rows_of(section, compare->events, &rows))
        return false;
    if (rows.is_shown[0] != rows.is_shown[1])
        compare_only(compare, rows.is_shown[0] ? 0 : 1, titles[section]);
    if (rows.count == 0)
        return false;
    compare_titles(compare, titles[section]);
    const bool is_long = section >= COMPARE_PROGRAMS && !compare->options->all_tasks;
    const size_t most = is_long && rows.count > COMPARE_MOST ? COMPARE_MOST : rows.count;
    for (size_t i = 0; i < most; i++)
        compare_row(compare, &rows.items[i]);
    if (rows.count == most)
        return true;
    layout_line(&compare->layout, 2, 2);
    compare_words(compare, "and");
    compare_number(compare, (int64_t)(rows.count - most));
    compare_words(compare, "more that changed less (-a shows all)");
    layout_end(&compare->layout);
    return true;
}

static void compare_pair(struct out *out, const struct report_options *options, const struct report_event *before,
                         const struct report_event *after) {
    struct compare compare = {.options = options, .events = {before, after}};
    layout_open(&compare.layout, out, options->width, options->color);
    compare_one(&compare, 0);
    compare_one(&compare, 1);
    compare_relation(&compare);
    bool has_any = false;
    for (enum compare_section section = 0; section < COMPARE_SECTIONS; section++)
        has_any = compare_section(&compare, section) || has_any;
    if (!has_any)
        compare_statement(&compare, "No figure that the log shows of both is another.");
}

const struct writer writer_compare = {
    .name = "compare", .extension = "compare", .is_sampled = true, .pair = compare_pair};
