/* Which part of a memory report a line is, and whether it can be the next one of a report that has come so far: the
 * kernel prints them in one order, its OOM killer as well as its page allocator and SysRq m.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_PART_H
#define KERNEL_PART_H

#include "base/str.h"

#include "model/event.h"

/* In the order of a report. */
enum part_rank {
    PART_NONE, /* no part, or one that only the OOM killer prints */
    PART_CPUSET,
    PART_IDENTITY,
    PART_HARDWARE,
    PART_TRACE,
    PART_FRAME,
    PART_MEM_INFO,
    PART_PERCPU,
    PART_COUNTERS,
    PART_NODE,
    PART_ZONE,
    PART_BUDDY,
    PART_POOL,
    PART_TOTALS,
    PART_ALLOCATIONS
};

/* What a frame tells of the trace that it stands in, in the order of a trace. */
enum part_frame {
    PART_FRAME_INNER,
    PART_FRAME_OPENS, /* "<TASK>" */
    PART_FRAME_LAST,  /* where the kernel was entered */
    PART_FRAME_ENDS,  /* the last registers behind it */
    PART_FRAME_CLOSES /* "</TASK>" */
};

/* Whose trace a function stands in. */
enum part_owner { PART_ANYBODYS, PART_KILLERS, PART_OTHERS };

/* A line without a place of its own: it continues the one before. */
#define PART_FOLLOWS UINT32_MAX

struct part {
    enum part_rank rank;
    uint32_t at;           /* within its rank: a node, a zone, a counter, an enum part_frame; or PART_FOLLOWS */
    enum part_owner owner; /* of a frame */
    bool is_noise;         /* a register or the like: also behind the last frame */
    int64_t figure;        /* one that other lines of its report tell, too; ABSENT: none */
    str name;              /* of the process, on PART_CPUSET and PART_IDENTITY; else empty */
};

enum { PROGRESS_ZONES = 8 }; /* whose figures are remembered */

/* How far a report has come. Zeroed: its first line, which says what it is. */
struct progress {
    enum part_rank rank;
    uint32_t at;
    uint32_t counters, totals;       /* which of them were printed, a bit each */
    uint32_t first_node, first_zone; /* `at` of the first line of a node, of a zone; with 1 added, 0: none yet */
    int64_t active_anon_pages;       /* 1 added; 0: not printed */
    struct {
        uint32_t at;
        int64_t free_kb;
    } zones[PROGRESS_ZONES];
    uint32_t zone_count;
    bool is_traceless; /* it has no trace: its figures follow at once */
    bool is_marked;    /* its trace stands between marks, and the last one opened it */
};

/* Whose trace FUNCTION, the symbol of a frame, stands in. */
enum part_owner part_owner_of(str function);

/* Whether TEXT names what may be a function of the OOM killer: nearly no other line does. */
bool part_may_be_killers(str text);

/* TEXT begins with its blanks. */
struct part part_of(str text);

/* The same, where the first byte does not tell. */
bool part_is_identity(str text);

/* Whether TEXT, without its blanks, begins as the line that names the process does: "CPU: 0 PID: 1", "Pid: 1". Nearly
 * no other line begins with these letters. */
static inline bool part_begins_identity(str text) {
    return text.len > 0 && (*text.data == 'C' || *text.data == 'P') && part_is_identity(text);
}

enum {
    PART_PLACE_FIRST = 1, /* it opens the report */
    PART_PLACE_LATE = 30  /* this and what is above closes it */
};

enum { PART_BEGINNINGS = 128 };

/* Beginnings of lines that have a place in a report, by their first byte. */
struct part_places {
    uint8_t first[256]; /* 1 + an index; 0: none */
    struct part_beginning {
        str words;
        const char *sign; /* the same with what follows a number in it */
        int place;
        uint8_t next; /* of the same first byte: 1 + its index; 0: none */
    } items[PART_BEGINNINGS];
    size_t count;
};

/* Takes them from the table of sentences. */
void part_places_make(struct part_places *places);

/* The place of TEXT in a report, in rising numbers: in a log whose newest lines come first they fall. Looks only at how
 * TEXT begins; 0 if it is no part of a report. */
int part_place(const struct part_places *places, str text);

/* The pid of the victim that TEXT, a part, names; -1 where it names none. */
int64_t part_named_pid(str text);

/* Whether PART can follow. */
bool progress_accepts(const struct progress *progress, const struct part *part);

/* PART has followed. */
void progress_advance(struct progress *progress, const struct part *part);

/* Whether nothing stands between what was printed and PART, which it accepts. HAS_NODES: this kernel prints a line for
 * each node (since 4.8). */
bool progress_is_next(const struct progress *progress, const struct part *part, bool has_nodes);

/* How far the figure of PART is from what the report told of it before: 0: the same. ABSENT: nothing tells. */
int64_t progress_distance(const struct progress *progress, const struct part *part);

/* Below 0, 0 or above it: whether A has come less far than B, as far, or further. */
int progress_compare(const struct progress *a, const struct progress *b);

/* Whether its figures are printed to the end. */
bool progress_is_complete(const struct progress *progress);

#endif
