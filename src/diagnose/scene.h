/* What the patterns weigh: one event's memory as parts of the room there was, and who held them.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_SCENE_H
#define DIAGNOSE_SCENE_H

#include "base/arena.h"
#include "base/str.h"

#include "model/amount.h"
#include "model/finding.h"
#include "model/reckoning.h"

/* Disjoint parts of the room, the same for a machine and for a cgroup. */
enum scene_part {
    PART_FREE,
    PART_ANON,
    PART_SHMEM,
    PART_FILE,
    PART_UNEVICTABLE,
    PART_SLAB, /* unreclaimable, or all of it where the kernel prints one figure */
    PART_SLAB_RECLAIMABLE,
    PART_PAGETABLES,
    PART_KERNEL_STACK,
    PART_HUGETLB,
    PART_OTHER,
    PART_UNACCOUNTED,
    PART_COUNT
};

struct part {
    int64_t kb; /* ABSENT where the log does not tell */
    struct span lines;
};

/* A process, or all processes of one name. */
struct holder {
    str name;
    int64_t count; /* processes; 0: there is no such holder */
    int64_t pid;
    size_t row;      /* in event.tasks.items; SIZE_MAX where only the kill line tells */
    int64_t kb;      /* private memory, in RAM and swapped out; page tables are a part of their own */
    int64_t anon_kb; /* never more than the machine's anonymous and locked memory */
    int64_t rss_kb, swap_kb, pagetables_kb;
    bool bounded;   /* the rows add up to more than there is of private memory (or of swap): anon_kb is all there is */
    bool mixed;     /* anon_kb is rss: the table does not tell private from shared pages */
    bool estimated; /* anon_kb is the victim's share of private memory, applied to this one's rss */
    enum tri killable;
    struct span lines;
};

struct scene {
    const struct event *event;
    const struct reckoning *reckoning;
    struct arena *arena;
    bool cgroup;         /* the room is a cgroup's limit */
    bool unlimited;      /* the cgroup has none of its own: the room is what it uses */
    str cgroup_path;     /* whose limit was hit */
    int64_t room_kb;     /* usable RAM or the limit; 0 where neither is known */
    bool room_known;     /* as printed; else the sum of what the report shows */
    bool only_processes; /* not even that: the room is what the processes hold, shares of it say little */
    bool booting;        /* no program runs yet */
    bool tiny;           /* too small for a kernel and its first programs */
    const char *room;    /* "RAM", "the limit", "the cgroup's usage", "the memory that the report shows" */
    struct span room_lines;
    struct part parts[PART_COUNT];
    const char *anonymous;         /* what PART_ANON is: "private memory", or more where the log does not part it */
    int64_t anonymous_kb;          /* the most that processes can hold privately in RAM; ABSENT where unknown */
    int64_t swap_used_kb;          /* by those who share the room; 0 where unknown */
    int64_t swap_shmem_kb;         /* used swap that no process owns: shared memory that was swapped out */
    int64_t reach_kb;              /* room and used swap */
    bool table;                    /* there is a task table to judge by */
    bool init_alone;               /* it lists nobody, so what processes hold is init's, which it never lists */
    struct holder largest, second; /* processes */
    struct holder twin;   /* runs in the address space of `largest`, and holds nothing of its own; or count 0 */
    struct holder crowd;  /* the name whose processes hold most */
    struct holder leader; /* of several in `crowd`, the one that holds most */
    struct holder mapper, mappers; /* the process, and the name whose processes, have most page tables */
    struct holder user;            /* the login or service user whose many programs hold most; count 0: nobody */
    int64_t user_uid;
    struct holder shielded, unshielded; /* largest process that may not, that may be killed */
    int64_t shielded_kb;                /* all shielded processes */
    int64_t processes_kb;               /* all processes; never more than reach */
    int64_t listed_kb;                  /* private memory in RAM that the rows of the task table show, all of them */
    int64_t unlisted_kb;                /* private memory in RAM that no row of the task table shows */
    bool unlisted;                      /* so much of it that the table does not tell who held the memory */
    bool outlier;                       /* `largest` stands out from all others */
    bool swarm;                         /* `crowd` is a great many small processes, born one after another, or: */
    bool swarm_tail;                    /* the log shows only the end of such a report */
    bool threaded;                      /* a few processes have a great many threads */
    int64_t threads;                    /* kernel stacks tell how many; 0 where unknown */
    bool rss_approximate;               /* per-CPU counters of 6.2 to 6.19, not confirmed by the machine's own */
    struct evidence_list doubts;        /* what lowers the confidence in every finding */
};

