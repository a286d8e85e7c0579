/* A path, standard input, a compressed file or a kernel log device: all become text for one sink.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* POSIX_FADV_SEQUENTIAL, O_PATH, major, minor */
#include "read/source.h"

#include "read/content.h"
#include "read/journal.h"
#include "read/journal_tail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

enum {
    SOURCE_ROOM = 128 * 1024, /* larger reads measured no better, and this much stays in the L2 cache */
    SOURCE_PROC = 0x9fa0      /* PROC_SUPER_MAGIC */
};

struct source {
    struct stream stream;
    int fd;
    int64_t done, of; /* bytes; of a file, 0 where that is not known */
    bool is_file, is_pipe, is_kmsg;
    bool is_resting; /* idle has been called since the last bytes */
    bool is_stopped; /* the sink wanted no more */
    bool is_ended;   /* it wanted this input to end */
    const struct source_sink *sink;
    char *room;
    struct journal_tail *tail; /* what is new in it comes between the reads; NULL: nothing does */
    str new_records;           /* of it, to be given next */
    unsigned read_count;
};

/* The C library's sentences follow the locale, and the library reads none. */
const char *source_sentence(int error, bool opening) {
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return "no such file";
    case EACCES:
    case EPERM:
        return "permission denied";
    case EISDIR:
        return "is a directory";
    case EBADF:
        return "is not open for reading";
    case EIO:
        return "input/output error; what could be read is reported";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    case ENAMETOOLONG:
        return "the file name is too long";
    case ELOOP:
        return "too many symbolic links";
    case ENXIO:
    case ENODEV:
        return "no such device";
    default:
        return opening ? "cannot be opened" : "cannot be read to its end; what could be read is reported";
    }
}

bool source_goes_on(const struct source_sink *sink, int64_t done, int64_t of) {
    return !sink->go_on || sink->go_on(sink->content.context, done, of);
}

bool source_tick(const struct source_sink *sink) {
    return !sink->tick || sink->tick(sink->content.context);
}

/* True if there is something to read or the end was reached; false if a pause of TIMEOUT_MS, or a signal, came first.
 */
static bool source_wait(const struct source *source, int timeout_ms) {
    struct pollfd waiting = {.fd = source->fd, .events = POLLIN};
    const int ready = poll(&waiting, 1, timeout_ms);
    return ready > 0 || (ready < 0 && errno != EINTR);
}

static bool source_asks(struct source *source) {
    source->is_ended = !source_goes_on(source->sink, source->done, source->of);
    return !source->is_ended;
}

/* Whether the journal has something new, or cannot be read any more. It is asked while nothing else comes, and now and
 * then where that never is so. */
static bool source_looks_at_journal(struct source *source, bool is_ready) {
    enum { READS = 256 };
    if (!source->tail || (is_ready && ++source->read_count % READS != 0))
        return false;
    if (!journal_tail_next(source->tail, &source->new_records))
        source->stream.failed = true;
    return source->new_records.len > 0 || source->stream.failed;
}

static int source_patience_ms(const struct source *source) {
    const struct source_sink *sink = source->sink;
    const bool has_work = sink->tick && (!sink->has_work || sink->has_work(sink->content.context));
    return has_work ? SOURCE_TICK_MS : source->tail ? SOURCE_TAIL_MS : SOURCE_IDLE_MS;
}

/* Waits for bytes, and tells the sink how time goes by. False: the stream is to end. */
static bool source_wait_ticking(struct source *source) {
    const struct source_sink *sink = source->sink;
    for (;;) {
        const bool is_ready = source_wait(source, source_patience_ms(source));
        if (!source_asks(source))
            return false;
        source->is_stopped = !source_tick(sink);
        if (source_looks_at_journal(source, is_ready) || is_ready || source->is_stopped)
            return !source->is_stopped && !source->stream.failed;
    }
}

