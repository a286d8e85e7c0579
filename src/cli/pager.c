/* The program through which a terminal shows the report a screen at a time.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2 */
#include "pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* -F ends it where the report fits on the screen, -R shows colours, -X leaves the report on the screen. */
static const char pager_usual[] = "command -v less > /dev/null && exec less -FRX || exec cat";

void pager_choose(struct pager *pager, int fd) {
    const char *command = getenv("OOMWHY_PAGER"), *term = getenv("TERM");
    *pager = (struct pager){0};
    if (!isatty(fd) || !term || strcmp(term, "dumb") == 0)
        return;
    if (!command)
        command = getenv("PAGER");
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

/* With signals as a program expects them; FROM is its standard input. 0 or errno. */
static int pager_spawn(struct pager *pager, int from) {
    char shell[] = "sh", option[] = "-c";
    char *command = strdup(pager->command);
    char *const arguments[] = {shell, option, command, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    int error = ENOMEM;
    if (!command || posix_spawn_file_actions_init(&actions) != 0) {
        free(command);
        return error;
    }
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    if (posix_spawnattr_init(&attributes) == 0) {
        posix_spawnattr_setsigdefault(&attributes, &defaults);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        error = posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO);
        if (error == 0)
            error = posix_spawn(&pager->process, "/bin/sh", &actions, &attributes, arguments, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    free(command);
    return error;
}

int pager_start(struct pager *pager) {
    int ends[2];
    if (!pager->command || pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    pager_set_environment();
    const int error = pager_spawn(pager, ends[0]);
    close(ends[0]);
    pager->command = NULL;
    if (error == 0)
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
