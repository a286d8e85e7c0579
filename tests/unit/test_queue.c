/* Events that wait: in which order they leave, at which bounds, and which of them are one.
 * SPDX-License-Identifier: MIT */
#include "events/queue.h"

#include "model/builder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 64 };

/* The first lines of events that left, and the last of them. */
static int64_t left[MOST];
static size_t left_count;
static size_t accepted; /* so many are taken before the sink stops */
static struct event *last;

static bool take(void *context, struct event *event) {
    (void)context;
    if (left_count < MOST)
        left[left_count] = event->lines.first;
    left_count++;
    event_free(last);
    last = event;
    return left_count < accepted;
}

static int set_up(void **state) {
    left_count = 0;
    accepted = SIZE_MAX;
    *state = queue_new(take, NULL);
    return *state ? 0 : -1;
}

static int tear_down(void **state) {
    queue_free(*state);
    event_free(last);
    last = NULL;
    return 0;
}

/* A kill line with its figures, on line LINE at second LINE of the kernel's clock. */
static struct event *event_at(int64_t line) {
    struct event *event = builder_new();
    assert_non_null(event);
    event->lines = (struct span){line, line};
    struct kill *kill = builder_kill(event, 1000 + line, line);
    assert_non_null(kill);
    kill->name = STR("java");
    kill->total_vm_kb = 900000;
    kill->anon_rss_kb = 800000;
    event->kill_uptime_us = line * 1000000;
    return event;
}

/* Of input FILE, whose lines begin behind LINE_BASE. */
static struct event *event_of(int64_t line, const char *file, int64_t line_base) {
    struct event *event = event_at(line);
    event->sources = arena_alloc(event->arena, sizeof *event->sources);
    event->sources[0] = (struct event_source){str_from_cstr(file), line_base};
    event->source_count = 1;
    return event;
}

