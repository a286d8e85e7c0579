/* One event's memory as parts of the room there was: the machine's RAM, or a cgroup's limit.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_ROOM_H
#define DIAGNOSE_ROOM_H

#include "base/arena.h"
#include "base/str.h"
#include "model/amount.h"

#include "model/finding.h"
#include "model/reckoning.h"

/* Disjoint parts of the room, the same for a machine and for a cgroup. */
enum room_part {
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
    PART_GPU, /* what graphics drivers hold, since 7.1 */
    PART_OTHER,
    PART_UNACCOUNTED,
    PART_COUNT
};

struct part {
    int64_t kb; /* ABSENT where the log does not tell */
    struct span lines;
};

struct room {
    const struct event *event;
    const struct reckoning *reckoning;
    struct arena *arena;
    const char *name; /* "RAM", "the limit", "the cgroup's usage", "the memory that the report shows" */
    int64_t kb;       /* usable RAM or the limit; 0 where neither is known */
    struct span lines;
    bool is_cgroup;      /* the room is a cgroup's limit */
    bool unlimited;      /* the cgroup has none of its own: the room is what it uses */
    bool is_known;       /* as printed; else the sum of what the report shows */
    bool only_processes; /* not even that: the room is what the processes hold, shares of it say little */
    bool booting;        /* no program runs yet */
    bool tiny;           /* too small for a kernel and its first programs */
    str cgroup_path;     /* whose limit was hit */
    struct part parts[PART_COUNT];
    const char *anonymous; /* what PART_ANON is: "private memory", or more where the log does not part it */
    int64_t anonymous_kb;  /* the most that processes can hold privately in RAM; ABSENT where unknown */
    int64_t swap_used_kb;  /* by those who share the room; 0 where unknown */
    int64_t swap_shmem_kb; /* used swap that no process owns: shared memory that was swapped out */
    int64_t reach_kb;      /* room and used swap */
};

/* Memory comes from the event's arena. */
void room_set(struct room *room, const struct event *event, const struct reckoning *reckoning);

/* Nothing but processes is known, or the counters break off before what they hold: LARGEST_KB one, PROCESSES_KB all.
 * Then they are the room. */
void room_fit_processes(struct room *room, int64_t largest_kb, int64_t processes_kb);

/* The path of the cgroup whose limit was hit, in quotation marks where it could be read as words of ours; "" for none.
 */
str room_cgroup_words(const struct room *room);

/* PART in kB, 0 where the log does not tell. */
static inline int64_t room_part_kb(const struct room *room, enum room_part part) {
    return amount_positive(room->parts[part].kb);
}

/* What processes hold is shown, or the kernel lists its slab caches, which it does only where they hold more: a kind of
 * memory can be weighed against it. */
static inline bool room_is_weighable(const struct room *room) {
    return room->parts[PART_ANON].kb != ABSENT || room->event->memory.slab_count > 0;
}

/* Shared memory, page cache, slab and page tables, which fill machines: the log shows all of them. */
bool room_shows_the_large(const struct room *room);

/* ", 30 % of RAM"; "" where KB is more than the room. */
str room_share(const struct room *room, int64_t kb);

/* "88 % of RAM plus the swap in use"; where the log lost how much is swapped out, KB may be more than RAM. */
str room_share_with_swap(const struct room *room, int64_t kb);

/* A limit of CGROUP that is full: memory, memory and swap together, or kernel memory. */
bool room_has_full_limit(const struct cgroup *cgroup);

/* Memory was free: what the kernel could reclaim had not to be reclaimed, and is nobody's fault. */
bool room_is_roomy(const struct room *room);

/* Page cache that only had to be dropped: neither dirty nor being written, and not of zones that the request could not
 * use; 0 where the log does not tell. */
int64_t room_droppable_kb(const struct room *room);

/* Slab that was not given back: the unreclaimable part, and the reclaimable one where it is so large that it must
 * have been pinned. */
int64_t room_slab_kb(const struct room *room);

/* What "Unreclaimable slab info" lists; ABSENT without it. */
int64_t room_listed_slab_kb(const struct room *room);

/* The part of the unaccounted memory that is beyond what every machine of this size has. */
int64_t room_unaccounted_kb(const struct room *room);

/* Shared memory, with what of it was swapped out. */
int64_t room_shmem_kb(const struct room *room);

/* The line of a cgroup statistic, or the statistics' lines. ABSENT in *RET_VALUE (bytes) where it is not printed. */
struct span room_stat(const struct room *room, str name, int64_t *ret_value);

/* Dirty pages and pages being written, in kB, with their lines; ABSENT where the log does not tell. */
int64_t room_unwritten_kb(const struct room *room, struct span *ret_lines);

/* Most of the page cache waits for storage. */
bool room_is_dirty(const struct room *room);

/* The kernel panicked because it is set to (vm.panic_on_oom), not because it found nothing to kill. */
bool room_panics_by_order(const struct room *room);

/* Version 1 limits memory and swap together too: that limit was hit, and not the one of memory. */
bool room_hit_the_sum(const struct room *room);

/* The group has limits, and none of them was reached when this was printed. */
bool room_was_below_limit(const struct room *room);

/* All of swap is zram, as the kernel said when it was added. */
bool room_swaps_to_zram(const struct room *room);

/* It is, or the report counts as many compressed pages: what is swapped out takes RAM still. */
bool room_swaps_to_ram(const struct room *room);

/* Page tables of KVM's guests and of IOMMUs, since 6.1; no process's, though counted in PART_PAGETABLES. ABSENT where
 * they are not printed. */
int64_t room_guest_tables_kb(const struct room *room);

/* More of the RAM is reserved than the kernel itself and a crash kernel take. */
bool room_is_reserved(const struct room *room);

/* Kernel memory of the cgroup that no statistic names, or that its report does not split; 0 where there is none. */
int64_t room_unnamed_kernel_kb(const struct room *room);

/* " that is not locked" where so much is that a sum of private memory without it misleads, else "". */
const char *room_unlocked(const struct room *room);

/* The lines of the nodes that print a balloon. */
struct span room_balloon_lines(const struct room *room);

/* So much that it is a rival of whatever holds the rest: a balloon first of all. */
bool room_is_shrunken(const struct room *room);

/* Could it have been prevented, where the machine was so shrunken: by that memory, or by OTHERWISE. */
str room_shrunken_prevention(const struct room *room, const char *otherwise);

/* The same in few words. */
str room_shrunken_prevented(const struct room *room);

/* What is plain without knowing whose memory it is: "private memory of processes fills 70 % of RAM, all 4 GiB of swap
 * are used, hardly any page cache is left"; empty where nothing is. */
/* The log does not tell what processes hold from files: tmpfs, where it does not show how much of all RAM that is, or
 * (up to 2.6.27) all page cache. */
bool room_anon_may_be_files(const struct room *room);

str room_plain_facts(const struct room *room);

/* Lines that show the machine's or the cgroup's totals, else the event's. */
struct span room_lines(const struct room *room);

#endif
