/* Fills a reckoning: everything that the kernel's own arithmetic makes of one event.
 * SPDX-License-Identifier: MIT */
#include "model/reckon.h"

#include "base/arena.h"
#include "model/amount.h"
#include "model/badness.h"
#include "model/cgroup.h"
#include "model/container.h"
#include "model/contradictions.h"
#include "model/gfp.h"
#include "model/groups.h"
#include "model/ledger.h"
#include "model/pagesize.h"
#include "model/refill.h"
#include "model/release.h"
#include "model/relief.h"
#include "model/request.h"
#include "model/scope.h"
#include "model/sound.h"
#include "model/swap.h"
#include "model/victim.h"
#include "model/victim_check.h"
#include "model/warning.h"
#include "model/watermarks.h"
#include "model/whole.h"

static const struct ledger_parts reckon_no_parts = {
    .free_kb = ABSENT,
    .anon_kb = ABSENT,
    .shmem_kb = ABSENT,
    .file_kb = ABSENT,
    .unevictable_kb = ABSENT,
    .slab_reclaimable_kb = ABSENT,
    .slab_unreclaimable_kb = ABSENT,
    .slab_kb = ABSENT,
    .lru_kb = ABSENT,
    .pagetables_kb = ABSENT,
    .kernel_stack_kb = ABSENT,
    .hugetlb_kb = ABSENT,
    .free_pcp_kb = ABSENT,
    .zspages_kb = ABSENT,
    .balloon_kb = ABSENT,
    .gpu_kb = ABSENT,
    .other_kb = ABSENT,
    .unaccounted_kb = ABSENT,
};

/* The reckoning of a log that says nothing. */
static void reckon_clear(struct reckoning *reckoning) {
    *reckoning = (struct reckoning){
        .swap_total_kb = ABSENT,
        .swap_free_kb = ABSENT,
        .min_total_kb = ABSENT,
        .total_pages = ABSENT,
        .rss_sum_kb = ABSENT,
        .swap_sum_kb = ABSENT,
        .anon_sum_kb = ABSENT,
        .victim_row = SIZE_MAX,
        .best_row = SIZE_MAX,
    };
    reckoning->ledger.parts = reckon_no_parts;
}

/* A cgroup's report shows its usage and statistics in place of the machine's memory: either is worth a judgement. */
static bool reckon_has_memory(const struct event *event, const struct memory *memory, enum scope scope) {
    const struct cgroup *cgroup = &event->cgroup;
    bool group = amount_known(cgroup->memory.usage_kb) || (cgroup->stats_count && cgroup->stats[0].values.count);
    return memory->counters.lines.first || (scope == SCOPE_CGROUP && group);
}

/* A panic leaves nobody to kill, nor does a victim that is already exiting. Where other lines name the victim, the kill
 * line with its sizes is missing all the same. What systemd and kubelet tell is the kernel's work, and its report is
 * missing. */
static unsigned reckon_missing(const struct event *event, const struct memory *memory, enum scope scope) {
    unsigned missing = 0;
    if (!victim_kill_lines(event) && !event->panic.text.len && !event->no_killable.text.len &&
        !victim_skipped_line(event))
        missing |= MISSING_KILL;
    if (event->killer != KILLER_KERNEL && event->killer != KILLER_SYSTEMD && event->killer != KILLER_KUBELET)
        return missing;
    if (!event->trigger.lines.first)
        missing |= MISSING_TRIGGER;
    if (!reckon_has_memory(event, memory, scope))
        missing |= MISSING_MEMORY;
    bool is_empty = event->tasks.header.len && event->no_killable.line > 0; /* the table is there, and nobody in it */
    if (!event->tasks.count && !is_empty)
        missing |= MISSING_TASKS;
    return missing;
}

/* "sysrq: Manual OOM execution", or order -1 (since 4.3). */
static bool reckon_manual(const struct trigger *trigger) {
    if (trigger->sysrq_line || trigger->order == -1)
        return true;
    for (size_t i = 0; i < trigger->call_trace.count; i++)
        if (str_equal(trigger->call_trace.items[i].text, STR("moom_callback")))
            return true;
    return str_has(trigger->workqueue, STR("moom_callback"));
}

static struct container reckon_container(struct event *event) {
    const str paths[] = {event->summary.oom_memcg, event->cgroup.path, event->oom_group.text, event->summary.task_memcg,
                         event->cgroup.task_path};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (paths[i].len)
            return container_of(event->arena, paths[i]);
    return (struct container){0};
}

static bool reckon_tasks(struct event *event, const struct memory *memory, struct reckoning *reckoning) {
    reckoning->tasks = arena_alloc(event->arena, event->tasks.count * sizeof *reckoning->tasks);
    if (!reckoning->tasks || !groups_fill(event, reckoning))
        return false;
    badness_fill(event, memory, reckoning);
    return true;
}

