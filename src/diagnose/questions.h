/* The questions that every report answers.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTIONS_H
#define DIAGNOSE_QUESTIONS_H

#include "diagnose/scene.h"

/* Fills the answers of a diagnosis whose findings are ranked. */
void questions_answer(const struct scene *scene, struct diagnosis *diagnosis);

#endif
