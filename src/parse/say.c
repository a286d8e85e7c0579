/* What each sentence does to the event in progress: borders, sections, facts.
 * SPDX-License-Identifier: MIT */
#include "parse/say.h"

#include "parse/bounds.h"
#include "parse/figures.h"
#include "parse/kill.h"
#include "parse/near.h"
#include "parse/part.h"
#include "parse/summary.h"
#include "parse/trace.h"
#include "parse/unit.h"

enum { SAY_SYSRQ_LINES = 100 }; /* between "Manual OOM execution" and its event: a worker runs it */

bool say_header(struct line *line) {
    struct columns columns;
    if (line->text.data[0] != '[' || !columns_header(&columns, line->text))
        return false;
    bool is_next = line->progress && line->progress->event->tasks.count > 0;
    if (is_next)
        line_end(line);
    if (!line_need_report(line, STAGE_TASKS))
        return true;
    struct oomwhy_event *event = line->progress->event;
    line->progress->columns = columns;
    line->progress->section = SECTION_TASKS;
    event->tasks.header = arena_copy(event->arena, line->text);
    draft_cover(&event->tasks.lines, line->at);
    line_reach(line, STAGE_TASKS);
    line_certain(line);
    return true;
}

bool say_summary(struct line *line) {
    enum summary_state state = summary_peek(line->text);
    bool is_piece = line->text.data[0] == ',';
    if (state == SUMMARY_NONE || (is_piece && (!line->progress || !line->progress->event->summary.line)))
        return false;
    bool is_next = line->progress && line->progress->event->summary.line && !is_piece;
    if (is_next)
        line_end(line);
    if (is_piece)
        line->progress->unfinished_line = 0;
    if (!line_need_report(line, STAGE_SUMMARY))
        return true;
    state = summary_read(line->progress->event, line->text, line->at);
    line->progress->unfinished_line = state == SUMMARY_CUT ? line->at : 0;
    line->progress->is_unfinished_within = !summary_ends_between(line->text);
    line->progress->is_unfinished_in_task = summary_ends_in_task(line->text);
    line->progress->section = SECTION_NONE;
    line_reach(line, STAGE_SUMMARY);
    line_certain(line);
    return true;
}

/* What stands behind the last MARK in TEXT, or TEXT. */
static str say_behind(str text, str mark) {
    size_t at = str_find_last(text, mark);
    return at == STR_NONE ? text : str_from(text, at + mark.len);
}

/* "[<c01484c4>] <4>cc1": more stands there than a name can hold: a line was torn by another processor's, or has words
 * of its carrier before the kernel's. */
static str say_name(str before) {
    static const str marks[] = {STR_INIT(">"), STR_INIT("] "), STR_INIT(": ")};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0] && before.len > BOUND_COMM; i++) {
        str name = str_trim(say_behind(before, marks[i]));
        if (name.len)
            before = name;
    }
    return before;
}

/* The same printk by another way: same clock, same words, and nothing but the header has been said since. */
static bool say_is_doubled(const struct line *line, const struct match *match) {
    const struct progress *progress = line->progress;
    if (!progress || progress->is_over || progress->stage != STAGE_HEADER || !progress->event->trigger.lines.first)
        return false;
    return line->message->uptime_us != OOMWHY_ABSENT && progress->event->uptime_us == line->message->uptime_us &&
           str_equal(progress->event->trigger.name, say_name(match->before));
}

/* SysRq f has a worker of the kernel do it: "kworker/0:2", up to 2.6.35 "events/0" (moom_callback,
 * drivers/tty/sysrq.c). */
static bool say_is_worker(str name) {
    return str_starts(name, STR("kworker/")) || str_starts(name, STR("events/"));
}

static void say_trigger(struct line *line, const struct match *match) {
    if (say_is_doubled(line, match)) {
        line_is_own(line);
        return;
    }
    line_doubt(line);
    line_end(line);
    if (!line_begin(line))
        return;
    struct oomwhy_event *event = line->progress->event;
    match_bind(match, event, &event->trigger, line->at);
    event->trigger.lines = line_span(line);
    event->trigger.name = arena_copy(event->arena, say_name(match->before));
    if (say_is_worker(event->trigger.name)) {
        if (line->host->sysrq_line && line->at - line->host->sysrq_line <= SAY_SYSRQ_LINES)
            event->trigger.sysrq_line = line->host->sysrq_line;
        line->host->sysrq_line = 0;
    }
    line_certain(line);
}

/* "mysqld cpuset=/ mems_allowed=0" */
static void say_cpuset(struct line *line, const struct match *match) {
    size_t at = str_find_last(match->before, STR(" cpuset="));
    if (at == STR_NONE || line_is_aside(line) || !line->progress || line->progress->is_over)
        return;
    struct oomwhy_event *event = line->progress->event;
    line_is_own(line);
    match_bind(match, event, &event->trigger, line->at);
    event->trigger.cpuset = arena_copy(event->arena, str_from(match->before, at + 8));
    event->trigger.cpuset_line = line->at;
}

