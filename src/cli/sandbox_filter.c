/* The system calls that are left once strangers' text is read: a seccomp filter.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_TMPFILE, F_DUPFD_CLOEXEC */
#include "sandbox_filter.h"

#ifdef OOMWHY_SECCOMP

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define SANDBOX_COUNT(list) (sizeof(list) / sizeof *(list))

/* Names that this processor does not have are left out by libseccomp, which numbers them below 0. */
static const int sandbox_always[] = {
    /* what is open */
    SCMP_SYS(read),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(lseek),
    SCMP_SYS(_llseek),
    SCMP_SYS(close),
    SCMP_SYS(fadvise64),
    SCMP_SYS(fadvise64_64),
    SCMP_SYS(dup),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(ppoll_time64),
    /* what a name or a descriptor stands for */
    SCMP_SYS(fstat),
    SCMP_SYS(fstat64),
    SCMP_SYS(stat),
    SCMP_SYS(stat64),
    SCMP_SYS(lstat),
    SCMP_SYS(lstat64),
    SCMP_SYS(newfstatat),
    SCMP_SYS(fstatat64),
    SCMP_SYS(statx),
    SCMP_SYS(fstatfs),
    SCMP_SYS(fstatfs64),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    /* memory; mmap and mprotect are looked at */
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    /* waiting, signals, the end */
    SCMP_SYS(futex),
    SCMP_SYS(futex_time64),
    SCMP_SYS(sched_yield),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigreturn),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    /* questions; the C library's qsort asks for the size of memory, its allocator for the processors */
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_gettime64),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getrandom),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getuid32),
    SCMP_SYS(geteuid32),
    SCMP_SYS(getgid32),
    SCMP_SYS(getegid32),
};

static const int sandbox_directories[] = {SCMP_SYS(getdents), SCMP_SYS(getdents64), SCMP_SYS(statfs),
                                          SCMP_SYS(statfs64)};
static const int sandbox_temporary[] = {SCMP_SYS(ftruncate), SCMP_SYS(ftruncate64), SCMP_SYS(unlink)};
static const int sandbox_narrowing[] = {
    SCMP_SYS(seccomp),   SCMP_SYS(prctl),       SCMP_SYS(setgroups),   SCMP_SYS(setresgid),
    SCMP_SYS(setresuid), SCMP_SYS(setgroups32), SCMP_SYS(setresgid32), SCMP_SYS(setresuid32),
};

static bool sandbox_allow_all(scmp_filter_ctx filter, const int *calls, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) != 0)
            return false;
    return true;
}

/* CALL where its argument number ARGUMENT, as far as MASK goes, is VALUE. */
static bool sandbox_allow_if(scmp_filter_ctx filter, int call, unsigned argument, scmp_datum_t mask,
                             scmp_datum_t value) {
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, mask, value)) == 0;
}

