/* Sentences into events: borders, neighbours, doubles, damage and disorder.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "events/parser.h"
#include "model/builder.h"
#include "short_memory.h"

enum { MOST = 256 };

struct heard {
    struct event *events[MOST];
    size_t count;
};

static struct heard heard;

static bool hear(void *context, struct event *event) {
    struct heard *into = context;
    assert_true(into->count < MOST);
    into->events[into->count++] = event;
    return true;
}

static void forget(void) {
    for (size_t i = 0; i < heard.count; i++)
        event_free(heard.events[i]);
    heard.count = 0;
}

static int tear_down(void **state) {
    (void)state;
    forget();
    return 0;
}

static void feed(struct parser *parser, const char *name, str text) {
    assert_true(parser_begin(parser, str_from_cstr(name)));
    assert_true(parser_block(parser, text));
    assert_true(parser_end(parser));
}

/* One input, to its end. */
static size_t listen_to(str text) {
    struct parser *parser = parser_new(hear, &heard);
    assert_non_null(parser);
    forget();
    feed(parser, "log", text);
    assert_true(parser_finish(parser));
    parser_free(parser);
    return heard.count;
}

static size_t listen_text(const char *text) {
    return listen_to(str_from_cstr(text));
}

static const struct event *event_at(size_t index) {
    assert_true(index < heard.count);
    return heard.events[index];
}

#define assert_str(view, text) assert_true(str_equal((view), STR(text)))
#define assert_absent(value) assert_true((value) == ABSENT)

#define TRIGGER(name) name " invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0\n"
#define KILLED(pid, name)                                                                                              \
    "Out of memory: Killed process " pid " (" name ") total-vm:100kB, anon-rss:40kB, file-rss:4kB, shmem-rss:0kB, "    \
    "UID:0 pgtables:8kB oom_score_adj:0\n"
#define HEADER "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n"

static char *slurp(const char *name, size_t *ret_len) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", TESTDATA, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    rewind(file);
    char *bytes = malloc((size_t)size + 1);
    assert_non_null(bytes);
    *ret_len = fread(bytes, 1, (size_t)size, file);
    fclose(file);
    return bytes;
}

static void a_report_and_its_kill(void **state) {
    (void)state;
    assert_int_equal(
        listen_text(
            "[    1.000000] Booting\n"
            "[   10.000000] " TRIGGER(
                "a b") "[   10.000001] CPU: 1 PID: 77 Comm: a b Not tainted 5.10.0-32-cloud-amd64 #1 Debian\n"
                       "[   10.000002] Call Trace:\n"
                       "[   10.000003]  dump_stack+0x6b/0x83\n"
                       "[   10.000004]  ? unsure+0x1/0x2\n"
                       "[   10.000005]  oom_kill_process.cold+0xb/0x10\n"
                       "[   10.000006] RIP: 0033:0x4047ce\n"
                       "[   10.000007] Mem-Info:\n"
                       "[   10.000008] active_anon:1 inactive_anon:2 isolated_anon:3\n"
                       "                free:7 free_pcp:8 free_cma:9\n"
                       "[   10.000009] eth0: link is up\n"
                       "[   10.000010] 100 pages RAM\n"
                       "[   10.000011] " HEADER "[   10.000012] [     77]     0    77   58369    41438   372736    "
                       "    0             0 a b\n"
                       "[   10.000013] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,"
                       "global_oom,task_memcg=/,task=a b,pid=77,uid=0\n"
                       "[   10.000014] " KILLED(
                           "77",
                           "a b") "[   10.500000] oom_reaper: reaped process 77 (a b), now anon-rss:0kB, file-rss:4kB, "
                                  "shmem-rss:0kB\n"),
        1);
    const struct event *event = event_at(0);
    assert_int_equal(event->lines.first, 2);
    assert_int_equal(event->lines.last, 18);
    assert_int_equal(event->skipped_lines, 1); /* eth0 */
    assert_int_equal(event->uptime_us, 10000000);
    assert_int_equal(event->last_uptime_us, 10500000);
    assert_str(event->trigger.name, "a b");
    assert_int_equal(event->identity.pid, 77);
    assert_str(event->identity.release, "5.10.0-32-cloud-amd64");
    assert_str(event->identity.arch, "x86_64");
    assert_int_equal(event->trigger.call_trace.count, 2);
    assert_str(event->trigger.call_trace.items[1].text, "oom_kill_process.cold");
    assert_int_equal(event->memory.counters.free_cma.value, 9);
    assert_int_equal(event->memory.counters.free_cma.line, 11);
    assert_int_equal(event->memory.totals.ram_pages.value, 100);
    assert_int_equal(event->tasks.count, 1);
    assert_false(event->tasks.cut);
    assert_str(event->summary.constraint, "CONSTRAINT_NONE");
    assert_str(event->summary.task, "a b");
    assert_true(event->summary.global_oom);
    assert_int_equal(event->kill_count, 1);
    assert_int_equal(event->kills[0].anon_rss_kb, 40);
    assert_int_equal(event->kills[0].reaped, REAPED_YES);
    assert_int_equal(event->kills[0].reaped_file_kb, 4);
    assert_int_equal(event->warning_count, 0);
    assert_str(event->sources[0].file, "log");
}

static void the_2_6_32_log(void **state) {
    (void)state;
    size_t len;
    char *log = slurp("cases/mysqld-2.6.32-syslog.log", &len);
    assert_int_equal(listen_to(str_of(log, len)), 1);
    free(log);
    const struct event *event = event_at(0);
    assert_str(event->trigger.name, "mysqld");
    assert_int_equal(event->trigger.oom_adj, 0);
    assert_str(event->trigger.cpuset, "/");
    assert_str(event->trigger.mems_allowed, "0");
    assert_int_equal(event->trigger.call_trace.count, 14);
    assert_int_equal(event->memory.zone_count, 2);
    assert_int_equal(event->memory.zones[1].percpu_pages, 238);
    assert_int_equal(event->memory.zones[1].buddy_total_kb, 5568);
    assert_int_equal(event->intent_pid, 13218);
    assert_int_equal(event->intent_score, 139071);
    assert_int_equal(event->kill_count, 1);
    assert_str(event->kills[0].name, "apache2");
    assert_int_equal(event->kills[0].score, 139071);
    assert_int_equal(event->tasks.lines.first, 0);
    assert_int_equal(event->skipped_lines, 0);
}

/* "Killed process" lines are never rate limited: each without a report is an event (mm/oom_kill.c, 5 s, burst 10). */
static void bare_kills_are_events(void **state) {
    (void)state;
    assert_int_equal(
        listen_text("[   10.0] x\n[   10.000000] " KILLED("1", "a") "[   10.100000] " KILLED(
            "2", "b") "[   10.200000] Memory cgroup out of memory: Kill process 3 (c) score 7 or sacrifice child\n"
                      "[   10.200001] Killed process 3 (c) total-vm:9kB, anon-rss:1kB, file-rss:0kB\n"
                      "[   10.300000] oom_reaper: reaped process 1 (a), now anon-rss:0kB, file-rss:0kB, "
                      "shmem-rss:0kB\n"),
        3);
    assert_int_equal(event_at(0)->kills[0].pid, 1);
    assert_int_equal(event_at(0)->kills[0].reaped, REAPED_YES);
    assert_int_equal(event_at(1)->kills[0].reaped, REAPED_UNKNOWN);
    assert_int_equal(event_at(2)->kills[0].score, 7);
    assert_int_equal(event_at(2)->intent.line, 4);
    assert_int_equal(event_at(2)->trigger.lines.first, 0);
}

/* memory.oom.group names its first victim twice. */
static void a_group_is_one_event(void **state) {
    (void)state;
    assert_int_equal(
        listen_text("[   10.000000] " TRIGGER("a") "[   10.000001] " KILLED(
            "1", "a") "[   10.000002] Tasks in /a b are going to be killed due to memory.oom.group set\n"
                      "[   10.000003] " KILLED("1", "a") "[   10.000004] " KILLED("2", "b") "[   10.000005] " KILLED(
                          "3", "c") "[   11.000000] " KILLED("9", "z") "[   11.000001] Tasks in /a b are going to be "
                                                                       "killed due to memory.oom.group set\n"
                                                                       "[   11.000002] " KILLED(
                                                                           "9", "z") "[   11.000003] " KILLED("8",
                                                                                                              "y")),
        2);
    assert_str(event_at(0)->oom_group.text, "/a b");
    assert_int_equal(event_at(0)->kill_count, 3);
    assert_int_equal(event_at(0)->kills[2].pid, 3);
    assert_false(event_at(0)->kills[2].sharing);
    assert_int_equal(event_at(1)->kill_count, 2);
    assert_int_equal(event_at(1)->kills[0].pid, 9);
    assert_int_equal(event_at(1)->lines.first, 7);
}

static void sharers_die_with_the_victim(void **state) {
    (void)state;
    assert_int_equal(listen_text("a invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0\n"
                                 "Out of memory: Kill process 5 (a) score 900 or sacrifice child\n"
                                 "Killed process 5 (a) total-vm:9kB, anon-rss:8kB, file-rss:0kB\n"
                                 "Kill process 6 (b) sharing same memory\n"),
                     1);
    assert_int_equal(event_at(0)->kill_count, 2);
    assert_true(event_at(0)->kills[1].sharing);
    assert_int_equal(event_at(0)->kills[0].score, 900);
    /* up to 2.6.15 the kernel said the same of each process that shares the memory */
    assert_int_equal(listen_text("oom-killer: gfp_mask=0xd0\nFree pages:       15388kB (512kB HighMem)\n"
                                 "Out of Memory: Killed process 5 (a).\nOut of Memory: Killed process 6 (a).\n"),
                     1);
    assert_int_equal(event_at(0)->kill_count, 2);
    assert_int_equal(event_at(0)->trigger.gfp_mask, 0xd0);
}

static void two_hosts_at_once(void **state) {
    (void)state;
    assert_int_equal(
        listen_text("Jun  1 10:00:00 red kernel: [   10.000000] " TRIGGER(
            "a") "Jun  1 10:00:00 blue kernel: [ 9910.000000] " TRIGGER("b") "Jun  1 10:00:00 red kernel: [   "
                                                                             "10.000001] active_anon:1 inactive_anon:2 "
                                                                             "isolated_anon:3\n"
                                                                             "Jun  1 10:00:00 blue kernel: [ "
                                                                             "9910.000001] active_anon:4 "
                                                                             "inactive_anon:5 isolated_anon:6\n"
                                                                             "Jun  1 10:00:01 blue kernel: [ "
                                                                             "9910.000002] " KILLED(
                                                                                 "20",
                                                                                 "b") "Jun  1 10:00:01 red kernel: [   "
                                                                                      "10.000002] " KILLED("10", "a")),
        2);
    assert_str(event_at(0)->host, "red");
    assert_str(event_at(1)->host, "blue");
    assert_int_equal(event_at(0)->memory.counters.active_anon.value, 1);
    assert_int_equal(event_at(1)->memory.counters.active_anon.value, 4);
    assert_int_equal(event_at(0)->kills[0].pid, 10);
    assert_int_equal(event_at(0)->skipped_lines, 3);
}

