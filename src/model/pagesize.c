/* The machine's page size, found in as many independent ways as the log allows.
 * SPDX-License-Identifier: MIT */
#include "model/pagesize.h"

#include "base/arena.h"
#include "model/amount.h"
#include "model/warning.h"

struct pagesize_clue {
    int64_t page_kb; /* 0: this way shows nothing */
    struct span lines;
};

typedef struct pagesize_clue pagesize_way(const struct event *event);

static bool pagesize_possible(int64_t kb) {
    return kb == 4 || kb == 8 || kb == 16 || kb == 32 || kb == 64 || kb == 256;
}

static struct span pagesize_line(int64_t line) {
    return (struct span){line, line};
}

/* PAGES that are KB kB, exactly. */
static int64_t pagesize_ratio(int64_t kb, int64_t pages) {
    if (!amount_known(kb) || !amount_known(pages) || pages <= 0 || kb <= 0 || kb % pages)
        return 0;
    return pagesize_possible(kb / pages) ? kb / pages : 0;
}

/* "Node 0 DMA: 12*4kB 3*8kB ...": the first size is the page. */
static struct pagesize_clue pagesize_of_buddy(const struct event *event) {
    const struct memory *memory = &event->memory;
    struct pagesize_clue clue = {0};
    for (size_t i = 0; i < memory->zone_count; i++) {
        const struct zone *zone = &memory->zones[i];
        if (!zone->buddy_count || !pagesize_possible(zone->buddy[0].size_kb))
            continue;
        if (!clue.page_kb || zone->buddy[0].size_kb < clue.page_kb) /* a torn line may begin later, never earlier */
            clue = (struct pagesize_clue){zone->buddy[0].size_kb, pagesize_line(zone->buddy_line)};
    }
    return clue;
}

/* "limit 9007199254740988kB": no limit, as the largest count of pages (mm/page_counter.c, since 3.19). */
static int64_t pagesize_of_limit(int64_t limit_kb) {
    for (int64_t kb = 4; kb <= 64; kb *= 2)
        if (limit_kb == INT64_MAX / (kb * 1024) * kb)
            return kb;
    return 0;
}

static struct pagesize_clue pagesize_of_limits(const struct event *event) {
    const struct usage *usages[] = {&event->cgroup.memory, &event->cgroup.memsw, &event->cgroup.swap,
                                    &event->cgroup.kmem};
    for (size_t i = 0; i < sizeof usages / sizeof *usages; i++) {
        int64_t kb = amount_known(usages[i]->limit_kb) ? pagesize_of_limit(usages[i]->limit_kb) : 0;
        if (kb)
            return (struct pagesize_clue){kb, pagesize_line(usages[i]->line)};
    }
    return (struct pagesize_clue){0};
}

/* "total-vm:948740kB" of the kill line is the total_vm of the task's row in pages. */
static struct pagesize_clue pagesize_of_victim(const struct event *event) {
    if (!event->kill_count || !amount_known(event->kills[0].total_vm_kb))
        return (struct pagesize_clue){0};
    const struct kill *kill = &event->kills[0];
    for (size_t i = 0; i < event->tasks.count; i++) {
        const struct task *task = &event->tasks.items[i];
        if (task->pid == kill->pid && str_equal(task->name, kill->name))
            return (struct pagesize_clue){pagesize_ratio(kill->total_vm_kb, task->total_vm), {task->line, kill->line}};
    }
    return (struct pagesize_clue){0};
}

/* A global counter in pages beside the sum of the nodes' kB; both move while they are printed. */
static int64_t pagesize_near(int64_t kb, int64_t pages) {
    if (!amount_known(kb) || !amount_known(pages) || pages < 256)
        return 0;
    for (int64_t size = 4; size <= 64; size *= 2) {
        int64_t expected = amount_times(pages, size);
        if (amount_known(expected) && kb >= expected - expected / 64 && kb <= expected + expected / 64)
            return size;
    }
    return 0;
}

struct pagesize_sums {
    int64_t anon, inactive_anon, active_file, inactive_file, shmem;
};

