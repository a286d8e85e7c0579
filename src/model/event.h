/* One OOM event as the log tells it: every figure as printed, nothing computed, nothing guessed.
 * SPDX-License-Identifier: MIT
 *
 * Units are in the names (_kb is 1024 bytes, _pages are base pages); a member without a unit is a count, an id or,
 * in `struct task` and `struct counters`, pages, as the kernel prints them.
 * What the log does not say is ABSENT (numbers), an empty view (texts) or an empty list: never 0.
 * All memory belongs to the event: views and lists live until oomwhy releases it. */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include "base/str.h"

#include <oomwhy/oomwhy.h>

struct arena;

/* "The log does not say." */
#define ABSENT INT64_MIN

/* Input lines, numbered from 1 across all inputs in reading order; 0 is "no line".
 * event_source turns such a number into a file and the line in it. */
struct span {
    int64_t first, last;
};

/* A number with the line that printed it. */
struct figure {
    int64_t value;
    int64_t line;
};

/* A number that the program has no member for, or whose name is data: kept by the name the kernel printed. */
struct named {
    str name;
    int64_t value;
    int64_t line;
};

struct named_list {
    struct named *items;
    size_t count;
};

/* A text of the log with its line. */
struct cited_text {
    str text;
    int64_t line;
};

/* A function of a call trace. */
struct frame {
    str text;
    int64_t line;
    str module; /* "" in the kernel proper */
};

struct frame_list {
    struct frame *items;
    size_t count;
};

/* 128 bits by which the journal tells boots and machines apart; all 0: unknown. */
struct journal_id {
    uint64_t high, low;
};

/* Where an event was found: line N of the input is line N - line_base of FILE. An event that goes on in a rotated
 * file has one element a file, in reading order. */
struct event_source {
    str file; /* as named on the command line; "-" is standard input */
    int64_t line_base;
};

struct event_place {
    str file;
    int64_t first_line, last_line; /* within that file */
};

/* "NAME invoked oom-killer: ..." (mm/oom_kill.c dump_header, 2.6.9-7.x) with its cpuset line, identity line and
 * call trace. The trigger is the task that asked for memory, seldom the culprit. */
struct trigger {
    struct span lines; /* the sentence itself; {0, 0} if the log lacks it */
    str name;
    int64_t gfp_mask;
    str gfp_text;  /* flag names as printed between the parentheses, since 4.6 */
    int64_t order; /* -1: SysRq f, since 4.3 */
    int64_t oom_score_adj;
    int64_t oom_adj; /* oomkilladj/oom_adj, 2.6.19-3.6 */
    str nodemask;
    str cpuset, mems_allowed;
    int64_t cpuset_line;
    struct frame_list
        call_trace; /* function names, innermost first, without offsets; unsure frames ("?") left out unless all are */
    struct span trace_lines;
    int64_t sysrq_line; /* "sysrq: Manual OOM execution", or 0 */
    str workqueue;
};

/* "CPU: 1 UID: 0 PID: 2 Comm: x Tainted: G 6.1.0 #1 ..." and "Hardware name:" (dump_stack_print_info). */
struct identity {
    int64_t line;
    int64_t cpu, uid, pid;
    str comm, taint;
    str release; /* "5.10.0-32-cloud-amd64" */
    str build;   /* the rest of the line: "#1 SMP Debian 5.10.223-1" */
    str hardware;
    str arch; /* "x86_64", "arm64", "ppc64le": where the trace, registers or release show it */
};

/* The global counters of Mem-Info, in pages (show_free_areas, mm/page_alloc.c, mm/show_mem.c). */
struct counters {
    struct span lines;
    struct figure active_anon, inactive_anon, isolated_anon;
    struct figure active_file, inactive_file, isolated_file;
    struct figure active, inactive; /* up to 2.6.27: anonymous and file together */
    struct figure unevictable, dirty, writeback, unstable;
    struct figure slab, slab_reclaimable, slab_unreclaimable;
    struct figure mapped_file, mapped_anon; /* 2.6.18: of processes' page tables */
    struct figure mapped, shmem, pagetables, sec_pagetables, bounce, wbtmp;
    struct figure kernel_misc_reclaimable;
    struct figure free, free_pcp, free_cma;
    struct named_list others; /* keys nobody has seen yet */
};

