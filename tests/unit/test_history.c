/* What earlier events add to one, and what grew since: each sentence, the figures it needs, and the edge where it is
 * said no more.
 * SPDX-License-Identifier: MIT */
#include "model/builder.h"
#include "series/growth.h"
#include "series/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000)

/* Event 9 at 5000 s of uptime, lines 200 to 260, of a room of 100000 kB, after whatever a test keeps. */
struct past {
    struct recall recall;
    struct recall_stream *stream;
    struct event *event;
    struct recall_event kept;
    struct growth_list growth;
    struct finding finding;
    struct diagnosis diagnosis;
    struct task tasks[3];
    struct kill kills[6];
};

static int set_up(void **state) {
    struct past *past = calloc(1, sizeof *past);
    assert_non_null(past);
    past->event = builder_new();
    assert_non_null(past->event);
    past->event->number = 9;
    past->event->lines = (struct span){200, 260};
    past->event->tasks.items = past->tasks;
    past->event->kills = past->kills;
    past->stream = &past->recall.streams[0];
    past->stream->used = 1;
    past->stream->key = 1;
    past->recall.events = 9;
    past->kept = (struct recall_event){.moment = {.number = 9, .uptime_us = 5000 * SECOND, .lines = {200, 260}},
                                       .room_kb = 100000,
                                       .memory_lines = {210, 220},
                                       .newest_pid = ABSENT,
                                       .page_kb = 4,
                                       .victim_pid = ABSENT};
    past->finding.pattern = STR("memory-leak");
    past->diagnosis.findings = &past->finding;
    past->diagnosis.finding_count = 1;
    *state = past;
    return 0;
}

static int tear_down(void **state) {
    struct past *past = *state;
    event_free(past->event);
    free(past);
    return 0;
}

/* An event NUMBER at UPTIME_US, of lines that end at 190, that gave back 20000 kB by one kill. */
static struct recall_event earlier(int64_t number, int64_t uptime_us) {
    return (struct recall_event){.moment = {.number = number, .uptime_us = uptime_us, .lines = {100, 190}},
                                 .room_kb = 100000,
                                 .freed_kb = 20000,
                                 .newest_pid = ABSENT,
                                 .victim_pid = ABSENT};
}

static void tell(struct past *past) {
    past->diagnosis.history_count = 0;
    history_tell_event(&past->recall, past->event, past->stream, &past->kept, &past->growth, &past->diagnosis);
}

static const struct history *told(struct past *past, const char *words) {
    for (size_t i = 0; i < past->diagnosis.history_count; i++)
        if (str_has(past->diagnosis.history[i].statement, str_from_cstr(words)))
            return &past->diagnosis.history[i];
    return NULL;
}

static void assert_tells(struct past *past, const char *words, int64_t event, int64_t first, int64_t last) {
    tell(past);
    const struct history *history = told(past, words);
    if (!history) {
        for (size_t i = 0; i < past->diagnosis.history_count; i++)
            print_error("%.*s\n", STR_ARG(past->diagnosis.history[i].statement));
        fail_msg("nobody tells \"%s\"", words);
        return;
    }
    assert_int_equal(history->event, event);
    assert_int_equal(history->lines.first, first);
    assert_int_equal(history->lines.last, last);
}

static void assert_silent(struct past *past) {
    tell(past);
    if (past->diagnosis.history_count)
        fail_msg("\"%.*s\"", STR_ARG(past->diagnosis.history[0].statement));
}

static void a_first_event_has_no_history(void **state) {
    struct past *past = *state;
    past->kept.kinds_kb[RECALL_SLAB] = 90000;
    past->kept.unsettled = true;
    past->finding.is_undecided = true;
    past->event->kill_count = 1;
    past->kills[0] = (struct kill){.line = 250, .pid = 11, .name = STR("java"), .anon_rss_kb = 1};
    assert_silent(past);
}

