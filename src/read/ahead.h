/* A stream that a thread of its own pulls ahead of whoever reads it.
 * SPDX-License-Identifier: MIT */
#ifndef READ_AHEAD_H
#define READ_AHEAD_H

#include "read/stream.h"

#include <pthread.h>

/* What one stream may be ahead of its reader. Files that wait for their turn are unpacked up to this much: the memory
 * of a reader with many threads is bounded by it, and logs that logrotate keeps seldom are larger. */
enum { AHEAD_MOST = 64 * 1024 * 1024 };

struct ahead {
    struct stream stream; /* gives what the other one gave, in the same order */
    struct stream *from;  /* touched by the thread only, until it has ended */
    pthread_t thread;
    pthread_mutex_t mutex; /* of all below */
    pthread_cond_t changed;
    struct ahead_piece *first, *last; /* taken from the stream, and not given yet */
    size_t held;                      /* bytes of these */
    bool is_ended;                    /* nothing more will come */
    bool is_closing;                  /* nothing more is wanted */
    bool failed;                      /* memory was short */
    struct ahead_piece *given;        /* the loan of the reader */
};

/* Begins to pull FROM. False where no thread is to be had, or memory is short: then there is nothing to close. Neither
 * stream may move until ahead_close. */
bool ahead_open(struct ahead *ahead, struct stream *from);

/* Waits for the thread, which ends with the step that it is at. */
void ahead_close(struct ahead *ahead);

#endif
