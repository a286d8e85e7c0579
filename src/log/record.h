/* Records of structured carriers: JSON, the journal's export format, journalctl -o verbose.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_RECORD_H
#define LOG_RECORD_H

#include "base/buffer.h"
#include "log/message.h"

enum { RECORD_NAME_MOST = 256 }; /* bytes of a host's, a program's name */

/* What the fields of one record tell. The message's views lead into the record itself. */
struct record {
    struct message message; /* all but text, continues and cut; line is the one that holds the text */
    str text;               /* may hold newlines */
    bool spans_lines;       /* each line of the text is a line of the input, `message.line` the first */
    bool is_line;           /* the text is a line of another log, with prefixes of its own */
    bool is_part;           /* Docker: the text goes on in the next record */
    char host[RECORD_NAME_MOST], program[RECORD_NAME_MOST], caller[24];
    /* while the fields come in: */
    int text_rank; /* of the best field so far; 0: none holds text */
    bool is_journal, is_dmesg, is_docker, is_from_kernel;
    bool has_transport;
    int64_t monotonic_us, source_us, realtime_us;
};

void record_clear(struct record *record);

/* How well a field of that name can hold the text: 0 not at all. */
int record_text_rank(str name);

/* One field; all but the text are copied. The text is kept if its rank is the best so far, as a loan. */
void record_take(struct record *record, str name, str value, int64_t line);

/* All fields are in: false if none held a text. */
bool record_finish(struct record *record);

/* Takes a record; false to stop. */
typedef bool record_sink(void *context, struct record *record);

enum record_verdict {
    RECORD_FOREIGN, /* not a line of this format: it is nobody's yet */
    RECORD_TAKEN,
    RECORD_STOPPED /* memory is short, or the sink said so */
};

/* All three are zeroed at the start of an input, but for the buffer's arena, and take lines as they come; `is_open`
 * while a record is not complete. *_end hands on what is there. */

/* Objects of one line or several, alone or in arrays: journalctl -o json, json-pretty, json-sse, json-seq, dmesg -J,
 * Docker's json-file, and what Fluentd, GELF and Splunk make of it. */
struct record_json {
    struct buffer text; /* of the outermost object that is open, without the inner ones that were handed on */
    struct buffer room; /* texts that are put together from pieces */
    struct record_level {
        char kind;     /* '{' or '[' */
        bool has_text; /* a key that can hold the text stood in it */
        size_t from;   /* where it begins in the text */
        int64_t line;  /* of that key */
    } levels[16];
    size_t depth;
    bool is_known;  /* the input had such an object */
    bool is_pretty; /* one of several lines */
    char before;    /* the last byte outside strings that is no blank */
    struct record record;
};

enum record_verdict record_json_line(struct record_json *frame, str raw, int64_t line, record_sink *sink,
                                     void *context);
bool record_json_end(struct record_json *frame, record_sink *sink, void *context);

/* journalctl -o export, with fields of binary length. */
struct record_export {
    struct buffer text; /* the MESSAGE of the record */
    struct buffer field;
    str name; /* of the binary field in progress */
    char name_room[64];
    int64_t field_line;
    uint64_t want; /* bytes of it that are still to come, its newline included */
    bool in_field, has_size, is_known, is_open;
    char size[8];
    size_t size_len;
    struct record record;
};

enum record_verdict record_export_line(struct record_export *frame, str raw, int64_t line, record_sink *sink,
                                       void *context);
bool record_export_end(struct record_export *frame, record_sink *sink, void *context);

/* journalctl -o verbose. */
struct record_verbose {
    struct buffer text;
    bool is_known, is_open, in_text;
    size_t indent; /* of the text's further lines */
    struct record record;
};

enum record_verdict record_verbose_line(struct record_verbose *frame, str raw, int64_t line, record_sink *sink,
                                        void *context);
bool record_verbose_end(struct record_verbose *frame, record_sink *sink, void *context);

#endif
