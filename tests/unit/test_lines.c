/* How blocks become lines, which of them are left out, and how pieces of a record and parts of a crash dump are put
 * together.
 * SPDX-License-Identifier: MIT */
#include "log/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/message.h"
#include "log/order.h"
#include "words.h"

/* --- lines that are left out --- */

/* "OPEN" opens an event. */
static size_t find_open(const void *opener, str text, int64_t *ret_newlines) {
    (void)opener;
    const size_t at = str_find(text, STR("OPEN"));
    *ret_newlines = 0;
    for (size_t i = 0; i < text.len && i < at; i++)
        *ret_newlines += text.data[i] == '\n';
    return at;
}

static const struct grammar open_grammar = {.find_opener = find_open};
static struct lines lines;

/* Between two events of an input. */
static void begin_lines(void) {
    lines = (struct lines){.grammar = &open_grammar};
    lines_begin(&lines);
    assert_int_equal(lines.quiet, LIMIT_HEAD);
    lines.quiet = 0;
    words_clear();
}

static void read_block(str block, bool needs_every_line) {
    str raw;
    lines_feed(&lines, block);
    while (lines_next(&lines, needs_every_line, &raw))
        say("%lld'%.*s'%s", (long long)lines.number, STR_ARG(raw), lines_is_unended(&lines, raw) ? "!" : "");
}

static void lines_between_events(void **state) {
    (void)state;
    static const struct {
        const char *blocks[4];
        bool needs_every_line;
        const char *told;
    } cases[] = {
        {{"a\nb\n"}, false, ""},
        {{"a\nb\n"}, true, "1'a'2'b'"},
        {{"a\nb"}, true, "1'a'2'b'!"},
        {{"a\nb\nOPEN c\nd\n"}, false, "1'a'2'b'3'OPEN c'4'd'"},
        {{"a\n", "b\n", "x OPEN\n"}, false, "1'a'2'b'3'x OPEN'"},
        {{"OPEN"}, false, "1'OPEN'!"},
        {{"\nOPEN\n"}, false, "1''2'OPEN'"}, /* a line of no bytes is one */
        {{"\n", "OPEN\n"}, false, "1''2'OPEN'"},
        {{"a\n", "OPEN\nb\n", "c\n"}, false, "1'a'2'OPEN'3'b'4'c'"},
        {{"\n\n", "\n", "OPEN\n"}, false, "1''2''3''4'OPEN'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin_lines();
        for (size_t j = 0; j < 4 && cases[i].blocks[j]; j++)
            read_block(str_from_cstr(cases[i].blocks[j]), cases[i].needs_every_line);
        if (strcmp(words, cases[i].told) != 0)
            fail_msg("case %zu: %s", i, words);
    }
    begin_lines(); /* what is left out is counted */
    read_block(STR("a\nb\n"), false);
    assert_int_equal(lines.number, 2);
}

/* The line that opens an event is the first of 64 that are read. */
static void lines_behind_an_opener(void **state) {
    (void)state;
    char log[1024] = "OPEN\n";
    begin_lines();
    for (int i = 0; i < 80; i++)
        strcat(log, "x\n");
    read_block(str_from_cstr(log), false);
    assert_int_equal(lines.number, 81);
    assert_non_null(strstr(words, "64'x'"));
    assert_null(strstr(words, "65'x'"));
    words_clear();
    read_block(STR("OPEN\n"), false); /* what was left out since then is read before it */
    assert_non_null(strstr(words, "65'x'66'x'"));
    assert_non_null(strstr(words, "81'x'82'OPEN'"));
    begin_lines();
    read_block(STR("ab\nOPEN\n"), false);
    lines.quiet = 0;
    read_block(STR("c\n"), false);
    read_block(STR("OPEN\n"), false);
    assert_string_equal(words, "1'ab'2'OPEN'3'c'4'OPEN'");
}

/* The last whole lines of the 8 KiB before an opener are read again, however they came. */
static void lines_before_an_opener(void **state) {
    (void)state;
    enum { LINE = 32, LINES = 1024, BEFORE = LIMIT_LOOK_BACK / LINE };
    static char log[LINE * LINES + 8];
    for (int i = 0; i < LINES; i++)
        snprintf(log + LINE * i, LINE + 1, "%-31d\n", i + 1);
    strcpy(log + LINE * LINES, "OPEN\n");
    static const size_t steps[] = {1, 2, 255, 256, 257, LINES};
    str raw;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        int64_t first = 0;
        size_t count = 0;
        begin_lines();
        for (str rest = str_of(log, LINE * LINES + 5); rest.len > 0;) {
            const str block = str_first(rest, steps[i] * LINE);
            rest = str_from(rest, block.len);
            for (lines_feed(&lines, block); lines_next(&lines, false, &raw); count++)
                first = first ? first : lines.number;
        }
        assert_int_equal(lines.number, LINES + 1);
        assert_int_equal(count, BEFORE + 1);
        assert_int_equal(first, LINES - BEFORE + 1);
    }
    /* 8 KiB and one byte: the line that does not fit as a whole is left out */
    memmove(log + LINE * LINES + 1, log + LINE * LINES, 6);
    log[LINE * LINES - 1] = 'x';
    log[LINE * LINES] = '\n';
    begin_lines();
    lines_feed(&lines, str_of(log, LINE * LINES + 6));
    assert_true(lines_next(&lines, false, &raw));
    assert_int_equal(lines.number, LINES - BEFORE + 2);
}

