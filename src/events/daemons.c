/* Messages of userspace killers (earlyoom, oomd and the like), whose figures wait for the kill that they explain, and
 * of systemd about a unit whose process was killed.
 * SPDX-License-Identifier: MIT */
#include "events/daemons.h"

#include "base/ascii.h"
#include "kernel/killer_figures.h"
#include "model/clock.h"

#include <stdlib.h>

/* --- lines that wait --- */

struct pending_line {
    int64_t line;
    size_t at, len; /* of its text */
    bool is_warning;
};

/* The lines of one killer on one host. */
struct pending {
    enum killer killer;
    char host[256];
    size_t host_len;
    struct oomwhy_time time; /* of the last line */
    struct pending_line lines[LIMIT_PENDING_LINES];
    size_t count, bytes;
    bool is_cut; /* there were more */
    char text[LIMIT_PENDING_BYTES];
};

enum {
    PENDING_SECONDS = 60
}; /* between two lines, or before the kill: earlyoom writes its figures up to once an hour */

static str pending_text(const struct pending *pending, const struct pending_line *line) {
    return str_of(pending->text + line->at, line->len);
}

static bool pending_is_of(const struct pending *pending, const struct entry *entry, enum killer killer) {
    return pending->killer == killer &&
           str_equal(str_of(pending->host, pending->host_len), str_first(entry->message->host, sizeof pending->host));
}

static bool pending_is_near(const struct pending *pending, const struct entry *entry) {
    const struct oomwhy_time *time = &entry->message->time;
    if (pending->count == 0 || llabs(entry->line - pending->lines[pending->count - 1].line) > LIMIT_PENDING_APART)
        return false;
    return !clock_is_known(&pending->time) || !clock_is_known(time) ||
           llabs(clock_apart(&pending->time, time)) <= PENDING_SECONDS;
}

/* Moves the item AT to the front. */
static struct pending *pending_use(struct pending **pendings, size_t at) {
    struct pending *used = pendings[at];
    for (; at > 0; at--)
        pendings[at] = pendings[at - 1];
    return pendings[0] = used;
}

static size_t pending_index(const struct entry *entry, enum killer killer) {
    size_t at = 0;
    while (at < PENDINGS && entry->pendings[at] && !pending_is_of(entry->pendings[at], entry, killer))
        at++;
    return at;
}

/* The lines of KILLER that wait for ENTRY; NULL if there are none, or they are too far before it. */
static struct pending *pending_find(const struct entry *entry, enum killer killer) {
    const size_t at = pending_index(entry, killer);
    if (at == PENDINGS || !entry->pendings[at] || !pending_is_near(entry->pendings[at], entry))
        return NULL;
    return pending_use(entry->pendings, at);
}

/* The same, made if there is none. NULL when memory is short. */
static struct pending *pending_need(const struct entry *entry, enum killer killer) {
    struct pending **pendings = entry->pendings;
    struct pending *pending = pending_find(entry, killer);
    if (pending)
        return pending;
    size_t at = pending_index(entry, killer);
    if (at == PENDINGS)
        at--;
    if (!pendings[at])
        pendings[at] = calloc(1, sizeof *pendings[at]);
    if (!pendings[at])
        return NULL;
    pending = pending_use(pendings, at);
    const str host = str_first(entry->message->host, sizeof pending->host);
    pending->killer = killer;
    pending->host_len = host.len;
    if (host.len)
        memcpy(pending->host, host.data, host.len);
    pending->count = pending->bytes = 0;
    pending->is_cut = false;
    return pending;
}

/* Forgets all lines but a warning at their end. */
static void pending_restart(struct pending *pending) {
    const struct pending_line last = pending->count ? pending->lines[pending->count - 1] : (struct pending_line){0};
    pending->count = pending->bytes = 0;
    pending->is_cut = false;
    if (!last.is_warning)
        return;
    memmove(pending->text, pending->text + last.at, last.len);
    pending->lines[pending->count++] = (struct pending_line){last.line, 0, last.len, true};
    pending->bytes = last.len;
}

