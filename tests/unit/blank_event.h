/* An event of which nothing is known yet, for tests that fill in the few figures they are about.
 * SPDX-License-Identifier: MIT */
#ifndef BLANK_EVENT_H
#define BLANK_EVENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"
#include "list_end.h"
#include "model/builder.h"
#include "model/fields.h"
#include "model/reckon.h"

enum { BLANK_ZONES = 4, BLANK_NODES = 2, BLANK_TASKS = 16, BLANK_KILLS = 2, BLANK_VALUES = 32, BLANK_FRAMES = 32 };

struct blank {
    struct arena arena;
    struct event event;
    struct reckoning reckoning;
    struct zone zones[BLANK_ZONES];
    int64_t reserves[BLANK_ZONES][8];
    struct buddy buddies[BLANK_ZONES][12];
    struct node nodes[BLANK_NODES];
    struct hugepages hugepages[2];
    struct task tasks[BLANK_TASKS];
    struct kill kills[BLANK_KILLS];
    struct cgroup_stats stats[2];
    struct named values[2][BLANK_VALUES];
    struct frame frames[BLANK_FRAMES];
};

static inline void blank_open(struct blank *blank) {
    struct event *event = &blank->event, *made = builder_new();
    assert_non_null(made);
    *blank = (struct blank){.arena = ARENA_INIT, .event = *made};
    event_free(made);
    event->arena = &blank->arena;
    event->memory.zones = blank->zones;
    event->memory.nodes = blank->nodes;
    event->memory.hugepages = blank->hugepages;
    event->tasks.items = blank->tasks;
    event->kills = blank->kills;
    event->cgroup.stats = blank->stats;
    event->trigger.call_trace.items = blank->frames;
}

static inline void blank_close(struct blank *blank) {
    arena_reset(&blank->arena);
}

/* A text that lives as long as the test's literal. */
static inline str blank_str(const char *text) {
    return str_from_cstr(text);
}

/* "NAME invoked oom-killer: gfp_mask=MASK, order=ORDER" on line 1. */
static inline void blank_trigger(struct blank *blank, const char *name, int64_t gfp_mask, int64_t order) {
    blank->event.trigger.lines = (struct span){1, 1};
    blank->event.trigger.name = blank_str(name);
    blank->event.trigger.gfp_mask = gfp_mask;
    blank->event.trigger.order = order;
}

/* "function" or "function [module]"; the first on line 2. */
static inline void blank_frame(struct blank *blank, const char *function) {
    str text = blank_str(function), module = blank_str("");
    size_t mark = str_find(text, STR(" ["));
    if (mark != STR_NONE) {
        module = str_of(text.data + mark + 2, text.len - mark - 3);
        text = str_first(text, mark);
    }
    size_t at = blank->event.trigger.call_trace.count++;
    blank->frames[at] = (struct frame){text, 2 + (int64_t)at, module};
}

/* "active_anon:PAGES" and whatever else the counters hold, on line 5. */
static inline void blank_counter(struct blank *blank, const char *name, int64_t pages) {
    size_t hint = 0;
    const struct field *field = field_printed(&field_counters, blank_str(name), &hint);
    field_set_number(field, &blank->event.memory.counters, pages, 5);
    blank->event.memory.counters.lines = blank->event.memory.lines = (struct span){5, 5};
}

static inline struct node *blank_node(struct blank *blank, int64_t number) {
    struct node *node = &blank->nodes[blank->event.memory.node_count++];
    *node = (struct node){0};
    field_clear(&field_node, node);
    node->line = 6;
    node->node = number;
    return node;
}

/* "Node NODE NAME free:..kB min:..kB low:..kB high:..kB present:..kB managed:..kB" */
static inline struct zone *blank_zone(struct blank *blank, int64_t node, const char *name,
                                      const int64_t (*sizes_kb)[6]) {
    struct zone *zone = &blank->zones[blank->event.memory.zone_count++];
    *zone = (struct zone){0};
    field_clear(&field_zone, zone);
    zone->line = 7;
    zone->node = node;
    zone->name = blank_str(name);
    zone->buddy_total_kb = zone->percpu_pages = ABSENT;
    zone->free_kb = (*sizes_kb)[0];
    zone->min_kb = (*sizes_kb)[1];
    zone->low_kb = (*sizes_kb)[2];
    zone->high_kb = (*sizes_kb)[3];
    zone->present_kb = (*sizes_kb)[4];
    zone->managed_kb = (*sizes_kb)[5];
    return zone;
}

#define BLANK_ZONE(blank, node, name, ...) blank_zone(blank, node, name, &(const int64_t[6]){__VA_ARGS__})

