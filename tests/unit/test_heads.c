/* Logs that begin at each of their lines: a line that comes before alters nothing but the numbers, so that what stands
 * on the first line is there as well as what stands on any other.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "case_log.h"
#include "said_log.h"

static const char *const logs[] = {
    "allocating-task",
    "android-by-its-release",
    "balloon-zero-is-a-count",
    "boost-while-booting",
    "cgroup-limit-zero",
    "cgroup-statistics-above-its-usage",
    "chat-export-of-a-report",
    "child-dies-in-its-parents-place",
    "containerd-scope-outside-kubernetes",
    "daemons-behind-the-kernels-clock",
    "dirty-figure-absent-is-not-zero",
    "docker-update-must-not-forbid-swap",
    "docker-update-must-not-lower-memory-swap",
    "earlyoom-1.3-wording",
    "earlyoom-with-figures",
    "elision-dots-glued-to-a-name",
    "flowed-cgroup-v1-path-swallows-the-rest",
    "flowed-dmesg-without-separator",
    "flowed-html-br",
    "flowed-literal-backslash-n",
    "flowed-syslog",
    "forged-in-an-access-log",
    "freed-by-the-kill-before",
    "grepped-3.10-announcements",
    "grepped-5.3-oom",
    "group-of-processes-smaller-than-its-member",
    "group-whose-processes-hold-nothing",
    "guard-page-size-by-the-unlimited-constant",
    "guard-reboot-between-two-reports",
    "header-only-scope-unknown",
    "headless-report-trace-says-out-of-memory-arm",
    "issue-body-of-a-report",
    "kernel-counter-not-split",
    "kill-line-says-allocating-task",
    "killed-thread-of-a-container",
    "killer-earlyoom",
    "killer-others",
    "kills-of-sizes-beyond-2-to-63",
    "kswapd-asks-lru-gen-frame",
    "kswapd-asks-zones-low",
    "kswapd-on-a-small-machine",
    "kubectl-describe-node-row-from-with-node",
    "kubectl-get-events-row",
    "limit-of-host-is-global-order3",
    "limit-without-its-unit",
    "locked-by-the-largest",
    "lowmem-i386",
    "maker-packet-ring",
    "masked-gfp-digits",
    "memory-high-below-present-need",
    "nbsp-entities",
    "newest-first-cgroup-v1-syslog",
    "not-exhausted-page-fault",
    "numa-no-usable-zone",
    "oomd-killed-for-swap-with-figures",
    "page-cache-gone-is-no-proof-of-reading",
    "page-fault-of-a-cgroup",
    "page-fault-oom-right-after-a-cgroup-oom",
    "page-tables-of-guests",
    "paste-glued-code-fence-before-first-line",
    "prefix-csv-quoted-message",
    "prefix-epoch-ms-tab-iso",
    "prefix-fluent-bit-stdout",
    "prefix-guest-console-in-hypervisor-log",
    "prefix-hash-number-date",
    "prefix-html-table-cell",
    "prefix-journal-cjk-month",
    "prefix-kern-level-in-angle-brackets",
    "prefix-numbered-list",
    "prefix-pdsh-two-hosts-interleaved",
    "prefix-shell-prompt",
    "prefix-syslog-without-tag-2.6",
    "prefix-unified-log-vm-helper",
    "prefix-wall-message-from-syslogd",
    "ram-shrank-since-boot",
    "refault-figures-in-the-child-line",
    "refault-figures-with-a-unit",
    "refaults-since-creation-are-no-proof",
    "relief-while-printing",
    "request-arm-caller",
    "request-guest-fault",
    "request-of-a-fault-trace-ends-early",
    "request-reads-a-page-back-3.10",
    "request-writes-a-page-of-two-owners",
    "same-group-with-trailing-blank",
    "same-kill-in-two-dresses",
    "score-contradicts-leak",
    "score-of-a-raised-process",
    "score-without-counters",
    "slab-list-alone",
    "slub-cache-of-a-container",
    "stall-lines-before-the-kill",
    "summary-with-fields-left-out",
    "swap-full-no-cache-free-above-watermark",
    "swapoff-reads-back",
    "table-cut-after-a-whole-row",
    "table-grepped-with-context",
    "table-with-lines-skipped",
    "table-without-header-row",
    "task-in-root-limit-of-group",
    "three-stats-lines-of-one-hierarchy",
    "time-header-without-stamp",
    "time-of-another-event-inherited",
    "totals-after-an-open-summary",
    "totals-alone-rootfs-in-ram",
    "trace-names-the-maker-message-queue",
    "trace-names-the-maker-pipe-table",
    "twins-of-one-data-set",
    "twins-without-split-rss",
    "two-hosts-in-fields-between-bars",
    "two-sentences-flowed-on-a-line",
    "vendor-el7-summary-line",
    "victim-only-in-intent-line-2.6.20",
    "victim-only-in-reaper-line",
    "workers-trace-below-a-process",
};

static const char *first_difference(const char *a, const char *b) {
    while (*a && *a == *b)
        a++, b++;
    return a;
}

/* LOG begins with an empty line. */
static int differences_of(const char *name, str log) {
    int wrong = 0, line = 0;
    for (size_t at = 0; at + 1 < log.len; at++) {
        if (log.data[at] != '\n')
            continue;
        line++;
        /* the line end before is the empty line */
        char *alone = say_log(str_from(log, at + 1), 0, NULL), *behind = say_log(str_from(log, at), 1, NULL);
        const bool is_cut = strstr(alone, "The input begins within this line"); /* nor does it behind an empty one */
        if (!is_cut && strcmp(alone, behind) != 0 && wrong++ == 0)
            print_error("%s from line %d: %.120s\n   not %.120s\n", name, line, first_difference(behind, alone),
                        first_difference(alone, behind));
        free(alone);
        free(behind);
    }
    return wrong;
}

static void an_empty_line_before_alters_nothing(void **state) {
    (void)state;
    static char data[1 + CASE_LOG_MOST] = "\n";
    int wrong = 0;
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++)
        wrong += differences_of(logs[i], str_of(data, 1 + case_log(logs[i], data + 1).len));
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(an_empty_line_before_alters_nothing, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
