/* One event's memory as parts of the room there was.
 * SPDX-License-Identifier: MIT */
#include "diagnose/scene.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/holders.h"
#include "diagnose/thresholds.h"

static struct span scene_figures(const struct figure *a, const struct figure *b) {
    return evidence_join(evidence_line(a->line > 0 ? a->line : 0), evidence_line(b->line > 0 ? b->line : 0));
}

static struct span scene_or(struct span lines, struct span otherwise) {
    return lines.first ? lines : otherwise;
}

static struct span scene_hugepage_lines(const struct memory *memory) {
    struct span lines = {0, 0};
    for (size_t i = 0; i < memory->hugepages_count; i++)
        lines = evidence_join(lines, evidence_line(memory->hugepages[i].line));
    return lines;
}

static struct span scene_node_lines(const struct memory *memory) {
    struct span lines = {0, 0};
    for (size_t i = 0; i < memory->node_count; i++)
        lines = evidence_join(lines, evidence_line(memory->nodes[i].line));
    return lines;
}

static struct span scene_zone_lines(const struct memory *memory) {
    struct span lines = {0, 0};
    for (size_t i = 0; i < memory->zone_count; i++)
        lines = evidence_join(lines, evidence_line(memory->zones[i].line));
    return lines;
}

struct span scene_lines(const struct scene *scene) {
    struct span lines = scene->cgroup ? scene->reckoning->cgroup.lines : scene->reckoning->ledger.lines;
    return scene_or(lines, scene->event->lines);
}

/* The lines behind each part of the machine's ledger. */
static void scene_cite(struct scene *scene) {
    const struct memory *memory = &scene->event->memory;
    const struct counters *c = &memory->counters;
    struct span all = scene_lines(scene), *lines[PART_COUNT];
    for (int i = 0; i < PART_COUNT; i++) {
        lines[i] = &scene->parts[i].lines;
        *lines[i] = all;
    }
    *lines[PART_FREE] = scene_or(scene_figures(&c->free, &c->free), all);
    *lines[PART_SHMEM] = scene_or(scene_figures(&c->shmem, &c->shmem), all);
    *lines[PART_ANON] = scene_or(scene_figures(&c->active_anon, &c->inactive_anon), all);
    if (c->shmem.value > 0) /* it is part of these lists, and was taken off */
        *lines[PART_ANON] = evidence_join(*lines[PART_ANON], scene_figures(&c->shmem, &c->shmem));
    *lines[PART_FILE] = scene_or(scene_figures(&c->active_file, &c->inactive_file), all);
    *lines[PART_UNEVICTABLE] = scene_or(scene_figures(&c->unevictable, &c->unevictable), all);
    *lines[PART_SLAB] = scene_or(c->slab_unreclaimable.line > 0 ? evidence_line(c->slab_unreclaimable.line)
                                                                : scene_figures(&c->slab, &c->slab),
                                 scene_or(memory->slab_lines, all));
    *lines[PART_SLAB_RECLAIMABLE] = scene_or(scene_figures(&c->slab_reclaimable, &c->slab_reclaimable), all);
    *lines[PART_PAGETABLES] = scene_or(scene_figures(&c->pagetables, &c->pagetables), all);
    *lines[PART_HUGETLB] = scene_or(scene_hugepage_lines(memory), all);
    struct span nodes = memory->node_count ? scene_node_lines(memory) : scene_zone_lines(memory);
    *lines[PART_KERNEL_STACK] = scene_or(nodes, all);
}

int64_t scene_listed_slab_kb(const struct scene *scene) {
    const struct memory *memory = &scene->event->memory;
    int64_t kb = memory->slab_count ? 0 : ABSENT;
    for (size_t i = 0; i < memory->slab_count; i++)
        kb = amount_sum(kb, memory->slabs[i].total_kb);
    return kb;
}

/* A balloon that the kernel prints is a part of its own, but to its reader it is memory that nobody on this machine
 * has. */
static void scene_move_balloon(struct scene *scene) {
    struct part *other = &scene->parts[PART_OTHER], *gap = &scene->parts[PART_UNACCOUNTED];
    int64_t balloon = amount_positive(scene->reckoning->ledger.within.balloon_kb);
    if (balloon == 0 || amount_positive(other->kb) < balloon)
        return;
    other->kb -= balloon;
    gap->kb = amount_sum(gap->kb, balloon);
}

