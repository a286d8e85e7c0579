/* Files, pipes and compressed bytes become text, and what is no log is told.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read/content.h"
#include "read/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

struct seen {
    char bytes[1 << 17];
    size_t len;
    size_t idle;
    char member[256], host[64]; /* of the last input */
    size_t input_count;
    const char *warning;
};

static struct seen seen;
static const struct content_options no_options;

static bool keep(void *context, const char *bytes, size_t len) {
    struct seen *to = context;
    assert_true(len <= sizeof to->bytes - to->len);
    memcpy(to->bytes + to->len, bytes, len);
    to->len += len;
    return true;
}

static bool keep_input(void *context, const struct content_input *input) {
    struct seen *to = context;
    snprintf(to->member, sizeof to->member, "%s", input->member ? input->member : "");
    snprintf(to->host, sizeof to->host, "%s", input->host ? input->host : "");
    to->input_count++;
    return true;
}

static void keep_warning(void *context, const char *sentence) {
    ((struct seen *)context)->warning = sentence;
}

static bool keep_nothing(void *context, const char *bytes, size_t len) {
    (void)context, (void)bytes, (void)len;
    return false;
}

/* Bytes that come STEP at a time. */
struct steps {
    struct stream stream;
    str rest;
    size_t step;
};

static bool next_step(struct stream *stream, str *ret_bytes) {
    struct steps *steps = (struct steps *)stream;
    *ret_bytes = str_first(steps->rest, steps->step);
    steps->rest = str_from(steps->rest, steps->step);
    return ret_bytes->len > 0;
}

