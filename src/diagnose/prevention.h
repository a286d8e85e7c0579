/* The advice against what leads, the cheapest and safest first.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_PREVENTION_H
#define DIAGNOSE_PREVENTION_H

#include "diagnose/rank.h"

/* Fills the advice of DIAGNOSIS: that of the leading pattern, and what helps whichever it is. RANKING has at least one
 * finding; memory comes from the event's arena. */
void prevention_advise(const struct facts *facts, const struct ranking *ranking, struct diagnosis *diagnosis);

#endif
