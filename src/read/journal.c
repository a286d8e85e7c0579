/* Binary files of systemd's journal, and this machine's journal, by libsystemd.
 * SPDX-License-Identifier: MIT */
#include "read/journal.h"

#include "read/journal_records.h"

#ifdef OOMWHY_JOURNAL

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    JOURNAL_HEADER = 104,       /* up to its sizes */
    JOURNAL_AT_STATE = 16,      /* one byte */
    JOURNAL_ONLINE = 1,         /* being written, or not closed when the machine crashed */
    JOURNAL_AT_HEADER_SIZE = 88 /* le64, and after it the size of all that follows it: */
};

/* journald writes no file above 4 GiB (JOURNAL_FILE_SIZE_MAX) but where SystemMaxFileSize= says so. */
#define JOURNAL_FILE_MOST ((uint64_t)16 << 30)

static const char journal_not_loaded[] =
    "is a journal, and there is too little memory, or no descriptor left, to load libsystemd";
static const char journal_without[] =
    "is a journal file, which needs libsystemd (package libsystemd0): install it, or use journalctl -k --file=FILE";
static const char journal_damaged[] = "is damaged or cut off; what could be read is reported";

/* --- files */

static uint64_t journal_le64(const unsigned char *bytes) {
    uint64_t value = 0;
    for (size_t i = 8; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

/* What the header of the file says its size is; 0: it is none that could be read. */
static uint64_t journal_size(int fd) {
    unsigned char header[JOURNAL_HEADER];
    if (pread(fd, header, sizeof header, 0) != (ssize_t)sizeof header)
        return 0;
    const uint64_t head = journal_le64(header + JOURNAL_AT_HEADER_SIZE);
    const uint64_t rest = journal_le64(header + JOURNAL_AT_HEADER_SIZE + 8);
    return head >= JOURNAL_HEADER && head <= JOURNAL_FILE_MOST && rest <= JOURNAL_FILE_MOST ? head + rest : 0;
}

static bool journal_is_online(int fd) {
    char state;
    return pread(fd, &state, 1, JOURNAL_AT_STATE) == 1 && state == JOURNAL_ONLINE;
}

static bool journal_is_whole(int fd) {
    struct stat status;
    const uint64_t size = journal_size(fd);
    return size > 0 && fstat(fd, &status) == 0 && status.st_size >= 0 && (uint64_t)status.st_size >= size;
}

struct journal_copy {
    int fd;
    char path[4096];
    const struct content_sink *giver; /* who made the file and deletes it; NULL: that is done here */
};

/* libsystemd takes no file that has no name any more (-EIDRM), so that it is deleted only in the end. */
static bool journal_open_copy(struct journal_copy *copy, const struct content_sink *sink, const char *folder) {
    copy->giver = sink->copy ? sink : NULL;
    if (copy->giver) {
        copy->fd = sink->copy(sink->context, -1);
        return copy->fd >= 0;
    }
    if (!folder || *folder != '/')
        folder = "/tmp";
    const int len = snprintf(copy->path, sizeof copy->path, "%s/oomwhy-XXXXXX", folder);
    copy->fd = len < (int)sizeof copy->path ? mkstemp(copy->path) : -1;
    return copy->fd >= 0;
}

static void journal_close_copy(const struct journal_copy *copy) {
    if (copy->giver) {
        copy->giver->copy(copy->giver->context, copy->fd);
        return;
    }
    close(copy->fd);
    unlink(copy->path);
}

static bool journal_write(int fd, str bytes) {
    while (bytes.len > 0) {
        const ssize_t written = write(fd, bytes.data, bytes.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes = str_from(bytes, (size_t)written);
    }
    return true;
}

/* libsystemd takes no file that is shorter than its header says: the end that is not there is read as a hole. */
static const char *journal_fill(int fd, struct stream_rest *from) {
    str bytes;
    uint64_t len = 0;
    for (; stream_rest_next(from, &bytes); len += bytes.len)
        if (len + bytes.len > 2 * JOURNAL_FILE_MOST || !journal_write(fd, bytes))
            return "is a journal file that had to be copied to be read, and the temporary folder has no room: unpack "
                   "it";
    const uint64_t size = journal_size(fd);
    if (size == 0 || (len < size && ftruncate(fd, (off_t)size) != 0))
        return journal_damaged;
    return len < size ? "is cut off; what could be read is reported" : from->stream->sentence;
}

/* libsystemd closes the descriptor together with the journal, and leaves it open where that cannot be opened. */
static int journal_open_fd(struct journal *journal, int fd) {
    int own = dup(fd);
    if (own < 0)
        return -errno;
    const int result = journal->systemd.open_files_fd(&journal->journal, &own, 1, 0);
    if (result < 0)
        close(own);
    return result;
}

/* Reads on after the last record, by other means. */
static bool journal_read_again(struct journal *journal, int fd, const struct content_options *options,
                               const char **ret_sentence) {
    journal->systemd.close(journal->journal);
    journal->journal = NULL;
    journal->is_doubtful = true;
    const int result = journal_open_fd(journal, fd);
    journal->failed |= result == -ENOMEM;
    return result < 0 ? !journal->failed : journal_read_open(journal, options, ret_sentence);
}

/* Why libsystemd did not open a journal. */
static const char *journal_refusal(int result) {
    if (result == -EMFILE || result == -ENFILE)
        return "is a journal file, and there are too few descriptors to read it";
    return result == -EPROTONOSUPPORT ? "is a journal file of a newer systemd than the one here: use its own journalctl"
                                      : journal_damaged;
}

static bool journal_read_fd(struct journal *journal, int fd, const struct content_options *options,
                            const char **ret_sentence) {
    const char *sentence = NULL;
    journal->is_doubtful |= journal_is_online(fd);
    const int result = journal_open_fd(journal, fd);
    journal->failed = result == -ENOMEM;
    if (result < 0) {
        if (!*ret_sentence)
            *ret_sentence = journal_refusal(result);
        return true;
    }
    bool going = journal_read_open(journal, options, &sentence);
    if (going && journal->is_dropped && !journal->is_doubtful)
        going = journal_read_again(journal, fd, options, &sentence);
    if (sentence && !*ret_sentence)
        *ret_sentence = sentence;
    return going;
}

static bool journal_read_copy(struct journal *journal, struct stream_rest from, const struct content_options *options,
                              const char **ret_sentence) {
    struct journal_copy copy;
    if (!journal_open_copy(&copy, journal->sink, options->temporary_folder)) {
        *ret_sentence =
            "is a journal file that must be copied to be read, and no temporary file can be made: unpack it";
        return true;
    }
    *ret_sentence = journal_fill(copy.fd, &from);
    journal->is_doubtful = *ret_sentence != NULL;
    const bool going = !from.stream->failed && journal_read_fd(journal, copy.fd, options, ret_sentence);
    journal_close_copy(&copy);
    return going;
}

void journal_prepare(void) {
    journal_load_early();
}

bool journal_read(struct stream_rest from, const struct content_options *options, const struct content_sink *sink,
                  const char **ret_sentence) {
    struct journal journal = {.sink = sink};
    *ret_sentence = NULL;
    bool is_absent;
    if (!journal_load(&journal, &is_absent)) {
        *ret_sentence = is_absent ? journal_without : journal_not_loaded;
        return true;
    }
    const int fd = from.stream->fd;
    const bool going = fd >= 0 && journal_is_whole(fd) ? journal_read_fd(&journal, fd, options, ret_sentence)
                                                       : journal_read_copy(&journal, from, options, ret_sentence);
    return journal_close(&journal, going);
}

bool journal_read_own(const struct content_options *options, const struct content_sink *sink, uint64_t *ret_last_us,
                      const char **ret_sentence) {
    struct journal journal = {.sink = sink, .is_own = true};
    *ret_sentence = NULL;
    bool is_absent;
    if (!journal_load(&journal, &is_absent)) {
        *ret_sentence =
            is_absent ? "cannot be read: libsystemd (package libsystemd0) is not installed" : journal_not_loaded;
        return true;
    }
    const int result = journal.systemd.open(&journal.journal, SD_JOURNAL_LOCAL_ONLY);
    journal.failed = result == -ENOMEM;
    bool going = !journal.failed;
    if (result < 0)
        *ret_sentence = "cannot be read";
    else
        going = journal_read_open(&journal, options, ret_sentence);
    *ret_last_us = journal.last_us;
    return journal_close(&journal, going);
}

#else

void journal_prepare(void) {
}

bool journal_read(struct stream_rest from, const struct content_options *options, const struct content_sink *sink,
                  const char **ret_sentence) {
    (void)from, (void)options, (void)sink;
    *ret_sentence = "is a journal file, and this oomwhy was built without libsystemd: use journalctl -k --file=FILE";
    return true;
}

bool journal_read_own(const struct content_options *options, const struct content_sink *sink, uint64_t *ret_last_us,
                      const char **ret_sentence) {
    (void)options, (void)sink, (void)ret_last_us;
    *ret_sentence = "cannot be read: this oomwhy was built without libsystemd";
    return true;
}

#endif
