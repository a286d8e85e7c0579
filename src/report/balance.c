/* Where the memory went, as rows that add up.
 * SPDX-License-Identifier: MIT */
#include "report/balance.h"

#include "model/amount.h"

#include <stddef.h>
#include <string.h>

/* A part of a ledger: its name for people, its member, and the log's counters that it is made of. */
struct balance_part {
    const char *name;
    size_t offset;
    const char *made_of;
    bool optional; /* few kernels print it: it is not listed as missing */
};

enum { BALANCE_DRIFT_SHARE = 100 }; /* a hundredth of a cgroup's usage: its batched statistics may be off by so much */

#define PART(name, record, member, made_of)                                                                            \
    { name, offsetof(struct record, member), made_of, false }
#define RARE(name, record, member, made_of)                                                                            \
    { name, offsetof(struct record, member), made_of, true }

static const struct balance_part balance_machine_parts[] = {
    PART("anonymous memory", ledger_parts, anon_kb, "active_anon + inactive_anon + isolated_anon - shmem"),
    PART("shared memory, tmpfs", ledger_parts, shmem_kb, "shmem"),
    RARE("process and file memory", ledger_parts, lru_kb, "Active + inactive"),
    PART("page cache (files)", ledger_parts, file_kb, "active_file + inactive_file + isolated_file"),
    PART("unevictable (locked)", ledger_parts, unevictable_kb, "unevictable"),
    PART("slab, unreclaimable", ledger_parts, slab_unreclaimable_kb, "slab_unreclaimable"),
    PART("slab, reclaimable", ledger_parts, slab_reclaimable_kb, "slab_reclaimable"),
    RARE("slab", ledger_parts, slab_kb, "slab"),
    PART("page tables", ledger_parts, pagetables_kb, "pagetables + sec_pagetables"),
    PART("kernel stacks", ledger_parts, kernel_stack_kb, "kernel_stack of the nodes or zones"),
    RARE("huge pages (hugetlb)", ledger_parts, hugetlb_kb, "hugepages_total x hugepages_size"),
    RARE("compressed swap", ledger_parts, zspages_kb, "zspages: pages of zram or zswap"),
    RARE("hypervisor's balloon", ledger_parts, balloon_kb, "Balloon"),
    RARE("graphics drivers", ledger_parts, gpu_kb, "gpu_active + gpu_reclaim"),
    RARE("other kernel memory", ledger_parts, other_kb, "bounce, writeback_tmp, hwpoisoned ..."),
    RARE("free, per-CPU lists", ledger_parts, free_pcp_kb, "free_pcp"),
    PART("free", ledger_parts, free_kb, "free"),
    RARE("unaccounted", ledger_parts, unaccounted_kb, "the total less all of these: in no counter"),
};

static const struct balance_part balance_group_parts[] = {
    PART("anonymous memory", cgroup_ledger, anon_kb, "anon (rss)"),
    PART("shared memory, tmpfs", cgroup_ledger, shmem_kb, "shmem"),
    PART("page cache (files)", cgroup_ledger, file_kb, "file (cache) - shmem"),
    PART("slab", cgroup_ledger, slab_kb, "slab"),
    PART("page tables", cgroup_ledger, pagetables_kb, "pagetables + sec_pagetables"),
    PART("kernel stacks", cgroup_ledger, kernel_stack_kb, "kernel_stack"),
    PART("per-CPU areas", cgroup_ledger, percpu_kb, "percpu"),
    PART("vmalloc", cgroup_ledger, vmalloc_kb, "vmalloc"),
    PART("network buffers", cgroup_ledger, sock_kb, "sock"),
    RARE("other kernel memory", cgroup_ledger, kernel_other_kb, "kernel less its named parts"),
    RARE("kernel memory", cgroup_ledger, kernel_unsplit_kb, "kernel (kmem) less what is left of its parts"),
    RARE("swap cache", cgroup_ledger, swap_cache_kb, "active_anon + inactive_anon - anon - shmem"),
    RARE("unaccounted", cgroup_ledger, unaccounted_kb, "the usage less all of these"),
};

static const struct balance_part balance_view_parts[] = {
    PART("swap cache", ledger_within, swap_cache_kb, "anonymous or unevictable memory"),
    PART("transparent huge pages", ledger_within, anon_thp_kb, "anonymous memory"),
    PART("mapped", ledger_within, mapped_kb, "page cache, shared or unevictable memory"),
    PART("dirty", ledger_within, dirty_kb, "page cache"),
    PART("under writeback", ledger_within, writeback_kb, "page cache"),
    PART("mlocked", ledger_within, mlocked_kb, "unevictable"),
    PART("CMA", ledger_within, free_cma_kb, "free"),
    PART("high-atomic reserve", ledger_within, highatomic_kb, "free, in part"),
};

#define BALANCE_COUNT(parts) (sizeof(parts) / sizeof(parts)[0])

static int64_t balance_kb(const struct balance_part *part, const void *ledger) {
    return *(const int64_t *)(const void *)((const char *)ledger + part->offset);
}

static void balance_insert(struct balance *balance, struct balance_row row) {
    size_t at = balance->count++;
    for (; at > 0 && balance->rows[at - 1].kb < row.kb; at--)
        balance->rows[at] = balance->rows[at - 1];
    balance->rows[at] = row;
}

static void balance_fill(struct balance *balance, const struct balance_part *parts, size_t count, const void *ledger) {
    for (size_t i = 0; i < count; i++) {
        const struct balance_row row = {parts[i].name, parts[i].made_of, balance_kb(&parts[i], ledger)};
        if (row.kb == ABSENT && !parts[i].optional)
            balance->absent[balance->absent_count++] = row.name;
        if (row.kb != ABSENT && row.kb != 0)
            balance_insert(balance, row);
    }
}

