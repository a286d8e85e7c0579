/* What the diagnosis engine concludes about one event: patterns, the five answers, advice; every claim with its lines.
 * SPDX-License-Identifier: MIT
 *
 * Texts and lists live in the event's memory. */
#ifndef OOMWHY_FINDING_H
#define OOMWHY_FINDING_H

#include <oomwhy/event.h>

enum oomwhy_confidence { OOMWHY_CONFIDENCE_LOW, OOMWHY_CONFIDENCE_MEDIUM, OOMWHY_CONFIDENCE_HIGH };

/* A sentence and the input lines that it rests on. */
struct oomwhy_evidence {
    struct oomwhy_str statement;
    struct oomwhy_span lines;
};

struct oomwhy_evidence_list {
    struct oomwhy_evidence *items;
    size_t count, room;
};

/* One pattern that the event fits. */
struct oomwhy_finding {
    struct oomwhy_str pattern; /* a name of CONTRACT.md: "memory-leak" ... */
    enum oomwhy_confidence confidence;
    int64_t weight; /* how much the pattern explains, in kB; ranks findings of one confidence */
    struct oomwhy_str statement;
    struct oomwhy_evidence_list evidence;
    struct oomwhy_evidence_list against;
    size_t growth_unseen; /* which sentence of `against`, from 1, an earlier event answers: it doubts growth; 0: none */
    /* Who or what holds the memory if this pattern is the right one: a task's name or a kind of memory. */
    struct oomwhy_str consumer;
};

struct oomwhy_answer {
    struct oomwhy_str answer; /* the word for scripts; "" where the log does not tell */
    struct oomwhy_str statement;
    struct oomwhy_evidence_list evidence;
};

struct oomwhy_advice {
    struct oomwhy_str advice;
    struct oomwhy_str command; /* can be pasted; "" for none */
    struct oomwhy_str because;
    struct oomwhy_span lines;
};

/* What an earlier event of the same stream adds to this one. */
struct oomwhy_history {
    struct oomwhy_str statement;
    int64_t event; /* number of the earlier event */
};

struct oomwhy_diagnosis {
    struct oomwhy_str headline;      /* what happened, in one sentence */
    struct oomwhy_str verdict;       /* the verdict with its confidence, in one sentence */
    struct oomwhy_finding *findings; /* ranked, best first; never empty */
    size_t finding_count;
    struct oomwhy_answer scope, consumer, swap, thrashing;
    struct oomwhy_str prevention_statement; /* "Could it have been prevented?" */
    struct oomwhy_advice *advice;           /* most useful first */
    size_t advice_count;
    struct oomwhy_evidence_list choice;   /* why this victim */
    struct oomwhy_evidence_list shortage; /* why now: zones, watermarks, order */
    struct oomwhy_history *history;
    size_t history_count;
};

#endif