/* Keeps TEXT, the entry's; beyond a bound it is left out. */
static void pending_add(struct pending *pending, const struct entry *entry, str text, bool is_warning) {
    pending->time = entry->message->time;
    if (pending->count == LIMIT_PENDING_LINES || text.len > sizeof pending->text - pending->bytes) {
        pending->is_cut = true;
        return;
    }
    memcpy(pending->text + pending->bytes, text.data, text.len);
    pending->lines[pending->count++] = (struct pending_line){entry->line, pending->bytes, text.len, is_warning};
    pending->bytes += text.len;
}

void pendings_free(struct pending *pendings[PENDINGS]) {
    for (size_t i = 0; i < PENDINGS; i++)
        free(pendings[i]);
}

/* --- who speaks */

/* "4f1c2ab9d0e3": docker's logging drivers write a container's id where syslog has a program. */
static bool daemons_is_container(str program) {
    enum { SHORT_ID = 12 };
    if (str_starts(program, STR("docker")))
        return true;
    for (size_t i = 0; i < program.len; i++)
        if (ascii_hex(program.data[i]) < 0)
            return false;
    return program.len >= SHORT_ID;
}

/* Whether PROGRAM, as the transport names it, can be KILLER: any other program only quotes its words. */
static bool daemons_may_speak(enum killer killer, str program) {
    static const char *const names[KILLERS][3] = {[KILLER_SYSTEMD_OOMD] = {"oomd"},
                                                  [KILLER_EARLYOOM] = {"earlyoom"},
                                                  [KILLER_NOHANG] = {"nohang"},
                                                  [KILLER_OOMD] = {"oomd", "kernel"},
                                                  [KILLER_LMKD] = {"lmkd", "lowmemorykiller"},
                                                  [KILLER_TALOS] = {"talos", "machined", "kernel"},
                                                  [KILLER_KUBELET] = {"kubelet", "k3s", "rke2"}};
    if (!program.len || daemons_is_container(program))
        return true;
    for (size_t i = 0; i < 3 && names[killer][i]; i++)
        if (str_has(program, str_from_cstr(names[killer][i])))
            return true;
    return false;
}

static bool daemons_speaks(const struct entry *entry, const struct match *match) {
    return daemons_may_speak((enum killer)match->row->kind, entry->program);
}

/* Whether the message about a unit may be systemd's: any other program only quotes its words. */
static bool daemons_is_of_systemd(const struct entry *entry) {
    const str program = entry->program;
    return !program.len || daemons_is_container(program) || str_has(program, STR("systemd")) ||
           str_equal(program, STR("init"));
}

/* --- userspace killers */

static struct pending *daemons_need_pending(struct entry *entry, const struct match *match) {
    if (!daemons_speaks(entry, match))
        return NULL;
    struct pending *pending = pending_need(entry, (enum killer)match->row->kind);
    entry->failed |= !pending;
    return pending;
}

void daemons_began(struct entry *entry, const struct match *match) {
    struct pending *pending = daemons_need_pending(entry, match);
    if (!pending)
        return;
    if (pending->killer != KILLER_NOHANG) /* it says so again before it kills */
        pending_restart(pending);
    pending_add(pending, entry, entry->text, false);
}

void daemons_went_on(struct entry *entry, const struct match *match) {
    struct pending *pending = daemons_speaks(entry, match) ? pending_find(entry, (enum killer)match->row->kind) : NULL;
    if (pending)
        pending_add(pending, entry, entry->text, false);
}

void daemons_warned(struct entry *entry, const struct match *match) {
    struct pending *pending = daemons_need_pending(entry, match);
    if (pending)
        pending_add(pending, entry, str_first(entry->text, LIMIT_REASON_BYTES), true);
}

