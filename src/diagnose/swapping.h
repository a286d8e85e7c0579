/* Was swap available, and could it have helped?
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_SWAPPING_H
#define DIAGNOSE_SWAPPING_H

#include "diagnose/scene.h"

/* Answers the third question. */
void swapping_answer(const struct scene *scene, struct answer *answer);

#endif
