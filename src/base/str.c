/* A view of bytes and what can be asked of it.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/str.h"

size_t str_find(str text, str needle) {
    if (needle.len == 0 || text.len < needle.len)
        return STR_NONE;
    const char *at = memmem(text.data, text.len, needle.data, needle.len);
    return at ? (size_t)(at - text.data) : STR_NONE;
}

size_t str_find_last(str text, str needle) {
    if (needle.len == 0 || text.len < needle.len)
        return STR_NONE;
    for (size_t at = text.len - needle.len + 1; at-- > 0;)
        if (text.data[at] == needle.data[0] && memcmp(text.data + at, needle.data, needle.len) == 0)
            return at;
    return STR_NONE;
}

size_t str_find_byte(str text, char byte) {
    const char *at = text.len ? memchr(text.data, byte, text.len) : NULL;
    return at ? (size_t)(at - text.data) : STR_NONE;
}

size_t str_find_last_byte(str text, char byte) {
    const char *at = text.len ? memrchr(text.data, byte, text.len) : NULL;
    return at ? (size_t)(at - text.data) : STR_NONE;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

str str_trim_start(str text) {
    size_t at = 0;
    while (at < text.len && is_blank(text.data[at]))
        at++;
    return str_from(text, at);
}

str str_trim_end(str text) {
    while (text.len > 0 && is_blank(text.data[text.len - 1]))
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

/* Multiplied, each bit moves those above it; folded, these move the lowest. */
static uint64_t hash_word(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}

uint64_t str_hash(str text) {
    uint64_t hash = hash_word(0, text.len), word;
    for (; text.len > sizeof word; text = str_from(text, sizeof word)) {
        memcpy(&word, text.data, sizeof word);
        hash = hash_word(hash, word);
    }
    word = 0;
    if (text.len > 0)
        memcpy(&word, text.data, text.len);
    return hash_word(hash, word);
}
