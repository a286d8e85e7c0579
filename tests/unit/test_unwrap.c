/* How a line goes on with the one before it, as the bytes of both and the widths of all show it.
 * SPDX-License-Identifier: MIT */
#include "events/unwrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct matcher *matcher;

static int set_up(void **state) {
    (void)state;
    matcher = matcher_new();
    return matcher ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    matcher_free(matcher);
    return 0;
}

static const char *join_name(enum unwrap_join join) {
    return join == UNWRAP_APART ? "apart" : join == UNWRAP_BLANK ? "blank" : join == UNWRAP_GLUE ? "glue" : "break";
}

static struct message bare(const char *text, int64_t line) {
    struct message message = message_nothing();
    message.text = str_from_cstr(text);
    message.line = line;
    return message;
}

/* How NEXT goes on with HELD, both without a prefix; NEXT continues a record with one where CONTINUES. */
static enum unwrap_join how(const char *held, const char *next, bool continues) {
    const struct scanners scanners = {.matcher = matcher};
    struct unwrap unwrap = {0};
    struct message first = bare(held, 1), second = bare(next, 2);
    enum unwrap_join join = UNWRAP_APART;
    unwrap_begin(&unwrap);
    if (continues)
        first.uptime_us = 10000000;
    second.continues = continues;
    assert_true(unwrap_hold(&unwrap, &first));
    assert_true(unwrap_may_go_on(&unwrap, &second, &scanners));
    assert_true(unwrap_decide(&unwrap, &second, &scanners, &join));
    unwrap_free(&unwrap);
    return join;
}

#define KILLED "Out of memory: Killed process 5 (a) total-vm:100kB, "

/* A mailer breaks at blanks, which it drops; a terminal, an editor or a pager breaks within words. */
static void words_that_are_torn(void **state) {
    (void)state;
    static const struct {
        const char *held, *next;
        enum unwrap_join join;
    } cases[] = {
        {KILLED "anon-rss:40kB,", "file-rss:4kB", UNWRAP_BLANK},
        {KILLED "anon-rss:4", "0kB, file-rss:4kB", UNWRAP_GLUE},
        {KILLED "anon-rss:40", "kB, file-rss:4kB", UNWRAP_GLUE},
        {KILLED "anon-rss:40k", "B, file-rss:4kB", UNWRAP_GLUE},
        {KILLED "anon-rss:40kB, ", "file-rss:4kB", UNWRAP_GLUE},
        {KILLED "anon-rss:40kB,", " file-rss:4kB", UNWRAP_GLUE},
        {"Out of memory: Killed process 5 (abcdefghijk) total-vm:100000kB, file-rss:123kB, anon-rss:4\\",
         "56kB, shmem-rss:0kB", UNWRAP_GLUE},
        {"Node 0 DMA: 1*4kB 2*8kB 3*16kB 1*32kB 1*64kB 1*128kB 1*25", "6kB 1*512kB = 15360kB", UNWRAP_GLUE},
        {"Node 0 DMA: 1*4kB 2*8kB 3*16kB 1*32kB 1*64kB 1*128kB 1", "*256kB 1*512kB = 15360kB", UNWRAP_GLUE},
        {"Node 0 DMA: 1*4kB 2*8kB 3*16kB 1*32kB 1*64kB 1*128kB 1*", "256kB 1*512kB = 15360kB", UNWRAP_GLUE},
        {"Node 0 DMA: 1*4kB 2*8kB 3*16kB 1*32kB 1*64kB 1*128kB", "1*256kB 1*512kB = 15360kB", UNWRAP_BLANK},
        {"Node 0 active_anon:100kB inactive_anon:200kB active_file:0kB inacti", "ve_file:4kB unevictable:8kB",
         UNWRAP_GLUE},
        {"Node 0 active_anon:100kB inactive_anon:200kB active_file:0kB", "inactive_file:4kB unevictable:8kB",
         UNWRAP_BLANK},
        {"Out of memory: Killed process 5 (a) total-vm:100kB", "usb 1-1: new device", UNWRAP_APART},
        {"usb 1-1: new", "device", UNWRAP_APART},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const enum unwrap_join join = how(cases[i].held, cases[i].next, true);
        if (join != cases[i].join)
            print_error("case %zu: %s\n", i, join_name(join));
        assert_int_equal(join, cases[i].join);
    }
}

