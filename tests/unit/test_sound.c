/* Which figures of the memory section can't be, and what arithmetic takes in their place.
 * SPDX-License-Identifier: MIT */
#include "model/sound.h"

#include "blank_event.h"
#include "model/amount.h"
#include "short_memory.h"

#include <stdarg.h>

/* 262144 pages of RAM, 1 GiB, in one zone. The most that a figure may be is a twentieth more: 275251 pages. */
static struct zone *open_machine(struct blank *blank) {
    blank_open(blank);
    blank_totals(blank, 262144, 0);
    struct zone *zone = BLANK_ZONE(blank, 0, "Normal", 20000, 11000, 13000, 15000, 1048576, 1000000);
    blank_counter(blank, "free", 5000);
    return zone;
}

static const struct memory *sound(struct blank *blank) {
    blank_end_lists(blank);
    const struct memory *memory = sound_memory(&blank->event, 4);
    assert_non_null(memory);
    return memory;
}

static void assert_warned(const struct blank *blank, const char *names) {
    assert_int_equal(blank->event.warning_count, 1);
    const str statement = blank->event.warnings[0].statement;
    if (!str_has(statement, blank_str(names)))
        fail_msg("\"%.*s\" lacks \"%s\"", STR_ARG(statement), names);
}

static void what_is_sound_is_not_copied(void **state) {
    (void)state;
    struct blank blank;
    open_machine(&blank);
    assert_ptr_equal(sound(&blank), &blank.event.memory);
    assert_int_equal(blank.event.warning_count, 0);
    blank_close(&blank);
}

static void a_counter_above_ram_is_left_out(void **state) {
    (void)state;
    static const struct {
        int64_t pages;
        bool sound;
    } counts[] = {{275251, true}, {275252, false}, {INT64_MAX / 2, false}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct blank blank;
        open_machine(&blank);
        blank_counter(&blank, "active_anon", counts[i].pages);
        assert_int_equal(amount_known(sound(&blank)->counters.active_anon.value), counts[i].sound);
        assert_int_equal(blank.event.memory.counters.active_anon.value, counts[i].pages); /* kept as printed */
        assert_int_equal(blank.event.warning_count, !counts[i].sound);
        blank_close(&blank);
    }
}

/* Counters that are kept per CPU may read below 0 for a moment. */
static void a_little_below_nothing_is_nothing(void **state) {
    (void)state;
    struct blank blank;
    open_machine(&blank);
    blank_counter(&blank, "active_anon", -1);
    blank_counter(&blank, "inactive_anon", -275252);
    blank_counter(&blank, "mapped", -275251);
    const struct memory *memory = sound(&blank);
    assert_int_equal(memory->counters.active_anon.value, 0);
    assert_true(memory->counters.inactive_anon.value == ABSENT);
    assert_int_equal(memory->counters.mapped.value, 0);
    assert_warned(&blank, ": inactive_anon -275252.");
    blank_close(&blank);
}

/* Sizes and marks are plain numbers: below 0 they are damaged, 0 they may be. */
static void marks_are_never_below_nothing(void **state) {
    (void)state;
    struct blank blank;
    struct zone *zone = open_machine(&blank);
    zone->min_kb = -4;
    zone->boost_kb = 0;
    zone->free_kb = -4;
    const struct memory *memory = sound(&blank);
    assert_true(memory->zones[0].min_kb == ABSENT);
    assert_int_equal(memory->zones[0].boost_kb, 0);
    assert_int_equal(memory->zones[0].free_kb, 0);
    assert_warned(&blank, "Normal min -4");
    blank_close(&blank);
}

static void a_zone_above_ram_is_left_out(void **state) {
    (void)state;
    struct blank blank;
    struct zone *zone = open_machine(&blank);
    zone->high_kb = 1048576 + 52428;
    assert_int_equal(sound(&blank)->zones[0].high_kb, 1048576 + 52428);
    zone->high_kb++;
    assert_true(sound(&blank)->zones[0].high_kb == ABSENT);
    assert_warned(&blank, "Normal high 1101005");
    blank_close(&blank);
}