static void scene_set_machine(struct scene *scene) {
    const struct ledger *ledger = &scene->reckoning->ledger;
    const struct ledger_parts *from = &ledger->parts;
    struct part *to = scene->parts;
    to[PART_FREE].kb = from->free_kb;
    to[PART_ANON].kb = from->anon_kb != ABSENT ? from->anon_kb : from->lru_kb;
    to[PART_SHMEM].kb = from->shmem_kb;
    to[PART_FILE].kb = from->file_kb;
    to[PART_UNEVICTABLE].kb = from->unevictable_kb;
    to[PART_SLAB].kb = from->slab_unreclaimable_kb != ABSENT ? from->slab_unreclaimable_kb : from->slab_kb;
    if (to[PART_SLAB].kb == ABSENT)
        to[PART_SLAB].kb = scene_listed_slab_kb(scene);
    to[PART_SLAB_RECLAIMABLE].kb = from->slab_reclaimable_kb;
    to[PART_PAGETABLES].kb = from->pagetables_kb;
    to[PART_KERNEL_STACK].kb = from->kernel_stack_kb;
    to[PART_HUGETLB].kb = from->hugetlb_kb;
    to[PART_OTHER].kb = from->other_kb;
    to[PART_UNACCOUNTED].kb = from->unaccounted_kb;
    scene_move_balloon(scene);
    scene_cite(scene);
    scene->anonymous = from->anon_kb == ABSENT && from->lru_kb != ABSENT ? "private, shared or file memory"
                       : ledger->anon_with_shmem                         ? "private or shared memory"
                                                                         : "private memory";
    scene->room = "RAM";
    scene->room_kb = amount_positive(ledger->managed_kb);
    const struct totals *totals = &scene->event->memory.totals;
    scene->room_lines = scene_or(scene_figures(&totals->ram_pages, &totals->reserved_pages), scene_lines(scene));
}

/* The first of two statistics, else the whole block. */
static struct span scene_stat_lines(const struct scene *scene, str name, str otherwise) {
    int64_t value;
    struct span lines = scene_stat(scene, name, &value);
    return value != ABSENT ? lines : scene_stat(scene, otherwise, &value);
}

static void scene_set_cgroup(struct scene *scene) {
    const struct cgroup_ledger *from = &scene->reckoning->cgroup;
    struct part *to = scene->parts;
    bool split = from->slab_unreclaimable_kb != ABSENT;
    int64_t rest = amount_sum(amount_sum(from->unaccounted_kb, from->kernel_other_kb),
                              amount_sum(from->vmalloc_kb, from->sock_kb));
    bool any_rest = from->unaccounted_kb != ABSENT || from->kernel_other_kb != ABSENT;
    to[PART_FREE] = (struct part){ABSENT, {0, 0}};
    to[PART_ANON] = (struct part){from->anon_kb, scene_stat_lines(scene, STR("anon"), STR("rss"))};
    to[PART_SHMEM] = (struct part){from->shmem_kb, scene_stat_lines(scene, STR("shmem"), STR("shmem"))};
    to[PART_FILE] = (struct part){from->file_kb, scene_stat_lines(scene, STR("file"), STR("cache"))};
    to[PART_UNEVICTABLE] = (struct part){ABSENT, {0, 0}}; /* a view of anon and file here */
    to[PART_SLAB] = (struct part){split ? from->slab_unreclaimable_kb : from->slab_kb,
                                  scene_stat_lines(scene, STR("slab_unreclaimable"), STR("slab"))};
    to[PART_SLAB_RECLAIMABLE] = (struct part){split ? from->slab_reclaimable_kb : ABSENT,
                                              scene_stat_lines(scene, STR("slab_reclaimable"), STR("slab"))};
    to[PART_PAGETABLES] =
        (struct part){from->pagetables_kb, scene_stat_lines(scene, STR("pagetables"), STR("pagetables"))};
    to[PART_KERNEL_STACK] =
        (struct part){from->kernel_stack_kb, scene_stat_lines(scene, STR("kernel_stack"), STR("kernel_stack"))};
    to[PART_HUGETLB] = (struct part){ABSENT, {0, 0}};
    to[PART_OTHER] = (struct part){from->kernel_unsplit_kb, scene_lines(scene)};
    to[PART_UNACCOUNTED] = (struct part){any_rest ? rest : ABSENT, scene_lines(scene)};
    scene->anonymous = "private memory";
    bool told = from->limit_kb != ABSENT;
    scene->unlimited = !told && !from->at_limit && scene->event->cgroup.memory.limit_kb != ABSENT;
    scene->room = told ? "the limit" : "the cgroup's usage";
    scene->room_kb = amount_positive(told ? from->limit_kb : from->usage_kb);
    scene->room_lines = scene_or(evidence_line(scene->event->cgroup.memory.line), scene_lines(scene));
}

