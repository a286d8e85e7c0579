/* Which events the caller wants, and what there is to choose from.
 * SPDX-License-Identifier: MIT */
#include "model/filter.h"

#include "base/glob.h"
#include "model/clock.h"

/* --- what is wanted */

/* A copy of WORDS, which end with NULL. */
static str *filter_copy_words(struct arena *arena, const char *const *words, size_t *ret_count) {
    str *copies = NULL;
    size_t count = 0, room = 0;
    for (; words && words[count]; count++) {
        str *copy = ARENA_PUSH(arena, copies, count, room);
        if (!copy)
            break;
        *copy = arena_copy(arena, str_from_cstr(words[count]));
    }
    *ret_count = count;
    return copies;
}

bool filter_open(struct filter *filter, const struct oomwhy_options *options) {
    struct arena *arena = &filter->arena;
    filter->hosts = filter_copy_words(arena, options->hosts, &filter->host_count);
    filter->killed = filter_copy_words(arena, options->killed, &filter->killed_count);
    filter->events = arena_alloc(arena, options->event_count * sizeof *filter->events);
    for (size_t i = 0; filter->events && i < options->event_count; i++)
        filter->events[i] = options->events[i];
    filter->event_count = options->event_count;
    filter->since = options->since;
    filter->until = options->until;
    filter->near = options->near;
    return !arena->failed;
}

void filter_close(struct filter *filter) {
    arena_reset(&filter->arena);
}

static str filter_first_label(str host) {
    return str_first(host, str_find_byte(host, '.'));
}

/* One of both may be written in full: "web-01", "web-01.example.com". */
static bool filter_fits_host(str pattern, str host) {
    const bool is_short = str_find_byte(host, '.') == STR_NONE;
    return glob_fits(pattern, host) || glob_fits(pattern, filter_first_label(host)) ||
           (is_short && glob_fits(filter_first_label(pattern), host));
}

static bool filter_is_of_host(const struct filter *filter, const struct event *event) {
    for (size_t i = 0; i < filter->host_count; i++)
        if (event->host.len > 0 && filter_fits_host(filter->hosts[i], event->host))
            return true;
    return filter->host_count == 0;
}

static bool filter_check_span(struct filter *filter, const struct event *event) {
    if (!clock_is_known(&filter->since) && !clock_is_known(&filter->until) && !clock_is_known(&filter->near))
        return true;
    filter->undated += !clock_is_known(&event->time);
    filter->yearless += clock_is_known(&event->time) && event->time.year == 0;
    return clock_is_known(&event->time) && clock_is_within(&event->time, &filter->since, &filter->until);
}

bool filter_check_place(struct filter *filter, const struct event *event) {
    return filter_is_of_host(filter, event) && filter_check_span(filter, event);
}

static bool filter_is_killed(const struct filter *filter, str name) {
    for (size_t i = 0; i < filter->killed_count; i++)
        if (glob_fits(filter->killed[i], name))
            return true;
    return false;
}

static bool filter_has_victim(const struct filter *filter, const struct event *event) {
    for (size_t i = 0; i < event->kill_count && filter->killed_count > 0; i++)
        if (filter_is_killed(filter, event->kills[i].name))
            return true;
    return filter->killed_count == 0;
}

static bool filter_is_by_number(const struct filter *filter, const struct event *event) {
    for (size_t i = 0; i < filter->event_count; i++)
        if (event->number >= filter->events[i].first && event->number <= filter->events[i].last)
            return true;
    return filter->event_count == 0;
}

bool filter_takes_itself(const struct filter *filter, const struct event *event) {
    return filter_is_by_number(filter, event) && filter_has_victim(filter, event);
}

bool filter_is_nearer(const struct filter *filter, const struct event *a, const struct event *b) {
    return clock_distance(&a->time, &filter->near) < clock_distance(&b->time, &filter->near);
}

/* --- what there is */

static void filter_note_name(struct filter *filter, struct filter_names *names, str name) {
    for (size_t i = 0; i < names->count; i++)
        if (str_equal(str_from_cstr(names->items[i]), name))
            return;
    if (name.len == 0 || names->count == FILTER_NAMES)
        return;
    char *copy = arena_alloc(&filter->arena, name.len + 1);
    if (!copy) /* it is no part of a report */
        return;
    memcpy(copy, name.data, name.len);
    copy[name.len] = '\0';
    names->items[names->count++] = copy;
}

void filter_note(struct filter *filter, const struct event *event) {
    filter_note_name(filter, &filter->seen, event->host);
    for (size_t i = 0; i < event->kill_count && i < FILTER_NAMES; i++)
        filter_note_name(filter, &filter->seen_killed, event->kills[i].name);
    if (!clock_is_known(&event->time))
        return;
    if (!clock_is_known(&filter->first) || clock_apart(&event->time, &filter->first) < 0)
        filter->first = event->time;
    if (!clock_is_known(&filter->last) || clock_apart(&event->time, &filter->last) > 0)
        filter->last = event->time;
}
