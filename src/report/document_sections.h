/* The sections of a report with markup, in the order in which a person under pressure needs them.
 * SPDX-License-Identifier: MIT
 *
 * A section without content writes nothing. */
#ifndef REPORT_DOCUMENT_SECTIONS_H
#define REPORT_DOCUMENT_SECTIONS_H

#include "report/document.h"

/* Rows of a list that is not shown whole; reasons of the verdict before the proof. */
enum { DOCUMENT_ROWS = 10, DOCUMENT_REASONS = 3 };

/* Host, time and place; what happened; the verdict with its weightiest reasons; what to do first; the questions with
 * their answers. */
void document_where(struct document *document);
void document_head(struct document *document);
void document_first(struct document *document);
void document_questions(struct document *document);

/* What speaks for the verdict and against it, and what else it may be. */
void document_evidence(struct document *document);

/* The balance of the cgroup and of the machine; zones; caches. */
void document_memory(struct document *document);
void document_zones(struct document *document);
void document_caches(struct document *document);

/* The tasks, and those of one name together. */
void document_tasks(struct document *document);

/* Why now, why this victim. */
void document_kill(struct document *document);

/* What each answer rests on, then all advice. */
void document_answers(struct document *document);
void document_advice(struct document *document);

/* What earlier events add, what stood near, what was wrong with the log. */
void document_tail(struct document *document);

#endif
