/* The balance of the machine: parts that do not overlap and add up to what the kernel had to give.
 * SPDX-License-Identifier: MIT
 *
 * managed = free + per-CPU free lists + LRU (anonymous, file, unevictable, isolated) + slab + page tables + kernel
 * stacks + hugetlb pool + some small pools + what no counter holds. Shared memory stands on the anonymous LRU (or is
 * unevictable) and is taken out of it once; the swap cache stays in it. */
#include "model/ledger.h"

#include "base/arena.h"
#include "model/amount.h"
#include "model/release.h"
#include "model/sound_ram.h"
#include "model/warning.h"

enum {
    LEDGER_GAP_PERCENT = 5,    /* a smaller gap is usual: nothing hides in it */
    LEDGER_DRIFT_PAGES = 2000, /* per-CPU deltas of the global counters, and figures of different moments */
    LEDGER_CPU_PAGES = 125     /* the most that a CPU holds back (mm/vmstat.c calculate_normal_threshold) */
};

#define NODE_SUM(memory, member) ledger_node_sum(memory, offsetof(struct node, member))
#define ZONE_SUM(memory, member) ledger_zone_sum(memory, offsetof(struct zone, member))

/* Sums of what is printed; absent where nothing is. */
static int64_t ledger_node_sum(const struct memory *memory, size_t offset) {
    int64_t sum = ABSENT;
    for (size_t i = 0; i < memory->node_count; i++)
        sum = amount_plus(sum, *(const int64_t *)((const char *)&memory->nodes[i] + offset));
    return sum;
}

static int64_t ledger_zone_sum(const struct memory *memory, size_t offset) {
    int64_t sum = ABSENT;
    for (size_t i = 0; i < memory->zone_count; i++)
        sum = amount_plus(sum, *(const int64_t *)((const char *)&memory->zones[i] + offset));
    return sum;
}

static int64_t ledger_first_known(int64_t a, int64_t b) {
    return amount_known(a) ? a : b;
}

static int64_t ledger_reserved_kb(const struct memory *memory, int64_t ram_kb, int64_t page_kb) {
    int64_t pages = memory->totals.reserved_pages.value;
    int64_t kb = amount_known(pages) && pages >= 0 ? amount_kb(pages, page_kb) : ABSENT;
    return amount_known(kb) && kb < ram_kb ? kb : ABSENT; /* 3.19-4.1 may print a wrapped number */
}

static bool ledger_warn_reserved(struct event *event, int64_t printed_kb, int64_t zones_kb, int64_t ram_kb) {
    if (!amount_known(printed_kb) || !amount_known(ram_kb) || printed_kb == zones_kb)
        return true;
    int64_t off_kb = printed_kb > zones_kb ? printed_kb - zones_kb : zones_kb - printed_kb;
    if (off_kb <= ram_kb / 100)
        return true;
    int64_t line = event->memory.totals.reserved_pages.line;
    return warning_add(
        event, (struct span){line, line},
        arena_format(event->arena,
                     "\"pages reserved\" says %lld kB, the zones %lld kB; the zones were believed (kernels "
                     "3.12 to 3.17 and 3.19 to 4.1 print it wrong).",
                     (long long)printed_kb, (long long)zones_kb));
}

/* Zones are missing from the report. Kernels hide what a request could not use since 2.6.39; before, and without
 * managed pages, "pages RAM" may count holes too. */
static bool ledger_is_filtered(const struct memory *memory, struct release release, int64_t ram_kb,
                               int64_t present_kb) {
    bool may_hide = release_is_since(release, RELEASE(2, 6, 39)) || amount_known(ZONE_SUM(memory, managed_kb));
    return may_hide && amount_known(ram_kb) && amount_known(present_kb) && present_kb < ram_kb - ram_kb / 20;
}

/* Counters that were refilled from the zones agree with them in any case, and prove nothing. */
static bool ledger_is_covered(const struct event *event, const struct memory *memory, int64_t page_kb) {
    bool printed = memory->counters.lines.first == event->memory.counters.lines.first;
    return printed && sound_zones_cover(memory, page_kb);
}

/* Which figure is the total: where all zones are shown, the sum of their managed pages (right in every kernel that
 * prints it); else "pages RAM" without "pages reserved". */
