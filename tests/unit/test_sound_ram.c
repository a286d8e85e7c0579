/* "pages RAM" against the zones, the counters and the rows of the same report: each bound, and each figure.
 * SPDX-License-Identifier: MIT */
#include "model/sound_ram.h"

#include "blank_event.h"

enum { PAGE_KB = 4 };

/* 1 GiB in two zones of node 0, which hold 20000 kB free, 400000 kB of private memory and 100000 kB of files. The
 * counters say the same; the reserves, that one zone lies above the first. */
static void open_zones(struct blank *blank) {
    blank_open(blank);
    struct zone *low = BLANK_ZONE(blank, 0, "DMA", 15000, 11, 13, 15, 16384, 15360);
    BLANK_RESERVE(blank, 0, 1845, 1845, 1845);
    struct zone *high = BLANK_ZONE(blank, 0, "DMA32", 5000, 11000, 13000, 15000, 1032192, 1000000);
    BLANK_RESERVE(blank, 0, 0, 0, 0);
    low->active_anon_kb = low->inactive_anon_kb = low->active_file_kb = low->inactive_file_kb = 0;
    high->active_anon_kb = 100000;
    high->inactive_anon_kb = 300000;
    high->active_file_kb = 40000;
    high->inactive_file_kb = 60000;
    blank_counter(blank, "free", 5000);
    blank_counter(blank, "active_anon", 25000);
    blank_counter(blank, "inactive_anon", 75000);
    blank_counter(blank, "active_file", 10000);
    blank_counter(blank, "inactive_file", 15000);
}

static bool is_covered(struct blank *blank) {
    blank_end_lists(blank);
    const bool is = sound_zones_cover(&blank->event.memory, PAGE_KB);
    blank_close(blank);
    return is;
}

/* With a reserve that says two zones lie above, of which one is shown: each figure must agree then. */
static bool is_covered_by_each(const char *counter, int64_t pages) {
    struct blank blank;
    open_zones(&blank);
    blank.reserves[0][2] = blank.reserves[0][3] = 3179;
    blank_counter(&blank, counter, pages);
    return is_covered(&blank);
}

