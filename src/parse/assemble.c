/* Puts messages together to events. A report is told by its sentences, not by its neighbours: lines of other daemons,
 * other processors and other hosts may stand anywhere between. SPDX-License-Identifier: MIT */
#include "parse/assemble.h"

#include "parse/figures.h"
#include "parse/match.h"
#include "parse/mend.h"
#include "parse/progress.h"
#include "parse/shelf.h"
#include "parse/summary.h"
#include "parse/trace.h"

#include <stdlib.h>

enum {
    ASSEMBLE_STREAM = 256,      /* bytes of a host's name that a line without a prefix inherits */
    ASSEMBLE_SYSRQ_LINES = 100, /* between "Manual OOM execution" and its event: a worker runs it */
    ASSEMBLE_WARNING_LINES = 20 /* between a userspace killer's warning and its kill */
};

struct assemble {
    struct matcher *matcher;
    struct progresses *all;
    struct shelf *shelf;
    struct mend mend;
    bool failed; /* memory was short, or the sink stopped */
    char *source;
    size_t source_len;
    int64_t line_base;
    size_t source_serial;
    /* The stream of the last line: one without a prefix belongs to it. */
    char host[ASSEMBLE_STREAM], caller[ASSEMBLE_STREAM];
    size_t host_len, caller_len;
};

/* One message on its way into an event. */
struct line {
    struct assemble *assemble;
    const struct message *message;
    str text; /* without the blanks before it */
    struct host *host;         /* NULL: nothing is known of it */
    struct progress *progress; /* the event in progress that may speak, or NULL */
    int64_t at;
};

static void assemble_take(void *context, struct oomwhy_event *event, int64_t kill_uptime_us) {
    struct assemble *assemble = context;
    assemble->failed |= event->arena->failed;
    shelf_put(assemble->shelf, event, kill_uptime_us);
}

static struct oomwhy_span line_span(const struct line *line) {
    return (struct oomwhy_span){line->at, line->at};
}

static void line_source(struct line *line) {
    struct assemble *assemble = line->assemble;
    struct oomwhy_event *event = line->progress->event;
    if (line->progress->source == assemble->source_serial)
        return;
    line->progress->source = assemble->source_serial;
    struct oomwhy_source *source =
        DRAFT_PUSH(event, event->sources, event->source_count, BOUND_SOURCES, line->at);
    if (!source)
        return;
    *source = (struct oomwhy_source){
        arena_copy(event->arena, str_of(assemble->source, assemble->source_len)), assemble->line_base};
    event->source_count++;
}

/* The line is the event's own. */
static bool line_is_own(struct line *line) {
    progress_touch(line->assemble->all, line->progress, line->message);
    line_source(line);
    line->progress->unfinished_line = 0;
    if (line->progress->event->arena->failed)
        line->assemble->failed = true;
    return true;
}

static bool line_need_host(struct line *line) {
    if (!line->host)
        line->host = progress_host_made(line->assemble->all, line->message->host);
    if (!line->host)
        line->assemble->failed = true;
    return line->host != NULL;
}

/* Begins a new event with this line. */
static bool line_begin(struct line *line) {
    if (!line_need_host(line))
        return false;
    line->progress = progress_begin(line->assemble->all, line->host, line->message);
    if (!line->progress) {
        line->assemble->failed = true;
        return false;
    }
    line->host->aside = 0;
    return line_is_own(line);
}

static void line_end(struct line *line) {
    if (line->progress)
        progress_end(line->assemble->all, line->progress);
    line->progress = NULL;
}

/* The event that a part of a report belongs to: the one in progress, or a new one if that is over or further on. */
static bool line_need_report(struct line *line, enum stage stage) {
    if (line->progress && !line->progress->is_over && line->progress->stage <= stage)
        return line_is_own(line);
    line_end(line);
    return line_begin(line);
}

static void line_reach(struct line *line, enum stage stage) {
    if (line->progress->stage < stage)
        line->progress->stage = stage;
}

static void line_certain(struct line *line) {
    line->progress->is_certain = true;
    line->host->aside = 0;
}

/* ---- Tables and lists ---- */