static bool ledger_totals(struct event *event, const struct memory *memory, struct release release, int64_t page_kb,
                          struct ledger *ledger) {
    int64_t ram_kb = amount_kb(memory->totals.ram_pages.value, page_kb);
    int64_t present_kb = sound_present_kb(memory), managed_kb = sound_managed_kb(memory);
    int64_t reserved_kb = amount_known(ram_kb) ? ledger_reserved_kb(memory, ram_kb, page_kb) : ABSENT;
    bool all_shown = amount_known(present_kb) && amount_known(managed_kb) && managed_kb <= present_kb &&
                     (amount_known(ram_kb) ? present_kb >= ram_kb - ram_kb / 200 && present_kb <= ram_kb + ram_kb / 200
                                           : ledger_is_covered(event, memory, page_kb));
    ledger->filtered = ledger_is_filtered(memory, release, ram_kb, present_kb);
    ledger->total_kb = ledger_first_known(ram_kb, all_shown ? present_kb : ABSENT);
    ledger->managed_kb = all_shown ? managed_kb : amount_minus(ram_kb, reserved_kb);
    ledger->reserved_kb = amount_minus(ledger->total_kb, ledger->managed_kb);
    return !all_shown || ledger_warn_reserved(event, reserved_kb, amount_minus(present_kb, managed_kb), ram_kb);
}

/* Pages of a counter as kB. */
static int64_t ledger_kb(struct figure figure, int64_t page_kb) {
    return amount_kb(figure.value, page_kb);
}

/* "Active:34941 inactive:64962 ... mapped-file:2075 mapped-anon:7412": RHEL 5's 2.6.18 tells the private memory apart
 * from what else is on the lists, files, shared memory and swap cache. */
static void ledger_split_lru(int64_t mapped_anon_kb, struct ledger_parts *parts) {
    if (!amount_known(mapped_anon_kb) || !amount_known(parts->lru_kb) || amount_known(parts->anon_kb) ||
        mapped_anon_kb > parts->lru_kb)
        return;
    parts->anon_kb = mapped_anon_kb;
    parts->lru_kb -= mapped_anon_kb;
}

/* The LRU lists. Locked shared memory is unevictable: what the anonymous lists cannot hold is taken from there. */
static void ledger_lru(const struct counters *counters, int64_t page_kb, struct ledger_parts *parts) {
    int64_t anon_kb =
        amount_both(ledger_kb(counters->active_anon, page_kb), ledger_kb(counters->inactive_anon, page_kb));
    int64_t file_kb =
        amount_both(ledger_kb(counters->active_file, page_kb), ledger_kb(counters->inactive_file, page_kb));
    int64_t shmem_kb = ledger_kb(counters->shmem, page_kb), locked_kb = ledger_kb(counters->unevictable, page_kb);
    if (amount_known(anon_kb))
        anon_kb = amount_plus(anon_kb, ledger_kb(counters->isolated_anon, page_kb));
    if (amount_known(file_kb))
        file_kb = amount_plus(file_kb, ledger_kb(counters->isolated_file, page_kb));
    if (amount_known(anon_kb) && amount_known(shmem_kb)) {
        int64_t from_anon_kb = amount_least(shmem_kb, anon_kb);
        int64_t from_locked_kb = amount_least(shmem_kb - from_anon_kb, amount_positive(locked_kb));
        anon_kb -= from_anon_kb;
        if (amount_known(locked_kb))
            locked_kb -= from_locked_kb;
        shmem_kb = from_anon_kb + from_locked_kb;
    }
    parts->anon_kb = anon_kb;
    parts->file_kb = file_kb;
    parts->shmem_kb = shmem_kb;
    parts->unevictable_kb = locked_kb;
    parts->lru_kb = amount_both(ledger_kb(counters->active, page_kb), ledger_kb(counters->inactive, page_kb));
    ledger_split_lru(ledger_kb(counters->mapped_anon, page_kb), parts);
}

static int64_t ledger_hugetlb_kb(const struct memory *memory) {
    int64_t sum_kb = ABSENT;
    for (size_t i = 0; i < memory->hugepages_count; i++)
        sum_kb = amount_plus(sum_kb, amount_times(memory->hugepages[i].total, memory->hugepages[i].size_kb));
    return sum_kb;
}

