/* Texts with other bytes behind them: whoever reads beyond the end of a text takes these for its own.
 * SPDX-License-Identifier: MIT */
#ifndef TEST_FOLLOWED_H
#define TEST_FOLLOWED_H

#include "base/str.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

/* TEXT, shorter than a page, with no readable byte behind it. Ends at the next call. */
static inline str at_end_of_memory(const char *text) {
    static char *end;
    const size_t len = strlen(text), page = (size_t)sysconf(_SC_PAGESIZE);
    if (!end) {
        const int zeros = open("/dev/zero", O_RDWR);
        char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE, zeros, 0);
        assert_true(pages != MAP_FAILED && mprotect(pages + page, page, PROT_NONE) == 0);
        close(zeros);
        end = pages + page;
    }
    assert_true(len <= page);
    memcpy(end - len, text, len);
    return str_of(end - len, len);
}

#endif
