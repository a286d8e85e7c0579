/* Whether a line break lies within a word.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_UNWRAP_WORD_H
#define EVENTS_UNWRAP_WORD_H

#include "base/str.h"

/* As the end of HELD and the beginning of NEXT show: "2*102" + "4kB", "present:1098594" + "4kB", "unevictable:0" +
 * "kB", "score 12" + "48 or a child". A mailer breaks at blanks; a terminal, an editor or a pager at its width. */
bool unwrap_word_is_torn(str held, str next);

#endif