static bool line_row(struct line *line) {
    struct progress *progress = line->progress;
    bool is_headless = progress->columns.count == 0;
    if (columns_row(&progress->columns, progress->event, line->text, line->at) == COLUMNS_NO_ROW)
        return false;
    progress->event->tasks.cut |= is_headless;
    progress->section = SECTION_TASKS;
    line_reach(line, STAGE_TASKS);
    line_certain(line);
    return true;
}

static bool line_frame(struct line *line) {
    struct oomwhy_trigger *trigger = &line->progress->event->trigger;
    struct oomwhy_identity *identity = &line->progress->event->identity;
    str function, arch = trace_arch(line->text);
    if (arch.len && !identity->arch.len)
        identity->arch = arch;
    if (!trace_frame(line->text, &function))
        return false;
    draft_cover(&trigger->trace_lines, line->at);
    struct oomwhy_text *frame = function.len ? DRAFT_PUSH(line->progress->event, trigger->call_trace.items,
                                                          trigger->call_trace.count, BOUND_FRAMES, line->at)
                                             : NULL;
    if (frame) {
        *frame = (struct oomwhy_text){arena_copy(line->progress->event->arena, function), line->at};
        trigger->call_trace.count++;
    }
    return true;
}

/* Counters, zones and totals, by the first byte of the text. */
static bool line_is_memory(struct line *line) {
    struct progress *progress = line->progress;
    struct oomwhy_event *event = progress->event;
    char first = line->text.data[0];
    bool is_digit = first >= '0' && first <= '9';
    if ((is_digit || first == 'S' || first == 'F' || first == 'T') && figures_totals(event, line->text, line->at))
        return true;
    if (((first >= 'a' && first <= 'z') || first == 'A') && figures_counters(event, line->text, line->at))
        return true;
    return zones_line(&progress->zones, event, line->text, line->at);
}

static bool line_memory(struct line *line) {
    if (line->progress->stage > STAGE_MEMORY || !line_is_memory(line))
        return false;
    draft_cover(&line->progress->event->memory.lines, line->at);
    line->progress->section = SECTION_MEMORY;
    line_reach(line, STAGE_MEMORY);
    return true;
}

/* What the section before leads one to expect. */
static bool line_of_section(struct line *line) {
    struct oomwhy_event *event = line->progress->event;
    switch (line->progress->section) {
    case SECTION_TRACE:
        return line_frame(line);
    case SECTION_STATISTICS:
        return figures_statistic(event, line->text, line->at);
    case SECTION_SLABS:
        return columns_slab(event, line->text, line->at);
    case SECTION_ALLOCATIONS:
        return columns_allocation(event, line->text, line->at);
    case SECTION_TASKS:
        return line->text.data[0] == '[' && line_row(line);
    case SECTION_NONE:
    case SECTION_MEMORY:
        break;
    }
    return false;
}

/* Of a report that is not the OOM killer's: its trace and its Mem-Info must not be taken for the event's. */
static bool line_is_aside(const struct line *line) {
    return line->host && line->host->aside > 0 &&
           (!line->progress || line->progress->is_over || line->progress->stage >= STAGE_MEMORY);
}

static bool line_part(struct line *line) {
    if (line_of_section(line))
        return line_is_own(line);
    if (line_is_aside(line))
        return false;
    if (line->text.data[0] == '[' && line->progress->stage <= STAGE_TASKS && !line->progress->event->tasks.count &&
        line->progress->columns.count == 0 && columns_looks_like_row(line->text) && line_row(line))
        return line_is_own(line);
    return line_memory(line) && line_is_own(line);
}

/* Whether a text without an event may be the part of a report whose head is lost. A guess: what it begins is dropped
 * again unless a certain line follows. */
