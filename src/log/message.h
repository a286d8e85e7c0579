/* One line of a log after its transport has been taken off: what the kernel, or a daemon, said, and what the transport
 * knew. SPDX-License-Identifier: MIT */
#ifndef LOG_MESSAGE_H
#define LOG_MESSAGE_H

#include "base/str.h"

#include "model/event.h"

enum message_origin {
    MESSAGE_ORIGIN_UNKNOWN, /* the transport does not say */
    MESSAGE_ORIGIN_KERNEL,
    MESSAGE_ORIGIN_USER
};

/* The kernel's clock counts nanoseconds in 64 bits (kernel/printk/printk.c, ts_nsec): no time it tells is later. */
#define MESSAGE_UPTIME_MOST_US (UINT64_MAX / 1000)

/* All views are loans until the next line is handed to the transport. */
struct message {
    str text;          /* decoded, no carriage return, no trailing newline; may hold any other byte */
    str host;          /* "" if the transport does not name one */
    str program;       /* "kernel", "systemd", "earlyoom" ...; "" if unknown */
    str caller;        /* printk caller "T123", "C1"; "" if unknown */
    int64_t uptime_us; /* of "[secs.usecs]"; ABSENT */
    struct oomwhy_time time;
    int level;    /* 0-7; -1 unknown */
    int facility; /* -1 unknown */
    enum message_origin origin;
    bool continues; /* a further line of the record before, or a line without a prefix in an input that has prefixes */
    bool is_same_record; /* it continues, and the transport shows that both were one: by an escape, a field, its
                            indentation */
    bool cut;            /* the text was longer than the transport's bound and ends early */
    bool at_limit;       /* as long as the transport lets a line be, and no line was longer: its end may be lost */
    int64_t line;        /* global ordinal */
};

/* A line of which no transport says anything. */
static inline bool message_is_bare(const struct message *message) {
    return message->uptime_us == ABSENT && !message->time.month && !message->host.len && !message->caller.len &&
           !message->program.len;
}

#endif
