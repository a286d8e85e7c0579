/* Unmistakable sentences of the kernel, and of userspace killers, anywhere in a text.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include <string.h>

#include "followed.h"

#include "kernel/scanners.h"
#include "model/limits.h"

/* The sentence is what stands between "{" and "}" of MARKED; where its name may begin earlier, it does at "~".
 * Without "}" its end is not known; without "{" there is none. */
static void assert_located(const char *marked) {
    char text[512];
    size_t len = 0, at = STR_NONE, least = STR_NONE, end = STR_NONE;
    for (const char *from = marked; *from; from++)
        if (*from == '{')
            at = len;
        else if (*from == '~')
            least = len;
        else if (*from == '}')
            end = len;
        else
            text[len++] = *from;
    struct located located;
    const bool is_found = locate_sentence(str_of(text, len), 0, &located);
    if (is_found != (at != STR_NONE))
        fail_msg("%s is%s found", marked, is_found ? "" : " not");
    if (is_found && (located.at != at || located.end != end || located.least != (least == STR_NONE ? at : least)))
        fail_msg("%s: at %zu, at least %zu, end %zd", marked, located.at, located.least, (ssize_t)located.end);
    for (size_t i = 0; i < FOLLOWERS; i++) {
        struct located other;
        text[len] = '\0';
        if (locate_sentence(followed(text, i), 0, &other) != is_found ||
            (is_found && (other.at != located.at || other.end != located.end || other.least != located.least)))
            fail_msg("'%c' behind \"%s\" is read", followers[i], text);
    }
}

static void nothing_behind_a_text_is_read(void **state) {
    (void)state;
    static const char *const texts[] = {"", "a", "java", "a b", "123456789012345"};
    struct located located;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_false(locate_start(at_end_of_memory(texts[i]), &located));
        assert_false(locate_sentence(at_end_of_memory(texts[i]), 0, &located));
    }
}

