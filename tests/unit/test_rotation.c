/* Names of rotated logs: what belongs together, and what comes first.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read/rotation.h"

#include <stdio.h>
#include <string.h>

static void hold_name(const char *path, const char *stem, enum rotation_kind kind, int64_t rank) {
    struct rotation rotation = rotation_of(path);
    if (rotation.stem_len != strlen(stem) || strncmp(path, stem, rotation.stem_len) != 0 || rotation.kind != kind ||
        rotation.rank != rank)
        fail_msg("%s: stem of %zu bytes, kind %d, rank %lld", path, rotation.stem_len, (int)rotation.kind,
                 (long long)rotation.rank);
}

static void names_are_taken_apart(void **state) {
    (void)state;
    hold_name("kern.log", "kern.log", ROTATION_CURRENT, 0);
    hold_name("/var/log/kern.log.12.gz", "/var/log/kern.log", ROTATION_NUMBERED, -12);
    hold_name("dmesg.0", "dmesg", ROTATION_NUMBERED, 0);
    hold_name("kern.log.zst", "kern.log", ROTATION_PACKED, 0);
    hold_name("/logs.1/kern-2.log", "/logs.1/kern-2.log", ROTATION_CURRENT, 0);
    hold_name("kern.log.123456", "kern.log.123456", ROTATION_CURRENT, 0); /* no month 56 */
    hold_name(".1", ".1", ROTATION_CURRENT, 0);
    hold_name("1", "1", ROTATION_CURRENT, 0);
    hold_name("", "", ROTATION_CURRENT, 0);
    hold_name("a/.gz", "a/.gz", ROTATION_CURRENT, 0);
}

/* Seconds as `date -u -d ... +%s` tells them. */
static void dates_are_read_in_every_form(void **state) {
    (void)state;
    enum { DAY = 1769817600, NOON = 1769817600 + 43200, MONTH = 1767225600 }; /* 2026-01-31, 2026-01-01 */
    hold_name("messages-20260131", "messages", ROTATION_DATED, DAY);
    hold_name("messages-2026-01-31.xz", "messages", ROTATION_DATED, DAY);
    hold_name("messages.20260131.bz2", "messages", ROTATION_DATED, DAY);
    hold_name("messages_2026-01-31", "messages", ROTATION_DATED, DAY);
    hold_name("messages-202601", "messages", ROTATION_DATED, MONTH);
    hold_name("messages-2026-01", "messages", ROTATION_DATED, MONTH);
    hold_name("messages-2026013112.lz4", "messages", ROTATION_DATED, NOON);
    hold_name("messages-20260131-120000", "messages", ROTATION_DATED, NOON);
    hold_name("messages-20260131120000", "messages", ROTATION_DATED, NOON);
    hold_name("messages-2026-01-31T12:00:00", "messages", ROTATION_DATED, NOON);
    hold_name("messages-2026-01-31_12-00", "messages", ROTATION_DATED, NOON);
    hold_name("messages-1769817600", "messages", ROTATION_DATED, DAY);
    hold_name("my-log-2-20260131", "my-log-2", ROTATION_DATED, DAY);
    hold_name("messages-20000229", "messages", ROTATION_DATED, 951782400);
}

/* 0x000627a3c0b1f000 is 1732434126303232 */
static void journals_are_told_by_their_times(void **state) {
    (void)state;
    hold_name("a/system.journal", "a/system", ROTATION_CURRENT, 0);
    hold_name("a/system@6f1d2c3b4a5968778695a4b3c2d1e0f1-000000000000a001-000627a3c0b1f000.journal", "a/system",
              ROTATION_DATED, 1732434126303232);
    hold_name("system@000627a3c0b1f000-00ff00ff00ff00ff.journal~", "system", ROTATION_DATED, 1732434126303232);
    hold_name("user-1000@6f1d2c3b4a5968778695a4b3c2d1e0f1-000000000000a001-000627a3c0b1f000.journal.xz", "user-1000",
              ROTATION_DATED, 1732434126303232);
    hold_name("user-1000.journal", "user-1000", ROTATION_CURRENT, 0);
    hold_name("system@home.journal", "system@home.journal", ROTATION_CURRENT, 0); /* no time */
    hold_name("a@b.journal.txt", "a@b.journal.txt", ROTATION_CURRENT, 0);
}