/* "Node 0 active_anon:..." since 4.8, kB unless named otherwise. */
struct node {
    int64_t line;
    int64_t node;
    int64_t active_anon_kb, inactive_anon_kb, active_file_kb, inactive_file_kb, unevictable_kb;
    int64_t isolated_anon_kb, isolated_file_kb, mapped_kb, dirty_kb, writeback_kb, shmem_kb;
    int64_t shmem_thp_kb, shmem_pmdmapped_kb, anon_thp_kb, writeback_tmp_kb, unstable_kb;
    int64_t kernel_stack_kb, shadow_call_stack_kb, pagetables_kb, sec_pagetables_kb;
    int64_t balloon_kb, gpu_active_kb, gpu_reclaim_kb;
    int64_t pages_scanned;
    int64_t all_unreclaimable; /* 1 "yes", 0 "no" */
    struct named_list others;
};

/* One term of a buddy list: "12*64kB (UME)". */
struct buddy {
    int64_t count;
    int64_t size_kb;
    str types; /* letters as printed, "" where the kernel prints none (up to 3.7) or count is 0 */
};

/* "[Node 0 ]DMA32 free:..." with its lowmem_reserve[] and buddy lines; kB unless named otherwise. */
struct zone {
    int64_t line; /* of the free: line; 0 if only other lines of the zone are there */
    int64_t node; /* ABSENT where the line has no "Node N" */
    str name;
    int64_t free_kb, boost_kb, min_kb, low_kb, high_kb;
    int64_t reserved_highatomic_kb, free_highatomic_kb;
    int64_t active_kb, inactive_kb; /* up to 2.6.27 */
    int64_t active_anon_kb, inactive_anon_kb, active_file_kb, inactive_file_kb, unevictable_kb;
    int64_t isolated_anon_kb, isolated_file_kb, writepending_kb, zspages_kb;
    int64_t present_kb, managed_kb, mlocked_kb, dirty_kb, writeback_kb, mapped_kb, shmem_kb;
    int64_t slab_reclaimable_kb, slab_unreclaimable_kb, kernel_stack_kb, shadow_call_stack_kb, pagetables_kb;
    int64_t unstable_kb, bounce_kb, writeback_tmp_kb, free_pcp_kb, local_pcp_kb, free_cma_kb;
    int64_t pages_scanned;
    int64_t all_unreclaimable;
    struct named_list others;
    int64_t *lowmem_reserve; /* pages, by index of the requesting zone; protections[] of RHEL 4 too */
    size_t lowmem_reserve_count;
    int64_t lowmem_reserve_line;
    struct buddy *buddy; /* by rising order from 0 */
    size_t buddy_count;
    int64_t buddy_total_kb; /* as printed behind "=" */
    int64_t buddy_line;
    int64_t percpu_pages; /* sum of the "usd:"/"used:" counts of the per-cpu lists, up to 4.0 */
    struct span percpu_lines;
};

/* "Node 0 hugepages_total=..." since 3.10. */
struct hugepages {
    int64_t line;
    int64_t node, total, free, surplus, size_kb;
};

/* What follows the buddy lists: page cache, swap and the totals of the machine. */
struct totals {
    struct figure pagecache_pages, swapcache_pages;
    struct figure swapcache_add, swapcache_delete, swapcache_find_success, swapcache_find_total;
    struct figure swap_free_kb, swap_total_kb;
    struct figure ram_pages, highmem_pages, reserved_pages, cma_reserved_pages, pagetable_cache_pages;
    struct figure hwpoisoned_pages, shared_pages, non_shared_pages;
};

/* A row of "Memory allocations:" (memory allocation profiling, since 6.10). */
struct allocation {
    int64_t line;
    int64_t bytes; /* since 6.12 rounded by the kernel to three digits */
    int64_t calls;
    str place;    /* "mm/slub.c:2345" */
    str module;   /* "" in the kernel proper */
    str function; /* "alloc_slab_page" */
};

