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

/* How much of it TEXT is, without keeping anything. */
enum summary_state summary_peek(str text);

#endif
