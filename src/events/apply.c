/* What each line of a report and each sentence does to the event in progress, or to what is known of its host.
 * SPDX-License-Identifier: MIT */
#include "events/apply.h"

#include "events/apply_kill.h"
#include "events/daemons.h"
#include "events/other_report.h"
#include "events/unwrap.h"
#include "kernel/call_trace.h"
#include "kernel/key_values.h"
#include "kernel/scanners.h"
#include "kernel/tables.h"
#include "model/clock.h"
#include "model/limits.h"

/* --- messages near an event that are not part of it --- */

/* Whether notes of this KIND are about the event before them; the others are about the one that follows. */
static bool apply_looks_back(enum note_kind kind) {
    return kind == NOTE_EXITING || kind == NOTE_PINNED || kind == NOTE_LOST_LINES;
}

/* The newest event of the host, if a note of this kind can be about it. */
static struct event *apply_noted_event(const struct entry *entry, enum note_kind kind) {
    const struct open_event *open = entry->host ? entry->host->events : NULL;
    return open && (open->state != OPEN_OVER || apply_looks_back(kind)) ? open->event : NULL;
}

/* "oom_kill_process: 4 callbacks suppressed" */
static void apply_note(struct entry *entry, const struct match *match) {
    const enum note_kind kind = (enum note_kind)match->row->kind;
    const int64_t value = match_number(match, STR("value"));
    struct event *event = apply_noted_event(entry, kind);
    if (event)
        builder_note(event, kind, entry->line, value, entry->text);
    else if (entry_need_host(entry))
        host_remark(entry->host, kind, entry->message, value);
    if (kind == NOTE_EXITING && entry_has_report(entry) && entry->open->event == event) {
        entry_claim(entry); /* no kill will follow */
        open_event_conclude(entry->open);
    }
}

/* "java: page allocation failure: order:7, ...": begins a report that looks like the OOM killer's. */
static void apply_other_report(struct entry *entry, const struct match *match) {
    const enum sentence_role role = match->row->role;
    if (role == SENTENCE_ASIDE)
        apply_note(entry, match);
    other_report_begin(entry, role, match->row->place == SENTENCE_LAST ? match->before : STR(""));
}

/* Whether the entry lacks the kernel's clock, which the event in progress has: a program may have written it. */
static bool apply_lacks_clock(const struct entry *entry) {
    return entry->open && entry->message->program.len && entry->message->uptime_us == ABSENT &&
           entry->open->event->last_uptime_us != ABSENT;
}

/* "Linux version 5.10.0-32-cloud-amd64 (..." The next lines' clock shows a reboot, too. */
static void apply_reboot(struct entry *entry, const struct match *match) {
    const int64_t clock_start_us = host_clock_start(entry->message->uptime_us);
    (void)match;
    if (apply_lacks_clock(entry))
        return;
    if (clock_start_us > 0 && !entry_need_host(entry))
        return;
    if (entry->host) {
        open_events_end_host(entry->all, entry->host);
        host_reboot(entry->host);
        entry->host->clock_start_us = clock_start_us;
    }
    entry->open = NULL;
}

/* "Memory: 959976K/1021976K available" */
static void apply_boot_memory(struct entry *entry, const struct match *match) {
    if (!entry_need_host(entry))
        return;
    struct boot *boot = &entry->host->boot_memory;
    boot->line = entry->line;
    boot->memory_available_kb = match_number(match, STR("value"));
    boot->memory_total_kb = match_number(match, STR("total"));
}

/* "Adding 1048572k swap on /dev/zram0." */
static void apply_zram(struct entry *entry, const struct match *match) {
    const int64_t kb = match_number(match, STR("value"));
    if (!entry_need_host(entry) || kb <= 0 || kb > INT64_MAX / 2 - entry->host->boot_memory.zram_kb)
        return;
    entry->host->boot_memory.zram_line = entry->line;
    entry->host->boot_memory.zram_kb += kb; /* one device for each CPU, on some machines */
}

/* "setting system clock to 2026-11-21T20:57:39 UTC (1795294659)" */
static void apply_clock(struct entry *entry, const struct match *match) {
    if (entry_need_host(entry))
        time_note_boot(&entry->host->clue, entry->message, match_number(match, STR("value")));
}

/* "sysrq: Manual OOM execution" */
static void apply_sysrq(struct entry *entry, const struct match *match) {
    (void)match;
    if (entry_need_host(entry))
        entry->host->sysrq_line = entry->line;
}

