/* Every threshold of the judgement from both sides: a machine just below it and one just at it are told apart.
 * SPDX-License-Identifier: MIT
 *
 * The figures are those of 8 GiB (8388608 kB), worked out by hand and not from the thresholds: one that is moved is
 * noticed. */
#include "machine.h"
#include "model/release.h"
#include "said.h"

#include <stddef.h>

/* One threshold: SET makes the machine that has VALUE of what it bounds, HOLDS asks for what it decides. */
struct edge {
    const char *name;
    void (*set)(struct machine *machine, int64_t value);
    bool (*holds)(const struct machine *machine);
    int64_t no, yes; /* the values next to each other that make HOLDS false, and true */
};

/* Confidence in PATTERN; -1 where it is not found. */
static int confidence_in(const struct machine *machine, const char *pattern) {
    for (size_t i = 0; i < machine->diagnosis.finding_count; i++)
        if (str_equal(machine->diagnosis.findings[i].pattern, str_from_cstr(pattern)))
            return (int)machine->diagnosis.findings[i].confidence;
    return -1;
}

static const struct finding *finding_of(const struct machine *machine, const char *pattern) {
    for (size_t i = 0; i < machine->diagnosis.finding_count; i++)
        if (str_equal(machine->diagnosis.findings[i].pattern, str_from_cstr(pattern)))
            return &machine->diagnosis.findings[i];
    return NULL;
}

static bool list_has(const struct evidence_list *list, const char *words) {
    for (size_t i = 0; i < list->count; i++)
        if (str_has(list->items[i].statement, str_from_cstr(words)))
            return true;
    return false;
}

static bool supports(const struct machine *machine, const char *pattern, const char *words) {
    const struct finding *finding = finding_of(machine, pattern);
    return finding && (list_has(&finding->evidence, words) || str_has(finding->statement, str_from_cstr(words)));
}

static bool opposes(const struct machine *machine, const char *pattern, const char *words) {
    const struct finding *finding = finding_of(machine, pattern);
    return finding && list_has(&finding->against, words);
}

/* Parts of RAM: mentioned, a likely cause, the cause. */
#define PART_EDGES(short_name, member, pattern)                                                                        \
    static void set_##short_name(struct machine *machine, int64_t kb) {                                                \
        machine->reckoning.ledger.parts.member = kb;                                                                   \
    }                                                                                                                  \
    static bool short_name##_is_found(const struct machine *machine) {                                                 \
        return confidence_in(machine, pattern) >= 0;                                                                   \
    }                                                                                                                  \
    static bool short_name##_is_likely(const struct machine *machine) {                                                \
        return confidence_in(machine, pattern) >= CONFIDENCE_MEDIUM;                                                   \
    }

PART_EDGES(slab, slab_unreclaimable_kb, "slab-leak")
PART_EDGES(shmem, shmem_kb, "shared-memory")
PART_EDGES(tables, pagetables_kb, "page-tables")
PART_EDGES(pool, hugetlb_kb, "hugetlb")
PART_EDGES(locked, unevictable_kb, "unevictable")
PART_EDGES(cache, file_kb, "page-cache")
PART_EDGES(gap, unaccounted_kb, "unaccounted")

static bool slab_is_sure(const struct machine *machine) {
    return confidence_in(machine, "slab-leak") == CONFIDENCE_HIGH;
}

static void set_dirty_cache(struct machine *machine, int64_t kb) {
    set_cache(machine, kb);
    machine->reckoning.ledger.within.dirty_kb = kb;
}

/* 4 GiB of page cache, so much of it dirty. */
static void set_dirty(struct machine *machine, int64_t kb) {
    set_cache(machine, 4 * GIB);
    machine->reckoning.ledger.within.dirty_kb = kb;
}

static bool cache_is_dirty(const struct machine *machine) {
    return supports(machine, "page-cache", "waiting to be written");
}

/* 2 GiB of slab that is in use, and reclaimable slab that was pinned if it is large. */
static void set_pinned(struct machine *machine, int64_t kb) {
    set_slab(machine, 2 * GIB);
    machine->reckoning.ledger.parts.slab_reclaimable_kb = kb;
}

/* Of 1600000 kB of slab, 19 % of RAM. */
static void set_hard_slab(struct machine *machine, int64_t kb) {
    set_slab(machine, kb);
    machine->reckoning.ledger.parts.slab_reclaimable_kb = 1600000 - kb;
}

static bool slab_is_more_than_2_gib(const struct machine *machine) {
    return finding_of(machine, "slab-leak")->weight > 2 * GIB;
}

/* A machine of so few kB that its gap is judged as a small one's. */
static void set_small_gap(struct machine *machine, int64_t kb) {
    machine->reckoning.ledger.managed_kb = GIB;
    set_gap(machine, kb);
}

/* Swap of 8 GiB; so much of it in use, beside a gap of 1 GiB. */
static void set_swap_used(struct machine *machine, int64_t kb) {
    struct reckoning *r = &machine->reckoning;
    r->swap = SWAP_PARTLY_USED;
    r->swap_total_kb = 8 * GIB;
    r->swap_free_kb = 8 * GIB - kb;
    r->swap_lines = (struct span){44, 45};
    r->ledger.within.swap_cache_kb = 0;
}

static void set_swap_beside_gap(struct machine *machine, int64_t kb) {
    set_swap_used(machine, kb);
    set_gap(machine, GIB);
}

static bool gap_is_swap_in_ram(const struct machine *machine) {
    return supports(machine, "unaccounted", "about as much is swapped out");
}

/* 4 GiB of swap in use: the gap may be zswap's pool, unless it is beyond its cap. */
static void set_gap_beside_swap(struct machine *machine, int64_t kb) {
    machine->reckoning.release.number = RELEASE(6, 1, 0);
    set_swap_used(machine, 4 * GIB);
    set_gap(machine, kb);
}

static bool gap_is_no_zswap(const struct machine *machine) {
    return !opposes(machine, "unaccounted", "zswap's compressed pool");
}

/* One process of so many kB, and a small one. */
static void set_one(struct machine *machine, int64_t kb) {
    machine_kill(machine, machine_add_one(machine, "java", 11, kb));
    machine_add_one(machine, "sshd", 12, 4 * MIB);
}

static bool one_is_found(const struct machine *machine) {
    return confidence_in(machine, "memory-leak") >= 0;
}

static bool one_is_sure(const struct machine *machine) {
    return confidence_in(machine, "memory-leak") == CONFIDENCE_HIGH;
}

/* 2500 MiB in one process, so many kB in fifty of different names. */
static void set_others(struct machine *machine, int64_t kb) {
    static char names[50][8];
    machine_kill(machine, machine_add_one(machine, "java", 11, 2500 * MIB));
    for (int i = 0; i < 50; i++) {
        snprintf(names[i], sizeof names[i], "p%d", i);
        machine_add_one(machine, names[i], 100 + i, kb / 50);
    }
}

static void set_second(struct machine *machine, int64_t kb) {
    machine_kill(machine, machine_add_one(machine, "java", 11, 3 * GIB));
    machine_add_one(machine, "mysqld", 12, kb);
}

