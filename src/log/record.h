/* Records whose fields have names: JSON, the journal's export format, journalctl -o verbose.
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

/* How well a field of that name can hold the text: 0 not at all. */
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

enum record_verdict {
    RECORD_FOREIGN, /* not a line of this format */
    RECORD_TAKEN,
    RECORD_STOPPED /* memory is short, or the sink said so */
};

/* The three formats take lines as they come, zeroed at the start of an input but for their buffers' arenas; *_end hands
 * on what is there.
 *
 * Objects of one line or several, alone or in arrays: journalctl -o json, json-pretty, json-sse, json-seq, dmesg -J,
 * Docker's json-file, and what Fluentd, GELF and Splunk make of it. */
struct record_json {
    struct buffer text; /* of the outermost object that is open, without the inner ones that were emitted */
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
    struct record outer; /* what the object around it tells: time and host */
};

/* Before the first line: the JSON library takes its random numbers, for which it opens a device, and is asked through
 * whatever it has memory from. */
void record_json_prepare(void);
enum record_verdict record_json_line(struct record_json *json, str raw, int64_t line, const struct record_sink *sink);
bool record_json_end(struct record_json *json, const struct record_sink *sink);

/* journalctl -o export, with fields of binary length. */
struct record_export {
    struct buffer text;  /* the MESSAGE of the record */
    struct buffer field; /* the binary field in progress */
    char name[64];       /* of that field */
    size_t name_len;     /* 0: none is in progress */
    char size[8];        /* of it, as far as it has come */
    size_t size_len;
    uint64_t want; /* bytes of it that are still to come, its newline included */
    int64_t field_line;
    bool is_known; /* the lines before were an export's */
    bool is_open;  /* a record is */
    struct record record;
};

enum record_verdict record_export_line(struct record_export *export, str raw, int64_t line,
                                       const struct record_sink *sink);
bool record_export_end(struct record_export *export, const struct record_sink *sink);

/* Whether the last line was one of a field of binary length: a blank one ends no record. */
static inline bool record_export_is_in_field(const struct record_export *export) {
    return export->name_len > 0;
}

/* journalctl -o verbose. */
struct record_verbose {
    struct buffer text;
    bool is_known;      /* the input had such a record */
    bool is_open;       /* one is not complete */
    size_t text_indent; /* of the text's further lines; 0: another field is in progress */
    struct record record;
};

enum record_verdict record_verbose_line(struct record_verbose *verbose, str raw, int64_t line,
                                        const struct record_sink *sink);
bool record_verbose_end(struct record_verbose *verbose, const struct record_sink *sink);

/* All of them. */
struct records {
    struct record_sink sink;
    struct record_json json;
    struct record_export export;
    struct record_verbose verbose;
};

/* A new input. ARENA owns the bytes of what is put together. */
void records_begin(struct records *records, struct arena *arena, const struct record_sink *sink);

/* Takes a raw line if it is one of a record's. */
enum record_verdict records_line(struct records *records, str raw, int64_t line);

/* Emits what is there. False to stop. */
bool records_end(struct records *records);

/* Whether no line may be left out. */
bool records_need_every_line(const struct records *records);

#endif
