/* Short logs and the events that they tell, each in a few words: where events begin and end, whose line is whose, and
 * what is doubted.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "parsed.h"
#include "words.h"

/* --- an event in a few words */

/* "[reaped@9]" of a victim that the reaper's line 9 tells of; "(reaper)" of one that no kill line names. */
static void say_kill(const struct kill *kill) {
    if (kill->pid == ABSENT)
        say(" ?");
    else
        say(" %lld", (long long)kill->pid);
    say(":%.*s@%lld", STR_ARG(kill->name), (long long)kill->line);
    if (kill->named_by != NAMED_BY_KILL)
        say("%s", kill->named_by == NAMED_BY_REAPER    ? "(reaper)"
                  : kill->named_by == NAMED_BY_SUMMARY ? "(summary)"
                                                       : "(announced)");
    if (kill->sharing)
        say("(sharing)");
    if (kill->reaped != REAPED_UNKNOWN)
        say("[%s@%lld]", kill->reaped == REAPED_YES ? "reaped" : "unreaped", (long long)kill->reaped_line);
}

static void say_line(const char *label, int64_t line) {
    if (line)
        say(" %s@%lld", label, (long long)line);
}

static void say_event(const struct event *event) {
    say("%lld-%lld", (long long)event->lines.first, (long long)event->lines.last);
    if (event->skipped_lines)
        say(" skips %lld", (long long)event->skipped_lines);
    if (event->trigger.lines.first)
        say(" by %.*s", STR_ARG(event->trigger.name));
    say_line("sysrq", event->trigger.sysrq_line);
    if (event->memory.lines.first)
        say(" memory %lld-%lld", (long long)event->memory.lines.first, (long long)event->memory.lines.last);
    if (event->tasks.count)
        say(" rows %zu", event->tasks.count);
    say_line("intent", event->intent.line);
    for (size_t i = 0; i < event->kill_count; i++)
        say_kill(&event->kills[i]);
    say_line("group", event->oom_group.line);
    say_line("none", event->no_killable.line);
    say_line("panic", event->panic.line);
    if (event->boot_memory.line)
        say(" boot@%lld %lld/%lld", (long long)event->boot_memory.line,
            (long long)event->boot_memory.memory_available_kb, (long long)event->boot_memory.memory_total_kb);
    if (event->boot_memory.zram_line)
        say(" zram@%lld %lld", (long long)event->boot_memory.zram_line, (long long)event->boot_memory.zram_kb);
    if (event->killer != KILLER_KERNEL)
        say(" killer %d", (int)event->killer);
    for (size_t i = 0; i < event->note_count; i++)
        say(" note %d@%lld", (int)event->notes[i].kind, (long long)event->notes[i].line);
    for (size_t i = 0; i < event->warning_count; i++)
        say(" (%.*s@%lld)", STR_ARG(str_first(event->warnings[i].statement, 24)),
            (long long)event->warnings[i].lines.first);
}

/* LOG with "{7}" become seven lines of another subsystem. */
static str fill(const char *log) {
    static char filled[256 * 1024];
    char *to = filled;
    for (; *log; log++) {
        if (*log != '{') {
            *to++ = *log;
            continue;
        }
        const int count = atoi(log + 1);
        for (int i = 0; i < count; i++)
            to += sprintf(to, "[   10.000000] usb 1-1: message %d\n", i);
        log = strchr(log, '\n');
    }
    assert_true((size_t)(to - filled) < sizeof filled);
    return str_of(filled, (size_t)(to - filled));
}

struct expectation {
    const char *log;
    const char *events; /* joined by "; " */
};

static void assert_events(const struct expectation *cases, size_t count) {
    int failures = 0;
    for (size_t i = 0; i < count; i++) {
        read_text(fill(cases[i].log));
        words_clear();
        for (size_t event = 0; event < event_count; event++) {
            say("%s", event > 0 ? "; " : "");
            say_event(event_at(event));
        }
        failures += strcmp(words, cases[i].events) != 0;
        if (strcmp(words, cases[i].events) != 0)
            print_error("case %zu: %s\n", i, words);
    }
    assert_int_equal(failures, 0);
}

#define ASSERT_EVENTS(cases) assert_events(cases, sizeof(cases) / sizeof *(cases))

/* --- what logs are made of */

#define AT(seconds) "[   " #seconds ".000000] "
#define T AT(10)
#define TRIGGER(name) name " invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0\n"
#define HEADER "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n"
#define ROW(pid, name) "[    " pid "]     0    " pid "     4000     1000    45056        0             0 " name "\n"
#define SUMMARY(name, pid)                                                                                             \
    "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=" name   \
    ",pid=" pid ",uid=0\n"
#define FIGURES " total-vm:100kB, anon-rss:40kB, file-rss:4kB, shmem-rss:0kB, UID:0 pgtables:8kB oom_score_adj:0\n"
#define KILLED(pid, name) "Out of memory: Killed process " pid " (" name ")" FIGURES
#define GROUP_KILLED(pid, name) "Memory cgroup out of memory: Killed process " pid " (" name ")" FIGURES
#define GROUP(path) "Tasks in " path " are going to be killed due to memory.oom.group set\n"
#define REAPED(pid, name)                                                                                              \
    "oom_reaper: reaped process " pid " (" name "), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB\n"
#define INTENT(pid, name) "Out of memory: Kill process " pid " (" name ") score 900 or sacrifice child\n"
#define STACK(comm, function)                                                                                          \
    "CPU: 2 PID: 210 Comm: " comm " Not tainted 5.10.0-32-amd64 #1\n" T "Call Trace:\n" T " " function "+0x178/"       \
    "0x4f0\n"
#define USAGE "memory: usage 1024kB, limit 1024kB, failcnt 7\n"

/* --- where events begin and end */

static void what_begins_the_next_report(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        /* the same trigger by two transports, as long as nothing has followed */
        {T TRIGGER("a") T TRIGGER("a") T KILLED("5", "a"), "1-3 by a 5:a@3"},
        {T TRIGGER("a") T TRIGGER("b") T KILLED("5", "a"), "1-1 by a; 2-3 by b 5:a@3"},
        {T TRIGGER("a") AT(11) TRIGGER("a") AT(11) KILLED("5", "a"), "1-1 by a; 2-3 by a 5:a@3"},
        {T TRIGGER("a") T "Mem-Info:\n" T TRIGGER("a") T KILLED("5", "a"), "3-4 by a 5:a@4"},
        {TRIGGER("a") TRIGGER("a") KILLED("5", "a"), "1-3 by a 5:a@3"},
        /* a second table */
        {T TRIGGER("a") T HEADER T ROW("1", "a") T HEADER T ROW("2", "b") T KILLED("2", "b"),
         "1-3 by a rows 1; 4-6 rows 1 2:b@6"},
        {T TRIGGER("a") T HEADER T HEADER T ROW("2", "b") T KILLED("2", "b"), "1-5 by a rows 1 2:b@5"},
        /* a second summary, and the piece of one */
        {T TRIGGER("a") T SUMMARY("a", "5") T SUMMARY("b", "6"), "1-2 by a 5:a@2(summary); 3-3 6:b@3(summary)"},
        {T TRIGGER("a") T ",task_memcg=/a,task=x,pid=5,uid=0\n" T KILLED("5", "x"), "1-3 skips 1 by a 5:x@3"},
        {T TRIGGER("a") T "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null)\n" T
                          ",task_memcg=/a,task=x,pid=5,uid=0\n",
         "1-3 by a 5:x@2(summary)"},
        /* the usage of a cgroup, and its path */
        {T TRIGGER("a") T USAGE T "memory: usage 2048kB, limit 2048kB, failcnt 7\n" T GROUP_KILLED("5", "a"),
         "1-2 by a; 3-4 5:a@4"},
        {T TRIGGER("a") T USAGE T HEADER T USAGE T GROUP_KILLED("5", "a"), "1-3 by a; 4-5 5:a@5"},
        {T TRIGGER("a") T "Task in /a killed as a result of limit of /b\n" T
                          "Task in /c killed as a result of limit of /d\n" T KILLED("5", "a"),
         "1-2 by a; 3-4 5:a@4"},
        /* figures whose head is lost, behind others */
        {T TRIGGER("a") T "Mem-Info:\n" T "active_anon:1 inactive_anon:1 isolated_anon:0\n" T "Mem-Info:\n" T
                          "active_anon:2 inactive_anon:1 isolated_anon:0\n" T KILLED("5", "a"),
         "1-3 by a memory 2-3; 4-6 memory 4-5 5:a@6"},
        {T TRIGGER("a") T "Mem-Info:\n" T "Mem-Info:\n" T KILLED("5", "a"), "1-4 by a memory 2-2 5:a@4"},
        /* the stack of another fault, and the report whose trigger is lost */
        {T STACK("kworker/0:2", "next_zone") T STACK("a", "out_of_memory") T KILLED("5", "a"), "4-7 5:a@7"},
        {T TRIGGER("a") T STACK("a", "next_zone") T STACK("b", "out_of_memory") T KILLED("5", "a"),
         "1-8 skips 2 by a 5:a@8"},
    };
    ASSERT_EVENTS(cases);
}

static void kills_and_their_reports(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {T TRIGGER("a") T KILLED("5", "a") T KILLED("5", "a"), "1-3 by a 5:a@2"},
        {T TRIGGER("a") T KILLED("5", "a") AT(11) KILLED("5", "a"), "1-3 by a 5:a@2"},
        {T TRIGGER("a") T KILLED("5", "a") T KILLED("6", "b"), "1-2 by a 5:a@2; 3-3 6:b@3"},
        {T KILLED("5", "a") T TRIGGER("b") T KILLED("6", "b"), "1-1 5:a@1; 2-3 by b 6:b@3"},
        /* announced, then killed */
        {T TRIGGER("a") T INTENT("5", "a") T KILLED("5", "a"), "1-3 by a intent@2 5:a@3"},
        {T TRIGGER("a") T INTENT("5", "a") T KILLED("6", "b"), "1-3 by a intent@2 6:b@3"},
        {T INTENT("5", "a") T INTENT("5", "a"), "1-2 intent@1 5:a@1(announced)"},
        {T INTENT("5", "a") AT(11) INTENT("5", "a"), "1-1 intent@1 5:a@1(announced); 2-2 intent@2 5:a@2(announced)"},
        {T INTENT("5", "a") T INTENT("6", "b"), "1-1 intent@1 5:a@1(announced); 2-2 intent@2 6:b@2(announced)"},
        /* groups */
        {T TRIGGER("a") T GROUP_KILLED("5", "a") T GROUP("/a") T GROUP_KILLED("5", "a") T GROUP_KILLED("6", "b"),
         "1-5 by a 5:a@2 6:b@5 group@3"},
        {T GROUP_KILLED("5", "a") T GROUP("/a") T GROUP_KILLED("6", "b") T "usb 1-1: x\n" AT(11) GROUP_KILLED("7", "c")
             AT(11) GROUP("/c") AT(11) GROUP_KILLED("8", "d"),
         "1-3 5:a@1 6:b@3 group@2; 5-7 7:c@5 8:d@7 group@6"},
        {T GROUP("/a"), "1-1 group@1"},
        /* nobody is killed, and the machine stops */
        {T TRIGGER("a") T "Out of memory and no killable processes...\n" T
                          "Kernel panic - not syncing: System is deadlocked on memory\n",
         "1-3 by a none@2 panic@3"},
        {T TRIGGER("a") T "Out of memory and no killable processes...\n" T KILLED("5", "a"),
         "1-2 by a none@2; 3-3 5:a@3"},
        {T TRIGGER("a") T KILLED("5", "a") T "Out of memory and no killable processes...\n",
         "1-2 by a 5:a@2; 3-3 none@3"},
        {T TRIGGER("a") T KILLED("1", "init")
             AT(11) "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009\n",
         "1-3 by a 1:init@2 panic@3"},
        {T TRIGGER("a") T KILLED("5", "a")
             AT(11) "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009\n",
         "1-2 by a 5:a@2"},
        {T "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009\n", ""},
        {T KILLED("1", "init") T "Kernel panic - not syncing: Attempted to kill init!\n" T
                                 "Kernel panic - not syncing: Attempted to kill init! again\n",
         "1-2 1:init@1 panic@2"},
    };
    ASSERT_EVENTS(cases);
}

