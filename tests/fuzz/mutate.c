/* Changes logs as their misfortunes do, for libFuzzer: runs of lines are cut, doubled, moved, put together with another
 * log's or with the table's samples, behind one another or in turn, and single tokens are damaged.
 * SPDX-License-Identifier: MIT
 *
 * One change in four is libFuzzer's own, of bytes and of words of its dictionary. */
#include "promise.h"

#include "kernel/sentences.h"

#include <stdbool.h>
#include <string.h>

enum { LINES_MOST = 4096, RUN_MOST = 40, REPEATS_MOST = 12 };

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size, const uint8_t *other, size_t other_size,
                                 uint8_t *out, size_t max_size, unsigned int seed);

struct lines {
    str items[LINES_MOST]; /* each with its line break */
    size_t count;
};

/* The log under construction. */
struct text {
    char *bytes;
    size_t len, room;
};

static void text_add(struct text *text, str bytes) {
    bytes = str_first(bytes, text->room - text->len);
    if (bytes.len > 0)
        memcpy(text->bytes + text->len, bytes.data, bytes.len);
    text->len += bytes.len;
}

static void text_add_lines(struct text *text, const struct lines *lines, size_t from, size_t to) {
    for (size_t i = from; i < to && i < lines->count; i++)
        text_add(text, lines->items[i]);
}

static void lines_split(struct lines *lines, str log) {
    lines->count = 0;
    while (log.len > 0 && lines->count < LINES_MOST) {
        const size_t at = str_find_byte(log, '\n');
        const str line = str_first(log, at == STR_NONE || lines->count + 1 == LINES_MOST ? log.len : at + 1);
        lines->items[lines->count++] = line;
        log = str_from(log, line.len);
    }
}

static size_t below(struct dice *dice, size_t most) {
    return most == 0 ? 0 : dice_throw(dice) % most;
}

/* Some lines that stand together. */
static void choose_run(struct dice *dice, size_t count, size_t *ret_from, size_t *ret_to) {
    *ret_from = below(dice, count);
    *ret_to = *ret_from + 1 + below(dice, below(dice, 3) == 0 ? count : RUN_MOST);
    *ret_to = *ret_to < count ? *ret_to : count;
}

static void cut_lines(struct text *text, const struct lines *log, struct dice *dice) {
    size_t from, to;
    choose_run(dice, log->count, &from, &to);
    text_add_lines(text, log, 0, from);
    text_add_lines(text, log, to, log->count);
}

static void repeat_lines(struct text *text, const struct lines *log, struct dice *dice) {
    size_t from, to;
    choose_run(dice, log->count, &from, &to);
    text_add_lines(text, log, 0, to);
    for (size_t i = below(dice, REPEATS_MOST) + 1; i > 0; i--)
        text_add_lines(text, log, from, to);
    text_add_lines(text, log, to, log->count);
}

static void move_lines(struct text *text, const struct lines *log, struct dice *dice) {
    size_t from, to;
    choose_run(dice, log->count, &from, &to);
    const size_t at = below(dice, from + 1);
    text_add_lines(text, log, 0, at);
    text_add_lines(text, log, from, to);
    text_add_lines(text, log, at, from);
    text_add_lines(text, log, to, log->count);
}

/* --- tokens */

static const char *const odd_tokens[] = {"0",
                                         "-1",
                                         "1",
                                         "4294967295",
                                         "4294967296",
                                         "9223372036854775807",
                                         "-9223372036854775808",
                                         "18446744073709551615",
                                         "2097151",
                                         "999999999999999999999999",
                                         "()",
                                         "",
                                         "((((",
                                         ")",
                                         "|",
                                         "`",
                                         "```",
                                         "<b>",
                                         "&amp;",
                                         "\"",
                                         "\\",
                                         "\x1b[2J",
                                         "\xe2\x80\xae",
                                         "\xff",
                                         "@name",
                                         "#1",
                                         "a\\nb",
                                         "\t",
                                         "kB",
                                         "0kB",
                                         "...",
                                         "***",
                                         "0x",
                                         "NaN"};

/* What the kernel's table knows by heart. */
static str choose_literal(struct dice *dice) {
    const struct sentence *sentence = &sentences[below(dice, sentence_count)];
    const char *end = sentence->ends[below(dice, SENTENCE_ENDS)];
    return end != NULL && below(dice, 2) == 0 ? str_from_cstr(end) : sentence->begins;
}

/* A word between blanks and signs, of LINE from *RET_AT on. */
static size_t choose_token(str line, struct dice *dice, size_t *ret_at) {
    static const char between[] = " \t\n:=,()[]/";
    size_t from = below(dice, line.len), to;
    while (from > 0 && strchr(between, line.data[from - 1]) == NULL)
        from--;
    for (to = from; to < line.len && memchr(between, line.data[to], sizeof between - 1) == NULL;)
        to++;
    *ret_at = from;
    return to - from;
}

