/* Puts messages together to events. A report is told by its sentences, not by its neighbours: lines of other daemons,
 * other processors and other hosts may stand anywhere between. SPDX-License-Identifier: MIT */
#include "events/assemble.h"

#include "events/apply.h"
#include "events/apply_part.h"
#include "events/daemons.h"
#include "events/unwrap.h"

#include <stdlib.h>

enum { ASSEMBLE_STREAM = 256 }; /* bytes of a host's name that a line without a prefix inherits */

struct assemble {
    struct assembly assembly;
    struct unwrap unwrap;
    /* The stream of the last line: one without a prefix belongs to it. */
    char host[ASSEMBLE_STREAM], caller[ASSEMBLE_STREAM];
    size_t host_len, caller_len;
};

static void assemble_take(void *context, struct event *event, int64_t kill_uptime_us) {
    struct assemble *assemble = context;
    daemons_absorb(assemble->assembly.queue, event);
    if (assemble->assembly.doubt)
        builder_warn(event, event->lines, "%s", assemble->assembly.doubt);
    assemble->assembly.failed |= event->arena->failed;
    queue_put(assemble->assembly.queue, event, kill_uptime_us);
}

/* Whether two transports may have written A and B for one line: within two seconds, as far as the clocks tell. */
static bool assemble_is_same_time(const struct oomwhy_time *a, const struct oomwhy_time *b) {
    const int32_t a_s = (a->hour * 60 + a->minute) * 60 + a->second;
    const int32_t b_s = (b->hour * 60 + b->minute) * 60 + b->second;
    if (!a->month || !b->month || a->has_offset != b->has_offset)
        return true;
    return a->month == b->month && a->day == b->day && abs(a_s - b_s) <= 2;
}

/* Whether the line may have been said when the last one of its host was. */
static bool assemble_is_said_then(const struct message *message, const struct host *host) {
    const bool has_uptimes = message->uptime_us != ABSENT && host->last_uptime_us != ABSENT;
    return has_uptimes ? message->uptime_us == host->last_uptime_us
                       : assemble_is_same_time(&message->time, &host->last_time);
}

/* The same text twice in a row says nothing new: two transports wrote into one file. Two equal lines of one report are
 * never neighbours. */
static bool assemble_is_doubled(struct line *line) {
    struct host *host = line->host;
    const struct message *message = line->message;
    const bool is_doubled = line->text.len == host->last_text.len && assemble_is_said_then(message, host) &&
                            open_event_is_said(host, line->text);
    open_event_say(host, line->text);
    host->last_uptime_us = message->uptime_us;
    host->last_time = message->time;
    return is_doubled;
}

/* A clock that goes back is a reboot; a long silence ends what was in progress. */
static void assemble_clock(struct line *line) {
    int64_t uptime_us = line->message->uptime_us;
    if (uptime_us == ABSENT || !line->progress || line->progress->event->last_uptime_us == ABSENT)
        return;
    int64_t passed_us = uptime_us - line->progress->event->last_uptime_us;
    if (passed_us >= 0 && passed_us <= LIMIT_LINGER_US) /* nearly always */
        return;
    const bool is_step = uptime_us >= LIMIT_STEP_US && passed_us >= -LIMIT_STEP_US;
    if (passed_us < -LIMIT_JITTER_US && !is_step) {
        open_event_end_host(line->assembly->all, line->host);
        line->progress = NULL;
    } else if (passed_us > (line->progress->is_over ? LIMIT_LINGER_US : LIMIT_REPORT_US)) {
        line_end(line);
    }
}

static void assemble_is_stranger(struct line *line) {
    struct open_event *progress = line->progress ? line->progress : line->host ? line->host->events : NULL;
    if (!progress)
        return;
    progress->strangers++;
    if (progress->strangers > (progress->is_over ? LIMIT_LINGER : LIMIT_STRANGERS))
        open_event_end(line->assembly->all, progress);
}

