/* A whole event of a report with markup: its sections, in their order.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_DOCUMENT_EVENT_H
#define REPORT_DOCUMENT_EVENT_H

#include "report/document.h"

/* "OOM event 3 by earlyoom" */
struct wording document_event_name(const struct event *event);

/* The first screen: host, time and place, what happened, the verdict, what to do first, the answers. */
void document_event_head(struct document *document);

/* The proof below it. */
void document_event_proof(struct document *document);

#endif
