/* The balance of a memory cgroup: parts that do not overlap and add up to its usage.
 * SPDX-License-Identifier: MIT */
#include "model/cgroup.h"

#include "base/str.h"
#include "model/amount.h"
#include "model/release.h"

/* Limits from here on are "no limit" in one of the kernel's spellings (2^63 - 1 bytes, 2^64 - 1 bytes, LONG_MAX pages);
 * 32-bit kernels print LONG_MAX pages of 4 kB. */
#define CGROUP_UNLIMITED_KB (INT64_C(1) << 50)
#define CGROUP_UNLIMITED_32_KB (INT64_C(0x7fffffff) * 4)

enum {
    CGROUP_BATCH_PAGES = 64, /* charges are stocked per CPU (MEMCG_CHARGE_BATCH: 32 up to 6.0, then 64) */
    CGROUP_THP_ORDER = 9
};

/* The statistics that the balance uses, in bytes; absent where not printed. */
struct cgroup_figures {
    int64_t anon, rss, file, cache, kernel, kernel_stack, pagetables, sec_pagetables, percpu, sock, vmalloc, shmem;
    int64_t file_mapped, file_dirty, file_writeback, unevictable, slab_reclaimable, slab_unreclaimable, slab;
    int64_t active_anon, inactive_anon, swapcached;
};

#define FIGURE(name, member)                                                                                           \
    { STR_INIT(name), offsetof(struct cgroup_figures, member) }

/* Names of cgroup v2 and v1 (mm/memcontrol.c, memcontrol-v1.c). */
static const struct {
    str name;
    size_t offset;
} cgroup_names[] = {
    FIGURE("anon", anon),
    FIGURE("file", file),
    FIGURE("kernel", kernel),
    FIGURE("kernel_stack", kernel_stack),
    FIGURE("pagetables", pagetables),
    FIGURE("sec_pagetables", sec_pagetables),
    FIGURE("percpu", percpu),
    FIGURE("sock", sock),
    FIGURE("vmalloc", vmalloc),
    FIGURE("shmem", shmem),
    FIGURE("file_mapped", file_mapped),
    FIGURE("file_dirty", file_dirty),
    FIGURE("file_writeback", file_writeback),
    FIGURE("inactive_anon", inactive_anon),
    FIGURE("active_anon", active_anon),
    FIGURE("swapcached", swapcached),
    FIGURE("unevictable", unevictable),
    FIGURE("slab_reclaimable", slab_reclaimable),
    FIGURE("slab_unreclaimable", slab_unreclaimable),
    FIGURE("slab", slab),
    FIGURE("cache", cache),
    FIGURE("rss", rss),
    FIGURE("mapped_file", file_mapped),
    FIGURE("dirty", file_dirty),
    FIGURE("writeback", file_writeback),
};

enum { CGROUP_NAME_COUNT = sizeof cgroup_names / sizeof *cgroup_names };

static int64_t *cgroup_figure(struct cgroup_figures *figures, size_t name) {
    return (int64_t *)((char *)figures + cgroup_names[name].offset);
}

static void cgroup_clear(struct cgroup_figures *figures) {
    for (size_t i = 0; i < CGROUP_NAME_COUNT; i++)
        *cgroup_figure(figures, i) = ABSENT;
}

/* Counters of 3.9-4.1 may be negative for a moment. */
static void cgroup_add(struct cgroup_figures *figures, str name, int64_t bytes) {
    for (size_t i = 0; i < CGROUP_NAME_COUNT; i++) {
        if (!str_equal(cgroup_names[i].name, name))
            continue;
        int64_t *figure = cgroup_figure(figures, i);
        *figure = amount_plus(*figure, bytes < 0 ? 0 : bytes);
        return;
    }
}

/* The one-line form is local to each group and is summed over the subtree; later forms are hierarchical, those of v1 in
 * their total_ names. */
static void cgroup_collect(const struct cgroup *cgroup, struct cgroup_figures *ret_figures) {
    struct cgroup_figures own, total;
    cgroup_clear(&own);
    cgroup_clear(&total);
    for (size_t i = 0; i < cgroup->stats_count; i++) {
        const struct cgroup_stats *stats = &cgroup->stats[i];
        if (i > 0 && !stats->one_line)
            break;
        for (size_t j = 0; j < stats->values.count; j++) {
            str name = stats->values.items[j].name;
            bool whole = str_starts(name, STR("total_"));
            cgroup_add(whole ? &total : &own, whole ? str_from(name, 6) : name, stats->values.items[j].value);
        }
    }
    *ret_figures = amount_known(total.rss) ? total : own;
}