enum { LEDGER_PAGE_2_MIB = 2048, LEDGER_PAGE_4_MIB = 4096, LEDGER_PAGE_1_GIB = 1024 * 1024 };

/* hugetlb_show_meminfo() prints a line for each node and each size that the kernel has, "Node 0 hugepages_total=0 ...
 * hugepages_size=2048kB", whatever is in its pool. */
static bool ledger_has_pages_of(const struct memory *memory, int64_t node, int64_t size_kb) {
    for (size_t i = 0; i < memory->hugepages_count; i++)
        if (memory->hugepages[i].node == node && memory->hugepages[i].size_kb == size_kb &&
            amount_known(memory->hugepages[i].total))
            return true;
    return false;
}

/* arm64 with pages of 4 kB registers four sizes (arch/arm64/mm/hugetlbpage.c, since 4.20). */
static bool ledger_lacks_arm_pages(const struct memory *memory, int64_t node) {
    static const int64_t sizes_kb[] = {LEDGER_PAGE_1_GIB, 32768, LEDGER_PAGE_2_MIB, 64};
    for (size_t i = 0; i < sizeof sizes_kb / sizeof *sizes_kb; i++)
        if (!ledger_has_pages_of(memory, node, sizes_kb[i]))
            return true;
    return false;
}

/* A node with memory lacks a size that another line has, or one that comes with it. */
static bool ledger_lacks_huge_line(const struct memory *memory) {
    for (size_t i = 0; i < memory->hugepages_count; i++) {
        const struct hugepages *pages = &memory->hugepages[i];
        for (size_t j = 0; j < memory->zone_count; j++)
            if (amount_positive(memory->zones[j].managed_kb) > 0 && amount_known(memory->zones[j].node) &&
                !ledger_has_pages_of(memory, memory->zones[j].node, pages->size_kb))
                return true;
        if ((pages->size_kb == 64 || pages->size_kb == 32768) && ledger_lacks_arm_pages(memory, pages->node))
            return true;
    }
    return false;
}

static bool ledger_has_zone(const struct memory *memory, str name) {
    for (size_t i = 0; i < memory->zone_count; i++)
        if (str_equal(memory->zones[i].name, name) && amount_known(memory->zones[i].managed_kb))
            return true;
    return false;
}

/* Each x86 kernel of a distribution prints these lines since 3.10. Where the log does not tell whose kernel it was, a
 * zone DMA32 and its managed pages are of the same age, and of a machine that has such pages. */
static bool ledger_awaits_hugetlb(const struct event *event, const struct memory *memory, struct release release) {
    const str arch = event->identity.arch;
    const bool is_x86 = str_equal(arch, STR("x86_64")) || str_equal(arch, STR("i386"));
    if (!arch.len || !event->identity.release.len)
        return ledger_has_zone(memory, STR("DMA32"));
    return is_x86 && release_is_since(release, RELEASE(3, 10, 0));
}

/* "Node 0 hugepages_total=60 hugepages_free=0 hugepages_surp=0 hugep" */
static bool ledger_has_pages_of_no_size(const struct memory *memory) {
    for (size_t i = 0; i < memory->hugepages_count; i++)
        if (memory->hugepages[i].total > 0 && !amount_known(memory->hugepages[i].size_kb))
            return true;
    return false;
}

/* A zone's line ends before "managed:", and so before "zspages:", which may be half of RAM (since 6.18). */
static bool ledger_has_cut_zone(const struct memory *memory, struct release release) {
    for (size_t i = 0; i < memory->zone_count; i++)
        if (release_is_since(release, RELEASE(6, 18, 0)) && !amount_known(memory->zones[i].managed_kb))
            return true;
    return false;
}