/* The same without a clock: a pause is told to the sink. */
static bool source_wait_idling(struct source *source) {
    const struct source_sink *sink = source->sink;
    while (source_asks(source)) {
        const bool is_ready = source_wait(source, source_patience_ms(source));
        if (source_looks_at_journal(source, is_ready) || is_ready)
            return !source->stream.failed;
        if (source->is_resting || !sink->idle)
            continue;
        source->is_resting = true;
        source->is_stopped = !sink->idle(sink->content.context);
        if (source->is_stopped)
            return false;
    }
    return false;
}

/* Waits for bytes. False: the kernel's log has nothing newer, the input is to end here, or the sink stopped. */
static bool source_await(struct source *source) {
    if (source->is_file)
        return source_asks(source);
    if (source->is_kmsg && !source->sink->is_followed)
        return source_wait(source, 0);
    return source->sink->tick ? source_wait_ticking(source) : source_wait_idling(source);
}

/* As read(2); EPIPE of /dev/kmsg says that records were overwritten before they could be read. */
static ssize_t source_read_some(const struct source *source) {
    ssize_t len;
    do
        len = read(source->fd, source->room, SOURCE_ROOM);
    while (len < 0 && (errno == EINTR || (source->is_kmsg && errno == EPIPE)));
    return len;
}

/* The third figure of a kernel log's first record is its time:
 *     6,339,5140900,-;NET: Registered PF_INET protocol family */
static void source_tell_reach(const struct source *source, str record) {
    const struct content_sink *sink = &source->sink->content;
    int64_t us = 0;
    for (int i = 0; i < 2; i++)
        record = str_from(record, str_find_byte(record, ',') + 1);
    size_t at = 0;
    for (; at < record.len && record.data[at] >= '0' && record.data[at] <= '9' && us < INT64_MAX / 100; at++)
        us = us * 10 + (record.data[at] - '0');
    if (sink->reach && at > 0)
        sink->reach(sink->context, CONTENT_SINCE_BOOT, us);
}

/* Whether the file has lost bytes since it was opened: copytruncate, a crash of what writes it. */
static bool source_has_shrunk(const struct source *source) {
    struct stat status;
    return source->is_file && fstat(source->fd, &status) == 0 && status.st_size < source->of;
}

/* The next bytes, or the end of the input, or of what is to be had or wanted.
 *
 * Files are read, not mapped: reading is half of the time that an idle log takes, and a map would save a third of that
 * half, but a log that is truncated while it is mapped (logrotate's copytruncate) ends its reader with SIGBUS, and a
 * library cannot catch that for its caller. Pipes keep their size: with a larger one the two ends spent more time, not
 * less, waiting for each other. */
static bool source_next(struct stream *stream, str *ret_bytes) {
    struct source *source = (struct source *)stream;
    while (source_await(source)) {
        if (source->new_records.len > 0) {
            *ret_bytes = source->new_records;
            source->new_records = STR("");
            return true;
        }
        const ssize_t len = source_read_some(source);
        if (len < 0 && errno == EAGAIN) /* somebody else read it first, or the kernel's log ends */
            continue;
        if (len < 0)
            stream->sentence = source_sentence(errno, false);
        else if (len == 0 && source_has_shrunk(source))
            stream->remark = "became shorter while it was read: what could be read is reported";
        *ret_bytes = str_of(source->room, len > 0 ? (size_t)len : 0);
        if (source->is_kmsg && source->done == 0)
            source_tell_reach(source, *ret_bytes);
        source->is_resting = false;
        source->done += len > 0 ? len : 0;
        return len > 0;
    }
    return false;
}

static enum source_end source_judge(const struct source *source, const struct content *content,
                                    const char **ret_sentence) {
    if (content->failed)
        return SOURCE_OUT_OF_MEMORY;
    if (content->is_stopped)
        return SOURCE_STOPPED;
    if (source->is_ended && !source->stream.sentence)
        return SOURCE_COMPLETE; /* that it was cut off is no wonder */
    if (source->is_pipe && !content->has_bytes && !content->is_trouble)
        return SOURCE_EMPTY;
    *ret_sentence = content->sentence;
    return content->is_trouble ? SOURCE_TROUBLE : SOURCE_COMPLETE;
}