/* Pages of 4 kB; ten seconds after its kill a victim has ended. */
static void a_victim_that_still_ends(void **state) {
    struct past *past = *state;
    struct recall_event last = earlier(8, 4990 * SECOND);
    last.victim_pid = 11;
    recall_keep_event(past->stream, &last, 1);
    past->tasks[0] = (struct task){.line = 230, .pid = 12, .rss = 100};
    past->tasks[1] = (struct task){.line = 231, .pid = 11, .rss = 3};
    past->event->tasks.count = 2;
    static const char words[] = "The victim of event 8 (pid 11), killed 10 seconds earlier, was still being torn down: "
                                "12 KiB of it had not been given back yet.";
    assert_tells(past, words, 8, 231, 231);
    assert_int_equal(past->diagnosis.history_count, 1);
    past->kept.moment.uptime_us = 4990 * SECOND;
    assert_tells(past, "(pid 11), killed less than a second earlier, was", 8, 231, 231);
    past->kept.moment.uptime_us = 5001 * SECOND;
    assert_silent(past);
    past->kept.moment.uptime_us = ABSENT;
    assert_silent(past);
    past->kept.moment.uptime_us = 4989 * SECOND; /* of another boot */
    assert_silent(past);
    past->kept.moment.uptime_us = 5000 * SECOND;
    past->tasks[1].rss = 0;
    assert_silent(past);
    past->tasks[1].rss = ABSENT;
    assert_silent(past);
    past->tasks[0] = (struct task){.line = 230, .pid = 11, .rss = 3};
    assert_tells(past, words, 8, 230, 230);
    past->tasks[0].pid = 12;
    past->tasks[1].pid = 13;
    past->tasks[2] = (struct task){.line = 232, .pid = 11, .rss = 3}; /* behind the end of the table */
    assert_silent(past);
    past->tasks[1].rss = 3;
    past->tasks[0].pid = past->tasks[1].pid = ABSENT;
    past->stream->latest[0].victim_pid = ABSENT;
    assert_silent(past);
}

/* 5 % of 100000 kB. */
static void memory_that_came_back(void **state) {
    struct past *past = *state;
    struct recall_event last = earlier(8, 4990 * SECOND);
    last.victim_pid = 11;
    last.freed_kb = 5000;
    recall_keep_event(past->stream, &last, 1);
    past->finding.pattern = STR("not-exhausted");
    past->kept.unsettled = true;
    static const char words[] = "Event 8, just before, had killed process 11, which held 4.9 MiB: if that came back";
    assert_tells(past, words, 8, 210, 220);
    past->kept.memory_lines = (struct span){0, 0}; /* then it is the event that shows it */
    assert_tells(past, words, 8, 200, 200);
    past->stream->latest[0].freed_kb = 4999;
    assert_silent(past);
    past->stream->latest[0].freed_kb = ABSENT;
    assert_silent(past);
    past->stream->latest[0].freed_kb = 5000;
    past->kept.unsettled = false;
    assert_silent(past);
    past->kept.unsettled = true;
    past->finding.pattern = STR("memory-leak");
    assert_silent(past);
    past->finding.pattern = STR("not-exhausted");
    past->diagnosis.finding_count = 0;
    assert_silent(past);
    past->diagnosis.finding_count = 1;
    past->stream->latest[0].victim_pid = ABSENT;
    assert_silent(past);
    past->stream->latest[0].victim_pid = 0;
    past->kept.moment.uptime_us = ABSENT;
    static const struct {
        int64_t last;
        bool is_told;
    } ends[] = {{196, false}, {197, true}, {199, true}, {200, false}, {201, false}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        past->stream->latest[0].moment.lines.last = ends[i].last;
        tell(past);
        if ((told(past, "had killed process 0") != NULL) != ends[i].is_told)
            fail_msg("end %zu", i);
    }
}

