/* Where a message comes from: the input that is read, its machine, and what is known of each host.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_HOST_H
#define EVENTS_HOST_H

#include "base/str.h"
#include "kernel/part.h"
#include "log/message.h"
#include "log/time.h"
#include "model/limits.h"

/* --- inputs --- */

/* Zeroed: none. */
struct input {
    str name;             /* its own copy */
    int64_t line_base;    /* lines after this one are its own */
    int64_t unended_line; /* its last one, if it has no newline; 0: none */
    const char *doubt;    /* a warning about all its lines, of static life; or NULL */
};

/* The next input is called NAME. False when memory is short. */
bool input_begin(struct input *input, str name, int64_t line_base);
void input_free(struct input *input);

/* Whether files A and B can be parts of one log: their paths differ in numbers, dates and how they are packed at most.
 * "kern.log", "kern.log.1.gz"; "part1.txt", "part2.txt". */
bool input_is_of_same_log(str a, str b);

/* --- machines --- */

/* Inputs behind LINE_BASE are of the machine HOST, where the log does not say so itself. */
struct machine {
    int64_t line_base;
    int64_t clock_start_us; /* since 1970, when its kernel's clock was 0; 0: unknown */
    char host[256];
};

/* Those of the latest inputs, the newest last. Zeroed: none. */
struct machines {
    struct machine items[LIMIT_MACHINES];
    size_t count;
};

/* The input behind LINE_BASE is of the machine HOST, NULL if none is known, whose kernel's clock was 0 at
 * CLOCK_START_US; 0: unknown. */
void machines_note(struct machines *machines, int64_t line_base, const char *host, int64_t clock_start_us);

/* Gives EVENT what its log does not tell of its machine: its name, and its wall-clock time by the kernel's clock. */
void machines_name(const struct machines *machines, struct event *event);

/* --- hosts --- */

struct open_event;

/* A message that becomes a note of the event that follows it. */
struct remark {
    enum note_kind kind;
    int64_t line, value;
    size_t len;
    char text[LIMIT_REMARK_BYTES];
};

/* A memory report in progress that is not the OOM killer's. */
struct other_report {
    struct progress progress;
    uint64_t caller;        /* the printk caller's hash; 0: not told */
    int64_t first_line;     /* its head */
    int64_t lines_left;     /* of the host's, while no event is in progress: then it is over */
    int64_t last_uptime_us; /* of its own lines */
    bool has_figures;       /* else it is a trace alone */
    unsigned char name_len;
    char name[16]; /* of the process that its head names */
};

/* The latest messages of an event in progress, to recognise lines that were pasted twice. */
struct recent {
    size_t count;      /* that were ever put in: the last ones are kept */
    size_t room;       /* for so many, at most LIMIT_RECENT: most hosts have few */
    int64_t newest_us; /* the latest time of them */
    bool is_again;     /* the last message was one of them */
    struct {
        uint64_t hash;
        int64_t uptime_us;
    } items[];
};

struct host {
    struct host *next; /* in its hash chain */
    struct host *older, *newer;
    uint64_t hash;
    str name;                  /* follows the struct */
    struct open_event *events; /* newest first */
    struct remark *remarks;    /* NULL until there is one */
    size_t remark_count;
    int64_t panic_line;          /* the OOM killer's panic, whose own trace follows; 0: none */
    int64_t sysrq_line;          /* "Manual OOM execution" before its event; 0: none */
    struct other_report *others; /* NULL until there is one */
    size_t other_count;
    size_t speaker;     /* whose line was the last: 0: an event's; else one of `others`, from 1 on */
    uint64_t last_hash; /* of its last message's text, to recognise a duplicate; the same below */
    size_t last_len;
    uint64_t last_caller; /* hashed; 0: it named none */
    int64_t last_uptime_us;
    struct recent *recent;   /* the messages of the event in progress; NULL until there is one */
    bool has_clock;          /* a line of the kernel had its clock */
    struct boot boot_memory; /* what the kernel said when it booted */
    int64_t boots;           /* that the log told of so far */
    int64_t clock_start_us;  /* what the kernel's clock showed at boot: not 0 where it counts jiffies, 2.6.11-2.6.17 */
    struct oomwhy_time last_time;
    struct time_clue clue;
};

enum { HOST_BUCKETS = 1024 };

/* Zeroed: none. */
struct hosts {
    struct host *buckets[HOST_BUCKETS];
    struct host *oldest, *newest; /* by when they were last used */
    struct host *last_found;      /* lines of one host mostly follow each other */
    size_t count;
};

/* As host_find, by its name alone. */
struct host *host_look_up(struct hosts *hosts, str name);

/* The host called NAME, or NULL. */
static inline struct host *host_find(struct hosts *hosts, str name) {
    return hosts->last_found && str_equal_names(hosts->last_found->name, name) ? hosts->last_found
                                                                               : host_look_up(hosts, name);
}

/* Adds the host called NAME, which is not there yet. NULL when memory is short. */
struct host *host_add(struct hosts *hosts, str name);

/* HOST was used: it becomes the newest. */
void host_touch(struct hosts *hosts, struct host *host);

/* HOST must have no events. */
void host_free(struct hosts *hosts, struct host *host);

/* Records MESSAGE, whose text without leading blanks is TEXT, as the host's last one. True if it is a duplicate of the
 * one before: two transports wrote into one file. */
bool host_record(struct host *host, const struct message *message, str text);

/* Whether the host's last message, recorded as such, was there before in the event in progress: the kernel's clock went
 * back to it, and the text is the same. */
static inline bool host_is_again(const struct host *host) {
    return host->recent && host->recent->is_again;
}

/* No event is in progress: what comes is not there again. */
static inline void host_forget_recent(struct host *host) {
    if (host->recent) {
        host->recent->count = 0;
        host->recent->is_again = false;
    }
}

/* Keeps a remark; at the bound the earliest one is dropped. When memory is short it is not kept: it is not part of an
 * event. */
void host_remark(struct host *host, enum note_kind kind, const struct message *message, int64_t value);

/* The host was rebooted. */
void host_reboot(struct host *host);

/* What the kernel's clock shows at the boot of a kernel that counts jiffies: UPTIME_US is its first lines'. 0: it
 * counts from 0 as others do. */
int64_t host_clock_start(int64_t uptime_us);

/* Since boot, where the kernel's clock shows UPTIME_US. */
int64_t host_uptime(const struct host *host, int64_t uptime_us);

#endif
