/* Zones against requests: the worked examples, and one case for each kind of shortage.
 * SPDX-License-Identifier: MIT */
#include "model/watermarks.h"

#include "blank_event.h"
#include "model/nodeset.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define HIGHUSER_MOVABLE 0x100cca
#define KERNEL 0xcc0

static void open(struct blank *blank, int64_t gfp_mask, int64_t order) {
    blank_open(blank);
    blank_trigger(blank, "a", gfp_mask, order);
    blank->event.identity.release = STR("5.10.0-32-amd64");
}

static const struct reckoning *judge(struct blank *blank) {
    assert_true(blank_reckon(blank));
    return &blank->reckoning;
}

/* The same in a report that shows the whole machine, without swap, and with a fifth of it in the page cache. */
static const struct reckoning *judge_whole(struct blank *blank) {
    int64_t present_kb = 0, managed_kb = 0;
    for (size_t i = 0; i < blank->event.memory.zone_count; i++) {
        present_kb += blank->zones[i].present_kb;
        managed_kb += blank->zones[i].managed_kb;
    }
    blank_totals(blank, present_kb / 4, (present_kb - managed_kb) / 4);
    blank_swap(blank, 0, 0);
    blank_counter(blank, "active_file", managed_kb / 40);
    blank_counter(blank, "inactive_file", managed_kb / 40);
    return judge(blank);
}

/* Room in the zones proves nothing without what exhaustion leaves behind: a swap that is full, a cache that is gone. */
static void room_beside_lost_figures(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, HIGHUSER_MOVABLE, 0);
    BLANK_ZONE(&blank, 0, "Normal", 600000, 8000, 9000, 10000, 1000000, 950000);
    BLANK_RESERVE(&blank, 0, 0, 0);
    assert_int_equal(judge(&blank)->shortage, SHORTAGE_UNKNOWN);
    assert_int_equal(judge_whole(&blank)->shortage, SHORTAGE_NONE);
    blank_swap(&blank, ABSENT, ABSENT);
    assert_int_equal(judge(&blank)->shortage, SHORTAGE_UNKNOWN);
    blank_close(&blank);
}

/* RHEL 9.3: "DMA32 63184 = 11660 + 51744 - 220; Normal 55812 = 55852 - 40"; 15 MB of DMA behind a reserve of 62 MB are
 * closed. */
static void exhausted(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, HIGHUSER_MOVABLE, 0);
    BLANK_ZONE(&blank, 0, "DMA", 13312, 64, 80, 96, 15992, 15360);
    BLANK_RESERVE(&blank, 0, 2720, 15664, 15664, 15664);
    BLANK_ZONE(&blank, 0, "DMA32", 63184, 11660, 14572, 17484, 3129204, 2800988);
    BLANK_RESERVE(&blank, 0, 0, 12936, 12936, 12936);
    BLANK_ZONE(&blank, 0, "Normal", 55812, 55852, 69812, 83772, 13631028, 13254180);
    BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
    const struct reckoning *reckoning = judge(&blank);
    assert_int_equal(reckoning->zones[0].reserve_kb, 62656);
    assert_true(reckoning->zones[0].closed);
    assert_int_equal(reckoning->zones[1].reserve_kb, 51744);
    assert_int_equal(reckoning->zones[1].margin_kb, -220);
    assert_int_equal(reckoning->zones[2].reserve_kb, 0);
    assert_int_equal(reckoning->zones[2].margin_kb, -40);
    assert_int_equal(reckoning->zones[2].high_margin_kb, 55812 - 83772);
    assert_int_equal(reckoning->zones[1].below, BELOW_NONE);
    assert_int_equal(reckoning->zones[2].below, BELOW_MIN);
    assert_int_equal(reckoning->shortage, SHORTAGE_EXHAUSTED);
    assert_int_equal(reckoning->min_total_kb, 64 + 11660 + 55852);
    BLANK_ZONE(&blank, 0, "HighMem", 0, 128, 128, 128, 0, ABSENT); /* empty, as up to 2.6.17 */
    assert_int_equal(judge(&blank)->min_total_kb, 64 + 11660 + 55852);
    blank_close(&blank);
}

/* "min:4392kB low:4464kB high:4536kB" of a zone of 5528 kB after a failure of order 9: 4096 of it is boost, which 5.6
 * does not print. A distance as between 44700 and 55872 is that of an unchanged zone, and 5.18 prints its boost. */
static void boost(void **state) {
    (void)state;
    struct zone zone = {.min_kb = 4392, .low_kb = 4464, .high_kb = 4536, .boost_kb = ABSENT};
    assert_int_equal(watermarks_steady_min_kb(&zone), 4 * 72);
    zone = (struct zone){.min_kb = 44700, .low_kb = 55872, .high_kb = 67044, .boost_kb = ABSENT};
    assert_int_equal(watermarks_steady_min_kb(&zone), 44700);
    zone = (struct zone){.min_kb = 1464, .low_kb = 1572, .high_kb = 1680, .boost_kb = 1024};
    assert_int_equal(watermarks_steady_min_kb(&zone), 440);
    zone = (struct zone){.min_kb = ABSENT, .low_kb = ABSENT, .high_kb = ABSENT, .boost_kb = ABSENT};
    assert_true(watermarks_steady_min_kb(&zone) == ABSENT);
}

/* i386 5.7: GFP_KERNEL may not use 1049 MB of free HighMem. The Normal column applies, not HighMem's; in this kernel
 * the last column falls again. */
static void lowmem(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, KERNEL, 0);
    BLANK_ZONE(&blank, 0, "DMA", 3356, 68, 84, 100, 15992, 15916);
    BLANK_RESERVE(&blank, 0, 825, 1947, 825);
    BLANK_ZONE(&blank, 0, "Normal", 3948, 7732, 8460, 9188, 890872, 844828);
    BLANK_RESERVE(&blank, 0, 0, 8980, 0);
    BLANK_ZONE(&blank, 0, "HighMem", 1074176, 512, 1636, 2764, 1149448, 1149448);
    BLANK_RESERVE(&blank, 0, 0, 0, 0);
    const struct reckoning *reckoning = judge(&blank);
    assert_int_equal(reckoning->zones[0].eligible, TRI_YES);
    assert_int_equal(reckoning->zones[0].reserve_kb, 3300);
    assert_int_equal(reckoning->zones[0].margin_kb, -12);
    assert_int_equal(reckoning->zones[1].reserve_kb, 0);
    assert_int_equal(reckoning->zones[1].margin_kb, -3784);
    assert_int_equal(reckoning->zones[2].eligible, TRI_NO);
    assert_int_equal(reckoning->shortage, SHORTAGE_ZONE);
    blank_close(&blank);
}

/* GFP_USER|__GFP_DMA32 of a graphics driver on i386, which has no DMA32: Normal may serve it (OPT_ZONE_DMA32), and
 * 51000 < 51040, 4000 < 800 + 4 * 820. With nothing but Normal listed, DMA32 may have been cut off. */
