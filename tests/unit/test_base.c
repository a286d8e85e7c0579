/* The base stage: views, cursors, arenas and buffered output.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/arena.h"
#include "base/format.h"
#include "base/out.h"
#include "base/scan.h"

static void finds_first_and_last(void **state) {
    (void)state;
    str text = STR("Killed process 7 ((sd-pam)) total-vm:1kB");
    assert_int_equal(str_find(text, STR("(")), 17);
    assert_int_equal(str_find_last(text, STR(")")), 26);
    assert_true(str_find(text, STR("swap")) == STR_NONE);
    assert_true(str_find(text, STR("")) == STR_NONE);
    assert_true(str_find_last(STR(""), STR("x")) == STR_NONE);
}

static size_t place_of(str text, str needle, size_t from, size_t to, size_t step) {
    for (size_t at = from; at != to; at += step)
        if (memcmp(text.data + at, needle.data, needle.len) == 0)
            return at;
    return STR_NONE;
}

/* Sixteen places are asked at a step: whatever is left over, and with a needle's ends all over the text. */
static void finds_at_every_place(void **state) {
    (void)state;
    static const char pattern[] = "abaab abbab aabab ";
    for (size_t len = 1; len <= 80; len++) {
        char *text = malloc(len);
        assert_non_null(text);
        for (size_t at = 0; at < len; at++) {
            for (size_t i = 0; i < len; i++)
                text[i] = pattern[i % (sizeof pattern - 1)];
            text[at] = 'c';
            for (size_t needle_len = 1; needle_len <= len && needle_len < 8; needle_len++)
                for (size_t from = 0; from + needle_len <= len; from += 3) {
                    const str whole = str_of(text, len), needle = str_of(text + from, needle_len);
                    const size_t last = len - needle_len;
                    assert_true(str_find(whole, needle) == place_of(whole, needle, 0, last + 1, 1));
                    assert_true(str_find_last(whole, needle) == place_of(whole, needle, last, SIZE_MAX, SIZE_MAX));
                }
            assert_true(str_find(str_of(text, len), STR("cc")) == STR_NONE);
            assert_true(str_find_last(str_of(text, len), STR("cc")) == STR_NONE);
        }
        free(text);
    }
}

static void equal_bytes_are_found_equal(void **state) {
    (void)state;
    char a[48] = "", b[48] = "";
    for (size_t len = 0; len < sizeof a; len++) {
        assert_true(str_same(a, b, len));
        for (size_t i = 0; i < sizeof a; i++) {
            b[i] = 'x';
            assert_true(str_same(a, b, len) == (i >= len));
            b[i] = '\0';
        }
    }
}

static void trims_only_blanks_and_tabs(void **state) {
    (void)state;
    assert_true(str_equal(str_trim(STR(" \t a b\t ")), STR("a b")));
    assert_true(str_equal(str_trim(STR(" \r ")), STR("\r")));
    assert_int_equal(str_trim(STR("   ")).len, 0);
    assert_true(str_starts(STR("a"), str_of(NULL, 0)) && str_ends(STR("a"), str_of(NULL, 0)));
    assert_true(str_starts(str_of(NULL, 0), str_of(NULL, 0)) && !str_ends(str_of(NULL, 0), STR("a")));
}

/* Wherever the bytes stand; each byte and the length count. */
static void equal_bytes_have_equal_hashes(void **state) {
    (void)state;
    char text[48] = "", elsewhere[49];
    for (size_t len = 0; len < sizeof text; len++) {
        const uint64_t hash = str_hash(str_of(text, len));
        memcpy(elsewhere + 1, text, sizeof text);
        assert_true(str_hash(str_of(elsewhere + 1, len)) == hash);
        assert_true(len == 0 || str_hash(str_of(text, len - 1)) != hash);
        for (size_t i = 0; i < len; i++) {
            elsewhere[1 + i] = 'x';
            assert_true(str_hash(str_of(elsewhere + 1, len)) != hash);
            elsewhere[1 + i] = text[i];
        }
    }
    assert_true(str_hash((str){NULL, 0}) == str_hash(STR("")));
}

