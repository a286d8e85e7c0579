/* What stands around the events of the HTML report: the overview of several, and the glossary of the terms met.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_HTML_OVERVIEW_H
#define REPORT_HTML_OVERVIEW_H

#include "report/html_page.h"

/* Remembers EVENT for the overview. */
void html_overview_add(struct html_state *state, const struct report_event *event);

/* The timeline and a table of the events, where there are several, and what they say together. */
void html_overview(struct out *out, const struct html_state *state, const struct evidence_list *series);

/* The terms that the page has links to. */
void html_glossary(struct out *out, const struct html_state *state);

#endif
