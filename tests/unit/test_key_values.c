/* Lists of key:value, counters, totals, statistics, and the lines of nodes and zones: whole, cut and damaged.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "followed.h"
#include "kernel/key_values.h"
#include "kernel/mem_info.h"
#include "kernel/tables.h"
#include "model/limits.h"

static struct event *event;
static struct zones zones;

static int set_up(void **state) {
    (void)state;
    event = builder_new();
    zones = (struct zones)ZONES_INIT;
    return event ? 0 : 1;
}

static int tear_down(void **state) {
    (void)state;
    event_free(event);
    return 0;
}

static bool take(const char *text) {
    static int64_t line;
    line++;
    return zones_line(&zones, event, followed(text, (size_t)line % FOLLOWERS), line);
}

static struct zone *zone(size_t index) {
    assert_true(index < event->memory.zone_count);
    return &event->memory.zones[index];
}

#define assert_str(view, text) assert_true(str_equal((view), STR(text)))
#define assert_absent(value) assert_true((value) == ABSENT)

/* seeds: mysqld, 2.6.32 */
static void counters_of_2_6_32(void **state) {
    (void)state;
    const struct counters *counters = &event->memory.counters;
    assert_true(mem_info_counters(event, STR("active_anon:285005 inactive_anon:95530 isolated_anon:6"), 21));
    assert_true(mem_info_counters(event, STR(" free:3338 slab_reclaimable:3139 slab_unreclaimable:7278"), 24));
    assert_int_equal(counters->active_anon.value, 285005);
    assert_int_equal(counters->active_anon.line, 21);
    assert_int_equal(counters->slab_unreclaimable.value, 7278);
    assert_absent(counters->free_pcp.value);
    assert_int_equal(counters->lines.first, 21);
    assert_int_equal(counters->lines.last, 24);
}

static void counters_of_other_ages(void **state) {
    (void)state;
    const struct counters *counters = &event->memory.counters;
    assert_true(mem_info_counters(event, STR("Active:1234 inactive:56 dirty:7 writeback:0 unstable:0"), 1));
    assert_true(mem_info_counters(event, STR(" free:9 slab:8 mapped:7 pagetables:6 bounce:0"), 2));
    assert_int_equal(counters->active.value, 1234);
    assert_int_equal(counters->inactive.value, 56);
    assert_int_equal(counters->slab.value, 8);
    assert_true(mem_info_counters(event, STR("Active_anon:11 active_file:12 inactive_anon:13"), 3));
    assert_int_equal(counters->active_anon.value, 11);
    assert_true(mem_info_counters(event, STR("sec_pagetables:3 bounce:0 brand_new_counter:77"), 4));
    assert_int_equal(counters->sec_pagetables.value, 3);
    assert_int_equal(counters->others.count, 1);
    assert_str(counters->others.items[0].name, "brand_new_counter");
    assert_int_equal(counters->others.items[0].value, 77);
}

static void other_lists_are_no_counters(void **state) {
    (void)state;
    assert_false(mem_info_counters(event, STR("inactive_anon:2156620kB active_file:0kB"), 1));
    assert_false(mem_info_counters(event, STR("free: 12 of 13"), 1));
    assert_false(mem_info_counters(event, STR("slab corruption in kmalloc-64"), 1));
    assert_false(mem_info_counters(event, STR("usb:1 port:2 speed:480"), 1));
}

static void totals_by_their_words(void **state) {
    (void)state;
    const struct totals *totals = &event->memory.totals;
    assert_true(mem_info_totals(event, STR("61078 total pagecache pages"), 1));
    assert_true(mem_info_totals(event, STR("30126 pages in swap cache"), 2));
    assert_true(
        mem_info_totals(event, STR("Swap cache stats: add 6068560, delete 6038434, find 37512173/37888994"), 3));
    assert_true(mem_info_totals(event, STR("Free swap  = 0kB"), 4));
    assert_true(mem_info_totals(event, STR("Total swap = 4184924kB"), 5));
    assert_true(mem_info_totals(event, STR("507232 pages RAM"), 6));
    assert_true(mem_info_totals(event, STR("9901 pages reserved"), 7));
    assert_true(mem_info_totals(event, STR("486346 pages non-shared"), 8));
    assert_int_equal(totals->pagecache_pages.value, 61078);
    assert_int_equal(totals->swapcache_pages.value, 30126);
    assert_int_equal(totals->swapcache_add.value, 6068560);
    assert_int_equal(totals->swapcache_delete.value, 6038434);
    assert_int_equal(totals->swapcache_find_success.value, 37512173);
    assert_int_equal(totals->swapcache_find_total.value, 37888994);
    assert_int_equal(totals->swap_free_kb.value, 0);
    assert_int_equal(totals->swap_total_kb.value, 4184924);
    assert_int_equal(totals->swap_total_kb.line, 5);
    assert_int_equal(totals->ram_pages.value, 507232);
    assert_int_equal(totals->reserved_pages.value, 9901);
    assert_int_equal(totals->non_shared_pages.value, 486346);
    assert_true(mem_info_totals(event, STR("Free swap:       1044184kB"), 9));
    assert_int_equal(totals->swap_free_kb.value, 1044184);
    assert_true(mem_info_totals(event, STR("Free swap  = -12kB"), 9));
    assert_int_equal(totals->swap_free_kb.value, -12);
    assert_true(mem_info_totals(event, STR("131052 pages of RAM"), 10));
    assert_int_equal(totals->ram_pages.value, 131052);
    assert_false(mem_info_totals(event, STR("12 bottles of beer"), 11));
    assert_true(mem_info_totals(event, STR("Total swap = 41849"), 12)); /* cut: the figure may have gone on */
    assert_int_equal(totals->swap_total_kb.value, 4184924);
}

