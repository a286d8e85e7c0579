/* What the kernel's slab caches usually hold.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_CACHES_H
#define DIAGNOSE_CACHES_H

#include "base/str.h"

/* What fills the cache NAME, in words for an administrator; "" for a cache that tells nothing by its name. */
const char *caches_meaning(str name);

/* The cache NAME holds objects of which each process or thread has one. */
bool caches_is_of_tasks(str name);

/* A command that shows who has many of the objects of the cache NAME; "" where there is none. */
const char *caches_command(str name);

#endif
