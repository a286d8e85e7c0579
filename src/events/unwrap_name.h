/* Line breaks that stand within process names: any process may give itself such a name (prctl(2), PR_SET_NAME), and the
 * kernel prints it as it is. SPDX-License-Identifier: MIT */
#ifndef EVENTS_UNWRAP_NAME_H
#define EVENTS_UNWRAP_NAME_H

#include "kernel/task_table.h"

/* The bytes of a name that HELD ends in, "Killed process 110 (new", ",task=new" or "CPU: 0 PID: 110 Comm: new", where a
 * line break has room behind them; STR_NONE if it ends in none. */
size_t unwrap_name_open(str held);

/* Whether NEXT holds the rest of the name that HELD ends in, and the mark behind it; or, where IS_SAME_TIME tells that
 * it is of the same record, so few bytes that they can be a part of it. */
bool unwrap_name_is_closed(str held, str next, bool is_same_time);

/* Whether HELD can be the beginning of the name in NEXT, a trigger. Nothing but the time tells. */
bool unwrap_name_opens_trigger(str held, str next);

/* Whether NEXT can be the rest of the name in HELD, a whole row by COLUMNS. Nothing but the time tells. */
bool unwrap_name_ends_row(str held, str next, const struct task_table *columns);

/* False for nearly every line: whether a name may be broken between HELD and NEXT. */
bool unwrap_name_may_break(str held, str next);

#endif
