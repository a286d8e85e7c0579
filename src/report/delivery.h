/* The report on its way out: judged events wait until they are due, and what is written is held back while it can still
 * be replaced.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_DELIVERY_H
#define REPORT_DELIVERY_H

#include "report/report.h"

#include "model/filter.h"

struct judgement;

/* An event that has been judged and waits to be written; lies in its own event's memory. */
struct judged {
    struct judged *next;
    struct event *event;
    struct reckoning reckoning;
    struct diagnosis diagnosis;  /* until it is explained, the findings and the history alone */
    struct judgement *judgement; /* what it is explained by */
};

/* The report so far, held back until all events are known or nothing comes for a while. */
struct draft {
    char *bytes;
    size_t len, room;
    bool is_over;
};

/* The caller sets what follows `count` before the first event. */
struct delivery {
    const struct writer *writer;            /* NULL: no report */
    struct out out;                         /* `error` is sticky */
    bool is_short;                          /* memory was */
    bool (*explain)(struct judged *judged); /* completes the diagnosis; false when memory is short */
    out_write *write;                       /* where the report goes, and its context */
    void *context;
    struct draft draft;
    struct judged *first, *last; /* that wait, first in, first out */
    int64_t count;
    struct report_options options; /* the state and `is_held` are the delivery's */
    const struct filter *filter;   /* whose `near` leaves only one event */
    int64_t latest;                /* only so many, the last ones; 0: all */
    bool is_pair_turned;           /* of two that are compared the last one is named first */
};

/* DELIVERY is zeroed, or has its options set. WRITER may be NULL. False when memory is short. */
bool delivery_open(struct delivery *delivery, const struct writer *writer, out_write *write, void *context);

/* Takes JUDGED and owns its event. */
void delivery_add(struct delivery *delivery, struct judged *judged);

/* Writes what need not wait any longer: only the last events, or the nearest one, wait, and only for the END of all
 * inputs. */
void delivery_write_due(struct delivery *delivery, bool end);

/* Nothing comes for a while: what is complete goes out, whatever is to come. */
void delivery_pause(struct delivery *delivery);

/* After the last event: SERIES is what the COUNT events of all inputs say together. */
void delivery_end(struct delivery *delivery, const struct evidence_list *series, int64_t count);

void delivery_close(struct delivery *delivery);

#endif
