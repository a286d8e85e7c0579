/* Text of the log in Markdown.
 * SPDX-License-Identifier: MIT */
#include "report/markdown_text.h"

#include "base/ascii.h"
#include "report/escape.h"

enum { MARKDOWN_COMMIT = 7 }; /* hex digits that are taken for a commit's name */

static bool markdown_is_letter(char byte) {
    return ascii_is_letter(byte) || (unsigned char)byte >= 0x80;
}

/* "ac135b393a4a" */
static bool markdown_is_commit(str word) {
    bool has_digit = false, has_letter = false;
    for (size_t i = 0; i < word.len; i++) {
        const char byte = word.data[i];
        has_digit |= ascii_is_digit(byte);
        has_letter |= ascii_is_lower(byte);
        if (ascii_hex(byte) < 0)
            return false;
    }
    return word.len >= MARKDOWN_COMMIT && has_digit && has_letter;
}

/* "-", "---", "1.", "2)": at the beginning of a line they are a list or a rule. */
static bool markdown_is_marker(str word) {
    size_t digits = 0, dashes = 0;
    while (digits < word.len && ascii_is_digit(word.data[digits]))
        digits++;
    while (dashes < word.len && (word.data[dashes] == '-' || word.data[dashes] == '+'))
        dashes++;
    const char last = word.data[word.len - 1];
    return dashes == word.len || (digits > 0 && digits + 1 == word.len && (last == '.' || last == ')'));
}

/* Whether byte AT of WORD means nothing where it stands. */
static bool markdown_is_plain_at(str word, size_t at) {
    const char byte = word.data[at];
    const char before = at > 0 ? word.data[at - 1] : ' ', behind = at + 1 < word.len ? word.data[at + 1] : ' ';
    if (markdown_is_letter(byte) || ascii_is_digit(byte))
        return true;
    switch (byte) {
    case '.': /* of a sentence or a figure; "mysqld.service", "www.example.com" are names */
        return !markdown_is_letter(before) || !markdown_is_letter(behind);
    case ':': /* of a sentence; "http://", ":name:" are not */
        return behind == ' ';
    case '/':
        return markdown_is_letter(before) && markdown_is_letter(behind);
    case '-':
    case '+':
        return true;
    default:
        return memchr(",;()'\"%?", byte, 8) != NULL;
    }
}

static bool markdown_is_plain(str word, bool is_first) {
    if (escape_clean(word, NULL) != word.len || markdown_is_commit(word) || str_starts(word, STR("GH-")) ||
        (is_first && markdown_is_marker(word)))
        return false;
    for (size_t at = 0; at < word.len; at++)
        if (!markdown_is_plain_at(word, at))
            return false;
    return true;
}

size_t markdown_ticks(str text) {
    size_t most = 0, run = 0;
    for (size_t i = 0; i < text.len; i++) {
        run = text.data[i] == '`' ? run + 1 : 0;
        most = run > most ? run : most;
    }
    return most;
}

static void markdown_code_bytes(struct out *out, str text, bool in_table) {
    while (in_table && str_find_byte(text, '|') != STR_NONE) {
        const size_t at = str_find_byte(text, '|');
        escape_out(out, str_first(text, at));
        out_str(out, STR("\\|"));
        text = str_from(text, at + 1);
    }
    escape_out(out, text);
}

void markdown_code(struct out *out, str text, bool in_table) {
    if (text.len == 0)
        return;
    const size_t ticks = markdown_ticks(text) + 1;
    const bool is_padded = ticks > 1 || text.data[0] == ' ' || text.data[text.len - 1] == ' ';
    out_repeat(out, '`', ticks);
    out_repeat(out, ' ', is_padded);
    markdown_code_bytes(out, text, in_table);
    out_repeat(out, ' ', is_padded);
    out_repeat(out, '`', ticks);
}

/* How many bytes at the end (at the start) of WORD are a sentence's punctuation. */
static size_t markdown_tail(str word) {
    const bool has_bracket = str_find_byte(word, '(') != STR_NONE; /* that the last one closes */
    size_t len = 0;
    while (len < word.len && memchr(".,;:\"'?)", word.data[word.len - 1 - len], has_bracket ? 7 : 8))
        len++;
    return len;
}

static size_t markdown_lead(str word) {
    size_t len = 0;
    while (len < word.len && memchr("(\"'", word.data[len], 3))
        len++;
    return len;
}

static void markdown_word(struct out *out, str word, bool is_first, bool in_table) {
    if (markdown_is_plain(word, is_first)) {
        out_str(out, word);
        return;
    }
    const size_t lead = markdown_lead(word);
    const str rest = str_from(word, lead);
    const size_t tail = is_first && markdown_is_marker(word) ? 0 : markdown_tail(rest);
    const str core = str_first(rest, rest.len - tail);
    out_str(out, str_first(word, lead));
    markdown_code(out, core, in_table);
    out_str(out, str_from(rest, core.len));
}

void markdown_words(struct out *out, str text, bool in_table) {
    bool is_first = true;
    while (text.len > 0) {
        const size_t end = str_find_byte(text, ' ');
        const str word = str_first(text, end);
        if (word.len > 0) {
            markdown_word(out, word, is_first, in_table);
            is_first = false;
        }
        if (end == STR_NONE)
            return;
        out_byte(out, ' ');
        text = str_from(text, end + 1);
    }
}
