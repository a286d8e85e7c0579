/* Whether a report that the end of one file tore may go on in another.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_SIBLINGS_H
#define EVENTS_SIBLINGS_H

#include "base/str.h"

/* Whether files A and B can be parts of one log: their paths differ in numbers, dates and how they are packed at most.
 * "kern.log", "kern.log.1.gz"; "part1.txt", "part2.txt". */
bool siblings_are(str a, str b);

#endif
