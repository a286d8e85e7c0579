/* The writers: each turns an event and what was concluded about it into bytes.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/out.h"

#include "model/finding.h"
#include "model/reckoning.h"

struct report_options {
    bool color;
    int width;    /* columns, at least 40 */
    bool unicode; /* bars of block characters */
    bool all_tasks;
    bool brief;             /* text: the first screen only */
    bool full;              /* text: events that repeat an earlier one too, and all figures */
    bool lines;             /* text: quote the lines that are cited; event.own holds them */
    bool is_held;           /* what is written can still be replaced (writer.replaces) */
    struct oomwhy_time now; /* on the caller's clock; month 0: how long ago an event was is not said */
    str sort;               /* the column by which the task table is sorted; empty: by size or score */
    void *state;            /* what the writer remembers between events: writer.state_size zeroed bytes, or NULL */
};

/* One event as the writers see it. */
struct report_event {
    const struct event *event;
    const struct reckoning *reckoning;
    const struct diagnosis *diagnosis;
};

/* One way to write a report. Each file that defines one ends in its const struct; writers.def lists them. */
struct writer {
    const char *name;      /* as users ask for it */
    const char *extension; /* of its golden files, testdata/cases/NAME.EXTENSION */
    bool is_format;        /* --format=NAME takes it; else it has an option of its own */
    bool is_sampled;       /* golden files stand beside a few logs only: its facts are those of the text report */
    bool wants_lines;      /* it shows lines of the log: event.own holds them */
    size_t state_size;     /* of report_options.state; 0: it remembers nothing */
    void (*event)(struct out *out, const struct report_options *options, const struct report_event *event);
    /* Whether its findings and its history are all that is shown of EVENT's diagnosis: the rest is then left empty.
     * NULL: never. */
    bool (*tells_findings_alone)(const struct report_options *options, const struct report_event *event);
    /* In the place of `event`: two events, at the end. */
    void (*pair)(struct out *out, const struct report_options *options, const struct report_event *before,
                 const struct report_event *after);
    /* Whether EVENT is told in the place of all that was written so far and could be held back. May be NULL. */
    bool (*replaces)(const struct report_options *options, const struct report_event *event);
    /* Before what was held back, where all COUNT events are known by then. A writer that has this holds back. */
    void (*begin)(struct out *out, const struct report_options *options, const struct evidence_list *series,
                  int64_t count);
    /* Nothing more comes for a while: what is counted so far is written. May be NULL. */
    void (*pause)(struct out *out, const struct report_options *options);
    /* After the last event; COUNT kernel and userspace events were found. May be NULL. */
    void (*end)(struct out *out, const struct report_options *options, const struct evidence_list *series,
                int64_t count);
};

/* The writer of this name; NULL if there is none. */
const struct writer *report_writer(str name);

/* The writers in the order of writers.def, from 0; NULL behind the last. */
const struct writer *report_writer_at(size_t index);

#endif
