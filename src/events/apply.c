/* What each sentence does to the event in progress: borders, sections, facts.
 * SPDX-License-Identifier: MIT */
#include "events/apply.h"

#include "events/apply_kill.h"
#include "events/apply_part.h"
#include "events/daemons.h"
#include "events/notes.h"
#include "kernel/call_trace.h"
#include "kernel/oom_summary.h"
#include "kernel/statistics.h"
#include "model/limits.h"

enum { APPLY_SYSRQ_LINES = 100 }; /* between "Manual OOM execution" and its event: a worker runs it */

bool apply_header(struct line *line) {
    struct task_table columns;
    if (line->text.data[0] != '[' || !task_table_header(&columns, line->text))
        return false;
    bool is_next = line->progress && line->progress->event->tasks.count > 0;
    if (is_next)
        line_end(line);
    if (!line_need_report(line, STAGE_TASKS))
        return true;
    struct event *event = line->progress->event;
    line->progress->columns = columns;
    line->progress->section = SECTION_TASKS;
    event->tasks.header = arena_copy(event->arena, line->text);
    builder_cover(&event->tasks.lines, line->at);
    line_reach(line, STAGE_TASKS);
    line_certain(line);
    return true;
}

bool apply_summary(struct line *line) {
    enum extent_end state = oom_summary_extent(line->text).end;
    bool is_piece = line->text.data[0] == ',';
    if (state == EXTENT_NONE || (is_piece && (!line->progress || !line->progress->event->summary.line)))
        return false;
    bool is_next = line->progress && line->progress->event->summary.line && !is_piece;
    if (is_next)
        line_end(line);
    if (is_piece)
        line->progress->unfinished_line = 0;
    if (!line_need_report(line, STAGE_SUMMARY))
        return true;
    state = oom_summary_read(line->progress->event, line->text, line->at);
    line->progress->unfinished_line = state == EXTENT_CUT ? line->at : 0;
    line->progress->is_unfinished_within = !oom_summary_ends_between(line->text);
    line->progress->is_unfinished_in_task = oom_summary_ends_in_task(line->text);
    line->progress->section = SECTION_NONE;
    line_reach(line, STAGE_SUMMARY);
    line_certain(line);
    return true;
}

/* What stands behind the last MARK in TEXT, or TEXT. */
static str apply_behind(str text, str mark) {
    size_t at = str_find_last(text, mark);
    return at == STR_NONE ? text : str_from(text, at + mark.len);
}

/* "[<c01484c4>] <4>cc1": more stands there than a name can hold: a line was torn by another processor's, or has words
 * of its transport before the kernel's. */
static str apply_name(str before) {
    static const str marks[] = {STR_INIT(">"), STR_INIT("] "), STR_INIT(": ")};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0] && before.len > LIMIT_COMM; i++) {
        str name = str_trim(apply_behind(before, marks[i]));
        if (name.len)
            before = name;
    }
    return before;
}

/* The same printk by another way: same clock, same words, and nothing but the header has been said since. */
static bool apply_is_doubled(const struct line *line, const struct match *match) {
    const struct open_event *progress = line->progress;
    if (!progress || progress->is_over || progress->stage != STAGE_HEADER || !progress->event->trigger.lines.first)
        return false;
    return line->message->uptime_us != ABSENT && progress->event->uptime_us == line->message->uptime_us &&
           str_equal(progress->event->trigger.name, apply_name(match->before));
}

/* SysRq f has a worker of the kernel do it: "kworker/0:2", up to 2.6.35 "events/0" (moom_callback,
 * drivers/tty/sysrq.c). */
static bool apply_is_worker(str name) {
    return str_starts(name, STR("kworker/")) || str_starts(name, STR("events/"));
}

static void apply_trigger(struct line *line, const struct match *match) {
    if (apply_is_doubled(line, match)) {
        line_is_own(line);
        return;
    }
    line_doubt(line);
    line_end(line);
    if (!line_begin(line))
        return;
    struct event *event = line->progress->event;
    match_bind(match, event, &event->trigger, line->at);
    event->trigger.lines = line_span(line);
    event->trigger.name = arena_copy(event->arena, apply_name(match->before));
    if (apply_is_worker(event->trigger.name)) {
        if (line->host->sysrq_line && line->at - line->host->sysrq_line <= APPLY_SYSRQ_LINES)
            event->trigger.sysrq_line = line->host->sysrq_line;
        line->host->sysrq_line = 0;
    }
    line_certain(line);
}

/* "mysqld cpuset=/ mems_allowed=0" */
static void apply_cpuset(struct line *line, const struct match *match) {
    size_t at = str_find_last(match->before, STR(" cpuset="));
    if (at == STR_NONE || line_is_aside(line) || !line->progress || line->progress->is_over)
        return;
    struct event *event = line->progress->event;
    line_is_own(line);
    match_bind(match, event, &event->trigger, line->at);
    event->trigger.cpuset = arena_copy(event->arena, str_from(match->before, at + 8));
    event->trigger.cpuset_line = line->at;
}

