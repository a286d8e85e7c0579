/* A process beside this one that does what needs a path, so that this one can give up all calls for it.
 * SPDX-License-Identifier: MIT
 *
 * The two are joined by a socket. An order is a byte, its answer a number, with a descriptor where a file was made: no
 * path goes from one to the other. When the socket's other end is closed, were it by SIGKILL, the helper clears away
 * what it has made, and ends. */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "helper.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HELPER_END = '\0' };

/* Room for one descriptor. */
union helper_extra {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

bool helper_invent_name(const char *prefix, char ret_name[HELPER_NAME_ROOM]) {
    static const char digits[] = "0123456789abcdef";
    unsigned char random[16];
    const size_t len = strlen(prefix);
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return false;
    memcpy(ret_name, prefix, len);
    for (size_t i = 0; i < 2 * sizeof random; i++)
        ret_name[len + i] = digits[random[i / 2] >> 4 * (i % 2) & 0xf];
    ret_name[len + 2 * sizeof random] = '\0';
    return true;
}

/* --- in the helper */

static bool helper_send_fd(int to, int fd) {
    union helper_extra extra = {.bytes = {0}};
    int error = 0;
    struct iovec answer = {&error, sizeof error};
    struct msghdr message = {
        .msg_iov = &answer, .msg_iovlen = 1, .msg_control = extra.bytes, .msg_controllen = sizeof extra.bytes};
    extra.header.cmsg_len = CMSG_LEN(sizeof fd);
    extra.header.cmsg_level = SOL_SOCKET;
    extra.header.cmsg_type = SCM_RIGHTS;
    memcpy(CMSG_DATA(&extra.header), &fd, sizeof fd);
    const bool is_sent = sendmsg(to, &message, 0) == sizeof error;
    close(fd);
    return is_sent;
}

static bool helper_answer(int to, int error, int fd) {
    if (error == 0 && fd >= 0)
        return helper_send_fd(to, fd);
    return write(to, &error, sizeof error) == sizeof error;
}

/* False: there is nothing more to do. Who gets no answer, memory being short, must not wait for one: it ends. */
static bool helper_obey(const struct helper_work *work, int orders) {
    char order;
    int fd = -1;
    if (read(orders, &order, 1) != 1 || order == HELPER_END)
        return false;
    const int error = work->obey(work->context, order, &fd);
    return helper_answer(orders, error, fd);
}

/* Memory being short, there may be no filter: then there is no helper either. */
_Noreturn static void helper_serve(const struct helper_work *work, int orders) {
    const struct sandbox_filter calls = {.state = work->calls, .folder = work->folder};
    if (!sandbox_filter_is_off() && !sandbox_filter_load(&calls))
        _exit(1);
#ifdef OOMWHY_SANDBOX_ATTEMPT
    sandbox_attempt(work->calls == SANDBOX_FILTER_NAMES ? "names" : "copies");
#endif
    bool goes_on = helper_answer(orders, 0, -1);
    while (goes_on)
        goes_on = helper_obey(work, orders);
    work->undo(work->context);
    _exit(0);
}

/* --- in the process that has it */

/* A signal is for the other process: this one ends after it. */
static pid_t helper_fork(void) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    const pid_t process = fork();
    if (process != 0)
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    return process;
}

/* 0 or errno, as the helper answers. */
static int helper_take(const struct helper *helper) {
    int error;
    ssize_t len;
    do
        len = read(helper->fd, &error, sizeof error);
    while (len < 0 && errno == EINTR);
    return len == sizeof error ? error : ESRCH;
}

static int helper_take_fd(const struct helper *helper, int *ret_fd) {
    union helper_extra extra;
    int error;
    struct iovec answer = {&error, sizeof error};
    struct msghdr message = {
        .msg_iov = &answer, .msg_iovlen = 1, .msg_control = extra.bytes, .msg_controllen = sizeof extra.bytes};
    ssize_t len;
    do
        len = recvmsg(helper->fd, &message, MSG_CMSG_CLOEXEC);
    while (len < 0 && errno == EINTR);
    if (len != sizeof error)
        return ESRCH;
    if (error != 0)
        return error;
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (!header || header->cmsg_len != CMSG_LEN(sizeof *ret_fd))
        return EMFILE;
    memcpy(ret_fd, CMSG_DATA(header), sizeof *ret_fd);
    return 0;
}

/* 0 or errno, ESRCH if nobody is there. */
static int helper_tell(int fd, char order) {
    ssize_t len;
    do
        len = write(fd, &order, 1);
    while (len < 0 && errno == EINTR);
    if (len == 1)
        return 0;
    return errno == EPIPE || errno == ECONNRESET ? ESRCH : errno;
}

int helper_start(struct helper *helper, const struct helper_work *work) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return errno;
    const pid_t process = helper_fork();
    if (process == 0) {
        close(ends[0]);
        helper_serve(work, ends[1]);
    }
    int error = errno;
    close(ends[1]);
    *helper = (struct helper){ends[0], process};
    if (process > 0)
        error = helper_take(helper) == 0 ? 0 : ENOMEM;
    if (error != 0)
        helper_stop(helper);
    return error;
}

int helper_order(const struct helper *helper, char order, int *ret_fd) {
    const int error = helper->process > 0 ? helper_tell(helper->fd, order) : ESRCH;
    if (error != 0)
        return error;
    return ret_fd ? helper_take_fd(helper, ret_fd) : helper_take(helper);
}

/* It is told, too: another process may have the socket open that was forked after it. The descriptor is forgotten last:
 * a signal's handler that comes here in between must not wait for a helper that nobody has told. */
bool helper_stop(struct helper *helper) {
    const pid_t process = helper->process;
    bool was_there = true;
    int status = 0;
    if (helper->fd > 0) {
        was_there = helper_tell(helper->fd, HELPER_END) != ESRCH;
        close(helper->fd);
        helper->fd = 0;
    }
    while (process > 0 && waitpid(process, &status, 0) < 0 && errno == EINTR)
        continue;
    helper->process = 0;
    return was_there && !WIFSIGNALED(status); /* it may have been told while a signal was on its way */
}