static bool line_may_begin(str text) {
    static const str starts[] = {
        STR_INIT("Node "),        STR_INIT("active_anon:"), STR_INIT("active_file:"), STR_INIT("Active"),
        STR_INIT("inactive_"),    STR_INIT("unevictable:"), STR_INIT("slab_"),        STR_INIT("mapped:"),
        STR_INIT("free:"),        STR_INIT("DMA"),          STR_INIT("Normal"),       STR_INIT("HighMem"),
        STR_INIT("Movable free"), STR_INIT("Movable:"),     STR_INIT("Free swap"),    STR_INIT("Total swap"),
    };
    if (text.data[0] == '[')
        return columns_looks_like_row(text);
    if (text.data[0] >= '0' && text.data[0] <= '9')
        return text.len < 64 && str_has(text, STR(" pages"));
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (str_starts(text, starts[i]))
            return true;
    return false;
}

static bool line_guess(struct line *line) {
    if (line_is_aside(line) || !line_may_begin(line->text) || (line->progress && !line->progress->is_over))
        return false;
    struct progress *before = line->progress;
    if (!line_begin(line))
        return false;
    if (line->text.data[0] == '[' ? line_row(line) : line_memory(line))
        return true;
    line_end(line); /* it was nothing */
    line->progress = before;
    return false;
}

/* ---- Sentences ---- */