static bool cgroup_has(const struct cgroup *cgroup, str name) {
    for (size_t i = 0; cgroup->stats_count && i < cgroup->stats[0].values.count; i++)
        if (str_equal(cgroup->stats[0].values.items[i].name, name))
            return true;
    return false;
}

/* The memory+swap usage never moves: of v2 groups, and of v1 groups without swap accounting. */
static bool cgroup_swap_is_still(const struct cgroup *cgroup) {
    return cgroup->memsw.usage_kb == 0 && amount_positive(cgroup->memory.usage_kb) > 0;
}

/* 5.3-6.4 print v2's statistics for v1 groups too, 4.5-5.2 print v1's usage lines for v2 groups: then with a
 * memory+swap usage and a kmem usage that never move. Only those put the statistics on one line. Before 4.5 there was
 * no v2 for memory. */
static int cgroup_version(const struct event *event, struct release release) {
    const struct cgroup *cgroup = &event->cgroup;
    if (event->oom_group.text.len || amount_known(cgroup->swap.usage_kb))
        return 2;
    if (cgroup_has(cgroup, STR("hierarchical_memory_limit")) || cgroup_has(cgroup, STR("total_rss")))
        return 1;
    if (amount_known(cgroup->memsw.usage_kb) && cgroup_has(cgroup, STR("anon")))
        return 1;
    if (!amount_known(cgroup->memsw.usage_kb))
        return 0;
    if (!cgroup_swap_is_still(cgroup) || amount_positive(cgroup->kmem.usage_kb) > 0 ||
        release_is_before(release, RELEASE(4, 5, 0)))
        return 1;
    /* without "shmem:" (since 4.12) it may be a release before 4.5, where kmem did not move either */
    return release.number || cgroup_has(cgroup, STR("shmem")) ? 2 : 0;
}

static int64_t cgroup_kb(int64_t bytes) {
    return amount_known(bytes) ? bytes / 1024 : ABSENT;
}

static int64_t cgroup_limit_kb(int64_t limit_kb) {
    bool none = limit_kb >= CGROUP_UNLIMITED_KB || limit_kb == CGROUP_UNLIMITED_32_KB || limit_kb < 0;
    return none ? ABSENT : limit_kb;
}

/* No charge goes beyond a limit (mm/page_counter.c); of version 2 it may be set below what is in use, which is then
 * taken back. */
static bool cgroup_is_far_above(int64_t usage_kb, int64_t limit_kb) {
    enum { FAR_TIMES = 64, FAR_KB = 1024 * 1024 };
    return amount_known(usage_kb) && amount_known(limit_kb) && usage_kb - limit_kb > FAR_KB &&
           usage_kb / FAR_TIMES > limit_kb;
}

/* Memory and swap together are never less than memory alone, in use or as a limit (mem_cgroup_resize_max,
 * mm/memcontrol.c), nor more than their limit. */
static bool cgroup_is_sum_sound(const struct cgroup *cgroup, int64_t swap_kb, int64_t room_kb) {
    enum { SLACK_KB = 4096 };
    const int64_t left_kb = amount_minus(cgroup_limit_kb(cgroup->memsw.limit_kb), cgroup->memsw.usage_kb);
    return (!amount_known(swap_kb) || swap_kb >= -SLACK_KB) && (!amount_known(room_kb) || room_kb >= 0) &&
           (!amount_known(left_kb) || left_kb >= -SLACK_KB);
}