/* The killer's lines before its kill become the event's. Its last warning is the reason. */
static void daemons_take_pending(struct entry *entry, struct event *event, struct kill *kill,
                                 const struct pending *pending) {
    struct match match;
    for (size_t i = 0; i < pending->count; i++) {
        const struct pending_line *line = &pending->lines[i];
        const str text = pending_text(pending, line);
        open_event_claim_earlier(entry->all, entry->open, line->line, text);
        if (line->is_warning)
            event->reason = (struct cited_text){arena_copy(event->arena, text), line->line};
        if (!matcher_find(entry->matcher, text, SENTENCE_USER, &match))
            continue;
        killer_figures_read(&match, event, line->line);
        killer_figures_read_victim(&match, event, kill);
    }
    event->figures.is_cut = pending->is_cut;
}

/* A daemon's event consists of one message, or of several in a row: it ends at once, and other events go on. */
static void daemons_begin(struct entry *entry, const struct match *match, struct pending *pending) {
    if (!entry_begin(entry))
        return;
    struct event *event = entry->open->event;
    event->killer = (enum killer)match->row->kind;
    event->reason = (struct cited_text){arena_copy(event->arena, entry->text), entry->line};
    struct kill *kill = builder_kill(event, ABSENT, entry->line);
    if (kill) {
        if (pending)
            daemons_take_pending(entry, event, kill, pending);
        match_bind(match, event, kill, entry->line);
        killer_figures_read(match, event, entry->line);
        killer_figures_read_victim(match, event, kill);
        killer_figures_complete(&event->figures);
    }
    if (pending)
        pending->count = 0;
    open_event_confirm(entry->open);
    entry_end(entry);
}

static bool daemons_is_near_kill(const struct event *event, const struct told *kill) {
    return event->killer == kill->killer && event->kill_count && str_equal(event->host, kill->host) &&
           llabs(kill->line - event->lines.last) <= LIMIT_LATE_LINES && event->lines.first > kill->line_base;
}

/* Whether both messages can be of one kill: a cgroup, which has no pid, is killed again once it has filled up again. */
static bool daemons_is_at_once(const struct event *event, const struct told *kill) {
    enum { SECONDS = 2, LINES = 3 };
    if (kill->pid != ABSENT)
        return true;
    if (clock_is_known(&kill->time) && clock_is_known(&event->time))
        return llabs(clock_apart(&kill->time, &event->time)) <= SECONDS;
    return kill->line - event->lines.last <= LINES;
}

static bool daemons_is_kill(const struct event *event, const void *context) {
    const struct told *kill = context;
    return daemons_is_near_kill(event, kill) && event->kills[0].pid == kill->pid &&
           str_equal(event->kills[0].name, kill->name) && daemons_is_at_once(event, kill);
}

static bool daemons_has_outcome(const struct event *event, const void *context) {
    const struct told *kill = context;
    return daemons_is_near_kill(event, kill) && (kill->pid == ABSENT || event->kills[0].pid == kill->pid);
}

/* "Sending SIGTERM to the victim": an earlier line names it. */
static void daemons_name_victim(struct entry *entry, const struct pending *pending, struct told *kill) {
    struct match match;
    for (size_t i = pending->count; i-- > 0 && !kill->name.len;) {
        if (!matcher_find(entry->matcher, pending_text(pending, &pending->lines[i]), SENTENCE_USER, &match))
            continue;
        kill->name = match_words(&match, STR("victim"));
        kill->pid = match_number(&match, STR("victim_pid"));
    }
}

/* In input whose newest lines come first the newest report is read first. */
static bool daemons_is_older(const struct entry *entry, int64_t line) {
    return entry->message->is_turned && entry->line > line && line > 0;
}

