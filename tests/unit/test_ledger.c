/* The machine's balance against reports worked out by hand.
 * SPDX-License-Identifier: MIT */
#include "model/ledger.h"

#include "blank_event.h"
#include "model/amount.h"
#include "short_memory.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct ledger *balance(struct blank *blank) {
    assert_true(blank_reckon(blank));
    return &blank->reckoning.ledger;
}

static void fill(struct blank *blank, const char *const names[], const int64_t pages[], size_t count) {
    for (size_t i = 0; i < count; i++)
        blank_counter(blank, names[i], pages[i]);
}

#define FILL(blank, names, pages) fill(blank, names, pages, sizeof(pages) / sizeof(pages)[0])

/* The 2.6.32 log: mysqld and apache2 on 2 GB, zone lines cut before present, 178 + 60 pages on the per-CPU lists. */
static void open_2_6_32(struct blank *blank) {
    static const char *const names[] = {"active_anon",   "inactive_anon", "isolated_anon",    "active_file",
                                        "inactive_file", "isolated_file", "unevictable",      "dirty",
                                        "writeback",     "free",          "slab_reclaimable", "slab_unreclaimable",
                                        "mapped",        "shmem",         "pagetables",       "bounce"};
    static const int64_t pages[] = {285005, 95530, 6, 133, 176, 21, 0, 0, 0, 3338, 3139, 7278, 4754, 30585, 21454, 0};
    blank_open(blank);
    FILL(blank, names, pages);
    blank_trigger(blank, "mysqld", 0x201da, 0);
    struct zone *dma = BLANK_ZONE(blank, 0, "DMA", 7784, 40, 48, 60, ABSENT, ABSENT);
    dma->percpu_pages = 0;
    blank_buddy(blank, 12, 4, "");
    struct zone *dma32 = BLANK_ZONE(blank, 0, "DMA32", 5568, 5612, 7012, 8416, ABSENT, ABSENT);
    dma32->percpu_pages = 178 + 60;
    blank_totals(blank, 507232, 9901);
    blank->event.memory.totals.swapcache_pages = (struct figure){30126, 9};
    blank_swap(blank, 0, 4184924);
}

static void old_report_adds_up(void **state) {
    (void)state;
    struct blank blank;
    open_2_6_32(&blank);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(blank.reckoning.page_kb, 4);
    assert_int_equal(ledger->total_kb, 507232 * 4);
    assert_int_equal(ledger->reserved_kb, 9901 * 4);
    assert_int_equal(ledger->managed_kb, 1989324); /* (507232 - 9901) * 4 */
    assert_int_equal(ledger->parts.free_kb, 13352);
    assert_int_equal(ledger->parts.shmem_kb, 122340);
    assert_int_equal(ledger->parts.anon_kb, 1399824); /* (285005 + 95530 + 6 - 30585) * 4 */
    assert_int_equal(ledger->parts.file_kb, 1320);
    assert_int_equal(ledger->parts.unevictable_kb, 0);
    assert_int_equal(ledger->parts.slab_reclaimable_kb, 12556);
    assert_int_equal(ledger->parts.slab_unreclaimable_kb, 29112);
    assert_int_equal(ledger->parts.pagetables_kb, 85816);
    assert_int_equal(ledger->parts.free_pcp_kb, 952); /* 238 pages on the per-CPU lists */
    assert_true(ledger->parts.kernel_stack_kb == ABSENT);
    assert_true(ledger->parts.hugetlb_kb == ABSENT);
    assert_int_equal(ledger->parts.unaccounted_kb, 324052);
    assert_int_equal(blank_sum_kb(&ledger->parts), ledger->managed_kb);
    assert_int_equal(ledger->within.swap_cache_kb, 120504);
    assert_false(ledger->inconsistent || ledger->filtered);
    assert_int_equal(blank.reckoning.swap, SWAP_FULL);
    assert_int_equal(blank.reckoning.min_total_kb, 5652);
    assert_int_equal(blank.event.warning_count, 0);
    blank_close(&blank);
}