/* Whether NAME is what stands behind a line break in WHOLE. */
static bool apply_is_behind_break(str name, str whole) {
    return name.len && whole.len > name.len && str_ends(whole, name) && whole.data[whole.len - name.len - 1] == '\n';
}

/* The trigger and "Comm:" tell one name, current->comm (dump_header, mm/oom_kill.c; dump_stack_print_info,
 * lib/dump_stack.c), and nothing but the time shows what stands before a line break in the first: the second decides.
 */
static void apply_whose_name(struct event *event) {
    str *name = &event->trigger.name;
    if (apply_is_behind_break(*name, event->identity.comm) || apply_is_behind_break(event->identity.comm, *name))
        *name = event->identity.comm;
}

static void apply_identity(struct line *line, const struct match *match) {
    struct open_event *progress = line->progress;
    if (line_is_aside(line) || (progress && !progress->is_over && progress->stage > STAGE_HEADER))
        return;
    if (!line_need_report(line, STAGE_HEADER))
        return;
    struct event *event = line->progress->event;
    struct identity *identity = &event->identity;
    if (identity->line && !str_starts(line->text, STR("Hardware")))
        return;
    match_bind(match, event, identity, line->at);
    identity->taint = str_trim_end(identity->taint);
    if (!identity->line)
        identity->line = line->at;
    apply_whose_name(event);
    if (!identity->arch.len)
        identity->arch = call_trace_arch_of_release(identity->release);
}

static void apply_call_trace(struct line *line, const struct match *match) {
    (void)match;
    struct open_event *progress = line->progress;
    if (line_is_aside(line) || !progress || progress->is_over || progress->stage > STAGE_HEADER ||
        progress->event->trigger.trace_lines.first)
        return;
    line_is_own(line);
    builder_cover(&progress->event->trigger.trace_lines, line->at);
    progress->section = SECTION_TRACE;
    apply_part_frames(line,
                      str_from(line->text, str_find_byte(line->text, ':') + 1)); /* "Call Trace:<...>{f+1}", 2.6.9 */
}

static void apply_mem_info(struct line *line, const struct match *match) {
    (void)match;
    struct open_event *progress = line->progress;
    if (line_is_aside(line)) {
        if (!line->host->aside_memory || !progress || progress->is_over || progress->stage > STAGE_MEMORY) {
            line->host->aside_memory = true;
            return;
        }
        line->host->aside = 0; /* the second one is the event's */
    }
    if (progress && progress->event->memory.totals.ram_pages.line)
        line_end(line);
    if (!line_need_report(line, STAGE_MEMORY))
        return;
    builder_cover(&line->progress->event->memory.lines, line->at);
    line->progress->section = SECTION_MEMORY;
    line_reach(line, STAGE_MEMORY);
}

static void apply_statistics(struct line *line, const struct match *match) {
    if (!line_need_report(line, STAGE_MEMORY))
        return;
    struct event *event = line->progress->event;
    struct cgroup *cgroup = &event->cgroup;
    line_certain(line);
    line->progress->section = SECTION_STATISTICS;
    builder_cover(&cgroup->lines, line->at);
    struct cgroup_stats *stats = BUILDER_PUSH(event, cgroup->stats, cgroup->stats_count, LIMIT_GROUPS, line->at);
    if (!stats)
        return;
    cgroup->stats_count++;
    stats->path = arena_copy(event->arena, match_words(match, STR("path")));
    statistics_list(event, stats, match_words(match, STR("statistics")), line->at);
}

