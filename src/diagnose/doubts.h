/* Doubts about the log itself: what lowers the confidence in every finding.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DOUBTS_H
#define DIAGNOSE_DOUBTS_H

#include "diagnose/room.h"

/* Memory comes from the event's arena. */
struct evidence_list doubts_of(const struct room *room);

#endif
