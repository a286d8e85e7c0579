/* Several events of one stream: growth, respawn, cascade, storm, quiet, and bounded memory.
 * SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "base/str.h"
#include "series/recall.h"
#include "series/series.h"
#include "short_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { MIB = 1024, GIB = 1024 * 1024 };

struct stream {
    struct series *series;
    struct arena arena;
    struct event event;
    struct reckoning reckoning;
    struct diagnosis diagnosis;
    struct finding finding;
    const struct growth_list *growth; /* what the event in hand was told of */
    struct task task;
    struct kill kill;
    int64_t number;
};

static int stream_set_up(void **state) {
    static struct stream stream;
    stream = (struct stream){.series = series_new()};
    *state = &stream;
    return stream.series ? 0 : -1;
}

static int stream_tear_down(void **state) {
    struct stream *stream = *state;
    arena_reset(&stream->arena);
    series_free(stream->series);
    return 0;
}

/* The next event, SECONDS after boot; nothing is in it yet. */
static void stream_begin(struct stream *stream, int64_t seconds) {
    arena_reset(&stream->arena);
    stream->number++;
    stream->event = (struct event){.arena = &stream->arena,
                                   .number = stream->number,
                                   .lines = {stream->number * 100, stream->number * 100 + 50},
                                   .host = STR("web1"),
                                   .uptime_us = seconds * 1000000};
    stream->reckoning = (struct reckoning){.page_kb = 4, .scope = SCOPE_SYSTEM};
    stream->reckoning.ledger.managed_kb = 8 * GIB;
    stream->reckoning.ledger.parts.slab_kb = ABSENT;
    stream->diagnosis = (struct diagnosis){.findings = &stream->finding, .finding_count = 1};
    stream->finding =
        (struct finding){.pattern = STR("memory-leak"), .confidence = CONFIDENCE_MEDIUM, .consumer = STR("leaky")};
}

static void stream_add_process(struct stream *stream, int64_t pid, int64_t rss_kb) {
    stream->task = (struct task){.name = STR("leaky"), .pid = pid, .rss = rss_kb / 4, .rss_anon = ABSENT};
    stream->event.tasks.header = STR("[ pid ]   uid  tgid total_vm      rss");
    stream->event.tasks.items = &stream->task;
    stream->event.tasks.count = 1;
}

static void stream_add_kill(struct stream *stream, int64_t pid, int64_t rss_kb) {
    stream->kill = (struct kill){.name = STR("leaky"), .pid = pid, .anon_rss_kb = rss_kb};
    stream->event.kills = &stream->kill;
    stream->event.kill_count = 1;
}

static void stream_end(struct stream *stream) {
    stream->growth = series_compare(stream->series, &stream->event, &stream->reckoning);
    assert_true(series_add(stream->series, &stream->event, &stream->diagnosis));
}

/* The history names event EARLIER in a sentence with WORDS. */
static bool recalls(const struct stream *stream, int64_t earlier, const char *words) {
    for (size_t i = 0; i < stream->diagnosis.history_count; i++)
        if (stream->diagnosis.history[i].event == earlier &&
            str_has(stream->diagnosis.history[i].statement, str_from_cstr(words)))
            return true;
    return false;
}

static bool states(struct series *series, const char *words) {
    const struct evidence_list *list = series_statements(series);
    for (size_t i = 0; i < list->count; i++)
        if (str_has(list->items[i].statement, str_from_cstr(words)))
            return true;
    return false;
}

static void one_event_has_no_history(void **state) {
    struct stream *stream = *state;
    stream_begin(stream, 100);
    stream_add_process(stream, 7, GIB);
    stream_add_kill(stream, 7, GIB);
    stream_end(stream);
    assert_int_equal(stream->diagnosis.history_count, 0);
    assert_int_equal(series_statements(stream->series)->count, 0);
}

static void growth_of_one_process_is_told_to_its_diagnosis(void **state) {
    struct stream *stream = *state;
    stream_begin(stream, 100);
    stream_add_process(stream, 7, GIB);
    stream_end(stream);
    assert_int_equal(stream->growth->count, 0);
    stream_begin(stream, 160);
    stream_add_process(stream, 7, 3 * GIB);
    stream_end(stream);
    assert_true(
        recalls(stream, 1, "leaky (pid 7) grew from 1 GiB to 3 GiB since event 1 in 60 seconds, about 2 GiB a minute"));
    assert_int_equal(stream->growth->count, 1);
    assert_true(str_equal(stream->growth->items[0].process, STR("leaky")));
    assert_true(stream->growth->items[0].lasted);
    assert_int_equal(stream->growth->items[0].event, 1);
}

/* Figures of one real storm: 28844 kB at 14.692214 s, 51376 kB at 16.403605 s: 22532 kB in 1.711391 s are 771.5 MiB a
 * minute. Two points show no pace; with as much again in as much time, the 69 MiB that the kill gives back are gone
 * after 69 * 1024 / 45064 * 3.422782 = 5.4 s. */