/* "pages_scanned" counts scans. */
static void scans_may_be_many(void **state) {
    (void)state;
    struct blank blank;
    struct zone *zone = open_machine(&blank);
    zone->pages_scanned = 900000000;
    assert_int_equal(sound(&blank)->zones[0].pages_scanned, 900000000);
    assert_int_equal(blank.event.warning_count, 0);
    blank_close(&blank);
}

/* Seven damaged figures, of which six are named; all their lines are cited. */
static void many_damaged_figures_are_counted(void **state) {
    (void)state;
    struct blank blank;
    struct zone *zone = open_machine(&blank);
    zone->min_kb = zone->low_kb = zone->high_kb = zone->managed_kb = -1;
    blank_counter(&blank, "active_anon", 900000);
    blank_counter(&blank, "inactive_anon", 900000);
    assert_true(sound(&blank)->counters.active_anon.value == ABSENT);
    assert_false(str_has(blank.event.warnings[0].statement, STR("and others")));
    assert_int_equal(blank.event.warnings[0].lines.first, 5);
    assert_int_equal(blank.event.warnings[0].lines.last, 7);
    blank.event.warning_count = 0;
    blank_counter(&blank, "active_file", 900000);
    assert_non_null(sound(&blank));
    assert_warned(&blank, "and others");
    blank_close(&blank);
}

/* Columns of zone types: as many on each line, and never falling to less than a line that was cut. */
static void a_reserve_that_breaks_off_is_left_out(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_totals(&blank, 262144, 0);
    BLANK_ZONE(&blank, 0, "DMA", 3000, 60, 80, 100, 16384, 15000);
    BLANK_RESERVE(&blank, 0, 900, 900);
    BLANK_ZONE(&blank, 0, "Normal", 20000, 11000, 13000, 15000, 1032192, 1000000);
    BLANK_RESERVE(&blank, 0, 0, 0);
    assert_int_equal(sound(&blank)->zones[0].lowmem_reserve_count, 3);
    blank.zones[0].lowmem_reserve_count = 2;
    assert_int_equal(sound(&blank)->zones[0].lowmem_reserve_count, 0);
    assert_warned(&blank, "DMA lowmem_reserve 900");
    blank.event.warning_count = 0;
    blank.zones[0].lowmem_reserve_count = 3;
    blank.reserves[0][2] = 900;
    blank.reserves[0][1] = 800; /* two steps, and one zone above */
    assert_int_equal(sound(&blank)->zones[0].lowmem_reserve_count, 0);
    assert_warned(&blank, "DMA lowmem_reserve 900");
    blank.event.warning_count = 0;
    blank.zones[1].present_kb -= 4; /* not all zones are shown: one may lie between */
    assert_int_equal(sound(&blank)->zones[0].lowmem_reserve_count, 3);
    blank.reserves[0][2] = 275252;
    assert_int_equal(sound(&blank)->zones[0].lowmem_reserve_count, 0);
    assert_warned(&blank, "DMA lowmem_reserve 275252");
    blank_close(&blank);
}

static void a_pool_above_ram_is_left_out(void **state) {
    (void)state;
    struct blank blank;
    open_machine(&blank);
    blank.event.memory.hugepages_count = 1;
    blank.hugepages[0] = (struct hugepages){.line = 9, .node = 0, .total = 537, .free = 0, .size_kb = 2048};
    assert_int_equal(sound(&blank)->hugepages[0].total, 537); /* 1099776 kB */
    blank.hugepages[0].total = 538;
    assert_true(sound(&blank)->hugepages[0].total == ABSENT);
    assert_warned(&blank, "hugepages_total 538");
    blank.event.warning_count = 0;
    blank.hugepages[0].total = INT64_MAX / 4;
    assert_true(sound(&blank)->hugepages[0].total == ABSENT);
    blank_close(&blank);
}

