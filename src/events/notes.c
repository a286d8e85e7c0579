/* What stands near an event and is no part of it.
 * SPDX-License-Identifier: MIT */
#include "events/notes.h"

#include <stdlib.h>

enum { NOTES_WARNING_LINES = 20 }; /* between a userspace killer's warning and its kill */

/* Kinds that tell of the event just seen; the others tell of one to come. */
static bool notes_looks_back(int kind) {
    return kind == NOTE_EXITING || kind == NOTE_PINNED || kind == NOTE_LOST_LINES;
}

void notes_note(struct line *line, const struct match *match) {
    int kind = match->row->kind;
    int64_t value = match_number(match, STR("value"));
    struct open_event *progress = line->host ? line->host->events : NULL;
    struct event *event = progress ? progress->event : NULL;
    if (progress && progress->is_over && !notes_looks_back(kind))
        event = NULL;
    if (event)
        builder_note(event, (enum note_kind)kind, line->at, value, line->text);
    else if (line_need_host(line))
        open_event_remember(line->host, kind, line->message, value);
    if (kind == NOTE_EXITING && progress && !progress->is_over && line->progress == progress) {
        line_is_own(line); /* no kill will follow */
        progress->is_over = true;
    }
}

void notes_aside(struct line *line, const struct match *match) {
    if (match->row->kind >= 0)
        notes_note(line, match);
    if (!line_need_host(line))
        return;
    line->host->aside = LIMIT_ASIDE;
    line->host->aside_memory = false;
    if (line->progress && !line->progress->is_over && line->progress->stage == STAGE_HEADER && match->row->kind >= 0)
        builder_warn(line->progress->event, line_span(line),
                     "another report of memory begins within this one: figures may be mixed");
}

void notes_user_warning(struct line *line, const struct match *match) {
    (void)match;
    if (!line_need_host(line))
        return;
    char *copy = malloc(line->text.len + 1);
    if (!copy) {
        line->assembly->failed = true;
        return;
    }
    memcpy(copy, line->text.data, line->text.len);
    free(line->host->warning);
    line->host->warning = copy;
    line->host->warning_len = line->text.len;
    line->host->warning_line = line->at;
}

/* SIGTERM, then SIGKILL for the same process, is one kill. */
static bool notes_kill_goes_on(struct line *line, const struct match *match) {
    struct event *event = queue_user_kill(line->assembly->queue, line->message->host, (enum killer)match->row->kind,
                                          match_number(match, STR("pid")), match_words(match, STR("name")));
    if (!event || line->at - event->lines.last > LIMIT_LINGER || event->lines.first <= line->assembly->line_base)
        return false;
    builder_cover(&event->lines, line->at);
    return true;
}

/* A userspace killer's event is told by one line, or by two. It is over at once and stands beside any other. */
void notes_user_killed(struct line *line, const struct match *match) {
    if (notes_kill_goes_on(line, match) || !line_begin(line))
        return;
    struct event *event = line->progress->event;
    struct host *host = line->host;
    event->killer = (enum killer)match->row->kind;
    event->reason = (struct cited_text){arena_copy(event->arena, line->text), line->at};
    if (host->warning_line && line->at - host->warning_line <= NOTES_WARNING_LINES) {
        str warning = str_of(host->warning, host->warning_len);
        event->reason = (struct cited_text){arena_copy(event->arena, warning), host->warning_line};
        builder_cover(&event->lines, host->warning_line);
        line->progress->own_lines++;
    }
    host->warning_line = 0;
    struct kill *kill = builder_kill(event, ABSENT, line->at);
    if (kill)
        match_bind(match, event, kill, line->at);
    line->progress->is_certain = true;
    line_end(line);
}

void notes_reboot(struct line *line, const struct match *match) {
    (void)match;
    if (line->host) {
        open_event_end_host(line->assembly->all, line->host);
        line->host->pending_count = 0;
        line->host->sysrq_line = 0;
        line->host->clue.boot_us = 0;
    }
    line->progress = NULL;
}

void notes_clock(struct line *line, const struct match *match) {
    if (line_need_host(line))
        year_note_boot(&line->host->clue, line->message, match_number(match, STR("value")));
}

void notes_sysrq(struct line *line, const struct match *match) {
    (void)match;
    if (line_need_host(line))
        line->host->sysrq_line = line->at;
}
