/* What all readers of journals have in common: libsystemd, which records are wanted, and records as the text that
 * journalctl -o export prints.
 * SPDX-License-Identifier: MIT */
#ifndef READ_JOURNAL_RECORDS_H
#define READ_JOURNAL_RECORDS_H

#include "read/sink.h"

#ifdef OOMWHY_JOURNAL

#include "base/str.h"

#include <systemd/sd-journal.h>

enum { JOURNAL_TEXT = 64 * 1024 /* records are handed on when so many bytes of them are there */ };

struct journal_functions {
    __typeof__(&sd_journal_open) open;
    __typeof__(&sd_journal_open_files) open_files;
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

/* A journal that is read. Zeroed, then journal_load; journal_close releases it. */
struct journal {
    struct journal_functions systemd;
    sd_journal *journal;
    const struct content_sink *sink;
    char *text; /* of the records that are not handed on yet */
    size_t len, room;
    uint64_t last_us; /* the newest time of a record that was read; 0: none was */
    bool is_own;      /* this machine's, and no file */
    bool is_doubtful; /* a file that is cut, or that was not closed: it may be damaged */
    bool is_dropped;  /* it is, and libsystemd reads no more of it */
    bool is_stopped, failed;
};

/* False: there is no libsystemd, or it could not be loaded. */
bool journal_load(struct journal *journal, bool *ret_is_absent);

/* Loads libsystemd for those that need it later. */
void journal_load_early(void);

/* Only what the init process and the programs of IDENTIFIERS say, and with WITH_KERNEL the kernel. False, here and
 * below: memory is short. */
bool journal_match_speakers(struct journal *journal, const char *const *identifiers, bool with_kernel);

/* Adds the record that the cursor stands on to the text. */
void journal_add_record(struct journal *journal);

/* Reads all that OPTIONS want of the journal that is open. *RET_SENTENCE is why that was not all, else untouched;
 * false: memory is short or the sink stopped. */
bool journal_read_open(struct journal *journal, const struct content_options *options, const char **ret_sentence);

/* GOING and no failure of its own. */
bool journal_close(struct journal *journal, bool going);

#endif

#endif