static void cgroup_usage(const struct cgroup *cgroup, struct cgroup_ledger *ledger) {
    ledger->usage_kb = cgroup->memory.usage_kb;
    ledger->limit_kb = cgroup_limit_kb(cgroup->memory.limit_kb);
    ledger->kmem_usage_kb = cgroup->kmem.usage_kb;
    ledger->swap_usage_kb = cgroup->swap.usage_kb;
    ledger->swap_limit_kb = cgroup_limit_kb(cgroup->swap.limit_kb);
    ledger->usage_impossible = cgroup_is_far_above(ledger->usage_kb, ledger->limit_kb);
    if (ledger->usage_impossible)
        ledger->usage_kb = ledger->limit_kb = ABSENT;
    if (ledger->version != 1 || !amount_known(cgroup->memsw.usage_kb) || cgroup_swap_is_still(cgroup))
        return;
    int64_t swap_kb = amount_minus(cgroup->memsw.usage_kb, cgroup->memory.usage_kb);
    int64_t room_kb = amount_minus(cgroup_limit_kb(cgroup->memsw.limit_kb), cgroup_limit_kb(cgroup->memory.limit_kb));
    ledger->swap_impossible = !cgroup_is_sum_sound(cgroup, swap_kb, room_kb);
    if (ledger->swap_impossible)
        swap_kb = room_kb = ABSENT;
    ledger->swap_inferred = true;
    ledger->swap_usage_kb = amount_known(swap_kb) ? amount_most(swap_kb, 0) : ABSENT;
    ledger->swap_limit_kb = amount_known(room_kb) ? amount_most(room_kb, 0) : ABSENT;
}

/* Up to 4.11 shmem is not printed: it is what the anonymous lists hold beyond rss, and it is in cache. */
static int64_t cgroup_shmem(const struct cgroup_figures *figures, bool *ret_inferred) {
    int64_t lists = amount_both(figures->active_anon, figures->inactive_anon);
    int64_t beyond = amount_minus(lists, figures->rss);
    *ret_inferred = false;
    if (amount_known(figures->shmem) || !amount_known(beyond) || !amount_known(figures->cache))
        return figures->shmem;
    *ret_inferred = true;
    return amount_least(amount_most(beyond, 0), figures->cache);
}

/* File pages without shared memory, which "file" and "cache" both hold. */
static void cgroup_pages(const struct cgroup_figures *figures, struct cgroup_ledger *ledger) {
    int64_t file = amount_known(figures->file) ? figures->file : figures->cache;
    int64_t shmem = cgroup_shmem(figures, &ledger->shmem_inferred);
    int64_t rest = amount_known(shmem) ? amount_minus(file, shmem) : file;
    ledger->file_with_shmem = amount_known(file) && file > 0 && !amount_known(shmem);
    ledger->anon_kb = cgroup_kb(amount_known(figures->anon) ? figures->anon : figures->rss);
    ledger->shmem_kb = cgroup_kb(shmem);
    ledger->file_kb = cgroup_kb(amount_known(rest) ? amount_most(rest, 0) : rest);
}

/* "anon" counts pages that processes map (since 5.8). What else stands on the anonymous lists is shared memory or on
 * its way to swap or back: no more than "swapcached" (since 5.12), and each such page has its place in the swap. */
static int64_t cgroup_swap_cache(const struct cgroup_figures *figures, const struct cgroup_ledger *ledger) {
    int64_t lists = amount_both(figures->active_anon, figures->inactive_anon);
    int64_t mapped = amount_known(figures->anon) ? figures->anon : figures->rss;
    int64_t rest_kb = cgroup_kb(amount_minus(amount_minus(lists, mapped), figures->shmem));
    int64_t most_kb = amount_known(figures->swapcached) ? cgroup_kb(figures->swapcached)
                      : ledger->version == 2            ? ledger->swap_usage_kb
                                                        : ABSENT;
    if (!amount_known(rest_kb) || !amount_known(most_kb))
        return ABSENT;
    return amount_least(amount_most(rest_kb, 0), amount_most(most_kb, 0));
}

static bool cgroup_is_below(str path, str above) {
    return path.len > above.len + 1 && str_starts(path, above) && path.data[above.len] == '/';
}

static bool cgroup_stats_have(const struct cgroup_stats *stats, str name) {
    for (size_t i = 0; i < stats->values.count; i++)
        if (str_equal(stats->values.items[i].name, name))
            return true;
    return false;
}

static bool cgroup_has_stats_of(const struct cgroup *cgroup, str path) {
    for (size_t i = 0; i < cgroup->stats_count; i++)
        if (!cgroup->stats[i].path.len || str_equal(cgroup->stats[i].path, path))
            return true;
    return false;
}

/* A line from "cache:" or "rss:" to "unevictable:", or (RHEL) one with the sums of those below. */
static bool cgroup_is_line_cut(const struct cgroup_stats *stats) {
    return !cgroup_stats_have(stats, STR("total_rss")) &&
           !(cgroup_stats_have(stats, STR("cache")) && cgroup_stats_have(stats, STR("rss")) &&
             cgroup_stats_have(stats, STR("unevictable")));
}

