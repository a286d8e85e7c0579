/* What each sentence does to the event in progress, or to what is known of its host.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_APPLY_H
#define EVENTS_APPLY_H

#include "events/entry.h"

/* Reads the header of the task table or the summary, for which there is no pattern. False if the entry is not that. */
bool apply_header(struct entry *entry);
bool apply_summary(struct entry *entry);

/* Does what the sentence's role demands. */
void apply(struct entry *entry, const struct match *match);

#endif
