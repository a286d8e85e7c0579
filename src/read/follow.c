/* A log that is read on as it grows.
 * SPDX-License-Identifier: MIT
 *
 * The file and its name are looked at some times a second: that works on every file system, and a loss of
 * notifications cannot happen. */
#include "read/follow.h"

#include "read/content.h"
#include "read/magic.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FOLLOW_ROOM = 128 * 1024,
    FOLLOW_HEAD = 256,       /* bytes by which a file that was rewritten is recognised */
    FOLLOW_GENERATIONS = 64, /* NAME.1 and so on, among which a renamed file is looked for */
    FOLLOW_PATH = 4096
};

/* Why the bytes of a file end. */
enum follow_end {
    FOLLOW_ENDED,   /* the input is to end */
    FOLLOW_ANEW,    /* it was truncated */
    FOLLOW_REPLACED /* it was read to its end, and another file has its name */
};

struct follow {
    struct stream stream; /* of the file in progress */
    const char *path;     /* NULL: standard input, which has no name */
    const struct source_sink *sink;
    int fd;
    dev_t device;
    ino_t inode;
    int64_t done; /* bytes of this file */
    char head[FOLLOW_HEAD];
    size_t head_len;
    bool is_last; /* the file is not written to any more: its end is the end */
    enum follow_end end;
    bool is_stopped; /* the sink wanted no more */
    char *room;
    struct content content;
};

/* --- one file */

/* Remembers how the file begins. */
static void follow_keep_head(struct follow *follow, str bytes) {
    if (follow->done > FOLLOW_HEAD)
        return;
    const str more = str_first(bytes, sizeof follow->head - follow->head_len);
    if (more.len > 0)
        memcpy(follow->head + follow->head_len, more.data, more.len);
    follow->head_len += more.len;
}

static ssize_t follow_read_some(const struct follow *follow) {
    ssize_t len;
    do
        len = read(follow->fd, follow->room, FOLLOW_ROOM);
    while (len < 0 && errno == EINTR);
    return len;
}

static bool follow_is_rewritten(const struct follow *follow) {
    char head[FOLLOW_HEAD];
    struct stat status;
    if (fstat(follow->fd, &status) != 0)
        return false;
    if (status.st_size < follow->done)
        return true;
    const ssize_t len = pread(follow->fd, head, follow->head_len, 0);
    return len == (ssize_t)follow->head_len && memcmp(head, follow->head, follow->head_len) != 0;
}