/* A digit too many: the zones hold all that the counters count. */
static void ram_is_held_against_the_zones(void **state) {
    (void)state;
    static const struct {
        int64_t ram_pages;
        bool sound;
    } machines[] = {{262144, true},  {291271, true}, {291272, false}, {238313, true},
                    {238312, false}, {0, false},     {2621440, false}};
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        struct blank blank;
        struct zone *zone = open_machine(&blank);
        blank_totals(&blank, machines[i].ram_pages, 0);
        zone->free_kb = 20000;
        zone->active_anon_kb = zone->inactive_anon_kb = zone->active_file_kb = zone->inactive_file_kb = 4000;
        blank_counter(&blank, "active_anon", 1000);
        blank_counter(&blank, "inactive_anon", 1000);
        blank_counter(&blank, "active_file", 1000);
        blank_counter(&blank, "inactive_file", 1000);
        if (amount_known(sound(&blank)->totals.ram_pages.value) != machines[i].sound)
            fail_msg("%lld pages", (long long)machines[i].ram_pages);
        blank_close(&blank);
    }
}

/* Without "pages RAM" the zones bound what may be, if they hold what the counters count. */
static void zones_bound_what_may_be(void **state) {
    (void)state;
    struct blank blank;
    struct zone *zone = open_machine(&blank);
    blank.event.memory.totals.ram_pages.value = ABSENT;
    zone->active_anon_kb = zone->inactive_anon_kb = zone->active_file_kb = zone->inactive_file_kb = 4000;
    blank_counter(&blank, "active_anon", 1000);
    blank_counter(&blank, "inactive_anon", 1000);
    blank_counter(&blank, "active_file", 1000);
    blank_counter(&blank, "inactive_file", 1000);
    blank_counter(&blank, "mapped", 275252);
    assert_true(sound(&blank)->counters.mapped.value == ABSENT);
    blank.event.warning_count = 0;
    zone->active_anon_kb = 400000; /* other figures than the counters': of another machine, or of a part */
    assert_int_equal(sound(&blank)->counters.mapped.value, 275252);
    blank_close(&blank);
}

/* "4008 pages RAM" of 524008, the first columns cut: two other figures alone are more. One may itself be the damage. */
static void ram_is_held_against_other_figures(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_totals(&blank, 4008, 0);
    blank_counter(&blank, "active_anon", 4209); /* a twentieth more than 4008 would be drift */
    assert_int_equal(sound(&blank)->totals.ram_pages.value, 4008);
    blank_counter(&blank, "inactive_anon", 4208);
    assert_int_equal(sound(&blank)->totals.ram_pages.value, 4008);
    blank_counter(&blank, "inactive_anon", 4209);
    assert_true(sound(&blank)->totals.ram_pages.value == ABSENT);
    blank_counter(&blank, "inactive_anon", 0);
    blank_kill(&blank, 7, "x", "")->anon_rss_kb = 4 * 4208;
    assert_int_equal(sound(&blank)->totals.ram_pages.value, 4008);
    blank.kills[0].anon_rss_kb = 4 * 4209;
    assert_true(sound(&blank)->totals.ram_pages.value == ABSENT);
    blank_close(&blank);
}

/* "5241540 pages RAM" of 524154, 16538 reserved: a 64th of RAM goes into page structures, a 32nd here. A fourth of that
 * is enough, for memory that was added later has its own; and zones may show that there is so much. */
static void ram_needs_page_structures(void **state) {
    (void)state;
    static const struct {
        int64_t ram_pages, reserved_pages, present_kb;
        bool sound;
    } machines[] = {{524154, 16538, 0, true},        {5241540, 16538, 0, false}, {5241540, 20474, 0, false},
                    {5241540, 20475, 0, true},       {5241540, 0, 0, true},      {5241540, 16538, 20966160, true},
                    {5241540, 16538, 2096616, false}};
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_totals(&blank, machines[i].ram_pages, machines[i].reserved_pages);
        if (machines[i].present_kb)
            BLANK_ZONE(&blank, 0, "Normal", 20000, 11000, 13000, 15000, machines[i].present_kb, 1000000);
        if (amount_known(sound(&blank)->totals.ram_pages.value) != machines[i].sound)
            fail_msg("machine %zu", i);
        blank_close(&blank);
    }
}