/* --- lines from which nothing is to be taken --- */

/* Control bytes, '&' and the first byte of a non-breaking blank are signs, wherever they stand. */
static void lines_that_are_plain(void **state) {
    (void)state;
    static char block[2 * 1400 + 2];
    static const size_t lengths[] = {1, 15, 16, 17, 31, 32, 33, 100, 1023, 1024, 1025, 1400};
    static const char signs[] = "\r\x1b\x1f&\xc2\t";
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (size_t at = 0; at < lengths[i]; at += at < 80 || at + 80 > lengths[i] ? 1 : 61) {
            const size_t len = lengths[i];
            str raw;
            memset(block, 'x', sizeof block);
            block[at] = signs[at % (sizeof signs - 1)];
            block[len] = block[2 * len + 1] = '\n';
            begin_lines();
            lines.quiet = 2;
            lines_feed(&lines, str_of(block, 2 * len + 2));
            assert_true(lines_next(&lines, true, &raw));
            assert_int_equal(raw.len, len);
            if (lines.plain)
                fail_msg("byte %zu of %zu", at, len);
        }
    str raw;
    memset(block, ' ', sizeof block);
    block[1400] = '\n';
    begin_lines();
    lines.quiet = 1;
    lines_feed(&lines, str_of(block, 1401));
    assert_true(lines_next(&lines, true, &raw));
    assert_ptr_equal(lines.plain, block);
    begin_lines(); /* what is read again was not looked at */
    lines_feed(&lines, STR("a\nOPEN\n"));
    assert_true(lines_next(&lines, false, &raw));
    assert_null(lines.plain);
    assert_true(lines_next(&lines, false, &raw));
    assert_ptr_equal(lines.plain, raw.data);
}

/* --- messages --- */

static struct message full_message(void) {
    struct message message = message_nothing();
    message.host = STR("h");
    message.program = STR("p");
    message.caller = STR("c");
    message.uptime_us = 7;
    message.time = (struct oomwhy_time){.year = 2024, .month = 2, .day = 3};
    message.boot_id = (struct journal_id){0, 1};
    message.machine_id = (struct journal_id){2, 0};
    message.level = 4;
    message.facility = 3;
    message.origin = MESSAGE_ORIGIN_USER;
    return message;
}

static void assert_same(const struct message *a, const struct message *b) {
    assert_true(str_equal(a->host, b->host));
    assert_true(str_equal(a->program, b->program));
    assert_true(str_equal(a->caller, b->caller));
    assert_int_equal(a->uptime_us, b->uptime_us);
    assert_int_equal(a->time.year, b->time.year);
    assert_int_equal(a->time.month, b->time.month);
    assert_true(a->boot_id.high == b->boot_id.high && a->boot_id.low == b->boot_id.low);
    assert_true(a->machine_id.high == b->machine_id.high && a->machine_id.low == b->machine_id.low);
    assert_int_equal(a->level, b->level);
    assert_int_equal(a->facility, b->facility);
    assert_int_equal(a->origin, b->origin);
}

