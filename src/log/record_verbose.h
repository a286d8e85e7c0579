/* Records of journalctl -o verbose: a line with time and cursor, then indented KEY=value lines.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_RECORD_VERBOSE_H
#define LOG_RECORD_VERBOSE_H

#include "log/record.h"

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

#endif
