/* Figures of processes and cgroups that cannot be, held against those of the machine.
 * SPDX-License-Identifier: MIT
 *
 * A page of a file or of shared memory may be mapped several times over (ZGC maps its heap three times), and rss then
 * counts it as often: only private pages are never more than the RAM. */
#include "model/contradictions.h"

#include "base/arena.h"
#include "model/amount.h"
#include "model/fields.h"
#include "model/warning.h"

enum {
    CONTRADICTIONS_NAMED = 6,    /* that a warning names; the rest is counted */
    CONTRADICTIONS_MAPPINGS = 4, /* as often a page may count in an rss */
    CONTRADICTIONS_SUMMARY_PERCENT = 110,
    CONTRADICTIONS_DRIFT_KB = 4096,     /* of counters that each CPU keeps a share of */
    CONTRADICTIONS_SLACK_KB = 16 * 1024 /* batched statistics, and figures of other moments */
};

#define CONTRADICTIONS_KB_MOST (INT64_C(1) << 47) /* an address space of 57 bits */

struct contradictions {
    struct event *event;
    str names;
    size_t count;
    struct span lines;
    int64_t ram_kb; /* the most that one process can have privately; ABSENT where unknown */
};

static void contradictions_add(struct contradictions *all, int64_t pid, const char *what, int64_t line) {
    if (all->count++ < CONTRADICTIONS_NAMED)
        all->names = arena_format(all->event->arena, "%.*s%s%s of pid %lld", STR_ARG(all->names),
                                  all->names.len ? ", " : "", what, (long long)pid);
    if (!all->lines.first || line < all->lines.first)
        all->lines.first = line;
    if (line > all->lines.last)
        all->lines.last = line;
}

/* "anon-rss:9999999999999999999kB" is no size at all. */
static void contradictions_of_kill(struct contradictions *all, struct kill *kill) {
    const struct {
        int64_t *kb, most_kb;
        const char *name;
    } sizes[] = {
        {&kill->total_vm_kb, CONTRADICTIONS_KB_MOST, "total-vm"},
        {&kill->anon_rss_kb, all->ram_kb, "anon-rss"},
        {&kill->file_rss_kb, CONTRADICTIONS_KB_MOST, "file-rss"},
        {&kill->shmem_rss_kb, CONTRADICTIONS_KB_MOST, "shmem-rss"},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int64_t most_kb = amount_known(sizes[i].most_kb) ? sizes[i].most_kb : CONTRADICTIONS_KB_MOST;
        if (!amount_known(*sizes[i].kb) || (*sizes[i].kb >= 0 && *sizes[i].kb <= most_kb))
            continue;
        contradictions_add(all, kill->pid, sizes[i].name, kill->line);
        *sizes[i].kb = ABSENT;
    }
}

/* The most pages that a row may say. */
struct contradictions_pages {
    int64_t rss_anon, rss, swapents;
};

/* Pages that are MOST_KB; where that is absent, as many as can be said in kB. */
static int64_t contradictions_pages(int64_t most_kb, int64_t page_kb) {
    return (amount_known(most_kb) ? amount_positive(most_kb) : INT64_MAX) / page_kb;
}

static struct contradictions_pages contradictions_most(const struct contradictions *all,
                                                       const struct reckoning *reckoning) {
    const int64_t page_kb = reckoning->page_kb, swap_kb = reckoning->swap_total_kb;
    const int64_t swap_most_kb = amount_plus(swap_kb, amount_most(swap_kb / 20, CONTRADICTIONS_DRIFT_KB));
    /* swapoff takes its area from the total before it reads the pages back */
    const bool is_swap_told = !reckoning->swapoff && amount_known(swap_kb);
    return (struct contradictions_pages){
        .rss_anon = contradictions_pages(all->ram_kb, page_kb),
        .rss = contradictions_pages(amount_times(all->ram_kb, CONTRADICTIONS_MAPPINGS), page_kb),
        .swapents = is_swap_told ? contradictions_pages(swap_most_kb, page_kb) : INT64_MAX,
    };
}

static void contradictions_of_row(struct contradictions *all, struct task *task,
                                  const struct contradictions_pages *most) {
    if (task->rss_anon > most->rss_anon) {
        contradictions_add(all, task->pid, "rss_anon", task->line);
        task->rss_anon = ABSENT;
    }
    if (task->rss > most->rss) {
        contradictions_add(all, task->pid, "rss", task->line);
        task->rss = ABSENT;
    }
    if (task->swapents > most->swapents) {
        contradictions_add(all, task->pid, "swapents", task->line);
        task->swapents = ABSENT;
    }
}

