/* The figures of userspace killers: shares, sizes and times as these programs write them.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "followed.h"
#include "kernel/killer_figures.h"
#include "model/fields.h"
#include "model/limits.h"

static struct matcher *matcher;
static struct event *event;

static int set_up(void **state) {
    (void)state;
    matcher = matcher_new();
    event = builder_new();
    return matcher && event ? 0 : 1;
}

static int tear_down(void **state) {
    (void)state;
    matcher_free(matcher);
    event_free(event);
    return 0;
}

static struct match find(const char *text) {
    struct match match = {0};
    if (!matcher_find(matcher, followed(text, 0), SENTENCE_USER, &match))
        fail_msg("%s", text);
    return match;
}

static void read_line(const char *text, int64_t line) {
    const struct match match = find(text);
    killer_figures_read(&match, event, line);
}

/* TEXT with each of WORDS in the place of "%s" becomes VALUE in the figure. */
struct reading {
    const char *words;
    int64_t value;
};

static void assert_readings(const char *text, int64_t *figure, const struct reading *readings, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char line[256];
        snprintf(line, sizeof line, text, readings[i].words);
        *figure = ABSENT;
        read_line(line, 5);
        if (*figure != readings[i].value)
            fail_msg("%s: %lld, not %lld", line, (long long)*figure, (long long)readings[i].value);
    }
}

/* In hundredths of a percent; a third decimal is cut off. */
static void shares(void **state) {
    (void)state;
    static const struct reading readings[] = {
        {"62.33", 6233},
        {"5.0", 500},
        {"12", 1200},
        {"0.01", 1},
        {"99.999", 9999},
        {"7.", 700},
        {"1000000000", 100000000000},
    };
    assert_readings("Killed /a due to memory pressure for /b being %s%% > 50.00%% for > 20s", &event->figures.pressure,
                    readings, sizeof readings / sizeof *readings);
    assert_int_equal(event->figures.pressure_limit, 5000);
    assert_int_equal(event->figures.pressure_line, 5);
    assert_true(str_equal(event->figures.group, STR("/b")));
    /* more than any share */
    event->figures.pressure = ABSENT;
    read_line("Killed /a due to memory pressure for /b being 1000000001% > 50.00% for > 20s", 6);
    assert_true(event->figures.pressure == ABSENT);
}

/* As systemd's format_timespan writes them; parts of a second do not count. */
static void times(void **state) {
    (void)state;
    static const struct reading readings[] = {
        {"20s", 20},          {"1min 30s", 90},   {"2h 5min", 7500},       {"1d 2h", 93600},
        {"31.2s", 31},        {"1min 30.5s", 90}, {"1000000000s", ABSENT}, {"999999999s", 999999999},
        {"5 apples", ABSENT}, {"3s 5 apples", 3}, {"59min 59s", 3599},
    };
    assert_readings("Killed /a due to memory pressure for /b being 60%% > 50%% for > %s with reclaim activity",
                    &event->figures.pressure_s, readings, sizeof readings / sizeof *readings);
}

/* As systemd's format_bytes writes them: one decimal, binary units; a kilobyte is 1024 bytes. */
static void sizes(void **state) {
    (void)state;
    static const struct reading readings[] = {
        {"38.6G", 40475033}, /* 38.6 * 2^20 = 40475033.6 */
        {"7.1M", 7270},      /* 7.1 * 1024 = 7270.4 */
        {"12K", 12},
        {"2048B", 2},
        {"512B", 0},
        {"0B", 0},
        {"1T", 1073741824},
        {"1P", 1099511627776},
        {"2E", 2251799813685248},
        {"900000000E", ABSENT},
        {"1000000001B", ABSENT}, /* no machine's */
    };
    read_line("Path: /system.slice/a.service", 3);
    assert_int_equal(event->figures.candidate_count, 1);
    assert_int_equal(event->figures.lines.first, 3);
    struct candidate *candidate = &event->figures.candidates[0];
    assert_true(candidate->memory_kb == ABSENT && candidate->swap_kb == ABSENT && candidate->pressure == ABSENT);
    assert_int_equal(candidate->line, 3);
    assert_true(str_equal(candidate->path, STR("/system.slice/a.service")));
    assert_readings("Current Memory Usage: %s", &candidate->memory_kb, readings, sizeof readings / sizeof *readings);
    assert_readings("Swap Usage: %s", &candidate->swap_kb, readings, sizeof readings / sizeof *readings);
    read_line("Pressure: Avg10: 85.87 Avg60: 73.87 Avg300: 50.24 Total: 6min 30s", 9);
    assert_int_equal(candidate->pressure, 8587);
    assert_int_equal(event->figures.lines.last, 9);
}

