/* Lines of page allocation stalls, as two families of kernels print them.
 * SPDX-License-Identifier: MIT */
#include "model/stall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct note note_of(const char *text) {
    return (struct note){.kind = NOTE_ALLOCATION_STALL, .line = 7, .text = str_from_cstr(text)};
}

static void milliseconds(void **state) {
    (void)state;
    struct stall stall;
    struct note note =
        note_of("kswapd0: page allocation stalls for 10020ms, order:2, mode:0x14000c0(GFP_KERNEL), nodemask=(null)");
    assert_true(stall_of(&note, &stall));
    assert_true(str_equal(stall.name, STR("kswapd0")));
    assert_int_equal(stall.seconds, 10);
    assert_int_equal(stall.order, 2);
    assert_int_equal(stall.line, 7);
}

static void seconds(void **state) {
    (void)state;
    struct stall stall;
    struct note note = note_of("a: b: page allocation stall for 12 secs: order:0, mode:0x140cca nodemask=(null)");
    assert_true(stall_of(&note, &stall));
    assert_true(str_equal(stall.name, STR("a: b")));
    assert_int_equal(stall.seconds, 12);
    assert_int_equal(stall.order, 0);
}

static void cut(void **state) {
    (void)state;
    struct stall stall;
    struct note note = note_of("systemd: page allocation stall for");
    assert_true(stall_of(&note, &stall));
    assert_true(stall.seconds == ABSENT && stall.order == ABSENT);
    note.text = STR("kswapd0: page allocation stalls for ms, order:-1, mode:0x14000c0(GFP_KERNEL)"); /* damaged */
    assert_true(stall_of(&note, &stall));
    assert_true(stall.seconds == ABSENT && stall.order == ABSENT);
    note.kind = NOTE_ALLOCATION_FAILURE;
    assert_false(stall_of(&note, &stall));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(milliseconds),
        cmocka_unit_test(seconds),
        cmocka_unit_test(cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
