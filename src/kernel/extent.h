/* How much of a kernel line a text is: each scanner tells this for its own lines.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_EXTENT_H
#define KERNEL_EXTENT_H

#include <stddef.h>

enum extent_end {
    EXTENT_NONE, /* it is no such line */
    EXTENT_CUT,  /* its end is missing */
    EXTENT_OPEN, /* nothing shows whether it goes on: it ends in a path or in words */
    EXTENT_WHOLE
};

struct extent {
    enum extent_end end;
    size_t facts; /* that the text tells completely: of two texts of one line, the longer one is better only if it tells
                     more of them */
};

#endif
