/* Parts of a report that are no sentences: the scanners, led by the section that is being told.
 * SPDX-License-Identifier: MIT */
#include "events/apply_part.h"

#include "kernel/call_trace.h"
#include "kernel/key_values.h"

static bool apply_part_row(struct line *line) {
    struct open_event *progress = line->progress;
    bool is_headless = progress->columns.count == 0;
    if (task_table_row(&progress->columns, progress->event, line->text, line->at) == TASK_TABLE_NO_ROW)
        return false;
    progress->event->tasks.cut |= is_headless;
    progress->section = SECTION_TASKS;
    line_reach(line, STAGE_TASKS);
    line_certain(line);
    return true;
}

static void apply_part_keep_frame(struct line *line, struct frame_list *list, str function, str module) {
    struct event *event = line->progress->event;
    struct frame *frame = function.len ? BUILDER_NEXT(event, list->items, list->count, LIMIT_FRAMES, line->at) : NULL;
    if (!frame)
        return;
    *frame = (struct frame){arena_copy(event->arena, function), line->at, arena_copy(event->arena, module)};
    list->count++;
}

bool apply_part_frames(struct line *line, str text) {
    struct event *event = line->progress->event;
    struct scan scan = scan_of(text);
    struct call_frame frame;
    bool any = false;
    for (; call_trace_braced(&scan, &frame); any = true)
        apply_part_keep_frame(line, &event->trigger.call_trace, frame.function, frame.module);
    if (any) {
        builder_cover(&event->trigger.trace_lines, line->at);
        event->identity.arch = STR("x86_64");
    }
    return any;
}

/* "(__alloc_pages_nodemask) from [<c09f1bd0>] (alloc_skb_with_frags+0xd8/0x170)": the next line should be the caller's
 * own; where the log lacks it, or ends here, the caller is a frame all the same. */
static void apply_part_keep_caller(struct line *line, const struct call_frame *next) {
    struct open_event *progress = line->progress;
    if (progress->caller.text.len && !str_equal(progress->caller.text, next->function))
        open_event_keep_caller(progress);
    progress->caller = (struct frame){0};
    if (next->caller.len)
        progress->caller = (struct frame){arena_copy(progress->event->arena, next->caller), line->at,
                                          arena_copy(progress->event->arena, next->caller_module)};
}

static bool apply_part_frame(struct line *line) {
    struct trigger *trigger = &line->progress->event->trigger;
    struct identity *identity = &line->progress->event->identity;
    struct call_frame frame;
    if (line->text.data[0] == '<' && apply_part_frames(line, line->text))
        return true;
    if (!identity->arch.len)
        identity->arch = call_trace_arch(line->text);
    if (!call_trace_frame(line->text, &frame))
        return call_trace_is_noise(line->text);
    builder_cover(&trigger->trace_lines, line->at);
    apply_part_keep_caller(line, &frame);
    if (frame.is_sure)
        apply_part_keep_frame(line, &trigger->call_trace, frame.function, frame.module);
    else if (!trigger->call_trace.count)
        apply_part_keep_frame(line, &line->progress->unsure, frame.function, frame.module);
    return true;
}

/* " unwind_backtrace from show_stack+0x10/0x14": arm prints no "Call trace:" since 5.18, and an excerpt may begin at
 * "oom_kill_process+0x101/0x170". */
static bool apply_part_headless_trace(struct line *line) {
    const struct event *event = line->progress->event;
    struct call_frame frame;
    if (line->progress->section != SECTION_NONE || !(event->identity.line || event->trigger.lines.first))
        return false;
    const bool is_shaped =
        line->message->text.data[0] == ' ' || str_starts(line->text, STR("[<")) || str_has(line->text, STR("+0x"));
    if (!is_shaped || !call_trace_frame(line->text, &frame))
        return false;
    line->progress->section = SECTION_TRACE;
    return apply_part_frame(line);
}

/* Counters, zones and totals, by the first byte of the text. */
static bool apply_part_is_memory(struct line *line) {
    struct open_event *progress = line->progress;
    struct event *event = progress->event;
    char first = line->text.data[0];
    bool is_digit = first >= '0' && first <= '9';
    if ((is_digit || first == 'S' || first == 'F' || first == 'T') && key_values_totals(event, line->text, line->at))
        return true;
    if (((first >= 'a' && first <= 'z') || first == 'A') && key_values_counters(event, line->text, line->at))
        return true;
    return zones_line(&progress->zones, event, line->text, line->at);
}

static bool apply_part_memory(struct line *line) {
    if (line->progress->stage > STAGE_MEMORY || !apply_part_is_memory(line))
        return false;
    builder_cover(&line->progress->event->memory.lines, line->at);
    line->progress->section = SECTION_MEMORY;
    line_reach(line, STAGE_MEMORY);
    return true;
}

/* What the section before leads one to expect. */
static bool apply_part_of_section(struct line *line) {
    struct event *event = line->progress->event;
    switch (line->progress->section) {
    case SECTION_TRACE:
        return apply_part_frame(line);
    case SECTION_STATISTICS:
        return key_values_statistic(event, line->text, line->at);
    case SECTION_SLABS:
        return task_table_slab(event, line->text, line->at);
    case SECTION_ALLOCATIONS:
        return task_table_allocation(event, line->text, line->at);
    case SECTION_TASKS:
        return line->text.data[0] == '[' && apply_part_row(line);
    case SECTION_NONE:
    case SECTION_MEMORY:
        break;
    }
    return false;
}

bool apply_part_take(struct line *line) {
    if (apply_part_of_section(line))
        return line_is_own(line);
    if (line_is_aside(line))
        return false;
    if (line->text.data[0] == '[' && line->progress->stage <= STAGE_TASKS && !line->progress->event->tasks.count &&
        line->progress->columns.count == 0 && task_table_looks_like_row(line->text) && apply_part_row(line))
        return line_is_own(line);
    if (line->progress->stage == STAGE_HEADER && apply_part_headless_trace(line))
        return line_is_own(line);
    return apply_part_memory(line) && line_is_own(line);
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

bool apply_part_guess(struct line *line) {
    if (line_is_aside(line) || !apply_part_may_begin(line->text) || (line->progress && !line->progress->is_over))
        return false;
    const bool had_one = line->progress != NULL;
    if (!line_begin(line))
        return false;
    if (line->text.data[0] == '[' ? apply_part_row(line) : apply_part_memory(line))
        return true;
    line_end(line); /* it was nothing */
    line->progress = had_one ? open_event_of(line->host, line->message->caller) : NULL;
    return false;
}