static void set_second_beside_5_gib(struct machine *machine, int64_t kb) {
    machine_kill(machine, machine_add_one(machine, "java", 11, 5 * GIB));
    machine_add_one(machine, "mysqld", 12, kb);
}

static bool second_is_told(const struct machine *machine) {
    return opposes(machine, "memory-leak", "two large programs may simply be too much");
}

/* Four equals of so many kB in all. */
static void set_equals(struct machine *machine, int64_t kb) {
    static const char *const names[] = {"a", "b", "c", "d"};
    for (int i = 0; i < 4; i++)
        machine_add_one(machine, names[i], 20 + i, kb / 4);
    machine_kill(machine, 0);
}

static bool equals_are_found(const struct machine *machine) {
    return confidence_in(machine, "undersized") >= 0;
}

static bool equals_are_likely(const struct machine *machine) {
    return confidence_in(machine, "undersized") >= CONFIDENCE_MEDIUM;
}

/* Four workers of one name, 7 GiB in all, the largest so many kB. */
static void set_largest_worker(struct machine *machine, int64_t kb) {
    for (int i = 0; i < 4; i++)
        machine_add_task(machine, "web", 20 + i, i ? (7 * GIB - kb) / 3 : kb);
    machine_add_group(machine, "web", 0, 4, 7 * GIB);
    machine_kill(machine, 0);
}

/* Three processes of one name, 6 GiB in all, the largest so many kB. */
static void set_leader(struct machine *machine, int64_t kb) {
    for (int i = 0; i < 3; i++)
        machine_add_task(machine, "web", 20 + i, i ? (6 * GIB - kb) / 2 : kb);
    machine_add_group(machine, "web", 0, 3, 6 * GIB);
    machine_kill(machine, 0);
}

static bool leader_is_told(const struct machine *machine) {
    return str_has(answer_to(&machine->diagnosis, "consumer")->statement, STR("mostly pid 20"));
}

/* Four workers of 2 GiB, so many kB of the victim's shared: then the others' rss says little of their own. */
static void set_shared(struct machine *machine, int64_t kb) {
    for (int i = 0; i < 4; i++)
        machine_add_task(machine, "web", 20 + i, 2 * GIB);
    machine_add_group(machine, "web", 0, 4, 8 * GIB);
    machine_kill(machine, 0);
    machine->kills[0].anon_rss_kb = 2 * GIB - kb;
    machine->kills[0].shmem_rss_kb = kb;
    machine->reckoning.ledger.parts.anon_kb = 5 * GIB;
}

static bool others_are_estimated(const struct machine *machine) {
    return supports(machine, "undersized", "about ");
}

/* 4 GiB of shared memory, so many pages of it mapped by the victim. */
static void set_mapping(struct machine *machine, int64_t pages) {
    size_t row = machine_add_one(machine, "postgres", 11, 100 * MIB);
    machine_kill(machine, row);
    set_shmem(machine, 4 * GIB);
    machine->tasks[row].rss_anon = 100 * MIB / 4;
    machine->tasks[row].rss_file = 0;
    machine->tasks[row].rss_shmem = pages;
    machine->tasks[row].rss = 100 * MIB / 4 + pages;
    machine->kills[0].shmem_rss_kb = pages * 4;
}

static bool segment_is_named(const struct machine *machine) {
    return advises(machine, "Make the shared segment of postgres smaller");
}

/* Two rows alike to the page, 6 GiB together, and so much private memory in all. */
static void set_twins(struct machine *machine, int64_t kb) {
    for (int i = 0; i < 2; i++)
        machine_add_task(machine, "web", 20 + i, 3 * GIB);
    machine_add_group(machine, "web", 0, 2, 6 * GIB);
    machine_kill(machine, 0);
    machine->reckoning.ledger.parts.anon_kb = kb;
}

static bool rows_are_two_processes(const struct machine *machine) {
    return !supports(machine, "memory-leak", "has the same figures to the page");
}

/* The end of a table: so many shells, one of them killed, of a total-vm of 4516 kB. */
static void set_tail_rows(struct machine *machine, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        machine_add_task(machine, "sh", 1000 + i, 400);
    machine_add_group(machine, "sh", 0, count, count * 400);
    machine_kill(machine, 0);
    machine->kills[0].total_vm_kb = 4516;
    machine->reckoning.release.number = RELEASE(6, 1, 0);
    machine->reckoning.missing = MISSING_TRIGGER | MISSING_MEMORY;
    machine->reckoning.table_whole = TRI_NO;
    machine->reckoning.why_cut = CUT_HEAD;
}

static void set_tail_victim(struct machine *machine, int64_t kb) {
    set_tail_rows(machine, 8);
    machine->kills[0].total_vm_kb = kb;
}

/* So many workers of one name, 6 GiB in all. */
static void set_workers(struct machine *machine, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        machine_add_task(machine, "web", 20 + i, 6 * GIB / count);
    machine_add_group(machine, "web", 0, count, 6 * GIB);
    machine_kill(machine, 0);
}

static bool workers_are_told(const struct machine *machine) {
    return supports(machine, "undersized", "of like size");
}

/* A shielded process of so many kB, and one of 1 GiB that may be killed. */
static void set_shielded(struct machine *machine, int64_t kb) {
    size_t row = machine_add_one(machine, "oracle", 9, kb);
    machine->tasks[row].oom_score_adj = -1000;
    machine->states[row].killable = TRI_NO;
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
}

static void set_shielded_alone(struct machine *machine, int64_t kb) {
    set_shielded(machine, kb);
    machine->tasks[1].rss = MIB;
    machine->kills[0].anon_rss_kb = 4 * MIB;
    machine->groups[1].rss_kb = 4 * MIB;
}

static void set_killable(struct machine *machine, int64_t kb) {
    set_shielded(machine, 3 * GIB);
    machine->tasks[1].rss = kb / 4;
    machine->kills[0].anon_rss_kb = kb;
    machine->groups[1].rss_kb = kb;
}

static bool shielded_is_found(const struct machine *machine) {
    return confidence_in(machine, "protected") >= 0;
}

static bool shielded_is_sure(const struct machine *machine) {
    return confidence_in(machine, "protected") == CONFIDENCE_HIGH;
}

/* So many shells of KB each, born one after another, and nobody else. */
static void machine_bomb(struct machine *machine, int64_t count, int64_t kb, int64_t step) {
    for (int64_t i = 0; i < count; i++)
        machine_add_task(machine, "sh", 1000 + i * step, kb);
    machine_add_group(machine, "sh", 0, count, count * kb);
    machine_kill(machine, 0);
}

static void set_bomb_rows(struct machine *machine, int64_t count) {
    machine_bomb(machine, count, 4000, 1);
}

static void set_bomb_member(struct machine *machine, int64_t kb) {
    machine_bomb(machine, 300, kb, 1);
}

/* 300 shells of which nobody's private memory passes 4000 kB, but that map so much each. */
static void set_bomb_mapped(struct machine *machine, int64_t kb) {
    machine_bomb(machine, 300, 4000, 1);
    machine->groups[0].rss_kb = 300 * kb;
    for (int i = 0; i < 300; i++) {
        machine->tasks[i].rss = kb / 4;
        machine->tasks[i].rss_anon = 1000;
        machine->tasks[i].rss_file = 0;
        machine->tasks[i].rss_shmem = kb / 4 - 1000;
    }
}

