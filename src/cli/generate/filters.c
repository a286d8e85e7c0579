/* Writes the filters of system calls that the command uses, as a table in C; run when the command is built.
 * SPDX-License-Identifier: MIT
 *
 * usage: write_filters PROCESSOR      as libseccomp calls it; "native" is the one that this runs on
 *
 * When oomwhy runs there is no libseccomp: it takes memory for each rule and, where there is none, crashes, loops, or
 * leaves the rule out, and oomwhy is made for machines that are out of memory. */
#define _GNU_SOURCE /* F_DUPFD_CLOEXEC, CLONE_THREAD */
#include "sandbox_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#define FILTERS_COUNT(list) (sizeof(list) / sizeof *(list))

/* Argument I, as far as BITS go, is VALUE. */
#define FILTERS_HAS(i, bits, value) SCMP_CMP64(i, SCMP_CMP_MASKED_EQ, bits, value)
#define FILTERS_IS(i, value) FILTERS_HAS(i, UINT32_MAX, (uint32_t)(value))

static uint32_t filters_processor;

/* Calls that a processor has not are left out of its filter: those of 32 bits stand beside their successors. */
static const char *const filters_always[] = {
    /* what is open */
    "read", "pread64", "write", "writev", "lseek", "_llseek", "close", "dup", "poll", "ppoll", "ppoll_time64",
    "fadvise64", "fadvise64_64", "arm_fadvise64_64", "fsync",
    /* what a name or a descriptor stands for */
    "fstat", "fstat64", "newfstatat", "fstatat64", "statx", "stat", "stat64", "lstat", "lstat64", "fstatfs",
    "fstatfs64", "readlink", "readlinkat", "access", "faccessat", "faccessat2",
    /* memory; mmap and mprotect are looked at */
    "brk", "munmap", "mremap", "madvise",
    /* waiting, signals, the end */
    "futex", "futex_time64", "sched_yield", "wait4", "waitpid", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
    "sigreturn", "restart_syscall", "exit", "exit_group",
    /* questions; the C library's qsort asks for the size of memory, its allocator for the processors */
    "clock_gettime", "clock_gettime64", "gettimeofday", "time", "getrandom", "sysinfo", "uname", "sched_getaffinity",
    "getpid", "gettid", "getuid", "getuid32", "geteuid", "geteuid32", "getgid", "getgid32", "getegid", "getegid32",
    NULL};

static const char *const filters_folders[] = {"getdents64", "statfs", "statfs64", NULL};
/* The file's descriptor comes by recvmsg. */
static const char *const filters_copies[] = {"ftruncate", "ftruncate64", "recvmsg", NULL};
static const char *const filters_helps[] = {"read", "write", "close", "exit", "exit_group", NULL};
static const char *const filters_threads[] = {"set_robust_list", "rseq", NULL};
static const char *const filters_rights[] = {"setgroups", "setgroups32", "setresgid", "setresgid32",
                                             "setresuid", "setresuid32", "capset",    NULL};

static void filters_expect(const char *what, bool is_so) {
    if (is_so)
        return;
    fprintf(stderr, "write_filters: %s\n", what);
    exit(EXIT_FAILURE);
}

/* What is unknown to this libseccomp no processor of its has. */
static void filters_add(scmp_filter_ctx filter, uint32_t action, const char *name,
                        const struct scmp_arg_cmp *conditions, size_t count) {
    const int call = seccomp_syscall_resolve_name(name);
    if (call != __NR_SCMP_ERROR)
        filters_expect(name, seccomp_rule_add_array(filter, action, call, (unsigned)count, conditions) == 0);
}

static void filters_allow(scmp_filter_ctx filter, const char *const *names) {
    for (; *names; names++)
        filters_add(filter, SCMP_ACT_ALLOW, *names, NULL, 0);
}

static void filters_allow_if(scmp_filter_ctx filter, const char *name, struct scmp_arg_cmp condition) {
    filters_add(filter, SCMP_ACT_ALLOW, name, &condition, 1);
}

static bool filters_is_s390(void) {
    return filters_processor == SCMP_ARCH_S390 || filters_processor == SCMP_ARCH_S390X;
}

/* Memory is never both writable and executable, and nothing becomes executable that was not. On s390 the arguments of
 * mmap lie in memory, where a filter cannot see them; so they do in the old call of i386, for which mmap2 stands.
 * libcap, which libsystemd is linked with, asks for the capabilities that there are. */