static void a_zone_that_was_not_built(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, 0x24000c4, 0);
    blank.event.identity.release = STR("4.9.0");
    BLANK_ZONE(&blank, 0, "DMA", 4000, 800, 1000, 1200, 15992, 15916);
    BLANK_RESERVE(&blank, 0, 820, 3000, 3000);
    BLANK_ZONE(&blank, 0, "Normal", 51000, 51040, 63800, 76560, 890872, 844828);
    BLANK_RESERVE(&blank, 0, 0, 17440, 17440);
    BLANK_ZONE(&blank, 0, "HighMem", 1074176, 512, 1636, 2764, 2232320, 2232320);
    BLANK_RESERVE(&blank, 0, 0, 0, 0);
    const struct reckoning *reckoning = judge(&blank);
    assert_int_equal(reckoning->zones[0].margin_kb, 4000 - 800 - 3280);
    assert_int_equal(reckoning->zones[1].eligible, TRI_YES);
    assert_int_equal(reckoning->zones[2].eligible, TRI_NO);
    assert_int_equal(reckoning->shortage, SHORTAGE_ZONE);
    blank_close(&blank);

    open(&blank, 0x24000c4, 0);
    BLANK_ZONE(&blank, 0, "Normal", 51000, 51040, 63800, 76560, 890872, 844828);
    assert_int_equal(judge(&blank)->zones[0].eligible, TRI_NO);
    blank_close(&blank);
}

/* A kernel request beside HighMem of 1149448 kB, whose high mark is 56000 kB. */
static void open_beside_highmem(struct blank *blank, int64_t free_kb) {
    open(blank, KERNEL, 0);
    BLANK_ZONE(blank, 0, "Normal", 3948, 7732, 8460, 9188, 890872, 844828);
    BLANK_RESERVE(blank, 0, 0, 8980, 0);
    BLANK_ZONE(blank, 0, "HighMem", free_kb, 512, 28000, 56000, 1149448, 1149448);
    BLANK_RESERVE(blank, 0, 0, 0, 0);
}

/* A twentieth of the zone, 57472 kB, above its high mark. */
static void free_memory_elsewhere_is_room(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct blank blank;
        open_beside_highmem(&blank, 56000 + 57472 + i);
        assert_int_equal(judge(&blank)->shortage, i ? SHORTAGE_ZONE : SHORTAGE_EXHAUSTED);
        blank_close(&blank);
    }
}

/* HighMem is above its high mark, and a fifth of it, 229889 kB, is page cache: who may use it would have dropped some.
 * At its mark, or with less cache, it is as full as the rest. */
static void page_cache_elsewhere_is_room(void **state) {
    (void)state;
    static const struct {
        int64_t free_kb, active_kb, inactive_kb;
        enum shortage shortage;
    } machines[] = {{90000, 114945, 114945, SHORTAGE_ZONE},
                    {90000, 114945, 114944, SHORTAGE_EXHAUSTED},
                    {56001, 114945, 114945, SHORTAGE_ZONE},
                    {56000, 114945, 114945, SHORTAGE_EXHAUSTED}};
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        struct blank blank;
        open_beside_highmem(&blank, machines[i].free_kb);
        blank.zones[1].active_file_kb = machines[i].active_kb;
        blank.zones[1].inactive_file_kb = machines[i].inactive_kb;
        assert_int_equal(judge(&blank)->shortage, machines[i].shortage);
        blank_close(&blank);
    }
}

/* With swap that is mostly free, and is more than a fifth of the zone, private memory could go, too. Up to 2.6.27 a
 * zone does not tell it from cache. */
static void what_may_be_swapped_out_elsewhere_is_room(void **state) {
    (void)state;
    static const struct {
        int64_t swap_free_kb, swap_kb, anon_kb, either_kb;
        enum shortage shortage;
    } machines[] = {{500001, 1000000, 0, 500000, SHORTAGE_ZONE},   {500000, 1000000, 0, 500000, SHORTAGE_EXHAUSTED},
                    {500001, 1000000, 114945, 0, SHORTAGE_ZONE},   {500001, 1000000, 114944, 0, SHORTAGE_EXHAUSTED},
                    {229890, 400000, 0, 114945, SHORTAGE_ZONE},    {229889, 400000, 0, 114945, SHORTAGE_EXHAUSTED},
                    {500001, 1000000, 57473, 57473, SHORTAGE_ZONE}};
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        struct blank blank;
        open_beside_highmem(&blank, 90000);
        blank_swap(&blank, machines[i].swap_free_kb, machines[i].swap_kb);
        blank.zones[1].active_anon_kb = blank.zones[1].inactive_anon_kb = machines[i].anon_kb;
        blank.zones[1].active_kb = blank.zones[1].inactive_kb = machines[i].either_kb;
        assert_int_equal(judge(&blank)->shortage, machines[i].shortage);
        blank_close(&blank);
    }
}

/* The same with the mask of user memory: HighMem is open and has room. */
static void highmem_request_has_room(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, 0x100cc2, 0);
    BLANK_ZONE(&blank, 0, "Normal", 3948, 7732, 8460, 9188, 890872, 844828);
    BLANK_RESERVE(&blank, 0, 0, 8980, 8980);
    BLANK_ZONE(&blank, 0, "HighMem", 1074176, 512, 1636, 2764, 1149448, 1149448);
    BLANK_RESERVE(&blank, 0, 0, 0, 0);
    const struct reckoning *reckoning = judge_whole(&blank);
    assert_int_equal(reckoning->zones[0].reserve_kb, 35920);
    assert_int_equal(reckoning->zones[1].high_margin_kb, 1074176 - 2764);
    assert_int_equal(reckoning->shortage, SHORTAGE_NONE);
    blank_close(&blank);
}

/* Since 6.1 zones that the request could not use are not even shown: the machine's free pages give them away. */
static void hidden_highmem(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, KERNEL, 0);
    blank_counter(&blank, "free", 101813);
    blank_totals(&blank, 196475, 10231);
    BLANK_ZONE(&blank, 0, "DMA", 1960, 756, 944, 1132, 15992, 15360);
    BLANK_RESERVE(&blank, 0, 302, 710, 710);
    BLANK_ZONE(&blank, 0, "Normal", 15304, 15344, 19180, 23016, 352248, 311956);
    BLANK_RESERVE(&blank, 0, 0, 3262, 3262);
    const struct reckoning *reckoning = judge(&blank);
    assert_true(reckoning->ledger.filtered);
    assert_int_equal(reckoning->zones[0].reserve_kb, 1208);
    assert_int_equal(reckoning->shortage, SHORTAGE_ZONE);
    blank_close(&blank);
}

/* The pools of huge pages tell of a second node, whose zones are not shown. */
static void a_hidden_node(void **state) {
    (void)state;
    for (int64_t node = 0; node < 2; node++) {
        struct blank blank;
        open(&blank, KERNEL, 0);
        blank_counter(&blank, "free", 101813);
        blank_totals(&blank, 196475, 10231);
        BLANK_ZONE(&blank, 0, "DMA", 1960, 756, 944, 1132, 15992, 15360);
        BLANK_RESERVE(&blank, 0, 302, 710, 710);
        BLANK_ZONE(&blank, 0, "Normal", 15304, 15344, 19180, 23016, 352248, 311956);
        BLANK_RESERVE(&blank, 0, 0, 3262, 3262);
        blank.hugepages[0] = (struct hugepages){.node = node, .size_kb = 2048, .line = 9};
        blank.event.memory.hugepages_count = 1;
        assert_int_equal(judge(&blank)->shortage, node ? SHORTAGE_NODE : SHORTAGE_ZONE);
        blank_close(&blank);
    }
}

/* Twice the high marks of 24148 kB, more than a twentieth of 744976 kB, beside 17264 kB that are shown. */
static void so_much_is_hidden_room(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct blank blank;
        open(&blank, KERNEL, 0);
        blank_counter(&blank, "free", (17264 + 48296) / 4 - i);
        blank_totals(&blank, 196475, 10231);
        BLANK_ZONE(&blank, 0, "DMA", 1960, 756, 944, 1132, 15992, 15360);
        BLANK_RESERVE(&blank, 0, 302, 710, 710);
        BLANK_ZONE(&blank, 0, "Normal", 15304, 15344, 19180, 23016, 352248, 311956);
        BLANK_RESERVE(&blank, 0, 0, 3262, 3262);
        assert_int_equal(judge(&blank)->shortage, i ? SHORTAGE_EXHAUSTED : SHORTAGE_ZONE);
        blank_close(&blank);
    }
}

