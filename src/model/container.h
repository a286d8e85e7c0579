/* What a cgroup path names: a container, a pod, a unit.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_CONTAINER_H
#define MODEL_CONTAINER_H

#include "base/str.h"

#include "model/reckoning.h"

struct arena;

/* Views into PATH, or into the ARENA where a name had to be unescaped. Units and slices stay as systemd escapes them:
 * that is how systemctl wants them. */
struct container container_of(struct arena *arena, str path);

#endif
