/* Records of structured carriers: JSON, the journal's export format, journalctl -o verbose.
 * SPDX-License-Identifier: MIT */
#ifndef PARSE_FRAME_H
#define PARSE_FRAME_H

#include "parse/gather.h"
#include "parse/message.h"

enum { FRAME_NAME_MOST = 256 }; /* bytes of a host's, a program's name */

/* What the fields of one record tell. The message's views lead into the record itself. */
struct frame_record {
    struct message message; /* all but text, continues and cut; line is the one that holds the text */
    str text;               /* may hold newlines */
    bool spans_lines;       /* each line of the text is a line of the input, `message.line` the first */
    bool is_line;           /* the text is a line of another log, with prefixes of its own */
    bool is_part;           /* Docker: the text goes on in the next record */
    char host[FRAME_NAME_MOST], program[FRAME_NAME_MOST], caller[24];
    /* while the fields come in: */
    int text_rank; /* of the best field so far; 0: none holds text */
    bool is_journal, is_dmesg, is_docker, is_from_kernel;
    bool has_transport;
    int64_t monotonic_us, source_us, realtime_us;
};

void frame_record_clear(struct frame_record *record);

/* How well a field of that name can hold the text: 0 not at all. */
int frame_text_rank(str name);

/* One field; all but the text are copied. The text is kept if its rank is the best so far, as a loan. */
void frame_record_take(struct frame_record *record, str name, str value, int64_t line);

/* All fields are in: false if none held a text. */
bool frame_record_finish(struct frame_record *record);

/* Takes a record; false to stop. */
typedef bool frame_sink(void *context, struct frame_record *record);

enum frame_verdict {
    FRAME_FOREIGN, /* not a line of this format: it is nobody's yet */
    FRAME_TAKEN,
    FRAME_STOPPED /* memory is short, or the sink said so */
};

/* All three are zeroed at the start of an input, but for the gather's arena, and take lines as they come; `is_open`
 * while a record is not complete. *_end hands on what is there. */

/* Objects of one line or several, alone or in arrays: journalctl -o json, json-pretty, json-sse, json-seq, dmesg -J,
 * Docker's json-file, and what Fluentd, GELF and Splunk make of it. */
struct frame_json {
    struct gather text; /* of the outermost object that is open, without the inner ones that were handed on */
    struct gather room; /* texts that are put together from pieces */
    struct frame_level {
        char kind;     /* '{' or '[' */
        bool has_text; /* a key that can hold the text stood in it */
        size_t from;   /* where it begins in the text */
        int64_t line;  /* of that key */
    } levels[16];
    size_t depth;
    bool is_known;  /* the input had such an object */
    bool is_pretty; /* one of several lines */
    char before;    /* the last byte outside strings that is no blank */
    struct frame_record record;
};

enum frame_verdict frame_json_line(struct frame_json *frame, str raw, int64_t line, frame_sink *sink, void *context);
bool frame_json_end(struct frame_json *frame, frame_sink *sink, void *context);

/* journalctl -o export, with fields of binary length. */
struct frame_export {
    struct gather text; /* the MESSAGE of the record */
    struct gather field;
    str name; /* of the binary field in progress */
    char name_room[64];
    int64_t field_line;
    uint64_t want; /* bytes of it that are still to come, its newline included */
    bool in_field, has_size, is_known, is_open;
    char size[8];
    size_t size_len;
    struct frame_record record;
};

enum frame_verdict frame_export_line(struct frame_export *frame, str raw, int64_t line, frame_sink *sink,
                                     void *context);
bool frame_export_end(struct frame_export *frame, frame_sink *sink, void *context);

/* journalctl -o verbose. */
struct frame_verbose {
    struct gather text;
    bool is_known, is_open, in_text;
    size_t indent; /* of the text's further lines */
    struct frame_record record;
};

enum frame_verdict frame_verbose_line(struct frame_verbose *frame, str raw, int64_t line, frame_sink *sink,
                                      void *context);
bool frame_verbose_end(struct frame_verbose *frame, frame_sink *sink, void *context);

#endif
