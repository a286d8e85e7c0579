/* Could it have been prevented? Advice with the figures of this log.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_PREVENTION_H
#define DIAGNOSE_PREVENTION_H

#include "diagnose/scene.h"

/* Of a diagnosis whose findings are ranked: in one sentence, and the advice that it fills in. */
str prevention_statement(const struct scene *scene, const struct diagnosis *diagnosis);
void prevention_advise(const struct scene *scene, struct diagnosis *diagnosis);

#endif
