/* The log stage: blocks of bytes in, messages out.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_READER_H
#define LOG_READER_H

#include "log/grammar.h"
#include "log/message.h"

struct reader;

/* NULL when memory is short. SINK and GRAMMAR are copied. One reader reads one input after another. */
struct reader *reader_new(const struct message_sink *sink, const struct grammar *grammar);
void reader_free(struct reader *reader);

/* A new input named NAME (copied) begins: what was learnt about the last one's format is forgotten. COUNTS_RECORDS: the
 * records of journalctl -o export are counted as its lines. False, here and below: memory is short or the sink stopped.
 */
bool reader_begin(struct reader *reader, str name, bool counts_records);

/* Whole lines, each with its newline; the very last line of an input may lack it. */
bool reader_block(struct reader *reader, str block);

/* The input ends: emits what was held, except for parts of a crash dump, which may continue in the next input. */
bool reader_end(struct reader *reader);

/* Nothing has come for a while: emits those parts, too. */
bool reader_idle(struct reader *reader);

/* For streams: emits what has been held back for too long, by the caller's clock. */
bool reader_tick(struct reader *reader, int64_t now_us);

/* Whether anything waits for a tick. */
bool reader_has_work(const struct reader *reader);

#endif
