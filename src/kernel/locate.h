/* Finds an unmistakable sentence of the kernel anywhere in a text, whatever stands before and behind it.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_LOCATE_H
#define KERNEL_LOCATE_H

#include "base/str.h"
#include "model/located.h"

/* The first sentence that begins at FROM or behind it. Only those count that hardly anybody else would write. */
bool locate_sentence(str text, size_t from, struct located *ret_located);

/* The sentence that TEXT begins with: `least` is 0. */
bool locate_start(str text, struct located *ret_located);

#endif
