/* The program through which a terminal shows the report a screen at a time.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_PAGER_H
#define CLI_PAGER_H

#include <stdbool.h>
#include <sys/types.h>

struct pager {
    const char *command; /* for the shell; NULL: none is wanted, or it runs already */
    pid_t process;       /* 0: it does not run */
};

/* The pager for what is written to FD: $OOMWHY_PAGER, else $PAGER, else less where there is one; none if that is empty
 * or "cat", or if FD is no terminal that can show one. */
void pager_choose(struct pager *pager, int fd);

/* Starts a process that becomes it at the first byte, and ends where none comes. Where to write what it is to show, or
 * -1 if it can't be started. */
int pager_start(struct pager *pager);

/* Waits until its user has seen enough; what was written to it is closed by then. */
void pager_wait(struct pager *pager);

#endif