static void filters_allow_memory(scmp_filter_ctx filter, bool loads) {
    static const char *const map[] = {"mmap", NULL};
    if (filters_is_s390())
        filters_allow(filter, map);
    else if (filters_processor != SCMP_ARCH_X86)
        filters_allow_if(filter, "mmap", FILTERS_HAS(2, PROT_EXEC, 0));
    filters_allow_if(filter, "mmap2", FILTERS_HAS(2, PROT_EXEC, 0));
    filters_allow_if(filter, "mprotect", FILTERS_HAS(2, PROT_EXEC, 0));
    if (!loads)
        return;
    if (!filters_is_s390() && filters_processor != SCMP_ARCH_X86)
        filters_allow_if(filter, "mmap", FILTERS_HAS(2, PROT_EXEC | PROT_WRITE, PROT_EXEC));
    filters_allow_if(filter, "mmap2", FILTERS_HAS(2, PROT_EXEC | PROT_WRITE, PROT_EXEC));
    filters_allow_if(filter, "prctl", FILTERS_IS(0, PR_CAPBSET_READ));
}

static void filters_allow_control(scmp_filter_ctx filter) {
    static const uint32_t terminal[] = {TCGETS, TIOCGWINSZ};
    static const uint32_t descriptor[] = {F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD, F_DUPFD_CLOEXEC};
    const struct scmp_arg_cmp only_asked[] = {FILTERS_IS(0, 0) /* this process */,
                                              SCMP_CMP64(2, SCMP_CMP_EQ, 0, 0) /* no new limit */};
    filters_add(filter, SCMP_ACT_ALLOW, "prlimit64", only_asked, FILTERS_COUNT(only_asked));
    filters_allow_if(filter, "tgkill", FILTERS_IS(0, SANDBOX_FILTER_PROCESS));
    for (size_t i = 0; i < FILTERS_COUNT(terminal); i++)
        filters_allow_if(filter, "ioctl", FILTERS_IS(1, terminal[i]));
    for (size_t i = 0; i < FILTERS_COUNT(descriptor); i++) {
        filters_allow_if(filter, "fcntl", FILTERS_IS(1, descriptor[i]));
        filters_allow_if(filter, "fcntl64", FILTERS_IS(1, descriptor[i]));
    }
}

static void filters_allow_opening(scmp_filter_ctx filter) {
    const int flags = O_ACCMODE | O_CREAT | O_TRUNC;
    filters_allow_if(filter, "open", FILTERS_HAS(1, (uint32_t)flags, O_RDONLY));
    filters_allow_if(filter, "openat", FILTERS_HAS(2, (uint32_t)flags, O_RDONLY));
    filters_allow(filter, filters_folders);
}

/* A thread, and no process. What clone3 is asked for a filter cannot see: the C library does without it. */
static void filters_allow_threads(scmp_filter_ctx filter) {
    const unsigned flags = filters_is_s390() ? 1 : 0;
    filters_allow_if(filter, "clone", FILTERS_HAS(flags, CLONE_THREAD, CLONE_THREAD));
    filters_allow(filter, filters_threads);
    filters_add(filter, SCMP_ACT_ERRNO(ENOSYS), "clone3", NULL, 0);
}

static void filters_allow_deleting(scmp_filter_ctx filter) {
    const struct scmp_arg_cmp unlink[] = {FILTERS_IS(0, SANDBOX_FILTER_FOLDER), FILTERS_IS(2, 0)};
    filters_add(filter, SCMP_ACT_ALLOW, "unlinkat", unlink, FILTERS_COUNT(unlink));
}

/* The report's file is put in its place, or deleted. */
static void filters_allow_naming(scmp_filter_ctx filter) {
    const struct scmp_arg_cmp rename[] = {FILTERS_IS(0, SANDBOX_FILTER_FOLDER), FILTERS_IS(2, SANDBOX_FILTER_FOLDER)};
    filters_add(filter, SCMP_ACT_ALLOW, "renameat", rename, FILTERS_COUNT(rename));
    filters_add(filter, SCMP_ACT_ALLOW, "renameat2", rename, FILTERS_COUNT(rename));
    filters_allow_deleting(filter);
}

/* A new file is made, handed over, and deleted. */
static void filters_allow_making(scmp_filter_ctx filter) {
    static const char *const calls[] = {"sendmsg", NULL};
    const int flags = O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC, wanted = O_RDWR | O_CREAT | O_EXCL;
    const struct scmp_arg_cmp make[] = {FILTERS_IS(0, SANDBOX_FILTER_FOLDER),
                                        FILTERS_HAS(2, (uint32_t)flags, (uint32_t)wanted)};
    filters_add(filter, SCMP_ACT_ALLOW, "openat", make, FILTERS_COUNT(make));
    filters_allow(filter, calls);
    filters_allow_deleting(filter);
}

static void filters_allow_narrowing(scmp_filter_ctx filter) {
    filters_allow_if(filter, "seccomp", FILTERS_IS(0, SECCOMP_SET_MODE_FILTER));
    filters_allow(filter, filters_rights);
}

static void filters_fill_helper(scmp_filter_ctx filter, enum sandbox_filter_state state) {
    filters_allow(filter, filters_helps);
    if (state == SANDBOX_FILTER_NAMES)
        filters_allow_naming(filter);
    else
        filters_allow_making(filter);
}

