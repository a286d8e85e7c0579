/* Events in progress, by host and printk caller.
 * SPDX-License-Identifier: MIT */
#include "parse/progress.h"

#include "parse/parse.h"
#include "parse/summary.h"

#include <stdlib.h>

enum { PROGRESS_BUCKETS = 1024, PENDING_LINES = 400 };

struct progresses {
    progress_sink *sink;
    void *context;
    struct host *buckets[PROGRESS_BUCKETS];
    struct host *oldest_host, *newest_host;
    struct host *met;   /* the one asked for last: lines of one host mostly follow each other */
    uint64_t met_dress; /* of the line that named it; 0: unknown */
    struct host *lent;  /* the one whose last text is a loan, or NULL */
    size_t host_count;
    struct progress *oldest, *newest;
    struct progress *earliest, *latest;
};

struct progresses *progresses_new(progress_sink *sink, void *context) {
    struct progresses *all = calloc(1, sizeof *all);
    if (!all)
        return NULL;
    all->sink = sink;
    all->context = context;
    return all;
}

static void progress_unlink(struct progresses *all, struct progress *progress) {
    *(progress->older ? &progress->older->newer : &all->oldest) = progress->newer;
    *(progress->newer ? &progress->newer->older : &all->newest) = progress->older;
    progress->older = progress->newer = NULL;
}

static void progress_link(struct progresses *all, struct progress *progress) {
    progress->older = all->newest;
    progress->newer = NULL;
    *(all->newest ? &all->newest->newer : &all->oldest) = progress;
    all->newest = progress;
}

/* A new one: the latest of all, the topmost of its host. */
static void progress_file(struct progresses *all, struct progress *progress) {
    struct host *host = progress->host;
    progress->earlier = all->latest;
    *(all->latest ? &all->latest->later : &all->earliest) = progress;
    all->latest = progress;
    progress->below = host->events;
    if (host->events)
        host->events->above = progress;
    host->events = progress;
    host->event_count++;
    progress_link(all, progress);
}

static void progress_forget(struct progresses *all, struct progress *progress) {
    *(progress->earlier ? &progress->earlier->later : &all->earliest) = progress->later;
    *(progress->later ? &progress->later->earlier : &all->latest) = progress->earlier;
    *(progress->above ? &progress->above->below : &progress->host->events) = progress->below;
    if (progress->below)
        progress->below->above = progress->above;
    progress->host->event_count--;
    progress_unlink(all, progress);
    free(progress);
}

void progress_settle(struct progress *progress) {
    const struct oomwhy_span lines = {progress->unfinished_line, progress->unfinished_line};
    if (!lines.first)
        return;
    progress->unfinished_line = 0;
    const str name = progress->is_unfinished_within ? summary_forget_last(progress->event) : STR("");
    if (name.len)
        draft_warn(progress->event, lines,
                   "the log is cut or wrapped within this line: the name that begins with \"%.*s\" is left out",
                   STR_ARG(str_first(name, BOUND_QUOTE)));
    else
        draft_warn(progress->event, lines, "The log is cut or wrapped within this line: its end is missing.");
}

void progress_end(struct progresses *all, struct progress *progress) {
    struct oomwhy_event *event = progress->event;
    int64_t kill_uptime_us = progress->kill_uptime_us;
    bool is_certain = progress->is_certain;
    progress_settle(progress);
    if (!event->trigger.call_trace.count)
        event->trigger.call_trace = progress->unsure;
    event->skipped_lines = event->lines.last - event->lines.first + 1 - progress->own_lines;
    if (event->skipped_lines < 0)
        event->skipped_lines = 0;
    progress_forget(all, progress);
    if (is_certain)
        all->sink(all->context, event, kill_uptime_us);
    else
        event_free(event);
}

void progress_end_host(struct progresses *all, struct host *host) {
    while (host->events)
        progress_end(all, host->events);
}

void progress_expire(struct progresses *all, int64_t line) {
    while (all->oldest && line - all->oldest->last_line > BOUND_SILENCE)
        progress_end(all, all->oldest);
}

void progress_end_all(struct progresses *all, bool only_over) {
    for (struct progress *at = all->oldest, *next; at; at = next) {
        next = at->newer;
        if (!only_over || at->is_over)
            progress_end(all, at);
    }
}

int64_t progress_first_line(const struct progresses *all) {
    return all->earliest ? all->earliest->event->lines.first : INT64_MAX;
}

bool progress_any(const struct progresses *all) {
    return all->oldest != NULL;
}

static void host_unlink(struct progresses *all, struct host *host) {
    *(host->older ? &host->older->newer : &all->oldest_host) = host->newer;
    *(host->newer ? &host->newer->older : &all->newest_host) = host->older;
}

static void host_link(struct progresses *all, struct host *host) {
    host->older = all->newest_host;
    host->newer = NULL;
    *(all->newest_host ? &all->newest_host->newer : &all->oldest_host) = host;
    all->newest_host = host;
}

static void host_free(struct progresses *all, struct host *host) {
    struct host **at = &all->buckets[host->hash % PROGRESS_BUCKETS];
    while (*at != host)
        at = &(*at)->next;
    *at = host->next;
    host_unlink(all, host);
    all->host_count--;
    if (all->met == host)
        all->met = NULL;
    if (all->lent == host)
        all->lent = NULL;
    free(host->pending_texts);
    free(host->warning);
    free(host);
}

void progresses_free(struct progresses *all) {
    if (!all)
        return;
    while (all->oldest) {
        event_free(all->oldest->event);
        progress_forget(all, all->oldest);
    }
    while (all->oldest_host)
        host_free(all, all->oldest_host);
    free(all);
}

