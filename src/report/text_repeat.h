/* An event that repeats an earlier one: what differs, in at most twelve lines.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_TEXT_REPEAT_H
#define REPORT_TEXT_REPEAT_H

#include "report/text_claims.h"
#include "report/text_groups.h"

/* The event of TEXT, of which NOW is what is compared, belongs to GROUP, whose first event was told. */
void text_repeat(struct text *text, const struct text_group *group, const struct text_moment *now);

/* The same in one line, for many repeats. */
void text_repeat_row(struct text *text, const struct text_group *group, const struct text_moment *now);

#endif