/* What becomes of LEN bytes that come STEP at a time; the complaint. */
static const char *unpacked(const char *bytes, size_t len, size_t step) {
    struct steps steps = {{.next = next_step, .fd = -1}, str_of(bytes, len), step};
    struct content content = {.sink = {.bytes = keep, .input = keep_input, .warn = keep_warning, .context = &seen}};
    seen.len = seen.input_count = 0;
    seen.warning = NULL;
    content_read(&content, &steps.stream);
    return content.is_trouble ? content.sentence : NULL;
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

static void binaries_are_told(void **state) {
    (void)state;
    assert_non_null(strstr(unpacked("PK\3\4 and so on", 14, 14), "is damaged or cut off"));
    assert_non_null(strstr(unpacked("7z\xbc\xaf\x27\x1c", 6, 6), "is a 7-Zip archive"));
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
    assert_seen(log + 70000, 73); /* a line of more than 1 MiB would be cut */
}

/* --- archives */

/* A member of a tar archive as POSIX.1-1988 has it (ustar), at TO; its bytes. */
static size_t tarred(const char *name, char type, const char *bytes, size_t len, char *to) {
    const size_t blocks = (len + 511) / 512;
    unsigned sum = 0;
    memset(to, 0, 512 + blocks * 512);
    snprintf(to, 100, "%s", name);
    memcpy(to + 100,
           "0000644\0"
           "0000000\0"
           "0000000\0",
           24);
    snprintf(to + 124, 12, "%011zo", len);
    memcpy(to + 136,
           "00000000000\0"
           "        ",
           20);
    to[156] = type;
    memcpy(to + 257,
           "ustar\0"
           "00",
           8);
    for (size_t i = 0; i < 512; i++)
        sum += (unsigned char)to[i];
    snprintf(to + 148, 8, "%06o", sum);
    memcpy(to + 512, bytes, len);
    return 512 + blocks * 512;
}

static void members_of_an_archive_are_inputs(void **state) {
    (void)state;
    static char tar[8192], packed[8192];
    size_t len = tarred("host/var/log/kern.log", '0', "one\n", 4, tar);
    len += tarred("host/var/log/link", '2', "", 0, tar + len);
    len += tarred("must-gather/nodes/worker-1/dmesg", '0', "two\n", 4, tar + len) + 1024;
    assert_null(unpacked(tar, len, 4096));
    assert_seen("one\ntwo\n", 8);
    assert_int_equal(seen.input_count, 2); /* a link is none */
    assert_string_equal(seen.member, "must-gather/nodes/worker-1/dmesg");
    assert_string_equal(seen.host, "worker-1");
    assert_null(unpacked(tar, len, 200)); /* less than the header that tells it */
    assert_seen("one\ntwo\n", 8);
    len = gzipped(tar, len, packed, sizeof packed);
    assert_null(unpacked(packed, len, 4096));
    assert_seen("one\ntwo\n", 8);
}

static void packed_files_and_one_archive_inside_an_archive_are_read(void **state) {
    (void)state;
    static char inner[4096], packed[4096], middle[8192], outer[16384];
    const size_t inner_len = tarred("deep.log", '0', "one\n", 4, inner) + 1024;
    size_t len = tarred("inner.tar", '0', inner, inner_len, middle) + 1024;
    assert_null(unpacked(middle, len, 4096));
    assert_seen("one\n", 4);
    assert_string_equal(seen.member, "inner.tar:deep.log");
    const size_t packed_len = gzipped(middle, len, packed, sizeof packed);
    assert_null(unpacked(packed, packed_len, 4096));
    assert_seen("one\n", 4);
    const size_t outer_len = tarred("middle.tar", '0', middle, len, outer) + 1024;
    assert_null(unpacked(outer, outer_len, 4096));
    assert_int_equal(seen.len, 0);
    assert_non_null(strstr(seen.warning, "an archive within an archive within an archive"));
}

static void a_cut_archive_is_read_as_far_as_it_goes(void **state) {
    (void)state;
    static char tar[4096];
    size_t len = tarred("a", '0', "one\n", 4, tar);
    len += tarred("b", '0', "two\n", 4, tar + len);
    assert_null(unpacked(tar, len - 512, 4096)); /* it was said of the member already */
    assert_non_null(strstr(seen.warning, "is damaged or cut off"));
    assert_memory_equal(seen.bytes, "one\n", 4);
}

static void a_host_may_have_the_name_of_a_format(void **state) {
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
    const struct source_sink sink = {.content = {keep, keep_input, keep_warning, NULL, NULL, NULL, &seen},
                                     .idle = keep_idle};
    enum source_end end = source_read(path, &no_options, &sink, ret_sentence);
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

static bool keep_and_cut(void *context, const char *bytes, size_t len) {
    assert_int_equal(truncate(context, 9), 0);
    seen.len += len;
    return bytes != NULL;
}

static void a_file_that_is_cut_while_it_is_read_is_told(void **state) {
    (void)state;
    static char text[500000];
    const char *sentence;
    char path[] = "/tmp/oomwhy-test-XXXXXX";
    const struct source_sink sink = {.content = {keep_and_cut, NULL, NULL, NULL, NULL, NULL, path}, .idle = NULL};
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    fill(text, sizeof text);
    assert_int_equal(write(fd, text, sizeof text), sizeof text);
    close(fd);
    seen.len = 0;
    assert_int_equal(source_read(path, &no_options, &sink, &sentence), SOURCE_COMPLETE);
    unlink(path);
    assert_string_equal(sentence, "became shorter while it was read: what could be read is reported");
    assert_true(seen.len > 0 && seen.len < sizeof text);
}

static void what_cannot_be_read_has_its_sentence(void **state) {
    (void)state;
    const struct source_sink sink = {.content = {keep, keep_input, keep_warning, NULL, NULL, NULL, &seen},
                                     .idle = NULL};
    const char *sentence;
    assert_int_equal(source_read("/nowhere/at.all", &no_options, &sink, &sentence), SOURCE_TROUBLE);
    assert_string_equal(sentence, "no such file");
    assert_int_equal(source_read("/", &no_options, &sink, &sentence), SOURCE_TROUBLE);
    assert_string_equal(sentence, "is a directory");
}

static void a_sink_may_stop_the_reading(void **state) {
    (void)state;
    const struct source_sink sink = {.content = {.bytes = keep_nothing}};
    const char *sentence;
    assert_int_equal(source_read("/proc/self/status", &no_options, &sink, &sentence), SOURCE_STOPPED);
    assert_null(sentence);
}

static void a_sink_may_stop_within_utf_16(void **state) {
    (void)state;
    static const char text[] = "\xff\xfe"
                               "a\0\n\0b\0\n";
    struct steps steps = {{.next = next_step, .fd = -1}, str_of(text, sizeof text), sizeof text};
    struct content content = {.sink = {.bytes = keep_nothing}};
    content_read(&content, &steps.stream);
    assert_true(content.is_stopped);
    assert_false(content.is_trouble || content.failed);
}

static void files_without_a_size_are_read(void **state) {
    (void)state;
    const struct source_sink sink = {.content = {keep, keep_input, keep_warning, NULL, NULL, NULL, &seen},
                                     .idle = NULL};
    const char *sentence;
    seen.len = 0;
    assert_int_equal(source_read("/proc/self/status", &no_options, &sink, &sentence), SOURCE_COMPLETE);
    assert_memory_equal(seen.bytes, "Name:", 5);
}

/* What reading the pipe gives after LEN bytes. */
static enum source_end read_pipe(const char *bytes, size_t len, const char **ret_sentence) {
    const struct source_sink sink = {.content = {keep, keep_input, keep_warning, NULL, NULL, NULL, &seen},
                                     .idle = NULL};
    int ends[2];
    char path[32];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], bytes, len), len);
    close(ends[1]);
    seen.len = 0;
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    enum source_end end = source_read(path, &no_options, &sink, ret_sentence);
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

