/* Does, inside the sandbox, what must not be possible there.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* MAP_ANONYMOUS, syscall, unshare */
#include "cli/sandbox_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ATTEMPT_OVER = 7, ATTEMPT_PAGE = 4096 };

static const char attempt_file[] = "attempt"; /* in the current folder: the test has made it */
static char attempt_text[] = "/bin/true";

static int attempt_read(void) {
    return open(attempt_file, O_RDONLY);
}

static int attempt_write(void) {
    return open(attempt_file, O_WRONLY);
}

static int attempt_truncate(void) {
    return open(attempt_file, O_RDONLY | O_TRUNC);
}

static int attempt_create(void) {
    return open("attempt-new", O_RDONLY | O_CREAT, 0600);
}

static int attempt_unlink(void) {
    return unlink(attempt_file);
}

static int attempt_rename(void) {
    return rename(attempt_file, "attempt-new");
}

static int attempt_mode(void) {
    return chmod(attempt_file, 04755);
}

static int attempt_exec(void) {
    char *arguments[] = {attempt_text, NULL};
    return execv(attempt_text, arguments);
}

static int attempt_fork(void) {
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    return child;
}

static int attempt_socket(void) {
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int attempt_signal(void) {
    return kill(getppid(), 0);
}

static int attempt_trace(void) {
    return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static int attempt_map(void) {
    return mmap(NULL, ATTEMPT_PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                   MAP_FAILED
               ? -1
               : 0;
}

static int attempt_protect(void) {
    void *page = mmap(NULL, ATTEMPT_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mprotect(page, ATTEMPT_PAGE, PROT_READ | PROT_EXEC);
}

static int attempt_become_root(void) {
    return setuid(0);
}

static int attempt_answer(long result) {
    return result < 0 ? -1 : 0;
}

static int attempt_link(void) {
    return link(attempt_file, "attempt-new");
}

static int attempt_connect(void) {
    int ends[2];
    return socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

/* A byte as if the user had typed it. */
static int attempt_type(void) {
    char byte = 'x';
    return ioctl(STDERR_FILENO, TIOCSTI, &byte);
}

static int attempt_dump(void) {
    return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static int attempt_memfd(void) {
    return attempt_answer(syscall(SYS_memfd_create, "attempt", 0));
}

static int attempt_ring(void) {
    char parameters[120] = {0};
    return attempt_answer(syscall(SYS_io_uring_setup, 1, parameters));
}

static int attempt_bpf(void) {
    char attributes[128] = {0};
    return attempt_answer(syscall(SYS_bpf, 0, attributes, sizeof attributes));
}

static int attempt_faults(void) {
    return attempt_answer(syscall(SYS_userfaultfd, 1)); /* UFFD_USER_MODE_ONLY */
}

static int attempt_attach(void) {
    return attempt_answer(ptrace(PTRACE_SEIZE, getppid(), NULL, NULL));
}

static int attempt_poke(void) {
    char byte;
    struct iovec here = {&byte, 1}, there = {attempt_text, 1};
    return attempt_answer(syscall(SYS_process_vm_writev, getppid(), &here, 1, &there, 1, 0));
}

static int attempt_namespace(void) {
    return unshare(CLONE_NEWUSER);
}

static int attempt_limit(void) {
    const struct rlimit more = {0, 0};
    return attempt_answer(syscall(SYS_prlimit64, 0, RLIMIT_CORE, &more, NULL));
}

/* A file as code: only where libraries are loaded for what is read. */
static int attempt_load(void) {
    return mmap(NULL, ATTEMPT_PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static int attempt_none(void) {
    return 0;
}

static const struct attempt {
    const char *name;
    int (*call)(void);
} attempts[] = {
    {"read", attempt_read},     {"write", attempt_write},     {"truncate", attempt_truncate},
    {"create", attempt_create}, {"unlink", attempt_unlink},   {"rename", attempt_rename},
    {"mode", attempt_mode},     {"exec", attempt_exec},       {"fork", attempt_fork},
    {"socket", attempt_socket}, {"signal", attempt_signal},   {"trace", attempt_trace},
    {"map", attempt_map},       {"protect", attempt_protect}, {"root", attempt_become_root},
    {"link", attempt_link},     {"connect", attempt_connect}, {"type", attempt_type},
    {"dump", attempt_dump},     {"memfd", attempt_memfd},     {"ring", attempt_ring},
    {"bpf", attempt_bpf},       {"faults", attempt_faults},   {"attach", attempt_attach},
    {"poke", attempt_poke},     {"limit", attempt_limit},     {"namespace", attempt_namespace},
    {"load", attempt_load},     {"none", attempt_none},
};

static void attempt_say(const char *text) {
    (void)!write(STDERR_FILENO, text, strlen(text));
}

static const char *attempt_outcome(const struct attempt *attempt) {
    if (attempt->call() >= 0)
        return geteuid() == 0 ? "done as root\n" : "done\n";
    return errno == EPERM ? "EPERM\n" : errno == EACCES ? "EACCES\n" : "failed\n";
}

/* OOMWHY_ATTEMPT is "STATE:NAME". */
void sandbox_attempt(const char *state) {
    const char *wanted = getenv("OOMWHY_ATTEMPT"), *colon = wanted ? strchr(wanted, ':') : NULL;
    const size_t len = strlen(state);
    if (!colon || (size_t)(colon - wanted) != len || strncmp(wanted, state, len) != 0)
        return;
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++)
        if (strcmp(attempts[i].name, colon + 1) == 0)
            attempt_say(attempt_outcome(&attempts[i]));
    _exit(ATTEMPT_OVER);
}
