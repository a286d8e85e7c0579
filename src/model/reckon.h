/* Fills a reckoning: everything that the kernel's own arithmetic makes of one event.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_RECKON_H
#define MODEL_RECKON_H

#include "model/reckoning.h"

/* Memory comes from the event's arena. PAGE_SIZE is the user's word in bytes, 0 for none; it is taken only where the
 * log does not show the page size, and a contradiction becomes a warning of the event. False when memory is short. */
bool reckon(struct event *event, int64_t page_size, struct reckoning *ret_reckoning);

#endif