/* 64 MB free in single pages and a request for four in a row. */
static void fragmented(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, 0x442dc0, 2);
    BLANK_ZONE(&blank, 0, "DMA32", 69172, 1656, 2068, 2480, 245620, 195132);
    BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
    blank_buddy(&blank, 17264, 4, "UM");
    blank_buddy(&blank, 14, 8, "U");
    blank_buddy(&blank, 0, 16, "");
    blank_buddy(&blank, 0, 32, "");
    const struct reckoning *reckoning = judge(&blank);
    assert_int_equal(reckoning->zones[0].largest_order, 1);
    assert_int_equal(reckoning->zones[0].blocks_of_order_kb, 0);
    assert_int_equal(reckoning->shortage, SHORTAGE_FRAGMENTED);
    blank_close(&blank);
}

/* A request for two pages in a row is one for a piece, too. */
static void fragmented_in_pairs(void **state) {
    (void)state;
    for (int64_t pairs = 0; pairs < 2; pairs++) {
        struct blank blank;
        open(&blank, 0x442dc0, 1);
        BLANK_ZONE(&blank, 0, "DMA32", 69172, 1656, 2068, 2480, 245620, 195132);
        BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
        blank_buddy(&blank, 17264, 4, "UM");
        blank_buddy(&blank, pairs, 8, "U");
        assert_int_equal(judge(&blank)->shortage == SHORTAGE_FRAGMENTED, pairs == 0);
        blank_close(&blank);
    }
}

/* s390 2.6.28: 470 MB free above every mark, a request for four pages in a row, and a log that ends before the lists of
 * free blocks: neither that a piece was there nor that none was. */
static void pieces_that_are_not_listed(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, KERNEL, 2);
    BLANK_ZONE(&blank, 0, "Normal", 467728, 4064, 5080, 6096, 2068480, 2068480);
    BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
    assert_int_equal(judge(&blank)->shortage, SHORTAGE_UNKNOWN);
    blank_close(&blank);
}

/* Order 3, Normal with 59 MB above min and 9 MB above high, without its list of free blocks: whether it was exhausted,
 * or had memory in pieces only, is not known, though Movable has room. Below min it was exhausted, whatever the list.
 */
static void pieces_between_the_marks(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct blank blank;
        open(&blank, KERNEL, 3);
        BLANK_ZONE(&blank, 0, "Normal", i ? 36384 : 101736, 40864, 81732, 91948, 6501376, 6501376);
        BLANK_RESERVE(&blank, 0, 0, 40960);
        BLANK_ZONE(&blank, 0, "Movable", 2034664, 32860, 65716, 73928, 5242880, 5242880);
        BLANK_RESERVE(&blank, 0, 0, 0);
        assert_int_equal(judge(&blank)->shortage, i ? SHORTAGE_ZONE : SHORTAGE_UNKNOWN);
        blank_close(&blank);
    }
}

/* i386 3.8, order 3: two blocks of 32 kB in Normal fail the watermark that was scaled for them, and the 1 MiB block in
 * DMA stands 4 kB above its mark, where a piece of 32 kB needs 28 kB. */
static void a_piece_needs_its_own_size_above_the_mark(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, 0x42d0, 3);
    blank.event.identity.release = STR("3.8.0-29-generic");
    BLANK_ZONE(&blank, 0, "DMA", 2332, 36, 44, 52, 15968, 6960);
    BLANK_RESERVE(&blank, 0, 573, 36539, 36539);
    const int64_t dma[] = {14, 20, 4, 4, 4, 3, 1, 0, 1}, normal[] = {21700, 3450, 7, 2};
    for (int64_t i = 0, kb = 4; i < 9; i++, kb *= 2)
        blank_buddy(&blank, dma[i], kb, "UM");
    BLANK_ZONE(&blank, 0, "Normal", 114488, 3044, 3804, 4564, 894968, 800000);
    BLANK_RESERVE(&blank, 0, 0, 287725, 287725);
    for (int64_t i = 0, kb = 4; i < 4; i++, kb *= 2)
        blank_buddy(&blank, normal[i], kb, "UM");
    assert_int_equal(judge(&blank)->shortage, SHORTAGE_FRAGMENTED);
    blank_close(&blank);
}

/* 3.10, order 1: of 61000 kB 4000 are CMA and 56800 single pages. The 200 kB that are left are less than half of min.
 */
static void pieces_of_cma_do_not_pass_the_halved_mark(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, 0x40d0, 1);
    blank.event.identity.release = STR("3.10.0-1127.el7.x86_64");
    BLANK_ZONE(&blank, 0, "Normal", 61000, 1000, 1200, 1400, 894968, 800000)->free_cma_kb = 4000;
    BLANK_RESERVE(&blank, 0, 0, 0, 0);
    blank_buddy(&blank, 14200, 4, "UM");
    blank_buddy(&blank, 525, 8, "UMC");
    assert_int_equal(judge(&blank)->shortage, SHORTAGE_FRAGMENTED);
    blank_close(&blank);
}

/* 4.4, order 2, 64 GiB: the Normal zone is at twice its high mark, yet only in pieces of 4 and 8 kB; DMA32 has large
 * ones, and is at its reserve (251072 kB to leave) but for 1.5 MB. Nothing was exhausted. With its pieces well above
 * the reserve DMA32 would have given one. */
static void pieces_behind_the_reserve(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct blank blank;
        open(&blank, 0x24000c0, 2);
        blank.event.identity.release = STR("4.4.0-62-generic");
        BLANK_ZONE(&blank, 0, "DMA32", i ? 412604 : 252604, 1228, 1532, 1840, 1920252, 1839632);
        BLANK_RESERVE(&blank, 0, 0, 62461, 62461, 62461);
        const int64_t dma32[] = {2060, 3571, 2908, i ? 6950 : 1950, 978, 272};
        for (int64_t j = 0, kb = 4; j < 6; j++, kb *= 2)
            blank_buddy(&blank, dma32[j], kb, "UM");
        BLANK_ZONE(&blank, 0, "Normal", 133352, 43716, 54644, 65572, 65011712, 63960676);
        BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
        const int64_t normal[] = {31456, 941, 0, 0, 0, 0};
        for (int64_t j = 0, kb = 4; j < 6; j++, kb *= 2)
            blank_buddy(&blank, normal[j], kb, "UM");
        assert_int_equal(judge_whole(&blank)->shortage, i ? SHORTAGE_NONE : SHORTAGE_FRAGMENTED);
        blank_close(&blank);
    }
}

/* 2.6.9 i386: "protections[]: 10 360 360" of DMA and "0 350 350" of Normal say all that a HighMem request must leave,
 * 1440 and 1400 kB: 1440 and 1368 kB free are not enough. */
static void protections(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, 0x1d2, 0);
    blank.event.identity.release = STR("2.6.9");
    BLANK_ZONE(&blank, 0, "DMA", 1440, 20, 40, 60, 16384, ABSENT);
    BLANK_RESERVE(&blank, 10, 360, 360);
    BLANK_ZONE(&blank, 0, "Normal", 1368, 700, 1400, 2100, 507888, ABSENT);
    BLANK_RESERVE(&blank, 0, 350, 350);
    BLANK_ZONE(&blank, 0, "HighMem", 0, 128, 256, 384, 0, ABSENT);
    BLANK_RESERVE(&blank, 0, 0, 0);
    const struct reckoning *reckoning = judge(&blank);
    assert_int_equal(reckoning->zones[0].margin_kb, 0);
    assert_int_equal(reckoning->zones[1].margin_kb, -32);
    assert_int_equal(reckoning->shortage, SHORTAGE_EXHAUSTED);
    blank_close(&blank);
}

