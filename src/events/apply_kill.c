/* Sentences about who dies.
 * SPDX-License-Identifier: MIT */
#include "events/apply_kill.h"

#include "model/clock.h"

/* Up to 2.6.15 the kernel said the same of every process and thread that shared the victim's memory, in lines that
 * end with a dot: "Out of Memory: Killed process 4242 (mozilla-bin)." */
static bool apply_kill_is_repeated(const struct entry *entry) {
    const struct event *event = entry->open->event;
    return str_ends(entry->text, STR(").")) && event->trigger.lines.first && entry->open->strangers <= 1 &&
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
static bool apply_kill_is_later(const struct entry *entry) {
    const struct oomwhy_time *then = &entry->open->event->time, *now = &entry->message->time;
    return entry->message->uptime_us == ABSENT && clock_is_known(then) && clock_is_known(now) &&
           clock_apart(now, then) > LIMIT_REPORT_US / 1000000;
}

/* Whether the kill of PID belongs to the event in progress. */
static bool apply_kill_belongs(const struct entry *entry, int64_t pid) {
    const struct open_event *open = entry->open;
    if (!open)
        return false;
    if (!open->is_over)
        return true;
    if (open->event->panic.line || open->event->no_killable.line)
        return false;
    if (open->event->kill_count == 0 || open->is_group)
        return true;
    return apply_kill_is_known(open->event, pid) ? !apply_kill_is_later(entry) : apply_kill_is_repeated(entry);
}

static void apply_kill_keep(struct entry *entry, const struct match *match, int64_t pid) {
    struct event *event = entry->open->event;
    bool is_known = apply_kill_is_known(event, pid);
    struct kill *kill = builder_kill(event, pid, entry->line);
    if (!kill || is_known)
        return;
    bool is_repeated = match->row->role == SENTENCE_KILLED && event->kill_count > 1 && !entry->open->is_group;
    kill->sharing = match->row->role == SENTENCE_SHARING || is_repeated;
    match_bind(match, event, kill, entry->line);
    kill->pid = pid;
    if (kill->score == ABSENT && pid == event->intent_pid)
        kill->score = event->intent_score;
}

/* Nothing but further kills belongs to the event from here on. */
static void apply_kill_concludes(struct entry *entry) {
    if (entry->open->kill_uptime_us == ABSENT)
        entry->open->kill_uptime_us = entry->message->uptime_us;
    entry->open->section = SECTION_NONE;
    entry->open->is_over = true;
    entry_reach(entry, STAGE_KILL);
    entry_certain(entry);
}

void apply_kill_done(struct entry *entry, const struct match *match) {
    int64_t pid = match_number(match, STR("pid"));
    entry_doubt(entry);
    bool belongs = apply_kill_belongs(entry, pid) || (match->row->role != SENTENCE_KILLED && entry->open);
    if (!belongs)
        entry_end(entry);
    if (!(belongs ? entry_claim(entry) : entry_begin(entry)))
        return;
    apply_kill_keep(entry, match, pid);
    apply_kill_concludes(entry);
}

void apply_kill_intended(struct entry *entry, const struct match *match) {
    struct open_event *open = entry->open;
    int64_t pid = match_number(match, STR("intent_pid"));
    bool is_next = open && (open->is_over || (open->event->intent.line && open->event->intent_pid != pid));
    entry_doubt(entry);
    if (is_next)
        entry_end(entry);
    if (!entry_need_report(entry, STAGE_KILL))
        return;
    struct event *event = entry->open->event;
    match_bind(match, event, event, entry->line);
    event->intent = (struct cited_text){arena_copy(event->arena, match->groups[0]), entry->line};
    entry->open->section = SECTION_NONE;
    entry_reach(entry, STAGE_KILL);
    entry_certain(entry);
}

/* A second group in one event: its first victim, said just before, began an event of its own. */
static void apply_kill_split(struct entry *entry) {
    struct event *before = entry->open->event;
    if (before->kill_count < 2)
        return;
    struct kill kill = before->kills[before->kill_count - 1];
    before->kill_count--;
    entry_end(entry);
    if (!entry_begin(entry))
        return;
    struct event *event = entry->open->event;
    struct kill *made = builder_kill(event, kill.pid, kill.line);
    if (!made)
        return;
    *made = kill;
    made->name = arena_copy(event->arena, kill.name);
    made->message = arena_copy(event->arena, kill.message);
    builder_cover(&event->lines, kill.line);
    entry->open->own_lines++;
}

void apply_kill_group(struct entry *entry, const struct match *match) {
    int64_t uptime_us = entry->message->uptime_us;
    bool is_again = entry->open && entry->open->is_group;
    if (is_again && (uptime_us == ABSENT || entry->open->group_uptime_us != uptime_us))
        apply_kill_split(entry);
    if (!(entry->open ? entry_claim(entry) : entry_begin(entry)))
        return;
    match_bind(match, entry->open->event, entry->open->event, entry->line);
    entry->open->is_group = entry->open->is_over = true;
    entry->open->group_uptime_us = uptime_us;
    entry_reach(entry, STAGE_KILL);
    entry_certain(entry);
}

/* The victim PID among the events in progress of the host; *RET_OPEN is its event. */
static struct kill *apply_kill_in_progress(struct entry *entry, int64_t pid, struct open_event **ret_open) {
    for (struct open_event *at = entry->host ? entry->host->events : NULL; at; at = at->below) {
        struct event *event = at->event;
        for (size_t tried = 0; tried < event->kill_count && tried < 256; tried++) {
            size_t i = (at->reaped + tried) % event->kill_count;
            if (event->kills[i].pid != pid)
                continue;
            at->reaped = i + 1;
            *ret_open = at;
            return &event->kills[i];
        }
    }
    return NULL;
}

void apply_kill_reaped(struct entry *entry, const struct match *match) {
    int64_t pid = match_number(match, STR("pid"));
    struct open_event *owner = NULL;
    struct kill *kill = apply_kill_in_progress(entry, pid, &owner);
    if (owner) {
        entry->open = owner;
        entry_claim(entry);
    } else {
        kill = queue_victim(entry->assembly->queue, entry->message->host, pid);
    }
    if (!kill)
        return;
    kill->reaped = match->row->role == SENTENCE_REAPED ? REAPED_YES : REAPED_FAILED;
    kill->reaped_line = entry->line;
    kill->reaped_anon_kb = match_number(match, STR("reaped_anon_kb"));
    kill->reaped_file_kb = match_number(match, STR("reaped_file_kb"));
    kill->reaped_shmem_kb = match_number(match, STR("reaped_shmem_kb"));
}

void apply_kill_given_up(struct entry *entry, const struct match *match) {
    struct open_event *open = entry->open;
    bool is_panic = match->row->role == SENTENCE_PANIC;
    bool belongs = open && (!open->is_over || (is_panic && !open->event->kill_count));
    if (!belongs)
        entry_end(entry);
    if (!(belongs ? entry_claim(entry) : entry_begin(entry)))
        return;
    match_bind(match, entry->open->event, entry->open->event, entry->line);
    apply_kill_concludes(entry);
}
