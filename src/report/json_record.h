/* What the sections of the JSON object share: the event in hand, and how records become members.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_JSON_RECORD_H
#define REPORT_JSON_RECORD_H

#include "report/json_out.h"
#include "report/report.h"

#include "model/fields.h"

#include <stddef.h>

struct json {
    struct json_out out;
    const struct event *event;
    const struct reckoning *reckoning;
    const struct diagnosis *diagnosis;
};

/* A member of a record that is one number; its name is the key. */
struct json_number {
    str key;
    size_t offset;
};

#define JSON_NUMBER(record, member)                                                                                    \
    { STR_INIT(#member), offsetof(struct record, member) }
#define JSON_NUMBERS(out, table, record) json_numbers(out, table, sizeof(table) / sizeof(table)[0], record)

/* Each number of RECORD, null where it is absent. */
void json_numbers(struct json_out *out, const struct json_number *numbers, size_t count, const void *record);

void json_flag(struct json_out *out, str key, bool value);
void json_tri(struct json_out *out, str key, enum tri value); /* null for unknown */

/* The facts of RECORD that TABLE marks as SHOWN; yes and no are booleans. */
void json_fields(struct json_out *out, const struct field_table *table, enum field_shown shown, const void *record);

/* Numbers by the names that the kernel prints. Those that have no member of their own stand in an object "others", so
 * that no name of the log can be taken for a key of the report. */
void json_named(struct json_out *out, const struct named_list *list);
void json_others(struct json_out *out, const struct named_list *others);

/* "lines":[first,last], null for no line; "file" where it is not the event's first. */
void json_lines(struct json *json, struct span lines);

/* Whether the page size is shown, or figures of the event were multiplied by one. */
bool json_counts_pages(const struct json *json);

#endif
