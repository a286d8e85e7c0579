/* What uses memory and stands in no counter of this report.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_HIDDEN_H
#define DIAGNOSE_HIDDEN_H

#include "diagnose/facts.h"

/* "kernel stacks (their figures are cut off), huge pages (not printed before 3.10), vmalloc ...": where a machine's
 * unaccounted memory can be, given its kernel's release and what this log lacks. In the event's memory. */
str hidden_places(const struct facts *facts);

#endif
