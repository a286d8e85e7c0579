/* The text and summary writers: lines that fit, sums that are right, nothing that a terminal would obey.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "report/escape.h"
#include "sample_event.h"

static const char *text_of(struct sample *sample, int width) {
    const char *text = sample_write(sample, "text", &(struct report_options){.width = width});
    assert_non_null(text);
    return text;
}

/* The line that starts with blanks and WORDS; it may end with anything. */
static const char *line_with(const char *text, const char *words) {
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *start = line + strspn(line, " ");
        if (strncmp(start, words, strlen(words)) == 0)
            return start;
    }
    fail_msg("no line starts with \"%s\"", words);
    return NULL;
}

/* The kB column of a balance line: the first number behind "iB ". */
static int64_t kb_of(const char *line) {
    const char *unit = strstr(line, "iB ");
    assert_non_null(unit);
    return strtoll(unit + 3, NULL, 10);
}

static void assert_lines_fit(const char *text, size_t width) {
    while (*text) {
        size_t len = strcspn(text, "\n");
        size_t columns = escape_columns(str_of(text, len));
        if (columns > width && strncmp(text + strspn(text, " "), "systemctl", 9) != 0)
            fail_msg("%zu columns: %.*s", columns, (int)len, text);
        if (len > 0 && text[len - 1] == ' ')
            fail_msg("a blank at the end: %.*s", (int)len, text);
        text += len + (text[len] == '\n');
    }
}

static void no_line_is_wider_than_the_terminal(void **state) {
    static const int widths[] = {80, 100, 120, 200};
    struct sample *sample = sample_new();
    (void)state;
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
        assert_lines_fit(text_of(sample, widths[i]), (size_t)widths[i]);
    sample_free(sample);
}

static void the_parts_add_up_to_the_total(void **state) {
    static const char *const parts[] = {"anonymous memory",   "unaccounted",         "slab, unreclaimable",
                                        "page tables",        "slab, reclaimable",   "free",
                                        "page cache (files)", "shared memory, tmpfs"};
    struct sample *sample = sample_new();
    const char *text = text_of(sample, 80), *table = strstr(text, "Where the memory went");
    int64_t sum = 0;
    (void)state;
    assert_non_null(table);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        sum += kb_of(line_with(table, parts[i]));
    assert_int_equal(sum, 8081408);
    assert_int_equal(kb_of(line_with(table, "total")), 8081408);
    assert_non_null(strstr(table, "Not in this log: kernel stacks"));
    assert_non_null(strstr(table, "300 MiB of the 8 GiB of RAM cannot be allocated"));
    sample_free(sample);
}

static void what_is_missing_is_a_row_of_its_own(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    sample->reckoning.ledger.parts.unaccounted_kb = ABSENT;
    assert_int_equal(kb_of(line_with(text_of(sample, 80), "not shown by this log")), 180156);
    sample->reckoning.ledger.managed_kb = ABSENT;
    const char *text = text_of(sample, 80);
    assert_int_equal(kb_of(line_with(text, "sum of the above")), 8081408 - 180156);
    assert_null(strstr(text, "not shown by this log"));
    sample_free(sample);
}

static void the_questions_stand_in_their_own_words(void **state) {
    static const char *const questions[] = {"1. System-wide or cgroup OOM?           System-wide\n",
                                            "2. What consumed the most memory?       python3, most of it\n",
                                            "3. Was swap available?                  The log does not say.\n",
                                            "4. Was the system thrashing before OOM? The log does not say.\n",
                                            "5. Could it have been prevented?        Yes\n"};
    struct sample *sample = sample_new();
    const char *text = text_of(sample, 80);
    (void)state;
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        text = strstr(text, questions[i]);
        assert_non_null(text);
        assert_true(text[-1] == '\n');
    }
    sample_free(sample);
}

static void commands_stand_whole_on_their_own_line(void **state) {
    struct sample *sample = sample_new();
    char line[256];
    (void)state;
    snprintf(line, sizeof line, "\n        %.*s\n", STR_ARG(sample->advice[0].command));
    assert_non_null(strstr(text_of(sample, 60), line));
    sample_free(sample);
}