/* Postgres on RHEL 9.3, 15.7 GB: the unaccounted rest is 1.1 %. */
static void modern_report_adds_up(void **state) {
    (void)state;
    struct blank blank;
    static const char *const names[] = {
        "active_anon",        "inactive_anon", "active_file", "inactive_file", "unevictable", "slab_reclaimable",
        "slab_unreclaimable", "mapped",        "shmem",       "pagetables",    "free",        "free_pcp"};
    static const int64_t pages[] = {675488, 3104512, 40, 49, 734, 50000, 61670, 940000, 1127599, 42642, 33077, 0};
    blank_open(&blank);
    FILL(&blank, names, pages);
    blank_node(&blank, 0)->kernel_stack_kb = 16960;
    BLANK_ZONE(&blank, 0, "DMA", 13312, 64, 80, 96, 15992, 15360);
    blank_buddy(&blank, 0, 4, "");
    BLANK_ZONE(&blank, 0, "DMA32", 63184, 11660, 14572, 17484, 3129204, 2800988);
    BLANK_ZONE(&blank, 0, "Normal", 55812, 55852, 69812, 83772, 13631028, 13254180);
    blank_totals(&blank, 4194056, 176424);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->managed_kb, 16070528);
    assert_int_equal(ledger->parts.shmem_kb, 4510396);
    assert_int_equal(ledger->parts.anon_kb, 15120000 - 4510396);
    assert_int_equal(ledger->parts.unaccounted_kb, 180720);
    assert_int_equal(blank_sum_kb(&ledger->parts), 16070528);
    assert_false(ledger->filtered);
    blank_close(&blank);
}

/* A machine of 168 MB: enough for the rules that need no real figures. */
static void open_small(struct blank *blank) {
    static const char *const names[] = {"active_anon",      "inactive_anon",      "active_file", "inactive_file",
                                        "slab_reclaimable", "slab_unreclaimable", "pagetables",  "free",
                                        "unevictable"};
    static const int64_t pages[] = {10000, 10000, 1000, 1000, 2000, 3000, 1000, 2000, 0};
    blank_open(blank);
    FILL(blank, names, pages);
    blank_totals(blank, 42000, 2000); /* 40000 pages are managed, 30000 are known */
}

static void locked_shared_memory_is_not_anonymous(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank_counter(&blank, "shmem", 23000);
    blank_counter(&blank, "unevictable", 5000);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->parts.anon_kb, 0);
    assert_int_equal(ledger->parts.shmem_kb, 23000 * 4);
    assert_int_equal(ledger->parts.unevictable_kb, 2000 * 4);
    assert_int_equal(blank_sum_kb(&ledger->parts), 160000);
    blank_close(&blank);
}

static void huge_pages_are_a_part(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank.hugepages[0] = (struct hugepages){.line = 9, .node = 0, .total = 10, .free = 10, .size_kb = 2048};
    blank.event.memory.hugepages_count = 1;
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->parts.hugetlb_kb, 20480);
    assert_int_equal(ledger->parts.unaccounted_kb, 160000 - 120000 - 20480);
    blank_close(&blank);
}

/* 40000 kB are in no counter; nodes 0 and 1 have memory. */
static int64_t rest_beside(const struct hugepages *lines, size_t count) {
    struct blank blank;
    open_small(&blank);
    BLANK_ZONE(&blank, 0, "DMA32", 4000, 40, 48, 60, 84000, 80000);
    BLANK_ZONE(&blank, 1, "Normal", 4000, 40, 48, 60, 84000, 80000);
    for (size_t i = 0; i < count; i++)
        blank.hugepages[i] = lines[i];
    blank.event.memory.hugepages_count = count;
    const int64_t rest_kb = balance(&blank)->parts.unaccounted_kb;
    blank_close(&blank);
    return rest_kb;
}