static bool say_header(struct line *line) {
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

static bool say_summary(struct line *line) {
    enum summary_state state = summary_peek(line->text);
    bool is_piece = line->text.data[0] == ',';
    if (state == SUMMARY_NONE || (is_piece && (!line->progress || !line->progress->event->summary.line)))
        return false;
    bool is_next = line->progress && line->progress->event->summary.line && !is_piece;
    if (is_next)
        line_end(line);
    if (!line_need_report(line, STAGE_SUMMARY))
        return true;
    state = summary_read(line->progress->event, line->text, line->at);
    line->progress->unfinished_line = state == SUMMARY_CUT ? line->at : 0;
    line->progress->section = SECTION_NONE;
    line_reach(line, STAGE_SUMMARY);
    line_certain(line);
    return true;
}

/* The same printk by another way: same clock, same words, and nothing but the header has been said since. */
static bool trigger_is_doubled(const struct line *line, const struct match *match) {
    const struct progress *progress = line->progress;
    if (!progress || progress->is_over || progress->stage != STAGE_HEADER || !progress->event->trigger.lines.first)
        return false;
    return line->message->uptime_us != OOMWHY_ABSENT && progress->event->uptime_us == line->message->uptime_us &&
           str_equal(progress->event->trigger.name, match->before);
}

static void say_forged(struct line *line) {
    if (line->progress && line->progress->unfinished_line)
        draft_warn(line->progress->event, line_span(line),
                   "the line before is unfinished: a name may hold a line break, and this line may be part of it");
}

static void say_trigger(struct line *line, const struct match *match) {
    if (trigger_is_doubled(line, match)) {
        line_is_own(line);
        return;
    }
    say_forged(line);
    line_end(line);
    if (!line_begin(line))
        return;
    struct oomwhy_event *event = line->progress->event;
    match_bind(match, event, &event->trigger, line->at);
    event->trigger.lines = line_span(line);
    event->trigger.name = arena_copy(event->arena, match->before);
    if (line->host->sysrq_line && line->at - line->host->sysrq_line <= ASSEMBLE_SYSRQ_LINES)
        event->trigger.sysrq_line = line->host->sysrq_line;
    line->host->sysrq_line = 0;
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
    if (!identity->arch.len)
        identity->arch = trace_arch_of_release(identity->release);
}

static void say_call_trace(struct line *line) {
    struct progress *progress = line->progress;
    if (line_is_aside(line) || !progress || progress->is_over || progress->stage > STAGE_HEADER ||
        progress->event->trigger.trace_lines.first)
        return;
    line_is_own(line);
    draft_cover(&progress->event->trigger.trace_lines, line->at);
    progress->section = SECTION_TRACE;
}

static void say_mem_info(struct line *line) {
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
    struct oomwhy_cgroup_stats *stats =
        DRAFT_PUSH(event, cgroup->stats, cgroup->stats_count, BOUND_GROUPS, line->at);
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

static void *record_of(struct oomwhy_event *event, enum row_record record) {
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
    match_bind(match, line->progress->event, record_of(line->progress->event, match->row->record), line->at);
    say_cgroup_lines(line, match);
    if (line->progress->section == SECTION_TRACE || line->progress->section == SECTION_STATISTICS)
        line->progress->section = SECTION_NONE;
    if (is_certain)
        line_certain(line);
}

/* ---- Kills ---- */

/* Up to 2.6.15 the kernel said the same of every process and thread that shared the victim's memory, in lines that
 * end with a dot: "Out of Memory: Killed process 4242 (mozilla-bin)." */
static bool kill_is_repeated(const struct line *line) {
    const struct oomwhy_event *event = line->progress->event;
    return str_ends(line->text, STR(").")) && event->trigger.lines.first && line->progress->strangers <= 1 &&
           event->kills[event->kill_count - 1].total_vm_kb == OOMWHY_ABSENT;
}

static bool kill_is_known(const struct oomwhy_event *event, int64_t pid) {
    for (size_t i = event->kill_count, tried = 0; i-- > 0 && tried < 16; tried++)
        if (event->kills[i].pid == pid)
            return true;
    return event->kill_count > 0 && event->kills[0].pid == pid;
}

/* Whether the kill of PID belongs to the event in progress. */
static bool kill_belongs(const struct line *line, int64_t pid) {
    const struct progress *progress = line->progress;
    if (!progress)
        return false;
    if (!progress->is_over)
        return true;
    if (progress->event->panic.line || progress->event->no_killable.line)
        return false;
    if (progress->event->kill_count == 0 || progress->is_group || kill_is_known(progress->event, pid))
        return true;
    return kill_is_repeated(line);
}

static void kill_keep(struct line *line, const struct match *match, int64_t pid) {
    struct oomwhy_event *event = line->progress->event;
    bool is_known = kill_is_known(event, pid);
    struct oomwhy_kill *kill = draft_kill(event, pid, line->at);
    if (!kill || is_known)
        return;
    kill->sharing = match->row->role == ROW_SHARING || (event->kill_count > 1 && !line->progress->is_group);
    match_bind(match, event, kill, line->at);
    kill->pid = pid;
    if (kill->score == OOMWHY_ABSENT && pid == event->intent_pid)
        kill->score = event->intent_score;
}

static void say_killed(struct line *line, const struct match *match) {
    int64_t pid = match_number(match, STR("pid"));
    say_forged(line);
    bool belongs = kill_belongs(line, pid);
    if (!belongs)
        line_end(line);
    if (!(belongs ? line_is_own(line) : line_begin(line)))
        return;
    kill_keep(line, match, pid);
    if (line->progress->kill_uptime_us == OOMWHY_ABSENT)
        line->progress->kill_uptime_us = line->message->uptime_us;
    line->progress->section = SECTION_NONE;
    line->progress->is_over = true;
    line_reach(line, STAGE_KILL);
    line_certain(line);
}

static void say_intent(struct line *line, const struct match *match) {
    struct progress *progress = line->progress;
    int64_t pid = match_number(match, STR("intent_pid"));
    bool is_next = progress && (progress->is_over || (progress->event->intent.line && progress->event->intent_pid != pid));
    say_forged(line);
    if (is_next)
        line_end(line);
    if (!line_need_report(line, STAGE_KILL))
        return;
    struct oomwhy_event *event = line->progress->event;
    match_bind(match, event, event, line->at);
    event->intent = (struct oomwhy_text){arena_copy(event->arena, match->groups[0]), line->at};
    line->progress->section = SECTION_NONE;
    line_reach(line, STAGE_KILL);
    line_certain(line);
}

/* A second group in one event: its first victim, said just before, began an event of its own. */
static void kill_split(struct line *line) {
    struct oomwhy_event *before = line->progress->event;
    if (before->kill_count < 2)
        return;
    struct oomwhy_kill kill = before->kills[before->kill_count - 1];
    before->kill_count--;
    line_end(line);
    if (!line_begin(line))
        return;
    struct oomwhy_event *event = line->progress->event;
    struct oomwhy_kill *made = draft_kill(event, kill.pid, kill.line);
    if (!made)
        return;
    *made = kill;
    made->name = arena_copy(event->arena, kill.name);
    made->message = arena_copy(event->arena, kill.message);
    draft_cover(&event->lines, kill.line);
    line->progress->own_lines++;
}

static void say_group(struct line *line, const struct match *match) {
    int64_t uptime_us = line->message->uptime_us;
    bool is_again = line->progress && line->progress->is_group;
    if (is_again && (uptime_us == OOMWHY_ABSENT || line->progress->group_uptime_us != uptime_us))
        kill_split(line);
    if (!(line->progress ? line_is_own(line) : line_begin(line)))
        return;
    match_bind(match, line->progress->event, line->progress->event, line->at);
    line->progress->is_group = line->progress->is_over = true;
    line->progress->group_uptime_us = uptime_us;
    line_reach(line, STAGE_KILL);
    line_certain(line);
}

/* The victim PID among the events in progress of the host; *RET_PROGRESS is its event. */
static struct oomwhy_kill *kill_in_progress(struct line *line, int64_t pid, struct progress **ret_progress) {
    for (struct progress *at = line->host ? line->host->events : NULL; at; at = at->below) {
        struct oomwhy_event *event = at->event;
        for (size_t tried = 0; tried < event->kill_count && tried < 256; tried++) {
            size_t i = (at->reaped + tried) % event->kill_count;
            if (event->kills[i].pid != pid)
                continue;
            at->reaped = i + 1;
            *ret_progress = at;
            return &event->kills[i];
        }
    }
    return NULL;
}

static void say_reaped(struct line *line, const struct match *match) {
    int64_t pid = match_number(match, STR("pid"));
    struct progress *owner = NULL;
    struct oomwhy_kill *kill = kill_in_progress(line, pid, &owner);
    if (owner) {
        line->progress = owner;
        line_is_own(line);
    } else {
        kill = shelf_victim(line->assemble->shelf, line->message->host, pid);
    }
    if (!kill)
        return;
    kill->reaped = match->row->role == ROW_REAPED ? OOMWHY_REAPED_YES : OOMWHY_REAPED_FAILED;
    kill->reaped_line = line->at;
    kill->reaped_anon_kb = match_number(match, STR("reaped_anon_kb"));
    kill->reaped_file_kb = match_number(match, STR("reaped_file_kb"));
    kill->reaped_shmem_kb = match_number(match, STR("reaped_shmem_kb"));
}

/* The OOM killer gives up, or the machine. */
static void say_end(struct line *line, const struct match *match) {
    struct progress *progress = line->progress;
    bool is_panic = match->row->role == ROW_PANIC;
    bool belongs = progress && (!progress->is_over || (is_panic && !progress->event->kill_count));
    if (!belongs)
        line_end(line);
    if (!(belongs ? line_is_own(line) : line_begin(line)))
        return;
    match_bind(match, line->progress->event, line->progress->event, line->at);
    line->progress->section = SECTION_NONE;
    line->progress->is_over = true;
    line_reach(line, STAGE_KILL);
    line_certain(line);
}

/* ---- Near an event ---- */

/* Kinds that tell of the event just seen; the others tell of one to come. */
static bool note_looks_back(int kind) {
    return kind == OOMWHY_NOTE_UNIT || kind == OOMWHY_NOTE_EXITING || kind == OOMWHY_NOTE_PINNED ||
           kind == OOMWHY_NOTE_LOST_LINES;
}

static void say_note(struct line *line, const struct match *match) {
    int kind = match->row->kind;
    int64_t value = match_number(match, STR("value"));
    struct progress *progress = line->host ? line->host->events : NULL;
    struct oomwhy_event *event = progress ? progress->event : NULL;
    if (progress && progress->is_over && !note_looks_back(kind))
        event = NULL;
    if (!progress && kind == OOMWHY_NOTE_UNIT)
        event = shelf_near(line->assemble->shelf, line->message->host, line->at, BOUND_LINGER);
    if (event)
        draft_note(event, (enum oomwhy_note_kind)kind, line->at, value, line->text);
    else if (line_need_host(line))
        progress_remember(line->host, kind, line->message, value);
    if (kind == OOMWHY_NOTE_EXITING && progress && !progress->is_over && line->progress == progress) {
        line_is_own(line); /* no kill will follow */
        progress->is_over = true;
    }
}

static void say_aside(struct line *line, const struct match *match) {
    if (match->row->kind >= 0)
        say_note(line, match);
    if (!line_need_host(line))
        return;
    line->host->aside = BOUND_ASIDE;
    line->host->aside_memory = false;
    if (line->progress && !line->progress->is_over && line->progress->stage == STAGE_HEADER && match->row->kind >= 0)
        draft_warn(line->progress->event, line_span(line),
                   "another report of memory begins within this one: figures may be mixed");
}

static void say_user_warning(struct line *line) {
    if (!line_need_host(line))
        return;
    char *copy = malloc(line->text.len + 1);
    if (!copy) {
        line->assemble->failed = true;
        return;
    }
    memcpy(copy, line->text.data, line->text.len);
    free(line->host->warning);
    line->host->warning = copy;
    line->host->warning_len = line->text.len;
    line->host->warning_line = line->at;
}

/* SIGTERM, then SIGKILL for the same process, is one kill. */
static bool user_kill_goes_on(struct line *line, const struct match *match) {
    struct oomwhy_event *event = shelf_user_kill(line->assemble->shelf, line->message->host,
                                                 (enum oomwhy_killer)match->row->kind,
                                                 match_number(match, STR("pid")), match_words(match, STR("name")));
    if (!event || line->at - event->lines.last > BOUND_LINGER)
        return false;
    draft_cover(&event->lines, line->at);
    return true;
}

/* A userspace killer's event is told by one line, or by two. It is over at once and stands beside any other. */
static void say_user_killed(struct line *line, const struct match *match) {
    if (user_kill_goes_on(line, match) || !line_begin(line))
        return;
    struct oomwhy_event *event = line->progress->event;
    struct host *host = line->host;
    event->killer = (enum oomwhy_killer)match->row->kind;
    event->reason = (struct oomwhy_text){arena_copy(event->arena, line->text), line->at};
    if (host->warning_line && line->at - host->warning_line <= ASSEMBLE_WARNING_LINES) {
        str warning = str_of(host->warning, host->warning_len);
        event->reason = (struct oomwhy_text){arena_copy(event->arena, warning), host->warning_line};
        draft_cover(&event->lines, host->warning_line);
        line->progress->own_lines++;
    }
    host->warning_line = 0;
    struct oomwhy_kill *kill = draft_kill(event, OOMWHY_ABSENT, line->at);
    if (kill)
        match_bind(match, event, kill, line->at);
    line->progress->is_certain = true;
    line_end(line);
}

static void say_reboot(struct line *line) {
    if (line->host) {
        progress_end_host(line->assemble->all, line->host);
        line->host->pending_count = 0;
        line->host->sysrq_line = 0;
    }
    line->progress = NULL;
}

static void say(struct line *line, const struct match *match) {
    switch (match->row->role) {
    case ROW_PART:
    case ROW_CERTAIN:
        say_part(line, match);
        break;
    case ROW_TRIGGER:
        say_trigger(line, match);
        break;
    case ROW_SYSRQ:
        if (line_need_host(line))
            line->host->sysrq_line = line->at;
        break;
    case ROW_CPUSET:
        say_cpuset(line, match);
        break;
    case ROW_IDENTITY:
        say_identity(line, match);
        break;
    case ROW_CALL_TRACE:
        say_call_trace(line);
        break;
    case ROW_MEM_INFO:
        say_mem_info(line);
        break;
    case ROW_STATISTICS:
        say_statistics(line, match);
        break;
    case ROW_SLABS:
    case ROW_SLAB_COLUMNS:
        say_section(line, SECTION_SLABS, STAGE_MEMORY);
        break;
    case ROW_SLABS_UNDUMPED:
        say_section(line, SECTION_NONE, STAGE_MEMORY);
        if (line->progress)
            line->progress->event->memory.slab_undumped_line = line->at;
        break;
    case ROW_ALLOCATIONS:
        say_section(line, SECTION_ALLOCATIONS, STAGE_MEMORY);
        break;
    case ROW_TASKS:
        say_section(line, SECTION_TASKS, STAGE_TASKS);
        break;
    case ROW_INTENT:
        say_intent(line, match);
        break;
    case ROW_KILLED:
    case ROW_SHARING:
        say_killed(line, match);
        break;
    case ROW_GROUP:
        say_group(line, match);
        break;
    case ROW_REAPED:
    case ROW_UNREAPED:
        say_reaped(line, match);
        break;
    case ROW_NO_VICTIM:
    case ROW_PANIC:
        say_end(line, match);
        break;
    case ROW_ECHO:
        break;
    case ROW_ASIDE:
        say_aside(line, match);
        break;
    case ROW_NOTE:
        say_note(line, match);
        break;
    case ROW_REBOOT:
        say_reboot(line);
        break;
    case ROW_USER_WARNING:
        say_user_warning(line);
        break;
    case ROW_USER_KILLED:
        say_user_killed(line, match);
        break;
    }
}

/* ---- Lines ---- */

/* The same text twice in a row says nothing new: two transports wrote into one file. Two equal lines of one report are
 * never neighbours. */
static bool line_is_doubled(struct line *line) {
    struct host *host = line->host;
    uint64_t hash = str_hash(line->text);
    int64_t uptime_us = line->message->uptime_us;
    bool is_same_time = uptime_us == host->last_uptime_us || uptime_us == OOMWHY_ABSENT ||
                        host->last_uptime_us == OOMWHY_ABSENT;
    bool is_doubled = hash == host->last_hash && is_same_time;
    host->last_hash = hash;
    host->last_uptime_us = uptime_us;
    return is_doubled;
}

/* A clock that goes back is a reboot; a long silence ends what was in progress. */
static void line_clock(struct line *line) {
    int64_t uptime_us = line->message->uptime_us;
    if (uptime_us == OOMWHY_ABSENT || !line->progress || line->progress->event->last_uptime_us == OOMWHY_ABSENT)
        return;
    int64_t passed_us = uptime_us - line->progress->event->last_uptime_us;
    if (passed_us < -BOUND_JITTER_US) {
        progress_end_host(line->assemble->all, line->host);
        line->progress = NULL;
    } else if (passed_us > (line->progress->is_over ? BOUND_LINGER_US : BOUND_REPORT_US)) {
        line_end(line);
    }
}

static void line_is_stranger(struct line *line) {
    struct progress *progress = line->progress ? line->progress : line->host ? line->host->events : NULL;
    if (!progress)
        return;
    progress->strangers++;
    if (progress->strangers > (progress->is_over ? BOUND_LINGER : BOUND_STRANGERS))
        progress_end(line->assemble->all, progress);
}

static enum row_speaker line_speaker(const struct message *message) {
    switch (message->origin) {
    case MESSAGE_ORIGIN_KERNEL:
        return ROW_KERNEL;
    case MESSAGE_ORIGIN_USER:
        return ROW_USER;
    case MESSAGE_ORIGIN_UNKNOWN:
        break;
    }
    return ROW_ANYBODY;
}

static void line_read(struct line *line) {
    enum row_speaker speaker = line_speaker(line->message);
    struct match match;
    if (line->host && line->host->aside > 0)
        line->host->aside--;
    if (speaker != ROW_USER) {
        if (line->host && line->host->events && line_is_doubled(line) && line->progress) {
            line_is_own(line);
            return;
        }
        line_clock(line);
        if (line->progress && !line->progress->is_over && line_part(line))
            return;
        if (say_header(line) || say_summary(line))
            return;
    }
    int64_t last = line->progress ? line->progress->last_line : 0;
    if (matcher_find(line->assemble->matcher, line->text, speaker, &match))
        say(line, &match);
    else if (speaker != ROW_USER && line_guess(line))
        return;
    if (line->progress && line->progress->last_line == last)
        line_is_stranger(line);
}

static bool assemble_line(struct assemble *assemble, const struct message *message) {
    struct line line = {.assemble = assemble, .message = message, .at = message->line};
    line.text = str_trim_start(message->text);
    if (!line.text.len)
        return true;
    line.host = progress_host(assemble->all, message->host);
    if (line.host)
        line.progress = progress_of(line.host, message->caller);
    line_read(&line);
    progress_expire(assemble->all, message->line);
    if (matcher_failed(assemble->matcher))
        assemble->failed = true;
    if (shelf_is_full(assemble->shelf) && !shelf_release(assemble->shelf, progress_first_line(assemble->all)))
        assemble->failed = true;
    return !assemble->failed;
}

static bool assemble_flush(struct assemble *assemble) {
    return !assemble->mend.holds || assemble_line(assemble, mend_release(&assemble->mend));
}

static const struct columns *assemble_columns(const struct assemble *assemble) {
    const struct host *host = assemble->mend.holds ? progress_host(assemble->all, assemble->mend.held.host) : NULL;
    return host && host->events ? &host->events->columns : NULL;
}

static bool message_is_bare(const struct message *message) {
    return message->uptime_us == OOMWHY_ABSENT && !message->time.month && !message->host.len && !message->caller.len &&
           !message->program.len;
}

/* A line without a prefix belongs to the stream of the line before. */
static void assemble_stream(struct assemble *assemble, struct message *message) {
    if (message_is_bare(message)) {
        message->host = str_of(assemble->host, assemble->host_len);
        message->caller = str_of(assemble->caller, assemble->caller_len);
        return;
    }
    message->host = str_first(message->host, ASSEMBLE_STREAM);
    message->caller = str_first(message->caller, ASSEMBLE_STREAM);
    assemble->host_len = message->host.len;
    assemble->caller_len = message->caller.len;
    if (message->host.len)
        memcpy(assemble->host, message->host.data, message->host.len);
    if (message->caller.len)
        memcpy(assemble->caller, message->caller.data, message->caller.len);
}

bool assemble_message(struct assemble *assemble, const struct message *message) {
    struct message own = *message;
    enum mend_join join = mend_decide(&assemble->mend, message, assemble_columns(assemble));
    if (join != MEND_APART) {
        assemble->failed |= !mend_append(&assemble->mend, join, message->text);
        return !assemble->failed;
    }
    if (!assemble_flush(assemble))
        return false;
    assemble_stream(assemble, &own);
    assemble->failed |= !mend_hold(&assemble->mend, &own);
    return !assemble->failed;
}

bool assemble_pause(struct assemble *assemble) {
    bool went_on = assemble_flush(assemble);
    mend_begin(&assemble->mend);
    return went_on;
}

bool assemble_idle(struct assemble *assemble) {
    if (!assemble_flush(assemble))
        return false;
    progress_end_all(assemble->all, true);
    return shelf_flush(assemble->shelf) && !assemble->failed;
}

bool assemble_finish(struct assemble *assemble) {
    if (!assemble_flush(assemble))
        return false;
    progress_end_all(assemble->all, false);
    return shelf_flush(assemble->shelf) && !assemble->failed;
}

bool assemble_is_busy(const struct assemble *assemble) {
    return progress_any(assemble->all);
}

bool assemble_source(struct assemble *assemble, str name, int64_t line_base) {
    char *copy = malloc(name.len + 1);
    if (!copy)
        return false;
    if (name.len)
        memcpy(copy, name.data, name.len);
    free(assemble->source);
    assemble->source = copy;
    assemble->source_len = name.len;
    assemble->line_base = line_base;
    assemble->source_serial++;
    assemble->host_len = assemble->caller_len = 0;
    return true;
}

void assemble_free(struct assemble *assemble) {
    if (!assemble)
        return;
    mend_free(&assemble->mend);
    matcher_free(assemble->matcher);
    progresses_free(assemble->all);
    shelf_free(assemble->shelf);
    free(assemble->source);
    free(assemble);
}

struct assemble *assemble_new(parse_sink *sink, void *context) {
    struct assemble *assemble = calloc(1, sizeof *assemble);
    if (!assemble)
        return NULL;
    assemble->matcher = matcher_new();
    assemble->shelf = shelf_new(sink, context);
    assemble->all = progresses_new(assemble_take, assemble);
    if (!assemble->matcher || !assemble->shelf || !assemble->all) {
        assemble_free(assemble);
        return NULL;
    }
    return assemble;
}