/* What a hand or a tool put for lines that it left out goes on with nothing, nor does a line of nothing but blanks. */
static void elisions_stand_alone(void **state) {
    (void)state;
    static const char *const signs[] = {"...",
                                        "--",
                                        "[...]",
                                        "(snip)",
                                        "<snip>",
                                        "[snip]",
                                        "snip",
                                        "  snip  ",
                                        "~~~~",
                                        "* * *",
                                        "<->",
                                        "  ",
                                        "\xe2\x80\xa6\xe2\x80\xa6"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (how(KILLED "anon-", signs[i], true) != UNWRAP_APART)
            fail_msg("%s", signs[i]);
}

/* Nor is it the rest of a name that holds a line break, though it has the same time. */
static void an_elision_is_no_name(void **state) {
    (void)state;
    static const char *const seconds[] = {"--", ".."};
    for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
        const struct scanners scanners = {.matcher = matcher};
        struct unwrap unwrap = {0};
        struct message first = bare("Out of memory: Killed process 5 (a", 1), second = bare(seconds[i], 2);
        enum unwrap_join join = UNWRAP_BREAK;
        first.uptime_us = second.uptime_us = 10000001;
        unwrap_begin(&unwrap);
        assert_true(unwrap_hold(&unwrap, &first));
        assert_true(unwrap_decide(&unwrap, &second, &scanners, &join));
        assert_int_equal(join, UNWRAP_APART);
        unwrap_free(&unwrap);
    }
}

/* A line of 60 bytes and more, three of which are as long, was cut there, if none went on. */
static void widths_of_lines(void **state) {
    (void)state;
    static const struct {
        size_t widths[4], cut;
    } logs[] = {{{60, 60, 60, 10}, 60}, {{59, 59, 59, 10}, 0},  {{60, 60, 10, 10}, 0},
                {{60, 60, 60, 61}, 0},  {{70, 60, 70, 70}, 70}, {{0, 0, 0, 0}, 0}};
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        struct unwrap unwrap = {0};
        unwrap_begin(&unwrap);
        for (size_t j = 0; j < 4; j++) {
            struct message message = bare("x", 1 + (int64_t)j);
            message.line_len = logs[i].widths[j];
            assert_true(unwrap_hold(&unwrap, &message));
            unwrap_release(&unwrap);
        }
        if (unwrap_cut_width(&unwrap) != logs[i].cut)
            fail_msg("log %zu: %zu", i, unwrap_cut_width(&unwrap));
        unwrap_begin(&unwrap); /* of another input nothing is known */
        assert_int_equal(unwrap_cut_width(&unwrap), 0);
        unwrap_free(&unwrap);
    }
}

/* Sixteen pieces at most, of 64 KiB together; however long, names and text stay what they are. */
static void pieces_have_a_bound(void **state) {
    (void)state;
    const struct scanners scanners = {.matcher = matcher};
    struct unwrap unwrap = {0};
    struct message first = bare(KILLED "anon-rss:4", 1);
    enum unwrap_join join;
    first.uptime_us = 10000000;
    first.host = STR("red"), first.program = STR("kernel"), first.caller = STR("T1");
    unwrap_begin(&unwrap);
    assert_true(unwrap_hold(&unwrap, &first));
    for (int64_t i = 2; i <= LIMIT_JOINS + 1; i++) {
        struct message next = bare(i % 2 ? "0" : "1", i);
        next.continues = true;
        assert_true(unwrap_decide(&unwrap, &next, &scanners, &join));
        if (i > LIMIT_JOINS)
            assert_int_equal(join, UNWRAP_APART);
        else
            assert_true(unwrap_append(&unwrap, UNWRAP_GLUE, &next));
    }
    assert_int_equal(unwrap.pieces, LIMIT_JOINS);
    assert_int_equal(unwrap.last_line, LIMIT_JOINS);
    const struct message *joined = unwrap_release(&unwrap);
    assert_true(str_equal(joined->text, STR(KILLED "anon-rss:4101010101010101")));
    assert_true(str_equal(joined->host, STR("red")) && str_equal(joined->program, STR("kernel")) &&
                str_equal(joined->caller, STR("T1")));
    unwrap_free(&unwrap);
}

static void long_lines_have_room(void **state) {
    (void)state;
    static char text[LIMIT_LINE + 2], rest[3000];
    memset(text, 'x', sizeof text - 1);
    memset(rest, 'y', sizeof rest - 1);
    for (size_t len = LIMIT_LINE; len <= LIMIT_LINE + 1; len++) {
        struct unwrap unwrap = {0};
        struct message message = message_nothing();
        message.text = str_of(text, len);
        message.host = STR("red");
        unwrap_begin(&unwrap);
        assert_true(unwrap_hold(&unwrap, &message));
        assert_int_equal(unwrap.held.cut, len > LIMIT_LINE);
        const struct message *held = unwrap_release(&unwrap);
        assert_int_equal(held->text.len, LIMIT_LINE);
        assert_true(str_equal(held->host, STR("red")) && str_ends(held->text, STR("xxx")));
        unwrap_free(&unwrap);
    }
    for (size_t len = 480; len < 540; len++) { /* around what there is room for at first */
        struct unwrap unwrap = {0};
        struct message message = message_nothing(), next = message_nothing();
        message.text = str_of(text, len);
        message.program = STR("kernel");
        next.text = str_of(rest, sizeof rest - 1);
        unwrap_begin(&unwrap);
        assert_true(unwrap_hold(&unwrap, &message));
        assert_true(unwrap_append(&unwrap, UNWRAP_BLANK, &next));
        const struct message *joined = unwrap_release(&unwrap);
        assert_int_equal(joined->text.len, len + 1 + sizeof rest - 1);
        assert_int_equal(joined->text.data[len], ' ');
        assert_int_equal(joined->text.data[len + 1], 'y');
        assert_true(str_equal(joined->program, STR("kernel")));
        unwrap_free(&unwrap);
    }
}

