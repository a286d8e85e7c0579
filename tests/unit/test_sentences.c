/* The table of sentences: each row knows its samples, binds what they say, and no row takes another's.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "kernel/match.h"
#include "kernel/scanners.h"
#include "model/fields.h"

struct bench {
    struct matcher *matcher;
    struct event *event;
};

static int set_up(void **state) {
    static struct bench bench;
    bench = (struct bench){matcher_new(), builder_new()};
    *state = &bench;
    return bench.matcher && bench.event ? 0 : 1;
}

static int tear_down(void **state) {
    struct bench *bench = *state;
    matcher_free(bench->matcher);
    event_free(bench->event);
    return 0;
}

static struct match find(struct bench *bench, const char *text, enum sentence_speaker speaker) {
    struct match match = {0};
    matcher_find(bench->matcher, str_from_cstr(text), speaker, &match);
    return match;
}

static struct kill kill_of(struct bench *bench, const char *text) {
    struct match match = find(bench, text, SENTENCE_KERNEL);
    struct kill kill = {0};
    field_clear(&field_kill, &kill);
    assert_non_null(match.row);
    match_bind(&match, bench->event, &kill, 1);
    return kill;
}

static struct trigger trigger_of(struct bench *bench, const char *text, str *ret_name) {
    struct match match = find(bench, text, SENTENCE_KERNEL);
    struct trigger trigger = {0};
    field_clear(&field_trigger, &trigger);
    assert_non_null(match.row);
    assert_int_equal(match.row->role, SENTENCE_TRIGGER);
    match_bind(&match, bench->event, &trigger, 1);
    *ret_name = match.before;
    return trigger;
}

#define assert_str(view, text) assert_true(str_equal((view), STR(text)))

static void each_sample_belongs_to_its_row(void **state) {
    for (size_t i = 0; i < sentence_count; i++) {
        size_t samples = 0;
        for (; samples < SENTENCE_SAMPLES && sentences[i].samples[samples]; samples++) {
            struct match match = find(*state, sentences[i].samples[samples], sentences[i].speaker);
            if (match.row != &sentences[i])
                print_message("%s: \"%s\" is taken by %s\n", sentences[i].name, sentences[i].samples[samples],
                              match.row ? match.row->name : "nobody");
            assert_ptr_equal(match.row, &sentences[i]);
        }
        assert_true(samples > 0);
    }
}

/* Whoever may speak, and with blanks before and words behind, a sample is never taken for another row's. */
static void no_row_shadows_another(void **state) {
    for (size_t i = 0; i < sentence_count; i++)
        for (size_t s = 0; s < SENTENCE_SAMPLES && sentences[i].samples[s]; s++) {
            struct match match = find(*state, sentences[i].samples[s], SENTENCE_ANYBODY);
            if (match.row != &sentences[i])
                print_message("%s is taken by %s\n", sentences[i].name, match.row ? match.row->name : "nobody");
            assert_true(match.row == &sentences[i] || (match.row && match.row->role == sentences[i].role));
        }
}

/* Where the row's literal ends in a sample. */
static size_t behind_literal(const struct sentence *row, str sample) {
    const size_t at = row->place == SENTENCE_LAST ? str_find_last(sample, row->begins) : str_find(sample, row->begins);
    return at + row->begins.len;
}

/* Logs are cut by bytes: a sentence whose literal is whole may go on, and never tells more than all of it. */
static void each_cut_of_a_sample_is_known(void **state) {
    struct bench *bench = *state;
    for (size_t i = 0; i < sentence_count; i++)
        for (size_t s = 0; sentences[i].speaker != SENTENCE_USER && s < SENTENCE_SAMPLES && sentences[i].samples[s];
             s++) {
            const str sample = str_from_cstr(sentences[i].samples[s]);
            const size_t facts = matcher_extent(bench->matcher, sample).facts;
            for (size_t len = behind_literal(&sentences[i], sample); len < sample.len; len++) {
                const struct extent extent = matcher_extent(bench->matcher, str_first(sample, len));
                if (extent.end == EXTENT_NONE || extent.facts > facts)
                    print_message("%s: \"%.*s\"\n", sentences[i].name, (int)len, sample.data);
                assert_int_not_equal(extent.end, EXTENT_NONE);
                assert_true(extent.facts <= facts);
            }
        }
}

