/* Records of every format: asks each whether a line is its own.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_RECORDS_H
#define LOG_RECORDS_H

#include "log/record_export.h"
#include "log/record_json.h"
#include "log/record_verbose.h"

/* Every format that has records. */
struct records {
    struct record_sink sink;
    struct record_json json;
    struct record_export export;
    struct record_verbose verbose;
};

/* A new input. ARENA owns the bytes of what is put together. */
void records_begin(struct records *records, struct arena *arena, const struct record_sink *sink);

/* Whether RAW may be a record's: as its beginning shows, or what is in progress. */
bool records_may_take(const struct records *records, str raw);

/* Takes a raw line if it is one of a record's. */
enum record_verdict records_line(struct records *records, str raw, int64_t line);

/* Emits what is there. False to stop. */
bool records_end(struct records *records);

/* Whether no line may be left out. */
bool records_need_every_line(const struct records *records);

#endif
