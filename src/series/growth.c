/* What grew from one event to another: by how much, how fast, and when it will be too much again.
 * SPDX-License-Identifier: MIT */
#include "series/growth.h"

#include "base/words.h"
#include "model/amount.h"

enum {
    GROWTH_PERCENT = 10, /* below, rss moves for no reason */
    GROWTH_EVENTS = 3,   /* so many events, or so much time, make a growth of what no process owns */
    GROWTH_SECONDS = 60,
    GROWTH_PROCESS_PERCENT = 5, /* of the room: a process that matters */
    GROWTH_KIND_PERCENT = 20,   /* of the room: a kind of memory that matters */
    GROWTH_PROCESSES = 2        /* of each event, the largest: looked at */
};

/* The same as GROWTH_SECOND_US, for fractions. */
static const double growth_second_us = 1e6;
/* Nobody's growth keeps its pace for longer than thirty days. */
static const double growth_outlook_seconds = 30 * 86400.0;

str growth_span(struct arena *arena, int64_t us) {
    int64_t tenths = (us + GROWTH_SECOND_US / 20) / (GROWTH_SECOND_US / 10);
    if (tenths < 100 && tenths % 10)
        return arena_format(arena, "%lld.%lld seconds", (long long)(tenths / 10), (long long)(tenths % 10));
    return arena_format(arena, "%s", DURATION((us + GROWTH_SECOND_US / 2) / GROWTH_SECOND_US));
}

int64_t growth_a_minute(int64_t kb, int64_t us) {
    double a_minute = (double)kb * 60 * growth_second_us / (double)us;
    return a_minute < (double)(INT64_MAX / 2) ? (int64_t)a_minute : INT64_MAX / 2;
}

str growth_rate(struct arena *arena, int64_t kb, int64_t us) {
    if (us == ABSENT || us < GROWTH_SECOND_US)
        return STR("");
    str span = growth_span(arena, us);
    return arena_format(arena, " in %.*s, about %s a minute", STR_ARG(span), SIZE(growth_a_minute(kb, us)));
}

str growth_outlook(struct arena *arena, int64_t freed_kb, int64_t grown_kb, int64_t us) {
    if (us == ABSENT || us <= 0 || freed_kb <= 0 || grown_kb <= 0)
        return STR("");
    double left = (double)freed_kb / (double)grown_kb * (double)us / growth_second_us;
    if (left < 1 || left > growth_outlook_seconds)
        return STR("");
    return arena_format(arena,
                        ". If it goes on at that pace, the %s that the last kill can give back are used up after %s",
                        SIZE(freed_kb), DURATION((int64_t)(left + 0.5)));
}

bool growth_is_seen(int64_t from_kb, int64_t to_kb) {
    return from_kb > 0 && to_kb > from_kb && to_kb - from_kb >= amount_percent(from_kb, GROWTH_PERCENT);
}

bool growth_matters(const struct recall_process *process, const struct recall_event *event) {
    return process->kb >= amount_percent(event->room_kb, GROWTH_PROCESS_PERCENT);
}

static const struct recall_process *growth_find(const struct recall_event *event, const struct recall_process *as) {
    for (size_t i = 0; i < event->largest_count; i++)
        if (event->largest[i].pid == as->pid && str_equal(recall_name(&event->largest[i].name), recall_name(&as->name)))
            return &event->largest[i];
    return NULL;
}

const struct recall_process *growth_earliest(const struct recall_stream *stream, const struct recall_process *process,
                                             const struct recall_moment *now, int64_t least,
                                             const struct recall_event **ret_then) {
    for (int64_t back = RECALL_EVENTS; back >= least; back--) {
        const struct recall_event *then = recall_back(stream, back);
        const struct recall_process *before = then ? growth_find(then, process) : NULL;
        if (!before || !recall_is_same_boot(&then->moment, now))
            continue;
        *ret_then = then;
        return before;
    }
    return NULL;
}

enum { GROWTH_PACE_EVENTS = 3 };

bool growth_has_pace(const struct recall_stream *stream, const struct recall_process *process,
                     const struct recall_moment *now) {
    int64_t kb = process->kb, points = 1;
    for (int64_t back = 1; back <= RECALL_EVENTS; back++) {
        const struct recall_event *then = recall_back(stream, back);
        const struct recall_process *before = then ? growth_find(then, process) : NULL;
        if (!before || &then->moment == now || !recall_is_same_boot(&then->moment, now)) /* NOW may be kept already */
            continue;
        if (before->kb > kb)
            return false;
        kb = before->kb;
        points++;
    }
    return points >= GROWTH_PACE_EVENTS;
}

bool growth_kind_has_pace(const struct recall_stream *stream, const struct recall_event *now, enum recall_kind kind) {
    int64_t kb = now->kinds_kb[kind], points = 1;
    for (int64_t back = 1; back <= RECALL_EVENTS; back++) {
        const struct recall_event *then = recall_back(stream, back);
        if (!then || then == now || then->kinds_kb[kind] == 0 || !recall_is_same_boot(&then->moment, &now->moment))
            continue;
        if (then->kinds_kb[kind] > kb)
            return false;
        kb = then->kinds_kb[kind];
        points++;
    }
    return points >= GROWTH_PACE_EVENTS;
}

bool growth_lasts(int64_t events, int64_t us) {
    return events >= GROWTH_EVENTS || (us != ABSENT && us / GROWTH_SECOND_US >= GROWTH_SECONDS);
}