static void two_callers_at_once(void **state) {
    (void)state;
    assert_int_equal(
        listen_text("[   10.000000][   T77] " TRIGGER("a") "[   10.000001][   T88] " TRIGGER(
            "b") "[   10.000002][   T77] active_anon:1 inactive_anon:2 isolated_anon:3\n"
                 "[   10.000003][   T88] active_anon:4 inactive_anon:5 isolated_anon:6\n"
                 "[   10.000004][   T77] " KILLED("10", "a") "[   10.000005][   T88] " KILLED(
                     "20", "b") "[   10.000006][   T35] oom_reaper: reaped process 10 (a), now anon-rss:0kB, "
                                "file-rss:0kB, shmem-rss:0kB\n"),
        2);
    assert_str(event_at(0)->caller, "T77");
    assert_int_equal(event_at(0)->memory.counters.active_anon.value, 1);
    assert_int_equal(event_at(1)->memory.counters.active_anon.value, 4);
    assert_int_equal(event_at(0)->kills[0].reaped, REAPED_YES);
    assert_int_equal(event_at(1)->kills[0].pid, 20);
}

/* A kernel works at one event at a time: of many that have not ended the one that was silent longest is given up, and
 * says so; none is lost. */
static void many_callers_at_once(void **state) {
    (void)state;
    enum { CALLERS = 100, AT_ONCE = 64, LINE = 160 };
    char text[CALLERS * LINE];
    size_t len = 0;
    for (int i = 0; i < CALLERS; i++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "[    1.%06d][%5s%d] cc1 invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE), "
                                "order=0, oom_score_adj=0\n",
                                i, "T", 100 + i);
    assert_int_equal(listen_to(str_of(text, len)), CALLERS);
    for (int i = 0; i < CALLERS; i++) {
        assert_int_equal(heard.events[i]->lines.first, i + 1);
        assert_int_equal(heard.events[i]->warning_count, i < CALLERS - AT_ONCE);
    }
}

/* A page allocation failure prints the same figures and is none of the event's. */
static void a_failure_stands_aside(void **state) {
    (void)state;
    assert_int_equal(
        listen_text("[   10.000000] java: page allocation failure: order:7, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), "
                    "nodemask=(null),cpuset=/,mems_allowed=0\n"
                    "[   10.000001] CPU: 0 PID: 5 Comm: java Not tainted 5.10.0 #1\n"
                    "[   10.000002] Mem-Info:\n"
                    "[   10.000003] active_anon:9 inactive_anon:9 isolated_anon:9\n"
                    "[   10.000004] 100 pages RAM\n"
                    "[   11.000000] " TRIGGER(
                        "a") "[   11.000001] Mem-Info:\n"
                             "[   11.000002] active_anon:1 inactive_anon:2 isolated_anon:3\n"
                             "[   11.000003] 100 pages RAM\n"
                             "[   11.000004] " HEADER
                             "[   11.000005] [     77]     0    77   58369    41438   372736        0   0 a\n"
                             "[   11.000006] x: page allocation failure: order:0, mode:0x20\n"
                             "[   11.000007] Mem-Info:\n"
                             "[   11.000008] active_anon:8 inactive_anon:8 isolated_anon:8\n"
                             "[   11.000009] [     78]     0    78   58369    41438   372736        0             0 b\n"
                             "[   11.000010] " KILLED("77", "a")),
        1);
    const struct event *event = event_at(0);
    assert_int_equal(event->lines.first, 6);
    assert_int_equal(event->memory.counters.active_anon.value, 1);
    assert_int_equal(event->tasks.count, 2);
    assert_int_equal(event->note_count, 2);
    assert_int_equal(event->notes[0].kind, NOTE_ALLOCATION_FAILURE);
    assert_int_equal(event->notes[0].value, 7);
}

static void what_is_no_event(void **state) {
    (void)state;
    assert_int_equal(listen_text("[    1.000000] sysrq: Show Memory\n[    1.000001] Mem-Info:\n"
                                 "[    1.000002] active_anon:1 inactive_anon:2 isolated_anon:3\n"
                                 "[    1.000003] 100 pages RAM\n"),
                     0);
    assert_int_equal(listen_text("[    1.000000] OOM killer disabled.\n[    2.000000] OOM killer enabled.\n"
                                 "[    3.000000] lowmemorykiller: send sigkill to 12 (x), adj 15, size 3\n"
                                 "[    4.000000] oom_reaper: reaped process 12 (x), now anon-rss:0kB\n"),
                     0);
    assert_int_equal(listen_text("monit[77]: Out of memory: Killed process 77 (fake) total-vm:1kB, anon-rss:1kB\n"
                                 "Jun  1 10:00:00 red app[1]: Out of memory: Killed process 1 (init) total-vm:1kB, "
                                 "anon-rss:1kB, file-rss:0kB, shmem-rss:0kB\n"
                                 "Jun  1 10:00:00 red app[1]: " TRIGGER("fake")),
                     0);
    assert_int_equal(listen_text(""), 0);
}

static void nobody_is_killed(void **state) {
    (void)state;
    assert_int_equal(
        listen_text("[   10.000000] " TRIGGER(
            "a") "[   10.000001] Out of memory and no killable processes...\n"
                 "[   10.000002] Kernel panic - not syncing: System is deadlocked on memory\n"
                 "[   10.000003] ---[ end Kernel panic - not syncing: System is deadlocked on memory ]---\n"),
        1);
    assert_str(event_at(0)->no_killable.text, "Out of memory and no killable processes...");
    assert_str(event_at(0)->panic.text, "System is deadlocked on memory");
    assert_int_equal(event_at(0)->kill_count, 0);
    assert_int_equal(listen_text("Kernel panic - not syncing: out of memory. panic_on_oom is selected\n"), 1);
    assert_int_equal(listen_text("Kernel panic - not syncing: VFS: Unable to mount root fs\n"), 0);
    assert_int_equal(
        listen_text("[   10.000000] " TRIGGER(
            "a") "[   10.000001] Out of memory: OOM victim 5 (x) is already exiting. Skip killing the task\n"),
        1);
    assert_int_equal(event_at(0)->notes[0].kind, NOTE_EXITING);
}

static void a_trace_without_its_title(void **state) {
    (void)state;
    assert_int_equal(listen_text("[ 621.423101] python3 invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|"
                                 "__GFP_COMP), order=0, oom_score_adj=0\n"
                                 "[ 621.423118] <TASK>\n"
                                 "[ 621.423137] oom_kill_process+0x101/0x170\n"
                                 "[ 621.423168] handle_pte_fault+0xc6/0x260\n"
                                 "[ 621.423200] " KILLED("5", "x")),
                     1);
    assert_int_equal(event_at(0)->trigger.call_trace.count, 2);
    assert_true(str_equal(event_at(0)->trigger.call_trace.items[1].text, STR("handle_pte_fault")));
    assert_int_equal(event_at(0)->trigger.call_trace.items[1].line, 4);
}

static void by_hand(void **state) {
    (void)state;
    assert_int_equal(listen_text("[   10.000000] sysrq: Manual OOM execution\n"
                                 "[   10.000001] kworker/0:2 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, "
                                 "oom_score_adj=0\n"
                                 "[   10.000002] Workqueue: events moom_callback\n"
                                 "[   10.000003] " KILLED("5", "x")),
                     1);
    assert_int_equal(event_at(0)->trigger.sysrq_line, 1);
    assert_int_equal(event_at(0)->trigger.order, -1);
    assert_str(event_at(0)->trigger.workqueue, "events moom_callback");
}

static void a_cgroup(void **state) {
    (void)state;
    assert_int_equal(
        listen_text(TRIGGER("python3") "memory: usage 524288kB, limit 524288kB, failcnt 69\n"
                                       "swap: usage 12kB, limit 9007199254740988kB, failcnt 3\n"
                                       "Memory cgroup stats for /my:app:\n"
                                       "anon 535658496\nfile 0\nworkingset_refault_anon 5\n"
                                       "Memory cgroup min protection 0kB -- low protection 8kB\n" HEADER
                                       "[ 5]  0  5  9  8  4096  0  0 python3\n"
                                       "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0-1,"
                                       "oom_memcg=/my,task_memcg=/my/x,y,task=a,b,pid=5,uid=1000\n"
                                       "Memory "
                                       "cgroup out of memory: Killed process 5 (a,b) total-vm:9kB, anon-rss:8kB\n"),
        1);
    const struct event *event = event_at(0);
    assert_int_equal(event->cgroup.memory.usage_kb, 524288);
    assert_int_equal(event->cgroup.memory.failcnt, 69);
    assert_int_equal(event->cgroup.swap.usage_kb, 12);
    assert_absent(event->cgroup.kmem.usage_kb);
    assert_int_equal(event->cgroup.stats_count, 1);
    assert_str(event->cgroup.stats[0].path, "/my:app");
    assert_int_equal(event->cgroup.stats[0].values.count, 3);
    assert_int_equal(event->cgroup.low_protection_kb.value, 8);
    assert_str(event->summary.oom_memcg, "/my");
    assert_str(event->summary.task_memcg, "/my/x,y");
    assert_str(event->summary.task, "a,b");
    assert_int_equal(event->summary.uid, 1000);
    assert_str(event->summary.mems_allowed, "0-1");
    assert_str(event->kills[0].message, "Memory cgroup out of memory");
}

/* 3.10: the limit's owner and one line of statistics for each descendant */
static void an_old_cgroup(void **state) {
    (void)state;
    assert_int_equal(
        listen_text("java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0\n"
                    "java cpuset=docker-0a.scope mems_allowed=0-1\n"
                    "Task in /docker/0a killed as a result of limit of /docker\n"
                    "memory: usage 1kB, limit 2kB, failcnt 3\nmemory+swap: usage 4kB, limit 5kB, failcnt 6\n"
                    "kmem: usage 7kB, limit 8kB, failcnt 9\n"
                    "Memory cgroup stats for /docker: cache:0KB rss:0KB\n"
                    "Memory cgroup stats for /docker/0a: cache:844KB rss:521136KB swap:0KB\n"
                    "Memory cgroup out of memory: Kill process 5 (java) score 1 or sacrifice child\n"
                    "Killed process 5 (java) total-vm:9kB, anon-rss:8kB, file-rss:7kB\n"),
        1);
    const struct event *event = event_at(0);
    assert_str(event->trigger.cpuset, "docker-0a.scope");
    assert_str(event->cgroup.path, "/docker");
    assert_str(event->cgroup.task_path, "/docker/0a");
    assert_int_equal(event->cgroup.path_line, 3);
    assert_int_equal(event->cgroup.memsw.limit_kb, 5);
    assert_int_equal(event->cgroup.kmem.failcnt, 9);
    assert_int_equal(event->cgroup.stats_count, 2);
    assert_int_equal(event->cgroup.stats[1].values.items[0].value, 844 * 1024);
    assert_true(event->cgroup.stats[1].one_line);
}