/* What a message lacks it takes from the record around it, and nothing else. */
static void what_a_message_lacks(void **state) {
    (void)state;
    const struct message full = full_message();
    struct message message = message_nothing(), other = full_message();
    message_fill_from(&message, &full);
    assert_same(&message, &full);
    other.host = other.program = other.caller = STR("other");
    other.uptime_us = 8;
    other.time = (struct oomwhy_time){.year = 2025, .month = 3};
    other.boot_id = other.machine_id = (struct journal_id){8, 9};
    other.level = other.facility = 1;
    other.origin = MESSAGE_ORIGIN_KERNEL;
    message_fill_from(&message, &other);
    assert_same(&message, &full);
    message = message_nothing();
    message.uptime_us = 0; /* emergency, of the kernel, at its start: all of that is known */
    message.level = message.facility = 0;
    message_fill_from(&message, &full);
    assert_int_equal(message.uptime_us, 0);
    assert_int_equal(message.level, 0);
    assert_int_equal(message.facility, 0);
    message_forget_time(&message);
    assert_true(message.uptime_us == ABSENT);
    assert_int_equal(message.time.month, 0);
    assert_true(str_equal(message.host, STR("h")));
}

/* A copy owns its names, and has no text. */
static void copies_of_messages(void **state) {
    (void)state;
    char names[] = "hpc", long_name[300];
    struct message message = full_message();
    struct message_copy copy;
    message.host = str_of(names, 1);
    message.program = str_of(names + 1, 1);
    message.caller = str_of(names + 2, 1);
    message.text = STR("text");
    message_copy(&copy, &message);
    memset(names, '?', sizeof names);
    const struct message want = full_message();
    assert_same(&copy.message, &want);
    assert_int_equal(copy.message.text.len, 0);
    memset(long_name, 'n', sizeof long_name);
    message.host = message.program = message.caller = str_of(long_name, sizeof long_name);
    message_copy(&copy, &message);
    assert_int_equal(copy.message.host.len, sizeof copy.host);
    assert_int_equal(copy.message.program.len, sizeof copy.program);
    assert_int_equal(copy.message.caller.len, sizeof copy.caller);
}

/* --- pieces of a record --- */

static void pieces_that_go_on(void **state) {
    (void)state;
    /* by the kind in progress and the kind that comes: "w" it is of a record of several pieces, "g" it goes on */
    static const char *const want[][6] = {
        /* none, part, its end, fragment, first, next */
        [PIECE_NONE] = {"", "w", "", "w", "w", "w"},
        [PIECE_PART] = {"", "wg", "wg", "w", "w", "w"},
        [PIECE_FRAGMENT] = {"", "w", "", "wg", "w", "w"},
        [PIECE_FIRST] = {"", "w", "", "w", "w", "wg"},
    };
    static const enum piece_kind kinds[] = {PIECE_NONE, PIECE_PART, PIECE_FRAGMENT, PIECE_FIRST};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (enum piece_kind next = PIECE_NONE; next <= PIECE_NEXT; next++) {
            const struct join join = {.kind = kinds[i], .text = {.len = 5}};
            const struct piece piece = {next, 5, 9};
            char got[3] = "";
            if (join_wants(&join, &piece))
                strcat(got, "w");
            if (join_goes_on(&join, &piece))
                strcat(got, "g");
            if (strcmp(got, want[kinds[i]][next]) != 0)
                fail_msg("%d behind %d: %s", (int)next, (int)kinds[i], got);
        }
}

