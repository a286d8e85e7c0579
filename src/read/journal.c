/* Binary files of systemd's journal, and this machine's journal, by libsystemd.
 * SPDX-License-Identifier: MIT */
#include "read/journal.h"

#include "read/library.h"

#ifdef OOMWHY_JOURNAL

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

enum {
    JOURNAL_HEADER = 104,        /* up to its sizes */
    JOURNAL_AT_HEADER_SIZE = 88, /* le64, and behind it the size of all that follows it: */
    JOURNAL_TEXT = 64 * 1024,    /* records are handed on when so many bytes of them are there */
    JOURNAL_TEXT_MOST = 1 << 20, /* of one record: the rest of it is left out */
};

/* journald writes no file above 4 GiB (JOURNAL_FILE_SIZE_MAX) but where SystemMaxFileSize= says so. */
#define JOURNAL_FILE_MOST ((uint64_t)16 << 30)

struct journal_functions {
    __typeof__(&sd_journal_open) open;
    __typeof__(&sd_journal_open_files_fd) open_files_fd;
    __typeof__(&sd_journal_close) close;
    __typeof__(&sd_journal_set_data_threshold) set_data_threshold;
    __typeof__(&sd_journal_add_match) add_match;
    __typeof__(&sd_journal_add_conjunction) add_conjunction;
    __typeof__(&sd_journal_add_disjunction) add_disjunction;
    __typeof__(&sd_journal_flush_matches) flush_matches;
    __typeof__(&sd_journal_seek_head) seek_head;
    __typeof__(&sd_journal_seek_tail) seek_tail;
    __typeof__(&sd_journal_seek_realtime_usec) seek_realtime_usec;
    __typeof__(&sd_journal_next) next;
    __typeof__(&sd_journal_previous) previous;
    __typeof__(&sd_journal_get_realtime_usec) get_realtime_usec;
    __typeof__(&sd_journal_get_monotonic_usec) get_monotonic_usec;
    __typeof__(&sd_journal_get_data) get_data;
};

