/* What the arithmetic found to be damaged or contradictory goes into the event's warnings.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_WARNING_H
#define MODEL_WARNING_H

#include "model/event.h"

/* Adds one warning about LINES. Copies the list each time: for the few kinds that the model has. False when memory is
 * short. */
bool warning_add(struct event *event, struct span lines, str statement);

#endif
