/* Parts of a report that are no sentences: rows, frames, counters, zones, statistics.
 * SPDX-License-Identifier: MIT */
#ifndef PARSE_PART_H
#define PARSE_PART_H

#include "parse/line.h"

/* Takes LINE if it goes on with the report in progress; there must be one that is not over. */
bool part_take(struct line *line);

/* Takes the frames of a trace that has several on one line, TEXT; false if there are none. */
bool part_frames(struct line *line, str text);

/* Begins an event with LINE if it looks like a part of a report whose head is lost. A guess: the event is dropped
 * again unless a certain line follows. */
bool part_guess(struct line *line);

#endif