/* Without the total, what the report shows is the least there must have been. */
static void scene_guess_room(struct scene *scene) {
    scene->room_known = scene->room_kb > 0;
    if (scene->room_known || !scene_is_weighable(scene))
        return; /* shares of a sum that lacks what processes hold would say nothing */
    for (int i = 0; i < PART_COUNT; i++)
        scene->room_kb = amount_sum(scene->room_kb, scene->parts[i].kb);
    scene->room = "the memory that the report shows";
    scene->room_lines = scene_lines(scene);
}

static void scene_set_swap(struct scene *scene) {
    const struct reckoning *r = scene->reckoning;
    int64_t owned = amount_positive(r->swap_sum_kb);
    if (scene->cgroup) {
        /* without swap accounting the group's own figure stays 0 */
        scene->swap_used_kb = amount_positive(r->cgroup.swap_usage_kb) > 0 ? r->cgroup.swap_usage_kb : owned;
    } else if (r->swap_total_kb != ABSENT && r->swap_free_kb != ABSENT) {
        /* what the swap cache holds is in RAM again and counted there */
        scene->swap_used_kb =
            amount_less(amount_less(r->swap_total_kb, r->swap_free_kb), r->ledger.within.swap_cache_kb);
        bool whole = scene->event->tasks.count > 0 && !scene->event->tasks.cut &&
                     (scene->event->kill_count == 0 || r->victim_row != SIZE_MAX);
        bool counted = r->swap_sum_kb != ABSENT && whole && scene->parts[PART_SHMEM].kb != ABSENT;
        if (counted)
            scene->swap_shmem_kb = amount_less(scene->swap_used_kb, owned);
    }
}

static void scene_doubt(struct scene *scene, struct span lines, const char *statement) {
    evidence_add(scene->arena, &scene->doubts, scene_or(lines, scene->event->lines), "%s", statement);
}

/* The cgroup's statistics are cut, and what is left of them leaves a good part of the usage without a name. */
static bool scene_is_partial(const struct scene *scene) {
    const struct cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    int64_t named = 0;
    for (int part = 0; part < PART_UNACCOUNTED; part++)
        named = amount_sum(named, scene->parts[part].kb);
    return scene->cgroup && cgroup->partial && !amount_at_least(named, PARTIAL_ENOUGH_PERCENT, cgroup->usage_kb);
}

static void scene_set_doubts(struct scene *scene) {
    const struct event *event = scene->event;
    for (size_t i = 0; i < event->warning_count && i < 3; i++)
        evidence_add(scene->arena, &scene->doubts, scene_or(event->warnings[i].lines, event->lines), "%.*s",
                     STR_ARG(event->warnings[i].statement));
    for (size_t i = 0; i < event->note_count; i++) {
        if (event->notes[i].kind != NOTE_LOST_LINES)
            continue;
        scene_doubt(scene, evidence_line(event->notes[i].line), "The log lost lines while this report was written.");
        break;
    }
    if (!scene->cgroup && scene->reckoning->ledger.inconsistent)
        scene_doubt(scene, scene_lines(scene),
                    "The counters add up to more than the machine has: one of them is wrong.");
    if (scene_is_partial(scene))
        scene_doubt(scene, scene_lines(scene), "The cgroup's statistics are cut: some of its memory has no name here.");
    if (event->tasks.cut)
        scene_doubt(scene, event->tasks.lines, "The first rows of the task table are missing.");
}

bool scene_is_workers(const struct scene *scene) {
    const struct holder *crowd = &scene->crowd;
    return scene->table && crowd->count >= ALIKE_COUNT &&
           amount_at_least(crowd->kb, UNDERSIZED_PERCENT, scene->processes_kb) &&
           scene->largest.kb <= amount_product(crowd->kb / crowd->count, ALIKE_TIMES);
}

bool scene_is_roomy(const struct scene *scene) {
    enum shortage shortage = scene->reckoning->shortage;
    return !scene->cgroup && (shortage == SHORTAGE_NONE || shortage == SHORTAGE_FRAGMENTED);
}

int64_t scene_slab_kb(const struct scene *scene) {
    int64_t pinned = scene_kb(scene, PART_SLAB_RECLAIMABLE);
    if (!amount_at_least(pinned, SLAB_PINNED_PERCENT, scene->room_kb) || scene_is_roomy(scene))
        pinned = 0;
    return amount_sum(scene_kb(scene, PART_SLAB), pinned);
}

