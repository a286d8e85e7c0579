/* What an event is known again by when it comes by another way: a second file, another transport.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_FINGERPRINT_H
#define EVENTS_FINGERPRINT_H

#include "base/str.h"

#include "model/event.h"

/* Hashes; 0: too little was said for this one. */
enum fingerprint_key {
    FINGERPRINT_EXACT,   /* with the kernel's clock */
    FINGERPRINT_CONTENT, /* without */
    FINGERPRINT_KILL,    /* of the first kill's line alone */
    FINGERPRINT_KEYS
};

struct fingerprint {
    uint64_t keys[FINGERPRINT_KEYS];
    uint64_t host; /* the first label of its name: one transport writes "red", another "red.example.com"; 0: none */
    bool is_whole; /* the report is there, not only a part of it */
    struct oomwhy_time time;
    int64_t line_base; /* of its input, for userspace killers, whose words are often the same; -1: the kernel's */
};

struct fingerprint fingerprint_of(const struct event *event);

/* Whether A and B are of one event. */
bool fingerprint_is_same(const struct fingerprint *a, const struct fingerprint *b);

#endif