static void a_short_pause_is_counted_in_fractions_of_a_second(void **state) {
    struct stream *stream = *state;
    stream_begin(stream, 0);
    stream->event.uptime_us = 14692214;
    stream_add_process(stream, 118, 28844);
    stream_end(stream);
    stream_begin(stream, 0);
    stream->event.uptime_us = 16403605;
    stream->reckoning.ledger.managed_kb = 211040;
    stream_add_process(stream, 118, 51376);
    stream_add_kill(stream, 117, 69 * MIB);
    stream_end(stream);
    assert_true(
        recalls(stream, 1, "grew from 28.2 MiB to 50.2 MiB since event 1 in 1.7 seconds, about 771 MiB a minute"));
    assert_false(recalls(stream, 1, "at that pace"));
    stream_begin(stream, 0);
    stream->event.uptime_us = 18114996;
    stream->reckoning.ledger.managed_kb = 211040;
    stream_add_process(stream, 118, 73908);
    stream_add_kill(stream, 117, 69 * MIB);
    stream_end(stream);
    assert_true(recalls(stream, 1,
                        "If it goes on at that pace, the 69 MiB that the last kill can give back are used up after 5 "
                        "seconds"));
}

/* A wall clock of whole seconds says 2 for what the uptime knows to be 1.2; asleep in between, the uptime stands still.
 */
static void the_finer_clock_counts_where_both_agree(void **state) {
    (void)state;
    struct recall_moment a = {.uptime_us = 10800000,
                              .time = {.year = 2026, .month = 1, .day = 6, .hour = 7, .second = 1}};
    struct recall_moment b = a;
    b.uptime_us = 12000000, b.time.second = 3;
    assert_int_equal(recall_us(&a, &b), 1200000);
    assert_int_equal(recall_seconds(&a, &b), 1);
    b.time.hour = 8;
    assert_int_equal(recall_us(&a, &b), 3602000000);
    a.time.digits = b.time.digits = 6, a.time.nanosecond = 900000000, b.time.hour = 7;
    assert_int_equal(recall_us(&a, &b), 1100000);
    assert_int_equal(recall_us(&b, &a), ABSENT);
}

/* pid 7 takes 2 GiB a minute; the kill of pid 9 gives 1 GiB back: half a minute. */
static void growth_tells_when_the_next_kill_is_due(void **state) {
    struct stream *stream = *state;
    stream_begin(stream, 100);
    stream_add_process(stream, 7, GIB);
    stream_end(stream);
    stream_begin(stream, 160);
    stream_add_process(stream, 7, 3 * GIB);
    stream_add_kill(stream, 9, GIB);
    stream_end(stream);
    assert_false(recalls(stream, 1, "at that pace")); /* of two points */
    stream_begin(stream, 190);
    stream_add_process(stream, 7, 4 * GIB);
    stream_add_kill(stream, 9, GIB);
    stream_end(stream);
    assert_true(recalls(stream, 1, "the 1 GiB that the last kill can give back are used up after 30 seconds"));
    stream_begin(stream, 220);
    stream_add_process(stream, 7, 5 * GIB);
    stream_add_kill(stream, 7, 5 * GIB); /* it will not grow any more */
    stream_end(stream);
    assert_true(recalls(stream, 1, "grew from 1 GiB to 5 GiB"));
    assert_false(recalls(stream, 1, "at that pace"));
    assert_true(states(stream->series, "leaky (pid 7) grew from 1 GiB in event 1 to 5 GiB in event 4"));
}

/* Larger, smaller, larger: what it will be next, nobody knows. */
static void a_process_that_also_shrank_has_no_pace(void **state) {
    static const int64_t sizes[] = {GIB, 3 * GIB, 2 * GIB, 4 * GIB};
    struct stream *stream = *state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        stream_begin(stream, 100 + 60 * (int64_t)i);
        stream_add_process(stream, 7, sizes[i]);
        stream_add_kill(stream, 9, GIB);
        stream_end(stream);
    }
    assert_true(recalls(stream, 1, "grew from 1 GiB to 4 GiB"));
    assert_false(recalls(stream, 1, "at that pace"));
}

/* 6 MiB of private memory, 20 MiB of page tables and 10 MiB of swap, three times: 108 MiB of 512 MiB, no cascade. */
static void page_tables_and_swap_are_given_back_too(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 3; i++) {
        stream_begin(stream, 100 + i * 10);
        stream->reckoning.ledger.managed_kb = 512 * MIB;
        stream->reckoning.swap_total_kb = GIB;
        stream_add_kill(stream, 30 + i, 6 * MIB);
        stream->kill.pgtables_kb = 20 * MIB;
        stream->kill.swap_kb = 10 * MIB;
        stream_end(stream);
    }
    assert_false(states(stream->series, "gave back only"));
}

/* The same without page tables and swap: 18 MiB of 512 MiB. */
static void kills_that_gave_back_next_to_nothing_are_told(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 3; i++) {
        stream_begin(stream, 100 + i * 10);
        stream->reckoning.ledger.managed_kb = 512 * MIB;
        stream_add_kill(stream, 30 + i, 6 * MIB);
        stream_end(stream);
    }
    assert_true(states(stream->series, "its 3 kills gave back only 18 MiB together"));
}

