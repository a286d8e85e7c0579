/* Takes any bytes through the whole library, in chunks of any size, and holds the promises that any input must keep.
 * SPDX-License-Identifier: MIT
 *
 * The promises: no crash, no leak; every line of JSON is JSON with its schema; the text has no control character and
 * is UTF-8; the borders of the chunks change nothing; a refused write ends quietly.
 * The last bytes of the log choose chunk sizes and options, so that a seed is a plain log. */
#define _GNU_SOURCE /* memfd_create */
#include "promise.h"

#include <oomwhy/oomwhy.h>

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CHUNK_MOST = 700 };

static void hold_same(const struct output *one, const struct output *other) {
    HOLD(one->len == other->len && (one->len == 0 || memcmp(one->bytes, other->bytes, one->len) == 0));
}

static enum oomwhy_status feed(struct oomwhy *handle, const uint8_t *data, size_t size, struct dice *dice) {
    enum oomwhy_status status = oomwhy_begin(handle, "fuzz");
    size_t most = dice == NULL ? size + 1 : 1 + dice_throw(dice) % CHUNK_MOST;
    for (size_t at = 0; status == OOMWHY_OK && at < size;) {
        size_t len = dice == NULL ? size : dice_throw(dice) % (most + 1);
        len = len < size - at ? len : size - at;
        /* A copy of its own, so that a view kept too long, or read too far, is found. */
        char *chunk = malloc(len + 1);
        HOLD(chunk != NULL);
        memcpy(chunk, data + at, len);
        status = oomwhy_feed(handle, chunk, len);
        free(chunk);
        at += len;
        most += len == 0;
    }
    return status == OOMWHY_OK ? oomwhy_end(handle) : status;
}

static enum oomwhy_status read_as_file(struct oomwhy *handle, const uint8_t *data, size_t size) {
    int file = memfd_create("fuzz", 0);
    HOLD(file >= 0 && write(file, data, size) == (ssize_t)size && lseek(file, 0, SEEK_SET) == 0);
    char path[64];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    enum oomwhy_status status = oomwhy_read(handle, path);
    close(file);
    return status;
}

/* Reports on DATA, in chunks where DICE is given. The output is the caller's to free. Returns the number of events. */
static int64_t report(const struct oomwhy_options *options, struct output *output, const uint8_t *data, size_t size,
                      struct dice *dice, bool as_file) {
    struct oomwhy_options own = *options;
    own.write = output_write;
    own.context = output;
    struct oomwhy *handle = NULL;
    HOLD(oomwhy_open(&own, &handle) == OOMWHY_OK);
    enum oomwhy_status status = as_file ? read_as_file(handle, data, size) : feed(handle, data, size, dice);
    HOLD(status == OOMWHY_OK || status == OOMWHY_ERROR_INPUT || output->refuse_after > 0);
    status = oomwhy_finish(handle);
    HOLD(status == OOMWHY_OK || status == OOMWHY_ERROR_INPUT || output->refuse_after > 0);
    int64_t events = oomwhy_event_count(handle);
    oomwhy_close(handle);
    return events;
}

static void hold_json_promises(const uint8_t *data, size_t size, struct dice *dice) {
    struct oomwhy_options options = {.format = "json"};
    struct output whole = {0}, chunked = {0};
    int64_t events = report(&options, &whole, data, size, NULL, false);
    hold_json(&whole, events);
    HOLD(report(&options, &chunked, data, size, dice, false) == events);
    hold_same(&whole, &chunked);
    free(whole.bytes);
    free(chunked.bytes);
}

/* Any format, the summary, or a comparison. */
static const char *choose_format(uint32_t choice) {
    size_t count = 0;
    while (oomwhy_format(count) != NULL) {
        count++;
    }
    const char *format = oomwhy_format(choice % (count + 2));
    return format != NULL ? format : choice % (count + 2) == count ? "summary" : "compare";
}

/* What holds for every format: nothing but printable text, and the same however the bytes come. */
static void hold_writer_promises(const uint8_t *data, size_t size, struct dice *dice) {
    static const char *const hosts[] = {"web-01", "*a*", NULL}, *const killed[] = {"*[a-f]?", NULL};
    static const struct oomwhy_range events[] = {{1, 1}, {3, 5}};
    uint32_t choice = dice_throw(dice);
    struct oomwhy_options options = {
        .all_tasks = choice & 1,
        .format = choose_format(choice >> 1 & 0xff),
        .last = (choice & 24) == 24 ? 1 + (choice >> 5 & 1) : 0,
        .width = (choice & 64) != 0 ? (int)(choice >> 24) : 0,
        .page_size = (choice & 128) != 0 ? 65536 : 0,
        .hosts = (choice & 0xf00) == 0xf00 ? hosts : NULL,
        .killed = (choice & 0xf00) == 0xe00 ? killed : NULL,
        .events = events,
        .event_count = (choice & 0xf00) == 0xd00 ? 2 : 0,
        .near = {.month = (choice & 0xf00) == 0xc00 ? 11 : 0, .day = 1},
    };
    struct output chunked = {0}, whole = {0}, file = {0};
    report(&options, &chunked, data, size, dice, false);
    hold_printable(&chunked);
    report(&options, &whole, data, size, NULL, false);
    hold_same(&whole, &chunked);
    if ((choice & 0x1000) != 0) {
        report(&options, &file, data, size, NULL, true);
        hold_printable(&file);
    }
    free(file.bytes);
    free(whole.bytes);
    free(chunked.bytes);
    if ((choice & 0xe000) == 0) {
        struct output closed = {.refuse_after = 1 + (choice >> 16) % 3000};
        report(&options, &closed, data, size, dice, false);
        free(closed.bytes);
    }
}

static void hold_promises(const uint8_t *data, size_t size, struct dice *dice) {
    hold_json_promises(data, size, dice);
    hold_writer_promises(data, size, dice);
}

/* The same behind so many lines that lines without a word of the OOM killer are skipped. */
static void hold_promises_when_skipping(const uint8_t *data, size_t size, struct dice *dice) {
    enum { HEAD = 4100 };
    uint8_t *log = malloc(HEAD + size);
    HOLD(log != NULL);
    memset(log, '\n', HEAD);
    if (size > 0)
        memcpy(log + HEAD, data, size);
    hold_promises(log, HEAD + size, dice);
    free(log);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct dice dice = dice_of(data, size);
    if (dice_throw(&dice) % 4 == 0) {
        hold_promises_when_skipping(data, size, &dice);
    } else {
        hold_promises(data, size, &dice);
    }
    return 0;
}
