/* What is remembered of events, and what of it is growth: each number from both sides.
 * SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "series/growth.h"
#include "series/recall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000)

static struct arena arena;

static int tear_down(void **state) {
    (void)state;
    arena_reset(&arena);
    return 0;
}

#define assert_words(words, want)                                                                                      \
    do {                                                                                                               \
        const str got = words;                                                                                         \
        if (!str_equal(got, str_from_cstr(want)))                                                                      \
            fail_msg("\"%.*s\", not \"%s\"", STR_ARG(got), want);                                                      \
    } while (0)

/* --- growth */

static void a_tenth_more_is_growth(void **state) {
    (void)state;
    assert_true(growth_is_seen(1000, 1100));
    assert_false(growth_is_seen(1000, 1099));
    assert_false(growth_is_seen(1000, 900));
    assert_false(growth_is_seen(0, 1000));
    assert_false(growth_is_seen(5, 5));
    assert_true(growth_is_seen(1, 2));
}

static void growth_lasts_over_events_or_time(void **state) {
    (void)state;
    assert_true(growth_lasts(3, ABSENT));
    assert_false(growth_lasts(2, ABSENT));
    assert_true(growth_lasts(2, 60 * SECOND));
    assert_false(growth_lasts(2, 60 * SECOND - 1));
    assert_true(growth_lasts(2, 61 * SECOND));
}

/* A twentieth of the room for a process, a fifth for a kind of memory. */
static void what_is_large_enough(void **state) {
    (void)state;
    struct recall_event event = {.room_kb = 1000};
    assert_true(growth_matters(&(struct recall_process){.kb = 50}, &event));
    assert_false(growth_matters(&(struct recall_process){.kb = 49}, &event));
    event.kinds_kb[RECALL_SLAB] = 200;
    event.kinds_kb[RECALL_SHMEM] = 199;
    event.kinds_kb[RECALL_UNACCOUNTED] = 900;
    assert_true(growth_kind_matters(&event, RECALL_SLAB));
    assert_false(growth_kind_matters(&event, RECALL_SHMEM));
    assert_true(growth_kind_matters(&event, RECALL_UNACCOUNTED));
    event.unsettled = true; /* a victim that is being taken down is in no counter */
    assert_false(growth_kind_matters(&event, RECALL_UNACCOUNTED));
    assert_true(growth_kind_matters(&event, RECALL_SLAB));
    event.room_kb = 0;
    assert_false(growth_kind_matters(&event, RECALL_PAGETABLES));
}

static void spans(void **state) {
    (void)state;
    static const struct {
        int64_t us;
        const char *words;
    } spans[] = {{1700000, "1.7 seconds"}, {1649999, "1.6 seconds"}, {1650000, "1.7 seconds"}, {2000000, "2 seconds"},
                 {9949999, "9.9 seconds"}, {9950000, "10 seconds"},  {1040000, "1 second"},    {40400000, "40 seconds"},
                 {40500000, "41 seconds"}, {500000, "0.5 seconds"}};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        assert_words(growth_span(&arena, spans[i].us), spans[i].words);
}

static void rates(void **state) {
    (void)state;
    assert_int_equal(growth_a_minute(1024, 60 * SECOND), 1024);
    assert_int_equal(growth_a_minute(1024, 30 * SECOND), 2048);
    assert_int_equal(growth_a_minute(10, 120 * SECOND), 5);
    assert_true(growth_a_minute(INT64_MAX / 2, 1) == INT64_MAX / 2);
    assert_words(growth_rate(&arena, 1024, ABSENT), "");
    assert_words(growth_rate(&arena, 1024, SECOND - 1), "");
    assert_words(growth_rate(&arena, 1024, SECOND), " in 1 second, about 60 MiB a minute");
}

/* At the pace of 10 kB in 10 seconds, FREED_KB are used up after so many seconds; of less than a second, or of more
 * than thirty days, nobody says so. */
static void outlooks(void **state) {
    (void)state;
    static const struct {
        int64_t freed_kb, grown_kb, us;
        const char *behind;
    } outlooks[] = {
        {2048, 1024, 10 * SECOND, "2 MiB that the last kill can give back are used up after 20 seconds"},
        {1024, 1024, SECOND, "1 MiB that the last kill can give back are used up after 1 second"},
        {1536, 1024, SECOND, "1.5 MiB that the last kill can give back are used up after 2 seconds"},
        {1023, 1024, SECOND, NULL},
        {30 * 1024, 1, 84 * SECOND + SECOND * 3 / 8,
         "30 MiB that the last kill can give back are used up after 30 days"},
        {30 * 1024, 1, 84 * SECOND + SECOND / 2, NULL},
        {1024, 1024, ABSENT, NULL},
        {1024, 1024, 0, NULL},
        {0, 1024, SECOND, NULL},
        {-1, 1024, SECOND, NULL},
        {1024, 0, SECOND, NULL},
        {1024, -1, SECOND, NULL},
    };
    for (size_t i = 0; i < sizeof outlooks / sizeof *outlooks; i++) {
        const str words = growth_outlook(&arena, outlooks[i].freed_kb, outlooks[i].grown_kb, outlooks[i].us);
        if (outlooks[i].behind ? !str_ends(words, str_from_cstr(outlooks[i].behind)) : words.len > 0)
            fail_msg("outlook %zu: %.*s", i, STR_ARG(words));
    }
}

/* --- moments */

static struct recall_moment at(int64_t uptime_us) {
    return (struct recall_moment){.number = 1, .uptime_us = uptime_us};
}