/* A reaper's line is its victim's for ten minutes; the kernel's clock may step back by a second between processors. */
static void reapers(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {AT(10) KILLED("5", "a") AT(10) REAPED("5", "a"), "1-2 5:a@1[reaped@2]"},
        {AT(610) KILLED("5", "a") AT(609) REAPED("5", "a"), "1-2 5:a@1[reaped@2]"},
        {AT(610) KILLED("5", "a") "[  608.999999] " REAPED("5", "a"), "1-2 5:a@1"},
        {AT(10) KILLED("5", "a") AT(610) REAPED("5", "a"), "1-1 5:a@1[reaped@2]"},
        {AT(10) KILLED("5", "a") "[  610.000001] " REAPED("5", "a"), "1-1 5:a@1"},
        {T KILLED("5", "a") T KILLED("6", "b") T REAPED("5", "a") T REAPED("6", "b"),
         "1-1 5:a@1[reaped@3]; 2-4 skips 1 6:b@2[reaped@4]"},
        {T KILLED("5", "a") T REAPED("5", "other"), "1-2 5:a@1"},
        {T KILLED("5", "a") T REAPED("7", "c"), "1-2 5:a@1 7:c@2(reaper)[reaped@2]"},
        {T KILLED("5", "a") T "oom_reaper: unable to reap pid:5 (a)\n", "1-2 5:a@1[unreaped@2]"},
        {T KILLED("5", "a") T "oom_reaper: unable to reap pid:5 (a)\n" T REAPED("5", "a"), "1-3 5:a@1[reaped@3]"},
        {T REAPED("5", "a"), "1-1 5:a@1(reaper)[reaped@1]"},
        {T REAPED("5", "a") T REAPED("6", "b"), "1-2 5:a@1(reaper)[reaped@1] 6:b@2(reaper)[reaped@2]"},
        {T TRIGGER("a") T REAPED("5", "a"), "1-2 by a 5:a@2(reaper)[reaped@2]"},
        {T TRIGGER("a") T SUMMARY("a", "5") T REAPED("5", "a"), "1-3 by a 5:a@2(summary)[reaped@3]"},
        {T TRIGGER("a") T HEADER T ROW("5", "a") T REAPED("4", "z") T KILLED("5", "a"),
         "1-5 by a rows 1 5:a@5 4:z@4(reaper)[reaped@4]"},
        /* Android's driver has its victims reaped, too */
        {T "lowmemorykiller: Killing 'a' (5), adj 1000,\n" T REAPED("5", "a"), ""},
        /* by a clock on the wall */
        {"Jun  1 10:00:00 red kernel: " KILLED("5", "a") "Jun  1 10:10:00 red kernel: " REAPED("5", "a"),
         "1-2 5:a@1[reaped@2]"},
        {"Jun  1 10:00:00 red kernel: " KILLED("5", "a") "Jun  1 10:10:01 red kernel: " REAPED("5", "a"), "1-1 5:a@1"},
        {"Jun  1 10:00:00 red kernel: " KILLED("5", "a") "Jun  1 10:00:00 blue kernel: " REAPED("5", "a"),
         "1-1 5:a@1; 2-2 5:a@2(reaper)[reaped@2]"},
    };
    ASSERT_EVENTS(cases);
}

/* --- parts of a report */

static void heads(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        /* SysRq f lets a worker do it, at most a hundred lines later */
        {T "sysrq: Manual OOM execution\n" T TRIGGER("kworker/0:2") T KILLED("5", "a"),
         "2-3 by kworker/0:2 sysrq@1 5:a@3"},
        {T "SysRq : Manual OOM execution\n" T TRIGGER("events/0") T KILLED("5", "a"), "2-3 by events/0 sysrq@1 5:a@3"},
        {T "sysrq: Manual OOM execution\n" T TRIGGER("java") T KILLED("5", "a"), "2-3 by java 5:a@3"},
        {T "sysrq: Manual OOM execution\n" T TRIGGER("kworker/0:2") T KILLED("5", "a") AT(11) TRIGGER("kworker/0:2")
             AT(11) KILLED("6", "a"),
         "2-3 by kworker/0:2 sysrq@1 5:a@3; 4-5 by kworker/0:2 6:a@5"},
        /* something is glued to the name */
        {T TRIGGER("<pre>java") T "CPU: 0 PID: 7 Comm: java Not tainted 5.10.0 #1\n" T KILLED("5", "a"),
         "1-3 by java 5:a@3"},
        {T TRIGGER("xjava") T "CPU: 0 PID: 7 Comm: perl Not tainted 5.10.0 #1\n" T KILLED("5", "a"),
         "1-3 by xjava 5:a@3"},
        {T TRIGGER("[<c01484c4>] <4>cc1") T KILLED("5", "a"), "1-2 by cc1 5:a@2"},
        {T TRIGGER("a] b: <4>c") T KILLED("5", "a"), "1-2 by a] b: <4>c 5:a@2"},
        /* lines that say nothing of an event that they cannot be part of */
        {T "a cpuset=/ mems_allowed=0\n" T KILLED("5", "a"), "2-2 5:a@2"},
        {T "Call Trace:\n" T KILLED("5", "a"), "2-2 5:a@2"},
    };
    ASSERT_EVENTS(cases);
}

/* --- clocks */

/* So that the log does not stand newest first. */
#define RISING AT(1) "x\n" AT(2) "y\n" AT(3) "z\n" AT(4) "x\n"

static void clocks(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        /* a report may take ten minutes */
        {AT(10) TRIGGER("a") AT(610) KILLED("5", "a"), "1-2 by a 5:a@2"},
        {AT(10) TRIGGER("a") "[  610.000001] " KILLED("5", "a"), "1-1 by a; 2-2 5:a@2"},
        /* behind a kill half a minute */
        {AT(10) GROUP_KILLED("5", "a") AT(40) GROUP("/a"), "1-2 5:a@1 group@2"},
        {AT(10) GROUP_KILLED("5", "a") "[   40.000001] " GROUP("/a"), "1-1 5:a@1; 2-2 group@2"},
        /* processors differ by a second, a clock is set back by a minute; else the machine was started again */
        {RISING AT(10) TRIGGER("a") AT(9) KILLED("5", "a"), "5-6 by a 5:a@6"},
        {RISING AT(10) TRIGGER("a") "[    8.999999] " KILLED("5", "a"), "5-5 by a; 6-6 5:a@6"},
        {RISING AT(120) TRIGGER("a") AT(60) KILLED("5", "a"), "5-6 by a 5:a@6"},
        {RISING AT(121) TRIGGER("a") AT(60) KILLED("5", "a"), "5-5 by a; 6-6 5:a@6"},
        {RISING AT(100) TRIGGER("a") "[   59.999999] " KILLED("5", "a"), "5-5 by a; 6-6 5:a@6"},
        /* by a clock on the wall */
        {"Jun  1 10:00:00 red kernel: " TRIGGER("a") "Jun  1 10:10:00 red kernel: " KILLED("5", "a"), "1-2 by a 5:a@2"},
        {"Jun  1 10:00:00 red kernel: " TRIGGER("a") "Jun  1 10:10:01 red kernel: " KILLED("5", "a"),
         "1-1 by a; 2-2 5:a@2"},
        {"Jun  1 10:10:01 red kernel: " TRIGGER("a") "Jun  1 10:00:00 red kernel: " KILLED("5", "a"),
         "1-1 by a; 2-2 5:a@2"},
        {"Jun  1 10:00:00 red kernel: " TRIGGER("a") "Jun  1 10:20:00 red cron[7]: x\n"
                                                     "Jun  1 10:00:00 red kernel: " KILLED("5", "a"),
         "1-1 by a; 3-3 5:a@3"},
        {"Jun  1 10:20:00 red kernel: " TRIGGER("a") "Jun  1 10:00:00 red cron[7]: x\n"
                                                     "Jun  1 10:20:00 red kernel: " KILLED("5", "a"),
         "1-3 skips 1 by a 5:a@3"},
        /* a banner */
        {RISING T TRIGGER("a") "[    0.000000] Linux version 6.1.0-13-amd64 (debian-kernel@lists.debian.org)\n" AT(1)
             KILLED("5", "a"),
         "5-5 by a; 7-7 5:a@7"},
        {TRIGGER("a") "Linux version 6.1.0-13-amd64 (debian-kernel@lists.debian.org)\n" KILLED("5", "a"),
         "1-1 by a; 3-3 5:a@3"},
    };
    ASSERT_EVENTS(cases);
}

/* --- what stands near */

static void notes(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {T TRIGGER("a") T
         "Out of memory: OOM victim 5 (a) is already exiting. Skip killing the task\n" T KILLED("6", "b"),
         "1-3 by a 6:b@3 note 6@2"},
        {T KILLED("6", "b") T "Out of memory: OOM victim 5 (a) is already exiting. Skip killing the task\n",
         "1-1 6:b@1 note 6@2"},
        {T "Out of memory: OOM victim 5 (a) is already exiting. Skip killing the task\n" T KILLED("6", "b"),
         "2-2 6:b@2 note 6@1"},
        {T TRIGGER("a") T "oom killer 5 (a) has mm pinned by 7 (b)\n" T KILLED("6", "b"),
         "1-3 skips 1 by a 6:b@3 note 7@2"},
        {T "lowmemorykiller: Killing 'a' (5), adj 1000,\n" T TRIGGER("a") T KILLED("6", "b"),
         "2-3 by a 6:b@3 note 2@1"},
        /* at most 400 lines before the event, and the last four */
        {T "lowmemorykiller: Killing 'a' (5), adj 1000,\n{399}\n" T KILLED("6", "b"), "401-401 6:b@401 note 2@1"},
        {T "lowmemorykiller: Killing 'a' (5), adj 1000,\n{400}\n" T KILLED("6", "b"), "402-402 6:b@402"},
        {T "lowmemorykiller: Killing 'a' (1), adj 1000,\n" T "lowmemorykiller: Killing 'a' (2), adj 1000,\n" T
           "lowmemorykiller: Killing 'a' (3), adj 1000,\n" T "lowmemorykiller: Killing 'a' (4), adj 1000,\n" T
           "lowmemorykiller: Killing 'a' (5), adj 1000,\n" T KILLED("6", "b"),
         "6-6 6:b@6 note 2@2 note 2@3 note 2@4 note 2@5"},
        {T "oom_kill_process: 4 callbacks suppressed\n" T TRIGGER("a") T KILLED("6", "b"), "2-3 by a 6:b@3 note 3@1"},
        /* SysRq f, at most 100 lines before its event */
        {T "sysrq: Manual OOM execution\n{99}\n" T TRIGGER("kworker/0:2") T KILLED("5", "a"),
         "101-102 by kworker/0:2 sysrq@1 5:a@102"},
        {T "sysrq: Manual OOM execution\n{100}\n" T TRIGGER("kworker/0:2") T KILLED("5", "a"),
         "102-103 by kworker/0:2 5:a@103"},
        /* behind a kill: a hundred lines of others, before it a thousand */
        {T GROUP_KILLED("5", "a") "{100}\n" T GROUP("/a"), "1-102 skips 100 5:a@1 group@102"},
        {T GROUP_KILLED("5", "a") "{101}\n" T GROUP("/a"), "1-1 5:a@1; 103-103 group@103"},
        {T TRIGGER("a") "{1000}\n" T KILLED("5", "a"), "1-1002 skips 1000 by a 5:a@1002"},
        {T TRIGGER("a") "{1001}\n" T KILLED("5", "a"), "1-1 by a; 1003-1003 5:a@1003"},
    };
    ASSERT_EVENTS(cases);
}

