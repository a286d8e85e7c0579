/* Lines of a table or a list that has begun: the section decides which scanner of the kernel stage reads them.
 * SPDX-License-Identifier: MIT */
#include "events/apply_section.h"

#include "kernel/call_trace.h"
#include "kernel/mem_info.h"
#include "kernel/scanners.h"
#include "kernel/tables.h"
#include "model/clock.h"

/* The zones' lines, which are always longer, end where this row does: so may its name. */
static void apply_section_doubt_name(const struct entry *entry) {
    struct tasks *tasks = &entry->open->event->tasks;
    const size_t width = entry->open->cut_width;
    const size_t len = tasks->items[tasks->count - 1].name.len;
    if (width == 0 || entry->open->event->memory.zone_count == 0 || entry->line_count > 1 ||
        entry->message->line_len != width)
        return;
    if (tasks->cut_name_len == 0 || len < tasks->cut_name_len)
        tasks->cut_name_len = len;
}

/* "[ 13432]     0 13432   787016   786745  6344704        0             0 mem_on_node1" */
static bool apply_section_row(struct entry *entry) {
    struct open_event *open = entry->open;
    const bool is_headless = open->columns.count == 0;
    const size_t count = open->event->tasks.count;
    if (task_table_row(&open->columns, open->event, entry->text, entry->line) == EXTENT_NONE)
        return false;
    if (count == 0)
        open->cut_width = entry->cut_width;
    if (open->event->tasks.count > count)
        apply_section_doubt_name(entry);
    open->event->tasks.cut |= is_headless;
    open_event_reach(open, SECTION_TASKS, STAGE_TASKS);
    open_event_confirm(open);
    return true;
}

/* A row of a task table whose header is lost. */
static bool apply_section_headless_row(struct entry *entry) {
    const struct open_event *open = entry->open;
    return entry->text.data[0] == '[' && open->stage <= STAGE_TASKS && !open->event->tasks.count &&
           open->columns.count == 0 && task_table_looks_like_row(entry->text) && apply_section_row(entry);
}

/* The trace of a panic shows who called it. */
static bool apply_section_is_of_panic(const struct host *host, int64_t line) {
    return host && host->panic_line && line - host->panic_line <= LIMIT_PANIC_LINES;
}

/* Where the header was cut off, the OOM killer's own functions in the trace show what kind of report it is. */
static void apply_section_confirm(struct open_event *open, str function, int64_t line) {
    if (part_owner_of(function) == PART_KILLERS && !apply_section_is_of_panic(open->host, line))
        open_event_confirm(open);
}

static void apply_section_keep_frame(struct entry *entry, struct frame_list *list, str function, str module) {
    struct event *event = entry->open->event;
    struct frame *frame =
        function.len ? BUILDER_NEXT(event, list->items, list->count, LIMIT_FRAMES, entry->line) : NULL;
    if (!frame)
        return;
    *frame = (struct frame){arena_copy(event->arena, function), entry->line, arena_copy(event->arena, module)};
    list->count++;
}

bool apply_section_frames(struct entry *entry, str text) {
    struct event *event = entry->open->event;
    struct scan scan = scan_of(text);
    struct call_frame frame;
    bool any = false;
    for (; call_trace_braced(&scan, &frame); any = true)
        apply_section_keep_frame(entry, &event->trigger.call_trace, frame.function, frame.module);
    if (any) {
        builder_cover(&event->trigger.trace_lines, entry->line);
        event->identity.arch = STR("x86_64");
    }
    return any;
}

/* "(__alloc_pages_nodemask) from [<c09f1bd0>] (alloc_skb_with_frags+0xd8/0x170)": the next line should be the caller's
 * own; where the log lacks it, or ends here, the caller is a frame all the same. */
static void apply_section_keep_caller(struct entry *entry, const struct call_frame *next) {
    struct open_event *open = entry->open;
    struct arena *arena = open->event->arena;
    if (open->caller.text.len && !str_equal(open->caller.text, next->function))
        open_event_keep_caller(open);
    open->caller = (struct frame){0};
    if (next->caller.len)
        open->caller =
            (struct frame){arena_copy(arena, next->caller), entry->line, arena_copy(arena, next->caller_module)};
}

static bool apply_section_frame(struct entry *entry) {
    struct trigger *trigger = &entry->open->event->trigger;
    struct identity *identity = &entry->open->event->identity;
    struct call_frame frame;
    if (entry->text.data[0] == '<' && apply_section_frames(entry, entry->text))
        return true;
    if (!identity->arch.len)
        identity->arch = call_trace_arch(entry->text);
    if (!call_trace_frame(entry->text, &frame))
        return call_trace_is_noise(entry->text);
    builder_cover(&trigger->trace_lines, entry->line);
    apply_section_confirm(entry->open, frame.function, entry->line);
    apply_section_keep_caller(entry, &frame);
    if (frame.is_sure)
        apply_section_keep_frame(entry, &trigger->call_trace, frame.function, frame.module);
    else if (!trigger->call_trace.count)
        apply_section_keep_frame(entry, &entry->open->unsure, frame.function, frame.module);
    return true;
}

/* " unwind_backtrace from show_stack+0x10/0x14": arm prints no "Call trace:" since 5.18, and an excerpt may begin at
 * "oom_kill_process+0x101/0x170". */
static bool apply_section_headless_trace(struct entry *entry) {
    const struct event *event = entry->open->event;
    struct call_frame frame;
    if (entry->open->stage != STAGE_HEADER || entry->open->section != SECTION_NONE ||
        !(event->identity.line || event->trigger.lines.first))
        return false;
    const bool is_shaped =
        entry->message->text.data[0] == ' ' || str_starts(entry->text, STR("[<")) || str_has(entry->text, STR("+0x"));
    if (!is_shaped || !call_trace_frame(entry->text, &frame))
        return false;
    open_event_reach(entry->open, SECTION_TRACE, STAGE_HEADER);
    return apply_section_frame(entry);
}