/* A row of "Unreclaimable slab info:" (since 4.15). */
struct slab {
    int64_t line;
    str name;
    int64_t used_kb, total_kb;
};

/* Everything between "Mem-Info:" and the task table; machine-wide but for the node and zone lines, which the kernel
 * filters by what the request could use. */
struct memory {
    struct span lines; /* from the first to the last line of the section that was there */
    struct counters counters;
    struct node *nodes;
    size_t node_count;
    struct zone *zones;
    size_t zone_count;
    struct hugepages *hugepages;
    size_t hugepages_count;
    struct totals totals;
    struct allocation *allocations;
    size_t allocation_count;
    struct slab *slabs; /* in the log's order */
    size_t slab_count;
    struct span slab_lines;
    int64_t slab_undumped_line; /* "excessive unreclaimable slab but cannot dump stats", or 0 */
};

/* "memory: usage 1kB, limit 2kB, failcnt 3" */
struct usage {
    int64_t line;
    int64_t usage_kb, limit_kb, failcnt;
};

/* "Memory cgroup stats for PATH: ...": in bytes whatever the kernel printed (the one-line form of 3.9-5.2 is in KB). */
struct cgroup_stats {
    struct span lines;
    str path;
    struct named_list values; /* names as the kernel prints them */
    bool one_line;            /* 3.9-5.2: local to each group, one element a descendant */
    bool cut;                 /* ends in the middle of a line (5.3-6.4 cut at about 1 kB) */
};

/* The memory-cgroup block: who was over which limit. */
struct cgroup {
    struct span lines;
    str path; /* whose limit was hit: "limit of PATH", oom_memcg= */
    int64_t path_line;
    str task_path; /* "Task in PATH", task_memcg= */
    int64_t task_path_line;
    struct usage memory, memsw, swap, kmem;
    struct cgroup_stats *stats;
    size_t stats_count;
    struct figure min_protection_kb, low_protection_kb; /* since 6.19, printed for system-wide reports too */
};

/* A row of the task table (dump_tasks, since 2.6.25); sizes in pages, pgtables_bytes in bytes. */
struct task {
    int64_t line;
#define COLUMN(member, unit, key, shown) int64_t member;
#include "model/task.def"
#undef COLUMN
    str name;
};

/* Rows of one name: sums in the units of the rows. */
struct task_sum {
    str name;
    int64_t count;
    int64_t rss, rss_anon, rss_shmem, swapents;
    int64_t table_pages; /* nr_ptes and nr_pmds */
    int64_t pgtables_bytes;
    struct span lines;
};

/* Rows that are not kept: a table that is too long keeps the largest. */
struct task_rest {
    int64_t rows;
    struct task_sum *items; /* by name */
    size_t count, room;
    struct task_sum others; /* of names that have no room */
};

struct tasks {
    struct span lines;  /* title or header to the last row; {0, 0} if there is no table */
    str header;         /* the column line as printed */
    struct task *items; /* in the log's order; of a table that is too long, the largest */
    size_t count, room;
    bool cut;             /* the first rows are missing: the log begins within the table */
    int64_t damaged_line; /* of a row that lacks numbers; or 0 */
    size_t cut_name_len;  /* names of so many bytes may be cut off, as lines of this log are; 0: none */
    int64_t elided_line;  /* between the rows or behind them, "..." or "--": rows are left out here; or 0 */
    struct task_rest rest;
};

/* "oom-kill:constraint=..." since 5.0. */
struct oom_summary {
    int64_t line;
    str constraint, nodemask, cpuset, mems_allowed;
    bool global_oom;
    str oom_memcg, task_memcg;
    str task;
    int64_t pid, uid;
};

enum reaped {
    REAPED_UNKNOWN, /* no oom_reaper line: up to 4.5, or not yet printed */
    REAPED_YES,
    REAPED_FAILED /* "unable to reap" */
};

/* What a userspace killer says of the process that it sent a signal to. */
enum outcome {
    OUTCOME_UNKNOWN,
    OUTCOME_EXITED,
    OUTCOME_SURVIVED /* "kill failed: Timer expired" */
};

