/* The log stage: blocks of bytes in, messages out.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_READER_H
#define LOG_READER_H

#include "log/grammar.h"
#include "log/message.h"

struct reader;

/* Takes what the reader finds. A function that returns bool says false to stop. */
struct reader_sink {
    bool (*message)(void *context, const struct message *message);   /* its views end when the next line is read */
    bool (*begin_input)(void *context, str name, int64_t line_base); /* lines after LINE_BASE come from NAME */
    bool (*pause)(void *context);                                    /* no line goes on with the one before */
    void (*unended)(void *context, int64_t line);                    /* LINE, the next one, lacks its newline */
    void (*warn)(void *context, const char *sentence);               /* about this input; SENTENCE is of static life */
    bool (*is_busy)(const void *context);                            /* whether each line may belong to an event */
    void *context;
};

/* NULL when memory is short. SINK and GRAMMAR are copied. One reader reads one input after another. */
struct reader *reader_new(const struct reader_sink *sink, const struct grammar *grammar);
void reader_free(struct reader *reader);

/* What is counted as the lines of an input. */
enum reader_count { READER_COUNTS_LINES, READER_COUNTS_RECORDS /* of journalctl -o export */ };

/* A new input named NAME (copied) begins: what was learnt about the last one's format is forgotten. False, here and
 * below: memory is short or the sink stopped. */
bool reader_begin(struct reader *reader, str name, enum reader_count count);

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