/* A mailer wraps at 72 columns and drops the blank, or keeps it at the end of the line (format=flowed). */
static void wrapped_lines(void **state) {
    (void)state;
    static const char *const logs[] = {
        "[   10.000000] dd invoked oom-killer:\ngfp_mask=0x101c4a(GFP_NOFS|__GFP_WRITE),\norder=3, oom_score_adj=7\n"
        "[   10.000001] memory: usage 1048556kB, limit\n9007199254740988kB, failcnt 153\n"
        "[   10.000002] Node 0 DMA free:11264kB boost:0kB min:44kB\nlow:56kB high:68kB reserved_highatomic:0KB\n"
        "[   10.000003] Node 0 DMA: 1*4kB (U) 0*8kB 1*16kB\n(U) 1*32kB = 52kB\n"
        "[   10.000004] [  pid  ]   uid  tgid total_vm      rss\npgtables_bytes swapents oom_score_adj name\n"
        "[   10.000005] [   6911]     0  6911    55506      640\n 73728        0             0 dd\n"
        "[   10.000006] Out of memory: Killed process 6911\n(dd) total-vm:222024kB, anon-rss:2560kB,\nfile-rss:1kB\n",
        "[   10.000000] dd invoked oom-killer: \ngfp_mask=0x101c4a(GFP_NOFS|__GFP_WRITE), \norder=3, oom_score_adj=7\n"
        "[   10.000001] memory: usage 1048556kB, limit \n9007199254740988kB, failcnt 153\n"
        "[   10.000002] Node 0 DMA free:11264kB boost:0kB min:44kB \nlow:56kB high:68kB reserved_highatomic:0KB\n"
        "[   10.000003] Node 0 DMA: 1*4kB (U) 0*8kB 1*16kB \n(U) 1*32kB = 52kB\n"
        "[   10.000004] [  pid  ]   uid  tgid total_vm      rss \npgtables_bytes swapents oom_score_adj name\n"
        "[   10.000005] [   6911]     0  6911    55506      640 \n 73728        0             0 dd\n"
        "[   10.000006] Out of memory: Killed process 6911 \n(dd) total-vm:222024kB, anon-rss:2560kB, "
        "\nfile-rss:1kB\n"};
    for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
        assert_int_equal(listen_text(logs[i]), 1);
        const struct event *event = event_at(0);
        assert_str(event->trigger.name, "dd");
        assert_int_equal(event->trigger.gfp_mask, 0x101c4a);
        assert_int_equal(event->trigger.order, 3);
        assert_int_equal(event->trigger.oom_score_adj, 7);
        assert_int_equal(event->cgroup.memory.failcnt, 153);
        assert_int_equal(event->memory.zone_count, 1);
        assert_int_equal(event->memory.zones[0].high_kb, 68);
        assert_int_equal(event->memory.zones[0].buddy_total_kb, 52);
        assert_int_equal(event->memory.zones[0].buddy_count, 4);
        assert_int_equal(event->tasks.count, 1);
        assert_int_equal(event->tasks.items[0].pgtables_bytes, 73728);
        assert_str(event->tasks.items[0].name, "dd");
        assert_int_equal(event->kills[0].pid, 6911);
        assert_int_equal(event->kills[0].file_rss_kb, 1);
        assert_int_equal(event->warning_count, 0);
        assert_int_equal(event->skipped_lines, 0);
        assert_int_equal(event->lines.last, 16);
    }
}

/* The input's last line has no newline: it is doubted, unless it ends as the kernel ends a kill. */
static void an_input_without_its_last_newline(void **state) {
    (void)state;
    assert_int_equal(
        listen_text("[   10.000000] " TRIGGER("a") "[   10.000001] Out of memory: Killed process 5 (a) tot"), 1);
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_int_equal(event_at(0)->warnings[0].lines.first, 2);
    assert_int_equal(listen_text("[   10.000000] " TRIGGER(
                         "a") "[   10.000001] Out of memory: Killed process 5 (a) "
                              "total-vm:9kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:8kB "
                              "oom_score_adj:0"),
                     1);
    assert_int_equal(event_at(0)->warning_count, 0);
}

/* A mailer breaks at blanks: one that stays, in a run of them, does not mean that words are torn elsewhere. */
static void wrapped_at_blanks(void **state) {
    (void)state;
    assert_int_equal(listen_text("[   10.000000] " TRIGGER(
                         "a") "[   10.000001] [  pid  ]   uid  tgid total_vm      rss\n"
                              "pgtables_bytes swapents oom_score_adj name\n"
                              "[   10.000002] [      5]     0     5      513       14    40960 \n"
                              "     0         -1000 sshd\n"
                              "[   10.000003] Memory cgroup out of memory: Killed process 5 (sshd)\n"
                              "total-vm:100kB, anon-rss:40kB, file-rss:4kB, shmem-rss:0kB, UID:0\n"
                              "pgtables:8kB oom_score_adj:0\n"
                              "[   10.000004] Tasks in /b are going to be killed due\n"
                              "to memory.oom.group set\n"
                              "[   10.000005] Memory cgroup out of memory: Killed process 6 (b)\n"
                              "total-vm:100kB, anon-rss:40kB, file-rss:4kB, shmem-rss:0kB, UID:0\n"
                              "pgtables:8kB oom_score_adj:0\n"),
                     1);
    assert_int_equal(event_at(0)->kill_count, 2);
    assert_str(event_at(0)->tasks.items[0].name, "sshd");
    assert_int_equal(event_at(0)->tasks.items[0].oom_score_adj, -1000);
}

/* An editor or a terminal breaks at its width, within words and figures, as the quoted lines show. */
static void torn_words(void **state) {
    (void)state;
    assert_int_equal(
        listen_text("> [   10.000000] dd invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0\n"
                    "> [   10.000001] Node 0 Normal free:10508992kB min:11624kB low:14528kB high:17436kB active_\n"
                    "> anon:21416kB inactive_anon:3220kB active_file:73268kB inactive_file:231140kB unevictable:7\n"
                    "> kB isolated(anon):0kB isolated(file):0kB present:109859\n"
                    "> 84kB mlocked:0kB dirty:0kB writebac\n"
                    "> k:844kB kernel_stack:1224k\n"
                    "> B pagetables:4392kB pages_scanned\n"
                    "> :0 all_un\n"
                    "> reclaimable? no\n"
                    "> [   10.000002] lowmem_reserve[]: 0 0\n"
                    "> 7 8\n"
                    "> [   10.000003] Node 0 Normal: 1*4kB 1*8kB 3*16kB 2*32kB 2*102\n"
                    "> 4kB 6\n"
                    "> *2048kB 2*4096k\n"
                    "> B = 22652kB\n"
                    "> [   10.000004] Memory cgroup out of memory: kill process 22072 (dd) score 12\n"
                    "> 48 or a child\n"
                    "> [   10.000005] Killed process 22072 (dd)\n"),
        1);
    const struct event *event = event_at(0);
    assert_int_equal(event->memory.zone_count, 1);
    const struct zone *zone = &event->memory.zones[0];
    assert_int_equal(zone->active_anon_kb, 21416);
    assert_int_equal(zone->unevictable_kb, 7);
    assert_int_equal(zone->present_kb, 10985984);
    assert_int_equal(zone->writeback_kb, 844);
    assert_int_equal(zone->kernel_stack_kb, 1224);
    assert_int_equal(zone->lowmem_reserve_count, 4);
    assert_int_equal(zone->buddy_count, 7);
    assert_int_equal(zone->buddy_total_kb, 22652);
    assert_int_equal(event->kills[0].score, 1248);
    assert_int_equal(event->warning_count, 0);
}

static void torn_headers(void **state) {
    (void)state;
    assert_int_equal(
        listen_text(
            "> Mar 26 12:32:37 pi kernel: [   10.000000] python3 invoked oom-killer: gfp_mask=0x15080c0(GFP_KE\n"
            "> RNEL_ACCOUNT|__GFP_ZERO), nodemask=(null),  order=1, oom_score_adj=7\n"
            "> Mar 26 12:32:37 pi kernel: [   10.000001] [<8010ff30>] (unwind_backtrace) from [<8010c174>] (sh\n"
            "> ow_stack+0x20/0x24)\n"
            "> Mar 26 12:32:37 pi kernel: [   10.000002] [<8010c174>] (show_stack) from [<80788fa4>] (dump_sta\n"
            "> ck+0xd4/0x118)\n"
            "> Mar 26 12:32:37 pi kernel: [   10.000003] Mem-Info:\n"
            "> Mar 26 12:32:37 pi kernel: [   10.000004]  active_file:11402 inactive_file:22318 isolated_file:\n"
            "> 3\n"
            "> Mar 26 12:32:37 pi kernel: [   10.000004]  unevictable:0 dirty:93 writeb\n"
            "> ack:5 unstable:0\n"),
        1);
    const struct event *event = event_at(0);
    assert_str(event->trigger.gfp_text, "GFP_KERNEL_ACCOUNT|__GFP_ZERO");
    assert_int_equal(event->trigger.order, 1);
    assert_int_equal(event->trigger.oom_score_adj, 7);
    assert_int_equal(event->trigger.call_trace.count, 3);
    assert_str(event->trigger.call_trace.items[1].text, "show_stack");
    assert_str(event->trigger.call_trace.items[2].text, "dump_stack");
    assert_int_equal(event->memory.counters.isolated_file.value, 3);
    assert_int_equal(event->memory.counters.inactive_file.value, 22318);
    assert_int_equal(event->memory.counters.writeback.value, 5);
}

/* What follows the break of a line is no rest of its last word: the path of a group, whose lines go on below. */
static void a_wrapped_group(void **state) {
    (void)state;
    assert_int_equal(
        listen_text("[   10.000000] " TRIGGER("dd") "[   10.000001] memory: usage 8kB, limit 8kB, failcnt\n"
                                                    "20\n"
                                                    "[   10.000002] Memory cgroup stats for\n"
                                                    "/a.slice/b.slice/c-0a1b2c3d.scope:\n"
                                                    "[   10.000003] anon 4096\n"
                                                    "[   10.000004] file 0\n"),
        1);
    assert_int_equal(event_at(0)->cgroup.memory.failcnt, 20);
    assert_int_equal(event_at(0)->cgroup.stats_count, 1);
    assert_int_equal(event_at(0)->cgroup.stats[0].values.count, 2);
}

static void a_wrapped_kill_of_a_container(void **state) {
    (void)state;
    assert_int_equal(listen_text("Nov 24 12:17:04 h kernel:[   10.000000] Out of memory in UB 12: OOM \n"
                                 "killed process 38 (php-cgi) score 5 vm:2988kB, rss:174kB, swap:0kB\n"),
                     1);
    assert_int_equal(event_at(0)->kills[0].pid, 38);
    assert_int_equal(event_at(0)->kills[0].score, 5);
    assert_int_equal(event_at(0)->kills[0].total_vm_kb, 2988);
}

static void a_sysrq_line_is_no_counter(void **state) {
    (void)state;
    assert_int_equal(listen_text("sysrq: Manual OOM execution\n" TRIGGER("kworker/0:1")), 1);
    assert_str(event_at(0)->trigger.name, "kworker/0:1");
}

static void a_summary_with_blanks(void **state) {
    (void)state;
    assert_int_equal(listen_text(TRIGGER("dd") "oom-kill:constraint=CONSTRAINT_NONE, global_oom, task_memcg=/a.scope, "
                                               "task=dd, pid=52, uid=7\n"),
                     1);
    assert_true(event_at(0)->summary.global_oom);
    assert_str(event_at(0)->summary.task_memcg, "/a.scope");
    assert_str(event_at(0)->summary.task, "dd");
    assert_int_equal(event_at(0)->summary.pid, 52);
    assert_int_equal(event_at(0)->summary.uid, 7);
}