/* errno(3); of a call that opens an input, or of one that reads it. */
static void errors_have_sentences_of_their_own(void **state) {
    (void)state;
    static const struct {
        int error;
        const char *sentence;
    } errors[] = {{ENOENT, "no such file"},
                  {EACCES, "permission denied"},
                  {EPERM, "permission denied"},
                  {EIO, "input/output error; what could be read is reported"},
                  {EMFILE, "too many open files"},
                  {ENFILE, "too many open files"},
                  {ENAMETOOLONG, "the file name is too long"},
                  {ELOOP, "too many symbolic links"},
                  {ENXIO, "no such device"},
                  {ENODEV, "no such device"}};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        assert_string_equal(source_sentence(errors[i].error, true), errors[i].sentence);
    assert_string_equal(source_sentence(EOVERFLOW, true), "cannot be opened");
    assert_string_equal(source_sentence(EINVAL, false), "cannot be read to its end; what could be read is reported");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_have_sentences_of_their_own),
        cmocka_unit_test(plain_text_is_left_alone),
        cmocka_unit_test(gzip_of_two_members_is_one_text),
        cmocka_unit_test(a_cut_gzip_is_read_as_far_as_it_goes),
        cmocka_unit_test(a_damaged_gzip_is_told),
        cmocka_unit_test(binaries_are_told),
        cmocka_unit_test(nul_bytes_of_a_crash_are_no_binary),
        cmocka_unit_test(members_of_an_archive_are_inputs),
        cmocka_unit_test(packed_files_and_one_archive_inside_an_archive_are_read),
        cmocka_unit_test(a_cut_archive_is_read_as_far_as_it_goes),
        cmocka_unit_test(a_host_may_have_the_name_of_a_format),
        cmocka_unit_test(byte_order_marks_are_taken_off),
        cmocka_unit_test(files_are_read_to_their_end),
        cmocka_unit_test(a_file_that_is_cut_while_it_is_read_is_told),
        cmocka_unit_test(what_cannot_be_read_has_its_sentence),
        cmocka_unit_test(a_sink_may_stop_the_reading),
        cmocka_unit_test(a_sink_may_stop_within_utf_16),
        cmocka_unit_test(files_without_a_size_are_read),
        cmocka_unit_test(a_pipe_without_a_byte_is_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
