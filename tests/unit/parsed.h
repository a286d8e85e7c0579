/* The events of a log, for a test to look at.
 * SPDX-License-Identifier: MIT */
#ifndef TEST_PARSED_H
#define TEST_PARSED_H

#include "model/builder.h"
#include "parse.h"

enum { PARSED_MOST = 256 };

/* The events of the last log. */
static struct event *events[PARSED_MOST];
static size_t event_count;

static bool take_event(void *context, struct event *event) {
    (void)context;
    assert_true(event_count < PARSED_MOST);
    events[event_count++] = event;
    return true;
}

static void free_events(void) {
    while (event_count > 0)
        event_free(events[--event_count]);
}

static int tear_down(void **state) {
    (void)state;
    free_events();
    return 0;
}

static inline const struct event *event_at(size_t index) {
    assert_true(index < event_count);
    return events[index];
}

static struct parse *open_parse(void) {
    struct parse *parse = parse_new(take_event, NULL);
    assert_non_null(parse);
    free_events();
    return parse;
}

static void close_parse(struct parse *parse) {
    assert_true(parse_finish(parse));
    parse_free(parse);
}

static void feed(struct parse *parse, const char *name, str text) {
    assert_true(parse_begin(parse, str_from_cstr(name)));
    assert_true(parse_block(parse, text));
    assert_true(parse_end(parse));
}

static void read_text(str text) {
    struct parse *parse = open_parse();
    feed(parse, "log", text);
    close_parse(parse);
}

#define assert_str(view, text) assert_true(str_equal((view), STR(text)))
#define assert_absent(value) assert_true((value) == ABSENT)

#endif