/* Without such a line a gap may be the pool. */
static bool ledger_lacks_hugetlb(const struct event *event, const struct memory *memory, struct release release) {
    bool is_awaited = ledger_awaits_hugetlb(event, memory, release);
    if (ledger_lacks_huge_line(memory) || ledger_has_pages_of_no_size(memory))
        return true;
    for (size_t i = 0; i < memory->hugepages_count; i++) {
        const struct hugepages *pages = &memory->hugepages[i];
        if (pages->size_kb >= LEDGER_PAGE_2_MIB && pages->size_kb <= LEDGER_PAGE_4_MIB && amount_known(pages->total))
            return false;
        is_awaited = is_awaited || pages->size_kb == LEDGER_PAGE_1_GIB;
    }
    return is_awaited;
}

/* Processors with pages of 1 GiB (pdpe1gb) print a line of them; which processor it was no report says. */
static bool ledger_may_hide_gigantic(const struct event *event, const struct memory *memory,
                                     const struct ledger *ledger) {
    const str arch = event->identity.arch;
    if (arch.len ? !str_equal(arch, STR("x86_64")) : !ledger_has_zone(memory, STR("DMA32")))
        return false;
    for (size_t i = 0; i < memory->hugepages_count; i++)
        if (memory->hugepages[i].size_kb == LEDGER_PAGE_1_GIB)
            return false;
    return memory->hugepages_count > 0 && amount_known(ledger->parts.unaccounted_kb) &&
           ledger->parts.unaccounted_kb >= LEDGER_PAGE_1_GIB;
}

static int64_t ledger_percpu_free_kb(const struct memory *memory, int64_t page_kb) {
    return ledger_first_known(ledger_kb(memory->counters.free_pcp, page_kb),
                              amount_kb(ZONE_SUM(memory, percpu_pages), page_kb));
}

/* Small pools, each on no other list. */
static int64_t ledger_other_kb(const struct memory *memory, int64_t page_kb) {
    const struct counters *counters = &memory->counters;
    int64_t pools_kb[] = {
        ledger_kb(counters->kernel_misc_reclaimable, page_kb),
        ledger_kb(counters->bounce, page_kb),
        ledger_first_known(ledger_kb(counters->wbtmp, page_kb),
                           ledger_first_known(NODE_SUM(memory, writeback_tmp_kb), ZONE_SUM(memory, writeback_tmp_kb))),
        ledger_kb(memory->totals.hwpoisoned_pages, page_kb),
        ledger_first_known(NODE_SUM(memory, shadow_call_stack_kb), ZONE_SUM(memory, shadow_call_stack_kb)),
    };
    int64_t sum_kb = ABSENT;
    for (size_t i = 0; i < sizeof pools_kb / sizeof *pools_kb; i++)
        sum_kb = amount_plus(sum_kb, pools_kb[i]);
    return sum_kb;
}

static void ledger_parts(const struct memory *memory, int64_t page_kb, struct ledger_parts *parts) {
    const struct counters *counters = &memory->counters;
    ledger_lru(counters, page_kb, parts);
    parts->free_kb = ledger_kb(counters->free, page_kb);
    parts->slab_reclaimable_kb = ledger_kb(counters->slab_reclaimable, page_kb);
    parts->slab_unreclaimable_kb = ledger_kb(counters->slab_unreclaimable, page_kb);
    parts->slab_kb = ledger_kb(counters->slab, page_kb);
    parts->pagetables_kb = ledger_kb(counters->pagetables, page_kb);
    if (amount_known(parts->pagetables_kb))
        parts->pagetables_kb = amount_plus(parts->pagetables_kb, ledger_kb(counters->sec_pagetables, page_kb));
    parts->kernel_stack_kb = ledger_first_known(NODE_SUM(memory, kernel_stack_kb), ZONE_SUM(memory, kernel_stack_kb));
    parts->hugetlb_kb = ledger_hugetlb_kb(memory);
    parts->free_pcp_kb = ledger_percpu_free_kb(memory, page_kb);
    parts->zspages_kb = ZONE_SUM(memory, zspages_kb);
    parts->balloon_kb = ABSENT;
    parts->gpu_kb = amount_plus(NODE_SUM(memory, gpu_active_kb), NODE_SUM(memory, gpu_reclaim_kb));
    parts->other_kb = ledger_other_kb(memory, page_kb);
}

