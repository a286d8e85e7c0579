/* An event's lists: what is kept, and what is said at their bounds.
 * SPDX-License-Identifier: MIT */
#include "model/builder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static int event_set_up(void **state) {
    *state = builder_new();
    return *state ? 0 : -1;
}

static int event_tear_down(void **state) {
    event_free(*state);
    return 0;
}

static void assert_warned(const struct event *event, size_t index, const char *statement, int64_t first, int64_t last) {
    assert_true(index < event->warning_count);
    assert_true(str_equal(event->warnings[index].statement, str_from_cstr(statement)));
    assert_int_equal(event->warnings[index].lines.first, first);
    assert_int_equal(event->warnings[index].lines.last, last);
}

/* "Bounce:", "NFS_Unstable:" and whatever else comes: the first value of a name stays. */
static void numbers_without_a_place_are_kept(void **state) {
    struct event *event = *state;
    struct named_list list = {0};
    char name[8];
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "n%d", i);
        builder_other(event, &list, 2, str_from_cstr(name), i, 10 + i);
        builder_other(event, &list, 2, str_from_cstr(name), 99, 20);
    }
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].value, 0);
    assert_int_equal(list.items[1].value, 1);
    assert_int_equal(list.items[1].line, 11);
    assert_int_equal(event->warning_count, 0);
}

static void a_long_list_is_told_once(void **state) {
    struct event *event = *state;
    builder_warn_as(STR("x"), event, (struct span){1, 1}, "Another warning.");
    for (int64_t i = 0; i < LIMIT_NOTES + 3; i++)
        builder_note(event, NOTE_ALLOCATION_FAILURE, 100 + i, i, STR("x"));
    assert_int_equal(event->note_count, LIMIT_NOTES);
    assert_int_equal(event->notes[LIMIT_NOTES - 1].line, 100 + LIMIT_NOTES - 1);
    assert_int_equal(event->warning_count, 2);
    assert_warned(event, 0, "Another warning.", 1, 1);
    assert_warned(event, 1, "A list is too long: what follows 32 entries is left out.", 132, 134);
}

static void warnings_have_a_bound(void **state) {
    struct event *event = *state;
    for (int i = 0; i < LIMIT_WARNINGS + 1; i++)
        builder_warn_as(STR("x"), event, (struct span){1, 1}, "warning %d", i);
    assert_int_equal(event->warning_count, LIMIT_WARNINGS);
    assert_warned(event, LIMIT_WARNINGS - 1, "warning 63", 1, 1);
}

/* The first of a group is said twice, the later ones by doubled lines. */
static void a_victim_counts_once(void **state) {
    struct event *event = *state;
    for (int64_t pid = 1; pid <= 20; pid++)
        builder_kill(event, pid, 100 + pid);
    assert_ptr_equal(builder_kill(event, 1, 130), &event->kills[0]);
    assert_ptr_equal(builder_kill(event, 20, 131), &event->kills[19]);
    assert_ptr_equal(builder_kill(event, 5, 132), &event->kills[4]); /* the 16th from the end */
    assert_int_equal(event->kill_count, 20);
    builder_kill(event, 4, 133); /* before those that are looked at: another process that got its number */
    assert_int_equal(event->kill_count, 21);
    assert_int_equal(event->kills[20].line, 133);
    builder_kill(event, ABSENT, 134);
    builder_kill(event, ABSENT, 135);
    assert_int_equal(event->kill_count, 23);
}

/* Victims beyond what an event may hold are left out, and that is told. */
static void victims_have_a_bound(void **state) {
    struct event *event = *state;
    int64_t pid = 1;
    while (pid <= LIMIT_KILLS && builder_kill(event, pid, 100))
        pid++;
    const size_t count = event->kill_count;
    assert_true(count >= LIMIT_KILLS_FIRST && count <= LIMIT_KILLS);
    assert_null(builder_kill(event, pid, 101));
    assert_null(builder_kill(event, pid + 1, 102));
    assert_int_equal(event->kill_count, count);
    assert_int_equal(event->warning_count, 1);
}

