/* Files of an archive that wait for older ones of the same log.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read/held.h"

#include <stdio.h>
#include <stdlib.h>

/* What was visited: "NAME:LEN:SUM " for each. */
struct visited {
    char text[4096];
    size_t len;
    const char *sentence;
    const char *stop_at;
};

static bool keep(void *context, const char *name, struct stream *file) {
    struct visited *visited = context;
    str bytes;
    size_t len = 0;
    unsigned sum = 0;
    if (visited->stop_at && strcmp(name, visited->stop_at) == 0)
        return false;
    while (file->next(file, &bytes)) {
        len += bytes.len;
        for (size_t i = 0; i < bytes.len; i++)
            sum = sum * 31 + (unsigned char)bytes.data[i];
    }
    visited->sentence = file->sentence ? file->sentence : visited->sentence;
    visited->len += (size_t)snprintf(visited->text + visited->len, sizeof visited->text - visited->len, "%s:%zu:%u ",
                                     name, len, sum);
    return true;
}

/* Gives LEN bytes in pieces of STEP. */
struct bytes {
    struct stream stream;
    const char *text;
    size_t len, step;
};

static bool next_bytes(struct stream *stream, str *ret_bytes) {
    struct bytes *bytes = (struct bytes *)stream;
    const size_t len = bytes->len < bytes->step ? bytes->len : bytes->step;
    *ret_bytes = str_of(bytes->text, len);
    bytes->text += len;
    bytes->len -= len;
    return len > 0;
}

static bool take(struct held *held, const char *name, const char *text, size_t len, const char *sentence) {
    struct bytes bytes = {{.next = next_bytes, .sentence = sentence, .fd = -1}, text, len, 100000};
    return held_take(held, name, &bytes.stream);
}

static bool take_text(struct held *held, const char *name, const char *text) {
    return take(held, name, text, strlen(text), NULL);
}

/* The names of what was visited, in order. */
static const char *names(const struct visited *visited) {
    static char list[1024];
    size_t len = 0;
    bool is_name = true;
    for (size_t i = 0; i < visited->len; i++) {
        is_name &= visited->text[i] != ':';
        if (is_name || visited->text[i] == ' ')
            list[len++] = visited->text[i];
        is_name |= visited->text[i] == ' ';
    }
    list[len] = '\0';
    return list;
}

static void files_of_one_log_come_from_the_oldest_on(void **state) {
    (void)state;
    struct visited visited = {.len = 0};
    struct held *held = held_new(keep, &visited);
    static const char *const archive[] = {"var/log/messages", "etc/hosts",          "var/log/messages-20260101",
                                          "var/log/kern.log", "var/log/kern.log.1", "var/log/messages-20251201",
                                          "other/messages.1", "var/log/kern.log.2"};
    for (size_t i = 0; i < sizeof archive / sizeof *archive; i++)
        assert_true(take_text(held, archive[i], "x"));
    assert_true(held_release(held));
    assert_string_equal(names(&visited),
                        "var/log/messages-20251201 var/log/messages-20260101 var/log/messages etc/hosts "
                        "var/log/kern.log.2 var/log/kern.log.1 var/log/kern.log other/messages.1 ");
    held_free(held);
}

static void what_is_held_comes_out_as_it_was(void **state) {
    (void)state;
    struct visited held_ones = {.len = 0}, straight = {.len = 0};
    struct held *held = held_new(keep, &held_ones);
    static char text[300000];
    uint32_t random = 1;
    for (size_t i = 0; i < sizeof text; i++) {
        random = random * 1664525u + 1013904223u;
        text[i] = (char)('!' + (random >> 24) % 64);
    }
    struct bytes bytes = {{.next = next_bytes, .fd = -1}, text, sizeof text, 70000};
    assert_true(keep(&straight, "kern.log", &bytes.stream));
    assert_true(take(held, "kern.log", text, sizeof text, "is cut off"));
    assert_true(held_release(held));
    assert_string_equal(held_ones.text, straight.text);
    assert_string_equal(held_ones.sentence, "is cut off");
    held_free(held);
}

static void what_is_no_text_is_not_held(void **state) {
    (void)state;
    struct visited visited = {.len = 0};
    struct held *held = held_new(keep, &visited);
    assert_true(take_text(held, "kern.log", "text"));
    assert_true(take(held, "system.journal", "LPKSHHRH\0\0\0\0", 12, NULL));
    assert_true(take(held, "lastlog", "a\0b\0", 4, NULL));
    assert_true(take(held, "empty", "", 0, NULL));
    assert_string_equal(names(&visited), "system.journal lastlog empty ");
    assert_true(held_release(held));
    assert_string_equal(names(&visited), "system.journal lastlog empty kern.log ");
    held_free(held);
}

/* Bytes of a packed file are held as they are: 16 MiB is all the room. */
static void what_has_no_room_is_visited_in_its_turn(void **state) {
    (void)state;
    enum { LEN = 10 * 1024 * 1024 };
    struct visited visited = {.len = 0};
    struct held *held = held_new(keep, &visited);
    char *packed = calloc(2, LEN);
    memcpy(packed, "\x1f\x8b\x08", 3);
    assert_true(take_text(held, "first.log", "text"));
    assert_true(take(held, "a.log.1.gz", packed, LEN, NULL));
    assert_string_equal(names(&visited), "");
    assert_true(take(held, "b.log.1.gz", packed, LEN, NULL)); /* what is held longest makes room */
    assert_string_equal(names(&visited), "first.log a.log.1.gz ");
    assert_true(take_text(held, "b.log.2", "text"));
    assert_true(take(held, "b.log.gz", packed, LEN, NULL)); /* its own log comes before it */
    assert_string_equal(names(&visited), "first.log a.log.1.gz b.log.2 b.log.1.gz b.log.gz ");
    assert_non_null(strstr(visited.text, "b.log.gz:10485760:"));
    assert_true(take(held, "c.log.gz", packed, (size_t)2 * LEN, NULL)); /* more than all the room */
    assert_non_null(strstr(visited.text, "c.log.gz:20971520:"));
    free(packed);
    held_free(held);
}

static void a_visit_may_stop_it(void **state) {
    (void)state;
    struct visited visited = {.stop_at = "b"};
    struct held *held = held_new(keep, &visited);
    assert_true(take_text(held, "a", "text"));
    assert_true(take_text(held, "b", "text"));
    assert_true(take_text(held, "c", "text"));
    assert_false(held_release(held));
    assert_string_equal(names(&visited), "a ");
    held_free(held);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_of_one_log_come_from_the_oldest_on),
        cmocka_unit_test(what_is_held_comes_out_as_it_was),
        cmocka_unit_test(what_is_no_text_is_not_held),
        cmocka_unit_test(what_has_no_room_is_visited_in_its_turn),
        cmocka_unit_test(a_visit_may_stop_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
