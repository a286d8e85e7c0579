/* Messages of userspace killers (earlyoom, oomd and the like), whose figures wait for the kill that they explain, and
 * of systemd about a unit whose process was killed.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_DAEMONS_H
#define EVENTS_DAEMONS_H

#include "events/entry.h"

/* --- lines that wait: what userspace killers write before they kill --- */

enum { PENDINGS = 8 }; /* killers whose lines may be mixed */

/* Frees them; a place may be NULL. */
void pendings_free(struct pending *pendings[PENDINGS]);

/* --- messages --- */

/* "mem avail:   22 of 1900 MiB ( 1.16%), swap free: ..", "Considered 37 cgroups for killing, top candidates were:":
 * the figures on which a kill to come is based */
void daemons_began(struct entry *entry, const struct match *match);

/* "Current Memory Usage: 38.6G": the same goes on */
void daemons_went_on(struct entry *entry, const struct match *match);

/* "earlyoom: low memory! at or below SIGTERM limits: mem 10.00%, swap 10.00%": why it is going to kill */
void daemons_warned(struct entry *entry, const struct match *match);

/* "earlyoom: sending SIGTERM to process 1234 uid 1000 "java": oom_score 950, VmRSS 1350 MiB" */
void daemons_killed(struct entry *entry, const struct match *match);

/* "process exited after 0.5 seconds", "kill failed: Timer expired", "escalating to SIGKILL after 2.4 seconds" */
void daemons_saw_outcome(struct entry *entry, const struct match *match);

/* "dryrun, not actually sending any signal": there was no kill */
void daemons_pretended(struct entry *entry, const struct match *match);

/* "app.service: A process of this unit has been killed by the OOM killer." */
void daemons_unit_killed(struct entry *entry, const struct match *match);

/* "app.service: Main process exited, code=killed, status=9/KILL", between the two messages above and below it */
void daemons_unit_exited(struct entry *entry, const struct match *match);

/* systemd's messages may precede the kernel's: turns events of systemd that EVENT, which is complete, explains
 * into its notes. */
void daemons_take_over(struct queue *queue, struct event *event);

/* The identifiers under which userspace killers write to a journal; ends with NULL. */
extern const char *const daemons_programs[];

#endif
