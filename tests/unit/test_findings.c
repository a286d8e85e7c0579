/* What speaks for and against a diagnosis: each sentence on a machine that has just the figures it needs.
 * SPDX-License-Identifier: MIT */
#include "machine.h"
#include "model/release.h"

static const struct finding *finding_of(struct machine *machine, const char *pattern) {
    judge(machine);
    for (size_t i = 0; i < machine->diagnosis.finding_count; i++)
        if (str_equal(machine->diagnosis.findings[i].pattern, str_from_cstr(pattern)))
            return &machine->diagnosis.findings[i];
    for (size_t i = 0; i < machine->diagnosis.finding_count; i++)
        print_error("%.*s: %.*s\n", STR_ARG(machine->diagnosis.findings[i].pattern),
                    STR_ARG(machine->diagnosis.findings[i].statement));
    fail_msg("%s is not found", pattern);
    return NULL;
}

static const struct evidence *said(const struct evidence_list *list, const char *words) {
    for (size_t i = 0; i < list->count; i++)
        if (str_has(list->items[i].statement, str_from_cstr(words)))
            return &list->items[i];
    return NULL;
}

static void assert_said(const struct evidence_list *list, const char *words, int64_t first, int64_t last) {
    const struct evidence *found = said(list, words);
    if (!found) {
        for (size_t i = 0; i < list->count; i++)
            print_error("%.*s\n", STR_ARG(list->items[i].statement));
        fail_msg("nobody says \"%s\"", words);
        return;
    }
    assert_int_equal(found->lines.first, first);
    assert_int_equal(found->lines.last, last);
}

static void assert_for(struct machine *machine, const char *pattern, const char *words, int64_t first, int64_t last) {
    assert_said(&finding_of(machine, pattern)->evidence, words, first, last);
}

static void assert_against(struct machine *machine, const char *pattern, const char *words, int64_t first,
                           int64_t last) {
    assert_said(&finding_of(machine, pattern)->against, words, first, last);
}

static void assert_not_for(struct machine *machine, const char *pattern, const char *words) {
    assert_null(said(&finding_of(machine, pattern)->evidence, words));
}

static void assert_not_against(struct machine *machine, const char *pattern, const char *words) {
    assert_null(said(&finding_of(machine, pattern)->against, words));
}

/* --- fragmentation */

/* 900 MiB free of one zone, whose list of free pieces stands on line 35. */
static void set_pieces(struct machine *machine, int64_t order) {
    static struct buddy pieces[] = {
        {100, 4, STR_INIT("UM")}, {10, 8, STR_INIT("UM")}, {6, 16, STR_INIT("C")}, {4, 32, STR_INIT("H")}};
    set_zones(machine, 900 * MIB, 0);
    machine->zones[0].buddy = pieces;
    machine->zones[0].buddy_count = 4;
    machine->zones[0].buddy_line = 35;
    machine->zone_states[0].blocks_of_order_kb = 0;
    machine->event.trigger.order = order;
    machine->reckoning.shortage = SHORTAGE_FRAGMENTED;
}

static void pieces_are_counted(void **state) {
    struct machine *machine = *state;
    set_pieces(machine, 2);
    assert_for(machine, "fragmentation", "Free in the zones that the request could use: 900 MiB, 860 MiB above", 30,
               30);
    assert_for(machine, "fragmentation", "The request was for 16 KiB in one piece.", 1, 1);
    assert_for(machine, "fragmentation", "0 KiB in pieces of 16 KiB or larger that the request could use.", 35, 35);
    assert_not_for(machine, "fragmentation", "was kept from it by the watermark");
    assert_not_for(machine, "fragmentation", "is set aside");
    assert_not_for(machine, "fragmentation", "of page cache was neither dirty");
    assert_int_equal(finding_of(machine, "fragmentation")->confidence, CONFIDENCE_HIGH);
    machine->zone_states[0].blocks_of_order_kb = 96;
    machine->zone_states[0].unusable_kb = 224;
    assert_for(machine, "fragmentation", "Another 96 KiB in such pieces was kept from it by the watermark", 35, 35);
    assert_for(machine, "fragmentation", "224 KiB of it is set aside for other requests (CMA, highatomic).", 30, 30);
    machine->zone_states[0].margin_kb = 0; /* at its mark: medium, beside page cache that could have been dropped */
    assert_int_equal(finding_of(machine, "fragmentation")->confidence, CONFIDENCE_MEDIUM);
    assert_for(machine, "fragmentation", "0 KiB of page cache was neither dirty nor being written", 20, 40);
}

/* With an order of 1, not plain. */
static void a_pair_of_pages_is_a_piece(void **state) {
    struct machine *machine = *state;
    set_pieces(machine, 1);
    machine->zone_states[0].margin_kb = 4;
    assert_int_equal(finding_of(machine, "fragmentation")->confidence, CONFIDENCE_HIGH);
    machine->zone_states[0].margin_kb = -4;
    assert_for(machine, "fragmentation", "of page cache was neither dirty nor being written", 20, 40);
    machine->event.trigger.order = 0;
    assert_not_for(machine, "fragmentation", "of page cache was neither dirty nor being written");
    assert_for(machine, "fragmentation", "0 KiB in pieces of 4 KiB or larger that the request could use.", 35, 35);
    machine->event.trigger.order = ABSENT;
    assert_not_for(machine, "fragmentation", "The lists of free pieces");
}