static void apply_section(struct line *line, enum section section, enum stage stage) {
    if (section == SECTION_ALLOCATIONS && line_is_aside(line))
        return;
    if (!line_need_report(line, stage))
        return;
    struct event *event = line->progress->event;
    line->progress->section = section;
    line_reach(line, stage);
    if (section == SECTION_TASKS)
        builder_cover(&event->tasks.lines, line->at);
    if (section == SECTION_SLABS)
        builder_cover(&event->memory.slab_lines, line->at);
    builder_cover(&event->memory.lines, stage == STAGE_MEMORY ? line->at : event->memory.lines.first);
    if (section != SECTION_ALLOCATIONS)
        line_certain(line);
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

static void apply_cgroup_lines(struct line *line, const struct match *match) {
    struct cgroup *cgroup = &line->progress->event->cgroup;
    struct usage *usages[] = {&cgroup->memory, &cgroup->memsw, &cgroup->swap, &cgroup->kmem};
    switch (match->row->record) {
    case SENTENCE_CGROUP_RECORD:
        if (match_words(match, STR("path")).len)
            cgroup->path_line = line->at;
        if (match_words(match, STR("task_path")).len)
            cgroup->task_path_line = line->at;
        break;
    case SENTENCE_MEMORY_USAGE:
    case SENTENCE_MEMSW_USAGE:
    case SENTENCE_SWAP_USAGE:
    case SENTENCE_KMEM_USAGE:
        usages[match->row->record - SENTENCE_MEMORY_USAGE]->line = line->at;
        break;
    default:
        return;
    }
    builder_cover(&cgroup->lines, line->at);
}

/* "Task in /a killed as a result of limit of /b": nothing follows the path that would show it whole. */
static void apply_cut_path(struct line *line, const struct match *match) {
    struct cgroup *cgroup = &line->progress->event->cgroup;
    const str path = match_words(match, STR("path")), task_path = match_words(match, STR("task_path"));
    if (!path.len && !task_path.len)
        return;
    builder_warn(line->progress->event, line_span(line),
                 "The line may be cut: its path, from \"%.*s\" on, is left out.",
                 STR_ARG(str_first(path.len ? path : task_path, LIMIT_QUOTE)));
    if (path.len)
        cgroup->path = STR("");
    else
        cgroup->task_path = STR("");
}

/* A fact of the report that needs no more than its place in the record. */
static void apply_part(struct line *line, const struct match *match) {
    bool is_certain = match->row->role == SENTENCE_CERTAIN;
    if (!is_certain && (line_is_aside(line) || !line->progress || line->progress->is_over))
        return;
    bool is_next = match->row->record == SENTENCE_MEMORY_USAGE && line->progress &&
                   (line->progress->stage >= STAGE_TASKS || line->progress->event->cgroup.memory.line);
    if (is_next)
        line_end(line);
    if (!line_need_report(line, STAGE_KILL))
        return;
    match_bind(match, line->progress->event, apply_record(line->progress->event, match->row->record), line->at);
    apply_cgroup_lines(line, match);
    if (line_may_be_cut(line))
        apply_cut_path(line, match);
    if (line->progress->section == SECTION_TRACE || line->progress->section == SECTION_STATISTICS)
        line->progress->section = SECTION_NONE;
    if (is_certain)
        line_certain(line);
}

static void apply_slabs(struct line *line, const struct match *match) {
    (void)match;
    apply_section(line, SECTION_SLABS, STAGE_MEMORY);
}

static void apply_slabs_undumped(struct line *line, const struct match *match) {
    (void)match;
    apply_section(line, SECTION_NONE, STAGE_MEMORY);
    if (line->progress)
        line->progress->event->memory.slab_undumped_line = line->at;
}

static void apply_allocations(struct line *line, const struct match *match) {
    (void)match;
    apply_section(line, SECTION_ALLOCATIONS, STAGE_MEMORY);
}

static void apply_tasks(struct line *line, const struct match *match) {
    (void)match;
    apply_section(line, SECTION_TASKS, STAGE_TASKS);
}

static void apply_echo(struct line *line, const struct match *match) {
    (void)match;
    if (line->progress && !line_is_aside(line))
        line_is_own(line);
}

static void (*const apply_roles[])(struct line *line, const struct match *match) = {
    [SENTENCE_PART] = apply_part,
    [SENTENCE_CERTAIN] = apply_part,
    [SENTENCE_TRIGGER] = apply_trigger,
    [SENTENCE_SYSRQ] = notes_sysrq,
    [SENTENCE_CPUSET] = apply_cpuset,
    [SENTENCE_IDENTITY] = apply_identity,
    [SENTENCE_CALL_TRACE] = apply_call_trace,
    [SENTENCE_MEM_INFO] = apply_mem_info,
    [SENTENCE_STATISTICS] = apply_statistics,
    [SENTENCE_SLABS] = apply_slabs,
    [SENTENCE_SLABS_UNDUMPED] = apply_slabs_undumped,
    [SENTENCE_ALLOCATIONS] = apply_allocations,
    [SENTENCE_TASKS] = apply_tasks,
    [SENTENCE_INTENT] = apply_kill_intended,
    [SENTENCE_KILLED] = apply_kill_done,
    [SENTENCE_KILLED_TOO] = apply_kill_done,
    [SENTENCE_SHARING] = apply_kill_done,
    [SENTENCE_GROUP] = apply_kill_group,
    [SENTENCE_REAPED] = apply_kill_reaped,
    [SENTENCE_UNREAPED] = apply_kill_reaped,
    [SENTENCE_NO_VICTIM] = apply_kill_given_up,
    [SENTENCE_PANIC] = apply_kill_given_up,
    [SENTENCE_ECHO] = apply_echo,
    [SENTENCE_ASIDE] = notes_aside,
    [SENTENCE_NOTE] = notes_note,
    [SENTENCE_REBOOT] = notes_reboot,
    [SENTENCE_CLOCK] = notes_clock,
    [SENTENCE_USER_WARNING] = notes_user_warning,
    [SENTENCE_USER_KILLED] = notes_user_killed,
    [SENTENCE_UNIT] = daemons_struck,
    [SENTENCE_UNIT_EXITED] = daemons_exited,
};

void apply(struct line *line, const struct match *match) {
    apply_roles[match->row->role](line, match);
}
