/* Room in the zones against swap, page cache, counters and the machine's size: each threshold from both sides.
 * SPDX-License-Identifier: MIT */
#include "model/relief.h"

#include "blank_event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* A machine of 1 GiB in one zone: 200000 kB free, 10000 kB high mark, 100000 kB of page cache, half its swap free. */
struct roomy {
    struct memory memory;
    struct zone zone;
    struct zone_state state;
    struct reckoning reckoning;
};

static void roomy_set(struct roomy *roomy) {
    *roomy = (struct roomy){.memory = {.zones = &roomy->zone, .zone_count = 1}};
    field_clear(&field_counters, &roomy->memory.counters);
    roomy->zone =
        (struct zone){.line = 20, .free_kb = 200000, .high_kb = 10000, .managed_kb = 1048576, .present_kb = 1048576};
    roomy->state = (struct zone_state){.eligible = TRI_YES, .high_margin_kb = 190000};
    roomy->reckoning = (struct reckoning){.page_kb = 4,
                                          .zones = &roomy->state,
                                          .shortage = SHORTAGE_NONE,
                                          .scope = SCOPE_SYSTEM,
                                          .gfp_movable = true,
                                          .swap = SWAP_PARTLY_USED};
    roomy->reckoning.ledger.managed_kb = 1048576;
    roomy->reckoning.ledger.parts.free_kb = 200000;
    roomy->reckoning.ledger.parts.file_kb = 100000;
}

static void assert_relief(struct roomy *roomy, enum shortage shortage, enum relief relief) {
    roomy->reckoning.shortage = SHORTAGE_NONE;
    roomy->reckoning.relief = RELIEF_NONE;
    relief_fill(&roomy->memory, &roomy->reckoning);
    assert_int_equal(roomy->reckoning.shortage, shortage);
    assert_int_equal(roomy->reckoning.relief, relief);
}

static void room_that_nothing_contradicts_stands(void **state) {
    struct roomy roomy;
    (void)state;
    roomy_set(&roomy);
    assert_relief(&roomy, SHORTAGE_NONE, RELIEF_NONE);
}

/* Of a machine of no known size nobody knows whether all of it is shown. */
static void a_share_needs_a_whole(void **state) {
    struct roomy roomy;
    (void)state;
    roomy_set(&roomy);
    roomy.reckoning.ledger.managed_kb = 0;
    assert_relief(&roomy, SHORTAGE_UNKNOWN, RELIEF_NONE);
}

static void a_full_swap_contradicts_it(void **state) {
    struct roomy roomy;
    (void)state;
    roomy_set(&roomy);
    roomy.reckoning.swap = SWAP_FULL;
    assert_relief(&roomy, SHORTAGE_RELIEVED, RELIEF_SWAP_FULL);
}

/* 1 % of 1048576 kB is 10485 kB, 25 % are 262144 kB. */
static void a_page_cache_that_is_gone_contradicts_it(void **state) {
    struct roomy roomy;
    (void)state;
    roomy_set(&roomy);
    roomy.reckoning.ledger.parts.file_kb = 10485;
    assert_relief(&roomy, SHORTAGE_NONE, RELIEF_NONE);
    roomy.reckoning.ledger.parts.file_kb = 10484;
    assert_relief(&roomy, SHORTAGE_RELIEVED, RELIEF_CACHE_GONE);
    roomy.reckoning.ledger.parts.free_kb = 262143;
    assert_relief(&roomy, SHORTAGE_RELIEVED, RELIEF_CACHE_GONE);
    roomy.reckoning.ledger.parts.free_kb = 262144;
    assert_relief(&roomy, SHORTAGE_NONE, RELIEF_NONE);
}

/* Twice 95904 kB and 4096 more are the zone's 200000: more, and the counters have none of it. */
static void counters_of_a_moment_before_contradict_it(void **state) {
    struct roomy roomy;
    (void)state;
    roomy_set(&roomy);
    roomy.memory.counters.free.value = 95904 / 4;
    assert_relief(&roomy, SHORTAGE_NONE, RELIEF_NONE);
    roomy.memory.counters.free.value = 95904 / 4 - 1;
    assert_relief(&roomy, SHORTAGE_RELIEVED, RELIEF_PRINTING);
}

/* 4 MiB above the high mark; without reckoned margins, as the line prints it. */
static void a_little_room_is_none(void **state) {
    struct roomy roomy;
    (void)state;
    roomy_set(&roomy);
    roomy.state.high_margin_kb = 4097;
    assert_relief(&roomy, SHORTAGE_NONE, RELIEF_NONE);
    roomy.state.high_margin_kb = 4096;
    assert_relief(&roomy, SHORTAGE_RELIEVED, RELIEF_LITTLE);
    roomy.state.high_margin_kb = ABSENT;
    assert_relief(&roomy, SHORTAGE_NONE, RELIEF_NONE);
    roomy.zone.free_kb = 14096;
    assert_relief(&roomy, SHORTAGE_RELIEVED, RELIEF_LITTLE);
}

/* 95 % of the machine, 996147 kB, in the log's zones; a zone whose own line is lost. */
static void zones_that_are_not_all_there_prove_nothing(void **state) {
    struct roomy roomy;
    (void)state;
    roomy_set(&roomy);
    roomy.zone.managed_kb = 996147;
    assert_relief(&roomy, SHORTAGE_NONE, RELIEF_NONE);
    roomy.zone.managed_kb = 996146;
    assert_relief(&roomy, SHORTAGE_UNKNOWN, RELIEF_NONE);
    roomy.reckoning.ledger.filtered = true; /* a request that may use every zone has none hidden */
    assert_relief(&roomy, SHORTAGE_UNKNOWN, RELIEF_NONE);
    roomy.reckoning.gfp_movable = false;
    assert_relief(&roomy, SHORTAGE_NONE, RELIEF_NONE);
    roomy.zone.line = 0;
    assert_relief(&roomy, SHORTAGE_UNKNOWN, RELIEF_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(room_that_nothing_contradicts_stands),
        cmocka_unit_test(a_share_needs_a_whole),
        cmocka_unit_test(a_full_swap_contradicts_it),
        cmocka_unit_test(a_page_cache_that_is_gone_contradicts_it),
        cmocka_unit_test(counters_of_a_moment_before_contradict_it),
        cmocka_unit_test(a_little_room_is_none),
        cmocka_unit_test(zones_that_are_not_all_there_prove_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
