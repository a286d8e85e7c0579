/* What the arithmetic found to be damaged or contradictory goes into the event's warnings.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_WARNING_H
#define MODEL_WARNING_H

#include "model/codes.h"
#include "model/event.h"

/* Adds one warning about LINES, known to scripts by CODE. Copies the list each time: for the few kinds that the model
 * has. False when memory is short. */
bool warning_add_as(str code, struct event *event, struct span lines, str statement);

/* The same by the code of the function that calls it. */
#define warning_add(...) warning_add_as(code_of(__func__), __VA_ARGS__)

#endif