/* A minute is the longest pause of a storm, an hour is a quiet one; two events are no storm yet. */
static void pauses(void **state) {
    struct past *past = *state;
    struct recall_event first = earlier(7, 4900 * SECOND), second = earlier(8, 4940 * SECOND);
    recall_keep_event(past->stream, &first, 0);
    recall_keep_event(past->stream, &second, 0);
    static const char words[] = "Number 3 of a storm (each event within a minute of the one before) that began with "
                                "event 7, 100 seconds earlier: that one shows the state before the killing began.";
    assert_tells(past, words, 7, 200, 260);
    assert_int_equal(past->diagnosis.history_count, 1);
    past->stream->storm.first.blank = true;
    assert_tells(past, "that began with event 7, 100 seconds earlier.", 7, 200, 260);
    past->kept.moment.uptime_us = 5001 * SECOND;
    assert_silent(past);
    past->kept.moment.uptime_us = (4940 + 3599) * SECOND;
    assert_silent(past);
    past->kept.moment.uptime_us = (4940 + 3600) * SECOND;
    assert_tells(past, "Quiet for 60 minutes since event 8.", 8, 200, 260);
    past->kept.moment.uptime_us = ABSENT;
    assert_silent(past);
}

static void two_are_no_storm(void **state) {
    struct past *past = *state;
    struct recall_event last = earlier(8, 4990 * SECOND);
    recall_keep_event(past->stream, &last, 0);
    assert_silent(past);
}

/* Of the same storm, by a report that had enough to tell. */
static void what_the_report_before_it_was(void **state) {
    struct past *past = *state;
    struct recall_event first = earlier(7, 4800 * SECOND), last = earlier(8, 4990 * SECOND);
    struct finding finding = {.pattern = STR("slab-leak"), .confidence = CONFIDENCE_HIGH};
    recall_keep_event(past->stream, &first, 0);
    recall_keep_event(past->stream, &last, 0);
    recall_keep_verdict(past->stream, &last, &finding);
    past->finding.is_undecided = true;
    static const char words[] =
        "The latest event before it with enough to tell is event 8: slab-leak (high confidence).";
    assert_tells(past, words, 8, 200, 260);
    past->finding.is_undecided = false;
    assert_silent(past);
    past->finding.is_undecided = true;
    past->diagnosis.finding_count = 0;
    assert_silent(past);
    past->diagnosis.finding_count = 1;
    past->stream->verdict.moment.number = 7; /* before the storm began */
    assert_silent(past);
    past->stream->verdict.moment.number = past->stream->storm.first.number = 1;
    assert_tells(past, "with enough to tell is event 1: slab-leak", 1, 200, 260);
    past->stream->verdict.moment.number = past->stream->storm.first.number = 0;
    assert_silent(past);
    past->stream->verdict.moment.number = past->stream->storm.first.number = 8;
    past->kept.moment.uptime_us = 5051 * SECOND; /* of no storm */
    assert_silent(past);
}

static void reports_that_were_left_out(void **state) {
    struct past *past = *state;
    past->kept.suppressed = 1;
    assert_tells(past, "Before this event the kernel left out 1 report (\"callbacks suppressed\")", 9, 200, 260);
    past->kept.suppressed = 2;
    assert_tells(past, "left out 2 reports (", 9, 200, 260);
    past->kept.suppressed = ABSENT;
    assert_silent(past);
}

static void growth_is_told_where_it_lasted(void **state) {
    struct past *past = *state;
    struct growth items[2] = {{STR("a"), STR("a was born."), 3, {231, 232}, false},
                              {STR("b"), STR("b grew."), 4, {233, 234}, true}};
    past->growth = (struct growth_list){.items = items, .count = 2, .room = 2};
    assert_tells(past, "b grew.", 4, 233, 234);
    assert_int_equal(past->diagnosis.history_count, 1);
}

