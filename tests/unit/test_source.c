/* Files, pipes and compressed bytes become text, and what is no log is told.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read/source.h"
#include "read/unpack.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

struct seen {
    char bytes[1 << 17];
    size_t len;
    size_t idle;
};

static struct seen seen;

static bool keep(void *context, const char *bytes, size_t len) {
    struct seen *to = context;
    assert_true(len <= sizeof to->bytes - to->len);
    memcpy(to->bytes + to->len, bytes, len);
    to->len += len;
    return true;
}

static bool keep_nothing(void *context, const char *bytes, size_t len) {
    (void)context, (void)bytes, (void)len;
    return false;
}

/* What becomes of LEN bytes that come STEP at a time; the complaint. */
static const char *unpacked(const char *bytes, size_t len, size_t step) {
    struct unpack unpack;
    seen.len = 0;
    unpack_open(&unpack, keep, &seen);
    bool going = true;
    for (str rest = str_of(bytes, len); rest.len > 0 && going; rest = str_from(rest, step))
        going = unpack_feed(&unpack, str_first(rest, step));
    unpack_end(&unpack);
    const char *complaint = unpack_complaint(&unpack);
    unpack_close(&unpack);
    return complaint;
}

static void assert_seen(const char *want, size_t len) {
    assert_int_equal(seen.len, len);
    assert_memory_equal(seen.bytes, want, len);
}

/* One member of gzip; its length. */
static size_t gzipped(const char *text, size_t len, char *to, size_t room) {
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)text;
    stream.avail_in = (unsigned)len;
    stream.next_out = (Bytef *)to;
    stream.avail_out = (unsigned)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t made = stream.total_out;
    deflateEnd(&stream);
    return made;
}

/* Lines that do not compress to nothing. */
static void fill(char *text, size_t len) {
    uint32_t random = 1;
    for (size_t i = 0; i < len; i++) {
        random = random * 1664525u + 1013904223u;
        text[i] = i % 80 == 79 ? '\n' : (char)('!' + (random >> 24) % 64);
    }
}

static void plain_text_is_left_alone(void **state) {
    (void)state;
    const char text[] = "[    1.0] one\n\x1b[31mtwo\x1b[0m\ttab\r\nGr\xc3\xbc\xc3\x9f"
                        "e\n";
    for (size_t step = 1; step < sizeof text; step++) {
        assert_null(unpacked(text, sizeof text - 1, step));
        assert_seen(text, sizeof text - 1);
    }
}

static void gzip_of_two_members_is_one_text(void **state) {
    (void)state;
    static char text[50000], packed[100000];
    fill(text, sizeof text);
    size_t first = gzipped(text, 30000, packed, sizeof packed);
    size_t len = first + gzipped(text + 30000, 20000, packed + first, sizeof packed - first);
    const size_t steps[] = {1, 7, 4096, sizeof packed};
    for (size_t i = 0; i < 4; i++) {
        assert_null(unpacked(packed, len, steps[i]));
        assert_seen(text, sizeof text);
    }
    memset(packed + len, 0, 512); /* a tape pads with NUL bytes */
    assert_null(unpacked(packed, len + 512, 4096));
    assert_seen(text, sizeof text);
}

static void a_cut_gzip_is_read_as_far_as_it_goes(void **state) {
    (void)state;
    static char text[50000], packed[100000];
    fill(text, sizeof text);
    size_t len = gzipped(text, sizeof text, packed, sizeof packed);
    assert_non_null(strstr(unpacked(packed, len - 1, 4096), "is cut off"));
    assert_seen(text, sizeof text); /* only the length behind the data lacks */
    assert_non_null(strstr(unpacked(packed, len / 2, 4096), "is cut off"));
    assert_true(seen.len > sizeof text / 3 && seen.len < sizeof text * 2 / 3);
    assert_memory_equal(seen.bytes, text, seen.len);
    assert_non_null(strstr(unpacked(packed, 5, 4096), "is cut off"));
}

static void a_damaged_gzip_is_told(void **state) {
    (void)state;
    static char text[50000], packed[100000];
    fill(text, sizeof text);
    size_t len = gzipped(text, sizeof text, packed, sizeof packed);
    packed[len - 8] = (char)~packed[len - 8]; /* the checksum */
    assert_non_null(strstr(unpacked(packed, len, 4096), "is damaged"));
    assert_seen(text, sizeof text);
    packed[len - 8] = (char)~packed[len - 8];
    memcpy(packed + len, "more", 4);
    assert_non_null(strstr(unpacked(packed, len + 4, 4096), "goes on behind"));
    assert_seen(text, sizeof text);
}

static void archives_and_binaries_are_told(void **state) {
    (void)state;
    static char tar[1024] = "kern.log";
    memcpy(tar + 257, "ustar", 5);
    memcpy(tar + 512, "line\n", 5);
    assert_non_null(strstr(unpacked(tar, sizeof tar, sizeof tar), "tar archive"));
    assert_int_equal(seen.len, sizeof tar); /* and read all the same */
    assert_non_null(strstr(unpacked("PK\3\4 and so on", 14, 14), "zip archive"));
    assert_non_null(strstr(unpacked("\177ELF\2\1\1", 7, 1), "ELF"));
    static char noise[20000];
    uint32_t random = 1;
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)((random = random * 1664525u + 1013904223u) >> 24);
    noise[0] = 'x';
    assert_string_equal(unpacked(noise, sizeof noise, 4096), "looks like a binary file, not a log");
    memset(noise, 0, sizeof noise);
    assert_string_equal(unpacked(noise, sizeof noise, 4096), "holds no text, nothing but NUL bytes");
}