/* The line of Normal is cut off before the column of HighMem: what had to stay free there nobody knows. */
static void protections_that_are_cut(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, 0x1d2, 0);
    blank.event.identity.release = STR("2.6.9");
    BLANK_ZONE(&blank, 0, "DMA", 1440, 20, 40, 60, 16384, ABSENT);
    BLANK_RESERVE(&blank, 10, 360, 360);
    BLANK_ZONE(&blank, 0, "Normal", 1368, 700, 1400, 2100, 507888, ABSENT);
    BLANK_RESERVE(&blank, 0, 350);
    BLANK_ZONE(&blank, 0, "HighMem", 0, 128, 256, 384, 0, ABSENT);
    BLANK_RESERVE(&blank, 0, 0, 0);
    const struct reckoning *reckoning = judge(&blank);
    assert_int_equal(reckoning->zones[0].margin_kb, 0);
    assert_true(reckoning->zones[1].margin_kb == ABSENT);
    blank_close(&blank);
}

/* The same zones for a request of the kernel, and for one that needs DMA: its column of DMA says 10 pages, which are 20
 * kB beyond min. */
static void protections_by_request(void **state) {
    (void)state;
    static const struct {
        int64_t mask, dma_kb, normal_kb;
    } requests[] = {{0xd0, 1440 - 360 * 4, 1368 - 350 * 4}, {0xd1, 1440 - 10 * 4, ABSENT}};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        struct blank blank;
        open(&blank, requests[i].mask, 0);
        blank.event.identity.release = STR("2.6.9");
        BLANK_ZONE(&blank, 0, "DMA", 1440, 20, 40, 60, 16384, ABSENT);
        BLANK_RESERVE(&blank, 10, 360, 370);
        BLANK_ZONE(&blank, 0, "Normal", 1368, 700, 1400, 2100, 507888, ABSENT);
        BLANK_RESERVE(&blank, 0, 350, 360);
        BLANK_ZONE(&blank, 0, "HighMem", 0, 128, 256, 384, 0, ABSENT);
        BLANK_RESERVE(&blank, 0, 0, 0);
        const struct reckoning *reckoning = judge(&blank);
        assert_int_equal(reckoning->zones[0].margin_kb, requests[i].dma_kb);
        if (requests[i].normal_kb != ABSENT)
            assert_int_equal(reckoning->zones[1].margin_kb, requests[i].normal_kb);
        assert_int_equal(reckoning->zones[1].eligible, requests[i].normal_kb != ABSENT ? TRI_YES : TRI_NO);
        blank_close(&blank);
    }
}

/* A request for 16 kB. Normal has room; whether it had such a piece only its list can say, not that of DMA32, which has
 * one, but stands below high. */
static void pieces_count_where_there_is_room(void **state) {
    (void)state;
    for (int listed = 0; listed < 2; listed++) {
        struct blank blank;
        open(&blank, KERNEL, 2);
        BLANK_ZONE(&blank, 0, "DMA32", 10000, 4000, 10500, 12000, 1000000, 950000);
        BLANK_RESERVE(&blank, 0, 0, 0);
        blank_buddy(&blank, 0, 4, "");
        blank_buddy(&blank, 0, 8, "");
        blank_buddy(&blank, 625, 16, "UM");
        BLANK_ZONE(&blank, 0, "Normal", 600000, 8000, 9000, 10000, 1000000, 950000);
        BLANK_RESERVE(&blank, 0, 0, 0);
        if (listed) {
            blank_buddy(&blank, 0, 4, "");
            blank_buddy(&blank, 0, 8, "");
            blank_buddy(&blank, 37500, 16, "UM");
        }
        assert_int_equal(judge_whole(&blank)->shortage, listed ? SHORTAGE_NONE : SHORTAGE_UNKNOWN);
        blank_close(&blank);
    }
}

/* Blocks that are there, but only for movable or atomic requests. */
static void blocks_of_the_wrong_type(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, KERNEL, 2);
    BLANK_ZONE(&blank, 0, "Normal", 69172, 1656, 2068, 2480, 245620, 195132);
    BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
    blank_buddy(&blank, 7264, 4, "UM");
    blank_buddy(&blank, 14, 8, "C");
    blank_buddy(&blank, 100, 16, "H");
    blank_buddy(&blank, 1000, 32, "CI");
    const struct reckoning *reckoning = judge(&blank);
    assert_int_equal(reckoning->zones[0].largest_order, 0);
    assert_int_equal(reckoning->zones[0].blocks_of_order_kb, 0);
    assert_int_equal(reckoning->shortage, SHORTAGE_FRAGMENTED);
    blank_close(&blank);
}

/* An order-1 request on a machine that has nothing left: not fragmentation. */
static void exhausted_at_order_1(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, KERNEL, 1);
    BLANK_ZONE(&blank, 0, "DMA32", 1650, 1656, 2068, 2480, 245620, 195132);
    BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
    blank_buddy(&blank, 412, 4, "UM");
    blank_buddy(&blank, 0, 8, "");
    assert_int_equal(judge(&blank)->shortage, SHORTAGE_EXHAUSTED);
    blank_close(&blank);
}

/* SysRq f: DMA32 is 817 MB above its watermark. */
static void room(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, KERNEL, -1);
    BLANK_ZONE(&blank, 0, "DMA32", 845000, 8004, 11004, 14004, 3129204, 3060000);
    BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
    const struct reckoning *reckoning = judge(&blank);
    assert_int_equal(reckoning->shortage, SHORTAGE_NONE);
    assert_true(reckoning->manual);
    assert_int_equal(reckoning->request, REQUEST_SYSRQ);
    blank_close(&blank);
}

/* nodemask=1: node 0 has room, node 1 has not; both are shown. */
static void node(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, HIGHUSER_MOVABLE, 0);
    blank.event.summary.line = 9;
    blank.event.summary.constraint = STR("CONSTRAINT_MEMORY_POLICY");
    blank.event.summary.nodemask = STR("1");
    blank.event.summary.mems_allowed = STR("0-1");
    BLANK_ZONE(&blank, 0, "DMA32", 100000, 972, 1212, 1452, 196468, 148424);
    BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
    BLANK_ZONE(&blank, 1, "DMA32", 952, 972, 1212, 1452, 196468, 148424);
    BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
    const struct reckoning *reckoning = judge(&blank);
    assert_int_equal(reckoning->scope, SCOPE_MEMPOLICY);
    assert_int_equal(reckoning->zones[0].eligible, TRI_NO);
    assert_int_equal(reckoning->zones[1].eligible, TRI_YES);
    assert_int_equal(reckoning->shortage, SHORTAGE_NODE);
    blank_close(&blank);
}

