/* The system calls that are left once strangers' text is read: a seccomp filter.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_SANDBOX_FILTER_H
#define CLI_SANDBOX_FILTER_H

#include <stdbool.h>

/* What is allowed beside reading and writing what is open, memory, waiting and ending. */
struct sandbox_filter {
    bool opens;     /* files, for reading only */
    bool loads;     /* libraries: memory that is executable and not writable */
    bool copies;    /* a temporary file of its own */
    bool narrows;   /* another filter, and another user, later */
    bool threads;   /* are started */
    bool has_child; /* which is waited for */
    int folder;     /* where a file is renamed or deleted; -1: nowhere */
};

/* False: memory is short. A kernel that has no filters is no failure. */
bool sandbox_filter_load(const struct sandbox_filter *allowed);

#endif