static struct recall_moment dated(int64_t uptime_us, int hour, int minute, int second) {
    struct recall_moment moment = at(uptime_us);
    moment.time =
        (struct oomwhy_time){.year = 2026, .month = 1, .day = 6, .hour = hour, .minute = minute, .second = second};
    return moment;
}

static void seconds_between(void **state) {
    (void)state;
    static const struct {
        int64_t from_us, to_us, seconds;
    } pairs[] = {{0, 0, 0},           {0, 999999, 0},     {0, 1000000, 1},
                 {0, 1499999, 1},     {0, 1500000, 2},    {5000000, 4999999, ABSENT},
                 {ABSENT, 5, ABSENT}, {5, ABSENT, ABSENT}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const struct recall_moment from = at(pairs[i].from_us), to = at(pairs[i].to_us);
        if (recall_seconds(&from, &to) != pairs[i].seconds)
            fail_msg("pair %zu", i);
    }
    struct recall_moment from = at(0), to = at(5000000);
    to.boot = 1; /* its uptime began again */
    assert_true(recall_us(&from, &to) == ABSENT);
    char room[WORDS_ROOM];
    assert_string_equal(recall_duration(room, 0), "less than a second");
    assert_string_equal(recall_duration(room, 1), "1 second");
}

/* A whole second more or less is a matter of rounding: the uptime counts. Beyond it the machine slept. */
static void two_clocks(void **state) {
    (void)state;
    const struct recall_moment from = dated(100 * SECOND, 7, 0, 0);
    struct recall_moment to = dated(109 * SECOND, 7, 0, 10);
    assert_int_equal(recall_us(&from, &to), 9 * SECOND);
    to = dated(111 * SECOND, 7, 0, 10);
    assert_int_equal(recall_us(&from, &to), 11 * SECOND);
    to = dated(109 * SECOND - 1, 7, 0, 10);
    assert_int_equal(recall_us(&from, &to), 10 * SECOND);
    to = dated(111 * SECOND + 1, 7, 0, 10);
    assert_int_equal(recall_us(&from, &to), 10 * SECOND);
    to = dated(ABSENT, 7, 0, 10);
    assert_int_equal(recall_us(&from, &to), 10 * SECOND);
    to = dated(109 * SECOND, 6, 59, 50);
    assert_true(recall_us(&from, &to) == ABSENT);
    /* all lines bear the time at which they were collected: at most 5 seconds apart, and the uptime more than 1 above
     */
    to = dated(500 * SECOND, 7, 0, 5);
    assert_int_equal(recall_us(&from, &to), 400 * SECOND);
    to = dated(500 * SECOND, 7, 0, 6);
    assert_int_equal(recall_us(&from, &to), 6 * SECOND);
    to = dated(107 * SECOND, 7, 0, 5);
    assert_int_equal(recall_us(&from, &to), 7 * SECOND);
    to = dated(106 * SECOND, 7, 0, 5);
    assert_int_equal(recall_us(&from, &to), 6 * SECOND);
}

/* Within one boot uptime and wall clock go on alike, but for two minutes and a fiftieth. */
static void boots(void **state) {
    (void)state;
    const struct recall_moment from = dated(1000 * SECOND, 7, 0, 0);
    struct recall_moment to = dated(2000 * SECOND, 7, 16, 40);
    assert_true(recall_is_same_boot(&from, &to)); /* 1000 s of either */
    to = dated(2000 * SECOND, 7, 19, 0);
    assert_true(recall_is_same_boot(&from, &to)); /* 140 s more */
    to = dated(2000 * SECOND, 7, 19, 1);
    assert_false(recall_is_same_boot(&from, &to));
    to = dated(2000 * SECOND, 7, 14, 20);
    assert_true(recall_is_same_boot(&from, &to)); /* 140 s less */
    to = dated(2000 * SECOND, 7, 14, 19);
    assert_false(recall_is_same_boot(&from, &to));
    to = at(999 * SECOND);
    assert_false(recall_is_same_boot(&from, &to)); /* it began again, or lines overtook each other */
    to = at(1000 * SECOND);
    assert_true(recall_is_same_boot(&from, &to));
    to = at(ABSENT);
    assert_true(recall_is_same_boot(&from, &to));
    to.boot = 1;
    assert_false(recall_is_same_boot(&from, &to));
    struct recall_moment old = at(ABSENT), new = at(ABSENT);
    old.release = 5, new.release = 6;
    assert_false(recall_is_same_boot(&old, &new));
    new.release = 0;
    assert_true(recall_is_same_boot(&old, &new));
}

/* --- kills */

/* Three kills that gave back less than a twentieth of the room. */
static void cascades(void **state) {
    (void)state;
    assert_true(recall_is_cascade(3, 49, 1000));
    assert_false(recall_is_cascade(3, 50, 1000));
    assert_false(recall_is_cascade(2, 49, 1000));
    assert_true(recall_is_cascade(3, 0, 1000));
    assert_false(recall_is_cascade(3, ABSENT, 1000));
    assert_false(recall_is_cascade(3, -1, 1000));
    assert_false(recall_is_cascade(3, 0, 0));
}