/* Memory is never both writable and executable, and nothing becomes executable that was not. */
static bool sandbox_allow_memory(scmp_filter_ctx filter, bool loads) {
    static const int maps[] = {SCMP_SYS(mmap), SCMP_SYS(mmap2)};
    bool is_well = sandbox_allow_if(filter, SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
    for (size_t i = 0; i < SANDBOX_COUNT(maps) && is_well; i++) {
        is_well = sandbox_allow_if(filter, maps[i], 2, PROT_EXEC, 0);
        if (loads && is_well)
            is_well = sandbox_allow_if(filter, maps[i], 2, PROT_EXEC | PROT_WRITE, PROT_EXEC);
    }
    return is_well;
}

/* libcap, which libsystemd is linked with, asks for the capabilities that there are. */
static bool sandbox_allow_loading(scmp_filter_ctx filter) {
    return sandbox_allow_if(filter, SCMP_SYS(prctl), 0, UINT32_MAX, PR_CAPBSET_READ);
}

static bool sandbox_allow_control(scmp_filter_ctx filter) {
    static const unsigned terminal[] = {TCGETS, TIOCGWINSZ};
    static const unsigned descriptor[] = {F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD, F_DUPFD_CLOEXEC};
    bool is_well = sandbox_allow_if(filter, SCMP_SYS(tgkill), 0, UINT32_MAX, (scmp_datum_t)getpid()) &&
                   sandbox_allow_if(filter, SCMP_SYS(prlimit64), 2, UINT64_MAX, 0);
    for (size_t i = 0; i < SANDBOX_COUNT(terminal) && is_well; i++)
        is_well = sandbox_allow_if(filter, SCMP_SYS(ioctl), 1, UINT32_MAX, terminal[i]);
    for (size_t i = 0; i < SANDBOX_COUNT(descriptor) && is_well; i++)
        is_well = sandbox_allow_if(filter, SCMP_SYS(fcntl), 1, UINT32_MAX, descriptor[i]) &&
                  sandbox_allow_if(filter, SCMP_SYS(fcntl64), 1, UINT32_MAX, descriptor[i]);
    return is_well;
}

static bool sandbox_allow_opening(scmp_filter_ctx filter) {
    return sandbox_allow_if(filter, SCMP_SYS(openat), 2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY) &&
           sandbox_allow_all(filter, sandbox_directories, SANDBOX_COUNT(sandbox_directories));
}

/* As mkstemp opens it. */
static bool sandbox_allow_copies(scmp_filter_ctx filter) {
    return sandbox_allow_if(filter, SCMP_SYS(openat), 2, O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC,
                            O_RDWR | O_CREAT | O_EXCL) &&
           sandbox_allow_all(filter, sandbox_temporary, SANDBOX_COUNT(sandbox_temporary));
}

/* The report's file is put in its place, or deleted. */
static bool sandbox_allow_output(scmp_filter_ctx filter, int folder) {
    static const int renames[] = {SCMP_SYS(renameat), SCMP_SYS(renameat2)};
    const scmp_datum_t same = (scmp_datum_t)folder;
    bool is_well = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fsync), 0) == 0 &&
                   sandbox_allow_if(filter, SCMP_SYS(unlinkat), 0, UINT32_MAX, same);
    for (size_t i = 0; i < SANDBOX_COUNT(renames) && is_well; i++)
        is_well =
            seccomp_rule_add(filter, SCMP_ACT_ALLOW, renames[i], 2, SCMP_CMP(0, SCMP_CMP_MASKED_EQ, UINT32_MAX, same),
                             SCMP_CMP(2, SCMP_CMP_MASKED_EQ, UINT32_MAX, same)) == 0;
    return is_well;
}

static bool sandbox_allow(scmp_filter_ctx filter, const struct sandbox_filter *allowed) {
    return sandbox_allow_all(filter, sandbox_always, SANDBOX_COUNT(sandbox_always)) &&
           sandbox_allow_memory(filter, allowed->loads) && sandbox_allow_control(filter) &&
           (!allowed->loads || sandbox_allow_loading(filter)) && (!allowed->opens || sandbox_allow_opening(filter)) &&
           (!allowed->copies || sandbox_allow_copies(filter)) &&
           (!allowed->narrows || sandbox_allow_all(filter, sandbox_narrowing, SANDBOX_COUNT(sandbox_narrowing))) &&
           (!allowed->has_child || seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(wait4), 0) == 0) &&
           (allowed->folder < 0 || sandbox_allow_output(filter, allowed->folder));
}

/* What was not foreseen fails; in a build for tests it ends the program, so that it is noticed. */
static uint32_t sandbox_otherwise(void) {
#ifdef OOMWHY_SANDBOX_KILL
    return SCMP_ACT_KILL_PROCESS;
#else
    return SCMP_ACT_ERRNO(EPERM);
#endif
}

bool sandbox_filter_load(const struct sandbox_filter *allowed) {
    scmp_filter_ctx filter = seccomp_init(sandbox_otherwise());
    int result = -ENOMEM;
    if (!filter)
        return false;
    /* No new privileges are had already; the kernel's own error tells one that has no filters. */
    if (seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0) == 0 &&
        seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1) == 0 && sandbox_allow(filter, allowed))
        result = seccomp_load(filter);
    seccomp_release(filter);
    return result != -ENOMEM;
}

#else

bool sandbox_filter_load(const struct sandbox_filter *allowed) {
    (void)allowed;
    return true;
}

#endif
