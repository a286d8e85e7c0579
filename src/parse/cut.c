/* Takes lines off a block, and sees on the way which of them are plain text.
 * SPDX-License-Identifier: MIT */
#include "parse/cut.h"

#include "base/bytes.h"

/* A bit for each of sixteen bytes that is plain: a newline is not. */
static uint32_t cut_plain_bits(const char *at) {
    typedef int8_t signed16 __attribute__((vector_size(16)));
    const bytes16 bytes = bytes16_at(at);
    const bytes16 is_printed = (bytes16)((signed16)bytes > 0x1f);
    const bytes16 is_mark = (bytes16)((bytes | 5) == '\''); /* '"', '#', '&' and '\'' differ in these bits alone */
    return bytes16_bits(is_printed & ~is_mark);
}

/* The plain bytes that TEXT begins with; at its end up to thirty-one of them are not counted. */
static size_t cut_plain_len(str text) {
    enum { STEP = sizeof(bytes16) };
    size_t len = 0;
    for (; text.len - len >= 2 * STEP; len += 2 * STEP) {
        const uint32_t plain = cut_plain_bits(text.data + len) | cut_plain_bits(text.data + len + STEP) << STEP;
        if (plain != UINT32_MAX)
            return len + (size_t)__builtin_ctz(~plain);
    }
    return len;
}

/* One pass for the newline and for what may have to be washed off. */
struct cut cut_next(str *block) {
    const size_t plain = cut_plain_len(*block);
    const bool is_plain = plain < block->len && block->data[plain] == '\n';
    const char *newline = is_plain ? block->data + plain : memchr(block->data + plain, '\n', block->len - plain);
    const str raw = str_of(block->data, newline ? (size_t)(newline - block->data) : block->len);
    const size_t taken = raw.len + (newline != NULL);
    *block = str_of(block->data + taken, block->len - taken);
    return (struct cut){raw, is_plain};
}