static void set_bomb_tiny_rows(struct machine *machine, int64_t count) {
    machine_bomb(machine, count, 1000, 1);
}

static void set_bomb_tiny_member(struct machine *machine, int64_t kb) {
    machine_bomb(machine, 100, kb, 1);
}

/* 400 shells; the newest half of their pids, 200 of them, lie so far apart in all. */
static void set_bomb_spread(struct machine *machine, int64_t spread) {
    machine_bomb(machine, 400, 4000, 1);
    for (int i = 201; i < 400; i++)
        machine->tasks[i].pid = machine->tasks[i].tgid = 1200 + spread * (i - 200) / 199;
}

/* The same, the newest first: pids need not rise. */
static void set_falling_bomb_spread(struct machine *machine, int64_t spread) {
    machine_bomb(machine, 400, 4000, 1);
    for (int i = 0; i < 400; i++)
        machine->tasks[i].pid = machine->tasks[i].tgid = 1200 + (i < 200 ? spread * (199 - i) / 199 : 199 - i);
}

/* 400 rows, so many of them shells; the others are smaller still. */
static void set_bomb_share_of_rows(struct machine *machine, int64_t count) {
    for (int64_t i = 0; i < 400; i++)
        machine_add_task(machine, i < count ? "sh" : "x", 1000 + i, i < count ? 4000 : 400);
    machine_add_group(machine, "sh", 0, count, count * 4000);
    machine_add_group(machine, "x", (size_t)count, 400 - count, (400 - count) * 400);
    machine_kill(machine, 0);
}

/* 300 shells of 4000 kB, 1200000 kB in all, and ten others, none of them large, with so many kB together. */
static void set_bomb_share_of_memory(struct machine *machine, int64_t kb) {
    machine_bomb(machine, 300, 4000, 1);
    for (int i = 0; i < 10; i++)
        machine_add_one(machine, i % 2 ? "y" : "z", 5000 + i * 100, kb / 10);
}

/* One larger process beside the bomb. */
static void set_bomb_largest(struct machine *machine, int64_t kb) {
    machine_bomb(machine, 300, 4000, 1);
    machine_add_one(machine, "java", 5000, kb);
}

/* Ten processes, so many kB of kernel stacks: 16 kB a thread. */
static void set_stacks(struct machine *machine, int64_t kb) {
    set_equals(machine, 400 * MIB);
    machine->reckoning.ledger.parts.kernel_stack_kb = kb;
}

/* 1 GiB of stacks, which are 65536 threads, in so many processes. */
static void set_threaded_rows(struct machine *machine, int64_t count) {
    set_equals(machine, 400 * MIB);
    machine->reckoning.process_count = (size_t)count;
    machine->reckoning.ledger.parts.kernel_stack_kb = GIB;
}

static bool bomb_is_found(const struct machine *machine) {
    return confidence_in(machine, "fork-bomb") >= 0;
}

/* Rows of so many kB, where the counters hold 6 GiB of private memory. */
static void set_listed(struct machine *machine, int64_t kb) {
    machine_kill(machine, machine_add_one(machine, "java", 11, kb / 2));
    machine_add_one(machine, "node", 12, kb / 2);
    machine->reckoning.ledger.parts.anon_kb = 6 * GIB;
}

static bool rows_tell_enough(const struct machine *machine) {
    return !str_has(answer_to(&machine->diagnosis, "consumer")->statement, STR("Processes that the log does not show"));
}

/* rss of 6.2 and later, so many kB of 6 GiB that the counters hold. */
static void set_covered(struct machine *machine, int64_t kb) {
    machine->reckoning.release.number = RELEASE(6, 5, 0);
    machine_kill(machine, machine_add_one(machine, "java", 11, kb));
    machine->reckoning.ledger.parts.anon_kb = 6 * GIB;
}

static bool rss_is_believed(const struct machine *machine) {
    return !opposes(machine, "memory-leak", "approximate");
}

/* Many programs of one user, with so many kB of 6 GiB; the rest is root's. */
static void set_user(struct machine *machine, int64_t kb) {
    static char names[24][8];
    for (int i = 0; i < 24; i++) {
        snprintf(names[i], sizeof names[i], "u%d", i);
        size_t row = machine_add_one(machine, names[i], 20 + i, i < 12 ? kb / 12 : (6 * GIB - kb) / 12);
        machine->tasks[row].uid = i < 12 ? 1000 : 0;
    }
    machine_kill(machine, 0);
}

static bool user_is_named(const struct machine *machine) {
    return supports(machine, "undersized", "of uid 1000");
}

/* So many kB reserved of 8 GiB and what is reserved. */
static void set_reserved(struct machine *machine, int64_t kb) {
    set_one(machine, 6 * GIB);
    machine->reckoning.ledger.reserved_kb = kb;
    machine->reckoning.ledger.total_kb = 8 * GIB;
}

/* The same of a machine of 2 GiB. */
static void set_reserved_of_2_gib(struct machine *machine, int64_t kb) {
    set_one(machine, GIB);
    machine->reckoning.ledger.managed_kb = 2 * GIB;
    machine->reckoning.ledger.reserved_kb = kb;
    machine->reckoning.ledger.total_kb = 2 * GIB;
}

static bool reserve_is_told(const struct machine *machine) {
    return opposes(machine, "memory-leak", "is reserved");
}

static bool reserve_is_much(const struct machine *machine) {
    return advises(machine, "what took the reserved memory");
}

/* Usable RAM of so many kB. */
static void set_room(struct machine *machine, int64_t kb) {
    machine->reckoning.ledger.managed_kb = kb;
    machine->reckoning.ledger.parts =
        (struct ledger_parts){.free_kb = 100, .anon_kb = 0, .slab_kb = ABSENT, .lru_kb = ABSENT};
    machine_kill(machine, machine_add_one(machine, "init", 2, 10 * MIB));
}

static bool room_is_enough(const struct machine *machine) {
    return !supports(machine, "undersized", "too little for itself");
}

/* A cgroup whose limit is so many kB, all of it used. */
static void set_limit(struct machine *machine, int64_t kb) {
    set_cgroup(machine);
    machine->reckoning.cgroup.limit_kb = machine->reckoning.cgroup.usage_kb = kb;
    machine->reckoning.cgroup.anon_kb = kb / 2;
    machine->event.cgroup.memory = (struct usage){6, kb, kb, 10};
    machine_kill(machine, machine_add_one(machine, "java", 11, kb / 2));
}

static bool limit_is_enough(const struct machine *machine) {
    return !supports(machine, "undersized", "too little to start");
}

/* A cgroup of 512 MiB whose memory that can't be reclaimed is so many kB; memory.high would be 460 MiB. */
static void set_fixed(struct machine *machine, int64_t kb) {
    set_cgroup(machine);
    machine->reckoning.cgroup.anon_kb = kb;
    machine->reckoning.cgroup.file_kb = 512 * MIB - kb;
    machine_kill(machine, machine_add_one(machine, "java", 11, kb));
}

