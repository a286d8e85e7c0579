/* What can be computed from one event by the kernel's own arithmetic: still facts, no judgement.
 * SPDX-License-Identifier: MIT
 *
 * Sizes are in kB unless named otherwise; ABSENT where the log does not carry the arithmetic.
 * Lists live in the event's memory. */
#ifndef MODEL_RECKONING_H
#define MODEL_RECKONING_H

#include "model/event.h"
#include "model/maker.h"
#include "model/release.h"

enum scope { SCOPE_UNKNOWN, SCOPE_SYSTEM, SCOPE_CGROUP, SCOPE_CPUSET, SCOPE_MEMPOLICY };

enum swap_state { SWAP_UNKNOWN, SWAP_NONE, SWAP_FULL, SWAP_PARTLY_USED, SWAP_UNUSED };

/* What the trigger's request was for, read from the call trace, else from the gfp mask. */
enum request {
    REQUEST_UNKNOWN,
    REQUEST_ANONYMOUS_FAULT, /* a page of its own that a process touched for the first time */
    REQUEST_SWAP_IN,         /* a page read back from swap */
    REQUEST_COPY_ON_WRITE,   /* a copy of a page that was shared, since fork or with a file */
    REQUEST_GUEST_FAULT,     /* the same as the first and third, for the guest of a virtual machine */
    REQUEST_FILE_FAULT,
    REQUEST_SHMEM,
    REQUEST_USER,        /* a page of a process or of a file, by the mask: the trace does not show which */
    REQUEST_USER_ZEROED, /* a new page of a process, by the mask */
    REQUEST_FORK,
    REQUEST_SLAB,
    REQUEST_NETWORK,
    REQUEST_PAGE_TABLE,
    REQUEST_FILESYSTEM,
    REQUEST_PIPE,
    REQUEST_DRIVER,
    REQUEST_KERNEL_OTHER,
    REQUEST_PAGE_FAULT, /* pagefault_out_of_memory: what the fault needed the page for is lost */
    REQUEST_LIMIT,      /* no memory was asked for: the limit of a cgroup was set below its usage (memory.max) */
    REQUEST_KSWAPD,     /* none either: MGLRU's min_ttl_ms (lru_gen_age_node, mm/vmscan.c, 6.1) */
    REQUEST_POLICY,     /* nor here: a BPF program called bpf_out_of_memory */
    REQUEST_SYSRQ
};

/* Disjoint parts of managed_kb; see accounting of mm/show_mem.c. A part that the log does not print is ABSENT;
 * unaccounted_kb is ABSENT where a part that matters or the total is not in the log. */
struct ledger_parts {
    int64_t free_kb;
    int64_t anon_kb;  /* anonymous LRU without shared memory; swap cache included */
    int64_t shmem_kb; /* tmpfs, SysV and POSIX shared memory, memfd */
    int64_t file_kb;  /* file LRU and isolated file pages */
    int64_t unevictable_kb;
    int64_t slab_reclaimable_kb, slab_unreclaimable_kb;
    int64_t slab_kb; /* up to 2.6.31: one figure for both */
    int64_t lru_kb;  /* up to 2.6.27: anonymous and file pages in one figure, anon_kb and file_kb are ABSENT */
    int64_t pagetables_kb;
    int64_t kernel_stack_kb;
    int64_t hugetlb_kb;
    int64_t free_pcp_kb; /* free too: on lists of the CPUs, beside the buddy lists that free_kb counts */
    int64_t zspages_kb;  /* compressed pages of zram or zswap, since 6.18 */
    int64_t balloon_kb;  /* the hypervisor's, where it was not taken out of managed_kb, since 6.16 */
    int64_t gpu_kb;      /* pages of graphics drivers, in use and pooled, since 7.1 */
    int64_t other_kb;    /* misc reclaimable, bounce, writeback_tmp, poisoned pages, shadow call stacks */
    int64_t unaccounted_kb;
};

/* Views of pages that the parts already hold. */
struct ledger_within {
    int64_t swap_cache_kb, mapped_kb, dirty_kb, writeback_kb, mlocked_kb, free_cma_kb, free_pcp_kb, highatomic_kb;
    int64_t pagecache_kb, balloon_kb, zspages_kb, anon_thp_kb;
};

struct ledger {
    int64_t total_kb, reserved_kb, managed_kb; /* "pages RAM", "pages reserved", what the kernel had to give */
    struct ledger_parts parts;
    struct ledger_within within;
    int64_t tolerance_kb;   /* how far the sum may miss: per-CPU counter drift */
    bool anon_with_shmem;   /* the log does not show the shared memory: anon_kb (or lru_kb) holds it too */
    bool may_hide_gigantic; /* the unaccounted rest may be huge pages of 1 GiB, whose line is lost or never was */
    bool filtered;          /* node and zone lines cover only a part of the machine */
    bool inconsistent;      /* the parts exceed the total beyond the tolerance */
    struct span lines;
};

