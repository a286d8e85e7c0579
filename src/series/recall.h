/* What is remembered of earlier events, in places of fixed size: the memory does not grow with the input.
 * SPDX-License-Identifier: MIT
 *
 * A stream is one host, or one cgroup of it; a service is a name that was killed in a stream. */
#ifndef SERIES_RECALL_H
#define SERIES_RECALL_H

#include "base/str.h"
#include "base/words.h"

#include "model/finding.h"
#include "model/reckoning.h"

enum {
    RECALL_STREAMS = 256, /* then the one that was quiet longest is forgotten */
    RECALL_SERVICES = 256,
    RECALL_EVENTS = 8,         /* of each stream, the latest */
    RECALL_PROCESSES = 4,      /* of each event, the largest */
    RECALL_KILLS = 32,         /* of each event, looked at: a group that dies as a whole may have thousands */
    RECALL_NAME = 32,          /* bytes of a process name, the rest is cut */
    RECALL_LABEL = 120,        /* bytes of a host or a cgroup path, of which the end tells more than the start */
    RECALL_STORM_SECONDS = 60, /* events no farther apart are one storm */
    RECALL_STORM_EVENTS = 3,   /* fewer are none */
    RECALL_QUIET_SECONDS = 3600,
    RECALL_BACK_US = 1000000,  /* an uptime that goes back by no more is of lines that overtook each other */
    RECALL_SETTLE_SECONDS = 10 /* a victim is taken down; until then its pages are in no counter, or in two */
};

struct recall_name {
    char bytes[RECALL_NAME];
    unsigned char len;
};

struct recall_label {
    char bytes[RECALL_LABEL];
    unsigned char len;
};

/* When and where an event was. */
struct recall_moment {
    int64_t number; /* 0: there was none */
    int64_t uptime_us;
    struct oomwhy_time time;
    uint64_t release; /* of the kernel, hashed; 0: unknown */
    int64_t boot;     /* how often the machine was seen to boot before it, in its stream */
    struct span lines;
    bool blank; /* neither memory figures nor the head of a table: a kill line alone, the end of a report */
};

struct recall_process {
    struct recall_name name;
    int64_t pid, kb; /* in RAM and swapped out */
    int64_t line;    /* its row */
    bool killed;     /* in that event */
};

/* Kinds of memory that no kill gives back. */
enum recall_kind { RECALL_SLAB, RECALL_SHMEM, RECALL_PAGETABLES, RECALL_UNACCOUNTED, RECALL_KINDS };

struct recall_event {
    struct recall_moment moment;
    struct recall_process largest[RECALL_PROCESSES];
    size_t largest_count;
    int64_t kinds_kb[RECALL_KINDS];
    int64_t room_kb;  /* RAM or the limit */
    int64_t freed_kb; /* what the kills can give back: private memory, swap, page tables; ABSENT where one of them does
                         not tell */
    int64_t freed_tables_kb; /* the page tables among it */
    struct span memory_lines;
    int64_t newest_pid;                          /* the highest pid of the task table; ABSENT without a whole one */
    int64_t refaults_kb, swap_faults, swap_hits; /* as in struct readback */
    int64_t page_kb;
    int64_t victim_pid; /* who was killed first; ABSENT where unknown */
    int64_t kills;
    int64_t suppressed; /* reports that the kernel left out before this one */
    bool unsettled;     /* straight after a kill */
    bool is_lost_fault; /* of the whole machine, after a page fault that failed */
};

/* Events that follow each other closely. */
struct recall_storm {
    int64_t count; /* of events; 0: there was none */
    struct recall_moment first;
};

/* What the latest event that had enough to tell was judged to be. */
struct recall_verdict {
    struct recall_moment moment; /* number 0: there was none */
    struct recall_name pattern;
    enum confidence confidence;
};

struct recall_stream {
    uint64_t place;   /* its host and cgroup, or the file that names no host */
    uint64_t key;     /* the same, and which of several machines */
    uint64_t release; /* of the kernel that its machine ran last, hashed; 0: unknown */
    int64_t ram_kb;   /* of its machine; 0: unknown */
    bool is_unnamed;  /* its log names no host */
    struct recall_label file;
    int64_t used; /* when, in events; 0: a free place */
    struct recall_label host, cgroup;
    int64_t count, kills;
    int64_t freed_kb, freed_tables_kb; /* as of an event, by all kills */
    int64_t suppressed;
    struct recall_event first;
    struct recall_event latest[RECALL_EVENTS]; /* event COUNT - 1 is at (COUNT - 1) % RECALL_EVENTS */
    struct recall_verdict verdict;
    struct recall_storm storm, worst;          /* the one that the latest event belongs to; the longest */
    struct recall_moment quiet_from, quiet_to; /* the longest pause */
    int64_t quiet_s;
};

