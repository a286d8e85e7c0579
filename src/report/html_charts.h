/* The charts of the HTML report, drawn as SVG.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_HTML_CHARTS_H
#define REPORT_HTML_CHARTS_H

#include "report/html_page.h"

/* The balance as one bar of coloured parts; each colour is that of a row of the table below it. */
void html_balance_chart(struct document *document, const struct balance *balance);

/* A row's own bar, in its colour. */
void html_bar(struct document *document, int64_t part, int64_t whole);

/* Each zone's free memory against its watermarks. */
void html_zone_chart(struct document *document);

/* Events by their time, each a link. Nothing where their clocks do not allow it. */
void html_timeline_chart(struct out *out, const struct html_state *state);

#endif
