/* What happened, and the verdict, each in one sentence.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_HEADLINE_H
#define DIAGNOSE_HEADLINE_H

#include "diagnose/facts.h"

/* Fills headline and verdict of a diagnosis whose findings are ranked. */
void headline_set(const struct facts *facts, struct diagnosis *diagnosis);

#endif