/* SIGTERM, then SIGKILL for the same process, is one kill. */
static bool daemons_repeat_kill(struct entry *entry, const struct match *match, struct pending *pending) {
    struct told named = entry_told(entry, match);
    if (!named.name.len && pending)
        daemons_name_victim(entry, pending, &named);
    struct event *event = named.name.len ? queue_find(entry->queue, daemons_is_kill, &named) : NULL;
    if (!event)
        return false;
    open_event_claim_later(entry->all, event, entry->message);
    if (!daemons_is_older(entry, event->kills[0].line)) {
        killer_figures_read_victim(match, event, &event->kills[0]);
        event->kills[0].outcome = OUTCOME_UNKNOWN;
    }
    if (pending)
        pending->count = 0;
    return true;
}

/* Whether EVENT is the kernel's kill that kubelet reports: "System OOM encountered, victim process: x, pid: 12". */
static bool daemons_is_told_of(const struct event *event, const void *context) {
    enum { SECONDS = 120, LINES = 1000 };
    const struct told *told = context;
    if (event->killer != KILLER_KERNEL || (event->host.len && told->host.len && !str_equal(event->host, told->host)))
        return false;
    if (clock_is_known(&told->time) && clock_is_known(&event->time)
            ? llabs(clock_apart(&told->time, &event->time)) > SECONDS
            : llabs(told->line - event->lines.last) > LINES)
        return false;
    for (size_t i = 0; i < event->kill_count && i < LIMIT_KILLS_ASKED; i++)
        if (event->kills[i].pid == told->pid && str_starts(told->name, event->kills[i].name))
            return true;
    return false;
}

/* The event of the kernel, in progress or waiting, that kubelet reports, or NULL. */
static struct event *daemons_find_told(const struct entry *entry, const struct told *told) {
    for (struct open_event *at = entry->host ? entry->host->events : NULL; at; at = at->next)
        if (daemons_is_told_of(at->event, told))
            return at->event;
    return queue_find(entry->queue, daemons_is_told_of, told);
}

/* kubelet reports the kernel's kills: its words become a note of theirs. */
static bool daemons_take_as_note(struct entry *entry, const struct match *match) {
    const struct told told = entry_told(entry, match);
    struct event *event = told.killer == KILLER_KUBELET && told.pid != ABSENT ? daemons_find_told(entry, &told) : NULL;
    if (event)
        builder_note(event, NOTE_KUBELET, entry->line, ABSENT, entry->text);
    return event != NULL;
}

void daemons_killed(struct entry *entry, const struct match *match) {
    if (!daemons_speaks(entry, match) || daemons_take_as_note(entry, match))
        return;
    struct pending *pending = pending_find(entry, (enum killer)match->row->kind);
    if (!daemons_repeat_kill(entry, match, pending) && entry_need_host(entry))
        daemons_begin(entry, match, pending);
}

void daemons_saw_outcome(struct entry *entry, const struct match *match) {
    const struct told named = entry_told(entry, match);
    const enum sentence_role role = match->row->role;
    struct event *event = daemons_speaks(entry, match) ? queue_find(entry->queue, daemons_has_outcome, &named) : NULL;
    if (!event)
        return;
    struct kill *kill = &event->kills[0];
    open_event_claim_later(entry->all, event, entry->message);
    if (daemons_is_older(entry, kill->outcome_words.line))
        return;
    if (role == SENTENCE_USER_ESCALATED) {
        kill->is_told_to_end = false;
        return;
    }
    kill->outcome = role == SENTENCE_USER_EXITED ? OUTCOME_EXITED : OUTCOME_SURVIVED;
    kill->outcome_words = (struct cited_text){arena_copy(event->arena, entry->text), entry->line};
}

void daemons_pretended(struct entry *entry, const struct match *match) {
    const struct told named = entry_told(entry, match);
    struct event *event = daemons_speaks(entry, match) ? queue_find(entry->queue, daemons_has_outcome, &named) : NULL;
    if (event)
        queue_drop(entry->queue, event);
}

/* --- units */