static void what_is_no_date_stays_in_the_name(void **state) {
    (void)state;
    static const char *const names[] = {"messages-20261331",  "messages-20260132",         "messages-2026",
                                        "messages-20260131x", "messages-20260131-",        "messages-20260131-2500",
                                        "dmesg-ramoops-0",    "dmesg-efi-167123456001001", "node-10"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        hold_name(names[i], names[i], ROTATION_CURRENT, 0);
}

/* As an archive may have it. */
static void a_longer_name_than_a_file_may_have_is_no_rotation(void **state) {
    (void)state;
    char name[300];
    memset(name, 'k', sizeof name);
    memcpy(name + sizeof name - 3, ".1", 3);
    hold_name(name, name, ROTATION_CURRENT, 0);
    char stem[256];
    snprintf(stem, sizeof stem, "%.*s", 252, name + 45);
    hold_name(name + 45, stem, ROTATION_NUMBERED, -1); /* 254 bytes */
}

/* GIVEN and WANTED are names with blanks between them. */
static void hold_order(const char *given, const char *wanted) {
    char bytes[512], sorted[512] = "";
    char *paths[32];
    size_t count = 0;
    strcpy(bytes, given);
    for (char *at = strtok(bytes, " "); at; at = strtok(NULL, " "))
        paths[count++] = at;
    assert_true(rotation_sort(paths, count));
    for (size_t i = 0; i < count; i++) {
        strcat(sorted, i > 0 ? " " : "");
        strcat(sorted, paths[i]);
    }
    assert_string_equal(sorted, wanted);
}

static void the_oldest_comes_first(void **state) {
    (void)state;
    hold_order("", "");
    hold_order("k k.1 k.10.gz k.2.gz k.3", "k.10.gz k.3 k.2.gz k.1 k");
    hold_order("m m-20260104 m-20251228.gz m-2026-01-01", "m-20251228.gz m-2026-01-01 m-20260104 m");
    hold_order("k.1 k", "k.1 k");
    hold_order("k k.gz", "k.gz k");
    hold_order("k k-20260101 k.1 k.2", "k.2 k.1 k-20260101 k"); /* by number before by date */
}

static void others_keep_their_places(void **state) {
    (void)state;
    hold_order("a k b k.1 c k.2 -", "a k.2 b k.1 c k -");
    hold_order("k s s.1 k.1", "k.1 s.1 s k");
    hold_order("b a", "b a");
    hold_order("- -.1 - ./-.2", "- ./-.2 - -.1");
}

static void folders_are_kept_apart(void **state) {
    (void)state;
    hold_order("a/k b/k.1", "a/k b/k.1");
    hold_order("a/k a//./k.1 ./a/k.2", "./a/k.2 a//./k.1 a/k");
    hold_order("k ./k.1 .//k.2", ".//k.2 ./k.1 k");
    hold_order("/k k.1 //k.2", "//k.2 k.1 /k");
    hold_order("../k k.1 .k k.2", "../k k.2 .k k.1");
}

static void equals_keep_the_given_order(void **state) {
    (void)state;
    hold_order("k k.1.gz k.1 k", "k.1.gz k.1 k k");
    hold_order("k.1 k.1 k", "k.1 k.1 k");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_taken_apart),
        cmocka_unit_test(dates_are_read_in_every_form),
        cmocka_unit_test(journals_are_told_by_their_times),
        cmocka_unit_test(what_is_no_date_stays_in_the_name),
        cmocka_unit_test(a_longer_name_than_a_file_may_have_is_no_rotation),
        cmocka_unit_test(the_oldest_comes_first),
        cmocka_unit_test(others_keep_their_places),
        cmocka_unit_test(folders_are_kept_apart),
        cmocka_unit_test(equals_keep_the_given_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
