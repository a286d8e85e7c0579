/* The log's own lines of each event, each followed by what it says in words, with sizes and shares.
 * SPDX-License-Identifier: MIT
 *
 * What a line says is known by its number: every fact of the event has one. Lines without a fact stand plain. */
#include "report/annotate_remarks.h"
#include "report/places.h"
#include "report/text_sections.h"

#include "base/arena.h"
#include "model/fields.h"

#include <stdlib.h>

enum { ANNOTATE_NUMBER = 6 };

/* The remarks on an event, by their lines. */
struct annotate_list {
    struct annotate_remark *items;
    size_t count, room;
};

static void annotate_add(struct annotate_list *list, int64_t line, enum annotate_kind kind, size_t index) {
    if (line > 0 && list->count < list->room)
        list->items[list->count++] = (struct annotate_remark){line, kind, index};
}

static void annotate_add_fields(struct annotate_list *list, const struct field_table *table, const void *record,
                                enum annotate_kind kind) {
    for (size_t i = 0; i < table->count; i++)
        if (table->fields[i].key.len > 0 && field_number(&table->fields[i], record) != ABSENT)
            annotate_add(list, field_line(&table->fields[i], record), kind, i);
}

static void annotate_add_request(struct annotate_list *list, const struct report_event *event) {
    const struct trigger *trigger = &event->event->trigger;
    annotate_add(list, trigger->lines.first, ANNOTATE_TRIGGER, 0);
    annotate_add(list, trigger->cpuset_line, ANNOTATE_CPUSET, 0);
    annotate_add(list, trigger->sysrq_line, ANNOTATE_SYSRQ, 0);
    annotate_add(list, event->event->identity.line, ANNOTATE_IDENTITY, 0);
    annotate_add(list, trigger->trace_lines.first, ANNOTATE_TRACE, 0);
    annotate_add(list, event->reckoning->maker.line, ANNOTATE_MAKER, 0);
}

static void annotate_add_memory(struct annotate_list *list, const struct memory *memory) {
    annotate_add_fields(list, &field_counters, &memory->counters, ANNOTATE_COUNTER);
    annotate_add_fields(list, &field_totals, &memory->totals, ANNOTATE_TOTAL);
    for (size_t i = 0; i < memory->node_count; i++)
        annotate_add(list, memory->nodes[i].line, ANNOTATE_NODE, i);
    for (size_t i = 0; i < memory->zone_count; i++) {
        annotate_add(list, memory->zones[i].line, ANNOTATE_ZONE, i);
        annotate_add(list, memory->zones[i].lowmem_reserve_line, ANNOTATE_RESERVE, i);
        annotate_add(list, memory->zones[i].buddy_line, ANNOTATE_BUDDY, i);
    }
    for (size_t i = 0; i < memory->hugepages_count; i++)
        annotate_add(list, memory->hugepages[i].line, ANNOTATE_HUGEPAGES, i);
    for (size_t i = 0; i < memory->slab_count; i++)
        annotate_add(list, memory->slabs[i].line, ANNOTATE_SLAB, i);
    for (size_t i = 0; i < memory->allocation_count; i++)
        annotate_add(list, memory->allocations[i].line, ANNOTATE_ALLOCATION, i);
}

static void annotate_add_cgroup(struct annotate_list *list, const struct cgroup *cgroup) {
    annotate_add(list, cgroup->path_line, ANNOTATE_CGROUP, 0);
    annotate_add(list, cgroup->memory.line, ANNOTATE_USAGE, 0);
    annotate_add(list, cgroup->memsw.line, ANNOTATE_USAGE, 1);
    annotate_add(list, cgroup->swap.line, ANNOTATE_USAGE, 2);
    annotate_add(list, cgroup->kmem.line, ANNOTATE_USAGE, 3);
    for (size_t i = 0; i < cgroup->stats_count; i++)
        for (size_t j = 0; j < cgroup->stats[i].values.count; j++)
            annotate_add(list, cgroup->stats[i].values.items[j].line, ANNOTATE_STATISTIC,
                         i << ANNOTATE_STATISTIC_BITS | j);
}