static bool group_would_stall(const struct machine *machine) {
    return !advises(machine, "MemoryHigh=");
}

/* Memory of a cgroup with no name: 512 MiB are its limit. */
static void set_group_gap(struct machine *machine, int64_t kb) {
    set_cgroup(machine);
    machine->reckoning.cgroup.unaccounted_kb = kb;
    machine->reckoning.cgroup.limit_kb = machine->reckoning.cgroup.usage_kb = 32 * MIB;
    machine->reckoning.cgroup.anon_kb = 10 * MIB;
    machine_kill(machine, machine_add_one(machine, "java", 11, 10 * MIB));
}

/* A cgroup below its limit on memory of 8 GiB, with so many of 1000000 kB that another of its limits counts. */
static void set_kernel_limit(struct machine *machine, int64_t kb) {
    set_cgroup(machine);
    machine->reckoning.cgroup.usage_kb = 5 * GIB;
    machine->reckoning.cgroup.limit_kb = 8 * GIB;
    machine->reckoning.cgroup.at_limit = false;
    machine->event.cgroup.memory = (struct usage){6, 5 * GIB, 8 * GIB, 0};
    machine->event.cgroup.kmem = (struct usage){8, kb, 1000000, 10};
    machine_kill(machine, machine_add_one(machine, "java", 11, 5 * GIB));
}

static bool group_is_at_a_limit(const struct machine *machine) {
    return confidence_in(machine, "not-exhausted") < 0;
}

/* The same of 600000 kB whose 300000 kB of swap count to a limit of 1000000 kB, of which so many are used. */
static void set_summed_limit(struct machine *machine, int64_t kb) {
    set_kernel_limit(machine, 0);
    machine->reckoning.cgroup.version = 1;
    machine->reckoning.cgroup.usage_kb = 600000;
    machine->reckoning.cgroup.swap_usage_kb = 300000;
    machine->reckoning.cgroup.swap_limit_kb = 1000000;
    machine->reckoning.swap = SWAP_PARTLY_USED;
    machine->event.cgroup.memory = (struct usage){6, 600000, 8 * GIB, 0};
    machine->event.cgroup.memsw = (struct usage){7, kb, 1000000, 10};
}

static bool sum_is_hit(const struct machine *machine) {
    return str_starts(answer_to(&machine->diagnosis, "swap")->brief, STR("Yes, within the same limit"));
}

/* Statistics that were cut: so many of 1000000 kB have a name. */
static void set_named(struct machine *machine, int64_t kb) {
    set_cgroup(machine);
    machine->reckoning.cgroup.partial = true;
    machine->reckoning.cgroup.usage_kb = machine->reckoning.cgroup.limit_kb = 1000000;
    machine->reckoning.cgroup.anon_kb = kb;
    machine->event.cgroup.memory = (struct usage){6, 1000000, 1000000, 10};
    machine_kill(machine, machine_add_one(machine, "java", 11, kb));
}

static bool named_is_enough(const struct machine *machine) {
    for (size_t i = 0; i < machine->diagnosis.finding_count; i++)
        if (list_has(&machine->diagnosis.findings[i].against, "statistics are cut") ||
            list_has(&machine->diagnosis.findings[i].evidence, "statistics are cut"))
            return false;
    return true;
}

/* 4 GiB that can't be evicted, so many kB in one process. */
static void set_locker(struct machine *machine, int64_t kb) {
    machine_kill(machine, machine_add_one(machine, "java", 11, kb));
    set_locked(machine, 4 * GIB);
}

static bool locker_is_named(const struct machine *machine) {
    return supports(machine, "unevictable", "locked by a process");
}

/* "swapper/0 invoked oom-killer", pid 1, on so many kB. */
static void set_boot_room(struct machine *machine, int64_t kb) {
    set_room(machine, kb);
    machine->event.kill_count = machine->event.tasks.count = 0;
    machine->reckoning.victim_row = SIZE_MAX;
    machine->event.trigger.name = STR("swapper/0");
    machine->event.identity.pid = 1;
}

static bool boot_room_is_enough(const struct machine *machine) {
    return !supports(machine, "undersized", "ran out while booting");
}

/* So early after boot, with an empty table, and hardly any private memory. */
static void set_uptime(struct machine *machine, int64_t us) {
    machine->event.uptime_us = us;
    machine->event.tasks.header = STR("[  pid  ]   uid  tgid total_vm      rss");
    machine->reckoning.ledger.parts.anon_kb = 1000;
}

static void set_boot_anon(struct machine *machine, int64_t kb) {
    set_uptime(machine, 5000000);
    machine->reckoning.ledger.parts.anon_kb = kb;
}

static bool is_booting(const struct machine *machine) {
    return str_has(answer_to(&machine->diagnosis, "thrashing")->statement, STR("still booting"));
}

static bool thrashing_is_no(const struct machine *machine) {
    return str_equal(answer_to(&machine->diagnosis, "thrashing")->answer, STR("no"));
}

static bool thrashing_is_likely(const struct machine *machine) {
    return str_equal(answer_to(&machine->diagnosis, "thrashing")->answer, STR("likely"));
}

static bool thrashing_is_not_likely(const struct machine *machine) {
    return !thrashing_is_likely(machine);
}

/* Little page cache, so many kB free. */
static void set_free(struct machine *machine, int64_t kb) {
    set_one(machine, 6 * GIB);
    machine->reckoning.ledger.parts.free_kb = kb;
}

static void set_cache_beside_leak(struct machine *machine, int64_t kb) {
    set_one(machine, 6 * GIB);
    set_cache(machine, kb);
}

/* 200 MiB of page cache, which is neither gone nor enough; swap of 2 GiB full, so many kB of it in RAM too. */
static void set_swap_cache(struct machine *machine, int64_t kb) {
    struct reckoning *r = &machine->reckoning;
    set_one(machine, 6 * GIB);
    set_cache(machine, 200 * MIB);
    r->swap = SWAP_FULL;
    r->swap_total_kb = 2 * GIB;
    r->swap_free_kb = 0;
    r->swap_lines = (struct span){44, 45};
    r->ledger.within.swap_cache_kb = kb;
}

/* Read back since an earlier report, of 8 GiB. */
static void set_read(struct machine *machine, int64_t kb) {
    set_one(machine, 6 * GIB);
    set_cache(machine, 200 * MIB);
    machine->grown.reading = (struct reading){.event = 1, .us = 60000000, .kb = kb, .swap_faults = ABSENT};
}

static bool thrashing_is_yes(const struct machine *machine) {
    return str_equal(answer_to(&machine->diagnosis, "thrashing")->answer, STR("yes"));
}

/* The marks of all zones together. */
static void set_min(struct machine *machine, int64_t kb) {
    set_one(machine, 6 * GIB);
    machine->reckoning.min_total_kb = kb;
}

static bool min_is_high(const struct machine *machine) {
    return advises(machine, "Lower vm.min_free_kbytes");
}