/* Of the zones, 4 GiB are managed; 5 % of that are 209715 kB. */
static void pieces_can_be_made_of_what_moves(void **state) {
    struct machine *machine = *state;
    set_pieces(machine, 2);
    machine->zones[0].active_anon_kb = 100000;
    machine->zones[0].inactive_anon_kb = 50000;
    machine->zones[0].active_file_kb = 50000;
    machine->zones[0].inactive_file_kb = 9710;
    machine->reckoning.release.number = RELEASE(5, 8, 0);
    judge(machine);
    assert_true(advises(machine, "Find out what kernel memory fills the zones"));
    assert_has(answer_to(&machine->diagnosis, "prevention")->statement, "hardly anything there can be moved");
    machine->zones[0].inactive_file_kb = 9720;
    judge(machine);
    assert_true(advises(machine, "Have memory compacted before large pieces are asked for."));
    assert_false(advises(machine, "compaction_proactiveness"));
    assert_has(answer_to(&machine->diagnosis, "prevention")->statement, "with memory compacted in time");
    machine->reckoning.release.number = RELEASE(5, 9, 0);
    judge(machine);
    assert_true(advises(machine, "sysctl -w vm.compact_memory=1 vm.compaction_proactiveness=40"));
    machine->reckoning.release.number = RELEASE(2, 6, 34); /* which knows no compaction */
    judge(machine);
    assert_false(advises(machine, "compacted"));
    machine->reckoning.release.number = RELEASE(2, 6, 35);
    judge(machine);
    assert_true(advises(machine, "compacted"));
}

/* --- page cache */

/* 5 % of 8 GiB are 419431 kB: pages on the file lists that are in no page cache. */
static void pages_that_are_no_page_cache(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.file_kb = 4 * GIB;
    machine->reckoning.ledger.parts.shmem_kb = 100 * MIB;
    machine->reckoning.ledger.within.swap_cache_kb = 50 * MIB;
    machine->event.memory.totals.pagecache_pages = (struct figure){1, 43};
    machine->reckoning.ledger.within.pagecache_kb = 4 * GIB + 150 * MIB - 419431;
    assert_for(machine, "page-cache", "410 MiB on the file lists belongs to no page cache", 43, 43);
    machine->reckoning.ledger.within.pagecache_kb += 100;
    assert_not_for(machine, "page-cache", "belongs to no page cache");
    machine->reckoning.ledger.within.pagecache_kb = ABSENT;
    assert_not_for(machine, "page-cache", "belongs to no page cache");
    machine->reckoning.ledger.within.pagecache_kb = GIB;
    machine->reckoning.ledger.parts.shmem_kb = ABSENT;
    assert_not_for(machine, "page-cache", "belongs to no page cache");
}

/* Of 160 MiB a tenth is 16 MiB: drift, on so small a machine, may be that much. */
static void drift_is_no_leak_of_pages(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.managed_kb = 160 * MIB;
    machine->reckoning.ledger.parts =
        (struct ledger_parts){.file_kb = 100 * MIB, .lru_kb = ABSENT, .slab_kb = ABSENT, .free_kb = MIB};
    machine->event.memory.totals.pagecache_pages = (struct figure){1, 43};
    machine->reckoning.ledger.within.pagecache_kb = 84 * MIB;
    assert_for(machine, "page-cache", "16 MiB on the file lists belongs to no page cache", 43, 43);
    machine->reckoning.ledger.within.pagecache_kb = 84 * MIB + 4;
    assert_not_for(machine, "page-cache", "belongs to no page cache");
}

static void what_is_written_is_told(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.file_kb = 4 * GIB;
    machine->event.memory.counters.dirty = (struct figure){0, 22};
    machine->event.memory.counters.writeback = (struct figure){0, 23};
    assert_against(machine, "page-cache", "Only 0 KiB of it is dirty or being written", 22, 23);
    assert_int_equal(finding_of(machine, "page-cache")->confidence, CONFIDENCE_MEDIUM);
    machine->reckoning.ledger.within.dirty_kb = 2 * GIB;
    machine->reckoning.ledger.within.writeback_kb = GIB;
    assert_for(machine, "page-cache", "Dirty or being written: 3 GiB of it.", 22, 23);
    assert_int_equal(finding_of(machine, "page-cache")->confidence, CONFIDENCE_HIGH);
    assert_true(advises(machine, "sysctl -w vm.dirty_background_bytes="));
}

/* --- memory without a name */

