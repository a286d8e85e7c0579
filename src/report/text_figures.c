/* Every figure of the report as the kernel printed it, for whom the sections before are not enough.
 * SPDX-License-Identifier: MIT */
#include "report/places.h"
#include "report/text_sections.h"

#include "model/fields.h"

/* A line of figures: its name, then what follows is wrapped below it. */
static void text_figures_line(struct text *text, const char *name) {
    layout_line(&text->layout, 2, 4);
    text_words(text, LAYOUT_DIM, name);
}

/* "name:12" or "name:12kB", one word. */
static void text_figure(struct text *text, str name, int64_t value, const char *unit) {
    struct wording number = wording_number(value);
    layout_keep(&text->layout, name.len + 1 + number.len + strlen(unit));
    layout_unit(&text->layout, LAYOUT_PLAIN, name);
    layout_glue(&text->layout);
    layout_unit(&text->layout, LAYOUT_PLAIN, STR(":"));
    layout_glue(&text->layout);
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&number));
    if (!unit[0])
        return;
    layout_glue(&text->layout);
    layout_unit(&text->layout, LAYOUT_PLAIN, str_from_cstr(unit));
}

static const char *text_unit(const struct field *field) {
    return field->unit == FIELD_KB ? "kB" : "";
}

static void text_named(struct text *text, const struct named_list *list) {
    for (size_t i = 0; i < list->count; i++)
        text_figure(text, list->items[i].name, list->items[i].value, "");
}

/* What TABLE has a printed name for, as far as the log has it. */
static void text_record(struct text *text, const struct field_table *table, const void *record) {
    for (size_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        const int64_t value = field_number(field, record);
        if (field->key.len > 0 && field->printed.len > 0 && value != ABSENT)
            text_figure(text, field->printed, value, text_unit(field));
    }
}

static void text_fact_line(struct text *text, const char *name, str value) {
    if (value.len == 0)
        return;
    text_figures_line(text, name);
    layout_words(&text->layout, LAYOUT_PLAIN, value);
}

static void text_figures_machine(struct text *text) {
    const struct event *event = text->document.event;
    const struct identity *identity = &event->identity;
    text_fact_line(text, "hardware:", identity->hardware);
    text_fact_line(text, "architecture:", identity->arch);
    text_fact_line(text, "kernel:", identity->release);
    text_fact_line(text, "build:", identity->build);
    text_fact_line(text, "taint:", identity->taint);
    text_fact_line(text, "cpuset:", event->trigger.cpuset);
    text_fact_line(text, "mems_allowed:", event->trigger.mems_allowed);
    text_fact_line(text, "nodemask:", event->trigger.nodemask);
    text_fact_line(text, "workqueue:", event->trigger.workqueue);
    text_fact_line(text, "constraint:", event->summary.constraint);
    if (identity->cpu != ABSENT) {
        text_figures_line(text, "processor:");
        struct wording cpu = wording_number(identity->cpu);
        layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&cpu));
    }
}

static void text_figures_trace(struct text *text) {
    const struct frame_list *trace = &text->document.event->trigger.call_trace;
    if (trace->count == 0)
        return;
    text_figures_line(text, "call trace:");
    for (size_t i = 0; i < trace->count; i++)
        layout_unit(&text->layout, LAYOUT_PLAIN, trace->items[i].text);
    text_lines(text, text->document.event->trigger.trace_lines);
}

static void text_figures_counters(struct text *text) {
    const struct memory *memory = &text->document.event->memory;
    if (memory->counters.lines.first > 0) {
        text_figures_line(text, "counters, in pages:");
        text_record(text, &field_counters, &memory->counters);
        text_named(text, &memory->counters.others);
        text_lines(text, memory->counters.lines);
    }
    text_figures_line(text, "totals:");
    text_record(text, &field_totals, &memory->totals);
    for (size_t i = 0; i < memory->node_count; i++) {
        text_figures_line(text, "node");
        struct wording node = wording_number(memory->nodes[i].node);
        layout_unit(&text->layout, LAYOUT_DIM, wording_str(&node));
        layout_glue(&text->layout);
        text_words(text, LAYOUT_DIM, ":");
        text_record(text, &field_node, &memory->nodes[i]);
        text_named(text, &memory->nodes[i].others);
    }
}

