/* What the files of the JSON writer share: the object in the making, and how records become members.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "report/emit.h"
#include "report/report.h"

#include "model/fields.h"

#include <stddef.h>

struct json {
    struct emit emit;
    const struct event *event;
    const struct reckoning *reckoning;
    const struct diagnosis *diagnosis;
};

/* A member of a record that is one number, by its own name. */
struct json_number {
    str key;
    size_t offset;
};

#define JSON_NUMBER(record, member)                                                                                    \
    { STR_INIT(#member), offsetof(struct record, member) }
#define JSON_NUMBERS(emit, table, record) json_numbers(emit, table, sizeof(table) / sizeof(table)[0], record)

/* Each number of RECORD, null where it is absent. */
void json_numbers(struct emit *emit, const struct json_number *numbers, size_t count, const void *record);

/* A member that is left out where the log does not print it. */
void json_present(struct emit *emit, str key, int64_t value);
void json_present_text(struct emit *emit, str key, str text);

void json_flag(struct emit *emit, str key, bool value);
void json_tri(struct emit *emit, str key, enum tri value); /* null for unknown */

/* A fact of a vocabulary table; yes and no are booleans. */
void json_field(struct emit *emit, const struct field *field, int64_t value);

/* What RECORD holds of TABLE. */
void json_fields(struct emit *emit, const struct field_table *table, const void *record);

/* Names as the kernel prints them; and those that the program has no member for, in an object of their own, so that no
 * name of the log can stand for a key of ours. */
void json_named(struct emit *emit, const struct named_list *list);
void json_others(struct emit *emit, const struct named_list *others);

/* "lines":[first,last], null for no line; "file" where it is not the event's first. */
void json_lines(struct json *json, struct span lines);

/* The page size is shown, or figures of the event were multiplied by one. */
bool json_counts_pages(const struct json *json);

/* Sections of the object, in the order of the contract. */
void json_identity(struct json *json); /* schema to constraint */
void json_cgroup(struct json *json);
void json_trigger(struct json *json);
void json_memory(struct json *json);    /* memory to slab */
void json_tasks(struct json *json);     /* swap to panic */
void json_judgement(struct json *json); /* diagnosis to warnings */

#endif