static void allocations_name_their_place(void **state) {
    static struct allocation made[4];
    struct machine *machine = *state;
    for (int i = 0; i < 4; i++)
        made[i] = (struct allocation){.line = 60 + i,
                                      .bytes = (4 - i) * 1024 * (int64_t)MIB,
                                      .place = STR("mm/vmalloc.c:3575"),
                                      .function = STR("alloc_vmap_area")};
    machine->event.memory.allocations = made;
    machine->event.memory.allocation_count = 4;
    machine->reckoning.ledger.parts.unaccounted_kb = 4 * GIB;
    assert_for(machine, "unaccounted", "Allocated at mm/vmalloc.c:3575 (alloc_vmap_area): 4 MiB.", 60, 60);
    assert_for(machine, "unaccounted", "(alloc_vmap_area): 2 MiB.", 62, 62);
    assert_not_for(machine, "unaccounted", "(alloc_vmap_area): 1 MiB.");
}

static void a_cgroups_kernel_memory_is_told_apart(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.missing = 0;
    machine->reckoning.cgroup.unaccounted_kb = 200 * MIB;
    machine->reckoning.cgroup.kernel_other_kb = 200 * MIB;
    machine->reckoning.cgroup.sock_kb = 11 * MIB;
    machine->reckoning.cgroup.percpu_kb = 12 * MIB;
    machine->reckoning.cgroup.vmalloc_kb = 13 * MIB;
    machine->reckoning.cgroup.slab_kb = MIB;
    assert_for(machine, "unaccounted", "Kernel memory charged to the cgroup without a name: 200 MiB.", 5, 30);
    assert_for(machine, "unaccounted", "Socket buffers: 11 MiB.", 5, 30);
    assert_for(machine, "unaccounted", "Per-CPU memory: 12 MiB.", 5, 30);
    assert_for(machine, "unaccounted", "vmalloc: 13 MiB.", 5, 30);
    assert_not_against(machine, "unaccounted", "It may all be slab");
    machine->reckoning.cgroup.slab_kb = ABSENT;
    machine->reckoning.cgroup.kernel_other_kb = ABSENT;
    machine->reckoning.cgroup.kernel_unsplit_kb = 210 * MIB;
    assert_for(machine, "unaccounted", "(kmem), which the report does not split: 210 MiB.", 5, 30);
    assert_against(machine, "unaccounted", "It may all be slab", 5, 30);
    machine->event.cgroup.kmem.line = 8;
    assert_for(machine, "unaccounted", "(kmem), which the report does not split: 210 MiB.", 8, 8);
}

static void a_balloon_is_nobodys(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.unaccounted_kb = 2 * GIB;
    assert_has(finding_of(machine, "unaccounted")->statement, "a driver, a balloon, vmalloc");
    machine->reckoning.ledger.within.balloon_kb = GIB;
    machine->reckoning.ledger.parts.balloon_kb = GIB;
    assert_has(finding_of(machine, "unaccounted")->statement, "in no counter of the report: a driver, vmalloc,");
    machine->reckoning.ledger.within.balloon_kb = 3 * GIB;
    machine->reckoning.ledger.parts.balloon_kb = 3 * GIB;
    assert_has(finding_of(machine, "unaccounted")->statement, "the hypervisor's balloon took it");
    assert_has(finding_of(machine, "unaccounted")->brief, "the hypervisor's balloon holds most");
}

/* Which features a release has, and which of their figures it prints. */
static void what_a_release_does_not_print(void **state) {
    static const struct {
        int32_t last, first;
        const char *words;
        bool comes; /* with the first release; else it goes then */
    } kinds[] = {
        {RELEASE(2, 6, 31), RELEASE(2, 6, 32), "kernel stacks (not printed before 2.6.32)", false},
        {RELEASE(3, 9, 0), RELEASE(3, 10, 0), "a pool of huge pages (not printed before 3.10)", false},
        {RELEASE(3, 10, 0), RELEASE(3, 11, 0), "zswap's or zram's compressed pages", true},
        {RELEASE(6, 17, 0), RELEASE(6, 18, 0), "zswap's or zram's compressed pages", false},
        {RELEASE(3, 17, 0), RELEASE(3, 18, 0), "BPF maps", true},
        {RELEASE(5, 0, 0), RELEASE(5, 1, 0), "io_uring rings", true},
    };
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.unaccounted_kb = 4 * GIB;
    machine->reckoning.swap = SWAP_PARTLY_USED;
    machine->reckoning.swap_total_kb = 2 * GIB;
    machine->reckoning.swap_free_kb = GIB;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        machine->reckoning.release.number = kinds[i].last;
        assert_int_equal(said(&finding_of(machine, "unaccounted")->evidence, kinds[i].words) != NULL, !kinds[i].comes);
        machine->reckoning.release.number = kinds[i].first;
        assert_int_equal(said(&finding_of(machine, "unaccounted")->evidence, kinds[i].words) != NULL, kinds[i].comes);
    }
    machine->reckoning.swap_free_kb = 2 * GIB; /* without swap in use a disk of zram may hold it */
    machine->reckoning.release.number = RELEASE(3, 14, 0);
    assert_for(machine, "unaccounted", "zram disks", 20, 40);
    machine->reckoning.release.number = RELEASE(3, 13, 0);
    assert_not_for(machine, "unaccounted", "zram disks");
    machine->reckoning.release.number = RELEASE(6, 18, 0);
    assert_not_for(machine, "unaccounted", "zram disks");
}