static bool reckon_memory(struct event *event, const struct memory *memory, gfp_set flags,
                          struct reckoning *reckoning) {
    cgroup_fill(event, reckoning);
    swap_fill(event, memory, reckoning);
    if (!ledger_fill(event, memory, reckoning) || !watermarks_fill(event, memory, flags, reckoning))
        return false;
    relief_fill(memory, reckoning);
    return true;
}

/* More kB than the page tables of TOTAL_VM_KB can need: eight bytes a page of 4 kB, and slack for sparse mappings. */
static bool reckon_is_too_much(int64_t pgtables_kb, int64_t total_vm_kb) {
    enum { VM_A_TABLE = 512, SLACK_TIMES = 8, SLACK_KB = 4096 };
    return amount_known(total_vm_kb) && total_vm_kb >= 0 &&
           pgtables_kb / SLACK_TIMES > total_vm_kb / VM_A_TABLE + SLACK_KB / SLACK_TIMES;
}

/* The victim's own row tells, else a release that no distribution stays at; "5.4.0" may be any 5.4 (Ubuntu), and only a
 * figure that cannot be kB tells. */
static bool reckon_is_bytes(const struct event *event, const struct reckoning *reckoning) {
    enum { PAGE_BYTES = 4096, FAR_TIMES = 64 };
    const struct kill *kill = &event->kills[0];
    const struct task *row =
        reckoning->victim_row < event->tasks.count ? &event->tasks.items[reckoning->victim_row] : NULL;
    if (kill->pgtables_kb < PAGE_BYTES || kill->pgtables_kb % PAGE_BYTES != 0)
        return false;
    if (row && row->pgtables_bytes > 0)
        return kill->pgtables_kb / FAR_TIMES >= row->pgtables_bytes / 1024;
    if (reckoning->release.number == RELEASE(5, 4, 0))
        return reckon_is_too_much(kill->pgtables_kb, kill->total_vm_kb);
    return release_is_before(reckoning->release, RELEASE(5, 4, 13));
}

/* "Killed process 28600 (python3) ... pgtables:10301440kB": 5.4.0 to 5.4.12 print bytes there, by the name of kB. */
static void reckon_correct_pgtables(struct event *event, struct reckoning *reckoning) {
    const struct release release = reckoning->release;
    if (event->kill_count == 0 || !release_is_since(release, RELEASE(5, 4, 0)) ||
        !release_is_before(release, RELEASE(5, 5, 0)) || !reckon_is_bytes(event, reckoning))
        return;
    reckoning->pgtables_inferred = true;
    for (size_t i = 0; i < event->kill_count; i++)
        if (event->kills[i].pgtables_kb != ABSENT)
            event->kills[i].pgtables_kb /= 1024;
}

/* Where the lines that name the group are missing: its usage is there, and the first statistics after it are its own.
 */
static void reckon_cgroup_path(struct event *event) {
    struct cgroup *cgroup = &event->cgroup;
    cgroup->path = str_trim_end(cgroup->path);
    cgroup->task_path = str_trim_end(cgroup->task_path);
    if (!cgroup->path.len && !event->summary.oom_memcg.len && cgroup->stats_count > 0 &&
        amount_known(cgroup->memory.usage_kb))
        cgroup->path = cgroup->stats[0].path;
}

bool reckon(struct event *event, int64_t page_size, struct reckoning *ret_reckoning) {
    struct reckoning reckoning;
    gfp_set flags;
    reckon_clear(&reckoning);
    reckoning.release = release_of(event->identity.release);
    reckoning.manual = reckon_manual(&event->trigger);
    if (!pagesize_fill(event, page_size, &reckoning) || !gfp_fill(event, &reckoning, &flags))
        return false;
    const struct memory *memory = sound_memory(event, reckoning.page_kb);
    const struct memory *sound = memory;
    if (memory)
        memory = refill_counters(event, memory, reckoning.page_kb, &reckoning.counters_contradicted);
    if (!memory)
        return false;
    reckoning.memory_inferred = memory != sound;
    reckoning.is_contradicted = reckoning.counters_contradicted;
    request_fill(event, flags, &reckoning);
    reckon_cgroup_path(event);
    scope_fill(event, &reckoning);
    reckoning.missing = reckon_missing(event, memory, reckoning.scope);
    reckoning.container = reckon_container(event);
    if (event->arena->spent && !warning_add(event, event->lines, STR("The event is too large: texts are left out.")))
        return false;
    if (!reckon_memory(event, memory, flags, &reckoning) || !contradictions_remove(event, &reckoning) ||
        !victim_check(event, &reckoning) || !reckon_tasks(event, memory, &reckoning))
        return false;
    reckon_correct_pgtables(event, &reckoning);
    whole_fill(event, &reckoning);
    *ret_reckoning = reckoning;
    return !event->arena->failed;
}
