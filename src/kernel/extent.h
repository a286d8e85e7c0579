/* How much of a line of the kernel a text is: each scanner says so of its own lines.
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
    size_t facts; /* that are told whole: of two texts of one line, the longer one is better only if it tells more */
};

#endif
