/* A finder names every place filed under a hash, however many others lie between.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/index.h"

enum { MANY = 1000 };

static size_t found(const struct index *finder, uint32_t hash, size_t index) {
    size_t times = 0;
    struct index_walk walk = index_seek(finder, hash);
    for (size_t at; index_next(&walk, &at);)
        times += at == index;
    return times;
}

static void an_empty_finder(void **state) {
    (void)state;
    const struct index finder = {0};
    size_t index;
    struct index_walk walk = index_seek(&finder, 7);
    assert_false(index_next(&walk, &index));
}

static void each_is_found_once(void **state) {
    (void)state;
    struct arena arena = ARENA_INIT;
    struct index finder = {0};
    for (size_t i = 0; i < MANY; i++)
        assert_true(index_add(&finder, &arena, index_hash((int64_t)i % 10, STR("DMA")), i));
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(found(&finder, index_hash((int64_t)i % 10, STR("DMA")), i), 1);
    assert_int_equal(found(&finder, index_hash(3, STR("DMA")), 4), 0);
    arena_reset(&arena);
}

/* A number and a name tell apart; what differs in the last byte differs. */
static void hashes_differ(void **state) {
    (void)state;
    assert_int_not_equal(index_hash(0, STR("DMA")), index_hash(0, STR("DMA32")));
    assert_int_not_equal(index_hash(0, STR("DMA")), index_hash(1, STR("DMA")));
    assert_int_equal(index_hash(5, STR("")), index_hash(5, str_of(NULL, 0)));
}

static void short_of_memory(void **state) {
    (void)state;
    struct arena arena = {.failed = true};
    struct index finder = {0};
    assert_false(index_add(&finder, &arena, 1, 1));
    assert_int_equal(found(&finder, 1, 1), 0);
    arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_finder),
        cmocka_unit_test(each_is_found_once),
        cmocka_unit_test(hashes_differ),
        cmocka_unit_test(short_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
