/* The memory section without its damaged figures: what arithmetic may use.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_SOUND_H
#define MODEL_SOUND_H

#include "model/reckoning.h"

/* The event's own memory section where nothing is wrong with it, else a copy in which figures that cannot be (larger
 * than the machine, negative where the kernel has no negative) are absent; they are named in a warning. A negative
 * counter is what is left of a late per-CPU delta: it becomes 0 silently. NULL when memory is short. */
const struct memory *sound_memory(struct event *event, int64_t page_kb);

#endif