/* 20000 kB free are within 512 pages (2048 kB) of 22048 and 17952 kB; 400000 and 100000 kB within a 50th. */
static void each_figure_may_move_a_little(void **state) {
    (void)state;
    static const struct {
        const char *counter;
        int64_t pages;
        bool is;
    } cases[] = {
        {"free", 5512, true},
        {"free", 5513, false},
        {"free", 4488, true},
        {"free", 4487, false},
        {"free", ABSENT, false},
        {"active_anon", 27040, true},
        {"active_anon", 27041, false}, /* 408164 - 8163 = 400001 kB */
        {"inactive_anon", 73040, true},
        {"inactive_anon", 73039, false}, /* 392156 + 7843 = 399999 kB */
        {"active_anon", ABSENT, false},
        {"inactive_anon", ABSENT, false},
        {"active_file", 10512, true}, /* 102048 - 2048 kB */
        {"active_file", 10513, false},
        {"inactive_file", 14488, true},
        {"inactive_file", 14487, false},
        {"inactive_file", ABSENT, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (is_covered_by_each(cases[i].counter, cases[i].pages) != cases[i].is)
            fail_msg("%s:%lld", cases[i].counter, (long long)cases[i].pages);
}

/* 520000 kB in zones that are all there: within a 20th of 547368 (27368) and of 495240 kB (24762). */
static void the_sum_of_all_zones_may_move_more(void **state) {
    (void)state;
    static const struct {
        int64_t active_anon;
        bool is;
    } cases[] = {{31842, true}, {31843, false}, {18809, false}, {18810, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        open_zones(&blank);
        blank_counter(&blank, "active_anon", cases[i].active_anon);
        if (is_covered(&blank) != cases[i].is)
            fail_msg("active_anon:%lld", (long long)cases[i].active_anon);
        assert_false(is_covered_by_each("active_anon", cases[i].active_anon));
    }
}

/* 2000 pages more free than the zones say: what must be there for the sum to be enough. */
static void open_moved(struct blank *blank) {
    open_zones(blank);
    blank_counter(blank, "free", 7000);
}

static struct zone *add_zone(struct blank *blank, int64_t node, const char *name, int64_t managed_kb) {
    struct zone *zone = BLANK_ZONE(blank, node, name, 0, 0, 0, 0, managed_kb, managed_kb);
    zone->active_anon_kb = zone->inactive_anon_kb = zone->active_file_kb = zone->inactive_file_kb = 0;
    return zone;
}

static void nodes_that_are_named_have_zones(void **state) {
    (void)state;
    for (int64_t number = 0; number < 2; number++) {
        struct blank blank;
        open_moved(&blank);
        blank_node(&blank, number);
        assert_int_equal(is_covered(&blank), number == 0);
        open_moved(&blank);
        blank.event.memory.hugepages_count = 1;
        blank.hugepages[0] = (struct hugepages){.node = number};
        assert_int_equal(is_covered(&blank), number == 0);
    }
}

static void reserves_count_the_zones_above(void **state) {
    (void)state;
    static const struct {
        const char *what;
        int64_t node, managed_kb;
        bool has_reserve, is;
    } zones[] = {
        {"empty, without reserves", 0, 0, false, true},
        {"of 4 kB, without reserves", 0, 4, false, false},
        {"one more above the first", 0, 4000, true, false},
        {"of another node", 1, 4000, true, true},
        {"of another node, without reserves", 1, 4000, false, false},
    };
    struct blank blank;
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        open_moved(&blank);
        add_zone(&blank, zones[i].node, "Movable", zones[i].managed_kb);
        if (zones[i].has_reserve)
            BLANK_RESERVE(&blank, 0, 0, 0, 0);
        if (is_covered(&blank) != zones[i].is)
            fail_msg("a zone %s", zones[i].what);
    }
    open_moved(&blank);
    assert_true(is_covered(&blank));
    open_moved(&blank);
    blank.zones[0].lowmem_reserve_count = 0;
    assert_false(is_covered(&blank));
}

/* 1048576 kB of zones; the counters above hold 130000 pages, so 132144 more are the most that they can hold. */
static void zones_hold_what_is_counted(void **state) {
    (void)state;
    static const char *const names[] = {"unevictable", "slab_reclaimable", "slab_unreclaimable", "slab"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int64_t more = 0; more < 2; more++) {
            struct blank blank;
            open_zones(&blank);
            blank_counter(&blank, names[i], 132144 + more);
            if (is_covered(&blank) != (more == 0))
                fail_msg("%s", names[i]);
        }
}

static void nothing_is_no_machine(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_end_lists(&blank);
    assert_true(sound_present_kb(&blank.event.memory) == ABSENT);
    assert_true(sound_managed_kb(&blank.event.memory) == ABSENT);
    assert_false(is_covered(&blank));
    open_zones(&blank);
    assert_int_equal(sound_present_kb(&blank.event.memory), 1048576);
    assert_int_equal(sound_managed_kb(&blank.event.memory), 1015360);
    blank.zones[1].present_kb = ABSENT;
    assert_true(sound_present_kb(&blank.event.memory) == ABSENT);
    assert_false(is_covered(&blank));
}

static void steps_of_a_reserve(void **state) {
    (void)state;
    static const struct {
        int64_t pages[5];
        size_t steps;
    } lists[] = {
        {{0, 0, 0, 0, 0}, 0}, {{0, 1, 1, 1, 1}, 1}, {{0, 5, 9, 9, 9}, 2}, {{0, 5, 3, 5, 6}, 2}, {{1, 2, 3, 4, 5}, 5}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct blank blank;
        blank_open(&blank);
        BLANK_ZONE(&blank, 0, "DMA", 1, 1, 1, 1, 1, 1);
        blank_reserve(&blank, 5, lists[i].pages);
        blank_end_lists(&blank);
        assert_int_equal(sound_reserve_steps(&blank.zones[0]), lists[i].steps);
        blank_close(&blank);
    }
}

static bool is_damaged(struct blank *blank) {
    blank_end_lists(blank);
    const bool is = sound_ram_is_damaged(&blank->event, PAGE_KB);
    blank_close(blank);
    return is;
}

/* Without any other figure. */
static void counts_that_cannot_be(void **state) {
    (void)state;
    static const struct {
        int64_t pages;
        bool is;
    } counts[] = {{ABSENT, false},
                  {-1, true},
                  {0, true},
                  {1, false},
                  {SOUND_KB_MOST / PAGE_KB, false},
                  {SOUND_KB_MOST / PAGE_KB + 1, true},
                  {INT64_MAX / 2, true}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.memory.totals.ram_pages.value = counts[i].pages;
        if (is_damaged(&blank) != counts[i].is)
            fail_msg("%lld pages", (long long)counts[i].pages);
    }
}

/* 1048576 kB of zones: since 3.12 within a 100th of what RAM is, before within a tenth. */
static void zones_agree_more_since_3_12(void **state) {
    (void)state;
    static const struct {
        const char *release;
        int64_t least, most; /* pages */
    } kernels[] = {{"3.12.0", 259549, 264791}, {"3.11.10", 238313, 291271}, {"", 238313, 291271}};
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        for (int64_t beyond = 0; beyond < 2; beyond++) {
            struct blank blank;
            for (int end = 0; end < 2; end++) {
                open_zones(&blank);
                blank.event.identity.release = blank_str(kernels[i].release);
                blank.event.memory.totals.ram_pages.value = end ? kernels[i].most + beyond : kernels[i].least - beyond;
                if (is_damaged(&blank) != (beyond > 0))
                    fail_msg("%s, %s end", kernels[i].release, end ? "upper" : "lower");
            }
        }
}

/* 1038196 kB, a 100th of which are 10381, and zones of exactly as much. */
static void zones_at_the_bound_agree(void **state) {
    (void)state;
    for (int64_t more = 0; more < 2; more++) {
        struct blank blank;
        open_zones(&blank);
        blank.event.identity.release = STR("3.12.0");
        blank.event.memory.totals.ram_pages.value = 259549;
        blank.zones[1].present_kb += 1 + more;
        assert_int_equal(is_damaged(&blank), more == 1);
    }
}

static void set_kill(struct blank *blank, size_t before, int64_t kb) {
    for (size_t i = 0; i <= before; i++)
        blank_kill(blank, 7 + (int64_t)i, "x", "")->anon_rss_kb = i == before ? kb : 0;
}

/* 4008 pages are 16032 kB, with a twentieth for drift 16833 kB: 4208 pages. One more in a kill line and in another
 * figure, whichever it is, are two that RAM can't hold. */
static void every_counter_may_be_more_than_ram(void **state) {
    (void)state;
    static const char *const names[] = {"free",          "active_anon", "inactive_anon",    "active_file",
                                        "inactive_file", "unevictable", "slab_reclaimable", "slab_unreclaimable",
                                        "slab",          "pagetables"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int64_t more = 0; more < 2; more++) {
            struct blank blank;
            blank_open(&blank);
            blank.event.memory.totals.ram_pages.value = 4008;
            set_kill(&blank, 0, 16834);
            blank_counter(&blank, names[i], 4208 + more);
            if (is_damaged(&blank) != (more > 0))
                fail_msg("%s", names[i]);
        }
    struct blank blank;
    blank_open(&blank);
    blank.event.memory.totals.ram_pages.value = 4008;
    set_kill(&blank, 0, 16833);
    blank_counter(&blank, "free", 4209);
    assert_false(is_damaged(&blank));
}

/* What may be more than RAM beside the kill line: NUMBER says which figure. */
static void set_figure(struct blank *blank, int number, int64_t more) {
    struct node *node = blank_node(blank, 0);
    struct zone *zone = BLANK_ZONE(blank, 0, "DMA", 1, 1, 1, 1, number == 0 ? 16833 + more : 1, ABSENT);
    zone->free_kb = ABSENT;
    node->active_anon_kb = number == 1 ? 16833 + more : 0;
    node->inactive_anon_kb = number == 2 ? 16833 + more : 0;
    struct task *task = blank_task(blank, 100, "a", number == 3 ? 4208 + more : 0, 0);
    if (number == 4) {
        task->rss = 9000;
        task->rss_anon = 4208 + more;
    }
    if (number == 5)
        blank->event.memory.totals.pagecache_pages.value = 4208 + more;
}

static void other_figures_may_be_more_than_ram(void **state) {
    (void)state;
    for (int number = 0; number < 6; number++)
        for (int64_t more = 0; more < 2; more++) {
            struct blank blank;
            blank_open(&blank);
            blank.event.identity.release = STR("6.1.0");
            blank.event.memory.totals.ram_pages.value = 4008;
            set_kill(&blank, 0, 16834);
            set_figure(&blank, number, more);
            if (is_damaged(&blank) != (more > 0))
                fail_msg("figure %d", number);
        }
}

/* Rows are one figure, the nodes' two another each, and of the kills the first eight are looked at. */
static void one_alone_may_be_damaged_itself(void **state) {
    (void)state;
    for (size_t before = 7; before < 9; before++)
        for (int counter = 0; counter < 2; counter++) {
            struct blank blank;
            static struct kill kills[9];
            blank_open(&blank);
            blank.event.kills = kills;
            blank.event.memory.totals.ram_pages.value = 4008;
            for (size_t i = 0; i <= before; i++)
                kills[i] = (struct kill){.pid = 7 + (int64_t)i, .anon_rss_kb = i == before ? 16834 : 0};
            blank.event.kill_count = before + 1;
            blank_counter(&blank, "active_anon", counter ? 4209 : 0);
            assert_int_equal(is_damaged(&blank), before < 8 && counter == 1);
        }
    struct blank blank;
    blank_open(&blank);
    blank.event.memory.totals.ram_pages.value = 4008;
    blank_task(&blank, 100, "a", 5000, 0);
    blank_task(&blank, 101, "a", 5000, 0);
    assert_false(is_damaged(&blank));
}

/* A 256th of the pages of 4 kB, rounded down, must be reserved: of pages of 64 kB a 16th of that. Zones that hold all
 * but a twentieth show that there is so much. */
static void page_structures_are_reserved(void **state) {
    (void)state;
    static const struct {
        int64_t page_kb, ram_pages, reserved_pages, present_kb;
        bool is;
    } cases[] = {
        {4, 1024000, 3999, ABSENT, true},  {4, 1024000, 4000, ABSENT, false},  {4, 1024000, 1, ABSENT, true},
        {4, 1024000, 0, ABSENT, false},    {4, 1024000, -1, ABSENT, false},    {4, 1024000, ABSENT, ABSENT, false},
        {4, 1024000, 3999, 3891199, true}, {4, 1024000, 3999, 3891200, false}, {64, 1024000, 249, ABSENT, true},
        {64, 1024000, 250, ABSENT, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_totals(&blank, cases[i].ram_pages, cases[i].reserved_pages);
        if (cases[i].present_kb != ABSENT)
            BLANK_ZONE(&blank, 0, "Normal", ABSENT, 1, 1, 1, cases[i].present_kb, ABSENT);
        blank_end_lists(&blank);
        if (sound_ram_is_damaged(&blank.event, cases[i].page_kb) != cases[i].is)
            fail_msg("case %zu", i);
        blank_close(&blank);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_figure_may_move_a_little),
        cmocka_unit_test(the_sum_of_all_zones_may_move_more),
        cmocka_unit_test(nodes_that_are_named_have_zones),
        cmocka_unit_test(reserves_count_the_zones_above),
        cmocka_unit_test(zones_hold_what_is_counted),
        cmocka_unit_test(nothing_is_no_machine),
        cmocka_unit_test(steps_of_a_reserve),
        cmocka_unit_test(counts_that_cannot_be),
        cmocka_unit_test(zones_agree_more_since_3_12),
        cmocka_unit_test(zones_at_the_bound_agree),
        cmocka_unit_test(every_counter_may_be_more_than_ram),
        cmocka_unit_test(other_figures_may_be_more_than_ram),
        cmocka_unit_test(one_alone_may_be_damaged_itself),
        cmocka_unit_test(page_structures_are_reserved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
