/* When two events are one: by the kernel's clock, by all that was printed, and by wall clocks in any zone.
 * SPDX-License-Identifier: MIT */
#include "events/fingerprint.h"

#include "model/builder.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* A whole report of web1 with two rows and a kill, at 12:00:00. */
struct report {
    struct event event;
    struct task tasks[4];
    struct kill kill;
    struct zone zone;
    struct event_source source;
};

static void report_set(struct report *report) {
    struct event *made = builder_new();
    assert_non_null(made);
    *report = (struct report){.event = *made};
    event_free(made);
    struct event *event = &report->event;
    event->host = STR("web1");
    event->trigger.lines = (struct span){1, 1};
    event->trigger.name = STR("mysqld");
    event->memory.lines = (struct span){20, 40};
    event->memory.counters.free = (struct figure){12345, 21};
    event->memory.zones = &report->zone;
    event->memory.zone_count = 1;
    report->zone.free_kb = 4444;
    event->tasks.items = report->tasks;
    event->tasks.count = 2;
    report->tasks[0] = (struct task){.pid = 10, .rss = 100};
    report->tasks[1] = (struct task){.pid = 11, .rss = 200000};
    event->kills = &report->kill;
    event->kill_count = 1;
    report->kill = (struct kill){.name = STR("java"), .pid = 11, .total_vm_kb = 900000, .anon_rss_kb = 800000};
    event->time = (struct oomwhy_time){.year = 2024, .month = 5, .day = 1, .hour = 12};
    event->uptime_us = event->kill_uptime_us = event->last_uptime_us = ABSENT;
}

static bool are_one(const struct report *a, const struct report *b) {
    const struct fingerprint one = fingerprint_of(&a->event), other = fingerprint_of(&b->event);
    assert_int_equal(fingerprint_is_same(&one, &other), fingerprint_is_same(&other, &one));
    return fingerprint_is_same(&one, &other);
}

static struct report a, b;

static int two_set_up(void **state) {
    (void)state;
    report_set(&a);
    report_set(&b);
    a.event.kills = &a.kill;
    a.event.tasks.items = a.tasks;
    a.event.memory.zones = &a.zone;
    return 0;
}

static void all_that_was_printed_is_the_same(void **state) {
    (void)state;
    assert_true(are_one(&a, &b));
    b.zone.free_kb++;
    assert_false(are_one(&a, &b));
    b.zone.free_kb--;
    b.event.memory.counters.free.value++;
    assert_false(are_one(&a, &b));
    b.event.memory.counters.free.value--;
    b.event.cgroup.memory.failcnt = 1;
    assert_false(are_one(&a, &b));
    b.event.cgroup.memory.failcnt = a.event.cgroup.memory.failcnt;
    b.event.trigger.name = STR("cron");
    assert_false(are_one(&a, &b));
    b.event.trigger.name = STR("mysqld");
    b.kill.anon_rss_kb++;
    assert_false(are_one(&a, &b));
    b.kill.anon_rss_kb--;
    b.event.identity.pid = 99;
    assert_false(are_one(&a, &b));
    b.event.identity.pid = a.event.identity.pid;
    b.tasks[1].rss++; /* another head */
    assert_false(are_one(&a, &b));
    b.tasks[1].rss--;
    assert_true(are_one(&a, &b));
}

static void hosts_are_told_by_their_first_label(void **state) {
    (void)state;
    b.event.host = STR("web1.example.com");
    assert_true(are_one(&a, &b));
    b.event.host = STR("web2");
    assert_false(are_one(&a, &b));
    b.event.host = STR("");
    assert_true(are_one(&a, &b));
}

