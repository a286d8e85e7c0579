/* What happened, and the verdict, each in one sentence.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_HEADLINE_H
#define DIAGNOSE_HEADLINE_H

#include "diagnose/scene.h"

/* Fills headline and verdict of a diagnosis whose findings are ranked. */
void headline_set(const struct scene *scene, struct diagnosis *diagnosis);

#endif