#define K(time) "Jun  1 10:" time " red kernel: "
#define S(time) "Jun  1 10:" time " red systemd[1]: "
#define UNIT_KILLED "app.service: A process of this unit has been killed by the OOM killer.\n"
#define UNIT_RESULT "app.service: Failed with result 'oom-kill'.\n"
#define UNIT_EXITED "app.service: Main process exited, code=killed, status=9/KILL\n"
#define APP_SUMMARY                                                                                                    \
    "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/system.slice/"            \
    "app.service,"                                                                                                     \
    "task_memcg=/system.slice/app.service,task=a,pid=5,uid=0\n"

/* systemd's message belongs to the kernel's kill for two minutes, and may precede it by ten seconds; its last word, the
 * unit's result, by two. */
static void units(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {K("00:00") APP_SUMMARY S("02:00") UNIT_KILLED, "1-1 5:a@1(summary) note 4@2"},
        {K("00:00") APP_SUMMARY S("02:01") UNIT_KILLED, "1-1 5:a@1(summary); 2-2 ?:app.service@2 killer 8"},
        {S("00:00") UNIT_KILLED K("00:10") APP_SUMMARY, "2-2 5:a@2(summary) note 4@1"},
        {S("00:00") UNIT_KILLED K("00:11") APP_SUMMARY, "1-1 ?:app.service@1 killer 8; 2-2 5:a@2(summary)"},
        {S("00:00") UNIT_RESULT K("00:02") APP_SUMMARY, "2-2 5:a@2(summary) note 4@1"},
        {S("00:00") UNIT_RESULT K("00:03") APP_SUMMARY, "1-1 ?:app.service@1 killer 8; 2-2 5:a@2(summary)"},
        {K("00:00") APP_SUMMARY S("00:00") UNIT_RESULT S("00:01") UNIT_KILLED,
         "1-1 5:a@1(summary) note 4@2; 3-3 ?:app.service@3 killer 8"},
        {K("00:00") APP_SUMMARY S("00:00") "other.service: Failed with result 'oom-kill'.\n",
         "1-1 5:a@1(summary); 2-2 ?:other.service@2 killer 8"},
        {K("00:00") APP_SUMMARY S("00:00") "-.slice: A process of this unit has been killed by the OOM killer.\n",
         "1-1 5:a@1(summary) note 4@2"},
        {K("00:00") APP_SUMMARY "Jun  1 10:00:00 blue systemd[1]: " UNIT_KILLED,
         "1-1 5:a@1(summary); 2-2 ?:app.service@2 killer 8"},
        /* a kill without a path */
        {K("00:00") KILLED("5", "a") S("00:00") UNIT_KILLED, "1-1 5:a@1 note 4@2"},
        {S("00:00") UNIT_KILLED S("00:00") UNIT_RESULT, "1-2 ?:app.service@1 killer 8 note 4@2"},
        {S("00:00") UNIT_RESULT S("00:01") UNIT_KILLED, "1-1 ?:app.service@1 killer 8; 2-2 ?:app.service@2 killer 8"},
        {S("00:00") UNIT_KILLED S("02:01") UNIT_RESULT, "1-1 ?:app.service@1 killer 8; 2-2 ?:app.service@2 killer 8"},
        {S("00:00") "user.slice: A process of this unit has been killed by the OOM killer.\n" S("00:00") UNIT_KILLED,
         "1-2 ?:app.service@1 killer 8 note 4@2"},
        {S("00:00") UNIT_KILLED S("00:00") UNIT_KILLED, "1-1 ?:app.service@1 killer 8"},
        {S("00:00") UNIT_KILLED S("00:00") UNIT_EXITED, "1-2 ?:app.service@1 killer 8 note 4@2"},
        /* by their tag alone */
        {"systemd[1]: " UNIT_KILLED "systemd[1]: " UNIT_EXITED, "1-2 ?:app.service@1 killer 8 note 4@2"},
    };
    ASSERT_EVENTS(cases);
}

#define KUBELET(time) "Jun  1 10:" time " red kubelet[9]: "
#define TOLD "System OOM encountered, victim process: a, pid: 5\n"

static void kubelets_words(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {K("00:00") KILLED("5", "a") KUBELET("02:00") TOLD, "1-1 5:a@1 note 5@2"},
        {K("00:00") KILLED("5", "a") KUBELET("02:01") TOLD, "1-1 5:a@1; 2-2 5:a@2 killer 7"},
        {KUBELET("00:00") TOLD K("02:00") KILLED("5", "a"), "2-2 5:a@2 note 5@1"},
        {K("00:00") KILLED("6", "a") KUBELET("00:00") TOLD, "1-1 6:a@1; 2-2 5:a@2 killer 7"},
        {K("00:00") KILLED("5", "b") KUBELET("00:00") TOLD, "1-1 5:b@1; 2-2 5:a@2 killer 7"},
        {KUBELET("00:00") TOLD, "1-1 5:a@1 killer 7"},
    };
    ASSERT_EVENTS(cases);
}

#define OOM_DAEMON(time) "Jun  1 10:" time " red systemd-oomd[8]: "
#define OOMD_KILLED                                                                                                    \
    "Killed /user.slice/a.scope due to memory pressure for /user.slice being 62.11% > 50.00% for > 20s with reclaim "  \
    "activity\n"

#define OOMD_KILLED_AGAIN                                                                                              \
    "Killed /user.slice/a.scope due to memory pressure for /user.slice being 70.11% > 50.00% for > 20s with reclaim "  \
    "activity\n"

/* A cgroup may fill up and be killed again; the same words at once are the same kill. */
static void words_of_daemons(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {OOM_DAEMON("00:00") OOMD_KILLED OOM_DAEMON("00:02") OOMD_KILLED, "1-2 ?:/user.slice/a.scope@1 killer 1"},
        {OOM_DAEMON("00:00") OOMD_KILLED OOM_DAEMON("00:02") OOMD_KILLED_AGAIN, "1-2 ?:/user.slice/a.scope@1 killer 1"},
        {OOM_DAEMON("00:00") OOMD_KILLED OOM_DAEMON("00:03") OOMD_KILLED_AGAIN,
         "1-1 ?:/user.slice/a.scope@1 killer 1; 2-2 ?:/user.slice/a.scope@2 killer 1"},
        {OOMD_KILLED "x\ny\n" OOMD_KILLED_AGAIN, "1-4 ?:/user.slice/a.scope@1 killer 1"},
        {OOMD_KILLED "x\ny\nz\n" OOMD_KILLED_AGAIN,
         "1-1 ?:/user.slice/a.scope@1 killer 1; 5-5 ?:/user.slice/a.scope@5 killer 1"},
        {"Jun  1 10:00:00 red cron[8]: " OOMD_KILLED, ""},
        {"Jun  1 10:00:00 red 4f1c2ab9d0e3[8]: " OOMD_KILLED, "1-1 ?:/user.slice/a.scope@1 killer 1"},
        {"Jun  1 10:00:00 red 4f1c2ab9d0e[8]: " OOMD_KILLED, ""},
        {"Jun  1 10:00:00 red docker/x[8]: " OOMD_KILLED, "1-1 ?:/user.slice/a.scope@1 killer 1"},
        {"systemd-oomd[8]: " OOMD_KILLED, "1-1 ?:/user.slice/a.scope@1 killer 1 (Only this line tells of @1)"},
        {"cron[8]: " OOMD_KILLED, ""},
        {OOMD_KILLED, "1-1 ?:/user.slice/a.scope@1 killer 1"},
        {OOM_DAEMON("00:00") "Considered 37 cgroups for killing, top candidates were:\n" OOM_DAEMON(
             "00:00") "\tPath: /user.slice/a.scope\n" OOM_DAEMON("00:00") OOMD_KILLED,
         "1-3 ?:/user.slice/a.scope@3 killer 1"},
    };
    ASSERT_EVENTS(cases);
}

/* Candidates of one decision: COUNT lines of LEN bytes, and one of LAST bytes. */
static bool candidates_are_cut(size_t count, int len, int last) {
    static char log[512 * 1024];
    static const char head[] = "Considered 37 cgroups for killing, top candidates were:\n", path[] = "\tPath: /";
    const int rest = (int)sizeof path - 1;
    char *to = log + sprintf(log, "%s%s", OOM_DAEMON("00:00"), head);
    for (size_t i = 0; i < count; i++)
        to += sprintf(to, "%s%s%0*d\n", OOM_DAEMON("00:00"), path, len - rest, 0);
    if (last)
        to += sprintf(to, "%s%s%0*d\n", OOM_DAEMON("00:00"), path, last - rest, 0);
    to += sprintf(to, "%s%s", OOM_DAEMON("00:00"), OOMD_KILLED);
    read_text(str_of(log, (size_t)(to - log)));
    assert_int_equal(event_count, 1);
    return event_at(0)->figures.is_cut;
}

/* Of 512 lines and 64 KiB in all; the first one has 55 bytes, and each of the others loses the tab before it. */
static void candidates_of_a_daemon(void **state) {
    (void)state;
    assert_false(candidates_are_cut(511, 20, 0));
    assert_true(candidates_are_cut(512, 20, 0));
    assert_false(candidates_are_cut(65, 1000, 547));
    assert_true(candidates_are_cut(65, 1000, 548));
}

#define MEMORY "Memory: 959976K/1021976K available (14343K kernel code, 2327K rwdata, 62000K reserved)\n"
#define ZRAM(kb) "Adding " kb "k swap on /dev/zram0.  Priority:100 extents:1 across:1048572k SS\n"

/* What the kernel said when it started is forgotten when it starts again. */
static void what_a_boot_told(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {AT(1) MEMORY AT(2) ZRAM("512") AT(3) ZRAM("256") T TRIGGER("a") T KILLED("5", "a"),
         "4-5 by a 5:a@5 boot@1 959976/1021976 zram@3 768"},
        {AT(1) ZRAM("9223372036854775807") AT(2) ZRAM("5") T KILLED("5", "a"), "3-3 5:a@3 zram@2 5"},
        {AT(1) ZRAM("0") T KILLED("5", "a"), "2-2 5:a@2"},
        {AT(1) MEMORY
         "[    0.000000] Linux version 6.1.0-13-amd64 (debian-kernel@lists.debian.org)\n" T KILLED("5", "a"),
         "3-3 5:a@3"},
    };
    ASSERT_EVENTS(cases);
}

/* --- what is doubted */

