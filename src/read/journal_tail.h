/* A journal as it grows.
 * SPDX-License-Identifier: MIT */
#ifndef READ_JOURNAL_TAIL_H
#define READ_JOURNAL_TAIL_H

#include "read/sink.h"

#include "base/str.h"

#include <stdint.h>

/* Which of its records are wanted: those after AFTER_US, microseconds since 1970. */
struct journal_tail_options {
    const char *path;               /* of a journal file; NULL: this machine's journal */
    const char *const *identifiers; /* of programs; ends with NULL */
    uint64_t after_us;
    bool with_kernel;
};

struct journal_tail;

/* NULL: it cannot be read, or memory is short. OPTIONS are copied, what they point to is a loan. */
struct journal_tail *journal_tail_open(const struct journal_tail_options *options);

/* Sets *RET_TEXT to the records that came since, as journalctl -o export prints them, a loan until the next call; ""
 * where none came. Does not wait. False: memory is short. */
bool journal_tail_next(struct journal_tail *tail, str *ret_text);

void journal_tail_close(struct journal_tail *tail);

#endif
