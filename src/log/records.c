/* Records of every format: asks each whether a line is its own.
 * SPDX-License-Identifier: MIT */
#include "log/records.h"

/* "Mon 2024-01-01", before all else in a line of journalctl -o verbose */
static bool records_opens_with_date(str text) {
    enum { DAY_MOST = 16 };
    size_t day = 0;
    while (day < DAY_MOST && day < text.len && text.data[day] != ' ')
        day++;
    return day < DAY_MOST && text.len - day > 5 && text.data[day + 5] == '-';
}

static bool records_opens_export(str raw) {
    return str_starts(raw, STR("MESSAGE=")) || str_starts(raw, STR("PRIORITY=")) || str_starts(raw, STR("SYSLOG_"));
}

/* True if RAW can open a record. Most lines cannot, and this is asked of each. */
static bool records_can_open(str raw) {
    if (raw.len > 0 && (*raw.data == ' ' || *raw.data == '\t'))
        raw = str_trim_start(raw);
    if (raw.len == 0)
        return false;
    switch (*raw.data) {
    case '{':
    case '_':
    case '\x1e':
        return true;
    case '[':
        return raw.len == 1 || raw.data[1] == '{' || raw.data[1] == '\r';
    case 'd':
        return str_starts(raw, STR("data: {")) || records_opens_with_date(raw);
    case 'M':
    case 'P':
    case 'S':
        return records_opens_export(raw) || records_opens_with_date(raw);
    default:
        return records_opens_with_date(raw);
    }
}

bool records_may_take(const struct records *records, str raw) {
    return records->json.is_known || records->json.depth > 0 || records->export.is_known || records->verbose.is_open ||
           records_can_open(raw);
}

enum record_verdict records_line(struct records *records, str raw, int64_t line) {
    const struct record_sink *sink = &records->sink;
    enum record_verdict verdict = RECORD_FOREIGN;
    if (!records_may_take(records, raw))
        return verdict;
    if (records->json.depth == 0)
        verdict = record_export_line(&records->export, raw, line, sink);
    if (verdict == RECORD_FOREIGN)
        verdict = record_verbose_line(&records->verbose, raw, line, sink);
    if (verdict == RECORD_FOREIGN)
        verdict = record_json_line(&records->json, raw, line, sink);
    return verdict;
}

bool records_end(struct records *records) {
    return record_json_end(&records->json, &records->sink) && record_export_end(&records->export, &records->sink) &&
           record_verbose_end(&records->verbose, &records->sink);
}

bool records_need_every_line(const struct records *records) {
    return records->export.is_known || records->verbose.is_known || records->json.depth > 0 || records->json.is_pretty;
}

void records_begin(struct records *records, struct arena *arena, const struct record_sink *sink) {
    record_json_prepare();
    *records = (struct records){
        .sink = *sink,
        .json = {.text = {.arena = arena}, .room = {.arena = arena}},
        .export = {.text = {.arena = arena}, .field = {.arena = arena}},
        .verbose = {.text = {.arena = arena}},
    };
}
