/* Turns messages into events. A message is recognised by its text, not by its neighbours: lines of daemons, processors
 * and hosts may be mixed in any way.
 * SPDX-License-Identifier: MIT */
#include "events/assemble.h"

#include "events/apply.h"
#include "events/apply_section.h"
#include "events/daemons.h"
#include "events/unwrap.h"

#include <stdlib.h>

/* The host and the printk caller of a message; one without a prefix inherits them from the message before. */
struct stream {
    size_t host_len, caller_len;
    char host[LIMIT_STREAM_BYTES], caller[LIMIT_STREAM_BYTES];
};

struct assemble {
    struct matcher *matcher;
    struct open_events *all;
    struct queue *queue;
    struct unwrap unwrap;
    struct stream stream; /* of the last message */
    struct input input;
    bool failed; /* memory was short, or the sink stopped */
};

/* --- one message */

/* A clock that goes back is a reboot; a long pause ends the event. */
static void assemble_check_clock(struct entry *entry) {
    const int64_t uptime_us = entry->message->uptime_us;
    if (uptime_us == ABSENT || !entry->open || entry->open->event->last_uptime_us == ABSENT)
        return;
    const int64_t passed_us = uptime_us - entry->open->event->last_uptime_us;
    const bool is_step = uptime_us >= LIMIT_STEP_US && passed_us >= -LIMIT_STEP_US;
    if (passed_us < -LIMIT_JITTER_US && !is_step) {
        open_events_end_host(entry->all, entry->host);
        entry->open = NULL;
    } else if (passed_us > (entry_has_report(entry) ? LIMIT_SILENT_US : LIMIT_LATE_US)) {
        entry_end(entry);
    }
}

/* Claims a duplicate of the host's last message, while an event is in progress: it adds nothing. A report never has two
 * equal lines in a row. */
static bool assemble_take_duplicate(struct entry *entry) {
    return entry->host && entry->host->events && host_record(entry->host, entry->message, entry->text) && entry->open &&
           entry_claim(entry);
}

static enum sentence_speaker assemble_speaker(const struct message *message) {
    static const enum sentence_speaker speakers[] = {[MESSAGE_ORIGIN_UNKNOWN] = SENTENCE_ANYBODY,
                                                     [MESSAGE_ORIGIN_KERNEL] = SENTENCE_KERNEL,
                                                     [MESSAGE_ORIGIN_USER] = SENTENCE_USER};
    return speakers[message->origin];
}

/* What a message can be, in the order in which it is tried. */
static void assemble_apply(struct assemble *assemble, struct entry *entry) {
    const enum sentence_speaker speaker = assemble_speaker(entry->message);
    struct match match;
    if (speaker != SENTENCE_USER) {
        if (assemble_take_duplicate(entry))
            return;
        assemble_check_clock(entry);
        if (apply_section(entry) || apply_header(entry) || apply_summary(entry))
            return;
    }
    if (matcher_find(assemble->matcher, entry->text, speaker, &match))
        apply(entry, &match);
    else if (speaker != SENTENCE_USER)
        apply_section_guess(entry);
}

/* Finds the host and the event that MESSAGE may belong to. */
static struct entry assemble_entry(struct assemble *assemble, const struct message *message) {
    struct entry entry = {.matcher = assemble->matcher,
                          .all = assemble->all,
                          .queue = assemble->queue,
                          .input = &assemble->input,
                          .message = message,
                          .text = str_trim_start(message->text),
                          .line = message->line,
                          .last_line = assemble->unwrap.last_line,
                          .line_count = assemble->unwrap.pieces};
    entry.host = open_events_host(assemble->all, message->host);
    if (entry.host) {
        entry.open = open_event_of(entry.host, message->caller);
        year_note(&entry.host->clue, message);
    }
    return entry;
}

static void assemble_take(struct assemble *assemble, struct entry *entry) {
    if (entry->host && entry->host->other_report_lines > 0)
        entry->host->other_report_lines--;
    assemble_apply(assemble, entry);
    if (entry->open && !entry->is_claimed)
        open_event_pass(assemble->all, entry->open);
}

static bool assemble_read(struct assemble *assemble, const struct message *message) {
    struct entry entry = assemble_entry(assemble, message);
    if (entry.text.len)
        assemble_take(assemble, &entry);
    else if (entry.open)
        open_event_pass_blank(entry.open);
    open_events_expire(assemble->all, message->line);
    assemble->failed |= entry.failed || matcher_failed(assemble->matcher) ||
                        !queue_release(assemble->queue, open_events_first_line(assemble->all));
    return !assemble->failed;
}

/* --- lines that go on */

static bool assemble_flush(struct assemble *assemble) {
    return !assemble->unwrap.holds || assemble_read(assemble, unwrap_release(&assemble->unwrap));
}

/* The columns of the task table that the held message may be a row of. */
static const struct task_table *assemble_columns(const struct assemble *assemble) {
    const struct host *host =
        assemble->unwrap.holds ? open_events_host(assemble->all, assemble->unwrap.held.host) : NULL;
    return host && host->events ? &host->events->columns : NULL;
}

