/* The system calls that are left once strangers' text is read: a seccomp filter.
 * SPDX-License-Identifier: MIT
 *
 * It is put together here and not by libseccomp, which takes memory for each rule and, where there is none, crashes,
 * loops, or leaves the rule out: this program is made for machines that are out of memory. */
#define _GNU_SOURCE /* F_DUPFD_CLOEXEC, CLONE_THREAD, syscall */
#include "sandbox_filter.h"

#ifndef OOMWHY_WITHOUT_SANDBOX

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SANDBOX_COUNT(list) (sizeof(list) / sizeof *(list))

/* Processors with registers of 64 bits, whose calls bear the same names; others have none but what Landlock does. */
#if defined __x86_64__ && defined __LP64__
#define SANDBOX_ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__ && defined __LP64__ && defined __AARCH64EL__
#define SANDBOX_ARCH AUDIT_ARCH_AARCH64
#elif defined __riscv && __riscv_xlen == 64
#define SANDBOX_ARCH AUDIT_ARCH_RISCV64
#elif defined __powerpc64__ && defined __LITTLE_ENDIAN__
#define SANDBOX_ARCH AUDIT_ARCH_PPC64LE
#endif

#endif

#ifdef SANDBOX_ARCH

enum { SANDBOX_STEPS = 512 };

struct sandbox_program {
    struct sock_filter steps[SANDBOX_STEPS];
    size_t count;
};

/* An argument of a call, as far as MASK goes, is VALUE. */
struct sandbox_condition {
    unsigned argument; /* from 0 */
    uint32_t mask, value;
    bool is_upper; /* its upper half; else the lower one, all that numbers and flags have */
};

static const long sandbox_always[] = {
    /* what is open */
    __NR_read,
    __NR_pread64,
    __NR_write,
    __NR_writev,
    __NR_lseek,
    __NR_close,
    __NR_fadvise64,
    __NR_dup,
    __NR_ppoll,
#ifdef __NR_poll
    __NR_poll,
#endif
    /* what a name or a descriptor stands for */
    __NR_fstat,
    __NR_newfstatat,
    __NR_fstatfs,
    __NR_readlinkat,
    __NR_faccessat,
#ifdef __NR_statx
    __NR_statx,
#endif
#ifdef __NR_faccessat2
    __NR_faccessat2,
#endif
#ifdef __NR_stat
    __NR_stat,
    __NR_lstat,
    __NR_readlink,
    __NR_access,
#endif
    /* memory; mmap and mprotect are looked at */
    __NR_brk,
    __NR_munmap,
    __NR_mremap,
    __NR_madvise,
    /* waiting, signals, the end */
    __NR_futex,
    __NR_sched_yield,
    __NR_rt_sigaction,
    __NR_rt_sigprocmask,
    __NR_rt_sigreturn,
    __NR_restart_syscall,
    __NR_exit,
    __NR_exit_group,
    /* questions; the C library's qsort asks for the size of memory, its allocator for the processors */
    __NR_clock_gettime,
    __NR_gettimeofday,
    __NR_getrandom,
    __NR_sysinfo,
    __NR_uname,
    __NR_sched_getaffinity,
    __NR_getpid,
    __NR_gettid,
    __NR_getuid,
    __NR_geteuid,
    __NR_getgid,
    __NR_getegid,
#ifdef __NR_time
    __NR_time,
#endif
};

static const long sandbox_folders[] = {__NR_getdents64, __NR_statfs};
static const long sandbox_temporary[] = {
    __NR_ftruncate,
#ifdef __NR_unlink
    __NR_unlink,
#endif
};
static const long sandbox_thread[] = {
    __NR_set_robust_list,
#ifdef __NR_rseq
    __NR_rseq,
#endif
};
static const long sandbox_user[] = {__NR_setgroups, __NR_setresgid, __NR_setresuid};

static void sandbox_step(struct sandbox_program *program, unsigned code, size_t if_true, size_t if_false, uint32_t k) {
    if (program->count < SANDBOX_STEPS)
        program->steps[program->count++] = (struct sock_filter){(uint16_t)code, (uint8_t)if_true, (uint8_t)if_false, k};
}

