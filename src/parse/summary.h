/* The line "oom-kill:constraint=...": many parts are names that may hold commas, so it is read from both ends.
 * SPDX-License-Identifier: MIT */
#ifndef PARSE_SUMMARY_H
#define PARSE_SUMMARY_H

#include "parse/draft.h"

enum summary_state {
    SUMMARY_NONE, /* not such a line */
    SUMMARY_CUT,  /* its end is missing */
    SUMMARY_WHOLE
};

/* "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,
 *  task=x,y,pid=17,uid=1000" (dump_oom_summary, mm/oom_kill.c, since 5.0) into event->summary.
 * ",task_memcg=..." and ",task=..." alone are pieces that continue it: the kernel cuts records of about 1 kB. */
enum summary_state summary_read(struct oomwhy_event *event, str text, int64_t line);

/* Whether TEXT, which is cut, ends between two values: "...,oom_memcg=/a,...", "...,mems_allowed=0,>". */
bool summary_ends_between(str text);

/* Whether TEXT, which is cut, ends in a process name, or so few bytes behind ",task=" that it may. */
bool summary_ends_in_task(str text);

/* What a summary says last, where it is cut within that: a name or a pid is taken out of EVENT. Returns the name, or
 * "". */
str summary_forget_last(struct oomwhy_event *event);

/* How much of it TEXT is, without keeping anything. */
enum summary_state summary_peek(str text);

#endif