/* Whether NAME is what stands behind a line break in WHOLE. */
static bool say_is_behind_break(str name, str whole) {
    return name.len && whole.len > name.len && str_ends(whole, name) && whole.data[whole.len - name.len - 1] == '\n';
}

/* The trigger and "Comm:" tell one name, current->comm (dump_header, mm/oom_kill.c; dump_stack_print_info,
 * lib/dump_stack.c), and nothing but the time shows what stands before a line break in the first: the second decides.
 */
static void say_whose_name(struct oomwhy_event *event) {
    str *name = &event->trigger.name;
    if (say_is_behind_break(*name, event->identity.comm) || say_is_behind_break(event->identity.comm, *name))
        *name = event->identity.comm;
}

static void say_identity(struct line *line, const struct match *match) {
    struct progress *progress = line->progress;
    if (line_is_aside(line) || (progress && !progress->is_over && progress->stage > STAGE_HEADER))
        return;
    if (!line_need_report(line, STAGE_HEADER))
        return;
    struct oomwhy_event *event = line->progress->event;
    struct oomwhy_identity *identity = &event->identity;
    if (identity->line && !str_starts(line->text, STR("Hardware")))
        return;
    match_bind(match, event, identity, line->at);
    identity->taint = str_trim_end(identity->taint);
    if (!identity->line)
        identity->line = line->at;
    say_whose_name(event);
    if (!identity->arch.len)
        identity->arch = trace_arch_of_release(identity->release);
}

static void say_call_trace(struct line *line, const struct match *match) {
    (void)match;
    struct progress *progress = line->progress;
    if (line_is_aside(line) || !progress || progress->is_over || progress->stage > STAGE_HEADER ||
        progress->event->trigger.trace_lines.first)
        return;
    line_is_own(line);
    draft_cover(&progress->event->trigger.trace_lines, line->at);
    progress->section = SECTION_TRACE;
    part_frames(line, str_from(line->text, str_find_byte(line->text, ':') + 1)); /* "Call Trace:<...>{f+1}", 2.6.9 */
}

static void say_mem_info(struct line *line, const struct match *match) {
    (void)match;
    struct progress *progress = line->progress;
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
    draft_cover(&line->progress->event->memory.lines, line->at);
    line->progress->section = SECTION_MEMORY;
    line_reach(line, STAGE_MEMORY);
}

static void say_statistics(struct line *line, const struct match *match) {
    if (!line_need_report(line, STAGE_MEMORY))
        return;
    struct oomwhy_event *event = line->progress->event;
    struct oomwhy_cgroup *cgroup = &event->cgroup;
    line_certain(line);
    line->progress->section = SECTION_STATISTICS;
    draft_cover(&cgroup->lines, line->at);
    struct oomwhy_cgroup_stats *stats = DRAFT_PUSH(event, cgroup->stats, cgroup->stats_count, BOUND_GROUPS, line->at);
    if (!stats)
        return;
    cgroup->stats_count++;
    stats->path = arena_copy(event->arena, match_words(match, STR("path")));
    figures_statistics(event, stats, match_words(match, STR("statistics")), line->at);
}

static void say_section(struct line *line, enum section section, enum stage stage) {
    if (section == SECTION_ALLOCATIONS && line_is_aside(line))
        return;
    if (!line_need_report(line, stage))
        return;
    struct oomwhy_event *event = line->progress->event;
    line->progress->section = section;
    line_reach(line, stage);
    if (section == SECTION_TASKS)
        draft_cover(&event->tasks.lines, line->at);
    if (section == SECTION_SLABS)
        draft_cover(&event->memory.slab_lines, line->at);
    draft_cover(&event->memory.lines, stage == STAGE_MEMORY ? line->at : event->memory.lines.first);
    if (section != SECTION_ALLOCATIONS)
        line_certain(line);
}

static void *say_record(struct oomwhy_event *event, enum row_record record) {
    switch (record) {
    case ROW_TRIGGER_RECORD:
        return &event->trigger;
    case ROW_IDENTITY_RECORD:
        return &event->identity;
    case ROW_CGROUP_RECORD:
        return &event->cgroup;
    case ROW_MEMORY_USAGE:
        return &event->cgroup.memory;
    case ROW_MEMSW_USAGE:
        return &event->cgroup.memsw;
    case ROW_SWAP_USAGE:
        return &event->cgroup.swap;
    case ROW_KMEM_USAGE:
        return &event->cgroup.kmem;
    case ROW_NOTHING:
    case ROW_KILL_RECORD:
    case ROW_EVENT_RECORD:
        break;
    }
    return event;
}