struct host *progress_host(struct progresses *all, str name) {
    if (all->met && str_equal(all->met->name, name))
        return all->met;
    uint64_t hash = str_hash(name);
    all->met_dress = 0;
    for (struct host *at = all->buckets[hash % PROGRESS_BUCKETS]; at; at = at->next)
        if (at->hash == hash && str_equal(at->name, name))
            return all->met = at;
    return NULL;
}

struct host *progress_host_of(struct progresses *all, const struct message *message) {
    if (all->met && message_is_dressed_as(message, all->met_dress))
        return all->met;
    struct host *host = progress_host(all, message->host);
    all->met_dress = host ? message->dress : 0;
    return host;
}

struct host *progress_host_made(struct progresses *all, str name) {
    struct host *host = progress_host(all, name);
    if (host) {
        host_unlink(all, host);
        host_link(all, host);
        return host;
    }
    if (all->host_count >= BOUND_HOSTS) {
        progress_end_host(all, all->oldest_host);
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
    host->last_uptime_us = OOMWHY_ABSENT;
    host->next = all->buckets[host->hash % PROGRESS_BUCKETS];
    all->buckets[host->hash % PROGRESS_BUCKETS] = host;
    host_link(all, host);
    all->host_count++;
    return host;
}

/* A caller speaks of its own event; where one side does not name the caller, nothing speaks against it. */
struct progress *progress_of(struct host *host, str caller) {
    for (struct progress *at = host->events; at; at = at->below)
        if (!caller.len || !at->event->caller.len || str_equal(at->event->caller, caller))
            return at;
    return NULL;
}

static void progress_take_pendings(struct host *host, struct oomwhy_event *event) {
    for (size_t i = 0; i < host->pending_count; i++) {
        const struct pending *pending = &host->pendings[i];
        if (event->lines.first - pending->line <= PENDING_LINES)
            draft_note(event, (enum oomwhy_note_kind)pending->kind, pending->line, pending->value, pending->text);
    }
    host->pending_count = 0;
}

/* Room for one more event of HOST: the one that was silent longest ends, if possible one that is over anyway. */
static void progress_make_room(struct progresses *all, struct host *host) {
    struct progress *silent = host->events;
    for (struct progress *at = host->events; at; at = at->below)
        if (at->is_over != silent->is_over ? at->is_over : at->last_line < silent->last_line)
            silent = at;
    if (!silent->is_over)
        draft_warn(silent->event, (struct oomwhy_span){silent->last_line, silent->last_line},
                   "too many other events of this host go on at once: what is said later is left out");
    progress_end(all, silent);
}

struct progress *progress_begin(struct progresses *all, struct host *host, const struct message *message) {
    struct progress *progress = calloc(1, sizeof *progress);
    struct oomwhy_event *event = draft_new();
    if (!progress || !event) {
        free(progress);
        event_free(event);
        return NULL;
    }
    *progress = (struct progress){
        .host = host, .event = event, .zones = ZONES_INIT, .last_line = message->line, .kill_uptime_us = OOMWHY_ABSENT};
    if (host->event_count >= BOUND_AT_ONCE)
        progress_make_room(all, host);
    progress_file(all, progress);
    event->host = arena_copy(event->arena, message->host);
    event->caller = arena_copy(event->arena, message->caller);
    event->lines.first = message->line;
    progress_take_pendings(host, event);
    return progress;
}

/* The time of the first line that has one, with the year that other lines gave. */
static void progress_date(struct progress *progress, const struct message *message) {
    struct oomwhy_event *event = progress->event;
    event->time = message->time;
    if (message->time.year)
        return;
    event->time.year = year_of(&progress->host->clue, message);
    event->year_inferred = event->time.year != 0;
}

void progress_touch(struct progresses *all, struct progress *progress, const struct message *message) {
    struct oomwhy_event *event = progress->event;
    draft_cover(&event->lines, message->line);
    progress->own_lines += 1 + progress->blank_lines;
    progress->blank_lines = 0;
    progress->last_line = message->line;
    progress->strangers = 0;
    if (message->uptime_us != OOMWHY_ABSENT) {
        if (event->uptime_us == OOMWHY_ABSENT)
            event->uptime_us = message->uptime_us;
        event->last_uptime_us = message->uptime_us;
    }
    if (!event->time.month && message->time.month)
        progress_date(progress, message);
    if (all->newest != progress) {
        progress_unlink(all, progress);
        progress_link(all, progress);
    }
}

/* What a text that does not stay is known again by: itself, or its hash where it has no room. */
static str host_print(str text, uint64_t *hash) {
    if (text.len <= HOST_LAST_TEXT)
        return text;
    *hash = str_hash(text);
    return str_of((const char *)hash, sizeof *hash);
}

static void host_keep(struct host *host) {
    uint64_t hash;
    const str print = host_print(host->last_text, &hash);
    if (print.len)
        memcpy(host->last_room, print.data, print.len);
    host->last_text.data = host->last_room;
}

bool progress_is_said(const struct progresses *all, const struct host *host, str text) {
    uint64_t hash;
    const str print = host == all->lent ? text : host_print(text, &hash);
    return host->last_text.len == text.len && memcmp(host->last_text.data, print.data, print.len) == 0;
}

void progress_keep(struct progresses *all) {
    if (all->lent)
        host_keep(all->lent);
    all->lent = NULL;
}

void progress_say(struct progresses *all, struct host *host, str text, bool stays) {
    if (all->lent != host)
        progress_keep(all);
    all->lent = host;
    host->last_text = text;
    if (!stays)
        progress_keep(all);
}

void progress_remember(struct host *host, int kind, const struct message *message, int64_t value) {
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