/* 1240000 kB are in no counter of a report that has a line of pages of SIZE_KB. */
static bool may_hide_gigantic(const char *arch, const char *zone, int64_t size_kb, int64_t pages) {
    struct blank blank;
    open_small(&blank);
    blank_totals(&blank, pages, 2000);
    blank.event.identity.arch = blank_str(arch);
    BLANK_ZONE(&blank, 0, zone, 8000, 44, 56, 68, pages * 4, (pages - 2000) * 4);
    blank.hugepages[0] = (struct hugepages){.line = 9, .node = 0, .total = 0, .free = 0, .size_kb = size_kb};
    blank.event.memory.hugepages_count = 1;
    const bool may = balance(&blank)->may_hide_gigantic;
    blank_close(&blank);
    return may;
}

/* Pages of 1 GiB are x86-64's, which without its name is told by DMA32; 30000 pages are known. */
static void a_pool_of_1_gib_may_have_no_line(void **state) {
    enum { PAGES = 342000, LEAST = 30000 + 2000 + 1048576 / 4 };
    (void)state;
    assert_true(may_hide_gigantic("x86_64", "Normal", 2048, PAGES));
    assert_true(may_hide_gigantic("", "DMA32", 2048, PAGES));
    assert_false(may_hide_gigantic("aarch64", "DMA32", 2048, PAGES));
    assert_false(may_hide_gigantic("", "Normal", 2048, PAGES));
    assert_false(may_hide_gigantic("x86_64", "Normal", 1048576, PAGES));
    assert_true(may_hide_gigantic("x86_64", "Normal", 2048, LEAST));
    assert_false(may_hide_gigantic("x86_64", "Normal", 2048, LEAST - 1));
}

/* The kernel prints a line for each node and size: where one is lost, the rest may be its pool. */
static void lines_of_huge_pages_are_lost(void **state) {
    (void)state;
    const struct hugepages both[] = {{.line = 8, .node = 0, .total = 0, .free = 0, .size_kb = 2048},
                                     {.line = 9, .node = 1, .total = 0, .free = 0, .size_kb = 2048}};
    const struct hugepages arm[] = {{.line = 8, .node = 0, .total = 0, .free = 0, .size_kb = 64},
                                    {.line = 9, .node = 1, .total = 0, .free = 0, .size_kb = 64}};
    const struct hugepages i386[] = {{.line = 8, .node = 0, .total = 0, .free = 0, .size_kb = 4096},
                                     {.line = 9, .node = 1, .total = 0, .free = 0, .size_kb = 4096}};
    assert_int_equal(rest_beside(both, 2), 40000);
    assert_int_equal(rest_beside(i386, 2), 40000);
    assert_true(rest_beside(both, 1) == ABSENT);
    assert_true(rest_beside(arm, 2) == ABSENT);
    assert_true(rest_beside(NULL, 0) == ABSENT);
}

/* Two pages of 1 GB on a machine of 160 MB. */
/* "Node 1 hugepages_total=2 ... hugep": pages of an unknown size. */
static void lines_of_huge_pages_are_cut(void **state) {
    (void)state;
    const struct hugepages none[] = {{.line = 8, .node = 0, .total = 0, .free = 0, .size_kb = 2048},
                                     {.line = 9, .node = 1, .total = 0, .free = 0, .size_kb = 2048}};
    const struct hugepages cut[] = {none[0], {.line = 9, .node = 1, .total = 2, .free = 2, .size_kb = ABSENT}};
    assert_int_equal(rest_beside(none, 2), 40000);
    assert_true(rest_beside(cut, 2) == ABSENT);
    const struct hugepages both_cut[] = {{.line = 8, .node = 0, .total = 0, .free = 0, .size_kb = ABSENT}, cut[1]};
    assert_true(rest_beside(both_cut, 2) == ABSENT);
}