/* What is free is CMA, and a kernel request may not have it; a movable one may. */
static void cma(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, KERNEL, 0);
    BLANK_ZONE(&blank, 0, "Normal", 60000, 8000, 9000, 10000, 1000000, 950000)->free_cma_kb = 55000;
    BLANK_RESERVE(&blank, 0, 0, 0);
    const struct reckoning *reckoning = judge(&blank);
    assert_int_equal(reckoning->zones[0].unusable_kb, 55000);
    assert_int_equal(reckoning->zones[0].margin_kb, -3000);
    assert_int_equal(reckoning->shortage, SHORTAGE_CMA);
    blank_close(&blank);

    open(&blank, HIGHUSER_MOVABLE, 0);
    BLANK_ZONE(&blank, 0, "Normal", 60000, 8000, 9000, 10000, 1000000, 950000)->free_cma_kb = 55000;
    BLANK_RESERVE(&blank, 0, 0, 0);
    assert_int_equal(judge_whole(&blank)->shortage, SHORTAGE_NONE);
    blank_close(&blank);
}

/* An overflowed reserve (a balloon took more than a zone had) is damage, and so is its zone's margin. */
static void damaged_reserve(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, HIGHUSER_MOVABLE, 0);
    BLANK_ZONE(&blank, 0, "DMA32", 2677864, 7004, 10028, 13052, 3129204, 2800000);
    BLANK_RESERVE(&blank, 0, 0, 72057594037927865, 72057594037927865, 72057594037927865);
    BLANK_ZONE(&blank, 0, "Normal", 1000, 7004, 10028, 13052, 3129204, 2800000);
    BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
    const struct reckoning *reckoning = judge(&blank);
    assert_true(reckoning->zones[0].margin_kb == ABSENT);
    assert_int_equal(reckoning->zones[1].margin_kb, 1000 - 7004);
    assert_int_equal(reckoning->shortage, SHORTAGE_UNKNOWN);
    assert_int_equal(blank.event.warning_count, 1);
    blank_close(&blank);
}

static void without_a_mask_nothing_is_claimed(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    BLANK_ZONE(&blank, 0, "Normal", 60000, 8000, 9000, 10000, 1000000, 950000);
    const struct reckoning *reckoning = judge(&blank);
    assert_int_equal(reckoning->zones[0].eligible, TRI_UNKNOWN);
    assert_int_equal(reckoning->shortage, SHORTAGE_UNKNOWN);
    blank_close(&blank);
}

/* A page-fault OOM (gfp_mask=0x0) on a machine whose only zone has 558 MB to spare: no request was short. */
static void page_fault_without_a_mask(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, 0, 0);
    BLANK_ZONE(&blank, 0, "DMA32", 589296, 2804, 4804, 6804, 2096128, 2019720);
    BLANK_RESERVE(&blank, 0, 0, 6003, 6003);
    assert_int_equal(judge_whole(&blank)->shortage, SHORTAGE_NONE);
    blank_close(&blank);
    open(&blank, 0, 0);
    BLANK_ZONE(&blank, 0, "DMA32", 30000, 2804, 4804, 6804, 2096128, 2019720);
    BLANK_RESERVE(&blank, 0, 0, 6003, 6003);
    assert_int_equal(judge(&blank)->shortage, SHORTAGE_UNKNOWN);
    blank_close(&blank);
}

/* The first 16 MB of a PC are below their marks, which no page fault asks for; a DMA zone of 900 MB is ordinary memory.
 */
static void page_fault_and_the_isa_zone(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, 0, 0);
    BLANK_ZONE(&blank, 0, "DMA", 3000, 68, 84, 100, 15992, 15916);
    BLANK_RESERVE(&blank, 0, 760, 2900, 760);
    BLANK_ZONE(&blank, 0, "Normal", 154000, 3500, 4400, 5200, 890872, 776536);
    BLANK_RESERVE(&blank, 0, 0, 17400, 0);
    assert_int_equal(judge_whole(&blank)->shortage, SHORTAGE_NONE);
    blank.zones[0].present_kb = 950000;
    blank.zones[0].managed_kb = 900000;
    assert_int_equal(judge(&blank)->shortage, SHORTAGE_UNKNOWN);
    blank_close(&blank);
}

static void node_lists(void **state) {
    (void)state;
    struct nodeset nodes;
    assert_true(nodeset_of(STR("0,2-3,130"), &nodes));
    assert_true(nodeset_has(&nodes, 0) && nodeset_has(&nodes, 2) && nodeset_has(&nodes, 3) && nodeset_has(&nodes, 130));
    assert_false(nodeset_has(&nodes, 1) || nodeset_has(&nodes, -1) || nodeset_has(&nodes, 5000));
    assert_false(nodeset_of(STR("(null)"), &nodes));
    assert_false(nodeset_of(STR(""), &nodes));
    assert_false(nodeset_of(STR("0-99999999999"), &nodes));
    assert_false(nodeset_of(STR("3-1"), &nodes));
    assert_false(nodeset_of(STR("0,"), &nodes));
    assert_false(nodeset_of(STR("0-"), &nodes)); /* cut off: which ones there were nobody knows */
    assert_false(nodeset_of(STR("0 "), &nodes));
}

/* DMA to Device and a name that no kernel prints, for each kind of request: y, n or ? (gfp_zone, include/linux/gfp.h).
 */
static void zones_by_request(void **state) {
    (void)state;
    static const char *const names[] = {"DMA", "DMA32", "Normal", "HighMem", "Movable", "Device", "Other"};
    static const struct {
        int64_t mask;
        const char *open;
    } requests[] = {{0xcc0, "yyynnn?"}, {0xcc1, "ynnnnn?"}, {0xcc4, "yynnnn?"}, {0xcc2, "yyyynn?"},
                    {0xcc8, "yyynnn?"}, {0xcca, "yyyyyn?"}, {0, "???????"}};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        for (size_t j = 0; j < sizeof names / sizeof *names; j++) {
            struct blank blank;
            open(&blank, requests[i].mask, 0);
            BLANK_ZONE(&blank, 0, j == 0 ? "DMA32" : "DMA", 1000, 1, 1, 1, 2000, 2000);
            if (j > 1)
                BLANK_ZONE(&blank, 0, "DMA32", 1000, 1, 1, 1, 2000, 2000);
            BLANK_ZONE(&blank, 0, names[j], 1000, 1, 1, 1, 2000, 2000);
            const enum tri is = judge(&blank)->zones[blank.event.memory.zone_count - 1].eligible;
            const char want = requests[i].open[j];
            if (is != (want == 'y' ? TRI_YES : want == 'n' ? TRI_NO : TRI_UNKNOWN))
                fail_msg("%s for %#llx", names[j], (unsigned long long)requests[i].mask);
            blank_close(&blank);
        }
}

/* Nodes of the policy first, of the oom-kill: line before the first line's, then those of the cpuset, which bounds
 * memory for user space alone (__GFP_HARDWALL). Which of nodes 0 to 3 are open. */