/* Kills 10, 30 and 31 seconds after the first. */
static void intervals_and_sizes_of_a_service(void **state) {
    (void)state;
    struct recall_service service = {.count = 0};
    struct recall_event kept = {.moment = at(100 * SECOND), .newest_pid = 50};
    recall_keep_kill(&service, &kept, 40, 700, true);
    assert_int_equal(service.count, 1);
    assert_int_equal(service.least_kb, 700);
    assert_int_equal(service.most_kb, 700);
    assert_int_equal(service.first.uptime_us, 100 * SECOND);
    kept.moment = at(110 * SECOND);
    kept.newest_pid = 60;
    recall_keep_kill(&service, &kept, 51, 500, false);
    assert_int_equal(service.shortest_us, 10 * SECOND);
    assert_int_equal(service.longest_us, 10 * SECOND);
    assert_int_equal(service.respawns, 1); /* pid 51 was born since */
    kept.moment = at(130 * SECOND);
    recall_keep_kill(&service, &kept, 61, 900, true);
    assert_int_equal(service.respawns, 1); /* others of that name were left */
    assert_int_equal(service.shortest_us, 10 * SECOND);
    assert_int_equal(service.longest_us, 20 * SECOND);
    kept.moment = at(131 * SECOND);
    recall_keep_kill(&service, &kept, 61, 600, true);
    assert_int_equal(service.shortest_us, SECOND);
    assert_int_equal(service.longest_us, 20 * SECOND);
    assert_int_equal(service.least_kb, 500);
    assert_int_equal(service.most_kb, 900);
    assert_int_equal(service.repeats, 1);
    assert_int_equal(service.count, 4);
    assert_int_equal(service.first.uptime_us, 100 * SECOND);
    assert_int_equal(service.last.uptime_us, 131 * SECOND);
    kept.moment = at(ABSENT);
    recall_keep_kill(&service, &kept, 99, 600, true);
    assert_true(service.shortest_us == ABSENT && service.longest_us == ABSENT);
}

/* The same process two minutes later has another's pid. */
static void a_process_that_is_killed_again(void **state) {
    (void)state;
    static const struct { int64_t seconds, pid, repeats; } kills[] = {{119, 7, 1}, {120, 7, 0}, {0, 7, 1}, {0, 8, 0}};
    for (size_t i = 0; i < sizeof kills / sizeof *kills; i++) {
        struct recall_service service = {.count = 0};
        struct recall_event kept = {.moment = at(100 * SECOND)};
        recall_keep_kill(&service, &kept, 7, 700, true);
        kept.moment = at((100 + kills[i].seconds) * SECOND);
        recall_keep_kill(&service, &kept, kills[i].pid, 700, true);
        if (service.repeats != kills[i].repeats)
            fail_msg("kill %zu", i);
    }
}

/* A pid above all of its last kill, where that left none of the name. */
static void who_was_born_since(void **state) {
    (void)state;
    struct recall_service service = {.count = 1, .extinct = true, .newest_pid = 50, .last = at(100 * SECOND)};
    const struct recall_moment now = at(200 * SECOND), rebooted = at(50 * SECOND);
    assert_true(recall_is_respawn(&service, &now, 51));
    assert_false(recall_is_respawn(&service, &now, 50));
    assert_false(recall_is_respawn(&service, &rebooted, 51));
    service.extinct = false;
    assert_false(recall_is_respawn(&service, &now, 51));
    service.extinct = true, service.newest_pid = ABSENT;
    assert_false(recall_is_respawn(&service, &now, 51));
    service.newest_pid = 50, service.count = 0;
    assert_false(recall_is_respawn(&service, &now, 51));
}

static void whether_a_name_is_gone(void **state) {
    (void)state;
    struct task tasks[] = {{.name = STR("app"), .pid = 7, .tgid = 7}, {.name = STR("web"), .pid = 8, .tgid = 8}};
    struct kill kills[] = {{.name = STR("app"), .pid = 7, .named_by = NAMED_BY_KILL},
                           {.name = STR("app"), .pid = 9, .named_by = NAMED_BY_KILL}};
    struct event event = {.arena = &arena, .kills = kills, .kill_count = 1};
    event.tasks.items = tasks;
    event.tasks.count = 2;
    event.tasks.header = STR("[ pid ]");
    assert_true(recall_is_extinct(&event, STR("app")));
    assert_false(recall_is_extinct(&event, STR("web")));
    assert_false(recall_is_extinct(&event, STR("none")));
    tasks[1].name = STR("app"); /* another of that name lives */
    assert_false(recall_is_extinct(&event, STR("app")));
    tasks[1].tgid = 9;
    event.kill_count = 2;
    assert_true(recall_is_extinct(&event, STR("app"))); /* a thread's row */
    event.tasks.cut = true;
    assert_false(recall_is_extinct(&event, STR("app")));
    event.tasks.cut = false;
    event.tasks.rest.rows = 1;
    assert_false(recall_is_extinct(&event, STR("app")));
    event.tasks.rest.rows = 0;
    event.tasks.header = STR("");
    assert_false(recall_is_extinct(&event, STR("app")));
}

/* --- what is kept of an event */

static void the_largest_processes_are_kept(void **state) {
    (void)state;
    struct task tasks[6];
    for (size_t i = 0; i < 6; i++)
        tasks[i] = (struct task){.name = STR("p"),
                                 .pid = 10 + (int64_t)i,
                                 .tgid = 10 + (int64_t)i,
                                 .line = 100 + (int64_t)i,
                                 .rss = 1 + (int64_t)(i * 5 % 6),
                                 .rss_anon = ABSENT,
                                 .swapents = ABSENT};
    struct event event = {.arena = &arena, .uptime_us = ABSENT};
    event.tasks.items = tasks;
    event.tasks.count = 6;
    event.tasks.header = STR("[ pid ]");
    struct reckoning reckoning = {.page_kb = 4};
    const struct recall_stream stream = {.count = 0};
    struct recall_event kept;
    recall_event_set(&kept, &stream, &event, &reckoning);
    /* rss 1 6 5 4 3 2 */
    assert_int_equal(kept.largest_count, RECALL_PROCESSES);
    static const int64_t pids[RECALL_PROCESSES] = {11, 12, 13, 14}, sizes_kb[RECALL_PROCESSES] = {24, 20, 16, 12};
    for (size_t i = 0; i < RECALL_PROCESSES; i++) {
        assert_int_equal(kept.largest[i].pid, pids[i]);
        assert_int_equal(kept.largest[i].kb, sizes_kb[i]);
        assert_int_equal(kept.largest[i].line, 100 + pids[i] - 10);
        assert_false(kept.largest[i].killed);
    }
    assert_int_equal(kept.newest_pid, 15);
    tasks[0].rss_anon = 30, tasks[0].swapents = 10; /* private memory and swap */
    recall_event_set(&kept, &stream, &event, &reckoning);
    assert_int_equal(kept.largest[0].kb, 160);
    event.tasks.cut = true;
    recall_event_set(&kept, &stream, &event, &reckoning);
    assert_true(kept.newest_pid == ABSENT);
    event.tasks.cut = false;
    event.tasks.header = STR("");
    recall_event_set(&kept, &stream, &event, &reckoning);
    assert_true(kept.newest_pid == ABSENT);
}

