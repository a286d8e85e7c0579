/* Parts of a report that are no sentences: the scanners, led by the section that is being told.
 * SPDX-License-Identifier: MIT */
#include "events/apply_part.h"

#include "kernel/call_trace.h"
#include "kernel/key_values.h"

static bool apply_part_row(struct entry *entry) {
    struct open_event *open = entry->open;
    bool is_headless = open->columns.count == 0;
    if (task_table_row(&open->columns, open->event, entry->text, entry->line) == TASK_TABLE_NO_ROW)
        return false;
    open->event->tasks.cut |= is_headless;
    open->section = SECTION_TASKS;
    entry_reach(entry, STAGE_TASKS);
    entry_certain(entry);
    return true;
}

static void apply_part_keep_frame(struct entry *entry, struct cited_text_list *list, str function) {
    struct event *event = entry->open->event;
    struct cited_text *frame =
        function.len ? BUILDER_NEXT(event, list->items, list->count, LIMIT_FRAMES, entry->line) : NULL;
    if (!frame)
        return;
    *frame = (struct cited_text){arena_copy(event->arena, function), entry->line};
    list->count++;
}

bool apply_part_frames(struct entry *entry, str text) {
    struct event *event = entry->open->event;
    struct scan scan = scan_of(text);
    str function;
    bool any = false;
    for (; call_trace_braced(&scan, &function); any = true)
        apply_part_keep_frame(entry, &event->trigger.call_trace, function);
    if (any) {
        builder_cover(&event->trigger.trace_lines, entry->line);
        event->identity.arch = STR("x86_64");
    }
    return any;
}

static bool apply_part_frame(struct entry *entry) {
    struct trigger *trigger = &entry->open->event->trigger;
    struct identity *identity = &entry->open->event->identity;
    str function;
    if (entry->text.data[0] == '<' && apply_part_frames(entry, entry->text))
        return true;
    if (!identity->arch.len)
        identity->arch = call_trace_arch(entry->text);
    if (!call_trace_frame(entry->text, &function))
        return call_trace_is_noise(entry->text);
    builder_cover(&trigger->trace_lines, entry->line);
    if (function.len)
        apply_part_keep_frame(entry, &trigger->call_trace, function);
    else if (!trigger->call_trace.count)
        apply_part_keep_frame(entry, &entry->open->unsure, call_trace_unsure(entry->text));
    return true;
}

/* " unwind_backtrace from show_stack+0x10/0x14": arm prints no "Call trace:" since 5.18, and an excerpt may begin at
 * "oom_kill_process+0x101/0x170". */
static bool apply_part_headless_trace(struct entry *entry) {
    const struct event *event = entry->open->event;
    str function;
    if (entry->open->section != SECTION_NONE || !(event->identity.line || event->trigger.lines.first))
        return false;
    const bool is_shaped =
        entry->message->text.data[0] == ' ' || str_starts(entry->text, STR("[<")) || str_has(entry->text, STR("+0x"));
    if (!is_shaped || !call_trace_frame(entry->text, &function))
        return false;
    entry->open->section = SECTION_TRACE;
    return apply_part_frame(entry);
}

/* Counters, zones and totals, by the first byte of the text. */
static bool apply_part_is_memory(struct entry *entry) {
    struct open_event *open = entry->open;
    struct event *event = open->event;
    char first = entry->text.data[0];
    bool is_digit = first >= '0' && first <= '9';
    if ((is_digit || first == 'S' || first == 'F' || first == 'T') &&
        key_values_totals(event, entry->text, entry->line))
        return true;
    if (((first >= 'a' && first <= 'z') || first == 'A') && key_values_counters(event, entry->text, entry->line))
        return true;
    return zones_line(&open->zones, event, entry->text, entry->line);
}

static bool apply_part_memory(struct entry *entry) {
    if (entry->open->stage > STAGE_MEMORY || !apply_part_is_memory(entry))
        return false;
    builder_cover(&entry->open->event->memory.lines, entry->line);
    entry->open->section = SECTION_MEMORY;
    entry_reach(entry, STAGE_MEMORY);
    return true;
}

/* What the section before leads one to expect. */
static bool apply_part_of_section(struct entry *entry) {
    struct event *event = entry->open->event;
    switch (entry->open->section) {
    case SECTION_TRACE:
        return apply_part_frame(entry);
    case SECTION_STATISTICS:
        return key_values_statistic(event, entry->text, entry->line);
    case SECTION_SLABS:
        return task_table_slab(event, entry->text, entry->line);
    case SECTION_ALLOCATIONS:
        return task_table_allocation(event, entry->text, entry->line);
    case SECTION_TASKS:
        return entry->text.data[0] == '[' && apply_part_row(entry);
    case SECTION_NONE:
    case SECTION_MEMORY:
        break;
    }
    return false;
}

bool apply_part_take(struct entry *entry) {
    if (apply_part_of_section(entry))
        return entry_claim(entry);
    if (entry_is_aside(entry))
        return false;
    if (entry->text.data[0] == '[' && entry->open->stage <= STAGE_TASKS && !entry->open->event->tasks.count &&
        entry->open->columns.count == 0 && task_table_looks_like_row(entry->text) && apply_part_row(entry))
        return entry_claim(entry);
    if (entry->open->stage == STAGE_HEADER && apply_part_headless_trace(entry))
        return entry_claim(entry);
    return apply_part_memory(entry) && entry_claim(entry);
}

/* Whether a text without an event may be the part of a report whose head is lost. A guess: what it begins is dropped
 * again unless a certain line follows. */
static bool apply_part_may_begin(str text) {
    static const str starts[] = {
        STR_INIT("Node "),        STR_INIT("active_anon:"), STR_INIT("active_file:"), STR_INIT("Active"),
        STR_INIT("inactive_"),    STR_INIT("unevictable:"), STR_INIT("slab_"),        STR_INIT("mapped:"),
        STR_INIT("free:"),        STR_INIT("DMA"),          STR_INIT("Normal"),       STR_INIT("HighMem"),
        STR_INIT("Movable free"), STR_INIT("Movable:"),     STR_INIT("Free swap"),    STR_INIT("Total swap"),
    };
    if (text.data[0] == '[')
        return task_table_looks_like_row(text);
    if (text.data[0] >= '0' && text.data[0] <= '9')
        return text.len < 64 && str_has(text, STR(" pages"));
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (str_starts(text, starts[i]))
            return true;
    return false;
}

bool apply_part_guess(struct entry *entry) {
    if (entry_is_aside(entry) || !apply_part_may_begin(entry->text) || (entry->open && !entry->open->is_over))
        return false;
    const bool had_one = entry->open != NULL;
    if (!entry_begin(entry))
        return false;
    if (entry->text.data[0] == '[' ? apply_part_row(entry) : apply_part_memory(entry))
        return true;
    entry_end(entry); /* it was nothing */
    entry->open = had_one ? open_event_of(entry->host, entry->message->caller) : NULL;
    return false;
}
