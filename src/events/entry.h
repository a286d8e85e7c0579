/* A message that is being read into an event, with the host and the event in progress that it may belong to.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_ENTRY_H
#define EVENTS_ENTRY_H

#include "events/open_event.h"
#include "events/queue.h"
#include "kernel/match.h"

struct pending; /* of daemons */
struct unwrap;

struct entry {
    struct matcher *matcher; /* this and what follows up to the input are the same for all */
    struct open_events *all;
    struct queue *queue;
    struct pending **pendings;   /* the one that was used last first; NULL until there are so many */
    const struct unwrap *unwrap; /* how its lines were put together */
    const struct input *input;
    const struct message *message;
    str text;    /* without leading blanks */
    str program; /* who wrote it; "" if unknown */
    int64_t line;
    struct host *host;       /* NULL: nothing is known of it */
    struct open_event *open; /* the event in progress it may belong to, or NULL */
    bool begins_torn;        /* the input begins within its line */
    bool is_claimed;         /* it belongs to an event */
    bool is_duplicate;       /* it says again what another line says */
    bool failed;             /* memory was short, for this entry or one before */
};

/* What an entry tells of a victim or a unit: by it the event is found that it is about. */
struct told {
    enum killer killer;
    str host, name, text;
    int64_t pid;
    struct oomwhy_time time;
    int64_t uptime_us, line;
    int64_t line_base; /* lines up to this one are of other inputs */
    int64_t boot;      /* of its host */
    bool is_result;    /* "app.service: Failed with result 'oom-kill'." */
};

struct told entry_told(const struct entry *entry, const struct match *match);

struct span entry_span(const struct entry *entry);

/* Why a program may have written the entry, of an event in progress. NULL: nothing speaks for it. */
const char *entry_find_doubt(const struct entry *entry);

/* The entry belongs to its event. Always true. */
bool entry_claim(struct entry *entry);

/* Adds the host if it is not known yet. False when memory is short; the same below. */
bool entry_need_host(struct entry *entry);

/* Begins a new event with this entry. */
bool entry_begin(struct entry *entry);

/* Ends the event in progress, if there is one. */
void entry_end(struct entry *entry);

/* What the entry began is no event: frees it. */
void entry_withdraw(struct entry *entry);

/* Claims the entry, a part of a report, for the event in progress, or for a new one if that is over or beyond STAGE. */
bool entry_need_report(struct entry *entry, enum stage stage);

/* Whether there is an event in progress that is not over. */
static inline bool entry_has_report(const struct entry *entry) {
    return entry->open && entry->open->state != OPEN_OVER;
}

/* Whether the end of the text may be missing: the line is as long as its transport allows, or has no newline, and does
 * not end as its sentence does. */
bool entry_may_be_cut(const struct entry *entry);

#endif
