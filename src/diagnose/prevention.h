/* Could it have been prevented? Advice with the figures of this log.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_PREVENTION_H
#define DIAGNOSE_PREVENTION_H

#include "diagnose/scene.h"

/* Fills the advice and its sentence in a diagnosis whose findings are ranked. */
void prevention_advise(const struct scene *scene, struct diagnosis *diagnosis);

#endif