/* Where both logs have the kernel's clock nothing else is asked, but the host and the head. */
static void the_kernels_clock_decides(void **state) {
    (void)state;
    a.event.kill_uptime_us = b.event.kill_uptime_us = 5000000;
    b.zone.free_kb++;
    assert_true(are_one(&a, &b));
    b.event.kill_uptime_us++;
    assert_false(are_one(&a, &b));
    b.event.kill_uptime_us--;
    b.kill.pid = 12;
    assert_false(are_one(&a, &b));
    b.kill.pid = 11;
    b.event.kill_uptime_us = ABSENT;
    a.event.uptime_us = b.event.uptime_us = 4000000;
    assert_true(are_one(&a, &b));
    b.event.trigger.gfp_mask = 0xcc0;
    assert_false(are_one(&a, &b));
    b.event.trigger.gfp_mask = a.event.trigger.gfp_mask;
    b.event.uptime_us++;
    assert_false(are_one(&a, &b));
}

/* Both logs end before the kill. */
static void the_last_line_may_decide(void **state) {
    (void)state;
    a.event.kill_count = b.event.kill_count = 0;
    assert_false(are_one(&a, &b));
    a.event.last_uptime_us = b.event.last_uptime_us = 4500000;
    assert_true(are_one(&a, &b));
    b.tasks[1].pid = 12;
    a.event.trigger.lines.first = b.event.trigger.lines.first = 0; /* the heads are lost */
    assert_false(are_one(&a, &b));
    b.tasks[1].pid = 11;
    assert_true(are_one(&a, &b));
    b.event.last_uptime_us++;
    assert_false(are_one(&a, &b));
    a.event.tasks.count = b.event.tasks.count = 0;
    b.event.last_uptime_us--;
    assert_true(are_one(&a, &b));
    b.event.memory.counters.free.value++;
    assert_false(are_one(&a, &b));
}

static void assert_times(struct oomwhy_time one, struct oomwhy_time other, bool are_near) {
    a.event.time = one;
    b.event.time = other;
    if (are_one(&a, &b) != are_near)
        fail_msg("%02d:%02d:%02d and %02d:%02d:%02d", one.hour, one.minute, one.second, other.hour, other.minute,
                 other.second);
}

#define AT(h, m, s)                                                                                                    \
    ((struct oomwhy_time){.year = 2024, .month = 5, .day = 1, .hour = (h), .minute = (m), .second = (s)})
#define AT_ZONE(h, m, s, zone)                                                                                         \
    ((struct oomwhy_time){.year = 2024,                                                                                \
                          .month = 5,                                                                                  \
                          .day = 1,                                                                                    \
                          .hour = (h),                                                                                 \
                          .minute = (m),                                                                               \
                          .second = (s),                                                                               \
                          .offset_min = (zone),                                                                        \
                          .has_offset = true})

/* Of whole reports: zones differ by half hours, transports by five seconds. */
static void wall_clocks_may_be_of_any_zone(void **state) {
    (void)state;
    assert_times(AT(12, 0, 0), AT(12, 0, 5), true);
    assert_times(AT(12, 0, 0), AT(12, 0, 6), false);
    assert_times(AT(12, 0, 0), AT(14, 30, 5), true);
    assert_times(AT(12, 0, 0), AT(13, 59, 55), true);
    assert_times(AT(12, 0, 0), AT(13, 59, 54), false);
    assert_times(AT(12, 0, 0), AT(12, 15, 0), false);
    struct oomwhy_time next = AT(14, 0, 0);
    next.day = 2;
    assert_times(AT(12, 0, 0), next, true); /* 26 hours */
    next.second = 5;
    assert_times(AT(12, 0, 0), next, true);
    next.second = 6;
    assert_times(AT(12, 0, 0), next, false);
    next.second = 0;
    next.minute = 30;
    assert_times(AT(12, 0, 0), next, false);
    assert_times(AT(12, 0, 0), (struct oomwhy_time){0}, true);
}

/* Of a part of a report: both times have a zone, or none. */
static void a_part_needs_the_same_time(void **state) {
    (void)state;
    b.event.trigger.lines.first = 0;
    assert_times(AT(12, 0, 0), AT(12, 0, 5), true);
    assert_times(AT(12, 0, 0), AT(14, 0, 0), false);
    assert_times(AT_ZONE(12, 0, 0, 120), AT_ZONE(10, 0, 0, 0), true);
    assert_times(AT_ZONE(12, 0, 0, 120), AT_ZONE(12, 0, 0, 0), false);
    assert_times(AT_ZONE(12, 0, 0, 120), AT(10, 0, 0), true);
    assert_times(AT(12, 0, 0), (struct oomwhy_time){0}, true);
    b.kill.total_vm_kb = ABSENT; /* no figures are left to compare */
    assert_times(AT(12, 0, 0), AT(12, 0, 0), false);
}

