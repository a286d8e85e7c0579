/* Records of journalctl -o verbose: a line with time and cursor, then indented KEY=value lines.
 * SPDX-License-Identifier: MIT */
#include "log/record_verbose.h"

#include "base/scan.h"
#include "log/time.h"

enum { INDENT = 4 }; /* of a field */

/* The name of the field that LINE begins, "" where it begins none. */
static str record_verbose_field_name(str line) {
    const str name = record_field_name(line);
    return str_starts(str_from(line, name.len), STR("=")) ? name : str_of(NULL, 0);
}

/* "Mon 2024-01-01 00:00:00.123456 CET [s=0f3c;i=1;b=53e3;m=83;t=66;x=27]" */
static bool record_verbose_scan_header(str line, struct oomwhy_time *ret_stamp) {
    struct scan scan = scan_of(line);
    const str weekday = scan_word(&scan);
    struct oomwhy_time stamp;
    if (weekday.len < 2 || weekday.len > 16 || !scan_byte(&scan, ' ') || !time_scan_iso(&scan, &stamp) ||
        !scan_byte(&scan, ' '))
        return false;
    const str zone = scan_word(&scan);
    if (zone.len == 0 || !scan_literal(&scan, STR(" [s=")))
        return false;
    stamp.has_offset = str_equal(zone, STR("UTC"));
    *ret_stamp = stamp;
    return true;
}

static bool record_verbose_emit(struct record_verbose *verbose, const struct record_sink *sink) {
    const struct oomwhy_time time = verbose->record.message.time;
    if (!verbose->is_open || verbose->record.text_rank == 0) {
        verbose->is_open = false;
        return true;
    }
    verbose->is_open = false;
    verbose->record.text = buffer_text(&verbose->text);
    record_finish(&verbose->record);
    verbose->record.message.time = time;
    verbose->record.spans_lines = true;
    return sink->take(sink->context, &verbose->record);
}

static bool record_verbose_take(struct record_verbose *verbose, str name, str value, int64_t line) {
    verbose->text_indent = 0;
    if (record_text_rank(name) > 0) {
        buffer_clear(&verbose->text);
        if (!buffer_add(&verbose->text, value))
            return false;
        verbose->text_indent = INDENT + name.len + 1;
    }
    record_take(&verbose->record, name, value, line);
    return true;
}

static size_t record_verbose_blanks_before(str line) {
    size_t blanks = 0;
    while (blanks < line.len && line.data[blanks] == ' ')
        blanks++;
    return blanks;
}

enum record_verdict record_verbose_line(struct record_verbose *verbose, str raw, int64_t line,
                                        const struct record_sink *sink) {
    struct oomwhy_time stamp;
    if (raw.len > 0 && raw.data[raw.len - 1] == '\r')
        raw.len--;
    if (record_verbose_scan_header(raw, &stamp)) {
        if (!record_verbose_emit(verbose, sink))
            return RECORD_STOPPED;
        verbose->is_known = verbose->is_open = true;
        verbose->text_indent = 0;
        record_clear(&verbose->record);
        verbose->record.message.time = stamp;
        return RECORD_TAKEN;
    }
    if (!verbose->is_open)
        return RECORD_FOREIGN;
    const size_t blanks = record_verbose_blanks_before(raw);
    const str name = blanks == INDENT ? record_verbose_field_name(str_from(raw, INDENT)) : str_of(NULL, 0);
    if (name.len > 0)
        return record_verbose_take(verbose, name, str_from(raw, INDENT + name.len + 1), line) ? RECORD_TAKEN
                                                                                              : RECORD_STOPPED;
    if (verbose->text_indent > 0 && blanks >= verbose->text_indent)
        return buffer_add(&verbose->text, STR("\n")) && buffer_add(&verbose->text, str_from(raw, verbose->text_indent))
                   ? RECORD_TAKEN
                   : RECORD_STOPPED;
    if (blanks > INDENT)
        return RECORD_TAKEN; /* a further line of a field that tells nothing here */
    return record_verbose_emit(verbose, sink) ? RECORD_FOREIGN : RECORD_STOPPED;
}

bool record_verbose_end(struct record_verbose *verbose, const struct record_sink *sink) {
    return record_verbose_emit(verbose, sink);
}
