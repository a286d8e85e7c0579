/* The table of sentences: every wording of the kernel, and of its companions in user space, that a report may hold.
 * SPDX-License-Identifier: MIT
 *
 * A new wording is one element of the table, whose samples are its test. Tables and key:value lists (task rows, zones,
 * counters, totals, statistics) are no sentences: tables, mem_info, key_values and call_trace scan them, and each of
 * these spells the header or the first key that leads it ("Free swap", "oom-kill:constraint="). */
#ifndef KERNEL_SENTENCES_H
#define KERNEL_SENTENCES_H

#include "base/str.h"

#include "model/event.h"

/* Where `begins` stands in the text. */
enum sentence_place {
    SENTENCE_STARTS,  /* at its start, as most do */
    SENTENCE_RESUMES, /* the same, but it may also be the rest of a line that was broken before it */
    SENTENCE_HOLDS,   /* anywhere */
    SENTENCE_LAST     /* its last occurrence counts: what precedes it is a name, which may contain the same words */
};

/* What the pattern's named groups fill: the vocabulary of that record (model/fields). */
enum sentence_record {
    SENTENCE_NOTHING,
    SENTENCE_TRIGGER_RECORD,
    SENTENCE_IDENTITY_RECORD,
    SENTENCE_CGROUP_RECORD,
    SENTENCE_MEMORY_USAGE,
    SENTENCE_MEMSW_USAGE,
    SENTENCE_SWAP_USAGE,
    SENTENCE_KMEM_USAGE,
    SENTENCE_KILL_RECORD,
    SENTENCE_EVENT_RECORD
};

/* What the sentence does to the event in progress. */
enum sentence_role {
    SENTENCE_PART,    /* a fact of the report */
    SENTENCE_CERTAIN, /* the same, and only the OOM killer says so */
    SENTENCE_TRIGGER, /* a new event begins */
    SENTENCE_SYSRQ,   /* the next event was asked for by hand */
    SENTENCE_CPUSET,  /* of the trigger: "before" ends in it */
    SENTENCE_IDENTITY,
    SENTENCE_CALL_TRACE, /* sections begin */
    SENTENCE_MEM_INFO,
    SENTENCE_STATISTICS,
    SENTENCE_SLABS,
    SENTENCE_SLABS_UNDUMPED,
    SENTENCE_ALLOCATIONS,
    SENTENCE_TASKS,
    SENTENCE_INTENT,     /* who is chosen */
    SENTENCE_KILLED,     /* who is killed */
    SENTENCE_KILLED_TOO, /* who is killed besides, by the same invocation */
    SENTENCE_SHARING,    /* who dies with them */
    SENTENCE_GROUP,      /* kills of a whole group follow */
    SENTENCE_REAPED,     /* of a victim that may be of an earlier event */
    SENTENCE_UNREAPED,
    SENTENCE_NO_VICTIM,
    SENTENCE_PANIC,
    SENTENCE_INIT_PANIC,    /* since process 1 is gone: of the event that killed it */
    SENTENCE_ECHO,          /* says again what is known */
    SENTENCE_ASIDE,         /* a report that is not the OOM killer's begins: with a trace and figures */
    SENTENCE_ASIDE_FIGURES, /* with figures alone */
    SENTENCE_ASIDE_TRACE,   /* with a trace alone */
    SENTENCE_NOTE,          /* something near the event */
    SENTENCE_REBOOT,
    SENTENCE_BOOT_MEMORY,
    SENTENCE_ZRAM,
    SENTENCE_CLOCK,          /* the kernel says what time it is */
    SENTENCE_USER_STATUS,    /* a userspace killer begins to say what it judges by */
    SENTENCE_USER_FIGURES,   /* and goes on */
    SENTENCE_USER_WARNING,   /* says why */
    SENTENCE_USER_KILLED,    /* whom it kills */
    SENTENCE_USER_ESCALATED, /* that a stronger signal followed */
    SENTENCE_USER_EXITED,    /* that the process went */
    SENTENCE_USER_SURVIVED,  /* that it did not */
    SENTENCE_USER_PRETENDED, /* that no signal was sent */
    SENTENCE_UNIT,           /* systemd says that a unit was struck */
    SENTENCE_UNIT_FAILED,    /* the same, as the last word about the unit's run */
    SENTENCE_UNIT_EXITED     /* and that its main process went */
};

/* Who can say it. */
enum sentence_speaker { SENTENCE_KERNEL, SENTENCE_USER, SENTENCE_ANYBODY };

enum { SENTENCE_SAMPLES = 10, SENTENCE_OPENS = 4, SENTENCE_ENDS = 6, SENTENCE_SIGNS = 5 };

/* Words that hardly anybody else would begin a sentence with: by them it is recognised wherever it begins on a line.
 * "#" is a number. */
struct sentence_sign {
    const char *begins;
    const char *holds;   /* and what it holds; NULL: nothing more */
    const char *ends[2]; /* its last words, the usual ones first; without them `ends` of the sentence */
};

struct sentence {
    const char *name;
    const char *since; /* kernels or programs that print it */
    int order;         /* its place among the lines of a report, which the kernel prints by rising numbers; 0: none */
    str begins;        /* a literal that every such text begins with or holds */
    enum sentence_place place;
    enum sentence_speaker speaker;
    enum sentence_role role;
    enum sentence_record record;
    /* PCRE2, matched from the text's start (SENTENCE_LAST: from `begins` on); NULL: `begins` says it all. Groups are
     * named after the record's fields; "figures" is a list of key:value; "before" is bound by SENTENCE_LAST. */
    const char *pattern;
    /* What such a text ends in where it is whole: its last words, or the last key of its key:value list. The newest
     * kernel's key stands last; room for a NULL is left. */
    const char *ends[SENTENCE_ENDS];
    str name_behind; /* what stands before a process name, which may hold a line break */
    str name_before; /* what stands behind the process name that the text begins with, where that is not `begins` */
    /* Where the sentence opens an event, or tells a kill whose opening may be lost: literals of which each such text
     * holds one. The idle scan looks for them (opener); "#" is a number, or the end of a line that was broken. */
    const char *opens[SENTENCE_OPENS];
    struct sentence_sign signs[SENTENCE_SIGNS]; /* where `begins` may be anybody's words */
    int kind; /* SENTENCE_NOTE: enum note_kind; SENTENCE_USER_*, SENTENCE_UNIT*: enum killer */
    const char *samples[SENTENCE_SAMPLES]; /* real texts */
};

extern const struct sentence sentences[];
extern const size_t sentence_count;

/* What kernels up to 2.6.17 say before "Killed process": later ones write "memory". */
#define SENTENCE_OLD_MESSAGE "Out of Memory"

/* The first row of ROLE, of which the table has one: its newest wording. */
const struct sentence *sentence_of(enum sentence_role role);

/* The length of BEGINS, of a sign, where TEXT begins with it; STR_NONE if it does not. */
size_t sentence_sign_len(str text, const char *begins);

/* "Killed process #" without its number. */
static inline str sentence_literal(const char *opens) {
    str text = str_from_cstr(opens);
    if (str_ends(text, STR(" #")))
        text.len -= 2;
    return text;
}

#endif