static void who_may_have_written_it(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {"Jun  1 10:00:00 red kernel: " KILLED("5", "a"), "1-1 5:a@1"},
        {"Jun  1 10:00:00 red kernel[77]: " KILLED("5", "a"), "1-1 5:a@1 (The kernel's name bears @1)"},
        {"Jun  1 10:00:00 red java: " KILLED("5", "a"), ""},
        {"Jun  1 10:00:00 red java[7]: " KILLED("5", "a"), ""},
        {"Jun  1 10:00:00 red user.warn kernel: " KILLED("5", "a"), ""},
        {"Jun  1 10:00:00 red kernel: [   10.000000] " TRIGGER("a") "Jun  1 10:00:00 red kernel: " KILLED("5", "a"),
         "1-2 by a 5:a@2 (A line here lacks the ke@2)"},
        {"Jun  1 10:00:00 red kernel: " KILLED("5", "a") "Jun  1 10:00:00 red kernel: [   10.000000] usb 1-1: x\n",
         "1-1 5:a@1 (A line here lacks the ke@1)"},
        {"Jun  1 10:00:00 red kernel: " KILLED("5", "a") "Jun  1 10:00:00 blue kernel: [   10.000000] usb 1-1: x\n",
         "1-1 5:a@1"},
        {"Jun  1 10:00:00 red kernel: " KILLED("5", "a") "Jun  1 10:00:00 red kernel: usb 1-1: x\n", "1-1 5:a@1"},
        {"Jun  1 10:00:00 red kernel[77]: " TRIGGER("a"), "1-1 by a (The kernel's name bears @1)"},
        {"Jun  1 10:00:00 red kernel: [   10.000000] " TRIGGER(
             "a") "Jun  1 10:00:00 red kernel: Mem-Info:\n"
                  "Jun  1 10:00:00 red kernel: [   10.000000] " KILLED("5", "a"),
         "1-3 by a memory 2-2 5:a@3 (A line here lacks the ke@2)"},
        {"Jun  1 10:00:00 red kernel: [   10.000000] " TRIGGER(
             "a") "Jun  1 10:00:00 red kernel[77]: [    1.000000] Mem-Info:\n"
                  "Jun  1 10:00:00 red kernel[77]: [   10.000000] " KILLED(
                      "6", "b") "Jun  1 10:00:00 red kernel: [   10.000000] " KILLED("5", "a"),
         "1-4 skips 2 by a 5:a@4"},
        {"Jun  1 10:00:00 red kernel: [   10.000000] " TRIGGER(
             "a") "Jun  1 12:00:00 red kernel[77]: [ 7210.000000] " TRIGGER("b") "Jun  1 12:00:00 red kernel[77]: [ "
                                                                                 "7210.000000] " KILLED("6", "b"),
         "1-1 by a; 2-3 by b 6:b@3 (The kernel's name bears @3)"},
        {"<4>1 2024-06-01T10:00:00Z red kernel - - - " TRIGGER("a") "<12>1 2024-06-01T10:00:00Z red kernel - - - [   "
                                                                    "10.000000] " KILLED(
                                                                        "6", "b") "<4>1 2024-06-01T10:00:00Z red "
                                                                                  "kernel - - - " KILLED("5", "a"),
         "1-3 skips 1 by a 5:a@3"},
        {"Jun  1 10:00:00 red kernel: [   10.000000] " TRIGGER(
             "a") "Jun  1 10:00:00 red kernel: Linux version 6.1.0\n"
                  "Jun  1 10:00:00 red kernel: [   10.000000] " KILLED("5", "a"),
         "1-3 skips 1 by a 5:a@3"},
        {"Jun  1 10:00:00 red java[7]: x\n" KILLED("5", "a"), ""},
        {"<4>1 2024-06-01T10:00:00Z red kernel - - - " KILLED("5", "a"), "1-1 5:a@1"},
        {"Jun  1 10:00:00 red kernel: x\n" KILLED("5", "a"), "2-2 5:a@2"},
        {"Jun  1 10:00:00 red user.warn kernel: [   10.000000] " KILLED("5", "a"),
         "1-1 5:a@1 (The facility is not the @1)"},
        {"<12>1 2024-06-01T10:00:00Z red kernel - - - " KILLED("5", "a"), ""},
    };
    ASSERT_EVENTS(cases);
}

/* The input ends without a newline: a path may lack its end. */
static void ends_of_inputs(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {T TRIGGER("a") T "Task in /a killed as a result of limit of /b",
         "1-2 by a (The input ends without a@2) (Line possibly truncated:@2)"},
        {T TRIGGER("a") T "Task in /a killed as a result of limit of /b\n", "1-2 by a"},
        {T TRIGGER("a") T "Task in /a", "1-2 by a (The input ends without a@2) (Line possibly truncated:@2)"},
        {T TRIGGER("a") T "Memory limit reached of cgroup /b",
         "1-2 by a (The input ends without a@2) (Line possibly truncated:@2)"},
        {T TRIGGER("a") T "Memory cgroup min protection 0kB -- low protection 131072kB",
         "1-2 by a (The input ends without a@2)"},
        {T TRIGGER("a") T "Killed process 5 (a) total-vm:100kB, anon-rss:4",
         "1-2 by a 5:a@2 (The input ends without a@2)"},
        {T INTENT("5", "a") T "Out of memory: Kill process 6 (b) score 90",
         "1-1 intent@1 5:a@1(announced); 2-2 intent@2 6:b@2(announced) (The input ends without a@2)"},
        {T TRIGGER("a") T "CPU: 0 PID: 7 Comm: java Not tainted 5.10.0 #1", "1-2 by a (The input ends without a@2)"},
        {T "java invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0", "1-1 by java"},
        {T "java invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=30",
         "1-1 by java (The input ends without a@1)"},
    };
    ASSERT_EVENTS(cases);
}

/* What is left out is what stands last. */
static void paths_that_may_be_cut(void **state) {
    (void)state;
    static const struct {
        const char *log, *path, *task_path;
    } cases[] = {
        {T TRIGGER("a") T "Task in /a killed as a result of limit of /b\n", "/b", "/a"},
        {T TRIGGER("a") T "Task in /a killed as a result of limit of /b", "", "/a"},
        {T TRIGGER("a") T "Task in /a\n", "", "/a"},
        {T TRIGGER("a") T "Task in /a", "", ""},
        {T TRIGGER("a") T "Task in /a\n" T "killed as a result of limit of /b", "", "/a"},
        {T TRIGGER("a") T "Memory limit reached of cgroup /b\n", "/b", ""},
        {T TRIGGER("a") T "Memory limit reached of cgroup /b", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_text(str_from_cstr(cases[i].log));
        assert_int_equal(event_count, 1);
        const struct cgroup *cgroup = &event_at(0)->cgroup;
        if (!str_equal(cgroup->path, str_from_cstr(cases[i].path)) ||
            !str_equal(cgroup->task_path, str_from_cstr(cases[i].task_path)))
            fail_msg("case %zu: \"%.*s\", \"%.*s\"", i, STR_ARG(cgroup->path), STR_ARG(cgroup->task_path));
    }
}

/* --- reports that are printed at once */

static const char *const own_lines[] = {
    TRIGGER("java"),
    "CPU: 1 PID: 77 Comm: java Not tainted 6.1.0-13-amd64 #1 Debian 6.1.55-1\n",
    "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2\n",
    "Call Trace:\n",
    " <TASK>\n",
    " dump_stack_lvl+0x44/0x5c\n",
    " dump_header+0x4a/0x211\n",
    " oom_kill_process.cold+0xb/0x10\n",
    " out_of_memory+0x1fd/0x4c0\n",
    " asm_exc_page_fault+0x22/0x30\n",
    " </TASK>\n",
    "Mem-Info:\n",
    "active_anon:200 inactive_anon:40469 isolated_anon:0\n",
    " active_file:30 inactive_file:50 isolated_file:0\n",
    " unevictable:0 dirty:0 writeback:0\n",
    " slab_reclaimable:1500 slab_unreclaimable:2600\n",
    " mapped:20 shmem:30 pagetables:300\n",
    " free:624 free_pcp:24 free_cma:0\n",
    "Node 0 active_anon:800kB inactive_anon:161876kB active_file:120kB all_unreclaimable? yes\n",
    "Node 0 DMA free:732kB min:44kB low:56kB high:68kB present:15992kB managed:15360kB\n",
    "lowmem_reserve[]: 0 187 187 187\n",
    "Node 0 DMA32 free:1764kB min:1816kB low:2268kB high:2720kB present:245632kB managed:211040kB\n",
    "lowmem_reserve[]: 0 0 0 0\n",
    "Node 0 DMA: 3*4kB (U) 2*8kB (U) 44*16kB (U) = 732kB\n",
    "Node 0 DMA32: 441*4kB (UM) = 1764kB\n",
    "Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB\n",
    "110 total pagecache pages\n",
    "0 pages in swap cache\n",
    "Free swap  = 0kB\n",
    "Total swap = 0kB\n",
    "65406 pages RAM\n",
    "0 pages HighMem/MovableOnly\n",
    "8806 pages reserved\n",
    "Tasks state (memory values in pages):\n",
    HEADER,
    ROW("77", "java"),
    ROW("78", "sshd"),
    SUMMARY("java", "77"),
    KILLED("77", "java"),
};

enum { OWN = sizeof own_lines / sizeof *own_lines };

#define OTHER_FIGURES                                                                                                  \
    "Mem-Info:\n", "active_anon:999 inactive_anon:9999 isolated_anon:9\n",                                             \
        " active_file:99 inactive_file:99 isolated_file:9\n", " unevictable:9 dirty:9 writeback:9\n",                  \
        " slab_reclaimable:9999 slab_unreclaimable:9999\n", " mapped:99 shmem:99 pagetables:999\n",                    \
        " free:9999 free_pcp:99 free_cma:9\n",                                                                         \
        "Node 0 active_anon:3996kB inactive_anon:39996kB active_file:396kB all_unreclaimable? no\n",                   \
        "Node 0 DMA free:9999kB min:44kB low:56kB high:68kB present:15992kB managed:15360kB\n",                        \
        "lowmem_reserve[]: 0 187 187 187\n",                                                                           \
        "Node 0 DMA32 free:29997kB min:1816kB low:2268kB high:2720kB present:245632kB managed:211040kB\n",             \
        "lowmem_reserve[]: 0 0 0 0\n", "Node 0 DMA: 1*4kB (U) 1249*8kB (U) = 9996kB\n",                                \
        "Node 0 DMA32: 7499*4kB (UM) = 29996kB\n",                                                                     \
        "Node 0 hugepages_total=9 hugepages_free=9 hugepages_surp=0 hugepages_size=2048kB\n",                          \
        "999 total pagecache pages\n", "9 pages in swap cache\n", "Free swap  = 99kB\n", "Total swap = 99kB\n",        \
        "65406 pages RAM\n", "0 pages HighMem/MovableOnly\n", "8806 pages reserved\n"

static const char *const failure[] = {
    "kworker/0:1: page allocation failure: order:4, mode:0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO), "
    "nodemask=(null),cpuset=/,mems_allowed=0\n",
    "CPU: 0 PID: 9 Comm: kworker/0:1 Not tainted 6.1.0-13-amd64 #1 Debian 6.1.55-1\n",
    "Call Trace:\n",
    " <TASK>\n",
    " dump_stack_lvl+0x44/0x5c\n",
    " warn_alloc+0x132/0x1b0\n",
    " ret_from_fork+0x22/0x30\n",
    " </TASK>\n",
    OTHER_FIGURES,
    NULL};

static const char *const shown[] = {"sysrq: Show Memory\n", OTHER_FIGURES, NULL};

/* The lines of OTHER stand between the own ones before and behind AT; PREFIX and OTHER_PREFIX before each. */
static void read_mixed(const char *const *other, size_t at, const char *prefix, const char *other_prefix) {
    static char log[64 * 1024];
    char *to = log;
    for (size_t i = 0; i <= OWN; i++) {
        for (size_t j = 0; i == at && other[j]; j++)
            to += sprintf(to, "%s%s", other_prefix, other[j]);
        if (i < OWN)
            to += sprintf(to, "%s%s", prefix, own_lines[i]);
    }
    read_text(str_of(log, (size_t)(to - log)));
}

static void assert_own_facts(const char *name, size_t at) {
    if (event_count != 1)
        fail_msg("%s at %zu: %zu events", name, at, event_count);
    const struct event *event = event_at(0);
    const struct counters *counters = &event->memory.counters;
    const struct totals *totals = &event->memory.totals;
    const int64_t facts[] = {counters->active_anon.value,
                             counters->inactive_file.value,
                             counters->slab_unreclaimable.value,
                             counters->shmem.value,
                             counters->free.value,
                             event->memory.node_count == 1 ? event->memory.nodes[0].active_anon_kb : -1,
                             (int64_t)event->memory.zone_count,
                             event->memory.zone_count == 2 ? event->memory.zones[0].free_kb : -1,
                             event->memory.zone_count == 2 ? event->memory.zones[1].free_kb : -1,
                             event->memory.zone_count == 2 ? event->memory.zones[0].buddy_total_kb : -1,
                             event->memory.zone_count == 2 ? event->memory.zones[1].buddy_total_kb : -1,
                             event->memory.hugepages_count == 1 ? event->memory.hugepages[0].total : -1,
                             totals->pagecache_pages.value,
                             totals->swap_total_kb.value,
                             totals->ram_pages.value,
                             event->identity.pid,
                             (int64_t)event->tasks.count,
                             (int64_t)event->kill_count,
                             event->kills[0].pid};
    static const int64_t own[] = {200, 50, 2600, 30, 624, 800, 2, 732, 1764, 732, 1764, 0, 110, 0, 65406, 77, 2, 1, 77};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (facts[i] != own[i])
            fail_msg("%s at %zu: fact %zu is %lld", name, at, i, (long long)facts[i]);
    if (!str_equal(event->identity.comm, STR("java")) || !str_equal(event->trigger.name, STR("java")))
        fail_msg("%s at %zu: whose it is", name, at);
}

/* Another memory report in one piece, wherever it stands, changes no figure; nor do its lines where each names its
 * caller. */
static void another_report_in_one_piece(void **state) {
    (void)state;
    for (size_t at = 0; at <= OWN; at++) {
        read_mixed(failure, at, T, T);
        assert_own_facts("failure", at);
        read_mixed(shown, at, T, T);
        assert_own_facts("SysRq m", at);
        read_mixed(failure, at, "[   10.000000][   T77] ", "[   10.000000][    T9] ");
        assert_own_facts("failure of another caller", at);
        read_mixed(failure, at, "Jun  1 10:00:00 red kernel: ", "Jun  1 10:00:00 blue kernel: ");
        assert_own_facts("failure of another host", at);
    }
}

/* Nor where its head was not printed, if it begins after the own second line and before the task table: its second line
 * names another process. */
static void another_report_without_its_head(void **state) {
    (void)state;
    enum { AFTER_SECOND = 2, TITLE_OF_TABLE = 33 };
    for (size_t at = AFTER_SECOND; at <= TITLE_OF_TABLE; at++) {
        read_mixed(failure + 1, at, T, T);
        assert_own_facts("failure", at);
    }
}

/* A log that begins within another report's figures: what is left of them stands behind the own line BEFORE. */
static void read_begun(size_t first, size_t split, size_t before) {
    static char log[64 * 1024];
    char *to = log;
    for (size_t j = first; j < split; j++)
        to += sprintf(to, "%s%s", T, failure[j]);
    for (size_t i = 0; i < OWN; i++) {
        to += sprintf(to, "%s%s", T, own_lines[i]);
        for (size_t j = split; i == before && failure[j]; j++)
            to += sprintf(to, "%s%s", T, failure[j]);
    }
    read_text(str_of(log, (size_t)(to - log)));
}

/* The rest of the figures is that other report's. */
static void another_report_that_was_begun(void **state) {
    (void)state;
    enum { MEM_INFO = 8, MOST = 12, TRACE_ENDS = 10 };
    for (size_t split = MEM_INFO + 2; split <= MOST; split++)
        for (size_t before = 0; before <= TRACE_ENDS; before++) {
            read_begun(MEM_INFO, split, before);
            assert_own_facts("begun", split * 100 + before);
        }
}

static const char *const two_heads[] = {
    "b invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n",
    "a: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL), nodemask=(null)\n",
    "CPU: 0 PID: 7 Comm: b Not tainted 6.1.0 #1\n",
    "CPU: 1 PID: 8 Comm: a Not tainted 6.1.0 #1\n",
    "Call Trace:\n",
    " dump_of_a+0x1/0x2\n",
    " ret_from_a+0x1/0x2\n",
};

/* In a head and a trace the report goes on that printed the last line: the trace is of the process that was named
 * last. */
static void a_trace_is_of_who_spoke_last(void **state) {
    (void)state;
    char log[2048];
    size_t len = 0;
    for (size_t i = 0; i < sizeof two_heads / sizeof *two_heads; i++)
        len += (size_t)snprintf(log + len, sizeof log - len, "%s%s", T, two_heads[i]);
    len += (size_t)snprintf(log + len, sizeof log - len, "%sOut of memory: Killed process 9 (c) total-vm:100kB\n", T);
    read_text(str_of(log, len));
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->identity.pid, 7);
    assert_int_equal(event_at(0)->trigger.call_trace.count, 0);
}

