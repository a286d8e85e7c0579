/* Records of journalctl -o export: KEY=value lines, a blank line between records, and fields of binary length.
 * SPDX-License-Identifier: MIT */
#include "base/scan.h"
#include "log/record.h"

enum { SIZE_BYTES = 8, FIELD_MOST = 64 * 1024 * 1024 }; /* a longer field is a misreading */

/* A field's name as journald allows it, up to '=' or the end. */
static str record_export_field_name(str line) {
    size_t len = 0;
    while (len < line.len && len < 64 &&
           ((line.data[len] >= 'A' && line.data[len] <= 'Z') || line.data[len] == '_' ||
            (len > 0 && line.data[len] >= '0' && line.data[len] <= '9')))
        len++;
    return str_first(line, len);
}

/* The lines with which an export, or the rest of one, can begin. */
static bool record_export_opens_export(str line, str name) {
    if (name.len == line.len)
        return false;
    return line.data[name.len] == '=' && ((name.len > 1 && *name.data == '_') || str_equal(name, STR("MESSAGE")) ||
                                          str_equal(name, STR("PRIORITY")) || str_starts(name, STR("SYSLOG_")));
}

static bool record_export_take(struct record_export *frame, str name, str value, int64_t line) {
    frame->is_open = true;
    if (record_text_rank(name) > 0) {
        buffer_clear(&frame->text);
        if (!buffer_add(&frame->text, value))
            return false;
        value = buffer_text(&frame->text);
    }
    record_take(&frame->record, name, value, line);
    return true;
}

static bool record_export_hand_on(struct record_export *frame, record_sink *sink, void *context) {
    const bool is_whole = frame->is_open && record_finish(&frame->record);
    frame->is_open = frame->in_field = false;
    frame->record.spans_lines = true;
    const bool go_on = !is_whole || sink(context, &frame->record);
    record_clear(&frame->record);
    return go_on;
}

static void record_export_open_field(struct record_export *frame, str name) {
    frame->in_field = true;
    frame->size_len = 0;
    frame->name = str_of(frame->name_room, name.len);
    memcpy(frame->name_room, name.data, name.len);
    buffer_clear(&frame->field);
}

static void record_export_read_size(struct record_export *frame) {
    frame->want = 0;
    for (size_t i = SIZE_BYTES; i > 0; i--)
        frame->want = frame->want << 8 | (uint8_t)frame->size[i - 1];
}

/* The size's bytes at the start of BYTES, if any are still to come; LINE is the one that the byte behind stands on. */
static void record_export_feed_size(struct record_export *frame, str *bytes, int64_t line) {
    for (; frame->size_len < SIZE_BYTES && bytes->len > 0; *bytes = str_from(*bytes, 1)) {
        frame->size[frame->size_len++] = *bytes->data;
        if (frame->size_len < SIZE_BYTES)
            continue;
        record_export_read_size(frame);
        frame->field_line = line;
    }
}

/* A part of a binary field: its size, then so many bytes, then a newline. */
static enum record_verdict record_export_feed(struct record_export *frame, str bytes, int64_t line) {
    record_export_feed_size(frame, &bytes, line);
    if (bytes.len == 0)
        return RECORD_TAKEN;
    if (frame->want > FIELD_MOST) {
        frame->in_field = false;
        return RECORD_FOREIGN;
    }
    const str value = str_first(bytes, frame->want);
    if (!buffer_add(&frame->field, value))
        return RECORD_STOPPED;
    frame->want -= value.len;
    if (frame->want > 0 || value.len == bytes.len)
        return RECORD_TAKEN;
    frame->in_field = false;
    return record_export_take(frame, frame->name, buffer_text(&frame->field), frame->field_line) ? RECORD_TAKEN
                                                                                                 : RECORD_STOPPED;
}

static enum record_verdict record_export_feed_line(struct record_export *frame, str raw, int64_t line) {
    const enum record_verdict verdict = record_export_feed(frame, raw, line);
    return verdict == RECORD_TAKEN && frame->in_field ? record_export_feed(frame, STR("\n"), line + 1) : verdict;
}

enum record_verdict record_export_line(struct record_export *frame, str raw, int64_t line, record_sink *sink,
                                       void *context) {
    if (frame->in_field)
        return record_export_feed_line(frame, raw, line);
    if (raw.len > 0 && raw.data[raw.len - 1] == '\r')
        raw.len--;
    const str name = record_export_field_name(raw);
    if (!frame->is_known) {
        if (!record_export_opens_export(raw, name))
            return RECORD_FOREIGN;
        frame->is_known = true;
        record_clear(&frame->record);
    }
    if (name.len == 0) {
        if (!record_export_hand_on(frame, sink, context))
            return RECORD_STOPPED;
        frame->is_known = raw.len == 0;
        return raw.len == 0 ? RECORD_TAKEN : RECORD_FOREIGN;
    }
    if (name.len == raw.len) {
        record_export_open_field(frame, name);
        return RECORD_TAKEN;
    }
    if (raw.data[name.len] != '=') {
        frame->is_known = false;
        return record_export_hand_on(frame, sink, context) ? RECORD_FOREIGN : RECORD_STOPPED;
    }
    return record_export_take(frame, name, str_from(raw, name.len + 1), line) ? RECORD_TAKEN : RECORD_STOPPED;
}

bool record_export_end(struct record_export *frame, record_sink *sink, void *context) {
    if (frame->in_field && frame->field.len > 0 &&
        !record_export_take(frame, frame->name, buffer_text(&frame->field), frame->field_line))
        return false;
    return record_export_hand_on(frame, sink, context);
}