/* "Task in /lxc/web/app.service killed as a result of limit of /lxc/web": there is a group below, whose own line of
 * statistics should follow that of /lxc/web (3.9 to 5.2, mem_cgroup_print_oom_info). Without that line nobody knows. */
static bool cgroup_lacks_lines(const struct event *event) {
    const struct cgroup *cgroup = &event->cgroup;
    str task_path = cgroup->task_path.len ? cgroup->task_path : event->summary.task_memcg;
    str path = cgroup->path.len ? cgroup->path : event->summary.oom_memcg;
    if (cgroup->stats_count == 0 || !cgroup->stats[0].one_line || (!path.len && !amount_known(cgroup->memory.usage_kb)))
        return false;
    for (size_t i = 0; i < cgroup->stats_count; i++)
        if (cgroup_is_line_cut(&cgroup->stats[i]))
            return true;
    if (cgroup_stats_have(&cgroup->stats[0], STR("total_rss")))
        return false;
    return !path.len || !str_starts(task_path, STR("/")) || !cgroup_has_stats_of(cgroup, path) ||
           (cgroup_is_below(task_path, path) && !cgroup_has_stats_of(cgroup, task_path));
}

/* The names that each kernel since 5.3 prints beside "anon", and those that came with others: a line of them is lost.
 */
static bool cgroup_lacks_kernel(const struct cgroup_figures *figures, struct release release) {
    const bool since_6_1 = amount_known(figures->sec_pagetables) || release_is_since(release, RELEASE(6, 1, 0));
    const bool since_5_18 = since_6_1 || amount_known(figures->kernel);
    const bool since_5_11 = since_5_18 || amount_known(figures->vmalloc) || amount_known(figures->pagetables) ||
                            release_is_since(release, RELEASE(5, 11, 0));
    const bool has_slab = amount_known(figures->slab) ||
                          (amount_known(figures->slab_reclaimable) && amount_known(figures->slab_unreclaimable));
    if (!amount_known(figures->anon))
        return false;
    return !has_slab || !amount_known(figures->kernel_stack) || !amount_known(figures->sock) ||
           (since_5_11 && !(amount_known(figures->pagetables) && amount_known(figures->percpu))) ||
           (since_5_18 && !amount_known(figures->vmalloc)) ||
           (since_6_1 && !(amount_known(figures->kernel) && amount_known(figures->sec_pagetables)));
}

/* What of the kernel's memory has no name is known only where the names are there: statistics that are cut lack some,
 * those of v1 have none. */
static bool cgroup_names_kernel(const struct cgroup_figures *figures, const struct cgroup_ledger *ledger) {
    bool pages = amount_known(ledger->anon_kb) && amount_known(ledger->file_kb);
    return pages && (amount_known(ledger->slab_kb) || (amount_known(figures->rss) && !amount_known(figures->anon)));
}

static void cgroup_kernel(const struct cgroup_figures *figures, struct release release, struct cgroup_ledger *ledger) {
    int64_t slab = amount_known(figures->slab) ? figures->slab
                                               : amount_plus(figures->slab_reclaimable, figures->slab_unreclaimable);
    ledger->slab_kb = cgroup_kb(slab);
    ledger->pagetables_kb = cgroup_kb(amount_plus(figures->pagetables, figures->sec_pagetables));
    ledger->kernel_stack_kb = cgroup_kb(figures->kernel_stack);
    ledger->percpu_kb = cgroup_kb(figures->percpu);
    ledger->vmalloc_kb = cgroup_kb(figures->vmalloc);
    ledger->sock_kb = cgroup_kb(figures->sock);
    ledger->kernel_kb = amount_known(figures->kernel) ? cgroup_kb(figures->kernel)
                        : ledger->version == 1        ? ledger->kmem_usage_kb
                                                      : ABSENT;
    int64_t named_kb = 0;
    const int64_t parts_kb[] = {ledger->slab_kb, ledger->pagetables_kb, ledger->kernel_stack_kb, ledger->percpu_kb,
                                ledger->vmalloc_kb};
    for (size_t i = 0; i < sizeof parts_kb / sizeof *parts_kb; i++)
        named_kb = amount_plus(named_kb, parts_kb[i]);
    int64_t other_kb = amount_minus(ledger->kernel_kb, named_kb);
    ledger->kernel_cut = cgroup_lacks_kernel(figures, release);
    bool told = cgroup_names_kernel(figures, ledger) && !ledger->kernel_cut;
    int64_t rest_kb = amount_known(other_kb) ? amount_most(other_kb, 0) : ABSENT;
    ledger->kernel_other_kb = told ? rest_kb : ABSENT;
    ledger->kernel_unsplit_kb = told ? ABSENT : rest_kb;
}