static struct pagesize_sums pagesize_node_sums(const struct memory *memory) {
    struct pagesize_sums sums = {0};
    for (size_t i = 0; i < memory->node_count; i++) {
        const struct node *node = &memory->nodes[i];
        sums.anon = amount_plus(sums.anon, node->active_anon_kb);
        sums.inactive_anon = amount_plus(sums.inactive_anon, node->inactive_anon_kb);
        sums.active_file = amount_plus(sums.active_file, node->active_file_kb);
        sums.inactive_file = amount_plus(sums.inactive_file, node->inactive_file_kb);
        sums.shmem = amount_plus(sums.shmem, node->shmem_kb);
    }
    return sums;
}

/* Two counters must agree: with a node hidden one ratio alone may look like another page size. */
static struct pagesize_clue pagesize_of_nodes(const struct event *event) {
    const struct memory *memory = &event->memory;
    struct pagesize_sums sums = pagesize_node_sums(memory);
    int64_t votes[] = {
        pagesize_near(sums.anon, memory->counters.active_anon.value),
        pagesize_near(sums.inactive_anon, memory->counters.inactive_anon.value),
        pagesize_near(sums.active_file, memory->counters.active_file.value),
        pagesize_near(sums.inactive_file, memory->counters.inactive_file.value),
        pagesize_near(sums.shmem, memory->counters.shmem.value),
    };
    enum { VOTES = sizeof votes / sizeof *votes };
    for (size_t i = 0; memory->node_count && i < VOTES; i++)
        for (size_t j = i + 1; j < VOTES; j++)
            if (votes[i] && votes[i] == votes[j])
                return (struct pagesize_clue){
                    votes[i], {memory->counters.lines.first, memory->nodes[memory->node_count - 1].line}};
    return (struct pagesize_clue){0};
}

/* The zones' present kB are the "pages RAM", to the page where no zone is hidden (since 3.12). */
static struct pagesize_clue pagesize_of_zones(const struct event *event) {
    const struct memory *memory = &event->memory;
    int64_t present = ABSENT;
    for (size_t i = 0; i < memory->zone_count; i++)
        present = amount_plus(present, memory->zones[i].present_kb);
    return (struct pagesize_clue){pagesize_ratio(present, memory->totals.ram_pages.value),
                                  pagesize_line(memory->totals.ram_pages.line)};
}

/* Huge pages that only one page size makes: the PMD of arm64 with 64 kB pages, the hash table's of ppc64. */
static struct pagesize_clue pagesize_of_hugepages(const struct event *event) {
    for (size_t i = 0; i < event->memory.hugepages_count; i++) {
        const struct hugepages *pages = &event->memory.hugepages[i];
        if (pages->size_kb == 524288 || pages->size_kb == 16384)
            return (struct pagesize_clue){64, pagesize_line(pages->line)};
    }
    return (struct pagesize_clue){0};
}

/* "4.18.0-80.el8.ppc64le", "4.14.0-115.el7a.aarch64", "6.12.0-55.el10.aarch64+64k": Red Hat builds ppc64 with pages of
 * 64 kB, arm64 up to RHEL 8 too, and from RHEL 9 as a variant that its name tells, as Debian's and Ubuntu's does. */
static struct pagesize_clue pagesize_of_release(const struct event *event) {
    str release = event->identity.release;
    bool red_hat = str_has(release, STR(".el5")) || str_has(release, STR(".el6")) || str_has(release, STR(".el7")) ||
                   str_has(release, STR(".el8"));
    bool power = (red_hat || str_has(release, STR(".el9"))) && str_has(release, STR(".ppc64"));
    bool arm = red_hat && str_has(release, STR(".aarch64"));
    bool named = str_has(release, STR("+64k")) || str_has(release, STR("-64k"));
    return (struct pagesize_clue){power || arm || named ? 64 : 0, pagesize_line(event->identity.line)};
}

