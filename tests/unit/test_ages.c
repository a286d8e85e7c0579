/* Reports of kernels that no longer run in any laboratory, written from their sources: RHEL 4 (2.6.9), RHEL 5
 * (2.6.18), 2.6.28, OpenVZ 6.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsed.h"

static const char rhel4[] =
    "Mar  3 04:11:22 db1 kernel: oom-killer: gfp_mask=0xd0\n"
    "Mar  3 04:11:22 db1 kernel: Mem-info:\n"
    "Mar  3 04:11:22 db1 kernel: DMA per-cpu:\n"
    "Mar  3 04:11:22 db1 kernel: cpu 0 hot: low 2, high 6, batch 1\n"
    "Mar  3 04:11:22 db1 kernel: cpu 0 cold: low 0, high 2, batch 1\n"
    "Mar  3 04:11:22 db1 kernel: Normal per-cpu:\n"
    "Mar  3 04:11:22 db1 kernel: cpu 0 hot: low 32, high 96, batch 16\n"
    "Mar  3 04:11:22 db1 kernel: cpu 0 cold: low 0, high 32, batch 16\n"
    "Mar  3 04:11:22 db1 kernel: HighMem per-cpu:\n"
    "Mar  3 04:11:22 db1 kernel: cpu 0 hot: low 32, high 96, batch 16\n"
    "Mar  3 04:11:22 db1 kernel: \n"
    "Mar  3 04:11:22 db1 kernel: Free pages:       15388kB (512kB HighMem)\n"
    "Mar  3 04:11:22 db1 kernel: Active:493212 inactive:3021 dirty:0 writeback:4 unstable:0 free:3847 slab:219304 "
    "mapped:492011 pagetables:6302\n"
    "Mar  3 04:11:22 db1 kernel: DMA free:12588kB min:16kB low:32kB high:48kB active:0kB inactive:0kB present:16384kB "
    "pages_scanned:0 all_unreclaimable? yes\n"
    "Mar  3 04:11:22 db1 kernel: protections[]: 0 0 0\n"
    "Mar  3 04:11:22 db1 kernel: Normal free:2288kB min:928kB low:1856kB high:2784kB active:1232kB inactive:328kB "
    "present:901120kB pages_scanned:2310 all_unreclaimable? yes\n"
    "Mar  3 04:11:22 db1 kernel: protections[]: 0 0 0\n"
    "Mar  3 04:11:22 db1 kernel: HighMem free:512kB min:512kB low:1024kB high:1536kB active:1971616kB inactive:11756kB "
    "present:3014656kB pages_scanned:0 all_unreclaimable? no\n"
    "Mar  3 04:11:22 db1 kernel: protections[]: 0 0 0\n"
    "Mar  3 04:11:22 db1 kernel: DMA: 3*4kB 4*8kB 2*16kB 2*32kB 3*64kB 4*128kB 2*256kB 1*512kB 1*1024kB 1*2048kB "
    "2*4096kB = 13132kB\n"
    "Mar  3 04:11:22 db1 kernel: Normal: 0*4kB 0*8kB 1*16kB 1*32kB 1*64kB 1*128kB 0*256kB 0*512kB 0*1024kB 1*2048kB "
    "0*4096kB = 2288kB\n"
    "Mar  3 04:11:22 db1 kernel: HighMem: 0*4kB 0*8kB 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 1*512kB 0*1024kB 0*2048kB "
    "0*4096kB = 512kB\n"
    "Mar  3 04:11:22 db1 kernel: 3303 pagecache pages\n"
    "Mar  3 04:11:22 db1 kernel: Swap cache: add 0, delete 0, find 0/0, race 0+0\n"
    "Mar  3 04:11:22 db1 kernel: 0 bounce buffer pages\n"
    "Mar  3 04:11:22 db1 kernel: Free swap:       2096440kB\n"
    "Mar  3 04:11:22 db1 kernel: 983040 pages of RAM\n"
    "Mar  3 04:11:22 db1 kernel: 753648 pages of HIGHMEM\n"
    "Mar  3 04:11:22 db1 kernel: 10302 reserved pages\n"
    "Mar  3 04:11:22 db1 kernel: 4001 pages shared\n"
    "Mar  3 04:11:22 db1 kernel: 0 pages swap cached\n"
    "Mar  3 04:11:22 db1 kernel: Out of Memory: Killed process 2104 (httpd).\n"
    "Mar  3 04:11:25 db1 kernel: oom-killer: gfp_mask=0xd0\n"
    "Mar  3 04:11:25 db1 kernel: Out of Memory: Killed process 2105 (httpd).\n";

static const char rhel5[] =
    "Mar  3 04:11:22 db1 kernel: java invoked oom-killer: gfp_mask=0x201d2, order=0, oomkilladj=0\n"
    "Mar  3 04:11:22 db1 kernel: \n"
    "Mar  3 04:11:22 db1 kernel: Call Trace:\n"
    "Mar  3 04:11:22 db1 kernel:  [<ffffffff800c9d3a>] out_of_memory+0x8e/0x2f3\n"
    "Mar  3 04:11:22 db1 kernel:  [<ffffffff8000f677>] __alloc_pages+0x27f/0x308\n"
    "Mar  3 04:11:22 db1 kernel:  [<ffffffff88164c2c>] :dm_mod:dm_any_congested+0x38/0x3f\n"
    "Mar  3 04:11:22 db1 kernel: \n"
    "Mar  3 04:11:22 db1 kernel: Mem-info:\n"
    "Mar  3 04:11:22 db1 kernel: Node 0 DMA per-cpu:\n"
    "Mar  3 04:11:22 db1 kernel: cpu 0 hot: high 0, batch 1 used:0\n"
    "Mar  3 04:11:22 db1 kernel: cpu 0 cold: high 0, batch 1 used:0\n"
    "Mar  3 04:11:22 db1 kernel: Node 0 DMA32 per-cpu:\n"
    "Mar  3 04:11:22 db1 kernel: cpu 0 hot: high 186, batch 31 used:29\n"
    "Mar  3 04:11:22 db1 kernel: cpu 0 cold: high 62, batch 15 used:58\n"
    "Mar  3 04:11:22 db1 kernel: Node 0 Normal per-cpu: empty\n"
    "Mar  3 04:11:22 db1 kernel: Node 0 HighMem per-cpu: empty\n"
    "Mar  3 04:11:22 db1 kernel: Free pages:        9408kB (0kB HighMem)\n"
    "Mar  3 04:11:22 db1 kernel: Active:255105 inactive:240015 dirty:0 writeback:0 unstable:0 free:2352 slab:5047 "
    "mapped-file:1141 mapped-anon:494837 pagetables:4011\n"
    "Mar  3 04:11:22 db1 kernel: Node 0 DMA free:8000kB min:24kB low:28kB high:36kB active:0kB inactive:0kB "
    "present:9896kB pages_scanned:0 all_unreclaimable? yes\n"
    "Mar  3 04:11:22 db1 kernel: lowmem_reserve[]: 0 2002 2002 2002\n"
    "Mar  3 04:11:22 db1 kernel: Node 0 DMA32 free:1408kB min:5712kB low:7140kB high:8568kB active:1020420kB "
    "inactive:960060kB present:2050836kB pages_scanned:3399043 all_unreclaimable? yes\n"
    "Mar  3 04:11:22 db1 kernel: lowmem_reserve[]: 0 0 0 0\n"
    "Mar  3 04:11:22 db1 kernel: Node 0 Normal free:0kB min:0kB low:0kB high:0kB active:0kB inactive:0kB present:0kB "
    "pages_scanned:0 all_unreclaimable? no\n"
    "Mar  3 04:11:22 db1 kernel: lowmem_reserve[]: 0 0 0 0\n"
    "Mar  3 04:11:22 db1 kernel: Node 0 HighMem free:0kB min:128kB low:128kB high:128kB active:0kB inactive:0kB "
    "present:0kB pages_scanned:0 all_unreclaimable? no\n"
    "Mar  3 04:11:22 db1 kernel: lowmem_reserve[]: 0 0 0 0\n"
    "Mar  3 04:11:22 db1 kernel: Node 0 DMA: 4*4kB 6*8kB 4*16kB 4*32kB 3*64kB 3*128kB 2*256kB 1*512kB 0*1024kB "
    "1*2048kB 1*4096kB = 8000kB\n"
    "Mar  3 04:11:22 db1 kernel: Node 0 DMA32: 0*4kB 0*8kB 0*16kB 0*32kB 0*64kB 1*128kB 1*256kB 0*512kB 1*1024kB "
    "0*2048kB 0*4096kB = 1408kB\n"
    "Mar  3 04:11:22 db1 kernel: Node 0 Normal: empty\n"
    "Mar  3 04:11:22 db1 kernel: Node 0 HighMem: empty\n"
    "Mar  3 04:11:22 db1 kernel: 1337 pagecache pages\n"
    "Mar  3 04:11:22 db1 kernel: Swap cache: add 2134134, delete 2134131, find 1069823/1150171, race 0+35\n"
    "Mar  3 04:11:22 db1 kernel: Free swap  = 0kB\n"
    "Mar  3 04:11:22 db1 kernel: Total swap = 2096472kB\n"
    "Mar  3 04:11:22 db1 kernel: Free swap:            0kB\n"
    "Mar  3 04:11:22 db1 kernel: 524224 pages of RAM\n"
    "Mar  3 04:11:22 db1 kernel: 10302 reserved pages\n"
    "Mar  3 04:11:22 db1 kernel: 18301 pages shared\n"
    "Mar  3 04:11:22 db1 kernel: 3 pages swap cached\n"
    "Mar  3 04:11:22 db1 kernel: Out of memory: Killed process 3312, UID 500, (java).\n";

static const char linux_2_6_28[] =
    "xend[123]: bogus\n"
    "events/0 invoked oom-killer: gfp_mask=0xd0, order=0, oomkilladj=0\n"
    "Pid: 9, comm: events/0 Not tainted 2.6.28.10 #1\n"
    "\n"
    "Call Trace:\n"
    " [<ffffffff80287e2c>] oom_kill_process+0x5c/0x1d0\n"
    "Mem-Info:\n"
    "DMA per-cpu:\n"
    "CPU    0: hi:    0, btch:   1 usd:   0\n"
    "Active_anon:12345 active_file:12 inactive_anon:2345\n"
    " inactive_file:34 unevictable:5 dirty:0 writeback:0 unstable:0\n"
    " free:1234 slab:567 mapped:89 pagetables:10 bounce:0\n"
    "DMA free:4000kB min:40kB low:48kB high:60kB active_anon:0kB inactive_anon:0kB active_file:0kB inactive_file:0kB "
    "unevictable:0kB present:16000kB pages_scanned:0 all_unreclaimable? no\n"
    "lowmem_reserve[]: 0 500 500\n"
    "DMA: 0*4kB 0*8kB 0*16kB 125*32kB = 4000kB\n"
    "46 total pagecache pages\n"
    "0 pages in swap cache\n"
    "Swap cache stats: add 0, delete 0, find 0/0\n"
    "Free swap  = 0kB\n"
    "Total swap = 0kB\n"
    "131072 pages RAM\n"
    "4000 pages reserved\n"
    "1 pages shared\n"
    "2 pages non-shared\n"
    "Out of memory: kill process 1234 (a) score 77 or a child\n"
    "Killed process 1240 (b)\n";

static const char openvz[] =
    "[1184672.110011] httpd invoked oom-killer: gfp_mask=0x201da, order=0, oom_adj=0, oom_score_adj=0\n"
    "[1184672.110012] httpd cpuset=101 mems_allowed=0\n"
    "[1184672.110013] Pid: 8812, comm: httpd veid: 101 Not tainted 2.6.32-042stab127.2 #1 042stab127_2\n"
    "[1184672.110014] Call Trace:\n"
    "[1184672.110015]  [<ffffffff8113ad2c>] ? T.818+0x7c/0x270\n"
    "[1184672.110016] Mem-Info:\n"
    "[1184672.110017] Node 0 DMA per-cpu:\n"
    "[1184672.110018] CPU    0: hi:    0, btch:   1 usd:   0\n"
    "[1184672.110019] active_anon:1 inactive_anon:2 isolated_anon:3\n"
    "[1184672.110019]  active_file:4 inactive_file:5 isolated_file:6\n"
    "[1184672.110019]  unevictable:7 dirty:8 writeback:9 unstable:0 wbtmp:4\n"
    "[1184672.110019]  free:10 slab_reclaimable:11 slab_unreclaimable:12\n"
    "[1184672.110019]  mapped:13 shmem:14 pagetables:15 bounce:0\n"
    "[1184672.110019] pgscan_dma: 0 0 pgscan_dma32: 1 2 pgscan_normal: 3 4 pgscan_movable: 0 0 slabs_scanned: 5\n"
    "[1184672.110020] [ pid ]   uid  tgid total_vm      rss cpu oom_adj oom_score_adj name\n"
    "[1184672.110021] [ 8812]    48  8812    57810     3201   1       0             0 httpd\n"
    "[1184672.110022] Out of memory in UB 101: OOM killed process 8812 (httpd) score 12 vm:231240kB, rss:12804kB, "
    "swap:3kB\n"
    "[1184672.210022] OOM kill in rage task 8813 (httpd) score 13 in ub 101\n"
    "[1184672.310022] OOM killer in rage, 2 tasks killed in ub 101\n";

static void of_rhel_4(void **state) {
    (void)state;
    read_text(str_from_cstr(rhel4));
    assert_int_equal(event_count, 2);
    const struct event *event = events[0];
    assert_int_equal(event->trigger.gfp_mask, 0xd0);
    assert_absent(event->trigger.order);
    assert_int_equal(event->trigger.name.len, 0);
    assert_str(event->host, "db1");
    assert_int_equal(event->memory.counters.active.value, 493212);
    assert_int_equal(event->memory.counters.slab.value, 219304);
    assert_int_equal(event->memory.zone_count, 3);
    assert_str(event->memory.zones[1].name, "Normal");
    assert_absent(event->memory.zones[1].node);
    assert_int_equal(event->memory.zones[1].min_kb, 928);
    assert_int_equal(event->memory.zones[1].lowmem_reserve_count, 3);
    assert_int_equal(event->memory.zones[1].buddy_total_kb, 2288);
    assert_int_equal(event->memory.totals.swap_free_kb.value, 2096440);
    assert_absent(event->memory.totals.swap_total_kb.value);
    assert_int_equal(event->memory.totals.ram_pages.value, 983040);
    assert_int_equal(event->memory.totals.highmem_pages.value, 753648);
    assert_int_equal(event->kill_count, 1);
    assert_str(event->kills[0].name, "httpd");
    assert_int_equal(event->skipped_lines, 0);
    assert_int_equal(events[1]->kills[0].pid, 2105);
    assert_int_equal(events[1]->lines.first, 33);
    assert_int_equal(event->warning_count, 0);
}

static void of_rhel_5(void **state) {
    (void)state;
    read_text(str_from_cstr(rhel5));
    assert_int_equal(event_count, 1);
    const struct event *event = events[0];
    assert_str(event->trigger.name, "java");
    assert_int_equal(event->trigger.oom_adj, 0);
    assert_int_equal(event->trigger.call_trace.count, 3);
    assert_str(event->trigger.call_trace.items[2].text, "dm_any_congested");
    assert_int_equal(event->memory.counters.pagetables.value, 4011);
    assert_true(event->memory.counters.mapped_anon.value > 0); /* RHEL's own */
    assert_true(event->memory.counters.mapped_file.value > 0);
    assert_int_equal(event->memory.counters.others.count, 0);
    assert_int_equal(event->memory.zone_count, 4);
    assert_int_equal(event->memory.zones[1].percpu_pages, 87);
    assert_int_equal(event->memory.zones[1].pages_scanned, 3399043);
    assert_int_equal(event->memory.zones[1].all_unreclaimable, 1);
    assert_int_equal(event->memory.zones[3].min_kb, 128);
    assert_int_equal(event->memory.totals.swap_free_kb.value, 0);
    assert_int_equal(event->memory.totals.swap_total_kb.value, 2096472);
    assert_int_equal(event->memory.totals.swapcache_find_total.value, 1150171);
    assert_int_equal(event->kills[0].pid, 3312);
    assert_int_equal(event->kills[0].uid, 500);
    assert_str(event->kills[0].name, "java");
    assert_int_equal(event->skipped_lines, 0);
    assert_int_equal(event->warning_count, 0);
}