/* Lines of a mail's reader, a forum's markup or another processor may stand before the kernel's words. */
static void a_trigger_behind_other_words(void **state) {
    (void)state;
    static const char *const logs[] = {" [<c01484c4>] <4>" TRIGGER("cc1"),
                                       "[   10.000000][COLOR=\"Red\"] " TRIGGER("cc1"),
                                       "out of range: spare 0x123456: " TRIGGER("cc1")};
    for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
        assert_int_equal(listen_text(logs[i]), 1);
        assert_str(event_at(0)->trigger.name, "cc1");
    }
    assert_int_equal(listen_text("[   10.000000] " TRIGGER("a] b: <4>c")), 1);
    assert_str(event_at(0)->trigger.name, "a] b: <4>c");
}

/* A syslog daemon that names the host, and no program. */
static void a_header_without_a_program(void **state) {
    (void)state;
    assert_int_equal(listen_text("Sep 13 15:31:25 db-2 init invoked oom-killer: gfp_mask=0xd0, order=0, oomkilladj=0\n"
                                 "Sep 13 15:31:25 db-2 [<c0149ea8>] out_of_memory+0x158/0x1b0\n"
                                 "Sep 13 15:31:25 db-2 Mem-info:\n"
                                 "Sep 13 15:31:25 db-2 Active:8078 inactive:1776 dirty:1 writeback:0 unstable:0\n"
                                 "Sep 13 15:31:25 db-2 free:890 slab:1988 mapped:9 pagetables:129 bounce:0\n"
                                 "Sep 13 15:31:25 db-2 DMA free:3560kB min:68kB low:84kB high:100kB active:0kB\n"
                                 "Sep 13 15:31:25 db-2 lowmem_reserve[]: 0 873 12176\n"
                                 "Sep 13 15:31:25 db-2 DMA: 4*4kB 3*8kB = 40kB\n"
                                 "Sep 13 15:31:25 db-2 Killed process 5771 (mysqld)\n"),
                     1);
    const struct event *event = event_at(0);
    assert_str(event->host, "db-2");
    assert_str(event->trigger.name, "init");
    assert_int_equal(event->trigger.call_trace.count, 1);
    assert_int_equal(event->memory.zone_count, 1);
    assert_int_equal(event->memory.zones[0].lowmem_reserve_count, 3);
    assert_int_equal(event->memory.zones[0].buddy_total_kb, 40);
    assert_str(event->kills[0].name, "mysqld");
}

/* The same words hours later are another event: grep's list of triggers. */
static void the_same_words_at_another_time(void **state) {
    (void)state;
    assert_int_equal(listen_text("Jun 19 08:38:38 h kernel: oom-killer: gfp_mask=0x1d2\n"
                                 "Jun 19 08:38:39 h kernel: oom-killer: gfp_mask=0x1d2\n"
                                 "Jun 19 10:56:40 h kernel: oom-killer: gfp_mask=0x1d2\n"),
                     2);
}

static void broken_logs(void **state) {
    (void)state;
    size_t len;
    char *log = slurp("broken/wrapped-by-mailer.log", &len);
    assert_int_equal(listen_to(str_of(log, len)), 1);
    free(log);
    const struct event *event = event_at(0);
    assert_str(event->identity.build, "#2");
    assert_int_equal(event->memory.zones[0].managed_kb, 15868);
    assert_int_equal(event->memory.zones[0].lowmem_reserve_count, 4);
    assert_int_equal(event->memory.zones[0].buddy_total_kb, 60);
    assert_int_equal(event->memory.totals.swapcache_find_total.value, 0);
    assert_int_equal(event->tasks.items[0].pgtables_bytes, 32231424);
    assert_int_equal(event->kills[0].pgtables_kb, 31476);
    assert_int_equal(event->skipped_lines, 0);

    log = slurp("broken/begins-in-table.log", &len);
    assert_int_equal(listen_to(str_of(log, len)), 1);
    free(log);
    event = event_at(0);
    assert_true(event->tasks.cut);
    assert_int_equal(event->tasks.count, 3);
    assert_int_equal(event->tasks.items[2].pgtables_bytes, 487424);
    assert_str(event->summary.oom_memcg, "/a");
    assert_int_equal(event->trigger.lines.first, 0);

    log = slurp("broken/torn-by-processors.log", &len);
    assert_int_equal(listen_to(str_of(log, len)), 1);
    free(log);
    event = event_at(0);
    assert_int_equal(event->memory.zones[0].buddy_count, 4);
    assert_int_equal(event->memory.zones[0].buddy_total_kb, 108);
    assert_int_equal(event->kills[0].score, 900);
    assert_int_equal(event->skipped_lines, 2);
    assert_int_equal(event->warning_count, 0);
}

/* A name may hold a line break; dmesg indents what follows. */
static void a_name_with_a_line_break(void **state) {
    (void)state;
    assert_int_equal(
        listen_text("[   55.674704] " TRIGGER(
            "systemd") "[   55.674705] " HEADER
                       "[   55.674876] [    110]  2003   110    58369    41435   376832        0             0 new\n"
                       "               line\n"
                       "[   55.675425] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,"
                       "global_oom,task_memcg=/,task=new\n"
                       "               line,pid=110,uid=2003\n"
                       "[   55.675793] Out of memory: Killed process 110 (new\n"
                       "               line) total-vm:233476kB, anon-rss:165676kB, file-rss:0kB, shmem-rss:64kB, "
                       "UID:2003 pgtables:368kB oom_score_adj:0\n"),
        1);
    const struct event *event = event_at(0);
    assert_int_equal(event->kill_count, 1);
    assert_str(event->kills[0].name, "new\nline");
    assert_int_equal(event->kills[0].uid, 2003);
    assert_str(event->summary.task, "new\nline");
    assert_int_equal(event->summary.pid, 110);
    assert_str(event->tasks.items[0].name, "new\nline");
    assert_int_equal(event->warning_count, 0);
}

/* The same where consoles and syslog put the record's prefix before each of its lines. */
static void a_name_with_a_line_break_and_prefixes(void **state) {
    (void)state;
#define STAMP "Jun  1 10:00:00 red kernel: [   55.67"
    assert_int_equal(
        listen_text(
            STAMP "4704] new\n" STAMP "4704] " TRIGGER("line") STAMP
            "4704] CPU: 0 PID: 110 Comm: new\n" STAMP
            "4704] line Not tainted 5.10.0-32-cloud-amd64 #1 Debian 5.10.223-1\n" STAMP "4705] " HEADER STAMP
            "4876] [    110]  2003   110    58369    41435   376832        0             0 new\n" STAMP
            "4876] line\n" STAMP "5425] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,"
            "global_oom,task_memcg=/,task=new\n" STAMP "5425] line,pid=110,uid=2003\n" STAMP
            "5793] Out of memory: Killed process 110 (new\n" STAMP
            "5793] line) total-vm:233476kB, anon-rss:165676kB, file-rss:0kB, shmem-rss:64kB, "
            "UID:2003 pgtables:368kB oom_score_adj:0\n" STAMP "6000] oom_reaper: reaped process 110 (new\n" STAMP
            "6000] line), now anon-rss:0kB, file-rss:0kB, shmem-rss:64kB\n"),
        1);
    const struct event *event = event_at(0);
    assert_str(event->trigger.name, "new\nline");
    assert_str(event->identity.comm, "new\nline");
    assert_str(event->identity.release, "5.10.0-32-cloud-amd64");
    assert_int_equal(event->lines.first, 1);
    assert_int_equal(event->tasks.count, 1);
    assert_str(event->tasks.items[0].name, "new\nline");
    assert_str(event->summary.task, "new\nline");
    assert_int_equal(event->summary.uid, 2003);
    assert_int_equal(event->kill_count, 1);
    assert_str(event->kills[0].name, "new\nline");
    assert_int_equal(event->kills[0].total_vm_kb, 233476);
    assert_int_equal(event->kills[0].reaped, REAPED_YES);
    assert_int_equal(event->warning_count, 0);
    /* Two breaks, and a forged sentence within the name: fifteen bytes have room for it. */
    assert_int_equal(listen_text("[   10.000001] Killed process 5 (a\n[   10.000001] b\n[   10.000001] Mem-Info:) "
                                 "total-vm:8kB, anon-rss:4kB, file-rss:0kB\n"),
                     1);
    assert_str(event_at(0)->kills[0].name, "a\nb\nMem-Info:");
    /* Another record, and what is too long for a name, goes on with nothing. */
    assert_int_equal(listen_text("[   10.000001] Killed process 5 (a\n[   10.900001] b) total-vm:8kB, anon-rss:4kB\n"),
                     1);
    assert_str(event_at(0)->kills[0].name, "");
    assert_int_equal(listen_text("[   10.000001] Killed process 5 (a\n[   10.000001] usb 1-1: reset (high) speed\n"),
                     1);
    assert_str(event_at(0)->kills[0].name, "");
#undef STAMP
}

/* Many clocks count in ticks (jiffies, 1 to 10 ms): what another subsystem says in the same tick is no part of a name.
 * "Comm:" has a mark behind the name, so that the trigger's is told from it. */
static void a_clock_of_ticks(void **state) {
    (void)state;
#define TICK "[  100.120000] "
    listen_text(TICK "usb reset\n" TICK TRIGGER("sh") TICK
                "CPU: 0 PID: 50 Comm: sh Not tainted 5.10.0 #1\n" TICK HEADER TICK
                "[     50]     0    50   500000    25000     4096        0             0 sh\n" TICK "eth0: up\n" TICK
                "[     51]     0    51   500000    25000     4096        0             0 b\n" TICK KILLED("50", "sh"));
    assert_int_equal(heard.count, 1);
    assert_str(event_at(0)->trigger.name, "sh");
    assert_int_equal(event_at(0)->lines.first, 2);
    assert_int_equal(event_at(0)->tasks.count, 2);
    assert_str(event_at(0)->tasks.items[0].name, "sh");
    listen_text(TICK "new\n" TICK TRIGGER("line") TICK "CPU: 0 PID: 50 Comm: new\n" TICK
                                                       "line Not tainted 5.10.0 #1\n" TICK KILLED("50", "b"));
    assert_int_equal(heard.count, 1);
    assert_str(event_at(0)->trigger.name, "new\nline");
#undef TICK
    /* The same microsecond by chance. */
    listen_text("[  100.120417] usb reset\n[  100.120417] " TRIGGER(
        "sh") "[  100.120431] CPU: 0 PID: 50 Comm: sh Not tainted 5.10.0 #1\n[  100.120500] " KILLED("50", "sh"));
    assert_int_equal(heard.count, 1);
    assert_str(event_at(0)->trigger.name, "sh");
}

#define SUMMARY "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,"

/* Where each piece gets a prefix of its own, nothing tells a forged line from a true one: the report says so. Only a
 * process can have a line break in its name: cgroup_mkdir refuses it (kernel/cgroup/cgroup.c, since 3.16). */
static void a_possible_forgery_is_named(void **state) {
    (void)state;
    assert_int_equal(listen_text("[   55.674704] " TRIGGER("x") "[   55.675425] " SUMMARY
                                                                "oom_memcg=/a,task_memcg=/a,task=x\n"
                                                                "[   55.675425] " KILLED("1", "init")),
                     1);
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_int_equal(event_at(0)->warnings[0].lines.first, 3);
    assert_true(str_has(event_at(0)->warnings[0].statement, STR("this line is part of it")));
}

