/* The parser's driver: skips what is idle, cuts the rest into lines, and hands them to carrier and assembly.
 * SPDX-License-Identifier: MIT */
#include "parse/parse.h"

#include "parse/assemble.h"
#include "parse/bounds.h"
#include "parse/carrier.h"
#include "parse/cut.h"
#include "parse/parts.h"
#include "parse/spot.h"

#include <stdlib.h>

struct parse {
    struct carrier *carrier;
    struct assemble *assemble;
    int64_t line;  /* lines read so far, in all inputs */
    int64_t alert; /* lines that are still read one by one although nothing is in progress */
    bool failed;
    str input; /* its name, a copy of its own */
    int64_t line_base;
    bool is_begun;      /* its first line was read */
    struct parts parts; /* of crash dumps, until they are complete */
    struct part torn;   /* the last one that had to go before; its number is 0 if there is none */
    /* The end of what was skipped: what stands closely before an opener may belong to it. */
    char look_back[2 * BOUND_LOOK_BACK];
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
    parts_reset(&parse->parts);
    free((char *)parse->input.data);
    assemble_free(parse->assemble);
    free(parse);
}

static bool parse_keep_name(struct parse *parse, str name) {
    char *copy = malloc(name.len + 1);
    if (!copy)
        return false;
    if (name.len)
        memcpy(copy, name.data, name.len);
    free((char *)parse->input.data);
    parse->input = str_of(copy, name.len);
    return true;
}

bool parse_begin(struct parse *parse, str name) {
    carrier_begin(parse->carrier);
    parse->alert = BOUND_HEAD;
    parse->look_back_len = 0;
    parse->line_base = parse->line;
    parse->is_begun = false;
    parse->failed |= !parse_keep_name(parse, name) || !assemble_source(parse->assemble, name, parse->line);
    return !parse->failed;
}

/* What comes now is from INPUT. */
static bool parse_turn_to(struct parse *parse, const struct parts_input *input) {
    if (!carrier_end(parse->carrier) || !assemble_pause(parse->assemble) ||
        !assemble_source(parse->assemble, input->name, input->line_base))
        parse->failed = true;
    carrier_begin(parse->carrier);
    return !parse->failed;
}

static bool parse_read_part(struct parse *parse, const struct part *part) {
    str text = str_of(parse->parts.text.data + part->from, part->len);
    for (int64_t line = part->line; text.len && !parse->failed; line++) {
        const struct cut cut = cut_next(&text); /* none is handed on as plain: the parts go before their last message */
        parse->failed |= !carrier_line(parse->carrier, cut.raw, line);
    }
    return !parse->failed;
}

/* Reads the parts that are held, from the oldest on. */
static bool parse_read_parts(struct parse *parse) {
    struct parts *parts = &parse->parts;
    int64_t line_base = parse->line_base;
    if (parts->count == 0)
        return !parse->failed;
    parts_sort(parts);
    for (size_t i = 0; i < parts->count && !parse->failed; i++) {
        const struct parts_input *input = &parts->inputs[parts->items[i].input];
        if (input->line_base != line_base && !parse_turn_to(parse, input))
            break;
        line_base = input->line_base;
        parse_read_part(parse, &parts->items[i]);
    }
    parse->torn = (struct part){0};
    if (parts->is_full)
        parse->torn = (struct part){.dump = parts->items[0].dump, .number = parts->items[0].number};
    parts_reset(parts);
    return line_base == parse->line_base || parse_turn_to(parse, &(struct parts_input){parse->input, parse->line_base});
}

/* A part that is older than what was read before it. */
static void parse_doubt_order(struct parse *parse, const struct part *header) {
    if (parse->torn.number && header->dump == parse->torn.dump && header->number > parse->torn.number)
        assemble_doubt(parse->assemble,
                       "The parts of this dump are too long to be put in order: the newest lines stand "
                       "before the oldest.");
}

/* Whether a line may be one of a crash dump's part: nearly none is. */
static bool parse_may_hold(const struct parse *parse, str raw) {
    struct part ignored;
    return parse->parts.count > 0 || (raw.len > 0 && raw.len <= PARTS_HEADER && *raw.data >= 'A' && *raw.data <= 'Z' &&
                                      parts_scan_header(raw, &ignored));
}

/* Holds such a line. False if it is none; *RET_OK is false if memory is short. */
static bool parse_hold(struct parse *parse, str raw, bool is_first, bool *ret_ok) {
    struct part header;
    const struct parts_input input = {parse->input, parse->line_base};
    const bool is_header = raw.len > 0 && *raw.data >= 'A' && *raw.data <= 'Z' && parts_scan_header(raw, &header);
    *ret_ok = true;
    if (is_header)
        parse_doubt_order(parse, &header);
    const bool is_wanted = is_header || (!is_first && parts_wants(&parse->parts, raw));
    if (is_wanted && parts_hold(&parse->parts, raw, parse->line, &input))
        return true;
    parse->failed |= parse->parts.arena.failed;
    *ret_ok = parse_read_parts(parse);
    return *ret_ok && is_header && parts_hold(&parse->parts, raw, parse->line, &input);
}

