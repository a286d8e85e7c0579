/* What each line of a report and each sentence does to the event in progress, or to what is known of its host.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_APPLY_H
#define EVENTS_APPLY_H

#include "events/entry.h"

/* Takes the entry if it is the header of the task table or the summary, for which there is no sentence, or a line of a
 * table or a list that has begun; else false. */
bool apply_report_line(struct entry *entry);

/* Begins an event with the entry if it looks like a part of a report whose head is lost; else false. The event is a
 * guess: it is dropped unless a message follows that only an OOM killer prints. */
bool apply_guess(struct entry *entry);

/* Does what the sentence's role demands. */
void apply(struct entry *entry, const struct match *match);

#endif