static void claims_name_their_lines(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    const char *text = text_of(sample, 80);
    assert_non_null(strstr(text, "python3: 7.3 GiB in RAM. [line 22]"));
    assert_non_null(strstr(text, "The next largest holds 4.4 MiB. [lines 23-24]"));
    assert_non_null(strstr(text, "Three figures cannot be. [lines 12-13]"));
    sample->event.source_count = 2;
    sample->evidence[0].lines = (struct span){105, 105};
    assert_non_null(strstr(text_of(sample, 80), "python3: 7.3 GiB in RAM. [line 5] of kern.log.1"));
    sample_free(sample);
}

static void tasks_are_listed_by_size_and_marked(void **state) {
    struct sample *sample = sample_new();
    const char *text = strstr(text_of(sample, 80), "The tasks, all 3");
    (void)state;
    assert_non_null(text);
    const char *first = strstr(text, "python3"), *last = strstr(text, "systemd-udevd");
    assert_true(first && last && first < last);
    assert_true(strncmp(first, "python3  <- killed", 18) == 0);
    assert_non_null(strstr(last, "<- shielded"));
    sample->event.tasks.cut = true;
    sample->reckoning.table_whole = TRI_NO;
    assert_non_null(strstr(text_of(sample, 80), "The 3 tasks that the log shows"));
    sample_free(sample);
}

/* 1920588 of 2020352 pages are 950 thousandths. Neither the first nor the last row needs to have a score. */
static void the_score_is_a_column_where_any_row_has_one(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    assert_non_null(strstr(text_of(sample, 80), "score in 1/1000)"));
    sample->task_states[1] = sample->task_states[0];
    sample->task_states[0] = sample->task_states[2];
    const char *text = text_of(sample, 80);
    assert_non_null(strstr(text, "score in 1/1000)"));
    assert_non_null(strstr(line_with(text, "4.4 MiB"), "   950     567  systemd-journal"));
    sample->task_states[1] = sample->task_states[2];
    text = text_of(sample, 80);
    assert_null(strstr(text, "score in 1/1000"));
    assert_non_null(strstr(text, "shared pages counted in each)"));
    sample_free(sample);
}

static void a_cgroup_has_a_balance_of_its_own(void **state) {
    struct sample *sample = sample_new();
    struct cgroup_ledger *cgroup = &sample->reckoning.cgroup;
    (void)state;
    sample->reckoning.scope = SCOPE_CGROUP;
    sample->event.cgroup.path = STR("/docker/0123");
    cgroup->usage_kb = cgroup->limit_kb = 524288;
    cgroup->anon_kb = 500000;
    cgroup->slab_kb = 20000;
    cgroup->unaccounted_kb = 4288;
    const char *text = text_of(sample, 80), *table = strstr(text, "Where the cgroup's memory went");
    assert_non_null(table);
    assert_non_null(strstr(table, "/docker/0123 uses 512 MiB of its limit of 512 MiB"));
    assert_int_equal(kb_of(line_with(table, "anonymous memory")) + kb_of(line_with(table, "slab")) +
                         kb_of(line_with(table, "unaccounted")),
                     524288);
    assert_int_equal(kb_of(line_with(table, "usage of the cgroup")), 524288);
    assert_non_null(strstr(table, "The whole machine at that moment"));
    sample_free(sample);
}

static void the_legend_is_told_once(void **state) {
    struct sample *sample = sample_new();
    struct report_options options = {.width = 80, .state = calloc(1, report_writer(STR("text"))->state_size)};
    (void)state;
    assert_non_null(strstr(sample_write(sample, "text", &options), "are pages of 4"));
    assert_null(strstr(sample_write(sample, "text", &options), "are pages of 4"));
    free(options.state);
    sample_free(sample);
}

static void a_small_victim_is_shown_all_the_same(void **state) {
    enum { ROWS = 40 };
    struct sample *sample = sample_new();
    struct task rows[ROWS];
    struct task_state states[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        rows[i] = sample->tasks[1];
        rows[i].pid = (int64_t)(1000 + i);
        rows[i].rss = (int64_t)(5000 + i);
        states[i] = sample->task_states[1];
    }
    rows[0].name = STR("victim");
    sample->event.tasks.items = rows;
    sample->event.tasks.count = ROWS;
    sample->reckoning.tasks = states;
    sample->kills[0].pid = 1000;
    const char *text = text_of(sample, 80);
    assert_non_null(strstr(text, "victim  <- killed"));
    assert_non_null(strstr(text, "and 29 more"));
    assert_non_null(strstr(text, " 1039  systemd-journal"));
    assert_non_null(strstr(text, " 1030  systemd-journal"));
    assert_null(strstr(text, " 1029  systemd-journal"));
    sample_free(sample);
}

