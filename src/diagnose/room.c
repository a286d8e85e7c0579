/* One event's memory as parts of the room there was: the machine's RAM, or a cgroup's limit.
 * SPDX-License-Identifier: MIT */
#include "diagnose/room.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/thresholds.h"

static struct span room_figures(const struct figure *a, const struct figure *b) {
    return evidence_join(evidence_line(a->line > 0 ? a->line : 0), evidence_line(b->line > 0 ? b->line : 0));
}

static struct span room_or(struct span lines, struct span otherwise) {
    return lines.first ? lines : otherwise;
}

static struct span room_hugepage_lines(const struct memory *memory) {
    struct span lines = {0, 0};
    for (size_t i = 0; i < memory->hugepages_count; i++)
        lines = evidence_join(lines, evidence_line(memory->hugepages[i].line));
    return lines;
}

static struct span room_node_lines(const struct memory *memory) {
    struct span lines = {0, 0};
    for (size_t i = 0; i < memory->node_count; i++)
        lines = evidence_join(lines, evidence_line(memory->nodes[i].line));
    return lines;
}

static struct span room_zone_lines(const struct memory *memory) {
    struct span lines = {0, 0};
    for (size_t i = 0; i < memory->zone_count; i++)
        lines = evidence_join(lines, evidence_line(memory->zones[i].line));
    return lines;
}

struct span room_lines(const struct room *room) {
    struct span lines = room->is_cgroup ? room->reckoning->cgroup.lines : room->reckoning->ledger.lines;
    return room_or(lines, room->event->lines);
}

/* The lines behind each part of the machine's ledger. */
static void room_cite(struct room *room) {
    const struct memory *memory = &room->event->memory;
    const struct counters *c = &memory->counters;
    struct span all = room_lines(room), *lines[PART_COUNT];
    for (int i = 0; i < PART_COUNT; i++) {
        lines[i] = &room->parts[i].lines;
        *lines[i] = all;
    }
    *lines[PART_FREE] = room_or(room_figures(&c->free, &c->free_pcp), all);
    *lines[PART_SHMEM] = room_or(room_figures(&c->shmem, &c->shmem), all);
    *lines[PART_ANON] = room_or(room_figures(&c->active_anon, &c->inactive_anon), all);
    if (c->shmem.value > 0) /* it is part of these lists, and was taken off */
        *lines[PART_ANON] = evidence_join(*lines[PART_ANON], room_figures(&c->shmem, &c->shmem));
    *lines[PART_FILE] = room_or(room_figures(&c->active_file, &c->inactive_file), all);
    *lines[PART_UNEVICTABLE] = room_or(room_figures(&c->unevictable, &c->unevictable), all);
    *lines[PART_SLAB] = room_or(c->slab_unreclaimable.line > 0 ? evidence_line(c->slab_unreclaimable.line)
                                                               : room_figures(&c->slab, &c->slab),
                                room_or(memory->slab_lines, all));
    *lines[PART_SLAB_RECLAIMABLE] = room_or(room_figures(&c->slab_reclaimable, &c->slab_reclaimable), all);
    *lines[PART_PAGETABLES] = room_or(room_figures(&c->pagetables, &c->pagetables), all);
    *lines[PART_HUGETLB] = room_or(room_hugepage_lines(memory), all);
    struct span nodes = memory->node_count ? room_node_lines(memory) : room_zone_lines(memory);
    *lines[PART_KERNEL_STACK] = room_or(nodes, all);
    *lines[PART_GPU] = room_or(nodes, all);
}

/* More than there is: rows were told twice, or are of another machine. */
int64_t room_listed_slab_kb(const struct room *room) {
    const struct memory *memory = &room->event->memory;
    const int64_t total_kb = room->reckoning->ledger.total_kb;
    int64_t kb = memory->slab_count ? 0 : ABSENT;
    for (size_t i = 0; i < memory->slab_count; i++)
        kb = amount_sum(kb, memory->slabs[i].total_kb);
    return amount_known(total_kb) && kb > total_kb ? ABSENT : kb;
}