/* Five sentences are told, those behind them are not. */
static void no_more_than_five(void **state) {
    struct past *past = *state;
    struct growth items[7];
    for (size_t i = 0; i < 7; i++)
        items[i] = (struct growth){STR("b"), STR("b grew."), (int64_t)i + 1, {233, 234}, true};
    items[2].statement = STR(""); /* for which there was no memory */
    past->growth = (struct growth_list){.items = items, .count = 7, .room = 7};
    tell(past);
    assert_int_equal(past->diagnosis.history_count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(past->diagnosis.history[i].event, i + (i < 2 ? 1 : 2));
}

/* Three kills that gave back less than 5 % of 100000 kB. */
static void kills_that_gave_back_little(void **state) {
    struct past *past = *state;
    struct recall_event first = earlier(7, ABSENT);
    first.freed_kb = 3000;
    recall_keep_event(past->stream, &first, 2);
    past->event->kill_count = 1;
    past->kills[0] = (struct kill){.line = 250, .pid = 11, .name = STR("java"), .anon_rss_kb = 1999};
    past->kept.freed_kb = 1999;
    assert_tells(past,
                 "All 3 kills since event 7 gave back only 4.9 MiB together: what fills the memory is not theirs.", 7,
                 200, 260);
    past->kept.freed_kb = 2000;
    past->recall.services[0] = (struct recall_service){0};
    assert_silent(past);
    past->kept.freed_kb = ABSENT;
    past->recall.services[0] = (struct recall_service){0};
    assert_silent(past);
    past->kept.freed_kb = 0;
    past->stream->kills = 1;
    past->recall.services[0] = (struct recall_service){0};
    assert_silent(past);
    past->stream->kills = 2;
    past->kept.kinds_kb[RECALL_SLAB] = past->stream->first.kinds_kb[RECALL_SLAB] = 40000; /* which says it already */
    past->recall.services[0] = (struct recall_service){0};
    assert_tells(past, "2 kills since event 7 can have given back about 2.9 MiB; slab", 7, 210, 220);
    assert_int_equal(past->diagnosis.history_count, 1);
}

/* 20 % of 100000 kB matter, a tenth more is growth, 95 % of what it was has stayed. */
static void a_kind_of_memory_that_stays(void **state) {
    struct past *past = *state;
    struct recall_event first = earlier(7, 1000 * SECOND);
    static const struct {
        int64_t was, is;
        int64_t kills;
        const char *words;
    } sizes[] = {
        {20000, 20000, 1,
         "1 kill since event 7 can have given back about 19.5 MiB; shared memory did not shrink by it"},
        {20000, 19999, 1, NULL}, /* too little */
        {40000, 38000, 1, "did not shrink by it: 37.1 MiB."},
        {40000, 37999, 1, NULL},
        {40000, 43999, 1, "did not shrink by it: 43 MiB."},
        {40000, 40000, 0, NULL}, /* there was no kill */
        {40000, 44000, 0,
         "Shared memory grew from 39.1 MiB to 43 MiB since event 7 in 67 minutes, about 60 KiB a minute."},
        {0, 40000, 1, NULL},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memset(past->stream, 0, sizeof *past->stream);
        past->stream->used = 1;
        first.kinds_kb[RECALL_SHMEM] = sizes[i].was;
        past->kept.kinds_kb[RECALL_SHMEM] = sizes[i].is;
        recall_keep_event(past->stream, &first, sizes[i].kills);
        if (sizes[i].words)
            assert_tells(past, sizes[i].words, 7, 210, 220);
        else if (tell(past), told(past, "hared memory"))
            fail_msg("size %zu", i);
    }
    past->stream->first.kinds_kb[RECALL_SHMEM] = past->kept.kinds_kb[RECALL_SHMEM];
    past->stream->kills = 1;
    tell(past);
    assert_non_null(told(past, "did not shrink"));
    past->stream->freed_kb = ABSENT; /* what the kills gave back is not known */
    tell(past);
    assert_null(told(past, "did not shrink"));
    past->stream->freed_kb = 0;
    tell(past);
    assert_non_null(told(past, "did not shrink"));
    past->stream->first.moment.uptime_us = 5002 * SECOND; /* of another boot */
    tell(past);
    assert_null(told(past, "did not shrink"));
}

/* Without times three events make a growth; so many have a pace too, where it was never less. */
static void a_kind_of_memory_that_grows(void **state) {
    struct past *past = *state;
    struct recall_event first = earlier(7, ABSENT), second = earlier(8, ABSENT);
    first.kinds_kb[RECALL_SLAB] = 30000;
    second.kinds_kb[RECALL_SLAB] = 35000;
    past->kept.kinds_kb[RECALL_SLAB] = 40000;
    past->kept.freed_kb = 20000;
    recall_keep_event(past->stream, &first, 0);
    assert_silent(past);
    recall_keep_event(past->stream, &second, 0);
    assert_tells(past, "rew from 29.3 MiB to 39.1 MiB since event 7.", 7, 210, 220);
    past->stream->first.moment.uptime_us = past->stream->latest[0].moment.uptime_us = 4400 * SECOND;
    past->stream->latest[1].moment.uptime_us = 4700 * SECOND;
    assert_tells(past,
                 "since event 7 in 10 minutes, about 1000 KiB a minute. If it goes on at that pace, the 19.5 MiB that "
                 "the last kill can give back are used up after 20 minutes.",
                 7, 210, 220);
    past->stream->latest[1].kinds_kb[RECALL_SLAB] = 40001;
    assert_tells(past, "since event 7 in 10 minutes, about 1000 KiB a minute.", 7, 210, 220);
}

/* Page tables of others took the place of those that ended: 5 % of them were given back. */
static void page_tables_that_are_there_again(void **state) {
    struct past *past = *state;
    struct recall_event first = earlier(7, ABSENT);
    first.kinds_kb[RECALL_PAGETABLES] = past->kept.kinds_kb[RECALL_PAGETABLES] = 40000;
    first.freed_tables_kb = 2000;
    recall_keep_event(past->stream, &first, 2);
    assert_tells(past, "2 kills since event 7 can have given back 2 MiB of page tables, yet they hold 39.1 MiB.", 7,
                 210, 220);
    past->stream->freed_tables_kb = 1999;
    assert_tells(past, "can have given back about 19.5 MiB; page tables did not shrink by it: 39.1 MiB.", 7, 210, 220);
}

/* Each name once an event, of its first four kills; announcements are of no kill. */
static void names_that_were_killed_before(void **state) {
    struct past *past = *state;
    static const char *const names[] = {"one", "one", "two", "three", "four", "five"};
    struct recall_event first = earlier(3, 1000 * SECOND);
    first.newest_pid = 99;
    for (int i = 0; i < 6; i++) {
        const str name = str_from_cstr(names[i]);
        struct recall_service *service = recall_service_of(&past->recall, past->stream, name);
        past->kills[i] = (struct kill){.line = 240 + i, .pid = 100 + i, .name = name, .anon_rss_kb = 100 * i};
        service->used = 1;
        if (service->count == 0)
            recall_keep_kill(service, &first, 21 + i, 50, i != 2);
    }
    past->kills[2].named_by = NAMED_BY_KILL;
    past->event->kill_count = 6;
    assert_tells(past,
                 "one was killed before, as pid 21 in event 3, 67 minutes earlier, and was started again: kill "
                 "number 2 of that name.",
                 3, 240, 240);
    assert_non_null(told(past, "Another process named two was killed before, as pid 23 in event 3, 67 minutes earlier: "
                               "kill number 2 of that name."));
    assert_non_null(told(past, "three was killed before"));
    assert_null(told(past, "four"));
    assert_int_equal(past->diagnosis.history_count, 3);
    assert_int_equal(past->recall.services[0].count, 2);
    assert_int_equal(past->recall.services[0].used, 9);
    assert_int_equal(past->recall.services[0].last_pid, 100);
    assert_int_equal(past->recall.services[0].least_kb, 0);
    assert_int_equal(past->recall.services[2].most_kb, 300);
    assert_int_equal(past->recall.services[3].count, 1);
}

static void no_kill_no_service(void **state) {
    struct past *past = *state;
    past->kills[0] = (struct kill){.line = 240, .pid = 100, .name = STR("one"), .named_by = NAMED_BY_ANNOUNCEMENT};
    past->event->kill_count = 1;
    assert_silent(past);
    assert_int_equal(past->recall.services[0].used, 0);
    past->kills[0].named_by = NAMED_BY_KILL;
    past->kills[0].anon_rss_kb = ABSENT;
    assert_silent(past);
    assert_int_equal(past->recall.services[0].count, 1);
    assert_int_equal(past->recall.services[0].least_kb, 0);
    past->kept.moment.number = 10;
    past->event->number = 10;
    past->kills[0].pid = ABSENT; /* whether it is the same is not known */
    assert_silent(past);
    past->kills[0].pid = 7;
    past->event->number = past->kept.moment.number = 11;
    assert_silent(past);
}

static void two_of_one_name_are_one_kill_of_it(void **state) {
    struct past *past = *state;
    past->kills[0] = (struct kill){.line = 240, .pid = 100, .name = STR("one"), .anon_rss_kb = 1};
    past->kills[1] = (struct kill){.line = 241, .pid = 101, .name = STR("one"), .anon_rss_kb = 9};
    past->event->kill_count = 2;
    assert_silent(past);
    assert_int_equal(past->recall.services[0].count, 1);
    assert_int_equal(past->recall.services[0].last_pid, 100);
    assert_int_equal(past->recall.services[0].least_kb, 1);
    assert_int_equal(past->recall.services[0].most_kb, 1);
}

/* Ten seconds after the kill in its cgroup, on the same machine. */
static void a_page_fault_that_failed(void **state) {
    struct past *past = *state;
    struct recall_stream *group = &past->recall.streams[255];
    struct recall_event last = earlier(8, 4990 * SECOND);
    last.largest[0] = (struct recall_process){.name = {.bytes = "app", .len = 3}, .pid = 11, .killed = true};
    last.largest_count = 1;
    *group = (struct recall_stream){.used = 2, .cgroup = {.bytes = "/a", .len = 2}};
    recall_keep_event(group, &last, 1);
    past->event->trigger.name = STR("app");
    past->event->trigger.lines = (struct span){201, 202};
    past->event->identity.pid = 11;
    past->kept.is_lost_fault = true;
    assert_tells(past, "Event 8 killed app (pid 11) because the cgroup /a was full: its page fault most likely failed",
                 8, 201, 202);
    past->recall.streams[254] = past->recall.streams[0]; /* in whichever place they are remembered */
    past->recall.streams[0] = *group;
    past->stream = &past->recall.streams[254];
    *group = past->recall.streams[1];
    group = &past->recall.streams[0];
    assert_tells(past, "Event 8 killed app (pid 11) because the cgroup /a was full", 8, 201, 202);
    past->kept.moment.uptime_us = 5001 * SECOND;
    assert_silent(past);
    past->kept.moment.uptime_us = 4989 * SECOND;
    assert_silent(past);
    past->kept.moment.uptime_us = 5000 * SECOND;
    past->kept.is_lost_fault = false;
    assert_silent(past);
    past->kept.is_lost_fault = true;
    past->event->identity.pid = 12;
    assert_silent(past);
    past->event->identity.pid = 11;
    group->cgroup.len = 0;
    assert_silent(past);
    group->cgroup.len = 2;
    group->host = (struct recall_label){.bytes = "b", .len = 1};
    assert_silent(past);
}

/* --- what grew */

static void compare(struct past *past) {
    past->growth = (struct growth_list){.count = 7, .reading = {77, 77, 77, 77}}; /* of the event before */
    growth_compare(&past->recall, past->event, past->stream, &past->kept, &past->growth);
}

/* Pages of 4 kB. Counters only rise. */
static void what_was_read_back(void **state) {
    struct past *past = *state;
    static const struct {
        int64_t then[3], now[3]; /* faults on swap, hits, kB of refaults */
        int64_t kb, faults;      /* kb -1: nothing is told */
    } readings[] = {
        {{100, 40, ABSENT}, {200, 90, ABSENT}, 200, 100},
        {{100, 40, ABSENT}, {150, 90, ABSENT}, 0, 50},
        {{100, 40, ABSENT}, {200, 40, ABSENT}, 400, 100},
        {{100, 40, ABSENT}, {200, 39, ABSENT}, -1, 0},
        {{100, 40, ABSENT}, {140, 81, ABSENT}, -1, 0},
        {{100, 40, ABSENT}, {ABSENT, 90, ABSENT}, -1, 0},
        {{100, 40, ABSENT}, {200, ABSENT, ABSENT}, -1, 0},
        {{100, ABSENT, ABSENT}, {200, 90, ABSENT}, -1, 0},
        {{ABSENT, ABSENT, 1000}, {ABSENT, ABSENT, 1500}, 500, ABSENT},
        {{ABSENT, ABSENT, 1000}, {ABSENT, ABSENT, 1000}, 0, ABSENT},
        {{ABSENT, ABSENT, 1000}, {ABSENT, ABSENT, 999}, -1, 0},
        {{ABSENT, ABSENT, ABSENT}, {ABSENT, ABSENT, 1000}, -1, 0},
    };
    compare(past);
    assert_int_equal(past->growth.reading.event, 0);
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        const int64_t *then = readings[i].then, *now = readings[i].now;
        struct recall_event older = earlier(7, 4980 * SECOND), last = earlier(8, 4990 * SECOND);
        memset(past->stream, 0, sizeof *past->stream);
        older.swap_faults = older.swap_hits = older.refaults_kb = 0;
        last.swap_faults = then[0], last.swap_hits = then[1], last.refaults_kb = then[2];
        past->kept.swap_faults = now[0], past->kept.swap_hits = now[1], past->kept.refaults_kb = now[2];
        recall_keep_event(past->stream, &older, 0);
        recall_keep_event(past->stream, &last, 0);
        compare(past);
        const struct reading *reading = &past->growth.reading;
        const bool is_told = readings[i].kb >= 0;
        if (reading->event != (is_told ? 8 : 0) || reading->us != (is_told ? 10 * SECOND : 0) ||
            reading->kb != (is_told ? readings[i].kb : 0) || reading->swap_faults != readings[i].faults)
            fail_msg("reading %zu", i);
        assert_int_equal(past->growth.count, 0);
    }
    past->kept.refaults_kb = 9000;
    past->stream->latest[1].refaults_kb = 1000;
    past->stream->latest[1].moment.uptime_us = 5000 * SECOND + 1; /* of another boot */
    compare(past);
    assert_int_equal(past->growth.reading.event, 0);
    past->stream->latest[1].moment.uptime_us = 5000 * SECOND;
    compare(past);
    assert_int_equal(past->growth.reading.kb, 8000);
}