enum {
    UNIT_SECONDS = 120,      /* between a kill and the last message about its unit, whose stop may take 90 s */
    UNIT_AHEAD_SECONDS = 10, /* that systemd's message may precede the kernel's */
    UNIT_RESULT_SECONDS = 2, /* the same if the unit's result was printed */
    UNIT_LINES = 1000        /* the same in lines, where there is no clock */
};

/* Whether UNIT is one of the parts of PATH: "/system.slice/app.service". */
static bool daemons_is_in(str unit, str path) {
    while (path.len) {
        const size_t slash = str_find_byte(path, '/');
        if (str_equal(str_first(path, slash), unit))
            return true;
        path = str_from(path, slash == STR_NONE ? path.len : slash + 1);
    }
    return false;
}

/* Whether other units live in UNIT: systemd reports their kills for it, too. */
static bool daemons_holds_others(str unit) {
    return str_ends(unit, STR(".slice")) || str_starts(unit, STR("user@"));
}

static bool daemons_is_same_host(str a, str b) {
    return !a.len || !b.len || str_equal(a, b);
}

static int64_t daemons_lines_apart(const struct told *unit, const struct event *event) {
    return unit->line < event->lines.first ? event->lines.first - unit->line : unit->line - event->lines.last;
}

/* By the clock if both have one, else by the lines between. */
static bool daemons_is_within(const struct told *unit, const struct event *event, int seconds) {
    if (clock_is_known(&unit->time) && clock_is_known(&event->time))
        return llabs(clock_apart(&unit->time, &event->time)) <= seconds;
    if (unit->uptime_us != ABSENT && event->uptime_us != ABSENT)
        return llabs(unit->uptime_us - event->uptime_us) <= seconds * 1000000LL;
    return daemons_lines_apart(unit, event) <= UNIT_LINES;
}

static bool daemons_is_near(const struct told *unit, const struct event *event) {
    return daemons_is_within(unit, event, UNIT_SECONDS);
}

static bool daemons_is_beside(const struct told *unit, const struct event *event) {
    return daemons_is_near(unit, event) && daemons_lines_apart(unit, event) <= LIMIT_LATE_LINES;
}

/* Whether TEXT, with or without a daemon's tag, is the name of UNIT followed by WORDS. */
static bool daemons_has_words(str text, str unit, str words) {
    const size_t at = str_find(text, unit);
    return at != STR_NONE && str_starts(str_from(text, at + unit.len), words);
}

/* The same for any note of EVENT. */
static bool daemons_has_note(const struct event *event, str unit, str words) {
    for (size_t i = 0; i < event->note_count; i++)
        if (event->notes[i].kind == NOTE_UNIT && daemons_has_words(event->notes[i].text, unit, words))
            return true;
    return false;
}

/* The result is the last message of a run: what follows is about the unit's next run. The same result again is the
 * common case, and settled by a comparison. */
static bool daemons_has_result(const struct event *event, const struct told *unit) {
    if (unit->is_result && str_equal(event->reason.text, unit->text))
        return true;
    return daemons_has_words(event->reason.text, unit->name, sentence_of(SENTENCE_UNIT_FAILED)->begins) ||
           daemons_has_note(event, unit->name, sentence_of(SENTENCE_UNIT_FAILED)->begins);
}

/* The same text again, by another transport into the same file, or from another file. */
static bool daemons_is_same_text(const struct told *unit, str text, int64_t line) {
    enum { LINES = 3 };
    return line && (unit->line - line <= LINES || line <= unit->line_base) && str_equal(text, unit->text);
}

/* The kernel's clock tells whether the first or the last line of EVENT is there again. */
static bool daemons_is_same_stamp(const struct event *event, const struct told *unit) {
    return unit->uptime_us != ABSENT && unit->uptime_us % 1000 != 0 &&
           (unit->uptime_us == event->uptime_us || unit->uptime_us == event->last_uptime_us);
}