static void room_set_machine(struct room *room) {
    const struct ledger *ledger = &room->reckoning->ledger;
    const struct ledger_parts *from = &ledger->parts;
    struct part *to = room->parts;
    to[PART_FREE].kb = amount_known(from->free_kb) ? amount_sum(from->free_kb, from->free_pcp_kb) : ABSENT;
    to[PART_ANON].kb = from->anon_kb != ABSENT ? from->anon_kb : from->lru_kb;
    to[PART_SHMEM].kb = from->shmem_kb;
    to[PART_FILE].kb = from->file_kb;
    to[PART_UNEVICTABLE].kb = from->unevictable_kb;
    to[PART_SLAB].kb = from->slab_unreclaimable_kb != ABSENT ? from->slab_unreclaimable_kb : from->slab_kb;
    if (to[PART_SLAB].kb == ABSENT)
        to[PART_SLAB].kb = room_listed_slab_kb(room);
    to[PART_SLAB_RECLAIMABLE].kb = from->slab_reclaimable_kb;
    to[PART_PAGETABLES].kb = from->pagetables_kb;
    to[PART_KERNEL_STACK].kb = from->kernel_stack_kb;
    to[PART_HUGETLB].kb = from->hugetlb_kb;
    to[PART_GPU].kb = from->gpu_kb;
    to[PART_OTHER].kb = amount_plus(from->other_kb, from->zspages_kb);
    /* a balloon that the kernel prints is, to its reader, memory that nobody on this machine has */
    to[PART_UNACCOUNTED].kb =
        amount_known(from->unaccounted_kb) ? amount_plus(from->unaccounted_kb, from->balloon_kb) : ABSENT;
    room_cite(room);
    room->anonymous = from->anon_kb == ABSENT && from->lru_kb != ABSENT ? "private, shared or file memory"
                      : ledger->anon_with_shmem                         ? "private or shared memory"
                                                                        : "private memory";
    room->name = "RAM";
    room->kb = amount_positive(ledger->managed_kb);
    const struct totals *totals = &room->event->memory.totals;
    room->lines = room_or(room_figures(&totals->ram_pages, &totals->reserved_pages), room_lines(room));
}

/* The first of two statistics, else the whole block. */
static struct span room_stat_lines(const struct room *room, str name, str otherwise) {
    int64_t value;
    struct span lines = room_stat(room, name, &value);
    return value != ABSENT ? lines : room_stat(room, otherwise, &value);
}

int64_t room_unnamed_kernel_kb(const struct room *room) {
    const struct cgroup_ledger *cgroup = &room->reckoning->cgroup;
    return amount_sum(cgroup->kernel_other_kb, cgroup->kernel_unsplit_kb);
}

