/* What consumed the most memory: the process, the program or the kind of memory that holds most.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_CONSUMER_H
#define DIAGNOSE_CONSUMER_H

#include "diagnose/facts.h"

/* The answer of a pattern that knows no better: whoever holds most, whatever FINDING says. */
void consumer_largest(const struct facts *facts, const struct finding *finding, struct answer *answer);

#endif