/* The same for a cgroup: disjoint parts of usage_kb. */
struct cgroup_ledger {
    int version;                /* 1, 2 or 0 */
    int64_t usage_kb, limit_kb; /* limit ABSENT: unlimited */
    int64_t swap_usage_kb, swap_limit_kb, kmem_usage_kb;
    int64_t anon_kb, file_kb, shmem_kb, slab_kb, pagetables_kb, kernel_stack_kb, percpu_kb, vmalloc_kb, sock_kb,
        kernel_other_kb;
    int64_t kernel_unsplit_kb; /* of statistics that are cut: kernel memory whose parts are not all in the log */
    int64_t swap_cache_kb;     /* on the anonymous lists, mapped by no process (any more) and no shared memory */
    int64_t unaccounted_kb;
    /* views */
    int64_t slab_unreclaimable_kb, slab_reclaimable_kb, file_dirty_kb, file_writeback_kb, file_mapped_kb,
        unevictable_kb, kernel_kb;
    bool file_with_shmem;  /* the statistics are cut before the shared memory: file_kb holds it too */
    bool children_cut;     /* each group prints its own pages only, and those of the groups below are not in the log */
    bool kernel_cut;       /* names of kernel memory that this kernel prints are not in the log */
    bool usage_impossible; /* usage and limit contradict each other: both are ABSENT */
    bool swap_impossible;  /* v1: memory+swap contradicts memory, or its limit */
    bool swap_inferred;    /* v1: the difference of memory+swap and memory */
    bool shmem_inferred;   /* up to 4.11: what the anonymous lists hold beyond rss */
    bool at_limit;         /* usage within a charge batch of the limit */
    bool partial;          /* statistics cut: parts are missing */
    struct span lines;
};

enum below { BELOW_UNKNOWN, BELOW_NONE, BELOW_HIGH, BELOW_LOW, BELOW_MIN };

enum tri { TRI_UNKNOWN, TRI_NO, TRI_YES };

/* One zone against the request (zone_watermark_ok, mm/page_alloc.c). Index as in event.memory.zones. */
struct zone_state {
    enum below below;           /* free_kb against the printed watermarks */
    enum tri eligible;          /* the request's mask and nodes allow the zone */
    bool node_barred;           /* the request was confined to other nodes */
    bool closed;                /* lowmem_reserve is larger than the zone: never for this request */
    int64_t reserve_kb;         /* lowmem_reserve that applied; ABSENT where the mask or the reserves are not known */
    int64_t unusable_kb;        /* CMA and highatomic pages that did not count */
    int64_t margin_kb;          /* free - unusable - min - reserve */
    int64_t high_margin_kb;     /* free - unusable - high - reserve: the last try before a kill uses high */
    int64_t largest_order;      /* largest order with a free block of a usable type; -1 none; ABSENT without a list */
    int64_t blocks_of_order_kb; /* free in usable blocks of the requested order or larger */
};

enum shortage {
    SHORTAGE_UNKNOWN,
    SHORTAGE_EXHAUSTED,  /* every zone the request could use is at its watermark */
    SHORTAGE_FRAGMENTED, /* enough is free, no block of the order */
    SHORTAGE_ZONE,       /* the zones it could use are exhausted, others are not */
    SHORTAGE_NODE,       /* the nodes it could use are exhausted, others are not */
    SHORTAGE_CMA,        /* what is free is CMA, which the request may not use */
    SHORTAGE_RELIEVED,   /* a zone it could use had room, but the rest of the report shows that it came too late */
    SHORTAGE_NONE        /* a zone it could use had room */
};

/* What contradicts the room in the zones. */
enum relief {
    RELIEF_NONE,
    RELIEF_SWAP_FULL,
    RELIEF_CACHE_GONE,
    RELIEF_PRINTING, /* the counters, printed before the zones, had no room yet */
    RELIEF_LITTLE    /* it is so little that a single exit explains it */
};

/* One row of the task table as the kernel scored it (oom_badness). Index as in event.tasks.items. */
struct task_state {
    int64_t badness; /* pages (up to 3.4: 0-1000); ABSENT where it cannot be computed */
    enum tri killable;
    bool repeated; /* a further thread of a process already counted (2.6.25-2.6.27) */
};

