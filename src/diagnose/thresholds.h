/* Every threshold of the judgement, each with the reason for its value.
 * SPDX-License-Identifier: MIT
 *
 * None of these is a fact of the kernel: they separate what was measured on machines whose cause of death is known. */
#ifndef DIAGNOSE_THRESHOLDS_H
#define DIAGNOSE_THRESHOLDS_H

/* Percent of the room (usable RAM, or a cgroup's limit) unless another whole is named. */
enum {
    /* One process stands out if it matters to the room, holds more than all others together, and is no equal of the
     * next: a database beside a large Java heap is a machine that was given too much to do. */
    OUTLIER_ROOM_PERCENT = 25,
    OUTLIER_PROCESSES_PERCENT = 50,
    OUTLIER_TIMES = 2,
    /* From half of RAM and used swap on, killing all the others could not free as much. */
    OUTLIER_SURE_PERCENT = 50,
    /* Of the counters, where the machine's size is lost: what none of them shows may be much. */
    FILLS_SHOWN_PERCENT = 75,
    OUTLIER_SURE_TIMES = 3,

    /* Below half, something other than processes decides. */
    UNDERSIZED_PERCENT = 50,
    UNDERSIZED_SURE_PERCENT = 70,
    /* Workers are called alike while the largest is no more than twice their mean. */
    ALIKE_TIMES = 2,
    ALIKE_COUNT = 3,
    LEADER_PERCENT = 50, /* of what a group holds: it is mostly one process */
    SHARED_PERCENT = 50, /* of the victim's rss: its like map the same memory, and rss says little about any of them */

    /* A victim of so little address space, the best that there was to kill, excludes one large process as the cause. */
    SMALL_VICTIM_KB = 32768,

    /* Counters and rows are read at different times: two rows are one address space if they exceed the counters by
       more. */
    TWINS_PERCENT = 120,
    FAMILY_PERCENT = 95, /* of each other's private memory: a copy that has changed little since fork */

    /* One user's programs are the consumer where no name is: most of what processes hold, and not root's, whose
     * processes are the system's own. */
    USER_PROCESSES_PERCENT = 50,

    /* Ordinary systems show 50 to 300 rows; in a small machine or cgroup a bomb of tiny shells ends earlier. */
    FORK_BOMB_TASKS = 300,
    FORK_BOMB_MEMBER_KB = 4096,      /* mean: a shell of a fork bomb holds a few hundred kB, a worker tens of MB */
    FORK_BOMB_MAPPED_KB = 16 * 1024, /* mean rss: more is mapped by the backends of a database, not by shells */
    FORK_BOMB_TINY_TASKS = 100,
    FORK_BOMB_TINY_MEMBER_KB = 1024,
    FORK_BOMB_ROW_PERCENT = 50,
    FORK_BOMB_LARGEST_PERCENT = 5, /* of RAM and swap: with a larger process about, it is not the fork bomb alone */
    FORK_BOMB_SHARE_PERCENT = 50,  /* of what processes hold */
    FORK_BOMB_TAIL_ROWS = 5,       /* the end of a table, where its beginning is lost */
    FORK_BOMB_VICTIM_KB = 8192,    /* total-vm: of a static or a small dynamic shell */
    FORK_BOMB_DENSE_TIMES = 2,     /* pids of the newest half lie within twice their number: born one after another */
    /* Threads without end: their kernel stacks, usually 1 % of a small machine, matter, and few processes have many. */
    FORK_BOMB_STACK_PERCENT = 10,
    FORK_BOMB_THREAD_TIMES = 20,