/* "zspages:" stands behind "managed:" in a zone's line since 6.18, and may be the rest. */
static void a_zone_that_is_cut_may_tell_more(void **state) {
    (void)state;
    static const struct {
        const char *release;
        int64_t managed_kb;
        bool known;
    } zones[] = {{"6.17.0", ABSENT, true}, {"6.18.0", ABSENT, false}, {"6.18.0", 160000, true}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        struct blank blank;
        open_small(&blank);
        blank.event.identity.release = blank_str(zones[i].release);
        blank.event.identity.arch = blank_str("riscv64"); /* which prints no lines of huge pages */
        BLANK_ZONE(&blank, 0, "DMA32", 4000, 40, 48, 60, 160000, zones[i].managed_kb);
        if (amount_known(balance(&blank)->parts.unaccounted_kb) != zones[i].known)
            fail_msg("zone %zu", i);
        blank_close(&blank);
    }
}

static void impossible_huge_pages_are_left_out(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank.hugepages[0] = (struct hugepages){.line = 9, .node = 0, .total = 2, .free = 2, .size_kb = 1048576};
    blank.event.memory.hugepages_count = 1;
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(blank.event.warning_count, 1);
    assert_int_equal(blank.event.warnings[0].lines.first, 9);
    assert_int_equal(blank.hugepages[0].total, 2); /* kept as printed */
    assert_true(ledger->parts.hugetlb_kb == ABSENT);
    blank_close(&blank);
}

static void more_than_all_is_inconsistent(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank_counter(&blank, "active_anon", 39000);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->parts.unaccounted_kb, 160000 - 120000 - 29000 * 4);
    assert_true(ledger->inconsistent);
    assert_int_equal(blank.event.warning_count, 1);
    blank_close(&blank);
}

/* A counter larger than the machine is left out, and with it the rest. */
static void damaged_counter(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank_counter(&blank, "active_anon", 100000);
    const struct ledger *ledger = balance(&blank);
    assert_true(ledger->parts.anon_kb == ABSENT);
    assert_true(ledger->parts.unaccounted_kb == ABSENT);
    assert_int_equal(blank.event.memory.counters.active_anon.value, 100000);
    assert_int_equal(blank.event.warning_count, 1);
    blank_close(&blank);
}

/* 100 pages of 2 MiB are more than 168000 kB, 19 fit beside what is used; a count that no machine can hold is more,
 * too. */
static void damaged_hugepages(void **state) {
    static const struct {
        int64_t total, hugetlb_kb;
    } cases[] = {{19, 38912}, {100, ABSENT}, {INT64_MAX / 2, ABSENT}, {-1, ABSENT}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        open_small(&blank);
        blank.hugepages[0] = (struct hugepages){.line = 9, .total = cases[i].total, .size_kb = 2048};
        blank.event.memory.hugepages_count = 1;
        const int64_t kb = balance(&blank)->parts.hugetlb_kb;
        if (kb != cases[i].hugetlb_kb)
            fail_msg("%lld kB of %lld pages", (long long)kb, (long long)cases[i].total);
        assert_int_equal(blank.event.warning_count > 0, cases[i].hugetlb_kb == ABSENT);
        blank_close(&blank);
    }
}

/* 3.12-3.17 print only the last zone's reserved pages: the zones know better. */
static void reserved_of_the_last_zone_only(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    BLANK_ZONE(&blank, 0, "DMA", 1000, 10, 12, 14, 16000, 12000);
    BLANK_ZONE(&blank, 0, "DMA32", 7000, 10, 12, 14, 152000, 148000);
    blank_totals(&blank, 42000, 1000);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->managed_kb, 160000);
    assert_int_equal(ledger->reserved_kb, 8000);
    assert_int_equal(ledger->total_kb, 168000);
    assert_int_equal(blank.event.warning_count, 1);
    blank_close(&blank);
}

/* "18446744073709551600 pages reserved" reaches the event as -16 (3.19-4.1, a small machine with much CMA). */
static void wrapped_reserved(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank_totals(&blank, 42000, -16);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->total_kb, 168000);
    assert_true(ledger->managed_kb == ABSENT);
    assert_true(ledger->parts.unaccounted_kb == ABSENT);
    blank_close(&blank);
}

