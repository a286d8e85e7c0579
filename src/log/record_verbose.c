/* Records of journalctl -o verbose: a line with time and cursor, then indented KEY=value lines.
 * SPDX-License-Identifier: MIT */
#include "base/scan.h"
#include "log/record.h"
#include "log/time.h"

enum { INDENT = 4 }; /* of a field */

static str record_verbose_field_name(str line) {
    size_t len = 0;
    while (len < line.len && len < 64 &&
           ((line.data[len] >= 'A' && line.data[len] <= 'Z') || line.data[len] == '_' ||
            (line.data[len] >= '0' && line.data[len] <= '9')))
        len++;
    return len > 0 && len < line.len && line.data[len] == '=' ? str_first(line, len) : str_of(NULL, 0);
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

static bool record_verbose_hand_on(struct record_verbose *frame, record_sink *sink, void *context) {
    const struct oomwhy_time time = frame->record.message.time;
    if (!frame->is_open || frame->record.text_rank == 0) {
        frame->is_open = false;
        return true;
    }
    frame->is_open = frame->in_text = false;
    frame->record.text = buffer_text(&frame->text);
    record_finish(&frame->record);
    frame->record.message.time = time;
    frame->record.spans_lines = true;
    return sink(context, &frame->record);
}

static bool record_verbose_take(struct record_verbose *frame, str name, str value, int64_t line) {
    frame->in_text = record_text_rank(name) > 0;
    if (frame->in_text) {
        buffer_clear(&frame->text);
        if (!buffer_add(&frame->text, value))
            return false;
        frame->indent = INDENT + name.len + 1;
    }
    record_take(&frame->record, name, value, line);
    return true;
}

static size_t record_verbose_blanks_before(str line) {
    size_t blanks = 0;
    while (blanks < line.len && line.data[blanks] == ' ')
        blanks++;
    return blanks;
}

enum record_verdict record_verbose_line(struct record_verbose *frame, str raw, int64_t line, record_sink *sink,
                                        void *context) {
    struct oomwhy_time stamp;
    if (raw.len > 0 && raw.data[raw.len - 1] == '\r')
        raw.len--;
    if (record_verbose_scan_header(raw, &stamp)) {
        if (!record_verbose_hand_on(frame, sink, context))
            return RECORD_STOPPED;
        frame->is_known = frame->is_open = true;
        frame->in_text = false;
        record_clear(&frame->record);
        frame->record.message.time = stamp;
        return RECORD_TAKEN;
    }
    if (!frame->is_open)
        return RECORD_FOREIGN;
    const size_t blanks = record_verbose_blanks_before(raw);
    const str name = blanks == INDENT ? record_verbose_field_name(str_from(raw, INDENT)) : str_of(NULL, 0);
    if (name.len > 0)
        return record_verbose_take(frame, name, str_from(raw, INDENT + name.len + 1), line) ? RECORD_TAKEN
                                                                                            : RECORD_STOPPED;
    if (frame->in_text && blanks >= frame->indent)
        return buffer_add(&frame->text, STR("\n")) && buffer_add(&frame->text, str_from(raw, frame->indent))
                   ? RECORD_TAKEN
                   : RECORD_STOPPED;
    if (blanks > INDENT)
        return RECORD_TAKEN; /* a further line of a field that tells nothing here */
    return record_verbose_hand_on(frame, sink, context) ? RECORD_FOREIGN : RECORD_STOPPED;
}

bool record_verbose_end(struct record_verbose *frame, record_sink *sink, void *context) {
    return record_verbose_hand_on(frame, sink, context);
}