static void filters_fill(scmp_filter_ctx filter, const struct sandbox_filter *allowed) {
    filters_allow(filter, filters_always);
    filters_allow_memory(filter, sandbox_filter_loads(allowed->state));
    filters_allow_control(filter);
    if (allowed->state != SANDBOX_FILTER_SHUT)
        filters_allow_opening(filter);
    if (sandbox_filter_copies(allowed->state))
        filters_allow(filter, filters_copies);
    if (allowed->state == SANDBOX_FILTER_PACKED)
        filters_allow_narrowing(filter);
    if (allowed->threads)
        filters_allow_threads(filter);
}

/* Calls of another processor's numbers end the program. */
static scmp_filter_ctx filters_open(void) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    const uint32_t own = seccomp_arch_native();
    filters_expect("no filter", filter);
    filters_expect("no action", seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0);
    if (filters_processor != own)
        filters_expect("no such processor",
                       seccomp_arch_remove(filter, own) == 0 && seccomp_arch_add(filter, filters_processor) == 0);
    return filter;
}

/* --- what is written */

/* One instruction, as libseccomp exports it: in the order of bytes of its processor. */
struct filters_step {
    uint16_t code;
    uint8_t if_true, if_false;
    uint32_t k;
};

static size_t filters_export(scmp_filter_ctx filter, struct filters_step *steps) {
    enum { LOAD_WORD = 0x20 }; /* BPF_LD | BPF_W | BPF_ABS, with which each begins */
    FILE *file = tmpfile();
    filters_expect("no temporary file", file && seccomp_export_bpf(filter, fileno(file)) == 0);
    rewind(file);
    const size_t count = fread(steps, sizeof *steps, SANDBOX_FILTER_STEPS_MOST + 1, file);
    filters_expect("too long", count > 0 && count <= SANDBOX_FILTER_STEPS_MOST);
    const bool is_swapped = steps[0].code != LOAD_WORD;
    for (size_t i = 0; i < count && is_swapped; i++) {
        steps[i].code = (uint16_t)(steps[i].code << 8 | steps[i].code >> 8);
        steps[i].k = __builtin_bswap32(steps[i].k);
    }
    fclose(file);
    return count;
}

static void filters_write(const struct sandbox_filter *allowed) {
    static struct filters_step steps[SANDBOX_FILTER_STEPS_MOST + 1];
    scmp_filter_ctx filter = filters_open();
    if (sandbox_filter_helps(allowed->state))
        filters_fill_helper(filter, allowed->state);
    else
        filters_fill(filter, allowed);
    const size_t count = filters_export(filter, steps);
    printf("static const struct sandbox_step sandbox_steps_%d_%d[] = {\n", allowed->state, allowed->threads);
    for (size_t i = 0; i < count; i++)
        printf("    {0x%02x, %u, %u, 0x%08x},\n", steps[i].code, steps[i].if_true, steps[i].if_false,
               (unsigned)steps[i].k);
    puts("};\n");
    seccomp_release(filter);
}

/* Entries of the table in the order of its two dimensions; a helper has no threads. */
static void filters_each(void (*call)(const struct sandbox_filter *)) {
    for (int i = 0; i < SANDBOX_FILTER_STATES * 2; i++) {
        const struct sandbox_filter allowed = {.state = (enum sandbox_filter_state)(i / 2), .threads = i & 1};
        if (!allowed.threads || !sandbox_filter_helps(allowed.state))
            call(&allowed);
    }
}

static void filters_write_entry(const struct sandbox_filter *allowed) {
    const int state = (int)allowed->state, threads = allowed->threads;
    printf("    [%d][%d] = {sandbox_steps_%d_%d, sizeof sandbox_steps_%d_%d / sizeof(struct sandbox_step)},\n", state,
           threads, state, threads, state, threads);
}

int main(int argc, char **argv) {
    filters_processor = argc != 2                        ? 0
                        : strcmp(argv[1], "native") == 0 ? seccomp_arch_native()
                                                         : seccomp_arch_resolve_name(argv[1]);
    filters_expect("usage: write_filters PROCESSOR, as libseccomp calls it", filters_processor != 0);
    printf("/* Made by write_filters: system calls of processor 0x%08x. */\n", (unsigned)filters_processor);
    printf("_Static_assert(O_CREAT == %d && O_EXCL == %d && TCGETS == %u && TIOCGWINSZ == %u && ENOSYS == %d,\n"
           "               \"made with the numbers of another processor\");\n\n",
           O_CREAT, O_EXCL, (unsigned)TCGETS, (unsigned)TIOCGWINSZ, ENOSYS);
    filters_each(filters_write);
    puts("static const struct sandbox_steps sandbox_table[SANDBOX_FILTER_STATES][2] = {");
    filters_each(filters_write_entry);
    puts("};");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
