/* A message without its prefixes: what the kernel or a daemon wrote, what the log says about it, and the pieces into
 * which some logs split one.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_MESSAGE_H
#define LOG_MESSAGE_H

#include "base/buffer.h"
#include "base/str.h"
#include "log/lines.h"
#include "model/event.h"

/* How what preceded a message was recognised. */
enum message_prefix {
    MESSAGE_PREFIX_KNOWN,
    MESSAGE_PREFIX_LEARNT,
    MESSAGE_PREFIX_LEARNT_ONCE /* from this line alone */
};

enum message_origin {
    MESSAGE_ORIGIN_UNKNOWN, /* the log does not say */
    MESSAGE_ORIGIN_KERNEL,
    MESSAGE_ORIGIN_USER
};

/* The kernel's clock counts nanoseconds in 64 bits (kernel/printk/printk.c, ts_nsec): no time it tells is later. */
#define MESSAGE_UPTIME_MOST_US (UINT64_MAX / 1000)

/* All views end when the next line is read. */
struct message {
    str text;          /* decoded, no carriage return, no trailing newline; may hold any other byte */
    str host;          /* "" if the log does not name one */
    str program;       /* "kernel", "systemd", "earlyoom" ...; "" if unknown */
    str caller;        /* printk caller "T123", "C1"; "" if unknown */
    int64_t uptime_us; /* of "[secs.usecs]"; ABSENT */
    struct oomwhy_time time;
    struct journal_id boot_id, machine_id;
    int level;    /* 0-7; -1 unknown */
    int facility; /* -1 unknown */
    enum message_origin origin;
    enum message_prefix prefix;
    bool continues; /* a further line of the record before, or a line without a prefix in an input that has prefixes */
    bool
        is_same_record; /* it continues, and the log shows that both were one: by an escape, a field, its indentation */
    bool cut;           /* the text was longer than BUFFER_MOST and ends early */
    bool at_limit;      /* as long as a relay lets a line be, and no line was longer: its end may be lost */
    bool begins_log;    /* it has no prefix, and what the lines before tell is another log's */
    bool is_behind_program; /* it has no prefix, and the last line that has one is a program's */
    bool is_turned;         /* its input has the newest lines first, and is read from its end */
    int64_t line;           /* its number, in all inputs */
    size_t line_len;        /* bytes of that line, its prefix counted; 0: unknown */
};

/* A message without its text that owns its names. */
struct message_copy {
    struct message message;
    char host[256], program[256], caller[32];
};

/* A line of which the log says nothing. */
static inline bool message_is_bare(const struct message *message) {
    return message->uptime_us == ABSENT && !message->time.month && !message->host.len && !message->caller.len &&
           !message->program.len;
}

/* All is unknown. */
struct message message_nothing(void);

/* MESSAGE may be the copy's own. */
void message_copy(struct message_copy *copy, const struct message *message);

/* NAME, cut to SIZE bytes, in ROOM. */
str message_copy_name(char *room, size_t size, str name);

/* Nothing tells when MESSAGE was written. */
void message_forget_time(struct message *message);

/* Takes what MESSAGE lacks from OUTER, the record that held its line. */
void message_fill_from(struct message *message, const struct message *outer);

/* Takes what the log stage finds. A function that returns bool says false to stop. */
struct message_sink {
    bool (*message)(void *context, const struct message *message);   /* its views end when the next line is read */
    bool (*begin_input)(void *context, str name, int64_t line_base); /* lines after LINE_BASE come from NAME */
    bool (*pause)(void *context);                                    /* no line goes on with the one before */
    void (*unended)(void *context, int64_t line);                    /* LINE, the next one, lacks its newline */
    void (*warn)(void *context, const char *sentence);               /* about this input; SENTENCE is of static life */
    bool (*is_busy)(const void *context);                            /* whether each line may belong to an event */
    void *context;
};

/* --- pieces: parts of container records, fragments of netconsole, continuations of /dev/kmsg --- */

enum piece_kind {
    PIECE_NONE,     /* a whole record */
    PIECE_PART,     /* CRI "P", Docker: a line of another log goes on in the next record */
    PIECE_PART_END, /* CRI "F": its last part, or a whole record */
    PIECE_FRAGMENT, /* netconsole: bytes `at` and on of a text of `of` bytes */
    PIECE_FIRST,    /* /dev/kmsg flag 'c': the record may go on */
    PIECE_NEXT      /* '+': it goes on from the one before */
};

struct piece {
    enum piece_kind kind;
    size_t at, of;
};

/* A record in progress. Zeroed but for the buffer's arena. */
struct join {
    enum piece_kind kind; /* of its first piece; PIECE_NONE: nothing is in progress */
    struct message_copy first;
    enum escapes escapes;
    struct buffer text;
};

/* True if PIECE belongs to a record of several pieces, in progress or new. */
bool join_wants(const struct join *join, const struct piece *piece);

/* True if PIECE is the next one of the record in progress. */
bool join_goes_on(const struct join *join, const struct piece *piece);

/* PIECE, of which MESSAGE tells, begins a new record; its text is still to be added. */
void join_begin(struct join *join, const struct piece *piece, const struct message *message, enum escapes escapes);

/* True if nothing can come after PIECE, whose text was added. */
bool join_is_whole(const struct join *join, const struct piece *piece);

#endif
