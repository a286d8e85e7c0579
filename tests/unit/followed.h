/* Texts with other bytes behind them: whoever reads beyond the end of a text takes these for its own.
 * SPDX-License-Identifier: MIT */
#ifndef TEST_FOLLOWED_H
#define TEST_FOLLOWED_H

#include "base/str.h"

/* One byte of each kind that readers tell apart. */
static const char followers[] = "5aA_ :]>\"=,.k)\\-\t";

enum { FOLLOWERS = sizeof followers - 1 };

/* TEXT, no longer than 4 KiB, with follower I behind it, twice. Ends at the next call. */
static inline str followed_bytes(str text, size_t i) {
    static char bytes[4096 + 2];
    memmove(bytes, text.data, text.len);
    memset(bytes + text.len, followers[i], 2);
    return str_of(bytes, text.len);
}

static inline str followed(const char *text, size_t i) {
    return followed_bytes(str_from_cstr(text), i);
}

#endif