static bool daemons_is_duplicate(const struct event *event, const struct told *unit) {
    const bool is_same_stamp = daemons_is_same_stamp(event, unit);
    for (size_t i = 0; i < event->note_count; i++)
        if (daemons_is_same_text(unit, event->notes[i].text, event->notes[i].line) ||
            (is_same_stamp && str_equal(event->notes[i].text, unit->text)))
            return true;
    return daemons_is_same_text(unit, event->reason.text, event->reason.line) ||
           (is_same_stamp && str_equal(event->reason.text, unit->text));
}

/* The cgroups that a report of the kernel, or of systemd-oomd, names. A summary without a pid may be cut within a path.
 */
static size_t daemons_paths(const struct event *event, str paths[5]) {
    const bool is_cut = event->summary.pid == ABSENT;
    size_t count = 0;
    if (event->killer != KILLER_KERNEL) {
        paths[count++] = event->kill_count ? event->kills[0].name : STR("");
        return count;
    }
    const str named[] = {event->oom_group.text, event->cgroup.path, event->cgroup.task_path,
                         is_cut ? STR("") : event->summary.oom_memcg, is_cut ? STR("") : event->summary.task_memcg};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i].len)
            paths[count++] = named[i];
    return count;
}

/* Whether EVENT, a report of the kernel or of systemd-oomd, is about the unit. */
static bool daemons_is_about(const struct event *event, const struct told *unit) {
    if ((event->killer != KILLER_KERNEL && event->killer != KILLER_SYSTEMD_OOMD) ||
        !daemons_is_same_host(event->host, unit->host) || !daemons_is_near(unit, event))
        return false;
    str paths[5];
    const size_t count = daemons_paths(event, paths);
    for (size_t i = 0; i < count; i++)
        if (daemons_is_in(unit->name, paths[i]))
            return true;
    if (daemons_has_note(event, unit->name, STR(": ")))
        return true;
    return (count == 0 || str_equal(unit->name, STR("-.slice"))) && daemons_is_beside(unit, event);
}

/* Whether EVENT explains the unit's message. */
static bool daemons_explains(const struct event *event, const void *context) {
    const struct told *unit = context;
    return daemons_is_about(event, unit) && (!daemons_has_result(event, unit) || daemons_is_duplicate(event, unit));
}

/* Whether EVENT was begun by systemd's messages about this unit, or about one within it or around it. */
static bool daemons_is_of_unit(const struct event *event, const void *context) {
    const struct told *unit = context;
    if (event->killer != KILLER_SYSTEMD || !event->kill_count || !daemons_is_same_host(event->host, unit->host))
        return false;
    if (daemons_has_result(event, unit))
        return daemons_is_duplicate(event, unit);
    if (str_equal(event->kills[0].name, unit->name))
        return daemons_is_near(unit, event);
    return (daemons_holds_others(unit->name) || daemons_holds_others(event->kills[0].name)) &&
           daemons_is_beside(unit, event);
}

static struct event *daemons_in_progress(const struct entry *entry, const struct told *unit) {
    for (struct open_event *at = entry->host ? entry->host->events : NULL; at; at = at->next)
        if (daemons_explains(at->event, unit))
            return at->event;
    return NULL;
}

/* Another copy of the log: the same words of the second in which the event was. */
static bool daemons_is_said(const struct event *event, const struct told *unit) {
    if (!unit->time.month || !event->time.month || clock_distance(&unit->time, &event->time) != 0)
        return false;
    for (size_t i = 0; i < event->note_count; i++)
        if (event->notes[i].kind == NOTE_UNIT && str_equal(event->notes[i].text, unit->text))
            return true;
    return false;
}

static void daemons_note(struct event *event, const struct told *unit) {
    if (!daemons_is_duplicate(event, unit) && !daemons_is_said(event, unit))
        builder_note(event, NOTE_UNIT, unit->line, ABSENT, unit->text);
}