/* The head of a report that may be cut: its first three rows. */
static void three_rows_are_a_head(void **state) {
    (void)state;
    for (int i = 2; i < 4; i++)
        a.tasks[i] = b.tasks[i] = (struct task){.pid = 20 + i, .rss = 300};
    a.event.tasks.count = b.event.tasks.count = 4;
    const uint64_t head = fingerprint_of(&a.event).head;
    assert_true(head != 0);
    b.tasks[3].rss = 301;
    assert_true(fingerprint_of(&b.event).head == head);
    for (int i = 0; i < 3; i++) {
        b.tasks[i].rss++;
        assert_true(fingerprint_of(&b.event).head != head);
        b.tasks[i].rss--;
    }
    b.event.tasks.cut = true;
    assert_true(fingerprint_of(&b.event).head == 0);
    b.event.tasks.cut = false;
    b.event.trigger.lines.first = 0;
    assert_true(fingerprint_of(&b.event).head == 0);
    a.event.tasks.count = 0;
    assert_true(fingerprint_of(&a.event).head == 0);
}

/* "oomd" or "earlyoom": a clock, or figures; without figures not twice in one input. */
static void kills_of_daemons(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct report *report = i ? &b : &a;
        report->event.killer = KILLER_EARLYOOM;
        report->event.sources = &report->source;
        report->event.source_count = 1;
        report->source.line_base = 1000 * i;
        report->event.reason.text = STR("low memory");
    }
    assert_true(are_one(&a, &b));
    b.source.line_base = 0;
    assert_false(are_one(&a, &b));
    a.kill.rss_kb = b.kill.rss_kb = 4096;
    assert_true(are_one(&a, &b));
    b.kill.rss_kb = 4097;
    assert_false(are_one(&a, &b));
    a.kill.rss_kb = b.kill.rss_kb = 0;
    a.event.figures.mem_line = b.event.figures.mem_line = 5;
    assert_true(are_one(&a, &b));
    b.event.reason.text = STR("high pressure");
    assert_false(are_one(&a, &b));
    b.event.reason.text = STR("low memory");
    a.event.time = b.event.time = (struct oomwhy_time){0};
    assert_true(are_one(&a, &b));
    a.event.figures.mem_line = b.event.figures.mem_line = 0;
    assert_false(are_one(&a, &b)); /* neither clock nor figures */
    assert_int_not_equal(fingerprint_id(&a.event), 0);
    a.event.killer = KILLER_SYSTEMD;
    assert_int_equal(fingerprint_id(&a.event), 0);
}

/* Made of the kernel's figures: names and clocks may be told in other ways. */
static void an_id_is_of_figures(void **state) {
    (void)state;
    const uint64_t id = fingerprint_id(&a.event);
    assert_int_not_equal(id, 0);
    b.event.host = STR("other");
    b.event.trigger.name = STR("my\\x20sqld");
    b.kill.name = STR("j");
    b.event.time.hour = 3;
    b.event.uptime_us = 5;
    assert_true(fingerprint_id(&b.event) == id);
    int64_t *const figures[] = {&b.event.trigger.gfp_mask,
                                &b.event.trigger.order,
                                &b.event.identity.pid,
                                &b.event.memory.counters.free.value,
                                &b.kill.pid,
                                &b.kill.total_vm_kb,
                                &b.kill.anon_rss_kb,
                                &b.kill.file_rss_kb,
                                &b.event.cgroup.memory.usage_kb,
                                &b.event.cgroup.memory.failcnt,
                                &b.event.memory.counters.active_anon.value,
                                &b.event.memory.counters.slab_unreclaimable.value};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        const int64_t was = *figures[i];
        *figures[i] = 77;
        if (fingerprint_id(&b.event) == id)
            fail_msg("figure %zu", i);
        *figures[i] = was;
    }
}

