/* The idle scan: jumps over everything that has nothing to do with running out of memory.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_OPENER_H
#define KERNEL_OPENER_H

#include "base/str.h"
#include "kernel/part.h"

/* The literals of the table of sentences, made ready. */
struct opener;

/* NULL when memory is short. */
struct opener *opener_new(void);
void opener_free(struct opener *opener);

/* What the table says of the order of a report. */
const struct part_places *opener_places(const struct opener *opener);

/* Where in TEXT a literal stands that can open an event; STR_NONE if there is none. *RET_NEWLINES counts the newlines
 * before that place, or all. */
size_t opener_find(const struct opener *opener, str text, int64_t *ret_newlines);

/* How many newlines TEXT has. */
int64_t opener_newlines(str text);

#endif
