/* A helper process: what it answers, and how it ends.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/helper.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

enum { NO_FD = 1000000, SECONDS = 60 };

/* Each helper writes a byte to it when it ends in order. */
static int ends[2];
static int given; /* the same end once more, which a helper hands over */

static int obey(void *context, char order, int *ret_fd) {
    (void)context;
    if (order == 'f')
        *ret_fd = given;
    if (order == 'n')
        *ret_fd = NO_FD;
    return order == 'e' ? ENOSPC : 0;
}

static void undo(void *context) {
    (void)context;
    (void)!write(ends[1], "u", 1);
}

static struct helper start(void) {
    const struct helper_work work = {obey, undo, NULL, SANDBOX_FILTER_COPIES, 0};
    struct helper helper = {0};
    assert_int_equal(helper_start(&helper, &work), 0);
    return helper;
}

static void ended_in_order(void) {
    char byte = 0;
    assert_int_equal(read(ends[0], &byte, 1), 1);
    assert_int_equal(byte, 'u');
}

static void orders_are_answered(void **state) {
    int fd = -1;
    char byte = 0;
    struct helper helper = start();
    (void)state;
    assert_int_equal(helper_order(&helper, 'o', NULL), 0);
    assert_int_equal(helper_order(&helper, 'e', NULL), ENOSPC);
    assert_int_equal(helper_order(&helper, 'e', &fd), ENOSPC);
    assert_int_equal(helper_order(&helper, 'f', &fd), 0);
    assert_int_equal(write(fd, "x", 1), 1);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    assert_int_equal(byte, 'x');
    close(fd);
    assert_true(helper_stop(&helper));
    ended_in_order();
    assert_true(helper_stop(&helper));
    assert_int_equal(helper_order(&helper, 'o', NULL), ESRCH);
}

/* A descriptor that cannot be sent: as where the kernel has no memory for it. */
static void an_answer_that_is_lost_ends_it(void **state) {
    int fd = -1;
    struct helper helper = start();
    (void)state;
    assert_int_equal(helper_order(&helper, 'n', &fd), ESRCH);
    ended_in_order();
    assert_int_equal(helper_order(&helper, 'o', NULL), ESRCH);
    assert_false(helper_stop(&helper));
}

static void one_that_is_killed_answers_no_more(void **state) {
    struct helper helper = start();
    (void)state;
    kill(helper.process, SIGKILL);
    assert_int_equal(helper_order(&helper, 'o', NULL), ESRCH);
    assert_false(helper_stop(&helper));
}

/* The second one has the first one's socket open. */
static void the_first_of_two_ends_first(void **state) {
    struct helper first = start(), second = start();
    (void)state;
    helper_stop(&first);
    ended_in_order();
    assert_int_equal(helper_order(&second, 'o', NULL), 0);
    helper_stop(&second);
    ended_in_order();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_are_answered),
        cmocka_unit_test(an_answer_that_is_lost_ends_it),
        cmocka_unit_test(one_that_is_killed_answers_no_more),
        cmocka_unit_test(the_first_of_two_ends_first),
    };
    signal(SIGPIPE, SIG_IGN);
    alarm(SECONDS); /* nothing waits for ever */
    if (pipe(ends) != 0 || (given = dup(ends[1])) < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