static void zone_of_2_6_32_cut_by_syslog(void **state) {
    (void)state;
    assert_true(take("Node 0 DMA free:7784kB min:40kB low:48kB high:60kB active_anon:2632kB inactive_anon:2960kB "
                     "active_file:4kB inactive_file:0kB unevictable:0kB isolated(anon):0kB isolated(file):84kB pre"));
    assert_int_equal(zone(0)->node, 0);
    assert_str(zone(0)->name, "DMA");
    assert_int_equal(zone(0)->free_kb, 7784);
    assert_int_equal(zone(0)->isolated_file_kb, 84);
    assert_absent(zone(0)->present_kb);
    assert_absent(zone(0)->boost_kb);
    assert_int_equal(event->warning_count, 1);
    assert_true(take("lowmem_reserve[]: 0 1938 1938 1938"));
    assert_int_equal(zone(0)->lowmem_reserve_count, 4);
    assert_int_equal(zone(0)->lowmem_reserve[1], 1938);
}

/* "inactive_anon:204" may be the beginning of 204800kB: a figure in kB counts only with its unit. */
static void a_cut_figure_is_dropped(void **state) {
    (void)state;
    assert_true(take("Node 0 DMA32 free:5568kB min:5612kB low:7012kB high:8416kB active_anon:113738"));
    assert_int_equal(zone(0)->high_kb, 8416);
    assert_absent(zone(0)->active_anon_kb);
    assert_true(take("Node 0 Normal free:9k"));
    assert_int_equal(zone(1)->free_kb, 9);
}

static void zone_of_7_2(void **state) {
    (void)state;
    assert_true(
        take("Node 0 DMA32 free:2544kB boost:4228kB min:6112kB low:6580kB high:7048kB reserved_highatomic:0KB "
             "free_highatomic:12KB active_anon:7944kB inactive_anon:205968kB active_file:24kB inactive_file:12kB "
             "unevictable:132kB writepending:1kB zspages:8kB present:261992kB managed:228664kB mlocked:132kB "
             "bounce:0kB free_pcp:4kB local_pcp:2kB free_cma:16kB new_thing:5kB"));
    assert_int_equal(zone(0)->boost_kb, 4228);
    assert_int_equal(zone(0)->free_highatomic_kb, 12);
    assert_int_equal(zone(0)->zspages_kb, 8);
    assert_int_equal(zone(0)->managed_kb, 228664);
    assert_int_equal(zone(0)->free_cma_kb, 16);
    assert_int_equal(zone(0)->others.count, 1);
    assert_str(zone(0)->others.items[0].name, "new_thing");
    assert_int_equal(event->warning_count, 0);
}

static void zones_without_a_node(void **state) {
    (void)state;
    assert_true(take("DMA free:3548kB min:68kB low:84kB high:100kB active:0kB inactive:12kB present:16384kB "
                     "pages_scanned:77 all_unreclaimable? yes"));
    assert_true(take("protections[]: 0 0 0"));
    assert_true(take("HighMem free:512kB min:512kB low:640kB high:768kB active:1kB inactive:2kB present:131008kB "
                     "pages_scanned:0 all_unreclaimable? no"));
    assert_absent(zone(0)->node);
    assert_int_equal(zone(0)->active_kb, 0);
    assert_int_equal(zone(0)->inactive_kb, 12);
    assert_int_equal(zone(0)->pages_scanned, 77);
    assert_int_equal(zone(0)->all_unreclaimable, 1);
    assert_int_equal(zone(0)->lowmem_reserve_count, 3);
    assert_str(zone(1)->name, "HighMem");
    assert_int_equal(zone(1)->all_unreclaimable, 0);
    assert_true(take("HighMem: empty"));
}

