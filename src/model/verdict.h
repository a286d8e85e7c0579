/* A finding in one sentence, with how sure it is.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include "base/str.h"

#include "model/finding.h"

struct arena;

/* "low", "medium", "high" */
str verdict_confidence(enum confidence confidence);

/* The same of a finding; "" if it says that the log does not show enough to tell, of which nothing is more or less
 * sure. */
str verdict_confidence_of(const struct finding *finding);

/* "slab-leak (high confidence): Kernel objects ..."; an empty view when memory is short. */
str verdict_of(struct arena *arena, const struct finding *finding);

#endif