static void compares_bytes_then_lengths(void **state) {
    (void)state;
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("\xff"), STR("a")) > 0);
    assert_true(str_compare(STR("ab"), STR("a")) > 0);
    assert_true(str_compare((str){NULL, 0}, STR("a")) < 0);
    assert_int_equal(str_compare(STR("ab"), STR("ab")), 0);
}

static bool scans_i64(const char *text, int64_t *ret_value) {
    struct scan scan = scan_of(str_from_cstr(text));
    return scan_i64(&scan, ret_value) && scan_done(&scan);
}

static void takes_numbers_up_to_their_range(void **state) {
    (void)state;
    int64_t value = 7;
    assert_true(scans_i64("9223372036854775807", &value));
    assert_true(value == INT64_MAX);
    assert_true(scans_i64("-1000", &value));
    assert_int_equal(value, -1000);
    assert_true(scans_i64("18446744073709551612", &value)); /* the kernel's unsigned print of -4 */
    assert_int_equal(value, -4);
    value = 7;
    assert_false(scans_i64("18446744073709551616", &value));
    assert_false(scans_i64("-9223372036854775808", &value)); /* would be ABSENT */
    assert_false(scans_i64("9223372036854775808", &value));
    assert_false(scans_i64("-", &value));
    assert_false(scans_i64("", &value));
    assert_int_equal(value, 7);
}

/* Whatever stands behind them, and however many there are. */
static void takes_digits_of_every_length(void **state) {
    (void)state;
    static const char digits[] = "1234567890123456789", behind[] = {' ', ':', 'k', '/', '\0', '\xb5'};
    for (size_t len = 1; len < sizeof digits; len++)
        for (size_t i = 0; i < sizeof behind; i++) {
            char text[40];
            int64_t value = 0, expected = 0;
            memset(text, behind[i], sizeof text);
            memcpy(text, digits, len);
            for (size_t at = 0; at < len; at++)
                expected = expected * 10 + (digits[at] - '0');
            for (size_t rest = 0; rest < sizeof text - len; rest++) {
                struct scan scan = scan_of(str_of(text, len + rest));
                assert_true(scan_i64(&scan, &value));
                assert_true(value == expected);
                assert_ptr_equal(scan.at, text + len);
            }
        }
}

static void takes_hex_of_sixteen_digits(void **state) {
    (void)state;
    uint64_t value = 0;
    struct scan scan = scan_of(STR("ffffffff810b32dd>"));
    assert_true(scan_hex(&scan, &value));
    assert_true(value == 0xffffffff810b32ddu);
    assert_int_equal(scan_peek(&scan), '>');
    scan = scan_of(STR("0ffffffff810b32dd"));
    assert_false(scan_hex(&scan, &value));
}

static void a_failed_step_stays(void **state) {
    (void)state;
    struct scan scan = scan_of(STR("abc"));
    str word;
    assert_false(scan_literal(&scan, STR("abd")));
    assert_false(scan_until(&scan, ':', &word));
    assert_int_equal(scan_peek(&scan), 'a');
    assert_false(scan_literal(&scan, STR("abcd")));
}

static void an_arena_keeps_what_it_gave(void **state) {
    (void)state;
    struct arena arena = ARENA_INIT;
    str first = arena_copy(&arena, STR("kept"));
    int *items = NULL;
    size_t room = 0;
    for (size_t i = 0; i < 10000; i++) {
        int *item = ARENA_PUSH(&arena, items, i, room);
        assert_non_null(item);
        assert_int_equal(*item, 0);
        *item = (int)i;
    }
    char *large = arena_alloc(&arena, 5000000);
    assert_non_null(large);
    large[4999999] = 1;
    assert_int_equal(items[0], 0);
    assert_int_equal(items[9999], 9999);
    assert_true(str_equal(first, STR("kept")));
    str text = arena_format(&arena, "%0*d", 1000, 1); /* longer than what is left of a chunk may be */
    assert_int_equal(text.len, 1000);
    arena_reset(&arena);
    assert_null(arena.chunks);
}