/* Whether another file has the name, and something in it: before that the old one may still be written to. */
static bool follow_is_replaced(const struct follow *follow) {
    struct stat status;
    return follow->path && stat(follow->path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
           (status.st_dev != follow->device || status.st_ino != follow->inode);
}

/* Tells the time. False: the input is to end here, or the sink stopped. */
static bool follow_go_on(struct follow *follow) {
    if (!source_goes_on(follow->sink, follow->done, 0))
        return false;
    follow->is_stopped = !source_tick(follow->sink);
    return !follow->is_stopped;
}

static void follow_pause(void) {
    poll(NULL, 0, SOURCE_TICK_MS);
}

/* Nothing more is in the file now. False: nothing will be. */
static bool follow_wait_at_end(struct follow *follow) {
    if (follow->is_last) {
        follow->end = FOLLOW_REPLACED;
        return false;
    }
    follow->is_last = follow_is_replaced(follow); /* what was written before that is still to be read */
    if (!follow->is_last)
        follow_pause();
    return true;
}

/* The next bytes of the file; false at its end, or where the input is to end. */
static bool follow_next(struct stream *stream, str *ret_bytes) {
    struct follow *follow = (struct follow *)stream;
    follow->end = FOLLOW_ENDED;
    while (follow_go_on(follow)) {
        if (follow_is_rewritten(follow)) {
            follow->end = FOLLOW_ANEW;
            return false;
        }
        const ssize_t len = follow_read_some(follow);
        if (len > 0) {
            *ret_bytes = str_of(follow->room, (size_t)len);
            follow_keep_head(follow, *ret_bytes);
            follow->done += len;
            return true;
        }
        if (len < 0)
            stream->sentence = "cannot be read any more; what could be read is reported";
        if (len < 0 || !follow_wait_at_end(follow))
            return false;
    }
    return false;
}

/* Reads the file from where it is to its end. False: that is the end of all. */
static bool follow_read_file(struct follow *follow) {
    follow->stream = (struct stream){.next = follow_next, .fd = -1};
    follow->done = 0;
    follow->head_len = 0;
    content_read(&follow->content, &follow->stream);
    return follow->end != FOLLOW_ENDED && !follow->content.is_stopped && !follow->content.failed;
}

/* --- what becomes of it */

static bool follow_tell_next(const struct follow *follow, const char *path) {
    return follow->sink->again(follow->sink->content.context, path);
}

/* The file was truncated: it is read from its start, as another one. False to stop. */
static bool follow_start_over(struct follow *follow) {
    return lseek(follow->fd, 0, SEEK_SET) == 0 && follow_tell_next(follow, follow->path ? follow->path : "-") &&
           follow_read_file(follow);
}

/* The files that came after the one in progress, the oldest first. */
struct follow_later {
    int fds[FOLLOW_GENERATIONS + 1];
    int count;
};

static void follow_name(const struct follow *follow, int generation, char *room) {
    if (generation > 0)
        snprintf(room, FOLLOW_PATH, "%s.%d", follow->path, generation);
    else
        snprintf(room, FOLLOW_PATH, "%s", follow->path);
}

/* What the file is called now, counted in rotations: N of NAME.N; 0 if it is none of them. */
static int follow_find_generation(const struct follow *follow) {
    char path[FOLLOW_PATH];
    struct stat status;
    for (int i = 1; i <= FOLLOW_GENERATIONS; i++) {
        follow_name(follow, i, path);
        if (stat(path, &status) != 0)
            return 0;
        if (status.st_dev == follow->device && status.st_ino == follow->inode)
            return i;
    }
    return 0;
}

static void follow_close_later(struct follow_later *later) {
    while (later->count > 0)
        close(later->fds[--later->count]);
}

/* One that cannot be opened is left out: it may have been removed. */
static void follow_open_from(const struct follow *follow, int generation, struct follow_later *later) {
    char path[FOLLOW_PATH];
    struct stat status;
    for (; generation >= 0; generation--) {
        follow_name(follow, generation, path);
        const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
            later->fds[later->count++] = fd;
        else if (fd >= 0)
            close(fd);
    }
}

/* Files may get other names while they are opened: then it is tried again. */
static void follow_open_later(const struct follow *follow, struct follow_later *later) {
    enum { TRIES = 8 };
    int generation = follow_find_generation(follow);
    for (int tried = 0; tried < TRIES; tried++) {
        follow_open_from(follow, generation > 0 ? generation - 1 : 0, later);
        const int now = follow_find_generation(follow);
        if (now == generation)
            return;
        follow_close_later(later);
        generation = now;
    }
}

/* Reads the file at FD, which is closed with the next one. False to stop. */
static bool follow_turn_to(struct follow *follow, int fd, bool is_last) {
    struct stat status = {0};
    fstat(fd, &status);
    close(follow->fd);
    follow->fd = fd;
    follow->device = status.st_dev;
    follow->inode = status.st_ino;
    follow->is_last = is_last;
    return follow_tell_next(follow, follow->path) && follow_read_file(follow);
}

/* The file has the name no more, and none that could be opened has it. False to stop. */
static bool follow_wait_for_other(struct follow *follow) {
    follow_pause();
    return follow_go_on(follow);
}

/* Reads those files that were rotated since, and the one that has its name. False to stop. */
static bool follow_catch_up(struct follow *follow) {
    struct follow_later later = {.count = 0};
    bool is_going = true;
    int read = 0;
    follow_open_later(follow, &later);
    if (later.count == 0)
        return follow_wait_for_other(follow);
    for (; is_going && read < later.count; read++)
        is_going = follow_turn_to(follow, later.fds[read], read + 1 < later.count);
    for (; read < later.count; read++)
        close(later.fds[read]);
    return is_going;
}

static void follow_until_end(struct follow *follow) {
    bool is_going = follow_read_file(follow);
    while (is_going) {
        if (follow->end == FOLLOW_ANEW) {
            is_going = follow_start_over(follow);
            continue;
        }
        is_going = follow_catch_up(follow);
    }
}

/* --- the beginning */

static enum source_end follow_judge(const struct follow *follow, const char **ret_sentence) {
    const struct content *content = &follow->content;
    if (content->failed)
        return SOURCE_OUT_OF_MEMORY;
    if (content->is_stopped || follow->is_stopped)
        return SOURCE_STOPPED;
    *ret_sentence = content->is_trouble ? content->sentence : NULL; /* that a file is empty so far is none */
    return content->is_trouble ? SOURCE_TROUBLE : SOURCE_COMPLETE;
}

static enum source_end follow_open_file(struct follow *follow, const char **ret_sentence) {
    struct stat status;
    if (!source_is_readable(follow->fd, &status, ret_sentence))
        return SOURCE_TROUBLE;
    follow->room = malloc(FOLLOW_ROOM);
    if (!follow->room)
        return SOURCE_OUT_OF_MEMORY;
    follow->device = status.st_dev;
    follow->inode = status.st_ino;
    follow_until_end(follow);
    free(follow->room);
    return follow_judge(follow, ret_sentence);
}

/* Waits for the file. False: the input is to end before it is there. */
static bool follow_wait(struct follow *follow, struct stat *ret_status) {
    while (stat(follow->path, ret_status) != 0) {
        if (errno != ENOENT)
            return true; /* opening it will tell why */
        if (!follow_go_on(follow))
            return false;
        follow_pause();
    }
    return true;
}

/* What the file at PATH is; NULL: text, or nothing yet. */
static const struct magic *follow_magic(const char *path) {
    char head[MAGIC_BYTES];
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    const ssize_t len = fd < 0 ? -1 : pread(fd, head, sizeof head, 0);
    if (fd >= 0)
        close(fd);
    const struct magic *magic = len > 0 ? magic_of(str_of(head, (size_t)len)) : NULL;
    return magic && (magic->decoder || magic->kind != MAGIC_TEXT) ? magic : NULL;
}

/* What is packed does not grow at its end: it is read once, and so is a journal that cannot be followed, being damaged,
 * or for want of libsystemd, of which reading it tells. */
static enum source_end follow_other(struct follow *follow, const struct magic *magic, const char **ret_sentence) {
    const struct content_options *options = &follow->content.options;
    if (magic && magic->kind == MAGIC_JOURNAL) {
        const enum source_end end = source_follow_journal(follow->path, options, follow->sink, ret_sentence);
        if (end != SOURCE_TROUBLE)
            return end;
    }
    return source_read(follow->path, options, follow->sink, ret_sentence);
}

static enum source_end follow_named(struct follow *follow, const char **ret_sentence) {
    struct stat status = {0};
    if (!follow_wait(follow, &status))
        return follow_judge(follow, ret_sentence);
    const struct magic *magic = S_ISREG(status.st_mode) ? follow_magic(follow->path) : NULL;
    if (!S_ISREG(status.st_mode) || magic)
        return follow_other(follow, magic, ret_sentence);
    follow->fd = source_open(follow->path, follow->sink, ret_sentence);
    if (follow->fd < 0)
        return *ret_sentence ? SOURCE_TROUBLE : SOURCE_COMPLETE;
    const enum source_end end = follow_open_file(follow, ret_sentence);
    close(follow->fd);
    return end;
}

enum source_end follow_read(const char *path, const struct content_options *options, const struct source_sink *sink,
                            const char **ret_sentence) {
    struct follow follow = {.path = path, .sink = sink, .fd = STDIN_FILENO};
    struct stat status;
    *ret_sentence = NULL;
    follow.content = (struct content){.sink = sink->content, .options = *options};
    if (strcmp(path, "-") != 0)
        return follow_named(&follow, ret_sentence);
    if (fstat(STDIN_FILENO, &status) != 0 || !S_ISREG(status.st_mode))
        return source_read(path, options, sink, ret_sentence);
    follow.path = NULL;
    return follow_open_file(&follow, ret_sentence);
}