/* Memory comes from the event's arena. */
void scene_set(struct scene *scene, const struct event *event, const struct reckoning *reckoning);

/* PART in kB, 0 where the log does not tell. */
static inline int64_t scene_kb(const struct scene *scene, enum scene_part part) {
    return scene->parts[part].kb > 0 ? scene->parts[part].kb : 0;
}

/* What processes hold is shown, or the kernel lists its slab caches, which it does only where they hold more: a kind of
 * memory can be weighed against it. */
static inline bool scene_is_weighable(const struct scene *scene) {
    return scene->parts[PART_ANON].kb != ABSENT || scene->event->memory.slab_count > 0;
}

/* Most of what processes hold belongs to workers of one name and like size. */
bool scene_is_workers(const struct scene *scene);

/* Memory was free: what the kernel could reclaim had not to be reclaimed, and is nobody's fault. */
bool scene_is_roomy(const struct scene *scene);

/* Slab that was not given back: the unreclaimable part, and the reclaimable one where it is so large that it must
 * have been pinned. */
int64_t scene_slab_kb(const struct scene *scene);

/* What "Unreclaimable slab info" lists; ABSENT without it. */
int64_t scene_listed_slab_kb(const struct scene *scene);

/* The part of the unaccounted memory that is beyond what every machine of this size has. */
int64_t scene_unaccounted_kb(const struct scene *scene);

/* Shared memory, with what of it was swapped out. */
int64_t scene_shmem_kb(const struct scene *scene);

/* A kind of memory that belongs to no process, as CONTRACT.md names it. */
struct kind {
    enum scene_part part;
    const char *name;
    const char *said; /* the same with its verb */
};

/* What KIND holds, in kB: for unaccounted memory only what is unusual, so that it can be weighed against others. */
int64_t scene_kind_kb(const struct scene *scene, const struct kind *kind);

/* The kind that holds most, LEFT_OUT left out (PART_COUNT: none); NULL where none holds anything. */
const struct kind *scene_largest_kind(const struct scene *scene, enum scene_part left_out);

/* The line of a cgroup statistic, or the statistics' lines. ABSENT in *RET_VALUE (bytes) where it is not printed. */
struct span scene_stat(const struct scene *scene, str name, int64_t *ret_value);

/* Dirty pages and pages being written, in kB, with their lines; ABSENT where the log does not tell. */
int64_t scene_unwritten_kb(const struct scene *scene, struct span *ret_lines);

/* Most of the page cache waits for storage. */
bool scene_is_dirty(const struct scene *scene);

/* The kernel panicked because it is set to (vm.panic_on_oom), not because it found nothing to kill. */
bool scene_panics_by_order(const struct scene *scene);

/* Version 1 limits memory and swap together too: that limit was hit, and not the one of memory. */
bool scene_hit_the_sum(const struct scene *scene);

/* More of the RAM is reserved than the kernel itself and a crash kernel take. */
bool scene_is_reserved(const struct scene *scene);

/* So much that it is a rival of whatever holds the rest: a balloon first of all. */
bool scene_is_shrunken(const struct scene *scene);

/* What is plain without knowing whose memory it is: "private memory of processes fills 70 % of RAM, all 4 GiB of swap
 * are used, hardly any page cache is left"; empty where nothing is. */
str scene_plain_facts(const struct scene *scene);

/* The process, else the processes of one name, that have most of the page tables; NULL where none has. */
const struct holder *scene_page_tables_owner(const struct scene *scene);

/* The log lacks what a judgement needs: "not enough to tell" is worth saying beside any other finding. */
bool scene_is_lacking(const struct scene *scene);

/* Lines that show the machine's or the cgroup's totals, else the event's. */
struct span scene_lines(const struct scene *scene);

#endif
