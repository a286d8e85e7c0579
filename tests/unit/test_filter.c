/* Which events are wanted, by host, victim, number and time, and what there is to choose from.
 * SPDX-License-Identifier: MIT */
#include "model/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* A filter for OPTIONS, and an event of web-01 that killed java at noon. */
struct choice {
    struct filter filter;
    struct event event;
    struct kill kills[20];
};

static void choose(struct choice *choice, struct oomwhy_options options) {
    *choice = (struct choice){.event = {.host = STR("web-01"), .number = 3, .kill_count = 1}};
    choice->event.kills = choice->kills;
    choice->kills[0].name = STR("java");
    choice->event.time = (struct oomwhy_time){.year = 2024, .month = 5, .day = 1, .hour = 12};
    assert_true(filter_open(&choice->filter, &options));
}

static bool is_taken(struct choice *choice) {
    return filter_check_place(&choice->filter, &choice->event) && filter_takes_itself(&choice->filter, &choice->event);
}

static void without_a_choice_all_are_taken(void **state) {
    struct choice choice;
    (void)state;
    choose(&choice, (struct oomwhy_options){0});
    assert_true(is_taken(&choice));
    choice.event.time = (struct oomwhy_time){0};
    choice.event.host = STR("");
    choice.event.kill_count = 0;
    assert_true(is_taken(&choice));
    assert_int_equal(choice.filter.undated, 0);
    filter_close(&choice.filter);
}

static void assert_host(const char *pattern, const char *host, bool is_wanted) {
    struct choice choice;
    choose(&choice, (struct oomwhy_options){.hosts = (const char *const[]){"nobody", pattern, NULL}});
    choice.event.host = str_from_cstr(host);
    if (is_taken(&choice) != is_wanted)
        fail_msg("%s of %s", host, pattern);
    filter_close(&choice.filter);
}

/* One of both may be written in full. */
static void hosts_are_chosen(void **state) {
    (void)state;
    assert_host("web-01", "web-01", true);
    assert_host("web-*", "web-01", true);
    assert_host("web-01", "web-01.example.com", true);
    assert_host("web-01.example.com", "web-01", true);
    assert_host("web-01.example.com", "web-01.example.org", false);
    assert_host("web-01", "web-011", false);
    assert_host("*", "", false);
}

static void victims_are_chosen(void **state) {
    struct choice choice;
    (void)state;
    choose(&choice, (struct oomwhy_options){.killed = (const char *const[]){"jav*", NULL}});
    assert_true(is_taken(&choice));
    choice.kills[0].name = STR("mysqld");
    assert_false(is_taken(&choice));
    choice.kills[1].name = STR("java");
    choice.event.kill_count = 2;
    assert_true(is_taken(&choice));
    choice.event.kill_count = 0;
    assert_false(is_taken(&choice));
    filter_close(&choice.filter);
}

static void numbers_are_chosen(void **state) {
    static struct oomwhy_range ranges[] = {{2, 3}, {7, 7}};
    struct choice choice;
    (void)state;
    choose(&choice, (struct oomwhy_options){.events = ranges, .event_count = 2});
    for (int64_t number = 1; number <= 8; number++) {
        choice.event.number = number;
        assert_int_equal(is_taken(&choice), number == 2 || number == 3 || number == 7);
    }
    filter_close(&choice.filter);
}

static void times_are_chosen(void **state) {
    struct choice choice;
    (void)state;
    choose(&choice, (struct oomwhy_options){.since = {.year = 2024, .month = 5, .day = 1, .hour = 11},
                                            .until = {.year = 2024, .month = 5, .day = 1, .hour = 12}});
    assert_true(is_taken(&choice));
    choice.event.time.second = 1;
    assert_false(is_taken(&choice));
    choice.event.time.hour = 10;
    assert_false(is_taken(&choice));
    choice.event.time = (struct oomwhy_time){.month = 5, .day = 1, .hour = 12}; /* "May  1 12:00:00" */
    assert_true(is_taken(&choice));
    assert_int_equal(choice.filter.yearless, 1);
    choice.event.time = (struct oomwhy_time){0};
    assert_false(is_taken(&choice));
    assert_int_equal(choice.filter.undated, 1);
    assert_int_equal(choice.filter.yearless, 1);
    filter_close(&choice.filter);
}

static void the_nearest_is_known(void **state) {
    struct choice choice, other;
    (void)state;
    choose(&choice, (struct oomwhy_options){.near = {.year = 2024, .month = 5, .day = 1, .hour = 11}});
    choose(&other, (struct oomwhy_options){0});
    other.event.time.hour = 9;
    assert_true(filter_is_nearer(&choice.filter, &choice.event, &other.event));
    assert_false(filter_is_nearer(&choice.filter, &other.event, &choice.event));
    other.event.time.hour = 10; /* an hour each */
    assert_false(filter_is_nearer(&choice.filter, &choice.event, &other.event));
    assert_false(filter_is_nearer(&choice.filter, &other.event, &choice.event));
    filter_close(&choice.filter);
    filter_close(&other.filter);
}

/* Names once, in the order of the log, and no more than the bound; the first and the last time. */
static void what_there_is_to_choose_from(void **state) {
    static char names[20][8];
    struct choice choice;
    (void)state;
    choose(&choice, (struct oomwhy_options){0});
    filter_note(&choice.filter, &choice.event);
    filter_note(&choice.filter, &choice.event);
    assert_int_equal(choice.filter.seen.count, 1);
    assert_string_equal(choice.filter.seen.items[0], "web-01");
    assert_int_equal(choice.filter.seen_killed.count, 1);
    assert_string_equal(choice.filter.seen_killed.items[0], "java");
    choice.event.host = STR("");
    choice.event.time.hour = 13;
    for (int i = 0; i < 20; i++) {
        snprintf(names[i], sizeof names[i], "p%d", i);
        choice.kills[i].name = str_from_cstr(names[i]);
    }
    choice.event.kill_count = 20;
    filter_note(&choice.filter, &choice.event);
    choice.event.time.hour = 11;
    filter_note(&choice.filter, &choice.event);
    choice.event.time = (struct oomwhy_time){0};
    filter_note(&choice.filter, &choice.event);
    assert_int_equal(choice.filter.seen.count, 1);
    assert_int_equal(choice.filter.seen_killed.count, FILTER_NAMES);
    assert_string_equal(choice.filter.seen_killed.items[FILTER_NAMES - 1], "p14");
    assert_int_equal(choice.filter.first.hour, 11);
    assert_int_equal(choice.filter.last.hour, 13);
    filter_close(&choice.filter);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_choice_all_are_taken),
        cmocka_unit_test(hosts_are_chosen),
        cmocka_unit_test(victims_are_chosen),
        cmocka_unit_test(numbers_are_chosen),
        cmocka_unit_test(times_are_chosen),
        cmocka_unit_test(the_nearest_is_known),
        cmocka_unit_test(what_there_is_to_choose_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
