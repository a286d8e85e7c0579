/* What goes on with a table or a list that has begun: rows, frames, counters, zones, statistics.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_APPLY_SECTION_H
#define EVENTS_APPLY_SECTION_H

#include "events/entry.h"

/* True if the entry goes on with the report in progress, and is its own. */
bool apply_section(struct entry *entry);

/* Takes the frames of a trace that has several on one line, TEXT; false if there are none. */
bool apply_section_frames(struct entry *entry, str text);

/* Begins an event with the entry if it looks like a part of a report whose head is lost: true if it does. A guess: the
 * event is forgotten again unless a certain message follows. */
bool apply_section_guess(struct entry *entry);

#endif
