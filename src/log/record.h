/* A record of named fields: what they tell, for all programs that write such records.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_RECORD_H
#define LOG_RECORD_H

#include "base/buffer.h"
#include "log/message.h"

/* Who wrote a record, as far as its fields show. */
enum record_writer {
    RECORD_WRITER_OTHER, /* its text is a line of another log, with prefixes of its own */
    RECORD_WRITER_DOCKER,
    RECORD_WRITER_DMESG,
    RECORD_WRITER_JOURNAL
};

/* The journal's _TRANSPORT. */
enum record_transport { RECORD_TRANSPORT_UNKNOWN, RECORD_TRANSPORT_KERNEL, RECORD_TRANSPORT_OTHER };

/* What the fields of one record tell. The message's views lead into the record itself. */
struct record {
    struct message message; /* all but text, continues and cut; line is the one that holds the text */
    str text;               /* may hold newlines */
    int text_rank;          /* of the field that holds it; 0: none does */
    bool spans_lines;       /* each line of the text is a line of the input, `message.line` the first */
    bool is_part;           /* Docker: the text goes on in the next record */
    enum record_writer writer;
    enum record_transport transport;
    int64_t monotonic_us, source_us, realtime_us; /* -1: unknown */
    char host[256], program[256], caller[24];
};

void record_clear(struct record *record);

/* The name of a field of the journal at the start of LINE, up to '=' or the end; "" if there is none. */
str record_field_name(str line);

/* How likely a field of that name holds the text; 0: it does not. */
int record_text_rank(str name);

/* One field; all but the text are copied. The text is kept if its rank is the best so far, as a view. */
void record_take(struct record *record, str name, str value, int64_t line);

/* All fields are in: false if none held a text. */
bool record_finish(struct record *record);

/* Takes a record; false to stop. */
struct record_sink {
    bool (*take)(void *context, struct record *record);
    void *context;
};

/* What a format says of a raw line. Each is zeroed at the start of an input, but for the arenas of its buffers; its
 * *_line takes the lines as they come, its *_end hands on the record in progress. */
enum record_verdict {
    RECORD_FOREIGN, /* not a line of this format */
    RECORD_TAKEN,
    RECORD_STOPPED /* memory is short, or the sink said so */
};

#endif