/* 1 GiB without a name; 2 GiB are swapped out to zram, whose pages are printed since 6.18. */
static void compressed_pages_have_no_name(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.unaccounted_kb = GIB;
    machine->reckoning.swap = SWAP_PARTLY_USED;
    machine->reckoning.swap_total_kb = 4 * GIB;
    machine->reckoning.swap_free_kb = 2 * GIB;
    machine->reckoning.swap_lines = (struct span){44, 45};
    machine->reckoning.release.number = RELEASE(6, 17, 0);
    assert_against(machine, "unaccounted", "It may be zswap's compressed pool", 44, 45);
    machine->reckoning.swap_free_kb = 2 * GIB + 4; /* less than twice the gap */
    assert_not_against(machine, "unaccounted", "It may be zswap's compressed pool");
    machine->reckoning.swap_free_kb = 2 * GIB;
    machine->reckoning.release.number = RELEASE(3, 10, 0);
    assert_not_against(machine, "unaccounted", "It may be zswap's compressed pool");
    machine->event.boot_memory.zram_line = 3;
    machine->event.boot_memory.zram_kb = 4 * GIB;
    assert_against(machine, "unaccounted", "Swap is a compressed disk in RAM (zram), and 2 GiB is swapped out", 44, 45);
    assert_has(finding_of(machine, "unaccounted")->statement, "zram's compressed pages, most likely");
    assert_int_equal(finding_of(machine, "unaccounted")->confidence, CONFIDENCE_LOW);
    machine->reckoning.release.number = RELEASE(6, 18, 0);
    assert_not_against(machine, "unaccounted", "Swap is a compressed disk in RAM");
}

/* Half of 4 GiB that can't be evicted is one process's. */
static void who_locks_is_told_to_lock_less(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 2100 * MIB));
    machine->reckoning.ledger.parts.unevictable_kb = 4 * GIB;
    judge(machine);
    assert_true(advises(machine, "Limit how much memory java may lock: LimitMEMLOCK=2048M in its unit (ulimit -l)."));
    assert_true(advises(machine, "grep -H VmLck /proc/[0-9]*/status | sort -k2 -n -r | head"));
    assert_false(advises(machine, "findmnt -t ramfs"));
    machine->tasks[0].uid = 0;
    judge(machine);
    assert_true(advises(machine, "it runs as root, whom no such limit holds"));
}

static void files_in_ramfs_are_moved(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.unevictable_kb = 4 * GIB;
    judge(machine);
    assert_true(advises(machine, "Move files from ramfs to a tmpfs with size="));
    assert_true(advises(machine, "findmnt -t ramfs; grep -H VmLck"));
}

/* --- doubts about who holds most */

static void set_leak(struct machine *machine) {
    machine_kill(machine, machine_add_one(machine, "java", 11, 6 * GIB));
}

static void a_kill_that_protects_is_no_proof(void **state) {
    struct machine *machine = *state;
    set_leak(machine);
    assert_int_equal(finding_of(machine, "memory-leak")->confidence, CONFIDENCE_HIGH);
    machine->reckoning.request = REQUEST_KSWAPD;
    machine->event.trigger.trace_lines = (struct span){4, 9};
    assert_against(machine, "memory-leak", "kswapd asked for this kill to protect the working set", 4, 9);
    assert_int_equal(finding_of(machine, "memory-leak")->confidence, CONFIDENCE_MEDIUM);
}

/* 5 % of 8 GiB are 419430 kB that were free in zones which are not listed. */
static void free_memory_that_is_not_listed(void **state) {
    struct machine *machine = *state;
    set_leak(machine);
    set_zones(machine, 30 * MIB, 0);
    machine->event.memory.zone_count = 1;
    machine->reckoning.ledger.parts.free_kb = 30 * MIB + 419430;
    assert_against(machine, "memory-leak", "410 MiB was free in zones that the report does not show", 20, 40);
    machine->reckoning.ledger.parts.free_kb = 30 * MIB + 419400;
    assert_not_against(machine, "memory-leak", "was free in zones that the report does not show");
    machine->reckoning.ledger.parts.free_kb = GIB;
    machine->event.memory.zone_count = 0;
    assert_not_against(machine, "memory-leak", "was free in zones that the report does not show");
}

/* Half of what the machine has is slab, and as much is page cache: it was not slab alone. */
static void page_cache_as_large_as_slab(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 3 * GIB;
    machine->reckoning.ledger.parts.file_kb = machine->reckoning.ledger.parts.lru_kb = 3 * GIB;
    assert_against(machine, "slab-leak", "Beside it 3 GiB of page cache was left", 20, 40);
    machine->reckoning.ledger.parts.file_kb = machine->reckoning.ledger.parts.lru_kb = 3 * GIB - MIB;
    assert_not_against(machine, "slab-leak", "of page cache was left");
}

