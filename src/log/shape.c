/* The shape of what precedes a message: separators, and the classes of the words between them.
 * SPDX-License-Identifier: MIT */
#include "log/shape.h"

#include "base/ascii.h"
#include "base/scan.h"

static bool shape_is_letter(char byte) {
    return ascii_is_letter(byte) || ((byte & 0x80) && byte != '\xe2');
}

/* Bullets, box drawings and arrows (U+2000 to U+2FFF) are tokens of their own, like most punctuation. */
static bool shape_is_word_byte(char byte) {
    return ascii_is_digit(byte) || shape_is_letter(byte) || (byte != '\0' && strchr("-._/@+%~#&$!", byte));
}

/* "2025-03-04T09:15:27.280Z", "10.0.0.1:514", "09:15:27": colons and commas between digits belong to it. */
static void shape_skip_number(struct scan *scan) {
    while (!scan_done(scan) &&
           (shape_is_word_byte(*scan->at) ||
            ((*scan->at == ':' || *scan->at == ',') && scan->end - scan->at > 1 && ascii_is_digit(scan->at[1]))))
        scan->at++;
}

/* "12." of a list: its dot is a sign of its own. */
static void shape_leave_dot(struct scan *scan, const char *from) {
    const size_t digits = (size_t)(scan->at - from) - 1;
    for (size_t i = 0; i < digits; i++)
        if (!ascii_is_digit(from[i]))
            return;
    if (digits > 0 && from[digits] == '.')
        scan->at--;
}

static void shape_skip_word(struct scan *scan) {
    while (!scan_done(scan) && shape_is_word_byte(*scan->at))
        scan->at++;
}

static bool shape_has_letter(str word) {
    for (size_t i = 0; i < word.len; i++)
        if (shape_is_letter(word.data[i]) || ascii_is_digit(word.data[i]))
            return true;
    return false;
}

/* The place of the quote that closes the one TEXT begins with; STR_NONE if there is none. */
static size_t shape_closing_quote(str text) {
    for (size_t i = 1; i < text.len; i++) {
        if (text.data[i] == '\\')
            i++;
        else if (text.data[i] == *text.data)
            return i;
    }
    return STR_NONE;
}

static char shape_closer(char opener) {
    static const char pairs[] = "{}()[]<>";
    const char *at = opener ? strchr(pairs, opener) : NULL;
    return at && (at - pairs) % 2 == 0 ? at[1] : '\0';
}

/* The place of the bracket that closes the one TEXT begins with; quotes within are skipped. */
static size_t shape_closing_bracket(str text) {
    const char closer = shape_closer(*text.data);
    int depth = 0;
    for (size_t i = 0; i < text.len; i++) {
        const str rest = str_from(text, i);
        const size_t quoted = text.data[i] == '"' ? shape_closing_quote(rest) : 0;
        if (quoted != STR_NONE)
            i += quoted;
        if (text.data[i] == *text.data)
            depth++;
        else if (text.data[i] == closer && --depth == 0)
            return i;
    }
    return STR_NONE;
}

/* A quoted string or a group in brackets at the cursor, if it is whole. */
static bool shape_take_enclosed(struct scan *scan, enum shape_class *ret_class) {
    const str rest = scan_rest(scan);
    const char byte = *rest.data;
    size_t close = STR_NONE;
    if (byte == '"')
        close = shape_closing_quote(rest);
    else if (shape_closer(byte))
        close = shape_closing_bracket(rest);
    if (close == STR_NONE)
        return false;
    *ret_class = byte == '"' ? SHAPE_QUOTED : SHAPE_GROUP;
    scan->at += close + 1;
    return true;
}

/* The sign at the cursor: one byte, or all bytes of a bullet, a bar of a box or the like. */
static void shape_skip_sign(struct scan *scan) {
    const bool is_long = *scan->at++ == '\xe2';
    while (is_long && !scan_done(scan) && (*scan->at & '\xc0') == '\x80')
        scan->at++;
}

