/* Takes any bytes through the whole library, in chunks of any size, and holds the promises that any input must keep.
 * SPDX-License-Identifier: MIT
 *
 * The promises: no crash, no leak; every line of JSON is JSON with its schema; the text has no control character and
 * is UTF-8; the borders of the chunks change nothing; a refused write ends quietly.
 * The last bytes of the log choose chunk sizes and options, so that a seed is a plain log. */
#define _GNU_SOURCE /* memfd_create */
#include "fuzz_log.h"

#include <oomwhy/oomwhy.h>

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CHUNK_MOST = 700 };

struct output {
    char *bytes;
    size_t len, room;
    size_t refuse_after; /* bytes; 0: never */
};

/* A small generator of numbers (xorshift32). */
struct dice {
    uint32_t state;
};

#define HOLD(promise)                                                                                                  \
    do {                                                                                                               \
        if (!(promise)) {                                                                                              \
            fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #promise);                              \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

static uint32_t dice_throw(struct dice *dice) {
    dice->state ^= dice->state << 13;
    dice->state ^= dice->state >> 17;
    dice->state ^= dice->state << 5;
    return dice->state;
}

static struct dice dice_of(const uint8_t *data, size_t size) {
    struct dice dice = {2463534242u};
    for (size_t i = size > 4 ? size - 4 : 0; i < size; i++) {
        dice.state = dice.state * 31 + data[i];
    }
    dice.state |= 1;
    dice_throw(&dice);
    return dice;
}

static int output_write(void *context, const char *bytes, size_t len) {
    struct output *output = context;
    if (output->refuse_after > 0 && output->len + len > output->refuse_after) {
        return OOMWHY_ERROR_CLOSED;
    }
    if (output->len + len + 1 > output->room) {
        output->room = (output->len + len + 1) * 2;
        output->bytes = realloc(output->bytes, output->room);
        HOLD(output->bytes != NULL);
    }
    if (len > 0) {
        memcpy(output->bytes + output->len, bytes, len);
    }
    output->len += len;
    output->bytes[output->len] = '\0';
    return 0;
}

/* Length of the UTF-8 sequence at BYTES, its code point through ret_point; 0 if it is none. */
static size_t utf8_sequence(const uint8_t *bytes, size_t len, uint32_t *ret_point) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t need = bytes[0] < 0x80 ? 1 : bytes[0] >> 5 == 6 ? 2 : bytes[0] >> 4 == 14 ? 3 : bytes[0] >> 3 == 30 ? 4 : 0;
    if (need == 0 || need > len) {
        return 0;
    }
    uint32_t point = need == 1 ? bytes[0] : bytes[0] & (0xffu >> (need + 1));
    for (size_t i = 1; i < need; i++) {
        if (bytes[i] >> 6 != 2) {
            return 0;
        }
        point = point << 6 | (bytes[i] & 0x3fu);
    }
    if (point < least[need] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
        return 0;
    }
    *ret_point = point;
    return need;
}

static void hold_printable(const struct output *output) {
    const uint8_t *bytes = (const uint8_t *)output->bytes;
    for (size_t i = 0; i < output->len;) {
        uint32_t point = 0;
        size_t len = utf8_sequence(bytes + i, output->len - i, &point);
        HOLD(len > 0);
        HOLD(point == '\n' || (point >= 0x20 && point != 0x7f && !(point >= 0x80 && point < 0xa0)));
        i += len;
    }
}

static void hold_json(const struct output *output, int64_t events) {
    int64_t lines = 0;
    for (const char *line = output->bytes, *end; line != NULL && *line != '\0'; line = end + 1, lines++) {
        end = strchr(line, '\n');
        HOLD(end != NULL);
        json_error_t error;
        json_t *event = json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES, &error);
        if (event == NULL) {
            fprintf(stderr, "%s at %d: %.*s\n", error.text, error.position, (int)(end - line), line);
        }
        HOLD(json_is_object(event));
        HOLD(json_integer_value(json_object_get(event, "schema")) == 1);
        json_decref(event);
    }
    HOLD(events < 0 || lines == events);
}

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