/* A plain cut is called so, and what it cut is not taken for whole. */
static void a_cut_summary(void **state) {
    (void)state;
    assert_int_equal(listen_text("[   55.674704] " TRIGGER("x") "[   55.675425] " SUMMARY
                                                                "oom_memcg=/a,task_memcg=/a/b\n"
                                                                "[   55.675425] " KILLED("1", "init")),
                     1);
    assert_str(event_at(0)->summary.oom_memcg, "/a");
    assert_str(event_at(0)->summary.task_memcg, "");
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_int_equal(event_at(0)->warnings[0].lines.first, 2);
    assert_true(str_has(event_at(0)->warnings[0].statement, STR("\"/a/b\"")));
    /* What a person, or a pager, left out: the value before the comma is whole. */
    assert_int_equal(listen_text("[   55.675425] " SUMMARY "oom_memcg=/a,...\n[   55.675425] " KILLED("1", "init")), 1);
    assert_str(event_at(0)->summary.oom_memcg, "/a");
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_int_equal(
        listen_text("[   55.675425] " SUMMARY "oom_memcg=/a,task_memcg=/a/b,>\n[   55.675425] " KILLED("1", "init")),
        1);
    assert_str(event_at(0)->summary.task_memcg, "/a/b");
    /* The pieces of a record that the kernel cut are one line. */
    assert_int_equal(listen_text("[   55.675425] " SUMMARY "oom_memcg=/a\n[   55.675425] ,task_memcg=/a/b,task=x,pid=1,"
                                 "uid=0\n[   55.675426] " KILLED("1", "init")),
                     1);
    assert_str(event_at(0)->summary.oom_memcg, "/a");
    assert_str(event_at(0)->summary.task_memcg, "/a/b");
    assert_int_equal(event_at(0)->warning_count, 0);
}

/* busybox syslogd (FEATURE_SYSLOGD_READ_BUFFER_SIZE=256) takes 255 bytes of "<4>Jan  1 00:00:00 kernel: ...", here of a
 * path that is 300 bytes long, and writes a host and a level more. */
static void lines_cut_at_255_bytes(void **state) {
    (void)state;
    char log[1200], path[301] = "/";
    memset(path + 1, 'b', sizeof path - 2);
    int len = snprintf(log, sizeof log, "Jun  1 10:00:00 red kern.warn kernel: [   10.000000] " TRIGGER("x"));
    const int start = len, sent = 255 - (int)strlen("<4>Jan  1 00:00:00 ");
    len += snprintf(log + len, sizeof log - (size_t)len,
                    "Jun  1 10:00:00 red kern.info kernel: [   10.000001] Task in /a killed as a result of limit of %s",
                    path);
    len = start + (int)strlen("Jun  1 10:00:00 red kern.info ") + sent;
    snprintf(log + len, sizeof log - (size_t)len,
             "\nJun  1 10:00:00 red kern.err kernel: [   10.000002] " KILLED("5", "x"));
    assert_int_equal(listen_text(log), 1);
    assert_str(event_at(0)->cgroup.path, "");
    assert_str(event_at(0)->cgroup.task_path, "/a");
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_int_equal(event_at(0)->warnings[0].lines.first, 2);
    assert_true(str_has(event_at(0)->warnings[0].statement, STR("\"/bbb")));
    /* A byte less is a whole line. */
    memmove(log + len - 1, log + len, strlen(log + len) + 1);
    assert_int_equal(listen_text(log), 1);
    assert_int_equal(event_at(0)->cgroup.path.len, sent -
                                                       (int)strlen("kernel: [   10.000001] Task in /a killed as a "
                                                                   "result of limit of ") -
                                                       1);
    assert_int_equal(event_at(0)->warning_count, 0);
}

static void statistics_belong_to_the_cgroup(void **state) {
    (void)state;
    assert_int_equal(listen_text("[   10.000000] memory: usage 1kB, limit 1kB, failcnt 3\n"
                                 "[   10.000001] Memory cgroup stats for /a:\n"
                                 "[   10.000001] anon 4096\n"
                                 "[   10.000001] file 0\n"
                                 "[   10.000002] " KILLED("5", "x")),
                     1);
    assert_int_equal(event_at(0)->cgroup.lines.first, 1);
    assert_int_equal(event_at(0)->cgroup.lines.last, 4);
}

/* "[  OK  ]" and a login prompt between the lines of a serial console are no rest of a name. */
static void a_console_with_other_words(void **state) {
    (void)state;
    assert_int_equal(listen_text("[   10.000001] active_anon:1 inactive_anon:2 isolated_anon:0\n"
                                 "[   10.000001]  active_file:3 inactive_file:4 isolated_file:0\n"
                                 "[   10.000002] " HEADER
                                 "[   10.000003] [    110]  2003   110    58369    41435   376832        0"
                                 "             0 new\n"
                                 "  OK\n"
                                 "login:\n"
                                 "[   10.000004] " KILLED("110", "new")),
                     1);
    assert_str(event_at(0)->tasks.items[0].name, "new");
    /* Without any prefix: other lines are longer, so nothing wrapped these. */
    assert_int_equal(listen_text(HEADER
                                 "[    110]  2003   110    58369    41435   376832        0             0 new\n"
                                 "line\n"
                                 "Out of memory: Killed process 110 (new\n"
                                 "line) total-vm:233476kB, anon-rss:165676kB, file-rss:0kB, shmem-rss:64kB, UID:2003 "
                                 "pgtables:368kB oom_score_adj:0\n"),
                     1);
    assert_str(event_at(0)->tasks.items[0].name, "new\nline");
    assert_str(event_at(0)->kills[0].name, "new\nline");
}

static void a_name_cut_off(void **state) {
    (void)state;
    assert_int_equal(listen_text("[   10.000002] Out of memory: Killed process 5 (java-wo"), 1);
    assert_int_equal(event_at(0)->kills[0].pid, 5);
    assert_str(event_at(0)->kills[0].name, "");
    assert_int_equal(listen_text("[   10.000001] Memory cgroup out of memory: Killed process 5 (a) total-vm:1kB\n"
                                 "[   10.000002] Tasks in /a b/c are going to be ki\n"
                                 "[   10.000003] Memory cgroup out of memory: Killed process 6 (b) total-vm:1kB\n"),
                     1);
    assert_str(event_at(0)->oom_group.text, "/a b/c");
    assert_int_equal(event_at(0)->kill_count, 2);
}

static void two_files_of_one_log(void **state) {
    (void)state;
    struct parser *parser = parser_new(hear, &heard);
    feed(parser, "kern.log.1", STR("[   10.000000] " TRIGGER("a") "[   10.000001] Mem-Info:\n"));
    feed(parser, "kern.log",
         STR("[   10.000002] active_anon:1 inactive_anon:2 isolated_anon:3\n[   10.000003] " KILLED("5", "a")));
    assert_true(parser_finish(parser));
    parser_free(parser);
    assert_int_equal(heard.count, 1);
    assert_int_equal(event_at(0)->memory.counters.active_anon.value, 1);
    assert_int_equal(event_at(0)->source_count, 2);
    assert_str(event_at(0)->sources[1].file, "kern.log");
    assert_int_equal(event_at(0)->sources[1].line_base, 2);
    assert_int_equal(event_at(0)->lines.last, 4);
}

/* A ring buffer that has lost the beginning, and a file that has it all, in either order: the whole one is reported. */
static void the_fuller_of_two(void **state) {
    (void)state;
#define WHOLE(stamp)                                                                                                   \
    stamp TRIGGER("a") stamp HEADER stamp "[    5]     0     5  100   50  4096   0   0 a\n" stamp KILLED("5", "a")
    const str part =
        STR("[   10.000002] [    5]     0     5  100   50  4096   0   0 a\n[   10.000003] " KILLED("5", "a"));
    const str whole = STR(WHOLE("Jun  1 10:00:00 red kernel: ")); /* without the kernel's clock */
    for (int turn = 0; turn < 2; turn++) {
        struct parser *parser = parser_new(hear, &heard);
        assert_non_null(parser);
        forget();
        feed(parser, turn ? "kern.log" : "dmesg", turn ? whole : part);
        feed(parser, turn ? "dmesg" : "kern.log", turn ? part : whole);
        assert_true(parser_finish(parser));
        parser_free(parser);
        assert_int_equal(heard.count, 1);
        assert_true(event_at(0)->trigger.lines.first > 0);
        assert_str(event_at(0)->sources[0].file, "kern.log");
        assert_int_equal(event_at(0)->also_count, 1);
        assert_str(event_at(0)->also[0].file, "dmesg");
        assert_int_equal(event_at(0)->also[0].first_line, 1);
        assert_int_equal(event_at(0)->also[0].last_line, 2);
    }
    /* Half an hour and a minute later it would be another process 5. */
    struct parser *parser = parser_new(hear, &heard);
    assert_non_null(parser);
    feed(parser, "a", STR(WHOLE("Jun  1 10:00:00 red kernel: ")));
    assert_true(parser_idle(parser));
    feed(parser, "b", STR("Jun  1 10:31:00 red kernel: " KILLED("5", "a")));
    assert_true(parser_finish(parser));
    parser_free(parser);
    assert_int_equal(heard.count, 3); /* with the one that the loop left */
#undef WHOLE
}

/* A machine's clock is set back within a report; near its zero, or by much, it is a reboot. */
static void a_clock_set_back(void **state) {
    (void)state;
    assert_int_equal(listen_text("[  500.000000] " TRIGGER("a") "[  496.000000] " KILLED("5", "a")), 1);
    assert_int_equal(listen_text("[   50.000000] " TRIGGER("a") "[   40.000000] " KILLED("5", "a")), 2);
    assert_int_equal(listen_text("[  500.000000] " TRIGGER("a") "[  200.000000] " KILLED("5", "a")), 2);
}

/* The same event by two transports counts once, and both places are named. */
static void the_same_event_twice(void **state) {
    (void)state;
    struct parser *parser = parser_new(hear, &heard);
    feed(parser, "dmesg",
         STR("[   10.000000] " TRIGGER("a") "[   10.000003] " KILLED("5", "a") "[   20.000000] " KILLED("6", "b")));
    feed(parser, "kern.log",
         STR("Jun  1 10:00:00 red kernel: [   10.000000] " TRIGGER(
             "a") "Jun  1 10:00:00 red kernel: [   10.000003] " KILLED("5", "a") "Jun  1 10:00:00 red kernel: [   "
                                                                                 "30.000000] " KILLED("7", "c")));
    assert_true(parser_finish(parser));
    parser_free(parser);
    assert_int_equal(heard.count, 3);
    assert_int_equal(event_at(0)->also_count, 1);
    assert_str(event_at(0)->also[0].file, "kern.log");
    assert_int_equal(event_at(0)->also[0].first_line, 1);
    assert_int_equal(event_at(0)->also[0].last_line, 2);
    assert_int_equal(event_at(2)->kills[0].pid, 7);
}

/* Up to 3.x a victim that does not end is killed again, its figures unchanged: at another time it is another kill,
 * unless the zone that a time is told in is another, too. */
