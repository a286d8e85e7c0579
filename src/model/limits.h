/* How much of anything the parser keeps: a log that passes a bound costs no more, and the event says so in a warning.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_LIMITS_H
#define MODEL_LIMITS_H

enum {
    /* Bytes: of all events together, so that the process stays below 64 MiB; and of one event. */
    LIMIT_EVENTS_BYTES = 52 * 1024 * 1024,
    LIMIT_EVENT_BYTES = 44 * 1024 * 1024,

    /* One event. */
    LIMIT_TASKS = 128 * 1024,     /* rows that are kept; the others count in sums */
    LIMIT_TASK_NAMES = 16 * 1024, /* of rows that are not kept */
    LIMIT_TASK_NAME = 60,         /* bytes of one: of the kernel's 15 each may be written as four ("\x1b") */
    LIMIT_NODES = 2048,
    LIMIT_ZONES = 4096,
    LIMIT_RESERVES = 16, /* terms of lowmem_reserve[]; the kernel has up to 6 zones */
    LIMIT_BUDDIES = 32,  /* terms of a buddy list; the kernel has up to 14 orders */
    LIMIT_HUGEPAGES = 4096,
    LIMIT_OTHERS = 64, /* unknown keys of one record */
    LIMIT_SLABS = 16 * 1024,
    LIMIT_ALLOCATIONS = 256,
    LIMIT_GROUPS = 16 * 1024, /* cgroups with statistics: one a descendant in 3.9-5.2 */
    LIMIT_STATISTICS = 512,   /* statistics of one cgroup */
    LIMIT_FRAMES = 256,       /* of the call trace */
    LIMIT_KILLS = 64 * 1024,
    LIMIT_CANDIDATES = 256, /* of a userspace killer */
    LIMIT_KILLS_FIRST = 64, /* that are kept however large the event is */
    LIMIT_NOTES = 32,
    LIMIT_WARNINGS = 64,
    LIMIT_SOURCES = 64,
    LIMIT_ALSO = 64,
    LIMIT_MACHINES = 64,          /* of the latest inputs whose machine their place tells */
    LIMIT_OWN_LINES = 256 * 1024, /* that are kept for a writer */
    LIMIT_OWN_LINES_BYTES = 16 * 1024 * 1024,

    /* One line: what lies behind is not looked at. No sentence of the kernel is longer than a few kilobytes. */
    LIMIT_LINE = 64 * 1024,
    LIMIT_JOINS = 16, /* pieces that one line is put together from */

    LIMIT_QUOTE = 64, /* bytes of the log in a warning */
    LIMIT_COMM = 15,  /* bytes of a process name: TASK_COMM_LEN, include/linux/sched.h, without its NUL */

    LIMIT_HOSTS = 4096, /* of which anything is known at a time */

    /* One host. */
    LIMIT_OPEN_EVENTS = 64, /* in progress: the kernel works at one at a time (oom_lock, mm/oom_kill.c) */
    LIMIT_RECENT = 256,     /* messages of an event that are known again */
    LIMIT_REMARKS = 4,      /* before an event */
    LIMIT_REMARK_BYTES = 256,
    LIMIT_REMARK_LINES = 400,  /* between a remark and its event */
    LIMIT_REASON_BYTES = 4096, /* of a userspace killer's warning */
    LIMIT_PENDING_LINES = 512, /* of a userspace killer, before it kills */
    LIMIT_PENDING_BYTES = 64 * 1024,
    LIMIT_PENDING_APART = 100,      /* lines between two of them, and before the kill */
    LIMIT_SYSRQ_LINES = 100,        /* between "Manual OOM execution" and its event: a worker runs it */
    LIMIT_PANIC_LINES = 200,        /* between a panic and the end of its trace */
    LIMIT_OTHER_REPORTS = 4,        /* at a time, that are not the OOM killer's */
    LIMIT_OTHER_REPORT_LINES = 400, /* since the last one of such a report */
    LIMIT_DUMPS = 8,                /* of memory without a word of the OOM killer, that are told */
    LIMIT_DUMP_FILE = 255,          /* bytes of the name of their file */

    /* When an event in progress ends, in lines of the input. */
    LIMIT_SILENT_LINES = 20 * 1000, /* since its last one, of all hosts */
    LIMIT_FOREIGN_LINES = 1000,     /* since its last one, of its own host, before the kill */
    LIMIT_LATE_LINES = 100,         /* the same after the kill: reapers and units come late */
    LIMIT_KILLS_ASKED = 256,        /* of one event, for the victim that a reaper names */

    /* Complete events that wait for late lines and for duplicates. */
    LIMIT_WAITING_EVENTS = 32,
    LIMIT_WAITING_BYTES = 1024 * 1024,
    LIMIT_BLOCKED_EVENTS = 1024, /* the same while an earlier one is in progress */
    LIMIT_BLOCKED_BYTES = 2 * LIMIT_WAITING_BYTES,
    LIMIT_SENT = 16,      /* events of a stream that are remembered for late lines about them */
    LIMIT_VICTIMS = 4096, /* of events handed out, so that a late line of the reaper does not name them again */
    LIMIT_FINGERPRINTS = 16 * 1024, /* of events that are gone: the first ones */
    LIMIT_FINGERPRINTS_ASKED = 256, /* of those with one key */

    /* Input that stands newest first: what is held until its report is whole. */
    LIMIT_TURNED_BYTES = 6 * 1024 * 1024,
    LIMIT_UNDECIDED_LINES = 4096, /* that are held until it is known which way they stand */
    LIMIT_BEFORE_LINES = 100,     /* that were printed before a report and may say why it was */
    LIMIT_TURNED_EVENTS = 1024,   /* that are held until they can be told by their time */
    LIMIT_TURNED_EVENTS_BYTES = 16 * 1024 * 1024,

    /* Of the text report: what is held back until all events are known. */
    LIMIT_HELD_BYTES = 4 * 1024 * 1024,

    /* The idle scan. */
    LIMIT_LOOK_BACK = 8 * 1024, /* bytes before an opener that are read again */
    LIMIT_QUIET = 64,           /* lines without a word of the OOM killer before skipping starts again */
    LIMIT_HEAD = 4096           /* lines at the head of an input that may belong to a report whose head is lost */
};

/* When an event in progress ends, by the kernel's clock, since its last line; slow serial consoles need minutes for one
 * report. */
#define LIMIT_SILENT_US (600LL * 1000 * 1000)
#define LIMIT_LATE_US (30LL * 1000 * 1000)
/* Streams, by the clock of whoever reads them. A complete event waits for late lines, an incomplete one for any, and
 * lines that are held back wait for those that show what they are. Together what a complete event waits for is less
 * than a second. */
#define LIMIT_LINGER_US (400LL * 1000)
#define LIMIT_UNHEARD_US (60LL * 1000 * 1000)
#define LIMIT_HOLD_US (250LL * 1000)
#define LIMIT_TICK_US (50LL * 1000) /* ticks that follow closer do nothing */
/* The same for a report that is not the OOM killer's. */
#define LIMIT_OTHER_REPORT_US (60LL * 1000 * 1000)
/* The kernel's clock may step back by this much between processors; more is a reboot. */
#define LIMIT_JITTER_US (1LL * 1000 * 1000)
/* Unless it goes back to no less than this, and by no more: a clock that was set. */
#define LIMIT_STEP_US (60LL * 1000 * 1000)

#endif