/* What kills give back: private memory, swap and page tables, never more than there is. */
static void what_kills_give_back(void **state) {
    (void)state;
    struct kill kills[] = {
        {.pid = 7, .anon_rss_kb = 100, .swap_kb = 20, .pgtables_kb = 3, .named_by = NAMED_BY_KILL},
        {.pid = 8, .anon_rss_kb = 50, .swap_kb = ABSENT, .pgtables_kb = ABSENT, .named_by = NAMED_BY_KILL}};
    struct task tasks[] = {{.name = STR("p"), .pid = 8, .tgid = 8, .rss = 1, .rss_anon = ABSENT, .swapents = 10}};
    struct event event = {.arena = &arena, .uptime_us = ABSENT, .kills = kills, .kill_count = 2};
    event.tasks.items = tasks;
    event.tasks.count = 1;
    struct reckoning reckoning = {.page_kb = 4, .scope = SCOPE_SYSTEM};
    reckoning.ledger.managed_kb = 1000;
    const struct recall_stream stream = {.count = 0};
    struct recall_event kept;
    recall_event_set(&kept, &stream, &event, &reckoning);
    assert_int_equal(kept.freed_kb, 123 + 50 + 40);
    assert_int_equal(kept.freed_tables_kb, 3);
    assert_int_equal(kept.kills, 2);
    assert_int_equal(kept.victim_pid, 7);
    assert_int_equal(kept.room_kb, 1000);
    reckoning.ledger.managed_kb = 212;
    recall_event_set(&kept, &stream, &event, &reckoning);
    assert_int_equal(kept.freed_kb, 212);
    reckoning.swap_total_kb = 1;
    recall_event_set(&kept, &stream, &event, &reckoning);
    assert_int_equal(kept.freed_kb, 213);
    kills[1].anon_rss_kb = ABSENT;
    recall_event_set(&kept, &stream, &event, &reckoning);
    assert_true(kept.freed_kb == ABSENT);
}

/* --- places */

static void back_through_events(void **state) {
    (void)state;
    struct recall_stream stream = {.count = 0};
    struct recall_event kept = {.moment = at(ABSENT)};
    for (int64_t i = 1; i <= RECALL_EVENTS + 2; i++) {
        kept.moment.number = i;
        kept.freed_kb = 10;
        recall_keep_event(&stream, &kept, 2);
    }
    assert_int_equal(recall_back(&stream, 1)->moment.number, RECALL_EVENTS + 2);
    assert_int_equal(recall_back(&stream, RECALL_EVENTS)->moment.number, 3);
    assert_null(recall_back(&stream, RECALL_EVENTS + 1));
    assert_null(recall_back(&stream, 0));
    assert_int_equal(stream.first.moment.number, 1);
    assert_int_equal(stream.kills, 2 * (RECALL_EVENTS + 2));
    assert_int_equal(stream.freed_kb, 10 * (RECALL_EVENTS + 2));
    struct recall_stream one = {.count = 0};
    recall_keep_event(&one, &kept, 0);
    assert_null(recall_back(&one, 2));
}

/* A minute apart is one storm, a second more is none; three events make it one that is told of. */
static void storms_and_pauses(void **state) {
    (void)state;
    static const struct {
        int64_t seconds, count, worst, quiet;
    } events[] = {{100, 1, 0, 0},  {160, 2, 0, 60}, {161, 3, 3, 60}, {222, 1, 3, 61},
                  {223, 2, 3, 61}, {224, 3, 3, 61}, {225, 4, 4, 61}, {5000, 1, 4, 4775}};
    struct recall_stream stream = {.count = 0};
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        struct recall_event kept = {.moment = at(events[i].seconds * SECOND)};
        kept.moment.number = 1 + (int64_t)i;
        recall_keep_event(&stream, &kept, 0);
        if (stream.storm.count != events[i].count || stream.worst.count != events[i].worst ||
            stream.quiet_s != events[i].quiet)
            fail_msg("event %zu: %lld %lld %lld", i, (long long)stream.storm.count, (long long)stream.worst.count,
                     (long long)stream.quiet_s);
    }
    assert_int_equal(stream.worst.first.number, 4);
    assert_int_equal(stream.quiet_from.number, 7);
    assert_int_equal(stream.quiet_to.number, 8);
}