/* "12*64kB (UME)" */
static void text_free_list(struct text *text, const struct zone *zone) {
    for (size_t i = 0; i < zone->buddy_count; i++) {
        const struct buddy *buddy = &zone->buddy[i];
        struct wording count = wording_number(buddy->count), size = wording_number(buddy->size_kb);
        layout_keep(&text->layout, count.len + size.len + 3);
        layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&count));
        layout_glue(&text->layout);
        layout_unit(&text->layout, LAYOUT_PLAIN, STR("*"));
        layout_glue(&text->layout);
        layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&size));
        layout_glue(&text->layout);
        layout_unit(&text->layout, LAYOUT_PLAIN, STR("kB"));
        layout_unit(&text->layout, LAYOUT_DIM, buddy->types);
    }
}

static void text_zone_of(struct text *text, const char *what, const struct zone *zone) {
    text_figures_line(text, what);
    layout_unit(&text->layout, LAYOUT_DIM, zone->name);
    if (zone->node != ABSENT) {
        struct wording node = wording_number(zone->node);
        text_words(text, LAYOUT_DIM, "of node");
        layout_unit(&text->layout, LAYOUT_DIM, wording_str(&node));
    }
    layout_glue(&text->layout);
    text_words(text, LAYOUT_DIM, ":");
}

static void text_figures_zones(struct text *text) {
    const struct memory *memory = &text->document.event->memory;
    for (size_t i = 0; i < memory->zone_count; i++) {
        const struct zone *zone = &memory->zones[i];
        text_zone_of(text, "zone", zone);
        text_record(text, &field_zone, zone);
        text_named(text, &zone->others);
        text_lines(text, (struct span){zone->line, zone->line});
        if (zone->buddy_count == 0)
            continue;
        text_zone_of(text, "free pieces of zone", zone);
        text_free_list(text, zone);
        text_lines(text, (struct span){zone->buddy_line, zone->buddy_line});
    }
    for (size_t i = 0; i < memory->hugepages_count; i++) {
        text_figures_line(text, "huge pages:");
        text_record(text, &field_hugepages, &memory->hugepages[i]);
    }
}

static void text_figures_usage(struct text *text, const char *name, const struct usage *usage) {
    if (usage->line <= 0)
        return;
    text_figures_line(text, name);
    text_record(text, &field_usage, usage);
    text_lines(text, (struct span){usage->line, usage->line});
}

static void text_figures_cgroup(struct text *text) {
    const struct cgroup *cgroup = &text->document.event->cgroup;
    text_figures_usage(text, "memory:", &cgroup->memory);
    text_figures_usage(text, "memory and swap:", &cgroup->memsw);
    text_figures_usage(text, "swap:", &cgroup->swap);
    text_figures_usage(text, "kernel memory:", &cgroup->kmem);
    for (size_t i = 0; i < cgroup->stats_count; i++) {
        text_figures_line(text, "statistics in bytes, of");
        layout_unit(&text->layout, LAYOUT_DIM,
                    cgroup->stats[i].path.len > 0 ? cgroup->stats[i].path : STR("the group"));
        text_named(text, &cgroup->stats[i].values);
        text_lines(text, cgroup->stats[i].lines);
    }
}

static void text_figures_slabs(struct text *text) {
    const struct memory *memory = &text->document.event->memory;
    if (memory->slab_count == 0)
        return;
    text_figures_line(text, "kernel caches, all of their pages:");
    for (size_t i = 0; i < memory->slab_count; i++)
        text_figure(text, memory->slabs[i].name, memory->slabs[i].total_kb, "kB");
    text_lines(text, memory->slab_lines);
}

void text_figures(struct text *text) {
    if (!text->document.options->full || text->document.event->killer != KILLER_KERNEL)
        return;
    text_title(text, STR("All figures, as printed"), (struct span){0, 0});
    text_figures_machine(text);
    text_figures_trace(text);
    text_figures_cgroup(text);
    if (text->document.event->memory.lines.first > 0) {
        text_figures_counters(text);
        text_figures_zones(text);
    }
    text_figures_slabs(text);
    layout_end(&text->layout);
}
