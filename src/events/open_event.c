/* Events in progress, by host and printk caller.
 * SPDX-License-Identifier: MIT */
#include "events/open_event.h"

#include "kernel/oom_summary.h"

#include <stdlib.h>

enum { OPEN_EVENT_BUCKETS = 1024, PENDING_LINES = 400 };

struct open_events {
    open_event_sink *sink;
    void *context;
    struct host *buckets[OPEN_EVENT_BUCKETS];
    struct host *oldest_host, *newest_host;
    struct host *met; /* the one asked for last: lines of one host mostly follow each other */
    size_t host_count;
    struct open_event *oldest, *newest;
    struct open_event *earliest, *latest;
};

struct open_events *open_events_new(open_event_sink *sink, void *context) {
    struct open_events *all = calloc(1, sizeof *all);
    if (!all)
        return NULL;
    all->sink = sink;
    all->context = context;
    return all;
}

static void open_event_unlink(struct open_events *all, struct open_event *progress) {
    *(progress->older ? &progress->older->newer : &all->oldest) = progress->newer;
    *(progress->newer ? &progress->newer->older : &all->newest) = progress->older;
    progress->older = progress->newer = NULL;
}

static void open_event_link(struct open_events *all, struct open_event *progress) {
    progress->older = all->newest;
    progress->newer = NULL;
    *(all->newest ? &all->newest->newer : &all->oldest) = progress;
    all->newest = progress;
}

/* A new one: the latest of all, the topmost of its host. */
static void open_event_file(struct open_events *all, struct open_event *progress) {
    struct host *host = progress->host;
    progress->earlier = all->latest;
    *(all->latest ? &all->latest->later : &all->earliest) = progress;
    all->latest = progress;
    progress->below = host->events;
    if (host->events)
        host->events->above = progress;
    host->events = progress;
    host->event_count++;
    open_event_link(all, progress);
}

static void open_event_forget(struct open_events *all, struct open_event *progress) {
    *(progress->earlier ? &progress->earlier->later : &all->earliest) = progress->later;
    *(progress->later ? &progress->later->earlier : &all->latest) = progress->earlier;
    *(progress->above ? &progress->above->below : &progress->host->events) = progress->below;
    if (progress->below)
        progress->below->above = progress->above;
    progress->host->event_count--;
    open_event_unlink(all, progress);
    free(progress);
}

void open_event_settle(struct open_event *progress) {
    const struct span lines = {progress->unfinished_line, progress->unfinished_line};
    if (!lines.first)
        return;
    progress->unfinished_line = 0;
    const str name = progress->is_unfinished_within ? oom_summary_forget_last(progress->event) : STR("");
    if (name.len)
        builder_warn(progress->event, lines,
                     "the log is cut or wrapped within this line: the name that begins with \"%.*s\" is left out",
                     STR_ARG(str_first(name, LIMIT_QUOTE)));
    else
        builder_warn(progress->event, lines, "The log is cut or wrapped within this line: its end is missing.");
}

void open_event_keep_caller(struct open_event *progress) {
    struct event *event = progress->event;
    struct frame_list *trace = &event->trigger.call_trace;
    struct frame *frame = progress->caller.text.len
                              ? BUILDER_NEXT(event, trace->items, trace->count, LIMIT_FRAMES, progress->caller.line)
                              : NULL;
    if (!frame)
        return;
    *frame = progress->caller;
    trace->count++;
}

void open_event_end(struct open_events *all, struct open_event *progress) {
    struct event *event = progress->event;
    int64_t kill_uptime_us = progress->kill_uptime_us;
    bool is_certain = progress->is_certain;
    open_event_settle(progress);
    open_event_keep_caller(progress);
    if (!event->trigger.call_trace.count)
        event->trigger.call_trace = progress->unsure;
    event->skipped_lines = event->lines.last - event->lines.first + 1 - progress->own_lines;
    if (event->skipped_lines < 0)
        event->skipped_lines = 0;
    open_event_forget(all, progress);
    if (is_certain)
        all->sink(all->context, event, kill_uptime_us);
    else
        event_free(event);
}

void open_event_end_host(struct open_events *all, struct host *host) {
    while (host->events)
        open_event_end(all, host->events);
}

