/* Sentences about who is killed.
 * SPDX-License-Identifier: MIT */
#include "events/apply_kill.h"

#include "base/ascii.h"
#include "model/clock.h"
#include "model/victim.h"

/* Up to 2.6.15 the kernel printed the same line for every process and thread that shared the victim's memory, with a
 * full stop at its end: "Out of Memory: Killed process 4242 (mozilla-bin)." */
static bool apply_kill_is_repeated(const struct entry *entry) {
    const struct event *event = entry->open->event;
    return str_ends(entry->text, STR(").")) && event->trigger.lines.first && entry->open->foreign_lines <= 1 &&
           event->kills[event->kill_count - 1].total_vm_kb == ABSENT;
}

static bool apply_kill_is_known(const struct event *event, int64_t pid) {
    for (size_t i = event->kill_count, tried = 0; i-- > 0 && tried < 16; tried++)
        if (event->kills[i].pid == pid)
            return true;
    return event->kill_count > 0 && event->kills[0].pid == pid;
}

/* A victim that does not exit is killed again. Where the kernel's clock is missing, the wall clock shows that it is
 * another kill. */
static bool apply_kill_is_later(const struct entry *entry) {
    const struct oomwhy_time *then = &entry->open->event->time, *now = &entry->message->time;
    return entry->message->uptime_us == ABSENT && clock_is_known(then) && clock_is_known(now) &&
           clock_apart(now, then) > LIMIT_SILENT_US / 1000000;
}

/* Whether the kill of PID belongs to the event in progress. */
static bool apply_kill_belongs(const struct entry *entry, int64_t pid) {
    if (!entry->open || entry_has_report(entry))
        return entry->open != NULL;
    const struct event *event = entry->open->event;
    if (event->panic.line || event->no_killable.line)
        return false;
    if (event->kill_count == 0 || event->oom_group.line)
        return true;
    return apply_kill_is_known(event, pid) ? !apply_kill_is_later(entry) : apply_kill_is_repeated(entry);
}

/* The first victim goes before those that only a reaper named. */
static void apply_kill_keep(struct entry *entry, const struct match *match, int64_t pid) {
    struct event *event = entry->open->event;
    const bool is_known = apply_kill_is_known(event, pid);
    struct kill *kill =
        entry_has_report(entry) ? builder_kill_first(event, pid, entry->line) : builder_kill(event, pid, entry->line);
    if (!kill || (is_known && kill->named_by == NAMED_BY_KILL))
        return;
    const bool is_repeated = match->row->role == SENTENCE_KILLED && kill != event->kills && !event->oom_group.line;
    kill->sharing = match->row->role == SENTENCE_SHARING || is_repeated;
    match_bind(match, event, kill, entry->line);
    kill->pid = pid;
    kill->line = entry->line;
    kill->named_by = NAMED_BY_KILL;
    if (kill->score == ABSENT && pid == event->intent_pid)
        kill->score = event->intent_score;
}

/* The event is over but for further kills and late lines. */
static void apply_kill_conclude(struct entry *entry) {
    struct event *event = entry->open->event;
    if (event->kill_uptime_us == ABSENT)
        event->kill_uptime_us = entry->message->uptime_us;
    open_event_conclude(entry->open);
}

/* Claims the entry for the event in progress if it BELONGS to it; else begins the next event. */
static bool apply_kill_need(struct entry *entry, bool belongs) {
    if (belongs)
        return entry_claim(entry);
    entry_end(entry);
    return entry_begin(entry);
}

static void apply_kill_doubt(const struct entry *entry) {
    const char *doubt = entry_find_doubt(entry);
    if (!doubt)
        return;
    builder_warn(entry->open->event, entry_span(entry), "%s", doubt);
    entry->open->is_kill_doubted = true;
}

void apply_kill_done(struct entry *entry, const struct match *match) {
    const int64_t pid = match_number(match, STR("pid"));
    const bool is_further = match->row->role != SENTENCE_KILLED && entry->open;
    if (entry->open)
        open_event_doubt_name(entry->open, entry->line);
    if (!apply_kill_need(entry, is_further || apply_kill_belongs(entry, pid)))
        return;
    apply_kill_keep(entry, match, pid);
    apply_kill_doubt(entry);
    apply_kill_conclude(entry);
}

/* The kernel announces each kill once: another process, or another time, is another kill. */
static bool apply_kill_is_next_intent(const struct entry *entry, int64_t pid) {
    const struct event *event = entry->open->event;
    return event->intent.line && (event->intent_pid != pid || event->last_uptime_us != entry->message->uptime_us);
}

/* Whether the text may end within a number, which then lacks digits. */
static bool apply_kill_may_lack_digits(const struct entry *entry) {
    const char last = entry->text.data[entry->text.len - 1];
    return ascii_is_digit(last) && entry_may_be_cut(entry);
}