static void annotate_add_tasks(struct annotate_list *list, const struct event *event) {
    annotate_add(list, event->tasks.lines.first, ANNOTATE_TASKS, 0);
    for (size_t i = 0; i < event->tasks.count; i++)
        annotate_add(list, event->tasks.items[i].line, ANNOTATE_TASK, i);
}

static void annotate_add_kills(struct annotate_list *list, const struct event *event) {
    annotate_add(list, event->summary.line, ANNOTATE_SUMMARY, 0);
    annotate_add(list, event->intent.line, ANNOTATE_INTENT, 0);
    annotate_add(list, event->oom_group.line, ANNOTATE_GROUP, 0);
    annotate_add(list, event->panic.line, ANNOTATE_PANIC, 0);
    annotate_add(list, event->no_killable.line, ANNOTATE_NO_KILLABLE, 0);
    for (size_t i = 0; i < event->kill_count; i++) {
        if (event->kills[i].named_by == NAMED_BY_KILL)
            annotate_add(list, event->kills[i].line, ANNOTATE_KILL, i);
        annotate_add(list, event->kills[i].reaped_line, ANNOTATE_REAPED, i);
    }
    for (size_t i = 0; i < event->warning_count; i++)
        annotate_add(list, event->warnings[i].lines.first, ANNOTATE_WARNING, i);
}

static int annotate_compare(const void *a, const void *b) {
    const struct annotate_remark *one = a, *other = b;
    if (one->line != other->line)
        return one->line < other->line ? -1 : 1;
    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    return (one->index > other->index) - (one->index < other->index);
}

/* How many remarks there can be. */
static size_t annotate_room(const struct event *event) {
    const struct memory *memory = &event->memory;
    size_t count = ANNOTATE_SINGLE + field_counters.count + field_totals.count + memory->node_count +
                   3 * memory->zone_count + memory->hugepages_count + memory->slab_count + memory->allocation_count +
                   event->tasks.count + 2 * event->kill_count + event->warning_count;
    for (size_t i = 0; i < event->cgroup.stats_count; i++)
        count += event->cgroup.stats[i].values.count;
    return count;
}

/* All remarks; none where memory is short. */
static struct annotate_list annotate_list_of(const struct report_event *event) {
    struct annotate_list list = {.room = annotate_room(event->event)};
    list.items = arena_alloc(event->event->arena, list.room * sizeof *list.items);
    if (!list.items)
        return (struct annotate_list){NULL, 0, 0};
    annotate_add_request(&list, event);
    annotate_add_memory(&list, &event->event->memory);
    annotate_add_cgroup(&list, &event->event->cgroup);
    annotate_add_tasks(&list, event->event);
    annotate_add_kills(&list, event->event);
    qsort(list.items, list.count, sizeof *list.items, annotate_compare);
    return list;
}

/* The first remark on LINE or behind it. */
static size_t annotate_find(const struct annotate_list *list, int64_t line) {
    size_t from = 0, to = list->count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (list->items[middle].line < line)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void annotate_line(struct text *text, const struct annotate_list *list, const struct own_line *own) {
    struct wording number = wording_number(place_of(text->document.event, own->lines.first).line);
    layout_line(&text->layout, 0, 0);
    layout_figure(&text->layout, LAYOUT_DIM, &number, ANNOTATE_NUMBER);
    layout_due(&text->layout, 2);
    layout_left(&text->layout, LAYOUT_PLAIN, own->text, 0);
    layout_end(&text->layout);
    for (size_t i = annotate_find(list, own->lines.first); i < list->count && list->items[i].line <= own->lines.last;
         i++)
        annotate_remark(text, &list->items[i]);
}

static void annotate_event(struct out *out, const struct report_options *options, const struct report_event *event) {
    struct text text;
    text_begin(&text, out, options, event);
    const struct annotate_list list = annotate_list_of(event);
    text_head(&text);
    layout_line(&text.layout, 0, 0);
    layout_words(&text.layout, LAYOUT_BOLD, event->diagnosis->headline);
    layout_space(&text.layout);
    for (size_t i = 0; i < event->event->own.count; i++)
        annotate_line(&text, &list, &event->event->own.items[i]);
    layout_space(&text.layout);
}

const struct writer writer_annotate = {
    .name = "annotate", .extension = "annotated", .wants_lines = true, .event = annotate_event};
