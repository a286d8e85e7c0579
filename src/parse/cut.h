/* Takes lines off a block, and sees on the way which of them are plain text.
 * SPDX-License-Identifier: MIT */
#ifndef PARSE_CUT_H
#define PARSE_CUT_H

#include "base/str.h"

struct cut {
    str raw; /* without its newline */
    /* It holds nothing but ASCII that is printed, without '"', '#', '&' and '\'': there is nothing to wash off it and
     * no escape of a syslog daemon in it. False says nothing. */
    bool is_plain;
};

/* Takes the next line, newline included, off *BLOCK, which is not empty. */
struct cut cut_next(str *block);

#endif
