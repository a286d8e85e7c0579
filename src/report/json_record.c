/* How the records of an event become members of a JSON object.
 * SPDX-License-Identifier: MIT */
#include "report/json_record.h"

static int64_t json_value(const struct json_number *number, const void *record) {
    return *(const int64_t *)(const void *)((const char *)record + number->offset);
}

void json_numbers(struct json_out *out, const struct json_number *numbers, size_t count, const void *record) {
    for (size_t i = 0; i < count; i++)
        json_out_member(out, numbers[i].key, json_value(&numbers[i], record));
}

void json_flag(struct json_out *out, str key, bool value) {
    json_out_key(out, key);
    json_out_bool(out, value);
}

void json_tri(struct json_out *out, str key, enum tri value) {
    json_out_member_raw(out, key, value == TRI_UNKNOWN ? STR("null") : value == TRI_YES ? STR("true") : STR("false"));
}

void json_named(struct json_out *out, const struct named_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        json_out_named(out, list->items[i].name);
        json_out_number(out, list->items[i].value);
    }
}

void json_others(struct json_out *out, const struct named_list *others) {
    if (others->count == 0)
        return;
    json_out_key(out, STR("others"));
    json_out_open(out, '{');
    json_named(out, others);
    json_out_close(out, '}');
}

static void json_field(struct json_out *out, const struct field *field, const void *record) {
    const bool is_text = field->store == FIELD_VIEW || field->store == FIELD_TEXT;
    const str text = is_text ? field_text(field, record) : STR("");
    const int64_t value = is_text ? ABSENT : field_number(field, record);
    if (field->shown == FIELD_PRINTED && value == ABSENT && text.len == 0)
        return;
    if (is_text)
        json_out_member_text(out, field->key, text);
    else if (field->unit == FIELD_YES_NO && value != ABSENT)
        json_flag(out, field->key, value != 0);
    else
        json_out_member(out, field->key, value);
}

void json_fields(struct json_out *out, const struct field_table *table, enum field_shown shown, const void *record) {
    const struct field *end = table->fields + table->count;
    for (const struct field *field = table->fields; field < end; field++)
        if (field->shown == shown && field->key.len > 0)
            json_field(out, field, record);
}

bool json_counts_pages(const struct json *json) {
    const struct event *event = json->event;
    return json->reckoning->page_known || event->memory.lines.first > 0 || event->tasks.count > 0;
}
