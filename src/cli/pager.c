/* The program through which a terminal shows the report a screen at a time.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2 */
#include "pager.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* -F ends it where the report fits on the screen, -R shows colours, -X leaves the report on the screen. */
static const char pager_usual[] = "command -v less > /dev/null && exec less -FRX || exec cat";

/* Whether root's rights are lent to a user whose variables may be here, too: what they name must not run as root. */
static bool pager_has_lent_rights(void) {
    return geteuid() == 0 && (getenv("SUDO_UID") || getenv("PKEXEC_UID") || getenv("DOAS_USER"));
}

/* What the user wants to have run, "" and "cat": nothing; NULL: he does not say. */
static const char *pager_wanted(void) {
    const char *command = getenv("OOMWHY_PAGER");
    if (!command)
        command = getenv("PAGER");
    if (command && *command && strcmp(command, "cat") != 0 && pager_has_lent_rights())
        return NULL;
    return command;
}

void pager_choose(struct pager *pager, int fd) {
    const char *command = pager_wanted(), *term = getenv("TERM");
    *pager = (struct pager){0};
    if (!isatty(fd) || !term || strcmp(term, "dumb") == 0)
        return;
    if (!command)
        command = pager_usual;
    if (*command && strcmp(command, "cat") != 0)
        pager->command = command;
}

/* A pager can start other programs, with its user's rights: root's must not, because the log is a stranger's text. */
static void pager_set_environment(void) {
    setenv("LESS", "FRX", 0);
    if (geteuid() == 0)
        setenv("LESSSECURE", "1", 1);
}

/* The child's part: the pager takes its place once there is something to show. Nothing is called here that must not be
 * after fork. */
static void pager_become(char *const *arguments, int from, int other) {
    struct pollfd first = {.fd = from, .events = POLLIN};
    close(other);
    while (poll(&first, 1, -1) < 0 && errno == EINTR)
        continue;
    if (!(first.revents & POLLIN)) /* there was no report */
        _exit(0);
    signal(SIGPIPE, SIG_DFL);
    if (dup2(from, STDIN_FILENO) >= 0)
        execve(arguments[0], arguments, environ);
    _exit(127);
}

int pager_start(struct pager *pager) {
    char shell[] = "/bin/sh", option[] = "-c";
    int ends[2];
    char *command = pager->command && access(shell, X_OK) == 0 ? strdup(pager->command) : NULL;
    char *const arguments[] = {shell, option, command, NULL};
    pager->command = NULL;
    if (!command || pipe2(ends, O_CLOEXEC) != 0) {
        free(command);
        return -1;
    }
    pager_set_environment();
    pager->process = fork();
    if (pager->process == 0)
        pager_become(arguments, ends[0], ends[1]);
    close(ends[0]);
    free(command);
    if (pager->process > 0)
        return ends[1];
    close(ends[1]);
    pager->process = 0;
    return -1;
}

void pager_wait(struct pager *pager) {
    if (pager->process <= 0)
        return;
    void (*interrupted)(int) = signal(SIGINT, SIG_IGN); /* it is meant for the pager */
    while (waitpid(pager->process, NULL, 0) < 0 && errno == EINTR)
        continue;
    signal(SIGINT, interrupted);
    pager->process = 0;
}
