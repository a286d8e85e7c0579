/* Whole logs into events, as src/oomwhy.c strings the stages together.
 * SPDX-License-Identifier: MIT */
#ifndef TEST_PARSE_H
#define TEST_PARSE_H

#include <stdlib.h>

#include "events/parser.h"

struct parse {
    struct reader *reader;
    struct parser *parser;
    struct opener *opener;
};

static inline struct parse *parse_new(queue_sink *sink, void *context) {
    struct parse *parse = calloc(1, sizeof *parse);
    parse->opener = opener_new();
    parse->parser = parser_new(sink, NULL, context);
    parse->reader = parser_reader(parse->parser, parse->opener);
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
    return reader_begin(parse->reader, name, false);
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