static enum sentence_speaker assemble_speaker(const struct message *message) {
    switch (message->origin) {
    case MESSAGE_ORIGIN_KERNEL:
        return SENTENCE_KERNEL;
    case MESSAGE_ORIGIN_USER:
        return SENTENCE_USER;
    case MESSAGE_ORIGIN_UNKNOWN:
        break;
    }
    return SENTENCE_ANYBODY;
}

/* The line that opens a host's first event is known when it comes again. */
static void assemble_say(struct line *line, const struct match *match) {
    const bool is_known = line->host && line->host->events;
    apply(line, match);
    if (!is_known && line->host && line->host->events)
        (void)assemble_is_doubled(line);
}

static void assemble_read(struct line *line) {
    enum sentence_speaker speaker = assemble_speaker(line->message);
    struct match match;
    if (line->host && line->host->aside > 0)
        line->host->aside--;
    if (speaker != SENTENCE_USER) {
        if (line->host && line->host->events && assemble_is_doubled(line) && line->progress) {
            line_is_own(line);
            return;
        }
        assemble_clock(line);
        if (line->progress && !line->progress->is_over && apply_part_take(line))
            return;
        if (apply_header(line) || apply_summary(line))
            return;
    }
    int64_t last = line->progress ? line->progress->last_line : 0;
    if (matcher_find(line->assembly->matcher, line->text, speaker, &match))
        assemble_say(line, &match);
    else if (speaker != SENTENCE_USER && apply_part_guess(line))
        return;
    if (line->progress && line->progress->last_line == last)
        assemble_is_stranger(line);
}

static bool assemble_line(struct assemble *assemble, const struct message *message) {
    struct line line = {.assembly = &assemble->assembly,
                        .message = message,
                        .text = str_trim_start(message->text),
                        .at = message->line,
                        .last = assemble->unwrap.last_line,
                        .pieces = assemble->unwrap.pieces};
    line.host = open_event_host_of(assemble->assembly.all, message);
    if (line.host) {
        line.progress = open_event_of(line.host, message->caller);
        year_note(&line.host->clue, message);
    }
    if (line.text.len)
        assemble_read(&line);
    else if (line.progress)
        line.progress->blank_lines++;
    open_event_expire(assemble->assembly.all, message->line);
    if (matcher_failed(assemble->assembly.matcher))
        assemble->assembly.failed = true;
    if (queue_is_full(assemble->assembly.queue) &&
        !queue_release(assemble->assembly.queue, open_event_first_line(assemble->assembly.all)))
        assemble->assembly.failed = true;
    return !assemble->assembly.failed;
}

static bool assemble_flush(struct assemble *assemble) {
    return !assemble->unwrap.holds || assemble_line(assemble, unwrap_release(&assemble->unwrap));
}

static const struct task_table *assemble_columns(const struct assemble *assemble) {
    const struct host *host =
        assemble->unwrap.holds ? open_event_host_of(assemble->assembly.all, &assemble->unwrap.held) : NULL;
    return host && host->events ? &host->events->columns : NULL;
}

/* Keeps the stream of a line that names it. */
static void assemble_keep_stream(struct assemble *assemble, str host, str caller) {
    assemble->host_len = host.len;
    assemble->caller_len = caller.len;
    if (host.len)
        memcpy(assemble->host, host.data, host.len);
    if (caller.len)
        memcpy(assemble->caller, caller.data, caller.len);
}

/* A line without a prefix belongs to the stream of the line before. OWN is room for a message that must change. */
static const struct message *assemble_stream(struct assemble *assemble, const struct message *message,
                                             struct message *own) {
    const bool is_bare = message_is_bare(message);
    const bool is_long = message->host.len > ASSEMBLE_STREAM || message->caller.len > ASSEMBLE_STREAM;
    if (is_bare || is_long) {
        *own = *message;
        own->host = is_bare ? str_of(assemble->host, assemble->host_len) : str_first(own->host, ASSEMBLE_STREAM);
        own->caller =
            is_bare ? str_of(assemble->caller, assemble->caller_len) : str_first(own->caller, ASSEMBLE_STREAM);
        message = own;
    }
    if (!is_bare)
        assemble_keep_stream(assemble, message->host, message->caller);
    return message;
}