/* Sentences of all lengths, so that some meet the end of a chunk at each distance. */
static void sentences_stay_whole_across_chunks(void **state) {
    (void)state;
    enum { COUNT = 2000, LONGEST = 97 };
    struct arena arena = ARENA_INIT;
    str texts[COUNT];
    char blank[LONGEST + 1];
    memset(blank, ' ', sizeof blank);
    assert_non_null(arena_alloc(&arena, 0));
    for (int i = 0; i < COUNT; i++)
        texts[i] = arena_format(&arena, "%d%.*s", i, i % LONGEST, blank);
    for (int i = 0; i < COUNT; i++) {
        char expected[LONGEST + 8];
        const int len = snprintf(expected, sizeof expected, "%d%*s", i, i % LONGEST, "");
        assert_int_equal(texts[i].len, len);
        assert_memory_equal(texts[i].data, expected, (size_t)len);
    }
    assert_int_equal(arena_format(&arena, "%s", "").len, 0);
    arena_reset(&arena);
}

static void a_failed_request_is_remembered(void **state) {
    (void)state;
    struct arena arena = ARENA_INIT;
    assert_non_null(arena_alloc(&arena, 1));
    assert_null(arena_alloc(&arena, SIZE_MAX / 2));
    assert_null(arena_alloc(&arena, 1)); /* nothing is made of parts of which one is lacking */
    assert_true(arena.failed);
    arena_reset(&arena);
    assert_false(arena.failed);
    assert_non_null(arena_alloc(&arena, 1));
    arena_reset(&arena);
}

struct sink {
    size_t len;
    int calls, fail_at;
    char bytes[3 * OUT_ROOM];
};

static int take(void *context, const char *bytes, size_t len) {
    struct sink *sink = context;
    if (++sink->calls == sink->fail_at)
        return 5;
    memcpy(sink->bytes + sink->len, bytes, len);
    sink->len += len;
    return 0;
}

static void output_is_whole_over_the_buffer_border(void **state) {
    (void)state;
    static struct sink sink;
    static struct out out;
    out_open(&out, take, &sink);
    out_repeat(&out, 'a', OUT_ROOM - 1);
    out_str(&out, STR("bcd"));
    out_written(&out, format_i64(out_room(&out, FORMAT_NUMBER), INT64_MIN));
    assert_int_equal(out_flush(&out), 0);
    assert_int_equal(sink.len, OUT_ROOM - 1 + 3 + 20);
    assert_memory_equal(sink.bytes + OUT_ROOM - 1, "bcd-9223372036854775808", 23);
}

static void the_first_error_sticks(void **state) {
    (void)state;
    static struct sink sink = {.fail_at = 1};
    static struct out out;
    out_open(&out, take, &sink);
    out_repeat(&out, 'a', OUT_ROOM + 1);
    out_str(&out, STR("more"));
    assert_int_equal(out_flush(&out), 5);
    assert_int_equal(sink.calls, 1); /* nobody is asked again */
    assert_int_equal(sink.len, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_first_and_last),
        cmocka_unit_test(finds_at_every_place),
        cmocka_unit_test(equal_bytes_are_found_equal),
        cmocka_unit_test(trims_only_blanks_and_tabs),
        cmocka_unit_test(equal_bytes_have_equal_hashes),
        cmocka_unit_test(compares_bytes_then_lengths),
        cmocka_unit_test(takes_numbers_up_to_their_range),
        cmocka_unit_test(takes_digits_of_every_length),
        cmocka_unit_test(takes_hex_of_sixteen_digits),
        cmocka_unit_test(a_failed_step_stays),
        cmocka_unit_test(an_arena_keeps_what_it_gave),
        cmocka_unit_test(sentences_stay_whole_across_chunks),
        cmocka_unit_test(a_failed_request_is_remembered),
        cmocka_unit_test(output_is_whole_over_the_buffer_border),
        cmocka_unit_test(the_first_error_sticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