#define JOURNAL_FUNCTION(member)                                                                                       \
    { "sd_journal_" #member, offsetof(struct journal_functions, member) }

static const char journal_library[] = "libsystemd.so.0";

static const struct library_function journal_names[] = {
    JOURNAL_FUNCTION(open),
    JOURNAL_FUNCTION(open_files_fd),
    JOURNAL_FUNCTION(close),
    JOURNAL_FUNCTION(set_data_threshold),
    JOURNAL_FUNCTION(add_match),
    JOURNAL_FUNCTION(add_conjunction),
    JOURNAL_FUNCTION(add_disjunction),
    JOURNAL_FUNCTION(flush_matches),
    JOURNAL_FUNCTION(seek_head),
    JOURNAL_FUNCTION(seek_tail),
    JOURNAL_FUNCTION(seek_realtime_usec),
    JOURNAL_FUNCTION(next),
    JOURNAL_FUNCTION(previous),
    JOURNAL_FUNCTION(get_realtime_usec),
    JOURNAL_FUNCTION(get_monotonic_usec),
    JOURNAL_FUNCTION(get_data),
    {NULL, 0},
};

struct journal {
    struct journal_functions systemd;
    sd_journal *journal;
    const struct content_sink *sink;
    char *text; /* of the records that are not handed on yet */
    size_t len, room;
    bool is_own; /* this machine's, and no file */
    bool is_stopped, failed;
};

static const char journal_not_loaded[] =
    "is a journal, and there is too little memory, or no descriptor left, to load libsystemd";
static const char journal_without[] =
    "is a journal file, which needs libsystemd (package libsystemd0): install it, or use journalctl -k --file=FILE";
static const char journal_damaged[] = "is damaged or cut off; what could be read is reported";

/* --- records as text */

static void journal_add(struct journal *journal, const void *bytes, size_t len) {
    if (journal->failed || len == 0)
        return;
    if (journal->room - journal->len < len) {
        const size_t room = (journal->len + len) * 2;
        char *text = realloc(journal->text, room);
        journal->failed = !text;
        if (!text)
            return;
        journal->text = text;
        journal->room = room;
    }
    memcpy(journal->text + journal->len, bytes, len);
    journal->len += len;
}

static void journal_add_number(struct journal *journal, const char *name, uint64_t number) {
    char line[64];
    const int len = snprintf(line, sizeof line, "%s=%" PRIu64 "\n", name, number);
    journal_add(journal, line, (size_t)len);
}

/* A field with a line break in it is written as its name, eight bytes of length, and its bytes. */
static void journal_add_binary(struct journal *journal, str name, str value) {
    unsigned char size[8];
    for (size_t i = 0; i < sizeof size; i++)
        size[i] = (unsigned char)((uint64_t)value.len >> (8 * i));
    journal_add(journal, name.data, name.len);
    journal_add(journal, "\n", 1);
    journal_add(journal, size, sizeof size);
    journal_add(journal, value.data, value.len);
    journal_add(journal, "\n", 1);
}

/* FIELD is "NAME=value", as the journal stores it. */
static void journal_add_field(struct journal *journal, str field) {
    const size_t equals = str_find_byte(field, '=');
    if (equals == STR_NONE)
        return;
    field = str_first(field, JOURNAL_TEXT_MOST);
    if (str_find_byte(field, '\n') != STR_NONE) {
        journal_add_binary(journal, str_first(field, equals), str_from(field, equals + 1));
        return;
    }
    journal_add(journal, field.data, field.len);
    journal_add(journal, "\n", 1);
}

static void journal_add_boot(struct journal *journal, const sd_id128_t *boot) {
    char line[16 + SD_ID128_STRING_MAX];
    int len = snprintf(line, sizeof line, "_BOOT_ID=");
    for (size_t i = 0; i < sizeof boot->bytes; i++)
        len += snprintf(line + len, sizeof line - (size_t)len, "%02x", boot->bytes[i]);
    line[len++] = '\n';
    journal_add(journal, line, (size_t)len);
}

/* The record that the cursor stands on: times first, for an export begins with them. */
static void journal_add_record(struct journal *journal) {
    static const char *const fields[] = {"_TRANSPORT", "_HOSTNAME", "_MACHINE_ID",     "SYSLOG_IDENTIFIER",
                                         "_COMM",      "PRIORITY",  "SYSLOG_FACILITY", "_SOURCE_MONOTONIC_TIMESTAMP",
                                         "MESSAGE"};
    const struct journal_functions *systemd = &journal->systemd;
    uint64_t us;
    sd_id128_t boot;
    const void *data;
    size_t len;
    if (systemd->get_realtime_usec(journal->journal, &us) >= 0)
        journal_add_number(journal, "__REALTIME_TIMESTAMP", us);
    if (systemd->get_monotonic_usec(journal->journal, &us, &boot) >= 0) {
        journal_add_number(journal, "__MONOTONIC_TIMESTAMP", us);
        journal_add_boot(journal, &boot);
    }
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const int result = systemd->get_data(journal->journal, fields[i], &data, &len);
        journal->failed |= result == -ENOMEM;
        if (result >= 0)
            journal_add_field(journal, str_of(data, len));
    }
    journal_add(journal, "\n", 1);
}

static bool journal_hand_on(struct journal *journal) {
    if (journal->failed)
        return false;
    journal->is_stopped =
        journal->len > 0 && !journal->sink->bytes(journal->sink->context, journal->text, journal->len);
    journal->len = 0;
    return !journal->is_stopped;
}

static bool journal_read_records(struct journal *journal, const char **ret_sentence) {
    int result = journal->systemd.seek_head(journal->journal);
    while (result >= 0 && (result = journal->systemd.next(journal->journal)) > 0) {
        journal_add_record(journal);
        if (journal->failed || (journal->len >= JOURNAL_TEXT && !journal_hand_on(journal)))
            return false;
    }
    if (result < 0)
        *ret_sentence = journal_damaged;
    return journal_hand_on(journal);
}

/* --- which records */

