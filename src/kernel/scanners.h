/* What the scanners together know of a text: whether it begins a line of the kernel, is whole, or goes on.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_SCANNERS_H
#define KERNEL_SCANNERS_H

#include "kernel/match.h"
#include "kernel/task_table.h"

struct scanners {
    struct matcher *matcher;
    const struct task_table *columns; /* of the task table in progress, or NULL */
    bool is_user;                     /* a program wrote the text, not the kernel */
};

/* Whether TEXT begins as the words of a userspace killer do. */
bool scanners_begin_killer(str text);

/* Whether TEXT begins as a report does, or its kill. */
bool scanners_begin_report(str text);

/* Whether TEXT ends in a word behind which the kernel writes '=' where an event begins: "invoked oom-killer: gfp_mask".
 */
bool scanners_end_in_key(str text);

/* Whether TEXT as a whole is one line that names a group: the users of a group choose what its path holds. */
bool scanners_name_group(str text);

/* Whether TEXT begins as a record does that the kernel prints in several lines. */
bool scanners_begin_record(str text);

/* Whether TEXT says, from its first byte on, what a line of its own says. */
bool scanners_begin_line(const struct scanners *scanners, str text);

/* Whether TEXT is a row of Mem-Info, of its lists or of a cgroup's statistics, or holds the words that open a report,
 * and its first AT bytes do not. */
bool scanners_complete(const struct scanners *scanners, str text, size_t at);

/* Whether TEXT ends as its line does. */
bool scanners_find_end(const struct scanners *scanners, str text);

/* How many facts more TEXT tells than its first AT bytes, in the line that they begin; 0: it does not go on. */
size_t scanners_gain(const struct scanners *scanners, str text, size_t at);

/* How many bytes of a process name TEXT breaks off in; STR_NONE if it does not. */
size_t scanners_open_name(const struct scanners *scanners, str text);

/* Whether the byte AT of TEXT, a line break, stands within a process name and the rest of the line around it. */
bool scanners_break_name(const struct scanners *scanners, str text, size_t at);

/* Whether TEXT is a whole row of the task table in progress. */
bool scanners_know_row(const struct scanners *scanners, str text);

/* Whether TEXT is a row, a counter, a zone or a total: a part of a report without its head. */
bool scanners_know_part(str text);

#endif
