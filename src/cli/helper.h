/* A process beside this one that does what needs a path, so that this one can give up all calls for it.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_HELPER_H
#define CLI_HELPER_H

#include "sandbox_filter.h"

#include <stdbool.h>
#include <sys/types.h>

/* Zeroed: none. */
struct helper {
    int fd; /* of the socket between the two */
    pid_t process;
};

/* What it does. All is called in it, and what CONTEXT points to is its own copy: only async-signal-safe functions. */
struct helper_work {
    int (*obey)(void *context, char order, int *ret_fd); /* 0 or errno; *RET_FD goes to who ordered it, and is closed */
    void (*undo)(void *context); /* called at its end, however that comes: nothing stays that was not ordered to */
    void *context;
    enum sandbox_filter_state calls; /* that are left to it */
    int folder;                      /* in which it works, opened */
};

/* 0 or errno. To be called before the filter, and before the input is read. */
int helper_start(struct helper *helper, const struct helper_work *work);

/* Has ORDER obeyed, one byte but '\0'. 0 or errno, ESRCH if the helper is gone. With RET_FD a descriptor comes with it.
 */
int helper_order(const struct helper *helper, char order, int *ret_fd);

/* Ends it and waits until it has ended. Async-signal-safe, and may be called again at any time. False: it had ended
 * before, or a signal ended it. */
bool helper_stop(struct helper *helper);

/* Bytes of a name that nobody can foresee, so that nobody puts a file or a link of his own in its place. */
enum { HELPER_NAME_ROOM = 48 };

/* PREFIX, at most 15 bytes, and 32 random digits. False: the kernel gave none. */
bool helper_invent_name(const char *prefix, char ret_name[HELPER_NAME_ROOM]);

#endif
