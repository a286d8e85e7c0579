/* Files that will be read one after another: while one is read, the next packed ones are unpacked ahead.
 * SPDX-License-Identifier: MIT */
#include "read/expected.h"

#include "read/ahead.h"
#include "read/content.h"
#include "read/magic.h"
#include "read/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    EXPECTED_ROOM = 128 * 1024, /* of a read, as of a source */
    EXPECTED_LOOK_MOST = 64     /* files that are looked at after the one that is read */
};

/* A packed file that a thread unpacks: file -> unpack -> ahead. */
struct expected_work {
    struct stream file;
    int fd;
    int64_t of;           /* bytes of the file */
    _Atomic int64_t done; /* of these */
    struct unpack unpack;
    struct ahead ahead;
    char room[EXPECTED_ROOM];
};

struct expected_file {
    char *path;
    struct expected_work *work; /* NULL: not begun, or nothing that is unpacked ahead */
    bool is_looked_at;
};

struct expected {
    int jobs;
    struct expected_file *files;
    size_t count, room, first; /* FIRST: the next to be read */
};

/* --- one file */

static bool expected_next(struct stream *stream, str *ret_bytes) {
    struct expected_work *work = (struct expected_work *)stream;
    ssize_t len;
    do
        len = read(work->fd, work->room, EXPECTED_ROOM);
    while (len < 0 && errno == EINTR);
    if (len < 0)
        stream->sentence = source_sentence(errno, false);
    work->done += len > 0 ? len : 0;
    *ret_bytes = str_of(work->room, len > 0 ? (size_t)len : 0);
    return len > 0;
}

/* What unpacks a file that begins so, or NULL. Of an archive the machine's name is searched for first, which takes
 * reading it twice: it is not unpacked ahead. */
static const struct decoder *expected_decoder(str head) {
    const struct magic *magic = magic_of(head);
    return magic ? magic->decoder : NULL;
}

static bool expected_start(struct expected_work *work, str head) {
    const struct stream_rest from = {.head = head, .stream = &work->file};
    if (unpack_open(&work->unpack, expected_decoder(head), from) && ahead_open(&work->ahead, &work->unpack.stream))
        return true;
    unpack_close(&work->unpack);
    return false;
}