/* Without all of its literal a text is nobody's. */
static void a_cut_literal_is_no_sentence(void **state) {
    struct bench *bench = *state;
    static const char *const texts[] = {"K", "Killed proc", "Out of mem", "CPU", "Kernel panic - not sync", "Mem-In"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (matcher_extent(bench->matcher, str_from_cstr(texts[i])).end != EXTENT_NONE)
            fail_msg("%s", texts[i]);
}

static void a_row_with_ends_has_a_whole_sample(void **state) {
    struct bench *bench = *state;
    for (size_t i = 0; i < sentence_count; i++) {
        bool is_whole = !*sentences[i].ends;
        for (size_t s = 0; s < SENTENCE_SAMPLES && sentences[i].samples[s]; s++)
            is_whole |= matcher_extent(bench->matcher, str_from_cstr(sentences[i].samples[s])).end == EXTENT_WHOLE;
        if (!is_whole)
            print_message("%s: no sample ends as the row says\n", sentences[i].name);
        assert_true(is_whole);
    }
}

/* Each group of a pattern must be a field of the record, or one of the words that the program asks for. */
static void each_group_is_known(void **state) {
    static const char *const known[] = {
        "figures", "statistics", "path", "value", "total", "message", "name", "pid", "signal",
        /* of userspace killers */
        "pressure_percent", "full_percent", "limit_percent", "duration", "thrashing_percent", "mem_free_mib",
        "mem_total_mib", "mem_total_bytes", "mem_used_bytes", "mem_free_percent", "mem_limit_percent", "swap_free_mib",
        "swap_total_mib", "swap_total_bytes", "swap_used_bytes", "swap_free_percent", "swap_limit_percent",
        "used_percent", "considered", "memory_size", "swap_size", "candidate_percent", "group", "rules", "rss_mib",
        "victim", "victim_pid", "victim_mib", "victim_swap_mib", "victim_bytes"};
    (void)state;
    for (size_t i = 0; i < sentence_count; i++) {
        const char *at = sentences[i].pattern;
        while (at && (at = strstr(at, "(?<")) != NULL) {
            at += 3;
            if (*at == '=' || *at == '!')
                continue;
            str group = str_of(at, strcspn(at, ">"));
            bool is_known = false;
            for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
                is_known |= str_equal(group, str_from_cstr(known[k]));
            const struct field_table *tables[] = {&field_trigger, &field_identity, &field_cgroup, &field_kill,
                                                  &field_event};
            for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
                is_known |= field_keyed(tables[t], group) != NULL;
            assert_true(is_known);
            assert_true(group.len <= 32);
        }
    }
}

static void triggers_of_all_ages(void **state) {
    str name;
    struct trigger trigger =
        trigger_of(*state, "mysqld invoked oom-killer: gfp_mask=0x201da, order=0, oom_adj=0", &name);
    assert_str(name, "mysqld");
    assert_int_equal(trigger.gfp_mask, 0x201da);
    assert_int_equal(trigger.order, 0);
    assert_int_equal(trigger.oom_adj, 0);
    assert_true(trigger.oom_score_adj == ABSENT);
    assert_int_equal(trigger.gfp_text.len, 0);

    trigger = trigger_of(*state, "httpd invoked oom-killer: gfp_mask=0x201d2, order=2, oomkilladj=-17", &name);
    assert_int_equal(trigger.oom_adj, -17);
    assert_int_equal(trigger.order, 2);

    trigger =
        trigger_of(*state, "a invoked oom-killer: gfp_mask=0x280da, order=0, oom_adj=0, oom_score_adj=1000", &name);
    assert_int_equal(trigger.oom_adj, 0);
    assert_int_equal(trigger.oom_score_adj, 1000);

    trigger = trigger_of(*state,
                         "dd invoked oom-killer: gfp_mask=0x14201ca(GFP_HIGHUSER_MOVABLE|__GFP_COLD), nodemask=0,2-3,  "
                         "order=3, oom_score_adj=-998",
                         &name);
    assert_str(trigger.gfp_text, "GFP_HIGHUSER_MOVABLE|__GFP_COLD");
    assert_str(trigger.nodemask, "0,2-3");
    assert_int_equal(trigger.order, 3);
    assert_int_equal(trigger.oom_score_adj, -998);

    trigger = trigger_of(
        *state, "kworker/0:2 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0", &name);
    assert_int_equal(trigger.order, -1);

    trigger = trigger_of(*state, "syz invoked oom-killer: gfp_mask=0x0(), order=0, oom_score_adj=1000", &name);
    assert_int_equal(trigger.gfp_mask, 0);
    assert_int_equal(trigger.gfp_text.len, 0);

    trigger = trigger_of(*state, "oom-killer: gfp_mask=0xd0", &name);
    assert_int_equal(name.len, 0);
    assert_int_equal(trigger.gfp_mask, 0xd0);
    assert_true(trigger.order == ABSENT);
}

static void a_path_cannot_forge_a_statistic(void **state) {
    static const struct {
        const char *text, *path, *statistics;
    } lines[] = {{"Memory cgroup stats for /a: anon:1KB:", "/a: anon:1KB", ""},
                 {"Memory cgroup stats for /a: anon:1KB: cache:0KB rss:5KB", "/a: anon:1KB", "cache:0KB rss:5KB"},
                 {"Memory cgroup stats for /a: cache:0KB rss:", "/a", "cache:0KB rss:"},
                 {"Memory cgroup stats for /a: cache:0KB rss:5K", "/a", "cache:0KB rss:5K"},
                 {"Memory cgroup stats for /system.slice:docker:4f5e:", "/system.slice:docker:4f5e", ""},
                 {"Memory cgroup stats for /a", "/a", ""}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const struct match match = find(*state, lines[i].text, SENTENCE_KERNEL);
        const str path = match_words(&match, STR("path")), statistics = match_words(&match, STR("statistics"));
        if (!str_equal(path, str_from_cstr(lines[i].path)) ||
            !str_equal(statistics, str_from_cstr(lines[i].statistics)))
            fail_msg("%s: %.*s, %.*s", lines[i].text, STR_ARG(path), STR_ARG(statistics));
    }
}

/* A process may be called anything; the last time the kernel's words stand on the line they are the kernel's. */
static void a_name_cannot_forge_a_trigger(void **state) {
    str name;
    struct trigger trigger =
        trigger_of(*state, "x invoked oom-k invoked oom-killer: gfp_mask=0x140cca, order=0, oom_score_adj=0", &name);
    assert_str(name, "x invoked oom-k");
    assert_int_equal(trigger.gfp_mask, 0x140cca);
    static const char *const titles[] = {"Mem-Info:", "Call Trace:", "memory: usage 1", "Linux version 6",
                                         "Tasks state (me"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        char text[128];
        snprintf(text, sizeof text, "%s invoked oom-killer: gfp_mask=0x140cca, order=0, oom_score_adj=0", titles[i]);
        trigger_of(*state, text, &name);
        if (!str_equal(name, str_from_cstr(titles[i])))
            fail_msg("%s: %.*s", titles[i], STR_ARG(name));
    }
    assert_null(find(*state, "foo invoked oom-killer and died", SENTENCE_KERNEL).row);
}

static void kill_lines_of_all_ages(void **state) {
    struct kill kill = kill_of(*state, "Killed process 13218 (apache2)");
    assert_int_equal(kill.pid, 13218);
    assert_str(kill.name, "apache2");
    assert_true(kill.total_vm_kb == ABSENT);
    assert_int_equal(kill.message.len, 0);

    kill = kill_of(*state, "Out of Memory: Killed process 4242 (mozilla-bin).");
    assert_str(kill.name, "mozilla-bin");
    assert_str(kill.message, "Out of Memory");

    kill = kill_of(*state, "Out of memory: Killed process 12, UID 48, (httpd).");
    assert_int_equal(kill.uid, 48);
    assert_str(kill.name, "httpd");

    kill = kill_of(*state, "Killed process 77 (x) vsz:1200kB, anon-rss:400kB, file-rss:12kB");
    assert_int_equal(kill.total_vm_kb, 1200);
    assert_int_equal(kill.anon_rss_kb, 400);
    assert_int_equal(kill.file_rss_kb, 12);

    kill =
        kill_of(*state, "Killed process 18938, UID 500, (java) total-vm:8342232kB, anon-rss:3922304kB, file-rss:412kB");
    assert_int_equal(kill.uid, 500);
    assert_int_equal(kill.total_vm_kb, 8342232);

    kill = kill_of(
        *state, "Killed process 6576 (mysqld), UID 27, total-vm:1148252kB, anon-rss:5kB, file-rss:4kB, shmem-rss:3kB");
    assert_str(kill.name, "mysqld");
    assert_int_equal(kill.uid, 27);
    assert_int_equal(kill.shmem_rss_kb, 3);

    kill =
        kill_of(*state, "Memory cgroup out of memory: Killed process 9 (a) total-vm:10kB, anon-rss:9kB, file-rss:8kB, "
                        "shmem-rss:7kB, UID:1000 pgtables:6kB oom_score_adj:-5");
    assert_str(kill.message, "Memory cgroup out of memory");
    assert_int_equal(kill.uid, 1000);
    assert_int_equal(kill.pgtables_kb, 6);
    assert_int_equal(kill.oom_score_adj, -5);

    kill =
        kill_of(*state, "Out of memory in UB 101: OOM killed process 77 (httpd) score 12 vm:412kB, rss:12kB, swap:3kB");
    assert_str(kill.message, "Out of memory in UB 101");
    assert_int_equal(kill.score, 12);
    assert_int_equal(kill.total_vm_kb, 412);
    assert_int_equal(kill.swap_kb, 3);

    kill =
        kill_of(*state, "Out of memory (oom_kill_allocating_task): Killed process 5 (sh) total-vm:1kB, anon-rss:0kB");
    assert_str(kill.message, "Out of memory (oom_kill_allocating_task)");
}

/* mm/oom_kill.c prints "(%s)": what is between the first "(" behind the pid and the last ")" before the figures. */
static void names_hold_anything(void **state) {
    assert_str(kill_of(*state, "Out of memory: Killed process 106 (a) b) total-vm:1kB, anon-rss:1kB").name, "a) b");
    /* a newline is lost: what is longer than 15 bytes, each of them escaped, is another message */
    assert_str(kill_of(*state, "Out of memory: Killed process 107 (a) total-vm:1kB, anon-rss:1kB, file-rss:1kB, "
                               "shmem-rss:0kB, UID:0 pgtables:1kB oom_score_adj:0Out of memory: Killed process 9 (c) "
                               "total-vm:1kB, anon-rss:1kB")
                   .name,
               "a");
    assert_str(kill_of(*state, "Killed process 118 ((sd-pam)) total-vm:1kB, anon-rss:1kB").name, "(sd-pam)");
    assert_str(kill_of(*state, "Killed process 1 (x) total-vm:2kB) total-vm:9kB, anon-rss:1kB").name,
               "x) total-vm:2kB");
    assert_int_equal(kill_of(*state, "Killed process 1 (x) total-vm:2kB) total-vm:9kB, anon-rss:1kB").total_vm_kb, 9);
    assert_str(kill_of(*state, "Killed process 7 (new\nline) total-vm:1kB, anon-rss:1kB").name, "new\nline");
    assert_str(kill_of(*state, "Killed process 120 (Out of memory:) total-vm:1kB, anon-rss:1kB").name,
               "Out of memory:");
    assert_int_equal(kill_of(*state, "Killed process 122 () total-vm:1kB, anon-rss:1kB").name.len, 0);
    struct match match =
        find(*state, "Out of memory: Kill process 5 (a) score 9) score 12 or sacrifice child", SENTENCE_KERNEL);
    assert_int_equal(match.row->role, SENTENCE_INTENT);
    assert_str(match_words(&match, STR("intent_name")), "a) score 9");
    assert_int_equal(match_number(&match, STR("intent_score")), 12);
}

/* What a daemon says of itself, even in the kernel's words, is no sentence of the kernel. */
static void daemons_are_not_the_kernel(void **state) {
    assert_null(
        find(*state, "monit[77]: Out of memory: Killed process 77 (fake) total-vm:1kB, anon-rss:1kB", SENTENCE_ANYBODY)
            .row);
    assert_null(find(*state, "Killed process 77 (fake) total-vm:1kB, anon-rss:1kB", SENTENCE_USER).row);
    assert_null(find(*state, "Out of memory (Needed 128 bytes)", SENTENCE_ANYBODY).row);
    assert_null(find(*state, "java.lang.OutOfMemoryError: Java heap space", SENTENCE_ANYBODY).row);
    assert_null(find(*state, "TCP: out of memory -- consider tuning tcp_mem", SENTENCE_ANYBODY).row);
    assert_null(find(*state, "fatal error: runtime: out of memory", SENTENCE_ANYBODY).row);
    assert_null(find(*state, "OOM killer disabled.", SENTENCE_ANYBODY).row);
    assert_null(find(*state, "Under memory pressure, flushing caches.", SENTENCE_ANYBODY).row);
    assert_null(find(*state, "Kernel panic - not syncing: VFS: Unable to mount root fs", SENTENCE_ANYBODY).row);
}

static void identities(void **state) {
    struct bench *bench = *state;
    struct match match =
        find(bench,
             "CPU: 3 UID: 7 PID: 42 Comm: a Not tainted b Kdump: loaded Tainted: G        W  OE     6.12.1-x #1 SMP Z",
             SENTENCE_KERNEL);
    struct identity identity = {0};
    field_clear(&field_identity, &identity);
    match_bind(&match, bench->event, &identity, 1);
    assert_int_equal(identity.cpu, 3);
    assert_int_equal(identity.uid, 7);
    assert_int_equal(identity.pid, 42);
    assert_str(identity.comm, "a Not tainted b");
    assert_str(identity.release, "6.12.1-x");
    assert_str(identity.build, "#1 SMP Z");
}

/* A hostile line must not cost more than its length. */
static void long_lines_end(void **state) {
    static char text[64 * 1024 + 1];
    static const char *const pieces[] = {") total-vm:",         " (",        "Killed process 1 (",
                                         " invoked oom-killer", ", mode:0x", "a: "};
    for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
        size_t len = strlen(pieces[p]);
        strcpy(text, "Out of memory: Killed process 1 (");
        for (size_t at = strlen(text); at + len < sizeof text; at += len)
            strcpy(text + at, pieces[p]);
        for (int i = 0; i < 64; i++) /* past the point where the pattern becomes machine code */
            find(*state, text, SENTENCE_ANYBODY);
    }
    assert_false(matcher_failed(((struct bench *)*state)->matcher));
}

