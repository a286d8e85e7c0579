/* Binary files of systemd's journal, and this machine's journal, by libsystemd. Records become text as journalctl -o
 * export prints it.
 * SPDX-License-Identifier: MIT */
#ifndef READ_JOURNAL_H
#define READ_JOURNAL_H

#include "read/sink.h"
#include "read/stream.h"

#include <stdint.h>

/* Loads what reads journals, before one is read. */
void journal_prepare(void);

/* Reads the journal that FROM gives, from its start. What cannot be read in place goes through a private file in the
 * temporary folder. False when memory was short or the sink stopped. *RET_SENTENCE is why it could not be read
 * to its end, or NULL. */
bool journal_read(struct stream_rest from, const struct content_options *options, const struct content_sink *sink,
                  const char **ret_sentence);

/* The same for the journals of this machine, as far as the user may read them. *RET_LAST_US is the newest time of a
 * record that was read, in microseconds since 1970; 0: none was. */
bool journal_read_own(const struct content_options *options, const struct content_sink *sink, uint64_t *ret_last_us,
                      const char **ret_sentence);

#endif