/* Does not wait for whoever else has to open a pipe, and reads nothing of what is no file. */
static int expected_open_file(const char *path, const struct source_sink *sink) {
    struct stat status;
    const int held = source_held(path, sink);
    if (held >= 0 || stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return held;
    return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

static int expected_open(const char *path, const struct source_sink *sink, int64_t *ret_size) {
    struct stat status;
    const char *sentence;
    const int fd = expected_open_file(path, sink);
    if (fd >= 0 && source_is_readable(fd, &status, &sentence) && S_ISREG(status.st_mode)) {
        *ret_size = (int64_t)status.st_size;
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Strangers' bytes are unpacked only once the sink knows that they come. */
static bool expected_tell(const struct source_sink *sink) {
    return !sink->content.kind || sink->content.kind(sink->content.context, CONTENT_PACKED);
}

/* NULL: it is no packed file, or there is no memory to spare. */
static struct expected_work *expected_begin(const char *path, const struct source_sink *sink) {
    int64_t size = 0;
    const int fd = expected_open(path, sink, &size);
    struct expected_work *work = fd >= 0 ? malloc(sizeof *work) : NULL;
    str head;
    if (work) {
        work->file = (struct stream){.next = expected_next, .fd = -1};
        work->fd = fd;
        work->of = size;
        work->done = 0;
        if (expected_next(&work->file, &head) && expected_decoder(head) && expected_tell(sink) &&
            expected_start(work, head))
            return work;
    }
    free(work);
    if (fd >= 0)
        close(fd);
    return NULL;
}

static void expected_end(struct expected_work *work) {
    if (!work)
        return;
    ahead_close(&work->ahead);
    unpack_close(&work->unpack);
    close(work->fd);
    free(work);
}

/* --- all of them */

struct expected *expected_new(int jobs) {
    struct expected *expected = calloc(1, sizeof *expected);
    if (expected)
        expected->jobs = jobs;
    return expected;
}

bool expected_add(struct expected *expected, const char *path) {
    if (expected->count == expected->room) {
        const size_t room = expected->room ? 2 * expected->room : 16;
        struct expected_file *files = realloc(expected->files, room * sizeof *files);
        if (!files)
            return false;
        expected->files = files;
        expected->room = room;
    }
    char *copy = strdup(path);
    if (copy)
        expected->files[expected->count++] = (struct expected_file){.path = copy};
    return copy != NULL;
}

static void expected_drop(struct expected_file *file) {
    expected_end(file->work);
    free(file->path);
    *file = (struct expected_file){0};
}

void expected_free(struct expected *expected) {
    if (!expected)
        return;
    for (size_t i = expected->first; i < expected->count; i++)
        expected_drop(&expected->files[i]);
    free(expected->files);
    free(expected);
}

/* Begins to unpack the first files that wait, one for each thread. */
static void expected_begin_first(struct expected *expected, const struct source_sink *sink) {
    int running = 0;
    for (size_t i = 0; i < EXPECTED_LOOK_MOST && expected->first + i < expected->count; i++) {
        struct expected_file *file = &expected->files[expected->first + i];
        if (running == expected->jobs)
            return;
        if (!file->is_looked_at)
            file->work = expected_begin(file->path, sink);
        file->is_looked_at = true;
        running += file->work != NULL;
    }
}

/* Goes on to PATH. False: it was not expected. */
static bool expected_go_to(struct expected *expected, const char *path) {
    size_t at = expected->first;
    while (at < expected->count && strcmp(expected->files[at].path, path) != 0)
        at++;
    if (at == expected->count)
        return false;
    while (expected->first < at)
        expected_drop(&expected->files[expected->first++]);
    return true;
}

/* --- reading */

/* Where the sink is asked whether to go on: in the thread that reads. */
struct expected_reading {
    struct stream stream;
    struct expected_work *work;
    const struct source_sink *sink;
    bool is_ended; /* the sink wanted it to end */
};

static bool expected_ask(struct stream *stream, str *ret_bytes) {
    struct expected_reading *reading = (struct expected_reading *)stream;
    struct stream *ahead = &reading->work->ahead.stream;
    reading->is_ended = !source_goes_on(reading->sink, reading->work->done, reading->work->of);
    if (!reading->is_ended && ahead->next(ahead, ret_bytes))
        return true;
    stream->sentence = ahead->sentence;
    stream->failed = ahead->failed;
    return false;
}

static enum source_end expected_read_work(struct expected_work *work, const struct content_options *options,
                                          const struct source_sink *sink, const char **ret_sentence,
                                          bool *ret_is_archive) {
    struct content content = {.sink = sink->content, .options = *options};
    struct expected_reading reading = {.stream = {.next = expected_ask, .fd = -1}, .work = work, .sink = sink};
    *ret_is_archive = !content_read_unpacked(&content, &reading.stream);
    if (content.failed)
        return SOURCE_OUT_OF_MEMORY;
    if (content.is_stopped)
        return SOURCE_STOPPED;
    if (reading.is_ended && !reading.stream.sentence)
        return SOURCE_COMPLETE;
    *ret_sentence = content.sentence;
    return content.is_trouble ? SOURCE_TROUBLE : SOURCE_COMPLETE;
}

enum source_end expected_read(struct expected *expected, const char *path, const struct content_options *options,
                              const struct source_sink *sink, const char **ret_sentence) {
    enum source_end end = SOURCE_COMPLETE;
    bool is_done = false, is_archive = false;
    *ret_sentence = NULL;
    if (expected_go_to(expected, path)) {
        expected_begin_first(expected, sink);
        struct expected_file *file = &expected->files[expected->first];
        if (file->work) {
            end = expected_read_work(file->work, options, sink, ret_sentence, &is_archive);
            is_done = !is_archive;
        }
        expected_drop(file);
        expected->first++;
    }
    return is_done ? end : source_read(path, options, sink, ret_sentence);
}
