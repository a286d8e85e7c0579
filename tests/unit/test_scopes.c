/* Whose memory ran out, by each sign that a log can have of it, and the line that tells.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "model/reckon.h"
#include "parsed.h"

static const char *const scope_names[] = {[SCOPE_UNKNOWN] = "unknown",
                                          [SCOPE_SYSTEM] = "system",
                                          [SCOPE_CGROUP] = "cgroup",
                                          [SCOPE_CPUSET] = "cpuset",
                                          [SCOPE_MEMPOLICY] = "policy"};

struct expectation {
    const char *log, *scope; /* of its first event, "system@2" */
};

static void assert_scopes(const struct expectation *cases, size_t count) {
    int failures = 0;
    for (size_t i = 0; i < count; i++) {
        char words[64] = "no event";
        struct reckoning reckoning;
        read_text(str_from_cstr(cases[i].log));
        if (event_count > 0) {
            assert_true(reckon(events[0], 0, &reckoning));
            snprintf(words, sizeof words, "%s@%lld", scope_names[reckoning.scope],
                     (long long)reckoning.scope_lines.first);
        }
        failures += strcmp(words, cases[i].scope) != 0;
        if (strcmp(words, cases[i].scope) != 0)
            print_error("case %zu: %s, not %s\n", i, words, cases[i].scope);
    }
    assert_int_equal(failures, 0);
}

#define ASSERT_SCOPES(cases) assert_scopes(cases, sizeof(cases) / sizeof *(cases))

#define T "[   10.000000] "
#define TRIGGER_BY(name, mask) T name " invoked oom-killer: gfp_mask=" mask ", order=0, oom_score_adj=0\n"
#define TRIGGER TRIGGER_BY("a", "0xcc0(GFP_KERNEL)")
#define HEAD(release) T "CPU: 1 PID: 77 Comm: a Not tainted " release " #1\n"
#define FIGURES " total-vm:100kB, anon-rss:40kB, file-rss:4kB, shmem-rss:0kB\n"
#define KILLED(before) T before "Killed process 5 (a)" FIGURES
#define SUMMARY(middle) T "oom-kill:constraint=" middle ",task=a,pid=5,uid=0\n"
#define FRAME(function) T "Call Trace:\n" T " " function "+0x1/0x2\n"

static void summaries(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {TRIGGER SUMMARY("CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom"), "system@2"},
        {TRIGGER SUMMARY("CONSTRAINT_MEMCG,nodemask=(null),oom_memcg=/a,task_memcg=/a"), "cgroup@2"},
        {TRIGGER SUMMARY("CONSTRAINT_MEMCG,nodemask=(null)"), "cgroup@2"},
        {TRIGGER SUMMARY("CONSTRAINT_CPUSET,nodemask=(null),cpuset=/a,mems_allowed=0"), "cpuset@2"},
        {TRIGGER SUMMARY("CONSTRAINT_MEMORY_POLICY,nodemask=0"), "policy@2"},
        /* 5.0 and 5.1 say CONSTRAINT_NONE whatever the reason: oom_memcg= tells */
        {TRIGGER SUMMARY("CONSTRAINT_NONE,nodemask=(null),oom_memcg=/a,task_memcg=/a"), "cgroup@2"},
        {TRIGGER SUMMARY("CONSTRAINT_NONE,nodemask=(null)") KILLED("Memory cgroup out of memory: "), "cgroup@3"},
        {TRIGGER SUMMARY("CONSTRAINT_NONE,nodemask=(null),global_oom") KILLED("Memory cgroup out of memory: "),
         "system@2"},
        {TRIGGER SUMMARY("###,nodemask=(null),global_oom"), "unknown@0"},
        {TRIGGER SUMMARY("###,nodemask=(null)") KILLED("Out of memory: "), "unknown@0"},
    };
    ASSERT_SCOPES(cases);
}

/* What stands before "Killed process". */
static void kill_lines(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {KILLED("Out of memory: "), "system@1"},
        {KILLED("Memory cgroup out of memory: "), "cgroup@1"},
        {KILLED("Out of memory (oom_kill_allocating_task): "), "system@1"},
        {KILLED(""), "unknown@0"},
        {T "No available memory in cpuset: kill process 5 (a) score 9 or a child\n" KILLED(""), "cpuset@1"},
        {T "No available memory (MPOL_BIND): kill process 5 (a) score 9 or a child\n" KILLED(""), "policy@1"},
        {T "Out of memory: Kill process 5 (a) score 9 or sacrifice child\n" KILLED(""), "system@1"},
        {T "Memory cgroup out of memory: Kill process 5 (a) score 9 or sacrifice child\n" KILLED(""), "cgroup@1"},
        {T "Out of Memory: Killed process 1260 (mailer).\n", "system@1"},
    };
    ASSERT_SCOPES(cases);
}