static void of_2_6_28(void **state) {
    (void)state;
    read_text(str_from_cstr(linux_2_6_28));
    assert_int_equal(event_count, 1);
    const struct event *event = events[0];
    assert_int_equal(event->lines.first, 2);
    assert_int_equal(event->memory.counters.active_anon.value, 12345);
    assert_int_equal(event->memory.counters.inactive_file.value, 34);
    assert_int_equal(event->memory.totals.non_shared_pages.value, 2);
    assert_str(event->identity.release, "2.6.28.10");
    assert_int_equal(event->intent_pid, 1234);
    assert_str(event->intent_name, "a");
    assert_int_equal(event->kills[0].pid, 1240); /* a child died for it */
    assert_absent(event->kills[0].score);
    assert_int_equal(event->skipped_lines, 0);
}

static void of_openvz_6(void **state) {
    (void)state;
    read_text(str_from_cstr(openvz));
    assert_int_equal(event_count, 1);
    const struct event *event = events[0];
    assert_int_equal(event->memory.counters.wbtmp.value, 4);
    assert_int_equal(event->tasks.count, 1);
    assert_int_equal(event->tasks.items[0].oom_adj, 0);
    assert_str(event->kills[0].message, "Out of memory in UB 101");
    assert_int_equal(event->kills[0].swap_kb, 3);
    assert_int_equal(event->kill_count, 2);
    assert_int_equal(event->kills[1].pid, 8813);
    assert_false(event->kills[1].sharing);
    assert_int_equal(event->skipped_lines, 0);
}

