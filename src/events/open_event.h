/* Events in progress, by host and printk caller, and the report of each: how far it has come, which lines can be the
 * next, and which figures are its own where another report was printed at the same time. No other file writes to a
 * struct open_event but for the state of the kernel stage's scanners in it; who reads the messages writes the facts.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_OPEN_EVENT_H
#define EVENTS_OPEN_EVENT_H

#include "base/arena.h"
#include "events/host.h"
#include "kernel/mem_info.h"
#include "kernel/tables.h"
#include "model/builder.h"

/* Which table or list the event's last message belonged to. */
enum section {
    SECTION_NONE,
    SECTION_TRACE,
    SECTION_STATISTICS,
    SECTION_MEMORY,
    SECTION_ALLOCATIONS,
    SECTION_SLABS,
    SECTION_TASKS
};

/* How far the report has come. Its parts always come in this order. */
enum stage { STAGE_HEADER, STAGE_MEMORY, STAGE_TASKS, STAGE_SUMMARY, STAGE_KILL };

enum open_state {
    OPEN_GUESSED, /* it may be another report: nothing was printed yet that only an OOM killer prints */
    OPEN_CERTAIN,
    OPEN_OVER /* its victim or its end was printed: it waits for late lines */
};

/* Where a summary without its end was cut. */
enum unfinished {
    UNFINISHED_NOT,
    UNFINISHED_BETWEEN_VALUES,
    UNFINISHED_IN_VALUE,
    UNFINISHED_IN_NAME /* of a process, which may hold a line break */
};

/* Lines of one event that were put off, each after its length.
 *
 * Which part of a report a line is has to be known once another report is printed at the same time, which few logs
 * have. Measured in instructions of the whole program: 7 % fewer on nothing but reports. */
struct unread {
    struct open_event *of; /* NULL: there are none */
    size_t len;
    char bytes[8192];
};

/* The doubt of a line that lacks the kernel's clock, which others bear. */
extern const char open_event_clockless[];

struct open_event {
    struct open_event *older, *newer;   /* all of them, by the time of their last message */
    struct open_event *earlier, *later; /* all of them, by the line they began at */
    struct open_event *next;            /* of the same host, begun before this one */
    struct host *host;
    struct event *event;
    enum open_state state;
    enum section section;
    enum stage stage;
    struct zones zones;
    struct progress progress; /* which of its report's lines can be the next; open_event_progress asks for it */
    struct unread *unread;    /* of all events */
    bool is_unsure; /* another report's trace was printed at the same time: the event's figures may be the other's */
    int64_t spare_line; /* of the head of that report, whose figures are kept below; 0: none */
    struct memory spare;
    struct zones spare_zones;
    struct progress spare_progress;
    bool is_mixed; /* it was warned of figures that may be another report's */
    struct task_table columns;
    size_t cut_width;         /* of the lines before the table's first row */
    struct frame caller;      /* whom the last frame names as its caller (arm); "" for none */
    struct frame_list unsure; /* frames with "?", for a kernel that prints no others (RHEL 6) */
    enum unfinished unfinished;
    int64_t unfinished_line;
    bool is_of_tag;        /* its first line has the kernel's own name, without a process number */
    bool is_of_facility;   /* and the kernel's facility */
    const char *doubt;     /* why a program may have written lines of it, of static life; NULL: nothing speaks for it */
    struct span doubted;   /* the lines of that doubt */
    struct span clockless; /* lines with the kernel's name that lack its clock */
    bool is_kill_doubted;  /* it was warned of such a line that tells of a kill */
    bool has_late_memory;  /* somebody put its Mem-Info behind its kill */
    size_t reaped;         /* kills before this index were reaped */
    int64_t last_line;     /* of its own messages */
    int64_t own_line_count; /* of the lines from its first to its last */
    struct {                /* where it ended before the line that it claimed last */
        int64_t last, own_line_count, uptime_us;
    } before_last;
    bool has_known_line;          /* of its own messages: after a prefix that is known, or none */
    int64_t learnt_lines;         /* after one that was learnt */
    int64_t once_line;            /* the one that was learnt from that line alone; 0: none */
    int64_t blank_lines;          /* since its last message */
    int64_t foreign_lines;        /* other messages of its host since then */
    int64_t named_uptime_us;      /* of the first line that names the victim and is no kill line */
    int64_t group_uptime_us;      /* when "Tasks in ... are going to be killed" was printed */
    struct oomwhy_time last_time; /* the latest wall clock of its own messages */
    int64_t line_base;            /* of the input that its last message came from; -1: none yet */
};