/* A trigger alone is told by the kernel's clock, if it has one. */
static void an_id_needs_something(void **state) {
    (void)state;
    a.event.kill_count = 0;
    a.event.memory.counters.free.line = 0;
    assert_int_equal(fingerprint_id(&a.event), 0);
    a.event.uptime_us = 5000000;
    const uint64_t id = fingerprint_id(&a.event);
    assert_int_not_equal(id, 0);
    a.event.uptime_us++;
    assert_true(fingerprint_id(&a.event) != id);
    a.event.cgroup.memory.line = 6;
    a.event.uptime_us = ABSENT;
    assert_int_not_equal(fingerprint_id(&a.event), 0);
}

static void victims(void **state) {
    (void)state;
    assert_true(fingerprint_of_victim(STR("web1"), 11) == fingerprint_of_victim(STR("web1"), 11));
    assert_true(fingerprint_of_victim(STR("web1"), 11) != fingerprint_of_victim(STR("web1"), 12));
    assert_true(fingerprint_of_victim(STR("web1"), 11) != fingerprint_of_victim(STR("web2"), 11));
}

#define OF_TWO(test) cmocka_unit_test_setup(test, two_set_up)

/* A kill line that is cut behind its address space, without a report: enough to compare. */
static void an_address_space_is_enough(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct report *report = i ? &b : &a;
        report->event.trigger.lines.first = 0;
        report->event.tasks.count = 0;
        report->event.memory.counters.lines.first = 0;
        report->kill.anon_rss_kb = ABSENT;
    }
    assert_true(are_one(&a, &b));
    b.kill.total_vm_kb++;
    assert_false(are_one(&a, &b));
    a.kill.total_vm_kb = b.kill.total_vm_kb = ABSENT;
    assert_false(are_one(&a, &b));
    a.event.tasks.count = b.event.tasks.count = 1;
    assert_true(are_one(&a, &b));
    a.event.tasks.count = b.event.tasks.count = 0;
    a.event.memory.counters.lines.first = b.event.memory.counters.lines.first = 3;
    assert_true(are_one(&a, &b));
    a.event.kill_count = b.event.kill_count = 0;
    assert_true(are_one(&a, &b)); /* without a clock the figures have to do */
    a.event.memory.zone_count = b.event.memory.zone_count = 0;
    assert_false(are_one(&a, &b));
}

/* Figures of another kill than the first make up for none. */
static void the_first_kill_needs_its_own_figures(void **state) {
    (void)state;
    struct kill kills[2] = {a.kill, a.kill};
    int64_t *const figures[] = {&kills[0].total_vm_kb, &kills[0].anon_rss_kb, &kills[1].total_vm_kb,
                                &kills[1].anon_rss_kb};
    a.event.kills = kills;
    a.event.kill_count = 2;
    const uint64_t key = fingerprint_of(&a.event).keys[FINGERPRINT_KILL];
    assert_true(key != 0);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        const int64_t was = *figures[i];
        *figures[i] = ABSENT;
        if (fingerprint_of(&a.event).keys[FINGERPRINT_KILL] != (i < 2 ? 0 : key))
            fail_msg("figure %zu", i);
        *figures[i] = was;
    }
    a.event.kill_count = 0;
    assert_true(fingerprint_of(&a.event).keys[FINGERPRINT_KILL] == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        OF_TWO(all_that_was_printed_is_the_same),
        OF_TWO(hosts_are_told_by_their_first_label),
        OF_TWO(the_kernels_clock_decides),
        OF_TWO(the_last_line_may_decide),
        OF_TWO(wall_clocks_may_be_of_any_zone),
        OF_TWO(a_part_needs_the_same_time),
        OF_TWO(three_rows_are_a_head),
        OF_TWO(kills_of_daemons),
        OF_TWO(an_id_is_of_figures),
        OF_TWO(an_id_needs_something),
        OF_TWO(victims),
        OF_TWO(an_address_space_is_enough),
        OF_TWO(the_first_kill_needs_its_own_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