static void nodes_by_policy_and_cpuset(void **state) {
    (void)state;
    static const struct {
        int64_t mask;
        const char *policy, *first_policy, *cpuset, *first_cpuset, *open;
    } cases[] = {{HIGHUSER_MOVABLE, "1", "2", "3", "0", "nynn"},
                 {HIGHUSER_MOVABLE, "(null)", "2", "3", "0", "nnyn"},
                 {HIGHUSER_MOVABLE, "(null)", "(null)", "3", "0", "nnny"},
                 {HIGHUSER_MOVABLE, "", "", "", "0", "ynnn"},
                 {HIGHUSER_MOVABLE, "", "", "", "1-2", "nyyn"},
                 {HIGHUSER_MOVABLE, "", "", "", "", "yyyy"},
                 {KERNEL, "(null)", "", "3", "0", "yyyy"},
                 {KERNEL, "1", "", "3", "0", "nynn"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        open(&blank, cases[i].mask, 0);
        blank.event.summary.nodemask = blank_str(cases[i].policy);
        blank.event.trigger.nodemask = blank_str(cases[i].first_policy);
        blank.event.summary.mems_allowed = blank_str(cases[i].cpuset);
        blank.event.trigger.mems_allowed = blank_str(cases[i].first_cpuset);
        for (int64_t number = 0; number < 4; number++)
            BLANK_ZONE(&blank, number, "Normal", 1000, 1, 1, 1, 2000, 2000);
        const struct reckoning *reckoning = judge(&blank);
        for (size_t number = 0; number < 4; number++) {
            const bool is_open = cases[i].open[number] == 'y';
            if (reckoning->zones[number].eligible != (is_open ? TRI_YES : TRI_NO) ||
                reckoning->zones[number].node_barred == is_open)
                fail_msg("case %zu, node %zu", i, number);
        }
        blank_close(&blank);
    }
}

static void marks_of_a_zone(void **state) {
    (void)state;
    static const struct {
        int64_t free_kb, min_kb, low_kb, high_kb;
        enum below below;
    } zones[] = {{99, 100, 200, 300, BELOW_MIN},         {100, 100, 200, 300, BELOW_LOW},
                 {199, 100, 200, 300, BELOW_LOW},        {200, 100, 200, 300, BELOW_HIGH},
                 {299, 100, 200, 300, BELOW_HIGH},       {300, 100, 200, 300, BELOW_NONE},
                 {150, 100, ABSENT, 300, BELOW_HIGH},    {150, 100, ABSENT, ABSENT, BELOW_NONE},
                 {150, ABSENT, 200, 300, BELOW_UNKNOWN}, {ABSENT, 100, 200, 300, BELOW_UNKNOWN}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        struct blank blank;
        open(&blank, KERNEL, 0);
        BLANK_ZONE(&blank, 0, "Normal", zones[i].free_kb, zones[i].min_kb, zones[i].low_kb, zones[i].high_kb, 2000,
                   2000);
        if (judge(&blank)->zones[0].below != zones[i].below)
            fail_msg("zone %zu", i);
        blank_close(&blank);
    }
}

/* What DMA keeps from a request for HighMem: as many steps of its row as zones with pages lie above it. */
static void steps_to_the_requests_zone(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int64_t node, present_kb, reserve_kb; /* the zone between DMA and HighMem, and what DMA keeps */
    } zones[] = {{"Normal", 0, 4000, 80}, {"Normal", 0, 4, 80},  {"Normal", 0, 0, 40},     {"Normal", 0, ABSENT, 80},
                 {"Normal", 1, 4000, 0},  {"Other", 0, 4000, 0}, {"Movable", 0, 4000, 40}, {"DMA", 0, 4000, 40}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        struct blank blank;
        open(&blank, 0xcc2, 0);
        BLANK_ZONE(&blank, 0, "DMA", 1000, 100, 120, 140, 16000, 16000);
        BLANK_RESERVE(&blank, 0, 10, 10, 20, 20);
        BLANK_ZONE(&blank, zones[i].node, zones[i].name, 1000, 100, 120, 140, zones[i].present_kb, zones[i].present_kb);
        BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
        BLANK_ZONE(&blank, 0, "HighMem", 1000, 100, 120, 140, 4000, 4000);
        BLANK_RESERVE(&blank, 0, 0, 0, 0, 0);
        const struct reckoning *reckoning = judge(&blank);
        if (reckoning->zones[0].reserve_kb != zones[i].reserve_kb)
            fail_msg("zone %zu: %lld", i, (long long)reckoning->zones[0].reserve_kb);
        assert_int_equal(reckoning->zones[2].reserve_kb, 0);
        blank_close(&blank);
    }
}

/* Without a row nothing is known, but that the request's own zone keeps nothing. */
static void rows_that_are_missing(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, KERNEL, 0);
    BLANK_ZONE(&blank, 0, "DMA32", 1000, 100, 120, 140, 16000, 16000);
    BLANK_ZONE(&blank, 0, "Normal", 1000, 100, 120, 140, 16000, 16000);
    const struct zone_state *zones = judge(&blank)->zones;
    assert_true(zones[0].reserve_kb == ABSENT && zones[0].margin_kb == ABSENT);
    assert_int_equal(zones[1].reserve_kb, 0);
    assert_int_equal(zones[1].margin_kb, 900);
    assert_int_equal(zones[1].high_margin_kb, 860);
    assert_true(zones[1].largest_order == ABSENT && zones[1].blocks_of_order_kb == ABSENT);
    blank_close(&blank);
}

/* A reserve of 100 pages closes a zone of 400 kB, by what is managed or, up to 3.8, present. */
static void a_reserve_closes_what_is_no_larger(void **state) {
    (void)state;
    static const struct {
        int64_t present_kb, managed_kb;
        bool closed;
    } zones[] = {
        {900, 400, true}, {900, 404, false}, {400, ABSENT, true}, {404, ABSENT, false}, {ABSENT, ABSENT, false}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        for (int64_t mask = 0xcc0; mask <= 0xcc4; mask += 4) { /* DMA32 keeps nothing from its own requests */
            struct blank blank;
            open(&blank, mask, 0);
            BLANK_ZONE(&blank, 0, "DMA32", 300, 10, 12, 14, zones[i].present_kb, zones[i].managed_kb);
            BLANK_RESERVE(&blank, 0, 100);
            BLANK_ZONE(&blank, 0, "Normal", 1000, 100, 120, 140, 16000, 16000);
            BLANK_RESERVE(&blank, 0, 0);
            if (judge(&blank)->zones[0].closed != (mask == 0xcc0 && zones[i].closed))
                fail_msg("zone %zu", i);
            blank_close(&blank);
        }
}

/* Of 1000 kB free: CMA for what cannot move, and what is kept for atomic requests. */
static void pages_that_do_not_count(void **state) {
    (void)state;
    static const struct {
        int64_t mask, cma_kb, free_atomic_kb, atomic_kb, unusable_kb;
    } zones[] = {{KERNEL, 300, ABSENT, ABSENT, 300},  {HIGHUSER_MOVABLE, 300, ABSENT, ABSENT, 0},
                 {KERNEL, 300, 20, 400, 320},         {HIGHUSER_MOVABLE, 300, ABSENT, 400, 400},
                 {KERNEL, ABSENT, ABSENT, ABSENT, 0}, {KERNEL, 900, 200, 400, 1000},
                 {HIGHUSER_MOVABLE, 300, 0, 400, 0}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        struct blank blank;
        open(&blank, zones[i].mask, 0);
        struct zone *zone = BLANK_ZONE(&blank, 0, "Normal", 1000, 100, 120, 140, 16000, 16000);
        zone->free_cma_kb = zones[i].cma_kb;
        zone->free_highatomic_kb = zones[i].free_atomic_kb;
        zone->reserved_highatomic_kb = zones[i].atomic_kb;
        const struct zone_state *is = judge(&blank)->zones;
        if (is->unusable_kb != zones[i].unusable_kb || is->margin_kb != 1000 - 100 - zones[i].unusable_kb)
            fail_msg("zone %zu", i);
        blank_close(&blank);
    }
}

/* 400 kB are kept for atomic requests: of them no more than what is free. */
static void no_more_than_is_free_does_not_count(void **state) {
    (void)state;
    static const struct {
        int64_t free_kb, unusable_kb;
    } zones[] = {{0, 0}, {4, 4}, {396, 396}, {400, 400}, {404, 400}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        struct blank blank;
        open(&blank, KERNEL, 0);
        BLANK_ZONE(&blank, 0, "Normal", zones[i].free_kb, 100, 120, 140, 16000, 16000)->reserved_highatomic_kb = 400;
        assert_int_equal(judge(&blank)->zones->unusable_kb, zones[i].unusable_kb);
        blank_close(&blank);
    }
}

static void pieces_by_type(void **state) {
    (void)state;
    static const struct {
        int64_t mask, count;
        const char *types;
        bool usable;
    } blocks[] = {{KERNEL, 1, "", true},
                  {KERNEL, 0, "", false},
                  {KERNEL, -1, "U", false},
                  {KERNEL, 1, "U", true},
                  {KERNEL, 1, "M", true},
                  {KERNEL, 1, "E", true},
                  {KERNEL, 1, "R", true},
                  {KERNEL, 1, "H", false},
                  {KERNEL, 1, "I", false},
                  {KERNEL, 1, "C", false},
                  {KERNEL, 1, "CU", true},
                  {HIGHUSER_MOVABLE, 1, "C", true},
                  {HIGHUSER_MOVABLE, 1, "HI", false}};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        struct blank blank;
        open(&blank, blocks[i].mask, 1);
        BLANK_ZONE(&blank, 0, "Normal", 1000, 100, 120, 140, 16000, 16000);
        blank_buddy(&blank, 100, 4, "U");
        blank_buddy(&blank, blocks[i].count, 8, blocks[i].types);
        blank_buddy(&blank, 3, 16, "H");
        const struct zone_state *is = judge(&blank)->zones;
        if (is->largest_order != (blocks[i].usable ? 1 : 0) || is->blocks_of_order_kb != (blocks[i].usable ? 8 : 0))
            fail_msg("block %zu", i);
        blank_close(&blank);
    }
    struct blank blank;
    open(&blank, KERNEL, 1);
    BLANK_ZONE(&blank, 0, "Normal", 1000, 100, 120, 140, 16000, 16000);
    blank_buddy(&blank, 0, 4, "");
    blank_buddy(&blank, 0, 8, "");
    assert_int_equal(judge(&blank)->zones[0].largest_order, -1);
    blank_close(&blank);
}