static void room_set_cgroup(struct room *room) {
    const struct cgroup_ledger *from = &room->reckoning->cgroup;
    struct part *to = room->parts;
    bool split = from->slab_unreclaimable_kb != ABSENT;
    int64_t rest = amount_sum(amount_sum(from->unaccounted_kb, room_unnamed_kernel_kb(room)),
                              amount_sum(from->vmalloc_kb, from->sock_kb));
    /* v1's kmem: line names it as a whole; where lines of v2 are lost, what it is was printed */
    const bool is_cut = from->kernel_cut && from->kmem_usage_kb == ABSENT;
    bool any_rest = !is_cut && (from->unaccounted_kb != ABSENT || from->kernel_other_kb != ABSENT ||
                                from->kernel_unsplit_kb != ABSENT);
    int64_t other_kb =
        amount_plus(from->file_with_shmem ? from->file_kb : ABSENT, is_cut ? from->kernel_unsplit_kb : ABSENT);
    to[PART_FREE] = (struct part){ABSENT, {0, 0}};
    to[PART_ANON] = (struct part){from->anon_kb, room_stat_lines(room, STR("anon"), STR("rss"))};
    to[PART_SHMEM] = (struct part){from->shmem_kb, room_stat_lines(room, STR("shmem"), STR("shmem"))};
    to[PART_FILE] =
        (struct part){from->file_with_shmem ? ABSENT : from->file_kb, room_stat_lines(room, STR("file"), STR("cache"))};
    to[PART_UNEVICTABLE] = (struct part){ABSENT, {0, 0}}; /* a view of anon and file here */
    to[PART_SLAB] = (struct part){split ? from->slab_unreclaimable_kb : from->slab_kb,
                                  room_stat_lines(room, STR("slab_unreclaimable"), STR("slab"))};
    to[PART_SLAB_RECLAIMABLE] = (struct part){split ? from->slab_reclaimable_kb : ABSENT,
                                              room_stat_lines(room, STR("slab_reclaimable"), STR("slab"))};
    to[PART_PAGETABLES] =
        (struct part){from->pagetables_kb, room_stat_lines(room, STR("pagetables"), STR("pagetables"))};
    to[PART_KERNEL_STACK] =
        (struct part){from->kernel_stack_kb, room_stat_lines(room, STR("kernel_stack"), STR("kernel_stack"))};
    to[PART_HUGETLB] = (struct part){ABSENT, {0, 0}};
    /* its shared memory is not told apart: neither may be named */
    to[PART_OTHER] = (struct part){other_kb, {0, 0}};
    to[PART_UNACCOUNTED] = (struct part){any_rest ? rest : ABSENT, room_lines(room)};
    room->anonymous = "private memory";
    bool told = from->limit_kb != ABSENT;
    room->unlimited = !told && !from->at_limit && room->event->cgroup.memory.limit_kb != ABSENT;
    room->name = told ? "the limit" : "the cgroup's usage";
    room->kb = amount_positive(told ? from->limit_kb : from->usage_kb);
    if (from->limit_kb == 0) { /* of nothing there are no shares */
        room->name = "the cgroup's usage";
        room->kb = amount_most(amount_positive(from->usage_kb), room->reckoning->page_kb);
    }
    room->lines = room_or(evidence_line(room->event->cgroup.memory.line), room_lines(room));
}

/* Without the total, what the report shows is the least there must have been. */
static void room_guess(struct room *room) {
    room->is_known = room->kb > 0;
    if (room->is_known || !room_is_weighable(room))
        return; /* shares of a sum that lacks what processes hold would say nothing */
    for (int i = 0; i < PART_COUNT; i++)
        room->kb = amount_sum(room->kb, room->parts[i].kb);
    room->name = "the memory that the report shows";
    room->lines = room_lines(room);
}

static void room_set_swap(struct room *room) {
    const struct reckoning *r = room->reckoning;
    int64_t owned = amount_positive(r->swap_sum_kb);
    if (room->is_cgroup) {
        /* without swap accounting the group's own figure stays 0 */
        room->swap_used_kb = amount_positive(r->cgroup.swap_usage_kb) > 0 ? r->cgroup.swap_usage_kb : owned;
    } else if (r->swap_total_kb != ABSENT && r->swap_free_kb != ABSENT) {
        /* what the swap cache holds is in RAM again and counted there */
        room->swap_used_kb =
            amount_less(amount_less(r->swap_total_kb, r->swap_free_kb), r->ledger.within.swap_cache_kb);
        if (r->swapoff) /* the totals lack the area that is being emptied, processes have pages there still */
            room->swap_used_kb = amount_most(room->swap_used_kb, owned);
        bool whole = r->table_whole == TRI_YES;
        bool counted = r->swap_sum_kb != ABSENT && whole && !r->is_contradicted && room->parts[PART_SHMEM].kb != ABSENT;
        if (counted)
            room->swap_shmem_kb = amount_less(room->swap_used_kb, owned);
    }
}