/* A digest repeats a line, without any clock. */
static bool apply_kill_is_echo(const struct entry *entry, const struct match *match) {
    const struct event *event = entry->open ? entry->open->event : NULL;
    return event && entry->open->state == OPEN_OVER && entry->message->uptime_us == ABSENT &&
           !clock_is_known(&entry->message->time) && !clock_is_known(&event->time) && event->intent.line &&
           str_equal(event->intent.text, match->groups[0]);
}

void apply_kill_intended(struct entry *entry, const struct match *match) {
    const int64_t pid = match_number(match, STR("intent_pid"));
    if (entry->open)
        open_event_doubt_name(entry->open, entry->line);
    if (apply_kill_is_echo(entry, match)) {
        entry_claim(entry);
        return;
    }
    if (entry->open && apply_kill_is_next_intent(entry, pid))
        entry_end(entry);
    if (!entry_need_report(entry, STAGE_KILL))
        return;
    struct event *event = entry->open->event;
    match_bind(match, event, event, entry->line);
    if (apply_kill_may_lack_digits(entry))
        event->intent_score = ABSENT;
    event->intent = (struct cited_text){arena_copy(event->arena, match->groups[0]), entry->line};
    open_event_name_victim(entry->open, entry->message->uptime_us);
    open_event_reach(entry->open, SECTION_NONE, STAGE_KILL);
    open_event_confirm(entry->open);
}

static struct kill apply_kill_copy(struct arena *arena, const struct kill *kill) {
    struct kill copy = *kill;
    copy.name = arena_copy(arena, kill->name);
    copy.message = arena_copy(arena, kill->message);
    return copy;
}

/* The text of LINE, one of the last that EVENT keeps; empty if it keeps none. */
static str apply_kill_text(const struct event *event, int64_t line) {
    enum { LATEST = 16 };
    const struct own_lines *own = &event->own;
    for (size_t i = own->count, tried = 0; i-- > 0 && tried < LATEST; tried++)
        if (own->items[i].lines.first == line)
            return own->items[i].text;
    return STR("");
}

/* Begins an event whose FIRST victim was printed on an earlier line, TEXT. */
static void apply_kill_begin_with(struct entry *entry, const struct kill *first, str text) {
    if (!entry_begin(entry))
        return;
    struct event *event = entry->open->event;
    struct kill *kill = builder_kill(event, first->pid, first->line);
    if (kill)
        *kill = apply_kill_copy(event->arena, first);
    open_event_claim_earlier(entry->all, entry->open, first->line, text);
}

/* A second group in one event: its first victim, printed just before, begins an event of its own. The earlier event may
 * be freed as soon as it ends. */
static void apply_kill_split(struct entry *entry) {
    struct event *before = entry->open->event;
    if (before->kill_count < 2)
        return;
    struct arena copies = ARENA_INIT;
    const struct kill first = apply_kill_copy(&copies, &before->kills[before->kill_count - 1]);
    const str text = arena_copy(&copies, apply_kill_text(before, first.line));
    before->kill_count--;
    open_event_give_back(entry->open);
    entry_end(entry);
    apply_kill_begin_with(entry, &first, text);
    entry->failed |= copies.failed;
    arena_reset(&copies);
}

/* Whether the event has a group already, from another time. */
static bool apply_kill_is_next_group(const struct entry *entry) {
    const int64_t uptime_us = entry->message->uptime_us;
    return entry->open && entry->open->event->oom_group.line &&
           (uptime_us == ABSENT || entry->open->group_uptime_us != uptime_us);
}

void apply_kill_group(struct entry *entry, const struct match *match) {
    if (apply_kill_is_next_group(entry))
        apply_kill_split(entry);
    if (!entry->is_claimed && !apply_kill_need(entry, entry->open != NULL))
        return;
    struct event *event = entry->open->event;
    match_bind(match, event, event, entry->line);
    event->oom_group.line = entry->line; /* also where its path is cut off */
    open_event_begin_group(entry->open, entry->message->uptime_us);
}

/* Whether the reaper's line can be a late one of EVENT: of the same boot, not before its kill, and of the same ten
 * minutes. */
static bool apply_kill_is_in_time(const struct event *event, const struct told *reaper) {
    const int64_t killed_us = event->kill_uptime_us != ABSENT ? event->kill_uptime_us : event->last_uptime_us;
    if (event->boot != reaper->boot)
        return false;
    if (reaper->uptime_us != ABSENT && killed_us != ABSENT)
        return reaper->uptime_us >= killed_us - LIMIT_JITTER_US && reaper->uptime_us - killed_us <= LIMIT_SILENT_US;
    return !clock_is_known(&reaper->time) || !clock_is_known(&event->time) ||
           clock_distance(&reaper->time, &event->time) <= LIMIT_SILENT_US / 1000000;
}

/* Finds the victim in the host's events in progress, and claims the entry for that event. */
static struct kill *apply_kill_in_progress(struct entry *entry, const struct told *reaper) {
    for (struct open_event *at = entry->host ? entry->host->events : NULL; at; at = at->next) {
        struct kill *kill =
            apply_kill_is_in_time(at->event, reaper) ? open_event_kill(at, reaper->pid, reaper->name) : NULL;
        if (!kill)
            continue;
        entry->open = at;
        entry_claim(entry);
        return kill;
    }
    return NULL;
}