/* A victim with so little address space that no larger process can have been passed over. */
static void set_victim(struct machine *machine, int64_t kb) {
    machine->reckoning.missing = MISSING_MEMORY | MISSING_TASKS;
    machine->reckoning.release.number = RELEASE(6, 1, 0);
    machine->reckoning.ledger.managed_kb = ABSENT;
    machine->reckoning.ledger.parts = (struct ledger_parts){.free_kb = ABSENT,
                                                            .anon_kb = ABSENT,
                                                            .shmem_kb = ABSENT,
                                                            .file_kb = ABSENT,
                                                            .unevictable_kb = ABSENT,
                                                            .slab_kb = ABSENT,
                                                            .slab_reclaimable_kb = ABSENT,
                                                            .slab_unreclaimable_kb = ABSENT,
                                                            .lru_kb = ABSENT,
                                                            .pagetables_kb = ABSENT,
                                                            .kernel_stack_kb = ABSENT,
                                                            .unaccounted_kb = ABSENT};
    machine->kills[0] = (struct kill){.line = 100, .pid = 5, .name = STR("sh"), .total_vm_kb = kb, .anon_rss_kb = 100};
    machine->event.kill_count = 1;
}

static bool victim_is_not_small(const struct machine *machine) {
    return !supports(machine, "insufficient-data", "a great many small ones");
}

/* Slab of 4 GiB beside shared memory of so many kB. */
static void set_rival(struct machine *machine, int64_t kb) {
    set_slab(machine, 4 * GIB);
    set_shmem(machine, kb);
}

static bool rival_is_close(const struct machine *machine) {
    return confidence_in(machine, "slab-leak") < CONFIDENCE_HIGH;
}

static void set_far_rival(struct machine *machine, int64_t kb) {
    set_slab(machine, 4 * GIB);
    set_pool(machine, kb);
}

static bool rival_is_told(const struct machine *machine) {
    return opposes(machine, "slab-leak", "A pool of huge pages");
}

/* 4 GiB of page tables, so many kB of them one process's. */
static void set_mapper(struct machine *machine, int64_t kb) {
    machine_kill(machine, machine_add_one(machine, "java", 11, 100 * MIB));
    set_tables(machine, 4 * GIB);
    machine->tasks[0].pgtables_bytes = kb * 1024;
    machine->groups[0].pgtables_kb = kb;
}

static bool mapper_is_named(const struct machine *machine) {
    return supports(machine, "page-tables", "of them belong to java");
}

/* One zone, above its marks, with so many kB free; what was asked for is not in the log. */
static void set_roomy_zone(struct machine *machine, int64_t kb) {
    set_one(machine, 6 * GIB);
    set_zones(machine, kb, 0);
    machine->event.memory.zone_count = 1;
    machine->zone_states[0].below = BELOW_NONE;
    machine->reckoning.shortage = SHORTAGE_UNKNOWN;
    machine->event.trigger.lines = (struct span){0, 0};
}

static bool lost_request_is_told(const struct machine *machine) {
    return opposes(machine, "memory-leak", "free, above its marks");
}

/* The reason of some advice has WORDS. */
static bool reasons(const struct machine *machine, const char *words) {
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        if (str_has(machine->diagnosis.advice[i].because, str_from_cstr(words)))
            return true;
    return false;
}

/* 4 GiB of swap in use, and so many kB of compressed pages. */
static void set_compressed(struct machine *machine, int64_t kb) {
    set_one(machine, 6 * GIB);
    set_swap_used(machine, 4 * GIB);
    machine->tasks[0].swapents = GIB;
    machine->reckoning.ledger.parts.zspages_kb = kb;
}

static bool swap_is_in_ram(const struct machine *machine) {
    return reasons(machine, "what is swapped out takes RAM too");
}

/* A machine of 4 GiB. */
static void set_gap_of_4_gib(struct machine *machine, int64_t kb) {
    machine->reckoning.ledger.managed_kb = 4 * GIB;
    set_gap(machine, kb);
}

/* The low zone is exhausted, so many kB are free in the other. */
static void set_elsewhere(struct machine *machine, int64_t kb) {
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    set_zones(machine, 30 * MIB, kb);
    machine->reckoning.shortage = SHORTAGE_ZONE;
}

static bool lowmem_is_sure(const struct machine *machine) {
    return confidence_in(machine, "lowmem") == CONFIDENCE_HIGH;
}

/* So many kB of page cache in the low zone of 4 GiB. */
static void set_filler(struct machine *machine, int64_t kb) {
    set_elsewhere(machine, 2 * GIB);
    machine->zones[0].inactive_file_kb = kb;
}

static bool filler_is_named(const struct machine *machine) {
    return reasons(machine, "What fills the exhausted zone is page cache");
}

/* Rows of so many kB together, where the counters hold 6 GiB. */
static void set_together(struct machine *machine, int64_t kb) {
    set_equals(machine, kb);
    machine->reckoning.ledger.parts.anon_kb = 6 * GIB;
}

static bool counter_is_told(const struct machine *machine) {
    return supports(machine, "undersized", "Processes hold 6 GiB");
}

/* An atomic request failed; the marks show so many kB. */
static void set_failed_beside_min(struct machine *machine, int64_t kb) {
    static struct note note = {NOTE_ALLOCATION_FAILURE, 3, ABSENT,
                               STR_INIT("swapper/0: page allocation failure. order:0, mode:0x20")};
    set_one(machine, 6 * GIB);
    set_zones(machine, 3 * MIB, 39 * MIB);
    machine->zones[0].min_kb = kb;
    machine->event.notes = &note;
    machine->event.note_count = 1;
}

static bool min_is_to_be_raised(const struct machine *machine) {
    return advises(machine, "sysctl -w vm.min_free_kbytes=");
}

/* Many programs of the user with that uid. */
static void set_uid(struct machine *machine, int64_t uid) {
    set_user(machine, 5 * GIB);
    for (size_t i = 0; i < 12; i++)
        machine->tasks[i].uid = uid;
}

static bool user_is_limited(const struct machine *machine) {
    return advises(machine, "systemctl set-property user-");
}

/* 2.5 GiB of slab; processes, which no table lists, hold so many kB. */
static void set_unlisted_rest(struct machine *machine, int64_t kb) {
    set_slab(machine, 5 * GIB / 2);
    machine->reckoning.ledger.parts.anon_kb = kb;
}

/* The log lacks the machine's size; beside the process its counters show 2 GiB of page cache and little else. */
static void set_beside_shown(struct machine *machine, int64_t kb) {
    struct ledger *ledger = &machine->reckoning.ledger;
    machine_kill(machine, machine_add_one(machine, "java", 11, kb));
    ledger->total_kb = ledger->managed_kb = ledger->reserved_kb = ABSENT;
    ledger->parts = (struct ledger_parts){
        .anon_kb = kb, .file_kb = 2 * GIB, .slab_kb = ABSENT, .lru_kb = ABSENT, .unaccounted_kb = ABSENT};
}

static bool java_is_named(const struct machine *machine) {
    return str_equal(answer_to(&machine->diagnosis, "consumer")->answer, STR("java"));
}

