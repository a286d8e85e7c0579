/* Whole logs into events, as src/oomwhy.c strings the stages together.
 * SPDX-License-Identifier: MIT */
#ifndef TEST_PARSE_H
#define TEST_PARSE_H

#include <stdlib.h>

#include "events/parser.h"

struct parse {
    struct parser *parser;
};

static inline struct parse *parse_new(parser_sink *sink, void *context) {
    struct parse *parse = calloc(1, sizeof *parse);
    parse->parser = parser_new(sink, context);
    return parse;
}

static inline void parse_free(struct parse *parse) {
    parser_free(parse->parser);
    free(parse);
}

static inline bool parse_begin(struct parse *parse, str name) {
    return parser_begin(parse->parser, name);
}

static inline bool parse_block(struct parse *parse, str block) {
    return parser_block(parse->parser, block);
}

static inline bool parse_end(struct parse *parse) {
    return parser_end(parse->parser);
}

static inline bool parse_idle(struct parse *parse) {
    return parser_idle(parse->parser);
}

static inline bool parse_finish(struct parse *parse) {
    return parser_finish(parse->parser);
}

static inline void parse_keep_lines(struct parse *parse) {
    parser_keep_lines(parse->parser);
}

#endif