static void the_same_kill_half_an_hour_later(void **state) {
    (void)state;
    assert_int_equal(listen_text("Jun  1 00:00:10 red kernel: " KILLED("5", "a") "Jun  1 00:30:10 red kernel: " KILLED(
                         "5", "a") "Jun  2 00:30:10 red kernel: " KILLED("5", "a")),
                     3);
    assert_int_equal(
        listen_text("Jun  1 00:00:10 red kernel: " KILLED("5", "a") "Jun  1 00:00:11 red kernel: " KILLED("5", "a")),
        1);
    assert_int_equal(
        listen_text(
            "2024-06-01T00:00:10+02:00 red kernel: " KILLED("5", "a") "2024-05-31T22:00:10+00:00 red kernel: " KILLED(
                "5", "a") "Jun  1 05:30:10 red kernel: " KILLED("5", "a")),
        1);
}

static void doubled_lines(void **state) {
    (void)state;
    assert_int_equal(listen_text("[   10.000000] " TRIGGER("a") "[   10.000000] " TRIGGER(
                         "a") "[   10.000001] " HEADER "[   10.000001] " HEADER
                              "[   10.000002] [ 5]  0  5  9  8  4096  0  0 a\n"
                              "[   10.000002] [ 5]  0  5  9  8  4096  0  0 a\n"
                              "[   10.000003] " KILLED("5", "a") "[   10.000003] " KILLED("5", "a")),
                     1);
    assert_int_equal(event_at(0)->tasks.count, 1);
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_int_equal(event_at(0)->skipped_lines, 0);
}

static void a_reboot_ends_an_event(void **state) {
    (void)state;
    assert_int_equal(listen_text("[ 9910.000000] " TRIGGER(
                         "a") "[ 9910.000001] Mem-Info:\n"
                              "[    0.000000] Linux version 5.10.0 (x@y)\n[   10.000003] " KILLED("5", "b")),
                     2);
    assert_int_equal(event_at(0)->kill_count, 0);
    assert_int_equal(event_at(1)->trigger.lines.first, 0);
    assert_int_equal(
        listen_text("[ 9910.000000] " TRIGGER("a") "[ 9910.000001] Mem-Info:\n[   10.000003] " KILLED("5", "b")), 2);
}

static void a_log_that_begins_within_a_report(void **state) {
    (void)state;
    assert_int_equal(
        listen_text("[   10.000002] [    762]     0   762    27626     1788   290816        0             0 x\n"
                    "[   10.000002] [    763]     0   763    27626     1788   290816        0             0 y\n"
                    "[   10.000003] " KILLED("762", "x")),
        1);
    assert_true(event_at(0)->tasks.cut);
    assert_int_equal(event_at(0)->tasks.count, 2);
    assert_int_equal(event_at(0)->tasks.items[1].rss, 1788);
    assert_int_equal(event_at(0)->trigger.lines.first, 0);
    assert_int_equal(listen_text("[   10.0] Node 0 DMA free:4kB min:1kB low:2kB high:3kB\n[   10.1] 100 pages RAM\n"),
                     0);
}

static void what_stands_near(void **state) {
    (void)state;
    assert_int_equal(
        listen_text(
            "Jun  1 10:00:00 red kernel: [   10.000000] oom_kill_process: 4 callbacks suppressed\n"
            "Jun  1 10:00:00 red kernel: [   10.000001] " TRIGGER(
                "a") "Jun  1 10:00:00 red kernel: [   10.000002] " KILLED("5", "a") "Jun  1 10:00:00 red systemd[1]: "
                                                                                    "app.service: A process of this "
                                                                                    "unit has been killed by "
                                                                                    "the OOM killer.\n"),
        1);
    assert_int_equal(event_at(0)->note_count, 2);
    assert_int_equal(event_at(0)->notes[0].kind, NOTE_SUPPRESSED);
    assert_int_equal(event_at(0)->notes[0].value, 4);
    assert_int_equal(event_at(0)->notes[1].kind, NOTE_UNIT);
    assert_int_equal(event_at(0)->lines.first, 2);
    assert_int_equal(event_at(0)->lines.last, 3);
}

static void killers_in_user_space(void **state) {
    (void)state;
    assert_int_equal(
        listen_text(
            "Jun  1 10:00:00 red earlyoom[412]: low memory! at or below SIGTERM limits: mem 10.00%, swap 10.00%\n"
            "Jun  1 10:00:00 red earlyoom[412]: sending SIGTERM to process 1234 uid 1000 \"java\": oom_score 950, "
            "VmRSS 1350 MiB, cmdline \"java\"\n"
            "Jun  1 10:00:06 red earlyoom[412]: sending SIGKILL to process 1234 uid 1000 \"java\": oom_score 950\n"
            "Jun  1 10:01:00 red systemd-oomd[388]: Killed /user.slice/a.scope due to memory pressure for "
            "/user.slice being 62.11% > 50.00% for > 20s with reclaim activity\n"),
        2);
    assert_int_equal(event_at(0)->killer, KILLER_EARLYOOM);
    assert_int_equal(event_at(0)->kills[0].pid, 1234);
    assert_str(event_at(0)->kills[0].name, "java");
    assert_int_equal(event_at(0)->lines.first, 1);
    assert_int_equal(event_at(0)->lines.last, 3);
    assert_int_equal(event_at(0)->reason.line, 1);
    assert_int_equal(event_at(1)->killer, KILLER_SYSTEMD_OOMD);
    assert_str(event_at(1)->kills[0].name, "/user.slice/a.scope");
}

#define CLOCK(date, uptime, set) date " red kernel: [" uptime "] rtc_cmos 00:04: setting system clock to " set "\n"
#define DIES(date, stamp) date " red kernel: " stamp KILLED("5", "a")

static void check_year(int32_t year, bool is_inferred) {
    assert_int_equal(heard.count, 1);
    assert_int_equal(event_at(0)->time.year, year);
    assert_int_equal(event_at(0)->time.month != 0, true);
    assert_int_equal(event_at(0)->year_inferred, is_inferred);
}

/* 1795294659 is 2026-11-21T20:57:39Z. */
static void a_year_from_other_lines(void **state) {
    (void)state;
#define SET "2026-11-21T20:57:39 UTC (1795294659)"
    listen_text(DIES("Nov 21 20:59:00", "[   90.000000] "));
    check_year(0, false);
    listen_text(CLOCK("Nov 21 20:57:48", "    1.500000", SET) DIES("Nov 21 20:59:00", "[   90.000000] "));
    check_year(2026, true);
    /* 60 days of uptime later it is another year, and in Auckland another day. */
    listen_text(CLOCK("Nov 22 09:57:48", "    1.500000", SET) DIES("Jan 21 09:57:00", "[5184000.000000] "));
    check_year(2027, true);
    /* The same without the kernel's clock. */
    listen_text("Nov 21 20:57:48 red kernel: rtc_cmos 00:04: setting system clock to " SET
                "\n" DIES("Jan 21 09:57:00", ""));
    check_year(2027, true);
    /* Its clock says November, the line July: something is wrong, and nothing is guessed. */
    listen_text(CLOCK("Nov 21 20:57:48", "    1.500000", SET) DIES("Jul 21 09:57:00", "[   90.000000] "));
    check_year(0, false);
    /* A boot ends what was known of the kernel's clock, not the date. */
    listen_text(
        CLOCK("Nov 21 20:57:48", "    1.500000", SET) "Dec 30 00:00:00 red kernel: [    0.000000] Linux version "
                                                      "6.1.0\n" DIES("Dec 30 00:01:00", "[   90.000000] "));
    check_year(2026, true);
    /* Another host's date says nothing; a line with a whole date of the same host does. */
    listen_text("Nov 21 20:57:48 blue kernel: [    1.500000] rtc_cmos 00:04: setting system clock to " SET
                "\n" DIES("Nov 21 20:59:00", "[   90.000000] "));
    check_year(0, false);
    listen_text(CLOCK("Nov 21 20:57:48", "    1.500000", "2024-02-29 12:23:14 UTC (1709209394)")
                    DIES("Feb 29 12:25:00", "[   90.000000] "));
    check_year(2024, true);
    listen_text(CLOCK("Nov 21 20:57:48", "    1.500000", "nonsense (99999999999999999999)")
                    DIES("Nov 21 20:59:00", "[   90.000000] "));
    check_year(0, false);
#undef SET
}

#define PART_3 "Panic#1 Part3\n<4>[   10.000000] " TRIGGER("a")
#define PART_2                                                                                                         \
    "Panic#1 Part2\n<4>[   10.000001] " HEADER "<6>[   10.000002] [    5]     0     5  100   50  4096   0   0 a\n"
#define PART_1 "Panic#1 Part1\n<3>[   10.000003] " KILLED("5", "a")

static void check_dump(int64_t first, int64_t last, int64_t trigger, int64_t kill) {
    assert_int_equal(heard.count, 1);
    assert_int_equal(event_at(0)->trigger.lines.first, trigger);
    assert_int_equal(event_at(0)->tasks.count, 1);
    assert_int_equal(event_at(0)->kills[0].line, kill);
    assert_int_equal(event_at(0)->lines.first, first);
    assert_int_equal(event_at(0)->lines.last, last);
    assert_int_equal(event_at(0)->skipped_lines, 2); /* the other parts' headers */
}

/* pstore writes the newest part first (fs/pstore/platform.c pstore_dump). */
static void pstore_of_a_dump(void **state) {
    (void)state;
    listen_text(PART_1 PART_2 PART_3);
    check_dump(2, 7, 7, 2);
    listen_text(PART_3 PART_2 PART_1); /* in order already, as systemd-pstore joins them */
    check_dump(2, 7, 2, 7);
    listen_text(PART_2 "\n" PART_3 "\n" PART_1); /* what stands between is nobody's */
    check_dump(2, 9, 6, 9);
    struct parser *parser = parser_new(hear, &heard);
    assert_non_null(parser);
    forget();
    feed(parser, "dmesg-efi-1", STR(PART_1));
    feed(parser, "dmesg-efi-2", STR(PART_2));
    feed(parser, "dmesg-efi-3", STR(PART_3));
    feed(parser, "other", STR("[    1.000000] nothing\n"));
    assert_true(parser_finish(parser));
    parser_free(parser);
    check_dump(2, 7, 7, 2);
    assert_int_equal(event_at(0)->source_count, 3);
    assert_str(event_at(0)->sources[0].file, "dmesg-efi-1");
    assert_int_equal(event_at(0)->sources[1].line_base, 2);
    assert_int_equal(event_at(0)->sources[2].line_base, 5);
}

/* Dumps of two boots, and a log behind a dump: each is read in its turn. */
static void dumps_and_logs(void **state) {
    (void)state;
    assert_int_equal(listen_text(PART_1 PART_2 PART_3 PART_1 PART_2 PART_3), 1); /* the same dump again */
    assert_int_equal(event_at(0)->also_count, 1);
    assert_int_equal(listen_text(PART_1 PART_3 "[   70.000000] " KILLED("7", "b")), 2);
    assert_int_equal(event_at(0)->trigger.lines.first, 4);
    assert_int_equal(event_at(0)->kills[0].line, 2);
    assert_int_equal(event_at(1)->kills[0].line, 5);
}

/* What cannot be held is said. */
static void a_dump_too_long_to_put_in_order(void **state) {
    (void)state;
    enum { FILLER = 20000 };
    static const char filler[] = "<6>[   10.000003] usb 1-1: new high-speed USB device number 4\n";
    const str first = STR(PART_1), second = STR(PART_3);
    char *log = malloc(first.len + FILLER * (sizeof filler - 1) + second.len);
    assert_non_null(log);
    memcpy(log, first.data, first.len);
    size_t len = first.len;
    for (int i = 0; i < FILLER; i++, len += sizeof filler - 1)
        memcpy(log + len, filler, sizeof filler - 1);
    memcpy(log + len, second.data, second.len);
    assert_int_equal(listen_to(str_of(log, len + second.len)), 2);
    free(log);
    assert_int_equal(event_at(1)->warning_count, 1);
    assert_true(str_has(event_at(1)->warnings[0].statement, STR("too long to be put in order")));
}