/* Without a zone that can be told the machine's lines are cited. */
static void locked_memory_without_zones(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.unevictable_kb = 6 * GIB;
    machine->reckoning.ledger.within.mlocked_kb = 6 * GIB;
    assert_for(machine, "unevictable", "All of it is locked by processes (mlock).", 20, 40);
}

/* A victim of 4 MiB tells of all others only where the log lacks what they held. */
static void a_small_victim_beside_all_figures(void **state) {
    struct machine *machine = *state;
    machine->reckoning.missing = MISSING_TASKS;
    machine->reckoning.release.number = RELEASE(6, 1, 0);
    machine->reckoning.ledger.parts.anon_kb = 6 * GIB;
    machine->kills[0] =
        (struct kill){.line = 100, .pid = 5, .name = STR("sh"), .total_vm_kb = 4096, .anon_rss_kb = 100};
    machine->event.kill_count = 1;
    assert_not_for(machine, "insufficient-data", "a great many small ones");
}

/* Of two that hold as much neither holds more. */
static void graphics_that_hold_as_much(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 3 * GIB));
    machine->reckoning.ledger.parts.gpu_kb = 3 * GIB;
    assert_not_against(machine, "memory-leak", "Graphics drivers hold");
    machine->reckoning.ledger.parts.gpu_kb = 3 * GIB + MIB;
    assert_against(machine, "memory-leak", "Graphics drivers hold 3 GiB, more than it", 20, 40);
}

/* 10 % of 9 GiB are 943718 kB. */
static void what_went_since_boot_is_told(void **state) {
    struct machine *machine = *state;
    set_leak(machine);
    machine->event.boot_memory.line = 3;
    machine->event.boot_memory.memory_available_kb = 9 * GIB;
    assert_against(machine, "memory-leak", "At boot the kernel had 9 GiB to give; at least 1 GiB of it went away", 3,
                   3);
    assert_int_equal(finding_of(machine, "memory-leak")->confidence, CONFIDENCE_HIGH);
    machine->event.boot_memory.memory_available_kb = 8 * GIB + 900 * MIB; /* 9.9 % */
    assert_not_against(machine, "memory-leak", "At boot the kernel had");
    machine->event.boot_memory.memory_available_kb = 16 * GIB; /* half of it went */
    assert_int_equal(finding_of(machine, "memory-leak")->confidence, CONFIDENCE_MEDIUM);
}

/* 4 GiB of shared memory, of which 80 % are mapped: one process is large enough for it. */
static void who_is_large_enough_maps_it(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 100 * MIB));
    machine_add_one(machine, "postgres", 12, 4 * GIB);
    machine->tasks[1].rss_shmem = GIB;
    machine->tasks[1].rss_anon = 0;
    machine->reckoning.ledger.parts.anon_kb = 200 * MIB;
    machine->reckoning.ledger.parts.shmem_kb = 4 * GIB;
    machine->reckoning.ledger.within.mapped_kb = 4 * GIB;
    judge(machine);
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement,
               "only postgres (pid 12) is large enough to map it");
    machine->reckoning.ledger.within.mapped_kb = 3 * GIB; /* a GiB is in no process */
    judge(machine);
    assert_false(str_has(answer_to(&machine->diagnosis, "consumer")->statement, STR("is large enough to map it")));
    machine->reckoning.ledger.within.mapped_kb = 4 * GIB;
    machine->tasks[0].rss_shmem = GIB; /* two that may map it */
    judge(machine);
    assert_false(str_has(answer_to(&machine->diagnosis, "consumer")->statement, STR("is large enough to map it")));
}

/* "Kernel panic - not syncing" may be the first line that is left. */
static void a_panic_is_told(void **state) {
    struct machine *machine = *state;
    machine->event.panic = (struct cited_text){STR("System is deadlocked on memory"), 1};
    judge(machine);
    assert_has(machine->diagnosis.headline, "panicked: it found no process that it may kill");
    machine->event.panic.line = 0;
    judge(machine);
    assert_has(machine->diagnosis.headline, "the log does not name the victim");
    machine->event.no_killable.line = 1;
    judge(machine);
    assert_has(machine->diagnosis.headline, "found no process that it may kill");
}

/* While it boots there is nobody to list and nobody to kill: only the report itself can be missing. */
static void nobody_is_missing_at_boot(void **state) {
    struct machine *machine = *state;
    machine->event.trigger.name = STR("swapper/0");
    machine->event.identity.pid = 1;
    machine->event.tasks.header = STR("[  pid  ]   uid  tgid total_vm      rss");
    machine->event.uptime_us = 2000000;
    machine->reckoning.missing = MISSING_TASKS | MISSING_KILL;
    machine->reckoning.ledger.parts.anon_kb = 0;
    machine->reckoning.ledger.parts.unaccounted_kb = 0;
    assert_has(finding_of(machine, "insufficient-data")->statement,
               "The kernel ran out while booting, before the first program");
    assert_false(str_has(finding_of(machine, "insufficient-data")->statement, STR("missing")));
    for (size_t i = 0; i < machine->diagnosis.findings[0].evidence.count; i++)
        assert_false(str_has(machine->diagnosis.findings[0].evidence.items[i].statement, STR("not in the log")));
}