static void hostile_names_are_escaped(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    str hostile = STR("\033]0;x\007\033[2J\r\n\xe2\x80\xae\xff");
    sample->tasks[0].name = sample->kills[0].name = sample->event.host = sample->groups[0].name = hostile;
    sample->zones[0].name = sample->slabs[1].name = sample->sources[0].file = hostile;
    sample->diagnosis.headline = sample->diagnosis.verdict = sample->findings[1].pattern = hostile;
    sample->advice[0].advice = sample->advice[0].because = sample->warnings[0].statement = hostile;
    sample->event.identity.release = sample->event.identity.arch = hostile;
    struct own_line lines[] = {{{1, 1}, hostile}, {{22, 22}, hostile}};
    sample->event.own = (struct own_lines){.items = lines, .count = 2};
    static const char *const writers[] = {"text", "summary", "annotate"};
    for (size_t w = 0; w < sizeof writers / sizeof *writers; w++) {
        const char *text = sample_write(sample, writers[w], &(struct report_options){.width = 80});
        for (size_t i = 0; i < sample->written_len; i++) {
            unsigned char byte = (unsigned char)text[i];
            assert_true(byte == '\n' || (byte >= 0x20 && byte < 0x7f));
        }
        assert_non_null(strstr(text, "\\x1b]0;x\\x07\\x1b[2J\\x0d\\x0a\\xe2\\x80\\xae\\xff"));
    }
    sample_free(sample);
}

/* The text without "ESC [ ... m". */
static void strip_colours(char *text) {
    char *to = text;
    for (const char *from = text; *from; from++)
        if (*from == '\033')
            from += strcspn(from, "m");
        else
            *to++ = *from;
    *to = '\0';
}

static void colour_adds_nothing_but_colour(void **state) {
    struct sample *sample = sample_new(), *plain = sample_new();
    (void)state;
    sample_write(sample, "text", &(struct report_options){.width = 80, .color = true});
    assert_non_null(strchr(sample->written, '\033'));
    strip_colours(sample->written);
    assert_string_equal(sample->written, text_of(plain, 80));
    sample_free(sample);
    sample_free(plain);
}

static void an_event_of_nothing_is_told_in_a_few_lines(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    struct event *event = &sample->event;
    event->memory.lines = event->memory.counters.lines = (struct span){0, 0};
    event->memory.zone_count = event->memory.slab_count = 0;
    event->tasks = (struct tasks){0};
    sample_absent(&sample->reckoning.ledger.parts.free_kb, sizeof sample->reckoning.ledger.parts);
    sample->reckoning.missing = MISSING_MEMORY | MISSING_TASKS;
    sample->reckoning.group_count = 0;
    sample->reckoning.victim_row = SIZE_MAX;
    const char *text = text_of(sample, 80);
    assert_null(strstr(text, "Where the memory went"));
    assert_null(strstr(text, "The tasks"));
    assert_non_null(strstr(text, "The log lacks the task table."));
    sample_free(sample);
}

static void the_summary_counts_its_victims(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    const struct writer *writer = report_writer(STR("summary"));
    struct report_options options = {.width = 80, .state = calloc(1, writer->state_size)};
    sample_write(sample, "summary", &options);
    assert_non_null(strstr(sample->written, "    1  01-06T07:32:35"));
    assert_non_null(strstr(sample->written, "python3 (8340)             7.3 GiB  memory-leak (high)"));
    assert_non_null(strstr(sample->written, "memory-leak (high)"));
    sample->event.time.hour = 9;
    sample_write(sample, "summary", &options);
    sample->kills[0].name = STR("java");
    sample_write(sample, "summary", &options);
    struct out out;
    sample->written_len = 0;
    out_open(&out, sample_keep, sample);
    writer->end(&out, &options, NULL, 3);
    out_flush(&out);
    sample->written[sample->written_len] = '\0';
    const char *python = strstr(sample->written, "    2  python3"), *java = strstr(sample->written, "    1  java");
    assert_true(python && java && python < java);
    assert_non_null(strstr(python, "from 01-06T07:32:35 to 01-06T09:32:35"));
    assert_non_null(strstr(java, " 01-06T09:32:35\n"));
    line_with(sample->written, "01-06T07                1  ########");
    line_with(sample->written, "01-06T09                2  ########################################");
    free(options.state);
    sample_free(sample);
}

