/* A log that is read on as it grows. SPDX-License-Identifier: MIT
 *
 * The file and its name are looked at some times a second: that works on every file system, and a loss of
 * notifications cannot happen. */
#include "read/follow.h"

#include "read/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FOLLOW_ROOM = 128 * 1024,
    FOLLOW_HEAD = 256,       /* bytes by which a file that was written anew is told */
    FOLLOW_GENERATIONS = 64, /* NAME.1 and so on, among which a renamed file is looked for */
    FOLLOW_PATH = 4096
};

struct follow {
    const char *path; /* NULL: standard input, which has no name */
    const struct source_sink *sink;
    int fd;
    dev_t device;
    ino_t inode;
    int64_t done; /* bytes of this file */
    char head[FOLLOW_HEAD];
    size_t head_len;
    char *room;
    struct unpack unpack;
    const char *sentence; /* what could not be read */
    bool is_stopped;      /* the sink wanted no more */
    bool failed;          /* memory was short */
};

static bool follow_take_text(void *context, const char *bytes, size_t len) {
    struct follow *follow = context;
    follow->is_stopped |= !follow->sink->bytes(follow->sink->context, bytes, len);
    return !follow->is_stopped;
}

/* --- one file */

static void follow_begin(struct follow *follow) {
    follow->done = 0;
    follow->head_len = 0;
    unpack_open(&follow->unpack, follow_take_text, follow);
}

/* False to stop. What is wrong with packed bytes is no reason to stop: the next file may be well. */
static bool follow_end(struct follow *follow) {
    if (!follow->is_stopped)
        unpack_end(&follow->unpack);
    if (!follow->sentence)
        follow->sentence = unpack_complaint(&follow->unpack);
    follow->failed |= follow->unpack.failed;
    unpack_close(&follow->unpack);
    return !follow->is_stopped && !follow->failed;
}

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

static bool follow_is_written_anew(const struct follow *follow) {
    char head[FOLLOW_HEAD];
    struct stat status;
    if (fstat(follow->fd, &status) != 0)
        return false;
    if (status.st_size < follow->done)
        return true;
    const ssize_t len = pread(follow->fd, head, follow->head_len, 0);
    return len == (ssize_t)follow->head_len && memcmp(head, follow->head, follow->head_len) != 0;
}

static bool follow_goes_on(struct follow *follow) {
    if (!source_goes_on(follow->sink, follow->done, 0))
        return false;
    follow->is_stopped = !source_tick(follow->sink);
    return !follow->is_stopped;
}

/* Reads to the end of the file as it is now, or until it is written anew. False to stop. */
static bool follow_drain(struct follow *follow) {
    while (follow_goes_on(follow)) {
        if (follow_is_written_anew(follow))
            return true;
        const ssize_t len = follow_read_some(follow);
        if (len < 0)
            follow->sentence = "cannot be read any more; what could be read is reported";
        if (len <= 0)
            return len == 0;
        const str bytes = str_of(follow->room, (size_t)len);
        follow_keep_head(follow, bytes);
        follow->done += len;
        if (!unpack_feed(&follow->unpack, bytes) && (follow->is_stopped || follow->unpack.failed))
            return false;
    }
    return false;
}

/* --- what becomes of it */

/* The file was truncated: it is read from its start, as another one. */
static bool follow_start_over(struct follow *follow) {
    if (!follow_end(follow) || lseek(follow->fd, 0, SEEK_SET) != 0 ||
        !follow->sink->again(follow->sink->context, follow->path ? follow->path : "-"))
        return false;
    follow_begin(follow);
    return true;
}

/* Goes on with the file at PATH. It is left out if it cannot be opened: it may have been removed. False to stop. */
static bool follow_turn_to(struct follow *follow, const char *path) {
    struct stat status;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return true;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(fd);
        return true;
    }
    const bool is_going = follow_end(follow) && follow->sink->again(follow->sink->context, path);
    close(follow->fd);
    follow->fd = fd;
    follow->device = status.st_dev;
    follow->inode = status.st_ino;
    follow_begin(follow);
    return is_going && follow_drain(follow);
}

