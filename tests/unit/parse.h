/* Whole logs into events, as src/oomwhy.c strings the stages together.
 * SPDX-License-Identifier: MIT */
#ifndef TEST_PARSE_H
#define TEST_PARSE_H

#include <stdlib.h>

#include "events/parser.h"
#include "kernel/locate.h"
#include "kernel/opener.h"
#include "kernel/place.h"
#include "kernel/scanners.h"
#include "log/reader.h"

struct parse {
    struct reader *reader;
    struct parser *parser;
    struct opener *opener;
};

static bool parse_take_message(void *context, const struct message *message) {
    return parser_message(((struct parse *)context)->parser, message);
}

static bool parse_take_input(void *context, str name, int64_t line_base) {
    return parser_input(((struct parse *)context)->parser, name, line_base);
}

static bool parse_take_pause(void *context) {
    return parser_pause(((struct parse *)context)->parser);
}

static void parse_take_unended(void *context, int64_t line) {
    parser_unended(((struct parse *)context)->parser, line);
}

static void parse_take_warning(void *context, const char *sentence) {
    parser_doubt(((struct parse *)context)->parser, sentence);
}

static bool parse_is_busy(const void *context) {
    return parser_is_busy(((const struct parse *)context)->parser);
}

static size_t parse_find_opener(const void *opener, str text, int64_t *ret_newlines) {
    return opener_find(opener, text, ret_newlines);
}

static inline struct parse *parse_new(queue_sink *sink, void *context) {
    struct parse *parse = calloc(1, sizeof *parse);
    parse->opener = opener_new();
    const struct grammar grammar = {
        .find_opener = parse_find_opener,
        .opener = parse->opener,
        .begins_report = scanners_begin_report,
        .begins_record = scanners_begin_record,
        .find_sentence = locate_sentence,
        .place_of_line = place_of_line,
        .victim_of_line = place_named_pid,
        .place_first = PLACE_FIRST,
        .place_late = PLACE_LATE,
    };
    const struct reader_sink reader = {parse_take_message,
                                       parse_take_input,
                                       parse_take_pause,
                                       parse_take_unended,
                                       parse_take_warning,
                                       parse_is_busy,
                                       parse};
    parse->parser = parser_new(sink, context);
    parse->reader = reader_new(&reader, &grammar);
    return parse;
}

static inline void parse_keep_lines(struct parse *parse) {
    parser_keep_lines(parse->parser);
}

static inline void parse_free(struct parse *parse) {
    reader_free(parse->reader);
    parser_free(parse->parser);
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
    return reader_idle(parse->reader) && parser_idle(parse->parser);
}

static inline bool parse_finish(struct parse *parse) {
    return reader_idle(parse->reader) && reader_end(parse->reader) && parser_finish(parse->parser);
}

#endif