/* 1 GiB of stacks in a few processes; each zone's line has its own. */
static void stacks_cite_their_zones(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 30 * MIB, 0);
    for (int i = 0; i < 4; i++)
        machine_add_one(machine, i % 2 ? "a" : "b", 20 + i, 100 * MIB);
    machine_kill(machine, 0);
    machine->reckoning.ledger.parts.kernel_stack_kb = 2 * GIB;
    assert_for(machine, "fork-bomb", "Kernel stacks take 2 GiB: about 131072 threads.", 30, 31);
    machine->event.memory.node_count = 1;
    machine->event.memory.nodes = &(struct node){.line = 28};
    assert_for(machine, "fork-bomb", "Kernel stacks take 2 GiB: about 131072 threads.", 28, 28);
}

/* "oom_kill_process: 3 callbacks suppressed" */
static void suppressed_messages_are_told(void **state) {
    static struct note notes[] = {{NOTE_SUPPRESSED, 101, 3, {0}}, {NOTE_SUPPRESSED, 102, 0, {0}}};
    struct machine *machine = *state;
    machine->reckoning.missing = MISSING_TASKS;
    machine->event.notes = notes;
    machine->event.note_count = 2;
    assert_for(machine, "insufficient-data", "The kernel left out 3 messages of this kind", 101, 101);
    notes[0].value = 1;
    assert_for(machine, "insufficient-data", "The kernel left out 1 message of this kind", 101, 101);
    machine->event.note_count = 0;
    assert_not_for(machine, "insufficient-data", "The kernel left out");
}

/* A score of 250 of 1000 bounds what a victim without a row held. */
static void a_score_bounds_a_victim_without_a_row(void **state) {
    static const struct {
        int64_t score;
        bool is_told;
    } scores[] = {{250, true}, {0, true}, {1000, true}, {1001, false}, {-1, false}, {ABSENT, false}};
    struct machine *machine = *state;
    machine->reckoning.missing = MISSING_MEMORY;
    machine->reckoning.why_cut = CUT_VICTIM;
    machine->event.intent =
        (struct cited_text){STR("Out of memory: Kill process 12 (java) score 250 or sacrifice child"), 98};
    machine->event.intent_pid = 12;
    machine->event.intent_name = STR("java");
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++) {
        machine->event.intent_score = scores[i].score;
        const struct evidence *told = said(&finding_of(machine, "insufficient-data")->evidence, "of 1000: if its");
        assert_int_equal(told != NULL, scores[i].is_told);
        assert_true(!told || told->lines.first == 98);
    }
    machine->event.intent_score = 250;
    machine->reckoning.why_cut = CUT_HEAD; /* nor has it one among the rows that are left */
    assert_non_null(said(&finding_of(machine, "insufficient-data")->evidence, "of 1000: if its"));
    machine_add_one(machine, "java", 12, MIB);
    machine->reckoning.victim_row = 0;
    assert_not_for(machine, "insufficient-data", "of 1000: if its");
}

/* 2621440 pages less 524288 are 8 GiB: what the balance adds up to. */
static void a_plain_balance_is_shown(void **state) {
    struct machine *machine = *state;
    machine->reckoning.missing = MISSING_TASKS;
    machine->event.memory.totals.ram_pages = (struct figure){2621440, 46};
    machine->event.memory.totals.reserved_pages = (struct figure){524288, 47};
    assert_for(machine, "insufficient-data",
               "2621440 pages of RAM - 524288 reserved = 2097152 pages of 4 kB, 8388608 kB in all", 46, 47);
    machine->event.memory.totals.reserved_pages.value++; /* some releases print it wrong */
    assert_not_for(machine, "insufficient-data", "pages of RAM -");
    machine->event.memory.totals.reserved_pages = (struct figure){ABSENT, 0};
    machine->event.memory.totals.ram_pages.value = 2097152;
    assert_not_for(machine, "insufficient-data", "pages of RAM -");
}

/* Three of the event's warnings are told, the first ones; what is an aside is no doubt. */
static void a_few_doubts_are_told(void **state) {
    static struct warning warnings[5];
    struct machine *machine = *state;
    set_leak(machine);
    for (int i = 0; i < 5; i++)
        warnings[i] = (struct warning){.code = STR("x"), .lines = {70 + i, 70 + i}};
    warnings[0].statement = STR("The first is wrong.");
    warnings[1].statement = STR("The second is wrong.");
    warnings[2].statement = STR("The third is wrong.");
    warnings[3].statement = warnings[4].statement = STR("Another is wrong.");
    machine->event.warnings = warnings;
    machine->event.warning_count = 5;
    assert_against(machine, "memory-leak", "The third is wrong.", 72, 72);
    assert_not_against(machine, "memory-leak", "Another is wrong.");
    assert_int_equal(finding_of(machine, "memory-leak")->confidence, CONFIDENCE_MEDIUM);
    machine->event.warning_count = 1;
    warnings[0].is_aside = true;
    assert_not_against(machine, "memory-leak", "The first is wrong.");
    assert_int_equal(finding_of(machine, "memory-leak")->confidence, CONFIDENCE_HIGH);
}

