/* Shell patterns.
 * SPDX-License-Identifier: MIT */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/str.h"

/* Whether TEXT is of the shape of PATTERN: "*" any bytes, "?" one byte, "[a-z]" and "[!a-z]" one of a set, "\" before a
 * byte that means itself. In any locale alike; takes at most as many steps as the product of both lengths. */
bool glob_fits(str pattern, str text);

#endif
