/* A view of bytes and what can be asked of it.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/str.h"

enum {
    STR_SHORT = 512, /* bytes of a text that is searched faster here than by memmem, which makes a table first */
    STR_STRIDE = 32
};

/* Whether FIRST and LAST stand at one of STRIDE places of both texts. Without a branch, so that compilers make vectors
 * of it. */
static inline bool str_any_place(const char *firsts, char first, const char *lasts, char last) {
    unsigned char any = 0;
    for (size_t i = 0; i < STR_STRIDE; i++)
        any |= (unsigned char)((firsts[i] == first) & (lasts[i] == last));
    return any != 0;
}

/* NEEDLE in a text that is not shorter, where its first and its last byte stand. Names are searched for words more
 * often than lines are. */
static size_t str_find_short(str text, str needle) {
    const char first = needle.data[0], last = needle.data[needle.len - 1];
    const char *const lasts = text.data + needle.len - 1;
    const size_t places = text.len - needle.len + 1;
    for (size_t at = 0, end; at < places; at = end) {
        end = places - at < STR_STRIDE ? places : at + STR_STRIDE;
        if (end - at == STR_STRIDE && !str_any_place(text.data + at, first, lasts + at, last))
            continue;
        for (; at < end; at++)
            if (text.data[at] == first && lasts[at] == last && memcmp(text.data + at, needle.data, needle.len) == 0)
                return at;
    }
    return STR_NONE;
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
    for (size_t places = text.len - needle.len + 1; places > 0;) {
        const char *found = memrchr(text.data, needle.data[0], places);
        if (!found)
            break;
        if (memcmp(found, needle.data, needle.len) == 0)
            return (size_t)(found - text.data);
        places = (size_t)(found - text.data);
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

/* The same of LEN bytes, 7 at most, with zeros after them. */
static uint64_t str_short_word(const unsigned char *at, size_t len) {
    uint64_t word = 0;
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
