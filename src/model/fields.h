/* The vocabulary: each fact's name as the kernel prints it, its name in the JSON report, and the member that keeps it.
 * SPDX-License-Identifier: MIT
 *
 * The parser fills records through these tables and the writers walk them. A new fact of the kill line is one line of
 * kill.def, a new column of the task table one of task.def; elsewhere it is a member of event.h and one line of
 * fields.c. */
#ifndef MODEL_FIELDS_H
#define MODEL_FIELDS_H

#include "base/str.h"

#include "model/event.h"

enum field_unit {
    FIELD_COUNT, /* a count, an id, an adjustment */
    FIELD_PAGES,
    FIELD_KB,
    FIELD_BYTES,
    FIELD_YES_NO, /* 1 is "yes", 0 is "no" */
    FIELD_MASK    /* printed in hex */
};

/* Where a fact stands in its object of the JSON report. */
enum field_shown {
    FIELD_PRINTED, /* behind the others, and only where the log prints it */
    FIELD_ALWAYS,  /* in the table's order, null where the log does not print it */
    FIELD_OWN      /* the writers have words of their own for it */
};

/* How the member is kept. */
enum field_store {
    FIELD_INTEGER, /* int64_t, ABSENT where the log does not say */
    FIELD_FIGURE,  /* struct figure: with its line */
    FIELD_VIEW,    /* str */
    FIELD_TEXT     /* struct cited_text: with its line */
};

struct field {
    str printed; /* "isolated(anon)"; "" where the kernel prints no name */
    str key;     /* "isolated_anon_kb": the JSON key, and the group's name in patterns; "": another spelling of a field
                    before */
    str label;   /* behind the figure in the text report: "anonymous"; "" where it does not walk the table */
    size_t offset;
    enum field_unit unit;
    enum field_store store;
    enum field_shown shown;
};

/* The fields of one kind of record, in the order in which the newest kernel prints them. */
struct field_table {
    const struct field *fields;
    size_t count;
    size_t record_size;
};

extern const struct field_table field_trigger;    /* struct trigger */
extern const struct field_table field_identity;   /* struct identity */
extern const struct field_table field_counters;   /* struct counters; keys are the kernel's own names */
extern const struct field_table field_node;       /* struct node, without its number */
extern const struct field_table field_zone;       /* struct zone: what follows its name */
extern const struct field_table field_hugepages;  /* struct hugepages */
extern const struct field_table field_totals;     /* struct totals */
extern const struct field_table field_allocation; /* struct allocation */
extern const struct field_table field_slab;       /* struct slab */
extern const struct field_table field_usage;      /* struct usage */
extern const struct field_table field_cgroup;     /* struct cgroup: its single facts */
extern const struct field_table field_task;       /* struct task: printed names are the column titles */
extern const struct field_table field_summary;    /* struct oom_summary */
extern const struct field_table field_kill;       /* struct kill */
extern const struct field_table field_event;      /* struct event: its single sentences */

/* field_printed for a name that is not at *HINT. */
const struct field *field_look_up(const struct field_table *table, str name, size_t *hint);

/* The field printed as NAME, or NULL. The search begins at *HINT and leaves it behind the find: names that come in the
 * table's order are found at once. */
static inline const struct field *field_printed(const struct field_table *table, str name, size_t *hint) {
    if (*hint < table->count && str_equal_names(table->fields[*hint].printed, name))
        return &table->fields[(*hint)++];
    return field_look_up(table, name, hint);
}

/* The field with this KEY, or NULL. */
const struct field *field_keyed(const struct field_table *table, str key);

/* Copies, since a table of offsets tells the optimiser nothing of the member's type: through typed pointers, gcc 12
 * took a record that was filled here for one that still held what it was initialised with. */
static inline void field_load(const struct field *field, const void *record, void *ret_value, size_t size) {
    memcpy(ret_value, (const char *)record + field->offset, size);
}

_Static_assert(offsetof(struct figure, value) == 0, "a figure is read as its value");

/* The number in RECORD; ABSENT for a text. */
static inline int64_t field_number(const struct field *field, const void *record) {
    int64_t value = ABSENT;
    if (field->store == FIELD_INTEGER || field->store == FIELD_FIGURE)
        field_load(field, record, &value, sizeof value);
    return value;
}

/* The text in RECORD; empty for a number. */
str field_text(const struct field *field, const void *record);

/* The line that printed it, where the member keeps one, else 0. */
int64_t field_line(const struct field *field, const void *record);

static inline void field_store(const struct field *field, void *record, const void *value, size_t size) {
    memcpy((char *)record + field->offset, value, size);
}

/* Keeps a number (a text), with its line where the member has room for it. A field of the other sort stays as it is. */
static inline void field_set_number(const struct field *field, void *record, int64_t value, int64_t line) {
    if (field->store == FIELD_INTEGER)
        field_store(field, record, &value, sizeof value);
    else if (field->store == FIELD_FIGURE)
        field_store(field, record, &(struct figure){value, line}, sizeof(struct figure));
}

void field_set_view(const struct field *field, void *record, str text, int64_t line);

/* Makes every number of RECORD absent, those without a name in the table excepted. */
void field_clear(const struct field_table *table, void *record);

#endif
