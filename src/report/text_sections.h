/* The sections of the text report, in the order in which a person under pressure needs them.
 * SPDX-License-Identifier: MIT
 *
 * A section without content writes nothing. */
#ifndef REPORT_TEXT_SECTIONS_H
#define REPORT_TEXT_SECTIONS_H

#include "report/text_claims.h"

/* "== OOM event 1 ====" and which machine, when, where in the log, on one line. */
void text_head(struct text *text);

/* The first screen: what happened, the verdict, what to do first, the questions with short answers. */
void text_first(struct text *text);

/* What speaks for the verdict and against it; what else is possible. */
void text_proof(struct text *text);

/* Where the memory went: the balance of the cgroup, or of the machine; the zones; the caches. */
void text_memory(struct text *text);

/* Parts of that section: the zones against their watermarks; the largest kernel caches and allocation sites. */
void text_zones(struct text *text);
void text_caches(struct text *text);

/* The largest tasks, and those of one name together. */
void text_tasks(struct text *text);

/* Why now, why this victim, who was killed. */
void text_kill(struct text *text);

/* What each answer rests on; all advice. */
void text_questions(struct text *text);

/* What earlier events add, what was damaged or is missing. */
void text_tail(struct text *text);

#endif