/* "Stack : 00000000 80840000": mips prints its stack, others registers, before the trace. */
static bool apply_section_stack(struct entry *entry) {
    struct open_event *open = entry->open;
    if (open->stage != STAGE_HEADER || open->section != SECTION_NONE || !open->event->identity.line ||
        !call_trace_is_noise(entry->text))
        return false;
    if (!open->event->identity.arch.len)
        open->event->identity.arch = call_trace_arch(entry->text);
    return true;
}

bool apply_section_figures(struct open_event *open, str text, int64_t line) {
    struct event *event = open->event;
    const bool is_zone =
        *text.data == 'N' && zones_line(&open->report.zones, event, text, line); /* the longest lines */
    if (!is_zone && !mem_info_totals(event, text, line) && !mem_info_counters(event, text, line) &&
        !zones_line(&open->report.zones, event, text, line))
        return false;
    builder_cover(&event->memory.lines, line);
    return true;
}

/* Mem-Info: "active_anon:1 inactive_anon:2 isolated_anon:3", "Node 0 DMA free:15360kB ...", "61078 total pagecache
 * pages" */
static bool apply_section_memory(struct entry *entry) {
    struct open_event *open = entry->open;
    if (open->stage > STAGE_MEMORY || !apply_section_figures(open, entry->text, entry->line))
        return false;
    open_event_reach(open, SECTION_MEMORY, STAGE_MEMORY);
    return true;
}

/* What the section leads us to expect. */
static bool apply_section_expected(struct entry *entry) {
    struct event *event = entry->open->event;
    switch (entry->open->section) {
    case SECTION_TRACE:
        return apply_section_frame(entry);
    case SECTION_STATISTICS:
        return tables_statistic(event, entry->text, entry->line);
    case SECTION_SLABS:
        return tables_slab(event, entry->text, entry->line);
    case SECTION_ALLOCATIONS:
        return tables_allocation(event, entry->text, entry->line);
    case SECTION_TASKS:
        return entry->text.data[0] == '[' && apply_section_row(entry);
    case SECTION_NONE:
    case SECTION_MEMORY:
        break;
    }
    return false;
}

/* A line "..." or "--" among the rows. */
static void apply_section_note_elision(struct entry *entry) {
    struct tasks *tasks = &entry->open->event->tasks;
    if (entry->open->section == SECTION_TASKS && !tasks->elided_line && task_table_is_elision(entry->text))
        tasks->elided_line = entry->line;
}

bool apply_section(struct entry *entry) {
    if (!entry_has_report(entry))
        return entry->open && entry->open->has_late_memory &&
               apply_section_figures(entry->open, entry->text, entry->line) && entry_claim(entry);
    apply_section_note_elision(entry);
    if (!apply_section_expected(entry) && !apply_section_headless_row(entry) && !apply_section_headless_trace(entry) &&
        !apply_section_stack(entry) && !apply_section_memory(entry))
        return false;
    return entry_claim(entry);
}

/* "[<ffffffff8112d5f0>] ? oom_kill_process+0x82/0x2a0" without a head. */
static bool apply_section_is_killers_frame(const struct entry *entry) {
    const str text = entry->message->text;
    const bool may_be = memchr(" [(odmp_", *text.data, 8) && /* nearly no other line does */
                        part_may_be_killers(text);
    const bool is_next = entry->open && entry->open->state == OPEN_GUESSED && entry->open->stage >= STAGE_MEMORY;
    if (!may_be || (entry->open && !is_next) || apply_section_is_of_panic(entry->host, entry->line))
        return false;
    const struct part part = part_of(entry->message->text);
    return part.rank == PART_FRAME && part.owner == PART_KILLERS;
}

/* Whether the message is printed later than the event in progress: by the kernel's clock, else by another one, which
 * may have been set in between, else by its place in the log. */
static bool apply_section_is_later(const struct entry *entry) {
    enum { LATER_S = 10 };
    const struct event *event = entry->open->event;
    const struct message *message = entry->message;
    if (message->uptime_us != ABSENT && event->last_uptime_us != ABSENT)
        return message->uptime_us - event->last_uptime_us > LIMIT_JITTER_US;
    if (message->uptime_us == ABSENT && event->uptime_us == ABSENT && !message->time.month && !event->time.month)
        return !event->is_newest_first;
    return message->time.month && event->time.month && clock_distance(&message->time, &event->time) > LATER_S;
}

/* The summary and the announcement are the last lines before the kill: a part of a report that comes later is of
 * another one. */
static bool apply_section_is_behind_announcement(const struct entry *entry) {
    return entry_has_report(entry) && entry->open->stage >= STAGE_SUMMARY && apply_section_is_later(entry);
}

bool apply_section_guess(struct entry *entry) {
    const bool is_frame = apply_section_is_killers_frame(entry);
    if ((entry_has_report(entry) && !is_frame && !apply_section_is_behind_announcement(entry)) ||
        (!is_frame && !scanners_know_part(entry->text)))
        return false;
    if (entry_has_report(entry))
        entry_end(entry);
    if (!entry_begin(entry))
        return false;
    if (is_frame)
        open_event_reach(entry->open, SECTION_TRACE, STAGE_HEADER);
    if (is_frame                     ? apply_section_frame(entry)
        : entry->text.data[0] == '[' ? apply_section_row(entry)
                                     : apply_section_memory(entry))
        return true;
    entry_withdraw(entry);
    return false;
}