static void assert_left(const int64_t *lines, size_t count) {
    assert_int_equal(left_count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(left[i], lines[i]);
}

#define ASSERT_LEFT(...)                                                                                               \
    assert_left((const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

static void events_leave_by_their_first_lines(void **state) {
    struct queue *queue = *state;
    assert_true(queue_is_untouched(queue));
    assert_true(queue_is_empty(queue));
    queue_put(queue, event_at(30));
    assert_false(queue_is_untouched(queue));
    queue_put(queue, event_at(10));
    queue_put(queue, event_at(20));
    assert_false(queue_is_empty(queue));
    assert_true(queue_flush(queue));
    ASSERT_LEFT(10, 20, 30);
    assert_true(queue_is_empty(queue));
    assert_false(queue_is_untouched(queue));
    assert_true(queue_flush(queue));
}

/* 32 wait; while an earlier one is in progress 1024. */
static void so_many_wait(void **state) {
    struct queue *queue = *state;
    for (int64_t i = 1; i <= LIMIT_WAITING_EVENTS; i++)
        queue_put(queue, event_at(i));
    assert_true(queue_release(queue, INT64_MAX));
    assert_int_equal(left_count, 0);
    queue_put(queue, event_at(LIMIT_WAITING_EVENTS + 1));
    assert_true(queue_release(queue, 0));
    assert_int_equal(left_count, 0); /* that in progress stands before them */
    assert_true(queue_release(queue, 1));
    ASSERT_LEFT(1);
    for (int64_t i = LIMIT_WAITING_EVENTS + 2; i <= LIMIT_BLOCKED_EVENTS; i++)
        queue_put(queue, event_at(i));
    assert_true(queue_release(queue, 0));
    assert_int_equal(left_count, 1);
    queue_put(queue, event_at(LIMIT_BLOCKED_EVENTS + 1));
    assert_true(queue_release(queue, 0));
    ASSERT_LEFT(1, 2);
}

/* One more is taken than may wait at all: the first makes room for it. */
static void the_first_makes_room(void **state) {
    struct queue *queue = *state;
    for (int64_t i = 1; i <= LIMIT_BLOCKED_EVENTS; i++)
        queue_put(queue, event_at(i));
    assert_int_equal(left_count, 0);
    queue_put(queue, event_at(LIMIT_BLOCKED_EVENTS + 1));
    ASSERT_LEFT(1);
    assert_true(queue_flush(queue));
    assert_int_equal(left_count, LIMIT_BLOCKED_EVENTS + 1);
    for (size_t i = 0; i < MOST; i++)
        assert_int_equal(left[i], i + 1);
}

static void put_large(struct queue *queue, int64_t line, size_t bytes) {
    struct event *event = event_at(line);
    assert_non_null(arena_alloc(event->arena, bytes));
    queue_put(queue, event);
}

/* 1 MiB waits, twice as much while an earlier one is in progress. */
static void so_much_waits(void **state) {
    struct queue *queue = *state;
    put_large(queue, 1, LIMIT_WAITING_BYTES - 64 * 1024);
    assert_true(queue_release(queue, 0));
    assert_int_equal(left_count, 0);
    put_large(queue, 2, 128 * 1024);
    assert_true(queue_release(queue, 0));
    assert_int_equal(left_count, 0);
    assert_true(queue_release(queue, 1));
    ASSERT_LEFT(1);
    put_large(queue, 3, LIMIT_WAITING_BYTES - 256 * 1024); /* what left does not count any more */
    assert_true(queue_release(queue, 3));
    ASSERT_LEFT(1);
    put_large(queue, 4, LIMIT_WAITING_BYTES - 64 * 1024);
    assert_true(queue_release(queue, 0));
    ASSERT_LEFT(1);
    put_large(queue, 5, 256 * 1024);
    assert_true(queue_release(queue, 0));
    ASSERT_LEFT(1, 2);
}

static void a_sink_that_stops(void **state) {
    struct queue *queue = *state;
    accepted = 2;
    for (int64_t i = 1; i <= 4; i++)
        queue_put(queue, event_at(i));
    assert_false(queue_flush(queue));
    ASSERT_LEFT(1, 2);
    assert_true(queue_is_empty(queue));
    queue_put(queue, event_at(9));
    assert_false(queue_release(queue, 0));
    assert_false(queue_flush(queue));
    assert_false(queue_tick(queue, 0));
    ASSERT_LEFT(1, 2);
}

/* Of two that wait the more complete one stays, with the place of the other. */
static void the_more_complete_one_stays(void **state) {
    struct queue *queue = *state;
    for (int order = 0; order < 2; order++) {
        left_count = 0;
        struct event *full = event_of(10 + 100 * order, "full.log", 5),
                     *part = event_of(20 + 100 * order, "part.log", 15);
        part->kill_uptime_us = full->kill_uptime_us;
        part->kills[0].pid = full->kills[0].pid;
        full->summary.line = 9;
        builder_note(part, NOTE_EXITING, 20, 0, STR("x"));
        builder_note(full, NOTE_SUPPRESSED, 10, 7, STR("y"));
        queue_put(queue, order ? part : full);
        queue_put(queue, order ? full : part);
        assert_true(queue_flush(queue));
        ASSERT_LEFT(10 + 100 * order);
        assert_int_equal(last->also_count, 1);
        assert_true(str_equal(last->also[0].file, STR("part.log")));
        assert_int_equal(last->also[0].first_line, 5 + 100 * order); /* of its own file */
        assert_int_equal(last->also[0].last_line, 5 + 100 * order);
        assert_int_equal(last->note_count, order ? 2 : 1);
    }
}

/* Each part of a report counts as much as any other. */
static void parts_of_a_report_count(void **state) {
    struct queue *queue = *state;
    for (int part = 0; part < 10; part++)
        for (int order = 0; order < 2; order++) {
            struct event *full = event_of(10 + 200 * part + 100 * order, "full.log", 0);
            struct event *less = event_of(20 + 200 * part + 100 * order, "less.log", 0);
            static struct task task;
            static struct cgroup_stats stats;
            static struct zone zone;
            less->kill_uptime_us = full->kill_uptime_us;
            less->kills[0].pid = full->kills[0].pid;
            full->trigger.lines.first = part == 0;
            full->trigger.trace_lines.first = part == 1;
            full->memory.counters.lines.first = part == 2;
            full->memory.zones = &zone;
            full->memory.zone_count = part == 3;
            full->cgroup.path_line = part == 4;
            full->cgroup.memory.line = part == 5;
            full->cgroup.stats = &stats;
            full->cgroup.stats_count = part == 6;
            full->tasks.items = &task;
            full->tasks.count = part >= 7 && part <= 8;
            full->tasks.cut = part == 7;
            if (part == 8) { /* a whole table is more than its end */
                less->tasks.items = &task;
                less->tasks.count = 1;
                less->tasks.cut = true;
            }
            full->summary.line = part == 9;
            left_count = 0;
            queue_put(queue, order ? less : full);
            queue_put(queue, order ? full : less);
            assert_true(queue_flush(queue));
            if (left_count != 1 || !str_equal(last->sources[0].file, STR("full.log")))
                fail_msg("part %d, order %d", part, order);
        }
}

/* An event that was handed out is known again; of each file duplicates are counted. */
static void duplicates_that_come_late(void **state) {
    struct queue *queue = *state;
    char *file = NULL;
    char name[8];
    assert_int_equal(queue_take_duplicates(queue, &file), 0);
    queue_put(queue, event_of(10, "a", 0));
    assert_true(queue_flush(queue));
    for (int i = 0; i < 17; i++) {
        snprintf(name, sizeof name, "f%d", i);
        for (int twice = 0; twice < 2; twice++) {
            queue_put(queue, event_of(10, name, 0));
            assert_true(queue_is_empty(queue));
        }
    }
    int64_t sum = 0;
    for (int i = 15; i >= 0; i--) {
        const int64_t count = queue_take_duplicates(queue, &file);
        snprintf(name, sizeof name, "f%d", i);
        assert_string_equal(file, name);
        assert_int_equal(count, i == 15 ? 4 : 2); /* those of a seventeenth file count for the last */
        sum += count;
        free(file);
    }
    assert_int_equal(sum, 34);
    assert_int_equal(queue_take_duplicates(queue, &file), 0);
    queue_put(queue, event_at(10)); /* of no file */
    assert_int_equal(queue_take_duplicates(queue, &file), 1);
    assert_string_equal(file, "");
    free(file);
    assert_int_equal(left_count, 1);
}

/* A report that was handed out before its kill comes again with it. */
static void a_kill_that_comes_later(void **state) {
    struct queue *queue = *state;
    for (int with_kill = 0; with_kill < 3; with_kill++) {
        struct event *event = with_kill ? event_at(10) : builder_new();
        event->lines = (struct span){10, 20};
        event->trigger.lines = (struct span){10, 10};
        event->trigger.name = STR("java");
        event->uptime_us = 5000000;
        queue_put(queue, event);
        assert_true(queue_flush(queue));
        assert_int_equal(left_count, with_kill ? 2 : 1);
    }
}

/* The victims of events that left, by host. */
static void victims_are_remembered(void **state) {
    struct queue *queue = *state;
    struct event *event = event_at(10);
    event->host = STR("red");
    assert_non_null(builder_kill(event, 77, 11));
    queue_put(queue, event);
    assert_false(queue_had_victim(queue, STR("red"), 1010));
    assert_true(queue_flush(queue));
    assert_true(queue_had_victim(queue, STR("red"), 1010));
    assert_true(queue_had_victim(queue, STR("red"), 77));
    assert_false(queue_had_victim(queue, STR("blue"), 77));
    assert_false(queue_had_victim(queue, STR("red"), 78));
}

/* The first 16384 events are known again. */
static void the_first_events_are_known(void **state) {
    struct queue *queue = *state;
    for (int64_t i = 1; i <= LIMIT_FINGERPRINTS; i++) {
        queue_put(queue, event_at(i));
        assert_true(queue_flush(queue));
    }
    assert_false(queue_forgets(queue));
    assert_int_equal(left_count, LIMIT_FINGERPRINTS);
    for (int64_t i = LIMIT_FINGERPRINTS; i <= LIMIT_FINGERPRINTS + 1; i++) { /* the last that is known, and the next */
        queue_put(queue, event_at(i));
        assert_true(queue_flush(queue));
        assert_int_equal(queue_forgets(queue), i > LIMIT_FINGERPRINTS);
    }
    assert_int_equal(left_count, LIMIT_FINGERPRINTS + 1);
    queue_put(queue, event_at(LIMIT_FINGERPRINTS + 1)); /* it is not known */
    assert_true(queue_flush(queue));
    assert_int_equal(left_count, LIMIT_FINGERPRINTS + 2);
}

static bool is_line(const struct event *event, const void *context) {
    return event->lines.first == *(const int64_t *)context;
}

static struct event *find(struct queue *queue, int64_t line) {
    return queue_find(queue, is_line, &line);
}

static struct event *find_of(struct queue *queue, enum killer killer, int64_t line) {
    return queue_find_of(queue, killer, is_line, &line);
}

/* Of a stream: 400 ms behind their last line events leave, whatever is in progress, and are remembered. */
static void events_of_a_stream_leave_by_time(void **state) {
    struct queue *queue = *state;
    queue_begin_stream(queue);
    for (int64_t i = 1; i <= 3; i++) {
        struct event *event = event_at(i);
        event->read_us = i * 1000;
        event->killer = i == 2 ? KILLER_OOMD : KILLER_KERNEL;
        event->host = STR("red");
        event->cgroup.path = STR("/a");
        event->cgroup.path_line = 4;
        event->oom_group = (struct cited_text){STR("/g"), 5};
        event->reason = (struct cited_text){STR("why"), 6};
        event->summary.oom_memcg = STR("/b");
        event->summary.task_memcg = STR("/c");
        event->summary.pid = 7;
        event->cgroup.task_path = STR("/t");
        event->boot = 3;
        event->uptime_us = 11;
        event->last_uptime_us = 12;
        event->time.month = 5;
        event->boot_id.low = 8;
        event->is_newest_first = true;
        builder_note(event, NOTE_UNIT, i, 9, STR("unit"));
        builder_note(event, NOTE_EXITING, i, 9, STR("x"));
        queue_put(queue, event);
    }
    assert_true(queue_tick(queue, LIMIT_LINGER_US + 999));
    assert_int_equal(left_count, 0);
    assert_true(queue_tick(queue, LIMIT_LINGER_US + 1000));
    ASSERT_LEFT(1);
    assert_true(queue_tick(queue, LIMIT_LINGER_US + 3000));
    ASSERT_LEFT(1, 2, 3);
    assert_true(queue_is_empty(queue));
    const struct event *sent = find(queue, 2);
    assert_non_null(sent);
    assert_int_equal(sent->killer, KILLER_OOMD);
    assert_true(str_equal(sent->host, STR("red")) && str_equal(sent->cgroup.path, STR("/a")) &&
                str_equal(sent->oom_group.text, STR("/g")) && str_equal(sent->reason.text, STR("why")) &&
                str_equal(sent->summary.oom_memcg, STR("/b")) && str_equal(sent->summary.task_memcg, STR("/c")) &&
                str_equal(sent->cgroup.task_path, STR("/t")));
    assert_true(sent->cgroup.path_line == 4 && sent->oom_group.line == 5 && sent->reason.line == 6 &&
                sent->summary.pid == 7 && sent->boot == 3 && sent->uptime_us == 11 && sent->last_uptime_us == 12 &&
                sent->kill_uptime_us == 2000000 && sent->time.month == 5 && sent->boot_id.low == 8 &&
                sent->is_newest_first && sent->own.is_cut && sent->lines.last == 2);
    assert_int_equal(sent->note_count, 1);
    assert_int_equal(sent->notes[0].kind, NOTE_UNIT);
    assert_int_equal(sent->kill_count, 1);
    assert_int_equal(sent->kills[0].pid, 1002);
    assert_true(str_equal(sent->kills[0].name, STR("java")));
    assert_null(find_of(queue, KILLER_KERNEL, 2));
    assert_ptr_equal(find_of(queue, KILLER_OOMD, 2), sent);
    queue_drop(queue, find(queue, 2));
    assert_null(find(queue, 2));
    assert_non_null(find(queue, 3));
}

/* The last sixteen are remembered, and nobody where events do not leave early. */
static void so_many_are_remembered(void **state) {
    struct queue *queue = *state;
    queue_put(queue, event_at(100));
    assert_true(queue_flush(queue));
    assert_null(find(queue, 100));
    queue_begin_stream(queue);
    for (int64_t i = 1; i <= LIMIT_SENT + 1; i++)
        queue_put(queue, event_at(i));
    assert_true(queue_flush(queue));
    assert_null(find(queue, 1));
    assert_non_null(find(queue, 2));
    assert_non_null(find(queue, LIMIT_SENT + 1));
}

static bool is_any(const struct event *event, const void *context) {
    (void)event, (void)context;
    return true;
}

/* Of those that wait the latest is found first; one that is dropped leaves no gap. */
static void events_that_wait_are_found(void **state) {
    struct queue *queue = *state;
    for (int64_t i = 1; i <= 4; i++) {
        struct event *event = event_at(i);
        event->killer = i == 4 ? KILLER_OOMD : KILLER_KERNEL;
        queue_put(queue, event);
    }
    assert_int_equal(queue_find(queue, is_any, NULL)->lines.first, 4);
    assert_int_equal(queue_find_of(queue, KILLER_KERNEL, is_any, NULL)->lines.first, 3);
    assert_null(queue_find_of(queue, KILLER_LMKD, is_any, NULL));
    queue_drop(queue, find(queue, 2));
    queue_drop(queue, find(queue, 1));
    assert_null(find(queue, 2));
    assert_true(queue_flush(queue));
    ASSERT_LEFT(3, 4);
}

/* As many as leave at the front before the others are moved there, and more: each time the first of three that wait. */
static void a_long_row_leaves_in_order(void **state) {
    struct queue *queue = *state;
    for (int64_t i = 1; i <= 2000; i++) {
        queue_put(queue, event_at(i));
        if (i < 3)
            continue;
        if (i % 5 == 0) {
            queue_drop(queue, find(queue, i - 2));
            continue;
        }
        struct event *first = find(queue, i - 2);
        assert_non_null(first);
        first->read_us = -LIMIT_LINGER_US;
        left_count = 0;
        assert_true(queue_tick(queue, 0));
        ASSERT_LEFT(i - 2);
    }
    left_count = 0;
    assert_true(queue_flush(queue));
    ASSERT_LEFT(1999, 2000);
}

/* --- input that stands newest first */

static void events_by_time_have_a_bound(void **state) {
    (void)state;
    static struct turned turned;
    struct event *event = event_of(10, "a", 5);
    assert_false(turned_may_hold(&turned, event)); /* of another order */
    event->is_newest_first = true;
    assert_true(turned_may_hold(&turned, event));
    turned_hold(&turned, event);
    struct event *earlier = event_of(7, "a", 5), *other = event_of(30, "b", 20), *none = event_at(9);
    earlier->is_newest_first = other->is_newest_first = none->is_newest_first = true;
    assert_true(turned_may_hold(&turned, earlier));
    assert_false(turned_may_hold(&turned, other)); /* of another input */
    assert_false(turned_may_hold(&turned, none));
    turned_hold(&turned, earlier);
    assert_int_equal(turned.count, 2);
    assert_ptr_equal(turned.events[0], earlier);
    assert_ptr_equal(turned.events[1], event);
    assert_int_equal(turned.bytes, event->arena->own.used + earlier->arena->own.used);
    turned.count = LIMIT_TURNED_EVENTS - 1;
    assert_true(turned_may_hold(&turned, earlier));
    turned.count = LIMIT_TURNED_EVENTS;
    assert_false(turned_may_hold(&turned, earlier));
    turned.count = 2;
    turned.bytes = LIMIT_TURNED_EVENTS_BYTES - 1;
    assert_true(turned_may_hold(&turned, earlier));
    turned.bytes++;
    assert_false(turned_may_hold(&turned, earlier));
    event_free(event);
    event_free(earlier);
    event_free(other);
    event_free(none);
}

#define ON_A_QUEUE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_QUEUE(events_leave_by_their_first_lines),
        ON_A_QUEUE(so_many_wait),
        ON_A_QUEUE(the_first_makes_room),
        ON_A_QUEUE(so_much_waits),
        ON_A_QUEUE(a_sink_that_stops),
        ON_A_QUEUE(the_more_complete_one_stays),
        ON_A_QUEUE(parts_of_a_report_count),
        ON_A_QUEUE(duplicates_that_come_late),
        ON_A_QUEUE(a_kill_that_comes_later),
        ON_A_QUEUE(victims_are_remembered),
        ON_A_QUEUE(the_first_events_are_known),
        ON_A_QUEUE(events_of_a_stream_leave_by_time),
        ON_A_QUEUE(so_many_are_remembered),
        ON_A_QUEUE(events_that_wait_are_found),
        ON_A_QUEUE(a_long_row_leaves_in_order),
        cmocka_unit_test(events_by_time_have_a_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