/* 1 GiB in two zones whose free pages have moved by a tenth: only the reserves say that no zone is missing. */
static void zones_are_all_there_by_their_reserves(void **state) {
    (void)state;
    static const struct {
        int64_t reserves[4];
        bool sound;
    } lists[] = {{{0, 1845, 1845, 1845}, false}, {{0, 1845, 3179, 3179}, true}, {{0, 0, 0, 0}, true}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_totals(&blank, 2621440, 80000);
        struct zone *low = BLANK_ZONE(&blank, 0, "DMA", 15000, 11, 13, 15, 16384, 15360);
        blank_reserve(&blank, 4, lists[i].reserves);
        struct zone *high = BLANK_ZONE(&blank, 0, "DMA32", 5000, 11000, 13000, 15000, 1032192, 1000000);
        blank_reserve(&blank, 4, (const int64_t[]){0, 0, 0, 0});
        low->active_anon_kb = low->inactive_anon_kb = low->active_file_kb = low->inactive_file_kb = 0;
        high->active_anon_kb = 400000;
        high->inactive_anon_kb = high->active_file_kb = high->inactive_file_kb = 0;
        blank_counter(&blank, "free", 5600); /* 22400 kB */
        blank_counter(&blank, "active_anon", 100000);
        blank_counter(&blank, "inactive_anon", 0);
        blank_counter(&blank, "active_file", 0);
        blank_counter(&blank, "inactive_file", 0);
        if (amount_known(sound(&blank)->totals.ram_pages.value) != lists[i].sound)
            fail_msg("list %zu", i);
        blank_close(&blank);
    }
}

/* 2000 pages that may hold entries of eight bytes, 512 each: 1024000 pages, 4096000 kB. */
static void swap_is_held_against_what_holds_its_entries(void **state) {
    (void)state;
    static const struct {
        int64_t total_kb, free_kb, pagetables;
        bool sound;
    } swaps[] = {{4096000, 0, 1000, true},       {4096004, 0, 1000, false}, {4096004, 4, 1000, true},
                 {4096004, 0, 1001, true},       {0, 0, 0, true},           {2097148, 2098172, 1000, true},
                 {2097148, 2098173, 1000, false}};
    for (size_t i = 0; i < sizeof swaps / sizeof *swaps; i++) {
        struct blank blank;
        open_machine(&blank);
        blank_counter(&blank, "pagetables", swaps[i].pagetables);
        blank_counter(&blank, "slab_reclaimable", 1000);
        blank.event.memory.totals.swap_total_kb = (struct figure){swaps[i].total_kb, 8};
        blank.event.memory.totals.swap_free_kb = (struct figure){swaps[i].free_kb, 9};
        const struct totals *totals = &sound(&blank)->totals;
        if (amount_known(totals->swap_total_kb.value) != swaps[i].sound ||
            amount_known(totals->swap_free_kb.value) != swaps[i].sound)
            fail_msg("swap %zu", i);
        blank_close(&blank);
    }
}

static void set_damage(struct blank *blank, int where) {
    struct zone *zone = open_machine(blank);
    if (where == 0)
        blank_counter(blank, "active_anon", 900000);
    if (where == 1)
        blank_node(blank, 0)->active_anon_kb = 9000000;
    if (where == 2)
        zone->min_kb = -4;
    if (where == 3)
        BLANK_RESERVE(blank, 900000);
    if (where == 4) {
        blank->event.memory.hugepages_count = 1;
        blank->hugepages[0] = (struct hugepages){.line = 9, .total = 538, .size_kb = 2048};
    }
    if (where == 5)
        blank_swap(blank, 9000000, 100);
    if (where == 6)
        blank_totals(blank, 0, 0);
}

