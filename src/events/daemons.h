/* What daemons say: userspace killers (earlyoom, oomd, nohang, lmkd), whose kills are events of their own, and systemd,
 * whose words of a unit stand beside the killer's event, or are one where the log has none that explains them.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_DAEMONS_H
#define EVENTS_DAEMONS_H

#include "events/entry.h"

/* "earlyoom: low memory! at or below SIGTERM limits: mem 10.00%, swap 10.00%": why it will kill */
void daemons_warned(struct entry *entry, const struct match *match);

/* "earlyoom: sending SIGTERM to process 1234 uid 1000 "java": oom_score 950, VmRSS 1350 MiB" */
void daemons_killed(struct entry *entry, const struct match *match);

/* "app.service: A process of this unit has been killed by the OOM killer." */
void daemons_struck(struct entry *entry, const struct match *match);

/* "app.service: Main process exited, code=killed, status=9/KILL", between the two lines that matter */
void daemons_exited(struct entry *entry, const struct match *match);

/* systemd may be quicker than the kernel's lines: what it said before EVENT, which is complete now, becomes its notes.
 */
void daemons_absorb(struct queue *queue, struct event *event);

#endif