static void nodes(void **state) {
    (void)state;
    assert_true(take("Node 1 active_anon:576kB inactive_anon:16104332kB active_file:180kB inactive_file:4kB "
                     "unevictable:0kB isolated(anon):0kB isolated(file):8kB mapped:544kB dirty:132kB writeback:0kB "
                     "shmem:25480kB shmem_thp: 0kB shmem_pmdmapped: 4kB anon_thp: 6144kB writeback_tmp:0kB "
                     "kernel_stack:2400kB pagetables:34kB sec_pagetables:0kB all_unreclaimable? yes Balloon:12kB"));
    const struct node *node = &event->memory.nodes[0];
    assert_int_equal(event->memory.node_count, 1);
    assert_int_equal(node->node, 1);
    assert_int_equal(node->inactive_anon_kb, 16104332);
    assert_int_equal(node->isolated_file_kb, 8);
    assert_int_equal(node->anon_thp_kb, 6144);
    assert_int_equal(node->all_unreclaimable, 1);
    assert_int_equal(node->balloon_kb, 12);
    assert_absent(node->gpu_active_kb);
    assert_true(take("Node 1 hugepages_total=512 hugepages_free=3 hugepages_surp=2 hugepages_size=2048kB"));
    assert_int_equal(event->memory.hugepages_count, 1);
    assert_int_equal(event->memory.hugepages[0].node, 1);
    assert_int_equal(event->memory.hugepages[0].total, 512);
    assert_int_equal(event->memory.hugepages[0].surplus, 2);
    assert_int_equal(event->memory.hugepages[0].size_kb, 2048);
}

/* 12*4 + 3*8 + 50*16 + 25*32 + 4*64 + 4*128 + 5*256 + 2*512 + 1024 + 2048 = 7816 */
static void buddy_lists(void **state) {
    (void)state;
    assert_true(take("Node 0 DMA free:7784kB min:40kB low:48kB high:60kB"));
    assert_true(take("Node 0 DMA: 12*4kB 3*8kB 50*16kB 25*32kB 4*64kB 4*128kB 5*256kB 2*512kB 1*1024kB 1*2048kB "
                     "0*4096kB = 7816kB"));
    assert_int_equal(event->memory.zone_count, 1);
    assert_int_equal(zone(0)->buddy_count, 11);
    assert_int_equal(zone(0)->buddy[2].count, 50);
    assert_int_equal(zone(0)->buddy[2].size_kb, 16);
    assert_int_equal(zone(0)->buddy_total_kb, 7816);
    assert_int_equal(event->warning_count, 0);
    assert_true(take("Node 0 DMA32: 1*4kB (UME) 0*8kB 2*16kB (M) = 40kB")); /* 4 + 32 = 36 */
    assert_str(zone(1)->buddy[0].types, "UME");
    assert_int_equal(zone(1)->buddy[1].types.len, 0);
    assert_int_equal(event->warning_count, 1);
}

/* Of damaged figures: what is past 64 bits adds up to nothing, whatever is left without it, or beyond it. */
static void buddy_lists_past_64_bits(void **state) {
    (void)state;
    static const char *const lists[] = {
        "3*4kB 9223372036854775807*8kB = 12kB",                               /* a product: 12 without it */
        "9223372036854775807*4kB 2*8kB = 16kB",                               /* the first: 16 without it */
        "9223372036854775807*1kB 1*2kB 2305843009213693951*4kB 1*8kB = 5kB"}; /* the sum: 2^64 + 5 */
    char line[128];
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        snprintf(line, sizeof line, "Node %zu DMA: %s", i, lists[i]);
        assert_true(take(line));
        assert_int_equal(event->warning_count, i + 1);
    }
    assert_true(take("Node 9 DMA: 9223372036854775807*1kB = 9223372036854775807kB")); /* 2^63 - 1 is the most */
    assert_int_equal(event->warning_count, sizeof lists / sizeof *lists);
}

static void torn_buddy_lists(void **state) {
    (void)state;
    assert_true(take("Node 0 DMA: 5*4kB (U) 3*8kB "));
    assert_absent(zone(0)->buddy_total_kb);
    assert_true(take(" 2*16kB (M) 1*32kB = 108kB")); /* 20 + 24 + 32 + 32 */
    assert_int_equal(zone(0)->buddy_count, 4);
    assert_int_equal(zone(0)->buddy_total_kb, 108);
    assert_int_equal(event->warning_count, 0);
    assert_false(take(" 2*16kB (M) = 32kB"));                      /* nothing is torn now */
    assert_true(take("Normal: 1*4kB (M) 0*8kB 0* 16384kB = 4kB")); /* a mailer's blank */
    assert_int_equal(zone(1)->buddy[2].size_kb, 16384);
    assert_true(take("DMA: 1*64kB (U) 0*128kB = 6")); /* cut: 64kB it was */
    assert_absent(zone(2)->buddy_total_kb);
}