/* Appends MESSAGE to the held one if it is the rest of it; else false. */
static bool assemble_join(struct assemble *assemble, const struct message *message) {
    struct scanners scanners = {assemble->matcher, NULL};
    enum unwrap_join join;
    if (!unwrap_may_go_on(&assemble->unwrap, message, &scanners))
        return false;
    scanners.columns = assemble_columns(assemble);
    assemble->failed |= !unwrap_decide(&assemble->unwrap, message, &scanners, &join);
    if (join == UNWRAP_APART)
        return false;
    assemble->failed |= !unwrap_append(&assemble->unwrap, join, message);
    return true;
}

static void stream_keep(struct stream *stream, const struct message *message) {
    stream->host_len = message->host.len;
    stream->caller_len = message->caller.len;
    if (message->host.len)
        memcpy(stream->host, message->host.data, message->host.len);
    if (message->caller.len)
        memcpy(stream->caller, message->caller.data, message->caller.len);
}

/* MESSAGE with the host and the caller that it inherits. */
static struct message assemble_with_stream(struct assemble *assemble, const struct message *message) {
    struct stream *stream = &assemble->stream;
    struct message whole = *message;
    if (message_is_bare(message)) {
        whole.host = str_of(stream->host, stream->host_len);
        whole.caller = str_of(stream->caller, stream->caller_len);
        return whole;
    }
    whole.host = str_first(whole.host, LIMIT_STREAM_BYTES);
    whole.caller = str_first(whole.caller, LIMIT_STREAM_BYTES);
    stream_keep(stream, &whole);
    return whole;
}

/* A message is held until the next one shows whether it goes on. */
bool assemble_message(struct assemble *assemble, const struct message *message) {
    if (assemble_join(assemble, message))
        return !assemble->failed;
    if (!assemble_flush(assemble))
        return false;
    const struct message whole = assemble_with_stream(assemble, message);
    assemble->failed |= !unwrap_hold(&assemble->unwrap, &whole);
    return !assemble->failed;
}

/* --- inputs and ends */

bool assemble_source(struct assemble *assemble, str name, int64_t line_base) {
    char *copy = malloc(name.len + 1);
    if (!copy)
        return false;
    if (name.len)
        memcpy(copy, name.data, name.len);
    free((char *)assemble->input.name.data);
    assemble->input.name = str_of(copy, name.len);
    assemble->input.line_base = line_base;
    assemble->input.doubt = NULL;
    assemble->stream = (struct stream){0};
    return true;
}

void assemble_keep_lines(struct assemble *assemble) {
    open_events_keep_lines(assemble->all);
}

void assemble_unended(struct assemble *assemble, int64_t line) {
    assemble->input.unended_line = line;
}

void assemble_doubt(struct assemble *assemble, const char *statement) {
    assemble->input.doubt = statement;
}

bool assemble_pause(struct assemble *assemble) {
    const bool is_going = assemble_flush(assemble);
    unwrap_begin(&assemble->unwrap);
    return is_going;
}

/* Ends all events in progress, or only those that are over, and hands out everything that is complete. */
static bool assemble_end(struct assemble *assemble, bool only_over) {
    if (!assemble_flush(assemble))
        return false;
    open_events_end(assemble->all, only_over);
    return queue_flush(assemble->queue) && !assemble->failed;
}

bool assemble_idle(struct assemble *assemble) {
    return assemble_end(assemble, true);
}

bool assemble_finish(struct assemble *assemble) {
    return assemble_end(assemble, false);
}

int64_t assemble_take_duplicates(struct assemble *assemble) {
    return queue_take_duplicates(assemble->queue);
}

bool assemble_is_busy(const struct assemble *assemble) {
    return open_events_any(assemble->all);
}

/* An event has ended. */
static void assemble_take_event(void *context, struct event *event) {
    struct assemble *assemble = context;
    daemons_take_over(assemble->queue, event);
    if (assemble->input.doubt)
        builder_warn(event, event->lines, "%s", assemble->input.doubt);
    assemble->failed |= event->arena->failed;
    queue_put(assemble->queue, event);
}

void assemble_free(struct assemble *assemble) {
    if (!assemble)
        return;
    unwrap_free(&assemble->unwrap);
    matcher_free(assemble->matcher);
    open_events_free(assemble->all);
    queue_free(assemble->queue);
    free((char *)assemble->input.name.data);
    free(assemble);
}

struct assemble *assemble_new(queue_sink *sink, void *context) {
    struct assemble *assemble = calloc(1, sizeof *assemble);
    if (!assemble)
        return NULL;
    assemble->matcher = matcher_new();
    assemble->queue = queue_new(sink, context);
    assemble->all = open_events_new(assemble_take_event, assemble);
    if (!assemble->matcher || !assemble->queue || !assemble->all) {
        assemble_free(assemble);
        return NULL;
    }
    return assemble;
}
