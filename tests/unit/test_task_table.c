/* The tables of a report, led by their headers: every layout, columns nobody has seen, odd names, damage.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "followed.h"
#include "kernel/tables.h"

static struct event *event;
static struct task_table columns;

static int set_up(void **state) {
    (void)state;
    event = builder_new();
    columns = (struct task_table){0};
    return event ? 0 : 1;
}

static int tear_down(void **state) {
    (void)state;
    event_free(event);
    return 0;
}

static void header(const char *text) {
    for (size_t i = 0; i < FOLLOWERS; i++)
        assert_true(task_table_header(&columns, followed(text, i)));
}

static const struct task *row(const char *text) {
    static size_t turn;
    assert_int_equal(task_table_row(&columns, event, followed(text, turn++ % FOLLOWERS), 7), EXTENT_WHOLE);
    return &event->tasks.items[event->tasks.count - 1];
}

#define assert_str(view, text) assert_true(str_equal((view), STR(text)))
#define assert_absent(value) assert_true((value) == ABSENT)

static void layout_of_2_6_32(void **state) {
    (void)state;
    header("[ pid ]   uid  tgid total_vm      rss cpu oom_adj name");
    const struct task *task = row("[ 1234]    33  1234    56789     4321   1     -17 apache2");
    assert_int_equal(task->pid, 1234);
    assert_int_equal(task->uid, 33);
    assert_int_equal(task->tgid, 1234);
    assert_int_equal(task->total_vm, 56789);
    assert_int_equal(task->rss, 4321);
    assert_int_equal(task->oom_adj, -17);
    assert_absent(task->oom_score_adj);
    assert_absent(task->swapents);
    assert_str(task->name, "apache2");
}

static void layout_of_rhel_6(void **state) {
    (void)state;
    header("[ pid ]   uid  tgid total_vm      rss cpu oom_adj oom_score_adj name");
    const struct task *task = row("[  512]     0   512     2767      172   2     -17         -1000 udevd");
    assert_int_equal(task->oom_adj, -17);
    assert_int_equal(task->oom_score_adj, -1000);
}

static void layout_of_3_10(void **state) {
    (void)state;
    header("[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name");
    const struct task *task =
        row("[  762]     0   762    27626     1788      56       12             0 systemd-journal");
    assert_int_equal(task->nr_ptes, 56);
    assert_int_equal(task->swapents, 12);
    assert_absent(task->pgtables_bytes);
}

static void layout_of_4_4(void **state) {
    (void)state;
    header("[ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name");
    const struct task *task = row("[  762]     0   762    27626     1788      56       3       12             0 x");
    assert_int_equal(task->nr_pmds, 3);
    assert_int_equal(task->swapents, 12);
}

static void layout_of_6_8(void **state) {
    (void)state;
    header("[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj "
           "name");
    const struct task *task = row(
        "[   1122]     0  1122   179935   130854   130720      134         0  1097728        0          -900 stress");
    assert_int_equal(task->rss, 130854);
    assert_int_equal(task->rss_anon, 130720);
    assert_int_equal(task->rss_file, 134);
    assert_int_equal(task->rss_shmem, 0);
    assert_int_equal(task->pgtables_bytes, 1097728);
    assert_int_equal(task->oom_score_adj, -900);
    assert_int_equal(task->line, 7);
}

/* A column that nobody knows shifts nothing. */
static void unknown_columns_are_passed_over(void **state) {
    (void)state;
    header("[  pid  ]   uid  tgid total_vm      rss zswap_bytes pgtables_bytes swapents cookies oom_score_adj name");
    const struct task *task = row("[ 7]  1  7  100  50  999  4096  3  888  -5 a b");
    assert_int_equal(task->rss, 50);
    assert_int_equal(task->pgtables_bytes, 4096);
    assert_int_equal(task->swapents, 3);
    assert_int_equal(task->oom_score_adj, -5);
    assert_str(task->name, "a b");
}