/* --- lines of a table or a list that has begun: its section decides which scanner reads them --- */

/* The zones' lines, which are always longer, end where this row does: so may its name. */
static void apply_section_doubt_name(const struct entry *entry) {
    struct tasks *tasks = &entry->open->event->tasks;
    const size_t width = entry->open->cut_width;
    const size_t len = tasks->items[tasks->count - 1].name.len;
    if (width == 0 || entry->open->event->memory.zone_count == 0 || entry->unwrap->pieces > 1 ||
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
        open->cut_width = unwrap_cut_width(entry->unwrap);
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

static bool apply_section_frames(struct entry *entry, str text) {
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

/* Mem-Info: "active_anon:1 inactive_anon:2 isolated_anon:3", "Node 0 DMA free:15360kB ...", "61078 total pagecache
 * pages" */
static bool apply_section_memory(struct entry *entry) {
    struct open_event *open = entry->open;
    if (open->stage > STAGE_MEMORY || !open_event_read_figures(open, entry->text, entry->line))
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

/* Other lines of a report than those that its section leads us to expect. */
static __attribute__((noinline)) bool apply_section_other(struct entry *entry) {
    if (apply_section_headless_row(entry) || apply_section_headless_trace(entry) || apply_section_stack(entry) ||
        apply_section_memory(entry))
        return true;
    apply_section_note_elision(entry);
    return false;
}

static bool apply_section(struct entry *entry) {
    if (!entry_has_report(entry))
        return entry->open && entry->open->has_late_memory &&
               open_event_read_figures(entry->open, entry->text, entry->line) && entry_claim(entry);
    return (apply_section_expected(entry) || apply_section_other(entry)) && entry_claim(entry);
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

bool apply_guess(struct entry *entry) {
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

/* --- sentences that begin a part of a report --- */

/* "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name" */
static __attribute__((noinline)) bool apply_header(struct entry *entry) {
    struct task_table columns;
    if (entry->text.data[0] != '[' || !task_table_header(&columns, entry->text))
        return false;
    if (entry->open && entry->open->event->tasks.count > 0)
        entry_end(entry); /* a second table is the next report's */
    if (!entry_need_report(entry, STAGE_TASKS))
        return true;
    struct event *event = entry->open->event;
    event->tasks.header = arena_copy(event->arena, entry->text);
    builder_cover(&event->tasks.lines, entry->line);
    open_event_set_columns(entry->open, &columns);
    open_event_reach(entry->open, SECTION_TASKS, STAGE_TASKS);
    open_event_confirm(entry->open);
    return true;
}

static enum unfinished apply_unfinished(str summary) {
    if (oom_summary_ends_between(summary))
        return UNFINISHED_BETWEEN_VALUES;
    return oom_summary_ends_in_task(summary) ? UNFINISHED_IN_NAME : UNFINISHED_IN_VALUE;
}

/* "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),...", or ",task_memcg=/a,task=x,pid=1,uid=0": the kernel cuts
 * a long one into several records. */
static __attribute__((noinline)) bool apply_summary(struct entry *entry) {
    enum extent_end state = oom_summary_end(entry->text);
    const bool is_piece = entry->text.data[0] == ',';
    const bool has_summary = entry->open && entry->open->event->summary.line;
    if (state == EXTENT_NONE || (is_piece && !has_summary))
        return false;
    if (is_piece)
        open_event_set_unfinished(entry->open, UNFINISHED_NOT, 0); /* it goes on here */
    else if (has_summary)
        entry_end(entry);
    if (!entry_need_report(entry, STAGE_SUMMARY))
        return true;
    state = oom_summary_read(entry->open->event, entry->text, entry->line);
    if (state == EXTENT_CUT)
        open_event_set_unfinished(entry->open, apply_unfinished(entry->text), entry->line);
    open_event_name_victim(entry->open, entry->message->uptime_us);
    open_event_reach(entry->open, SECTION_NONE, STAGE_SUMMARY);
    open_event_confirm(entry->open);
    return true;
}

/* What follows the last MARK in TEXT, or all of TEXT. */
static str apply_behind(str text, str mark) {
    size_t at = str_find_last(text, mark);
    return at == STR_NONE ? text : str_from(text, at + mark.len);
}

/* "[<c01484c4>] <4>cc1" is longer than a process name: the line was interrupted by another processor's, or something
 * precedes the kernel's text. Returns the name. */
static str apply_name(str before) {
    static const str marks[] = {STR_INIT(">"), STR_INIT("] "), STR_INIT(": ")};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0] && before.len > LIMIT_COMM; i++) {
        str name = str_trim(apply_behind(before, marks[i]));
        if (name.len)
            before = name;
    }
    return before;
}

/* Whether the trigger is a duplicate: same uptime, same process, and nothing but the header's first lines has followed.
 * Behind frames it begins another copy of the report, which its fingerprint shows once it is whole. */
static bool apply_is_duplicate(const struct entry *entry, const struct match *match) {
    const struct open_event *open = entry->open;
    if (!entry_has_report(entry) || open->stage != STAGE_HEADER || !open->event->trigger.lines.first ||
        open->event->trigger.call_trace.count)
        return false;
    return entry->message->uptime_us != ABSENT && open->event->uptime_us == entry->message->uptime_us &&
           str_equal(open->event->trigger.name, apply_name(match->before));
}

/* SysRq f lets a kernel worker do it: "kworker/0:2", up to 2.6.35 "events/0" (moom_callback,
 * drivers/tty/sysrq.c). */
static bool apply_is_worker(str name) {
    return str_starts(name, STR("kworker/")) || str_starts(name, STR("events/"));
}

/* Notes the line of "Manual OOM execution" before the trigger. */
static void apply_sysrq_line(struct entry *entry) {
    const int64_t line = entry->host->sysrq_line;
    if (line && entry->line - line <= LIMIT_SYSRQ_LINES)
        entry->open->event->trigger.sysrq_line = line;
    entry->host->sysrq_line = 0;
}

/* Whether the trigger was printed just before the kill of an event that has none: who explains a kill shows its end
 * first. The kernel works at one event at a time (oom_lock, mm/oom_kill.c). */
static bool apply_is_late_trigger(const struct entry *entry) {
    const struct open_event *open = entry->open;
    if (!open || open->state != OPEN_OVER || open->event->trigger.lines.first || !open->event->kill_count ||
        entry->message->uptime_us == ABSENT || open->event->uptime_us == ABSENT ||
        open->line_base != entry->input->line_base)
        return false;
    const int64_t before_us = open->event->uptime_us - host_uptime(entry->host, entry->message->uptime_us);
    return before_us > 0 && before_us <= LIMIT_JITTER_US;
}

/* The event that a trigger begins. */
static bool apply_begin_triggered(struct entry *entry) {
    if (apply_is_late_trigger(entry)) {
        open_event_reopen(entry->open, entry->message->uptime_us);
        return entry_claim(entry);
    }
    if (entry->open)
        open_event_doubt_name(entry->open, entry->line);
    if (entry->open && entry->open->state == OPEN_GUESSED)
        other_report_adopt(entry->host, entry->open);
    entry_end(entry);
    return entry_begin(entry);
}

/* "java invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0" */
static void apply_trigger(struct entry *entry, const struct match *match) {
    if (apply_is_duplicate(entry, match)) {
        entry_claim(entry);
        return;
    }
    if (!apply_begin_triggered(entry))
        return;
    struct event *event = entry->open->event;
    match_bind(match, event, &event->trigger, entry->line);
    event->trigger.lines = entry_span(entry);
    event->trigger.name = arena_copy(event->arena, apply_name(match->before));
    if (apply_is_worker(event->trigger.name))
        apply_sysrq_line(entry);
    open_event_confirm(entry->open);
}

/* "mysqld cpuset=/ mems_allowed=0" */
static void apply_cpuset(struct entry *entry, const struct match *match) {
    const str word = sentence_of(SENTENCE_CPUSET)->name_before;
    const size_t at = str_find_last(match->before, word);
    if (at == STR_NONE || !entry_has_report(entry))
        return;
    struct event *event = entry->open->event;
    entry_claim(entry);
    match_bind(match, event, &event->trigger, entry->line);
    event->trigger.cpuset = arena_copy(event->arena, str_from(match->before, at + word.len));
    event->trigger.cpuset_line = entry->line;
}

/* Whether NAME is what follows a line break in WHOLE. */
static bool apply_is_behind_break(str name, str whole) {
    return name.len && whole.len > name.len && str_ends(whole, name) && whole.data[whole.len - name.len - 1] == '\n';
}

/* The trigger and "Comm:" print the same name, current->comm (dump_header, mm/oom_kill.c; dump_stack_print_info,
 * lib/dump_stack.c). Where it contains a line break, or something is glued before it ("<pre>java"), only the second
 * shows for certain where it begins. */
static void apply_correct_name(struct event *event) {
    str *name = &event->trigger.name;
    const str comm = event->identity.comm;
    const bool is_glued = comm.len > 0 && name->len > comm.len && str_ends(*name, comm);
    if (is_glued || apply_is_behind_break(*name, comm) || apply_is_behind_break(comm, *name))
        *name = comm;
}

/* A stack of another fault, of which nothing says that it belongs to an OOM report, ends where the next begins. */
static bool apply_is_next_stack(const struct entry *entry, const struct match *match) {
    if (!entry_has_report(entry) || entry->open->state != OPEN_GUESSED)
        return false;
    const struct event *event = entry->open->event;
    return event->identity.line > 0 && event->trigger.trace_lines.first > 0 && !event->trigger.lines.first &&
           match_words(match, STR("comm")).len > 0;
}

/* "CPU: 1 PID: 77 Comm: java Not tainted 5.10.0-32-cloud-amd64 #1 Debian 5.10.223-1", "Hardware name: QEMU ..." */
static void apply_identity(struct entry *entry, const struct match *match) {
    if (entry_has_report(entry) && entry->open->stage > STAGE_HEADER)
        return;
    if (apply_is_next_stack(entry, match))
        entry_end(entry);
    if (!entry_need_report(entry, STAGE_HEADER))
        return;
    struct event *event = entry->open->event;
    struct identity *identity = &event->identity;
    if (identity->line && match_words(match, STR("hardware")).len == 0)
        return;
    match_bind(match, event, identity, entry->line);
    identity->taint = str_trim_end(identity->taint);
    if (!identity->line)
        identity->line = entry->line;
    apply_correct_name(event);
    if (!identity->arch.len)
        identity->arch = call_trace_arch_of_release(identity->release);
}

/* "Call Trace:"; up to 2.6.9 the frames follow on the same line */
static void apply_call_trace(struct entry *entry, const struct match *match) {
    (void)match;
    if (!entry_has_report(entry) || entry->open->stage > STAGE_HEADER || entry->open->event->trigger.trace_lines.first)
        return;
    entry_claim(entry);
    builder_cover(&entry->open->event->trigger.trace_lines, entry->line);
    open_event_reach(entry->open, SECTION_TRACE, STAGE_HEADER);
    apply_section_frames(entry, str_from(entry->text, str_find_byte(entry->text, ':') + 1));
}

/* Whether somebody put Mem-Info right behind the kill of its event, which has a header and none; where there are no
 * clocks to tell. */
static bool apply_mem_info_is_late(const struct entry *entry) {
    const struct open_event *open = entry->open;
    return open && open->state == OPEN_OVER && open->event->trigger.lines.first && open->event->kill_count &&
           !open->event->memory.lines.first && open->event->lines.last + 1 == entry->line &&
           message_is_bare(entry->message);
}

/* "Mem-Info:" */
static void apply_mem_info(struct entry *entry, const struct match *match) {
    (void)match;
    if (apply_mem_info_is_late(entry)) {
        entry->open->has_late_memory = entry_claim(entry);
        builder_cover(&entry->open->event->memory.lines, entry->line);
        return;
    }
    if (entry->open && entry->open->event->memory.lines.first && /* rarely: its head is lost */
        open_event_progress(entry->open)->rank > PART_MEM_INFO)
        entry_end(entry);
    if (!entry_need_report(entry, STAGE_MEMORY))
        return;
    builder_cover(&entry->open->event->memory.lines, entry->line);
    open_event_reach(entry->open, SECTION_MEMORY, STAGE_MEMORY);
}

/* "Memory cgroup stats for /a:"; up to 5.2 the statistics follow on the same line */
static void apply_statistics(struct entry *entry, const struct match *match) {
    if (!entry_need_report(entry, STAGE_MEMORY))
        return;
    struct event *event = entry->open->event;
    struct cgroup *cgroup = &event->cgroup;
    open_event_confirm(entry->open);
    open_event_reach(entry->open, SECTION_STATISTICS, STAGE_HEADER);
    builder_cover(&cgroup->lines, entry->line);
    struct cgroup_stats *stats = BUILDER_PUSH(event, cgroup->stats, cgroup->stats_count, LIMIT_GROUPS, entry->line);
    if (!stats)
        return;
    cgroup->stats_count++;
    stats->path = arena_copy(event->arena, match_words(match, STR("path")));
    tables_statistics(event, stats, match_words(match, STR("statistics")), entry->line);
}

/* "Unreclaimable slab info:" and the like: titles of a table, which may be left out. */
static const struct {
    enum section section;
    enum stage stage;
} apply_titles[] = {
    [SENTENCE_SLABS] = {SECTION_SLABS, STAGE_MEMORY},
    [SENTENCE_SLABS_UNDUMPED] = {SECTION_NONE, STAGE_MEMORY},
    [SENTENCE_ALLOCATIONS] = {SECTION_ALLOCATIONS, STAGE_MEMORY},
    [SENTENCE_TASKS] = {SECTION_TASKS, STAGE_TASKS},
};

static void apply_title(struct entry *entry, const struct match *match) {
    const enum sentence_role role = match->row->role;
    const enum stage stage = apply_titles[role].stage;
    if (!entry_need_report(entry, stage))
        return;
    struct event *event = entry->open->event;
    open_event_reach(entry->open, apply_titles[role].section, stage);
    builder_cover(role == SENTENCE_TASKS ? &event->tasks.lines : &event->memory.lines, entry->line);
    if (role == SENTENCE_SLABS)
        builder_cover(&event->memory.slab_lines, entry->line);
    if (role == SENTENCE_SLABS_UNDUMPED)
        event->memory.slab_undumped_line = entry->line;
    if (role != SENTENCE_ALLOCATIONS) /* other reports print them, too */
        open_event_confirm(entry->open);
}

static void *apply_record(struct event *event, enum sentence_record record) {
    switch (record) {
    case SENTENCE_TRIGGER_RECORD:
        return &event->trigger;
    case SENTENCE_IDENTITY_RECORD:
        return &event->identity;
    case SENTENCE_CGROUP_RECORD:
        return &event->cgroup;
    case SENTENCE_MEMORY_USAGE:
        return &event->cgroup.memory;
    case SENTENCE_MEMSW_USAGE:
        return &event->cgroup.memsw;
    case SENTENCE_SWAP_USAGE:
        return &event->cgroup.swap;
    case SENTENCE_KMEM_USAGE:
        return &event->cgroup.kmem;
    case SENTENCE_NOTHING:
    case SENTENCE_KILL_RECORD:
    case SENTENCE_EVENT_RECORD:
        break;
    }
    return event;
}

static void apply_cgroup_lines(struct entry *entry, const struct match *match) {
    struct cgroup *cgroup = &entry->open->event->cgroup;
    struct usage *usages[] = {&cgroup->memory, &cgroup->memsw, &cgroup->swap, &cgroup->kmem};
    switch (match->row->record) {
    case SENTENCE_CGROUP_RECORD:
        if (match_words(match, STR("path")).len)
            cgroup->path_line = entry->line;
        if (match_words(match, STR("task_path")).len)
            cgroup->task_path_line = entry->line;
        break;
    case SENTENCE_MEMORY_USAGE:
    case SENTENCE_MEMSW_USAGE:
    case SENTENCE_SWAP_USAGE:
    case SENTENCE_KMEM_USAGE:
        open_event_forget_figures(entry->open);
        usages[match->row->record - SENTENCE_MEMORY_USAGE]->line = entry->line;
        break;
    default:
        return;
    }
    builder_cover(&cgroup->lines, entry->line);
}

/* "Task in /a killed as a result of limit of /b": nothing follows the path that would show that it is complete. */
static void apply_cut_path(struct entry *entry, const struct match *match) {
    struct cgroup *cgroup = &entry->open->event->cgroup;
    const str path = match_words(match, STR("path")), task_path = match_words(match, STR("task_path"));
    if (!path.len && !task_path.len)
        return;
    builder_warn(entry->open->event, entry_span(entry),
                 "Line possibly truncated: the path that begins with \"%.*s\" is left out.",
                 STR_ARG(str_first(path.len ? path : task_path, LIMIT_QUOTE)));
    if (path.len)
        cgroup->path = STR("");
    else
        cgroup->task_path = STR("");
}

/* Whether a cgroup's usage begins the next report: this one has its own already. */
static bool apply_is_next_usage(const struct entry *entry, const struct match *match) {
    return match->row->record == SENTENCE_MEMORY_USAGE && entry->open &&
           (entry->open->stage >= STAGE_TASKS || entry->open->event->cgroup.memory.line);
}

/* Whether "Task in /a killed as a result of limit of /b" begins the next report: this one has its own already. */
static bool apply_is_next_task(const struct entry *entry, const struct match *match) {
    return match->row->record == SENTENCE_CGROUP_RECORD && match_words(match, STR("task_path")).len && entry->open &&
           entry->open->event->cgroup.task_path_line;
}

/* A fact of the report: its values are stored in their record. */
static void apply_fact(struct entry *entry, const struct match *match) {
    const bool is_certain = match->row->role == SENTENCE_CERTAIN;
    if (!is_certain && !entry_has_report(entry))
        return;
    if (apply_is_next_usage(entry, match) || apply_is_next_task(entry, match))
        entry_end(entry);
    if (!entry_need_report(entry, STAGE_KILL))
        return;
    struct open_event *open = entry->open;
    match_bind(match, open->event, apply_record(open->event, match->row->record), entry->line);
    apply_cgroup_lines(entry, match);
    if (entry_may_be_cut(entry))
        apply_cut_path(entry, match);
    if (open->section == SECTION_TRACE || open->section == SECTION_STATISTICS)
        open_event_reach(open, SECTION_NONE, open->stage);
    if (is_certain)
        open_event_confirm(open);
}

/* Repeats what is known. */
static void apply_echo(struct entry *entry, const struct match *match) {
    (void)match;
    if (entry->open)
        entry_claim(entry);
}

static void (*const apply_roles[])(struct entry *entry, const struct match *match) = {
    [SENTENCE_PART] = apply_fact,
    [SENTENCE_CERTAIN] = apply_fact,
    [SENTENCE_TRIGGER] = apply_trigger,
    [SENTENCE_SYSRQ] = apply_sysrq,
    [SENTENCE_CPUSET] = apply_cpuset,
    [SENTENCE_IDENTITY] = apply_identity,
    [SENTENCE_CALL_TRACE] = apply_call_trace,
    [SENTENCE_MEM_INFO] = apply_mem_info,
    [SENTENCE_STATISTICS] = apply_statistics,
    [SENTENCE_SLABS] = apply_title,
    [SENTENCE_SLABS_UNDUMPED] = apply_title,
    [SENTENCE_ALLOCATIONS] = apply_title,
    [SENTENCE_TASKS] = apply_title,
    [SENTENCE_INTENT] = apply_kill_intended,
    [SENTENCE_KILLED] = apply_kill_done,
    [SENTENCE_KILLED_TOO] = apply_kill_done,
    [SENTENCE_SHARING] = apply_kill_done,
    [SENTENCE_GROUP] = apply_kill_group,
    [SENTENCE_REAPED] = apply_kill_reaped,
    [SENTENCE_UNREAPED] = apply_kill_reaped,
    [SENTENCE_NO_VICTIM] = apply_kill_given_up,
    [SENTENCE_PANIC] = apply_kill_given_up,
    [SENTENCE_INIT_PANIC] = apply_kill_of_init,
    [SENTENCE_ECHO] = apply_echo,
    [SENTENCE_ASIDE] = apply_other_report,
    [SENTENCE_ASIDE_FIGURES] = apply_other_report,
    [SENTENCE_ASIDE_TRACE] = apply_other_report,
    [SENTENCE_NOTE] = apply_note,
    [SENTENCE_REBOOT] = apply_reboot,
    [SENTENCE_CLOCK] = apply_clock,
    [SENTENCE_BOOT_MEMORY] = apply_boot_memory,
    [SENTENCE_ZRAM] = apply_zram,
    [SENTENCE_USER_STATUS] = daemons_began,
    [SENTENCE_USER_FIGURES] = daemons_went_on,
    [SENTENCE_USER_WARNING] = daemons_warned,
    [SENTENCE_USER_KILLED] = daemons_killed,
    [SENTENCE_USER_ESCALATED] = daemons_saw_outcome,
    [SENTENCE_USER_EXITED] = daemons_saw_outcome,
    [SENTENCE_USER_SURVIVED] = daemons_saw_outcome,
    [SENTENCE_USER_PRETENDED] = daemons_pretended,
    [SENTENCE_UNIT] = daemons_unit_killed,
    [SENTENCE_UNIT_FAILED] = daemons_unit_killed,
    [SENTENCE_UNIT_EXITED] = daemons_unit_exited,
};

bool apply_report_line(struct entry *entry) {
    return apply_section(entry) || apply_header(entry) || apply_summary(entry);
}

void apply(struct entry *entry, const struct match *match) {
    apply_roles[match->row->role](entry, match);
}
