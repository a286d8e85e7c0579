/* The judgement: patterns, answers and advice on one event.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DIAGNOSE_H
#define DIAGNOSE_DIAGNOSE_H

#include <oomwhy/finding.h>
#include <oomwhy/reckoning.h>

/* Memory comes from the event's arena. False when memory is short. */
bool diagnose(const struct oomwhy_event *event, const struct oomwhy_reckoning *reckoning,
              struct oomwhy_diagnosis *ret_diagnosis);

#endif