static void sandbox_load_word(struct sandbox_program *program, size_t at) {
    sandbox_step(program, BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)at);
}

static void sandbox_return(struct sandbox_program *program, uint32_t action) {
    sandbox_step(program, BPF_RET | BPF_K, 0, 0, action);
}

/* CALL where all CONDITIONS hold; behind it the number of the call is loaded again. */
static void sandbox_allow_if(struct sandbox_program *program, long call, const struct sandbox_condition *conditions,
                             size_t count) {
    enum { STEPS = 3 }; /* for each condition */
    sandbox_step(program, BPF_JMP | BPF_JEQ | BPF_K, 0, STEPS * count + 2, (uint32_t)call);
    for (size_t i = 0; i < count; i++) {
        sandbox_load_word(program, offsetof(struct seccomp_data, args) + sizeof(uint64_t) * conditions[i].argument +
                                       (conditions[i].is_upper ? sizeof(uint32_t) : 0));
        sandbox_step(program, BPF_ALU | BPF_AND | BPF_K, 0, 0, conditions[i].mask);
        sandbox_step(program, BPF_JMP | BPF_JEQ | BPF_K, 0, STEPS * (count - i - 1) + 1, conditions[i].value);
    }
    sandbox_return(program, SECCOMP_RET_ALLOW);
    sandbox_load_word(program, offsetof(struct seccomp_data, nr));
}

static void sandbox_allow_one(struct sandbox_program *program, long call, unsigned argument, uint32_t mask,
                              uint32_t value) {
    const struct sandbox_condition condition = {argument, mask, value, false};
    sandbox_allow_if(program, call, &condition, 1);
}

static void sandbox_allow_all(struct sandbox_program *program, const long *calls, size_t count) {
    for (size_t i = 0; i < count; i++) {
        sandbox_step(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (uint32_t)calls[i]);
        sandbox_return(program, SECCOMP_RET_ALLOW);
    }
}

/* Memory is never both writable and executable, and nothing becomes executable that was not. libcap, which libsystemd
 * is linked with, asks for the capabilities that there are. */
static void sandbox_allow_memory(struct sandbox_program *program, bool loads) {
    sandbox_allow_one(program, __NR_mprotect, 2, PROT_EXEC, 0);
    sandbox_allow_one(program, __NR_mmap, 2, PROT_EXEC, 0);
    if (!loads)
        return;
    sandbox_allow_one(program, __NR_mmap, 2, PROT_EXEC | PROT_WRITE, PROT_EXEC);
    sandbox_allow_one(program, __NR_prctl, 0, UINT32_MAX, PR_CAPBSET_READ);
}

static void sandbox_allow_control(struct sandbox_program *program) {
    static const uint32_t terminal[] = {TCGETS, TIOCGWINSZ};
    static const uint32_t descriptor[] = {F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD, F_DUPFD_CLOEXEC};
    static const struct sandbox_condition only_asked[] = {
        {2, UINT32_MAX, 0, false}, /* the address of a new limit */
        {2, UINT32_MAX, 0, true},
        {0, UINT32_MAX, 0, false}, /* of this process */
    };
    sandbox_allow_if(program, __NR_prlimit64, only_asked, SANDBOX_COUNT(only_asked));
    sandbox_allow_one(program, __NR_tgkill, 0, UINT32_MAX, (uint32_t)getpid());
    for (size_t i = 0; i < SANDBOX_COUNT(terminal); i++)
        sandbox_allow_one(program, __NR_ioctl, 1, UINT32_MAX, terminal[i]);
    for (size_t i = 0; i < SANDBOX_COUNT(descriptor); i++)
        sandbox_allow_one(program, __NR_fcntl, 1, UINT32_MAX, descriptor[i]);
}

static void sandbox_allow_opening(struct sandbox_program *program) {
    sandbox_allow_one(program, __NR_openat, 2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY);
    sandbox_allow_all(program, sandbox_folders, SANDBOX_COUNT(sandbox_folders));
}