/* 12 s after one boot comes after 100 s after the boot before. */
static void the_summary_knows_boots_apart(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    const struct writer *writer = report_writer(STR("summary"));
    struct report_options options = {.width = 80, .state = calloc(1, writer->state_size)};
    sample->event.time = (struct oomwhy_time){0};
    for (int64_t seconds = 100; seconds > 0; seconds -= 88) {
        sample->event.uptime_us = seconds * 1000000;
        sample_write(sample, "summary", &options);
    }
    struct out out;
    sample->written_len = 0;
    out_open(&out, sample_keep, sample);
    writer->end(&out, &options, NULL, 2);
    out_flush(&out);
    sample->written[sample->written_len] = '\0';
    assert_non_null(strstr(sample->written, "from up 1 min 40 s to up 12.00 s, of several boots\n"));
    free(options.state);
    sample_free(sample);
}

static void a_storm_of_names_stays_bounded(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    const struct writer *writer = report_writer(STR("summary"));
    struct report_options options = {.width = 80, .state = calloc(1, writer->state_size)};
    for (int i = 0; i < 100; i++) {
        char name[16];
        sample->kills[0].name = str_of(name, (size_t)snprintf(name, sizeof name, "n%d", i));
        sample_write(sample, "summary", &options);
    }
    struct out out;
    sample->written_len = 0;
    out_open(&out, sample_keep, sample);
    writer->end(&out, &options, NULL, 100);
    out_flush(&out);
    sample->written[sample->written_len] = '\0';
    assert_non_null(strstr(sample->written, "   36  of other names"));
    free(options.state);
    sample_free(sample);
}

static void unknown_writers_are_none(void **state) {
    (void)state;
    assert_null(report_writer(STR("tex")));
    assert_null(report_writer(STR("")));
    assert_string_equal(report_writer(STR("json"))->name, "json");
}

static void a_victim_is_told_with_all_that_its_kill_line_prints(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    struct kill *kill = &sample->kills[0];
    kill->anon_rss_kb = 2048, kill->file_rss_kb = kill->shmem_rss_kb = ABSENT;
    kill->pgtables_kb = 12, kill->swap_kb = 1024;
    line_with(text_of(sample, 200), "killed python3 (pid 8340): 2 MiB anonymous, 1 MiB swap, 12 KiB page tables [line");
    kill->anon_rss_kb = kill->file_rss_kb = kill->shmem_rss_kb = kill->pgtables_kb = kill->swap_kb = ABSENT;
    line_with(text_of(sample, 200), "killed python3 (pid 8340) [line");
    sample_free(sample);
}

/* 1920568 pages of 4 kB are 7.3 GiB, 95.1 % of the 8081408 kB that the kernel had. */
static void each_line_is_followed_by_what_it_says(void **state) {
    struct own_line lines[] = {{{14, 14}, STR_INIT("free:3248 free_pcp:0")},
                               {{22, 22}, STR_INIT("a row")},
                               {{23, 23}, STR_INIT("another")},
                               {{99, 99}, STR_INIT("nobody knows this line")}};
    struct sample *sample = sample_new();
    (void)state;
    sample->event.own = (struct own_lines){.items = lines, .count = sizeof lines / sizeof *lines};
    const char *text = sample_write(sample, "annotate", &(struct report_options){.width = 80});
    assert_non_null(strstr(
        text, "    14  free:3248 free_pcp:0\n        # free: 12.7 MiB, 0.2 % of RAM. Pages that nobody holds.\n"));
    assert_non_null(
        strstr(text, "    22  a row\n        # python3: 7.3 GiB in RAM, 95.1 % of RAM; killed; it had asked for"));
    assert_non_null(strstr(text, "    99  nobody knows this line\n\n"));
    sample_free(sample);
}