static void doubled_lines_say_nothing_new(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_true(take("Node 0 DMA free:36kB min:4kB low:5kB high:6kB"));
        assert_true(take("lowmem_reserve[]: 0 7"));
        assert_true(take("Node 0 DMA: 1*4kB (U) 2*16kB (M) = 36kB"));
    }
    assert_int_equal(event->memory.zone_count, 1);
    assert_int_equal(zone(0)->lowmem_reserve_count, 2);
    assert_int_equal(zone(0)->buddy_count, 2);
    assert_int_equal(event->warning_count, 0);
}

static void per_cpu_lists(void **state) {
    (void)state;
    assert_true(take("Node 0 DMA32 per-cpu:"));
    assert_true(take("CPU    0: hi:  186, btch:  31 usd: 178"));
    assert_true(take("CPU    1: hi:  186, btch:  31 usd:  60"));
    assert_int_equal(zone(0)->percpu_pages, 238);
    assert_true(take("HighMem per-cpu:"));
    assert_true(take("CPU    0: Hot: hi:  186, btch:  31 usd:  12   Cold: hi:   62, btch:  15 usd:   3"));
    assert_int_equal(zone(1)->percpu_pages, 15);
    assert_true(take("Normal per-cpu:"));
    assert_true(take("cpu 0 hot: low 0, high 186, batch 31 used:29"));
    assert_true(take("cpu 0 cold: low 0, high 62, batch 15 used:58"));
    assert_int_equal(zone(2)->percpu_pages, 87);
}

/* lore: "min:99395541895224kB low:73886371836733356kB": kept as printed, and said */
static void absurd_figures_are_kept_and_named(void **state) {
    (void)state;
    assert_true(
        take("Node 0 Normal free:193448kB min:99395541895224kB low:73886371836733356kB high:147673348131571488kB"));
    assert_true(zone(0)->min_kb == 99395541895224);
    assert_int_equal(event->warning_count, 1);
    assert_true(take("Node 0 DMA free:99999999999999999999999kB min:1kB low:2kB high:3kB"));
    assert_absent(zone(1)->free_kb);
    assert_int_equal(zone(1)->high_kb, 3);
    assert_int_equal(event->warning_count, 2);
    assert_true(take("Node 0 DMA32 free:1kB min:9kB low:8kB high:7kB"));
    assert_int_equal(event->warning_count, 3);
}

static void statistics(void **state) {
    (void)state;
    struct cgroup_stats stats[2] = {0};
    event->cgroup.stats = stats;
    event->cgroup.stats_count = 1;
    assert_true(tables_statistic(event, STR("anon 536346624"), 5));
    assert_true(tables_statistic(event, STR("workingset_refault_anon 5287"), 6));
    assert_false(tables_statistic(event, STR("anon"), 7));
    assert_false(tables_statistic(event, STR("anon 12 13"), 7));
    assert_false(tables_statistic(event, STR("anon = 12"), 7));
    assert_false(tables_statistic(event, STR("anon 12kB"), 7));
    assert_false(tables_statistic(event, STR("Tasks state (memory values in pages):"), 7));
    assert_int_equal(stats[0].values.count, 2);
    assert_int_equal(stats[0].values.items[0].value, 536346624);
    event->cgroup.stats_count = 2;
    tables_statistics(event, &stats[1], STR("cache:844KB rss:521136KB swap:-4KB inactive_anon:12"), 8);
    assert_true(stats[1].one_line);
    assert_true(stats[1].cut);
    assert_int_equal(stats[1].values.count, 3);
    assert_int_equal(stats[1].values.items[1].value, 521136 * 1024);
    assert_int_equal(stats[1].values.items[2].value, -4096);
}