static enum source_end source_read_fd(struct source *source, const struct content_options *options,
                                      const char **ret_sentence) {
    struct content content = {.sink = source->sink->content, .options = *options};
    source->room = malloc(SOURCE_ROOM);
    if (!source->room)
        return SOURCE_OUT_OF_MEMORY;
    const bool has_end = source->is_file && source->of > 0;
    source->stream = (struct stream){.next = source_next, .fd = has_end ? source->fd : -1, .is_endless = !has_end};
    content_read(&content, &source->stream);
    content.is_stopped |= source->is_stopped;
    free(source->room);
    return source_judge(source, &content, ret_sentence);
}

/* /dev/kmsg, by the numbers of Documentation/admin-guide/devices.txt. */
static bool source_is_kmsg(const struct stat *status) {
    return S_ISCHR(status->st_mode) && major(status->st_rdev) == 1 && minor(status->st_rdev) == 11;
}

/* Whether the file of FD is called kmsg: /proc of another container has another device number. */
static bool source_is_named_kmsg(int fd) {
    char link[32], name[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(link, name, sizeof name);
    return len > 0 && len < (ssize_t)sizeof name && str_ends(str_of(name, (size_t)len), STR("/kmsg"));
}

/* Whether the file of FD is one of /proc: its size says nothing. */
static bool source_is_proc(int fd) {
    struct statfs system;
    return fstatfs(fd, &system) == 0 && system.f_type == SOURCE_PROC;
}

/* /proc/kmsg by any name. What is read there is gone for the syslog daemon, and the end never comes. */
static bool source_is_proc_kmsg(int fd, const struct stat *status) {
    struct stat own;
    if (!S_ISREG(status->st_mode) || !source_is_proc(fd))
        return false;
    bool is_same = stat("/proc/kmsg", &own) == 0 && own.st_ino == status->st_ino; /* the same in every mounted /proc */
    return is_same || source_is_named_kmsg(fd);
}

static const char source_never_kmsg[] =
    "takes its records away from the syslog daemon and never ends: read /dev/kmsg instead";

bool source_is_readable(int fd, struct stat *ret_status, const char **ret_sentence) {
    *ret_sentence = NULL;
    if (fstat(fd, ret_status) != 0)
        *ret_sentence = source_sentence(errno, true);
    else if (S_ISDIR(ret_status->st_mode))
        *ret_sentence = source_sentence(EISDIR, true);
    else if (source_is_proc_kmsg(fd, ret_status))
        *ret_sentence = source_never_kmsg;
    return !*ret_sentence;
}

static enum source_end source_read_open(int fd, const struct content_options *options, const struct source_sink *sink,
                                        const char **ret_sentence) {
    struct stat status;
    if (!source_is_readable(fd, &status, ret_sentence))
        return SOURCE_TROUBLE;
    struct source source = {.fd = fd,
                            .sink = sink,
                            .of = S_ISREG(status.st_mode) && !source_is_proc(fd) ? (int64_t)status.st_size : 0,
                            .is_file = S_ISREG(status.st_mode),
                            .is_pipe = S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode),
                            .is_kmsg = source_is_kmsg(&status)};
    if (source.is_file)
        posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return source_read_fd(&source, options, ret_sentence);
}

/* Why PATH could not be opened. */
static const char *source_closed_sentence(const char *path, int error) {
    struct stat status;
    int fd = open(path, O_PATH | O_CLOEXEC);
    bool is_kmsg = fd >= 0 && fstat(fd, &status) == 0 && source_is_proc_kmsg(fd, &status);
    if (fd >= 0)
        close(fd);
    return is_kmsg ? source_never_kmsg : source_sentence(error, true);
}

int source_held(const char *path, const struct source_sink *sink) {
    return sink->open ? sink->open(sink->content.context, path) : -1;
}

