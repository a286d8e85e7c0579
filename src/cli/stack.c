/* A stack that is large enough, whatever ulimit -s says.
 * SPDX-License-Identifier: MIT */
#include "stack.h"

#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/resource.h>

/* The program itself needs a few kB, but compiling a pattern takes 24 in PCRE2 and unpacking lz4 more than 16. */
enum { STACK_ROOM = 1024 * 1024 };

struct stack_work {
    stack_call *call;
    void *context;
    int result;
};

static void *stack_enter(void *context) {
    struct stack_work *work = context;
    work->result = work->call(work->context);
    return NULL;
}

static bool stack_is_small(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < STACK_ROOM;
}

/* A thread's stack is mapped and not subject to the limit. */
static bool stack_run_thread(struct stack_work *work) {
    pthread_attr_t attributes;
    pthread_t thread;
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1); /* glibc: one for all threads, as this one is alone; another takes 64 MiB of addresses */
#endif
    if (pthread_attr_init(&attributes) != 0)
        return false;
    bool runs = pthread_attr_setstacksize(&attributes, STACK_ROOM) == 0 &&
                pthread_create(&thread, &attributes, stack_enter, work) == 0;
    pthread_attr_destroy(&attributes);
    return runs && pthread_join(thread, NULL) == 0;
}

int stack_run(stack_call *call, void *context, int failed) {
    struct stack_work work = {call, context, failed};
    if (!stack_is_small())
        return call(context);
    return stack_run_thread(&work) ? work.result : failed;
}