/* "\" at the end of a line is an editor's sign, where anything stands before it. */
static void marks_of_an_editor(void **state) {
    (void)state;
    static const struct {
        const char *held, *joined;
        enum unwrap_join join;
    } cases[] = {{"ab\\", "abxy", UNWRAP_GLUE},
                 {"\\", "\\xy", UNWRAP_GLUE},
                 {"a\\", "axy", UNWRAP_GLUE},
                 {"ab\\", "ab xy", UNWRAP_BLANK},
                 {"ab\\", "ab\\\nxy", UNWRAP_BREAK}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct unwrap unwrap = {0};
        const struct message message = bare(cases[i].held, 1), next = bare("xy", 2);
        unwrap_begin(&unwrap);
        assert_true(unwrap_hold(&unwrap, &message));
        assert_true(unwrap_append(&unwrap, cases[i].join, &next));
        if (!str_equal(unwrap.held.text, str_from_cstr(cases[i].joined)))
            fail_msg("case %zu: %.*s", i, STR_ARG(unwrap.held.text));
        unwrap_free(&unwrap);
    }
}

/* Which way is the right one is tried, and the sign stays until it is known. */
static void marks_outlast_tries(void **state) {
    (void)state;
    static const struct {
        const char *held, *next, *joined;
    } cases[] = {{KILLED "anon-rss:4\\", "56kB, file-rss:4kB", KILLED "anon-rss:456kB, file-rss:4kB"},
                 {"Out of memory: Killed process 5 (abcdefghijk) total-vm:100000kB, file-rss:123kB, anon-rss:4\\",
                  "56kB, shmem-rss:0kB",
                  "Out of memory: Killed process 5 (abcdefghijk) total-vm:100000kB, file-rss:123kB, anon-rss:456kB, "
                  "shmem-rss:0kB"},
                 {KILLED "anon-rss:4\\", "usb 1-1: new device", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct scanners scanners = {.matcher = matcher};
        struct unwrap unwrap = {0};
        struct message first = bare(cases[i].held, 1), second = bare(cases[i].next, 2);
        enum unwrap_join join = UNWRAP_APART;
        first.uptime_us = 10000000;
        second.continues = true;
        unwrap_begin(&unwrap);
        assert_true(unwrap_hold(&unwrap, &first));
        assert_true(unwrap_decide(&unwrap, &second, &scanners, &join));
        assert_int_equal(join, cases[i].joined ? UNWRAP_GLUE : UNWRAP_APART);
        if (join != UNWRAP_APART)
            assert_true(unwrap_append(&unwrap, join, &second));
        if (!str_equal(unwrap.held.text, str_from_cstr(cases[i].joined ? cases[i].joined : cases[i].held)))
            fail_msg("case %zu: %.*s", i, STR_ARG(unwrap.held.text));
        unwrap_free(&unwrap);
    }
}

/* "Killed process 5 (a" + "b)": a name with a line break, whose second line has the same time within a millisecond, the
 * same caller, host and level. */
static void names_that_hold_a_line_break(void **state) {
    (void)state;
    static const struct {
        int64_t passed_us;
        const char *host, *caller;
        int level;
        bool may;
    } cases[] = {{0, "red", "T1", 4, true},   {1000, "red", "T1", 4, true}, {1001, "red", "T1", 4, false},
                 {-1, "red", "T1", 4, false}, {0, "blue", "T1", 4, false},  {0, "red", "T2", 4, false},
                 {0, "red", "T1", 5, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct scanners scanners = {.matcher = matcher};
        struct unwrap unwrap = {0};
        struct message first = bare("Out of memory: Killed process 5 (a", 1),
                       second = bare("b) total-vm:100kB, anon-rss:40kB", 2);
        enum unwrap_join join = UNWRAP_APART;
        first.uptime_us = 10000001;
        second.uptime_us = first.uptime_us + cases[i].passed_us;
        first.host = STR("red"), second.host = str_from_cstr(cases[i].host);
        first.caller = STR("T1"), second.caller = str_from_cstr(cases[i].caller);
        first.level = 4, second.level = cases[i].level;
        unwrap_begin(&unwrap);
        assert_true(unwrap_hold(&unwrap, &first));
        const bool may = unwrap_may_go_on(&unwrap, &second, &scanners);
        if (may != cases[i].may)
            fail_msg("case %zu", i);
        if (may) {
            assert_true(unwrap_decide(&unwrap, &second, &scanners, &join));
            assert_int_equal(join, UNWRAP_BREAK);
        }
        unwrap_free(&unwrap);
    }
}

static void append(struct unwrap *unwrap, const char *held, enum unwrap_join join, const char *next) {
    const struct message message = bare(held, 1), rest = bare(next, 2);
    assert_true(unwrap_hold(unwrap, &message));
    assert_true(unwrap_append(unwrap, join, &rest));
    unwrap_release(unwrap);
}

/* Lines that are broken at one width, and at several: a mailer breaks so. What ends or goes on in a blank tells no
 * width.
 */
static void widths_of_broken_lines(void **state) {
    (void)state;
    struct unwrap unwrap = {0};
    unwrap_begin(&unwrap);
    append(&unwrap, "0123456789 ", UNWRAP_GLUE, "x");
    append(&unwrap, "0123456789", UNWRAP_GLUE, " x");
    assert_int_equal(unwrap.broken_at, 0);
    assert_true(unwrap.is_flowed && unwrap.is_wrapped);
    append(&unwrap, "0123456789", UNWRAP_BREAK, "x"); /* of a name */
    assert_int_equal(unwrap.broken_at, 0);
    append(&unwrap, "0123456789", UNWRAP_GLUE, "x");
    assert_int_equal(unwrap.broken_at, 10);
    append(&unwrap, "0123456789", UNWRAP_BLANK, "x");
    assert_false(unwrap.is_ragged);
    append(&unwrap, "012345678901", UNWRAP_BLANK, "x");
    assert_true(unwrap.is_ragged);
    append(&unwrap, "012345678901", UNWRAP_BLANK, "x");
    assert_true(unwrap.is_ragged);
    assert_int_equal(unwrap.broken_at, 12);
    unwrap_begin(&unwrap);
    assert_false(unwrap.is_ragged || unwrap.is_flowed || unwrap.is_wrapped);
    assert_int_equal(unwrap.broken_at, 0);
    unwrap_free(&unwrap);
}

/* Lines without a prefix of their own stand below their record: in this input, and of the next nothing is known. */
static void lines_that_hang_below_their_record(void **state) {
    (void)state;
    struct unwrap unwrap = {0};
    struct message message = bare(" active_file:37 inactive_file:12 isolated_file:0", 2);
    message.continues = true;
    unwrap_begin(&unwrap);
    assert_true(unwrap_hold(&unwrap, &message));
    assert_true(unwrap.hangs);
    unwrap_begin(&unwrap);
    assert_false(unwrap.hangs);
    unwrap_free(&unwrap);
}

/* Of a line in three pieces the first break tells the width; of a row, where it was torn within a word. */
static void later_pieces_tell_no_width(void **state) {
    (void)state;
    struct unwrap unwrap = {0};
    const struct message first = bare("[ 1] abc", 1), second = bare("de", 2), third = bare("f", 3);
    unwrap_begin(&unwrap);
    append(&unwrap, "blank ", UNWRAP_GLUE, "x");
    assert_true(unwrap_hold(&unwrap, &first));
    assert_true(unwrap_append(&unwrap, UNWRAP_GLUE, &second));
    assert_int_equal(unwrap.broken_at, 8);
    assert_int_equal(unwrap.row_torn_at, 8);
    assert_true(unwrap_append(&unwrap, UNWRAP_GLUE, &third));
    assert_int_equal(unwrap.broken_at, 8);
    assert_int_equal(unwrap.row_torn_at, 10);
    assert_false(unwrap.is_ragged);
    unwrap_release(&unwrap);
    append(&unwrap, "no row abc", UNWRAP_GLUE, "x");
    assert_int_equal(unwrap.row_torn_at, 10);
    unwrap_free(&unwrap);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_are_torn),
        cmocka_unit_test(elisions_stand_alone),
        cmocka_unit_test(marks_outlast_tries),
        cmocka_unit_test(an_elision_is_no_name),
        cmocka_unit_test(lines_that_hang_below_their_record),
        cmocka_unit_test(widths_of_lines),
        cmocka_unit_test(pieces_have_a_bound),
        cmocka_unit_test(long_lines_have_room),
        cmocka_unit_test(marks_of_an_editor),
        cmocka_unit_test(names_that_hold_a_line_break),
        cmocka_unit_test(widths_of_broken_lines),
        cmocka_unit_test(later_pieces_tell_no_width),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
