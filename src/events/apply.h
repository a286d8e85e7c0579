/* What each sentence does to the event in progress, or to what is known of its host.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_APPLY_H
#define EVENTS_APPLY_H

#include "events/entry.h"

/* The header of the task table and the summary, which are scanned, not matched. False if the entry is neither. */
bool apply_header(struct entry *entry);
bool apply_summary(struct entry *entry);

/* Does what the sentence's role demands. */
void apply(struct entry *entry, const struct match *match);

#endif