static void foreign_lines_are_no_zones(void **state) {
    (void)state;
    static const char *const lines[] = {"Backtrace:",
                                        "Tainted: P",
                                        "Call Trace:",
                                        "RSP: 002b:00007ffc18ab7fe0 EFLAGS: 00010202",
                                        "CPU: 1 PID: 5241 Comm: a Not tainted 5.3.0 #1",
                                        "Modules linked in: xfs ext4",
                                        "XFS (sda1): writeback error on sector 90663248",
                                        "DMA-API: cacheline tracking",
                                        "Normal people drink tea",
                                        "Node 0 is down",
                                        "1 2 3"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_false(take(lines[i]));
    assert_int_equal(event->memory.zone_count, 0);
    assert_int_equal(event->memory.node_count, 0);
}

/* No processor addresses more than 2^52 bytes, 4398046511104 kB; min <= low <= high; a zone holds more than min. */
static void watermarks_that_cannot_be(void **state) {
    (void)state;
    static const struct {
        const char *marks;
        size_t warnings;
    } lines[] = {{"min:4398046511104kB low:4398046511104kB high:4398046511104kB", 0},
                 {"min:4398046511105kB low:4398046511105kB high:4398046511105kB", 1},
                 {"min:1kB low:1kB high:4398046511105kB", 1},
                 {"min:1kB low:4398046511105kB", 1},
                 {"min:4398046511105kB", 1},
                 {"min:1kB low:1kB high:1kB", 0},
                 {"min:2kB low:1kB high:3kB", 1},
                 {"min:1kB low:3kB high:2kB", 1},
                 {"min:2kB low:1kB", 0},
                 {"min:2kB high:1kB", 0},
                 {"min:9kB low:9kB high:9kB present:9kB", 0},
                 {"min:10kB low:10kB high:10kB present:9kB", 1},
                 {"min:10kB low:10kB high:10kB present:0kB", 0}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[256];
        const size_t before = event->warning_count;
        snprintf(text, sizeof text, "Node %d DMA free:1kB %s", (int)i, lines[i].marks);
        assert_true(take(text));
        if (event->warning_count - before != lines[i].warnings)
            fail_msg("%s: %zu warnings", text, event->warning_count - before);
    }
}

/* Terms and reserves that no kernel has are left out; figures that overflow do not add up. */
static void lists_longer_than_any_kernels(void **state) {
    (void)state;
    char text[4096] = "DMA: ";
    for (int i = 0; i < LIMIT_BUDDIES + 3; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "1*%dkB ", i + 1);
    assert_true(take(text));
    assert_int_equal(zone(0)->buddy_count, LIMIT_BUDDIES);
    assert_true(take("DMA free:1kB"));
    strcpy(text, "lowmem_reserve[]:");
    for (int i = 0; i < LIMIT_RESERVES + 3; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), " %d", i);
    assert_true(take(text));
    assert_int_equal(zone(0)->lowmem_reserve_count, LIMIT_RESERVES);
    assert_int_equal(zone(0)->lowmem_reserve[LIMIT_RESERVES - 1], LIMIT_RESERVES - 1);
    const size_t warnings = event->warning_count;
    assert_true(take("Normal: 9223372036854775807*4kB = 4kB"));
    assert_int_equal(event->warning_count, warnings + 1);
    assert_true(take("HighMem: 4611686018427387904*1kB 4611686018427387904*2kB = 4kB"));
    assert_int_equal(event->warning_count, warnings + 2);
    assert_true(take("Movable: 9223372036854775807*1kB 0*2kB = 9223372036854775807kB"));
    assert_int_equal(event->warning_count, warnings + 2);
}

/* Of more nodes than any machine has, and of more zones, the first are kept. */
static void nodes_and_zones_beyond_the_bound(void **state) {
    (void)state;
    char text[64];
    for (int i = 0; i < LIMIT_NODES + 2; i++) {
        snprintf(text, sizeof text, "Node %d active_anon:1kB inactive_anon:2kB", i);
        assert_true(take(text));
    }
    for (int i = 0; i < LIMIT_ZONES + 2; i++) {
        snprintf(text, sizeof text, "Node %d Normal: 1*4kB = 4kB", i);
        assert_true(take(text));
    }
    assert_int_equal(event->memory.node_count, LIMIT_NODES);
    assert_int_equal(event->memory.zone_count, LIMIT_ZONES);
    assert_int_equal(event->memory.nodes[LIMIT_NODES - 1].node, LIMIT_NODES - 1);
    assert_true(event->warning_count > 0);
}

/* A reserve, a torn list and figures of processors belong to the zone before them, and to none where there was none. */
static void lines_that_follow_a_zone(void **state) {
    (void)state;
    assert_true(take("lowmem_reserve[]: 0 1"));
    assert_false(take("CPU    0: hi:  186, btch:  31 usd: 178"));
    assert_false(take("cpu 0 hot: low 0, high 186, batch 31 used:29"));
    assert_false(take(" 1*4kB = 4kB"));
    assert_int_equal(event->memory.zone_count, 0);
    assert_true(take("Node 0 DMA free:1kB"));
    assert_true(take("Node 1 DMA free:2kB"));
    assert_true(take("lowmem_reserve[]: 0 7"));
    assert_int_equal(zone(0)->lowmem_reserve_count, 0);
    assert_int_equal(zone(1)->lowmem_reserve[1], 7);
    assert_true(take("Node 0 DMA per-cpu:"));
    assert_true(take("CPU    0: hi:  186, btch:  31 usd: 178"));
    assert_int_equal(zone(0)->percpu_pages, 178);
    assert_absent(zone(1)->percpu_pages);
    assert_int_equal(zone(0)->percpu_lines.first + 1, zone(0)->percpu_lines.last);
    assert_true(take("CPU    1: hi:  186, btch:  31"));
    assert_int_equal(zone(0)->percpu_pages, 178);
    assert_true(take("Node 0 DMA: 1*4kB"));
    assert_true(take("1*8kB = 12kB"));
    assert_int_equal(zone(0)->buddy_total_kb, 12);
    assert_int_equal(event->warning_count, 0);
    assert_true(take("Node 0 DMA: "));
    assert_false(take("Node 0 Normal: "));
}