/* The kernel's messages, those of the init process, and those of the known programs. */
static bool journal_match_speakers(struct journal *journal, const char *const *identifiers) {
    const struct journal_functions *systemd = &journal->systemd;
    char match[96];
    bool is_well = systemd->add_match(journal->journal, "_TRANSPORT=kernel", 0) >= 0 &&
                   systemd->add_disjunction(journal->journal) >= 0 &&
                   systemd->add_match(journal->journal, "_PID=1", 0) >= 0 &&
                   systemd->add_disjunction(journal->journal) >= 0;
    for (; identifiers && *identifiers && is_well; identifiers++) {
        const int len = snprintf(match, sizeof match, "SYSLOG_IDENTIFIER=%s", *identifiers);
        is_well = len < (int)sizeof match && systemd->add_match(journal->journal, match, 0) >= 0;
    }
    return is_well;
}

static bool journal_match_boot(struct journal *journal, const sd_id128_t *boot) {
    char match[16 + SD_ID128_STRING_MAX] = "_BOOT_ID=";
    size_t len = strlen(match);
    for (size_t i = 0; i < sizeof boot->bytes; i++)
        len += (size_t)snprintf(match + len, sizeof match - len, "%02x", boot->bytes[i]);
    return journal->systemd.add_match(journal->journal, match, 0) >= 0;
}

/* Goes to the last record before the first one of BOOT. */
static bool journal_leave_boot(struct journal *journal, const sd_id128_t *boot) {
    const struct journal_functions *systemd = &journal->systemd;
    uint64_t us;
    const bool is_found = journal_match_boot(journal, boot) && systemd->seek_head(journal->journal) >= 0 &&
                          systemd->next(journal->journal) > 0 && systemd->get_realtime_usec(journal->journal, &us) >= 0;
    systemd->flush_matches(journal->journal);
    return is_found && us > 0 && systemd->seek_realtime_usec(journal->journal, us - 1) >= 0 &&
           systemd->previous(journal->journal) > 0;
}

/* The boot BACK boots before the last one of the journal. */
static bool journal_find_boot(struct journal *journal, int64_t back, sd_id128_t *ret_boot) {
    const struct journal_functions *systemd = &journal->systemd;
    uint64_t us;
    if (systemd->seek_tail(journal->journal) < 0 || systemd->previous(journal->journal) <= 0 ||
        systemd->get_monotonic_usec(journal->journal, &us, ret_boot) < 0)
        return false;
    for (; back > 0; back--)
        if (!journal_leave_boot(journal, ret_boot) || systemd->get_monotonic_usec(journal->journal, &us, ret_boot) < 0)
            return false;
    return true;
}

