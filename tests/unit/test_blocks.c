/* Blocks of whole lines out of bytes in pieces of any size.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read/blocks.h"

#include <stdlib.h>

/* What came out, one '|' before each block. */
struct seen {
    char bytes[4096];
    size_t len;
    size_t blocks, longest;
    size_t stop_after;
};

static void note(struct seen *seen, str bytes) {
    size_t room = sizeof seen->bytes - seen->len;
    bytes = str_first(bytes, room);
    memcpy(seen->bytes + seen->len, bytes.data, bytes.len);
    seen->len += bytes.len;
}

static bool keep(void *context, str block) {
    struct seen *seen = context;
    note(seen, STR("|"));
    note(seen, block);
    seen->blocks++;
    seen->longest = block.len > seen->longest ? block.len : seen->longest;
    return seen->blocks != seen->stop_after;
}

static void assert_seen(const struct seen *seen, const char *want) {
    assert_int_equal(seen->len, strlen(want));
    assert_memory_equal(seen->bytes, want, seen->len);
}

static void hands_on_whole_lines_in_place(void **state) {
    (void)state;
    struct seen seen = {0};
    struct blocks blocks;
    blocks_open(&blocks, keep, &seen);
    assert_true(blocks_feed(&blocks, STR("one\ntwo\nth")));
    assert_seen(&seen, "|one\ntwo\n");
    assert_true(blocks_feed(&blocks, STR("ree\n\nfour\nfi")));
    assert_seen(&seen, "|one\ntwo\n|three\n|\nfour\n");
    assert_true(blocks_end(&blocks));
    assert_seen(&seen, "|one\ntwo\n|three\n|\nfour\n|fi");
    blocks_close(&blocks);
}

static void every_size_of_piece_gives_the_same_lines(void **state) {
    (void)state;
    const str text = STR("a\n\nbb\nccc and more\r\n\0nul\nlast");
    for (size_t step = 1; step <= text.len; step++) {
        struct seen seen = {0};
        struct blocks blocks;
        blocks_open(&blocks, keep, &seen);
        for (str rest = text; rest.len > 0; rest = str_from(rest, step))
            assert_true(blocks_feed(&blocks, str_first(rest, step)));
        assert_true(blocks_end(&blocks));
        size_t at = 0; /* without the marks the bytes are the text, and only the last block lacks its newline */
        for (size_t i = 0; i < seen.len; i++)
            if (seen.bytes[i] == '|')
                assert_true(i == 0 || seen.bytes[i - 1] == '\n');
            else
                assert_int_equal(seen.bytes[i], text.data[at++]);
        assert_int_equal(at, text.len);
        blocks_close(&blocks);
    }
}

static void no_bytes_are_no_block(void **state) {
    (void)state;
    struct seen seen = {0};
    struct blocks blocks;
    blocks_open(&blocks, keep, &seen);
    assert_true(blocks_feed(&blocks, STR("")) && blocks_end(&blocks));
    assert_int_equal(seen.blocks, 0);
    blocks_close(&blocks);
}

static void a_line_too_long_is_cut_and_counted(void **state) {
    (void)state;
    const size_t len = 2 * (size_t)BLOCKS_LINE_MOST + 77;
    char *text = malloc(len + 7);
    assert_non_null(text);
    memset(text, 'x', len);
    memcpy(text + len, "\nshort\n", 7);
    const size_t steps[] = {4093, 1 << 20, len + 7};
    for (size_t i = 0; i < 3; i++) {
        struct seen seen = {0};
        struct blocks blocks;
        blocks_open(&blocks, keep, &seen);
        for (str rest = str_of(text, len + 7); rest.len > 0; rest = str_from(rest, steps[i]))
            assert_true(blocks_feed(&blocks, str_first(rest, steps[i])));
        assert_true(blocks_end(&blocks));
        assert_int_equal(blocks.cut_lines, 1);
        assert_int_equal(seen.longest, BLOCKS_LINE_MOST + 1);
        assert_int_equal(seen.blocks, 2);
        blocks_close(&blocks);
    }
    free(text);
}

static void a_line_of_the_greatest_length_is_whole(void **state) {
    (void)state;
    char *text = malloc((size_t)BLOCKS_LINE_MOST + 1);
    assert_non_null(text);
    memset(text, 'y', BLOCKS_LINE_MOST);
    text[BLOCKS_LINE_MOST] = '\n';
    struct seen seen = {0};
    struct blocks blocks;
    blocks_open(&blocks, keep, &seen);
    assert_true(blocks_feed(&blocks, str_of(text, (size_t)BLOCKS_LINE_MOST + 1)));
    assert_true(blocks_end(&blocks));
    assert_int_equal(blocks.cut_lines, 0);
    assert_int_equal(seen.longest, BLOCKS_LINE_MOST + 1);
    blocks_close(&blocks);
    free(text);
}

static void a_sink_that_stops_is_not_called_again(void **state) {
    (void)state;
    struct seen seen = {.stop_after = 1};
    struct blocks blocks;
    blocks_open(&blocks, keep, &seen);
    assert_true(blocks_feed(&blocks, STR("on")));
    assert_false(blocks_feed(&blocks, STR("e\ntwo\n")));
    assert_int_equal(seen.blocks, 1);
    assert_false(blocks.failed);
    blocks_close(&blocks);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_on_whole_lines_in_place),
        cmocka_unit_test(every_size_of_piece_gives_the_same_lines),
        cmocka_unit_test(no_bytes_are_no_block),
        cmocka_unit_test(a_line_too_long_is_cut_and_counted),
        cmocka_unit_test(a_line_of_the_greatest_length_is_whole),
        cmocka_unit_test(a_sink_that_stops_is_not_called_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
