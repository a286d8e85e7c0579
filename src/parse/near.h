/* What stands near an event and is no part of it: notes, reports of other kinds, userspace killers, reboots.
 * SPDX-License-Identifier: MIT */
#ifndef PARSE_NEAR_H
#define PARSE_NEAR_H

#include "parse/line.h"

void near_note(struct line *line, const struct match *match);

/* A report that looks like the OOM killer's and is not begins. */
void near_aside(struct line *line, const struct match *match);

/* A userspace killer says why, and whom it kills: an event of its own. */
void near_user_warning(struct line *line, const struct match *match);
void near_user_killed(struct line *line, const struct match *match);

void near_reboot(struct line *line, const struct match *match);

/* "setting system clock to 2026-11-21T20:57:39 UTC (1795294659)" */
void near_clock(struct line *line, const struct match *match);

/* "Manual OOM execution" */
void near_sysrq(struct line *line, const struct match *match);

#endif