static void services_are_found_again(void **state) {
    (void)state;
    struct recall *recall = calloc(1, sizeof *recall);
    assert_non_null(recall);
    const struct recall_stream stream = {.key = 5}, other = {.key = 6};
    for (int64_t i = 0; i < RECALL_SERVICES + 1; i++) {
        char name[16];
        snprintf(name, sizeof name, "s%d", (int)i);
        recall_service_of(recall, &stream, str_from_cstr(name))->used = i + 1;
    }
    assert_null(recall_find_service(recall, &stream, STR("s0"))); /* the oldest gave way */
    assert_non_null(recall_find_service(recall, &stream, STR("s1")));
    assert_non_null(recall_find_service(recall, &stream, STR("s256")));
    assert_null(recall_find_service(recall, &other, STR("s1")));
    assert_ptr_equal(recall_service_of(recall, &stream, STR("s1")), recall_find_service(recall, &stream, STR("s1")));
    free(recall);
}

/* The victim of the latest event, by name and pid. */
static void whom_the_latest_event_killed(void **state) {
    (void)state;
    struct recall_stream stream = {.count = 0};
    struct recall_event kept = {.moment = at(ABSENT), .largest_count = 2};
    kept.largest[0] = (struct recall_process){.pid = 7, .name = {.bytes = "app", .len = 3}, .killed = true};
    kept.largest[1] = (struct recall_process){.pid = 8, .name = {.bytes = "web", .len = 3}};
    assert_null(recall_killed(&stream, STR("app"), 7));
    recall_keep_event(&stream, &kept, 1);
    assert_non_null(recall_killed(&stream, STR("app"), 7));
    assert_null(recall_killed(&stream, STR("app"), 8));
    assert_null(recall_killed(&stream, STR("web"), 8));
    assert_null(recall_killed(&stream, STR("web"), 7));
    kept.largest_count = 0;
    recall_keep_event(&stream, &kept, 1);
    assert_null(recall_killed(&stream, STR("app"), 7));
}

static struct recall recalled;

/* An event of HOST, of FILE, of a kernel and so much RAM. */
static struct recall_stream *stream_of(const char *host, const char *file, const char *release, int64_t ram_kb) {
    struct event_source source = {.file = str_from_cstr(file)};
    const struct event event = {.host = str_from_cstr(host),
                                .sources = &source,
                                .source_count = *file ? 1 : 0,
                                .identity.release = str_from_cstr(release)};
    struct reckoning reckoning = {.scope = SCOPE_SYSTEM};
    reckoning.ledger.managed_kb = ram_kb;
    struct recall_stream *stream = recall_stream_of(&recalled, &event, &reckoning);
    stream->used = ++recalled.events;
    return stream;
}

static struct recall_stream *stream_of_group(const char *host, const char *path, const char *summary_path) {
    const struct event event = {.host = str_from_cstr(host),
                                .cgroup.path = str_from_cstr(path),
                                .summary.oom_memcg = str_from_cstr(summary_path)};
    const struct reckoning reckoning = {.scope = SCOPE_CGROUP};
    struct recall_stream *stream = recall_stream_of(&recalled, &event, &reckoning);
    stream->used = ++recalled.events;
    return stream;
}

/* A host, or a cgroup of it; without a host a log and its rotated parts. */
static void streams_are_found_again(void **state) {
    (void)state;
    recalled = (struct recall){0};
    struct recall_stream *red = stream_of("red", "a.log", "", 0), *blue = stream_of("blue", "a.log", "", 0);
    assert_ptr_not_equal(red, blue);
    assert_ptr_equal(stream_of("red", "b.log", "", 0), red);
    struct recall_stream *group = stream_of_group("red", "/a", "/b");
    assert_ptr_not_equal(group, red);
    assert_ptr_equal(stream_of_group("red", "/a", ""), group);
    assert_ptr_equal(stream_of_group("red", "", "/a"), group);
    assert_ptr_not_equal(stream_of_group("red", "/b", ""), group);
    assert_words(recall_label(&group->cgroup), "/a");
    assert_words(recall_label(&group->host), "red");
    struct recall_stream *log = stream_of("", "console.log", "", 0);
    static const char *const parts[] = {"console.log.1",     "console.log-20240501.gz", "console.log.2.xz",
                                        "console.log.3.bz2", "console.log.zst",         "console.log.4.lz4"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_ptr_equal(stream_of("", parts[i], "", 0), log);
    static const char *const others[] = {"console.log1", "console.logs.1", "console.log.1.txt", ".1", "1"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_ptr_not_equal(stream_of("", others[i], "", 0), log);
}

/* Another kernel on other RAM, by more than a twentieth: another machine of a log that names none. */
static void machines_of_one_log(void **state) {
    (void)state;
    static const struct {
        const char *host, *release;
        int64_t ram_kb;
        bool same;
    } events[] = {{"", "6.1", 950, true}, {"", "6.1", 949, false}, {"", "6.1", 1053, true}, {"", "6.1", 1054, false},
                  {"", "5.10", 10, true}, {"", "", 10, true},      {"", "6.1", 0, true},    {"red", "6.1", 10, true}};
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        recalled = (struct recall){0};
        struct recall_stream *first = stream_of(events[i].host, "a.log", "5.10", 1000);
        if ((stream_of(events[i].host, "a.log", events[i].release, events[i].ram_kb) == first) != events[i].same)
            fail_msg("event %zu", i);
    }
    recalled = (struct recall){0};
    struct recall_stream *old = stream_of("", "a.log", "5.10", 1000), *new = stream_of("", "a.log", "6.1", 2000);
    assert_ptr_equal(stream_of("", "a.log", "", 0), new); /* a kill line alone is of the last one */
    assert_ptr_equal(stream_of("", "a.log", "5.10", 1000), old);
    assert_int_equal(old->ram_kb, 1000);
    assert_ptr_equal(stream_of("", "a.log", "5.10", 0), old);
    assert_int_equal(old->ram_kb, 1000);
}

static void the_quietest_stream_gives_way(void **state) {
    (void)state;
    char name[16];
    recalled = (struct recall){0};
    for (int i = 0; i <= RECALL_STREAMS; i++) {
        snprintf(name, sizeof name, "h%d", i);
        struct recall_stream *stream = stream_of(name, "", "", 0);
        stream->count = 1;
        if (i == 0)
            stream->used = 2; /* h1, which has 2 too, comes behind it */
    }
    assert_int_equal(stream_of("h1", "", "", 0)->count, 1);
    assert_int_equal(stream_of("h256", "", "", 0)->count, 1);
    assert_int_equal(stream_of("h0", "", "", 0)->count, 0);
}

/* 120 bytes; of a longer path its end, from a slash on if that is in its first half. */
static void long_labels_keep_their_end(void **state) {
    (void)state;
    static const struct {
        size_t len, slash; /* of the path, and where it has a slash from its end on; 0: nowhere */
        size_t label;
    } paths[] = {{120, 0, 120}, {121, 0, 120},  {300, 0, 120},  {300, 117, 120},
                 {300, 60, 63}, {300, 59, 120}, {300, 118, 120}};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char path[301];
        recalled = (struct recall){0};
        memset(path, 'x', sizeof path);
        path[paths[i].len] = '\0';
        path[0] = '/';
        if (paths[i].slash)
            path[paths[i].len - paths[i].slash] = '/';
        const str label = recall_label(&stream_of_group("h", path, "")->cgroup);
        if (label.len != paths[i].label)
            fail_msg("path %zu: %zu", i, label.len);
        assert_int_equal(str_starts(label, STR("...")), paths[i].len > 120);
        assert_true(str_ends(label, STR("xxx")));
    }
}