static void pools_of_huge_pages(void **state) {
    (void)state;
    assert_true(take("Node 0 hugepages_total=5 hugepages_free=3 hugepages_surp=2 hugepages_size=2048kB"));
    assert_true(take("Node 0 hugepages_total=7 hugepages_free=3 hugepages_surp=2 hugepages_size=2048kB"));
    assert_true(take("Node 0 hugepages_total=1 hugepages_free=0 hugepages_surp=0 hugepages_size=1048576kB"));
    assert_true(take("Node 1 hugepages_total=9 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB"));
    assert_int_equal(event->memory.hugepages_count, 3);
    assert_int_equal(event->memory.hugepages[0].total, 5);
    assert_int_equal(event->memory.hugepages[0].free, 3);
    assert_int_equal(event->memory.hugepages[1].size_kb, 1048576);
    assert_int_equal(event->memory.hugepages[2].node, 1);
}

static void nodes_that_are_told_again(void **state) {
    (void)state;
    assert_true(take("Node 1 active_anon:576kB mapped:8kB"));
    assert_true(take("Node 0 active_anon:5kB mapped:9kB"));
    assert_true(take("Node 1 active_anon:577kB mapp"));
    assert_int_equal(event->memory.node_count, 2);
    assert_int_equal(event->memory.nodes[0].active_anon_kb, 577);
    assert_int_equal(event->memory.nodes[0].mapped_kb, 8);
    assert_int_equal(event->memory.nodes[1].mapped_kb, 9);
    assert_int_equal(event->warning_count, 1); /* its line is cut off */
}

/* A figure by figure, as the scanners see it. */
static void figures_in_lists(void **state) {
    (void)state;
    static const struct {
        const char *text, *key;
        char mark;
        int64_t value;
        bool has_unit, is_yes_no, is_range, at_end;
        const char *rest;
    } figures[] = {
        {"free:12kB x", "free", ':', 12, true, false, false, false, " x"},
        {"free: 12KB", "free", ':', 12, true, false, false, true, ""},
        {"free = 12k", "free", '=', 12, true, false, false, true, ""},
        {"free\t=\t-12", "free", '=', -12, false, false, false, true, ""},
        {"ok? yes", "ok", '?', 1, false, true, false, true, ""},
        {"ok? no,", "ok", '?', 0, false, true, false, false, ","},
        {"usage 512kB,", "usage", ' ', 512, true, false, false, false, ","},
        {"isolated(anon):7kB", "isolated(anon)", ':', 7, true, false, false, true, ""},
        {"total-vm:7kB", "total-vm", ':', 7, true, false, false, true, ""},
        {"a1_b:7", "a1_b", ':', 7, false, false, false, true, ""},
        {"big:99999999999999999999kB x", "big", ':', ABSENT, true, false, true, false, " x"},
        {"big:-99999999999999999999", "big", ':', ABSENT, false, false, true, true, ""},
    };
    static const char *const others[] = {"",   "12:5",  "-a:5", "a",     "a:",  "a:x",     "a;5",
                                         ":5", "(a):5", "a(:5", "a b:5", "a:-", "a?maybe", "a::5"};
    for (size_t j = 0; j < sizeof figures / sizeof *figures * FOLLOWERS; j++) {
        const size_t i = j / FOLLOWERS;
        struct scan scan = scan_of(followed(figures[i].text, j % FOLLOWERS));
        struct key_value figure;
        if (!key_values_at(&scan, NULL, NULL, &figure) || !str_equal(figure.key, str_from_cstr(figures[i].key)) ||
            figure.mark != figures[i].mark || figure.value != figures[i].value ||
            figure.has_unit != figures[i].has_unit || figure.is_yes_no != figures[i].is_yes_no ||
            figure.is_range != figures[i].is_range || figure.at_end != figures[i].at_end ||
            !str_equal(scan_rest(&scan), str_from_cstr(figures[i].rest)))
            fail_msg("%s", figures[i].text);
    }
    for (size_t j = 0; j < sizeof others / sizeof *others * FOLLOWERS; j++) {
        const char *other = others[j / FOLLOWERS];
        const str text = followed(other, j % FOLLOWERS);
        struct scan scan = scan_of(text);
        struct key_value figure;
        if (key_values_at(&scan, NULL, NULL, &figure) || scan.at != text.data)
            fail_msg("%s", other);
    }
}