bool room_is_roomy(const struct room *room) {
    enum shortage shortage = room->reckoning->shortage;
    return !room->is_cgroup && (shortage == SHORTAGE_NONE || shortage == SHORTAGE_FRAGMENTED);
}

int64_t room_droppable_kb(const struct room *room) {
    struct span lines;
    const int64_t unwritten_kb = room_unwritten_kb(room, &lines);
    const bool is_elsewhere = !room->is_cgroup && room->reckoning->shortage == SHORTAGE_ZONE; /* of no use to it */
    return unwritten_kb == ABSENT || is_elsewhere ? 0 : amount_less(room_part_kb(room, PART_FILE), unwritten_kb);
}

int64_t room_slab_kb(const struct room *room) {
    int64_t pinned = room_part_kb(room, PART_SLAB_RECLAIMABLE);
    if (!amount_at_least(pinned, SLAB_PINNED_PERCENT, room->kb) || room_is_roomy(room) ||
        amount_at_least(room_droppable_kb(room), THRASH_CACHE_NO_PERCENT, room->kb)) /* it was the kernel's to take */
        pinned = 0;
    return amount_sum(room_part_kb(room, PART_SLAB), pinned);
}

int64_t room_unaccounted_kb(const struct room *room) {
    int64_t gap = room_part_kb(room, PART_UNACCOUNTED);
    int64_t fixed = amount_percent(room->kb, UNACCOUNTED_SMALL_PERCENT);
    if (fixed > UNACCOUNTED_NORMAL_KB)
        fixed = UNACCOUNTED_NORMAL_KB;
    if (room->is_cgroup)
        fixed = UNACCOUNTED_CGROUP_KB;
    int64_t normal = amount_percent(room->kb, UNACCOUNTED_NORMAL_PERCENT);
    return amount_less(gap, normal > fixed ? normal : fixed);
}

int64_t room_shmem_kb(const struct room *room) {
    return amount_sum(room_part_kb(room, PART_SHMEM), room->swap_shmem_kb);
}

bool room_swaps_to_zram(const struct room *room) {
    enum { ALL_PERCENT = 95 };
    const struct boot *boot = &room->event->boot_memory;
    return boot->zram_line > 0 && room->reckoning->swap > SWAP_NONE && room->reckoning->swap_total_kb > 0 &&
           amount_at_least(boot->zram_kb, ALL_PERCENT, room->reckoning->swap_total_kb);
}

bool room_swaps_to_ram(const struct room *room) {
    int64_t zspages_kb = room->is_cgroup ? ABSENT : room->reckoning->ledger.parts.zspages_kb;
    return room_swaps_to_zram(room) || (room->swap_used_kb > 0 && zspages_kb > 0 &&
                                        amount_at_least(zspages_kb, COMPRESSED_PERCENT, room->swap_used_kb));
}

int64_t room_guest_tables_kb(const struct room *room) {
    int64_t bytes;
    if (!room->is_cgroup)
        return amount_kb(room->event->memory.counters.sec_pagetables.value, room->reckoning->page_kb);
    room_stat(room, STR("sec_pagetables"), &bytes);
    return bytes == ABSENT ? ABSENT : bytes / 1024;
}

bool room_is_reserved(const struct room *room) {
    const struct ledger *ledger = &room->reckoning->ledger;
    return !room->is_cgroup && ledger->reserved_kb >= RESERVED_MENTION_KB &&
           amount_at_least(ledger->reserved_kb, RESERVED_MENTION_PERCENT, ledger->total_kb);
}

const char *room_unlocked(const struct room *room) {
    return amount_at_least(room_part_kb(room, PART_UNEVICTABLE), UNEVICTABLE_MENTION_PERCENT, room->kb)
               ? " that is not locked"
               : "";
}