static bool is_number(str token) {
    size_t digits = 0;
    while (digits < token.len && token.data[digits] >= '0' && token.data[digits] <= '9')
        digits++;
    return digits > 0 && digits == token.len && digits < 19;
}

static void damage(struct text *text, str token, const struct lines *log, struct dice *dice) {
    char number[24];
    size_t at;
    const str other = log->items[below(dice, log->count)];
    switch (below(dice, 6)) {
    case 0:
        text_add(text, str_first(token, below(dice, token.len + 1)));
        break;
    case 1:
        text_add(text, str_from_cstr(odd_tokens[below(dice, sizeof odd_tokens / sizeof *odd_tokens)]));
        break;
    case 2:
        text_add(text, choose_literal(dice));
        break;
    case 3:
        text_add(text, token);
        text_add(text, token);
        break;
    case 4:
        snprintf(number, sizeof number, "%u", dice_throw(dice) >> below(dice, 32));
        text_add(text, is_number(token) ? str_from_cstr(number) : STR("*"));
        break;
    default: {
        const size_t len = choose_token(other, dice, &at);
        text_add(text, str_first(str_from(other, at), len));
    }
    }
}

static void damage_token(struct text *text, const struct lines *log, struct dice *dice) {
    const size_t line = below(dice, log->count);
    size_t at;
    const size_t len = choose_token(log->items[line], dice, &at);
    text_add_lines(text, log, 0, line);
    text_add(text, str_first(log->items[line], at));
    damage(text, str_first(str_from(log->items[line], at), len), log, dice);
    text_add(text, str_from(log->items[line], at + len));
    text_add_lines(text, log, line + 1, log->count);
}

/* A line is broken, or joined to the next one. */
static void break_line(struct text *text, const struct lines *log, struct dice *dice) {
    const size_t line = below(dice, log->count);
    const str whole = log->items[line];
    const size_t at = below(dice, whole.len);
    text_add_lines(text, log, 0, line);
    text_add(text, str_first(whole, at));
    if (below(dice, 3) > 0)
        text_add(text, STR("\n"));
    if (below(dice, 3) > 0)
        text_add(text, str_from(whole, at));
    text_add_lines(text, log, line + 1, log->count);
}

/* A sample of the table, behind what the line at its place begins with. */
static void add_sample(struct text *text, const struct lines *log, struct dice *dice) {
    const size_t line = below(dice, log->count);
    const char *sample = NULL;
    while (sample == NULL)
        sample = sentences[below(dice, sentence_count)].samples[below(dice, SENTENCE_SAMPLES)];
    const str dress = log->items[line];
    const size_t stamp = str_find(dress, STR("] "));
    text_add_lines(text, log, 0, line);
    if (stamp != STR_NONE)
        text_add(text, str_first(dress, stamp + 2));
    text_add(text, str_from_cstr(sample));
    text_add(text, STR("\n"));
    text_add_lines(text, log, line, log->count);
}

static void (*const changes[])(struct text *, const struct lines *, struct dice *) = {
    cut_lines, repeat_lines, move_lines, damage_token, damage_token, damage_token, break_line, add_sample};

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed) {
    static struct lines log;
    struct dice dice = {seed * 2654435761u | 1};
    if (size == 0 || below(&dice, 4) == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    struct text text = {malloc(max_size), 0, max_size};
    HOLD(text.bytes != NULL);
    lines_split(&log, str_of((const char *)data, size));
    changes[below(&dice, sizeof changes / sizeof *changes)](&text, &log, &dice);
    memcpy(data, text.bytes, text.len);
    free(text.bytes);
    return text.len;
}

/* --- two logs */

static void splice(struct text *text, const struct lines *one, const struct lines *other, struct dice *dice) {
    size_t from, to;
    choose_run(dice, other->count, &from, &to);
    const size_t at = below(dice, one->count + 1);
    text_add_lines(text, one, 0, at);
    text_add_lines(text, other, from, to);
    text_add_lines(text, one, at + (below(dice, 2) == 0 ? to - from : 0), one->count);
}

/* Line by line, or in short runs, as two processors print. */
static void interleave(struct text *text, const struct lines *one, const struct lines *other, struct dice *dice) {
    size_t at = 0, next = 0;
    const size_t most = 1 + below(dice, 8);
    while (at < one->count || next < other->count) {
        const size_t some = 1 + below(dice, most), more = 1 + below(dice, most);
        text_add_lines(text, one, at, at + some);
        text_add_lines(text, other, next, next + more);
        at += some;
        next += more;
    }
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size, const uint8_t *other, size_t other_size,
                                 uint8_t *out, size_t max_size, unsigned int seed) {
    static struct lines ones, others;
    struct dice dice = {seed * 2654435761u | 1};
    struct text text = {(char *)out, 0, max_size};
    lines_split(&ones, str_of((const char *)one, one_size));
    lines_split(&others, str_of((const char *)other, other_size));
    if (below(&dice, 3) == 0)
        interleave(&text, &ones, &others, &dice);
    else
        splice(&text, &ones, &others, &dice);
    return text.len;
}
