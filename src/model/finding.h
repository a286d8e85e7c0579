/* What the diagnosis engine concludes about one event: patterns, answers, advice; every claim with its lines.
 * SPDX-License-Identifier: MIT
 *
 * Texts and lists live in the event's memory. */
#ifndef MODEL_FINDING_H
#define MODEL_FINDING_H

#include "model/event.h"

enum confidence { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH };

/* A sentence and the input lines that it rests on. */
struct evidence {
    str statement;
    struct span lines;
    str code; /* a stable word for scripts: what it is about */
};

struct evidence_list {
    struct evidence *items;
    size_t count, room;
};

/* One pattern that the event fits. */
struct finding {
    str pattern;       /* its name: "memory-leak" */
    bool is_undecided; /* it says that the log does not show enough to tell */
    enum confidence confidence;
    int64_t weight; /* how much the pattern explains, in kB; ranks findings of one confidence */
    str statement;
    str brief; /* the same in few words, for the first screen */
    struct evidence_list evidence;
    struct evidence_list against;
    size_t growth_unseen; /* which sentence of `against`, from 1, doubts growth, which an earlier event may show; 0:
                             none */
    /* Who or what holds the memory if this pattern is the right one: a task's name or a kind of memory. */
    str consumer;
};

/* A question that every report answers. */
struct answer {
    str key;      /* its name for scripts: "scope" */
    str question; /* in words, without its number: "System-wide or cgroup OOM?" */
    bool advises; /* the diagnosis's advice is a part of it */
    str answer;   /* the word for scripts; "" where the log does not tell */
    str statement;
    struct evidence_list evidence;
    str brief; /* the same in few words, to stand on the question's own line */
};

struct advice {
    str code; /* a stable word for scripts: "raise-limit" */
    str advice;
    str command;     /* can be pasted; "" for none */
    str side_effect; /* what else following it changes; "" for none */
    str because;
    struct span lines;
    int64_t either; /* of those that share a number only one is to be followed; 0 for none */
};

/* An earlier event shows that a process of this one has grown. */
struct growth {
    str process; /* its name */
    str statement;
    int64_t event;     /* number of the earlier event */
    struct span lines; /* what shows it, in both events */
    bool lasted;       /* it was there, and smaller; else it was started since, and may have grown to what it needs */
};

/* What was read back since an earlier event of the same boot. */
struct reading {
    int64_t event;       /* number of the earlier event; 0: there is none, or its report lacks the counters */
    int64_t us;          /* since then; ABSENT where the log has no times */
    int64_t kb;          /* read back from disk or swap */
    int64_t swap_faults; /* on swapped-out pages; ABSENT of a cgroup, which counts none */
};

struct growth_list {
    struct growth *items;
    size_t count, room;
    struct reading reading;
};

/* What an earlier event of the same stream adds to this one. */
struct history {
    str code;
    str statement;
    int64_t event;     /* number of the earlier event */
    struct span lines; /* what shows it, of both events */
};

struct diagnosis {
    str headline;             /* what happened, in one sentence */
    str verdict;              /* the verdict with its confidence, in one sentence */
    struct finding *findings; /* ranked, best first; never empty */
    size_t finding_count;
    struct answer *answers; /* in the order in which they are asked */
    size_t answer_count;
    struct advice *advice; /* most useful first */
    size_t advice_count;
    struct evidence_list choice;   /* why this victim */
    struct evidence_list shortage; /* why now: zones, watermarks, order */
    struct history *history;
    size_t history_count;
};

#endif