/* More above high than figures of different moments may differ: 2 % of a small zone, 8000 kB of a larger one, 0.5 % of
 * one of 2 GB. */
static void room_is_more_than_slack(void **state) {
    (void)state;
    static const struct {
        int64_t size_kb, slack_kb;
    } zones[] = {{100000, 2000}, {400000, 8000}, {1000000, 8000}, {1600000, 8000}, {2000000, 10000}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        for (int64_t more = 0; more < 2; more++) {
            struct blank blank;
            const int64_t size_kb = zones[i].size_kb;
            open(&blank, HIGHUSER_MOVABLE, 0);
            BLANK_ZONE(&blank, 0, "Normal", 3000 + zones[i].slack_kb + more, 1000, 2000, 3000, size_kb, size_kb);
            BLANK_RESERVE(&blank, 0, 0, 0);
            if ((judge_whole(&blank)->shortage == SHORTAGE_EXHAUSTED) != (more == 0))
                fail_msg("zone of %lld kB", (long long)size_kb);
            blank_close(&blank);
        }
}

/* CMA counts as what was short where it is half of what is free. */
static void cma_is_half_of_what_is_free(void **state) {
    (void)state;
    static const struct {
        int64_t free_kb, cma_kb;
        enum shortage shortage;
    } zones[] = {{60000, 30000, SHORTAGE_CMA},
                 {60000, 29996, SHORTAGE_EXHAUSTED},
                 {48000, 47996, SHORTAGE_EXHAUSTED},
                 {48004, 47996, SHORTAGE_CMA}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        struct blank blank;
        open(&blank, KERNEL, 0);
        BLANK_ZONE(&blank, 0, "Normal", zones[i].free_kb, 40000, 40000, 40000, 1000000, 400100)->free_cma_kb =
            zones[i].cma_kb;
        BLANK_RESERVE(&blank, 0, 0, 0);
        if (judge(&blank)->shortage != zones[i].shortage) /* 2 % of 400100 kB are 8000: 48000 is no room */
            fail_msg("zone %zu: %d", i, (int)blank.reckoning.shortage);
        blank_close(&blank);
    }
}

static void set_beside_highmem(struct blank *blank, int64_t normal_free_kb, int64_t highmem_free_kb) {
    blank_open(blank);
    blank->event.identity.release = STR("5.10.0");
    BLANK_ZONE(blank, 0, "DMA", 3000, 68, 84, 100, 15992, 15916);
    BLANK_RESERVE(blank, 0, 825, 1947, 825);
    BLANK_ZONE(blank, 0, "Normal", normal_free_kb, 7732, 8460, 9188, 890872, 844828);
    BLANK_RESERVE(blank, 0, 0, 8980, 0);
    BLANK_ZONE(blank, 0, "HighMem", highmem_free_kb, 512, 1636, 2764, 1149448, 1149448);
    BLANK_RESERVE(blank, 0, 0, 0, 0);
}

/* The opening line is lost: Normal is below a mark, HighMem is not. */
static void a_request_is_told_by_what_was_short(void **state) {
    (void)state;
    static const struct {
        int64_t normal_kb, highmem_kb;
        bool inferred;
    } machines[] = {{9187, 1074176, true},   {9188, 1074176, false},      {3948, 1074176, true},
                    {3948, 2764, false},     {3948, 2764 + 57472, false}, {3948, 2764 + 57473, true},
                    {ABSENT, 1074176, false}};
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        struct blank blank;
        set_beside_highmem(&blank, machines[i].normal_kb, machines[i].highmem_kb);
        const struct reckoning *reckoning = judge(&blank);
        if (reckoning->request_inferred != machines[i].inferred)
            fail_msg("machine %zu", i);
        assert_int_equal(reckoning->zones[2].eligible, machines[i].inferred ? TRI_NO : TRI_UNKNOWN);
        blank.event.trigger.lines = (struct span){1, 1};
        assert_false(judge(&blank)->request_inferred);
        blank.event.trigger.lines = (struct span){0, 0};
        blank.event.trigger.sysrq_line = 1;
        assert_false(judge(&blank)->request_inferred);
        blank.event.trigger.sysrq_line = 0;
        blank.event.summary.constraint = STR("CONSTRAINT_MEMCG");
        blank.event.summary.line = 9;
        assert_false(judge(&blank)->request_inferred);
        blank_close(&blank);
    }
    struct blank blank;
    set_beside_highmem(&blank, 3948, 1074176);
    blank.zones[1].name = STR("DMA32"); /* without Normal nothing shows it */
    assert_false(judge(&blank)->request_inferred);
    blank_close(&blank);
}

/* "gfp_mask=0x0": every zone above its high mark, its reserve and the slack of 8000 kB; what is closed does not count.
 */
static void room_for_every_request(void **state) {
    (void)state;
    static const struct {
        int64_t free_kb, reserve_pages, dma_reserve_pages, dma_present_kb;
        bool is;
    } machines[] = {{26005, 3000, 4000, 15992, true}, {26004, 3000, 4000, 15992, false}, {14005, 0, 4000, 15992, true},
                    {14004, 0, 4000, 15992, false},   {26005, 3000, 0, 16384, true},     {26005, 3000, 0, 16385, false},
                    {26005, 3000, 5000, 20000, true}, {26005, 3000, 4999, 20000, false}};
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        struct blank blank;
        open(&blank, 0, 0);
        const int64_t dma_kb = machines[i].dma_present_kb;
        BLANK_ZONE(&blank, 0, "DMA", 60, 68, 84, 100, dma_kb, dma_kb);
        BLANK_RESERVE(&blank, 0, machines[i].dma_reserve_pages, 10);
        BLANK_ZONE(&blank, 0, "DMA32", machines[i].free_kb, 4000, 5000, 6004, 1000000, 1000000);
        BLANK_RESERVE(&blank, 0, machines[i].reserve_pages, 0);
        BLANK_ZONE(&blank, 0, "Normal", 100000, 4000, 5000, 6000, 200000, 200000);
        BLANK_RESERVE(&blank, 0, 0, 0);
        const enum shortage is = judge_whole(&blank)->shortage;
        if (is != (machines[i].is ? SHORTAGE_NONE : SHORTAGE_UNKNOWN))
            fail_msg("machine %zu: %d", i, (int)is);
        blank_close(&blank);
    }
    struct blank blank;
    open(&blank, 0, 0);
    BLANK_ZONE(&blank, 0, "DMA", 3000, 68, 84, 100, 15992, 15916);
    assert_int_equal(judge_whole(&blank)->shortage, SHORTAGE_UNKNOWN); /* nothing but a zone that is closed to most */
    blank_close(&blank);
}