/* Which line names a victim, the best first. All but the first stand in for a kill line that is not in the log. */
enum named_by {
    NAMED_BY_KILL,         /* "Killed process N (x) ...", and the messages of userspace killers */
    NAMED_BY_SUMMARY,      /* "oom-kill:...,task=x,pid=N", since 5.0 */
    NAMED_BY_ANNOUNCEMENT, /* "Kill process N (x) score S or sacrifice child", up to 5.0: its child may have died */
    NAMED_BY_REAPER        /* "oom_reaper: reaped process N (x)", since 4.6 */
};

/* A process that was killed or chosen, or (userspace killers) told to go. Sizes as printed on the kill line. */
struct kill {
    int64_t line; /* the one that names it */
    enum named_by named_by;
    int64_t pid;
    int64_t thread_of; /* the process of the task table that PID is a thread of; 0: its own */
    str name;
#define FACT(printed, member, unit, shown, label) int64_t member;
#include "model/kill.def"
#undef FACT
    str message;  /* "Out of memory", "Memory cgroup out of memory", ... "" where the kernel prints none */
    bool sharing; /* "sharing same memory" */
    enum reaped reaped;
    int64_t reaped_line;
    bool is_told_to_end; /* userspace killers: by a signal that a process may ignore, SIGTERM */
    enum outcome outcome;
    struct cited_text outcome_words;
};

enum killer {
    KILLER_KERNEL,
    KILLER_SYSTEMD_OOMD,
    KILLER_EARLYOOM,
    KILLER_NOHANG,
    KILLER_OOMD,
    KILLER_LMKD,
    KILLER_TALOS,
    KILLER_KUBELET, /* says whom the kernel killed; why is not in the log */
    KILLER_SYSTEMD, /* says that a unit was struck; by whom, and why, is not in the log */
    KILLERS
};

/* A cgroup that systemd-oomd considered for killing. */
struct candidate {
    int64_t line;
    str path;
    int64_t memory_kb, swap_kb;
    int64_t pressure; /* in hundredths of a percent, over 10 seconds */
};

/* What a userspace killer wrote of what it judged by. Shares are in hundredths of a percent; lines are 0 where it wrote
 * nothing of that. */
struct killer_figures {
    struct span lines; /* of all of it */
    int64_t pressure_line, pressure, pressure_limit;
    int64_t pressure_s;      /* how long it stood above that limit, at least */
    int64_t full_line, full; /* nohang: of the machine, all tasks waiting */
    int64_t thrashing;       /* lmkd: what was read back lately, of the page cache */
    str group;               /* whose pressure it is: a cgroup's path; "": the machine's, or the victim's */
    struct cited_text rules; /* oomd: the rules that fired; lmkd: its reason */
    int64_t mem_line, mem_free, mem_free_kb, mem_used_kb, mem_total_kb;
    int64_t swap_line, swap_free, swap_free_kb, swap_used_kb, swap_total_kb;
    int64_t limit_line, mem_limit, swap_limit; /* below which it acts */
    int64_t used_limit;                        /* above which it acts */
    int64_t considered_line, considered;       /* "Considered 37 cgroups for killing" */
    struct candidate *candidates;
    size_t candidate_count;
    bool is_cut; /* there were more lines than are kept */
};

/* What the kernel said of its memory when it booted, and when zram was made its swap. */
struct boot {
    int64_t line; /* "Memory: 959976K/1021976K available (..)", since 2.6; 0: it is not in the log */
    int64_t memory_available_kb, memory_total_kb;
    int64_t zram_line; /* "Adding 1048572k swap on /dev/zram0."; 0: none */
    int64_t zram_kb;
};

