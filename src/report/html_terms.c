/* The terms of the glossary in the lines of a log and in sentences.
 * SPDX-License-Identifier: MIT */
#include "report/html_terms.h"

#include "base/ascii.h"

static bool html_is_word(char byte) {
    return ascii_is_alnum(byte) || byte == '_';
}

static bool html_is_digit_at(str text, size_t at) {
    return at < text.len && ascii_is_digit(text.data[at]);
}

/* What belongs to no report's lines, or is a single letter. */
static bool html_is_linked(const struct glossary_term *term, str spelling) {
    return spelling.len > 1 && term->kind != GLOSSARY_IDEA && term->kind != GLOSSARY_SITUATION;
}

/* Calls back for NAME and each other spelling of TERM. */
static str html_next_spelling(str *list) {
    const size_t end = str_find(*list, STR(", "));
    const str spelling = str_first(*list, end);
    *list = end == STR_NONE ? str_from(*list, list->len) : str_from(*list, end + 2);
    return spelling;
}

/* Counts, or with ITEMS places, the spellings of TERM behind those of their first byte. */
static void html_terms_take(struct html_terms *terms, const struct glossary_term *term, bool is_placing) {
    str list = term->also, spelling = term->name;
    for (;; spelling = html_next_spelling(&list)) {
        const size_t byte = (unsigned char)spelling.data[0];
        if (html_is_linked(term, spelling)) {
            if (is_placing)
                terms->items[terms->first[byte]] = (struct html_spelling){spelling, glossary_index(term)};
            terms->first[is_placing ? byte : byte + 1]++;
        }
        if (list.len == 0)
            return;
    }
}

/* A counting sort: counts, sums, places; then each byte's place has moved on to the next one's. */
void html_terms_open(struct html_terms *terms) {
    const struct glossary_term *term;
    for (size_t i = 0; (term = glossary_at(i)); i++)
        html_terms_take(terms, term, false);
    for (size_t byte = 1; byte < 257; byte++)
        terms->first[byte] += terms->first[byte - 1];
    for (size_t i = 0; (term = glossary_at(i)); i++)
        html_terms_take(terms, term, true);
    for (size_t byte = 256; byte > 0; byte--)
        terms->first[byte] = terms->first[byte - 1];
    terms->first[0] = 0;
}

/* "gfp_mask", "Free swap", "total-vm" say what they are; "free", "file", "order" do so before a figure alone. */
static bool html_is_telling(str text, size_t end, str spelling) {
    for (size_t i = 0; i < spelling.len; i++)
        if (memchr("_- ()ABCDEFGHIJKLMNOPQRSTUVWXYZ", spelling.data[i], 31))
            return true;
    if (end >= text.len)
        return false;
    const char next = text.data[end];
    return next == ':' || next == '=' || (next == ' ' && html_is_digit_at(text, end + 1));
}

static bool html_fits(str text, size_t at, str spelling, bool is_prose) {
    const size_t end = at + spelling.len;
    if (!str_starts(str_from(text, at), spelling))
        return false;
    if (end < text.len && html_is_word(text.data[end]) && html_is_word(spelling.data[spelling.len - 1]))
        return false;
    return is_prose ? str_find_byte(spelling, '_') != STR_NONE : html_is_telling(text, end, spelling);
}

size_t html_terms_at(const struct html_terms *terms, str text, size_t at, bool is_prose, size_t *ret_term) {
    size_t longest = 0;
    const size_t byte = (unsigned char)text.data[at];
    if (at > 0 && (html_is_word(text.data[at - 1]) || text.data[at - 1] == '-') && html_is_word(text.data[at]))
        return 0;
    for (size_t i = terms->first[byte]; i < terms->first[byte + 1]; i++) {
        const struct html_spelling *item = &terms->items[i];
        if (item->text.len <= longest || !html_fits(text, at, item->text, is_prose))
            continue;
        longest = item->text.len;
        *ret_term = item->term;
    }
    return longest;
}