/* A victim has 20 MiB of page tables, and they hold 211 MiB as before: it can't be said that none went. */
static void page_tables_go_with_their_process(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 2; i++) {
        stream_begin(stream, 100 + i * 10);
        stream->reckoning.ledger.managed_kb = 277 * MIB;
        stream->reckoning.ledger.parts.pagetables_kb = 211 * MIB;
        stream_add_kill(stream, 30 + i, MIB);
        stream->kill.pgtables_kb = 20 * MIB;
        stream_end(stream);
    }
    assert_true(recalls(stream, 1, "can have given back 20 MiB of page tables, yet they hold 211 MiB."));
    assert_false(recalls(stream, 1, "did not shrink"));
}

/* An event of FILE that names no host: the same process, larger each time. */
static void stream_end_unnamed(struct stream *stream, str file, str release, int64_t ram_kb) {
    struct event_source source = {.file = file};
    stream->event.host = STR("");
    stream->event.sources = &source;
    stream->event.source_count = 1;
    stream->event.identity.release = release;
    stream->reckoning.ledger.managed_kb = ram_kb;
    stream_add_process(stream, 7, stream->number * GIB);
    stream_end(stream);
}

/* Nothing says that both are logs of one machine; a log and its rotated part are. */
static void files_without_hosts_are_of_different_machines(void **state) {
    static const str files[] = {STR_INIT("a/console.log"), STR_INIT("b/console.log"), STR_INIT("a/console.log.1"),
                                STR_INIT("a/console.log-20240501.gz")};
    struct stream *stream = *state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        stream_begin(stream, 100 + 100 * (int64_t)i);
        stream_end_unnamed(stream, files[i], STR(""), 8 * GIB);
        assert_int_equal(stream->diagnosis.history_count > 0, i >= 2);
    }
    assert_true(states(stream->series, "The machine of a/console.log: 3 events (1 to 4)"));
}

/* Another kernel on other RAM; a kill line that names neither belongs to the machine before it. */
static void machines_of_one_log_are_not_mixed(void **state) {
    static const struct {
        str release;
        int64_t ram_kb;
    } events[] = {
        {STR_INIT("5.10.0"), 8 * GIB}, {STR_INIT("6.1.0"), 2 * GIB}, {STR_INIT(""), 0}, {STR_INIT("5.10.0"), 8 * GIB}};
    struct stream *stream = *state;
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        stream_begin(stream, 100 + 100 * (int64_t)i);
        stream_end_unnamed(stream, STR("all.log"), events[i].release, events[i].ram_kb);
    }
    assert_true(recalls(stream, 1, "grew from 1 GiB to 4 GiB"));
    assert_true(states(stream->series, "The machine with 2 GiB of RAM: 2 events (2 to 3)"));
    assert_true(states(stream->series, "The machine with 8 GiB of RAM: 2 events (1 to 4)"));
}

/* The machine's OOM killer, called by a page fault of process 7 SECONDS after its cgroup's killed it. */
static void stream_fault_after_kill(struct stream *stream, int64_t seconds) {
    stream_begin(stream, 100);
    stream->reckoning.scope = SCOPE_CGROUP;
    stream->reckoning.cgroup.limit_kb = GIB;
    stream->event.cgroup.path = STR("/job");
    stream_add_process(stream, 7, GIB / 2);
    stream_add_kill(stream, 7, GIB / 2);
    stream_end(stream);
    stream_begin(stream, 100 + seconds);
    stream->reckoning.request = REQUEST_PAGE_FAULT;
    stream->event.trigger.name = STR("leaky");
    stream->event.trigger.lines = (struct span){210, 210};
    stream->event.identity.pid = 7;
    stream_end(stream);
}

static void a_page_fault_after_a_kill_in_a_cgroup_failed_for_that(void **state) {
    struct stream *stream = *state;
    stream_fault_after_kill(stream, 0);
    assert_true(recalls(stream, 1, "because the cgroup /job was full: its page fault most likely failed for that"));
}

static void a_page_fault_long_after_it_is_another_matter(void **state) {
    struct stream *stream = *state;
    stream_fault_after_kill(stream, 11);
    assert_false(recalls(stream, 1, "page fault"));
}

/* Every sentence says where it can be read. */
static void every_sentence_cites_lines(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 3; i++) {
        stream_begin(stream, 100 + i * 10);
        stream_add_process(stream, 7, (i + 1) * GIB);
        stream->task.line = 100 * stream->number + 20;
        stream_add_kill(stream, 90 + i, MIB);
        stream_end(stream);
    }
    assert_true(stream->diagnosis.history_count > 1);
    for (size_t i = 0; i < stream->diagnosis.history_count; i++)
        assert_true(stream->diagnosis.history[i].lines.first >= 300 && stream->diagnosis.history[i].lines.last <= 350);
    const struct evidence_list *list = series_statements(stream->series);
    assert_true(list->count > 1);
    for (size_t i = 0; i < list->count; i++)
        assert_true(list->items[i].lines.first == 100 && list->items[i].lines.last == 350);
}

/* After a reboot a pid is another process. */
static void a_reboot_ends_all_growth(void **state) {
    struct stream *stream = *state;
    stream_begin(stream, 5000);
    stream_add_process(stream, 7, GIB);
    stream_end(stream);
    stream_begin(stream, 60);
    stream_add_process(stream, 7, 3 * GIB);
    stream_end(stream);
    assert_int_equal(stream->diagnosis.history_count, 0);
    assert_int_equal(stream->growth->count, 0);
}