static const struct edge edges[] = {
    {"SLAB_MENTION_PERCENT 10", set_slab, slab_is_found, 838859, 838860},
    {"SLAB_CAUSE_PERCENT 25", set_slab, slab_is_likely, 2097151, 2097152},
    {"DOMINANT_PERCENT 40", set_slab, slab_is_sure, 3355442, 3355443},
    {"SLAB_HARD_PERCENT 25", set_hard_slab, slab_is_found, 399999, 400000},
    {"SLAB_PINNED_PERCENT 10", set_pinned, slab_is_more_than_2_gib, 838859, 838860},
    {"SHMEM_MENTION_PERCENT 25", set_shmem, shmem_is_found, 2097151, 2097152},
    {"SHMEM_CAUSE_PERCENT 40", set_shmem, shmem_is_likely, 3355442, 3355443},
    {"PAGETABLES_MENTION_PERCENT 3", set_tables, tables_is_found, 251657, 251658},
    {"PAGETABLES_CAUSE_PERCENT 10", set_tables, tables_is_likely, 838859, 838860},
    {"HUGETLB_MENTION_PERCENT 10", set_pool, pool_is_found, 838859, 838860},
    {"HUGETLB_CAUSE_PERCENT 25", set_pool, pool_is_likely, 2097151, 2097152},
    {"UNEVICTABLE_MENTION_PERCENT 10", set_locked, locked_is_found, 838859, 838860},
    {"UNEVICTABLE_CAUSE_PERCENT 25", set_locked, locked_is_likely, 2097151, 2097152},
    {"CACHE_MENTION_PERCENT 5", set_cache, cache_is_found, 419429, 419430},
    {"CACHE_CAUSE_PERCENT 40", set_dirty_cache, cache_is_likely, 3355442, 3355443},
    {"CACHE_DIRTY_PERCENT 50", set_dirty, cache_is_dirty, 2097151, 2097152},
    {"UNACCOUNTED_NORMAL_PERCENT 5", set_gap, gap_is_found, 419430, 419431},
    {"UNACCOUNTED_CAUSE_PERCENT 15", set_gap, gap_is_likely, 1258290, 1258291},
    {"UNACCOUNTED_SMALL_PERCENT 12", set_small_gap, gap_is_found, 125829, 125830},
    {"SWAP_IN_RAM_PERCENT 80", set_swap_beside_gap, gap_is_swap_in_ram, 838859, 838860},
    {"ZSWAP_CAP_PERCENT 22", set_gap_beside_swap, gap_is_no_zswap, 1845492, 1845493},
    {"OUTLIER_ROOM_PERCENT 25", set_one, one_is_found, 2097148, 2097152},
    {"OUTLIER_SURE_PERCENT 50", set_one, one_is_sure, 4194300, 4194304},
    {"OUTLIER_PROCESSES_PERCENT 50", set_others, one_is_found, 2561000, 2559000},
    {"OUTLIER_TIMES 2", set_second, one_is_found, 2097152, 1572864},
    {"FILLS_SHOWN_PERCENT 75", set_beside_shown, java_is_named, 6291452, 6291456},
    {"OUTLIER_SURE_TIMES 3", set_second_beside_5_gib, one_is_sure, 1747632, 1747624},
    {"UNDERSIZED_PERCENT 50", set_equals, equals_are_found, 4194288, 4194304},
    {"UNDERSIZED_SURE_PERCENT 70", set_equals, equals_are_likely, 5872000, 5872032},
    {"ALIKE_TIMES 2", set_largest_worker, workers_are_told, 3670032, 3670000},
    {"ALIKE_COUNT 3", set_workers, workers_are_told, 2, 3},
    {"LEADER_PERCENT 50", set_leader, leader_is_told, 3145724, 3145728},
    {"SHARED_PERCENT 50", set_shared, others_are_estimated, 1048575, 1048576},
    {"SHMEM_ONE_MAPPING_PERCENT 70", set_mapping, segment_is_named, 734002, 734003},
    {"TWINS_PERCENT 120", set_twins, rows_are_two_processes, 5242872, 5242880},
    {"FORK_BOMB_TAIL_ROWS 5", set_tail_rows, bomb_is_found, 4, 5},
    {"FORK_BOMB_VICTIM_KB 8192", set_tail_victim, bomb_is_found, 8193, 8192},
    {"PROTECTED_PERCENT 25", set_shielded_alone, shielded_is_found, 2097148, 2097152},
    {"PROTECTED_TIMES 2", set_killable, shielded_is_found, 1572868, 1572864},
    {"OUTLIER_SURE_PERCENT 50 of a shielded one", set_shielded, shielded_is_sure, 4194300, 4194304},
    {"FORK_BOMB_TASKS 300", set_bomb_rows, bomb_is_found, 299, 300},
    {"FORK_BOMB_MEMBER_KB 4096", set_bomb_member, bomb_is_found, 4100, 4096},
    {"FORK_BOMB_MAPPED_KB 16384", set_bomb_mapped, bomb_is_found, 16388, 16384},
    {"FORK_BOMB_TINY_TASKS 100", set_bomb_tiny_rows, bomb_is_found, 99, 100},
    {"FORK_BOMB_TINY_MEMBER_KB 1024", set_bomb_tiny_member, bomb_is_found, 1028, 1024},
    {"FORK_BOMB_DENSE_TIMES 2", set_bomb_spread, bomb_is_found, 801, 800},
    {"FORK_BOMB_DENSE_TIMES 2 of falling rows", set_falling_bomb_spread, bomb_is_found, 801, 800},
    {"FORK_BOMB_ROW_PERCENT 50", set_bomb_share_of_rows, bomb_is_found, 199, 200},
    {"FORK_BOMB_SHARE_PERCENT 50", set_bomb_share_of_memory, bomb_is_found, 1200080, 1200000},
    {"FORK_BOMB_LARGEST_PERCENT 5", set_bomb_largest, bomb_is_found, 419432, 419428},
    {"FORK_BOMB_STACK_PERCENT 10", set_stacks, bomb_is_found, 838859, 838860},
    {"FORK_BOMB_THREAD_TIMES 20", set_threaded_rows, bomb_is_found, 3277, 3276},
    {"UNLISTED_PERCENT 50", set_listed, rows_tell_enough, 3145720, 3145728},
    {"COVERED_PERCENT 80", set_covered, rss_is_believed, 5033160, 5033164},
    {"USER_PROCESSES_PERCENT 50", set_user, user_is_named, 3145680, 3145776},
    {"RESERVED_MENTION_PERCENT 8", set_reserved, reserve_is_told, 671087, 671088},
    {"RESERVED_MENTION_KB 409600", set_reserved_of_2_gib, reserve_is_told, 409599, 409600},
    {"RESERVED_MUCH_PERCENT 20 beyond RESERVED_FIXED_KB", set_reserved, reserve_is_much, 1743256, 1743257},
    {"TINY_ROOM_KB 65536", set_room, room_is_enough, 65535, 65536},
    {"UNEVICTABLE_LOCKED_PERCENT 50", set_locker, locker_is_named, 2097148, 2097152},
    {"BOOT_ROOM_KB 524288", set_boot_room, boot_room_is_enough, 524287, 524288},
    {"BOOT_SECONDS 10", set_uptime, is_booting, 10000000, 9999999},
    {"BOOT_ANON_KB 1024", set_boot_anon, is_booting, 1024, 1023},
    {"COMPRESSED_PERCENT 20", set_compressed, swap_is_in_ram, 838859, 838860},
    {"UNACCOUNTED_NORMAL_KB 262144", set_gap_of_4_gib, gap_is_found, 262144, 262145},
    {"ELSEWHERE_PERCENT 5", set_elsewhere, lowmem_is_sure, 419429, 419430},
    {"FILLER_PERCENT 50", set_filler, filler_is_named, 2097151, 2097152},
    {"TOGETHER_PERCENT 90", set_together, counter_is_told, 5662304, 5662320},
    {"MIN_FREE_CAP_PERMILLE 10", set_failed_beside_min, min_is_to_be_raised, 41941, 41940},
    {"FIRST_LOGIN_UID 1000", set_uid, user_is_limited, 999, 1000},
    {"UNLISTED_TIMES 2", set_unlisted_rest, slab_is_likely, 5242880, 5242879},
    {"MAPPER_PERCENT 50", set_mapper, mapper_is_named, 2097151, 2097152},
    {"LOST_REQUEST_PERCENT 1", set_roomy_zone, lost_request_is_told, 83885, 83886},
    {"TINY_LIMIT_KB 4096", set_limit, limit_is_enough, 4095, 4096},
    {"THROTTLE_FIXED_PERCENT 90", set_fixed, group_would_stall, 423935, 423936},
    {"UNACCOUNTED_CGROUP_KB 2048", set_group_gap, gap_is_found, 2048, 2049},
    {"LIMIT_NEAR_PERCENT 1 of kernel memory", set_kernel_limit, group_is_at_a_limit, 989999, 990000},
    {"LIMIT_NEAR_PERCENT 1 of memory and swap", set_summed_limit, sum_is_hit, 989999, 990000},
    {"PARTIAL_ENOUGH_PERCENT 90", set_named, named_is_enough, 899999, 900000},
    {"THRASH_CACHE_NO_PERCENT 5", set_cache_beside_leak, thrashing_is_no, 419429, 419430},
    {"THRASH_CACHE_PERCENT 1", set_cache_beside_leak, thrashing_is_not_likely, 83885, 83886},
    {"THRASH_FREE_PERCENT 10", set_free, thrashing_is_not_likely, 838859, 838860},
    {"THRASH_SWAPCACHE_PERCENT 50", set_swap_cache, thrashing_is_likely, 699049, 699051},
    {"THRASH_READ_PERCENT 25", set_read, thrashing_is_yes, 2097151, 2097152},
    {"MIN_FREE_HIGH_PERCENT 10", set_min, min_is_high, 838859, 838860},
    {"SMALL_VICTIM_KB 32768", set_victim, victim_is_not_small, 32768, 32769},
    {"RIVAL_TIMES_TENTHS 15", set_rival, rival_is_close, 2796202, 2796203},
    {"RIVAL_MENTION_TIMES 4", set_far_rival, rival_is_told, 1048575, 1048576},
    {"OUTLIER_ROOM_PERCENT 25 of the second", set_second_beside_5_gib, second_is_told, 2097148, 2097152},
};

