/* The machine's page size, found in as many independent ways as the log allows.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_PAGESIZE_H
#define MODEL_PAGESIZE_H

#include "model/reckoning.h"

/* Fills page_kb, page_known and page_inferred. PAGE_SIZE is the user's word in bytes, 0 for none: taken only where the
 * log shows nothing. Ways that contradict each other, or the user, become a warning. False when memory is short. */
bool pagesize_fill(struct event *event, int64_t page_size, struct reckoning *reckoning);

#endif