/* The zones are lost, a quarter of 1000000 kB is free, and a page fault failed elsewhere. */
static void plenty_without_zones(void **state) {
    (void)state;
    static const struct {
        int64_t mask, order, free, swap_free_kb;
        bool is;
    } machines[] = {{0, 0, 62500, 4000, true},       {0, 0, 62499, 4000, false}, {1, 0, 62500, 4000, false},
                    {KERNEL, 0, 62500, 4000, false}, {0, 1, 62500, 4000, false}, {0, 0, 62500, 0, false}};
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        struct blank blank;
        open(&blank, machines[i].mask, machines[i].order);
        blank_counter(&blank, "free", machines[i].free);
        blank_counter(&blank, "active_file", 50000);
        blank_totals(&blank, 250000, 0);
        blank_swap(&blank, machines[i].swap_free_kb, 4000);
        const enum shortage is = judge(&blank)->shortage;
        if ((is == SHORTAGE_NONE) != machines[i].is)
            fail_msg("machine %zu: %d", i, (int)is);
        blank_close(&blank);
    }
}

/* Of a cgroup the host's zones are no evidence, nor are they where the size of the piece is lost. */
static void zones_that_prove_nothing(void **state) {
    (void)state;
    struct blank blank;
    open(&blank, HIGHUSER_MOVABLE, ABSENT);
    BLANK_ZONE(&blank, 0, "Normal", 600000, 8000, 9000, 10000, 1000000, 950000);
    BLANK_RESERVE(&blank, 0, 0, 0);
    assert_int_equal(judge_whole(&blank)->shortage, SHORTAGE_UNKNOWN);
    blank.event.trigger.order = 0;
    assert_int_equal(judge(&blank)->shortage, SHORTAGE_NONE);
    blank.event.summary.constraint = STR("CONSTRAINT_MEMCG");
    blank.event.summary.line = 9;
    assert_int_equal(judge(&blank)->shortage, SHORTAGE_UNKNOWN);
    blank_close(&blank);
}

/* One open zone of two lacks its figures: it may have had room. */
static void a_zone_without_figures(void **state) {
    (void)state;
    for (int lost = 0; lost < 2; lost++) {
        struct blank blank;
        open(&blank, HIGHUSER_MOVABLE, 0);
        BLANK_ZONE(&blank, 0, "DMA32", 1000, 8000, 9000, 10000, 1000000, 950000);
        BLANK_RESERVE(&blank, 0, 100);
        BLANK_ZONE(&blank, 0, "Normal", lost ? ABSENT : 1000, 8000, 9000, 10000, 1000000, 950000);
        BLANK_RESERVE(&blank, 0, 0);
        assert_int_equal(judge(&blank)->shortage, lost ? SHORTAGE_UNKNOWN : SHORTAGE_EXHAUSTED);
        blank_close(&blank);
    }
}

/* A boost of more than four times the distance of low, and of the rounding to pages of three times 64 kB. */
static void steady_marks(void **state) {
    (void)state;
    static const struct {
        int64_t min_kb, low_kb, boost_kb, steady_kb;
    } zones[] = {{480, 552, ABSENT, 480},   {481, 553, ABSENT, 288},      {481, 553, 1, 480},
                 {481, 553, 0, 288},        {100, 125, 200, 0},           {1000, 1000, ABSENT, 1000},
                 {1000, 900, ABSENT, 1000}, {1000, ABSENT, ABSENT, 1000}, {1000, 1001, ABSENT, 4},
                 {196, 197, ABSENT, 196},   {197, 198, ABSENT, 4},        {0, 0, 0, 0}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        const struct zone zone = {.min_kb = zones[i].min_kb, .low_kb = zones[i].low_kb, .boost_kb = zones[i].boost_kb};
        if (watermarks_steady_min_kb(&zone) != zones[i].steady_kb)
            fail_msg("zone %zu", i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exhausted),
        cmocka_unit_test(room_beside_lost_figures),
        cmocka_unit_test(boost),
        cmocka_unit_test(lowmem),
        cmocka_unit_test(a_zone_that_was_not_built),
        cmocka_unit_test(free_memory_elsewhere_is_room),
        cmocka_unit_test(page_cache_elsewhere_is_room),
        cmocka_unit_test(what_may_be_swapped_out_elsewhere_is_room),
        cmocka_unit_test(highmem_request_has_room),
        cmocka_unit_test(hidden_highmem),
        cmocka_unit_test(a_hidden_node),
        cmocka_unit_test(so_much_is_hidden_room),
        cmocka_unit_test(fragmented),
        cmocka_unit_test(fragmented_in_pairs),
        cmocka_unit_test(pieces_that_are_not_listed),
        cmocka_unit_test(pieces_between_the_marks),
        cmocka_unit_test(a_piece_needs_its_own_size_above_the_mark),
        cmocka_unit_test(pieces_of_cma_do_not_pass_the_halved_mark),
        cmocka_unit_test(pieces_behind_the_reserve),
        cmocka_unit_test(protections),
        cmocka_unit_test(protections_that_are_cut),
        cmocka_unit_test(protections_by_request),
        cmocka_unit_test(pieces_count_where_there_is_room),
        cmocka_unit_test(blocks_of_the_wrong_type),
        cmocka_unit_test(exhausted_at_order_1),
        cmocka_unit_test(room),
        cmocka_unit_test(node),
        cmocka_unit_test(cma),
        cmocka_unit_test(damaged_reserve),
        cmocka_unit_test(without_a_mask_nothing_is_claimed),
        cmocka_unit_test(page_fault_without_a_mask),
        cmocka_unit_test(page_fault_and_the_isa_zone),
        cmocka_unit_test(node_lists),
        cmocka_unit_test(zones_by_request),
        cmocka_unit_test(nodes_by_policy_and_cpuset),
        cmocka_unit_test(marks_of_a_zone),
        cmocka_unit_test(steps_to_the_requests_zone),
        cmocka_unit_test(rows_that_are_missing),
        cmocka_unit_test(a_reserve_closes_what_is_no_larger),
        cmocka_unit_test(pages_that_do_not_count),
        cmocka_unit_test(no_more_than_is_free_does_not_count),
        cmocka_unit_test(pieces_by_type),
        cmocka_unit_test(room_is_more_than_slack),
        cmocka_unit_test(cma_is_half_of_what_is_free),
        cmocka_unit_test(a_request_is_told_by_what_was_short),
        cmocka_unit_test(room_for_every_request),
        cmocka_unit_test(plenty_without_zones),
        cmocka_unit_test(zones_that_prove_nothing),
        cmocka_unit_test(a_zone_without_figures),
        cmocka_unit_test(steady_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