/* "lowmem_reserve[]: 0 825 3947 3947" of the zone added last. */
static inline void blank_reserve(struct blank *blank, size_t count, const int64_t *pages) {
    size_t zone = blank->event.memory.zone_count - 1;
    memcpy(blank->reserves[zone], pages, count * sizeof *pages);
    blank->zones[zone].lowmem_reserve = blank->reserves[zone];
    blank->zones[zone].lowmem_reserve_count = count;
}

#define BLANK_RESERVE(blank, ...)                                                                                      \
    blank_reserve(blank, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t), (const int64_t[]){__VA_ARGS__})

/* One more term of the buddy list of the zone added last. */
static inline void blank_buddy(struct blank *blank, int64_t count, int64_t size_kb, const char *types) {
    size_t index = blank->event.memory.zone_count - 1;
    struct zone *zone = &blank->zones[index];
    zone->buddy = blank->buddies[index];
    zone->buddy_line = 8;
    zone->buddy[zone->buddy_count++] = (struct buddy){count, size_kb, blank_str(types)};
}

static inline void blank_totals(struct blank *blank, int64_t ram_pages, int64_t reserved_pages) {
    blank->event.memory.totals.ram_pages = (struct figure){ram_pages, 10};
    blank->event.memory.totals.reserved_pages = (struct figure){reserved_pages, 11};
}

static inline void blank_swap(struct blank *blank, int64_t free_kb, int64_t total_kb) {
    blank->event.memory.totals.swap_free_kb = (struct figure){free_kb, 12};
    blank->event.memory.totals.swap_total_kb = (struct figure){total_kb, 13};
}

static inline struct task *blank_task(struct blank *blank, int64_t pid, const char *name, int64_t rss,
                                      int64_t oom_score_adj) {
    struct task *task = &blank->tasks[blank->event.tasks.count++];
    *task = (struct task){0};
    field_clear(&field_task, task);
    task->line = 20 + (int64_t)blank->event.tasks.count;
    task->pid = task->tgid = pid;
    task->uid = 1000;
    task->rss = rss;
    task->oom_score_adj = oom_score_adj;
    task->name = blank_str(name);
    return task;
}

static inline struct kill *blank_kill(struct blank *blank, int64_t pid, const char *name, const char *message) {
    struct kill *kill = &blank->kills[blank->event.kill_count++];
    *kill = (struct kill){0};
    field_clear(&field_kill, kill);
    kill->line = 40;
    kill->pid = pid;
    kill->name = blank_str(name);
    kill->message = blank_str(message);
    return kill;
}

/* One statistic in bytes of "Memory cgroup stats", in the INDEX-th list. */
static inline void blank_stat(struct blank *blank, size_t index, const char *name, int64_t bytes) {
    struct cgroup_stats *stats = &blank->stats[index];
    stats->values.items = blank->values[index];
    stats->values.items[stats->values.count++] = (struct named){blank_str(name), bytes, 30};
    if (blank->event.cgroup.stats_count <= index)
        blank->event.cgroup.stats_count = index + 1;
}

static inline void blank_usage(struct usage *usage, int64_t usage_kb, int64_t limit_kb) {
    *usage = (struct usage){.line = 29, .usage_kb = usage_kb, .limit_kb = limit_kb, .failcnt = 0};
}

/* Behind the end of a list nothing may be read. */
static inline void blank_end_lists(struct blank *blank) {
    LIST_END(blank->zones, blank->event.memory.zone_count);
    LIST_END(blank->nodes, blank->event.memory.node_count);
    LIST_END(blank->hugepages, blank->event.memory.hugepages_count);
    LIST_END(blank->tasks, blank->event.tasks.count);
    LIST_END(blank->kills, blank->event.kill_count);
    LIST_END(blank->frames, blank->event.trigger.call_trace.count);
    for (size_t i = 0; i < blank->event.cgroup.stats_count; i++)
        LIST_END(blank->values[i], blank->stats[i].values.count);
    for (size_t i = 0; i < blank->event.memory.zone_count; i++) {
        LIST_END(blank->buddies[i], blank->zones[i].buddy_count);
        LIST_END(blank->reserves[i], blank->zones[i].lowmem_reserve_count);
    }
}

static inline bool blank_reckon(struct blank *blank) {
    blank_end_lists(blank);
    return reckon(&blank->event, 0, &blank->reckoning);
}

/* What the parts add up to, the unaccounted rest included. */
static inline int64_t blank_sum_kb(const struct ledger_parts *parts) {
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
                                parts->other_kb,
                                parts->unaccounted_kb};
    int64_t sum_kb = 0;
    for (size_t i = 0; i < sizeof terms_kb / sizeof *terms_kb; i++)
        sum_kb += terms_kb[i] == ABSENT ? 0 : terms_kb[i];
    return sum_kb;
}

#endif