static void names_and_numbers_of_all_kinds(void **state) {
    (void)state;
    header("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name");
    assert_str(row("[ 104]  2000   104    58369    41438   372736        0             0 Web Content")->name,
               "Web Content");
    assert_str(row("[ 105]  2000   105    58369    41438   372736        0             0  lead")->name, " lead");
    assert_str(row("[ 108]  2002   108    58369    41438   372736        0             0 x] y[z")->name, "x] y[z");
    assert_str(row("[ 531]  2002   531    58369    41438   372736        0             0 531")->name, "531");
    assert_str(row("[ 110]  2003   110    58369    41438   372736        0             0 new\nline")->name,
               "new\nline");
    assert_int_equal(row("[ 122]  2009   122    58369    41438   372736        0             0 ")->name.len, 0);
    assert_int_equal(row("[3117813] 1000620000 3117813 26424870 15654867 130461696 4294967 1000 java")->uid,
                     1000620000);
    assert_int_equal(row("[ 9]    -2     9        1        1     4096        0             0 nfs")->uid, -2);
    assert_int_equal(event->tasks.count, 8);
    assert_int_equal(event->warning_count, 0);
}

static void a_doubled_row_counts_once(void **state) {
    (void)state;
    header("[ pid ]   uid  tgid total_vm      rss cpu oom_adj name");
    row("[ 1]  0  1  2  3  0  0 a");
    row("[ 1]  0  1  2  3  0  0 a");
    row("[ 2]  0  1  2  3  0  0 a");
    assert_int_equal(event->tasks.count, 2);
}

static void damaged_rows(void **state) {
    (void)state;
    header("[ pid ]   uid  tgid total_vm      rss cpu oom_adj name");
    assert_int_equal(task_table_row(&columns, event, STR("[ 77]     0    77     2767"), 3), EXTENT_CUT);
    assert_int_equal(event->tasks.items[0].total_vm, 2767);
    assert_absent(event->tasks.items[0].rss);
    assert_int_equal(event->warning_count, 1);
    assert_int_equal(task_table_row(&columns, event, STR("[<ffffffff8100>] dump_stack+0x1"), 3), EXTENT_NONE);
    assert_int_equal(task_table_row(&columns, event, STR("[drm] ring test"), 3), EXTENT_NONE);
    assert_int_equal(task_table_row(&columns, event, STR("[ 12] usb 1-1: new device"), 3), EXTENT_NONE);
}

/* The ring buffer begins within the table: what all layouts of that width share is certain, the rest is not said. */
/* Reads ROW as the first behind HEAD, and behind BEFORE: the same comes out. The row lies in memory of its own length.
 */
static void same_behind(const char *head, const char *before, const char *text) {
    enum extent_end ways[2];
    struct task tasks[2] = {0};
    const size_t len = strlen(text);
    char *own = malloc(len);
    assert_non_null(own);
    memcpy(own, text, len);
    for (size_t way = 0; way < 2; way++) {
        event->tasks.count = 0; /* nothing is doubled */
        header(head);
        if (way == 1)
            row(before);
        const size_t count = event->tasks.count;
        ways[way] = task_table_row(&columns, event, str_of(own, len), 7);
        if (event->tasks.count > count)
            tasks[way] = event->tasks.items[count];
    }
    free(own);
    assert_int_equal(ways[0], ways[1]);
    assert_true(str_equal(tasks[0].name, tasks[1].name));
    tasks[0].name = tasks[1].name = STR("");
    assert_memory_equal(&tasks[0], &tasks[1], sizeof tasks[0]);
}