static void daemons_go_on(struct entry *entry, struct event *event, const struct told *unit) {
    struct kill *kill = &event->kills[0];
    if (!daemons_is_duplicate(event, unit)) {
        open_event_claim_later(entry->all, event, entry->message);
        daemons_note(event, unit);
        event->last_uptime_us = unit->uptime_us == ABSENT ? event->last_uptime_us : unit->uptime_us;
    }
    if (daemons_holds_others(kill->name) && !daemons_holds_others(unit->name))
        kill->name = arena_copy(event->arena, unit->name);
}

void daemons_unit_killed(struct entry *entry, const struct match *match) {
    const struct told unit = entry_told(entry, match);
    struct queue *queue = entry->queue;
    if (!daemons_is_of_systemd(entry))
        return;
    struct event *event = daemons_in_progress(entry, &unit);
    if (!event)
        event = queue_find(queue, daemons_explains, &unit);
    if (event) {
        daemons_note(event, &unit);
        return;
    }
    event = queue_find(queue, daemons_is_of_unit, &unit);
    if (event)
        daemons_go_on(entry, event, &unit);
    else
        daemons_begin(entry, match, NULL);
}

void daemons_unit_exited(struct entry *entry, const struct match *match) {
    const struct told unit = entry_told(entry, match);
    struct event *event = daemons_is_of_systemd(entry) ? queue_find(entry->queue, daemons_is_of_unit, &unit) : NULL;
    if (event)
        daemons_go_on(entry, event, &unit);
}

/* The message that began EVENT, one of systemd's. */
static struct told daemons_of_event(const struct event *other) {
    return (struct told){.name = other->kills[0].name,
                         .host = other->host,
                         .text = other->reason.text,
                         .time = other->time,
                         .uptime_us = other->uptime_us,
                         .line = other->reason.line};
}

/* Whether OTHER is systemd's word of EVENT. */
static bool daemons_is_explained_by(const struct event *other, const void *context) {
    const struct event *event = context;
    if (!other->kill_count || event_is_after(event, other->lines.first, event->lines.last))
        return false;
    const struct told unit = daemons_of_event(other);
    const int seconds = daemons_has_result(other, &unit) ? UNIT_RESULT_SECONDS : UNIT_AHEAD_SECONDS;
    return daemons_is_within(&unit, event, seconds) && daemons_is_about(event, &unit);
}

/* Whether OTHER is kubelet's report of the kernel's kill EVENT. */
static bool daemons_is_kubelets(const struct event *other, const void *context) {
    if (!other->kill_count || other->kills[0].pid == ABSENT)
        return false;
    const struct told told = {.host = other->host,
                              .name = other->kills[0].name,
                              .pid = other->kills[0].pid,
                              .time = other->time,
                              .line = other->lines.last};
    return daemons_is_told_of(context, &told);
}

void daemons_take_over(struct queue *queue, struct event *event) {
    if (event->killer != KILLER_KERNEL && event->killer != KILLER_SYSTEMD_OOMD)
        return;
    for (struct event *other; (other = queue_find_of(queue, KILLER_KUBELET, daemons_is_kubelets, event)) != NULL;) {
        builder_note(event, NOTE_KUBELET, other->reason.line, ABSENT, other->reason.text);
        queue_drop(queue, other);
    }
    for (struct event *other; (other = queue_find_of(queue, KILLER_SYSTEMD, daemons_is_explained_by, event)) != NULL;) {
        builder_note(event, NOTE_UNIT, other->reason.line, ABSENT, other->reason.text);
        for (size_t i = 0; i < other->note_count; i++)
            builder_note(event, other->notes[i].kind, other->notes[i].line, other->notes[i].value,
                         other->notes[i].text);
        queue_drop(queue, other);
    }
}

const char *const daemons_programs[] = {"systemd-oomd", "earlyoom", "nohang",  "oomd",
                                        "lmkd",         "kubelet",  "systemd", NULL};