static void assert_grew(const struct growth *growth, const char *words, int64_t event, int64_t line, bool lasted) {
    if (!str_equal(growth->statement, str_from_cstr(words)))
        fail_msg("\"%.*s\", not \"%s\"", STR_ARG(growth->statement), words);
    assert_int_equal(growth->event, event);
    assert_int_equal(growth->lines.first, line);
    assert_int_equal(growth->lines.last, line);
    assert_int_equal(growth->lasted, lasted);
}

/* A tenth more is growth, 5000 of 100000 kB matter, the two largest are looked at. */
static void processes_that_grew(void **state) {
    struct past *past = *state;
    struct recall_event last = earlier(8, 4990 * SECOND);
    last.largest_count = 3;
    past->kept.largest_count = 3;
    for (int i = 0; i < 3; i++) {
        last.largest[i] = (struct recall_process){.name = {.bytes = "app", .len = 3}, .pid = 11 + i, .kb = 4000};
        past->kept.largest[i] = last.largest[i];
        past->kept.largest[i].kb = 10000 - 1000 * i;
        past->kept.largest[i].line = 230 + i;
    }
    recall_keep_event(past->stream, &last, 0);
    compare(past);
    assert_int_equal(past->growth.count, 2);
    assert_grew(&past->growth.items[0],
                "app (pid 11) grew from 3.9 MiB to 9.8 MiB since event 8 in 10 seconds, about 35.2 MiB a minute.", 8,
                230, true);
    assert_grew(&past->growth.items[1],
                "app (pid 12) grew from 3.9 MiB to 8.8 MiB since event 8 in 10 seconds, about 29.3 MiB a minute.", 8,
                231, true);
    assert_true(str_equal(past->growth.items[1].process, STR("app")));
    past->kept.largest[0].kb = 4999;
    past->kept.largest[1].pid = 99;
    compare(past);
    assert_int_equal(past->growth.count, 0);
    past->kept.largest[0].kb = 5000;
    compare(past);
    assert_int_equal(past->growth.count, 1);
    past->stream->latest[0].largest[0].kb = 4550;
    compare(past);
    assert_int_equal(past->growth.count, 0);
    past->stream->latest[0].largest[0].kb = 4545;
    past->kept.largest_count = 0;
    compare(past);
    assert_int_equal(past->growth.count, 0);
}