/* The next token of the text at the cursor; a byte that stands for itself is its own class. */
static int shape_take(struct scan *scan) {
    const char *from = scan->at;
    const char byte = *from;
    enum shape_class class;
    if (scan_blanks(scan) > 0)
        return SHAPE_BLANKS;
    if (shape_take_enclosed(scan, &class))
        return (int)class;
    if (ascii_is_digit(byte)) {
        shape_skip_number(scan);
        shape_leave_dot(scan, from);
    } else {
        shape_skip_word(scan);
    }
    const str word = str_of(from, (size_t)(scan->at - from));
    if (!shape_has_letter(word)) {
        scan->at = from;
        shape_skip_sign(scan);
        return (unsigned char)byte < ' ' ? 0x7f : (unsigned char)byte; /* no control byte stands for itself */
    }
    if (!ascii_is_digit(byte))
        return SHAPE_WORD;
    for (size_t i = 0; i < word.len; i++)
        if (!ascii_is_digit(word.data[i]))
            return SHAPE_NUMBER;
    return SHAPE_DIGITS;
}

size_t shape_token_len(str text) {
    struct scan scan = scan_of(text);
    shape_take(&scan);
    return (size_t)(scan.at - text.data);
}

static bool shape_add(struct shape *shape, int token) {
    if (shape->count == sizeof shape->tokens)
        return false;
    shape->tokens[shape->count++] = (char)token;
    return true;
}

/* "120:", "121-": what grep puts before a line that it looked for, and before one beside it. */
static void shape_add_line_number(struct shape *shape, struct scan *scan) {
    struct scan at = *scan;
    uint64_t number;
    if (!scan_u64(&at, &number) || (!scan_byte(&at, ':') && !scan_byte(&at, '-')) ||
        (!scan_done(&at) && ascii_is_digit(*at.at)))
        return;
    shape_add(shape, SHAPE_DIGITS);
    shape_add(shape, ':');
    *scan = at;
}

bool shape_of(str prefix, struct shape *ret_shape) {
    struct shape shape = {0};
    struct scan scan = scan_of(prefix);
    if (prefix.len > SHAPE_BYTES)
        return false;
    shape_add_line_number(&shape, &scan);
    while (!scan_done(&scan)) {
        const char *from = scan.at;
        const int token = shape_take(&scan);
        shape.blanks = token == SHAPE_BLANKS ? (size_t)(scan.at - from) : 0;
        if (!shape_add(&shape, token) || (token == SHAPE_GROUP && !shape_add(&shape, *from)))
            return false;
    }
    const char last = prefix.len > 0 ? prefix.data[prefix.len - 1] : '\0';
    const bool is_open = shape.count > 0 && shape.tokens[shape.count - 1] == last;
    shape.quote = is_open && (last == '"' || last == '\'' || last == '`') ? last : '\0';
    *ret_shape = shape;
    return true;
}

/* Whether a token of class IS may be where one of class SHOULD was. */
static bool shape_fits(int is, int should) {
    if (is == should)
        return true;
    if (should == SHAPE_NUMBER)
        return is == SHAPE_DIGITS;
    return should == SHAPE_WORD && (is == SHAPE_DIGITS || is == SHAPE_NUMBER);
}

/* A line may end where only blanks are missing. */
static bool shape_ends_early(const struct shape *shape, size_t at, const struct scan *scan) {
    return scan_done(scan) && at + 1 == shape->count && shape->tokens[at] == SHAPE_BLANKS;
}

/* The last blanks: no more than are the log's. */
static bool shape_match_last_blanks(const struct shape *shape, struct scan *scan) {
    const char *from = scan->at;
    if (scan_blanks(scan) == 0)
        return false;
    if ((size_t)(scan->at - from) > shape->blanks)
        scan->at = from + shape->blanks;
    return true;
}