/* Whether the row's signs find SAMPLE. */
static bool finds_sample(const struct sentence *row, str sample) {
    struct located located;
    return locate_sentence(sample, 0, &located) && located.kind == row - sentences &&
           located.is_user == (row->speaker != SENTENCE_KERNEL);
}

/* Whether a sample says what SIGN does, up to its number, and is found by it. */
static bool shows_sign(const struct sentence *row, const struct sentence_sign *sign) {
    const str words = str_from_cstr(sign->begins), begins = str_first(words, str_find_byte(words, '#'));
    for (size_t s = 0; s < SENTENCE_SAMPLES && row->samples[s]; s++) {
        const str text = str_from_cstr(row->samples[s]);
        const size_t at = str_find(text, begins);
        if (at != STR_NONE && (!sign->holds || str_has(str_from(text, at), str_from_cstr(sign->holds))) &&
            finds_sample(row, text))
            return true;
    }
    return false;
}

/* A sign that no sample says, or that something else hides, finds nothing. */
static void each_sign_is_found_in_a_sample(void **state) {
    (void)state;
    for (const struct sentence *row = sentences; row < sentences + sentence_count; row++)
        for (size_t i = 0; i < SENTENCE_SIGNS && row->signs[i].begins; i++)
            if (!shows_sign(row, &row->signs[i]))
                fail_msg("no sample of \"%s\" says \"%s\"", row->name, row->signs[i].begins);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_sample_belongs_to_its_row, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_row_shadows_another, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_cut_of_a_sample_is_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cut_literal_is_no_sentence, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_with_ends_has_a_whole_sample, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_group_is_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(triggers_of_all_ages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_cannot_forge_a_trigger, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_path_cannot_forge_a_statistic, set_up, tear_down),
        cmocka_unit_test_setup_teardown(kill_lines_of_all_ages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_hold_anything, set_up, tear_down),
        cmocka_unit_test_setup_teardown(daemons_are_not_the_kernel, set_up, tear_down),
        cmocka_unit_test_setup_teardown(identities, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_lines_end, set_up, tear_down),
        cmocka_unit_test(each_sign_is_found_in_a_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
