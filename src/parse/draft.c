/* An event in progress: an empty event, and room for one more of whatever it lists.
 * SPDX-License-Identifier: MIT */
#include "parse/draft.h"

#include "base/format.h"
#include "model/fields.h"
#include "parse/parse.h"

#include <stdarg.h>
#include <stdlib.h>

/* An event and the arena that owns everything in it. */
struct draft_home {
    struct arena arena;
    struct oomwhy_event event;
    struct oomwhy_task blank_task;
};

static void draft_clear_usage(struct oomwhy_usage *usage) {
    field_clear(&field_usage, usage);
}

struct oomwhy_event *draft_new(void) {
    struct draft_home *home = calloc(1, sizeof *home);
    if (!home)
        return NULL;
    struct oomwhy_event *event = &home->event;
    event->arena = &home->arena;
    event->uptime_us = event->last_uptime_us = OOMWHY_ABSENT;
    event->intent_pid = event->intent_score = OOMWHY_ABSENT;
    field_clear(&field_trigger, &event->trigger);
    field_clear(&field_identity, &event->identity);
    field_clear(&field_counters, &event->memory.counters);
    field_clear(&field_totals, &event->memory.totals);
    field_clear(&field_cgroup, &event->cgroup);
    field_clear(&field_summary, &event->summary);
    field_clear(&field_task, &home->blank_task);
    draft_clear_usage(&event->cgroup.memory);
    draft_clear_usage(&event->cgroup.memsw);
    draft_clear_usage(&event->cgroup.swap);
    draft_clear_usage(&event->cgroup.kmem);
    return event;
}

void event_free(struct oomwhy_event *event) {
    if (!event)
        return;
    struct draft_home *home = (struct draft_home *)(void *)event->arena;
    arena_reset(&home->arena);
    free(home);
}

void draft_cover(struct oomwhy_span *span, int64_t line) {
    if (!span->first || line < span->first)
        span->first = line;
    if (line > span->last)
        span->last = line;
}

void draft_warn(struct oomwhy_event *event, struct oomwhy_span lines, const char *format, ...) {
    char text[512];
    va_list arguments;
    size_t room = draft_room(event->warning_count);
    if (event->warning_count >= BOUND_WARNINGS)
        return;
    va_start(arguments, format);
    size_t len = format_list(text, sizeof text, format, arguments);
    va_end(arguments);
    str statement = arena_copy(event->arena, str_of(text, len < sizeof text ? len : sizeof text - 1));
    struct oomwhy_warning *warning =
        arena_push(event->arena, (void **)&event->warnings, event->warning_count, &room, sizeof *warning);
    if (!warning)
        return;
    *warning = (struct oomwhy_warning){statement, lines};
    event->warning_count++;
}

/* Says once that a list is at its bound. */
static void draft_warn_bound(struct oomwhy_event *event, size_t bound, int64_t line) {
    for (size_t i = 0; i < event->warning_count; i++)
        if (str_starts(event->warnings[i].statement, STR("A list is too long"))) {
            draft_cover(&event->warnings[i].lines, line);
            return;
        }
    draft_warn(event, (struct oomwhy_span){line, line}, "A list is too long: what follows %zu entries is left out.",
               bound);
}

void *draft_push(struct oomwhy_event *event, void **items, size_t count, size_t size, size_t bound, int64_t line) {
    size_t room = draft_room(count);
    if (count >= bound) {
        draft_warn_bound(event, bound, line);
        return NULL;
    }
    return arena_push(event->arena, items, count, &room, size);
}

struct oomwhy_zone *draft_zone(struct oomwhy_event *event, int64_t node, str name, int64_t line) {
    struct oomwhy_memory *memory = &event->memory;
    struct oomwhy_zone *zone = DRAFT_PUSH(event, memory->zones, memory->zone_count, BOUND_ZONES, line);
    if (!zone)
        return NULL;
    field_clear(&field_zone, zone);
    zone->node = node;
    zone->name = arena_copy(event->arena, name);
    zone->buddy_total_kb = zone->percpu_pages = OOMWHY_ABSENT;
    memory->zone_count++;
    return zone;
}

struct oomwhy_node *draft_node(struct oomwhy_event *event, int64_t node, int64_t line) {
    struct oomwhy_memory *memory = &event->memory;
    struct oomwhy_node *made = DRAFT_PUSH(event, memory->nodes, memory->node_count, BOUND_NODES, line);
    if (!made)
        return NULL;
    field_clear(&field_node, made);
    made->node = node;
    made->line = line;
    memory->node_count++;
    return made;
}

struct oomwhy_task *draft_task(struct oomwhy_event *event, int64_t line) {
    struct oomwhy_tasks *tasks = &event->tasks;
    struct oomwhy_task *task = DRAFT_NEXT(event, tasks->items, tasks->count, BOUND_TASKS, line);
    if (!task)
        return NULL;
    *task = ((struct draft_home *)(void *)event->arena)->blank_task;
    task->line = line;
    tasks->count++;
    return task;
}

/* A victim is said twice only as the first of a group (mm/oom_kill.c oom_kill_memcg_member), or by a doubled line. */
static struct oomwhy_kill *draft_kill_said(struct oomwhy_event *event, int64_t pid) {
    enum { LATEST = 16 };
    if (event->kill_count && event->kills[0].pid == pid)
        return &event->kills[0];
    for (size_t i = event->kill_count, tried = 0; i-- > 0 && tried < LATEST; tried++)
        if (event->kills[i].pid == pid)
            return &event->kills[i];
    return NULL;
}

struct oomwhy_kill *draft_kill(struct oomwhy_event *event, int64_t pid, int64_t line) {
    struct oomwhy_kill *said = pid != OOMWHY_ABSENT ? draft_kill_said(event, pid) : NULL;
    if (said)
        return said;
    struct oomwhy_kill *kill = DRAFT_PUSH(event, event->kills, event->kill_count, BOUND_KILLS, line);
    if (!kill)
        return NULL;
    field_clear(&field_kill, kill);
    kill->pid = pid;
    kill->line = line;
    event->kill_count++;
    return kill;
}

void draft_other(struct oomwhy_event *event, struct oomwhy_named_list *list, size_t bound, str name, int64_t value,
                 int64_t line) {
    if (list->count >= bound)
        return;
    for (size_t i = 0; i < list->count; i++) /* a line told twice counts once */
        if (str_equal(list->items[i].name, name))
            return;
    struct oomwhy_named *named = DRAFT_PUSH(event, list->items, list->count, bound, line);
    if (!named)
        return;
    *named = (struct oomwhy_named){arena_copy(event->arena, name), value, line};
    list->count++;
}

void draft_note(struct oomwhy_event *event, enum oomwhy_note_kind kind, int64_t line, int64_t value, str text) {
    struct oomwhy_note *note = DRAFT_PUSH(event, event->notes, event->note_count, BOUND_NOTES, line);
    if (!note)
        return;
    *note = (struct oomwhy_note){kind, line, value, arena_copy(event->arena, text)};
    event->note_count++;
}
