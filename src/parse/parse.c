/* The parser's driver: skips what is idle, cuts the rest into lines, and hands them to carrier and assembly.
 * SPDX-License-Identifier: MIT */
#include "parse/parse.h"

#include "parse/assemble.h"
#include "parse/bounds.h"
#include "parse/carrier.h"
#include "parse/spot.h"

#include <stdlib.h>

struct parse {
    struct carrier *carrier;
    struct assemble *assemble;
    int64_t line;  /* lines read so far, in all inputs */
    int64_t alert; /* lines that are still read one by one although nothing is in progress */
    bool failed;
    /* The end of what was skipped: what stands closely before an opener may belong to it. */
    char look_back[BOUND_LOOK_BACK];
    size_t look_back_len;
};

static bool parse_take_message(void *context, const struct message *message) {
    struct parse *parse = context;
    return assemble_message(parse->assemble, message);
}

struct parse *parse_new(parse_sink *sink, void *context) {
    struct parse *parse = calloc(1, sizeof *parse);
    if (!parse)
        return NULL;
    parse->assemble = assemble_new(sink, context);
    parse->carrier = carrier_new(parse_take_message, parse);
    if (!parse->assemble || !parse->carrier) {
        parse_free(parse);
        return NULL;
    }
    return parse;
}

void parse_free(struct parse *parse) {
    if (!parse)
        return;
    carrier_free(parse->carrier);
    assemble_free(parse->assemble);
    free(parse);
}

bool parse_begin(struct parse *parse, str name) {
    carrier_begin(parse->carrier);
    parse->alert = BOUND_HEAD;
    parse->look_back_len = 0;
    parse->failed |= !assemble_source(parse->assemble, name, parse->line);
    return !parse->failed;
}

/* Takes the next line, newline included, off *BLOCK. */
static str parse_cut(str *block) {
    const char *newline = memchr(block->data, '\n', block->len);
    const size_t len = newline ? (size_t)(newline - block->data) : block->len, taken = len + (newline != NULL);
    const str line = str_of(block->data, len);
    *block = str_of(block->data + taken, block->len - taken);
    return line;
}

static bool parse_line(struct parse *parse, str raw) {
    parse->line++;
    if (parse->alert > 0)
        parse->alert--;
    if (!carrier_line(parse->carrier, raw, parse->line))
        parse->failed = true;
    return !parse->failed;
}

static bool parse_must_read(const struct parse *parse) {
    return parse->alert > 0 || assemble_is_busy(parse->assemble) || carrier_needs_every_line(parse->carrier);
}

/* The last whole lines of TEXT that fit into MOST bytes. */
static str parse_tail(str text, size_t most) {
    if (text.len <= most)
        return text;
    str tail = str_from(text, text.len - most);
    size_t newline = str_find_byte(tail, '\n');
    return str_from(tail, newline == STR_NONE ? tail.len : newline + 1);
}

/* Keeps the end of what is skipped. Blocks may be as short as a line, so at least half of the room stays filled. */
static void parse_skip(struct parse *parse, str skipped, int64_t lines) {
    str tail = parse_tail(skipped, BOUND_LOOK_BACK);
    parse->line += lines;
    if (tail.len + parse->look_back_len > BOUND_LOOK_BACK) {
        size_t room = BOUND_LOOK_BACK - tail.len;
        str kept = parse_tail(str_of(parse->look_back, parse->look_back_len),
                              room < BOUND_LOOK_BACK / 2 ? room : BOUND_LOOK_BACK / 2);
        memmove(parse->look_back, kept.data, kept.len);
        parse->look_back_len = kept.len;
    }
    if (tail.len)
        memcpy(parse->look_back + parse->look_back_len, tail.data, tail.len);
    parse->look_back_len += tail.len;
}

/* Reads what was skipped last: it stands closely before an opener. */
static bool parse_look_back(struct parse *parse) {
    str back = str_of(parse->look_back, parse->look_back_len);
    parse->look_back_len = 0;
    parse->line -= spot_newlines(back);
    while (back.len)
        if (!parse_line(parse, parse_cut(&back)))
            return false;
    return true;
}

/* Skips to the line of the next opener. */
static bool parse_jump(struct parse *parse, str *block) {
    int64_t lines;
    size_t found = spot_find(*block, &lines);
    if (found == STR_NONE) {
        parse_skip(parse, *block, lines);
        *block = str_from(*block, block->len);
        return true;
    }
    size_t newline = str_find_last_byte(str_first(*block, found), '\n');
    size_t start = newline == STR_NONE ? 0 : newline + 1;
    parse_skip(parse, str_first(*block, start), lines);
    *block = str_from(*block, start);
    parse->alert = BOUND_QUIET;
    return parse_look_back(parse);
}

bool parse_block(struct parse *parse, str block) {
    const bool is_whole = block.len == 0 || block.data[block.len - 1] == '\n';
    while (block.len && !parse->failed) {
        if (!parse_must_read(parse) && !parse_jump(parse, &block))
            break;
        if (block.len == 0)
            break;
        const str line = parse_cut(&block);
        if (block.len == 0 && !is_whole)
            assemble_unended(parse->assemble, parse->line + 1);
        parse_line(parse, line);
    }
    return !parse->failed;
}

bool parse_end(struct parse *parse) {
    if (!carrier_end(parse->carrier) || !assemble_pause(parse->assemble))
        parse->failed = true;
    return !parse->failed;
}

bool parse_idle(struct parse *parse) {
    if (!assemble_idle(parse->assemble))
        parse->failed = true;
    return !parse->failed;
}

bool parse_finish(struct parse *parse) {
    if (!assemble_finish(parse->assemble))
        parse->failed = true;
    return !parse->failed;
}
