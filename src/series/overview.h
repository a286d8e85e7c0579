/* What all events so far say together, for the end of the report.
 * SPDX-License-Identifier: MIT */
#ifndef SERIES_OVERVIEW_H
#define SERIES_OVERVIEW_H

#include "base/arena.h"
#include "series/recall.h"

/* Statements that name event numbers; memory comes from ARENA. */
struct evidence_list overview_of(const struct recall *recall, struct arena *arena);

#endif