static void lost_lines_are_a_doubt(void **state) {
    static struct note notes[] = {
        {NOTE_ALLOCATION_FAILURE, 101, 0, {0}}, {NOTE_LOST_LINES, 66, 0, {0}}, {NOTE_LOST_LINES, 67, 0, {0}}};
    struct machine *machine = *state;
    set_leak(machine);
    machine->event.notes = notes;
    machine->event.note_count = 3;
    assert_against(machine, "memory-leak", "The log lost lines while this report was written.", 66, 66);
    machine->event.note_count = 1;
    assert_not_against(machine, "memory-leak", "The log lost lines");
}

/* --- figures that name nobody */

static void nothing_stands_out(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts =
        (struct ledger_parts){.free_kb = 60 * MIB, .anon_kb = 0, .slab_kb = ABSENT, .lru_kb = ABSENT};
    assert_says(finding_of(machine, "insufficient-data")->statement,
                "The figures are there, but none stands out far enough to name a cause.");
    machine->reckoning.ledger.parts.pagetables_kb = 100 * MIB;
    assert_says(finding_of(machine, "insufficient-data")->statement,
                "The figures are there, but none stands out far enough to name a cause: the most, 100 MiB, is page "
                "tables.");
}

/* --- by hand */

/* What shows that SysRq f asked: its line, the request, room above the marks; else the trace alone. */
static void a_kill_by_hand(void **state) {
    struct machine *machine = *state;
    const char *words = "Memory was down to the watermarks all the same.";
    machine_kill(machine, machine_add_one(machine, "java", 11, 6 * GIB));
    machine->reckoning.manual = true;
    assert_for(machine, "manual", "The request came from SysRq (order 0), not from a program in need of memory.", 1, 1);
    assert_not_for(machine, "manual", "The kernel notes a manual OOM execution.");
    assert_said(&finding_of(machine, "manual")->against, words, 0, 0); /* no zone is shown */
    machine->reckoning.shortage = SHORTAGE_NONE;
    assert_not_against(machine, "manual", words);
    machine->event.trigger.sysrq_line = 3;
    assert_for(machine, "manual", "The kernel notes a manual OOM execution.", 3, 3);
    machine->event.trigger.sysrq_line = 0;
    machine->event.trigger.lines = (struct span){0, 0};
    assert_for(machine, "manual", "The call trace leads to SysRq's handler.", 1, 100);
    machine->event.trigger.sysrq_line = 1;
    assert_not_for(machine, "manual", "The call trace leads to SysRq's handler.");
    set_zones(machine, 40 * MIB + 4, 0);
    assert_for(machine, "manual", "4 KiB was free above the watermarks.", 30, 30);
    machine->reckoning.shortage = SHORTAGE_EXHAUSTED;
    assert_not_against(machine, "manual", words);
    set_zones(machine, 40 * MIB, 0);
    assert_not_for(machine, "manual", "was free above the watermarks");
    assert_against(machine, "manual", words, 30, 30);
}

/* --- a shielded process */

/* "nothing was left to kill" where the kernel says so, or panics, and nobody died. */
static void others_die_for_a_shielded_process(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t none_line, panic_line;
        size_t kills;
        const char *words;
    } cases[] = {{0, 0, 1, "so others die for it."},
                 {0, 0, 0, "so others die for it."},
                 {98, 0, 0, "so nothing was left to kill."},
                 {0, 99, 0, "so nothing was left to kill."},
                 {98, 99, 1, "so others die for it."}};
    machine_add_one(machine, "oracle", 11, 6 * GIB);
    machine->states[0].killable = TRI_NO;
    machine_kill(machine, machine_add_one(machine, "sshd", 12, 4 * MIB));
    const struct kill kill = machine->kills[0];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        machine->kills[0] = kill;
        machine->event.no_killable.line = cases[i].none_line;
        machine->event.panic.line = cases[i].panic_line;
        machine->event.kill_count = cases[i].kills;
        machine->reckoning.victim_row = cases[i].kills ? 1 : SIZE_MAX;
        const struct finding *finding = finding_of(machine, "protected");
        if (!str_has(finding->statement, str_from_cstr(cases[i].words)))
            fail_msg("case %zu: %.*s", i, STR_ARG(finding->statement));
        assert_int_equal(said(&finding->evidence, "The kernel found nothing left to kill.") != NULL,
                         cases[i].none_line > 0);
    }
}

/* --- huge pages */

