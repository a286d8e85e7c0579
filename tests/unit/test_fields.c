/* The vocabulary: no name twice, no member outside its record, every store works.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_in_its_record),
        cmocka_unit_test(no_name_means_two_things),
        cmocka_unit_test(what_is_set_is_found),
        cmocka_unit_test(texts_and_numbers_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
