/* A view of bytes and what can be asked of it. No function here allocates or needs a NUL.
 * SPDX-License-Identifier: MIT */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* LEN bytes at DATA that somebody else owns: not NUL-terminated, any byte allowed. An empty view (len 0) means "not
 * there"; its data may be NULL. The owner is named where the view is handed out. The only typedef of a struct here. */
typedef struct {
    const char *data;
    size_t len;
} str;

/* A literal as a view. */
#define STR(literal) ((str){(literal), sizeof(literal) - 1})
#define STR_INIT(literal)                                                                                              \
    { (literal), sizeof(literal) - 1 }

/* "%.*s" argument pair. VIEW is evaluated twice: let it be no call that makes a text. */
#define STR_ARG(view) (int)(view).len, (view).data

static inline str str_of(const char *data, size_t len) {
    return (str){data, len};
}

static inline str str_from_cstr(const char *text) {
    return (str){text, text ? strlen(text) : 0};
}

/* Whether two words of SIZE bytes, 4 or 8, are the same. */
static inline bool str_same_word(const char *a, const char *b, size_t size) {
    uint64_t a_word = 0, b_word = 0;
    memcpy(&a_word, a, size);
    memcpy(&b_word, b, size);
    return a_word == b_word;
}

/* Whether LEN bytes are the same: mostly few, for which a call takes longer than the comparison. The last words
 * overlap.
 */
static inline bool str_same(const char *a, const char *b, size_t len) {
    if (len > 32)
        return memcmp(a, b, len) == 0;
    if (len >= 8) {
        for (size_t at = 0; at < len - 8; at += 8)
            if (!str_same_word(a + at, b + at, 8))
                return false;
        return str_same_word(a + len - 8, b + len - 8, 8);
    }
    if (len >= 4)
        return str_same_word(a, b, 4) && str_same_word(a + len - 4, b + len - 4, 4);
    for (; len > 0; len--)
        if (a[len - 1] != b[len - 1])
            return false;
    return true;
}

static inline bool str_equal(str a, str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* As str_equal, for names: short and mostly equal. */
static inline bool str_equal_names(str a, str b) {
    return a.len == b.len && str_same(a.data, b.data, a.len);
}

/* Copies a word of SIZE bytes, 4 or 8, from each end of TEXT, which both are loaded before one is stored. */
static inline void str_put_ends(char *at, str text, size_t size) {
    uint64_t first, last;
    memcpy(&first, text.data, size);
    memcpy(&last, text.data + text.len - size, size);
    memcpy(at, &first, size);
    memcpy(at + text.len - size, &last, size);
}

/* Copies TEXT, mostly a name, to AT, where it may stand already, and returns the end: for so few bytes a call takes
 * longer than the copy. */
static inline char *str_put_name(char *at, str text) {
    if (text.len >= 8 && text.len <= 16)
        str_put_ends(at, text, 8);
    else if (text.len >= 4 && text.len < 8)
        str_put_ends(at, text, 4);
    else if (text.len > 0)
        memmove(at, text.data, text.len);
    return at + text.len;
}

static inline bool str_starts(str text, str with) {
    return text.len >= with.len && (with.len == 0 || memcmp(text.data, with.data, with.len) == 0);
}

static inline bool str_ends(str text, str with) {
    return text.len >= with.len && (with.len == 0 || memcmp(text.data + text.len - with.len, with.data, with.len) == 0);
}

/* From byte AT on; empty at the end if AT is beyond it. */
static inline str str_from(str text, size_t at) {
    if (at > text.len)
        at = text.len;
    return (str){text.len ? text.data + at : text.data, text.len - at};
}

/* The first LEN bytes, or all. */
static inline str str_first(str text, size_t len) {
    return (str){text.data, len < text.len ? len : text.len};
}

#define STR_NONE SIZE_MAX

/* Where NEEDLE is first (last) found in TEXT, or STR_NONE. An empty needle is never found. */
size_t str_find(str text, str needle);
size_t str_find_last(str text, str needle);
size_t str_find_last_byte(str text, char byte);

static inline size_t str_find_byte(str text, char byte) {
    const char *at = text.len ? memchr(text.data, (unsigned char)byte, text.len) : NULL;
    return at ? (size_t)(at - text.data) : STR_NONE;
}

static inline bool str_has(str text, str needle) {
    return str_find(text, needle) != STR_NONE;
}

static inline bool str_is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

/* Without blanks and tabs at the start, the end, both. */
static inline str str_trim_start(str text) {
    size_t at = 0;
    while (at < text.len && str_is_blank(text.data[at]))
        at++;
    return str_from(text, at);
}

str str_trim_end(str text);
str str_trim(str text);

/* <0, 0, >0 by bytes, a shorter prefix first. */
int str_compare(str a, str b);

/* A number to know the bytes again by, within one run: it may be another where the order of bytes is. */
uint64_t str_hash(str text);

#endif
