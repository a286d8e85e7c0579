/* What a term of an OOM report means, for people.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "base/out.h"

/* How a term was found. */
enum explain { EXPLAIN_UNKNOWN, EXPLAIN_NEAR, EXPLAIN_FOUND };

/* Writes what TERM means, or what the terms mean that are spelled nearly so. */
enum explain explain_term(struct out *out, int width, bool color, str term);

/* Writes all terms, by what they belong to. */
void explain_list(struct out *out, int width, bool color);

#endif