static int journal_hex(char digit) {
    static const char digits[] = "0123456789abcdef";
    const char *at = digit ? strchr(digits, digit) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* "5b8d...", 32 digits. */
static bool journal_scan_boot(const char *text, sd_id128_t *ret_boot) {
    for (size_t i = 0; i < sizeof ret_boot->bytes; i++) {
        const int high = journal_hex(text[0]), low = high < 0 ? -1 : journal_hex(text[1]);
        if (low < 0)
            return false;
        ret_boot->bytes[i] = (uint8_t)(high * 16 + low);
        text += 2;
    }
    return *text == '\0';
}

/* "0", "-1" or an id. False: there is no such boot. */
static bool journal_choose_boot(struct journal *journal, const char *name, sd_id128_t *ret_boot) {
    char *end;
    if (journal_scan_boot(name, ret_boot))
        return true;
    const long back = strtol(name, &end, 10);
    return *end == '\0' && back <= 0 && journal_find_boot(journal, -(int64_t)back, ret_boot);
}

/* Tells how far back the kernel's messages go, of BOOT or, for NULL, of all. False: there are none that this user may
 * read, though there may be what users' own programs said. */
static bool journal_tell_reach(struct journal *journal, const sd_id128_t *boot) {
    const struct journal_functions *systemd = &journal->systemd;
    uint64_t us = 0;
    const bool is_found = systemd->add_match(journal->journal, "_TRANSPORT=kernel", 0) >= 0 &&
                          (!boot || journal_match_boot(journal, boot)) && systemd->seek_head(journal->journal) >= 0 &&
                          systemd->next(journal->journal) > 0 && systemd->get_realtime_usec(journal->journal, &us) >= 0;
    systemd->flush_matches(journal->journal);
    if (is_found && journal->sink->reach)
        journal->sink->reach(journal->sink->context, CONTENT_SINCE_1970, (int64_t)us);
    return is_found;
}

static bool journal_read_open(struct journal *journal, const struct content_options *options,
                              const char **ret_sentence) {
    sd_id128_t boot;
    journal->systemd.set_data_threshold(journal->journal, 0);
    if (options->boot && !journal_choose_boot(journal, options->boot, &boot)) {
        *ret_sentence = "holds no such boot: journalctl --list-boots names those that there are";
        return true;
    }
    if (journal->is_own && !journal_tell_reach(journal, options->boot ? &boot : NULL))
        *ret_sentence = "holds no message of the kernel that this user may read";
    bool is_well = journal_match_speakers(journal, options->identifiers);
    if (is_well && options->boot)
        is_well = journal->systemd.add_conjunction(journal->journal) >= 0 && journal_match_boot(journal, &boot);
    journal->failed = !is_well; /* matches fail for want of memory only */
    return is_well && journal_read_records(journal, ret_sentence);
}

static bool journal_close(struct journal *journal, bool going) {
    if (journal->journal)
        journal->systemd.close(journal->journal);
    free(journal->text);
    return going && !journal->failed;
}

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

static bool journal_is_whole(int fd) {
    struct stat status;
    const uint64_t size = journal_size(fd);
    return size > 0 && fstat(fd, &status) == 0 && status.st_size >= 0 && (uint64_t)status.st_size >= size;
}

struct journal_copy {
    int fd;
    char path[4096];
};

/* libsystemd takes no file that has no name any more (-EIDRM), so that it is deleted only in the end. */
static bool journal_open_copy(struct journal_copy *copy, const char *folder) {
    if (!folder || *folder != '/')
        folder = "/tmp";
    const int len = snprintf(copy->path, sizeof copy->path, "%s/oomwhy-XXXXXX", folder);
    copy->fd = len < (int)sizeof copy->path ? mkstemp(copy->path) : -1;
    return copy->fd >= 0;
}

static void journal_close_copy(const struct journal_copy *copy) {
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
    const int result = journal_open_fd(journal, fd);
    journal->failed = result == -ENOMEM;
    if (result < 0) {
        if (!*ret_sentence)
            *ret_sentence = journal_refusal(result);
        return true;
    }
    const bool going = journal_read_open(journal, options, &sentence);
    if (sentence && !*ret_sentence)
        *ret_sentence = sentence;
    return going;
}

static bool journal_read_copy(struct journal *journal, struct stream_rest from, const struct content_options *options,
                              const char **ret_sentence) {
    struct journal_copy copy;
    if (!journal_open_copy(&copy, options->temporary_folder)) {
        *ret_sentence =
            "is a journal file that must be copied to be read, and no temporary file can be made: unpack it";
        return true;
    }
    *ret_sentence = journal_fill(copy.fd, &from);
    const bool going = !from.stream->failed && journal_read_fd(journal, copy.fd, options, ret_sentence);
    journal_close_copy(&copy);
    return going;
}

void journal_prepare(void) {
    library_prepare(journal_library);
}

bool journal_read(struct stream_rest from, const struct content_options *options, const struct content_sink *sink,
                  const char **ret_sentence) {
    struct journal journal = {.sink = sink};
    *ret_sentence = NULL;
    bool is_absent;
    if (!library_load(journal_library, journal_names, &journal.systemd, &is_absent)) {
        *ret_sentence = is_absent ? journal_without : journal_not_loaded;
        return true;
    }
    const int fd = from.stream->fd;
    const bool going = fd >= 0 && journal_is_whole(fd) ? journal_read_fd(&journal, fd, options, ret_sentence)
                                                       : journal_read_copy(&journal, from, options, ret_sentence);
    return journal_close(&journal, going);
}

bool journal_read_own(const struct content_options *options, const struct content_sink *sink,
                      const char **ret_sentence) {
    struct journal journal = {.sink = sink, .is_own = true};
    *ret_sentence = NULL;
    bool is_absent;
    if (!library_load(journal_library, journal_names, &journal.systemd, &is_absent)) {
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

bool journal_read_own(const struct content_options *options, const struct content_sink *sink,
                      const char **ret_sentence) {
    (void)options, (void)sink;
    *ret_sentence = "cannot be read: this oomwhy was built without libsystemd";
    return true;
}

#endif