/* try_to_unuse (mm/swapfile.c) reads back what an area holds; since 2.6.36 its caller is killed first. */
static bool contradictions_swapoff_runs(const struct event *event) {
    const struct frame_list *trace = &event->trigger.call_trace;
    for (size_t i = 0; i < trace->count; i++)
        if (str_equal(trace->items[i].text, STR("try_to_unuse")) || str_has(trace->items[i].text, STR("swapoff")))
            return true;
    if (str_equal(event->trigger.name, STR("swapoff")))
        return true;
    for (size_t i = 0; i < event->kill_count; i++)
        if (str_equal(event->kills[i].name, STR("swapoff")))
            return true;
    return false;
}

/* What the statistics that the log shows add up to above WHOLE_KB. */
static int64_t contradictions_above_kb(const struct cgroup_ledger *cgroup, int64_t whole_kb) {
    const int64_t parts_kb[] = {cgroup->anon_kb,   cgroup->file_kb,       cgroup->shmem_kb,
                                cgroup->slab_kb,   cgroup->pagetables_kb, cgroup->kernel_stack_kb,
                                cgroup->percpu_kb, cgroup->vmalloc_kb,    cgroup->sock_kb};
    int64_t sum_kb = 0;
    for (size_t i = 0; i < sizeof parts_kb / sizeof *parts_kb; i++)
        sum_kb = amount_sum(sum_kb, amount_positive(parts_kb[i]));
    return amount_known(whole_kb) ? sum_kb - whole_kb : 0;
}

/* The parts of a cgroup, those below it among them, are more than its usage, beyond what batches explain. */
static bool contradictions_of_cgroup(struct event *event, struct reckoning *reckoning) {
    struct cgroup_ledger *cgroup = &reckoning->cgroup;
    const bool has_usage = amount_known(cgroup->usage_kb);
    const int64_t whole_kb = amount_positive(has_usage ? cgroup->usage_kb : cgroup->limit_kb);
    const int64_t excess_kb = has_usage && amount_known(cgroup->unaccounted_kb)
                                  ? -cgroup->unaccounted_kb
                                  : contradictions_above_kb(cgroup, has_usage ? cgroup->usage_kb : cgroup->limit_kb);
    if (excess_kb <= CONTRADICTIONS_SLACK_KB ||
        excess_kb <= amount_percent(whole_kb, CONTRADICTIONS_SUMMARY_PERCENT - 100))
        return true;
    reckoning->is_contradicted = true;
    return warning_add(event, cgroup->lines,
                       arena_format(event->arena,
                                    "The cgroup's statistics add up to %lld kB more than its %s: one of these "
                                    "figures is wrong.",
                                    (long long)excess_kb, has_usage ? "usage" : "limit"));
}

/* "memory: usage 97656250004kB, limit 24576kB" */
static bool contradictions_of_limits(struct event *event, struct reckoning *reckoning) {
    const struct cgroup_ledger *cgroup = &reckoning->cgroup;
    const struct usage *usage = cgroup->usage_impossible ? &event->cgroup.memory : &event->cgroup.memsw;
    const char *words = cgroup->usage_impossible ? "The cgroup's usage is far more than its limit"
                                                 : "The cgroup's memory and swap contradict its memory, or their limit";
    if (!cgroup->usage_impossible && !cgroup->swap_impossible)
        return true;
    reckoning->is_contradicted = true;
    return warning_add(event, (struct span){usage->line, usage->line},
                       arena_format(event->arena, "%s: one of these figures is wrong, and they were left out.", words));
}

bool contradictions_remove(struct event *event, struct reckoning *reckoning) {
    const int64_t total_kb = reckoning->ledger.total_kb;
    struct contradictions all = {.event = event};
    all.ram_kb = amount_known(total_kb) && total_kb > 0 ? amount_plus(total_kb, total_kb / 20) : ABSENT;
    reckoning->swapoff = contradictions_swapoff_runs(event);
    for (size_t i = 0; i < event->kill_count; i++)
        contradictions_of_kill(&all, &event->kills[i]);
    const struct contradictions_pages most = contradictions_most(&all, reckoning);
    for (size_t i = 0; i < event->tasks.count; i++)
        contradictions_of_row(&all, &event->tasks.items[i], &most);
    if (!contradictions_of_cgroup(event, reckoning) || !contradictions_of_limits(event, reckoning))
        return false;
    if (all.count == 0)
        return true;
    reckoning->is_contradicted = true;
    return warning_add(event, all.lines,
                       arena_format(event->arena,
                                    "Figures that cannot be, more than the machine has, were left out: %.*s%s.",
                                    STR_ARG(all.names), all.count > CONTRADICTIONS_NAMED ? " and others" : ""));
}
