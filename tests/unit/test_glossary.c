/* The glossary: every term that a report can hold has its entry, and spellings find it.
 * SPDX-License-Identifier: MIT */
#include "report/glossary.h"
#include "report/trace_words.h"

#include "model/fields.h"
#include "model/gfp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static bool is_explained(str spelling) {
    struct glossary_found found;
    glossary_find(spelling, &found);
    if (found.count == 0)
        fprintf(stderr, "no entry for \"%.*s\"\n", STR_ARG(spelling));
    return found.count > 0;
}

static bool is_first(const char *spelling, const char *name) {
    struct glossary_found found;
    glossary_find(str_from_cstr(spelling), &found);
    return found.count > 0 && str_equal(found.items[0]->name, str_from_cstr(name));
}

/* A field without a name of the kernel's has its key in the JSON report. */
static void every_field_is_explained(void **state) {
    (void)state;
    static const struct field_table *const tables[] = {
        &field_trigger, &field_identity,   &field_counters, &field_node,  &field_zone,
        &field_totals,  &field_hugepages,  &field_slab,     &field_usage, &field_cgroup,
        &field_task,    &field_allocation, &field_summary,  &field_kill,  &field_event};
    int missing = 0;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (size_t j = 0; j < tables[i]->count; j++) {
            const struct field *field = &tables[i]->fields[j];
            missing += !is_explained(field->printed.len > 0 ? field->printed : field->key);
        }
    assert_int_equal(missing, 0);
}

static void every_flag_is_explained(void **state) {
    (void)state;
    int missing = 0;
    for (size_t i = 0; gfp_name_at(i).len > 0; i++)
        missing += !is_explained(gfp_name_at(i));
    assert_int_equal(missing, 0);
}

static void every_pattern_is_explained(void **state) {
    (void)state;
    static const char *const patterns[] = {
#define PATTERN(name) #name,
#include "diagnose/patterns.def"
#undef PATTERN
    };
    int missing = 0;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        missing += !is_explained(str_from_cstr(patterns[i]));
    assert_int_equal(missing, 0);
}

/* include/linux/mmzone.h, include/linux/oom.h, mm/page_alloc.c */
static void zones_constraints_and_block_types_are_explained(void **state) {
    (void)state;
    static const char *const terms[] = {"DMA",
                                        "DMA32",
                                        "Normal",
                                        "HighMem",
                                        "Movable",
                                        "Device",
                                        "CONSTRAINT_NONE",
                                        "CONSTRAINT_CPUSET",
                                        "CONSTRAINT_MEMORY_POLICY",
                                        "CONSTRAINT_MEMCG",
                                        "U",
                                        "M",
                                        "E",
                                        "H",
                                        "R",
                                        "C",
                                        "I"};
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        assert_true(is_first(terms[i], terms[i]));
}

/* "alloc*" stands for all that begin so. */
static void every_function_of_the_table_is_explained(void **state) {
    (void)state;
    static const char *const functions[] = {
#define NAME(name, ...) name,
#define PASSES NAME
#define PAGES NAME
#define CHARGE NAME
#define PART NAME
#define SHOWS NAME
#define FAULT NAME
#define LOST NAME
#define KSWAPD NAME
#define SYSRQ NAME
#define MAKES NAME
#define HINTS NAME
#define BEYOND NAME
#include "model/functions.def"
    };
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        str begin, end, name = str_from_cstr(functions[i]);
        name.len -= str_ends(name, STR("*"));
        assert_true(trace_words(name, &begin, &end));
        assert_true(str_ends(begin, STR(".")) || end.len > 0);
    }
}

static void a_function_is_known_with_its_offset_and_suffix(void **state) {
    (void)state;
    str begin, end, offset_begin, offset_end;
    assert_true(trace_words(STR("__alloc_skb"), &begin, &end));
    assert_string_equal(end.data, "a network buffer");
    assert_true(trace_words(STR(" __alloc_skb+0x95/0x1c0"), &offset_begin, &offset_end));
    assert_true(str_equal(end, offset_end));
    assert_true(trace_words(STR("__alloc_skb.isra.0+0x95/0x1c0"), &offset_begin, &offset_end));
    assert_true(str_equal(end, offset_end));
    assert_false(trace_words(STR("no_such_function"), &begin, &end));
}

static void a_spelling_finds_its_term(void **state) {
    (void)state;
    assert_true(is_first("isolated(anon):", "isolated_anon"));
    assert_true(is_first("isolated_anon_kb", "isolated_anon"));
    assert_true(is_first("total_rss_huge", "rss_huge"));
    assert_true(is_first("all_unreclaimable?", "all_unreclaimable"));
    assert_true(is_first("Gfp Mask", "gfp_mask"));
    assert_true(is_first("OOMScoreAdjust", "oom_score_adj"));
    assert_true(is_first("memory.max", "limit"));
}

/* The counter and the situation of one name. */
static void all_terms_of_a_spelling_are_found(void **state) {
    (void)state;
    struct glossary_found found;
    glossary_find(STR("unevictable"), &found);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.items[0]->kind, GLOSSARY_COUNTER);
    assert_int_equal(found.items[1]->kind, GLOSSARY_SITUATION);
}

static void a_near_miss_finds_the_nearest(void **state) {
    (void)state;
    struct glossary_found found;
    glossary_find_near(STR("pgmajfautl"), &found);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.items[0]->name.data, "pgmajfault");
    glossary_find_near(STR("low_reserve"), &found);
    assert_true(found.count > 0);
    assert_string_equal(found.items[0]->name.data, "lowmem_reserve");
    glossary_find_near(STR("quite something else"), &found);
    assert_int_equal(found.count, 0);
    glossary_find_near(STR(""), &found);
    assert_int_equal(found.count, 0);
}

static int sentences_in(str text) {
    int count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.data[i] == '.' && (i + 1 == text.len || text.data[i + 1] == ' ');
    return count;
}

static void entries_are_short_and_whole_sentences(void **state) {
    (void)state;
    const struct glossary_term *term;
    for (size_t i = 0; (term = glossary_at(i)); i++) {
        if (sentences_in(term->what) > 3 || !str_ends(term->what, STR(".")))
            fail_msg("%s", term->name.data);
        assert_true(term->what.len < 400);
        assert_true(glossary_index(term) == i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_explained),
        cmocka_unit_test(every_flag_is_explained),
        cmocka_unit_test(every_pattern_is_explained),
        cmocka_unit_test(zones_constraints_and_block_types_are_explained),
        cmocka_unit_test(every_function_of_the_table_is_explained),
        cmocka_unit_test(a_function_is_known_with_its_offset_and_suffix),
        cmocka_unit_test(a_spelling_finds_its_term),
        cmocka_unit_test(all_terms_of_a_spelling_are_found),
        cmocka_unit_test(a_near_miss_finds_the_nearest),
        cmocka_unit_test(entries_are_short_and_whole_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