/* A frame that stands behind figures of the machine, or of a cgroup, is no part of the report's trace. */
static void a_frame_behind_the_figures(void **state) {
    (void)state;
    static const char *const figures[] = {"65406 pages RAM\n", "Memory cgroup stats for /a:\n"};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        char log[1024];
        snprintf(log, sizeof log, "%s%s%s%s%s%s%s%s", T, two_heads[0], T, figures[i], T, " out_of_memory+0x1/0x2\n", T,
                 "Out of memory: Killed process 9 (c) total-vm:100kB\n");
        read_text(str_from_cstr(log));
        assert_int_equal(event_count, 1);
        assert_int_equal(event_at(0)->trigger.call_trace.count, 0);
    }
}

/* The lines of both in any order that keeps the order of each; SEED tells which. */
static void read_shuffled(const char *const *other, unsigned seed, const char *prefix, const char *other_prefix) {
    static char log[64 * 1024];
    char *to = log;
    for (size_t own = 0, others = 0; own < OWN || other[others];) {
        seed = seed * 1103515245 + 12345;
        const bool is_own = own < OWN && (!other[others] || seed >> 16 & 1);
        to += sprintf(to, "%s%s", is_own ? prefix : other_prefix, is_own ? own_lines[own] : other[others]);
        own += is_own;
        others += !is_own;
    }
    read_text(str_of(log, (size_t)(to - log)));
}

/* Where the log tells whose line each is, their order changes nothing. */
static void reports_of_two_callers_and_hosts(void **state) {
    (void)state;
    for (unsigned seed = 1; seed <= 40; seed++) {
        read_shuffled(failure, seed, "[   10.000000][   T77] ", "[   10.000000][    T9] ");
        assert_own_facts("callers", seed);
        assert_int_equal(event_at(0)->trigger.call_trace.count, 5);
        read_shuffled(failure, seed, "Jun  1 10:00:00 red kernel: ", "Jun  1 10:00:00 blue kernel: ");
        assert_own_facts("hosts", seed);
        assert_int_equal(event_at(0)->trigger.call_trace.count, 5);
        assert_int_equal(event_at(0)->warning_count, 0);
    }
}

/* --- lines that somebody wrapped */

enum wrapping { AT_BLANKS, KEEPING_BLANKS, AT_WIDTH };

/* TEXT, lines, each no longer than WIDTH where it can be. */
static size_t wrap(const char *text, size_t width, enum wrapping how, char *to) {
    char *const from = to;
    while (*text) {
        size_t len = strcspn(text, "\n");
        if (len > width) {
            size_t at = width;
            while (how != AT_WIDTH && at > 0 && text[at] != ' ')
                at--;
            len = at > 0 && strspn(text, " ") < at ? at : strcspn(text + width, " \n") + width;
        }
        memcpy(to, text, len);
        to += len;
        text += len;
        if (how == KEEPING_BLANKS && *text == ' ')
            *to++ = ' ';
        *to++ = '\n';
        text += (how != AT_WIDTH && *text == ' ') || *text == '\n';
    }
    return (size_t)(to - from);
}

static void read_wrapped(const char *prefix, size_t width, enum wrapping how) {
    static char log[16 * 1024], wrapped[32 * 1024];
    char *to = log;
    for (size_t i = 0; i < OWN; i++)
        to += sprintf(to, "%s%s", prefix, own_lines[i]);
    const size_t len = wrap(log, width, how, wrapped);
    size_t lines = 0;
    for (size_t i = 0; i < len; i++)
        lines += wrapped[i] == '\n';
    assert_true(lines > OWN);
    read_text(str_of(wrapped, len));
}

static void lines_of_any_width(void **state) {
    (void)state;
    static const char *const prefixes[] = {"", T, "Jun  1 10:00:00 red kernel: ", "[Sat Jun  1 10:00:00 2024] "};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        for (size_t width = 60; width <= 100; width++) {
            read_wrapped(prefixes[i], width, AT_BLANKS);
            assert_own_facts(prefixes[i], width);
            read_wrapped(prefixes[i], width, KEEPING_BLANKS);
            assert_own_facts(prefixes[i], width);
            read_wrapped(prefixes[i], width, AT_WIDTH);
            assert_own_facts(prefixes[i], width);
        }
}

/* --- transports */

/* What stands around each line, and around all of them. */
struct transport {
    const char *head, *before, *behind, *tail;
};

static void read_transported(const struct transport *transport, bool is_turned) {
    static char log[64 * 1024];
    char *to = stpcpy(log, transport->head);
    for (size_t i = 0; i < OWN; i++) {
        const char *line = own_lines[is_turned ? OWN - 1 - i : i];
        to = stpcpy(to, transport->before);
        to = stpncpy(to, line, strlen(line) - 1);
        to = stpcpy(to, transport->behind);
    }
    to = stpcpy(to, transport->tail);
    read_text(str_of(log, (size_t)(to - log)));
}

