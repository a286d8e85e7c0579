/* What stands near an event and is no part of it: notes, reports of other kinds, userspace killers, reboots.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_NOTES_H
#define EVENTS_NOTES_H

#include "events/entry.h"

void notes_note(struct entry *entry, const struct match *match);

/* A report that looks like the OOM killer's and is not begins. */
void notes_aside(struct entry *entry, const struct match *match);

/* A userspace killer says why, and whom it kills: an event of its own. */
void notes_user_warning(struct entry *entry, const struct match *match);
void notes_user_killed(struct entry *entry, const struct match *match);

void notes_reboot(struct entry *entry, const struct match *match);

/* "setting system clock to 2026-11-21T20:57:39 UTC (1795294659)" */
void notes_clock(struct entry *entry, const struct match *match);

/* "Manual OOM execution" */
void notes_sysrq(struct entry *entry, const struct match *match);

#endif