/* One node of two is shown: the total is still the machine's. */
static void filtered_zones(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    BLANK_ZONE(&blank, 1, "DMA32", 900, 1000, 1200, 1400, 84000, 80000);
    const struct ledger *ledger = balance(&blank);
    assert_true(ledger->filtered);
    assert_int_equal(ledger->managed_kb, 160000);
    blank_close(&blank);
}

/* 2.6.18 counts the hole below 4 GB as RAM, and as reserved: nothing is hidden. */
static void holes_are_not_hidden_zones(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank.event.identity.release = STR("2.6.18-164.el5");
    BLANK_ZONE(&blank, 0, "DMA32", 8000, 1000, 1200, 1400, 164000, ABSENT);
    blank_totals(&blank, 52000, 12000);
    const struct ledger *ledger = balance(&blank);
    assert_false(ledger->filtered);
    assert_int_equal(ledger->managed_kb, 160000);
    blank_close(&blank);
}

/* 99395541895224 kB of watermark in an otherwise sound zone. */
static void damaged_watermark(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    BLANK_ZONE(&blank, 0, "Normal", 8000, 99395541895224, 73886371836733356, 147673348131571488, 168000, 160000);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->managed_kb, 160000);
    assert_true(blank.reckoning.min_total_kb == ABSENT);
    assert_int_equal(blank.reckoning.zones[0].below, BELOW_UNKNOWN);
    assert_true(blank.zones[0].min_kb == 99395541895224);
    assert_int_equal(blank.event.warning_count, 1);
    blank_close(&blank);
}

/* "5241540 pages RAM" where the zones, which hold all pages that are counted, have 42000: a digit too many. */
static void damaged_total(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    struct zone *zone = BLANK_ZONE(&blank, 0, "DMA32", 8000, 10, 12, 14, 168000, 160000);
    zone->active_anon_kb = zone->inactive_anon_kb = 40000;
    zone->active_file_kb = zone->inactive_file_kb = 4000;
    blank_totals(&blank, 420000, 2000);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->total_kb, 168000);
    assert_int_equal(ledger->managed_kb, 160000);
    assert_int_equal(blank.event.warning_count, 1);
    blank_close(&blank);
}

/* Only counters, no totals: parts, but no rest. */
static void excerpt_has_no_rest(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank.event.memory.totals.ram_pages.value = ABSENT;
    blank.event.memory.totals.reserved_pages.value = ABSENT;
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->parts.anon_kb, 80000);
    assert_true(ledger->total_kb == ABSENT && ledger->managed_kb == ABSENT);
    assert_true(ledger->parts.unaccounted_kb == ABSENT);
    blank_close(&blank);
}

/* Up to 2.6.27: one figure for anonymous and file pages, one for slab. */
static void oldest_counters(void **state) {
    (void)state;
    struct blank blank;
    static const char *const names[] = {"Active", "inactive", "free", "slab", "mapped", "pagetables"};
    static const int64_t pages[] = {20000, 10000, 2000, 3000, 500, 1000};
    blank_open(&blank);
    FILL(&blank, names, pages);
    blank_totals(&blank, 42000, 2000);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->parts.lru_kb, 120000);
    assert_int_equal(ledger->parts.slab_kb, 12000);
    assert_true(ledger->parts.anon_kb == ABSENT && ledger->parts.file_kb == ABSENT);
    assert_int_equal(ledger->parts.unaccounted_kb, 16000);
    blank_close(&blank);
}

/* The balloon is a part where it was not taken out of managed, else only a view. */
static void balloon(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank_node(&blank, 0)->balloon_kb = 32000;
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->parts.balloon_kb, 32000);
    assert_int_equal(ledger->parts.unaccounted_kb, 8000);
    blank_close(&blank);

    open_small(&blank);
    blank_node(&blank, 0)->balloon_kb = 64000;
    ledger = balance(&blank);
    assert_true(ledger->parts.balloon_kb == ABSENT);
    assert_int_equal(ledger->parts.unaccounted_kb, 40000);
    assert_int_equal(ledger->within.balloon_kb, 64000);
    blank_close(&blank);
}

