/* Records of journalctl -o export: KEY=value lines, a blank line between records, and fields of binary length.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_RECORD_EXPORT_H
#define LOG_RECORD_EXPORT_H

#include "log/record.h"

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

#endif
