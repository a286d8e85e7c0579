/* Whole logs into events, as src/oomwhy.c strings the stages together.
 * SPDX-License-Identifier: MIT */
#ifndef TEST_PARSE_H
#define TEST_PARSE_H

#include <stdlib.h>

#include "events/assemble.h"
#include "kernel/opener.h"
#include "kernel/scanners.h"
#include "log/reader.h"

struct parse {
    struct reader *reader;
    struct assemble *assemble;
    struct opener *opener;
};

static bool parse_take_message(void *context, const struct message *message) {
    return assemble_message(((struct parse *)context)->assemble, message);
}

static bool parse_take_input(void *context, str name, int64_t line_base) {
    return assemble_source(((struct parse *)context)->assemble, name, line_base);
}

static bool parse_take_pause(void *context) {
    return assemble_pause(((struct parse *)context)->assemble);
}

static void parse_take_unended(void *context, int64_t line) {
    assemble_unended(((struct parse *)context)->assemble, line);
}

static void parse_take_warning(void *context, const char *sentence) {
    assemble_doubt(((struct parse *)context)->assemble, sentence);
}

static bool parse_is_busy(const void *context) {
    return assemble_is_busy(((const struct parse *)context)->assemble);
}

static size_t parse_find_opener(const void *opener, str text, int64_t *ret_newlines) {
    return opener_find(opener, text, ret_newlines);
}

static inline struct parse *parse_new(queue_sink *sink, void *context) {
    struct parse *parse = calloc(1, sizeof *parse);
    parse->opener = opener_new();
    const struct grammar grammar = {parse_find_opener, parse->opener, scanners_begin_report, scanners_begin_record};
    const struct reader_sink reader = {parse_take_message,
                                       parse_take_input,
                                       parse_take_pause,
                                       parse_take_unended,
                                       parse_take_warning,
                                       parse_is_busy,
                                       parse};
    parse->assemble = assemble_new(sink, context);
    parse->reader = reader_new(&reader, &grammar);
    return parse;
}

static inline void parse_free(struct parse *parse) {
    reader_free(parse->reader);
    assemble_free(parse->assemble);
    opener_free(parse->opener);
    free(parse);
}

static inline bool parse_begin(struct parse *parse, str name) {
    return reader_begin(parse->reader, name);
}

static inline bool parse_block(struct parse *parse, str block) {
    return reader_block(parse->reader, block);
}

static inline bool parse_end(struct parse *parse) {
    return reader_end(parse->reader);
}

static inline bool parse_idle(struct parse *parse) {
    return reader_idle(parse->reader) && assemble_idle(parse->assemble);
}

static inline bool parse_finish(struct parse *parse) {
    return reader_idle(parse->reader) && reader_end(parse->reader) && assemble_finish(parse->assemble);
}

static inline void parse_keep_lines(struct parse *parse) {
    assemble_keep_lines(parse->assemble);
}

#endif