static void say_cgroup_lines(struct line *line, const struct match *match) {
    struct oomwhy_cgroup *cgroup = &line->progress->event->cgroup;
    struct oomwhy_usage *usages[] = {&cgroup->memory, &cgroup->memsw, &cgroup->swap, &cgroup->kmem};
    switch (match->row->record) {
    case ROW_CGROUP_RECORD:
        if (match_words(match, STR("path")).len)
            cgroup->path_line = line->at;
        if (match_words(match, STR("task_path")).len)
            cgroup->task_path_line = line->at;
        break;
    case ROW_MEMORY_USAGE:
    case ROW_MEMSW_USAGE:
    case ROW_SWAP_USAGE:
    case ROW_KMEM_USAGE:
        usages[match->row->record - ROW_MEMORY_USAGE]->line = line->at;
        break;
    default:
        return;
    }
    draft_cover(&cgroup->lines, line->at);
}

/* "Task in /a killed as a result of limit of /b": nothing follows the path that would show it whole. */
static void say_cut_path(struct line *line, const struct match *match) {
    struct oomwhy_cgroup *cgroup = &line->progress->event->cgroup;
    const str path = match_words(match, STR("path")), task_path = match_words(match, STR("task_path"));
    if (!path.len && !task_path.len)
        return;
    draft_warn(line->progress->event, line_span(line), "The line may be cut: its path, from \"%.*s\" on, is left out.",
               STR_ARG(str_first(path.len ? path : task_path, BOUND_QUOTE)));
    if (path.len)
        cgroup->path = STR("");
    else
        cgroup->task_path = STR("");
}

/* A fact of the report that needs no more than its place in the record. */
static void say_part(struct line *line, const struct match *match) {
    bool is_certain = match->row->role == ROW_CERTAIN;
    if (!is_certain && (line_is_aside(line) || !line->progress || line->progress->is_over))
        return;
    bool is_next = match->row->record == ROW_MEMORY_USAGE && line->progress &&
                   (line->progress->stage >= STAGE_TASKS || line->progress->event->cgroup.memory.line);
    if (is_next)
        line_end(line);
    if (!line_need_report(line, STAGE_KILL))
        return;
    match_bind(match, line->progress->event, say_record(line->progress->event, match->row->record), line->at);
    say_cgroup_lines(line, match);
    if (line_may_be_cut(line))
        say_cut_path(line, match);
    if (line->progress->section == SECTION_TRACE || line->progress->section == SECTION_STATISTICS)
        line->progress->section = SECTION_NONE;
    if (is_certain)
        line_certain(line);
}

static void say_slabs(struct line *line, const struct match *match) {
    (void)match;
    say_section(line, SECTION_SLABS, STAGE_MEMORY);
}

static void say_slabs_undumped(struct line *line, const struct match *match) {
    (void)match;
    say_section(line, SECTION_NONE, STAGE_MEMORY);
    if (line->progress)
        line->progress->event->memory.slab_undumped_line = line->at;
}

static void say_allocations(struct line *line, const struct match *match) {
    (void)match;
    say_section(line, SECTION_ALLOCATIONS, STAGE_MEMORY);
}

static void say_tasks(struct line *line, const struct match *match) {
    (void)match;
    say_section(line, SECTION_TASKS, STAGE_TASKS);
}

static void say_echo(struct line *line, const struct match *match) {
    (void)match;
    if (line->progress && !line_is_aside(line))
        line_is_own(line);
}

static void (*const say_roles[])(struct line *line, const struct match *match) = {
    [ROW_PART] = say_part,
    [ROW_CERTAIN] = say_part,
    [ROW_TRIGGER] = say_trigger,
    [ROW_SYSRQ] = near_sysrq,
    [ROW_CPUSET] = say_cpuset,
    [ROW_IDENTITY] = say_identity,
    [ROW_CALL_TRACE] = say_call_trace,
    [ROW_MEM_INFO] = say_mem_info,
    [ROW_STATISTICS] = say_statistics,
    [ROW_SLABS] = say_slabs,
    [ROW_SLABS_UNDUMPED] = say_slabs_undumped,
    [ROW_ALLOCATIONS] = say_allocations,
    [ROW_TASKS] = say_tasks,
    [ROW_INTENT] = kill_intended,
    [ROW_KILLED] = kill_done,
    [ROW_KILLED_TOO] = kill_done,
    [ROW_SHARING] = kill_done,
    [ROW_GROUP] = kill_group,
    [ROW_REAPED] = kill_reaped,
    [ROW_UNREAPED] = kill_reaped,
    [ROW_NO_VICTIM] = kill_given_up,
    [ROW_PANIC] = kill_given_up,
    [ROW_ECHO] = say_echo,
    [ROW_ASIDE] = near_aside,
    [ROW_NOTE] = near_note,
    [ROW_REBOOT] = near_reboot,
    [ROW_CLOCK] = near_clock,
    [ROW_USER_WARNING] = near_user_warning,
    [ROW_USER_KILLED] = near_user_killed,
    [ROW_UNIT] = unit_struck,
    [ROW_UNIT_EXITED] = unit_exited,
};

void say(struct line *line, const struct match *match) {
    say_roles[match->row->role](line, match);
}
