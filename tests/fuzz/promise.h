/* What the fuzzers share: a promise that ends the program where it is broken, dice, and a report kept in memory.
 * SPDX-License-Identifier: MIT */
#ifndef FUZZ_PROMISE_H
#define FUZZ_PROMISE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define HOLD(promise)                                                                                                  \
    do {                                                                                                               \
        if (!(promise)) {                                                                                              \
            fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #promise);                              \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

/* A small generator of numbers (xorshift32). */
struct dice {
    uint32_t state;
};

/* Of the last bytes of DATA, so that a seed is a plain file and its end chooses how it is read. */
struct dice dice_of(const uint8_t *data, size_t size);

uint32_t dice_throw(struct dice *dice);

struct output {
    char *bytes; /* ends with a NUL that is not counted; the caller's to free */
    size_t len, room;
    size_t refuse_after; /* bytes; 0: never */
};

/* An oomwhy_write_function; CONTEXT is a struct output. */
int output_write(void *context, const char *bytes, size_t len);

/* UTF-8 without control characters other than line breaks. */
void hold_printable(const struct output *output);

/* A JSON object of schema 1 a line, and as many lines as EVENTS, where that is not negative. */
void hold_json(const struct output *output, int64_t events);

/* Each tag of an HTML page is closed in its place, and there is one script. */
void hold_html(const struct output *output);

/* Fences end, and the rows of a table have as many cells as its head. */
void hold_markdown(const struct output *output);

/* Aborts where a promise is broken. Always 0: libFuzzer's convention. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
