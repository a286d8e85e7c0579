/* What is remembered of an event of a stream that was handed out, for late lines about it.
 * SPDX-License-Identifier: MIT */
#include "events/told.h"

#include "model/builder.h"

static struct cited_text told_copy(struct event *told, struct cited_text cited) {
    return (struct cited_text){arena_copy(told->arena, cited.text), cited.line};
}

static void told_copy_kills(struct event *told, const struct event *event) {
    for (size_t i = 0; i < event->kill_count && i < LIMIT_KILLS_ASKED; i++) {
        struct kill *kill = BUILDER_PUSH(told, told->kills, told->kill_count, LIMIT_KILLS, event->lines.last);
        if (!kill)
            return;
        *kill = event->kills[i];
        kill->name = arena_copy(told->arena, kill->name);
        kill->message = arena_copy(told->arena, kill->message);
        told->kill_count++;
    }
}

static void told_copy_notes(struct event *told, const struct event *event) {
    for (size_t i = 0; i < event->note_count; i++) {
        const struct note *note = &event->notes[i];
        if (note->kind == NOTE_UNIT)
            builder_note(told, note->kind, note->line, note->value, note->text);
    }
}

static void told_copy_cgroups(struct event *told, const struct event *event) {
    struct arena *arena = told->arena;
    told->cgroup.path = arena_copy(arena, event->cgroup.path);
    told->cgroup.path_line = event->cgroup.path_line;
    told->cgroup.task_path = arena_copy(arena, event->cgroup.task_path);
    told->oom_group = told_copy(told, event->oom_group);
    told->summary.pid = event->summary.pid;
    told->summary.oom_memcg = arena_copy(arena, event->summary.oom_memcg);
    told->summary.task_memcg = arena_copy(arena, event->summary.task_memcg);
}

struct event *told_of(const struct event *event) {
    struct event *told = builder_new();
    if (!told)
        return NULL;
    told->killer = event->killer;
    told->lines = event->lines;
    told->host = arena_copy(told->arena, event->host);
    told->boot_id = event->boot_id;
    told->boot = event->boot;
    told->is_newest_first = event->is_newest_first;
    told->time = event->time;
    told->uptime_us = event->uptime_us;
    told->last_uptime_us = event->last_uptime_us;
    told->kill_uptime_us = event->kill_uptime_us;
    told->reason = told_copy(told, event->reason);
    told_copy_cgroups(told, event);
    told_copy_kills(told, event);
    told_copy_notes(told, event);
    told->own.is_cut = true; /* its lines are not kept any more */
    if (!told->arena->failed)
        return told;
    event_free(told);
    return NULL;
}