static void lines_of_cgroups(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {TRIGGER T "memory: usage 1024kB, limit 1024kB, failcnt 7\n", "cgroup@2"},
        {TRIGGER T "Task in /a killed as a result of limit of /a\n", "cgroup@2"},
        {TRIGGER T "Memory cgroup stats for /a:\n", "cgroup@2"},
        {TRIGGER T "Task in /a killed as a result of limit of host\n", "unknown@0"}, /* no cgroup's */
        {TRIGGER T "Task in /a\n" T "killed as a result of limit of host\n", "system@3"},
        {TRIGGER T "Task in /a\n" T "killed as a result of limit of host\n" T
                   "memory: usage 1024kB, limit 1024kB, failcnt 7\n",
         "cgroup@2"},
    };
    ASSERT_SCOPES(cases);
}

/* Who called out_of_memory. */
static void traces(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {TRIGGER FRAME("mem_cgroup_out_of_memory"), "cgroup@3"},
        {TRIGGER FRAME("mem_cgroup_oom"), "cgroup@3"},
        {TRIGGER FRAME("try_charge_memcg"), "cgroup@3"},
        {TRIGGER FRAME("__mem_cgroup_try_charge"), "cgroup@3"},
        {TRIGGER FRAME("__alloc_pages_slowpath"), "system@3"},
        {TRIGGER FRAME("__alloc_frozen_pages_noprof"), "system@3"},
        {TRIGGER FRAME("balance_pgdat"), "system@3"},
        {TRIGGER FRAME("moom_callback"), "system@3"},
        {TRIGGER_BY("a", "0x0()") FRAME("pagefault_out_of_memory"), "system@3"},
        {TRIGGER FRAME("pagefault_out_of_memory"), "cgroup@3"},
        {TRIGGER FRAME("dump_stack") T " __alloc_pages+0x1/0x2\n" T " mem_cgroup_oom+0x1/0x2\n", "system@4"},
        {TRIGGER FRAME("dump_stack"), "unknown@0"},
    };
    ASSERT_SCOPES(cases);
}

/* Signs of the whole report, where nothing else tells. */
static void reports_and_panics(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {TRIGGER T "Mem-Info:\n" T "active_anon:1 inactive_anon:1 isolated_anon:0\n", "unknown@0"},
        {TRIGGER T "Mem-Info:\n" T "active_anon:1 inactive_anon:1 isolated_anon:0\n" T
                   "Node 0 DMA free:1000kB min:100kB low:120kB high:140kB present:16000kB managed:15360kB\n",
         "system@1"},
        {TRIGGER T "Mem-Info:\n", "unknown@0"},
        {T "Mem-Info:\n" T "active_anon:1 inactive_anon:1 isolated_anon:0\n" T
           "Tasks state (memory values in pages):\n",
         "unknown@0"},
        {TRIGGER T "Unreclaimable slab info:\n" T "Name                      Used          Total\n" T
                   "dentry      12KB      16KB\n",
         "system@1"},
        {T "sysrq: Manual OOM execution\n" TRIGGER_BY("kworker/0:1", "0xcc0(GFP_KERNEL)"), "system@1"},
        {TRIGGER_BY("swapper/0", "0xcc0(GFP_KERNEL)") T "CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.1.0 #1\n",
         "system@1"},
        {TRIGGER_BY("swapper/0", "0xcc0(GFP_KERNEL)") T "CPU: 0 PID: 2 Comm: swapper/0 Not tainted 6.1.0 #1\n",
         "unknown@0"},
        {TRIGGER T "Out of memory and no killable processes...\n", "cgroup@2"},
        {TRIGGER_BY("kworker/0:1", "0xcc0(GFP_KERNEL)") T "Out of memory and no killable processes...\n", "unknown@2"},
        {TRIGGER T "65406 pages RAM\n" T "Out of memory and no killable processes...\n", "unknown@3"},
        {TRIGGER T "Unreclaimable slab info:\n" T "Name                      Used          Total\n" T
                   "dentry                   9KB         10KB\n" T "Out of memory and no killable processes...\n",
         "system@1"},
        {TRIGGER T "Kernel panic - not syncing: Out of memory: system-wide panic_on_oom is enabled\n", "system@2"},
        {TRIGGER T "Kernel panic - not syncing: Out of memory: compulsory panic_on_oom is enabled\n", "unknown@0"},
        {TRIGGER T "Kernel panic - not syncing: System is deadlocked on memory\n", "system@2"},
        {TRIGGER T "Kernel panic - not syncing: Out of memory(memcg): compulsory panic_on_oom\n", "cgroup@2"},
    };
    ASSERT_SCOPES(cases);
}