static void pieces_that_end(void **state) {
    (void)state;
    struct join join = {.kind = PIECE_FRAGMENT, .text = {.len = 5}};
    assert_false(join_goes_on(&join, &(struct piece){PIECE_FRAGMENT, 4, 9}));
    assert_false(join_goes_on(&join, &(struct piece){PIECE_FRAGMENT, 6, 9}));
    assert_false(join_is_whole(&join, &(struct piece){PIECE_FRAGMENT, 0, 6}));
    assert_true(join_is_whole(&join, &(struct piece){PIECE_FRAGMENT, 0, 5}));
    assert_true(join_is_whole(&join, &(struct piece){PIECE_PART_END, 0, 0}));
    assert_false(join_is_whole(&join, &(struct piece){PIECE_PART, 0, 0}));
    assert_false(join_is_whole(&join, &(struct piece){PIECE_NEXT, 0, 0}));
    const struct message message = full_message();
    join_begin(&join, &(struct piece){PIECE_NEXT, 0, 0}, &message, ESCAPES_HEX); /* its first piece is lost */
    assert_int_equal(join.kind, PIECE_FIRST);
    assert_int_equal(join.escapes, ESCAPES_HEX);
    assert_int_equal(join.text.len, 0);
    assert_same(&join.first.message, &message);
    join_begin(&join, &(struct piece){PIECE_PART, 0, 0}, &message, ESCAPES_NONE);
    assert_int_equal(join.kind, PIECE_PART);
}

/* --- parts of a crash dump --- */

static struct pstore parts;