/* The copy is made at the first damage, wherever it is. */
static void memory_is_short_at_any_damage(void **state) {
    (void)state;
    for (int where = 0; where < 7; where++) {
        struct blank blank;
        set_damage(&blank, where);
        blank_end_lists(&blank);
        short_memory_fail(1);
        if (sound_memory(&blank.event, 4))
            fail_msg("damage %d", where);
        short_memory_fail(0);
        blank_close(&blank);
        set_damage(&blank, where);
        assert_ptr_not_equal(sound(&blank), &blank.event.memory);
        assert_int_equal(blank.event.warning_count, 1);
        blank_close(&blank);
    }
}

/* Of 262144 pages each may hold 512 entries, where page tables and slab are not both told: 512 GiB of swap. */
static void swap_is_held_against_ram(void **state) {
    (void)state;
    static const struct {
        int64_t ram_pages, total_kb, pagetables, slab;
        bool sound;
    } swaps[] = {{262144, 536870912, ABSENT, ABSENT, true}, {262144, 536870916, ABSENT, ABSENT, false},
                 {262144, 536870912, 1000, ABSENT, true},   {262144, 536870912, ABSENT, 1000, true},
                 {262144, 536870912, 1000, 1000, false},    {ABSENT, 536870916, ABSENT, ABSENT, true},
                 {262144, -4, ABSENT, ABSENT, false},       {262144, ABSENT, 1000, 1000, false}};
    for (size_t i = 0; i < sizeof swaps / sizeof *swaps; i++) {
        struct blank blank;
        open_machine(&blank);
        blank.event.memory.totals.ram_pages.value = swaps[i].ram_pages;
        if (swaps[i].pagetables != ABSENT)
            blank_counter(&blank, "pagetables", swaps[i].pagetables);
        if (swaps[i].slab != ABSENT)
            blank_counter(&blank, "slab_reclaimable", swaps[i].slab);
        blank_swap(&blank, 0, swaps[i].total_kb);
        if (amount_known(sound(&blank)->totals.swap_total_kb.value) != swaps[i].sound)
            fail_msg("swap %zu", i);
        blank_close(&blank);
    }
}

