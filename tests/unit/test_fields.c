/* The vocabulary: no name twice, no member outside its record, every store works.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "model/fields.h"

static const struct field_table *const tables[] = {&field_trigger, &field_identity,  &field_counters, &field_node,
                                                   &field_zone,    &field_hugepages, &field_totals,   &field_allocation,
                                                   &field_slab,    &field_usage,     &field_cgroup,   &field_task,
                                                   &field_summary, &field_kill,      &field_event};
enum { TABLES = sizeof tables / sizeof tables[0] };

static size_t store_size(const struct field *field) {
    switch (field->store) {
    case FIELD_INTEGER:
        return sizeof(int64_t);
    case FIELD_FIGURE:
        return sizeof(struct figure);
    case FIELD_VIEW:
        return sizeof(str);
    case FIELD_TEXT:
        return sizeof(struct cited_text);
    }
    return 0;
}

static void every_field_is_in_its_record(void **state) {
    (void)state;
    for (size_t t = 0; t < TABLES; t++)
        for (size_t i = 0; i < tables[t]->count; i++) {
            const struct field *field = &tables[t]->fields[i];
            assert_true(field->offset + store_size(field) <= tables[t]->record_size);
            assert_true(field->printed.len > 0 || field->key.len > 0);
            assert_true(field->key.len > 0 || field->shown != FIELD_ALWAYS); /* null needs a key */
        }
}

/* A key names one member; two spellings of one member have one key between them. */
static void no_name_means_two_things(void **state) {
    (void)state;
    for (size_t t = 0; t < TABLES; t++)
        for (size_t i = 0; i < tables[t]->count; i++)
            for (size_t k = 0; k < i; k++) {
                const struct field *a = &tables[t]->fields[i], *b = &tables[t]->fields[k];
                assert_false(a->key.len && str_equal(a->key, b->key));
                assert_false(a->printed.len && str_equal(a->printed, b->printed));
                if (a->offset == b->offset)
                    assert_int_equal(a->key.len, 0);
            }
}

static void what_is_set_is_found(void **state) {
    (void)state;
    struct zone zone = {0};
    struct totals totals = {0};
    size_t hint = 0;
    field_clear(&field_zone, &zone);
    field_clear(&field_totals, &totals);
    assert_true(zone.free_kb == ABSENT && zone.free_cma_kb == ABSENT);
    assert_true(totals.swap_free_kb.value == ABSENT);
    const struct field *field = field_printed(&field_zone, STR("isolated(anon)"), &hint);
    assert_non_null(field);
    field_set_number(field, &zone, 12, 34);
    assert_int_equal(zone.isolated_anon_kb, 12);
    assert_int_equal(field_number(field, &zone), 12);
    assert_int_equal(field_line(field, &zone), 0);
    assert_ptr_equal(field_printed(&field_zone, STR("isolated(file)"), &hint), field + 1);
    assert_ptr_equal(field_printed(&field_zone, STR("free"), &hint), field_zone.fields); /* round and round */
    assert_null(field_printed(&field_zone, STR("unheard_of"), &hint));
    field = field_keyed(&field_totals, STR("swap_free_kb"));
    assert_non_null(field);
    field_set_number(field, &totals, 56, 78);
    assert_int_equal(totals.swap_free_kb.value, 56);
    assert_int_equal(field_line(field, &totals), 78);
}

static void texts_and_numbers_do_not_mix(void **state) {
    (void)state;
    struct kill kill = {0};
    field_clear(&field_kill, &kill);
    const struct field *name = field_keyed(&field_kill, STR("name")), *pid = field_keyed(&field_kill, STR("pid"));
    field_set_view(pid, &kill, STR("x"), 1);
    field_set_number(name, &kill, 5, 1);
    assert_true(kill.pid == ABSENT);
    assert_int_equal(kill.name.len, 0);
    field_set_view(name, &kill, STR("x"), 1);
    assert_true(str_equal(kill.name, STR("x")));
    assert_true(field_number(name, &kill) == ABSENT);
}

static void a_text_keeps_its_line(void **state) {
    (void)state;
    struct event event = {0};
    const struct field *panic = field_keyed(&field_event, STR("panic"));
    field_set_view(panic, &event, STR("System is deadlocked on memory"), 77);
    assert_true(str_equal(field_text(panic, &event), STR("System is deadlocked on memory")));
    assert_int_equal(field_line(panic, &event), 77);
    assert_true(field_number(panic, &event) == ABSENT);
}

/* A file of the tree, as text. */
static str file_read(const char *path, char *room, size_t size) {
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    const size_t len = fread(room, 1, size, file);
    assert_int_equal(fclose(file), 0);
    assert_true(len > 0 && len < size);
    return str_of(room, len);
}

static bool is_word_byte(char byte) {
    return byte == '_' || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

/* Whether a line of the page that begins with ".Va" or ".It Va" has KEY among its words. */
static bool manual_names(str manual, str key) {
    for (size_t from = 0, found; (found = str_find(str_from(manual, from), key)) != STR_NONE; from += found + 1) {
        const size_t at = from + found, line = str_find_last_byte(str_first(manual, at), '\n');
        const str marked = str_from(manual, line == STR_NONE ? 0 : line + 1);
        if ((str_starts(marked, STR(".Va ")) || str_starts(marked, STR(".It Va "))) &&
            !is_word_byte(manual.data[at - 1]) && !is_word_byte(manual.data[at + key.len]))
            return true;
    }
    return false;
}

/* Of counters, nodes, zones, slabs and totals the manual names the list: their keys are the kernel's own words. */
static void the_manual_and_the_schema_name_every_key(void **state) {
    static const struct field_table *const named[] = {&field_usage, &field_cgroup, &field_task, &field_kill};
    static char manual_room[1 << 18], schema_room[1 << 18];
    (void)state;
    const str manual = file_read(TESTDATA "/../man/oomwhy-report.5", manual_room, sizeof manual_room);
    const str schema = file_read(TESTDATA "/../src/report/oomwhy-report.schema.json", schema_room, sizeof schema_room);
    for (size_t t = 0; t < sizeof named / sizeof *named; t++)
        for (size_t i = 0; i < named[t]->count; i++) {
            const str key = named[t]->fields[i].key;
            char property[64];
            if (key.len == 0 || named[t]->fields[i].shown == FIELD_OWN)
                continue;
            snprintf(property, sizeof property, "\"%.*s\": {", STR_ARG(key));
            if (!manual_names(manual, key))
                fail_msg("the manual does not name %.*s", STR_ARG(key));
            if (!str_has(schema, str_from_cstr(property)))
                fail_msg("the schema does not name %.*s", STR_ARG(key));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_in_its_record), cmocka_unit_test(no_name_means_two_things),
        cmocka_unit_test(what_is_set_is_found),         cmocka_unit_test(texts_and_numbers_do_not_mix),
        cmocka_unit_test(a_text_keeps_its_line),        cmocka_unit_test(the_manual_and_the_schema_name_every_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
