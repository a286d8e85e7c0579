/* What a function of a call trace tells, in words.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_TRACE_WORDS_H
#define REPORT_TRACE_WORDS_H

#include "base/str.h"

/* A sentence in two parts about FUNCTION ("alloc_pages_noprof+0x17/0x1a0" too): the second may be empty. False for a
 * function that model/functions.def does not know. */
bool trace_words(str function, str *ret_begin, str *ret_end);

#endif
