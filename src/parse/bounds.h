/* How much of anything the parser keeps: a log that passes a bound costs no more, and the event says so in a warning.
 * SPDX-License-Identifier: MIT */
#ifndef PARSE_BOUNDS_H
#define PARSE_BOUNDS_H

enum {
    /* One event. */
    BOUND_TASKS = 1024 * 1024,
    BOUND_NODES = 2048,
    BOUND_ZONES = 4096,
    BOUND_RESERVES = 16, /* terms of lowmem_reserve[]; the kernel has up to 6 zones */
    BOUND_BUDDIES = 32,  /* terms of a buddy list; the kernel has up to 14 orders */
    BOUND_HUGEPAGES = 4096,
    BOUND_OTHERS = 64, /* unknown keys of one record */
    BOUND_SLABS = 16 * 1024,
    BOUND_ALLOCATIONS = 256,
    BOUND_GROUPS = 16 * 1024, /* cgroups with statistics: one a descendant in 3.9-5.2 */
    BOUND_STATISTICS = 512,   /* statistics of one cgroup */
    BOUND_FRAMES = 256,       /* of the call trace */
    BOUND_KILLS = 64 * 1024,
    BOUND_NOTES = 32,
    BOUND_WARNINGS = 64,
    BOUND_SOURCES = 64,
    BOUND_ALSO = 64,

    /* One line: what lies behind is not looked at. No sentence of the kernel is longer than a few kilobytes. */
    BOUND_LINE = 64 * 1024,
    BOUND_JOINS = 16, /* pieces that one line is put together from */

    BOUND_QUOTE = 64, /* bytes of the log in a warning */
    BOUND_COMM = 15,  /* bytes of a process name: TASK_COMM_LEN, include/linux/sched.h, without its NUL */

    /* All streams together. */
    BOUND_HOSTS = 4096, /* of which anything is known at a time */

    /* Events of one host in progress: the kernel works at one at a time (oom_lock, mm/oom_kill.c). */
    BOUND_AT_ONCE = 64,

    /* When an event in progress is over, in lines of the input. */
    BOUND_SILENCE = 20 * 1000, /* since its last line, in all streams */
    BOUND_STRANGERS = 1000,    /* foreign lines of its own stream since its last line, before the kill */
    BOUND_LINGER = 100,        /* the same after the kill: reapers and units come late */
    BOUND_ASIDE = 400,         /* lines of a report that is not the OOM killer's */

    /* Complete events that wait on the shelf for late lines and for duplicates. */
    BOUND_SHELF = 32,
    BOUND_SHELF_WEIGHT = 1024 * 1024,
    BOUND_BLOCKED = 1024, /* events that wait for an earlier one to end */
    BOUND_PRINTS = 4096,  /* finger prints of events that are gone */

    /* The idle scan. */
    BOUND_LOOK_BACK = 8 * 1024, /* bytes before an opener that are read again */
    BOUND_QUIET = 64,           /* lines without a word of the OOM killer before skipping starts again */
    BOUND_HEAD = 4096           /* lines at the head of an input that may belong to a report whose head is lost */
};

/* Since its last line, by the kernel's clock; slow serial consoles need minutes for one report. */
#define BOUND_REPORT_US (600LL * 1000 * 1000)
#define BOUND_LINGER_US (30LL * 1000 * 1000)
/* The kernel's clock may step back by this much between processors; more is a reboot. */
#define BOUND_JITTER_US (1LL * 1000 * 1000)
/* Unless it goes back to no less than this, and by no more: a clock that was set. */
#define BOUND_STEP_US (60LL * 1000 * 1000)

#endif
