/* Which findings stand, how sure, and in which order.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_RANK_H
#define DIAGNOSE_RANK_H

#include "diagnose/scene.h"

/* Holds the scene against every pattern. Never empty unless memory is short: then false. */
bool rank_findings(const struct scene *scene, struct diagnosis *diagnosis);

#endif