/* A row is read where the row before stood, if it can be. */
static void a_row_says_the_same_behind_another(void **state) {
    (void)state;
    static const char *const samples[] = {
        "[    106]     0   106     3232      512   114688        0             0 systemd",
        "[    107]  1000   107     1644      148   114688       12         -1000 sshd",
        "[    108]  1000   108     1644      148   114688       12             0 a b ",
        "[ 123456]     0123456     1644      148   114688       12             0 joined",
        "[    109]123456   109     1644      148   114688       12             0 uid of six digits",
        "[    110] 123456   110     1644      148   114688       12             0 moved by one",
        "[    111]     0   111 9876543210      148   114688       12             0 wide",
        "[    112]     0   112 98765432      148   114688       12             0 eight digits",
        "[4194304]     0 4194304     3232      512   114688        0             0 moved",
        "[    113]     0   113     3232      512   114688        0            x0 ink",
        "[    114]     0   114     3232      512   114688        0   1         0 ink",
        "[    115]     0   115     3232      512   114688        0             0",
        "[    116]     0   116     3232      512   114688        0             0 ",
        "[    117]     0   117     3232      512   114688        0            ",
        "[    118]     0   118     3232      512   114688        0\t            0 tab",
        "[    119]\t    0   119     3232      512   114688        0             0 tab",
        "     120]     0   120     3232      512   114688        0             0 no bracket",
        "[    121      0   121     3232      512   114688        0             0 no bracket",
        "[    122]     0   122     32 2      512   114688        0             0 gap",
        "[    123]     0   123     -232      512   114688        0             0 negative",
        "[       ]     0   124     3232      512   114688        0             0 no pid",
        "[    125]           125     3232      512   114688        0             0 no uid",
    };
    static const char *const old_samples[] = {
        "[  106]     0   106     3232      512      11       3        0             0 systemd",
        "[    7]  1000     7     1644      148      11       3       12         -1000 sshd",
        "[32768]  1000 32768     1644      148      11       3       12             0 a b ",
        "[132768]  1000 32768     1644      148      11       3       12             0 moved",
        "[     ]  1000 32768     1644      148      11       3       12             0 no pid",
        "[  1 6]  1000 32768     1644      148      11       3       12             0 gap",
        "[  106   1000 32768     1644      148      11       3       12             0 no bracket",
        "[  106]",
        "[  106] ",
        "[  106]     0",
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        same_behind("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name",
                    "[      1]     0     1    25403     1018   217088       77             0 init", samples[i]);
    for (size_t i = 0; i < sizeof old_samples / sizeof old_samples[0]; i++)
        same_behind("[ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name",
                    "[    1]     0     1    25403     1018      21       3       77             0 init",
                    old_samples[i]);
}

/* Rows of one report, the second and the third read where the first stood. */
static void rows_behind_rows(void **state) {
    (void)state;
    header("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name");
    row("[   2064]  1000  2064     1644      148   114688        0             0 sshd");
    const struct task *task = row("[   2316]    33  2315   426613   196613  1843200       17           200 leaky-app");
    assert_int_equal(task->pid, 2316);
    assert_int_equal(task->uid, 33);
    assert_int_equal(task->tgid, 2315);
    assert_int_equal(task->total_vm, 426613);
    assert_int_equal(task->rss, 196613);
    assert_int_equal(task->pgtables_bytes, 1843200);
    assert_int_equal(task->swapents, 17);
    assert_int_equal(task->oom_score_adj, 200);
    assert_str(task->name, "leaky-app");
    task = row("[   2317]     0  2317     1644      148   114688        0         -1000 udevd");
    assert_int_equal(task->pid, 2317);
    assert_int_equal(task->oom_score_adj, -1000);
    assert_str(task->name, "udevd");
}

static void headless_rows(void **state) {
    (void)state;
    const struct task *task = row("[   1122]  5  1122   179935   130854   130720  134  0  1097728   9   -900 stress");
    assert_int_equal(task->rss_anon, 130720);
    assert_int_equal(task->swapents, 9);
    columns.count = 0;
    task = row("[  762]     0   762    27626     1788   290816       12             0 systemd-journal");
    assert_int_equal(task->pgtables_bytes, 290816);
    assert_int_equal(task->rss, 1788);
    columns.count = 0;
    task = row("[  763]     0   763    27626     1788       56       12             0 x");
    assert_absent(task->nr_ptes);
    assert_absent(task->swapents);
    assert_int_equal(task->oom_score_adj, 0);
}

static void slab_rows(void **state) {
    (void)state;
    assert_true(tables_slab(event, STR("kmalloc-1k              2420KB       2424KB"), 5));
    assert_true(tables_slab(event, STR("ext4_inode_cache(123:foo.service)     12KB     13KB"), 6));
    assert_true(tables_slab(event, STR("my module cache  1KB  2KB "), 7));
    assert_false(tables_slab(event, STR("Name                      Used          Total"), 8));
    assert_int_equal(event->memory.slab_count, 3);
    assert_str(event->memory.slabs[0].name, "kmalloc-1k");
    assert_int_equal(event->memory.slabs[0].used_kb, 2420);
    assert_int_equal(event->memory.slabs[0].total_kb, 2424);
    assert_str(event->memory.slabs[1].name, "ext4_inode_cache(123:foo.service)");
    assert_str(event->memory.slabs[2].name, "my module cache");
}

static void allocation_rows(void **state) {
    (void)state;
    const struct allocation *rows;
    assert_true(tables_allocation(event, STR("    1.25 MiB   317894 mm/slub.c:2345 func:alloc_slab_page"), 5));
    assert_true(
        tables_allocation(event, STR("      676 KiB      169 mm/readahead.c:200 [xfs] func:ractl_alloc_folio"), 6));
    assert_true(tables_allocation(event, STR("     1300234      317 net/core/skbuff.c:1 func:f"), 7));
    assert_true(tables_allocation(event, STR("         512 B        1 a.c:1 func:g"), 7));
    assert_false(tables_allocation(event, STR("12 pages RAM"), 7));
    rows = event->memory.allocations;
    assert_int_equal(event->memory.allocation_count, 4);
    assert_int_equal(rows[0].bytes, 1310720); /* 1.25 * 2^20 */
    assert_int_equal(rows[0].calls, 317894);
    assert_str(rows[0].place, "mm/slub.c:2345");
    assert_str(rows[0].function, "alloc_slab_page");
    assert_int_equal(rows[0].module.len, 0);
    assert_int_equal(rows[1].bytes, 692224); /* 676 * 1024 */
    assert_str(rows[1].module, "xfs");
    assert_int_equal(rows[2].bytes, 1300234);
    assert_int_equal(rows[3].bytes, 512);
}

/* What a web page set behind each line is no part of the names. */
static void padded_lines(void **state) {
    (void)state;
    header("[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name  ");
    assert_str(row("[  467]     0   467     3000      800      10        0          -900 a b  ")->name, "a b");
    assert_str(row("[  468]     0   468     3000      800      10        0          -900 ab   ")->name, "ab");
    assert_str(row("[  469]     0   469     3000      800      10        0          -900 ab")->name, "ab");
    assert_str(row("[  470]     0   470     3000      800      10        0          -900               ab  ")->name,
               "ab");
    assert_str(row("[  471]     0   471     3000      800      10        0          -900    b  ")->name, "   b");
    /* nor what somebody wrote behind one */
    assert_str(
        row("[  472]     0   472     3000      800      10        0          -900 leaky  <========= here  ")->name,
        "leaky");
    assert_str(row("[  473]     0   473     3000      800      10        0          -900 a  b <= here  ")->name,
               "a  b <= here");
    /* filled to a width that the header is beyond; a name that is cut at a blank keeps it */
    header("[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name");
    assert_str(row("[  474]     0   474     3000      800      10        0          -900 ab ")->name, "ab");
    assert_str(row("[  475]     0   475     3000      800      10        0          -900 render of page ")->name,
               "render of page ");
}

static void no_headers(void **state) {
    (void)state;
    assert_false(task_table_header(&columns, STR("[ pid ] is missing")));
    assert_false(task_table_header(&columns, STR("[  123 ] uid tgid total_vm rss name")));
    assert_false(task_table_header(
        &columns, STR("[ pid ] uid invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=974")));
    assert_false(task_table_header(&columns, STR("pid uid tgid total_vm rss name")));
    assert_int_equal(columns.count, 0);
}

/* "oom_score_adj" is lost, or its first letters: the other titles tell which header it was. */
static void damaged_headers(void **state) {
    (void)state;
    header("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents  name");
    const struct task *task = row("[    113]  1000   113    12999    12411   135168        0          -998 node");
    assert_str(task->name, "node");
    assert_int_equal(task->oom_score_adj, -998);
    assert_int_equal(task->rss, 12411);
    assert_int_equal(event->warning_count, 1);
    header("[  pid  ]   uid  tgid total_vm      ### pgtables_bytes swapents oom_score_adj name");
    task = row("[    114]  1000   114    12999    12411   135168        0          -998 node");
    assert_int_equal(task->rss, 12411);
    header("[ pid ]   uid  tgid total_vm      rss ####### swapents oom_score_adj name"); /* of 3.7, or of 4.15 */
    task = row("[  115]  1000   115    12999    12411       26        0          -998 node");
    assert_absent(task->nr_ptes);
    assert_absent(task->pgtables_bytes);
}

/* More titles than a row has numbers, or two that no kernel prints. */
static void headers_of_no_kernel(void **state) {
    (void)state;
    char text[512] = "[  pid  ]";
    for (int i = 0; i < TASK_ROW_MOST; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), " title%d", i);
    snprintf(text + strlen(text), sizeof text - strlen(text), " name");
    assert_false(task_table_header(&columns, str_from_cstr(text)));
    header("[  pid  ]   uid  tgid hard_vm soft_vm to");
    assert_true(columns.is_cut);
    assert_int_equal(task_table_row(&columns, event, STR("[  114]  1000   114    12999    12411       26 x"), 8),
                     EXTENT_CUT);
    assert_int_equal(event->tasks.items[0].name.len, 0);
    assert_absent(event->tasks.items[0].rss);
}

