/* Lines of a table or a list that has begun: rows, frames, counters, zones, statistics.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_APPLY_SECTION_H
#define EVENTS_APPLY_SECTION_H

#include "events/entry.h"

/* Claims the entry if it continues the report in progress; else false. */
bool apply_section(struct entry *entry);

/* Takes the frames of a trace that has several on one line, TEXT; false if there are none. */
bool apply_section_frames(struct entry *entry, str text);

/* Begins an event with the entry if it looks like a part of a report whose head is lost; else false. The event is a
 * guess: it is dropped unless a message follows that only an OOM killer prints. */
bool apply_section_guess(struct entry *entry);

#endif
