/* What stands before many events, or behind them: how many, which to read first, what they say together.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_TEXT_OVERVIEW_H
#define REPORT_TEXT_OVERVIEW_H

#include "report/layout.h"
#include "report/text_groups.h"

/* Nothing for a single event. */
void text_overview(struct layout *layout, const struct text_groups *groups, const struct evidence_list *series,
                   bool is_full);

#endif
