/* A stream that a thread of its own pulls ahead of whoever reads it.
 * SPDX-License-Identifier: MIT */
#include "read/ahead.h"

#include <signal.h>
#include <stdlib.h>

enum {
    AHEAD_STACK = 512 * 1024,
    AHEAD_BATCH = 512 * 1024 /* bytes for which a reader that waits is woken: not for each piece */
};

struct ahead_piece {
    struct ahead_piece *next;
    size_t len;
    char bytes[];
};

static struct ahead_piece *ahead_copy(str bytes) {
    struct ahead_piece *piece = malloc(sizeof *piece + bytes.len);
    if (!piece)
        return NULL;
    piece->next = NULL;
    piece->len = bytes.len;
    memcpy(piece->bytes, bytes.data, bytes.len);
    return piece;
}

/* --- the thread */

/* Waits until there is room. False: nothing more is wanted. */
static bool ahead_add(struct ahead *ahead, struct ahead_piece *piece) {
    pthread_mutex_lock(&ahead->mutex);
    while (!ahead->is_closing && ahead->held >= AHEAD_MOST)
        pthread_cond_wait(&ahead->changed, &ahead->mutex);
    const bool is_wanted = !ahead->is_closing;
    if (is_wanted) {
        if (ahead->last)
            ahead->last->next = piece;
        else
            ahead->first = piece;
        ahead->last = piece;
        ahead->held += piece->len;
        if (ahead->held >= AHEAD_BATCH)
            pthread_cond_signal(&ahead->changed);
    }
    pthread_mutex_unlock(&ahead->mutex);
    return is_wanted;
}

static void ahead_end(struct ahead *ahead, bool failed) {
    pthread_mutex_lock(&ahead->mutex);
    ahead->is_ended = true;
    ahead->failed = failed;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
}

static void *ahead_run(void *context) {
    struct ahead *ahead = context;
    bool going = true, failed = false;
    str bytes;
    while (going && ahead->from->next(ahead->from, &bytes)) {
        struct ahead_piece *piece = ahead_copy(bytes);
        failed = !piece;
        going = piece && ahead_add(ahead, piece);
        if (!going)
            free(piece);
    }
    ahead_end(ahead, failed);
    return NULL;
}

/* --- the reader */

static bool ahead_next(struct stream *stream, str *ret_bytes) {
    struct ahead *ahead = (struct ahead *)stream;
    free(ahead->given);
    pthread_mutex_lock(&ahead->mutex);
    while (!ahead->first && !ahead->is_ended)
        pthread_cond_wait(&ahead->changed, &ahead->mutex);
    struct ahead_piece *piece = ahead->given = ahead->first;
    if (piece) {
        ahead->first = piece->next;
        ahead->last = piece->next ? ahead->last : NULL;
        ahead->held -= piece->len;
        pthread_cond_signal(&ahead->changed);
        *ret_bytes = str_of(piece->bytes, piece->len);
    }
    pthread_mutex_unlock(&ahead->mutex);
    if (!piece) { /* the thread has ended */
        stream->sentence = ahead->from->sentence;
        stream->failed = ahead->from->failed || ahead->failed;
    }
    return piece != NULL;
}

/* Signals are the caller's threads' own. */
static bool ahead_start(struct ahead *ahead) {
    pthread_attr_t attributes;
    sigset_t all, before;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    pthread_attr_setstacksize(&attributes, AHEAD_STACK);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const bool is_started = pthread_create(&ahead->thread, &attributes, ahead_run, ahead) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return is_started;
}

bool ahead_open(struct ahead *ahead, struct stream *from) {
    *ahead = (struct ahead){.stream = {.next = ahead_next, .fd = -1}, .from = from};
    if (pthread_mutex_init(&ahead->mutex, NULL) != 0)
        return false;
    if (pthread_cond_init(&ahead->changed, NULL) == 0) {
        if (ahead_start(ahead))
            return true;
        pthread_cond_destroy(&ahead->changed);
    }
    pthread_mutex_destroy(&ahead->mutex);
    return false;
}

void ahead_close(struct ahead *ahead) {
    pthread_mutex_lock(&ahead->mutex);
    ahead->is_closing = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
    pthread_join(ahead->thread, NULL);
    while (ahead->first) {
        struct ahead_piece *next = ahead->first->next;
        free(ahead->first);
        ahead->first = next;
    }
    free(ahead->given);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->mutex);
}
