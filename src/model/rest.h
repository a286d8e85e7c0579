/* The rows of a task table that its list has no room for: sums by name.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_REST_H
#define MODEL_REST_H

#include "base/arena.h"
#include "base/index.h"

#include "model/event.h"

/* Takes the smaller half of the rows out of EVENT's list: they are added to `rest`, whose places by name are in INDEX.
 * The others stay in their order, the last row in any case. Names lie in NAMES, which is made again. False when memory
 * is short. */
bool rest_take_smaller_half(struct event *event, struct index *index, struct arena *names);

#endif
