/* The sections of the text report, in the order in which a person under pressure needs them.
 * SPDX-License-Identifier: MIT
 *
 * A section without content writes nothing. */
#ifndef REPORT_TEXT_SECTIONS_H
#define REPORT_TEXT_SECTIONS_H

#include "report/text_claims.h"

/* Which event, where and when; what happened in one sentence; the verdict and what speaks for and against it. */
void text_head(struct text *text);

/* Where the memory went: the balance of the cgroup, or of the machine; the zones; the caches. */
void text_memory(struct text *text);

/* Parts of that section: the zones against their watermarks; the largest kernel caches and allocation sites. */
void text_zones(struct text *text);
void text_caches(struct text *text);

/* The largest tasks, and those of one name together. */
void text_tasks(struct text *text);

/* Why now, why this victim, who was killed. */
void text_kill(struct text *text);

/* The questions and their answers. */
void text_questions(struct text *text);

/* What was damaged or is missing, what earlier events add. */
void text_tail(struct text *text);

#endif