static void lines_of_any_transport(void **state) {
    (void)state;
    static const struct transport transports[] = {
        {"", "", "\n", ""},
        {"", T, "\r\n", ""},
        {"", "<4>" T, "\n", ""},
        {"", "[   10.000000][   T77] ", "\n", ""},
        {"", "4,1,10000000,-;", "\n", ""},
        {"", "kern  :warn  : " T, "\n", ""},
        {"", "Jun  1 10:00:00 red kernel: ", "\n", ""},
        {"", "2024-06-01T10:00:00.5+02:00 red kernel: " T, "\n", ""},
        {"", "<4>1 2024-06-01T10:00:00Z red kernel - - - ", "\n", ""},
        {"", "06-01 10:00:00.123     0     0 W kernel  : " T, "\n", ""},
        {"", "2024-06-01T10:00:00.123456789Z stdout F " T, "\n", ""},
        {"", "kern.log:12:Jun  1 10:00:00 red kernel: ", "\n", ""},
        {"", "web-1  | " T, "\n", ""},
        {"",
         "\x1b[32m"
         "[   10.000000] \x1b[0m",
         "\x1b[K\n", ""},
        {"", "> " T, "\n", ""},
        {"", "   " T, "  \n", ""},
        {"", "12: " T, "\n", ""},
        {"", "{\"MESSAGE\":\"", "\",\"_TRANSPORT\":\"kernel\",\"_SOURCE_MONOTONIC_TIMESTAMP\":\"10000000\"}\n", ""},
        {"", "{\"log\":\"" T, "\\n\",\"stream\":\"stdout\",\"time\":\"2024-06-01T10:00:00Z\"}\n", ""},
        {"", "{\"message\":\"", "\",\"host\":{\"name\":\"red\"},\"timestamp\":1795294659.25}\n", ""},
        {"[\n", "{\"pri\":4,\"time\":10.000000,\"msg\":\"", "\"},\n", "{\"pri\":4,\"msg\":\"x\"}]\n"},
        {"", "_TRANSPORT=kernel\n_HOSTNAME=red\nMESSAGE=", "\n\n", ""},
        {"", "Mon 2024-06-03 10:00:00 UTC [s=1;i=2]\n    _TRANSPORT=kernel\n    MESSAGE=", "\n    PRIORITY=4\n", ""},
        {"", "time=\"2024-06-01T10:00:00Z\" host=red msg=\"", "\"\n", ""},
        {"", "2024-06-01 10:00:00;red;kern;", ";\n", ""},
        {"", "<li>" T, "</li>\n", ""},
        {"", "<td>2024-06-01 10:00:00</td><td>", "</td>\n", ""},
        {"", "node-7 says: ", "\n", ""},
        {"", "[node-7] out: ", "\n", ""},
        {"", "\xe2\x94\x82 node-7 \xe2\x94\x82 ", "\n", ""},
        {"{\"text\":\"", T, "\\n", "\"}\n"},
        {"<p>", T, "<br>", "</p>\n"},
        {"", T, "\\n", "\n"},
        {"- note: '", T, "\\n", "'\n"},
    };
    for (size_t i = 0; i < sizeof transports / sizeof *transports; i++) {
        read_transported(&transports[i], false);
        assert_own_facts(transports[i].before, i);
        assert_int_equal(event_at(0)->trigger.call_trace.count, 5);
    }
    /* the newest line first */
    static const struct transport dated[] = {{"", "Jun  1 10:00:00 red kernel: [   10.000000] ", "\n", ""},
                                             {"", "Jun  1 10:00:00 red kernel: ", "\n", ""},
                                             {"", "2024-06-01T10:00:00Z red kernel: ", "\n", ""}};
    for (size_t i = 0; i < sizeof dated / sizeof *dated; i++) {
        read_transported(&dated[i], true);
        assert_own_facts("newest first", i);
        assert_true(event_at(0)->is_newest_first);
    }
}

/* --- the same report in two files */

static const char *const group_lines[] = {
    TRIGGER("copy"),
    "CPU: 5 PID: 3140 Comm: copy Not tainted 3.10.0-1160.el7.x86_64 #1\n",
    "Call Trace:\n",
    " dump_stack+0x19/0x1b\n",
    " oom_kill_process+0x2cd/0x490\n",
    "Task in /shop/c1 killed as a result of limit of /shop/c1\n",
    "memory: usage 524288kB, limit 524288kB, failcnt 991\n",
    "Memory cgroup stats for /shop/c1: cache:503620KB rss:1500KB\n",
    HEADER,
    ROW("3140", "copy"),
    "Memory cgroup out of memory: Kill process 3140 (copy) score 3 or sacrifice child\n",
    KILLED("3140", "copy"),
};

enum { GROUP = sizeof group_lines / sizeof *group_lines };

static void feed_without(struct parse *parse, const char *name, const char *const *lines, size_t count, size_t first,
                         size_t last) {
    static char log[64 * 1024];
    char *to = log;
    for (size_t i = 0; i < count; i++)
        if (i < first || i > last)
            to += sprintf(to, "%s%s", T, lines[i]);
    feed(parse, name, str_of(log, (size_t)(to - log)));
}

/* A file that lacks a part of the report, and one that has it: whichever comes first, the whole one is shown. */
static void the_more_complete_of_two_files(void **state) {
    (void)state;
    static const struct {
        const char *const *lines;
        size_t count, first, last;
        const char *part;
    } parts[] = {
        {own_lines, OWN, 3, 10, "trace"},           {own_lines, OWN, 12, 17, "counters"},
        {own_lines, OWN, 18, 25, "zones"},          {own_lines, OWN, 33, 36, "tasks"},
        {own_lines, OWN, 37, 37, "summary"},        {own_lines, OWN, 38, 38, "kill"},
        {group_lines, GROUP, 0, 0, "opening line"}, {group_lines, GROUP, 2, 4, "trace"},
        {group_lines, GROUP, 5, 5, "path"},         {group_lines, GROUP, 6, 6, "usage"},
        {group_lines, GROUP, 7, 7, "statistics"},   {group_lines, GROUP, 8, 9, "tasks"},
        {group_lines, GROUP, 11, 11, "kill"},
    };
    int wrong = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (int turned = 0; turned < 2; turned++) {
            struct parse *parse = open_parse();
            for (int j = 0; j < 2; j++) {
                const bool is_whole = j == turned;
                feed_without(parse, is_whole ? "whole" : "part", parts[i].lines, parts[i].count,
                             is_whole ? parts[i].count : parts[i].first, parts[i].last);
            }
            close_parse(parse);
            const bool is_one = event_count == 1 && event_at(0)->also_count == 1;
            if (is_one && str_equal(event_at(0)->sources[0].file, STR("whole")))
                continue;
            print_error("%s, %s: %zu events of %.*s\n", parts[i].part, turned ? "first" : "last", event_count,
                        STR_ARG(event_at(0)->sources[0].file));
            wrong++;
        }
    assert_int_equal(wrong, 0);
}

/* The parts of a log that was cut may overlap: no row counts twice. */
static void parts_that_overlap(void **state) {
    (void)state;
    static const char rows[] = AT(12) ROW("5", "a") AT(13) ROW("6", "b");
    static char log[2][1024];
    snprintf(log[0], sizeof log[0], "%s%s", AT(10) TRIGGER("a") AT(11) HEADER, rows);
    snprintf(log[1], sizeof log[1], "%s%s", rows, AT(14) ROW("7", "c") AT(15) KILLED("5", "a"));
    struct parse *parse = open_parse();
    feed(parse, "log.1", str_from_cstr(log[0]));
    feed(parse, "log", str_from_cstr(log[1]));
    close_parse(parse);
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->tasks.count, 3);
    assert_int_equal(event_at(0)->source_count, 2);
}

#define MARCH(time) "Mar 31 " time " red kernel: "
#define ZONED(time) "2024-03-31T" time "+01:00 red kernel: "

/* A log without time zones may jump by an hour, before five in the morning, and ten minutes more may be a pause. */
static void summer_time(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {MARCH("02:00:00") TRIGGER("a") MARCH("03:00:00") KILLED("5", "a"), "1-2 by a 5:a@2"},
        {MARCH("02:00:00") TRIGGER("a") MARCH("03:10:00") KILLED("5", "a"), "1-2 by a 5:a@2"},
        {MARCH("02:00:00") TRIGGER("a") MARCH("03:10:01") KILLED("5", "a"), "1-1 by a; 2-2 5:a@2"},
        {MARCH("02:00:00") TRIGGER("a") MARCH("02:50:00") KILLED("5", "a"), "1-2 by a 5:a@2"},
        {MARCH("02:00:00") TRIGGER("a") MARCH("02:49:59") KILLED("5", "a"), "1-1 by a; 2-2 5:a@2"},
        {MARCH("02:59:00") TRIGGER("a") MARCH("02:01:00") KILLED("5", "a"), "1-2 by a 5:a@2"},
        {MARCH("03:59:59") TRIGGER("a") MARCH("04:59:59") KILLED("5", "a"), "1-2 by a 5:a@2"},
        {MARCH("04:00:00") TRIGGER("a") MARCH("05:00:00") KILLED("5", "a"), "1-1 by a; 2-2 5:a@2"},
        {MARCH("05:30:00") TRIGGER("a") MARCH("04:30:00") KILLED("5", "a"), "1-1 by a; 2-2 5:a@2"},
        {ZONED("02:00:00") TRIGGER("a") ZONED("03:00:00") KILLED("5", "a"), "1-1 by a; 2-2 5:a@2"},
    };
    ASSERT_EVENTS(cases);
}

/* Up to 2.6.17 a clock may count jiffies from 4294667.296 s on: where no boot line shows it nobody knows. */
static void clocks_that_may_count_jiffies(void **state) {
    (void)state;
    static const struct {
        const char *log;
        int64_t uptime_us;
    } cases[] = {
        {"[4294667.296000] oom-killer: gfp_mask=0xd0, order=0\n[4294667.296000] Out of Memory: Killed process 5 (a).\n",
         ABSENT},
        {"[4294667.295999] oom-killer: gfp_mask=0xd0, order=0\n[4294667.295999] Out of Memory: Killed process 5 (a).\n",
         4294667295999},
        {"[4294667.296000] Out of Memory: Killed process 5 (a).\n", ABSENT},
        {"[4294667.296000] oom-killer: gfp_mask=0xd0, order=0\n", ABSENT},
        {"[4294667.296000] " TRIGGER("a"), 4294667296000},
        {"[4294667.296000] " KILLED("5", "a"), 4294667296000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_text(str_from_cstr(cases[i].log));
        if (event_count != 1 || event_at(0)->uptime_us != cases[i].uptime_us)
            fail_msg("case %zu: %zu, %lld", i, event_count, event_count ? (long long)event_at(0)->uptime_us : 0);
    }
}

enum { SECOND_US = 1000000 };

/* A line of a stream that came at NOW_US. */
static void hear_line(struct parse *parse, int64_t now_us, const char *line) {
    parser_set_clock(parse->parser, now_us);
    assert_true(parse_block(parse, str_from_cstr(line)));
}

static size_t events_by(struct parse *parse, int64_t now_us) {
    parser_set_clock(parse->parser, now_us);
    assert_true(parser_tick(parse->parser));
    return event_count;
}

/* Behind its last line an event that is over leaves after 0.4 seconds, one that is not after a minute. */
static void a_stream_goes_by_its_clock(void **state) {
    (void)state;
    struct parse *parse = open_parse();
    assert_true(parse_begin(parse, STR("stream")));
    assert_false(parser_has_work(parse->parser));
    hear_line(parse, SECOND_US, T KILLED("5", "a"));
    assert_true(reader_idle(parse->reader));
    assert_true(parser_has_work(parse->parser));
    assert_int_equal(events_by(parse, SECOND_US + 399999), 0);
    assert_true(parser_has_work(parse->parser));
    assert_int_equal(events_by(parse, SECOND_US + 400000), 1);
    assert_false(parser_has_work(parse->parser));
    hear_line(parse, 2 * SECOND_US, AT(11) TRIGGER("b"));
    hear_line(parse, 3 * SECOND_US, AT(11) "Mem-Info:\n");
    assert_true(reader_idle(parse->reader));
    assert_int_equal(events_by(parse, 3 * SECOND_US + 249999), 1);
    assert_int_equal(events_by(parse, 63 * SECOND_US - 1), 1);
    assert_true(parser_has_work(parse->parser));
    assert_int_equal(events_by(parse, 63 * SECOND_US), 2);
    assert_false(parser_has_work(parse->parser));
    const struct event *event = event_at(1);
    assert_int_equal(event->warning_count, 1);
    assert_str(event->warnings[0].statement, "No further line of it came for a minute: it is told as it is.");
    assert_true(event->warnings[0].is_aside);
    assert_int_equal(event->warnings[0].lines.first, 3);
    assert_true(parse_end(parse));
    close_parse(parse);
}

#define HEAD_OF(comm) "CPU: 2 PID: 210 Comm: " comm " Not tainted 5.10.0-32-amd64 #1\n"
#define FRAMES(stamp, function) stamp "Call Trace:\n" stamp " " function "+0x178/0x4f0\n"

/* The head of another process within a second of the report's last line begins another report, whose trace is not the
 * event's. Later, or where the log lost lines, only the head is not its own. */
static void a_head_within_a_report(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {AT(10) TRIGGER("a") AT(10) HEAD_OF("a") FRAMES(AT(10), "next_zone") AT(11) HEAD_OF("b")
             FRAMES(AT(11), "out_of_memory") AT(11) KILLED("5", "a"),
         "1-8 skips 2 by a 5:a@8"},
        {AT(10) TRIGGER("a") AT(10) HEAD_OF("a") FRAMES(AT(10), "next_zone") "[   11.000001] " HEAD_OF("b")
             FRAMES("[   11.000001] ", "out_of_memory") AT(12) KILLED("5", "a"),
         "1-8 skips 1 by a 5:a@8"},
        {AT(10) TRIGGER("a") AT(10) HEAD_OF("a") FRAMES(AT(10), "next_zone")
             AT(10) "** 7 printk messages dropped **\n" AT(10) HEAD_OF("b") FRAMES(AT(10), "out_of_memory") AT(10)
                 KILLED("5", "a"),
         "1-9 skips 2 by a 5:a@9 note 9@5"},
        {AT(10) TRIGGER("a") AT(10) HEAD_OF("a") FRAMES(AT(10), "next_zone")
             AT(10) "oom killer 5 (a) has mm pinned by 7 (b)\n" AT(10) HEAD_OF("b") FRAMES(AT(10), "out_of_memory")
                 AT(10) KILLED("5", "a"),
         "1-9 skips 3 by a 5:a@9 note 7@5"},
    };
    ASSERT_EVENTS(cases);
}