static bool parse_read(struct parse *parse, const struct cut *cut) {
    parse->failed |= !(cut->is_plain ? carrier_plain_line(parse->carrier, cut->raw, parse->line)
                                     : carrier_line(parse->carrier, cut->raw, parse->line));
    return !parse->failed;
}

/* A line that parse_may_hold. */
static bool parse_hold_or_read(struct parse *parse, const struct cut *cut, bool is_first) {
    bool is_ok;
    if (parse_hold(parse, cut->raw, is_first, &is_ok))
        return true;
    parse->failed |= !is_ok;
    return is_ok && parse_read(parse, cut);
}

static bool parse_line(struct parse *parse, const struct cut *cut) {
    const bool is_first = !parse->is_begun;
    parse->is_begun = true;
    parse->line++;
    if (parse->alert > 0)
        parse->alert--;
    return parse_may_hold(parse, cut->raw) ? parse_hold_or_read(parse, cut, is_first) : parse_read(parse, cut);
}

static bool parse_must_read(const struct parse *parse) {
    return parse->alert > 0 || parse->parts.count > 0 || assemble_is_busy(parse->assemble) ||
           carrier_needs_every_line(parse->carrier);
}

/* The last whole lines of TEXT that fit into MOST bytes. */
static str parse_tail(str text, size_t most) {
    if (text.len <= most)
        return text;
    str tail = str_from(text, text.len - most - 1); /* a line may begin behind that byte */
    size_t newline = str_find_byte(tail, '\n');
    return str_from(tail, newline == STR_NONE ? tail.len : newline + 1);
}

/* The end of what was skipped. Its bytes are the same wherever the borders of the blocks were. */
static str parse_skipped_last(const struct parse *parse) {
    return parse_tail(str_of(parse->look_back, parse->look_back_len), BOUND_LOOK_BACK);
}

/* Keeps at least the end of what is skipped, without a gap in it. Blocks may be as short as a line: there is room for
 * twice as much, so that bytes are seldom moved. */
static void parse_skip(struct parse *parse, str skipped, int64_t lines) {
    const str tail = parse_tail(skipped, BOUND_LOOK_BACK);
    parse->line += lines;
    if (tail.len < skipped.len)
        parse->look_back_len = 0;
    if (parse->look_back_len + tail.len > sizeof parse->look_back) {
        const str kept = parse_skipped_last(parse);
        memmove(parse->look_back, kept.data, kept.len);
        parse->look_back_len = kept.len;
    }
    if (tail.len)
        memcpy(parse->look_back + parse->look_back_len, tail.data, tail.len);
    parse->look_back_len += tail.len;
}

/* Reads what was skipped last: it stands closely before an opener. */
static bool parse_look_back(struct parse *parse) {
    str back = parse_skipped_last(parse);
    parse->look_back_len = 0;
    parse->line -= spot_newlines(back);
    while (back.len && !parse->failed) {
        const struct cut cut = cut_next(&back);
        parse_line(parse, &cut);
    }
    parse->failed |= !assemble_keep(parse->assemble);
    return !parse->failed;
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
    if (!parse_look_back(parse))
        return false;
    parse->alert = BOUND_QUIET; /* from the opener on: its line is held until the next one is read */
    return true;
}

bool parse_block(struct parse *parse, str block) {
    const bool is_whole = block.len == 0 || block.data[block.len - 1] == '\n';
    while (block.len && !parse->failed) {
        if (!parse_must_read(parse) && !parse_jump(parse, &block))
            break;
        if (block.len == 0)
            break;
        const struct cut cut = cut_next(&block);
        if (block.len == 0 && !is_whole)
            assemble_unended(parse->assemble, parse->line + 1);
        parse_line(parse, &cut);
    }
    parse->failed |= !assemble_keep(parse->assemble);
    return !parse->failed;
}

bool parse_end(struct parse *parse) {
    if (!carrier_end(parse->carrier) || !assemble_pause(parse->assemble))
        parse->failed = true;
    return !parse->failed;
}

int64_t parse_take_again(struct parse *parse) {
    return assemble_take_again(parse->assemble);
}

bool parse_idle(struct parse *parse) {
    if (!parse_read_parts(parse) || !assemble_idle(parse->assemble))
        parse->failed = true;
    return !parse->failed;
}

bool parse_finish(struct parse *parse) {
    if (!parse_read_parts(parse) || !carrier_end(parse->carrier) || !assemble_pause(parse->assemble) ||
        !assemble_finish(parse->assemble))
        parse->failed = true;
    return !parse->failed;
}
