/* How the records of an event become members of a JSON object.
 * SPDX-License-Identifier: MIT */
#include "report/json.h"

static int64_t json_value(const struct json_number *number, const void *record) {
    return *(const int64_t *)(const void *)((const char *)record + number->offset);
}

void json_numbers(struct emit *emit, const struct json_number *numbers, size_t count, const void *record) {
    for (size_t i = 0; i < count; i++)
        emit_member(emit, numbers[i].key, json_value(&numbers[i], record));
}

void json_present(struct emit *emit, str key, int64_t value) {
    if (value != ABSENT)
        emit_member(emit, key, value);
}

void json_present_text(struct emit *emit, str key, str text) {
    if (text.len > 0)
        emit_member_text(emit, key, text);
}

void json_flag(struct emit *emit, str key, bool value) {
    emit_key(emit, key);
    emit_bool(emit, value);
}

void json_tri(struct emit *emit, str key, enum tri value) {
    emit_member_raw(emit, key, value == TRI_UNKNOWN ? STR("null") : value == TRI_YES ? STR("true") : STR("false"));
}

void json_field(struct emit *emit, const struct field *field, int64_t value) {
    if (field->unit == FIELD_YES_NO)
        json_flag(emit, field->key, value != 0);
    else
        emit_member(emit, field->key, value);
}

void json_named(struct emit *emit, const struct named_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        emit_named(emit, list->items[i].name);
        emit_number(emit, list->items[i].value);
    }
}

void json_others(struct emit *emit, const struct named_list *others) {
    if (others->count == 0)
        return;
    emit_key(emit, STR("others"));
    emit_open(emit, '{');
    json_named(emit, others);
    emit_close(emit, '}');
}

void json_fields(struct emit *emit, const struct field_table *table, const void *record) {
    for (size_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        int64_t value = field->key.len > 0 ? field_number(field, record) : ABSENT;
        if (value != ABSENT)
            json_field(emit, field, value);
    }
}

bool json_counts_pages(const struct json *json) {
    const struct event *event = json->event;
    return json->reckoning->page_known || event->memory.lines.first > 0 || event->tasks.count > 0;
}
