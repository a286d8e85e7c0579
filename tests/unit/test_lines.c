/* Lines are cut where their newlines are, and none is called plain that is not, wherever in a block they stand.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>

#include "log/lines.h"

enum { LONGEST = 70, BEHIND = 64 };

static bool is_plain_byte(unsigned char byte) {
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '#' && byte != '&' && byte != '\'';
}

/* A block of its own, so that a byte read beyond it is found: LEN letters, a newline, and BEHIND bytes more. */
static char *block_of(size_t len, size_t behind) {
    char *block = malloc(len + 1 + behind);
    assert_non_null(block);
    memset(block, 'x', len + 1 + behind);
    block[len] = '\n';
    return block;
}

/* Each byte, at each place of lines of any length. */
static void no_other_line_is_plain(void **state) {
    (void)state;
    for (size_t len = 1; len <= LONGEST; len++) {
        char *block = block_of(len, BEHIND);
        for (size_t at = 0; at < len; at++) {
            for (unsigned byte = 0; byte < 256; byte++) {
                str rest = str_of(block, len + 1 + BEHIND);
                if (byte == '\n')
                    continue;
                block[at] = (char)byte;
                const struct raw_line cut = lines_next(&rest);
                assert_ptr_equal(cut.raw.data, block);
                assert_int_equal(cut.raw.len, len);
                assert_ptr_equal(rest.data, block + len + 1);
                assert_int_equal(rest.len, BEHIND);
                assert_int_equal(cut.is_plain, is_plain_byte((unsigned char)byte));
            }
            block[at] = 'x';
        }
        free(block);
    }
}

/* Close to the end of a block a line may be called what it is not sure to be: not plain. */
static void blocks_end_anywhere(void **state) {
    (void)state;
    for (size_t len = 0; len <= LONGEST; len++)
        for (size_t behind = 0; behind < BEHIND; behind++) {
            char *block = block_of(len, behind);
            str rest = str_of(block, len + 1 + behind);
            assert_int_equal(lines_next(&rest).raw.len, len);
            assert_int_equal(rest.len, behind);
            if (behind > 0) { /* without a newline */
                const struct raw_line last = lines_next(&rest);
                assert_int_equal(last.raw.len, behind);
                assert_false(last.is_plain);
                assert_int_equal(rest.len, 0);
            }
            free(block);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_other_line_is_plain),
        cmocka_unit_test(blocks_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
