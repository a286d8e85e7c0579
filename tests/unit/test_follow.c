/* A file is read on as it grows, whatever becomes of it. The next step is done when what it waits for was read, so that
 * no test depends on how fast a machine is.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read/follow.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { QUESTIONS_MOST = 600 /* a minute; then something is wrong */ };

struct follower;

struct step {
    const char *wait; /* until this is all that was read; "|" where another file begins */
    void (*act)(void);
};

struct follower {
    char seen[4096];
    size_t len;
    const struct step *step;
    int questions;
};

static struct follower follower;
static char folder[] = "/tmp/oomwhy-follow.XXXXXX";

static void add(const char *bytes, size_t len) {
    assert_true(len < sizeof follower.seen - follower.len);
    memcpy(follower.seen + follower.len, bytes, len);
    follower.len += len;
    follower.seen[follower.len] = '\0';
}

static bool keep(void *context, const char *bytes, size_t len) {
    (void)context;
    add(bytes, len);
    return true;
}

static bool keep_border(void *context, const char *path) {
    (void)context, (void)path;
    add("|", 1);
    return true;
}

/* Does the next step if all was read that it waits for; behind the last one the input is to end. */
static bool go_on(void *context, int64_t done, int64_t of) {
    (void)context, (void)done, (void)of;
    if (++follower.questions > QUESTIONS_MOST)
        return false;
    if (strcmp(follower.seen, follower.step->wait) != 0)
        return true;
    if (!follower.step->act)
        return false;
    follower.step++->act();
    return true;
}

static void append(const char *name, const char *text) {
    FILE *file = fopen(name, "a");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static enum source_end follow(const struct step *steps, const char *path, const char **ret_sentence) {
    const struct source_sink sink = {.content = {.bytes = keep}, .go_on = go_on, .again = keep_border};
    const struct content_options options = {.boot = NULL};
    follower = (struct follower){.step = steps};
    return follow_read(path, &options, &sink, ret_sentence);
}

static void assert_follows(const struct step *steps) {
    const char *sentence;
    const enum source_end end = follow(steps, "log", &sentence);
    assert_null(sentence);
    assert_int_equal(end, SOURCE_COMPLETE);
    assert_null(follower.step->act);
    assert_string_equal(follower.seen, follower.step->wait);
    unlink("log");
    unlink("log.1");
    unlink("log.2");
}

static void add_one(void) {
    append("log", "line one\n");
}

static void add_two(void) {
    append("log", "line two\n");
}

static void add_half(void) {
    append("log", "ha");
}

static void add_other_half(void) {
    append("log", "lf\n");
}

static void a_growing_file_is_read_on(void **state) {
    (void)state;
    const struct step steps[] = {{"", add_one},
                                 {"line one\n", add_half},
                                 {"line one\nha", add_other_half},
                                 {"line one\nhalf\n", add_two},
                                 {"line one\nhalf\nline two\n", NULL}};
    append("log", "");
    assert_follows(steps);
}

static void a_file_that_is_not_there_is_waited_for(void **state) {
    (void)state;
    const struct step steps[] = {{"", add_one}, {"line one\n", NULL}};
    assert_follows(steps);
}

/* logrotate's create; the daemon writes one more line before it opens the new file. */
static void rename_it(void) {
    assert_int_equal(rename("log", "log.1"), 0);
    append("log", "");
    append("log.1", "late\n");
}

static void a_renamed_file_is_read_to_its_end(void **state) {
    (void)state;
    const struct step steps[] = {{"", add_one},
                                 {"line one\n", rename_it},
                                 {"line one\nlate\n", add_two},
                                 {"line one\nlate\n|line two\n", add_one},
                                 {"line one\nlate\n|line two\nline one\n", NULL}};
    append("log", "");
    assert_follows(steps);
}

static void rename_twice(void) {
    assert_int_equal(rename("log", "log.2"), 0);
    append("log.2", "late\n");
    append("log.1", "between\n");
    append("log", "a new line\n");
}

static void no_generation_is_left_out(void **state) {
    (void)state;
    const struct step steps[] = {
        {"", add_one}, {"line one\n", rename_twice}, {"line one\nlate\n|between\n|a new line\n", NULL}};
    append("log", "");
    assert_follows(steps);
}

static void pack_it(void) {
    assert_int_equal(rename("log", "log.1"), 0);
    append("log.1", "late\n");
    unlink("log.1"); /* logrotate's compress: log.1.gz takes its place */
    append("log", "a new line\n");
}

static void a_file_that_was_packed_is_read_to_its_end(void **state) {
    (void)state;
    const struct step steps[] = {{"", add_one}, {"line one\n", pack_it}, {"line one\nlate\n|a new line\n", NULL}};
    append("log", "");
    assert_follows(steps);
}

static void remove_it(void) {
    unlink("log");
}

static void a_file_that_was_removed_may_come_again(void **state) {
    (void)state;
    const struct step steps[] = {
        {"", add_one}, {"line one\n", remove_it}, {"line one\n", add_two}, {"line one\n|line two\n", NULL}};
    append("log", "");
    assert_follows(steps);
}

/* A file that nobody but root may open has its name; a test that root runs goes on as nobody. */
static void rename_it_to_a_closed_one(void) {
    assert_int_equal(rename("log", "log.1"), 0);
    add_two();
    assert_int_equal(chmod("log", 0), 0);
    assert_int_equal(chmod(".", 0755), 0);
    if (getuid() == 0)
        assert_int_equal(seteuid(65534), 0);
}

static void open_it(void) {
    assert_int_equal(seteuid(getuid()), 0);
    assert_int_equal(chmod("log", 0600), 0);
}

static void look_again(void) {
}

static void a_file_that_cannot_be_opened_is_waited_for(void **state) {
    (void)state;
    const struct step steps[] = {{"", add_one},
                                 {"line one\n", rename_it_to_a_closed_one},
                                 {"line one\n", look_again},
                                 {"line one\n", look_again},
                                 {"line one\n", look_again},
                                 {"line one\n", open_it},
                                 {"line one\n|line two\n", NULL}};
    append("log", "");
    assert_follows(steps);
}

static void truncate_it(void) {
    assert_int_equal(truncate("log", 0), 0);
}

/* In one step: it is larger than before when it is looked at. */
static void write_anew(void) {
    truncate_it();
    append("log", "a longer line than before\n");
}

static void a_truncated_file_is_read_from_its_start(void **state) {
    (void)state;
    const struct step steps[] = {{"", add_one},
                                 {"line one\n", truncate_it},
                                 {"line one\n|", add_two},
                                 {"line one\n|line two\n", write_anew},
                                 {"line one\n|line two\n|a longer line than before\n", NULL}};
    append("log", "");
    assert_follows(steps);
}

static void what_is_no_file_is_not_followed(void **state) {
    (void)state;
    const char *sentence;
    const struct step steps[] = {{"", NULL}};
    assert_int_equal(follow(steps, ".", &sentence), SOURCE_TROUBLE);
    assert_string_equal(sentence, "is a directory");
}

static void it_may_end_before_the_file_is_there(void **state) {
    (void)state;
    const char *sentence;
    const struct step steps[] = {{"", NULL}};
    assert_int_equal(follow(steps, "log", &sentence), SOURCE_COMPLETE);
    assert_null(sentence);
}

/* Reads FD, which is closed, as standard input. */
static enum source_end follow_input(const struct step *steps, int fd, const char **ret_sentence) {
    const int before = dup(STDIN_FILENO);
    assert_true(fd >= 0 && before >= 0);
    assert_true(dup2(fd, STDIN_FILENO) >= 0);
    close(fd);
    const enum source_end end = follow(steps, "-", ret_sentence);
    assert_true(dup2(before, STDIN_FILENO) >= 0);
    close(before);
    return end;
}

static void standard_input_grows_if_it_is_a_file(void **state) {
    (void)state;
    const char *sentence;
    const struct step steps[] = {{"", add_one},
                                 {"line one\n", add_two},
                                 {"line one\nline two\n", truncate_it},
                                 {"line one\nline two\n|", add_one},
                                 {"line one\nline two\n|line one\n", NULL}};
    append("log", "");
    assert_int_equal(follow_input(steps, open("log", O_RDONLY), &sentence), SOURCE_COMPLETE);
    assert_null(sentence);
    assert_string_equal(follower.seen, "line one\nline two\n|line one\n");
    unlink("log");
}

static void standard_input_is_read_once_if_it_is_a_pipe(void **state) {
    (void)state;
    const char *sentence;
    const struct step steps[] = {{"|", NULL}}; /* it ends by itself */
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "line one\n", 9), 9);
    close(ends[1]);
    assert_int_equal(follow_input(steps, ends[0], &sentence), SOURCE_COMPLETE);
    assert_null(sentence);
    assert_string_equal(follower.seen, "line one\n");
}