struct span room_balloon_lines(const struct room *room) {
    const struct memory *memory = &room->event->memory;
    struct span lines = {0, 0};
    for (size_t i = 0; i < memory->node_count; i++)
        if (memory->nodes[i].balloon_kb > 0)
            lines = evidence_join(lines, evidence_line(memory->nodes[i].line));
    return room_or(lines, room_lines(room));
}

bool room_is_shrunken(const struct room *room) {
    const struct ledger *ledger = &room->reckoning->ledger;
    int64_t beyond = amount_less(ledger->reserved_kb, RESERVED_FIXED_KB);
    return !room->is_cgroup && amount_at_least(beyond, RESERVED_MUCH_PERCENT, ledger->total_kb);
}

str room_shrunken_prevented(const struct room *room) {
    const struct ledger *ledger = &room->reckoning->ledger;
    return amount_at_least(ledger->within.balloon_kb, 50, ledger->reserved_kb)
               ? STR("Probably, without the balloon")
               : STR("Perhaps, with what was reserved here");
}

str room_shrunken_prevention(const struct room *room, const char *otherwise) {
    const struct ledger *ledger = &room->reckoning->ledger;
    if (amount_at_least(ledger->within.balloon_kb, 50, ledger->reserved_kb))
        return arena_format(room->arena, "Probably: with the %s that the hypervisor's balloon took, or with %s.",
                            SIZE(ledger->within.balloon_kb), otherwise);
    return arena_format(
        room->arena, "Perhaps: with the %s that were reserved here (a hypervisor's balloon, for example), or with %s.",
        SIZE(ledger->reserved_kb), otherwise);
}

bool room_anon_may_be_files(const struct room *room) {
    const struct ledger *ledger = &room->reckoning->ledger;
    return !room->is_cgroup && ((!room->is_known && ledger->anon_with_shmem) ||
                                (ledger->parts.anon_kb == ABSENT && amount_positive(ledger->parts.lru_kb) > 0));
}

str room_plain_facts(const struct room *room) {
    const struct part *anon = &room->parts[PART_ANON], *file = &room->parts[PART_FILE];
    str facts = STR("");
    if (room_anon_may_be_files(room))
        return arena_format(room->arena, "%s takes %s, a process's or a file's", room->anonymous, SIZE(anon->kb));
    if (!room->is_known && amount_at_least(anon->kb, UNDERSIZED_PERCENT, room->kb))
        return arena_format(room->arena, "%s of processes is %s of the %s that it counts", room->anonymous,
                            SIZE(anon->kb), SIZE(room->kb));
    if (!room->is_known)
        return facts;
    if (amount_at_least(anon->kb, UNDERSIZED_PERCENT, room->kb) && anon->kb <= room->kb) /* else a figure is wrong */
        facts = arena_format(room->arena, "%s of processes fills %s of %s", room->anonymous,
                             PERCENT(anon->kb, room->kb), room->name);
    if (!room->is_cgroup && room->reckoning->swap == SWAP_FULL)
        facts = arena_format(room->arena, "%.*s%sall %s of swap are used", STR_ARG(facts), facts.len ? ", " : "",
                             SIZE(room->reckoning->swap_total_kb));
    const bool is_whole = !room->is_cgroup || !room->reckoning->cgroup.children_cut;
    if (file->kb != ABSENT && is_whole && !amount_at_least(file->kb, THRASH_CACHE_PERCENT, room->kb))
        facts = arena_format(room->arena, "%.*s%shardly any page cache is left", STR_ARG(facts), facts.len ? ", " : "");
    return facts;
}

/* Until the first program runs, process 1 is called as the idle thread is ("swapper/0 invoked oom-killer"), and nobody
 * has private memory. */
