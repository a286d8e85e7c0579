/* The system calls that are left once strangers' text is read: a seccomp filter.
 * SPDX-License-Identifier: MIT
 *
 * The filters are made by libseccomp when oomwhy is built (generate/filters.c); here one is chosen, completed and
 * handed to the kernel, which takes no memory that could be short. */
#define _GNU_SOURCE /* syscall */
#include "sandbox_filter.h"

#include <stdlib.h>
#include <string.h>

/* Sanitizers and valgrind make system calls of their own. */
bool sandbox_filter_is_off(void) {
    const char *wanted = getenv("OOMWHY_SANDBOX"), *preload = getenv("LD_PRELOAD");
#ifdef OOMWHY_WITHOUT_SANDBOX
    return true;
#endif
    return (wanted && strcmp(wanted, "off") == 0) || (preload && strstr(preload, "/vgpreload_"));
}

#ifdef OOMWHY_SANDBOX_FILTER

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's interface, of its include/uapi/linux: seccomp.h, filter.h. */
enum {
    SECCOMP_SET_FILTER = 1,          /* what is asked of seccomp(2) */
    SECCOMP_FOR_ALL_THREADS = 1,     /* its flag TSYNC */
    SECCOMP_JUMP_IF_EQUAL = 0x15,    /* BPF_JMP | BPF_JEQ | BPF_K */
    SECCOMP_RETURN = 0x06,           /* BPF_RET | BPF_K */
    SECCOMP_FAIL_EPERM = 0x00050001, /* SECCOMP_RET_ERRNO | EPERM */
};

struct sandbox_step {
    uint16_t code;
    uint8_t if_true, if_false;
    uint32_t k;
};

struct sandbox_steps {
    const struct sandbox_step *steps;
    size_t count;
};

struct sandbox_program {
    unsigned short count;
    struct sandbox_step *steps;
};

#include "sandbox_filters.h"

/* What was not foreseen fails; in a build for tests it ends the program, so that it is noticed. */
static uint32_t sandbox_otherwise(uint32_t action) {
#ifdef OOMWHY_SANDBOX_KILL
    static const uint32_t kill_process = 0x80000000; /* SECCOMP_RET_KILL_PROCESS */
    return action == SECCOMP_FAIL_EPERM ? kill_process : action;
#else
    return action;
#endif
}

/* STEP with what is known only now. */
static struct sandbox_step sandbox_complete(struct sandbox_step step, const struct sandbox_filter *allowed) {
    if (step.code == SECCOMP_JUMP_IF_EQUAL && step.k == SANDBOX_FILTER_PROCESS)
        step.k = (uint32_t)getpid();
    else if (step.code == SECCOMP_JUMP_IF_EQUAL && step.k == SANDBOX_FILTER_FOLDER)
        step.k = (uint32_t)allowed->folder;
    else if (step.code == SECCOMP_RETURN)
        step.k = sandbox_otherwise(step.k);
    return step;
}

bool sandbox_filter_load(const struct sandbox_filter *allowed) {
    const struct sandbox_steps *made = &sandbox_table[allowed->state][allowed->threads];
    struct sandbox_step steps[SANDBOX_FILTER_STEPS_MOST];
    for (size_t i = 0; i < made->count; i++)
        steps[i] = sandbox_complete(made->steps[i], allowed);
    const struct sandbox_program program = {(unsigned short)made->count, steps};
    const long result = syscall(SYS_seccomp, SECCOMP_SET_FILTER, SECCOMP_FOR_ALL_THREADS, &program);
    return result == 0 || errno != ENOMEM;
}

#else

bool sandbox_filter_load(const struct sandbox_filter *allowed) {
    (void)allowed;
    return true;
}

#endif
