/* A view of bytes and what can be asked of it.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/str.h"

enum {
    STR_SHORT = 512, /* bytes of a text that is searched faster here than by memmem, which makes a table first */
    STR_STRIDE = 32
};

/* What is looked for, and the text at the places where it may begin and where it then ends. */
struct str_search {
    str needle;
    const char *firsts, *lasts;
    char first, last;
};

static struct str_search str_search_of(str text, str needle) {
    return (struct str_search){needle, text.data, text.data + needle.len - 1, needle.data[0],
                               needle.data[needle.len - 1]};
}

/* Whether the first and the last byte stand at one of STRIDE places from AT on. Without a branch, so that compilers
 * make vectors of it. */
static inline bool str_any_place(const struct str_search *search, size_t at) {
    const char *const firsts = search->firsts + at, *const lasts = search->lasts + at;
    const char first = search->first, last = search->last;
    unsigned char none = 0xff;
    for (size_t i = 0; i < STR_STRIDE; i++)
        none &= (unsigned char)((firsts[i] ^ first) | (lasts[i] ^ last)) ? 0xff : 0;
    return none == 0;
}

static inline bool str_is_place(const struct str_search *search, size_t at) {
    return search->firsts[at] == search->first && search->lasts[at] == search->last &&
           memcmp(search->firsts + at, search->needle.data, search->needle.len) == 0;
}

static size_t str_find_among(const struct str_search *search, size_t at, size_t end) {
    for (; at < end; at++)
        if (str_is_place(search, at))
            return at;
    return STR_NONE;
}

/* In a text that is not shorter. The last stride overlaps the one before. */
static size_t str_find_short(str text, str needle) {
    const struct str_search search = str_search_of(text, needle);
    const size_t places = text.len - needle.len + 1;
    if (places < STR_STRIDE)
        return str_find_among(&search, 0, places);
    for (size_t at = 0;; at = at + STR_STRIDE < places - STR_STRIDE ? at + STR_STRIDE : places - STR_STRIDE) {
        const size_t found = str_any_place(&search, at) ? str_find_among(&search, at, at + STR_STRIDE) : STR_NONE;
        if (found != STR_NONE || at == places - STR_STRIDE)
            return found;
    }
}

size_t str_find(str text, str needle) {
    if (needle.len == 0 || text.len < needle.len)
        return STR_NONE;
    if (text.len < STR_SHORT)
        return str_find_short(text, needle);
    const char *found = memmem(text.data, text.len, needle.data, needle.len);
    return found ? (size_t)(found - text.data) : STR_NONE;
}

size_t str_find_last(str text, str needle) {
    if (needle.len == 0 || text.len < needle.len)
        return STR_NONE;
    const struct str_search search = str_search_of(text, needle);
    for (size_t end = text.len - needle.len + 1; end > 0;) {
        size_t from = end < STR_STRIDE ? 0 : end - STR_STRIDE;
        if (end - from == STR_STRIDE && !str_any_place(&search, from))
            end = from;
        for (; end > from; end--)
            if (str_is_place(&search, end - 1))
                return end - 1;
    }
    return STR_NONE;
}

size_t str_find_last_byte(str text, char byte) {
    const char *at = text.len ? memrchr(text.data, byte, text.len) : NULL;
    return at ? (size_t)(at - text.data) : STR_NONE;
}

str str_trim_end(str text) {
    while (text.len > 0 && str_is_blank(text.data[text.len - 1]))
        text.len--;
    return text;
}

str str_trim(str text) {
    return str_trim_end(str_trim_start(text));
}

int str_compare(str a, str b) {
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

/* The same number on every machine: the id of an event is made of it. Compilers make one load of it. */
static uint64_t str_word(const unsigned char *at) {
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
}

/* Multiplied, each bit moves those above it; turned, those move the lowest. */
static uint64_t str_hash_word(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash << 32 | hash >> 32;
}

static uint64_t str_half_word(const unsigned char *at) {
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24;
}

/* The same of LEN bytes, 7 at most, with zeros after them. */
static uint64_t str_short_word(const unsigned char *at, size_t len) {
    uint64_t word = 0;
    if (len >= 4)
        return str_half_word(at) | str_half_word(at + len - 4) << 8 * (len - 4);
    for (; len > 0; len--)
        word = word << 8 | at[len - 1];
    return word;
}

/* The last two words of a text: they overlap those before, or have zeros after them. */
static void str_last_words(const unsigned char *at, size_t len, uint64_t *ret_even, uint64_t *ret_odd) {
    if (len >= 16) {
        *ret_even = str_word(at + len - 16);
        *ret_odd = str_word(at + len - 8);
    } else if (len > 8) {
        *ret_even = str_word(at);
        *ret_odd = str_word(at + len - 8) >> 8 * (16 - len);
    } else {
        *ret_even = len == 8 ? str_word(at) : str_short_word(at, len);
        *ret_odd = 0;
    }
}

/* Two halves that do not wait for each other. */
uint64_t str_hash(str text) {
    const unsigned char *at = (const unsigned char *)text.data;
    uint64_t even = text.len, odd = 0, even_last, odd_last;
    for (size_t left = text.len; left > 16; left -= 16, at += 16) {
        even = str_hash_word(even, str_word(at));
        odd = str_hash_word(odd, str_word(at + 8));
    }
    str_last_words((const unsigned char *)text.data, text.len, &even_last, &odd_last);
    even = str_hash_word(even, even_last);
    odd = str_hash_word(odd, odd_last);
    const uint64_t hash = (even ^ (odd << 23 | odd >> 41)) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}