int64_t scene_unaccounted_kb(const struct scene *scene) {
    int64_t gap = scene_kb(scene, PART_UNACCOUNTED), room = scene->room_kb;
    int64_t fixed = amount_percent(room, UNACCOUNTED_SMALL_PERCENT);
    if (fixed > UNACCOUNTED_NORMAL_KB)
        fixed = UNACCOUNTED_NORMAL_KB;
    if (scene->cgroup)
        fixed = UNACCOUNTED_CGROUP_KB;
    int64_t normal = amount_percent(room, UNACCOUNTED_NORMAL_PERCENT);
    return amount_less(gap, normal > fixed ? normal : fixed);
}

int64_t scene_shmem_kb(const struct scene *scene) {
    return amount_sum(scene_kb(scene, PART_SHMEM), scene->swap_shmem_kb);
}

static const struct kind scene_kinds[] = {
    {PART_SLAB, "slab", "the kernel's own objects (slab) hold"},
    {PART_SHMEM, "shared memory", "shared memory (tmpfs, segments) holds"},
    {PART_HUGETLB, "hugetlb", "the pool of huge pages (hugetlb) holds"},
    {PART_PAGETABLES, "page tables", "page tables hold"},
    {PART_UNEVICTABLE, "unevictable", "unevictable memory (locked, or ramfs) holds"},
    {PART_FILE, "page cache", "page cache holds"},
    {PART_UNACCOUNTED, "unaccounted", "memory that no counter shows holds"},
};

int64_t scene_kind_kb(const struct scene *scene, const struct kind *kind) {
    switch (kind->part) {
    case PART_SLAB:
        return scene_slab_kb(scene);
    case PART_SHMEM:
        return scene_shmem_kb(scene);
    case PART_UNACCOUNTED:
        return scene_unaccounted_kb(scene);
    default:
        return scene_kb(scene, kind->part);
    }
}

const struct kind *scene_largest_kind(const struct scene *scene, enum scene_part left_out) {
    const struct kind *largest = NULL;
    int64_t most = 0;
    for (size_t i = 0; i < sizeof scene_kinds / sizeof *scene_kinds; i++) {
        int64_t kb = scene_kind_kb(scene, &scene_kinds[i]);
        if (scene_kinds[i].part == left_out || kb <= most)
            continue;
        most = kb;
        largest = &scene_kinds[i];
    }
    return largest;
}

bool scene_is_reserved(const struct scene *scene) {
    const struct ledger *ledger = &scene->reckoning->ledger;
    return !scene->cgroup && ledger->reserved_kb >= RESERVED_MENTION_KB &&
           amount_at_least(ledger->reserved_kb, RESERVED_MENTION_PERCENT, ledger->total_kb);
}

bool scene_is_shrunken(const struct scene *scene) {
    const struct ledger *ledger = &scene->reckoning->ledger;
    int64_t beyond = amount_less(ledger->reserved_kb, RESERVED_FIXED_KB);
    return !scene->cgroup && amount_at_least(beyond, RESERVED_MUCH_PERCENT, ledger->total_kb);
}

str scene_plain_facts(const struct scene *scene) {
    const struct part *anon = &scene->parts[PART_ANON], *file = &scene->parts[PART_FILE];
    str facts = STR("");
    if (!scene->room_known && amount_at_least(anon->kb, UNDERSIZED_PERCENT, scene->room_kb))
        return arena_format(scene->arena, "%s of processes is %s of the %s that it counts", scene->anonymous,
                            SIZE(anon->kb), SIZE(scene->room_kb));
    if (!scene->room_known)
        return facts;
    if (amount_at_least(anon->kb, UNDERSIZED_PERCENT, scene->room_kb))
        facts = arena_format(scene->arena, "%s of processes fills %s of %s", scene->anonymous,
                             PERCENT(anon->kb, scene->room_kb), scene->room);
    if (!scene->cgroup && scene->reckoning->swap == SWAP_FULL)
        facts = arena_format(scene->arena, "%.*s%sall %s of swap are used", STR_ARG(facts), facts.len ? ", " : "",
                             SIZE(scene->reckoning->swap_total_kb));
    if (file->kb != ABSENT && !amount_at_least(file->kb, THRASH_CACHE_PERCENT, scene->room_kb))
        facts =
            arena_format(scene->arena, "%.*s%shardly any page cache is left", STR_ARG(facts), facts.len ? ", " : "");
    return facts;
}

const struct holder *scene_page_tables_owner(const struct scene *scene) {
    int64_t tables_kb = scene_kb(scene, PART_PAGETABLES);
    if (amount_at_least(scene->mapper.pagetables_kb, MAPPER_PERCENT, tables_kb))
        return &scene->mapper;
    return amount_at_least(scene->mappers.pagetables_kb, MAPPER_PERCENT, tables_kb) ? &scene->mappers : NULL;
}

