/* Records that are JSON objects: one a line, pretty-printed over several, or elements of an array.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_RECORD_JSON_H
#define LOG_RECORD_JSON_H

#include "log/record.h"

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

/* Called before the first line: makes the JSON library read its random numbers, for which it opens a device, and tells
 * it where to get memory. */
void record_json_prepare(void);
enum record_verdict record_json_line(struct record_json *json, str raw, int64_t line, const struct record_sink *sink);
bool record_json_end(struct record_json *json, const struct record_sink *sink);

#endif