/* Three pools, one behind the end of the list: what is idle, and the pool that most of it lies in. */
static void pools_of_huge_pages(void **state) {
    struct machine *machine = *state;
    static struct hugepages pools[4];
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    pools[0] = (struct hugepages){.line = 70, .node = 0, .total = 100, .free = 100, .size_kb = 2048};
    pools[1] = (struct hugepages){.line = 71, .node = 0, .total = 4, .free = 2, .size_kb = GIB};
    pools[2] = (struct hugepages){.line = 72, .node = 1, .total = 300, .free = 50, .size_kb = 2048};
    pools[3] = (struct hugepages){.line = 73, .node = 1, .total = 9000, .free = 9000, .size_kb = 2048};
    machine->event.memory.hugepages = pools;
    machine->event.memory.hugepages_count = 3;
    machine->reckoning.ledger.parts.hugetlb_kb = 4 * GIB + 800 * MIB;
    assert_for(machine, "hugetlb", "Huge pages: 4.8 GiB in the pool, 2.3 GiB of it not in use at this moment.", 70, 72);
    assert_against(machine, "hugetlb", "Most of the pool is in use", 70, 72);
    assert_true(advises(machine, "echo 2 > /sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages"));
    pools[1].free = 0;
    judge(machine);
    assert_true(advises(machine, "echo 250 > /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"));
    pools[0].free = pools[2].free = 0;
    judge(machine);
    assert_false(advises(machine, "/sys/kernel/mm/hugepages"));
    pools[1].free = 4; /* 4 of 4.8 GiB */
    assert_not_against(machine, "hugetlb", "Most of the pool is in use");
}

/* --- without a table */

/* "The task table is empty" where something behind it shows that the report went on. */
static void a_table_that_is_missing(void **state) {
    struct machine *machine = *state;
    static const char *const empty = "The task table is empty", *const broken =
                                                                    "The report breaks off where the task table begins";
    machine->reckoning.missing = MISSING_TASKS;
    assert_has(finding_of(machine, "insufficient-data")->statement, "There is no task table: ");
    machine->event.tasks.lines = (struct span){49, 49};
    machine->event.intent_pid = ABSENT;
    assert_has(finding_of(machine, "insufficient-data")->statement, broken);
    machine->event.intent_pid = 1;
    assert_has(finding_of(machine, "insufficient-data")->statement, empty);
    machine->event.intent_pid = ABSENT;
    machine->event.panic.line = 60;
    assert_has(finding_of(machine, "insufficient-data")->statement, empty);
    machine->event.panic.line = 0;
    machine->event.no_killable.line = 60;
    assert_has(finding_of(machine, "insufficient-data")->statement, empty);
    machine->event.no_killable.line = 0;
    machine->event.kill_count = 1;
    machine->kills[0] = (struct kill){
        .line = 60, .pid = 5, .name = STR("a"), .anon_rss_kb = ABSENT, .total_vm_kb = ABSENT, .oom_score_adj = ABSENT};
    assert_has(finding_of(machine, "insufficient-data")->statement, empty);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(pieces_are_counted),
        ON_A_MACHINE(a_pair_of_pages_is_a_piece),
        ON_A_MACHINE(pieces_can_be_made_of_what_moves),
        ON_A_MACHINE(pages_that_are_no_page_cache),
        ON_A_MACHINE(drift_is_no_leak_of_pages),
        ON_A_MACHINE(what_is_written_is_told),
        ON_A_MACHINE(allocations_name_their_place),
        ON_A_MACHINE(a_cgroups_kernel_memory_is_told_apart),
        ON_A_MACHINE(a_balloon_is_nobodys),
        ON_A_MACHINE(what_a_release_does_not_print),
        ON_A_MACHINE(compressed_pages_have_no_name),
        ON_A_MACHINE(who_locks_is_told_to_lock_less),
        ON_A_MACHINE(files_in_ramfs_are_moved),
        ON_A_MACHINE(a_kill_that_protects_is_no_proof),
        ON_A_MACHINE(free_memory_that_is_not_listed),
        ON_A_MACHINE(what_went_since_boot_is_told),
        ON_A_MACHINE(graphics_that_hold_as_much),
        ON_A_MACHINE(page_cache_as_large_as_slab),
        ON_A_MACHINE(locked_memory_without_zones),
        ON_A_MACHINE(a_small_victim_beside_all_figures),
        ON_A_MACHINE(a_panic_is_told),
        ON_A_MACHINE(nobody_is_missing_at_boot),
        ON_A_MACHINE(stacks_cite_their_zones),
        ON_A_MACHINE(a_plain_balance_is_shown),
        ON_A_MACHINE(suppressed_messages_are_told),
        ON_A_MACHINE(a_score_bounds_a_victim_without_a_row),
        ON_A_MACHINE(who_is_large_enough_maps_it),
        ON_A_MACHINE(a_few_doubts_are_told),
        ON_A_MACHINE(lost_lines_are_a_doubt),
        ON_A_MACHINE(nothing_stands_out),
        ON_A_MACHINE(a_kill_by_hand),
        ON_A_MACHINE(others_die_for_a_shielded_process),
        ON_A_MACHINE(pools_of_huge_pages),
        ON_A_MACHINE(a_table_that_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