static void a_victim_may_come_first(void **state) {
    struct event *event = *state;
    builder_kill(event, 1, 101);
    builder_kill(event, 2, 102);
    assert_ptr_equal(builder_kill_first(event, 3, 103), &event->kills[0]);
    for (int i = 0; i < 3; i++)
        assert_int_equal(event->kills[i].pid, i == 0 ? 3 : i);
    assert_int_equal(event->kills[0].anon_rss_kb, ABSENT);
}

static void a_span_grows_to_hold_a_line(void **state) {
    (void)state;
    struct span span = {0, 0};
    builder_cover(&span, 5);
    assert_true(span.first == 5 && span.last == 5);
    builder_cover(&span, 3);
    assert_true(span.first == 3 && span.last == 5);
    builder_cover(&span, 9);
    assert_true(span.first == 3 && span.last == 9);
}

static void a_long_warning_is_cut(void **state) {
    struct event *event = *state;
    static const int lengths[][2] = {{510, 510}, {511, 511}, {512, 511}, {600, 511}};
    char text[600];
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        builder_warn_as(STR("long"), event, (struct span){1, 1}, "%.*s", lengths[i][0], text);
        assert_int_equal(event->warnings[i].statement.len, lengths[i][1]);
    }
}

static void zones_and_nodes_begin_with_nothing(void **state) {
    struct event *event = *state;
    struct zone *zone = builder_zone(event, 1, STR("DMA32"), 7);
    struct node *node = builder_node(event, 2, 8);
    assert_true(zone && node);
    assert_int_equal(zone->node, 1);
    assert_true(str_equal(zone->name, STR("DMA32")));
    assert_true(zone->free_kb == ABSENT && zone->buddy_total_kb == ABSENT && zone->percpu_pages == ABSENT);
    assert_int_equal(node->node, 2);
    assert_int_equal(node->line, 8);
    assert_true(node->active_anon_kb == ABSENT);
    assert_int_equal(event->memory.zone_count, 1);
    assert_int_equal(event->memory.node_count, 1);
}

/* All lists of one event and of others share a budget; the event itself counts. */
static void a_shared_budget_counts_events(void **state) {
    (void)state;
    struct arena_budget budget = {.most = 1 << 20};
    struct event *event = builder_new();
    builder_share(event, &budget);
    const size_t empty = budget.used;
    assert_true(empty >= sizeof *event);
    builder_note(event, NOTE_ALLOCATION_FAILURE, 1, 1, STR("a note"));
    assert_true(budget.used > empty);
    event_free(event);
    assert_int_equal(budget.used, 0);
}

static void lines_are_kept_up_to_a_bound(void **state) {
    struct event *event = *state;
    static char line[LIMIT_OWN_LINES_BYTES / 4 + 1];
    memset(line, 'x', sizeof line);
    for (int64_t i = 0; i < 5; i++)
        builder_own_line(event, (struct span){i + 1, i + 1}, str_of(line, LIMIT_OWN_LINES_BYTES / 4));
    assert_int_equal(event->own.count, 4);
    assert_true(event->own.is_cut);
    assert_int_equal(event->own.bytes, LIMIT_OWN_LINES_BYTES);
    assert_warned(event, 0, "Too many lines: this one and those that follow are not kept.", 5, 5);
    builder_own_line(event, (struct span){6, 6}, STR("short"));
    assert_int_equal(event->own.count, 4);
    assert_int_equal(event->warning_count, 1);
}

#define ON_AN_EVENT(test) cmocka_unit_test_setup_teardown(test, event_set_up, event_tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_AN_EVENT(numbers_without_a_place_are_kept),
        ON_AN_EVENT(a_long_list_is_told_once),
        ON_AN_EVENT(warnings_have_a_bound),
        ON_AN_EVENT(a_long_warning_is_cut),
        ON_AN_EVENT(a_victim_counts_once),
        ON_AN_EVENT(victims_have_a_bound),
        ON_AN_EVENT(a_victim_may_come_first),
        cmocka_unit_test(a_span_grows_to_hold_a_line),
        ON_AN_EVENT(zones_and_nodes_begin_with_nothing),
        cmocka_unit_test(a_shared_budget_counts_events),
        ON_AN_EVENT(lines_are_kept_up_to_a_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
