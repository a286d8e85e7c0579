/* What each sentence does to the event in progress.
 * SPDX-License-Identifier: MIT */
#ifndef PARSE_SAY_H
#define PARSE_SAY_H

#include "parse/line.h"

/* The header of the task table, and the summary: sentences that are scanned, not matched. False if LINE is neither. */
bool say_header(struct line *line);
bool say_summary(struct line *line);

/* Does what the row's role says. */
void say(struct line *line, const struct match *match);

#endif