static void hostile_figures_do_not_overflow(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank_counter(&blank, "inactive_anon", INT64_MAX);
    blank_counter(&blank, "free", INT64_MIN + 1);
    blank_totals(&blank, INT64_MAX, INT64_MIN + 1);
    BLANK_ZONE(&blank, 0, "Normal", INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX);
    BLANK_RESERVE(&blank, INT64_MAX, INT64_MAX);
    blank_buddy(&blank, INT64_MAX, INT64_MAX, "U");
    blank.hugepages[0] = (struct hugepages){.line = 9, .total = INT64_MAX, .size_kb = INT64_MAX};
    blank.event.memory.hugepages_count = 1;
    blank_trigger(&blank, "x", INT64_MAX, INT64_MAX);
    blank.event.identity.cpu = INT64_MAX;
    blank_task(&blank, 7, "x", INT64_MAX, INT64_MAX)->swapents = INT64_MAX;
    blank_task(&blank, 7, "x", INT64_MIN + 1, INT64_MIN + 1)->pgtables_bytes = INT64_MIN + 1;
    blank_usage(&blank.event.cgroup.memory, INT64_MAX, 1);
    blank_usage(&blank.event.cgroup.memsw, INT64_MIN + 1, INT64_MAX);
    assert_true(blank_reckon(&blank));
    blank_close(&blank);
}

static uint64_t next_random(uint64_t *seed) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* Whatever the counters say, the parts add up to the total, and none is negative. */
static void any_report_adds_up(void **state) {
    (void)state;
    static const char *const names[] = {
        "active_anon",   "inactive_anon",  "isolated_anon", "active_file",      "inactive_file",
        "isolated_file", "unevictable",    "shmem",         "slab_reclaimable", "slab_unreclaimable",
        "pagetables",    "sec_pagetables", "free",          "free_pcp",         "bounce",
        "mapped"};
    uint64_t seed = 1;
    for (int round = 0; round < 200; round++) {
        struct blank blank;
        blank_open(&blank);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            blank_counter(&blank, names[i], (int64_t)(next_random(&seed) % 9000));
        blank_totals(&blank, (int64_t)(30000 + next_random(&seed) % 60000),
                     (int64_t)(400 + next_random(&seed) % 2600)); /* page structures take as much */
        blank_node(&blank, 0)->balloon_kb = (int64_t)(next_random(&seed) % 40000);
        blank.nodes[0].kernel_stack_kb = (int64_t)(next_random(&seed) % 4000);
        const struct ledger *ledger = balance(&blank);
        assert_int_equal(blank_sum_kb(&ledger->parts), ledger->managed_kb);
        assert_true(ledger->parts.anon_kb >= 0 && ledger->parts.unevictable_kb >= 0 && ledger->parts.shmem_kb >= 0);
        blank_close(&blank);
    }
}

/* Every allocation of a reckoning may fail: it says so, and nothing breaks. */
static void memory_short(void **state) {
    (void)state;
    struct blank blank;
    open_2_6_32(&blank);
    bool was_reached = true;
    for (size_t n = 1; was_reached; n++) {
        open_2_6_32(&blank);
        short_memory_fail(n);
        bool done = blank_reckon(&blank);
        was_reached = short_memory_requests() >= n;
        short_memory_fail(0);
        assert_int_equal(done, !was_reached);
        blank_close(&blank);
    }
}

/* linux-next of 4.10 (LKML, 2017-01-20), its first lines cut: the node tells the LRU, the zones what 4.12 moved away.
 */