/* A dump of memory without a word of the OOM killer. */
struct dump {
    int64_t line_base;
    struct span lines; /* of all inputs */
    char file[LIMIT_DUMP_FILE + 1];
};

/* Takes an event that has ended and owns it. It may be incomplete. */
typedef void open_event_sink(void *context, struct event *event);

/* All events in progress. */
struct open_events {
    struct arena_budget *budget; /* of all events, or NULL */
    open_event_sink *sink;
    void *context;
    bool keeps_lines;
    bool has_ended; /* one has, since somebody asked */
    int64_t now_us; /* when the message that is read came; 0: no clock */
    struct hosts hosts;
    struct open_event *oldest, *newest;
    struct open_event *earliest, *latest;
    struct dump dumps[LIMIT_DUMPS];
    size_t dump_count;
    struct unread unread;
};

/* NULL when memory is short. */
struct open_events *open_events_new(open_event_sink *sink, void *context);
void open_events_free(struct open_events *all);

/* Events share BUDGET from now on. */
void open_events_share(struct open_events *all, struct arena_budget *budget);

/* From here on events keep their own lines. */
void open_events_keep_lines(struct open_events *all);

/* Adds the host called NAME, which is not there yet. At the bound the host that was idle for longest is removed with
 * its events. NULL when memory is short. */
struct host *open_events_add_host(struct open_events *all, str name);

/* The host whose report in progress MESSAGE continues, where only one of the two names its host: the log was merged
 * from two transports. LINE_BASE is of the input. NULL if there is none. */
struct host *open_events_other_form(const struct open_events *all, const struct message *message, int64_t line_base);

/* LINES of the input called FILE, which begins after LINE_BASE, are of a dump of memory that is no event's. */
void open_events_note_dump(struct open_events *all, str file, int64_t line_base, struct span lines);

/* Those that were noted so far, in *RET_DUMPS. Returns their number, at most LIMIT_DUMPS. */
size_t open_events_dumps(const struct open_events *all, const struct dump **ret_dumps);

/* Whether any event is in progress. */
static inline bool open_events_any(const struct open_events *all) {
    return all->oldest != NULL;
}

/* The first line of the earliest event in progress; INT64_MAX if there is none. */
static inline int64_t open_events_first_line(const struct open_events *all) {
    return all->earliest ? all->earliest->event->lines.first : INT64_MAX;
}

/* Whether any has ended since this was asked last. */
static inline bool open_events_take_end(struct open_events *all) {
    const bool has_ended = all->has_ended;
    all->has_ended = false;
    return has_ended;
}

/* Ends all events, or only those that are over. */
void open_events_end(struct open_events *all, bool only_over);

/* For streams: when the next messages arrived, by the caller's clock, in microseconds. */
static inline void open_events_set_clock(struct open_events *all, int64_t now_us) {
    all->now_us = now_us;
}

/* For streams: whether any event has waited long enough for further lines at NOW_US. */
bool open_events_any_unheard(const struct open_events *all, int64_t now_us);

/* Ends those events. */
void open_events_end_unheard(struct open_events *all, int64_t now_us);

/* Ends all events of HOST. */
void open_events_end_host(struct open_events *all, struct host *host);

/* The same, and forgets the host called NAME. */
void open_events_forget_host(struct open_events *all, str name);

/* Whether a message written at TIME is too far from the event's own to belong to it, by the wall clock alone. */
bool open_event_is_apart(const struct open_event *open, const struct oomwhy_time *time);

/* The newest event that a message of CALLER may belong to, or NULL. Where one side does not name its caller, the
 * message may belong to the event. */
static inline struct open_event *open_event_of(const struct host *host, str caller) {
    for (struct open_event *at = host->events; at; at = at->next)
        if (!caller.len || !at->event->caller.len || str_equal(at->event->caller, caller))
            return at;
    return NULL;
}

/* Begins an event at MESSAGE. At the bound the event of HOST that was idle for longest ends. NULL when memory is
 * short. */
struct open_event *open_event_begin(struct open_events *all, struct host *host, const struct message *message);

