/* Sentences about who is chosen, killed and reaped, alone or with others, and about nobody being killed.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_APPLY_KILL_H
#define EVENTS_APPLY_KILL_H

#include "events/entry.h"

/* "Kill process 5 (a) score 900 or sacrifice child" */
void apply_kill_intended(struct entry *entry, const struct match *match);

/* "Killed process 5 (a) total-vm:...", and processes that are killed with it */
void apply_kill_done(struct entry *entry, const struct match *match);

/* "Tasks in /a are going to be killed due to memory.oom.group set" */
void apply_kill_group(struct entry *entry, const struct match *match);

/* "oom_reaper: reaped process 5 (a), now ...", of any event in progress or waiting; names a victim that no other line
 * named */
void apply_kill_reaped(struct entry *entry, const struct match *match);

/* "Out of memory and no killable processes...", "Kernel panic - not syncing: ..." */
void apply_kill_of_init(struct entry *entry, const struct match *match);
void apply_kill_given_up(struct entry *entry, const struct match *match);

#endif