/* The vocabulary has free, boost, min, low, high, reserved_highatomic, free_highatomic in this order, the last one
 * all_unreclaimable. */
static void keys_have_any_order(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t free_kb, min_kb, high_kb;
        size_t unknown;
    } lists[] = {{"high:3kB min:2kB free:1kB", 1, 2, 3, 0},
                 {"free:1kB low:9kB min:2kB high:3kB", 1, 2, 3, 0},
                 {"free:1kB all_unreclaimable? no min:2kB high:3kB", 1, 2, 3, 0},
                 {"free_highatomic:9kB free:1kB min:2kB high:3kB", 1, 2, 3, 0},
                 {"free(x):9kB free:1kB min:2kB high:3kB", 1, 2, 3, 1},
                 {"free_x:9kB mi:9kB highest:9kB", ABSENT, ABSENT, ABSENT, 3},
                 {"free-x:9kB min2:9kB High:9kB", ABSENT, ABSENT, ABSENT, 3},
                 {"free:1kB min:2kB free:7kB", 7, 2, ABSENT, 0}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct zone read = {0};
        field_clear(&field_zone, &read);
        key_values_read(event, &field_zone, &read, &read.others, str_from_cstr(lists[i].text), 3);
        if (read.free_kb != lists[i].free_kb || read.min_kb != lists[i].min_kb || read.high_kb != lists[i].high_kb ||
            read.others.count != lists[i].unknown)
            fail_msg("%s: free %lld, min %lld, high %lld, %zu unknown", lists[i].text, (long long)read.free_kb,
                     (long long)read.min_kb, (long long)read.high_kb, read.others.count);
    }
}

/* A line of as many pairs as the kernel never prints is somebody else's. */
static void counters_are_not_many(void **state) {
    (void)state;
    char line[65 * 7 + 1] = "";
    for (size_t i = 0; i < 64; i++)
        strcat(line, "free:1 ");
    assert_int_equal(mem_info_counters_extent(str_from_cstr(line)).end, EXTENT_WHOLE);
    assert_int_equal(mem_info_counters_extent(str_from_cstr(line)).facts, 64);
    strcat(line, "free:1 ");
    assert_int_equal(mem_info_counters_extent(str_from_cstr(line)).end, EXTENT_NONE);
}

/* Somebody's comment ends a list, and does not cut it; a key without its value does. */
static void how_lists_end(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t known, unknown;
        bool cut;
    } lists[] = {{"free:1kB min:2kB", 2, 0, false},
                 {"free:1kB min:2", 1, 0, true},
                 {"free:1kB min:", 1, 0, true},
                 {"free:1kB mi", 1, 0, true},
                 {"free:1kB zzz", 1, 0, false},
                 {"free:1kB zzz:", 1, 0, true},
                 {"free:1kB two words", 1, 0, false},
                 {"free:1kB // min:2kB", 1, 0, false},
                 {"free:1kB /* min:2kB", 1, 0, false},
                 {"free:1kB # min:2kB", 1, 0, false},
                 {"free:1kB <-- min:2kB", 1, 0, false},
                 {"free:1kB -- min:2kB", 1, 0, false},
                 {"free:1kB => min:2kB", 1, 0, false},
                 {"free:1kB -> min:2kB", 1, 0, false},
                 {"free:1kB \xe2\x86\x90 min:2kB", 1, 0, false},
                 {"free:1kB new_one:5kB", 1, 1, false},
                 {"free:1kB all_unreclaimable? 5", 1, 0, true},
                 {"free:1kB#min:2kB", 2, 0, false},
                 {"free:yes min:2kB", 1, 0, false},
                 {"free:1kB all_unreclaimable? yes", 2, 0, false},
                 {"free:99999999999999999999kB min:2kB", 1, 0, false}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct zone read = {0};
        size_t known = 0;
        field_clear(&field_zone, &read);
        const bool is_cut =
            key_values_read(event, &field_zone, &read, &read.others, followed(lists[i].text, i % FOLLOWERS), 3);
        for (size_t k = 0; k < field_zone.count; k++)
            known += field_number(&field_zone.fields[k], &read) != ABSENT;
        if (known != lists[i].known || read.others.count != lists[i].unknown || is_cut != lists[i].cut)
            fail_msg("%s: %zu known, %zu unknown, cut %d", lists[i].text, known, read.others.count, is_cut);
    }
}