static bool edges_hold(const struct edge *edge, int64_t value) {
    void *state = NULL;
    machine_set_up(&state);
    struct machine *machine = state;
    edge->set(machine, value);
    judge(machine);
    bool holds = edge->holds(machine);
    machine_tear_down(&state);
    return holds;
}

static void every_threshold_is_where_it_is_said_to_be(void **state) {
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        bool no = !edges_hold(&edges[i], edges[i].no), yes = edges_hold(&edges[i], edges[i].yes);
        if (!no || !yes)
            print_error("%s: %s\n", edges[i].name, no ? "is not reached" : "is passed");
        wrong += !no || !yes;
    }
    assert_int_equal(wrong, 0);
}

/* What is said of the machine of a row above changes with the release, for the reason beside it. */
struct turn {
    int32_t release;
    bool now; /* the words are there since, or were there before */
    const char *edge, *words;
};

static const struct turn turns[] = {
    {RELEASE(2, 6, 32), false, "UNACCOUNTED_NORMAL_PERCENT 5",
     "kernel stacks (not printed before 2.6.32)"}, /* NR_KERNEL_STACK came with it */
    {RELEASE(2, 6, 36), true, "PROTECTED_PERCENT 25",
     "-1000 /proc/[0-9]*/oom_score_adj"}, /* before only oom_adj, to -17 */
    {RELEASE(3, 10, 0), false, "UNACCOUNTED_NORMAL_PERCENT 5",
     "huge pages (not printed before 3.10)"}, /* hugetlb_show_meminfo */
    {RELEASE(3, 10, 0), true, "FORK_BOMB_TAIL_ROWS 5",
     "journalctl _TRANSPORT=kernel"},                                     /* distributions with it had systemd */
    {RELEASE(3, 10, 0), true, "OUTLIER_ROOM_PERCENT 25", "MemoryLimit="}, /* and its limits */
    {RELEASE(3, 10, 0), false, "OUTLIER_ROOM_PERCENT 25", "ulimit -v"},   /* instead of the shell's */
    {RELEASE(3, 11, 0), true, "SWAP_IN_RAM_PERCENT 80", "zswap's or zram's compressed pages"}, /* zswap was merged */
    {RELEASE(3, 11, 0), true, "UNACCOUNTED_NORMAL_PERCENT 5", "pipes and sockets, zram, zswap, ZFS"}, /* the same */
    {RELEASE(3, 14, 0), true, "UNACCOUNTED_NORMAL_PERCENT 5", "zram disks"},        /* zram left staging */
    {RELEASE(3, 15, 0), true, "FORK_BOMB_TASKS 300", "about 256 threads"},          /* stacks of x86-64 have 16 KiB */
    {RELEASE(3, 15, 0), false, "FORK_BOMB_TASKS 300", "about 512 threads"},         /* instead of 8 */
    {RELEASE(3, 18, 0), true, "UNACCOUNTED_NORMAL_PERCENT 5", "BPF maps, buffers"}, /* bpf(2) */
    {RELEASE(3, 18, 0), true, "UNACCOUNTED_NORMAL_PERCENT 5", "BPF maps, pipes and sockets"}, /* the same */
    {RELEASE(4, 5, 0), true, "OUTLIER_ROOM_PERCENT 25", "MemoryMax="},                        /* cgroup v2 */
    {RELEASE(4, 5, 0), false, "OUTLIER_ROOM_PERCENT 25", "MemoryLimit="},                     /* instead of version 1 */
    {RELEASE(4, 5, 0), true, "CACHE_MENTION_PERCENT 5", "memory.min or memory.low"},          /* cgroup v2 */
    {RELEASE(4, 5, 0), true, "COMPRESSED_PERCENT 20", "MemorySwapMax="},                      /* the same */
    {RELEASE(4, 5, 0), true, "COMPRESSED_PERCENT 20", "a memory.swap.max of a cgroup"},       /* the same */
    {RELEASE(4, 7, 0), true, "ALIKE_COUNT 3", "Next in line: web (pid 22)"},                  /* of equals the last */
    {RELEASE(4, 15, 0), true, "UNACCOUNTED_NORMAL_PERCENT 5", "bpftool map"},                 /* came with it */
    {RELEASE(4, 20, 0), true, "UNDERSIZED_PERCENT 50", "/proc/pressure"},                     /* PSI */
    {RELEASE(5, 1, 0), true, "UNACCOUNTED_NORMAL_PERCENT 5", "io_uring rings"},               /* came with it */
    {RELEASE(5, 1, 0), true, "FORK_BOMB_TAIL_ROWS 5",
     "address space in all"}, /* the last line has the victim, not its child */
    {RELEASE(6, 1, 0), true, "CACHE_MENTION_PERCENT 5", "lru_gen/min_ttl_ms"}, /* multi-generational LRU */
    {RELEASE(6, 2, 0), false, "UNLISTED_PERCENT 50",
     "some private memory is in no row"}, /* RSS counted per CPU: rows may show too little */
    {RELEASE(6, 18, 0), false, "UNACCOUNTED_NORMAL_PERCENT 5", "zram disks"}, /* the report prints zswap's and zram's */
    {RELEASE(6, 18, 0), false, "SWAP_IN_RAM_PERCENT 80", "zswap's or zram's compressed pages"}, /* the same */
    {RELEASE(7, 0, 0), true, "UNLISTED_PERCENT 50", "some private memory is in no row"}, /* and counted exactly again */
};