static void ledger_within(const struct memory *memory, int64_t page_kb, struct ledger_within *within) {
    const struct counters *counters = &memory->counters;
    within->swap_cache_kb = ledger_kb(memory->totals.swapcache_pages, page_kb);
    within->mapped_kb =
        ledger_first_known(ledger_kb(counters->mapped, page_kb), ledger_kb(counters->mapped_file, page_kb));
    within->dirty_kb = ledger_kb(counters->dirty, page_kb);
    within->writeback_kb = ledger_kb(counters->writeback, page_kb);
    within->mlocked_kb = ZONE_SUM(memory, mlocked_kb);
    within->free_cma_kb = ledger_first_known(ledger_kb(counters->free_cma, page_kb), ZONE_SUM(memory, free_cma_kb));
    within->free_pcp_kb = ledger_percpu_free_kb(memory, page_kb);
    within->highatomic_kb = ZONE_SUM(memory, reserved_highatomic_kb);
    within->pagecache_kb = ledger_kb(memory->totals.pagecache_pages, page_kb);
    within->balloon_kb = NODE_SUM(memory, balloon_kb);
    within->zspages_kb = ZONE_SUM(memory, zspages_kb);
    within->anon_thp_kb = NODE_SUM(memory, anon_thp_kb);
}

/* Every part but the unaccounted rest. */
static int64_t ledger_sum_kb(const struct ledger_parts *parts) {
    const int64_t terms_kb[] = {parts->free_kb,
                                parts->anon_kb,
                                parts->shmem_kb,
                                parts->file_kb,
                                parts->unevictable_kb,
                                parts->slab_reclaimable_kb,
                                parts->slab_unreclaimable_kb,
                                parts->slab_kb,
                                parts->lru_kb,
                                parts->pagetables_kb,
                                parts->kernel_stack_kb,
                                parts->hugetlb_kb,
                                parts->free_pcp_kb,
                                parts->zspages_kb,
                                parts->balloon_kb,
                                parts->gpu_kb,
                                parts->other_kb};
    int64_t sum_kb = 0;
    for (size_t i = 0; i < sizeof terms_kb / sizeof *terms_kb; i++)
        sum_kb = amount_plus(sum_kb, terms_kb[i]);
    return sum_kb;
}

/* The counters that every kernel prints are all there, so that the rest means something. Unevictable pages have a list
 * of their own since 2.6.28, with the anonymous ones. */
static bool ledger_whole(const struct memory *memory, const struct ledger_parts *parts) {
    bool lru = (amount_known(parts->anon_kb) && amount_known(parts->file_kb) && amount_known(parts->unevictable_kb)) ||
               amount_known(parts->lru_kb);
    bool slab = (amount_known(parts->slab_reclaimable_kb) && amount_known(parts->slab_unreclaimable_kb)) ||
                amount_known(parts->slab_kb);
    return lru && slab && amount_known(parts->free_kb) && amount_known(memory->counters.pagetables.value);
}

static int64_t ledger_rest_kb(const struct memory *memory, const struct ledger *ledger) {
    return ledger_whole(memory, &ledger->parts) ? amount_minus(ledger->managed_kb, ledger_sum_kb(&ledger->parts))
                                                : ABSENT;
}

/* Xen, Hyper-V and plain virtio take a balloon's pages out of managed; where the rest is large enough to hold it, it
 * was not taken out and is a part. */
static void ledger_balloon(const struct memory *memory, struct ledger *ledger) {
    int64_t balloon_kb = ledger->within.balloon_kb, rest_kb = ledger->parts.unaccounted_kb;
    if (!amount_known(balloon_kb) || !amount_known(rest_kb) || balloon_kb <= 0 ||
        rest_kb < amount_percent(balloon_kb, 90))
        return;
    ledger->parts.balloon_kb = balloon_kb;
    ledger->parts.unaccounted_kb = ledger_rest_kb(memory, ledger);
}

static int64_t ledger_tolerance_kb(const struct event *event, const struct ledger *ledger, int64_t page_kb) {
    int64_t cpus = amount_known(event->identity.cpu) && event->identity.cpu >= 0 && event->identity.cpu < 1 << 16
                       ? event->identity.cpu + 1
                       : 1;
    int64_t drift_kb = amount_kb(amount_most(LEDGER_DRIFT_PAGES, LEDGER_CPU_PAGES * cpus), page_kb);
    int64_t share_kb = amount_positive(ledger->managed_kb) / (ledger->filtered ? 100 : 200);
    return amount_most(drift_kb, share_kb);
}

