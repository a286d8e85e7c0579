/* One message on its way into an event: which host and which event in progress it meets, and what it does to them.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_ENTRY_H
#define EVENTS_ENTRY_H

#include "events/open_event.h"
#include "events/queue.h"
#include "kernel/match.h"
#include "log/message.h"

/* What all lines share. */
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

struct line {
    struct assembly *assembly;
    const struct message *message;
    str text;                    /* without the blanks before it */
    struct host *host;           /* NULL: nothing is known of it */
    struct open_event *progress; /* the event in progress that may speak, or NULL */
    int64_t at, last;            /* the lines it stands on: several if it was put together */
    unsigned pieces;
};

struct span line_span(const struct line *line);

/* The line is the event's own. Always true. */
bool line_is_own(struct line *line);

/* Makes sure that the host is known. False when memory is short; the same below. */
bool line_need_host(struct line *line);

/* Begins a new event with this line. */
bool line_begin(struct line *line);

/* Ends the event in progress, if there is one. */
void line_end(struct line *line);

/* The event that a part of a report belongs to: the one in progress, or a new one if that is over or beyond STAGE. The
 * line becomes its own. */
bool line_need_report(struct line *line, enum stage stage);

/* The report has come as far as STAGE. */
void line_reach(struct line *line, enum stage stage);

/* Only an OOM killer says so. */
void line_certain(struct line *line);

/* Of a report that is not the OOM killer's: its trace and its Mem-Info must not be taken for the event's. */
bool line_is_aside(const struct line *line);

/* Names the doubt if the line before breaks off in a name: this one may be the rest of it. */
void line_doubt(struct line *line);

/* Whether the line may lack its end: it is as long as its transport allows, or the last of its input without a newline,
 * and does not end as its sentence does. */
bool line_may_be_cut(const struct line *line);

#endif