/* A signal may come while a named pipe waits for its writer. */
int source_open(const char *path, const struct source_sink *sink, const char **ret_sentence) {
    int fd = source_held(path, sink);
    if (fd >= 0)
        return fd;
    do
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (fd < 0 && errno == EINTR && source_goes_on(sink, 0, 0));
    if (fd < 0)
        *ret_sentence = errno == EINTR ? NULL : source_closed_sentence(path, errno);
    return fd;
}

enum source_end source_read(const char *path, const struct content_options *options, const struct source_sink *sink,
                            const char **ret_sentence) {
    *ret_sentence = NULL;
    if (strcmp(path, "-") == 0)
        return source_read_open(STDIN_FILENO, options, sink, ret_sentence);
    int fd = source_open(path, sink, ret_sentence);
    if (fd < 0)
        return *ret_sentence ? SOURCE_TROUBLE : SOURCE_COMPLETE;
    enum source_end end = source_read_open(fd, options, sink, ret_sentence);
    close(fd);
    return end;
}

/* FD -1: there is no ring buffer. */
static enum source_end source_follow_fd(int fd, const struct content_options *options, const struct source_sink *sink,
                                        const struct journal_tail_options *wanted, const char **ret_sentence) {
    struct stat status = {0};
    if (fd >= 0 && !source_is_readable(fd, &status, ret_sentence))
        return SOURCE_TROUBLE;
    struct source source = {
        .fd = fd, .sink = sink, .is_kmsg = source_is_kmsg(&status), .tail = journal_tail_open(wanted)};
    const struct content_input records = {.has_records = true};
    if (fd < 0 && !source.tail)
        *ret_sentence = "cannot be followed";
    if (fd < 0 && (!source.tail || !sink->content.input(sink->content.context, &records))) {
        journal_tail_close(source.tail);
        return *ret_sentence ? SOURCE_TROUBLE : SOURCE_STOPPED;
    }
    const enum source_end end = source_read_fd(&source, options, ret_sentence);
    journal_tail_close(source.tail);
    return end;
}

enum source_end source_follow_machine(const char *ring, const struct content_options *options,
                                      const struct source_sink *sink, uint64_t after_us, const char **ret_sentence) {
    const struct journal_tail_options wanted = {
        .identifiers = options->identifiers, .after_us = after_us, .with_kernel = !ring};
    *ret_sentence = NULL;
    const int fd = ring ? source_open(ring, sink, ret_sentence) : -1;
    if (ring && fd < 0)
        return *ret_sentence ? SOURCE_TROUBLE : SOURCE_COMPLETE;
    const enum source_end end = source_follow_fd(fd, options, sink, &wanted, ret_sentence);
    if (fd >= 0)
        close(fd);
    return end;
}

enum source_end source_follow_journal(const char *path, const struct content_options *options,
                                      const struct source_sink *sink, const char **ret_sentence) {
    const struct journal_tail_options wanted = {.path = path, .identifiers = options->identifiers, .with_kernel = true};
    *ret_sentence = NULL;
    journal_prepare();
    if (sink->content.kind && !sink->content.kind(sink->content.context, CONTENT_JOURNAL))
        return SOURCE_STOPPED;
    return source_follow_fd(-1, options, sink, &wanted, ret_sentence);
}

enum source_end source_read_journal(const struct content_options *options, const struct source_sink *sink,
                                    uint64_t *ret_last_us, const char **ret_sentence) {
    const struct content_input input = {.has_records = true};
    journal_prepare();
    if (sink->content.kind && !sink->content.kind(sink->content.context, CONTENT_JOURNAL))
        return SOURCE_STOPPED;
    if (!sink->content.input(sink->content.context, &input))
        return SOURCE_STOPPED;
    if (!journal_read_own(options, &sink->content, ret_last_us, ret_sentence))
        return SOURCE_OUT_OF_MEMORY; /* or the sink stopped, and knows why */
    return *ret_sentence ? SOURCE_TROUBLE : SOURCE_COMPLETE;
}