/* Tasks of one name. */
struct group {
    str name;
    int64_t count;
    int64_t rss_kb, anon_kb, shmem_kb, swap_kb,
        pgtables_kb;       /* sums; shared pages counted as often as they are mapped */
    size_t first, largest; /* rows in event.tasks.items; SIZE_MAX where none of them is kept */
    struct span lines;
};

/* What a cgroup path names. */
struct container {
    str runtime; /* "docker", "containerd", "cri-o", "podman", "lxc", "systemd-nspawn"; "" for none */
    str id;
    str pod_uid;
    str qos; /* "guaranteed", "burstable", "besteffort" */
    str unit;
    str slice;
};

/* What shows that rows of the task table are missing from the log, or may be. */
enum cut {
    CUT_NOT,
    CUT_HEAD,    /* no header: the first rows are missing */
    CUT_DAMAGED, /* a row lacks numbers */
    CUT_ELIDED,  /* "..." or "--" among the rows */
    CUT_VICTIM,  /* the victim has no row */
    CUT_MEMORY,  /* the rows show little of the private memory that the machine's counters hold */
    CUT_ALONE,   /* one row, of a whole machine, and no counters that its figures could be held against */
    CUT_END      /* nothing follows the last row: it need not be the last */
};

/* Bits of reckoning.missing. */
enum { MISSING_TRIGGER = 1, MISSING_MEMORY = 2, MISSING_TASKS = 4, MISSING_KILL = 8 };

struct reckoning {
    int64_t page_kb;    /* 4, 8, 16, 64; 4 with page_known false where nothing shows it */
    bool page_known;    /* shown by the log (buddy line or two figures that agree) or told by the user */
    bool page_inferred; /* taken from figures, not printed as such */
    struct release release;
    unsigned missing;
    enum scope scope;
    struct span scope_lines;
    enum swap_state swap;
    int64_t swap_total_kb, swap_free_kb;
    struct span swap_lines;
    enum request request;
    struct maker maker;
    str *gfp_flags; /* compound names first, unknown bits as one hex number */
    size_t gfp_flag_count;
    bool gfp_assumed; /* decoded by a table that the log does not prove right */
    str gfp_era;      /* the releases of that table, for people: "2.6.31 to 4.3" */
    bool gfp_known;   /* gfp_mask present and not 0x0 */
    bool gfp_movable, gfp_highmem, gfp_dma, gfp_dma32, gfp_fs, gfp_io, gfp_nofail, gfp_account;
    bool request_inferred; /* the zones show that the kernel asked for itself; its mask is not in the log */
    bool manual;           /* SysRq f */
    struct ledger ledger;
    bool counters_contradicted; /* by the lines of nodes and zones: nobody knows which of the two is right */
    bool memory_inferred;       /* some of the ledger was added up from the lines of nodes and zones */
    struct cgroup_ledger cgroup;
    struct container container; /* of the cgroup whose limit was hit, else of the victim's */
    struct zone_state *zones;   /* one a zone of the event */
    enum shortage shortage;
    enum relief relief;       /* of SHORTAGE_RELIEVED */
    int64_t min_total_kb;     /* sum of the zones' min watermarks without boost: about vm.min_free_kbytes */
    struct task_state *tasks; /* one a task of the event */
    bool badness_permille;    /* badness is in thousandths of total_pages, not in pages (2.6.36 to 3.4) */
    bool scores_lack_swap;    /* swap was in use, or may have been, and the table has no column for it */
    int64_t total_pages;      /* the T of oom_badness; ABSENT where unknown */
    struct group *groups;     /* by falling rss */
    size_t group_count;
    struct group rest; /* rows that the event does not keep, of all names; they are in `groups` too */
    int64_t rss_sum_kb, swap_sum_kb, anon_sum_kb; /* over the rows, repeated threads left out */
    size_t process_count;
    bool swapoff;         /* swapoff was reading swapped pages back */
    bool is_contradicted; /* figures of processes or of the cgroup cannot be: they were left out, or add up to too much
                           */
    bool is_victim_disputed; /* the "oom-kill:" line and the kill line name two processes */
    enum tri table_whole;    /* the log shows all rows of the task table; unknown without a table */
    enum cut why_cut;
    size_t victim_row;        /* row of the first kill, or SIZE_MAX */
    bool victim_pid_inferred; /* the kill line's was cut: kills[0].pid is the chosen one's */
    bool pgtables_inferred;   /* the kill lines print bytes as kB (5.4.0 to 5.4.12): kills[].pgtables_kb is corrected */
    size_t best_row;          /* row the kernel had to choose by badness, or SIZE_MAX */
    enum tri explained;       /* the kernel's choice agrees with best_row within the counters' error */
};

#endif