#define COUNTERS "active_anon:2 inactive_anon:1 isolated_anon:0\n"
#define JUNE(time) "Jun  1 " time " red kernel: "

/* Behind the summary comes the kill: figures that are printed later are of another report. By the kernel's clock a
 * second later, by another ten, and without any clock in any case. */
static void figures_behind_a_summary(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {AT(10) TRIGGER("a") AT(10) SUMMARY("a", "5") AT(11) COUNTERS AT(11) KILLED("5", "a"),
         "1-4 skips 1 by a 5:a@4"},
        {AT(10) TRIGGER("a") AT(10) SUMMARY("a", "5") "[   11.000001] " COUNTERS AT(12) KILLED("6", "b"),
         "1-2 by a 5:a@2(summary); 3-4 memory 3-3 6:b@4"},
        {JUNE("10:00:00") TRIGGER("a") JUNE("10:00:00") SUMMARY("a", "5") JUNE("10:00:10") COUNTERS JUNE("10:00:10")
             KILLED("5", "a"),
         "1-4 skips 1 by a 5:a@4"},
        {JUNE("10:00:00") TRIGGER("a") JUNE("10:00:00") SUMMARY("a", "5") JUNE("10:00:11") COUNTERS JUNE("10:00:11")
             KILLED("6", "b"),
         "1-2 by a 5:a@2(summary); 3-4 memory 3-3 6:b@4"},
        {TRIGGER("a") SUMMARY("a", "5") COUNTERS KILLED("6", "b"), "1-2 by a 5:a@2(summary); 3-4 memory 3-3 6:b@4"},
        {TRIGGER("a") COUNTERS SUMMARY("a", "5") KILLED("5", "a"), "1-4 by a memory 2-2 5:a@4"},
    };
    ASSERT_EVENTS(cases);
}

#define FAILURE T "a: page allocation failure: order:4, mode:0xd0\n" T "Mem-Info:\n" T COUNTERS

/* Reads LOGS, one behind the other, and says each dump of memory that is no event's: "a 2-3". */
static void assert_dumps(const char *const logs[], const char *dumps) {
    static const char *const names[] = {"a", "b", "c"};
    struct parse *parse = open_parse();
    const struct dump *items;
    for (size_t i = 0; logs[i]; i++)
        feed(parse, names[i], fill(logs[i]));
    assert_true(parse_finish(parse));
    const size_t count = parser_dumps(parse->parser, &items);
    words_clear();
    for (size_t i = 0; i < count; i++)
        say("%s%s %lld-%lld", i > 0 ? "; " : "", items[i].file, (long long)(items[i].lines.first - items[i].line_base),
            (long long)(items[i].lines.last - items[i].line_base));
    parse_free(parse);
    assert_string_equal(words, dumps);
    assert_int_equal(event_count, 0);
}

#define ASSERT_DUMPS(dumps, ...) assert_dumps((const char *const[]){__VA_ARGS__, NULL}, dumps)

/* Figures without a word of the OOM killer, by file and line: what stands within 64 lines is one dump, and eight are
 * told. */
static void dumps_of_memory(void **state) {
    (void)state;
    ASSERT_DUMPS("a 2-3", FAILURE);
    ASSERT_DUMPS("a 2-68", FAILURE "{62}\n" FAILURE);
    ASSERT_DUMPS("a 2-3; a 68-69", FAILURE "{63}\n" FAILURE);
    ASSERT_DUMPS("a 2-3; b 2-3", FAILURE, FAILURE);
    ASSERT_DUMPS("a 1-2", T "Mem-Info:\n" T COUNTERS);
    ASSERT_DUMPS("", T "usb 1-1: x\n");
    char log[2048] = "";
    for (int i = 0; i < 9; i++)
        strcat(log, FAILURE "{100}\n");
    ASSERT_DUMPS("a 2-3; a 105-106; a 208-209; a 311-312; a 414-415; a 517-518; a 620-621; a 723-724", log);
}

/* An excerpt may lack "Call Trace:": frames are told by their blank, their address or their offset. */
static void frames_without_a_head(void **state) {
    (void)state;
    static const struct {
        const char *line;
        size_t frames;
    } cases[] = {{" out_of_memory+0x178/0x4f0\n", 1},
                 {"out_of_memory+0x178/0x4f0\n", 1},
                 {"[<c0147b2e>] out_of_memory+0x178/0x4f0\n", 1},
                 {" (out_of_memory) from [<c0147b2e>]\n", 1},
                 {"(out_of_memory) from [<c0147b2e>]\n", 0},
                 {"out_of_memory\n", 0},
                 {"usb 1-1: x\n", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char log[512];
        snprintf(log, sizeof log, "%s%s%s%s", T, TRIGGER("a"), T, cases[i].line);
        read_text(str_from_cstr(log));
        assert_int_equal(event_count, 1);
        if (event_at(0)->trigger.call_trace.count != cases[i].frames)
            fail_msg("case %zu: %zu", i, event_at(0)->trigger.call_trace.count);
    }
}

#define OLD_TRIGGER "oom-killer: gfp_mask=0xd0, order=0\n"
#define OLD_KILLED(pid, name) "Out of Memory: Killed process " pid " (" name ").\n"

/* Who explains a kill shows its end first: a trigger of up to a second before it. */
static void a_trigger_behind_its_kill(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {RISING AT(11) KILLED("5", "a") AT(10) TRIGGER("a") AT(11) "Mem-Info:\n" AT(12) "x\n",
         "5-7 by a memory 7-7 5:a@5"},
        {RISING AT(11) KILLED("5", "a") "[   10.999999] " TRIGGER("a") AT(11) "Mem-Info:\n",
         "5-7 by a memory 7-7 5:a@5"},
        {RISING AT(11) KILLED("5", "a") "[    9.999999] " TRIGGER("a") AT(11) "Mem-Info:\n" AT(12) "x\n",
         "5-5 5:a@5; 6-7 by a memory 7-7"},
        {RISING AT(11) KILLED("5", "a") AT(11) TRIGGER("a"), "5-5 5:a@5; 6-6 by a"},
        {RISING AT(10) TRIGGER("b") AT(11) KILLED("5", "a") AT(10) TRIGGER("a"), "5-6 by b 5:a@6; 7-7 by a"},
        {KILLED("5", "a") TRIGGER("a"), "1-1 5:a@1; 2-2 by a"},
    };
    ASSERT_EVENTS(cases);
}

/* Up to 2.6.15 a line for each process that shares the victim's memory, right behind each other. */
static void processes_that_share_memory(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {T OLD_TRIGGER T OLD_KILLED("5", "a") T OLD_KILLED("6", "b"), "1-3 by  5:a@2 6:b@3(sharing)"},
        {T OLD_TRIGGER T OLD_KILLED("5", "a") "{1}\n" T OLD_KILLED("6", "b"), "1-4 skips 1 by  5:a@2 6:b@4(sharing)"},
        {T OLD_TRIGGER T OLD_KILLED("5", "a") "{2}\n" T OLD_KILLED("6", "b"), "1-2 by  5:a@2; 5-5 6:b@5"},
        {T OLD_KILLED("5", "a") T OLD_KILLED("6", "b"), "1-1 5:a@1; 2-2 6:b@2"},
        {T OLD_TRIGGER T OLD_KILLED("5", "a") T KILLED("6", "b"), "1-2 by  5:a@2; 3-3 6:b@3"},
        {T TRIGGER("a") T KILLED("5", "a") T OLD_KILLED("6", "b"), "1-2 by a 5:a@2; 3-3 6:b@3"},
    };
    ASSERT_EVENTS(cases);
}

/* A victim that does not end is killed again: ten minutes later it is another kill. */
static void a_victim_that_is_killed_again(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {JUNE("10:00:00") KILLED("5", "a") JUNE("10:10:00") KILLED("5", "a"), "1-2 5:a@1"},
        {JUNE("10:00:00") KILLED("5", "a") JUNE("10:10:01") KILLED("5", "a"), "1-1 5:a@1; 2-2 5:a@2"},
        {AT(10) KILLED("5", "a") AT(40) KILLED("5", "a"), "1-2 5:a@1"},
        {AT(10) KILLED("5", "a") "[   40.000001] " KILLED("5", "a"), "1-1 5:a@1; 2-2 5:a@2"},
    };
    ASSERT_EVENTS(cases);
}

/* A second group of one event is another's: its first victim, and no other, goes there. */
static void a_second_group(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {AT(10) GROUP_KILLED("5", "a") AT(10) GROUP("/a") AT(10) GROUP_KILLED("6", "b") AT(11) GROUP_KILLED("7", "c")
             AT(11) GROUP("/c") AT(11) GROUP_KILLED("8", "d"),
         "1-3 5:a@1 6:b@3 group@2; 4-6 7:c@4 8:d@6 group@5"},
        {AT(10) GROUP_KILLED("5", "a") AT(10) GROUP("/a") AT(10) GROUP("/a"), "1-3 5:a@1 group@2"}, /* told twice */
        {AT(10) GROUP_KILLED("5", "a") AT(10) GROUP("/a") AT(11) GROUP("/b"), "1-3 5:a@1 group@3"},
        {GROUP_KILLED("5", "a") GROUP("/a") GROUP_KILLED("7", "c") GROUP("/c"), "1-2 5:a@1 group@2; 3-4 7:c@3 group@4"},
    };
    ASSERT_EVENTS(cases);
}

#define ZRAM_OF(kb) T "Adding " kb "k swap on /dev/zram0.  Priority:-2 extents:1 across:" kb "k SS\n"

