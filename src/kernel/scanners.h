/* What it takes all scanners together to answer: whether a text contains a line of the kernel, begins or ends as one
 * does, or is only the beginning of one.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_SCANNERS_H
#define KERNEL_SCANNERS_H

#include "base/str.h"
#include "kernel/match.h"
#include "kernel/tables.h"
#include "model/located.h"

/* --- a sentence anywhere in a text, whatever stands before and behind it --- */

/* The first sentence that begins at FROM or behind it. Only those count that hardly anybody else would write. */
bool locate_sentence(str text, size_t from, struct located *ret_located);

/* The sentence that TEXT begins with: `least` is 0. */
bool locate_start(str text, struct located *ret_located);

/* --- the whole text --- */

struct scanners {
    struct matcher *matcher;
    const struct task_table *columns; /* of the task table in progress, or NULL */
    bool is_user;                     /* a program wrote the text, not the kernel */
};

/* Whether TEXT begins as a report does, or its kill. */
bool scanners_begin_report(str text);

/* Whether TEXT holds the words that begin a report behind the name of a process. */
bool scanners_hold_trigger(str text);

/* Whether TEXT ends in a word behind which the kernel writes '=' where an event begins: "invoked oom-killer: gfp_mask".
 */
bool scanners_end_in_key(str text);

/* Whether TEXT as a whole is one line that names a group: the users of a group choose what its path holds. */
bool scanners_name_group(str text);

/* Whether TEXT begins as a record does that the kernel prints in several lines. */
bool scanners_begin_record(str text);

/* Whether TEXT, from its first byte on, is a line of its own. */
bool scanners_begin_line(const struct scanners *scanners, str text);

/* Whether TEXT is a row of Mem-Info, of its lists or of a cgroup's statistics, or holds the words that open a report,
 * and its first AT bytes do not. */
bool scanners_complete(const struct scanners *scanners, str text, size_t at);

/* Whether TEXT ends as its line does. */
bool scanners_find_end(const struct scanners *scanners, str text);

/* How many more facts TEXT tells than its first AT bytes alone, as the line that these begin; 0: the rest does not
 * continue them. */
size_t scanners_gain(const struct scanners *scanners, str text, size_t at);

/* Where TEXT breaks off within a process name: how many bytes of the name it has; else STR_NONE, or LIMIT_COMM or more.
 */
size_t scanners_open_name(const struct scanners *scanners, str text);

/* Whether the byte AT of TEXT, a line break, is part of a process name, with the rest of the line around it. */
bool scanners_break_name(const struct scanners *scanners, str text, size_t at);

/* Whether TEXT is a whole row of the task table in progress. */
bool scanners_know_row(const struct scanners *scanners, str text);

/* Whether TEXT is a row, a counter, a zone or a total: a part of a report without its head. */
bool scanners_know_part(str text);

#endif