/* Three kills of 8 MiB each on a machine of 8 GiB. */
static void kills_that_do_not_reach_the_cause_are_a_cascade(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 3; i++) {
        stream_begin(stream, 100 + i);
        stream_add_kill(stream, 20 + i, 8 * MIB);
        stream_end(stream);
    }
    assert_true(recalls(stream, 1, "All 3 kills since event 1 gave back only 24 MiB together"));
    assert_true(states(stream->series, "its 3 kills gave back only 24 MiB together"));
}

static void another_process_of_that_name_has_not_grown(void **state) {
    struct stream *stream = *state;
    stream_begin(stream, 100);
    stream_add_process(stream, 7, GIB);
    stream_end(stream);
    stream_begin(stream, 160);
    stream_add_process(stream, 8, 3 * GIB);
    stream_end(stream);
    assert_int_equal(stream->diagnosis.history_count, 0);
    assert_int_equal(stream->growth->count, 0);
}

static void a_few_per_cent_are_no_growth(void **state) {
    struct stream *stream = *state;
    stream_begin(stream, 100);
    stream_add_process(stream, 7, 1000 * MIB);
    stream_end(stream);
    stream_begin(stream, 160);
    stream_add_process(stream, 7, 1050 * MIB);
    stream_end(stream);
    assert_int_equal(stream->diagnosis.history_count, 0);
}

/* Three kills of one name, ten minutes apart; STEP tells how far the victims' pids are from each other. */
static void kill_three(struct stream *stream, int64_t step) {
    for (int64_t i = 0; i < 3; i++) {
        stream_begin(stream, 100 + i * 600);
        stream_add_process(stream, 20 + i * 10, GIB);
        stream_add_kill(stream, 20 + i * step, GIB + i * MIB * 512);
        stream_end(stream);
    }
}

/* A higher pid tells of a new process only where pids are counted on. */
static void a_pid_of_another_boot_is_no_respawn(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 2; i++) {
        stream_begin(stream, i == 0 ? 5000 : 60);
        stream_add_process(stream, 20 + i, GIB);
        stream_add_kill(stream, 20 + i, GIB);
        stream_end(stream);
    }
    assert_true(
        recalls(stream, 1, "Another process named leaky was killed before, as pid 20 in event 1: kill number 2"));
    assert_true(states(stream->series, "2 different processes named leaky were killed on web1 (events 1 to 2)"));
}

/* "Killed process 4789 (bash)": no kill line before 2.6.28 tells a size. */
static void kills_without_figures_have_no_size(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 2; i++) {
        stream_begin(stream, i == 0 ? 5000 : 60);
        stream_add_process(stream, 20 + i, GIB);
        stream_add_kill(stream, 20 + i, ABSENT);
        stream_end(stream);
    }
    assert_true(states(stream->series, "2 different processes named leaky were killed on web1 (events 1 to 2)."));
}

static void a_service_that_is_started_again_dies_again(void **state) {
    struct stream *stream = *state;
    kill_three(stream, 10);
    assert_true(recalls(stream, 2, "as pid 30 in event 2, 10 minutes earlier, and was started again: kill number 3"));
    assert_true(states(stream->series,
                       "leaky was killed 3 times on web1 (events 1 to 3), with 1 GiB to 2 GiB of private memory, "
                       "started again each time and killed every 10 minutes on average"));
    assert_true(states(stream->series, "if it goes on like that, expect the next about as long after the last"));
    assert_true(states(stream->series, "3 events (1 to 3) with 3 kills"));
}

static void workers_that_were_there_all_along_are_no_respawn(void **state) {
    struct stream *stream = *state;
    kill_three(stream, -1);
    assert_true(recalls(stream, 2, "Another process named leaky was killed before, as pid 19 in event 2"));
    assert_true(states(stream->series, "3 different processes named leaky were killed on web1 (events 1 to 3)"));
    assert_false(states(stream->series, "started again"));
}

/* The victims are new each time, but a process of that name had lived on, or the table does not tell. */
static void a_name_that_lived_on_was_not_started_again(void **state) {
    struct stream *stream = *state;
    struct task tasks[2];
    for (int64_t i = 0; i < 4; i++) {
        stream_begin(stream, 100 + i * 600);
        stream_add_process(stream, 20 + i * 10, GIB);
        tasks[0] = tasks[1] = stream->task;
        tasks[1].pid = 19;
        stream->event.tasks.items = tasks;
        stream->event.tasks.count = i < 2 ? 2 : 1;
        stream->event.tasks.cut = i >= 2;
        stream_add_kill(stream, 20 + i * 10, GIB);
        stream_end(stream);
        assert_false(recalls(stream, i, "started again"));
    }
    assert_true(states(stream->series, "4 different processes named leaky were killed"));
}

static void two_reports_of_one_moment_show_no_growth(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 2; i++) {
        stream_begin(stream, 100);
        stream->reckoning.ledger.parts.slab_unreclaimable_kb = (2 + i) * GIB;
        stream_end(stream);
    }
    assert_int_equal(stream->diagnosis.history_count, 0);
    assert_false(states(stream->series, "grew"));
    assert_true(states(stream->series, "2 events (1 to 2) in less than a second; no kill is in the log."));
}