static void names_are_cut(void **state) {
    (void)state;
    recalled = (struct recall){0};
    const struct recall_stream *stream = stream_of("h", "", "", 0);
    const str name = STR("0123456789012345678901234567890123456789");
    assert_int_equal(recall_service_of(&recalled, stream, name)->name.len, RECALL_NAME);
    assert_words(recall_name(&recall_service_of(&recalled, stream, STR("short"))->name), "short");
}

/* Of one machine: of a host, or of a log that names none. */
static void streams_of_one_machine(void **state) {
    (void)state;
    recalled = (struct recall){0};
    struct recall_stream *red = stream_of("r", "a.log", "", 0), *group = stream_of_group("r", "/a", "");
    struct recall_stream *blue = stream_of("b", "a.log", "", 0), *none = stream_of("", "a.log", "", 0);
    struct recall_stream *other = stream_of("", "b.log", "", 0);
    assert_true(recall_is_same_machine(red, group));
    assert_false(recall_is_same_machine(red, blue));
    assert_false(recall_is_same_machine(red, none));
    assert_false(recall_is_same_machine(none, red));
    assert_false(recall_is_same_machine(none, other));
    assert_true(recall_is_same_machine(none, none));
    group->used = 0;
    assert_false(recall_is_same_machine(red, group));
    assert_false(recall_is_same_machine(group, red));
}

/* A victim is taken down for ten seconds; without times nobody knows. */
static void an_event_straight_after_a_kill(void **state) {
    (void)state;
    static const struct {
        int64_t kills, before_us, now_us;
        bool is;
    } cases[] = {{1, 5 * SECOND, 14 * SECOND, true}, {1, 5 * SECOND, 15 * SECOND, false},
                 {0, 5 * SECOND, 6 * SECOND, false}, {1, ABSENT, 6 * SECOND, true},
                 {1, 5 * SECOND, ABSENT, true},      {0, ABSENT, ABSENT, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct recall_stream stream = {.count = 0};
        const struct recall_event before = {.moment = at(cases[i].before_us), .kills = cases[i].kills};
        recall_keep_event(&stream, &before, cases[i].kills);
        const struct event event = {.arena = &arena, .uptime_us = cases[i].now_us};
        const struct reckoning reckoning = {.page_kb = 4};
        struct recall_event kept;
        recall_event_set(&kept, &stream, &event, &reckoning);
        if (kept.unsettled != cases[i].is)
            fail_msg("case %zu", i);
    }
    const struct recall_stream first = {.count = 0};
    const struct event event = {.arena = &arena, .uptime_us = SECOND};
    const struct reckoning reckoning = {.page_kb = 4};
    struct recall_event kept;
    recall_event_set(&kept, &first, &event, &reckoning);
    assert_false(kept.unsettled);
}

/* What no kill gives back, of a machine and of a cgroup; what is absent is nothing. */
static void kinds_of_memory_are_kept(void **state) {
    (void)state;
    const struct recall_stream stream = {.count = 0};
    const struct event event = {.arena = &arena, .uptime_us = ABSENT};
    struct reckoning reckoning = {.page_kb = 4, .scope = SCOPE_SYSTEM};
    reckoning.ledger.parts = (struct ledger_parts){
        .slab_unreclaimable_kb = 1, .slab_kb = 2, .shmem_kb = 4, .pagetables_kb = 8, .unaccounted_kb = 16};
    reckoning.ledger.managed_kb = 32;
    reckoning.cgroup = (struct cgroup_ledger){
        .slab_kb = 64, .shmem_kb = 128, .pagetables_kb = 256, .unaccounted_kb = ABSENT, .limit_kb = 512};
    struct recall_event kept;
    recall_event_set(&kept, &stream, &event, &reckoning);
    static const int64_t machine[] = {3, 4, 8, 16}, group[] = {64, 128, 256, 0};
    for (int kind = 0; kind < RECALL_KINDS; kind++)
        assert_int_equal(kept.kinds_kb[kind], machine[kind]);
    assert_int_equal(kept.room_kb, 32);
    reckoning.scope = SCOPE_CGROUP;
    recall_event_set(&kept, &stream, &event, &reckoning);
    for (int kind = 0; kind < RECALL_KINDS; kind++)
        assert_int_equal(kept.kinds_kb[kind], group[kind]);
    assert_int_equal(kept.room_kb, 512);
}

/* "4 callbacks suppressed" twice, and a note of another kind. */
static void what_the_kernel_left_out(void **state) {
    (void)state;
    struct note notes[] = {{.kind = NOTE_SUPPRESSED, .value = 4},
                           {.kind = NOTE_EXITING, .value = 100},
                           {.kind = NOTE_SUPPRESSED, .value = 1},
                           {.kind = NOTE_SUPPRESSED, .value = -7},
                           {.kind = NOTE_SUPPRESSED, .value = 1000}};
    const struct recall_stream stream = {.count = 0};
    const struct event event = {.arena = &arena, .uptime_us = ABSENT, .notes = notes, .note_count = 4};
    const struct reckoning reckoning = {.page_kb = 4};
    struct recall_event kept;
    recall_event_set(&kept, &stream, &event, &reckoning);
    assert_int_equal(kept.suppressed, 5);
    struct recall_stream kept_in = {.count = 0};
    recall_keep_event(&kept_in, &kept, 0);
    recall_keep_event(&kept_in, &kept, 0);
    assert_int_equal(kept_in.suppressed, 10);
}

/* An uptime that goes back by a second is of lines that overtook each other. */
static void boots_are_counted(void **state) {
    (void)state;
    static const struct {
        int64_t uptime_us, boot;
        const char *release;
    } events[] = {{100 * SECOND, 0, "6.1"}, {99 * SECOND, 0, "6.1"},  {98 * SECOND - 1, 1, "6.1"}, {ABSENT, 1, ""},
                  {200 * SECOND, 1, ""},    {300 * SECOND, 1, "6.1"}, {400 * SECOND, 2, "6.2"}};
    struct recall_stream stream = {.count = 0};
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        const struct event event = {
            .arena = &arena, .uptime_us = events[i].uptime_us, .identity.release = str_from_cstr(events[i].release)};
        const struct reckoning reckoning = {.page_kb = 4};
        struct recall_event kept;
        recall_event_set(&kept, &stream, &event, &reckoning);
        if (kept.moment.boot != events[i].boot)
            fail_msg("event %zu: %lld", i, (long long)kept.moment.boot);
        recall_keep_event(&stream, &kept, 0);
    }
}