static struct zone *open_without_counters(struct blank *blank) {
    blank_open(blank);
    blank_trigger(blank, "a.out", 0x14280ca, 0);
    struct node *node = blank_node(blank, 0);
    node->active_anon_kb = 1418748;
    node->inactive_anon_kb = 13548;
    node->active_file_kb = 11448;
    node->inactive_file_kb = 26044;
    node->shmem_kb = 0;
    struct zone *zone = BLANK_ZONE(blank, 0, "DMA32", 52296, 44672, 55840, 67008, 2096628, 1882672);
    zone->active_anon_kb = 1418748;
    zone->inactive_anon_kb = 13548;
    zone->active_file_kb = 11448;
    zone->inactive_file_kb = 26044;
    zone->slab_reclaimable_kb = 85544;
    zone->slab_unreclaimable_kb = 128904;
    zone->kernel_stack_kb = 20496;
    zone->pagetables_kb = 40712;
    zone->unevictable_kb = 0;
    return zone;
}

/* Of 40000 managed pages 30000 are known; without one of the parts the rest means nothing. */
static void a_sum_that_lacks_a_part_is_no_sum(void **state) {
    static const char *const parts[] = {"unevictable", "pagetables", "free", "inactive_file", "slab_reclaimable"};
    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct blank blank;
        open_small(&blank);
        blank_counter(&blank, "sec_pagetables", 0);
        assert_int_equal(balance(&blank)->parts.unaccounted_kb, 40000);
        blank_counter(&blank, parts[i], ABSENT);
        assert_true(balance(&blank)->parts.unaccounted_kb == ABSENT);
        blank_close(&blank);
    }
}

/* 3000 pages on the lists of the CPUs are free, and 7168 kB hold the compressed swap. */
static void free_and_compressed_pages_have_parts_of_their_own(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank_counter(&blank, "free_pcp", 3000);
    BLANK_ZONE(&blank, 0, "Normal", 8000, 44, 56, 68, 168000, 160000)->zspages_kb = 7168;
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->parts.free_kb, 8000);
    assert_int_equal(ledger->parts.free_pcp_kb, 12000);
    assert_int_equal(ledger->parts.zspages_kb, 7168);
    assert_true(ledger->parts.other_kb == ABSENT);
    assert_int_equal(ledger->parts.unaccounted_kb, 40000 - 12000 - 7168);
    blank_close(&blank);
}

/* The first lines of the counters are lost; the Node line has the same figures. */
static void some_lost_counters_are_added_up_from_nodes(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank_counter(&blank, "active_anon", ABSENT);
    blank_counter(&blank, "inactive_anon", ABSENT);
    struct node *node = blank_node(&blank, 0);
    node->active_anon_kb = 204;
    node->inactive_anon_kb = 44;
    BLANK_ZONE(&blank, 0, "Normal", 8000, 44, 56, 68, 168000, 160000);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->parts.anon_kb, 248);
    assert_int_equal(ledger->parts.file_kb, 8000);
    assert_true(blank.reckoning.memory_inferred);
    assert_int_equal(blank.event.warning_count, 1);
    blank_close(&blank);
}

/* Digits of one counter are lost, none is missing: that they contradict each other is all there is to warn of. */
static void a_counter_that_lost_digits(void **state) {
    (void)state;
    struct blank blank;
    open_small(&blank);
    blank_counter(&blank, "active_anon", 25);
    blank_node(&blank, 0)->active_anon_kb = 60000;
    BLANK_ZONE(&blank, 0, "Normal", 8000, 44, 56, 68, 168000, 160000);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->parts.anon_kb, 60000 + 40000);
    assert_true(blank.reckoning.counters_contradicted);
    assert_int_equal(blank.event.warning_count, 1);
    assert_true(str_has(blank.event.warnings[0].statement, STR("active_anon:25 (100 kB; its nodes or zones: 60000")));
    blank_close(&blank);
}

