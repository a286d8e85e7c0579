/* Was the machine, or the cgroup, busy reading back what it had just dropped?
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_THRASHING_H
#define DIAGNOSE_THRASHING_H

#include "diagnose/scene.h"

void thrashing_answer(const struct scene *scene, struct answer *answer);

#endif
