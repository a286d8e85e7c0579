/* Logs into events: where events begin and end, duplicates, what stands near, damage and disorder. The logs are
 * testdata/events/NAME.log.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "parsed.h"
#include "short_memory.h"

/* The file NAME of testdata, which the caller frees. */
static char *read_file(const char *name, size_t *ret_len) {
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

/* testdata/events/NAME.log as the input called NAME. */
static void feed_log(struct parse *parse, const char *name) {
    char path[256];
    size_t len;
    snprintf(path, sizeof path, "events/%s.log", name);
    char *log = read_file(path, &len);
    feed(parse, name, str_of(log, len));
    free(log);
}

/* Any file of testdata. */
static void read_case(const char *name) {
    size_t len;
    char *log = read_file(name, &len);
    read_text(str_of(log, len));
    free(log);
}

/* testdata/events/NAME.log, which has COUNT events. */
static void read_log(const char *name, size_t count) {
    struct parse *parse = open_parse();
    feed_log(parse, name);
    close_parse(parse);
    if (event_count != count)
        print_error("%s.log\n", name);
    assert_int_equal(event_count, count);
}

/* Two of them, read one after the other. */
static void read_two_logs(const char *first, const char *second, size_t count) {
    struct parse *parse = open_parse();
    feed_log(parse, first);
    feed_log(parse, second);
    close_parse(parse);
    assert_int_equal(event_count, count);
}

/* What long logs are made of. */
#define TRIGGER(name) name " invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0\n"
#define KILLED(pid, name)                                                                                              \
    "Out of memory: Killed process " pid " (" name ") total-vm:100kB, anon-rss:40kB, file-rss:4kB, shmem-rss:0kB, "    \
    "UID:0 pgtables:8kB oom_score_adj:0\n"
#define HEADER "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n"

static void report_and_its_kill(void **state) {
    (void)state;
    read_log("report", 1);
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
    assert_str(event->sources[0].file, "report");
}

/* Up to 2.6.16 x86_64 printed several functions to a line, in braces; its head names nobody. */
static void report_of_linux_2_6_16(void **state) {
    (void)state;
    read_text(STR("oom-killer: gfp_mask=0x201d2, order=0\n\n"
                  "Call Trace: <ffffffff80160c7f>{out_of_memory+47} <ffffffff80161df8>{__alloc_pages+646}\n"
                  "       <ffffffff80163a2e>{__do_page_cache_readahead+149} <ffffffff8015e1a2>{filemap_nopage+322}\n"
                  "       <ffffffff8016a5b1>{__handle_mm_fault+1102}\n"
                  "Mem-info:\n"
                  "Out of Memory: Killed process 4242 (mozilla-bin).\n"));
    assert_int_equal(event_count, 1);
    const struct event *event = event_at(0);
    const struct frame_list *frames = &event->trigger.call_trace;
    assert_str(event->identity.arch, "x86_64");
    assert_int_equal(frames->count, 5);
    assert_str(frames->items[1].text, "__alloc_pages");
    assert_str(frames->items[2].text, "__do_page_cache_readahead");
    assert_int_equal(frames->items[2].line, 4);
    assert_str(frames->items[4].text, "__handle_mm_fault");
    assert_int_equal(frames->items[4].line, 5);
    assert_int_equal(event->trigger.trace_lines.last, 5);
    assert_int_equal(event->skipped_lines, 0);
}

/* What the head or the report says twice, or in a way that no counter has. */
static void lines_that_say_nothing_new(void **state) {
    (void)state;
    read_text(STR("[   10.000000] " TRIGGER("a") /* without its end, by another transport */
                  "[   10.000000] a invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_sco\n"
                  "[   10.000001] CPU: 0 PID: 7 Comm: a Not tainted 5.10.0 #1\n"
                  "[   10.000002] memory: usage 99999999999999999999999kB, limit 10kB, failcnt 1\n"
                  "[   10.000003] excessive unreclaimable slab but cannot dump stats\n"
                  "[   10.100000] " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
    const struct event *event = event_at(0);
    assert_int_equal(event->lines.first, 1);
    assert_int_equal(event->lines.last, 6);
    assert_int_equal(event->identity.pid, 7);
    assert_absent(event->cgroup.memory.usage_kb);
    assert_int_equal(event->cgroup.memory.limit_kb, 10);
    assert_int_equal(event->memory.slab_undumped_line, 5);
    bool is_told = false;
    for (size_t i = 0; i < event->warning_count; i++)
        is_told |= event->warnings[i].lines.first == 4 &&
                   str_has(event->warnings[i].statement, STR("more digits than any counter"));
    assert_true(is_told);
    read_text(STR("[   10.000000] " TRIGGER(
        "a") "[   10.000001] CPU: 0 PID: 99999999999999999999999 Comm: a Not tainted 5.10.0 #1\n"
             "[   10.100000] " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
    assert_absent(event_at(0)->identity.pid);
    assert_str(event_at(0)->identity.release, "5.10.0");
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_str(event_at(0)->warnings[0].statement, "pid has more digits than any counter: left out.");
    /* a digest, without any clock, repeats the announcement behind the kill */
    read_text(STR("Out of memory: Kill process 7 (a) score 9 or sacrifice child\n" KILLED(
        "7", "a") "Out of memory: Kill process 7 (a) score 9 or sacrifice child\n"));
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->lines.last, 3);
    assert_int_equal(event_at(0)->kill_count, 1);
}

/* A path of 70000 bytes is longer than a line that is kept. */
static void a_line_may_be_too_long(void **state) {
    (void)state;
    enum { PATH = 70000 };
    static char log[PATH + 512];
    int len = snprintf(log, sizeof log, "[   10.000000] " TRIGGER("a") "[   10.000001] Memory cgroup stats for /");
    memset(log + len, 'x', PATH);
    len += PATH;
    len += snprintf(log + len, sizeof log - (size_t)len, ": cache:1KB\n[   10.100000] " KILLED("7", "a"));
    read_text(str_of(log, (size_t)len));
    assert_int_equal(event_count, 1);
    const struct event *event = event_at(0);
    assert_int_equal(event->lines.last, 3);
    assert_int_equal(event->kill_count, 1);
    assert_int_equal(event->warning_count, 1);
    assert_str(event->warnings[0].statement, "Line too long: its end was not read.");
    assert_int_equal(event->warnings[0].lines.first, 2);
}

/* A table that compares two events has the words of a zone in it, and is no report. */
static void words_of_a_zone_in_another_table(void **state) {
    (void)state;
    read_text(STR("[   10.100000] " KILLED("7", "a") /* over */
                  "  DMA32 local_pcp                244 KiB   196 KiB    -48 KiB  [391 -> 603]\n"));
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->lines.last, 1);
}

/* "limit of /a" and a line that is no part of the task's path, "/a/b". */
static void a_path_goes_on_with_its_own_end_only(void **state) {
    (void)state;
    read_text(STR("[   10.000000] " TRIGGER("a") "[   10.000001] Task in /a/b killed as a result of limit of /a\n"
                                                 "/c\n[   10.100000] " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
    assert_str(event_at(0)->cgroup.path, "/a");
    assert_str(event_at(0)->cgroup.task_path, "/a/b");
}

#define OF_UNIT(words) "Jun  1 10:00:00 h systemd[1]: foo.service: " words "\n"
#define OF_KERNEL(words) "Jun  1 10:00:00 h kernel: [   10.000000] " words

/* systemd's lines stand behind a kill that names no cgroup, or before the report, and are of its event all the same. */
static void notes_of_a_unit_go_to_its_kill(void **state) {
    (void)state;
    read_text(STR(OF_KERNEL(KILLED("7", "a")) OF_UNIT("A process of this unit has been killed by the OOM killer.")
                      OF_UNIT("Main process exited, code=killed, status=9/KILL")
                          OF_UNIT("Failed with result 'oom-kill'.")));
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->note_count, 2); /* how the process exited the kernel's words tell */
    assert_int_equal(event_at(0)->notes[0].line, 2);
    assert_int_equal(event_at(0)->notes[1].line, 4);
    read_text(STR(OF_UNIT("A process of this unit has been killed by the OOM killer.")
                      OF_UNIT("Main process exited, code=killed, status=9/KILL")
                          OF_UNIT("Failed with result 'oom-kill'.") OF_KERNEL(TRIGGER("a")) OF_KERNEL(
                              "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg="
                              "/system.slice/foo.service,task_memcg=/system.slice/foo.service,task=a,pid=7,uid=0\n")
                              OF_KERNEL(KILLED("7", "a"))));
    assert_int_equal(event_count, 1);
    const struct event *event = event_at(0);
    assert_int_equal(event->killer, KILLER_KERNEL);
    assert_int_equal(event->note_count, 3);
    int64_t sum = 0;
    for (size_t i = 0; i < event->note_count; i++)
        sum += event->notes[i].line;
    assert_int_equal(sum, 1 + 2 + 3);
}

/* A log that was copied to more places than are told. */
static void a_report_in_many_files(void **state) {
    (void)state;
    struct parse *parse = open_parse();
    for (int i = 0; i < LIMIT_ALSO + 3; i++)
        feed_log(parse, "report");
    close_parse(parse);
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->also_count, LIMIT_ALSO);
    assert_int_equal(event_at(0)->also[LIMIT_ALSO - 1].last_line, 18);
}

/* kubelet's line ends before the pid: whether it is the kernel's kill nobody knows, and the name has no part of it. */
static void kubelets_line_may_be_cut(void **state) {
    (void)state;
    static const char *const ends[] = {", pid: ", ", pid:", ", pi", ", ", ",", ""};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char log[512];
        int len = snprintf(log, sizeof log,
                           "Jun  1 10:00:00 h kubelet[99]: System OOM encountered, victim process: a b%s\n%s", ends[i],
                           OF_KERNEL(KILLED("7", "a b")));
        read_text(str_of(log, (size_t)len));
        assert_int_equal(event_count, 2);
        assert_str(event_at(0)->kills[0].name, "a b");
        assert_absent(event_at(0)->kills[0].pid);
        assert_int_equal(event_at(1)->note_count, 0);
    }
}

/* Up to 2.6.35, in RHEL 4 and 6, and in OpenVZ 6: that nobody was killed, and why. */
static void why_nobody_was_killed(void **state) {
    (void)state;
    static const char *const lines[] = {"tried to kill init!\n", "tried to kill an mm-less task 3 (x)!\n",
                                        "Would have killed process 3 (x). But continuing instead.\n",
                                        "Would have oom-killed but /proc/sys/vm/oom-kill is disabled\n",
                                        "OOM berserker: no mm for process 3 (x).\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char log[512];
        const int len = snprintf(log, sizeof log, TRIGGER("a") "%s", lines[i]);
        read_text(str_of(log, (size_t)len));
        assert_int_equal(event_count, 1);
        assert_int_equal(event_at(0)->kill_count, 0);
        assert_int_equal(event_at(0)->lines.last, 2);
        assert_int_equal(event_at(0)->skipped_lines, 0);
    }
}

/* A head that was wrapped and lost its end: no word of it goes on in the title behind it. */
static void a_title_behind_a_wrapped_head(void **state) {
    (void)state;
    read_text(STR("java invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE\n__GFP_COMP)\nMem-Info:\n" KILLED(
        "7", "java")));
    assert_int_equal(event_count, 1);
    assert_str(event_at(0)->trigger.name, "java");
    assert_int_equal(event_at(0)->trigger.gfp_mask, 0x140cca);
    assert_int_equal(event_at(0)->memory.lines.first, 3);
    assert_int_equal(event_at(0)->kills[0].pid, 7);
    assert_int_equal(event_at(0)->lines.last, 4);
}

#define IN_FIELD(words) "time=2024-01-02T03:04:05Z level=info message=\"" words "\" \n"

/* A blank behind the quote that ends a field is no sentence that goes on. */
static void a_blank_behind_a_field(void **state) {
    (void)state;
    read_text(STR(IN_FIELD("a invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0")
                      IN_FIELD("Out of memory: Killed process 7 (a) total-vm:100kB, anon-rss:40kB, file-rss:4kB, "
                               "shmem-rss:0kB, UID:0 pgtables:8kB oom_score_adj:0")));
    assert_int_equal(event_count, 1);
    assert_str(event_at(0)->trigger.name, "a");
    assert_int_equal(event_at(0)->kills[0].anon_rss_kb, 40);
    assert_int_equal(event_at(0)->time.hour, 3);
}

/* Two allocations fail on other processors between the trace and the figures, which the tasks follow at once. */
static void two_failures_before_the_figures(void **state) {
    (void)state;
    read_log("two-failures-before-the-figures", 1);
    const struct event *event = event_at(0);
    assert_int_equal(event->memory.counters.active_anon.value, 500);
    assert_int_equal(event->memory.zones[0].line, 50);
    assert_int_equal(event->tasks.count, 1);
    assert_int_equal(event->kills[0].pid, 77);
    assert_int_equal(event->warning_count, 1);
    assert_true(str_has(event->warnings[0].statement, STR("figures may be mixed")));
}

static void a_template_may_write_two_blanks(void **state) {
    (void)state;
    read_text(STR("Jun  1 10:00:00 h kernel:  [   10.000000] " TRIGGER(
        "a") "Jun  1 10:00:00 h kernel:  [   10.100000] " KILLED("7", "a")));
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->uptime_us, 10000000);
    assert_str(event_at(0)->trigger.name, "a");
}

static void report_of_linux_2_6_32(void **state) {
    (void)state;
    read_case("cases/mysqld-2.6.32-syslog.log");
    assert_int_equal(event_count, 1);
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
static void kills_without_reports_are_events(void **state) {
    (void)state;
    read_log("kills-without-reports", 3);
    assert_int_equal(event_at(0)->kills[0].pid, 1);
    assert_int_equal(event_at(0)->kills[0].reaped, REAPED_YES);
    assert_int_equal(event_at(1)->kills[0].reaped, REAPED_UNKNOWN);
    assert_int_equal(event_at(2)->kills[0].score, 7);
    assert_int_equal(event_at(2)->intent.line, 4);
    assert_int_equal(event_at(2)->trigger.lines.first, 0);
}

/* memory.oom.group names its first victim twice. */
static void killed_group_is_one_event(void **state) {
    (void)state;
    read_log("groups", 2);
    assert_str(event_at(0)->oom_group.text, "/a b");
    assert_int_equal(event_at(0)->kill_count, 3);
    assert_int_equal(event_at(0)->kills[2].pid, 3);
    assert_false(event_at(0)->kills[2].sharing);
    assert_int_equal(event_at(1)->kill_count, 2);
    assert_int_equal(event_at(1)->kills[0].pid, 9);
    assert_int_equal(event_at(1)->lines.first, 7);
}

static void processes_that_share_the_victims_memory(void **state) {
    (void)state;
    read_log("sharing-memory", 1);
    assert_int_equal(event_at(0)->kill_count, 2);
    assert_true(event_at(0)->kills[1].sharing);
    assert_int_equal(event_at(0)->kills[0].score, 900);
    /* up to 2.6.15 the kernel said the same of each process that shares the memory */
    read_log("sharing-memory-2.6.15", 1);
    assert_int_equal(event_at(0)->kill_count, 2);
    assert_int_equal(event_at(0)->trigger.gfp_mask, 0xd0);
}

static void reports_of_two_hosts_mixed(void **state) {
    (void)state;
    read_log("hosts", 2);
    assert_str(event_at(0)->host, "red");
    assert_str(event_at(1)->host, "blue");
    assert_int_equal(event_at(0)->memory.counters.active_anon.value, 1);
    assert_int_equal(event_at(1)->memory.counters.active_anon.value, 4);
    assert_int_equal(event_at(0)->kills[0].pid, 10);
    assert_int_equal(event_at(0)->skipped_lines, 3);
}

static void reports_of_two_callers_mixed(void **state) {
    (void)state;
    read_log("callers", 2);
    assert_str(event_at(0)->caller, "T77");
    assert_int_equal(event_at(0)->memory.counters.active_anon.value, 1);
    assert_int_equal(event_at(1)->memory.counters.active_anon.value, 4);
    assert_int_equal(event_at(0)->kills[0].reaped, REAPED_YES);
    assert_int_equal(event_at(1)->kills[0].pid, 20);
}

/* A kernel works at one event at a time: of many that have not ended the one that was silent longest is given up, and
 * says so; none is lost. */
static void too_many_reports_mixed(void **state) {
    (void)state;
    enum { CALLERS = 100, AT_ONCE = 64, LINE = 160 };
    char text[CALLERS * LINE];
    size_t len = 0;
    for (int i = 0; i < CALLERS; i++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "[    1.%06d][%5s%d] cc1 invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE), "
                                "order=0, oom_score_adj=0\n",
                                i, "T", 100 + i);
    read_text(str_of(text, len));
    assert_int_equal(event_count, CALLERS);
    for (int i = 0; i < CALLERS; i++) {
        assert_int_equal(event_at((size_t)i)->lines.first, i + 1);
        assert_int_equal(event_at((size_t)i)->warning_count, i < CALLERS - AT_ONCE);
    }
}

/* COUNT different lines of another subsystem, from AT on. */
static char *print_foreign_lines(char *at, int count) {
    for (int i = 0; i < count; i++)
        at += sprintf(at, "[   10.%06d] usb 1-1: message %d\n", i + 1, i);
    return at;
}

/* A kill behind many lines of other subsystems belongs to the report before it, up to a bound. */
static void other_lines_end_a_report_at_a_bound(void **state) {
    (void)state;
    static char log[(LIMIT_FOREIGN_LINES + 10) * 50];
    for (int more = 0; more < 2; more++) {
        char *at = stpcpy(log, "[   10.000000] " TRIGGER("a"));
        at = print_foreign_lines(at, LIMIT_FOREIGN_LINES + more);
        stpcpy(at, "[   11.000000] " KILLED("5", "a"));
        read_text(str_from_cstr(log));
        assert_int_equal(event_count, 1 + more);
        assert_int_equal(event_at(0)->kill_count, 1 - more);
        assert_int_equal(event_at(0)->skipped_lines, more ? 0 : LIMIT_FOREIGN_LINES);
    }
}

/* A report that began first is handed out first, though others end and wait before it does. */
static void events_are_handed_out_in_their_order(void **state) {
    (void)state;
    enum { OTHERS = 2 * LIMIT_WAITING_EVENTS };
    static char log[(OTHERS + 2) * 250];
    char *at = stpcpy(log, "Jun  1 10:00:00 red kernel: [   10.000000] " TRIGGER("a"));
    for (int i = 0; i < OTHERS; i++)
        at += sprintf(at, "Jun  1 10:00:00 blue kernel: [ %4d.000000] Out of memory: Killed process %d (b)\n", 100 + i,
                      100 + i);
    stpcpy(at, "Jun  1 10:00:00 red kernel: [   11.000000] " KILLED("5", "a"));
    read_text(str_from_cstr(log));
    assert_int_equal(event_count, 1 + OTHERS);
    assert_str(event_at(0)->host, "red");
    for (int i = 0; i < OTHERS; i++)
        assert_int_equal(event_at((size_t)i + 1)->kills[0].pid, 100 + i);
}

static bool count_event(void *context, struct event *event) {
    size_t *count = context;
    assert_int_equal(event->lines.first, ++*count);
    event_free(event);
    return true;
}

/* Of more hosts than are known at a time the one that was idle for longest is forgotten; its event is not lost. */
static void too_many_hosts(void **state) {
    (void)state;
    enum { HOSTS = LIMIT_HOSTS + 100, LINE = 160 };
    char *log = malloc(HOSTS * LINE), *at = log;
    size_t count = 0;
    struct parse *parse = parse_new(count_event, &count);
    assert_true(log && parse);
    for (int i = 0; i < HOSTS; i++)
        at += sprintf(at, "Jun  1 10:00:00 host%d kernel: [   10.000000] " TRIGGER("a"), i);
    feed(parse, "log", str_of(log, (size_t)(at - log)));
    close_parse(parse);
    free(log);
    assert_int_equal(count, HOSTS);
}

/* The host that was the first to speak began another event since: it is not the one that was idle for longest. */
static void a_busy_host_is_not_forgotten(void **state) {
    (void)state;
    enum { HOSTS = LIMIT_HOSTS, LINE = 160 };
    char *log = malloc((HOSTS + 3) * LINE), *at = log;
    size_t count = 0;
    struct parse *parse = parse_new(count_event, &count);
    assert_true(log && parse);
    for (int i = 0; i < HOSTS; i++)
        at += sprintf(at, "Jun  1 10:00:00 host%d kernel: [   10.000000] " TRIGGER("a"), i);
    at += sprintf(at, "Jun  1 10:30:00 host0 kernel: [ 1810.000000] " TRIGGER("b"));
    at += sprintf(at, "Jun  1 10:30:00 another kernel: [   10.000000] " TRIGGER("a"));
    at += sprintf(at, "Jun  1 10:30:00 host0 kernel: [ 1810.100000] " KILLED("7", "b"));
    feed(parse, "log", str_of(log, (size_t)(at - log)));
    close_parse(parse);
    free(log);
    assert_int_equal(count, HOSTS + 2); /* the kill is of the event that began before it */
}

/* A page allocation failure prints the same figures and is none of the event's. */
static void allocation_failures_are_not_the_events(void **state) {
    (void)state;
    read_log("allocation-failures", 1);
    const struct event *event = event_at(0);
    assert_int_equal(event->lines.first, 6);
    assert_int_equal(event->memory.counters.active_anon.value, 1);
    assert_int_equal(event->tasks.count, 2);
    assert_int_equal(event->note_count, 2);
    assert_int_equal(event->notes[0].kind, NOTE_ALLOCATION_FAILURE);
    assert_int_equal(event->notes[0].value, 7);
}

static void logs_without_an_event(void **state) {
    (void)state;
    read_log("show-memory", 0);
    read_log("no-kill", 0);
    read_log("forged-by-programs", 0);
    read_text(STR(""));
    assert_int_equal(event_count, 0);
}

/* Strangers write into the fields of other programs' logs; a program that quotes the kernel is not the kernel. */
static void words_that_somebody_quotes_are_no_event(void **state) {
    (void)state;
    read_log("forged-in-an-access-log", 0);
    read_log("quoted-by-an-application-log", 0);
}

/* A reason that a node's monitor gives, and one whole sentence behind it: an event, but anybody may have written it. */
static void a_prefix_that_one_line_shows_is_doubted(void **state) {
    (void)state;
    read_log("kubectl-get-events-row", 1);
}

static void nobody_is_killed(void **state) {
    (void)state;
    read_log("no-killable-process", 1);
    assert_str(event_at(0)->no_killable.text, "Out of memory and no killable processes...");
    assert_str(event_at(0)->panic.text, "System is deadlocked on memory");
    assert_int_equal(event_at(0)->kill_count, 0);
    read_log("panic-on-oom", 1);
    read_log("panic-of-other-kind", 0);
    read_log("victim-already-exiting", 1);
    assert_int_equal(event_at(0)->notes[0].kind, NOTE_EXITING);
}

static const struct kill *kill_at(size_t event, size_t index) {
    assert_true(index < event_at(event)->kill_count);
    return &event_at(event)->kills[index];
}

static void summary_names_the_victim(void **state) {
    (void)state;
    read_log("named-by-summary", 1);
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_int_equal(kill_at(0, 0)->named_by, NAMED_BY_SUMMARY);
    assert_int_equal(kill_at(0, 0)->pid, 4711);
    assert_int_equal(kill_at(0, 0)->uid, 106);
    assert_int_equal(kill_at(0, 0)->line, 2);
    assert_str(kill_at(0, 0)->name, "shop-db");
    assert_absent(kill_at(0, 0)->anon_rss_kb);
    assert_absent(kill_at(0, 0)->score);
    read_log("named-by-summary-then-killed", 1);
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_int_equal(kill_at(0, 0)->named_by, NAMED_BY_KILL);
    assert_int_equal(kill_at(0, 0)->line, 2);
    assert_int_equal(kill_at(0, 0)->anon_rss_kb, 40);
}

/* The kill line of 5.0 to 5.3 has no uid. */
static void summary_tells_the_uid_of_the_killed(void **state) {
    (void)state;
    read_log("kill-of-5.0", 1);
    assert_int_equal(kill_at(0, 0)->named_by, NAMED_BY_KILL);
    assert_int_equal(kill_at(0, 0)->uid, 106);
}

/* The pid of a line that is cut may lack digits. */
static void cut_summary_names_the_victim_without_its_pid(void **state) {
    (void)state;
    read_log("summary-cut-in-pid", 1);
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_str(kill_at(0, 0)->name, "shop-db");
    assert_absent(kill_at(0, 0)->pid);
    read_log("summary-cut-before-task", 1);
    assert_int_equal(event_at(0)->kill_count, 0);
}

static void announcement_names_the_victim(void **state) {
    (void)state;
    read_log("named-by-announcement", 3);
    assert_int_equal(kill_at(0, 0)->named_by, NAMED_BY_ANNOUNCEMENT);
    assert_int_equal(kill_at(0, 0)->pid, 77);
    assert_int_equal(kill_at(0, 0)->score, 612);
    assert_absent(kill_at(0, 0)->total_vm_kb);
    assert_int_equal(kill_at(1, 0)->score, 48211);
    assert_str(kill_at(2, 0)->name, "z");
    assert_absent(kill_at(2, 0)->score);
    read_log("announcement-cut-in-score", 1);
    assert_int_equal(kill_at(0, 0)->pid, 77);
    assert_absent(kill_at(0, 0)->score);
}

/* 2.6.16 to 5.0 kill a child in the place of the chosen process (oom_kill_process, mm/oom_kill.c). */
static void child_is_killed_in_place_of_the_announced(void **state) {
    (void)state;
    read_log("child-killed-in-place", 1);
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_int_equal(kill_at(0, 0)->pid, 80);
    assert_int_equal(kill_at(0, 0)->named_by, NAMED_BY_KILL);
    assert_absent(kill_at(0, 0)->score);
}

/* One process is chosen again and again while its children die. */
static void each_announcement_is_a_kill(void **state) {
    (void)state;
    read_log("announced-again", 2);
    assert_int_equal(kill_at(1, 0)->score, 600);
}

static void skipped_process_is_no_victim(void **state) {
    (void)state;
    read_log("summary-then-skipped", 1);
    assert_int_equal(event_at(0)->kill_count, 0);
}

static void reaper_names_the_victim(void **state) {
    (void)state;
    read_log("named-by-reaper", 1);
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_int_equal(kill_at(0, 0)->named_by, NAMED_BY_REAPER);
    assert_int_equal(kill_at(0, 0)->pid, 77);
    assert_str(kill_at(0, 0)->name, "x");
    assert_int_equal(kill_at(0, 0)->reaped, REAPED_YES);
    assert_int_equal(kill_at(0, 0)->reaped_file_kb, 8);
    read_log("named-by-failed-reaper", 1);
    assert_int_equal(kill_at(0, 0)->pid, 77);
    assert_int_equal(kill_at(0, 0)->reaped, REAPED_FAILED);
    read_log("named-by-summary-then-reaped", 1);
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_int_equal(kill_at(0, 0)->named_by, NAMED_BY_SUMMARY);
    assert_int_equal(kill_at(0, 0)->reaped, REAPED_YES);
}

/* The reaper of an earlier kill speaks while the next report is printed. */
static void other_lines_go_before_a_reaper(void **state) {
    (void)state;
    read_log("reaper-before-kill", 1);
    assert_int_equal(event_at(0)->kill_count, 2);
    assert_int_equal(kill_at(0, 0)->pid, 77);
    assert_int_equal(kill_at(0, 0)->named_by, NAMED_BY_KILL);
    assert_false(kill_at(0, 0)->sharing);
    assert_int_equal(kill_at(0, 1)->pid, 50);
    assert_int_equal(kill_at(0, 1)->named_by, NAMED_BY_REAPER);
    read_log("reaper-before-summary", 1);
    assert_int_equal(kill_at(0, 0)->pid, 77);
    assert_int_equal(kill_at(0, 0)->named_by, NAMED_BY_SUMMARY);
    assert_int_equal(kill_at(0, 1)->pid, 50);
}

static void reaper_speaks_of_its_own_victim(void **state) {
    (void)state;
    read_log("reaper-of-other-name", 1);
    assert_int_equal(kill_at(0, 0)->reaped, REAPED_UNKNOWN);
    read_log("reaper-of-other-boot", 1);
    assert_int_equal(kill_at(0, 0)->reaped, REAPED_UNKNOWN);
    read_log("reaper-of-cut-name", 1);
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_int_equal(kill_at(0, 0)->reaped, REAPED_YES);
    read_log("reaper-without-report", 1);
    assert_int_equal(kill_at(0, 0)->named_by, NAMED_BY_REAPER);
}

/* What was handed out is not named again by its reaper, in the report that follows. */
static void late_reaper_names_nobody_anew(void **state) {
    (void)state;
    struct parse *parse = open_parse();
    assert_true(parse_begin(parse, STR("log")));
    assert_true(parse_block(parse, STR("[   10.000000] " KILLED("7", "worker"))));
    assert_true(parse_idle(parse));
    assert_int_equal(event_count, 1);
    assert_true(parse_block(parse, STR("[   12.000000] " TRIGGER("a"))));
    assert_true(parse_block(parse, STR("[   12.000001] oom_reaper: reaped process 7 (worker), now anon-rss:0kB, "
                                       "file-rss:8kB, shmem-rss:0kB\n")));
    assert_true(parse_end(parse));
    close_parse(parse);
    assert_int_equal(event_count, 2);
    assert_int_equal(event_at(1)->kill_count, 0);
}

static void lone_summary_in_two_files(void **state) {
    (void)state;
    read_two_logs("lone-summary", "two-summaries", 2);
    assert_int_equal(event_at(0)->also_count, 1);
}

static void call_trace_without_its_title(void **state) {
    (void)state;
    read_log("trace-without-title", 1);
    assert_int_equal(event_at(0)->trigger.call_trace.count, 2);
    assert_true(str_equal(event_at(0)->trigger.call_trace.items[1].text, STR("handle_pte_fault")));
    assert_int_equal(event_at(0)->trigger.call_trace.items[1].line, 4);
}

static void manual_oom_execution(void **state) {
    (void)state;
    read_log("sysrq", 1);
    assert_int_equal(event_at(0)->trigger.sysrq_line, 1);
    assert_int_equal(event_at(0)->trigger.order, -1);
    assert_str(event_at(0)->trigger.workqueue, "events moom_callback");
}

static void cgroup_report(void **state) {
    (void)state;
    read_log("cgroup", 1);
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
static void cgroup_report_of_linux_3_10(void **state) {
    (void)state;
    read_log("cgroup-3.10", 1);
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
static void lines_wrapped_by_mailers(void **state) {
    (void)state;
    static const char *const logs[] = {"wrapped-without-blanks", "wrapped-with-blanks"};
    for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
        read_log(logs[i], 1);
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
static void input_without_its_last_newline(void **state) {
    (void)state;
    read_log("unended-kill", 1);
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_int_equal(event_at(0)->warnings[0].lines.first, 2);
    read_log("unended-whole-kill", 1);
    assert_int_equal(event_at(0)->warning_count, 0);
    read_log("unended-number", 1);
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_true(event_at(0)->warnings[0].is_aside);
}

/* "300 total pagecache pages" of 90300, where the next lines have a prefix. */
static void input_that_begins_in_a_number(void **state) {
    (void)state;
    read_log("begins-in-number", 1);
    assert_int_equal(event_at(0)->memory.totals.pagecache_pages.value, ABSENT);
    assert_int_equal(event_at(0)->memory.totals.ram_pages.value, 435183);
}

/* Two files tell of one report that has no kill, one of them only its end, maybe in another transport. */
static void ends_of_reports_without_a_kill(void **state) {
    (void)state;
    read_two_logs("without-kill-its-end", "without-kill", 1);
    assert_int_equal(event_at(0)->trigger.lines.first > 0, 1);
    read_two_logs("without-kill", "without-kill-its-end", 1);
    read_two_logs("headless-its-end", "headless", 1);
    assert_int_equal(event_at(0)->memory.counters.free.value, 5400);
}

/* Daemons whose clock is behind the kernel's do not make a log stand newest first. */
static void daemons_with_a_late_clock(void **state) {
    (void)state;
    read_log("daemons-with-a-late-clock", 1);
    assert_false(event_at(0)->is_newest_first);
    assert_int_equal(event_at(0)->trigger.call_trace.count, 7);
}

/* A mailer breaks at blanks: one that stays, in a run of them, does not mean that words are torn elsewhere. */
static void lines_wrapped_within_blanks(void **state) {
    (void)state;
    read_log("wrapped-in-blanks", 1);
    assert_int_equal(event_at(0)->kill_count, 2);
    assert_str(event_at(0)->tasks.items[0].name, "sshd");
    assert_int_equal(event_at(0)->tasks.items[0].oom_score_adj, -1000);
}

/* An editor or a terminal breaks at its width, within words and figures, as the quoted lines show. */
static void words_torn_at_a_width(void **state) {
    (void)state;
    read_log("torn-words", 1);
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

/* An event of a cluster whose reason stands below its message, behind words that nobody knows. */
static void a_reason_below_tells_of_the_message(void **state) {
    static const struct {
        int between;
        const char *reason;
        size_t events;
    } cases[] = {{0, "OOMKilling", 1}, {15, "OOMKilling", 1}, {16, "OOMKilling", 0}, {0, "SystemOOMs", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char log[1024];
        size_t len = (size_t)snprintf(log, sizeof log,
                                      "kind: Event\n~ note => Out of memory: Killed process 11 (java) total-vm:100kB, "
                                      "anon-rss:40kB, file-rss:4kB, shmem-rss:0kB, UID:0 pgtables:8kB "
                                      "oom_score_adj:0\n");
        for (int line = 0; line < cases[i].between; line++)
            len += (size_t)snprintf(log + len, sizeof log - len, "  metadata: x\n");
        len += (size_t)snprintf(log + len, sizeof log - len, "  reason: %s\n", cases[i].reason);
        read_text(str_of(log, len));
        assert_int_equal(event_count, cases[i].events);
        if (event_count)
            assert_int_equal(event_at(0)->kills[0].pid, 11);
    }
}

/* Two consoles tell of one pool. */
static void a_pool_told_twice_is_one(void **state) {
    (void)state;
#define POOL "[    5.000020] Node 0 hugepages_total=512 hugepages_free=3 hugepages_surp=0 hugepages_size=2048kB\n"
    read_text(
        STR("[    5.000000] a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n" POOL POOL
            "[    5.000040] Out of memory: Killed process 7 (a) total-vm:100kB, anon-rss:4125kB, file-rss:16kB, "
            "shmem-rss:0kB, UID:0 pgtables:8kB oom_score_adj:5\n"));
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->memory.hugepages_count, 1);
    assert_int_equal(event_at(0)->memory.hugepages[0].total, 512);
    assert_int_equal(event_at(0)->kills[0].file_rss_kb, 16);
    assert_int_equal(event_at(0)->skipped_lines, 0);
}

/* An editor marks that a line goes on. */
static void lines_that_go_on_after_a_mark(void **state) {
    (void)state;
    read_text(STR("[    5.000000] a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), \\\norder=1, oom_score_adj=0\n"
                  "[    5.000040] Out of memory: Killed process 7 (a) total-vm:100kB, \\\n"
                  "anon-rss:4125kB, file-rss:16kB, shmem-rss:0kB, UID:0 pgtables:8kB oom_score_adj:5\n"));
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->trigger.order, 1);
    assert_int_equal(event_at(0)->kills[0].anon_rss_kb, 4125);
    assert_int_equal(event_at(0)->kills[0].file_rss_kb, 16);
    assert_int_equal(event_at(0)->kills[0].oom_score_adj, 5);
}

static void trigger_torn_at_a_width(void **state) {
    (void)state;
    read_log("torn-trigger", 1);
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
static void wrapped_cgroup_path(void **state) {
    (void)state;
    read_log("wrapped-cgroup", 1);
    assert_int_equal(event_at(0)->cgroup.memory.failcnt, 20);
    assert_int_equal(event_at(0)->cgroup.stats_count, 1);
    assert_int_equal(event_at(0)->cgroup.stats[0].values.count, 2);
}

static void wrapped_container_kill(void **state) {
    (void)state;
    read_log("wrapped-container-kill", 1);
    assert_int_equal(event_at(0)->kills[0].pid, 38);
    assert_int_equal(event_at(0)->kills[0].score, 5);
    assert_int_equal(event_at(0)->kills[0].total_vm_kb, 2988);
}

static void sysrq_line_is_no_counter(void **state) {
    (void)state;
    read_log("sysrq-without-prefix", 1);
    assert_str(event_at(0)->trigger.name, "kworker/0:1");
}

static void summary_with_blanks(void **state) {
    (void)state;
    read_log("summary-with-blanks", 1);
    assert_true(event_at(0)->summary.global_oom);
    assert_str(event_at(0)->summary.task_memcg, "/a.scope");
    assert_str(event_at(0)->summary.task, "dd");
    assert_int_equal(event_at(0)->summary.pid, 52);
    assert_int_equal(event_at(0)->summary.uid, 7);
}

/* A stack frame of another processor, a forum's markup and other text may stand before the kernel's words. */
static void trigger_behind_other_words(void **state) {
    (void)state;
    static const char *const logs[] = {"trigger-behind-frame", "trigger-behind-markup", "trigger-behind-text"};
    for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
        read_log(logs[i], 1);
        assert_str(event_at(0)->trigger.name, "cc1");
    }
    read_log("trigger-name-with-marks", 1);
    assert_str(event_at(0)->trigger.name, "a] b: <4>c");
}

/* A syslog daemon that names the host, and no program. */
static void prefix_with_a_host_and_no_program(void **state) {
    (void)state;
    read_log("host-without-program", 1);
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
static void same_trigger_hours_later(void **state) {
    (void)state;
    read_log("grepped-triggers", 2);
}

static void wrapped_report(void **state) {
    (void)state;
    read_case("broken/wrapped-by-mailer.log");
    const struct event *event = event_at(0);
    assert_int_equal(event_count, 1);
    assert_str(event->identity.build, "#2");
    assert_int_equal(event->memory.zones[0].managed_kb, 15868);
    assert_int_equal(event->memory.zones[0].lowmem_reserve_count, 4);
    assert_int_equal(event->memory.zones[0].buddy_total_kb, 60);
    assert_int_equal(event->memory.totals.swapcache_find_total.value, 0);
    assert_int_equal(event->tasks.items[0].pgtables_bytes, 32231424);
    assert_int_equal(event->kills[0].pgtables_kb, 31476);
    assert_int_equal(event->skipped_lines, 0);
}

static void report_that_begins_in_its_table(void **state) {
    (void)state;
    read_case("broken/begins-in-table.log");
    const struct event *event = event_at(0);
    assert_int_equal(event_count, 1);
    assert_true(event->tasks.cut);
    assert_int_equal(event->tasks.count, 3);
    assert_int_equal(event->tasks.items[2].pgtables_bytes, 487424);
    assert_str(event->summary.oom_memcg, "/a");
    assert_int_equal(event->trigger.lines.first, 0);
}

static void report_torn_by_other_processors(void **state) {
    (void)state;
    read_case("broken/torn-by-processors.log");
    const struct event *event = event_at(0);
    assert_int_equal(event_count, 1);
    assert_int_equal(event->memory.zones[0].buddy_count, 4);
    assert_int_equal(event->memory.zones[0].buddy_total_kb, 108);
    assert_int_equal(event->kills[0].score, 900);
    assert_int_equal(event->skipped_lines, 2);
    assert_int_equal(event->warning_count, 0);
}

/* A name may hold a line break; dmesg indents what follows. */
static void newline_in_a_name(void **state) {
    (void)state;
    read_log("newline-in-name-dmesg", 1);
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
static void newline_in_a_name_with_prefixes(void **state) {
    (void)state;
    read_log("newline-in-name-syslog", 1);
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
    read_log("two-newlines-in-name", 1);
    assert_str(event_at(0)->kills[0].name, "a\nb\nMem-Info:");
    /* Another record, and what is too long for a name, goes on with nothing. */
    read_log("newline-of-other-record", 1);
    assert_str(event_at(0)->kills[0].name, "");
    read_log("newline-before-long-text", 1);
    assert_str(event_at(0)->kills[0].name, "");
}

/* Many clocks count in ticks (jiffies, 1 to 10 ms): what another subsystem says in the same tick is no part of a name.
 * "Comm:" has a mark behind the name, so that the trigger's is told from it. */
static void newline_in_a_name_and_a_coarse_clock(void **state) {
    (void)state;
    read_log("ticks-other-messages", 1);
    assert_str(event_at(0)->trigger.name, "sh");
    assert_int_equal(event_at(0)->lines.first, 2);
    assert_int_equal(event_at(0)->tasks.count, 2);
    assert_str(event_at(0)->tasks.items[0].name, "sh");
    read_log("ticks-newline-in-name", 1);
    assert_str(event_at(0)->trigger.name, "new\nline");
    /* The same microsecond by chance. */
    read_log("ticks-same-microsecond", 1);
    assert_str(event_at(0)->trigger.name, "sh");
}

/* Where each piece gets a prefix of its own, nothing tells a forged line from a true one: the report says so. Only a
 * process can have a line break in its name: cgroup_mkdir refuses it (kernel/cgroup/cgroup.c, since 3.16). */
static void possible_forgery_is_warned_of(void **state) {
    (void)state;
    read_log("summary-cut-in-name", 1);
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_int_equal(event_at(0)->warnings[0].lines.first, 3);
    assert_true(str_has(event_at(0)->warnings[0].statement, STR("this line is part of it")));
}

/* A plain cut is called so, and what it cut is not taken for whole. */
static void cut_summary(void **state) {
    (void)state;
    read_log("summary-cut-in-path", 1);
    assert_str(event_at(0)->summary.oom_memcg, "/a");
    assert_str(event_at(0)->summary.task_memcg, "");
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_int_equal(event_at(0)->warnings[0].lines.first, 2);
    assert_true(str_has(event_at(0)->warnings[0].statement, STR("\"/a/b\"")));
    /* What a person, or a pager, left out: the value before the comma is whole. */
    read_log("summary-cut-by-dots", 1);
    assert_str(event_at(0)->summary.oom_memcg, "/a");
    assert_int_equal(event_at(0)->warning_count, 1);
    read_log("summary-cut-by-pager", 1);
    assert_str(event_at(0)->summary.task_memcg, "/a/b");
    /* The pieces of a record that the kernel cut are one line. */
    read_log("summary-in-pieces", 1);
    assert_str(event_at(0)->summary.oom_memcg, "/a");
    assert_str(event_at(0)->summary.task_memcg, "/a/b");
    assert_int_equal(event_at(0)->warning_count, 0);
}

/* busybox syslogd (FEATURE_SYSLOGD_READ_BUFFER_SIZE=256) takes 255 bytes of "<4>Jan  1 00:00:00 kernel: ...", here of a
 * path that is 300 bytes long, and writes a host and a level more. */
static void lines_cut_at_255_bytes(void **state) {
    (void)state;
    read_log("cut-at-255-bytes", 1);
    assert_str(event_at(0)->cgroup.path, "");
    assert_str(event_at(0)->cgroup.task_path, "/a");
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_int_equal(event_at(0)->warnings[0].lines.first, 2);
    assert_true(str_has(event_at(0)->warnings[0].statement, STR("\"/bbb")));
    /* A byte less is a whole line: of 265 bytes its path stands behind the first 95. */
    read_log("whole-at-254-bytes", 1);
    assert_int_equal(event_at(0)->cgroup.path.len, 265 - 95);
    assert_int_equal(event_at(0)->warning_count, 0);
}

/* The same within a long list of flags: what else the head said is lost. */
static void a_head_cut_at_255_bytes(void **state) {
    (void)state;
    enum { KEPT = 255 - (sizeof "<4>Jan  1 00:00:00 " - 1) };
    char head[512] = "kernel: [   10.000000] x invoked oom-killer: gfp_mask=0xffffff(GFP_KERNEL", log[1024];
    while (strlen(head) < KEPT)
        strcat(head, "|__GFP_NOWARN");
    const int len = snprintf(
        log, sizeof log, "Jun  1 10:00:00 red kern.warn %.*s\nJun  1 10:00:00 red kern.err kernel: [   10.100000] %s",
        KEPT, head, KILLED("7", "x"));
    read_text(str_of(log, (size_t)len));
    assert_int_equal(event_count, 1);
    assert_str(event_at(0)->trigger.name, "x");
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_str(event_at(0)->warnings[0].statement, "Line truncated by the log transport.");
    assert_int_equal(event_at(0)->warnings[0].lines.first, 1);
}

static void statistics_belong_to_the_cgroup(void **state) {
    (void)state;
    read_log("cgroup-statistics", 1);
    assert_int_equal(event_at(0)->cgroup.lines.first, 1);
    assert_int_equal(event_at(0)->cgroup.lines.last, 4);
}

/* "[  OK  ]" and a login prompt between the lines of a serial console are no rest of a name. */
static void console_with_other_text(void **state) {
    (void)state;
    read_log("console-login", 1);
    assert_str(event_at(0)->tasks.items[0].name, "new");
    /* Without any prefix: other lines are longer, so nothing wrapped these. */
    read_log("newline-in-name-bare", 1);
    assert_str(event_at(0)->tasks.items[0].name, "new\nline");
    assert_str(event_at(0)->kills[0].name, "new\nline");
}

static void names_cut_off(void **state) {
    (void)state;
    read_log("name-cut-off", 1);
    assert_int_equal(event_at(0)->kills[0].pid, 5);
    assert_str(event_at(0)->kills[0].name, "");
    read_log("group-cut-off", 1);
    assert_str(event_at(0)->oom_group.text, "/a b/c");
    assert_int_equal(event_at(0)->kill_count, 2);
}

static void event_in_two_files(void **state) {
    (void)state;
    read_two_logs("rotated-1", "rotated-2", 1);
    assert_int_equal(event_at(0)->memory.counters.active_anon.value, 1);
    assert_int_equal(event_at(0)->source_count, 2);
    assert_str(event_at(0)->sources[1].file, "rotated-2");
    assert_int_equal(event_at(0)->sources[1].line_base, 2);
    assert_int_equal(event_at(0)->lines.last, 4);
}

/* A ring buffer that has lost the beginning, and a file that has it all: the whole one is reported. */
static void check_fuller_report(const char *first, const char *second) {
    read_two_logs(first, second, 1);
    assert_true(event_at(0)->trigger.lines.first > 0);
    assert_str(event_at(0)->sources[0].file, "whole-without-uptime");
    assert_int_equal(event_at(0)->also_count, 1);
    assert_str(event_at(0)->also[0].file, "second-half");
    assert_int_equal(event_at(0)->also[0].first_line, 1);
    assert_int_equal(event_at(0)->also[0].last_line, 2);
}

static void fuller_of_two_reports(void **state) {
    (void)state;
    check_fuller_report("second-half", "whole-without-uptime");
    check_fuller_report("whole-without-uptime", "second-half");
}

/* The half of it that came twice before is told beside the whole. */
static void fuller_than_two_before(void **state) {
    (void)state;
    struct parse *parse = open_parse();
    feed_log(parse, "second-half");
    feed_log(parse, "second-half");
    feed_log(parse, "whole-without-uptime");
    close_parse(parse);
    assert_int_equal(event_count, 1);
    assert_str(event_at(0)->sources[0].file, "whole-without-uptime");
    assert_int_equal(event_at(0)->also_count, 2);
    assert_str(event_at(0)->also[0].file, "second-half");
    assert_str(event_at(0)->also[1].file, "second-half");
}

/* Half an hour and a minute later it is another process 5. */
static void same_kill_in_another_file(void **state) {
    (void)state;
    struct parse *parse = open_parse();
    feed_log(parse, "whole-without-uptime");
    assert_true(parse_idle(parse));
    feed_log(parse, "kill-31-minutes-later");
    close_parse(parse);
    assert_int_equal(event_count, 2);
}

/* A machine's clock is set back within a report; near its zero, or by much, it is a reboot. */
static void clock_set_back(void **state) {
    (void)state;
    read_log("clock-set-back", 1);
    read_log("reboot-soon", 2);
    read_log("reboot-by-clock", 2);
}

/* The same event by two transports counts once, and both places are named. */
static void same_event_in_two_files(void **state) {
    (void)state;
    read_two_logs("twice-dmesg", "twice-syslog", 3);
    assert_int_equal(event_at(0)->also_count, 1);
    assert_str(event_at(0)->also[0].file, "twice-syslog");
    assert_int_equal(event_at(0)->also[0].first_line, 1);
    assert_int_equal(event_at(0)->also[0].last_line, 2);
    assert_int_equal(event_at(2)->kills[0].pid, 7);
}

/* The first group is a duplicate when its second one splits off, and is gone then. */
static void groups_in_two_files(void **state) {
    (void)state;
    read_two_logs("groups", "groups", 2);
    assert_int_equal(event_at(0)->also_count, 1);
    assert_int_equal(event_at(1)->also_count, 1);
    assert_str(event_at(1)->kills[0].name, "z");
}

/* Up to 3.x a victim that does not end is killed again, its figures unchanged: at another time it is another kill,
 * unless the zone that a time is told in is another, too. */
static void same_kill_half_an_hour_later(void **state) {
    (void)state;
    read_log("same-kill-later", 3);
    read_log("same-kill-at-once", 1);
    read_log("same-kill-in-time-zones", 1);
}

static void duplicate_lines(void **state) {
    (void)state;
    read_log("duplicate-lines", 1);
    assert_int_equal(event_at(0)->tasks.count, 1);
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_int_equal(event_at(0)->skipped_lines, 0);
}

static void reboot_ends_an_event(void **state) {
    (void)state;
    read_log("reboot-by-banner", 2);
    assert_int_equal(event_at(0)->kill_count, 0);
    assert_int_equal(event_at(1)->trigger.lines.first, 0);
    read_log("reboot-without-banner", 2);
}

static void log_that_begins_within_a_report(void **state) {
    (void)state;
    read_log("begins-in-rows", 1);
    assert_true(event_at(0)->tasks.cut);
    assert_int_equal(event_at(0)->tasks.count, 2);
    assert_int_equal(event_at(0)->tasks.items[1].rss, 1788);
    assert_int_equal(event_at(0)->trigger.lines.first, 0);
    read_log("only-memory", 0);
}

static void notes_near_an_event(void **state) {
    (void)state;
    read_log("notes", 1);
    assert_int_equal(event_at(0)->note_count, 2);
    assert_int_equal(event_at(0)->notes[0].kind, NOTE_SUPPRESSED);
    assert_int_equal(event_at(0)->notes[0].value, 4);
    assert_int_equal(event_at(0)->notes[1].kind, NOTE_UNIT);
    assert_int_equal(event_at(0)->lines.first, 2);
    assert_int_equal(event_at(0)->lines.last, 3);
}

static void userspace_killers(void **state) {
    (void)state;
    read_log("userspace-killers", 2);
    assert_int_equal(event_at(0)->killer, KILLER_EARLYOOM);
    assert_int_equal(event_at(0)->kills[0].pid, 1234);
    assert_str(event_at(0)->kills[0].name, "java");
    assert_int_equal(event_at(0)->lines.first, 1);
    assert_int_equal(event_at(0)->lines.last, 3);
    assert_int_equal(event_at(0)->reason.line, 1);
    assert_int_equal(event_at(1)->killer, KILLER_SYSTEMD_OOMD);
    assert_str(event_at(1)->kills[0].name, "/user.slice/a.scope");
}

/* "22 of 1900 MiB ( 1.16%)" a minute after other figures, which are not of this kill. */
static void figures_of_earlyoom(void **state) {
    (void)state;
    read_log("killer-earlyoom", 2);
    const struct killer_figures *figures = &event_at(0)->figures;
    assert_int_equal(event_at(0)->lines.first, 2);
    assert_int_equal(event_at(0)->lines.last, 5);
    assert_int_equal(event_at(0)->reason.line, 3);
    assert_int_equal(figures->mem_free_kb, 22 * 1024);
    assert_int_equal(figures->mem_total_kb, 1900 * 1024);
    assert_int_equal(figures->mem_free, 116);
    assert_int_equal(figures->mem_limit, 1000);
    assert_int_equal(figures->swap_free_kb, 131 * 1024);
    assert_int_equal(figures->swap_free, 1281);
    assert_int_equal(event_at(0)->kills[0].rss_kb, 1204 * 1024);
    assert_int_equal(event_at(0)->kills[0].outcome, OUTCOME_SURVIVED);
    assert_true(event_at(0)->kills[0].is_told_to_end);
    assert_str(event_at(1)->kills[0].name, "a b");
    assert_int_equal(event_at(1)->kills[0].oom_score_adj, 200);
    assert_int_equal(event_at(1)->figures.swap_total_kb, 0);
    assert_int_equal(event_at(1)->kills[0].outcome, OUTCOME_EXITED);
    assert_false(event_at(1)->kills[0].is_told_to_end);
}

/* 1.3-rc tells its figures at times, 1.2 behind its warning. */
static void figures_of_old_earlyoom(void **state) {
    (void)state;
    read_log("killer-earlyoom-old", 2);
    assert_int_equal(event_at(0)->lines.first, 2);
    assert_int_equal(event_at(0)->kills[0].pid, 27541);
    assert_int_equal(event_at(0)->kills[0].rss_kb, 7609 * 1024);
    assert_int_equal(event_at(0)->figures.mem_free, 1000);
    assert_int_equal(event_at(0)->kills[0].outcome, OUTCOME_EXITED);
    assert_int_equal(event_at(1)->lines.first, 6);
    assert_int_equal(event_at(1)->reason.line, 6);
    assert_int_equal(event_at(1)->figures.mem_total_kb, 5875 * 1024);
    assert_false(event_at(1)->kills[0].is_told_to_end);
}

static void check_candidates(const struct event *event) {
    const struct killer_figures *figures = &event->figures;
    assert_int_equal(figures->considered, 37);
    assert_int_equal(figures->candidate_count, 2);
    assert_str(figures->candidates[0].path, "/system.slice/builder.service");
    assert_int_equal(figures->candidates[0].memory_kb, 77 * 512 * 1024); /* 38.5 GiB */
    assert_int_equal(figures->candidates[0].pressure, 8810);
    assert_int_equal(figures->candidates[1].memory_kb, 512);
    assert_int_equal(figures->pressure, 7642);
    assert_int_equal(figures->pressure_limit, 6000);
    assert_int_equal(figures->pressure_s, 90);
    assert_str(figures->group, "/system.slice");
    assert_int_equal(event->lines.first, 1);
    assert_int_equal(event->lines.last, 13);
}

static void figures_of_systemd_oomd(void **state) {
    (void)state;
    read_log("killer-oomd-pressure", 1);
    check_candidates(event_at(0));
    read_log("killer-oomd-newest-first", 1);
    check_candidates(event_at(0));
    read_log("killer-oomd-wrapped", 1);
    assert_int_equal(event_at(0)->figures.considered, 37);
    assert_int_equal(event_at(0)->figures.candidate_count, 1);
    assert_true(str_ends(event_at(0)->figures.candidates[0].path, STR("/app-gnome-slack-96235.scope")));
    assert_str(event_at(0)->kills[0].name, "/system.slice/resolver.service");
    assert_int_equal(event_at(0)->figures.pressure_s, 30);
    read_log("killer-oomd-swap", 1);
    const struct killer_figures *figures = &event_at(0)->figures;
    assert_int_equal(figures->candidates[0].swap_kb, 23 * 1024 * 1024);
    assert_int_equal(figures->swap_total_kb, 32 * 1024 * 1024);
    assert_int_equal(figures->swap_free_kb, 3 * 1024 * 1024);
    assert_int_equal(figures->mem_free_kb, (16642998272 - 15032385536) / 1024);
    assert_int_equal(figures->used_limit, 9000);
}

/* "the victim" is named by an earlier line; "Sending SIGTERM to mysqld: 1" only counts. */
static void figures_of_nohang(void **state) {
    (void)state;
    read_log("killer-nohang", 1);
    const struct killer_figures *figures = &event_at(0)->figures;
    assert_int_equal(event_at(0)->killer, KILLER_NOHANG);
    assert_int_equal(event_at(0)->kills[0].pid, 9033);
    assert_str(event_at(0)->kills[0].name, "mysqld");
    assert_int_equal(event_at(0)->kills[0].rss_kb, 5432 * 1024);
    assert_int_equal(event_at(0)->kills[0].outcome, OUTCOME_EXITED);
    assert_int_equal(figures->mem_free_kb, 380 * 1024);
    assert_int_equal(figures->swap_free, 510);
    assert_int_equal(figures->full, 7125);
}

static void figures_of_other_killers(void **state) {
    (void)state;
    read_log("killer-others", 4);
    assert_int_equal(event_at(0)->killer, KILLER_OOMD);
    assert_int_equal(event_at(0)->figures.pressure, 5085);
    assert_int_equal(event_at(0)->kills[0].rss_kb, 6905962496 / 1024);
    assert_str(event_at(0)->figures.rules.text, "low swap");
    assert_int_equal(event_at(1)->killer, KILLER_LMKD);
    assert_int_equal(event_at(1)->figures.thrashing, 11200);
    assert_int_equal(event_at(1)->kills[0].rss_kb, 88000);
    assert_int_equal(event_at(1)->kills[0].swap_kb, 1200);
    assert_int_equal(event_at(2)->killer, KILLER_TALOS);
    assert_str(event_at(2)->kills[0].name, "/kubepods/burstable/podc11937f9");
    assert_int_equal(event_at(3)->killer, KILLER_KUBELET);
    assert_int_equal(event_at(3)->kills[0].pid, 9295);
}

static void killers_behind_other_tags(void **state) {
    (void)state;
    read_log("killer-quoted-by-programs", 0);
    read_log("killer-dry-run", 0);
    read_log("killer-unknown-prefix", 1);
    assert_str(event_at(0)->host, "node-1");
    assert_int_equal(event_at(0)->figures.mem_free, 116);
    assert_int_equal(event_at(0)->kills[0].outcome, OUTCOME_EXITED);
}

/* Wrapped by a mailer behind a prefix that nobody has described: the first lines are pieces, and one of them begins
 * with a whole sentence. */
/* Behind a long prefix a mailer leaves room for nothing, half a stamp, or a word or two. */
static void wrapped_behind_long_prefixes(void **state) {
    (void)state;
    static const char *const logs[] = {"wrapped-at-72-iso", "wrapped-at-80-cloud", "wrapped-at-80-newest-first"};
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        read_log(logs[i], 1);
        const struct event *event = event_at(0);
        assert_str(event->trigger.name, "shop-api");
        assert_int_equal(event->identity.pid, 1537);
        assert_int_equal(event->uptime_us, 1000000000);
        assert_int_equal(event->memory.counters.inactive_anon.value, 513774);
        assert_int_equal(event->memory.zone_count, 2);
        assert_int_equal(event->memory.zones[1].free_kb, 5764);
        assert_int_equal(event->memory.totals.highmem_pages.value, 0);
        assert_int_equal(event->memory.totals.ram_pages.value, 538014);
        assert_int_equal(event->tasks.count, 3);
        assert_str(event->tasks.items[2].name, "systemd-udevd");
        assert_int_equal(event->tasks.items[2].oom_score_adj, -1000);
    }
}

/* Lines of programs in dmesg -T, one of them with the kernel's words: their tags are no transport's. */
static void forged_behind_a_program_s_tag(void **state) {
    (void)state;
    read_log("forged-in-dmesg-T", 0);
}

static void wrapped_and_newest_first(void **state) {
    (void)state;
    read_log("wrapped-newest-first", 1);
    assert_str(event_at(0)->trigger.name, "batch-main");
    assert_int_equal(event_at(0)->tasks.count, 5);
    assert_int_equal(event_at(0)->kill_count, 5);
    assert_int_equal(event_at(0)->kills[0].pid, 135);
    assert_int_equal(event_at(0)->kills[0].shmem_rss_kb, 64);
    assert_int_equal(event_at(0)->kills[0].pgtables_kb, 108);
    assert_int_equal(event_at(0)->kills[4].pid, 133);
    assert_int_equal(event_at(0)->kills[4].pgtables_kb, 40);
}

/* kubelet tells of the kernel's kills, before or behind the kernel's own words. */
static void kubelet_beside_the_kernel(void **state) {
    (void)state;
    read_log("kubectl-get-events-of-kubelet", 2);
    assert_int_equal(event_at(0)->killer, KILLER_KERNEL);
    assert_int_equal(event_at(0)->kills[0].pid, 9295);
    assert_int_equal(event_at(0)->notes[0].kind, NOTE_KUBELET);
    assert_int_equal(event_at(0)->notes[0].line, 3);
    assert_int_equal(event_at(1)->killer, KILLER_KUBELET);
    assert_int_equal(event_at(1)->kills[0].pid, 478970);
    read_log("kubelet-behind-report", 1);
    assert_int_equal(event_at(0)->note_count, 1);
}

/* Logwatch lists each text once, by the alphabet, and what it warns of twice. */
static void digests(void **state) {
    (void)state;
    read_log("digest", 1);
    assert_str(event_at(0)->trigger.name, "shop-web");
    assert_int_equal(event_at(0)->summary.pid, 4711);
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_int_equal(event_at(0)->kills[0].anon_rss_kb, 1234567);
    assert_int_equal(event_at(0)->kills[0].reaped, REAPED_YES);
    assert_int_equal(event_at(0)->lines.first, 7);
    assert_int_equal(event_at(0)->lines.last, 10);
    read_log("digest-of-two", 2);
    assert_int_equal(event_at(0)->kills[0].pid + event_at(1)->kills[0].pid, 4711 + 815);
    assert_int_equal(event_at(0)->kill_count, 1);
    assert_int_equal(event_at(0)->kills[0].score + event_at(1)->kills[0].score, 512 + 90);
}

/* 1795294659 is 2026-11-21T20:57:39Z. */
static void year_from_other_lines(void **state) {
    (void)state;
    static const struct {
        const char *log;
        int32_t year;
    } cases[] = {
        {"year-unknown", 0},           {"year-of-boot", 2026},
        {"year-after-boot", 2027}, /* 60 days of uptime later, and in Auckland another day */
        {"year-without-uptime", 2027}, {"year-contradicted", 0}, /* its clock says November, the line July */
        {"year-after-reboot", 2026}, /* a boot ends what was known of the kernel's clock, not the date */
        {"year-of-other-host", 0},     {"year-with-leap-day", 2024},
        {"year-out-of-range", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_log(cases[i].log, 1);
        assert_int_equal(event_at(0)->time.year, cases[i].year);
        assert_int_not_equal(event_at(0)->time.month, 0);
        assert_int_equal(event_at(0)->year_inferred, cases[i].year != 0);
    }
}

static void check_dump(int64_t first, int64_t last, int64_t trigger, int64_t kill) {
    assert_int_equal(event_at(0)->trigger.lines.first, trigger);
    assert_int_equal(event_at(0)->tasks.count, 1);
    assert_int_equal(event_at(0)->kills[0].line, kill);
    assert_int_equal(event_at(0)->lines.first, first);
    assert_int_equal(event_at(0)->lines.last, last);
    assert_int_equal(event_at(0)->skipped_lines, 2); /* the other parts' headers */
}

/* pstore writes the newest part first (fs/pstore/platform.c pstore_dump). */
static void crash_dump_in_parts(void **state) {
    (void)state;
    read_log("pstore-newest-first", 1);
    check_dump(2, 7, 7, 2);
    read_log("pstore-oldest-first", 1); /* in order already, as systemd-pstore joins them */
    check_dump(2, 7, 2, 7);
    read_log("pstore-blank-lines", 1); /* what stands between is nobody's */
    check_dump(2, 9, 6, 9);
}

static void crash_dump_in_several_files(void **state) {
    (void)state;
    struct parse *parse = open_parse();
    feed_log(parse, "pstore-part-1");
    feed_log(parse, "pstore-part-2");
    feed_log(parse, "pstore-part-3");
    feed(parse, "other", STR("[    1.000000] nothing\n"));
    close_parse(parse);
    assert_int_equal(event_count, 1);
    check_dump(2, 7, 7, 2);
    assert_int_equal(event_at(0)->source_count, 3);
    assert_str(event_at(0)->sources[0].file, "pstore-part-1");
    assert_int_equal(event_at(0)->sources[1].line_base, 2);
    assert_int_equal(event_at(0)->sources[2].line_base, 5);
}

/* Dumps of two boots, and a log behind a dump: each is read in its turn. */
static void crash_dumps_and_logs(void **state) {
    (void)state;
    read_log("pstore-twice", 1); /* the same dump again */
    assert_int_equal(event_at(0)->also_count, 1);
    read_log("pstore-before-log", 2);
    assert_int_equal(event_at(0)->trigger.lines.first, 4);
    assert_int_equal(event_at(0)->kills[0].line, 2);
    assert_int_equal(event_at(1)->kills[0].line, 5);
}

/* What cannot be held is said. */
static void crash_dump_too_long_to_sort(void **state) {
    (void)state;
    enum { FILLER = 20000 };
    static const char filler[] = "<6>[   10.000003] usb 1-1: new high-speed USB device number 4\n";
    const str first = STR("Panic#1 Part1\n<3>[   10.000003] " KILLED("5", "a"));
    const str second = STR("Panic#1 Part3\n<4>[    8.000000] " TRIGGER("a"));
    char *log = malloc(first.len + FILLER * (sizeof filler - 1) + second.len);
    assert_non_null(log);
    memcpy(log, first.data, first.len);
    size_t len = first.len;
    for (int i = 0; i < FILLER; i++, len += sizeof filler - 1)
        memcpy(log + len, filler, sizeof filler - 1);
    memcpy(log + len, second.data, second.len);
    read_text(str_of(log, len + second.len));
    free(log);
    assert_int_equal(event_count, 2);
    assert_int_equal(event_at(1)->warning_count, 1);
    assert_true(str_has(event_at(1)->warnings[0].statement, STR("too long to be put in order")));
}

static void systemd_units_without_a_report(void **state) {
    (void)state;
    read_log("units", 3);
    assert_int_equal(event_at(0)->killer, KILLER_SYSTEMD);
    assert_str(event_at(0)->kills[0].name, "app.service");
    assert_absent(event_at(0)->kills[0].pid);
    assert_int_equal(event_at(0)->reason.line, 1);
    assert_int_equal(event_at(0)->lines.last, 4);
    assert_int_equal(event_at(0)->note_count, 3);
    assert_int_equal(event_at(1)->lines.first, 5); /* the unit was started again */
    assert_str(event_at(2)->kills[0].name, "b.service");
    /* The slice first: the unit within it is what was struck. */
    read_log("unit-in-slice", 1);
    assert_str(event_at(0)->kills[0].name, "app-firefox.scope");
}

static void systemd_units_beside_a_report(void **state) {
    (void)state;
    /* systemd may be first. */
    read_log("unit-before-report", 1);
    assert_int_equal(event_at(0)->killer, KILLER_KERNEL);
    assert_int_equal(event_at(0)->note_count, 2);
    assert_int_equal(event_at(0)->notes[0].line, 5);
    assert_int_equal(event_at(0)->notes[1].line, 1);
    /* Its result was there four seconds before: that was another run of the unit. */
    read_log("unit-of-earlier-run", 2);
    assert_int_equal(event_at(0)->killer, KILLER_SYSTEMD);
    assert_int_equal(event_at(0)->note_count, 1);
    assert_int_equal(event_at(1)->note_count, 1);
    /* Another unit, the same one long after, another host: not this report. */
    read_log("unit-not-of-report", 2);
    assert_int_equal(event_at(1)->killer, KILLER_SYSTEMD);
    read_log("unit-30-minutes-later", 2);
    read_log("unit-of-other-host", 2);
    /* A part of the path's name is not the unit. */
    read_log("unit-with-longer-name", 2);
}

static void systemd_units_beside_systemd_oomd(void **state) {
    (void)state;
    read_log("oomd-and-its-unit", 1);
    assert_int_equal(event_at(0)->killer, KILLER_SYSTEMD_OOMD);
    assert_int_equal(event_at(0)->note_count, 2);
    read_log("oomd-by-its-unit", 1);
    assert_int_equal(event_at(0)->killer, KILLER_SYSTEMD_OOMD);
}

/* The same words in two files are told once; at another time they are another kill. */
static void userspace_kills_in_two_files(void **state) {
    (void)state;
    read_two_logs("earlyoom-syslog", "earlyoom-daemon-log", 3);
    assert_int_equal(event_at(0)->also_count, 1);
    assert_str(event_at(0)->also[0].file, "earlyoom-daemon-log");
    assert_int_equal(event_at(0)->lines.last, 1);
    assert_int_equal(event_at(1)->killer, KILLER_SYSTEMD);
    assert_int_equal(event_at(2)->lines.first, 5);
    read_two_logs("killer-earlyoom-old", "killer-earlyoom-old", 2); /* without a clock, by its figures */
    read_two_logs("killer-oomd-pressure", "killer-oomd-newest-first", 1);
}

/* An event in progress may be handed out as soon as nothing comes any more. */
static void idle_hands_out_what_is_over(void **state) {
    (void)state;
    struct parse *parse = open_parse();
    assert_true(parse_begin(parse, STR("-")));
    assert_true(parse_block(parse, STR("[   10.000000] " TRIGGER("a"))));
    assert_true(parse_idle(parse));
    assert_int_equal(event_count, 0);
    assert_true(parse_block(parse, STR("[   10.000003] " KILLED("5", "a"))));
    assert_true(parse_idle(parse));
    assert_int_equal(event_count, 1);
    assert_true(parse_end(parse));
    close_parse(parse);
    assert_int_equal(event_count, 1);
}

/* Between events lines are skipped; what stands closely before an opener is not, and line numbers hold. */
static void skipping_loses_nothing(void **state) {
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
        const char *const prefix = "Jun  1 10:00:00 red kernel:";
        len += (size_t)sprintf(log + len, "%s [%5d.000000] sysrq: Manual OOM execution\n", prefix, 10 + round);
        len += (size_t)sprintf(log + len, "%s [%5d.000001] " TRIGGER("kworker/0:2"), prefix, 10 + round);
        len += (size_t)sprintf(log + len, "%s [%5d.000002] " KILLED("5", "a"), prefix, 10 + round);
    }
    read_text(str_of(log, len));
    free(log);
    assert_int_equal(event_count, 2);
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
static void report_behind_skipped_lines_is_read_to_its_end(void **state) {
    (void)state;
    enum { FILLER = 5000 };
    static const char filler[] = "app[1]: words\n";
    static char log[FILLER * sizeof filler + 1000];
    char *at = log;
    for (int i = 0; i < FILLER; i++)
        at = stpcpy(at, filler);
    at = stpcpy(at, "[   10.000000] " TRIGGER("a"));
    at = stpcpy(at, "[   10.000001] Mem-Info:\n");
    stpcpy(at, "[   10.000002] active_anon:27 inactive_anon:91570 isolated_anon:0\n");
    read_text(str_from_cstr(log));
    assert_int_equal(event_count, 1);
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
static void lines_read_again_do_not_depend_on_blocks(void **state) {
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
            struct parse *parse = open_parse();
            assert_true(parse_begin(parse, STR("log")));
            for (str rest = str_of(log, (size_t)(at - log)); rest.len > 0;)
                assert_true(parse_block(parse, next_lines(&rest, lines_a_block[i])));
            assert_true(parse_end(parse));
            close_parse(parse);
            assert_int_equal(event_count, 1);
            assert_int_equal(event_at(0)->time.hour, 10);
            assert_int_equal(event_at(0)->lines.first, before + 1 + BEHIND + 1);
        }
    }
}

/* What a log says must not depend on how it is cut into blocks. */
static void blocks_of_one_line(void **state) {
    (void)state;
    size_t len;
    char *log = read_file("cases/6.12-amd64--memcg-group--kmsg.log", &len);
    read_text(str_of(log, len));
    const size_t whole = event_count;
    int64_t lines[PARSED_MOST], kills[PARSED_MOST];
    for (size_t i = 0; i < whole; i++) {
        lines[i] = event_at(i)->lines.last;
        kills[i] = (int64_t)event_at(i)->kill_count;
    }
    struct parse *parse = open_parse();
    assert_true(parse_begin(parse, STR("log")));
    for (str rest = str_of(log, len); rest.len;) {
        size_t newline = str_find_byte(rest, '\n');
        size_t line = newline == STR_NONE ? rest.len : newline + 1;
        assert_true(parse_block(parse, str_first(rest, line)));
        rest = str_from(rest, line);
    }
    assert_true(parse_end(parse));
    close_parse(parse);
    assert_int_equal(event_count, whole);
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
static void block_may_be_freed_when_it_is_read(void **state) {
    (void)state;
    enum { ROWS = 30, MOST_LINES = 50 };
    static char log[32 * 1024];
    const str whole = doubled_log_of_two_hosts(log, ROWS);
    for (int lines = 1; lines < MOST_LINES; lines++) {
        struct parse *parse = open_parse();
        assert_true(parse_begin(parse, STR("log")));
        for (str rest = whole; rest.len > 0;) {
            const str block = next_lines(&rest, lines);
            char *own = malloc(block.len);
            memcpy(own, block.data, block.len);
            assert_true(parse_block(parse, str_of(own, block.len)));
            memset(own, 'x', block.len);
            free(own);
        }
        assert_true(parse_end(parse));
        close_parse(parse);
        assert_int_equal(event_count, 2);
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
    char *log = read_file("cases/mysqld-2.6.32-syslog.log", &len);
    str whole = str_of(log, len);
    for (size_t cut = 0; cut < len; cut++) {
        if (cut && log[cut - 1] != '\n')
            continue;
        read_text(str_first(whole, cut));
        assert_int_equal(event_count, cut > 0);
        if (cut)
            assert_str(event_at(0)->trigger.name, "mysqld");
        read_text(str_from(whole, cut));
        assert_int_equal(event_count, 1);
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
    char *log = read_file("cases/mysqld-2.6.32-syslog.log", &len);
    for (size_t cut = 0; cut < len; cut += 7) {
        read_text(str_of(log, cut));
        assert_true(event_count <= 1);
        for (size_t i = 0; i < event_count; i++)
            for (size_t z = 0; z < event_at(i)->memory.zone_count; z++) {
                int64_t min_kb = event_at(i)->memory.zones[z].min_kb;
                assert_true(min_kb == ABSENT || min_kb == 40 || min_kb == 5612);
            }
    }
    free(log);
}

/* Every request for memory may fail: the parser says so and leaks nothing. */
static void short_memory(void **state) {
    (void)state;
    size_t len;
    char *log = read_file("cases/mysqld-2.6.32-syslog.log", &len);
    for (size_t request = 1;; request++) {
        struct parse *parse = open_parse();
        short_memory_fail(request);
        bool went_well = parse_begin(parse, STR("log")) && parse_block(parse, str_of(log, len)) && parse_end(parse) &&
                         parse_finish(parse);
        short_memory_fail(0);
        parse_free(parse);
        if (went_well)
            break;
        assert_true(request < 100000);
    }
    free(log);
}

static void check_own_line(const struct event *event, size_t index, int64_t first, int64_t last, const char *begins) {
    assert_true(index < event->own.count);
    const struct own_line *own = &event->own.items[index];
    assert_int_equal(own->lines.first, first);
    assert_int_equal(own->lines.last, last);
    assert_true(str_starts(own->text, str_from_cstr(begins)));
}

static void read_log_and_keep_lines(const char *name) {
    struct parse *parse = open_parse();
    parse_keep_lines(parse);
    feed_log(parse, name);
    close_parse(parse);
}

static void own_lines_are_kept_where_they_are_wanted(void **state) {
    (void)state;
    read_log("report", 1);
    assert_int_equal(event_at(0)->own.count, 0);
    read_log_and_keep_lines("report"); /* 18 lines, without "Booting" and "eth0", two of them one record */
    const struct event *event = event_at(0);
    assert_int_equal(event->own.count, 16);
    check_own_line(event, 0, 2, 2, "a b invoked oom-killer: ");
    check_own_line(event, 8, 10, 10, "active_anon:1 ");
    check_own_line(event, 9, 11, 11, " free:7 ");
    check_own_line(event, 10, 13, 13, "100 pages RAM");
    check_own_line(event, 15, 18, 18, "oom_reaper: reaped process 77 (a b), now ");
    assert_false(event->own.is_cut);
}

static void own_lines_put_together_from_several(void **state) {
    (void)state;
    read_log_and_keep_lines("wrapped-without-blanks");
    const struct event *event = event_at(0);
    assert_int_equal(event->own.count, 7);
    check_own_line(event, 0, 1, 3, "dd invoked oom-killer: gfp_mask=0x101c4a(GFP_NOFS|__GFP_WRITE), order=3, ");
    check_own_line(event, 6, 14, 16, "Out of memory: Killed process 6911 (dd) total-vm:222024kB, ");
}

/* The warning, and what was said after the event had ended; of a group its first victim's line. */
static void own_lines_before_and_after(void **state) {
    (void)state;
    read_log_and_keep_lines("userspace-killers");
    const struct event *event = event_at(0);
    assert_int_equal(event->own.count, 3);
    check_own_line(event, 0, 1, 1, "low memory! ");
    check_own_line(event, 1, 2, 2, "sending SIGTERM to process 1234 ");
    check_own_line(event, 2, 3, 3, "sending SIGKILL to process 1234 ");
    read_log_and_keep_lines("groups");
    event = event_at(1);
    assert_int_equal(event->own.count, 4);
    check_own_line(event, 0, 7, 7, "Out of memory: Killed process 9 (z) ");
    check_own_line(event, 1, 8, 8, "Tasks in /a b are going to be killed ");
    check_own_line(event, 3, 10, 10, "Out of memory: Killed process 8 (y) ");
}

/* A line more than 16 MiB is left out, with one warning; the event's facts stay whole. */
static void own_lines_have_a_bound(void **state) {
    (void)state;
    enum { LINES = LIMIT_OWN_LINES_BYTES / 1000 + 1, LINE = 1050 };
    char *log = malloc((size_t)LINES * LINE + 1000), *at = log;
    assert_non_null(log);
    at = stpcpy(at, "[   10.000000] " TRIGGER("a") "[   10.000001] Call Trace:\n");
    for (int i = 0; i < LINES; i++)
        at += sprintf(at, "[   10.000002]  f%0994d+0x1/0x2\n", i); /* 1000 bytes and more */
    at = stpcpy(at, "[   10.000003] " KILLED("5", "a"));
    struct parse *parse = open_parse();
    parse_keep_lines(parse);
    feed(parse, "log", str_of(log, (size_t)(at - log)));
    close_parse(parse);
    free(log);
    const struct event *event = event_at(0);
    assert_int_equal(event_count, 1);
    assert_true(event->own.is_cut);
    assert_true(event->own.bytes <= LIMIT_OWN_LINES_BYTES && event->own.bytes > LIMIT_OWN_LINES_BYTES - LINE);
    assert_int_equal(event->kill_count, 1);
    assert_int_equal(event->warning_count, 2); /* and of the frames */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(report_and_its_kill, tear_down),
        cmocka_unit_test_teardown(report_of_linux_2_6_32, tear_down),
        cmocka_unit_test_teardown(report_of_linux_2_6_16, tear_down),
        cmocka_unit_test_teardown(lines_that_say_nothing_new, tear_down),
        cmocka_unit_test_teardown(a_line_may_be_too_long, tear_down),
        cmocka_unit_test_teardown(words_of_a_zone_in_another_table, tear_down),
        cmocka_unit_test_teardown(a_path_goes_on_with_its_own_end_only, tear_down),
        cmocka_unit_test_teardown(notes_of_a_unit_go_to_its_kill, tear_down),
        cmocka_unit_test_teardown(a_report_in_many_files, tear_down),
        cmocka_unit_test_teardown(kubelets_line_may_be_cut, tear_down),
        cmocka_unit_test_teardown(two_failures_before_the_figures, tear_down),
        cmocka_unit_test_teardown(a_blank_behind_a_field, tear_down),
        cmocka_unit_test_teardown(why_nobody_was_killed, tear_down),
        cmocka_unit_test_teardown(a_title_behind_a_wrapped_head, tear_down),
        cmocka_unit_test_teardown(a_template_may_write_two_blanks, tear_down),
        cmocka_unit_test_teardown(kills_without_reports_are_events, tear_down),
        cmocka_unit_test_teardown(killed_group_is_one_event, tear_down),
        cmocka_unit_test_teardown(processes_that_share_the_victims_memory, tear_down),
        cmocka_unit_test_teardown(reports_of_two_hosts_mixed, tear_down),
        cmocka_unit_test_teardown(reports_of_two_callers_mixed, tear_down),
        cmocka_unit_test_teardown(too_many_reports_mixed, tear_down),
        cmocka_unit_test_teardown(other_lines_end_a_report_at_a_bound, tear_down),
        cmocka_unit_test_teardown(events_are_handed_out_in_their_order, tear_down),
        cmocka_unit_test_teardown(too_many_hosts, tear_down),
        cmocka_unit_test_teardown(a_busy_host_is_not_forgotten, tear_down),
        cmocka_unit_test_teardown(allocation_failures_are_not_the_events, tear_down),
        cmocka_unit_test_teardown(logs_without_an_event, tear_down),
        cmocka_unit_test_teardown(words_that_somebody_quotes_are_no_event, tear_down),
        cmocka_unit_test_teardown(a_prefix_that_one_line_shows_is_doubted, tear_down),
        cmocka_unit_test_teardown(nobody_is_killed, tear_down),
        cmocka_unit_test_teardown(summary_names_the_victim, tear_down),
        cmocka_unit_test_teardown(summary_tells_the_uid_of_the_killed, tear_down),
        cmocka_unit_test_teardown(cut_summary_names_the_victim_without_its_pid, tear_down),
        cmocka_unit_test_teardown(announcement_names_the_victim, tear_down),
        cmocka_unit_test_teardown(child_is_killed_in_place_of_the_announced, tear_down),
        cmocka_unit_test_teardown(each_announcement_is_a_kill, tear_down),
        cmocka_unit_test_teardown(skipped_process_is_no_victim, tear_down),
        cmocka_unit_test_teardown(reaper_names_the_victim, tear_down),
        cmocka_unit_test_teardown(other_lines_go_before_a_reaper, tear_down),
        cmocka_unit_test_teardown(reaper_speaks_of_its_own_victim, tear_down),
        cmocka_unit_test_teardown(late_reaper_names_nobody_anew, tear_down),
        cmocka_unit_test_teardown(lone_summary_in_two_files, tear_down),
        cmocka_unit_test_teardown(call_trace_without_its_title, tear_down),
        cmocka_unit_test_teardown(manual_oom_execution, tear_down),
        cmocka_unit_test_teardown(cgroup_report, tear_down),
        cmocka_unit_test_teardown(cgroup_report_of_linux_3_10, tear_down),
        cmocka_unit_test_teardown(lines_wrapped_by_mailers, tear_down),
        cmocka_unit_test_teardown(input_without_its_last_newline, tear_down),
        cmocka_unit_test_teardown(input_that_begins_in_a_number, tear_down),
        cmocka_unit_test_teardown(ends_of_reports_without_a_kill, tear_down),
        cmocka_unit_test_teardown(daemons_with_a_late_clock, tear_down),
        cmocka_unit_test_teardown(lines_wrapped_within_blanks, tear_down),
        cmocka_unit_test_teardown(words_torn_at_a_width, tear_down),
        cmocka_unit_test_teardown(a_reason_below_tells_of_the_message, tear_down),
        cmocka_unit_test_teardown(a_pool_told_twice_is_one, tear_down),
        cmocka_unit_test_teardown(lines_that_go_on_after_a_mark, tear_down),
        cmocka_unit_test_teardown(trigger_torn_at_a_width, tear_down),
        cmocka_unit_test_teardown(wrapped_cgroup_path, tear_down),
        cmocka_unit_test_teardown(wrapped_container_kill, tear_down),
        cmocka_unit_test_teardown(sysrq_line_is_no_counter, tear_down),
        cmocka_unit_test_teardown(summary_with_blanks, tear_down),
        cmocka_unit_test_teardown(trigger_behind_other_words, tear_down),
        cmocka_unit_test_teardown(prefix_with_a_host_and_no_program, tear_down),
        cmocka_unit_test_teardown(same_trigger_hours_later, tear_down),
        cmocka_unit_test_teardown(wrapped_report, tear_down),
        cmocka_unit_test_teardown(report_that_begins_in_its_table, tear_down),
        cmocka_unit_test_teardown(report_torn_by_other_processors, tear_down),
        cmocka_unit_test_teardown(newline_in_a_name, tear_down),
        cmocka_unit_test_teardown(newline_in_a_name_with_prefixes, tear_down),
        cmocka_unit_test_teardown(newline_in_a_name_and_a_coarse_clock, tear_down),
        cmocka_unit_test_teardown(possible_forgery_is_warned_of, tear_down),
        cmocka_unit_test_teardown(cut_summary, tear_down),
        cmocka_unit_test_teardown(lines_cut_at_255_bytes, tear_down),
        cmocka_unit_test_teardown(statistics_belong_to_the_cgroup, tear_down),
        cmocka_unit_test_teardown(console_with_other_text, tear_down),
        cmocka_unit_test_teardown(names_cut_off, tear_down),
        cmocka_unit_test_teardown(event_in_two_files, tear_down),
        cmocka_unit_test_teardown(fuller_of_two_reports, tear_down),
        cmocka_unit_test_teardown(fuller_than_two_before, tear_down),
        cmocka_unit_test_teardown(a_head_cut_at_255_bytes, tear_down),
        cmocka_unit_test_teardown(same_kill_in_another_file, tear_down),
        cmocka_unit_test_teardown(clock_set_back, tear_down),
        cmocka_unit_test_teardown(same_event_in_two_files, tear_down),
        cmocka_unit_test_teardown(groups_in_two_files, tear_down),
        cmocka_unit_test_teardown(same_kill_half_an_hour_later, tear_down),
        cmocka_unit_test_teardown(duplicate_lines, tear_down),
        cmocka_unit_test_teardown(reboot_ends_an_event, tear_down),
        cmocka_unit_test_teardown(log_that_begins_within_a_report, tear_down),
        cmocka_unit_test_teardown(notes_near_an_event, tear_down),
        cmocka_unit_test_teardown(userspace_killers, tear_down),
        cmocka_unit_test_teardown(wrapped_behind_long_prefixes, tear_down),
        cmocka_unit_test_teardown(forged_behind_a_program_s_tag, tear_down),
        cmocka_unit_test_teardown(wrapped_and_newest_first, tear_down),
        cmocka_unit_test_teardown(kubelet_beside_the_kernel, tear_down),
        cmocka_unit_test_teardown(digests, tear_down),
        cmocka_unit_test_teardown(figures_of_earlyoom, tear_down),
        cmocka_unit_test_teardown(figures_of_old_earlyoom, tear_down),
        cmocka_unit_test_teardown(figures_of_systemd_oomd, tear_down),
        cmocka_unit_test_teardown(figures_of_nohang, tear_down),
        cmocka_unit_test_teardown(figures_of_other_killers, tear_down),
        cmocka_unit_test_teardown(killers_behind_other_tags, tear_down),
        cmocka_unit_test_teardown(year_from_other_lines, tear_down),
        cmocka_unit_test_teardown(crash_dump_in_parts, tear_down),
        cmocka_unit_test_teardown(crash_dump_in_several_files, tear_down),
        cmocka_unit_test_teardown(crash_dumps_and_logs, tear_down),
        cmocka_unit_test_teardown(crash_dump_too_long_to_sort, tear_down),
        cmocka_unit_test_teardown(systemd_units_without_a_report, tear_down),
        cmocka_unit_test_teardown(systemd_units_beside_a_report, tear_down),
        cmocka_unit_test_teardown(systemd_units_beside_systemd_oomd, tear_down),
        cmocka_unit_test_teardown(userspace_kills_in_two_files, tear_down),
        cmocka_unit_test_teardown(idle_hands_out_what_is_over, tear_down),
        cmocka_unit_test_teardown(skipping_loses_nothing, tear_down),
        cmocka_unit_test_teardown(report_behind_skipped_lines_is_read_to_its_end, tear_down),
        cmocka_unit_test_teardown(lines_read_again_do_not_depend_on_blocks, tear_down),
        cmocka_unit_test_teardown(blocks_of_one_line, tear_down),
        cmocka_unit_test_teardown(block_may_be_freed_when_it_is_read, tear_down),
        cmocka_unit_test_teardown(cut_at_each_line, tear_down),
        cmocka_unit_test_teardown(cut_at_each_byte, tear_down),
        cmocka_unit_test_teardown(short_memory, tear_down),
        cmocka_unit_test_teardown(own_lines_are_kept_where_they_are_wanted, tear_down),
        cmocka_unit_test_teardown(own_lines_put_together_from_several, tear_down),
        cmocka_unit_test_teardown(own_lines_before_and_after, tear_down),
        cmocka_unit_test_teardown(own_lines_have_a_bound, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