/* The first screen has room on a terminal of 24 lines, whatever the log holds. */
static void the_first_screen_fits(void **state) {
    static char path[4000], statement[4000];
    struct sample *sample = sample_new();
    (void)state;
    memset(path, '/', sizeof path);
    memset(statement, 'w', sizeof statement);
    for (size_t i = 9; i < sizeof statement; i += 10)
        statement[i] = ' ';
    str words = str_of(statement, sizeof statement);
    sample->event.host = sample->sources[0].file = sample->event.identity.release = str_of(path, sizeof path);
    sample->diagnosis.headline = sample->findings[0].brief = sample->findings[0].statement = words;
    sample->evidence[0].statement = sample->advice[0].advice = words;
    for (size_t i = 0; i < SAMPLE_ANSWERS; i++)
        sample->answers[i].brief = i % 2 ? words : str_of(path, sizeof path);
    const char *text = sample_write(sample, "text", &(struct report_options){.width = 80, .brief = true});
    size_t lines = 0;
    for (const char *at = text; *at; at++)
        lines += *at == '\n';
    assert_in_range(lines, 10, 23 + 1); /* an empty line ends it */
    assert_non_null(strstr(text, "//...//"));
    assert_non_null(strstr(text, "\n5. Could it have been prevented?"));
    sample_free(sample);
}

/* A run of one colour is one escape sequence: what stands in it can be searched for. */
static void words_of_a_colour_stand_together(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    sample_write(sample, "text", &(struct report_options){.width = 80, .color = true});
    assert_non_null(strstr(sample->written, "ran out of memory and the kernel killed python3."));
    assert_non_null(strstr(sample->written, "\033[1;31mkilled\033[0m"));
    assert_non_null(strstr(sample->written, "\033[35mshielded\033[0m"));
    assert_non_null(strstr(sample->written, "\033[1;32mhigh confidence\033[0m"));
    sample_free(sample);
}

static void bars_are_of_block_characters_where_they_may(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    sample_write(sample, "text", &(struct report_options){.width = 80, .unicode = true});
    assert_non_null(strstr(line_with(sample->written, "anonymous memory"), "\xe2\x96\x88\xe2\x96\x88"));
    sample_free(sample);
}

static void cited_lines_are_quoted_once(void **state) {
    struct own_line lines[] = {{{22, 22}, STR_INIT("the row of python3")}, {{26, 26}, STR_INIT("not referred to")}};
    struct sample *sample = sample_new();
    (void)state;
    sample->event.own = (struct own_lines){.items = lines, .count = 2};
    assert_null(strstr(text_of(sample, 80), "the row of python3"));
    const char *text = sample_write(sample, "text", &(struct report_options){.width = 80, .lines = true});
    const char *quoted = strstr(text, "      22  the row of python3\n");
    assert_non_null(quoted);
    assert_null(strstr(quoted + 20, "the row of python3"));
    assert_null(strstr(text, "not referred to"));
    sample_free(sample);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_is_followed_by_what_it_says),
        cmocka_unit_test(the_first_screen_fits),
        cmocka_unit_test(words_of_a_colour_stand_together),
        cmocka_unit_test(bars_are_of_block_characters_where_they_may),
        cmocka_unit_test(cited_lines_are_quoted_once),
        cmocka_unit_test(no_line_is_wider_than_the_terminal),
        cmocka_unit_test(the_parts_add_up_to_the_total),
        cmocka_unit_test(what_is_missing_is_a_row_of_its_own),
        cmocka_unit_test(the_questions_stand_in_their_own_words),
        cmocka_unit_test(commands_stand_whole_on_their_own_line),
        cmocka_unit_test(claims_name_their_lines),
        cmocka_unit_test(tasks_are_listed_by_size_and_marked),
        cmocka_unit_test(the_score_is_a_column_where_any_row_has_one),
        cmocka_unit_test(a_cgroup_has_a_balance_of_its_own),
        cmocka_unit_test(the_legend_is_told_once),
        cmocka_unit_test(a_small_victim_is_shown_all_the_same),
        cmocka_unit_test(hostile_names_are_escaped),
        cmocka_unit_test(colour_adds_nothing_but_colour),
        cmocka_unit_test(an_event_of_nothing_is_told_in_a_few_lines),
        cmocka_unit_test(the_summary_counts_its_victims),
        cmocka_unit_test(the_summary_knows_boots_apart),
        cmocka_unit_test(a_storm_of_names_stays_bounded),
        cmocka_unit_test(unknown_writers_are_none),
        cmocka_unit_test(a_victim_is_told_with_all_that_its_kill_line_prints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