/* What stood near the event and is no part of the kernel's report. */
enum note_kind {
    NOTE_ALLOCATION_FAILURE, /* "page allocation failure", SLUB, vmalloc */
    NOTE_ALLOCATION_STALL,
    NOTE_LOWMEMORYKILLER,
    NOTE_SUPPRESSED, /* "N callbacks suppressed": reports that were not printed; value N */
    NOTE_UNIT,       /* systemd: a process of this unit has been killed by the OOM killer */
    NOTE_KUBELET,    /* "System OOM encountered, victim process: x, pid: 12" */
    NOTE_EXITING,    /* "OOM victim N (x) is already exiting" */
    NOTE_PINNED,     /* "oom killer N (x) has mm pinned by M (y)" */
    NOTE_SLAB_CACHE, /* "  cache: NAME, object size: 64, ..": of a slab allocation that failed */
    NOTE_LOST_LINES  /* "Missed N kernel messages", "** N printk messages dropped **" */
};

struct note {
    enum note_kind kind;
    int64_t line;
    int64_t value;
    str text; /* the message as printed */
};

/* Something in the text that is damaged, cut or contradictory. */
struct warning {
    str statement;
    struct span lines;
    bool is_aside; /* it casts no doubt on the figures */
    str code;      /* a stable word for scripts: what it is about */
};

/* A line of the log, or several that one message was put together from. */
struct own_line {
    struct span lines; /* as everywhere: `sources` tell their file */
    str text;          /* without what the transport wrote before it; may hold any byte */
};

/* In the order in which they were read: parts of a crash dump may stand in another. */
struct own_lines {
    struct own_line *items;
    size_t count, bytes; /* `bytes` of all texts */
    bool is_cut;         /* what follows is left out */
};

/* One invocation of the OOM killer with all kills that belong to it, or a kill without its report. */
struct event {
    struct arena *arena; /* private: owns everything below and the findings about it */
    int64_t number;      /* in the input, from 1; 0 until it is numbered */
    enum killer killer;
    struct event_source *sources;
    size_t source_count;
    struct event_place *also; /* the same event found again */
    size_t also_count;
    struct span lines;     /* first to last line that belongs to it */
    int64_t skipped_lines; /* lines within that span that belong to something else */
    struct own_lines own;  /* the others, where the writer asks for them */
    str host;
    str caller;  /* printk caller, "T123" or "C1" */
    uint64_t id; /* the same in whatever transport it is found; 0: too little is known */
    struct journal_id boot_id, machine_id;
    int64_t boot;           /* how many boots of its host the log told before */
    bool is_newest_first;   /* its input stands newest first */
    bool has_learnt_prefix; /* what stood before some of its lines was learnt from the kernel's own sentences */
    struct oomwhy_time time;
    bool year_inferred; /* the transport gave no year and another line did */
    bool time_inferred; /* of the kernel's clock and when it was 0, by this machine's clock now */
    int64_t read_us;    /* when its last line came, by the clock of whoever reads the stream; 0: no clock */
    int64_t uptime_us;  /* of the first line, from "[secs.usecs]" */
    int64_t last_uptime_us;
    int64_t kill_uptime_us; /* of the first line that names the victim, if possible the kill line; or of the line that
                               says that nobody is killed */
    struct identity identity;
    struct trigger trigger;
    struct memory memory;
    struct cgroup cgroup;
    struct tasks tasks;
    struct oom_summary summary;
    struct cited_text intent; /* "Out of memory: Kill process N (x) score S or sacrifice child", up to 5.0 */
    int64_t intent_pid, intent_score;
    str intent_name;
    struct kill *kills;
    size_t kill_count;
    struct cited_text oom_group;   /* path of "Tasks in PATH are going to be killed due to memory.oom.group set" */
    struct cited_text panic;       /* reason behind "Kernel panic - not syncing: " */
    struct cited_text no_killable; /* "Out of memory and no killable processes..." */
    struct cited_text reason;      /* userspace killers: their sentence */
    struct killer_figures figures; /* and what they judged by */
    struct boot boot_memory;
    struct note *notes;
    size_t note_count;
    struct warning *warnings;
    size_t warning_count;
};

/* Whether what stands on LINE was printed after what stands on OTHER; 0 is no line, and before all others. */
static inline bool event_is_after(const struct event *event, int64_t line, int64_t other) {
    return line > 0 && (other == 0 || (event->is_newest_first ? line < other : line > other));
}

#endif