/* What the file is called now, counted in rotations: N of NAME.N; 0 if it is none of them. */
static int follow_find_generation(const struct follow *follow, char *room) {
    struct stat status;
    for (int i = 1; i <= FOLLOW_GENERATIONS; i++) {
        snprintf(room, FOLLOW_PATH, "%s.%d", follow->path, i);
        if (stat(room, &status) != 0)
            return 0;
        if (status.st_dev == follow->device && status.st_ino == follow->inode)
            return i;
    }
    return 0;
}

/* Whether another file has the name, and something in it: before that the old one may still be written to. */
static bool follow_is_replaced(const struct follow *follow) {
    struct stat status;
    return follow->path && stat(follow->path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
           (status.st_dev != follow->device || status.st_ino != follow->inode);
}

/* Reads the rest of the file, those that were rotated since, and the one that has its name. False to stop. */
static bool follow_catch_up(struct follow *follow) {
    char path[FOLLOW_PATH];
    if (!follow_drain(follow))
        return false;
    for (int i = follow_find_generation(follow, path) - 1; i > 0; i--) {
        snprintf(path, sizeof path, "%s.%d", follow->path, i);
        if (!follow_turn_to(follow, path))
            return false;
    }
    return follow_turn_to(follow, follow->path);
}

static void follow_pause(void) {
    poll(NULL, 0, SOURCE_TICK_MS);
}

static void follow_until_end(struct follow *follow) {
    bool is_going = true;
    while (is_going && follow_drain(follow)) {
        if (follow_is_written_anew(follow))
            is_going = follow_start_over(follow);
        else if (follow_is_replaced(follow))
            is_going = follow_catch_up(follow);
        else
            follow_pause();
    }
}

/* --- the beginning */

static enum source_end follow_judge(const struct follow *follow, const char **ret_sentence) {
    *ret_sentence = follow->sentence;
    if (follow->failed)
        return SOURCE_OUT_OF_MEMORY;
    if (follow->is_stopped)
        return SOURCE_STOPPED;
    return follow->sentence ? SOURCE_TROUBLE : SOURCE_COMPLETE;
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
    follow_begin(follow);
    follow_until_end(follow);
    follow_end(follow);
    free(follow->room);
    return follow_judge(follow, ret_sentence);
}

/* Waits for the file. False: the input is to end before it is there. */
static bool follow_wait(struct follow *follow, struct stat *ret_status) {
    while (stat(follow->path, ret_status) != 0) {
        if (errno != ENOENT)
            return true; /* opening it will tell why */
        if (!follow_goes_on(follow))
            return false;
        follow_pause();
    }
    return true;
}

static enum source_end follow_named(struct follow *follow, const char **ret_sentence) {
    struct stat status = {0};
    if (!follow_wait(follow, &status))
        return follow_judge(follow, ret_sentence);
    if (!S_ISREG(status.st_mode))
        return source_read(follow->path, follow->sink, ret_sentence);
    follow->fd = source_open(follow->path, follow->sink, ret_sentence);
    if (follow->fd < 0)
        return *ret_sentence ? SOURCE_TROUBLE : SOURCE_COMPLETE;
    const enum source_end end = follow_open_file(follow, ret_sentence);
    close(follow->fd);
    return end;
}

enum source_end follow_read(const char *path, const struct source_sink *sink, const char **ret_sentence) {
    struct follow follow = {.path = path, .sink = sink, .fd = STDIN_FILENO};
    struct stat status;
    *ret_sentence = NULL;
    if (strcmp(path, "-") != 0)
        return follow_named(&follow, ret_sentence);
    if (fstat(STDIN_FILENO, &status) != 0 || !S_ISREG(status.st_mode))
        return source_read(path, sink, ret_sentence);
    follow.path = NULL;
    return follow_open_file(&follow, ret_sentence);
}