static void sizes_of_allocations(void **state) {
    (void)state;
    static const struct {
        const char *size;
        int64_t bytes;
    } sizes[] = {{"1.24 MiB", 1300234}, /* 1.24 * 2^20 = 1300234.24 */
                 {"1.2 KiB", 1228},     /* 1228.8 */
                 {"1.249 KiB", 1269},   /* 1.24 * 1024 = 1269.76 */
                 {"3 GiB", 3221225472}, {"2 TiB", 2199023255552}, {"4 PiB", 4503599627370496},
                 {"512 B", 512},        {"1300234", 1300234},     {"4095 PiB", 4610560118520545280}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char text[128];
        snprintf(text, sizeof text, "%s  7 mm/slub.c:1 func:f", sizes[i].size);
        assert_true(tables_allocation(event, str_from_cstr(text), 5));
        if (event->memory.allocations[i].bytes != sizes[i].bytes)
            fail_msg("%s: %lld", text, (long long)event->memory.allocations[i].bytes);
    }
    assert_false(tables_allocation(event, STR("4096 PiB  7 mm/slub.c:1 func:f"), 5));
    assert_false(tables_allocation(event, STR("1 KiB  7 mm/slub.c func:f"), 5));
    assert_false(tables_allocation(event, STR("1 KiB  mm/slub.c:1 func:f"), 5));
    assert_true(tables_allocation(event, STR("1 KiB  7 mm/slub.c:1 [a_b] func:f"), 6));
    assert_str(event->memory.allocations[9].module, "a_b");
    assert_int_equal(event->memory.allocations[9].line, 6);
}

static void doubled_slabs(void **state) {
    (void)state;
    assert_true(tables_slab(event, STR("filp 12KB 16KB"), 5));
    assert_true(tables_slab(event, STR("filp 12KB 16KB"), 6));
    assert_true(tables_slab(event, STR("dentry 1KB 2KB"), 7));
    assert_false(tables_slab(event, STR("dentry 2KB"), 8));
    assert_int_equal(event->memory.slab_count, 2);
    assert_int_equal(event->memory.slab_lines.first, 5);
    assert_int_equal(event->memory.slab_lines.last, 7);
    assert_int_equal(event->memory.slabs[0].line, 5);
}

static void statistics_at_their_ends(void **state) {
    (void)state;
    struct cgroup_stats stats[2] = {0};
    event->cgroup.stats = stats;
    event->cgroup.stats_count = 0;
    assert_false(tables_statistic(event, STR("anon 5"), 5));
    event->cgroup.stats_count = 2;
    assert_true(tables_statistic(event, STR(" anon 5 "), 5));
    assert_false(tables_statistic(event, STR("anon:5"), 6));
    assert_false(tables_statistic(event, STR("anon yes"), 6));
    assert_false(tables_statistic(event, STR("anon 99999999999999999999"), 6));
    assert_int_equal(stats[0].values.count, 0);
    assert_int_equal(stats[1].values.count, 1);
    assert_int_equal(stats[1].lines.last, 5);
    assert_int_equal(event->cgroup.lines.first, 5);
    tables_statistics(event, &stats[0], STR("cache:1KB rss:9007199254740992KB swap:99999999999999999999KB x:2KB"), 8);
    assert_int_equal(stats[0].values.count, 2); /* 2^53 kB are more bytes than fit */
    assert_false(stats[0].cut);
    tables_statistics(event, &stats[0], STR("cache:1KB rss:9"), 9);
    assert_true(stats[0].cut);
    assert_true(tables_begin_statistics(STR("anon 5")));
    assert_false(tables_begin_statistics(STR("anonymous")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counters_of_2_6_32, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counters_of_other_ages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_lists_are_no_counters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(totals_by_their_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(zone_of_2_6_32_cut_by_syslog, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cut_figure_is_dropped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(zone_of_7_2, set_up, tear_down),
        cmocka_unit_test_setup_teardown(zones_without_a_node, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nodes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(buddy_lists, set_up, tear_down),
        cmocka_unit_test_setup_teardown(buddy_lists_past_64_bits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(torn_buddy_lists, set_up, tear_down),
        cmocka_unit_test_setup_teardown(doubled_lines_say_nothing_new, set_up, tear_down),
        cmocka_unit_test_setup_teardown(per_cpu_lists, set_up, tear_down),
        cmocka_unit_test_setup_teardown(absurd_figures_are_kept_and_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(statistics, set_up, tear_down),
        cmocka_unit_test_setup_teardown(foreign_lines_are_no_zones, set_up, tear_down),
        cmocka_unit_test_setup_teardown(watermarks_that_cannot_be, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_longer_than_any_kernels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nodes_and_zones_beyond_the_bound, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_that_follow_a_zone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pools_of_huge_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nodes_that_are_told_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(figures_in_lists, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keys_have_any_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counters_are_not_many, set_up, tear_down),
        cmocka_unit_test_setup_teardown(how_lists_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sizes_of_allocations, set_up, tear_down),
        cmocka_unit_test_setup_teardown(doubled_slabs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(statistics_at_their_ends, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
