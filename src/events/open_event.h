/* Events in progress, by the stream that tells them: a host, and a printk caller where it is printed.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_OPEN_EVENT_H
#define EVENTS_OPEN_EVENT_H

#include "kernel/task_table.h"
#include "kernel/zones.h"
#include "log/message.h"
#include "log/year.h"

/* Which table or list the last own line belonged to. */
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

struct host;

/* An event in progress. */
struct open_event {
    struct open_event *older, *newer;   /* all of them, by the time of their last line */
    struct open_event *earlier, *later; /* all of them, by the line they began at */
    struct open_event *below, *above;   /* the next ones of the same host, begun earlier and later */
    struct host *host;
    struct event *event;
    enum section section;
    enum stage stage;
    struct zones zones;
    struct task_table columns;
    struct frame caller;      /* whom the last frame names as its caller (arm); "" for none */
    struct frame_list unsure; /* frames with "?": all that a kernel without frame pointers prints (RHEL 6) */
    bool is_certain;          /* something was said that only an OOM killer says */
    bool is_over;             /* its victim or its end was said: it lingers for late lines */
    bool is_group;            /* kills of a whole cgroup follow */
    size_t reaped;            /* kills before this one have been asked for by a reaper */
    int64_t last_line;        /* of its own */
    int64_t own_lines;
    int64_t blank_lines;        /* since its last line: nobody's */
    int64_t strangers;          /* lines of its host since, that are not its own */
    int64_t unfinished_line;    /* of a summary without its end; 0: none */
    bool is_unfinished_within;  /* it ends within a value, not between two */
    bool is_unfinished_in_task; /* in the name of a process, which may hold a line break */
    int64_t kill_uptime_us;     /* of the first kill line, or of the one that says that nobody is killed */
    int64_t group_uptime_us;    /* of the line that says that a group follows */
    size_t source;              /* serial number of the input its last line came from */
};

/* Something said near an event that has not begun. */
struct pending {
    int64_t line, value, uptime_us;
    int kind; /* enum note_kind */
    str text; /* a copy of its own */
};

enum { HOST_PENDINGS = 4, HOST_PENDING_TEXT = 256, HOST_LAST_TEXT = 512 };

struct host {
    struct host *next; /* in its hash chain */
    struct host *older, *newer;
    uint64_t hash;
    str name;
    struct open_event *events; /* newest first */
    size_t event_count;
    struct pending pendings[HOST_PENDINGS];
    size_t pending_count;
    char *pending_texts;
    int64_t sysrq_line;   /* "Manual OOM execution" before its event */
    int64_t aside;        /* lines left of a report that is not the OOM killer's; 0: none */
    bool aside_memory;    /* its Mem-Info was seen */
    int64_t warning_line; /* a userspace killer's warning, text in `warning` */
    char *warning;
    size_t warning_len;
    str last_text; /* of its last line, to know it again; open_event_say tells where it stands */
    char last_room[HOST_LAST_TEXT];
    int64_t last_uptime_us;
    struct oomwhy_time last_time;
    struct year_clue clue;
};

struct open_events;

/* An event that is over. Takes it; EVENT may be incomplete. KILL_UPTIME_US tells the time of its first kill. */
typedef void open_event_sink(void *context, struct event *event, int64_t kill_uptime_us);

/* NULL when memory is short. */
struct open_events *open_events_new(open_event_sink *sink, void *context);
void open_events_free(struct open_events *all);

/* The host called NAME, NULL if nothing is known of it. */
struct host *open_event_host(struct open_events *all, str name);

/* The one that MESSAGE names. */
struct host *open_event_host_of(struct open_events *all, const struct message *message);

/* The same, made if it is not there; the one that was silent longest goes at a bound. NULL when memory is short. */
struct host *open_event_host_made(struct open_events *all, str name);

/* The event that a line of CALLER belongs to: the newest one that the caller may speak of. NULL if there is none. */
struct open_event *open_event_of(struct host *host, str caller);

/* Begins an event at MESSAGE; at a bound the one of HOST that was silent longest ends. NULL when memory is short. */
struct open_event *open_event_begin(struct open_events *all, struct host *host, const struct message *message);

/* LINE is the event's own: it is no longer a stranger to it. */
void open_event_touch(struct open_events *all, struct open_event *progress, const struct message *message);

/* The sentence that was unfinished does not go on: what it named last is not taken for whole. */
void open_event_settle(struct open_event *progress);

/* Makes the caller that the last frame names a frame of its own. */
void open_event_keep_caller(struct open_event *progress);

/* Ends an event: hands it on if it was certain, else forgets it. */
void open_event_end(struct open_events *all, struct open_event *progress);

/* Ends all events of HOST (a reboot). */
void open_event_end_host(struct open_events *all, struct host *host);

/* Ends what has been silent too long at LINE. */
void open_event_expire(struct open_events *all, int64_t line);

/* Ends all events, or only those that are over. */
void open_event_end_all(struct open_events *all, bool only_over);

/* The first line of the earliest event in progress that is certain or may become so; INT64_MAX if there is none. */
int64_t open_event_first_line(const struct open_events *all);

/* Whether any event is in progress. */
bool open_event_any(const struct open_events *all);

/* Whether TEXT is the same as that of HOST's last line. */
bool open_event_is_said(const struct host *host, str text);

/* TEXT is that of HOST's last line: its bytes are copied. */
void open_event_say(struct host *host, str text);

/* Something near an event that may come: kept for the next one of HOST. */
void open_event_remember(struct host *host, int kind, const struct message *message, int64_t value);

#endif