/* The line of zone DMA32 is lost: its reserve belongs to no zone that is there. */
static void a_reserve_whose_zone_is_lost(void **state) {
    (void)state;
    read_text(STR("a invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0\n"
                  "Mem-Info:\n"
                  "Node 0 DMA free:4000kB min:40kB low:48kB high:60kB present:16000kB managed:15360kB\n"
                  "lowmem_reserve[]: 0 500 500\n"
                  "lowmem_reserve[]: 0 0 0\n"
                  "Out of memory: Killed process 7 (a) total-vm:9kB, anon-rss:8kB, file-rss:0kB, shmem-rss:0kB\n"));
    assert_int_equal(event_count, 1);
    const struct zone *zone = &events[0]->memory.zones[0];
    assert_int_equal(events[0]->memory.zone_count, 1);
    assert_int_equal(zone->lowmem_reserve_count, 3);
    assert_int_equal(zone->lowmem_reserve[1], 500);
    assert_int_equal(zone->lowmem_reserve_line, 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(of_rhel_4, tear_down),
        cmocka_unit_test_teardown(of_rhel_5, tear_down),
        cmocka_unit_test_teardown(of_2_6_28, tear_down),
        cmocka_unit_test_teardown(of_openvz_6, tear_down),
        cmocka_unit_test_teardown(a_reserve_whose_zone_is_lost, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
