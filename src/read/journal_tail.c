/* A journal as it grows, by libsystemd.
 * SPDX-License-Identifier: MIT */
#include "read/journal_tail.h"

#ifdef OOMWHY_JOURNAL

#include "read/journal_records.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
    TAIL_FOLDERS = 4,
    TAIL_ID = 32,  /* digits of a machine's id */
    TAIL_OPENS = 2 /* after a change: journald makes a file, and then lets users read it */
};

/* When a folder last changed: a journal file was made, renamed or deleted in it. Of a file that is followed itself,
 * which one it is. */
struct tail_place {
    int64_t a, b; /* both 0: there is none */
};

struct journal_tail {
    struct journal journal;
    struct journal_tail_options options;
    struct tail_place places[TAIL_FOLDERS];
    char machine[TAIL_ID + 1];
    int open_again; /* how many times it is to be opened anew */
};

/* --- folders: files are rotated there. libsystemd would watch them by inotify, which needs more rights. */

static void tail_read_machine(struct journal_tail *tail) {
    FILE *file = fopen("/etc/machine-id", "re");
    if (!file)
        return;
    if (fread(tail->machine, 1, TAIL_ID, file) != TAIL_ID)
        tail->machine[0] = '\0';
    fclose(file);
}

static struct tail_place tail_look_at_file(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0)
        return (struct tail_place){0, 0};
    return (struct tail_place){(int64_t)status.st_dev, (int64_t)status.st_ino};
}

static struct tail_place tail_look_at(const struct journal_tail *tail, size_t index) {
    static const char *const above[] = {"/run/log/journal", "/var/log/journal"};
    char path[64];
    struct stat status;
    if (tail->options.path)
        return tail_look_at_file(tail->options.path);
    snprintf(path, sizeof path, "%s/%s", above[index % 2], index < 2 ? "" : tail->machine);
    if (stat(path, &status) != 0)
        return (struct tail_place){0, 0};
    return (struct tail_place){status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

/* Looks at the journal's folders. True if anything has changed in them since it looked last. */
static bool tail_note_changes(struct journal_tail *tail) {
    bool has_changed = false;
    for (size_t i = 0; i < TAIL_FOLDERS; i++) {
        const struct tail_place now = tail_look_at(tail, i), before = tail->places[i];
        has_changed |= now.a != before.a || now.b != before.b;
        tail->places[i] = now;
    }
    return has_changed;
}

/* --- the journal */

/* Goes to the end of the records that were read. False: it cannot be read. */
static bool tail_open(struct journal_tail *tail) {
    struct journal *journal = &tail->journal;
    const struct journal_functions *systemd = &journal->systemd;
    const char *paths[] = {tail->options.path, NULL};
    const int result = tail->options.path ? systemd->open_files(&journal->journal, paths, 0)
                                          : systemd->open(&journal->journal, SD_JOURNAL_LOCAL_ONLY);
    if (result < 0) {
        journal->journal = NULL;
        journal->failed |= result == -ENOMEM;
        return false;
    }
    systemd->set_data_threshold(journal->journal, 0);
    journal->failed |= !journal_match_speakers(journal, tail->options.identifiers, tail->options.with_kernel);
    return !journal->failed && systemd->seek_realtime_usec(journal->journal, journal->last_us + 1) >= 0;
}

static bool tail_open_again(struct journal_tail *tail) {
    if (tail->journal.journal)
        tail->journal.systemd.close(tail->journal.journal);
    tail->journal.journal = NULL;
    return tail_open(tail);
}

struct journal_tail *journal_tail_open(const struct journal_tail_options *options) {
    struct journal_tail *tail = calloc(1, sizeof *tail);
    bool is_absent;
    if (!tail)
        return NULL;
    tail->options = *options;
    tail->journal.last_us = options->after_us;
    tail_read_machine(tail);
    tail_note_changes(tail);
    if (journal_load(&tail->journal, &is_absent) && tail_open(tail))
        return tail;
    journal_tail_close(tail);
    return NULL;
}

/* A file that cannot be read any more is opened anew, or waited for. */
bool journal_tail_next(struct journal_tail *tail, str *ret_text) {
    struct journal *journal = &tail->journal;
    int result = journal->journal ? 1 : -EBADF;
    journal->len = 0;
    while (journal->len < JOURNAL_TEXT && !journal->failed && result > 0)
        if ((result = journal->systemd.next(journal->journal)) > 0)
            journal_add_record(journal);
    if (result <= 0 && tail_note_changes(tail))
        tail->open_again = TAIL_OPENS;
    if (result <= 0 && tail->open_again > 0) {
        tail->open_again--;
        tail_open_again(tail);
    }
    *ret_text = str_of(journal->text, journal->len);
    return !journal->failed;
}

void journal_tail_close(struct journal_tail *tail) {
    if (tail)
        journal_close(&tail->journal, true);
    free(tail);
}

#else

struct journal_tail *journal_tail_open(const struct journal_tail_options *options) {
    (void)options;
    return NULL;
}

bool journal_tail_next(struct journal_tail *tail, str *ret_text) {
    (void)tail;
    *ret_text = STR("");
    return true;
}

void journal_tail_close(struct journal_tail *tail) {
    (void)tail;
}

#endif