/* Architectures that know one page size. */
static struct pagesize_clue pagesize_of_arch(const struct event *event) {
    static const str archs[] = {STR_INIT("x86_64"), STR_INIT("i386"), STR_INIT("s390x"), STR_INIT("riscv64"),
                                STR_INIT("arm")};
    for (size_t i = 0; i < sizeof archs / sizeof *archs; i++)
        if (str_equal(event->identity.arch, archs[i]))
            return (struct pagesize_clue){4, pagesize_line(event->identity.line)};
    return (struct pagesize_clue){0};
}

enum { PAGESIZE_TABLES = 8 };

/* Keeps VALUE if it is none of the COUNT before it; how many there are now. */
static size_t pagesize_distinct(int64_t *values, size_t count, int64_t value) {
    for (size_t i = 0; i < count; i++)
        if (values[i] == value)
            return count;
    values[count] = value;
    return count + 1;
}

/* Page tables come in whole pages: where eight sizes are all multiples of 16 or 64 kB, that is the page. Smaller
 * multiples prove nothing, since ppc64 cuts a page into several tables. */
static struct pagesize_clue pagesize_of_tables(const struct event *event) {
    int64_t values[PAGESIZE_TABLES], bits = 0;
    size_t count = 0;
    for (size_t i = 0; i < event->tasks.count && count < PAGESIZE_TABLES; i++) {
        if (event->tasks.items[i].pgtables_bytes <= 0)
            continue;
        bits |= event->tasks.items[i].pgtables_bytes;
        count = pagesize_distinct(values, count, event->tasks.items[i].pgtables_bytes);
    }
    int64_t kb = bits ? (bits & -bits) / 1024 : 0;
    if (count < PAGESIZE_TABLES || kb < 16)
        return (struct pagesize_clue){0};
    return (struct pagesize_clue){kb < 64 ? 16 : 64, event->tasks.lines};
}

/* Best first: the first is printed as such, the others follow from figures. */
static pagesize_way *const pagesize_ways[] = {
    pagesize_of_buddy,     pagesize_of_limits,  pagesize_of_victim, pagesize_of_nodes,  pagesize_of_zones,
    pagesize_of_hugepages, pagesize_of_release, pagesize_of_arch,   pagesize_of_tables,
};

static bool pagesize_warn(struct event *event, struct pagesize_clue best, struct pagesize_clue other) {
    return warning_add(
        event, other.lines,
        arena_format(event->arena,
                     "The page size is contradictory: lines %lld-%lld show %lld kB, lines %lld-%lld %lld "
                     "kB; %lld kB was taken.",
                     (long long)best.lines.first, (long long)best.lines.last, (long long)best.page_kb,
                     (long long)other.lines.first, (long long)other.lines.last, (long long)other.page_kb,
                     (long long)best.page_kb));
}

static bool pagesize_take_user(struct event *event, int64_t user_kb, struct pagesize_clue best,
                               struct reckoning *reckoning) {
    if (!best.page_kb) {
        reckoning->page_kb = user_kb;
        reckoning->page_known = true;
        return true;
    }
    if (best.page_kb == user_kb)
        return true;
    return warning_add(event, best.lines,
                       arena_format(event->arena,
                                    "The log shows a page size of %lld kB; the given %lld kB was not used.",
                                    (long long)best.page_kb, (long long)user_kb));
}

bool pagesize_fill(struct event *event, int64_t page_size, struct reckoning *reckoning) {
    struct pagesize_clue best = {0};
    bool warned = false, done = true;
    reckoning->page_kb = 4;
    for (size_t i = 0; i < sizeof pagesize_ways / sizeof *pagesize_ways; i++) {
        struct pagesize_clue clue = pagesize_ways[i](event);
        if (!clue.page_kb)
            continue;
        if (!best.page_kb) {
            best = clue;
            reckoning->page_kb = clue.page_kb;
            reckoning->page_known = true;
            reckoning->page_inferred = i > 0;
        } else if (clue.page_kb != best.page_kb && !warned) {
            warned = true;
            done = pagesize_warn(event, best, clue);
        }
    }
    if (page_size >= 1024)
        done = pagesize_take_user(event, page_size / 1024, best, reckoning) && done;
    return done;
}