/* One device for each CPU, on some machines; nothing is none, and no sum is more than can be said. */
static void swap_in_ram(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {ZRAM_OF("1000") ZRAM_OF("24") T KILLED("5", "a"), "3-3 5:a@3 zram@2 1024"},
        {ZRAM_OF("0") T KILLED("5", "a"), "2-2 5:a@2"},
        {ZRAM_OF("1") T KILLED("5", "a"), "2-2 5:a@2 zram@1 1"},
        {ZRAM_OF("4611686018427387903") ZRAM_OF("1") T KILLED("5", "a"), "3-3 5:a@3 zram@1 4611686018427387903"},
        {ZRAM_OF("4611686018427387902") ZRAM_OF("1") T KILLED("5", "a"), "3-3 5:a@3 zram@2 4611686018427387903"},
    };
    ASSERT_EVENTS(cases);
}

#define RED(stamp) "Jun  1 10:00:00 red kernel: " stamp

/* "red kernel: [   10.000000] a invoked oom-killer", and the rest without a host: one log in two forms, where the
 * kernel's clock goes on. */
static void a_log_in_two_forms(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {RED(AT(10)) TRIGGER("a") AT(10) KILLED("5", "a"), "1-2 by a 5:a@2"},
        {RED(AT(10)) TRIGGER("a") AT(11) KILLED("5", "a"), "1-2 by a 5:a@2"},
        {RED(AT(10)) TRIGGER("a") "[   11.000001] " KILLED("5", "a"), "1-1 by a; 2-2 5:a@2"},
        {AT(10) TRIGGER("a") RED(AT(10)) KILLED("5", "a"), "1-2 by a 5:a@2"},
        {RED(AT(10)) TRIGGER("a") "Jun  1 10:00:00 blue kernel: " AT(10) KILLED("5", "a"), "1-1 by a; 2-2 5:a@2"},
    };
    ASSERT_EVENTS(cases);
}

/* It casts no doubt on the figures. */
static void newest_first_is_said_aside(void **state) {
    (void)state;
    read_text(STR(AT(14) "x\n" AT(13) KILLED("5", "a") AT(12) TRIGGER("a") AT(11) "y\n" AT(10) "z\n"));
    assert_int_equal(event_count, 1);
    assert_int_equal(event_at(0)->warning_count, 1);
    assert_str(event_at(0)->warnings[0].statement, "The log stands newest first: it was read from its end.");
    assert_true(event_at(0)->warnings[0].is_aside);
    assert_true(event_at(0)->is_newest_first);
}

/* Up to 2.6.9 frames stand on the line of "Call Trace:". */
static void frames_behind_the_title(void **state) {
    (void)state;
    read_text(STR(
        T TRIGGER("a") T
        "Call Trace:<ffffffff8015ea3d>{out_of_memory+33} <ffffffff80160bb1>{__alloc_pages+664}\n" T KILLED("5", "a")));
    assert_int_equal(event_count, 1);
    const struct frame_list *trace = &event_at(0)->trigger.call_trace;
    assert_int_equal(trace->count, 2);
    assert_str(trace->items[0].text, "out_of_memory");
    assert_str(trace->items[1].text, "__alloc_pages");
}

#define UNIT_AT(stamp) stamp "systemd[1]: " UNIT_KILLED

/* Two minutes by the kernel's clock where no other is there, and a thousand lines without any. */
static void units_by_other_clocks(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {AT(10) APP_SUMMARY UNIT_AT(AT(130)), "1-1 5:a@1(summary) note 4@2"},
        {AT(10) APP_SUMMARY UNIT_AT("[  130.000001] "), "1-1 5:a@1(summary); 2-2 ?:app.service@2 killer 8"},
        {APP_SUMMARY "{999}\n" UNIT_AT(""), "1-1 5:a@1(summary) note 4@1001 (The input begins within @1)"},
        {APP_SUMMARY "{1000}\n" UNIT_AT(""),
         "1-1 5:a@1(summary) (The input begins within @1); 1002-1002 ?:app.service@1002 killer 8"},
    };
    ASSERT_EVENTS(cases);
}

#define OTHERS_HEAD "b: page allocation failure: order:0, mode:0xcc0(GFP_KERNEL), nodemask=(null)\n"
#define INFO "Mem-Info:\n"

/* Of two reports without a trace the one that began last goes on, for up to a minute. */
static void whose_figures_follow(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {AT(10) TRIGGER("a") AT(10) OTHERS_HEAD AT(70) INFO AT(70) COUNTERS AT(70) KILLED("5", "a"),
         "1-5 skips 3 by a 5:a@5 note 0@2 (Another memory report wa@3)"},
        {AT(10) TRIGGER("a") AT(10) OTHERS_HEAD "[   70.000001] " INFO AT(71) COUNTERS AT(71) KILLED("5", "a"),
         "1-5 skips 1 by a memory 3-4 5:a@5 note 0@2"},
    };
    ASSERT_EVENTS(cases);
}

/* A group's report has no figures of the machine: they are the other's, and nothing is mixed. */
static void figures_beside_a_group(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {T TRIGGER("a") T USAGE T OTHERS_HEAD T INFO T COUNTERS T KILLED("5", "a"), "1-6 skips 3 by a 5:a@6 note 0@3"},
        {T TRIGGER("a") T OTHERS_HEAD T USAGE T INFO T COUNTERS T KILLED("5", "a"), "1-6 skips 3 by a 5:a@6 note 0@2"},
        {T TRIGGER("a") T OTHERS_HEAD T
         "Task in /x killed as a result of limit of /x\n" T INFO T COUNTERS T KILLED("5", "a"),
         "1-6 skips 3 by a 5:a@6 note 0@2"},
        {T TRIGGER("a") T OTHERS_HEAD T
         "Memory cgroup stats for /x: cache:4KB rss:5KB\n" T INFO T COUNTERS T KILLED("5", "a"),
         "1-6 skips 3 by a 5:a@6 note 0@2"},
        {T TRIGGER("a") T OTHERS_HEAD T "Memory cgroup stats for /x:\n" T
                                        "anon 4096\n" T INFO T COUNTERS T KILLED("5", "a"),
         "1-7 skips 3 by a 5:a@7 note 0@2"},
    };
    ASSERT_EVENTS(cases);
}

/* Nothing says that such stacks are an OOM killer's: a process's name behind a whole one begins the next. */
static void stacks_of_unknown_reports(void **state) {
    (void)state;
    static const struct expectation cases[] = {
        {T HEAD_OF("a") FRAMES(T, "next_zone") T HEAD_OF("b") FRAMES(T, "next_zone") T KILLED("5", "a"), "4-7 5:a@7"},
        {T HEAD_OF("a") FRAMES(T, "next_zone") T "Hardware name: x\n" T KILLED("5", "a"), "1-5 5:a@5"},
        {T HEAD_OF("a") T HEAD_OF("b") FRAMES(T, "next_zone") T KILLED("5", "a"), "1-5 5:a@5"},
    };
    ASSERT_EVENTS(cases);
}

/* All figures before the task table are the event's, which must have some: figures behind it are those of the other
 * report, though it began last. */
static void figures_of_the_other_may_follow(void **state) {
    (void)state;
    enum { MEM_INFO = 11, FIRST_ROW = 35 };
    static char log[16 * 1024];
    char *to = log;
    to += sprintf(to, T "%s" T "%s", own_lines[0], failure[0]);
    for (size_t i = MEM_INFO; i < FIRST_ROW; i++)
        to += sprintf(to, T "%s", own_lines[i]);
    for (size_t i = 1; shown[i]; i++)
        to += sprintf(to, T "%s", shown[i]);
    for (size_t i = FIRST_ROW; i < OWN; i++)
        to += sprintf(to, T "%s", own_lines[i]);
    read_text(str_of(log, (size_t)(to - log)));
    assert_int_equal(event_count, 1);
    const struct event *event = event_at(0);
    assert_int_equal(event->memory.counters.free.value, 624);
    assert_int_equal(event->memory.zone_count, 2);
    assert_int_equal(event->memory.zones[1].free_kb, 1764);
    assert_int_equal(event->memory.totals.pagecache_pages.value, 110);
    assert_int_equal(event->tasks.count, 2);
    assert_int_equal(event->kill_count, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_begins_the_next_report, tear_down),
        cmocka_unit_test_teardown(kills_and_their_reports, tear_down),
        cmocka_unit_test_teardown(reapers, tear_down),
        cmocka_unit_test_teardown(heads, tear_down),
        cmocka_unit_test_teardown(clocks, tear_down),
        cmocka_unit_test_teardown(notes, tear_down),
        cmocka_unit_test_teardown(units, tear_down),
        cmocka_unit_test_teardown(what_a_boot_told, tear_down),
        cmocka_unit_test_teardown(kubelets_words, tear_down),
        cmocka_unit_test_teardown(words_of_daemons, tear_down),
        cmocka_unit_test_teardown(candidates_of_a_daemon, tear_down),
        cmocka_unit_test_teardown(who_may_have_written_it, tear_down),
        cmocka_unit_test_teardown(ends_of_inputs, tear_down),
        cmocka_unit_test_teardown(paths_that_may_be_cut, tear_down),
        cmocka_unit_test_teardown(another_report_in_one_piece, tear_down),
        cmocka_unit_test_teardown(another_report_without_its_head, tear_down),
        cmocka_unit_test_teardown(another_report_that_was_begun, tear_down),
        cmocka_unit_test_teardown(a_trace_is_of_who_spoke_last, tear_down),
        cmocka_unit_test_teardown(a_frame_behind_the_figures, tear_down),
        cmocka_unit_test_teardown(reports_of_two_callers_and_hosts, tear_down),
        cmocka_unit_test_teardown(the_more_complete_of_two_files, tear_down),
        cmocka_unit_test_teardown(parts_that_overlap, tear_down),
        cmocka_unit_test_teardown(lines_of_any_width, tear_down),
        cmocka_unit_test_teardown(lines_of_any_transport, tear_down),
        cmocka_unit_test_teardown(summer_time, tear_down),
        cmocka_unit_test_teardown(clocks_that_may_count_jiffies, tear_down),
        cmocka_unit_test_teardown(a_stream_goes_by_its_clock, tear_down),
        cmocka_unit_test_teardown(a_head_within_a_report, tear_down),
        cmocka_unit_test_teardown(figures_behind_a_summary, tear_down),
        cmocka_unit_test_teardown(dumps_of_memory, tear_down),
        cmocka_unit_test_teardown(frames_without_a_head, tear_down),
        cmocka_unit_test_teardown(a_trigger_behind_its_kill, tear_down),
        cmocka_unit_test_teardown(processes_that_share_memory, tear_down),
        cmocka_unit_test_teardown(a_victim_that_is_killed_again, tear_down),
        cmocka_unit_test_teardown(a_second_group, tear_down),
        cmocka_unit_test_teardown(swap_in_ram, tear_down),
        cmocka_unit_test_teardown(a_log_in_two_forms, tear_down),
        cmocka_unit_test_teardown(newest_first_is_said_aside, tear_down),
        cmocka_unit_test_teardown(frames_behind_the_title, tear_down),
        cmocka_unit_test_teardown(units_by_other_clocks, tear_down),
        cmocka_unit_test_teardown(whose_figures_follow, tear_down),
        cmocka_unit_test_teardown(figures_beside_a_group, tear_down),
        cmocka_unit_test_teardown(stacks_of_unknown_reports, tear_down),
        cmocka_unit_test_teardown(figures_of_the_other_may_follow, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
