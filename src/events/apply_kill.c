/* Sentences about who dies.
 * SPDX-License-Identifier: MIT */
#include "events/apply_kill.h"

#include "model/clock.h"

/* Up to 2.6.15 the kernel said the same of every process and thread that shared the victim's memory, in lines that
 * end with a dot: "Out of Memory: Killed process 4242 (mozilla-bin)." */
static bool apply_kill_is_repeated(const struct line *line) {
    const struct event *event = line->progress->event;
    return str_ends(line->text, STR(").")) && event->trigger.lines.first && line->progress->strangers <= 1 &&
           event->kills[event->kill_count - 1].total_vm_kb == ABSENT;
}

static bool apply_kill_is_known(const struct event *event, int64_t pid) {
    for (size_t i = event->kill_count, tried = 0; i-- > 0 && tried < 16; tried++)
        if (event->kills[i].pid == pid)
            return true;
    return event->kill_count > 0 && event->kills[0].pid == pid;
}

/* A victim that does not end is killed again: where the kernel's clock is not told, the wall clock says that this is
 * another time. */
static bool apply_kill_is_later(const struct line *line) {
    const struct oomwhy_time *then = &line->progress->event->time, *now = &line->message->time;
    return line->message->uptime_us == ABSENT && clock_is_known(then) && clock_is_known(now) &&
           clock_apart(now, then) > LIMIT_REPORT_US / 1000000;
}

/* Whether the kill of PID belongs to the event in progress. */
static bool apply_kill_belongs(const struct line *line, int64_t pid) {
    const struct open_event *progress = line->progress;
    if (!progress)
        return false;
    if (!progress->is_over)
        return true;
    if (progress->event->panic.line || progress->event->no_killable.line)
        return false;
    if (progress->event->kill_count == 0 || progress->is_group)
        return true;
    return apply_kill_is_known(progress->event, pid) ? !apply_kill_is_later(line) : apply_kill_is_repeated(line);
}

static void apply_kill_keep(struct line *line, const struct match *match, int64_t pid) {
    struct event *event = line->progress->event;
    bool is_known = apply_kill_is_known(event, pid);
    struct kill *kill = builder_kill(event, pid, line->at);
    if (!kill || is_known)
        return;
    bool is_repeated = match->row->role == SENTENCE_KILLED && event->kill_count > 1 && !line->progress->is_group;
    kill->sharing = match->row->role == SENTENCE_SHARING || is_repeated;
    match_bind(match, event, kill, line->at);
    kill->pid = pid;
    if (kill->score == ABSENT && pid == event->intent_pid)
        kill->score = event->intent_score;
}

/* Nothing but further kills belongs to the event from here on. */
static void apply_kill_concludes(struct line *line) {
    if (line->progress->kill_uptime_us == ABSENT)
        line->progress->kill_uptime_us = line->message->uptime_us;
    line->progress->section = SECTION_NONE;
    line->progress->is_over = true;
    line_reach(line, STAGE_KILL);
    line_certain(line);
}

void apply_kill_done(struct line *line, const struct match *match) {
    int64_t pid = match_number(match, STR("pid"));
    line_doubt(line);
    bool belongs = apply_kill_belongs(line, pid) || (match->row->role != SENTENCE_KILLED && line->progress);
    if (!belongs)
        line_end(line);
    if (!(belongs ? line_is_own(line) : line_begin(line)))
        return;
    apply_kill_keep(line, match, pid);
    apply_kill_concludes(line);
}

void apply_kill_intended(struct line *line, const struct match *match) {
    struct open_event *progress = line->progress;
    int64_t pid = match_number(match, STR("intent_pid"));
    bool is_next =
        progress && (progress->is_over || (progress->event->intent.line && progress->event->intent_pid != pid));
    line_doubt(line);
    if (is_next)
        line_end(line);
    if (!line_need_report(line, STAGE_KILL))
        return;
    struct event *event = line->progress->event;
    match_bind(match, event, event, line->at);
    event->intent = (struct cited_text){arena_copy(event->arena, match->groups[0]), line->at};
    line->progress->section = SECTION_NONE;
    line_reach(line, STAGE_KILL);
    line_certain(line);
}

/* A second group in one event: its first victim, said just before, began an event of its own. */
static void apply_kill_split(struct line *line) {
    struct event *before = line->progress->event;
    if (before->kill_count < 2)
        return;
    struct kill kill = before->kills[before->kill_count - 1];
    before->kill_count--;
    line_end(line);
    if (!line_begin(line))
        return;
    struct event *event = line->progress->event;
    struct kill *made = builder_kill(event, kill.pid, kill.line);
    if (!made)
        return;
    *made = kill;
    made->name = arena_copy(event->arena, kill.name);
    made->message = arena_copy(event->arena, kill.message);
    builder_cover(&event->lines, kill.line);
    line->progress->own_lines++;
}

void apply_kill_group(struct line *line, const struct match *match) {
    int64_t uptime_us = line->message->uptime_us;
    bool is_again = line->progress && line->progress->is_group;
    if (is_again && (uptime_us == ABSENT || line->progress->group_uptime_us != uptime_us))
        apply_kill_split(line);
    if (!(line->progress ? line_is_own(line) : line_begin(line)))
        return;
    match_bind(match, line->progress->event, line->progress->event, line->at);
    line->progress->is_group = line->progress->is_over = true;
    line->progress->group_uptime_us = uptime_us;
    line_reach(line, STAGE_KILL);
    line_certain(line);
}

/* The victim PID among the events in progress of the host; *RET_PROGRESS is its event. */
static struct kill *apply_kill_in_progress(struct line *line, int64_t pid, struct open_event **ret_progress) {
    for (struct open_event *at = line->host ? line->host->events : NULL; at; at = at->below) {
        struct event *event = at->event;
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

void apply_kill_reaped(struct line *line, const struct match *match) {
    int64_t pid = match_number(match, STR("pid"));
    struct open_event *owner = NULL;
    struct kill *kill = apply_kill_in_progress(line, pid, &owner);
    if (owner) {
        line->progress = owner;
        line_is_own(line);
    } else {
        kill = queue_victim(line->assembly->queue, line->message->host, pid);
    }
    if (!kill)
        return;
    kill->reaped = match->row->role == SENTENCE_REAPED ? REAPED_YES : REAPED_FAILED;
    kill->reaped_line = line->at;
    kill->reaped_anon_kb = match_number(match, STR("reaped_anon_kb"));
    kill->reaped_file_kb = match_number(match, STR("reaped_file_kb"));
    kill->reaped_shmem_kb = match_number(match, STR("reaped_shmem_kb"));
}

void apply_kill_given_up(struct line *line, const struct match *match) {
    struct open_event *progress = line->progress;
    bool is_panic = match->row->role == SENTENCE_PANIC;
    bool belongs = progress && (!progress->is_over || (is_panic && !progress->event->kill_count));
    if (!belongs)
        line_end(line);
    if (!(belongs ? line_is_own(line) : line_begin(line)))
        return;
    match_bind(match, line->progress->event, line->progress->event, line->at);
    apply_kill_concludes(line);
}