void open_event_expire(struct open_events *all, int64_t line) {
    while (all->oldest && line - all->oldest->last_line > LIMIT_SILENCE)
        open_event_end(all, all->oldest);
}

void open_event_end_all(struct open_events *all, bool only_over) {
    for (struct open_event *at = all->oldest, *next; at; at = next) {
        next = at->newer;
        if (!only_over || at->is_over)
            open_event_end(all, at);
    }
}

int64_t open_event_first_line(const struct open_events *all) {
    return all->earliest ? all->earliest->event->lines.first : INT64_MAX;
}

bool open_event_any(const struct open_events *all) {
    return all->oldest != NULL;
}

static void host_unlink(struct open_events *all, struct host *host) {
    *(host->older ? &host->older->newer : &all->oldest_host) = host->newer;
    *(host->newer ? &host->newer->older : &all->newest_host) = host->older;
}

static void host_link(struct open_events *all, struct host *host) {
    host->older = all->newest_host;
    host->newer = NULL;
    *(all->newest_host ? &all->newest_host->newer : &all->oldest_host) = host;
    all->newest_host = host;
}

static void host_free(struct open_events *all, struct host *host) {
    struct host **at = &all->buckets[host->hash % OPEN_EVENT_BUCKETS];
    while (*at != host)
        at = &(*at)->next;
    *at = host->next;
    host_unlink(all, host);
    all->host_count--;
    if (all->met == host)
        all->met = NULL;
    free(host->pending_texts);
    free(host->warning);
    free(host);
}

void open_events_free(struct open_events *all) {
    if (!all)
        return;
    while (all->oldest) {
        event_free(all->oldest->event);
        open_event_forget(all, all->oldest);
    }
    while (all->oldest_host)
        host_free(all, all->oldest_host);
    free(all);
}

struct host *open_event_host(struct open_events *all, str name) {
    if (all->met && str_equal(all->met->name, name))
        return all->met;
    uint64_t hash = str_hash(name);
    for (struct host *at = all->buckets[hash % OPEN_EVENT_BUCKETS]; at; at = at->next)
        if (at->hash == hash && str_equal(at->name, name))
            return all->met = at;
    return NULL;
}

struct host *open_event_host_of(struct open_events *all, const struct message *message) {
    return open_event_host(all, message->host);
}

struct host *open_event_host_made(struct open_events *all, str name) {
    struct host *host = open_event_host(all, name);
    if (host) {
        host_unlink(all, host);
        host_link(all, host);
        return host;
    }
    if (all->host_count >= LIMIT_HOSTS) {
        open_event_end_host(all, all->oldest_host);
        host_free(all, all->oldest_host);
    }
    host = calloc(1, sizeof *host + name.len);
    if (!host)
        return NULL;
    char *copy = (char *)(host + 1);
    if (name.len)
        memcpy(copy, name.data, name.len);
    host->name = str_of(copy, name.len);
    host->hash = str_hash(name);
    host->last_uptime_us = ABSENT;
    host->next = all->buckets[host->hash % OPEN_EVENT_BUCKETS];
    all->buckets[host->hash % OPEN_EVENT_BUCKETS] = host;
    host_link(all, host);
    all->host_count++;
    return host;
}

/* A caller speaks of its own event; where one side does not name the caller, nothing speaks against it. */
struct open_event *open_event_of(struct host *host, str caller) {
    for (struct open_event *at = host->events; at; at = at->below)
        if (!caller.len || !at->event->caller.len || str_equal(at->event->caller, caller))
            return at;
    return NULL;
}

static void open_event_take_pendings(struct host *host, struct event *event) {
    for (size_t i = 0; i < host->pending_count; i++) {
        const struct pending *pending = &host->pendings[i];
        if (event->lines.first - pending->line <= PENDING_LINES)
            builder_note(event, (enum note_kind)pending->kind, pending->line, pending->value, pending->text);
    }
    host->pending_count = 0;
}

