/* Where in a report its lines stand: a log that holds them the other way round stands newest first.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_PLACE_H
#define KERNEL_PLACE_H

#include "base/str.h"

enum {
    PLACE_FIRST = 1, /* it opens the report */
    PLACE_LATE = 30  /* this and what is above closes it */
};

/* The parts of a report by rising numbers: 0 where TEXT is none of them. */
int place_of_line(str text);

/* The pid of the victim that TEXT, one of them, names; -1 where it names none. */
int64_t place_named_pid(str text);

#endif