/* Lines count over all inputs: only those of the first are as its file has them. What blank events lack. */
static void where_an_event_stands(void **state) {
    (void)state;
    const struct recall_stream stream = {.count = 0};
    const struct reckoning machine = {.page_kb = 4}, group = {.page_kb = 4, .scope = SCOPE_CGROUP};
    struct event_source sources[] = {{.line_base = 0}, {.line_base = 7}};
    struct event event = {.arena = &arena, .lines = {3, 5}, .sources = sources};
    struct recall_event kept;
    recall_event_set(&kept, &stream, &event, &machine);
    assert_int_equal(kept.moment.lines.first, 3);
    assert_true(kept.moment.blank);
    assert_int_equal(kept.memory_lines.first, 3);
    event.source_count = 1;
    recall_event_set(&kept, &stream, &event, &machine);
    assert_int_equal(kept.moment.lines.last, 5);
    event.source_count = 2;
    event.memory.lines = (struct span){4, 4};
    recall_event_set(&kept, &stream, &event, &machine);
    assert_int_equal(kept.moment.lines.first, 0);
    assert_false(kept.moment.blank);
    assert_int_equal(kept.memory_lines.first, 4);
    event.cgroup.lines = (struct span){5, 5};
    recall_event_set(&kept, &stream, &event, &machine);
    assert_int_equal(kept.memory_lines.first, 4);
    recall_event_set(&kept, &stream, &event, &group);
    assert_int_equal(kept.memory_lines.first, 5);
    event.memory.lines.first = 0;
    event.cgroup.memory.line = 5;
    recall_event_set(&kept, &stream, &event, &machine);
    assert_false(kept.moment.blank);
    event.cgroup.memory.line = 0;
    event.tasks.header = STR("[ pid ]");
    recall_event_set(&kept, &stream, &event, &machine);
    assert_false(kept.moment.blank);
}

/* What an event was judged to be stays until the next that has enough to tell. */
static void the_last_verdict_stays(void **state) {
    (void)state;
    struct recall_stream stream = {.count = 0};
    struct recall_event kept = {.moment.number = 4};
    struct finding finding = {.pattern = STR("slab-leak"), .confidence = CONFIDENCE_HIGH};
    recall_keep_verdict(&stream, &kept, &finding);
    kept.moment.number = 5;
    finding = (struct finding){.pattern = STR("insufficient-data"), .is_undecided = true};
    recall_keep_verdict(&stream, &kept, &finding);
    assert_int_equal(stream.verdict.moment.number, 4);
    assert_words(recall_name(&stream.verdict.pattern), "slab-leak");
    assert_int_equal(stream.verdict.confidence, CONFIDENCE_HIGH);
}

/* Keeps an event of process 7, "app", with so many kB of it and of slab. */
static void keep_size(struct recall_stream *stream, int64_t uptime_us, int64_t kb) {
    struct recall_event kept = {.moment = at(uptime_us), .largest_count = 2};
    kept.largest[0] = (struct recall_process){.pid = 6, .kb = 99, .name = {.bytes = "app", .len = 3}};
    kept.largest[1] = (struct recall_process){.pid = 7, .kb = kb, .name = {.bytes = "app", .len = 3}};
    kept.kinds_kb[RECALL_SLAB] = kb;
    recall_keep_event(stream, &kept, 0);
}