/* A victim that is being taken down is in no counter for a while. */
static bool growth_is_blurred(const struct recall_event *event, enum recall_kind kind) {
    return kind == RECALL_UNACCOUNTED && event->unsettled;
}

bool growth_kind_matters(const struct recall_event *event, enum recall_kind kind) {
    int64_t is = event->kinds_kb[kind];
    return is != 0 && is >= amount_percent(event->room_kb, GROWTH_KIND_PERCENT) && !growth_is_blurred(event, kind);
}

static void growth_add(const struct event *event, struct growth_list *list, const struct growth *growth) {
    struct growth *added = ARENA_PUSH(event->arena, list->items, list->count, list->room);
    if (!added)
        return;
    *added = *growth;
    added->process = arena_copy(event->arena, growth->process);
    list->count++;
}

/* The same process, larger than in an earlier report: the earliest that is remembered counts. */
static void growth_add_process(const struct event *event, const struct recall_stream *stream,
                               const struct recall_event *kept, const struct recall_process *process,
                               struct growth_list *list) {
    const struct recall_event *then = NULL;
    const struct recall_process *before = growth_earliest(stream, process, &kept->moment, 1, &then);
    if (!before || !growth_is_seen(before->kb, process->kb) || !growth_matters(process, kept))
        return;
    struct arena *arena = event->arena;
    int64_t us = recall_us(&then->moment, &kept->moment), grown = process->kb - before->kb;
    bool goes_on = !process->killed && growth_has_pace(stream, process, &kept->moment);
    str next = goes_on ? growth_outlook(arena, kept->freed_kb, grown, us) : STR("");
    str rate = growth_rate(arena, grown, us), name = recall_name(&process->name);
    struct growth growth = {
        .process = name, .event = then->moment.number, .lines = {process->line, process->line}, .lasted = true};
    growth.statement = arena_format(arena, "%.*s (pid %lld) grew from %s to %s since event %lld%.*s%.*s.", NAMED(name),
                                    (long long)process->pid, SIZE(before->kb), SIZE(process->kb),
                                    (long long)then->moment.number, STR_ARG(rate), STR_ARG(next));
    growth_add(event, list, &growth);
}

/* A process that was born after the last kill of its name has grown to its size since: without end, or to what it
 * needs, this does not tell. */
static void growth_add_reborn(const struct event *event, const struct recall_service *service,
                              const struct recall_event *kept, const struct kill *kill, struct growth_list *list) {
    struct arena *arena = event->arena;
    if (!service || service->last_pid == kill->pid || kill->anon_rss_kb <= 0 ||
        !recall_is_respawn(service, &kept->moment, kill->pid))
        return;
    int64_t us = recall_us(&service->last, &kept->moment);
    str span = us == ABSENT ? STR("") : arena_format(arena, " in no more than %s", DURATION(us / GROWTH_SECOND_US + 1));
    struct growth growth = {
        .process = recall_name(&service->name), .event = service->last.number, .lines = {kill->line, kill->line}};
    growth.statement =
        arena_format(arena, "Event %lld left no process named %.*s: this one was started since and grew to %s%.*s.",
                     (long long)service->last.number, NAMED(kill->name), SIZE(kill->anon_rss_kb), STR_ARG(span));
    growth_add(event, list, &growth);
}

/* A kill before it in the same event has that name: the members of a group may share it. */
static bool growth_is_again(const struct event *event, size_t kill) {
    for (size_t i = 0; i < kill; i++)
        if (str_equal(event->kills[i].name, event->kills[kill].name))
            return true;
    return false;
}

/* The counters only rise; where they fell, the group or the machine is another. */
static void growth_set_reading(const struct recall_event *then, const struct recall_event *now,
                               struct reading *ret_reading) {
    int64_t faults = amount_minus(now->swap_faults, then->swap_faults);
    int64_t hits = amount_minus(now->swap_hits, then->swap_hits);
    int64_t kb = amount_minus(now->refaults_kb, then->refaults_kb);
    if (amount_known(faults) && amount_known(hits) && hits >= 0 && faults >= hits)
        kb = amount_kb(faults - hits, now->page_kb);
    if (!amount_known(kb) || kb < 0)
        return;
    *ret_reading = (struct reading){.event = then->moment.number,
                                    .us = recall_us(&then->moment, &now->moment),
                                    .kb = kb,
                                    .swap_faults = amount_known(now->swap_faults) ? faults : ABSENT};
}

/* Since the latest event before it that is of the same boot. */
static void growth_compare_reading(const struct recall_stream *stream, const struct recall_event *kept,
                                   struct reading *ret_reading) {
    const struct recall_event *then = recall_back(stream, 1);
    if (then && recall_is_same_boot(&then->moment, &kept->moment))
        growth_set_reading(then, kept, ret_reading);
}

void growth_compare(const struct recall *recall, const struct event *event, const struct recall_stream *stream,
                    const struct recall_event *kept, struct growth_list *ret_list) {
    *ret_list = (struct growth_list){0};
    growth_compare_reading(stream, kept, &ret_list->reading);
    for (size_t i = 0; i < kept->largest_count && i < GROWTH_PROCESSES; i++)
        growth_add_process(event, stream, kept, &kept->largest[i], ret_list);
    for (size_t i = 0; i < event->kill_count && i < RECALL_PROCESSES; i++)
        if (!growth_is_again(event, i))
            growth_add_reborn(event, recall_find_service(recall, stream, event->kills[i].name), kept, &event->kills[i],
                              ret_list);
}
