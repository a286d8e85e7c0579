/* The lines that tell of one victim, held against each other.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_VICTIM_CHECK_H
#define MODEL_VICTIM_CHECK_H

#include "model/reckoning.h"

/* Warns where the kill line, the summary and the row of a victim contradict each other, and corrects a name that two of
 * them tell. False when memory is short. */
bool victim_check(struct event *event, struct reckoning *reckoning);

#endif
