/* One message on its way into an event: which host and which event in progress it meets, and what it does to them.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_ENTRY_H
#define EVENTS_ENTRY_H

#include "events/open_event.h"
#include "events/queue.h"
#include "kernel/match.h"
#include "log/message.h"

/* What all entries share. */
struct assembly {
    struct matcher *matcher;
    struct open_events *all;
    struct queue *queue;
    bool failed; /* memory was short, or the sink stopped */
    /* The input that is read. */
    char *source;
    size_t source_len;
    int64_t line_base;
    size_t source_serial;
    const char *doubt;    /* about all its lines, or NULL */
    int64_t unended_line; /* the last line of an input, if it has no newline */
};

struct entry {
    struct assembly *assembly;
    const struct message *message;
    str text;                /* without the blanks before it */
    struct host *host;       /* NULL: nothing is known of it */
    struct open_event *open; /* the event in progress it may belong to, or NULL */
    int64_t line, last_line; /* the lines it stands on: several if it was put together */
    unsigned pieces;
};

struct span entry_span(const struct entry *entry);

/* The line is the event's own. Always true. */
bool entry_claim(struct entry *entry);

/* Makes sure that the host is known. False when memory is short; the same below. */
bool entry_need_host(struct entry *entry);

/* Begins a new event with this line. */
bool entry_begin(struct entry *entry);

/* Ends the event in progress, if there is one. */
void entry_end(struct entry *entry);

/* The event that a part of a report belongs to: the one in progress, or a new one if that is over or beyond STAGE. The
 * line becomes its own. */
bool entry_need_report(struct entry *entry, enum stage stage);

/* The report has come as far as STAGE. */
void entry_reach(struct entry *entry, enum stage stage);

/* Only an OOM killer says so. */
void entry_certain(struct entry *entry);

/* Of a report that is not the OOM killer's: its trace and its Mem-Info must not be taken for the event's. */
bool entry_is_aside(const struct entry *entry);

/* Names the doubt if the line before breaks off in a name: this one may be the rest of it. */
void entry_doubt(struct entry *entry);

/* Whether the line may lack its end: it is as long as its transport allows, or the last of its input without a newline,
 * and does not end as its sentence does. */
bool entry_may_be_cut(const struct entry *entry);

#endif