/* All that is said of the machine of EDGE with this release; the caller frees it. */
static char *turn_text(const struct edge *edge, int32_t release) {
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    void *state = NULL;
    assert_non_null(file);
    machine_set_up(&state);
    struct machine *machine = state;
    edge->set(machine, edge->yes);
    machine->reckoning.release.number = release;
    judge(machine);
    const struct said said = {file, 0};
    say_diagnosis(&said, &machine->diagnosis);
    machine_tear_down(&state);
    assert_int_equal(fclose(file), 0);
    return text;
}

/* The release before: of the first patch the last one of the minor before it (2.6.39 of 3.0). */
static int32_t turn_before(int32_t release) {
    static const int32_t last[] = {[3] = RELEASE(2, 6, 39),
                                   [4] = RELEASE(3, 19, 99),
                                   [5] = RELEASE(4, 20, 99),
                                   [6] = RELEASE(5, 19, 99),
                                   [7] = RELEASE(6, 19, 99)};
    if (release & 1023)
        return release - 1;
    return release & 0xfffff ? release - (1 << 10) + 99 : last[release >> 20];
}

static const struct edge *turn_edge(const char *name) {
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        if (strcmp(edges[i].name, name) == 0)
            return &edges[i];
    fail_msg("no row %s", name);
    return NULL;
}

static void what_is_said_turns_with_the_release(void **state) {
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        const struct edge *edge = turn_edge(turns[i].edge);
        char *before = turn_text(edge, turn_before(turns[i].release)), *since = turn_text(edge, turns[i].release);
        bool was = strstr(before, turns[i].words), is = strstr(since, turns[i].words);
        if (is != turns[i].now || was == turns[i].now)
            print_error("turn %zu: \"%s\" %s\n", i, turns[i].words, was == is ? "does not turn" : "turns around");
        wrong += is != turns[i].now || was == turns[i].now;
        free(before);
        free(since);
    }
    assert_int_equal(wrong, 0);
}

static bool turn_is_listed(int32_t release) {
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++)
        if (turns[i].release == release)
            return true;
    return false;
}

/* All from 2.6.20 to 7.9: two of each series, of 2.6 all. */
static void no_other_release_turns_what_is_said(void **state) {
    (void)state;
    static const int32_t minors[] = {[2] = 6, [3] = 19, [4] = 20, [5] = 19, [6] = 19, [7] = 9};
    int wrong = 0;
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        char *last = NULL;
        for (int32_t number = RELEASE(2, 6, 20); number < RELEASE(8, 0, 0);) {
            char *text = turn_text(&edges[i], number);
            if (last && strcmp(last, text) != 0 && !turn_is_listed(number)) {
                print_error("%s: %d.%d.%d turns it\n", edges[i].name, number >> 20, number >> 10 & 1023, number & 1023);
                wrong++;
            }
            free(last);
            last = text;
            int32_t major = number >> 20, minor = number >> 10 & 1023, patch = number & 1023;
            bool more = patch < (major == 2 ? 39 : 1), next = minor < minors[major];
            number = more ? number + 1 : next ? RELEASE(major, minor + 1, 0) : RELEASE(major + 1, 0, 0);
        }
        free(last);
    }
    assert_int_equal(wrong, 0);
}

/* Those that other tests hold, and one that never decides alone. */
static const char *const edges_elsewhere[] = {
    "COMPACT_PERCENT",             /* test_advice */
    "FAMILY_PERCENT",              /* test_advice */
    "HEADROOM_PERCENT",            /* test_diagnose: the figures of limits */
    "LIMIT_FAR_PERCENT",           /* test_diagnose: a group below its limit */
    "MIN_FREE_LOW_PERCENT",        /* test_diagnose: a lowered vm.min_free_kbytes */
    "RESERVED_FIXED_KB",           /* in the row of RESERVED_MUCH_PERCENT */
    "THRASH_REFAULT_PERCENT",      /* test_diagnose: what a group read back */
    "UNACCOUNTED_MENTION_PERCENT", /* what is unusual is more */
};

static bool edges_have(str name) {
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        if (str_starts(str_from_cstr(edges[i].name), name) && edges[i].name[name.len] == ' ')
            return true;
    for (size_t i = 0; i < sizeof edges_elsewhere / sizeof *edges_elsewhere; i++)
        if (str_equal(str_from_cstr(edges_elsewhere[i]), name))
            return true;
    return false;
}

/* "    SLAB_CAUSE_PERCENT = 25," */
static void no_threshold_is_without_a_test(void **state) {
    (void)state;
    char line[512];
    int count = 0;
    FILE *file = fopen(TESTDATA "/../src/diagnose/thresholds.h", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        size_t start = strspn(line, " "), len = strspn(line + start, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
        if (len == 0 || strncmp(line + start + len, " = ", 3) != 0)
            continue;
        count++;
        if (!edges_have(str_of(line + start, len)))
            fail_msg("%.*s has no row", (int)len, line + start);
    }
    assert_int_equal(fclose(file), 0);
    assert_true(count > 60);
}

/* Three users hold 30, 30 and 40 %: the last one has most, but no majority. */
static void the_largest_of_three_users_is_not_named(void **state) {
    struct machine *machine = *state;
    static char names[30][8];
    for (int i = 0; i < 30; i++) {
        snprintf(names[i], sizeof names[i], "u%d", i);
        const size_t row = machine_add_one(machine, names[i], 20 + i, (i < 20 ? 6 : 8) * GIB / 40);
        machine->tasks[row].uid = 1000 + i / 10;
    }
    machine_kill(machine, 0);
    judge(machine);
    assert_false(supports(machine, "undersized", "of uid"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_threshold_is_where_it_is_said_to_be),
        cmocka_unit_test(what_is_said_turns_with_the_release),
        cmocka_unit_test(no_other_release_turns_what_is_said),
        cmocka_unit_test(no_threshold_is_without_a_test),
        ON_A_MACHINE(the_largest_of_three_users_is_not_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
