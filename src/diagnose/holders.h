/* Who held the memory: processes, alone and by name.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_HOLDERS_H
#define DIAGNOSE_HOLDERS_H

#include "diagnose/scene.h"

/* Fills what a scene says about processes; its parts and its room are there. */
void holders_set(struct scene *scene);

#endif
