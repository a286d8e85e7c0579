/* Arithmetic with the wall-clock times of a log, as exact as the log gives them.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_CLOCK_H
#define MODEL_CLOCK_H

#include "model/event.h"

static inline bool clock_is_known(const struct oomwhy_time *stamp) {
    return stamp->month > 0;
}

/* Seconds from B to A, which are both known. A year or an offset from UTC that one of them lacks is left out of
 * account on both sides. */
int64_t clock_apart(const struct oomwhy_time *a, const struct oomwhy_time *b);

/* Seconds between A and B, whichever is earlier. Where a year is unknown they may lie on both sides of New Year. */
int64_t clock_distance(const struct oomwhy_time *a, const struct oomwhy_time *b);

/* True if STAMP lies within SINCE and UNTIL, both included; a bound that is not known does not bound. Against a stamp
 * without a year the bounds are days of any year, and may span its turn. */
bool clock_is_within(const struct oomwhy_time *stamp, const struct oomwhy_time *since, const struct oomwhy_time *until);

#endif
