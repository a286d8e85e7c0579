/* Takes lines off a block, and sees on the way which of them are plain text.
 * SPDX-License-Identifier: MIT */
#include "log/lines.h"

#include "base/bytes.h"

/* A bit for each of sixteen bytes that is plain: a newline is not. */
static uint32_t lines_plain_bits(const char *at) {
    typedef int8_t signed16 __attribute__((vector_size(16)));
    const bytes16 bytes = bytes16_at(at);
    const bytes16 is_printed = (bytes16)((signed16)bytes > 0x1f);
    const bytes16 is_mark = (bytes16)((bytes | 5) == '\''); /* '"', '#', '&' and '\'' differ in these bits alone */
    return bytes16_bits(is_printed & ~is_mark);
}

size_t lines_plain_len(str text) {
    enum { STEP = sizeof(bytes16) };
    size_t len = 0;
    for (; text.len - len >= 2 * STEP; len += 2 * STEP) {
        const uint32_t plain = lines_plain_bits(text.data + len) | lines_plain_bits(text.data + len + STEP) << STEP;
        if (plain != UINT32_MAX)
            return len + (size_t)__builtin_ctz(~plain);
    }
    return len;
}