static void nul_bytes_of_a_crash_are_no_binary(void **state) {
    (void)state;
    static char log[80000];
    memcpy(log + 70000, "Nov 21 20:58:06 web-01 kernel: [   28.473124] python3 invoked oom-killer\n", 73);
    assert_null(unpacked(log, 70073, 4096));
    assert_int_equal(seen.len, 70073);
}

static void a_host_may_be_called_like_bzip2(void **state) {
    (void)state;
    assert_null(unpacked("BZh9 kernel: text\n", 18, 18));
    assert_int_equal(seen.len, 18);
}

static void byte_order_marks_are_taken_off(void **state) {
    (void)state;
    assert_null(unpacked("\xef\xbb\xbf[ 1.0] a\n", 12, 1));
    assert_seen("[ 1.0] a\n", 9);
    /* UTF-16 of "a\n", U+00FC, U+20AC, U+1F4A5 (D83D DCA5), a lone D800, "b" */
    const char little[] = "\xff\xfe"
                          "a\0\n\0\xfc\0\xac\x20\x3d\xd8\xa5\xdc\0\xd8"
                          "b\0";
    const char want[] = "a\n\xc3\xbc\xe2\x82\xac\xf0\x9f\x92\xa5\xef\xbf\xbd"
                        "b";
    for (size_t step = 1; step < sizeof little; step++) {
        assert_null(unpacked(little, sizeof little - 1, step));
        assert_seen(want, sizeof want - 1);
    }
    assert_null(unpacked("\xfe\xff\0a\0\n", 6, 6));
    assert_seen("a\n", 2);
}

/* --- files and pipes */

static bool keep_idle(void *context) {
    ((struct seen *)context)->idle++;
    return true;
}

static enum source_end read_bytes(const char *bytes, size_t len, const char **ret_sentence) {
    char path[] = "/tmp/oomwhy-test-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    close(fd);
    seen.len = 0;
    const struct source_sink sink = {.bytes = keep, .idle = keep_idle, .context = &seen};
    enum source_end end = source_read(path, &sink, ret_sentence);
    unlink(path);
    return end;
}

static void files_are_read_to_their_end(void **state) {
    (void)state;
    static char text[100000];
    const char *sentence;
    fill(text, sizeof text);
    assert_int_equal(read_bytes(text, sizeof text, &sentence), SOURCE_COMPLETE);
    assert_null(sentence);
    assert_seen(text, sizeof text);
    assert_int_equal(read_bytes("", 0, &sentence), SOURCE_COMPLETE);
    assert_string_equal(sentence, "is empty");
}

static void what_cannot_be_read_has_its_sentence(void **state) {
    (void)state;
    const struct source_sink sink = {.bytes = keep, .context = &seen};
    const char *sentence;
    assert_int_equal(source_read("/nowhere/at.all", &sink, &sentence), SOURCE_TROUBLE);
    assert_string_equal(sentence, "no such file");
    assert_int_equal(source_read("/", &sink, &sentence), SOURCE_TROUBLE);
    assert_string_equal(sentence, "is a directory");
}

static void a_sink_may_stop_the_reading(void **state) {
    (void)state;
    const struct source_sink sink = {.bytes = keep_nothing};
    const char *sentence;
    assert_int_equal(source_read("/proc/self/status", &sink, &sentence), SOURCE_STOPPED);
    assert_null(sentence);
}

static void files_without_a_size_are_read(void **state) {
    (void)state;
    const struct source_sink sink = {.bytes = keep, .context = &seen};
    const char *sentence;
    seen.len = 0;
    assert_int_equal(source_read("/proc/self/status", &sink, &sentence), SOURCE_COMPLETE);
    assert_memory_equal(seen.bytes, "Name:", 5);
}

/* What reading the pipe gives after LEN bytes. */
static enum source_end read_pipe(const char *bytes, size_t len, const char **ret_sentence) {
    const struct source_sink sink = {.bytes = keep, .context = &seen};
    int ends[2];
    char path[32];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], bytes, len), len);
    close(ends[1]);
    seen.len = 0;
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    enum source_end end = source_read(path, &sink, ret_sentence);
    close(ends[0]);
    return end;
}

static void a_pipe_without_a_byte_is_told_apart(void **state) {
    (void)state;
    const char *sentence;
    assert_int_equal(read_pipe("", 0, &sentence), SOURCE_EMPTY);
    assert_null(sentence);
    assert_int_equal(read_pipe("a\n", 2, &sentence), SOURCE_COMPLETE);
    char nothing[64]; /* an empty log, compressed: the command has not failed */
    size_t len = gzipped("", 0, nothing, sizeof nothing);
    assert_int_equal(read_pipe(nothing, len, &sentence), SOURCE_COMPLETE);
    assert_string_equal(sentence, "is empty");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_is_left_alone),
        cmocka_unit_test(gzip_of_two_members_is_one_text),
        cmocka_unit_test(a_cut_gzip_is_read_as_far_as_it_goes),
        cmocka_unit_test(a_damaged_gzip_is_told),
        cmocka_unit_test(archives_and_binaries_are_told),
        cmocka_unit_test(nul_bytes_of_a_crash_are_no_binary),
        cmocka_unit_test(a_host_may_be_called_like_bzip2),
        cmocka_unit_test(byte_order_marks_are_taken_off),
        cmocka_unit_test(files_are_read_to_their_end),
        cmocka_unit_test(what_cannot_be_read_has_its_sentence),
        cmocka_unit_test(a_sink_may_stop_the_reading),
        cmocka_unit_test(files_without_a_size_are_read),
        cmocka_unit_test(a_pipe_without_a_byte_is_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
