/* One piece of advice: whether this log calls for it, and its words, command and reason.
 * SPDX-License-Identifier: MIT
 *
 * advice.def lists them. Each may refuse: advice that the log speaks against is not given. */
#ifndef DIAGNOSE_ADVICE_H
#define DIAGNOSE_ADVICE_H

#include "diagnose/scene.h"
#include "diagnose/shell.h"
#include "diagnose/thresholds.h"

/* Fills advice, command, because and lines of *ADVICE, which comes empty. False: not for this event. */
#define ADVICE(name, patterns) bool advice_##name(const struct scene *scene, struct advice *advice);
#include "diagnose/advice.def"
#undef ADVICE

/* What a cap should leave to the rest of the machine: a quarter. */
static inline int64_t advice_cap_kb(const struct scene *scene) {
    return shell_floor_kb(amount_percent(scene->room_kb, 100 - HEADROOM_PERCENT));
}

/* A quarter more than KB. */
static inline int64_t advice_headroom_kb(int64_t kb) {
    return shell_floor_kb(amount_percent(kb, 100 + HEADROOM_PERCENT));
}

#endif
