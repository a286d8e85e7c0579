/* The parser's driver: skips what is idle, cuts the rest into lines, and hands them to transport and assembly.
 * SPDX-License-Identifier: MIT */
#include "events/parser.h"

#include "events/assemble.h"
#include "kernel/opener.h"
#include "log/lines.h"
#include "log/pstore.h"
#include "log/reader.h"
#include "model/limits.h"

#include <stdlib.h>

struct parser {
    struct reader *reader;
    struct assemble *assemble;
    struct opener *opener;
    int64_t line;  /* lines read so far, in all inputs */
    int64_t alert; /* lines that are still read one by one although nothing is in progress */
    bool failed;
    str input; /* its name, a copy of its own */
    int64_t line_base;
    bool is_begun;           /* its first line was read */
    struct pstore parts;     /* of crash dumps, until they are complete */
    struct pstore_part torn; /* the last one that had to go before; its number is 0 if there is none */
    /* The end of what was skipped: what stands closely before an opener may belong to it. */
    char look_back[2 * LIMIT_LOOK_BACK];
    size_t look_back_len;
};

static bool parser_take_message(void *context, const struct message *message) {
    struct parser *parser = context;
    return assemble_message(parser->assemble, message);
}

struct parser *parser_new(parser_sink *sink, void *context) {
    struct parser *parser = calloc(1, sizeof *parser);
    if (!parser)
        return NULL;
    parser->assemble = assemble_new(sink, context);
    parser->reader = reader_new(parser_take_message, parser);
    parser->opener = opener_new();
    if (!parser->assemble || !parser->reader || !parser->opener) {
        parser_free(parser);
        return NULL;
    }
    return parser;
}

void parser_free(struct parser *parser) {
    if (!parser)
        return;
    reader_free(parser->reader);
    pstore_reset(&parser->parts);
    free((char *)parser->input.data);
    assemble_free(parser->assemble);
    opener_free(parser->opener);
    free(parser);
}

static bool parser_keep_name(struct parser *parser, str name) {
    char *copy = malloc(name.len + 1);
    if (!copy)
        return false;
    if (name.len)
        memcpy(copy, name.data, name.len);
    free((char *)parser->input.data);
    parser->input = str_of(copy, name.len);
    return true;
}

bool parser_begin(struct parser *parser, str name) {
    reader_begin(parser->reader);
    parser->alert = LIMIT_HEAD;
    parser->look_back_len = 0;
    parser->line_base = parser->line;
    parser->is_begun = false;
    parser->failed |= !parser_keep_name(parser, name) || !assemble_source(parser->assemble, name, parser->line);
    return !parser->failed;
}

/* What comes now is from INPUT. */
static bool parser_turn_to(struct parser *parser, const struct pstore_input *input) {
    if (!reader_end(parser->reader) || !assemble_pause(parser->assemble) ||
        !assemble_source(parser->assemble, input->name, input->line_base))
        parser->failed = true;
    reader_begin(parser->reader);
    return !parser->failed;
}

static bool parser_read_part(struct parser *parser, const struct pstore_part *part) {
    str text = str_of(parser->parts.text.data + part->from, part->len);
    for (int64_t line = part->line; text.len && !parser->failed; line++) {
        parser->failed |= !reader_line(parser->reader, lines_next(&text), line);
    }
    return !parser->failed;
}

/* Reads the parts that are held, from the oldest on. */
static bool parser_read_parts(struct parser *parser) {
    struct pstore *parts = &parser->parts;
    int64_t line_base = parser->line_base;
    if (parts->count == 0)
        return !parser->failed;
    pstore_sort(parts);
    for (size_t i = 0; i < parts->count && !parser->failed; i++) {
        const struct pstore_input *input = &parts->inputs[parts->items[i].input];
        if (input->line_base != line_base && !parser_turn_to(parser, input))
            break;
        line_base = input->line_base;
        parser_read_part(parser, &parts->items[i]);
    }
    parser->torn = (struct pstore_part){0};
    if (parts->is_full)
        parser->torn = (struct pstore_part){.dump = parts->items[0].dump, .number = parts->items[0].number};
    pstore_reset(parts);
    return line_base == parser->line_base ||
           parser_turn_to(parser, &(struct pstore_input){parser->input, parser->line_base});
}

/* A part that is older than what was read before it. */
static void parser_doubt_order(struct parser *parser, const struct pstore_part *header) {
    if (parser->torn.number && header->dump == parser->torn.dump && header->number > parser->torn.number)
        assemble_doubt(parser->assemble,
                       "The parts of this dump are too long to be put in order: the newest lines stand "
                       "before the oldest.");
}

/* Whether a line may be one of a crash dump's part: nearly none is. */
static bool parser_may_hold(const struct parser *parser, str raw) {
    struct pstore_part ignored;
    return parser->parts.count > 0 || (raw.len > 0 && raw.len <= PSTORE_HEADER && *raw.data >= 'A' &&
                                       *raw.data <= 'Z' && pstore_scan_header(raw, &ignored));
}

