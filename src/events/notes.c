/* What stands near an event and is no part of it.
 * SPDX-License-Identifier: MIT */
#include "events/notes.h"

#include <stdlib.h>

enum { NOTES_WARNING_LINES = 20 }; /* between a userspace killer's warning and its kill */

/* Kinds that tell of the event just seen; the others tell of one to come. */
static bool notes_looks_back(int kind) {
    return kind == NOTE_EXITING || kind == NOTE_PINNED || kind == NOTE_LOST_LINES;
}

void notes_note(struct entry *entry, const struct match *match) {
    int kind = match->row->kind;
    int64_t value = match_number(match, STR("value"));
    struct open_event *open = entry->host ? entry->host->events : NULL;
    struct event *event = open ? open->event : NULL;
    if (open && open->is_over && !notes_looks_back(kind))
        event = NULL;
    if (event)
        builder_note(event, (enum note_kind)kind, entry->line, value, entry->text);
    else if (entry_need_host(entry))
        open_event_remember(entry->host, kind, entry->message, value);
    if (kind == NOTE_EXITING && open && !open->is_over && entry->open == open) {
        entry_claim(entry); /* no kill will follow */
        open->is_over = true;
    }
}

void notes_aside(struct entry *entry, const struct match *match) {
    if (match->row->kind >= 0)
        notes_note(entry, match);
    if (!entry_need_host(entry))
        return;
    entry->host->aside = LIMIT_ASIDE;
    entry->host->aside_memory = false;
    if (entry->open && !entry->open->is_over && entry->open->stage == STAGE_HEADER && match->row->kind >= 0)
        builder_warn(entry->open->event, entry_span(entry),
                     "another report of memory begins within this one: figures may be mixed");
}

void notes_user_warning(struct entry *entry, const struct match *match) {
    (void)match;
    if (!entry_need_host(entry))
        return;
    char *copy = malloc(entry->text.len + 1);
    if (!copy) {
        entry->assembly->failed = true;
        return;
    }
    memcpy(copy, entry->text.data, entry->text.len);
    free(entry->host->warning);
    entry->host->warning = copy;
    entry->host->warning_len = entry->text.len;
    entry->host->warning_line = entry->line;
}

/* SIGTERM, then SIGKILL for the same process, is one kill. */
static bool notes_kill_goes_on(struct entry *entry, const struct match *match) {
    struct event *event = queue_user_kill(entry->assembly->queue, entry->message->host, (enum killer)match->row->kind,
                                          match_number(match, STR("pid")), match_words(match, STR("name")));
    if (!event || entry->line - event->lines.last > LIMIT_LINGER || event->lines.first <= entry->assembly->line_base)
        return false;
    builder_cover(&event->lines, entry->line);
    return true;
}

/* A userspace killer's event is told by one line, or by two. It is over at once and stands beside any other. */
void notes_user_killed(struct entry *entry, const struct match *match) {
    if (notes_kill_goes_on(entry, match) || !entry_begin(entry))
        return;
    struct event *event = entry->open->event;
    struct host *host = entry->host;
    event->killer = (enum killer)match->row->kind;
    event->reason = (struct cited_text){arena_copy(event->arena, entry->text), entry->line};
    if (host->warning_line && entry->line - host->warning_line <= NOTES_WARNING_LINES) {
        str warning = str_of(host->warning, host->warning_len);
        event->reason = (struct cited_text){arena_copy(event->arena, warning), host->warning_line};
        builder_cover(&event->lines, host->warning_line);
        entry->open->own_lines++;
    }
    host->warning_line = 0;
    struct kill *kill = builder_kill(event, ABSENT, entry->line);
    if (kill)
        match_bind(match, event, kill, entry->line);
    entry->open->is_certain = true;
    entry_end(entry);
}

void notes_reboot(struct entry *entry, const struct match *match) {
    (void)match;
    if (entry->host) {
        open_event_end_host(entry->assembly->all, entry->host);
        entry->host->pending_count = 0;
        entry->host->sysrq_line = 0;
        entry->host->clue.boot_us = 0;
    }
    entry->open = NULL;
}

void notes_clock(struct entry *entry, const struct match *match) {
    if (entry_need_host(entry))
        year_note_boot(&entry->host->clue, entry->message, match_number(match, STR("value")));
}

void notes_sysrq(struct entry *entry, const struct match *match) {
    (void)match;
    if (entry_need_host(entry))
        entry->host->sysrq_line = entry->line;
}