static void sentences_with_their_ends(void **state) {
    (void)state;
    static const char *const texts[] = {
        "x: {Mem-Info:} y",
        ("x: {Out of memory: Killed process 12 (x) total-vm:1kB, anon-rss:2kB, file-rss:3kB, shmem-rss:4kB, UID:0 "
         "pgtables:5kB oom_score_adj:0} y"),
        "x: {Killed process 12 (x) total-vm:1kB, anon-rss:2kB, file-rss:3kB} y",
        "{Memory cgroup out of memory: Kill process 12 (x) score 9 or sacrifice child} y",
        "{Out of Memory: Killed process 12 (x)",
        "{Out of memory (oom_kill_allocating_task): Killed process 12 (x)",
        "Kill process 12 (x) score 9 or sacrifice child",
        "Killed process x",
        "Out of memory: Kill the process",
        "x {oom-kill:constraint=CONSTRAINT_NONE,task=x,pid=9,uid=0} y",
        "x {oom-kill:constraint=CONSTRAINT_NONE,task=x,pid=9",
        "oom-kill:constraint",
        "x {CPU: 0 PID: 4242 Comm: x",
        "x {CPU: 0 UID: 0 PID: 4242 Comm: x",
        "x CPU: 0 x PID: 4242 Comm: x",
        "CPU: x PID: 4242",
        "x {Pid: 12, comm: x",
        "Pid: 12 comm: x",
        "x {Task in /a killed as a result of limit of /a",
        "Task in /a killed",
        "x {[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name} y",
        "[ pid ] uid",
        "[ pid ] tgid name",
        "[ id ] uid name",
        "x {active_anon:200 inactive_anon:3",
        "active_anon:x",
        "x {Node 0 DMA free:1kB min:2kB",
        "x {Node 0 Normal: 1*4kB 2*8kB",
        "x {Node 0 active_anon:1kB",
        "x {Node 0 hugepages_total=1 hugepages_size=2048kB",
        "Node 0 DMA free:1",
        "Node 0 usb:1kB",
        "Node x DMA free:1kB",
        "Node 0DMA free:1kB",
        "x {61078 total pagecache pages} y",
        "x {0 pages in swap cache} y",
        "x {403778 pages RAM} y",
        "x {5 pages HighMem/MovableOnly} y",
        "x {5 pages of RAM} y",
        "5 pages reserved",
        "x {memory: usage 4kB, limit 8kB, failcnt 41} y",
        "x {memory+swap: usage 4kB, limit 8kB, failcnt 41} y",
        "x {kmem: usage 4kB, limit 8kB, failcnt 41} y",
        "x {Tasks in /a are going to be killed due to memory.oom.group set} y",
        "x {oom_reaper: reaped process 2746 (a), now anon-rss:0kB, file-rss:0kB, shmem-rss:7kB} y",
        "x {oom-kill:constraint=CONSTRAINT_NONE,task=x,pid=9,uid=1000} y",
        "x {Call Trace:} y",
        "x {Backtrace:} y",
        "",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_located(texts[i]);
}

/* A name of up to 15 bytes, which blanks may be part of, stands before "invoked". */
static void triggers(void **state) {
    (void)state;
    static const char *const texts[] = {
        "~{java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0} x",
        "~a {b invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0}",
        "~{123456789012345 invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0}",
        "12~{345678901234567 invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0}",
        "~\"{java invoked oom-killer: gfp_mask=0xd0",
        "~x\t{java invoked oom-killer: gfp_mask=0xd0",
        "~x'{java invoked oom-killer: gfp_mask=0xd0",
        "~x>{java invoked oom-killer: gfp_mask=0xd0",
        "~x|{java invoked oom-killer: gfp_mask=0xd0",
        "~x`{java invoked oom-killer: gfp_mask=0xd0",
        "~x]{java invoked oom-killer: gfp_mask=0xd0",
        "~x,{java invoked oom-killer: gfp_mask=0xd0",
        "~{x;java invoked oom-killer: gfp_mask=0xd0",
        "~{a/b:c invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=-998} x",
        " {invoked oom-killer: gfp_mask=0xd0", /* its name is lost */
        "java invoked oom-killer gfp_mask=0xd0",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_located(texts[i]);
}

/* Nothing that goes on a word begins a sentence, but behind a written line break, or the number of a line. */
static void borders(void **state) {
    (void)state;
    static const char *const texts[] = {
        "xMem-Info:",      "0Killed process 12 (x)",
        "_Mem-Info:",      "/Mem-Info:",
        "-Mem-Info:",      "zMem-Info:",
        "ZMem-Info:",      "9Mem-Info:",
        "a\\n{Mem-Info:}", "nMem-Info:",
        "\\tMem-Info:",    "121-{Mem-Info:}",
        "12x-Mem-Info:",   ".{Mem-Info:}",
        "\"{Mem-Info:}",   ":{Mem-Info:}",
        "aMem-Info:",      "AMem-Info:",
        "@{Mem-Info:}",    "`{Mem-Info:}",
        "[{Mem-Info:}",    "\\{Mem-Info:}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_located(texts[i]);
}

static void words_of_userspace_killers(void **state) {
    (void)state;
    struct located located;
    assert_true(locate_sentence(STR("x: mem avail:   22 of 1900 MiB ( 1.16%), swap free:    0 of    0 MiB ( 0.00%)"), 0,
                                &located));
    assert_int_equal(located.at, 3);
    assert_true(located.is_user);
    assert_true(locate_sentence(STR("x: Mem-Info:"), 0, &located));
    assert_false(located.is_user);
}

/* At the very beginning, or behind a name of up to 15 bytes. */
static void beginnings(void **state) {
    (void)state;
    struct located located;
    assert_true(locate_start(STR("Mem-Info:"), &located));
    assert_false(locate_start(STR("x Mem-Info:"), &located));
    assert_false(locate_start(STR(""), &located));
    assert_true(locate_start(STR("123456789012345 invoked oom-killer: gfp_mask=0xd0"), &located));
    assert_int_equal(located.at, 0);
    assert_false(locate_start(STR("1234567890123456 invoked oom-killer: gfp_mask=0xd0"), &located));
    assert_true(locate_start(STR("a invoked oom-killer: gfp_mask=0xd0"), &located));
}

/* Looked for from a place on; no line is read beyond LIMIT_LINE. */
static void from_a_place_on(void **state) {
    (void)state;
    struct located located;
    const str text = STR("Mem-Info: Mem-Info:");
    assert_true(locate_sentence(text, 1, &located));
    assert_int_equal(located.at, 10);
    assert_false(locate_sentence(text, 11, &located));
    static char line[LIMIT_LINE + 32];
    memset(line, ' ', sizeof line);
    memcpy(line + LIMIT_LINE - 9, "Mem-Info:", 9);
    assert_true(locate_sentence(str_of(line, sizeof line), 0, &located));
    memset(line, ' ', sizeof line);
    memcpy(line + LIMIT_LINE - 8, "Mem-Info:", 9);
    assert_false(locate_sentence(str_of(line, sizeof line), 0, &located));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_behind_a_text_is_read),
        cmocka_unit_test(sentences_with_their_ends),
        cmocka_unit_test(triggers),
        cmocka_unit_test(borders),
        cmocka_unit_test(words_of_userspace_killers),
        cmocka_unit_test(beginnings),
        cmocka_unit_test(from_a_place_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
