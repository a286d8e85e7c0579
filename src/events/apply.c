/* What each sentence does to the event in progress, or to what is known of its host.
 * SPDX-License-Identifier: MIT */
#include "events/apply.h"

#include "events/apply_kill.h"
#include "events/apply_section.h"
#include "events/daemons.h"
#include "events/other_report.h"
#include "kernel/call_trace.h"
#include "kernel/key_values.h"
#include "kernel/tables.h"
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
    const enum other_kind kind = role == SENTENCE_ASIDE_FIGURES ? OTHER_FIGURES
                                 : role == SENTENCE_ASIDE_TRACE ? OTHER_TRACE
                                                                : OTHER_WHOLE;
    if (role == SENTENCE_ASIDE)
        apply_note(entry, match);
    other_report_begin(entry, kind, match->row->place == SENTENCE_LAST ? match->before : STR(""));
}

/* "Linux version 5.10.0-32-cloud-amd64 (..." */
static void apply_reboot(struct entry *entry, const struct match *match) {
    const int64_t clock_start_us = host_clock_start(entry->message->uptime_us);
    (void)match;
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

/* "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name" */
bool apply_header(struct entry *entry) {
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
bool apply_summary(struct entry *entry) {
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

/* Whether the trigger is a duplicate: same uptime, same process, and nothing but the header has followed. */
static bool apply_is_duplicate(const struct entry *entry, const struct match *match) {
    const struct open_event *open = entry->open;
    if (!entry_has_report(entry) || open->stage != STAGE_HEADER || !open->event->trigger.lines.first)
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
    size_t at = str_find_last(match->before, STR(" cpuset="));
    if (at == STR_NONE || !entry_has_report(entry))
        return;
    struct event *event = entry->open->event;
    entry_claim(entry);
    match_bind(match, event, &event->trigger, entry->line);
    event->trigger.cpuset = arena_copy(event->arena, str_from(match->before, at + 8));
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
        own_report_progress(&entry->open->report)->rank > PART_MEM_INFO)
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
static const struct apply_title {
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
    const struct apply_title *title = &apply_titles[role];
    if (!entry_need_report(entry, title->stage))
        return;
    struct event *event = entry->open->event;
    open_event_reach(entry->open, title->section, title->stage);
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

void apply(struct entry *entry, const struct match *match) {
    apply_roles[match->row->role](entry, match);
}