/* Two minutes of growth count, but not while a victim is being taken down. */
static void what_a_victim_leaves_behind_is_no_growth(void **state) {
    struct stream *stream = *state;
    const int64_t seconds[] = {100, 219, 220, 300};
    for (int64_t i = 0; i < 4; i++) {
        stream_begin(stream, seconds[i]);
        stream->reckoning.ledger.parts.unaccounted_kb = (2 + i) * GIB;
        if (i == 1)
            stream_add_kill(stream, 7, GIB);
        stream_end(stream);
        assert_int_equal(recalls(stream, 1, "Unaccounted memory grew"), i == 1 || i == 3);
    }
    assert_true(states(stream->series, "unaccounted memory grew from 2 GiB in event 1 to 5 GiB in event 4"));
}

static void suppressed_reports_are_counted(void **state) {
    struct stream *stream = *state;
    struct note note = {NOTE_SUPPRESSED, 99, 70, STR("oom_kill_process: 70 callbacks suppressed")};
    for (int64_t i = 0; i < 2; i++) {
        stream_begin(stream, 100 + i * 600);
        stream->event.notes = &note;
        stream->event.note_count = 1;
        stream_end(stream);
        assert_true(recalls(stream, i + 1, "the kernel left out 70 reports"));
    }
    assert_true(states(stream->series, "Host web1: the kernel left out 140 further reports"));
}

/* The end of a path names the container. */
static void a_long_path_keeps_its_end(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 2; i++) {
        stream_begin(stream, 100 + i * 600);
        stream->reckoning.scope = SCOPE_CGROUP;
        stream->event.cgroup.path = STR(
            "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod5931aa75_4603_4e65_b552_7c71cf55cfb5.slice/"
            "cri-containerd-fec94f744e1064563906e13d35041f67bca017c764f3ad89fe7a46257b695182.scope");
        stream_end(stream);
    }
    assert_true(states(stream->series,
                       "cgroup .../cri-containerd-fec94f744e1064563906e13d35041f67bca017c764f3ad89fe7a462"
                       "57b695182.scope: 2 events"));
}

static void slab_that_kills_do_not_free_is_told(void **state) {
    struct stream *stream = *state;
    stream_begin(stream, 100);
    stream->reckoning.ledger.parts.slab_unreclaimable_kb = 4 * GIB;
    stream_add_kill(stream, 7, 2 * MIB);
    stream_end(stream);
    stream_begin(stream, 110);
    stream->reckoning.ledger.parts.slab_unreclaimable_kb = 4 * GIB;
    stream_end(stream);
    assert_true(
        recalls(stream, 1, "1 kill since event 1 can have given back about 2 MiB; slab did not shrink by it: 4 GiB"));
    stream_begin(stream, 120);
    stream->reckoning.ledger.parts.slab_unreclaimable_kb = 6 * GIB;
    stream_end(stream);
    assert_true(recalls(stream, 1, "Slab grew from 4 GiB to 6 GiB since event 1"));
    assert_true(states(stream->series, "slab grew from 4 GiB in event 1 to 6 GiB in event 3"));
}

/* 1 GiB a minute: two events are two points; a third shows a pace, unless it shrank in between. */
static void slab_needs_three_events_for_a_pace(void **state) {
    struct stream *stream = *state;
    static const int64_t sizes_gib[] = {4, 5, 6, 7, 3, 8};
    for (int64_t i = 0; i < 6; i++) {
        stream_begin(stream, 100 + 60 * i);
        stream->reckoning.ledger.parts.slab_unreclaimable_kb = sizes_gib[i] * GIB;
        stream_add_kill(stream, 7 + i, GIB);
        stream_end(stream);
        if (states(stream->series, "at that pace") != (i == 2 || i == 3))
            fail_msg("event %lld", (long long)i);
    }
}

/* Where both stamps have a fraction it counts; else the uptime does, within a second of the wall clock. */
static void a_span_is_as_exact_as_its_stamps(void **state) {
    (void)state;
    static const struct {
        int32_t tenths, seconds, later_tenths;
        bool has_fractions;
        int64_t uptime_us, us;
    } spans[] = {{5, 2, 0, true, ABSENT, 1500000},   {5, 2, 0, false, ABSENT, 2000000},
                 {0, 2, 0, false, 1000000, 1000000}, {0, 2, 0, false, 999999, 2000000},
                 {0, 2, 0, false, 3000000, 3000000}, {0, 2, 0, false, 3000001, 2000000},
                 {9, 0, 1, true, ABSENT, ABSENT}};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        const struct oomwhy_time noon = {.year = 2024, .month = 5, .day = 1, .hour = 12};
        struct recall_moment earlier = {.number = 1, .time = noon, .uptime_us = 0};
        struct recall_moment later = {.number = 2, .time = noon, .uptime_us = spans[i].uptime_us};
        later.time.second = spans[i].seconds;
        if (spans[i].has_fractions) {
            earlier.time.digits = later.time.digits = 1;
            earlier.time.nanosecond = spans[i].tenths * 100000000;
            later.time.nanosecond = spans[i].later_tenths * 100000000;
        }
        if (recall_us(&earlier, &later) != spans[i].us)
            fail_msg("span %zu: %lld", i, (long long)recall_us(&earlier, &later));
    }
}

