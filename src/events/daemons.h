/* What systemd says of a unit that the OOM killer struck: it stands beside the kernel's event, or, where the log has
 * none that explains it, is an event of its own. SPDX-License-Identifier: MIT */
#ifndef EVENTS_DAEMONS_H
#define EVENTS_DAEMONS_H

#include "events/entry.h"

/* "app.service: A process of this unit has been killed by the OOM killer." */
void daemons_struck(struct entry *entry, const struct match *match);

/* "app.service: Main process exited, code=killed, status=9/KILL", between the two lines that matter */
void daemons_exited(struct entry *entry, const struct match *match);

/* systemd may be quicker than the kernel's lines: what it said before EVENT, which now is complete, goes over to it as
 * notes. */
void daemons_absorb(struct queue *queue, struct event *event);

#endif
