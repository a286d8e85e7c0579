/* Identifies an event, so that its duplicates from another file or transport are recognised.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_FINGERPRINT_H
#define EVENTS_FINGERPRINT_H

#include "base/str.h"

#include "model/event.h"

/* Hashes; 0: the event lacks what this one is made of. */
enum fingerprint_key {
    FINGERPRINT_EXACT,     /* the kill that was printed, and the kernel's clock */
    FINGERPRINT_TRIGGER,   /* the same of the trigger */
    FINGERPRINT_LAST_LINE, /* the same of what was printed last, where no kill was */
    FINGERPRINT_CONTENT,   /* what was printed */
    FINGERPRINT_KILL,      /* the line of the first kill alone */
    FINGERPRINT_KEYS
};

/* A wall-clock time in few bytes, to the second: thousands are kept. */
struct fingerprint_time {
    int32_t year;
    int16_t offset_min;
    int8_t month, day, hour, minute, second; /* month 0: there is none */
    bool has_offset;
};

struct fingerprint {
    uint64_t keys[FINGERPRINT_KEYS];
    uint64_t head;     /* the first rows of the report's table; 0: not there. Two heads are two events */
    uint64_t host;     /* the first label of its name: one transport writes "red", another "red.example.com"; 0: none */
    int64_t line_base; /* of its input, for userspace killers, whose messages are often the same; -1: the kernel's */
    struct fingerprint_time time;
    bool is_whole;    /* the report is complete */
    bool has_figures; /* the kill's own line is there, not only what announces it */
};

struct fingerprint fingerprint_of(const struct event *event);

/* Identifies a victim: PID on HOST. Never 0. */
uint64_t fingerprint_of_victim(str host, int64_t pid);

/* What identifies EVENT to others: made of figures that the kernel printed, so that it is the same in every transport
 * (names are escaped differently, clocks are told or not). 0: too little is known. */
uint64_t fingerprint_id(const struct event *event);

/* False where their hosts are two. */
static inline bool fingerprint_may_be_same(const struct fingerprint *a, const struct fingerprint *b) {
    return !a->host || !b->host || a->host == b->host;
}

/* Whether A and B are of the same event. */
bool fingerprint_is_same(const struct fingerprint *a, const struct fingerprint *b);

#endif
