/* Takes off what carried the kernel's words: JSON, export and container records, mail quoting, escapes, and the
 * prefixes of dmesg, syslog and journald. SPDX-License-Identifier: MIT */
#ifndef LOG_READER_H
#define LOG_READER_H

#include "log/message.h"

struct reader;

/* Takes one message; its views are loans. Returns false to stop. */
typedef bool reader_sink(void *context, const struct message *message);

/* NULL when memory is short. One transport serves one input after another. */
struct reader *reader_new(reader_sink *sink, void *context);
void reader_free(struct reader *reader);

/* How an input writes its lines is learnt from its lines: whoever leaves out lines hands in at least the first
 * READER_FIRST_LINES of each input. */
enum { READER_FIRST_LINES = 32 };

/* A new input begins: what was learnt about the last one's format is forgotten. */
void reader_begin(struct reader *reader);

/* One raw line without its newline; LINE is its ordinal. Calls the sink for each message that is now complete:
 * none (a field of a longer record), one, or several (a record with embedded newlines). False: memory is short or the
 * sink stopped. */
bool reader_line(struct reader *reader, str raw, int64_t line);

/* The input ends: hands on what was held back. */
bool reader_end(struct reader *reader);

/* True while lines must not be left out between two calls (a record of several lines is in progress, or the
 * format tells facts such as the host on lines of their own). */
bool reader_needs_every_line(const struct reader *reader);

#endif
