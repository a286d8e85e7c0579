/* The line "oom-kill:constraint=...": many parts are names that may hold commas, so it is read from both ends.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_OOM_SUMMARY_H
#define KERNEL_OOM_SUMMARY_H

#include "kernel/extent.h"
#include "model/builder.h"

/* "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,
 *  task=x,y,pid=17,uid=1000" (dump_oom_summary, mm/oom_kill.c, since 5.0) into event->summary.
 * ",task_memcg=..." and ",task=..." alone are pieces that continue it: the kernel cuts records of about 1 kB. */
enum extent_end oom_summary_read(struct event *event, str text, int64_t line);

/* Whether TEXT, which is cut, ends between two values: "...,oom_memcg=/a,...", "...,mems_allowed=0,>". */
bool oom_summary_ends_between(str text);

/* Whether TEXT, which is cut, ends in a process name, or so few bytes behind ",task=" that it may. */
bool oom_summary_ends_in_task(str text);

/* Removes from EVENT the value within which the summary is cut: a name, which is returned, or a pid; then "" is
 * returned. */
str oom_summary_forget_last(struct event *event);

/* Whether TEXT begins with it; *RET_BEHIND is behind its last key, STR_NONE if that is missing. */
bool oom_summary_find_end(str text, size_t *ret_behind);

/* How much of it TEXT is, without keeping anything. */
enum extent_end oom_summary_end(str text);

/* The same; facts are its keys. */
struct extent oom_summary_extent(str text);

/* The bytes of the task's name that TEXT, which is cut, ends in; STR_NONE if it ends in none. */
size_t oom_summary_open_name(str text);

/* Whether the byte AT of TEXT, a line break, stands within that name, and its end and more behind it. */
bool oom_summary_breaks_name(str text, size_t at);

#endif