/* What a daemon, or a kill line alone, tells shows no state: the first report to read is the third event's. */
static void an_event_without_figures_is_not_the_one_to_read(void **state) {
    struct stream *stream = *state;
    for (int i = 0; i < 4; i++) {
        stream_begin(stream, 100 + i * 5);
        if (i >= 2)
            stream_add_process(stream, 7 + i, GIB);
        stream_end(stream);
    }
    assert_true(recalls(stream, 1, "that began with event 1, 15 seconds earlier."));
}

/* More events than are remembered one by one: the storm still began with its first. */
static void a_storm_began_with_its_first_event(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 20; i++) {
        stream_begin(stream, 100 + i * 10);
        stream_end(stream);
        assert_int_equal(recalls(stream, 1, "of a storm"), i >= 2);
    }
    assert_true(recalls(stream, 1, "Number 20 of a storm"));
    assert_true(recalls(stream, 1, "that began with event 1, 3 minutes earlier"));
    assert_true(states(stream->series, "20 events (1 to 20) in 3 minutes, one every 10 seconds on"));
    stream_begin(stream, 7000);
    stream_end(stream);
    assert_false(recalls(stream, 1, "of a storm"));
    assert_true(states(stream->series, "the longest storm is 20 events, each within a minute of the one before, from "
                                       "event 1 on"));
    assert_false(states(stream->series, "on average"));
}

/* A kill line alone, or a unit that systemd says was struck, shows no state to look at. */
static void a_storm_is_read_from_a_report_on(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 3; i++) {
        stream_begin(stream, 100 + i * 10);
        stream_add_kill(stream, 50 + i, GIB);
        stream_end(stream);
    }
    assert_true(recalls(stream, 1, "began with event 1, 20 seconds earlier."));
    assert_false(states(stream->series, "read first"));
    for (int64_t i = 0; i < 3; i++) {
        stream_begin(stream, 900 + i * 10);
        stream_add_process(stream, 50 + i, GIB);
        stream_end(stream);
    }
    assert_true(recalls(stream, 4, "that one shows the state before the killing began."));
}

/* Kill lines alone, after a report: it tells what they can't. */
static void a_kill_line_alone_points_at_the_report_before_it(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 3; i++) {
        stream_begin(stream, 100 + i * 5);
        if (i > 0)
            stream->finding.is_undecided = true;
        stream_end(stream);
        assert_int_equal(recalls(stream, 1, "enough to tell is event 1: memory-leak (medium confidence)."), i > 0);
    }
    stream_begin(stream, 7000); /* another storm, or none */
    stream->finding.is_undecided = true;
    stream_end(stream);
    assert_false(recalls(stream, 1, "enough to tell"));
}

/* A cgroup that dies as a whole: the fifth victim is as dead as the first, and grows no more. */
static void who_was_killed_with_its_group_grows_no_more(void **state) {
    struct stream *stream = *state;
    struct kill kills[5];
    for (int64_t i = 0; i < 2; i++) {
        stream_begin(stream, 100 + 150 * i);
        stream_add_process(stream, 30, (2 + i) * GIB);
        stream_end(stream);
    }
    stream_begin(stream, 400);
    stream_add_process(stream, 30, 4 * GIB);
    for (int i = 0; i < 5; i++)
        kills[i] = (struct kill){.name = STR("leaky"), .pid = 26 + i, .anon_rss_kb = GIB};
    stream->event.kills = kills;
    stream->event.kill_count = 4;
    stream_end(stream);
    assert_true(recalls(stream, 1, "grew from 2 GiB to 4 GiB"));
    assert_true(recalls(stream, 1, "at that pace")); /* 26 to 29 died, 30 lives */
    stream_begin(stream, 700);
    stream_add_process(stream, 30, 6 * GIB);
    stream->event.kills = kills;
    stream->event.kill_count = 5;
    stream_end(stream);
    assert_true(recalls(stream, 1, "grew from 2 GiB to 6 GiB"));
    assert_false(recalls(stream, 1, "at that pace"));
}

/* A container of 1 GiB whose one process is killed and started again. */
static void a_cgroup_that_each_kill_empties_fills_up_again(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 3; i++) {
        stream_begin(stream, 100 + i * 600);
        stream->reckoning.scope = SCOPE_CGROUP;
        stream->reckoning.cgroup.limit_kb = GIB;
        stream->event.cgroup.path = STR("/docker/0123456789ab");
        stream_add_kill(stream, 20 + i, GIB - 10 * MIB);
        stream_end(stream);
    }
    assert_true(states(stream->series, "each kill emptied it (1014 MiB of its limit of 1 GiB on average)"));
}

