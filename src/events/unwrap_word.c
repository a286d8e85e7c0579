/* Whether a line break lies within a word.
 * SPDX-License-Identifier: MIT */
#include "events/unwrap_word.h"

static bool unwrap_word_is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The last word of TEXT, up to its end. */
static str unwrap_word_last(str text) {
    const size_t blank = str_find_last_byte(text, ' ');
    return blank == STR_NONE ? text : str_from(text, blank + 1);
}

/* "ve_anon:0kB", "(file):0kB", "?": the rest of a key, up to its mark; "/a/b:" and "kworker/0:1" are none. */
static bool unwrap_word_ends_key(str text) {
    size_t at = 0;
    while (at < text.len && ((text.data[at] >= 'a' && text.data[at] <= 'z') || memchr("_()", text.data[at], 3)))
        at++;
    return at < text.len && (text.data[at] == ':' || text.data[at] == '?');
}

/* "inacti" + "ve_anon:0kB": the beginning of a key, and its rest. */
static bool unwrap_word_is_torn_key(str word, str next) {
    return word.len && word.data[0] >= 'a' && word.data[0] <= 'z' && !str_has(word, STR(":")) &&
           !str_has(word, STR("?")) && unwrap_word_ends_key(next);
}

/* "12" + "48", "2" + "*4kB", "1098594" + "4kB", "7" + "kB" */
static bool unwrap_word_goes_on_digits(str next) {
    return unwrap_word_is_digit(next.data[0]) || next.data[0] == '*' || str_starts(next, STR("kB")) ||
           str_starts(next, STR("KB"));
}

bool unwrap_word_is_torn(str held, str next) {
    const str word = unwrap_word_last(held);
    if (str_ends(held, STR("\\")))
        return true;
    if (str_find_byte(word, '(') != STR_NONE && str_find_byte(word, ')') == STR_NONE) /* "0x15080c0(GFP_KE" */
        return true;
    if (!word.len || !next.len || held.data[0] == '[') /* a row's numbers have no mark */
        return false;
    const char last = word.data[word.len - 1];
    if (unwrap_word_is_digit(last))
        return unwrap_word_goes_on_digits(next);
    if (last == '*' || last == '=' || next.data[0] == '*')
        return true;
    if ((last == 'k' || last == 'K') && word.len > 1 && unwrap_word_is_digit(word.data[word.len - 2]))
        return next.data[0] == 'B';
    return unwrap_word_is_torn_key(word, next);
}
