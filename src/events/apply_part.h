/* Parts of a report that are no sentences: rows, frames, counters, zones, statistics.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_APPLY_PART_H
#define EVENTS_APPLY_PART_H

#include "events/entry.h"

/* Takes LINE if it goes on with the report in progress; there must be one that is not over. */
bool apply_part_take(struct entry *entry);

/* Takes the frames of a trace that has several on one line, TEXT; false if there are none. */
bool apply_part_frames(struct entry *entry, str text);

/* Begins an event with LINE if it looks like a part of a report whose head is lost. A guess: the event is dropped
 * again unless a certain line follows. */
bool apply_part_guess(struct entry *entry);

#endif