static bool room_is_booting(const struct room *room) {
    const struct event *event = room->event;
    bool idle = str_starts(event->trigger.name, STR("swapper")), one = event->identity.pid == 1;
    bool early = event->uptime_us >= 0 && event->uptime_us < (int64_t)BOOT_SECONDS * 1000000;
    bool before_programs = early && event->tasks.header.len > 0 && !one && room_part_kb(room, PART_ANON) < BOOT_ANON_KB;
    bool no_pages = (early || event->uptime_us == ABSENT) && event->memory.counters.inactive_anon.line > 0 &&
                    room->parts[PART_ANON].kb == 0 && room->parts[PART_FILE].kb == 0;
    return !room->is_cgroup && event->tasks.count == 0 && event->kill_count == 0 &&
           ((idle && (one || event->identity.pid == 0)) || before_programs || no_pages);
}

/* "Out of memory: system-wide panic_on_oom is enabled"; the others are "Out of memory and no killable processes..." and
 * "System is deadlocked on memory". */
bool room_panics_by_order(const struct room *room) {
    return str_has(room->event->panic.text, STR("panic_on_oom"));
}

bool room_hit_the_sum(const struct room *room) {
    const struct cgroup_ledger *cgroup = &room->reckoning->cgroup;
    const struct usage *sum = &room->event->cgroup.memsw;
    if (!room->is_cgroup || cgroup->version != 1 || cgroup->at_limit || amount_positive(cgroup->swap_usage_kb) == 0)
        return false;
    return cgroup->swap_limit_kb != ABSENT &&
           amount_less(sum->limit_kb, sum->usage_kb) < amount_less(cgroup->limit_kb, cgroup->usage_kb) &&
           amount_at_least(sum->usage_kb, 100 - LIMIT_NEAR_PERCENT, sum->limit_kb);
}

/* More than there is would be a contradiction, which a warning tells. */
str room_share(const struct room *room, int64_t kb) {
    return kb > room->kb ? STR("") : arena_format(room->arena, ", %s of %s", PERCENT(kb, room->kb), room->name);
}

str room_share_with_swap(const struct room *room, int64_t kb) {
    if (kb > room->reach_kb)
        return arena_format(room->arena, "more than %s, for some of it is swapped out", room->name);
    return arena_format(room->arena, "%s of %s%s", PERCENT(kb, room->reach_kb), room->name,
                        room->swap_used_kb ? " plus the swap in use" : "");
}

bool room_shows_the_large(const struct room *room) {
    static const enum room_part large[] = {PART_SHMEM, PART_FILE, PART_SLAB, PART_PAGETABLES};
    for (size_t i = 0; i < sizeof large / sizeof *large; i++)
        if (room->parts[large[i]].kb == ABSENT)
            return false;
    return true;
}

static bool room_is_full(const struct usage *usage) {
    return usage->usage_kb != ABSENT && usage->limit_kb != ABSENT &&
           amount_at_least(usage->usage_kb, 100 - LIMIT_NEAR_PERCENT, usage->limit_kb);
}

bool room_has_full_limit(const struct cgroup *cgroup) {
    return room_is_full(&cgroup->memory) || room_is_full(&cgroup->memsw) || room_is_full(&cgroup->kmem);
}

bool room_was_below_limit(const struct room *room) {
    const struct cgroup_ledger *ledger = &room->reckoning->cgroup;
    if (!room->is_cgroup || ledger->at_limit || ledger->limit_kb == ABSENT || ledger->usage_kb == ABSENT)
        return false;
    return amount_at_least(ledger->limit_kb - ledger->usage_kb, LIMIT_FAR_PERCENT, ledger->limit_kb) &&
           !room_has_full_limit(&room->event->cgroup) && room->event->trigger.order <= 0;
}

struct span room_stat(const struct room *room, str name, int64_t *ret_value) {
    const struct cgroup *cgroup = &room->event->cgroup;
    *ret_value = ABSENT;
    if (cgroup->stats_count == 0)
        return room_lines(room);
    const struct named_list *values = &cgroup->stats[0].values;
    for (size_t i = 0; i < values->count; i++) {
        if (!str_equal(values->items[i].name, name))
            continue;
        *ret_value = values->items[i].value;
        return evidence_line(values->items[i].line);
    }
    return room_or(cgroup->stats[0].lines, room_lines(room));
}

