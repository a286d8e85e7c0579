/* An event in progress: an empty event, and room for one more of whatever it lists.
 * SPDX-License-Identifier: MIT */
#include "model/builder.h"

#include "base/format.h"
#include "model/fields.h"
#include "model/rest.h"

#include <stdarg.h>
#include <stdlib.h>

/* An event and the arenas that own everything in it. */
struct builder_home {
    struct arena arena;
    struct event event;
    struct arena names; /* of the rows of a task table that is too long */
    struct task blank_task;
    struct index rest_index; /* of event.tasks.rest, by name */
};

static struct builder_home *builder_home_of(const struct event *event) {
    return (struct builder_home *)(void *)event->arena;
}

static void builder_clear_figures(struct killer_figures *figures) {
    figures->pressure = figures->pressure_limit = figures->pressure_s = figures->full = figures->thrashing = ABSENT;
    figures->mem_free = figures->mem_free_kb = figures->mem_used_kb = figures->mem_total_kb = ABSENT;
    figures->swap_free = figures->swap_free_kb = figures->swap_used_kb = figures->swap_total_kb = ABSENT;
    figures->mem_limit = figures->swap_limit = figures->used_limit = figures->considered = ABSENT;
}

static void builder_clear_usage(struct usage *usage) {
    field_clear(&field_usage, usage);
}

void builder_forget_memory(struct event *event) {
    event->memory = (struct memory){0};
    field_clear(&field_counters, &event->memory.counters);
    field_clear(&field_totals, &event->memory.totals);
}

struct event *builder_new(void) {
    struct builder_home *home = calloc(1, sizeof *home);
    if (!home)
        return NULL;
    struct event *event = &home->event;
    home->arena.own.most = home->names.own.most = LIMIT_EVENT_BYTES;
    event->arena = &home->arena;
    event->uptime_us = event->last_uptime_us = event->kill_uptime_us = ABSENT;
    event->intent_pid = event->intent_score = ABSENT;
    builder_clear_figures(&event->figures);
    field_clear(&field_trigger, &event->trigger);
    field_clear(&field_identity, &event->identity);
    builder_forget_memory(event);
    field_clear(&field_cgroup, &event->cgroup);
    field_clear(&field_summary, &event->summary);
    field_clear(&field_task, &home->blank_task);
    builder_clear_usage(&event->cgroup.memory);
    builder_clear_usage(&event->cgroup.memsw);
    builder_clear_usage(&event->cgroup.swap);
    builder_clear_usage(&event->cgroup.kmem);
    return event;
}

void builder_share(struct event *event, struct arena_budget *budget) {
    struct builder_home *home = builder_home_of(event);
    home->arena.shared = home->names.shared = budget;
    budget->used += sizeof *home;
}

void event_free(struct event *event) {
    if (!event)
        return;
    struct builder_home *home = builder_home_of(event);
    if (home->arena.shared)
        home->arena.shared->used -= sizeof *home;
    arena_reset(&home->arena);
    arena_reset(&home->names);
    free(home);
}

void builder_warn_as(str code, struct event *event, struct span lines, const char *format, ...) {
    char text[512];
    va_list arguments;
    size_t room = builder_room(event->warning_count);
    if (event->warning_count >= LIMIT_WARNINGS)
        return;
    va_start(arguments, format);
    size_t len = format_list(text, sizeof text, format, arguments);
    va_end(arguments);
    str statement = arena_copy(event->arena, str_of(text, len < sizeof text ? len : sizeof text - 1));
    struct warning *warning = ARENA_PUSH(event->arena, event->warnings, event->warning_count, room);
    if (!warning)
        return;
    *warning = (struct warning){.statement = statement, .lines = lines, .code = code};
    event->warning_count++;
}

/* Whether a warning that begins with START is there already; then it is about LINE, too. */
static bool builder_warned(struct event *event, str start, int64_t line) {
    for (size_t i = 0; i < event->warning_count; i++) {
        if (!str_starts(event->warnings[i].statement, start))
            continue;
        builder_cover(&event->warnings[i].lines, line);
        return true;
    }
    return false;
}

static void builder_warn_bound(struct event *event, size_t bound, int64_t line) {
    if (!builder_warned(event, STR("A list is too long"), line))
        builder_warn(event, (struct span){line, line}, "A list is too long: what follows %zu entries is left out.",
                     bound);
}

static void builder_warn_budget(struct event *event, int64_t line) {
    if (!builder_warned(event, STR("The event is too large"), line))
        builder_warn(event, (struct span){line, line}, "The event is too large: entries of its lists are left out.");
}

/* Whether a list of COUNT elements has room for one more, or its arena. */
static bool builder_may_grow(const struct event *event, size_t count, size_t size) {
    return builder_room(count) > count || arena_may_grow(event->arena, (count ? count : ARENA_FIRST) * size);
}

bool builder_need_place(struct event *event, size_t count, size_t size, size_t bound, int64_t line) {
    if (event->arena->failed)
        return false;
    if (count >= bound)
        builder_warn_bound(event, bound, line);
    else if (builder_may_grow(event, count, size))
        return true;
    else
        builder_warn_budget(event, line);
    return false;
}

void *builder_push(struct event *event, void *items, size_t count, size_t size) {
    size_t room = builder_room(count);
    return arena_push(event->arena, items, count, &room, size);
}

struct zone *builder_zone(struct event *event, int64_t node, str name, int64_t line) {
    struct memory *memory = &event->memory;
    struct zone *zone = BUILDER_PUSH(event, memory->zones, memory->zone_count, LIMIT_ZONES, line);
    if (!zone)
        return NULL;
    field_clear(&field_zone, zone);
    zone->node = node;
    zone->name = arena_copy(event->arena, name);
    zone->buddy_total_kb = zone->percpu_pages = ABSENT;
    memory->zone_count++;
    return zone;
}