/* Holds such a line. False if it is none; *RET_OK is false if memory is short. */
static bool parser_hold(struct parser *parser, str raw, bool is_first, bool *ret_ok) {
    struct pstore_part header;
    const struct pstore_input input = {parser->input, parser->line_base};
    const bool is_header = raw.len > 0 && *raw.data >= 'A' && *raw.data <= 'Z' && pstore_scan_header(raw, &header);
    *ret_ok = true;
    if (is_header)
        parser_doubt_order(parser, &header);
    const bool is_wanted = is_header || (!is_first && pstore_wants(&parser->parts, raw));
    if (is_wanted && pstore_hold(&parser->parts, raw, parser->line, &input))
        return true;
    parser->failed |= parser->parts.arena.failed;
    *ret_ok = parser_read_parts(parser);
    return *ret_ok && is_header && pstore_hold(&parser->parts, raw, parser->line, &input);
}

static bool parser_read(struct parser *parser, str raw) {
    parser->failed |= !reader_line(parser->reader, raw, parser->line);
    return !parser->failed;
}

/* A line that parser_may_hold. */
static bool parser_hold_or_read(struct parser *parser, str raw, bool is_first) {
    bool is_ok;
    if (parser_hold(parser, raw, is_first, &is_ok))
        return true;
    parser->failed |= !is_ok;
    return is_ok && parser_read(parser, raw);
}

static bool parser_line(struct parser *parser, str raw) {
    const bool is_first = !parser->is_begun;
    parser->is_begun = true;
    parser->line++;
    if (parser->alert > 0)
        parser->alert--;
    return parser_may_hold(parser, raw) ? parser_hold_or_read(parser, raw, is_first) : parser_read(parser, raw);
}

static bool parser_must_read(const struct parser *parser) {
    return parser->alert > 0 || parser->parts.count > 0 || assemble_is_busy(parser->assemble) ||
           reader_needs_every_line(parser->reader);
}

/* The last whole lines of TEXT that fit into MOST bytes. */
static str parser_tail(str text, size_t most) {
    if (text.len <= most)
        return text;
    str tail = str_from(text, text.len - most - 1); /* a line may begin behind that byte */
    size_t newline = str_find_byte(tail, '\n');
    return str_from(tail, newline == STR_NONE ? tail.len : newline + 1);
}

/* The end of what was skipped. Its bytes are the same wherever the borders of the blocks were. */
static str parser_skipped_last(const struct parser *parser) {
    return parser_tail(str_of(parser->look_back, parser->look_back_len), LIMIT_LOOK_BACK);
}

/* Keeps at least the end of what is skipped, without a gap in it. Blocks may be as short as a line: there is room for
 * twice as much, so that bytes are seldom moved. */
static void parser_skip(struct parser *parser, str skipped, int64_t lines) {
    const str tail = parser_tail(skipped, LIMIT_LOOK_BACK);
    parser->line += lines;
    if (tail.len < skipped.len)
        parser->look_back_len = 0;
    if (parser->look_back_len + tail.len > sizeof parser->look_back) {
        const str kept = parser_skipped_last(parser);
        memmove(parser->look_back, kept.data, kept.len);
        parser->look_back_len = kept.len;
    }
    if (tail.len)
        memcpy(parser->look_back + parser->look_back_len, tail.data, tail.len);
    parser->look_back_len += tail.len;
}

/* Reads what was skipped last: it stands closely before an opener. */
static bool parser_look_back(struct parser *parser) {
    str back = parser_skipped_last(parser);
    parser->look_back_len = 0;
    parser->line -= opener_newlines(back);
    while (back.len && !parser->failed) {
        parser_line(parser, lines_next(&back));
    }
    return !parser->failed;
}

/* Skips to the line of the next opener. */
static bool parser_jump(struct parser *parser, str *block) {
    int64_t lines;
    size_t found = opener_find(parser->opener, *block, &lines);
    if (found == STR_NONE) {
        parser_skip(parser, *block, lines);
        *block = str_from(*block, block->len);
        return true;
    }
    size_t newline = str_find_last_byte(str_first(*block, found), '\n');
    size_t start = newline == STR_NONE ? 0 : newline + 1;
    parser_skip(parser, str_first(*block, start), lines);
    *block = str_from(*block, start);
    if (!parser_look_back(parser))
        return false;
    parser->alert = LIMIT_QUIET; /* from the opener on: its line is held until the next one is read */
    return true;
}

bool parser_block(struct parser *parser, str block) {
    const bool is_whole = block.len == 0 || block.data[block.len - 1] == '\n';
    while (block.len && !parser->failed) {
        if (!parser_must_read(parser) && !parser_jump(parser, &block))
            break;
        if (block.len == 0)
            break;
        const str raw = lines_next(&block);
        if (block.len == 0 && !is_whole)
            assemble_unended(parser->assemble, parser->line + 1);
        parser_line(parser, raw);
    }
    return !parser->failed;
}

bool parser_end(struct parser *parser) {
    if (!reader_end(parser->reader) || !assemble_pause(parser->assemble))
        parser->failed = true;
    return !parser->failed;
}

int64_t parser_take_again(struct parser *parser) {
    return assemble_take_again(parser->assemble);
}

bool parser_idle(struct parser *parser) {
    if (!parser_read_parts(parser) || !assemble_idle(parser->assemble))
        parser->failed = true;
    return !parser->failed;
}

bool parser_finish(struct parser *parser) {
    if (!parser_read_parts(parser) || !reader_end(parser->reader) || !assemble_pause(parser->assemble) ||
        !assemble_finish(parser->assemble))
        parser->failed = true;
    return !parser->failed;
}
