/* The judgement: patterns, answers and advice on one event.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DIAGNOSE_H
#define DIAGNOSE_DIAGNOSE_H

#include "model/finding.h"
#include "model/reckoning.h"

/* GROWTH is what earlier events show of this one's processes. Memory comes from the event's arena. False when memory is
 * short. */
bool diagnose(const struct event *event, const struct reckoning *reckoning, const struct growth_list *growth,
              struct diagnosis *ret_diagnosis);

#endif
