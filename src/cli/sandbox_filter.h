/* The system calls that are left once strangers' text is read: a seccomp filter.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_SANDBOX_FILTER_H
#define CLI_SANDBOX_FILTER_H

#include <stdbool.h>
#include <stdint.h>

enum sandbox_filter_state {
    SANDBOX_FILTER_SHUT,     /* nothing is opened */
    SANDBOX_FILTER_LIVE,     /* files, for reading only */
    SANDBOX_FILTER_JOURNAL,  /* and a temporary file, which a helper makes and hands over */
    SANDBOX_FILTER_FOLLOWED, /* no such file, but libraries: memory that is executable and not writable */
    SANDBOX_FILTER_SEVERAL,  /* both */
    SANDBOX_FILTER_PACKED,   /* and less rights, later */
    SANDBOX_FILTER_NAMES,    /* of the helper that names the report's file or deletes it, in one folder */
    SANDBOX_FILTER_COPIES,   /* of the helper that makes and deletes temporary files, in one folder */
    SANDBOX_FILTER_STATES
};

static inline bool sandbox_filter_loads(enum sandbox_filter_state state) {
    return state >= SANDBOX_FILTER_FOLLOWED && state <= SANDBOX_FILTER_PACKED;
}

static inline bool sandbox_filter_copies(enum sandbox_filter_state state) {
    return state == SANDBOX_FILTER_JOURNAL || state == SANDBOX_FILTER_SEVERAL || state == SANDBOX_FILTER_PACKED;
}

static inline bool sandbox_filter_helps(enum sandbox_filter_state state) {
    return state >= SANDBOX_FILTER_NAMES;
}

/* What is allowed beside reading and writing what is open, memory, waiting and ending. */
struct sandbox_filter {
    enum sandbox_filter_state state;
    bool threads; /* are started */
    int folder;   /* of a helper, opened */
};

/* In the filters that are made when oomwhy is built, two numbers are placeholders for what is known when it runs. */
enum {
    SANDBOX_FILTER_PROCESS = 0x5eed0001,
    SANDBOX_FILTER_FOLDER = 0x5eed0002,
    SANDBOX_FILTER_STEPS_MOST = 512 /* of one filter */
};

/* Whether nothing is to be given up, here and elsewhere. */
bool sandbox_filter_is_off(void);

/* False: memory is short. A kernel that has no filters is no failure. */
bool sandbox_filter_load(const struct sandbox_filter *allowed);

#ifdef OOMWHY_SANDBOX_ATTEMPT
/* In a build for tests: does what is forbidden, as the environment names it. */
void sandbox_attempt(const char *state);
#endif

#endif