/* Three points at least, none of them less than one before it, all of one boot; the event itself may be kept already.
 */
static void three_points_have_a_pace(void **state) {
    (void)state;
    static const struct {
        int64_t kb[4];
        size_t kept;
        bool other_boot, process, kind; /* have a pace */
    } cases[] = {{{10, 20}, 2, false, true, true},     {{20}, 1, false, false, false},
                 {{20, 10}, 2, false, false, false},   {{10, 10}, 2, false, true, true},
                 {{30, 40}, 2, false, false, false},   {{10, 20}, 2, true, false, false},
                 {{10, 0, 20}, 3, false, false, true}, {{5, 10, 20, 30}, 4, false, true, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct recall_stream stream = {.count = 0};
        for (size_t j = 0; j < cases[i].kept; j++)
            keep_size(&stream, ((int64_t)j + 1) * SECOND, cases[i].kb[j]);
        struct recall_event now = {.moment = at(cases[i].other_boot ? 0 : 100 * SECOND)};
        now.largest[0] = (struct recall_process){.pid = 7, .kb = 30, .name = {.bytes = "app", .len = 3}};
        now.kinds_kb[RECALL_SLAB] = 30;
        if (growth_has_pace(&stream, &now.largest[0], &now.moment) != cases[i].process ||
            growth_kind_has_pace(&stream, &now, RECALL_SLAB) != cases[i].kind) /* what is lost counts for nothing */
            fail_msg("case %zu", i);
    }
    struct recall_stream stream = {.count = 0};
    keep_size(&stream, SECOND, 10);
    keep_size(&stream, 2 * SECOND, 20);
    const struct recall_event *last = recall_back(&stream, 1);
    assert_false(growth_has_pace(&stream, &last->largest[1], &last->moment));
    assert_false(growth_kind_has_pace(&stream, last, RECALL_SLAB));
    keep_size(&stream, 3 * SECOND, 30);
    last = recall_back(&stream, 1);
    assert_true(growth_has_pace(&stream, &last->largest[1], &last->moment));
    assert_true(growth_kind_has_pace(&stream, last, RECALL_SLAB));
}

/* As many events back as are remembered. */
static void the_earliest_that_is_remembered(void **state) {
    (void)state;
    struct recall_stream stream = {.count = 0};
    const struct recall_process process = {.pid = 7, .kb = 30, .name = {.bytes = "app", .len = 3}};
    const struct recall_process other = {.pid = 8, .kb = 30, .name = {.bytes = "app", .len = 3}};
    const struct recall_process renamed = {.pid = 7, .kb = 30, .name = {.bytes = "web", .len = 3}};
    const struct recall_moment now = at(100 * SECOND), rebooted = at(0);
    const struct recall_event *then = NULL;
    assert_null(growth_earliest(&stream, &process, &now, 1, &then));
    for (int64_t i = 1; i <= RECALL_EVENTS + 1; i++)
        keep_size(&stream, i * SECOND, i);
    assert_int_equal(growth_earliest(&stream, &process, &now, 1, &then)->kb, 2);
    assert_int_equal(then->moment.uptime_us, 2 * SECOND);
    assert_null(growth_earliest(&stream, &process, &now, RECALL_EVENTS + 1, &then));
    assert_int_equal(growth_earliest(&stream, &process, &now, RECALL_EVENTS, &then)->kb, 2);
    assert_null(growth_earliest(&stream, &other, &now, 1, &then));
    assert_null(growth_earliest(&stream, &renamed, &now, 1, &then));
    assert_null(growth_earliest(&stream, &process, &rebooted, 1, &then));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tenth_more_is_growth),
        cmocka_unit_test(growth_lasts_over_events_or_time),
        cmocka_unit_test(what_is_large_enough),
        cmocka_unit_test_teardown(spans, tear_down),
        cmocka_unit_test_teardown(rates, tear_down),
        cmocka_unit_test_teardown(outlooks, tear_down),
        cmocka_unit_test(seconds_between),
        cmocka_unit_test(two_clocks),
        cmocka_unit_test(boots),
        cmocka_unit_test(cascades),
        cmocka_unit_test(intervals_and_sizes_of_a_service),
        cmocka_unit_test(a_process_that_is_killed_again),
        cmocka_unit_test(who_was_born_since),
        cmocka_unit_test(whether_a_name_is_gone),
        cmocka_unit_test(the_largest_processes_are_kept),
        cmocka_unit_test(what_kills_give_back),
        cmocka_unit_test(back_through_events),
        cmocka_unit_test(storms_and_pauses),
        cmocka_unit_test(services_are_found_again),
        cmocka_unit_test(whom_the_latest_event_killed),
        cmocka_unit_test(streams_are_found_again),
        cmocka_unit_test(machines_of_one_log),
        cmocka_unit_test(the_quietest_stream_gives_way),
        cmocka_unit_test(long_labels_keep_their_end),
        cmocka_unit_test(names_are_cut),
        cmocka_unit_test(streams_of_one_machine),
        cmocka_unit_test(an_event_straight_after_a_kill),
        cmocka_unit_test(kinds_of_memory_are_kept),
        cmocka_unit_test(what_the_kernel_left_out),
        cmocka_unit_test(boots_are_counted),
        cmocka_unit_test(where_an_event_stands),
        cmocka_unit_test(the_last_verdict_stays),
        cmocka_unit_test(three_points_have_a_pace),
        cmocka_unit_test(the_earliest_that_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