/* The kill that the reaper's message is about, or NULL. Userspace killers print other names than the kernel. */
static struct kill *apply_kill_reaped_of(const struct event *event, const struct told *reaper) {
    const str name = event->killer == KILLER_KERNEL ? reaper->name : STR("");
    for (size_t i = 0; i < event->kill_count && i < LIMIT_KILLS_ASKED; i++)
        if (victim_is(&event->kills[i], reaper->pid, name))
            return &event->kills[i];
    return NULL;
}

static bool apply_kill_is_of_reaper(const struct event *event, const void *context) {
    const struct told *reaper = context;
    return str_equal(event->host, reaper->host) && apply_kill_is_in_time(event, reaper) &&
           apply_kill_reaped_of(event, reaper);
}

/* Finds the victim in the complete events that wait. */
static struct kill *apply_kill_waiting(struct entry *entry, const struct told *reaper) {
    const struct event *event = queue_find(entry->queue, apply_kill_is_of_reaper, reaper);
    return event ? apply_kill_reaped_of(event, reaper) : NULL;
}

static void apply_kill_reap(const struct entry *entry, const struct match *match, struct kill *kill) {
    kill->reaped = match->row->role == SENTENCE_REAPED ? REAPED_YES : REAPED_FAILED;
    kill->reaped_line = entry->line;
    kill->reaped_anon_kb = match_number(match, STR("reaped_anon_kb"));
    kill->reaped_file_kb = match_number(match, STR("reaped_file_kb"));
    kill->reaped_shmem_kb = match_number(match, STR("reaped_shmem_kb"));
}

/* Whether the event in progress may have further victims: a report without its kill, or kills. */
static bool apply_kill_is_awaited(const struct entry *entry) {
    const struct open_event *open = entry->open;
    return open && (open->state == OPEN_CERTAIN ||
                    (open->state == OPEN_OVER && (open->event->oom_group.line || open->event->kill_count)));
}

/* Android's driver has its victims reaped, too. */
static bool apply_kill_is_of_driver(const struct host *host, int64_t pid) {
    for (size_t i = 0; host && i < host->remark_count; i++)
        if (host->remarks[i].kind == NOTE_LOWMEMORYKILLER && host->remarks[i].value == pid)
            return true;
    return false;
}

/* A victim that only its reaper names belongs to the event in progress, after the victims that other lines name. Where
 * the log has no event before it, its kill was printed before the log begins. */
static void apply_kill_name_by_reaper(struct entry *entry, const struct match *match, int64_t pid) {
    const bool is_lone = !entry->open && queue_is_untouched(entry->queue) && !apply_kill_is_of_driver(entry->host, pid);
    if (!is_lone && !apply_kill_is_awaited(entry))
        return;
    if (is_lone ? !entry_begin(entry) : !entry_claim(entry))
        return;
    struct event *event = entry->open->event;
    struct kill *kill = builder_kill(event, pid, entry->line);
    if (!kill || kill->line != entry->line)
        return;
    match_bind(match, event, kill, entry->line);
    kill->named_by = NAMED_BY_REAPER;
    open_event_name_victim(entry->open, entry->message->uptime_us);
    apply_kill_reap(entry, match, kill);
    if (is_lone)
        open_event_conclude(entry->open);
}

void apply_kill_reaped(struct entry *entry, const struct match *match) {
    const struct told reaper = entry_told(entry, match);
    struct kill *kill = apply_kill_in_progress(entry, &reaper);
    if (kill) {
        apply_kill_reap(entry, match, kill);
        return;
    }
    kill = apply_kill_waiting(entry, &reaper);
    if (kill && kill->reaped == REAPED_UNKNOWN)
        apply_kill_reap(entry, match, kill);
    else if (!kill && !queue_had_victim(entry->queue, reaper.host, reaper.pid))
        apply_kill_name_by_reaper(entry, match, reaper.pid);
}

void apply_kill_of_init(struct entry *entry, const struct match *match) {
    struct event *event = entry->open ? entry->open->event : NULL;
    if (!event || event->panic.line || !event->kill_count || !apply_kill_is_known(event, 1))
        return;
    entry_claim(entry);
    match_bind(match, event, event, entry->line);
    entry->host->panic_line = entry->line;
}

void apply_kill_given_up(struct entry *entry, const struct match *match) {
    const bool is_panic = match->row->role == SENTENCE_PANIC;
    const bool is_last_word = is_panic && entry->open && !entry->open->event->kill_count;
    if (!apply_kill_need(entry, entry_has_report(entry) || is_last_word))
        return;
    match_bind(match, entry->open->event, entry->open->event, entry->line);
    if (is_panic)
        entry->host->panic_line = entry->line;
    apply_kill_conclude(entry);
}