struct node *builder_node(struct event *event, int64_t node, int64_t line) {
    struct memory *memory = &event->memory;
    struct node *made = BUILDER_PUSH(event, memory->nodes, memory->node_count, LIMIT_NODES, line);
    if (!made)
        return NULL;
    field_clear(&field_node, made);
    made->node = node;
    made->line = line;
    memory->node_count++;
    return made;
}

/* The list of rows longer, or shorter by its smaller half; false when memory is short. */
static bool builder_make_room(struct event *event, int64_t line) {
    struct builder_home *home = builder_home_of(event);
    struct tasks *tasks = &event->tasks;
    const size_t more = tasks->count * sizeof *tasks->items;
    if (!tasks->count || (tasks->count < LIMIT_TASKS && arena_may_grow(event->arena, more)))
        return ARENA_PUSH(event->arena, tasks->items, tasks->count, tasks->room) != NULL;
    if (!tasks->rest.rows)
        builder_warn(event, (struct span){line, line},
                     "The task table is too long: its smaller rows are counted by name and not kept.");
    return rest_take_smaller_half(event, &home->rest_index, &home->names);
}

struct task *builder_task(struct event *event, int64_t line) {
    struct tasks *tasks = &event->tasks;
    if (tasks->count >= tasks->room && !builder_make_room(event, line))
        return NULL;
    struct task *task = &tasks->items[tasks->count++];
    *task = builder_home_of(event)->blank_task;
    task->line = line;
    return task;
}

/* Names of a long table lie apart: they are copied, and the old ones freed, where rows go. */
void builder_name_task(struct event *event, struct task *task, str name) {
    enum { FEW = 1024 };
    struct builder_home *home = builder_home_of(event);
    name = str_first(name, name.len < LIMIT_TASK_NAME ? name.len : LIMIT_TASK_NAME);
    if (event->tasks.count <= FEW && !event->tasks.rest.rows) {
        task->name = arena_copy(event->arena, name);
        return;
    }
    task->name = arena_copy(&home->names, name);
    event->arena->failed |= home->names.failed;
    event->arena->spent |= home->names.spent;
}

/* A victim is said twice only as the first of a group (mm/oom_kill.c oom_kill_memcg_member), or by a doubled line. */
static struct kill *builder_kill_said(struct event *event, int64_t pid) {
    enum { LATEST = 16 };
    if (event->kill_count && event->kills[0].pid == pid)
        return &event->kills[0];
    for (size_t i = event->kill_count, tried = 0; i-- > 0 && tried < LATEST; tried++)
        if (event->kills[i].pid == pid)
            return &event->kills[i];
    return NULL;
}

struct kill *builder_kill(struct event *event, int64_t pid, int64_t line) {
    struct kill *said = pid != ABSENT ? builder_kill_said(event, pid) : NULL;
    if (said)
        return said;
    const bool must_stay = event->kill_count < LIMIT_KILLS_FIRST;
    if (!must_stay && !builder_need_place(event, event->kill_count, sizeof *event->kills, LIMIT_KILLS, line))
        return NULL;
    size_t room = builder_room(event->kill_count);
    struct kill *kill = ARENA_PUSH(event->arena, event->kills, event->kill_count, room);
    if (!kill)
        return NULL;
    field_clear(&field_kill, kill);
    kill->pid = pid;
    kill->line = line;
    event->kill_count++;
    return kill;
}

struct kill *builder_kill_first(struct event *event, int64_t pid, int64_t line) {
    struct kill *kill = builder_kill(event, pid, line);
    if (!kill)
        return NULL;
    const struct kill first = *kill;
    memmove(event->kills + 1, event->kills, (size_t)(kill - event->kills) * sizeof first);
    event->kills[0] = first;
    return event->kills;
}

void builder_other(struct event *event, struct named_list *list, size_t bound, str name, int64_t value, int64_t line) {
    if (list->count >= bound)
        return;
    for (size_t i = 0; i < list->count; i++) /* a line told twice counts once */
        if (str_equal(list->items[i].name, name))
            return;
    struct named *named = BUILDER_PUSH(event, list->items, list->count, bound, line);
    if (!named)
        return;
    *named = (struct named){arena_copy(event->arena, name), value, line};
    list->count++;
}

void builder_note(struct event *event, enum note_kind kind, int64_t line, int64_t value, str text) {
    struct note *note = BUILDER_PUSH(event, event->notes, event->note_count, LIMIT_NOTES, line);
    if (!note)
        return;
    *note = (struct note){kind, line, value, arena_copy(event->arena, text)};
    event->note_count++;
}

/* Whether there is room for a text of LEN bytes. */
static bool builder_has_line_room(const struct own_lines *own, size_t len) {
    return own->count < LIMIT_OWN_LINES && len <= LIMIT_OWN_LINES_BYTES - own->bytes;
}

void builder_own_line(struct event *event, struct span lines, str text) {
    struct own_lines *own = &event->own;
    if (!own->is_cut && !builder_has_line_room(own, text.len)) {
        own->is_cut = true;
        builder_warn(event, lines, "Too many lines: this one and those that follow are not kept.");
    }
    if (own->is_cut)
        return;
    struct own_line *line = BUILDER_NEXT(event, own->items, own->count, LIMIT_OWN_LINES, lines.first);
    if (!line)
        return;
    *line = (struct own_line){lines, arena_copy(event->arena, text)};
    own->is_cut = line->text.len < text.len; /* the budget is spent */
    own->count += !own->is_cut;
    own->bytes += line->text.len;
}