static bool ledger_warn_hugetlb(struct event *event, const struct memory *memory, int64_t hugetlb_kb) {
    struct span lines = {memory->hugepages[0].line, memory->hugepages[memory->hugepages_count - 1].line};
    return warning_add(event, lines,
                       arena_format(event->arena,
                                    "The huge pages (%lld kB) do not fit beside the rest of the memory in use; their "
                                    "lines were left out of the balance.",
                                    (long long)hugetlb_kb));
}

static bool ledger_warn_excess(struct event *event, const struct ledger *ledger) {
    return warning_add(
        event, ledger->lines,
        arena_format(event->arena,
                     "The counters add up to %lld kB more than the machine has: a figure or the page size "
                     "is wrong.",
                     -(long long)ledger->parts.unaccounted_kb));
}

/* Shared memory stands on lists that are printed too: more of it than they hold is a damaged figure. */
static bool ledger_check_shmem(struct event *event, const struct memory *memory, int64_t page_kb,
                               const struct ledger *ledger) {
    int64_t printed_kb = ledger_kb(memory->counters.shmem, page_kb);
    int64_t cut_kb = amount_minus(printed_kb, ledger->parts.shmem_kb);
    int64_t line = memory->counters.shmem.line;
    if (!amount_known(cut_kb) || !amount_known(ledger->parts.anon_kb) || cut_kb <= ledger->tolerance_kb)
        return true;
    return warning_add(event, (struct span){line, line},
                       arena_format(event->arena,
                                    "The shared memory (%lld kB) is more than the lists that hold it; %lld kB were "
                                    "counted.",
                                    (long long)printed_kb, (long long)ledger->parts.shmem_kb));
}

/* Disjoint parts cannot exceed the total: a damaged figure is among them. */
static bool ledger_check(struct event *event, const struct memory *memory, struct ledger *ledger) {
    struct ledger_parts *parts = &ledger->parts;
    int64_t rest_kb = parts->unaccounted_kb, hugetlb_kb = parts->hugetlb_kb;
    int64_t least_kb = -amount_plus(ledger->managed_kb / 100, ledger->tolerance_kb);
    if (!amount_known(rest_kb) || rest_kb >= least_kb)
        return true;
    if (amount_positive(hugetlb_kb) > 0 && amount_plus(rest_kb, hugetlb_kb) >= least_kb) {
        parts->hugetlb_kb = ABSENT;
        parts->unaccounted_kb = ABSENT;
        return ledger_warn_hugetlb(event, memory, hugetlb_kb);
    }
    ledger->inconsistent = true;
    return ledger_warn_excess(event, ledger);
}

bool ledger_fill(struct event *event, const struct memory *memory, struct reckoning *reckoning) {
    struct ledger *ledger = &reckoning->ledger;
    int64_t page_kb = reckoning->page_kb;
    bool done = ledger_totals(event, memory, reckoning->release, page_kb, ledger);
    ledger->lines = memory->lines;
    ledger_parts(memory, page_kb, &ledger->parts);
    ledger->anon_with_shmem = !amount_known(ledger->parts.shmem_kb) &&
                              amount_known(ledger->parts.anon_kb) != amount_known(ledger->parts.lru_kb);
    ledger_within(memory, page_kb, &ledger->within);
    ledger->tolerance_kb = ledger_tolerance_kb(event, ledger, page_kb);
    ledger->parts.unaccounted_kb = ledger_rest_kb(memory, ledger);
    ledger_balloon(memory, ledger);
    if ((ledger_lacks_hugetlb(event, memory, reckoning->release) || ledger_has_cut_zone(memory, reckoning->release)) &&
        amount_at_least(ledger->parts.unaccounted_kb, LEDGER_GAP_PERCENT, ledger->managed_kb))
        ledger->parts.unaccounted_kb = ABSENT;
    ledger->may_hide_gigantic = ledger_may_hide_gigantic(event, memory, ledger);
    return done && ledger_check_shmem(event, memory, page_kb, ledger) && ledger_check(event, memory, ledger);
}