/* Where the log does not show shared memory, it is part of the row that FROM names. */
static void balance_rename(struct balance *balance, const char *from, struct balance_row to) {
    for (size_t i = 0; i < balance->count; i++) {
        if (strcmp(balance->rows[i].name, from) != 0)
            continue;
        balance->rows[i].name = to.name;
        balance->rows[i].made_of = to.made_of;
    }
}

/* A row below 0 is no memory: counters are batched and read one after the other. */
static void balance_rename_excess(struct balance *balance, int64_t tolerance_kb) {
    for (size_t i = 0; i < balance->count; i++)
        if (balance->rows[i].kb < 0)
            balance->rows[i].name =
                balance->rows[i].kb >= -tolerance_kb ? "drift of the counters" : "counted in excess";
}

/* Rows add up to WHOLE_KB, or, where the log does not show it, to their own sum. */
static void balance_add_up(struct balance *balance, int64_t whole_kb, const char *whole_name) {
    int64_t sum = 0;
    for (size_t i = 0; i < balance->count; i++)
        sum = amount_plus(sum, balance->rows[i].kb);
    const bool is_told = amount_known(whole_kb) && amount_known(sum);
    balance->is_told = is_told;
    const int64_t rest_kb = is_told ? amount_minus(whole_kb, sum) : 0;
    balance->rest = (struct balance_row){rest_kb < 0 ? "counted in excess" : "not shown by this log", NULL, rest_kb};
    balance->total = (struct balance_row){is_told ? whole_name : "sum of the above", NULL, is_told ? whole_kb : sum};
}

static void balance_drop_absent(struct balance *balance, const char *name) {
    for (size_t i = 0; i < balance->absent_count; i++)
        if (strcmp(balance->absent[i], name) == 0) {
            balance->absent_count--;
            memmove(&balance->absent[i], &balance->absent[i + 1],
                    (balance->absent_count - i) * sizeof balance->absent[0]);
            return;
        }
}

/* Old kernels print one figure for what later ones part: that is in the log. */
static void balance_drop_parts(struct balance *balance, const struct ledger *ledger) {
    const struct ledger_parts *parts = &ledger->parts;
    if (amount_known(parts->slab_kb)) {
        balance_drop_absent(balance, "slab, unreclaimable");
        balance_drop_absent(balance, "slab, reclaimable");
    }
    if (ledger->anon_with_shmem || amount_known(parts->lru_kb))
        balance_drop_absent(balance, "shared memory, tmpfs");
    if (amount_known(parts->lru_kb)) {
        balance_drop_absent(balance, "anonymous memory");
        balance_drop_absent(balance, "page cache (files)");
        balance_drop_absent(balance, "unevictable (locked)"); /* a list of their own since 2.6.28 */
    }
}

bool balance_machine(const struct reckoning *reckoning, struct balance *ret_balance) {
    const struct ledger *ledger = &reckoning->ledger;
    const bool is_lost = (reckoning->missing & MISSING_MEMORY) != 0; /* a single small pool is no balance */
    *ret_balance = (struct balance){.lines = ledger->lines};
    balance_fill(ret_balance, balance_machine_parts, BALANCE_COUNT(balance_machine_parts), &ledger->parts);
    if (ret_balance->count == 0 || is_lost)
        return false;
    balance_drop_parts(ret_balance, ledger);
    if (ledger->anon_with_shmem)
        balance_rename(
            ret_balance, "anonymous memory",
            (struct balance_row){.name = "anonymous, shared memory", .made_of = "active_anon + inactive_anon"});
    if (amount_known(ledger->parts.anon_kb) && amount_known(ledger->parts.lru_kb)) {
        balance_rename(ret_balance, "anonymous memory",
                       (struct balance_row){.name = "anonymous memory", .made_of = "mapped-anon"});
        balance_rename(
            ret_balance, "process and file memory",
            (struct balance_row){.name = "file, shared memory", .made_of = "Active + inactive - mapped-anon"});
    }
    balance_rename_excess(ret_balance, ledger->tolerance_kb);
    balance_add_up(ret_balance, ledger->managed_kb, "total the kernel had");
    return true;
}

bool balance_group(const struct reckoning *reckoning, struct balance *ret_balance) {
    const struct cgroup_ledger *ledger = &reckoning->cgroup;
    *ret_balance = (struct balance){.lines = ledger->lines};
    balance_fill(ret_balance, balance_group_parts, BALANCE_COUNT(balance_group_parts), ledger);
    if (reckoning->scope != SCOPE_CGROUP || (ledger->usage_kb == ABSENT && ret_balance->count == 0))
        return false;
    if (ledger->shmem_kb == ABSENT)
        balance_rename(ret_balance, "page cache (files)",
                       (struct balance_row){.name = "page cache, shared memory", .made_of = "file (cache)"});
    balance_rename_excess(ret_balance, amount_positive(ledger->usage_kb) / BALANCE_DRIFT_SHARE);
    balance_add_up(ret_balance, ledger->usage_kb, "usage of the cgroup");
    return true;
}

size_t balance_views(const struct reckoning *reckoning, struct balance_row ret_views[BALANCE_ROWS]) {
    size_t count = 0;
    for (size_t i = 0; i < BALANCE_COUNT(balance_view_parts); i++) {
        const struct balance_part *part = &balance_view_parts[i];
        const int64_t kb = balance_kb(part, &reckoning->ledger.within);
        if (kb != ABSENT && kb > 0)
            ret_views[count++] = (struct balance_row){part->name, part->made_of, kb};
    }
    return count;
}

bool balance_is_largest(const struct balance *balance, size_t index) {
    return index == 0 && strncmp(balance->rows[0].name, "free", 4) != 0;
}
