/* Messages of userspace killers (earlyoom, oomd and the like), whose figures wait for the kill that they explain, and
 * of systemd about a unit whose process was killed.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_DAEMONS_H
#define EVENTS_DAEMONS_H

#include "events/entry.h"
#include "model/event.h"
#include "model/limits.h"

/* --- lines that wait: what userspace killers write before they kill --- */

struct pending_line {
    int64_t line;
    size_t at, len; /* of its text */
    bool is_warning;
};

/* The lines of one killer on one host. */
struct pending {
    enum killer killer;
    char host[256];
    size_t host_len;
    struct oomwhy_time time; /* of the last line */
    struct pending_line lines[LIMIT_PENDING_LINES];
    size_t count, bytes;
    bool is_cut; /* there were more */
    char text[LIMIT_PENDING_BYTES];
};

enum { PENDINGS = 8 }; /* killers whose lines may be mixed */

/* Zeroed: none. */
struct pendings {
    struct pending *items[PENDINGS]; /* the one that was used last first; NULL until there are so many */
};

/* Whose line it is, and where. */
struct pending_place {
    enum killer killer;
    str host;
    int64_t line;
    struct oomwhy_time time;
};

/* The lines that wait for one at PLACE; NULL if there are none, or they are too far before it. */
struct pending *pending_find(struct pendings *pendings, const struct pending_place *place);

/* The same, made if there is none. NULL when memory is short. */
struct pending *pending_need(struct pendings *pendings, const struct pending_place *place);

/* Forgets all lines but a warning at their end. */
void pending_restart(struct pending *pending);

/* Keeps TEXT; beyond a bound it is left out. */
void pending_add(struct pending *pending, const struct pending_place *place, str text, bool is_warning);

static inline str pending_text(const struct pending *pending, const struct pending_line *line) {
    return str_of(pending->text + line->at, line->len);
}

void pendings_free(struct pendings *pendings);

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