/* Pages of 64 kB: 16384 of them are 1 GiB, 17203 the most; a zone's kB are the same whatever the page. */
static void pages_of_another_size(void **state) {
    (void)state;
    static const struct {
        int64_t pages, high_kb;
        bool pages_sound, high_sound;
    } cases[] = {{17203, 1101004, true, true}, {17204, 1101005, false, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        open_machine(&blank)->high_kb = cases[i].high_kb;
        blank_totals(&blank, 16384, 0);
        blank_counter(&blank, "active_anon", cases[i].pages);
        const struct memory *memory = sound_memory(&blank.event, 64);
        assert_int_equal(amount_known(memory->counters.active_anon.value), cases[i].pages_sound);
        assert_int_equal(amount_known(memory->zones[0].high_kb), cases[i].high_sound);
        blank_close(&blank);
    }
}

/* "Node 0", zones and counters by their names, each with its line; the least and the last are cited. */
static void damaged_figures_are_named_by_their_owner(void **state) {
    (void)state;
    struct blank blank;
    struct zone *zone = open_machine(&blank);
    zone->low_kb = 1101005;
    blank_node(&blank, 0)->inactive_anon_kb = 1101005;
    blank_counter(&blank, "mapped", 275252);
    assert_non_null(sound(&blank));
    assert_warned(&blank, ": mapped 275252, Node inactive_anon 1101005, Normal low 1101005.");
    assert_int_equal(blank.event.warnings[0].lines.first, 5);
    assert_int_equal(blank.event.warnings[0].lines.last, 7);
    blank_close(&blank);
}

/* Of two zones the first has as many steps as zones above it, and one more, both in other nodes and its own. */
static void reserves_rise_for_zones_of_the_same_node(void **state) {
    (void)state;
    for (int64_t node = 0; node < 2; node++) {
        struct blank blank;
        blank_open(&blank);
        blank_totals(&blank, 262144, 0);
        BLANK_ZONE(&blank, 0, "DMA", 3000, 60, 80, 100, 16384, 15000);
        BLANK_RESERVE(&blank, 0, 900);
        BLANK_ZONE(&blank, node, "Normal", 20000, 11000, 13000, 15000, 1032192, 1000000);
        BLANK_RESERVE(&blank, 0, 0);
        assert_int_equal(sound(&blank)->zones[0].lowmem_reserve_count, node == 0 ? 2 : 0);
        assert_int_equal(sound(&blank)->zones[1].lowmem_reserve_count, 2);
        blank.reserves[0][0] = 1; /* a list that begins with another column is not compared */
        assert_int_equal(sound(&blank)->zones[0].lowmem_reserve_count, 2);
        blank_close(&blank);
    }
}

static void reserves_have_bounds(void **state) {
    (void)state;
    static const struct {
        int64_t pages;
        bool sound;
    } cases[] = {{-1, false}, {0, true}, {275251, true}, {275252, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t at = 0; at < 3; at++) {
            struct blank blank;
            open_machine(&blank);
            blank_totals(&blank, 262144, 0);
            blank.zones[0].present_kb -= 4; /* not all zones are shown */
            BLANK_RESERVE(&blank, 0, 0, 0);
            blank.reserves[0][at] = cases[i].pages;
            assert_int_equal(sound(&blank)->zones[0].lowmem_reserve_count, cases[i].sound ? 3 : 0);
            blank_close(&blank);
        }
}

static void pools_without_a_figure_stand(void **state) {
    (void)state;
    static const struct {
        int64_t total, size_kb, kept;
    } pools[] = {{ABSENT, 2048, ABSENT}, {538, ABSENT, 538}, {-1, 2048, ABSENT}, {0, 2048, 0}};
    for (size_t i = 0; i < sizeof pools / sizeof *pools; i++) {
        struct blank blank;
        open_machine(&blank);
        blank.event.memory.hugepages_count = 1;
        blank.hugepages[0] = (struct hugepages){.line = 9, .total = pools[i].total, .size_kb = pools[i].size_kb};
        assert_true(sound(&blank)->hugepages[0].total == pools[i].kept);
        assert_int_equal(blank.event.warning_count, pools[i].total == -1);
        blank_close(&blank);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sound_is_not_copied),
        cmocka_unit_test(a_counter_above_ram_is_left_out),
        cmocka_unit_test(a_little_below_nothing_is_nothing),
        cmocka_unit_test(marks_are_never_below_nothing),
        cmocka_unit_test(a_zone_above_ram_is_left_out),
        cmocka_unit_test(scans_may_be_many),
        cmocka_unit_test(many_damaged_figures_are_counted),
        cmocka_unit_test(a_reserve_that_breaks_off_is_left_out),
        cmocka_unit_test(a_pool_above_ram_is_left_out),
        cmocka_unit_test(ram_is_held_against_the_zones),
        cmocka_unit_test(zones_bound_what_may_be),
        cmocka_unit_test(ram_is_held_against_other_figures),
        cmocka_unit_test(ram_needs_page_structures),
        cmocka_unit_test(zones_are_all_there_by_their_reserves),
        cmocka_unit_test(swap_is_held_against_what_holds_its_entries),
        cmocka_unit_test(memory_is_short_at_any_damage),
        cmocka_unit_test(swap_is_held_against_ram),
        cmocka_unit_test(pages_of_another_size),
        cmocka_unit_test(damaged_figures_are_named_by_their_owner),
        cmocka_unit_test(reserves_rise_for_zones_of_the_same_node),
        cmocka_unit_test(reserves_have_bounds),
        cmocka_unit_test(pools_without_a_figure_stand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
