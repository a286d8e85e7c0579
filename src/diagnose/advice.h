/* Advice: whether a log calls for it, and its words, command and reason.
 * SPDX-License-Identifier: MIT
 *
 * What helps against one pattern alone stands in the file of that pattern; what several name stands in a file by its
 * topic: process, limits, capacity, settings, log. */
#ifndef DIAGNOSE_ADVICE_H
#define DIAGNOSE_ADVICE_H

#include "diagnose/facts.h"
#include "diagnose/shell.h"
#include "diagnose/thresholds.h"

/* The order in which advice is given, whichever pattern names it: what is cheap and safe comes first. */
enum advice_rank {
    ADVICE_KILLER,   /* the killer was another than the kernel, with settings of its own */
    ADVICE_DECISION, /* it was asked for, or set so, or somebody was spared */
    ADVICE_CAUSE,    /* what holds the memory, or what it lacked: a pattern's own advice belongs here */
    ADVICE_LOG,      /* what the next log should show */
    ADVICE_ROOM,     /* limits, swap, RAM */
    ADVICE_LAST,
    ADVICE_RANKS
};

/* An advice as a pattern names it. */
struct advice_rule {
    enum advice_rank rank;
    /* Fills advice, command, because and lines of *ADVICE, which comes empty. False: the log speaks against it. */
    bool (*give)(const struct facts *facts, struct advice *advice);
};

/* process */
bool advice_audit_protection(const struct facts *facts, struct advice *advice);
bool advice_find_grown(const struct facts *facts, struct advice *advice);
bool advice_find_leak(const struct facts *facts, struct advice *advice);
/* Most of what processes hold is a memory test's, which takes it on purpose: limits and room are no cure. */
bool advice_is_memory_test(const struct facts *facts);
bool advice_memory_test(const struct facts *facts, struct advice *advice);
bool advice_own_setting(const struct facts *facts, struct advice *advice);
/* limits */
bool advice_limit_pod(const struct facts *facts, struct advice *advice);
/* The limit that was reached is the one of all pods of a node, which kubelet sets. */
bool advice_is_all_pods(const struct facts *facts);

bool advice_raise_limit(const struct facts *facts, struct advice *advice);
bool advice_throttle(const struct facts *facts, struct advice *advice);
/* capacity */
bool advice_add_swap(const struct facts *facts, struct advice *advice);
bool advice_use_swap(const struct facts *facts, struct advice *advice);
/* Whether the hypervisor's balloon, as far as the kernel prints it, is half of OF_KB or more: then that is the advice.
 */
bool advice_balloon(const struct facts *facts, int64_t of_kb, struct advice *advice);
bool advice_reserved(const struct facts *facts, struct advice *advice);
/* settings */
bool advice_keep_swap(const struct facts *facts, struct advice *advice);
bool advice_allocating_task(const struct facts *facts, struct advice *advice);
bool advice_boot(const struct facts *facts, struct advice *advice);
bool advice_lower_min_free(const struct facts *facts, struct advice *advice);
bool advice_kmem_limit(const struct facts *facts, struct advice *advice);
bool advice_min_free(const struct facts *facts, struct advice *advice);
bool advice_min_ttl(const struct facts *facts, struct advice *advice);
bool advice_panic(const struct facts *facts, struct advice *advice);
/* log */
bool advice_dump_tasks(const struct facts *facts, struct advice *advice);
bool advice_keep_log(const struct facts *facts, struct advice *advice);
bool advice_whole_report(const struct facts *facts, struct advice *advice);
/* of the patterns slab-leak and unaccounted, which lowmem names too */
bool advice_slab(const struct facts *facts, struct advice *advice);
bool advice_unaccounted(const struct facts *facts, struct advice *advice);

/* What the largest process may take in RAM: below what it held, so that it stops before the machine is exhausted. */
int64_t advice_process_cap_kb(const struct facts *facts);

/* What a cap should leave to the rest of the machine: a quarter. */
static inline int64_t advice_cap_kb(const struct facts *facts) {
    return shell_floor_kb(amount_percent(facts->room.kb, 100 - HEADROOM_PERCENT));
}

/* A quarter more than KB. */
static inline int64_t advice_headroom_kb(int64_t kb) {
    return shell_floor_kb(amount_percent(kb, 100 + HEADROOM_PERCENT));
}

/* Four fifths of KB: reached before the machine is. */
static inline int64_t advice_below_kb(int64_t kb) {
    enum { CAP_PERCENT = 80 };
    return shell_floor_kb(amount_percent(kb, CAP_PERCENT));
}

#endif
