/* Who the victim is, and what the log shows of its end.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_VICTIM_H
#define MODEL_VICTIM_H

#include "model/event.h"

/* Whether KILL is that of PID called NAME, as far as both names are known: a line that was cut shows none. */
bool victim_is(const struct kill *kill, int64_t pid, str name);

/* Whether KILL is that of the process PID, or of a thread of it. */
static inline bool victim_is_of(const struct kill *kill, int64_t pid) {
    return kill->pid == pid || (kill->thread_of > 0 && kill->thread_of == pid);
}

/* Whether the log shows that it was killed. After an announcement (up to 5.0), and after the "oom-kill:" line of 5.0, a
 * child may be killed in its place. */
bool victim_is_shown_dead(const struct kill *kill);

/* What KILL's line says that the victim held in RAM; ABSENT where it lacks a part. */
int64_t victim_resident_kb(const struct kill *kill);

/* Whether nothing but its announcement names it: it may have been left alive. */
bool victim_is_only_announced(const struct kill *kill);

/* Whether the first victim's kill line is in the log. */
bool victim_has_kill_line(const struct event *event);

/* How many victims' kill lines are in the log. */
int64_t victim_kill_lines(const struct event *event);

/* The line "OOM victim 12 (x) is already exiting. Skip killing the task" (since 5.9) behind the one that names the
 * victim: nobody was killed. 0: none. */
int64_t victim_skipped_line(const struct event *event);

/* Where no kill line was printed: adds the victim that the "oom-kill:" line names, else the one that was announced.
 * Nobody where the log says that nobody was killed. A kill line without a uid gets that of the "oom-kill:" line. */
void victim_add_named(struct event *event);

/* Up to 4.x the kernel may choose a thread, and names that, while the task table has a row for the whole process only:
 * a victim without a row that has the sizes of exactly one row is a thread of that process. */
void victim_find_processes(struct event *event);

#endif
