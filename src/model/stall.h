/* What a line of a page allocation stall says.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_STALL_H
#define MODEL_STALL_H

#include "model/event.h"

struct stall {
    str name;        /* whose request waited */
    int64_t seconds; /* for how long; ABSENT where the line is cut */
    int64_t order;
    int64_t line;
};

/* False where NOTE is not about a stall. */
bool stall_of(const struct note *note, struct stall *ret_stall);

#endif
