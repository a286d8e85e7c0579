/* Records of every format, JSON objects and those of journalctl -o export and -o verbose: whether a line is of one.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_RECORDS_H
#define LOG_RECORDS_H

#include "log/record.h"

/* --- journalctl -o export: KEY=value lines, a blank line between records, and fields of binary length --- */

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

/* Whether the last line belongs to a binary field, in which a blank line ends no record. */
static inline bool record_export_is_in_field(const struct record_export *export) {
    return export->name_len > 0;
}

/* --- journalctl -o verbose: a line with time and cursor, then indented KEY=value lines --- */

struct record_verbose {
    struct buffer text;
    bool is_known;      /* the input had such a record */
    bool is_open;       /* one is not complete */
    size_t text_indent; /* of the text's further lines; 0: another field is in progress */
    struct record record;
};

/* --- JSON: one object a line, pretty-printed over several, or elements of an array --- */

/* Objects of one line or several, alone or in arrays: journalctl -o json, json-pretty, json-sse, json-seq, dmesg -J,
 * Docker's json-file, and what Fluentd, GELF and Splunk make of it. */
struct record_json {
    struct buffer text; /* of the outermost object that is open, without the inner ones that were emitted */
    struct buffer room; /* texts that are put together from pieces */
    struct record_level {
        char kind;     /* '{' or '[' */
        bool has_text; /* it had a key that can hold the text */
        size_t from;   /* where it begins in the text */
        int64_t line;  /* of that key */
    } levels[16];
    size_t depth;
    bool is_known;  /* the input had such an object */
    bool is_pretty; /* one of several lines */
    char before;    /* the last byte outside strings that is no blank */
    struct record record;
    struct record outer;      /* what the object around it says: time and host */
    struct oomwhy_time stamp; /* what its line began with */
};

/* --- all formats --- */

/* Every format that has records. */
struct records {
    struct record_sink sink;
    struct record_json json;
    struct record_export export;
    struct record_verbose verbose;
};

/* A new input. ARENA owns the bytes of what is put together. */
void records_begin(struct records *records, struct arena *arena, const struct record_sink *sink);

/* Whether RAW may belong to a record: because of how it begins, or because a record is in progress. */
bool records_may_take(const struct records *records, str raw);

/* Takes a raw line if it is one of a record's. */
enum record_verdict records_line(struct records *records, str raw, int64_t line);

/* The stream pauses: emits the record whose end only the next line would show. False, here and below, to stop. */
bool records_pause(struct records *records);

/* Emits what is there. */
bool records_end(struct records *records);

/* Whether no line may be left out. */
bool records_need_every_line(const struct records *records);

#endif