/* A thread, and no process. What clone3 is asked for a filter cannot see: the C library does without it. */
static void sandbox_allow_threads(struct sandbox_program *program) {
    sandbox_allow_one(program, __NR_clone, 0, CLONE_THREAD, CLONE_THREAD);
    sandbox_allow_all(program, sandbox_thread, SANDBOX_COUNT(sandbox_thread));
#ifdef __NR_clone3
    sandbox_step(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, __NR_clone3);
    sandbox_return(program, SECCOMP_RET_ERRNO | ENOSYS);
#endif
}

/* As mkstemp opens it. */
static void sandbox_allow_copies(struct sandbox_program *program) {
    sandbox_allow_one(program, __NR_openat, 2, O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC, O_RDWR | O_CREAT | O_EXCL);
    sandbox_allow_one(program, __NR_unlinkat, 2, UINT32_MAX, 0);
    sandbox_allow_all(program, sandbox_temporary, SANDBOX_COUNT(sandbox_temporary));
}

/* The report's file is put in its place, or deleted. */
static void sandbox_allow_output(struct sandbox_program *program, int folder) {
    const struct sandbox_condition same[] = {{0, UINT32_MAX, (uint32_t)folder, false},
                                             {2, UINT32_MAX, (uint32_t)folder, false}};
    static const long sync = __NR_fsync;
    sandbox_allow_all(program, &sync, 1);
    sandbox_allow_if(program, __NR_unlinkat, same, 1);
#ifdef __NR_renameat
    sandbox_allow_if(program, __NR_renameat, same, SANDBOX_COUNT(same));
#endif
    sandbox_allow_if(program, __NR_renameat2, same, SANDBOX_COUNT(same));
}

/* Another filter, and nobody's rights. */
static void sandbox_allow_narrowing(struct sandbox_program *program) {
    static const long filter = __NR_seccomp;
    sandbox_allow_all(program, &filter, 1);
    sandbox_allow_all(program, sandbox_user, SANDBOX_COUNT(sandbox_user));
}

static void sandbox_allow(struct sandbox_program *program, const struct sandbox_filter *allowed) {
    static const long wait = __NR_wait4;
    sandbox_allow_all(program, sandbox_always, SANDBOX_COUNT(sandbox_always));
    sandbox_allow_memory(program, allowed->loads);
    sandbox_allow_control(program);
    if (allowed->opens)
        sandbox_allow_opening(program);
    if (allowed->copies)
        sandbox_allow_copies(program);
    if (allowed->narrows)
        sandbox_allow_narrowing(program);
    if (allowed->threads)
        sandbox_allow_threads(program);
    if (allowed->has_child)
        sandbox_allow_all(program, &wait, 1);
    if (allowed->folder >= 0)
        sandbox_allow_output(program, allowed->folder);
}

/* What was not foreseen fails; in a build for tests it ends the program, so that it is noticed. */
static uint32_t sandbox_otherwise(void) {
#ifdef OOMWHY_SANDBOX_KILL
    return SECCOMP_RET_KILL_PROCESS;
#else
    return SECCOMP_RET_ERRNO | EPERM;
#endif
}

bool sandbox_filter_load(const struct sandbox_filter *allowed) {
    struct sandbox_program program = {.count = 0};
    sandbox_load_word(&program, offsetof(struct seccomp_data, arch));
    sandbox_step(&program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, SANDBOX_ARCH);
    sandbox_return(&program, SECCOMP_RET_KILL_PROCESS); /* calls of another processor's numbers */
    sandbox_load_word(&program, offsetof(struct seccomp_data, nr));
    sandbox_allow(&program, allowed);
    sandbox_return(&program, sandbox_otherwise());
    const struct sock_fprog filter = {(unsigned short)program.count, program.steps};
    /* For the threads that there are, too. */
    const long result = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter);
    return result == 0 || errno != ENOMEM;
}

#else

bool sandbox_filter_load(const struct sandbox_filter *allowed) {
    (void)allowed;
    return true;
}

#endif
