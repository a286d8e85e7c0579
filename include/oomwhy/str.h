/* A view of bytes that somebody else owns: the one noun that every stage shares.
 * SPDX-License-Identifier: MIT */
#ifndef OOMWHY_STR_H
#define OOMWHY_STR_H

#include <stddef.h>

/* LEN bytes at DATA, not NUL-terminated, any byte allowed. An empty view (len 0) means "not there";
 * its data may be NULL. The owner is named where the view is handed out. */
struct oomwhy_str {
    const char *data;
    size_t len;
};

#endif