struct recall_service {
    uint64_t key;
    int64_t used;
    struct recall_name name;
    struct recall_label host;
    int64_t count, last_pid;
    int64_t newest_pid; /* at its last kill, of all processes: a higher one was born since */
    bool extinct;       /* its last kill left no process of that name */
    int64_t repeats;    /* kills of the process that was killed last: it had not ended yet */
    int64_t respawns;   /* kills of a process that was started when there was none of that name */
    int64_t least_kb, most_kb;
    int64_t shortest_us, longest_us; /* from one kill to the next; ABSENT where one of them is not known */
    struct recall_moment first, last;
};

struct recall {
    int64_t events;
    struct recall_stream streams[RECALL_STREAMS];
    struct recall_service services[RECALL_SERVICES];
};

/* The kind in words: "shared memory". */
const char *recall_kind_name(enum recall_kind kind);

static inline str recall_name(const struct recall_name *name) {
    return str_of(name->bytes, name->len);
}

static inline str recall_label(const struct recall_label *label) {
    return str_of(label->bytes, label->len);
}

/* What is kept of an event of STREAM. */
void recall_event_set(struct recall_event *kept, const struct recall_stream *stream, const struct event *event,
                      const struct reckoning *reckoning);

/* The kills of EVENT left no process NAME: its task table is whole and shows no other. */
bool recall_is_extinct(const struct event *event, str name);

/* The stream of EVENT, the service NAME of it: found, or new with a count of 0 in the place of the oldest. */
struct recall_stream *recall_stream_of(struct recall *recall, const struct event *event,
                                       const struct reckoning *reckoning);
struct recall_service *recall_service_of(struct recall *recall, const struct recall_stream *stream, str name);

/* The same if it is remembered, else NULL. */
const struct recall_service *recall_find_service(const struct recall *recall, const struct recall_stream *stream,
                                                 str name);

/* Keeps FINDING, the leading one of KEPT, if it says what happened. */
void recall_keep_verdict(struct recall_stream *stream, const struct recall_event *kept, const struct finding *finding);

/* Both are of one machine: its whole, or cgroups of it. */
bool recall_is_same_machine(const struct recall_stream *a, const struct recall_stream *b);

/* The latest event of STREAM if it killed process PID called NAME, one of the largest; else NULL. */
const struct recall_event *recall_killed(const struct recall_stream *stream, str name, int64_t pid);

/* The event BACK places before the next one (1 is the latest), or NULL if it is not remembered. */
const struct recall_event *recall_back(const struct recall_stream *stream, int64_t back);

/* Which storm an event at NOW belongs to, itself counted. */
struct recall_storm recall_storm_of(const struct recall_stream *stream, const struct recall_moment *now);

/* Adds an event, or a kill, to what is remembered. EXTINCT: it left no process of that name. */
void recall_keep_event(struct recall_stream *stream, const struct recall_event *kept, int64_t kills);
void recall_keep_kill(struct recall_service *service, const struct recall_event *kept, int64_t pid, int64_t kb,
                      bool extinct);

/* Process PID was started after the last kill of SERVICE, which had left none of that name. Pids wrap around: a
 * smaller one tells nothing. */
bool recall_is_respawn(const struct recall_service *service, const struct recall_moment *now, int64_t pid);

/* Pids and sizes may be compared: nothing shows that the machine was booted in between. */
bool recall_is_same_boot(const struct recall_moment *earlier, const struct recall_moment *later);

/* Microseconds from EARLIER to LATER, as exact as the log's stamps are, or ABSENT where it does not tell (no
 * times, or a clock that ran back). */
int64_t recall_us(const struct recall_moment *earlier, const struct recall_moment *later);

/* The same in seconds, rounded; 0 is less than one. */
int64_t recall_seconds(const struct recall_moment *earlier, const struct recall_moment *later);

/* "5 minutes", or "less than a second" */
const char *recall_duration(char room[WORDS_ROOM], int64_t seconds);

/* Kills in a row gave back next to nothing: what fills the room is not theirs. */
bool recall_is_cascade(int64_t kills, int64_t freed_kb, int64_t room_kb);

#endif
