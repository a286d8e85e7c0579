/* What the kernel's slab caches usually hold.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_CACHES_H
#define DIAGNOSE_CACHES_H

#include "base/str.h"

/* What fills the cache NAME, in words for an administrator; "" for a cache that tells nothing by its name. */
const char *caches_meaning(str name);

#endif