/* Without a header: as many numbers as no kernel prints. */
static void rows_of_no_kernel(void **state) {
    (void)state;
    assert_int_equal(task_table_row(&columns, event, STR("[ 1] 2 3 4 5 6 7 8 9 10 11 12 13 14 x"), 7), EXTENT_NONE);
    assert_int_equal(event->tasks.count, 0);
}

/* Up to the title of the last column, whatever stands behind it; 0 of what is no header. */
static void lengths_of_headers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t len;
    } cases[] = {{"[ pid ]   uid  tgid total_vm      rss cpu oom_adj name", 54},
                 {"[ pid ]   uid  tgid total_vm      rss cpu oom_adj name [ 1]", 54},
                 {"[pid] uid name", 14},
                 {" pid ]   uid  tgid name", 0},
                 {"x[ pid ] uid tgid name", 0},
                 {"[ xid ] uid tgid name", 0},
                 {"[ pid ] tgid name", 0},
                 {"[ pid ] uid tgid", 0},
                 {"[", 0},
                 {"", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (task_table_header_len(str_from_cstr(cases[i].text)) != cases[i].len)
            fail_msg("\"%s\": %zu", cases[i].text, task_table_header_len(str_from_cstr(cases[i].text)));
}

/* Lines that were cut at a width: of three headers only one begins so, of two more than one. */
static void a_header_that_is_cut(void **state) {
    (void)state;
    header("[  pid  ]   uid  tgid total_vm      rss rss_anon rss_fi");
    const struct task *task = row("[    113]  1000   113    12999    12411    12000      400       11   135168        "
                                  "0          -998 node");
    assert_str(task->name, "node");
    assert_int_equal(task->pgtables_bytes, 135168);
    assert_int_equal(event->tasks.damaged_line, 0);
    header("[ pid ]   uid  tgid total_vm      rss nr_pt");
    assert_int_equal(task_table_row(&columns, event, STR("[  114]  1000   114    12999    12411       26     "), 8),
                     EXTENT_CUT);
    assert_int_equal(event->tasks.items[1].name.len, 0);
    assert_int_equal(event->tasks.items[1].rss, 12411);
    assert_int_equal(event->tasks.damaged_line, 8);
}

/* A name may be a number and more: one blank sets it off. */
static void a_name_that_begins_with_a_number(void **state) {
    (void)state;
    header("[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name");
    const struct task *task = row("[  115]  1000   115    12999    12411       26        0             0 7 zip");
    assert_str(task->name, "7 zip");
    assert_int_equal(event->warning_count, 0);
}

/* Halves of two rows in one: what stands where the name should is set off as a column is. A script may be called 531.
 */
static void a_column_where_the_name_should_stand(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool shifted;
    } rows[] = {
        {"[3499468]    48 349 48 3499469    84621    12074   348160        0             0 php-fpm", true},
        {"[   2025]  1000  2025     1795      450     61440        0             0      7 kbench", true},
        {"[   2025]  1000  2025     1795      450     61440        0             0 450         0 kbench", true},
        {"[   2025]  1000  2025     1795      450     61440        0             0 531", false},
        {"[   2025]  1000  2025     1795      450     61440        0             0 7 zip", false},
        {"[   2025]  1000  2025     1795      450     61440        0             0 7zip", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        header("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name");
        event->tasks.damaged_line = 0;
        const enum extent_end end = task_table_row(&columns, event, followed(rows[i].text, i % FOLLOWERS), 7);
        const struct task *task = &event->tasks.items[event->tasks.count - 1];
        if ((end == EXTENT_CUT) != rows[i].shifted || (task->rss == ABSENT) != rows[i].shifted ||
            (event->tasks.damaged_line == 7) != rows[i].shifted)
            fail_msg("row %zu", i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(layout_of_2_6_32, set_up, tear_down),
        cmocka_unit_test_setup_teardown(layout_of_rhel_6, set_up, tear_down),
        cmocka_unit_test_setup_teardown(layout_of_3_10, set_up, tear_down),
        cmocka_unit_test_setup_teardown(layout_of_4_4, set_up, tear_down),
        cmocka_unit_test_setup_teardown(layout_of_6_8, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unknown_columns_are_passed_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_and_numbers_of_all_kinds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_doubled_row_counts_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_says_the_same_behind_another, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_behind_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(headless_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(slab_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(allocation_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(padded_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_headers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_headers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(headers_of_no_kernel, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_of_no_kernel, set_up, tear_down),
        cmocka_unit_test(lengths_of_headers),
        cmocka_unit_test_setup_teardown(a_header_that_is_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_that_begins_with_a_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_column_where_the_name_should_stand, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
