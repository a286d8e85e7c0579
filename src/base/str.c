/* A view of bytes and what can be asked of it.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/str.h"

size_t str_find(str text, str needle) {
    if (needle.len == 0 || text.len < needle.len)
        return STR_NONE;
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
static uint64_t str_hash_word(uint64_t hash, const char *at) {
    const uint64_t word = str_word((const unsigned char *)at);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash << 32 | hash >> 32;
}

/* Two halves that do not wait for each other; the last words overlap those before. */
uint64_t str_hash(str text) {
    uint64_t even = text.len, odd = 0;
    char few[16] = {0};
    const bool is_few = text.len < sizeof few;
    if (is_few && text.len > 0)
        memcpy(few, text.data, text.len);
    const char *at = is_few ? few : text.data, *const last = at + (is_few ? 0 : text.len - sizeof few);
    for (; at < last; at += sizeof few) {
        even = str_hash_word(even, at);
        odd = str_hash_word(odd, at + 8);
    }
    even = str_hash_word(even, last);
    odd = str_hash_word(odd, last + 8);
    const uint64_t hash = (even ^ (odd << 23 | odd >> 41)) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}