static void cgroup_views(const struct cgroup_figures *figures, struct cgroup_ledger *ledger) {
    ledger->slab_unreclaimable_kb = cgroup_kb(figures->slab_unreclaimable);
    ledger->slab_reclaimable_kb = cgroup_kb(figures->slab_reclaimable);
    ledger->file_dirty_kb = cgroup_kb(figures->file_dirty);
    ledger->file_writeback_kb = cgroup_kb(figures->file_writeback);
    ledger->file_mapped_kb = cgroup_kb(figures->file_mapped);
    ledger->unevictable_kb = cgroup_kb(figures->unevictable);
}

static void cgroup_rest(struct cgroup_ledger *ledger) {
    const int64_t parts_kb[] = {ledger->anon_kb,         ledger->file_kb,           ledger->shmem_kb,
                                ledger->slab_kb,         ledger->sock_kb,           ledger->pagetables_kb,
                                ledger->kernel_stack_kb, ledger->percpu_kb,         ledger->vmalloc_kb,
                                ledger->kernel_other_kb, ledger->kernel_unsplit_kb, ledger->swap_cache_kb};
    int64_t sum_kb = 0;
    for (size_t i = 0; i < sizeof parts_kb / sizeof *parts_kb; i++)
        sum_kb = amount_plus(sum_kb, parts_kb[i]);
    bool whole = amount_known(ledger->anon_kb) && amount_known(ledger->file_kb) && !ledger->children_cut &&
                 (!ledger->kernel_cut || amount_known(ledger->kernel_kb));
    ledger->unaccounted_kb = whole ? amount_minus(ledger->usage_kb, sum_kb) : ABSENT;
}

/* The request that failed may be larger than what is left below the limit: a huge page, or a batch for each CPU. */
static bool cgroup_at_limit(const struct event *event, int64_t page_kb, const struct cgroup_ledger *ledger) {
    int64_t left_kb = amount_minus(ledger->limit_kb, ledger->usage_kb);
    int64_t order = event->trigger.order;
    int64_t cpus = amount_known(event->identity.cpu) && event->identity.cpu > 0 && event->identity.cpu < 1 << 16
                       ? event->identity.cpu + 1
                       : 1;
    int64_t room_kb = amount_most(amount_positive(ledger->limit_kb) / 1000, CGROUP_BATCH_PAGES * cpus * page_kb);
    if (amount_known(order) && order > 0 && order <= CGROUP_THP_ORDER + 4)
        room_kb = amount_most(room_kb, page_kb << order);
    return amount_known(left_kb) && left_kb <= room_kb;
}

void cgroup_fill(const struct event *event, struct reckoning *reckoning) {
    struct cgroup_ledger *ledger = &reckoning->cgroup;
    struct cgroup_figures figures;
    cgroup_collect(&event->cgroup, &figures);
    ledger->version = cgroup_version(event, reckoning->release);
    ledger->lines = event->cgroup.lines;
    cgroup_usage(&event->cgroup, ledger);
    cgroup_pages(&figures, ledger);
    ledger->swap_cache_kb = cgroup_swap_cache(&figures, ledger);
    cgroup_kernel(&figures, reckoning->release, ledger);
    cgroup_views(&figures, ledger);
    ledger->children_cut = cgroup_lacks_lines(event);
    cgroup_rest(ledger);
    ledger->at_limit = cgroup_at_limit(event, reckoning->page_kb, ledger);
    bool names_slab = amount_known(figures.anon) || !amount_known(figures.rss); /* rss: up to 5.2, no slab there */
    ledger->partial = event->cgroup.stats_count &&
                      (ledger->children_cut || !amount_known(ledger->anon_kb) || !amount_known(ledger->file_kb) ||
                       (names_slab && !amount_known(ledger->slab_kb) && !amount_known(ledger->kernel_kb)));
}