/* Ends an event: hands it on, or frees it if it was only guessed. */
void open_event_end(struct open_events *all, struct open_event *open);

/* Ends the events whose last line is too far before LINE. */
static inline void open_events_expire(struct open_events *all, int64_t line) {
    while (all->oldest && line - all->oldest->last_line > LIMIT_SILENT_LINES)
        open_event_end(all, all->oldest);
}

/* MESSAGE of INPUT belongs to the event. It was put together from LINE_COUNT lines up to LAST_LINE. */
void open_event_claim(struct open_events *all, struct open_event *open, const struct message *message,
                      const struct input *input, int64_t line_count, int64_t last_line);

/* Gives back the line that OPEN claimed last: it is another event's. */
void open_event_give_back(struct open_event *open);

/* So does TEXT on LINE, which was read before the event began. */
void open_event_claim_earlier(const struct open_events *all, struct open_event *open, int64_t line, str text);

/* MESSAGE belongs to EVENT, which has ended. */
void open_event_claim_later(const struct open_events *all, struct event *event, const struct message *message);

/* A message of its host does not belong to it. After too many of these it ends. */
void open_event_pass(struct open_events *all, struct open_event *open);

/* A blank line. */
void open_event_pass_blank(struct open_event *open);

/* All figures are printed: decides which are the event's, where another report's were printed with them. */
void open_event_settle_figures(struct open_event *open);

/* The report has come to SECTION, and at least as far as STAGE. */
static inline void open_event_reach(struct open_event *open, enum section section, enum stage stage) {
    const bool has_other = open->is_unsure || open->spare_line; /* another report is known */
    if (has_other && (section == SECTION_SLABS || stage > STAGE_MEMORY))
        open_event_settle_figures(open);
    open->section = section;
    if (open->stage < stage)
        open->stage = stage;
}

/* TEXT is the next line of its report, while no other report is known: which part it is need not be known until one
 * comes. */
void open_event_put_off(struct open_event *open, str text);

/* How far its report has come. */
struct progress *open_event_progress(struct open_event *open);

/* Whether PART can be the next line of its report; BY_NAME: the process that both name must be the same. */
bool open_event_expects(const struct open_event *open, const struct part *part, bool by_name);

/* Whether a cgroup's usage or statistics were printed: since 4.19 they replace the machine's figures
 * (dump_header, mm/oom_kill.c). */
bool open_event_is_of_cgroup(const struct open_event *open);

/* Warns once that figures of another report's LINES may be among the event's. */
void open_event_warn_of_mixture(struct open_event *open, struct span lines);

/* Mem-Info: a line of figures, for the event's memory. False if TEXT is none. */
bool open_event_read_figures(struct open_event *open, str text, int64_t line);

/* The event's figures and those of the report that was printed at the same time change places. */
void open_event_turn_to_spare(struct open_event *open);

/* The event is a cgroup's, whose report has no figures of the machine after it: those that it seems to have are another
 * report's. */
void open_event_forget_figures(struct open_event *open);

/* Makes the caller that the last frame names a frame of its own. */
void open_event_keep_caller(struct open_event *open);

/* Something was printed that only an OOM killer prints. */
static inline void open_event_confirm(struct open_event *open) {
    if (open->state == OPEN_GUESSED)
        open->state = OPEN_CERTAIN;
}

/* The event is over: only further kills and late lines may follow. */
void open_event_conclude(struct open_event *open);

/* Its report, of which only the end was seen, begins at UPTIME_US after all: somebody put it behind the end. */
void open_event_reopen(struct open_event *open, int64_t uptime_us);

/* Kills of a whole cgroup follow. */
void open_event_begin_group(struct open_event *open, int64_t uptime_us);

/* The task table has these columns. */
void open_event_set_columns(struct open_event *open, const struct task_table *columns);

/* The summary on LINE ends early. */
void open_event_set_unfinished(struct open_event *open, enum unfinished unfinished, int64_t line);

/* A line other than the kill line names the victim. */
void open_event_name_victim(struct open_event *open, int64_t uptime_us);

/* Warns if LINE may be the rest of a process name, within which the message before it ends. */
void open_event_doubt_name(struct open_event *open, int64_t line);

/* The kill of PID called NAME, or NULL. Victims are mostly reaped in the order of their kills. */
struct kill *open_event_kill(struct open_event *open, int64_t pid, str name);

#endif