#define UNIT(clock, unit, words) "Jun  1 " clock " red systemd[1]: " unit ": " words "\n"
#define STRUCK "A process of this unit has been killed by the OOM killer."
#define RESULT "Failed with result 'oom-kill'."
#define OF_UNIT(path)                                                                                                  \
    "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=" path          \
    ",task=a,pid=5,uid=0\n"

static void units_without_a_report(void **state) {
    (void)state;
    assert_int_equal(listen_text(UNIT("10:00:00", "app.service", STRUCK) UNIT("10:00:00", "app.slice", STRUCK)
                                     UNIT("10:00:00", "app.service", "Main process exited, code=killed, status=9/KILL")
                                         UNIT("10:00:01", "app.service", RESULT) UNIT("10:00:05", "app.service", STRUCK)
                                             UNIT("10:00:05", "b.service", RESULT)),
                     3);
    assert_int_equal(event_at(0)->killer, KILLER_SYSTEMD);
    assert_str(event_at(0)->kills[0].name, "app.service");
    assert_absent(event_at(0)->kills[0].pid);
    assert_int_equal(event_at(0)->reason.line, 1);
    assert_int_equal(event_at(0)->lines.last, 4);
    assert_int_equal(event_at(0)->note_count, 3);
    assert_int_equal(event_at(1)->lines.first, 5); /* the unit was started again */
    assert_str(event_at(2)->kills[0].name, "b.service");
    /* The slice first: the unit within it is what was struck. */
    assert_int_equal(
        listen_text(UNIT("10:00:00", "user@1000.service", STRUCK) UNIT("10:00:00", "app-firefox.scope", STRUCK)), 1);
    assert_str(event_at(0)->kills[0].name, "app-firefox.scope");
}

static void units_beside_a_report(void **state) {
    (void)state;
#define REPORT(path)                                                                                                   \
    "Jun  1 10:00:00 red kernel: [   10.000001] " TRIGGER("a") "Jun  1 10:00:00 red kernel: [   10.000002] " OF_UNIT(  \
        path) "Jun  1 10:00:00 red kernel: [   10.000003] " KILLED("5", "a")
    /* systemd may be first. */
    assert_int_equal(listen_text(UNIT("10:00:00", "app.service", STRUCK) REPORT("/system.slice/app.service")
                                     UNIT("10:01:30", "app.service", RESULT)),
                     1);
    assert_int_equal(event_at(0)->killer, KILLER_KERNEL);
    assert_int_equal(event_at(0)->note_count, 2);
    assert_int_equal(event_at(0)->notes[0].line, 5);
    assert_int_equal(event_at(0)->notes[1].line, 1);
    /* Its result was there four seconds before: that was another run of the unit. */
    assert_int_equal(listen_text(UNIT("09:59:56", "app.service", STRUCK) UNIT("09:59:56", "app.service", RESULT)
                                     REPORT("/system.slice/app.service") UNIT("10:00:01", "app.service", RESULT)),
                     2);
    assert_int_equal(event_at(0)->killer, KILLER_SYSTEMD);
    assert_int_equal(event_at(0)->note_count, 1);
    assert_int_equal(event_at(1)->note_count, 1);
    /* Another unit, the same one long after, another host: not this report. */
    assert_int_equal(listen_text(REPORT("/system.slice/app.service") UNIT("10:00:00", "b.service", RESULT)), 2);
    assert_int_equal(event_at(1)->killer, KILLER_SYSTEMD);
    assert_int_equal(listen_text(REPORT("/system.slice/app.service") UNIT("10:30:00", "app.service", RESULT)), 2);
    assert_int_equal(listen_text(REPORT("/a/app.service") "Jun  1 10:00:00 blue systemd[1]: app.service: " RESULT "\n"),
                     2);
    /* A part of the path's name is not the unit. */
    assert_int_equal(listen_text(REPORT("/system.slice/my-app.service") UNIT("10:00:00", "app.service", RESULT)), 2);
#undef REPORT
}

static void units_of_systemd_oomd(void **state) {
    (void)state;
    assert_int_equal(listen_text("Jun  1 10:00:00 red systemd-oomd[388]: Killed /user.slice/a.scope due to memory used "
                                 "(1) / total (2) and swap used (3) / total (4) being more than 90%\n" UNIT(
                                     "10:00:00", "a.scope", "systemd-oomd killed 12 process(es) in this unit.")
                                     UNIT("10:00:01", "a.scope", RESULT)),
                     1);
    assert_int_equal(event_at(0)->killer, KILLER_SYSTEMD_OOMD);
    assert_int_equal(event_at(0)->note_count, 2);
    assert_int_equal(listen_text(UNIT("10:00:00", "a.scope", "systemd-oomd killed some process(es) in this unit.")), 1);
    assert_int_equal(event_at(0)->killer, KILLER_SYSTEMD_OOMD);
}

/* The same words in two files are told once; at another time they are another kill. */
static void userspace_kills_in_two_files(void **state) {
    (void)state;
#define KILL(clock) "Jun  1 " clock " red earlyoom[4]: sending SIGTERM to process 12 uid 0 \"java\": badness 812\n"
    struct parser *parser = parser_new(hear, &heard);
    assert_non_null(parser);
    feed(parser, "syslog", STR(KILL("10:00:00") UNIT("10:10:00", "app.service", RESULT)));
    feed(parser, "daemon.log", STR(KILL("10:00:01") UNIT("10:10:00", "app.service", RESULT) KILL("10:30:00")));
    assert_true(parser_finish(parser));
    parser_free(parser);
    assert_int_equal(heard.count, 3);
    assert_int_equal(event_at(0)->also_count, 1);
    assert_str(event_at(0)->also[0].file, "daemon.log");
    assert_int_equal(event_at(0)->lines.last, 1);
    assert_int_equal(event_at(1)->killer, KILLER_SYSTEMD);
    assert_int_equal(event_at(2)->lines.first, 5);
#undef KILL
}

/* An event in progress may be handed out as soon as nothing comes any more. */
static void idle_hands_out_what_is_done(void **state) {
    (void)state;
    struct parser *parser = parser_new(hear, &heard);
    assert_true(parser_begin(parser, STR("-")));
    assert_true(parser_block(parser, STR("[   10.000000] " TRIGGER("a"))));
    assert_true(parser_idle(parser));
    assert_int_equal(heard.count, 0);
    assert_true(parser_block(parser, STR("[   10.000003] " KILLED("5", "a"))));
    assert_true(parser_idle(parser));
    assert_int_equal(heard.count, 1);
    assert_true(parser_end(parser) && parser_finish(parser));
    assert_int_equal(heard.count, 1);
    parser_free(parser);
}

/* Between events lines are skipped; what stands closely before an opener is not, and line numbers hold. */
static void the_idle_scan_loses_nothing(void **state) {
    (void)state;
    enum { FILLER = 20000 };
    static const char filler[] = "Jun  1 10:00:00 red app[1]: room for a zoom out of range, maximum kill-mode\n";
    size_t len = 0;
    char *log = malloc(sizeof filler * (2 * FILLER + 4000));
    assert_non_null(log);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < FILLER; i++) {
            memcpy(log + len, filler, sizeof filler - 1);
            len += sizeof filler - 1;
        }
        len += (size_t)sprintf(log + len,
                               "Jun  1 10:00:00 red kernel: [%5d.000000] sysrq: Manual OOM execution\n"
                               "Jun  1 10:00:00 red kernel: [%5d.000001] " TRIGGER(
                                   "kworker/0:2") "Jun  1 10:00:00 red kernel: [%5d.000002] " KILLED("5", "a"),
                               10 + round, 10 + round, 10 + round);
    }
    assert_int_equal(listen_to(str_of(log, len)), 2);
    free(log);
    for (int round = 0; round < 2; round++) {
        const struct event *event = event_at((size_t)round);
        int64_t before = (int64_t)FILLER * (round + 1) + 3 * round;
        assert_int_equal(event->trigger.sysrq_line, before + 1);
        assert_int_equal(event->lines.first, before + 2);
        assert_int_equal(event->lines.last, before + 3);
    }
}

/* Many short lines are read again before the opener; the report behind it is read all the same, though no further
 * opener comes. */
static void a_report_behind_skipped_lines_is_read_on(void **state) {
    (void)state;
    enum { FILLER = 5000 };
    static const char filler[] = "app[1]: words\n";
    static char log[FILLER * sizeof filler + 1000];
    char *at = log;
    for (int i = 0; i < FILLER; i++)
        at = stpcpy(at, filler);
    stpcpy(at, "[   10.000000] " TRIGGER("a") "[   10.000001] Mem-Info:\n"
                                              "[   10.000002] active_anon:27 inactive_anon:91570 isolated_anon:0\n");
    assert_int_equal(listen_text(log), 1);
    assert_int_equal(event_at(0)->lines.first, FILLER + 1);
    assert_int_equal(event_at(0)->lines.last, FILLER + 3);
    assert_int_equal(event_at(0)->memory.counters.active_anon.value, 27);
}

/* The next block of up to COUNT lines of REST, which lacks it then. */
static str next_lines(str *rest, int count) {
    size_t len = 0;
    for (; count > 0 && len < rest->len; count--)
        len += str_find_byte(str_from(*rest, len), '\n') + 1;
    const str block = str_first(*rest, len);
    *rest = str_from(*rest, len);
    return block;
}

/* dmesg -e tells the minute on one line only. Here it is skipped, 7 of the 8 KiB that are read again before the kill:
 * its time is known, and its line is counted right, whatever the blocks were. */
static void what_is_read_again_does_not_depend_on_blocks(void **state) {
    (void)state;
    enum { HEAD = 4200, LINE = 50, BEHIND = 7000 / LINE, PHASES = 11 };
    static const int lines_a_block[] = {1, 3, 155, 10000};
    static char log[(HEAD + PHASES * 16 + BEHIND + 8) * LINE];
    for (int phase = 0; phase < PHASES; phase++) {
        const int before = HEAD + phase * 16;
        char *at = log;
        for (int i = 0; i < before; i++)
            at += sprintf(at, "plain words that mean nothing, %18d\n", i);
        at += sprintf(at, "[Jan  1 10:00] minute\n");
        for (int i = 0; i < BEHIND; i++)
            at += sprintf(at, "[  +0.000001] words that mean nothing, %10d\n", i);
        at += sprintf(at, "[  +0.000010] " KILLED("5", "a"));
        for (size_t i = 0; i < sizeof lines_a_block / sizeof *lines_a_block; i++) {
            struct parser *parser = parser_new(hear, &heard);
            forget();
            assert_true(parser_begin(parser, STR("log")));
            for (str rest = str_of(log, (size_t)(at - log)); rest.len > 0;)
                assert_true(parser_block(parser, next_lines(&rest, lines_a_block[i])));
            assert_true(parser_end(parser) && parser_finish(parser));
            parser_free(parser);
            assert_int_equal(heard.count, 1);
            assert_int_equal(event_at(0)->time.hour, 10);
            assert_int_equal(event_at(0)->lines.first, before + 1 + BEHIND + 1);
        }
    }
}

