/* Logs read as if of every release: what is reckoned and said changes with those that changed the kernel's rules or
 * what its report prints, and with no other.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "case_log.h"
#include "model/release.h"
#include "said_log.h"

enum { NAME_MOST = 64 };

/* 2.6.25  vm.oom_dump_tasks
 * 2.6.32  the report prints kernel stacks
 * 2.6.35  memory compaction
 * 2.6.36  oom_score_adj, the points are of memory, the task table is printed unasked
 * 3.5     points in pages, no longer of 1000
 * 3.10    the report prints pools of huge pages; systemd and its journal
 * 3.11    zswap
 * 3.14    root's bonus is 3 % of its memory, no longer 3 % of all; zram
 * 3.18    BPF maps
 * 4.5     cgroup v2
 * 4.7     of equal points the last one wins
 * 4.15    bpftool
 * 4.17    root has no bonus
 * 4.20    pressure figures
 * 5.1     io_uring; the last line is of the victim, no longer of its child
 * 5.9     points below 1 stay
 * 6.1     the multi-generational LRU and its min_ttl_ms
 * 6.2     rss is counted per CPU and is approximate
 * 6.18    the report prints zswap's and zram's memory
 * 7.0     rss is exact again */
static const struct {
    const char *log, *turns;
} rows[] = {
    {"counters-cut-node-line-whole", "2.6.32 2.6.36 3.5.0 3.10.0 3.11.0 3.14.0 3.18.0 4.15.0 4.17.0 5.1.0 6.18.0"},
    {"trace-names-the-maker-perf-buffer", "2.6.32 2.6.36 3.5.0 3.14.0 3.18.0 4.15.0 4.17.0 5.1.0 5.9.0 6.18.0"},
    {"thrashing-two-reports", "2.6.36 3.5.0 3.10.0 3.14.0 4.5.0 4.17.0 5.9.0 6.2.0 7.0.0"},
    {"headless-report-trace-says-out-of-memory-arm", "3.10.0 4.5.0 6.1.0"},
    {"prefix-syslog-without-tag-2.6", "2.6.25 2.6.32 2.6.36 3.10.0 3.14.0 3.18.0 5.1.0 6.18.0"},
    {"lru-pages-in-no-page-cache", "2.6.36 3.5.0 3.14.0 4.17.0 5.9.0 6.1.0"},
    {"limit-of-host-is-global-order3", "2.6.35 2.6.36 3.5.0 3.14.0 4.17.0 5.9.0"},
    {"twins-without-split-rss", "2.6.36 3.5.0 4.7.0 5.9.0"},
    {"zram-takes-the-gap", "2.6.32 2.6.36 3.5.0 3.11.0 3.18.0 4.20.0 5.1.0 5.9.0 6.18.0"},
};

/* From 2.6.20: of 2.6 all, of each later one the first two patches. */
static bool next_release(int *number) {
    static const int minors[] = {[2] = 6, [3] = 19, [4] = 20, [5] = 19, [6] = 19, [7] = 2};
    if (number[2] < (number[0] == 2 ? 39 : 1)) {
        number[2]++;
        return true;
    }
    number[2] = 0;
    if (number[1] < minors[number[0]]) {
        number[1]++;
        return true;
    }
    number[1] = 0;
    return ++number[0] < 8;
}

static void turns_of(str log, char *turns, size_t size) {
    int number[] = {2, 6, 20};
    char *last = NULL, name[NAME_MOST];
    size_t len = 0;
    turns[0] = '\0';
    do {
        snprintf(name, sizeof name, "%d.%d.%d-generic", number[0], number[1], number[2]);
        char *text = say_log(log, 0, name);
        if (last && strcmp(last, text) != 0 && len < size)
            len += (size_t)snprintf(turns + len, size - len, "%s%d.%d.%d", len ? " " : "", number[0], number[1],
                                    number[2]);
        free(last);
        last = text;
    } while (next_release(number));
    free(last);
}

static void the_rules_turn_with_these_releases(void **state) {
    (void)state;
    static char data[CASE_LOG_MOST];
    int wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char turns[512];
        turns_of(case_log(rows[i].log, data), turns, sizeof turns);
        if (strcmp(turns, rows[i].turns) != 0) {
            print_error("%s: %s\n", rows[i].log, turns);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_rules_turn_with_these_releases, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