/* The number of a line before ':' or '-' (grep -n) ends where its digits do, whatever follows. */
static bool shape_match_line_number(size_t *at, struct scan *scan) {
    uint64_t number;
    if (!scan_u64(scan, &number))
        return false;
    ++*at;
    return scan_byte(scan, ':') || scan_byte(scan, '-');
}

/* Whether the shape begins in a line's number. */
static bool shape_has_line_number(const struct shape *shape) {
    return shape->count >= 2 && shape->tokens[0] == SHAPE_DIGITS && shape->tokens[1] == ':';
}

/* A bracket of another nesting may close where none closed before, and the other way round. */
static bool shape_match_token(const struct shape *shape, size_t *at, struct scan *scan) {
    const int should = (unsigned char)shape->tokens[*at];
    const char byte = *scan->at;
    if (*at == 0 && shape_has_line_number(shape))
        return shape_match_line_number(at, scan);
    if (should == SHAPE_BLANKS && *at + 1 == shape->count)
        return shape_match_last_blanks(shape, scan);
    if (should >= SHAPE_CLASSES) {
        const bool is_same = byte == (char)should;
        shape_skip_sign(scan);
        return is_same;
    }
    if (!shape_fits(shape_take(scan), should))
        return false;
    return should != SHAPE_GROUP || byte == shape->tokens[++*at];
}

bool shape_match(const struct shape *shape, str line, size_t *ret_len) {
    struct scan scan = scan_of(line);
    for (size_t at = 0; at < shape->count; at++) {
        if (shape_ends_early(shape, at, &scan))
            break;
        if (scan_done(&scan) || !shape_match_token(shape, &at, &scan))
            return false;
    }
    *ret_len = (size_t)(scan.at - line.data);
    return true;
}

bool shape_equal(const struct shape *a, const struct shape *b) {
    return a->count == b->count && memcmp(a->tokens, b->tokens, a->count) == 0;
}

/* Signs that close something, markup, or blanks and then such a sign. */
static bool shape_is_suffix(str behind) {
    if (behind.len == 0 || behind.len > SHAPE_SUFFIX)
        return false;
    const char first = *str_trim_start(behind).data;
    if (str_starts(behind, STR("</")))
        return true;
    for (size_t i = 0; i < behind.len; i++)
        if (!(behind.data[i] & 0x80) && (shape_is_letter(behind.data[i]) || ascii_is_digit(behind.data[i])))
            return false;
    return first != '.' && first != '-';
}

void shape_learn_suffix(struct shape *shape, str behind) {
    const str sign = str_trim(behind);
    if (shape->has_seen_end)
        return;
    if (str_equal(sign, STR(",")) && !shape->has_seen_comma) { /* a wrapped list may break after one */
        shape->has_seen_comma = true;
        return;
    }
    shape->has_seen_end = sign.len == 0 || shape_is_suffix(sign);
    if (shape->quote || sign.len == 0 || !shape_is_suffix(sign))
        return;
    memcpy(shape->suffix, sign.data, sign.len);
    shape->suffix_len = sign.len;
}

/* The quote that closes TEXT: not doubled (CSV), not escaped, and nothing that goes on as words do after it. */
static size_t shape_end_of_quoted(str text, char quote) {
    for (size_t i = 0; i < text.len; i++) {
        const char next = i + 1 < text.len ? text.data[i + 1] : '\0';
        if (text.data[i] == '\\' || (text.data[i] == quote && next == quote))
            i++;
        else if (text.data[i] == quote && (next == '\0' || strchr(" \t,;|])}", next)))
            return i;
    }
    return text.len;
}

str shape_cut_suffix(const struct shape *shape, str text) {
    const str suffix = str_of(shape->suffix, shape->suffix_len);
    if (shape->quote)
        return str_first(text, shape_end_of_quoted(text, shape->quote));
    const str trimmed = str_trim_end(text);
    if (suffix.len == 0 || !str_ends(trimmed, suffix))
        return text;
    return str_trim_end(str_first(trimmed, trimmed.len - suffix.len));
}