static void headers_of_parts(void **state) {
    (void)state;
    static const struct {
        const char *line;
        uint64_t dump, number;
    } cases[] = {{"Panic#2 Part3", 2, 3},
                 {"Oops#1 Part12 ", 1, 12},
                 {"abcdefghijklmnop#1 Part1", 1, 1},
                 {"abcdefghijklmnopq#1 Part1", 0, 0},
                 {"#2 Part3", 0, 0},
                 {"Pa nic#2 Part3", 0, 0},
                 {"Panic#x Part3", 0, 0},
                 {"Panic#2 part3", 0, 0},
                 {"Panic#2 Part", 0, 0},
                 {"Panic#2 Part3 x", 0, 0},
                 {"Panic 2 Part3", 0, 0},
                 {"", 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pstore_part part = {0};
        const bool is_header = pstore_scan_header(str_from_cstr(cases[i].line), &part);
        if (is_header != (cases[i].number > 0) || part.dump != cases[i].dump || part.number != cases[i].number)
            fail_msg("%s", cases[i].line);
    }
    char line[PSTORE_HEADER + 2];
    struct pstore_part part;
    snprintf(line, sizeof line, "%-*s", PSTORE_HEADER, "Panic#2 Part3");
    assert_true(pstore_scan_header(str_of(line, PSTORE_HEADER), &part));
    snprintf(line, sizeof line, "%-*s", PSTORE_HEADER + 1, "Panic#2 Part3");
    assert_false(pstore_scan_header(str_of(line, PSTORE_HEADER + 1), &part));
}

/* "h" of a line that is held, "r" where what is held is to be read before it, "-" of another; then the parts in their
 * order. */
static void offer_all(const char *const *log) {
    static const char letters[] = {[PSTORE_OTHER] = '-', [PSTORE_HELD] = 'h', [PSTORE_READ] = 'r'};
    const struct pstore_input input = {STR("log"), 0};
    words_clear();
    for (int64_t line = 1; *log; log++, line++)
        say("%c", letters[pstore_offer(&parts, str_from_cstr(*log), line, &input)]);
    pstore_sort(&parts);
    for (size_t i = 0; i < parts.count; i++) {
        const str text = pstore_text(&parts, &parts.items[i]);
        say(" %lld", (long long)parts.items[i].line);
        for (size_t j = str_find_byte(text, '\n') + 1; j < text.len; j++)
            say("%c", text.data[j] == '\n' ? '|' : text.data[j]);
    }
    pstore_reset(&parts);
}

static void parts_in_order(void **state) {
    (void)state;
    static const struct {
        const char *lines[9], *told;
    } cases[] = {
        {{"Panic#2 Part1", "c", "Panic#2 Part2", "b", "Panic#2 Part3", "a"}, "hhhhhh 5a| 3b| 1c|"},
        {{"Panic#2 Part2", "b", "Panic#2 Part1", "c"}, "hhhh 1b| 3c|"},
        {{"Panic#2 Part1", "b", "", "d"}, "hhhh 1b||d|"},
        {{"x", "Panic#2 Part1"}, "-h 2"},
        {{"panic#2 Part1", "x"}, "--"},
        /* dumps as they come, by their reason and number */
        {{"Panic#2 Part1", "b", "Oops#1 Part1", "d", "Panic#2 Part2", "a", "Oops#1 Part2", "c"},
         "hhhhhhhh 5a| 1b| 7c| 3d|"},
        {{"Panic#2 Part1", "b", "Panic#3 Part2", "d", "Panic#2 Part2", "a"}, "hhhhhh 5a| 1b| 3d|"},
        {{"Panic#2 Part1", "b", "Oops#2 Part2", "d", "Panic#2 Part2", "a"}, "hhhhhh 5a| 1b| 3d|"},
        {{"Panic#2 Part1", "a", "Panic#2 Part1"}, "hhr 1a|"}, /* the same again is of another boot */
        /* with levels, what has none is no line of a part */
        {{"Panic#2 Part1", "<4>a", "b"}, "hhr 1<4>a|"},
        {{"Panic#2 Part1", "<4>a", "", "\r", "<4>b"}, "hhhhh 1<4>a||\r|<4>b|"},
        {{"Panic#2 Part1", "a", "<4>b", "c"}, "hhhr 1a|<4>b|"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        offer_all(cases[i].lines);
        if (strcmp(words, cases[i].told) != 0)
            fail_msg("case %zu: %s", i, words);
    }
}

/* The first line of another input is no line of a part, but for a header. */
static void parts_of_several_inputs(void **state) {
    (void)state;
    const struct pstore_input first = {STR("a"), 0}, second = {STR("b"), 2}, third = {STR("c"), 5};
    assert_int_equal(pstore_offer(&parts, STR("Panic#2 Part1"), 1, &first), PSTORE_HELD);
    assert_int_equal(pstore_offer(&parts, STR("x"), 2, &first), PSTORE_HELD);
    assert_int_equal(pstore_offer(&parts, STR("x"), 3, &second), PSTORE_READ);
    assert_int_equal(pstore_offer(&parts, STR("Panic#2 Part2"), 3, &second), PSTORE_HELD);
    assert_int_equal(pstore_offer(&parts, STR("x"), 4, &second), PSTORE_HELD);
    assert_int_equal(pstore_offer(&parts, STR("Panic#2 Part9"), 5, &second), PSTORE_HELD);
    assert_int_equal(parts.items[2].input, 1);
    assert_int_equal(pstore_offer(&parts, STR("Panic#2 Part3"), 6, &third), PSTORE_HELD);
    assert_int_equal(parts.input_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(parts.items[i + (i == 2)].input, i);
        assert_int_equal(parts.inputs[i].line_base, i == 2 ? 5 : 2 * i);
        assert_int_equal(*parts.inputs[i].name.data, 'a' + (int)i);
    }
    pstore_reset(&parts);
}

/* A dump that has more parts than are held is read before it is complete: its older parts come late. */
static void a_dump_with_too_many_parts(void **state) {
    (void)state;
    const struct pstore_input input = {STR("log"), 0};
    char line[64];
    for (int i = 1; i <= PSTORE_PARTS + 1; i++) {
        snprintf(line, sizeof line, "Panic#2 Part%d", i);
        assert_false(pstore_is_late(&parts, str_from_cstr(line)));
        assert_int_equal(pstore_offer(&parts, str_from_cstr(line), i, &input),
                         i <= PSTORE_PARTS ? PSTORE_HELD : PSTORE_READ);
    }
    pstore_sort(&parts);
    pstore_reset(&parts);
    assert_true(pstore_is_late(&parts, STR("Panic#2 Part257")));
    assert_false(pstore_is_late(&parts, STR("Panic#2 Part256")));
    assert_false(pstore_is_late(&parts, STR("Panic#3 Part257")));
    assert_false(pstore_is_late(&parts, STR("x")));
    pstore_reset(&parts);
    assert_false(pstore_is_late(&parts, STR("Panic#2 Part257")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_between_events),
        cmocka_unit_test(lines_behind_an_opener),
        cmocka_unit_test(lines_before_an_opener),
        cmocka_unit_test(what_a_message_lacks),
        cmocka_unit_test(copies_of_messages),
        cmocka_unit_test(pieces_that_go_on),
        cmocka_unit_test(pieces_that_end),
        cmocka_unit_test(headers_of_parts),
        cmocka_unit_test(parts_in_order),
        cmocka_unit_test(parts_of_several_inputs),
        cmocka_unit_test(a_dump_with_too_many_parts),
        cmocka_unit_test(lines_that_are_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
