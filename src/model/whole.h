/* Whether the log shows the whole task table.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_WHOLE_H
#define MODEL_WHOLE_H

#include "model/reckoning.h"

/* Fills reckoning->table_whole and why_cut. Needs the ledger, the sums over the rows and the victim's row. */
void whole_fill(const struct event *event, struct reckoning *reckoning);

#endif