#define NODES                                                                                                          \
    T "Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB\n" T                           \
      "Node 1 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB\n"

/* Up to 5.1 the nodes that the request might use tell, beside those that the machine has. */
static void nodes(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {TRIGGER T "a cpuset=/ mems_allowed=0-1\n" HEAD("4.9.0") NODES KILLED("Out of memory: "), "system@6"},
        {TRIGGER T "a cpuset=b mems_allowed=0\n" HEAD("4.9.0") NODES KILLED("Out of memory: "), "cpuset@2"},
        {TRIGGER T "a cpuset=b mems_allowed=1\n" HEAD("4.9.0") KILLED("Out of memory: "), "unknown@0"},
        {T "a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), nodemask=1, order=0, oom_score_adj=0\n" T
           "a cpuset=/ mems_allowed=0-1\n" HEAD("4.19.0") NODES KILLED("Out of memory: "),
         "policy@1"},
        {T "a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), nodemask=0-1, order=0, oom_score_adj=0\n" T
           "a cpuset=/ mems_allowed=0-1\n" HEAD("4.19.0") NODES KILLED("Out of memory: "),
         "system@6"},
        {T "a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), nodemask=(null), order=0, oom_score_adj=0\n" T
           "a cpuset=/ mems_allowed=0-1\n" HEAD("4.19.0") NODES KILLED("Out of memory: "),
         "system@6"},
        {TRIGGER T "a cpuset=b mems_allowed=0\n" HEAD("5.2.0")
             NODES SUMMARY("CONSTRAINT_NONE,nodemask=(null),cpuset=b,mems_allowed=0,global_oom"),
         "system@6"},
        {TRIGGER T "a cpuset=b mems_allowed=0\n" HEAD("5.1.0")
             NODES SUMMARY("CONSTRAINT_NONE,nodemask=(null),cpuset=b,mems_allowed=0,global_oom"),
         "cpuset@2"},
        {TRIGGER HEAD("4.9.0") T "Node 1 active_anon:1kB inactive_anon:1kB\n" KILLED("Out of memory: "), "unknown@0"},
        {TRIGGER HEAD("4.9.0") T "Node 0 active_anon:1kB inactive_anon:1kB\n" KILLED("Out of memory: "), "system@4"},
    };
    ASSERT_SCOPES(cases);
}

#define S(program) "Jun  1 10:00:00 red " program "[7]: "

static void killers(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {S("systemd-oomd") "Killed /u/a.scope due to memory pressure for /u being 62.11% > 50.00% for > 20s\n",
         "cgroup@1"},
        {S("systemd-oomd") "Killed /u/a.scope due to memory pressure for / being 62.11% > 50.00% for > 20s\n",
         "system@1"},
        {S("systemd-oomd") "Killed /u/a.scope due to memory pressure for /-.slice being 62.11% > 50.00% for > 20s\n",
         "system@1"},
        {S("systemd-oomd") "Killed /u/a.scope due to memory used (1) / total (2) and swap used (3) / total (4) being "
                           "more than 90%\n",
         "system@1"},
        {S("systemd-oomd") "Killed /u/a.scope due to memory pressure\n", "unknown@0"},
        {S("systemd") "app.service: A process of this unit has been killed by the OOM killer.\n", "unknown@0"},
        {S("earlyoom") "sending SIGTERM to process 1234 uid 1000 \"stress\": badness 904, VmRSS 1024 MiB\n",
         "system@1"},
    };
    ASSERT_SCOPES(cases);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(summaries, tear_down),
        cmocka_unit_test_teardown(kill_lines, tear_down),
        cmocka_unit_test_teardown(lines_of_cgroups, tear_down),
        cmocka_unit_test_teardown(traces, tear_down),
        cmocka_unit_test_teardown(reports_and_panics, tear_down),
        cmocka_unit_test_teardown(nodes, tear_down),
        cmocka_unit_test_teardown(killers, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
