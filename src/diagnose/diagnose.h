/* The judgement: patterns, answers and advice on one event.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DIAGNOSE_H
#define DIAGNOSE_DIAGNOSE_H

#include "model/finding.h"
#include "model/reckoning.h"

/* What an event was judged by, in its memory. */
struct judgement;

/* The findings on EVENT. GROWTH is what earlier events show of its processes. Memory comes from the event's arena.
 * False when memory is short. */
bool diagnose(const struct event *event, const struct reckoning *reckoning, const struct growth_list *growth,
              struct diagnosis *ret_diagnosis, struct judgement **ret_judgement);

/* Adds what a report says beside its findings: headline, answers, advice, why this victim and why now. False when
 * memory is short. */
bool diagnose_explain(const struct judgement *judgement, struct diagnosis *diagnosis);

#endif