/* Room for one more event of HOST: the one that was silent longest ends, if possible one that is over anyway. */
static void open_event_make_room(struct open_events *all, struct host *host) {
    struct open_event *silent = host->events;
    for (struct open_event *at = host->events; at; at = at->below)
        if (at->is_over != silent->is_over ? at->is_over : at->last_line < silent->last_line)
            silent = at;
    if (!silent->is_over)
        builder_warn(silent->event, (struct span){silent->last_line, silent->last_line},
                     "too many other events of this host go on at once: what is said later is left out");
    open_event_end(all, silent);
}

struct open_event *open_event_begin(struct open_events *all, struct host *host, const struct message *message) {
    struct open_event *progress = calloc(1, sizeof *progress);
    struct event *event = builder_new();
    if (!progress || !event) {
        free(progress);
        event_free(event);
        return NULL;
    }
    *progress = (struct open_event){
        .host = host, .event = event, .zones = ZONES_INIT, .last_line = message->line, .kill_uptime_us = ABSENT};
    if (host->event_count >= LIMIT_AT_ONCE)
        open_event_make_room(all, host);
    open_event_file(all, progress);
    event->host = arena_copy(event->arena, message->host);
    event->caller = arena_copy(event->arena, message->caller);
    event->lines.first = message->line;
    open_event_take_pendings(host, event);
    return progress;
}

/* The time of the first line that has one, with the year that other lines gave. */
static void open_event_date(struct open_event *progress, const struct message *message) {
    struct event *event = progress->event;
    event->time = message->time;
    if (message->time.year)
        return;
    event->time.year = year_of(&progress->host->clue, message);
    event->year_inferred = event->time.year != 0;
}

void open_event_touch(struct open_events *all, struct open_event *progress, const struct message *message) {
    struct event *event = progress->event;
    builder_cover(&event->lines, message->line);
    progress->own_lines += 1 + progress->blank_lines;
    progress->blank_lines = 0;
    progress->last_line = message->line;
    progress->strangers = 0;
    if (message->uptime_us != ABSENT) {
        if (event->uptime_us == ABSENT)
            event->uptime_us = message->uptime_us;
        event->last_uptime_us = message->uptime_us;
    }
    if (!event->time.month && message->time.month)
        open_event_date(progress, message);
    if (all->newest != progress) {
        open_event_unlink(all, progress);
        open_event_link(all, progress);
    }
}

/* What a text is known again by: itself, or its hash where it has no room. */
static str host_print(str text, uint64_t *hash) {
    if (text.len <= HOST_LAST_TEXT)
        return text;
    *hash = str_hash(text);
    return str_of((const char *)hash, sizeof *hash);
}

bool open_event_is_said(const struct host *host, str text) {
    uint64_t hash;
    const str print = host_print(text, &hash);
    return host->last_text.len == text.len && memcmp(host->last_text.data, print.data, print.len) == 0;
}

void open_event_say(struct host *host, str text) {
    uint64_t hash;
    const str print = host_print(text, &hash);
    if (print.len)
        memcpy(host->last_room, print.data, print.len);
    host->last_text = str_of(host->last_room, text.len);
}

void open_event_remember(struct host *host, int kind, const struct message *message, int64_t value) {
    if (!host->pending_texts)
        host->pending_texts = malloc((size_t)HOST_PENDINGS * HOST_PENDING_TEXT);
    if (!host->pending_texts)
        return;
    size_t at = host->pending_count;
    if (at == HOST_PENDINGS) { /* the earliest goes */
        memmove(host->pendings, host->pendings + 1, sizeof host->pendings - sizeof host->pendings[0]);
        memmove(host->pending_texts, host->pending_texts + HOST_PENDING_TEXT,
                (size_t)(HOST_PENDINGS - 1) * HOST_PENDING_TEXT);
        for (size_t i = 0; i + 1 < HOST_PENDINGS; i++)
            host->pendings[i].text.data = host->pending_texts + i * HOST_PENDING_TEXT;
        at--;
    }
    str text = str_first(message->text, HOST_PENDING_TEXT);
    char *copy = host->pending_texts + at * HOST_PENDING_TEXT;
    if (text.len)
        memcpy(copy, text.data, text.len);
    host->pendings[at] = (struct pending){message->line, value, message->uptime_us, kind, str_of(copy, text.len)};
    host->pending_count = at + 1;
}
