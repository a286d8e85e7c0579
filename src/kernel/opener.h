/* The idle scan: jumps over everything that has nothing to do with running out of memory.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_OPENER_H
#define KERNEL_OPENER_H

#include "base/str.h"

/* Where in TEXT a literal stands that can open an event; STR_NONE if there is none. *RET_NEWLINES counts the newlines
 * before that place, or all. */
size_t opener_find(str text, int64_t *ret_newlines);

/* Whether TEXT begins as a report does, or its kill. */
bool opener_begins_report(str text);

/* Whether TEXT begins as a record does that the kernel prints in several lines. */
bool opener_begins_record(str text);

/* How many newlines TEXT has. */
int64_t opener_newlines(str text);

#endif