/* Born since the kill of event 1, which left none of its name, and as large again: that is growth. */
static void a_process_that_was_started_again_has_grown(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 2; i++) {
        stream_begin(stream, 100 + i * 600);
        stream_add_process(stream, 20 + i, 3 * GIB);
        stream_add_kill(stream, 20 + i, 3 * GIB);
        stream_end(stream);
    }
    assert_int_equal(stream->growth->count, 1);
    assert_false(stream->growth->items[0].lasted); /* to its need, or without end? */
    assert_true(str_equal(stream->growth->items[0].statement,
                          STR("Event 1 left no process named leaky: this one was started since and grew to 3 GiB in no "
                              "more than 10 minutes.")));
}

/* Another release was booted: the uptime alone would not show it. */
static void another_kernel_is_another_boot(void **state) {
    struct stream *stream = *state;
    stream_begin(stream, 100);
    stream->event.identity.release = STR("5.2.0");
    stream_add_process(stream, 7, GIB);
    stream_end(stream);
    stream_begin(stream, 160);
    stream->event.identity.release = STR("5.3.0");
    stream_add_process(stream, 7, 3 * GIB);
    stream_end(stream);
    assert_false(recalls(stream, 1, "grew"));
}

/* 100 s after one boot and 130 s after the next are not half a minute apart. */
static void the_uptimes_of_two_boots_make_no_span(void **state) {
    static const int64_t uptimes[] = {100, 110, 30, 130};
    struct stream *stream = *state;
    for (size_t i = 0; i < sizeof uptimes / sizeof uptimes[0]; i++) {
        stream_begin(stream, uptimes[i]);
        stream_add_process(stream, 7, (int64_t)(i + 1) * GIB);
        stream_end(stream);
    }
    assert_false(recalls(stream, 1, "grew"));
    assert_true(recalls(stream, 3, "grew from 3 GiB to 4 GiB"));
    assert_true(states(stream->series, "4 events (1 to 4); no kill is in the log."));
}

static void a_pause_is_told(void **state) {
    struct stream *stream = *state;
    stream_begin(stream, 100);
    stream_end(stream);
    stream_begin(stream, 100 + 3 * 3600);
    stream_end(stream);
    assert_true(recalls(stream, 1, "Quiet for 3 hours since event 1"));
    assert_true(states(stream->series, "quiet for 3 hours between events 1 and 2"));
}

static void without_times_nothing_is_said_of_pace(void **state) {
    struct stream *stream = *state;
    for (int64_t i = 0; i < 4; i++) {
        stream_begin(stream, 0);
        stream->event.uptime_us = ABSENT;
        stream_add_process(stream, 7, GIB * (i + 1));
        stream_end(stream);
    }
    assert_true(recalls(stream, 1, "leaky (pid 7) grew from 1 GiB to 4 GiB since event 1."));
    assert_false(recalls(stream, 1, "storm"));
}

static void hosts_and_cgroups_do_not_mix(void **state) {
    struct stream *stream = *state;
    stream_begin(stream, 100);
    stream_add_process(stream, 7, GIB);
    stream_end(stream);
    stream_begin(stream, 110);
    stream->event.host = STR("web2");
    stream_add_process(stream, 7, 2 * GIB);
    stream_end(stream);
    assert_int_equal(stream->diagnosis.history_count, 0);
    stream_begin(stream, 120);
    stream->reckoning.scope = SCOPE_CGROUP;
    stream->event.cgroup.path = STR("/app");
    stream_add_process(stream, 7, 2 * GIB);
    stream_end(stream);
    assert_int_equal(stream->diagnosis.history_count, 0);
}

/* Ten thousand hosts pass; those that were seen last are still known. */
static void memory_stays_bounded(void **state) {
    struct stream *stream = *state;
    char host[32];
    for (int64_t i = 0; i < 10000; i++) {
        stream_begin(stream, 100 + i);
        stream->event.host = str_of(host, (size_t)snprintf(host, sizeof host, "host%lld", (long long)(i / 2)));
        stream_add_process(stream, 7, GIB * (1 + i % 2));
        stream_end(stream);
        assert_int_equal(stream->diagnosis.history_count, i % 2);
    }
    assert_true(series_statements(stream->series)->count <= 64);
}

static void every_failing_allocation_is_survived(void **state) {
    struct stream *stream = *state;
    bool done = false;
    stream_begin(stream, 100);
    stream_add_process(stream, 7, GIB);
    stream_add_kill(stream, 7, GIB);
    stream_end(stream);
    for (size_t n = 1; !done && n < 100; n++) {
        stream_begin(stream, 110);
        stream_add_process(stream, 7, 2 * GIB);
        stream_add_kill(stream, 8, GIB);
        short_memory_fail(n);
        series_compare(stream->series, &stream->event, &stream->reckoning);
        done = series_add(stream->series, &stream->event, &stream->diagnosis);
        short_memory_fail(n);
        series_statements(stream->series);
        short_memory_fail(0);
    }
    assert_true(done);
}

#define ON_A_STREAM(test) cmocka_unit_test_setup_teardown(test, stream_set_up, stream_tear_down)