static void processes_that_were_born_since(void **state) {
    struct past *past = *state;
    struct recall_event last = earlier(8, 4990 * SECOND);
    struct recall_service *service = recall_service_of(&past->recall, past->stream, STR("java"));
    last.newest_pid = 99;
    service->used = 1;
    recall_keep_kill(service, &last, 21, 50, true);
    for (int i = 0; i < 5; i++)
        past->kills[i] = (struct kill){.line = 240 + i, .pid = 100 + i, .name = STR("perl"), .anon_rss_kb = 2048};
    compare(past);
    assert_int_equal(past->growth.count, 0); /* not even one kill */
    past->event->kill_count = 5;
    past->kills[4].name = STR("java"); /* behind the four that are looked at */
    compare(past);
    assert_int_equal(past->growth.count, 0);
    past->kills[0].name = past->kills[1].name = past->kills[3].name = STR("java");
    compare(past);
    assert_int_equal(past->growth.count, 1);
    assert_grew(&past->growth.items[0],
                "Event 8 left no process named java: this one was started since and grew to 2 MiB in no more than 11 "
                "seconds.",
                8, 240, false);
    past->kept.moment.uptime_us = ABSENT;
    past->kills[0].anon_rss_kb = 1;
    compare(past);
    assert_grew(&past->growth.items[0],
                "Event 8 left no process named java: this one was started since and grew to 1 KiB.", 8, 240, false);
    past->kills[0].anon_rss_kb = 0;
    compare(past);
    assert_int_equal(past->growth.count, 0);
    past->kills[0].anon_rss_kb = 1;
    service->last_pid = 100; /* the same */
    compare(past);
    assert_int_equal(past->growth.count, 0);
    service->last_pid = 21;
    service->newest_pid = 100; /* which was there then */
    compare(past);
    assert_int_equal(past->growth.count, 0);
}

#define OF_A_PAST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        OF_A_PAST(a_first_event_has_no_history),
        OF_A_PAST(a_victim_that_still_ends),
        OF_A_PAST(memory_that_came_back),
        OF_A_PAST(pauses),
        OF_A_PAST(two_are_no_storm),
        OF_A_PAST(what_the_report_before_it_was),
        OF_A_PAST(reports_that_were_left_out),
        OF_A_PAST(growth_is_told_where_it_lasted),
        OF_A_PAST(no_more_than_five),
        OF_A_PAST(kills_that_gave_back_little),
        OF_A_PAST(a_kind_of_memory_that_stays),
        OF_A_PAST(a_kind_of_memory_that_grows),
        OF_A_PAST(page_tables_that_are_there_again),
        OF_A_PAST(names_that_were_killed_before),
        OF_A_PAST(no_kill_no_service),
        OF_A_PAST(two_of_one_name_are_one_kill_of_it),
        OF_A_PAST(a_page_fault_that_failed),
        OF_A_PAST(what_was_read_back),
        OF_A_PAST(processes_that_grew),
        OF_A_PAST(processes_that_were_born_since),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