static bool keep_nothing(void *context, const char *bytes, size_t len) {
    (void)context, (void)bytes, (void)len;
    return false;
}

static void the_sink_may_want_no_more(void **state) {
    (void)state;
    const struct source_sink sink = {.content = {.bytes = keep_nothing}, .go_on = go_on, .again = keep_border};
    const struct content_options options = {.boot = NULL};
    const struct step steps[] = {{"|", NULL}};
    const char *sentence;
    follower = (struct follower){.step = steps};
    append("log", "line one\n");
    assert_int_equal(follow_read("log", &options, &sink, &sentence), SOURCE_STOPPED);
    assert_null(sentence);
    assert_true(follower.questions < QUESTIONS_MOST);
    unlink("log");
}

static int enter_folder(void **state) {
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state) {
    (void)state;
    return chdir("/") == 0 ? rmdir(folder) : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_growing_file_is_read_on),
        cmocka_unit_test(a_file_that_is_not_there_is_waited_for),
        cmocka_unit_test(a_renamed_file_is_read_to_its_end),
        cmocka_unit_test(no_generation_is_left_out),
        cmocka_unit_test(a_file_that_was_packed_is_read_to_its_end),
        cmocka_unit_test(a_file_that_was_removed_may_come_again),
        cmocka_unit_test(a_file_that_cannot_be_opened_is_waited_for),
        cmocka_unit_test(a_truncated_file_is_read_from_its_start),
        cmocka_unit_test(what_is_no_file_is_not_followed),
        cmocka_unit_test(it_may_end_before_the_file_is_there),
        cmocka_unit_test(standard_input_grows_if_it_is_a_file),
        cmocka_unit_test(standard_input_is_read_once_if_it_is_a_pipe),
        cmocka_unit_test(the_sink_may_want_no_more),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
