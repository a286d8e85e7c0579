/* What stands near an event and is no part of it.
 * SPDX-License-Identifier: MIT */
#include "parse/near.h"

#include <stdlib.h>

enum { NEAR_WARNING_LINES = 20 }; /* between a userspace killer's warning and its kill */

/* Kinds that tell of the event just seen; the others tell of one to come. */
static bool near_looks_back(int kind) {
    return kind == OOMWHY_NOTE_EXITING || kind == OOMWHY_NOTE_PINNED || kind == OOMWHY_NOTE_LOST_LINES;
}

void near_note(struct line *line, const struct match *match) {
    int kind = match->row->kind;
    int64_t value = match_number(match, STR("value"));
    struct progress *progress = line->host ? line->host->events : NULL;
    struct oomwhy_event *event = progress ? progress->event : NULL;
    if (progress && progress->is_over && !near_looks_back(kind))
        event = NULL;
    if (event)
        draft_note(event, (enum oomwhy_note_kind)kind, line->at, value, line->text);
    else if (line_need_host(line))
        progress_remember(line->host, kind, line->message, value);
    if (kind == OOMWHY_NOTE_EXITING && progress && !progress->is_over && line->progress == progress) {
        line_is_own(line); /* no kill will follow */
        progress->is_over = true;
    }
}

void near_aside(struct line *line, const struct match *match) {
    if (match->row->kind >= 0)
        near_note(line, match);
    if (!line_need_host(line))
        return;
    line->host->aside = BOUND_ASIDE;
    line->host->aside_memory = false;
    if (line->progress && !line->progress->is_over && line->progress->stage == STAGE_HEADER && match->row->kind >= 0)
        draft_warn(line->progress->event, line_span(line),
                   "another report of memory begins within this one: figures may be mixed");
}

void near_user_warning(struct line *line, const struct match *match) {
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
static bool near_kill_goes_on(struct line *line, const struct match *match) {
    struct oomwhy_event *event =
        shelf_user_kill(line->assembly->shelf, line->message->host, (enum oomwhy_killer)match->row->kind,
                        match_number(match, STR("pid")), match_words(match, STR("name")));
    if (!event || line->at - event->lines.last > BOUND_LINGER || event->lines.first <= line->assembly->line_base)
        return false;
    draft_cover(&event->lines, line->at);
    return true;
}

/* A userspace killer's event is told by one line, or by two. It is over at once and stands beside any other. */
void near_user_killed(struct line *line, const struct match *match) {
    if (near_kill_goes_on(line, match) || !line_begin(line))
        return;
    struct oomwhy_event *event = line->progress->event;
    struct host *host = line->host;
    event->killer = (enum oomwhy_killer)match->row->kind;
    event->reason = (struct oomwhy_text){arena_copy(event->arena, line->text), line->at};
    if (host->warning_line && line->at - host->warning_line <= NEAR_WARNING_LINES) {
        str warning = str_of(host->warning, host->warning_len);
        event->reason = (struct oomwhy_text){arena_copy(event->arena, warning), host->warning_line};
        draft_cover(&event->lines, host->warning_line);
        line->progress->own_lines++;
    }
    host->warning_line = 0;
    struct oomwhy_kill *kill = draft_kill(event, OOMWHY_ABSENT, line->at);
    if (kill)
        match_bind(match, event, kill, line->at);
    line->progress->is_certain = true;
    line_end(line);
}

void near_reboot(struct line *line, const struct match *match) {
    (void)match;
    if (line->host) {
        progress_end_host(line->assembly->all, line->host);
        line->host->pending_count = 0;
        line->host->sysrq_line = 0;
        line->host->clue.boot_us = 0;
    }
    line->progress = NULL;
}

void near_clock(struct line *line, const struct match *match) {
    if (line_need_host(line))
        year_note_boot(&line->host->clue, line->message, match_number(match, STR("value")));
}

void near_sysrq(struct line *line, const struct match *match) {
    (void)match;
    if (line_need_host(line))
        line->host->sysrq_line = line->at;
}