/* What a log says must not depend on how it is cut into blocks. */
static void blocks_of_any_size(void **state) {
    (void)state;
    size_t len;
    char *log = slurp("cases/6.12-amd64--memcg-group--kmsg.log", &len);
    size_t whole = listen_to(str_of(log, len));
    int64_t lines[MOST], kills[MOST];
    for (size_t i = 0; i < whole; i++) {
        lines[i] = event_at(i)->lines.last;
        kills[i] = (int64_t)event_at(i)->kill_count;
    }
    forget();
    struct parser *parser = parser_new(hear, &heard);
    assert_true(parser_begin(parser, STR("log")));
    for (str rest = str_of(log, len); rest.len;) {
        size_t newline = str_find_byte(rest, '\n');
        size_t line = newline == STR_NONE ? rest.len : newline + 1;
        assert_true(parser_block(parser, str_first(rest, line)));
        rest = str_from(rest, line);
    }
    assert_true(parser_end(parser) && parser_finish(parser));
    parser_free(parser);
    assert_int_equal(heard.count, whole);
    for (size_t i = 0; i < whole; i++) {
        assert_int_equal(event_at(i)->lines.last, lines[i]);
        assert_int_equal(event_at(i)->kill_count, kills[i]);
    }
    free(log);
}

/* A row of red's is as long as makes it plain at the end of a block, too: 4 * 32 bytes. */
static char *print_row(char *at, const char *host, int row, int rows) {
    at += sprintf(at, "Jun  1 10:00:00 %s kernel: [   10.%06d] ", host, 10 + row);
    if (row == -2)
        return at + sprintf(at, TRIGGER("a"));
    if (row == -1)
        return at + sprintf(at, HEADER);
    if (row == rows)
        return at + sprintf(at, KILLED("100", "a"));
    return at + sprintf(at, "[%7d]     0 %5d     1000      100    50000        0             0 twelve bytes\n",
                        100 + row, 100 + row);
}

/* Two hosts by turns, some lines of each at a time, each told twice; the last one is told again when the turn comes
 * again. */
static str doubled_log_of_two_hosts(char *log, int rows) {
    enum { AT_A_TIME = 5 };
    char *at = log;
    for (int first = -2; first <= rows; first += AT_A_TIME)
        for (int host = 0; host < 2; host++)
            for (int row = first > -2 ? first - 1 : first; row <= rows && row < first + AT_A_TIME; row++) {
                at = print_row(at, host ? "blue" : "red", row, rows);
                at = print_row(at, host ? "blue" : "red", row, rows);
            }
    return str_of(log, (size_t)(at - log));
}

/* No view leads into a block that has been read. */
static void a_block_may_go_when_it_is_read(void **state) {
    (void)state;
    enum { ROWS = 30, MOST_LINES = 50 };
    static char log[32 * 1024];
    const str whole = doubled_log_of_two_hosts(log, ROWS);
    for (int lines = 1; lines < MOST_LINES; lines++) {
        struct parser *parser = parser_new(hear, &heard);
        forget();
        assert_true(parser_begin(parser, STR("log")));
        for (str rest = whole; rest.len > 0;) {
            const str block = next_lines(&rest, lines);
            char *own = malloc(block.len);
            memcpy(own, block.data, block.len);
            assert_true(parser_block(parser, str_of(own, block.len)));
            memset(own, 'x', block.len);
            free(own);
        }
        assert_true(parser_end(parser) && parser_finish(parser));
        parser_free(parser);
        assert_int_equal(heard.count, 2);
        for (size_t i = 0; i < 2; i++) {
            assert_true(str_equal(event_at(i)->host, str_from_cstr(i == 0 ? "red" : "blue")));
            assert_int_equal(event_at(i)->tasks.count, ROWS);
            assert_int_equal(event_at(i)->tasks.items[ROWS - 1].pid, 100 + ROWS - 1);
            assert_int_equal(event_at(i)->kill_count, 1);
        }
    }
}

/* Cut behind each line, and before each line: nothing is invented, and what is left stays what it was. */
static void cut_at_each_line(void **state) {
    (void)state;
    size_t len;
    char *log = slurp("cases/mysqld-2.6.32-syslog.log", &len);
    str whole = str_of(log, len);
    for (size_t cut = 0; cut < len; cut++) {
        if (cut && log[cut - 1] != '\n')
            continue;
        listen_to(str_first(whole, cut));
        assert_int_equal(heard.count, cut > 0);
        if (cut)
            assert_str(event_at(0)->trigger.name, "mysqld");
        listen_to(str_from(whole, cut));
        assert_int_equal(heard.count, 1);
        assert_true(event_at(0)->kill_count == 1 && event_at(0)->kills[0].pid == 13218);
        if (event_at(0)->memory.totals.ram_pages.line)
            assert_int_equal(event_at(0)->memory.totals.ram_pages.value, 507232);
    }
    free(log);
}

/* Cut at each byte: no crash, no second event, no figure that was not there. */
static void cut_at_each_byte(void **state) {
    (void)state;
    size_t len;
    char *log = slurp("cases/mysqld-2.6.32-syslog.log", &len);
    for (size_t cut = 0; cut < len; cut += 7) {
        listen_to(str_of(log, cut));
        assert_true(heard.count <= 1);
        for (size_t i = 0; i < heard.count; i++)
            for (size_t z = 0; z < event_at(i)->memory.zone_count; z++) {
                int64_t min_kb = event_at(i)->memory.zones[z].min_kb;
                assert_true(min_kb == ABSENT || min_kb == 40 || min_kb == 5612);
            }
    }
    free(log);
}

/* Every request for memory may fail: the parser says so and leaks nothing. */
static void memory_may_be_short(void **state) {
    (void)state;
    size_t len;
    char *log = slurp("cases/mysqld-2.6.32-syslog.log", &len);
    for (size_t request = 1;; request++) {
        struct parser *parser = parser_new(hear, &heard);
        assert_non_null(parser);
        forget();
        short_memory_fail(request);
        bool went_well = parser_begin(parser, STR("log")) && parser_block(parser, str_of(log, len)) &&
                         parser_end(parser) && parser_finish(parser);
        short_memory_fail(0);
        parser_free(parser);
        if (went_well)
            break;
        assert_true(request < 100000);
    }
    free(log);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_report_and_its_kill, tear_down),
        cmocka_unit_test_teardown(the_2_6_32_log, tear_down),
        cmocka_unit_test_teardown(bare_kills_are_events, tear_down),
        cmocka_unit_test_teardown(a_group_is_one_event, tear_down),
        cmocka_unit_test_teardown(sharers_die_with_the_victim, tear_down),
        cmocka_unit_test_teardown(two_hosts_at_once, tear_down),
        cmocka_unit_test_teardown(two_callers_at_once, tear_down),
        cmocka_unit_test_teardown(many_callers_at_once, tear_down),
        cmocka_unit_test_teardown(a_failure_stands_aside, tear_down),
        cmocka_unit_test_teardown(what_is_no_event, tear_down),
        cmocka_unit_test_teardown(nobody_is_killed, tear_down),
        cmocka_unit_test_teardown(a_trace_without_its_title, tear_down),
        cmocka_unit_test_teardown(by_hand, tear_down),
        cmocka_unit_test_teardown(a_cgroup, tear_down),
        cmocka_unit_test_teardown(an_old_cgroup, tear_down),
        cmocka_unit_test_teardown(wrapped_lines, tear_down),
        cmocka_unit_test_teardown(an_input_without_its_last_newline, tear_down),
        cmocka_unit_test_teardown(wrapped_at_blanks, tear_down),
        cmocka_unit_test_teardown(the_same_words_at_another_time, tear_down),
        cmocka_unit_test_teardown(a_header_without_a_program, tear_down),
        cmocka_unit_test_teardown(a_trigger_behind_other_words, tear_down),
        cmocka_unit_test_teardown(torn_words, tear_down),
        cmocka_unit_test_teardown(torn_headers, tear_down),
        cmocka_unit_test_teardown(a_wrapped_group, tear_down),
        cmocka_unit_test_teardown(a_wrapped_kill_of_a_container, tear_down),
        cmocka_unit_test_teardown(a_sysrq_line_is_no_counter, tear_down),
        cmocka_unit_test_teardown(a_summary_with_blanks, tear_down),
        cmocka_unit_test_teardown(broken_logs, tear_down),
        cmocka_unit_test_teardown(a_name_with_a_line_break, tear_down),
        cmocka_unit_test_teardown(a_clock_of_ticks, tear_down),
        cmocka_unit_test_teardown(a_possible_forgery_is_named, tear_down),
        cmocka_unit_test_teardown(two_files_of_one_log, tear_down),
        cmocka_unit_test_teardown(the_same_event_twice, tear_down),
        cmocka_unit_test_teardown(the_same_kill_half_an_hour_later, tear_down),
        cmocka_unit_test_teardown(doubled_lines, tear_down),
        cmocka_unit_test_teardown(a_reboot_ends_an_event, tear_down),
        cmocka_unit_test_teardown(a_log_that_begins_within_a_report, tear_down),
        cmocka_unit_test_teardown(what_stands_near, tear_down),
        cmocka_unit_test_teardown(killers_in_user_space, tear_down),
        cmocka_unit_test_teardown(a_year_from_other_lines, tear_down),
        cmocka_unit_test_teardown(a_cut_summary, tear_down),
        cmocka_unit_test_teardown(lines_cut_at_255_bytes, tear_down),
        cmocka_unit_test_teardown(a_name_with_a_line_break_and_prefixes, tear_down),
        cmocka_unit_test_teardown(a_console_with_other_words, tear_down),
        cmocka_unit_test_teardown(the_fuller_of_two, tear_down),
        cmocka_unit_test_teardown(a_clock_set_back, tear_down),
        cmocka_unit_test_teardown(a_name_cut_off, tear_down),
        cmocka_unit_test_teardown(statistics_belong_to_the_cgroup, tear_down),
        cmocka_unit_test_teardown(pstore_of_a_dump, tear_down),
        cmocka_unit_test_teardown(dumps_and_logs, tear_down),
        cmocka_unit_test_teardown(a_dump_too_long_to_put_in_order, tear_down),
        cmocka_unit_test_teardown(units_without_a_report, tear_down),
        cmocka_unit_test_teardown(units_beside_a_report, tear_down),
        cmocka_unit_test_teardown(units_of_systemd_oomd, tear_down),
        cmocka_unit_test_teardown(userspace_kills_in_two_files, tear_down),
        cmocka_unit_test_teardown(idle_hands_out_what_is_done, tear_down),
        cmocka_unit_test_teardown(the_idle_scan_loses_nothing, tear_down),
        cmocka_unit_test_teardown(a_report_behind_skipped_lines_is_read_on, tear_down),
        cmocka_unit_test_teardown(what_is_read_again_does_not_depend_on_blocks, tear_down),
        cmocka_unit_test_teardown(blocks_of_any_size, tear_down),
        cmocka_unit_test_teardown(a_block_may_go_when_it_is_read, tear_down),
        cmocka_unit_test_teardown(cut_at_each_line, tear_down),
        cmocka_unit_test_teardown(cut_at_each_byte, tear_down),
        cmocka_unit_test_teardown(memory_may_be_short, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