int64_t room_unwritten_kb(const struct room *room, struct span *ret_lines) {
    const struct ledger_within *within = &room->reckoning->ledger.within;
    const struct cgroup_ledger *cgroup = &room->reckoning->cgroup;
    int64_t dirty = room->is_cgroup ? cgroup->file_dirty_kb : within->dirty_kb;
    int64_t writeback = room->is_cgroup ? cgroup->file_writeback_kb : within->writeback_kb;
    int64_t value;
    const struct counters *counters = &room->event->memory.counters;
    *ret_lines = room->is_cgroup
                     ? room_stat(room, STR("file_dirty"), &value)
                     : evidence_join(evidence_line(counters->dirty.line), evidence_line(counters->writeback.line));
    return dirty == ABSENT && writeback == ABSENT ? ABSENT : amount_sum(dirty, writeback);
}

bool room_is_dirty(const struct room *room) {
    struct span lines;
    return amount_at_least(room_unwritten_kb(room, &lines), CACHE_DIRTY_PERCENT, room_part_kb(room, PART_FILE));
}

/* "/user.slice (high confidence) - fix with: ..." */
str room_cgroup_words(const struct room *room) {
    const str path = room->cgroup_path;
    return str_has(path, STR(" ")) ? arena_format(room->arena, "\"%.*s\"", STR_ARG(path)) : path;
}

void room_fit_processes(struct room *room, int64_t largest_kb, int64_t processes_kb) {
    if (room->kb != 0 && (room->is_known || room->kb >= largest_kb))
        return;
    room->only_processes = true;
    room->kb = processes_kb;
    room->reach_kb = processes_kb;
    room->name = room->reckoning->table_whole == TRI_YES ? "what the processes hold"
                                                         : "what the processes that the log shows hold";
}

/* Whose limit was hit. Since 5.3 "Memory cgroup stats for /a:" stands alone on its line, and only for that group;
 * before, every group below it had one, figures and all. */
static str room_group_path(const struct event *event) {
    const struct cgroup *cgroup = &event->cgroup;
    if (cgroup->path.len)
        return cgroup->path;
    if (event->summary.oom_memcg.len)
        return event->summary.oom_memcg;
    return cgroup->stats_count == 1 && !cgroup->stats[0].one_line ? cgroup->stats[0].path : STR("");
}

void room_set(struct room *room, const struct event *event, const struct reckoning *reckoning) {
    *room = (struct room){.event = event, .reckoning = reckoning, .arena = event->arena};
    room->is_cgroup = reckoning->scope == SCOPE_CGROUP;
    room->cgroup_path = room_group_path(event);
    if (room->is_cgroup)
        room_set_cgroup(room);
    else
        room_set_machine(room);
    const int64_t anon = room->parts[PART_ANON].kb, locked = room_part_kb(room, PART_UNEVICTABLE);
    const struct cgroup_ledger *cgroup = &reckoning->cgroup;
    const bool is_partial = room->is_cgroup && cgroup->children_cut && /* groups below it hold more */
                            !amount_at_least(amount_sum(cgroup->anon_kb, cgroup->file_kb), 90, cgroup->usage_kb);
    room->anonymous_kb = anon == ABSENT || is_partial ? ABSENT : amount_sum(anon, room->is_cgroup ? 0 : locked);
    room->booting = room_is_booting(room);
    room_guess(room);
    room_set_swap(room);
    room->reach_kb = amount_sum(room->kb, room->swap_used_kb);
    const int64_t tiny_kb = room->is_cgroup ? TINY_LIMIT_KB : room->booting ? BOOT_ROOM_KB : TINY_ROOM_KB;
    const bool is_zero = room->is_cgroup && reckoning->cgroup.limit_kb == 0;
    room->tiny = room->is_known && !room->unlimited && (room->kb < tiny_kb || is_zero);
}