/* A group of two of one name, both born since the last kill left none of it, is told of once. */
static void members_of_a_group_are_told_of_once(void **state) {
    struct stream *stream = *state;
    struct kill kills[2];
    stream_begin(stream, 100);
    stream_add_process(stream, 20, GIB);
    stream_add_kill(stream, 20, GIB);
    stream_end(stream);
    stream_begin(stream, 700);
    stream_add_process(stream, 40, GIB);
    for (int64_t i = 0; i < 2; i++)
        kills[i] = (struct kill){.name = STR("leaky"), .pid = 40 + i, .anon_rss_kb = GIB};
    stream->event.kills = kills;
    stream->event.kill_count = 2;
    stream_end(stream);
    assert_int_equal(stream->growth->count, 1);
    assert_true(recalls(stream, 1, "was killed before, as pid 20 in event 1"));
    kills[1].name = STR("other");
    stream_begin(stream, 1300);
    stream->event.kills = kills;
    stream->event.kill_count = 2;
    kills[0].pid = 60;
    kills[1].pid = 61;
    stream_add_process(stream, 60, GIB);
    stream_end(stream);
    assert_true(recalls(stream, 2, "was killed before, as pid 40 in event 2"));
}

/* What grew is named by the event's own memory: it lives as long as the event. */
static void growth_lives_with_its_event(void **state) {
    struct stream *stream = *state;
    struct arena later = ARENA_INIT;
    for (int64_t i = 1; i <= 2; i++) {
        stream_begin(stream, 100 * i);
        stream_add_process(stream, 7, 2 * i * GIB);
        stream_end(stream);
    }
    assert_int_equal(stream->growth->count, 1);
    const str process = stream->growth->items[0].process, statement = stream->growth->items[0].statement;
    stream->event.arena = &later;
    stream->event.number = 3;
    stream->event.uptime_us = 300000000;
    stream->task.name = STR("other");
    stream_end(stream);
    assert_true(str_equal(process, STR("leaky")));
    assert_true(str_starts(statement, STR("leaky (pid 7) grew from 2 GiB to 4 GiB since event 1")));
    arena_reset(&later);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_STREAM(one_event_has_no_history),
        ON_A_STREAM(growth_of_one_process_is_told_to_its_diagnosis),
        ON_A_STREAM(a_short_pause_is_counted_in_fractions_of_a_second),
        cmocka_unit_test(the_finer_clock_counts_where_both_agree),
        ON_A_STREAM(growth_tells_when_the_next_kill_is_due),
        ON_A_STREAM(a_process_that_also_shrank_has_no_pace),
        ON_A_STREAM(page_tables_and_swap_are_given_back_too),
        ON_A_STREAM(kills_that_gave_back_next_to_nothing_are_told),
        ON_A_STREAM(page_tables_go_with_their_process),
        ON_A_STREAM(every_sentence_cites_lines),
        ON_A_STREAM(a_page_fault_after_a_kill_in_a_cgroup_failed_for_that),
        ON_A_STREAM(a_page_fault_long_after_it_is_another_matter),
        ON_A_STREAM(files_without_hosts_are_of_different_machines),
        ON_A_STREAM(machines_of_one_log_are_not_mixed),
        ON_A_STREAM(a_reboot_ends_all_growth),
        ON_A_STREAM(kills_that_do_not_reach_the_cause_are_a_cascade),
        ON_A_STREAM(another_process_of_that_name_has_not_grown),
        ON_A_STREAM(a_few_per_cent_are_no_growth),
        ON_A_STREAM(a_service_that_is_started_again_dies_again),
        ON_A_STREAM(workers_that_were_there_all_along_are_no_respawn),
        ON_A_STREAM(a_pid_of_another_boot_is_no_respawn),
        ON_A_STREAM(kills_without_figures_have_no_size),
        ON_A_STREAM(a_name_that_lived_on_was_not_started_again),
        ON_A_STREAM(two_reports_of_one_moment_show_no_growth),
        ON_A_STREAM(what_a_victim_leaves_behind_is_no_growth),
        ON_A_STREAM(suppressed_reports_are_counted),
        ON_A_STREAM(a_long_path_keeps_its_end),
        ON_A_STREAM(slab_that_kills_do_not_free_is_told),
        ON_A_STREAM(slab_needs_three_events_for_a_pace),
        cmocka_unit_test(a_span_is_as_exact_as_its_stamps),
        ON_A_STREAM(an_event_without_figures_is_not_the_one_to_read),
        ON_A_STREAM(a_storm_began_with_its_first_event),
        ON_A_STREAM(a_storm_is_read_from_a_report_on),
        ON_A_STREAM(who_was_killed_with_its_group_grows_no_more),
        ON_A_STREAM(a_kill_line_alone_points_at_the_report_before_it),
        ON_A_STREAM(a_cgroup_that_each_kill_empties_fills_up_again),
        ON_A_STREAM(a_process_that_was_started_again_has_grown),
        ON_A_STREAM(another_kernel_is_another_boot),
        ON_A_STREAM(the_uptimes_of_two_boots_make_no_span),
        ON_A_STREAM(a_pause_is_told),
        ON_A_STREAM(without_times_nothing_is_said_of_pace),
        ON_A_STREAM(hosts_and_cgroups_do_not_mix),
        ON_A_STREAM(memory_stays_bounded),
        ON_A_STREAM(every_failing_allocation_is_survived),
        ON_A_STREAM(members_of_a_group_are_told_of_once),
        ON_A_STREAM(growth_lives_with_its_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