/* A figure belongs to the candidate named last, and to nobody before the first. */
static void candidates(void **state) {
    (void)state;
    read_line("Swap Usage: 344.8M", 1);
    assert_int_equal(event->figures.candidate_count, 0);
    assert_int_equal(event->figures.lines.first, 0);
    read_line("Considered 37 cgroups for killing, top candidates were:", 2);
    assert_int_equal(event->figures.considered, 37);
    assert_int_equal(event->figures.considered_line, 2);
    read_line("Path: /a", 3);
    read_line("Swap Usage: 1M", 4);
    read_line("Path: /b", 5);
    read_line("Swap Usage: 2M", 6);
    assert_int_equal(event->figures.candidate_count, 2);
    assert_int_equal(event->figures.candidates[0].swap_kb, 1024);
    assert_int_equal(event->figures.candidates[1].swap_kb, 2048);
}

/* No more candidates are kept than LIMIT_CANDIDATES; what follows changes none of them but the last. */
static void many_candidates(void **state) {
    (void)state;
    for (int i = 0; i < LIMIT_CANDIDATES + 2; i++) {
        char path[32];
        snprintf(path, sizeof path, "Path: /a%d", i);
        read_line(path, i + 1);
    }
    assert_int_equal(event->figures.candidate_count, LIMIT_CANDIDATES);
    assert_true(str_equal(event->figures.candidates[0].path, STR("/a0")));
}

/* What is missing is reckoned from the rest: free = total - used, shares in hundredths of a percent. */
static void figures_are_completed(void **state) {
    (void)state;
    static const struct {
        int64_t total_kb, used_kb, free_kb, want_free_kb, want_share;
    } cases[] = {
        {1000, 900, ABSENT, 100, 1000},
        {1000, 1000, ABSENT, 0, 0},
        {1000, 1001, ABSENT, ABSENT, ABSENT},
        {ABSENT, 900, ABSENT, ABSENT, ABSENT},
        {1000, ABSENT, ABSENT, ABSENT, ABSENT},
        {1000, ABSENT, 333, 333, 3330},
        {1000, 900, 50, 50, 500},
        {0, ABSENT, 0, 0, ABSENT},
        {1000, ABSENT, 1001, 1001, ABSENT},
        {1000, ABSENT, 1000, 1000, 10000},
        {1000, ABSENT, -1, -1, ABSENT},
        {ABSENT, ABSENT, 7, 7, ABSENT},
        {1000, ABSENT, 0, 0, 0},
        {3, ABSENT, 2, 2, 6667}, /* rounded */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct killer_figures figures = event->figures;
        figures.mem_total_kb = figures.swap_total_kb = cases[i].total_kb;
        figures.mem_used_kb = figures.swap_used_kb = cases[i].used_kb;
        figures.mem_free_kb = figures.swap_free_kb = cases[i].free_kb;
        figures.mem_free = figures.swap_free = ABSENT;
        killer_figures_complete(&figures);
        if (figures.mem_free_kb != cases[i].want_free_kb || figures.mem_free != cases[i].want_share ||
            figures.swap_free_kb != cases[i].want_free_kb || figures.swap_free != cases[i].want_share)
            fail_msg("case %zu", i);
        figures.mem_free = figures.swap_free = 77; /* what the program said stays */
        killer_figures_complete(&figures);
        assert_int_equal(figures.mem_free, 77);
        assert_int_equal(figures.swap_free, 77);
    }
}

static struct kill victim_of(const char *text, struct kill kill) {
    const struct match match = find(text);
    killer_figures_read_victim(&match, event, &kill);
    return kill;
}

/* What is known already stays; only signal 9 cannot be ignored. */
static void victims(void **state) {
    (void)state;
    struct kill none = {0};
    field_clear(&field_kill, &none);
    struct kill kill =
        victim_of("sending SIGTERM to process 1234 uid 1000 \"stress\": badness 904, VmRSS 1024 MiB", none);
    assert_int_equal(kill.rss_kb, 1048576);
    assert_true(kill.is_told_to_end);
    kill = victim_of("sending SIGKILL to process 1234 uid 1000 \"stress\": badness 904, VmRSS 1024 MiB", none);
    assert_false(kill.is_told_to_end);
    none.rss_kb = 12;
    kill = victim_of("sending SIGKILL to process 1234 uid 1000 \"stress\": badness 904", none);
    assert_int_equal(kill.rss_kb, 12);
    kill = victim_of("VmSwap:  77 MiB", none);
    assert_int_equal(kill.swap_kb, 78848);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shares, set_up, tear_down),
        cmocka_unit_test_setup_teardown(times, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sizes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(candidates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_candidates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(figures_are_completed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(victims, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