/* Until the first program runs, process 1 is called as the idle thread is ("swapper/0 invoked oom-killer"), and nobody
 * has private memory. */
static bool scene_is_booting(const struct scene *scene) {
    const struct event *event = scene->event;
    bool idle = str_starts(event->trigger.name, STR("swapper")), one = event->identity.pid == 1;
    bool early = event->uptime_us >= 0 && event->uptime_us < (int64_t)BOOT_SECONDS * 1000000;
    bool before_programs = early && event->tasks.header.len > 0 && !one && scene_kb(scene, PART_ANON) < BOOT_ANON_KB;
    return !scene->cgroup && event->tasks.count == 0 && event->kill_count == 0 &&
           ((idle && (one || event->identity.pid == 0)) || before_programs);
}

/* "Out of memory: system-wide panic_on_oom is enabled"; the others are "Out of memory and no killable processes..." and
 * "System is deadlocked on memory". */
bool scene_panics_by_order(const struct scene *scene) {
    return str_has(scene->event->panic.text, STR("panic_on_oom"));
}

bool scene_hit_the_sum(const struct scene *scene) {
    const struct cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    const struct usage *sum = &scene->event->cgroup.memsw;
    if (!scene->cgroup || cgroup->version != 1 || cgroup->at_limit || amount_positive(cgroup->swap_usage_kb) == 0)
        return false;
    return cgroup->swap_limit_kb != ABSENT &&
           amount_less(sum->limit_kb, sum->usage_kb) < amount_less(cgroup->limit_kb, cgroup->usage_kb) &&
           amount_at_least(sum->usage_kb, 100 - LIMIT_NEAR_PERCENT, sum->limit_kb);
}

struct span scene_stat(const struct scene *scene, str name, int64_t *ret_value) {
    const struct cgroup *cgroup = &scene->event->cgroup;
    *ret_value = ABSENT;
    if (cgroup->stats_count == 0)
        return scene_lines(scene);
    const struct named_list *values = &cgroup->stats[0].values;
    for (size_t i = 0; i < values->count; i++) {
        if (!str_equal(values->items[i].name, name))
            continue;
        *ret_value = values->items[i].value;
        return evidence_line(values->items[i].line);
    }
    return scene_or(cgroup->stats[0].lines, scene_lines(scene));
}

int64_t scene_unwritten_kb(const struct scene *scene, struct span *ret_lines) {
    const struct ledger_within *within = &scene->reckoning->ledger.within;
    const struct cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    int64_t dirty = scene->cgroup ? cgroup->file_dirty_kb : within->dirty_kb;
    int64_t writeback = scene->cgroup ? cgroup->file_writeback_kb : within->writeback_kb;
    int64_t value;
    *ret_lines = scene->cgroup ? scene_stat(scene, STR("file_dirty"), &value)
                               : evidence_line(scene->event->memory.counters.dirty.line);
    return dirty == ABSENT && writeback == ABSENT ? ABSENT : amount_sum(dirty, writeback);
}

bool scene_is_dirty(const struct scene *scene) {
    struct span lines;
    return amount_at_least(scene_unwritten_kb(scene, &lines), CACHE_DIRTY_PERCENT, scene_kb(scene, PART_FILE));
}

bool scene_is_lacking(const struct scene *scene) {
    unsigned needed = MISSING_MEMORY | MISSING_TASKS;
    if (scene->booting || scene->init_alone) /* there is nobody to list */
        needed = MISSING_MEMORY;
    if (scene->swarm_tail)
        return false;
    return scene->reckoning->missing & needed || scene->event->killer != KILLER_KERNEL || scene->unlisted;
}

void scene_set(struct scene *scene, const struct event *event, const struct reckoning *reckoning) {
    *scene = (struct scene){.event = event, .reckoning = reckoning, .arena = event->arena};
    scene->cgroup = reckoning->scope == SCOPE_CGROUP;
    scene->cgroup_path = event->cgroup.path.len ? event->cgroup.path : event->summary.oom_memcg;
    if (scene->cgroup)
        scene_set_cgroup(scene);
    else
        scene_set_machine(scene);
    scene->booting = scene_is_booting(scene);
    scene_guess_room(scene);
    scene_set_swap(scene);
    scene->reach_kb = amount_sum(scene->room_kb, scene->swap_used_kb);
    scene_set_doubts(scene);
    holders_set(scene);
}