    /* Healthy machines: slab 0.5 to 4 %, page tables 0.1 to 1.7 %. */
    SLAB_MENTION_PERCENT = 10,
    SLAB_CAUSE_PERCENT = 25,
    SLAB_HARD_PERCENT = 25, /* of slab: with less that cannot be reclaimed it is a cache */
    /* Reclaimable slab that is still there at the kill was pinned. */
    SLAB_PINNED_PERCENT = 10,
    SHMEM_MENTION_PERCENT = 25,
    SHMEM_CAUSE_PERCENT = 40,
    SHMEM_ONE_MAPPING_PERCENT = 70, /* of shared memory, mapped by one process: a segment, not files */
    PAGETABLES_MENTION_PERCENT = 3,
    PAGETABLES_CAUSE_PERCENT = 10,
    MAPPER_PERCENT = 50, /* of the page tables: they are one process's */
    HUGETLB_MENTION_PERCENT = 10,
    HUGETLB_CAUSE_PERCENT = 25,
    UNEVICTABLE_MENTION_PERCENT = 10,
    UNEVICTABLE_CAUSE_PERCENT = 25,
    UNEVICTABLE_LOCKED_PERCENT = 50, /* of unevictable memory, held by one process: it locked it */
    /* Page cache at a real exhaustion was 0 to 1 %, at reports that were none 8 % and more. */
    CACHE_MENTION_PERCENT = 5,
    CACHE_CAUSE_PERCENT = 40,
    CACHE_DIRTY_PERCENT = 50, /* of the page cache: storage, not room, is the bottleneck */
    /* With less to give a kernel can't hold itself and a first few programs: shares say nothing. */
    TINY_ROOM_KB = 64 * 1024,
    /* Before the first program runs: the kernel, its drivers and an initrd take up to this much. */
    BOOT_ROOM_KB = 512 * 1024,
    BOOT_SECONDS = 10,   /* and so long, if the report shows that there is no process yet */
    BOOT_ANON_KB = 1024, /* ... and hardly any private memory */
    /* Docker refused limits below 4 MiB, and below 6 MiB since 20.10: a container can't start in less. */
    TINY_LIMIT_KB = 4 * 1024,
    /* The largest gap of a healthy machine was 4.6 %; per-cpu areas, modules and rings cost small hosts more. */
    UNACCOUNTED_NORMAL_PERCENT = 5,
    UNACCOUNTED_NORMAL_KB = 256 * 1024,
    UNACCOUNTED_SMALL_PERCENT = 12, /* on a host so small that 256 MiB would be a large part of it */
    /* In a cgroup each CPU holds a stock of up to 64 charged pages, and its statistics lag by as much. */
    UNACCOUNTED_CGROUP_KB = 2048,
    UNACCOUNTED_MENTION_PERCENT = 5,
    UNACCOUNTED_CAUSE_PERCENT = 15,
    /* zswap's pool is capped at 20 % by default. */
    SWAP_IN_RAM_PERCENT = 80, /* of each other: the gap and the swap in use are one */
    ZSWAP_CAP_PERCENT = 22,
    COMPRESSED_PERCENT = 20, /* of the swap in use: compressed pages in RAM that are its content */
    /* Kernel image, memmap and initrd take some tens of MiB and 2 to 4 %, a crash kernel up to 11 %; what is reserved
     * beyond is a balloon or a debug kernel. */
    RESERVED_FIXED_KB = 64 * 1024,
    RESERVED_MUCH_PERCENT = 20,
    /* Worth a word: beyond what ordinary hosts of 4 to 32 GB show, and beyond a crash kernel on a small one. */
    RESERVED_MENTION_PERCENT = 8,
    RESERVED_MENTION_KB = 400 * 1024,

    /* A holder is beyond doubt when it holds this much ... */
    DOMINANT_PERCENT = 40,
    /* ... and half as much again as any other. */
    RIVAL_TIMES_TENTHS = 15,
    /* Without a task table: processes that hold this many times as much may hide the one that is the cause. */
    UNLISTED_TIMES = 2,
    /* The task table shows less than this of what processes hold: rows are missing, or their owner was leaving. */
    UNLISTED_PERCENT = 50,
    /* Free in a zone above its marks, beside a request that the log does not show: not what is left of DMA on any PC.
     */
    LOST_REQUEST_PERCENT = 1,
    /* A rival is worth a word from a quarter of the best one on. */
    RIVAL_MENTION_TIMES = 4,

    PROTECTED_PERCENT = 25, /* below, the shielded process is not what filled the room */
    PROTECTED_TIMES = 2,    /* of the largest killable one */

    FILLER_PERCENT = 50, /* of the exhausted zone: what fills it */
    COMPACT_PERCENT = 5, /* of the zones that the request could use: pages that compaction can move */

    /* Free memory outside the request's reach that would have served it with a margin. */
    ELSEWHERE_PERCENT = 5,

    /* A cgroup's usage below its limit: charges come in batches of 64 pages a CPU. */
    LIMIT_NEAR_PERCENT = 1,
    LIMIT_FAR_PERCENT = 10,
    /* Statistics that were cut still tell enough when this much of the usage has a name. */
    PARTIAL_ENOUGH_PERCENT = 90,

    /* Free memory that was no watermark's: nothing had to be dropped for it. */
    THRASH_FREE_PERCENT = 10,
    /* Page cache left: at 1 % programs run from disk, at 5 % there was still something to give. */
    THRASH_CACHE_PERCENT = 1,
    THRASH_CACHE_NO_PERCENT = 5,
    THRASH_SWAPCACHE_PERCENT = 50, /* of used swap: pages are being read back */
    THRASH_REFAULT_PERCENT = 25,   /* of the limit, read back since the cgroup was made */
    THRASH_READ_PERCENT = 25,      /* of the room, read back since an earlier report */

    /* Σ anonymous rss against the counters: approximate rss is believed from here on. */
    TOGETHER_PERCENT = 90, /* of the counter of private memory: rows that add up to it, but for pages on their way */
    COVERED_PERCENT = 80,

    /* Advice: headroom over what was held, and over the present watermark. */
    HEADROOM_PERCENT = 25,
    THROTTLE_FIXED_PERCENT = 90, /* of memory.high: so much that can't be reclaimed leaves it nothing to work with */
    /* vm.min_free_kbytes by default is 4 * sqrt(RAM in kB); raising beyond 1 % of RAM costs more than it helps. */
    MIN_FREE_CAP_PERMILLE = 10,
    MIN_FREE_HIGH_PERCENT = 10,
    MIN_FREE_LOW_PERCENT = 50, /* of the kernel's default: somebody lowered it */
    FIRST_LOGIN_UID = 1000     /* people's accounts begin here */
};

#endif
