/* Events in progress, by the stream that prints them: a host, and a printk caller where it is printed. Nobody else
 * writes to a struct open_event; the facts of its struct event come from those who read the messages.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_OPEN_EVENT_H
#define EVENTS_OPEN_EVENT_H

#include "events/host.h"
#include "kernel/task_table.h"
#include "kernel/zones.h"

/* Which table or list the last own message belonged to. */
enum section {
    SECTION_NONE,
    SECTION_TRACE,
    SECTION_STATISTICS,
    SECTION_MEMORY,
    SECTION_ALLOCATIONS,
    SECTION_SLABS,
    SECTION_TASKS
};

/* How far the report has come. Its parts always stand in this order. */
enum stage { STAGE_HEADER, STAGE_MEMORY, STAGE_TASKS, STAGE_SUMMARY, STAGE_KILL };

enum open_state {
    OPEN_GUESSED, /* it may be another report: nothing was said that only an OOM killer says */
    OPEN_CERTAIN,
    OPEN_OVER /* its victim or its end was said: it waits for late lines */
};

/* Where a summary without its end was cut. */
enum unfinished {
    UNFINISHED_NOT,
    UNFINISHED_BETWEEN_VALUES,
    UNFINISHED_IN_VALUE,
    UNFINISHED_IN_NAME /* of a process, which may hold a line break */
};

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
    struct task_table columns;
    struct cited_text_list unsure; /* frames with "?": all that a kernel without frame pointers prints (RHEL 6) */
    enum unfinished unfinished;
    int64_t unfinished_line;
    size_t reaped;           /* kills before this one have been asked for by a reaper */
    int64_t last_line;       /* of its own messages */
    int64_t own_line_count;  /* of the lines from its first to its last */
    int64_t blank_lines;     /* since its last message: nobody's */
    int64_t foreign_lines;   /* of its host, since its last message */
    int64_t group_uptime_us; /* of the message that a group is killed */
    int64_t line_base;       /* of the input that its last message came from; -1: none yet */
};

/* The input that is read. */
struct input {
    str name;
    int64_t line_base;    /* lines behind this one are its own */
    int64_t unended_line; /* its last one, if it has no newline; 0: none */
    const char *doubt;    /* of static life: holds for all its lines, or NULL */
};

/* An event that has ended. Takes it; EVENT may be incomplete. */
typedef void open_event_sink(void *context, struct event *event);

/* All events in progress. */
struct open_events;

/* NULL when memory is short. */
struct open_events *open_events_new(open_event_sink *sink, void *context);
void open_events_free(struct open_events *all);

/* From here on events keep their own lines. */
void open_events_keep_lines(struct open_events *all);

/* The host called NAME, NULL if nothing is known of it. */
struct host *open_events_host(struct open_events *all, str name);

/* The same, made if it is not there: at the bound the one that was not needed for longest goes, with its events. NULL
 * when memory is short. */
struct host *open_events_need_host(struct open_events *all, str name);

/* Whether any event is in progress. */
bool open_events_any(const struct open_events *all);

/* The first line of the earliest event in progress; INT64_MAX if there is none. */
int64_t open_events_first_line(const struct open_events *all);

/* Ends what has been silent for too long at LINE. */
void open_events_expire(struct open_events *all, int64_t line);

/* Ends all events, or only those that are over. */
void open_events_end(struct open_events *all, bool only_over);

/* Ends all events of HOST. */
void open_events_end_host(struct open_events *all, struct host *host);

/* The event that a message of CALLER belongs to: the newest one that the caller may speak of. NULL if there is none. */
struct open_event *open_event_of(struct host *host, str caller);

/* Begins an event at MESSAGE; at the bound the one of HOST that was silent for longest ends. NULL when memory is
 * short. */
struct open_event *open_event_begin(struct open_events *all, struct host *host, const struct message *message);

/* Ends an event: hands it on, or forgets it if it was guessed. */
void open_event_end(struct open_events *all, struct open_event *open);

/* MESSAGE of INPUT is the event's own; it was put together from LINE_COUNT lines up to LAST_LINE. */
void open_event_claim(struct open_events *all, struct open_event *open, const struct message *message,
                      const struct input *input, int64_t line_count, int64_t last_line);

/* TEXT on LINE, which was read before the event began, is its own, too. */
void open_event_claim_earlier(const struct open_events *all, struct open_event *open, int64_t line, str text);

/* The same for MESSAGE and EVENT, which has ended. */
void open_event_claim_later(const struct open_events *all, struct event *event, const struct message *message);

/* A message of its host is not its own: after many such it ends. */
void open_event_pass(struct open_events *all, struct open_event *open);

/* A line without a text. */
void open_event_pass_blank(struct open_event *open);

/* The report has come to SECTION, and at least as far as STAGE. */
void open_event_reach(struct open_event *open, enum section section, enum stage stage);

/* Only an OOM killer says so. */
void open_event_confirm(struct open_event *open);

/* Nothing but further kills, and what is said of the victims, belongs to the event from here on. */
void open_event_conclude(struct open_event *open);

/* Kills of a whole cgroup follow. */
void open_event_begin_group(struct open_event *open, int64_t uptime_us);

/* The task table has these columns. */
void open_event_set_columns(struct open_event *open, const struct task_table *columns);

/* The summary on LINE ends early. */
void open_event_set_unfinished(struct open_event *open, enum unfinished unfinished, int64_t line);

/* LINE may be the rest of a name that the message before breaks off in: warns, once. */
void open_event_doubt_name(struct open_event *open, int64_t line);

/* The kill of PID, or NULL. Victims are mostly asked for in their order. */
struct kill *open_event_kill(struct open_event *open, int64_t pid);

#endif
