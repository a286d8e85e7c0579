/* The table of sentences: every wording of the kernel, and of its companions in user space, that a report may hold.
 * SPDX-License-Identifier: MIT
 *
 * A new wording is one element of rows.c. Tables and key:value lists (task rows, zones, counters, statistics) are no
 * sentences: figures, zones, columns and trace scan them. */
#ifndef PARSE_ROWS_H
#define PARSE_ROWS_H

#include "base/str.h"

#include <oomwhy/event.h>

/* Where the gate stands in the text. */
enum row_place {
    ROW_STARTS, /* at its start */
    ROW_HOLDS,  /* anywhere */
    ROW_LAST    /* the last time it is said counts: what stands before it is a name that may say it too */
};

/* What the pattern's named groups fill: the vocabulary of that record (model/fields). */
enum row_record {
    ROW_NOTHING,
    ROW_TRIGGER_RECORD,
    ROW_IDENTITY_RECORD,
    ROW_CGROUP_RECORD,
    ROW_MEMORY_USAGE,
    ROW_MEMSW_USAGE,
    ROW_SWAP_USAGE,
    ROW_KMEM_USAGE,
    ROW_KILL_RECORD,
    ROW_EVENT_RECORD
};

/* What the sentence does to the event in progress. */
enum row_role {
    ROW_PART,    /* a fact of the report */
    ROW_CERTAIN, /* the same, and only the OOM killer says so */
    ROW_TRIGGER, /* a new event begins */
    ROW_SYSRQ,   /* the next event was asked for by hand */
    ROW_CPUSET,  /* of the trigger: "before" ends in it */
    ROW_IDENTITY,
    ROW_CALL_TRACE, /* sections begin */
    ROW_MEM_INFO,
    ROW_STATISTICS,
    ROW_SLABS,
    ROW_SLABS_UNDUMPED,
    ROW_ALLOCATIONS,
    ROW_TASKS,
    ROW_INTENT,     /* who is chosen */
    ROW_KILLED,     /* who is killed */
    ROW_KILLED_TOO, /* who is killed besides, by the same invocation */
    ROW_SHARING,    /* who dies with them */
    ROW_GROUP,      /* kills of a whole group follow */
    ROW_REAPED,     /* of a victim that may be of an earlier event */
    ROW_UNREAPED,
    ROW_NO_VICTIM,
    ROW_PANIC,
    ROW_ECHO,  /* says again what is known */
    ROW_ASIDE, /* a report that is not the OOM killer's begins */
    ROW_NOTE,  /* something near the event */
    ROW_REBOOT,
    ROW_CLOCK,        /* the kernel says what time it is */
    ROW_USER_WARNING, /* a userspace killer says why */
    ROW_USER_KILLED,  /* and whom it kills */
    ROW_UNIT,         /* systemd says that a unit was struck */
    ROW_UNIT_EXITED   /* and that its main process went */
};

/* Who can say it. */
enum row_speaker { ROW_KERNEL, ROW_USER, ROW_ANYBODY };

enum { ROW_SAMPLES = 6 };

struct row {
    const char *name;
    const char *since; /* kernels or programs that print it */
    str gate;          /* a literal that every such text holds */
    enum row_place place;
    enum row_speaker speaker;
    enum row_role role;
    enum row_record record;
    /* PCRE2, matched from the text's start (ROW_LAST: from the gate on); NULL: the gate says it all. Groups are named
     * after the record's fields; "figures" is a list of key:value; "before" is bound by ROW_LAST. */
    const char *pattern;
    int kind;                         /* ROW_NOTE: enum oomwhy_note_kind; ROW_USER_*, ROW_UNIT*: enum oomwhy_killer */
    const char *samples[ROW_SAMPLES]; /* real texts */
};

extern const struct row rows[];
extern const size_t row_count;

#endif