static void lost_counters_are_added_up_from_zones(void **state) {
    (void)state;
    struct blank blank;
    open_without_counters(&blank);
    blank_totals(&blank, 524157, 53489);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->managed_kb, 1882672);
    assert_int_equal(ledger->parts.free_kb, 52296);
    assert_int_equal(ledger->parts.anon_kb, 1432296);
    assert_int_equal(ledger->parts.file_kb, 37492);
    assert_int_equal(ledger->parts.slab_unreclaimable_kb, 128904);
    assert_int_equal(ledger->parts.pagetables_kb, 40712);
    assert_int_equal(ledger->parts.unaccounted_kb, 84932); /* 1882672 - 1797740 */
    assert_int_equal(blank.reckoning.missing & MISSING_MEMORY, 0);
    assert_int_equal(blank.event.warning_count, 1);
    blank_close(&blank);
}

/* Without the total the nodes must confirm the zones, and the total stays unknown. */
static void lost_counters_and_total_leave_the_total_unknown(void **state) {
    (void)state;
    struct blank blank;
    open_without_counters(&blank);
    const struct ledger *ledger = balance(&blank);
    assert_int_equal(ledger->parts.anon_kb, 1432296);
    assert_int_equal(ledger->managed_kb, ABSENT);
    blank_close(&blank);
    open_without_counters(&blank)->active_anon_kb = 8176; /* the larger zone is cut */
    assert_int_equal(balance(&blank)->parts.anon_kb, ABSENT);
    assert_int_equal(blank.reckoning.missing & MISSING_MEMORY, MISSING_MEMORY);
    blank_close(&blank);
    open_without_counters(&blank);
    blank.event.memory.node_count = 0; /* nobody confirms them */
    assert_int_equal(balance(&blank)->parts.anon_kb, ABSENT);
    blank_close(&blank);
}

/* A machine of 8 GB of which only the lowest zone is left. */
static void one_zone_of_many_is_no_machine(void **state) {
    (void)state;
    struct blank blank;
    open_without_counters(&blank);
    blank_totals(&blank, 2061312, 39857);
    assert_int_equal(balance(&blank)->parts.anon_kb, ABSENT);
    assert_int_equal(blank.reckoning.missing & MISSING_MEMORY, MISSING_MEMORY);
    blank_close(&blank);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_report_adds_up),
        cmocka_unit_test(a_pool_of_1_gib_may_have_no_line),
        cmocka_unit_test(lines_of_huge_pages_are_cut),
        cmocka_unit_test(a_zone_that_is_cut_may_tell_more),
        cmocka_unit_test(lost_counters_are_added_up_from_zones),
        cmocka_unit_test(a_sum_that_lacks_a_part_is_no_sum),
        cmocka_unit_test(free_and_compressed_pages_have_parts_of_their_own),
        cmocka_unit_test(some_lost_counters_are_added_up_from_nodes),
        cmocka_unit_test(a_counter_that_lost_digits),
        cmocka_unit_test(lost_counters_and_total_leave_the_total_unknown),
        cmocka_unit_test(one_zone_of_many_is_no_machine),
        cmocka_unit_test(modern_report_adds_up),
        cmocka_unit_test(locked_shared_memory_is_not_anonymous),
        cmocka_unit_test(huge_pages_are_a_part),
        cmocka_unit_test(lines_of_huge_pages_are_lost),
        cmocka_unit_test(impossible_huge_pages_are_left_out),
        cmocka_unit_test(more_than_all_is_inconsistent),
        cmocka_unit_test(damaged_counter),
        cmocka_unit_test(damaged_hugepages),
        cmocka_unit_test(reserved_of_the_last_zone_only),
        cmocka_unit_test(wrapped_reserved),
        cmocka_unit_test(filtered_zones),
        cmocka_unit_test(holes_are_not_hidden_zones),
        cmocka_unit_test(damaged_watermark),
        cmocka_unit_test(damaged_total),
        cmocka_unit_test(excerpt_has_no_rest),
        cmocka_unit_test(oldest_counters),
        cmocka_unit_test(balloon),
        cmocka_unit_test(hostile_figures_do_not_overflow),
        cmocka_unit_test(any_report_adds_up),
        cmocka_unit_test(memory_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