/* Holds a message until the next one shows whether it goes on. */
static bool assemble_hold(struct assemble *assemble, const struct message *message) {
    struct message own;
    return unwrap_hold(&assemble->unwrap, assemble_stream(assemble, message, &own));
}

/* True if MESSAGE was the rest of the held one. */
static bool assemble_is_joined(struct assemble *assemble, const struct message *message) {
    const struct grammar grammar = {assemble->assembly.matcher, assemble_columns(assemble)};
    enum unwrap_join join;
    if (!unwrap_decide(&assemble->unwrap, message, &grammar, &join))
        assemble->assembly.failed = true;
    if (join == UNWRAP_APART)
        return false;
    assemble->assembly.failed |= !unwrap_append(&assemble->unwrap, join, message);
    return true;
}

bool assemble_message(struct assemble *assemble, const struct message *message) {
    if (unwrap_may_go_on(&assemble->unwrap, message) && assemble_is_joined(assemble, message))
        return !assemble->assembly.failed;
    if (!assemble_flush(assemble))
        return false;
    assemble->assembly.failed |= !assemble_hold(assemble, message);
    return !assemble->assembly.failed;
}

bool assemble_pause(struct assemble *assemble) {
    bool went_on = assemble_flush(assemble);
    unwrap_begin(&assemble->unwrap);
    return went_on;
}

bool assemble_idle(struct assemble *assemble) {
    if (!assemble_flush(assemble))
        return false;
    open_event_end_all(assemble->assembly.all, true);
    return queue_flush(assemble->assembly.queue) && !assemble->assembly.failed;
}

bool assemble_finish(struct assemble *assemble) {
    if (!assemble_flush(assemble))
        return false;
    open_event_end_all(assemble->assembly.all, false);
    return queue_flush(assemble->assembly.queue) && !assemble->assembly.failed;
}

int64_t assemble_take_again(struct assemble *assemble) {
    return queue_take_again(assemble->assembly.queue);
}

bool assemble_is_busy(const struct assemble *assemble) {
    return open_event_any(assemble->assembly.all);
}

bool assemble_source(struct assemble *assemble, str name, int64_t line_base) {
    char *copy = malloc(name.len + 1);
    if (!copy)
        return false;
    if (name.len)
        memcpy(copy, name.data, name.len);
    free(assemble->assembly.source);
    assemble->assembly.source = copy;
    assemble->assembly.source_len = name.len;
    assemble->assembly.line_base = line_base;
    assemble->assembly.source_serial++;
    assemble->assembly.doubt = NULL;
    assemble->host_len = assemble->caller_len = 0;
    return true;
}

void assemble_unended(struct assemble *assemble, int64_t line) {
    assemble->assembly.unended_line = line;
}

void assemble_doubt(struct assemble *assemble, const char *statement) {
    assemble->assembly.doubt = statement;
}

void assemble_free(struct assemble *assemble) {
    if (!assemble)
        return;
    unwrap_free(&assemble->unwrap);
    matcher_free(assemble->assembly.matcher);
    open_events_free(assemble->assembly.all);
    queue_free(assemble->assembly.queue);
    free(assemble->assembly.source);
    free(assemble);
}

struct assemble *assemble_new(parser_sink *sink, void *context) {
    struct assemble *assemble = calloc(1, sizeof *assemble);
    if (!assemble)
        return NULL;
    assemble->assembly.matcher = matcher_new();
    assemble->assembly.queue = queue_new(sink, context);
    assemble->assembly.all = open_events_new(assemble_take, assemble);
    if (!assemble->assembly.matcher || !assemble->assembly.queue || !assemble->assembly.all) {
        assemble_free(assemble);
        return NULL;
    }
    return assemble;
}
